//! The words for every outcome: short, warm, exact. Pure: they say what the outcome holds and nothing more.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::booking::{BookingAttempt, CancelCost};
use crate::domain::failure::FailureCode;
use crate::domain::money::{Currency, Money};
use crate::domain::option::{CancelPolicy, HotelOption, Refundability};
use crate::domain::outcome::{AnswerKind, Clarification, Outcome, Relaxation, Unsupported};
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::stay::{MOST_DAYS_AHEAD, MOST_NIGHTS, MOST_ROOMS, StayDatesError};

/// The sentence the guest reads.
pub(super) fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Shortlist(list) => shortlist(list),
        Outcome::NoResults { search, relaxations } => no_results(search, relaxations),
        Outcome::ClarificationRequired(asked) => clarification(asked),
        Outcome::OptionDetails { answer, .. } => answer.clone(),
        Outcome::Comparison(comparison) => {
            let names: Vec<&str> = comparison.options.iter().map(|o| o.option.hotel.name.as_ref()).collect();
            format!("Here are {} side by side.", listed(&names))
        }
        Outcome::Answer(kind) => answer(*kind).to_owned(),
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
        Outcome::OptionUnavailable { code, alternatives } => option_unavailable(*code, alternatives),
        Outcome::PriceChanged { .. }
        | Outcome::PaymentSetupRequired { .. }
        | Outcome::PaymentConfirmationRequired { .. }
        | Outcome::PaymentDeclined { .. } => before_booking(outcome),
        Outcome::BookingConfirmed(_)
        | Outcome::BookingPending(_)
        | Outcome::BookingFailed { .. }
        | Outcome::BookingDetails(_)
        | Outcome::BookingList(_)
        | Outcome::BookingNotFound => booking(outcome),
        Outcome::CancellationConfirmationRequired { .. }
        | Outcome::BookingCancelled { .. }
        | Outcome::CancellationPending(_)
        | Outcome::CancellationFailed { .. } => cancellation(outcome),
    }
}

fn shortlist(list: &Shortlist) -> String {
    let request = &list.request;
    let (total, shown) = (list.total, list.options.len());
    let mut text = String::with_capacity(240);
    if list.options.is_empty() {
        let _ = write!(text, "That was all: no more hotels in {} fit your wishes.", request.destination.name);
        return text;
    }
    let dates = span(request.dates.check_in(), request.dates.check_out());
    let _ = write!(
        text,
        "{} in {} for {dates} ({}, {})",
        counted(total as usize, "hotel"),
        request.destination.name,
        counted(usize::from(request.dates.nights()), "night"),
        counted(request.rooms.len(), "room"),
    );
    let wish = if request.filters.refundable == Some(true) { ", all refundable" } else { "" };
    match (u32::try_from(shown).unwrap_or(u32::MAX) < total, list.options.first()) {
        (more, Some(first)) => {
            let page = if more { format!("; here are {}", page_words(list)) } else { String::new() };
            let _ = write!(
                text,
                "{wish}{page}. First: {}, {} a night, {} in all with taxes.",
                first.option.hotel.name,
                money(first.option.price_per_night()),
                money(first.option.total)
            );
        }
        (_, None) => text.push('.'),
    }
    text
}

fn page_words(list: &Shortlist) -> String {
    let (first, last) = (list.options.first().map_or(1, |o| o.rank), list.options.last().map_or(1, |o| o.rank));
    if first == 1 { format!("the best {last}") } else { format!("{first} to {last}") }
}

fn no_results(search: &Shortlist, relaxations: &[Relaxation]) -> String {
    let place = &search.request.destination.name;
    match relaxations.first() {
        None => format!("I found no hotel in {place} for these dates. Other dates may work."),
        Some(best) => format!(
            "Nothing in {place} meets every wish. Say “{}” for {}, from {} in all.",
            best.text,
            counted(best.yields as usize, "hotel"),
            money(best.cheapest_total)
        ),
    }
}

fn clarification(asked: &Clarification) -> String {
    let mut sentences: Vec<&str> = asked.questions.iter().map(|q| q.text.as_str()).collect();
    if sentences.is_empty() {
        sentences.push("Which one do you mean?");
    }
    sentences.join(" ")
}

fn answer(kind: AnswerKind) -> &'static str {
    match kind {
        AnswerKind::Help => {
            "I find and book hotels. Tell me where, when and for whom, like “Seattle Mar 20-23, 2 adults, refundable”; \
             then ask about a hotel, say “book the first one”, or “show my bookings”."
        }
        AnswerKind::Greeting => "Hello! Where would you like to stay, and when?",
        AnswerKind::Thanks => "You are welcome. Anything else I can find for you?",
        AnswerKind::Goodbye => "Good-bye, and have a good trip.",
        AnswerKind::Declined => "All right, nothing was booked or charged. Shall we look further?",
        AnswerKind::KeptBooking => "All right, your booking stays as it is.",
        AnswerKind::Handoff => {
            "I cannot put you through to a person from here; please ask the service you are using for its support team."
        }
        AnswerKind::NothingShown => "There is no list of hotels yet. Tell me where and when, and I will find some.",
    }
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
        Unsupported::Wish => "I cannot check that wish for any hotel, so I would rather not promise it.".into(),
    }
}

fn option_unavailable(code: FailureCode, alternatives: &[ShownOption]) -> String {
    let why = match code {
        FailureCode::SoldOut => "Sorry, that one has just sold out.",
        FailureCode::OptionExpired => "That offer has expired. Please search again for current prices.",
        _ => "I do not know that option. Please choose one from the list.",
    };
    let names: Vec<&str> = alternatives.iter().map(|o| o.option.hotel.name.as_ref()).collect();
    match names.as_slice() {
        [] => why.to_owned(),
        names => format!("{why} How about {}?", names.join(" or ")),
    }
}

fn before_booking(outcome: &Outcome) -> String {
    match outcome {
        Outcome::PriceChanged { attempt, previous } => price_changed(attempt, *previous),
        Outcome::PaymentSetupRequired { attempt, declined, .. } => {
            let again = if declined.is_some() { "That card was refused. " } else { "" };
            format!(
                "{again}{} Please enter the guest's name and a card on the secure page, then say “done”. Nothing is \
                 charged yet.",
                terms(attempt)
            )
        }
        Outcome::PaymentConfirmationRequired { attempt, method } => format!(
            "{} Shall I book it on your {} card ending in {}?",
            terms(attempt),
            brand(&method.brand),
            method.last4
        ),
        Outcome::PaymentDeclined { code, .. } => {
            let why = match code {
                FailureCode::InsufficientFunds => "there is not enough money on it",
                FailureCode::ExpiredCard => "it has expired",
                FailureCode::ProcessingError => "it could not be processed",
                _ => "its issuer refused",
            };
            format!(
                "The card was not charged: {why}. Nothing is booked. You can enter another card on the secure page, then \
                 say “done”."
            )
        }
        _ => String::new(),
    }
}

fn price_changed(attempt: &BookingAttempt, previous: Money) -> String {
    let name = &attempt.option.hotel.name;
    let now = attempt.quote.total;
    let worse = if attempt.quote.cancellation.is_worse_than(&attempt.accepted_policy) {
        format!(" The cancellation terms have changed too: {}.", policy(&attempt.quote.cancellation))
    } else {
        String::new()
    };
    let direction = if now.minor() > previous.minor() { "gone up" } else { "come down" };
    if now == previous {
        format!("The terms of {name} have changed.{worse} Do you accept them?")
    } else {
        format!(
            "The price of {name} has {direction} from {} to {} in all.{worse} Do you accept the new price?",
            money(previous),
            money(now)
        )
    }
}

/// What is being booked, in one sentence or two.
fn terms(attempt: &BookingAttempt) -> String {
    let option = &attempt.option;
    let mut text = format!(
        "{}, {}, {}: {} in all with taxes, {}.",
        option.hotel.name,
        span(option.dates.check_in(), option.dates.check_out()),
        rooms_of(option),
        money(attempt.quote.total),
        policy(&attempt.quote.cancellation)
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

fn booking(outcome: &Outcome) -> String {
    match outcome {
        Outcome::BookingConfirmed(booking) => {
            format!("Booked! {} {} Your reference is {}.", terms(booking), lower_total(booking), reference(booking))
                .replace("  ", " ")
        }
        Outcome::BookingPending(booking) => format!(
            "Your booking at {} is not confirmed yet. Please do not book it again; the reference is {}.",
            booking.option.hotel.name, booking.partner_reference
        ),
        Outcome::BookingFailed { attempt, code } => {
            let why = match code {
                FailureCode::SoldOut => "the hotel has just sold out",
                _ => "the hotel did not accept it",
            };
            format!("The booking at {} did not go through: {why}. Nothing was charged.", attempt.option.hotel.name)
        }
        Outcome::BookingDetails(booking) => details(booking),
        Outcome::BookingList(bookings) => match bookings.as_slice() {
            [] => "You have no bookings yet.".to_owned(),
            [one] => details(one),
            many => format!(
                "You have {} bookings: {}.",
                many.len(),
                many.iter().map(|b| one_line(b)).collect::<Vec<_>>().join("; ")
            ),
        },
        Outcome::BookingNotFound => "I cannot find that booking.".to_owned(),
        _ => String::new(),
    }
}

fn lower_total(booking: &BookingAttempt) -> String {
    if booking.quote.total.minor() < booking.accepted_total.minor() {
        format!("The price even came down from {}.", money(booking.accepted_total))
    } else {
        String::new()
    }
}

fn details(booking: &BookingAttempt) -> String {
    format!(
        "{} {} Reference {}.",
        one_line(booking),
        sentence(&policy(&booking.quote.cancellation)),
        reference(booking)
    )
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

fn reference(booking: &BookingAttempt) -> &str {
    booking.supplier_reference.as_ref().map_or(booking.partner_reference.as_str(), |r| r.as_str())
}

fn cancellation(outcome: &Outcome) -> String {
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

/// What is wrong with the dates, and what would be right.
pub(super) fn date_problem(problem: StayDatesError) -> String {
    match problem {
        StayDatesError::CheckOutNotAfterCheckIn => {
            "Check-out has to be after check-in. Which dates do you mean?".into()
        }
        StayDatesError::Past => "That date has passed. Which dates do you mean?".into(),
        StayDatesError::TooLong => format!("A stay can be at most {MOST_NIGHTS} nights. Which dates would you like?"),
        StayDatesError::TooFarAhead => {
            format!("I can book at most {MOST_DAYS_AHEAD} days ahead. Which dates would you like?")
        }
    }
}

/// `free cancellation until Thu 19 Mar, 18:00 (hotel time)`, or what holds instead.
pub(super) fn policy(policy: &CancelPolicy) -> String {
    match (policy.refundability, policy.free_until()) {
        (Refundability::Refundable, Some(until)) => {
            format!("free cancellation until {} (hotel time)", local(until, &policy.time_zone))
        }
        (Refundability::Refundable, None) => "free cancellation".to_owned(),
        (Refundability::NonRefundable, _) => "non-refundable".to_owned(),
        (Refundability::Unknown, _) => "cancellation terms not known before the quote".to_owned(),
    }
}

fn local(at: Timestamp, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(at).strftime("%a %-d %b, %H:%M").to_string()
}

/// `Mar 20–23`, `Mar 30 – Apr 2`, with the years where they differ.
fn span(from: Date, to: Date) -> String {
    if from.year() != to.year() {
        format!("{} – {}", from.strftime("%b %-d, %Y"), to.strftime("%b %-d, %Y"))
    } else if from.month() != to.month() {
        format!("{} – {}", from.strftime("%b %-d"), to.strftime("%b %-d"))
    } else {
        format!("{}–{}", from.strftime("%b %-d"), to.day())
    }
}

/// `$980.67`, `€12.00`, `12,000 JPY`.
pub(super) fn money(amount: Money) -> String {
    let digits = grouped(&amount.decimal());
    match amount.currency() {
        Currency::USD => format!("${digits}"),
        Currency::EUR => format!("€{digits}"),
        Currency::GBP => format!("£{digits}"),
        other => format!("{digits} {other}"),
    }
}

fn grouped(decimal: &str) -> String {
    let (whole, rest) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let mut grouped = String::with_capacity(decimal.len() + 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn brand(name: &str) -> &str {
    match name {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        other => other,
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}
