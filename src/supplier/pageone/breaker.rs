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

    /// Learns how a try went.
    pub(super) fn learn(&self, went_well: bool, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if went_well {
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= PATIENCE {
            state.open_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_open_it_and_one_try_at_a_time_is_let_through() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        (0..4).for_each(|_| breaker.learn(false, now));
        assert!(breaker.lets_through(now));
        breaker.learn(false, now);
        assert!(!breaker.lets_through(now));
        let later = now + REST;
        assert!(breaker.lets_through(later));
        assert!(!breaker.lets_through(later), "the one try has not come back yet");
        breaker.learn(true, later);
        assert!(breaker.lets_through(later));
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
