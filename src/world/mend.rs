//! Names that differ from what was typed by one or two slips of the finger (`slips.rs`).
//!
//! For one slip in a word of plain letters and digits the words one slip away are written out, at the letters where the
//! slip may be (`deletions.rs`), and looked up. Otherwise, and for long words, of which there are few, the names are
//! gone through: they lie in buckets of one length each; which letters a name has tells nearly all of them apart from the word at
//! the cost of a few instructions, and only those that are left are aligned.

use super::deletions::{Bits, Deletions, Places};
use super::gazetteer::Gazetteer;
use super::letters::Letters;
use super::rolling::{self, Rolling};
use super::slips::{Aligner, LONGEST, Shape};

/// What names are written in, nearly all of them; the plain letters first.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz 0123456789";
const PLAIN: usize = 27;

/// Bits of the filter a name may take, and how many of them it sets: of other words one in fifty passes.
const FILTER_BITS: usize = 12;
const SET: usize = 3;

/// What tells at once of nearly all names that they may not be mended to.
#[derive(Debug)]
pub struct Mender {
    /// The letters of the names, by their length.
    letters: Vec<Vec<Letters>>,
    /// The names themselves: of the words that one slip makes hardly any passes.
    filter: Bits,
    deletions: Deletions,
}

/// A name near the word, and how many slips lie between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// The folded name.
    pub name: &'static str,
    /// One or two.
    pub slips: usize,
}

impl Mender {
    /// Reads every name that may be mended to once.
    #[must_use]
    pub fn new(gazetteer: &Gazetteer) -> Self {
        let keys = |length: usize| gazetteer.mendable(length).chunks_exact(length);
        let lengths = 1..=gazetteer.longest_key();
        let names: usize = lengths.clone().map(|length| keys(length).len()).sum();
        let mut filter = Bits::with_room(names, FILTER_BITS);
        let mut deletions = Deletions::with_room(lengths.clone().map(|length| keys(length).len() * (length + 1)).sum());
        for key in lengths.clone().take_while(|length| *length <= rolling::LONGEST).flat_map(keys) {
            let name = Rolling::of(key);
            filter.add::<SET>(name.whole());
            deletions.add(&name);
        }
        let letters = std::iter::once(Vec::new()).chain(lengths.map(|length| keys(length).map(Letters::of).collect()));
        Self { letters: letters.collect(), filter, deletions }
    }

    /// The names within `most` slips of the folded `word`, without the word itself.
    ///
    /// Who slips twice gets the first letter right: with two slips only names with that letter are looked at, which
    /// stand together in their bucket.
    #[must_use]
    pub fn near(&self, gazetteer: &Gazetteer, word: &str, most: usize) -> Vec<Near> {
        let plain = || word.bytes().all(|byte| LETTERS.contains(&byte));
        if most == 1 && word.len() < rolling::LONGEST && plain() && self.has_many_around(word.len()) {
            let typed = Rolling::of(word);
            let places = self.deletions.places(&typed);
            return if places.is_none() { Vec::new() } else { self.one_slip(gazetteer, word, &typed, places) };
        }
        self.near_by_shapes(gazetteer, word, most)
    }

    /// Whether going through all names about as long as a word takes longer than writing out what one slip makes of it,
    /// which grows with the square of its length. Few names are long.
    fn has_many_around(&self, length: usize) -> bool {
        let around = self.letters.iter().skip(length.saturating_sub(1)).take(3);
        around.map(Vec::len).sum::<usize>() > 16 * length * length
    }

    fn near_by_shapes(&self, gazetteer: &Gazetteer, word: &str, most: usize) -> Vec<Near> {
        let letters = word.chars().count();
        let mut near = Vec::new();
        if letters == 0 || letters > LONGEST {
            return near;
        }
        // A letter of another script takes two or three bytes, so that one slip may change that many.
        let wide = word.len().div_ceil(letters);
        let (few, shape, slack) = (Letters::of(word.as_bytes()), Shape::of(word.as_bytes()), most * wide);
        let aligner = Aligner::new(word);
        for length in word.len().saturating_sub(slack).max(1)..=(word.len() + slack).min(gazetteer.longest_key()) {
            let keys = gazetteer.mendable(length);
            let range = if most > 1 { same_first(keys, length, word) } else { 0..self.letters[length].len() };
            few.near(&self.letters[length][range.clone()], slack, |i| {
                let key = &keys[(range.start + i) * length..][..length];
                if shape.is_within(Shape::of(key), slack)
                    && let Ok(name) = std::str::from_utf8(key)
                    && let Some(slips) = aligner.slips(name, most).filter(|&slips| slips > 0)
                {
                    near.push(Near { name, slips });
                }
            });
        }
        near
    }

    /// The names among the words that are one slip from `word`, at one of the `places`.
    fn one_slip(&self, gazetteer: &Gazetteer, word: &str, typed: &Rolling<'_>, places: Places) -> Vec<Near> {
        let word = word.as_bytes();
        // A digit is no slip of a letter.
        let letters = if word.iter().any(u8::is_ascii_digit) { LETTERS } else { &LETTERS[..PLAIN] };
        let mut near: Vec<Near> = Vec::new();
        // What is typed up to `at`, the letters in its place, and what is left of the word; few are ever written out.
        let mut try_name = |hash: u64, at: usize, letters: &[u8], from: usize| {
            if self.filter.has::<SET>(hash)
                && let Some(name) = gazetteer.key(&[&word[..at], letters, &word[from..]].concat())
                && near.iter().all(|known| known.name != name)
            {
                near.push(Near { name, slips: 1 });
            }
        };
        for at in if places.more { 0..word.len() + 1 } else { 0..0 } {
            letters.iter().for_each(|letter| try_name(typed.with(at, *letter, at), at, &[*letter], at));
        }
        for at in (0..word.len()).filter(|at| places.wrong >> at & 1 > 0) {
            let others = letters.iter().filter(|letter| **letter != word[at]);
            others.for_each(|letter| try_name(typed.with(at, *letter, at + 1), at, &[*letter], at + 1));
            try_name(typed.without(at), at, &[], at + 1);
            if let Some(next) = word.get(at + 1).filter(|next| **next != word[at]) {
                try_name(typed.swapped(at), at, &[*next, word[at]], at + 2);
            }
        }
        near
    }
}

/// Numbers of the sorted `keys` of `length` bytes that start with the first byte of `word`.
fn same_first(keys: &[u8], length: usize, word: &str) -> std::ops::Range<usize> {
    let first = word.as_bytes()[0];
    let bound = |above: bool| {
        let (mut low, mut high) = (0, keys.len() / length);
        while low < high {
            let middle = low + (high - low) / 2;
            let byte = keys[middle * length];
            if byte < first || (above && byte == first) { low = middle + 1 } else { high = middle }
        }
        low
    };
    bound(false)..bound(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_with_their_slips() {
        let gazetteer = Gazetteer::load();
        let near = Mender::new(&gazetteer).near(&gazetteer, "barcelna", 1);
        assert!(near.iter().all(|near| near.slips == 1));
        assert!(near.iter().any(|near| near.name == "barcelona"));
    }

    #[test]
    fn writing_slips_out_finds_what_going_through_the_names_finds() {
        let gazetteer = Gazetteer::load();
        let mender = Mender::new(&gazetteer);
        for word in ["seatle", "san fransisco", "dubia", "mianz"] {
            let written = mender.near(&gazetteer, word, 1);
            for near in mender.near_by_shapes(&gazetteer, word, 1) {
                assert!(written.contains(&near), "{word}: {}", near.name);
            }
        }
    }

    #[test]
    fn other_scripts_are_mended_by_letters_not_bytes() {
        let gazetteer = Gazetteer::load();
        assert!(!Mender::new(&gazetteer).near(&gazetteer, "москве", 1).is_empty());
    }
}
