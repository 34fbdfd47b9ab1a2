//! Bookings that go on without a turn: what a stopped process left, what waits for evidence, what an operator decides.

use std::sync::Arc;

use super::carry::{carry_out, unasked};
use super::error::ChatError;
use super::ports::Ports;
use super::work::Means;
use crate::domain::booking::BookingAttempt;
use crate::domain::course::{self, Circumstances, Effect, Input};
use crate::domain::ids::SupplierReference;
use crate::store::{BookingFilter, Commit, StoreError};

/// `attempt` as it stands by now: asks the supplier when the state leaves something open, and keeps what it said. While
/// nothing can be kept, the attempt stands as it did.
pub(super) async fn settle(means: Means<'_>, attempt: Arc<BookingAttempt>) -> Result<Arc<BookingAttempt>, ChatError> {
    match go_on(means, Arc::clone(&attempt), Input::LookedAt).await {
        Err(ChatError::Unavailable(error)) => {
            tracing::warn!(booking = %attempt.id, %error, "what became of a booking cannot be stored now");
            Ok(attempt)
        }
        settled => settled,
    }
}

/// Takes `attempt`, whose turn is gone, as far as it goes now. The caller holds the actor's place in the queue of
/// bookings, so that no turn is at work on it.
pub(super) async fn resume(means: Means<'_>, attempt: Arc<BookingAttempt>) -> Result<Arc<BookingAttempt>, ChatError> {
    go_on(means, attempt, Input::LeftBehind).await
}

/// What became of a booking by what an operator found.
#[derive(Debug, Clone, PartialEq)]
pub enum ByHand {
    /// It stands so now: settled by it, or before.
    Stands(Arc<BookingAttempt>),
    /// It had gone on since, and is still open: what was found may not be true any more, and nothing was done.
    Overtaken(Arc<BookingAttempt>),
}

/// Settles `attempt` by what an operator `found` when it had that `version`: the supplier's reference, or nothing. What is
/// settled stays. The caller holds the actor's place in the queue of bookings.
pub(super) async fn by_hand(
    means: Means<'_>,
    attempt: Arc<BookingAttempt>,
    version: Option<u64>,
    found: Option<SupplierReference>,
) -> Result<ByHand, ChatError> {
    if version != Some(attempt.version) && attempt.state.is_unsettled() {
        return Ok(ByHand::Overtaken(attempt));
    }
    let from = attempt.state;
    let settled = go_on(means, attempt, Input::Ruled(found)).await?;
    if settled.state != from {
        tracing::warn!(booking = %settled.id, ?from, to = ?settled.state, "an operator settled a booking");
    }
    Ok(ByHand::Stands(settled))
}

/// `attempt` as it is stored now.
pub(super) async fn reread(ports: &Ports, attempt: &BookingAttempt) -> Result<Arc<BookingAttempt>, ChatError> {
    let which = BookingFilter::Id(attempt.caller.clone(), attempt.id.clone());
    ports.store.bookings(&which).await?.into_iter().next().ok_or(ChatError::BookingNotFound)
}

/// Takes `attempt`, as it is stored, on from `input`, with nobody to be asked or told. Where somebody else was faster, it
/// is as they left it.
async fn go_on(
    means: Means<'_>,
    mut attempt: Arc<BookingAttempt>,
    input: Input,
) -> Result<Arc<BookingAttempt>, ChatError> {
    let Means { ports, settings, outbox } = means;
    let mut input = Some(input);
    while let Some(given) = input.take() {
        let was_sent = matches!(given, Input::BookAnswered(_) | Input::CancelAnswered(_));
        let call = unasked(ports, &attempt);
        let around = Circumstances { now: call.now, attended: false, may_send: !outbox.is_closed() };
        let course = course::step(&attempt, given, around)?;
        let next = Arc::new(BookingAttempt { version: attempt.version + 1, ..course.attempt });
        for effect in course.effects {
            input = match effect {
                Effect::Outside(deed) => carry_out(ports, settings.supplier_patience, &call, &next, &deed).await,
                Effect::Commit | Effect::Tell => match write(means, &next, was_sent).await {
                    Ok(()) => {
                        tracing::info!(booking = %next.id, from = ?attempt.state, to = ?next.state, "a booking went on");
                        attempt = Arc::clone(&next);
                        (effect == Effect::Commit).then_some(Input::Committed)
                    }
                    Err(StoreError::Conflict) => {
                        let stored = reread(ports, &attempt).await?;
                        if stored.version != attempt.version || effect == Effect::Tell {
                            return Ok(stored);
                        }
                        Some(Input::StayTaken)
                    }
                    Err(error) => return Err(error.into()),
                },
                // Only a guest who is there can take a price or pay.
                Effect::Quote | Effect::ChoosePayer => None,
            };
        }
    }
    Ok(attempt)
}

/// Stores `next`. What a supplier said to a send waits in the outbox where it cannot be stored now.
async fn write(means: Means<'_>, next: &Arc<BookingAttempt>, was_sent: bool) -> Result<(), StoreError> {
    let commit = Commit { attempts: vec![Arc::clone(next)], ..Commit::default() };
    let written = means.ports.store.commit(commit.clone()).await;
    if was_sent && matches!(written, Err(StoreError::Unavailable(_))) {
        means.outbox.keep(commit).await;
    }
    written
}
