//! The sandbox: deterministic hotels for any place, forced outcomes, and a ledger of what was truly booked.
//!
//! Every hotel and price follows from the place and the date; options, quotes and bookings are worked out again from
//! their references. Nothing is kept but a bounded memory of what was worked out lately, and the ledger.

mod amenities;
mod availability;
mod cache;
mod cancellation;
mod currency;
mod desk;
pub mod entry;
mod hotels;
pub mod ledger;
mod markets;
mod mix;
mod names;
mod option_ref;
mod places;
mod rates;
mod rehydrated;
mod rooms;
mod scenarios;
mod shelves;
#[cfg(test)]
mod stories;
mod table;
mod taxes;
mod test_hotels;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use self::desk::{Choice, Terms};
use self::entry::{Order, reference_of};
use self::ledger::{CancelMood, Ledger};
use self::option_ref::{quote_ref, read_option, read_quote};
use self::rehydrated::Rehydrated;
use self::shelves::Shelves;
use super::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, Scenario, SearchResults, Supplier, SupplierError,
};
use crate::domain::booking::BookingAttempt;
use crate::domain::failure::FailureCode;
use crate::domain::option::{HotelOption, Quote};
use crate::domain::partner::TestCaller;
use crate::domain::ranking;
use crate::domain::stay::StayRequest;
use crate::world::World;

/// How long a quote holds.
const QUOTE_LIFE: SignedDuration = SignedDuration::from_mins(25);

/// The supplier behind every test key.
#[derive(Debug)]
pub struct SandboxSupplier {
    shelves: Shelves,
    ledger: Ledger,
}

impl Default for SandboxSupplier {
    fn default() -> Self {
        Self::new()
    }
}

impl SandboxSupplier {
    /// A sandbox over the places of the embedded world, in which nothing is booked yet.
    #[must_use]
    pub fn new() -> Self {
        Self { shelves: Shelves::of(World::embedded()), ledger: Ledger::default() }
    }

    /// What was truly booked.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What is for sale to the caller: what everybody sees, or all of it without what the caller has booked away.
    fn options(&self, call: &CallContext, request: &StayRequest) -> Arc<[Arc<HotelOption>]> {
        let find = |choice| self.shelves.find(request, choice, call.scenario, call.now);
        let shelf = find(Choice::for_wishes(&request.filters));
        let touched = self.ledger.touched(&call.caller, shelf.houses.iter().map(|(house, _)| *house), call.now);
        if touched.is_empty() {
            return Arc::clone(&shelf.options);
        }
        let is_left = |option: &HotelOption| {
            let parts = read_option(option.supplier_ref.as_str());
            let again = parts.and_then(|parts| Rehydrated::of(&self.shelves, parts));
            again.is_some_and(|again| self.ledger.has_left(&call.caller, &again.hold(call.now), call.now))
        };
        // Where the cheapest room is gone, a dearer one takes its place.
        let shelf = find(Choice::Everything);
        let options = shelf.houses.iter().flat_map(|(house, range)| {
            let is_touched = touched.contains(house);
            shelf.options[range.clone()].iter().filter(move |option| !is_touched || is_left(option))
        });
        options.cloned().collect()
    }

    /// The order that `attempt` makes, if its quote is ours and everything in it agrees.
    fn order(&self, attempt: &BookingAttempt, now: Timestamp) -> Option<(Order, Option<Scenario>)> {
        let (adjust, parts) = read_quote(attempt.quote.supplier_ref.as_str())?;
        let again = Rehydrated::of(&self.shelves, parts)?;
        let Terms { price, total, .. } = again.terms(adjust, now);
        let agrees = total == attempt.quote.total
            && price == attempt.quote.price
            && again.parts.dates == attempt.option.dates
            && again.parts.party == attempt.option.rooms
            && again.house.hotel.id == attempt.option.hotel.id;
        let guest = attempt.guest.clone()?;
        let order = Order {
            partner_reference: attempt.partner_reference.clone(),
            hotel: again.house.hotel.id.clone(),
            dates: again.parts.dates,
            rooms: again.parts.party.clone(),
            guest,
            price,
            total,
            cancellation: attempt.quote.cancellation.clone(),
            hold: again.hold(now),
        };
        agrees.then_some((order, again.scenario()))
    }

    /// The outcome that the quote of `attempt` was forced to, or that its house forces.
    fn scenario_of(&self, attempt: &BookingAttempt) -> Option<Scenario> {
        let (_, parts) = read_quote(attempt.quote.supplier_ref.as_str())?;
        Rehydrated::of(&self.shelves, parts)?.scenario()
    }

    /// Enters `attempt` again if it was booked before this process began: what follows from references is not lost with it.
    fn recall(&self, call: &CallContext, attempt: &BookingAttempt) {
        let ours = attempt.supplier_reference.as_ref() == Some(&reference_of(&attempt.partner_reference));
        if ours && let Some((order, scenario)) = self.order(attempt, call.now) {
            self.ledger.recall(&call.caller, order, scenarios::fate(scenario), attempt.created_at);
        }
    }
}

#[async_trait]
impl Supplier for SandboxSupplier {
    async fn search(&self, call: &CallContext, request: &StayRequest) -> Result<SearchResults, SupplierError> {
        match call.scenario {
            Some(Scenario::SupplierTimeout) => return Err(SupplierError::Timeout),
            Some(Scenario::SupplierError) => return Err(SupplierError::Failed("forced by the caller".to_owned())),
            _ => {}
        }
        let mut options = self.options(call, request);
        if call.scenario == Some(Scenario::NoResults) {
            // What misses a wish is still there, so that giving one up leads somewhere.
            options = options.iter().filter(|option| !ranking::meets(option, &request.filters)).cloned().collect();
        }
        Ok(SearchResults { options, partial: false })
    }

    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError> {
        let parts = read_option(option.supplier_ref.as_str());
        let Some(mut again) = parts.and_then(|parts| Rehydrated::of(&self.shelves, parts)) else {
            return Ok(QuoteAnswer::Unavailable(FailureCode::UnknownOption));
        };
        // An outcome forced on an earlier quote of the same attempt goes on being forced.
        let (adjusted, forced) = match previous.and_then(|quote| read_quote(quote.supplier_ref.as_str())) {
            Some((adjust, before)) => (Some(adjust), before.scenario),
            None => (None, None),
        };
        again.parts.scenario = call.scenario.or(forced).or(again.parts.scenario);
        if option.expires_at <= call.now || call.scenario == Some(Scenario::OptionExpired) {
            return Ok(QuoteAnswer::Unavailable(FailureCode::OptionExpired));
        }
        let scenario = again.scenario();
        let is_left = self.ledger.has_left(&call.caller, &again.hold(call.now), call.now);
        if scenario == Some(Scenario::SoldOut) || !is_left {
            return Ok(QuoteAnswer::Unavailable(FailureCode::SoldOut));
        }
        let adjust = scenarios::adjust(scenario, adjusted);
        let Terms { price, total, cancellation } = again.terms(adjust, call.now);
        Ok(QuoteAnswer::Quoted(Box::new(Quote {
            supplier_ref: quote_ref(adjust, &again.parts),
            price,
            total,
            cancellation,
            expires_at: call.now + QUOTE_LIFE,
        })))
    }

    async fn book(&self, call: &CallContext, attempt: &BookingAttempt) -> BookAnswer {
        let Some((order, scenario)) = self.order(attempt, call.now) else {
            return BookAnswer::Refused(FailureCode::SupplierRejected);
        };
        let known = self.ledger.known(&call.caller, &attempt.partner_reference, call.now).is_some();
        if !known && attempt.quote.expires_at <= call.now {
            return BookAnswer::Refused(FailureCode::OptionExpired);
        }
        let accepted = attempt.accepted_total;
        if order.total.currency() != accepted.currency() || order.total.minor() > accepted.minor() {
            return BookAnswer::Refused(FailureCode::SupplierRejected);
        }
        self.ledger.book(&call.caller, order, scenarios::fate(call.scenario.or(scenario)), call.now)
    }

    async fn cancel(&self, call: &CallContext, booking: &BookingAttempt) -> CancelAnswer {
        self.recall(call, booking);
        let mood = match call.scenario.or(self.scenario_of(booking)) {
            Some(Scenario::CancelNone) => return CancelAnswer::Refused(FailureCode::NotRefundable),
            Some(Scenario::CancelRefused) => CancelMood::Refuse,
            Some(Scenario::CancelPending) => CancelMood::Slow,
            _ => CancelMood::Plain,
        };
        let today = call.now.in_tz(&booking.option.hotel.time_zone).map(|local| local.date());
        let arrived = today.is_ok_and(|today| today >= booking.option.dates.check_in());
        self.ledger.cancel(&call.caller, &booking.partner_reference, mood, arrived, call.now)
    }

    async fn look_up(&self, call: &CallContext, attempt: &BookingAttempt) -> Evidence {
        self.recall(call, attempt);
        self.ledger.evidence(&call.caller, &attempt.partner_reference, call.now)
    }

    fn loses_reply(&self, call: &CallContext, attempt: &BookingAttempt) -> bool {
        call.scenario.or_else(|| self.scenario_of(attempt)) == Some(Scenario::LostReply)
    }

    fn forget(&self, caller: &TestCaller) {
        self.ledger.reset(caller.caller());
    }
}
