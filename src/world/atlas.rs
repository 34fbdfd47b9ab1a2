//! The world in one value: every place by id, what lies in it and what lies near it.

use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};

use super::best::BestKnown;
use super::gazetteer::{Gazetteer, Place};
use super::grid::Grid;
use super::ids::Key;
use super::known::{Known, Spot};
use super::mend::Mender;
use crate::domain::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};

/// The places of the earth.
///
/// ```
/// use core_chat::domain::place::PlaceId;
/// use core_chat::world::World;
/// let seattle = World::embedded().place(PlaceId(5_809_844)).unwrap();
/// assert_eq!((&*seattle.name, seattle.country.as_str()), ("Seattle", "US"));
/// assert_eq!(&*seattle.time_zone, "America/Los_Angeles");
/// ```
#[derive(Debug)]
pub struct World {
    /// Places, states, countries and airports.
    pub(super) gazetteer: Gazetteer,
    /// Areas, regions, nicknames and sought-after destinations.
    pub(super) known: Known,
    pub(super) mender: Mender,
    grid: Grid,
    best: BestKnown,
}

/// A populated place as the supplier needs it, borrowed from the tables.
#[derive(Debug, Clone, Copy)]
pub struct City<'w> {
    /// Its id.
    pub id: PlaceId,
    /// Its name as shown.
    pub name: &'w str,
    /// Its country.
    pub country: CountryCode,
    /// The code of its state within the country (`WA`), where known.
    pub admin_code: Option<&'w str>,
    /// The name of its state (`Washington`), where known.
    pub admin: Option<&'w str>,
    /// How many people live there; 0 where unknown.
    pub people: u32,
    /// Its centre.
    pub point: GeoPoint,
    /// Its IANA time zone.
    pub time_zone: &'w Arc<str>,
    /// Whether it is a sought-after destination.
    pub hot: bool,
}

/// What a destination can be, by index in the table of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Entry {
    City(u32),
    Spot(u32),
    Region(u32),
    Airport(u32),
    Admin(u32),
    Country(u32),
}

static EMBEDDED: LazyLock<World> = LazyLock::new(World::load);

impl World {
    /// The world that is built into the program; the first call takes some tens of milliseconds.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn load() -> Self {
        let gazetteer = Gazetteer::load();
        // What mends spelling takes as long to make as all the rest, and is made beside it.
        let (mender, grid, known, best) = std::thread::scope(|beside| {
            let mender = beside.spawn(|| Mender::new(&gazetteer));
            let grid = Grid::new(gazetteer.len(), |index| gazetteer.point(index));
            let known = Known::load(&gazetteer);
            let best = BestKnown::new(&gazetteer, &known);
            (mender.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), grid, known, best)
        });
        Self { gazetteer, grid, best, mender, known }
    }

    /// The place with this id as a destination; `None` when no table knows the id.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> Option<Destination> {
        self.entry(id).map(|entry| self.destination(entry))
    }

    /// The populated place with this id; `None` for every other kind of place.
    #[must_use]
    pub fn city(&self, id: PlaceId) -> Option<City<'_>> {
        self.gazetteer.index_of(id).map(|index| self.city_at(index))
    }

    /// The listed areas, landmarks, stations, venues and beaches of a city, the best known first.
    pub fn areas_of(&self, city: PlaceId) -> impl Iterator<Item = &Spot> {
        let spots = self.gazetteer.index_of(city).map_or(0..0, |index| self.known.spots_of(index));
        self.known.spots[spots].iter()
    }

    /// The populated places within `metres` of `point`, the nearest first, each with its distance in metres.
    #[must_use]
    pub fn cities_near(&self, point: GeoPoint, metres: u32) -> Vec<(City<'_>, u32)> {
        let mut near: Vec<(u32, u32)> = self.near(point, metres).collect();
        near.sort_unstable_by_key(|&(index, far)| (far, index));
        near.into_iter().map(|(index, far)| (self.city_at(index), far)).collect()
    }

    /// The name of a country in English: `Czechia`.
    #[must_use]
    pub fn country_name(&self, country: CountryCode) -> Option<&'static str> {
        self.gazetteer.country(country).map(|country| country.name)
    }

    /// Indices and distances of the places within `metres` of `point`, in no order.
    pub(super) fn near(&self, point: GeoPoint, metres: u32) -> impl Iterator<Item = (u32, u32)> {
        self.grid
            .around(point, metres)
            .map(move |index| (index, self.gazetteer.point(index).metres_to(point)))
            .filter(move |&(_, far)| far <= metres)
    }

    pub(super) fn entry(&self, id: PlaceId) -> Option<Entry> {
        let known = |index: u32, count: usize| (index as usize) < count;
        match Key::of(id) {
            Key::City(id) => self.gazetteer.index_of(id).map(Entry::City),
            Key::Spot(i) => known(i, self.known.spots.len()).then_some(Entry::Spot(i)),
            Key::Region(i) => known(i, self.known.regions.len()).then_some(Entry::Region(i)),
            Key::Admin(i) => known(i, self.gazetteer.admins.len()).then_some(Entry::Admin(i)),
            Key::Country(i) => known(i, self.gazetteer.countries.len()).then_some(Entry::Country(i)),
            Key::Airport(code) => self.gazetteer.airport_index(code).map(Entry::Airport),
        }
    }

    pub(super) fn city_at(&self, index: u32) -> City<'_> {
        let place = self.gazetteer.place(index);
        let admin = place.admin.map(|admin| &self.gazetteer.admins[usize::from(admin)]);
        City {
            id: place.id,
            name: self.gazetteer.name(&place),
            country: place.country,
            admin_code: admin.map(|admin| admin.code),
            admin: admin.map(|admin| admin.name),
            people: place.people,
            point: place.point,
            time_zone: &self.gazetteer.zones[usize::from(place.zone)],
            hot: self.known.is_hot(index),
        }
    }

    pub(super) fn point_of(&self, entry: Entry) -> Option<GeoPoint> {
        Some(match entry {
            Entry::City(i) => self.gazetteer.point(i),
            Entry::Spot(i) => self.known.spots[i as usize].point,
            Entry::Region(i) => self.known.regions[i as usize].point,
            Entry::Airport(i) => self.gazetteer.airports[i as usize].point,
            Entry::Admin(_) | Entry::Country(_) => return None,
        })
    }

    /// How far from the place at `index` its hotels are looked for, in metres.
    pub(super) fn city_reach(&self, index: u32) -> u32 {
        city_radius(self.gazetteer.place(index).people)
    }

    /// Everything a search needs to know about `entry`.
    pub(super) fn destination(&self, entry: Entry) -> Destination {
        match entry {
            Entry::City(i) => self.city_destination(i),
            Entry::Spot(i) => {
                let spot = &self.known.spots[i as usize];
                let city = self.city_destination(spot.city);
                Destination {
                    place: Key::Spot(i).id(),
                    kind: spot.kind,
                    name: spot.name.into(),
                    city: Some(city.name),
                    point: spot.point,
                    radius: radius(spot.kind),
                    ..city
                }
            }
            Entry::Region(i) => {
                let region = &self.known.regions[i as usize];
                let city = self.city_destination(region.city);
                Destination {
                    place: Key::Region(i).id(),
                    kind: PlaceKind::Region,
                    name: region.name.into(),
                    country: region.country,
                    point: region.point,
                    radius: region.radius,
                    ..city
                }
            }
            Entry::Airport(i) => self.airport_destination(i),
            Entry::Admin(i) => {
                let admin = &self.gazetteer.admins[i as usize];
                let seat = self.best_known(entry, 1).first().copied();
                self.stand_in(Key::Admin(i).id(), PlaceKind::Admin, admin.name, admin.country, seat)
            }
            Entry::Country(i) => {
                let country = &self.gazetteer.countries[i as usize];
                let seat = self.best_known(entry, 1).first().copied();
                self.stand_in(Key::Country(i).id(), PlaceKind::Country, country.name, country.code, seat)
            }
        }
    }

    fn city_destination(&self, index: u32) -> Destination {
        let place = self.gazetteer.place(index);
        let Place { id, point, people, country, admin, zone, .. } = place;
        Destination {
            place: id,
            kind: PlaceKind::City,
            name: self.gazetteer.name(&place).into(),
            city: None,
            admin: admin.map(|admin| self.gazetteer.admins[usize::from(admin)].name.into()),
            country,
            point,
            radius: city_radius(people),
            time_zone: self.gazetteer.zones[usize::from(zone)].clone(),
        }
    }

    fn airport_destination(&self, index: u32) -> Destination {
        let airport = &self.gazetteer.airports[index as usize];
        Destination {
            place: Key::Airport(airport.code).id(),
            kind: PlaceKind::Airport,
            name: airport.name.into(),
            city: (!airport.city.is_empty()).then(|| airport.city.into()),
            admin: None,
            country: airport.country,
            point: airport.point,
            radius: radius(PlaceKind::Airport),
            time_zone: self.gazetteer.zones[usize::from(airport.zone)].clone(),
        }
    }

    /// A country or state, which has no point of its own: its best-known city stands in for it.
    fn stand_in(
        &self,
        place: PlaceId,
        kind: PlaceKind,
        name: &str,
        country: CountryCode,
        seat: Option<u32>,
    ) -> Destination {
        let nowhere = GeoPoint { lat: 0.0, lng: 0.0 };
        Destination {
            place,
            kind,
            name: name.into(),
            city: None,
            admin: None,
            country,
            point: seat.map_or(nowhere, |seat| self.gazetteer.point(seat)),
            radius: 0,
            time_zone: seat.map_or_else(|| Arc::from("Etc/UTC"), |seat| self.city_at(seat).time_zone.clone()),
        }
    }

    /// The best-known cities of a country, state or region, at most `count` and at most four.
    pub(super) fn best_known(&self, entry: Entry, count: usize) -> Vec<u32> {
        match entry {
            Entry::Admin(i) => self.best.of_admin(i).take(count).collect(),
            Entry::Country(i) => self.best.of_country(i).take(count).collect(),
            Entry::Region(i) => self.best_known_around(i, count),
            Entry::City(_) | Entry::Spot(_) | Entry::Airport(_) => Vec::new(),
        }
    }

    fn best_known_around(&self, region: u32, count: usize) -> Vec<u32> {
        let region = &self.known.regions[region as usize];
        let inside = self.near(region.point, region.radius).map(|(city, _)| city);
        let mut cities: Vec<u32> =
            inside.filter(|&city| self.gazetteer.place(city).country == region.country).collect();
        let rank = |city: u32| (self.known.is_hot(city), self.gazetteer.place(city).fame);
        cities.sort_unstable_by_key(|&city| (Reverse(rank(city)), city));
        cities.truncate(count);
        cities
    }
}

/// How far from a place of this kind hotels are looked for, in metres; cities and regions have radii of their own.
fn radius(kind: PlaceKind) -> u32 {
    match kind {
        PlaceKind::Area => 1_500,
        PlaceKind::Landmark | PlaceKind::Station | PlaceKind::Venue => 2_000,
        PlaceKind::Beach => 3_000,
        PlaceKind::Airport => 8_000,
        PlaceKind::City | PlaceKind::Region | PlaceKind::Admin | PlaceKind::Country => 5_000,
    }
}

/// Five kilometres, or a hundredth of the square root of the people, whichever is more; in metres.
fn city_radius(people: u32) -> u32 {
    ((10.0 * f64::from(people).sqrt()) as u32).max(5_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEATTLE: PlaceId = PlaceId(5_809_844);

    #[test]
    fn a_city_has_what_the_supplier_needs() {
        let seattle = World::embedded().city(SEATTLE).unwrap();
        assert_eq!((seattle.admin_code, seattle.admin), (Some("WA"), Some("Washington")));
        assert!(seattle.hot && seattle.people > 500_000);
        assert!(World::embedded().areas_of(SEATTLE).any(|spot| spot.name == "Pike Place Market"));
        assert!(World::embedded().city(PlaceId(1)).is_none());
    }

    #[test]
    fn every_kind_of_place_is_found_again_by_its_id() {
        let world = World::embedded();
        for entry in
            [Entry::City(7), Entry::Spot(3), Entry::Region(5), Entry::Airport(100), Entry::Admin(9), Entry::Country(20)]
        {
            let destination = world.destination(entry);
            assert_eq!(world.entry(destination.place), Some(entry), "{destination:?}");
            assert_eq!(world.place(destination.place).unwrap(), destination);
        }
    }

    #[test]
    fn near_cities_come_nearest_first() {
        let near = World::embedded().cities_near(GeoPoint { lat: 47.606, lng: -122.332 }, 20_000);
        assert_eq!(near[0].0.name, "Seattle");
        assert!(near.iter().any(|(city, _)| city.name == "Bellevue"));
        assert!(near.is_sorted_by_key(|&(_, far)| far));
    }

    #[test]
    fn big_cities_are_searched_more_widely() {
        assert_eq!(city_radius(800), 5_000);
        assert_eq!(city_radius(9_000_000), 30_000);
    }
}
