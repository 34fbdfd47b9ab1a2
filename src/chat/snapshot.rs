//! A session as it stands, enough to rebuild the partner's screen.

use std::sync::Arc;

use jiff::Timestamp;

use super::error::ChatError;
use super::next;
use super::ports::{Ports, Settings};
use super::settle;
use super::work::Means;
use crate::domain::booking::{BookingAttempt, CancelCost};
use crate::domain::card::PaymentMethod;
use crate::domain::ids::{ActorId, BookingId, EventId, SessionId};
use crate::domain::outcome::{NextAction, Outcome};
use crate::domain::partner::Caller;
use crate::domain::session::{OpenQuestion, Session, SessionKey};
use crate::store::{BookingFilter, EventPage};

/// A session as it stands.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The session.
    pub session: Arc<Session>,
    /// Its history, oldest first.
    pub events: EventPage,
    /// The attempt the open question is about.
    pub attempt: Option<Arc<BookingAttempt>>,
    /// The actor's bookings, latest first.
    pub bookings: Vec<Arc<BookingAttempt>>,
    /// The actor's cards on file, latest first.
    pub methods: Vec<PaymentMethod>,
    /// Where a card is to be entered, while that is what is open: the address, and until when it works.
    pub card_page: Option<(String, Timestamp)>,
    /// What cancelling costs now, while that is what is open.
    pub cancel_cost: Option<CancelCost>,
    /// Every legal next step.
    pub next: Vec<NextAction>,
}

/// The session `id` as it stands, with at most `limit` events after `after`. Records nothing.
pub(super) async fn take(
    means: Means<'_>,
    caller: &Caller,
    id: &SessionId,
    after: Option<EventId>,
    limit: usize,
) -> Result<Snapshot, ChatError> {
    let Means { ports, settings, .. } = means;
    let key = SessionKey { caller: caller.clone(), id: id.clone() };
    let session = ports.store.session(&key).await?.ok_or(ChatError::SessionNotFound)?;
    let now = ports.clock.now_for(caller);
    if session.is_expired(now) {
        return Err(ChatError::SessionNotFound);
    }
    let events = ports.store.events(&key, after, limit).await?;
    let all = ports.store.bookings(&BookingFilter::Actor(caller.clone(), session.actor.id.clone())).await?;
    let open = session.open_question.as_ref().and_then(OpenQuestion::booking);
    let attempt = open.and_then(|id| all.iter().find(|a| a.id == *id)).cloned();
    let bookings = settled(means, all).await?;
    let methods = ports.store.payment_methods(caller, &session.actor.id).await?;
    let card_page = card_page(ports, settings, &session, now).await?;
    let next = legal_steps(&session, attempt.as_ref(), &bookings, now);
    let cancels = matches!(session.open_question, Some(OpenQuestion::Cancellation(_)));
    let cancel_cost = attempt.as_ref().filter(|_| cancels).map(|attempt| attempt.cancel_cost(now));
    Ok(Snapshot { session, events, attempt, bookings, methods, card_page, cancel_cost, next })
}

/// The visit to the card page that is open, if it still takes a card.
async fn card_page(
    ports: &Ports,
    settings: &Settings,
    session: &Session,
    now: Timestamp,
) -> Result<Option<(String, Timestamp)>, ChatError> {
    let Some(OpenQuestion::CardSetup { setup, .. }) = &session.open_question else { return Ok(None) };
    let visit = ports.store.card_setup(setup).await?.filter(|visit| visit.method.is_none() && visit.expires_at > now);
    Ok(visit.map(|visit| (settings.card_page_url(&visit.id), visit.expires_at)))
}

/// The actor's bookings, latest first.
pub(super) async fn bookings(
    means: Means<'_>,
    caller: &Caller,
    actor: &ActorId,
) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let all = means.ports.store.bookings(&BookingFilter::Actor(caller.clone(), actor.clone())).await?;
    settled(means, all).await
}

/// One booking of the partner.
pub(super) async fn booking(
    means: Means<'_>,
    caller: &Caller,
    id: &BookingId,
) -> Result<Arc<BookingAttempt>, ChatError> {
    let found = means.ports.store.bookings(&BookingFilter::Id(caller.clone(), id.clone())).await?;
    let booking = found.into_iter().find(|b| b.state.is_booking()).ok_or(ChatError::BookingNotFound)?;
    settle::settle(means, booking).await
}

async fn settled(means: Means<'_>, all: Vec<Arc<BookingAttempt>>) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let mut bookings = Vec::new();
    for attempt in all.into_iter().filter(|a| a.state.is_booking()) {
        bookings.push(Box::pin(settle::settle(means, attempt)).await?);
    }
    Ok(bookings)
}

/// The steps that are legal now, by what is open or on screen.
fn legal_steps(
    session: &Session,
    attempt: Option<&Arc<BookingAttempt>>,
    bookings: &[Arc<BookingAttempt>],
    now: Timestamp,
) -> Vec<NextAction> {
    let asked = attempt.and_then(|attempt| asked(session, attempt, now));
    match (asked, bookings.first()) {
        (Some(outcome), _) => next::steps(&outcome, session, None, now),
        (None, Some(latest)) if session.open_question.is_none() && session.shortlist.is_none() => {
            next::steps(&Outcome::BookingDetails(Arc::clone(latest)), session, None, now)
        }
        (None, _) => next::standing(session, now),
    }
}

/// The open question about `attempt`, as the answer that asked it.
fn asked(session: &Session, attempt: &Arc<BookingAttempt>, now: Timestamp) -> Option<Outcome> {
    let attempt = Arc::clone(attempt);
    Some(match (session.open_question.as_ref()?, attempt.method.clone()) {
        (OpenQuestion::PriceChange(_), _) => Outcome::PriceChanged { previous: attempt.accepted_total, attempt },
        (OpenQuestion::FinalYes(_), Some(method)) => Outcome::PaymentConfirmationRequired { attempt, method },
        (OpenQuestion::Cancellation(_), _) => {
            let cost = attempt.cancel_cost(now);
            Outcome::CancellationConfirmationRequired { booking: attempt, cost }
        }
        _ => return None,
    })
}
