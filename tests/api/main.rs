//! The API as partners see it, driven in-process, and once over a real socket.

#![allow(clippy::unwrap_used)]

mod bad_input;
mod booking;
mod card_text;
mod documents;
mod durable;
mod erase;
mod events;
mod harness;
mod heals;
mod idempotency;
mod jumps;
mod kept;
mod left_out;
mod limits;
mod metrics;
mod next_actions;
mod payment_page;
mod sandbox;
mod scenarios;
mod sessions;
mod socket;
mod state;
mod usage;
