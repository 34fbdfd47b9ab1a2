//! Ready-made values for the tests of this crate's rooms.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;

use super::amenity::{Amenity, AmenitySet};
use super::booking::{BookingAttempt, Proposal};
use super::ids::{ActorId, BookingId, HotelId, OptionId, PartnerId, SessionId, SupplierOptionRef, SupplierQuoteRef};
use super::money::{Currency, Money};
use super::option::{
    Board, CancelPenalty, CancelPolicy, Hotel, HotelOption, Known, Price, Quote, Rating, Refundability,
};
use super::partner::{Caller, Mode};
use super::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};
use super::stay::{Filters, Occupancy, PropertyKind, Sort, StayDates, StayRequest};

pub(crate) fn dollars(major: i64) -> Money {
    Money::major(major, Currency::USD).unwrap()
}

pub(crate) fn caller() -> Caller {
    Caller { partner: PartnerId::parse("acme").unwrap(), mode: Mode::Test }
}

pub(crate) fn hotel_option() -> HotelOption {
    let total = dollars(330);
    let from = Timestamp::from_second(1_773_900_000).unwrap();
    HotelOption {
        supplier_ref: SupplierOptionRef::parse("o-1").unwrap(),
        hotel: Arc::new(Hotel {
            id: HotelId::parse("h-1").unwrap(),
            name: "The Lantern House".into(),
            property: PropertyKind::Hotel,
            point: GeoPoint { lat: 47.61, lng: -122.34 },
            area: Some("Pike Place Market".into()),
            city: "Seattle".into(),
            time_zone: "America/Los_Angeles".into(),
            stars: Some(4),
            rating: Some(Rating::from_tenths(45)),
            reviews: 812,
            amenities: AmenitySet::of(&[Amenity::Wifi, Amenity::Pool]),
        }),
        dates: StayDates::new(date(2026, 3, 20), date(2026, 3, 23), date(2026, 2, 18)).unwrap(),
        rooms: vec![Occupancy::adults(2)],
        room_name: "Deluxe Queen Room".into(),
        board: Board::RoomOnly,
        price: Price { base: dollars(300), taxes_and_fees: dollars(30), due_at_property: dollars(0) },
        total,
        cancellation: CancelPolicy {
            refundability: Refundability::Refundable,
            penalties: vec![CancelPenalty { from, penalty: total }],
            time_zone: "America/Los_Angeles".into(),
        },
        expires_at: from,
        known: Known::default(),
    }
}

/// A quote of `option` that costs `difference` more.
pub(crate) fn quote_of(option: &HotelOption, difference: Money) -> Quote {
    let base = option.price.base.plus(difference).unwrap();
    Quote {
        supplier_ref: SupplierQuoteRef::parse("q-1").unwrap(),
        price: Price { base, ..option.price },
        total: option.total.plus(difference).unwrap(),
        cancellation: option.cancellation.clone(),
        expires_at: option.expires_at,
    }
}

pub(crate) fn attempt() -> BookingAttempt {
    let option = Arc::new(hotel_option());
    let proposal = Proposal {
        id: BookingId::new(1),
        caller: caller(),
        actor: ActorId::parse("user-1").unwrap(),
        session: SessionId::new(1_771_456_966_998, 1),
        option_id: OptionId::new([1; 16]),
        quote: quote_of(&option, dollars(0)),
        option,
        guest: None,
    };
    BookingAttempt::propose(proposal, Timestamp::from_second(1_771_456_966).unwrap())
}

pub(crate) fn seattle() -> Destination {
    Destination {
        place: PlaceId(1),
        kind: PlaceKind::City,
        name: "Seattle".into(),
        city: None,
        admin: Some("Washington".into()),
        country: CountryCode::parse("US").unwrap(),
        point: GeoPoint { lat: 47.6062, lng: -122.3321 },
        radius: 8_000,
        time_zone: "America/Los_Angeles".into(),
    }
}

pub(crate) fn request() -> StayRequest {
    StayRequest {
        destination: Arc::new(seattle()),
        dates: hotel_option().dates,
        rooms: vec![Occupancy::adults(2)],
        filters: Filters::default(),
        sort: Sort::default(),
        currency: Currency::USD,
    }
}
