//! Houses whose names say which outcome they force; there when a guest asks for a hotel named "Sandbox" or for
//! "test hotels", in every city.

use std::sync::Arc;

use super::cancellation::Ladder;
use super::hotels::{House, HouseKey};
use super::places::CitySeed;
use super::rooms::{Plan, Range, Room};
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::option::{Board, Hotel, Rating};
use crate::domain::stay::PropertyKind;
use crate::supplier::Scenario;
use crate::world::fold::fold;

/// The number of the first test hotel of a city; the invented houses end far below.
pub(super) const FIRST: u16 = 900;

/// The scenarios of the test hotels, in the order of their numbers, which options and bookings bear.
const HOTELS: [Scenario; 16] = [
    Scenario::PriceIncrease,
    Scenario::PriceDecrease,
    Scenario::PriceChangeTwice,
    Scenario::SoldOut,
    Scenario::SoldOutAfterPayment,
    Scenario::OptionExpired,
    Scenario::SupplierTimeout,
    Scenario::SupplierError,
    Scenario::PendingThenConfirmed,
    Scenario::PendingThenFailed,
    Scenario::LostReply,
    Scenario::CancelFee,
    Scenario::CancelNone,
    Scenario::CancelRefused,
    Scenario::CancelPending,
    Scenario::DueAtProperty,
];

/// Whether `hotel_name`, as a guest wrote it, asks for these houses.
pub(super) fn are_asked_for(hotel_name: Option<&str>) -> bool {
    hotel_name.is_some_and(|name| {
        let name = fold(name);
        name.starts_with("sandbox") || matches!(name.as_str(), "test hotel" | "test hotels")
    })
}

/// The test hotel of that number.
pub(super) fn house(seed: &CitySeed, number: u16) -> Option<House> {
    let scenario = *HOTELS.get(usize::from(number.checked_sub(FIRST)?))?;
    let name = scenario.test_hotel()?;
    let key = HouseKey { place: seed.place, number };
    Some(House {
        key,
        base: 12_000 + 100 * i64::from(number - FIRST),
        trade: None,
        range: Range::plain(
            &[Room::Double, Room::Family, Room::ThreeBedrooms],
            &[Board::RoomOnly, Board::Breakfast],
            &[Plan::Flexible],
        ),
        ladder: Ladder::ArrivalDay,
        always_free: true,
        scenario: Some(scenario),
        hotel: Arc::new(Hotel {
            id: key.id(),
            name: name.into(),
            property: PropertyKind::Hotel,
            point: seed.point,
            area: None,
            city: Arc::clone(&seed.name),
            time_zone: Arc::clone(&seed.time_zone),
            stars: Some(3),
            rating: Some(Rating::from_tenths(40)),
            reviews: 100,
            amenities: AmenitySet::of(&[Amenity::Wifi, Amenity::Breakfast, Amenity::ForeignCards]),
        }),
    })
}

/// All test hotels of a city.
pub(super) fn houses(seed: &CitySeed) -> Vec<House> {
    (FIRST..).map_while(|number| house(seed, number)).collect()
}
