//! The vocabulary as a tree of words, for the longest phrase that begins at a token.
//!
//! ```text
//! file   = line…
//! line   = "#" comment | sense ":" phrase ("|" phrase)…
//! phrase = word… ; {a|b|} stands for each part in turn, the empty one included
//! ```
//!
//! Files are read once, English first; a phrase that an earlier file or line has keeps its first sense, so a
//! language never takes an English word away.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::naming::sense;
use super::sense::{Person, Sense};
use super::text::{TokenKind, Tokens};
use crate::world::slips::{Shape, Typed};
use crate::world::table::Table;

const FILES: &[&str] = &[
    include_str!("vocabulary/english.txt"),
    include_str!("vocabulary/filler.txt"),
    include_str!("vocabulary/spanish.txt"),
    include_str!("vocabulary/french.txt"),
    include_str!("vocabulary/german.txt"),
    include_str!("vocabulary/italian.txt"),
    include_str!("vocabulary/portuguese.txt"),
    include_str!("vocabulary/dutch.txt"),
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(FILES));

/// A word of the vocabulary.
type Word = u32;

/// Every phrase the service knows.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Table<Word>,
    /// For each word, the node of the phrases that begin with it; 0 where none does.
    first: Vec<u32>,
    nodes: Vec<Node>,
    /// Words worth mending a slip for, by their first letter.
    mendable: HashMap<char, Vec<Mendable>>,
    /// Words for what a number counts, guests and rooms.
    counted: Vec<Mendable>,
}

/// A word that a slip of it is read as, with the letters that tell most other words apart from it at once.
#[derive(Debug, Clone, Copy)]
struct Mendable {
    shape: Shape,
    word: &'static str,
    sense: Sense,
}

/// From this many letters on one may be wrong.
const MENDABLE: usize = 6;
/// From this many letters on two may be wrong.
const MENDABLE_TWICE: usize = 9;

#[derive(Debug, Default)]
struct Node {
    sense: Option<Sense>,
    next: Vec<(Word, u32)>,
}

impl Lexicon {
    /// The vocabulary that ships with the service.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &LEXICON
    }

    fn read(files: &[&'static str]) -> Self {
        let mut lexicon = Self { nodes: vec![Node::default()], ..Self::default() };
        for line in files.iter().flat_map(|file| file.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some((sense, phrases)) = entry(line) {
                for words in phrases {
                    lexicon.add(&words, sense);
                }
            }
        }
        lexicon
    }

    fn add(&mut self, words: &[&'static str], sense: Sense) {
        let mut node = 0;
        for (depth, word) in words.iter().enumerate() {
            let word = self.word(word);
            let known = if depth == 0 {
                Some(self.first[word as usize]).filter(|node| *node != 0)
            } else {
                self.nodes[node as usize].step(word)
            };
            node = known.unwrap_or_else(|| self.grow(node, depth, word));
        }
        if node != 0 {
            self.nodes[node as usize].sense.get_or_insert(sense);
        }
        if let [word] = words
            && word.len() > 3
            && word.is_ascii()
            && matches!(
                sense,
                Sense::Person(Person::Adults | Person::People | Person::Children | Person::Babies) | Sense::Room
            )
        {
            self.counted.push(Mendable::new(word, sense));
        }
        if let [word] = words
            && word.len() >= MENDABLE
            && is_worth_mending(sense)
            && let Some(letter) = word.chars().next()
        {
            self.mendable.entry(letter).or_default().push(Mendable::new(word, sense));
        }
    }

    fn grow(&mut self, node: u32, depth: usize, word: Word) -> u32 {
        let new = u32::try_from(self.nodes.len()).expect("the vocabulary has thousands of phrases, not billions");
        self.nodes.push(Node::default());
        if depth == 0 {
            self.first[word as usize] = new;
        } else {
            let next = &mut self.nodes[node as usize].next;
            let at = next.partition_point(|(known, _)| *known < word);
            next.insert(at, (word, new));
        }
        new
    }

    fn word(&mut self, word: &'static str) -> Word {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let new = u32::try_from(self.words.len()).expect("the vocabulary has thousands of words, not billions");
        *self.words.entry(word) = new;
        self.first.push(0);
        new
    }

    /// Whether some phrase holds `word`.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.words.get(word).is_some()
    }

    /// Whether some phrase holds token `i`.
    #[must_use]
    pub fn knows_token(&self, tokens: &Tokens<'_>, i: usize) -> bool {
        self.words.has(tokens.hash(i), tokens.word(i))
    }

    /// What the vocabulary's own `word` means by itself.
    #[must_use]
    pub fn one_word(&self, word: &str) -> Option<Sense> {
        let word = *self.words.get(word)?;
        self.nodes[self.first[word as usize] as usize].sense
    }

    /// The word for what a number counts that `word` is one slip away from, and what it means.
    #[must_use]
    pub fn counted(&self, word: &str) -> Option<(&'static str, Sense)> {
        if word.len() <= 2 {
            return None;
        }
        let typed = Typed::new(word);
        let same_first = |known: &&Mendable| known.word.as_bytes()[0] == word.as_bytes()[0];
        let mended =
            self.counted.iter().filter(same_first).find(|known| typed.slips(known.word, known.shape, 1) == Some(1));
        mended.map(|known| (known.word, known.sense))
    }

    /// The word of this service that `word` is a slip of, and what it means.
    #[must_use]
    pub fn mended(&self, word: &str) -> Option<(&'static str, Sense)> {
        if word.len() < MENDABLE {
            return None;
        }
        let most = if word.len() >= MENDABLE_TWICE { 2 } else { 1 };
        let close = self.mendable.get(&word.chars().next()?)?;
        let typed = Typed::new(word);
        let near = close.iter().filter_map(|known| Some((typed.slips(known.word, known.shape, most)?, known)));
        near.min_by_key(|(slips, _)| *slips).map(|(_, known)| (known.word, known.sense))
    }

    /// The longest phrase that begins at token `i`: its sense and how many tokens it covers.
    #[must_use]
    pub fn longest(&self, tokens: &Tokens<'_>, i: usize) -> Option<(Sense, usize)> {
        let first = *self.words.find(tokens.hash(i), tokens.word(i))?;
        let mut node = self.first[first as usize];
        if node == 0 {
            return None;
        }
        let mut at = i + 1;
        let mut best = None;
        loop {
            let here = &self.nodes[node as usize];
            if let Some(sense) = here.sense {
                best = Some((sense, at - i));
            }
            if here.next.is_empty() {
                return best;
            }
            let step = self.step(here, tokens, at).or_else(|| {
                let dash = tokens.word(at) == "-" && !is_apart(tokens, at);
                if dash { self.step(here, tokens, at + 1).map(|(node, _)| (node, at + 2)) } else { None }
            });
            let Some((next, after)) = step else { return best };
            node = next;
            at = after;
        }
    }

    fn step(&self, node: &Node, tokens: &Tokens<'_>, at: usize) -> Option<(u32, usize)> {
        let word = self.words.find(tokens.hash(at), tokens.word(at))?;
        node.step(*word).map(|next| (next, at + 1))
    }
}

impl Mendable {
    fn new(word: &'static str, sense: Sense) -> Self {
        Self { shape: Shape::of(word.as_bytes()), word, sense }
    }
}

/// Only words that say something of a stay: mending "thingd" to "things" helps nobody.
fn is_worth_mending(sense: Sense) -> bool {
    matches!(
        sense,
        Sense::Person(_)
            | Sense::Room
            | Sense::RoomOf(_)
            | Sense::RoomKind(_)
            | Sense::Property(_)
            | Sense::Refundable
            | Sense::NonRefundable
            | Sense::Amenity(_)
            | Sense::Board(_)
            | Sense::Class(_)
            | Sense::Rating
            | Sense::Booking
    )
}

impl Node {
    fn step(&self, word: Word) -> Option<u32> {
        let at = self.next.binary_search_by_key(&word, |(known, _)| *known).ok()?;
        Some(self.next[at].1)
    }
}

/// Whether the dash at `at` stands between spaces, and so parts what it stands between.
fn is_apart(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.kind(at) == TokenKind::Mark && tokens.space_before(at) && tokens.space_before(at + 1)
}

fn entry(line: &'static str) -> Option<(Sense, Vec<Vec<&'static str>>)> {
    let (key, phrases) = line.split_once(':')?;
    let sense = sense(key.trim())?;
    let words = split_outside_braces(phrases).into_iter().flat_map(expand).collect();
    Some((sense, words))
}

fn split_outside_braces(phrases: &'static str) -> Vec<&'static str> {
    let mut depth = 0_u32;
    phrases
        .split(move |c: char| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == '|' && depth == 0
        })
        .collect()
}

fn expand(phrase: &'static str) -> Vec<Vec<&'static str>> {
    let Some((before, rest)) = phrase.split_once('{') else {
        return vec![phrase.split_whitespace().collect()];
    };
    let Some((choices, after)) = rest.split_once('}') else { return Vec::new() };
    let tails = expand(after);
    let mut all = Vec::new();
    for choice in choices.split('|') {
        for tail in &tails {
            let words = before.split_whitespace().chain(choice.split_whitespace());
            all.push(words.chain(tail.iter().copied()).collect());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::amenity::Amenity;

    #[test]
    fn every_line_of_the_vocabulary_names_a_sense() {
        for line in FILES.iter().flat_map(|file| file.lines()) {
            let line = line.trim();
            assert!(line.is_empty() || line.starts_with('#') || entry(line).is_some(), "{line}");
        }
    }

    #[test]
    fn every_phrase_is_written_as_tokens_are_folded() {
        for line in FILES.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#')) {
            for words in entry(line).map(|(_, phrases)| phrases).unwrap_or_default() {
                for word in words {
                    let tokens = Tokens::new(word);
                    assert!(tokens.len() == 1 && tokens.word(0) == word, "{word:?} in {line:.60}");
                }
            }
        }
    }

    #[test]
    fn the_longest_phrase_wins_and_dashes_need_no_mention() {
        let lexicon = Lexicon::shipped();
        assert_eq!(lexicon.longest(&Tokens::new("pool"), 0), Some((Sense::Amenity(Amenity::Pool), 1)));
        assert_eq!(lexicon.longest(&Tokens::new("pet-friendly inn"), 0), Some((Sense::Amenity(Amenity::Pets), 3)));
        assert_eq!(lexicon.longest(&Tokens::new("zzyzx"), 0), None);
    }

    #[test]
    fn braces_stand_for_each_part() {
        assert_eq!(expand("a {b|c d|} e"), [vec!["a", "b", "e"], vec!["a", "c", "d", "e"], vec!["a", "e"]]);
    }
}
