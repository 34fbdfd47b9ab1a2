//! What a dollar costs: a frozen table, so that prices never move with the market.
//!
//! Rates as rounded by hand on 2026-02-18, in units of the currency for one US dollar. They are part of the sandbox's
//! invented world and no source of exchange rates.

use crate::domain::money::{Currency, Money};

/// Code and millionths of its unit for one US dollar, in the order of the codes.
const PER_DOLLAR: [(&str, i64); 46] = [
    ("AED", 3_672_500),
    ("ARS", 1_420_000_000),
    ("AUD", 1_470_000),
    ("BGN", 1_660_000),
    ("BHD", 376_000),
    ("BRL", 5_350_000),
    ("CAD", 1_370_000),
    ("CHF", 790_000),
    ("CLP", 890_000_000),
    ("CNY", 6_950_000),
    ("COP", 3_750_000_000),
    ("CZK", 20_500_000),
    ("DKK", 6_340_000),
    ("EGP", 47_500_000),
    ("EUR", 850_000),
    ("GBP", 740_000),
    ("HKD", 7_800_000),
    ("HUF", 325_000_000),
    ("IDR", 16_700_000_000),
    ("ILS", 3_150_000),
    ("INR", 90_500_000),
    ("ISK", 123_000_000),
    ("JPY", 154_000_000),
    ("KRW", 1_450_000_000),
    ("KWD", 306_000),
    ("MAD", 9_200_000),
    ("MXN", 17_400_000),
    ("MYR", 3_950_000),
    ("NOK", 9_700_000),
    ("NZD", 1_680_000),
    ("OMR", 384_500),
    ("PEN", 3_360_000),
    ("PHP", 58_500_000),
    ("PLN", 3_580_000),
    ("QAR", 3_640_000),
    ("RON", 4_320_000),
    ("SAR", 3_750_000),
    ("SEK", 9_050_000),
    ("SGD", 1_270_000),
    ("THB", 31_300_000),
    ("TND", 2_870_000),
    ("TRY", 43_500_000),
    ("TWD", 31_500_000),
    ("USD", 1_000_000),
    ("VND", 26_000_000_000),
    ("ZAR", 16_100_000),
];

/// Turns US cents into minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    currency: Currency,
    /// Millionths of a minor unit for one US cent.
    per_cent: i64,
}

impl Exchange {
    /// Prices in `currency`, or in US dollars where the sandbox does not sell in it.
    pub(super) fn into(currency: Currency) -> Self {
        match per_dollar(currency) {
            Some(rate) => Self { currency, per_cent: rate * currency.scale() / 100 },
            None => Self { currency: Currency::USD, per_cent: 1_000_000 },
        }
    }

    /// The currency that comes out.
    pub(super) fn currency(self) -> Currency {
        self.currency
    }

    /// `cents` US cents in minor units of the currency, rounded half up.
    pub(super) fn minor(self, cents: i64) -> i64 {
        half_up(cents * self.per_cent, 1_000_000)
    }

    /// `money` in minor units of the currency, rounded half up once.
    pub(super) fn convert(self, money: Money) -> i64 {
        let Some(rate) = per_dollar(money.currency()).filter(|_| money.currency() != self.currency) else {
            return money.minor();
        };
        let cents_of_its_unit = i128::from(rate) * i128::from(money.currency().scale()) / 100;
        let exact = i128::from(money.minor()) * i128::from(self.per_cent);
        i64::try_from((exact + cents_of_its_unit / 2) / cents_of_its_unit).unwrap_or(i64::MAX)
    }
}

/// `part / whole` rounded half up, for amounts that are not negative.
pub(super) fn half_up(part: i64, whole: i64) -> i64 {
    (part + whole / 2) / whole
}

fn per_dollar(currency: Currency) -> Option<i64> {
    PER_DOLLAR.binary_search_by_key(&currency.code(), |(code, _)| code).ok().map(|found| PER_DOLLAR[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(code: &str) -> Exchange {
        Exchange::into(Currency::parse(code).unwrap())
    }

    #[test]
    fn every_code_is_known_and_in_its_place() {
        assert!(PER_DOLLAR.is_sorted_by_key(|(code, _)| *code));
        for (code, rate) in PER_DOLLAR {
            assert_eq!(per_dollar(Currency::parse(code).unwrap()), Some(rate), "{code}");
        }
    }

    #[test]
    fn decimals_follow_the_currency() {
        assert_eq!(to("USD").minor(27_666), 27_666);
        assert_eq!(to("JPY").minor(10_000), 15_400);
        assert_eq!(to("KWD").minor(10_000), 30_600);
        assert_eq!(to("EUR").minor(10_000), 8_500);
    }

    #[test]
    fn a_currency_the_sandbox_does_not_sell_in_becomes_dollars() {
        assert_eq!(to("XAU").currency(), Currency::USD);
    }

    #[test]
    fn a_local_fee_is_converted_once() {
        let five_euros = Money::new(500, Currency::EUR);
        assert_eq!(to("USD").convert(five_euros), 588);
        assert_eq!(to("EUR").convert(five_euros), 500);
        assert_eq!(to("JPY").convert(five_euros), 906);
    }
}
