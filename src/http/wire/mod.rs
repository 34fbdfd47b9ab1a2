//! JSON shapes of outcomes and artifacts, built from domain values, never the reverse.
//!
//! - A shape always has all its members; what is not known or does not apply is `null`.
//! - Three shapes are maps of what there is and leave the rest out: `artifacts` (the sections that belong to the
//!   status), `understanding` (the slots that were said or assumed) and `filters` (the wishes that were asked for).
//! - What a partner sent is echoed as sent: what was absent stays absent.
//! - Shapes borrow from the domain and are written in one pass into one buffer; nothing is built as a JSON tree.

use bytes::Bytes;

use std::sync::Arc;

use crate::chat::Snapshot;
use crate::domain::booking::BookingAttempt;
use crate::domain::outcome::Turn;
use crate::domain::session::Session;

pub mod artifacts;
pub mod booking;
pub mod envelope;
pub mod names;
pub mod next;
pub mod option;
pub mod payment;
pub mod sandbox;
pub mod search;
pub mod session;
pub mod turn;
pub mod understanding;
pub mod value;

/// The body that answers one event.
#[must_use]
pub fn turn_body(turn: &Turn) -> Bytes {
    envelope::body_of(&turn::Answered::from(turn))
}

/// The body that answers a new session.
#[must_use]
pub fn session_body(session: &Session) -> Bytes {
    envelope::body_of(&session::Opened::from(session))
}

/// The body of a session as it stands.
#[must_use]
pub fn snapshot_body(snapshot: &Snapshot) -> Bytes {
    envelope::body_of(&session::Standing::from(snapshot))
}

/// The body of one booking.
#[must_use]
pub fn booking_body(booking: &BookingAttempt) -> Bytes {
    envelope::body_of(&booking::Booked::from(booking))
}

/// The body of one page of bookings, followed by the page that `next` names.
#[must_use]
pub fn bookings_body(bookings: &[Arc<BookingAttempt>], next: Option<&str>) -> Bytes {
    envelope::body_of(&booking::BookedPage::of(bookings, next))
}

#[cfg(test)]
mod tests;
