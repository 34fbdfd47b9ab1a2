//! What is typed of a card leaves nothing behind: the program itself, with its log at its most talkative, its database on
//! a disk, and a supplier who keeps every byte that it is sent.

use std::collections::BTreeSet;
use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use core_chat::clock::{OsEntropy, SystemClock};
use core_chat::config::key::Pepper;
use core_chat::domain::place::PlaceId;
use core_chat::http::sandbox_supplier::fault::Faults;
use core_chat::http::sandbox_supplier::ledger::Ledger;
use core_chat::http::sandbox_supplier::{SandboxSupplier as SupplierServer, Shop, router};
use core_chat::supplier::sandbox::SandboxSupplier;
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use unicode_normalization::UnicodeNormalization;

const PEPPER: &str = "a-pepper-for-this-test-alone";
const LIVE_KEY: &str = "bk_live_acme_secretoflivepartner";
const TEST_KEY: &str = "bk_test_acme_secretoftestpartner";
const KEYS: [&str; 2] = [LIVE_KEY, TEST_KEY];
const SEARCH: &str = "Seattle tomorrow for 3 nights, 1 room, refundable";

/// Numbers that issuers could have made, each with a good check digit, none of them among the test cards.
const CARDS: [&str; 6] = [
    "4532015112830366",
    "5425233430109903",
    "374245455400126",
    "30569309025904",
    "6250941006528599",
    "4532710091203847569",
];

/// The ways in which a card is typed.
const DRESSES: [fn(&str) -> String; 12] = [
    str::to_owned,
    |card| in_groups(card, 4, " "),
    |card| in_groups(card, 4, "-"),
    |card| in_groups(card, 4, "."),
    |card| in_groups(card, 4, "_"),
    |card| in_groups(card, 4, "\u{A0}"),
    |card| in_groups(card, 4, " - "),
    |card| in_groups(card, 4, "\n"),
    |card| in_groups(card, 1, " "),
    |card| in_groups(card, 2, "\u{200B}"),
    |card| card.chars().map(|c| char::from_u32('０' as u32 + c as u32 - '0' as u32).unwrap()).collect(),
    |card| card.chars().map(|c| char::from_u32('٠' as u32 + c as u32 - '0' as u32).unwrap()).collect(),
];

fn in_groups(card: &str, size: usize, between: &str) -> String {
    card.as_bytes().chunks(size).map(|group| std::str::from_utf8(group).unwrap()).collect::<Vec<_>>().join(between)
}

/// All that reached the supplier.
type Overheard = Arc<Mutex<Vec<u8>>>;

async fn overhear(State(heard): State<Overheard>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let head = format!("{} {:?}\n", parts.uri, parts.headers);
    heard.lock().unwrap().extend([head.as_bytes(), &body].concat());
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// A supplier of Seattle's hotels that listens to the last byte, and its address.
async fn supplier() -> (Overheard, String) {
    let heard = Overheard::default();
    let (cities, ledger) = (vec![PlaceId(5_809_844)], Ledger::open(None).unwrap());
    let shop = Shop::open(Arc::new(SandboxSupplier::new()), Arc::new(SystemClock), &OsEntropy, cities, ledger).await;
    let server = SupplierServer::new(shop, Faults::new(0, 0), "supplier-key", 10_001);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let routes: Router = router(Arc::new(server)).layer(from_fn_with_state(Arc::clone(&heard), overhear));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (heard, address)
}

/// The program, and all that was ever seen of it.
struct House {
    child: Child,
    folder: TempDir,
    base: String,
    heard: Overheard,
    http: reqwest::Client,
    answers: Mutex<Vec<u8>>,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl House {
    async fn open() -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (heard, supplier) = supplier().await;
        let folder = tempfile::tempdir().unwrap();
        let pepper = Pepper::new(&SecretString::from(PEPPER));
        let keys: String = KEYS
            .iter()
            .map(|key| {
                let (id, digest) = (key.rsplit_once('_').unwrap().0, pepper.digest(key.as_bytes()).to_hex());
                format!("[[partners.keys]]\nid = \"{id}\"\ndigest = \"{digest}\"\n")
            })
            .collect();
        std::fs::write(folder.path().join("partners.toml"), format!("[[partners]]\nid = \"acme\"\n{keys}")).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = File::create(folder.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_core-chat"))
            .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
            .env("METRICS_ADDR", "off")
            .env("PARTNERS_FILE", "partners.toml")
            .env("API_KEY_PEPPER", PEPPER)
            .env("PAGEONE_BASE_URL", supplier)
            .env("PAGEONE_API_KEY", "supplier-key")
            .env("PAGEONE_ACCESS_CODE", "10001")
            .env("ALLOW_TEST_CARDS_FOR_LIVE", "1")
            .env("RUST_LOG", "trace")
            .env("LOG_FORMAT", "json")
            .current_dir(folder.path())
            .stdout(log.try_clone().unwrap())
            .stderr(Stdio::from(log))
            .spawn()
            .unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let house = Self { child, folder, base, heard, http: reqwest::Client::new(), answers: Mutex::default() };
        house.is_ready().await;
        house
    }

    async fn is_ready(&self) {
        for _ in 0..600 {
            let is_ready =
                reqwest::get(format!("{}/readyz", self.base)).await.is_ok_and(|answer| answer.status() == 200);
            // The content of the supplier comes a moment later; without it a live search finds nothing.
            if is_ready && self.search(LIVE_KEY).await.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not get ready");
    }

    /// Sends a request, and keeps what it is answered: status, head and body.
    async fn send(&self, request: reqwest::RequestBuilder) -> (u16, String) {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let head = format!("{status} {:?}\n", answer.headers());
        let body = answer.text().await.unwrap();
        self.answers.lock().unwrap().extend_from_slice(format!("{head}{body}\n").as_bytes());
        (status, body)
    }

    async fn post(&self, key: &str, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/api/partner/v1/core-chat{path}", self.base);
        let (status, body) = self.send(self.http.post(url).header("x-partner-api-key", key).json(body)).await;
        (status, serde_json::from_str(&body).unwrap())
    }

    async fn session(&self, key: &str) -> Value {
        let (status, answer) = self.post(key, "/sessions", &json!({"actor": {"actorId": "known-actor"}})).await;
        assert_eq!(status, 201, "{answer}");
        answer["data"]["sessionId"].clone()
    }

    async fn event(&self, key: &str, event: &Value) -> Value {
        let (status, answer) = self.post(key, "/events", event).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"]["result"].clone()
    }

    /// A session and the first option that it finds.
    async fn search(&self, key: &str) -> Option<(Value, Value)> {
        let session = self.session(key).await;
        let result = self.event(key, &json!({"sessionId": session, "text": SEARCH})).await;
        let option = result["artifacts"]["shortlist"][0]["optionId"].clone();
        (!option.is_null()).then_some((session, option))
    }

    /// Books to the card page, and gives its address.
    async fn card_page(&self, key: &str) -> (Value, String) {
        let (session, option) = self.search(key).await.unwrap();
        let book = json!({"sessionId": session, "kind": "action_book_option", "payload": {"optionId": option},
            "idempotencyKey": "book"});
        let proposed = self.event(key, &book).await;
        let url = proposed["artifacts"]["payment"]["setupUrl"].as_str();
        (session, url.unwrap_or_else(|| panic!("{proposed}")).to_owned())
    }

    async fn enter(&self, url: &str, form: &[(&str, &str)]) -> (u16, String) {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let request = self.http.post(url).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(body.finish())).await
    }

    /// Everything that the program left anywhere, by where: read while it runs, and once more after it has ended.
    fn left(&mut self) -> Vec<(String, Vec<u8>)> {
        let mut left = vec![
            ("answers".to_owned(), std::mem::take(&mut *self.answers.lock().unwrap())),
            ("supplier".to_owned(), self.heard.lock().unwrap().clone()),
        ];
        let mut files = |when: &str| {
            for file in std::fs::read_dir(self.folder.path()).unwrap() {
                let path = file.unwrap().path();
                let name = format!("{} {when}", path.file_name().unwrap().to_string_lossy());
                left.push((name, std::fs::read(path).unwrap()));
            }
        };
        files("while it runs");
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        files("after its end");
        left
    }
}

/// The digits of `bytes`, of whatever script, with nothing between them.
fn digits(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain = |c: char| match c {
        '٠'..='٩' => char::from_u32('0' as u32 + c as u32 - '٠' as u32),
        c => c.is_ascii_digit().then_some(c),
    };
    text.nfkc().filter_map(plain).collect()
}

/// Fails where more of a card is left than the last four digits, or a word that was said beside it.
#[track_caller]
fn is_clean(left: &[(String, Vec<u8>)], cards: &[&str], words: &[&str]) {
    for (place, bytes) in left {
        let (all, text) = (digits(bytes), String::from_utf8_lossy(bytes));
        for card in cards {
            let (first, last) = (&card[..12], &card[card.len() - 12..]);
            assert!(!all.contains(first) && !all.contains(last), "{card} is in {place}");
        }
        for word in words {
            assert!(!text.contains(word), "{word} is in {place}");
        }
    }
}

/// Fails unless the search above finds what truly was left.
#[track_caller]
fn is_looked_through(left: &[(String, Vec<u8>)]) {
    let has = |place: &str, word: &str| {
        let found =
            left.iter().any(|(name, bytes)| name.starts_with(place) && String::from_utf8_lossy(bytes).contains(word));
        assert!(found, "{word} is not in {place}: {:?}", left.iter().map(|(name, _)| name).collect::<BTreeSet<_>>());
    };
    has("core-chat.db while", "SQLite format 3");
    has("core-chat.db-wal while", "known-actor");
    has("core-chat.db-wal after", "known-actor");
    has("log", "core_chat::request");
    has("log", "TRACE");
    has("supplier", "/api/search");
    has("answers", "payment_setup_required");
}

#[tokio::test]
async fn nothing_of_a_message_with_a_card_is_kept_logged_told_or_sent_on() {
    let mut house = House::open().await;
    for key in KEYS {
        let (session, option) = house.search(key).await.unwrap();
        for card in CARDS {
            for dress in DRESSES {
                let card = dress(card);
                let texts = [format!("Zyxwvu {card} Qponml"), format!("{SEARCH}, Zyxwvu is {card} 12/29 987 Qponml")];
                for text in texts {
                    let said = json!({"sessionId": session, "text": text, "idempotencyKey": "said"});
                    let refused = house.event(key, &said).await;
                    assert_eq!(refused["status"], "card_data_refused", "{text}");
                }
            }
            let beside = json!({"sessionId": session, "kind": "action_book_option", "payload": {"optionId": option},
                "text": format!("Zyxwvu {card}"), "idempotencyKey": "said"});
            assert_eq!(house.event(key, &beside).await["status"], "card_data_refused");
        }
        let free = json!({"sessionId": session, "text": "help", "idempotencyKey": "said"});
        assert_eq!(house.event(key, &free).await["status"], "answer", "the key was not used up");
        house.card_page(key).await;
    }
    let left = house.left();
    is_looked_through(&left);
    is_clean(&left, &CARDS, &["Zyxwvu", "Qponml"]);
}

/// Every member of both documents with a card in it, and the code of its refusal.
fn bodies_with(card: &Value, session: &Value) -> Vec<(&'static str, Value)> {
    let event = |member: &str, value: Value| {
        let mut event = json!({"sessionId": session, "kind": "action_book_option", "idempotencyKey": "k",
            "payload": {"optionId": "0192f0c1-8a4f-7cc2-a1b2-3c4d5e6f7a8b"}});
        event[member] = value;
        ("/events", event)
    };
    // As a whole it would be no name before it is a card.
    let within = card.as_str().map_or_else(|| card.clone(), |card| json!(format!("ada@{card}.com")));
    let guest = |member: &str| {
        let mut guest = json!({"firstName": "Ada", "lastName": "Lovelace"});
        guest[member] = within.clone();
        event("payload", json!({"optionId": "0192f0c1-8a4f-7cc2-a1b2-3c4d5e6f7a8b", "guest": guest}))
    };
    let open = |group: &str, member: &str| {
        let mut open = json!({"actor": {"actorId": "known-actor"}, "channel": {}, "conversation": {}});
        open[group][member] = within.clone();
        ("/sessions", open)
    };
    let name = card.as_str().map_or_else(|| card.to_string(), str::to_owned);
    vec![
        event("sessionId", card.clone()),
        event("kind", card.clone()),
        event("idempotencyKey", card.clone()),
        event("actor", json!({"actorId": card})),
        event("note", card.clone()),
        event(&name, json!("a member of that name")),
        event("payload", json!({"optionId": card})),
        event("payload", json!({"optionId": "x", "more": [{"deep": card}]})),
        guest("firstName"),
        guest("lastName"),
        guest("email"),
        ("/events", json!({"sessionId": session, "kind": "search_query", "payload": {"text": card}})),
        ("/events", json!({"sessionId": session, "kind": "search_query", "payload": {"destination": card}})),
        open("actor", "actorId"),
        open("actor", "firstName"),
        open("actor", "email"),
        open("channel", "workspaceId"),
        open("conversation", "channelId"),
        open("conversation", "id"),
        open("conversation", "threadTs"),
    ]
}

#[tokio::test]
async fn nothing_of_a_card_in_any_other_place_of_a_request_is_kept_logged_told_or_sent_on() {
    let mut house = House::open().await;
    for key in KEYS {
        let session = house.session(key).await;
        for card in [json!(CARDS[0]), json!(in_groups(CARDS[1], 4, " ")), json!(4_532_015_112_830_366_u64)] {
            for (path, body) in bodies_with(&card, &session) {
                let (status, answer) = house.post(key, path, &body).await;
                assert_eq!(status, 400, "{path} {body}: {answer}");
                // A number is no text, and keys and e-mail addresses have no spaces: such are refused for their form
                // before anything is sought in them.
                let spaced = |value: &Value| value.as_str().is_some_and(|text| text.contains(' '));
                let is_misshapen = card.is_number()
                    || spaced(&body["idempotencyKey"])
                    || spaced(&body["payload"]["guest"]["email"])
                    || spaced(&body["actor"]["email"]);
                let for_its_form = ["invalid_field", "session_id_required", "idempotency_key_invalid"];
                let is_refused = answer["code"] == "card_data_not_allowed"
                    || is_misshapen && for_its_form.iter().any(|code| answer["code"] == *code);
                assert!(is_refused, "{path} {body}: {answer}");
            }
        }
        let card = CARDS[0];
        for path in [
            format!("/bookings/{card}"),
            format!("/bookings?actorId={card}"),
            format!("/bookings?actorId=known-actor&pageToken={card}&limit={card}"),
            format!("/sessions/{card}"),
            format!("/{card}"),
            format!("/sandbox/payment-setups/{card}/complete"),
        ] {
            let url = format!("{}/api/partner/v1/core-chat{path}", house.base);
            house.send(house.http.get(&url).header("x-partner-api-key", key)).await;
            house.send(house.http.post(&url).header("x-partner-api-key", key).body("{}")).await;
        }
        for header in ["x-sandbox-scenario", "x-request-id", "user-agent", "x-partner-api-key"] {
            let url = format!("{}/api/partner/v1/core-chat/limits", house.base);
            let sent = house.http.get(&url).header(header, card);
            house.send(if header == "x-partner-api-key" { sent } else { sent.header("x-partner-api-key", key) }).await;
        }
        let broken = format!("{{\"sessionId\": {session}, \"text\": \"{card}");
        let url = format!("{}/api/partner/v1/core-chat/events", house.base);
        let sent = house.http.post(&url).header("x-partner-api-key", key).header("content-type", "application/json");
        assert_eq!(house.send(sent.body(broken)).await.0, 400);
        house.card_page(key).await;
    }
    let left = house.left();
    is_looked_through(&left);
    is_clean(&left, &CARDS, &[]);
}

#[tokio::test]
async fn nothing_of_a_card_on_the_card_page_is_kept_logged_told_or_sent_on_but_what_it_says() {
    const ENTERED: &str = "4242424242424242";
    let mut house = House::open().await;
    let (session, url) = house.card_page(LIVE_KEY).await;
    let good = [
        ("firstName", "Ada"),
        ("lastName", "Lovelace"),
        ("email", "ada@example.com"),
        ("number", "4242 4242 4242 4242"),
        ("expiry", "12/49"),
        ("code", "9876"),
    ];
    let with = |member: &str, value: &'static str| -> Vec<(&str, &str)> {
        good.iter().map(|(name, known)| (*name, if *name == member { value } else { *known })).collect()
    };
    for card in CARDS {
        for member in ["firstName", "lastName", "email", "number", "expiry", "code"] {
            let (status, page) = house.enter(&url, &with(member, card)).await;
            assert_eq!(status, 422, "{member}: {page}");
        }
    }
    for (member, value) in [
        ("firstName", "Ada 4532 0151 1283 0366"),
        ("lastName", "Lovelace 5425-2334-3010-9903"),
        ("email", "374245455400126@example.com"),
        ("number", "4532 0151 1283 0366"),
    ] {
        let (status, page) = house.enter(&url, &with(member, value)).await;
        assert_eq!(status, 422, "{member}: {page}");
    }
    let (status, page) = house.enter(&url, &good).await;
    assert!(status == 200 && page.contains("Visa card ending in 4242"), "{status} {page}");
    house.enter(&url, &good).await;
    for text in ["done", "yes"] {
        house.event(LIVE_KEY, &json!({"sessionId": session, "text": text})).await;
    }
    let left = house.left();
    is_looked_through(&left);
    let booked =
        left.iter().any(|(name, bytes)| name == "supplier" && String::from_utf8_lossy(bytes).contains("/api/book"));
    assert!(booked, "the booking went out");
    is_clean(&left, &[&CARDS[..], &[ENTERED]].concat(), &["12/49", "9876&", "code=9876"]);
}
