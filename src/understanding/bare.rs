//! Bare answers: a number alone means what was asked.
//!
//! ```text
//! answer = [just | only | about] number [","…]        after "How many rooms?", "How many guests?", "How many nights?"
//!        | number ("and" | ",") number …              after "How old are the children?"
//!        | "one is" number "the other" number | number "and a baby"
//!        | "both" number | "all" number               every child has this age; "both" are two
//!        | number "+" number                           after "How many guests?": adults and children
//! ```
//!
//! Of several questions asked at once the number answers the first that this turn leaves open.

use std::ops::Range;

use crate::domain::stay::{OLDEST_CHILD, Slot};

use super::ages::is_negative;
use super::meaning::Said;
use super::party::BABY_AGE;
use super::reading::Reading;
use super::rooms::Guests;
use super::sense::{Act, Bound, Person, Sense};
use super::situation::Situation;
use super::text::Found;

/// Questions a number can answer, in the order in which one is taken to.
const COUNTED: [Slot; 3] = [Slot::Adults, Slot::Rooms, Slot::Nights];

/// Reads a bare answer into `said`.
pub fn answer(reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said, guests: &mut Guests) {
    let read = said.child_ages.as_ref().map_or(0, |found| found.value.len());
    let price = said.price.as_ref().map(|found| found.tokens.clone()).unwrap_or_default();
    let told = || told_ages(reading, &price).map_or(0, |(list, ..)| list.len());
    if situation.asked.for_slot(Slot::ChildAges) && (read == 0 || said.adults.is_none() && told() > read) {
        ages(reading, &price, situation, said, guests);
    }
    let Some(slot) = COUNTED.into_iter().find(|slot| situation.asked.for_slot(*slot) && is_open(*slot, said)) else {
        return;
    };
    if let (Slot::Adults, Some((adults, children))) = (slot, sum(reading)) {
        let at = reading.range(0..reading.len());
        said.adults = Some(Found::new(adults, at.clone()));
        said.children = Some(Found::new(children, at));
        reading.mark_read(0..reading.len());
        return;
    }
    if slot == Slot::Adults && reading.sense(0) == Sense::Person(Person::Me) && reading.sense(1) == Sense::Stop {
        said.adults = Some(Found::new(1, reading.range(0..1)));
        reading.mark_read(0..1);
        return;
    }
    let Some((i, count)) = lone_number(reading) else { return };
    let at = reading.range(i..i + 1);
    let small = u8::try_from(count).unwrap_or(u8::MAX);
    match slot {
        Slot::Adults => said.people = Some(Found::new(small, at)),
        Slot::Rooms => said.rooms = Some(Found::new(small, at)),
        Slot::Nights => said.nights = u16::try_from(count).ok().map(|nights| Found::new(nights, at)),
        Slot::Destination | Slot::CheckIn | Slot::CheckOut | Slot::ChildAges | Slot::HotelName => {}
    }
    reading.mark_read(i..i + 1);
}

fn is_open(slot: Slot, said: &Said) -> bool {
    match slot {
        Slot::Adults => said.adults.is_none() && said.people.is_none() && said.per_room.is_none(),
        Slot::Rooms => said.rooms.is_none(),
        Slot::Nights => said.nights.is_none() && said.check_out.is_none(),
        Slot::Destination | Slot::CheckIn | Slot::CheckOut | Slot::ChildAges | Slot::HotelName => false,
    }
}

/// "2+2": adults and children.
fn sum(reading: &Reading<'_>) -> Option<(u8, u8)> {
    match (reading.sense(0), reading.word(1), reading.sense(2), reading.len()) {
        (Sense::Number(adults), "+", Sense::Number(children), 3) => {
            Some((u8::try_from(adults).ok()?, u8::try_from(children).ok()?))
        }
        _ => None,
    }
}

/// The only number of the text, where nothing follows that it would count.
fn lone_number(reading: &Reading<'_>) -> Option<(usize, u32)> {
    let mut numbers = (0..reading.len()).filter_map(|i| match reading.sense(i) {
        Sense::Number(count) if !reading.items[i].read && count > 0 => Some((i, count)),
        _ => None,
    });
    let (i, count) = numbers.next()?;
    let alone = numbers.next().is_none();
    let counted = matches!(
        reading.sense(i + 1),
        Sense::Star
            | Sense::Points
            | Sense::Currency(_)
            | Sense::Lodging
            | Sense::PerNight
            | Sense::Age
            | Sense::Unknown
    );
    (alone && !counted).then_some((i, count))
}

fn ages(
    reading: &mut Reading<'_>,
    price: &Range<usize>,
    situation: &Situation<'_>,
    said: &mut Said,
    guests: &mut Guests,
) {
    let Some((list, start, next)) = told_ages(reading, price) else { return };
    if (0..reading.len()).any(|i| is_negative(reading, i)) {
        guests.impossible_age = Some(0);
        reading.mark_read(start..next);
        return;
    }
    let pair = (0..start).find(|i| reading.is_word(*i, "both"));
    let children = usize::from(situation.known.children.unwrap_or(if pair.is_some() { 2 } else { 0 }));
    let all_alike = list.len() == 1 && children > 1 && says_all(reading, start);
    if let Some(beyond) = list.iter().find(|age| **age > u32::from(OLDEST_CHILD)) {
        guests.impossible_age = Some(u8::try_from(*beyond).unwrap_or(u8::MAX));
        reading.mark_read(start..next);
        return;
    }
    let mut ages: Vec<u8> = list.iter().filter_map(|age| u8::try_from(*age).ok()).collect();
    if all_alike {
        ages = vec![ages[0]; children];
    }
    said.child_ages = Some(Found::new(ages, reading.range(start..next)));
    said.people = None;
    said.children = None;
    reading.mark_read(start..next);
    if let Some(both) = pair {
        reading.mark_read(both..both + 1);
    }
}

/// Every age of an answer, wherever in it but in its price: "one is 6, the other 9", "10 and a baby"; and the items from the
/// first to after the last.
fn told_ages(reading: &Reading<'_>, price: &Range<usize>) -> Option<(Vec<u32>, usize, usize)> {
    let mut list = Vec::new();
    let (mut first, mut last) = (None, 0);
    for i in 0..reading.len() {
        let age = match reading.sense(i) {
            Sense::Number(_) if reading.is_word(i, "both") || is_a_pronoun(reading, i) => continue,
            Sense::Number(_) if price.contains(&reading.items[i].tokens.start) => continue,
            Sense::Number(_)
                if matches!(
                    reading.sense(i + 1),
                    Sense::Room | Sense::Person(Person::Adults | Person::People | Person::Children)
                ) =>
            {
                continue;
            }
            Sense::Number(count) if is_below(reading, i) => count.saturating_sub(1),
            Sense::Number(count) => count,
            Sense::Person(Person::Babies) if !matches!(reading.before(i), Sense::Number(_) | Sense::Age) => {
                u32::from(BABY_AGE)
            }
            _ => continue,
        };
        list.push(age);
        first = first.or(Some(i));
        last = i;
    }
    let first = first?;
    // "only 1, he's 9": how many, then how old.
    let he = reading.sense(first + 1) == Sense::Comma && !matches!(reading.sense(first + 2), Sense::Number(_));
    if he && list.len() > 1 && list[0] as usize == list.len() - 1 {
        list.remove(0);
    }
    Some((list, first, last + 1))
}

/// "one is 6", "the other one": no age.
fn is_a_pronoun(reading: &Reading<'_>, i: usize) -> bool {
    let told = matches!(reading.word(i + 1), "is" | "s" | "of" | "will" | "who" | "turns" | "just");
    let other = matches!(reading.before(i), Sense::Act(Act::Other) | Sense::Ordinal(_))
        || reading.words_before(i).next() == Some("the");
    reading.is_word(i, "one") && (told || other)
}

/// "under 1"
fn is_below(reading: &Reading<'_>, i: usize) -> bool {
    reading.before(i) == Sense::Bound(Bound::AtMost)
}

fn says_all(reading: &Reading<'_>, before: usize) -> bool {
    (0..before).any(|i| {
        matches!(reading.word(i), "both" | "all" | "each" | "they" | "twins")
            || reading.sense(i) == Sense::Person(Person::TwoChildren)
    })
}
