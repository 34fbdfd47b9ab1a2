//! What a forced outcome does, wherever the sandbox meets it.

use super::cancellation::Ladder;
use super::rooms::Plan;
use crate::domain::failure::FailureCode;
use crate::supplier::Scenario;

/// How long a request, a lost answer or a slow cancellation takes to settle.
pub(super) const SETTLES_AFTER: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// What the house takes on the spot for a room for a night under [`Scenario::DueAtProperty`], in US cents.
pub(super) const RESORT_FEE: i64 = 3_500;

/// What the supplier makes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Booked at once.
    Booked,
    /// Refused at once.
    Refused(FailureCode),
    /// Taken on request; granted or not when it settles.
    OnRequest { granted: bool },
    /// No answer; booked or not, which a look-up tells when it has settled.
    NoAnswer { booked: bool },
}

/// The fate of a booking under `scenario`.
pub(super) fn fate(scenario: Option<Scenario>) -> Fate {
    match scenario {
        Some(Scenario::SoldOutAfterPayment) => Fate::Refused(FailureCode::SoldOut),
        Some(Scenario::PendingThenConfirmed) => Fate::OnRequest { granted: true },
        Some(Scenario::PendingThenFailed) => Fate::OnRequest { granted: false },
        Some(Scenario::SupplierTimeout) => Fate::NoAnswer { booked: true },
        Some(Scenario::SupplierError) => Fate::NoAnswer { booked: false },
        _ => Fate::Booked,
    }
}

/// Hundredths of the rate that a quote costs under `scenario`; `previous` is what the same attempt was quoted before.
pub(super) fn adjust(scenario: Option<Scenario>, previous: Option<i64>) -> i64 {
    match scenario {
        Some(Scenario::PriceIncrease) => 112,
        Some(Scenario::PriceDecrease) => 92,
        Some(Scenario::PriceChangeTwice) if previous.is_some_and(|adjust| adjust > 100) => 120,
        Some(Scenario::PriceChangeTwice) => 112,
        _ => 100,
    }
}

/// The ladder under which an option of that plan is sold; `None` when it gives nothing back.
pub(super) fn ladder(scenario: Option<Scenario>, plan: Plan, of_the_house: Ladder) -> Option<Ladder> {
    match (scenario, plan) {
        (Some(Scenario::CancelFee), _) => Some(Ladder::NightFromTheStart),
        (Some(Scenario::CancelNone), _) | (_, Plan::NonRefundable) => None,
        (_, Plan::Flexible) => Some(of_the_house),
    }
}
