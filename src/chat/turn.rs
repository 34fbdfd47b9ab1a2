//! One turn, from the session as read to the answer as committed.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use jiff::Timestamp;

use super::answer;
use super::book::{self, Shown};
use super::cancel;
use super::error::{ChatError, ForcedFailure};
use super::next;
use super::outbox::Outbox;
use super::pay;
use super::ports::Ports;
use super::reply;
use super::settle;
use super::work::{Answered, Means, Timing, Work};
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::card_number;
use crate::domain::event::{Action, Event, EventKind, EventRecord};
use crate::domain::heard::Heard;
use crate::domain::ids::{ActorId, BookingId, EventId, IdempotencyKey};
use crate::domain::outcome::{Outcome, Status, Turn};
use crate::domain::partner::AuthenticatedPartner;
use crate::domain::session::{LastAnswer, OpenQuestion, Session, SessionKey};
use crate::domain::usage::{self, Call, UsageRecord};
use crate::store::{BookingFilter, Commit, StoredResult};
use crate::supplier::{CallContext, Scenario};

/// The HTTP status of every outcome.
const ANSWERED: u16 = 200;

/// An event as it was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The event.
    pub event: Event,
    /// An outcome to force, in a sandbox only.
    pub scenario: Option<Scenario>,
    /// The request it came in.
    pub call: Call,
}

impl Asked {
    /// The call as it is billed when `event` of `session` answers it.
    fn usage(&self, session: &Session, event: EventId) -> UsageRecord {
        UsageRecord {
            call: self.call.clone(),
            caller: session.key.caller.clone(),
            actor: Some(session.actor.id.clone()),
            session: Some(session.key.id.clone()),
            event: Some(event),
            status: ANSWERED,
            billable: usage::is_billable(ANSWERED, false),
        }
    }
}

/// An event, answered.
#[derive(Debug, Clone)]
pub struct Handled {
    /// The rendered answer, to the byte as first sent.
    pub body: Bytes,
    /// Whether it was answered before.
    pub replayed: bool,
    /// The event.
    pub event: EventId,
    /// Who spoke.
    pub actor: ActorId,
    /// Whether the call is recorded with what it made; else that is still to be done.
    pub recorded: bool,
    /// Its class; not known again for a replay.
    pub kind: Option<EventKind>,
    /// What came of it; not known again for a replay.
    pub status: Option<Status>,
    /// Where the time went.
    pub timing: Timing,
    /// Whether the connection is to be cut instead of answering, as a sandbox partner asked.
    pub cut_reply: bool,
}

/// Fails when a sandbox partner asked us to.
pub(super) fn refuse_if_asked(scenario: Option<Scenario>) -> Result<(), ChatError> {
    match scenario {
        Some(Scenario::RateLimited) => Err(ChatError::Forced(ForcedFailure::RateLimited)),
        Some(Scenario::ServerError) => Err(ChatError::Forced(ForcedFailure::ServerError)),
        Some(Scenario::Unavailable) => Err(ChatError::Forced(ForcedFailure::Unavailable)),
        _ => Ok(()),
    }
}

/// The session, if it is there and `actor`, where given, is its owner.
pub(super) async fn open(ports: &Ports, key: &SessionKey, actor: Option<&ActorId>) -> Result<Arc<Session>, ChatError> {
    let session = ports.store.session(key).await?.ok_or(ChatError::SessionNotFound)?;
    if session.is_expired(ports.clock.now_for(&key.caller)) {
        return Err(ChatError::SessionNotFound);
    }
    match actor {
        Some(other) if *other != session.actor.id => Err(ChatError::ActorMismatch(other.clone())),
        Some(_) | None => Ok(session),
    }
}

/// The answer stored under the event's key, if there is one. A booking still moving is told as it stands by now.
pub(super) async fn stored_answer(
    means: Means<'_>,
    partner: &AuthenticatedPartner,
    session: &Arc<Session>,
    asked: &Asked,
    render: fn(&Turn) -> Bytes,
) -> Result<Option<Handled>, ChatError> {
    let ports = means.ports;
    let event = &asked.event;
    let Some(key) = &event.key else { return Ok(None) };
    let Some(stored) = ports.store.result(&session.key, key).await? else { return Ok(None) };
    if stored.fingerprint != event.fingerprint {
        return Err(ChatError::KeyReused);
    }
    let mut handled = Handled {
        body: stored.body.clone(),
        replayed: true,
        event: stored.event,
        actor: session.actor.id.clone(),
        recorded: false,
        kind: None,
        status: None,
        timing: Timing::default(),
        cut_reply: false,
    };
    let Some(id) = &stored.in_motion else { return Ok(Some(handled)) };
    let found = ports.store.bookings(&BookingFilter::Id(partner.caller.clone(), id.clone())).await?;
    let Some(attempt) = found.into_iter().next() else { return Ok(Some(handled)) };
    let attempt = Box::pin(settle::settle(means, attempt)).await?;
    let kind = event.action.as_ref().map_or(EventKind::Confirm, Action::kind);
    let outcome = book::standing(attempt);
    if stored.body.is_empty() {
        return Box::pin(finish_cut_off(ports, session, asked, &stored, (kind, outcome), render)).await.map(Some);
    }
    let rests = in_motion(&outcome).is_none();
    handled.status = Some(outcome.status());
    handled.body = render(&told(session, (stored.event, ports.clock.now_for(&partner.caller)), kind, outcome, None));
    if rests {
        rest(ports, (&session.key, key, &stored), handled.body.clone()).await;
    }
    Ok(Some(handled))
}

/// What was told under the event's key, if that still waits to be stored.
pub(super) async fn told_before(
    outbox: &Outbox,
    session: &Session,
    event: &Event,
) -> Result<Option<Handled>, ChatError> {
    let Some(key) = &event.key else { return Ok(None) };
    match outbox.result(&session.key, key).await {
        None => Ok(None),
        Some(told) if told.fingerprint != event.fingerprint => Err(ChatError::KeyReused),
        Some(told) => Ok(Some(Handled {
            body: told.body,
            replayed: true,
            event: told.event,
            actor: session.actor.id.clone(),
            recorded: false,
            kind: None,
            status: None,
            timing: Timing::default(),
            cut_reply: false,
        })),
    }
}

/// Keeps the first final answer under a key whose booking was in motion: from now on that is what is replayed.
async fn rest(ports: &Ports, (session, key, moved): (&SessionKey, &IdempotencyKey, &StoredResult), body: Bytes) {
    let result = StoredResult { body, in_motion: None, ..moved.clone() };
    let commit = Commit { result: Some((session.clone(), key.clone(), result)), ..Commit::default() };
    if let Err(error) = ports.store.commit(commit).await {
        tracing::warn!(%error, "a final answer could not be kept, and follows its booking on");
    }
}

/// Finishes a turn whose process stopped in it: nobody was told anything, so it is told now, as a new event.
async fn finish_cut_off(
    ports: &Ports,
    session: &Arc<Session>,
    asked: &Asked,
    claimed: &StoredResult,
    (kind, outcome): (EventKind, Outcome),
    render: fn(&Turn) -> Bytes,
) -> Result<Handled, ChatError> {
    let now = ports.clock.now_for(&session.key.caller);
    let id = EventId::after(session.last_event, now.as_millisecond());
    let (status, in_motion) = (outcome.status(), in_motion(&outcome));
    let turn = told(session, (id, now), kind, outcome, None);
    let body = render(&turn);
    let next = Session {
        last_answer: Some(LastAnswer { status, text: turn.text }),
        version: session.version + 1,
        last_event: Some(id),
        open_question: None,
        booking: claimed.in_motion.clone(),
        ..(**session).clone()
    };
    let result = StoredResult { event: id, body: body.clone(), in_motion, ..claimed.clone() };
    let commit = Commit {
        session: Some(Arc::new(next)),
        event: Some(EventRecord { id, kind, status }),
        result: asked.event.key.clone().map(|key| (session.key.clone(), key, result)),
        usage: vec![asked.usage(session, id)],
        ..Commit::default()
    };
    ports.store.commit(commit).await?;
    Ok(Handled {
        body,
        replayed: false,
        event: id,
        actor: session.actor.id.clone(),
        recorded: true,
        kind: Some(kind),
        status: Some(status),
        timing: Timing::default(),
        cut_reply: false,
    })
}

/// Whether this event may make the supplier book or cancel: then its turn must not stop half-way.
pub(super) fn may_reach_money(session: &Session, event: &Event) -> bool {
    match (&event.action, &session.open_question) {
        (Some(Action::ConfirmPaymentCard { .. } | Action::CancelBooking { .. }), _) => true,
        (Some(_), _) => false,
        (None, Some(OpenQuestion::FinalYes(_) | OpenQuestion::Cancellation(_))) => true,
        (None, _) => false,
    }
}

/// Runs the turn and commits it.
pub(super) async fn run(
    means: Means<'_>,
    partner: &AuthenticatedPartner,
    session: Arc<Session>,
    asked: &Asked,
    render: fn(&Turn) -> Bytes,
) -> Result<Handled, ChatError> {
    let Means { ports, settings, outbox } = means;
    let now = ports.clock.now_for(&partner.caller);
    let id = EventId::after(session.last_event, now.as_millisecond());
    let mut work = Work {
        ports,
        settings,
        outbox,
        partner,
        call: CallContext { caller: partner.caller.clone(), now, scenario: asked.scenario },
        session: (*session).clone(),
        event: id,
        key: asked.event.key.clone().map(|key| (key, asked.event.fingerprint)),
        commit: Commit { usage: vec![asked.usage(&session, id)], ..Commit::default() },
        concerns: None,
        timing: Timing::default(),
    };
    let answered = decide(&mut work, &asked.event).await?;
    let (mut handled, commit, sent) = concluded(work, answered, render);
    let begun = Instant::now();
    let stored = ports.store.commit(commit).await;
    handled.timing.store += begun.elapsed();
    match (stored, sent) {
        (Ok(()), _) => Ok(handled),
        (Err(error), Some(sent)) => {
            tracing::error!(%error, booking = %sent.attempt.id, "what came of a send cannot be stored now");
            // Apart, as it hardly ever happens.
            Box::pin(tell_as_sent(outbox, *sent, &mut handled, render)).await;
            Ok(handled)
        }
        (Err(error), None) => Err(error.into()),
    }
}

async fn decide(work: &mut Work<'_>, event: &Event) -> Result<Answered, ChatError> {
    if event.text.as_deref().is_some_and(card_number::contains) {
        work.key = None;
        return Ok(Answered { kind: EventKind::Unknown, outcome: Outcome::CardDataRefused, heard: None });
    }
    match &event.action {
        None => answer::to_text(work, event.text.as_deref().unwrap_or_default()).await,
        // Apart, so that a turn of words is not as big as one that books.
        Some(action) => Box::pin(act(work, action)).await,
    }
}

async fn act(work: &mut Work<'_>, action: &Action) -> Result<Answered, ChatError> {
    let outcome = match action {
        Action::Search(payload) => return answer::to_search(work, payload).await,
        Action::BookAnyOption { option, guest } => book::propose(work, *option, guest.clone(), Shown::Anywhere).await?,
        Action::BookShownOption { option, guest } => book::propose(work, *option, guest.clone(), Shown::Here).await?,
        Action::ConfirmPriceChange { option } => book::accept_price(work, *option).await?,
        Action::ConfirmPaymentCard { method } => pay::confirm(work, method.as_ref()).await?,
        Action::CancelBooking { booking, preview: true } => cancel::preview(work, booking).await?,
        Action::CancelBooking { booking, preview: false } => cancel::cancel(work, booking).await?,
    };
    Ok(Answered { kind: action.kind(), outcome, heard: None })
}

/// A send of this turn, and what came of it, for when that cannot be stored.
struct Sent {
    attempt: Arc<BookingAttempt>,
    session: Arc<Session>,
    turn: Turn,
    at: Timestamp,
    commit: Commit,
}

/// The turn as it will be answered, and what is to be stored before it is; and, where the supplier was asked to act, what is
/// needed should that not be stored.
fn concluded(
    mut work: Work<'_>,
    answered: Answered,
    render: fn(&Turn) -> Bytes,
) -> (Handled, Commit, Option<Box<Sent>>) {
    let Answered { kind, outcome, heard } = answered;
    let status = outcome.status();
    work.session.version += 1;
    work.session.last_event = Some(work.event);
    let turn = told(&work.session, (work.event, work.call.now), kind, outcome, heard);
    let body = render(&turn);
    work.session.last_answer = Some(LastAnswer { status, text: turn.text.clone() });
    let cut_reply = is_to_be_cut(&work, &turn.outcome);
    let result = work.result(body.clone(), in_motion(&turn.outcome));
    let session = Arc::new(work.session);
    let commit = Commit {
        session: Some(Arc::clone(&session)),
        event: Some(EventRecord { id: work.event, kind, status }),
        result,
        ..work.commit
    };
    let handled = Handled {
        body,
        replayed: false,
        event: work.event,
        actor: session.actor.id.clone(),
        recorded: true,
        kind: Some(kind),
        status: Some(status),
        timing: work.timing,
        cut_reply,
    };
    let sent = commit.attempts.iter().find(|attempt| attempt.sends > 0).cloned();
    let sent = sent.map(|attempt| Box::new(Sent { attempt, session, turn, at: work.call.now, commit: commit.clone() }));
    (handled, commit, sent)
}

/// Tells only what was committed before the supplier was asked, which is that nobody knows yet, since what it said could
/// not be stored. That is stored later, under an event as it was told.
async fn tell_as_sent(outbox: &Outbox, sent: Sent, handled: &mut Handled, render: fn(&Turn) -> Bytes) {
    let Sent { attempt, session, turn: Turn { event, kind, outcome, .. }, at, mut commit } = sent;
    let outcome = book::standing(Arc::new(as_committed(&attempt, &outcome)));
    let (status, in_motion) = (outcome.status(), in_motion(&outcome));
    let turn = told(&session, (event, at), kind, outcome, None);
    handled.status = Some(status);
    handled.body = render(&turn);
    let last_answer = Some(LastAnswer { status, text: turn.text });
    commit.session = Some(Arc::new(Session { last_answer, ..(*session).clone() }));
    commit.event = Some(EventRecord { id: event, kind, status });
    if let Some((_, _, result)) = &mut commit.result {
        (result.body, result.in_motion) = (handled.body.clone(), in_motion);
    }
    outbox.keep(commit).await;
}

/// The attempt as it was committed before the supplier was asked for what came to `outcome`.
fn as_committed(attempt: &BookingAttempt, outcome: &Outcome) -> BookingAttempt {
    let cancelling = matches!(
        outcome,
        Outcome::BookingCancelled { .. } | Outcome::CancellationFailed { .. } | Outcome::CancellationPending(_)
    );
    let mut sent = BookingAttempt { failure: None, cancellation: None, ..attempt.clone() };
    if cancelling {
        sent.state = AttemptState::CancelSending;
    } else {
        sent.state = AttemptState::Sending;
        sent.supplier_reference = None;
    }
    sent
}

/// Whether the answer about a booking just made is to be lost on its way, as a sandbox may ask for.
fn is_to_be_cut(work: &Work<'_>, outcome: &Outcome) -> bool {
    let (Outcome::BookingConfirmed(booking) | Outcome::BookingPending(booking)) = outcome else { return false };
    let just_sent = work.commit.attempts.iter().any(|draft| draft.id == booking.id);
    let supplier = work.ports.supplier(&work.partner.caller);
    just_sent && supplier.is_some_and(|supplier| supplier.loses_reply(&work.call, booking))
}

/// The booking whose state an answer left open.
fn in_motion(outcome: &Outcome) -> Option<BookingId> {
    if let Outcome::BookingPending(booking) | Outcome::CancellationPending(booking) = outcome {
        Some(booking.id.clone())
    } else {
        None
    }
}

/// The turn as it is told: in words, with every next step.
fn told(
    session: &Session,
    (event, now): (EventId, Timestamp),
    kind: EventKind,
    outcome: Outcome,
    heard: Option<Heard>,
) -> Turn {
    let conversation = session.origin.conversation.as_ref();
    let channel = conversation.and_then(|c| c.channel_id.as_deref()).unwrap_or("partner-chat");
    let tenant = &session.key.caller.partner;
    let id = session.key.id.as_str();
    let trace_id = [tenant.as_str(), ":partner_api:", channel, ":", id, ":", &event.to_string()].concat();
    let text = reply::told(kind, &outcome, heard.as_ref(), now);
    let next = next::steps(&outcome, session, heard.as_ref(), now);
    Turn { tenant: tenant.clone(), session: session.key.id.clone(), event, kind, trace_id, outcome, text, heard, next }
}
