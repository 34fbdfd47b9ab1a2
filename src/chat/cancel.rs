//! Cancelling a booking: what it would cost, and doing it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::advance;
use super::book;
use super::error::ChatError;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::course::{self, Cancellable, Input};
use crate::domain::ids::BookingId;
use crate::domain::outcome::Outcome;
use crate::domain::session::OpenQuestion;

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
    let went = advance::go_on(work, &booking, Input::CancelAsked).await?;
    let booking = went.map_err(|_| ChatError::Internal("a cancellation needs no quote".to_owned()))?;
    Ok(match (booking.state, booking.cancellation, booking.failure) {
        (AttemptState::Cancelled, Some(cost), _) => Outcome::BookingCancelled { booking, cost },
        (AttemptState::Confirmed, _, Some(code)) => Outcome::CancellationFailed { booking, code },
        _ => Outcome::CancellationPending(booking),
    })
}

/// The booking, if it can be cancelled now; else the answer that says why not.
async fn cancellable(work: &Work<'_>, id: &BookingId) -> Result<Result<Arc<BookingAttempt>, Box<Outcome>>, ChatError> {
    let Some(booking) = work.attempt(id).await?.filter(|a| a.state.is_booking()) else {
        return Ok(Err(Box::new(Outcome::BookingNotFound)));
    };
    Ok(match course::cancellable(&booking, has_begun(work, &booking)) {
        Cancellable::Yes => Ok(booking),
        Cancellable::No(code) => Err(Box::new(Outcome::CancellationFailed { booking, code })),
        Cancellable::NotAsItStands => Err(Box::new(book::standing(booking))),
    })
}

/// Whether the day of arrival has come at the hotel.
fn has_begun(work: &Work<'_>, booking: &BookingAttempt) -> bool {
    let zone = TimeZone::get(&booking.option.hotel.time_zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(work.now()).date() >= booking.option.dates.check_in()
}
