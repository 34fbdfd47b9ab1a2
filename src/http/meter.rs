//! How much a partner may still ask: a bucket for the minute, a count for the day. No I/O, no clock of its own.
//!
//! The bucket is a GCRA (generic cell rate algorithm): instead of tokens it keeps the *theoretical arrival time*, the
//! instant at which the bucket would be full again. One request moves it on by `60 s / limit`; a request that would
//! move it further than one bucket ahead of now is refused and moves nothing.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;

use super::error::{ApiError, Code};
use crate::domain::partner::Limits;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const DAY_SECONDS: i64 = 86_400;

/// What "no limit" reads as in a header: the greatest number that every client can hold.
pub const UNLIMITED: u32 = i32::MAX as u32;

/// One limit as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Requests it allows when full.
    pub limit: u32,
    /// Requests it allows now.
    pub remaining: u32,
    /// Seconds, rounded up, until it is full again.
    pub reset: u32,
}

impl Reading {
    const NO_LIMIT: Self = Self { limit: UNLIMITED, remaining: UNLIMITED, reset: 0 };
}

/// A bucket of `limit` requests that refills evenly over a minute.
#[derive(Debug)]
struct MinuteBucket {
    limit: u32,
    /// Nanoseconds that one request takes to come back.
    interval: i64,
    /// Theoretical arrival time, in nanoseconds since 1970-01-01T00:00Z.
    full_at: AtomicI64,
}

impl MinuteBucket {
    fn new(limit: u32) -> Self {
        Self { limit, interval: ceil_div(MINUTE, i64::from(limit)), full_at: AtomicI64::new(i64::MIN) }
    }

    fn capacity(&self) -> i64 {
        self.interval * i64::from(self.limit)
    }

    /// The arrival time as seen from `now`. One that lies further ahead than an empty bucket and a minute means that the
    /// clock was set back by more than that: what was used by the other time is forgotten, or nobody would be let through
    /// until time has come there again.
    fn seen_from(&self, now: i64, full_at: i64) -> i64 {
        if full_at > now + self.capacity() + MINUTE { now } else { full_at.max(now) }
    }

    /// Takes one request, or says how many nanoseconds are missing.
    fn take(&self, now: i64) -> Result<(), i64> {
        let latest = now + self.capacity();
        let next = |full_at| {
            let next = self.seen_from(now, full_at) + self.interval;
            (next <= latest).then_some(next)
        };
        let taken = self.full_at.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
        taken.map(drop).map_err(|full_at| self.seen_from(now, full_at) + self.interval - latest)
    }

    fn read(&self, now: i64) -> Reading {
        let ahead = self.seen_from(now, self.full_at.load(Ordering::Acquire)) - now;
        let remaining = u32::try_from((self.capacity() - ahead) / self.interval).unwrap_or(0);
        Reading { limit: self.limit, remaining, reset: seconds(ahead) }
    }
}

/// A count of requests that starts anew at midnight UTC.
#[derive(Debug)]
struct DayCount {
    limit: u32,
    /// The day since 1970-01-01 in the upper half, its requests in the lower, so that both change at once.
    day_and_count: AtomicU64,
}

impl DayCount {
    fn new(limit: u32) -> Self {
        Self { limit, day_and_count: AtomicU64::new(0) }
    }

    fn used(day: u64, packed: u64) -> u64 {
        if packed >> 32 == day { packed & 0xFFFF_FFFF } else { 0 }
    }

    fn take(&self, now: i64) -> Result<(), i64> {
        let day = day_of(now);
        let next = |packed| {
            let used = Self::used(day, packed);
            (used < u64::from(self.limit)).then_some((day << 32) | (used + 1))
        };
        let taken = self.day_and_count.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
        taken.map(drop).map_err(|_| until_midnight(now))
    }

    /// Undoes one [`take`](Self::take) of the same day.
    fn give_back(&self, now: i64) {
        let day = day_of(now);
        let previous = |packed| (Self::used(day, packed) > 0).then(|| packed - 1);
        let _ = self.day_and_count.fetch_update(Ordering::AcqRel, Ordering::Acquire, previous);
    }

    fn read(&self, now: i64) -> Reading {
        let used = Self::used(day_of(now), self.day_and_count.load(Ordering::Acquire));
        let remaining = self.limit.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
        Reading { limit: self.limit, remaining, reset: seconds(until_midnight(now)) }
    }
}

/// Both limits of one partner, shared by its live and test keys.
#[derive(Debug)]
pub struct Meter {
    minute: Option<MinuteBucket>,
    day: Option<DayCount>,
}

impl Meter {
    /// A meter with full limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let minute = limits.requests_per_minute.map(MinuteBucket::new);
        Self { minute, day: limits.requests_per_day.map(DayCount::new) }
    }

    /// Takes one request from both limits, or from neither.
    ///
    /// # Errors
    /// [`Code::QuotaExceeded`] or [`Code::RateLimited`] with the exact seconds to wait.
    pub fn take(&self, now: Timestamp) -> Result<(), ApiError> {
        let now = nanoseconds(now);
        let refuse = |code: Code| move |wait| ApiError::from(code).retry_after(seconds(wait));
        if let Some(day) = &self.day {
            day.take(now).map_err(refuse(Code::QuotaExceeded))?;
        }
        let taken = self.minute.as_ref().map_or(Ok(()), |minute| minute.take(now));
        if let (Err(_), Some(day)) = (taken, &self.day) {
            day.give_back(now);
        }
        taken.map_err(refuse(Code::RateLimited))
    }

    /// The bucket of the minute.
    #[must_use]
    pub fn minute(&self, now: Timestamp) -> Option<Reading> {
        self.minute.as_ref().map(|minute| minute.read(nanoseconds(now)))
    }

    /// The count of the day.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> Option<Reading> {
        self.day.as_ref().map(|day| day.read(nanoseconds(now)))
    }

    /// The limit that will stop the partner first: the one with the fewest requests left.
    #[must_use]
    pub fn tightest(&self, now: Timestamp) -> Reading {
        let limits = [self.minute(now), self.day(now)];
        limits.into_iter().flatten().min_by_key(|reading| reading.remaining).unwrap_or(Reading::NO_LIMIT)
    }
}

fn nanoseconds(now: Timestamp) -> i64 {
    i64::try_from(now.as_nanosecond()).unwrap_or(i64::MAX - 2 * MINUTE).max(0)
}

fn day_of(now: i64) -> u64 {
    (now / SECOND / DAY_SECONDS).unsigned_abs()
}

fn until_midnight(now: i64) -> i64 {
    DAY_SECONDS * SECOND - now % (DAY_SECONDS * SECOND)
}

fn seconds(nanoseconds: i64) -> u32 {
    u32::try_from(ceil_div(nanoseconds, SECOND)).unwrap_or(u32::MAX)
}

fn ceil_div(amount: i64, by: i64) -> i64 {
    (amount + by - 1) / by
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use proptest::prelude::*;

    const NOON: &str = "2026-02-18T12:00:00Z";

    fn at(milliseconds: i64) -> Timestamp {
        NOON.parse::<Timestamp>().unwrap() + SignedDuration::from_millis(milliseconds)
    }

    fn meter(per_minute: Option<u32>, per_day: Option<u32>) -> Meter {
        Meter::new(Limits { requests_per_minute: per_minute, requests_per_day: per_day })
    }

    fn wait_of(error: ApiError) -> String {
        use axum::response::IntoResponse;
        let response = error.into_response();
        response.headers()[http::header::RETRY_AFTER].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_full_bucket_gives_its_size_at_once_and_then_one_by_one() {
        let meter = meter(Some(60), None);
        for left in (0..60).rev() {
            meter.take(at(0)).unwrap();
            assert_eq!(meter.tightest(at(0)).remaining, left);
        }
        let refused = meter.take(at(0)).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert_eq!(wait_of(refused), "1");
        assert!(meter.take(at(999)).is_err());
        assert!(meter.take(at(1_000)).is_ok());
        assert_eq!(meter.tightest(at(1_000)), Reading { limit: 60, remaining: 0, reset: 60 });
        assert_eq!(meter.tightest(at(61_000)), Reading { limit: 60, remaining: 60, reset: 0 });
    }

    #[test]
    fn one_request_a_minute_waits_the_whole_minute() {
        let meter = meter(Some(1), None);
        meter.take(at(0)).unwrap();
        assert_eq!(wait_of(meter.take(at(0)).unwrap_err()), "60");
        assert_eq!(wait_of(meter.take(at(58_500)).unwrap_err()), "2");
        assert!(meter.take(at(60_000)).is_ok());
    }

    #[test]
    fn the_day_renews_at_midnight_utc() {
        let meter = meter(None, Some(2));
        meter.take(at(0)).unwrap();
        meter.take(at(0)).unwrap();
        let refused = meter.take(at(0)).unwrap_err();
        assert_eq!(refused.code(), Code::QuotaExceeded);
        assert_eq!(wait_of(refused), "43200");
        let midnight = 12 * 3_600_000;
        assert!(meter.take(at(midnight - 1)).is_err());
        assert!(meter.take(at(midnight)).is_ok());
        assert_eq!(meter.day(at(midnight)), Some(Reading { limit: 2, remaining: 1, reset: 86_400 }));
    }

    #[test]
    fn what_the_minute_refuses_the_day_does_not_count() {
        let meter = meter(Some(1), Some(10));
        meter.take(at(0)).unwrap();
        assert!(meter.take(at(0)).is_err());
        assert_eq!(meter.day(at(0)).unwrap().remaining, 9);
    }

    #[test]
    fn without_limits_everything_passes_and_says_so() {
        let meter = meter(None, None);
        meter.take(at(0)).unwrap();
        assert_eq!(meter.tightest(at(0)), Reading { limit: UNLIMITED, remaining: UNLIMITED, reset: 0 });
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let meter = meter(Some(60), Some(1_000));
        (0..60).for_each(|_| meter.take(at(3_600_000)).unwrap());
        assert!(meter.take(at(3_600_000)).is_err());
        let hours = |back: i64| at(3_600_000 - back * 3_600_000);
        for back in 1..30 {
            assert_eq!(meter.minute(hours(back)).unwrap().remaining, 60);
            (0..60).for_each(|_| meter.take(hours(back)).unwrap());
            assert!(meter.take(hours(back)).is_err());
        }
    }

    #[test]
    fn a_clock_that_is_set_back_by_seconds_tells_how_long_to_wait() {
        let meter = meter(Some(60), None);
        (0..60).for_each(|_| meter.take(at(20_000)).unwrap());
        assert_eq!(meter.tightest(at(0)), Reading { limit: 60, remaining: 0, reset: 80 });
        assert_eq!(wait_of(meter.take(at(0)).unwrap_err()), "21");
        assert!(meter.take(at(20_999)).is_err());
        assert!(meter.take(at(21_000)).is_ok());
    }

    #[test]
    fn racing_requests_never_share_a_token() {
        let meter = meter(Some(100), Some(70));
        let passed: usize = std::thread::scope(|scope| {
            let race = || (0..50).filter(|_| meter.take(at(0)).is_ok()).count();
            let racers: Vec<_> = (0..4).map(|_| scope.spawn(race)).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!(passed, 70);
    }

    proptest! {
        #[test]
        fn no_window_lets_more_through_than_a_bucket_and_what_refilled(
            limit in 1_u32..2_000,
            gaps in proptest::collection::vec(0_i64..5_000, 1..400),
        ) {
            let meter = meter(Some(limit), None);
            let mut now = 0;
            let mut passed = Vec::new();
            for gap in gaps {
                now += gap;
                if meter.take(at(now)).is_ok() {
                    passed.push(now);
                }
            }
            for (i, start) in passed.iter().enumerate() {
                for (j, end) in passed.iter().enumerate().skip(i) {
                    let refilled = (end - start) * i64::from(limit) / 60_000;
                    prop_assert!((j - i) as i64 <= i64::from(limit) + refilled);
                }
            }
        }

        #[test]
        fn waiting_as_told_is_enough_and_a_second_less_is_not(
            limit in 1_u32..5_000,
            used in 0_u32..5_000,
            ms in 0_i64..60_000,
        ) {
            let meter = meter(Some(limit), None);
            for _ in 0..used.min(limit) {
                meter.take(at(0)).unwrap();
            }
            if let Err(refused) = meter.take(at(ms)) {
                let wait: i64 = wait_of(refused).parse().unwrap();
                prop_assert!(wait == 1 || meter.take(at(ms + (wait - 1) * 1_000)).is_err());
                prop_assert!(meter.take(at(ms + wait * 1_000)).is_ok());
            }
        }

        #[test]
        fn as_many_pass_as_the_reading_promises(limit in 1_u32..500, used in 0_u32..500, ms in 0_i64..70_000) {
            let meter = meter(Some(limit), None);
            for _ in 0..used.min(limit) {
                meter.take(at(0)).unwrap();
            }
            let promised = meter.tightest(at(ms)).remaining;
            let passed = (0..=limit).take_while(|_| meter.take(at(ms)).is_ok()).count();
            prop_assert_eq!(passed, promised as usize);
        }
    }
}
