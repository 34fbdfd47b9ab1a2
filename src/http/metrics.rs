//! What the server does, in figures: `GET /metrics`, as OpenMetrics text, on a listener of its own.
//!
//! No partner, session or guest is told of. A label has one of the names that this program knows, so that nobody who sends
//! requests can add a series. Requests are measured as the semantic conventions of OpenTelemetry name them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, State};
use axum::response::{IntoResponse, Response};
use http::{Method, header};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::address::method_name;
use super::error::{ApiError, Code};
use super::turn_log::TurnLog;
use crate::app::App;
use crate::chat::{Round, Timing};

/// What a request takes is told from a tenth of a millisecond on, in seconds: most turns take less than one.
const BUCKETS: [f64; 16] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The type of what is answered.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The figures since the server started.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    errors: Family<ErrorLabels, Counter>,
    turns: Family<TurnLabels, Counter>,
    replays: Counter,
    understanding: Histogram,
    supplier: Histogram,
    store: Histogram,
    bookings: Bookings,
    calls_unrecorded: Gauge,
}

/// How what is open stood in the latest round of settling.
#[derive(Debug, Default)]
struct Bookings {
    unsettled: Gauge,
    unknown: Gauge,
    oldest_unknown: Gauge,
    unstored: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    http_request_method: &'static str,
    http_route: Route,
    http_response_status_code: u16,
}

/// An address as documented, with the names of its parts instead of what was sent; empty where it is unknown.
#[derive(Debug, Clone)]
struct Route(Option<MatchedPath>);

impl Route {
    fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        self.as_str().encode(encoder)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ErrorLabels {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TurnLabels {
    event: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageLabels {
    stage: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let (requests, stages) = (Family::new_with_constructor(histogram), Family::new_with_constructor(histogram));
        let stage = |stage| stages.get_or_create_owned(&StageLabels { stage });
        let metrics = Self {
            registry: Registry::default(),
            requests,
            errors: Family::default(),
            turns: Family::default(),
            replays: Counter::default(),
            understanding: stage("understand"),
            supplier: stage("supplier"),
            store: stage("store"),
            bookings: Bookings::default(),
            calls_unrecorded: Gauge::default(),
        };
        metrics.registered(stages)
    }
}

impl Metrics {
    /// Gives everything the name under which it is told.
    fn registered(mut self, stages: Family<StageLabels, Histogram, fn() -> Histogram>) -> Self {
        let name = "http_server_request_duration";
        let help = "From the head of a request to that of its answer";
        self.registry.register_with_unit(name, help, Unit::Seconds, self.requests.clone());
        let ours = self.registry.sub_registry_with_prefix("core_chat");
        ours.register("build", "What runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        ours.register("errors", "Answers that are errors, by code", self.errors.clone());
        ours.register("turns", "Turns by what was understood and what came of it", self.turns.clone());
        ours.register("replays", "Answers that were given before", self.replays.clone());
        ours.register_with_unit("turn_stage_duration", "Where the time of turns went", Unit::Seconds, stages);
        let Bookings { unsettled, unknown, oldest_unknown, unstored } = &self.bookings;
        ours.register("bookings_unsettled", "Bookings of which something must still come", unsettled.clone());
        ours.register(
            "bookings_unknown",
            "Bookings that only evidence can decide: perhaps booked, or perhaps cancelled",
            unknown.clone(),
        );
        let help = "For how long the oldest such booking has been so";
        ours.register_with_unit("bookings_unknown_oldest", help, Unit::Seconds, oldest_unknown.clone());
        ours.register("bookings_unstored", "Outcomes of sends that could not be stored yet", unstored.clone());
        ours.register("calls_unrecorded", "Calls whose usage waits to be recorded", self.calls_unrecorded.clone());
        self
    }

    /// Counts one answer, and the turn it tells of.
    pub(super) fn count(&self, method: &Method, route: Option<&MatchedPath>, took: Duration, response: &Response) {
        let labels = RequestLabels {
            http_request_method: method_name(method),
            http_route: Route(route.cloned()),
            http_response_status_code: response.status().as_u16(),
        };
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
        if let Some(error) = response.extensions().get::<ApiError>() {
            self.errors.get_or_create(&ErrorLabels { code: error.code().as_str() }).inc();
        }
        match response.extensions().get::<TurnLog>() {
            Some(TurnLog { replayed: true, .. }) => _ = self.replays.inc(),
            Some(TurnLog { kind: Some(kind), status: Some(status), timing, .. }) => {
                self.turns.get_or_create(&TurnLabels { event: kind.as_str(), outcome: status.as_str() }).inc();
                timing.iter().for_each(|timing| self.time(timing));
            }
            Some(_) | None => {}
        }
    }

    fn time(&self, timing: &Timing) {
        self.understanding.observe(timing.understand.as_secs_f64());
        self.supplier.observe(timing.supplier.as_secs_f64());
        self.store.observe(timing.store.as_secs_f64());
    }

    /// All figures, with how `app` stands now.
    fn text(&self, app: &App) -> Result<String, fmt::Error> {
        let Round { unsettled, unknown, oldest_unknown, unstored, asked: _, settled: _ } = app.chat.latest_round();
        self.bookings.unsettled.set(gauged(unsettled));
        self.bookings.unknown.set(gauged(unknown));
        self.bookings.oldest_unknown.set(oldest_unknown.as_secs());
        self.bookings.unstored.set(gauged(unstored));
        self.calls_unrecorded.set(gauged(app.ledger.waits()));
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// A count as a gauge has it; none comes near the end of the range.
fn gauged(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `GET /metrics`.
pub(super) async fn show(State((app, metrics)): State<(Arc<App>, Arc<Metrics>)>) -> Result<Response, ApiError> {
    let text = metrics.text(&app).map_err(|_| Code::InternalError)?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
