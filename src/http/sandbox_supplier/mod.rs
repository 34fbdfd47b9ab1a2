//! The sandbox as a supplier of its own: the PageOne B2B protocol, a ledger of what was truly booked, and faults on demand.
//!
//! ```text
//! POST /api/v1/content/accommodations   /api/search   /api/quote   /api/book   /api/cancel
//! GET  /_control/ledger                 what was truly booked and cancelled
//! GET  /_control/calls                  how often each operation was asked, and under which references to book
//! GET  /_control/faults                 the names of all faults
//! POST /_control/faults                 {"operation": "book", "fault": "drop_after_commit", "times": 1, "delayMs": 30000}
//! DELETE /_control/faults               forgets what was dialled and has not happened
//! ```
//!
//! What is dialled happens to the next calls of its operation, one each, in the order it was dialled; other calls go as the
//! seed draws.
//!
//! The control routes ask for no key: this server is for tests and demonstrations, on an address of one's own.

mod answer;
pub mod calls;
pub mod fault;
mod houses;
pub mod ledger;
mod mind;
mod question;
mod reply;
mod shop;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use self::calls::Calls;
use self::fault::{Dialled, FAULTS, Fault, Faults, Operation};
pub use self::houses::cities;
use self::question::{Refusal, refuse};
pub use self::shop::Shop;

/// Requests in a window of a minute that are promised in the rate headers; they are not enforced but by a fault.
const RATE_LIMIT: u32 = 600;
/// How late a slow reply comes where nothing else is said: later than anybody waits.
const SLOW: Duration = Duration::from_secs(30);

/// The supplier's server: the shop, who may enter, and what goes wrong.
pub struct SandboxSupplier {
    /// What is sold and booked.
    pub shop: Shop,
    /// What goes wrong next.
    pub faults: Faults,
    /// The `api-key` that opens it.
    pub key: String,
    /// The `settings.access.code` that belongs to the key.
    pub access_code: u64,
    /// What it was asked.
    pub calls: Calls,
}

type Shared = State<Arc<SandboxSupplier>>;

/// Every route.
pub fn router(supplier: Arc<SandboxSupplier>) -> Router {
    Router::new()
        .route("/api/v1/content/accommodations", post(content))
        .route("/api/search", post(search))
        .route("/api/quote", post(quote))
        .route("/api/book", post(book))
        .route("/api/cancel", post(cancel))
        .route("/_control/ledger", get(ledger))
        .route("/_control/calls", get(calls))
        .route("/_control/faults", get(known_faults).post(dial).delete(clear))
        .with_state(supplier)
}

async fn content(State(supplier): Shared, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    serve(&supplier, Operation::Content, &headers, &question).await
}

async fn search(State(supplier): Shared, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    serve(&supplier, Operation::Search, &headers, &question).await
}

async fn quote(State(supplier): Shared, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    serve(&supplier, Operation::Quote, &headers, &question).await
}

async fn book(State(supplier): Shared, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    serve(&supplier, Operation::Book, &headers, &question).await
}

async fn cancel(State(supplier): Shared, headers: HeaderMap, Json(question): Json<Value>) -> Response {
    serve(&supplier, Operation::Cancel, &headers, &question).await
}

/// One call: who asks, what goes wrong, what is said.
async fn serve(supplier: &SandboxSupplier, operation: Operation, headers: &HeaderMap, question: &Value) -> Response {
    if let Err(refusal) = supplier.admit(operation, headers, question) {
        return reply::response(&Err(refusal));
    }
    let asked = supplier.calls.count(operation, question);
    let dialled = supplier.faults.next(operation);
    let fault = dialled.map(|dialled| dialled.fault);
    let moves = operation == Operation::Quote && fault == Some(Fault::PriceChanged);
    let mut response = match dialled {
        Some(Dialled { fault, .. }) if !moves && let Some(response) = reply::instead(fault) => response,
        _ => {
            let said = supplier.say(operation, question, fault).await;
            match dialled {
                Some(dialled) => reply::damaged(said, dialled).await,
                None => reply::response(&said),
            }
        }
    };
    if matches!(operation, Operation::Search | Operation::Quote) {
        let asked = asked % RATE_LIMIT;
        let headers = response.headers_mut();
        headers.insert("x-ratelimit-limit", HeaderValue::from(RATE_LIMIT));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(RATE_LIMIT - 1 - asked));
        headers.insert("x-ratelimit-reset", HeaderValue::from(60_u32));
    }
    response
}

impl SandboxSupplier {
    /// The server of `shop` for who has that key and that access code.
    #[must_use]
    pub fn new(shop: Shop, faults: Faults, key: &str, access_code: u64) -> Self {
        Self { shop, faults, key: key.to_owned(), access_code, calls: Calls::default() }
    }

    fn admit(&self, operation: Operation, headers: &HeaderMap, question: &Value) -> Result<(), Refusal> {
        match headers.get("api-key") {
            None => return Err(refuse(401, "API key is required")),
            Some(key) if key.as_bytes() != self.key.as_bytes() => return Err(refuse(401, "Invalid API key")),
            Some(_) => {}
        }
        if operation == Operation::Content { Ok(()) } else { question::check_access(question, self.access_code) }
    }

    async fn say(&self, operation: Operation, question: &Value, fault: Option<Fault>) -> Result<Value, Refusal> {
        match operation {
            Operation::Content => self.shop.content(question).await,
            Operation::Search => self.shop.search(question).await,
            Operation::Quote => self.shop.quote(question, fault).await,
            Operation::Book => {
                if fault == Some(Fault::BookedTwice) {
                    self.shop.book(question).await?;
                }
                self.shop.book(question).await
            }
            Operation::Cancel => self.shop.cancel(question).await,
        }
    }
}

async fn ledger(State(supplier): Shared) -> Response {
    Json(supplier.shop.ledger().lines()).into_response()
}

async fn calls(State(supplier): Shared) -> Response {
    Json(supplier.calls.told()).into_response()
}

async fn known_faults() -> Response {
    Json(FAULTS.map(|(name, _)| name).to_vec()).into_response()
}

async fn clear(State(supplier): Shared) -> Response {
    supplier.faults.clear();
    Json(json!({"dialled": 0})).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Dial {
    operation: String,
    fault: String,
    times: Option<u16>,
    delay_ms: Option<u64>,
}

async fn dial(State(supplier): Shared, Json(dial): Json<Dial>) -> Response {
    let (Some(operation), Some(fault)) = (Operation::parse(&dial.operation), Fault::parse(&dial.fault)) else {
        return reply::refused(400, &json!("no such operation or fault; GET /_control/faults lists them"));
    };
    let delay = dial.delay_ms.map_or(SLOW, Duration::from_millis);
    for _ in 0..dial.times.unwrap_or(1) {
        supplier.faults.dial(operation, Dialled { fault, delay });
    }
    Json(json!({"dialled": dial.times.unwrap_or(1)})).into_response()
}
