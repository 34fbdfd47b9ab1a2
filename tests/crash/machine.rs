//! Faults of the machine: a disk that is full or may only be read, and clients that hold what they can and send next to
//! nothing.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::KEY;
use crate::number;
use crate::process::Program;
use crate::stage::Stage;

/// A small disk of its own, until it is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this user may not mount.
    fn mount(at: &Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|done| done.status.success()).then(|| Self(at.to_owned()))
    }

    /// Leaves no room on it.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut filler = File::create(&path).unwrap();
        while filler.write_all(&[0; 4_096]).is_ok() {}
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// One call, without repeating: its status and what it says.
async fn ask(stage: &Stage, path: &str, body: Option<&Value>) -> (u16, Value) {
    let (http, url) = (reqwest::Client::new(), format!("{}/api/partner/v1/core-chat{path}", stage.process.base()));
    let request = body.map_or_else(|| http.get(&url), |body| http.post(&url).json(body));
    let answer = request.header("x-partner-api-key", KEY).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Files that nobody may change, until they are let go or this is dropped.
struct Frozen(Vec<PathBuf>);

impl Frozen {
    /// `None` where this user or this file system cannot.
    fn freeze(files: Vec<PathBuf>) -> Option<Self> {
        let frozen = Self(files);
        frozen.mark("+i").then_some(frozen)
    }

    fn mark(&self, attribute: &str) -> bool {
        let marked = Command::new("chattr").arg(attribute).args(&self.0).output();
        marked.is_ok_and(|done| done.status.success())
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        self.mark("-i");
    }
}

/// What a client asks before the disk breaks, and again and again while it is broken.
struct Story {
    session: String,
    first: Value,
    before: (u16, Value),
}

impl Story {
    fn opened() -> Value {
        json!({"actor": {"actorId": "user-1"}})
    }

    fn say(&self, key: &str) -> Value {
        json!({"sessionId": self.session, "text": "hello", "idempotencyKey": key})
    }

    fn history(&self) -> String {
        format!("/sessions/{}", self.session)
    }

    async fn begin(stage: &Stage) -> Self {
        let (status, session) = ask(stage, "/sessions", Some(&Self::opened())).await;
        assert_eq!(status, 201, "{session}");
        let session = session["data"]["sessionId"].as_str().unwrap().to_owned();
        let mut story = Self { session, first: Value::Null, before: (0, Value::Null) };
        let (status, first) = ask(stage, "/events", Some(&story.say("first"))).await;
        assert_eq!(status, 200, "{first}");
        story.first = first;
        story.before = ask(stage, &story.history(), None).await;
        story
    }

    async fn is_only_read(&self, stage: &Stage) {
        for _ in 0..3 {
            assert_eq!(ask(stage, "/sessions", Some(&Self::opened())).await.0, 503);
            assert_eq!(ask(stage, "/events", Some(&self.say("second"))).await.0, 503);
            assert_eq!(ask(stage, &self.history(), None).await, self.before, "reads go on, and nothing was stored");
            let again = ask(stage, "/events", Some(&self.say("first"))).await;
            assert_eq!(again, (200, self.first.clone()), "replays go on");
            let unknown = ask(stage, "/sessions/sess_1771456966998_00000000", None).await;
            assert_eq!(unknown.0, 404, "what is not in memory is looked for in the file: {}", unknown.1);
        }
    }

    async fn goes_on(&self, stage: &Stage) {
        let (status, second) = ask(stage, "/events", Some(&self.say("second"))).await;
        assert_eq!(status, 200, "{second}");
        let (_, after) = ask(stage, &self.history(), None).await;
        assert_eq!(after["data"]["events"].as_array().unwrap().len(), 2, "{after}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_disk_lets_reads_go_on_refuses_writes_whole_and_heals_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else {
        eprintln!("SKIPPED: a full disk was not tried, since this user may not mount one");
        return;
    };
    let mut stage = Stage::open().await;
    stage.process.set("DATABASE_URL", format!("sqlite:{}", folder.path().join("core-chat.db").display()));
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    let story = Story::begin(&stage).await;
    let filler = disk.fill();
    story.is_only_read(&stage).await;
    std::fs::remove_file(filler).unwrap();
    story.goes_on(&stage).await;
    stage.process.kill();
    drop(disk);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_disk_that_may_only_be_read_lets_reads_go_on_refuses_writes_whole_and_heals_without_a_restart() {
    let mut stage = Stage::open().await;
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    let story = Story::begin(&stage).await;
    let file = stage.process.file();
    let Some(frozen) = Frozen::freeze(vec![file.clone(), file.with_extension("db-wal")]) else {
        eprintln!(
            "SKIPPED: a disk that may only be read was not tried, since this user may not make a file immutable here"
        );
        return;
    };
    story.is_only_read(&stage).await;
    drop(frozen);
    story.goes_on(&stage).await;
    // What was acknowledged before and after is there for the next life.
    stage.process.kill();
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    assert_eq!(ask(&stage, "/events", Some(&story.say("first"))).await, (200, story.first.clone()));
}

/// What a client of no good will sends first, and then again and again.
const SLOW: [(&str, &str); 3] = [
    ("", ""),
    ("POST /api/partner/v1/core-chat/sessions HTTP/1.1\r\nhost: x\r\nx-slow: ", "y"),
    (
        "POST /api/partner/v1/core-chat/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         x-partner-api-key: bk_live_crash_secretofthecrashtest\r\ncontent-length: 200\r\n\r\n{",
        " ",
    ),
];

/// Holds a connection for as long as the server lets it.
async fn hold(port: u16, first: &'static str, more: &'static str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(first.as_bytes()).await;
    let (mut read, mut write) = stream.split();
    let mut end = Vec::new();
    let drip = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if write.write_all(more.as_bytes()).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = read.read_to_end(&mut end) => {}
        () = drip => {}
    }
}

/// `CRASH_SLOW` (50) clients of each kind hold connections until the server closes them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn clients_that_hold_connections_are_closed_while_honest_ones_are_answered() {
    let each = number("CRASH_SLOW", 50);
    let granted = getrlimit(Resource::Nofile);
    // The server looks after itself.
    let mut stage = Stage::open().await;
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    setrlimit(Resource::Nofile, Rlimit { current: granted.maximum, ..granted }).unwrap();
    let port = stage.process.port();
    let slow = SLOW.into_iter().flat_map(|(first, more)| (0..each).map(move |_| tokio::spawn(hold(port, first, more))));
    let slow: Vec<_> = slow.collect();
    let (mut held, mut answered) = (slow.len(), 0);
    let opened = json!({"actor": {"actorId": "user-1"}});
    // Longer than any of them may take; each ends by itself or the test does not.
    for _ in 0..1_200 {
        assert_eq!(ask(&stage, "/sessions", Some(&opened)).await.0, 201, "with {held} held");
        answered += usize::from(held > 0);
        held = slow.iter().filter(|slow| !slow.is_finished()).count();
        if held == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!("{} slow clients closed, {answered} honest requests answered meanwhile", slow.len() - held);
    assert_eq!(held, 0, "all are closed");
    for slow in slow {
        slow.await.unwrap();
    }
    assert!(answered > 10);
}
