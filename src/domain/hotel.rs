//! The house itself: what it is, where it stands, what it offers.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::amenity::AmenitySet;
use super::ids::HotelId;
use super::place::GeoPoint;

/// A house.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hotel {
    /// Its key at the supplier.
    pub id: HotelId,
    /// Its name.
    pub name: Arc<str>,
    /// What kind of house it is.
    pub property: PropertyKind,
    /// Where it stands.
    pub point: GeoPoint,
    /// The neighbourhood, where known.
    pub area: Option<Arc<str>>,
    /// The city it is in.
    pub city: Arc<str>,
    /// Its IANA time zone.
    pub time_zone: Arc<str>,
    /// Official stars, 1–5, where known.
    pub stars: Option<u8>,
    /// Guest rating, where known.
    pub rating: Option<Rating>,
    /// How many reviews the rating rests on.
    pub reviews: u32,
    /// What it offers.
    pub amenities: AmenitySet,
}

/// What kind of house it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PropertyKind {
    /// A hotel, inn or motel.
    Hotel,
    /// A hostel.
    Hostel,
    /// An apartment, flat or whole house.
    Apartment,
    /// A resort.
    Resort,
    /// A guest house or bed and breakfast.
    GuestHouse,
    /// A boutique hotel.
    Boutique,
}

/// A guest rating in tenths, 0–50 (`4.8` is 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rating(u8);

impl Rating {
    /// A rating of `tenths`; above 50 is 50.
    #[must_use]
    pub fn from_tenths(tenths: u8) -> Self {
        Self(tenths.min(50))
    }

    /// The rating in tenths.
    #[must_use]
    pub fn tenths(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}
