//! Stopped in the middle of work, as a new version is rolled out: what was accepted is answered, and the process ends well.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::client::KEY;
use crate::number;
use crate::process::Program;
use crate::stage::Stage;

/// How many visitors come, one connection for each request.
const VISITORS: usize = 12;
/// So long a server may take to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// What became of requests that were sent whole.
#[derive(Debug, Default)]
struct Visits {
    answered: AtomicUsize,
    /// From which ports those came whose connection ended before the whole answer was there.
    cut: Mutex<Vec<u16>>,
}

/// Comes again and again, until the server does not let it in any more.
async fn visit(port: u16, visits: Arc<Visits>, goes_on: Arc<AtomicBool>) {
    let body = r#"{"actor":{"actorId":"visitor"}}"#;
    let request = format!(
        "POST /api/partner/v1/core-chat/sessions HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\
         x-partner-api-key: {KEY}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    while goes_on.load(Ordering::SeqCst) {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return };
        let (from, mut answer) = (stream.local_addr().unwrap().port(), Vec::new());
        let is_sent = stream.write_all(request.as_bytes()).await.is_ok();
        let is_read = stream.read_to_end(&mut answer).await.is_ok();
        if is_sent && is_read && is_whole(&answer) {
            visits.answered.fetch_add(1, Ordering::SeqCst);
        } else {
            visits.cut.lock().unwrap().push(from);
        }
    }
}

/// Whether an answer of ours is there to its last byte.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    (head.starts_with("HTTP/1.1 201") || head.starts_with("HTTP/1.1 503"))
        && length.is_some_and(|length| length.parse() == Ok(body.len()))
}

/// `CRASH_STOPS` (5) times a server at work is asked to stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_asked_to_stop_answers_what_it_accepted_and_ends_well() {
    let mut stage = Stage::open().await;
    let folder = tempfile::tempdir().unwrap();
    let (library, log) = (folder.path().join("order.so"), folder.path().join("order.log"));
    crate::order::build("order", &library);
    stage.process.set("LD_PRELOAD", library.display().to_string());
    stage.process.set("ORDER_LOG", log.display().to_string());
    let (mut answered, mut cut, mut not_accepted) = (0, 0, 0);
    stage.send_actors(4);
    let stops = number("CRASH_STOPS", 5);
    for stop in 0..stops {
        std::fs::write(&log, "").unwrap();
        stage.process.start(Program::Shipped);
        stage.client.ready().await;
        let (visits, goes_on) = (Arc::new(Visits::default()), Arc::new(AtomicBool::new(true)));
        let visitor = || visit(stage.process.port(), Arc::clone(&visits), Arc::clone(&goes_on));
        let visitors: Vec<JoinHandle<()>> = (0..VISITORS).map(|_| tokio::spawn(visitor())).collect();
        tokio::time::sleep(Duration::from_millis(150 + 37 * (stop % 8))).await;
        let status = stage.process.stop(PATIENCE).await;
        assert!(status.is_some_and(|status| status.code() == Some(0)), "stop {stop}: {status:?}");
        goes_on.store(false, Ordering::SeqCst);
        for visitor in visitors {
            visitor.await.unwrap();
        }
        let accepted = std::fs::read_to_string(&log).unwrap();
        answered += visits.answered.load(Ordering::SeqCst);
        for port in visits.cut.lock().unwrap().iter() {
            let is_accepted = accepted.lines().any(|line| line == format!("accepted {port}"));
            *if is_accepted { &mut cut } else { &mut not_accepted } += 1;
        }
    }
    println!("{stops} stops: {answered} answered, {cut} cut, {not_accepted} reset before they were accepted");
    stage.process.start(Program::Shipped);
    stage.client.ready().await;
    let memories = stage.call_actors_back().await;
    let findings = crate::invariants::examine(&stage, memories).await;
    println!("{findings}");
    assert!(findings.breaches.is_empty(), "{:?}", findings.breaches.first());
    assert!(answered > 0);
    assert_eq!(cut, 0, "every accepted request is answered");
}
