//! What a question is about.

use crate::domain::amenity::Amenity;

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident = $wire:literal;)*) => {
        /// What a question is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Topic {
            /// Something a house may offer.
            Amenity(Amenity),
            $($(#[$doc])* $name,)*
        }

        impl Topic {
            /// Its name, snake_case.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { Self::Amenity(amenity) => amenity.as_str(), $(Self::$name => $wire,)* }
            }

            /// The topic the vocabulary names `wire`; amenities are not named this way.
            #[must_use]
            pub fn parse(wire: &str) -> Option<Self> {
                match wire { $($wire => Some(Self::$name),)* _ => None }
            }
        }
    };
}

topics! {
    /// How to call the house.
    Phone = "phone";
    /// Where it stands.
    Address = "address";
    /// Its postal code.
    Postcode = "postcode";
    /// The reference of a booking.
    Reference = "reference";
    /// What it costs.
    Price = "price";
    /// From when a guest can check in.
    CheckInTime = "check_in_time";
    /// Until when a guest must check out.
    CheckOutTime = "check_out_time";
    /// What kind of house it is.
    PropertyType = "property_type";
    /// Its stars.
    Stars = "stars";
    /// Its guest rating.
    Rating = "rating";
    /// The part of town.
    Area = "area";
    /// What cancelling costs.
    Refund = "refund";
    /// What lies in the room.
    RoomAmenities = "room_amenities";
    /// Food brought to the room.
    RoomService = "room_service";
    /// Cleaning.
    Housekeeping = "housekeeping";
    /// Meals in the house.
    Restaurant = "restaurant";
    /// Everything about it.
    Description = "description";
    /// Whether rooms are left.
    Availability = "availability";
    /// How to pay.
    Payment = "payment";
    /// Taxes and fees.
    Taxes = "taxes";
    /// How far it is from somewhere.
    Distance = "distance";
    /// Who may stay in a room.
    CheckInPolicy = "check_in_policy";
}

impl Topic {
    /// Whether the word for it is never a wish, in whatever sentence it stands.
    #[must_use]
    pub fn is_never_a_filter(self) -> bool {
        match self {
            Self::Phone
            | Self::Address
            | Self::Postcode
            | Self::Reference
            | Self::CheckInTime
            | Self::CheckOutTime
            | Self::PropertyType
            | Self::RoomAmenities
            | Self::RoomService
            | Self::Housekeeping
            | Self::Restaurant
            | Self::Price
            | Self::Stars
            | Self::Rating
            | Self::Area => true,
            Self::Amenity(_)
            | Self::Refund
            | Self::Description
            | Self::Availability
            | Self::Payment
            | Self::Taxes
            | Self::Distance
            | Self::CheckInPolicy => false,
        }
    }

    /// Whether the topic is a thing in the room rather than in the house.
    #[must_use]
    pub fn is_in_the_room(self) -> bool {
        matches!(
            self,
            Self::RoomAmenities
                | Self::Amenity(
                    Amenity::AirConditioning
                        | Amenity::Heating
                        | Amenity::HairDryer
                        | Amenity::HotWater
                        | Amenity::HotTub
                        | Amenity::Bathtub
                        | Amenity::Television
                        | Amenity::Minibar
                        | Amenity::CoffeeMaker
                        | Amenity::Safe
                        | Amenity::Balcony
                        | Amenity::Crib
                        | Amenity::SeaView
                        | Amenity::Kitchen
                        | Amenity::NonSmoking
                        | Amenity::SmokingRoom
                )
        )
    }
}
