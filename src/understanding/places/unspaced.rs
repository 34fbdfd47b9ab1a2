//! Places in scripts that are written without spaces: the longest names inside a run of letters.

use super::said::{PlaceSaid, Relation};
use crate::understanding::text::{Found, TokenKind, Tokens};
use crate::world::words::Word;
use crate::world::{Hint, Resolution, Resolved, World};

/// Names of more characters are not looked for.
const LONGEST: usize = 12;
/// How near to the first place another one is meant within it, in metres.
const NEAR: u32 = 50_000;
/// Names of places with fewer people are mere syllables inside other words.
const BIG: u32 = 50_000;

/// Adds the places named inside words of Chinese, Japanese, Korean and Thai that were not read whole.
pub(super) fn find(
    tokens: &Tokens<'_>,
    claimed: &[bool],
    hint: &Hint,
    world: &World,
    found: &mut Vec<Found<PlaceSaid>>,
) {
    if tokens.text().is_ascii() {
        return;
    }
    for at in 0..tokens.len() {
        let free = !claimed.get(at).copied().unwrap_or(false) && !found.iter().any(|place| place.tokens.contains(&at));
        let word = tokens.word(at);
        if free && tokens.kind(at) == TokenKind::Word && word.chars().next().is_some_and(is_unspaced) {
            found.extend(inside(word, hint, world).map(|value| Found::new(value, at..at + 1)));
        }
    }
}

/// The best-known place named inside `word`: the first one, or the last one near it ("Tokyo's Shinjuku").
fn inside(word: &str, hint: &Hint, world: &World) -> Option<PlaceSaid> {
    let mut said: Option<Resolved> = None;
    let mut at = 0;
    while let Some(rest) = word.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((length, resolved)) = longest(rest, hint, world) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at += length;
        let near = |first: &Resolved| first.destination.point.metres_to(resolved.destination.point) < NEAR;
        if said.as_ref().is_none_or(near) {
            said = Some(resolved);
        }
    }
    let resolution = Resolution::Found(said?);
    Some(PlaceSaid { relation: Relation::In, resolution, in_hotel_name: false })
}

/// The longest well-known name at the start of `rest`, and how many bytes it has.
fn longest(rest: &str, hint: &Hint, world: &World) -> Option<(usize, Resolved)> {
    let ends: Vec<usize> = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(LONGEST).skip(1).collect();
    ends.into_iter().rev().find_map(|end| {
        let name = Word::plain(&rest[..end]);
        let reading = world.read(&[name], hint)?;
        let known = reading.standing.hot || reading.standing.people >= BIG;
        match reading.resolution {
            Resolution::Found(resolved) if known => Some((end, resolved)),
            Resolution::Found(_) | Resolution::Ambiguous(_) | Resolution::TooLarge { .. } | Resolution::Unknown => None,
        }
    })
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}
