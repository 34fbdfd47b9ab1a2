//! The control plane of the sandbox.

use serde_json::json;

use crate::harness::{Partner, Server, option_id};
use crate::socket::{Binary, post};

const SEARCH: &str = "Seattle Mar 20-23 1 room refundable";

async fn advance(partner: &Partner, seconds: i64) {
    partner.post("/sandbox/clock", json!({"advanceSeconds": seconds})).await.is(200);
}

#[tokio::test]
async fn the_control_plane_is_for_test_keys_only() {
    let live = Server::start().live();
    for path in ["/sandbox/clock", "/sandbox/scenarios"] {
        live.get(path).await.refused(404, "not_found", "not_found");
    }
    for path in ["/sandbox/clock", "/sandbox/reset", "/sandbox/payment-setups/cs_1/complete"] {
        live.post(path, json!({"advanceSeconds": 60})).await.refused(404, "not_found", "not_found");
    }
    let nobody = Server::start();
    let answer = nobody.get("/api/partner/v1/core-chat/sandbox/clock").await;
    answer.refused(401, "missing_api_key", "missing_api_key");
    nobody.get("/sandbox/clock").await.refused(404, "not_found", "not_found");
}

#[tokio::test]
async fn scenarios_are_listed_with_their_hotels_and_cards() {
    let list = Server::start().demo().get("/sandbox/scenarios").await;
    list.is(200);
    let scenarios = list.data()["scenarios"].as_array().unwrap();
    assert_eq!(scenarios.len(), 20);
    assert_eq!(scenarios[0]["name"], "price_increase");
    assert_eq!(scenarios[0]["testHotel"], "Sandbox Price Up");
    assert_eq!(list.data()["header"], "x-sandbox-scenario");
    assert_eq!(list.data()["cards"], json!(["visa_ok", "mastercard_ok", "visa_declined", "visa_no_funds"]));
}

#[tokio::test]
async fn a_clock_moves_stands_and_runs_on_for_its_partner_alone() {
    let server = Server::start();
    let partner = server.demo();
    let clock = partner.get("/sandbox/clock").await;
    assert_eq!(*clock.data(), json!({"now": "2026-02-18T20:00:00.000Z", "frozen": false, "aheadSeconds": 0}));
    let moved = partner.post("/sandbox/clock", json!({"advanceSeconds": 3600, "freeze": true})).await;
    assert_eq!(*moved.data(), json!({"now": "2026-02-18T21:00:00.000Z", "frozen": true, "aheadSeconds": 3600}));
    server.advance(jiff::SignedDuration::from_secs(600));
    assert_eq!(partner.get("/sandbox/clock").await.data()["now"], "2026-02-18T21:00:00.000Z");
    assert_eq!(server.other().get("/sandbox/clock").await.data()["now"], "2026-02-18T20:10:00.000Z");
    let running = partner.post("/sandbox/clock", json!({"freeze": false})).await;
    assert_eq!(*running.data(), json!({"now": "2026-02-18T21:00:00.000Z", "frozen": false, "aheadSeconds": 3000}));
    let nothing = partner.post("/sandbox/clock", json!({})).await;
    nothing.refused(400, "advanceSeconds or freeze is required", "invalid_field");
    let year = json!({"advanceSeconds": 31_622_400});
    for _ in 0..4 {
        partner.post("/sandbox/clock", year.clone()).await.is(200);
    }
    let far = partner.post("/sandbox/clock", year).await;
    far.refused(400, "advanceSeconds would lead more than five years ahead", "invalid_field");
}

#[tokio::test]
async fn options_quotes_links_sessions_and_deadlines_obey_the_clock() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    let list = session.say(SEARCH).await;
    advance(&partner, 3600).await;
    let late = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "late").await;
    assert_eq!(late.outcome("option_unavailable")["artifacts"]["failure"]["code"], "option_expired");

    let list = session.say(SEARCH).await;
    let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "book").await;
    let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
    partner.visit(&url).await.is(200);
    advance(&partner, 3600).await;
    partner.visit(&url).await.is(410);
    assert_eq!(session.complete_card(&proposed, "visa_ok").await.data()["status"], "expired");

    let again = session.say("done").await;
    again.outcome("payment_setup_required");
    session.complete_card(&again, "visa_ok").await.is(200);
    session.say("done").await.outcome("payment_confirmation_required");
    let stale = session.say("yes").await;
    assert_eq!(stale.outcome("option_unavailable")["artifacts"]["failure"]["code"], "option_expired");

    let list = session.say(SEARCH).await;
    let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "anew").await;
    proposed.outcome("payment_confirmation_required");
    advance(&partner, 1560).await;
    let booked = session.say("yes").await;
    let booking = booked.outcome("booking_confirmed")["artifacts"]["booking"].clone();
    let id = booking["bookingId"].clone();
    let preview = json!({"bookingId": id, "preview": true});
    let free = session.act("action_cancel_booking", preview.clone(), "c-0").await;
    assert_eq!(free.result()["artifacts"]["cancellation"]["penalty"].as_f64(), Some(0.0));
    advance(&partner, 29 * 24 * 3600 + 10 * 3600).await;
    let late = session.act("action_cancel_booking", preview, "c-1").await;
    assert_eq!(late.outcome("cancellation_failed")["artifacts"]["failure"]["code"], "too_late_to_cancel");
    advance(&partner, 24 * 3600).await;
    session.snapshot().await.refused(404, "session_not_found", "session_not_found");
    assert_eq!(partner.get("/sandbox/clock").await.data()["aheadSeconds"], 30 * 24 * 3600 + 12 * 3600 + 1560);
}

#[tokio::test]
async fn a_script_completes_the_card_page_by_the_name_of_a_card() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    let list = session.say(SEARCH).await;
    let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "book").await;
    let unknown = session.complete_card(&proposed, "visa_gold").await;
    let error = "card must be one of visa_ok, mastercard_ok, visa_declined, visa_no_funds";
    unknown.refused(400, error, "invalid_field");
    session.complete_card(&proposed, "4242 4242 4242 4242").await.refused(
        400,
        "card data is not accepted",
        "card_data_not_allowed",
    );
    let done = session.complete_card(&proposed, "mastercard_ok").await;
    done.is(200);
    assert_eq!(done.data()["status"], "completed");
    assert_eq!(done.data()["method"]["last4"], "4444");
    let again = session.complete_card(&proposed, "visa_declined").await;
    assert_eq!(again.data(), done.data(), "a visit brings one card");
    session.say("done").await.outcome("payment_confirmation_required");
    let booked = session.say("yes").await;
    assert_eq!(booked.outcome("booking_confirmed")["artifacts"]["booking"]["guest"]["lastName"], "Lovelace");

    let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
    let path = format!("/sandbox/payment-setups/{}/complete", url.rsplit('/').next().unwrap());
    let body = json!({"guest": {"firstName": "Eve", "lastName": "Other"}, "card": "visa_ok"});
    server.other().post(&path, body.clone()).await.refused(404, "not_found", "not_found");
    partner.post("/sandbox/payment-setups/cs_nobody/complete", body).await.refused(404, "not_found", "not_found");
}

#[tokio::test]
async fn a_reset_forgets_everything_of_this_partner_and_nothing_of_another() {
    let server = Server::start();
    let (partner, other) = (server.demo(), server.other());
    let mut booked = Vec::new();
    for owner in [&partner, &other] {
        let session = owner.ready_to_pay("user-1").await;
        let answer = session.act("action_confirm_payment_card", json!({}), "pay").await;
        let id = answer.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].as_str().unwrap().to_owned();
        booked.push((session, id));
    }
    advance(&partner, 60).await;
    assert_eq!(server.money_held(), 2);
    let card = booked[0].0.snapshot().await.data()["state"]["payment"]["method"]["paymentMethodId"].clone();
    assert!(card.is_string());
    let reset = partner.post("/sandbox/reset", json!({})).await;
    reset.is(200);
    assert_eq!(server.money_held(), 1, "what was held of this partner is forgotten, of the other it is not");
    assert_eq!(*reset.data(), json!({"reset": true}));
    let (session, id) = &booked[0];
    session.snapshot().await.refused(404, "session_not_found", "session_not_found");
    partner.get(&format!("/bookings/{id}")).await.refused(404, "booking_not_found", "booking_not_found");
    assert_eq!(partner.get("/bookings?actorId=user-1").await.data()["bookings"], json!([]));
    assert_eq!(partner.get("/sandbox/clock").await.data()["aheadSeconds"], 0);
    let anew = partner.open("user-1").await;
    assert_eq!(anew.snapshot().await.data()["state"]["payment"]["methodAvailable"], false);
    let list = anew.say(SEARCH).await;
    let proposed = anew.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "anew").await;
    proposed.outcome("payment_setup_required");
    let by_name = anew.act("action_confirm_payment_card", json!({"paymentMethodId": card}), "old-card").await;
    by_name.outcome("payment_setup_required");

    let (session, id) = &booked[1];
    session.snapshot().await.is(200);
    other.get(&format!("/bookings/{id}")).await.is(200);
}

#[tokio::test]
async fn a_clock_shows_the_same_after_a_restart_and_the_walls_time_after_a_reset() {
    let mut server = Binary::start().await;
    let read = async |server: &Binary| {
        // Nothing is moved by nothing.
        let reading = post(&server.url("/sandbox/clock"), json!({"advanceSeconds": 0})).await;
        reading["data"].clone()
    };
    let stopped = post(&server.url("/sandbox/clock"), json!({"advanceSeconds": 86_400, "freeze": true})).await;
    let opened = post(&server.url("/sessions"), json!({"actor": {"actorId": "user-1"}})).await;
    assert_eq!(opened["data"]["createdAt"], stopped["data"]["now"], "{opened}");
    server.die_and_start_again().await;
    let after = read(&server).await;
    assert_eq!((&after["now"], &after["frozen"]), (&stopped["data"]["now"], &json!(true)));

    let running = post(&server.url("/sandbox/clock"), json!({"advanceSeconds": 86_400, "freeze": false})).await;
    let ahead = running["data"]["aheadSeconds"].as_i64().unwrap();
    assert!((172_000..=172_800).contains(&ahead), "{running}");
    server.die_and_start_again().await;
    let after = read(&server).await;
    assert_eq!((after["aheadSeconds"].as_i64(), &after["frozen"]), (Some(ahead), &json!(false)), "{after}");

    post(&server.url("/sandbox/reset"), json!({})).await;
    server.die_and_start_again().await;
    assert_eq!(read(&server).await["aheadSeconds"], 0);
}
