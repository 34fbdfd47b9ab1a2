//! The time and the randomness of this process; the only room that reads either.

use std::cell::RefCell;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use dashmap::DashMap;
use jiff::{SignedDuration, Timestamp};

use crate::domain::clock_hand::ClockHand;
use crate::domain::partner::{Caller, TestCaller};

/// What time it is.
pub trait Clock: Send + Sync {
    /// The instant now.
    fn now(&self) -> Timestamp;

    /// The instant now as `caller` lives it; a sandbox clock may differ from the wall's.
    fn now_for(&self, _caller: &Caller) -> Timestamp {
        self.now()
    }
}

/// The wall clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `at`, to the millisecond.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_millisecond()))
    }

    /// Moves it by `milliseconds`, backwards when negative.
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// How far a sandbox clock may run ahead of the wall's: five years, well beyond any stay that can be booked.
pub const FURTHEST_AHEAD: SignedDuration = SignedDuration::from_hours(5 * 366 * 24);

/// The clocks of all sandboxes: each shows the wall's time until its caller moves or stops it. They never go back, but
/// when they are forgotten.
pub struct SandboxClock {
    wall: Arc<dyn Clock>,
    moved: DashMap<Caller, ClockHand>,
}

/// What a sandbox clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The instant it shows.
    pub now: Timestamp,
    /// Whether it stands.
    pub is_frozen: bool,
    /// How much it is ahead of the wall's clock; negative behind it.
    pub ahead: SignedDuration,
}

impl SandboxClock {
    /// Clocks that all show what `wall` shows.
    #[must_use]
    pub fn over(wall: Arc<dyn Clock>) -> Self {
        Self { wall, moved: DashMap::new() }
    }

    /// What the clock of `who` shows.
    #[must_use]
    pub fn reading(&self, who: &TestCaller) -> ClockReading {
        let wall = self.wall.now();
        let hand = self.moved.get(who.caller()).map(|hand| *hand);
        let now = hand.map_or(wall, |hand| hand.shows(wall));
        ClockReading { now, is_frozen: matches!(hand, Some(ClockHand::Stopped(_))), ahead: now.duration_since(wall) }
    }

    /// Where the hand of `who` stands after it moved forward by `by` and then, where that is said, stopped or ran on; `None`
    /// when it would come more than [`FURTHEST_AHEAD`] of the wall's.
    #[must_use]
    pub fn turned(&self, who: &TestCaller, by: SignedDuration, frozen: Option<bool>) -> Option<ClockHand> {
        let ClockReading { now, is_frozen, ahead } = self.reading(who);
        let (ahead, now) = (ahead.checked_add(by)?, now.checked_add(by).ok()?);
        if ahead > FURTHEST_AHEAD && !by.is_zero() {
            return None;
        }
        let stands = frozen.unwrap_or(is_frozen);
        Some(if stands { ClockHand::Stopped(now) } else { ClockHand::Ahead(ahead) })
    }

    /// Puts the hand of `who` there.
    pub fn set(&self, who: &TestCaller, hand: ClockHand) {
        self.moved.insert(who.caller().clone(), hand);
    }

    /// Lets the clock of `who` show the wall's time again.
    pub fn forget(&self, who: &TestCaller) {
        self.moved.remove(who.caller());
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        self.wall.now()
    }

    fn now_for(&self, caller: &Caller) -> Timestamp {
        let wall = self.wall.now();
        self.moved.get(caller).map_or(wall, |hand| hand.shows(wall))
    }
}

/// Where random bits come from.
pub trait Entropy: Send + Sync {
    /// Sixteen random bytes.
    fn bytes(&self) -> [u8; 16];
}

/// The operating system's generator, asked for many bytes at once: a turn needs a hundred, and each call costs as much as
/// hundreds of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

/// Random bytes of one thread that nobody has been given yet.
struct Stock {
    bytes: [u8; 1_024],
    given: usize,
}

thread_local! {
    static STOCK: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; 1_024], given: 1_024 }) };
}

impl Stock {
    fn take(&mut self) -> [u8; 16] {
        if self.given == self.bytes.len() {
            getrandom::fill(&mut self.bytes).expect("the operating system gives random bytes once it runs");
            self.given = 0;
        }
        let mut taken = [0; 16];
        taken.swap_with_slice(&mut self.bytes[self.given..self.given + 16]);
        self.given += 16;
        taken
    }
}

impl Entropy for OsEntropy {
    fn bytes(&self) -> [u8; 16] {
        STOCK.with_borrow_mut(Stock::take)
    }
}

/// Bytes that follow from a seed, for runs that must repeat (SplitMix64).
#[derive(Debug)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// A generator that starts at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn bytes(&self) -> [u8; 16] {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut bytes = [0; 16];
        for half in bytes.chunks_exact_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            half.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let (a, b) = (SeededEntropy::new(7), SeededEntropy::new(7));
        assert_eq!((a.bytes(), a.bytes()), (b.bytes(), b.bytes()));
        assert_ne!(a.bytes(), a.bytes());
    }

    #[test]
    fn no_bytes_are_given_twice() {
        let given: std::collections::HashSet<[u8; 16]> = (0..1_000).map(|_| OsEntropy.bytes()).collect();
        assert_eq!(given.len(), 1_000);
    }

    #[test]
    fn a_manual_clock_moves_only_when_moved() {
        let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
        clock.advance(1_500);
        assert_eq!(clock.now().as_millisecond(), 1_500);
    }

    fn test_caller(partner: &str) -> TestCaller {
        let partner = crate::domain::ids::PartnerId::parse(partner).unwrap();
        TestCaller::of(&Caller { partner, mode: crate::domain::partner::Mode::Test }).unwrap()
    }

    fn turn(clock: &SandboxClock, who: &TestCaller, seconds: i64, frozen: Option<bool>) -> ClockReading {
        clock.set(who, clock.turned(who, SignedDuration::from_secs(seconds), frozen).unwrap());
        clock.reading(who)
    }

    #[test]
    fn a_sandbox_clock_runs_ahead_stands_and_runs_on_for_its_caller_alone() {
        let wall = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
        let clock = SandboxClock::over(Arc::clone(&wall) as Arc<dyn Clock>);
        let (acme, other) = (test_caller("acme"), test_caller("other"));
        let shows = |who: &TestCaller| clock.now_for(who.caller()).as_second();
        turn(&clock, &acme, 60, None);
        wall.advance(5_000);
        assert_eq!((shows(&acme), shows(&other)), (65, 5));
        assert!(turn(&clock, &acme, 0, Some(true)).is_frozen);
        wall.advance(100_000);
        turn(&clock, &acme, 10, None);
        assert_eq!(shows(&acme), 75, "it moves also while it stands");
        let running = turn(&clock, &acme, 0, Some(false));
        assert_eq!((running.is_frozen, running.ahead), (false, SignedDuration::from_secs(-30)));
        wall.advance(1_000);
        assert_eq!(shows(&acme), 76, "it never jumps");
        clock.forget(&acme);
        assert_eq!(shows(&acme), shows(&other));
    }

    #[test]
    fn a_sandbox_clock_goes_only_so_far() {
        let clock = SandboxClock::over(Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH)));
        let acme = test_caller("acme");
        clock.set(&acme, clock.turned(&acme, FURTHEST_AHEAD, None).unwrap());
        assert_eq!(clock.turned(&acme, SignedDuration::from_secs(1), None), None);
        assert_eq!(clock.reading(&acme).ahead, FURTHEST_AHEAD);
        assert!(clock.turned(&acme, SignedDuration::ZERO, Some(true)).is_some(), "it may still be stopped there");
    }
}
