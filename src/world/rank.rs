//! Which of the places of one name a guest most likely means.
//!
//! ```text
//! score = log10(people + 100) + 0.5·log10(1 + aliases) + 0.4 capital, or 0.15 seat of a state      the gazetteer's fame
//!       − 1.5 by an alias + 1.0 sought after + 2.0 in the guest's country + 0.8 near the session's city
//!       − 1.3 for every edit − 0.7 for another first letter                                         when mended
//! ```
//!
//! Spots, regions, airports, states and countries have standings of their own on the same scale.

use super::atlas::{Entry, World};
use super::binary::Named;
use super::fold::fold;
use super::known::KnownAs;
use crate::domain::place::{CountryCode, GeoPoint, PlaceId, PlaceKind};

/// What is known about the guest who names a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hint {
    /// The guest's country, or the partner's where the guest's is unknown.
    pub country: Option<CountryCode>,
    /// The place that the session searches at present; its areas are meant first.
    pub session: Option<PlaceId>,
    /// Whether the guest was asked for the place, so that any word may be one.
    pub asked: bool,
}

/// A place that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub entry: Entry,
    /// Thousandths.
    pub score: i32,
    /// Whether the name is the place's own.
    pub own: bool,
    /// How many slips of the finger lie between the name and what was typed.
    pub slips: u8,
}

/// What a qualifier asks of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Within {
    Country(CountryCode),
    Admin(u16),
    /// Around a point, so many metres far, in the shadow of a place of so many people.
    Around(GeoPoint, u32, u32),
}

pub(super) const ALIAS: i32 = -1_500;
const HOT: i32 = 1_000;
/// A sought-after place is less often meant by its other names: Victoria is rarely Hong Kong.
const HOT_ALIAS: i32 = 400;
const OWN_COUNTRY: i32 = 2_000;
const NEAR_SESSION: i32 = 800;
const SESSION_SPOT: i32 = 5_000;
/// How near to the session's place counts as near, in metres.
const NEAR: u32 = 60_000;
/// A nickname of the table is as sure as a name can be.
const NICKNAME: i32 = 1_500;
const AREA: i32 = 5_600;
const SIGHT: i32 = 6_300;
/// Disneyland is in Anaheim before it is short for Shanghai's.
const SPOT_ALIAS: i32 = -700;
const REGION: i32 = 7_600;
const AIRPORT: i32 = 5_000;
const COUNTRY: i32 = 10_000;
/// Its name in another language, which may well be a city's own (Granada, Brasilia, Tunis).
const COUNTRY_ALIAS: i32 = 7_000;
/// How far from a city its airports lie at most, in metres.
const AIRPORT_REACH: u32 = 80_000;
/// Countries below this many square kilometres that have a place of their name are that place.
const SMALL_COUNTRY: u32 = 3_000;

/// A hint with the session's place looked up once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation {
    country: Option<CountryCode>,
    city: Option<u32>,
    point: Option<GeoPoint>,
}

impl Situation {
    pub(super) fn of(hint: Hint, world: &World) -> Self {
        let entry = hint.session.and_then(|id| world.entry(id));
        let city = entry.and_then(|entry| match entry {
            Entry::City(i) => Some(i),
            Entry::Spot(i) => Some(world.known.spots[i as usize].city),
            Entry::Region(i) => Some(world.known.regions[i as usize].city),
            Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => None,
        });
        Self { country: hint.country, city, point: entry.and_then(|entry| world.point_of(entry)) }
    }

    /// Whether this is the session's city.
    pub(super) fn is_city(&self, city: u32) -> bool {
        self.city == Some(city)
    }

    fn bonus(&self, country: CountryCode, point: Option<GeoPoint>) -> i32 {
        let home = if self.country == Some(country) { OWN_COUNTRY } else { 0 };
        let near = match (self.point, point) {
            (Some(here), Some(there)) if here.is_within(NEAR, there) => NEAR_SESSION,
            _ => 0,
        };
        home + near
    }
}

impl World {
    /// Adds to `found` every place that the folded name `key` names; `capitals` says how it was typed.
    pub(super) fn candidates(&self, key: &str, capitals: bool, situation: &Situation, found: &mut Vec<Candidate>) {
        for &known in self.known.named(key) {
            let candidate = match known {
                KnownAs::Spot(i) => self.spot(i, situation),
                KnownAs::SpotAlias(i) => {
                    let spot = self.spot(i, situation);
                    Candidate { score: spot.score + SPOT_ALIAS, ..spot }
                }
                KnownAs::Region(i) => self.region(i, situation),
                KnownAs::City(i) => self.nicknamed(i, situation),
                KnownAs::Code(i) if capitals => self.nicknamed(i, situation),
                KnownAs::Code(_) => continue,
            };
            found.push(candidate);
        }
        for named in self.gazetteer.named(key) {
            match named {
                Named::Place(i) => found.push(self.populated(i, true, situation)),
                // Of three letters an alias is mostly a code: "BYE" is Benxi's.
                Named::PlaceAlias(i) if capitals || key.len() > 3 || !key.is_ascii() => {
                    found.push(self.populated(i, false, situation));
                }
                Named::PlaceAlias(_) => {}
                Named::Admin(i) => found.push(self.state(i, situation)),
                Named::Country(i) => found.extend(self.country(i, key, situation, found)),
                Named::Airport(i) => found.push(self.airport(i, situation)),
            }
        }
    }

    fn populated(&self, index: u32, own: bool, situation: &Situation) -> Candidate {
        let place = self.gazetteer.place(index);
        let mut score = i32::from(place.fame) + situation.bonus(place.country, Some(place.point));
        if self.known.is_hot(index) {
            score += if own { HOT } else { HOT_ALIAS };
        }
        if !own {
            score += ALIAS;
        }
        Candidate { entry: Entry::City(index), score, own, slips: 0 }
    }

    fn nicknamed(&self, index: u32, situation: &Situation) -> Candidate {
        let city = self.populated(index, true, situation);
        Candidate { score: city.score + NICKNAME, ..city }
    }

    pub(super) fn spot(&self, index: u32, situation: &Situation) -> Candidate {
        let spot = &self.known.spots[index as usize];
        let base = if spot.kind == PlaceKind::Area { AREA } else { SIGHT };
        let here = if situation.city == Some(spot.city) { SESSION_SPOT } else { 0 };
        let score = base + here + situation.bonus(self.gazetteer.place(spot.city).country, Some(spot.point));
        Candidate { entry: Entry::Spot(index), score, own: true, slips: 0 }
    }

    fn region(&self, index: u32, situation: &Situation) -> Candidate {
        let region = &self.known.regions[index as usize];
        let score = REGION + situation.bonus(region.country, Some(region.point));
        Candidate { entry: Entry::Region(index), score, own: true, slips: 0 }
    }

    fn airport(&self, index: u32, situation: &Situation) -> Candidate {
        let airport = &self.gazetteer.airports[index as usize];
        let international = if airport.name.contains("International") { 300 } else { 0 };
        let score = AIRPORT + international + situation.bonus(airport.country, Some(airport.point));
        Candidate { entry: Entry::Airport(index), score, own: true, slips: 0 }
    }

    fn state(&self, index: u32, situation: &Situation) -> Candidate {
        let admin = &self.gazetteer.admins[index as usize];
        let size = ((f64::from(admin.people) + 100.0).log10() * 1000.0) as i32 - 300;
        let score = size + situation.bonus(admin.country, None);
        Candidate { entry: Entry::Admin(index), score, own: true, slips: 0 }
    }

    fn country(&self, index: u32, key: &str, situation: &Situation, found: &[Candidate]) -> Option<Candidate> {
        let country = &self.gazetteer.countries[index as usize];
        let same = |candidate: &Candidate| match candidate.entry {
            Entry::City(i) => self.gazetteer.place(i).country == country.code,
            Entry::Region(i) => self.known.regions[i as usize].country == country.code,
            Entry::Spot(_) | Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => false,
        };
        let small = country.area < SMALL_COUNTRY && found.iter().any(same);
        // A guest from the United States means the state of Georgia.
        let home = |candidate: &Candidate| match candidate.entry {
            Entry::Admin(i) => situation.country == Some(self.gazetteer.admins[i as usize].country),
            Entry::City(_) | Entry::Spot(_) | Entry::Region(_) | Entry::Airport(_) | Entry::Country(_) => false,
        };
        if situation.country != Some(country.code) && found.iter().any(home) {
            return None;
        }
        let own = fold(country.name) == key;
        let score = if own { COUNTRY } else { COUNTRY_ALIAS };
        (!small).then_some(Candidate { entry: Entry::Country(index), score, own, slips: 0 })
    }

    /// Whether a place is what a qualifier asks for.
    pub(super) fn lies_within(&self, entry: Entry, within: Within) -> bool {
        match within {
            Within::Country(code) => self.country_of(entry) == code,
            Within::Admin(admin) => self.admin_of(entry) == Some(admin),
            // "Tokyo, Shinjuku": a place is not qualified by a smaller one, nor by itself ("bye bye").
            Within::Around(point, metres, people) => {
                let smaller = match entry {
                    Entry::City(i) => self.gazetteer.place(i).people <= people,
                    Entry::Spot(_) | Entry::Region(_) | Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => true,
                };
                smaller && self.point_of(entry).is_some_and(|there| (1..=metres).contains(&there.metres_to(point)))
            }
        }
    }

    pub(super) fn country_of(&self, entry: Entry) -> CountryCode {
        match entry {
            Entry::City(i) => self.gazetteer.place(i).country,
            Entry::Spot(i) => self.gazetteer.place(self.known.spots[i as usize].city).country,
            Entry::Region(i) => self.known.regions[i as usize].country,
            Entry::Airport(i) => self.gazetteer.airports[i as usize].country,
            Entry::Admin(i) => self.gazetteer.admins[i as usize].country,
            Entry::Country(i) => self.gazetteer.countries[i as usize].code,
        }
    }

    fn admin_of(&self, entry: Entry) -> Option<u16> {
        let city = match entry {
            Entry::City(i) => i,
            Entry::Spot(i) => self.known.spots[i as usize].city,
            Entry::Region(i) => self.known.regions[i as usize].city,
            Entry::Airport(i) => self.city_served(i)?,
            Entry::Admin(_) | Entry::Country(_) => return None,
        };
        self.gazetteer.place(city).admin
    }

    /// The airports that serve a city, the main one first.
    ///
    /// An airport that says so in its name, or serves the city by its entry, comes before one that is merely near.
    pub(super) fn airports_of(&self, city: u32) -> Vec<Candidate> {
        let city = self.gazetteer.place(city);
        let (name, mut found) = (fold(self.gazetteer.name(&city)), Vec::new());
        for (airport, index) in self.gazetteer.airports.iter().zip(0..) {
            let far = airport.point.metres_to(city.point);
            if far > AIRPORT_REACH || airport.country != city.country {
                continue;
            }
            let serves = fold(airport.city) == name || fold(airport.name).contains(&name);
            let main = self.known.main_airport(airport.code).map_or(0, |place| 4_000 - 700 * place);
            let international = if airport.name.contains("International") { 1_000 } else { 0 };
            let near = i32::try_from(far / 50).unwrap_or(i32::MAX);
            let score = AIRPORT + main + international + if serves { 1_000 } else { 0 } - near;
            found.push(Candidate { entry: Entry::Airport(index), score, own: true, slips: 0 });
        }
        found.sort_unstable_by_key(|airport| std::cmp::Reverse(airport.score));
        found
    }

    /// The place that an airport says it serves.
    fn city_served(&self, airport: u32) -> Option<u32> {
        let airport = &self.gazetteer.airports[airport as usize];
        let near = |&index: &u32| self.gazetteer.point(index).metres_to(airport.point) <= AIRPORT_REACH;
        self.gazetteer
            .named(&fold(airport.city))
            .filter_map(|named| match named {
                Named::Place(index) | Named::PlaceAlias(index) => Some(index),
                Named::Admin(_) | Named::Country(_) | Named::Airport(_) => None,
            })
            .find(near)
    }
}
