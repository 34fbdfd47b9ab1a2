//! Questions about one option: answered from what is known of it, and honestly "not known" otherwise.

use jiff::Timestamp;

use crate::chat::reply;
use crate::domain::amenity::Amenity;
use crate::domain::board::Board;
use crate::domain::place::Destination;
use crate::domain::shortlist::{self, ShownOption};
use crate::understanding::topic::Topic;

/// The sentence that answers a question about `topic`; `place` is what was searched.
pub(super) fn about(shown: &ShownOption, topic: Topic, place: &Destination, now: Timestamp) -> String {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    let name = &hotel.name;
    let unknown = |what: &str| format!("I do not know {what} of {name}; the hotel will tell you.");
    match topic {
        Topic::Amenity(amenity) => has(shown, amenity),
        Topic::Restaurant => has(shown, Amenity::Restaurant),
        Topic::RoomService => has(shown, Amenity::RoomService),
        Topic::Price | Topic::Taxes => price(shown),
        Topic::Stars => hotel.stars.map_or_else(
            || unknown("the stars"),
            |stars| format!("{name} has {}.", reply::counted(usize::from(stars), "star")),
        ),
        Topic::Rating => hotel.rating.map_or_else(
            || unknown("the rating"),
            |rating| format!("{name} is rated {rating} of 5 by {}.", reply::guests(hotel.reviews)),
        ),
        Topic::Area | Topic::Address | Topic::Distance => location(shown, place),
        Topic::Refund => format!("{name}: {}.", reply::policy(&option.cancellation, option.total, now)),
        Topic::RoomAmenities | Topic::Description | Topic::PropertyType => description(shown, now),
        Topic::Availability => format!("{name} had rooms for your dates a moment ago; booking checks again."),
        Topic::Payment => reply::HOW_TO_PAY.to_owned(),
        Topic::Phone => unknown("the telephone number"),
        Topic::Postcode => unknown("the postal code"),
        Topic::Reference => unknown("the reference"),
        Topic::CheckInTime => unknown("the check-in time"),
        Topic::CheckOutTime => unknown("the check-out time"),
        Topic::Housekeeping => unknown("the housekeeping"),
        Topic::CheckInPolicy => unknown("the house rules"),
    }
}

/// What is known of the option, in a sentence or three.
pub(super) fn description(shown: &ShownOption, now: Timestamp) -> String {
    let (option, hotel) = (&shown.option, &shown.option.hotel);
    let stars = hotel.stars.map_or_else(String::new, |s| format!("{s}-star "));
    let rating = hotel.rating.map_or_else(String::new, |r| format!(", rated {r} by {}", reply::guests(hotel.reviews)));
    format!(
        "{} is a {stars}{} {}{rating}. {}, {}: {}, {}.",
        hotel.name,
        reply::house(hotel.property),
        whereabouts(shown),
        option.room_name,
        option.board.label(),
        reply::costs(option),
        reply::policy(&option.cancellation, option.total, now),
    )
}

fn price(shown: &ShownOption) -> String {
    let option = &shown.option;
    let taxes = option.price.taxes_and_fees;
    let taxes =
        if taxes.is_zero() { String::new() } else { format!("; taxes and fees are {} of that", reply::money(taxes)) };
    format!("{} costs {}{taxes}.", option.hotel.name, reply::costs(option))
}

fn has(shown: &ShownOption, amenity: Amenity) -> String {
    let hotel = &shown.option.hotel;
    if amenity == Amenity::Breakfast {
        return breakfast(shown);
    }
    if hotel.amenities.contains(amenity) {
        format!("Yes, {} {}.{}", hotel.name, reply::offers(amenity), reply::charge_unknown(amenity))
    } else {
        format!("{} {}.", hotel.name, reply::does_not_offer(amenity))
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

fn whereabouts(shown: &ShownOption) -> String {
    let hotel = &shown.option.hotel;
    hotel.area.as_deref().map_or_else(|| format!("in {}", hotel.city), |area| format!("at {area}"))
}

/// How far the house is from the place asked about, in a straight line.
pub(super) fn distance_to(shown: &ShownOption, to: &Destination) -> String {
    let away = reply::distance(shortlist::distance(to.point, &shown.option));
    format!("{} is {away} from {} as the crow flies.", shown.option.hotel.name, reply::middle_of(to))
}

fn location(shown: &ShownOption, place: &Destination) -> String {
    let name = &shown.option.hotel.name;
    match shown.distance {
        Some(metres) => {
            let away = reply::distance(metres);
            format!("{name} is {}, {away} from {}.", whereabouts(shown), reply::middle_of(place))
        }
        None => format!("{name} is {}.", whereabouts(shown)),
    }
}
