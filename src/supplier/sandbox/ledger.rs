//! What was truly booked, kept apart from our own store: the witness for every test of money and faults.

use std::collections::{HashMap, VecDeque};

use dashmap::DashMap;
use jiff::Timestamp;

use super::hotels::HouseKey;
use super::mix::step;
use super::rooms::Room;
use super::scenarios::{Fate, SETTLES_AFTER};
use crate::domain::failure::FailureCode;
use crate::domain::guest::Guest;
use crate::domain::ids::{HotelId, PartnerReference, SupplierReference, base36};
use crate::domain::money::Money;
use crate::domain::option::{CancelPolicy, Price, Refundability};
use crate::domain::partner::Caller;
use crate::domain::stay::{Occupancy, StayDates};
use crate::supplier::{BookAnswer, CancelAnswer, Evidence};

/// What the operator's log says of a slow cancellation.
const SLOW: &str = "the sandbox takes its time to cancel";
/// The most bookings remembered for one caller; beyond it the oldest is forgotten and its room given back.
const MOST_BOOKINGS: usize = 100_000;

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
    hold: Hold,
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

/// How a cancellation is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CancelMood {
    /// By the rules.
    Plain,
    /// Never.
    Refuse,
    /// Only after a while.
    Slow,
}

/// The books of all callers.
#[derive(Debug, Default)]
pub struct Ledger {
    accounts: DashMap<Caller, Account>,
}

/// The book of one caller.
#[derive(Debug, Default)]
struct Account {
    entries: HashMap<PartnerReference, Entry>,
    /// References in the order of booking.
    order: VecDeque<PartnerReference>,
    /// References of bookings that are undecided or being cancelled.
    open: Vec<PartnerReference>,
    taken: HashMap<HouseKey, HashMap<(Room, u64), u64>>,
}

impl Ledger {
    /// Every booking of `caller`, in the order of booking, as it stands at `now`.
    #[must_use]
    pub fn bookings(&self, caller: &Caller, now: Timestamp) -> Vec<Entry> {
        let Some(mut account) = self.accounts.get_mut(caller) else { return Vec::new() };
        account.settle(now);
        account.order.iter().filter_map(|reference| account.entries.get(reference).cloned()).collect()
    }

    /// Forgets everything that `caller` ever did.
    pub fn reset(&self, caller: &Caller) {
        self.accounts.remove(caller);
    }

    /// Books `order`, or repeats the answer given for its partner reference.
    pub(super) fn book(&self, caller: &Caller, order: Order, fate: Fate, now: Timestamp) -> BookAnswer {
        let mut account = self.accounts.entry(caller.clone()).or_default();
        account.settle(now);
        account.book(order, fate, now)
    }

    /// Enters a booking made before this process began, unless it is known.
    pub(super) fn recall(&self, caller: &Caller, order: Order, fate: Fate, booked_at: Timestamp) {
        let mut account = self.accounts.entry(caller.clone()).or_default();
        if !account.entries.contains_key(&order.partner_reference) {
            account.enter(order, Standing::first(fate, booked_at), booked_at);
        }
    }

    /// The answer that was given for a partner reference, if any was.
    pub(super) fn known(&self, caller: &Caller, reference: &PartnerReference, now: Timestamp) -> Option<Entry> {
        let mut account = self.accounts.get_mut(caller)?;
        account.settle(now);
        account.entries.get(reference).cloned()
    }

    /// Cancels a booking; `arrived` tells whether its day of arrival has come.
    pub(super) fn cancel(
        &self,
        caller: &Caller,
        reference: &PartnerReference,
        mood: CancelMood,
        arrived: bool,
        now: Timestamp,
    ) -> CancelAnswer {
        let Some(mut account) = self.accounts.get_mut(caller) else {
            return CancelAnswer::Refused(FailureCode::BookingNotFound);
        };
        account.settle(now);
        account.cancel(reference, mood, arrived, now)
    }

    /// What is known of a partner reference.
    pub(super) fn evidence(&self, caller: &Caller, reference: &PartnerReference, now: Timestamp) -> Evidence {
        self.known(caller, reference, now).map_or(Evidence::NotBooked, |entry| entry.evidence())
    }

    /// Whether the rooms of `hold` are left.
    pub(super) fn has_left(&self, caller: &Caller, hold: &Hold, now: Timestamp) -> bool {
        match self.accounts.get_mut(caller) {
            Some(mut account) => {
                account.settle(now);
                account.has_left(hold)
            }
            None => hold.is_open(),
        }
    }

    /// Those of `houses` in which the caller has taken rooms of which some house may run out.
    pub(super) fn touched(
        &self,
        caller: &Caller,
        houses: impl Iterator<Item = HouseKey>,
        now: Timestamp,
    ) -> Vec<HouseKey> {
        let Some(account) = self.accounts.get(caller) else { return Vec::new() };
        if account.taken.is_empty() {
            return Vec::new();
        }
        drop(account);
        let Some(mut account) = self.accounts.get_mut(caller) else { return Vec::new() };
        account.settle(now);
        houses.filter(|house| account.taken.contains_key(house)).collect()
    }
}

impl Account {
    fn book(&mut self, order: Order, fate: Fate, now: Timestamp) -> BookAnswer {
        if let Some(entry) = self.entries.get(&order.partner_reference) {
            return entry.repeat(&order);
        }
        if let Fate::Refused(code) = fate {
            return BookAnswer::Refused(code);
        }
        if !self.has_left(&order.hold) {
            return BookAnswer::Refused(FailureCode::SoldOut);
        }
        self.enter(order, Standing::first(fate, now), now).answer()
    }

    fn enter(&mut self, order: Order, standing: Standing, now: Timestamp) -> &Entry {
        if self.order.len() >= MOST_BOOKINGS {
            self.forget_oldest();
        }
        self.take(&order.hold);
        if matches!(standing, Standing::Open { .. }) {
            self.open.push(order.partner_reference.clone());
        }
        let key = order.partner_reference.clone();
        self.order.push_back(key.clone());
        self.entries.entry(key).or_insert(Entry::of(order, standing, now))
    }

    fn cancel(
        &mut self,
        reference: &PartnerReference,
        mood: CancelMood,
        arrived: bool,
        now: Timestamp,
    ) -> CancelAnswer {
        let Some(entry) = self.entries.get_mut(reference) else {
            return CancelAnswer::Refused(FailureCode::BookingNotFound);
        };
        match entry.standing {
            Standing::Cancelled { .. } => return CancelAnswer::Cancelled,
            Standing::Refused => return CancelAnswer::Refused(FailureCode::BookingNotFound),
            Standing::Open { .. } => return CancelAnswer::Refused(FailureCode::CancellationRefused),
            Standing::Cancelling { .. } => return CancelAnswer::Unknown(SLOW.to_owned()),
            Standing::Booked => {}
        }
        if arrived {
            return CancelAnswer::Refused(FailureCode::TooLateToCancel);
        }
        if entry.cancellation.refundability == Refundability::NonRefundable {
            return CancelAnswer::Refused(FailureCode::NotRefundable);
        }
        match mood {
            CancelMood::Refuse => return CancelAnswer::Refused(FailureCode::CancellationRefused),
            CancelMood::Slow => {
                entry.standing = Standing::Cancelling { until: now + SETTLES_AFTER };
                self.open.push(reference.clone());
                return CancelAnswer::Unknown(SLOW.to_owned());
            }
            CancelMood::Plain => {}
        }
        entry.standing = Standing::Cancelled { at: now };
        let hold = entry.hold.clone();
        self.give_back(&hold);
        CancelAnswer::Cancelled
    }

    /// Decides what was to be decided by `now`.
    fn settle(&mut self, now: Timestamp) {
        let Self { open, entries, .. } = self;
        let mut freed = Vec::new();
        open.retain(|reference| {
            let Some(entry) = entries.get_mut(reference) else { return false };
            entry.standing = entry.standing.at(now);
            let is_settled = !matches!(entry.standing, Standing::Open { .. } | Standing::Cancelling { .. });
            if is_settled && !entry.is_live() {
                freed.push(entry.hold.clone());
            }
            !is_settled
        });
        freed.iter().for_each(|hold| self.give_back(hold));
    }

    fn forget_oldest(&mut self) {
        let Some(entry) = self.order.pop_front().and_then(|oldest| self.entries.remove(&oldest)) else { return };
        match entry.standing {
            Standing::Booked | Standing::Open { .. } | Standing::Cancelling { .. } => self.give_back(&entry.hold),
            Standing::Refused | Standing::Cancelled { .. } => {}
        }
    }

    fn has_left(&self, hold: &Hold) -> bool {
        let taken = self.taken.get(&hold.house);
        let on = |day| taken.and_then(|nights| nights.get(&(hold.room, day))).copied().unwrap_or(0);
        hold.nights.iter().all(|(day, sold)| on(*day) + hold.rooms <= *sold)
    }

    fn take(&mut self, hold: &Hold) {
        if hold.nights.is_empty() {
            return;
        }
        let taken = self.taken.entry(hold.house).or_default();
        for (day, _) in &hold.nights {
            *taken.entry((hold.room, *day)).or_default() += hold.rooms;
        }
    }

    fn give_back(&mut self, hold: &Hold) {
        let Some(taken) = self.taken.get_mut(&hold.house) else { return };
        for (day, _) in &hold.nights {
            if let Some(rooms) = taken.get_mut(&(hold.room, *day)) {
                *rooms = rooms.saturating_sub(hold.rooms);
            }
        }
        taken.retain(|_, rooms| *rooms > 0);
        if taken.is_empty() {
            self.taken.remove(&hold.house);
        }
    }
}

impl Standing {
    /// How a booking of that fate stands from the start.
    fn first(fate: Fate, now: Timestamp) -> Self {
        let until = now + SETTLES_AFTER;
        match fate {
            Fate::Booked => Self::Booked,
            Fate::Refused(_) => Self::Refused,
            Fate::OnRequest { granted } => Self::Open { until, granted, told: true },
            Fate::NoAnswer { booked } => Self::Open { until, granted: booked, told: false },
        }
    }

    /// What has become of it by `now`.
    fn at(self, now: Timestamp) -> Self {
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
    fn is_open(&self) -> bool {
        self.nights.iter().all(|(_, sold)| self.rooms <= *sold)
    }
}

impl Entry {
    fn of(order: Order, standing: Standing, booked_at: Timestamp) -> Self {
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
    fn repeat(&self, order: &Order) -> BookAnswer {
        let same = self.hotel == order.hotel
            && self.dates == order.dates
            && self.rooms == order.rooms
            && self.guest == order.guest
            && self.total == order.total;
        if same { self.answer() } else { BookAnswer::Refused(FailureCode::SupplierRejected) }
    }

    fn answer(&self) -> BookAnswer {
        match self.standing {
            Standing::Booked | Standing::Cancelling { .. } => BookAnswer::Confirmed(self.reference.clone()),
            Standing::Open { told: true, .. } => BookAnswer::OnRequest(self.reference.clone()),
            Standing::Open { told: false, .. } => BookAnswer::Unknown("the sandbox does not answer".to_owned()),
            Standing::Refused | Standing::Cancelled { .. } => BookAnswer::Refused(FailureCode::SupplierRejected),
        }
    }

    fn evidence(&self) -> Evidence {
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
