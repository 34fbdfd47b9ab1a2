//! How the kinds of place share the numbers of [`PlaceId`].
//!
//! A populated place keeps its GeoNames id, so that hotels named after it survive a new release of the data; the
//! other kinds are numbered within their tables, and an airport by its code.

use crate::domain::place::PlaceId;

/// GeoNames counts some 14 million; what lies above tells the kind.
const KIND: u32 = 27;
const NUMBER: u32 = (1 << KIND) - 1;

/// A place by kind and by index in the table of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A populated place, by GeoNames id.
    City(PlaceId),
    /// An area, landmark, station, venue or beach of `areas.txt`.
    Spot(u32),
    /// A region of `regions.txt`.
    Region(u32),
    /// An airport, by its code.
    Airport([u8; 3]),
    /// A state or province.
    Admin(u32),
    /// A country.
    Country(u32),
}

impl Key {
    /// The id of this place.
    ///
    /// ```
    /// use core_chat::world::ids::Key;
    /// let heathrow = Key::Airport(*b"LHR");
    /// assert_eq!(Key::of(heathrow.id()), heathrow);
    /// ```
    #[must_use]
    pub fn id(self) -> PlaceId {
        let (kind, number) = match self {
            Self::City(id) => return id,
            Self::Spot(i) => (1, i),
            Self::Region(i) => (2, i),
            Self::Airport([a, b, c]) => (3, u32::from_be_bytes([0, a, b, c])),
            Self::Admin(i) => (4, i),
            Self::Country(i) => (5, i),
        };
        PlaceId(kind << KIND | number)
    }

    /// What the id stands for; an id that no table gave out counts as a populated place, which will not be found.
    #[must_use]
    pub fn of(id: PlaceId) -> Self {
        let number = id.0 & NUMBER;
        match id.0 >> KIND {
            1 => Self::Spot(number),
            2 => Self::Region(number),
            3 => {
                let [_, a, b, c] = number.to_be_bytes();
                Self::Airport([a, b, c])
            }
            4 => Self::Admin(number),
            5 => Self::Country(number),
            _ => Self::City(id),
        }
    }
}
