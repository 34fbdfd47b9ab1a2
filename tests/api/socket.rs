//! The same server over a real socket.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

const KEY: &str = "bk_test_demo_core_chat_sandbox_key";

/// The binary as a stranger starts it, on a free port; killed when dropped.
pub struct Binary {
    child: Child,
    base: String,
    /// Where it keeps its database.
    folder: tempfile::TempDir,
}

impl Binary {
    pub async fn start() -> Self {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let binary = Self { child: launch(port, &folder), base: format!("http://127.0.0.1:{port}"), folder };
        binary.gets_ready().await;
        binary
    }

    /// Ends the process at once and starts another on what is left.
    pub async fn die_and_start_again(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let port = self.address().rsplit_once(':').unwrap().1.parse().unwrap();
        self.child = launch(port, &self.folder);
        self.gets_ready().await;
    }

    async fn gets_ready(&self) {
        for _ in 0..600 {
            if let Ok(answer) = reqwest::get(format!("{}/readyz", self.base)).await
                && answer.status() == 200
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not get ready");
    }

    fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    fn ask_to_stop(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits for the end of the process, which must be a good one.
    async fn stops_within(&mut self, time: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < time {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not stop");
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/api/partner/v1/core-chat{path}", self.base)
    }
}

/// As a system starts it that grants a few open files at first, and more to those who ask.
fn launch(port: u16, folder: &tempfile::TempDir) -> Child {
    Command::new("sh")
        .args(["-c", "ulimit -S -n 200; exec \"$0\"", env!("CARGO_BIN_EXE_core-chat")])
        .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
        .env("METRICS_ADDR", "off")
        .env("RUST_LOG", "warn")
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn post(url: &str, body: Value) -> Value {
    let client = reqwest::Client::new();
    let request = client.post(url).header("x-partner-api-key", KEY).json(&body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_stranger_searches_over_a_socket_and_the_server_stops_politely() {
    let mut server = Binary::start().await;
    let opened = post(&server.url("/sessions"), json!({"actor": {"actorId": "user-1"}})).await;
    let id = opened["data"]["sessionId"].clone();
    let answer = post(
        &server.url("/events"),
        json!({"sessionId": id, "text": "Seattle tomorrow for 3 nights, 1 room, refundable"}),
    )
    .await;
    let first = &answer["data"]["result"]["artifacts"]["shortlist"][0];
    assert_eq!(first["name"], "Inn at the Market", "{answer}");
    assert_eq!(first["totalPrice"].to_string(), "980.67");
    server.ask_to_stop();
    server.stops_within(Duration::from_secs(10)).await;
}

/// Sends the head of a POST and the beginning of its body on a connection of its own.
async fn begin(server: &Binary, path: &str, headers: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\nx-partner-api-key: {KEY}\r\n{headers}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    stream
}

/// The status line, and how long it took to come.
async fn status_of(mut stream: TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut buffer = vec![0; 4_096];
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await;
    let answer = String::from_utf8_lossy(&buffer[..read.expect("an answer comes").unwrap()]).into_owned();
    (answer.lines().next().unwrap_or_default().to_owned(), begun.elapsed())
}

const JSON: &str = "content-type: application/json";
const FORM: &str = "content-type: application/x-www-form-urlencoded";
const TAKING_BODIES: [(&str, &str); 4] = [
    ("/api/partner/v1/core-chat/sessions", JSON),
    ("/api/partner/v1/core-chat/events", JSON),
    ("/api/partner/v1/core-chat/sandbox/clock", JSON),
    ("/pay/cs_nobody", FORM),
];

#[tokio::test]
async fn every_route_refuses_a_long_body_at_once() {
    let server = Binary::start().await;
    for (path, kind) in TAKING_BODIES {
        for length in ["262145", "99999999999"] {
            let stream = begin(&server, path, &format!("{kind}\r\ncontent-length: {length}"), b"").await;
            let (status, after) = status_of(stream).await;
            assert!(status.starts_with("HTTP/1.1 413") && after < Duration::from_secs(2), "{path}: {status}");
        }
        let chunk = [b"40001\r\n", vec![b' '; 0x40001].as_slice()].concat();
        let (status, after) =
            status_of(begin(&server, path, &format!("{kind}\r\ntransfer-encoding: chunked"), &chunk).await).await;
        assert!(status.starts_with("HTTP/1.1 413") && after < Duration::from_secs(2), "{path}: {status}");
    }
}

#[tokio::test]
async fn a_client_that_stalls_within_its_body_holds_up_neither_a_route_nor_the_stop() {
    let mut server = Binary::start().await;
    let mut stalled = Vec::new();
    for (path, kind) in TAKING_BODIES {
        stalled.push((path, begin(&server, path, &format!("{kind}\r\ncontent-length: 40"), b"{\"half\":").await));
    }
    // Time to be taken in, so that the stop finds them in flight.
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.ask_to_stop();
    for (path, stream) in stalled {
        let (status, _) = status_of(stream).await;
        assert!(status.starts_with("HTTP/1.1 408"), "{path}: {status}");
    }
    server.stops_within(Duration::from_secs(3)).await;
}

#[tokio::test]
async fn a_lost_reply_breaks_the_connection_off_and_the_retry_is_answered() {
    let server = Binary::start().await;
    let opened = post(&server.url("/sessions"), json!({"actor": {"actorId": "user-1"}})).await;
    let id = opened["data"]["sessionId"].clone();
    let say = async |text: &str| post(&server.url("/events"), json!({"sessionId": id, "text": text})).await;
    say("Sandbox Lost Reply in Seattle tomorrow for 3 nights").await;
    let proposed = say("book it").await;
    let setup_url = proposed["data"]["result"]["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
    let setup = setup_url.rsplit('/').next().unwrap();
    let guest = json!({"guest": {"firstName": "Ada", "lastName": "Lovelace"}, "card": "visa_ok"});
    post(&server.url(&format!("/sandbox/payment-setups/{setup}/complete")), guest).await;
    say("done").await;
    let confirm = json!({"sessionId": id, "kind": "action_confirm_payment_card", "idempotencyKey": "pay"});
    let client = reqwest::Client::new();
    let send = || client.post(server.url("/events")).header("x-partner-api-key", KEY).json(&confirm).send();
    let lost = match send().await {
        Ok(answer) => answer.bytes().await.map(|_| ()),
        Err(error) => Err(error),
    };
    assert!(lost.is_err(), "the answer is cut off");
    let again = send().await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    let again: Value = again.json().await.unwrap();
    assert_eq!(again["data"]["result"]["status"], "booking_confirmed");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn as_many_connections_are_held_as_the_system_lets_us() {
    let server = Binary::start().await;
    let granted = std::fs::read_to_string(format!("/proc/{}/limits", server.child.id())).unwrap();
    let files = granted.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let numbers: Vec<u64> = files.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let [soft, hard] = numbers[..] else { panic!("{files}") };
    assert_eq!(soft, hard.min(65_536), "{files}");
}
