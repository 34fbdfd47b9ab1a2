//! Words of everyday speech that also name places: they are places only where the sentence says so.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::hash::BuildFnv;
use super::slips::{Aligner, Shape};

const TABLE: &str = include_str!("data/everyday.txt");

static WORDS: LazyLock<HashSet<&'static str, BuildFnv>> = LazyLock::new(|| words().collect());

/// The words with their shapes, which tell most of them apart from another word at once.
static SHAPES: LazyLock<Vec<(Shape, &'static str)>> =
    LazyLock::new(|| words().filter(|word| word.len() > 3).map(|word| (Shape::of(word.as_bytes()), word)).collect());

fn words() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether the folded `word` is a word of everyday speech.
///
/// ```
/// use core_chat::world::everyday::is_everyday;
/// assert!(is_everyday("nice") && is_everyday("reading"));
/// assert!(!is_everyday("seattle"));
/// ```
#[must_use]
pub fn is_everyday(word: &str) -> bool {
    WORDS.contains(word)
}

/// Whether one slip of the finger in a word of everyday speech gives the folded `word` ("tommorow").
#[must_use]
pub fn is_near_everyday(word: &str) -> bool {
    let (aligner, shape) = (Aligner::new(word), Shape::of(word.as_bytes()));
    SHAPES.iter().any(|&(other, known)| {
        shape.least_slips(other) <= 1 && known.len().abs_diff(word.len()) <= 1 && aligner.slips(known, 1).is_some()
    })
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
        is_everyday(stem) || (doubled && is_everyday(&stem[..stem.len() - 1]))
    })
}
