//! Remembers in memory, on concurrent maps.
//!
//! Two kinds of file hold what matters: an [`ActorFile`] for each actor (bookings and cards) and a [`SessionFile`] for
//! each session (itself, its history, results and options shown). The other maps say in which file something is.
//!
//! A commit locks its actor's file, then its session's, checks, and only then writes; it lets go of both when all is
//! written. So nobody sees half of a commit: whoever meets one part of it and asks for another waits at a lock. Locks are
//! taken in the order of the fields of [`MemoryStore`], in no map twice at once, and never held across an `await`.

mod actor_file;
pub(in crate::store) mod hot;
mod kept;
mod session_file;

use std::collections::VecDeque;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use dashmap::mapref::one::RefMut;
use jiff::Timestamp;

use self::actor_file::ActorFile;
use self::kept::KeptResult;
use self::session_file::{Filed, GRACE, SessionFile};
use super::{ActorKey, BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::event::EventRecord;
use crate::domain::ids::{ActorId, BookingId, EventId, IdempotencyKey, ListId, OptionId, SessionId, SetupId};
use crate::domain::partner::Caller;
use crate::domain::session::{Session, SessionKey};
use crate::domain::shortlist::Shortlist;
use crate::domain::usage::UsageRecord;

/// In how many parts each map is split: sweeping holds up one part at a time.
const SHARDS: usize = 256;

/// How many calls are remembered, the latest: nobody is billed by what is forgotten at the end.
const MOST_CALLS: usize = 10_000;

/// Sessions, bookings and cards in the memory of this process; gone when it ends.
#[derive(Debug)]
pub struct MemoryStore {
    actors: DashMap<ActorKey, ActorFile>,
    sessions: DashMap<SessionKey, SessionFile>,
    /// In which session options were shown.
    lists: DashMap<ListId, SessionKey>,
    /// Whose a booking is.
    bookings: DashMap<(Caller, BookingId), ActorId>,
    setups: DashMap<SetupId, Arc<CardSetup>>,
    /// In the order they were recorded.
    usage: Mutex<VecDeque<UsageRecord>>,
    /// Counts rounds of letting go, where this is the cache of a durable store.
    round: AtomicU32,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// A store that remembers nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            actors: DashMap::with_shard_amount(SHARDS),
            sessions: DashMap::with_shard_amount(SHARDS),
            lists: DashMap::with_shard_amount(SHARDS),
            bookings: DashMap::with_shard_amount(SHARDS),
            setups: DashMap::with_shard_amount(SHARDS),
            usage: Mutex::default(),
            round: AtomicU32::new(0),
        }
    }

    /// How many sessions are remembered, those included that expired and are not yet swept.
    #[must_use]
    pub fn session_count(&self) -> usize {
        self.sessions.len()
    }

    /// The latest calls, in the order they were recorded.
    #[must_use]
    pub fn usage(&self) -> Vec<UsageRecord> {
        self.usage.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Forgets what nobody can ask for any more, by each caller's own clock: results after their time; options, card pages
    /// and sessions a day after they expired, and with a session what was proposed in it and never booked. Bookings and
    /// cards stay. Others wait for one part of 256 at most.
    pub fn sweep(&self, now: impl Fn(&Caller) -> Timestamp) {
        let mut gone = Vec::new();
        self.sessions.retain(|key, file| {
            let now = now(&key.caller);
            file.forget_results(now);
            self.forget_lists(file.forget_lists(now));
            let done = file.is_done(now);
            if done {
                self.forget_lists(file.list_ids());
                let owner = ActorKey { caller: key.caller.clone(), actor: file.session().actor.id.clone() };
                gone.push((owner, key.id.clone()));
            }
            !done
        });
        for (owner, session) in gone {
            self.forget_proposals(&owner, &session);
        }
        self.actors.retain(|_, file| !file.is_empty());
        self.setups.retain(|_, setup| setup.expires_at + GRACE > now(&setup.caller));
    }

    /// Attempts of which something must still come, the longest waiting first.
    fn unsettled(&self) -> Vec<Arc<BookingAttempt>> {
        let open = |attempt: &Arc<BookingAttempt>| attempt.state.is_unsettled();
        let mut all: Vec<_> = self.actors.iter().flat_map(|file| file.attempts()).filter(open).collect();
        all.sort_by_key(|attempt| attempt.updated_at);
        all
    }

    fn forget_lists(&self, ids: impl IntoIterator<Item = ListId>) {
        for id in ids {
            self.lists.remove(&id);
        }
    }

    fn forget_proposals(&self, owner: &ActorKey, session: &SessionId) {
        if let Some(mut file) = self.actors.get_mut(owner) {
            for id in file.forget_proposals(session) {
                self.bookings.remove(&(owner.caller.clone(), id));
            }
        }
    }

    /// Forgets everything of `caller`, sessions first: a turn that was at work then files nothing that would stay.
    fn forget(&self, caller: &Caller) {
        self.sessions.retain(|key, _| key.caller != *caller);
        self.actors.retain(|key, _| key.caller != *caller);
        self.lists.retain(|_, session| session.caller != *caller);
        self.bookings.retain(|(owner, _), _| owner != caller);
        self.setups.retain(|_, setup| setup.caller != *caller);
    }

    /// The commit itself: locks and checks first, then writes what can no longer fail.
    fn write(&self, commit: Commit) -> Result<(), StoreError> {
        if let Some(sandbox) = &commit.forget {
            self.forget(sandbox.caller());
            self.count(commit.usage);
            return Ok(());
        }
        let mut actor_file = commit.owner()?.map(|owner| self.actors.entry(owner).or_default());
        if actor_file.as_ref().is_some_and(|file| !self.admits(file, &commit)) {
            return Err(StoreError::Conflict);
        }
        let key = commit.conversation()?;
        let mut session_file = key.map(|key| self.locked(key, commit.session.as_ref())).transpose()?;
        if let (Some(file), Some((_, key, result))) = (&session_file, &commit.result)
            && !file.admits(key, result)
        {
            return Err(StoreError::Conflict);
        }
        let Commit { session, event, shown, result, attempts, setup, forget: _, usage } = commit;
        if let Some(file) = &mut actor_file {
            self.file_attempts(file, attempts);
            self.file_setup(file, setup);
        }
        if let Some(file) = &mut session_file {
            self.write_session(file, session, event, shown, result);
        }
        self.count(usage);
        Ok(())
    }

    fn count(&self, calls: Vec<UsageRecord>) {
        if calls.is_empty() {
            return;
        }
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.extend(calls);
        let surplus = usage.len().saturating_sub(MOST_CALLS);
        usage.drain(..surplus);
    }

    /// What is filed under that key of the session.
    fn filed_result(&self, session: &SessionKey, key: &IdempotencyKey) -> Option<Filed> {
        self.sessions.get(session).and_then(|file| file.result(key).cloned())
    }

    fn write_session(
        &self,
        file: &mut SessionFile,
        session: Option<Arc<Session>>,
        event: Option<EventRecord>,
        shown: Option<Arc<Shortlist>>,
        result: Option<(SessionKey, IdempotencyKey, StoredResult)>,
    ) {
        let result = result.map(|(_, key, result)| (key, KeptResult::of(result, shown.as_deref())));
        if let Some(list) = shown {
            let now = event.map_or(Timestamp::MIN, |event| event.recorded_at());
            self.file_list(file, list, now);
        }
        file.write(session, event, result);
    }

    /// The file of the session `key`, as long as nobody wrote there since `next` was made.
    fn locked(
        &self,
        key: &SessionKey,
        next: Option<&Arc<Session>>,
    ) -> Result<RefMut<'_, SessionKey, SessionFile>, StoreError> {
        match next {
            Some(session) if session.version == 1 => match self.sessions.entry(key.clone()) {
                Entry::Vacant(place) => Ok(place.insert(SessionFile::open(Arc::clone(session)))),
                Entry::Occupied(_) => Err(StoreError::Conflict),
            },
            _ => {
                let file = self.sessions.get_mut(key);
                let file = file.filter(|file| next.is_none_or(|session| file.precedes(session)));
                file.ok_or(StoreError::Conflict)
            }
        }
    }

    /// Whether the bookings and the visit in `commit` may go into their actor's file.
    fn admits(&self, file: &ActorFile, commit: &Commit) -> bool {
        let brings_no_other = |setup: &Arc<CardSetup>| {
            self.setups.get(&setup.id).is_none_or(|filed| filed.method.is_none() || filed.method == setup.method)
        };
        commit.attempts.iter().all(|attempt| file.admits(attempt)) && commit.setup.iter().all(brings_no_other)
    }

    fn file_attempts(&self, file: &mut ActorFile, attempts: Vec<Arc<BookingAttempt>>) {
        for attempt in attempts {
            self.bookings.insert((attempt.caller.clone(), attempt.id.clone()), attempt.actor.clone());
            file.put(attempt);
        }
    }

    fn file_setup(&self, file: &mut ActorFile, setup: Option<Arc<CardSetup>>) {
        let Some(setup) = setup else { return };
        if let Some(method) = &setup.method {
            file.keep_card(method.clone());
        }
        self.setups.insert(setup.id.clone(), setup);
    }

    fn file_list(&self, file: &mut SessionFile, list: Arc<Shortlist>, now: Timestamp) {
        for id in list.ids() {
            self.lists.insert(id, file.session().key.clone());
        }
        self.forget_lists(file.show(list, now));
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        Ok(self.sessions.get(key).map(|file| Arc::clone(file.session())))
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        Ok(self.sessions.get(key).map(|file| file.events(after, limit)).unwrap_or_default())
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        Ok(match self.filed_result(session, key) {
            Some(Filed::Here(result)) => Some(Arc::new(result.whole())),
            Some(Filed::Elsewhere { .. }) | None => None,
        })
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        let key = self.lists.get(&id.list()).filter(|session| session.caller == *caller).map(|session| session.clone());
        let Some(key) = key else { return Ok(None) };
        let found = self.sessions.get(&key).and_then(|file| file.option(id));
        Ok(found.filter(|owned| owned.actor == *actor))
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        Ok(match which {
            BookingFilter::Unsettled => self.unsettled(),
            BookingFilter::Actor(caller, actor) => {
                let key = ActorKey { caller: caller.clone(), actor: actor.clone() };
                self.actors.get(&key).map(|file| file.attempts()).unwrap_or_default()
            }
            BookingFilter::Id(caller, id) => {
                let actor = self.bookings.get(&(caller.clone(), id.clone())).map(|actor| actor.clone());
                let Some(actor) = actor else { return Ok(Vec::new()) };
                let file = self.actors.get(&ActorKey { caller: caller.clone(), actor });
                file.and_then(|file| file.attempt(id).cloned()).into_iter().collect()
            }
        })
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        Ok(self.setups.get(id).map(|setup| Arc::clone(&setup)))
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        let key = ActorKey { caller: caller.clone(), actor: actor.clone() };
        Ok(self.actors.get(&key).map(|file| file.methods()).unwrap_or_default())
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.write(commit)
    }
}
