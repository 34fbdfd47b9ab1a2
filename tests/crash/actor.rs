//! A partner's end user: searches, books, pays, cancels, and tries to book the same stay twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::client::{Client, Reply};

/// How often an outcome that is still open is asked for again before the guest goes on with something else.
const LOOKS: usize = 14;
/// How many trips are made under one name, with one card.
const TRIPS_OF_A_NAME: u64 = 3;

/// An event and its answer.
#[derive(Debug, Clone)]
pub struct Told {
    pub actor: String,
    pub request: Value,
    /// `None` when three times were in vain.
    pub reply: Option<Reply>,
}

impl Told {
    pub fn session(&self) -> &str {
        self.request["sessionId"].as_str().unwrap()
    }

    pub fn kind(&self) -> &str {
        self.request["kind"].as_str().unwrap_or_default()
    }

    pub fn result(&self) -> &Value {
        self.reply.as_ref().map_or(&Value::Null, |reply| &reply.json["data"]["result"])
    }

    pub fn status(&self) -> &str {
        self.result()["status"].as_str().unwrap_or_default()
    }

    pub fn booking(&self) -> &Value {
        &self.result()["artifacts"]["booking"]
    }

    pub fn event(&self) -> Option<&str> {
        self.reply.as_ref()?.json["data"]["event"]["id"].as_str()
    }

    /// Whether the answer may no longer change.
    pub fn is_final(&self) -> bool {
        self.reply.is_some() && !self.status().ends_with("_pending")
    }
}

/// What an actor was told, and what it saw of its sessions' histories meanwhile.
#[derive(Debug, Default)]
pub struct Memory {
    pub told: Vec<Told>,
    pub looks: Vec<(String, Vec<String>)>,
}

pub struct Actor {
    client: Client,
    number: u64,
    goes_on: Arc<AtomicBool>,
    memory: Memory,
}

impl Actor {
    pub fn new(client: Client, number: u64, goes_on: Arc<AtomicBool>) -> Self {
        Self { client, number, goes_on, memory: Memory::default() }
    }

    /// One trip after another, each for other nights, until it is told to stop; gives all that was answered.
    pub async fn run(mut self) -> Memory {
        for trip in 0.. {
            if !self.goes_on.load(Ordering::SeqCst) {
                break;
            }
            if self.travel(trip).await.is_none() {
                // Given up: the guest comes back a little later, with another trip.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        self.memory
    }

    /// A trip; `None` where the server did not answer and the guest gave up.
    async fn travel(&mut self, trip: u64) -> Option<()> {
        let who = format!("user-{}-{}", self.number, trip / TRIPS_OF_A_NAME);
        let stay = self.stay(trip);
        let session = self.open(&who).await?;
        let paid = self.book(&who, &session, &stay).await?;
        self.look(&session).await?;
        if paid["status"] != "booking_confirmed" {
            return Some(());
        }
        match trip % 3 {
            0 => {
                let booking = json!({"bookingId": paid["artifacts"]["booking"]["bookingId"]});
                self.act(&who, &session, "action_cancel_booking", booking).await?;
            }
            1 => {
                let another = self.open(&who).await?;
                self.book(&who, &another, &stay).await?;
                self.look(&another).await?;
            }
            _ => {}
        }
        self.look(&session).await
    }

    /// Other nights on every trip, so that no two of one guest are the same stay unless they are meant to be.
    fn stay(&self, trip: u64) -> Value {
        let ahead = 10 + i64::try_from((7 * self.number + 3 * trip) % 380).unwrap();
        let arrival = Offset::UTC.to_datetime(Timestamp::now()).date() + ahead.days();
        json!({"destination": "Seattle", "checkIn": arrival, "checkOut": arrival + 2.days()})
    }

    async fn open(&mut self, who: &str) -> Option<String> {
        let opened = self.client.post("/sessions", &json!({"actor": {"actorId": who}})).await?;
        Some(opened.json["data"]["sessionId"].as_str().unwrap().to_owned())
    }

    /// Searches, proposes, enters a card where one is wanted, and says yes.
    async fn book(&mut self, who: &str, session: &str, stay: &Value) -> Option<Value> {
        let list = self.act(who, session, "search_query", stay.clone()).await?;
        let options: Vec<&Value> = list["artifacts"]["shortlist"].as_array().into_iter().flatten().collect();
        let refundable: Vec<&&Value> = options.iter().filter(|option| option["refundable"] == true).collect();
        let option = refundable.get(usize::try_from(self.number).unwrap() % refundable.len().max(1));
        let Some(option) = option else { return Some(list) };
        let chosen = json!({"optionId": option["optionId"]});
        let proposed = self.act(who, session, "action_book_option", chosen).await?;
        if proposed["status"] == "payment_setup_required" {
            let url = proposed["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
            if !self.client.enter_card(url, ("Ada", &surname(who))).await {
                return None;
            }
            let done = json!({"sessionId": session, "text": "done", "idempotencyKey": "done"});
            self.send(who, done).await?;
        }
        self.act(who, session, "action_confirm_payment_card", json!({})).await
    }

    async fn act(&mut self, who: &str, session: &str, kind: &str, payload: Value) -> Option<Value> {
        let request = json!({"sessionId": session, "kind": kind, "payload": payload, "idempotencyKey": kind});
        self.send(who, request).await
    }

    /// Sends an event, for a while again until its answer is final, and remembers every answer.
    async fn send(&mut self, who: &str, request: Value) -> Option<Value> {
        let mut last = None;
        for _ in 0..LOOKS {
            let reply = self.client.post("/events", &request).await;
            let told = Told { actor: who.to_owned(), request: request.clone(), reply };
            let is_over = told.is_final() || told.reply.is_none();
            last = told.reply.as_ref().map(|_| told.result().clone());
            self.memory.told.push(told);
            if is_over {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        last
    }

    /// Looks at the history as it is now.
    async fn look(&mut self, session: &str) -> Option<()> {
        let history = events_of(&self.client, session).await?;
        self.memory.looks.push((session.to_owned(), history));
        Some(())
    }
}

/// The ids of the events of a session, with what came of each.
pub async fn events_of(client: &Client, session: &str) -> Option<Vec<String>> {
    let shown = client.get(&format!("/sessions/{session}")).await?;
    let line = |event: &Value| format!("{} {}", event["eventId"].as_str().unwrap(), event["resultStatus"]);
    Some(shown["data"]["events"].as_array().unwrap().iter().map(line).collect())
}

/// A family name that no other name of an actor has.
fn surname(who: &str) -> String {
    let letter = |c: char| c.to_digit(10).map_or('q', |digit| char::from(b'a' + u8::try_from(digit).unwrap()));
    format!("L{}", who.trim_start_matches("user-").chars().map(letter).collect::<String>())
}
