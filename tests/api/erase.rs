//! An actor is erased: nothing of them is left in the file, and what is owed stays.

use std::path::Path;

use core_chat::app::operator::{self, Erased};
use core_chat::config::Database;
use core_chat::config::key::Pepper;
use core_chat::domain::ids::{ActorId, PartnerId};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::durable::{Life, request};
use crate::harness::{Outside, Server};

const ACTOR: &str = "actor-quixotry-7781";
/// What the guest is called, said, and is called by.
const TRACES: [&str; 6] = [ACTOR, "Xanthippe", "xanthippe", "Wexelblatt", "wexelblatt", "zyzzyvas"];

fn erase(file: &Path) -> Vec<(ActorId, Erased)> {
    let pepper = Pepper::new(&SecretString::from("0123456789abcdef"));
    let partner = PartnerId::parse("demo-tenant").unwrap();
    let actors = [ActorId::parse(ACTOR).unwrap()];
    operator::erase(&Database::Sqlite(file.to_owned()), &pepper, &partner, &actors).unwrap()
}

/// Which of the traces are somewhere in the file, its log or its index.
fn traces_in(file: &Path) -> Vec<&'static str> {
    let mut all = Vec::new();
    for beside in ["", "-wal", "-shm", ".lock"] {
        all.extend(std::fs::read(format!("{}{beside}", file.display())).unwrap_or_default());
    }
    let is_in = |trace: &&str| all.windows(trace.len()).any(|bytes| bytes == trace.as_bytes());
    TRACES.into_iter().filter(is_in).collect()
}

/// A guest who searches in words of their own, books under their name, and leaves another booking unfinished.
async fn stay(server: &Server) -> (String, String) {
    let actor = json!({"actorId": ACTOR, "firstName": "Xanthippe", "lastName": "Wexelblatt"});
    let opened = server.demo().post("/sessions", json!({"actor": actor})).await;
    let session = opened.data()["sessionId"].as_str().unwrap().to_owned();
    let words =
        json!({"sessionId": session, "text": "Seattle Mar 20-23 1 room refundable zyzzyvas", "idempotencyKey": "s"});
    let list = server.demo().post("/events", words).await;
    let option = |at: usize| list.result()["artifacts"]["shortlist"][at]["optionId"].clone();
    let propose = request(&session, "action_book_option", json!({"optionId": option(0)}), "book");
    let proposed = server.demo().post("/events", propose).await;
    let url =
        proposed.outcome("payment_setup_required")["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
    server.demo().pay_page(&url, "Xanthippe", "Wexelblatt", "4242 4242 4242 4242").await.is(200);
    server.demo().post("/events", json!({"sessionId": session, "text": "done"})).await.is(200);
    let paid = server.demo().post("/events", request(&session, "action_confirm_payment_card", json!({}), "pay")).await;
    let booking = paid.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].as_str().unwrap().to_owned();
    let propose = request(&session, "action_book_option", json!({"optionId": option(1)}), "book-2");
    server.demo().post("/events", propose).await.outcome("payment_confirmation_required");
    (session, booking)
}

#[test]
fn no_byte_of_an_erased_actor_is_left_and_what_is_owed_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (file, outside) = (folder.path().join("store.db"), Outside::new());
    let life = Life::begin(&file, &outside);
    let ((session, booking), other) =
        life.tell(async |server| (stay(&server).await, server.demo().ready_to_pay("user-2").await.id));
    life.end();
    assert_eq!(traces_in(&file), TRACES, "all of it was there");

    let [(hash, erased)] = &erase(&file)[..] else { panic!("one actor was erased") };
    assert_eq!(*erased, Erased { sessions: 1, bookings: 1, calls: 6 });
    assert_eq!(traces_in(&file), Vec::<&str>::new());
    assert_eq!(erase(&file), [(hash.clone(), Erased::default())], "whoever is gone is not found again");

    let life = Life::begin(&file, &outside);
    life.tell(async |server| {
        server.demo().get(&format!("/sessions/{session}")).await.is(404);
        let listed = server.demo().get(&format!("/bookings?actorId={ACTOR}")).await;
        assert_eq!(listed.data()["bookings"], json!([]), "{}", listed.text());
        let kept = server.demo().get(&format!("/bookings/{booking}")).await;
        assert_eq!((&kept.data()["status"], &kept.data()["guest"]), (&json!("confirmed"), &Value::Null));
        assert_eq!(kept.data()["totalPrice"], json!(980.67));
        let theirs = server.demo().get(&format!("/sessions/{other}")).await;
        assert_eq!(theirs.data()["state"]["openQuestion"]["status"], "payment_confirmation_required");
    });
    life.end();
}

#[test]
fn nobody_is_erased_under_a_server_or_in_the_middle_of_a_booking() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let (pepper, partner) = (Pepper::new(&SecretString::default()), PartnerId::parse("demo-tenant").unwrap());
    let refused = || {
        let actors = [ActorId::parse("user-1").unwrap()];
        operator::erase(&Database::Sqlite(file.clone()), &pepper, &partner, &actors).unwrap_err().to_string()
    };
    let life = Life::begin(&file, &Outside::new());
    life.tell(async |server| {
        let session = server.demo().ready_to_pay("user-1").await;
        session.act_forcing("action_confirm_payment_card", json!({}), "pay", "supplier_timeout").await.is(200);
    });
    assert!(refused().contains("stop the server first"), "{}", refused());
    life.end();
    assert!(refused().contains("is not settled yet"), "{}", refused());
}
