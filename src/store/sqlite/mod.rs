//! Remembers in one file of SQLite, on one node: the default.
//!
//! The file is the truth, the memory store in front of it the cache. A commit is checked and written by one thread,
//! together with all that wait beside it, and its caller is answered when the log is synced and the cache has followed.
//! A file of a session or an actor that is not in the cache is read whole, off the runtime's threads, on connections that
//! the writer does not wait for; [`gate`] keeps what they read and what the cache knows together.
//!
//! A failed sync ends the process. A full or read-only disk fails writes and nothing else, and heals by itself.

mod checkpoint;
pub mod clocks;
mod codec;
pub mod desk;
pub mod erase;
mod filed;
mod gate;
mod packing;
mod read;
mod readers;
mod rows;
pub mod schema;
mod sweep;
mod sync;
mod turns;
mod usage;
mod write;
mod writer;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use self::checkpoint::Checkpoints;
use self::desk::{Outcome, Verdict};
use self::gate::{Gate, Stripe};
use self::readers::{Readers, unavailable};
use self::rows::Rows;
use self::schema::OpenError;
use self::writer::{Job, Waiting, Writer};
use super::memory::MemoryStore;
use super::memory::hot::Filed;
use super::{ActorKey, BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::clock_hand::ClockHand;
use crate::domain::ids::{ActorId, EventId, IdempotencyKey, OptionId, SetupId};
use crate::domain::partner::{Caller, TestCaller};
use crate::domain::session::{Session, SessionKey};

/// How many commits may wait for the thread that writes; more wait before they are taken in.
const MOST_WAITING: usize = 1_024;

/// From how many sessions on the cache lets go of all that were not asked for lately.
pub const MOST_HOT: usize = 20_000;

/// Sessions, bookings and cards in one file.
#[derive(Debug)]
pub struct SqliteStore {
    hot: Arc<MemoryStore>,
    gate: Arc<Gate>,
    readers: Arc<Readers>,
    jobs: Option<mpsc::Sender<Job>>,
    writing: Option<JoinHandle<()>>,
    /// Held for as long as the file is served.
    _lock: File,
}

impl SqliteStore {
    /// The store in the file at `path`, made if there is none. `abort` ends the process at once; it is called when a sync
    /// fails.
    ///
    /// # Errors
    /// Why the file cannot be served.
    pub fn open(path: &Path, abort: fn() -> !) -> Result<Self, OpenError> {
        let lock = schema::lock(path)?;
        let file = schema::open_writer(path)?;
        let (hot, gate) = (Arc::new(MemoryStore::new()), Arc::new(Gate::new()));
        let (jobs, waiting) = mpsc::channel(MOST_WAITING);
        let checkpoints = Checkpoints::of(path, &file, abort)?;
        let writer = Writer { file, hot: Arc::clone(&hot), gate: Arc::clone(&gate), checkpoints, abort };
        let writing = std::thread::Builder::new().name("store".to_owned()).spawn(move || writer.run(waiting));
        let writing = writing.map_err(|why| OpenError::Lock { path: path.to_owned(), why })?;
        let readers = Readers::of(path.to_owned());
        Ok(Self { hot, gate, readers, jobs: Some(jobs), writing: Some(writing), _lock: lock })
    }

    /// Forgets what nobody can ask for any more, by each caller's own clock, and lets idle sessions go from memory to the
    /// file. Bookings and cards stay.
    ///
    /// # Errors
    /// The file cannot be read or written now.
    pub async fn sweep(&self, now: impl Fn(&Caller) -> Timestamp) -> Result<(), StoreError> {
        self.hot.let_go(MOST_HOT);
        self.hot.sweep(&now);
        for text in self.readers.read(sweep::callers).await? {
            let Some(caller) = rows::caller_of(&text) else { continue };
            loop {
                let (text, now) = (text.clone(), now(&caller));
                let due = self.readers.read(move |file| sweep::find(file, &text, now)).await?;
                let more = due.is_full();
                if !due.is_empty() {
                    self.run(move |file| sweep::forget(file, &due)).await?;
                }
                if !more {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Lets go from memory to the file what nobody asked for since the last time, where more than `most` sessions or actors
    /// are there. Asked often, it keeps memory from growing with all who come between two sweeps.
    pub fn keep_within(&self, most: usize) {
        if self.hot.is_fuller_than(most) {
            self.hot.let_go(most);
        }
    }

    /// Forgets calls that are longer ago than [`KEPT_FOR`](crate::domain::usage::KEPT_FOR), by the wall's clock.
    ///
    /// # Errors
    /// The file cannot be read or written now.
    pub async fn sweep_usage(&self, now: Timestamp) -> Result<(), StoreError> {
        while let Some(due) = self.readers.read(move |file| usage::due(file, now)).await? {
            self.run(move |file| usage::forget(file, &due)).await?;
        }
        Ok(())
    }

    /// How many sessions are in memory.
    #[must_use]
    pub fn hot_sessions(&self) -> usize {
        self.hot.session_count()
    }

    /// What operators found out and nobody acted upon yet, in order.
    ///
    /// # Errors
    /// The file cannot be read now.
    pub async fn verdicts(&self) -> Result<Vec<Verdict>, StoreError> {
        self.readers.read(desk::verdicts).await
    }

    /// Keeps where the hand of the clock of `sandbox` stands, until the sandbox is forgotten.
    ///
    /// # Errors
    /// The file cannot be written now.
    pub async fn keep_clock(&self, sandbox: &TestCaller, hand: ClockHand) -> Result<(), StoreError> {
        let sandbox = sandbox.clone();
        self.run(move |file| clocks::keep(file, &sandbox, hand)).await
    }

    /// Notes that the verdict of that number was acted upon `at` that instant, and what came of it.
    ///
    /// # Errors
    /// The file cannot be written now.
    pub async fn close_verdict(&self, no: i64, at: Timestamp, outcome: Outcome) -> Result<(), StoreError> {
        self.run(move |file| desk::close_verdict(file, no, at, outcome)).await
    }

    /// Has the thread that writes do `errand`.
    async fn run(
        &self,
        errand: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), StoreError> {
        let (answer, done) = oneshot::channel();
        self.ask(Job::Errand(Box::new(errand), answer)).await?;
        done.await.map_err(unavailable)?
    }

    async fn ask(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or_else(|| StoreError::Unavailable("the store is closed".into()))?;
        jobs.send(job).await.map_err(|_| StoreError::Unavailable("the thread that writes is gone".into()))
    }

    /// Brings the session's file into the cache; false when there is no such session.
    async fn warm_session(&self, key: &SessionKey) -> Result<bool, StoreError> {
        if self.hot.has_session(key) {
            return Ok(true);
        }
        let (hot, gate, key) = (Arc::clone(&self.hot), Arc::clone(&self.gate), key.clone());
        let stripe = rows::session_stripe(&key);
        self.readers
            .read(move |file| {
                loop {
                    let mark = gate.mark(stripe);
                    let is_current = || gate.is_unmoved(stripe, mark);
                    let kept = read::session(file, &key)?;
                    let is_there = kept.is_some();
                    if kept.map_or_else(is_current, |kept| hot.take_in_session(kept, is_current)) {
                        return Ok(is_there);
                    }
                }
            })
            .await
    }

    /// Brings the actor's file into the cache.
    async fn warm_actor(&self, key: &ActorKey) -> Result<(), StoreError> {
        if self.hot.has_actor(key) {
            return Ok(());
        }
        let (hot, gate, key) = (Arc::clone(&self.hot), Arc::clone(&self.gate), key.clone());
        let stripe = rows::actor_stripe(&key.caller, &key.actor);
        self.readers
            .read(move |file| {
                loop {
                    let mark = gate.mark(stripe);
                    let kept = read::actor(file, &key)?;
                    if hot.take_in_actor(key.clone(), kept, || gate.is_unmoved(stripe, mark)) {
                        return Ok(());
                    }
                }
            })
            .await
    }
}

impl Drop for SqliteStore {
    /// Waits until what was asked is written.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(writing) = self.writing.take() {
            // A panic there has been logged, and there is nobody left to tell.
            let _ = writing.join();
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        self.warm_session(key).await?;
        self.hot.session(key).await
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        self.warm_session(key).await?;
        self.hot.events(key, after, limit).await
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        self.warm_session(session).await?;
        match self.hot.filed(session, key) {
            None => Ok(None),
            Some(Filed::Here(result)) => Ok(Some(Arc::new(result.whole()))),
            Some(Filed::Elsewhere { .. }) => {
                let (gate, session, key) = (Arc::clone(&self.gate), session.clone(), key.clone());
                let stripe = rows::session_stripe(&session);
                self.readers.read(move |file| gate.read(stripe, || read::result_under(file, &session, &key))).await
            }
        }
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        if !self.hot.has_option(caller, id) {
            let (owner, whose) = (caller.clone(), actor.clone());
            let found = self.readers.read(move |file| read::session_showing(file, &owner, &whose, id)).await?;
            let Some(session) = found else { return Ok(None) };
            self.warm_session(&SessionKey { caller: caller.clone(), id: session }).await?;
        }
        self.hot.option(caller, actor, id).await
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        match which {
            BookingFilter::Unsettled => return self.readers.read(read::unsettled).await,
            BookingFilter::Actor(caller, actor) => {
                self.warm_actor(&ActorKey { caller: caller.clone(), actor: actor.clone() }).await?;
            }
            BookingFilter::Id(caller, id) if !self.hot.has_booking(caller, id) => {
                let (owner, wanted) = (caller.clone(), id.clone());
                let found = self.readers.read(move |file| read::owner(file, &owner, &wanted)).await?;
                let Some(actor) = found else { return Ok(Vec::new()) };
                self.warm_actor(&ActorKey { caller: caller.clone(), actor }).await?;
            }
            BookingFilter::Id(..) => {}
        }
        self.hot.bookings(which).await
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        let (gate, id) = (Arc::clone(&self.gate), id.clone());
        let stripe = Stripe::of(&id);
        self.readers.read(move |file| gate.read(stripe, || read::setup(file, &id))).await
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        self.warm_actor(&ActorKey { caller: caller.clone(), actor: actor.clone() }).await?;
        self.hot.payment_methods(caller, actor).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        commit.owner()?;
        let rows = Rows::of(&commit, commit.conversation()?).map_err(unavailable)?;
        let (answer, written) = oneshot::channel();
        self.ask(Job::Commit(Box::new(Waiting { commit, rows, answer }))).await?;
        written.await.map_err(unavailable)?
    }
}
