//! Cancelling a booking: what it would cost, and doing it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::book;
use super::error::ChatError;
use super::money;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Step};
use crate::domain::failure::FailureCode;
use crate::domain::ids::BookingId;
use crate::domain::option::Refundability;
use crate::domain::outcome::Outcome;
use crate::domain::session::OpenQuestion;
use crate::supplier::CancelAnswer;

/// Shows what cancelling `id` would cost now, and leaves the question open.
pub(super) async fn preview(work: &mut Work<'_>, id: &BookingId) -> Result<Outcome, ChatError> {
    let booking = match cancellable(work, id).await? {
        Ok(booking) => booking,
        Err(outcome) => return Ok(*outcome),
    };
    work.ask(OpenQuestion::Cancellation(booking.id.clone()));
    work.session.booking = Some(booking.id.clone());
    let cost = booking.cancel_cost(work.now());
    Ok(Outcome::CancellationConfirmationRequired { booking, cost })
}

/// Cancels `id` at the cost it has now. Runs in a task the server owns, like the final yes.
pub(super) async fn cancel(work: &mut Work<'_>, id: &BookingId) -> Result<Outcome, ChatError> {
    let booking = match cancellable(work, id).await? {
        Ok(booking) => booking,
        Err(outcome) => return Ok(*outcome),
    };
    if work.session.open_question.as_ref().and_then(OpenQuestion::booking) == Some(id) {
        work.session.open_question = None;
    }
    if work.outbox.is_closed() {
        return Err(ChatError::Stopping);
    }
    let cost = booking.cancel_cost(work.now());
    let sending = work.step(&booking, Step::SendCancel)?;
    work.checkpoint().await?;
    let patience = work.settings.supplier_patience;
    let sent = Arc::clone(&sending);
    let answer = work
        .ask_supplier(async move |supplier, call| tokio::time::timeout(patience, supplier.cancel(&call, &sent)).await)
        .await;
    match answer {
        Some(Ok(CancelAnswer::Cancelled)) => {
            let booking = work.step(&sending, Step::Cancel(cost))?;
            money::follow(work.ports, &booking).await;
            Ok(Outcome::BookingCancelled { booking, cost })
        }
        Some(Ok(CancelAnswer::Refused(code))) => {
            let booking = work.step(&sending, Step::RefuseCancel(code))?;
            Ok(Outcome::CancellationFailed { booking, code })
        }
        Some(Ok(CancelAnswer::Unknown(why))) => {
            tracing::error!(booking = %sending.id, why, "a cancellation's outcome is unknown");
            Ok(Outcome::CancellationPending(work.step(&sending, Step::LoseTrackOfCancel)?))
        }
        Some(Err(_)) | None => {
            tracing::error!(booking = %sending.id, "a cancellation's outcome is unknown: no answer in time");
            Ok(Outcome::CancellationPending(work.step(&sending, Step::LoseTrackOfCancel)?))
        }
    }
}

/// The booking, if it can be cancelled now; else the answer that says why not.
async fn cancellable(work: &Work<'_>, id: &BookingId) -> Result<Result<Arc<BookingAttempt>, Box<Outcome>>, ChatError> {
    let Some(booking) = work.attempt(id).await?.filter(|a| a.state.is_booking()) else {
        return Ok(Err(Box::new(Outcome::BookingNotFound)));
    };
    let refuse = |booking, code| Ok(Err(Box::new(Outcome::CancellationFailed { booking, code })));
    if booking.state == AttemptState::Refused {
        return refuse(booking, FailureCode::CancellationRefused);
    }
    if !matches!(booking.state, AttemptState::Confirmed | AttemptState::CancelUnknown) {
        return Ok(Err(Box::new(book::standing(booking))));
    }
    if has_begun(work, &booking) {
        return refuse(booking, FailureCode::TooLateToCancel);
    }
    match booking.quote.cancellation.refundability {
        Refundability::NonRefundable => refuse(booking, FailureCode::NotRefundable),
        Refundability::Refundable | Refundability::Unknown => Ok(Ok(booking)),
    }
}

/// Whether the day of arrival has come at the hotel.
fn has_begun(work: &Work<'_>, booking: &BookingAttempt) -> bool {
    let zone = TimeZone::get(&booking.option.hotel.time_zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(work.now()).date() >= booking.option.dates.check_in()
}
