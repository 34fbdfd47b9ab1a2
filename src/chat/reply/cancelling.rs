//! Replies about cancelling.

use super::booking::reference;
use super::phrase::money;
use crate::domain::booking::CancelCost;
use crate::domain::failure::FailureCode;
use crate::domain::outcome::Outcome;

pub(super) fn cancellation(outcome: &Outcome) -> String {
    match outcome {
        Outcome::CancellationConfirmationRequired { booking, cost } => format!(
            "Cancelling {} now {}. Shall I cancel it?",
            booking.option.hotel.name,
            match (cost.penalty.is_zero(), cost.refund.is_zero()) {
                (true, _) => format!("is free; you get {} back", money(cost.refund)),
                (false, true) => format!("costs the whole {}; nothing comes back", money(cost.penalty)),
                (false, false) => format!("costs {}; you get {} back", money(cost.penalty), money(cost.refund)),
            }
        ),
        Outcome::BookingCancelled { booking, cost } => {
            format!("Your booking at {} is cancelled. {}", booking.option.hotel.name, refund(cost))
        }
        Outcome::CancellationPending(booking) => format!(
            "The hotel has not confirmed the cancellation of {} yet. Please check again in a while; the reference is {}.",
            booking.option.hotel.name,
            reference(booking)
        ),
        Outcome::CancellationFailed { booking, code } => {
            let why = match code {
                FailureCode::TooLateToCancel => "the day of arrival has come",
                FailureCode::NotRefundable => "this rate is not refundable",
                _ => "the hotel refused",
            };
            format!("The booking at {} could not be cancelled: {why}. It stands.", booking.option.hotel.name)
        }
        _ => String::new(),
    }
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
