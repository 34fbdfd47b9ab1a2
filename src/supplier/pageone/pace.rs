//! How fast the supplier is asked: our own even pace, its `Retry-After`, and a budget for trying again.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Between two requests, on average.
const SPACING: Duration = Duration::from_millis(50);
/// So many requests may come at once.
const BURST: u32 = 20;
/// The longest pause that a `Retry-After` can impose.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The pause after a refusal for too many requests that names none.
const DEFAULT_PAUSE: Duration = Duration::from_secs(2);
/// What one retry costs, and what one first try earns, in tenths; and the most that is kept.
const RETRY_COSTS: u32 = 10;
const TRY_EARNS: u32 = 2;
const MOST_SAVED: u32 = 100;

/// The pace of everything that goes to one supplier.
#[derive(Debug)]
pub(super) struct Pace(Mutex<State>);

#[derive(Debug)]
struct State {
    /// When the next request would be due if they came evenly.
    due: Instant,
    paused_until: Option<Instant>,
    saved: u32,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(State { due: now, paused_until: None, saved: MOST_SAVED }))
    }

    /// How long to wait before the next request; `None`, and nothing is counted, when that is longer than `most`.
    pub(super) fn reserve(&self, now: Instant, most: Duration) -> Option<Duration> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = state.due.max(now);
        let early = due.duration_since(now).saturating_sub(SPACING * (BURST - 1));
        let pause = state.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let wait = early.max(pause);
        if wait > most {
            return None;
        }
        state.due = due + SPACING;
        Some(wait)
    }

    /// Obeys a refusal for too many requests.
    pub(super) fn pause(&self, now: Instant, retry_after: Option<Duration>) {
        let until = now + retry_after.unwrap_or(DEFAULT_PAUSE).min(LONGEST_PAUSE);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.paused_until = Some(state.paused_until.map_or(until, |before| before.max(until)));
    }

    /// A first try earns a fifth of a retry.
    pub(super) fn earn(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.saved = (state.saved + TRY_EARNS).min(MOST_SAVED);
    }

    /// Whether a retry can be afforded; if so it is paid.
    pub(super) fn spend(&self) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.saved.checked_sub(RETRY_COSTS) {
            Some(left) => {
                state.saved = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_requests_come_evenly() {
        let now = Instant::now();
        let pace = Pace::new(now);
        let most = Duration::from_secs(1);
        assert!((0..BURST).all(|_| pace.reserve(now, most) == Some(Duration::ZERO)));
        assert_eq!(pace.reserve(now, most), Some(SPACING));
        assert_eq!(pace.reserve(now, SPACING), None);
        assert_eq!(pace.reserve(now + most, most), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_obeyed_and_never_for_more_than_a_minute() {
        let now = Instant::now();
        let pace = Pace::new(now);
        pace.pause(now, Some(Duration::from_secs(3)));
        assert_eq!(pace.reserve(now, Duration::from_secs(1)), None);
        assert_eq!(pace.reserve(now, Duration::from_secs(9)), Some(Duration::from_secs(3)));
        pace.pause(now, Some(Duration::from_secs(9_999)));
        assert_eq!(pace.reserve(now, Duration::from_secs(99)), Some(LONGEST_PAUSE));
    }

    #[test]
    fn retries_are_a_fraction_of_first_tries() {
        let pace = Pace::new(Instant::now());
        assert_eq!((0..100).filter(|_| pace.spend()).count(), 10);
        (0..5).for_each(|_| pace.earn());
        assert!(pace.spend() && !pace.spend());
    }
}
