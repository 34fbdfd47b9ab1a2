//! The actor's own bookings, asked for in words.

use std::sync::Arc;

use super::error::ChatError;
use super::settle;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::outcome::Outcome;
use crate::domain::session::OpenQuestion;
use crate::domain::shortlist::ShownOption;
use crate::understanding::meaning::Intent;

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
        _ => {
            // All are spoken of, so none is: "cancel it" has to ask which.
            work.session.booking = None;
            Outcome::BookingList(all)
        }
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

/// The bookings that words of that intent can point at: those asked about last, or all that a list of them shows.
pub(super) async fn to_choose_from(work: &Work<'_>, intent: Intent) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let just_asked = work.session.asked_at == work.session.last_event;
    let asked = match &work.session.open_question {
        Some(OpenQuestion::WhichBooking(ids)) if just_asked => Some(ids),
        _ => None,
    };
    if asked.is_none() && intent != Intent::Cancel {
        return Ok(Vec::new());
    }
    let all = work.attempts().await?.into_iter();
    Ok(all.filter(|a| asked.map_or(a.state.is_booking(), |ids| ids.contains(&a.id))).collect())
}

/// The booking of that option, where it is the one last spoken of.
pub(super) async fn spoken_of(work: &Work<'_>, option: &ShownOption) -> Result<Option<Arc<BookingAttempt>>, ChatError> {
    let Some(id) = &work.session.booking else { return Ok(None) };
    let booking = work.attempt(id).await?.filter(|a| a.state.is_booking() && a.option_id == option.id);
    match booking {
        Some(booking) => Ok(Some(settle::settle(work.means(), booking).await?)),
        None => Ok(None),
    }
}

/// The actor's latest booking, whatever became of it.
pub(super) async fn latest(work: &Work<'_>) -> Result<Option<Arc<BookingAttempt>>, ChatError> {
    Ok(work.attempts().await?.into_iter().find(|attempt| attempt.state.is_booking()))
}
