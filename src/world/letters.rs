//! Which letters a name has, in 32 bits: what is looked at of all names when those near a word are sought.

/// How many are looked at together, without a branch, so that the processor can take several at once.
const TOGETHER: usize = 16;

/// The letters of a name as a set; what is no plain letter shares the last six bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letters(u32);

impl Letters {
    /// The letters of a folded word.
    #[must_use]
    pub fn of(word: &[u8]) -> Self {
        let bit = |byte: &u8| if byte.is_ascii_lowercase() { byte - b'a' } else { 26 + byte % 6 };
        Self(word.iter().fold(0, |set, byte| set | 1 << bit(byte)))
    }

    /// Tells `each` the numbers of those among `all` that may lie within `slips` slips of one byte, in order.
    pub fn near(self, all: &[Self], slips: usize, each: impl FnMut(usize)) {
        // A slip takes at most one letter out and puts one in.
        match slips {
            1 => self.differing_by::<2>(all, each),
            2 => self.differing_by::<4>(all, each),
            _ => (0..all.len()).for_each(each),
        }
    }

    fn differing_by<const MOST: usize>(self, all: &[Self], mut each: impl FnMut(usize)) {
        let (blocks, rest) = all.as_chunks::<TOGETHER>();
        for (block, letters) in blocks.iter().enumerate() {
            let mut left = [0; TOGETHER];
            for (left, other) in left.iter_mut().zip(letters) {
                *left = self.left_of::<MOST>(*other);
            }
            if left.iter().fold(false, |any, left| any | (*left == 0)) {
                (0..TOGETHER).filter(|i| left[*i] == 0).for_each(|i| each(block * TOGETHER + i));
            }
        }
        let near = |i: &usize| self.left_of::<MOST>(rest[*i]) == 0;
        (0..rest.len()).filter(near).for_each(|i| each(blocks.len() * TOGETHER + i));
    }

    /// What is left of the letters that are in one of the two only, when `MOST` of them are taken out.
    #[inline]
    fn left_of<const MOST: usize>(self, other: Self) -> u32 {
        (0..MOST).fold(self.0 ^ other.0, |left, _| left & left.wrapping_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_near_word_is_missed(word in "[a-f -]{0,12}", names in proptest::collection::vec("[a-f -]{0,12}", 0..40), slips in 1_usize..4) {
            let all: Vec<Letters> = names.iter().map(|name| Letters::of(name.as_bytes())).collect();
            let mut found = Vec::new();
            Letters::of(word.as_bytes()).near(&all, slips, |i| found.push(i));
            prop_assert!(found.is_sorted());
            for (i, name) in names.iter().enumerate() {
                prop_assert!(strsim::osa_distance(&word, name) > slips || found.contains(&i));
            }
        }
    }

    #[test]
    fn far_words_are_told_apart() {
        let all = [Letters::of(b"boston"), Letters::of(b"rome")];
        Letters::of(b"seattle").near(&all, 1, |_| panic!("neither is near"));
    }
}
