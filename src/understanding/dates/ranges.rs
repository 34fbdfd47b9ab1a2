//! Two days with something between them.
//!
//! ```text
//! range     = [from | between | for] end (to | until | "-" | "and" after between) end
//!           | date [","] date                                         23 Dec 25 Dec
//!           | day {"," day} and day                                  Friday and Saturday: nights
//!           | month (between | from) day joint day [year]          Feb between 2 and 7
//!           | week (between | from) weekday joint weekday          next week from Tuesday to Thursday
//! end       = day | bare day | weekday | holiday | period | count unit later
//! ```
//!
//! The ends help each other: `from the 13th to 15 July` is in July, `10 August – 12 September 2027` in one year,
//! and the last day is the first such day after the first one.

use jiff::civil::Date;

use super::calendar::{days_between, plus_days, plus_months, weekday_in_week_of};
use super::day::{Base, Day, Said, WhichWeek};
use super::expression::Piece;
use super::reader::{Read, Reader};
use super::roles::Role;
use super::said::{Kind, MAX_NIGHTS, Mention};
use super::words::Unit;
use crate::understanding::text::TokenKind;

impl Reader<'_> {
    /// A range of days at `i`.
    ///
    /// `single` is what was read at `i` as a single expression.
    pub fn range(&self, i: usize, single: Read<Piece>) -> Read<Mention> {
        let at = self.skip_all(i, &[Role::For, Role::From, Role::Between]);
        let between = (i..at).any(|k| self.is(k, Role::Between));
        if let Some(found) = self.days_within(self.skip(i, Role::In), single) {
            return Some(found);
        }
        let left = if at == i { single.or_else(|| self.weak_end(i)) } else { self.range_end(at) };
        let (left, end) = left?;
        let whole = self.range_from(left, end, between);
        // "4-23 of next month" is no 23 April
        let two_numbers = matches!(left, Piece::Day(Said { day: Day::Numeric { year: None, .. }, .. }));
        let days = if two_numbers && whole.is_none() { self.bare_day(at) } else { None };
        let (mention, end) =
            whole.or_else(|| days.and_then(|(day, end)| self.range_from(Piece::Day(day), end, between)))?;
        // "the nights of 9 and 10 January"
        let nights = self.before_word(i) == "of" && i > 1 && self.lex(i - 2).unit == Some(Unit::Night);
        let after = mention.end.filter(|_| nights && mention.kind == Kind::Range).map(|last| plus_days(last, 1));
        Some((if after.is_some() { Mention { end: after, kind: Kind::Stay, ..mention } } else { mention }, end))
    }

    /// A range whose first end was read up to `i`.
    fn range_from(&self, left: Piece, i: usize, between: bool) -> Read<Mention> {
        let i = self.after_clock(i);
        let Some(joint) = self.joint(i, between, &left) else {
            return self.two_dates(left, i).or_else(|| self.nights_in_a_row(left, i));
        };
        let (right, end) = self.closing_day(joint, &left).or_else(|| self.range_end(joint))?;
        let (right, end) = self.with_year_behind(right, end);
        Some((self.between(left, right)?, end))
    }

    /// Two dates in a row, arrival and departure: `23 Dec 25 Dec 2026`, `12/23, 12/25`.
    fn two_dates(&self, left: Piece, i: usize) -> Read<Mention> {
        let (Piece::Day(left), at) = (left, self.skip_mark(i, ",")) else { return None };
        let dated = |said: Said| !said.bare && said.day.names_month();
        if !dated(left) || self.tokens.kind(at) == TokenKind::Mark {
            return None;
        }
        let (right, end) = self.absolute(at).filter(|&(right, _)| dated(right))?;
        let third = self.absolute(self.skip_mark(end, ",")).is_some_and(|(third, _)| dated(third));
        let range = self.between_days(left, right).filter(|_| !third)?;
        let nights = days_between(range.first, range.end?);
        (1..=MAX_NIGHTS).contains(&nights).then_some((range, end))
    }

    /// The token after an hour at `i`, which says nothing of the day: `T14:00`, `at 2 pm`; else `i`.
    fn after_clock(&self, i: usize) -> usize {
        let at = if matches!(self.tokens.word(i), "t" | "at" | "," | "@") { i + 1 } else { i };
        if self.tokens.number(at).is_none_or(|hour| hour > 24) {
            return i;
        }
        let mut end = at + 1;
        while self.is_clock_mark(end) {
            end += 2;
        }
        let clock = end > at + 1 || self.is(end, Role::Clock);
        if clock { self.skip(end, Role::Clock) } else { i }
    }

    /// Nights named one by one: `tonight and tomorrow`, `Friday, Saturday and Sunday`.
    fn nights_in_a_row(&self, left: Piece, i: usize) -> Read<Mention> {
        let said_by_name = |day: Day| matches!(day, Day::Exact(_) | Day::Weekday(..));
        let Piece::Day(left) = left else { return None };
        let first = left.day.resolve(self.base()).ok().filter(|_| said_by_name(left.day))?;
        let night = |i: usize| i + usize::from(matches!(self.tokens.word(i), "night" | "nite"));
        let (mut last, mut at, mut closed) = (first.first, night(i), false);
        while !closed {
            let comma = self.skip_mark(at, ",");
            closed = self.is(comma, Role::And) || self.word_is(comma, "&");
            let (Piece::Day(next), end) = self.range_end(comma + usize::from(closed))? else { return None };
            let base = Base { from: plus_days(last, 1), ..self.base() };
            let day =
                next.day.resolve(base).ok().filter(|_| said_by_name(next.day) && comma + usize::from(closed) > at)?;
            last = Some(day.first).filter(|&day| day == plus_days(last, 1))?;
            at = night(end);
        }
        Some((Mention { end: Some(plus_days(last, 1)), kind: Kind::Stay, ..first }, at))
    }

    /// The end of `4/6-4/8` and `Apr 6-9` at `i`, which the dash before it makes a day, whatever follows.
    fn closing_day(&self, i: usize, left: &Piece) -> Read<Piece> {
        let Piece::Day(Said { day: left, .. }) = *left else { return None };
        let tight = |k: usize| !self.tokens.space_before(k);
        let dashed = self.word_is(i.wrapping_sub(1), "-") && tight(i) && tight(i - 1);
        let first = self.tokens.number(i).filter(|n| (1..=31).contains(n) && self.tokens.digits(i) <= 2)?;
        let first = i8::try_from(first).ok()?;
        let mark = self.tokens.word(i + 1);
        match left {
            Day::Numeric { year: None, .. } if mark == "/" && tight(i + 1) && tight(i + 2) => {
                let second = self.tokens.number(i + 2).filter(|n| (1..=31).contains(n))?;
                let again = self.word_is(i + 3, "/") && tight(i + 3);
                let day = Day::Numeric { first, second: i8::try_from(second).ok()?, year: None, weekday: None };
                (!again).then_some((Piece::Day(Said::clear(day)), i + 3))
            }
            Day::Fields { month: Some(_), year: None, .. } => {
                let goes_on =
                    matches!(mark, "/" | "-" | "." | ":") && tight(i + 1) && self.tokens.number(i + 2).is_some();
                let suffixed = self.is(i + 1, Role::Suffix) && tight(i + 1);
                let joined = self.skip_all(i + 1 + usize::from(suffixed), &[Role::Of, Role::In, Role::The]);
                let month = self.lex(joined).month > 0 || self.relative_month(i + 1).is_some();
                let unit = self.unit(i + 1).is_some();
                let day = Day::Fields { year: None, month: None, day: first, weekday: None };
                let end = i + 1 + usize::from(suffixed);
                let dated = self.year(end).is_some() || self.word_is(end, ",");
                let counts = !dashed && !suffixed && self.counted(i + 1);
                (!goes_on && !month && !unit && !dated && !counts)
                    .then_some((Piece::Day(Said { day, bare: false }), end))
            }
            _ => None,
        }
    }

    /// One end of a range: any single expression, a bare day, or a weekday however weak its name.
    fn range_end(&self, i: usize) -> Read<Piece> {
        self.single(i).or_else(|| self.weak_end(i))
    }

    /// What is an end of a range although it is no expression of its own.
    fn weak_end(&self, i: usize) -> Read<Piece> {
        if self.is(i, Role::Now) {
            return Some((Piece::Day(Said::clear(Day::Exact(self.today()))), i + 1));
        }
        let (weekday, end) = self.weekday_word(self.skip(i, Role::On))?;
        let said = Said { day: Day::Weekday(weekday, WhichWeek::Open), bare: true };
        Some((Piece::Day(said), end))
    }

    /// The token after what joins two ends, at `i`.
    fn joint(&self, i: usize, between: bool, left: &Piece) -> Option<usize> {
        let i = self.skip_mark(i, ",");
        let word = self.tokens.word(i);
        if matches!(word, ">" | "→") {
            return Some(i + 1);
        }
        if matches!(word, "/" | "&") && self.next_day_follows(i + 1, left) {
            return Some(i + 1);
        }
        let dated = matches!(left, Piece::Day(Said { day: Day::Fields { year: Some(_), .. }, .. }));
        if word == "-" || (word == "/" && dated) {
            return Some(self.skip_all(self.skip_mark(i + 1, ">"), &[Role::To]));
        }
        if self.is(i, Role::And) && (between || self.next_day_follows(i + 1, left)) {
            return Some(i + 1);
        }
        if word == "t" && self.word_is(i + 1, "/") && self.word_is(i + 2, "m") {
            return Some(i + 3);
        }
        if !self.is(i, Role::To) {
            return None;
        }
        let at = self.skip_all(i + 1, &[Role::To]);
        Some(if self.tokens.are(at, &["en", "met"]) || self.tokens.are(at, &["and", "including"]) {
            at + 2
        } else {
            at
        })
    }

    /// Whether the day at `i` is the one after `left` and one of them names the month: `the 5th and 6th of April`.
    fn next_day_follows(&self, i: usize, left: &Piece) -> bool {
        let Piece::Day(Said { day: Day::Fields { month, day, .. }, .. }) = *left else { return false };
        let right = self.absolute(i).map(|(said, _)| said.day);
        matches!(right, Some(Day::Fields { month: other, day: next, .. }) if next == day + 1 && month.is_some() != other.is_some())
    }

    /// The right end with a year said behind it: `August 10 to 22, 2026`.
    fn with_year_behind(&self, right: Piece, end: usize) -> (Piece, usize) {
        if let Piece::Day(Said { day: Day::Fields { year: None, month: None, day, weekday }, bare }) = right
            && let (Some(year), end) = self.year_after(end)
        {
            let day = Day::Fields { year: Some(year), month: None, day, weekday };
            return (Piece::Day(Said { day, bare }), end);
        }
        (right, end)
    }

    /// The range between two ends.
    fn between(&self, left: Piece, right: Piece) -> Option<Mention> {
        match (left, right) {
            (Piece::Day(left), Piece::Day(right)) => self.between_days(left, right),
            (Piece::Day(left), Piece::Span(right)) => {
                let left = match (left.day.year(), right.year_assumed) {
                    (None, false) if right.kind == Kind::Month => left.day.with_year(right.first.year()),
                    _ if left.bare => return None,
                    _ => left.day,
                };
                let first = left.resolve(self.base()).ok()?;
                Some(self.until_span(first, right))
            }
            (Piece::Span(left), Piece::Day(right)) if !right.bare => {
                let base = Base { from: plus_days(left.first, 1), ..self.base() };
                let last = right.day.resolve(base).ok()?;
                (last.first > left.first).then_some(Mention { end: Some(last.first), kind: Kind::Range, ..left })
            }
            (Piece::Span(left), Piece::Span(right)) => Some(self.until_span(left, right)),
            (Piece::Span(_), Piece::Day(_)) => None,
        }
    }

    /// From a day to a period: to its beginning, or to the end where a part of it is named.
    fn until_span(&self, first: Mention, span: Mention) -> Mention {
        let named = if span.kind == Kind::Part { span.end.unwrap_or(span.first) } else { span.first };
        let end = if named <= first.first && span.year_assumed { plus_months(named, 12) } else { named };
        let kind = if span.kind == Kind::Day { Kind::Range } else { Kind::Month };
        Mention { end: Some(end), kind, weekday_only: false, day_only: false, ..first }
    }

    fn between_days(&self, left: Said, right: Said) -> Option<Mention> {
        let (left_day, right_day) = lend(left.day, right.day);
        let numeric = matches!((left_day, right_day), (Day::Numeric { .. }, Day::Numeric { .. }));
        if numeric && left.bare && right.bare && order(left_day, right_day).is_none() {
            return None;
        }
        let alone = |said: Said, day: Day| said.bare && !numeric && !matches!(day, Day::Fields { month: Some(_), .. });
        let answer = self.calendar.asked.any_date() && matches!(left_day, Day::Fields { .. });
        let weekdays = matches!((left_day, right_day), (Day::Weekday(..), Day::Weekday(..)));
        if alone(left, left_day)
            && (alone(right, right_day) || !matches!(right_day, Day::Fields { .. }))
            && !answer
            && !weekdays
        {
            return None;
        }
        if matches!((left.bare, left_day, right_day), (_, Day::Weekday(..), Day::Fields { .. })) && left.bare {
            return None;
        }
        if right.bare && matches!(right_day, Day::Weekday(..)) && !weekdays {
            return None;
        }
        let read = |day_first: bool| self.in_order(left_day, right_day, day_first);
        if let Some(day_first) = order(left_day, right_day).filter(|_| numeric) {
            return read(day_first);
        }
        let usual = read(self.day_first());
        // of the two orders of "05/04 - 08/04" the one that makes a stay to come, the guest's own if both do
        let stays = |m: &Mention| {
            m.first >= self.today() && m.end.is_some_and(|end| (1..=MAX_NIGHTS).contains(&days_between(m.first, end)))
        };
        match usual {
            Some(usual) if numeric && !stays(&usual) => read(!self.day_first()).filter(stays).or(Some(usual)),
            usual => usual,
        }
    }

    /// The range between two days, with `03/04` read day first or not.
    fn in_order(&self, left_day: Day, right_day: Day, day_first: bool) -> Option<Mention> {
        let base = Base { day_first, ..self.base() };
        let first = left_day.resolve(base).ok()?;
        let later = matches!(right_day, Day::Later(_));
        let from = if later { first.first } else { plus_days(first.first, 1) };
        let last = right_day.resolve(Base { from, ..base }).ok()?;
        let end = self.after_first(first.first, last, right_day, base)?;
        Some(Mention {
            end: Some(end),
            kind: Kind::Range,
            weekday_only: first.weekday_only && last.weekday_only,
            day_only: first.day_only && last.day_only,
            other_order: first.other_order.or(last.other_order),
            ..first
        })
    }

    /// The last day of a range: after the first one where its words leave that open, before it where the guest
    /// named it so, which is a problem to be told rather than a stay of a year.
    fn after_first(&self, first: Date, last: Mention, day: Day, base: Base) -> Option<Date> {
        /// Without a year said, a stay longer than this was meant the other way round.
        const MOST_OF_A_YEAR: i32 = 300;
        match day {
            Day::Weekday(weekday, _) if last.first <= first => {
                let base = Base { from: plus_days(first, 1), ..base };
                Day::Weekday(weekday, WhichWeek::Near).resolve(base).ok().map(|m| m.first)
            }
            Day::Fields { year: None, month: Some(_), .. } | Day::Numeric { year: None, .. }
                if days_between(first, last.first) > MOST_OF_A_YEAR =>
            {
                let near = day.resolve(base).ok()?.first;
                Some(if near <= first { near } else { last.first })
            }
            Day::Exact(_) | Day::Later(_) => Some(last.first).filter(|&last| last > first),
            Day::Weekday(..) | Day::Fields { .. } | Day::Numeric { .. } => Some(last.first),
        }
    }

    /// A month or a week that holds both ends: `Feb between 2-7 2027`, `next week between Wednesday and Friday`.
    fn days_within(&self, i: usize, single: Read<Piece>) -> Read<Mention> {
        let lex = self.lex(i);
        let month = lex.month > 0 && !self.is_strange_month(i);
        if month && (self.is(i + 1, Role::Between) || self.is(i + 1, Role::From)) {
            let (first, end) = self.day_number(self.skip_all(i + 2, &[Role::The]))?;
            let joint = self.skip(self.skip_all(self.skip_mark(end, "-"), &[Role::And, Role::To]), Role::The);
            let (last, end) = self.day_number(joint)?;
            let (year, end) = self.year_after(end);
            let month = i8::try_from(lex.month).ok();
            let day = |day: u8| Day::Fields { year, month, day: i8::try_from(day).unwrap_or(0), weekday: None };
            return Some((self.between_days(Said::clear(day(first.day)), Said::clear(day(last.day)))?, end));
        }
        let Some((Piece::Span(week), end)) = single else { return None };
        if !matches!(week.kind, Kind::Week | Kind::Weekend) {
            return None;
        }
        let at = self.skip_all(self.skip_mark(self.skip_mark(end, ","), "("), &[Role::From, Role::Between]);
        if at == end {
            return None;
        }
        let (first, end) = self.weekday_word(self.skip(at, Role::The))?;
        let joint = self.skip(self.skip_all(self.skip_mark(end, "-"), &[Role::And, Role::To]), Role::The);
        let (last, end) = self.weekday_word(joint)?;
        let (first, last) = (weekday_in_week_of(week.first, first), weekday_in_week_of(week.first, last));
        // "next weekend, Friday to Monday"
        let turned = week.kind == Kind::Weekend && last < first;
        let last = if turned { plus_days(last, 7) } else { last };
        (first < last).then(|| (Mention::span(Kind::Range, first, last), end))
    }
}

/// Each end with what only the other said: month and year.
fn lend(left: Day, right: Day) -> (Day, Day) {
    let mut left = left;
    if let (
        Day::Fields { month: None, day, weekday, year },
        Day::Fields { month: Some(month), day: last, year: said, .. },
    ) = (left, right)
    {
        let (month, turned) = if day <= last {
            (month, false)
        } else if month == 1 {
            (12, true)
        } else {
            (month - 1, false)
        };
        let year = year.or(said.map(|y| if turned { y - 1 } else { y }));
        left = Day::Fields { year, month: Some(month), day, weekday };
    }
    if let (Day::Fields { month: None, day, weekday, year }, Day::Numeric { second, year: said, .. }) = (left, right) {
        left = Day::Numeric { first: day, second, year: year.or(said), weekday };
    }
    if let (Day::Fields { month: Some(month), year, .. }, Day::Fields { month: None, day, weekday, year: Some(said) }) =
        (left, right)
    {
        let left = if year.is_none() { left.with_year(said) } else { left };
        return (left, Day::Fields { year: Some(said), month: Some(month), day, weekday });
    }
    if let Some(year) = right.year() {
        let turned = months_fall(left, right);
        left = left.with_year(if turned { year - 1 } else { year });
    }
    (left, right)
}

/// Whether the month on the left is later in the year than the one on the right.
fn months_fall(left: Day, right: Day) -> bool {
    matches!((left, right), (Day::Fields { month: Some(a), .. }, Day::Fields { month: Some(b), .. }) if a > b)
}

/// Whether one end shows that days stand before months, or after: `28/2-1/3`.
fn order(left: Day, right: Day) -> Option<bool> {
    [left, right].into_iter().find_map(|day| match day {
        Day::Numeric { first, .. } if first > 12 => Some(true),
        Day::Numeric { second, .. } if second > 12 => Some(false),
        Day::Numeric { .. } | Day::Exact(_) | Day::Fields { .. } | Day::Weekday(..) | Day::Later(_) => None,
    })
}
