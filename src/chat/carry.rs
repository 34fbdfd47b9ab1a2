//! Carrying out what the course of a booking asks for outside, in a turn or without one.

use std::sync::Arc;
use std::time::Duration;

use super::ports::Ports;
use crate::domain::booking::BookingAttempt;
use crate::domain::course::{Deed, Input};
use crate::domain::failure::FailureCode;
use crate::supplier::{BookAnswer, CallContext, CancelAnswer, Evidence};

/// What an answer that did not come in time says.
const NO_ANSWER: &str = "no answer in time";

/// Does `deed` for `attempt`, as it has been committed, and says what came of it. A supplier who does not answer within
/// `patience` leaves it unknown, never to be asked again; without a supplier nothing was sent.
pub(super) async fn carry_out(
    ports: &Ports,
    patience: Duration,
    call: &CallContext,
    attempt: &BookingAttempt,
    deed: &Deed,
) -> Option<Input> {
    let supplier = ports.supplier(&attempt.caller);
    match deed {
        Deed::Hold { card, amount } => {
            Some(match ports.vault.authorise(&attempt.caller, card, *amount, &attempt.id).await {
                Ok(hold) => Input::Held(hold),
                Err(code) => Input::Declined(code),
            })
        }
        Deed::Book => {
            let answer = match supplier {
                Some(supplier) => tokio::time::timeout(patience, supplier.book(call, attempt))
                    .await
                    .unwrap_or_else(|_| BookAnswer::Unknown(NO_ANSWER.to_owned())),
                None => BookAnswer::Refused(FailureCode::SupplierError),
            };
            if let BookAnswer::Unknown(why) = &answer {
                tracing::error!(booking = %attempt.id, why, "a booking's outcome is unknown");
            }
            Some(Input::BookAnswered(answer))
        }
        Deed::Cancel => {
            let answer = match supplier {
                Some(supplier) => tokio::time::timeout(patience, supplier.cancel(call, attempt))
                    .await
                    .unwrap_or_else(|_| CancelAnswer::Unknown(NO_ANSWER.to_owned())),
                None => CancelAnswer::Unknown("there is no supplier".to_owned()),
            };
            if let CancelAnswer::Unknown(why) = &answer {
                tracing::error!(booking = %attempt.id, why, "a cancellation's outcome is unknown");
            }
            Some(Input::CancelAnswered(answer))
        }
        Deed::LookUp => Some(Input::Found(match supplier {
            Some(supplier) => supplier.look_up(call, attempt).await,
            None => Evidence::Unavailable,
        })),
        Deed::Capture(hold) => {
            ports.vault.capture(hold).await;
            None
        }
        Deed::Release(hold) => {
            ports.vault.release(hold).await;
            None
        }
        Deed::Refund(hold, amount) => {
            ports.vault.refund(hold, *amount).await;
            None
        }
    }
}

/// What surrounds a call about `attempt` that nobody asked for just now.
pub(super) fn unasked(ports: &Ports, attempt: &Arc<BookingAttempt>) -> CallContext {
    CallContext { caller: attempt.caller.clone(), now: ports.clock.now_for(&attempt.caller), scenario: None }
}
