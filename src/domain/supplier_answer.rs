//! What a supplier may answer about a booking, whoever the supplier is.

use super::failure::FailureCode;
use super::ids::SupplierReference;

/// What a booking brought. Only [`BookAnswer::Refused`] is a definite no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookAnswer {
    /// Booked.
    Confirmed(SupplierReference),
    /// Taken on request; the supplier will say.
    OnRequest(SupplierReference),
    /// Definitely not booked.
    Refused(FailureCode),
    /// Perhaps booked; the text is for the operator's log only.
    Unknown(String),
}

/// What a cancellation brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// Cancelled, now or before.
    Cancelled,
    /// Not cancelled; the booking stands.
    Refused(FailureCode),
    /// Perhaps cancelled; may be asked again.
    Unknown(String),
}

/// What the supplier knows of one of our locators, where it can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Booked.
    Booked(SupplierReference),
    /// Still on request.
    Pending(SupplierReference),
    /// Definitely not booked, or refused since.
    NotBooked,
    /// Booked and cancelled since.
    Cancelled(SupplierReference),
    /// The supplier offers no look-up, or it did not answer.
    Unavailable,
}
