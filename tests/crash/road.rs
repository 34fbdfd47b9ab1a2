//! The road between the server and its supplier: all that is sent passes here, whichever life of the server sends it, and
//! arrives although the sender is dead by then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;

/// How long what is sent is on its way in either direction, so that a server is killed meanwhile.
const WAY: Duration = Duration::from_millis(4);

/// What was sent for one booking.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Sent {
    /// How often the supplier was asked to book.
    pub times: usize,
    /// How often it said a definite no.
    pub refused: usize,
    /// How many of these are not answered yet.
    pub on_their_way: usize,
}

#[derive(Clone)]
pub struct Road {
    to: String,
    http: reqwest::Client,
    base: String,
    /// By our reference of the booking.
    sent: Arc<Mutex<BTreeMap<String, Sent>>>,
    /// How many cancellations are not answered yet, by the supplier's reference of the booking.
    cancelling: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Road {
    pub async fn open(to: &str) -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::new();
        let road = Self { to: to.to_owned(), http, base, sent: Arc::default(), cancelling: Arc::default() };
        let routes = Router::new().fallback(carry).with_state(road.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        road
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn sent(&self) -> BTreeMap<String, Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// Whether something that was sent for a booking, by our reference and the supplier's, is not answered yet.
    pub fn is_on_its_way(&self, ours: &str, theirs: &str) -> bool {
        self.sent.lock().unwrap().get(ours).is_some_and(|sent| sent.on_their_way > 0)
            || self.cancelling.lock().unwrap().get(theirs).is_some_and(|on_their_way| *on_their_way > 0)
    }

    fn note(&self, reference: Option<&str>, change: impl FnOnce(&mut Sent)) {
        if let Some(reference) = reference {
            change(self.sent.lock().unwrap().entry(reference.to_owned()).or_default());
        }
    }

    async fn pass_on(self, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
        let read = || serde_json::from_slice::<Value>(&body).unwrap();
        let theirs = || read()["input"]["reference"]["bookingReference"].as_str().unwrap().to_owned();
        let cancelled = (uri.path() == "/api/cancel").then(theirs);
        let booking = (uri.path() == "/api/book").then(read);
        let reference = booking.as_ref().map(|book| book["bookCriteria"]["partnerReference"].as_str().unwrap());
        self.note(reference, |sent| (sent.times, sent.on_their_way) = (sent.times + 1, sent.on_their_way + 1));
        if let Some(theirs) = &cancelled {
            *self.cancelling.lock().unwrap().entry(theirs.clone()).or_default() += 1;
        }
        tokio::time::sleep(WAY).await;
        let request = self.http.post(format!("{}{uri}", self.to)).headers(headers).body(body);
        let answer = request.send().await.unwrap();
        let (status, body) = (answer.status(), answer.bytes().await.unwrap());
        self.note(reference, |sent| {
            sent.refused += usize::from(status.is_client_error());
            sent.on_their_way -= 1;
        });
        if let Some(theirs) = &cancelled {
            *self.cancelling.lock().unwrap().get_mut(theirs).unwrap() -= 1;
        }
        tokio::time::sleep(WAY).await;
        (status, [("content-type", "application/json")], body).into_response()
    }
}

/// Carries on, whether or not the sender is still there.
async fn carry(State(road): State<Road>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 1 << 20).await else { return StatusCode::BAD_REQUEST.into_response() };
    let mut headers = parts.headers;
    headers.remove("host");
    tokio::spawn(road.pass_on(parts.uri, headers, body)).await.unwrap()
}
