//! Questions about an option: answered from what is known of it, and honestly "not known" otherwise.

use jiff::Timestamp;

use super::error::ChatError;
use super::mine;
use super::pointing::meant;
use super::reply;
use super::work::Work;
use crate::domain::amenity::Amenity;
use crate::domain::board::Board;
use crate::domain::outcome::{AnswerKind, Outcome};
use crate::domain::shortlist::ShownOption;
use crate::understanding::meaning::Understanding;
use crate::understanding::topic::Topic;

/// Answers a question about the option meant.
pub(super) async fn answer(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    if understood.topics.contains(&Topic::Reference) {
        return mine::bookings(work).await;
    }
    let Some(option) = meant(work, understood) else {
        return Ok(Outcome::Answer(match work.session.shortlist {
            Some(_) => AnswerKind::WhichHotel,
            None => AnswerKind::NothingShown,
        }));
    };
    work.session.focus = Some(option.id);
    let mut sentences: Vec<String> = Vec::new();
    for sentence in understood.topics.iter().map(|topic| about(&option, *topic, work.now())) {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    let answer = if sentences.is_empty() { description(&option, work.now()) } else { sentences.join(" ") };
    Ok(Outcome::OptionDetails { option, answer })
}

/// What cancelling the option would cost, for a guest who asks before booking it.
pub(super) fn about_cancelling(work: &mut Work<'_>, option: ShownOption) -> Outcome {
    work.session.focus = Some(option.id);
    let answer = about(&option, Topic::Refund, work.now());
    Outcome::OptionDetails { option, answer }
}

/// `1 guest`, `3,898 guests`.
fn guests(reviews: u32) -> String {
    let number = reply::grouped(&reviews.to_string());
    if reviews == 1 { format!("{number} guest") } else { format!("{number} guests") }
}

/// What is known of the option, in a sentence or three.
pub(super) fn description(shown: &ShownOption, now: Timestamp) -> String {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    let stars = hotel.stars.map_or_else(String::new, |s| format!("{s}-star "));
    let place = hotel.area.as_deref().unwrap_or(&hotel.city);
    let rating = hotel.rating.map_or_else(String::new, |r| format!(", rated {r} by {}", guests(hotel.reviews)));
    format!(
        "{} is a {stars}hotel at {place}{rating}. {}, {}: {} a night, {} in all with taxes, {}.",
        hotel.name,
        option.room_name,
        option.board.label(),
        reply::money(option.price_per_night()),
        reply::money(option.total),
        reply::policy(&option.cancellation, option.total, now),
    )
}

fn about(shown: &ShownOption, topic: Topic, now: Timestamp) -> String {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    let name = &hotel.name;
    let unknown = |what: &str| format!("I do not know {what} of {name}; the hotel will tell you.");
    match topic {
        Topic::Amenity(amenity) => has(shown, amenity),
        Topic::Restaurant => has(shown, Amenity::Restaurant),
        Topic::RoomService => has(shown, Amenity::RoomService),
        Topic::Price | Topic::Taxes => format!(
            "{name} costs {} a night and {} in all, {} of it taxes and fees.",
            reply::money(option.price_per_night()),
            reply::money(option.total),
            reply::money(option.price.taxes_and_fees)
        ),
        Topic::Stars => hotel.stars.map_or_else(|| unknown("the stars"), |s| format!("{name} has {s} stars.")),
        Topic::Rating => hotel.rating.map_or_else(
            || unknown("the rating"),
            |r| format!("{name} is rated {r} of 5 by {}.", guests(hotel.reviews)),
        ),
        Topic::Area | Topic::Address | Topic::Distance => location(shown),
        Topic::Refund => format!("{name}: {}.", reply::policy(&option.cancellation, option.total, now)),
        Topic::RoomAmenities | Topic::Description | Topic::PropertyType => description(shown, now),
        Topic::Availability => format!("{name} had rooms for your dates a moment ago; booking checks again."),
        Topic::Payment => "You pay by card on a secure page; nothing is charged before your final yes.".to_owned(),
        Topic::Phone => unknown("the telephone number"),
        Topic::Postcode => unknown("the postal code"),
        Topic::Reference => unknown("the reference"),
        Topic::CheckInTime => unknown("the check-in time"),
        Topic::CheckOutTime => unknown("the check-out time"),
        Topic::Housekeeping => unknown("the housekeeping"),
        Topic::CheckInPolicy => unknown("the house rules"),
    }
}

fn has(shown: &ShownOption, amenity: Amenity) -> String {
    let hotel = &shown.option.hotel;
    if amenity == Amenity::Breakfast {
        return breakfast(shown);
    }
    if hotel.amenities.contains(amenity) {
        format!("Yes, {} lists {}.", hotel.name, amenity.label())
    } else {
        format!("{} does not list {}.", hotel.name, amenity.label())
    }
}

/// Breakfast in the price, or only to be had in the house.
fn breakfast(shown: &ShownOption) -> String {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    if option.board >= Board::Breakfast {
        format!("Yes, breakfast is included at {}.", hotel.name)
    } else if hotel.amenities.contains(Amenity::Breakfast) {
        format!("{} serves breakfast, but it is not included in this price.", hotel.name)
    } else {
        format!("No, breakfast is not included at {}.", hotel.name)
    }
}

fn location(shown: &ShownOption) -> String {
    let hotel = &shown.option.hotel;
    let place = hotel.area.as_deref().unwrap_or(&hotel.city);
    match shown.distance {
        Some(metres) => {
            format!("{} is at {place}, {} from the point you searched.", hotel.name, reply::distance(metres))
        }
        None => format!("{} is at {place}.", hotel.name),
    }
}
