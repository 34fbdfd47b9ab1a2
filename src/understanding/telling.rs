//! The reading in the form partners are told it: slot by slot, with the words that said it.

use std::sync::Arc;

use crate::domain::heard::{Correction, Heard, HeardSlot, HeardValue};

use super::dates::Assumption;
use super::meaning::{Said, Understanding};
use super::reading::Reading;
use super::rooms::Guests;
use super::sense::Sense;
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
    let corrections =
        places.mended().map(|(from, to)| Correction { from: from.to_owned(), to: to.to_owned() }).into_iter().collect();
    Heard {
        intent: understanding.intent.as_str(),
        slots: slots(understanding, reading),
        assumptions: assumptions(understanding, when, places, guests, situation),
        corrections,
        unread: unread(reading, understanding),
    }
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
        Assumption::WeekendFromFriday(day) => format!("the weekend begins on Friday, {}", day.strftime("%-d %B")),
    }
}

/// The words nothing was made of, runs of them together; wishes nobody can check are among them.
fn unread(reading: &Reading<'_>, understanding: &Understanding) -> Vec<String> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, item) in reading.items.iter().enumerate().filter(|(_, item)| !item.read) {
        let unread = match item.sense {
            Sense::Unknown | Sense::Unchecked | Sense::OtherTravel | Sense::Decimal(_) => true,
            Sense::Number(count) => {
                reading.sense(i + 1) != Sense::Star
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
    runs.into_iter().map(|run| reading.tokens.said(run).to_owned()).collect()
}
