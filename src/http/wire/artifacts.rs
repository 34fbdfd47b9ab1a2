//! Which data belongs to which outcome: the table of contract statuses and their artifacts.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::booking::{Booked, Cancellation, Failure, PriceChange};
use super::next::{OfferedBy, Step};
use super::option::{Offered, Quoted, Shown};
use super::payment::Payment;
use super::search::{Compared, Outside, Relaxed, Searched, Unclear};
use super::understanding::Understanding;
use super::value::Each;
use crate::domain::booking::BookingAttempt;
use crate::domain::failure::FailureCode;
use crate::domain::money::Money;
use crate::domain::outcome::{Outcome, Relaxation, Turn};
use crate::domain::shortlist::ShownOption;

/// The data of an outcome; which sections are present depends on `status` alone, but for `understanding`, which is
/// there where words were read.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Artifacts<'a> {
    /// The options found, best first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Offered>>)]
    shortlist: Option<Each<'a, ShownOption, Shown<'a>>>,
    /// What was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Searched>)]
    search: Option<Searched<'a>>,
    /// Wishes that keep options away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Relaxed>>)]
    relaxations: Option<Each<'a, Relaxation, Relaxed<'a>>>,
    /// What must be known first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Unclear>)]
    clarification: Option<Unclear<'a>>,
    /// The option in question.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Offered>)]
    option: Option<Offered<'a>>,
    /// Options side by side.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Compared>)]
    comparison: Option<Compared<'a>>,
    /// What lies outside this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    unsupported: Option<Outside>,
    /// The quote against what was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_change: Option<PriceChange>,
    /// Card page, card on file, refusal of a card.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Payment>)]
    payment: Option<Payment<'a>>,
    /// The exact terms on which a yes would book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Quoted>)]
    quote: Option<Quoted<'a>>,
    /// The booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Booked>)]
    booking: Option<Booked<'a>>,
    /// The actor's bookings, latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Booked>>)]
    bookings: Option<Each<'a, Arc<BookingAttempt>, Booked<'a>>>,
    /// What cancelling costs, or has cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Cancellation>)]
    cancellation: Option<Cancellation<'a>>,
    /// Why it did not work.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    /// Options like the one that cannot be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Offered>>)]
    alternatives: Option<Each<'a, ShownOption, Shown<'a>>>,
    /// What the guest's words were understood to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understanding>)]
    understanding: Option<Understanding<'a>>,
    /// Every legal next step.
    #[schema(value_type = Vec<Step>)]
    next_actions: Vec<Step<'a>>,
}

impl<'a> From<&'a Turn> for Artifacts<'a> {
    fn from(turn: &'a Turn) -> Self {
        let by = OfferedBy { tenant: turn.tenant.as_str(), session: &turn.session, event: Some(turn.event) };
        Self {
            understanding: turn.heard.as_ref().map(Understanding::from),
            next_actions: by.steps(&turn.next),
            ..Self::of(&turn.outcome)
        }
    }
}

impl<'a> Artifacts<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let none = Self::default;
        match outcome {
            Outcome::Shortlist(list) => {
                Self { shortlist: Some(Each::of(&list.options)), search: Some(Searched::from(&**list)), ..none() }
            }
            Outcome::NoResults(end) => Self {
                search: Some(Searched::from(&*end.search)),
                relaxations: Some(Each::of(&end.relaxations)),
                ..none()
            },
            Outcome::ClarificationRequired(unclear) => Self { clarification: Some(Unclear::from(unclear)), ..none() },
            Outcome::OptionDetails { option, .. } => Self { option: Some(Offered::from(option)), ..none() },
            Outcome::Comparison(comparison) => Self { comparison: Some(Compared::from(comparison)), ..none() },
            Outcome::UnsupportedRequest(what) => Self { unsupported: Some(Outside::from(*what)), ..none() },
            Outcome::Answer(_) | Outcome::NotUnderstood | Outcome::CardDataRefused | Outcome::NothingToConfirm => {
                none()
            }
            Outcome::PriceChanged { attempt, previous } => Self::price_changed(attempt, *previous),
            Outcome::PaymentSetupRequired { attempt, setup_url, setup_expires_at, declined } => {
                Self::to_pay(attempt, Payment::setup(setup_url, *setup_expires_at).after_decline(*declined))
            }
            Outcome::PaymentConfirmationRequired { attempt, method } => Self::to_pay(attempt, Payment::by(method)),
            Outcome::PaymentDeclined { code, setup, .. } => {
                let payment = setup.as_ref().map_or_else(Payment::default, |(url, until)| Payment::setup(url, *until));
                Self { payment: Some(payment.after_decline(Some(*code))), ..Self::failed(*code) }
            }
            Outcome::OptionUnavailable { code, alternatives } => {
                Self { alternatives: Some(Each::of(alternatives)), ..Self::failed(*code) }
            }
            Outcome::SupplierUnavailable(code) => Self::failed(*code),
            Outcome::BookingNotFound => Self::failed(FailureCode::BookingNotFound),
            Outcome::BookingConfirmed(booking)
            | Outcome::BookingPending(booking)
            | Outcome::CancellationPending(booking)
            | Outcome::BookingDetails(booking) => Self::booked(booking),
            Outcome::BookingFailed { attempt: booking, code } | Outcome::CancellationFailed { booking, code } => {
                Self { booking: Some(Booked::from(booking)), ..Self::failed(*code) }
            }
            Outcome::CancellationConfirmationRequired { booking, cost } => {
                Self { cancellation: Some(Cancellation::of(booking, cost)), ..none() }
            }
            Outcome::BookingCancelled { booking, cost } => {
                Self { cancellation: Some(Cancellation::of(booking, cost)), ..Self::booked(booking) }
            }
            Outcome::BookingList(bookings) => Self { bookings: Some(Each::of(bookings)), ..none() },
        }
    }

    fn price_changed(attempt: &'a BookingAttempt, previous: Money) -> Self {
        Self {
            price_change: Some(PriceChange::of(attempt, previous)),
            option: Some(Offered::requoted(attempt)),
            ..Self::default()
        }
    }

    fn to_pay(attempt: &'a BookingAttempt, payment: Payment<'a>) -> Self {
        Self { payment: Some(payment), quote: Some(Quoted::from(attempt)), ..Self::default() }
    }

    fn booked(booking: &'a Arc<BookingAttempt>) -> Self {
        Self { booking: Some(Booked::from(booking)), ..Self::default() }
    }

    fn failed(code: FailureCode) -> Self {
        Self { failure: Some(Failure::from(code)), ..Self::default() }
    }
}
