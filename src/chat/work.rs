//! One turn at work: the session as a draft, and what will be committed with it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::error::ChatError;
use super::outbox::Outbox;
use super::ports::{Ports, Settings};
use crate::domain::booking::BookingAttempt;
use crate::domain::event::{EventKind, Fingerprint};
use crate::domain::heard::Heard;
use crate::domain::ids::{BookingId, EventId, IdempotencyKey};
use crate::domain::outcome::Outcome;
use crate::domain::partner::AuthenticatedPartner;
use crate::domain::session::{OpenQuestion, Session, SessionKey};
use crate::store::{BookingFilter, Commit, StoreError, StoredResult};
use crate::supplier::{CallContext, Supplier};

/// How long results that concern a booking are kept, in hours.
const KEEP_BOOKING_RESULTS: i64 = 30 * 24;
/// How long other results are kept, in hours.
const KEEP_RESULTS: i64 = 24;

/// Where the time of a turn went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timing {
    /// Reading the words.
    pub understand: Duration,
    /// Waiting for the supplier, and for whoever holds the money.
    pub supplier: Duration,
    /// Waiting for the store.
    pub store: Duration,
}

/// What a turn came to, before it is put into words.
pub(super) struct Answered {
    pub(super) kind: EventKind,
    pub(super) outcome: Outcome,
    pub(super) heard: Option<Heard>,
}

/// What every turn works with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) ports: &'a Ports,
    pub(super) settings: &'a Settings,
    pub(super) outbox: &'a Outbox,
}

/// One turn at work.
pub(super) struct Work<'a> {
    pub(super) ports: &'a Ports,
    pub(super) settings: &'a Settings,
    pub(super) outbox: &'a Outbox,
    pub(super) partner: &'a AuthenticatedPartner,
    pub(super) call: CallContext,
    /// The draft; becomes the session with the last commit.
    pub(super) session: Session,
    pub(super) event: EventId,
    pub(super) key: Option<(IdempotencyKey, Fingerprint)>,
    /// Goes into the last commit.
    pub(super) commit: Commit,
    /// The booking this turn is about, if its result is to follow that booking.
    pub(super) concerns: Option<BookingId>,
    pub(super) timing: Timing,
}

impl Work<'_> {
    pub(super) fn now(&self) -> Timestamp {
        self.call.now
    }

    /// Runs a call to the supplier on the turn's clock of waiting.
    pub(super) async fn ask_supplier<T, F>(
        &mut self,
        call: impl FnOnce(Arc<dyn Supplier>, CallContext) -> F,
    ) -> Option<T>
    where
        F: Future<Output = T>,
    {
        let supplier = Arc::clone(self.ports.supplier(&self.partner.caller)?);
        let begun = Instant::now();
        let answer = call(supplier, self.call.clone()).await;
        self.timing.supplier += begun.elapsed();
        Some(answer)
    }

    /// The attempt of that id, if it is this caller's and this actor's.
    pub(super) async fn attempt(&self, id: &BookingId) -> Result<Option<Arc<BookingAttempt>>, StoreError> {
        if let Some(draft) = self.commit.attempts.iter().rev().find(|a| a.id == *id) {
            return Ok(Some(Arc::clone(draft)));
        }
        let found = self.ports.store.bookings(&BookingFilter::Id(self.partner.caller.clone(), id.clone())).await?;
        Ok(found.into_iter().find(|a| a.actor == self.session.actor.id))
    }

    /// Every attempt of this actor, latest first.
    pub(super) async fn attempts(&self) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        let filter = BookingFilter::Actor(self.partner.caller.clone(), self.session.actor.id.clone());
        self.ports.store.bookings(&filter).await
    }

    /// Puts `after` into the draft where that is not as `before`.
    pub(super) fn draft(&mut self, before: &Arc<BookingAttempt>, mut after: BookingAttempt) -> Arc<BookingAttempt> {
        if **before == after {
            return Arc::clone(before);
        }
        if !self.commit.attempts.iter().any(|draft| draft.id == after.id) {
            after.version += 1;
        }
        let after = Arc::new(after);
        self.keep(&after);
        after
    }

    /// What this turn shares with those that have none.
    pub(super) fn means(&self) -> Means<'_> {
        Means { ports: self.ports, settings: self.settings, outbox: self.outbox }
    }

    /// Puts `attempt` into the draft of this turn, over an earlier draft of it.
    pub(super) fn keep(&mut self, attempt: &Arc<BookingAttempt>) {
        self.commit.attempts.retain(|a| a.id != attempt.id);
        self.commit.attempts.push(Arc::clone(attempt));
        self.session.booking = Some(attempt.id.clone());
        self.concerns = Some(attempt.id.clone());
    }

    /// Makes the drafts of attempts durable now, before something outside is asked, together with the claim of this
    /// turn's key: after a crash the key leads to the attempt, and the attempt tells what may have happened.
    pub(super) async fn checkpoint(&mut self) -> Result<(), ChatError> {
        let commit = Commit {
            attempts: std::mem::take(&mut self.commit.attempts),
            result: self.result(bytes::Bytes::new(), self.concerns.clone()),
            ..Commit::default()
        };
        let begun = Instant::now();
        let done = self.ports.store.commit(commit).await;
        self.timing.store += begun.elapsed();
        done.map_err(ChatError::from)
    }

    /// What is to be stored under this turn's key.
    pub(super) fn result(
        &self,
        body: bytes::Bytes,
        in_motion: Option<BookingId>,
    ) -> Option<(SessionKey, IdempotencyKey, StoredResult)> {
        let (key, fingerprint) = self.key.clone()?;
        let hours = if self.concerns.is_some() { KEEP_BOOKING_RESULTS } else { KEEP_RESULTS };
        let keep_until = self.now().saturating_add(jiff::SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
        Some((
            self.session.key.clone(),
            key,
            StoredResult { fingerprint, event: self.event, body, in_motion, keep_until },
        ))
    }

    /// Leaves `question` open, and no other.
    pub(super) fn ask(&mut self, question: OpenQuestion) {
        self.session.open_question = Some(question);
        self.session.asked_at = Some(self.event);
    }
}
