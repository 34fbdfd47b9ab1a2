//! What a guest's sentence says.

pub mod places;
pub mod text;
