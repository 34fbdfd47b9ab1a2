//! Every call a partner made has exactly one record, and the bill is what was acknowledged for the first time.

use std::path::Path;
use std::sync::Arc;

use core_chat::domain::ids::PartnerId;
use core_chat::domain::partner::Limits;
use core_chat::domain::usage::UsageRecord;
use core_chat::store::Store;
use core_chat::store::memory::MemoryStore;
use core_chat::store::sqlite::{SqliteStore, desk};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::durable::{Cut, Life, request};
use crate::harness::{Outside, Partner, Seen, Server, option_id};

/// The records of `partner` on the day of the story, in the file.
fn recorded(file: &Path, partner: &str) -> Vec<UsageRecord> {
    let mut all = Vec::new();
    let each = |record| {
        all.push(record);
        Ok(())
    };
    desk::usage(file, &PartnerId::parse(partner).unwrap(), date(2026, 2, 18), each).unwrap();
    all
}

/// Records and what was seen, one to one: which call, with what answer, and whether it is charged for.
#[track_caller]
fn assert_matches(records: &[UsageRecord], seen: &[Seen]) {
    let is_charged = |call: &Seen| !call.is_replay && !matches!(call.status, 401 | 403 | 429 | 500..);
    let mut expected: Vec<_> = seen.iter().map(|call| (call.request.clone(), call.status, is_charged(call))).collect();
    let mut found: Vec<_> = records.iter().map(|r| (r.call.request.clone(), r.status, r.billable)).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

/// What partners do in a day: they talk, book, repeat themselves, look, and make mistakes.
async fn mixed_run(partner: &Partner, actor: &str) {
    let session = partner.ready_to_pay(actor).await;
    let pay =
        json!({"sessionId": session.id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": "pay"});
    let booked = partner.post("/events", pay.clone()).await;
    let booking = booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        assert_eq!(partner.post("/events", pay.clone()).await.text(), booked.text());
    }
    let mut reused = pay.clone();
    reused["payload"] = json!({"paymentMethodId": "another"});
    partner.post("/events", reused).await.refused(
        400,
        "idempotencyKey was already used for a different request",
        "idempotency_key_reused",
    );
    partner.get(&format!("/sessions/{}", session.id)).await.is(200);
    partner.get(&format!("/bookings?actorId={actor}")).await.is(200);
    partner.get(&format!("/bookings/{booking}")).await.is(200);
    partner.get("/limits").await.is(200);
    partner.get("/sessions/sess_1_00000000").await.is(404);
    partner.get("/nowhere").await.is(404);
    partner.post_raw("/events", "{").await.is(400);
    partner.post("/events", json!({"sessionId": session.id, "text": "hi", "actor": {"actorId": "x"}})).await.is(409);
    for (scenario, status) in [("rate_limited", 429), ("server_error", 500), ("unavailable", 503)] {
        let body = json!({"sessionId": session.id, "text": "hi"});
        partner.post_forcing("/events", body, scenario).await.is(status);
    }
}

#[tokio::test]
async fn usage_matches_acknowledged_calls_one_to_one_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (file, outside) = (folder.path().join("store.db"), Outside::new());
    let is_acknowledged = |status: u16| status < 429;
    let mut seen: Vec<Seen> = Vec::new();
    for life in 0..2 {
        let store = Arc::new(SqliteStore::open(&file, std::process::abort).unwrap());
        let server = Server::over(Arc::clone(&store) as Arc<dyn Store>, &outside, Limits::default());
        mixed_run(&server.demo(), &format!("user-{life}")).await;
        server.other().open("theirs").await;
        seen.extend(server.seen().into_iter().filter(|call| call.partner == "demo-tenant"));
        // What was acknowledged is in the file already; what was refused follows.
        let acknowledged: Vec<Seen> = seen.iter().filter(|call| is_acknowledged(call.status)).cloned().collect();
        let mut so_far = recorded(&file, "demo-tenant");
        so_far.retain(|record| is_acknowledged(record.status));
        assert_matches(&so_far, &acknowledged);
        server.record_calls().await.unwrap();
        server.finish().await;
    }
    let records = recorded(&file, "demo-tenant");
    assert_matches(&records, &seen);
    assert_eq!(
        records.iter().filter(|record| !record.billable).count(),
        2 * 6,
        "three replays and three refusals each"
    );
    assert_eq!(recorded(&file, "other").len(), 2, "everybody has their own");
}

#[tokio::test]
async fn a_record_says_who_did_what() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = Arc::new(SqliteStore::open(&file, std::process::abort).unwrap());
    let server = Server::over(store, &Outside::new(), Limits::default());
    let session = server.demo().open("user-1").await;
    let a_moment_later = || server.advance(SignedDuration::from_millis(1));
    a_moment_later();
    let search = json!({"sessionId": session.id, "text": "Seattle Mar 20-23 1 room", "idempotencyKey": "s"});
    let list = server.demo().post("/events", search.clone()).await;
    a_moment_later();
    server.demo().post("/events", search).await.outcome("shortlist");
    a_moment_later();
    server.demo().get(&format!("/sessions/{}", session.id)).await.is(200);
    let records = recorded(&file, "demo-tenant");
    let told: Vec<_> = records.iter().map(|r| (r.call.endpoint.as_str(), r.status, r.billable)).collect();
    assert_eq!(
        told,
        [
            ("POST /sessions", 201, true),
            ("POST /events", 200, true),
            ("POST /events", 200, false),
            ("GET /sessions/{sessionId}", 200, true)
        ]
    );
    for record in &records {
        assert_eq!(record.actor.as_ref().unwrap().as_str(), "user-1");
        assert_eq!(record.session.as_ref().unwrap().as_str(), session.id);
    }
    let events: Vec<Value> = records.iter().map(|r| r.event.map_or(Value::Null, |id| json!(id.to_string()))).collect();
    let answered = list.data()["event"]["id"].clone();
    assert_eq!(events, [Value::Null, answered.clone(), answered, Value::Null]);
    assert_eq!(list.header("x-request-id"), Some(records[1].call.request.as_str()));
}

#[tokio::test]
async fn refusals_are_noted_and_never_charged_and_strangers_have_no_record() {
    let store = Arc::new(MemoryStore::new());
    let limits = Limits { requests_per_minute: Some(1), requests_per_day: None };
    let limited = Server::over(Arc::clone(&store) as Arc<dyn Store>, &Outside::new(), limits);
    let partner = limited.limited_here();
    partner.post("/events", json!({})).await.is(400);
    for _ in 0..5 {
        partner.post("/events", json!({})).await.is(429);
    }
    limited.send("GET", "/api/partner/v1/core-chat/limits", &[("api-key", "bk_test_x_y")], Vec::new()).await.is(401);
    assert_eq!(store.usage().len(), 1, "what was refused is written later");
    limited.record_calls().await.unwrap();
    assert_matches(&store.usage(), &limited.seen());
    assert_eq!(store.usage().iter().filter(|record| record.billable).count(), 1);
}

#[tokio::test]
async fn forgetting_a_sandbox_forgets_no_bill() {
    let store = Arc::new(MemoryStore::new());
    let server = Server::over(Arc::clone(&store) as Arc<dyn Store>, &Outside::new(), Limits::default());
    let session = server.demo().open("user-1").await;
    let list = session.say("Seattle Mar 20-23 1 room refundable").await;
    option_id(&list, 0);
    server.demo().post("/sandbox/reset", json!({})).await.is(200);
    assert_matches(&store.usage(), &server.seen());
    assert_eq!(store.usage().len(), 3);
}

#[test]
fn calls_made_while_the_disk_is_full_are_recorded_when_it_heals() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let life = Life::cut_off(&file, &Outside::new(), Cut::Refused);
    let session = life.tell(async |server| server.demo().ready_to_pay("user-1").await);
    // The booking is made at the supplier, and what came of it cannot be stored.
    life.stop_at(3);
    life.tell(async |server| {
        let pay = request(&session.id, "action_confirm_payment_card", json!({}), "pay");
        server.demo().post("/events", pay.clone()).await.outcome("booking_pending");
        server.demo().post("/events", pay).await.outcome("booking_pending");
        server.demo().get(&format!("/sessions/{}", session.id)).await.is(200);
        server.demo().post("/sessions", json!({"actor": {"actorId": "user-2"}})).await.is(503);
        server.record_calls().await.unwrap_err();
    });
    let before = recorded(&file, "demo-tenant").len();
    life.heal();
    life.tell(async |server| {
        server.settle().await;
        server.record_calls().await.unwrap();
        let records = recorded(&file, "demo-tenant");
        assert_matches(&records, &server.seen().into_iter().filter(|s| s.partner == "demo-tenant").collect::<Vec<_>>());
        assert_eq!(records.len(), before + 4);
    });
    life.end();
}
