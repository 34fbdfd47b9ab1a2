//! What the sandbox needs to know of a city to fill it with hotels.

use std::sync::Arc;

use crate::domain::place::{CountryCode, GeoPoint, PlaceId};

/// A city to be filled with hotels.
#[derive(Debug, Clone)]
pub(super) struct CitySeed {
    pub(super) place: PlaceId,
    pub(super) name: Arc<str>,
    pub(super) country: CountryCode,
    pub(super) people: u32,
    pub(super) point: GeoPoint,
    pub(super) time_zone: Arc<str>,
    /// Whether it is a sought-after destination.
    pub(super) hot: bool,
    /// Where hotels stand close together: listed areas, landmarks, stations, beaches.
    pub(super) anchors: Vec<Anchor>,
}

/// A point that hotels gather around.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    pub(super) name: Arc<str>,
    pub(super) point: GeoPoint,
}

/// Where cities are looked up.
#[derive(Debug, Default)]
pub(super) struct Places;

const CITIES: [(u32, &str, &str, u32, f64, f64, &str); 4] = [
    (5_809_844, "Seattle", "US", 737_015, 47.60621, -122.33207, "America/Los_Angeles"),
    (2_988_507, "Paris", "FR", 2_138_551, 48.85341, 2.3488, "Europe/Paris"),
    (1_850_147, "Tokyo", "JP", 9_733_276, 35.6895, 139.69171, "Asia/Tokyo"),
    (2_643_743, "London", "GB", 8_961_989, 51.50853, -0.12574, "Europe/London"),
];

impl Places {
    /// The city with that id.
    pub(super) fn city(&self, place: PlaceId) -> Option<CitySeed> {
        CITIES.iter().find(|city| city.0 == place.0).map(|city| CitySeed {
            place,
            name: city.1.into(),
            country: CountryCode::parse(city.2).expect("written above"),
            people: city.3,
            point: GeoPoint { lat: city.4, lng: city.5 },
            time_zone: city.6.into(),
            hot: true,
            anchors: Vec::new(),
        })
    }

    /// The cities within `metres` of `point`, each with its distance.
    pub(super) fn near(&self, point: GeoPoint, metres: u32) -> Vec<(CitySeed, u32)> {
        let cities = CITIES.iter().filter_map(|city| self.city(PlaceId(city.0)));
        cities
            .map(|city| (point.metres_to(city.point), city))
            .filter(|(far, _)| *far <= metres)
            .map(|(far, city)| (city, far))
            .collect()
    }
}
