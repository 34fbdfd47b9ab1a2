//! Every next action, sent back as it stands, works: after every status, and from the snapshot.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Answer, Partner, Server, Session, option_id};

const SEARCH: &str = "Seattle Mar 20-23 1 room refundable";

/// A conversation that has just come to some status.
pub struct Stage {
    partner: Partner,
    pub session: Session,
}

impl Stage {
    pub async fn open() -> Self {
        let partner = Server::start().demo();
        Self { session: partner.open("user-1").await, partner }
    }

    async fn say(&self, text: &str) -> Answer {
        self.session.say(text).await
    }

    async fn book(&self, scenario: Option<&str>) -> Answer {
        let list = self.say(SEARCH).await;
        let payload = json!({"optionId": option_id(&list, 0)});
        match scenario {
            None => self.session.act("action_book_option", payload, "book").await,
            Some(name) => self.session.act_forcing("action_book_option", payload, "book", name).await,
        }
    }

    async fn pay(&self, card: &str, scenario: Option<&str>) -> Answer {
        let proposed = self.book(None).await;
        self.session.complete_card(&proposed, card).await.is(200);
        self.say("done").await.outcome("payment_confirmation_required");
        let confirm = "action_confirm_payment_card";
        match scenario {
            None => self.session.act(confirm, json!({}), "pay").await,
            Some(name) => self.session.act_forcing(confirm, json!({}), "pay", name).await,
        }
    }

    async fn cancel(&self, scenario: &str) -> Answer {
        let booked = self.pay("visa_ok", None).await;
        let payload = json!({"bookingId": booked.result()["artifacts"]["booking"]["bookingId"]});
        self.session.act_forcing("action_cancel_booking", payload, "cancel", scenario).await
    }

    /// Two bookings, both on screen.
    async fn reach_two_bookings(&self) -> Answer {
        self.pay("visa_ok", None).await;
        self.say("Portland Oregon Apr 3-5").await;
        self.say("book the first one").await.outcome("payment_confirmation_required");
        self.say("yes").await.outcome("booking_confirmed");
        self.say("show my bookings").await
    }

    /// Leads to `status`; `variant` tells ways to it apart.
    pub async fn reach(&self, status: &str, variant: usize) -> Answer {
        match (status, variant) {
            ("shortlist", 0) => self.say("Seattle Mar 20-23").await,
            ("shortlist", 1) => {
                self.say(SEARCH).await;
                self.say("more").await
            }
            ("shortlist", 2) => self.say("Sandbox Slow in Seattle Mar 20-23").await,
            ("no_results", 0) => self.say("Seattle Mar 20-23 under $20 a night with a pool").await,
            ("no_results", 1) => self.say("Emptyville Mar 20-23").await,
            ("no_results", 2) => self.say("Seattle Mar 20-23, 5 stars under $20 a night with a casino").await,
            ("clarification_required", 0) => self.say("find a hotel").await,
            ("clarification_required", 1) => self.say("a hotel in Seattle").await,
            ("clarification_required", 2) => self.say("Seattle Mar 20-23 with 2 kids").await,
            ("clarification_required", 3) => self.say("Italy Mar 20-23").await,
            ("clarification_required", 4) => self.say("Georgia Mar 20-23").await,
            ("clarification_required", 5) => self.say("Seattle for 40 nights from March 20").await,
            ("clarification_required", 6) => {
                self.say(SEARCH).await;
                self.say("book it").await
            }
            ("clarification_required", 7) => self.say("a hotel in Seattle next month").await,
            ("clarification_required", 8) => self.say("Seattle Mar 20-23 for 10 people").await,
            ("clarification_required", 9) => self.say("Seattle on 31 June").await,
            ("clarification_required", 10) => {
                self.say(SEARCH).await;
                self.say("book number 99").await
            }
            ("option_details", 1) => {
                self.book(None).await;
                self.say("does it have a pool?").await
            }
            ("option_details", 0) => {
                self.say(SEARCH).await;
                self.say("does the first one have a pool?").await
            }
            ("comparison", 0) => {
                self.say(SEARCH).await;
                self.say("compare 1 and 3").await
            }
            ("answer", 0) => self.say("hello").await,
            ("answer", 1) => {
                self.book(None).await;
                self.say("no").await
            }
            ("answer", 2) => {
                self.pay("visa_ok", None).await;
                self.say("cancel my booking").await.outcome("cancellation_confirmation_required");
                self.say("no").await
            }
            ("answer", 3) => {
                self.say(SEARCH).await;
                self.say("thanks").await
            }
            ("answer", 4) => {
                self.say(SEARCH).await;
                self.say("not the first one").await
            }
            ("answer", 5) => {
                self.say(SEARCH).await;
                self.say("are taxes included?").await
            }
            ("answer", 6) => {
                self.say(SEARCH).await;
                self.say("compare 1 and 9").await
            }
            ("not_understood", 0) => self.say("xyzzy plugh").await,
            ("not_understood", 1) => {
                self.book(None).await;
                self.say("xyzzy plugh").await
            }
            ("unsupported_request", 0) => self.say("20 rooms in Seattle Mar 20-23").await,
            ("unsupported_request", 1) => {
                self.pay("visa_ok", None).await;
                self.say("change the dates of my booking").await
            }
            ("card_data_refused", 0) => {
                self.book(None).await;
                self.say("my card is 4242 4242 4242 4242").await
            }
            ("price_change_confirmation_required", 0) => self.book(Some("price_increase")).await,
            ("payment_setup_required", 0) => self.book(None).await,
            ("payment_confirmation_required", 0) => {
                let proposed = self.book(None).await;
                self.session.complete_card(&proposed, "visa_ok").await.is(200);
                self.say("done").await
            }
            ("payment_declined", 0) => self.pay("visa_declined", None).await,
            ("booking_confirmed", 0) => self.pay("visa_ok", None).await,
            ("booking_pending", 0) => self.pay("visa_ok", Some("pending_then_confirmed")).await,
            ("booking_failed", 0) => self.pay("visa_ok", Some("sold_out_after_payment")).await,
            ("option_unavailable", 0) => self.book(Some("sold_out")).await,
            ("option_unavailable", 1) => {
                self.say(SEARCH).await;
                let unknown = json!({"optionId": "7b1f3c52-9f0e-4a57-8d4e-6a1de1c0a0f1"});
                self.session.act("action_book_option", unknown, "book").await
            }
            ("option_unavailable", 2) => {
                let list = self.say(SEARCH).await;
                self.partner.post("/sandbox/clock", json!({"advanceSeconds": 7200})).await.is(200);
                self.session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "book").await
            }
            ("supplier_unavailable", 0) => self.session.say_forcing(SEARCH, "supplier_timeout").await,
            ("nothing_to_confirm", 0) => self.say("yes").await,
            ("nothing_to_confirm", 1) => {
                self.say(SEARCH).await;
                self.session.act("action_confirm_payment_card", json!({}), "pay").await
            }
            ("cancellation_confirmation_required", 0) => {
                self.pay("visa_ok", None).await;
                self.say("cancel my booking").await
            }
            ("booking_cancelled", 0) => {
                self.pay("visa_ok", None).await;
                self.say("cancel my booking").await;
                self.say("yes").await
            }
            ("cancellation_pending", 0) => self.cancel("cancel_pending").await,
            ("cancellation_failed", 0) => self.cancel("cancel_refused").await,
            ("booking_details", 0) => {
                self.pay("visa_ok", None).await;
                self.say("show my booking").await
            }
            ("booking_list", 0) => self.say("show my bookings").await,
            ("booking_list", 1) => self.reach_two_bookings().await,
            ("booking_list", 2) => {
                self.reach_two_bookings().await;
                self.say("cancel my booking").await
            }
            ("booking_not_found", 0) => self.say("cancel my booking").await,
            other => panic!("no way leads to {other:?}"),
        }
    }
}

/// Every status, and in how many ways it is reached here.
pub const STATUSES: [(&str, usize); 26] = [
    ("shortlist", 3),
    ("no_results", 3),
    ("clarification_required", 11),
    ("option_details", 2),
    ("comparison", 1),
    ("answer", 7),
    ("not_understood", 2),
    ("unsupported_request", 2),
    ("card_data_refused", 1),
    ("price_change_confirmation_required", 1),
    ("payment_setup_required", 1),
    ("payment_confirmation_required", 1),
    ("payment_declined", 1),
    ("booking_confirmed", 1),
    ("booking_pending", 1),
    ("booking_failed", 1),
    ("option_unavailable", 3),
    ("supplier_unavailable", 1),
    ("nothing_to_confirm", 2),
    ("cancellation_confirmation_required", 1),
    ("booking_cancelled", 1),
    ("cancellation_pending", 1),
    ("cancellation_failed", 1),
    ("booking_details", 1),
    ("booking_list", 3),
    ("booking_not_found", 1),
];

/// What no next action may come to.
const REFUSALS: [&str; 6] = [
    "not_understood",
    "nothing_to_confirm",
    "option_unavailable",
    "unsupported_request",
    "booking_not_found",
    "supplier_unavailable",
];

/// Sends the action as a partner's button would.
async fn press(stage: &Stage, action: &Value) -> Answer {
    let mut body = json!({"sessionId": stage.session.id});
    if let Some(text) = action.get("text") {
        body["text"] = text.clone();
    } else {
        body["kind"] = action["kind"].clone();
        body["payload"] = action["payload"].clone();
        assert_eq!(action["requiresIdempotencyKey"], true, "{action}");
        body["idempotencyKey"] = action["suggestedIdempotencyKey"].clone();
    }
    stage.partner.post("/events", body).await
}

fn actions(of: &Value) -> Vec<Value> {
    of["nextActions"].as_array().unwrap_or_else(|| panic!("no next actions: {of}")).clone()
}

fn problem(action: &Value, answer: &Answer) -> Option<String> {
    let status = answer.result()["status"].as_str().unwrap_or("none").to_owned();
    let refused = answer.status() != 200 || REFUSALS.contains(&status.as_str());
    refused.then(|| format!("{} came to {} {status}: {}", action, answer.status(), answer.result()["message"]["text"]))
}

#[test]
fn every_status_is_reached() {
    for status in core_chat::domain::outcome::Status::ALL {
        assert!(STATUSES.iter().any(|(known, _)| *known == status.as_str()), "{status:?}");
    }
}

#[tokio::test]
async fn every_next_action_works_as_it_stands() {
    let mut problems = Vec::new();
    for (status, ways) in STATUSES {
        for variant in 0..ways {
            let stage = Stage::open().await;
            let answer = stage.reach(status, variant).await;
            if answer.result()["status"] != status {
                problems.push(format!("{status} #{variant} is not reached: {}", answer.text()));
                continue;
            }
            let offered = actions(&answer.outcome(status)["artifacts"]);
            if offered.is_empty() {
                problems.push(format!("{status} #{variant} offers nothing"));
            }
            let keys: Vec<_> = offered.iter().filter_map(|action| action["suggestedIdempotencyKey"].as_str()).collect();
            if keys.iter().collect::<BTreeSet<_>>().len() < keys.len() {
                problems.push(format!("{status} #{variant} suggests one key for two steps: {keys:?}"));
            }
            for i in 0..offered.len() {
                let stage = Stage::open().await;
                let again = stage.reach(status, variant).await;
                let action = actions(&again.result()["artifacts"])[i].clone();
                let pressed = press(&stage, &action).await;
                problems.extend(problem(&action, &pressed).map(|p| format!("{status} #{variant}: {p}")));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn every_next_action_of_a_snapshot_works_as_it_stands() {
    let mut problems = Vec::new();
    for (status, ways) in STATUSES {
        for variant in 0..ways {
            let stage = Stage::open().await;
            stage.reach(status, variant).await;
            let offered = actions(&stage.session.snapshot().await.data()["state"]);
            if offered.is_empty() {
                problems.push(format!("the snapshot after {status} #{variant} offers nothing"));
            }
            for i in 0..offered.len() {
                let stage = Stage::open().await;
                stage.reach(status, variant).await;
                let action = actions(&stage.session.snapshot().await.data()["state"])[i].clone();
                let pressed = press(&stage, &action).await;
                problems.extend(problem(&action, &pressed).map(|p| format!("snapshot after {status} #{variant}: {p}")));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn a_button_pressed_twice_acts_once() {
    let stage = Stage::open().await;
    let proposed = stage.book(None).await;
    stage.session.complete_card(&proposed, "visa_ok").await.is(200);
    let terms = stage.say("done").await;
    let action = actions(&terms.outcome("payment_confirmation_required")["artifacts"])[0].clone();
    let first = press(&stage, &action).await;
    let second = press(&stage, &action).await;
    first.outcome("booking_confirmed");
    assert_eq!(second.text(), first.text());
    assert_eq!(stage.partner.server().supplier_bookings(), 1);
}

/// Wishes that nothing in Seattle meets together with the last one, each by the name of what is given up.
const WISHES: [(&str, &str); 10] = [
    ("price,board", "at the Inn at the Market, all inclusive, under €20 a night"),
    ("refundable", "refundable, at most $150 in total"),
    ("price", "under $30 a night"),
    ("minStars", "5 stars under $60 a night"),
    ("minRating", "rated above 4.8 under $60 a night"),
    ("board", "all inclusive under $60 a night"),
    ("amenities", "with a pool, a sauna and a casino under $60 a night"),
    ("property", "a resort under $40 a night"),
    ("room", "a suite under $60 a night"),
    ("hotelName", "at the Inn at the Market under $60 a night"),
];

#[tokio::test]
async fn giving_a_wish_up_brings_what_was_promised() {
    let mut problems = Vec::new();
    for (drop, wish) in WISHES {
        let stage = Stage::open().await;
        stage.say("Seattle Mar 20-23").await.outcome("shortlist");
        let none = stage.say(wish).await;
        let artifacts = &none.result()["artifacts"];
        let relaxations = artifacts["relaxations"].as_array().cloned().unwrap_or_default();
        let Some(given_up) = relaxations.iter().find(|relaxation| relaxation["drop"] == drop) else {
            problems.push(format!("{drop}: {wish} came to {} {relaxations:?}", none.result()["message"]["text"]));
            continue;
        };
        let found = stage.say(given_up["text"].as_str().unwrap()).await;
        if found.result()["artifacts"]["search"]["total"] != given_up["yields"] {
            problems.push(format!("{given_up} came to {}", found.result()["message"]["text"]));
        }
        let sorted = stage.say("cheapest first").await;
        let cheapest = &sorted.result()["artifacts"]["shortlist"][0]["totalPrice"];
        if *cheapest != given_up["cheapestTotal"] {
            problems.push(format!("{given_up}, and the cheapest is {cheapest}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
