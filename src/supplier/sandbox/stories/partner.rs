//! A partner's side of the sandbox: what it asks, at what time and under which scenario.

use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Span, Timestamp};

use crate::domain::booking::{BookingAttempt, Proposal};
use crate::domain::failure::FailureCode;
use crate::domain::fixtures::caller;
use crate::domain::guest::Guest;
use crate::domain::ids::{ActorId, BookingId, OptionId, SessionId};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{HotelOption, Quote};
use crate::domain::place::{Destination, PlaceId};
use crate::domain::stay::{Filters, Occupancy, Sort, StayDates, StayRequest};
use crate::supplier::sandbox::SandboxSupplier;
use crate::supplier::sandbox::entry::Entry;
use crate::supplier::{BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, Supplier};
use crate::world::World;

pub(super) const TODAY: Date = date(2026, 2, 18);

fn now() -> Timestamp {
    "2026-02-18T20:00:00Z".parse().unwrap()
}

/// Seattle, where the documented example stands.
pub(super) fn seattle() -> Destination {
    city(5_809_844)
}

pub(super) fn paris() -> Destination {
    city(2_988_507)
}

fn city(geoname: u32) -> Destination {
    World::embedded().place(PlaceId(geoname)).unwrap()
}

/// One partner's dealings with a sandbox of its own.
pub(super) struct Story {
    pub(super) sandbox: SandboxSupplier,
    pub(super) call: CallContext,
    bookings: u128,
}

impl Story {
    pub(super) fn new() -> Self {
        let call = CallContext { caller: caller(), now: now(), scenario: None };
        Self { sandbox: SandboxSupplier::new(), call, bookings: 0 }
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        self.call.now += SignedDuration::from_secs(seconds);
    }

    pub(super) async fn search(&self, request: &StayRequest) -> SearchResults {
        self.sandbox.search(&self.call, request).await.unwrap()
    }

    /// The first option of the hotel of that name.
    pub(super) async fn option(&self, request: &StayRequest, hotel: &str) -> Arc<HotelOption> {
        let results = self.search(request).await;
        Arc::clone(results.options.iter().find(|option| &*option.hotel.name == hotel).unwrap())
    }

    pub(super) async fn quote(&self, option: &HotelOption) -> Result<Quote, FailureCode> {
        self.quote_again(option, None).await
    }

    pub(super) async fn quote_again(
        &self,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<Quote, FailureCode> {
        match self.sandbox.quote(&self.call, option, previous).await.unwrap() {
            QuoteAnswer::Quoted(quote) => Ok(*quote),
            QuoteAnswer::Unavailable(code) => Err(code),
        }
    }

    /// An attempt to book `option`, as it stands when it is sent.
    pub(super) async fn attempt(&mut self, option: &Arc<HotelOption>) -> BookingAttempt {
        self.bookings += 1;
        let quote = self.quote(option).await.unwrap();
        let mut attempt = BookingAttempt::propose(
            Proposal {
                id: BookingId::new(self.bookings * 26),
                caller: self.call.caller.clone(),
                actor: ActorId::parse("user-1").unwrap(),
                session: SessionId::new(1_771_456_966_998, 1),
                option_id: OptionId::new([1; 16]),
                option: Arc::clone(option),
                quote,
                guest: Guest::new("Ada", "Lovelace", None).ok(),
            },
            self.call.now,
        );
        attempt.accepted_total = attempt.quote.total;
        attempt
    }

    /// `attempt` sent; it carries the supplier's locator if there is one.
    pub(super) async fn book(&self, attempt: &mut BookingAttempt) -> BookAnswer {
        let answer = self.sandbox.book(&self.call, attempt).await;
        if let BookAnswer::Confirmed(reference) | BookAnswer::OnRequest(reference) = &answer {
            attempt.supplier_reference = Some(reference.clone());
        }
        answer
    }

    pub(super) async fn cancel(&self, attempt: &BookingAttempt) -> CancelAnswer {
        self.sandbox.cancel(&self.call, attempt).await
    }

    pub(super) async fn look_up(&self, attempt: &BookingAttempt) -> Evidence {
        self.sandbox.look_up(&self.call, attempt).await
    }

    pub(super) fn live(&self) -> Vec<Entry> {
        let entries = self.sandbox.ledger().bookings(&self.call.caller, self.call.now);
        entries.into_iter().filter(Entry::is_live).collect()
    }
}

pub(super) fn stay(destination: Destination, days_ahead: i64, nights: i64) -> StayRequest {
    let check_in = TODAY.saturating_add(Span::new().days(days_ahead));
    let check_out = check_in.saturating_add(Span::new().days(nights));
    StayRequest {
        destination: Arc::new(destination),
        dates: StayDates::new(check_in, check_out, TODAY).unwrap(),
        rooms: vec![Occupancy::adults(2)],
        filters: Filters::default(),
        sort: Sort::default(),
        currency: Currency::USD,
    }
}

pub(super) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}
