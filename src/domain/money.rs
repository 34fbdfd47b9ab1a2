//! Money: whole minor units of one currency, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(iso_currency::Currency::USD);
    /// Euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    /// Pound sterling.
    pub const GBP: Self = Self(iso_currency::Currency::GBP);

    /// Reads a code of three letters in either case.
    ///
    /// ```
    /// use core_chat::domain::money::Currency;
    /// assert_eq!(Currency::parse("jpy").unwrap().decimals(), 0);
    /// assert!(Currency::parse("bucks").is_none());
    /// ```
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        if code.len() != 3 || !code.is_ascii() {
            return None;
        }
        iso_currency::Currency::from_code(&code.to_ascii_uppercase()).map(Self)
    }

    /// The code, `USD`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its amounts have: 2 for most, 0 for JPY and KRW, 3 for KWD.
    #[must_use]
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// Minor units in one major unit: 100 for USD, 1 for JPY.
    #[must_use]
    pub fn scale(self) -> i64 {
        10_i64.pow(self.decimals())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::parse(&code).ok_or(MoneyError::UnknownCurrency)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// Why an amount could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Two amounts of different currencies met.
    #[error("amounts of different currencies cannot be added")]
    CurrencyMismatch,
    /// The result does not fit.
    #[error("the amount is too large")]
    Overflow,
    /// Not a code of ISO 4217.
    #[error("not a currency of ISO 4217")]
    UnknownCurrency,
}

/// An amount in minor units (cents) of one currency.
///
/// ```
/// use core_chat::domain::money::{Currency, Money};
/// let night = Money::new(27_666, Currency::USD);
/// assert_eq!(night.times(3).unwrap(), Money::new(82_998, Currency::USD));
/// assert_eq!(night.to_string(), "276.66 USD");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` minor units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// `major` whole units of `currency`.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] when it does not fit.
    pub fn major(major: i64, currency: Currency) -> Result<Self, MoneyError> {
        major.checked_mul(currency.scale()).map(|minor| Self { minor, currency }).ok_or(MoneyError::Overflow)
    }

    /// The amount in minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum of both.
    ///
    /// # Errors
    /// Different currencies, or a sum that does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// This amount less `other`; may be negative.
    ///
    /// # Errors
    /// Different currencies, or a difference that does not fit.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// `count` times this amount.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] when it does not fit.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(count).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The share `numerator / denominator` of this amount, rounded half away from zero.
    ///
    /// ```
    /// use core_chat::domain::money::{Currency, Money};
    /// // 15.5 % of 276.66
    /// assert_eq!(Money::new(27_666, Currency::USD).share(155, 1000), Money::new(4_288, Currency::USD));
    /// ```
    #[must_use]
    pub fn share(self, numerator: i64, denominator: i64) -> Self {
        let (n, d) = (i128::from(self.minor) * i128::from(numerator), i128::from(denominator.max(1)));
        let rounded = if n >= 0 { (2 * n + d) / (2 * d) } else { (2 * n - d) / (2 * d) };
        Self { minor: i64::try_from(rounded).unwrap_or(i64::MAX), ..self }
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }

    /// The amount in major units as decimal digits, `980.67`, `-0.05`, `12000` for JPY.
    #[must_use]
    pub fn decimal(self) -> String {
        let (scale, decimals) = (self.currency.scale().unsigned_abs(), self.currency.decimals() as usize);
        let (sign, minor) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        let (mut whole, mut part) = (itoa::Buffer::new(), itoa::Buffer::new());
        let whole = whole.format(minor / scale);
        if decimals == 0 {
            return [sign, whole].concat();
        }
        let part = part.format(minor % scale);
        [sign, whole, ".", &"000"[..decimals.saturating_sub(part.len()).min(3)], part].concat()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_follow_the_currency() {
        let jpy = Currency::parse("JPY").unwrap();
        let kwd = Currency::parse("KWD").unwrap();
        assert_eq!(Money::new(12_000, jpy).decimal(), "12000");
        assert_eq!(Money::new(12_005, kwd).decimal(), "12.005");
        assert_eq!(Money::new(-5, Currency::USD).decimal(), "-0.05");
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::USD).plus(Money::new(1, Currency::EUR));
        assert_eq!(sum, Err(MoneyError::CurrencyMismatch));
    }

    proptest! {
        #[test]
        fn adding_and_taking_away_gives_back_the_first(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
            let (a, b) = (Money::new(a, Currency::USD), Money::new(b, Currency::USD));
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
        }

        #[test]
        fn a_share_is_within_half_a_unit(minor in -1_000_000_i64..1_000_000, percent in 0_i64..200) {
            let share = Money::new(minor, Currency::USD).share(percent, 100).minor();
            prop_assert!((share * 100 - minor * percent).abs() <= 50);
        }

        #[test]
        fn serde_keeps_every_amount(minor: i64) {
            let money = Money::new(minor, Currency::GBP);
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        }
    }
}
