//! Days seen from today, weekdays and holidays.
//!
//! ```text
//! relative  = today | tonight | tomorrow [night] | [the] day after tomorrow | this evening | the next day
//! weekday   = [on] [the] [this | next | coming] weekday [this week | next week | week | in count weeks]
//!           | [the] (ordinal | last) weekday (of | in) (month [year] | this month | next month)
//! holiday   = [this | next] name [year | next year] [weekend | week]
//! ```
//!
//! `next Friday` is the Friday of next week, `this Friday` and `Friday` the nearest ahead.

use jiff::civil::{Date, Weekday};

use super::calendar::{monday_of, nth_weekday, plus_days, plus_months, weekday_from};
use super::day::{Day, Said, WhichWeek};
use super::holidays::{Name, Rule, named_from};
use super::reader::{Read, Reader};
use super::roles::Role;
use super::said::{Kind, Mention};
use super::words::{EN, PT, Unit};

impl Reader<'_> {
    /// A day seen from today at `i`.
    pub fn relative_day(&self, i: usize) -> Read<Said> {
        let at = self.skip_all(i, &[Role::On]);
        let at = if self.is(at, Role::The) && self.lex(at).offset == 0 { at + 1 } else { at };
        let today = self.today();
        if let Some((days, end)) = self.days_ahead(at) {
            return Some((Said::clear(Day::Exact(plus_days(today, days))), self.after_day_part(end)));
        }
        let (days, end) = self.relative_unit(at, Unit::Day)?;
        Some((Said::clear(Day::Exact(plus_days(today, days))), end))
    }

    /// Days from today to what is said at `i`.
    fn days_ahead(&self, i: usize) -> Read<i32> {
        let lex = self.lex(i);
        if lex.is(Role::RelativeDay) {
            // "la mañana" is the morning
            let morning = self.word_is(i, "manana") && matches!(self.before_word(i), "la" | "esta" | "cada");
            return (!morning).then_some((i32::from(lex.offset), i + 1));
        }
        // "the day after tomorrow", "depois de amanhã", "pasado mañana"
        if self.word_is(i, "2")
            && !self.tokens.space_before(i + 1)
            && matches!(self.tokens.word(i + 1), "nite" | "moro")
        {
            return Some((i32::from(self.word_is(i + 1, "moro")), i + 2));
        }
        let day = if lex.unit == Some(Unit::Day) { i + 1 } else { i };
        if self.is(day, Role::After) || self.word_is(day, "pasado") {
            let at = self.skip_all(self.skip_mark(day + 1, "-"), &[Role::Of]);
            let next = self.lex(at);
            if next.is(Role::RelativeDay) && next.offset == 1 {
                return Some((2, at + 1));
            }
        }
        // "il giorno dopo"
        if lex.unit == Some(Unit::Day) && self.word_is(i + 1, "dopo") {
            return Some((1, i + 2));
        }
        // "this evening", "esta noche", "ce soir"
        let evening = self.is(i + 1, Role::DayPart) && self.lex(i + 1).offset == 0 && !self.word_is(i + 1, "morning");
        if lex.is(Role::This) && evening {
            return Some((0, i + 2));
        }
        if lex.is(Role::Later) && self.lex(i + 1).is(Role::RelativeDay) {
            return self.days_ahead(i + 1);
        }
        None
    }

    /// The token after what narrows a day: `tomorrow night`, `mañana por la noche`, `hoje à noite`.
    fn after_day_part(&self, i: usize) -> usize {
        let at = self.skip_all(i, &[Role::For, Role::In, Role::The, Role::Of]);
        if self.is(at, Role::DayPart) { at + 1 } else { i }
    }

    /// A weekday at `i` with the week it stands in.
    pub fn weekday(&self, i: usize) -> Read<Said> {
        let start = self.skip_all(self.skip(i, Role::On), &[Role::The]);
        if let Some(found) = self.nth_weekday(start) {
            return Some(found);
        }
        if let Some((week, at)) = self.which_week(start)
            && let Some((weekday, end)) = self.weekday_word(at)
        {
            let vague = matches!(self.tokens.word(at - 1), "that" | "my" | "mi");
            let weak = self.is(at, Role::WeakWeekday) && vague || self.is(at, Role::ShortWeekday);
            if weak && end == at + 1 {
                return None;
            }
            let (which, end) = match self.week_after(end) {
                Some((ahead, end)) => (ahead, end),
                None => (week, end),
            };
            return Some((Said::clear(Day::Weekday(weekday, which)), end));
        }
        let (weekday, end) = self.weekday_word(start)?;
        if self.is(start, Role::ShortWeekday) && !self.word_is(end - 1, "feira") {
            return None;
        }
        if let Some((week, end)) = self.week_after(end) {
            return Some((Said::clear(Day::Weekday(weekday, week)), end));
        }
        // "the Monday after Easter"
        if self.is(end, Role::After)
            && let Some((anchor, end)) = self.holiday(end + 1)
        {
            let day = weekday_from(plus_days(anchor.first, 1), weekday);
            return Some((Said::clear(Day::Exact(day)), end));
        }
        let day = Day::Weekday(weekday, WhichWeek::Open);
        self.weekday_stands(start, end).then_some((Said::clear(day), end))
    }

    /// Whether a weekday's name without a week is one, not the `sun` or `sat` of another sentence.
    fn weekday_stands(&self, i: usize, end: usize) -> bool {
        let lex = self.lex(i);
        if lex.is(Role::Several) || lex.is(Role::ShortWeekday) && end == i + 1 {
            return false;
        }
        // "a segunda opção" counts options
        if lex.ordinal > 0 && self.is(end, Role::Numbered) {
            return false;
        }
        let before = self.before(i); // "al mar", "del mar" lead to the sea
        let fused = matches!(self.before_word(i), "al" | "del" | "dal" | "do");
        const LED: u64 =
            Role::set(&[Role::On, Role::From, Role::To, Role::Between, Role::Arrive, Role::Leave, Role::Out]);
        let led = !fused && before.is_any(LED);
        let feira = self.word_is(end - 1, "feira");
        let night = self.is(end, Role::DayPart);
        !lex.is(Role::WeakWeekday) || feira || night || led || self.is_all(i, end) || self.before_word(i) == "|"
    }

    /// `this`, `next`, `coming` before a weekday.
    fn which_week(&self, i: usize) -> Read<WhichWeek> {
        let lex = self.lex(i);
        if lex.is(Role::This) {
            let coming = self.is(i + 1, Role::Coming) || self.is(i + 1, Role::Next);
            return Some((WhichWeek::Near, if coming { i + 2 } else { i + 1 }));
        }
        let week = if lex.is(Role::Next) || lex.is(Role::Following) {
            WhichWeek::Ahead(1)
        } else if lex.is(Role::NextButOne) {
            WhichWeek::Ahead(2)
        } else if lex.is(Role::Coming) {
            WhichWeek::Open
        } else if lex.is(Role::Last) && lex.langs & EN != 0 {
            WhichWeek::Ahead(-1)
        } else {
            return None;
        };
        Some((week, i + 1))
    }

    /// The week said after a weekday: `next week`, `of this week`, `prochain`, `in two weeks`, `week`.
    fn week_after(&self, i: usize) -> Read<WhichWeek> {
        let at = self.skip_all(self.skip_mark(i, ","), &[Role::Of, Role::In]);
        if let Some((ahead, end)) = self.relative_unit(at, Unit::Week) {
            return Some((WhichWeek::Ahead(i8::try_from(ahead).ok()?), end));
        }
        if self.is(i, Role::After) && self.is(i + 1, Role::Next) {
            return Some((WhichWeek::Ahead(2), i + 2));
        }
        if let Some((ahead, end)) = self.which_after(i) {
            let week =
                if self.is(i, Role::Coming) { WhichWeek::Near } else { WhichWeek::Ahead(i8::try_from(ahead).ok()?) };
            return Some((week, end));
        }
        if self.is(i, Role::In)
            && let Some((weeks, unit)) = self.count(i + 1)
            && self.lex(unit).unit == Some(Unit::Week)
        {
            return Some((WhichWeek::Ahead(i8::try_from(weeks).ok()?), unit + 1));
        }
        (self.word_is(i, "week") && self.ends_day(i + 1)).then_some((WhichWeek::Ahead(1), i + 1))
    }

    /// `the first Friday of July`, `last Sunday of March 2026`, `el primer viernes del próximo mes`.
    fn nth_weekday(&self, i: usize) -> Read<Said> {
        let (nth, at) = self.nth(i)?;
        if nth == -1 && self.lex(at).unit == Some(Unit::Day) && self.is(at + 1, Role::Of) {
            let (month, year, end) = self.month_and_year(self.skip_all(at + 1, &[Role::Of, Role::The]))?;
            let last = |year: i16| Some(Date::new(year, month, 1).ok()?.last_of_month());
            let day = year.map_or_else(|| self.next_of_years(last), last)?;
            return Some((Said::clear(Day::Exact(day)), end));
        }
        let (weekday, end) = self.weekday_word(at)?;
        let of = self.skip_all(end, &[Role::Of, Role::In, Role::The]);
        if of == end && self.lex(end).month == 0 {
            return None;
        }
        let (month, year, end) = self.month_and_year(of)?;
        let first = |year: i16| nth_weekday(year, month, nth, weekday);
        let day = match year {
            Some(year) => first(year)?,
            None => self.next_of_years(first)?,
        };
        Some((Said::clear(Day::Exact(day)), end))
    }

    /// The first date not before today that `of_year` gives for this year and those after.
    pub fn next_of_years(&self, of_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
        let year = self.today().year();
        (year..year + 8).filter_map(of_year).find(|&day| day >= self.today())
    }

    /// `first` to `fifth`, `last`, as a count from the front or -1.
    pub fn nth(&self, i: usize) -> Read<i8> {
        if self.is(i, Role::Last) {
            return Some((-1, i + 1));
        }
        let (ordinal, end) = self.ordinal(i)?;
        Some((i8::try_from(ordinal).ok()?, end))
    }

    /// A month by name with its year if said, or the present or next one, at `i`.
    pub fn month_and_year(&self, i: usize) -> Option<(i8, Option<i16>, usize)> {
        let this = self.today().first_of_month();
        if let Some((months, end)) = self.relative_unit(i, Unit::Month) {
            let month = plus_months(this, months);
            return Some((month.month(), Some(month.year()), end));
        }
        let lex = self.lex(i);
        if lex.month > 0 {
            let (year, end) = self.year_after(i + 1);
            return Some((i8::try_from(lex.month).ok()?, year, end));
        }
        (lex.unit == Some(Unit::Month)).then_some((this.month(), Some(this.year()), i + 1))
    }

    /// A holiday at `i`, as a day or as its weekend.
    pub fn holiday(&self, i: usize) -> Read<Mention> {
        let start = self.skip_all(i, &[Role::On, Role::The]);
        let at = match self.which(start) {
            Some((_, at)) => at,
            None => start,
        };
        let (rule, end) = self.holiday_name(at)?;
        let (year, end) = self.year_after(end);
        let day = match year {
            Some(year) => rule.in_year(year)?,
            None => rule.on_or_after(self.today())?,
        };
        let assumed = Mention { year_assumed: year.is_none(), past_meant: year.is_some(), ..Mention::day(day) };
        if let Some((Unit::Weekend, end)) = self.unit(end) {
            let easter = matches!(rule, Rule::Easter(0));
            let (first, last) = if easter { (plus_days(day, -2), plus_days(day, 2)) } else { Rule::weekend_of(day) };
            return Some((Mention { year_assumed: year.is_none(), ..Mention::span(Kind::Weekend, first, last) }, end));
        }
        if self.lex(end).unit == Some(Unit::Week) && !self.word_is(i, "week") {
            let monday = monday_of(day);
            return Some((
                Mention { year_assumed: year.is_none(), ..Mention::span(Kind::Week, monday, plus_days(monday, 7)) },
                end + 1,
            ));
        }
        Some((assumed, end))
    }

    /// The longest name of a holiday at `i`.
    fn holiday_name(&self, i: usize) -> Read<Rule> {
        let numbered = self.tokens.number(i).is_some_and(|n| n <= 4);
        if !(self.is(i, Role::Holiday) || numbered) {
            return None;
        }
        // "em Natal" is the city
        if self.lex(i).langs == PT && matches!(self.before_word(i), "em" | "in" | "to") {
            return None;
        }
        let named = named_from(self.tokens.hash(i), self.tokens.word(i)).iter();
        named.filter_map(|name| Some((name.rule, self.name_end(i, name)?))).max_by_key(|&(_, end)| end)
    }

    /// The token after `name` when it stands at `i`, whatever points and hyphens stand between its words.
    fn name_end(&self, i: usize, name: &Name) -> Option<usize> {
        let mut at = i;
        for word in &name.words {
            while at > i && matches!(self.tokens.word(at), "." | "-") {
                at += 1;
            }
            if self.tokens.word(at) != *word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The weekday that `on Tuesday` after an offset moves `day` to.
    pub fn moved_to_weekday(&self, i: usize, day: Date) -> Read<Date> {
        let at = if self.is(i, Role::On) { i + 1 } else { return None };
        let (weekday, end): (Weekday, usize) = self.weekday_word(at)?;
        Some((weekday_from(day, weekday), end))
    }
}
