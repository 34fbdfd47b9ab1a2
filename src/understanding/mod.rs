//! What a guest's sentence says.

pub mod dates;
pub mod text;
