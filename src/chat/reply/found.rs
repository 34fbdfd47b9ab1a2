//! Replies about searches: what was found, what was not, and what must be asked first.

use super::phrase::{costs, counted, day, distance, listed, money, why};
use super::place::at_place;
use super::search;
use jiff::civil::Date;

use crate::domain::failure::FailureCode;
use crate::domain::outcome::{Clarification, Comparison, DeadEnd};
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
        return format!("That was all: no more hotels {} fit your wishes.", at_place(&list.request.destination));
    };
    let best = [&first.option.hotel.name, ", ", &costs(&first.option)].concat();
    let found = search::found(list);
    match list.options.len() {
        shown if shown < list.total as usize => {
            [&found, "; here ", &search::page(list), ". First: ", &best, "."].concat()
        }
        1 => format!("{found}: {best}."),
        _ => format!("{found}. First: {best}."),
    }
}

pub(super) fn no_results(end: &DeadEnd) -> String {
    told_if_partial(&end.search, nothing(end))
}

fn nothing(end: &DeadEnd) -> String {
    let place = at_place(&end.search.request.destination);
    match end.relaxations.first() {
        None => format!("I found no hotel {place} for these dates. Other dates may work."),
        Some(best) => format!(
            "Nothing {place} meets every wish. Say “{}” for {}, from {} in all.",
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

/// What is wrong with the dates of which only `arrival` is kept, and what would be right.
pub(in crate::chat) fn date_problem(problem: StayDatesError, arrival: Option<Date>) -> String {
    match (problem, arrival) {
        (StayDatesError::CheckOutNotAfterCheckIn, Some(arrival)) => {
            format!("Check-out has to be after check-in. How many nights would you like from {}?", day(arrival))
        }
        (StayDatesError::CheckOutNotAfterCheckIn, None) => {
            "Check-out has to be after check-in. Which dates do you mean?".into()
        }
        (StayDatesError::Past, _) => "That date has passed. Which dates do you mean?".into(),
        (StayDatesError::TooLong, Some(arrival)) => {
            format!("A stay can be at most {MOST_NIGHTS} nights. How many would you like from {}?", day(arrival))
        }
        (StayDatesError::TooLong, None) => {
            format!("A stay can be at most {MOST_NIGHTS} nights. Which dates would you like?")
        }
        (StayDatesError::TooFarAhead, _) => {
            format!("I can book at most {MOST_DAYS_AHEAD} days ahead. Which dates would you like?")
        }
    }
}

/// What else is on screen after a proposal was declined.
pub(super) fn declined(others: &[ShownOption]) -> String {
    let told = |o: &ShownOption| format!("{}, {} in all", o.option.hotel.name, money(o.option.total));
    let others: Vec<String> = others.iter().map(told).collect();
    if others.is_empty() {
        "All right, nothing was booked or charged. Shall we look further?".to_owned()
    } else {
        format!("All right, nothing was booked or charged. Also on your list: {}.", others.join("; "))
    }
}

/// What follows an option that was turned down.
pub(super) fn not_that_one(next: Option<&ShownOption>) -> String {
    match next {
        None => "All right. Tell me what would suit you better: another price, area or day.".to_owned(),
        Some(next) => {
            format!("All right. Next on the list is {}: {}.", next.option.hotel.name, costs(&next.option))
        }
    }
}

/// What was pointed at is not among the hotels shown.
pub(in crate::chat) fn not_on_list(shown: usize) -> String {
    match shown {
        1 => "There is only one hotel on this list. Do you mean that one?".to_owned(),
        shown => format!("There are {shown} hotels on this list. Which one do you mean?"),
    }
}

/// Who is ahead in what, as far as one clearly is.
pub(super) fn comparison(comparison: &Comparison) -> String {
    let names: Vec<&str> = comparison.options.iter().map(|o| o.option.hotel.name.as_ref()).collect();
    let mut text = format!("Here are {} side by side.", listed(&names));
    for (attribute, is) in [("totalPrice", "Cheapest"), ("rating", "Best rated"), ("distance", "Closest")] {
        let best = comparison.rows.iter().find(|row| row.attribute == attribute).and_then(|row| row.best);
        let Some(shown) = comparison.options.iter().find(|o| Some(o.id) == best) else { continue };
        let option = &shown.option;
        let value = match attribute {
            "totalPrice" => format!("{} in all", money(option.total)),
            "rating" => option.hotel.rating.map_or_else(String::new, |rating| rating.to_string()),
            _ => shown.distance.map_or_else(String::new, distance),
        };
        text.push_str(&format!(" {is}: {}, {value}.", option.hotel.name));
    }
    text
}
