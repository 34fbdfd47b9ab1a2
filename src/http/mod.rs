//! HTTP: what partners send becomes domain values, and what came of it goes back.

pub mod answer;
pub mod api_key;
pub mod body;
pub mod bookings;
pub mod error;
pub mod events;
pub mod json;
pub mod meter;
pub mod quota;
pub mod request;
pub mod rescue;
pub mod sessions;
pub mod wire;
