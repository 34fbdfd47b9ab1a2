//! Cards on file, by their safe parts only: no type here can hold a card number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::guest::Guest;
use super::ids::{ActorId, BookingId, PaymentMethodId, SessionId, SetupId};
use super::partner::Caller;

/// A card on file, by its safe parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethod {
    /// Its key at the vault.
    pub id: PaymentMethodId,
    /// The brand: `visa`, `mastercard`.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// Month of expiry, 1–12.
    pub exp_month: u8,
    /// Year of expiry, four digits.
    pub exp_year: u16,
}

/// One visit to the card set-up page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardSetup {
    /// Its key, part of the page's address.
    pub id: SetupId,
    /// Whose it is.
    pub caller: Caller,
    /// Whose card.
    pub actor: ActorId,
    /// The session that asked.
    pub session: SessionId,
    /// What it is to pay for.
    pub booking: BookingId,
    /// From when on the page no longer works.
    pub expires_at: Timestamp,
    /// The card it brought, once completed; then the page is used up.
    pub method: Option<PaymentMethod>,
    /// The guest it brought.
    pub guest: Option<Guest>,
}
