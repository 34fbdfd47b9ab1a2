//! Hotels by name, against the names that can be sold.
//!
//! ```text
//! name    = exact | partial | chain
//! exact   = every word of a known name, in order            "Inn at the Market"
//! partial = its first word and others, in order, skipping   "La Quinta Inn Seaworld"
//! chain   = a chain's name alone (vocabulary/chains.txt)    "the Hilton"
//! words   = compared folded, without "the", "hotel", "by", "at", "and" …; one letter wrong in five, two in eight
//! ```
//!
//! The longest match wins, then the one that leaves least of the name unsaid. What fits several names is kept as
//! typed, so that the search can match all of them. Words of the engine's own vocabulary never make a name alone.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use crate::world::slips::{Shape, Typed};
use crate::world::table::Table;

use super::lexicon::Lexicon;
use super::text::{Capitals, Found, TokenKind, Tokens};

/// Words that tell no two names apart.
pub(super) const EMPTY: &[&str] = &[
    "the",
    "hotel",
    "hotels",
    "by",
    "at",
    "and",
    "a",
    "of",
    "in",
    "s",
    "guesthouse",
    "guest",
    "house",
    "b",
    "bed",
    "breakfast",
];
/// From this many letters on one may be wrong.
pub(super) const MENDABLE: usize = 5;
/// From this many letters on two may be wrong.
const MENDABLE_TWICE: usize = 8;

/// Chains by their first word.
static CHAINS: LazyLock<Table<Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut chains: Table<Vec<Vec<&str>>> = Table::default();
    for line in include_str!("vocabulary/chains.txt").lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        chains.entry(words[0]).push(words);
    }
    chains
});

type Word = u32;

/// Names of hotels, indexed by their words.
#[derive(Debug, Clone, Default)]
pub struct HotelNames {
    names: Vec<Name>,
    words: Table<Word>,
    /// For each word, the names that hold it.
    holding: Vec<Vec<u32>>,
    /// Names of empty words alone.
    plain: Vec<u32>,
    /// The words by first letter, to mend spelling.
    by_letter: HashMap<char, Vec<Spelling>>,
}

/// A word long enough to be mended to.
#[derive(Debug, Clone)]
struct Spelling {
    shape: Shape,
    text: Box<str>,
    word: Word,
}

#[derive(Debug, Clone)]
struct Name {
    name: Arc<str>,
    words: Box<[Word]>,
    /// All words, the empty ones included.
    whole: Box<[Box<str>]>,
    /// Whether nothing less than all of them will do.
    whole_only: bool,
}

/// From how many words on a name of empty words alone is taken for one: "A and B Guest House".
const LONG_ENOUGH: usize = 4;

/// A hotel's name as found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotelSaid {
    /// The name as known, or as typed where it fits several.
    pub name: Arc<str>,
    /// Whether exactly one known name fits.
    pub known: bool,
    /// Whether all of a known name was said, or a chain's.
    pub complete: bool,
}

#[derive(Debug, Clone)]
struct Match {
    tokens: Range<usize>,
    /// Words of the name that were said, and how many it has.
    said: usize,
    of: usize,
    name: u32,
    several: bool,
}

impl HotelNames {
    /// An index of `names`.
    ///
    /// ```
    /// use core_chat::understanding::{hotel_names::HotelNames, text::Tokens};
    /// let names = HotelNames::of(["Inn at the Market", "Harbour Lights Hotel"]);
    /// let tokens = Tokens::new("does the harbor lights have a pool?");
    /// assert_eq!(&*names.find(&tokens)[0].value.name, "Harbour Lights Hotel");
    /// ```
    #[must_use]
    pub fn of<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::beside_places(names, |_| false)
    }

    /// An index of `names` among which some are made of a place, as `is_place` says of their telling words: such a name
    /// is found only when all of it is said, and not at all when it is a place's and nothing more.
    ///
    /// ```
    /// use core_chat::understanding::{hotel_names::HotelNames, text::Tokens};
    /// let names = HotelNames::beside_places(["Portland Hotel"], |words| words == "portland");
    /// assert!(names.find(&Tokens::new("Portland in May")).is_empty());
    /// assert_eq!(names.find(&Tokens::new("the Portland Hotel in May")).len(), 1);
    /// ```
    #[must_use]
    pub fn beside_places<N: AsRef<str>>(names: impl IntoIterator<Item = N>, is_place: impl Fn(&str) -> bool) -> Self {
        let mut index = Self::default();
        let mut seen = HashMap::new();
        for name in names {
            let name = name.as_ref().trim();
            let tokens = Tokens::new(name);
            let whole: Box<[Box<str>]> = (0..tokens.len())
                .filter(|i| tokens.kind(*i) != TokenKind::Mark && tokens.word(*i) != "the")
                .map(|i| tokens.word(i).into())
                .collect();
            let telling: Vec<&str> = whole.iter().map(|word| &**word).filter(|word| !EMPTY.contains(word)).collect();
            let whole_only = !telling.is_empty() && is_place(&telling.join(" "));
            if whole.is_empty() || whole_only && whole.len() == 1 || seen.insert(whole.clone(), ()).is_some() {
                continue;
            }
            let words: Box<[Word]> = telling.iter().map(|word| index.word(word)).collect();
            let id = u32::try_from(index.names.len()).expect("a supplier sells millions of hotels, not billions");
            for word in &words {
                index.holding[*word as usize].push(id);
            }
            if words.is_empty() && whole.len() >= LONG_ENOUGH {
                index.plain.push(id);
            }
            index.names.push(Name { name: Arc::from(name), words, whole, whole_only });
        }
        index
    }

    /// Whether it holds no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    fn word(&mut self, word: &str) -> Word {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let new = u32::try_from(self.holding.len()).expect("names have millions of words, not billions");
        *self.words.entry(word) = new;
        self.holding.push(Vec::new());
        if let Some(letter) = word.chars().next().filter(|_| word.len() >= MENDABLE) {
            let spelling = Spelling { shape: Shape::of(word.as_bytes()), text: word.into(), word: new };
            self.by_letter.entry(letter).or_default().push(spelling);
        }
        new
    }

    /// The hotels named in `tokens`, in order.
    #[must_use]
    pub fn find(&self, tokens: &Tokens<'_>) -> Vec<Found<HotelSaid>> {
        if self.is_empty() {
            return chains(tokens);
        }
        let said: Vec<Option<Word>> =
            (0..tokens.len()).map(|i| self.words.find(tokens.hash(i), tokens.word(i)).copied()).collect();
        let found = self.matches(tokens, &said, &said);
        if !found.is_empty() {
            return found;
        }
        let chains = chains(tokens);
        let mut words = said.clone();
        if !chains.is_empty() || !self.mend(tokens, &mut words) {
            return chains;
        }
        self.matches(tokens, &said, &words)
    }

    /// The names found by `words`, which are those `said` or what was mended of them.
    fn matches(&self, tokens: &Tokens<'_>, said: &[Option<Word>], words: &[Option<Word>]) -> Vec<Found<HotelSaid>> {
        let mut found: Vec<Found<HotelSaid>> = Vec::new();
        let mut i = 0;
        while i < tokens.len() {
            match self.best_at(tokens, said, words, i) {
                Some(best) => {
                    let name = if best.several {
                        Arc::from(tokens.said(without_kind(tokens, best.tokens.clone())))
                    } else {
                        Arc::clone(&self.names[best.name as usize].name)
                    };
                    i = best.tokens.end;
                    let complete = best.said == best.of;
                    found.push(Found::new(HotelSaid { name, known: !best.several, complete }, best.tokens));
                }
                None => i += 1,
            }
        }
        found
    }

    fn best_at(&self, tokens: &Tokens<'_>, said: &[Option<Word>], words: &[Option<Word>], i: usize) -> Option<Match> {
        let whole = self.whole_at(tokens, said, i);
        let Some(word) = words[i] else { return whole };
        let mut best = whole;
        for id in &self.holding[word as usize] {
            let Some(next) = self.partial(tokens, words, i, *id) else { continue };
            match &mut best {
                None => best = Some(next),
                Some(known) => {
                    let alike = next.tokens.end == known.tokens.end && next.said == known.said;
                    let several = alike && known.said < known.of && next.said < next.of;
                    if rank(&next) > rank(known) {
                        *known = next;
                    }
                    known.several |= several;
                }
            }
        }
        best
    }

    /// A name said word for word, which may begin with an empty word ("Hotel Via") or be made of common ones.
    fn whole_at(&self, tokens: &Tokens<'_>, said: &[Option<Word>], i: usize) -> Option<Match> {
        if tokens.kind(i) == TokenKind::Mark {
            return None;
        }
        let near = self.names_near(said, i).unwrap_or_default();
        let mut best: Option<Match> = None;
        for id in near.iter().chain(&self.plain) {
            let name = &self.names[*id as usize];
            let Some(end) = follow(tokens, i, &name.whole) else { continue };
            let long = name.whole.len() >= LONG_ENOUGH;
            let telling =
                name.whole.len() > 1 && !name.words.is_empty() || long || !Lexicon::shipped().knows(&name.whole[0]);
            if telling && best.as_ref().is_none_or(|known| known.tokens.end < end) {
                best = Some(Match {
                    tokens: i..end,
                    said: name.words.len(),
                    of: name.words.len(),
                    name: *id,
                    several: false,
                });
            }
        }
        best
    }

    /// The names that hold the first telling word at or just after `i`.
    fn names_near(&self, said: &[Option<Word>], i: usize) -> Option<&[u32]> {
        let word = said[i..].iter().take(3).find_map(|word| *word)?;
        Some(self.holding[word as usize].as_slice())
    }

    /// How far name `id` is said from token `i` on, its first word at `i`.
    fn partial(&self, tokens: &Tokens<'_>, words: &[Option<Word>], i: usize, id: u32) -> Option<Match> {
        let name = &self.names[id as usize];
        if name.whole_only || name.words.first() != words[i].as_ref() {
            return None;
        }
        let (mut said, mut at, mut end, mut part) = (1, i + 1, i + 1, 1);
        while at < tokens.len() {
            match words[at].and_then(|word| name.words[part..].iter().position(|known| *known == word)) {
                Some(skipped) => {
                    part += skipped + 1;
                    said += 1;
                    end = at + 1;
                }
                None if is_empty(tokens, at) && tokens.word(at) != "in" => {}
                None => break,
            }
            at += 1;
        }
        let lexicon = Lexicon::shipped();
        let telling = (i..end).filter(|k| words[*k].is_some() && !lexicon.knows_token(tokens, *k)).count();
        let complete = said == name.words.len();
        // "Hotel G" is said in full or not at all.
        let short = name.words.len() == 1 && name.whole.len() > 1 && tokens.word(i).len() < 4;
        let end = end + usize::from(matches!(tokens.word(end), "hotel" | "guesthouse" | "house" | "inn"));
        let spelled = tokens.kind(i) == TokenKind::Word && tokens.word(i).len() >= MENDABLE;
        let rare = spelled && name.words.len() <= 2 && self.holding[words[i]? as usize].len() == 1;
        let only = rare || self.beginning_with(words[i]?) == 1 && (end > i + 1 || names_a_house_before(tokens, i));
        let enough = if short {
            false
        } else if complete {
            telling > 0 || said > 2
        } else {
            telling > 0 && (said > 1 || only)
        };
        enough.then_some(Match { tokens: i..end, said, of: name.words.len(), name: id, several: false })
    }

    /// How many names begin with `word`.
    fn beginning_with(&self, word: Word) -> usize {
        let holding = &self.holding[word as usize];
        holding.iter().filter(|id| self.names[**id as usize].words.first() == Some(&word)).count()
    }

    /// Puts known words in the place of misspelt ones; whether it did.
    fn mend(&self, tokens: &Tokens<'_>, words: &mut [Option<Word>]) -> bool {
        let lexicon = Lexicon::shipped();
        let mut mended = false;
        for (i, known) in words.iter_mut().enumerate() {
            let word = tokens.word(i);
            let mendable = known.is_none() && tokens.kind(i) == TokenKind::Word && word.len() >= MENDABLE;
            if mendable && !lexicon.knows_token(tokens, i) {
                *known = self.nearest(word);
                mended |= known.is_some();
            }
        }
        mended
    }

    fn nearest(&self, word: &str) -> Option<Word> {
        let cutoff = most_slips(word);
        let close = self.by_letter.get(&word.chars().next()?)?;
        let typed = Typed::new(word);
        let near = close.iter().filter_map(|known| Some((typed.slips(&known.text, known.shape, cutoff)?, known.word)));
        near.min().map(|(_, word)| word)
    }
}

/// How many letters of `word` may be wrong.
pub(super) fn most_slips(word: &str) -> usize {
    if word.len() >= MENDABLE_TWICE { 2 } else { 1 }
}

/// Chains named alone; kept as typed.
fn chains(tokens: &Tokens<'_>) -> Vec<Found<HotelSaid>> {
    let chain_at = |i: usize| {
        let most = CHAINS.find(tokens.hash(i), tokens.word(i))?;
        let fits = most.iter().filter(|words| tokens.are(i, words)).max_by_key(|words| words.len())?;
        let range = i..i + fits.len();
        let name = Arc::from(tokens.said(range.clone()));
        Some(Found::new(HotelSaid { name, known: false, complete: true }, range))
    };
    (0..tokens.len()).find_map(chain_at).into_iter().collect()
}

/// "the Harrowgate guesthouse": what kind of house it is belongs to no name that fits several.
fn without_kind(tokens: &Tokens<'_>, said: Range<usize>) -> Range<usize> {
    let kind = said.len() > 1 && matches!(tokens.word(said.end - 1), "hotel" | "guesthouse");
    said.start..said.end - usize::from(kind)
}

/// Longer in the text first, then less of the name unsaid.
fn rank(found: &Match) -> (usize, usize, std::cmp::Reverse<usize>) {
    (found.tokens.end, found.said, std::cmp::Reverse(found.of))
}

/// "Hotel Vertigo", "at The Gwen": what stands before makes a single word a name.
fn names_a_house_before(tokens: &Tokens<'_>, i: usize) -> bool {
    let before = |n: usize| i.checked_sub(n).map_or("", |k| tokens.word(k));
    let capital = tokens.capitals(i) != Capitals::None;
    before(1) == "hotel" && capital || before(1) == "the" && matches!(before(2), "at" | "in" | "to") && capital
}

fn is_empty(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.kind(i) == TokenKind::Mark && !matches!(tokens.word(i), "." | "?" | "!" | "," | ";")
        || EMPTY.contains(&tokens.word(i))
}

/// The token after `words` said one by one from `i` on, marks and "the" in between left out.
fn follow(tokens: &Tokens<'_>, i: usize, words: &[Box<str>]) -> Option<usize> {
    let mut at = i;
    for (k, word) in words.iter().enumerate() {
        while k > 0
            && at < tokens.len()
            && (tokens.kind(at) == TokenKind::Mark && tokens.word(at) != "?" || tokens.word(at) == "the")
        {
            at += 1;
        }
        if tokens.word(at) != &**word {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = [
        "Inn at the Market",
        "Harbour Lights Hotel",
        "Brightwater Suites by Corvane Seattle - Lake Union",
        "Brightwater Suites by Corvane Portland",
        "Hotel Ondine",
        "Bed and Breakfast",
    ];

    fn named(text: &str) -> Vec<String> {
        let tokens = Tokens::new(text);
        HotelNames::of(NAMES).find(&tokens).iter().map(|found| found.value.name.to_string()).collect()
    }

    #[test]
    fn a_whole_name_is_found_in_any_case() {
        assert_eq!(named("book the inn at the market please"), ["Inn at the Market"]);
        assert_eq!(named("Hotel Ondine, then"), ["Hotel Ondine"]);
    }

    #[test]
    fn part_of_a_name_is_enough_when_it_tells_which() {
        assert_eq!(named("the Brightwater Suites Lake Union"), ["Brightwater Suites by Corvane Seattle - Lake Union"]);
        assert_eq!(named("at Brightwater Suites on Friday"), ["Brightwater Suites"]);
    }

    #[test]
    fn a_wrong_letter_is_mended() {
        assert_eq!(named("is the Harbor Lihgts free?"), ["Harbour Lights Hotel"]);
    }

    #[test]
    fn everyday_words_are_no_name() {
        assert!(named("a bed and breakfast near the market").is_empty());
    }
}
