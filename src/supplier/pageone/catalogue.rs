//! The houses of the supplier by code, by name and by where they stand.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plain;
use super::wire::{ContentItem, LocalizedName};
use crate::domain::amenity::AmenitySet;
use crate::domain::hotel::{Hotel, PropertyKind};
use crate::domain::ids::HotelId;
use crate::domain::place::GeoPoint;
use crate::world::fold::fold;

/// The most houses of one name that are looked for.
const MOST_NAMESAKES: usize = 20;

/// A house as the catalogue knows it. Stars, ratings and amenities are not given, so they are not there.
#[derive(Debug)]
pub(super) struct Listed {
    code: HotelId,
    name: Arc<str>,
    folded: Box<str>,
    point: GeoPoint,
    city: Option<Arc<str>>,
}

/// A house as a file keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptHouse {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) lat: f64,
    pub(super) lng: f64,
    pub(super) city: Option<String>,
}

/// All houses, as of one reading of the content.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    houses: HashMap<HotelId, Arc<Listed>>,
    /// By whole degrees of latitude and longitude.
    squares: HashMap<(i16, i16), Vec<Arc<Listed>>>,
}

impl Catalogue {
    pub(super) fn of(houses: impl IntoIterator<Item = Listed>) -> Self {
        let mut catalogue = Self::default();
        for house in houses {
            let house = Arc::new(house);
            if catalogue.houses.insert(house.code.clone(), Arc::clone(&house)).is_none() {
                catalogue.squares.entry(square(house.point)).or_default().push(house);
            }
        }
        catalogue
    }

    pub(super) fn len(&self) -> usize {
        self.houses.len()
    }

    /// Every house, for a file.
    pub(super) fn kept(&self) -> impl Iterator<Item = KeptHouse> {
        self.houses.values().map(|house| KeptHouse {
            code: house.code.to_string(),
            name: house.name.to_string(),
            lat: house.point.lat,
            lng: house.point.lng,
            city: house.city.as_ref().map(ToString::to_string),
        })
    }

    /// The house of that code.
    pub(super) fn house(&self, code: &HotelId) -> Option<&Listed> {
        self.houses.get(code).map(|house| &**house)
    }

    /// The names of the houses within `metres` of `point`.
    pub(super) fn names_around(&self, point: GeoPoint, metres: u32) -> Vec<Arc<str>> {
        self.near(point, metres).map(|(_, house)| Arc::clone(&house.name)).collect()
    }

    /// The `most` houses nearest to `point`, within `metres` of it.
    pub(super) fn nearest(&self, point: GeoPoint, metres: u32, most: usize) -> Vec<HotelId> {
        let mut found: Vec<(u32, &Listed)> = self.near(point, metres).collect();
        found.sort_by_key(|(far, house)| (*far, house.code.as_str()));
        found.into_iter().take(most).map(|(_, house)| house.code.clone()).collect()
    }

    /// The houses within `metres` of `point`, each with how far it is.
    fn near(&self, point: GeoPoint, metres: u32) -> impl Iterator<Item = (u32, &Listed)> {
        let (lat, lng) = square(point);
        let around = |at: i16| at - 1..=at + 1;
        let squares = around(lat).flat_map(move |lat| around(lng).map(move |lng| (lat, lng)));
        let houses = squares.filter_map(|square| self.squares.get(&square)).flatten();
        houses.map(move |house| (point.metres_to(house.point), &**house)).filter(move |(far, _)| *far <= metres)
    }

    /// The houses whose name holds `name`, within `metres` of `point`, the nearest first.
    pub(super) fn named(&self, name: &str, point: GeoPoint, metres: u32) -> Vec<HotelId> {
        let name = fold(name);
        let mut found: Vec<(u32, &Listed)> =
            self.near(point, metres).filter(|(_, house)| house.folded.contains(&name)).collect();
        found.sort_by_key(|(far, _)| *far);
        found.into_iter().take(MOST_NAMESAKES).map(|(_, house)| house.code.clone()).collect()
    }
}

impl Listed {
    /// The house an item of content describes; `None` without a fit code, name and place on earth.
    pub(super) fn of(item: &ContentItem) -> Option<Self> {
        let code = HotelId::parse(plain::key(&item.code)?).ok()?;
        let name = name_of(item.localized_name.as_deref()?)?;
        let (lng, lat) = item.location?;
        if !((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng)) {
            return None;
        }
        let city = item.address.as_ref().and_then(|address| address.city.as_deref()).and_then(city_of);
        let folded = fold(&name).into();
        Some(Self { code, name: name.into(), folded, point: GeoPoint { lat, lng }, city })
    }

    /// The house that a file kept; `None` where that makes no sense.
    pub(super) fn of_kept(kept: &KeptHouse) -> Option<Self> {
        Some(Self {
            code: HotelId::parse(&kept.code).ok()?,
            name: kept.name.as_str().into(),
            folded: fold(&kept.name).into(),
            point: GeoPoint { lat: kept.lat, lng: kept.lng },
            city: kept.city.as_deref().map(Arc::from),
        })
    }

    /// The house as it is shown, in a stay at `city` with that time zone.
    pub(super) fn hotel(&self, city: &Arc<str>, time_zone: &Arc<str>) -> Hotel {
        Hotel {
            id: self.code.clone(),
            name: Arc::clone(&self.name),
            property: PropertyKind::Hotel,
            point: self.point,
            area: None,
            city: self.city.as_ref().map_or_else(|| Arc::clone(city), Arc::clone),
            time_zone: Arc::clone(time_zone),
            stars: None,
            rating: None,
            reviews: 0,
            amenities: AmenitySet::default(),
        }
    }
}

/// The English name, else the first there is.
fn name_of(names: &[LocalizedName]) -> Option<String> {
    let is_english = |name: &&LocalizedName| {
        name.language.as_deref().is_some_and(|language| language.to_ascii_lowercase().starts_with("en"))
    };
    let text = |name: &LocalizedName| name.value.as_deref().or(name.name.as_deref()).and_then(plain::name);
    names.iter().filter(is_english).find_map(text).or_else(|| names.iter().find_map(text))
}

/// `Las Vegas (NV)` is Las Vegas.
fn city_of(text: &str) -> Option<Arc<str>> {
    let city = text.split('(').next().unwrap_or(text);
    plain::name(city).map(Arc::from)
}

fn square(point: GeoPoint) -> (i16, i16) {
    // Degrees fit by far.
    (point.lat.floor() as i16, point.lng.floor() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(json: &str) -> Option<Listed> {
        Listed::of(&serde_json::from_str(json).unwrap())
    }

    fn house(code: &str, name: &str, lng: f64, lat: f64) -> Listed {
        let name = serde_json::to_string(name).unwrap();
        listed(&format!(
            r#"{{"code":"{code}","location":[{lng},{lat}],"localizedName":[{{"language":"EN","value":{name}}}]}}"#
        ))
        .unwrap()
    }

    #[test]
    fn a_house_needs_a_code_a_name_and_a_place_on_earth() {
        let whole = r#"{"code":"65a1","location":[-115.1,36.1],"address":{"city":"Las Vegas (NV)"},
            "localizedName":[{"language":"es","name":"El Uno"},{"language":"EN","value":" The <b>One "}],"images":[{}]}"#;
        let hotel = listed(whole).unwrap().hotel(&"Elsewhere".into(), &"UTC".into());
        assert_eq!((&*hotel.name, &*hotel.city), ("The bOne", "Las Vegas"));
        assert_eq!((hotel.point.lat, hotel.point.lng), (36.1, -115.1));
        assert_eq!((hotel.stars, hotel.rating, hotel.reviews), (None, None, 0));
        for broken in [
            r#"{"code":"","location":[0,0],"localizedName":[{"value":"A"}]}"#,
            r#"{"code":"x","location":[200,0],"localizedName":[{"value":"A"}]}"#,
            r#"{"code":"x","location":"here","localizedName":[{"value":"A"}]}"#,
            r#"{"code":"x","location":[0,0],"localizedName":[]}"#,
            r#"{"code":"x","location":[0,0]}"#,
        ] {
            assert!(listed(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn houses_are_found_by_a_part_of_their_name_the_nearest_first() {
        let houses = [
            house("far", "Café Inn North", -122.3, 48.1),
            house("near", "The Cafe Inn", -122.3, 47.6),
            house("other", "Lodge", -122.3, 47.6),
            house("abroad", "Cafe Inn", 2.3, 48.8),
        ];
        let catalogue = Catalogue::of(houses);
        let found = catalogue.named("café inn", GeoPoint { lat: 47.6, lng: -122.3 }, 80_000);
        let found: Vec<&str> = found.iter().map(HotelId::as_str).collect();
        assert_eq!(found, ["near", "far"]);
    }
}
