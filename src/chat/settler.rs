//! Drives every unsettled attempt in the background: at start what a stopped process left, then whatever stays open,
//! each less often the longer it has been asked about.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use super::error::ChatError;
use super::outbox::Outbox;
use super::ports::{Ports, Settings};
use super::queue::Queue;
use super::settle::{reread, resume};
use super::work::Means;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::{ActorId, BookingId};
use crate::domain::partner::Caller;
use crate::store::BookingFilter;

/// How many attempts are asked about at once.
const AT_ONCE: usize = 8;
/// How many attempts one round takes on.
const MOST_A_ROUND: usize = 256;
/// The first pause between two questions about one attempt.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How long to wait for a turn that is at work on a booking of the same actor, before the attempt is left to a later round.
const BUSY: Duration = Duration::from_secs(2);

/// What one round found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// How many attempts were unsettled when it began.
    pub unsettled: usize,
    /// How many of them only evidence can decide: perhaps booked, or perhaps cancelled.
    pub unknown: usize,
    /// For how long the oldest of those has been so.
    pub oldest_unknown: SignedDuration,
    /// How many outcomes of sends could not be stored yet.
    pub unstored: usize,
    /// How many attempts were asked about.
    pub asked: usize,
    /// How many were settled.
    pub settled: usize,
}

impl Round {
    /// What there was to do when a round began.
    fn over(open: &[Arc<BookingAttempt>], now: impl Fn(&Caller) -> Timestamp) -> Self {
        let is_unknown = |attempt: &&Arc<BookingAttempt>| {
            matches!(attempt.state, AttemptState::Unknown | AttemptState::CancelUnknown)
        };
        let ages = open.iter().filter(is_unknown).map(|a| now(&a.caller).duration_since(a.updated_at));
        Self {
            unsettled: open.len(),
            unknown: open.iter().filter(is_unknown).count(),
            oldest_unknown: ages.max().unwrap_or_default().max(SignedDuration::ZERO),
            ..Self::default()
        }
    }
}

/// When an attempt is asked about next; by a clock that nobody sets.
#[derive(Debug)]
struct Wait {
    pause: Duration,
    until: Instant,
}

/// What taking an attempt on needs.
pub(super) struct AtHand {
    pub(super) ports: Ports,
    pub(super) settings: Settings,
    pub(super) bookings: Arc<Queue<(Caller, ActorId)>>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) owned: TaskTracker,
    /// What the latest round found and did.
    pub(super) latest: Arc<Mutex<Round>>,
}

impl AtHand {
    /// Takes an attempt as far as it goes now. Whoever sends for an actor holds the actor's place in the queue, so what is
    /// found in `sending` here was left by a turn that is gone. `None` while a turn of its actor is at work.
    async fn take_on(&self, attempt: &BookingAttempt) -> Result<Option<Arc<BookingAttempt>>, ChatError> {
        let (caller, actor) = (&attempt.caller, &attempt.actor);
        let place = (caller.clone(), actor.clone());
        let Ok(_booking) = tokio::time::timeout(BUSY, self.bookings.enter(&place)).await else { return Ok(None) };
        self.outbox.store_of_actor(&*self.ports.store, caller, actor).await?;
        let attempt = reread(&self.ports, attempt).await?;
        let means = Means { ports: &self.ports, settings: &self.settings, outbox: &self.outbox };
        resume(means, attempt).await.map(Some)
    }
}

/// Drives what is unsettled. One for each process.
pub struct Settler {
    at_hand: Arc<AtHand>,
    waits: HashMap<BookingId, Wait>,
}

impl Settler {
    /// A settler that has not looked yet.
    pub(super) fn new(at_hand: AtHand) -> Self {
        Self { at_hand: Arc::new(at_hand), waits: HashMap::new() }
    }

    /// Stores what could not be stored before, and takes on what is due, for as long as `goes_on` says so.
    ///
    /// # Errors
    /// The store cannot say what is unsettled, or not write what waits to be stored. What fails for one attempt is logged
    /// and tried again later.
    pub async fn round(&mut self, goes_on: impl Fn() -> bool) -> Result<Round, ChatError> {
        let Ports { store, clock, .. } = &self.at_hand.ports;
        self.at_hand.outbox.store_all(&**store).await?;
        let open = store.bookings(&BookingFilter::Unsettled).await?;
        let mut round = Round::over(&open, |caller| clock.now_for(caller));
        self.waits.retain(|id, _| open.iter().any(|attempt| attempt.id == *id));
        let mut due: Vec<Arc<BookingAttempt>> = open.into_iter().filter(|attempt| self.is_due(attempt)).collect();
        due.truncate(MOST_A_ROUND);
        for some in due.chunks(AT_ONCE) {
            if !goes_on() {
                break;
            }
            round.asked += some.len();
            round.settled += self.take_on(some).await;
        }
        round.unstored = self.at_hand.outbox.waiting();
        *self.at_hand.latest.lock().unwrap_or_else(PoisonError::into_inner) = round;
        Ok(round)
    }

    fn is_due(&self, attempt: &BookingAttempt) -> bool {
        self.waits.get(&attempt.id).is_none_or(|wait| wait.until <= Instant::now())
    }

    /// Takes all of `some` on at once, and says how many are settled.
    async fn take_on(&mut self, some: &[Arc<BookingAttempt>]) -> usize {
        let mut at_work = JoinSet::new();
        for attempt in some {
            let (at_hand, attempt) = (Arc::clone(&self.at_hand), Arc::clone(attempt));
            let owned = at_hand.owned.clone();
            at_work.spawn(owned.track_future(async move {
                let taken = at_hand.take_on(&attempt).await;
                (attempt, taken)
            }));
        }
        let mut settled = 0;
        while let Some(done) = at_work.join_next().await {
            // A panic has been logged where it happened; the attempt is taken on again in the next round.
            let Ok((attempt, taken)) = done else { continue };
            match taken {
                Ok(Some(now)) if !now.state.is_unsettled() => settled += 1,
                Ok(Some(now)) if now.state == attempt.state => self.wait_longer(&attempt),
                Ok(Some(_) | None) => {}
                // The disk may heal at any moment, and says nothing about the booking.
                Err(ChatError::Unavailable(error)) => {
                    tracing::warn!(booking = %attempt.id, %error, "a booking waits for the store");
                }
                Err(error) => {
                    tracing::warn!(booking = %attempt.id, %error, "a booking could not be taken on");
                    self.wait_longer(&attempt);
                }
            }
        }
        settled
    }

    fn wait_longer(&mut self, attempt: &BookingAttempt) {
        let now = Instant::now();
        let wait = self.waits.entry(attempt.id.clone()).or_insert(Wait { pause: FIRST_PAUSE, until: now });
        wait.until = now + wait.pause;
        wait.pause = (wait.pause * 2).min(LONGEST_PAUSE);
    }
}
