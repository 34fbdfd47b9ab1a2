//! Settling what is not known yet, by the supplier's evidence: on-request bookings, unknown bookings and cancellations.

use std::sync::Arc;

use super::error::ChatError;
use super::money;
use super::ports::Ports;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Step};
use crate::domain::failure::FailureCode;
use crate::store::Commit;
use crate::supplier::{CallContext, Evidence};

/// `attempt` as it stands by now: asks the supplier when the state leaves something open, and keeps what it said.
pub(super) async fn settle(ports: &Ports, attempt: Arc<BookingAttempt>) -> Result<Arc<BookingAttempt>, ChatError> {
    let open = matches!(attempt.state, AttemptState::Requested | AttemptState::Unknown | AttemptState::CancelUnknown);
    let Some(supplier) = ports.supplier(&attempt.caller).filter(|_| open) else {
        return Ok(attempt);
    };
    let now = ports.clock.now_for(&attempt.caller);
    let call = CallContext { caller: attempt.caller.clone(), now, scenario: None };
    let evidence = supplier.look_up(&call, &attempt).await;
    let Some(step) = step_for(&attempt, evidence) else {
        return Ok(attempt);
    };
    let mut settled = attempt.after(step, now).map_err(|e| ChatError::Internal(e.to_string()))?;
    settled.version += 1;
    let settled = Arc::new(settled);
    ports.store.commit(Commit { attempts: vec![Arc::clone(&settled)], ..Commit::default() }).await?;
    money::follow(ports, &settled).await;
    tracing::info!(booking = %settled.id, state = ?settled.state, "a booking was settled");
    Ok(settled)
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
