//! Lengths of stay, and changes to a stay that is known.
//!
//! ```text
//! length    = count (night | day | week) | fortnight | overnight | [a] weekend | long weekend      not: per night, $200 a night
//!           | [between] count ("-" | to | or | and) length        the shorter is taken, and said to be
//!           | (for | stay) [a] month                              as many nights as can be booked
//! shift     = (another | more) count unit | count more unit | count unit (more | longer | earlier)
//!           | (extend | add | shorten | postpone) [by] count unit
//! answer    = count                                   alone, where nights were asked for; `the 20th for 3`
//! ```

use super::offsets::Amount;
use super::reader::Reader;
use super::roles::Role;
use super::said::{Assumption, MAX_NIGHTS, Moved, Shift};
use super::words::Unit;
use crate::understanding::text::{Found, TokenKind};

/// Longest length read as one, in nights.
const LONGEST: u16 = 366;

/// What a sentence says about the length of the stay.
#[derive(Debug, Default)]
pub struct Lengths {
    /// The length in nights.
    pub nights: Option<Found<u16>>,
    /// A change of the known stay.
    pub shift: Option<Found<Shift>>,
    /// What was assumed of the length.
    pub assumption: Option<Assumption>,
}

impl Reader<'_> {
    /// The lengths said outside of the tokens that `taken` holds; the last one counts, but for those of a later stay.
    pub fn lengths(&self, taken: &[(usize, usize)]) -> Lengths {
        let mut lengths = Lengths::default();
        let known = self.calendar.check_in.is_some() || self.calendar.check_out.is_some();
        let mut i = 0;
        while i < self.len() {
            if let Some(&(_, end)) = taken.iter().find(|&&(from, to)| from <= i && i < to) {
                i = end;
            } else if !self.may_begin_a_length(i) {
                i += 1;
            } else if let Some((least, most, end)) = self.two_lengths(i) {
                lengths.nights = Some(Found::new(least, i..end));
                lengths.assumption = Some(Assumption::Shorter { nights: least, most });
                i = end;
            } else if let Some(end) = self.month_long(i) {
                lengths.nights = u16::try_from(MAX_NIGHTS).ok().map(|nights| Found::new(nights, i..end));
                lengths.assumption = Some(Assumption::LongestStay);
                i = end;
            } else if let Some((days, moved, end)) = self.change(i) {
                if known {
                    lengths.shift = Some(Found::new(Shift { moved, days }, i..end));
                } else if let Ok(nights) = u16::try_from(days) {
                    lengths.nights = Some(Found::new(nights, i..end));
                }
                i = end;
            } else if let Some((nights, end)) = self.length(i, taken) {
                // "3 nights in Rome, then 2 in Florence": the first stay is asked for
                let leg = lengths.nights.as_ref().is_some_and(|f| (f.tokens.end..i).any(|k| self.word_is(k, "then")));
                if let Some(nights) = nights.filter(|_| !leg) {
                    lengths.nights = Some(Found::new(nights, i..end));
                }
                i = end;
            } else {
                i += 1;
            }
        }
        if lengths.nights.is_none() && lengths.shift.is_none() {
            lengths.nights = self.bare_length(taken);
            if let Some(found) = &mut lengths.nights
                && let Some((assumption, end)) = self.longer(found.value, found.tokens.end)
            {
                found.tokens.end = end;
                lengths.assumption = Some(assumption);
            }
        }
        lengths
    }

    /// "4-5 nights", "4 or 5 nights", "between 4 and 6 nights": the shorter, the longer, and the token after them.
    pub fn two_lengths(&self, i: usize) -> Option<(u16, u16, usize)> {
        let joined = |k| self.joins_lengths(k, true);
        if self.tokens.number(i).is_none() && self.lex(i).number == 0 || !(i + 1..i + 3).any(joined) {
            return None;
        }
        let (least, at) = self.count(i).filter(|_| !self.claimed_from_left(i) && self.lex(i).unit.is_none())?;
        let joined = self.joins_lengths(at, i > 0 && self.is(i - 1, Role::Between));
        let (count, hyphen) = self.count(at + 1).filter(|_| joined)?;
        let (unit, end) = self.unit(self.skip_mark(hyphen, "-"))?;
        let nights = |count: u32| Amount { count: i32::try_from(count).ok()?, unit }.nights();
        let (least, most) = (nights(least)?, nights(count)?);
        (least < most && most <= LONGEST && !self.is_rate(end)).then_some((least, most, end))
    }

    /// "2", "just two", "4-5", where nights were asked for: no day, unless it is one later in the month of the arrival.
    pub fn answers_with_a_length(&self) -> bool {
        /// Who answers with more does not count nights.
        const COUNTED: u32 = 14;
        // A departure is asked for as "How many nights?".
        let asked = self.calendar.asked;
        if asked.check_in || !asked.nights && !asked.check_out {
            return false;
        }
        let start =
            (0..self.len()).find(|k| !matches!(self.tokens.word(*k), "just" | "only" | "about" | "maybe" | "for"));
        let Some((nights, end)) = start.and_then(|start| self.count(start)) else { return false };
        let end = u16::try_from(nights).ok().and_then(|nights| self.longer(nights, end)).map_or(end, |(_, end)| end);
        let end = end + usize::from(matches!(self.tokens.word(end), "please" | "pls" | "max" | "only"));
        let day = self.calendar.check_in.and_then(|day| u32::try_from(day.day()).ok()).unwrap_or(0);
        let is_day = asked.check_out && nights > COUNTED && nights > day;
        (end..self.len()).all(|k| matches!(self.tokens.word(k), "." | "!" | ",")) && !is_day
    }

    /// What joins two lengths of which one is meant.
    fn joins_lengths(&self, i: usize, between: bool) -> bool {
        matches!(self.tokens.word(i), "-" | "or") || self.is(i, Role::To) || between && self.is(i, Role::And)
    }

    /// "4-5", "four or five", where nights were asked for: the longer length behind the one of so many `nights`.
    fn longer(&self, nights: u16, end: usize) -> Option<(Assumption, usize)> {
        let (most, after) = self.count(end + 1).filter(|_| self.joins_lengths(end, false))?;
        let most = u16::try_from(most).ok().filter(|&most| most > nights && most <= LONGEST)?;
        Some((Assumption::Shorter { nights, most }, after))
    }

    /// "for a month", "a month in Lisbon", with no day that it begins on: the token after it.
    fn month_long(&self, i: usize) -> Option<usize> {
        let led = self.before(i).is(Role::For) || matches!(self.before_word(i), "stay" | "staying" | "stays");
        if !led && i > 0 {
            return None;
        }
        let (Amount { count: 1, unit: Unit::Month }, end) = self.amount(i)? else { return None };
        let placed = i == 0 && matches!(self.tokens.word(end), "in" | "at" | "from" | "starting");
        (led || placed).then_some(end)
    }

    /// Whether a length, or a change of one, can begin at `i`.
    fn may_begin_a_length(&self, i: usize) -> bool {
        const BEGIN: u64 =
            Role::set(&[Role::One, Role::Couple, Role::More, Role::Shorten, Role::Overnight, Role::Long]);
        if self.tokens.kind(i) == TokenKind::Number {
            return !self.counts_something_else(i);
        }
        let (lex, next) = (self.lex(i), self.lex(i + 1));
        lex.is_any(BEGIN)
            || lex.number > 0
            || matches!(lex.unit, Some(Unit::Fortnight | Unit::Day))
            || next.is_some_unit() && matches!(self.tokens.word(i), "any" | "some")
    }

    /// A length at `i`; `None` inside where it is one that says nothing of the stay, such as a price's.
    fn length(&self, i: usize, taken: &[(usize, usize)]) -> Option<(Option<u16>, usize)> {
        if self.is(i, Role::Overnight) {
            let led = matches!(self.before_word(i), "stay" | "staying" | "just" | "for" | "an" | "only");
            let stay = led
                || taken.iter().any(|&(from, end)| end == i || from == i + 1)
                || self.word_is(i + 1, "stay")
                || self.is_all(i, i + 1);
            return Some((stay.then_some(1), i + 1));
        }
        if self.is(i, Role::Long)
            && let Some((Unit::Weekend, end)) = self.unit(i + 1)
        {
            return Some((Some(3), end));
        }
        if (self.is(i, Role::One) || matches!(self.tokens.word(i), "any" | "some"))
            && let Some((unit @ Unit::Weekend, end)) = self.unit(i + 1)
        {
            let stay = self.is_stay(i, end, Amount { count: 1, unit }) && !self.is_kind_of_stay(end);
            return Some((stay.then_some(2), end));
        }
        let counted = self.lex(i).unit.is_none_or(|unit| unit == Unit::Fortnight);
        let (amount, end) = self.amount(i).filter(|_| counted)?;
        if self.is_rate(end) {
            return Some((None, end + 2));
        }
        let nights = amount.nights().filter(|&n| n <= LONGEST && self.is_stay(i, end, amount));
        Some((nights, end))
    }

    /// Whether `a week`, `per night` follows at `i`.
    fn is_rate(&self, i: usize) -> bool {
        (self.is(i, Role::One) || self.is(i, Role::Per)) && self.lex(i).number == 0 && self.unit(i + 1).is_some()
    }

    /// Whether the amount from `i` to `end` is how long the guest stays.
    fn is_stay(&self, i: usize, end: usize, amount: Amount) -> bool {
        let (before, after) = (self.before(i), self.lex(end));

        let elsewhere = after.is_any(Role::set(&[Role::Before, Role::Past, Role::After]));
        let apart = before.is_any(Role::set(&[Role::Past, Role::Last]));
        if elsewhere || apart || matches!(self.before_word(i), "not" | "/" | "within" | "every") {
            return false;
        }
        let asked_price = (i.saturating_sub(6)..i).any(|k| self.is(k, Role::Price));
        if amount.count == 1 && asked_price {
            return false;
        }
        let article = amount.count == 1 && self.is(i, Role::One) && self.lex(i).number == 0;
        if !article {
            return true;
        }
        // "200 a night" is a price, "for a night" a length
        let priced = |k: usize| {
            self.tokens.kind(k) == TokenKind::Number
                || self.is(k, Role::Counted)
                || self.tokens.kind(k) == TokenKind::Mark
        };
        let price = i > 0 && priced(i - 1) && !matches!(self.before_word(i), "." | "," | ":" | "-" | "!" | "?");
        let dated = i > 2 && self.lex(i - 3).month > 0;
        let price = price || (i > 1 && self.tokens.kind(i - 2) == TokenKind::Number && before.is(Role::For) && !dated);
        let stays = before.is(Role::For) || matches!(self.before_word(i), "stay" | "staying" | "just" | "only");
        let long = matches!(amount.unit, Unit::Week | Unit::Weekend | Unit::Fortnight);
        let english = matches!(self.tokens.word(i), "a" | "an");
        !price && (stays || long || !english)
    }

    /// A change of the known stay at `i`: days, what they move, and the token after.
    fn change(&self, i: usize) -> Option<(i32, Moved, usize)> {
        let (count, at) = match self.count(i) {
            Some((count, at)) => (i32::try_from(count).ok()?, at),
            None => (1, i),
        };
        // "2 more nights", "another night", "one less night"
        if let Some(sign) = self.sign(at).filter(|_| !self.word_is(at + 1, "than")) {
            let (amount, end) = match self.amount(at + 1) {
                Some((amount, end)) if at == i => (amount, end),
                _ => {
                    let (unit, end) = self.unit(at + 1)?;
                    (Amount { count, unit }, end)
                }
            };
            return Some((i32::from(amount.nights()?) * sign, Moved::CheckOut, end));
        }
        let counted = self.amount(i).filter(|_| self.lex(i).unit.is_none());
        let (amount, end) = counted.or_else(|| self.by_so_many(i))?;
        let days = i32::from(amount.nights()?);
        // "two nights longer", "a day earlier"
        let more = self.skip(end, Role::Of);
        if self.is(more, Role::Earlier) && !self.is(more, Role::Before) {
            return Some((-days, self.moved_by(i), more + 1));
        }
        if let Some(sign) = self.sign(more) {
            return Some((days * sign, Moved::CheckOut, more + 1));
        }
        // "extend it by two nights"
        if self.before_word(i) == "to" {
            return None;
        }
        let verbs = i.saturating_sub(4)..i;
        let (sign, moved) = verbs.rev().find_map(|k| {
            let lex = self.lex(k);
            if lex.is(Role::Move) {
                return Some((1, Moved::Stay));
            }
            if lex.is(Role::Extend) {
                return Some((1, Moved::CheckOut));
            }
            lex.is(Role::Shorten).then_some((-1, Moved::CheckOut))
        })?;
        Some((days * sign, moved, end))
    }

    /// "extend by 2": nights.
    fn by_so_many(&self, i: usize) -> Option<(Amount, usize)> {
        let nights = self.tokens.number(i).and_then(|count| u16::try_from(count).ok());
        let bare = self.before_word(i) == "by" && self.ends_day(i + 1);
        Some((Amount::nights_of(nights.filter(|&n| bare && i32::from(n) <= MAX_NIGHTS)?)?, i + 1))
    }

    /// 1 for more, -1 for fewer.
    fn sign(&self, i: usize) -> Option<i32> {
        // "3 nights less than 220" compares a price.
        if matches!(self.tokens.word(i + 1), "than" | "then" | "als" | "que") {
            return None;
        }
        match (self.is(i, Role::More), self.is(i, Role::Shorten)) {
            (true, _) => Some(1),
            (_, true) => Some(-1),
            _ => None,
        }
    }

    /// What a shift said at `i` moves, by the word before it for arriving or leaving.
    pub fn moved_by(&self, i: usize) -> Moved {
        match (0..i).rev().find_map(|k| self.cue(k)) {
            Some(super::cue::Cue::CheckIn) => Moved::CheckIn,
            Some(super::cue::Cue::CheckOut) => Moved::CheckOut,
            None => Moved::Stay,
        }
    }

    /// A number alone where it can only be a length: nights were asked for, or it follows a date as `for 3`.
    fn bare_length(&self, taken: &[(usize, usize)]) -> Option<Found<u16>> {
        let asked = self.calendar.asked;
        let bare = |i: usize| {
            let (count, end) = self.count(i)?;
            let number = self.tokens.number(i).is_some() || self.lex(i).number > 0;
            let nights = u16::try_from(count).ok().filter(|&n| (1..=LONGEST).contains(&n))?;
            let free = number && !self.claimed_from_left(i) && !self.is_rate(end);
            (free && self.ends_day(end)).then(|| Found::new(nights, i..end))
        };
        if asked.nights || self.answers_with_a_length() {
            let free = |i: &usize| !taken.iter().any(|&(from, to)| (from..to).contains(i));
            return (0..self.len()).filter(free).find_map(bare);
        }
        let after_date = taken.iter().map(|&(_, end)| end).find(|&end| self.is(end, Role::For))?;
        if asked.any_date() { bare(after_date + 1) } else { None }
    }
}
