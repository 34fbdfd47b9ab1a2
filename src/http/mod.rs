//! HTTP: what partners send becomes domain values, and what came of it goes back.

pub mod body;
pub mod error;
pub mod json;
pub mod request;
pub mod wire;
