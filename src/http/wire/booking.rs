//! Bookings, their cancellation, and why something did not work.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::names;
use super::option::{Room, Terms, TermsStep};
use super::value::{Amount, Day, Each, Instant, Text, refundable};
use crate::domain::booking::{BookingAttempt, CancelCost};
use crate::domain::failure::FailureCode;
use crate::domain::guest::Guest;
use crate::domain::ids::OptionId;
use crate::domain::money::{Currency, Money};
use crate::domain::option::CancelPenalty;
use crate::domain::stay::Occupancy;

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Booking)]
pub struct Booked<'a> {
    /// Its key.
    #[schema(example = "bkg_a2p0x7m1c94kq83hd65t")]
    booking_id: &'a str,
    /// How it stands.
    #[schema(schema_with = names::booking_statuses)]
    status: &'static str,
    /// The hotel side's reference, to be shown at the desk; null until there is one.
    #[schema(required)]
    booking_reference: Option<&'a str>,
    /// Our reference, also known to the hotel side.
    #[schema(example = "CC-A2P0X7M1C94KQ83HD65T")]
    partner_reference: &'a str,
    /// The option that was booked.
    #[schema(value_type = String, format = "uuid")]
    option_id: OptionId,
    /// The hotel's name.
    #[schema(example = "Inn at the Market")]
    name: &'a str,
    /// Day of arrival.
    check_in: Day,
    /// Day of departure.
    check_out: Day,
    /// Who sleeps in each room.
    #[schema(value_type = Vec<Room>)]
    rooms: Each<'a, Occupancy, Room<'a>>,
    /// What is charged: the whole stay, all rooms, taxes and fees included.
    total_price: Amount,
    /// ISO 4217 code of every amount of this booking.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
    /// Whether cancelling is free until some deadline; null when nobody has said.
    #[schema(required)]
    refundable: Option<bool>,
    /// What cancelling costs.
    cancellation: Terms<'a>,
    /// Who will stay.
    #[schema(value_type = Option<GuestName>, required)]
    guest: Option<GuestName<'a>>,
    /// When it began.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

impl<'a> From<&'a BookingAttempt> for Booked<'a> {
    fn from(attempt: &'a BookingAttempt) -> Self {
        let (option, quote) = (&*attempt.option, &attempt.quote);
        Self {
            booking_id: attempt.id.as_str(),
            status: attempt.state.status().as_str(),
            booking_reference: attempt.supplier_reference.as_ref().map(|r| r.as_str()),
            partner_reference: attempt.partner_reference.as_str(),
            option_id: attempt.option_id,
            name: &option.hotel.name,
            check_in: Day(option.dates.check_in()),
            check_out: Day(option.dates.check_out()),
            rooms: Each::of(&option.rooms),
            total_price: Amount(attempt.total()),
            currency: Text(attempt.total().currency()),
            refundable: refundable(quote.cancellation.refundability),
            cancellation: Terms::from(&quote.cancellation),
            guest: attempt.guest.as_ref().map(GuestName::from),
            created_at: Instant(attempt.created_at),
            updated_at: Instant(attempt.updated_at),
        }
    }
}

impl<'a> From<&'a Arc<BookingAttempt>> for Booked<'a> {
    fn from(attempt: &'a Arc<BookingAttempt>) -> Self {
        Self::from(&**attempt)
    }
}

/// One page of an actor's bookings.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingPage)]
pub struct BookedPage<'a> {
    /// The bookings, latest first.
    #[schema(value_type = Vec<Booked>)]
    bookings: Each<'a, Arc<BookingAttempt>, Booked<'a>>,
    /// Whether more follow.
    has_more: bool,
    /// `pageToken` of the next page; null when no more follow.
    #[schema(required)]
    next_page_token: Option<&'a str>,
}

impl<'a> BookedPage<'a> {
    /// The page of `bookings`, followed by the one that `next` names.
    #[must_use]
    pub fn of(bookings: &'a [Arc<BookingAttempt>], next: Option<&'a str>) -> Self {
        Self { bookings: Each::of(bookings), has_more: next.is_some(), next_page_token: next }
    }
}

/// Who will stay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuestName<'a> {
    /// Given name.
    first_name: &'a str,
    /// Family name.
    last_name: &'a str,
}

impl<'a> From<&'a Guest> for GuestName<'a> {
    fn from(guest: &'a Guest) -> Self {
        Self { first_name: guest.first_name(), last_name: guest.last_name() }
    }
}

/// What cancelling costs now, or has cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation<'a> {
    /// The booking.
    booking_id: &'a str,
    /// What is kept.
    penalty: Amount,
    /// What is given back.
    refund: Amount,
    /// ISO 4217 code of both.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
    /// When the penalty next changes; null when it no longer does.
    #[schema(required)]
    next_change_at: Option<Instant>,
    /// The hotel's IANA time zone, in which deadlines are told.
    #[schema(example = "America/Los_Angeles")]
    time_zone: &'a str,
    /// What cancelling costs from when on, earliest first; free before the first.
    #[schema(value_type = Vec<TermsStep>)]
    schedule: Each<'a, CancelPenalty, TermsStep>,
}

impl<'a> Cancellation<'a> {
    /// The cancellation of `booking` at `cost`.
    #[must_use]
    pub fn of(booking: &'a BookingAttempt, cost: &CancelCost) -> Self {
        Self {
            booking_id: booking.id.as_str(),
            penalty: Amount(cost.penalty),
            refund: Amount(cost.refund),
            currency: Text(cost.penalty.currency()),
            next_change_at: cost.next_change.map(Instant),
            time_zone: &booking.quote.cancellation.time_zone,
            schedule: Each::of(&booking.quote.cancellation.penalties),
        }
    }
}

/// The quote against what was shown or accepted before.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceChange {
    /// The option.
    #[schema(value_type = String, format = "uuid")]
    option_id: OptionId,
    /// The total before.
    previous_total_price: Amount,
    /// The total now.
    new_total_price: Amount,
    /// ISO 4217 code of the amounts.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
    /// New less previous; negative when it became cheaper, null when the currency changed.
    #[schema(required)]
    difference: Option<Amount>,
    /// The difference in percent of the previous total, with one decimal; null when it cannot be told.
    #[schema(example = 12.0, required)]
    percent: Option<f64>,
    /// Whether the cancellation terms became worse.
    cancellation_changed: bool,
}

impl PriceChange {
    /// The change of `attempt`'s quote against the total `previous`.
    #[must_use]
    pub fn of(attempt: &BookingAttempt, previous: Money) -> Self {
        let new = attempt.quote.total;
        let difference = new.minus(previous).ok();
        Self {
            option_id: attempt.option_id,
            previous_total_price: Amount(previous),
            new_total_price: Amount(new),
            currency: Text(new.currency()),
            difference: difference.map(Amount),
            percent: difference.filter(|_| previous.minor() > 0).map(|d| percent(d, previous)),
            cancellation_changed: attempt.quote.cancellation.is_worse_than(&attempt.accepted_policy),
        }
    }
}

/// `part` in percent of `whole`, with one decimal; `whole` is more than nothing.
fn percent(part: Money, whole: Money) -> f64 {
    part.share(1_000, whole.minor()).minor() as f64 / 10.0
}

/// Why something did not work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Failure {
    /// What kind of failure it is.
    #[schema(schema_with = names::failures)]
    code: &'static str,
    /// The code as a sentence.
    message: &'static str,
    /// Whether trying again, perhaps with another option or card, may work.
    retryable: bool,
}

impl From<FailureCode> for Failure {
    fn from(code: FailureCode) -> Self {
        Self { code: code.as_str(), message: sentence(code), retryable: code.is_retryable() }
    }
}

fn sentence(code: FailureCode) -> &'static str {
    match code {
        FailureCode::SoldOut => "No room of this kind is left for these dates.",
        FailureCode::UnknownOption => "There is no such option for this guest.",
        FailureCode::OptionExpired => "The option is no longer valid; search again for current prices.",
        FailureCode::SupplierTimeout => "The hotel side did not answer in time.",
        FailureCode::SupplierRejected => "The hotel side refused.",
        FailureCode::SupplierError => "The hotel side could not answer.",
        FailureCode::CardDeclined => "The card was declined.",
        FailureCode::InsufficientFunds => "The card has insufficient funds.",
        FailureCode::ExpiredCard => "The card has expired.",
        FailureCode::ProcessingError => "The card could not be processed.",
        FailureCode::TooLateToCancel => "It is too late to cancel this booking.",
        FailureCode::NotRefundable => "This booking is not refundable.",
        FailureCode::CancellationRefused => "The hotel side refused to cancel.",
        FailureCode::BookingNotFound => "There is no such booking for this guest.",
    }
}
