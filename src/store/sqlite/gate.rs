//! Tells readers of the file whether the cache has caught up with it.
//!
//! Between the moment a commit can be read from the file and the moment the cache knows it, whoever reads both would
//! see half of it. So the writer closes the stripes of all it is about to commit, and opens them when the cache has
//! them; a reader keeps only what it read while its stripe was open and did not move.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Into how many stripes all keys fall.
const STRIPES: usize = 1024;
/// How long a reader waits before it looks again.
const PAUSE: Duration = Duration::from_micros(200);

/// The share of all keys that a key falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stripe(usize);

impl Stripe {
    pub(super) fn of(key: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        Self(hasher.finish() as usize % STRIPES)
    }

    /// Every stripe there is.
    pub(super) fn all() -> BTreeSet<Self> {
        (0..STRIPES).map(Self).collect()
    }
}

/// How often a stripe had been closed and opened when somebody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(u64);

/// For each stripe, how often it was closed or opened: odd while it is closed.
#[derive(Debug)]
pub(super) struct Gate(Box<[AtomicU64]>);

impl Gate {
    pub(super) fn new() -> Self {
        Self((0..STRIPES).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn close(&self, stripes: &BTreeSet<Stripe>) {
        self.turn(stripes);
    }

    pub(super) fn open(&self, stripes: &BTreeSet<Stripe>) {
        self.turn(stripes);
    }

    fn turn(&self, stripes: &BTreeSet<Stripe>) {
        for stripe in stripes {
            self.0[stripe.0].fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whether nothing was committed in `stripe` since `mark` was taken.
    pub(super) fn is_unmoved(&self, stripe: Stripe, mark: Mark) -> bool {
        self.0[stripe.0].load(Ordering::SeqCst) == mark.0
    }

    /// Waits, on this thread, until `stripe` is open.
    pub(super) fn mark(&self, stripe: Stripe) -> Mark {
        loop {
            let turns = self.0[stripe.0].load(Ordering::SeqCst);
            if turns.is_multiple_of(2) {
                return Mark(turns);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// What `read` finds while nothing in `stripe` is on its way.
    pub(super) fn read<T, E>(&self, stripe: Stripe, read: impl Fn() -> Result<T, E>) -> Result<T, E> {
        loop {
            let mark = self.mark(stripe);
            let found = read()?;
            if self.is_unmoved(stripe, mark) {
                return Ok(found);
            }
        }
    }
}
