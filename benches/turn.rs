//! What a request costs in process, from its bytes to those of its answer: every layer, and no socket.
//!
//! `cargo bench --bench turn` prints criterion's figures for a sentence that searches, its replay and a look at the
//! session, with the memory as store and with a file.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use core_chat::app::App;
use core_chat::config::partners::DEMO_KEY;
use core_chat::config::{Config, Database};
use core_chat::domain::partner::{Limits, Partner};
use core_chat::http::{BASE_PATH, router};
use criterion::{Criterion, criterion_group, criterion_main};
use http_body_util::BodyExt;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const TEXTS: [&str; 4] = [
    "Seattle Mar 20-23 1 room refundable",
    "A hotel in Denver May 11-13 for 2 adults, refundable, under $340 please",
    "2 people want to go to Nashville Aug 20-23, a 3 star place or better, 1 room, refundable",
    "San Diego Jul 6-10 1 room",
];

struct Server {
    runtime: Runtime,
    router: Router,
    session: String,
}

impl Server {
    fn start(database: Database) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a thread can be started");
        let mut config = Config::from_env().expect("the environment configures no other server");
        config.database = database;
        for entry in &mut config.partners {
            entry.partner = Arc::new(Partner { limits: Limits::default(), ..(*entry.partner).clone() });
        }
        let app = runtime.block_on(async { App::new(config, std::process::abort) }).expect("the store can be opened");
        let mut server = Self { router: router(&app, &Arc::default()), runtime, session: String::new() };
        let opened = server.ask(Method::POST, "/sessions", r#"{"actor":{"actorId":"guest"}}"#.to_owned());
        let opened = String::from_utf8_lossy(&opened).into_owned();
        let id = opened.split(r#""sessionId":""#).nth(1).and_then(|rest| rest.split('"').next());
        server.session = id.expect("a session was opened").to_owned();
        server
    }

    fn ask(&self, method: Method, path: &str, body: String) -> Vec<u8> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{BASE_PATH}{path}"))
            .header("host", "127.0.0.1")
            .header("x-partner-api-key", DEMO_KEY)
            .header("content-type", "application/json")
            .body(Body::from(body))
            .expect("a request");
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            assert!(answer.status().is_success(), "{}", answer.status());
            answer.into_body().collect().await.expect("a body").to_bytes().to_vec()
        })
    }

    fn say(&self, text: &str, key: &str) -> Vec<u8> {
        let session = &self.session;
        let body = format!(r#"{{"sessionId":"{session}","text":"{text}","idempotencyKey":"{key}"}}"#);
        self.ask(Method::POST, "/events", body)
    }
}

fn requests(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, database) in [("memory", Database::Memory), ("file", Database::Sqlite(folder.path().join("turn.db")))] {
        let server = Server::start(database);
        let mut group = criterion.benchmark_group(name);
        // Every turn is kept, with its answer; longer measurements would be of the machine's memory.
        group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(1));
        let mut said = 0;
        group.bench_function("a search in words", |bench| {
            bench.iter(|| {
                said += 1;
                black_box(server.say(TEXTS[said % TEXTS.len()], &format!("turn-{said}")))
            });
        });
        group.bench_function("its replay", |bench| bench.iter(|| black_box(server.say(TEXTS[1], "turn-1"))));
        let path = format!("/sessions/{}?limit=1", server.session);
        group.bench_function("a look at the session", |bench| {
            bench.iter(|| black_box(server.ask(Method::GET, &path, String::new())));
        });
        group.finish();
    }
}

criterion_group!(benches, requests);
criterion_main!(benches);
