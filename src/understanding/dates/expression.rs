//! One date expression at a token: of all that could be read there, the longest.

use jiff::civil::Date;

use super::calendar::weekday_in_week_of;
use super::day::{Day, Said};
use super::holidays::Rule;
use super::reader::{Read, Reader, is_child};
use super::roles::Role;
use super::said::{Kind, Mention, Problem};
use super::words::Unit;
use crate::understanding::text::TokenKind;

/// How many words may lead to a date: "from the end of the".
const LEAD: usize = 7;

/// A single expression: a day that may still need its neighbours, or a span that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A day.
    Day(Said),
    /// A span of days.
    Span(Mention),
}

/// Which expressions can begin at a token.
#[derive(Debug, Clone, Copy)]
struct Begins {
    anything: bool,
    holiday: bool,
    count: bool,
    unit: bool,
    weekday: bool,
    date: bool,
    period: bool,
}

/// An expression as found in the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// What was read.
    pub mention: Mention,
    /// The day as it was said, to be read again once its neighbours are known; nothing for spans.
    pub day: Option<Day>,
}

impl Reader<'_> {
    /// Every date expression of the sentence, in order, with the problems of those that name no day.
    pub fn spoken(&self) -> (Vec<(Spoken, usize, usize)>, Vec<Problem>) {
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        let mut i = 0;
        while i < self.len() {
            match self.expression(i) {
                Some((Ok(spoken), end)) => {
                    found.push((spoken, i, end));
                    i = end;
                }
                Some((Err(problem), end)) => {
                    problems.push(problem);
                    i = end;
                }
                None => i += 1,
            }
        }
        (found, problems)
    }

    /// The longest expression at `i`.
    fn expression(&self, i: usize) -> Read<Result<Spoken, Problem>> {
        if !self.may_begin(i) {
            return None;
        }
        let found = self.single(i);
        let range = self.range(i, found);
        let single = found.filter(|(piece, _)| !matches!(piece, Piece::Day(said) if said.bare));
        match (range, single) {
            (Some((mention, end)), Some((_, other))) if end > other => Some((Ok(Spoken { mention, day: None }), end)),
            (Some((mention, end)), None) => Some((Ok(Spoken { mention, day: None }), end)),
            (_, Some((Piece::Span(mention), end))) => Some((Ok(Spoken { mention, day: None }), end)),
            (_, Some((Piece::Day(said), end))) => {
                let resolved = said.day.resolve(self.base()).map(|mention| self.not_past(mention));
                let spoken = resolved.map(|mention| Spoken { mention, day: Some(said.day) });
                let yesterday = end == i + 1 && matches!(said.day, Day::Exact(day) if day < self.today());
                (!yesterday || self.is_stay_in_the_past(i, end)).then_some((spoken, end))
            }
            (None, None) => None,
        }
    }

    /// The other order of two numbers where the guest's own is over: `10/12/2026` in November of 2026.
    fn not_past(&self, mention: Mention) -> Mention {
        match mention.other_order {
            Some(other) if mention.first < self.today() && other >= self.today() => {
                Mention { first: other, other_order: Some(mention.first), ..mention }
            }
            _ => mention,
        }
    }

    /// Whether "yesterday" is when the guest wants to stay, not when something happened.
    fn is_stay_in_the_past(&self, i: usize, end: usize) -> bool {
        let before = self.before(i);
        let length = self.is(end, Role::For) && self.amount(end + 1).is_some_and(|(a, _)| a.unit == Unit::Night);
        let told = (0..i).any(|k| matches!(self.tokens.word(k), "booked" | "reserved" | "made" | "was" | "were"));
        let house = (0..i).any(|k| matches!(self.tokens.word(k), "hotel" | "hotels" | "room" | "rooms"));
        let sought = house && self.word_is(i.wrapping_sub(2), "in");
        !told && (length || self.is_all(i, end) || before.is(Role::From) || before.is(Role::Starting) || sought)
    }

    /// Whether the day at `i` is the one not meant: "not Friday, Saturday", "Saturday instead of Friday".
    pub fn is_denied(&self, i: usize) -> bool {
        let two = i.checked_sub(2).map_or("", |k| self.tokens.word(k));
        matches!(
            (two, self.before_word(i)),
            (_, "not" | "nicht" | "niet" | "pas") | ("instead", "of") | ("rather", "than")
        )
    }

    /// Of the `unit` from `i` to `end` that is not meant, the end of what names the one behind it: `not this weekend but the
    /// next one`, `not next week, the week after`.
    pub fn later_instead(&self, i: usize, (unit, end): (Unit, usize)) -> Option<usize> {
        if !self.is_denied(i) {
            return None;
        }
        let at = self.skip_mark(end, ",");
        let at = self.skip_all(if self.word_is(at, "but") { at + 1 } else { at }, &[Role::For, Role::On, Role::The]);
        if self.is(at, Role::Next) {
            return self.past_such(at + 1, unit);
        }
        let after = self.past_such(at, unit)?;
        (after > at && self.is(after, Role::After)).then_some(after + 1)
    }

    /// Whether the period at `i` that is not meant names the one that is.
    pub fn is_one_meant_instead(&self, i: usize) -> bool {
        self.unit_ahead_of_now(i).is_some_and(|((_, unit), end)| self.later_instead(i, (unit, end)).is_some())
    }

    /// The token behind "one", or behind the same `unit`, at `i`; `i` itself where neither need be said; nothing where something
    /// else is named, as in "next to the beach" and "this conference".
    pub fn past_such(&self, i: usize, unit: Unit) -> Option<usize> {
        if self.word_is(i, "one") {
            return Some(i + 1);
        }
        match self.unit(i) {
            Some((same, end)) => (same == unit).then_some(end),
            None => (i >= self.len() || self.tokens.kind(i) == TokenKind::Mark || self.is(i, Role::For)).then_some(i),
        }
    }

    /// Whether an expression can begin at `i`: a known word, or a number that nothing claims.
    fn may_begin(&self, i: usize) -> bool {
        match self.tokens.kind(i) {
            TokenKind::Number => !self.counts_something_else(i) && !self.claimed_from_left(i),
            TokenKind::Word => {
                let of_child =
                    || matches!(self.tokens.word(i), "de" | "di" | "van" | "von") && is_child(self.before_word(i));
                self.leads_to_core(i) && !of_child() && !self.is_childs_age(i + 1)
            }
            TokenKind::Mark => false,
        }
    }

    /// Whether token `i`, or what it leads to within a few tokens, names something of a date.
    fn leads_to_core(&self, i: usize) -> bool {
        for k in i..i + LEAD {
            let lex = self.lex(k);
            if self.tokens.kind(k) == TokenKind::Number {
                return !self.counts_something_else(k);
            }
            if lex.is_core() {
                return true;
            }
            if !lex.leads() && !self.word_is(k, "-") {
                return false;
            }
        }
        false
    }

    /// The longest single expression at `i`; of two as long the more particular.
    pub fn single(&self, i: usize) -> Read<Piece> {
        let mut best: Read<Piece> = None;
        let mut offer = |found: Read<Piece>| {
            if let Some((_, end)) = found
                && best.is_none_or(|(_, longest)| end > longest)
            {
                best = found;
            }
        };
        let day = |found: Read<Said>| found.map(|(said, end)| (Piece::Day(said), end));
        let span = |found: Read<Mention>| found.map(|(mention, end)| (Piece::Span(mention), end));
        let begins = self.begins(i);
        if begins.holiday {
            offer(span(self.holiday(i)));
        }
        let absolute = if begins.date { self.absolute(i) } else { None };
        let dated = absolute.filter(|(said, _)| !said.bare);
        offer(day(dated));
        offer(span(dated.and_then(|(said, end)| self.weekend_around(said, end))));
        if begins.weekday {
            offer(day(self.weekday(i)));
        }
        if begins.unit {
            offer(day(self.relative_day(i)));
        }
        if begins.count || begins.unit {
            offer(span(self.stay_from(i)));
            offer(day(self.offset(i)));
        }
        if begins.anything {
            offer(span(self.within(i)));
        }
        let period = if begins.period { self.period(i) } else { None };
        offer(day(period.and_then(|(week, end)| self.weekday_of_week(week, end))));
        offer(span(period));
        if begins.anything {
            offer(span(self.the_day(i)));
        }
        offer(day(absolute));
        best
    }

    /// What can begin at `i`: anything at a number, a mark and a word that leads on, else what the word itself names.
    fn begins(&self, i: usize) -> Begins {
        let lex = self.lex(i);
        let anything = self.tokens.kind(i) != TokenKind::Word || lex.leads() || lex.is_core_by_role();
        let holiday = anything || lex.is(Role::Holiday);
        let count = anything || lex.number > 0;
        let unit = anything || self.unit(i).is_some();
        let ordinal = count || lex.ordinal > 0;
        let (weekday, period) = (ordinal || lex.weekday > 0, ordinal || unit || lex.month > 0);
        Begins { anything, holiday, count, unit, weekday, date: weekday || period, period }
    }

    /// `4th of July weekend`: the days off around a date that ends at `end`.
    fn weekend_around(&self, said: Said, end: usize) -> Read<Mention> {
        let (Unit::Weekend, end) = self.unit(end)? else { return None };
        let Day::Fields { month: Some(_), .. } = said.day else { return None };
        let mention = said.day.resolve(self.base()).ok()?;
        let (first, last) = Rule::weekend_of(mention.first);
        Some((Mention { year_assumed: mention.year_assumed, ..Mention::span(Kind::Weekend, first, last) }, end))
    }

    /// The present day, as Spanish and Dutch say it: `el día`, `de dag`; it is mentioned and makes no stay.
    fn the_day(&self, i: usize) -> Read<Mention> {
        let fused = self.word_is(i, "del") && self.word_is(i + 1, "dia");
        let day = fused || self.tokens.are(i, &["el", "dia"]) || self.tokens.are(i, &["de", "dag"]);
        let all = matches!(self.before_word(i), "todo" | "hele");
        let today = Mention { kind: Kind::Part, ..Mention::day(self.today()) };
        (day && !all && self.ends_day(i + 2)).then_some((today, i + 2))
    }

    /// A weekday of a `week` that ends at `end`: `next week on Friday`, `primera semana de octubre el viernes`.
    fn weekday_of_week(&self, week: Mention, end: usize) -> Read<Said> {
        if week.kind != Kind::Week {
            return None;
        }
        let at = self.skip_all(self.skip_mark(end, ","), &[Role::On, Role::The]);
        let (weekday, end) = self.weekday_word(at)?;
        let date: Date = weekday_in_week_of(week.first, weekday);
        Some((Said::clear(Day::Exact(date)), end))
    }
}
