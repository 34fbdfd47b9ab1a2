//! One thing a partner sends into a session, parsed.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::guest::Guest;
use super::ids::{ActorId, BookingId, EventId, IdempotencyKey, OptionId, PaymentMethodId, SessionId};
use super::status::Status;
use super::stay::{Filters, Occupancy};

/// The longest text, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// What was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The session it is for.
    pub session: SessionId,
    /// Who the partner says is speaking; must be the session's owner.
    pub actor: Option<ActorId>,
    /// The guest's words, also kept beside an action.
    pub text: Option<String>,
    /// The explicit action, which decides where both are given.
    pub action: Option<Action>,
    /// The partner's name for this intent.
    pub key: Option<IdempotencyKey>,
    /// Digest of actor, kind, text and payload.
    pub fingerprint: Fingerprint,
}

/// Digest (SHA-256) of what a key was first used for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// An explicit action with its payload.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// `search_query`.
    Search(SearchPayload),
    /// `command_book_by_option_id`: any live option of this actor.
    BookAnyOption {
        /// The option.
        option: OptionId,
        /// Who will stay.
        guest: Option<Guest>,
    },
    /// `action_book_option`: an option shown in this session.
    BookShownOption {
        /// The option.
        option: OptionId,
        /// Who will stay.
        guest: Option<Guest>,
    },
    /// `action_confirm_price_change`.
    ConfirmPriceChange {
        /// The option it is about, if said.
        option: Option<OptionId>,
    },
    /// `action_confirm_payment_card`.
    ConfirmPaymentCard {
        /// The card to charge, if said.
        method: Option<PaymentMethodId>,
    },
    /// `action_cancel_booking`.
    CancelBooking {
        /// The booking.
        booking: BookingId,
        /// Only show what it would cost.
        preview: bool,
    },
}

/// The payload of `search_query`: words, or the parts.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchPayload {
    /// Words, read like a text.
    Text(String),
    /// The parts, as given.
    Parts {
        /// A place by name.
        destination: Option<String>,
        /// Arrival.
        check_in: Option<Date>,
        /// Departure.
        check_out: Option<Date>,
        /// Who sleeps in each room; empty when not given.
        rooms: Vec<Occupancy>,
        /// What options must meet.
        filters: Box<Filters>,
    },
}

/// The class of an event, as its history and answer name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A new search, in words or parts.
    SearchQuery,
    /// A changed search.
    RefineSearch,
    /// More of the same search.
    MoreResults,
    /// Options held against each other.
    CompareOptions,
    /// A question about an option.
    OptionQuestion,
    /// "Book the second one".
    BookRequest,
    /// A yes.
    Confirm,
    /// A no.
    Decline,
    /// "Done" after the card page.
    PaymentDone,
    /// "Cancel it".
    CancelRequest,
    /// "Show my bookings".
    BookingQuery,
    /// "What can you do?"
    Help,
    /// Hello, thanks.
    Smalltalk,
    /// Nothing could be read.
    Unknown,
    /// The explicit kind of that name.
    CommandBookByOptionId,
    /// The explicit kind of that name.
    ActionBookOption,
    /// The explicit kind of that name.
    ActionConfirmPriceChange,
    /// The explicit kind of that name.
    ActionConfirmPaymentCard,
    /// The explicit kind of that name.
    ActionCancelBooking,
}

impl EventKind {
    /// The kinds a partner may send.
    pub const SENDABLE: [Self; 6] = [
        Self::SearchQuery,
        Self::CommandBookByOptionId,
        Self::ActionBookOption,
        Self::ActionConfirmPriceChange,
        Self::ActionConfirmPaymentCard,
        Self::ActionCancelBooking,
    ];

    /// The kind a partner named, case-sensitively.
    #[must_use]
    pub fn parse_sendable(name: &str) -> Option<Self> {
        Self::SENDABLE.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it may change a booking, so that a key of idempotency is required.
    #[must_use]
    pub fn is_write(self) -> bool {
        match self {
            Self::CommandBookByOptionId
            | Self::ActionBookOption
            | Self::ActionConfirmPriceChange
            | Self::ActionConfirmPaymentCard
            | Self::ActionCancelBooking => true,
            Self::SearchQuery
            | Self::RefineSearch
            | Self::MoreResults
            | Self::CompareOptions
            | Self::OptionQuestion
            | Self::BookRequest
            | Self::Confirm
            | Self::Decline
            | Self::PaymentDone
            | Self::CancelRequest
            | Self::BookingQuery
            | Self::Help
            | Self::Smalltalk
            | Self::Unknown => false,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SearchQuery => "search_query",
            Self::RefineSearch => "refine_search",
            Self::MoreResults => "more_results",
            Self::CompareOptions => "compare_options",
            Self::OptionQuestion => "option_question",
            Self::BookRequest => "book_request",
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::PaymentDone => "payment_done",
            Self::CancelRequest => "cancel_request",
            Self::BookingQuery => "booking_query",
            Self::Help => "help",
            Self::Smalltalk => "smalltalk",
            Self::Unknown => "unknown",
            Self::CommandBookByOptionId => "command_book_by_option_id",
            Self::ActionBookOption => "action_book_option",
            Self::ActionConfirmPriceChange => "action_confirm_price_change",
            Self::ActionConfirmPaymentCard => "action_confirm_payment_card",
            Self::ActionCancelBooking => "action_cancel_booking",
        }
    }
}

impl Action {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Search(_) => EventKind::SearchQuery,
            Self::BookAnyOption { .. } => EventKind::CommandBookByOptionId,
            Self::BookShownOption { .. } => EventKind::ActionBookOption,
            Self::ConfirmPriceChange { .. } => EventKind::ActionConfirmPriceChange,
            Self::ConfirmPaymentCard { .. } => EventKind::ActionConfirmPaymentCard,
            Self::CancelBooking { .. } => EventKind::ActionCancelBooking,
        }
    }
}

/// One row of a session's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// Which event.
    pub id: EventId,
    /// Its class.
    pub kind: EventKind,
    /// What came of it.
    pub status: Status,
}

impl EventRecord {
    /// When it was recorded: the instant its id names.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.id.recorded_at()
    }
}
