//! What can go wrong on one call, dialled by name or drawn from a seed.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One of the five operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A page of houses.
    Content,
    /// What is for sale.
    Search,
    /// What an option costs now.
    Quote,
    /// Books a quote.
    Book,
    /// Cancels a booking.
    Cancel,
}

/// Every operation by its name.
pub(super) const OPERATIONS: [(&str, Operation); 5] = [
    ("content", Operation::Content),
    ("search", Operation::Search),
    ("quote", Operation::Quote),
    ("book", Operation::Book),
    ("cancel", Operation::Cancel),
];

impl Operation {
    /// The operation of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        OPERATIONS.iter().find(|(known, _)| *known == name).map(|(_, operation)| *operation)
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Everything is done, and the reply comes late.
    Slow,
    /// Nothing is done, and the connection is closed.
    DropBeforeCommit,
    /// Everything is done, and the connection is closed.
    DropAfterCommit,
    /// Everything is done, and the connection breaks in the middle of the reply.
    ResetMidReply,
    /// Nothing is done; 500.
    FailBeforeCommit,
    /// Everything is done; 500.
    FailAfterCommit,
    /// Nothing is done; 200 with a page of HTML.
    Html,
    /// Everything is done; half of the JSON with a length that fits.
    TruncatedJson,
    /// Everything is done; a success without the reference.
    WithoutReference,
    /// Everything is done; a success with an error member beside it.
    ErrorBesideSuccess,
    /// Booked two times under one partner reference.
    BookedTwice,
    /// The price changes; the refusal does not say to what.
    PriceChanged,
    /// The last room is gone.
    SoldOut,
    /// The option is no longer known, and its house sells nothing from now on.
    Gone,
    /// The quote is no longer known.
    QuoteExpired,
    /// Amounts come in another currency.
    OtherCurrency,
    /// A refusal whose message is a list.
    MessageArray,
    /// Sent elsewhere.
    Redirect,
    /// Everything is done; the reply has ten megabytes.
    HugeBody,
    /// Everything is done; the reply comes at a byte a second.
    Drip,
    /// Everything is done; the reply nests a hundred thousand lists.
    Deep,
    /// Too many requests.
    RateLimited,
    /// The key is not accepted.
    Unauthorized,
    /// The connection is not ours.
    Forbidden,
    /// 409.
    Conflict,
    /// Cancelling is refused: not refundable.
    NotRefundable,
    /// Cancelling is refused: check-in has come.
    AfterCheckIn,
    /// Cancelling is refused: the status forbids it.
    WrongStatus,
}

/// Every fault by its name.
pub const FAULTS: [(&str, Fault); 28] = [
    ("slow", Fault::Slow),
    ("drop_before_commit", Fault::DropBeforeCommit),
    ("drop_after_commit", Fault::DropAfterCommit),
    ("reset_mid_reply", Fault::ResetMidReply),
    ("fail_before_commit", Fault::FailBeforeCommit),
    ("fail_after_commit", Fault::FailAfterCommit),
    ("html", Fault::Html),
    ("truncated_json", Fault::TruncatedJson),
    ("without_reference", Fault::WithoutReference),
    ("error_beside_success", Fault::ErrorBesideSuccess),
    ("booked_twice", Fault::BookedTwice),
    ("price_changed", Fault::PriceChanged),
    ("sold_out", Fault::SoldOut),
    ("gone", Fault::Gone),
    ("quote_expired", Fault::QuoteExpired),
    ("other_currency", Fault::OtherCurrency),
    ("message_array", Fault::MessageArray),
    ("redirect", Fault::Redirect),
    ("huge_body", Fault::HugeBody),
    ("drip", Fault::Drip),
    ("deep", Fault::Deep),
    ("rate_limited", Fault::RateLimited),
    ("unauthorized", Fault::Unauthorized),
    ("forbidden", Fault::Forbidden),
    ("conflict", Fault::Conflict),
    ("not_refundable", Fault::NotRefundable),
    ("after_check_in", Fault::AfterCheckIn),
    ("wrong_status", Fault::WrongStatus),
];

impl Fault {
    /// The fault of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        FAULTS.iter().find(|(known, _)| *known == name).map(|(_, fault)| *fault)
    }

    /// The refusal that is answered instead of doing anything: status and message.
    pub(super) fn refusal(self) -> Option<(u16, &'static str)> {
        match self {
            Self::FailBeforeCommit => Some((500, "Internal server error")),
            Self::PriceChanged => Some((400, "Price changed")),
            Self::SoldOut => Some((400, "The booking was not successful.")),
            Self::QuoteExpired => Some((400, "Quote reference expired or invalid. Please quote again.")),
            Self::RateLimited => Some((429, "Rate limit exceeded")),
            Self::Unauthorized => Some((401, "Invalid API key")),
            Self::Forbidden => Some((403, "Connection access denied")),
            Self::Conflict => Some((409, "Conflict")),
            Self::NotRefundable => Some((400, "This booking is not refundable according to the cancellation policy")),
            Self::AfterCheckIn => Some((400, "This booking can no longer be cancelled after the check-in date")),
            Self::WrongStatus => Some((400, "Booking cannot be cancelled. Current status: failed")),
            Self::Slow
            | Self::Gone
            | Self::DropBeforeCommit
            | Self::DropAfterCommit
            | Self::ResetMidReply
            | Self::FailAfterCommit
            | Self::Html
            | Self::TruncatedJson
            | Self::WithoutReference
            | Self::ErrorBesideSuccess
            | Self::BookedTwice
            | Self::OtherCurrency
            | Self::MessageArray
            | Self::Redirect
            | Self::HugeBody
            | Self::Drip
            | Self::Deep => None,
        }
    }
}

/// A fault with how slow it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialled {
    /// What goes wrong.
    pub fault: Fault,
    /// How late a slow reply comes.
    pub delay: Duration,
}

/// What goes wrong next: what was dialled, else what the seed draws.
#[derive(Debug)]
pub struct Faults {
    dialled: Mutex<VecDeque<(Operation, Dialled)>>,
    seed: u64,
    percent: u64,
    /// How many calls of each operation have been drawn for.
    drawn: [AtomicU64; OPERATIONS.len()],
}

impl Faults {
    /// Nothing goes wrong unless dialled, or `percent` of all calls as `seed` draws: what becomes of the n-th call of an
    /// operation hangs on the seed alone, however calls of others come between.
    #[must_use]
    pub fn new(seed: u64, percent: u8) -> Self {
        Self { dialled: Mutex::default(), seed, percent: u64::from(percent.min(100)), drawn: Default::default() }
    }

    /// Lets `dialled` happen on the next call of `operation` for which nothing else is dialled before.
    pub fn dial(&self, operation: Operation, dialled: Dialled) {
        self.dialled.lock().unwrap_or_else(PoisonError::into_inner).push_back((operation, dialled));
    }

    /// Forgets what was dialled.
    pub fn clear(&self) {
        self.dialled.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn next(&self, operation: Operation) -> Option<Dialled> {
        let mut queue = self.dialled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = queue.iter().position(|(of, _)| *of == operation) {
            return queue.remove(at).map(|(_, dialled)| dialled);
        }
        drop(queue);
        if self.percent == 0 {
            return None;
        }
        let call = self.drawn[operation as usize].fetch_add(1, Ordering::Relaxed);
        let mut draw = Draw(self.seed ^ (call << 3 | operation as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        if draw.next() % 100 >= self.percent {
            return None;
        }
        let (_, fault) = FAULTS[(draw.next() % FAULTS.len() as u64) as usize];
        Some(Dialled { fault, delay: Duration::from_millis(draw.next() % 30_000) })
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_faults() {
        let draw = |seed| {
            let faults = Faults::new(seed, 40);
            (0..50).map(|_| faults.next(Operation::Book)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let some = draw(7).iter().flatten().count();
        assert!((5..45).contains(&some), "{some}");
    }

    #[test]
    fn what_becomes_of_a_booking_hangs_on_no_search_before_it() {
        let (quiet, busy) = (Faults::new(7, 40), Faults::new(7, 40));
        let alone: Vec<_> = (0..50).map(|_| quiet.next(Operation::Book)).collect();
        let between = (0..50).map(|_| {
            busy.next(Operation::Search);
            busy.next(Operation::Book)
        });
        assert_eq!(between.collect::<Vec<_>>(), alone);
    }

    #[test]
    fn a_dialled_fault_happens_once_and_to_its_operation() {
        let faults = Faults::new(0, 0);
        let dialled = Dialled { fault: Fault::Html, delay: Duration::ZERO };
        faults.dial(Operation::Book, dialled);
        assert_eq!(faults.next(Operation::Search), None);
        assert_eq!(faults.next(Operation::Book), Some(dialled));
        assert_eq!(faults.next(Operation::Book), None);
    }
}
