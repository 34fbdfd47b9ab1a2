//! The actor's own bookings, asked for in words.

use std::sync::Arc;

use super::error::ChatError;
use super::settle;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::outcome::Outcome;

/// "Show my bookings": the one there is, or all of them, latest first.
pub(super) async fn bookings(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let mut all = Vec::new();
    for attempt in work.attempts().await?.into_iter().filter(|a| a.state.is_booking()) {
        all.push(settle::settle(work.means(), attempt).await?);
    }
    Ok(match all.as_slice() {
        [one] => {
            work.session.booking = Some(one.id.clone());
            Outcome::BookingDetails(Arc::clone(one))
        }
        _ => Outcome::BookingList(all),
    })
}

/// The bookings that "cancel it" may mean: the one last spoken of, or every confirmed one.
pub(super) async fn to_cancel(work: &Work<'_>) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let mut live = Vec::new();
    for attempt in work.attempts().await? {
        if matches!(attempt.state, AttemptState::Confirmed | AttemptState::CancelUnknown) {
            live.push(attempt);
        }
    }
    match live.iter().position(|a| Some(&a.id) == work.session.booking.as_ref()) {
        Some(spoken_of) => Ok(vec![live.swap_remove(spoken_of)]),
        None => Ok(live),
    }
}

/// The actor's latest booking, whatever became of it.
pub(super) async fn latest(work: &Work<'_>) -> Result<Option<Arc<BookingAttempt>>, ChatError> {
    Ok(work.attempts().await?.into_iter().find(|attempt| attempt.state.is_booking()))
}
