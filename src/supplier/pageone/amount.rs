//! Money as suppliers write it, read from the digits and never through a float.
//!
//! ```text
//! amount   = number | '"' number '"'
//! number   = digits [ "." digits ] [ ("e"|"E") ["+"|"-"] digits ]
//! ```
//!
//! What has more decimals than its currency is rounded half up: a sum made of floats (`0.30000000000000004`) is 30 cents.

use crate::domain::money::{Currency, Money};

/// The longest number that is read, in bytes.
const LONGEST: usize = 40;
/// The largest amount, in minor units: ten thousand million dollars.
const LARGEST: i128 = 1_000_000_000_000;

/// The amount that the JSON text `raw` writes, in `currency`; `None` for anything negative, absurd or no number.
pub(super) fn money(raw: &str, currency: Currency) -> Option<Money> {
    let minor = scaled(raw, currency.decimals())?;
    Some(Money::new(minor, currency))
}

/// The number that the JSON text `raw` writes, times ten to the power of `decimals`, rounded half up.
pub(super) fn scaled(raw: &str, decimals: u32) -> Option<i64> {
    let text = raw.trim();
    let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let mut digits: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        digits = digits.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    let places = i32::try_from(fraction.len()).ok()?;
    let shift = i32::try_from(decimals).ok()?.checked_add(exponent)?.checked_sub(places)?;
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let scaled = match (shift >= 0, power) {
        (true, Some(power)) => digits.checked_mul(power)?,
        (true, None) => return None,
        (false, Some(power)) => digits.checked_add(power / 2)? / power,
        // Divided by more than any number of so few digits has.
        (false, None) => 0,
    };
    if scaled > LARGEST { None } else { i64::try_from(scaled).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_from_their_digits() {
        let rows = [
            ("276.66", Some(27_666)),
            ("\"276.66\"", Some(27_666)),
            ("0.30000000000000004", Some(30)),
            ("1.005", Some(101)),
            ("1.0049999999999999", Some(100)),
            ("1e3", Some(100_000)),
            ("12.5E-1", Some(125)),
            ("0", Some(0)),
            ("0e-99", Some(0)),
            ("-1", None),
            ("1e99", None),
            ("10000000000.01", None),
            ("NaN", None),
            ("\"\"", None),
            (".5", None),
            ("1.2.3", None),
            ("1,5", None),
            ("{}", None),
            ("99999999999999999999999999999999999999999", None),
        ];
        for (text, minor) in rows {
            assert_eq!(money(text, Currency::USD).map(Money::minor), minor, "{text}");
        }
    }

    #[test]
    fn decimals_follow_the_currency() {
        let minor = |code| money("1234.5", Currency::parse(code).unwrap()).unwrap().minor();
        assert_eq!((minor("JPY"), minor("USD"), minor("KWD")), (1_235, 123_450, 1_234_500));
    }

    proptest! {
        #[test]
        fn what_money_writes_is_read_back(minor in 0_i64..1_000_000_000_000) {
            let amount = Money::new(minor, Currency::USD);
            prop_assert_eq!(money(&amount.decimal(), Currency::USD), Some(amount));
        }

        #[test]
        fn no_text_makes_it_stumble(text in ".{0,50}") {
            let _ = money(&text, Currency::USD);
        }
    }
}
