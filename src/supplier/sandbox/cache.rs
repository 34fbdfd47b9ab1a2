//! A bounded memory of what was worked out lately.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

/// Two generations of entries: when the young one is full it becomes the old one, and the old one is forgotten. What is
/// asked for again returns to the young one, so whatever is in use stays.
#[derive(Debug)]
pub(super) struct Cache<K, V> {
    generations: RwLock<Generations<K, V>>,
    /// The weight at which a generation is full.
    capacity: usize,
}

#[derive(Debug)]
struct Generations<K, V> {
    young: HashMap<K, Weighed<V>>,
    old: HashMap<K, Weighed<V>>,
    weight: usize,
}

/// A value and how much of the capacity it takes.
type Weighed<V> = (V, usize);

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// A cache that keeps at most twice `capacity` of weight.
    pub(super) fn of(capacity: usize) -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), weight: 0 };
        Self { generations: RwLock::new(generations), capacity }
    }

    /// What is kept under `key`, or else what `make` makes of it together with its weight.
    ///
    /// No lock is held while making; two callers may make the same value, and either is as good.
    pub(super) fn get_or_make(&self, key: &K, make: impl FnOnce() -> Weighed<V>) -> V {
        let old = {
            let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((value, _)) = generations.young.get(key) {
                return value.clone();
            }
            generations.old.get(key).cloned()
        };
        let (value, weight) = old.unwrap_or_else(make);
        self.keep(key.clone(), value.clone(), weight);
        value
    }

    fn keep(&self, key: K, value: V, weight: usize) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        if generations.weight + weight > self.capacity {
            generations.old = std::mem::take(&mut generations.young);
            generations.weight = 0;
        }
        generations.weight += weight;
        generations.young.insert(key, (value, weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_use_stays_and_the_rest_is_forgotten() {
        let cache = Cache::of(4);
        let mut made = 0;
        for i in 0..100 {
            cache.get_or_make(&0, || {
                made += 1;
                ((), 1)
            });
            cache.get_or_make(&i, || ((), 1));
        }
        assert_eq!(made, 1, "an entry asked for every time is made once");
        let generations = cache.generations.read().unwrap();
        assert!(generations.young.len() + generations.old.len() <= 8);
    }
}
