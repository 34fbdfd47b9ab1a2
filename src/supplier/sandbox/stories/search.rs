//! Searching: the documented example, prices that hold, and houses around any place.

use std::sync::Arc;

use proptest::prelude::*;

use super::partner::{Story, paris, seattle, stay, usd};
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{Board, HotelOption, Refundability};
use crate::domain::place::PlaceId;
use crate::domain::ranking::rank;
use crate::domain::stay::{Filters, Occupancy, PriceBasis, PriceRange, PropertyKind as K, StarRange};
use crate::supplier::Supplier;
use crate::supplier::sandbox::SandboxSupplier;
use crate::world::World;
use crate::world::ids::Key;

#[tokio::test]
async fn the_documented_example_holds_on_every_future_date() {
    let story = Story::new();
    for days_ahead in 1..=500 {
        let option = story.option(&stay(seattle(), days_ahead, 3), "Inn at the Market").await;
        assert_eq!(option.price_per_night(), usd(27_666), "{:?}", option.dates);
        assert_eq!(option.total, usd(98_067), "{:?}", option.dates);
        assert_eq!((option.board, option.refundability()), (Board::RoomOnly, Refundability::Refundable));
        assert_eq!(option.hotel.rating.map(|rating| rating.to_string()), Some("4.8".to_owned()));
        assert_eq!((option.hotel.stars, option.price.due_at_property), (Some(4), usd(0)));
    }
}

#[tokio::test]
async fn the_documented_example_is_rounded_night_by_night() {
    let story = Story::new();
    for nights in 1..=30 {
        let option = story.option(&stay(seattle(), 40, nights), "Inn at the Market").await;
        assert_eq!(option.price.base, usd(27_666 * nights));
        assert_eq!(option.price.taxes_and_fees, usd((4_288 + 735) * nights));
        assert_eq!(option.price_per_night(), usd(27_666));
    }
}

#[tokio::test]
async fn seattle_has_39_houses_and_a_handful_of_options_each() {
    let story = Story::new();
    let mut hotels = std::collections::BTreeSet::new();
    for days_ahead in 1..60 {
        for option in story.search(&stay(seattle(), days_ahead, 1)).await.options.iter() {
            hotels.insert(option.hotel.name.to_string());
        }
    }
    assert_eq!(hotels.len(), 39, "{hotels:?}");
}

#[tokio::test]
async fn every_amenity_has_hits_and_misses_in_seattle() {
    let results = Story::new().search(&stay(seattle(), 33, 1)).await;
    for amenity in Amenity::ALL {
        let hits = results.options.iter().filter(|option| option.hotel.amenities.contains(*amenity)).count();
        assert!(0 < hits && hits < results.options.len(), "{amenity:?}: {hits} of {}", results.options.len());
    }
}

#[tokio::test]
async fn every_kind_of_house_room_and_board_is_met_in_seattle() {
    let mut request = stay(seattle(), 33, 1);
    request.filters.board = Some(Board::RoomOnly);
    let mut seen = Vec::new();
    for adults in 1..=3 {
        request.rooms = vec![Occupancy::adults(adults)];
        seen.extend(Story::new().search(&request).await.options.iter().cloned());
    }
    let met = |wish: &dyn Fn(&HotelOption) -> bool| seen.iter().any(|option| wish(option));
    for kind in [K::Hotel, K::Hostel, K::Apartment, K::Resort, K::GuestHouse, K::Boutique] {
        assert!(met(&|option| option.hotel.property == kind), "{kind:?}");
    }
    for room in ["Single", "Queen", "Twin", "King", "Triple", "Family", "Suite"] {
        assert!(met(&|option| option.room_name.contains(room)), "{room}");
    }
    for board in [Board::RoomOnly, Board::SelfCatering, Board::Breakfast, Board::HalfBoard, Board::AllInclusive] {
        assert!(met(&|option| option.board == board), "{board:?}");
    }
    for stars in 1..=5 {
        assert!(met(&|option| option.hotel.stars == Some(stars)), "{stars}");
    }
}

#[tokio::test]
async fn the_documented_example_leads_the_list_on_every_date() {
    let story = Story::new();
    for (days_ahead, nights) in (1..=400).zip([1, 2, 3, 7].into_iter().cycle()) {
        let mut request = stay(seattle(), days_ahead, nights);
        request.filters.refundable = (days_ahead % 2 == 0).then_some(true);
        let options = story.search(&request).await.options;
        let first = &rank(&options, &request)[0].option;
        assert_eq!(&*first.hotel.name, "Inn at the Market", "{:?}", request.dates);
    }
}

/// Wishes that leave no need to work out every room and board.
fn wishes() -> impl Strategy<Value = Filters> {
    let amenities = prop::sample::subsequence(&[Amenity::Pool, Amenity::Gym, Amenity::Parking][..], 0..=3);
    (prop::option::of(any::<bool>()), prop::option::of(100_i64..500), prop::option::of(1_u8..5), amenities).prop_map(
        |(refundable, most, least_stars, amenities)| Filters {
            refundable,
            price: most.map(|most| PriceRange {
                min: None,
                max: Some(most * 100),
                currency: None,
                basis: PriceBasis::Night,
            }),
            stars: least_stars.map(|min| StarRange { min, max: 5 }),
            amenities: AmenitySet::of(&amenities),
            ..Filters::default()
        },
    )
}

proptest! {
    #[test]
    fn what_is_not_worked_out_would_not_have_been_shown(
        filters in wishes(), days_ahead in 0_i64..470, nights in 1_i64..=9,
        party in prop::collection::vec((1_u8..=4, prop::collection::vec(0_u8..18, 0..3)), 1..3),
    ) {
        let mut request = stay(seattle(), days_ahead, nights);
        request.filters = filters;
        request.rooms = party.into_iter().map(|(adults, child_ages)| Occupancy { adults, child_ages }).collect();
        let mut all = request.clone();
        all.filters.board = Some(Board::RoomOnly);
        let story = Story::new();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let few = runtime.block_on(story.search(&request)).options;
        let many = runtime.block_on(story.search(&all)).options;
        prop_assert!(few.len() <= many.len());
        let shown = |options: &[Arc<HotelOption>]| -> Vec<_> {
            rank(options, &request).iter().map(|ranked| ranked.option.supplier_ref.clone()).collect()
        };
        prop_assert_eq!(shown(&few), shown(&many));
    }
}

#[tokio::test]
async fn a_price_asked_twice_is_the_same_and_its_quote_too() {
    let mut story = Story::new();
    let mut request = stay(paris(), 60, 4);
    request.filters.board = Some(Board::RoomOnly);
    let first = story.search(&request).await;
    story.wait(7 * 60);
    let second = SandboxSupplier::new().search(&story.call, &request).await.unwrap();
    assert_eq!(first.options.len(), second.options.len());
    for (one, other) in first.options.iter().zip(second.options.iter()) {
        assert_eq!((&one.supplier_ref, one.price, one.total), (&other.supplier_ref, other.price, other.total));
        assert_eq!(one.cancellation, other.cancellation);
        let quote = story.quote(other).await.unwrap();
        assert_eq!((quote.price, quote.total, &quote.cancellation), (one.price, one.total, &one.cancellation));
    }
}

#[tokio::test]
async fn the_cheapest_comes_first_in_every_house() {
    let results = Story::new().search(&stay(paris(), 60, 2)).await;
    for pair in results.options.windows(2) {
        let same = pair[0].hotel.id == pair[1].hotel.id;
        assert!(!same || pair[0].total.minor() <= pair[1].total.minor());
    }
}

#[tokio::test]
async fn the_first_three_houses_of_a_city_never_sell_out_and_can_be_cancelled() {
    let story = Story::new();
    let villages = World::embedded().cities_near(seattle().point, 60_000);
    for (i, (city, _)) in villages.iter().enumerate().take(40) {
        let destination = World::embedded().place(city.id).unwrap();
        let results = story.search(&stay(destination, 1 + 11 * i as i64, 1 + i as i64 % 30)).await;
        for number in 0..3 {
            let id = format!("sbx-{}-{number}", city.id.0);
            let of_house = |option: &&Arc<HotelOption>| option.hotel.id.as_str() == id;
            let refundable =
                results.options.iter().filter(of_house).any(|o| o.refundability() == Refundability::Refundable);
            assert!(refundable, "{} {id}", city.name);
        }
    }
}

#[tokio::test]
async fn a_landmark_an_airport_and_a_region_find_houses_around_them() {
    let story = Story::new();
    let world = World::embedded();
    let market = world.areas_of(PlaceId(5_809_844)).find(|spot| spot.name == "Pike Place Market").unwrap();
    let spot =
        |name: &str| (0..500).map(|i| world.place(Key::Spot(i).id()).unwrap()).find(|d| &*d.name == name).unwrap();
    let near_market = story.search(&stay(spot(market.name), 30, 1)).await;
    assert!(near_market.options.iter().any(|option| &*option.hotel.name == "Inn at the Market"));
    let places = [
        spot(market.name),
        world.place(Key::Airport(*b"SEA").id()).unwrap(),
        world.place(Key::Region(0).id()).unwrap(),
    ];
    for place in places {
        let results = story.search(&stay(place.clone(), 30, 1)).await;
        let metres: Vec<u32> = results.options.iter().map(|o| place.point.metres_to(o.hotel.point)).collect();
        assert!(!metres.is_empty(), "{}", place.name);
        assert!(metres.iter().all(|far| *far <= place.radius + 20_000), "{}: {metres:?}", place.name);
    }
}

#[tokio::test]
async fn another_currency_has_its_own_decimals() {
    let story = Story::new();
    let mut request = stay(seattle(), 30, 3);
    for (code, per_night) in [("JPY", 42_606), ("KWD", 84_658), ("EUR", 23_516)] {
        request.currency = Currency::parse(code).unwrap();
        let option = story.option(&request, "Inn at the Market").await;
        assert_eq!(option.price_per_night(), Money::new(per_night, request.currency));
        assert_eq!(option.price.total(), Ok(option.total));
    }
    request.currency = Currency::parse("XAU").unwrap();
    assert_eq!(story.option(&request, "Inn at the Market").await.total, usd(98_067), "else in dollars");
}

/// Cities of every kind: large and small, with and without listed areas, taxed in every way.
const CITIES: [u32; 8] = [5_809_844, 2_988_507, 1_850_147, 5_128_581, 3_128_760, 292_223, 2_988_998, 5_809_805];

proptest! {
    #[test]
    fn every_bill_adds_up(
        city in prop::sample::select(&CITIES[..]), days_ahead in 0_i64..470, nights in 1_i64..=30,
        party in prop::collection::vec((1_u8..=4, prop::collection::vec(0_u8..18, 0..3)), 1..4),
        currency in prop::sample::select(&["USD", "EUR", "JPY", "KWD"][..]),
    ) {
        let destination = World::embedded().place(PlaceId(city));
        prop_assume!(destination.is_some());
        let mut request = stay(destination.unwrap(), days_ahead, nights);
        request.rooms = party.into_iter().map(|(adults, child_ages)| Occupancy { adults, child_ages }).collect();
        request.currency = Currency::parse(currency).unwrap();
        request.filters.board = Some(Board::RoomOnly);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let results = runtime.block_on(Story::new().search(&request));
        for option in results.options.iter() {
            prop_assert_eq!(option.price.total(), Ok(option.total));
            prop_assert!(option.price.base.minor() > 0 && option.price.taxes_and_fees.minor() >= 0);
            prop_assert_eq!(option.total.currency(), request.currency);
            prop_assert_eq!((&option.rooms, option.dates), (&request.rooms, request.dates));
            let (penalties, total) = (&option.cancellation.penalties, option.total.minor());
            prop_assert!(penalties.is_sorted_by_key(|p| (p.from, p.penalty.minor())));
            prop_assert!(penalties.iter().all(|p| p.penalty.minor() <= total));
            prop_assert_eq!(penalties.is_empty(), option.refundability() == Refundability::NonRefundable);
        }
    }
}
