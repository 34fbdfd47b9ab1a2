//! What houses offer: fixed odds by star, so that every filter has hits and misses.

use super::mix::{Salt, mix, step, stratum};
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::place::PlaceId;
use crate::domain::stay::PropertyKind;

/// Of a hundred houses with one, two … five stars, how many offer it. Breakfast and kitchens follow from what is sold.
const ODDS: [(Amenity, [u64; 5]); 46] = [
    (Amenity::Wifi, [80, 88, 94, 96, 96]),
    (Amenity::Parking, [45, 55, 60, 65, 75]),
    (Amenity::Pool, [4, 12, 30, 50, 85]),
    (Amenity::Gym, [4, 15, 45, 75, 94]),
    (Amenity::Spa, [3, 5, 12, 35, 85]),
    (Amenity::Sauna, [3, 6, 15, 30, 60]),
    (Amenity::Restaurant, [10, 30, 55, 80, 94]),
    (Amenity::Bar, [15, 30, 55, 78, 94]),
    (Amenity::Pets, [25, 35, 35, 40, 35]),
    (Amenity::Laundry, [50, 45, 60, 75, 90]),
    (Amenity::AirportShuttle, [8, 15, 22, 30, 45]),
    (Amenity::Accessible, [25, 45, 65, 80, 90]),
    (Amenity::EvCharging, [4, 10, 22, 38, 60]),
    (Amenity::AirConditioning, [35, 60, 80, 92, 95]),
    (Amenity::Heating, [85, 90, 92, 94, 94]),
    (Amenity::RoomService, [3, 6, 20, 60, 94]),
    (Amenity::FrontDesk24h, [40, 50, 75, 90, 95]),
    (Amenity::BusinessCenter, [4, 10, 30, 55, 70]),
    (Amenity::MeetingRoom, [4, 10, 30, 55, 75]),
    (Amenity::LuggageStorage, [70, 75, 88, 94, 95]),
    (Amenity::WakeUpCall, [15, 30, 60, 80, 92]),
    (Amenity::HairDryer, [30, 60, 88, 94, 95]),
    (Amenity::HotWater, [75, 85, 93, 95, 96]),
    (Amenity::Balcony, [8, 12, 20, 30, 50]),
    (Amenity::SeaView, [3, 6, 10, 16, 28]),
    (Amenity::NonSmoking, [70, 85, 92, 94, 94]),
    (Amenity::SmokingRoom, [30, 22, 15, 10, 8]),
    (Amenity::Crib, [10, 30, 55, 70, 85]),
    (Amenity::KidsClub, [3, 4, 8, 14, 35]),
    (Amenity::BeachAccess, [5, 6, 8, 10, 20]),
    (Amenity::HotTub, [3, 8, 18, 32, 65]),
    (Amenity::Bathtub, [10, 25, 45, 60, 90]),
    (Amenity::Elevator, [20, 45, 78, 92, 94]),
    (Amenity::BikeRental, [20, 20, 25, 30, 40]),
    (Amenity::CarRental, [5, 10, 15, 22, 40]),
    (Amenity::CurrencyExchange, [5, 8, 15, 28, 60]),
    (Amenity::Safe, [20, 35, 65, 88, 94]),
    (Amenity::Television, [35, 75, 93, 95, 95]),
    (Amenity::Minibar, [3, 12, 45, 80, 94]),
    (Amenity::CoffeeMaker, [10, 40, 70, 85, 92]),
    (Amenity::Concierge, [4, 8, 25, 60, 94]),
    (Amenity::AdultsOnly, [3, 3, 4, 6, 10]),
    (Amenity::ForeignCards, [60, 75, 88, 94, 96]),
    (Amenity::InternationalCalls, [10, 25, 50, 70, 85]),
    (Amenity::LocalCalls, [30, 50, 75, 88, 94]),
    (Amenity::ForeignGuests, [60, 75, 88, 94, 96]),
];

/// Where a house stands among those of its city.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    pub(super) place: PlaceId,
    pub(super) index: u64,
    pub(super) count: u64,
}

/// What a house of that kind and so many stars offers; `breakfast` and a kitchen follow from what it sells.
pub(super) fn amenities(seat: Seat, kind: PropertyKind, stars: u8, breakfast: bool) -> AmenitySet {
    let column = usize::from(stars.clamp(1, 5)) - 1;
    let shuffle = mix(seat.place.0, 0, Salt::Amenities);
    let mut offered: AmenitySet = ODDS
        .iter()
        .filter(|(amenity, odds)| {
            let place_in_queue = stratum(seat.index, seat.count, step(shuffle ^ *amenity as u64));
            place_in_queue < odds[column] * 10
        })
        .map(|(amenity, _)| *amenity)
        .collect();
    if breakfast {
        offered.insert(Amenity::Breakfast);
    }
    if kind == PropertyKind::Apartment {
        offered.insert(Amenity::Kitchen);
    }
    if offered.contains(Amenity::AdultsOnly) {
        offered = offered.without(AmenitySet::of(&[Amenity::KidsClub, Amenity::Crib]));
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amenity_has_odds_or_follows_from_what_is_sold() {
        let mut all: AmenitySet = ODDS.iter().map(|(amenity, _)| *amenity).collect();
        assert_eq!(all.len(), ODDS.len(), "no amenity is listed twice");
        all.insert(Amenity::Breakfast);
        all.insert(Amenity::Kitchen);
        assert_eq!(all, AmenitySet::of(Amenity::ALL));
    }

    #[test]
    fn forty_houses_of_a_kind_hit_and_miss_whatever_is_wanted() {
        let of = |index| {
            let seat = Seat { place: PlaceId(9), index, count: 40 };
            amenities(seat, PropertyKind::Hotel, 3, true)
        };
        for (amenity, _) in ODDS {
            let hits = (0..40).filter(|index| of(*index).contains(amenity)).count();
            assert!((1..40).contains(&hits), "{amenity:?}: {hits}");
        }
    }
}
