//! `POST /events`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::answer;
use super::billing::Billed;
use super::body::JsonBody;
use super::error::ApiError;
use super::request::document::SendEvent;
use super::request::event;
use super::request::scenario::Forced;
use super::wire;
use super::wire::envelope::Data;
use super::wire::turn::Answered;
use crate::app::App;
use crate::chat::Asked;
use crate::domain::partner::AuthenticatedPartner;

/// Send an event
///
/// The guest's words as `text`, or an action as `kind`. A business "no" is an outcome with status 200; `result.status`
/// says which artifacts there are, and `nextActions` lists every legal next step, ready to be sent. The same
/// `idempotencyKey` with the same request gives the stored answer, byte for byte, with `idempotent-replayed: true`.
#[utoipa::path(
    post,
    path = "/events",
    operation_id = "sendEvent",
    tag = "Conversation",
    params(("x-sandbox-scenario" = Option<String>, Header,
        description = "Forces an outcome; test keys only. An unknown name is answered with the list.")),
    request_body = SendEvent,
    responses((status = 200, description = "What came of it.", body = Data<Answered>,
        headers(
            ("idempotent-replayed" = String, description = "`true` on an answer that was given before."),
            ("server-timing" = String, description = "Milliseconds of understanding, supplier and store."),
        ),
    ))
)]
pub async fn send(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    Forced(scenario): Forced,
    Billed(call): Billed,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let event = event::read(&body.parse()?)?;
    let log = answer::about(&event.session);
    let asked = Asked { event, scenario, call };
    let handled = app.chat.handle_event(&partner, asked, wire::turn_body).await?;
    Ok(answer::turn(handled, log))
}
