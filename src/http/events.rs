//! `POST /events`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::answer;
use super::body::JsonBody;
use super::error::ApiError;
use super::request::event;
use super::request::scenario::Forced;
use super::wire;
use crate::app::App;
use crate::domain::partner::AuthenticatedPartner;

/// Answers one event.
///
/// # Errors
/// An unfit request, an unknown session, another actor, a key used for something else, or a fault.
pub async fn send(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    Forced(scenario): Forced,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let event = event::read(&body.parse()?)?;
    let log = answer::about(&event.session);
    let handled = app.chat.handle_event(&partner, event, scenario, wire::turn_body).await?;
    Ok(answer::turn(handled, log))
}
