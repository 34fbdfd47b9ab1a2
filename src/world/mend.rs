//! Names that differ from what was typed by one or two slips of the finger (`slips.rs`).
//!
//! For one slip in a word of plain letters and digits all words one slip away are written out, some hundreds, and
//! looked up. Otherwise, and for long words, of which there are few, the names are gone through: they lie in buckets of
//! one length each; the shape of each name, its letters as 64 bits, tells nearly all of them apart from the word at the
//! cost of a few instructions, and only those that are left are aligned.

use super::gazetteer::Gazetteer;
use super::hash::Fnv;
use super::slips::{Aligner, LONGEST, Shape};

/// What names are written in, nearly all of them; the plain letters first.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz 0123456789";
const PLAIN: usize = 27;

/// The shapes of all names that may be mended to, by their length.
#[derive(Debug)]
pub struct Mender {
    shapes: Vec<Vec<Shape>>,
    filter: Filter,
}

/// The names that may be mended to as bits of their hashes: of the words that one slip makes hardly any passes.
#[derive(Debug)]
struct Filter(Vec<u64>);

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
        let mut filter = Filter::default();
        let shapes = (0..=gazetteer.longest_key()).map(|length| {
            let keys = gazetteer.mendable(length).chunks_exact(length.max(1));
            keys.inspect(|key| filter.add(Fnv::EMPTY.with(key))).map(Shape::of).collect()
        });
        let shapes = shapes.collect();
        Self { shapes, filter }
    }

    /// The names within `most` slips of the folded `word`, without the word itself.
    ///
    /// Who slips twice gets the first letter right: with two slips only names with that letter are looked at, which
    /// stand together in their bucket.
    #[must_use]
    pub fn near(&self, gazetteer: &Gazetteer, word: &str, most: usize) -> Vec<Near> {
        if most == 1 && word.bytes().all(|byte| LETTERS.contains(&byte)) && self.has_many_around(word.len()) {
            return self.one_slip(gazetteer, word);
        }
        self.near_by_shapes(gazetteer, word, most)
    }

    /// Whether going through all names about as long as a word takes longer than writing out what one slip makes of it,
    /// which grows with the square of its length. Few names are long.
    fn has_many_around(&self, length: usize) -> bool {
        let around = self.shapes.iter().skip(length.saturating_sub(1)).take(3);
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
        let (shape, slack) = (Shape::of(word.as_bytes()), most * wide);
        let aligner = Aligner::new(word);
        for length in word.len().saturating_sub(slack).max(1)..=(word.len() + slack).min(gazetteer.longest_key()) {
            let keys = gazetteer.mendable(length);
            let range = if most > 1 { same_first(keys, length, word) } else { 0..self.shapes[length].len() };
            for (i, other) in range.clone().zip(&self.shapes[length][range]) {
                if !shape.is_within(*other, slack) {
                    continue;
                }
                let key = &keys[i * length..(i + 1) * length];
                let Ok(name) = std::str::from_utf8(key) else { continue };
                if let Some(slips) = aligner.slips(name, most).filter(|&slips| slips > 0) {
                    near.push(Near { name, slips });
                }
            }
        }
        near
    }

    /// The names among all words that are one slip from `word`.
    fn one_slip(&self, gazetteer: &Gazetteer, word: &str) -> Vec<Near> {
        let word = word.as_bytes();
        // A digit is no slip of a letter.
        let letters = if word.iter().any(u8::is_ascii_digit) { LETTERS } else { &LETTERS[..PLAIN] };
        let mut near: Vec<Near> = Vec::new();
        // What is typed up to `at`, the letters in its place, and what is left of the word; few are ever written out.
        let mut try_name = |start: Fnv, at: usize, letters: &[u8], rest: &[u8]| {
            if self.filter.has(start.with(letters).with(rest))
                && let Some(name) = gazetteer.key(&[&word[..at], letters, rest].concat())
                && near.iter().all(|known| known.name != name)
            {
                near.push(Near { name, slips: 1 });
            }
        };
        let mut start = Fnv::EMPTY;
        for at in 0..=word.len() {
            let (here, after) = (&word[at..], word.get(at + 1..).unwrap_or_default());
            for letter in letters.chunks(1) {
                try_name(start, at, letter, here);
                if !here.is_empty() && !here.starts_with(letter) {
                    try_name(start, at, letter, after);
                }
            }
            if !here.is_empty() {
                try_name(start, at, &[], after);
            }
            if let [first, second, rest @ ..] = here
                && first != second
            {
                try_name(start, at, &[*second, *first], rest);
            }
            start = start.with(&here[..here.len().min(1)]);
        }
        near
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self(vec![0; 1 << 15])
    }
}

impl Filter {
    fn add(&mut self, hash: Fnv) {
        let (word, bit) = self.place(hash);
        self.0[word] |= bit;
    }

    fn has(&self, hash: Fnv) -> bool {
        let (word, bit) = self.place(hash);
        self.0[word] & bit != 0
    }

    fn place(&self, hash: Fnv) -> (usize, u64) {
        let bit = hash.short() as usize;
        (bit >> 6 & (self.0.len() - 1), 1 << (bit & 63))
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
