//! The sandbox as a caller meets it: searching, quoting, booking, cancelling, and what the ledger says of it.

use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Span, Timestamp};

use super::SandboxSupplier;
use super::ledger::Entry;
use crate::domain::amenity::Amenity;
use crate::domain::booking::{BookingAttempt, Proposal};
use crate::domain::failure::FailureCode;
use crate::domain::fixtures::caller;
use crate::domain::guest::Guest;
use crate::domain::ids::{ActorId, BookingId, OptionId, SessionId};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{Board, HotelOption, Quote, Refundability};
use crate::domain::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};
use crate::domain::stay::{Filters, Occupancy, Sort, StayDates, StayRequest};
use crate::supplier::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, Scenario, SearchResults, Supplier, SupplierError,
};

const TODAY: Date = date(2026, 2, 18);

fn now() -> Timestamp {
    "2026-02-18T20:00:00Z".parse().unwrap()
}

fn seattle() -> Destination {
    Destination {
        place: PlaceId(5_809_844),
        kind: PlaceKind::City,
        name: "Seattle".into(),
        city: None,
        admin: Some("Washington".into()),
        country: CountryCode::parse("US").unwrap(),
        point: GeoPoint { lat: 47.60621, lng: -122.33207 },
        radius: 8_585,
        time_zone: "America/Los_Angeles".into(),
    }
}

fn paris() -> Destination {
    Destination {
        place: PlaceId(2_988_507),
        name: "Paris".into(),
        country: CountryCode::parse("FR").unwrap(),
        point: GeoPoint { lat: 48.85341, lng: 2.3488 },
        time_zone: "Europe/Paris".into(),
        ..seattle()
    }
}

/// A partner's side of the sandbox: what it asks, at what time and under which scenario.
struct Story {
    sandbox: SandboxSupplier,
    call: CallContext,
    bookings: u128,
}

impl Story {
    fn new() -> Self {
        let call = CallContext { caller: caller(), now: now(), scenario: None };
        Self { sandbox: SandboxSupplier::new(), call, bookings: 0 }
    }

    fn under(scenario: Scenario) -> Self {
        let mut story = Self::new();
        story.call.scenario = Some(scenario);
        story
    }

    fn wait(&mut self, seconds: i64) {
        self.call.now += SignedDuration::from_secs(seconds);
    }

    async fn search(&self, request: &StayRequest) -> SearchResults {
        self.sandbox.search(&self.call, request).await.unwrap()
    }

    /// The first option of the hotel of that name.
    async fn option(&self, request: &StayRequest, hotel: &str) -> Arc<HotelOption> {
        let results = self.search(request).await;
        Arc::clone(results.options.iter().find(|option| &*option.hotel.name == hotel).unwrap())
    }

    async fn quote(&self, option: &HotelOption) -> Result<Quote, FailureCode> {
        match self.sandbox.quote(&self.call, option).await.unwrap() {
            QuoteAnswer::Quoted(quote) => Ok(*quote),
            QuoteAnswer::Unavailable(code) => Err(code),
        }
    }

    /// An attempt to book `option`, as it stands when it is sent.
    async fn attempt(&mut self, option: &Arc<HotelOption>) -> BookingAttempt {
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
    async fn book(&self, attempt: &mut BookingAttempt) -> BookAnswer {
        let answer = self.sandbox.book(&self.call, attempt).await;
        if let BookAnswer::Confirmed(reference) | BookAnswer::OnRequest(reference) = &answer {
            attempt.supplier_reference = Some(reference.clone());
        }
        answer
    }

    async fn cancel(&self, attempt: &BookingAttempt) -> CancelAnswer {
        self.sandbox.cancel(&self.call, attempt).await
    }

    async fn look_up(&self, attempt: &BookingAttempt) -> Evidence {
        self.sandbox.look_up(&self.call, attempt).await
    }

    fn live(&self) -> Vec<Entry> {
        let entries = self.sandbox.ledger().bookings(&self.call.caller, self.call.now);
        entries.into_iter().filter(Entry::is_live).collect()
    }
}

fn stay(destination: Destination, days_ahead: i64, nights: i64) -> StayRequest {
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

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

#[tokio::test]
async fn the_documented_example_holds_on_every_future_date() {
    let story = Story::new();
    for days_ahead in 1..=500 {
        let option = story.option(&stay(seattle(), days_ahead, 3), "Inn at the Market").await;
        assert_eq!(option.price_per_night(), usd(27_666), "{:?}", option.dates);
        assert_eq!(option.total, usd(98_067), "{:?}", option.dates);
        assert_eq!((option.board, option.refundability()), (Board::RoomOnly, Refundability::Refundable));
        assert_eq!(option.hotel.rating.map(|rating| rating.to_string()), Some("4.8".to_owned()));
        assert_eq!((option.hotel.stars, option.price.due_at_property), (Some(4), usd(0)));
    }
}

#[tokio::test]
async fn the_documented_example_is_rounded_night_by_night() {
    let story = Story::new();
    for nights in 1..=30 {
        let option = story.option(&stay(seattle(), 40, nights), "Inn at the Market").await;
        assert_eq!(option.price.base, usd(27_666 * nights));
        assert_eq!(option.price.taxes_and_fees, usd((4_288 + 735) * nights));
        assert_eq!(option.price_per_night(), usd(27_666));
    }
}

#[tokio::test]
async fn seattle_has_39_houses_and_a_handful_of_options_each() {
    let story = Story::new();
    let mut hotels = std::collections::BTreeSet::new();
    for days_ahead in 1..60 {
        for option in story.search(&stay(seattle(), days_ahead, 1)).await.options.iter() {
            hotels.insert(option.hotel.name.to_string());
        }
    }
    assert_eq!(hotels.len(), 39, "{hotels:?}");
}

#[tokio::test]
async fn every_amenity_has_hits_and_misses_in_seattle() {
    let results = Story::new().search(&stay(seattle(), 33, 1)).await;
    for amenity in Amenity::ALL {
        let hits = results.options.iter().filter(|option| option.hotel.amenities.contains(*amenity)).count();
        assert!(0 < hits && hits < results.options.len(), "{amenity:?}: {hits} of {}", results.options.len());
    }
}

#[tokio::test]
async fn a_booking_is_in_the_ledger_with_its_money_dates_and_guest() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    let answer = story.book(&mut attempt).await;
    let [entry] = &story.live()[..] else { panic!("one booking") };
    assert_eq!(answer, BookAnswer::Confirmed(entry.reference.clone()));
    assert_eq!((entry.total, entry.dates, &entry.hotel), (usd(98_067), option.dates, &option.hotel.id));
    assert_eq!(Some(&entry.guest), attempt.guest.as_ref());
    assert_eq!(story.book(&mut attempt).await, answer, "the same reference is the same booking");
    assert_eq!(story.live().len(), 1);
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
    assert!(story.live().is_empty());
    assert!(matches!(story.look_up(&attempt).await, Evidence::Cancelled(_)));
}

#[tokio::test]
async fn nothing_is_booked_above_what_was_accepted() {
    let mut story = Story::new();
    let option = story.option(&stay(paris(), 30, 2), &story_hotel(&story).await).await;
    let mut attempt = story.attempt(&option).await;
    attempt.accepted_total = attempt.accepted_total.minus(usd(1)).unwrap();
    assert_eq!(story.book(&mut attempt).await, BookAnswer::Refused(FailureCode::SupplierRejected));
    let mut tampered = story.attempt(&option).await;
    tampered.quote.total = tampered.quote.total.minus(usd(100)).unwrap();
    assert_eq!(story.book(&mut tampered).await, BookAnswer::Refused(FailureCode::SupplierRejected));
    assert!(story.live().is_empty());
}

async fn story_hotel(story: &Story) -> String {
    story.search(&stay(paris(), 30, 2)).await.options[0].hotel.name.to_string()
}

#[tokio::test]
async fn an_old_quote_is_refused_and_an_old_option_is_not_quoted() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.wait(26 * 60);
    assert_eq!(story.book(&mut attempt).await, BookAnswer::Refused(FailureCode::OptionExpired));
    story.wait(10 * 60);
    assert_eq!(story.quote(&option).await, Err(FailureCode::OptionExpired));
}

#[tokio::test]
async fn the_last_room_is_sold_once_and_comes_back_when_cancelled() {
    let mut story = Story::new();
    let request = stay(seattle(), 30, 2);
    let option = Arc::clone(
        story
            .search(&request)
            .await
            .options
            .iter()
            .find(|o| {
                o.refundability() == Refundability::Refundable
                    && o.hotel.id.as_str().len() == 14
                    && &*o.hotel.name != "Inn at the Market"
            })
            .unwrap(),
    );
    let mut booked = Vec::new();
    while story.quote(&option).await.is_ok() {
        let mut attempt = story.attempt(&option).await;
        assert!(matches!(story.book(&mut attempt).await, BookAnswer::Confirmed(_)));
        booked.push(attempt);
        assert!(booked.len() < 100, "a house with few rooms sells out");
    }
    assert_eq!(story.quote(&option).await, Err(FailureCode::SoldOut));
    let is_shown = |results: SearchResults| results.options.iter().any(|o| o.supplier_ref == option.supplier_ref);
    assert!(!is_shown(story.search(&request).await));
    assert_eq!(story.cancel(&booked[0]).await, CancelAnswer::Cancelled);
    assert!(is_shown(story.search(&request).await));
    assert!(story.quote(&option).await.is_ok());
}
