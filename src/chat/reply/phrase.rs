//! Small phrases every reply is made of: money, dates, distances, terms.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::failure::FailureCode;
use crate::domain::money::{Currency, Money};
use crate::domain::option::{CancelPolicy, Refundability};

/// `free cancellation until Thu, Mar 19, 18:00 (hotel time)`, or what holds instead at `now` of a stay that costs `total`.
pub(in crate::chat) fn policy(policy: &CancelPolicy, total: Money, now: Timestamp) -> String {
    match (policy.refundability, policy.free_until()) {
        (Refundability::Refundable, Some(until)) if until > now => {
            format!("free cancellation until {} (hotel time)", local(until, &policy.time_zone))
        }
        (Refundability::Refundable, Some(_)) if policy.penalty_at(now, total) == total => {
            "nothing comes back if cancelled".to_owned()
        }
        (Refundability::Refundable, Some(_)) => {
            format!("cancelling already costs {}", money(policy.penalty_at(now, total)))
        }
        (Refundability::Refundable, None) => "free cancellation".to_owned(),
        (Refundability::NonRefundable, _) => "non-refundable".to_owned(),
        (Refundability::Unknown, _) => "cancellation terms not known before the quote".to_owned(),
    }
}

pub(in crate::chat) fn local(at: Timestamp, zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(at).strftime("%a, %b %-d, %H:%M").to_string()
}

/// `Mar 20–23, 2026`, `Mar 30 – Apr 2, 2026`, `Dec 30, 2026 – Jan 2, 2027`.
pub(in crate::chat) fn span(from: Date, to: Date) -> String {
    if from.year() != to.year() {
        format!("{} – {}", from.strftime("%b %-d, %Y"), to.strftime("%b %-d, %Y"))
    } else if from.month() != to.month() {
        format!("{} – {}", from.strftime("%b %-d"), to.strftime("%b %-d, %Y"))
    } else {
        format!("{}–{}, {}", from.strftime("%b %-d"), to.day(), to.year())
    }
}

/// `$980.67`, `€12.00`, `12,000 JPY`.
pub(in crate::chat) fn money(amount: Money) -> String {
    let digits = grouped(&amount.decimal());
    match amount.currency() {
        Currency::USD => format!("${digits}"),
        Currency::EUR => format!("€{digits}"),
        Currency::GBP => format!("£{digits}"),
        other => format!("{digits} {other}"),
    }
}

/// `350 m`, `1.2 km`.
pub(in crate::chat) fn distance(metres: u32) -> String {
    if metres < 1_000 {
        format!("{} m", (metres + 5) / 10 * 10)
    } else {
        format!("{}.{} km", metres / 1_000, metres % 1_000 / 100)
    }
}

pub(in crate::chat) fn grouped(decimal: &str) -> String {
    let (whole, rest) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let mut grouped = String::with_capacity(decimal.len() + 3);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

pub(in crate::chat) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

pub(in crate::chat) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

pub(in crate::chat) fn brand(name: &str) -> &str {
    match name {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        other => other,
    }
}

pub(in crate::chat) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}

/// The words for `code` among `whys`, or those for every other reason.
pub(in crate::chat) fn why(
    code: FailureCode,
    whys: &[(FailureCode, &'static str)],
    otherwise: &'static str,
) -> &'static str {
    whys.iter().find(|(known, _)| *known == code).map_or(otherwise, |(_, words)| words)
}
