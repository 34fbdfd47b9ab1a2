//! The figures of a server, for its operators alone.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use jiff::SignedDuration;
use serde_json::json;

use crate::harness::Server;

/// The figure of that series in `text`.
#[track_caller]
fn figure(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{text}")).parse().unwrap()
}

fn requests(method: &str, route: &str, status: u16) -> String {
    format!(
        "http_server_request_duration_seconds_count{{http_request_method=\"{method}\",http_route=\"{route}\",\
         http_response_status_code=\"{status}\"}}"
    )
}

const EVENTS: &str = "/api/partner/v1/core-chat/events";

#[tokio::test]
async fn turns_replays_and_errors_are_counted() {
    let server = Server::start();
    let demo = server.demo();
    let session = demo.open("user-1").await;
    let search =
        json!({"sessionId": session.id, "text": "Seattle Mar 20-23 1 room refundable", "idempotencyKey": "one"});
    for _ in 0..3 {
        demo.post("/events", search.clone()).await.is(200);
    }
    demo.post("/events", json!({"sessionId": session.id})).await.is(400);
    let text = server.figures().await;
    assert_eq!(figure(&text, r#"core_chat_turns_total{event="search_query",outcome="shortlist"}"#), 1.0);
    assert_eq!(figure(&text, "core_chat_replays_total"), 2.0);
    assert_eq!(figure(&text, r#"core_chat_errors_total{code="text_or_kind_required"}"#), 1.0);
    assert_eq!(figure(&text, &requests("POST", EVENTS, 200)), 3.0);
    assert_eq!(figure(&text, &requests("POST", EVENTS, 400)), 1.0);
    for stage in ["understand", "supplier", "store"] {
        let count = format!("core_chat_turn_stage_duration_seconds_count{{stage=\"{stage}\"}}");
        assert_eq!(figure(&text, &count), 1.0, "replays have no stages");
    }
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[tokio::test]
async fn nobody_who_sends_requests_is_told_of_or_adds_a_series() {
    let server = Server::start();
    let demo = server.demo();
    let session = demo.open("user-4711").await;
    demo.get(&format!("/sessions/{}", session.id)).await.is(200);
    demo.get("/sessions/sess_1771456966998_nobody00").await.is(404);
    demo.get("/made-up-4711").await.is(404);
    server.get("/made-up-4711").await.is(404);
    server.send("BREW", "/healthz", &[], Vec::new()).await.is(405);
    let text = server.figures().await;
    assert_eq!(figure(&text, &requests("GET", "/api/partner/v1/core-chat/sessions/{sessionId}", 200)), 1.0);
    assert_eq!(figure(&text, &requests("GET", "", 404)), 2.0);
    for told in ["4711", "demo-tenant", &session.id, "nobody00", "BREW"] {
        assert!(!text.contains(told), "{told} in\n{text}");
    }
}

#[tokio::test]
async fn what_is_open_is_told_as_the_settler_found_it() {
    let server = Server::start();
    let session = server.demo().ready_to_pay("user-1").await;
    let pay =
        json!({"sessionId": session.id, "kind": "action_confirm_payment_card", "payload": {}, "idempotencyKey": "pay"});
    server.demo().post_forcing("/events", pay, "supplier_timeout").await.outcome("booking_pending");
    server.advance(SignedDuration::from_secs(20));
    let round = server.round().await;
    assert_eq!((round.unsettled, round.unknown), (1, 1));
    let text = server.figures().await;
    assert_eq!(figure(&text, "core_chat_bookings_unsettled"), 1.0);
    assert_eq!(figure(&text, "core_chat_bookings_unknown"), 1.0);
    assert_eq!(figure(&text, "core_chat_bookings_unknown_oldest_seconds"), 20.0);
    assert_eq!(figure(&text, "core_chat_calls_unrecorded"), 0.0);
}

/// The binary and its log; killed when dropped.
struct Binary {
    child: Child,
    log: BufReader<ChildStdout>,
}

impl Binary {
    fn start(variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_core-chat"))
            .envs(variables.iter().copied())
            .env("DATABASE_URL", "memory:")
            .env("LOG_FORMAT", "json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(child.stdout.take().unwrap());
        Self { child, log }
    }

    /// The log up to the line that says it listens.
    fn log(&mut self) -> String {
        let mut log = String::new();
        while !log.contains("\"listening\"") {
            assert_ne!(self.log.read_line(&mut log).unwrap(), 0, "it does not listen: {log}");
        }
        log
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that is free now.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test]
async fn figures_are_had_on_a_listener_of_their_own() {
    let (listen, metrics) = (free(), free());
    let mut server = Binary::start(&[("LISTEN_ADDR", &listen), ("METRICS_ADDR", &metrics)]);
    let log = server.log();
    assert!(log.contains("listening for GET /metrics"), "{log}");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let get = async |address: &str, path: &str| reqwest::get(format!("http://{address}{path}")).await.unwrap();
    assert_eq!(get(&listen, "/metrics").await.status(), 404);
    assert_eq!(get(&metrics, "/healthz").await.status(), 404);
    let text = get(&metrics, "/metrics").await.text().await.unwrap();
    assert_eq!(figure(&text, &requests("GET", "", 404)), 2.0);
}

#[tokio::test]
async fn an_address_that_somebody_else_has_is_told_where_it_was_asked_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut server = Binary::start(&[("LISTEN_ADDR", &free()), ("METRICS_ADDR", &address)]);
    assert!(!server.child.wait().unwrap().success());
    let mut why = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
    assert!(why.contains(&format!("METRICS_ADDR: cannot listen on {address}")), "{why}");
}

#[tokio::test]
async fn a_server_that_was_not_asked_for_figures_starts_where_another_has_their_address() {
    // Held by this test or by somebody else.
    let _taken = TcpListener::bind("127.0.0.1:9464");
    let log = Binary::start(&[("LISTEN_ADDR", &free())]).log();
    assert!(log.contains("there is no GET /metrics"), "{log}");
}
