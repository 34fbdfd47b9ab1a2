//! Bare answers: a number alone means what was asked.
//!
//! ```text
//! answer = [just | only | about] number [","…]        after "How many rooms?", "How many guests?", "How many nights?"
//!        | number ("and" | ",") number …              after "How old are the children?"
//!        | "both" number | "all" number               every child has this age
//! ```
//!
//! Of several questions asked at once the number answers the first that this turn leaves open.

use crate::domain::stay::{OLDEST_CHILD, Slot};

use super::ages::number_list;
use super::meaning::Said;
use super::reading::Reading;
use super::rooms::Guests;
use super::sense::{Person, Sense};
use super::situation::Situation;
use super::text::Found;

/// Questions a number can answer, in the order in which one is taken to.
const COUNTED: [Slot; 3] = [Slot::Adults, Slot::Rooms, Slot::Nights];

/// Reads a bare answer into `said`.
pub fn answer(reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said, guests: &mut Guests) {
    if situation.asked.for_slot(Slot::ChildAges) && said.child_ages.is_none() {
        ages(reading, situation, said, guests);
    }
    let Some(slot) = COUNTED.into_iter().find(|slot| situation.asked.for_slot(*slot) && is_open(*slot, said)) else {
        return;
    };
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

fn ages(reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said, guests: &mut Guests) {
    let Some(start) =
        (0..reading.len()).find(|i| matches!(reading.sense(*i), Sense::Number(_)) && !reading.is_word(*i, "both"))
    else {
        return;
    };
    let (list, next) = number_list(reading, start, reading.len());
    let children = usize::from(situation.known.children.unwrap_or(0));
    let all_alike = list.len() == 1 && children > 1 && says_all(reading, start);
    if let Some(beyond) = list.iter().find(|age| **age > u32::from(OLDEST_CHILD)) {
        guests.impossible_age = Some(u8::try_from(*beyond).unwrap_or(u8::MAX));
        return;
    }
    let mut ages: Vec<u8> = list.iter().filter_map(|age| u8::try_from(*age).ok()).collect();
    if all_alike {
        ages = vec![ages[0]; children];
    }
    said.child_ages = Some(Found::new(ages, reading.range(start..next)));
    said.people = None;
    reading.mark_read(start..next);
}

fn says_all(reading: &Reading<'_>, before: usize) -> bool {
    (0..before).any(|i| {
        matches!(reading.word(i), "both" | "all" | "each" | "they" | "twins")
            || reading.sense(i) == Sense::Person(Person::TwoChildren)
    })
}
