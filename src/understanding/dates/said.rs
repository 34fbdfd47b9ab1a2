//! What the date finder is told and what it answers: civil dates, the stay they make, and what was assumed.

use std::ops::Range;

use jiff::civil::Date;

use crate::understanding::text::Found;

/// What a sentence about dates is read against.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// The day it is at the guest's place.
    pub today: Date,
    /// Whether `03/04` is the 3rd of April where the guest comes from; `None` decides by the sentence's language.
    pub day_first: Option<bool>,
    /// The check-in known before this sentence.
    pub check_in: Option<Date>,
    /// The check-out known before this sentence.
    pub check_out: Option<Date>,
    /// The days that the stay is known to lie within: the first, and the day after the last.
    pub within: Option<(Date, Date)>,
    /// What the open question asked for.
    pub asked: Asked,
}

impl Calendar {
    /// A calendar that knows no more than the day it is.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { today, day_first: None, check_in: None, check_out: None, within: None, asked: Asked::default() }
    }
}

/// Which parts of the stay the open question asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// "When do you arrive?"
    pub check_in: bool,
    /// "When do you leave?"
    pub check_out: bool,
    /// "How long do you stay?"
    pub nights: bool,
}

impl Asked {
    /// Whether any date was asked for.
    #[must_use]
    pub fn any_date(self) -> bool {
        self.check_in || self.check_out
    }
}

/// What kind of time a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One day: `March 20`.
    Day,
    /// Two days said: `March 20–23`; ends on the last day named.
    Range,
    /// A day and a length: `for 3 nights from Friday`; ends on the morning after the last night.
    Stay,
    /// One to several weeks; ends on the day after.
    Week,
    /// Saturday and Sunday, with what a holiday adds; ends on the day after.
    Weekend,
    /// One or several months, quarters or years; ends on the day after.
    Month,
    /// A part of a week or month, or the coming days; ends on the day after.
    Part,
}

/// One date expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The day named, or the first of them.
    pub first: Date,
    /// Where the range ends, see [`Kind`]: in every case the day one who stays that long checks out.
    pub end: Option<Date>,
    /// What was named.
    pub kind: Kind,
    /// Only a weekday was said: `Friday`.
    pub weekday_only: bool,
    /// Only a day of the month was said: `the 20th`, which may as well count options.
    pub day_only: bool,
    /// The year was not said.
    pub year_assumed: bool,
    /// The month was not said.
    pub month_assumed: bool,
    /// The other reading of the first day when `03/04` could be either.
    pub other_order: Option<Date>,
    /// The year was said, or the past named: a date before today is meant.
    pub past_meant: bool,
}

impl Mention {
    /// A single day said in full.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self {
            first: day,
            end: None,
            kind: Kind::Day,
            weekday_only: false,
            day_only: false,
            year_assumed: false,
            month_assumed: false,
            other_order: None,
            past_meant: false,
        }
    }

    /// The days from `first` to `end` as a `kind`.
    #[must_use]
    pub fn span(kind: Kind, first: Date, end: Date) -> Self {
        Self { end: Some(end), kind, ..Self::day(first) }
    }
}

/// What was assumed to make civil dates of the words; always said back to the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumption {
    /// The year of this date was not said: the next such date was taken.
    Year(Date),
    /// The month of this date was not said: the next such day was taken.
    Month(Date),
    /// `03/04` was read as `read` and could mean `other`.
    DayOrder {
        /// The reading taken.
        read: Date,
        /// The reading left.
        other: Date,
    },
    /// A weekend was taken from Friday to the evening before it ends.
    WeekendFromFriday(Date),
    /// Two lengths were said, and the shorter was taken.
    Shorter {
        /// The length taken, in nights.
        nights: u16,
        /// The longer one.
        most: u16,
    },
    /// A month has more nights than can be booked: as many as can be were taken.
    LongestStay,
}

/// Why the dates cannot be used as they were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// 30 February, month 13.
    NoSuchDay {
        /// The year when it was said.
        year: Option<i16>,
        /// The month, 1 to 12, or the number said for it.
        month: u8,
        /// The day of the month said.
        day: u8,
    },
    /// The check-out is not later than the check-in.
    CheckOutNotAfterCheckIn {
        /// The check-in said or known.
        check_in: Date,
        /// The check-out said or known.
        check_out: Date,
    },
    /// A day before today.
    Past(Date),
    /// More than [`MAX_NIGHTS`].
    TooLong {
        /// The nights between check-in and check-out.
        nights: i32,
    },
    /// More than [`MAX_DAYS_AHEAD`] from today.
    TooFar(Date),
}

/// Longest stay that can be asked for, in nights.
pub const MAX_NIGHTS: i32 = 30;

/// How far ahead a stay may begin, in days.
pub const MAX_DAYS_AHEAD: i32 = 500;

/// What a shift moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Check-in and check-out: "a day later".
    Stay,
    /// The check-in alone: "arrive a day later".
    CheckIn,
    /// The check-out alone: "one more night", "leave a day earlier".
    CheckOut,
}

/// A correction relative to the known dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// What moves.
    pub moved: Moved,
    /// By how many days; negative is earlier.
    pub days: i32,
}

impl Shift {
    /// The stay after the shift.
    ///
    /// ```
    /// use core_chat::understanding::dates::{Moved, Shift};
    /// use jiff::civil::date;
    /// let longer = Shift { moved: Moved::CheckOut, days: 2 };
    /// assert_eq!(longer.apply(date(2026, 3, 20), date(2026, 3, 23)), (date(2026, 3, 20), date(2026, 3, 25)));
    /// ```
    #[must_use]
    pub fn apply(self, check_in: Date, check_out: Date) -> (Date, Date) {
        let moved = |day: Date| super::calendar::plus_days(day, self.days);
        match self.moved {
            Moved::Stay => (moved(check_in), moved(check_out)),
            Moved::CheckIn => (moved(check_in), check_out),
            Moved::CheckOut => (check_in, moved(check_out)),
        }
    }
}

/// Everything a sentence says about dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DatesSaid {
    /// Every date expression, in order.
    pub mentions: Vec<Found<Mention>>,
    /// The check-in this sentence states.
    pub check_in: Option<Found<Date>>,
    /// The check-out this sentence states; with a length it follows from [`DatesSaid::nights`] instead.
    pub check_out: Option<Found<Date>>,
    /// The length this sentence states, in nights.
    pub nights: Option<Found<u16>>,
    /// A correction relative to the dates already known.
    pub shift: Option<Found<Shift>>,
    /// Whether the night of the check-in was named and nothing else of a length: "tonight", "Friday night".
    pub names_a_night: bool,
    /// The days the stay lies within where a week or a month was said and no days of it: the first, and the day
    /// after the last.
    pub within: Option<Found<(Date, Date)>>,
    /// The tokens of words of arriving and leaving beside those days, in languages other than English: `saída`; and of
    /// days that are denied: "not Friday".
    pub cues: Vec<Range<usize>>,
    /// What was assumed about the stay.
    pub assumptions: Vec<Assumption>,
    /// What is wrong with the stay.
    pub problems: Vec<Problem>,
}

impl DatesSaid {
    /// The civil dates in order of mention, a range as its two ends.
    ///
    /// ```
    /// use core_chat::understanding::{dates, text::Tokens};
    /// use jiff::civil::date;
    /// let said = dates::find(&Tokens::new("next weekend or 7 March"), &dates::Calendar::on(date(2026, 2, 18)));
    /// assert_eq!(said.dates_in_order(), [date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 7)]);
    /// ```
    #[must_use]
    pub fn dates_in_order(&self) -> Vec<Date> {
        self.mentions.iter().flat_map(|m| [Some(m.value.first), m.value.end]).flatten().collect()
    }

    /// The tokens of days that were said beside the stay and are no part of it: the Saturday of "Friday or Saturday".
    pub fn left_aside(&self) -> impl Iterator<Item = Range<usize>> {
        let within = self.within.as_ref().map(|found| found.tokens.clone());
        let ends = [&self.check_in, &self.check_out].map(|end| end.as_ref().map(|found| found.tokens.clone()));
        let nights = self.nights.as_ref().map(|found| found.tokens.clone());
        let shift = self.shift.as_ref().map(|found| found.tokens.clone());
        let used = move |tokens: &Range<usize>| {
            ends.iter()
                .chain([&nights, &shift, &within])
                .flatten()
                .any(|own| own.start < tokens.end && tokens.start < own.end)
        };
        let days = self.mentions.iter().filter(|mention| matches!(mention.value.kind, Kind::Day | Kind::Range));
        days.map(|mention| mention.tokens.clone()).filter(move |tokens| !used(tokens))
    }
    /// What was assumed about the ends of the stay.
    pub(super) fn assumed_ends(&self) -> Vec<Assumption> {
        let ends = [&self.check_in, &self.check_out];
        let used =
            |tokens: &std::ops::Range<usize>| ends.iter().any(|end| end.as_ref().is_some_and(|f| f.tokens == *tokens));
        let mut assumed = Vec::new();
        for found in self.mentions.iter().filter(|m| used(&m.tokens)) {
            let mention = found.value;
            if let Some(other) = mention.other_order {
                assumed.push(Assumption::DayOrder { read: mention.first, other });
            }
            if mention.month_assumed {
                assumed.push(Assumption::Month(mention.first));
            } else if mention.year_assumed {
                assumed.push(Assumption::Year(mention.first));
            }
        }
        assumed
    }
}
