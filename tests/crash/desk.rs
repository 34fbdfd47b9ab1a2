//! The operator's commands beside a server at work, and a file that a later version wrote.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use crate::process::Program;
use crate::stage::Stage;

/// How many copies are taken, and how many answers are waited for before each.
const COPIES: usize = 4;
const ANSWERS: usize = 40;
/// So long a server may take to see that it cannot serve.
const PATIENCE: Duration = Duration::from_secs(20);

/// Looks at the copy at `path` as nothing but a file.
struct Copied(Connection);

impl Copied {
    fn open(path: &Path) -> Self {
        Self(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap())
    }

    fn is_whole(&self) {
        let found: String = self.0.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(found, "ok");
    }

    /// Whether it holds the call that was answered under this id.
    fn holds(&self, request: &str) -> bool {
        let mut calls = self.0.prepare_cached("SELECT 1 FROM usage WHERE request = ?1").unwrap();
        calls.exists([request]).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_taken_while_the_server_writes_is_whole_and_holds_all_that_was_acknowledged_before() {
    let mut stage = Stage::open().await;
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    let opened = stage.client.post("/sessions", &json!({"actor": {"actorId": "first"}})).await.unwrap();
    let session = opened.json["data"]["sessionId"].as_str().unwrap().to_owned();
    let words = json!({"sessionId": session, "text": "hello", "idempotencyKey": "hello"});
    let answered = stage.client.post("/events", &words).await.unwrap();
    let history = stage.client.get(&format!("/sessions/{session}")).await.unwrap();

    stage.send_actors(4);
    let copies = tempfile::tempdir().unwrap();
    let (mut meanwhile, mut last) = (0, copies.path().join("none"));
    for number in 0..COPIES {
        while stage.client.acknowledged().len() < ANSWERS * (number + 1) {
            stage.client.answered().await;
        }
        last = copies.path().join(format!("{number}.db"));
        let before = stage.client.acknowledged();
        let (operator, to) = (stage.process.operator(), last.display().to_string());
        tokio::task::spawn_blocking(move || operator.run(&["backup", &to])).await.unwrap();
        meanwhile += stage.client.acknowledged().len() - before.len();
        let copied = Copied::open(&last);
        copied.is_whole();
        for call in before.iter().filter(|call| !call.request.is_empty()) {
            assert!(copied.holds(&call.request), "copy {number} lacks {call:?}");
        }
        assert!(!last.with_extension("db-wal").exists(), "a copy is one file");
    }
    println!("{COPIES} copies, {meanwhile} calls answered while they were taken");
    assert!(meanwhile > 0, "the server wrote meanwhile");
    drop(stage.call_actors_back().await);

    // Served, the last copy tells what the server told.
    stage.process.kill();
    stage.process.set("DATABASE_URL", format!("sqlite:{}", last.display()));
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    assert_eq!(stage.client.get(&format!("/sessions/{session}")).await.unwrap(), history);
    assert_eq!(stage.client.post("/events", &words).await.unwrap().text, answered.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_a_later_version_is_refused_by_the_server_and_by_every_command_and_left_as_it_is() {
    let mut stage = Stage::open().await;
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    stage.process.kill();
    let file = stage.process.file();
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&file).unwrap();
    let says_so = |text: &str| text.contains("has schema 99, and this core-chat knows schemas up to");

    stage.process.start(Program::Shipped);
    let status = stage.process.end(PATIENCE).await.expect("it does not serve");
    assert_ne!(status.code(), Some(0));
    assert!(says_so(&stage.process.complaints()), "{}", stage.process.complaints());
    let copy = file.with_extension("copy").display().to_string();
    let commands: [&[&str]; 3] =
        [&["backup", &copy], &["bookings", "--unsettled"], &["usage", "--partner", "acme", "--day", "2026-03-20"]];
    for command in commands {
        let refused = stage.process.operator().try_run(command);
        assert!(!refused.status.success() && says_so(&String::from_utf8_lossy(&refused.stderr)), "{refused:?}");
    }
    assert!(!Path::new(&copy).exists());
    assert_eq!(std::fs::read(&file).unwrap(), before);
}
