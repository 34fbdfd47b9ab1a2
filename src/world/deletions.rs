//! Whether a word may be one slip from any of many names, told by a dozen bits.
//!
//! Two words that lie one slip apart become the same when the right letter is left out of one of them, or of each: of
//! every name the name itself and all it becomes without one letter are kept, as bits of a hash. A word of ten letters
//! is told from hundreds of thousands of names by looking at eleven bits, and where one is set it says at which letter
//! the slip may be.

use super::rolling::{LONGEST, Rolling};

/// Words for each of which a number of bits is set, the same for words of the same hash.
#[derive(Debug, Default)]
pub struct Bits {
    /// A power of two of them, or none.
    bits: Vec<u64>,
}

impl Bits {
    /// With room for `words`, at about `each` bits a word.
    #[must_use]
    pub fn with_room(words: usize, each: usize) -> Self {
        Self { bits: vec![0; (words * each / 64).next_power_of_two()] }
    }

    /// Keeps the word of this hash.
    pub fn add<const SET: usize>(&mut self, hash: u64) {
        let (place, bits) = self.place::<SET>(hash);
        self.bits[place] |= bits;
    }

    /// Whether the word of this hash is kept; now and then true of one that is not. `SET` is as it was for [`Bits::add`].
    #[inline]
    #[must_use]
    pub fn has<const SET: usize>(&self, hash: u64) -> bool {
        let (place, bits) = self.place::<SET>(hash);
        self.bits.get(place).is_some_and(|kept| kept & bits == bits)
    }

    /// All bits of a word lie in one place, so that it is looked at once.
    #[inline]
    fn place<const SET: usize>(&self, hash: u64) -> (usize, u64) {
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let bits = (0..SET).fold(0, |bits, i| bits | 1 << (mixed >> (58 - 6 * i) & 63));
        ((mixed >> 8) as usize & self.bits.len().wrapping_sub(1), bits)
    }
}

/// Names without each of their letters, as bits.
#[derive(Debug, Default)]
pub struct Deletions(Bits);

/// Where a word may differ from a name, by one slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Whether a name may have a letter more.
    pub more: bool,
    /// The bytes at which a letter may be wrong, too many, or swapped with the next; one bit each.
    pub wrong: u64,
}

impl Places {
    /// Whether no name is near.
    #[must_use]
    pub fn is_none(self) -> bool {
        !self.more && self.wrong == 0
    }
}

impl Deletions {
    /// Of names that have so many bytes together, each with one more for itself.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        Self(Bits::with_room(bytes, 8))
    }

    /// Of `names`.
    ///
    /// ```
    /// use core_chat::world::{deletions::Deletions, rolling::Rolling};
    /// let near = Deletions::of(&["seattle", "rome"]);
    /// assert!(near.places(&Rolling::of("seatle")).more);
    /// assert!(near.places(&Rolling::of("rone")).wrong & 0b100 > 0);
    /// ```
    #[must_use]
    pub fn of(names: &[&str]) -> Self {
        let mut deletions = Self::with_room(names.iter().map(|name| name.len() + 1).sum());
        names.iter().for_each(|name| deletions.add(&Rolling::of(name)));
        deletions
    }

    /// Keeps `name`.
    pub fn add(&mut self, name: &Rolling<'_>) {
        name.starts().for_each(|at| self.0.add::<1>(name.without(at)));
        self.0.add::<1>(name.whole());
    }

    /// Where `word` may differ from a name; now and then from none, but never is a name missed. What is longer than
    /// [`LONGEST`] may differ everywhere.
    #[must_use]
    pub fn places(&self, word: &Rolling<'_>) -> Places {
        if word.is_cut() {
            return Places { more: true, wrong: u64::MAX };
        }
        let wrong = word.starts().fold(0, |wrong, at| wrong | u64::from(self.0.has::<1>(word.without(at))) << at);
        Places { more: self.0.has::<1>(word.whole()), wrong }
    }
}

const _: () = assert!(LONGEST <= 64, "a place is a bit");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(names: &[&str], word: &str) -> Places {
        Deletions::of(names).places(&Rolling::of(word))
    }

    proptest! {
        #[test]
        fn no_name_one_slip_away_is_missed(name in "[ab çé]{1,12}", word in "[ab çé]{1,12}") {
            if strsim::osa_distance(&word, &name) <= 1 {
                prop_assert!(!places(&[&name], &word).is_none());
            }
        }

        #[test]
        fn the_place_of_the_slip_is_told(name in "[a-z]{2,12}", at in 0_usize..12, letter in "[a-z]") {
            let at = at % name.len();
            let wrong = format!("{}{letter}{}", &name[..at], &name[at + 1..]);
            let many = format!("{}{letter}{}", &name[..at], &name[at..]);
            prop_assert!(places(&[&name], &wrong).wrong >> at & 1 > 0);
            prop_assert!(places(&[&name], &many).wrong >> at & 1 > 0);
            let few = format!("{}{}", &name[..at], &name[at + 1..]);
            prop_assert!(places(&[&name], &few).more);
        }
    }

    #[test]
    fn other_words_are_nearly_always_told_apart() {
        let names: Vec<String> = (0..500).map(|number| format!("name{}", number * 7919)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let near = Deletions::of(&names);
        let taken = |number: &usize| near.places(&Rolling::of(&format!("word{}", number * 7919))).more;
        assert!((0..500).filter(taken).count() < 100);
        assert!(Deletions::default().places(&Rolling::of("word")).is_none());
    }
}
