//! The reading in the form partners are told it: slot by slot, with the words that said it.

use std::sync::Arc;

use crate::domain::heard::{Correction, Heard, HeardSlot, HeardValue, LeftOut, WhyLeftOut};
use crate::domain::stay::{MOST_NIGHTS, Occupancy, Sort};

use super::combine::{people_in, takes_one_night};
use super::dates::Assumption;
use super::meaning::{Intent, Said, Understanding};
use super::persons;
use super::reading::Reading;
use super::rooms::{Guests, names_beds};
use super::sense::{Sense, Side};
use super::situation::Situation;
use super::text::Found;
use super::when::When;
use super::whereabouts::Whereabouts;

/// What was heard, as `artifacts.understanding` tells it.
#[must_use]
pub fn heard(
    understanding: &Understanding,
    reading: &Reading<'_>,
    when: &When,
    places: &Whereabouts,
    guests: &Guests,
    situation: &Situation<'_>,
) -> Heard {
    let corrections = places
        .mended()
        .map(|(from, to)| Correction { from: typed(reading, from), to: to.to_owned() })
        .into_iter()
        .collect();
    let mut slots = slots(understanding, reading);
    if let Some(party) = assumed_party(understanding, guests).filter(|_| guest_tokens(&understanding.said).is_none()) {
        slots.push(HeardSlot { value: HeardValue::Rooms(party), text: String::new(), assumed: true });
    }
    if let Some(day) =
        understanding.details.departure().filter(|_| takes_one_night(situation.known, &understanding.said))
    {
        slots.push(HeardSlot { value: HeardValue::CheckOut(day), text: String::new(), assumed: true });
    }
    Heard {
        intent: understanding.intent.as_str(),
        slots,
        assumptions: assumptions(understanding, when, places, guests, situation),
        corrections,
        unread: unread(reading, understanding, (when, places)),
        left_out: left_out(understanding, reading, places),
        alternative: understanding.alternative.clone(),
    }
}

/// `words`, which are folded, as they were typed.
fn typed(reading: &Reading<'_>, words: &str) -> String {
    let tokens = &reading.tokens;
    let count = words.split(' ').count();
    let is_said = |i: &usize| words.split(' ').enumerate().all(|(k, word)| tokens.word(i + k) == word);
    (0..tokens.len()).find(is_said).map_or_else(|| words.to_owned(), |i| tokens.said(i..i + count).to_owned())
}

/// What was asked for and is not acted on.
fn left_out(understanding: &Understanding, reading: &Reading<'_>, places: &Whereabouts) -> Vec<LeftOut> {
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut add = |text: &str, why| {
        let is_new = left_out.iter().all(|known| !known.text.eq_ignore_ascii_case(text));
        if is_new {
            left_out.push(LeftOut { text: text.to_owned(), why });
        }
    };
    for wish in &understanding.unchecked {
        add(wish, WhyLeftOut::CannotCheck);
    }
    // "Closest to the centre" is an order, which is kept.
    let is_order = |side: &Side| *side == Side::Centre && understanding.details.sort == Some(Sort::Distance);
    if let Some(side) = understanding.said.side.as_ref().filter(|side| !is_order(&side.value)) {
        add(reading.tokens.said(side.tokens.clone()), WhyLeftOut::CannotCheck);
    }
    if matches!(understanding.intent, Intent::Search | Intent::Refine | Intent::Book) {
        let other = reading.items.iter().filter(|item| item.sense == Sense::OtherTravel && !item.read);
        other.for_each(|item| add(reading.tokens.said(item.tokens.clone()), WhyLeftOut::OutsideService));
    }
    if let Some(qualifier) = places.dropped() {
        add(qualifier, WhyLeftOut::NoSuchPlace);
    }
    left_out
}

/// The rooms and people a search takes for granted when nobody was named.
fn assumed_party(understanding: &Understanding, guests: &Guests) -> Option<Vec<Occupancy>> {
    let details = &understanding.details;
    let searches = matches!(understanding.intent, Intent::Search | Intent::Refine);
    let nobody = details.adults.is_none() && details.per_room.is_empty() && guests.adults_by_room.is_none();
    (searches && nobody).then(|| details.occupancies())
}

fn slots(understanding: &Understanding, reading: &Reading<'_>) -> Vec<HeardSlot> {
    let said = &understanding.said;
    let mut slots = Vec::new();
    let mut add = |value: HeardValue, tokens: std::ops::Range<usize>| {
        slots.push(HeardSlot { value, text: reading.tokens.said(tokens).to_owned(), assumed: false });
    };
    if let Some(Found { value, tokens }) = said.destination.clone() {
        add(HeardValue::Destination(Arc::clone(&value.name)), tokens);
    }
    if let Some(Found { value, tokens }) = said.check_in.clone() {
        add(HeardValue::CheckIn(value), tokens);
    }
    if let Some((value, tokens)) = departure(understanding) {
        add(HeardValue::CheckOut(value), tokens);
    }
    if let Some(tokens) = guest_tokens(said) {
        add(HeardValue::Rooms(understanding.details.occupancies()), tokens);
    }
    if let Some(Found { value, tokens }) = said.refundable.clone() {
        add(HeardValue::Refundable(value), tokens);
    }
    if let Some(Found { value, tokens }) = said.price.clone() {
        add(HeardValue::Price(value), tokens);
    }
    if let Some(Found { value, tokens }) = said.min_rating.clone() {
        add(HeardValue::MinRating(value), tokens);
    }
    if let Some(Found { value, tokens }) = said.stars.clone() {
        add(HeardValue::MinStars(value.min), tokens);
    }
    if let Some(Found { value, tokens }) = said.board.clone() {
        add(HeardValue::Board(value), tokens);
    }
    if let (Some(first), Some(last)) = (said.amenities.first(), said.amenities.last()) {
        add(HeardValue::Amenities(said.amenity_set()), first.tokens.start..last.tokens.end);
    }
    if let Some(Found { value, tokens }) = said.hotel_name.clone() {
        add(HeardValue::HotelName(value), tokens);
    }
    if let Some(Found { value, tokens }) = said.sort.clone() {
        add(HeardValue::Sort(value), tokens);
    }
    slots
}

/// The departure this turn says, outright or by a length of stay.
fn departure(understanding: &Understanding) -> Option<(jiff::civil::Date, std::ops::Range<usize>)> {
    let said = &understanding.said;
    let tokens =
        said.check_out.as_ref().map(|found| &found.tokens).or(said.nights.as_ref().map(|found| &found.tokens))?;
    Some((understanding.details.departure()?, tokens.clone()))
}

fn guest_tokens(said: &Said) -> Option<std::ops::Range<usize>> {
    let ranges = [
        said.rooms.as_ref().map(|found| &found.tokens),
        said.adults.as_ref().map(|found| &found.tokens),
        said.children.as_ref().map(|found| &found.tokens),
        said.people.as_ref().map(|found| &found.tokens),
        said.child_ages.as_ref().map(|found| &found.tokens),
        said.per_room.as_ref().map(|found| &found.tokens),
        said.more_guests.as_ref().map(|found| &found.tokens),
    ];
    ranges.into_iter().flatten().fold(None, |whole: Option<std::ops::Range<usize>>, range| {
        Some(whole.map_or_else(|| range.clone(), |w| w.start.min(range.start)..w.end.max(range.end)))
    })
}

fn assumptions(
    understanding: &Understanding,
    when: &When,
    places: &Whereabouts,
    guests: &Guests,
    situation: &Situation<'_>,
) -> Vec<String> {
    let mut assumed: Vec<String> = when.assumptions().iter().map(date_assumption).collect();
    if let Some(qualifier) = places.dropped() {
        assumed.push(format!("\"{qualifier}\" fits no place of that name and was left aside"));
    }
    let moved = understanding.said.destination.is_some() && situation.known.destination.is_some();
    let dated = understanding.said.check_in.is_some() || understanding.said.check_out.is_some();
    if moved
        && !dated
        && let (Some(from), Some(to)) = (understanding.details.check_in, understanding.details.departure())
    {
        assumed.push(format!("the dates stay {from} to {to}"));
    }
    if let Some(adults) = guests.adults_by_room.filter(|_| understanding.said.adults.is_none()) {
        assumed.push(format!("{adults} adults, as many as the rooms sleep"));
    }
    if let Some(party) = assumed_party(understanding, guests) {
        let adults: u32 = party.iter().map(|room| u32::from(room.adults)).sum();
        assumed.push(format!("{adults} adults, since nobody was named"));
    }
    if takes_one_night(situation.known, &understanding.said) && understanding.details.nights == Some(1) {
        assumed.push("one night, since only that was named".to_owned());
    }
    if understanding.said.price_per_person && understanding.said.price.is_some() {
        let people: i64 = understanding.details.occupancies().iter().map(people_in).sum();
        assumed.push(format!("the price is per person, for {people} guests"));
    }
    if guests.babies > 0 && understanding.said.child_ages.is_some() {
        assumed.push("a baby is taken to be 1 year old".to_owned());
    }
    assumed
}

fn date_assumption(assumption: &Assumption) -> String {
    match assumption {
        Assumption::Year(day) => format!("the year is {}", day.year()),
        Assumption::Month(day) => format!("the month is {}", day.strftime("%B")),
        Assumption::DayOrder { read, other } => {
            format!("{} rather than {}", read.strftime("%-d %B"), other.strftime("%-d %B"))
        }
        Assumption::Shorter { nights, most } => format!("{nights} nights, the shorter of {nights} to {most}"),
        Assumption::LongestStay => format!("{MOST_NIGHTS} nights, the longest stay there is"),
        Assumption::WeekendFromFriday(day) => format!("the weekend begins on Friday, {}", day.strftime("%-d %B")),
    }
}

/// The words nothing was made of, runs of them together; wishes nobody can check are among them, and days and places
/// said beside those of the stay. The names of persons are not: who stays is asked for when it is paid.
fn unread(reading: &Reading<'_>, understanding: &Understanding, (when, places): (&When, &Whereabouts)) -> Vec<String> {
    let is_denied = |at: &std::ops::Range<usize>| at.start > 0 && reading.tokens.word(at.start - 1) == "not";
    let aside = when.left_aside().chain(places.left_aside());
    let mut runs: Vec<std::ops::Range<usize>> = aside.filter(|at| !is_denied(at)).collect();
    let named = persons::named(reading);
    for (i, item) in reading.items.iter().enumerate().filter(|(i, item)| !item.read && !named.contains(i)) {
        let unread = match item.sense {
            Sense::Unknown | Sense::Unchecked | Sense::OtherTravel | Sense::Decimal(_) => true,
            Sense::Number(count) => {
                reading.sense(i + 1) != Sense::Star
                    && !names_beds(reading, i + 1)
                    && !is_denied(&item.tokens)
                    && understanding.selection.is_empty()
                    && (count != 1 || reading.word(i) == "1")
            }
            _ => false,
        };
        if !unread {
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.end == item.tokens.start => last.end = item.tokens.end,
            _ => runs.push(item.tokens.clone()),
        }
    }
    runs.sort_by_key(|run| run.start);
    runs.into_iter().map(|run| reading.tokens.said(run).to_owned()).collect()
}
