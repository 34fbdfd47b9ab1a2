//! The invariants, checked against the supplier's books, the vault's and what guests were told, when all has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::payments::sandbox::HoldState;

use crate::stage::{Stage, TheirState, Told};

pub fn check(stage: &Stage) {
    let attempts: Vec<_> = stage.written().attempts.values().cloned().collect();
    for attempt in &attempts {
        stands_as_at_the_supplier(stage, attempt);
        money_is_where_it_belongs(stage, attempt);
    }
    for theirs in &stage.books().theirs {
        let ours = attempts.iter().filter(|attempt| attempt.partner_reference == theirs.ours).count();
        if ours != 1 {
            stage.wrong(format!("{} has {ours} attempts", theirs.ours));
        }
    }
    let told = stage.told().clone();
    for told in &told {
        is_true(stage, told);
        is_in_the_history(stage, told);
    }
    one_booking_for_each_key(stage, &told);
    every_event_is_billed_once(stage);
}

/// 1, 3, 4: what we say of a booking is what the supplier has, to the cent.
fn stands_as_at_the_supplier(stage: &Stage, attempt: &BookingAttempt) {
    let theirs = stage.books().of(&attempt.partner_reference).cloned();
    let has = theirs.as_ref().map(|theirs| theirs.state);
    let fits = match attempt.state {
        AttemptState::Confirmed => {
            has == Some(TheirState::Live) && theirs.is_some_and(|theirs| theirs.total == attempt.total())
        }
        AttemptState::Cancelled => has == Some(TheirState::Cancelled),
        AttemptState::Refused => matches!(has, None | Some(TheirState::Refused)),
        AttemptState::Quoted
        | AttemptState::PriceChanged
        | AttemptState::AwaitingCard
        | AttemptState::AwaitingYes
        | AttemptState::Ended => has.is_none() && attempt.sends == 0,
        AttemptState::Intent
        | AttemptState::Authorised
        | AttemptState::Sending
        | AttemptState::Requested
        | AttemptState::Unknown
        | AttemptState::CancelSending
        | AttemptState::CancelUnknown => false,
    };
    if !fits {
        stage.wrong(format!("{} ends as {:?}, and they have {has:?}", attempt.id, attempt.state));
    }
    if attempt.total().minor() > attempt.accepted_total.minor() && attempt.sends > 0 {
        stage.wrong(format!("{} costs more than was accepted", attempt.id));
    }
}

/// Money is taken for what is booked, given back as told for what is cancelled, and let go for all else.
fn money_is_where_it_belongs(stage: &Stage, attempt: &BookingAttempt) {
    let name = attempt.id.as_str().trim_start_matches("bkg_");
    let ledger = stage.vault.ledger();
    let holds: Vec<_> = ledger.iter().filter(|(id, _)| id.as_str().contains(name)).map(|(_, hold)| *hold).collect();
    let all_let_go = holds.iter().all(|hold| hold.state == HoldState::Released);
    let fits = match (attempt.state, holds.as_slice()) {
        (AttemptState::Confirmed, [hold]) => {
            hold.state == HoldState::Captured && hold.amount == attempt.total() && hold.refunded.is_none()
        }
        (AttemptState::Cancelled, [hold]) => {
            hold.state == HoldState::Captured && hold.refunded == attempt.cancellation.map(|cost| cost.refund)
        }
        (AttemptState::Confirmed | AttemptState::Cancelled, _) => false,
        _ => all_let_go,
    };
    if !fits {
        stage.wrong(format!("{} ends as {:?} with the holds {holds:?}", attempt.id, attempt.state));
    }
}

/// 1, 3, 6: what was told for good is how it ends.
fn is_true(stage: &Stage, told: &Told) {
    use AttemptState as S;
    let parts: Vec<&str> = told.body.split('|').collect();
    let written = stage.written();
    let Some(attempt) = written.attempts.values().find(|attempt| parts.get(1) == Some(&attempt.id.as_str())) else {
        return;
    };
    let holds = match parts[0] {
        "booking_confirmed" => {
            let reference = attempt.supplier_reference.as_ref().map(ToString::to_string);
            matches!(attempt.state, S::Confirmed | S::Cancelled)
                && parts.get(3) == Some(&attempt.total().minor().to_string().as_str())
                && parts.get(4).map(ToString::to_string) == reference
        }
        "booking_failed" => matches!(attempt.state, S::Refused | S::Ended),
        "booking_cancelled" => attempt.state == S::Cancelled,
        _ => true,
    };
    if !holds {
        stage.wrong(format!("{} was told {}, and it ends as {:?}", told.key, told.body, attempt.state));
    }
}

/// 7: what was stored before it was told is in the history.
fn is_in_the_history(stage: &Stage, told: &Told) {
    let written = stage.written();
    let is_there = written.events.get(&told.session).is_some_and(|all| all.iter().any(|event| event.id == told.event));
    if told.was_stored && !is_there {
        stage.wrong(format!("{} was told as {}, which is not in the history", told.key, told.event));
    }
}

/// 2: a key never leads to two bookings.
fn one_booking_for_each_key(stage: &Stage, told: &[Told]) {
    let mut by_key: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for told in told {
        let booking = told.body.split('|').nth(1).filter(|id| !id.is_empty());
        by_key.entry(&told.key).or_default().extend(booking);
    }
    for (key, bookings) in by_key.iter().filter(|(_, bookings)| bookings.len() > 1) {
        stage.wrong(format!("{key} leads to {bookings:?}"));
    }
}

/// 7, 8: events rise, and each has one record of usage, which is billable.
fn every_event_is_billed_once(stage: &Stage) {
    let written = stage.written();
    for (session, events) in &written.events {
        if !events.is_sorted_by(|a, b| a.id < b.id) {
            stage.wrong(format!("the events of {session} do not rise"));
        }
        for event in events {
            let of_event = |of: &&core_chat::domain::usage::UsageRecord| {
                of.session.as_ref() == Some(session) && of.event == Some(event.id)
            };
            let records: Vec<bool> = written.usage.iter().filter(of_event).map(|record| record.billable).collect();
            if records != [true] {
                stage.wrong(format!("{} of {session} has the records {records:?}", event.id));
            }
        }
    }
}
