//! What a search finds: which houses a destination means, and their options, worked out once for everybody who asks alike.

use std::ops::Range;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::cache::Cache;
use super::desk::{Choice, Desk, Stay};
use super::hotels::{City, House, HouseKey};
use super::places::CitySeed;
use super::test_hotels;
use crate::domain::money::Currency;
use crate::domain::option::HotelOption;
use crate::domain::place::{Destination, GeoPoint, PlaceId, PlaceKind};
use crate::domain::stay::{Occupancy, StayDates, StayRequest};
use crate::supplier::Scenario;
use crate::world::{self, World};

/// How many houses are remembered over all cities; a house takes about half a kilobyte.
const HOUSES: usize = 30_000;
/// How many neighbourhoods are remembered.
const NEIGHBOURHOODS: usize = 300;
/// How many options are remembered over all searches; an option takes about half a kilobyte, and the few that were shown keep
/// how they were written, about two and a half more.
const OPTIONS: usize = 40_000;

/// Options are worked out anew every five minutes, so that everybody who searches in between sees the same bytes.
const EDITION: i64 = 300;
/// How long an option lives from the beginning of its edition, so that it lives 30 minutes at least.
const LIFE: SignedDuration = SignedDuration::from_mins(35);
/// How long an option lives under [`Scenario::OptionExpired`].
const BLINK: SignedDuration = SignedDuration::from_secs(1);

/// The most houses that one search shows.
const MOST_HOUSES: usize = 60;
/// Where fewer stand in reach, the nearest so many are shown.
const FEWEST_HOUSES: usize = 5;
/// The most cities whose houses a search around a point looks through.
const MOST_CITIES: usize = 24;
/// The most cities that stand for a region.
const MOST_CITIES_OF_REGION: usize = 12;
/// How far around a point cities are looked for beside the radius, in metres: large cities have areas far out.
const REACH: u32 = 50_000;
/// The people from which on a city counts as large.
const LARGE: u32 = 300_000;

/// What one search finds, before bookings are taken off.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) options: Arc<[Arc<HotelOption>]>,
    /// The houses that have options, and which.
    pub(super) houses: Vec<(HouseKey, Range<usize>)>,
}

/// Everything that decides what stands on a shelf.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ShelfKey {
    place: PlaceId,
    dates: StayDates,
    party: Vec<Occupancy>,
    currency: Currency,
    edition: i64,
    scenario: Option<Scenario>,
    choice: Choice,
}

/// The houses that a destination means, city by city.
type Neighbourhood = Arc<[(Arc<City>, Vec<u16>)]>;

/// All cities and shelves.
#[derive(Debug)]
pub(super) struct Shelves {
    world: &'static World,
    cities: Cache<PlaceId, Option<Arc<City>>>,
    neighbourhoods: Cache<PlaceId, Neighbourhood>,
    shelves: Cache<ShelfKey, Arc<Shelf>>,
}

impl Shelves {
    pub(super) fn of(world: &'static World) -> Self {
        Self {
            world,
            cities: Cache::of(HOUSES),
            neighbourhoods: Cache::of(NEIGHBOURHOODS),
            shelves: Cache::of(OPTIONS),
        }
    }

    /// The city with that id, filled with houses.
    pub(super) fn city(&self, place: PlaceId) -> Option<Arc<City>> {
        self.cities.get_or_make(&place, || {
            let city = self.world.city(place).map(|city| Arc::new(City::fill(CitySeed::of(self.world, &city))));
            let houses = city.as_ref().map_or(1, |city| city.houses.len());
            (city, houses)
        })
    }

    /// A house of `city` by number, be it invented or a test hotel.
    pub(super) fn house(city: &City, number: u16) -> Option<House> {
        city.house(number).cloned().or_else(|| test_hotels::house(&city.seed, number))
    }

    /// What a search finds of that `choice`.
    pub(super) fn find(
        &self,
        request: &StayRequest,
        choice: Choice,
        scenario: Option<Scenario>,
        now: Timestamp,
    ) -> Arc<Shelf> {
        let stay =
            |now| Stay { dates: request.dates, party: &request.rooms, currency: request.currency, scenario, now };
        let test_hotels = test_hotels::are_asked_for(request.filters.hotel_name.as_deref());
        if test_hotels || scenario == Some(Scenario::OptionExpired) {
            return Arc::new(self.fill(&request.destination, stay(now), choice, test_hotels));
        }
        let edition = now.as_second().div_euclid(EDITION);
        let key = ShelfKey {
            place: request.destination.place,
            dates: request.dates,
            party: request.rooms.clone(),
            currency: request.currency,
            edition,
            scenario,
            choice,
        };
        self.shelves.get_or_make(&key, || {
            let begins = Timestamp::from_second(edition * EDITION).unwrap_or(now);
            let shelf = self.fill(&request.destination, stay(begins), choice, false);
            let weight = shelf.options.len().max(1);
            (Arc::new(shelf), weight)
        })
    }

    fn fill(&self, destination: &Destination, stay: Stay<'_>, choice: Choice, test_hotels: bool) -> Shelf {
        let life = if stay.scenario == Some(Scenario::OptionExpired) { BLINK } else { LIFE };
        let mut shelf = Filling { expires_at: stay.now + life, choice, options: Vec::new(), houses: Vec::new() };
        for (i, (city, numbers)) in self.neighbourhood(destination).iter().enumerate() {
            let mut desk = Desk::open(city, stay);
            if test_hotels && i == 0 {
                test_hotels::houses(&city.seed).iter().for_each(|house| shelf.put(&mut desk, house, stay.now));
            }
            let houses = numbers.iter().filter_map(|number| city.house(*number));
            houses.for_each(|house| shelf.put(&mut desk, house, stay.now));
        }
        Shelf { options: shelf.options.into(), houses: shelf.houses }
    }

    fn neighbourhood(&self, destination: &Destination) -> Neighbourhood {
        self.neighbourhoods.get_or_make(&destination.place, || {
            let found = match destination.kind {
                PlaceKind::City => self.city(destination.place).map(whole).into_iter().collect(),
                PlaceKind::Region => self.region(destination),
                PlaceKind::Area
                | PlaceKind::Landmark
                | PlaceKind::Station
                | PlaceKind::Venue
                | PlaceKind::Beach
                | PlaceKind::Airport => self.around(destination),
                PlaceKind::Admin | PlaceKind::Country => Vec::new(),
            };
            (found.into(), 1)
        })
    }

    /// The largest cities of a region, each with an even share of the houses.
    fn region(&self, region: &Destination) -> Vec<(Arc<City>, Vec<u16>)> {
        let mut cities = self.cities_near(region.point, region.radius, MOST_CITIES_OF_REGION, |_| 0);
        if cities.is_empty() {
            return self.around(region);
        }
        let share = (MOST_HOUSES / cities.len()).max(3);
        cities.iter_mut().for_each(|(_, numbers)| numbers.truncate(share));
        cities
    }

    /// The houses within the radius of a point, the nearest of them if there are many, and the nearest few beyond if there
    /// are hardly any.
    fn around(&self, point: &Destination) -> Vec<(Arc<City>, Vec<u16>)> {
        let reach = |city: &world::City<'_>| if city.people >= LARGE { REACH } else { 8_000 };
        let mut cities = self.cities_near(point.point, point.radius, MOST_CITIES, reach);
        let mut distances: Vec<u32> =
            cities.iter().flat_map(|(city, _)| &city.houses).map(|house| far(point.point, house)).collect();
        distances.sort_unstable();
        let within = distances.partition_point(|metres| *metres <= point.radius);
        let shown = within.clamp(FEWEST_HOUSES, MOST_HOUSES).min(distances.len());
        let limit = shown.checked_sub(1).map_or(0, |last| distances[last]);
        for (city, numbers) in &mut cities {
            numbers.retain(|number| city.house(*number).is_some_and(|house| far(point.point, house) <= limit));
        }
        cities.retain(|(_, numbers)| !numbers.is_empty());
        cities
    }

    /// The best-known `most` cities within `radius` of `point` or within their own reach of that circle, the nearest first.
    fn cities_near(
        &self,
        point: GeoPoint,
        radius: u32,
        most: usize,
        reach: impl Fn(&world::City<'_>) -> u32,
    ) -> Vec<(Arc<City>, Vec<u16>)> {
        let mut near = self.world.cities_near(point, radius.saturating_add(REACH));
        near.retain(|(city, far)| *far <= radius.saturating_add(reach(city)));
        near.sort_by_key(|(city, _)| std::cmp::Reverse((city.hot, city.people)));
        near.truncate(most);
        near.sort_by_key(|(_, far)| *far);
        near.iter().filter_map(|(city, _)| self.city(city.id)).map(whole).collect()
    }
}

/// A shelf while it is filled.
struct Filling {
    choice: Choice,
    options: Vec<Arc<HotelOption>>,
    houses: Vec<(HouseKey, Range<usize>)>,
    expires_at: Timestamp,
}

impl Filling {
    fn put(&mut self, desk: &mut Desk<'_>, house: &House, now: Timestamp) {
        let first = self.options.len();
        let expires_at = if house.scenario == Some(Scenario::OptionExpired) { now + BLINK } else { self.expires_at };
        desk.offer(house, self.choice, expires_at, &mut self.options);
        if self.options.len() > first {
            self.houses.push((house.key, first..self.options.len()));
        }
    }
}

fn whole(city: Arc<City>) -> (Arc<City>, Vec<u16>) {
    let numbers = city.houses.iter().map(|house| house.key.number).collect();
    (city, numbers)
}

fn far(point: GeoPoint, house: &House) -> u32 {
    point.metres_to(house.hotel.point)
}
