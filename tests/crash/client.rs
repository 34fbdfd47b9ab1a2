//! A client as partners are told to write it: what has no answer is sent twice more under the same key, and then given up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;

use crate::process::Process;

pub const KEY: &str = "bk_live_crash_secretofthecrashtest";
pub const PARTNER: &str = "acme";

/// How long to wait before the first repetition and before the second.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];

/// A call that was acknowledged, as the bill must have it.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    pub request: String,
    pub status: u16,
    pub replayed: bool,
}

/// What came back, as text and read.
#[derive(Debug, Clone)]
pub struct Reply {
    pub text: String,
    pub json: Value,
}

/// Sends and repeats, and remembers what was acknowledged.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    acknowledged: Mutex<Vec<Acknowledged>>,
    /// Answers that no rule of the API allows here.
    strange: Mutex<Vec<String>>,
    /// Told of every answer.
    answered: Notify,
}

impl Client {
    pub fn of(process: &Process) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http =
            reqwest::Client::builder().timeout(Duration::from_secs(30)).redirect(reqwest::redirect::Policy::none());
        Self { http: http.build().unwrap(), base: process.base(), seen: Arc::default() }
    }

    pub fn acknowledged(&self) -> Vec<Acknowledged> {
        self.seen.acknowledged.lock().unwrap().clone()
    }

    pub fn strange(&self) -> Vec<String> {
        self.seen.strange.lock().unwrap().clone()
    }

    /// Waits until somebody has an answer.
    pub async fn answered(&self) {
        self.seen.answered.notified().await;
    }

    /// Waits until the server takes requests.
    pub async fn ready(&self) {
        for _ in 0..3_000 {
            let asked = self.http.get(format!("{}/readyz", self.base)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the server does not start");
    }

    pub async fn get(&self, path: &str) -> Option<Value> {
        let url = format!("{}/api/partner/v1/core-chat{path}", self.base);
        self.insist(|| self.http.get(&url).header("x-partner-api-key", KEY)).await.map(|reply| reply.json)
    }

    pub async fn post(&self, path: &str, body: &Value) -> Option<Reply> {
        let url = format!("{}/api/partner/v1/core-chat{path}", self.base);
        self.insist(|| self.http.post(&url).header("x-partner-api-key", KEY).json(body)).await
    }

    /// Fills in the card page; a page that has its card already is as good.
    pub async fn enter_card(&self, url: &str, guest: (&str, &str)) -> bool {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("firstName", guest.0), ("lastName", guest.1), ("email", "")])
            .extend_pairs([("number", "4242 4242 4242 4242"), ("expiry", "12/35"), ("code", "123")])
            .finish();
        for pause in PAUSES {
            let page = self.http.post(url).header("content-type", "application/x-www-form-urlencoded");
            match page.body(form.clone()).send().await.map(|answer| answer.status().as_u16()) {
                Ok(303 | 410) => return true,
                Ok(status @ ..500) => self.note_strange(format!("the card page: {status}")),
                Ok(_) | Err(_) => tokio::time::sleep(pause).await,
            }
        }
        false
    }

    fn note_strange(&self, what: String) {
        self.seen.strange.lock().unwrap().push(what);
    }

    /// Sends until there is an answer that is no failure of the server; `None` when three times were in vain.
    async fn insist(&self, request: impl Fn() -> reqwest::RequestBuilder) -> Option<Reply> {
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            if let Some(reply) = self.try_once(request()).await {
                return Some(reply);
            }
            tokio::time::sleep(pause?).await;
        }
        None
    }

    async fn try_once(&self, request: reqwest::RequestBuilder) -> Option<Reply> {
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (id, replayed) = (header("x-request-id"), header("idempotent-replayed").is_some());
        let text = answer.text().await.ok()?;
        if status.is_server_error() {
            return None;
        }
        if !status.is_success() {
            self.note_strange(format!("{status} {text}"));
            return None;
        }
        let request = id.unwrap_or_default();
        self.seen.acknowledged.lock().unwrap().push(Acknowledged { request, status: status.as_u16(), replayed });
        self.seen.answered.notify_waiters();
        let json = serde_json::from_str(&text).unwrap_or_default();
        Some(Reply { text, json })
    }
}
