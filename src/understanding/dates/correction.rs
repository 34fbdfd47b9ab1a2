//! Corrections that need the stay that is known: another month, the week after.
//!
//! ```text
//! correction= month                                          alone: the same days of that month
//!           | [the] unit (after | before | following)        as much later or earlier: the week after
//!           | [the] following unit                           counted from the stay, not from today
//! ```

use jiff::civil::Date;

use super::calendar::{days_between, plus_days, plus_months};
use super::expression::Spoken;
use super::offsets::Amount;
use super::reader::{Read, Reader};
use super::roles::Role;
use super::said::{Kind, Shift};
use super::words::Unit;
use crate::understanding::text::Found;

impl Reader<'_> {
    /// How the sentence, which says no day outright, moves the stay that begins on `check_in`.
    pub fn correction(&self, spoken: &[(Spoken, usize, usize)], check_in: Date) -> Option<Found<Shift>> {
        if let Some(found) = self.another_month(spoken, check_in) {
            return Some(found);
        }
        (0..self.len()).find_map(|i| {
            let ((sign, unit), end) = self.step(i)?;
            let dated = spoken.iter().any(|&(_, _, to)| to > end);
            let to = Amount { count: 1, unit }.from(check_in, sign);
            let shift = Shift { moved: self.moved_by(i), days: days_between(check_in, to) };
            (!dated && shift.days != 0).then(|| Found::new(shift, i..end))
        })
    }

    /// The month named, and nothing else: "no, I meant April".
    fn another_month(&self, spoken: &[(Spoken, usize, usize)], check_in: Date) -> Option<Found<Shift>> {
        let &[(Spoken { mention, .. }, from, to)] = spoken else { return None };
        let one = mention.end == Some(plus_months(mention.first, 1)) && mention.first.day() == 1;
        let asks = self.word_is(self.len() - 1, "?")
            && !(0..from).any(|i| matches!(self.tokens.word(i), "about" | "make" | "instead"));
        if mention.kind != Kind::Month || !one || asks {
            return None;
        }
        let day = check_in.day().min(mention.first.days_in_month());
        let moved = super::said::Moved::Stay;
        let days = days_between(check_in, plus_days(mention.first, i32::from(day) - 1));
        (days != 0).then(|| Found::new(Shift { moved, days }, from..to))
    }

    /// One unit after or before, at `i`, and its sign.
    fn step(&self, i: usize) -> Read<(i32, Unit)> {
        if self.is(i, Role::Following) {
            let (unit, end) = self.unit(i + 1)?;
            return self.ends_day(end).then_some(((1, unit), end));
        }
        let before = self.before(i);
        // "refundable until the day before" is no other stay
        let until = i > 1 && matches!(self.tokens.word(i - 2), "until" | "till" | "by" | "to");
        let (unit, end) = self.unit(i).filter(|_| before.is(Role::The) && !until)?;
        let sign = match self.lex(end) {
            lex if lex.is(Role::Following) || lex.is(Role::After) || self.word_is(end, "danach") => 1,
            lex if lex.is(Role::Before) || self.word_is(end, "davor") => -1,
            _ => return None,
        };
        let own = matches!(unit, Unit::Day | Unit::Week | Unit::Weekend | Unit::Month);
        (own && self.ends_day(end + 1)).then_some(((sign, unit), end + 1))
    }
}
