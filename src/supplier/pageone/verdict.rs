//! What is definite and what is unknown: the one table.
//!
//! ```text
//! came back                                              a booking is         a cancellation is
//! nothing was sent (no connection, breaker, limiter)     refused              refused
//! 401, 403, 429                                          refused              refused
//! 4xx with a documented refusal                          refused              refused, or done where it says so
//! 4xx with any other text                                unknown              unknown
//! 5xx, redirect, time over, reset, too long              unknown              unknown
//! 2xx that is HTML, broken JSON or has no reference      unknown              unknown
//! 2xx with a reference, whatever stands beside it        booked               –
//! ```

use std::time::Duration;

use crate::domain::failure::FailureCode;
use crate::supplier::SupplierError;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Not a byte of the request left this process.
    NotSent(String),
    /// Our own pace forbids asking now; nothing was sent.
    Limited,
    /// We do not even try; nothing was sent.
    HeldBack(&'static str),
    /// No answer in time.
    Silence,
    /// The connection broke, or the answer is longer than any honest one.
    Broken(String),
    /// Sent elsewhere; we never follow.
    Redirected(u16),
    /// A success that cannot be read.
    Unreadable(String),
    /// The supplier failed, status 5xx or below 200.
    Failed(u16),
    /// The supplier said no, status 4xx.
    Refused {
        /// The status.
        status: u16,
        /// What it means, where documented.
        meaning: Option<Meaning>,
        /// What it said, for the operator's log only.
        said: String,
        /// When to come back.
        retry_after: Option<Duration>,
    },
}

/// What a documented refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Our key or connection is not accepted.
    Credentials,
    /// The option is no longer known.
    OptionGone,
    /// What we sent does not agree with what was searched or quoted.
    Mismatch,
    /// The price is another by now; which, it does not say.
    PriceChanged,
    /// The quote is no longer known.
    QuoteGone,
    /// Not booked.
    NotSuccessful,
    /// Cancelled before.
    CancelledBefore,
    /// The booking's status forbids cancelling.
    StatusForbids,
    /// The day of arrival has come.
    AfterCheckIn,
    /// The policy gives nothing back.
    NotRefundable,
    /// Too many requests.
    Limited,
}

/// Every documented refusal, in lower case and without its last full stop; a text ending in `…` stands for all that begin
/// so. The first that fits counts.
const DOCUMENTED: [(&str, Meaning); 20] = [
    ("api key is required", Meaning::Credentials),
    ("invalid api key", Meaning::Credentials),
    ("unauthorized", Meaning::Credentials),
    ("invalid connection code", Meaning::Credentials),
    ("no connection", Meaning::Credentials),
    ("connection access denied", Meaning::Credentials),
    ("option reference expired or invalid", Meaning::OptionGone),
    ("option reference invalid", Meaning::OptionGone),
    ("accommodation code mismatch", Meaning::Mismatch),
    ("stay dates mismatch", Meaning::Mismatch),
    ("occupancy details mismatch", Meaning::Mismatch),
    ("price changed", Meaning::PriceChanged),
    ("quote reference expired or invalid. please quote again", Meaning::QuoteGone),
    ("the booking was not successful", Meaning::NotSuccessful),
    ("booking cannot be cancelled. current status: cancelled", Meaning::CancelledBefore),
    ("booking cannot be cancelled. current status:…", Meaning::StatusForbids),
    ("bookingreference is required for cancellation", Meaning::StatusForbids),
    ("this booking can no longer be cancelled after the check-in date", Meaning::AfterCheckIn),
    ("this booking is not refundable according to the cancellation policy", Meaning::NotRefundable),
    ("rate limit exceeded", Meaning::Limited),
];

impl Meaning {
    /// What `text` means, where it is documented.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.').to_ascii_lowercase();
        let fits = |documented: &str| match documented.strip_suffix('…') {
            Some(start) => text.starts_with(start),
            None => text == documented,
        };
        DOCUMENTED.iter().find(|(documented, _)| fits(documented)).map(|(_, meaning)| *meaning)
    }
}

/// What became of a request to book or cancel that has no proper answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was done, now or before.
    Done,
    /// It was definitely not done.
    Refused(FailureCode),
    /// Nobody can say.
    Unknown,
}

impl Trouble {
    /// What became of a booking.
    pub(super) fn of_book(&self) -> Verdict {
        match self {
            Self::NotSent(_) | Self::Limited | Self::HeldBack(_) => Verdict::Refused(FailureCode::SupplierError),
            Self::Refused { status: 401 | 403 | 429, .. } => Verdict::Refused(FailureCode::SupplierError),
            Self::Refused { meaning: Some(meaning), .. } => match meaning {
                Meaning::OptionGone | Meaning::PriceChanged | Meaning::QuoteGone => {
                    Verdict::Refused(FailureCode::OptionExpired)
                }
                Meaning::NotSuccessful | Meaning::Mismatch => Verdict::Refused(FailureCode::SupplierRejected),
                Meaning::Credentials | Meaning::Limited => Verdict::Refused(FailureCode::SupplierError),
                // Refusals to cancel say nothing about a booking.
                Meaning::CancelledBefore | Meaning::StatusForbids | Meaning::AfterCheckIn | Meaning::NotRefundable => {
                    Verdict::Unknown
                }
            },
            Self::Refused { meaning: None, .. }
            | Self::Silence
            | Self::Broken(_)
            | Self::Redirected(_)
            | Self::Unreadable(_)
            | Self::Failed(_) => Verdict::Unknown,
        }
    }

    /// What became of a cancellation.
    pub(super) fn of_cancel(&self) -> Verdict {
        match self {
            Self::NotSent(_) | Self::Limited | Self::HeldBack(_) => Verdict::Refused(FailureCode::SupplierError),
            Self::Refused { status: 401 | 403 | 429, .. } => Verdict::Refused(FailureCode::SupplierError),
            Self::Refused { meaning: Some(meaning), .. } => match meaning {
                Meaning::CancelledBefore => Verdict::Done,
                Meaning::StatusForbids => Verdict::Refused(FailureCode::CancellationRefused),
                Meaning::AfterCheckIn => Verdict::Refused(FailureCode::TooLateToCancel),
                Meaning::NotRefundable => Verdict::Refused(FailureCode::NotRefundable),
                Meaning::Credentials | Meaning::Limited => Verdict::Refused(FailureCode::SupplierError),
                // Refusals to quote or book say nothing about a cancellation.
                Meaning::OptionGone
                | Meaning::Mismatch
                | Meaning::PriceChanged
                | Meaning::QuoteGone
                | Meaning::NotSuccessful => Verdict::Unknown,
            },
            Self::Refused { meaning: None, .. }
            | Self::Silence
            | Self::Broken(_)
            | Self::Redirected(_)
            | Self::Unreadable(_)
            | Self::Failed(_) => Verdict::Unknown,
        }
    }

    /// The failure of a search or quote.
    pub(super) fn error(&self) -> SupplierError {
        match self {
            Self::Silence => SupplierError::Timeout,
            Self::Limited | Self::Refused { status: 429, .. } => SupplierError::Limited,
            Self::Refused { .. }
            | Self::NotSent(_)
            | Self::HeldBack(_)
            | Self::Broken(_)
            | Self::Redirected(_)
            | Self::Unreadable(_)
            | Self::Failed(_) => SupplierError::Failed(self.to_log()),
        }
    }

    /// Whether the supplier, and not our request, is at fault: such trouble may pass, and counts for the breaker.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Silence | Self::Broken(_) | Self::Unreadable(_) | Self::Failed(_) => true,
            Self::Refused { status, .. } => *status == 429,
            Self::Limited | Self::HeldBack(_) | Self::Redirected(_) => false,
        }
    }

    /// Whether a quote was refused because the option is sold under another price or key by now.
    pub(super) fn asks_to_search_again(&self) -> bool {
        matches!(self, Self::Refused { meaning: Some(Meaning::PriceChanged | Meaning::OptionGone), .. })
    }

    /// Whether the request may have reached the supplier and been carried out.
    pub(super) fn may_be_done(&self) -> bool {
        match self {
            Self::Silence | Self::Broken(_) | Self::Redirected(_) | Self::Unreadable(_) | Self::Failed(_) => true,
            Self::NotSent(_) | Self::Limited | Self::HeldBack(_) | Self::Refused { .. } => false,
        }
    }

    /// One line for the operator's log.
    pub(super) fn to_log(&self) -> String {
        match self {
            Self::NotSent(why) => format!("not sent: {why}"),
            Self::Limited => "not sent: the supplier limits our requests".to_owned(),
            Self::HeldBack(why) => format!("not sent: {why}"),
            Self::Silence => "no answer in time".to_owned(),
            Self::Broken(why) => format!("the answer broke off: {why}"),
            Self::Redirected(status) => format!("redirected with status {status}"),
            Self::Unreadable(why) => format!("an answer that cannot be read: {why}"),
            Self::Failed(status) => format!("status {status}"),
            Self::Refused { status, said, .. } => format!("status {status}: {said}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, text: &str) -> Trouble {
        Trouble::Refused { status, meaning: Meaning::of(text), said: text.to_owned(), retry_after: None }
    }

    const NO: fn(FailureCode) -> Verdict = Verdict::Refused;

    #[test]
    fn every_row_of_the_table_for_a_booking() {
        use FailureCode as F;
        let rows = [
            (Trouble::NotSent("refused".to_owned()), NO(F::SupplierError)),
            (Trouble::Limited, NO(F::SupplierError)),
            (Trouble::HeldBack("it failed too often"), NO(F::SupplierError)),
            (refused(401, "whatever"), NO(F::SupplierError)),
            (refused(403, "Connection access denied"), NO(F::SupplierError)),
            (refused(429, "Rate limit exceeded"), NO(F::SupplierError)),
            (refused(400, "The booking was not successful."), NO(F::SupplierRejected)),
            (refused(400, "Price changed"), NO(F::OptionExpired)),
            (refused(400, "Quote reference expired or invalid. Please quote again."), NO(F::OptionExpired)),
            (refused(400, "Option reference expired or invalid"), NO(F::OptionExpired)),
            (refused(400, "Accommodation code mismatch"), NO(F::SupplierRejected)),
            (refused(400, "Stay dates mismatch"), NO(F::SupplierRejected)),
            (refused(400, "Occupancy details mismatch"), NO(F::SupplierRejected)),
            (refused(400, "Invalid connection code."), NO(F::SupplierError)),
            (refused(400, "holder.name must be a string"), Verdict::Unknown),
            (refused(404, "Cannot POST /api/book"), Verdict::Unknown),
            (refused(409, "duplicate"), Verdict::Unknown),
            (refused(400, "This booking is not refundable according to the cancellation policy"), Verdict::Unknown),
            (Trouble::Failed(500), Verdict::Unknown),
            (Trouble::Failed(503), Verdict::Unknown),
            (Trouble::Redirected(302), Verdict::Unknown),
            (Trouble::Silence, Verdict::Unknown),
            (Trouble::Broken("reset".to_owned()), Verdict::Unknown),
            (Trouble::Unreadable("html".to_owned()), Verdict::Unknown),
        ];
        for (trouble, verdict) in rows {
            assert_eq!(trouble.of_book(), verdict, "{}", trouble.to_log());
        }
    }

    #[test]
    fn every_row_of_the_table_for_a_cancellation() {
        use FailureCode as F;
        let rows = [
            (Trouble::NotSent("refused".to_owned()), NO(F::SupplierError)),
            (refused(401, "Invalid API key"), NO(F::SupplierError)),
            (refused(400, "Booking cannot be cancelled. Current status: cancelled"), Verdict::Done),
            (refused(400, "Booking cannot be cancelled. Current status: failed"), NO(F::CancellationRefused)),
            (refused(400, "bookingReference is required for cancellation"), NO(F::CancellationRefused)),
            (refused(400, "This booking can no longer be cancelled after the check-in date"), NO(F::TooLateToCancel)),
            (refused(400, "This booking is not refundable according to the cancellation policy"), NO(F::NotRefundable)),
            (refused(404, "Booking not found"), Verdict::Unknown),
            (refused(400, "Price changed"), Verdict::Unknown),
            (Trouble::Failed(500), Verdict::Unknown),
            (Trouble::Redirected(307), Verdict::Unknown),
            (Trouble::Silence, Verdict::Unknown),
            (Trouble::Broken("reset".to_owned()), Verdict::Unknown),
            (Trouble::Unreadable("html".to_owned()), Verdict::Unknown),
        ];
        for (trouble, verdict) in rows {
            assert_eq!(trouble.of_cancel(), verdict, "{}", trouble.to_log());
        }
    }

    #[test]
    fn a_refused_request_is_not_sent_again_and_a_failed_one_may_be() {
        assert!(!refused(400, "Price changed").may_pass());
        assert!(refused(429, "Rate limit exceeded").may_pass());
        assert!(Trouble::Failed(503).may_pass() && Trouble::Silence.may_pass());
        assert!(!Trouble::Redirected(302).may_pass());
    }

    #[test]
    fn the_table_is_in_the_form_texts_are_compared_in() {
        for (documented, meaning) in DOCUMENTED {
            let whole = documented.replace('…', " failed");
            assert_eq!(Meaning::of(&whole), Some(meaning), "{documented}");
        }
    }
}
