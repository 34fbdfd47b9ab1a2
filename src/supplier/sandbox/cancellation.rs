//! What cancelling costs: ladders of deadlines in the hotel's own time.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::mix::below;
use crate::domain::money::Money;
use crate::domain::option::{CancelPenalty, CancelPolicy, Refundability};
use crate::domain::stay::StayDates;

/// When a flexible rate begins to cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ladder {
    /// Free until the day of arrival begins.
    ArrivalDay,
    /// Free until 18:00 the day before.
    DayBefore,
    /// Free until 48 hours before check-in.
    TwoDays,
    /// Free until 72 hours before check-in.
    ThreeDays,
    /// Free until 7 days before.
    Week,
    /// Free until 14 days before, then a night, half and all of it.
    Steps,
    /// A night from the start.
    NightFromTheStart,
}

/// What is kept of the total from a deadline on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Night,
    Half,
    All,
}

/// Days before arrival, hour of that day, what is kept from then on.
type Rung = (i32, i8, Kept);

/// The hour from which a room may be moved into.
const CHECK_IN_HOUR: i8 = 15;

impl Ladder {
    /// The ladder of a house drawn by `bits`: 45, 25, 10, 10 and 10 in a hundred.
    pub(super) fn draw(bits: u64) -> Self {
        match below(bits, 100) {
            0..45 => Self::DayBefore,
            45..70 => Self::TwoDays,
            70..80 => Self::ThreeDays,
            80..90 => Self::Week,
            _ => Self::Steps,
        }
    }

    fn rungs(self) -> &'static [Rung] {
        match self {
            Self::ArrivalDay => &[(0, 0, Kept::All)],
            Self::DayBefore => &[(1, 18, Kept::Night), (0, CHECK_IN_HOUR, Kept::All)],
            Self::TwoDays => &[(2, CHECK_IN_HOUR, Kept::Night), (0, CHECK_IN_HOUR, Kept::All)],
            Self::ThreeDays => &[(3, CHECK_IN_HOUR, Kept::All)],
            Self::Week => &[(7, CHECK_IN_HOUR, Kept::All)],
            Self::Steps => &[(14, 0, Kept::Night), (7, 0, Kept::Half), (2, 0, Kept::All)],
            Self::NightFromTheStart => &[(0, CHECK_IN_HOUR, Kept::All)],
        }
    }
}

/// The deadlines of one stay in one zone, each worked out once and told as instants.
#[derive(Debug)]
pub(super) struct Deadlines {
    zone: TimeZone,
    zone_name: Arc<str>,
    dates: StayDates,
    known: Vec<((i32, i8), Timestamp)>,
}

impl Deadlines {
    pub(super) fn of(zone: &TimeZone, zone_name: &Arc<str>, dates: StayDates) -> Self {
        Self { zone: zone.clone(), zone_name: Arc::clone(zone_name), dates, known: Vec::new() }
    }

    /// The policy of a rate under `ladder`, as sold at `now`. A ladder whose first deadline has passed is sold as
    /// non-refundable.
    pub(super) fn policy(&mut self, ladder: Ladder, total: Money, now: Timestamp) -> CancelPolicy {
        let rungs = ladder.rungs();
        if self.instant(rungs[0]) <= now {
            return self.non_refundable();
        }
        let mut penalties = Vec::with_capacity(rungs.len() + 1);
        if ladder == Ladder::NightFromTheStart {
            penalties.push(CancelPenalty { from: now, penalty: self.kept(Kept::Night, total) });
        }
        for rung in rungs {
            penalties.push(CancelPenalty { from: self.instant(*rung), penalty: self.kept(rung.2, total) });
        }
        CancelPolicy { refundability: Refundability::Refundable, penalties, time_zone: Arc::clone(&self.zone_name) }
    }

    /// The policy of a rate that gives nothing back.
    pub(super) fn non_refundable(&self) -> CancelPolicy {
        CancelPolicy {
            refundability: Refundability::NonRefundable,
            penalties: Vec::new(),
            time_zone: Arc::clone(&self.zone_name),
        }
    }

    fn kept(&self, kept: Kept, total: Money) -> Money {
        match kept {
            Kept::Night => total.share(1, i64::from(self.dates.nights())),
            Kept::Half => total.share(1, 2),
            Kept::All => total,
        }
    }

    fn instant(&mut self, (days_before, hour, _): Rung) -> Timestamp {
        let key = (days_before, hour);
        if let Some((_, at)) = self.known.iter().find(|(known, _)| *known == key) {
            return *at;
        }
        let day = self.dates.check_in().saturating_sub(jiff::Span::new().days(days_before));
        let local = day.to_datetime(Time::constant(hour, 0, 0, 0));
        let at = self.zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MIN);
        self.known.push((key, at));
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use jiff::civil::date;

    fn stay(zone: &str) -> Deadlines {
        let dates = StayDates::new(date(2026, 3, 9), date(2026, 3, 11), date(2026, 2, 18)).unwrap();
        Deadlines::of(&TimeZone::get(zone).unwrap(), &zone.into(), dates)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const TOTAL: Money = Money::new(30_001, Currency::USD);

    #[test]
    fn a_deadline_is_told_by_the_hotels_own_clock() {
        let now = at("2026-02-18T12:00:00Z");
        // Summer time begins in Seattle on 8 March 2026.
        let seattle = stay("America/Los_Angeles").policy(Ladder::DayBefore, TOTAL, now);
        assert_eq!(seattle.free_until(), Some(at("2026-03-09T01:00:00Z")));
        let tokyo = stay("Asia/Tokyo").policy(Ladder::TwoDays, TOTAL, now);
        assert_eq!(tokyo.free_until(), Some(at("2026-03-07T06:00:00Z")));
    }

    #[test]
    fn a_rate_whose_free_time_is_over_is_sold_as_non_refundable() {
        let late = at("2026-03-08T12:00:00Z");
        assert_eq!(stay("UTC").policy(Ladder::ThreeDays, TOTAL, late).refundability, Refundability::NonRefundable);
        assert_eq!(stay("UTC").policy(Ladder::ArrivalDay, TOTAL, late).refundability, Refundability::Refundable);
    }

    #[test]
    fn penalties_never_fall_and_never_exceed_the_total() {
        let ladders = [Ladder::DayBefore, Ladder::TwoDays, Ladder::Week, Ladder::Steps, Ladder::NightFromTheStart];
        for ladder in ladders {
            let policy = stay("Europe/Rome").policy(ladder, TOTAL, at("2026-02-18T12:00:00Z"));
            assert!(policy.penalties.is_sorted_by_key(|p| (p.from, p.penalty.minor())), "{ladder:?}");
            assert_eq!(policy.penalties.last().map(|p| p.penalty), Some(TOTAL));
        }
    }

    #[test]
    fn a_fee_from_the_start_is_a_night() {
        let now = at("2026-02-18T12:00:00Z");
        let policy = stay("UTC").policy(Ladder::NightFromTheStart, TOTAL, now);
        assert_eq!(policy.penalty_at(now, TOTAL).minor(), 15_001);
    }
}
