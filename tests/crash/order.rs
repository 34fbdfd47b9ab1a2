//! When the log is synced and when an answer leaves, told by a library put before the server's C library.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::process::Program;
use crate::stage::Stage;

/// How many answers are waited for.
const ANSWERS: usize = 12;
/// How much longer every sync takes, in milliseconds: what does not wait for it is earlier beyond doubt.
const DELAY: u32 = 60;

/// How the answers of a server stood to the syncs of its log.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Answers whose first byte left when all that was written was synced, and something had been since the request came.
    pub after_the_sync: usize,
    /// All others.
    pub too_early: usize,
}

/// Runs `program` with one actor, whose every request is written down.
pub async fn of(program: Program) -> Order {
    let folder = TempDir::new().unwrap();
    let (library, log) = (folder.path().join("order.so"), folder.path().join("order.log"));
    build("order", &library);
    let mut stage = Stage::open().await;
    stage.process.set("LD_PRELOAD", library.display().to_string());
    stage.process.set("ORDER_LOG", log.display().to_string());
    stage.process.set("ORDER_PORT", stage.process.port().to_string());
    stage.process.set("ORDER_DELAY_MS", DELAY.to_string());
    stage.process.start(program);
    stage.client.ready().await;
    let before = std::fs::read_to_string(&log).unwrap().len();
    stage.send_actors(1);
    while stage.client.acknowledged().len() < ANSWERS {
        stage.client.answered().await;
    }
    drop(stage.call_actors_back().await);
    read(&std::fs::read_to_string(&log).unwrap()[before..])
}

/// Builds the library of that name at that path.
pub fn build(name: &str, library: &Path) {
    let source = format!("{}/tests/crash/{name}.c", env!("CARGO_MANIFEST_DIR"));
    // SQLite was built with a C compiler too.
    let mut cc = Command::new("cc");
    let built = cc.args(["-O1", "-shared", "-fPIC", "-o"]).arg(library).arg(source).arg("-ldl").status();
    assert!(built.unwrap().success());
}

/// What the lines of the log tell, of one client that waits for each answer.
fn read(log: &str) -> Order {
    let mut order = Order::default();
    let (mut is_open, mut is_written, mut syncs) = (false, false, 0);
    for line in log.lines() {
        match line {
            "request" => (is_open, syncs) = (true, 0),
            "write" => is_written = true,
            "sync" => (is_written, syncs) = (false, syncs + 1),
            "answer" if is_open => {
                is_open = false;
                let is_in_order = !is_written && syncs > 0;
                *if is_in_order { &mut order.after_the_sync } else { &mut order.too_early } += 1;
            }
            "answer" => {}
            line if line.starts_with("accepted ") => {}
            other => panic!("{other}"),
        }
    }
    order
}
