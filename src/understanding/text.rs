//! The token stream every finder reads: the guest's text, normalised once.
//!
//! ```text
//! token  = word | number | mark
//! word   = letters, their combining marks and inner apostrophes ("o'hare" → ohare, "don't" → dont)
//! number = decimal digits of any script, as ASCII ("２０" → 20); a sign or separator is a mark
//! mark   = one character of punctuation or a symbol; dashes become "-", quotes are dropped
//! ```
//!
//! A token knows whether white space stood before it, so `3/20`, `$200`, `20th` and `4-star` can be told
//! from their spaced look-alikes, and how it was capitalised, since `Nice` and `nice` differ.

use std::ops::Range;

use crate::world::fold::{fold_into, is_invisible};
use crate::world::hash::Fnv;

/// Byte range in the guest's text; always on character boundaries.
pub type Span = Range<usize>;

/// A value and the tokens that said it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// Indices of the tokens that said it (`start..end`).
    pub tokens: Range<usize>,
}

impl<T> Found<T> {
    /// A value said by `tokens`.
    pub fn new(value: T, tokens: Range<usize>) -> Self {
        Self { value, tokens }
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Decimal digits.
    Number,
    /// One character of punctuation or a symbol.
    Mark,
}

/// How a word was capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capitals {
    /// `seattle`, and every token without cased letters.
    None,
    /// `Seattle`.
    First,
    /// `SEA`, `NYC`; two letters or more.
    All,
    /// `McCarran`, `iPhone`.
    Mixed,
}

#[derive(Debug, Clone)]
struct Token {
    span: Span,
    folded: Range<usize>,
    hash: Fnv,
    kind: TokenKind,
    capitals: Capitals,
    space_before: bool,
    number: Option<u32>,
}

/// A guest's text as tokens.
///
/// ```
/// use core_chat::understanding::text::Tokens;
/// let tokens = Tokens::new("Zürich, 20–23 March");
/// let words: Vec<&str> = (0..tokens.len()).map(|i| tokens.word(i)).collect();
/// assert_eq!(words, ["zurich", ",", "20", "-", "23", "march"]);
/// assert_eq!(tokens.number(2), Some(20));
/// assert_eq!(&"Zürich, 20–23 March"[tokens.span(0..1)], "Zürich");
/// ```
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    folded: String,
    tokens: Vec<Token>,
}

impl<'t> Tokens<'t> {
    /// Normalises and splits `text`; never fails.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut stream = Self {
            text,
            folded: String::with_capacity(text.len() + 8),
            tokens: Vec::with_capacity(text.len() / 4 + 4),
        };
        let (mut at, mut space_before) = (0, true);
        while let Some(first) = text[at..].chars().next() {
            if first == ' ' {
                (at, space_before) = (at + 1, true);
                continue;
            }
            if let Some(end) = stream.push_plain(at, space_before) {
                (at, space_before) = (end, false);
                continue;
            }
            let start = at;
            at += first.len_utf8();
            if first.is_whitespace() || is_invisible(first) {
                space_before |= first.is_whitespace();
                continue;
            }
            let class = Class::of(first);
            at = class.end(text, at);
            if stream.push(start..at, first, class, space_before) {
                space_before = false;
            }
        }
        stream
    }

    /// Pushes the word of plain letters, or the number of plain digits, that begins at `start`, as most do; its end, unless
    /// it goes on with others.
    fn push_plain(&mut self, start: usize, space_before: bool) -> Option<usize> {
        let letters = &self.text.as_bytes()[start..];
        let digits = letters.first().is_some_and(u8::is_ascii_digit);
        let goes_on = |letter: &&u8| if digits { letter.is_ascii_digit() } else { letter.is_ascii_alphabetic() };
        let (mut length, mut upper, mut hash) = (0, 0, Fnv::EMPTY);
        while let Some(letter) = letters.get(length).filter(goes_on) {
            upper += usize::from(letter.is_ascii_uppercase());
            hash = hash.with(&[letter.to_ascii_lowercase()]);
            length += 1;
        }
        let ends = letters.get(length).is_none_or(|next| next.is_ascii() && !matches!(next, b'\'' | b'`'));
        if length == 0 || !ends {
            return None;
        }
        let (span, from) = (start..start + length, self.folded.len());
        self.folded.push_str(&self.text[span.clone()]);
        self.folded[from..].make_ascii_lowercase();
        let first = letters[0].is_ascii_uppercase();
        let others = upper - usize::from(first);
        self.tokens.push(Token {
            span,
            folded: from..from + length,
            hash,
            kind: if digits { TokenKind::Number } else { TokenKind::Word },
            capitals: capitals(first, others, length - 1 - others),
            space_before,
            number: if digits { self.folded[from..].parse().ok() } else { None },
        });
        Some(start + length)
    }

    fn push(&mut self, span: Span, first: char, class: Class, space_before: bool) -> bool {
        let from = self.folded.len();
        let raw = &self.text[span.clone()];
        match class {
            Class::Letter => fold_into(raw, &mut self.folded),
            Class::Digit => self.folded.extend(raw.chars().filter_map(digit_value).map(|d| char::from(b'0' + d))),
            Class::Mark => match plain_mark(first) {
                Some(mark) => self.folded.push(mark),
                None => return false,
            },
        }
        let folded = from..self.folded.len();
        if folded.is_empty() {
            return false;
        }
        let number = if class == Class::Digit { self.folded[folded.clone()].parse().ok() } else { None };
        let capitals = if class == Class::Letter { capitals_of(raw) } else { Capitals::None };
        let hash = Fnv::of(&self.folded[folded.clone()]);
        self.tokens.push(Token { span, folded, hash, kind: class.kind(), capitals, space_before, number });
        true
    }

    /// The text as it was typed.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The folded text of token `i`: lower case, no accents, digits in ASCII; empty past the end.
    #[inline]
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| &self.folded[t.folded.clone()])
    }

    /// Whether [`Tokens::word`] is `word`.
    #[inline]
    #[must_use]
    pub fn is(&self, i: usize, word: &str) -> bool {
        // Most words differ in length, which is told without looking at the letters.
        match self.tokens.get(i) {
            Some(token) if token.folded.len() == word.len() => self.word(i) == word,
            Some(_) => false,
            None => word.is_empty(),
        }
    }

    /// The hash of [`Tokens::word`], under which the tables of words are asked for it.
    #[inline]
    #[must_use]
    pub fn hash(&self, i: usize) -> Fnv {
        self.tokens.get(i).map_or(Fnv::EMPTY, |t| t.hash)
    }

    /// Token `i` as it was typed; empty past the end.
    #[must_use]
    pub fn raw(&self, i: usize) -> &'t str {
        self.tokens.get(i).map_or("", |t| &self.text[t.span.clone()])
    }

    /// What token `i` is made of; a mark past the end.
    #[inline]
    #[must_use]
    pub fn kind(&self, i: usize) -> TokenKind {
        self.tokens.get(i).map_or(TokenKind::Mark, |t| t.kind)
    }

    /// The value of token `i` when it is a number that fits 32 bits.
    #[inline]
    #[must_use]
    pub fn number(&self, i: usize) -> Option<u32> {
        self.tokens.get(i).and_then(|t| t.number)
    }

    /// How many digits token `i` has, leading zeros included; 0 when it is no number.
    #[must_use]
    pub fn digits(&self, i: usize) -> usize {
        if self.kind(i) == TokenKind::Number { self.word(i).len() } else { 0 }
    }

    /// How token `i` was capitalised.
    #[must_use]
    pub fn capitals(&self, i: usize) -> Capitals {
        self.tokens.get(i).map_or(Capitals::None, |t| t.capitals)
    }

    /// Whether no word of the text has small letters, so that capitals say nothing: "2 ADULTS, 1 ROOM".
    #[must_use]
    pub fn is_all_capitals(&self) -> bool {
        let mut words = self.tokens.iter().filter(|token| token.kind == TokenKind::Word && token.span.len() > 1);
        words.all(|word| word.capitals == Capitals::All)
    }

    /// Whether white space, or the start of the text, stands before token `i`; true past the end.
    #[inline]
    #[must_use]
    pub fn space_before(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| t.space_before)
    }

    /// The bytes of the text that the tokens `tokens` cover, from the first to the last of them.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.span.start <= last.span.end => first.span.start..last.span.end,
            _ => 0..0,
        }
    }

    /// The words the tokens `tokens` were typed as.
    #[must_use]
    pub fn said(&self, tokens: Range<usize>) -> &'t str {
        &self.text[self.span(tokens)]
    }

    /// Whether the tokens from `i` on are exactly `words`.
    #[must_use]
    pub fn are(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(k, word)| self.is(i + k, word))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
}

impl Class {
    fn of(c: char) -> Self {
        if digit_value(c).is_some() {
            Self::Digit
        } else if c.is_alphabetic() {
            Self::Letter
        } else {
            Self::Mark
        }
    }

    /// Where the token of this class ends whose first character ends at `at`.
    fn end(self, text: &str, mut at: usize) -> usize {
        while let Some(next) = text[at..].chars().next()
            && self.goes_on_with(next, &text[at..])
        {
            at += next.len_utf8();
        }
        at
    }

    fn goes_on_with(self, next: char, rest: &str) -> bool {
        match self {
            Self::Digit => digit_value(next).is_some(),
            Self::Letter if next.is_ascii_alphabetic() => true,
            Self::Letter if is_apostrophe(next) => rest.chars().nth(1).is_some_and(char::is_alphabetic),
            Self::Letter if next.is_ascii() => false,
            Self::Letter => next.is_alphabetic() || is_combining(next) || is_invisible(next),
            Self::Mark => false,
        }
    }

    fn kind(self) -> TokenKind {
        match self {
            Self::Letter => TokenKind::Word,
            Self::Digit => TokenKind::Number,
            Self::Mark => TokenKind::Mark,
        }
    }
}

/// Starts of the blocks of ten decimal digits that guests' keyboards produce, beside ASCII.
const DIGIT_ZEROS: [char; 8] =
    ['\u{0660}', '\u{06F0}', '\u{0966}', '\u{09E6}', '\u{0E50}', '\u{0ED0}', '\u{1040}', '\u{FF10}'];

fn digit_value(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    DIGIT_ZEROS.iter().find_map(|&zero| {
        let value = (c as u32).wrapping_sub(zero as u32);
        if value < 10 { u8::try_from(value).ok() } else { None }
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BB}' | '\u{02BC}' | '`' | '\u{00B4}')
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// The one form of a mark, or nothing for quotes and stray apostrophes, which carry no meaning here.
fn plain_mark(c: char) -> Option<char> {
    match c {
        '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{00AB}' | '\u{00BB}' => None,
        _ if is_apostrophe(c) => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
        '\u{3001}' | '\u{FF0C}' | '\u{060C}' => Some(','),
        '\u{3002}' | '\u{FF0E}' => Some('.'),
        '\u{FF1F}' | '\u{061F}' | '\u{00BF}' => Some('?'),
        '\u{FF01}' | '\u{00A1}' => Some('!'),
        '\u{FF0F}' => Some('/'),
        '\u{FF04}' => Some('$'),
        '\u{FFE5}' => Some('¥'),
        _ => Some(c),
    }
}

/// How a word was capitalised.
fn capitals_of(raw: &str) -> Capitals {
    let mut letters = raw.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return Capitals::None };
    let (mut upper, mut lower) = (0, 0);
    for letter in letters {
        if letter.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    capitals(first.is_uppercase(), upper, lower)
}

/// By whether the first letter is a capital, and how many of the others are, and are not.
fn capitals(first: bool, upper: usize, lower: usize) -> Capitals {
    match (first, upper, lower) {
        (true, 0, _) => Capitals::First,
        (true, _, 0) => Capitals::All,
        (false, 0, _) => Capitals::None,
        _ => Capitals::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let tokens = Tokens::new(text);
        (0..tokens.len()).map(|i| tokens.word(i).to_owned()).collect()
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        assert_eq!(words("$200/night, 20th—O’Hare"), ["$", "200", "/", "night", ",", "20", "th", "-", "ohare"]);
    }

    #[test]
    fn digits_of_any_script_and_hidden_characters_are_plain() {
        assert_eq!(words("２０\u{200B}. März"), ["20", ".", "marz"]);
        assert_eq!(words("\u{FEFF}Sea\u{200D}ttle"), ["seattle"]);
    }

    #[test]
    fn capitals_are_kept() {
        let tokens = Tokens::new("SEA Seattle nice McKay I 20");
        let found: Vec<Capitals> = (0..tokens.len()).map(|i| tokens.capitals(i)).collect();
        assert_eq!(
            found,
            [Capitals::All, Capitals::First, Capitals::None, Capitals::Mixed, Capitals::First, Capitals::None]
        );
    }

    #[test]
    fn spans_lie_inside_the_text() {
        let text = "  Zürich, in  Österreich";
        let tokens = Tokens::new(text);
        assert_eq!(tokens.said(0..4), "Zürich, in  Österreich");
        assert_eq!(tokens.said(7..9), "");
    }
}
