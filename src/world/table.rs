//! Words with what is known of each, found by a hash that is taken once.
//!
//! A token keeps the hash of its word, and a dozen tables are asked about it: each answers from a slot or two, and nearly
//! always without looking at a letter where it does not know the word.

use super::hash::Fnv;

/// A table of words that only our own data fills, so that nobody can choose colliding ones.
///
/// ```
/// use core_chat::world::{hash::Fnv, table::Table};
/// let table: Table<u8> = [("one", 1), ("two", 2)].into_iter().collect();
/// assert_eq!(table.get("two"), Some(&2));
/// assert_eq!(table.find(Fnv::of("three"), "three"), None);
/// ```
#[derive(Debug, Clone)]
pub struct Table<V> {
    /// A power of two of them, at least half of them empty.
    slots: Vec<Slot>,
    words: Vec<(Box<str>, V)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The number of the word, from 1; 0 where the slot is empty.
    word: u32,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { slots: vec![Slot::default(); 16], words: Vec::new() }
    }
}

impl<V> Table<V> {
    /// What is known of `word`, whose hash is `hash`.
    #[inline]
    #[must_use]
    pub fn find(&self, hash: Fnv, word: &str) -> Option<&V> {
        let index = self.index(hash.short(), word).ok()?;
        Some(&self.words[index].1)
    }

    /// What is known of `word`.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        self.find(Fnv::of(word), word)
    }

    /// Whether `word`, whose hash is `hash`, is in the table.
    #[inline]
    #[must_use]
    pub fn has(&self, hash: Fnv, word: &str) -> bool {
        self.index(hash.short(), word).is_ok()
    }

    /// What is known of `word`, to be changed; the default where it is new.
    pub fn entry(&mut self, word: &str) -> &mut V
    where
        V: Default,
    {
        let hash = Fnv::of(word).short();
        let index = match self.index(hash, word) {
            Ok(index) => index,
            Err(slot) => self.add(slot, hash, word),
        };
        &mut self.words[index].1
    }

    /// All words, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.words.iter().map(|(word, value)| (&**word, value))
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The number of the word, or the empty slot where it would stand.
    #[inline]
    fn index(&self, hash: u32, word: &str) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.word == 0 {
                return Err(at);
            }
            let index = slot.word as usize - 1;
            if slot.hash == hash && *self.words[index].0 == *word {
                return Ok(index);
            }
            at = (at + 1) & mask;
        }
    }

    fn add(&mut self, slot: usize, hash: u32, word: &str) -> usize
    where
        V: Default,
    {
        self.words.push((word.into(), V::default()));
        let number = u32::try_from(self.words.len()).expect("tables hold thousands of words, not billions");
        self.slots[slot] = Slot { hash, word: number };
        if self.words.len() * 2 > self.slots.len() {
            self.spread();
        }
        self.words.len() - 1
    }

    /// Twice as many slots.
    fn spread(&mut self) {
        let old = std::mem::take(&mut self.slots);
        let mask = old.len() * 2 - 1;
        self.slots = vec![Slot::default(); old.len() * 2];
        for slot in old.into_iter().filter(|slot| slot.word > 0) {
            let mut at = slot.hash as usize & mask;
            while self.slots[at].word > 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

impl<'w, V: Default> FromIterator<(&'w str, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (&'w str, V)>>(words: I) -> Self {
        let mut table = Self::default();
        for (word, value) in words {
            *table.entry(word) = value;
        }
        table
    }
}

impl<'w> FromIterator<&'w str> for Table<()> {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        words.into_iter().map(|word| (word, ())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_again_however_many_there_are() {
        let words: Vec<String> = (0..1000).map(|number| format!("w{number}")).collect();
        let table: Table<usize> = words.iter().map(String::as_str).zip(0..).collect();
        assert!(words.iter().enumerate().all(|(number, word)| table.get(word) == Some(&number)));
        assert!(table.get("w1000").is_none() && table.get("").is_none());
        assert_eq!(table.len(), 1000);
    }
}
