//! What a house or room offers, as a closed list and a set of it.

use serde::{Deserialize, Serialize};

macro_rules! amenities {
    ($($(#[$doc:meta])* $name:ident = $wire:literal, $label:literal;)*) => {
        /// Something a house or room offers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Amenity {
            $($(#[$doc])* $name,)*
        }

        impl Amenity {
            /// Every amenity, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name, snake_case: on the wire, in rows and in the vocabulary.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The words a reply uses: "a pool", "free parking".
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

amenities! {
    /// Wireless internet.
    Wifi = "wifi", "wifi";
    /// Parking.
    Parking = "parking", "parking";
    /// A swimming pool.
    Pool = "pool", "a pool";
    /// A gym or fitness room.
    Gym = "gym", "a gym";
    /// A spa.
    Spa = "spa", "a spa";
    /// A sauna.
    Sauna = "sauna", "a sauna";
    /// Breakfast can be had.
    Breakfast = "breakfast", "breakfast";
    /// A restaurant.
    Restaurant = "restaurant", "a restaurant";
    /// A bar.
    Bar = "bar", "a bar";
    /// Pets are welcome.
    Pets = "pets", "pets welcome";
    /// Laundry service.
    Laundry = "laundry", "laundry service";
    /// A shuttle to the airport.
    AirportShuttle = "airport_shuttle", "an airport shuttle";
    /// Step-free, wheelchair-accessible.
    Accessible = "accessible", "wheelchair access";
    /// Charging of electric vehicles.
    EvCharging = "ev_charging", "EV charging";
    /// Air conditioning.
    AirConditioning = "air_conditioning", "air conditioning";
    /// Heating.
    Heating = "heating", "heating";
    /// Room service.
    RoomService = "room_service", "room service";
    /// A reception open around the clock.
    FrontDesk24h = "front_desk_24h", "a 24-hour front desk";
    /// A business centre.
    BusinessCenter = "business_center", "a business centre";
    /// Meeting rooms.
    MeetingRoom = "meeting_room", "meeting rooms";
    /// Luggage storage.
    LuggageStorage = "luggage_storage", "luggage storage";
    /// A wake-up call.
    WakeUpCall = "wake_up_call", "wake-up calls";
    /// A hair dryer.
    HairDryer = "hair_dryer", "a hair dryer";
    /// Hot water around the clock.
    HotWater = "hot_water", "hot water at all hours";
    /// A kitchen or kitchenette.
    Kitchen = "kitchen", "a kitchen";
    /// A balcony or terrace.
    Balcony = "balcony", "a balcony";
    /// A view of the sea.
    SeaView = "sea_view", "a sea view";
    /// Smoking is not allowed.
    NonSmoking = "non_smoking", "non-smoking rooms";
    /// Smoking rooms.
    SmokingRoom = "smoking_room", "smoking rooms";
    /// A cot or crib.
    Crib = "crib", "a crib";
    /// Something for children: club, playground, babysitting.
    KidsClub = "kids_club", "activities for children";
    /// A beach of its own or at the door.
    BeachAccess = "beach_access", "beach access";
    /// A hot tub.
    HotTub = "hot_tub", "a hot tub";
    /// A bath tub in the room.
    Bathtub = "bathtub", "a bath tub";
    /// A lift.
    Elevator = "elevator", "a lift";
    /// Bicycles for guests.
    BikeRental = "bike_rental", "bicycles to rent";
    /// Cars to rent.
    CarRental = "car_rental", "cars to rent";
    /// Currency exchange.
    CurrencyExchange = "currency_exchange", "currency exchange";
    /// A safe.
    Safe = "safe", "a safe";
    /// A television in the room.
    Television = "television", "a television";
    /// A minibar or refrigerator.
    Minibar = "minibar", "a minibar";
    /// A coffee or tea maker.
    CoffeeMaker = "coffee_maker", "a coffee maker";
    /// A concierge.
    Concierge = "concierge", "a concierge";
    /// Adults only.
    AdultsOnly = "adults_only", "adults only";
    /// Calls abroad from the room.
    InternationalCalls = "international_call", "international calls";
    /// Calls within the country from the room.
    LocalCalls = "local_calls", "local calls";
    /// Guests from abroad are registered.
    ForeignGuests = "foreign_guests", "guests from abroad welcome";
    /// Cards of foreign banks are taken.
    ForeignCards = "foreign_cards", "foreign cards accepted";
}

impl Amenity {
    /// The amenity of that name.
    ///
    /// ```
    /// use core_chat::domain::amenity::Amenity;
    /// assert_eq!(Amenity::parse("airport_shuttle"), Some(Amenity::AirportShuttle));
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.as_str() == name)
    }

    /// The amenity of that name in camelCase, as rows of earlier versions have it: `airportShuttle`.
    #[must_use]
    pub fn parse_camel_case(name: &str) -> Option<Self> {
        let letters = || name.bytes().map(|byte| byte.to_ascii_lowercase());
        Self::ALL.iter().copied().find(|a| a.as_str().bytes().filter(|byte| *byte != b'_').eq(letters()))
    }
}

/// A set of amenities.
///
/// ```
/// use core_chat::domain::amenity::{Amenity, AmenitySet};
/// let offered = AmenitySet::of(&[Amenity::Pool, Amenity::Wifi]);
/// assert!(offered.contains_all(AmenitySet::of(&[Amenity::Pool])));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AmenitySet(u64);

impl AmenitySet {
    /// The set of `amenities`.
    #[must_use]
    pub fn of(amenities: &[Amenity]) -> Self {
        amenities.iter().copied().collect()
    }

    /// Adds one.
    pub fn insert(&mut self, amenity: Amenity) {
        self.0 |= 1 << amenity as u32;
    }

    /// Takes one away.
    pub fn remove(&mut self, amenity: Amenity) {
        self.0 &= !(1 << amenity as u32);
    }

    /// Whether it holds `amenity`.
    #[must_use]
    pub fn contains(self, amenity: Amenity) -> bool {
        self.0 & (1 << amenity as u32) != 0
    }

    /// Whether it holds every one of `wanted`.
    #[must_use]
    pub fn contains_all(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Both together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of this set that are not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many it holds.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Its members in the fixed order.
    pub fn iter(self) -> impl Iterator<Item = Amenity> {
        Amenity::ALL.iter().copied().filter(move |a| self.contains(*a))
    }
}

impl FromIterator<Amenity> for AmenitySet {
    fn from_iter<I: IntoIterator<Item = Amenity>>(amenities: I) -> Self {
        let mut set = Self::default();
        amenities.into_iter().for_each(|a| set.insert(a));
        set
    }
}

impl Serialize for AmenitySet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Amenity::as_str))
    }
}

impl<'de> Deserialize<'de> for AmenitySet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let known = |name| Amenity::parse(name).or_else(|| Amenity::parse_camel_case(name));
        names.iter().map(|name| known(name).ok_or_else(|| serde::de::Error::custom("unknown amenity"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amenity_fits_the_set_and_reads_back() {
        assert!(Amenity::ALL.len() <= 64);
        for amenity in Amenity::ALL {
            assert_eq!(Amenity::parse(amenity.as_str()), Some(*amenity));
        }
        let all = AmenitySet::of(Amenity::ALL);
        assert_eq!(all.len(), Amenity::ALL.len());
        let json = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<AmenitySet>(&json).unwrap(), all);
    }

    #[test]
    fn rows_of_earlier_versions_are_read() {
        let earlier = r#"["pool","airportShuttle","frontDesk24h","evCharging"]"#;
        let read: AmenitySet = serde_json::from_str(earlier).unwrap();
        let names = [Amenity::Pool, Amenity::AirportShuttle, Amenity::FrontDesk24h, Amenity::EvCharging];
        assert_eq!(read, AmenitySet::of(&names));
        assert!(serde_json::from_str::<AmenitySet>(r#"["moat"]"#).is_err());
    }
}
