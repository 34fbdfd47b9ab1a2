//! What a guest's sentence says.
//!
//! [`understand`] runs the finders over one token stream and settles what they found:
//!
//! 1. dates and hotel names, which are firm;
//! 2. the vocabulary around them, and numbers (`reading.rs`);
//! 3. places, which may take over what says nothing firmer (`whereabouts.rs`);
//! 4. rooms and people, money, quality, wishes, each once over the settled items;
//! 5. bare answers to the open question (`bare.rs`), what is pointed at and asked;
//! 6. the intent, and what is known of the stay from here on (`intent.rs`, `combine.rs`).
//!
//! Deterministic, without clock, randomness or I/O; a guest's sentence is never an error.

mod ages;
mod bare;
mod combine;
mod counting;
pub mod dates;
pub mod hotel_names;
mod intent;
mod lexicon;
pub mod meaning;
mod money;
mod mood;
mod naming;
mod numbers;
mod party;
pub mod places;
mod quality;
mod reading;
mod rooms;
mod selection;
pub mod sense;
pub mod situation;
mod telling;
pub mod text;
pub mod topic;
mod topics;
mod when;
mod whereabouts;
mod wishes;

use crate::domain::card_number;
use crate::domain::heard::Heard;
use crate::domain::outcome::Unsupported;
use crate::domain::stay::{MOST_ROOMS, OLDEST_CHILD};

use self::intent::Evidence;
use self::meaning::{Intent, Problem, Said, Understanding};
use self::reading::Reading;
use self::rooms::Guests;
use self::sense::{Act, Sense};
use self::situation::Situation;
use self::text::Tokens;
use self::whereabouts::Whereabouts;

/// What `text` says in `situation`; never fails.
///
/// ```
/// use core_chat::domain::stay::StayDetails;
/// use core_chat::understanding::{meaning::Intent, situation::Situation, understand};
/// use jiff::civil::date;
/// let known = StayDetails::default();
/// let situation = Situation::fresh(date(2026, 2, 18).at(12, 0, 0, 0), &known);
/// let heard = understand("Seattle Mar 20-23, 2 adults, refundable", &situation);
/// assert_eq!(heard.intent, Intent::Search);
/// assert_eq!(heard.details.check_in, Some(date(2026, 3, 20)));
/// assert_eq!(heard.details.filters.refundable, Some(true));
/// ```
#[must_use]
pub fn understand(text: &str, situation: &Situation<'_>) -> Understanding {
    if card_number::contains(text) {
        return card_data(situation);
    }
    let tokens = Tokens::new(text);
    let names = whereabouts::hotels(&tokens, situation);
    let mut when = when::find(&tokens, situation);
    let mut reading = Reading::new(&tokens, &firm(&when, &names));
    let places = whereabouts::find(&mut reading, situation);
    if let Some(country) = places.country() {
        when.settle_day_order(&tokens, situation, country);
    }
    let moods = mood::moods(&reading);
    let mut said = Said::default();
    whereabouts::take(&places, names, &tokens, &mut said);
    let mut guests = rooms::find(&mut reading, &mut said);
    money::find(&mut reading, &moods, &mut said);
    quality::find(&mut reading, &moods, &mut said);
    let unchecked = wishes::find(&mut reading, &moods, &mut said);
    when.take(&reading, &moods, situation, &mut said);
    bare::answer(&mut reading, situation, &mut said, &mut guests);
    let (topics, asks) = topics::find(&reading, &moods, &said);
    let selection = selection::find(&reading, situation, &mut said);
    let dated = when.needs_asking();
    let evidence = Evidence {
        reading: &reading,
        moods: &moods,
        said: &said,
        topics: &topics,
        asks,
        unchecked: !unchecked.is_empty(),
        selection: &selection,
        dated,
        situation,
    };
    let (mut intent, answer) = intent::decide(&evidence);
    let starts_over = reading.says(Sense::Act(Act::StartOver));
    let details = if intent == Intent::Unsupported {
        situation.known.clone()
    } else {
        combine::lay_over(situation.known, &said, &guests, starts_over)
    };
    let problems = problems(&when, &places, &said, &guests);
    if intent == Intent::Unknown && (!problems.is_empty() || when.mentions_dates()) {
        intent = if situation.shown.is_empty() { Intent::Search } else { Intent::Refine };
    }
    let unchecked: Vec<String> = unchecked.iter().map(|i| tokens.said(reading.range(*i..i + 1)).to_owned()).collect();
    let unsupported = unsupported(intent, &said).or(wishes_only(&unchecked, &said));
    let mut understanding = Understanding {
        intent,
        answer,
        said,
        details,
        topics,
        selection,
        takes: reading.says(Sense::Act(Act::Take)),
        asks: moods.iter().any(|mood| mood.question),
        problems,
        alternative: places.alternative(),
        unsupported,
        unchecked,
        starts_over,
        within: when.within(),
        dates: when.in_order(),
        heard: Heard::default(),
    };
    understanding.heard = telling::heard(&understanding, &reading, &when, &places, &guests, situation);
    understanding
}

/// What dates and names have read, for the settled stream.
fn firm(when: &when::When, names: &[text::Found<hotel_names::HotelSaid>]) -> Vec<(Sense, std::ops::Range<usize>)> {
    let mut firm: Vec<_> = names.iter().map(|found| (Sense::HotelName, found.tokens.clone())).collect();
    firm.extend(when.ranges().map(|range| (Sense::Date, range)));
    firm
}

fn problems(when: &when::When, places: &Whereabouts, said: &Said, guests: &Guests) -> Vec<Problem> {
    let mut problems = when.problems();
    problems.extend(places.problem());
    if let Some(rooms) = said.rooms.as_ref().filter(|rooms| rooms.value > MOST_ROOMS) {
        problems.push(Problem::TooManyRooms(rooms.value));
    }
    if let Some(age) = guests.impossible_age {
        problems.push(Problem::AgeOutOfRange(age.max(OLDEST_CHILD + 1)));
    } else if guests.some_children {
        problems.push(Problem::AgesMissing);
    }
    problems
}

fn unsupported(intent: Intent, said: &Said) -> Option<Unsupported> {
    if said.rooms.as_ref().is_some_and(|rooms| rooms.value > MOST_ROOMS) {
        return Some(Unsupported::LargeGroup);
    }
    match intent {
        Intent::Unsupported => Some(Unsupported::OtherTravel),
        Intent::Modify => Some(Unsupported::ModifyBooking),
        _ => None,
    }
}

/// Wishes nobody can check, and nothing else.
fn wishes_only(unchecked: &[String], said: &Said) -> Option<Unsupported> {
    (!unchecked.is_empty() && said.is_empty()).then_some(Unsupported::Wish)
}

/// A text with a card number: nothing of it is read or kept.
fn card_data(situation: &Situation<'_>) -> Understanding {
    Understanding {
        intent: Intent::CardData,
        answer: None,
        said: Said::default(),
        details: situation.known.clone(),
        topics: Vec::new(),
        selection: Vec::new(),
        takes: false,
        asks: false,
        problems: Vec::new(),
        alternative: None,
        unsupported: None,
        unchecked: Vec::new(),
        starts_over: false,
        within: None,
        dates: Vec::new(),
        heard: Heard { intent: Intent::CardData.as_str(), ..Heard::default() },
    }
}
