//! The server as a process that is killed again and again while partners search, book, pay and cancel, and repeat what
//! got no answer under the same key. At the end everything that was ever answered must still be so.
//!
//! `CRASH_KILLS` (20) and `CRASH_ACTORS` (6) make it longer, `CRASH_SEED` (1) different.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on says so by stopping")]

mod actor;
mod process;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use actor::{Actor, Answered, Client};
use process::Process;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

/// Numbers that follow from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice() {
    let mut process = Process::new();
    process.start();
    let client = Client::of(&process);
    let goes_on = Arc::new(AtomicBool::new(true));
    let actors: Vec<_> = (0..number("CRASH_ACTORS", 6))
        .map(|n| tokio::spawn(Actor::new(client.clone(), n, Arc::clone(&goes_on)).run()))
        .collect();
    let mut chance = Chance(number("CRASH_SEED", 1));
    let kills = number("CRASH_KILLS", 20);
    for _ in 0..kills {
        client.ready().await;
        tokio::time::sleep(Duration::from_millis(20 + chance.below(300))).await;
        process.kill();
        process.start();
    }
    goes_on.store(false, Ordering::SeqCst);
    let mut told = Vec::new();
    for actor in actors {
        told.push(actor.await.unwrap());
    }
    client.ready().await;
    process.wait_until_settled().await;
    let mut bookings = 0;
    for answers in &told {
        bookings += holds_what_was_told(&client, answers).await;
    }
    let answers: usize = told.iter().map(Vec::len).sum();
    println!("{kills} kills, {answers} answers, {bookings} bookings confirmed");
    assert!(bookings > 0, "somebody booked");
}

/// Checks everything an actor was told against what the server says now; gives how many bookings were confirmed.
async fn holds_what_was_told(client: &Client, answers: &[Answered]) -> usize {
    let mut events: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut standing: BTreeMap<String, &str> = BTreeMap::new();
    for answer in answers {
        let session = answer.request["sessionId"].as_str().unwrap();
        events.entry(session).or_default().push(answer.event());
        let again = client.post("/events", &answer.request).await;
        if answer.is_final() {
            assert_eq!(again.text, answer.text, "a replay is equal to the byte");
        }
        let booking = &answer.result()["artifacts"]["booking"]["bookingId"];
        match answer.status() {
            "booking_confirmed" => standing.insert(booking.as_str().unwrap().to_owned(), "confirmed"),
            "booking_cancelled" => standing.insert(booking.as_str().unwrap().to_owned(), "cancelled"),
            "booking_failed" => standing.insert(booking.as_str().unwrap().to_owned(), "failed"),
            _ => None,
        };
    }
    for (session, mut told) in events {
        told.dedup();
        let history = client.get(&format!("/sessions/{session}")).await;
        let ids: Vec<&str> =
            history["data"]["events"].as_array().unwrap().iter().map(|e| e["eventId"].as_str().unwrap()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "ids rise: {ids:?}");
        let mut rest = ids.iter();
        assert!(told.iter().all(|id| rest.any(|known| known == id)), "{told:?} in the order of {ids:?}");
    }
    let actor = &answers[0].actor;
    let all = client.get(&format!("/bookings?actorId={actor}")).await;
    let now: BTreeMap<String, &str> = all["data"]["bookings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["bookingId"].as_str().unwrap().to_owned(), b["status"].as_str().unwrap()))
        .collect();
    assert_eq!(now, standing, "every booking was told of, and stands as it was told last");
    let stays: Vec<Value> = all["data"]["bookings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|b| b["status"] == "confirmed")
        .map(|b| json!([b["name"], b["checkIn"], b["rooms"]]))
        .collect();
    assert!(stays.iter().enumerate().all(|(i, stay)| !stays[..i].contains(stay)), "one stay, one room: {stays:?}");
    answers.iter().filter(|answer| answer.status() == "booking_confirmed").count()
}
