//! A peer that says over a socket, byte for byte, what it is told to, and remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::ids::{SupplierQuoteRef, SupplierReference};
use core_chat::domain::option::HotelOption;
use core_chat::domain::partner::Mode;
use core_chat::domain::stay::StayRequest;
use core_chat::supplier::CallContext;
use core_chat::supplier::pageone::{Account, PageOne};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support;

pub const CONTENT: &str = "/api/v1/content/accommodations";
pub const SEARCH: &str = "/api/search";
pub const QUOTE: &str = "/api/quote";
pub const BOOK: &str = "/api/book";
pub const CANCEL: &str = "/api/cancel";

/// The code of the one house there is.
pub const CODE: &str = "65a0c0de0000000000000001";

/// What the peer does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// The same, after a while.
    Late(Duration, Vec<u8>),
    /// Closes without a byte.
    Close,
}

impl Answer {
    /// An answer with that status and body.
    pub fn new(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
        Self::Bytes([head.as_bytes(), body.as_bytes()].concat())
    }

    /// A success with that `data`.
    pub fn success(data: &Value) -> Self {
        Self::new(201, "content-type: application/json\r\n", &json!({"data": data, "message": "success"}).to_string())
    }

    /// A refusal as NestJS says it.
    pub fn refusal(status: u16, message: &str) -> Self {
        let body = json!({"statusCode": status, "message": message, "error": "Error"});
        Self::new(status, "content-type: application/json\r\n", &body.to_string())
    }

    pub fn later(self, by: Duration) -> Self {
        match self {
            Self::Bytes(bytes) | Self::Late(_, bytes) => Self::Late(by, bytes),
            Self::Close => Self::Close,
        }
    }
}

#[derive(Default)]
struct Script {
    /// What follows for each path; the last answer is given again and again.
    answers: HashMap<&'static str, VecDeque<Answer>>,
    asked: Vec<String>,
}

/// The peer.
#[derive(Clone)]
pub struct Peer {
    base_url: String,
    script: Arc<Mutex<Script>>,
}

impl Peer {
    /// A peer with one house, which it sells, quotes, books and cancels.
    pub async fn open() -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let peer = Self { base_url, script: Arc::default() };
        peer.say(CONTENT, [Answer::success(&json!({"hasMore": false, "accommodations": [house()]}))]);
        peer.say(SEARCH, [Answer::success(&json!({"accommodations": [{"code": CODE, "options": [option()]}]}))]);
        peer.say(QUOTE, [Answer::success(&json!({"id": "q-1", "rate": rate(), "cancelPolicy": {"refundable": true}}))]);
        peer.say(BOOK, [Answer::success(&json!({"bookingReference": "BK_1", "status": "success"}))]);
        peer.say(CANCEL, [Answer::success(&json!({"status": "cancelled"}))]);
        let script = Arc::clone(&peer.script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&script)));
            }
        });
        peer
    }

    /// From now on answers to `path` with `answers`, and then with the last of them.
    pub fn say(&self, path: &'static str, answers: impl IntoIterator<Item = Answer>) {
        self.script.lock().unwrap().answers.insert(path, answers.into_iter().collect());
    }

    /// How often `path` was asked.
    pub fn asked(&self, path: &str) -> usize {
        self.script.lock().unwrap().asked.iter().filter(|asked| *asked == path).count()
    }

    /// The paths that were asked, in order, but for content.
    pub fn paths(&self) -> Vec<String> {
        self.script.lock().unwrap().asked.iter().filter(|asked| *asked != CONTENT).cloned().collect()
    }

    pub fn account(&self) -> Account {
        account(&self.base_url)
    }

    /// An adapter that knows the house.
    pub async fn connect(&self) -> Arc<PageOne> {
        connect(&self.account()).await
    }
}

/// An account at that address.
pub fn account(base_url: &str) -> Account {
    Account { base_url: base_url.to_owned(), key: SecretString::from("key"), access_code: 10_001, hotels_file: None }
}

/// An adapter that has read its content.
pub async fn connect(account: &Account) -> Arc<PageOne> {
    use core_chat::supplier::Supplier;
    let adapter = PageOne::connect(account).unwrap();
    while adapter.hotel_list_edition() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    adapter
}

async fn converse(mut stream: TcpStream, script: Arc<Mutex<Script>>) {
    let Some(path) = path_of_request(&mut stream).await else { return };
    let answer = {
        let mut script = script.lock().unwrap();
        script.asked.push(path.clone());
        let answers = script.answers.iter_mut().find(|(known, _)| **known == path);
        match answers {
            Some((_, answers)) if answers.len() > 1 => answers.pop_front(),
            Some((_, answers)) => answers.front().cloned(),
            None => None,
        }
    };
    let bytes = match answer {
        Some(Answer::Bytes(bytes)) => bytes,
        Some(Answer::Late(by, bytes)) => {
            tokio::time::sleep(by).await;
            bytes
        }
        Some(Answer::Close) | None => return,
    };
    // Whoever finds an answer too long hangs up.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
    let _ = stream.read(&mut [0; 64]).await;
}

/// Reads a whole request.
async fn path_of_request(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let mut part = [0; 4_096];
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0_usize) {
            return head.split(' ').nth(1).map(str::to_owned);
        }
    }
}

fn house() -> Value {
    json!({"code": CODE, "location": [-122.3422, 47.6097], "localizedName": [{"language": "EN", "value": "The Only Inn"}]})
}

fn option() -> Value {
    json!({"id": "o-1", "rate": rate(), "cancelPolicy": {"refundable": true}, "board": {"code": "RO"},
        "rooms": [{"code": "R", "name": "Queen Room"}]})
}

fn rate() -> Value {
    json!({"currency": "USD", "baseRate": 300, "taxesAndFees": 30, "chargeTotal": 330})
}

/// What surrounds a call of a live key.
pub fn call() -> CallContext {
    CallContext { caller: support::caller("acme", Mode::Live), now: support::now(), scenario: None }
}

/// A stay in Seattle.
pub fn stay() -> StayRequest {
    support::shortlist(1).request
}

/// An option as it was shown.
pub fn shown() -> HotelOption {
    support::hotel_option(1)
}

/// An attempt that is about to be sent, or a booking that was made.
pub fn attempt() -> BookingAttempt {
    let session = support::session(&support::caller("acme", Mode::Live), "user-1", 1);
    let mut attempt = support::attempt(&session, 1);
    attempt.quote.supplier_ref = SupplierQuoteRef::parse("q-1 o-1").unwrap();
    attempt.supplier_reference = Some(SupplierReference::parse("BK_1").unwrap());
    attempt
}
