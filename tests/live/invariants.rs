//! What must hold after whatever went wrong, by the supplier's ledger and by all that a partner was told.
//!
//! ```text
//! 1 what was confirmed is booked once, at that money, for those nights and that guest
//! 2 at most one booking lives for an attempt, and for a stay of a guest
//! 3 what failed does not live
//! 4 what is booked has exactly one attempt here, and what is not known is listed
//! 5 nothing is sent twice without a definite refusal
//! 6 what is final stays so, and history only grows
//! 7 a repetition has the same answer, ids rise, and every answer is in the history
//! 8 every call has one record
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use core_chat::http::sandbox_supplier::ledger::{Happened, Line};

use crate::harness::{House, LIVE_KEY, Told};

/// The first thing that does not hold of what was told in `session`.
pub async fn broken(house: &House, session: &str) -> Option<String> {
    check(house, session).await.err()
}

type Checked = Result<(), String>;

fn holds(held: bool, what: impl FnOnce() -> String) -> Checked {
    if held { Ok(()) } else { Err(what()) }
}

async fn check(house: &House, session: &str) -> Checked {
    house.supplier.clear_faults();
    money(house).await?;
    let (history, before) = (events(house, session).await, bookings(house).await);
    repetitions(house).await?;
    house.settle().await;
    money(house).await?;
    let (later, after) = (events(house, session).await, bookings(house).await);
    holds(later.starts_with(&history), || format!("6: {history:?} is no beginning of {later:?}"))?;
    for booking in before.iter().filter(|booking| is_final(&booking["status"])) {
        holds(after.contains(booking), || format!("6: {booking} changed into one of {after:?}"))?;
    }
    in_history(&house.told(), &later)?;
    recorded(house).await
}

fn is_final(status: &Value) -> bool {
    matches!(status.as_str(), Some("cancelled" | "failed"))
}

async fn bookings(house: &House) -> Vec<Value> {
    let answer = house.get(LIVE_KEY, "/bookings?actorId=user-1").await;
    answer["data"]["bookings"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

async fn events(house: &House, session: &str) -> Vec<Value> {
    house.get(LIVE_KEY, &format!("/sessions/{session}")).await["data"]["events"].as_array().unwrap().clone()
}

/// 1 to 5.
async fn money(house: &House) -> Checked {
    let (live, made, sends) = (house.supplier.live_bookings(), house.supplier.bookings_made(), house.supplier.sends());
    let here = bookings(house).await;
    for told in house.told() {
        let booking = told.outcome.artifact("booking").clone();
        match told.outcome.status() {
            "booking_confirmed" => {
                let count = made.iter().filter(|line| is_told(line, &booking)).count();
                holds(count == 1, || format!("1: {count} of {made:?} are {booking}"))?;
            }
            "booking_failed" => {
                let lives = live.iter().any(|line| booking["partnerReference"] == line.partner_reference.as_str());
                holds(!lives, || format!("3: {booking} failed and lives"))?;
            }
            _ => {}
        }
    }
    let attempts: BTreeSet<_> = live.iter().map(|line| &line.partner_reference).collect();
    let stays: BTreeSet<_> =
        live.iter().map(|line| (&line.hotel, &line.check_in, &line.check_out, line.rooms, &line.holder)).collect();
    holds(attempts.len() == live.len() && stays.len() == live.len(), || format!("2: {live:?}"))?;
    for line in &made {
        let count =
            here.iter().filter(|booking| booking["partnerReference"] == line.partner_reference.as_str()).count();
        holds(count == 1, || format!("4: {count} of {here:?} are {line:?}"))?;
    }
    let mut counted: BTreeMap<&String, usize> = BTreeMap::new();
    for reference in &sends {
        *counted.entry(reference).or_default() += 1;
        let is_listed = here.iter().any(|booking| booking["partnerReference"] == reference.as_str());
        holds(is_listed, || format!("4: {reference} was sent and is not among {here:?}"))?;
    }
    // Whoever was refused begins anew, under another reference.
    holds(counted.values().all(|count| *count == 1), || format!("5: {counted:?}"))
}

fn is_told(line: &Line, booking: &Value) -> bool {
    line.what == Happened::Booked
        && booking["bookingReference"] == line.reference.as_str()
        && booking["partnerReference"] == line.partner_reference.as_str()
        && booking["totalPrice"].as_f64() == line.total.parse().ok()
        && booking["currency"] == line.currency.as_str()
        && booking["checkIn"] == line.check_in.as_str()
        && booking["checkOut"] == line.check_out.as_str()
        && (line.holder.0.as_str(), line.holder.1.as_str()) == ("Ada", "Lovelace")
}

/// 7, for what is final: what is pending may have gone on.
async fn repetitions(house: &House) -> Checked {
    for told in house.told() {
        if told.request.get("idempotencyKey").is_none() {
            continue;
        }
        let again = house.repeat(LIVE_KEY, &told.request).await;
        let is_pending = told.outcome.status().ends_with("_pending");
        holds(is_pending || again == told.text, || format!("7: {} and then {again}", told.text))?;
    }
    Ok(())
}

/// 7: every answer is in the history, in order, and ids rise.
fn in_history(told: &[Told], history: &[Value]) -> Checked {
    let ids: Vec<&str> = history.iter().map(|event| event["eventId"].as_str().unwrap()).collect();
    holds(ids.is_sorted_by(|a, b| a < b), || format!("7: {ids:?} do not rise"))?;
    let mut rest = ids.iter();
    let all = told.iter().all(|told| rest.any(|id| *id == told.event));
    holds(all, || format!("7: not all that was told is in {ids:?}"))
}

/// 8.
async fn recorded(house: &House) -> Checked {
    let (seen, records) = house.calls().await;
    let is_charged = |status: u16, is_replay: bool| !is_replay && !matches!(status, 401 | 403 | 429 | 500..);
    let expected: BTreeMap<_, _> = seen
        .iter()
        .map(|call| (call.request.clone(), (call.status, is_charged(call.status, call.is_replay))))
        .collect();
    let found: BTreeMap<_, _> =
        records.iter().map(|record| (record.call.request.clone(), (record.status, record.billable))).collect();
    holds(records.len() == seen.len() && found == expected, || format!("8: {found:?} are not {expected:?}"))
}
