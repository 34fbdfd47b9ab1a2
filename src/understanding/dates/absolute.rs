//! Dates of the calendar: a day with its month, year or weekday.
//!
//! ```text
//! absolute  = [on] [the | this | next] [weekday [","] [the]] dated
//! dated     = year sep month sep day                        2026-03-20, 2019-sep-1
//!           | day [day] [of | "." | "-" | "/"] month [[","] year]      20th of March 2026, 3/jan, 21 del 3
//!           | month ["." | "," | "-" | "/"] [the] day [[","] year]     March 20, Aug the 18th
//!           | number sep number [sep year]                  3/20, 28.10., 7-6
//!           | day of (this | next) month | day              the 20th, Friday the 13th
//! ```
//!
//! A bare number is a day only in company: an article, a weekday, an ordinal's mark, and nothing counted after it.

use jiff::civil::Weekday;

use super::calendar::plus_months;
use super::day::{Day, Said};
use super::numbers::{DayNumber, Written};
use super::reader::{Read, Reader};
use super::roles::Role;
use super::words::{DE, EN, Unit};
use crate::understanding::text::TokenKind;

/// Words that may stand before a date and say nothing of it.
const LEAD: u64 = Role::set(&[Role::On, Role::The, Role::This, Role::Next, Role::Coming]);

/// Words before a number that make it a day.
const TRUSTED: u64 = Role::set(&[
    Role::On,
    Role::The,
    Role::This,
    Role::Next,
    Role::From,
    Role::To,
    Role::Between,
    Role::Arrive,
    Role::Leave,
    Role::Out,
    Role::Starting,
]);

impl Reader<'_> {
    /// A date of the calendar at `i`, with its lead-in.
    pub fn absolute(&self, i: usize) -> Read<Said> {
        let start = self.lead_in(i);
        // "Mar 20" and "Mar 3-5" are in March, "mar 20 de mayo" a Tuesday
        let month = self.month_then_day(start, None);
        let dated = if self.lex(start).is_only_a_month() { None } else { self.dated(start) };
        let (said, end) = match (month, dated) {
            // "mar 30 - apr 2" is a range
            (Some(m), Some(d))
                if d.1 <= m.1 || !(start + 1..d.1).any(|i| self.lex(i).month > 0) || self.word_is(m.1, "-") =>
            {
                m
            }
            (month, dated) => dated.or(month)?,
        };
        Some((said, self.after_bracketed_weekday(end)))
    }

    /// The token after `(Sun)` at `i`, else `i`.
    fn after_bracketed_weekday(&self, i: usize) -> usize {
        match self.weekday_word(i + 1) {
            Some((_, end)) if self.word_is(i, "(") && self.word_is(end, ")") => end + 1,
            _ => i,
        }
    }

    /// A date at `start` after what leads to it.
    fn dated(&self, start: usize) -> Read<Said> {
        let english = self.is(start, Role::ShortWeekday) && !self.is_foreign() && !self.word_is(start + 1, ".");
        let (weekday, at) = match self.weekday_word(start).filter(|_| !english) {
            Some((weekday, end)) => (Some(weekday), self.after_weekday(end)),
            None => (None, start),
        };
        self.year_first(at)
            .or_else(|| self.day_then_month(at, weekday))
            .or_else(|| self.month_then_day(at, weekday))
            .or_else(|| self.two_numbers(at, weekday))
            .or_else(|| self.day_alone(at, weekday))
    }

    /// The token after the words that only lead to a date.
    fn lead_in(&self, i: usize) -> usize {
        let mut at = i;
        while self.lex(at).is_any(LEAD) && self.lex(at).month == 0 && self.lex(at).weekday == 0 {
            at += 1;
        }
        if matches!(self.tokens.word(at), "dia" | "day") && at + 1 < self.len() { at + 1 } else { at }
    }

    /// The token after what may stand between a weekday and its date: `,` `the` `den` `el dia` `(`.
    fn after_weekday(&self, i: usize) -> usize {
        let at = self.skip_mark(self.skip_mark(i, ","), "(");
        let at = self.skip_all(at, &[Role::The]);
        if self.word_is(at, "dia") { at + 1 } else { at }
    }

    /// `2026-03-20`, `2026/3/20`, `2019-sep-1`.
    fn year_first(&self, i: usize) -> Read<Said> {
        if self.tokens.digits(i) == 8 {
            let number = self.tokens.number(i).filter(|n| (20_000_101..21_000_000).contains(n))?;
            let year = i16::try_from(number / 10_000).ok()?;
            let (month, day) = (i8::try_from(number / 100 % 100).ok()?, i8::try_from(number % 100).ok()?);
            let day = Day::Fields { year: Some(year), month: Some(month), day, weekday: None };
            return jiff::civil::Date::new(year, month, 1).ok().map(|_| (Said::clear(day), i + 1));
        }
        let (year, mark) = self.year(i)?;
        if self.tokens.digits(i) != 4 || !matches!(self.tokens.word(mark), "-" | "/" | ".") {
            return None;
        }
        let (month, sep) = (self.month_number(mark + 1)?, mark + 2);
        if self.tokens.word(sep) != self.tokens.word(mark) {
            return None;
        }
        let day = self.short_number(sep + 1)?;
        Some((Said::clear(Day::Fields { year: Some(year), month: Some(month), day, weekday: None }), sep + 2))
    }

    /// A month by number or name at `i`, one token.
    fn month_number(&self, i: usize) -> Option<i8> {
        match self.lex(i).month {
            0 => self.short_number(i),
            month => i8::try_from(month).ok(),
        }
    }

    /// One or two digits at `i`.
    fn short_number(&self, i: usize) -> Option<i8> {
        let number = self.tokens.number(i).filter(|_| self.tokens.digits(i) <= 2)?;
        i8::try_from(number).ok().filter(|&n| n > 0)
    }

    /// A day before its month: `20th of March`, `2. Oktober`, `the 15th day of next month`.
    fn day_then_month(&self, i: usize, weekday: Option<Weekday>) -> Read<Said> {
        let (number, end) = self.day_number(i)?;
        let end = if self.lex(end).unit == Some(Unit::Day) && self.is(end + 1, Role::Of) { end + 1 } else { end };
        let day = i8::try_from(number.day).ok()?;
        if let Some((months, end)) = self.relative_month(self.skip_mark(end, ",")) {
            let month = plus_months(self.today().first_of_month(), months);
            let day = Day::Fields { year: Some(month.year()), month: Some(month.month()), day, weekday };
            return Some((Said::clear(day), end));
        }
        if let Some(end) = self.of_the_month(end) {
            let day = Day::Fields { year: None, month: None, day, weekday };
            return Some((Said::clear(day), end));
        }
        let (month, end) = self.month_after_day(number, end)?;
        if self.begins_a_range(end)
            || self.before(i).is(Role::For) && self.tokens.number(end).is_some_and(|day| day <= 31)
        {
            // "for 2 Apr 6-9"
            return None;
        }
        let (year, end) = match self.short_year(end) {
            Some((year, end)) => (Some(year), end),
            None => self.year_after(end),
        };
        Some((Said::clear(Day::Fields { year, month: Some(month), day, weekday }), end))
    }

    /// Whether two numbers with a dash between them stand at `i` and count nothing: the days of the month before them.
    fn begins_a_range(&self, i: usize) -> bool {
        let day = |k: usize| self.tokens.number(k).is_some_and(|n| (1..=31).contains(&n)) && self.tokens.digits(k) <= 2;
        let tight = |k: usize| !self.tokens.space_before(k);
        let suffixed = self.is(i + 1, Role::Suffix) && tight(i + 1);
        let dashed = self.word_is(i + 1, "-") && tight(i + 1) && tight(i + 2) && day(i + 2) && !self.counted(i + 3);
        day(i) && (dashed || suffixed || self.is(i + 1, Role::To) && day(i + 2) && !self.counted(i + 3))
    }

    /// The token after `of the month`, which names none.
    fn of_the_month(&self, i: usize) -> Option<usize> {
        let the = self.skip(i, Role::Of);
        let month = self.skip_all(the, &[Role::The]);
        let whole =
            the > i && self.lex(month).unit == Some(Unit::Month) && (month > the || self.lex(i).langs & EN == 0);
        whole.then_some(month + 1)
    }

    /// The `-26` of `14-Mar-26`.
    fn short_year(&self, i: usize) -> Read<i16> {
        let joined = matches!(self.tokens.word(i), "-" | "/") && !self.tokens.space_before(i + 1);
        let again = self.before(i).month > 0 && i > 1 && self.tokens.word(i - 2) == self.tokens.word(i);
        let number = self.tokens.number(i + 1).filter(|_| joined && again && self.tokens.digits(i + 1) == 2)?;
        Some((2000 + i16::try_from(number).ok()?, i + 2))
    }

    /// The month that follows a day ending at `i`, by name or, where the language says dates so, by number.
    fn month_after_day(&self, number: DayNumber, i: usize) -> Read<i8> {
        let joined = self.joins_month(i);
        let lex = self.lex(joined);
        if lex.month > 0 {
            let dated = self.year(joined + 1).is_some();
            let strange = joined == i && !dated && self.is_strange_month(joined);
            let verb = joined == i
                && self.word_is(joined, "may")
                && matches!(self.tokens.word(joined + 1), "i" | "we" | "you" | "be");
            let spelled = number.written == Written::Cardinal && number.day == 1 && self.is(joined - 1, Role::One);
            return (!strange && !verb && !spelled).then_some((i8::try_from(lex.month).ok()?, joined + 1));
        }
        // 21 del 3, siebter 4, dritter/11, siebten vierten
        let german = number.written == Written::Ordinal && self.before_is_german_ordinal(i)
            || number.written == Written::Digits && self.word_is(i, ".") && lex.ordinal > 0 && lex.langs & DE != 0;
        let fused = matches!(self.tokens.word(joined.saturating_sub(1)), "del" | "do") && joined == i + 1;
        if !german && !fused {
            return None;
        }
        let month = match lex.ordinal {
            0 => self.short_number(joined)?,
            ordinal if german => i8::try_from(ordinal).ok()?,
            _ => return None,
        };
        let end = joined + 1;
        ((1..=12).contains(&month) && self.ends_day(end)).then_some((month, end))
    }

    fn before_is_german_ordinal(&self, i: usize) -> bool {
        let lex = self.before(i);
        lex.ordinal > 0 && lex.langs & DE != 0
    }

    /// The token after what joins a day and its month: a point, `of`, a hyphen or a slash.
    fn joins_month(&self, i: usize) -> usize {
        match self.tokens.word(i) {
            "." | "-" | "/" => self.skip(i + 1, Role::Of),
            _ => self.skip_all(i, &[Role::Of, Role::In]),
        }
    }

    /// A month before its day: `March 20`, `Oct. 2`, `Nov/2`, `September de 16e`.
    fn month_then_day(&self, i: usize, weekday: Option<Weekday>) -> Read<Said> {
        let lex = self.lex(i);
        if lex.month == 0 {
            return None;
        }
        let mut at = i + 1;
        while matches!(self.tokens.word(at), "." | "," | "-" | "/") {
            at += 1;
        }
        let joined = at > i + 1;
        let at = self.skip_all(at, &[Role::The]);
        let (number, end) = self.day_number(at)?;
        let clock = self.is_clock_mark(end) || self.counted(end);
        let strange = !joined && self.is_strange_month(i);
        let spelled = number.written == Written::Cardinal && self.is(at, Role::One);
        let verb = lex.is(Role::WeakMonth) && at == i + 1 && number.written == Written::Ordinal && !self.ends_day(end);
        if clock || strange || spelled || verb {
            return None;
        }
        let (year, end) = self.year_after(end);
        let (month, day) = (Some(i8::try_from(lex.month).ok()?), i8::try_from(number.day).ok()?);
        Some((Said::clear(Day::Fields { year, month, day, weekday }), end))
    }

    /// The year that follows a date ending at `i`: `2026`, `, 2026`, `of 2026`, `next year`.
    pub fn year_after(&self, i: usize) -> (Option<i16>, usize) {
        let mut at = i;
        while matches!(self.tokens.word(at), "," | "." | "-" | "/") {
            at += 1;
        }
        // year words may look like articles: "de dos mil veinte"
        loop {
            if let Some((year, end)) = self.year(at) {
                return (Some(year), end);
            }
            if !self.lex(at).is_any(Role::set(&[Role::Of, Role::In, Role::On])) {
                break;
            }
            at += 1;
        }
        match self.relative_unit(at, Unit::Year) {
            Some((years, end)) => (Some(self.today().year() + i16::try_from(years).unwrap_or(0)), end),
            None => (None, i),
        }
    }

    /// Whether the month's name at `i` is `out` or `set` of an English sentence.
    pub fn is_strange_month(&self, i: usize) -> bool {
        self.is(i, Role::StrangeMonth) && (!self.is_foreign() || self.before_word(i) == "be")
    }

    /// How many months ahead `this month`, `of the next month`, `del proximo mes`, `mes que viene` is.
    pub fn relative_month(&self, i: usize) -> Read<i32> {
        self.relative_unit(self.skip_all(i, &[Role::In, Role::Of]), Unit::Month)
    }

    /// How many units ahead the present one is `this unit`, `next unit`, `unit next`, `unit que viene`.
    pub fn relative_unit(&self, i: usize, wanted: Unit) -> Read<i32> {
        let ((ahead, unit), end) = self.unit_ahead_of_now(i)?;
        (unit == wanted).then_some((ahead, end))
    }

    /// A unit said to be the present or a coming one, and how many ahead it is.
    pub fn unit_ahead_of_now(&self, i: usize) -> Read<(i32, Unit)> {
        let at = self.skip_all(i, &[Role::The]);
        if let Some((ahead, next)) = self.which(at) {
            let (unit, end) = self.unit(self.skip_all(next, &[Role::On, Role::The]))?;
            return Some(((ahead, unit), end));
        }
        let (unit, end) = self.unit(at)?;
        let (ahead, end) = self.which_after(end)?;
        Some(((ahead, unit), end))
    }

    /// `this` 0, `next` 1, `following` 1, `coming` 1, the next but one 2.
    pub fn which(&self, i: usize) -> Read<i32> {
        let lex = self.lex(i);
        let near = lex.is(Role::This) || lex.is(Role::Next);
        if lex.is(Role::This) {
            // "this coming week" is the next one
            return if self.is(i + 1, Role::Coming) { Some((1, i + 2)) } else { Some((0, i + 1)) };
        }
        let ahead = if lex.is(Role::NextButOne) { 2 } else { 1 };
        let any = near || lex.is(Role::Following) || lex.is(Role::Coming) || ahead == 2;
        any.then_some((ahead, i + 1))
    }

    /// The same after its noun: `prochain`, `que viene`, `in arrivo`, `actual`.
    pub fn which_after(&self, i: usize) -> Read<i32> {
        if self.tokens.are(i, &["que", "viene"])
            || self.tokens.are(i, &["in", "arrivo"])
            || self.tokens.are(i, &["que", "vem"])
        {
            return Some((1, i + 2));
        }
        let lex = self.lex(i);
        let romance = lex.langs & EN == 0 || lex.is(Role::Coming);
        if lex.is(Role::The) || !romance {
            return None;
        }
        self.which(i)
    }

    /// Two numbers and perhaps a year: `3/20`, `28.10.`, `5/7/2020`, `7-6` where it is trusted.
    fn two_numbers(&self, i: usize, weekday: Option<Weekday>) -> Read<Said> {
        let (first, mark) = (self.short_number(i)?, self.tokens.word(i + 1));
        if !matches!(mark, "/" | "." | "-") {
            return None;
        }
        let (second, mut end) = (self.short_number(i + 2)?, i + 3);
        let mut year = None;
        if self.word_is(end, mark)
            && !self.tokens.space_before(end + 1)
            && self.tokens.kind(end + 1) == TokenKind::Number
        {
            let (said, digits) = (self.tokens.number(end + 1)?, self.tokens.digits(end + 1));
            let said = i16::try_from(said).ok()?;
            match digits {
                4 => year = Some(said),
                2 => year = Some(2000 + said),
                _ => return None,
            }
            end += 2;
        } else if let (Some(said), after) = self.year_after(end) {
            (year, end) = (Some(said), after);
        }
        let possible = (first <= 12 && second <= 31) || (first <= 31 && second <= 12);
        let named = year.is_some() || weekday.is_some();
        let spelled = self.word_is(end, ".") && (self.is(end + 1, Role::To) || self.word_is(end + 1, "-"));
        // "12-20 to 12-23", of which only one number can be the month
        let again = mark == "-" && self.is(end, Role::To) && self.word_is(end + 2, "-") && (first > 12 || second > 12);
        let padded =
            mark == "." && self.word_is(end, "-") && self.tokens.digits(i) == 2 && self.tokens.digits(i + 2) == 2;
        let trusted = named || again || padded || (spelled && mark == ".") || self.trusts_pair(i, end, (first, second));
        if (!possible && year.is_none()) || self.counted(end) || (!trusted && mark != ".") {
            return None;
        }
        if self.word_is(end, ".") && mark == "." && end + 1 < self.len() {
            end += 1;
        }
        Some((Said { day: Day::Numeric { first, second, year, weekday }, bare: !trusted }, end))
    }

    /// Whether two numbers without a year are a date, by the mark between them and what stands around.
    fn trusts_pair(&self, i: usize, end: usize, (first, second): (i8, i8)) -> bool {
        let before = self.before(i);
        let led = before.is_any(TRUSTED);
        let slashed = self.word_is(i + 1, "/") && led && !self.is(end, Role::Numbered);
        if !self.ends_day(end) && !self.is(end, Role::The) && !slashed {
            return false;
        }
        match self.tokens.word(i + 1) {
            "/" => !self.tokens.space_before(i + 2) && (first, second) != (24, 7) && !self.is_score(i, end, second),
            "-" => led || self.is_all(i, end),
            _ => {
                let vague = matches!(self.before_word(i), "by" | "around" | "about" | "to" | "a");
                (led && !vague) || (self.is_all(i, end) && (first > 12 || second > 9))
            }
        }
    }

    /// A day of the month that only a neighbour makes a date.
    pub fn bare_day(&self, i: usize) -> Read<Said> {
        self.day_alone(self.lead_in(i), None)
    }

    /// A day of the month alone, where something beside the number makes it one.
    fn day_alone(&self, i: usize, weekday: Option<Weekday>) -> Read<Said> {
        let (number, end) = self.day_number(i)?;
        let ordinal = matches!(number.written, Written::Suffixed | Written::Ordinal);
        let end = if ordinal && self.word_is(end, "day") && self.before(i).is(Role::The) { end + 1 } else { end };
        let day = i8::try_from(number.day).ok().filter(|&d| d <= 31)?;
        let clock =
            self.is_clock_mark(end) || (self.word_is(end, ".") && self.tokens.kind(end + 1) == TokenKind::Number);
        if clock || self.counted(end) || self.is(end, Role::Numbered) {
            return None;
        }
        let said = Said {
            day: Day::Fields { year: None, month: None, day, weekday },
            bare: !self.is_day(i, end, number, weekday.is_some()),
        };
        Some((said, end))
    }

    /// Whether the number at `i` alone is a day of the month.
    fn is_day(&self, i: usize, end: usize, number: DayNumber, weekday: bool) -> bool {
        let before = self.before(i);
        let led = before.is_any(TRUSTED);
        let english = self.lex(i).langs & EN != 0;
        let ends = self.ends_day(end);
        match number.written {
            Written::Suffixed => ends || led || weekday,
            Written::Digits => {
                const FUSED: [&str; 10] = ["dia", "am", "del", "du", "do", "al", "au", "dal", "vom", "zum"];
                let several = i > 1 && self.word_is(i - 1, "the") && self.word_is(i - 2, "of");
                let article = (before.is(Role::The) && !several) || FUSED.contains(&self.before_word(i));
                let on = matches!(self.before_word(i), "on" | "op") && self.tokens.kind(end) == TokenKind::Mark;
                let leaving = i > 1 && self.before(i).is(Role::Out) && (0..i).any(|k| self.lex(k).month > 0);
                let article = article || on || leaving;
                let answer = self.calendar.asked.any_date() && i == 0;
                // the German "am 1. Juni", but "im 1. Stock"
                let counted = self.word_is(end, ".")
                    && self.lex(end + 1).langs == 0
                    && self.tokens.kind(end + 1) == TokenKind::Word;
                ends && !counted && (weekday || article || answer)
            }
            Written::Ordinal => {
                let before_article = if before.is(Role::The) { self.before(i - 1) } else { before };
                let dated = before_article.is_any(Role::set(&[Role::On, Role::From, Role::To, Role::Between]));
                ends && (weekday || dated || (before.is(Role::The) && number.day > 10))
            }
            Written::Cardinal => {
                ends && ((weekday && !english) || (before.is(Role::The) && (!english || number.day >= 10)))
            }
        }
    }
}
