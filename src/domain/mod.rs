//! What everything is called and what may be true of it: plain values, no I/O, no clock, no randomness.

pub mod amenity;
pub mod attempt_state;
pub mod board;
pub mod booking;
pub mod card;
pub mod card_number;
pub mod clock_hand;
pub mod course;
pub mod event;
pub mod failure;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod guest;
pub mod heard;
pub mod hotel;
pub mod ids;
pub mod money;
pub mod option;
pub mod outcome;
pub mod partner;
mod party;
pub mod place;
pub mod ranking;
pub mod session;
pub mod shortlist;
pub mod status;
pub mod stay;
pub mod supplier_answer;
pub mod usage;
