//! Days counted from another day.
//!
//! ```text
//! offset    = in count unit | count unit (later | hence) | after count unit
//!           | count unit (from | after | before) anchor [on weekday]     two weeks from Monday
//!           | (a week | a fortnight) (today | tomorrow)
//! stay      = [for] count unit ["," ] (from | starting [on]) anchor      3 nights from Friday
//! within    = within count unit | less than count unit after anchor
//! anchor    = relative | absolute | weekday | holiday
//! ```

use jiff::civil::Date;

use super::calendar::{plus_days, plus_months, plus_working_days};
use super::day::{Base, Day, Said};
use super::reader::{Read, Reader};
use super::roles::Role;
use super::said::{Kind, Mention};
use super::words::{EN, Unit};

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// The day this long after `day`, or before it when `sign` is -1.
    pub fn from(self, day: Date, sign: i32) -> Date {
        let count = self.count * sign;
        match self.unit {
            Unit::Hour => day,
            Unit::Day | Unit::Night => plus_days(day, count),
            Unit::WorkingDay => plus_working_days(day, count),
            Unit::Week | Unit::WorkingWeek | Unit::Weekend => plus_days(day, 7 * count),
            Unit::Fortnight => plus_days(day, 14 * count),
            Unit::Month => plus_months(day, count),
            Unit::Quarter => plus_months(day, 3 * count),
            Unit::Year => plus_months(day, 12 * count),
        }
    }

    /// So many nights.
    pub fn nights_of(nights: u16) -> Option<Self> {
        (nights > 0).then_some(Self { count: i32::from(nights), unit: Unit::Night })
    }

    /// The nights of a stay this long; nothing for months and what is no length of stay.
    pub fn nights(self) -> Option<u16> {
        let days = match self.unit {
            Unit::Day | Unit::Night => 1,
            Unit::Week => 7,
            Unit::Fortnight => 14,
            Unit::Hour
            | Unit::WorkingDay
            | Unit::WorkingWeek
            | Unit::Weekend
            | Unit::Month
            | Unit::Quarter
            | Unit::Year => return None,
        };
        u16::try_from(self.count * days).ok().filter(|&nights| nights > 0)
    }
}

impl Reader<'_> {
    /// What days are resolved against when nothing was said before them.
    pub fn base(&self) -> Base {
        Base { today: self.today(), from: self.today(), day_first: self.day_first() }
    }

    /// `count unit` at `i`: `3 days`, `a week`, `two and a half months`, `3-night`.
    pub fn amount(&self, i: usize) -> Read<Amount> {
        let (count, at) = match self.count(i) {
            Some((count, at)) => (count, at),
            None if self.lex(i).unit == Some(Unit::Fortnight) => (1, i),
            // "the day before Christmas"
            None if self.lex(i).unit == Some(Unit::Day)
                && (self.before(i).is(Role::The) || self.is(i + 1, Role::After) || self.is(i + 1, Role::Before)) =>
            {
                (1, i)
            }
            None => return None,
        };
        if self.claimed_from_left(i) {
            return None;
        }
        let hyphen = self.skip_mark(at, "-");
        let (unit, end) = self.unit(hyphen)?;
        let count = i32::try_from(count).ok().filter(|c| (1..=999).contains(c))?;
        // the Portuguese article, "a semana"
        if self.word_is(i, "a") && self.lex(hyphen).langs & EN == 0 {
            return None;
        }
        (unit != Unit::Hour).then_some((Amount { count, unit }, end))
    }

    /// A day another one can be counted from.
    pub fn anchor(&self, i: usize) -> Read<Mention> {
        if self.is(i, Role::Now) {
            return Some((Mention::day(self.today()), i + 1));
        }
        if let Some((mention, end)) = self.holiday(i) {
            return Some((mention, end));
        }
        let (said, end) = self.relative_day(i).or_else(|| self.absolute_or_weekday(i))?;
        if said.bare {
            return None;
        }
        Some((said.day.resolve(self.base()).ok()?, end))
    }

    /// The longer of a date and a weekday at `i`.
    pub fn absolute_or_weekday(&self, i: usize) -> Read<Said> {
        let date = self.absolute(i);
        let weekday = self.weekday(i);
        match (date, weekday) {
            (Some(a), Some(b)) => Some(if a.1 > b.1 && !a.0.bare { a } else { b }),
            (a, b) => a.or(b),
        }
    }

    /// A day counted from another at `i`.
    pub fn offset(&self, i: usize) -> Read<Said> {
        if self.is(i, Role::In) && (self.lex(i).langs & EN != 0 || self.is_foreign()) {
            let at = self.skip_all(i + 1, &[Role::Of]);
            let about = self.word_is(at, "about") || (self.word_is(at, "a") && self.word_is(i, "daqui"));
            let at = if about { at + 1 } else { at };
            if let Some(found) = self.offset_from_count(at) {
                return Some(found);
            }
            let (amount, end) = self.amount(at)?;
            let late = !self.is(end, Role::Before) && !self.is(end, Role::From) || self.is(end + 1, Role::Now);
            let day = Day::Exact(amount.from(self.today(), 1));
            if amount.unit == Unit::Night || !late {
                return None;
            }
            let end = if self.is(end, Role::From) { end + 2 } else { end };
            return Some((Said::clear(day), if self.word_is(end, "time") { end + 1 } else { end }));
        }
        if self.is(i, Role::After) {
            let (amount, end) = self.amount(self.skip(i + 1, Role::Of))?;
            return Some((Said::clear(Day::Later(self.days_of(amount))), end));
        }
        self.counted_sundays(i).or_else(|| self.offset_from_count(i))
    }

    fn offset_from_count(&self, i: usize) -> Read<Said> {
        let (amount, end) = self.amount(i)?;
        if amount.unit == Unit::Night {
            let later = self.is(end, Role::Later);
            return later.then(|| (Said::clear(Day::Later(self.days_of(amount))), end + 1));
        }
        let at = self.skip(end, Role::Starting);
        let at = match self.tokens.word(end) {
            "a" if self.word_is(end + 1, "partir") => end + 2,
            "gerekend" => end + 1,
            _ => at,
        };
        let later = self.is(end, Role::Later);
        for joint in [end, at] {
            let (from, after) = (self.is(joint, Role::From) || self.is(joint, Role::Of), self.is(joint, Role::After));
            let sign = if self.is(joint, Role::Before) && !from && !after { -1 } else { 1 };
            if !(from || after || sign < 0) {
                continue;
            }
            let anchored = self.anchor(self.skip_all(joint + 1, &[Role::Of, Role::From]));
            if let Some((anchor, end)) = anchored {
                let day = amount.from(anchor.first, sign);
                let (day, end) = self.moved_to_weekday(end, day).unwrap_or((day, end));
                return Some((Said::clear(Day::Exact(day)), end));
            }
        }
        if later {
            return Some((Said::clear(Day::Later(self.days_of(amount))), end + 1));
        }
        // "a week tomorrow", "a fortnight today"
        let weeks = matches!(amount.unit, Unit::Week | Unit::Fortnight) && !self.before(i).is(Role::For);
        if weeks && (self.is(end, Role::RelativeDay) || (self.is(end, Role::On) && self.lex(end).langs & EN != 0)) {
            let (anchor, end) = self.anchor(end)?;
            return Some((Said::clear(Day::Exact(amount.from(anchor.first, 1))), end));
        }
        None
    }

    /// The days from today that `amount` makes.
    fn days_of(&self, amount: Amount) -> i32 {
        super::calendar::days_between(self.today(), amount.from(self.today(), 1))
    }

    /// `two Sundays from now`.
    fn counted_sundays(&self, i: usize) -> Read<Said> {
        let (count, at) = self.count(i)?;
        if !self.is(at, Role::Several) || !self.is(at + 1, Role::From) {
            return None;
        }
        let (weekday, end) = self.weekday_word(at)?;
        let (anchor, end) = self.anchor(end + 1)?;
        let weeks = i32::try_from(count).ok().filter(|c| (1..=100).contains(c))? - 1;
        let first = super::calendar::weekday_from(plus_days(anchor.first, 1), weekday);
        Some((Said::clear(Day::Exact(plus_days(first, 7 * weeks))), end))
    }

    /// A length and the day it begins: `3 nights from Friday`, `for 10 days from 18 Dec`, `a week starting tomorrow`.
    pub fn stay_from(&self, i: usize) -> Read<Mention> {
        let at = self.skip(i, Role::For);
        let shorter = self.two_lengths(at).and_then(|(nights, _, end)| Some((Amount::nights_of(nights)?, end)));
        let (amount, end) = shorter.or_else(|| self.amount(at))?;
        let end = if self.word_is(end, "only") { end + 1 } else { end };
        let (end, starting) = (self.skip_mark(end, ","), self.is(self.skip_mark(end, ","), Role::Starting));
        let stays = matches!(self.before_word(i), "stay" | "staying" | "stays" | "book" | "booking");
        let partir = self.word_is(end, "a") && self.is(end + 1, Role::Starting) && amount.unit != Unit::Day;
        let joint = if partir { end + 2 } else { self.skip(end, Role::Starting) };
        let length = at > i || amount.unit == Unit::Night || starting || partir || stays || self.word_is(joint, "ab");
        // "two weeks from 1 August" is how long, "two weeks from tomorrow" when; so is "from the 1st" as the answer to that
        let english = self.is(joint, Role::From) && self.lex(joint).langs & EN != 0;
        let date = if english || self.is(joint, Role::From) && self.calendar.asked.any_date() {
            self.absolute(joint + 1)
        } else {
            None
        };
        let dated = date.is_some_and(|(said, _)| self.calendar.asked.any_date() || said.day.names_month());
        let length = length || dated && matches!(amount.unit, Unit::Day | Unit::Week | Unit::Fortnight | Unit::Month);
        let from = if self.is(joint, Role::From) { joint + 1 } else { joint };
        if !length || from == end || amount.unit == Unit::Hour {
            return None;
        }
        let (anchor, end) = self.anchor(from)?;
        if self.is(end, Role::To) || self.word_is(end, "-") {
            // "two nights from 5 to 7 June": the days are read by themselves
            return None;
        }
        let span = Mention::span(Kind::Stay, anchor.first, amount.from(anchor.first, 1));
        Some((Mention { end: span.end, kind: Kind::Stay, ..anchor }, end))
    }

    /// The days until a length has passed: `within 5 days`, `less than 3 days after tomorrow`.
    pub fn within(&self, i: usize) -> Read<Mention> {
        let today = self.today();
        if self.is(i, Role::Within) {
            let at = self.skip_all(i + 1, &[Role::Of]);
            let less = self.skip_all(self.skip(at, Role::Less), &[Role::Of]);
            let (amount, end) = self.amount(less)?;
            let first = if less > at { plus_days(today, 1) } else { today };
            return Some((Mention::span(Kind::Part, first, amount.from(today, 1)), end));
        }
        if !self.is(i, Role::Less) {
            return None;
        }
        let (amount, end) = self.amount(self.skip_all(i + 1, &[Role::Than, Role::Of]))?;
        if !self.is(end, Role::After) {
            return None;
        }
        let (anchor, end) = self.anchor(self.skip_all(end + 1, &[Role::Of]))?;
        Some((Mention::span(Kind::Part, anchor.first, amount.from(anchor.first, 1)), end))
    }
}
