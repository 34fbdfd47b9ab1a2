//! Names that differ from what was typed by one or two slips of the finger.
//!
//! A slip is a letter too many, too few, wrong, or two letters swapped (optimal string alignment). For one slip in a
//! word of plain letters all words one slip away are written out, some hundreds, and looked up. Otherwise the names are
//! gone through: they lie in buckets of one length each; a 64-bit set of the bytes of each name tells most of them
//! apart from the word at the cost of two instructions, and only the few that are left are aligned.

use super::gazetteer::Gazetteer;

/// The longest word that is mended, in characters; also the width of the table of alignment.
const LONGEST: usize = 48;

/// Sets of bytes of all names that may be mended to, by their length.
#[derive(Debug)]
pub struct Mender {
    sets: Vec<Vec<u64>>,
}

/// A name near the word, and how many slips lie between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// The folded name.
    pub name: &'static str,
    /// One or two.
    pub slips: usize,
}

impl Mender {
    /// Reads every name that may be mended to once.
    #[must_use]
    pub fn new(gazetteer: &Gazetteer) -> Self {
        let lengths = 0..=gazetteer.longest_key();
        Self { sets: lengths.map(|length| bucket_sets(gazetteer.mendable(length), length)).collect() }
    }

    /// The names within `most` slips of the folded `word`, without the word itself.
    ///
    /// Who slips twice gets the first letter right: with two slips only names with that letter are looked at, which
    /// stand together in their bucket.
    #[must_use]
    pub fn near(&self, gazetteer: &Gazetteer, word: &str, most: usize) -> Vec<Near> {
        if most == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ') {
            return one_slip(gazetteer, word);
        }
        self.near_by_sets(gazetteer, word, most)
    }

    fn near_by_sets(&self, gazetteer: &Gazetteer, word: &str, most: usize) -> Vec<Near> {
        let letters: Vec<char> = word.chars().collect();
        let mut near = Vec::new();
        if letters.is_empty() || letters.len() > LONGEST {
            return near;
        }
        // A letter of another script takes two or three bytes, so that one slip may change that many.
        let wide = word.len().div_ceil(letters.len());
        let (set, slack) = (byte_set(word.as_bytes()), most * wide);
        let mut aligner = Aligner::new(&letters);
        for length in word.len().saturating_sub(slack).max(1)..=(word.len() + slack).min(gazetteer.longest_key()) {
            let keys = gazetteer.mendable(length);
            let range = if most > 1 { same_first(keys, length, word) } else { 0..self.sets[length].len() };
            for (i, other) in range.clone().zip(&self.sets[length][range]) {
                let (missing, extra) = ((set & !other).count_ones(), (other & !set).count_ones());
                if missing.max(extra) as usize > slack {
                    continue;
                }
                let key = &keys[i * length..(i + 1) * length];
                let Ok(name) = std::str::from_utf8(key) else { continue };
                if let Some(slips) = aligner.slips(name, most).filter(|&slips| slips > 0) {
                    near.push(Near { name, slips });
                }
            }
        }
        near
    }
}

/// The names among all words that are one slip from `word`.
fn one_slip(gazetteer: &Gazetteer, word: &str) -> Vec<Near> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz ";
    let word = word.as_bytes();
    let mut near: Vec<Near> = Vec::new();
    let mut slipped = Vec::with_capacity(word.len() + 1);
    let mut try_name = |slipped: &[u8]| {
        if let Some(name) = gazetteer.key(slipped)
            && near.iter().all(|known| known.name != name)
        {
            near.push(Near { name, slips: 1 });
        }
    };
    for at in 0..=word.len() {
        for &letter in LETTERS {
            refill(&mut slipped, &[&word[..at], &[letter], &word[at..]]);
            try_name(&slipped);
            if at < word.len() && word[at] != letter {
                refill(&mut slipped, &[&word[..at], &[letter], &word[at + 1..]]);
                try_name(&slipped);
            }
        }
        if at < word.len() {
            refill(&mut slipped, &[&word[..at], &word[at + 1..]]);
            try_name(&slipped);
        }
        if at + 1 < word.len() && word[at] != word[at + 1] {
            refill(&mut slipped, &[&word[..at], &[word[at + 1], word[at]], &word[at + 2..]]);
            try_name(&slipped);
        }
    }
    near
}

fn refill(slipped: &mut Vec<u8>, parts: &[&[u8]]) {
    slipped.clear();
    for part in parts {
        slipped.extend_from_slice(part);
    }
}

/// Numbers of the sorted `keys` of `length` bytes that start with the first byte of `word`.
fn same_first(keys: &[u8], length: usize, word: &str) -> std::ops::Range<usize> {
    let first = word.as_bytes()[0];
    let bound = |above: bool| {
        let (mut low, mut high) = (0, keys.len() / length);
        while low < high {
            let middle = low + (high - low) / 2;
            let byte = keys[middle * length];
            if byte < first || (above && byte == first) { low = middle + 1 } else { high = middle }
        }
        low
    };
    bound(false)..bound(true)
}

fn bucket_sets(keys: &[u8], length: usize) -> Vec<u64> {
    if length == 0 { Vec::new() } else { keys.chunks_exact(length).map(byte_set).collect() }
}

/// The bytes as a set of 64 bits, folded over where there are more.
#[must_use]
pub fn byte_set(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |set, byte| set | 1 << (byte & 63))
}

/// Aligns one word with many names without allocating.
#[derive(Debug)]
pub struct Aligner<'w> {
    word: &'w [char],
    name: Vec<char>,
    rows: [[usize; LONGEST + 1]; 3],
}

impl<'w> Aligner<'w> {
    /// An aligner for `word`, of which at most the first 48 characters count.
    #[must_use]
    pub fn new(word: &'w [char]) -> Self {
        let word = &word[..word.len().min(LONGEST)];
        Self { word, name: Vec::with_capacity(LONGEST), rows: [[0; LONGEST + 1]; 3] }
    }

    /// How many slips lie between the word and `name`; `None` when more than `most`.
    pub fn slips(&mut self, name: &str, most: usize) -> Option<usize> {
        self.name.clear();
        self.name.extend(name.chars());
        let (word, name) = (self.word, &self.name[..]);
        if word.len().abs_diff(name.len()) > most {
            return None;
        }
        let [before, above, row] = &mut self.rows;
        for (j, cell) in above.iter_mut().enumerate() {
            *cell = j;
        }
        for (i, letter) in name.iter().enumerate() {
            row[0] = i + 1;
            let mut least = row[0];
            for (j, typed) in word.iter().enumerate() {
                let wrong = usize::from(letter != typed);
                let mut slips = (above[j] + wrong).min(above[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && *letter == word[j - 1] && name[i - 1] == *typed {
                    slips = slips.min(before[j - 1] + 1);
                }
                row[j + 1] = slips;
                least = least.min(slips);
            }
            if least > most {
                return None;
            }
            std::mem::swap(before, above);
            std::mem::swap(above, row);
        }
        Some(above[word.len()]).filter(|&slips| slips <= most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(word: &str, name: &str) -> Option<usize> {
        let letters: Vec<char> = word.chars().collect();
        Aligner::new(&letters).slips(name, 2)
    }

    #[test]
    fn a_swap_is_one_slip() {
        assert_eq!(slips("dubia", "dubai"), Some(1));
        assert_eq!(slips("chciago", "chicago"), Some(1));
        assert_eq!(slips("seatle", "seattle"), Some(1));
        assert_eq!(slips("cincinatti", "cincinnati"), Some(2));
        assert_eq!(slips("paris", "berlin"), None);
    }

    #[test]
    fn near_names_are_found_with_their_slips() {
        let gazetteer = Gazetteer::load();
        let near = Mender::new(&gazetteer).near(&gazetteer, "barcelna", 1);
        assert!(near.iter().all(|near| near.slips == 1));
        assert!(near.iter().any(|near| near.name == "barcelona"));
    }

    #[test]
    fn writing_slips_out_finds_what_going_through_the_names_finds() {
        let gazetteer = Gazetteer::load();
        let mender = Mender::new(&gazetteer);
        for word in ["seatle", "san fransisco", "dubia", "mianz"] {
            let written = mender.near(&gazetteer, word, 1);
            for near in mender.near_by_sets(&gazetteer, word, 1) {
                assert!(written.contains(&near), "{word}: {}", near.name);
            }
        }
    }

    #[test]
    fn other_scripts_are_mended_by_letters_not_bytes() {
        let gazetteer = Gazetteer::load();
        assert!(!Mender::new(&gazetteer).near(&gazetteer, "москве", 1).is_empty());
    }
}
