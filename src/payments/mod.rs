//! Who keeps cards: a vault takes the number on its page and gives us a name for it.

use async_trait::async_trait;
use jiff::civil::Date;
use thiserror::Error;

use crate::domain::card::PaymentMethod;
use crate::domain::failure::FailureCode;
use crate::domain::ids::{BookingId, HoldId, PaymentMethodId};
use crate::domain::money::Money;
use crate::domain::partner::{Caller, TestCaller};

pub mod sandbox;

/// Which part of a card form is unfit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CardFormError {
    /// Not a card number.
    #[error("Enter the card number as it stands on the card.")]
    Number,
    /// A card number that this vault does not take.
    #[error("Test cards only: use one of the numbers listed below.")]
    NotATestCard,
    /// Not a month and year.
    #[error("Enter the expiry date as MM/YY.")]
    Expiry,
    /// A month that has passed.
    #[error("This card has expired.")]
    Expired,
    /// Not three or four digits.
    #[error("Enter the 3 or 4 digits of the security code.")]
    SecurityCode,
}

/// Keeps cards and holds money on them.
#[async_trait]
pub trait CardVault: Send + Sync {
    /// Keeps a card and names it. The arguments are the guest's typing and live no longer than this call: no type holds
    /// them. `expiry` is `MM/YY` or `MM/YYYY`; `random` makes the name unique, `today` decides about expiry.
    ///
    /// # Errors
    /// Every part of the form that is unfit.
    fn keep(
        &self,
        number: &str,
        expiry: &str,
        security_code: &str,
        random: u128,
        today: Date,
    ) -> Result<PaymentMethod, Vec<CardFormError>>;

    /// The names of the cards that can be kept without a number; none in a vault of real cards.
    fn test_cards(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Keeps the test card of that name, as if it had been entered; `None` for a name that is none.
    fn keep_test_card(&self, _name: &str, _random: u128, _today: Date) -> Option<PaymentMethod> {
        None
    }

    /// Holds `amount` on the card for `booking` of `caller`; asking again for the same booking and card gives the same hold.
    ///
    /// # Errors
    /// Why the issuer refused.
    async fn authorise(
        &self,
        caller: &Caller,
        method: &PaymentMethodId,
        amount: Money,
        booking: &BookingId,
    ) -> Result<HoldId, FailureCode>;

    /// Takes the money held; asking again takes it once.
    async fn capture(&self, hold: &HoldId);

    /// Lets go of the money held; asking again is harmless.
    async fn release(&self, hold: &HoldId);

    /// Gives back `amount` of the money taken; asking again gives it back once.
    async fn refund(&self, hold: &HoldId, amount: Money);

    /// Forgets every hold of a sandbox. A vault of real cards has none.
    fn forget(&self, _sandbox: &TestCaller) {}
}
