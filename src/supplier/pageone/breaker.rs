//! Leaves an operation alone for a while when it keeps failing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many failures in a row open the breaker.
const PATIENCE: u32 = 5;
/// How long it stays open before one try is let through.
const REST: Duration = Duration::from_secs(10);

/// Counts the failures in a row of one operation.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

/// What a try turned it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// From now on nothing is let through for a while.
    Open,
    /// Everything is let through again.
    Closed,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    /// Whether to try now. While it is open, one try is let through after every [`REST`].
    pub(super) fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.open_until = Some(now + REST);
                true
            }
        }
    }

    /// Learns how a try went; tells when that opens or closes it.
    pub(super) fn learn(&self, went_well: bool, now: Instant) -> Option<Turned> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was_open = state.open_until.is_some();
        if went_well {
            *state = State::default();
            return was_open.then_some(Turned::Closed);
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures < PATIENCE {
            return None;
        }
        state.open_until = Some(now + REST);
        (!was_open).then_some(Turned::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_open_it_and_one_try_at_a_time_is_let_through() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        assert!((0..4).all(|_| breaker.learn(false, now).is_none()));
        assert!(breaker.lets_through(now));
        assert_eq!(breaker.learn(false, now), Some(Turned::Open));
        assert!(!breaker.lets_through(now));
        let later = now + REST;
        assert!(breaker.lets_through(later));
        assert!(!breaker.lets_through(later), "the one try has not come back yet");
        assert_eq!(breaker.learn(false, later), None, "it was open, and stays so");
        assert!(!breaker.lets_through(later));
        let later = later + REST;
        assert!(breaker.lets_through(later));
        assert_eq!(breaker.learn(true, later), Some(Turned::Closed));
        assert!(breaker.lets_through(later) && breaker.lets_through(later));
        assert_eq!(breaker.learn(true, later), None);
    }

    #[test]
    fn a_success_in_between_starts_the_count_again() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for went_well in [false, false, false, false, true, false, false, false, false] {
            breaker.learn(went_well, now);
        }
        assert!(breaker.lets_through(now));
    }
}
