//! The stay in words: what is being booked, and on which terms.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::html::Html;
use crate::domain::booking::BookingAttempt;
use crate::domain::option::{CancelPolicy, Refundability};
use crate::domain::stay::Occupancy;

const STAY: &str = include_str!("stay.html");

/// The card that shows what `attempt` books.
#[must_use]
pub fn stay(attempt: &BookingAttempt) -> Html {
    let (option, quote) = (&*attempt.option, &attempt.quote);
    let hotel = &*option.hotel;
    let place = hotel.area.as_ref().map_or_else(|| hotel.city.to_string(), |area| format!("{area}, {}", hotel.city));
    let due = quote.price.due_at_property;
    let due = if due.is_zero() {
        Html::default()
    } else {
        Html::fill(
            "<div><dt>At the hotel</dt><dd>{{due}} more, taken by the hotel</dd></div>\n",
            &[("due", Html::text(&due.to_string()))],
        )
    };
    let parts = [
        ("hotel", Html::text(&hotel.name)),
        ("place", Html::text(&place)),
        ("check_in", Html::text(&day(option.dates.check_in()))),
        ("check_out", Html::text(&day(option.dates.check_out()))),
        ("nights", Html::text(&count(option.dates.nights().into(), "night", "nights"))),
        ("room", Html::text(&format!("{}, {}", option.room_name, option.board.label()))),
        ("people", Html::text(&people(&option.rooms))),
        ("cancellation", cancellation(&quote.cancellation)),
        ("due", due),
        ("total", Html::text(&quote.total.to_string())),
        ("taxes", Html::text(&quote.price.taxes_and_fees.to_string())),
    ];
    Html::fill(STAY, &parts)
}

fn day(date: Date) -> String {
    date.strftime("%a, %-d %B %Y").to_string()
}

/// An instant at the hotel's place, or in UTC where its zone is not known.
#[must_use]
pub fn instant(at: Timestamp, zone: &str) -> String {
    match TimeZone::get(zone) {
        Ok(known) => format!("{} ({})", known.to_datetime(at).strftime("%a, %-d %B %Y, %H:%M"), zone.replace('_', " ")),
        Err(_) => TimeZone::UTC.to_datetime(at).strftime("%a, %-d %B %Y, %H:%M (UTC)").to_string(),
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn people(rooms: &[Occupancy]) -> String {
    let adults = rooms.iter().map(|room| usize::from(room.adults)).sum();
    let ages: Vec<String> = rooms.iter().flat_map(|room| &room.child_ages).map(u8::to_string).collect();
    let mut words = format!("{}, {}", count(rooms.len(), "room", "rooms"), count(adults, "adult", "adults"));
    if !ages.is_empty() {
        words.push_str(&format!(", {} (aged {})", count(ages.len(), "child", "children"), ages.join(", ")));
    }
    words
}

fn cancellation(policy: &CancelPolicy) -> Html {
    match (policy.refundability, policy.free_until()) {
        (Refundability::NonRefundable, _) => Html::text("Not refundable: the whole price is kept."),
        (Refundability::Unknown, _) => Html::text("Not known: count on the whole price being kept."),
        (Refundability::Refundable, None) => Html::text("Free."),
        (Refundability::Refundable, Some(until)) => {
            let free = format!("Free until {}.", instant(until, &policy.time_zone));
            std::iter::once(Html::text(&free)).chain(penalties(policy)).collect()
        }
    }
}

/// What is kept from when on, one line a step.
fn penalties(policy: &CancelPolicy) -> impl Iterator<Item = Html> {
    let costly = policy.penalties.iter().filter(|step| !step.penalty.is_zero());
    costly.enumerate().map(|(i, step)| {
        let line = match i {
            0 => format!("After that {} is kept.", step.penalty),
            _ => format!("From {} on {} is kept.", instant(step.from, &policy.time_zone), step.penalty),
        };
        Html::fill("<br><span class=\"small\">{{line}}</span>", &[("line", Html::text(&line))])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{attempt, dollars};
    use crate::domain::option::CancelPenalty;

    #[test]
    fn the_stay_is_told_with_its_terms() {
        insta::assert_snapshot!(stay(&attempt()).into_string());
    }

    #[test]
    fn every_policy_has_words() {
        let policy = |refundability| CancelPolicy { refundability, ..attempt().quote.cancellation };
        let words = |policy: &CancelPolicy| cancellation(policy).into_string();
        assert!(words(&policy(Refundability::NonRefundable)).starts_with("Not refundable"));
        assert!(words(&policy(Refundability::Unknown)).starts_with("Not known"));
        let mut steps = policy(Refundability::Refundable);
        let last = steps.penalties[0].from;
        let first = "2026-03-17T02:00:00Z".parse().unwrap();
        steps.penalties.insert(0, CancelPenalty { from: first, penalty: dollars(110) });
        assert_eq!(steps.penalties[1].from, last);
        insta::assert_snapshot!(words(&steps), @r#"Free until Mon, 16 March 2026, 19:00 (America/Los Angeles).<br><span class="small">After that 110.00 USD is kept.</span><br><span class="small">From Wed, 18 March 2026, 23:00 (America/Los Angeles) on 330.00 USD is kept.</span>"#);
    }

    #[test]
    fn children_are_counted_with_their_ages() {
        let rooms = [Occupancy { adults: 2, child_ages: vec![4, 9] }, Occupancy::adults(1)];
        assert_eq!(people(&rooms), "2 rooms, 3 adults, 2 children (aged 4, 9)");
        assert_eq!(people(&[Occupancy { adults: 1, child_ages: vec![0] }]), "1 room, 1 adult, 1 child (aged 0)");
    }
}
