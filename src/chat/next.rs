//! Every legal next step after an outcome, each ready to be sent as it stands.

use super::reply;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::OptionId;
use crate::domain::outcome::{NextAct, NextAction, Outcome};
use crate::domain::shortlist::{Shortlist, ShownOption};

/// The next steps after `outcome`.
pub(super) fn steps(outcome: &Outcome) -> Vec<NextAction> {
    match outcome {
        Outcome::Shortlist(list) => after_shortlist(list),
        Outcome::NoResults { relaxations, .. } => {
            relaxations.iter().take(3).map(|r| say(&format!("{} ({})", capital(&r.text), r.yields), &r.text)).collect()
        }
        Outcome::ClarificationRequired(asked) => {
            let choices = asked.ambiguous.iter().flat_map(|a| &a.choices).map(|(label, text)| say(label, text));
            let suggestions = asked.questions.iter().flat_map(|q| &q.suggestions).map(|text| say(text, text));
            choices.chain(suggestions).take(6).collect()
        }
        Outcome::OptionDetails { option, .. } => vec![book(option)],
        Outcome::Comparison(comparison) => comparison.options.iter().map(book).collect(),
        Outcome::PriceChanged { attempt, .. } => vec![
            send("Accept the new price", NextAct::ConfirmPriceChange(attempt.option_id)),
            say("Keep looking", "no"),
        ],
        Outcome::PaymentSetupRequired { .. } | Outcome::PaymentDeclined { .. } => {
            vec![say("I have entered my card", "done"), say("Keep looking", "no")]
        }
        Outcome::PaymentConfirmationRequired { attempt, .. } => {
            vec![
                send(&format!("Book for {}", reply::money(attempt.total())), NextAct::ConfirmPaymentCard),
                say("Not now", "no"),
            ]
        }
        Outcome::BookingConfirmed(booking) => after_booking(booking),
        Outcome::BookingPending(_) | Outcome::CancellationPending(_) => vec![say("Show my booking", "show my booking")],
        Outcome::BookingDetails(booking) => after_booking(booking),
        Outcome::OptionUnavailable { alternatives, .. } => alternatives.iter().map(book).collect(),
        Outcome::CancellationConfirmationRequired { booking, .. } => {
            vec![send("Cancel the booking", NextAct::Cancel(booking.id.clone())), say("Keep the booking", "no")]
        }
        Outcome::Answer(_) | Outcome::NotUnderstood | Outcome::UnsupportedRequest(_) | Outcome::CardDataRefused => {
            vec![say("Find a hotel", "Seattle this weekend for 2 adults")]
        }
        Outcome::SupplierUnavailable(_) => vec![say("Try again", "try again")],
        Outcome::NothingToConfirm => vec![say("Show my bookings", "show my bookings")],
        Outcome::BookingList(_) | Outcome::BookingNotFound => vec![say("Find a hotel", "find a hotel")],
        Outcome::BookingFailed { .. } | Outcome::BookingCancelled { .. } | Outcome::CancellationFailed { .. } => {
            vec![say("Show my bookings", "show my bookings")]
        }
    }
}

fn after_shortlist(list: &Shortlist) -> Vec<NextAction> {
    let mut steps: Vec<NextAction> = list.options.iter().map(book).collect();
    if list.has_more() {
        steps.push(say("Show more", "more"));
    }
    steps.push(say("Cheapest first", "cheapest first"));
    steps
}

fn after_booking(booking: &BookingAttempt) -> Vec<NextAction> {
    use crate::domain::attempt_state::BookingStatus;
    match booking.state.status() {
        BookingStatus::Confirmed => vec![say("Cancel the booking", "cancel my booking")],
        BookingStatus::Pending | BookingStatus::CancellationPending => vec![say("Show my booking", "show my booking")],
        BookingStatus::Failed | BookingStatus::Cancelled => vec![say("Find a hotel", "find a hotel")],
    }
}

fn book(shown: &ShownOption) -> NextAction {
    let label = format!("Book {}", shown.option.hotel.name);
    book_id(&label, shown.id)
}

fn book_id(label: &str, id: OptionId) -> NextAction {
    send(label, NextAct::Book(id))
}

fn send(label: &str, act: NextAct) -> NextAction {
    NextAction::Send { label: label.to_owned(), act }
}

fn say(label: &str, text: &str) -> NextAction {
    NextAction::Say { label: label.to_owned(), text: text.to_owned() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
