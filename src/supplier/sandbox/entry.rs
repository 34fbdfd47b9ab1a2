//! One booking as the supplier keeps it: what was ordered, where it stands, and what is answered about it.

use jiff::Timestamp;

use super::hotels::HouseKey;
use super::mix::step;
use super::rooms::Room;
use super::scenarios::{Fate, SETTLES_AFTER};
use crate::domain::failure::FailureCode;
use crate::domain::guest::Guest;
use crate::domain::ids::{HotelId, PartnerReference, SupplierReference, base36};
use crate::domain::money::Money;
use crate::domain::option::{CancelPolicy, Price};
use crate::domain::stay::{Occupancy, StayDates};
use crate::supplier::{BookAnswer, Evidence};

/// Where a booking stands at the supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Booked.
    Booked,
    /// Undecided until `until`; the room is kept.
    Open {
        /// When it is decided.
        until: Timestamp,
        /// What the decision will be.
        granted: bool,
        /// Whether the caller was told that it is on request; if not, there was no answer at all.
        told: bool,
    },
    /// Not booked.
    Refused,
    /// Booked, and being cancelled; nothing is said of it until `until`.
    Cancelling {
        /// When it is cancelled.
        until: Timestamp,
    },
    /// Booked and cancelled since.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// One booking as the supplier keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The supplier's locator.
    pub reference: SupplierReference,
    /// The caller's locator.
    pub partner_reference: PartnerReference,
    /// The house.
    pub hotel: HotelId,
    /// The nights.
    pub dates: StayDates,
    /// Who sleeps in each room.
    pub rooms: Vec<Occupancy>,
    /// Who stays.
    pub guest: Guest,
    /// What it costs in parts.
    pub price: Price,
    /// What is charged.
    pub total: Money,
    /// What cancelling costs.
    pub cancellation: CancelPolicy,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
    /// The rooms it takes.
    pub(super) hold: Hold,
}

/// Rooms taken for some nights; none are counted in a house that never sells out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hold {
    pub(super) house: HouseKey,
    pub(super) room: Room,
    /// Days since 1970-01-01, with how many rooms the house sells on each.
    pub(super) nights: Vec<(u64, u64)>,
    pub(super) rooms: u64,
}

/// What is to be booked.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) partner_reference: PartnerReference,
    pub(super) hotel: HotelId,
    pub(super) dates: StayDates,
    pub(super) rooms: Vec<Occupancy>,
    pub(super) guest: Guest,
    pub(super) price: Price,
    pub(super) total: Money,
    pub(super) cancellation: CancelPolicy,
    pub(super) hold: Hold,
}

impl Standing {
    /// How a booking of that fate stands from the start.
    pub(super) fn first(fate: Fate, now: Timestamp) -> Self {
        let until = now + SETTLES_AFTER;
        match fate {
            Fate::Booked => Self::Booked,
            Fate::Refused(_) => Self::Refused,
            Fate::OnRequest { granted } => Self::Open { until, granted, told: true },
            Fate::NoAnswer { booked } => Self::Open { until, granted: booked, told: false },
        }
    }

    /// What has become of it by `now`.
    pub(super) fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Open { until, granted, .. } if until <= now => {
                if granted {
                    Self::Booked
                } else {
                    Self::Refused
                }
            }
            Self::Cancelling { until } if until <= now => Self::Cancelled { at: until },
            Self::Booked | Self::Open { .. } | Self::Refused | Self::Cancelling { .. } | Self::Cancelled { .. } => self,
        }
    }
}

impl Hold {
    /// Whether the house sells that many rooms on every night, before anything was booked.
    pub(super) fn is_open(&self) -> bool {
        self.nights.iter().all(|(_, sold)| self.rooms <= *sold)
    }
}

impl Entry {
    pub(super) fn of(order: Order, standing: Standing, booked_at: Timestamp) -> Self {
        Self {
            reference: reference_of(&order.partner_reference),
            partner_reference: order.partner_reference,
            hotel: order.hotel,
            dates: order.dates,
            rooms: order.rooms,
            guest: order.guest,
            price: order.price,
            total: order.total,
            cancellation: order.cancellation,
            booked_at,
            standing,
            hold: order.hold,
        }
    }

    /// Whether a room is held, or may come to be.
    #[must_use]
    pub fn is_live(&self) -> bool {
        match self.standing {
            Standing::Booked | Standing::Cancelling { .. } => true,
            Standing::Open { granted, .. } => granted,
            Standing::Refused | Standing::Cancelled { .. } => false,
        }
    }

    /// The answer to a second order under the same partner reference: the first one's, if it is the same order.
    pub(super) fn repeat(&self, order: &Order) -> BookAnswer {
        let same = self.hotel == order.hotel
            && self.dates == order.dates
            && self.rooms == order.rooms
            && self.guest == order.guest
            && self.total == order.total;
        if same { self.answer() } else { BookAnswer::Refused(FailureCode::SupplierRejected) }
    }

    pub(super) fn answer(&self) -> BookAnswer {
        match self.standing {
            Standing::Booked | Standing::Cancelling { .. } => BookAnswer::Confirmed(self.reference.clone()),
            Standing::Open { told: true, .. } => BookAnswer::OnRequest(self.reference.clone()),
            Standing::Open { told: false, .. } => BookAnswer::Unknown("the sandbox does not answer".to_owned()),
            Standing::Refused | Standing::Cancelled { .. } => BookAnswer::Refused(FailureCode::SupplierRejected),
        }
    }

    pub(super) fn evidence(&self) -> Evidence {
        match self.standing {
            Standing::Booked => Evidence::Booked(self.reference.clone()),
            Standing::Open { told: true, .. } => Evidence::Pending(self.reference.clone()),
            Standing::Open { told: false, .. } | Standing::Cancelling { .. } => Evidence::Unavailable,
            Standing::Refused => Evidence::NotBooked,
            Standing::Cancelled { .. } => Evidence::Cancelled(self.reference.clone()),
        }
    }
}

/// The supplier's locator for a partner reference: `SBX-`, a letter and nine more characters, always the same.
pub(super) fn reference_of(partner_reference: &PartnerReference) -> SupplierReference {
    let bytes = partner_reference.as_str().bytes();
    let hash = step(bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| step(hash ^ u64::from(byte))));
    let letter = char::from(b'A' + (hash % 26) as u8);
    let tail = base36(u128::from(hash / 26), 9).to_ascii_uppercase();
    SupplierReference::parse(&format!("SBX-{letter}{tail}"))
        .expect("capitals, digits and a hyphen make a fit identifier")
}
