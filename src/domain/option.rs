//! A sellable whole: hotel, room, board, price and policy for certain dates and people.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::amenity::AmenitySet;
use super::ids::{HotelId, SupplierOptionRef, SupplierQuoteRef};
use super::money::{Money, MoneyError};
use super::place::GeoPoint;
use super::stay::{Occupancy, PropertyKind, StayDates};

/// A guest rating in tenths, 0–50 (`4.8` is 48).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rating(u8);

impl Rating {
    /// A rating of `tenths`; above 50 is 50.
    #[must_use]
    pub fn from_tenths(tenths: u8) -> Self {
        Self(tenths.min(50))
    }

    /// The rating in tenths.
    #[must_use]
    pub fn tenths(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// The meal plan, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    /// Nothing but the room (RO).
    RoomOnly,
    /// A kitchen instead of meals (SC).
    SelfCatering,
    /// Breakfast (BB).
    Breakfast,
    /// Breakfast and dinner (HB).
    HalfBoard,
    /// Three meals (FB).
    FullBoard,
    /// Meals and drinks (AI).
    AllInclusive,
}

impl Board {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoomOnly => "room_only",
            Self::SelfCatering => "self_catering",
            Self::Breakfast => "breakfast",
            Self::HalfBoard => "half_board",
            Self::FullBoard => "full_board",
            Self::AllInclusive => "all_inclusive",
        }
    }

    /// The words a reply uses.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RoomOnly => "room only",
            Self::SelfCatering => "self-catering",
            Self::Breakfast => "breakfast included",
            Self::HalfBoard => "half board",
            Self::FullBoard => "full board",
            Self::AllInclusive => "all inclusive",
        }
    }
}

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

/// A house.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hotel {
    /// Its key at the supplier.
    pub id: HotelId,
    /// Its name.
    pub name: Arc<str>,
    /// What kind of house it is.
    pub property: PropertyKind,
    /// Where it stands.
    pub point: GeoPoint,
    /// The neighbourhood, where known.
    pub area: Option<Arc<str>>,
    /// The city it is in.
    pub city: Arc<str>,
    /// Its IANA time zone.
    pub time_zone: Arc<str>,
    /// Official stars, 1–5, where known.
    pub stars: Option<u8>,
    /// Guest rating, where known.
    pub rating: Option<Rating>,
    /// How many reviews the rating rests on.
    pub reviews: u32,
    /// What it offers.
    pub amenities: AmenitySet,
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
