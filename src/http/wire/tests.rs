//! One snapshot for every status, built from fixtures.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;

use super::option::{Offered, Shown};
use crate::chat::Snapshot;
use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::booking::{BookingAttempt, CancelCost, Step};
use crate::domain::card::PaymentMethod;
use crate::domain::event::{EventKind, EventRecord};
use crate::domain::failure::FailureCode;
use crate::domain::fixtures::{attempt, caller, dollars, hotel_option, quote_of, seattle};
use crate::domain::guest::Guest;
use crate::domain::heard::{Correction, Heard, HeardSlot, HeardValue, LeftOut, WhyLeftOut};
use crate::domain::ids::{
    ActorId, BookingId, EventId, HoldId, OptionId, PartnerId, PaymentMethodId, SessionId, SetupId, SupplierReference,
};
use crate::domain::money::Currency;
use crate::domain::option::{Board, HotelOption, Rating};
use crate::domain::outcome::{
    Ambiguity, AnswerKind, Clarification, Comparison, ComparisonRow, DeadEnd, NextAct, NextAction, Outcome, Question,
    Relaxation, Status, Turn, Unsupported,
};
use crate::domain::session::{Actor, Conversation, OffsetMinutes, OpenQuestion, Origin, Session, SessionKey};
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::stay::{
    Filters, Occupancy, PriceBasis, PriceClass, PriceRange, PropertyKind, RoomWish, Slot, Sort, StarRange, StayDetails,
    StayRequest,
};
use crate::json;
use crate::store::EventPage;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn nightly(min: Option<i64>, max: Option<i64>) -> PriceRange {
    PriceRange { min, max, currency: Some(Currency::USD), basis: PriceBasis::Night }
}

fn every_wish() -> Filters {
    Filters {
        refundable: Some(true),
        price: Some(nightly(Some(10_000), Some(25_050))),
        price_class: Some(PriceClass::Moderate),
        stars: Some(StarRange { min: 4, max: 5 }),
        min_rating: Some(Rating::from_tenths(45)),
        board: Some(Board::Breakfast),
        amenities: AmenitySet::of(&[Amenity::Pool, Amenity::AirportShuttle]),
        property: Some(PropertyKind::GuestHouse),
        unwanted: [PropertyKind::Hostel].into_iter().collect(),
        room: Some(RoomWish::Twin),
        hotel_name: Some("Lantern".into()),
    }
}

fn shown(rank: u32) -> ShownOption {
    let id = OptionId::new([rank as u8; 16]);
    ShownOption { id, rank, distance: Some(1_349), option: Arc::new(hotel_option()) }
}

fn shortlist(options: Vec<ShownOption>, filters: Filters) -> Arc<Shortlist> {
    let request = StayRequest {
        destination: Arc::new(seattle()),
        dates: hotel_option().dates,
        rooms: vec![Occupancy::adults(2), Occupancy { adults: 1, child_ages: vec![4, 9] }],
        filters,
        sort: Sort::PriceDescending,
        currency: Currency::USD,
    };
    let shown = options.len() as u32;
    Arc::new(Shortlist { request, options, total: 12, shown, partial: false })
}

fn visa() -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::parse("pm_sbx_ok").unwrap(),
        brand: "visa".into(),
        last4: "4242".into(),
        exp_month: 12,
        exp_year: 2030,
    }
}

/// The fixture's attempt after `steps`.
fn walked(steps: Vec<Step>) -> Arc<BookingAttempt> {
    let now = at("2026-02-18T23:30:00Z");
    Arc::new(steps.into_iter().fold(attempt(), |attempt, step| attempt.after(step, now).unwrap()))
}

fn sending() -> Vec<Step> {
    let guest = Guest::new("Ada", "Lovelace", Some("ada@example.com")).unwrap();
    vec![Step::FixTerms { method: visa(), guest }, Step::Yes, Step::Held(HoldId::parse("hold").unwrap()), Step::Send]
}

fn after_sending(steps: impl IntoIterator<Item = Step>) -> Arc<BookingAttempt> {
    walked(sending().into_iter().chain(steps).collect())
}

fn confirmed() -> Step {
    Step::Confirm(SupplierReference::parse("SBX-7Q2K").unwrap())
}

fn every_slot() -> Heard {
    let slot = |text: &str, value| HeardSlot { value, text: text.into(), assumed: text.is_empty() };
    Heard {
        intent: "search_query",
        slots: vec![
            slot("Seatle", HeardValue::Destination("Seattle".into())),
            slot("Mar 20", HeardValue::CheckIn(date(2026, 3, 20))),
            slot("23", HeardValue::CheckOut(date(2026, 3, 23))),
            slot("", HeardValue::Rooms(vec![Occupancy::adults(2)])),
            slot("refundable", HeardValue::Refundable(true)),
            slot("between 100 and 250 a night", HeardValue::Price(nightly(Some(10_000), Some(25_000)))),
            slot("4.5+", HeardValue::MinRating(Rating::from_tenths(45))),
            slot("4 stars", HeardValue::MinStars(4)),
            slot("breakfast", HeardValue::Board(Board::Breakfast)),
            slot("pool", HeardValue::Amenities(AmenitySet::of(&[Amenity::Pool]))),
            slot("Lantern", HeardValue::HotelName("The Lantern House".into())),
            slot("cheapest", HeardValue::Sort(Sort::Price)),
        ],
        assumptions: vec!["One room for two adults.".into()],
        corrections: vec![Correction { from: "Seatle".into(), to: "Seattle".into() }],
        unread: vec!["please".into()],
        left_out: vec![LeftOut { text: "quiet".into(), why: WhyLeftOut::CannotCheck }],
        alternative: Some(Arc::new(seattle())),
    }
}

fn clarification() -> Clarification {
    Clarification {
        missing: vec![Slot::CheckIn, Slot::CheckOut],
        ambiguous: vec![Ambiguity {
            slot: Slot::Destination,
            choices: vec![("Portland, Oregon".into(), "Portland, OR".into())],
        }],
        questions: vec![Question {
            slot: Slot::CheckIn,
            text: "When do you arrive?".into(),
            suggestions: vec!["this weekend".into()],
        }],
    }
}

fn comparison() -> Comparison {
    let row = ComparisonRow {
        attribute: "totalPrice",
        values: vec!["330.00 USD".into(), "330.00 USD".into()],
        best: Some(OptionId::new([1; 16])),
    };
    Comparison { options: vec![shown(1), shown(2)], rows: vec![row] }
}

/// One outcome for every status.
fn every_outcome() -> Vec<Outcome> {
    let setup = ("https://chat.example.com/pay/s1".to_owned(), at("2026-02-19T00:00:00Z"));
    let booked = after_sending([confirmed()]);
    let cost = booked.cancel_cost(at("2026-02-18T23:30:00Z"));
    let quoted = walked(vec![Step::Requoted(quote_of(&hotel_option(), dollars(37)))]);
    let relaxation =
        Relaxation { drop: "price".into(), text: "any price".into(), yields: 7, cheapest_total: dollars(412) };
    vec![
        Outcome::Shortlist(shortlist(vec![shown(1), shown(2)], Filters::default())),
        Outcome::NoResults(Arc::new(DeadEnd {
            search: shortlist(vec![], every_wish()),
            relaxations: vec![relaxation],
        })),
        Outcome::ClarificationRequired(clarification()),
        Outcome::OptionDetails { option: shown(2), answer: "It has a pool.".into() },
        Outcome::Comparison(comparison()),
        Outcome::Answer(AnswerKind::Greeting),
        Outcome::NotUnderstood,
        Outcome::UnsupportedRequest(Unsupported::OtherTravel),
        Outcome::CardDataRefused,
        Outcome::PriceChanged { attempt: quoted, previous: dollars(330) },
        Outcome::PaymentSetupRequired {
            attempt: walked(vec![Step::NeedCard]),
            setup_url: setup.0.clone(),
            setup_expires_at: setup.1,
            declined: None,
        },
        Outcome::PaymentConfirmationRequired { attempt: walked(sending()[..1].to_vec()), method: visa() },
        Outcome::PaymentDeclined {
            attempt: walked(vec![Step::NeedCard]),
            code: FailureCode::InsufficientFunds,
            setup: Some(setup),
        },
        Outcome::BookingConfirmed(booked.clone()),
        Outcome::BookingPending(after_sending([Step::LoseTrack])),
        Outcome::BookingFailed {
            attempt: after_sending([Step::Refuse(FailureCode::SoldOut)]),
            code: FailureCode::SoldOut,
        },
        Outcome::OptionUnavailable { code: FailureCode::OptionExpired, alternatives: vec![shown(3)] },
        Outcome::SupplierUnavailable(FailureCode::SupplierTimeout),
        Outcome::NothingToConfirm,
        Outcome::CancellationConfirmationRequired { booking: booked.clone(), cost },
        Outcome::BookingCancelled { booking: after_sending([confirmed(), Step::SendCancel, Step::Cancel(cost)]), cost },
        Outcome::CancellationPending(after_sending([confirmed(), Step::SendCancel, Step::LoseTrackOfCancel])),
        Outcome::CancellationFailed { booking: booked.clone(), code: FailureCode::TooLateToCancel },
        Outcome::BookingDetails(booked.clone()),
        Outcome::BookingList(vec![booked]),
        Outcome::BookingNotFound,
    ]
}

fn every_next_action() -> Vec<NextAction> {
    let send = |label: &'static str, act| NextAction::Send { label: label.into(), act };
    vec![
        NextAction::Say { label: "Show more".into(), text: "show more".into() },
        send("Book", NextAct::Book(OptionId::new([1; 16]))),
        send("Accept", NextAct::ConfirmPriceChange(OptionId::new([1; 16]))),
        send("Pay", NextAct::ConfirmPaymentCard),
        send("Cancel", NextAct::PreviewCancel(BookingId::new(1))),
        send("Cancel it now", NextAct::Cancel(BookingId::new(1))),
    ]
}

fn turn(outcome: Outcome) -> Turn {
    let session = SessionId::new(1_771_456_966_012, 1);
    Turn {
        tenant: PartnerId::parse("acme").unwrap(),
        trace_id: format!("acme:partner_api:partner-chat:{session}:evt_1771456966998"),
        session,
        event: EventId::after(None, 1_771_456_966_998),
        kind: EventKind::SearchQuery,
        outcome,
        text: "What the guest reads.".into(),
        heard: None,
        next: Vec::new(),
    }
}

fn pretty(turn: &Turn) -> String {
    indented(&super::turn_body(turn))
}

/// A body with a line for every member, in the order they were written.
fn indented(body: &[u8]) -> String {
    let (mut out, mut depth, mut in_text, mut is_escaped) = (String::new(), 0, false, false);
    let mut rest = std::str::from_utf8(body).unwrap().chars().peekable();
    while let Some(c) = rest.next() {
        let is_structure = !in_text && matches!(c, '{' | '}' | '[' | ']' | ',' | ':');
        in_text ^= c == '"' && !is_escaped;
        is_escaped = in_text && c == '\\' && !is_escaped;
        let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
        match c {
            '{' | '[' if is_structure => {
                out.push(c);
                depth += 1;
                match rest.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => {
                        out.push(end);
                        depth -= 1;
                    }
                    None => out.push_str(&line(depth)),
                }
            }
            '}' | ']' if is_structure => {
                depth -= 1;
                out.push_str(&line(depth));
                out.push(c);
            }
            ',' if is_structure => out.push_str(&format!(",{}", line(depth))),
            ':' if is_structure => out.push_str(": "),
            _ => out.push(c),
        }
    }
    out
}

#[test]
fn every_status_has_its_shape() {
    let outcomes = every_outcome();
    let covered: Vec<Status> = outcomes.iter().map(Outcome::status).collect();
    assert_eq!(covered, Status::ALL);
    for outcome in outcomes {
        insta::assert_snapshot!(outcome.status().as_str(), pretty(&turn(outcome)));
    }
}

#[test]
fn words_are_answered_with_what_was_understood_and_what_can_follow() {
    let turn = Turn { heard: Some(every_slot()), next: every_next_action(), ..turn(Outcome::NotUnderstood) };
    insta::assert_snapshot!("understanding_and_next_actions", pretty(&turn));
}

#[test]
fn an_option_of_a_list_is_told_as_it_is_told_alone() {
    let written = |value: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        value(&mut out);
        String::from_utf8(out).unwrap()
    };
    for shown in [shown(3), ShownOption { distance: None, ..shown(4) }] {
        let alone = written(&|out| json::write(out, &Offered::from(&shown)).unwrap());
        // Once to be written, once as it was written before.
        for _ in 0..2 {
            assert_eq!(written(&|out| json::write(out, &Shown::from(&shown)).unwrap()), alone);
        }
        // What was written is not that of a copy with another price.
        let dearer = HotelOption { total: dollars(331), ..HotelOption::clone(&shown.option) };
        let dearer = ShownOption { option: Arc::new(dearer), ..shown };
        assert!(written(&|out| json::write(out, &Shown::from(&dearer)).unwrap()).contains("331.0"));
    }
}

#[test]
fn a_body_is_written_without_white_space() {
    let turn = turn(Outcome::NothingToConfirm);
    let body = String::from_utf8(super::turn_body(&turn).to_vec()).unwrap();
    insta::assert_snapshot!(
        body,
        @r#"{"data":{"sessionId":"sess_1771456966012_00000001","event":{"id":"evt_1771456966998","kind":"search_query"},"result":{"traceId":"acme:partner_api:partner-chat:sess_1771456966012_00000001:evt_1771456966998","status":"nothing_to_confirm","message":{"text":"What the guest reads."},"artifacts":{"nextActions":[]}}}}"#
    );
}

#[test]
fn the_same_button_keeps_its_key_within_one_answer_and_never_beyond() {
    let key_of = |turn: &Turn| {
        let body: serde_json::Value = serde_json::from_slice(&super::turn_body(turn)).unwrap();
        body["data"]["result"]["artifacts"]["nextActions"][1]["suggestedIdempotencyKey"].clone()
    };
    let first = Turn { next: every_next_action(), ..turn(Outcome::NotUnderstood) };
    let later = Turn { event: EventId::after(Some(first.event), 0), ..first.clone() };
    assert_eq!(key_of(&first), key_of(&first));
    assert_ne!(key_of(&first), key_of(&later));
}

fn session() -> Session {
    let origin = Origin {
        workspace_id: Some(Some("T1".into())),
        conversation: Some(Conversation { channel_id: Some("C1".into()), ..Conversation::default() }),
    };
    Session {
        key: SessionKey { caller: caller(), id: SessionId::new(1_771_456_966_012, 1) },
        actor: Actor {
            id: ActorId::parse("user-1").unwrap(),
            offset: OffsetMinutes::new(-480).unwrap(),
            first_name: Some("Ada".into()),
            last_name: None,
            email: None,
        },
        origin,
        created_at: at("2026-02-18T23:22:46.012Z"),
        expires_at: at("2026-03-20T23:22:46.012Z"),
        version: 2,
        last_event: Some(EventId::after(None, 1_771_456_966_998)),
        details: StayDetails::default(),
        shortlist: Some(shortlist(vec![shown(1)], Filters::default())),
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

fn snapshot(question: OpenQuestion, attempt: Option<Arc<BookingAttempt>>) -> Snapshot {
    let id = EventId::after(None, 1_771_456_966_998);
    let event = EventRecord { id, kind: EventKind::SearchQuery, status: Status::Shortlist };
    Snapshot {
        session: Arc::new(Session { open_question: Some(question), ..session() }),
        events: EventPage { events: vec![event], has_more: true },
        attempt,
        bookings: vec![after_sending([confirmed()])],
        methods: vec![visa()],
        card_page: Some(("https://chat.example.com/pay/cs_1".into(), at("2026-02-18T23:52:46.998Z"))),
        cancel_cost: Some(CancelCost { penalty: dollars(110), refund: dollars(220), next_change: None }),
        next: every_next_action(),
    }
}

#[test]
fn a_new_session_is_echoed_as_it_was_sent() {
    let pretty = |session: &Session| indented(&super::session_body(session));
    insta::assert_snapshot!("session_opened", pretty(&session()));
    let actor = Actor { offset: OffsetMinutes::default(), first_name: None, ..session().actor };
    let bare = Session { actor, origin: Origin::default(), ..session() };
    insta::assert_snapshot!("session_opened_with_an_actor_alone", pretty(&bare));
}

#[test]
fn a_snapshot_rebuilds_the_screen() {
    let waiting = walked(sending()[..1].to_vec());
    let snapshot = snapshot(OpenQuestion::FinalYes(waiting.id.clone()), Some(waiting));
    insta::assert_snapshot!("session_standing", indented(&super::snapshot_body(&snapshot)));
}

#[test]
fn every_open_question_has_the_status_that_asked_it() {
    let id = BookingId::new(1);
    let setup = SetupId::parse("cs_1").unwrap();
    let questions = [
        (OpenQuestion::Details(vec![Slot::CheckIn]), Status::ClarificationRequired, "missing"),
        (OpenQuestion::WhichPlace(vec![Arc::new(seattle())]), Status::ClarificationRequired, "places"),
        (OpenQuestion::PriceChange(id.clone()), Status::PriceChangeConfirmationRequired, "priceChange"),
        (OpenQuestion::CardSetup { booking: id.clone(), setup }, Status::PaymentSetupRequired, "payment"),
        (OpenQuestion::FinalYes(id.clone()), Status::PaymentConfirmationRequired, "quote"),
        (OpenQuestion::Cancellation(id), Status::CancellationConfirmationRequired, "cancellation"),
    ];
    for (question, status, section) in questions {
        let body = super::snapshot_body(&snapshot(question, Some(Arc::new(attempt()))));
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let open = &body["data"]["state"]["openQuestion"];
        assert_eq!(open["status"], status.as_str());
        assert!(open.get(section).is_some(), "{status:?} shows its {section}");
    }
}

#[test]
fn a_page_of_bookings_names_the_next() {
    let body = super::bookings_body(&[after_sending([confirmed()])], Some("bkg_b0000000000000000000"));
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["data"]["bookings"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&body["data"]["hasMore"], &body["data"]["nextPageToken"]),
        (&true.into(), &"bkg_b0000000000000000000".into())
    );
    let last: serde_json::Value = serde_json::from_slice(&super::bookings_body(&[], None)).unwrap();
    assert_eq!(last["data"]["nextPageToken"], serde_json::Value::Null);
}
