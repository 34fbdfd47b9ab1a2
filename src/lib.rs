//! The Partner Core Chat API: hotel search and booking through conversation.

pub mod domain;
pub mod understanding;
pub mod world;
