//! The houses on the books: the sandbox's houses of some cities, under codes of 24 digits.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Span, Timestamp, tz::TimeZone};

use crate::domain::hotel::Hotel;
use crate::domain::ids::HotelId;
use crate::domain::money::Currency;
use crate::domain::place::{CountryCode, GeoPoint, PlaceId};
use crate::domain::stay::{Filters, Occupancy, Sort, StayDates, StayRequest};
use crate::supplier::{CallContext, Supplier};
use crate::world::World;
use crate::world::fold::fold;

/// The head of every code.
const HEAD: &str = "65a0c0de";
/// Numbers from here on belong to houses that force an outcome; a search around a point does not show them.
const FIRST_FORCING: u32 = 900;
/// The middle of the country, and how far its cities are looked for, in metres.
const MIDDLE: GeoPoint = GeoPoint { lat: 39.8, lng: -98.6 };
const REACH: u32 = 6_500_000;
/// Days ahead on which houses are looked for: one that is sold out on the first is found on another.
const DAYS_AHEAD: [i64; 3] = [45, 68, 101];

/// A house on the books.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) code: String,
    pub(super) hotel: Arc<Hotel>,
    pub(super) city: PlaceId,
    pub(super) country: CountryCode,
    pub(super) forces: bool,
}

/// The cities of the United States that are on the books: the hot ones and those of at least `people`.
#[must_use]
pub fn cities(people: u32) -> Vec<PlaceId> {
    let us = CountryCode::parse("US");
    let near = World::embedded().cities_near(MIDDLE, REACH);
    let wanted = near.iter().filter(|(city, _)| Some(city.country) == us && (city.hot || city.people >= people));
    wanted.map(|(city, _)| city.id).collect()
}

/// The code of a house of the sandbox.
pub(super) fn code_of(id: &HotelId) -> Option<String> {
    let (place, number) = parts(id)?;
    Some(format!("{HEAD}{place:08x}{number:08x}"))
}

fn parts(id: &HotelId) -> Option<(u32, u32)> {
    let (place, number) = id.as_str().strip_prefix("sbx-")?.split_once('-')?;
    Some((place.parse().ok()?, number.parse().ok()?))
}

/// Every house of `cities` by its code.
pub(super) async fn all(sandbox: &dyn Supplier, call: &CallContext, cities: &[PlaceId]) -> BTreeMap<String, House> {
    let mut houses = BTreeMap::new();
    for city in cities {
        let plain = DAYS_AHEAD.iter().filter_map(|ahead| request(*city, call.now, *ahead, None));
        let forcing = request(*city, call.now, DAYS_AHEAD[0], Some("sandbox".into()));
        for request in plain.chain(forcing) {
            let Ok(found) = sandbox.search(call, &request).await else { continue };
            for option in found.options.iter() {
                let hotel = Arc::clone(&option.hotel);
                let (Some(code), Some((place, number))) = (code_of(&hotel.id), parts(&hotel.id)) else { continue };
                let (city, country) = (PlaceId(place), request.destination.country);
                let house = House { code: code.clone(), hotel, city, country, forces: number >= FIRST_FORCING };
                houses.entry(code).or_insert(house);
            }
        }
    }
    houses
}

fn request(city: PlaceId, now: Timestamp, ahead: i64, hotel_name: Option<Arc<str>>) -> Option<StayRequest> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let check_in = today.checked_add(Span::new().days(ahead)).ok()?;
    let check_out = check_in.tomorrow().ok()?;
    let dates = StayDates::new(check_in, check_out, today).ok()?;
    stay_in(city, dates, vec![Occupancy::adults(2)], Currency::USD, hotel_name)
}

/// A stay in that city.
pub(super) fn stay_in(
    city: PlaceId,
    dates: StayDates,
    rooms: Vec<Occupancy>,
    currency: Currency,
    hotel_name: Option<Arc<str>>,
) -> Option<StayRequest> {
    let destination = Arc::new(World::embedded().place(city)?);
    let filters = Filters { hotel_name, ..Filters::default() };
    Some(StayRequest { destination, dates, rooms, filters, sort: Sort::Price, currency })
}

impl House {
    pub(super) fn is_named(&self, name: &str) -> bool {
        let (own, name) = (fold(&self.hotel.name), fold(name));
        // "test hotels" means all houses that force an outcome.
        own.contains(&name) || (self.forces && matches!(name.as_str(), "test hotel" | "test hotels"))
    }

    pub(super) fn is_within(&self, point: GeoPoint, metres: u32) -> bool {
        !self.forces && point.metres_to(self.hotel.point) <= metres
    }
}
