//! What a sentence was understood to say, in the form partners are told it.

use std::sync::Arc;

use jiff::civil::Date;

use super::amenity::AmenitySet;
use super::board::Board;
use super::hotel::Rating;
use super::place::Destination;
use super::stay::{Occupancy, PriceRange, Sort};

/// What was understood, slot by slot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// The intent's name.
    pub intent: &'static str,
    /// Each slot that was said or assumed.
    pub slots: Vec<HeardSlot>,
    /// What was taken for granted, in readable sentences.
    pub assumptions: Vec<String>,
    /// Spelling that was mended.
    pub corrections: Vec<Correction>,
    /// Words that were not used.
    pub unread: Vec<String>,
    /// What was understood and yet is not acted on; guests are told.
    pub left_out: Vec<LeftOut>,
    /// Another place that the words could mean.
    pub alternative: Option<Arc<Destination>>,
}

/// Something a guest asked for that is not acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The words as typed.
    pub text: String,
    /// Why not.
    pub why: WhyLeftOut,
}

/// Why something a guest asked for is not acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyLeftOut {
    /// No option can be checked for it.
    CannotCheck,
    /// It is no matter of hotels.
    OutsideService,
    /// It says where a place lies, and no place of that name lies there.
    NoSuchPlace,
}

impl WhyLeftOut {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CannotCheck => "cannot_check",
            Self::OutsideService => "outside_service",
            Self::NoSuchPlace => "no_such_place",
        }
    }
}

/// One slot: what it was understood to be, and by which words.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardSlot {
    /// What it was understood to be.
    pub value: HeardValue,
    /// The words that said it, as typed; empty when assumed.
    pub text: String,
    /// Whether nobody said it.
    pub assumed: bool,
}

/// A slot of `artifacts.understanding` with its value.
#[derive(Debug, Clone, PartialEq)]
pub enum HeardValue {
    /// Where.
    Destination(Arc<str>),
    /// Arrival.
    CheckIn(Date),
    /// Departure.
    CheckOut(Date),
    /// Who sleeps in each room.
    Rooms(Vec<Occupancy>),
    /// Money back or not.
    Refundable(bool),
    /// Bounds on the price.
    Price(PriceRange),
    /// The least guest rating.
    MinRating(Rating),
    /// The least stars.
    MinStars(u8),
    /// The meal plan.
    Board(Board),
    /// What the house must offer.
    Amenities(AmenitySet),
    /// The hotel by name.
    HotelName(Arc<str>),
    /// The order.
    Sort(Sort),
}

/// A word that was read as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As read.
    pub to: String,
}
