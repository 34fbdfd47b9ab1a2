//! What is said of one hotel, and of all that are shown.

use std::sync::Arc;

use jiff::Timestamp;

use super::{many, one};
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::board::Board;
use crate::domain::fixtures::{dollars, hotel_option, request, seattle};
use crate::domain::hotel::{Hotel, PropertyKind};
use crate::domain::ids::OptionId;
use crate::domain::option::HotelOption;
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::understanding::topic::Topic;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn shown(rank: u32, name: &str, change: impl FnOnce(&mut HotelOption, &mut Hotel)) -> ShownOption {
    let mut option = hotel_option();
    let mut hotel = (*option.hotel).clone();
    hotel.name = name.into();
    change(&mut option, &mut hotel);
    option.hotel = Arc::new(hotel);
    ShownOption { id: OptionId::new([rank as u8; 16]), rank, distance: Some(rank * 400), option: Arc::new(option) }
}

fn three() -> Shortlist {
    let options = vec![
        shown(1, "Alder", |_, hotel| hotel.amenities = AmenitySet::of(&[Amenity::Gym, Amenity::Pets])),
        shown(2, "Birch", |option, hotel| {
            option.board = Board::Breakfast;
            option.total = dollars(300);
            option.price.due_at_property = dollars(12);
            hotel.amenities = AmenitySet::of(&[Amenity::Gym, Amenity::Parking]);
        }),
        shown(3, "Cedar", |_, hotel| hotel.amenities = AmenitySet::of(&[Amenity::Gym, Amenity::Pets])),
    ];
    Shortlist { request: request(), options, total: 3, shown: 3, partial: false }
}

fn of_all(topic: Topic) -> String {
    many::about(&three(), topic, NOW).unwrap()
}

#[test]
fn of_several_it_is_told_which_ones_have_it() {
    assert_eq!(of_all(Topic::Amenity(Amenity::Gym)), "All 3 of these list a gym.");
    assert_eq!(of_all(Topic::Amenity(Amenity::Sauna)), "None of these 3 lists a sauna.");
    assert_eq!(
        of_all(Topic::Amenity(Amenity::Pets)),
        "2 of these 3 welcome pets: Alder and Cedar. I do not know whether that costs extra."
    );
    assert_eq!(of_all(Topic::Amenity(Amenity::Breakfast)), "1 of these 3 has breakfast in this price: Birch.");
}

#[test]
fn of_several_prices_and_distances_are_told_by_their_ends() {
    assert_eq!(of_all(Topic::Price), "These cost from $300.00 at Birch to $330.00 at Cedar, in all with taxes.");
    assert_eq!(of_all(Topic::Distance), "The closest of these to the centre of Seattle is Alder, 400 m away.");
    assert_eq!(
        of_all(Topic::Taxes),
        "Yes, the totals include taxes and fees. Due at the hotel beside that: $12.00 at Birch."
    );
}

#[test]
fn of_several_the_closest_to_a_place_named_is_told() {
    let mut list = three();
    let mut there = seattle();
    there.point = list.options[1].option.hotel.point;
    for i in [0, 2] {
        let mut option = (*list.options[i].option).clone();
        let mut hotel = (*option.hotel).clone();
        hotel.point.lat += 0.1;
        option.hotel = Arc::new(hotel);
        list.options[i].option = Arc::new(option);
    }
    let told = many::closest_to(&list, &there).unwrap();
    assert!(told.contains(" is Birch, 0 m away"), "{told}");
}

#[test]
fn what_nobody_told_us_is_said_not_to_be_known() {
    assert_eq!(
        of_all(Topic::CheckInTime),
        "I do not know the check-in times of these hotels; each hotel will tell you."
    );
    assert!(many::about(&three(), Topic::Description, NOW).is_none());
}

#[test]
fn of_one_hotel_no_more_is_claimed_than_it_lists() {
    let list = three();
    let told = |i: usize, amenity| one::about(&list.options[i], Topic::Amenity(amenity), &seattle(), NOW);
    assert_eq!(told(1, Amenity::Parking), "Yes, Birch lists parking. I do not know whether that costs extra.");
    assert_eq!(told(1, Amenity::Pets), "Birch does not say that it welcomes pets.");
    assert_eq!(told(0, Amenity::Parking), "Alder does not list parking.");
}

#[test]
fn a_house_is_called_what_it_is_and_all_it_costs_is_told() {
    let flat = shown(1, "Alder", |option, hotel| {
        hotel.property = PropertyKind::Apartment;
        hotel.area = None;
        option.price.due_at_property = dollars(12);
    });
    let told = one::description(&flat, NOW);
    assert!(told.starts_with("Alder is a 4-star apartment in Seattle, rated 4.5 by "), "{told}");
    assert!(told.contains("$330.00 in all with taxes and $12.00 more at the hotel"), "{told}");
}
