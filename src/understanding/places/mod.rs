//! Places: where the guest wants to stay, what it should be near, and where the journey starts.
//!
//! ```text
//! said     = [cue] place
//! cue      = "in" | "to" | "at" | "visit" …          → in        "a week in Rome"
//!          | "near" | "close to" | "10 min from" …   → near      "near Pike Place"
//!          | "from" | "live in" …                    → from      "flying from Boston"
//! place    = name { [","] qualifier } …              as `world/resolve.rs` reads it
//! ```
//!
//! Nearly every word is a village somewhere, so a name alone does not make a place. What speaks for it is weighed in
//! `evidence.rs`: a cue, a capital, a qualifier, the size of the place, and whether the guest was asked where.
//! Everyday words (Nice, Reading, Mobile) need more than one of these. Spelling is mended only when no place was found.

mod cue;
mod evidence;
mod misspelt;
mod role;
mod said;
mod spoken;
mod unspaced;

pub use said::{PlaceSaid, Relation};

use self::cue::cue_before;
use self::evidence::Evidence;
use self::spoken::Spoken;
use super::text::{Found, Tokens};
use crate::world::words::Word;
use crate::world::{Hint, Reading, World};

/// The places that the tokens say, in the order in which they are said; `claimed` marks tokens that say something else.
///
/// ```
/// use core_chat::understanding::{places, text::Tokens};
/// use core_chat::world::{Hint, Resolution, World};
/// let tokens = Tokens::new("2 nights in Paris, TX for my wife and me");
/// let found = places::find(&tokens, &[], &Hint::default(), World::embedded());
/// assert_eq!(tokens.said(found[0].tokens.clone()), "Paris, TX");
/// let Resolution::Found(paris) = &found[0].value.resolution else { panic!() };
/// assert_eq!(paris.destination.admin.as_deref(), Some("Texas"));
/// ```
#[must_use]
pub fn find(tokens: &Tokens<'_>, claimed: &[bool], hint: &Hint, world: &World) -> Vec<Found<PlaceSaid>> {
    let spoken = Spoken::new(tokens, claimed);
    let mut found = Vec::new();
    let mut key = String::with_capacity(64);
    for part in spoken.parts() {
        let mut at = part.start;
        while at < part.end {
            let words = &spoken.words[at..part.end];
            let accepted = read(&spoken, at, words, hint, world, &mut key);
            match accepted {
                Some(reading) => {
                    let relation = cue_before(&spoken, at).map_or(Relation::In, |cue| cue.relation);
                    let value = PlaceSaid { relation, resolution: reading.resolution };
                    found.push(Found::new(value, spoken.tokens_of(at..at + reading.words)));
                    at += reading.words;
                }
                None => at += 1,
            }
        }
    }
    unspaced::find(tokens, claimed, hint, world, &mut found);
    if found.is_empty() {
        found.extend(misspelt::find(&spoken, hint, world));
    }
    found
}

/// The place that starts with the word at `at`, the longest name that enough speaks for.
fn read(
    spoken: &Spoken<'_>,
    at: usize,
    words: &[Word<'_>],
    hint: &Hint,
    world: &World,
    key: &mut String,
) -> Option<Reading> {
    let accepted = |reading: &Reading| Evidence::of(spoken, at, reading, hint).is_enough(reading);
    if Evidence::is_hopeless(spoken, at, hint) {
        return None;
    }
    if world.name_lengths(words, key) == 0 {
        let owner = spoken.without_possessive(at)?;
        return world.read(&[owner], hint).filter(|reading| reading.standing.hot && accepted(reading));
    }
    let mut longest = words.len();
    while longest > 0 {
        let reading = world.read_up_to(longest, words, hint)?;
        if accepted(&reading) {
            return Some(reading);
        }
        longest = reading.name - 1;
    }
    None
}
