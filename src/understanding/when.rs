//! When the stay is: the finder of dates, told of the situation, and what of its findings is a wish.
//!
//! A day of the month alone ("the 2nd") points at an option rather than at a day where options are shown and nobody
//! was asked for a date. Days inside a question about check-in or check-out times are no wish either.

use std::ops::Range;

use jiff::civil::Date;

use crate::domain::place::CountryCode;
use crate::domain::stay::{Slot, StayDatesError};

use super::dates::{self, Asked as AskedDates, Assumption, Calendar, DatesSaid};
use super::meaning::{Problem, Said};
use super::reading::Reading;
use super::sense::{Act, Sense};
use super::situation::Situation;
use super::text::{Found, Tokens};
use super::topic::Topic;

/// Countries that write the month before the day.
const MONTH_FIRST: [&str; 5] = ["US", "PH", "FM", "MH", "PW"];

/// When the stay is, as far as this turn says so.
#[derive(Debug, Clone)]
pub struct When {
    said: DatesSaid,
}

/// Reads the dates of `tokens`.
#[must_use]
pub fn find(tokens: &Tokens<'_>, situation: &Situation<'_>) -> When {
    let country = situation.guest_country.or_else(|| situation.known.destination.as_ref().map(|place| place.country));
    When { said: read(tokens, situation, country) }
}

fn read(tokens: &Tokens<'_>, situation: &Situation<'_>, country: Option<CountryCode>) -> DatesSaid {
    let asked = AskedDates {
        check_in: situation.asked.for_slot(Slot::CheckIn),
        check_out: situation.asked.for_slot(Slot::CheckOut),
        nights: situation.asked.for_slot(Slot::Nights),
    };
    let calendar = Calendar {
        today: situation.now.date(),
        day_first: country.map(|country| !MONTH_FIRST.contains(&country.as_str())),
        check_in: situation.known.check_in,
        check_out: situation.known.departure(),
        asked,
    };
    let mut said = dates::find(tokens, &calendar);
    if points_at_options(tokens, situation, &said) {
        said = DatesSaid::default();
    }
    said
}

/// "the 2nd", "book the 3rd" where options are shown and no date was asked.
fn points_at_options(tokens: &Tokens<'_>, situation: &Situation<'_>, said: &DatesSaid) -> bool {
    let asked_date = situation.asked.for_slot(Slot::CheckIn) || situation.asked.for_slot(Slot::CheckOut);
    let only_day = said.mentions.len() == 1 && said.mentions[0].value.day_only && said.mentions[0].value.end.is_none();
    let after_preposition = said.mentions.first().is_some_and(|mention| {
        let start = mention.tokens.start;
        (start.saturating_sub(2)..=start).any(|i| {
            matches!(
                tokens.word(i),
                "on" | "from"
                    | "until"
                    | "till"
                    | "to"
                    | "for"
                    | "in"
                    | "out"
                    | "by"
                    | "starting"
                    | "through"
                    | "since"
            )
        })
    });
    !asked_date && only_day && !after_preposition && situation.shown.len() > 1
}

impl When {
    /// The tokens that say dates, lengths and changes of them.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let said = &self.said;
        let mentions = said.mentions.iter().map(|found| found.tokens.clone());
        let nights = said.nights.iter().map(|found| found.tokens.clone());
        let shift = said.shift.iter().map(|found| found.tokens.clone());
        mentions.chain(nights).chain(shift)
    }

    /// Reads `03/04` anew once the destination's country is known and the guest's is not.
    pub fn settle_day_order(&mut self, tokens: &Tokens<'_>, situation: &Situation<'_>, country: CountryCode) {
        let open = self.said.assumptions.iter().any(|assumed| matches!(assumed, Assumption::DayOrder { .. }));
        if open && situation.guest_country.is_none() {
            self.said = read(tokens, situation, Some(country));
        }
    }

    /// Puts the stay's dates into `said`.
    pub fn take(&self, reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said) {
        if asks_for_a_time(reading) {
            return;
        }
        said.check_in = self.said.check_in.clone();
        said.check_out = self.said.check_out.clone();
        said.nights = self.said.nights.clone().filter(|nights| !is_a_unit(reading, nights));
        let known = (situation.known.check_in, situation.known.departure());
        if let (Some(shift), (Some(from), Some(to))) = (&self.said.shift, known) {
            let (check_in, check_out) = shift.value.apply(from, to);
            let moved = |was: Date, is: Date| (was != is).then(|| Found::new(is, shift.tokens.clone()));
            said.check_in = said.check_in.take().or_else(|| moved(from, check_in));
            said.check_out = said.check_out.take().or_else(|| moved(to, check_out));
        }
    }

    /// The dates mentioned, in order, a range as its two ends.
    #[must_use]
    pub fn in_order(&self) -> Vec<Date> {
        self.said.dates_in_order()
    }

    /// What was assumed about the dates.
    #[must_use]
    pub fn assumptions(&self) -> &[Assumption] {
        &self.said.assumptions
    }

    /// What is wrong with the dates.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.said.problems.iter().map(problem).collect()
    }
}

fn problem(problem: &dates::Problem) -> Problem {
    match *problem {
        dates::Problem::NoSuchDay { year: Some(year), month, day } => {
            Problem::NoSuchDay(format!("{year:04}-{month:02}-{day:02}"))
        }
        dates::Problem::NoSuchDay { year: None, month, day } => Problem::NoSuchDay(format!("{month:02}-{day:02}")),
        dates::Problem::CheckOutNotAfterCheckIn { .. } => Problem::Dates(StayDatesError::CheckOutNotAfterCheckIn),
        dates::Problem::Past(_) => Problem::Dates(StayDatesError::Past),
        dates::Problem::TooLong { .. } => Problem::Dates(StayDatesError::TooLong),
        dates::Problem::TooFar(_) => Problem::Dates(StayDatesError::TooFarAhead),
    }
}

/// "what is the price for a night?": the night is what the price counts, not the stay.
fn is_a_unit(reading: &Reading<'_>, nights: &Found<u16>) -> bool {
    let at = reading.items.partition_point(|item| item.tokens.end <= nights.tokens.start);
    let asks_price =
        reading.sentence(at).any(|i| matches!(reading.sense(i), Sense::Topic(Topic::Price) | Sense::PriceWord));
    nights.value == 1 && asks_price && !reading.says(Sense::Act(Act::Want))
}

/// "what time can I check out tomorrow?": the day is part of the question.
fn asks_for_a_time(reading: &Reading<'_>) -> bool {
    let time =
        reading.items.iter().any(|item| matches!(item.sense, Sense::Topic(Topic::CheckInTime | Topic::CheckOutTime)));
    time && !reading.says(Sense::Act(Act::Want)) && !reading.says(Sense::Room)
}
