//! Ready-made values of the domain for tests that see this crate from outside.

use std::sync::Arc;

use core_chat::domain::amenity::AmenitySet;
use core_chat::domain::booking::{BookingAttempt, Proposal};
use core_chat::domain::card::{CardSetup, PaymentMethod};
use core_chat::domain::event::{EventKind, EventRecord, Fingerprint};
use core_chat::domain::guest::Guest;
use core_chat::domain::ids::{
    ActorId, BookingId, EventId, HotelId, IdempotencyKey, OptionId, PartnerId, PaymentMethodId, SessionId, SetupId,
    SupplierOptionRef, SupplierQuoteRef,
};
use core_chat::domain::money::{Currency, Money};
use core_chat::domain::option::{Board, CancelPolicy, Hotel, HotelOption, Known, Price, Quote, Rating, Refundability};
use core_chat::domain::outcome::Status;
use core_chat::domain::partner::{Caller, Mode};
use core_chat::domain::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};
use core_chat::domain::session::{Actor, OffsetMinutes, Origin, Session, SessionKey};
use core_chat::domain::shortlist::{Shortlist, ShownOption};
use core_chat::domain::stay::{Filters, Occupancy, PropertyKind, Sort, StayDates, StayDetails, StayRequest};
use core_chat::store::StoredResult;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

/// The instant every story begins at: 2026-02-18T23:22:46.998Z.
pub fn now() -> Timestamp {
    Timestamp::from_millisecond(1_771_456_966_998).expect("a millisecond of our time is a timestamp")
}

/// So many hours after [`now`].
pub fn in_hours(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

pub fn caller(partner: &str, mode: Mode) -> Caller {
    Caller { partner: PartnerId::parse(partner).expect("a slug"), mode }
}

pub fn actor(name: &str) -> ActorId {
    ActorId::parse(name).expect("a short name")
}

pub fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).expect("visible ASCII")
}

/// The `number`th session of `caller`, just opened by `who`.
pub fn session(caller: &Caller, who: &str, number: u128) -> Session {
    let actor =
        Actor { id: actor(who), offset: OffsetMinutes::default(), first_name: None, last_name: None, email: None };
    Session {
        key: SessionKey { caller: caller.clone(), id: SessionId::new(now().as_millisecond(), number) },
        actor,
        origin: Origin::default(),
        created_at: now(),
        expires_at: in_hours(30 * 24),
        version: 1,
        last_event: None,
        details: StayDetails::default(),
        shortlist: None,
        houses_seen: Vec::new(),
        dead_end: None,
        focus: None,
        open_question: None,
        clarification: None,
        asked_at: None,
        booking: None,
        last_answer: None,
    }
}

/// `session` one turn later.
pub fn turned(session: &Session) -> Session {
    let last_event = Some(EventId::after(session.last_event, now().as_millisecond()));
    Session { version: session.version + 1, last_event, ..session.clone() }
}

/// The history's row of the last turn of `session`.
pub fn event(session: &Session) -> EventRecord {
    let id = session.last_event.expect("the session has had a turn");
    EventRecord { id, kind: EventKind::SearchQuery, status: Status::Shortlist }
}

/// What the last turn of `session` answered.
pub fn result(session: &Session, asked: u8, body: &'static str) -> StoredResult {
    StoredResult {
        fingerprint: Fingerprint([asked; 32]),
        event: event(session).id,
        body: body.into(),
        in_motion: None,
        keep_until: in_hours(24),
    }
}

fn dollars(major: i64) -> Money {
    Money::major(major, Currency::USD).expect("a small amount fits")
}

/// The `number`th hotel in Seattle for three nights in March.
pub fn hotel_option(number: u8) -> HotelOption {
    let check_in = date(2026, 3, 20);
    HotelOption {
        supplier_ref: SupplierOptionRef::parse(&format!("o-{number}")).expect("a short name"),
        hotel: Arc::new(Hotel {
            id: HotelId::parse(&format!("h-{number}")).expect("a short name"),
            name: format!("Harbour House {number}").into(),
            property: PropertyKind::Hotel,
            point: GeoPoint { lat: 47.6097, lng: -122.3422 },
            area: Some("Belltown".into()),
            city: "Seattle".into(),
            time_zone: "America/Los_Angeles".into(),
            stars: Some(4),
            rating: Some(Rating::from_tenths(45)),
            reviews: 812,
            amenities: AmenitySet::default(),
        }),
        dates: StayDates::new(check_in, date(2026, 3, 23), check_in).expect("three nights"),
        rooms: vec![Occupancy::adults(2)],
        room_name: "Deluxe Queen Room".into(),
        board: Board::RoomOnly,
        price: Price { base: dollars(300), taxes_and_fees: dollars(30), due_at_property: dollars(0) },
        total: dollars(330),
        cancellation: CancelPolicy {
            refundability: Refundability::NonRefundable,
            penalties: Vec::new(),
            time_zone: "America/Los_Angeles".into(),
        },
        expires_at: in_hours(1),
        known: Known::default(),
    }
}

/// Five options as shown, with ids that follow from `first`.
pub fn shortlist(first: u8) -> Shortlist {
    let destination = Destination {
        place: PlaceId(5_809_844),
        kind: PlaceKind::City,
        name: "Seattle".into(),
        city: None,
        admin: Some("Washington".into()),
        country: CountryCode::parse("US").expect("two letters"),
        point: GeoPoint { lat: 47.6062, lng: -122.3321 },
        radius: 8_000,
        time_zone: "America/Los_Angeles".into(),
    };
    let shown = |rank: u8| ShownOption {
        id: option_id(first + rank - 1),
        rank: u32::from(rank),
        distance: Some(900),
        option: Arc::new(hotel_option(rank)),
    };
    Shortlist {
        request: StayRequest {
            destination: Arc::new(destination),
            dates: hotel_option(1).dates,
            rooms: vec![Occupancy::adults(2)],
            filters: Filters::default(),
            sort: Sort::default(),
            currency: Currency::USD,
        },
        options: (1..=5).map(shown).collect(),
        total: 12,
        shown: 5,
        partial: false,
    }
}

pub fn option_id(number: u8) -> OptionId {
    OptionId::new([number; 16])
}

/// The `number`th attempt to book, begun in `session` for the hotel of that number.
pub fn attempt(session: &Session, number: u8) -> BookingAttempt {
    let option = hotel_option(number);
    let quote = Quote {
        supplier_ref: SupplierQuoteRef::parse("q").expect("a short name"),
        price: option.price,
        total: option.total,
        cancellation: option.cancellation.clone(),
        expires_at: option.expires_at,
    };
    let proposal = Proposal {
        id: BookingId::new(u128::from(number)),
        caller: session.key.caller.clone(),
        actor: session.actor.id.clone(),
        session: session.key.id.clone(),
        option_id: option_id(number),
        option: Arc::new(option),
        quote,
        guest: Some(Guest::new("Ada", "Lovelace", None).expect("a name")),
    };
    BookingAttempt::propose(proposal, now() + SignedDuration::from_secs(i64::from(number)))
}

/// A visit to the card page for `attempt`, not completed yet.
pub fn card_setup(attempt: &BookingAttempt, name: &str) -> CardSetup {
    CardSetup {
        id: SetupId::parse(name).expect("a short name"),
        caller: attempt.caller.clone(),
        actor: attempt.actor.clone(),
        session: attempt.session.clone(),
        booking: attempt.id.clone(),
        expires_at: in_hours(1),
        method: None,
        guest: None,
    }
}

pub fn method(name: &str) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::parse(name).expect("a short name"),
        brand: "visa".into(),
        last4: "4242".into(),
        exp_month: 12,
        exp_year: 2030,
    }
}
