//! What a name turned out to be, and how sure that is.

use crate::domain::place::Destination;

/// What a name turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// One place.
    Found(Resolved),
    /// Several places with equal right to the name, the best known first; the guest is asked.
    Ambiguous(Vec<Destination>),
    /// A country, state or big region, which is not searched, and its best-known cities.
    TooLarge {
        /// The country, state or region.
        whole: Destination,
        /// Up to four cities in it.
        cities: Vec<Destination>,
    },
    /// No place of this name.
    Unknown,
}

/// The place a name means, with what should be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The place.
    pub destination: Destination,
    /// The words as typed when they were misspelt; the reply names the place.
    pub mended: Option<String>,
    /// Another place of this name that may have been meant as well: offered in one tap.
    pub alternative: Option<Destination>,
    /// A qualifier that fits no place of this name and was left aside; the reply says so.
    pub dropped: Option<String>,
}

/// A place read from the start of some words.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// How many words were read.
    pub words: usize,
    /// How many of them are the name itself.
    pub name: usize,
    /// What they mean.
    pub resolution: Resolution,
    /// How sure one may be that a place is meant at all.
    pub standing: Standing,
}

/// What speaks for a name being meant as a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// People of the place; `u32::MAX` for what a curated table or a code names, and for countries and states.
    pub people: u32,
    /// Whether it is a sought-after destination.
    pub hot: bool,
    /// Whether it is an area or landmark of the session's city.
    pub here: bool,
    /// Whether the name is its own, not an alias.
    pub own: bool,
    /// How many slips of the finger were mended.
    pub slips: u8,
    /// Whether a qualifier stood behind the name.
    pub qualified: bool,
    /// Thousandths of the score of `rank.rs`.
    pub score: i32,
}

/// Places of so many people are known to everybody.
const WELL_KNOWN: u32 = 100_000;

impl Standing {
    /// Whether the place is known to everybody: sought after, a city of 100,000, or what a curated table names.
    #[must_use]
    pub fn is_well_known(&self) -> bool {
        self.hot || self.people >= WELL_KNOWN
    }
}
