//! Every legal next step after an outcome, each ready to be sent as it stands.
//!
//! What an outcome offers by itself stands in [`steps`]; an outcome that settles nothing offers what was open or on screen
//! before it ([`standing`]).

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use super::reply;
use crate::domain::attempt_state::BookingStatus;
use crate::domain::booking::BookingAttempt;
use crate::domain::heard::Heard;
use crate::domain::outcome::{
    AnswerKind, Clarification, DeadEnd, NextAct, NextAction, Outcome, Relaxation, Unsupported,
};
use crate::domain::session::{OpenQuestion, Session};
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::stay::{Filters, Slot, Sort};

/// The most suggestions offered for a question.
const MOST_SUGGESTIONS: usize = 6;

/// The next steps after `outcome` in `session`, which has taken the turn already, at `now`.
pub(super) fn steps(outcome: &Outcome, session: &Session, heard: Option<&Heard>, now: Timestamp) -> Vec<NextAction> {
    let mut steps = after(outcome, session, now);
    let searched =
        matches!(outcome, Outcome::Shortlist(_) | Outcome::NoResults { .. } | Outcome::ClarificationRequired(_));
    if let Some(other) = heard.and_then(|heard| heard.alternative.as_deref()).filter(|_| searched) {
        let name = reply::full_name(other);
        steps.push(say(format!("{name} instead"), name));
    }
    steps
}

fn after(outcome: &Outcome, session: &Session, now: Timestamp) -> Vec<NextAction> {
    match outcome {
        Outcome::Shortlist(list) => on_screen(list, session, now),
        Outcome::NoResults(end) => out_of(end),
        // Which hotel is best answered by the buttons of the list.
        Outcome::ClarificationRequired(asked) if asked.missing == [Slot::HotelName] => standing(session, now),
        Outcome::ClarificationRequired(asked) => answers(asked),
        Outcome::OptionDetails { option, .. } => {
            open_or(
                session,
                now,
                || if option.option.expires_at > now { vec![book(option)] } else { vec![look(session)] },
            )
        }
        Outcome::Comparison(comparison) => open_or(session, now, || comparison.options.iter().map(book).collect()),
        Outcome::PriceChanged { attempt, .. } => vec![
            send("Accept the new price", NextAct::ConfirmPriceChange(attempt.option_id)),
            say("Keep looking", "no"),
        ],
        Outcome::PaymentSetupRequired { .. } | Outcome::PaymentDeclined { .. } => card_page(),
        Outcome::PaymentConfirmationRequired { attempt, .. } => {
            let label = format!("Book for {}", reply::money(attempt.total()));
            vec![send(label, NextAct::ConfirmPaymentCard), say("Not now", "no")]
        }
        Outcome::BookingConfirmed(booking) | Outcome::BookingDetails(booking) => of_booking(booking, session),
        Outcome::BookingPending(_) | Outcome::CancellationPending(_) | Outcome::CancellationFailed { .. } => {
            vec![show_booking()]
        }
        Outcome::BookingFailed { .. } | Outcome::BookingCancelled { .. } => vec![look(session), show_bookings()],
        Outcome::OptionUnavailable { alternatives, .. } => {
            alternatives.iter().map(book).chain([look(session)]).collect()
        }
        Outcome::CancellationConfirmationRequired { booking, .. } => {
            vec![send("Cancel the booking", NextAct::Cancel(booking.id.clone())), say("Keep the booking", "no")]
        }
        Outcome::BookingList(bookings) => {
            let confirmed = bookings.iter().filter(|b| b.state.status() == BookingStatus::Confirmed);
            confirmed.map(|booking| cancel(booking)).chain([look(session)]).collect()
        }
        Outcome::SupplierUnavailable(_) => vec![look(session)],
        Outcome::NothingToConfirm | Outcome::BookingNotFound => {
            standing(session, now).into_iter().chain([show_bookings()]).collect()
        }
        Outcome::UnsupportedRequest(Unsupported::ModifyBooking) => {
            vec![say("Cancel the booking", "cancel my booking"), show_bookings()]
        }
        Outcome::Answer(AnswerKind::KeptBooking) => vec![show_bookings(), look(session)],
        Outcome::Answer(AnswerKind::Declined(others)) => first_of_all(others.iter().map(book), standing(session, now)),
        Outcome::Answer(AnswerKind::NotThatOne(next)) => first_of_all(next.iter().map(book), standing(session, now)),
        Outcome::Answer(_) | Outcome::NotUnderstood | Outcome::UnsupportedRequest(_) | Outcome::CardDataRefused => {
            standing(session, now)
        }
    }
}

/// What a dead end offers: the wishes to give up, or another search.
fn out_of(end: &DeadEnd) -> Vec<NextAction> {
    let give_up = |r: &Relaxation| say(format!("{} ({})", capital(&r.text), r.yields), r.text.clone());
    end.relaxations.iter().take(3).map(give_up).chain([start_over()]).collect()
}

/// While a proposal is open: what answers it; else `other`; and the way back to the list.
fn open_or(session: &Session, now: Timestamp, other: impl FnOnce() -> Vec<NextAction>) -> Vec<NextAction> {
    let proposed = session.open_question.as_ref().is_some_and(|open| open.booking().is_some());
    let mut steps = if proposed { standing(session, now) } else { other() };
    if session.dead_end.is_none() && session.shortlist.is_some() {
        steps.push(say("Show the list", "show me the hotels again"));
    }
    steps
}

/// `first`, and after them the others that are not among them.
fn first_of_all(first: impl Iterator<Item = NextAction>, others: Vec<NextAction>) -> Vec<NextAction> {
    let mut steps: Vec<NextAction> = first.collect();
    others.into_iter().for_each(|step| {
        if !steps.contains(&step) {
            steps.push(step);
        }
    });
    steps
}

/// The steps that are legal in `session` as it stands: by what is open, or else by what is on screen.
pub(super) fn standing(session: &Session, now: Timestamp) -> Vec<NextAction> {
    match (&session.open_question, &session.shortlist) {
        (Some(OpenQuestion::Details(slots)), Some(list)) if **slots == [Slot::HotelName] => {
            on_screen(list, session, now)
        }
        (Some(OpenQuestion::Details(_)), _) => session.clarification.as_deref().map(answers).unwrap_or_default(),
        (Some(OpenQuestion::WhichPlace(places)), _) => places.iter().map(named).collect(),
        (Some(OpenQuestion::WhichBooking(_)), _) => vec![show_bookings(), look(session)],
        (Some(OpenQuestion::CardSetup { .. }), _) => card_page(),
        (Some(OpenQuestion::PriceChange(_) | OpenQuestion::FinalYes(_) | OpenQuestion::Cancellation(_)), _) => {
            vec![say("Yes", "yes"), say("No", "no")]
        }
        (None, list) => match (&session.dead_end, list) {
            (Some(end), _) => out_of(end),
            (None, Some(list)) => on_screen(list, session, now),
            (None, None) => vec![look(session)],
        },
    }
}

/// What can be done with a list; of one that has expired, only another search.
fn on_screen(list: &Shortlist, session: &Session, now: Timestamp) -> Vec<NextAction> {
    let mut steps: Vec<NextAction> = list.options.iter().filter(|o| o.option.expires_at > now).map(book).collect();
    if steps.is_empty() {
        return vec![look(session)];
    }
    if list.has_more() {
        steps.push(say("Show more", "show more"));
    }
    if list.options.len() > 1 {
        steps.push(say("Compare the first two", "compare 1 and 2"));
    }
    if list.request.sort != Sort::Price {
        steps.push(say("Cheapest first", "cheapest first"));
    }
    if list.request.filters == Filters::default() {
        steps.push(say("Only refundable", "only refundable ones"));
    }
    steps
}

fn answers(asked: &Clarification) -> Vec<NextAction> {
    let choices = asked.ambiguous.iter().flat_map(|a| &a.choices).map(|(label, text)| say(label.clone(), text.clone()));
    let suggestions = asked.questions.iter().flat_map(|q| &q.suggestions).map(|text| say(text.clone(), text.clone()));
    let mut steps: Vec<NextAction> = Vec::new();
    for step in choices.chain(suggestions) {
        if steps.len() < MOST_SUGGESTIONS && !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

fn of_booking(booking: &BookingAttempt, session: &Session) -> Vec<NextAction> {
    match booking.state.status() {
        BookingStatus::Confirmed => vec![cancel(booking), show_bookings()],
        BookingStatus::Pending | BookingStatus::CancellationPending => vec![show_booking()],
        BookingStatus::Failed | BookingStatus::Cancelled => vec![look(session)],
    }
}

fn card_page() -> Vec<NextAction> {
    vec![say("I have entered my card", "done"), say("Keep looking", "no")]
}

fn named(place: &Arc<crate::domain::place::Destination>) -> NextAction {
    let name = reply::full_name(place);
    say(name.clone(), name)
}

/// Another search for the same stay, or the first one.
fn look(session: &Session) -> NextAction {
    if session.details.destination.is_some() {
        say("Search again", "search again")
    } else {
        say("Find a hotel", "find a hotel")
    }
}

fn start_over() -> NextAction {
    say("Start a new search", "new search")
}

fn show_booking() -> NextAction {
    say("Show my booking", "show my booking")
}

fn show_bookings() -> NextAction {
    say("Show my bookings", "show my bookings")
}

fn cancel(booking: &BookingAttempt) -> NextAction {
    send(format!("Cancel {}", booking.option.hotel.name), NextAct::PreviewCancel(booking.id.clone()))
}

fn book(shown: &ShownOption) -> NextAction {
    send(["Book ", &shown.option.hotel.name].concat(), NextAct::Book(shown.id))
}

fn send(label: impl Into<Cow<'static, str>>, act: NextAct) -> NextAction {
    NextAction::Send { label: label.into(), act }
}

fn say(label: impl Into<Cow<'static, str>>, text: impl Into<Cow<'static, str>>) -> NextAction {
    NextAction::Say { label: label.into(), text: text.into() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
