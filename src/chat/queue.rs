//! One at a time, in the order they came: turns of a session, and bookings of an actor.
//!
//! This is also what makes a key of idempotency run once: a duplicate that arrives while the first is at work waits
//! here, and then finds the first one's answer.

use std::hash::Hash;
use std::sync::Arc;

use dashmap::DashMap;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The keys at work or waited for.
#[derive(Debug)]
pub(super) struct Queue<K: Eq + Hash> {
    waiting: DashMap<K, Arc<Mutex<()>>>,
}

/// The right to go on; given up when dropped.
#[derive(Debug)]
pub(super) struct Permit<K: Eq + Hash> {
    queue: Arc<Queue<K>>,
    key: K,
    guard: Option<OwnedMutexGuard<()>>,
}

impl<K: Eq + Hash> Default for Queue<K> {
    fn default() -> Self {
        Self { waiting: DashMap::new() }
    }
}

impl<K: Eq + Hash + Clone> Queue<K> {
    /// Waits for those before.
    pub(super) async fn enter(self: &Arc<Self>, key: &K) -> Permit<K> {
        let turn = Arc::clone(&self.waiting.entry(key.clone()).or_default());
        let mut permit = Permit { queue: Arc::clone(self), key: key.clone(), guard: None };
        permit.guard = Some(turn.lock_owned().await);
        permit
    }
}

impl<K: Eq + Hash> Drop for Permit<K> {
    fn drop(&mut self) {
        self.guard = None;
        // Nobody can clone the entry while its shard is held, so one owner means nobody waits.
        self.queue.waiting.remove_if(&self.key, |_, turn| Arc::strong_count(turn) == 1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::fixtures;
    use crate::domain::ids::SessionId;
    use crate::domain::session::SessionKey;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn turns_of_one_session_never_overlap_and_leave_nothing_behind() {
        let queue = Arc::new(Queue::default());
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let turns: Vec<_> = (0..64)
            .map(|i| {
                let (queue, running, most) = (Arc::clone(&queue), Arc::clone(&running), Arc::clone(&most));
                let key = SessionKey { caller: fixtures::caller(), id: SessionId::new(1, i % 2) };
                tokio::spawn(async move {
                    let _permit = queue.enter(&key).await;
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        for turn in turns {
            turn.await.unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= 2, "two sessions, so at most two turns at once");
        assert!(queue.waiting.is_empty());
    }

    #[tokio::test]
    async fn giving_up_the_wait_leaves_nothing_behind() {
        let queue = Arc::new(Queue::default());
        let key = SessionKey { caller: fixtures::caller(), id: SessionId::new(1, 1) };
        let first = queue.enter(&key).await;
        let second = tokio::time::timeout(std::time::Duration::from_millis(5), queue.enter(&key)).await;
        assert!(second.is_err());
        drop(first);
        assert!(queue.waiting.is_empty());
    }
}
