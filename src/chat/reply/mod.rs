//! The words for every outcome: short, warm, exact. Pure: they say what the outcome holds and nothing more.

mod aside;
mod booking;
mod cancelling;
mod found;
mod phrase;
mod place;
mod search;
#[cfg(test)]
mod tests;

pub(super) use aside::full_name;
pub(super) use found::{date_problem, not_on_list};
pub(super) use phrase::{
    charge_unknown, costs, counted, day, distance, does_not_offer, guests, house, listed, money, offer, offers, policy,
    span,
};
pub(super) use place::{at_place, middle_of};

use jiff::Timestamp;

use crate::domain::event::EventKind;
use crate::domain::heard::Heard;
use crate::domain::outcome::{AnswerKind, Outcome, Unsupported};
use crate::domain::stay::MOST_ROOMS;

/// How paying works.
pub(super) const HOW_TO_PAY: &str = "You pay by card on a secure page; nothing is charged before your final yes.";

/// What the guest reads at `now` in answer to an event of `kind`: the answer, and what must be said beside it of the words
/// that were heard.
pub(super) fn told(kind: EventKind, outcome: &Outcome, heard: Option<&Heard>, now: Timestamp) -> String {
    let mut text = String::new();
    if let (EventKind::PaymentDone, Outcome::PaymentSetupRequired { declined: None, .. }) = (kind, outcome) {
        text.push_str("No card has been entered yet. ");
    }
    text.push_str(&words(outcome, now));
    if let (EventKind::CancelRequest, Outcome::BookingList(bookings)) = (kind, outcome)
        && bookings.len() > 1
    {
        text.push_str(" Which one shall I cancel?");
    }
    if let Some(heard) = heard {
        text.push_str(&aside::sentences(outcome, heard));
    }
    text
}

/// The sentence that answers.
fn words(outcome: &Outcome, now: Timestamp) -> String {
    match outcome {
        Outcome::Shortlist(list) => found::shortlist(list),
        Outcome::NoResults(end) => found::no_results(end),
        Outcome::ClarificationRequired(asked) => found::clarification(asked),
        Outcome::OptionDetails { answer, .. } => answer.clone(),
        Outcome::Comparison(comparison) => found::comparison(comparison),
        Outcome::Answer(kind) => answer(kind),
        Outcome::NotUnderstood => "Sorry, I did not get that. Try something like “Seattle Mar 20-23 for 2 adults, \
                                   refundable”, or “show my bookings”."
            .to_owned(),
        Outcome::UnsupportedRequest(what) => unsupported(*what),
        Outcome::CardDataRefused => {
            "Please do not send card numbers here. Nothing of your message was kept; cards are \
                                     entered on the secure page only."
                .to_owned()
        }
        Outcome::SupplierUnavailable(_) => {
            "The hotels' systems are not answering just now. Please try again in a moment.".to_owned()
        }
        Outcome::NothingToConfirm => "There is nothing waiting for your yes just now.".to_owned(),
        Outcome::OptionUnavailable { code, alternatives } => found::option_unavailable(*code, alternatives),
        Outcome::PriceChanged { attempt, previous } => booking::price_changed(attempt, *previous, now),
        Outcome::PaymentSetupRequired { attempt, declined, .. } => booking::card_needed(attempt, *declined, now),
        Outcome::PaymentConfirmationRequired { attempt, method } => booking::final_yes(attempt, method, now),
        Outcome::PaymentDeclined { code, .. } => booking::declined(*code),
        Outcome::BookingConfirmed(booked) => booking::confirmed(booked, now),
        Outcome::BookingPending(booked) => booking::pending(booked),
        Outcome::BookingFailed { attempt, code } => booking::failed(attempt, *code),
        Outcome::BookingDetails(booked) => booking::details(booked, now),
        Outcome::BookingList(bookings) => booking::list(bookings, now),
        Outcome::BookingNotFound => "I cannot find that booking.".to_owned(),
        Outcome::CancellationConfirmationRequired { booking, cost } => cancelling::question(booking, cost),
        Outcome::BookingCancelled { booking, cost } => cancelling::done(booking, cost),
        Outcome::CancellationPending(booking) => cancelling::pending(booking),
        Outcome::CancellationFailed { booking, code } => cancelling::failed(booking, *code),
    }
}

fn answer(kind: &AnswerKind) -> String {
    let plain = match kind {
        AnswerKind::Declined(others) => return found::declined(others),
        AnswerKind::NotThatOne(next) => return found::not_that_one(next.as_ref()),
        AnswerKind::OfThoseShown(told) => return told.clone(),
        AnswerKind::NotOnList(shown) => return found::not_on_list(*shown),
        AnswerKind::Help => {
            "I find and book hotels. Tell me where, when and for whom, like “Seattle Mar 20-23, 2 adults, refundable”; \
             then ask about a hotel, say “book the first one”, or “show my bookings”."
        }
        AnswerKind::Greeting => "Hello! Where would you like to stay, and when?",
        AnswerKind::Thanks => "You are welcome. Anything else I can find for you?",
        AnswerKind::Goodbye => "Good-bye, and have a good trip.",
        AnswerKind::NoMatter => "All right. Tell me where and when, whenever you would like a hotel.",
        AnswerKind::KeptBooking => "All right, nothing is cancelled.",
        AnswerKind::Handoff => {
            "I cannot put you through to a person from here; please ask the service you are using for its support team."
        }
        AnswerKind::WhichHotel => "Which hotel do you mean? Say “the first one”, or its name.",
        AnswerKind::NothingShown => "There is no list of hotels yet. Tell me where and when, and I will find some.",
        AnswerKind::NothingToChange => {
            "You have no booking that could be changed. Tell me what to look for instead, and I will search again."
        }
    };
    plain.to_owned()
}

fn unsupported(what: Unsupported) -> String {
    match what {
        Unsupported::OtherTravel => {
            "I only book hotels, so I cannot help with that. Where would you like to stay?".into()
        }
        Unsupported::LargeGroup => format!(
            "That is more than I can book at once: at most {MOST_ROOMS} rooms, with up to 8 people in each. Please ask \
             for fewer."
        ),
        Unsupported::ModifyBooking => "A made booking cannot be changed here. You can cancel it and book anew; say \
                                       “cancel my booking” to see what that would cost."
            .into(),
        Unsupported::Payment => {
            "I can show you hotels and their prices, but booking is not open here yet: there is no way \
            to pay. Nothing was booked or charged."
                .into()
        }
        Unsupported::Wish => "I cannot check that wish for any hotel, so I would rather not promise it.".into(),
    }
}
