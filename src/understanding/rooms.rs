//! How many rooms, and who sleeps in which.
//!
//! ```text
//! rooms    = number [adjective] room | room "to" number           "2 double rooms", "change the rooms to 2"
//!          | number room-by-people                                "3 doubles"
//! more     = ("one more" | "add a" | "another") (room | adult | child)
//! per room = head ("for" | "with") party (("," | "and") head ("for" | "with") party)…
//! list     = number room ":" party ("," party)…                   "3 rooms: 2 adults and a baby, 2 adults, 1 adult"
//! head     = "one" [room] | "the other" [room] | ordinal [room]   "one for 3 and one for 2"
//! each     = party "each"                                         "2 rooms with 2 adults each"
//! ```

use std::ops::Range;

use crate::domain::option::Board;
use crate::domain::stay::Occupancy;

use super::counting::count;
use super::meaning::{MoreGuests, Said};
use super::numbers::is_one_room;
use super::party::Party;
use super::reading::Reading;
use super::room_kinds::{a_single, sleeps};
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
    if room_by_room(reading, said) {
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
        each_room(count, &party, said);
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

fn is_room(sense: Sense) -> bool {
    matches!(sense, Sense::Room | Sense::RoomOf(_) | Sense::RoomKind(_))
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

/// "one for 3 and one for 2": the people of each room, room by room.
fn room_by_room(reading: &mut Reading<'_>, said: &mut Said) -> bool {
    if shared_out(reading, said) || listed(reading, said) {
        return true;
    }
    let heads: Vec<(usize, usize)> =
        (0..reading.len()).filter_map(|i| head(reading, i).map(|body| (i, body))).collect();
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return false };
    if heads.len() < 2 {
        return false;
    }
    let sentence_end = reading.sentence(last.1).end;
    let ends = heads.iter().skip(1).map(|(start, _)| *start).chain([sentence_end]);
    let rooms: Option<Vec<Sleepers>> =
        heads.iter().zip(ends).map(|((_, body), end)| sleepers(reading, *body..end)).collect();
    let items = first.0..sentence_end;
    let Some(rooms) = rooms else {
        // "one room for us and another for my parents"
        let another = matches!(reading.sense(last.0), Sense::Another | Sense::Act(Act::Other));
        let count = u8::try_from(heads.len()).unwrap_or(u8::MAX);
        if another && said.rooms.as_ref().is_none_or(|known| known.value < count) {
            said.rooms = Some(Found::new(count, reading.range(items)));
        }
        return false;
    };
    told(reading, rooms, items, said);
    true
}

/// Puts what was said of every room into `said`.
fn told(reading: &mut Reading<'_>, rooms: Vec<Sleepers>, items: Range<usize>, said: &mut Said) {
    let at = reading.range(items.clone());
    said.rooms = u8::try_from(rooms.len()).ok().map(|count| Found::new(count, at.clone()));
    let (rooms, open) = rooms.into_iter().map(|room| (room.people, room.ages_open)).unzip();
    said.per_room = Some(Found::new(rooms, at));
    said.ages_open = open;
    reading.mark_read(items);
}

/// "3 rooms: 2 adults and a baby, 2 adults, 1 adult": the people of each room, as many parties as there are rooms.
fn listed(reading: &mut Reading<'_>, said: &mut Said) -> bool {
    let Some(count) = said.rooms.as_ref().map(|rooms| usize::from(rooms.value)).filter(|count| *count > 1) else {
        return false;
    };
    let opens = |i: &usize| reading.sense(*i) == Sense::Room && matches!(reading.word(i + 1), ":" | "-" | "=");
    let Some(start) = (0..reading.len()).find(opens).map(|i| i + 2) else { return false };
    let end = reading.sentence(start).end;
    let commas = (start..end).filter(|i| reading.sense(*i) == Sense::Comma).chain([end]);
    let parties = commas.scan(start, |from, comma| {
        let body = *from..comma;
        *from = comma + 1;
        Some(body)
    });
    let rooms: Option<Vec<Sleepers>> = parties.map(|body| sleepers(reading, body)).collect();
    let Some(rooms) = rooms.filter(|rooms| rooms.len() == count) else { return false };
    told(reading, rooms, start..end, said);
    true
}

/// "3 in one and 2 in the other": the people of each room, before it.
fn shared_out(reading: &mut Reading<'_>, said: &mut Said) -> bool {
    let ends: Vec<usize> = (0..reading.len()).filter(|i| is_in_a_room(reading, *i)).collect();
    let (Some(&first), Some(&last)) = (ends.first(), ends.last()) else { return false };
    if ends.len() < 2 {
        return false;
    }
    let opens = (0..first).rev().find(|k| matches!(reading.sense(*k), Sense::Room | Sense::Comma | Sense::Stop));
    let mut start = opens.map_or(0, |k| k + 1);
    let mut rooms = Vec::with_capacity(ends.len());
    for &end in &ends {
        while matches!(reading.sense(start), Sense::And | Sense::Comma | Sense::With | Sense::Room) {
            start += 1;
        }
        let Some(room) = sleepers(reading, start..end) else {
            let count = u8::try_from(ends.len()).unwrap_or(u8::MAX);
            said.rooms = Some(Found::new(count, reading.range(first..end_of_room(reading, last))));
            return false;
        };
        rooms.push(room);
        start = end_of_room(reading, end);
    }
    let items = opens.map_or(0, |k| k + 1)..end_of_room(reading, last);
    told(reading, rooms, items, said);
    true
}

/// The item after the "in one" or "in the first" at `i`.
fn end_of_room(reading: &Reading<'_>, i: usize) -> usize {
    let the = usize::from(reading.is_word(i + 1, "the"));
    i + 2 + the + usize::from(matches!(reading.sense(i + 2 + the), Sense::Room))
}

/// "in one", "in the other", "in the second".
fn is_in_a_room(reading: &Reading<'_>, i: usize) -> bool {
    if !reading.is_word(i, "in") {
        return false;
    }
    let the = usize::from(reading.is_word(i + 1, "the"));
    matches!(reading.sense(i + 1 + the), Sense::Act(Act::Other) | Sense::Ordinal(_) | Sense::Another)
        || reading.is_word(i + 1 + the, "one")
}

/// A room's head at `i`; the first item of the party that follows it.
fn head(reading: &Reading<'_>, i: usize) -> Option<usize> {
    if matches!(reading.sense(i), Sense::Room) && matches!(reading.sense(i + 1), Sense::Number(1..=8)) {
        // "room 1: two adults, room 2: …"
        let colon = usize::from(matches!(reading.word(i + 2), ":" | "-" | "="));
        return (!matches!(reading.before(i), Sense::Number(_))).then_some(i + 2 + colon);
    }
    let names_a_room = match reading.sense(i) {
        Sense::Number(1) | Sense::Ordinal(_) | Sense::Another | Sense::Act(Act::Other) => true,
        Sense::Filler => reading.is_word(i, "a") && is_room(reading.sense(i + 1)),
        _ => return None,
    };
    let next = i + 1 + usize::from(is_room(reading.sense(i + 1)) || reading.is_word(i + 1, "one"));
    let opens = reading.is_word(next, "for") || reading.sense(next) == Sense::With;
    (names_a_room && opens).then_some(next + 1)
}

/// Who sleeps in one room.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sleepers {
    people: Occupancy,
    /// Children beside them whose age nobody said.
    ages_open: u8,
}

impl Sleepers {
    fn of(party: &Party) -> Option<Self> {
        let people = Occupancy { adults: party.adults.or(party.people)?, child_ages: party.all_ages() };
        let aged = u8::try_from(people.child_ages.len()).unwrap_or(u8::MAX);
        Some(Self { people, ages_open: party.children.unwrap_or(0).saturating_sub(aged) })
    }
}

fn sleepers(reading: &Reading<'_>, body: Range<usize>) -> Option<Sleepers> {
    if let Sense::Number(count @ 1..=MOST_ROOMS) = reading.sense(body.start) {
        let alone = body.len() == 1
            || !matches!(reading.sense(body.start + 1), Sense::Person(_) | Sense::Filler | Sense::Unknown);
        if alone {
            let people = u8::try_from(count).ok().map(Occupancy::adults)?;
            return Some(Sleepers { people, ages_open: 0 });
        }
    }
    let party = count(reading, body.clone());
    let is_clear = !party.some_children && party.impossible_age.is_none();
    // "one for me"
    let speaker_alone = reading.sense(body.start) == Sense::Person(Person::Me) && party.children.is_none();
    let alone = || speaker_alone.then(|| Sleepers { people: Occupancy::adults(1), ages_open: 0 });
    Sleepers::of(&party).or_else(alone).filter(|_| is_clear)
}

fn each_room(rooms: u8, party: &Party, said: &mut Said) {
    let Some(each) = Sleepers::of(party) else { return };
    let adults = each.people.adults;
    let at = said.adults.as_ref().or(said.people.as_ref()).map_or(0..0, |found| found.tokens.clone());
    if !party.some_children {
        said.per_room = Some(Found::new(vec![each.people; usize::from(rooms)], at.clone()));
        said.ages_open = vec![each.ages_open; usize::from(rooms)];
    }
    said.people = None;
    said.adults = Some(Found::new(adults.saturating_mul(rooms), at.clone()));
    said.children = party.children.map(|count| Found::new(count.saturating_mul(rooms), at));
}
