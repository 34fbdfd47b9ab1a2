//! The hash of a word with a letter left out, put in or changed, at the cost of a multiplication, not of the whole word.
//!
//! It is a polynomial of the bytes: what stands before a place, times a power of the base, and what stands behind it.

/// Only so many bytes of a word count.
pub const LONGEST: usize = 64;

/// An odd number whose powers spread over all bits.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

const POWERS: [u64; LONGEST + 1] = {
    let mut powers = [1; LONGEST + 1];
    let mut i = 0;
    while i < LONGEST {
        powers[i + 1] = BASE.wrapping_mul(powers[i]);
        i += 1;
    }
    powers
};

/// A word, ready for that.
#[derive(Debug)]
pub struct Rolling<'w> {
    word: &'w [u8],
    cut: bool,
    /// For every byte, the hash of what stands before it.
    starts: [u64; LONGEST + 1],
}

impl<'w> Rolling<'w> {
    /// The `word`, or its first bytes where it is longer than [`LONGEST`].
    ///
    /// ```
    /// use core_chat::world::rolling::Rolling;
    /// let (rome, roma) = (Rolling::of("rome"), Rolling::of("roma"));
    /// assert_eq!(rome.without(3), roma.without(3));
    /// assert_eq!(rome.with(3, b'a', 4), roma.whole());
    /// assert_eq!(rome.without(1), Rolling::of("rme").whole());
    /// ```
    #[must_use]
    pub fn of<W: AsRef<[u8]> + ?Sized>(word: &'w W) -> Self {
        let word = word.as_ref();
        let (word, cut) = (&word[..word.len().min(LONGEST)], word.len() > LONGEST);
        let mut starts = [0; LONGEST + 1];
        let mut hash = 0_u64;
        for (start, byte) in starts[1..].iter_mut().zip(word) {
            hash = hash.wrapping_mul(BASE).wrapping_add(value(*byte));
            *start = hash;
        }
        Self { word, cut, starts }
    }

    /// Whether it is longer than what counts.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Where its characters start.
    pub fn starts(&self) -> impl Iterator<Item = usize> + use<'w> {
        let word = self.word;
        (0..word.len()).filter(move |at| !is_inside(word[*at]))
    }

    /// The hash of all of it.
    #[inline]
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.starts[self.word.len()]
    }

    /// The hash without the character that starts at `at`.
    #[inline]
    #[must_use]
    pub fn without(&self, at: usize) -> u64 {
        let behind = self.word[at + 1..].iter().take_while(|byte| is_inside(**byte)).count();
        self.joined(at, 0, at + 1 + behind)
    }

    /// The hash with `letter` between what stands before `at` and what stands from `from` on.
    #[inline]
    #[must_use]
    pub fn with(&self, at: usize, letter: u8, from: usize) -> u64 {
        let left = self.word.len() - from;
        self.joined(at, 1, from).wrapping_add(value(letter).wrapping_mul(POWERS[left]))
    }

    /// The hash with the bytes at `at` and behind it swapped.
    #[inline]
    #[must_use]
    pub fn swapped(&self, at: usize) -> u64 {
        let left = self.word.len() - at - 2;
        let (first, second) = (value(self.word[at]), value(self.word[at + 1]));
        let two = second.wrapping_mul(POWERS[left + 1]).wrapping_add(first.wrapping_mul(POWERS[left]));
        self.joined(at, 2, at + 2).wrapping_add(two)
    }

    /// What stands before `at`, room for so many bytes, and what stands from `from` on.
    #[inline]
    fn joined(&self, at: usize, room: usize, from: usize) -> u64 {
        let left = self.word.len() - from;
        let rest = self.whole().wrapping_sub(self.starts[from].wrapping_mul(POWERS[left]));
        self.starts[at].wrapping_mul(POWERS[(left + room).min(LONGEST)]).wrapping_add(rest)
    }
}

/// No byte is worth nothing, so that one at the start is not lost.
#[inline]
fn value(byte: u8) -> u64 {
    u64::from(byte) + 1
}

/// Whether the byte belongs to a character that starts before it.
fn is_inside(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_has_the_hash_of_what_it_becomes() {
        let word = Rolling::of("paris");
        assert_eq!(word.with(0, b's', 0), Rolling::of("sparis").whole());
        assert_eq!(word.with(5, b's', 5), Rolling::of("pariss").whole());
        assert_eq!(word.with(1, b'o', 2), Rolling::of("poris").whole());
        assert_eq!(word.swapped(3), Rolling::of("parsi").whole());
        assert_eq!(word.swapped(0), Rolling::of("apris").whole());
        assert_eq!(word.without(4), Rolling::of("pari").whole());
        assert_eq!(Rolling::of("köln").without(1), Rolling::of("kln").whole());
    }

    #[test]
    fn only_the_beginning_of_a_long_word_counts() {
        let long = "a".repeat(LONGEST + 9);
        assert!(Rolling::of(&long).is_cut());
        assert_eq!(Rolling::of(&long).whole(), Rolling::of(&long[..LONGEST]).whole());
    }
}
