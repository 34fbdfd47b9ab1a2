//! Who sells us rooms: what is asked of a supplier, and what it may answer.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::domain::booking::BookingAttempt;
use crate::domain::failure::FailureCode;
use crate::domain::option::{HotelOption, Quote};
use crate::domain::partner::{Caller, TestCaller};
use crate::domain::place::GeoPoint;
use crate::domain::stay::StayRequest;
pub use crate::domain::supplier_answer::{BookAnswer, CancelAnswer, Evidence};

pub mod pageone;
pub mod sandbox;

/// What surrounds one call.
#[derive(Debug, Clone)]
pub struct CallContext {
    /// For whom.
    pub caller: Caller,
    /// The instant now, as the caller lives it.
    pub now: Timestamp,
    /// An outcome to force, in the sandbox only.
    pub scenario: Option<Scenario>,
}

/// What a search brought: options that are for sale, unfiltered and unranked, those of one hotel together and the cheapest
/// first. Of every hotel at least the cheapest option that meets the request's filters is among them, and the cheapest
/// for each single filter given up.
#[derive(Debug, Clone, Default)]
pub struct SearchResults {
    /// The options, shared with everybody who searched alike.
    pub options: Arc<[Arc<HotelOption>]>,
    /// Whether some of the supplier's answer is missing.
    pub partial: bool,
}

/// Why a search or quote brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SupplierError {
    /// No answer in time.
    #[error("the supplier did not answer in time")]
    Timeout,
    /// An answer that is none, or none at all; `0` is for the operator's log only.
    #[error("the supplier failed: {0}")]
    Failed(String),
    /// Too many requests.
    #[error("the supplier limits our requests")]
    Limited,
}

impl SupplierError {
    /// The failure as partners are told it.
    #[must_use]
    pub fn code(&self) -> FailureCode {
        match self {
            Self::Timeout => FailureCode::SupplierTimeout,
            Self::Failed(_) | Self::Limited => FailureCode::SupplierError,
        }
    }
}

/// What a quote brought.
#[derive(Debug, Clone, PartialEq)]
pub enum QuoteAnswer {
    /// The option can be had at these terms, which may differ from those shown.
    Quoted(Box<Quote>),
    /// It can no longer be had.
    Unavailable(FailureCode),
}

/// Outcomes that a sandbox key may force, by header or test hotel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// The quote is 12 % higher than what was shown.
    PriceIncrease,
    /// The quote is 8 % lower than what was shown.
    PriceDecrease,
    /// The price changes again after the first yes.
    PriceChangeTwice,
    /// The quote says sold out.
    SoldOut,
    /// The booking is refused as sold out.
    SoldOutAfterPayment,
    /// Options expire in a second.
    OptionExpired,
    /// No option is for sale.
    NoResults,
    /// The supplier does not answer.
    SupplierTimeout,
    /// The supplier fails.
    SupplierError,
    /// On request; confirmed 60 seconds later.
    PendingThenConfirmed,
    /// On request; refused 60 seconds later.
    PendingThenFailed,
    /// Booked, then our own reply is cut.
    LostReply,
    /// Cancelling costs a night from the start.
    CancelFee,
    /// Non-refundable.
    CancelNone,
    /// The supplier refuses to cancel.
    CancelRefused,
    /// The supplier does not answer the cancellation.
    CancelPending,
    /// Part of the total is due at the hotel.
    DueAtProperty,
    /// We answer 429.
    RateLimited,
    /// We answer 500.
    ServerError,
    /// We answer 503.
    Unavailable,
}

impl Scenario {
    /// Every scenario with its name, as headers bear it.
    pub const ALL: [(&'static str, Self); 20] = [
        ("price_increase", Self::PriceIncrease),
        ("price_decrease", Self::PriceDecrease),
        ("price_change_twice", Self::PriceChangeTwice),
        ("sold_out", Self::SoldOut),
        ("sold_out_after_payment", Self::SoldOutAfterPayment),
        ("option_expired", Self::OptionExpired),
        ("no_results", Self::NoResults),
        ("supplier_timeout", Self::SupplierTimeout),
        ("supplier_error", Self::SupplierError),
        ("pending_then_confirmed", Self::PendingThenConfirmed),
        ("pending_then_failed", Self::PendingThenFailed),
        ("lost_reply", Self::LostReply),
        ("cancel_fee", Self::CancelFee),
        ("cancel_none", Self::CancelNone),
        ("cancel_refused", Self::CancelRefused),
        ("cancel_pending", Self::CancelPending),
        ("due_at_property", Self::DueAtProperty),
        ("rate_limited", Self::RateLimited),
        ("server_error", Self::ServerError),
        ("unavailable", Self::Unavailable),
    ];

    /// The name, as headers bear it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The test hotel that forces it, where there is one.
    #[must_use]
    pub fn test_hotel(self) -> Option<&'static str> {
        match self {
            Self::PriceIncrease => Some("Sandbox Price Up"),
            Self::PriceDecrease => Some("Sandbox Price Down"),
            Self::PriceChangeTwice => Some("Sandbox Price Yo-yo"),
            Self::SoldOut => Some("Sandbox Sold Out"),
            Self::SoldOutAfterPayment => Some("Sandbox Late Sold Out"),
            Self::OptionExpired => Some("Sandbox Blink"),
            Self::SupplierTimeout => Some("Sandbox Slow"),
            Self::SupplierError => Some("Sandbox 500"),
            Self::PendingThenConfirmed => Some("Sandbox On Request"),
            Self::PendingThenFailed => Some("Sandbox On Request No"),
            Self::LostReply => Some("Sandbox Lost Reply"),
            Self::CancelFee => Some("Sandbox One Night"),
            Self::CancelNone => Some("Sandbox Non-refundable"),
            Self::CancelRefused => Some("Sandbox Refuse"),
            Self::CancelPending => Some("Sandbox Slow Cancel"),
            Self::DueAtProperty => Some("Sandbox Resort Fee"),
            Self::NoResults | Self::RateLimited | Self::ServerError | Self::Unavailable => None,
        }
    }

    /// What it comes to, for the people who write against the sandbox.
    #[must_use]
    pub fn effect(self) -> &'static str {
        match self {
            Self::PriceIncrease => "The quote is 12 % above what was shown.",
            Self::PriceDecrease => "The quote is 8 % below what was shown.",
            Self::PriceChangeTwice => "The price changes again after the first yes to it.",
            Self::SoldOut => "Booking answers that the option is sold out, with two others.",
            Self::SoldOutAfterPayment => "The booking fails after the final yes; the money held is let go.",
            Self::OptionExpired => "Options expire a second after they are shown.",
            Self::NoResults => "A search finds nothing; so does a search in Emptyville.",
            Self::SupplierTimeout => {
                "A search is not answered; a booking is pending, and confirmed when looked up after 60 s."
            }
            Self::SupplierError => "A search fails; a booking is pending, and failed when looked up after 60 s.",
            Self::PendingThenConfirmed => "The booking is on request, and confirmed after 60 s.",
            Self::PendingThenFailed => "The booking is on request, and refused after 60 s.",
            Self::LostReply => "The booking is made and our answer cut off; the same request again replays it.",
            Self::CancelFee => "Cancelling costs one night from the start.",
            Self::CancelNone => "The rate is not refundable and cannot be cancelled.",
            Self::CancelRefused => "The hotel refuses to cancel.",
            Self::CancelPending => "The hotel does not answer the cancellation; it is made after 60 s.",
            Self::DueAtProperty => "Part of the total is due at the hotel.",
            Self::RateLimited => "We answer 429; nothing is stored.",
            Self::ServerError => "We answer 500; nothing is stored.",
            Self::Unavailable => "We answer 503; nothing is stored.",
        }
    }

    /// The scenario of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, scenario)| *scenario)
    }
}

/// Sells rooms.
#[async_trait]
pub trait Supplier: Send + Sync {
    /// Everything for sale for `request`; its filters and order are hints, the caller filters and ranks.
    ///
    /// # Errors
    /// When nothing at all can be said.
    async fn search(&self, call: &CallContext, request: &StayRequest) -> Result<SearchResults, SupplierError>;

    /// What `option` costs now; `previous` is what the same attempt was quoted before, if it was.
    ///
    /// # Errors
    /// When nothing can be said; trying again is safe.
    async fn quote(
        &self,
        call: &CallContext,
        option: &HotelOption,
        previous: Option<&Quote>,
    ) -> Result<QuoteAnswer, SupplierError>;

    /// Books `attempt`, whose `sending` state has been committed. Called at most once for an attempt without a definite
    /// refusal, and never retried here.
    async fn book(&self, call: &CallContext, attempt: &BookingAttempt) -> BookAnswer;

    /// Cancels a confirmed booking; asking again is safe.
    async fn cancel(&self, call: &CallContext, booking: &BookingAttempt) -> CancelAnswer;

    /// What became of `attempt`, where the supplier can be asked.
    async fn look_up(&self, call: &CallContext, attempt: &BookingAttempt) -> Evidence;

    /// Which edition of its list of hotels the supplier has now; another one when the list was read again.
    fn hotel_list_edition(&self) -> u64 {
        0
    }

    /// The names of the hotels within `metres` of `point`, where the supplier lists its hotels.
    fn hotel_names_around(&self, _point: GeoPoint, _metres: u32) -> Vec<Arc<str>> {
        Vec::new()
    }

    /// Whether our own answer about `attempt` is to be lost on its way, as only a sandbox asks for.
    fn loses_reply(&self, _call: &CallContext, _attempt: &BookingAttempt) -> bool {
        false
    }

    /// Forgets what `caller` booked, where the books are a sandbox's; anybody else keeps theirs.
    fn forget(&self, _caller: &TestCaller) {}
}
