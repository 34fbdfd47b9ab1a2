//! Arithmetic of the civil calendar: the next such day, weeks and their count, movable feasts.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// `day` and `days` after it; the calendar's own end stops it.
pub fn plus_days(day: Date, days: i32) -> Date {
    let counted = i8::try_from(i32::from(day.day()).saturating_add(days)).unwrap_or(0);
    if (1..=day.days_in_month()).contains(&counted) {
        // Within the month, as mostly, there is nothing to reckon.
        return Date::new(day.year(), day.month(), counted).unwrap_or(day);
    }
    day.saturating_add(i64::from(days).days())
}

/// The same day `months` later, the last of the month where that day is missing.
pub fn plus_months(day: Date, months: i32) -> Date {
    let count = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + months;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    match (i16::try_from(year), i8::try_from(month)) {
        (Ok(year), Ok(month)) => match Date::new(year, month, 1) {
            Ok(first) => plus_days(first, i32::from(day.day().min(first.days_in_month())) - 1),
            Err(_) => day,
        },
        _ => day,
    }
}

/// The civil days between two dates; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The Monday of the week that holds `day`.
pub fn monday_of(day: Date) -> Date {
    plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

/// The first `weekday` on or after `day`.
pub fn weekday_from(day: Date, weekday: Weekday) -> Date {
    let ahead = weekday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset();
    plus_days(day, i32::from(ahead.rem_euclid(7)))
}

/// `weekday` of the week that holds `day`.
pub fn weekday_in_week_of(day: Date, weekday: Weekday) -> Date {
    plus_days(monday_of(day), i32::from(weekday.to_monday_zero_offset()))
}

/// The first date on or after `base` whose day of the month is `day`, on `weekday` when one was said.
///
/// Nothing when no month has such a day. A weekday that will not meet the day within eight years is left out.
pub fn next_day_of_month(base: Date, day: i8, weekday: Option<Weekday>) -> Option<Date> {
    let first = base.first_of_month();
    let candidates = (0..96).filter_map(|ahead| {
        let month = plus_months(first, ahead);
        Date::new(month.year(), month.month(), day).ok().filter(|&d| d >= base)
    });
    match weekday {
        Some(weekday) => candidates.into_iter().find(|d| d.weekday() == weekday),
        None => candidates.into_iter().next(),
    }
}

/// The first `day` of `month` on or after `base`; nothing when the month never has such a day.
pub fn next_in_year(base: Date, month: i8, day: i8) -> Option<Date> {
    let year = base.year();
    (year..=year + 8).filter_map(|y| Date::new(y, month, day).ok()).find(|&d| d >= base)
}

/// The `nth` (1 to 5, -1 the last) `weekday` of a month.
pub fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

/// The Monday of the `nth` (-1 the last) week of the period from `first` to `end` (excluded).
///
/// A week belongs to the month or year that holds its Thursday, as in ISO 8601.
pub fn nth_week(first: Date, end: Date, nth: i8) -> Option<Date> {
    let thursday = if nth < 0 {
        let last = weekday_from(plus_days(end, -7), Weekday::Thursday);
        plus_days(last, 7 * (i32::from(nth) + 1))
    } else {
        plus_days(weekday_from(first, Weekday::Thursday), 7 * (i32::from(nth) - 1))
    };
    (first <= thursday && thursday < end).then(|| plus_days(thursday, -3))
}

/// `count` working days, Monday to Friday, after `day`.
pub fn plus_working_days(day: Date, count: i32) -> Date {
    let (mut at, mut left) = (day, count);
    while left > 0 {
        at = plus_days(at, 1);
        if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    at
}

/// Easter Sunday of the western churches (the Gregorian computus of Meeus).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// The first Sunday of Advent: the fourth before Christmas.
pub fn first_advent(year: i16) -> Option<Date> {
    Some(weekday_from(Date::new(year, 11, 27).ok()?, Weekday::Sunday))
}

/// A day of the tabular Islamic calendar, as the evening on which it begins.
pub fn islamic(year: i32, month: i32, day: i32) -> Option<Date> {
    /// 1 Muharram 1 in the Gregorian calendar.
    const EPOCH: Date = Date::constant(622, 7, 18);
    let days = (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + (59 * (month - 1) + 1) / 2 + day - 1;
    Some(plus_days(EPOCH, days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_end_where_the_day_is_missing() {
        assert_eq!(plus_months(date(2024, 1, 31), 1), date(2024, 2, 29));
        assert_eq!(plus_months(date(2024, 11, 30), 3), date(2025, 2, 28));
        assert_eq!(plus_months(date(2024, 3, 31), -1), date(2024, 2, 29));
    }

    #[test]
    fn the_next_29_february_is_in_a_leap_year() {
        assert_eq!(next_in_year(date(2025, 1, 1), 2, 29), Some(date(2028, 2, 29)));
        assert_eq!(next_in_year(date(2025, 1, 1), 2, 30), None);
    }

    #[test]
    fn the_next_31st_skips_short_months() {
        assert_eq!(next_day_of_month(date(2026, 4, 5), 31, None), Some(date(2026, 5, 31)));
        assert_eq!(next_day_of_month(date(2026, 4, 5), 32, None), None);
    }

    #[test]
    fn a_week_belongs_to_the_month_of_its_thursday() {
        assert_eq!(nth_week(date(2026, 5, 1), date(2026, 6, 1), 1), Some(date(2026, 5, 4)));
        assert_eq!(nth_week(date(2026, 4, 1), date(2026, 5, 1), -1), Some(date(2026, 4, 27)));
        assert_eq!(nth_week(date(2026, 4, 1), date(2026, 5, 1), 6), None);
    }

    #[test]
    fn movable_feasts_fall_where_the_almanacs_put_them() {
        assert_eq!(easter(2026), Some(date(2026, 4, 5)));
        assert_eq!(easter(2024), Some(date(2024, 3, 31)));
        assert_eq!(first_advent(2026), Some(date(2026, 11, 29)));
        assert_eq!(islamic(1446, 9, 1), Some(date(2025, 2, 28)));
    }

    #[test]
    fn working_days_skip_the_weekend() {
        assert_eq!(plus_working_days(date(2026, 2, 19), 3), date(2026, 2, 24));
    }
}
