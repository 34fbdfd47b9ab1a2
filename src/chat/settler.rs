//! Drives every unsettled attempt in the background: at start what a stopped process left, then whatever stays open,
//! each less often the longer it has been asked about.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::error::ChatError;
use super::ports::{Ports, Settings};
use super::queue::Queue;
use super::resume::resume;
use super::settle::reread;
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
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// The longest.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// How much longer than the supplier's patience a turn may take to store what came of it.
const SLACK: SignedDuration = SignedDuration::from_secs(10);

/// What one round found and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// How many attempts were unsettled when it began.
    pub unsettled: usize,
    /// How many of them were asked about.
    pub asked: usize,
    /// How many were settled.
    pub settled: usize,
}

/// When an attempt is asked about next.
#[derive(Debug)]
struct Wait {
    pause: SignedDuration,
    until: Timestamp,
}

/// What taking an attempt on needs.
struct AtHand {
    ports: Ports,
    settings: Settings,
    bookings: Arc<Queue<(Caller, ActorId)>>,
}

impl AtHand {
    /// Takes an attempt as far as it goes now, when no turn of its actor is at work on a booking.
    async fn take_on(&self, attempt: &BookingAttempt) -> Result<Arc<BookingAttempt>, ChatError> {
        let _booking = self.bookings.enter(&(attempt.caller.clone(), attempt.actor.clone())).await;
        let attempt = reread(&self.ports, attempt).await?;
        resume(&self.ports, self.settings.supplier_patience, attempt).await
    }
}

/// Drives what is unsettled. One for each process.
pub struct Settler {
    at_hand: Arc<AtHand>,
    waits: HashMap<BookingId, Wait>,
    /// Until the first round is over, no turn of this process can be at work on what is found.
    is_first: bool,
}

impl Settler {
    /// A settler that has not looked yet, and waits for turns in `bookings`.
    pub(super) fn new(ports: Ports, settings: Settings, bookings: Arc<Queue<(Caller, ActorId)>>) -> Self {
        Self { at_hand: Arc::new(AtHand { ports, settings, bookings }), waits: HashMap::new(), is_first: true }
    }

    /// Takes on what is due, for as long as `goes_on` says so.
    ///
    /// # Errors
    /// The store cannot say what is unsettled. What fails for one attempt is logged and tried again later.
    pub async fn round(&mut self, goes_on: impl Fn() -> bool) -> Result<Round, ChatError> {
        let open = self.at_hand.ports.store.bookings(&BookingFilter::Unsettled).await?;
        let unsettled = open.len();
        self.waits.retain(|id, _| open.iter().any(|attempt| attempt.id == *id));
        let mut due: Vec<Arc<BookingAttempt>> = open.into_iter().filter(|attempt| self.is_due(attempt)).collect();
        due.truncate(MOST_A_ROUND);
        let mut round = Round { unsettled, ..Round::default() };
        for some in due.chunks(AT_ONCE) {
            if !goes_on() {
                return Ok(round);
            }
            round.asked += some.len();
            round.settled += self.take_on(some).await;
        }
        self.is_first = false;
        Ok(round)
    }

    fn is_due(&self, attempt: &BookingAttempt) -> bool {
        let clock = &self.at_hand.ports.clock;
        if self.waits.get(&attempt.id).is_some_and(|wait| wait.until > clock.now()) {
            return false;
        }
        let may_be_at_work = match attempt.state {
            AttemptState::Intent | AttemptState::Authorised | AttemptState::Sending | AttemptState::CancelSending => {
                true
            }
            AttemptState::Requested | AttemptState::Unknown | AttemptState::CancelUnknown => false,
            AttemptState::Quoted
            | AttemptState::PriceChanged
            | AttemptState::AwaitingCard
            | AttemptState::AwaitingYes
            | AttemptState::Confirmed
            | AttemptState::Refused
            | AttemptState::Cancelled
            | AttemptState::Ended => return false,
        };
        let patience =
            SignedDuration::try_from(self.at_hand.settings.supplier_patience).unwrap_or(LONGEST_PAUSE) + SLACK;
        let age = clock.now_for(&attempt.caller).duration_since(attempt.updated_at);
        self.is_first || !may_be_at_work || age >= patience
    }

    /// Takes all of `some` on at once, and says how many are settled.
    async fn take_on(&mut self, some: &[Arc<BookingAttempt>]) -> usize {
        let mut at_work = JoinSet::new();
        for attempt in some {
            let (at_hand, attempt) = (Arc::clone(&self.at_hand), Arc::clone(attempt));
            at_work.spawn(async move {
                let taken = at_hand.take_on(&attempt).await;
                (attempt, taken)
            });
        }
        let mut settled = 0;
        while let Some(done) = at_work.join_next().await {
            // A panic has been logged where it happened; the attempt is taken on again in the next round.
            let Ok((attempt, taken)) = done else { continue };
            match taken {
                Ok(now) if !now.state.is_unsettled() => settled += 1,
                Ok(now) if now.state != attempt.state => {}
                Ok(_) => self.wait_longer(&attempt),
                Err(error) => {
                    tracing::warn!(booking = %attempt.id, %error, "a booking could not be taken on");
                    self.wait_longer(&attempt);
                }
            }
        }
        settled
    }

    fn wait_longer(&mut self, attempt: &BookingAttempt) {
        let now = self.at_hand.ports.clock.now();
        let wait = self.waits.entry(attempt.id.clone()).or_insert(Wait { pause: FIRST_PAUSE, until: now });
        wait.until = now.saturating_add(wait.pause).unwrap_or(Timestamp::MAX);
        wait.pause = (wait.pause + wait.pause).min(LONGEST_PAUSE);
    }
}
