//! How many rooms, and how many come; who sleeps in which is read in `room_by_room.rs`.
//!
//! ```text
//! rooms    = number [adjective] room | room "to" number           "2 double rooms", "change the rooms to 2"
//!          | number room-by-people                                "3 doubles"
//! more     = ("one more" | "add a" | "another") (room | adult | child)
//! ```

use std::ops::Range;

use crate::domain::option::Board;

use super::counting::count;
use super::meaning::{MoreGuests, Said};
use super::numbers::is_one_room;
use super::party::Party;
use super::reading::Reading;
use super::room_by_room;
use super::room_kinds::{a_single, is_room, sleeps};
use super::sense::{Act, Bound, Person, Sense};
use super::text::Found;
use super::topic::Topic;

/// The most rooms a number can count; more is another thing.
const MOST_ROOMS: u32 = 9_999;

/// What was said about rooms and people, beside what goes into [`Said`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guests {
    /// Children were named without saying how many.
    pub some_children: bool,
    /// An age that no child has.
    pub impossible_age: Option<u8>,
    /// Adults that a kind of room lets us take for granted: two for each double.
    pub adults_by_room: Option<u8>,
    /// Babies whose age was taken for granted.
    pub babies: u8,
    /// Fewer than nobody were named: "-2 adults".
    pub below_none: bool,
}

/// Reads rooms and people into `said`; `known` says that a party is known already, which one more may join.
pub fn find(reading: &mut Reading<'_>, known: bool, said: &mut Said) -> Guests {
    let mut guests = Guests::default();
    more(reading, said);
    let rooms = rooms(reading, &mut guests);
    if let (Some(count), Some(items)) = (rooms.count, rooms.items()) {
        said.rooms = Some(Found::new(count, reading.range(items)));
        for i in rooms.read(reading) {
            reading.mark_read(i..i + 1);
        }
    }
    if room_by_room::find(reading, said) {
        return guests;
    }
    let party = count(reading, 0..reading.len());
    guests.some_children = party.some_children;
    guests.impossible_age = party.impossible_age;
    guests.babies = party.babies;
    guests.below_none = party.below_none;
    let mut party = party;
    if said.more_guests.as_ref().is_some_and(|more| more.value.children > 0)
        && party.children == u8::try_from(party.ages.len()).ok()
    {
        // "add a child, 4 years": the age of the one added.
        party.children = None;
    }
    if known && said.more_guests.is_none() && joins_the_known(reading, &party) {
        let more = MoreGuests { adults: party.companions, ..MoreGuests::default() };
        let at = reading.range(party.items[0]..party.items[0] + 1);
        said.more_guests = Some(Found::new(more, at));
        for i in &party.items {
            reading.mark_read(*i..i + 1);
        }
        return guests;
    }
    let each = (0..reading.len()).any(|i| reading.sense(i) == Sense::Each && !is_behind_a_price(reading, i));
    take(reading, &party, said);
    if let (true, Some(count)) = (each, rooms.count) {
        room_by_room::alike(count, &party, said);
    }
    guests
}

/// "nothing above 150 each"
fn is_behind_a_price(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.before(i), Sense::Number(20..) | Sense::Decimal(_) | Sense::Currency(_) | Sense::PerNight)
}

/// "my sister is coming too", "plus my brother", "and my friend as well": somebody more, beside the party known.
fn joins_the_known(reading: &Reading<'_>, party: &Party) -> bool {
    let Some(&first) = party.items.first() else { return false };
    if party.companions == 0 || party.speaker || party.children.is_some() || party.people.is_some() {
        return false;
    }
    let also = (0..reading.len()).any(|i| matches!(reading.word(i), "too" | "also" | "well"));
    let opens = (0..first).all(|i| {
        matches!(
            reading.sense(i),
            Sense::And | Sense::With | Sense::Another | Sense::Filler | Sense::Stop | Sense::Comma | Sense::Act(_)
        )
    });
    let adds = |i: usize| matches!(reading.word(i), "and" | "plus") || reading.sense(i) == Sense::Another;
    let plus = opens && (0..first).any(adds);
    let lone = reading.len() <= 8 && !reading.says(Sense::Act(Act::Instead));
    also || plus && lone || super::persons::comes_along(reading, first)
}

fn take(reading: &mut Reading<'_>, party: &Party, said: &mut Said) {
    let (Some(first), Some(last)) = (party.items.first(), party.items.last()) else { return };
    let at = reading.range(*first..last + 1);
    said.adults = party.adults.map(|count| Found::new(count, at.clone()));
    said.children = party.children.map(|count| Found::new(count, at.clone()));
    said.people = party.people.map(|count| Found::new(count, at.clone()));
    let ages = party.all_ages();
    if !ages.is_empty() {
        said.child_ages = Some(Found::new(ages, at));
    }
    for i in &party.items {
        reading.mark_read(*i..i + 1);
    }
}

/// Rooms counted in a text, and the items that said so.
#[derive(Debug, Default)]
struct Rooms {
    count: Option<u8>,
    said_by: Vec<usize>,
}

impl Rooms {
    fn items(&self) -> Option<Range<usize>> {
        Some(*self.said_by.first()?..self.said_by.last()? + 1)
    }

    /// The items that say no more than how many rooms: a kind that all of them are of is a wish as well ("two double
    /// rooms"), two kinds are none ("one single and one double").
    fn read(&self, reading: &Reading<'_>) -> Vec<usize> {
        let is_kind = |i: usize| matches!(reading.sense(i), Sense::RoomOf(_) | Sense::RoomKind(_));
        let mut kinds = self.said_by.iter().filter(|i| is_kind(**i)).map(|i| reading.sense(*i));
        let first = kinds.next();
        let alike = kinds.all(|kind| Some(kind) == first);
        let is_availability = |i: &usize| reading.sense(*i) == Sense::Topic(Topic::Availability);
        let between = self.items().unwrap_or_default().filter(is_availability);
        self.said_by.iter().copied().filter(|i| !(alike && is_kind(*i))).chain(between).collect()
    }
}

fn rooms(reading: &Reading<'_>, guests: &mut Guests) -> Rooms {
    let mut rooms = Rooms::default();
    let mut plain = None;
    // How many rooms there are of a kind, and how many sleep in each.
    let mut kinds: Vec<(u8, u8)> = Vec::new();
    for i in 0..reading.len() {
        let counted = counted_rooms(reading, i).or_else(|| rooms_set_to(reading, i));
        let Some((count, next)) = counted.or_else(|| a_single(reading, i).filter(|_| !kinds.is_empty())) else {
            continue;
        };
        let count = u8::try_from(count).unwrap_or(u8::MAX);
        kinds.extend(sleeps(reading.sense(next - 1)).map(|people| (count, people)));
        rooms.said_by.extend([i, next - 1]);
        if reading.sense(next - 1) == Sense::Room {
            plain = plain.or(Some(count));
        } else if plain.is_some_and(|whole| whole > 1) {
            // "two rooms, one twin and one double" says which, not how many more.
            continue;
        }
        rooms.count = Some(rooms.count.unwrap_or(0).saturating_add(count));
    }
    // One single room says nothing of who comes: "a single room for the two of us".
    if kinds.iter().any(|(count, people)| *count > 1 || *people > 1) {
        let adults = kinds.iter().map(|(count, people)| count.saturating_mul(*people));
        guests.adults_by_room = Some(adults.fold(0, u8::saturating_add));
    }
    rooms
}

fn counted_rooms(reading: &Reading<'_>, i: usize) -> Option<(u32, usize)> {
    let Sense::Number(count) = reading.sense(i) else { return None };
    // "up to 220 near the beach room": so many would be rooms
    let bounded = count >= 20 && matches!(reading.before(i), Sense::Bound(_) | Sense::And);
    if matches!(reading.before(i), Sense::Currency(_))
        || count == 0
        || count > MOST_ROOMS
        || is_one_more(reading, i)
        || reading.sense(i + 1) == Sense::Star
    {
        return None;
    }
    (1..=4).find_map(|ahead| {
        let between_is_soft = (1..ahead).all(|k| is_adjective(reading, i + k));
        let noun = is_room(reading.sense(i + ahead)) && !names_beds(reading, i + ahead)
            || names_rooms_only(reading, i + ahead);
        let one = is_one_room(reading, i, i + ahead) || bounded && reading.is_word(i + ahead, "room");
        (between_is_soft && noun && !one).then(|| {
            let double = is_room(reading.sense(i + ahead + 1));
            (count, i + ahead + 1 + usize::from(double))
        })
    })
}

fn is_one_more(reading: &Reading<'_>, i: usize) -> bool {
    reading.before(i) == Sense::Another
}

fn is_adjective(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Unknown
        | Sense::Lodging
        | Sense::Class(_)
        | Sense::Amenity(_)
        | Sense::Star
        | Sense::Topic(Topic::Availability)
        | Sense::Act(Act::Praise | Act::Other) => true,
        Sense::Number(_) => reading.sense(i + 1) == Sense::Star,
        Sense::Filler => !matches!(
            reading.word(i),
            "for" | "in" | "on" | "at" | "a" | "the" | "or" | "per" | "day" | "night" | "to" | "my" | "will"
        ),
        Sense::Of => matches!(reading.word(i + 1), "the" | "those" | "these" | "your"),
        _ => false,
    }
}

/// "2 queen beds": in one room, and not so many rooms.
#[must_use]
pub fn names_beds(reading: &Reading<'_>, i: usize) -> bool {
    let last = reading.items.get(i).map_or("", |item| reading.tokens.word(item.tokens.end - 1));
    matches!(last, "bed" | "beds") && !is_room(reading.sense(i + 1))
}

/// "one room only": rooms, and no word about meals.
fn names_rooms_only(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i) == Sense::Board(Board::RoomOnly) && reading.tokens.word(reading.items[i].tokens.start) == "room"
}

/// "change the rooms to 2", "rooms: 2".
fn rooms_set_to(reading: &Reading<'_>, i: usize) -> Option<(u32, usize)> {
    if !matches!(reading.sense(i), Sense::Room) {
        return None;
    }
    let counted = matches!(reading.before(i), Sense::Number(_)) || matches!(reading.sense(i + 3), Sense::Person(_));
    let joined =
        !counted && (reading.sense(i + 1) == Sense::Bound(Bound::To) || matches!(reading.word(i + 1), ":" | "="));
    match reading.sense(i + 2) {
        Sense::Number(count) if joined && count > 0 && count <= MOST_ROOMS => Some((count, i + 3)),
        _ => None,
    }
}

fn more(reading: &mut Reading<'_>, said: &mut Said) {
    for i in 0..reading.len() {
        let (count, noun) = match (reading.sense(i), reading.sense(i + 1)) {
            (Sense::Another, Sense::Number(count)) => (u8::try_from(count).unwrap_or(u8::MAX), i + 2),
            (Sense::Another, _) => (1, i + 1),
            // "2 more people"
            (Sense::Number(count @ 1..=20), Sense::Act(Act::More)) if reading.is_word(i + 1, "more") => {
                (u8::try_from(count).unwrap_or(u8::MAX), i + 2)
            }
            _ => continue,
        };
        let elsewhere = matches!(reading.words_before(i).next(), Some("to" | "into"));
        let more = match reading.sense(noun) {
            Sense::Room if elsewhere => continue,
            Sense::Room | Sense::RoomOf(_) | Sense::RoomKind(_) => MoreGuests { rooms: count, ..MoreGuests::default() },
            Sense::Person(Person::Adults | Person::People) => MoreGuests { adults: count, ..MoreGuests::default() },
            Sense::Person(Person::Children | Person::Babies) => MoreGuests { children: count, ..MoreGuests::default() },
            _ => continue,
        };
        said.more_guests = Some(Found::new(more, reading.range(i..noun + 1)));
        reading.settle(Sense::Filler, reading.range(i..noun + 1));
        return;
    }
}
