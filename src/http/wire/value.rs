//! The small forms that all shapes share: amounts, days, instants, and lists written straight from the domain.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::StdFmtWrite;
use jiff::fmt::temporal::DateTimePrinter;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::domain::money::Money;
use crate::domain::option::{Rating, Refundability};

/// Money in major units, a number with the decimals of its currency.
///
/// The float is the one nearest to the exact amount, and the writer prints the shortest digits that name that float:
/// up to fifteen digits those are the amount's own, so 98067 cents are always `980.67`.
#[derive(Debug, ToSchema)]
#[schema(value_type = f64, example = 980.67)]
pub struct Amount(pub Money);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.currency().scale() {
            1 => serializer.serialize_i64(self.0.minor()),
            scale => serializer.serialize_f64(self.0.minor() as f64 / scale as f64),
        }
    }
}

/// A bound on a price in major units, kept as hundredths of any currency.
#[derive(Debug, ToSchema)]
#[schema(value_type = f64, example = 250.0)]
pub struct Bound(pub i64);

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

/// A day in the hotel's calendar, `YYYY-MM-DD`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date, example = "2026-03-20")]
pub struct Day(pub Date);

/// An instant as RFC 3339 in UTC with milliseconds and `Z`.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-02-18T23:22:46.998Z")]
pub struct Instant(pub Timestamp);

const TO_THE_MILLISECOND: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

impl Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        TO_THE_MILLISECOND.print_timestamp(&self.0, StdFmtWrite(f)).map_err(|_| fmt::Error)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value in the form its `Display` gives, as a string.
#[derive(Debug)]
pub struct Text<T>(pub T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Domain values in a row, each written in its wire form `W` as it is reached.
#[derive(Debug)]
pub struct Each<'a, D, W> {
    values: &'a [D],
    form: PhantomData<fn() -> W>,
}

impl<'a, D, W> Each<'a, D, W> {
    /// The list of `values`.
    #[must_use]
    pub fn of(values: &'a [D]) -> Self {
        Self { values, form: PhantomData }
    }
}

impl<D, W> Default for Each<'_, D, W> {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl<'a, D, W: From<&'a D> + Serialize> Serialize for Each<'a, D, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.values.iter().map(W::from))
    }
}

/// A guest rating, 0–5 with one decimal.
#[must_use]
pub fn rating(rating: Rating) -> f64 {
    f64::from(rating.tenths()) / 10.0
}

/// Metres as kilometres with one decimal.
#[must_use]
pub fn kilometres(metres: u32) -> f64 {
    f64::from(metres.saturating_add(50) / 100) / 10.0
}

/// Whether the guest gets the money back; `None` while nobody has said.
#[must_use]
pub fn refundable(refundability: Refundability) -> Option<bool> {
    match refundability {
        Refundability::Refundable => Some(true),
        Refundability::NonRefundable => Some(false),
        Refundability::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use proptest::prelude::*;

    fn written(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }

    fn money(minor: i64, code: &str) -> Amount {
        Amount(Money::new(minor, Currency::parse(code).unwrap()))
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(written(money(98_067, "USD")), "980.67");
        assert_eq!(written(money(33_000, "USD")), "330.0");
        assert_eq!(written(money(12_000, "JPY")), "12000");
        assert_eq!(written(money(12_005, "KWD")), "12.005");
        assert_eq!(written(money(-5, "EUR")), "-0.05");
    }

    #[test]
    fn instants_always_have_three_decimals() {
        let at = |text: &str| written(Instant(text.parse().unwrap()));
        assert_eq!(at("2026-02-18T23:22:46Z"), r#""2026-02-18T23:22:46.000Z""#);
        assert_eq!(at("2026-02-18T15:22:46.9989-08:00"), r#""2026-02-18T23:22:46.998Z""#);
    }

    #[test]
    fn distances_have_one_decimal() {
        assert_eq!((kilometres(49), kilometres(50), kilometres(1_349)), (0.0, 0.1, 1.3));
    }

    proptest! {
        #[test]
        fn an_amount_is_printed_with_its_own_digits(minor in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let printed = written(money(minor, "USD"));
            let exact = Money::new(minor, Currency::USD).decimal();
            let trimmed = if exact.ends_with('0') { exact.strip_suffix('0').unwrap() } else { &exact };
            prop_assert_eq!(printed, trimmed);
        }
    }
}
