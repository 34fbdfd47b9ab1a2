//! A sentence as the settled stream of things it says: every finder of this room reads it.
//!
//! ```text
//! text  = item…
//! item  = the longest of: hotel name | date or length of stay | phrase of the vocabulary | number | one token
//! ```
//!
//! Where two begin at the same token the longer wins, and at equal length the earlier in that list. Places come
//! last (see `settle_place`): they may take over items that say nothing firmer.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::sense::Sense;
use super::text::{Capitals, TokenKind, Tokens};
use crate::world::everyday::is_everyday;

/// One thing a text says, and the tokens that say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it means.
    pub sense: Sense,
    /// The tokens that say it.
    pub tokens: Range<usize>,
    /// Whether a finder has read it.
    pub read: bool,
}

/// A text, settled into items.
#[derive(Debug)]
pub struct Reading<'t> {
    /// The tokens the items are made of.
    pub tokens: &'t Tokens<'t>,
    /// The items, in order; together they cover every token.
    pub items: Vec<Item>,
}

impl<'t> Reading<'t> {
    /// Settles `tokens`; `firm` are the ranges other finders have read, with what they are, in any order.
    #[must_use]
    pub fn new(tokens: &'t Tokens<'t>, firm: &[(Sense, Range<usize>)]) -> Self {
        let lexicon = Lexicon::shipped();
        let mut items = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while at < tokens.len() {
            let phrase = phrase_at(lexicon, tokens, at);
            let taken = firm.iter().filter(|(_, range)| range.start == at).max_by_key(|(_, range)| range.end);
            let (sense, end) = match taken {
                Some((sense, range)) if range.end >= phrase.1 => (*sense, range.end),
                _ => clip(tokens, phrase, at, firm),
            };
            items.push(Item { sense, tokens: at..end, read: false });
            at = end;
        }
        Self { tokens, items }
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// What item `i` means; a stop before the first and past the last.
    #[inline]
    #[must_use]
    pub fn sense(&self, i: usize) -> Sense {
        self.items.get(i).map_or(Sense::Stop, |item| item.sense)
    }

    /// What the item before `i` means.
    #[inline]
    #[must_use]
    pub fn before(&self, i: usize) -> Sense {
        i.checked_sub(1).map_or(Sense::Stop, |i| self.sense(i))
    }

    /// The folded word of item `i` where it is one token; empty otherwise.
    #[inline]
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.items.get(i).filter(|item| item.tokens.len() == 1).map_or("", |item| self.tokens.word(item.tokens.start))
    }

    /// Whether item `i` is the single word `word`.
    #[inline]
    #[must_use]
    pub fn is_word(&self, i: usize, word: &str) -> bool {
        self.items.get(i).is_some_and(|item| item.tokens.len() == 1 && self.tokens.is(item.tokens.start, word))
    }

    /// The first folded word of item `i`; empty past the end.
    #[must_use]
    pub fn first_word(&self, i: usize) -> &str {
        self.items.get(i).map_or("", |item| self.tokens.word(item.tokens.start))
    }

    /// The folded words before item `i`, the nearest first, whatever items they belong to.
    pub fn words_before(&self, i: usize) -> impl Iterator<Item = &str> {
        let end = self.items.get(i).map_or(self.tokens.len(), |item| item.tokens.start);
        (0..end).rev().map(|token| self.tokens.word(token))
    }

    /// The tokens of the items `items`.
    #[must_use]
    pub fn range(&self, items: Range<usize>) -> Range<usize> {
        match (self.items.get(items.start), items.end.checked_sub(1).and_then(|last| self.items.get(last))) {
            (Some(first), Some(last)) => first.tokens.start..last.tokens.end,
            _ => 0..0,
        }
    }

    /// Notes that a finder has read the items `items`.
    pub fn mark_read(&mut self, items: Range<usize>) {
        for item in &mut self.items[items] {
            item.read = true;
        }
    }

    /// Reads what a number counts where it is a slip of a word for that: "2 adlts", "1 rom"; gives back each as typed and
    /// as read.
    pub fn mend_counted(&mut self) -> Vec<(Range<usize>, &'static str)> {
        let lexicon = Lexicon::shipped();
        let shouted = self.tokens.is_all_capitals();
        let mut mended = Vec::new();
        for i in 1..self.len() {
            let token = self.items[i].tokens.start;
            let counted = matches!(self.before(i), Sense::Number(_)) && self.tokens.space_before(token);
            let plain = self.sense(i) == Sense::Unknown
                && self.tokens.kind(token) == TokenKind::Word
                && (shouted || self.tokens.capitals(token) == Capitals::None);
            if counted
                && plain
                && let Some((word, sense)) = lexicon.counted(self.tokens.word(token))
            {
                self.items[i].sense = sense;
                mended.push((self.items[i].tokens.clone(), word));
            }
        }
        mended
    }

    /// Reads words that are slips of the vocabulary's own; gives back each as typed and as read.
    pub fn mend(&mut self) -> Vec<(Range<usize>, &'static str)> {
        let lexicon = Lexicon::shipped();
        let shouted = self.tokens.is_all_capitals();
        let mut mended = Vec::new();
        for item in self.items.iter_mut().filter(|item| item.sense == Sense::Unknown && !item.read) {
            let token = item.tokens.start;
            let word = self.tokens.word(token);
            let plain = self.tokens.kind(token) == TokenKind::Word
                && (shouted || self.tokens.capitals(token) == Capitals::None)
                && !is_everyday(self.tokens.hash(token), word);
            if plain && let Some((word, sense)) = lexicon.mended(word) {
                item.sense = sense;
                mended.push((item.tokens.clone(), word));
            }
        }
        mended
    }

    /// Puts one item of sense `sense` in the place of everything inside `tokens`.
    pub fn settle(&mut self, sense: Sense, tokens: Range<usize>) {
        let from = self.items.partition_point(|item| item.tokens.end <= tokens.start);
        let to = self.items.partition_point(|item| item.tokens.start < tokens.end);
        if from < to {
            let whole = self.items[from].tokens.start..self.items[to - 1].tokens.end;
            self.items.splice(from..to, [Item { sense, tokens: whole, read: true }]);
        }
    }

    /// The sentence that holds item `i`, as a range of items without its stop.
    #[must_use]
    pub fn sentence(&self, i: usize) -> Range<usize> {
        self.around(i, |sense| sense == Sense::Stop)
    }

    /// The clause that holds item `i`: a sentence's part between commas and "but".
    #[must_use]
    pub fn clause(&self, i: usize) -> Range<usize> {
        self.around(i, |sense| matches!(sense, Sense::Stop | Sense::Comma | Sense::But))
    }

    fn around(&self, i: usize, ends: impl Fn(Sense) -> bool) -> Range<usize> {
        let start = (0..i).rev().find(|k| ends(self.sense(*k))).map_or(0, |k| k + 1);
        let end = (i..self.len()).find(|k| ends(self.sense(*k))).unwrap_or(self.len());
        start..end
    }

    /// The sentences, in order, each with whether it ends with a question mark.
    pub fn sentences(&self) -> impl Iterator<Item = (Range<usize>, bool)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.len() && self.sense(at) == Sense::Stop {
                at += 1;
            }
            let start = at;
            while at < self.len() && self.sense(at) != Sense::Stop {
                at += 1;
            }
            (start < at).then(|| (start..at, self.is_word(at, "?")))
        })
    }

    /// The acts that items mean, as bits.
    #[must_use]
    pub fn acts(&self) -> u32 {
        self.items.iter().fold(0, |acts, item| if let Sense::Act(act) = item.sense { acts | act.bit() } else { acts })
    }

    /// Whether some item means `sense`.
    #[must_use]
    pub fn says(&self, sense: Sense) -> bool {
        self.items.iter().any(|item| item.sense == sense)
    }
}

fn phrase_at(lexicon: &Lexicon, tokens: &Tokens<'_>, at: usize) -> (Sense, usize) {
    if let Some((sense, count)) = lexicon.longest(tokens, at) {
        return (sense, at + count);
    }
    // "wifi's a must"
    let owner = tokens.word(at).strip_suffix('s').filter(|_| tokens.raw(at).contains(['\'', '’']));
    if let Some(sense) = owner.and_then(|word| lexicon.one_word(word)) {
        return (sense, at + 1);
    }
    let sense = match tokens.kind(at) {
        TokenKind::Number => tokens.number(at).map_or(Sense::Unknown, Sense::Number),
        TokenKind::Mark => mark(tokens, at),
        TokenKind::Word => Sense::Unknown,
    };
    (sense, at + 1)
}

fn mark(tokens: &Tokens<'_>, at: usize) -> Sense {
    match tokens.word(at) {
        "." if at + 1 < tokens.len() && !tokens.space_before(at + 1) && tokens.kind(at + 1) == TokenKind::Number => {
            Sense::Mark
        }
        "." | "?" | "!" => Sense::Stop,
        "," if at + 1 < tokens.len() && !tokens.space_before(at + 1) && tokens.kind(at + 1) == TokenKind::Number => {
            Sense::Mark
        }
        "," | ";" | ":" | "(" | ")" => Sense::Comma,
        _ => Sense::Mark,
    }
}

/// A phrase that runs into what another finder has read gives way, token by token.
fn clip(tokens: &Tokens<'_>, phrase: (Sense, usize), at: usize, firm: &[(Sense, Range<usize>)]) -> (Sense, usize) {
    let (sense, end) = phrase;
    let runs_into = firm.iter().any(|(_, range)| at < range.start && range.start < end && range.end > end);
    if !runs_into {
        return phrase;
    }
    if tokens.kind(at) == TokenKind::Number { (sense, at + 1) } else { (Sense::Filler, at + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::amenity::Amenity;

    fn senses(text: &str) -> Vec<Sense> {
        let tokens = Tokens::new(text);
        Reading::new(&tokens, &[]).items.iter().map(|item| item.sense).collect()
    }

    #[test]
    fn items_cover_every_token() {
        let tokens = Tokens::new("Two rooms, pet-friendly; under $1,200.50 please!");
        let reading = Reading::new(&tokens, &[]);
        let mut at = 0;
        for item in &reading.items {
            assert_eq!(item.tokens.start, at);
            at = item.tokens.end;
        }
        assert_eq!(at, tokens.len());
    }

    #[test]
    fn a_firm_reading_takes_the_place_of_its_words() {
        let tokens = Tokens::new("the pool hotel");
        let reading = Reading::new(&tokens, &[(Sense::HotelName, 1..3)]);
        assert_eq!(reading.sense(1), Sense::HotelName);
        assert_eq!(senses("the pool")[1], Sense::Amenity(Amenity::Pool));
    }
}
