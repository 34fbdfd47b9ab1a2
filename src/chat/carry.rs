//! Carrying out what the course of a booking asks for outside, in a turn or without one.

use std::sync::Arc;
use std::time::Duration;

use super::ports::Ports;
use crate::domain::booking::BookingAttempt;
use crate::domain::course::{Deed, Input};
use crate::domain::failure::FailureCode;
use crate::payments::CardVault;
use crate::supplier::{BookAnswer, CallContext, CancelAnswer, Evidence};

/// What an answer that did not come in time says.
const NO_ANSWER: &str = "no answer in time";

/// Does `deed` for `attempt`, as it has been committed, and says what came of it. A supplier who does not answer within
/// `patience` leaves it unknown, never to be asked again; without a supplier, or without a vault that could take the
/// money, nothing was sent.
pub(super) async fn carry_out(
    ports: &Ports,
    patience: Duration,
    call: &CallContext,
    attempt: &BookingAttempt,
    deed: &Deed,
) -> Option<Input> {
    let (supplier, vault) = (ports.supplier(&attempt.caller), ports.vault(&attempt.caller));
    match deed {
        Deed::Hold { card, amount } => Some(match vault {
            Some(vault) => match vault.authorise(&attempt.caller, card, *amount, &attempt.id).await {
                Ok(hold) => Input::Held(hold),
                Err(code) => Input::Declined(code),
            },
            None => Input::Declined(FailureCode::ProcessingError),
        }),
        Deed::Book => {
            let answer = match supplier.filter(|_| vault.is_some()) {
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
        Deed::Capture(_) | Deed::Release(_) | Deed::Refund(..) => {
            match vault {
                Some(vault) => move_money(&**vault, deed).await,
                None => {
                    tracing::warn!(booking = %attempt.id, "no card vault is connected that could move what was held")
                }
            }
            None
        }
    }
}

/// Lets the money held follow; what is no such deed moves none.
async fn move_money(vault: &dyn CardVault, deed: &Deed) {
    match deed {
        Deed::Capture(hold) => vault.capture(hold).await,
        Deed::Release(hold) => vault.release(hold).await,
        Deed::Refund(hold, amount) => vault.refund(hold, *amount).await,
        Deed::Hold { .. } | Deed::Book | Deed::Cancel | Deed::LookUp => {}
    }
}

/// What surrounds a call about `attempt` that nobody asked for just now.
pub(super) fn unasked(ports: &Ports, attempt: &Arc<BookingAttempt>) -> CallContext {
    CallContext { caller: attempt.caller.clone(), now: ports.clock.now_for(&attempt.caller), scenario: None }
}
