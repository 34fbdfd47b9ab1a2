//! `POST /sessions` and `GET /sessions/{sessionId}`.

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn a_session_echoes_what_was_sent() {
    let partner = Server::start().demo();
    let sent = json!({
        "actor": {"actorId": "user-1", "timezoneOffsetMinutes": -480},
        "channel": {"workspaceId": "T123"},
        "conversation": {"channelId": "C1", "id": "conv-1", "threadTs": "1.2"},
    });
    let answer = partner.post("/sessions", sent.clone()).await;
    answer.is(201);
    let data = answer.data();
    assert!(regex_like(data["sessionId"].as_str().unwrap()));
    assert_eq!(data["tenantId"], "demo-tenant");
    assert_eq!(data["actor"]["actorId"], "user-1");
    assert_eq!(data["actor"]["timezoneOffsetMinutes"], -480);
    assert_eq!(data["channel"], sent["channel"]);
    assert_eq!(data["conversation"], sent["conversation"]);
    assert_eq!(data["events"], json!([]));
    for instant in ["createdAt", "expiresAt"] {
        let text = data[instant].as_str().unwrap();
        assert!(text.len() == 24 && text.ends_with('Z'), "{text} has milliseconds and a Z");
    }
}

/// `sess_<epoch ms>_<8 base36>`.
fn regex_like(id: &str) -> bool {
    let parts: Vec<&str> = id.split('_').collect();
    matches!(parts.as_slice(), ["sess", ms, tail]
        if ms.len() == 13 && ms.bytes().all(|b| b.is_ascii_digit())
        && tail.len() == 8 && tail.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()))
}

#[tokio::test]
async fn every_post_is_another_session() {
    let partner = Server::start().demo();
    let (first, second) = (partner.open("user-1").await, partner.open("user-1").await);
    assert_ne!(first.id, second.id);
}

#[tokio::test]
async fn a_snapshot_shows_the_history_and_records_nothing() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    session.say("Seattle Mar 20-23 1 room refundable").await.outcome("shortlist");
    session.say("cheapest first").await.outcome("shortlist");
    let first = session.snapshot().await;
    let second = session.snapshot().await;
    let events = first.data()["events"].as_array().unwrap().clone();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["kind"], "search_query");
    assert_eq!(events[0]["resultStatus"], "shortlist");
    assert!(events[0]["eventId"].as_str() < events[1]["eventId"].as_str(), "oldest first");
    assert_eq!(first.data(), second.data());
    assert_eq!(first.data()["actor"]["actorId"], "user-1");
}

#[tokio::test]
async fn a_snapshot_pages_its_events() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    for _ in 0..5 {
        session.say("hello").await.is(200);
    }
    let first = partner.get(&format!("/sessions/{}?limit=2", session.id)).await;
    assert_eq!(first.data()["events"].as_array().unwrap().len(), 2);
    assert_eq!(first.data()["hasMore"], true);
    let token = first.data()["nextPageToken"].as_str().unwrap().to_owned();
    let second = partner.get(&format!("/sessions/{}?limit=10&pageToken={token}", session.id)).await;
    assert_eq!(second.data()["events"].as_array().unwrap().len(), 3);
    assert_eq!(second.data()["hasMore"], false);
}

#[tokio::test]
async fn unknown_malformed_and_foreign_sessions_are_all_alike() {
    let server = Server::start();
    let theirs = server.other().open("user-1").await;
    let partner = server.demo();
    let mut bodies = Vec::new();
    for id in ["sess_1771456966998_ab12cd34", "nonsense", &theirs.id] {
        let answer = partner.get(&format!("/sessions/{id}")).await;
        answer.refused(404, "session_not_found", "session_not_found");
        let mut body = answer.json().clone();
        body["requestId"] = json!(null);
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[tokio::test]
async fn a_session_ends_when_its_time_is_over() {
    let server = Server::start();
    let session = server.demo().open("user-1").await;
    server.advance(jiff::SignedDuration::from_hours(31 * 24));
    session.snapshot().await.refused(404, "session_not_found", "session_not_found");
    session.say("hello").await.refused(404, "session_not_found", "session_not_found");
}

#[tokio::test]
async fn a_snapshot_rebuilds_the_screen_at_every_step_to_a_booking() {
    let partner = Server::start().demo();
    let session = partner.open("user-1").await;
    let state = async || session.snapshot().await.data()["state"].clone();
    assert_eq!(state().await["openQuestion"], json!(null));
    session.say("a hotel in Seattle").await.outcome("clarification_required");
    assert_eq!(state().await["openQuestion"]["missing"], json!(["checkIn", "checkOut"]));

    let list = session.say("Mar 20-23, refundable").await;
    let shown = state().await;
    assert_eq!(shown["shortlist"], list.outcome("shortlist")["artifacts"]["shortlist"]);
    assert_eq!(shown["search"], list.result()["artifacts"]["search"]);
    assert_eq!(shown["openQuestion"], json!(null));

    let proposed = session.say("book the first one").await;
    let artifacts = &proposed.outcome("payment_setup_required")["artifacts"];
    let waiting = state().await;
    let open = &waiting["openQuestion"];
    assert_eq!(open["status"], "payment_setup_required");
    assert_eq!(open["payment"]["setupUrl"], artifacts["payment"]["setupUrl"]);
    assert_eq!(open["payment"]["setupExpiresAt"], artifacts["payment"]["setupExpiresAt"]);
    assert_eq!(open["quote"], artifacts["quote"]);
    assert_eq!(waiting["payment"], json!({"methodAvailable": false, "method": null}));

    session.complete_card(&proposed, "visa_ok").await.is(200);
    let entered = state().await;
    assert_eq!(entered["openQuestion"].get("payment"), None, "the page takes no other card");
    assert_eq!(entered["payment"]["method"]["last4"], "4242");
    let terms = session.say("done").await;
    terms.outcome("payment_confirmation_required");
    let open = state().await["openQuestion"].clone();
    assert_eq!(open["quote"], terms.result()["artifacts"]["quote"]);
    assert_eq!(open["method"]["last4"], "4242");

    let booked = session.say("yes").await;
    let booking = &booked.outcome("booking_confirmed")["artifacts"]["booking"];
    let after = state().await;
    assert_eq!(after["bookings"], json!([booking]));
    assert_eq!(after["openQuestion"], json!(null));
    let asked = session.say("cancel my booking").await;
    let open = state().await["openQuestion"].clone();
    assert_eq!(open["cancellation"], asked.outcome("cancellation_confirmation_required")["artifacts"]["cancellation"]);
    assert_eq!(open["booking"]["bookingId"], booking["bookingId"]);
}

#[tokio::test]
async fn asking_for_the_card_again_shows_the_same_page_while_it_is_open() {
    let server = Server::start();
    let session = server.demo().open("user-1").await;
    session.say("Seattle Mar 20-23, refundable").await.outcome("shortlist");
    let url = |answer: &crate::harness::Answer| {
        answer.outcome("payment_setup_required")["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned()
    };
    let first = url(&session.say("book the first one").await);
    assert_eq!(url(&session.say("done").await), first);
    server.advance(jiff::SignedDuration::from_mins(45));
    assert_ne!(url(&session.say("done").await), first);
}

#[tokio::test]
async fn a_refused_card_is_not_proposed_again_until_another_is_entered() {
    let session = Server::start().demo().open("user-1").await;
    session.say("Seattle Mar 20-23, refundable").await.outcome("shortlist");
    let proposed = session.say("book the first one").await;
    session.complete_card(&proposed, "visa_no_funds").await.is(200);
    session.say("done").await.outcome("payment_confirmation_required");
    let declined = session.say("yes").await;
    declined.outcome("payment_declined");
    let again = session.say("done").await;
    let payment = &again.outcome("payment_setup_required")["artifacts"]["payment"];
    assert_eq!(payment["decline"]["code"], "insufficient_funds");
    assert_eq!(payment["setupUrl"], declined.result()["artifacts"]["payment"]["setupUrl"]);
    session.complete_card(&again, "mastercard_ok").await.is(200);
    let terms = session.say("done").await;
    assert_eq!(terms.outcome("payment_confirmation_required")["artifacts"]["payment"]["method"]["last4"], "4444");
    session.say("yes").await.outcome("booking_confirmed");
}
