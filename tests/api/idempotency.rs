//! Keys of idempotency: one run, one answer, to the byte.

use serde_json::{Value, json};

use crate::harness::{Server, option_id};

#[tokio::test]
async fn a_replay_is_equal_to_the_byte_and_marked() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let body = json!({"sessionId": session.id, "text": "Seattle Mar 20-23", "idempotencyKey": "k-1"});
    let first = partner.post("/events", body.clone()).await;
    first.outcome("shortlist");
    assert_eq!(first.header("idempotent-replayed"), None);
    let second = partner.post("/events", body).await;
    assert_eq!(second.text(), first.text());
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    assert_ne!(second.header("x-request-id"), first.header("x-request-id"));
    assert_eq!(session.snapshot().await.data()["events"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn member_order_and_the_writing_of_numbers_do_not_matter() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let id = &session.id;
    let first = partner
        .post_raw(
            "/events",
            &format!(r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":1,"b":2}},"idempotencyKey":"k"}}"#),
        )
        .await;
    let second = partner
        .post_raw(
            "/events",
            &format!(r#"{{"idempotencyKey":"k","payload":{{"b":2.0,"a":1.0}},"text":"hello","sessionId":"{id}"}}"#),
        )
        .await;
    first.is(200);
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
    let third = partner
        .post_raw(
            "/events",
            &format!(
                r#"{{"sessionId":"{id}","text":"hello","payload":{{"a":1,"b":2,"c":null}},"idempotencyKey":"k"}}"#
            ),
        )
        .await;
    third.refused(400, "idempotencyKey was already used for a different request", "idempotency_key_reused");
}

#[tokio::test]
async fn a_second_use_with_another_body_is_refused_and_shows_nothing() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let first = json!({"sessionId": session.id, "text": "Seattle Mar 20-23", "idempotencyKey": "k-1"});
    let answered = partner.post("/events", first.clone()).await;
    for other in [
        json!({"sessionId": session.id, "text": "Portland Mar 20-23", "idempotencyKey": "k-1"}),
        json!({"sessionId": session.id, "actor": {"actorId": "user-1"}, "text": "Seattle Mar 20-23", "idempotencyKey": "k-1"}),
        json!({"sessionId": session.id, "kind": "search_query", "payload": {"text": "Seattle"}, "idempotencyKey": "k-1"}),
    ] {
        let refused = partner.post("/events", other).await;
        refused.refused(400, "idempotencyKey was already used for a different request", "idempotency_key_reused");
        assert!(!refused.text().contains("Inn at the Market"));
    }
    assert_eq!(partner.post("/events", first).await.text(), answered.text());
}

#[tokio::test]
async fn the_same_key_in_another_session_is_another_key() {
    let partner = Server::start().demo();
    let (one, two) = (partner.open("user-1").await, partner.open("user-1").await);
    for session in [&one, &two] {
        let body = json!({"sessionId": session.id, "text": "hello", "idempotencyKey": "k-1"});
        assert_eq!(partner.post("/events", body).await.header("idempotent-replayed"), None);
    }
}

#[tokio::test]
async fn a_refused_request_leaves_the_key_free() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let bad = json!({"sessionId": session.id, "kind": "action_book_option", "payload": {}, "idempotencyKey": "k-1"});
    partner.post("/events", bad).await.refused(
        400,
        "payload.optionId is required for kind=action_book_option",
        "payload_field_required",
    );
    let good = json!({"sessionId": session.id, "text": "hello", "idempotencyKey": "k-1"});
    partner.post("/events", good).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_racing_duplicates_run_once_for_many_keys() {
    let server = Server::start();
    let partner = server.demo();
    for round in 0..25 {
        let session = partner.ready_to_pay(&format!("user-{round}")).await;
        let body = json!({"sessionId": session.id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": format!("pay-{round}")});
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let (partner, body) = (partner.clone(), body.clone());
                tokio::spawn(async move { partner.post("/events", body).await })
            })
            .collect();
        let mut bodies = Vec::new();
        let mut fresh = 0;
        for racer in racers {
            let answer = racer.await.unwrap();
            answer.outcome("booking_confirmed");
            fresh += usize::from(answer.header("idempotent-replayed").is_none());
            bodies.push(answer.text().to_owned());
        }
        assert_eq!(fresh, 1, "one ran, seven were told its answer");
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    }
    assert_eq!(server.supplier_bookings(), 25);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_stay_is_booked_once_whatever_the_keys_and_sessions() {
    let server = Server::start();
    let partner = server.demo();
    let (one, two) = (partner.ready_to_pay("user-1").await, partner.ready_to_pay("user-1").await);
    let pay = |id: &str, key: &str| json!({"sessionId": id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": key});
    let (a, b) = tokio::join!(partner.post("/events", pay(&one.id, "a")), partner.post("/events", pay(&two.id, "b")));
    let reference = |answer: &crate::harness::Answer| -> Value {
        answer.outcome("booking_confirmed")["artifacts"]["booking"]["bookingReference"].clone()
    };
    assert_eq!(reference(&a), reference(&b));
    assert_eq!(server.supplier_bookings(), 1);
}

#[tokio::test]
async fn booking_the_same_stay_again_answers_the_booking_there_is() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.ready_to_pay("user-1").await;
    let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
    let id = booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].clone();
    let again = partner.open("user-1").await;
    let list = again.say("Seattle Mar 20-23 1 room refundable").await;
    let answer = again.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "again").await;
    assert_eq!(answer.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"], id);
    assert_eq!(server.supplier_bookings(), 1);
}

#[tokio::test]
async fn a_pending_answer_is_replayed_as_the_booking_stands_by_then() {
    let server = Server::start();
    let partner = server.demo();
    let session = partner.ready_to_pay("user-1").await;
    let body =
        json!({"sessionId": session.id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": "pay"});
    let pending = partner.post_forcing("/events", body.clone(), "pending_then_confirmed").await;
    pending.outcome("booking_pending");
    server.advance(jiff::SignedDuration::from_secs(61));
    let settled = partner.post("/events", body).await;
    settled.outcome("booking_confirmed");
    assert_eq!(settled.data()["event"], pending.data()["event"]);
}
