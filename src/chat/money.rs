//! The money held for a booking follows the booking.

use super::ports::Ports;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;

/// Takes, lets go or gives back what is held for `attempt`, as its state demands; doing it twice does it once.
pub(super) async fn follow(ports: &Ports, attempt: &BookingAttempt) {
    let Some(hold) = &attempt.hold else { return };
    let Some(vault) = ports.vault(&attempt.caller) else {
        return tracing::warn!(booking = %attempt.id, "no card vault is connected that could move what was held");
    };
    match attempt.state {
        AttemptState::Confirmed => vault.capture(hold).await,
        AttemptState::Refused => vault.release(hold).await,
        AttemptState::Cancelled => {
            if let Some(cost) = attempt.cancellation {
                vault.refund(hold, cost.refund).await;
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
