//! JSON shapes of outcomes and artifacts, built from domain values, never the reverse.
//!
//! - A shape always has all its members; what is not known or does not apply is `null`.
//! - Three shapes are maps of what there is and leave the rest out: `artifacts` (the sections that belong to the
//!   status), `understanding` (the slots that were said or assumed) and `filters` (the wishes that were asked for).
//! - What a partner sent is echoed as sent: what was absent stays absent.
//! - Shapes borrow from the domain and are written in one pass into one buffer; nothing is built as a JSON tree.

use bytes::Bytes;

use crate::domain::outcome::Turn;

pub mod artifacts;
pub mod booking;
pub mod envelope;
pub mod next;
pub mod option;
pub mod payment;
pub mod search;
pub mod turn;
pub mod understanding;
pub mod value;

/// The body that answers one event.
#[must_use]
pub fn turn_body(turn: &Turn) -> Bytes {
    envelope::body_of(turn::Answered::from(turn))
}

#[cfg(test)]
mod tests;
