//! A partner with a live and a test key, the server under test, and the supplier behind it with its ledger.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use core_chat::app::App;
use core_chat::chat::{Ports, TypedGuest};
use core_chat::clock::{Clock, ManualClock, SeededEntropy};
use core_chat::config::key::Pepper;
use core_chat::config::partners::{KeyEntry, PartnerEntry};
use core_chat::config::{Config, Database, LogFormat};
use core_chat::domain::ids::{PartnerId, SetupId};
use core_chat::domain::partner::{Limits, Mode, Partner};
use core_chat::payments::CardVault;
use core_chat::payments::sandbox::SandboxVault;
use core_chat::store::memory::MemoryStore;
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

/// The server under test and the supplier behind it.
pub struct House {
    app: Arc<App>,
    routes: Router,
    pub supplier: PageOneServer,
}

impl House {
    /// Both, at noon of Wednesday 18 February 2026 in Seattle; the supplier sells Seattle's hotels.
    pub async fn open() -> Self {
        let clock = Arc::new(ManualClock::at("2026-02-18T20:00:00Z".parse().unwrap()));
        let supplier = PageOneServer::open(Arc::clone(&clock) as Arc<dyn Clock>, &["Seattle"]).await;
        let vault = Arc::new(SandboxVault::new());
        let ports = Ports {
            store: Arc::new(MemoryStore::new()),
            sandbox: Arc::new(SandboxSupplier::new()),
            live: Some(supplier.connect().await),
            live_vault: Some(Arc::clone(&vault) as Arc<dyn CardVault>),
            vault,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(SeededEntropy::new(42)),
            world: World::embedded(),
            known_hotels: Arc::default(),
        };
        let app = App::over(ports, config());
        Self { routes: core_chat::http::router(&app), app, supplier }
    }

    /// Opens a session with that key.
    pub async fn session(&self, key: &'static str) -> Session<'_> {
        let body = json!({"actor": {"actorId": "user-1", "timezoneOffsetMinutes": -480}});
        let answer = self.post(key, "/sessions", &body).await;
        Session { house: self, key, id: answer["data"]["sessionId"].as_str().unwrap().to_owned() }
    }

    async fn post(&self, key: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let request = Request::builder()
            .method("POST")
            .uri(format!("{BASE}{path}"))
            .header("host", "127.0.0.1:8080")
            .header("x-partner-api-key", key)
            .header("content-type", "application/json")
            .header("content-length", body.len());
        let response = self.routes.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }
}

/// One conversation.
pub struct Session<'h> {
    house: &'h House,
    key: &'static str,
    id: String,
}

/// What came of one event.
#[derive(Debug)]
pub struct Outcome(Value);

impl Session<'_> {
    pub async fn say(&self, text: &str) -> Outcome {
        self.send(json!({"sessionId": self.id, "text": text})).await
    }

    pub async fn act(&self, kind: &str, payload: Value, key: &str) -> Outcome {
        self.send(json!({"sessionId": self.id, "kind": kind, "payload": payload, "idempotencyKey": key})).await
    }

    async fn send(&self, event: Value) -> Outcome {
        let answer = self.house.post(self.key, "/events", &event).await;
        assert!(answer["data"]["result"]["status"].is_string(), "{answer}");
        Outcome(answer["data"]["result"].clone())
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
