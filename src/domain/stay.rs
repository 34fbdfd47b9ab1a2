//! The stay a guest wants: dates, people, wishes; first what is known so far, then enough to search.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::amenity::AmenitySet;
use super::board::Board;
pub use super::hotel::PropertyKind;
use super::hotel::Rating;
use super::money::Currency;
use super::place::Destination;

/// The longest stay, in nights.
pub const MOST_NIGHTS: u16 = 30;
/// How far ahead a stay may begin, in days.
pub const MOST_DAYS_AHEAD: i32 = 500;
/// The most rooms in one booking.
pub const MOST_ROOMS: u8 = 8;
/// The most adults in one room.
pub const MOST_ADULTS: u8 = 8;
/// The oldest age at which a guest counts as a child.
pub const OLDEST_CHILD: u8 = 17;

/// Why two days are not the dates of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StayDatesError {
    /// Check-out is not after check-in.
    #[error("check-out must be after check-in")]
    CheckOutNotAfterCheckIn,
    /// Check-in has passed at the guest's place.
    #[error("check-in is in the past")]
    Past,
    /// More than [`MOST_NIGHTS`] nights.
    #[error("a stay is at most {MOST_NIGHTS} nights")]
    TooLong,
    /// More than [`MOST_DAYS_AHEAD`] days ahead.
    #[error("a stay begins at most {MOST_DAYS_AHEAD} days ahead")]
    TooFarAhead,
}

/// Check-in and a later check-out, in the hotel's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StayDates {
    check_in: Date,
    check_out: Date,
}

impl StayDates {
    /// Two days as a stay, seen from `today` at the guest's place.
    ///
    /// # Errors
    /// Says which rule the days break.
    ///
    /// ```
    /// use core_chat::domain::stay::{StayDates, StayDatesError};
    /// use jiff::civil::date;
    /// let today = date(2026, 2, 18);
    /// assert_eq!(StayDates::new(date(2026, 3, 20), date(2026, 3, 23), today).unwrap().nights(), 3);
    /// assert_eq!(StayDates::new(date(2026, 2, 17), date(2026, 2, 19), today), Err(StayDatesError::Past));
    /// ```
    pub fn new(check_in: Date, check_out: Date, today: Date) -> Result<Self, StayDatesError> {
        if check_out <= check_in {
            Err(StayDatesError::CheckOutNotAfterCheckIn)
        } else if check_in < today {
            Err(StayDatesError::Past)
        } else if days_between(check_in, check_out) > i32::from(MOST_NIGHTS) {
            Err(StayDatesError::TooLong)
        } else if days_between(today, check_in) > MOST_DAYS_AHEAD {
            Err(StayDatesError::TooFarAhead)
        } else {
            Ok(Self { check_in, check_out })
        }
    }

    /// The day of arrival.
    #[must_use]
    pub fn check_in(&self) -> Date {
        self.check_in
    }

    /// The day of departure.
    #[must_use]
    pub fn check_out(&self) -> Date {
        self.check_out
    }

    /// How many nights lie between them, at least one.
    #[must_use]
    pub fn nights(&self) -> u16 {
        u16::try_from(days_between(self.check_in, self.check_out)).unwrap_or(1)
    }

    /// The day before each night, from check-in on.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        self.check_in.series(jiff::Span::new().days(1)).take(usize::from(self.nights()))
    }
}

/// Days from `from` to `to`, negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours() as i32 / 24
}

/// The people of one room.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Occupancy {
    /// Guests of 18 years and older, at least one.
    pub adults: u8,
    /// Ages of the children in years, 0–17.
    pub child_ages: Vec<u8>,
}

impl Occupancy {
    /// A room for `adults` adults.
    #[must_use]
    pub fn adults(adults: u8) -> Self {
        Self { adults, child_ages: Vec::new() }
    }

    /// How many people sleep in the room.
    #[must_use]
    pub fn people(&self) -> u8 {
        self.adults.saturating_add(u8::try_from(self.child_ages.len()).unwrap_or(u8::MAX))
    }
}

/// What a price limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceBasis {
    /// One room for one night.
    Night,
    /// The whole stay, all rooms, taxes included.
    Total,
}

/// Bounds on the price, both included, in hundredths of a major unit of `currency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRange {
    /// Not below this, in hundredths.
    pub min: Option<i64>,
    /// Not above this, in hundredths.
    pub max: Option<i64>,
    /// The currency named, if any; else that of the session.
    pub currency: Option<Currency>,
    /// What the bounds count.
    pub basis: PriceBasis,
}

/// A wish for a level of price where no amount is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceClass {
    /// Cheap, budget, affordable.
    Budget,
    /// Mid-range, moderate.
    Moderate,
    /// Luxury, upscale.
    Luxury,
}

/// Official stars, both bounds included, 1–5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StarRange {
    /// At least so many.
    pub min: u8,
    /// At most so many.
    pub max: u8,
}

/// A wish for the kind of room or bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomWish {
    /// One bed for one.
    Single,
    /// One bed for two, a queen included.
    Double,
    /// Two beds.
    Twin,
    /// A king-size bed.
    King,
    /// Room for three.
    Triple,
    /// A family room.
    Family,
    /// A suite.
    Suite,
}

/// What an option must meet to be shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Filters {
    /// `Some(true)`: refundable only. `Some(false)`: non-refundable is fine too. `None`: not said.
    pub refundable: Option<bool>,
    /// Bounds on the price.
    pub price: Option<PriceRange>,
    /// A level of price in words.
    pub price_class: Option<PriceClass>,
    /// Official stars.
    pub stars: Option<StarRange>,
    /// At least this guest rating.
    pub min_rating: Option<Rating>,
    /// At least this board.
    pub board: Option<Board>,
    /// All of these.
    pub amenities: AmenitySet,
    /// The kind of house.
    pub property: Option<PropertyKind>,
    /// The kinds of house that are not wanted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unwanted: BTreeSet<PropertyKind>,
    /// The kind of room or bed.
    pub room: Option<RoomWish>,
    /// A hotel by name, as the guest wrote it or as it is known.
    pub hotel_name: Option<Arc<str>>,
}

impl Filters {
    /// Whether nothing at all is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The order in which options are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The best match of wishes, rating, price and distance.
    #[default]
    Recommended,
    /// Lowest total price first.
    Price,
    /// Highest total price first.
    PriceDescending,
    /// Highest guest rating first.
    Rating,
    /// Most stars first.
    Stars,
    /// Nearest to the destination's point first.
    Distance,
}

/// What is known of the wanted stay so far; laid over turn by turn.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StayDetails {
    /// Where.
    pub destination: Option<Arc<Destination>>,
    /// Arrival.
    pub check_in: Option<Date>,
    /// Departure.
    pub check_out: Option<Date>,
    /// Nights, where only a length is known.
    pub nights: Option<u16>,
    /// How many rooms.
    pub rooms: Option<u8>,
    /// How many adults over all rooms.
    pub adults: Option<u8>,
    /// How many children over all rooms.
    pub children: Option<u8>,
    /// The children's ages in years, as far as said.
    pub child_ages: Vec<u8>,
    /// The people of each room, where the guest said so room by room.
    pub per_room: Vec<Occupancy>,
    /// How many children of each of those rooms have no age yet; nothing where all have.
    #[serde(default)]
    pub ages_open: Vec<u8>,
    /// What options must meet.
    pub filters: Filters,
    /// The order asked for.
    pub sort: Option<Sort>,
    /// The week or month the stay is to lie within, while no days of it are known: its first day and the day after it.
    #[serde(default)]
    pub within: Option<(Date, Date)>,
    /// The currency prices are to be told in, once one was named.
    #[serde(default)]
    pub currency: Option<Currency>,
}

/// One thing a guest can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Slot {
    /// Where.
    Destination,
    /// Arrival.
    CheckIn,
    /// Departure.
    CheckOut,
    /// How many nights.
    Nights,
    /// How many rooms.
    Rooms,
    /// How many adults.
    Adults,
    /// How old the children are.
    ChildAges,
    /// Which hotel.
    HotelName,
}

impl Slot {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::CheckIn => "checkIn",
            Self::CheckOut => "checkOut",
            Self::Nights => "nights",
            Self::Rooms => "rooms",
            Self::Adults => "adults",
            Self::ChildAges => "childAges",
            Self::HotelName => "hotelName",
        }
    }
}

/// Enough to search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StayRequest {
    /// Where.
    pub destination: Arc<Destination>,
    /// When.
    pub dates: StayDates,
    /// Who sleeps in each room, 1–8 rooms.
    pub rooms: Vec<Occupancy>,
    /// What options must meet.
    pub filters: Filters,
    /// In which order.
    pub sort: Sort,
    /// The currency prices are shown in.
    pub currency: Currency,
}

/// What keeps details from being a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// These are not known yet.
    Missing(Vec<Slot>),
    /// The dates break a rule.
    Dates(StayDatesError),
    /// More rooms or people than can be booked at once.
    TooMany,
}

impl StayDetails {
    /// The departure: as said, or arrival and nights.
    #[must_use]
    pub fn departure(&self) -> Option<Date> {
        self.check_out.or_else(|| self.check_in?.checked_add(jiff::Span::new().days(i64::from(self.nights?))).ok())
    }

    /// Forgets every day and length, since they make no stay.
    pub fn forget_dates(&mut self) {
        (self.check_in, self.check_out) = (None, None);
        (self.nights, self.within) = (None, None);
    }

    /// The request these details make, seen from `today` at the guest's place, priced in `currency`.
    ///
    /// # Errors
    /// What is missing or impossible.
    pub fn request(&self, today: Date, currency: Currency) -> Result<StayRequest, Incomplete> {
        if self.is_too_many() {
            return Err(Incomplete::TooMany);
        }
        let mut missing = Vec::new();
        if self.destination.is_none() {
            missing.push(Slot::Destination);
        }
        if self.check_in.is_none() {
            missing.push(Slot::CheckIn);
        }
        if self.departure().is_none() {
            missing.push(Slot::CheckOut);
        }
        if self.adults == Some(0) {
            missing.push(Slot::Adults);
        }
        let in_rooms = self.ages_open.iter().any(|count| *count > 0);
        let at_large = usize::from(self.children.unwrap_or(0)) > self.child_ages.len() && self.per_room.is_empty();
        if in_rooms || at_large {
            missing.push(Slot::ChildAges);
        }
        if self.rooms.is_none() && self.per_room.is_empty() && self.people() > MOST_ADULTS {
            missing.push(Slot::Rooms);
        }
        let (Some(destination), Some(check_in), Some(check_out), true) =
            (&self.destination, self.check_in, self.departure(), missing.is_empty())
        else {
            return Err(Incomplete::Missing(missing));
        };
        let dates = StayDates::new(check_in, check_out, today).map_err(Incomplete::Dates)?;
        let rooms = self.occupancies();
        let sort = self.sort.unwrap_or_default();
        Ok(StayRequest {
            destination: Arc::clone(destination),
            dates,
            rooms,
            filters: self.filters.clone(),
            sort,
            currency,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 2, 18);

    #[test]
    fn a_stay_has_at_least_one_night_and_at_most_thirty() {
        let on = date(2026, 3, 20);
        assert_eq!(StayDates::new(on, on, TODAY), Err(StayDatesError::CheckOutNotAfterCheckIn));
        assert!(StayDates::new(on, date(2026, 4, 19), TODAY).is_ok());
        assert_eq!(StayDates::new(on, date(2026, 4, 20), TODAY), Err(StayDatesError::TooLong));
        assert_eq!(StayDates::new(date(2027, 7, 4), date(2027, 7, 5), TODAY), Err(StayDatesError::TooFarAhead));
    }

    #[test]
    fn what_is_missing_is_named() {
        let details = StayDetails { children: Some(1), adults: Some(0), ..Default::default() };
        let missing = vec![Slot::Destination, Slot::CheckIn, Slot::CheckOut, Slot::Adults, Slot::ChildAges];
        assert_eq!(details.request(TODAY, Currency::USD), Err(Incomplete::Missing(missing)));
    }

    #[test]
    fn a_party_too_large_for_one_room_is_asked_for_its_rooms() {
        let party = |adults, rooms| StayDetails { adults: Some(adults), rooms, ..Default::default() };
        let asked = |details: StayDetails| details.request(TODAY, Currency::USD).unwrap_err();
        let Incomplete::Missing(missing) = asked(party(10, None)) else { panic!("ten people fit into several rooms") };
        assert!(missing.contains(&Slot::Rooms));
        assert_eq!(asked(party(45, None)), Incomplete::TooMany);
        assert_eq!(asked(party(10, Some(1))), Incomplete::TooMany);
        assert!(!matches!(asked(party(10, Some(3))), Incomplete::TooMany));
    }

    proptest! {
        #[test]
        fn nights_and_days_agree(ahead in 0_i64..400, nights in 1_i64..=30) {
            let check_in = TODAY.checked_add(jiff::Span::new().days(ahead)).unwrap();
            let check_out = check_in.checked_add(jiff::Span::new().days(nights)).unwrap();
            let dates = StayDates::new(check_in, check_out, TODAY).unwrap();
            prop_assert_eq!(i64::from(dates.nights()), nights);
            prop_assert_eq!(dates.days().count() as i64, nights);
            prop_assert_eq!(dates.days().next(), Some(check_in));
        }
    }
}
