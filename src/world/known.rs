//! What travellers know beside towns: areas, landmarks, regions, nicknames, and which destinations are sought after.
//!
//! ```text
//! areas.txt             city "|" country ":" spot { " | " spot }     spot = name { "/" name } ";" kind ";" lat "," lng
//! regions.txt           name { "/" name } "|" country "|" lat "," lng "|" kilometres "|" city
//! nicknames.txt         name { "/" name } "|" country "|" city [ "/" state ]             a name in two to four capitals is a code
//! airports.txt          code { " " code }
//! hot_destinations.txt  country ":" city [ "/" state ] { "," city [ "/" state ] }
//! ```

use std::collections::HashMap;

use super::binary::Named;
use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::hash::Fnv;
use super::slips::Spellings;
use super::table::Table;
use crate::domain::place::{CountryCode, GeoPoint, PlaceKind};

const AREAS: &str = include_str!("data/areas.txt");
const REGIONS: &str = include_str!("data/regions.txt");
const NICKNAMES: &str = include_str!("data/nicknames.txt");
const AIRPORTS: &str = include_str!("data/airports.txt");
const HOT: &str = include_str!("data/hot_destinations.txt");

/// An area, landmark, station, venue or beach of a city.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its name as shown.
    pub name: &'static str,
    /// What it is.
    pub kind: PlaceKind,
    /// Where it lies.
    pub point: GeoPoint,
    /// Index of its city in the gazetteer.
    pub city: u32,
}

/// A region that is searched as a whole, or, when it is large, by its cities.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Its name as shown.
    pub name: &'static str,
    /// Its country.
    pub country: CountryCode,
    /// Its middle.
    pub point: GeoPoint,
    /// How far it reaches, in metres.
    pub radius: u32,
    /// Index of its best-known city in the gazetteer.
    pub city: u32,
}

/// What a name of these tables names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAs {
    /// The spot at this index.
    Spot(u32),
    /// The spot at this index, by another than its first name.
    SpotAlias(u32),
    /// The region at this index.
    Region(u32),
    /// The place at this index of the gazetteer, by nickname.
    City(u32),
    /// The place at this index, by a code that counts in capitals only.
    Code(u32),
}

/// The tables, read and tied to the gazetteer.
#[derive(Debug, Default)]
pub struct Known {
    /// All spots, in the order of their cities.
    pub spots: Vec<Spot>,
    /// All regions.
    pub regions: Vec<Region>,
    names: Table<Vec<KnownAs>>,
    /// The names that may be mended to.
    mendable: Spellings,
    openings: Table<()>,
    /// For every place of the gazetteer one bit.
    hot: Vec<u64>,
    main_airports: HashMap<[u8; 3], i32>,
    spots_of: HashMap<u32, std::ops::Range<usize>>,
}

impl Known {
    /// Reads the tables; a line that names no place of the gazetteer is left out, and a test sees that none is.
    #[must_use]
    pub fn load(gazetteer: &Gazetteer) -> Self {
        let mut known = Self::default();
        known.hot.resize(gazetteer.len() as usize / 64 + 1, 0);
        for city in data_lines(HOT).filter_map(|line| hot_of(line, gazetteer)).flatten() {
            known.hot[city as usize / 64] |= 1 << (city % 64);
        }
        for line in data_lines(AREAS) {
            known.read_areas(line, gazetteer);
        }
        for line in data_lines(REGIONS) {
            known.read_region(line, gazetteer);
        }
        for line in data_lines(NICKNAMES) {
            known.read_nickname(line, gazetteer);
        }
        for line in data_lines(AIRPORTS) {
            let codes = line.split(' ').filter_map(|code| code.as_bytes().try_into().ok());
            known.main_airports.extend(codes.zip(0..));
        }
        known.mendable = known.names.iter().map(|(name, _)| name).filter(|name| name.len() > 3).collect();
        known
    }

    /// What the folded name `key` names.
    #[must_use]
    pub fn named(&self, key: &str) -> &[KnownAs] {
        self.names.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a name of three words or more starts with the two words `start`, whose hash is `hash`.
    #[must_use]
    pub fn opens(&self, hash: Fnv, start: &str) -> bool {
        self.openings.has(hash, start)
    }

    /// Whether the folded name `key`, whose hash is `hash`, names anything.
    #[must_use]
    pub fn may_name(&self, hash: Fnv, key: &str) -> bool {
        self.names.has(hash, key)
    }

    /// The names within `most` slips of the folded `word`, without the word itself, each with its slips.
    pub fn near<'k>(&'k self, word: &str, most: usize) -> impl Iterator<Item = (&'k str, usize)> + use<'k> {
        self.mendable.near(word, most).filter(|&(_, slips)| slips > 0)
    }

    /// Whether the place at this index is a sought-after destination.
    #[must_use]
    pub fn is_hot(&self, city: u32) -> bool {
        self.hot.get(city as usize / 64).is_some_and(|bits| bits >> (city % 64) & 1 > 0)
    }

    /// The place of an airport in the list of its city, from 0, where the city has a list.
    #[must_use]
    pub fn main_airport(&self, code: [u8; 3]) -> Option<i32> {
        self.main_airports.get(&code).copied()
    }

    /// Indices of the spots of the place at this index.
    #[must_use]
    pub fn spots_of(&self, city: u32) -> std::ops::Range<usize> {
        self.spots_of.get(&city).cloned().unwrap_or(0..0)
    }

    fn read_areas(&mut self, line: &'static str, gazetteer: &Gazetteer) -> Option<()> {
        let (head, list) = line.split_once(": ")?;
        let (city, country) = head.split_once('|')?;
        let city = find_city(city, CountryCode::parse(country)?, gazetteer)?;
        let start = self.spots.len();
        for spot in list.split(" | ") {
            let mut cells = spot.trim().split(';');
            let (names, kind, point) = (cells.next()?, spot_kind(cells.next()?)?, point(cells.next()?)?);
            let index = u32::try_from(self.spots.len()).ok()?;
            self.spots.push(Spot { name: names.split('/').next()?, kind, point, city });
            for (number, name) in names.split('/').enumerate() {
                self.name(name, if number == 0 { KnownAs::Spot(index) } else { KnownAs::SpotAlias(index) });
            }
        }
        self.spots_of.insert(city, start..self.spots.len());
        Some(())
    }

    fn read_region(&mut self, line: &'static str, gazetteer: &Gazetteer) -> Option<()> {
        let mut cells = line.split('|');
        let (names, country) = (cells.next()?, CountryCode::parse(cells.next()?)?);
        let (point, kilometres) = (point(cells.next()?)?, cells.next()?.parse::<u32>().ok()?);
        let city = places_named(cells.next()?, gazetteer)
            .map(|(city, _)| gazetteer.place(city))
            .filter(|city| city.country == country)
            .min_by_key(|city| city.point.metres_to(point))
            .and_then(|city| gazetteer.index_of(city.id))?;
        let index = u32::try_from(self.regions.len()).ok()?;
        self.regions.push(Region { name: names.split('/').next()?, country, point, radius: kilometres * 1000, city });
        self.name(names, KnownAs::Region(index));
        Some(())
    }

    fn read_nickname(&mut self, line: &'static str, gazetteer: &Gazetteer) -> Option<()> {
        let mut cells = line.split('|');
        let (names, country) = (cells.next()?, CountryCode::parse(cells.next()?)?);
        let city = find_city(cells.next()?, country, gazetteer)?;
        for name in names.split('/') {
            let code = (2..=4).contains(&name.len()) && name.chars().all(char::is_uppercase);
            self.name(name, if code { KnownAs::Code(city) } else { KnownAs::City(city) });
        }
        Some(())
    }

    fn name(&mut self, names: &str, known: KnownAs) {
        for name in names.split('/') {
            let key = fold(name);
            if let Some(bare) = key.strip_prefix("the ") {
                self.name_folded(bare, known);
            }
            self.name_folded(&key, known);
        }
    }

    fn name_folded(&mut self, key: &str, known: KnownAs) {
        let mut spaces = key.match_indices(' ');
        if let (Some(_), Some((second, _))) = (spaces.next(), spaces.next()) {
            self.openings.entry(&key[..second]);
        }
        let named = self.names.entry(key);
        if !named.contains(&known) {
            named.push(known);
        }
    }
}

fn data_lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn hot_of(line: &str, gazetteer: &Gazetteer) -> Option<Vec<u32>> {
    let (country, cities) = line.split_once(':')?;
    let country = CountryCode::parse(country)?;
    Some(cities.split(',').filter_map(|city| find_city(city, country, gazetteer)).collect())
}

/// The largest place of the country, and of the state after a slash, that has this name.
fn find_city(name: &str, country: CountryCode, gazetteer: &Gazetteer) -> Option<u32> {
    let (name, state) = match name.rsplit_once('/') {
        Some((name, state)) if state.len() == 2 => (name, Some(state)),
        _ => (name, None),
    };
    let fits = |index: u32| {
        let place = gazetteer.place(index);
        let admin = place.admin.map(|admin| gazetteer.admins[usize::from(admin)].code);
        place.country == country && (state.is_none() || admin == state)
    };
    places_named(name, gazetteer)
        .filter(|&(index, _)| fits(index))
        .max_by_key(|&(index, own)| (own, gazetteer.place(index).people))
        .map(|(index, _)| index)
}

/// The places of this name, and whether it is their own.
fn places_named<'a>(name: &str, gazetteer: &'a Gazetteer) -> impl Iterator<Item = (u32, bool)> + use<'a> {
    gazetteer.named(&fold(name)).filter_map(|named| match named {
        Named::Place(index) => Some((index, true)),
        Named::PlaceAlias(index) => Some((index, false)),
        Named::Admin(_) | Named::Country(_) | Named::Airport(_) => None,
    })
}

fn spot_kind(letter: &str) -> Option<PlaceKind> {
    Some(match letter {
        "a" | "d" => PlaceKind::Area,
        "l" => PlaceKind::Landmark,
        "b" => PlaceKind::Beach,
        "s" => PlaceKind::Station,
        "v" | "u" => PlaceKind::Venue,
        _ => return None,
    })
}

fn point(text: &str) -> Option<GeoPoint> {
    let (lat, lng) = text.split_once(',')?;
    Some(GeoPoint { lat: lat.trim().parse().ok()?, lng: lng.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_tied_to_a_place() {
        let gazetteer = Gazetteer::load();
        let mut known = Known::default();
        for line in data_lines(AREAS) {
            assert!(known.read_areas(line, &gazetteer).is_some(), "{line}");
        }
        for line in data_lines(REGIONS) {
            assert!(known.read_region(line, &gazetteer).is_some(), "{line}");
        }
        for line in data_lines(NICKNAMES) {
            assert!(known.read_nickname(line, &gazetteer).is_some(), "{line}");
        }
        for line in data_lines(HOT) {
            let (country, cities) = line.split_once(':').unwrap();
            for city in cities.split(',') {
                assert!(
                    find_city(city, CountryCode::parse(country).unwrap(), &gazetteer).is_some(),
                    "{country}: {city}"
                );
            }
        }
    }

    #[test]
    fn spots_lie_near_their_city() {
        let gazetteer = Gazetteer::load();
        let known = Known::load(&gazetteer);
        for spot in &known.spots {
            let city = gazetteer.place(spot.city);
            assert!(city.point.metres_to(spot.point) < 60_000, "{} of {}", spot.name, gazetteer.name(&city));
        }
        for region in &known.regions {
            let city = gazetteer.place(region.city);
            let far = region.point.metres_to(city.point);
            assert!(far < region.radius + 150_000, "{} and {}: {far} m", region.name, gazetteer.name(&city));
            assert_eq!(city.country, region.country, "{}", region.name);
        }
    }
}
