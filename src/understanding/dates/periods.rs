//! Weeks, weekends, months and their parts.
//!
//! ```text
//! period    = [the] unit-period
//! unit      = (this | next | ...) (week | weekend | month | quarter | year) | week after next | the weekend
//!           | week (of | starting) anchor | (ordinal | last) (week | weekend) of period | weekend of anchor
//!           | month [year] | next month-name | month after next
//! part      = (beginning | middle | end | rest) [of] period | (early | late) month | later this period
//! coming    = [the] next count units | count next units
//! ```
//!
//! Weeks run from Monday; a week belongs to the month that holds its Thursday. A weekend is Saturday and Sunday;
//! one counted within a month, or made by a holiday, begins on the Friday.

use jiff::civil::{Date, Weekday};

use super::calendar::{monday_of, nth_week, plus_days, plus_months, weekday_from, weekday_in_week_of};
use super::offsets::Amount;
use super::reader::{Read, Reader};
use super::roles::Role;
use super::said::{Kind, Mention};
use super::words::{EN, Unit};

/// Which third of a period a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Third {
    Start,
    Middle,
    End,
    Rest,
    Later,
}

impl Reader<'_> {
    /// A period, or a part of one, at `i`.
    pub fn period(&self, i: usize) -> Read<Mention> {
        let at = self.skip_all(i, &[Role::The]);
        const LEADS: u64 = Role::set(&[Role::In, Role::On, Role::For, Role::From, Role::To, Role::Between, Role::Of]);
        let led = at > i || self.before(i).is_any(LEADS);
        if self.lex(at).is_only_a_month() {
            return self.month(at, led);
        }
        self.part(at)
            .or_else(|| self.coming(at))
            .or_else(|| self.nth_period(at))
            .or_else(|| self.week_of(at))
            .or_else(|| self.unit_period(at))
            .or_else(|| self.month(at, led))
    }

    /// `this week`, `next weekend`, `week after next`, `the weekend`, `semana que viene`.
    fn unit_period(&self, i: usize) -> Read<Mention> {
        if let Some(((ahead, unit), end)) = self.unit_ahead_of_now(i) {
            let after_next = self.is(end, Role::After) && self.is(end + 1, Role::Next);
            let (ahead, end) = if after_next { (ahead + 1, end + 2) } else { (ahead, end) };
            // the coming weekend is the nearest, unless it is here
            let coming = unit == Unit::Weekend && (i..end).any(|k| self.is(k, Role::Coming));
            let here = matches!(self.today().weekday(), Weekday::Saturday | Weekday::Sunday);
            let ahead = if coming { i32::from(here) } else { ahead };
            let (ahead, end) = self.later_instead(i, (unit, end)).map_or((ahead, end), |end| (ahead + 1, end));
            return Some((self.unit_ahead(unit, ahead)?, end));
        }
        let (unit, end) = self.unit(i)?;
        if let Some(found) = self.beside_a_holiday(unit, end) {
            return Some(found);
        }
        // "the week after next", "la settimana dopo la prossima", "la semana después de la próxima"
        if self.is(end, Role::After) {
            let next = self.skip_all(end + 1, &[Role::Of, Role::The]);
            if self.is(next, Role::Next) {
                return Some((self.unit_ahead(unit, 2)?, next + 1));
            }
            // "the weekend after this one"
            if self.word_is(next, "this")
                && let Some(end) = self.past_such(next + 1, unit)
            {
                return Some((self.unit_ahead(unit, 1)?, end));
            }
        }
        let before = self.before(i);
        let foreign = self.lex(i).langs & EN == 0 || self.before(i).langs & EN == 0 && before.is(Role::The);
        match unit {
            Unit::Weekend => {
                // "on weekends" is no date
                let habit = self.word_is(i, "weekends");
                let named = self.before(i).is(Role::Long) || self.is(end, Role::Of) || self.is_length(i, end) || habit;
                (!named).then_some((self.unit_ahead(unit, 0)?, end))
            }
            Unit::Week if foreign && (before.is(Role::The) || before.is(Role::Of)) && !self.is(end, Role::Of) => {
                Some((self.unit_ahead(unit, 0)?, end))
            }
            Unit::Week
            | Unit::Hour
            | Unit::Day
            | Unit::Night
            | Unit::WorkingDay
            | Unit::WorkingWeek
            | Unit::Fortnight
            | Unit::Month
            | Unit::Quarter
            | Unit::Year => None,
        }
    }

    /// `the week after Easter`, `the weekend before Christmas`: the `unit` that ends before `i`.
    fn beside_a_holiday(&self, unit: Unit, i: usize) -> Read<Mention> {
        let (after, before) = (self.is(i, Role::After), self.is(i, Role::Before));
        if !(after || before) {
            return None;
        }
        let (anchor, end) = self.holiday(i + 1)?;
        let monday = plus_days(monday_of(anchor.first), if after { 7 } else { -7 });
        let span = match unit {
            Unit::Week => Mention::span(Kind::Week, monday, plus_days(monday, 7)),
            Unit::Weekend => {
                let next = weekday_from(plus_days(anchor.first, 1), Weekday::Saturday);
                let last = weekday_from(plus_days(anchor.first, -7), Weekday::Saturday);
                let saturday = if after { next } else { last };
                Mention::span(Kind::Weekend, saturday, plus_days(saturday, 2))
            }
            Unit::Hour
            | Unit::Day
            | Unit::Night
            | Unit::WorkingDay
            | Unit::WorkingWeek
            | Unit::Fortnight
            | Unit::Month
            | Unit::Quarter
            | Unit::Year => return None,
        };
        Some((Mention { year_assumed: anchor.year_assumed, ..span }, end))
    }

    /// Whether the word at `i` makes a kind of stay of the weekend before it.
    pub fn is_kind_of_stay(&self, i: usize) -> bool {
        const KINDS: [&str; 8] = ["away", "break", "stay", "trip", "getaway", "breaks", "rate", "rates"];
        KINDS.contains(&self.tokens.word(i))
    }

    /// Whether the weekend from `i` to `end` is a kind of stay, not a date: `a weekend away`, `weekend break`.
    fn is_length(&self, i: usize, end: usize) -> bool {
        let any = matches!(self.before_word(i), "any" | "some" | "which");
        self.is_kind_of_stay(end) || any || self.before(i).is(Role::One) || self.before(i).number > 0
    }

    /// The period of `unit` that many after the present one.
    fn unit_ahead(&self, unit: Unit, ahead: i32) -> Option<Mention> {
        let (today, first) = (self.today(), self.today().first_of_month());
        let monday = plus_days(monday_of(today), 7 * ahead);
        let span = match unit {
            Unit::Week => Mention::span(Kind::Week, monday, plus_days(monday, 7)),
            Unit::WorkingWeek => Mention::span(Kind::Part, monday, plus_days(monday, 5)),
            Unit::Weekend => Mention::span(Kind::Weekend, plus_days(monday, 5), plus_days(monday, 7)),
            Unit::Month => Mention::span(Kind::Month, plus_months(first, ahead), plus_months(first, ahead + 1)),
            Unit::Quarter => {
                let quarter = plus_months(first, -i32::from((first.month() - 1) % 3) + 3 * ahead);
                Mention::span(Kind::Month, quarter, plus_months(quarter, 3))
            }
            Unit::Year => {
                let year = plus_months(today.first_of_year(), 12 * ahead);
                Mention::span(Kind::Month, year, plus_months(year, 12))
            }
            Unit::Hour | Unit::Day | Unit::Night | Unit::WorkingDay | Unit::Fortnight => return None,
        };
        Some(span)
    }

    /// `week of April 10th`, `week starting on the 4th`, `month of September 16`, `weekend of the 5th`.
    fn week_of(&self, i: usize) -> Read<Mention> {
        let (unit, end) = self.unit(i)?;
        let foreign_die = self.skip_all(end, &[Role::The]);
        let start = if self.is(foreign_die, Role::Starting) || self.word_is(end, "que") { foreign_die } else { end };
        let mut at = self.skip_all(
            if self.word_is(start, "que") { start + 1 } else { start },
            &[Role::Of, Role::From, Role::Starting, Role::To],
        );
        if foreign_die > end && at == end && unit == Unit::Week {
            // Dutch: "de week die op 3 mei begint"
            at = foreign_die;
        }
        if at == end || self.is(i, Role::DayPart) {
            return None;
        }
        let (anchor, end) = self.anchor(at)?;
        let end = self.skip(end, Role::Starting);
        let day = anchor.first;
        let span = match unit {
            Unit::Week => {
                // "the week of" a Sunday is the one it opens
                let monday = monday_of(plus_days(day, i32::from(day.weekday() == Weekday::Sunday)));
                Mention::span(Kind::Week, monday, plus_days(monday, 7))
            }
            Unit::Weekend => {
                let saturday = weekday_in_week_of(day, Weekday::Saturday);
                Mention::span(Kind::Weekend, saturday, plus_days(saturday, 2))
            }
            Unit::Month => {
                let first = day.first_of_month();
                Mention::span(Kind::Month, first, plus_months(first, 1))
            }
            Unit::Hour
            | Unit::Day
            | Unit::Night
            | Unit::WorkingDay
            | Unit::WorkingWeek
            | Unit::Fortnight
            | Unit::Quarter
            | Unit::Year => return None,
        };
        Some((Mention { year_assumed: anchor.year_assumed, ..span }, end))
    }

    /// `the third week of next year`, `last weekend in October`, `first quarter of the year`, `ninth month of`.
    fn nth_period(&self, i: usize) -> Read<Mention> {
        if self.word_is(i, "week") || self.word_is(i, "semana") {
            return self.numbered_week(i);
        }
        let (nth, at) = self.nth(i)?;
        let half = matches!(self.tokens.word(at), "half" | "halfte" | "helft" | "mitad" | "moitie" | "meta" | "metade");
        let (unit, end) = if half { (Unit::Fortnight, at + 1) } else { self.unit(at)? };
        let of = self.skip_all(end, &[Role::Of, Role::In]);
        if of == end && !self.is(end, Role::This) && self.lex(end).month == 0 {
            return None;
        }
        let (whole, end) = self.whole(self.skip_all(of, &[Role::The]))?;
        let next = |first: Date, last: Date, kind: Kind| {
            let span = self.nth_within(unit, nth, first, last);
            span.filter(|s| s.0 >= self.today() || kind == Kind::Part)
        };
        let (first, last) = (whole.first, whole.end?);
        // a part of the present year or of a named month that has passed is next year's
        let later = |day: Date| plus_months(day, 12);
        let (from, to) = match next(first, last, if whole.year_assumed { Kind::Month } else { Kind::Part }) {
            Some(span) => span,
            None => next(later(first), later(last), Kind::Part)?,
        };
        let kind = match unit {
            Unit::Weekend => Kind::Weekend,
            Unit::Month | Unit::Quarter => Kind::Month,
            Unit::Week | Unit::WorkingWeek => Kind::Week,
            Unit::Hour | Unit::Day | Unit::Night | Unit::WorkingDay | Unit::Fortnight | Unit::Year => Kind::Part,
        };
        Some((Mention { year_assumed: whole.year_assumed, ..Mention::span(kind, from, to) }, end))
    }

    /// The weeks of the year by number: `week 31`.
    fn numbered_week(&self, i: usize) -> Read<Mention> {
        let number = self.tokens.number(i + 1).filter(|n| (1..=53).contains(n) && self.tokens.digits(i + 1) <= 2)?;
        if self.counted(i + 2) {
            return None;
        }
        let nth = i8::try_from(number).ok()?;
        let of_year = |year: i16| {
            let first = Date::new(year, 1, 1).ok()?;
            nth_week(first, plus_months(first, 12), nth)
        };
        let monday = self.next_of_years(|year| of_year(year).map(|monday| plus_days(monday, 6)))?;
        Some((Mention::span(Kind::Week, plus_days(monday, -6), plus_days(monday, 1)), i + 2))
    }

    /// The `nth` unit of the days from `first` to `end`.
    fn nth_within(&self, unit: Unit, nth: i8, first: Date, end: Date) -> Option<(Date, Date)> {
        let steps = i32::from(nth) - 1;
        match unit {
            Unit::Week | Unit::WorkingWeek => nth_week(first, end, nth).map(|monday| (monday, plus_days(monday, 7))),
            Unit::Weekend => {
                let saturday = if nth < 0 {
                    weekday_from(plus_days(end, -7), Weekday::Saturday)
                } else {
                    plus_days(weekday_from(first, Weekday::Saturday), 7 * steps)
                };
                Some((plus_days(saturday, -1), plus_days(saturday, 2)))
            }
            Unit::Month if nth > 0 => Some((plus_months(first, steps), plus_months(first, steps + 1))),
            Unit::Month => Some((plus_months(end, -1), end)),
            Unit::Quarter if nth > 0 => Some((plus_months(first, 3 * steps), plus_months(first, 3 * steps + 3))),
            Unit::Quarter => Some((plus_months(end, -3), end)),
            Unit::Fortnight if nth == 1 => Some((first, plus_days(first, 15))),
            Unit::Fortnight => Some((plus_days(first, 15), end)),
            Unit::Day | Unit::Hour | Unit::Night | Unit::WorkingDay | Unit::Year => None,
        }
    }

    /// A month, a year, or the present or a coming one of them, that something is counted in.
    fn whole(&self, i: usize) -> Read<Mention> {
        if let Some((year, end)) = self.year(i) {
            let first = Date::new(year, 1, 1).ok()?;
            return Some((Mention::span(Kind::Month, first, plus_months(first, 12)), end));
        }
        if let Some(((ahead, unit), end)) = self.unit_ahead_of_now(i) {
            return Some((self.unit_ahead(unit, ahead)?, end));
        }
        if let Some((unit @ (Unit::Week | Unit::Month | Unit::Year), end)) = self.unit(i) {
            let year_assumed = unit == Unit::Year;
            return Some((Mention { year_assumed, ..self.unit_ahead(unit, 0)? }, end));
        }
        self.month(i, true)
    }

    /// A month by name at `i`: `May 2027`, `next June`, `March after next`; `led` where a preposition stood before.
    fn month(&self, i: usize, led: bool) -> Read<Mention> {
        let (which, at) = match self.which(i) {
            Some((_, at)) => (true, at),
            None => (false, i),
        };
        let lex = self.lex(at);
        if lex.month == 0 || self.weekday_comes_first(at) {
            return None;
        }
        let (year, end) = self.year_after(at + 1);
        let capital = lex.is(Role::WeakMonth) && self.is_all(at, end);
        let after_next = self.is(end, Role::After) && self.is(end + 1, Role::Next);
        let weekend = self.before(at).unit == Some(Unit::Weekend);
        let company = led || which || year.is_some() || capital || after_next || weekend;
        let weak = lex.is(Role::WeakMonth) && !company;
        let strange = self.is_strange_month(at) || (lex.is(Role::StrangeMonth) && !company);
        let verb = self.word_is(at, "may")
            && matches!(self.before_word(at), "i" | "we" | "you" | "they" | "it")
            && year.is_none();
        if weak || verb || strange || self.is(end, Role::Numbered) {
            return None;
        }
        let month = i8::try_from(lex.month).ok()?;
        let first = match year {
            Some(year) => Date::new(year, month, 1).ok()?,
            None => self.next_of_years(|year| Some(Date::new(year, month, 1).ok()?.last_of_month()))?.first_of_month(),
        };
        let point = self.word_is(end, ".") && year.is_none() && self.tokens.word(at).len() <= 4;
        let end = if point && end + 1 < self.len() { end + 1 } else { end };
        let (first, end) = if after_next { (plus_months(first, 12), end + 2) } else { (first, end) };
        Some((
            Mention { year_assumed: year.is_none(), ..Mention::span(Kind::Month, first, plus_months(first, 1)) },
            end,
        ))
    }

    /// Whether the month's name at `i` is a weekday's too and stands as one.
    fn weekday_comes_first(&self, i: usize) -> bool {
        self.lex(i).weekday > 0
            && !self.is(i + 1, Role::Of)
            && self.before(i).number == 0
            && !self.before(i).is(Role::In)
    }

    /// `end of June`, `late March`, `rest of this week`, `later this month`, `a fine mese`.
    fn part(&self, i: usize) -> Read<Mention> {
        let lex = self.lex(i);
        if matches!(self.unit(i), Some((Unit::Weekend, _))) {
            return None;
        }
        let third = if lex.is(Role::Start) {
            Third::Start
        } else if lex.is(Role::Middle) || self.tokens.are(i, &["mi", "-"]) {
            Third::Middle
        } else if lex.is(Role::Rest) {
            Third::Rest
        } else if lex.is(Role::End) {
            Third::End
        } else if lex.is(Role::Later) {
            Third::Later
        } else {
            return None;
        };
        let at = self.skip_mark(i + 1, "-");
        let at = if self.lex(at).unit == Some(Unit::Day) && third == Third::Start { at + 1 } else { at };
        let at = self.skip_all(at, &[Role::Of, Role::In, Role::The, Role::On]);
        let (whole, end) = self.whole(at)?;
        let (first, last) = self.third_of(third, whole.first, whole.end?, self.lex(end - 1).unit.is_some());
        (last > self.today()).then_some((
            Mention { year_assumed: whole.year_assumed, ..Mention::span(Kind::Part, first.max(self.today()), last) },
            end,
        ))
    }

    /// The third of the days from `first` to `end`; a month counted from today is halved, a named one cut in three.
    fn third_of(&self, third: Third, first: Date, end: Date, counted: bool) -> (Date, Date) {
        let today = self.today().max(first);
        let week = super::calendar::days_between(first, end) <= 7;
        match (third, week) {
            (Third::Rest, true) => (today, plus_days(end, -1)),
            (Third::Rest, false) if super::calendar::days_between(first, end) < 32 => (today, plus_days(end, -1)),
            (Third::Rest, false) => (today, end),
            (Third::Later, true) => (plus_days(first, 3).max(today), end),
            (Third::Later, false) => (today, end),
            (Third::Start, true) => (first, plus_days(first, 3)),
            (Third::Middle, true) => (plus_days(first, 1), plus_days(first, 5)),
            (Third::End, true) => (plus_days(first, 3), end),
            (Third::Start, false) => (first, plus_days(first, if counted { 15 } else { 10 })),
            (Third::Middle, false) => (plus_days(first, 10), plus_days(first, 20)),
            (Third::End, false) => (plus_days(first, if counted { 15 } else { 20 }), end),
        }
    }

    /// `next 3 days`, `3 próximas semanas`, `4 dias siguientes`, `4 weken in de toekomst`.
    fn coming(&self, i: usize) -> Read<Mention> {
        let (amount, end) = match self.which(i) {
            Some((1, at)) => self.amount(at).filter(|&(a, _)| a.count > 1 || self.lex(at).unit.is_none())?,
            _ => self.coming_after_count(i)?,
        };
        if matches!(amount.unit, Unit::Night | Unit::Weekend) {
            return None;
        }
        let tomorrow = plus_days(self.today(), 1);
        let last = if amount.unit == Unit::WorkingDay {
            plus_days(amount.from(self.today(), 1), 1)
        } else {
            amount.from(tomorrow, 1)
        };
        Some((Mention::span(Kind::Part, tomorrow, last), end))
    }

    fn coming_after_count(&self, i: usize) -> Read<Amount> {
        let (count, at) = self.count(i)?;
        let count = i32::try_from(count).ok().filter(|c| (1..=366).contains(c))?;
        if let Some((1, unit)) = self.which(at) {
            let (unit, end) = self.unit(unit)?;
            return Some((Amount { count, unit }, end));
        }
        let (unit, end) = self.unit(at)?;
        let future = ["futuro", "toekomst", "future", "zukunft"];
        let phrase = self.skip_all(end, &[Role::In, Role::The]);
        if future.contains(&self.tokens.word(phrase)) && phrase > end {
            return Some((Amount { count, unit }, phrase + 1));
        }
        let (ahead, end) = self.which_after(end)?;
        (ahead == 1).then_some((Amount { count, unit }, end))
    }
}
