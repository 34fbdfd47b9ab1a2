//! What is remembered: sessions, their history, results by key, bookings and cards on file.
//!
//! The contract every adapter keeps:
//!
//! - **One commit, all or nothing.** [`Commit`] carries everything a turn changed; when `commit` returns, it is as
//!   durable as the adapter gets, and no reader ever sees half of it.
//! - **Optimistic.** A session or booking attempt of version *n* is written only over version *n* − 1, one of version 1
//!   only where there is none ([`StoreError::Conflict`] otherwise).
//! - **One stay, one room.** While one attempt of an actor may hold a room, no other for the same stay and guest begins
//!   to, and a visit to the card page that brought a card brings no other ([`StoreError::Conflict`]).
//! - **Scoped.** Nothing is found by an id alone: the caller (partner and mode) is part of every key.
//! - **Keys are claimed once.** The first result stored under a key stays; a later one for the same key is a
//!   [`StoreError::Conflict`], unless it has the same fingerprint and replaces a result that named a booking in motion.
//! - **A sandbox can be forgotten.** A commit with [`Commit::forget`] brings nothing else but usage; from then on nothing of that
//!   caller is found, and turns that were at work meet a [`StoreError::Conflict`].
//! - **Every call is counted with what it made.** The records of usage in a commit are written with the rest of it or not at
//!   all, and stay when a sandbox is forgotten.
//! - **Expired is not found** to its readers' clock: they pass `now` where it matters; sweeping is the adapter's own.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use thiserror::Error;

use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::event::{EventRecord, Fingerprint};
use crate::domain::ids::{ActorId, BookingId, EventId, IdempotencyKey, OptionId, SetupId};
use crate::domain::partner::{Caller, TestCaller};
use crate::domain::session::{Session, SessionKey};
use crate::domain::shortlist::{Shortlist, ShownOption};
use crate::domain::usage::UsageRecord;

pub mod memory;
pub mod sqlite;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Somebody else wrote in between.
    #[error("the session or key changed since it was read")]
    Conflict,
    /// The store cannot read or write now; nothing was stored.
    #[error("the store is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What was answered under a key of idempotency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResult {
    /// Digest of what was asked.
    pub fingerprint: Fingerprint,
    /// The event that answered it.
    pub event: EventId,
    /// The body of the answer, to the byte; empty while the turn is still at work, as after a crash in it.
    pub body: Bytes,
    /// The booking whose current state is the answer, as long as that is still moving.
    pub in_motion: Option<BookingId>,
    /// From when on the key may be forgotten.
    pub keep_until: Timestamp,
}

/// An option as shown, with whose it is.
#[derive(Debug, Clone)]
pub struct OwnedOption {
    /// The session it was shown in.
    pub session: SessionKey,
    /// The actor it was shown to.
    pub actor: ActorId,
    /// The option.
    pub shown: ShownOption,
}

/// Which bookings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingFilter {
    /// The one of that caller and id.
    Id(Caller, BookingId),
    /// All attempts of that caller's actor, latest first.
    Actor(Caller, ActorId),
    /// Of all callers, those of which something must still come, the longest waiting first.
    Unsettled,
}

/// Everything that changes together.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// The session as it now stands; what is on its screen is what `shown` brings, what was there before, or nothing.
    pub session: Option<Arc<Session>>,
    /// The row its history gains.
    pub event: Option<EventRecord>,
    /// The options it was shown.
    pub shown: Option<Arc<Shortlist>>,
    /// The answer under a key of that session; the session need not be part of the commit. It is of the same event as `event`.
    pub result: Option<(SessionKey, IdempotencyKey, StoredResult)>,
    /// Bookings as they now stand, all of one actor, to whom `setup` belongs as well.
    pub attempts: Vec<Arc<BookingAttempt>>,
    /// A visit to the card page as it now stands; with a card, that is on file for its actor from now on.
    pub setup: Option<Arc<CardSetup>>,
    /// A sandbox of which nothing is to be remembered any more; such a commit brings nothing else but `usage`.
    pub forget: Option<TestCaller>,
    /// The calls this makes up for.
    pub usage: Vec<UsageRecord>,
}

/// Under what an actor's bookings and cards are filed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::store) struct ActorKey {
    pub(in crate::store) caller: Caller,
    pub(in crate::store) actor: ActorId,
}

impl Commit {
    /// Whose file bookings and the card page's visit go into.
    ///
    /// # Errors
    /// When they are not all of one actor.
    fn owner(&self) -> Result<Option<ActorKey>, StoreError> {
        let attempts = self.attempts.iter().map(|attempt| (&attempt.caller, &attempt.actor));
        let mut owners = attempts.chain(self.setup.iter().map(|setup| (&setup.caller, &setup.actor)));
        let Some((caller, actor)) = owners.next() else { return Ok(None) };
        if owners.all(|other| other == (caller, actor)) {
            Ok(Some(ActorKey { caller: caller.clone(), actor: actor.clone() }))
        } else {
            Err(StoreError::Unavailable("a commit changes what one actor owns".into()))
        }
    }

    /// Which session's file the rest goes into.
    ///
    /// # Errors
    /// When it is not all of one session.
    fn conversation(&self) -> Result<Option<&SessionKey>, StoreError> {
        let of_session = self.session.as_ref().map(|session| &session.key);
        let of_result = self.result.as_ref().map(|(key, ..)| key);
        if of_session.is_none() && (self.event.is_some() || self.shown.is_some()) {
            Err(StoreError::Unavailable("events and options come with their session".into()))
        } else if self.event.zip(self.result.as_ref()).is_some_and(|(event, (.., result))| event.id != result.event) {
            Err(StoreError::Unavailable("what a turn answers is its own event".into()))
        } else if of_session.zip(of_result).is_some_and(|(one, other)| one != other) {
            Err(StoreError::Unavailable("a commit changes one session".into()))
        } else {
            Ok(of_session.or(of_result))
        }
    }
}

/// Part of a session's history, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventPage {
    /// The rows.
    pub events: Vec<EventRecord>,
    /// Whether more follow.
    pub has_more: bool,
}

/// What remembers. See the module's contract.
#[async_trait]
pub trait Store: Send + Sync {
    /// The session as its last commit left it, also when expired.
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError>;

    /// Its history after the event `after`, at most `limit` rows.
    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError>;

    /// What was answered under `key` in that session.
    async fn result(&self, session: &SessionKey, key: &IdempotencyKey)
    -> Result<Option<Arc<StoredResult>>, StoreError>;

    /// An option shown to `actor` of `caller`, in whichever session.
    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError>;

    /// Bookings, and attempts to make them.
    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError>;

    /// The visit to the card page of that id, whoever's it is: the id itself is the secret.
    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError>;

    /// The cards on file of that actor, latest first.
    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError>;

    /// Writes everything in `commit`, or nothing.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError>;
}
