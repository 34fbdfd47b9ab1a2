//! The calls that nothing else records: written beside everything else, or soon.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::usage::UsageRecord;
use crate::store::{Commit, Store, StoreError};

/// The most records that wait to be written: while the disk is full, or after a flood of refusals.
const MOST_WAITING: usize = 16_384;

/// The most that are written at once.
const AT_ONCE: usize = 512;

/// Records calls.
pub struct Ledger {
    store: Arc<dyn Store>,
    waiting: Mutex<Waiting>,
}

/// What is still to be written, in the order it came, and how many found no room.
#[derive(Default)]
struct Waiting {
    records: VecDeque<UsageRecord>,
    lost: u64,
}

impl Ledger {
    /// A ledger in `store`.
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, waiting: Mutex::default() }
    }

    /// Writes `record` now. Where the store cannot, looking goes on all the same, and the record waits until it can.
    pub async fn record(&self, record: UsageRecord) {
        if let Err(error) = self.write(vec![record.clone()]).await {
            tracing::debug!(%error, "a call is recorded later");
            self.note(record);
        }
    }

    /// Keeps `record` for the next [`flush`](Self::flush).
    pub fn note(&self, record: UsageRecord) {
        let mut waiting = self.waiting();
        if waiting.records.len() < MOST_WAITING {
            waiting.records.push_back(record);
        } else {
            waiting.lost += 1;
        }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// The store cannot write now; what waits goes on waiting.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let lost = std::mem::take(&mut self.waiting().lost);
        if lost > 0 {
            tracing::error!(lost, "calls were not recorded: too many waited");
        }
        loop {
            let some: Vec<UsageRecord> = {
                let mut waiting = self.waiting();
                let count = waiting.records.len().min(AT_ONCE);
                waiting.records.drain(..count).collect()
            };
            if some.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.write(some.clone()).await {
                let mut waiting = self.waiting();
                some.into_iter().rev().for_each(|record| waiting.records.push_front(record));
                return Err(error);
            }
        }
    }

    /// How many records wait to be written.
    #[must_use]
    pub fn waits(&self) -> usize {
        self.waiting().records.len()
    }

    async fn write(&self, usage: Vec<UsageRecord>) -> Result<(), StoreError> {
        self.store.commit(Commit { usage, ..Commit::default() }).await
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
