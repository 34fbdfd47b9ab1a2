//! `POST /sessions` and `GET /sessions/{sessionId}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::answer;
use super::body::JsonBody;
use super::error::{ApiError, Code};
use super::request::page::Query;
use super::request::path::PathId;
use super::request::session;
use super::wire;
use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::partner::AuthenticatedPartner;

/// Opens a session.
///
/// # Errors
/// An unfit request, or a fault.
pub async fn open(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let (actor, origin) = session::read(&body.parse()?)?;
    let session = app.chat.open_session(&partner.caller, actor, origin).await?;
    Ok(answer::json(StatusCode::CREATED, wire::session_body(&session), answer::about(&session.key.id)))
}

/// Shows a session as it stands.
///
/// # Errors
/// Unknown session, unfit page, or a fault.
pub async fn show(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    PathId(id): PathId,
    query: Query,
) -> Result<Response, ApiError> {
    let (after, limit) = (query.after_event()?, query.limit()?);
    let id = SessionId::parse(&id).map_err(|_| Code::SessionNotFound)?;
    let snapshot = app.chat.snapshot(&partner.caller, &id, after, limit).await?;
    Ok(answer::json(StatusCode::OK, wire::snapshot_body(&snapshot), answer::about(&id)))
}
