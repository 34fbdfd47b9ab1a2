//! HTTP: what partners send becomes domain values, and what came of it goes back.

pub mod api_key;
pub mod body;
pub mod error;
pub mod json;
pub mod meter;
pub mod quota;
pub mod request;
pub mod wire;
