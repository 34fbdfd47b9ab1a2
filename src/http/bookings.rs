//! `GET /bookings` and `GET /bookings/{bookingId}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::answer;
use super::error::{ApiError, Code};
use super::request::page::{self, Query};
use super::request::path::PathId;
use super::turn_log::TurnLog;
use super::wire;
use super::wire::booking::{Booked, BookedPage};
use super::wire::envelope::Data;
use crate::app::App;
use crate::domain::ids::{ActorId, BookingId};
use crate::domain::partner::AuthenticatedPartner;

/// List bookings
///
/// An actor's bookings, latest first.
#[utoipa::path(
    get,
    path = "/bookings",
    operation_id = "listBookings",
    tag = "Bookings",
    params(
        ("actorId" = String, Query, description = "Whose bookings."),
        ("limit" = Option<u8>, Query, minimum = 1, maximum = 200,
            description = "The most bookings to show; all by default."),
        ("pageToken" = Option<String>, Query, description = "`nextPageToken` of the page before."),
    ),
    responses((status = 200, description = "One page.", body = Data<BookedPage>))
)]
pub async fn list(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    query: Query,
) -> Result<Response, ApiError> {
    let actor = query.get("actorId")?.ok_or_else(|| ApiError::invalid_field("actorId", "is required"))?;
    let actor = ActorId::parse(actor).map_err(|problem| ApiError::invalid_field("actorId", &problem.to_string()))?;
    let (token, limit) = (query.get("pageToken")?, query.limit()?);
    let bookings = app.chat.bookings(&partner.caller, &actor).await?;
    let log = TurnLog { actor: Some(actor), ..TurnLog::default() };
    let (rows, next) = page::cut(&bookings, |booking| booking.id.as_str(), token, limit)?;
    Ok(answer::json(StatusCode::OK, wire::bookings_body(rows, next.as_deref()), log))
}

/// Show a booking
///
/// One booking as it stands now.
#[utoipa::path(
    get,
    path = "/bookings/{bookingId}",
    operation_id = "showBooking",
    tag = "Bookings",
    params(("bookingId" = String, Path, description = "The booking.")),
    responses((status = 200, description = "The booking.", body = Data<Booked>))
)]
pub async fn show(
    State(app): State<Arc<App>>,
    partner: AuthenticatedPartner,
    PathId(id): PathId,
) -> Result<Response, ApiError> {
    let id = BookingId::parse(&id).map_err(|_| Code::BookingNotFound)?;
    let booking = app.chat.booking(&partner.caller, &id).await?;
    let log = TurnLog { actor: Some(booking.actor.clone()), ..answer::about(&booking.session) };
    Ok(answer::json(StatusCode::OK, wire::booking_body(&booking), log))
}
