//! A sellable whole: hotel, room, board, price and policy for certain dates and people.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::board::Board;
pub use super::hotel::{Hotel, Rating};
use super::ids::{SupplierOptionRef, SupplierQuoteRef};
use super::money::{Money, MoneyError};
use super::place::GeoPoint;
use super::stay::{Occupancy, StayDates};

/// Whether the guest gets the money back, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refundability {
    /// Free cancellation until some deadline.
    Refundable,
    /// No money back.
    NonRefundable,
    /// Not known before the quote.
    Unknown,
}

/// From `from` on, cancelling costs `penalty`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CancelPenalty {
    /// The instant the penalty begins to hold.
    pub from: Timestamp,
    /// What is kept, over the whole stay.
    pub penalty: Money,
}

/// What cancelling costs, by deadline.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CancelPolicy {
    /// Whether it is refundable at all.
    pub refundability: Refundability,
    /// The penalties, earliest first; before the first one cancelling is free, if it is refundable.
    pub penalties: Vec<CancelPenalty>,
    /// The hotel's IANA time zone, in which deadlines are told.
    pub time_zone: Arc<str>,
}

impl CancelPolicy {
    /// Until when cancelling is free: the first instant that costs something. `None` when it never is free.
    #[must_use]
    pub fn free_until(&self) -> Option<Timestamp> {
        match self.refundability {
            Refundability::Refundable => self.penalties.iter().find(|p| !p.penalty.is_zero()).map(|p| p.from),
            Refundability::NonRefundable | Refundability::Unknown => None,
        }
    }

    /// What cancelling at `at` costs of `total`; the whole of it where the policy is not known.
    #[must_use]
    pub fn penalty_at(&self, at: Timestamp, total: Money) -> Money {
        match self.refundability {
            Refundability::NonRefundable | Refundability::Unknown => total,
            Refundability::Refundable => {
                self.penalties.iter().rev().find(|p| p.from <= at).map_or(Money::zero(total.currency()), |p| p.penalty)
            }
        }
    }

    /// The next instant after `at` at which the cost changes.
    #[must_use]
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        self.penalties.iter().map(|p| p.from).find(|from| *from > at)
    }

    /// Whether this policy treats the guest worse than `other` somewhere.
    #[must_use]
    pub fn is_worse_than(&self, other: &Self) -> bool {
        match (self.free_until(), other.free_until()) {
            (None, Some(_)) => true,
            (Some(now), Some(before)) => now < before,
            (_, None) => false,
        }
    }
}

/// What a stay costs: all nights, all rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Price {
    /// Before taxes and fees.
    pub base: Money,
    /// Taxes and fees charged together with it.
    pub taxes_and_fees: Money,
    /// What the hotel takes on the spot, on top of the total.
    pub due_at_property: Money,
}

impl Price {
    /// What is charged: base, taxes and fees.
    ///
    /// # Errors
    /// Parts of different currencies, or a sum that does not fit.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.base.plus(self.taxes_and_fees)
    }
}

/// A sellable whole, as the supplier offers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotelOption {
    /// Its key at the supplier.
    pub supplier_ref: SupplierOptionRef,
    /// The house.
    pub hotel: Arc<Hotel>,
    /// The nights.
    pub dates: StayDates,
    /// Who sleeps in each room.
    pub rooms: Vec<Occupancy>,
    /// What the room is called.
    pub room_name: Arc<str>,
    /// The meal plan.
    pub board: Board,
    /// What it costs.
    pub price: Price,
    /// Base, taxes and fees: what is charged.
    pub total: Money,
    /// What cancelling costs.
    pub cancellation: CancelPolicy,
    /// From when on the supplier no longer knows it.
    pub expires_at: Timestamp,
    /// What was made of it before.
    #[serde(skip)]
    pub known: Known,
}

/// What was made of an option before: the same one is ranked for many, told to them and filed for each of them. No part of it:
/// all are equal, and a copy, which may be changed, begins without.
#[derive(Default)]
pub struct Known {
    /// How many metres it is away from a point.
    pub away: OnceLock<(GeoPoint, u32)>,
    /// As it is told.
    pub told: OnceLock<Box<str>>,
    /// As what is told is filed with the answer.
    pub told_filed: OnceLock<Box<[u8]>>,
    /// As it is filed with the list.
    pub filed: OnceLock<Box<[u8]>>,
}

impl Clone for Known {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Known {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known(…)")
    }
}

impl HotelOption {
    /// Price before taxes and fees of one room for one night, averaged over the stay, rounded half up.
    #[must_use]
    pub fn price_per_night(&self) -> Money {
        let room_nights = i64::from(self.dates.nights()) * self.rooms.len().max(1) as i64;
        self.price.base.share(1, room_nights)
    }

    /// Whether the guest gets the money back, as far as known.
    #[must_use]
    pub fn refundability(&self) -> Refundability {
        self.cancellation.refundability
    }
}

/// An option re-validated by the supplier: what booking it really costs, for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Its key at the supplier.
    pub supplier_ref: SupplierQuoteRef,
    /// What it costs.
    pub price: Price,
    /// Base, taxes and fees: what is charged.
    pub total: Money,
    /// What cancelling costs.
    pub cancellation: CancelPolicy,
    /// From when on it no longer holds.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::super::money::Currency;
    use super::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn policy(refundability: Refundability, penalties: &[(i64, i64)]) -> CancelPolicy {
        let penalties = penalties
            .iter()
            .map(|&(from, penalty)| CancelPenalty {
                from: Timestamp::from_second(from).unwrap(),
                penalty: usd(penalty),
            })
            .collect();
        CancelPolicy { refundability, penalties, time_zone: "UTC".into() }
    }

    #[test]
    fn cancelling_is_free_until_the_first_penalty() {
        let steps = policy(Refundability::Refundable, &[(100, 50), (200, 90)]);
        let at = |second| steps.penalty_at(Timestamp::from_second(second).unwrap(), usd(90)).minor();
        assert_eq!((at(99), at(100), at(199), at(200)), (0, 50, 50, 90));
        assert_eq!(steps.free_until(), Timestamp::from_second(100).ok());
    }

    #[test]
    fn a_policy_that_is_not_known_costs_everything() {
        let at = Timestamp::from_second(0).unwrap();
        assert_eq!(policy(Refundability::Unknown, &[]).penalty_at(at, usd(90)), usd(90));
        assert_eq!(policy(Refundability::NonRefundable, &[]).penalty_at(at, usd(90)), usd(90));
    }

    #[test]
    fn an_earlier_deadline_is_worse() {
        let (early, late) =
            (policy(Refundability::Refundable, &[(100, 1)]), policy(Refundability::Refundable, &[(200, 1)]));
        assert!(early.is_worse_than(&late));
        assert!(!late.is_worse_than(&early));
        assert!(policy(Refundability::NonRefundable, &[]).is_worse_than(&early));
    }
}
