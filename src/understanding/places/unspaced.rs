//! Places in scripts that are written without spaces: the longest names inside a run of letters.

use super::said::{PlaceSaid, Relation};
use crate::understanding::text::{Found, TokenKind, Tokens};
use crate::world::words::Word;
use crate::world::{Hint, World};

/// Names of more characters are not looked for.
const LONGEST: usize = 12;
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

/// The first and longest well-known place named inside `word`.
fn inside(word: &str, hint: &Hint, world: &World) -> Option<PlaceSaid> {
    for (start, _) in word.char_indices() {
        let rest = &word[start..];
        let ends: Vec<usize> = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(LONGEST).skip(1).collect();
        for end in ends.into_iter().rev() {
            let name = Word { text: &rest[..end], capitals: false, comma: false };
            let reading =
                world.read(&[name], hint).filter(|reading| reading.standing.hot || reading.standing.people >= BIG);
            if let Some(reading) = reading {
                return Some(PlaceSaid {
                    relation: Relation::In,
                    resolution: reading.resolution,
                    in_hotel_name: false,
                });
            }
        }
    }
    None
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}
