//! The filters of a structured search, by the names under which answers show them.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::shape;
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::ids::is_blank;
use crate::domain::money::Currency;
use crate::domain::option::Rating;
use crate::domain::stay::{Filters, PriceBasis, PriceRange, PropertyKind, StarRange};
use crate::http::error::ApiError;
use crate::http::json::Fields;

const MEMBERS: [&str; 15] = [
    "refundable",
    "minPrice",
    "maxPrice",
    "priceBasis",
    "priceCurrency",
    "priceClass",
    "minStars",
    "maxStars",
    "minRating",
    "board",
    "amenities",
    "propertyType",
    "excludedPropertyTypes",
    "roomType",
    "hotelName",
];
const BASES: &[&str] = &["night", "total"];
const CLASSES: &[&str] = &["budget", "moderate", "luxury"];
const BOARDS: &[&str] = &["room_only", "self_catering", "breakfast", "half_board", "full_board", "all_inclusive"];
const PROPERTIES: &[&str] = &["hotel", "hostel", "apartment", "resort", "guest_house", "boutique"];
const ROOMS: &[&str] = &["single", "double", "twin", "king", "triple", "family", "suite"];
/// The highest bound on a price, in major units.
const HIGHEST_PRICE: f64 = 1e9;
/// The longest name of a hotel, in characters.
const LONGEST_NAME: usize = 200;

/// What options must meet.
///
/// # Errors
/// The first member that is unfit.
pub fn read(fields: &Fields<'_>) -> Result<Filters, ApiError> {
    fields.refuse_misspelled(&MEMBERS)?;
    let hotel_name = shape::line(fields, "hotelName", LONGEST_NAME)?.filter(|name| !is_blank(name));
    Ok(Filters {
        refundable: fields.flag("refundable")?,
        price: price(fields)?,
        price_class: one_of(fields, "priceClass", CLASSES)?,
        stars: stars(fields)?,
        min_rating: rating(fields)?,
        board: one_of(fields, "board", BOARDS)?,
        amenities: amenities(fields)?,
        property: one_of(fields, "propertyType", PROPERTIES)?,
        unwanted: excluded(fields)?,
        room: one_of(fields, "roomType", ROOMS)?,
        hotel_name: hotel_name.map(Into::into),
    })
}

fn price(fields: &Fields<'_>) -> Result<Option<PriceRange>, ApiError> {
    let (min, max) = (bound(fields, "minPrice")?, bound(fields, "maxPrice")?);
    let basis = one_of(fields, "priceBasis", BASES)?.unwrap_or(PriceBasis::Night);
    let currency = match fields.string("priceCurrency")? {
        None => None,
        Some(code) => Some(
            Currency::parse(code)
                .ok_or_else(|| fields.invalid("priceCurrency", "must be a currency code of ISO 4217"))?,
        ),
    };
    match (min, max) {
        (None, None) => Ok(None),
        (Some(min), Some(max)) if min > max => Err(fields.invalid("minPrice", "must not be above maxPrice")),
        (min, max) => Ok(Some(PriceRange { min, max, currency, basis })),
    }
}

/// A bound in hundredths of a major unit.
fn bound(fields: &Fields<'_>, name: &str) -> Result<Option<i64>, ApiError> {
    match fields.decimal(name)? {
        None => Ok(None),
        Some(major) if (0.0..=HIGHEST_PRICE).contains(&major) => Ok(Some((major * 100.0).round() as i64)),
        Some(_) => Err(fields.invalid(name, "must be a number from 0 to 1000000000")),
    }
}

fn stars(fields: &Fields<'_>) -> Result<Option<StarRange>, ApiError> {
    let star = |name| fields.integer(name, 1..=5).map(|stars| stars.map(|stars| stars as u8));
    match (star("minStars")?, star("maxStars")?) {
        (None, None) => Ok(None),
        (min, max) if min.unwrap_or(1) <= max.unwrap_or(5) => {
            Ok(Some(StarRange { min: min.unwrap_or(1), max: max.unwrap_or(5) }))
        }
        _ => Err(fields.invalid("minStars", "must not be above maxStars")),
    }
}

fn rating(fields: &Fields<'_>) -> Result<Option<Rating>, ApiError> {
    match fields.decimal("minRating")? {
        None => Ok(None),
        Some(rating) if (0.0..=5.0).contains(&rating) => Ok(Some(Rating::from_tenths((rating * 10.0).round() as u8))),
        Some(_) => Err(fields.invalid("minRating", "must be a number from 0 to 5")),
    }
}

fn amenities(fields: &Fields<'_>) -> Result<AmenitySet, ApiError> {
    let names = fields.strings("amenities")?.unwrap_or_default();
    let known = |name: &&str| Amenity::parse(name).ok_or_else(|| fields.invalid("amenities", "has an unknown amenity"));
    names.iter().map(known).collect()
}

fn excluded(fields: &Fields<'_>) -> Result<BTreeSet<PropertyKind>, ApiError> {
    let names = fields.strings("excludedPropertyTypes")?.unwrap_or_default();
    let known = |name: &&str| {
        named(name, PROPERTIES).ok_or_else(|| fields.invalid("excludedPropertyTypes", "has an unknown kind of house"))
    };
    names.iter().map(known).collect()
}

/// The member as one of `names`, each of which is the name of a `T`.
fn one_of<'de, T: Deserialize<'de>>(fields: &Fields<'de>, name: &str, names: &[&str]) -> Result<Option<T>, ApiError> {
    let Some(text) = fields.string(name)? else { return Ok(None) };
    match named(text, names) {
        Some(value) => Ok(Some(value)),
        None => Err(fields.invalid(name, &format!("must be one of {}", names.join(", ")))),
    }
}

/// The `T` of that name, if it is one of `names`.
fn named<'de, T: Deserialize<'de>>(text: &'de str, names: &[&str]) -> Option<T> {
    let reader: StrDeserializer<'de, Error> = text.into_deserializer();
    T::deserialize(reader).ok().filter(|_| names.contains(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::option::Board;
    use crate::domain::stay::{PriceClass, RoomWish};
    use crate::http::json;

    fn reading(body: &str) -> Result<Filters, ApiError> {
        let document = json::parse(body.as_bytes()).unwrap();
        read(&Fields::root(&document).unwrap())
    }

    #[test]
    fn every_filter_is_read() {
        let filters = reading(
            r#"{"refundable":true,"minPrice":100,"maxPrice":250.5,"priceBasis":"total","priceCurrency":"usd",
                "priceClass":"budget","minStars":3,"minRating":4.5,"board":"half_board","amenities":["pool","wifi"],
                "propertyType":"guest_house","excludedPropertyTypes":["hostel","resort"],"roomType":"twin","hotelName":"Lantern"}"#,
        )
        .unwrap();
        let price = PriceRange {
            min: Some(10_000),
            max: Some(25_050),
            currency: Some(Currency::USD),
            basis: PriceBasis::Total,
        };
        let expected = Filters {
            refundable: Some(true),
            price: Some(price),
            price_class: Some(PriceClass::Budget),
            stars: Some(StarRange { min: 3, max: 5 }),
            min_rating: Some(Rating::from_tenths(45)),
            board: Some(Board::HalfBoard),
            amenities: AmenitySet::of(&[Amenity::Pool, Amenity::Wifi]),
            property: Some(PropertyKind::GuestHouse),
            unwanted: [PropertyKind::Hostel, PropertyKind::Resort].into_iter().collect(),
            room: Some(RoomWish::Twin),
            hotel_name: Some("Lantern".into()),
        };
        assert_eq!(filters, expected);
    }

    #[test]
    fn every_listed_name_is_one() {
        for (member, names) in [
            ("priceBasis", BASES),
            ("priceClass", CLASSES),
            ("board", BOARDS),
            ("propertyType", PROPERTIES),
            ("roomType", ROOMS),
        ] {
            for name in names {
                assert!(reading(&format!(r#"{{"{member}":"{name}"}}"#)).is_ok(), "{member} {name}");
            }
            assert!(reading(&format!(r#"{{"{member}":"nope"}}"#)).is_err());
        }
    }

    #[test]
    fn unfit_filters_are_named() {
        let table = [
            (r#"{"minPrice":300,"maxPrice":200}"#, "minPrice must not be above maxPrice"),
            (r#"{"maxPrice":-1}"#, "maxPrice must be a number from 0 to 1000000000"),
            (r#"{"minStars":6}"#, "minStars must be a whole number from 1 to 5"),
            (r#"{"minStars":4,"maxStars":3}"#, "minStars must not be above maxStars"),
            (r#"{"minRating":9}"#, "minRating must be a number from 0 to 5"),
            (r#"{"amenities":["moat"]}"#, "amenities has an unknown amenity"),
            (r#"{"excludedPropertyTypes":["tent"]}"#, "excludedPropertyTypes has an unknown kind of house"),
            (r#"{"priceCurrency":"bucks"}"#, "priceCurrency must be a currency code of ISO 4217"),
            (r#"{"max_price":1}"#, "max_price is misspelled: the member is called maxPrice"),
        ];
        for (body, error) in table {
            assert_eq!(reading(body).unwrap_err().error(), error, "{body}");
        }
    }
}
