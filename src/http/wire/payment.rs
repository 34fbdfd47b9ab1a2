//! Payment: where to enter a card, which card is on file, why one was refused.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::value::Instant;
use crate::domain::card::PaymentMethod;
use crate::domain::failure::FailureCode;

/// Where to enter a card, which card would be charged, and why the last one was refused.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment<'a> {
    /// Page on which the guest enters name and card; null when none is needed.
    #[schema(example = "https://chat.example.com/pay/k3v9q0xw7d2m5tf8", required)]
    setup_url: Option<&'a str>,
    /// From when on the page no longer works.
    #[schema(required)]
    setup_expires_at: Option<Instant>,
    /// The card that would be charged.
    #[schema(value_type = Option<Method>, required)]
    method: Option<Method<'a>>,
    /// Why the last card was refused.
    #[schema(required)]
    decline: Option<Decline>,
}

impl<'a> Payment<'a> {
    /// A card is to be entered at `url` before `expires_at`.
    #[must_use]
    pub fn setup(url: &'a str, expires_at: Timestamp) -> Self {
        Self { setup_url: Some(url), setup_expires_at: Some(Instant(expires_at)), ..Self::default() }
    }

    /// `method` would be charged.
    #[must_use]
    pub fn by(method: &'a PaymentMethod) -> Self {
        Self { method: Some(Method::from(method)), ..Self::default() }
    }

    /// The same, after a card was refused for `code`.
    #[must_use]
    pub fn after_decline(self, code: Option<FailureCode>) -> Self {
        Self { decline: code.map(Decline::from), ..self }
    }
}

/// A card on file, by its safe parts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaymentMethod)]
pub struct Method<'a> {
    /// Its key.
    payment_method_id: &'a str,
    /// The brand.
    #[schema(example = "visa")]
    brand: &'a str,
    /// The last four digits.
    #[schema(example = "4242")]
    last4: &'a str,
    /// Month of expiry, 1–12.
    exp_month: u8,
    /// Year of expiry, four digits.
    exp_year: u16,
}

impl<'a> From<&'a PaymentMethod> for Method<'a> {
    fn from(method: &'a PaymentMethod) -> Self {
        Self {
            payment_method_id: method.id.as_str(),
            brand: &method.brand,
            last4: &method.last4,
            exp_month: method.exp_month,
            exp_year: method.exp_year,
        }
    }
}

/// Why a card was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decline {
    /// `card_declined`, `insufficient_funds`, `expired_card` or `processing_error`.
    #[schema(example = "card_declined")]
    code: &'static str,
    /// Whether another try, perhaps with another card, may work.
    retryable: bool,
}

impl From<FailureCode> for Decline {
    fn from(code: FailureCode) -> Self {
        Self { code: code.as_str(), retryable: code.is_retryable() }
    }
}
