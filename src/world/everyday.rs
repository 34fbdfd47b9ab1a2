//! Words of everyday speech that also name places: they are places only where the sentence says so.

use std::sync::LazyLock;

use super::hash::Fnv;
use super::slips::Spellings;
use super::table::Table;

const TABLE: &str = include_str!("data/everyday.txt");

static WORDS: LazyLock<Table<()>> = LazyLock::new(|| words().collect());

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| words().filter(|word| word.len() > 3).collect());

fn words() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether the folded `word` is a word of everyday speech; `hash` is its hash.
///
/// ```
/// use core_chat::world::{everyday::is_everyday, hash::Fnv};
/// assert!(is_everyday(Fnv::of("nice"), "nice") && is_everyday(Fnv::of("reading"), "reading"));
/// assert!(!is_everyday(Fnv::of("seattle"), "seattle"));
/// ```
#[must_use]
pub fn is_everyday(hash: Fnv, word: &str) -> bool {
    WORDS.has(hash, word)
}

/// Whether one slip of the finger in a word of everyday speech gives the folded `word` ("tommorow").
#[must_use]
pub fn is_near_everyday(word: &str) -> bool {
    SPELLINGS.near(word, 1).any(|(known, _)| known.len().abs_diff(word.len()) <= 1)
}

/// Whether the folded `word` is a form of a word of everyday speech ("renting", "rebooked").
#[must_use]
pub fn is_inflected(word: &str) -> bool {
    let word = ["re", "un", "pre"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .filter(|rest| rest.len() > 3)
        .unwrap_or(word);
    let stems = ["s", "es", "d", "ed", "ing", "er", "ers", "ly", "y", "ness", "able", ""];
    stems.iter().filter_map(|ending| word.strip_suffix(ending)).any(|stem| {
        let doubled = stem.len() > 3 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
        let is_everyday = |stem: &str| is_everyday(Fnv::of(stem), stem);
        is_everyday(stem) || (doubled && is_everyday(&stem[..stem.len() - 1]))
    })
}
