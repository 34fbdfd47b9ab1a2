//! Words of everyday speech that also name places: they are places only where the sentence says so.

use std::collections::HashSet;
use std::sync::LazyLock;

const TABLE: &str = include_str!("data/everyday.txt");

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| TABLE.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect());

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
