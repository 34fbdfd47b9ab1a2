//! Searches made lately: whoever asks for the same stay at the same time waits for one call, and a while after it is
//! answered from memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::domain::money::Currency;
use crate::domain::place::PlaceId;
use crate::domain::stay::{Occupancy, StayDates, StayRequest};
use crate::supplier::{SearchResults, SupplierError};

/// How long results are remembered: prices move, and options live for a day.
const LIFE: Duration = Duration::from_secs(180);
/// How many searches are remembered; beyond it the oldest is forgotten.
const MOST: usize = 256;

/// Everything that decides what a search finds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SearchKey {
    place: PlaceId,
    radius: u32,
    dates: StayDates,
    rooms: Vec<Occupancy>,
    currency: Currency,
    hotel_name: Option<Arc<str>>,
}

impl SearchKey {
    pub(super) fn of(request: &StayRequest) -> Self {
        Self {
            place: request.destination.place,
            radius: request.destination.radius,
            dates: request.dates,
            rooms: request.rooms.clone(),
            currency: request.currency,
            hotel_name: request.filters.hotel_name.clone(),
        }
    }
}

type Outcome = Result<SearchResults, SupplierError>;

#[derive(Debug)]
struct Slot {
    begun: Instant,
    outcome: Arc<OnceCell<Outcome>>,
}

impl Slot {
    fn has_expired(&self, now: Timestamp) -> bool {
        let Some(Ok(found)) = self.outcome.get() else { return false };
        found.options.iter().any(|option| option.expires_at <= now)
    }
}

/// The searches of all callers: what is for sale depends on none of them.
#[derive(Debug, Default)]
pub(super) struct Searches(Mutex<HashMap<SearchKey, Slot>>);

impl Searches {
    /// The outcome of the search of that key: remembered, shared with those who wait for it, or made by `search`.
    /// Failures and partial results are shared, and not remembered.
    /// Nothing is remembered beyond the life of the options found, by the caller's clock, which shows `now`.
    pub(super) async fn share(&self, key: SearchKey, now: Timestamp, search: impl Future<Output = Outcome>) -> Outcome {
        let cell = self.cell(&key, Instant::now(), now);
        let outcome = cell.get_or_init(|| search).await.clone();
        if !outcome.as_ref().is_ok_and(|found| !found.partial) {
            self.forget(&key, &cell);
        }
        outcome
    }

    fn cell(&self, key: &SearchKey, now: Instant, at: Timestamp) -> Arc<OnceCell<Outcome>> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(key)
            && now.duration_since(slot.begun) < LIFE
            && !slot.has_expired(at)
        {
            return Arc::clone(&slot.outcome);
        }
        if slots.len() >= MOST {
            slots.retain(|_, slot| now.duration_since(slot.begun) < LIFE);
        }
        if slots.len() >= MOST
            && let Some(oldest) = slots.iter().min_by_key(|(_, slot)| slot.begun).map(|(key, _)| key.clone())
        {
            slots.remove(&oldest);
        }
        let outcome = Arc::new(OnceCell::new());
        slots.insert(key.clone(), Slot { begun: now, outcome: Arc::clone(&outcome) });
        outcome
    }

    fn forget(&self, key: &SearchKey, cell: &Arc<OnceCell<Outcome>>) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.get(key).is_some_and(|slot| Arc::ptr_eq(&slot.outcome, cell)) {
            slots.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::hotel_option;
    use crate::domain::fixtures::request;
    use std::sync::atomic::{AtomicU32, Ordering};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[tokio::test(start_paused = true)]
    async fn the_same_search_is_made_once_while_it_runs_and_for_a_while_after() {
        let (searches, calls) = (Searches::default(), AtomicU32::new(0));
        let search = || {
            searches.share(SearchKey::of(&request()), NOW, async {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(SearchResults::default())
            })
        };
        let (a, b, c) = tokio::join!(search(), search(), search());
        assert!(a.is_ok() && b.is_ok() && c.is_ok());
        search().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        tokio::time::advance(LIFE).await;
        search().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn failures_and_parts_are_not_remembered() {
        let searches = Searches::default();
        let key = || SearchKey::of(&request());
        assert!(searches.share(key(), NOW, async { Err(SupplierError::Timeout) }).await.is_err());
        let partial = SearchResults { partial: true, ..SearchResults::default() };
        assert!(searches.share(key(), NOW, async { Ok(partial) }).await.unwrap().partial);
        assert!(!searches.share(key(), NOW, async { Ok(SearchResults::default()) }).await.unwrap().partial);
    }

    #[tokio::test]
    async fn options_that_have_expired_are_searched_again() {
        let (searches, calls) = (Searches::default(), AtomicU32::new(0));
        let option = Arc::new(hotel_option());
        let search = |now| {
            let (options, calls) = ([Arc::clone(&option)].into(), &calls);
            searches.share(SearchKey::of(&request()), now, async move {
                calls.fetch_add(1, Ordering::SeqCst);
                Ok(SearchResults { options, partial: false })
            })
        };
        let before = option.expires_at - std::time::Duration::from_secs(1);
        for (now, made) in [(before, 1), (before, 1), (option.expires_at, 2)] {
            search(now).await.unwrap();
            assert_eq!(calls.load(Ordering::SeqCst), made);
        }
    }

    #[tokio::test]
    async fn no_more_than_so_many_are_kept() {
        let searches = Searches::default();
        for number in 0..(MOST as u32 + 10) {
            let key = SearchKey { radius: number, ..SearchKey::of(&request()) };
            searches.share(key, NOW, async { Ok(SearchResults::default()) }).await.unwrap();
        }
        assert_eq!(searches.0.lock().unwrap().len(), MOST);
    }
}
