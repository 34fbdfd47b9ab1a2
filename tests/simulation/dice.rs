//! Chance, all of it from one seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a throw goes on by.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Throws the same numbers for the same seed.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// SplitMix64: every seed, also 0 and 1, begins far from every other.
    pub fn number(&self) -> u64 {
        let mut z = self.0.fetch_add(STRIDE, Ordering::Relaxed).wrapping_add(STRIDE);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&self, end: u64) -> u64 {
        self.number() % end
    }

    /// Whether one of `n` came up.
    pub fn one_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }
}
