//! What the sandbox needs to know of a city to fill it with hotels.

use std::sync::Arc;

use crate::domain::place::{CountryCode, GeoPoint, PlaceId};
use crate::world::{City, World};

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

/// The people from which on a city without listed areas has its hotels around the smaller places near it.
const LARGE: u32 = 100_000;
/// The most such places.
const MOST_ANCHORS: usize = 8;

impl CitySeed {
    /// The city as the world's tables know it.
    pub(super) fn of(world: &World, city: &City<'_>) -> Self {
        let spots = world.areas_of(city.id).map(|spot| Anchor { name: spot.name.into(), point: spot.point });
        let mut anchors: Vec<Anchor> = spots.collect();
        if anchors.is_empty() && city.people >= LARGE {
            anchors = smaller_places(world, city);
        }
        Self {
            place: city.id,
            name: city.name.into(),
            country: city.country,
            people: city.people,
            point: city.point,
            time_zone: Arc::clone(city.time_zone),
            hot: city.hot,
            anchors,
        }
    }
}

fn smaller_places(world: &World, city: &City<'_>) -> Vec<Anchor> {
    let reach = (5.0 * f64::from(city.people).sqrt()) as u32;
    let mut near = world.cities_near(city.point, reach);
    near.retain(|(place, _)| place.id != city.id && place.people < city.people / 3);
    near.sort_by_key(|(place, _)| std::cmp::Reverse(place.people));
    near.iter().take(MOST_ANCHORS).map(|(place, _)| Anchor { name: place.name.into(), point: place.point }).collect()
}
