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
use super::mood::{Mood, is_asked_about};
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
    let asked = |slot| situation.asked.for_slot(slot);
    let asked =
        AskedDates { check_in: asked(Slot::CheckIn), check_out: asked(Slot::CheckOut), nights: asked(Slot::Nights) };
    let calendar = Calendar {
        today: situation.now.date(),
        day_first: country.map(|country| !MONTH_FIRST.contains(&country.as_str())),
        check_in: situation.known.check_in,
        check_out: situation.known.departure(),
        within: situation.known.within.filter(|_| situation.known.check_in.is_none()),
        asked,
    };
    let mut said = dates::find(tokens, &calendar);
    let ambiguous = said.assumptions.iter().any(|assumed| matches!(assumed, Assumption::DayOrder { .. }));
    if ambiguous && !said.problems.is_empty() && situation.guest_country.is_none() {
        // "3/4 to 3/7" makes a stay in one order only.
        let other = Calendar { day_first: Some(!calendar.day_first.unwrap_or(false)), ..calendar };
        let swapped = dates::find(tokens, &other);
        if swapped.problems.is_empty() {
            said = swapped;
        }
    }
    if points_at_options(tokens, situation, &said) || answers_with_ages(tokens, situation) {
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
    // Beyond the list it is a day, where days are spoken of.
    let listed = situation.known.check_in.is_none()
        || said
            .mentions
            .first()
            .is_some_and(|m| usize::try_from(m.value.first.day()).is_ok_and(|day| day <= situation.shown.len()));
    !asked_date
        && only_day
        && listed
        && (!after_preposition || names_an_option(tokens, situation))
        && situation.shown.len() > 1
}

/// "what's the policy on the first?", "yes to the second": an ordinal in words, within the list, of no arrival.
fn names_an_option(tokens: &Tokens<'_>, situation: &Situation<'_>) -> bool {
    const WORDS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let says = |words: &[&str]| (0..tokens.len()).any(|i| words.contains(&tokens.word(i)));
    let dated =
        ["check", "checking", "arrive", "arriving", "leave", "leaving", "stay", "staying", "until", "starting", "from"];
    let asks = ["what", "whats", "is", "does", "how", "hows", "has", "policy", "about", "yes", "?"];
    says(&WORDS[..situation.shown.len().min(WORDS.len())]) && says(&asks) && !says(&dated)
}

/// "4/6" after "How old are the children?": two ages. Where days were asked for as well, "4 and 6" is as many ages as there
/// are children.
fn answers_with_ages(tokens: &Tokens<'_>, situation: &Situation<'_>) -> bool {
    let asked = |slot| situation.asked.for_slot(slot);
    let numbers = (0..tokens.len()).filter(|i| tokens.number(*i).is_some()).count();
    let listed = (0..tokens.len()).all(|i| {
        tokens.number(i).is_some() || matches!(tokens.word(i), "," | "and" | "&" | "y" | "et" | "und" | "e" | "en")
    });
    let each = numbers > 1 && situation.known.children.is_some_and(|children| usize::from(children) == numbers);
    let digits =
        (0..tokens.len()).all(|i| tokens.number(i).is_some() || matches!(tokens.word(i), "/" | "," | "-" | "."));
    // "he turns 8 in March"
    let turns = (0..tokens.len()).any(|i| matches!(tokens.word(i), "turns" | "turning" | "turned"));
    let dated = asked(Slot::CheckIn) || asked(Slot::CheckOut);
    asked(Slot::ChildAges) && (!dated && (digits || turns) || listed && each)
}

impl When {
    /// The tokens that say dates, lengths and changes of them, and the words of arriving and leaving with them.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let said = &self.said;
        let mentions = said.mentions.iter().map(|found| found.tokens.clone());
        let nights = said.nights.iter().map(|found| found.tokens.clone());
        let shift = said.shift.iter().map(|found| found.tokens.clone());
        mentions.chain(nights).chain(shift).chain(said.cues.iter().cloned())
    }

    /// Reads `03/04` anew once the destination's country is known and the guest's is not.
    pub fn settle_day_order(&mut self, tokens: &Tokens<'_>, situation: &Situation<'_>, country: CountryCode) {
        let open = self.said.assumptions.iter().any(|assumed| matches!(assumed, Assumption::DayOrder { .. }));
        if open && situation.guest_country.is_none() {
            self.said = read(tokens, situation, Some(country));
        }
    }

    /// Puts the stay's dates into `said`.
    pub fn take(&self, reading: &Reading<'_>, moods: &[Mood], situation: &Situation<'_>, said: &mut Said) {
        if asks_for_a_time(reading, moods) {
            return;
        }
        let wished = |found: &Found<Date>| {
            !is_part_of_a_question(reading, moods, found.tokens.start)
                && !is_beside_the_stay(reading, moods, found.tokens.start)
        };
        let (check_in, check_out) = self.near_the_known(reading, situation, said);
        said.check_in = check_in.filter(wished);
        said.check_out = check_out.filter(wished);
        said.nights = self.said.nights.clone().filter(|nights| !is_a_unit(reading, nights));
        said.names_a_night = self.said.names_a_night;
        let known = (situation.known.check_in, situation.known.departure());
        if let (Some(shift), (Some(from), Some(to))) = (&self.said.shift, known) {
            let (check_in, check_out) = shift.value.apply(from, to);
            let moved = |was: Date, is: Date| (was != is).then(|| Found::new(is, shift.tokens.clone()));
            said.check_in = said.check_in.take().or_else(|| moved(from, check_in));
            said.check_out = said.check_out.take().or_else(|| moved(to, check_out));
        }
    }

    /// Arrival and departure; a day without a month is one of the month already spoken of.
    /// A bare weekday, where the stay is known and no place is said, is the one next to that stay.
    fn near_the_known(
        &self,
        reading: &Reading<'_>,
        situation: &Situation<'_>,
        said: &Said,
    ) -> (Option<Found<Date>>, Option<Found<Date>>) {
        let (check_in, check_out) = (self.said.check_in.clone(), self.said.check_out.clone());
        let bare = |found: &Found<Date>| {
            self.said.mentions.iter().any(|m| {
                m.value.month_assumed && m.tokens.start <= found.tokens.start && found.tokens.end <= m.tokens.end
            })
        };
        let known = situation.proposed.unwrap_or(situation.known).check_in;
        let weekday = |found: &Found<Date>| {
            said.destination.is_none()
                && !situation.asked.for_slot(Slot::CheckIn)
                && self.is_a_bare_weekday(reading, found)
        };
        let moved = match (&check_in, known) {
            (Some(found), Some(known)) if bare(found) => in_month_of(found.value, known, situation.now.date()),
            (Some(found), Some(known)) if weekday(found) => next_to(found.value, known, situation.now.date()),
            _ => None,
        };
        let (Some(arrival), Some(was)) = (moved, &check_in) else { return (check_in, check_out) };
        let days = crate::domain::stay::days_between(was.value, arrival);
        let shift = |found: Found<Date>| {
            let day = found.value.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(found.value);
            Found::new(day, found.tokens)
        };
        (check_in.map(shift), check_out.map(shift))
    }

    /// "Thursday", without "this" or "next".
    fn is_a_bare_weekday(&self, reading: &Reading<'_>, found: &Found<Date>) -> bool {
        let weekday = self.said.mentions.iter().any(|m| m.value.weekday_only && m.tokens.start == found.tokens.start);
        let plain = |i: usize| !matches!(reading.tokens.word(i), "this" | "next" | "coming" | "following" | "week");
        weekday && found.tokens.clone().all(plain)
    }

    /// Whether any date is mentioned at all.
    #[must_use]
    pub fn mentions_dates(&self) -> bool {
        !self.said.mentions.is_empty()
    }

    /// The dates mentioned, in order, a range as its two ends.
    #[must_use]
    pub fn in_order(&self) -> Vec<Date> {
        self.said.dates_in_order()
    }

    /// The tokens of days that were said and are no part of the stay.
    pub fn left_aside(&self) -> impl Iterator<Item = Range<usize>> {
        self.said.left_aside()
    }

    /// Whether dates were said that make no stay yet: an impossible day, a month without days.
    #[must_use]
    pub fn needs_asking(&self) -> bool {
        self.said.within.is_some() || !self.said.problems.is_empty()
    }

    /// The week or month the stay lies within, where no days of it were said: its first day and the day after it.
    #[must_use]
    pub fn within(&self) -> Option<(Date, Date)> {
        self.said.within.as_ref().map(|found| found.value)
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

/// The day of `day` in the month of `known`, where that is another month and not past.
fn in_month_of(day: Date, known: Date, today: Date) -> Option<Date> {
    let same = Date::new(known.year(), known.month(), day.day()).ok()?;
    (same != day && same >= today).then_some(same)
}

/// The same weekday nearest to `known`, unless it is past.
fn next_to(day: Date, known: Date, today: Date) -> Option<Date> {
    let days = crate::domain::stay::days_between(day, known);
    let weeks = (days + 3).div_euclid(7);
    let near = day.checked_add(jiff::Span::new().days(i64::from(weeks * 7))).ok()?;
    (near != day && near >= today).then_some(near)
}

/// "I'll confirm tomorrow", "why can't I cancel for tomorrow?", "that's all I need today": a day of something else.
fn is_beside_the_stay(reading: &Reading<'_>, moods: &[Mood], token: usize) -> bool {
    let at = reading.items.partition_point(|item| item.tokens.end <= token);
    let sentence = reading.sentence(at);
    let leaves = || sentence.clone().any(|i| matches!(reading.sense(i), Sense::Act(Act::Bye)));
    let decides = (at.saturating_sub(4)..at).any(|i| {
        matches!(reading.word(i), "confirm" | "decide" | "call" | "answer" | "reply" | "eating" | "dining" | "paying")
    });
    let why = || reading.first_word(sentence.start) == "why";
    let complains = || super::mood::mood_at(moods, at).is_some_and(|mood| mood.aside) && why();
    let sought =
        || sentence.clone().any(|i| matches!(reading.sense(i), Sense::Lodging | Sense::Room | Sense::Act(Act::Find)));
    let checks = || sentence.clone().any(|i| matches!(reading.word(i), "check" | "checking"));
    decides || complains() || leaves() && !sought() && !checks()
}

/// "is breakfast served on Sunday?": the day belongs to what is asked, unless that is a price or a free room.
fn is_part_of_a_question(reading: &Reading<'_>, moods: &[Mood], token: usize) -> bool {
    let at = reading.items.partition_point(|item| item.tokens.end <= token);
    if !is_asked_about(moods, at) {
        return false;
    }
    let mut topics = reading.sentence(at).filter_map(|i| match reading.sense(i) {
        Sense::Topic(topic) => Some(topic),
        Sense::Amenity(amenity) => Some(Topic::Amenity(amenity)),
        _ => None,
    });
    topics.next().is_some_and(|topic| !matches!(topic, Topic::Price | Topic::Availability))
}

/// "what is the price for a night?": the night is what the price counts, not the stay.
fn is_a_unit(reading: &Reading<'_>, nights: &Found<u16>) -> bool {
    let at = reading.items.partition_point(|item| item.tokens.end <= nights.tokens.start);
    let asks_price =
        reading.sentence(at).any(|i| matches!(reading.sense(i), Sense::Topic(Topic::Price) | Sense::PriceWord));
    nights.value == 1 && asks_price && !reading.says(Sense::Act(Act::Want))
}

/// "what time can I check out tomorrow?": the day is part of the question.
fn asks_for_a_time(reading: &Reading<'_>, moods: &[Mood]) -> bool {
    let questions = moods.iter().filter(|mood| mood.question && !mood.request);
    if !super::topics::check_times(reading, questions).is_empty() {
        return true;
    }
    let time =
        reading.items.iter().any(|item| matches!(item.sense, Sense::Topic(Topic::CheckInTime | Topic::CheckOutTime)));
    time && !reading.says(Sense::Act(Act::Want)) && !reading.says(Sense::Room)
}
