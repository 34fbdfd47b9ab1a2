//! `GET /bookings` and `GET /bookings/{bookingId}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;

use super::answer::{self, LogFields};
use super::error::{ApiError, Code};
use super::request::page::{self, Query};
use super::wire;
use crate::chat::Chat;
use crate::domain::ids::{ActorId, BookingId};
use crate::domain::partner::AuthenticatedPartner;

/// Lists an actor's bookings, latest first.
///
/// # Errors
/// No actor, unfit page, or a fault.
pub async fn list(
    State(chat): State<Arc<Chat>>,
    partner: AuthenticatedPartner,
    query: Query,
) -> Result<Response, ApiError> {
    let actor = query.get("actorId")?.ok_or_else(|| ApiError::invalid_field("actorId", "is required"))?;
    let actor = ActorId::parse(actor).map_err(|problem| ApiError::invalid_field("actorId", &problem.to_string()))?;
    let (token, limit) = (query.get("pageToken")?, query.limit()?);
    let bookings = chat.bookings(&partner.caller, &actor).await?;
    let (rows, next) = page::cut(&bookings, |booking| booking.id.as_str(), token, limit)?;
    Ok(answer::json(StatusCode::OK, wire::bookings_body(rows, next.as_deref()), LogFields::default()))
}

/// Shows one booking.
///
/// # Errors
/// Unknown booking, or a fault.
pub async fn show(
    State(chat): State<Arc<Chat>>,
    partner: AuthenticatedPartner,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id = BookingId::parse(&id).map_err(|_| Code::BookingNotFound)?;
    let booking = chat.booking(&partner.caller, &id).await?;
    Ok(answer::json(StatusCode::OK, wire::booking_body(&booking), LogFields::of(&booking.session)))
}
