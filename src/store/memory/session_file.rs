//! All that is filed under one session.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use jiff::{SignedDuration, Timestamp};

use super::kept::KeptResult;
use crate::domain::event::EventRecord;
use crate::domain::ids::{EventId, IdempotencyKey, ListId, OptionId};
use crate::domain::session::Session;
use crate::domain::shortlist::Shortlist;
use crate::store::{EventPage, OwnedOption, StoredResult};

/// How long what has expired is still known, so that it can be told from what never was.
pub(in crate::store) const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// How many shortlists of one session can be booked from; with more, the oldest are forgotten before they expire.
pub(in crate::store) const MOST_SHORTLISTS: usize = 64;

/// How many results of one session a cache holds, the latest: who tries again does so soon. Of the others it knows that
/// the durable store has them.
pub(in crate::store) const MOST_CACHED_RESULTS: usize = 2;

/// What was answered under a key.
#[derive(Debug, Clone)]
pub(in crate::store) enum Filed {
    /// It is here.
    Here(Arc<KeptResult>),
    /// Only the durable store has it, so long.
    Elsewhere {
        /// From when on it may be forgotten.
        keep_until: Timestamp,
    },
}

/// A session as a durable store kept it.
#[derive(Debug)]
pub(in crate::store) struct KeptSession {
    pub(in crate::store) session: Arc<Session>,
    /// Oldest first.
    pub(in crate::store) events: Vec<EventRecord>,
    /// The latest, oldest first: as many as a cache holds.
    pub(in crate::store) results: Vec<(IdempotencyKey, StoredResult)>,
    /// The keys of other results, which stay where they are, and from when on each may be forgotten.
    pub(in crate::store) elsewhere: Vec<(IdempotencyKey, Timestamp)>,
    /// The lists that can be booked from, oldest first.
    pub(in crate::store) shown: Vec<Arc<Shortlist>>,
}

/// A session, its history, what was answered under its keys, and the options it was shown.
#[derive(Debug)]
pub(super) struct SessionFile {
    session: Arc<Session>,
    /// Oldest first, ids rising.
    events: Vec<EventRecord>,
    results: HashMap<IdempotencyKey, Filed>,
    /// In a cache: under which keys results are here, the latest last.
    cached: VecDeque<IdempotencyKey>,
    /// Oldest first.
    shown: VecDeque<Arc<Shortlist>>,
    /// The round of letting go in which it was last asked for.
    pub(super) touched: AtomicU32,
}

impl SessionFile {
    pub(super) fn open(session: Arc<Session>) -> Self {
        Self::of(KeptSession { session, events: vec![], results: vec![], elsewhere: vec![], shown: vec![] })
    }

    /// The file, in a cache, of a session that a durable store kept.
    pub(super) fn of(kept: KeptSession) -> Self {
        let KeptSession { session, events, results: latest, elsewhere, shown } = kept;
        let results = elsewhere.into_iter().map(|(key, keep_until)| (key, Filed::Elsewhere { keep_until })).collect();
        let (cached, touched) = (VecDeque::new(), AtomicU32::new(0));
        let mut file = Self { session, events, results, cached, shown: shown.into(), touched };
        for (key, result) in latest {
            file.cache(key, KeptResult::of(result, None));
        }
        file
    }

    pub(super) fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// Whether `session` was made of what is filed here now.
    pub(super) fn precedes(&self, session: &Session) -> bool {
        self.session.version + 1 == session.version
    }

    /// Whether `result` may be stored under `key`: the key is free, or asks the same and named a booking in motion.
    pub(super) fn admits(&self, key: &IdempotencyKey, result: &StoredResult) -> bool {
        match self.results.get(key) {
            None => true,
            Some(Filed::Here(kept)) => kept.gives_way_to(&result.fingerprint),
            Some(Filed::Elsewhere { .. }) => false,
        }
    }

    pub(super) fn result(&self, key: &IdempotencyKey) -> Option<&Filed> {
        self.results.get(key)
    }

    pub(super) fn events(&self, after: Option<EventId>, limit: usize) -> EventPage {
        let start = after.map_or(0, |after| self.events.partition_point(|event| event.id <= after));
        let end = start.saturating_add(limit).min(self.events.len());
        EventPage { events: self.events[start..end].to_vec(), has_more: end < self.events.len() }
    }

    pub(super) fn option(&self, id: OptionId) -> Option<OwnedOption> {
        let shown = self.shown.iter().rev().find_map(|list| list.find(id))?.clone();
        Some(OwnedOption { session: self.session.key.clone(), actor: self.session.actor.id.clone(), shown })
    }

    pub(super) fn write(
        &mut self,
        session: Option<Arc<Session>>,
        event: Option<EventRecord>,
        result: Option<(IdempotencyKey, KeptResult)>,
    ) {
        if let Some(session) = session {
            self.session = session;
        }
        self.events.extend(event);
        self.results.extend(result.map(|(key, result)| (key, Filed::Here(Arc::new(result)))));
    }

    /// Files one more result of a session that a durable store keeps, and leaves the oldest here to that alone.
    pub(super) fn cache(&mut self, key: IdempotencyKey, result: KeptResult) {
        self.cached.retain(|cached| *cached != key);
        self.cached.push_back(key.clone());
        self.results.insert(key, Filed::Here(Arc::new(result)));
        while self.cached.len() > MOST_CACHED_RESULTS {
            let oldest = self.cached.pop_front().and_then(|key| self.results.get_mut(&key));
            if let Some(filed) = oldest
                && let Filed::Here(result) = filed
            {
                *filed = Filed::Elsewhere { keep_until: result.keep_until() };
            }
        }
    }

    /// Files one more shortlist at `now`, and says which lists were forgotten for it: expired, or too many.
    pub(super) fn show(&mut self, list: Arc<Shortlist>, now: Timestamp) -> Vec<ListId> {
        self.shown.push_back(list);
        let mut forgotten = self.forget_lists(now);
        while self.shown.len() > MOST_SHORTLISTS {
            forgotten.append(&mut self.forget_oldest_list());
        }
        forgotten
    }

    /// Forgets shortlists that have long expired at `now`, and says which.
    pub(super) fn forget_lists(&mut self, now: Timestamp) -> Vec<ListId> {
        let mut forgotten = Vec::new();
        while self.shown.front().is_some_and(|list| list.options.iter().all(|o| o.option.expires_at + GRACE <= now)) {
            forgotten.append(&mut self.forget_oldest_list());
        }
        forgotten
    }

    fn forget_oldest_list(&mut self) -> Vec<ListId> {
        let oldest = self.shown.pop_front();
        // What a later list shows again is still there.
        let is_gone = |id: &ListId| !self.list_ids().any(|other| other == *id);
        oldest.iter().flat_map(|list| list.ids()).filter(is_gone).collect()
    }

    /// Forgets results that need not be kept at `now`.
    pub(super) fn forget_results(&mut self, now: Timestamp) {
        let before = self.results.len();
        self.results.retain(|_, filed| match filed {
            Filed::Here(result) => result.keep_until() > now,
            Filed::Elsewhere { keep_until } => *keep_until > now,
        });
        if self.results.len() < before {
            self.results.shrink_to_fit();
        }
    }

    /// Whether nobody can ask for it any more at `now`.
    pub(super) fn is_done(&self, now: Timestamp) -> bool {
        self.results.is_empty() && self.session.expires_at + GRACE <= now
    }

    /// Every list filed here.
    pub(super) fn list_ids(&self) -> impl Iterator<Item = ListId> {
        self.shown.iter().flat_map(|list| list.ids())
    }
}
