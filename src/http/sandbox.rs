//! The sandbox's control plane, for test keys only: what can be forced, the time, starting over, and the card page without
//! a browser. To a live key there is nothing at these addresses.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;

use super::answer;
use super::body::JsonBody;
use super::error::{ApiError, Code};
use super::request::document::{CompleteCardSetup, SetClock};
use super::request::path::PathId;
use super::request::sandbox::{self, ClockChange, Sandbox};
use super::turn_log::TurnLog;
use super::wire::envelope::Data;
use super::wire::sandbox as shape;
use super::wire::sandbox::{ClockFace, CompletedSetup, Forceable, Forgotten};
use crate::app::App;
use crate::domain::ids::SetupId;

/// List scenarios
///
/// Every outcome that can be forced: by the header on one request, or by booking the test hotel of that name.
#[utoipa::path(
    get,
    path = "/sandbox/scenarios",
    operation_id = "listScenarios",
    tag = "Sandbox",
    responses((status = 200, description = "What can be forced.", body = Data<Forceable>))
)]
pub async fn scenarios(State(app): State<Arc<App>>, _: Sandbox) -> Response {
    told(shape::scenarios_body(app.chat.test_cards()))
}

/// Show the clock
///
/// The time in this sandbox, which options, quotes, links, sessions and cancellation deadlines obey.
#[utoipa::path(
    get,
    path = "/sandbox/clock",
    operation_id = "showClock",
    tag = "Sandbox",
    responses((status = 200, description = "The time.", body = Data<ClockFace>))
)]
pub async fn clock(State(app): State<Arc<App>>, Sandbox(sandbox): Sandbox) -> Response {
    told(shape::clock_body(app.sandbox_clock.reading(&sandbox)))
}

/// Move or stop the clock
///
/// Moves the time of this sandbox forward, stops it, or lets it run on from where it stands. It never goes back.
#[utoipa::path(
    post,
    path = "/sandbox/clock",
    operation_id = "setClock",
    tag = "Sandbox",
    request_body = SetClock,
    responses((status = 200, description = "The time from now on.", body = Data<ClockFace>))
)]
pub async fn set_clock(
    State(app): State<Arc<App>>,
    Sandbox(sandbox): Sandbox,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let ClockChange { advance, freeze } = sandbox::clock(&body.parse()?)?;
    let too_far = || ApiError::invalid_field("advanceSeconds", "would lead more than five years ahead");
    let reading = app.turn_clock(&sandbox, advance, freeze).await?.ok_or_else(too_far)?;
    Ok(told(shape::clock_body(reading)))
}

/// Start over
///
/// Forgets this sandbox's sessions, bookings, cards on file and clock. Needs no body.
#[utoipa::path(
    post,
    path = "/sandbox/reset",
    operation_id = "resetSandbox",
    tag = "Sandbox",
    responses((status = 200, description = "All is forgotten.", body = Data<Forgotten>))
)]
pub async fn reset(State(app): State<Arc<App>>, Sandbox(sandbox): Sandbox) -> Result<Response, ApiError> {
    app.forget(&sandbox).await?;
    Ok(told(shape::reset_body()))
}

/// Complete a card page
///
/// Does what the guest does on the card page, with a test card by its name, so that a script needs no browser. The id is
/// the last part of `payment.setupUrl`. A visit that is completed or expired is shown as it is.
#[utoipa::path(
    post,
    path = "/sandbox/payment-setups/{setupId}/complete",
    operation_id = "completeCardSetup",
    tag = "Sandbox",
    params(("setupId" = String, Path, description = "The visit.")),
    request_body = CompleteCardSetup,
    responses((status = 200, description = "The visit as it stands.", body = Data<CompletedSetup>))
)]
pub async fn complete_card_setup(
    State(app): State<Arc<App>>,
    Sandbox(sandbox): Sandbox,
    PathId(id): PathId,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let document = body.parse()?;
    let (guest, card) = sandbox::card_setup(&document)?;
    let id = SetupId::parse(&id).map_err(|_| Code::NotFound)?;
    let page = app.chat.complete_card_setup(&sandbox, &id, guest, card).await?;
    let no_such_card = || {
        let names = app.chat.test_cards().join(", ");
        ApiError::invalid_field("card", &format!("must be one of {names}"))
    };
    Ok(told(shape::setup_body(&page.ok_or_else(no_such_card)?)))
}

fn told(body: Bytes) -> Response {
    answer::json(StatusCode::OK, body, TurnLog::default())
}
