//! Kinds of rooms, and how many people sleep in one.

use crate::domain::stay::RoomWish;

use super::reading::Reading;
use super::sense::Sense;

/// The kind of room that sleeps `people`.
#[must_use]
pub fn kind_for(people: u8) -> Option<RoomWish> {
    match people {
        1 => Some(RoomWish::Single),
        2 => Some(RoomWish::Double),
        3 => Some(RoomWish::Triple),
        _ => None,
    }
}

/// Whether it is a word for a room.
#[must_use]
pub fn is_room(sense: Sense) -> bool {
    matches!(sense, Sense::Room | Sense::RoomOf(_) | Sense::RoomKind(_))
}

/// "two doubles and a single": the last of them, without its noun.
pub fn a_single(reading: &Reading<'_>, i: usize) -> Option<(u32, usize)> {
    let single = reading.sense(i) == Sense::Number(1) && reading.items[i].tokens.len() == 2;
    (single && reading.before(i) == Sense::And && reading.first_word(i) == "a").then_some((1, i + 1))
}

/// How many people a kind of room lets us take for granted.
pub fn sleeps(kind: Sense) -> Option<u8> {
    match kind {
        Sense::RoomOf(people) => Some(people),
        Sense::RoomKind(RoomWish::Single) | Sense::Number(1) => Some(1),
        Sense::RoomKind(RoomWish::Double | RoomWish::Twin | RoomWish::King) => Some(2),
        Sense::RoomKind(RoomWish::Triple) => Some(3),
        _ => None,
    }
}
