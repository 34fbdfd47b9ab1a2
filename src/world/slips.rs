//! How many slips of the finger lie between two words.
//!
//! A slip is a letter too many, too few, wrong, or two letters swapped (optimal string alignment). The table of
//! alignment is never written out: its columns are kept as the differences between neighbours, one bit a row, so that
//! one letter of the name costs a dozen instructions however long the word is (H. Hyyrö, *A bit-vector algorithm for
//! computing Levenshtein and Damerau edit distances*, 2003).

use super::deletions::Deletions;
use super::rolling::Rolling;

/// How many characters of a word count; one bit each.
pub const LONGEST: usize = 48;

/// The letters of a word, counted up to two, as a set of 64 bits: a slip takes at most one out and puts one in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape(u64);

impl Shape {
    /// The shape of a folded word; what is no plain letter shares the last twelve bits.
    #[must_use]
    pub fn of(word: &[u8]) -> Self {
        Self(word.iter().fold(0, |set, byte| {
            if !byte.is_ascii_lowercase() {
                return set | 1 << (52 + byte % 12);
            }
            let once = 1 << (byte - b'a');
            if set & once == 0 { set | once } else { set | once << 26 }
        }))
    }

    /// Whether no more than `most` slips of one byte need lie between words of these shapes.
    #[inline]
    #[must_use]
    pub fn is_within(self, other: Self, most: usize) -> bool {
        let (mut missing, mut extra) = (self.0 & !other.0, other.0 & !self.0);
        // Each round takes the lowest letter out of both: for one or two slips this is quicker than counting them.
        for _ in 0..most {
            missing &= missing.wrapping_sub(1);
            extra &= extra.wrapping_sub(1);
        }
        missing | extra == 0
    }
}

/// One word, ready to be aligned with many names.
#[derive(Debug)]
pub struct Aligner {
    /// Where each plain letter stands in the word, one bit a place.
    plain: [u64; 128],
    /// Where every other letter stands.
    others: Vec<(char, u64)>,
    letters: usize,
}

impl Aligner {
    /// An aligner for `word`, of which at most the first 48 characters count.
    #[must_use]
    pub fn new(word: &str) -> Self {
        let mut aligner = Self { plain: [0; 128], others: Vec::new(), letters: 0 };
        for letter in word.chars().take(LONGEST) {
            let bit = 1 << aligner.letters;
            aligner.letters += 1;
            if letter.is_ascii() {
                aligner.plain[letter as usize] |= bit;
            } else if let Some((_, places)) = aligner.others.iter_mut().find(|(known, _)| *known == letter) {
                *places |= bit;
            } else {
                aligner.others.push((letter, bit));
            }
        }
        aligner
    }

    fn places(&self, letter: char) -> u64 {
        if letter.is_ascii() {
            return self.plain[letter as usize];
        }
        self.others.iter().find(|(known, _)| *known == letter).map_or(0, |(_, places)| *places)
    }

    /// How many slips lie between the word and `name`; `None` when more than `most`.
    #[must_use]
    pub fn slips(&self, name: &str, most: usize) -> Option<usize> {
        let mut left = if name.is_ascii() { name.len() } else { name.chars().count() };
        if self.letters.abs_diff(left) > most {
            return None;
        }
        let Some(last) = self.letters.checked_sub(1) else { return Some(left) };
        // Rows that are one more, and one less, than the row above them; the first column counts up.
        let (mut more, mut less) = (u64::MAX, 0_u64);
        // Rows that are no more than the cell across, and where the letter before stands.
        let (mut kept, mut before) = (0_u64, 0_u64);
        let mut slips = self.letters;
        for letter in name.chars() {
            let places = self.places(letter);
            let swapped = ((!kept & places) << 1) & before;
            kept = ((places & more).wrapping_add(more) ^ more) | places | less | swapped;
            let (up, down) = (less | !(kept | more), kept & more);
            slips = slips + (up >> last & 1) as usize - (down >> last & 1) as usize;
            left -= 1;
            // Each letter left takes off one slip at best.
            if slips > most + left {
                return None;
            }
            let (up, down) = (up << 1 | 1, down << 1);
            more = down | !(kept | up);
            less = up & kept;
            before = places;
        }
        Some(slips).filter(|slips| *slips <= most)
    }
}

/// A word as it was typed, ready to be held against many known ones.
#[derive(Debug)]
pub struct Typed<'w> {
    word: &'w str,
    shape: Shape,
    aligner: Aligner,
}

impl<'w> Typed<'w> {
    /// The folded `word`.
    #[must_use]
    pub fn new(word: &'w str) -> Self {
        Self { word, shape: Shape::of(word.as_bytes()), aligner: Aligner::new(word) }
    }

    /// How many slips lie between it and `known`, of which `shape` is the shape; `None` when more than `most`, in letters
    /// or in bytes of length.
    #[must_use]
    pub fn slips(&self, known: &str, shape: Shape, most: usize) -> Option<usize> {
        if known.len().abs_diff(self.word.len()) > most {
            return None;
        }
        // One slip may change several bytes of a letter outside ASCII.
        let plain = self.word.is_ascii() && known.is_ascii();
        if plain && !self.shape.is_within(shape, most) { None } else { self.aligner.slips(known, most) }
    }
}

/// Known words by how many bytes they have, each with its shape.
#[derive(Debug, Default)]
pub struct Spellings {
    by_length: Vec<Vec<(Shape, Box<str>)>>,
    deletions: Deletions,
}

impl Spellings {
    /// The known words within `most` slips of `word`, each with its slips; the word itself among them, where it is known.
    pub fn near<'s>(&'s self, word: &str, most: usize) -> impl Iterator<Item = (&'s str, usize)> + use<'s> {
        let (aligner, shape) = (Aligner::new(word), Shape::of(word.as_bytes()));
        // A letter of another script takes two or three bytes, so that one slip may change that many.
        let wide = if word.is_ascii() { 1 } else { 2 };
        let slack = most * word.len().div_ceil(word.chars().count().max(1));
        let far = most == 1 && self.deletions.places(&Rolling::of(word)).is_none();
        let lengths = word.len().saturating_sub(wide * most)..=word.len() + wide * most;
        let near = lengths.filter(move |_| !far).filter_map(move |length| self.by_length.get(length)).flatten();
        near.filter(move |(known, _)| shape.is_within(*known, slack))
            .filter_map(move |(_, known)| Some((&**known, aligner.slips(known, most)?)))
    }
}

impl<'w> FromIterator<&'w str> for Spellings {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut spellings = Self::default();
        for word in words {
            if spellings.by_length.len() <= word.len() {
                spellings.by_length.resize_with(word.len() + 1, Vec::new);
            }
            spellings.by_length[word.len()].push((Shape::of(word.as_bytes()), word.into()));
        }
        let words: Vec<&str> = spellings.by_length.iter().flatten().map(|(_, word)| &**word).collect();
        spellings.deletions = Deletions::of(&words);
        spellings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slips(word: &str, name: &str) -> Option<usize> {
        Aligner::new(word).slips(name, 2)
    }

    #[test]
    fn a_swap_is_one_slip() {
        assert_eq!(slips("dubia", "dubai"), Some(1));
        assert_eq!(slips("chciago", "chicago"), Some(1));
        assert_eq!(slips("seatle", "seattle"), Some(1));
        assert_eq!(slips("cincinatti", "cincinnati"), Some(2));
        assert_eq!(slips("paris", "berlin"), None);
        assert_eq!(slips("", "ab"), Some(2));
    }

    #[test]
    fn known_words_near_are_found_whatever_their_length() {
        let known: Spellings = ["dubai", "dublin", "durban", "dakar"].into_iter().collect();
        assert_eq!(known.near("dubia", 1).collect::<Vec<_>>(), [("dubai", 1)]);
        assert_eq!(known.near("dubin", 2).collect::<Vec<_>>(), [("dubai", 2), ("dublin", 1), ("durban", 2)]);
    }

    proptest! {
        #[test]
        fn the_slips_are_those_of_the_table_written_out(word in "[ab çé]{0,12}", name in "[ab çé]{0,12}", most in 0_usize..4) {
            let written_out = strsim::osa_distance(&word, &name);
            prop_assert_eq!(Aligner::new(&word).slips(&name, most), Some(written_out).filter(|slips| *slips <= most));
        }

        #[test]
        fn shapes_never_tell_near_words_apart(word in "[a-d ]{0,12}", name in "[a-d ]{0,12}") {
            let slips = strsim::osa_distance(&word, &name);
            prop_assert!(Shape::of(word.as_bytes()).is_within(Shape::of(name.as_bytes()), slips));
        }
    }
}
