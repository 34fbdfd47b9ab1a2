//! Replies from the proposal to the booking.

use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;

use super::phrase::{brand, money, policy, sentence, span, why};
use crate::domain::attempt_state::BookingStatus;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::PaymentMethod;
use crate::domain::failure::FailureCode;
use crate::domain::money::Money;
use crate::domain::option::HotelOption;

pub(super) fn card_needed(attempt: &BookingAttempt, declined: Option<FailureCode>, now: Timestamp) -> String {
    let again = if declined.is_some() { "That card was refused. " } else { "" };
    format!(
        "{again}{} Please enter the guest's name and a card on the secure page, then say “done”. Nothing is charged yet.",
        terms(attempt, now)
    )
}

pub(super) fn final_yes(attempt: &BookingAttempt, method: &PaymentMethod, now: Timestamp) -> String {
    format!("{} Shall I book it on your {} card ending in {}?", terms(attempt, now), brand(&method.brand), method.last4)
}

pub(super) fn declined(code: FailureCode) -> String {
    let whys = [
        (FailureCode::InsufficientFunds, "there is not enough money on it"),
        (FailureCode::ExpiredCard, "it has expired"),
        (FailureCode::ProcessingError, "it could not be processed"),
    ];
    format!(
        "The card was not charged: {}. Nothing is booked. You can enter another card on the secure page, then say “done”.",
        why(code, &whys, "its issuer refused")
    )
}

pub(super) fn price_changed(attempt: &BookingAttempt, previous: Money, now: Timestamp) -> String {
    let name = &attempt.option.hotel.name;
    let total = attempt.quote.total;
    let worse = if attempt.quote.cancellation.is_worse_than(&attempt.accepted_policy) {
        format!(
            " The cancellation terms have changed too: {}.",
            policy(&attempt.quote.cancellation, attempt.quote.total, now)
        )
    } else {
        String::new()
    };
    let direction = if total.minor() > previous.minor() { "gone up" } else { "come down" };
    if total == previous {
        format!("The terms of {name} have changed.{worse} Do you accept them?")
    } else {
        format!(
            "The price of {name} has {direction} from {} to {} in all.{worse} Do you accept the new price?",
            money(previous),
            money(total)
        )
    }
}

/// What is being booked, in one sentence or two.
fn terms(attempt: &BookingAttempt, now: Timestamp) -> String {
    let option = &attempt.option;
    let mut text = format!(
        "{}, {}, {}: {} in all with taxes, {}.",
        option.hotel.name,
        span(option.dates.check_in(), option.dates.check_out()),
        rooms_of(option),
        money(attempt.quote.total),
        policy(&attempt.quote.cancellation, attempt.quote.total, now)
    );
    let due = attempt.quote.price.due_at_property;
    if !due.is_zero() {
        let _ = write!(text, " The hotel takes another {} on the spot.", money(due));
    }
    text
}

fn rooms_of(option: &HotelOption) -> String {
    match option.rooms.len() {
        1 => option.room_name.to_string(),
        rooms => format!("{rooms} × {}", option.room_name),
    }
}

pub(super) fn confirmed(booking: &BookingAttempt, now: Timestamp) -> String {
    // What was booked earlier is not told as if it were booked anew.
    let opening = if booking.updated_at == now { "Booked!" } else { "This is booked:" };
    let cheaper = lower_total(booking);
    format!("{opening} {}{cheaper} Your reference is {}.", terms(booking, now), reference(booking))
}

pub(super) fn pending(booking: &BookingAttempt) -> String {
    format!(
        "Your booking at {} is not confirmed yet. Please do not book it again; the reference is {}.",
        booking.option.hotel.name, booking.partner_reference
    )
}

pub(super) fn failed(booking: &BookingAttempt, code: FailureCode) -> String {
    let why = why(code, &[(FailureCode::SoldOut, "the hotel has just sold out")], "the hotel did not accept it");
    format!("The booking at {} did not go through: {why}. Nothing was charged.", booking.option.hotel.name)
}

pub(super) fn list(bookings: &[Arc<BookingAttempt>], now: Timestamp) -> String {
    match bookings {
        [] => "You have no bookings yet.".to_owned(),
        [one] => details(one, now),
        many => {
            let lines: Vec<String> = many.iter().map(|booking| one_line(booking)).collect();
            format!("You have {} bookings: {}.", many.len(), lines.join("; "))
        }
    }
}

fn lower_total(booking: &BookingAttempt) -> String {
    if booking.quote.total.minor() < booking.accepted_total.minor() {
        format!(" The price even came down from {}.", money(booking.accepted_total))
    } else {
        String::new()
    }
}

pub(super) fn details(booking: &BookingAttempt, now: Timestamp) -> String {
    let terms = match booking.state.status() {
        BookingStatus::Confirmed => {
            format!(" {}", sentence(&policy(&booking.quote.cancellation, booking.quote.total, now)))
        }
        BookingStatus::Pending
        | BookingStatus::Failed
        | BookingStatus::CancellationPending
        | BookingStatus::Cancelled => String::new(),
    };
    format!("{}.{terms} Reference {}.", one_line(booking), reference(booking))
}

fn one_line(booking: &BookingAttempt) -> String {
    let option = &booking.option;
    format!(
        "{}, {}, {} in all ({})",
        option.hotel.name,
        span(option.dates.check_in(), option.dates.check_out()),
        money(booking.quote.total),
        booking.state.status().as_str().replace('_', " ")
    )
}

pub(super) fn reference(booking: &BookingAttempt) -> &str {
    booking.supplier_reference.as_ref().map_or(booking.partner_reference.as_str(), |r| r.as_str())
}
