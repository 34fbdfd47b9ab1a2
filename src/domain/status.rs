//! The closed list of what can come of a turn, by the names partners are promised.

use serde::{Deserialize, Serialize};

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $wire:literal;)*) => {
        /// `result.status` on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Status {
            $($(#[$doc])* $name,)*
        }

        impl Status {
            /// Every status.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }
        }
    };
}

statuses! {
    /// A search found options.
    Shortlist = "shortlist";
    /// Searched, nothing met every wish.
    NoResults = "no_results";
    /// Something is missing, ambiguous or impossible.
    ClarificationRequired = "clarification_required";
    /// A question about one option.
    OptionDetails = "option_details";
    /// Options held against each other.
    Comparison = "comparison";
    /// Help, greeting, thanks, a general question, a declined proposal.
    Answer = "answer";
    /// Nothing could be read.
    NotUnderstood = "not_understood";
    /// Outside what this service does.
    UnsupportedRequest = "unsupported_request";
    /// A card number was typed; nothing of it is kept.
    CardDataRefused = "card_data_refused";
    /// The quote differs from what was shown.
    PriceChangeConfirmationRequired = "price_change_confirmation_required";
    /// No card on file.
    PaymentSetupRequired = "payment_setup_required";
    /// The final yes.
    PaymentConfirmationRequired = "payment_confirmation_required";
    /// The issuer refused.
    PaymentDeclined = "payment_declined";
    /// Booked.
    BookingConfirmed = "booking_confirmed";
    /// On request, or not known yet.
    BookingPending = "booking_pending";
    /// Definitely not booked.
    BookingFailed = "booking_failed";
    /// Sold out, expired, unknown or another actor's.
    OptionUnavailable = "option_unavailable";
    /// No supplier answered.
    SupplierUnavailable = "supplier_unavailable";
    /// A yes with no open question.
    NothingToConfirm = "nothing_to_confirm";
    /// Cancel asked in words, or previewed.
    CancellationConfirmationRequired = "cancellation_confirmation_required";
    /// Cancelled.
    BookingCancelled = "booking_cancelled";
    /// The supplier has not answered.
    CancellationPending = "cancellation_pending";
    /// Too late, not refundable or refused.
    CancellationFailed = "cancellation_failed";
    /// One booking.
    BookingDetails = "booking_details";
    /// The actor's bookings.
    BookingList = "booking_list";
    /// No such booking for this actor.
    BookingNotFound = "booking_not_found";
}
