//! Settling what is not known yet, by evidence: on-request bookings, unknown bookings and cancellations.
//!
//! Money follows the evidence before the step is written: doing it twice does it once, so whatever stops us in between,
//! the next one to look finds the attempt unsettled and does both.

use std::sync::Arc;

use super::error::ChatError;
use super::money;
use super::outbox::Outbox;
use super::ports::Ports;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Step};
use crate::domain::failure::FailureCode;
use crate::store::{BookingFilter, Commit, StoreError};
use crate::supplier::{CallContext, Evidence};

/// `attempt` as it stands by now: asks the supplier when the state leaves something open, and keeps what it said. While
/// nothing can be kept, the attempt stands as it did.
pub(super) async fn settle(ports: &Ports, attempt: Arc<BookingAttempt>) -> Result<Arc<BookingAttempt>, ChatError> {
    let open = matches!(attempt.state, AttemptState::Requested | AttemptState::Unknown | AttemptState::CancelUnknown);
    let Some(supplier) = ports.supplier(&attempt.caller).filter(|_| open) else {
        return Ok(attempt);
    };
    let evidence = supplier.look_up(&call_for(ports, &attempt), &attempt).await;
    by_evidence(ports, attempt, evidence).await
}

/// `attempt` as `evidence` has it.
pub(super) async fn by_evidence(
    ports: &Ports,
    attempt: Arc<BookingAttempt>,
    evidence: Evidence,
) -> Result<Arc<BookingAttempt>, ChatError> {
    let Some(step) = step_for(&attempt, evidence) else { return Ok(attempt) };
    match take(ports, &attempt, [step]).await {
        Err(ChatError::Unavailable(error)) => {
            tracing::warn!(booking = %attempt.id, %error, "what became of a booking cannot be stored now");
            Ok(attempt)
        }
        taken => taken,
    }
}

/// What surrounds a call about `attempt` that nobody asked for just now.
pub(super) fn call_for(ports: &Ports, attempt: &BookingAttempt) -> CallContext {
    CallContext { caller: attempt.caller.clone(), now: ports.clock.now_for(&attempt.caller), scenario: None }
}

/// Takes `attempt` by `steps`, money first, in one commit. Where somebody else was faster, it is as they left it.
pub(super) async fn take<const N: usize>(
    ports: &Ports,
    attempt: &BookingAttempt,
    steps: [Step; N],
) -> Result<Arc<BookingAttempt>, ChatError> {
    let next = stepped(ports, attempt, steps)?;
    write(ports, attempt, next).await
}

/// `sending`, taken by the step that the supplier's answer is. Where that cannot be stored now, it waits in `outbox`.
pub(super) async fn conclude(
    ports: &Ports,
    outbox: &Outbox,
    sending: &BookingAttempt,
    step: Step,
) -> Result<Arc<BookingAttempt>, ChatError> {
    let next = stepped(ports, sending, [step])?;
    let written = write(ports, sending, Arc::clone(&next)).await;
    if matches!(written, Err(ChatError::Unavailable(_))) {
        outbox.keep(Commit { attempts: vec![next], ..Commit::default() }).await;
    }
    written
}

/// `attempt` after `steps`, to be committed at once.
fn stepped<const N: usize>(
    ports: &Ports,
    attempt: &BookingAttempt,
    steps: [Step; N],
) -> Result<Arc<BookingAttempt>, ChatError> {
    let now = ports.clock.now_for(&attempt.caller);
    let mut next = attempt.clone();
    for step in steps {
        next = next.after(step, now).map_err(|e| ChatError::Internal(e.to_string()))?;
    }
    next.version = attempt.version + 1;
    Ok(Arc::new(next))
}

async fn write(
    ports: &Ports,
    attempt: &BookingAttempt,
    next: Arc<BookingAttempt>,
) -> Result<Arc<BookingAttempt>, ChatError> {
    money::follow(ports, &next).await;
    match ports.store.commit(Commit { attempts: vec![Arc::clone(&next)], ..Commit::default() }).await {
        Ok(()) => {
            tracing::info!(booking = %next.id, from = ?attempt.state, to = ?next.state, "a booking went on");
            Ok(next)
        }
        Err(StoreError::Conflict) => reread(ports, attempt).await,
        Err(error) => Err(error.into()),
    }
}

/// `attempt` as it is stored now.
pub(super) async fn reread(ports: &Ports, attempt: &BookingAttempt) -> Result<Arc<BookingAttempt>, ChatError> {
    let which = BookingFilter::Id(attempt.caller.clone(), attempt.id.clone());
    ports.store.bookings(&which).await?.into_iter().next().ok_or(ChatError::BookingNotFound)
}

fn step_for(attempt: &BookingAttempt, evidence: Evidence) -> Option<Step> {
    let cancelling = attempt.state == AttemptState::CancelUnknown;
    match evidence {
        Evidence::Booked(_) if cancelling => Some(Step::RefuseCancel(FailureCode::CancellationRefused)),
        Evidence::Cancelled(_) if cancelling => Some(Step::Cancel(attempt.cancel_cost(attempt.updated_at))),
        Evidence::Booked(reference) => Some(Step::Confirm(reference)),
        Evidence::NotBooked if !cancelling => Some(Step::Refuse(FailureCode::SupplierRejected)),
        Evidence::NotBooked | Evidence::Cancelled(_) | Evidence::Pending(_) | Evidence::Unavailable => None,
    }
}
