//! The one hash of names: small, the same on every machine, and quick on words of a few letters.

/// A 64-bit FNV-1a hash that can be fed piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fnv(u64);

impl Fnv {
    /// The hash of nothing.
    pub const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    /// The hash of `word`.
    #[inline]
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::EMPTY.with(word.as_bytes())
    }

    /// Goes on with `bytes`.
    #[inline]
    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self
    }

    /// The hash of a start of longer keys, told apart from a key that ends here.
    #[inline]
    #[must_use]
    pub fn open(self) -> Self {
        self.with(&[0])
    }

    /// Half as many bits, for tables of words.
    #[inline]
    #[must_use]
    pub fn short(self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }

    /// The bit of a filter of `bytes` bytes, a power of two, that stands for this hash.
    #[inline]
    #[must_use]
    pub fn bit(self, bytes: usize) -> (usize, u8) {
        let mixed = self.0 ^ (self.0 >> 29);
        let bit = mixed as usize & (bytes * 8 - 1);
        (bit >> 3, 1 << (bit & 7))
    }
}
