//! Why something did not work, in words partners are promised.

use serde::{Deserialize, Serialize};

/// Why something did not work, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// No room is left.
    SoldOut,
    /// No such option for this actor.
    UnknownOption,
    /// The option's time is over.
    OptionExpired,
    /// The supplier did not answer in time.
    SupplierTimeout,
    /// The supplier said no.
    SupplierRejected,
    /// The supplier failed.
    SupplierError,
    /// The issuer said no.
    CardDeclined,
    /// The issuer said there is not enough money.
    InsufficientFunds,
    /// The card has expired.
    ExpiredCard,
    /// The card could not be processed.
    ProcessingError,
    /// Check-in has come.
    TooLateToCancel,
    /// The policy gives nothing back.
    NotRefundable,
    /// The supplier refused to cancel.
    CancellationRefused,
    /// No such booking for this actor.
    BookingNotFound,
}

impl FailureCode {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SoldOut => "sold_out",
            Self::UnknownOption => "unknown_option",
            Self::OptionExpired => "option_expired",
            Self::SupplierTimeout => "supplier_timeout",
            Self::SupplierRejected => "supplier_rejected",
            Self::SupplierError => "supplier_error",
            Self::CardDeclined => "card_declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ExpiredCard => "expired_card",
            Self::ProcessingError => "processing_error",
            Self::TooLateToCancel => "too_late_to_cancel",
            Self::NotRefundable => "not_refundable",
            Self::CancellationRefused => "cancellation_refused",
            Self::BookingNotFound => "booking_not_found",
        }
    }

    /// Whether trying again, perhaps with another option or card, may work.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        match self {
            Self::SoldOut
            | Self::OptionExpired
            | Self::SupplierTimeout
            | Self::SupplierError
            | Self::CardDeclined
            | Self::InsufficientFunds
            | Self::ExpiredCard
            | Self::ProcessingError => true,
            Self::UnknownOption
            | Self::SupplierRejected
            | Self::TooLateToCancel
            | Self::NotRefundable
            | Self::CancellationRefused
            | Self::BookingNotFound => false,
        }
    }
}
