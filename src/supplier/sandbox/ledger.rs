//! What was truly booked, kept apart from our own store: the witness for every test of money and faults.

use std::collections::{HashMap, VecDeque};

use dashmap::DashMap;
use jiff::Timestamp;

use super::entry::{Entry, Hold, Order, Standing};
use super::hotels::HouseKey;
use super::rooms::Room;
use super::scenarios::{Fate, SETTLES_AFTER};
use crate::domain::failure::FailureCode;
use crate::domain::ids::PartnerReference;
use crate::domain::option::Refundability;
use crate::domain::partner::Caller;
use crate::supplier::{BookAnswer, CancelAnswer, Evidence};

/// What the operator's log says of a slow cancellation.
const SLOW: &str = "the sandbox takes its time to cancel";
/// The most bookings remembered for one caller; beyond it the oldest is forgotten and its room given back.
const MOST_BOOKINGS: usize = 100_000;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{caller, hotel_option};
    use crate::domain::guest::Guest;
    use crate::domain::place::PlaceId;
    use proptest::prelude::*;

    /// An order for one room in a house that sells three of them a night.
    fn order(number: usize, days: std::ops::Range<u64>) -> Order {
        let option = hotel_option();
        let house = HouseKey { place: PlaceId(1), number: 7 };
        Order {
            partner_reference: PartnerReference::parse(&format!("CC-{number}")).unwrap(),
            hotel: option.hotel.id.clone(),
            dates: option.dates,
            rooms: option.rooms.clone(),
            guest: Guest::new("Ada", "Lovelace", None).unwrap(),
            price: option.price,
            total: option.total,
            cancellation: option.cancellation.clone(),
            hold: Hold { house, room: Room::Double, nights: days.map(|day| (day, 3)).collect(), rooms: 1 },
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn one_reference_is_one_booking_and_never_another_order() {
        let ledger = Ledger::default();
        let book = |order| ledger.book(&caller(), order, Fate::Booked, at(1));
        let first = book(order(1, 0..3));
        assert_eq!(book(order(1, 0..3)), first);
        let other = Order { guest: Guest::new("Grace", "Hopper", None).unwrap(), ..order(1, 0..3) };
        assert_eq!(book(other), BookAnswer::Refused(FailureCode::SupplierRejected));
        assert_eq!(ledger.bookings(&caller(), at(1)).len(), 1);
    }

    proptest! {
        /// Whatever is booked, refused, forgotten or cancelled in whatever order, no night is sold more than three times, and
        /// what is counted as taken is what the live bookings hold.
        #[test]
        fn no_night_is_oversold(steps in prop::collection::vec((0_usize..30, 0_u64..6, 1_u64..4, 0_u8..6), 1..80)) {
            let ledger = Ledger::default();
            for (second, (number, first, nights, what)) in (0..).step_by(10).zip(steps) {
                let (now, order) = (at(second), order(number, first..first + nights));
                let reference = order.partner_reference.clone();
                let _ = match what {
                    0 => ledger.cancel(&caller(), &reference, CancelMood::Plain, false, now) == CancelAnswer::Cancelled,
                    1 => ledger.cancel(&caller(), &reference, CancelMood::Slow, false, now) == CancelAnswer::Cancelled,
                    2 => {
                        let fate = Fate::OnRequest { granted: false };
                        matches!(ledger.book(&caller(), order, fate, now), BookAnswer::OnRequest(_))
                    }
                    _ => matches!(ledger.book(&caller(), order, Fate::Booked, now), BookAnswer::Confirmed(_)),
                };
                let entries = ledger.bookings(&caller(), now);
                let holds = |entry: &Entry| entry.is_live() || matches!(entry.standing, Standing::Open { .. });
                let account = ledger.accounts.get(&caller());
                let taken = account.as_ref().and_then(|account| account.taken.get(&HouseKey { place: PlaceId(1), number: 7 }));
                for day in 0..9 {
                    let held = entries.iter().filter(|e| holds(e) && e.hold.nights.iter().any(|n| n.0 == day)).count();
                    let counted = taken.and_then(|nights| nights.get(&(Room::Double, day))).copied().unwrap_or(0);
                    prop_assert!(held <= 3);
                    prop_assert_eq!(held as u64, counted);
                }
            }
        }
    }
}
