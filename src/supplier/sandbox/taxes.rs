//! Taxes and fees: computed for each night, room and levy, rounded half up, then summed.

use std::sync::{Arc, LazyLock};

use super::currency::{Exchange, half_up};
use super::table::Table;
use crate::domain::money::{Currency, Money};
use crate::domain::place::CountryCode;

/// What a levy is counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// Hundred-thousandths of the rate of a night.
    Rate(i64),
    /// Hundred-thousandths of that rate and the levies before this one.
    RateAndLevies(i64),
    /// An amount for a room for a night.
    Room(Money),
    /// An amount for an adult for a night.
    Adult(Money),
}

/// One tax or fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levy {
    pub(super) basis: Basis,
    /// Whether the hotel takes it on the spot, on top of the total.
    pub(super) due: bool,
}

/// What one room for one night is charged beside its rate, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Charge {
    pub(super) prepaid: i64,
    pub(super) due: i64,
}

static LEVIES: LazyLock<Table<Arc<[Levy]>>> =
    LazyLock::new(|| Table::read(include_str!("data/taxes.txt"), |line| line.split(" ; ").map(levy).collect()));

/// The levies of a city.
pub(super) fn levies(country: CountryCode, city: &str) -> Arc<[Levy]> {
    LEVIES.find(country, city).cloned().unwrap_or_default()
}

/// `levies` with every amount in the currency of `exchange`, as [`charge`] takes them.
pub(super) fn in_currency(levies: &[Levy], exchange: Exchange) -> Vec<Levy> {
    let convert = |money| Money::new(exchange.convert(money), exchange.currency());
    let basis = |basis| match basis {
        Basis::Room(money) => Basis::Room(convert(money)),
        Basis::Adult(money) => Basis::Adult(convert(money)),
        Basis::Rate(_) | Basis::RateAndLevies(_) => basis,
    };
    levies.iter().map(|levy| Levy { basis: basis(levy.basis), due: levy.due }).collect()
}

/// What a room for `adults` at `rate` is charged for a night.
pub(super) fn charge(levies: &[Levy], rate: i64, adults: i64) -> Charge {
    let mut charge = Charge::default();
    for levy in levies {
        let amount = match levy.basis {
            Basis::Rate(share) => half_up(rate * share, 100_000),
            Basis::RateAndLevies(share) => half_up((rate + charge.prepaid) * share, 100_000),
            Basis::Room(amount) => amount.minor(),
            Basis::Adult(amount) => amount.minor() * adults,
        };
        if levy.due {
            charge.due += amount;
        } else {
            charge.prepaid += amount;
        }
    }
    charge
}

fn levy(text: &str) -> Option<Levy> {
    let (text, due) = text.strip_suffix(" due").map_or((text, false), |text| (text, true));
    let basis = if let Some(percent) = text.strip_suffix("%+") {
        Basis::RateAndLevies(decimal(percent, 3)?)
    } else if let Some(percent) = text.strip_suffix('%') {
        Basis::Rate(decimal(percent, 3)?)
    } else {
        let [currency, amount, counted] = text.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let currency = Currency::parse(currency)?;
        let money = Money::new(decimal(amount, currency.decimals())?, currency);
        match counted {
            "room" => Basis::Room(money),
            "adult" => Basis::Adult(money),
            _ => return None,
        }
    };
    Some(Levy { basis, due })
}

/// `text` as a whole number of its last decimal: `"15.5"` with three decimals is 15,500.
fn decimal(text: &str, decimals: u32) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let missing = decimals.checked_sub(u32::try_from(part.len()).ok()?)?;
    let digits: i64 = format!("{whole}{part}").parse().ok()?;
    Some(digits * 10_i64.pow(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(country: &str, city: &str) -> Arc<[Levy]> {
        levies(CountryCode::parse(country).unwrap(), city)
    }

    #[test]
    fn seattle_is_rounded_levy_by_levy_and_night_by_night() {
        let charge = charge(&of("US", "Seattle"), 27_666, 2);
        assert_eq!(charge, Charge { prepaid: 4_288 + 735, due: 0 });
    }

    #[test]
    fn what_the_hotel_takes_is_not_in_the_total() {
        let paris = in_currency(&of("FR", "Paris"), Exchange::into(Currency::EUR));
        assert_eq!(charge(&paris, 10_000, 2), Charge { prepaid: 1_000, due: 1_040 });
    }

    #[test]
    fn every_country_is_taxed() {
        assert_eq!(charge(&of("GB", "Leeds"), 10_000, 1).prepaid, 2_000);
        assert_eq!(charge(&of("TD", "Abéché"), 10_000, 1).prepaid, 1_000);
    }

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(decimal("14.975", 3), Some(14_975));
        assert_eq!(decimal("5", 2), Some(500));
        assert_eq!(decimal("1.2345", 3), None);
    }
}
