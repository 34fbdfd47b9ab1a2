//! The words of a sentence as names are read from them: parted where no name goes on, abbreviations joined.

use std::ops::Range;

use super::role::{Role, STRONG, role};
use crate::understanding::text::{Capitals, TokenKind, Tokens};
use crate::world::everyday::is_everyday;
use crate::world::hash::Fnv;
use crate::world::words::Word;

/// The words of a sentence that nothing else has claimed, and those around them.
#[derive(Debug)]
pub(super) struct Spoken<'t> {
    /// The words and numbers.
    pub words: Vec<Word<'t>>,
    /// What else is known of each of them.
    pub traits: Vec<Traits>,
    tokens: &'t Tokens<'t>,
}

/// What is known of a word beside its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits {
    /// The first and last token it comes from.
    pub token: (usize, usize),
    /// Whether it has a capital that is not owed to its standing first or to a sentence typed in capitals.
    pub capital: bool,
    /// Whether it stands first in a sentence.
    pub first: bool,
    /// Whether a name may not go on from the word before.
    pub parted: bool,
    /// Whether something else was read from it.
    pub claimed: bool,
    /// Whether it is a word of everyday speech.
    pub everyday: bool,
    /// What it can be to a place behind it.
    pub role: Role,
}

/// Abbreviations written with points, by their letters.
const POINTED: [(&[&str], &str); 9] = [
    (&["d", "c"], "dc"),
    (&["u", "s", "a"], "usa"),
    (&["u", "s"], "us"),
    (&["u", "k"], "uk"),
    (&["u", "a", "e"], "uae"),
    (&["n", "y", "c"], "nyc"),
    (&["n", "y"], "ny"),
    (&["l", "a"], "la"),
    (&["b", "c"], "bc"),
];

/// Words whose point does not end a sentence.
const ABBREVIATED: [&str; 8] = ["st", "ste", "mt", "ft", "pt", "dr", "mr", "mrs"];

impl<'t> Spoken<'t> {
    pub(super) fn new(tokens: &'t Tokens<'t>, claimed: &[bool]) -> Self {
        let mut spoken =
            Self { words: Vec::with_capacity(tokens.len()), traits: Vec::with_capacity(tokens.len()), tokens };
        let shouted = is_shouted(tokens);
        let (mut comma, mut parted, mut first) = (false, true, true);
        let mut at = 0;
        while at < tokens.len() {
            if tokens.kind(at) == TokenKind::Mark {
                match mark(tokens, at) {
                    Mark::Joins => {}
                    Mark::Comma => comma = true,
                    Mark::Parts => parted = true,
                    Mark::Ends => (parted, first) = (true, true),
                }
                at += 1;
                continue;
            }
            let (text, hash, used) = match pointed(tokens, at) {
                Some((text, used)) => (text, Fnv::of(text), used),
                None => (tokens.word(at), tokens.hash(at), 1),
            };
            let capitals = tokens.capitals(at);
            let all = used > 1 || (capitals == Capitals::All && !shouted);
            let claimed = claimed.get(at).copied().unwrap_or(false);
            spoken.words.push(Word { text, hash, capitals: all, comma });
            spoken.traits.push(Traits {
                token: (at, at + used),
                capital: all || (capitals != Capitals::None && !first && !shouted),
                first,
                parted: parted || claimed,
                claimed,
                everyday: is_everyday(hash, text),
                role: if text == "a" && is_french_to(tokens.raw(at)) { STRONG } else { role(hash, text) },
            });
            (comma, parted, first) = (false, claimed, false);
            at += used;
        }
        spoken
    }

    /// The runs of words within which a name can stand.
    pub(super) fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while self.traits.get(at)?.claimed {
                at += 1;
            }
            let start = at;
            at += 1;
            while self.traits.get(at).is_some_and(|word| !word.parted) {
                at += 1;
            }
            Some(start..at)
        })
    }

    /// The tokens that the words `words` come from.
    pub(super) fn tokens_of(&self, words: Range<usize>) -> Range<usize> {
        let start = self.traits.get(words.start).map_or(0, |word| word.token.0);
        let end = words.end.checked_sub(1).and_then(|last| self.traits.get(last)).map_or(start, |word| word.token.1);
        start..end
    }

    /// The folded letters of the word at `at`; empty outside the sentence.
    pub(super) fn word(&self, at: usize) -> &'t str {
        self.words.get(at).map_or("", |word| word.text)
    }

    /// The folded letters of the word `back` places before `at`; empty before the start.
    pub(super) fn before(&self, at: usize, back: usize) -> &'t str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// What the word at `at` can be to a place around it; nothing outside the sentence.
    pub(super) fn role(&self, at: usize) -> Role {
        self.traits.get(at).map_or(0, |word| word.role)
    }

    /// What the word `back` places before `at` can be to a place behind it.
    pub(super) fn role_before(&self, at: usize, back: usize) -> Role {
        at.checked_sub(back).map_or(0, |at| self.role(at))
    }

    /// Whether the word at `at` ends in an apostrophe and a letter or two ("that'll", "Rosa's").
    pub(super) fn is_contracted(&self, at: usize) -> bool {
        let raw = self.traits.get(at).map_or("", |word| self.tokens.raw(word.token.0));
        raw.rfind(['\'', '’']).is_some_and(|mark| raw[mark..].chars().count() <= 3)
    }

    /// "Seattle's" as "Seattle".
    pub(super) fn without_possessive(&self, at: usize) -> Option<Word<'t>> {
        let raw = self.tokens.raw(self.traits.get(at)?.token.0);
        let owner = raw.strip_suffix(['s', 'S'])?.ends_with(['\'', '’']);
        let word = self.words[at];
        owner.then(|| Word { comma: word.comma, ..Word::plain(&word.text[..word.text.len() - 1]) })
    }
}

/// What a mark between two words does.
enum Mark {
    Joins,
    Comma,
    Parts,
    Ends,
}

fn mark(tokens: &Tokens<'_>, at: usize) -> Mark {
    let tight = !tokens.space_before(at) && !tokens.space_before(at + 1);
    match tokens.word(at) {
        "," => Mark::Comma,
        "-" if tight => Mark::Joins,
        "&" => Mark::Joins,
        "." if ABBREVIATED.contains(&tokens.word(at.wrapping_sub(1))) || tight => Mark::Joins,
        "." | "?" | "!" => Mark::Ends,
        _ => Mark::Parts,
    }
}

/// "à Nice": the accent tells it from an article.
fn is_french_to(raw: &str) -> bool {
    matches!(raw, "à" | "À")
}

/// Whether the sentence is typed in capitals throughout, so that they say nothing.
fn is_shouted(tokens: &Tokens<'_>) -> bool {
    let words = (0..tokens.len()).filter(|&i| tokens.kind(i) == TokenKind::Word && tokens.word(i).len() > 1);
    let (mut all, mut shouted, mut house) = (0, 0, false);
    for i in words {
        all += 1;
        shouted += usize::from(tokens.capitals(i) == Capitals::All);
        house |= matches!(tokens.word(i), "hotel" | "hotels" | "room" | "rooms");
    }
    (all > 2 || house && all == 2) && shouted == all
}

/// An abbreviation with points that starts at `at`, and how many tokens it takes.
fn pointed(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, usize)> {
    if tokens.word(at).len() != 1 || tokens.word(at + 1) != "." {
        return None;
    }
    POINTED.iter().find_map(|&(letters, joined)| {
        let said = |(k, letter): (usize, &&str)| {
            tokens.word(at + 2 * k) == *letter && (k == 0 || tokens.word(at + 2 * k - 1) == ".")
        };
        let last = 2 * letters.len() - 1;
        let point = usize::from(tokens.word(at + last) == ".");
        letters.iter().enumerate().all(said).then_some((joined, last + point))
    })
}
