//! What partners reach over HTTP.

pub mod wire;
