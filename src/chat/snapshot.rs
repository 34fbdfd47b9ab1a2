//! A session as it stands, enough to rebuild the partner's screen.

use std::sync::Arc;

use super::error::ChatError;
use super::next;
use super::ports::Ports;
use super::settle;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::PaymentMethod;
use crate::domain::ids::{ActorId, BookingId, EventId, SessionId};
use crate::domain::outcome::{Clarification, NextAction, Outcome};
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
    /// Every legal next step.
    pub next: Vec<NextAction>,
}

/// The session `id` as it stands, with at most `limit` events after `after`. Records nothing.
pub(super) async fn take(
    ports: &Ports,
    caller: &Caller,
    id: &SessionId,
    after: Option<EventId>,
    limit: usize,
) -> Result<Snapshot, ChatError> {
    let key = SessionKey { caller: caller.clone(), id: id.clone() };
    let session = ports.store.session(&key).await?.ok_or(ChatError::SessionNotFound)?;
    if session.is_expired(ports.clock.now_for(caller)) {
        return Err(ChatError::SessionNotFound);
    }
    let events = ports.store.events(&key, after, limit).await?;
    let all = ports.store.bookings(&BookingFilter::Actor(caller.clone(), session.actor.id.clone())).await?;
    let open = session.open_question.as_ref().and_then(OpenQuestion::booking);
    let attempt = open.and_then(|id| all.iter().find(|a| a.id == *id)).cloned();
    let bookings = settled(ports, all).await?;
    let methods = ports.store.payment_methods(caller, &session.actor.id).await?;
    let next = legal_steps(&session, attempt.as_ref(), &bookings);
    Ok(Snapshot { session, events, attempt, bookings, methods, next })
}

/// The actor's bookings, latest first.
pub(super) async fn bookings(
    ports: &Ports,
    caller: &Caller,
    actor: &ActorId,
) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let all = ports.store.bookings(&BookingFilter::Actor(caller.clone(), actor.clone())).await?;
    settled(ports, all).await
}

/// One booking of the partner.
pub(super) async fn booking(ports: &Ports, caller: &Caller, id: &BookingId) -> Result<Arc<BookingAttempt>, ChatError> {
    let found = ports.store.bookings(&BookingFilter::Id(caller.clone(), id.clone())).await?;
    let booking = found.into_iter().find(|b| b.state.is_booking()).ok_or(ChatError::BookingNotFound)?;
    settle::settle(ports, booking).await
}

async fn settled(ports: &Ports, all: Vec<Arc<BookingAttempt>>) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
    let mut bookings = Vec::new();
    for attempt in all.into_iter().filter(|a| a.state.is_booking()) {
        bookings.push(settle::settle(ports, attempt).await?);
    }
    Ok(bookings)
}

/// The steps that are legal now, by what is open or on screen.
fn legal_steps(
    session: &Session,
    attempt: Option<&Arc<BookingAttempt>>,
    bookings: &[Arc<BookingAttempt>],
) -> Vec<NextAction> {
    if let Some(attempt) = attempt {
        return next::steps(&waiting(attempt));
    }
    match (&session.shortlist, bookings.first()) {
        (Some(list), _) => next::steps(&Outcome::Shortlist(Arc::clone(list))),
        (None, Some(latest)) => next::steps(&Outcome::BookingDetails(Arc::clone(latest))),
        (None, None) => next::steps(&Outcome::ClarificationRequired(Clarification::default())),
    }
}

/// What an attempt waits for, as the answer that asked for it.
fn waiting(attempt: &Arc<BookingAttempt>) -> Outcome {
    match (&attempt.state, &attempt.method) {
        (AttemptState::PriceChanged, _) => {
            Outcome::PriceChanged { attempt: Arc::clone(attempt), previous: attempt.accepted_total }
        }
        (AttemptState::AwaitingYes, Some(method)) => {
            Outcome::PaymentConfirmationRequired { attempt: Arc::clone(attempt), method: method.clone() }
        }
        (AttemptState::AwaitingCard, _) => Outcome::PaymentSetupRequired {
            attempt: Arc::clone(attempt),
            setup_url: String::new(),
            setup_expires_at: attempt.quote.expires_at,
            declined: attempt.failure,
        },
        _ => Outcome::BookingDetails(Arc::clone(attempt)),
    }
}
