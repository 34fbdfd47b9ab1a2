//! What outlives the process: the disk, the supplier's books, the vault, time and chance; and the kill that cuts a process
//! off from all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::event::EventRecord;
use core_chat::domain::ids::{BookingId, EventId, PartnerReference, SessionId, SupplierReference};
use core_chat::domain::money::Money;
use core_chat::domain::usage::UsageRecord;
use core_chat::payments::sandbox::SandboxVault;
use core_chat::store::memory::MemoryStore;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::dice::Dice;
use crate::support;

/// One booking in the supplier's own books.
#[derive(Debug, Clone)]
pub struct Theirs {
    pub reference: SupplierReference,
    pub ours: PartnerReference,
    /// Actor, hotel, dates, rooms and guest.
    pub stay: String,
    pub total: Money,
    pub state: TheirState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TheirState {
    Live,
    /// They will say then, and what.
    OnRequest {
        until: Instant,
        yes: bool,
    },
    Refused,
    Cancelled,
}

/// The supplier's side: what it has, what it heard, and what is still on its way to it.
#[derive(Default)]
pub struct Books {
    pub theirs: Vec<Theirs>,
    pub sends: BTreeMap<BookingId, u32>,
    pub refusals: BTreeMap<BookingId, u32>,
    /// It said that it does not have them, and so takes them no more.
    pub denied: BTreeSet<PartnerReference>,
    pub bookings_on_their_way: BTreeSet<PartnerReference>,
    pub cancellations_on_their_way: BTreeSet<PartnerReference>,
}

impl Books {
    pub fn of(&mut self, ours: &PartnerReference) -> Option<&mut Theirs> {
        self.theirs.iter_mut().find(|theirs| theirs.ours == *ours)
    }
}

/// What was written, in order.
#[derive(Default)]
pub struct Written {
    pub attempts: BTreeMap<BookingId, Arc<BookingAttempt>>,
    pub events: BTreeMap<SessionId, Vec<EventRecord>>,
    pub usage: Vec<UsageRecord>,
}

/// What a guest was told.
#[derive(Debug, Clone)]
pub struct Told {
    pub session: SessionId,
    pub key: String,
    pub event: EventId,
    pub body: String,
    /// Whether it was stored before it was told.
    pub was_stored: bool,
}

/// The world around the process. Each lock is held for a few lines and never across an `await`; all run on one thread.
pub struct Stage {
    pub dice: Dice,
    pub disk: MemoryStore,
    pub vault: SandboxVault,
    pub offers_look_ups: bool,
    /// One in how many boundaries is deadly.
    deadly: u64,
    books: Mutex<Books>,
    written: Mutex<Written>,
    told: Mutex<Vec<Told>>,
    wrong: Mutex<Vec<String>>,
    /// Which process is the living one.
    process: AtomicU64,
    killed: Notify,
    is_healed: AtomicBool,
    began: Instant,
    full_until: Mutex<Instant>,
    pub is_traced: bool,
}

fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stage {
    pub fn of(seed: u64, is_traced: bool) -> Arc<Self> {
        let dice = Dice::of(seed);
        let offers_look_ups = !dice.one_in(3);
        let deadly = [15, 60, 250][usize::try_from(dice.below(3)).unwrap_or_default()];
        Arc::new(Self {
            dice,
            disk: MemoryStore::new(),
            vault: SandboxVault::new(),
            offers_look_ups,
            deadly,
            books: Mutex::default(),
            written: Mutex::default(),
            told: Mutex::default(),
            wrong: Mutex::default(),
            process: AtomicU64::new(0),
            killed: Notify::new(),
            is_healed: AtomicBool::new(false),
            began: Instant::now(),
            full_until: Mutex::new(Instant::now()),
            is_traced,
        })
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        open(&self.books)
    }

    pub fn written(&self) -> MutexGuard<'_, Written> {
        open(&self.written)
    }

    pub fn told(&self) -> MutexGuard<'_, Vec<Told>> {
        open(&self.told)
    }

    /// Notes that something is wrong which must never be.
    pub fn wrong(&self, what: String) {
        self.trace(|| format!("WRONG: {what}"));
        open(&self.wrong).push(what);
    }

    pub fn all_wrong(&self) -> Vec<String> {
        open(&self.wrong).clone()
    }

    /// Prints a line of the story, where a seed is told again.
    pub fn trace(&self, line: impl FnOnce() -> String) {
        if self.is_traced {
            let at = self.began.elapsed().as_millis();
            println!("{at:>9} ms  process {}  {}", self.process(), line());
        }
    }

    pub fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.began.elapsed()).unwrap_or_default();
        support::now().saturating_add(passed).unwrap_or(Timestamp::MAX)
    }

    pub fn process(&self) -> u64 {
        self.process.load(Ordering::Relaxed)
    }

    /// Whether `one in n` goes wrong here; nothing does once the world has healed.
    pub fn goes_wrong(&self, n: u64) -> bool {
        !self.is_healed() && self.dice.one_in(n)
    }

    pub fn is_healed(&self) -> bool {
        self.is_healed.load(Ordering::Relaxed)
    }

    pub fn heal(&self) {
        self.is_healed.store(true, Ordering::Relaxed);
        *open(&self.full_until) = Instant::now();
    }

    /// Ends the living process where it stands.
    pub fn kill(&self) {
        self.process.fetch_add(1, Ordering::Relaxed);
        self.killed.notify_waiters();
    }

    /// Returns when `process` is no more.
    pub async fn death(&self, process: u64) {
        loop {
            let killed = self.killed.notified();
            if self.process() != process {
                return;
            }
            killed.await;
        }
    }

    /// A place between two things the process does: time passes, and it may be killed here. A killed process never returns.
    pub async fn boundary(&self, process: u64, place: &str) {
        match self.dice.below(8) {
            0 => tokio::time::sleep(Duration::from_millis(self.dice.below(40))).await,
            1 => tokio::task::yield_now().await,
            _ => {}
        }
        if self.process() == process && self.goes_wrong(self.deadly) {
            self.trace(|| format!("killed at {place}"));
            self.kill();
        }
        if self.process() != process {
            std::future::pending::<()>().await;
        }
    }

    /// Whether the disk is full now; it fills up at times, and heals.
    pub fn is_disk_full(&self) -> bool {
        let mut until = open(&self.full_until);
        if self.goes_wrong(70) {
            *until = Instant::now() + Duration::from_millis(self.dice.below(20_000));
        }
        *until > Instant::now()
    }
}
