//! The Partner Core Chat API: hotel search and booking through conversation.

pub mod app;
pub mod chat;
pub mod clock;
pub mod config;
pub mod domain;
pub mod http;
pub mod json;
pub mod payments;
pub mod store;
pub mod supplier;
pub mod understanding;
pub mod world;
