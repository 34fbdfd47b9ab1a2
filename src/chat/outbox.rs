//! What goes out to suppliers from this process: whether anything still may, and what came of it and could not be stored.
//!
//! A supplier that has acted cannot be asked to act again, so what it said is kept here while the disk is full, and
//! written when it heals. Until then a turn of the same session waits its turn: it is not taken, except that whoever
//! repeats the key is told again what was told before.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Mutex;

use crate::domain::ids::{ActorId, IdempotencyKey};
use crate::domain::partner::Caller;
use crate::domain::session::SessionKey;
use crate::store::{Commit, Store, StoreError, StoredResult};

/// The most outcomes that wait to be stored. Nothing new is sent while nothing can be stored, so no more can come together
/// than sends were on their way when the disk filled up; what is beyond is left to evidence, as after a crash.
const MOST_UNSTORED: usize = 1_024;

/// The outcomes of sends that wait to be stored, and whether anything may still be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    is_closed: AtomicBool,
    /// How many wait; read without the lock by every turn.
    waiting: AtomicUsize,
    /// In the order they came. Locked while they are written, so that nobody sees one that is on its way as written.
    unstored: Mutex<Vec<Commit>>,
}

impl Outbox {
    /// From now on nothing is sent any more.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    /// Keeps `commit`, which tells what came of a send, until it can be stored.
    pub(super) async fn keep(&self, commit: Commit) {
        let mut unstored = self.unstored.lock().await;
        if unstored.len() < MOST_UNSTORED {
            unstored.push(commit);
            self.waiting.store(unstored.len(), Ordering::SeqCst);
        } else {
            tracing::error!("too many outcomes wait to be stored; this one is left to evidence");
        }
    }

    /// How many outcomes wait to be stored.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// What is to be stored under `key` of that session, if it waits.
    pub(super) async fn result(&self, session: &SessionKey, key: &IdempotencyKey) -> Option<StoredResult> {
        let unstored = self.unstored.lock().await;
        let mut results = unstored.iter().filter_map(|commit| commit.result.as_ref());
        results.find(|(of, under, _)| of == session && under == key).map(|(_, _, result)| result.clone())
    }

    /// Stores what waits for the session `key`.
    ///
    /// # Errors
    /// The store cannot write now; what waits goes on waiting.
    pub(super) async fn store_of_session(&self, store: &dyn Store, key: &SessionKey) -> Result<(), StoreError> {
        self.store_some(store, |commit| commit.session.as_ref().is_some_and(|session| session.key == *key)).await
    }

    /// Stores what waits for bookings of that actor.
    ///
    /// # Errors
    /// The store cannot write now; what waits goes on waiting.
    pub(super) async fn store_of_actor(
        &self,
        store: &dyn Store,
        caller: &Caller,
        actor: &ActorId,
    ) -> Result<(), StoreError> {
        let is_theirs = |commit: &Commit| commit.attempts.iter().any(|a| a.caller == *caller && a.actor == *actor);
        self.store_some(store, is_theirs).await
    }

    /// Stores all that waits.
    ///
    /// # Errors
    /// The store cannot write now; what waits goes on waiting.
    pub(super) async fn store_all(&self, store: &dyn Store) -> Result<(), StoreError> {
        self.store_some(store, |_| true).await
    }

    async fn store_some(&self, store: &dyn Store, is_wanted: impl Fn(&Commit) -> bool) -> Result<(), StoreError> {
        if self.waiting() == 0 {
            return Ok(());
        }
        // Apart, so that every turn, which finds nothing here, does not carry it.
        Box::pin(self.store_waiting(store, is_wanted)).await
    }

    async fn store_waiting(&self, store: &dyn Store, is_wanted: impl Fn(&Commit) -> bool) -> Result<(), StoreError> {
        let mut unstored = self.unstored.lock().await;
        let mut at = 0;
        while let Some(commit) = unstored.get(at) {
            if is_wanted(commit) {
                write(store, commit).await?;
                unstored.remove(at);
                self.waiting.store(unstored.len(), Ordering::SeqCst);
            } else {
                at += 1;
            }
        }
        Ok(())
    }
}

/// Writes `commit`, or at least what became of the bookings, where the session has gone on or is gone.
async fn write(store: &dyn Store, commit: &Commit) -> Result<(), StoreError> {
    let bookings = || commit.attempts.iter().map(|attempt| attempt.id.to_string()).collect::<Vec<_>>().join(" ");
    let alone = Commit { attempts: commit.attempts.clone(), usage: commit.usage.clone(), ..Commit::default() };
    let written = match store.commit(commit.clone()).await {
        Err(StoreError::Conflict) => store.commit(alone).await,
        other => other,
    };
    match written {
        Ok(()) => tracing::warn!(bookings = bookings(), "what came of a send is stored at last"),
        Err(StoreError::Conflict) => {
            tracing::error!(
                bookings = bookings(),
                "what came of a send was settled by others before it could be stored"
            );
        }
        Err(error @ StoreError::Unavailable(_)) => return Err(error),
    }
    Ok(())
}
