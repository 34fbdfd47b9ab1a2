//! A wall clock that jumps by hours under a server at work, which is killed now and then meanwhile.

use std::time::Duration;

use crate::process::Program;
use crate::stage::Stage;

/// By how many hours the clock is wrong, one after another; right in the end. No jump is as long as an answer is kept.
const WRONG_BY: [i64; 8] = [0, 7, -5, 11, -11, 3, -1, 0];
/// For how long each.
const STANDS: Duration = Duration::from_millis(900);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_clock_that_jumps_under_a_server_at_work_loses_nothing_and_does_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (library, clock) = (folder.path().join("clock.so"), folder.path().join("clock"));
    crate::order::build("clock", &library);
    let show = |hours: i64| std::fs::write(&clock, format!("{}\n", hours * 3_600)).unwrap();
    show(0);
    let mut stage = Stage::open().await;
    stage.process.set("LD_PRELOAD", library.display().to_string());
    stage.process.set("CLOCK_FILE", clock.display().to_string());
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    stage.send_actors(6);
    for (at, hours) in WRONG_BY.into_iter().enumerate() {
        show(hours);
        if at % 2 == 1 {
            // What is left open is taken up by a process to which it was hours ago, or is hours ahead.
            stage.process.kill();
            stage.process.start(Program::Shipped);
            stage.client.ready().await;
        }
        tokio::time::sleep(STANDS).await;
    }
    let memories = stage.call_actors_back().await;
    let findings = crate::invariants::examine(&stage, memories).await;
    println!("{findings}");
    for breach in findings.breaches.iter().take(20) {
        println!("{breach}");
    }
    assert!(findings.breaches.is_empty());
    assert!(findings.confirmed > 0 && findings.cancelled > 0, "somebody booked and cancelled");
}
