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
