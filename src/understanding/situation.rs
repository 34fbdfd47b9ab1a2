//! What is known when a guest speaks: everything `understand` may depend on beside the words.

use std::sync::{Arc, LazyLock};

use jiff::civil::DateTime;

use crate::domain::amenity::AmenitySet;
use crate::domain::place::{CountryCode, Destination};
use crate::domain::stay::{Slot, StayDetails};
use crate::world::World;

use super::hotel_names::HotelNames;

/// What is known when a guest speaks.
#[derive(Debug, Clone)]
pub struct Situation<'s> {
    /// The places of the earth.
    pub world: &'static World,
    /// Date and time at the guest's place.
    pub now: DateTime,
    /// The guest's or the partner's country, where known.
    pub guest_country: Option<CountryCode>,
    /// What is known of the wanted stay.
    pub known: &'s StayDetails,
    /// What a yes would agree to, where that is more than what is known.
    pub proposed: Option<&'s StayDetails>,
    /// What the last answer asked.
    pub asked: Asked<'s>,
    /// What is on the guest's screen, in order.
    pub shown: &'s [ShownHotel<'s>],
    /// Which of them was last spoken of.
    pub focus: Option<usize>,
    /// Whether the guest has a booking.
    pub has_booking: bool,
    /// Hotels that can be recognised by name, beside those shown.
    pub hotels: &'s HotelNames,
}

static NO_HOTELS: LazyLock<HotelNames> = LazyLock::new(HotelNames::default);

impl<'s> Situation<'s> {
    /// The start of a conversation: nothing asked, nothing shown, all the world to go to.
    #[must_use]
    pub fn fresh(now: DateTime, known: &'s StayDetails) -> Self {
        Self {
            world: World::embedded(),
            now,
            guest_country: None,
            known,
            proposed: None,
            asked: Asked::Nothing,
            shown: &[],
            focus: None,
            has_booking: false,
            hotels: &NO_HOTELS,
        }
    }
}

/// What the last answer asked; the only thing a yes or a bare answer can mean.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Asked<'s> {
    /// Nothing.
    #[default]
    Nothing,
    /// These slots.
    Slots(&'s [Slot]),
    /// Which of these places is meant.
    WhichPlace(&'s [Arc<Destination>]),
    /// Whether to go on with what was proposed: a changed price, the final yes, values read back.
    Proposal,
    /// Whether to cancel at the cost told.
    Cancellation,
    /// To enter a card on the set-up page and come back.
    CardSetup,
}

impl Asked<'_> {
    /// Whether `slot` was asked for.
    #[must_use]
    pub fn for_slot(&self, slot: Slot) -> bool {
        match self {
            Self::Slots(slots) => slots.contains(&slot),
            Self::WhichPlace(_) => slot == Slot::Destination,
            Self::Nothing | Self::Proposal | Self::Cancellation | Self::CardSetup => false,
        }
    }

    /// Whether `slot` alone was asked for.
    #[must_use]
    pub fn only_for(&self, slot: Slot) -> bool {
        match self {
            Self::Slots(slots) => **slots == [slot],
            Self::WhichPlace(_) => slot == Slot::Destination,
            Self::Nothing | Self::Proposal | Self::Cancellation | Self::CardSetup => false,
        }
    }
}

/// One hotel on the guest's screen, as far as words can point at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownHotel<'s> {
    /// Its name.
    pub name: &'s str,
    /// What the stay costs there, in minor units of the currency all are shown in.
    pub total: Option<i64>,
    /// Guest rating in tenths.
    pub rating: Option<u8>,
    /// Official stars.
    pub stars: Option<u8>,
    /// What it offers.
    pub amenities: AmenitySet,
    /// Metres from the point searched.
    pub distance: Option<u32>,
    /// Whether it is refundable.
    pub refundable: Option<bool>,
}

impl<'s> ShownHotel<'s> {
    /// A hotel of which only the name is known.
    #[must_use]
    pub fn named(name: &'s str) -> Self {
        Self {
            name,
            total: None,
            rating: None,
            stars: None,
            amenities: AmenitySet::default(),
            distance: None,
            refundable: None,
        }
    }
}
