//! One day as it was said, and the civil date that makes of it.

use jiff::civil::{Date, Weekday};

use super::calendar::{monday_of, next_day_of_month, next_in_year, plus_days, weekday_from, weekday_in_week_of};
use super::said::{Mention, Problem};

/// Which of the weeks a weekday stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichWeek {
    /// None was said: the next such day after today.
    Open,
    /// This or coming: the next such day, today included.
    Near,
    /// The week that many after the present one, Monday to Sunday.
    Ahead(i8),
}

/// One day as it was said; what is missing comes from its neighbours or from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A date that needs nothing more.
    Exact(Date),
    /// Day of the month, with what else was said.
    Fields {
        /// The year said.
        year: Option<i16>,
        /// The month said, 1 to 12.
        month: Option<i8>,
        /// The day of the month.
        day: i8,
        /// The weekday said.
        weekday: Option<Weekday>,
    },
    /// Two numbers whose order is open: `03/04`.
    Numeric {
        /// The number that stands first.
        first: i8,
        /// The number that stands second.
        second: i8,
        /// The year said.
        year: Option<i16>,
        /// The weekday said, which may tell the order.
        weekday: Option<Weekday>,
    },
    /// A weekday alone.
    Weekday(Weekday, WhichWeek),
    /// That many days after the beginning of the range this day ends, or after today.
    Later(i32),
}

/// A day said, and whether it is too little to be a date without a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The day.
    pub day: Day,
    /// Two bare numbers or one: a date only in company.
    pub bare: bool,
}

impl Said {
    /// A day that stands for itself.
    pub fn clear(day: Day) -> Self {
        Self { day, bare: false }
    }
}

/// What days are resolved against.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    /// The day it is.
    pub today: Date,
    /// The earliest date meant: today, or the day after a range's beginning.
    pub from: Date,
    /// Whether `03/04` is read day first.
    pub day_first: bool,
}

impl Day {
    /// The civil date, as a mention that says what was assumed.
    pub fn resolve(self, base: Base) -> Result<Mention, Problem> {
        match self {
            Self::Exact(date) => Ok(Mention { past_meant: date < base.today, ..Mention::day(date) }),
            Self::Later(days) => Ok(Mention::day(plus_days(base.from, days))),
            Self::Weekday(weekday, week) => Ok(weekday_date(weekday, week, base)),
            Self::Fields { year, month, day, weekday } => fields_date(year, month, day, weekday, base),
            Self::Numeric { first, second, year, weekday } => numeric_date((first, second), year, weekday, base),
        }
    }

    /// The day with the year `year` where none was said.
    pub fn with_year(self, year: i16) -> Self {
        match self {
            Self::Fields { year: None, month: month @ Some(_), day, weekday } => {
                Self::Fields { year: Some(year), month, day, weekday }
            }
            Self::Numeric { year: None, first, second, weekday } => {
                Self::Numeric { year: Some(year), first, second, weekday }
            }
            Self::Exact(_) | Self::Weekday(..) | Self::Later(_) | Self::Fields { .. } | Self::Numeric { .. } => self,
        }
    }

    /// Whether the month was said, or two numbers of which one is the month.
    pub fn names_month(self) -> bool {
        match self {
            Self::Fields { month, .. } => month.is_some(),
            Self::Numeric { .. } => true,
            Self::Exact(_) | Self::Weekday(..) | Self::Later(_) => false,
        }
    }

    /// The year said, if any.
    pub fn year(self) -> Option<i16> {
        match self {
            Self::Fields { year, .. } | Self::Numeric { year, .. } => year,
            Self::Exact(_) | Self::Weekday(..) | Self::Later(_) => None,
        }
    }
}

fn weekday_date(weekday: Weekday, week: WhichWeek, base: Base) -> Mention {
    let ranged = base.from > base.today;
    let date = match week {
        WhichWeek::Open if !ranged => weekday_from(plus_days(base.today, 1), weekday),
        WhichWeek::Open | WhichWeek::Near => weekday_from(base.from, weekday),
        WhichWeek::Ahead(weeks) => weekday_in_week_of(plus_days(monday_of(base.today), 7 * i32::from(weeks)), weekday),
    };
    Mention { weekday_only: true, past_meant: date < base.today, ..Mention::day(date) }
}

fn fields_date(
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
    weekday: Option<Weekday>,
    base: Base,
) -> Result<Mention, Problem> {
    let none = Problem::NoSuchDay {
        year,
        month: month.map_or(0, |m| u8::try_from(m).unwrap_or(0)),
        day: u8::try_from(day).unwrap_or(0),
    };
    let date = match (year, month) {
        (Some(year), Some(month)) => Date::new(year, month, day).ok(),
        (None, Some(month)) => next_in_year(base.from, month, day),
        (_, None) => next_day_of_month(base.from, day, weekday).or_else(|| next_day_of_month(base.from, day, None)),
    };
    let date = date.ok_or(none)?;
    Ok(Mention {
        day_only: month.is_none() && weekday.is_none(),
        year_assumed: year.is_none(),
        month_assumed: month.is_none(),
        past_meant: year.is_some(),
        ..Mention::day(date)
    })
}

fn numeric_date(
    (first, second): (i8, i8),
    year: Option<i16>,
    weekday: Option<Weekday>,
    base: Base,
) -> Result<Mention, Problem> {
    let read = |day: i8, month: i8| fields_date(year, Some(month), day, None, base);
    let (day_first, month_first) = (read(first, second), read(second, first));
    let told = |date: &Result<Mention, Problem>| matches!((date, weekday), (Ok(mention), Some(weekday)) if mention.first.weekday() == weekday);
    // "Monday 2/3" is the order that falls on a Monday
    let by_weekday = if told(&day_first) == told(&month_first) { None } else { Some(told(&day_first)) };
    let (taken, other) = match (first > 12, second > 12) {
        (true, false) => (day_first, None),
        (false, true) => (month_first, None),
        (false, false) if by_weekday.unwrap_or(base.day_first) => (day_first, month_first.ok()),
        (false, false) => (month_first, day_first.ok()),
        (true, true) => (day_first, None),
    };
    let other = other.map(|mention| mention.first).filter(|_| first != second && by_weekday.is_none());
    Ok(Mention { other_order: other, ..taken? })
}
