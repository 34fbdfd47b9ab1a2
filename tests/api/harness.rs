//! Partners, sessions and answers as types, over an in-process server with a clock that stands still.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use core_chat::app::App;
use core_chat::chat::{ByHand, Ports, Round};
use core_chat::clock::{Clock, ManualClock, SeededEntropy};
use core_chat::config::key::Pepper;
use core_chat::config::partners::{self, DEMO_KEY, KeyEntry, PartnerEntry};
use core_chat::config::{Config, Database, LogFormat, MetricsAddress};
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::ids::{BookingId, PartnerId, SupplierReference};
use core_chat::domain::option::{HotelOption, Quote};
use core_chat::domain::partner::{Caller, Limits, Mode, Partner as PartnerConfig, TestCaller};
use core_chat::domain::stay::StayRequest;
use core_chat::http;
use core_chat::payments::CardVault;
use core_chat::payments::sandbox::{HoldState, SandboxVault};
use core_chat::store::memory::MemoryStore;
use core_chat::store::{Store, StoreError};
use core_chat::supplier::sandbox::SandboxSupplier;
use core_chat::supplier::{
    BookAnswer, CallContext, CancelAnswer, Evidence, QuoteAnswer, SearchResults, Supplier, SupplierError,
};
use core_chat::world::World;
use http_body_util::BodyExt;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::{Value, json};
use tower::ServiceExt;

const BASE: &str = "/api/partner/v1/core-chat";
const PUBLIC: &str = "http://127.0.0.1:8080";
const OTHER_KEY: &str = "bk_test_other_secretofotherpartner";
const LIVE_KEY: &str = "bk_live_other_secretoflivepartner";
const LIMITED_KEY: &str = "bk_test_limited_secretoflimitedpartner";

/// The sandbox, counting what it is asked and what it books.
struct Counted {
    sandbox: SandboxSupplier,
    calls: AtomicUsize,
    sent: AtomicUsize,
    booked: AtomicUsize,
    cancelled: AtomicUsize,
    /// Milliseconds that a booking takes.
    book_time: AtomicU64,
}

#[async_trait]
impl Supplier for Counted {
    async fn search(&self, call: &CallContext, request: &StayRequest) -> Result<SearchResults, SupplierError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.sandbox.search(call, request).await
    }

    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.sandbox.quote(call, option, previous).await
    }

    async fn book(&self, call: &CallContext, attempt: &BookingAttempt) -> BookAnswer {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.sent.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(self.book_time.load(Ordering::SeqCst))).await;
        let answer = self.sandbox.book(call, attempt).await;
        let is_booked = matches!(answer, BookAnswer::Confirmed(_) | BookAnswer::OnRequest(_));
        self.booked.fetch_add(usize::from(is_booked), Ordering::SeqCst);
        answer
    }

    async fn cancel(&self, call: &CallContext, booking: &BookingAttempt) -> CancelAnswer {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let answer = self.sandbox.cancel(call, booking).await;
        self.cancelled.fetch_add(usize::from(answer == CancelAnswer::Cancelled), Ordering::SeqCst);
        answer
    }

    async fn look_up(&self, call: &CallContext, attempt: &BookingAttempt) -> Evidence {
        self.sandbox.look_up(call, attempt).await
    }

    fn loses_reply(&self, call: &CallContext, attempt: &BookingAttempt) -> bool {
        self.sandbox.loses_reply(call, attempt)
    }

    fn forget(&self, caller: &TestCaller) {
        self.sandbox.forget(caller);
    }
}

/// What a server does not take with it when it ends: the time, the supplier and the vault.
#[derive(Clone)]
pub struct Outside {
    clock: Arc<ManualClock>,
    supplier: Arc<Counted>,
    vault: Arc<SandboxVault>,
    /// Who sells to live keys.
    live: Option<Arc<dyn Supplier>>,
    /// How many servers there were.
    starts: Arc<AtomicUsize>,
}

impl Outside {
    pub fn new() -> Self {
        let supplier = Counted {
            sandbox: SandboxSupplier::new(),
            calls: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
            booked: AtomicUsize::new(0),
            cancelled: AtomicUsize::new(0),
            book_time: AtomicU64::new(0),
        };
        Self {
            clock: Arc::new(ManualClock::at("2026-02-18T20:00:00Z".parse().unwrap())),
            supplier: Arc::new(supplier),
            vault: Arc::default(),
            live: None,
            starts: Arc::default(),
        }
    }
}

/// What a partner saw of one call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub request: String,
    pub partner: String,
    pub status: u16,
    pub is_replay: bool,
}

struct Inner {
    app: Arc<App>,
    router: Router,
    operators: Router,
    clock: Arc<ManualClock>,
    supplier: Arc<Counted>,
    vault: Arc<SandboxVault>,
    seen: Mutex<Vec<Seen>>,
}

/// A server in this process.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

impl Server {
    /// A server with the demo partner and another one, at noon of Wednesday 18 February 2026 in Seattle.
    pub fn start() -> Self {
        Self::over(Arc::new(MemoryStore::new()), &Outside::new(), Limits::default())
    }

    fn with(clock: Arc<ManualClock>, limits: Limits) -> Self {
        Self::over(Arc::new(MemoryStore::new()), &Outside { clock, ..Outside::new() }, limits)
    }

    /// A server over `store`, in the middle of what is outside.
    pub fn over(store: Arc<dyn Store>, outside: &Outside, limits: Limits) -> Self {
        let Outside { clock, supplier, vault, live, starts } = outside.clone();
        let seed = 42 + starts.fetch_add(1, Ordering::SeqCst) as u64;
        let ports = Ports {
            store,
            sandbox: Arc::clone(&supplier) as Arc<dyn Supplier>,
            live,
            vault: Arc::clone(&vault) as Arc<dyn CardVault>,
            live_vault: Some(Arc::clone(&vault) as Arc<dyn CardVault>),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(SeededEntropy::new(seed)),
            world: World::embedded(),
            known_hotels: Arc::default(),
        };
        let app = App::over(ports, config(limits));
        let metrics = Arc::default();
        Self(Arc::new(Inner {
            router: http::router(&app, &metrics),
            operators: http::operators(&app, &metrics),
            app,
            clock,
            supplier,
            vault,
            seen: Mutex::default(),
        }))
    }

    /// The partner whose key is in the documentation.
    pub fn demo(&self) -> Partner {
        self.partner(DEMO_KEY)
    }

    /// Another partner.
    pub fn other(&self) -> Partner {
        self.partner(OTHER_KEY)
    }

    /// The partner with a live key, for which no supplier is connected unless one was said to sell.
    pub fn live(&self) -> Partner {
        self.partner(LIVE_KEY)
    }

    /// A partner with these limits, on a server of its own that shares the clock.
    pub fn limited(&self, requests_per_minute: u32, requests_per_day: Option<u32>) -> Partner {
        let limits = Limits { requests_per_minute: Some(requests_per_minute), requests_per_day };
        Self::with(Arc::clone(&self.0.clock), limits).limited_here()
    }

    /// The partner with the limits of this server.
    pub fn limited_here(&self) -> Partner {
        self.partner(LIMITED_KEY)
    }

    fn partner(&self, key: &'static str) -> Partner {
        Partner { server: self.clone(), key }
    }

    /// Lets the settler take on all that it finds, as it does when a server starts.
    pub async fn settle(&self) {
        self.round().await;
    }

    /// The same, and what it found and did.
    pub async fn round(&self) -> Round {
        self.0.app.chat.settler().round(|| true).await.unwrap()
    }

    /// Settles a booking of the demo partner as an operator does: the supplier's reference, or that it has no such booking.
    pub async fn settle_by_hand(&self, booking: &str, found: Option<&str>) {
        self.settle_by_hand_for(("demo-tenant", Mode::Test), booking, found).await;
    }

    async fn settle_by_hand_for(&self, (partner, mode): (&str, Mode), booking: &str, found: Option<&str>) {
        let caller = Caller { partner: PartnerId::parse(partner).unwrap(), mode };
        let seen = self.booking_as_seen(&caller, booking).await;
        self.settle_as_seen(&seen, found).await;
    }

    /// A booking as an operator sees it now.
    pub async fn booking_as_seen(&self, caller: &Caller, booking: &str) -> Arc<BookingAttempt> {
        self.0.app.chat.booking(caller, &BookingId::parse(booking).unwrap()).await.unwrap()
    }

    /// Settles a booking by what an operator found when it stood as it was `seen`.
    pub async fn settle_as_seen(&self, seen: &BookingAttempt, found: Option<&str>) -> ByHand {
        let found = found.map(|reference| SupplierReference::parse(reference).unwrap());
        self.0.app.chat.settle_by_hand(&seen.caller, &seen.id, Some(seen.version), found).await.unwrap()
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        self.0.clock.advance(i64::try_from(by.as_millis()).unwrap());
    }

    /// From now on the supplier takes `time` to book.
    pub fn book_slowly(&self, time: Duration) {
        self.0.supplier.book_time.store(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Every answer that a known partner has seen from this server.
    pub fn seen(&self) -> Vec<Seen> {
        self.0.seen.lock().unwrap().clone()
    }

    /// Writes the calls that wait to be recorded.
    pub async fn record_calls(&self) -> Result<(), StoreError> {
        self.0.app.ledger.flush().await
    }

    /// Waits for what is still at work, as a process does before it ends.
    pub async fn finish(&self) {
        self.0.app.chat.finish().await;
    }

    /// How often the supplier was asked to search, quote, book or cancel.
    pub fn supplier_calls(&self) -> usize {
        self.0.supplier.calls.load(Ordering::SeqCst)
    }

    /// How often the supplier was asked to book, answered or not yet.
    pub fn supplier_sends(&self) -> usize {
        self.0.supplier.sent.load(Ordering::SeqCst)
    }

    /// From now on nothing is sent to suppliers, as when a process has been stopping for a while.
    pub fn send_no_more(&self) {
        self.0.app.chat.send_no_more();
    }

    /// How many bookings the supplier made.
    pub fn supplier_bookings(&self) -> usize {
        self.0.supplier.booked.load(Ordering::SeqCst)
    }

    /// How many rooms the supplier's own ledger holds for the demo partner, and how many bookings it ever entered.
    pub fn ledger(&self) -> (usize, usize) {
        let caller = Caller { partner: PartnerId::parse("demo-tenant").unwrap(), mode: Mode::Test };
        let entries = self.0.supplier.sandbox.ledger().bookings(&caller, self.0.clock.now());
        (entries.iter().filter(|entry| entry.is_live()).count(), entries.len())
    }

    /// How many of them were not cancelled.
    pub fn live_supplier_bookings(&self) -> usize {
        self.supplier_bookings() - self.0.supplier.cancelled.load(Ordering::SeqCst)
    }

    /// How many holds were neither let go nor given back.
    pub fn money_held(&self) -> usize {
        let holds = self.0.vault.ledger();
        holds.iter().filter(|(_, hold)| hold.state != HoldState::Released && hold.refunded.is_none()).count()
    }

    /// Fetches a path without a key.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Vec::new()).await
    }

    /// What its operators are told of it.
    pub async fn figures(&self) -> String {
        let request = Request::get("/metrics").header("host", "127.0.0.1:9464").body(Body::empty()).unwrap();
        let response = self.0.operators.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/openmetrics-text; version=1.0.0; charset=utf-8");
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    /// Sends a request as it is; a body is JSON unless a header says otherwise.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method == "POST" {
            request = request.header("content-length", body.len());
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header("content-type", "application/json");
            }
        }
        let response = self.0.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        self.0.seen.lock().unwrap().extend(Seen::of(parts.status, &parts.headers));
        let body = body.collect().await;
        let is_cut = body.is_err();
        let text = body.map(|body| String::from_utf8(body.to_bytes().to_vec()).unwrap()).unwrap_or_default();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, text, json, is_cut }
    }
}

#[allow(dead_code, reason = "for the journeys, which share this file and are also played with a live key")]
impl Outside {
    /// The time out there.
    pub fn clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    /// From now on `supplier` sells to live keys.
    pub fn sell(&mut self, supplier: Arc<dyn Supplier>) {
        self.live = Some(supplier);
    }
}

#[allow(dead_code, reason = "for the browser, which is asked for on a socket")]
impl Server {
    /// Every route, for a test that listens on a socket.
    pub fn routes(&self) -> Router {
        self.0.router.clone()
    }
}

#[allow(dead_code, reason = "for the journeys, which share this file and are also played with a live key")]
impl Server {
    /// A server in the middle of what is outside.
    pub fn outside(outside: &Outside) -> Self {
        Self::over(Arc::new(MemoryStore::new()), outside, Limits::default())
    }

    /// Settles a booking of the partner with the live key likewise.
    pub async fn settle_live_by_hand(&self, booking: &str, found: Option<&str>) {
        self.settle_by_hand_for(("live", Mode::Live), booking, found).await;
    }
}

impl Seen {
    fn of(status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let text = |name: &str| Some(headers.get(name)?.to_str().unwrap().to_owned());
        Some(Self {
            request: text("x-request-id").unwrap(),
            partner: text("x-partner-id")?,
            status: status.as_u16(),
            is_replay: headers.contains_key("idempotent-replayed"),
        })
    }
}

fn config(limits: Limits) -> Config {
    let pepper = Pepper::new(&SecretString::default());
    let entry = |id: &str, key: &str, limits| PartnerEntry {
        partner: Arc::new(PartnerConfig { id: PartnerId::parse(id).unwrap(), country: None, limits }),
        keys: vec![KeyEntry {
            name: key.rsplit_once('_').unwrap().0.to_owned(),
            mode: if key.starts_with("bk_live_") { Mode::Live } else { Mode::Test },
            digest: pepper.digest(key.as_bytes()),
            label: None,
            expires: None,
            disabled: false,
        }],
    };
    let partners = vec![
        partners::demo(&pepper),
        entry("other", OTHER_KEY, Limits::default()),
        entry("live", LIVE_KEY, Limits::default()),
        entry("limited", LIMITED_KEY, limits),
    ];
    Config {
        live: None,
        listen: "127.0.0.1:8080".parse().unwrap(),
        metrics: MetricsAddress::Off,
        partners,
        demo: true,
        pepper,
        database: Database::Memory,
        public_base_url: PUBLIC.to_owned(),
        log_format: LogFormat::Json,
        log_filter: "off".to_owned(),
        session_ttl: SignedDuration::from_hours(30 * 24),
    }
}

/// One who calls with a key.
#[derive(Clone)]
pub struct Partner {
    server: Server,
    key: &'static str,
}

impl Partner {
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Fetches a path below the base path.
    pub async fn get(&self, path: &str) -> Answer {
        self.server.send("GET", &format!("{BASE}{path}"), &[("x-partner-api-key", self.key)], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(path, &[], body.to_string().into_bytes()).await
    }

    pub async fn post_raw(&self, path: &str, body: &str) -> Answer {
        self.post_as(path, &[], body.as_bytes().to_vec()).await
    }

    pub async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Answer {
        self.post_as(path, &[], body).await
    }

    /// Posts with a sandbox scenario.
    pub async fn post_forcing(&self, path: &str, body: Value, scenario: &str) -> Answer {
        self.post_as(path, &[("x-sandbox-scenario", scenario)], body.to_string().into_bytes()).await
    }

    /// Posts with further headers.
    pub async fn post_as(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut all = vec![("x-partner-api-key", self.key)];
        all.extend_from_slice(headers);
        self.server.send("POST", &format!("{BASE}{path}"), &all, body).await
    }

    /// Opens a session for `actor`, whose clock is that of Seattle.
    pub async fn open(&self, actor: &str) -> Session {
        let body = json!({"actor": {"actorId": actor, "timezoneOffsetMinutes": -480}});
        let answer = self.post("/sessions", body).await;
        answer.is(201);
        Session { id: answer.data()["sessionId"].as_str().unwrap().to_owned(), partner: self.clone() }
    }

    /// A session of `actor` with the documented example proposed, a card entered, and the final yes asked for.
    pub async fn ready_to_pay(&self, actor: &str) -> Session {
        let session = self.open(actor).await;
        let list = session.say("Seattle Mar 20-23 1 room refundable").await;
        let proposed = session.act("action_book_option", json!({"optionId": option_id(&list, 0)}), "ready-book").await;
        if proposed.result()["status"] == "payment_setup_required" {
            let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap().to_owned();
            self.pay_page(&url, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(200);
            session.say("done").await.outcome("payment_confirmation_required");
        } else {
            proposed.outcome("payment_confirmation_required");
        }
        session
    }

    /// Opens a page of ours by its full address or its path.
    pub async fn visit(&self, url: &str) -> Answer {
        self.server.get(url.strip_prefix(PUBLIC).unwrap_or(url)).await
    }

    /// Fills in the card page as a browser would, and sends it.
    pub async fn pay_page(&self, url: &str, first: &str, last: &str, number: &str) -> Answer {
        let page = self.visit(url).await;
        let answer = self.send_form(url, &page, (first, last, number), "same-origin").await;
        if answer.status() == 303 { self.visit(url).await } else { answer }
    }

    /// Sends a card form that another site made.
    pub async fn pay_page_from(&self, url: &str, site: &str) -> Answer {
        let page = self.visit(url).await;
        self.send_form(url, &page, ("Eve", "Other", "4242 4242 4242 4242"), site).await
    }

    async fn send_form(&self, url: &str, page: &Answer, typed: (&str, &str, &str), site: &str) -> Answer {
        let body = filled_in(page, typed);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", site),
            ("origin", if site == "same-origin" { PUBLIC } else { "https://evil.example" }),
        ];
        let answer = self.server.send("POST", url.strip_prefix(PUBLIC).unwrap_or(url), &headers, body).await;
        match answer.header("location") {
            Some(next) if answer.status() == 303 => {
                assert!(url.ends_with(next), "leads back to the page itself: {next}");
                self.visit(url).await
            }
            _ => answer,
        }
    }
}

/// The form of `page` with what a guest typed: first name, last name and card number.
fn filled_in(page: &Answer, (first, last, number): (&str, &str, &str)) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for input in page.text().split("<input").skip(1) {
        let tag = input.split('>').next().unwrap_or_default();
        let attribute = |name: &str| {
            let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(tag[start..].split('"').next().unwrap_or_default())
        };
        let value = match attribute("autocomplete") {
            Some("given-name" | "cc-given-name") => first,
            Some("family-name" | "cc-family-name") => last,
            Some("email") => "ada@example.com",
            Some("cc-number") => number,
            Some("cc-exp") => "12/30",
            Some("cc-csc") => "123",
            _ => attribute("value").unwrap_or_default(),
        };
        if let Some(name) = attribute("name") {
            form.append_pair(name, value);
        }
    }
    let body = form.finish().into_bytes();
    if body.is_empty() { b"firstName=Ada&lastName=Lovelace".to_vec() } else { body }
}

/// A conversation.
pub struct Session {
    pub id: String,
    partner: Partner,
}

impl Session {
    /// Sends words.
    pub async fn say(&self, text: &str) -> Answer {
        self.partner.post("/events", json!({"sessionId": self.id, "text": text})).await
    }

    /// Sends an explicit action.
    pub async fn act(&self, kind: &str, payload: Value, key: &str) -> Answer {
        let body = json!({"sessionId": self.id, "kind": kind, "payload": payload, "idempotencyKey": key});
        self.partner.post("/events", body).await
    }

    /// Sends an explicit action under a scenario.
    pub async fn act_forcing(&self, kind: &str, payload: Value, key: &str, scenario: &str) -> Answer {
        let body = json!({"sessionId": self.id, "kind": kind, "payload": payload, "idempotencyKey": key});
        self.partner.post_forcing("/events", body, scenario).await
    }

    /// Sends words under a scenario.
    pub async fn say_forcing(&self, text: &str, scenario: &str) -> Answer {
        self.partner.post_forcing("/events", json!({"sessionId": self.id, "text": text}), scenario).await
    }

    /// Completes the card page that `proposed` leads to with a test card, without a browser.
    pub async fn complete_card(&self, proposed: &Answer, card: &str) -> Answer {
        let url = proposed.result()["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
        let id = url.rsplit('/').next().unwrap();
        let body = json!({"guest": {"firstName": "Ada", "lastName": "Lovelace"}, "card": card});
        self.partner.post(&format!("/sandbox/payment-setups/{id}/complete"), body).await
    }

    /// Reads the session.
    pub async fn snapshot(&self) -> Answer {
        self.partner.get(&format!("/sessions/{}", self.id)).await
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
    json: Value,
    is_cut: bool,
}

impl Answer {
    /// Whether the body broke off before its end.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn json(&self) -> &Value {
        &self.json
    }

    pub fn data(&self) -> &Value {
        &self.json["data"]
    }

    pub fn result(&self) -> &Value {
        &self.json["data"]["result"]
    }

    #[track_caller]
    pub fn is(&self, status: u16) {
        assert_eq!(self.status(), status, "{}", self.text);
    }

    /// Asserts the outcome, and gives its result.
    #[track_caller]
    pub fn outcome(&self, status: &str) -> &Value {
        self.is(200);
        assert_eq!(self.result()["status"], status, "{}", self.text);
        assert!(self.result()["message"]["text"].as_str().is_some_and(|t| !t.is_empty()), "{}", self.text);
        self.result()
    }

    /// Asserts an error in the flat shape.
    #[track_caller]
    pub fn refused(&self, status: u16, error: &str, code: &str) {
        self.is(status);
        assert_eq!(self.json["error"], error, "{}", self.text);
        assert_eq!(self.json["code"], code, "{}", self.text);
        assert!(self.json["message"].is_string(), "{}", self.text);
        assert_eq!(self.json["requestId"].as_str(), self.header("x-request-id"), "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/json"));
    }
}

/// The option at place `i` of a shortlist.
#[track_caller]
pub fn option_id(list: &Answer, i: usize) -> Value {
    list.outcome("shortlist")["artifacts"]["shortlist"][i]["optionId"].clone()
}
