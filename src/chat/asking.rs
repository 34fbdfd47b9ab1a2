//! Asking for what a search needs: one question a slot, each with texts that would answer it.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use super::reply;
use super::work::Work;
use crate::domain::outcome::{Ambiguity, Clarification, Outcome, Question};
use crate::domain::session::OpenQuestion;
use crate::domain::stay::{MOST_ROOMS, Slot, StayDatesError, StayDetails};

/// Ages that questions about children suggest.
const AGES: [&str; 8] = ["5", "8", "11", "3", "9", "12", "6", "14"];

/// Asks for `slots` and leaves the question open.
pub(super) fn ask_for(work: &mut Work<'_>, slots: &[Slot]) -> Outcome {
    // Arrival and departure are one question.
    let is_asked = |slot: &&Slot| **slot != Slot::CheckOut || !slots.contains(&Slot::CheckIn);
    let (details, today) = (&work.session.details, work.session.actor.offset.today(work.now()));
    let questions = slots.iter().filter(is_asked).map(|slot| question(*slot, details, today)).collect();
    clarify(work, slots.to_vec(), questions)
}

/// Asks what is in `questions`, which are about the slots `missing`, and leaves it open.
pub(super) fn clarify(work: &mut Work<'_>, missing: Vec<Slot>, questions: Vec<Question>) -> Outcome {
    work.ask(OpenQuestion::Details(missing.clone()));
    told(work, Clarification { missing, ambiguous: Vec::new(), questions })
}

/// Asks which of the places is meant and leaves it open.
pub(super) fn which(work: &mut Work<'_>, open: OpenQuestion, ambiguous: Ambiguity, text: String) -> Outcome {
    work.ask(open);
    let suggestions = ambiguous.choices.iter().map(|(_, text)| text.clone()).collect();
    let questions = vec![Question { slot: ambiguous.slot, text, suggestions }];
    told(work, Clarification { missing: Vec::new(), ambiguous: vec![ambiguous], questions })
}

fn told(work: &mut Work<'_>, asked: Clarification) -> Outcome {
    work.session.clarification = Some(Arc::new(asked.clone()));
    Outcome::ClarificationRequired(asked)
}

/// Asks for days that make a stay, and forgets those that make none.
pub(super) fn about_dates(work: &mut Work<'_>, problem: StayDatesError) -> Outcome {
    let details = &mut work.session.details;
    let (arrival, period) = (details.check_in, details.within);
    details.forget_dates();
    details.within = period;
    let (missing, slot, suggested) = match problem {
        StayDatesError::TooLong | StayDatesError::CheckOutNotAfterCheckIn if arrival.is_some() => {
            details.check_in = arrival;
            (vec![Slot::CheckOut], Slot::CheckOut, suggestions(Slot::CheckOut))
        }
        StayDatesError::TooLong
        | StayDatesError::CheckOutNotAfterCheckIn
        | StayDatesError::Past
        | StayDatesError::TooFarAhead => {
            (vec![Slot::CheckIn, Slot::CheckOut], Slot::CheckIn, suggestions(Slot::CheckIn))
        }
    };
    let text = reply::date_problem(problem, work.session.details.check_in);
    clarify(work, missing, vec![Question { slot, text, suggestions: suggested }])
}

fn question(slot: Slot, details: &StayDetails, today: Date) -> Question {
    let plain = |text: &str| Question { slot, text: text.to_owned(), suggestions: suggestions(slot) };
    match slot {
        Slot::Destination => plain("Where would you like to stay?"),
        Slot::CheckIn => days(details, today),
        Slot::CheckOut | Slot::Nights => plain(&format!("How many nights{}?", place_and_arrival(details))),
        Slot::Rooms => rooms(details.people()),
        Slot::Adults => plain("For how many adults?"),
        Slot::ChildAges => ages(details.children.unwrap_or(0)),
        Slot::HotelName => plain("Which hotel?"),
    }
}

fn place_and_arrival(details: &StayDetails) -> String {
    let place = details.destination.as_deref().map(|place| format!(" {}", reply::at_place(place)));
    let arrival = details.check_in.map(|day| format!(" from {}", reply::day(day)));
    [place, arrival].into_iter().flatten().collect()
}

/// Asks for the days, within the week or month that was named.
fn days(details: &StayDetails, today: Date) -> Question {
    let nights = details.nights;
    let length = nights.map_or_else(String::new, |n| format!(" for {}", reply::counted(usize::from(n), "night")));
    let place = details.destination.as_deref().map(|place| format!(" {}", reply::at_place(place))).unwrap_or_default();
    let period = details.within.map(|(first, end)| (first.max(today), end)).filter(|(first, end)| first < end);
    let Some((first, end)) = period else {
        let text = format!("Which dates{length}{place}?");
        return Question { slot: Slot::CheckIn, text, suggestions: suggestions(Slot::CheckIn) };
    };
    let last = end.yesterday().unwrap_or(end);
    let how_long = if nights.is_none() { ", and for how many nights" } else { "" };
    let text = format!("Which dates{length}{place} within {}{how_long}?", reply::span(first, last));
    Question { slot: Slot::CheckIn, text, suggestions: stays_within(first, end, nights) }
}

/// Stays that begin in the period from `first` up to, and without, `end`: its first weekend, its first days, all of it.
fn stays_within(first: Date, end: Date, nights: Option<u16>) -> Vec<String> {
    let after = |day: Date, nights: u16| day.checked_add(jiff::Span::new().days(i64::from(nights))).unwrap_or(day);
    let friday = first.series(jiff::Span::new().days(1)).take(7).find(|day| day.weekday() == Weekday::Friday);
    let length = crate::domain::stay::days_between(first, end);
    let whole = u16::try_from(length).ok().filter(|nights| *nights <= 14);
    let stays = [
        friday.filter(|day| *day < end).map(|day| (day, after(day, nights.unwrap_or(2)))),
        Some((first, after(first, nights.unwrap_or(3)))),
        whole.filter(|_| nights.is_none()).map(|all| (first, after(first, all))),
    ];
    let mut told: Vec<String> = Vec::new();
    for text in stays.into_iter().flatten().map(|(from, to)| reply::span(from, to)) {
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told
}

/// Asks in how many rooms so many people are to sleep; four or two to a room are suggested.
fn rooms(people: u8) -> Question {
    let suggested = [people.div_ceil(4), people.div_ceil(2)].map(|rooms| rooms.clamp(1, MOST_ROOMS));
    let mut suggestions = suggested.map(|rooms| reply::counted(usize::from(rooms), "room")).to_vec();
    suggestions.dedup();
    Question { slot: Slot::Rooms, text: "In how many rooms?".to_owned(), suggestions }
}

fn ages(children: u8) -> Question {
    let text = match children {
        0 => "How old are the children?".to_owned(),
        1 => "How old is the child?".to_owned(),
        many => format!("How old are the {many} children?"),
    };
    Question { slot: Slot::ChildAges, text, suggestions: age_suggestions(children) }
}

/// Ages for so many children, as a guest would type them.
pub(super) fn age_suggestions(children: u8) -> Vec<String> {
    match children {
        0 => texts(&["5", "5 and 8"]),
        1 => texts(&AGES[..3]),
        many => {
            let ages: Vec<&str> = AGES.into_iter().cycle().take(usize::from(many)).collect();
            vec![reply::listed(&ages)]
        }
    }
}

/// Texts that would answer a question about `slot`.
pub(super) fn suggestions(slot: Slot) -> Vec<String> {
    match slot {
        Slot::Destination => texts(&["Seattle", "New York", "London"]),
        Slot::CheckIn => texts(&["this weekend", "tomorrow for 2 nights", "next Friday to Sunday"]),
        Slot::CheckOut | Slot::Nights => texts(&["1 night", "2 nights", "3 nights"]),
        Slot::Rooms => texts(&["1 room", "2 rooms"]),
        Slot::Adults => texts(&["1 adult", "2 adults"]),
        Slot::ChildAges => age_suggestions(0),
        Slot::HotelName => Vec::new(),
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_or_month_that_was_named_is_asked_into() {
        let june = StayDetails { within: Some((date(2027, 5, 31), date(2027, 6, 7))), ..StayDetails::default() };
        let asked = question(Slot::CheckIn, &june, date(2027, 1, 1));
        assert_eq!(asked.text, "Which dates within May 31 – Jun 6, 2027, and for how many nights?");
        assert_eq!(asked.suggestions, ["Jun 4–6, 2027", "May 31 – Jun 3, 2027", "May 31 – Jun 7, 2027"]);
        let begun = question(Slot::CheckIn, &june, date(2027, 6, 5));
        assert!(begun.text.starts_with("Which dates within Jun 5–6, 2027"), "{}", begun.text);
        let over = question(Slot::CheckIn, &june, date(2027, 6, 8));
        assert_eq!(over.text, "Which dates?");
    }

    #[test]
    fn a_length_that_is_known_is_not_asked_again() {
        let stay = StayDetails {
            within: Some((date(2027, 6, 1), date(2027, 7, 1))),
            nights: Some(4),
            ..StayDetails::default()
        };
        let asked = question(Slot::CheckIn, &stay, date(2027, 1, 1));
        assert_eq!(asked.text, "Which dates for 4 nights within Jun 1–30, 2027?");
        assert_eq!(asked.suggestions, ["Jun 4–8, 2027", "Jun 1–5, 2027"]);
    }

    #[test]
    fn children_are_asked_for_by_their_number() {
        assert_eq!(ages(1).text, "How old is the child?");
        assert_eq!(rooms(10).suggestions, ["3 rooms", "5 rooms"]);
        assert_eq!((&*ages(3).text, &*ages(3).suggestions[0]), ("How old are the 3 children?", "5, 8 and 11"));
    }
}
