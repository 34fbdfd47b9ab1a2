//! All that is filed under one actor.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use crate::domain::booking::BookingAttempt;
use crate::domain::card::PaymentMethod;
use crate::domain::ids::{BookingId, SessionId};

/// The bookings of an actor, from all sessions, and the cards on file.
#[derive(Debug, Default)]
pub(super) struct ActorFile {
    /// In the order they began.
    attempts: Vec<Arc<BookingAttempt>>,
    /// In the order they came.
    methods: Vec<PaymentMethod>,
    /// The round of letting go in which it was last asked for.
    pub(super) touched: AtomicU32,
}

impl ActorFile {
    /// The file of an actor of whom a durable store kept these, each in the order they came.
    pub(super) fn of(attempts: Vec<Arc<BookingAttempt>>, methods: Vec<PaymentMethod>) -> Self {
        Self { attempts, methods, touched: AtomicU32::new(0) }
    }

    /// The ids of all attempts.
    pub(super) fn ids(&self) -> impl Iterator<Item = &BookingId> {
        self.attempts.iter().map(|attempt| &attempt.id)
    }

    pub(super) fn attempt(&self, id: &BookingId) -> Option<&Arc<BookingAttempt>> {
        self.position(id).map(|at| &self.attempts[at])
    }

    /// All attempts, latest first.
    pub(super) fn attempts(&self) -> Vec<Arc<BookingAttempt>> {
        self.attempts.iter().rev().cloned().collect()
    }

    /// All cards on file, latest first.
    pub(super) fn methods(&self) -> Vec<PaymentMethod> {
        self.methods.iter().rev().cloned().collect()
    }

    /// Whether `attempt` may be filed: it follows what is filed, and when it begins to hold a room, no other attempt may
    /// hold one for the same stay.
    pub(super) fn admits(&self, attempt: &BookingAttempt) -> bool {
        let filed = self.attempt(&attempt.id);
        let follows = filed.map_or(0, |filed| filed.version) + 1 == attempt.version;
        let held_before = filed.is_some_and(|filed| filed.state.may_hold_a_room());
        follows && (held_before || !attempt.state.may_hold_a_room() || !self.holds_same_stay(attempt))
    }

    fn holds_same_stay(&self, attempt: &BookingAttempt) -> bool {
        let stay = attempt.stay_key();
        self.attempts
            .iter()
            .any(|other| other.id != attempt.id && other.state.may_hold_a_room() && other.stay_key() == stay)
    }

    pub(super) fn put(&mut self, attempt: Arc<BookingAttempt>) {
        match self.position(&attempt.id) {
            Some(at) => self.attempts[at] = attempt,
            None => self.attempts.push(attempt),
        }
    }

    pub(super) fn keep_card(&mut self, method: PaymentMethod) {
        self.methods.retain(|kept| kept.id != method.id);
        self.methods.push(method);
    }

    /// Forgets what was proposed in `session` and never became a booking, and says which attempts went.
    pub(super) fn forget_proposals(&mut self, session: &SessionId) -> Vec<BookingId> {
        let is_left_over = |attempt: &BookingAttempt| attempt.session == *session && !attempt.state.is_booking();
        self.attempts.extract_if(.., |attempt| is_left_over(attempt)).map(|attempt| attempt.id.clone()).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.attempts.is_empty() && self.methods.is_empty()
    }

    /// Where the attempt is; the latest are asked for most.
    fn position(&self, id: &BookingId) -> Option<usize> {
        self.attempts.iter().rposition(|attempt| attempt.id == *id)
    }
}
