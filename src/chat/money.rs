//! The money held for a booking follows the booking.

use super::ports::Ports;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;

/// Takes, lets go or gives back what is held for `attempt`, as its state demands; doing it twice does it once.
pub(super) async fn follow(ports: &Ports, attempt: &BookingAttempt) {
    let Some(hold) = &attempt.hold else { return };
    match attempt.state {
        AttemptState::Confirmed => ports.vault.capture(hold).await,
        AttemptState::Refused => ports.vault.release(hold).await,
        AttemptState::Cancelled => {
            if let Some(cost) = attempt.cancellation {
                ports.vault.refund(hold, cost.refund).await;
            }
        }
        AttemptState::Quoted
        | AttemptState::PriceChanged
        | AttemptState::AwaitingCard
        | AttemptState::AwaitingYes
        | AttemptState::Intent
        | AttemptState::Authorised
        | AttemptState::Sending
        | AttemptState::Requested
        | AttemptState::Unknown
        | AttemptState::CancelSending
        | AttemptState::CancelUnknown
        | AttemptState::Ended => {}
    }
}
