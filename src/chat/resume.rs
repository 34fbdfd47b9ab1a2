//! Taking an attempt on whose turn is gone: the process stopped in it, or what came of it could not be stored.
//!
//! ```text
//! intent, authorised   the yes was given: hold the money (again), send, unless the quote has run out
//! sending              unknown, always; evidence decides from the next look on
//! cancel_sending       ask again: a second cancellation of one booking is harmless
//! requested, unknown, cancel_unknown             ask the supplier what became of it
//! ```
//!
//! The caller holds the actor's place in the queue of bookings, so that no turn is at work on the attempt.

use std::sync::Arc;

use super::error::ChatError;
use super::pay;
use super::ports::Ports;
use super::settle::{call_for, conclude, settle, take};
use super::work::Means;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Step};
use crate::domain::failure::FailureCode;
use crate::domain::ids::SupplierReference;
use crate::supplier::CancelAnswer;

/// Takes `attempt` as far as it goes now.
pub(super) async fn resume(means: Means<'_>, attempt: Arc<BookingAttempt>) -> Result<Arc<BookingAttempt>, ChatError> {
    let ports = means.ports;
    match attempt.state {
        AttemptState::Intent | AttemptState::Authorised | AttemptState::CancelSending if means.outbox.is_closed() => {
            Ok(attempt)
        }
        AttemptState::Intent | AttemptState::Authorised => book_after_all(means, &attempt).await,
        AttemptState::Sending => take(ports, &attempt, [Step::LoseTrack]).await,
        AttemptState::CancelSending => cancel_again(means, &attempt).await,
        AttemptState::Requested | AttemptState::Unknown | AttemptState::CancelUnknown => settle(ports, attempt).await,
        AttemptState::Quoted
        | AttemptState::PriceChanged
        | AttemptState::AwaitingCard
        | AttemptState::AwaitingYes
        | AttemptState::Confirmed
        | AttemptState::Refused
        | AttemptState::Cancelled
        | AttemptState::Ended => Ok(attempt),
    }
}

/// Settles `attempt` by what an operator `found`: the supplier's reference, or nothing. What is settled stays.
pub(super) async fn by_hand(
    ports: &Ports,
    attempt: Arc<BookingAttempt>,
    found: Option<SupplierReference>,
) -> Result<Arc<BookingAttempt>, ChatError> {
    let cancel = Step::Cancel(attempt.cancel_cost(attempt.updated_at));
    let settled = match (attempt.state, found) {
        (AttemptState::Sending | AttemptState::Requested | AttemptState::Unknown, Some(reference)) => {
            take(ports, &attempt, [Step::Confirm(reference)]).await?
        }
        (AttemptState::CancelSending | AttemptState::CancelUnknown, Some(_)) => {
            take(ports, &attempt, [Step::RefuseCancel(FailureCode::CancellationRefused)]).await?
        }
        (AttemptState::CancelSending | AttemptState::CancelUnknown, None) => take(ports, &attempt, [cancel]).await?,
        (state, None) if state.is_unsettled() => {
            take(ports, &attempt, [Step::Refuse(FailureCode::SupplierRejected)]).await?
        }
        (_, _) => return Ok(attempt),
    };
    tracing::warn!(booking = %settled.id, from = ?attempt.state, to = ?settled.state, "an operator settled a booking");
    Ok(settled)
}

/// The guest said yes and the supplier has not been asked: asks it now, if the terms still hold.
async fn book_after_all(means: Means<'_>, attempt: &BookingAttempt) -> Result<Arc<BookingAttempt>, ChatError> {
    let Means { ports, settings, outbox } = means;
    let Some(held) = hold_again(ports, attempt).await? else {
        return take(ports, attempt, [Step::Refuse(FailureCode::ProcessingError)]).await;
    };
    let held = match held {
        Ok(held) => held,
        Err(code) => return take(ports, attempt, [Step::Refuse(code)]).await,
    };
    if attempt.quote.expires_at <= ports.clock.now_for(&attempt.caller) {
        return take(ports, &held, [Step::Refuse(FailureCode::OptionExpired)]).await;
    }
    let sending = take(ports, &held, [Step::Send]).await?;
    if sending.state != AttemptState::Sending || sending.version != held.version + 1 {
        // The same stay is held by another attempt, or somebody else was faster.
        return if sending.version == held.version {
            take(ports, &held, [Step::Refuse(FailureCode::SupplierRejected)]).await
        } else {
            Ok(sending)
        };
    }
    let call = call_for(ports, &sending);
    let answer = match ports.supplier(&sending.caller) {
        Some(supplier) => Some(tokio::time::timeout(settings.supplier_patience, supplier.book(&call, &sending)).await),
        None => None,
    };
    conclude(ports, outbox, &sending, pay::step_after(&sending, answer)).await
}

type Held = Result<Arc<BookingAttempt>, FailureCode>;

/// Holds the money; once more where it was held before. `None` when there is no card to hold it on.
async fn hold_again(ports: &Ports, attempt: &BookingAttempt) -> Result<Option<Held>, ChatError> {
    // Where the vault is gone that held the money, nobody could take it.
    let Some(vault) = ports.vault(&attempt.caller) else { return Ok(None) };
    if attempt.state == AttemptState::Authorised {
        return Ok(Some(Ok(Arc::new(attempt.clone()))));
    }
    let Some(method) = &attempt.method else { return Ok(None) };
    Ok(Some(match vault.authorise(&method.id, attempt.total(), &attempt.id).await {
        Ok(hold) => Ok(take(ports, attempt, [Step::Held(hold)]).await?),
        Err(code) => Err(code),
    }))
}

/// A cancellation was to be asked for, or was: asks for it again, at the cost it had then.
async fn cancel_again(means: Means<'_>, attempt: &BookingAttempt) -> Result<Arc<BookingAttempt>, ChatError> {
    let Means { ports, settings, outbox } = means;
    let Some(supplier) = ports.supplier(&attempt.caller) else {
        return take(ports, attempt, [Step::LoseTrackOfCancel]).await;
    };
    let call = call_for(ports, attempt);
    let step = match tokio::time::timeout(settings.supplier_patience, supplier.cancel(&call, attempt)).await {
        Ok(CancelAnswer::Cancelled) => Step::Cancel(attempt.cancel_cost(attempt.updated_at)),
        Ok(CancelAnswer::Refused(code)) => Step::RefuseCancel(code),
        Ok(CancelAnswer::Unknown(_)) | Err(_) => Step::LoseTrackOfCancel,
    };
    conclude(ports, outbox, attempt, step).await
}
