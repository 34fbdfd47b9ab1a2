//! `core-chat sandbox-supplier` as a process that is killed: what it told is in its ledger, and the next one goes on.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::ids::{BookingId, SupplierReference};
use core_chat::supplier::pageone::{Account, PageOne};
use core_chat::supplier::{BookAnswer, CallContext, CancelAnswer, QuoteAnswer, Supplier};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz};
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::peer;

/// The supplier's process.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    fn command(ledger: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_core-chat"));
        command.args(["sandbox-supplier", "--listen", "127.0.0.1:0", "--city", "Seattle", "--ledger"]).arg(ledger);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(ledger: &Path) -> Self {
        let mut child = Self::command(ledger).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let address = said
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.strip_prefix("PAGEONE_BASE_URL=")?.to_owned()));
        Self { child, address: address.expect("it says where it listens") }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn connect(&self) -> Arc<PageOne> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let key = SecretString::from("sandbox-supplier-key");
        let account = Account { base_url: self.address.clone(), key, access_code: 10_001, hotels_file: None };
        peer::connect(&account).await
    }

    /// Asks in plain HTTP, and reads until the supplier closes.
    async fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let address = self.address.strip_prefix("http://").unwrap();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\napi-key: sandbox-supplier-key\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A connection that breaks off has said what it has said.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }
}

fn today() -> Date {
    tz::TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

fn call() -> CallContext {
    CallContext { now: Timestamp::now(), ..peer::call() }
}

/// An attempt to book the first refundable option for three nights in forty days.
async fn attempt(adapter: &PageOne, number: u128) -> BookingAttempt {
    let mut stay = peer::stay();
    let arrival = today() + 40.days();
    stay.dates = core_chat::domain::stay::StayDates::new(arrival, arrival + 3.days(), today()).unwrap();
    let found = adapter.search(&call(), &stay).await.unwrap();
    let option = found.options.iter().find(|option| option.cancellation.free_until().is_some()).unwrap();
    let QuoteAnswer::Quoted(quote) = adapter.quote(&call(), option, None).await.unwrap() else { panic!("no quote") };
    let mut attempt = peer::attempt();
    attempt.id = BookingId::new(number);
    attempt.partner_reference = core_chat::domain::ids::PartnerReference::parse(&format!("CC-{number}")).unwrap();
    attempt.supplier_reference = None;
    attempt.accepted_total = quote.total;
    (attempt.option, attempt.quote) = (Arc::clone(option), *quote);
    attempt
}

async fn book(adapter: &PageOne, attempt: &mut BookingAttempt) -> SupplierReference {
    let BookAnswer::Confirmed(reference) = adapter.book(&call(), attempt).await else { panic!("not booked") };
    attempt.supplier_reference = Some(reference.clone());
    reference
}

fn lines(ledger: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(ledger).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ledger(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("ledger.jsonl")
}

#[tokio::test]
async fn a_supplier_that_was_killed_knows_its_bookings_from_its_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    let first = Process::start(&ledger);
    let adapter = first.connect().await;
    let mut kept = attempt(&adapter, 1).await;
    let reference = book(&adapter, &mut kept).await;
    let unsold = attempt(&adapter, 2).await;
    let told = lines(&ledger);
    assert_eq!(told.len(), 1, "another process reads it while it grows");
    assert_eq!((&told[0]["what"], &told[0]["reference"]), (&Value::from("booked"), &Value::from(reference.as_str())));
    assert_eq!(told[0]["partnerReference"], "CC-1");
    first.kill();

    let second = Process::start(&ledger);
    let refused = Process::command(&ledger).output().unwrap();
    assert!(!refused.status.success(), "two processes would write one ledger");
    let adapter = second.connect().await;
    assert!(matches!(adapter.book(&call(), &unsold).await, BookAnswer::Refused(_)), "quotes die with their process");
    let mut other = attempt(&adapter, 3).await;
    assert_ne!(book(&adapter, &mut other).await, reference);
    assert_eq!(adapter.cancel(&call(), &kept).await, CancelAnswer::Cancelled);
    assert_eq!(
        adapter.cancel(&call(), &kept).await,
        CancelAnswer::Cancelled,
        "the refusal says it was cancelled before"
    );
    let told: Vec<Value> = lines(&ledger).iter().map(|line| line["what"].clone()).collect();
    assert_eq!(told, ["booked", "booked", "cancelled"]);
    second.kill();
}

#[tokio::test]
async fn faults_are_dialled_from_outside_and_what_was_asked_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(&ledger(&folder));
    for fault in ["drop_before_commit", "drop_after_commit"] {
        let dial = format!(r#"{{"operation":"content","fault":"{fault}"}}"#);
        assert!(process.ask("POST", "/_control/faults", &dial).await.contains(r#"{"dialled":1}"#));
        let content = process.ask("POST", "/api/v1/content/accommodations", "{}").await;
        assert_eq!(content, "", "{fault}: not a byte of a reply");
    }
    process.ask("POST", "/_control/faults", r#"{"operation":"content","fault":"html","times":3}"#).await;
    assert!(process.ask("DELETE", "/_control/faults", "").await.contains(r#"{"dialled":0}"#));
    let content = process.ask("POST", "/api/v1/content/accommodations", r#"{"size":1}"#).await;
    assert!(content.contains("\"hasMore\":true"), "{content}");
    let unknown = process.ask("POST", "/_control/faults", r#"{"operation":"book","fault":"flood"}"#).await;
    assert!(unknown.starts_with("HTTP/1.1 400 "), "{unknown}");
    let calls = process.ask("GET", "/_control/calls", "").await;
    assert!(calls.contains("\"content\":3") && calls.contains("\"book\":0"), "{calls}");
    process.kill();
}
