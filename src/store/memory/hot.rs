//! The memory as the cache of a durable store: whole files of sessions and actors come in, follow every commit, and are
//! let go when nobody asks for them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use dashmap::mapref::entry::Entry;

use super::MemoryStore;
use super::actor_file::ActorFile;
use super::kept::KeptResult;
pub(in crate::store) use super::kept::around;
use super::session_file::SessionFile;
pub(in crate::store) use super::session_file::{Filed, GRACE, KeptSession, MOST_CACHED_RESULTS, MOST_SHORTLISTS};
use crate::domain::booking::BookingAttempt;
use crate::domain::card::PaymentMethod;
use crate::domain::ids::{BookingId, IdempotencyKey, OptionId};
use crate::domain::partner::Caller;
use crate::domain::session::SessionKey;
use crate::store::{ActorKey, Commit};

/// How many rounds a file stays that nobody asks for.
const IDLE_ROUNDS: u32 = 10;

/// What a durable store kept of one actor, each in the order they came.
#[derive(Debug)]
pub(in crate::store) struct KeptActor {
    pub(in crate::store) attempts: Vec<Arc<BookingAttempt>>,
    pub(in crate::store) methods: Vec<PaymentMethod>,
}

impl MemoryStore {
    /// Whether the file of that session is here; it stays for a while then.
    pub(in crate::store) fn has_session(&self, key: &SessionKey) -> bool {
        let touch = |file: &SessionFile| file.touched.store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
        self.sessions.get(key).inspect(|file| touch(file)).is_some()
    }

    /// What is filed under that key of a session whose file is here.
    pub(in crate::store) fn filed(&self, session: &SessionKey, key: &IdempotencyKey) -> Option<Filed> {
        self.filed_result(session, key)
    }

    /// Whether the file of that actor is here; it stays for a while then.
    pub(in crate::store) fn has_actor(&self, key: &ActorKey) -> bool {
        let touch = |file: &ActorFile| file.touched.store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
        self.actors.get(key).inspect(|file| touch(file)).is_some()
    }

    /// Whether that option is known to be in a session's file here.
    pub(in crate::store) fn has_option(&self, caller: &Caller, id: OptionId) -> bool {
        self.lists.get(&id.list()).is_some_and(|session| session.caller == *caller)
    }

    /// Whether that booking is known to be in an actor's file here.
    pub(in crate::store) fn has_booking(&self, caller: &Caller, id: &BookingId) -> bool {
        self.bookings.contains_key(&(caller.clone(), id.clone()))
    }

    /// Takes in the file of a session, if what was kept `is_current` once nobody else can write here; says whether the file
    /// is here now.
    pub(in crate::store) fn take_in_session(&self, kept: KeptSession, is_current: impl Fn() -> bool) -> bool {
        let key = kept.session.key.clone();
        let Entry::Vacant(place) = self.sessions.entry(key.clone()) else { return true };
        if !is_current() {
            return false;
        }
        let file = SessionFile::of(kept);
        file.touched.store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
        for id in file.list_ids() {
            self.lists.insert(id, key.clone());
        }
        place.insert(file);
        true
    }

    /// Takes in the file of an actor, likewise.
    pub(in crate::store) fn take_in_actor(
        &self,
        key: ActorKey,
        kept: KeptActor,
        is_current: impl Fn() -> bool,
    ) -> bool {
        let (caller, actor) = (key.caller.clone(), key.actor.clone());
        let Entry::Vacant(place) = self.actors.entry(key) else { return true };
        if !is_current() {
            return false;
        }
        let file = ActorFile::of(kept.attempts, kept.methods);
        file.touched.store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
        for id in file.ids() {
            self.bookings.insert((caller.clone(), id.clone()), actor.clone());
        }
        place.insert(file);
        true
    }

    /// Brings the files that are here up to date with a commit that was written and belongs together.
    pub(in crate::store) fn follow(&self, commit: Commit) {
        if let Some(sandbox) = &commit.forget {
            return self.forget(sandbox.caller());
        }
        let owner = commit.owner().ok().flatten();
        let key = commit.conversation().ok().flatten().cloned();
        let mut actor_file = owner.and_then(|owner| self.actors.get_mut(&owner));
        let mut session_file = match (&commit.session, key) {
            (Some(session), Some(key)) if session.version == 1 => {
                let place = self.sessions.entry(key);
                Some(place.or_insert_with(|| SessionFile::open(Arc::clone(session))))
            }
            (_, key) => key.and_then(|key| self.sessions.get_mut(&key)),
        };
        let Commit { session, event, shown, result, attempts, setup, forget: _, usage: _ } = commit;
        if let Some(file) = &mut actor_file {
            self.file_attempts(file, attempts);
            // The visit itself is read from the durable store.
            if let Some(method) = setup.and_then(|setup| setup.method.clone()) {
                file.keep_card(method);
            }
        }
        if let Some(file) = &mut session_file {
            file.touched.store(self.round.load(Ordering::Relaxed), Ordering::Relaxed);
            let result = result.map(|(_, key, result)| (key, KeptResult::of(result, shown.as_deref())));
            self.write_session(file, session, event, shown, None);
            if let Some((key, result)) = result {
                file.cache(key, result);
            }
        }
    }

    /// Whether more than `most` sessions or actors are here.
    pub(in crate::store) fn is_fuller_than(&self, most: usize) -> bool {
        self.sessions.len() > most || self.actors.len() > most
    }

    /// Lets go of files nobody asked for in the last rounds; where more than `most` sessions or actors are here, of all that
    /// nobody asked for in this round.
    pub(in crate::store) fn let_go(&self, most: usize) {
        let now = self.round.fetch_add(1, Ordering::Relaxed);
        let patience = if self.is_fuller_than(most) { 1 } else { IDLE_ROUNDS };
        let stays = |touched: u32| touched.saturating_add(patience) > now;
        self.sessions.retain(|_, file| {
            let stays = stays(file.touched.load(Ordering::Relaxed));
            if !stays {
                self.forget_lists(file.list_ids());
            }
            stays
        });
        self.actors.retain(|key, file| {
            let stays = stays(file.touched.load(Ordering::Relaxed));
            if !stays {
                for id in file.ids() {
                    self.bookings.remove(&(key.caller.clone(), id.clone()));
                }
            }
            stays
        });
    }
}
