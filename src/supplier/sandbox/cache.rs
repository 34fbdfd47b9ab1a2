//! A bounded memory of what was worked out lately.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// Values by key, up to a total weight. When it is reached the oldest go, but what was asked for since it was last looked
/// at gets a second chance; so whatever is in use stays, and readers never wait for each other.
#[derive(Debug)]
pub(super) struct Cache<K, V> {
    kept: RwLock<Kept<K, V>>,
    capacity: usize,
}

#[derive(Debug)]
struct Kept<K, V> {
    slots: HashMap<K, Slot<V>>,
    /// Keys of `slots`, the next to go first.
    queue: VecDeque<K>,
    weight: usize,
}

#[derive(Debug)]
struct Slot<V> {
    value: V,
    weight: usize,
    was_used: AtomicBool,
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// A cache that keeps `capacity` of weight, or a single heavier value.
    pub(super) fn of(capacity: usize) -> Self {
        let kept = Kept { slots: HashMap::new(), queue: VecDeque::new(), weight: 0 };
        Self { kept: RwLock::new(kept), capacity }
    }

    /// What is kept under `key`, or else what `make` makes of it together with its weight.
    ///
    /// No lock is held while making; two callers may make the same value, and either is as good.
    pub(super) fn get_or_make(&self, key: &K, make: impl FnOnce() -> (V, usize)) -> V {
        if let Some(slot) = self.kept.read().unwrap_or_else(PoisonError::into_inner).slots.get(key) {
            slot.was_used.store(true, Ordering::Relaxed);
            return slot.value.clone();
        }
        let (value, weight) = make();
        let slot = Slot { value: value.clone(), weight, was_used: AtomicBool::new(false) };
        let forgotten = {
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            let forgotten = kept.make_room(self.capacity.saturating_sub(weight));
            kept.keep(key.clone(), slot);
            forgotten
        };
        // Freeing a large value takes longer than any lock should be held.
        drop(forgotten);
        value
    }
}

impl<K: Eq + Hash + Clone, V> Kept<K, V> {
    fn keep(&mut self, key: K, slot: Slot<V>) {
        self.weight += slot.weight;
        match self.slots.insert(key.clone(), slot) {
            Some(same) => self.weight -= same.weight,
            None => self.queue.push_back(key),
        }
    }

    /// Takes out what is too much for `weight`.
    fn make_room(&mut self, weight: usize) -> Vec<Slot<V>> {
        let mut forgotten = Vec::new();
        while self.weight > weight
            && let Some(key) = self.queue.pop_front()
        {
            if self.slots.get(&key).is_some_and(|slot| slot.was_used.swap(false, Ordering::Relaxed)) {
                self.queue.push_back(key);
            } else if let Some(slot) = self.slots.remove(&key) {
                self.weight -= slot.weight;
                forgotten.push(slot);
            }
        }
        forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_in_use_stays_and_the_rest_is_forgotten() {
        let cache = Cache::of(4);
        let mut made = 0;
        for i in 1..100 {
            cache.get_or_make(&0, || {
                made += 1;
                ((), 1)
            });
            cache.get_or_make(&i, || ((), 1));
        }
        assert_eq!(made, 1, "an entry asked for every time is made once");
    }

    proptest! {
        #[test]
        fn the_capacity_is_never_exceeded(asked in prop::collection::vec((0_u8..40, 1_usize..8), 0..300)) {
            let cache = Cache::of(20);
            for (key, weight) in asked {
                prop_assert_eq!(cache.get_or_make(&key, || (key, weight)), key);
                let kept = cache.kept.read().unwrap();
                prop_assert!(kept.weight <= 20);
                prop_assert_eq!(kept.weight, kept.slots.values().map(|slot| slot.weight).sum::<usize>());
                prop_assert_eq!(kept.queue.len(), kept.slots.len());
            }
        }
    }
}
