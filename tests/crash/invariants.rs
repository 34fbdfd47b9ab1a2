//! What must hold in the end, whatever happened in between: checked against the supplier's own ledger, and against what every
//! actor was ever told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use jiff::ToSpan;
use serde_json::Value;

use crate::actor::{Memory, Told, events_of};
use crate::client::{Client, PARTNER, Reply};
use crate::stage::{Line, Stage, live};

/// One place where an invariant does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which invariant; 0 for an answer that no rule of the API allows.
    pub invariant: u8,
    pub what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}", self.invariant, self.what)
    }
}

/// What was found, and how much there was to look at.
#[derive(Debug, Default)]
pub struct Findings {
    pub breaches: Vec<Breach>,
    pub answers: usize,
    pub confirmed: usize,
    pub cancelled: usize,
    pub made: usize,
    pub sent: usize,
    pub calls: usize,
    pub given_up: usize,
}

impl Findings {
    fn breach(&mut self, invariant: u8, what: impl Into<String>) {
        self.breaches.push(Breach { invariant, what: what.into() });
    }

    fn check(&mut self, invariant: u8, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.breach(invariant, what());
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} answers ({} given up), {} bookings confirmed and {} cancelled as told, {} made at the supplier by {} \
             sends, {} calls billed; {} breaches",
            self.answers,
            self.given_up,
            self.confirmed,
            self.cancelled,
            self.made,
            self.sent,
            self.calls,
            self.breaches.len()
        )
    }
}

/// A booking as the server has it in the end, and what was told about it in the course of time.
struct Booking {
    now: Value,
    actor: String,
    told: Vec<Told>,
}

impl Booking {
    fn status(&self) -> &str {
        self.now["status"].as_str().unwrap()
    }

    fn ours(&self) -> &str {
        self.now["partnerReference"].as_str().unwrap()
    }

    fn was_told(&self, status: &str) -> bool {
        self.told.iter().any(|told| told.status() == status)
    }
}

/// Looks at everything, after the last life has begun and before and after all is settled.
pub async fn examine(stage: &Stage, memories: Vec<Memory>) -> Findings {
    let mut findings = Findings::default();
    let client = &stage.client;
    let (told, looks): (Vec<_>, Vec<_>) = memories.into_iter().map(|memory| (memory.told, memory.looks)).unzip();
    let (mut told, looks): (Vec<Told>, Vec<_>) = (told.concat(), looks.concat());
    (findings.answers, findings.given_up) = (told.len(), told.iter().filter(|told| told.reply.is_none()).count());

    every_unknown_is_listed(stage, &told, &mut findings).await;
    let is_settled = stage.settled().await;
    findings.check(4, is_settled, || format!("still open: {:?}", stage.unsettled()));

    let again = ask_again(client, &told, &mut findings).await;
    told.extend(again);
    let bookings = bookings(client, &told, &mut findings).await;
    let ledger = stage.ledger();
    told_is_true(&bookings, &ledger, &mut findings);
    ledger_is_known(&bookings, &ledger, &mut findings);
    nothing_is_done_twice(stage, &told, &ledger, &mut findings);
    told_only_goes_on(&bookings, &mut findings);
    history_only_grows(client, &told, &looks, &mut findings).await;
    every_call_is_billed_once(stage, &mut findings);
    every_ruling_is_kept(stage, &mut findings).await;
    for what in client.strange() {
        findings.breach(0, what);
    }
    findings
}

/// 4: what the operator settled is on the record, and how it came out.
async fn every_ruling_is_kept(stage: &Stage, findings: &mut Findings) {
    let mut kept = String::new();
    for _ in 0..100 {
        kept = stage.process.operator().run(&["bookings", "--by-hand"]);
        if !kept.contains(" then waiting") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let settled = stage.settled_by_hand();
    let count = u64::try_from(kept.lines().count()).unwrap();
    findings.check(4, count == settled, || format!("{settled} settled by hand, and {count} on the record"));
    for line in kept.lines() {
        let ends = [" then confirmed at ", " then refused at ", " then cancelled at ", " then overtaken at "];
        findings.check(4, ends.iter().any(|end| line.contains(end)), || format!("on the record: {line}"));
    }
}

/// 4: what partners see as pending is on the operator's list.
async fn every_unknown_is_listed(stage: &Stage, told: &[Told], findings: &mut Findings) {
    for actor in actors(told) {
        let before = stage.unsettled();
        let seen = list(&stage.client, actor, findings).await;
        let after = stage.unsettled();
        for booking in seen.iter().filter(|booking| booking["status"].as_str().unwrap().ends_with("pending")) {
            let id = booking["bookingId"].as_str().unwrap();
            // What was settled in between is on neither list, or on one of them.
            let gone = before.contains_key(id) || after.contains_key(id);
            let now = stage.client.get(&format!("/bookings/{id}")).await.unwrap_or_default();
            let is_pending = now["data"]["status"].as_str().is_some_and(|status| status.ends_with("pending"));
            findings.check(4, gone || !is_pending, || format!("{id} is pending and not listed"));
        }
    }
}

fn actors(told: &[Told]) -> BTreeSet<&str> {
    told.iter().map(|told| told.actor.as_str()).collect()
}

/// Every booking of an actor.
async fn list(client: &Client, actor: &str, findings: &mut Findings) -> Vec<Value> {
    let (mut bookings, mut token) = (Vec::new(), String::new());
    loop {
        let path = format!("/bookings?actorId={actor}{token}");
        let Some(page) = client.get(&path).await else {
            findings.breach(0, format!("{path} has no answer"));
            return bookings;
        };
        bookings.extend(page["data"]["bookings"].as_array().unwrap().iter().cloned());
        match page["data"]["nextPageToken"].as_str() {
            Some(next) => token = format!("&pageToken={next}"),
            None => return bookings,
        }
    }
}

/// 7: whatever was answered for good is answered so again, to the byte. Gives what is said in the end to what was open.
async fn ask_again(client: &Client, told: &[Told], findings: &mut Findings) -> Vec<Told> {
    let mut last: BTreeMap<(&str, &str), &Told> = BTreeMap::new();
    for told in told.iter().filter(|told| told.reply.is_some()) {
        last.insert((told.session(), told.request["idempotencyKey"].as_str().unwrap()), told);
    }
    let mut again = Vec::new();
    for told in last.into_values() {
        let reply = client.post("/events", &told.request).await;
        let text = |reply: &Option<Reply>| reply.as_ref().map(|reply| reply.text.clone());
        if told.is_final() {
            findings.check(7, text(&reply) == text(&told.reply), || {
                format!("told {:?}, and again {:?}", text(&told.reply), text(&reply))
            });
        } else {
            let said = Told { reply, ..told.clone() };
            findings.check(7, said.is_final(), || format!("settled, and still told {:?}", text(&said.reply)));
            again.push(said);
        }
    }
    again
}

/// Every booking of every actor, by its id.
async fn bookings(client: &Client, told: &[Told], findings: &mut Findings) -> BTreeMap<String, Booking> {
    let mut bookings = BTreeMap::new();
    for actor in actors(told) {
        for now in list(client, actor, findings).await {
            let id = now["bookingId"].as_str().unwrap().to_owned();
            let booking = Booking { now, actor: actor.to_owned(), told: Vec::new() };
            let is_new = bookings.insert(id.clone(), booking).is_none();
            findings.check(4, is_new, || format!("{id} is listed twice"));
        }
    }
    for told in told {
        let Some(id) = told.booking()["bookingId"].as_str() else { continue };
        match bookings.get_mut(id) {
            Some(booking) => booking.told.push(told.clone()),
            None => findings.breach(1, format!("{id} was told as {} and is lost", told.status())),
        }
    }
    bookings
}

/// 1 and 3: what was confirmed is there as it was told, and what failed or was cancelled is not.
fn told_is_true(bookings: &BTreeMap<String, Booking>, ledger: &[Line], findings: &mut Findings) {
    let live = live(ledger);
    for (id, booking) in bookings {
        let is_live = live.iter().any(|line| line.partner_reference == booking.ours());
        for told in booking.told.iter().filter(|told| told.status() == "booking_confirmed") {
            findings.confirmed += 1;
            let said = told.booking();
            let made: Vec<&Line> =
                ledger.iter().filter(|l| l.is_booked && said["bookingReference"] == l.reference).collect();
            findings.check(1, made.len() == 1, || format!("{id} was confirmed and made {} times", made.len()));
            let is_same = made.first().is_some_and(|line| {
                let total: f64 = line.total.parse().unwrap();
                line.partner_reference == booking.ours()
                    && said["partnerReference"] == line.partner_reference
                    && (said["totalPrice"].as_f64().unwrap() - total).abs() < 0.005
                    && said["currency"] == line.currency
                    && said["checkIn"] == line.check_in
                    && said["checkOut"] == line.check_out
                    && said["guest"]["firstName"] == line.holder.0
                    && said["guest"]["lastName"] == line.holder.1
            });
            findings.check(1, is_same, || format!("told {said}, and the supplier has {made:?}"));
        }
        findings.cancelled += usize::from(booking.was_told("booking_cancelled"));
        match booking.status() {
            "confirmed" => findings.check(1, is_live, || format!("{id} is confirmed and not at the supplier")),
            "failed" | "cancelled" => {
                findings.check(3, !is_live, || format!("{id} is {} and stands at the supplier", booking.status()));
            }
            other => findings.breach(4, format!("{id} is {other} in the end")),
        }
        for no in ["booking_failed", "booking_cancelled"] {
            findings.check(3, !(booking.was_told(no) && is_live), || format!("{id} was told as {no} and stands"));
        }
    }
}

/// 4: everything at the supplier is one booking of ours.
fn ledger_is_known(bookings: &BTreeMap<String, Booking>, ledger: &[Line], findings: &mut Findings) {
    for line in ledger.iter().filter(|line| line.is_booked) {
        findings.made += 1;
        let ours = bookings.values().filter(|booking| booking.ours() == line.partner_reference).count();
        findings.check(4, ours == 1, || format!("{line:?} belongs to {ours} bookings"));
    }
}

/// 2 and 5: one booking for each key, each attempt and each stay, and one send unless it was refused.
fn nothing_is_done_twice(stage: &Stage, told: &[Told], ledger: &[Line], findings: &mut Findings) {
    let mut by_key: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for told in told {
        if let Some(id) = told.booking()["bookingId"].as_str() {
            by_key.entry((told.session(), told.kind())).or_default().insert(id);
        }
    }
    for (key, ids) in by_key {
        findings.check(2, ids.len() == 1, || format!("{key:?} led to {ids:?}"));
    }
    let live = live(ledger);
    let is_double = |by: fn(&Line) -> &str, line: &Line| live.iter().filter(|other| by(other) == by(line)).count() > 1;
    for line in &live {
        findings.check(2, !is_double(|line| &line.partner_reference, line), || {
            format!("one attempt, two bookings: {line:?}")
        });
        findings.check(2, !is_double(|line| &line.stay, line), || format!("one stay, two bookings: {line:?}"));
    }
    for (reference, sent) in stage.road.sent() {
        findings.sent += sent.times;
        findings.check(5, sent.times <= 1 + sent.refused, || format!("{reference} was sent: {sent:?}"));
    }
}

/// 6: what was told about a booking is never taken back.
fn told_only_goes_on(bookings: &BTreeMap<String, Booking>, findings: &mut Findings) {
    for (id, booking) in bookings {
        let mut steps: Vec<&str> = booking.told.iter().map(Told::status).collect();
        steps.dedup();
        let may_follow = |before: &str, after: &str| match before {
            "booking_failed" => after == "booking_failed",
            "booking_cancelled" => after == "booking_cancelled",
            "booking_confirmed" => after.starts_with("cancellation_") || after == "booking_cancelled",
            _ => true,
        };
        for pair in steps.windows(2) {
            findings.check(6, may_follow(pair[0], pair[1]), || format!("{id} of {} was told {steps:?}", booking.actor));
        }
        let is_as_told = match steps.last() {
            Some(&"booking_failed") => booking.status() == "failed",
            Some(&"booking_cancelled") => booking.status() == "cancelled",
            Some(&"booking_confirmed") => matches!(booking.status(), "confirmed" | "cancelled"),
            _ => true,
        };
        findings.check(6, is_as_told, || format!("{id} is {} and was told {steps:?}", booking.status()));
    }
}

/// 6 and 7: what was seen of a history stays its beginning; its events rise, and every answered one is among them.
async fn history_only_grows(client: &Client, told: &[Told], looks: &[(String, Vec<String>)], findings: &mut Findings) {
    let mut seen: BTreeMap<&str, Vec<&Vec<String>>> = told.iter().map(|told| (told.session(), Vec::new())).collect();
    for (session, look) in looks {
        seen.entry(session).or_default().push(look);
    }
    for (session, looks) in seen {
        let Some(history) = events_of(client, session).await else {
            findings.breach(7, format!("the session {session} is lost"));
            continue;
        };
        let ids: Vec<&str> = history.iter().map(|line| line.split(' ').next().unwrap()).collect();
        findings.check(7, ids.is_sorted_by(|a, b| a < b), || format!("{session}: ids do not rise: {ids:?}"));
        for look in looks {
            findings.check(6, history.starts_with(look), || {
                format!("{session}: seen {look:?}, and in the end {history:?}")
            });
        }
        for event in told.iter().filter(|told| told.session() == session).filter_map(Told::event) {
            findings
                .check(7, ids.contains(&event), || format!("{session}: {event} was answered and is not in {ids:?}"));
        }
    }
}

/// 8: one record for every acknowledged call, with its status, and replays free of charge.
fn every_call_is_billed_once(stage: &Stage, findings: &mut Findings) {
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let mut billed: BTreeMap<String, Vec<(u64, bool)>> = BTreeMap::new();
    // The server's clock may have been wrong.
    for days in -2..=2 {
        let day = (today + days.days()).to_string();
        for line in stage.process.operator().run(&["usage", "--partner", PARTNER, "--day", &day]).lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            if let Some(request) = record["requestId"].as_str() {
                let billed_as = (record["statusCode"].as_u64().unwrap(), record["billable"] == true);
                billed.entry(request.to_owned()).or_default().push(billed_as);
            }
        }
    }
    for call in stage.client.acknowledged().iter().filter(|call| !call.request.is_empty()) {
        findings.calls += 1;
        let expected = vec![(u64::from(call.status), !call.replayed)];
        let found = billed.remove(&call.request).unwrap_or_default();
        findings.check(8, found == expected, || format!("{call:?} is billed as {found:?}"));
    }
    let doubles = billed.iter().filter(|(_, records)| records.len() > 1).count();
    findings.check(8, doubles == 0, || format!("{doubles} calls without an answer are billed more than once"));
}
