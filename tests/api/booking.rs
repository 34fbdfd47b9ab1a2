//! From a shortlist to a booking, and back out of it.

use std::time::Duration;

use serde_json::json;

use crate::harness::{Server, option_id};

const SEARCH: &str = "Seattle Mar 20-23 1 room refundable";

#[tokio::test]
async fn the_whole_walk_books_and_cancels() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    let list = session.say(SEARCH).await;
    let option = option_id(&list, 0);
    let proposed = session.act("action_book_option", json!({"optionId": option}), "book").await;
    let artifacts = &proposed.outcome("payment_setup_required")["artifacts"];
    assert_eq!(artifacts["quote"]["totalPrice"].to_string(), "980.67");
    assert_eq!(server.supplier_bookings(), 0, "proposing never books");
    let url = artifacts["payment"]["setupUrl"].as_str().unwrap().to_owned();
    session.say("done").await.outcome("payment_setup_required");
    partner.pay_page(&url, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(200);
    let terms = session.say("done").await;
    assert_eq!(terms.outcome("payment_confirmation_required")["artifacts"]["payment"]["method"]["last4"], "4242");
    assert_eq!(server.supplier_bookings(), 0);
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    let booking = &booked.outcome("booking_confirmed")["artifacts"]["booking"];
    assert_eq!(booking["status"], "confirmed");
    assert_eq!(booking["totalPrice"].to_string(), "980.67");
    assert_eq!(booking["guest"], json!({"firstName": "Ada", "lastName": "Lovelace"}));
    assert!(booking["bookingReference"].is_string());
    assert_eq!(server.supplier_bookings(), 1);

    let id = booking["bookingId"].clone();
    let preview = session.act("action_cancel_booking", json!({"bookingId": id, "preview": true}), "c-0").await;
    assert_eq!(
        preview.outcome("cancellation_confirmation_required")["artifacts"]["cancellation"]["penalty"].as_f64(),
        Some(0.0)
    );
    let cancelled = session.act("action_cancel_booking", json!({"bookingId": id}), "c-1").await;
    assert_eq!(cancelled.outcome("booking_cancelled")["artifacts"]["cancellation"]["refund"].to_string(), "980.67");
    session.act("action_cancel_booking", json!({"bookingId": id}), "c-2").await.outcome("booking_cancelled");
    assert_eq!(server.live_supplier_bookings(), 0);
}

#[tokio::test]
async fn the_whole_walk_works_in_words() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    session.say(SEARCH).await.outcome("shortlist");
    let proposed = session.say("book the second one").await;
    let url =
        proposed.outcome("payment_setup_required")["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
    partner.pay_page(&url, "Ada", "Lovelace", "5555 5555 5555 4444").await.is(200);
    session.say("done").await.outcome("payment_confirmation_required");
    session.say("yes").await.outcome("booking_confirmed");
    session.say("cancel my booking").await.outcome("cancellation_confirmation_required");
    session.say("no").await.outcome("answer");
    session.say("cancel it").await.outcome("cancellation_confirmation_required");
    session.say("yes please").await.outcome("booking_cancelled");
    assert_eq!(server.live_supplier_bookings(), 0);
}

#[tokio::test]
async fn a_card_on_file_leads_straight_to_the_final_yes() {
    let partner = Server::start().demo();
    let first = partner.ready_to_pay("user-1").await;
    first.act("action_confirm_payment_card", json!({}), "pay").await.outcome("booking_confirmed");
    let second = partner.open("user-1").await;
    let list = second.say("Seattle Apr 3-5 1 room").await;
    let proposed = second.act("command_book_by_option_id", json!({"optionId": option_id(&list, 1)}), "b").await;
    proposed.outcome("payment_confirmation_required");
}

#[tokio::test]
async fn a_changed_price_is_asked_about_before_anything_else() {
    for (scenario, up) in [("price_increase", true), ("price_decrease", false)] {
        let partner = Server::start().demo();
        let session = partner.open("user-1").await;
        let list = session.say(SEARCH).await;
        let body = json!({"sessionId": session.id, "kind": "action_book_option",
            "payload": {"optionId": option_id(&list, 0)}, "idempotencyKey": "b"});
        let changed = partner.post_forcing("/events", body, scenario).await;
        let change = changed.outcome("price_change_confirmation_required")["artifacts"]["priceChange"].clone();
        assert_eq!(change["previousTotalPrice"].to_string(), "980.67");
        let higher = change["newTotalPrice"].as_f64() > change["previousTotalPrice"].as_f64();
        assert_eq!(higher, up, "{scenario}");
        let body = json!({"sessionId": session.id, "kind": "action_confirm_price_change", "payload": {}, "idempotencyKey": "c"});
        let accepted = partner.post_forcing("/events", body, scenario).await;
        let quote = &accepted.outcome("payment_setup_required")["artifacts"]["quote"];
        assert_eq!(quote["totalPrice"], change["newTotalPrice"]);
    }
}

#[tokio::test]
async fn a_yes_accepts_the_price_and_a_no_ends_the_proposal() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let list = session.say(SEARCH).await;
    let body = json!({"sessionId": session.id, "kind": "action_book_option",
        "payload": {"optionId": option_id(&list, 0)}, "idempotencyKey": "b"});
    partner.post_forcing("/events", body, "price_increase").await.outcome("price_change_confirmation_required");
    session.say("no thanks").await.outcome("answer");
    session.say("yes").await.outcome("nothing_to_confirm");
    session.act("action_confirm_payment_card", json!({}), "p").await.outcome("nothing_to_confirm");
    session.act("action_confirm_price_change", json!({}), "q").await.outcome("nothing_to_confirm");
}

#[tokio::test]
async fn a_declined_card_books_nothing_and_another_card_may_be_tried() {
    let server = Server::start();
    let partner = server.demo();
    for (number, code) in [("4000 0000 0000 0002", "card_declined"), ("4000 0000 0000 9995", "insufficient_funds")] {
        let session = partner.open(&format!("user-{code}")).await;
        let list = session.say(SEARCH).await;
        let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "b").await;
        let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
        partner.pay_page(&url, "Ada", "Lovelace", number).await.is(200);
        session.say("done").await.outcome("payment_confirmation_required");
        let declined = session.act("action_confirm_payment_card", json!({}), "p").await;
        let artifacts = &declined.outcome("payment_declined")["artifacts"];
        assert_eq!(artifacts["failure"]["code"], code);
        let url = artifacts["payment"]["setupUrl"].as_str().unwrap().to_owned();
        partner.pay_page(&url, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(200);
        session.say("done").await.outcome("payment_confirmation_required");
        session.act("action_confirm_payment_card", json!({}), "p2").await.outcome("booking_confirmed");
    }
    assert_eq!(server.supplier_bookings(), 2);
}

#[tokio::test]
async fn forced_outcomes_come_out_as_named() {
    let server = Server::start();
    let partner = server.demo();
    for (i, (scenario, status)) in [
        ("sold_out_after_payment", "booking_failed"),
        ("supplier_timeout", "booking_pending"),
        ("supplier_error", "booking_pending"),
        ("pending_then_failed", "booking_pending"),
    ]
    .into_iter()
    .enumerate()
    {
        let session = partner.ready_to_pay(&format!("user-{i}")).await;
        let body = json!({"sessionId": session.id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": "p"});
        partner.post_forcing("/events", body, scenario).await.outcome(status);
    }
    let session = partner.open("user-9").await;
    let list = session.say(SEARCH).await;
    let body = json!({"sessionId": session.id, "kind": "action_book_option",
        "payload": {"optionId": option_id(&list, 0)}, "idempotencyKey": "b"});
    let gone = partner.post_forcing("/events", body, "sold_out").await;
    let artifacts = &gone.outcome("option_unavailable")["artifacts"];
    assert_eq!(artifacts["failure"]["code"], "sold_out");
    assert_eq!(artifacts["alternatives"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn options_that_are_not_ours_are_all_alike_and_ask_no_supplier() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.open("user-1").await;
    let own_list = session.say(SEARCH).await;
    let other_session = partner.open("user-2").await;
    let foreign_actor = option_id(&other_session.say(SEARCH).await, 0);
    let stranger = server.other().open("user-1").await;
    let foreign_partner = option_id(&stranger.say(SEARCH).await, 0);
    let unknown = json!("7b1f3c52-9f0e-4a57-8d4e-6a1de1c0a0f1");
    let calls = server.supplier_calls();
    for (i, option) in [foreign_actor, foreign_partner, unknown].into_iter().enumerate() {
        let answer = session.act("command_book_by_option_id", json!({"optionId": option}), &format!("k{i}")).await;
        let failure = &answer.outcome("option_unavailable")["artifacts"]["failure"];
        assert_eq!(failure["code"], "unknown_option");
    }
    assert_eq!(server.supplier_calls(), calls);
    let elsewhere = partner.open("user-1").await;
    let here = option_id(&own_list, 0);
    elsewhere.act("action_book_option", json!({"optionId": here}), "k").await.outcome("option_unavailable");
    elsewhere.act("command_book_by_option_id", json!({"optionId": here}), "k2").await.outcome("payment_setup_required");
    server.advance(jiff::SignedDuration::from_hours(48));
    let expired = session.act("action_book_option", json!({"optionId": here}), "late").await;
    assert_eq!(expired.outcome("option_unavailable")["artifacts"]["failure"]["code"], "option_expired");
}

#[tokio::test]
async fn cancelling_what_cannot_be_cancelled_says_why() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.ready_to_pay("user-1").await;
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    let id = booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].clone();
    let unknown = json!("bkg_aaaaaaaaaaaaaaaaaaaa");
    session.act("action_cancel_booking", json!({"bookingId": unknown}), "c0").await.outcome("booking_not_found");
    let foreign = partner.open("user-2").await;
    foreign.act("action_cancel_booking", json!({"bookingId": id}), "c1").await.outcome("booking_not_found");
    let body = json!({"sessionId": session.id, "kind": "action_cancel_booking", "payload": {"bookingId": id}, "idempotencyKey": "c2"});
    partner.post_forcing("/events", body, "cancel_refused").await.outcome("cancellation_failed");
    server.advance(jiff::SignedDuration::from_hours(30 * 24 + 8));
    let again = partner.open("user-1").await;
    let late = again.act("action_cancel_booking", json!({"bookingId": id}), "c3").await;
    assert_eq!(late.outcome("cancellation_failed")["artifacts"]["failure"]["code"], "too_late_to_cancel");
}

#[tokio::test]
async fn bookings_are_listed_latest_first_and_only_to_their_partner() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.ready_to_pay("user-1").await;
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    let id = booked.result()["artifacts"]["booking"]["bookingId"].as_str().unwrap().to_owned();
    let one = partner.get(&format!("/bookings/{id}")).await;
    one.is(200);
    assert_eq!(one.data()["bookingId"], json!(id));
    let list = partner.get("/bookings?actorId=user-1").await;
    assert_eq!(list.data()["bookings"].as_array().unwrap().len(), 1);
    server.other().get(&format!("/bookings/{id}")).await.refused(404, "booking_not_found", "booking_not_found");
    session.say("show my bookings").await.is(200);
}

#[tokio::test]
async fn a_yes_to_something_else_books_nothing() {
    let server = Server::start();
    let session = server.demo().ready_to_pay("user-1").await;
    session.say("does the second one have a pool?").await.outcome("option_details");
    session.say("ok").await.outcome("payment_confirmation_required");
    assert_eq!(server.supplier_bookings(), 0);
    session.say("ok").await.outcome("booking_confirmed");
    session.say("cancel it").await.outcome("cancellation_confirmation_required");
    session.say("thanks").await.outcome("answer");
    session.say("yes").await.outcome("cancellation_confirmation_required");
    session.say("yes").await.outcome("booking_cancelled");
    session.say("cancel it").await.outcome("booking_cancelled");
}

#[tokio::test]
async fn pointing_past_the_list_proposes_nothing() {
    let session = Server::start().demo().open("user-1").await;
    session.say(SEARCH).await.outcome("shortlist");
    session.say("tell me more about the first one").await.outcome("option_details");
    session.say("book number 99").await.outcome("clarification_required");
}

#[tokio::test]
async fn a_booking_whose_caller_hangs_up_is_finished_before_the_process_ends() {
    let server = Server::start();
    let session = server.demo().ready_to_pay("user-1").await;
    server.book_slowly(Duration::from_millis(300));
    let request = session.act("action_confirm_payment_card", json!({}), "pay");
    assert!(tokio::time::timeout(Duration::from_millis(100), request).await.is_err(), "the caller hangs up");
    assert_eq!(server.supplier_bookings(), 0);
    server.finish().await;
    assert_eq!(server.supplier_bookings(), 1);
    let retried = session.act("action_confirm_payment_card", json!({}), "pay").await;
    retried.outcome("booking_confirmed");
    assert_eq!(retried.header("idempotent-replayed"), Some("true"));
}

#[tokio::test]
async fn bookings_come_in_pages_without_gap() {
    let server = Server::start();
    let partner = server.demo();
    for dates in ["Mar 20-23", "Apr 3-5", "May 8-11"] {
        let session = partner.open("user-1").await;
        session.say(&format!("Seattle {dates} 1 room refundable")).await.outcome("shortlist");
        let proposed = session.say("book the first one").await;
        if proposed.result()["status"] == "payment_setup_required" {
            session.complete_card(&proposed, "visa_ok").await.is(200);
            session.say("done").await.outcome("payment_confirmation_required");
        }
        session.say("yes").await.outcome("booking_confirmed");
        server.advance(jiff::SignedDuration::from_secs(1));
    }
    let page = async |query: &str| partner.get(&format!("/bookings?actorId=user-1{query}")).await.data().clone();
    let days = |page: &serde_json::Value| -> Vec<String> {
        let rows = page["bookings"].as_array().unwrap();
        rows.iter().map(|row| row["checkIn"].as_str().unwrap().to_owned()).collect()
    };
    let first = page("&limit=2").await;
    assert_eq!(days(&first), ["2026-05-08", "2026-04-03"], "latest first");
    assert_eq!(first["hasMore"], true);
    let token = first["nextPageToken"].as_str().unwrap();
    let second = page(&format!("&limit=2&pageToken={token}")).await;
    assert_eq!(days(&second), ["2026-03-20"]);
    assert_eq!((&second["hasMore"], &second["nextPageToken"]), (&json!(false), &json!(null)));
    assert_eq!(days(&page("").await).len(), 3);
    let wrong = partner.get("/bookings?actorId=user-1&pageToken=bkg_nobody").await;
    wrong.refused(400, "pageToken must be the nextPageToken of an earlier page", "invalid_field");
}
