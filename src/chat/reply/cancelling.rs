//! Replies about cancelling.

use super::booking::reference;
use super::phrase::{money, why};
use crate::domain::booking::{BookingAttempt, CancelCost};
use crate::domain::failure::FailureCode;

pub(super) fn question(booking: &BookingAttempt, cost: &CancelCost) -> String {
    let costs = match (cost.penalty.is_zero(), cost.refund.is_zero()) {
        (true, _) => format!("is free; you get {} back", money(cost.refund)),
        (false, true) => format!("costs the whole {}; nothing comes back", money(cost.penalty)),
        (false, false) => format!("costs {}; you get {} back", money(cost.penalty), money(cost.refund)),
    };
    format!("Cancelling {} now {costs}. Shall I cancel it?", booking.option.hotel.name)
}

pub(super) fn done(booking: &BookingAttempt, cost: &CancelCost) -> String {
    format!("Your booking at {} is cancelled. {}", booking.option.hotel.name, refund(cost))
}

pub(super) fn pending(booking: &BookingAttempt) -> String {
    format!(
        "The hotel has not confirmed the cancellation of {} yet. Please check again in a while; the reference is {}.",
        booking.option.hotel.name,
        reference(booking)
    )
}

pub(super) fn failed(booking: &BookingAttempt, code: FailureCode) -> String {
    let whys = [
        (FailureCode::TooLateToCancel, "the day of arrival has come"),
        (FailureCode::NotRefundable, "this rate is not refundable"),
    ];
    let why = why(code, &whys, "the hotel refused");
    format!("The booking at {} could not be cancelled: {why}. It stands.", booking.option.hotel.name)
}

fn refund(cost: &CancelCost) -> String {
    if cost.penalty.is_zero() {
        format!("You get the full {} back.", money(cost.refund))
    } else if cost.refund.is_zero() {
        format!("The penalty is the whole {}; nothing comes back.", money(cost.penalty))
    } else {
        format!("The penalty is {}; you get {} back.", money(cost.penalty), money(cost.refund))
    }
}
