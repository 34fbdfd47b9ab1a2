//! What a place in a sentence is to the stay.

use crate::world::Resolution;

/// A place that was said.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceSaid {
    /// What it is to the stay.
    pub relation: Relation,
    /// Which place it is.
    pub resolution: Resolution,
    /// Whether it stands within what looks like the name of a hotel: "Hilton Phoenix Airport".
    pub in_hotel_name: bool,
}

/// What a place is to the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The stay is there.
    In,
    /// The stay should be near it.
    Near,
    /// The guest comes from there.
    From,
}
