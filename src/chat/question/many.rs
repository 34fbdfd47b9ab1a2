//! Questions about all that is on screen: which of them have it, or what holds for every one.

use jiff::Timestamp;

use crate::chat::reply;
use crate::domain::amenity::Amenity;
use crate::domain::board::Board;
use crate::domain::option::Refundability;
use crate::domain::place::Destination;
use crate::domain::shortlist::{self, Shortlist, ShownOption};
use crate::understanding::topic::Topic;

/// The sentence that answers a question about `topic` for the list, or `None` where it must be about one hotel.
pub(super) fn about(list: &Shortlist, topic: Topic, now: Timestamp) -> Option<String> {
    let options = &list.options;
    let unknown = |what: &str| format!("I do not know {what} of these hotels; each hotel will tell you.");
    Some(match topic {
        Topic::Amenity(Amenity::Breakfast) => breakfast(options),
        Topic::Amenity(amenity) => who_has(options, amenity),
        Topic::Restaurant => who_has(options, Amenity::Restaurant),
        Topic::RoomService => who_has(options, Amenity::RoomService),
        Topic::Price => prices(options)?,
        Topic::Taxes => taxes(options),
        Topic::Rating => {
            let best = options.iter().rev().max_by_key(|o| o.option.hotel.rating)?;
            let rating = best.option.hotel.rating?;
            let guests = reply::guests(best.option.hotel.reviews);
            format!("The best rated of these is {}, {rating} of 5 by {guests}.", best.option.hotel.name)
        }
        Topic::Stars => stars(options)?,
        Topic::Area | Topic::Address | Topic::Distance => {
            let closest = options.iter().filter(|o| o.distance.is_some()).min_by_key(|o| o.distance)?;
            let away = reply::distance(closest.distance?);
            let middle = reply::middle_of(&list.request.destination);
            format!("The closest of these to {middle} is {}, {away} away.", closest.option.hotel.name)
        }
        Topic::Refund => refunds(options, now),
        Topic::Availability => "These had rooms for your dates a moment ago; booking checks again.".to_owned(),
        Topic::Payment => reply::HOW_TO_PAY.to_owned(),
        Topic::Phone => unknown("the telephone numbers"),
        Topic::Postcode => unknown("the postal codes"),
        Topic::CheckInTime => unknown("the check-in times"),
        Topic::CheckOutTime => unknown("the check-out times"),
        Topic::Housekeeping => unknown("the housekeeping"),
        Topic::CheckInPolicy => unknown("the house rules"),
        Topic::Reference | Topic::RoomAmenities | Topic::Description | Topic::PropertyType => return None,
    })
}

/// Which of them is closest to the place asked about.
pub(super) fn closest_to(list: &Shortlist, to: &Destination) -> Option<String> {
    let away = |shown: &ShownOption| shortlist::distance(to.point, &shown.option);
    let closest = list.options.iter().min_by_key(|shown| away(shown))?;
    let (name, metres) = (&closest.option.hotel.name, reply::distance(away(closest)));
    Some(format!("The closest of these to {} is {name}, {metres} away.", reply::middle_of(to)))
}

/// What holds in general, before there is any list.
const IN_GENERAL: [(Topic, &str); 3] = [
    (Topic::Payment, reply::HOW_TO_PAY),
    (
        Topic::Taxes,
        "Every total I tell includes taxes and fees; what a hotel takes on the spot is told beside it. Where would you \
         like to stay, and when?",
    ),
    (
        Topic::Refund,
        "That differs from hotel to hotel; I tell it for each, and “refundable only” leaves the others out. Where would \
         you like to stay, and when?",
    ),
];

/// The sentence that answers a question about `topic` before there is any list, where one can.
pub(super) fn in_general(topic: Topic) -> Option<&'static str> {
    IN_GENERAL.iter().find(|(known, _)| *known == topic).map(|(_, told)| *told)
}

fn named<'o>(options: impl Iterator<Item = &'o ShownOption>) -> String {
    let names: Vec<&str> = options.map(|o| o.option.hotel.name.as_ref()).collect();
    reply::listed(&names)
}

/// `All 5 of these`, `3 of these 5`, `None of these 5`.
fn share(those: usize, all: usize) -> String {
    match those {
        0 => format!("None of these {all}"),
        those if those == all => format!("All {all} of these"),
        those => format!("{those} of these {all}"),
    }
}

fn who_has(options: &[ShownOption], amenity: Amenity) -> String {
    let having: Vec<&ShownOption> = options.iter().filter(|o| o.option.hotel.amenities.contains(amenity)).collect();
    let share = share(having.len(), options.len());
    let extra = reply::charge_unknown(amenity);
    match having.len() {
        0 => format!("{share} {}.", reply::offers(amenity)),
        1 => format!("{share} {}: {}.{extra}", reply::offers(amenity), having[0].option.hotel.name),
        n if n == options.len() => format!("{share} {}.{extra}", reply::offer(amenity)),
        _ => format!("{share} {}: {}.{extra}", reply::offer(amenity), named(having.into_iter())),
    }
}

fn breakfast(options: &[ShownOption]) -> String {
    let included: Vec<&ShownOption> = options.iter().filter(|o| o.option.board >= Board::Breakfast).collect();
    let share = share(included.len(), options.len());
    match included.len() {
        0 => format!("{share} has breakfast in this price; say “with breakfast” for those that do."),
        1 => format!("{share} has breakfast in this price: {}.", included[0].option.hotel.name),
        n if n == options.len() => format!("{share} have breakfast in this price."),
        _ => format!("{share} have breakfast in this price: {}.", named(included.into_iter())),
    }
}

fn stars(options: &[ShownOption]) -> Option<String> {
    let most = options.iter().filter_map(|o| o.option.hotel.stars).max()?;
    let with: Vec<&ShownOption> = options.iter().filter(|o| o.option.hotel.stars == Some(most)).collect();
    let stars = reply::counted(usize::from(most), "star");
    Some(match with.len() {
        all if all == options.len() => format!("All {all} of these have {stars}."),
        1 => format!("The most of these, {stars}, has {}.", with[0].option.hotel.name),
        _ => format!("The most of these, {stars}, have {}.", named(with.into_iter())),
    })
}

fn prices(options: &[ShownOption]) -> Option<String> {
    let total = |o: &&ShownOption| o.option.total.minor();
    let (least, most) = (options.iter().min_by_key(total)?, options.iter().max_by_key(total)?);
    Some(format!(
        "These cost from {} at {} to {} at {}, in all with taxes.",
        reply::money(least.option.total),
        least.option.hotel.name,
        reply::money(most.option.total),
        most.option.hotel.name,
    ))
}

fn taxes(options: &[ShownOption]) -> String {
    let on_the_spot = options.iter().filter(|o| !o.option.price.due_at_property.is_zero());
    let told: Vec<String> = on_the_spot
        .map(|o| format!("{} at {}", reply::money(o.option.price.due_at_property), o.option.hotel.name))
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let same = options.first().map(|o| o.option.price.due_at_property).filter(|due| {
        options.len() > 1 && !due.is_zero() && options.iter().all(|o| o.option.price.due_at_property == *due)
    });
    if let Some(due) = same {
        let due = reply::money(due);
        return format!("Yes, the totals include taxes and fees. Another {due} is due at each of these hotels.");
    }
    if told.is_empty() {
        "Yes, the totals include taxes and fees, and nothing more is due at these hotels.".to_owned()
    } else {
        format!("Yes, the totals include taxes and fees. Due at the hotel beside that: {}.", reply::listed(&told))
    }
}

fn refunds(options: &[ShownOption], now: Timestamp) -> String {
    let is_free = |o: &&ShownOption| {
        let policy = &o.option.cancellation;
        policy.refundability == Refundability::Refundable && policy.free_until().is_none_or(|until| until > now)
    };
    let free: Vec<&ShownOption> = options.iter().filter(is_free).collect();
    let share = share(free.len(), options.len());
    match free.len() {
        0 => format!("{share} can be cancelled for free; say “refundable only” for those that can."),
        n if n == options.len() => format!("{share} can be cancelled for free, each until its own deadline."),
        _ => format!("{share} can be cancelled for free until a deadline: {}.", named(free.into_iter())),
    }
}
