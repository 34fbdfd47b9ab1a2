//! Replies about searches: what was found, what was not, and what must be asked first.

use super::phrase::{counted, money, why};
use super::search;
use crate::domain::failure::FailureCode;
use crate::domain::outcome::{Clarification, Relaxation};
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::stay::{MOST_DAYS_AHEAD, MOST_NIGHTS, StayDatesError};

/// What is said beside a list that may lack some hotels.
const PARTIAL: &str = "This is not complete: some hotels could not be asked. Search again for all of them.";

pub(super) fn shortlist(list: &Shortlist) -> String {
    told_if_partial(list, all(list))
}

fn told_if_partial(list: &Shortlist, said: String) -> String {
    if list.partial { format!("{said} {PARTIAL}") } else { said }
}

fn all(list: &Shortlist) -> String {
    let Some(first) = list.options.first() else {
        return format!("That was all: no more hotels in {} fit your wishes.", list.request.destination.name);
    };
    let best = format!(
        "{}, {} a night, {} in all with taxes",
        first.option.hotel.name,
        money(first.option.price_per_night()),
        money(first.option.total)
    );
    let found = search::found(list);
    match list.options.len() {
        shown if shown < list.total as usize => format!("{found}; here {}. First: {best}.", search::page(list)),
        1 => format!("{found}: {best}."),
        _ => format!("{found}. First: {best}."),
    }
}

pub(super) fn no_results(search: &Shortlist, relaxations: &[Relaxation]) -> String {
    told_if_partial(search, nothing(search, relaxations))
}

fn nothing(search: &Shortlist, relaxations: &[Relaxation]) -> String {
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

pub(super) fn clarification(asked: &Clarification) -> String {
    let mut sentences: Vec<&str> = asked.questions.iter().map(|q| q.text.as_str()).collect();
    if sentences.is_empty() {
        sentences.push("Which one do you mean?");
    }
    sentences.join(" ")
}

pub(super) fn option_unavailable(code: FailureCode, alternatives: &[ShownOption]) -> String {
    let whys = [
        (FailureCode::SoldOut, "Sorry, that one has just sold out."),
        (FailureCode::OptionExpired, "That offer has expired. Please search again for current prices."),
    ];
    let why = why(code, &whys, "I do not know that option. Please choose one from the list.");
    let names: Vec<&str> = alternatives.iter().map(|o| o.option.hotel.name.as_ref()).collect();
    match names.as_slice() {
        [] => why.to_owned(),
        names => format!("{why} How about {}?", names.join(" or ")),
    }
}

/// What is wrong with the dates, and what would be right.
pub(in crate::chat) fn date_problem(problem: StayDatesError) -> String {
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
