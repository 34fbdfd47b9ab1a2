//! Numbers in dates: days of the month, counts of units, ordinals and years, in digits and in words.
//!
//! ```text
//! day     = digits [suffix | "."] | [tens ["-"|and]] unit | ordinal        1 to 31
//! count   = digits | cardinal | a | a couple of | "two and a half"
//! year    = four digits | two thousand [and] eighteen | twenty twenty-six | dos mil veinte
//! ```

use super::reader::{Read, Reader};
use super::roles::Role;
use super::words::{ES, PT};
use crate::understanding::text::TokenKind;

/// How a day of the month was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `20`.
    Digits,
    /// `20th`, `20.` before a month, `1º`.
    Suffixed,
    /// `twenty`.
    Cardinal,
    /// `twentieth`.
    Ordinal,
}

/// A day of the month and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayNumber {
    /// 1 to 31, or what was said for it up to 39.
    pub day: u8,
    /// Its form.
    pub written: Written,
}

impl Reader<'_> {
    /// A day of the month at `i`.
    pub fn day_number(&self, i: usize) -> Read<DayNumber> {
        if let Some(number) = self.tokens.number(i) {
            let day = u8::try_from(number).ok().filter(|d| (1..=39).contains(d) && self.tokens.digits(i) <= 2)?;
            let (suffixed, end) = self.suffix(i + 1);
            let written = if suffixed { Written::Suffixed } else { Written::Digits };
            return Some((DayNumber { day, written }, end));
        }
        if let Some((ordinal, end)) = self.ordinal_word(i) {
            return (ordinal <= 31).then_some((DayNumber { day: ordinal, written: Written::Ordinal }, end));
        }
        let (number, end) = self.cardinal(i)?;
        let day = u8::try_from(number).ok().filter(|d| (1..=31).contains(d))?;
        Some((DayNumber { day, written: Written::Cardinal }, end))
    }

    /// Whether an ordinal's mark stands at `i`, right after digits, and the token after it.
    fn suffix(&self, i: usize) -> (bool, usize) {
        let point = self.word_is(i, ".") && self.word_is(i + 1, "o") && !self.tokens.space_before(i + 1);
        if point {
            return (true, i + 2);
        }
        let spaced = self.tokens.space_before(i);
        // German "zwischen dem 3. und dem 12."
        let joined = || self.is(i + 1, Role::And) || self.is(i + 1, Role::To) || self.word_is(i + 1, "-");
        if self.word_is(i, ".") && !spaced && joined() {
            return (true, i + 1);
        }
        if (self.is(i, Role::Suffix) && !spaced) || self.word_is(i, "ste") || self.word_is(i, "th") {
            return (true, i + 1);
        }
        (false, i)
    }

    /// An ordinal in words at `i`: `first`, `twenty-third`, `vigesimo segundo`.
    pub fn ordinal_word(&self, i: usize) -> Read<u8> {
        let (lex, hyphen) = (self.lex(i), self.skip_mark(i + 1, "-"));
        let unit = self.lex(hyphen).ordinal;
        let tens = match (lex.number, lex.ordinal) {
            (20 | 30, _) => u8::try_from(lex.number).ok()?,
            (_, tens @ (20 | 30)) if lex.langs & (ES | PT) != 0 => tens,
            _ => 0,
        };
        if tens > 0 && (1..=9).contains(&unit) {
            return Some((tens + unit, hyphen + 1));
        }
        (lex.ordinal > 0).then_some((lex.ordinal, i + 1))
    }

    /// An ordinal in words or digits at `i`: `third`, `3rd`, German `3.`; at most 12.
    pub fn ordinal(&self, i: usize) -> Read<u8> {
        if let Some(number) = self.tokens.number(i) {
            let (suffixed, end) = self.suffix(i + 1);
            let point = self.word_is(end, ".") && !self.tokens.space_before(end);
            let ordinal = u8::try_from(number).ok().filter(|n| (1..=53).contains(n))?;
            return (suffixed || point).then_some((ordinal, if point { end + 1 } else { end }));
        }
        self.ordinal_word(i)
    }

    /// A cardinal below forty in words at `i`: `twenty-one`, `vingt et un`, `trinta e um`.
    pub fn cardinal(&self, i: usize) -> Read<u32> {
        let number = u32::from(self.lex(i).number);
        if number == 0 {
            return None;
        }
        if matches!(number, 20 | 30) {
            let joined = self.skip(self.skip_mark(i + 1, "-"), Role::And);
            let unit_at = self.skip_mark(joined, "-");
            let unit = u32::from(self.lex(unit_at).number);
            let english_and = self.word_is(joined.saturating_sub(1), "and");
            if (1..=9).contains(&unit) && !english_and {
                return Some((number + unit, unit_at + 1));
            }
        }
        Some((number, i + 1))
    }

    /// How many units at `i`: digits, a cardinal, `a`, `a couple of`; halves are left out.
    pub fn count(&self, i: usize) -> Read<u32> {
        let (count, end) = self.whole_count(i)?;
        let half = self.skip(self.skip(end, Role::And), Role::One);
        if self.word_is(half, "half") && half > end {
            return Some((count, half + 1));
        }
        let decimal = self.word_is(end, ".") && self.tokens.kind(end + 1) == TokenKind::Number;
        (!decimal || self.tokens.space_before(end + 1)).then_some((count, end))
    }

    fn whole_count(&self, i: usize) -> Read<u32> {
        if let Some(number) = self.tokens.number(i) {
            return (self.tokens.digits(i) <= 3).then_some((number, i + 1));
        }
        let couple = self.skip(i, Role::One);
        // "un par de noches" is a couple, "par nuit" what a price counts
        if self.is(couple, Role::Couple) && (couple > i || !self.word_is(i, "par")) {
            return Some((2, self.skip(couple + 1, Role::Of)));
        }
        if let Some((number, end)) = self.cardinal(i) {
            let bracketed = self.word_is(end, "(") && self.word_is(end + 2, ")");
            return Some((number, if bracketed { end + 3 } else { end }));
        }
        self.is(i, Role::One).then_some((1, i + 1))
    }

    /// A year at `i`: four digits from 1900 to 2199, or in words.
    pub fn year(&self, i: usize) -> Read<i16> {
        if let Some(number) = self.tokens.number(i) {
            let year = i16::try_from(number).ok().filter(|y| (1900..2200).contains(y))?;
            return (self.tokens.digits(i) == 4 && !self.counted(i + 1)).then_some((year, i + 1));
        }
        let lex = self.lex(i);
        if lex.number >= 2000 {
            return self.after_thousands(i + 1, i32::from(lex.number));
        }
        if self.is(i + 1, Role::Thousand) && lex.number == 2 {
            return self.after_thousands(i + 2, 2000);
        }
        // "twenty twenty-six"
        if lex.number == 20 {
            let (rest, end) = self.cardinal(self.skip_mark(i + 1, "-"))?;
            return if rest >= 10 { Some((2000 + i16::try_from(rest).ok()?, end)) } else { None };
        }
        None
    }

    /// Whether the pair of numbers from `i` to `end` is so many points out of ten: "rated 8/10", "9/10 or higher".
    pub fn is_score(&self, i: usize, end: usize, second: i8) -> bool {
        let led = matches!(
            self.before_word(i),
            "rated" | "rating" | "score" | "scored" | "scores" | "least" | "above" | "over"
        );
        let or = self.word_is(end, "or");
        let more = or && matches!(self.tokens.word(end + 1), "higher" | "better" | "more" | "above" | "up");
        second == 10 && (led || more || self.word_is(end, "+"))
    }

    /// `[and] eighteen` after the thousands of a year.
    fn after_thousands(&self, i: usize, thousands: i32) -> Read<i16> {
        let year = i16::try_from(thousands).ok()?;
        if year % 1000 != 0 {
            return Some((year, i));
        }
        let rest = self.skip(i, Role::And);
        match self.cardinal(rest) {
            Some((number, end)) => Some((year + i16::try_from(number).ok()?, end)),
            None => Some((year, i)),
        }
    }
}
