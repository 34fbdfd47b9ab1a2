//! The states of a booking attempt, and how partners see them.

use serde::{Deserialize, Serialize};

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// The supplier's quote is stored.
    Quoted,
    /// The quote differs from what was shown or accepted.
    PriceChanged,
    /// No usable card.
    AwaitingCard,
    /// The exact terms are fixed; a yes books.
    AwaitingYes,
    /// The yes is recorded.
    Intent,
    /// The card is held.
    Authorised,
    /// The supplier is being asked, or was when we stopped.
    Sending,
    /// Booked.
    Confirmed,
    /// The supplier took it on request and will say.
    Requested,
    /// Definitely not booked.
    Refused,
    /// Perhaps booked: only evidence decides.
    Unknown,
    /// The cancellation is being asked, or was when we stopped.
    CancelSending,
    /// Perhaps cancelled; may be asked again.
    CancelUnknown,
    /// Cancelled.
    Cancelled,
    /// Given up before anything was sent: declined, replaced or expired.
    Ended,
}

impl AttemptState {
    /// Whether a supplier booking exists or may exist.
    #[must_use]
    pub fn may_hold_a_room(self) -> bool {
        match self {
            Self::Sending
            | Self::Confirmed
            | Self::Requested
            | Self::Unknown
            | Self::CancelSending
            | Self::CancelUnknown => true,
            Self::Quoted
            | Self::PriceChanged
            | Self::AwaitingCard
            | Self::AwaitingYes
            | Self::Intent
            | Self::Authorised
            | Self::Refused
            | Self::Cancelled
            | Self::Ended => false,
        }
    }

    /// Whether the guest has said the final yes, so that there is a booking to speak of.
    #[must_use]
    pub fn is_booking(self) -> bool {
        match self {
            Self::Intent | Self::Authorised | Self::Refused | Self::Cancelled => true,
            Self::Quoted | Self::PriceChanged | Self::AwaitingCard | Self::AwaitingYes | Self::Ended => false,
            Self::Sending
            | Self::Confirmed
            | Self::Requested
            | Self::Unknown
            | Self::CancelSending
            | Self::CancelUnknown => true,
        }
    }

    /// Whether something must still come of it without the guest: after the final yes and before any end, or a
    /// cancellation begun and not ended.
    #[must_use]
    pub fn is_unsettled(self) -> bool {
        match self {
            Self::Intent
            | Self::Authorised
            | Self::Sending
            | Self::Requested
            | Self::Unknown
            | Self::CancelSending
            | Self::CancelUnknown => true,
            Self::Quoted
            | Self::PriceChanged
            | Self::AwaitingCard
            | Self::AwaitingYes
            | Self::Confirmed
            | Self::Refused
            | Self::Cancelled
            | Self::Ended => false,
        }
    }

    /// How partners see it.
    #[must_use]
    pub fn status(self) -> BookingStatus {
        match self {
            Self::Confirmed => BookingStatus::Confirmed,
            Self::Refused | Self::Ended => BookingStatus::Failed,
            Self::Cancelled => BookingStatus::Cancelled,
            Self::CancelSending | Self::CancelUnknown => BookingStatus::CancellationPending,
            Self::Quoted
            | Self::PriceChanged
            | Self::AwaitingCard
            | Self::AwaitingYes
            | Self::Intent
            | Self::Authorised
            | Self::Sending
            | Self::Requested
            | Self::Unknown => BookingStatus::Pending,
        }
    }
}

/// A booking as partners see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// On request, or the outcome is not known yet.
    Pending,
    /// Booked.
    Confirmed,
    /// Not booked, nothing charged.
    Failed,
    /// The cancellation has no answer yet.
    CancellationPending,
    /// Cancelled.
    Cancelled,
}

impl BookingStatus {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Failed => "failed",
            Self::CancellationPending => "cancellation_pending",
            Self::Cancelled => "cancelled",
        }
    }
}
