//! A partner's end user: searches, books, pays, cancels, and repeats under the same key what got no answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::process::Process;

const KEY: &str = "bk_test_demo_core_chat_sandbox_key";
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back, as text and read.
pub struct Reply {
    pub text: String,
    pub json: Value,
}

/// Sends and repeats, as clients are told to.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

impl Client {
    pub fn of(process: &Process) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Self { http, base: process.base() }
    }

    /// Waits until the server takes requests.
    pub async fn ready(&self) {
        self.repeat(|| self.http.get(format!("{}/readyz", self.base))).await;
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/api/partner/v1/core-chat{path}", self.base);
        self.repeat(|| self.http.get(&url).header("x-partner-api-key", KEY)).await.json
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        let url = format!("{}/api/partner/v1/core-chat{path}", self.base);
        self.repeat(|| self.http.post(&url).header("x-partner-api-key", KEY).json(body)).await
    }

    /// Sends until there is an answer that is neither a failure of the server nor a limit.
    async fn repeat(&self, request: impl Fn() -> reqwest::RequestBuilder) -> Reply {
        let begun = Instant::now();
        let mut last = String::new();
        while begun.elapsed() < PATIENCE {
            match request().send().await {
                Ok(answer) if answer.status().is_success() => {
                    if let Ok(text) = answer.text().await {
                        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
                        return Reply { text, json };
                    }
                }
                Ok(answer) => {
                    let status = answer.status();
                    last = answer.text().await.unwrap_or_default();
                    assert!(status.is_server_error() || status == 429, "{status} {last}");
                }
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        panic!("no answer: {last}");
    }
}

/// An event and its answer.
pub struct Answered {
    pub actor: String,
    pub request: Value,
    pub text: String,
    json: Value,
}

impl Answered {
    pub fn result(&self) -> &Value {
        &self.json["data"]["result"]
    }

    pub fn status(&self) -> &str {
        self.result()["status"].as_str().unwrap()
    }

    pub fn event(&self) -> &str {
        self.json["data"]["event"]["id"].as_str().unwrap()
    }

    /// Whether the answer may no longer change.
    pub fn is_final(&self) -> bool {
        !self.status().ends_with("_pending")
    }
}

pub struct Actor {
    client: Client,
    name: String,
    goes_on: Arc<AtomicBool>,
    told: Vec<Answered>,
}

impl Actor {
    pub fn new(client: Client, number: u64, goes_on: Arc<AtomicBool>) -> Self {
        Self { client, name: format!("user-{number}"), goes_on, told: Vec::new() }
    }

    /// One trip after another, each for other nights, until it is told to stop; gives all that was answered.
    pub async fn run(mut self) -> Vec<Answered> {
        for trip in 0.. {
            if !self.goes_on.load(Ordering::SeqCst) {
                break;
            }
            self.travel(trip).await;
        }
        self.told
    }

    async fn travel(&mut self, trip: i64) {
        let opened = self.client.post("/sessions", &json!({"actor": {"actorId": self.name}})).await;
        let session = opened.json["data"]["sessionId"].as_str().unwrap().to_owned();
        let arrival = Offset::UTC.to_datetime(Timestamp::now()).date() + (10 + 3 * (trip % 100)).days();
        let stay = json!({"destination": "Seattle", "checkIn": arrival, "checkOut": arrival + 2.days()});
        let list = self.act(&session, "search_query", stay).await;
        let refundable = list["artifacts"]["shortlist"].as_array().unwrap().iter().find(|o| o["refundable"] == true);
        let Some(option) = refundable else { return };
        let proposed = self.act(&session, "action_book_option", json!({"optionId": option["optionId"]})).await;
        if proposed["status"] == "payment_setup_required" {
            self.enter_card(&proposed).await;
            let done = json!({"sessionId": session, "text": "done", "idempotencyKey": "done"});
            self.send(done).await;
        }
        let paid = self.act(&session, "action_confirm_payment_card", json!({})).await;
        if paid["status"] == "booking_confirmed" && trip % 2 == 0 {
            let booking = json!({"bookingId": paid["artifacts"]["booking"]["bookingId"]});
            self.act(&session, "action_cancel_booking", booking).await;
        }
    }

    async fn enter_card(&self, proposed: &Value) {
        let url = proposed["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
        let id = url.rsplit('/').next().unwrap();
        let card = json!({"card": "visa_ok", "guest": {"firstName": "Ada", "lastName": "Lovelace"}});
        self.client.post(&format!("/sandbox/payment-setups/{id}/complete"), &card).await;
    }

    async fn act(&mut self, session: &str, kind: &str, payload: Value) -> Value {
        let request = json!({"sessionId": session, "kind": kind, "payload": payload, "idempotencyKey": kind});
        self.send(request).await
    }

    /// Sends an event until its answer is final, and remembers every answer.
    async fn send(&mut self, request: Value) -> Value {
        loop {
            let Reply { text, json } = self.client.post("/events", &request).await;
            let answered = Answered { actor: self.name.clone(), request: request.clone(), text, json };
            let (result, is_final) = (answered.result().clone(), answered.is_final());
            self.told.push(answered);
            if is_final {
                return result;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}
