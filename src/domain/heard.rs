//! What a sentence was understood to say, in the form partners are told it.

use std::sync::Arc;

use jiff::civil::Date;

use super::amenity::AmenitySet;
use super::board::Board;
use super::hotel::Rating;
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
