//! Places of the earth: how their names are looked up and ranked.
//!
//! [`World`] is the way in: by id, by point, and by what a guest types.

mod atlas;
mod best;
pub mod binary;
pub mod deletions;
pub mod everyday;
pub mod fold;
pub mod gazetteer;
pub mod grid;
pub mod hash;
pub mod ids;
pub mod known;
pub mod letters;
pub mod mend;
mod qualifier;
mod rank;
mod resolution;
mod resolve;
pub mod rolling;
mod settle;
pub mod slips;
pub mod table;
pub mod words;

pub use atlas::{City, World};
pub use known::Spot;
pub use rank::Hint;
pub use resolution::{Reading, Resolution, Resolved, Standing};
