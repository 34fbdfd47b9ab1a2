//! A partner with a live and a test key, the server under test, and the supplier behind it with its ledger.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use core_chat::app::App;
use core_chat::chat::{Ports, TypedGuest};
use core_chat::clock::{Clock, ManualClock, SeededEntropy};
use core_chat::config::key::Pepper;
use core_chat::config::partners::{KeyEntry, PartnerEntry};
use core_chat::config::{Config, Database, LogFormat, MetricsAddress};
use core_chat::domain::ids::{PartnerId, SetupId};
use core_chat::domain::partner::{Limits, Mode, Partner};
use core_chat::domain::usage::UsageRecord;
use core_chat::http::sandbox_supplier::fault::{Fault, Operation};
use core_chat::payments::CardVault;
use core_chat::payments::sandbox::{HoldState, SandboxVault};
use core_chat::store::Store;
use core_chat::store::memory::MemoryStore;
use core_chat::supplier::pageone::PageOne;
use core_chat::supplier::sandbox::SandboxSupplier;
use core_chat::world::World;
use http_body_util::BodyExt;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::pageone::PageOneServer;

const BASE: &str = "/api/partner/v1/core-chat";
pub const LIVE_KEY: &str = "bk_live_acme_secretoflivepartner";
pub const TEST_KEY: &str = "bk_test_acme_secretoftestpartner";

/// What a partner saw of one call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub request: String,
    pub status: u16,
    pub is_replay: bool,
}

/// An event that was answered.
#[derive(Debug, Clone)]
pub struct Told {
    pub request: Value,
    pub text: String,
    pub outcome: Outcome,
    pub event: String,
}

/// The server under test and the supplier behind it.
pub struct House {
    app: Arc<App>,
    routes: Router,
    ports: Ports,
    store: Arc<MemoryStore>,
    vault: Arc<SandboxVault>,
    pub supplier: PageOneServer,
    seen: Mutex<Vec<Seen>>,
    told: Mutex<Vec<Told>>,
}

impl House {
    /// Both, at noon of Wednesday 18 February 2026 in Seattle; the supplier sells Seattle's hotels.
    pub async fn open() -> Self {
        let (clock, supplier) = supplier().await;
        let adapter = supplier.connect().await;
        Self::over(clock, supplier, adapter)
    }

    /// The same with a supplier whose content has yet to be read, and does so with `fault` so many times.
    pub async fn with_content(fault: Fault, times: usize) -> Self {
        let (clock, supplier) = supplier().await;
        supplier.dial(Operation::Content, fault, times);
        let adapter = PageOne::connect(&supplier.account()).unwrap();
        Self::over(clock, supplier, adapter)
    }

    /// The same without anybody who takes the money of live keys.
    pub async fn without_live_vault() -> Self {
        Self::open().await.reopened_without_live_vault()
    }

    fn over(clock: Arc<dyn Clock>, supplier: PageOneServer, adapter: Arc<PageOne>) -> Self {
        let (vault, store) = (Arc::new(SandboxVault::new()), Arc::new(MemoryStore::new()));
        let ports = Ports {
            store: Arc::clone(&store) as Arc<dyn Store>,
            sandbox: Arc::new(SandboxSupplier::new()),
            live: Some(adapter),
            live_vault: Some(Arc::clone(&vault) as Arc<dyn CardVault>),
            vault: Arc::clone(&vault) as Arc<dyn CardVault>,
            clock,
            entropy: Arc::new(SeededEntropy::new(42)),
            world: World::embedded(),
            known_hotels: Arc::default(),
        };
        let app = App::over(ports.clone(), config());
        let routes = core_chat::http::router(&app, &Arc::default());
        Self { routes, app, ports, store, vault, supplier, seen: Mutex::default(), told: Mutex::default() }
    }

    /// The same house after a restart, without anybody who takes the money of live keys.
    pub fn reopened_without_live_vault(self) -> Self {
        let ports = Ports { live_vault: None, ..self.ports };
        let app = App::over(ports.clone(), config());
        Self { routes: core_chat::http::router(&app, &Arc::default()), app, ports, ..self }
    }

    /// Opens a session with that key.
    pub async fn session(&self, key: &'static str) -> Session<'_> {
        let body = json!({"actor": {"actorId": "user-1", "timezoneOffsetMinutes": -480}});
        let answer = self.post(key, "/sessions", &body).await;
        self.session_of(key, answer["data"]["sessionId"].as_str().unwrap().to_owned())
    }

    /// The session of that id.
    pub fn session_of(&self, key: &'static str, id: String) -> Session<'_> {
        Session { house: self, key, id }
    }

    /// How many holds were neither let go nor given back.
    pub fn money_held(&self) -> usize {
        let holds = self.vault.ledger();
        holds.iter().filter(|(_, hold)| hold.state != HoldState::Released && hold.refunded.is_none()).count()
    }

    /// Lets the settler take on all that it finds, as it does when a server starts.
    pub async fn settle(&self) {
        self.app.chat.settler().round(|| true).await.unwrap();
    }

    /// Every event that was answered, in order, replays not among them.
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// Every answer that a partner has seen, and every call that is recorded.
    pub async fn calls(&self) -> (Vec<Seen>, Vec<UsageRecord>) {
        self.app.ledger.flush().await.unwrap();
        (self.seen.lock().unwrap().clone(), self.store.usage())
    }

    pub async fn get(&self, key: &str, path: &str) -> Value {
        serde_json::from_str(&self.send(key, "GET", path, String::new()).await).unwrap()
    }

    async fn post(&self, key: &str, path: &str, body: &Value) -> Value {
        serde_json::from_str(&self.send(key, "POST", path, body.to_string()).await).unwrap()
    }

    /// Sends an event once more; what came back as text.
    pub async fn repeat(&self, key: &str, event: &Value) -> String {
        self.send(key, "POST", "/events", event.to_string()).await
    }

    async fn send(&self, key: &str, method: &str, path: &str, body: String) -> String {
        let request = Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header("host", "127.0.0.1:8080")
            .header("x-partner-api-key", key)
            .header("content-type", "application/json")
            .header("content-length", body.len());
        let response = self.routes.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let headers = response.headers();
        let seen = Seen {
            request: headers["x-request-id"].to_str().unwrap().to_owned(),
            status: response.status().as_u16(),
            is_replay: headers.contains_key("idempotent-replayed"),
        };
        self.seen.lock().unwrap().push(seen);
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}

/// A supplier of Seattle's hotels, and its time.
async fn supplier() -> (Arc<dyn Clock>, PageOneServer) {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at("2026-02-18T20:00:00Z".parse().unwrap()));
    (Arc::clone(&clock), PageOneServer::open(clock, &["Seattle"]).await)
}

/// One conversation.
pub struct Session<'h> {
    house: &'h House,
    key: &'static str,
    pub id: String,
}

/// What came of one event.
#[derive(Debug, Clone)]
pub struct Outcome(Value);

impl Session<'_> {
    pub async fn say(&self, text: &str) -> Outcome {
        self.send(json!({"sessionId": self.id, "text": text})).await
    }

    pub async fn act(&self, kind: &str, payload: Value, key: &str) -> Outcome {
        self.send(json!({"sessionId": self.id, "kind": kind, "payload": payload, "idempotencyKey": key})).await
    }

    async fn send(&self, event: Value) -> Outcome {
        let text = self.house.send(self.key, "POST", "/events", event.to_string()).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert!(answer["data"]["result"]["status"].is_string(), "{answer}");
        let outcome = Outcome(answer["data"]["result"].clone());
        let told = Told {
            request: event,
            outcome: outcome.clone(),
            event: answer["data"]["event"]["id"].as_str().unwrap().to_owned(),
            text,
        };
        let mut all = self.house.told.lock().unwrap();
        // A replay tells nothing new.
        if !all.iter().any(|before| before.event == told.event) {
            all.push(told);
        }
        outcome
    }

    /// Enters a good card on the page that `proposed` leads to.
    pub async fn enter_card(&self, proposed: &Outcome) {
        let url = proposed.artifact("payment")["setupUrl"].as_str().unwrap();
        let id = SetupId::parse(url.rsplit('/').next().unwrap()).unwrap();
        let guest = TypedGuest { first_name: "Ada", last_name: "Lovelace", email: "" };
        let done = self.house.app.chat.complete_card_page(&id, guest, "4242424242424242", "12/30", "123").await;
        assert!(done.is_ok(), "{:?}", done.err());
    }

    /// The first option of a search, proposed and with a card entered: only the final yes is missing.
    pub async fn ready_to_pay(&self) -> String {
        let option = self.say(SEARCH).await.option(0);
        let proposed = self.act("action_book_option", json!({"optionId": option}), "ready").await;
        self.enter_card(&proposed).await;
        let terms = self.say("done").await;
        assert_eq!(terms.status(), "payment_confirmation_required", "{terms:?}");
        option
    }

    /// A booking, by its id.
    pub async fn booked(&self) -> String {
        self.ready_to_pay().await;
        let booked = self.act("action_confirm_payment_card", json!({}), "pay").await;
        assert_eq!(booked.status(), "booking_confirmed", "{booked:?}");
        booked.artifact("booking")["bookingId"].as_str().unwrap().to_owned()
    }
}

pub const SEARCH: &str = "Seattle Mar 20-23 1 room refundable";

impl Outcome {
    pub fn status(&self) -> &str {
        self.0["status"].as_str().unwrap()
    }

    /// What the guest reads.
    pub fn text(&self) -> &str {
        self.0["message"]["text"].as_str().unwrap()
    }

    pub fn artifact(&self, name: &str) -> &Value {
        &self.0["artifacts"][name]
    }

    /// The id of the option at that place of a shortlist.
    pub fn option(&self, at: usize) -> String {
        let options = &self.0["artifacts"]["shortlist"];
        options[at]["optionId"].as_str().unwrap_or_else(|| panic!("no option {at} with {}", self.status())).to_owned()
    }
}

fn config() -> Config {
    let pepper = Pepper::new(&SecretString::default());
    let key = |text: &str, mode| KeyEntry {
        name: text.rsplit_once('_').unwrap().0.to_owned(),
        mode,
        digest: pepper.digest(text.as_bytes()),
        label: None,
        expires: None,
        disabled: false,
    };
    let partner = Partner { id: PartnerId::parse("acme").unwrap(), country: None, limits: Limits::default() };
    let keys = vec![key(LIVE_KEY, Mode::Live), key(TEST_KEY, Mode::Test)];
    Config {
        listen: "127.0.0.1:8080".parse().unwrap(),
        metrics: MetricsAddress::Off,
        live: None,
        partners: vec![PartnerEntry { partner: Arc::new(partner), keys }],
        demo: false,
        pepper,
        database: Database::Memory,
        public_base_url: "http://127.0.0.1:8080".to_owned(),
        log_format: LogFormat::Json,
        log_filter: "off".to_owned(),
        session_ttl: SignedDuration::from_hours(30 * 24),
    }
}
