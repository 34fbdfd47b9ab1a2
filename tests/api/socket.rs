//! The same server over a real socket.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// The binary as a stranger starts it, on a free port; killed when dropped.
struct Binary {
    child: Child,
    base: String,
    /// Where it keeps its database.
    _folder: tempfile::TempDir,
}

impl Binary {
    async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_core-chat"))
            .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
            .env("RUST_LOG", "warn")
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let binary = Self { child, base: format!("http://127.0.0.1:{port}"), _folder: folder };
        for _ in 0..600 {
            if let Ok(answer) = reqwest::get(format!("{}/readyz", binary.base)).await
                && answer.status() == 200
            {
                return binary;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not get ready");
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/partner/v1/core-chat{path}", self.base)
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn post(url: &str, body: Value) -> Value {
    let client = reqwest::Client::new();
    let request = client.post(url).header("x-partner-api-key", "bk_test_demo_core_chat_sandbox_key").json(&body);
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
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    for _ in 0..200 {
        if let Some(status) = server.child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not stop");
}
