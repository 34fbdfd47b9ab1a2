//! Every forced outcome from end to end, by header and by test hotel.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::harness::{Answer, Partner, Server, Session, option_id};

const SEARCH: &str = "Seattle Mar 20-23 1 room refundable";

/// How a scenario is asked for.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// By the header, on the request that it changes.
    Header(&'static str),
    /// By the header on the search alone: what was found then behaves so to the end.
    Search(&'static str),
    /// By the hotel.
    Hotel(&'static str),
}

/// One conversation under a scenario.
struct Story {
    server: Server,
    partner: Partner,
    session: Session,
    way: Way,
    keys: std::cell::Cell<u32>,
}

impl Story {
    async fn begin(way: Way) -> Self {
        let server = Server::start();
        let partner = server.demo();
        let session = partner.open("user-1").await;
        Self { server, partner, session, way, keys: std::cell::Cell::new(0) }
    }

    fn key(&self) -> String {
        self.keys.set(self.keys.get() + 1);
        format!("k-{}", self.keys.get())
    }

    /// The option of the story, after a search.
    async fn option(&self) -> Value {
        let list = match self.way {
            Way::Header(_) => self.session.say(SEARCH).await,
            Way::Search(name) => self.session.say_forcing(SEARCH, name).await,
            Way::Hotel(name) => {
                let list = self.session.say(&format!("{name} in Seattle Mar 20-23")).await;
                let first = &list.outcome("shortlist")["artifacts"]["shortlist"][0];
                assert_eq!(first["name"], name, "{}", list.text());
                list
            }
        };
        option_id(&list, 0)
    }

    async fn act(&self, kind: &str, payload: Value, key: &str) -> Answer {
        match self.way {
            Way::Header(name) => self.session.act_forcing(kind, payload, key, name).await,
            Way::Search(_) | Way::Hotel(_) => self.session.act(kind, payload, key).await,
        }
    }

    async fn propose(&self) -> Answer {
        let option = self.option().await;
        self.act("action_book_option", json!({"optionId": option}), &self.key()).await
    }

    /// Up to the final yes.
    async fn ready(&self) {
        let proposed = self.propose().await;
        proposed.outcome("payment_setup_required");
        self.session.complete_card(&proposed, "visa_ok").await.is(200);
        self.session.say("done").await.outcome("payment_confirmation_required");
    }

    async fn book(&self) -> Answer {
        self.ready().await;
        self.act("action_confirm_payment_card", json!({}), &self.key()).await
    }

    async fn booked(&self) -> Value {
        self.book().await.outcome("booking_confirmed")["artifacts"]["booking"].clone()
    }

    async fn cancel(&self, booking: &Value) -> Answer {
        self.act("action_cancel_booking", json!({"bookingId": booking["bookingId"]}), &self.key()).await
    }

    async fn standing(&self) -> String {
        let list = self.partner.get("/bookings?actorId=user-1").await;
        list.data()["bookings"][0]["status"].as_str().unwrap_or("none").to_owned()
    }

    async fn wait(&self, seconds: i64) {
        self.partner.post("/sandbox/clock", json!({"advanceSeconds": seconds})).await.is(200);
    }
}

fn ways(scenario: &'static str, hotel: &'static str) -> [Way; 3] {
    [Way::Header(scenario), Way::Search(scenario), Way::Hotel(hotel)]
}

fn amount(answer: &Answer, pointer: &str) -> f64 {
    let value = answer.result().pointer(pointer).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no amount at {pointer}: {}", answer.text()))
}

#[tokio::test]
async fn a_price_that_rises_or_falls_is_asked_about_once() {
    for (scenario, hotel, percent) in
        [("price_increase", "Sandbox Price Up", 12.0), ("price_decrease", "Sandbox Price Down", -8.0)]
    {
        for way in ways(scenario, hotel) {
            let story = Story::begin(way).await;
            let changed = story.propose().await;
            changed.outcome("price_change_confirmation_required");
            let told = amount(&changed, "/artifacts/priceChange/percent");
            assert!((told - percent).abs() < 0.2, "{way:?}: {told}");
            let taken = story.act("action_confirm_price_change", json!({}), "take").await;
            taken.outcome("payment_setup_required");
            assert_eq!(
                amount(&taken, "/artifacts/quote/totalPrice"),
                amount(&changed, "/artifacts/priceChange/newTotalPrice")
            );
            story.session.complete_card(&taken, "visa_ok").await.is(200);
            story.session.say("done").await.outcome("payment_confirmation_required");
            let booked = story.act("action_confirm_payment_card", json!({}), "pay").await;
            booked.outcome("booking_confirmed");
            assert_eq!(
                amount(&booked, "/artifacts/booking/totalPrice"),
                amount(&changed, "/artifacts/priceChange/newTotalPrice")
            );
        }
    }
}

#[tokio::test]
async fn a_price_that_changes_twice_is_asked_about_twice() {
    for way in ways("price_change_twice", "Sandbox Price Yo-yo") {
        let story = Story::begin(way).await;
        let first = story.propose().await;
        first.outcome("price_change_confirmation_required");
        let second = story.act("action_confirm_price_change", json!({}), "yes-1").await;
        second.outcome("price_change_confirmation_required");
        let (was, is) = ("/artifacts/priceChange/previousTotalPrice", "/artifacts/priceChange/newTotalPrice");
        assert_eq!(amount(&second, was), amount(&first, is), "{way:?}");
        let third = story.act("action_confirm_price_change", json!({}), "yes-2").await;
        third.outcome("payment_setup_required");
        assert_eq!(amount(&third, "/artifacts/quote/totalPrice"), amount(&second, is));
    }
}

#[tokio::test]
async fn what_is_sold_out_or_expired_is_not_proposed() {
    for way in ways("sold_out", "Sandbox Sold Out") {
        let story = Story::begin(way).await;
        let gone = story.propose().await;
        let artifacts = &gone.outcome("option_unavailable")["artifacts"];
        assert_eq!(artifacts["failure"]["code"], "sold_out");
        let alternatives = artifacts["alternatives"].as_array().unwrap().len();
        assert_eq!(alternatives, 2, "{way:?}");
        assert_eq!(story.server.supplier_bookings(), 0);
    }
    for way in [Way::Search("option_expired"), Way::Hotel("Sandbox Blink")] {
        let story = Story::begin(way).await;
        let option = story.option().await;
        story.wait(2).await;
        let late = story.act("action_book_option", json!({"optionId": option}), "late").await;
        assert_eq!(late.outcome("option_unavailable")["artifacts"]["failure"]["code"], "option_expired", "{way:?}");
        let again = story.session.say("search again").await;
        again.outcome("shortlist");
    }
}

#[tokio::test]
async fn what_is_sold_out_after_the_yes_is_not_charged() {
    for way in ways("sold_out_after_payment", "Sandbox Late Sold Out") {
        let story = Story::begin(way).await;
        let failed = story.book().await;
        let artifacts = &failed.outcome("booking_failed")["artifacts"];
        assert_eq!(artifacts["failure"]["code"], "sold_out", "{way:?}");
        assert_eq!(artifacts["booking"]["status"], "failed");
        assert_eq!(story.server.supplier_bookings(), 0);
        assert_eq!(story.server.money_held(), 0, "{way:?}");
    }
}

#[tokio::test]
async fn emptyville_and_no_results_find_nothing() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let forced = session.say_forcing("Seattle Mar 20-23 with a pool under $300", "no_results").await;
    let relaxations = forced.outcome("no_results")["artifacts"]["relaxations"].as_array().unwrap();
    assert!(relaxations.iter().all(|relaxation| relaxation["yields"].as_u64() > Some(0)), "{}", forced.text());
    assert!(!relaxations.is_empty(), "{}", forced.text());
    let empty = session.say("Emptyville Mar 20-23 with a pool").await;
    let artifacts = &empty.outcome("no_results")["artifacts"];
    assert_eq!(artifacts["search"]["destination"]["name"], "Emptyville");
    assert!(artifacts["relaxations"].is_array());
    let parts = json!({"destination": "Emptyville", "checkIn": "2026-03-20", "checkOut": "2026-03-23"});
    let body = json!({"sessionId": session.id, "kind": "search_query", "payload": parts});
    partner.post("/events", body).await.outcome("no_results");
}

#[tokio::test]
async fn a_supplier_that_fails_is_told_on_a_search_and_pending_on_a_booking() {
    for (scenario, hotel, code, settled) in [
        ("supplier_timeout", "Sandbox Slow", "supplier_timeout", "confirmed"),
        ("supplier_error", "Sandbox 500", "supplier_error", "failed"),
    ] {
        let session = Server::start().demo().open("user-1").await;
        let failed = session.say_forcing(SEARCH, scenario).await;
        assert_eq!(failed.outcome("supplier_unavailable")["artifacts"]["failure"]["code"], code);
        session.say("search again").await.outcome("shortlist");
        for way in [Way::Header(scenario), Way::Hotel(hotel)] {
            let story = Story::begin(match way {
                Way::Header(_) => Way::Hotel("Sandbox Resort Fee"),
                other @ (Way::Search(_) | Way::Hotel(_)) => other,
            })
            .await;
            story.ready().await;
            let confirm = "action_confirm_payment_card";
            let pending = match way {
                Way::Header(name) => story.session.act_forcing(confirm, json!({}), "pay", name).await,
                Way::Search(_) | Way::Hotel(_) => story.session.act(confirm, json!({}), "pay").await,
            };
            pending.outcome("booking_pending");
            story.wait(61).await;
            assert_eq!(story.standing().await, settled, "{way:?}");
        }
    }
}

#[tokio::test]
async fn what_is_on_request_settles_a_minute_later_by_the_sandboxs_clock() {
    for (scenario, hotel, settled, status) in [
        ("pending_then_confirmed", "Sandbox On Request", "confirmed", "booking_confirmed"),
        ("pending_then_failed", "Sandbox On Request No", "failed", "booking_failed"),
    ] {
        for way in ways(scenario, hotel) {
            let story = Story::begin(way).await;
            story.ready().await;
            let pay = || story.act("action_confirm_payment_card", json!({}), "pay");
            pay().await.outcome("booking_pending");
            story.server.advance(SignedDuration::from_secs(30));
            story.wait(29).await;
            assert_eq!(story.standing().await, "pending", "{way:?}");
            pay().await.outcome("booking_pending");
            story.wait(1).await;
            let replay = pay().await;
            replay.outcome(status);
            assert_eq!(replay.header("idempotent-replayed"), Some("true"));
            assert_eq!(story.standing().await, settled, "{way:?}");
            assert_eq!(story.server.supplier_bookings(), 1, "{way:?}");
            let expected = if settled == "confirmed" { 1 } else { 0 };
            assert_eq!(story.server.money_held(), expected, "{way:?}");
        }
    }
}

#[tokio::test]
async fn a_lost_reply_is_replayed_to_the_same_key() {
    for way in ways("lost_reply", "Sandbox Lost Reply") {
        let story = Story::begin(way).await;
        story.ready().await;
        let pay = || story.act("action_confirm_payment_card", json!({}), "pay");
        let lost = pay().await;
        assert!(lost.is_cut(), "{way:?}: {}", lost.text());
        assert_eq!(story.server.supplier_bookings(), 1);
        let replay = pay().await;
        assert!(!replay.is_cut());
        replay.outcome("booking_confirmed");
        assert_eq!(replay.header("idempotent-replayed"), Some("true"));
        assert_eq!(story.server.supplier_bookings(), 1, "{way:?}");
    }
}

#[tokio::test]
async fn cancelling_goes_as_the_scenario_says() {
    for way in [Way::Search("cancel_fee"), Way::Hotel("Sandbox One Night")] {
        let story = Story::begin(way).await;
        let booking = story.booked().await;
        let preview = json!({"bookingId": booking["bookingId"], "preview": true});
        let shown = story.act("action_cancel_booking", preview, "preview").await;
        shown.outcome("cancellation_confirmation_required");
        let cancelled = story.cancel(&booking).await;
        cancelled.outcome("booking_cancelled");
        let (penalty, refund) = ("/artifacts/cancellation/penalty", "/artifacts/cancellation/refund");
        assert_eq!(amount(&cancelled, penalty), amount(&shown, penalty));
        assert!(amount(&cancelled, penalty) > 0.0, "{way:?}");
        let total = booking["totalPrice"].as_f64().unwrap();
        assert!((amount(&cancelled, penalty) + amount(&cancelled, refund) - total).abs() < 0.005, "{way:?}");
    }
    for (scenario, hotel, code) in [
        ("cancel_none", "Sandbox Non-refundable", "not_refundable"),
        ("cancel_refused", "Sandbox Refuse", "cancellation_refused"),
    ] {
        for way in [Way::Header(scenario), Way::Hotel(hotel)] {
            let story = Story::begin(Way::Hotel(match way {
                Way::Hotel(hotel) => hotel,
                Way::Header(_) | Way::Search(_) => "Sandbox Resort Fee",
            }))
            .await;
            let booking = story.booked().await;
            let payload = json!({"bookingId": booking["bookingId"]});
            let failed = match way {
                Way::Header(name) => story.session.act_forcing("action_cancel_booking", payload, "c", name).await,
                Way::Search(_) | Way::Hotel(_) => story.cancel(&booking).await,
            };
            assert_eq!(failed.outcome("cancellation_failed")["artifacts"]["failure"]["code"], code, "{way:?}");
            assert_eq!(story.standing().await, "confirmed");
        }
    }
    for way in ways("cancel_pending", "Sandbox Slow Cancel") {
        let story = Story::begin(way).await;
        let booking = story.booked().await;
        story.cancel(&booking).await.outcome("cancellation_pending");
        assert_eq!(story.standing().await, "cancellation_pending", "{way:?}");
        story.wait(60).await;
        assert_eq!(story.standing().await, "cancelled", "{way:?}");
        story.cancel(&booking).await.outcome("booking_cancelled");
    }
}

#[tokio::test]
async fn what_is_due_at_the_hotel_is_told_apart() {
    for way in [Way::Search("due_at_property"), Way::Hotel("Sandbox Resort Fee")] {
        let story = Story::begin(way).await;
        let proposed = story.propose().await;
        let quote = &proposed.outcome("payment_setup_required")["artifacts"]["quote"];
        assert_eq!(quote["dueAtProperty"].as_f64(), Some(105.0), "{way:?}");
        let words = proposed.result()["message"]["text"].as_str().unwrap();
        assert!(words.contains("$105.00"), "{words}");
    }
}

#[tokio::test]
async fn our_own_failures_store_nothing() {
    let partner = Server::start().demo();
    let session = partner.ready_to_pay("user-1").await;
    for (scenario, status, code) in [
        ("rate_limited", 429, "rate_limited"),
        ("server_error", 500, "internal_error"),
        ("unavailable", 503, "unavailable"),
    ] {
        let failed = session.act_forcing("action_confirm_payment_card", json!({}), "pay", scenario).await;
        failed.refused(status, code, code);
        assert_eq!(failed.header("retry-after").is_some(), status != 500, "{scenario}");
    }
    session.act("action_confirm_payment_card", json!({}), "pay").await.outcome("booking_confirmed");
}

#[tokio::test]
async fn our_own_failures_are_forced_on_every_route_and_wrong_names_refused_on_every_route() {
    let server = Server::start();
    let (partner, live) = (server.demo(), server.live());
    let open = json!({"actor": {"actorId": "user-2"}});
    for (scenario, status, code) in [
        ("rate_limited", 429, "rate_limited"),
        ("server_error", 500, "internal_error"),
        ("unavailable", 503, "unavailable"),
    ] {
        partner.post_forcing("/sessions", open.clone(), scenario).await.refused(status, code, code);
        partner.post_forcing("/sandbox/reset", json!({}), scenario).await.refused(status, code, code);
    }
    partner.post_forcing("/sessions", open.clone(), "sold_out").await.is(201);
    let session = partner.open("user-1").await;
    let wrong = [
        session.say_forcing("hello", "sunshine").await,
        partner.post_forcing("/sessions", open.clone(), "sunshine").await,
        live.post_forcing("/sessions", open.clone(), "rate_limited").await,
        live.open("user-1").await.say_forcing("hello", "sold_out").await,
    ];
    for refused in wrong {
        refused.is(400);
        assert!(refused.json()["error"].as_str().unwrap().contains("pending_then_confirmed"), "{}", refused.text());
    }
}

#[tokio::test]
async fn test_hotels_are_there_when_the_words_ask_for_them() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let plain = session.say("Seattle Mar 20-23").await;
    let names = |answer: &Answer| -> Vec<String> {
        let list = answer.outcome("shortlist")["artifacts"]["shortlist"].as_array().unwrap().clone();
        list.iter().map(|option| option["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&plain).iter().all(|name| !name.starts_with("Sandbox")));
    let mut found = names(&session.say("test hotels in Seattle Mar 20-23").await);
    for _ in 0..3 {
        found.extend(names(&session.say("more").await));
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 16);
    assert!(found.iter().all(|name| name.starts_with("Sandbox ")));
    let filters = json!({"hotelName": "test hotels"});
    let parts =
        json!({"destination": "Seattle", "checkIn": "2026-03-20", "checkOut": "2026-03-23", "filters": filters});
    let body = json!({"sessionId": session.id, "kind": "search_query", "payload": parts});
    assert!(names(&partner.post("/events", body).await)[0].starts_with("Sandbox "));
    let chosen = session.say("book Sandbox Sold Out").await;
    chosen.outcome("option_unavailable");
}
