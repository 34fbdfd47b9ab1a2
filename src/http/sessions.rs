//! `POST /sessions` and `GET /sessions/{sessionId}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::answer;
use super::billing::Billed;
use super::body::JsonBody;
use super::error::{ApiError, Code};
use super::request::document::OpenSession;
use super::request::page::Query;
use super::request::path::PathId;
use super::request::session;
use super::turn_log::TurnLog;
use super::wire;
use super::wire::envelope::Data;
use super::wire::session::{Opened, Standing};
use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::partner::AuthenticatedPartner;

/// Open a session
///
/// A session is one conversation of one actor. Every call opens another one, also for the same actor.
#[utoipa::path(
    post,
    path = "/sessions",
    operation_id = "openSession",
    tag = "Conversation",
    request_body = OpenSession,
    responses((status = 201, description = "The session.", body = Data<Opened>))
)]
pub async fn open(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    Billed(call): Billed,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let (actor, origin) = session::read(&body.parse()?)?;
    let session = app.chat.open_session(&partner.caller, actor, origin, call).await?;
    let log = TurnLog { recorded: true, ..answer::about(&session.key.id) };
    Ok(answer::json(StatusCode::CREATED, wire::session_body(&session), log))
}

/// Show a session
///
/// History and state, enough to rebuild the screen. Showing records no event.
#[utoipa::path(
    get,
    path = "/sessions/{sessionId}",
    operation_id = "showSession",
    tag = "Conversation",
    params(
        ("sessionId" = String, Path, description = "The session."),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200,
            description = "The most events to show; all by default."),
        ("pageToken" = Option<String>, Query, description = "`nextPageToken` of the page before."),
    ),
    responses((status = 200, description = "The session as it stands.", body = Data<Standing>))
)]
pub async fn show(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    PathId(id): PathId,
    query: Query,
) -> Result<Response, ApiError> {
    let (after, limit) = (query.after_event()?, query.limit()?);
    let id = SessionId::parse(&id).map_err(|_| Code::SessionNotFound)?;
    let snapshot = app.chat.snapshot(&partner.caller, &id, after, limit).await?;
    let log = TurnLog { actor: Some(snapshot.session.actor.id.clone()), ..answer::about(&id) };
    Ok(answer::json(StatusCode::OK, wire::snapshot_body(&snapshot), log))
}
