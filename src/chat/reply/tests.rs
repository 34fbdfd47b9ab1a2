//! What guests read, outcome by outcome.

use std::sync::Arc;

use insta::assert_snapshot;
use jiff::Timestamp;

use super::words;
use crate::domain::booking::{BookingAttempt, CancelCost, Step};
use crate::domain::card::PaymentMethod;
use crate::domain::failure::FailureCode;
use crate::domain::fixtures::{attempt, dollars, hotel_option, quote_of, request};
use crate::domain::guest::Guest;
use crate::domain::ids::{HoldId, OptionId, PaymentMethodId, SupplierReference};
use crate::domain::outcome::{AnswerKind, DeadEnd, Outcome, Relaxation, Status, Unsupported};
use crate::domain::shortlist::{Shortlist, ShownOption};

fn at() -> Timestamp {
    Timestamp::from_second(1_771_456_966).unwrap()
}

fn card() -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::parse("pm_1").unwrap(),
        brand: "visa".to_owned(),
        last4: "4242".to_owned(),
        exp_month: 12,
        exp_year: 2030,
    }
}

fn shown(rank: u32) -> ShownOption {
    ShownOption { id: OptionId::new([7; 16]), rank, distance: Some(420), option: Arc::new(hotel_option()) }
}

fn list(total: u32, ranks: std::ops::Range<u32>) -> Arc<Shortlist> {
    let shown_so_far = ranks.end - 1;
    Arc::new(Shortlist {
        request: request(),
        options: ranks.map(shown).collect(),
        total,
        shown: shown_so_far,
        partial: false,
    })
}

fn booked() -> Arc<BookingAttempt> {
    let terms = Step::FixTerms { method: card(), guest: Guest::new("Ada", "Lovelace", None).unwrap() };
    let hold = Step::Held(HoldId::parse("hold").unwrap());
    let confirm = Step::Confirm(SupplierReference::parse("SBX-7F3K2M").unwrap());
    let steps = [terms, Step::Yes, hold, Step::Send, confirm];
    Arc::new(steps.into_iter().fold(attempt(), |attempt, step| attempt.after(step, at()).unwrap()))
}

fn cost(penalty: i64) -> CancelCost {
    CancelCost { penalty: dollars(penalty), refund: dollars(330 - penalty), next_change: None }
}

fn every_outcome() -> Vec<Outcome> {
    let proposed = Arc::new(attempt());
    let dearer = Arc::new(
        proposed.after(Step::Requoted(quote_of(&proposed.option, dollars(40))), Timestamp::UNIX_EPOCH).unwrap(),
    );
    let relaxation =
        Relaxation { drop: "amenities".into(), text: "any amenities".into(), yields: 1, cheapest_total: dollars(250) };
    vec![
        Outcome::Shortlist(list(39, 1..6)),
        Outcome::Shortlist(list(39, 6..11)),
        Outcome::Shortlist(list(1, 1..2)),
        Outcome::Shortlist(list(5, 6..6)),
        Outcome::NoResults(Arc::new(DeadEnd { search: list(0, 1..1), relaxations: vec![relaxation] })),
        Outcome::NoResults(Arc::new(DeadEnd { search: list(0, 1..1), relaxations: Vec::new() })),
        Outcome::OptionDetails { option: shown(1), answer: "Yes, it lists a pool.".to_owned() },
        Outcome::Comparison(crate::chat::compare::compare(vec![shown(1), shown(2)], at())),
        Outcome::Answer(AnswerKind::Declined(Vec::new())),
        Outcome::Answer(AnswerKind::Declined(vec![shown(1), shown(2)])),
        Outcome::Answer(AnswerKind::NotThatOne(None)),
        Outcome::Answer(AnswerKind::NotThatOne(Some(shown(2)))),
        Outcome::Answer(AnswerKind::NoMatter),
        Outcome::Answer(AnswerKind::NotOnList(1)),
        Outcome::Answer(AnswerKind::NotOnList(5)),
        Outcome::Answer(AnswerKind::NothingToChange),
        Outcome::NotUnderstood,
        Outcome::UnsupportedRequest(Unsupported::LargeGroup),
        Outcome::CardDataRefused,
        Outcome::PriceChanged { attempt: dearer, previous: dollars(330) },
        Outcome::PaymentSetupRequired {
            attempt: Arc::clone(&proposed),
            setup_url: String::new(),
            setup_expires_at: Timestamp::UNIX_EPOCH,
            declined: None,
        },
        Outcome::PaymentConfirmationRequired { attempt: Arc::clone(&proposed), method: card() },
        Outcome::PaymentDeclined { attempt: Arc::clone(&proposed), code: FailureCode::InsufficientFunds, setup: None },
        Outcome::BookingConfirmed(booked()),
        Outcome::BookingPending(booked()),
        Outcome::BookingFailed { attempt: booked(), code: FailureCode::SoldOut },
        Outcome::OptionUnavailable { code: FailureCode::SoldOut, alternatives: vec![shown(2), shown(3)] },
        Outcome::SupplierUnavailable(FailureCode::SupplierTimeout),
        Outcome::NothingToConfirm,
        Outcome::CancellationConfirmationRequired { booking: booked(), cost: cost(0) },
        Outcome::CancellationConfirmationRequired { booking: booked(), cost: cost(110) },
        Outcome::CancellationConfirmationRequired { booking: booked(), cost: cost(330) },
        Outcome::BookingCancelled { booking: booked(), cost: cost(110) },
        Outcome::CancellationPending(booked()),
        Outcome::CancellationFailed { booking: booked(), code: FailureCode::NotRefundable },
        Outcome::BookingDetails(booked()),
        Outcome::BookingList(vec![booked(), booked()]),
        Outcome::BookingList(Vec::new()),
        Outcome::BookingNotFound,
        Outcome::ClarificationRequired(crate::domain::outcome::Clarification {
            questions: vec![crate::domain::outcome::Question {
                slot: crate::domain::stay::Slot::CheckIn,
                text: "Which dates?".to_owned(),
                suggestions: Vec::new(),
            }],
            ..Default::default()
        }),
    ]
}

#[test]
fn every_outcome_has_its_words() {
    let outcomes = every_outcome();
    for status in Status::ALL {
        assert!(outcomes.iter().any(|o| o.status() == *status), "{status:?} has no words here");
    }
    let lines: Vec<String> = outcomes.iter().map(|o| format!("{}: {}", o.status().as_str(), words(o, at()))).collect();
    assert_snapshot!(lines.join("\n"));
}
