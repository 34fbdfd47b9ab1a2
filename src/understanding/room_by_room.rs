//! Who sleeps in which room.
//!
//! ```text
//! per room = head ("for" | "with") party (("," | "and") head ("for" | "with") party)…
//! list     = number room ":" party ("," party)…                   "3 rooms: 2 adults and a baby, 2 adults, 1 adult"
//! shared   = party in-room ("and" party in-room)…                 "3 in one and 2 in the other"
//! head     = "one" [room] | "the other" [room] | ordinal [room]   "one for 3 and one for 2"
//!          | number                                               "one for 1 and two for 2"
//! each     = party "each"                                         "2 rooms with 2 adults each"
//! ```

use std::ops::Range;

use crate::domain::stay::Occupancy;

use super::counting::count;
use super::meaning::Said;
use super::party::Party;
use super::reading::Reading;
use super::room_kinds::is_room;
use super::sense::{Act, Person, Sense};
use super::text::Found;

/// "one for 3 and one for 2": the people of each room, room by room.
pub fn find(reading: &mut Reading<'_>, said: &mut Said) -> bool {
    if shared_out(reading, said) || listed(reading, said) {
        return true;
    }
    let heads: Vec<Head> = (0..reading.len()).filter_map(|i| head(reading, i)).collect();
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return false };
    if heads.len() < 2 {
        return false;
    }
    let sentence_end = reading.sentence(last.body).end;
    let ends = heads.iter().skip(1).map(|head| head.at).chain([sentence_end]);
    let alike = heads.iter().zip(ends).map(|(head, end)| Some(vec![sleepers(reading, head.body..end)?; head.rooms]));
    let rooms: Option<Vec<Vec<Sleepers>>> = alike.collect();
    let items = first.at..sentence_end;
    let Some(rooms) = rooms.map(|rooms| rooms.concat()) else {
        // "one room for us and another for my parents"
        let another = matches!(reading.sense(last.at), Sense::Another | Sense::Act(Act::Other));
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

/// What opens a room of a list, or several alike.
struct Head {
    at: usize,
    rooms: usize,
    /// The first item of the party that follows.
    body: usize,
}

/// A room's head at `i`.
fn head(reading: &Reading<'_>, i: usize) -> Option<Head> {
    if matches!(reading.sense(i), Sense::Room) && matches!(reading.sense(i + 1), Sense::Number(1..=8)) {
        // "room 1: two adults, room 2: …"
        let colon = usize::from(matches!(reading.word(i + 2), ":" | "-" | "="));
        let head = Head { at: i, rooms: 1, body: i + 2 + colon };
        return (!matches!(reading.before(i), Sense::Number(_))).then_some(head);
    }
    let room = usize::from(is_room(reading.sense(i + 1)) || reading.is_word(i + 1, "one"));
    let rooms = match reading.sense(i) {
        Sense::Number(1) | Sense::Ordinal(_) | Sense::Another | Sense::Act(Act::Other) => 1,
        Sense::Filler if reading.is_word(i, "a") && is_room(reading.sense(i + 1)) => 1,
        // "one for 1 and two for 2"; "two rooms for 4" are all of them
        Sense::Number(count @ 2..=8) if room == 0 && sleep(reading, i + 2) => count as usize,
        _ => return None,
    };
    let next = i + 1 + room;
    let opens = reading.is_word(next, "for") || reading.sense(next) == Sense::With;
    opens.then_some(Head { at: i, rooms, body: next + 1 })
}

/// Whether people stand at `i`, and not how long they stay.
fn sleep(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.sense(i), Sense::Number(1..=8) | Sense::Person(_))
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
    if let Sense::Number(count @ 1..) = reading.sense(body.start) {
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

/// The same people in each of so many rooms.
pub fn alike(rooms: u8, party: &Party, said: &mut Said) {
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
