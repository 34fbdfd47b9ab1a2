//! What a guest's sentence says.

pub mod text;
