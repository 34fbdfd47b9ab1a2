//! What a stay costs: night by night and room by room, in whole minor units.

use super::currency::{Exchange, half_up};
use super::hotels::House;
use super::markets::Night;
use super::rooms::{Plan, Room, meals};
use super::taxes::{Levy, charge};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{Board, Price};
use crate::domain::stay::Occupancy;

/// The currency, the levies and the price level that every bill of a search shares.
#[derive(Debug)]
pub(super) struct Tariff<'a> {
    pub(super) exchange: Exchange,
    /// The city's levies, in the currency of `exchange`.
    pub(super) levies: Vec<Levy>,
    /// Per mille of the price of meals.
    pub(super) level: i64,
    /// Who sleeps in each room.
    pub(super) party: &'a [Occupancy],
}

/// US cents for a standard double, night by night.
pub(super) fn nightly(house: &House, nights: &[Night]) -> Vec<i64> {
    let rate = |night: &Night| match house.trade {
        Some(trade) => half_up(house.base * night.factor(trade), 1_000_000_000),
        None => house.base,
    };
    nights.iter().map(rate).collect()
}

/// What the party pays for `room` in a house with that `nightly` rate and so many stars. `adjust` is in hundredths of the
/// rate, 100 for the rate itself.
pub(super) fn bill(
    tariff: &Tariff<'_>,
    nightly: &[i64],
    stars: u8,
    (room, board, plan): (Room, Board, Plan),
    adjust: i64,
) -> Bill {
    let mut bill = Bill::default();
    for people in tariff.party {
        let factor = room.factor(people) * plan.factor();
        let meals = half_up(meals(board, stars, people) * tariff.level, 1000);
        for standard in nightly {
            let cents = half_up((half_up(standard * factor, 1_000_000) + meals) * adjust, 100);
            let rate = tariff.exchange.minor(cents);
            let charge = charge(&tariff.levies, rate, i64::from(people.adults));
            bill.base += rate;
            bill.taxes += charge.prepaid;
            bill.due += charge.due;
        }
    }
    bill
}

/// The sums of a stay, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bill {
    pub(super) base: i64,
    pub(super) taxes: i64,
    pub(super) due: i64,
}

impl Bill {
    /// The bill as price and total.
    pub(super) fn price(self, currency: Currency) -> (Price, Money) {
        let money = |minor| Money::new(minor, currency);
        let price =
            Price { base: money(self.base), taxes_and_fees: money(self.taxes), due_at_property: money(self.due) };
        (price, money(self.base + self.taxes))
    }
}
