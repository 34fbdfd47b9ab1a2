//! The gazetteer read in place: every populated place of 500 people or more, with states, countries and airports.

use std::sync::Arc;

use super::binary::{self, BUCKET, LONGEST_KEY, MAGIC, Named, PLACE, SECTIONS, u32_at};
use super::hash::Fnv;
use crate::domain::place::{CountryCode, GeoPoint, PlaceId};

static FILE: &[u8] = include_bytes!("data/gazetteer.bin");

/// A country of the world.
#[derive(Debug, Clone)]
pub struct Country {
    /// Its code.
    pub code: CountryCode,
    /// Its name in English, as shown.
    pub name: &'static str,
    /// Its capital as GeoNames writes it; empty where it has none.
    pub capital: &'static str,
    /// Its area in square kilometres.
    pub area: u32,
}

/// A state, province or other first division of a country.
#[derive(Debug, Clone)]
pub struct Admin {
    /// The country it belongs to.
    pub country: CountryCode,
    /// Its code within the country as GeoNames has it: `WA`, `ENG`, `08`.
    pub code: &'static str,
    /// Its name as shown.
    pub name: &'static str,
    /// People of its places, added up.
    pub people: u32,
}

/// An airport with an IATA code.
#[derive(Debug, Clone)]
pub struct Airport {
    /// Three capitals.
    pub code: [u8; 3],
    /// Its name as shown.
    pub name: &'static str,
    /// The city it serves; may be empty.
    pub city: &'static str,
    /// Its country.
    pub country: CountryCode,
    /// Where it lies.
    pub point: GeoPoint,
    /// Number of its time zone.
    pub zone: u16,
}

/// A populated place, borrowed from the tables.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its GeoNames id.
    pub id: PlaceId,
    /// Where its name lies; [`Gazetteer::name`] reads it, so that ranking places touches no names.
    name: (u32, u8),
    /// Its centre.
    pub point: GeoPoint,
    /// How many people live there; 0 where GeoNames does not know.
    pub people: u32,
    /// Its standing before the situation is looked at, in thousandths of the score.
    pub fame: u16,
    /// Its country.
    pub country: CountryCode,
    /// Index of its state, where known.
    pub admin: Option<u16>,
    /// Number of its time zone.
    pub zone: u16,
}

/// What ranks a place within its state and country.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Thousandths of the score.
    pub fame: u16,
    /// Index of its state, where known.
    pub admin: Option<u16>,
    /// Index of its country.
    pub country: u8,
}

/// The tables, as slices of the program's own bytes and a few thousand parsed lines.
#[derive(Debug)]
pub struct Gazetteer {
    /// Names of the time zones.
    pub zones: Vec<Arc<str>>,
    /// All countries, sorted by code.
    pub countries: Vec<Country>,
    /// All states and provinces, sorted by country.
    pub admins: Vec<Admin>,
    /// All airports, sorted by code.
    pub airports: Vec<Airport>,
    names: &'static str,
    places: &'static [u8],
    buckets: Vec<Bucket>,
    keys: &'static [u8],
    postings: &'static [u8],
    lists: &'static [u8],
    filter: &'static [u8],
}

/// The keys of one length: `keys[start..]`, of which the first `mendable` may be mended to.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    start: usize,
    first: usize,
    mendable: usize,
    all: usize,
}

impl Gazetteer {
    /// Reads the tables that are built into the program.
    ///
    /// # Panics
    /// When the checked-in file is damaged, which the first test would tell.
    #[must_use]
    pub fn load() -> Self {
        let [zones, countries, admins, airports, names, places, buckets, keys, postings, lists, filter] =
            sections(FILE).expect("the file is checked in as its builder wrote it");
        Self {
            zones: lines(zones).map(Arc::from).collect(),
            countries: lines(countries).filter_map(country).collect(),
            admins: lines(admins).filter_map(admin).collect(),
            airports: lines(airports).filter_map(airport).collect(),
            names: text(names),
            places,
            buckets: buckets.chunks_exact(BUCKET).map(bucket).collect(),
            keys,
            postings,
            lists,
            filter,
        }
    }

    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.places.len() / PLACE).expect("there are some hundred thousand places")
    }

    /// Whether the tables are empty; they never are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place at `index`, which must be below [`Gazetteer::len`].
    #[must_use]
    pub fn place(&self, index: u32) -> Place {
        let row = &self.places[index as usize * PLACE..][..PLACE];
        let short = |at: usize| u16::from_le_bytes([row[at], row[at + 1]]);
        let admin = short(22);
        Place {
            id: PlaceId(u32_at(row, 0)),
            name: (u32_at(row, 4), row[27]),
            point: GeoPoint { lat: degrees(row, 1), lng: degrees(row, 2) },
            people: u32_at(row, 3),
            fame: short(20),
            country: self.countries[usize::from(row[26])].code,
            admin: (admin != u16::MAX).then_some(admin),
            zone: short(24),
        }
    }

    /// The name of `place` as shown.
    #[must_use]
    pub fn name(&self, place: &Place) -> &'static str {
        let (start, length) = (place.name.0 as usize, usize::from(place.name.1));
        self.names.get(start..start + length).unwrap_or_default()
    }

    /// Where the place at `index` lies, without reading the rest.
    #[must_use]
    pub fn point(&self, index: u32) -> GeoPoint {
        let row = &self.places[index as usize * PLACE..][..PLACE];
        GeoPoint { lat: degrees(row, 1), lng: degrees(row, 2) }
    }

    /// What ranks the place at `index`, without reading the rest.
    #[must_use]
    pub fn standing(&self, index: u32) -> Standing {
        let row = &self.places[index as usize * PLACE..][..PLACE];
        let short = |at: usize| u16::from_le_bytes([row[at], row[at + 1]]);
        Standing { fame: short(20), admin: Some(short(22)).filter(|&admin| admin != u16::MAX), country: row[26] }
    }

    /// The index of the place with this GeoNames id.
    #[must_use]
    pub fn index_of(&self, id: PlaceId) -> Option<u32> {
        let (mut low, mut high) = (0, self.places.len() / PLACE);
        while low < high {
            let middle = low + (high - low) / 2;
            match u32_at(self.places, middle * (PLACE / 4)).cmp(&id.0) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// The country with this code.
    #[must_use]
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        let index = self.countries.binary_search_by_key(&code, |country| country.code).ok()?;
        Some(&self.countries[index])
    }

    /// The index of the state with this code in its country.
    #[must_use]
    pub fn admin_index(&self, country: CountryCode, code: &str) -> Option<u16> {
        let first = self.admins.partition_point(|admin| admin.country < country);
        let own = self.admins[first..].iter().take_while(|admin| admin.country == country);
        let (index, _) = (first..).zip(own).find(|(_, admin)| admin.code == code)?;
        u16::try_from(index).ok()
    }

    /// The index of the airport with this code, given in capitals.
    #[must_use]
    pub fn airport_index(&self, code: [u8; 3]) -> Option<u32> {
        let index = self.airports.binary_search_by_key(&code, |airport| airport.code).ok()?;
        u32::try_from(index).ok()
    }

    /// What the folded name `key` names.
    pub fn named<'a>(&'a self, key: &str) -> impl Iterator<Item = Named> + use<'a> {
        let number = if self.may_be_key(Fnv::of(key)) { self.find(key) } else { None };
        number.into_iter().flat_map(|number| binary::decode(u32_at(self.postings, number), self.lists))
    }

    /// Whether longer names start with the two words of this hash; wrong in one of eight cases when they do not.
    #[must_use]
    pub fn may_open(&self, start: Fnv) -> bool {
        self.has(start.open())
    }

    /// Whether the key of this hash is a name; wrong in one of eight cases when it is not.
    #[must_use]
    pub fn may_be_key(&self, key: Fnv) -> bool {
        self.has(key)
    }

    fn has(&self, hash: Fnv) -> bool {
        let (byte, bit) = hash.bit(self.filter.len());
        self.filter[byte] & bit != 0
    }

    fn find(&self, key: &str) -> Option<usize> {
        let bucket = *self.buckets.get(key.len())?;
        let half = |from: usize, to: usize| self.search(key.as_bytes(), bucket, from, to);
        let found = half(0, bucket.mendable).or_else(|| half(bucket.mendable, bucket.all));
        found.map(|place| bucket.first + place)
    }

    /// The key that is `bytes`, if it may be mended to.
    #[must_use]
    pub fn key(&self, bytes: &[u8]) -> Option<&'static str> {
        let bucket = *self.buckets.get(bytes.len())?;
        let place = self.search(bytes, bucket, 0, bucket.mendable)?;
        std::str::from_utf8(&self.keys[bucket.start + place * bytes.len()..][..bytes.len()]).ok()
    }

    fn search(&self, key: &[u8], bucket: Bucket, from: usize, to: usize) -> Option<usize> {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.keys[bucket.start + middle * key.len()..][..key.len()].cmp(key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The keys of `length` bytes that may be mended to, end to end.
    #[must_use]
    pub fn mendable(&self, length: usize) -> &'static [u8] {
        self.buckets.get(length).map_or(&[], |bucket| &self.keys[bucket.start..][..bucket.mendable * length])
    }

    /// The longest length of key.
    #[must_use]
    pub fn longest_key(&self) -> usize {
        LONGEST_KEY
    }
}

fn sections(file: &'static [u8]) -> Option<[&'static [u8]; SECTIONS]> {
    let mut rest = file.strip_prefix(MAGIC.as_slice())?;
    let mut found = [&file[..0]; SECTIONS];
    for section in &mut found {
        let length = u32_at(rest.get(..4)?, 0) as usize;
        (*section, rest) = rest[4..].split_at_checked(length)?;
    }
    Some(found)
}

fn text(section: &'static [u8]) -> &'static str {
    std::str::from_utf8(section).unwrap_or_default()
}

fn lines(section: &'static [u8]) -> impl Iterator<Item = &'static str> {
    text(section).lines()
}

fn degrees(row: &[u8], i: usize) -> f64 {
    f64::from(u32_at(row, i).cast_signed()) / 1e5
}

fn bucket(stored: &[u8]) -> Bucket {
    let at = |i: usize| u32_at(stored, i) as usize;
    Bucket { start: at(0), first: at(1), mendable: at(2), all: at(3) }
}

fn country(line: &'static str) -> Option<Country> {
    let mut cells = line.split('\t');
    let (code, name, capital) = (cells.next()?, cells.next()?, cells.next()?);
    let area = cells.next()?.parse().unwrap_or(0.0_f64) as u32;
    Some(Country { code: CountryCode::parse(code)?, name, capital, area })
}

fn admin(line: &'static str) -> Option<Admin> {
    let mut cells = line.split('\t');
    let (country, code, name) = (CountryCode::parse(cells.next()?)?, cells.next()?, cells.next()?);
    Some(Admin { country, code, name, people: cells.next()?.parse().unwrap_or(u32::MAX) })
}

fn airport(line: &'static str) -> Option<Airport> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next();
    let code = cell()?.as_bytes().try_into().ok()?;
    let (name, city, country) = (cell()?, cell()?, CountryCode::parse(cell()?)?);
    let point = GeoPoint { lat: cell()?.parse().ok()?, lng: cell()?.parse().ok()? };
    Some(Airport { code, name, city, country, point, zone: cell()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(key: &str) -> Vec<String> {
        let gazetteer = Gazetteer::load();
        gazetteer
            .named(key)
            .map(|named| match named {
                Named::Place(i) | Named::PlaceAlias(i) => gazetteer.name(&gazetteer.place(i)).to_owned(),
                Named::Admin(i) => format!("state {}", gazetteer.admins[i as usize].name),
                Named::Country(i) => format!("country {}", gazetteer.countries[i as usize].name),
                Named::Airport(i) => format!("airport {}", gazetteer.airports[i as usize].name),
            })
            .collect()
    }

    #[test]
    fn a_name_leads_to_all_it_names() {
        assert_eq!(names("seattle"), ["Seattle"]);
        assert!(names("paris").len() > 5);
        assert!(names("georgia").contains(&"country Georgia".to_owned()));
        assert!(names("heathrow").iter().any(|name| name.starts_with("airport London Heathrow")));
        assert!(names("qwertyuiop").is_empty());
    }

    #[test]
    fn every_place_is_found_by_its_id() {
        let gazetteer = Gazetteer::load();
        let count = gazetteer.len();
        assert_eq!(count, 234_908);
        for index in (0..count).step_by(997) {
            let place = gazetteer.place(index);
            assert_eq!(gazetteer.index_of(place.id), Some(index));
            assert!(!gazetteer.name(&place).is_empty());
            assert!(gazetteer.zones.len() > usize::from(place.zone));
        }
        assert_eq!(gazetteer.index_of(PlaceId(1)), None);
    }

    #[test]
    fn airports_are_found_by_code() {
        let gazetteer = Gazetteer::load();
        let heathrow = gazetteer.airport_index(*b"LHR").unwrap();
        assert_eq!(gazetteer.airports[heathrow as usize].city, "London");
        assert!(gazetteer.airport_index(*b"QQQ").is_none());
    }
}
