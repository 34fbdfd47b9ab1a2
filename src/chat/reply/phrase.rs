//! Small phrases every reply is made of: money, dates, distances, terms.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::amenity::Amenity;
use crate::domain::failure::FailureCode;
use crate::domain::money::Money;
use crate::domain::option::{CancelPolicy, HotelOption, Refundability};
use crate::domain::stay::PropertyKind;

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
        [&day(from), " – ", &day(to)].concat()
    } else if from.month() != to.month() {
        [month(from), " ", &number(from.day()), " – ", &day(to)].concat()
    } else {
        [month(from), " ", &number(from.day()), "–", &number(to.day()), ", ", &number(to.year())].concat()
    }
}

/// `Mar 20, 2026`.
pub(in crate::chat) fn day(day: Date) -> String {
    [month(day), " ", &number(day.day()), ", ", &number(day.year())].concat()
}

fn month(day: Date) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::from(day.month().unsigned_abs()) - 1]
}

/// Currencies with a sign that no other currency shares.
const SIGNS: [(&str, &str); 11] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("INR", "₹"),
    ("CAD", "CA$"),
    ("AUD", "A$"),
    ("NZD", "NZ$"),
    ("MXN", "MX$"),
    ("BRL", "R$"),
];

/// `$980.67`, `€12.00`, `¥12,000`, `250.00 CHF`.
pub(in crate::chat) fn money(amount: Money) -> String {
    let digits = grouped(&amount.decimal());
    let code = amount.currency();
    let code = code.code();
    match SIGNS.iter().find(|(known, _)| *known == code) {
        Some((_, sign)) => [sign, digits.as_str()].concat(),
        None => [digits.as_str(), " ", code].concat(),
    }
}

/// `350 m`, `1.2 km`; kilometres as in the artifacts.
pub(in crate::chat) fn distance(metres: u32) -> String {
    let tens = metres.saturating_add(5) / 10 * 10;
    if tens < 1_000 {
        return format!("{tens} m");
    }
    let tenths = metres.saturating_add(50) / 100;
    format!("{}.{} km", tenths / 10, tenths % 10)
}

/// `$276.66 a night, $980.67 in all with taxes`, and what the hotel takes beside that.
pub(in crate::chat) fn costs(option: &HotelOption) -> String {
    let each = if option.rooms.len() > 1 { " for each room" } else { "" };
    let due = option.price.due_at_property;
    let due = if due.is_zero() { String::new() } else { format!(" and {} more at the hotel", money(due)) };
    [&money(option.price_per_night()), " a night", each, ", ", &money(option.total), " in all with taxes", &due]
        .concat()
}

/// `1 guest`, `3,898 guests`.
pub(in crate::chat) fn guests(reviews: u32) -> String {
    let number = grouped(&reviews.to_string());
    if reviews == 1 { format!("{number} guest") } else { format!("{number} guests") }
}

/// What one house of that kind is called.
pub(in crate::chat) fn house(kind: PropertyKind) -> &'static str {
    match kind {
        PropertyKind::Hotel => "hotel",
        PropertyKind::Hostel => "hostel",
        PropertyKind::Apartment => "apartment",
        PropertyKind::Resort => "resort",
        PropertyKind::GuestHouse => "guest house",
        PropertyKind::Boutique => "boutique hotel",
    }
}

/// What houses are said to do that offer it: one, and several. Most are said to list it.
fn doing(amenity: Amenity) -> Option<(&'static str, &'static str)> {
    if amenity == Amenity::Pets {
        Some(("welcomes pets", "welcome pets"))
    } else if amenity == Amenity::AdultsOnly {
        Some(("is for adults only", "are for adults only"))
    } else {
        None
    }
}

/// What one house is said to do that offers it: `lists a pool`, `welcomes pets`.
pub(in crate::chat) fn offers(amenity: Amenity) -> String {
    doing(amenity).map_or_else(|| format!("lists {}", amenity.label()), |(one, _)| one.to_owned())
}

/// What several houses are said to do that offer it: `list a pool`.
pub(in crate::chat) fn offer(amenity: Amenity) -> String {
    doing(amenity).map_or_else(|| format!("list {}", amenity.label()), |(_, several)| several.to_owned())
}

/// What one house is said to do that does not tell whether it offers it.
pub(in crate::chat) fn does_not_offer(amenity: Amenity) -> String {
    doing(amenity)
        .map_or_else(|| format!("does not list {}", amenity.label()), |(one, _)| format!("does not say that it {one}"))
}

/// What houses often charge for, without our being told.
const OFTEN_CHARGED: [Amenity; 9] = [
    Amenity::Parking,
    Amenity::Pets,
    Amenity::AirportShuttle,
    Amenity::EvCharging,
    Amenity::Spa,
    Amenity::Laundry,
    Amenity::Crib,
    Amenity::KidsClub,
    Amenity::Wifi,
];

/// What must be added where it may cost extra.
pub(in crate::chat) fn charge_unknown(amenity: Amenity) -> &'static str {
    if OFTEN_CHARGED.contains(&amenity) { " I do not know whether that costs extra." } else { "" }
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

/// The digits of a whole number.
pub(in crate::chat) fn number(n: impl itoa::Integer) -> String {
    itoa::Buffer::new().format(n).to_owned()
}

pub(in crate::chat) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { ["1 ", noun].concat() } else { [&number(n), " ", noun, "s"].concat() }
}

pub(in crate::chat) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => [&rest.join(", "), " and ", last].concat(),
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
