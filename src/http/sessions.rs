//! `POST /sessions` and `GET /sessions/{sessionId}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;

use super::answer::{self, LogFields};
use super::body::JsonBody;
use super::error::{ApiError, Code};
use super::request::page::Query;
use super::request::session;
use super::wire;
use crate::chat::Chat;
use crate::domain::ids::SessionId;
use crate::domain::partner::AuthenticatedPartner;

/// Opens a session.
///
/// # Errors
/// An unfit request, or a fault.
pub async fn open(
    State(chat): State<Arc<Chat>>,
    partner: AuthenticatedPartner,
    body: JsonBody,
) -> Result<Response, ApiError> {
    let (actor, origin) = session::read(&body.parse()?)?;
    let session = chat.open_session(&partner.caller, actor, origin).await?;
    Ok(answer::json(StatusCode::CREATED, wire::session_body(&session), LogFields::of(&session.key.id)))
}

/// Shows a session as it stands.
///
/// # Errors
/// Unknown session, unfit page, or a fault.
pub async fn show(
    State(chat): State<Arc<Chat>>,
    partner: AuthenticatedPartner,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, ApiError> {
    let (after, limit) = (query.after_event()?, query.limit()?);
    let id = SessionId::parse(&id).map_err(|_| Code::SessionNotFound)?;
    let snapshot = chat.snapshot(&partner.caller, &id, after, limit).await?;
    Ok(answer::json(StatusCode::OK, wire::snapshot_body(&snapshot), LogFields::of(&id)))
}
