//! The houses of a city, invented from its place id: where they stand, how good and how dear they are.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::amenities::{Seat, amenities};
use super::cancellation::Ladder;
use super::markets::{Market, Trade};
use super::mix::{Salt, below, mix, normal, step, stratum};
use super::names;
use super::places::CitySeed;
use super::rooms::{Plan, Range, Room};
use super::taxes::{Levy, levies};
use crate::domain::ids::HotelId;
use crate::domain::option::{Board, Hotel, Rating};
use crate::domain::place::{GeoPoint, PlaceId};
use crate::domain::stay::PropertyKind;
use crate::supplier::Scenario;

/// A house by its city and its number there, `sbx-<place>-<number>` in references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct HouseKey {
    pub(super) place: PlaceId,
    pub(super) number: u16,
}

/// A house and everything that decides what it sells at which price.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) key: HouseKey,
    pub(super) hotel: Arc<Hotel>,
    /// US cents for a standard double for a night in an ordinary week.
    pub(super) base: i64,
    /// `None` when every night costs the same.
    pub(super) trade: Option<Trade>,
    pub(super) range: Range,
    pub(super) ladder: Ladder,
    /// Whether there always is a room.
    pub(super) always_free: bool,
    /// The outcome that a test hotel forces.
    pub(super) scenario: Option<Scenario>,
}

/// A city filled with houses.
#[derive(Debug)]
pub(super) struct City {
    pub(super) seed: CitySeed,
    pub(super) market: Market,
    pub(super) zone: TimeZone,
    pub(super) levies: Arc<[Levy]>,
    pub(super) houses: Vec<House>,
}

/// Where the documented example stands.
const SEATTLE: PlaceId = PlaceId(5_809_844);
/// The houses of every city that never sell out and have a refundable plan.
const ALWAYS_FREE: u16 = 3;

impl HouseKey {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (place, number) = text.strip_prefix("sbx-")?.split_once('-')?;
        Some(Self { place: PlaceId(place.parse().ok()?), number: number.parse().ok()? })
    }

    pub(super) fn id(self) -> HotelId {
        HotelId::parse(&self.to_string()).expect("two numbers and hyphens make a fit identifier")
    }
}

impl std::fmt::Display for HouseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "sbx-{}-{}", self.place.0, self.number)
    }
}

impl City {
    /// `seed` filled with houses.
    pub(super) fn fill(seed: CitySeed) -> Self {
        let market = Market::of(&seed);
        let count = house_count(&seed);
        let mut houses: Vec<House> = (0..count).map(|number| house(&seed, &market, number, count)).collect();
        if seed.place == SEATTLE {
            houses[0] = inn_at_the_market(&seed);
        }
        let zone = TimeZone::get(&seed.time_zone).unwrap_or(TimeZone::UTC);
        Self { market, zone, levies: levies(seed.country, &seed.name), houses, seed }
    }

    /// The house of that number.
    pub(super) fn house(&self, number: u16) -> Option<&House> {
        self.houses.get(usize::from(number))
    }
}

/// 4 + 11·log10(people / 5,000), and 40 % more where it is sought after; at least 3, or 24 if sought after, at most 60.
fn house_count(seed: &CitySeed) -> u16 {
    let by_people = 4.0 + 11.0 * (f64::from(seed.people.max(500)) / 5_000.0).log10();
    let (factor, least) = if seed.hot { (1.4, 24.0) } else { (1.0, 3.0) };
    (by_people * factor).round().clamp(least, 60.0) as u16
}

fn house(seed: &CitySeed, market: &Market, number: u16, count: u16) -> House {
    let (place, index) = (seed.place, u64::from(number));
    let draw = |salt| mix(place.0, index, salt);
    let seat = Seat { place, index, count: u64::from(count) };
    let stars = stars(seat);
    let kind = kind(stars, draw(Salt::Kind));
    let rating = rating(stars, draw(Salt::Rating));
    let range = Range::of(place, index, kind, stars);
    let (area, point) = position(seed, index);
    let key = HouseKey { place, number };
    let always_free = number < ALWAYS_FREE;
    House {
        key,
        base: base_rate(stars, rating, market.level, draw(Salt::BaseRate)),
        trade: Some(if below(draw(Salt::Trade), 3) == 0 { Trade::Business } else { Trade::Leisure }),
        ladder: if always_free { Ladder::ArrivalDay } else { Ladder::draw(draw(Salt::Ladder)) },
        always_free,
        scenario: None,
        hotel: Arc::new(Hotel {
            id: key.id(),
            name: names::name(place, index, kind).into(),
            property: kind,
            point,
            area,
            city: Arc::clone(&seed.name),
            time_zone: Arc::clone(&seed.time_zone),
            stars: Some(stars),
            rating: Some(Rating::from_tenths(rating)),
            reviews: 40 + below(draw(Salt::Reviews), 3_961) as u32,
            amenities: amenities(seat, kind, stars, range.sells_breakfast()),
        }),
        range,
    }
}

/// Of a hundred houses 3, 15, 40, 31 and 11 have one, two … five stars.
fn stars(seat: Seat) -> u8 {
    match stratum(seat.index, seat.count, mix(seat.place.0, 0, Salt::Stars)) {
        0..30 => 1,
        30..180 => 2,
        180..580 => 3,
        580..890 => 4,
        _ => 5,
    }
}

fn kind(stars: u8, bits: u64) -> PropertyKind {
    use PropertyKind as K;
    let shares: &[(u64, PropertyKind)] = match stars {
        1 => &[(60, K::Hostel), (40, K::GuestHouse)],
        2 => &[(45, K::Hotel), (20, K::Hostel), (25, K::GuestHouse), (10, K::Apartment)],
        3 => &[(62, K::Hotel), (16, K::Apartment), (10, K::GuestHouse), (12, K::Boutique)],
        4 => &[(53, K::Hotel), (24, K::Boutique), (13, K::Apartment), (10, K::Resort)],
        _ => &[(48, K::Hotel), (24, K::Boutique), (28, K::Resort)],
    };
    let mut left = below(bits, 100);
    for (share, kind) in shares {
        if left < *share {
            return *kind;
        }
        left -= share;
    }
    K::Hotel
}

/// Tenths of a point: by star, with a deviation of 0.22, from 2.6 to 4.9.
fn rating(stars: u8, bits: u64) -> u8 {
    let mean = [3.3, 3.6, 4.0, 4.3, 4.6][usize::from(stars) - 1];
    ((mean + 0.22 * normal(bits)) * 10.0).round().clamp(26.0, 49.0) as u8
}

/// US cents: by star and city, with a deviation of 18 %, and 6 % more for two tenths of rating above 4.2.
fn base_rate(stars: u8, rating: u8, level: i64, bits: u64) -> i64 {
    let by_star = [5_500.0, 8_500.0, 13_500.0, 20_500.0, 39_000.0][usize::from(stars) - 1];
    let noise = (0.18 * normal(bits)).exp();
    let praise = 1.06_f64.powf((f64::from(rating) - 42.0) / 2.0);
    (by_star * level as f64 / 1000.0 * noise * praise).round() as i64
}

/// Three houses of four stand near a listed area, the others around the middle of the city.
fn position(seed: &CitySeed, index: u64) -> (Option<Arc<str>>, GeoPoint) {
    let draw = |salt| mix(seed.place.0, index, salt);
    let bits = draw(Salt::Anchor);
    let offset = normal(draw(Salt::Offset)).abs();
    let bearing = below(draw(Salt::Bearing), 3_600) as f64 / 10.0;
    if below(bits, 4) < 3 && !seed.anchors.is_empty() {
        let anchor = &seed.anchors[below(step(bits), seed.anchors.len() as u64) as usize];
        (Some(Arc::clone(&anchor.name)), moved(anchor.point, 350.0 * offset, bearing))
    } else {
        let reach = (1.5 * f64::from(seed.people).sqrt()).clamp(250.0, 2_500.0);
        (None, moved(seed.point, reach * offset, bearing))
    }
}

/// `from` moved by `metres` towards `bearing` degrees from north, to five decimals.
fn moved(from: GeoPoint, metres: f64, bearing: f64) -> GeoPoint {
    const DEGREE: f64 = 111_195.0;
    let round = |degrees: f64| (degrees * 100_000.0).round() / 100_000.0;
    let (east, north) = bearing.to_radians().sin_cos();
    let lat = from.lat + metres * north / DEGREE;
    let lng = from.lng + metres * east / (DEGREE * from.lat.to_radians().cos().max(0.01));
    GeoPoint { lat: round(lat), lng: round((lng + 540.0).rem_euclid(360.0) - 180.0) }
}

/// The one real name: the example of the public documentation, which holds on every date.
fn inn_at_the_market(seed: &CitySeed) -> House {
    let key = HouseKey { place: seed.place, number: 0 };
    let range = Range::plain(
        &[Room::Double, Room::Deluxe, Room::Suite],
        &[Board::RoomOnly, Board::Breakfast],
        &[Plan::Flexible],
    );
    let seat = Seat { place: seed.place, index: 0, count: u64::from(house_count(seed)) };
    House {
        key,
        base: 27_666,
        trade: None,
        ladder: Ladder::ArrivalDay,
        always_free: true,
        scenario: None,
        hotel: Arc::new(Hotel {
            id: key.id(),
            name: "Inn at the Market".into(),
            property: PropertyKind::Boutique,
            point: GeoPoint { lat: 47.6097, lng: -122.3422 },
            area: Some("Pike Place Market".into()),
            city: Arc::clone(&seed.name),
            time_zone: Arc::clone(&seed.time_zone),
            stars: Some(4),
            rating: Some(Rating::from_tenths(48)),
            reviews: 3_128,
            amenities: amenities(seat, PropertyKind::Boutique, 4, true),
        }),
        range,
    }
}
