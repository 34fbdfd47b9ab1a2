//! The sandbox's control plane: what can be forced, what its clock shows, what became of a card page.

use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::envelope;
use super::payment::Method;
use super::value::Instant;
use crate::chat::{CardPage, CardPageState};
use crate::clock::ClockReading;
use crate::http::request::scenario::HEADER;
use crate::supplier::Scenario;

/// What can be forced, and how.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Scenarios)]
pub struct Forceable {
    /// The header that forces a scenario on one request.
    #[schema(example = "x-sandbox-scenario")]
    header: &'static str,
    /// Every scenario.
    scenarios: Vec<ScenarioRow>,
    /// The cards that a card page can be completed with by name.
    #[schema(example = json!(["visa_ok", "visa_declined"]))]
    cards: Vec<&'static str>,
}

/// One scenario.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Scenario)]
pub struct ScenarioRow {
    /// The name to send in the header.
    #[schema(example = "price_increase")]
    name: &'static str,
    /// The hotel that forces it, shown by a search for "test hotels"; null where there is none.
    #[schema(example = "Sandbox Price Up")]
    test_hotel: Option<&'static str>,
    /// What it comes to.
    effect: &'static str,
}

/// What the sandbox's clock shows.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SandboxClock)]
pub struct ClockFace {
    /// The time in this sandbox.
    now: Instant,
    /// Whether it stands.
    frozen: bool,
    /// Seconds it is ahead of the wall's clock; negative behind it.
    #[schema(example = 3600)]
    ahead_seconds: i64,
}

/// That the sandbox was reset.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SandboxReset)]
pub struct Forgotten {
    /// Always true.
    reset: bool,
}

/// A visit to the card page, as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CompletedCardSetup)]
pub struct CompletedSetup<'a> {
    /// The visit.
    setup_id: &'a str,
    /// `completed`, now or before, or `expired`.
    #[schema(example = "completed")]
    status: &'static str,
    /// The card that is on file; null when the visit has expired.
    #[schema(value_type = Option<Method>)]
    method: Option<Method<'a>>,
}

/// The body that lists what can be forced, with the names of the vault's test cards.
#[must_use]
pub fn scenarios_body(cards: Vec<&'static str>) -> Bytes {
    let row = |(name, scenario): (&'static str, Scenario)| ScenarioRow {
        name,
        test_hotel: scenario.test_hotel(),
        effect: scenario.effect(),
    };
    let scenarios = Scenario::ALL.into_iter().map(row).collect();
    envelope::body_of(&Forceable { header: HEADER, scenarios, cards })
}

/// The body that tells the time.
#[must_use]
pub fn clock_body(reading: ClockReading) -> Bytes {
    let ClockReading { now, is_frozen, ahead } = reading;
    envelope::body_of(&ClockFace { now: Instant(now), frozen: is_frozen, ahead_seconds: ahead.as_secs() })
}

/// The body that says that all is forgotten.
#[must_use]
pub fn reset_body() -> Bytes {
    envelope::body_of(&Forgotten { reset: true })
}

/// The body of a visit that takes no card any more.
#[must_use]
pub fn setup_body(page: &CardPage) -> Bytes {
    let status = match page.state {
        CardPageState::Completed => "completed",
        CardPageState::Open | CardPageState::Expired => "expired",
    };
    let method = page.setup.method.as_ref().map(Method::from);
    envelope::body_of(&CompletedSetup { setup_id: page.setup.id.as_str(), status, method })
}
