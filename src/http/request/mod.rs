//! What partners send, read in the order of checks that the contract names: the first failure answers.

pub mod card_scan;
pub mod document;
pub mod event;
pub mod filters;
pub mod fingerprint;
pub mod page;
pub mod path;
pub mod payload;
pub mod sandbox;
pub mod scenario;
pub mod session;
pub mod shape;
