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
use crate::domain::ids::{ActorId, BookingId, OptionId, PartnerId, SessionId};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{Board, HotelOption, Quote, Refundability};
use crate::domain::partner::{Caller, Mode};
use crate::domain::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};
use crate::domain::ranking::rank;
use crate::domain::stay::{Filters, Occupancy, PropertyKind as K, Sort, StayDates, StayRequest};
use crate::supplier::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, Scenario, SearchResults, Supplier, SupplierError,
};
use crate::world::World;
use crate::world::ids::Key;

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
        match self.sandbox.quote(&self.call, option, None).await.unwrap() {
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
async fn every_kind_of_house_room_and_board_is_met_in_seattle() {
    let mut request = stay(seattle(), 33, 1);
    let mut seen = Vec::new();
    for adults in 1..=3 {
        request.rooms = vec![Occupancy::adults(adults)];
        seen.extend(Story::new().search(&request).await.options.iter().cloned());
    }
    let met = |wish: &dyn Fn(&HotelOption) -> bool| seen.iter().any(|option| wish(option));
    for kind in [K::Hotel, K::Hostel, K::Apartment, K::Resort, K::GuestHouse, K::Boutique] {
        assert!(met(&|option| option.hotel.property == kind), "{kind:?}");
    }
    for room in ["Single", "Queen", "Twin", "King", "Triple", "Family", "Suite"] {
        assert!(met(&|option| option.room_name.contains(room)), "{room}");
    }
    for board in [Board::RoomOnly, Board::SelfCatering, Board::Breakfast, Board::HalfBoard, Board::AllInclusive] {
        assert!(met(&|option| option.board == board), "{board:?}");
    }
    for stars in 1..=5 {
        assert!(met(&|option| option.hotel.stars == Some(stars)), "{stars}");
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

#[tokio::test]
async fn the_documented_example_leads_the_list_on_every_date() {
    let story = Story::new();
    for (days_ahead, nights) in (1..=400).zip([1, 2, 3, 7].into_iter().cycle()) {
        let mut request = stay(seattle(), days_ahead, nights);
        request.filters.refundable = (days_ahead % 2 == 0).then_some(true);
        let options = story.search(&request).await.options;
        let first = &rank(&options, &request)[0].option;
        assert_eq!(&*first.hotel.name, "Inn at the Market", "{:?}", request.dates);
    }
}

#[tokio::test]
async fn a_price_asked_twice_is_the_same_and_its_quote_too() {
    let mut story = Story::new();
    let request = stay(paris(), 60, 4);
    let first = story.search(&request).await;
    story.wait(7 * 60);
    let second = SandboxSupplier::new().search(&story.call, &request).await.unwrap();
    assert_eq!(first.options.len(), second.options.len());
    for (one, other) in first.options.iter().zip(second.options.iter()) {
        assert_eq!((&one.supplier_ref, one.price, one.total), (&other.supplier_ref, other.price, other.total));
        assert_eq!(one.cancellation, other.cancellation);
        let quote = story.quote(other).await.unwrap();
        assert_eq!((quote.price, quote.total, &quote.cancellation), (one.price, one.total, &one.cancellation));
    }
}

#[tokio::test]
async fn the_cheapest_comes_first_in_every_house() {
    let results = Story::new().search(&stay(paris(), 60, 2)).await;
    for pair in results.options.windows(2) {
        let same = pair[0].hotel.id == pair[1].hotel.id;
        assert!(!same || pair[0].total.minor() <= pair[1].total.minor());
    }
}

#[tokio::test]
async fn the_first_three_houses_of_a_city_never_sell_out_and_can_be_cancelled() {
    let story = Story::new();
    let villages = World::embedded().cities_near(seattle().point, 60_000);
    for (i, (city, _)) in villages.iter().enumerate().take(40) {
        let destination = World::embedded().place(city.id).unwrap();
        let results = story.search(&stay(destination, 1 + 11 * i as i64, 1 + i as i64 % 30)).await;
        for number in 0..3 {
            let id = format!("sbx-{}-{number}", city.id.0);
            let of_house = |option: &&Arc<HotelOption>| option.hotel.id.as_str() == id;
            let refundable =
                results.options.iter().filter(of_house).any(|o| o.refundability() == Refundability::Refundable);
            assert!(refundable, "{} {id}", city.name);
        }
    }
}

#[tokio::test]
async fn a_landmark_an_airport_and_a_region_find_houses_around_them() {
    let story = Story::new();
    let world = World::embedded();
    let market = world.areas_of(PlaceId(5_809_844)).find(|spot| spot.name == "Pike Place Market").unwrap();
    let key = |code: &[u8; 3]| Key::Airport(*code).id();
    let spot =
        |name: &str| (0..500).map(|i| world.place(Key::Spot(i).id()).unwrap()).find(|d| &*d.name == name).unwrap();
    let near_market = story.search(&stay(spot(market.name), 30, 1)).await;
    assert!(near_market.options.iter().any(|option| &*option.hotel.name == "Inn at the Market"));
    let places = [spot(market.name), world.place(key(b"SEA")).unwrap(), world.place(Key::Region(0).id()).unwrap()];
    for place in places {
        let results = story.search(&stay(place.clone(), 30, 1)).await;
        let metres: Vec<u32> = results.options.iter().map(|o| place.point.metres_to(o.hotel.point)).collect();
        assert!(!metres.is_empty(), "{}", place.name);
        assert!(metres.iter().all(|far| *far <= place.radius + 20_000), "{}: {metres:?}", place.name);
    }
}

#[tokio::test]
async fn another_currency_has_its_own_decimals() {
    let story = Story::new();
    let mut request = stay(seattle(), 30, 3);
    for (code, per_night) in [("JPY", 42_606), ("KWD", 84_658), ("EUR", 23_516)] {
        request.currency = Currency::parse(code).unwrap();
        let option = story.option(&request, "Inn at the Market").await;
        assert_eq!(option.price_per_night(), Money::new(per_night, request.currency));
        assert_eq!(option.price.total(), Ok(option.total));
    }
    request.currency = Currency::parse("XAU").unwrap();
    assert_eq!(story.option(&request, "Inn at the Market").await.total, usd(98_067), "else in dollars");
}

#[tokio::test]
async fn bookings_of_one_partner_are_nothing_to_another() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    let own = std::mem::replace(
        &mut story.call.caller,
        Caller { partner: PartnerId::parse("other").unwrap(), mode: Mode::Test },
    );
    assert_eq!(
        story.look_up(&BookingAttempt { supplier_reference: None, ..attempt.clone() }).await,
        Evidence::NotBooked
    );
    assert!(story.live().is_empty());
    story.call.caller = own;
    assert_eq!(story.live().len(), 1);
    story.sandbox.ledger().reset(&story.call.caller);
    assert!(story.live().is_empty());
}

#[tokio::test]
async fn a_booking_outlives_the_process_that_made_it() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 30, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    story.sandbox = SandboxSupplier::new();
    assert!(matches!(story.look_up(&attempt).await, Evidence::Booked(_)));
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
}

#[tokio::test]
async fn nobody_cancels_on_the_day_of_arrival() {
    let mut story = Story::new();
    let option = story.option(&stay(seattle(), 2, 3), "Inn at the Market").await;
    let mut attempt = story.attempt(&option).await;
    story.book(&mut attempt).await;
    // 20 February begins in Seattle at 08:00 UTC.
    story.call.now = "2026-02-20T08:00:00Z".parse().unwrap();
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Refused(FailureCode::TooLateToCancel));
    story.call.now = "2026-02-20T07:59:59Z".parse().unwrap();
    assert_eq!(story.cancel(&attempt).await, CancelAnswer::Cancelled);
}
