//! Where on earth something is: points, countries and the destination of a stay.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A point on the earth in WGS 84 degrees.
///
/// ```
/// use core_chat::domain::place::GeoPoint;
/// let market = GeoPoint { lat: 47.6097, lng: -122.3422 };
/// let needle = GeoPoint { lat: 47.6205, lng: -122.3493 };
/// assert_eq!(market.metres_to(needle) / 100, 13);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GeoPoint {
    /// Degrees north of the equator, −90 to 90.
    pub lat: f64,
    /// Degrees east of Greenwich, −180 to 180.
    pub lng: f64,
}

impl GeoPoint {
    /// Whether the distance to `other` is at most `metres`.
    #[must_use]
    pub fn is_within(self, metres: u32, other: Self) -> bool {
        // A degree of latitude is some 111,195 metres: most points are told apart without trigonometry.
        (self.lat - other.lat).abs() * 111_000.0 <= f64::from(metres) && self.metres_to(other) <= metres
    }

    /// Great-circle distance in metres (haversine on a sphere of 6,371 km).
    #[must_use]
    pub fn metres_to(self, other: Self) -> u32 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lng = ((other.lng - self.lng).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lng * half_lng;
        // At most half the circumference, 20,016 km, so the cast is exact enough and never wraps.
        (2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin()) as u32
    }
}

/// A country as ISO 3166-1 alpha-2 in capitals (`US`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Reads two ASCII letters of either case; anything else is `None`.
    ///
    /// ```
    /// use core_chat::domain::place::CountryCode;
    /// assert_eq!(CountryCode::parse("us").unwrap().as_str(), "US");
    /// assert!(CountryCode::parse("USA").is_none());
    /// ```
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The two capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are ever stored")
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for CountryCode {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("{code:?} is not a country code of ISO 3166-1"))
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.as_str().to_owned()
    }
}

/// What kind of place a destination is; it decides how far from its point hotels are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A populated place: city, town, village.
    City,
    /// A neighbourhood or district of a city.
    Area,
    /// A sight, square, park or other landmark.
    Landmark,
    /// A railway or bus station.
    Station,
    /// An arena, stadium, fair ground, university or hospital.
    Venue,
    /// A beach.
    Beach,
    /// An airport.
    Airport,
    /// An island, coast, valley, park or other region small enough to search.
    Region,
    /// A state or province; never searched, its best-known cities are offered instead.
    Admin,
    /// A country; never searched, its best-known cities are offered instead.
    Country,
}

/// Where a guest wants to stay: a place with everything a search needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    /// Key of the place in the world's tables, stable for one release of the data.
    pub place: PlaceId,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// Its name as shown: `Pike Place Market`, `Seattle`.
    pub name: Arc<str>,
    /// The city it lies in, where it is an area, landmark, station, venue, beach or airport.
    pub city: Option<Arc<str>>,
    /// State or province as shown (`Washington`), where known.
    pub admin: Option<Arc<str>>,
    /// Its country.
    pub country: CountryCode,
    /// Its centre.
    pub point: GeoPoint,
    /// How far from the centre hotels are looked for, in metres.
    pub radius: u32,
    /// Its IANA time zone (`America/Los_Angeles`).
    pub time_zone: Arc<str>,
}

/// Key of a place in the world's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub u32);
