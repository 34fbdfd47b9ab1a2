//! What came of a turn: one variant for every status partners are promised.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::booking::{BookingAttempt, CancelCost};
use super::card::PaymentMethod;
use super::event::EventKind;
use super::failure::FailureCode;
use super::heard::Heard;
use super::ids::{BookingId, EventId, OptionId, PartnerId, SessionId};
use super::money::Money;
use super::shortlist::{Shortlist, ShownOption};
pub use super::status::Status;
use super::stay::Slot;

/// What came of a turn, with its data.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Options, best first.
    Shortlist(Arc<Shortlist>),
    /// Nothing met every wish; giving some up would.
    NoResults(Arc<DeadEnd>),
    /// Something must be asked first.
    ClarificationRequired(Clarification),
    /// One option, for a question about it.
    OptionDetails {
        /// The option.
        option: ShownOption,
        /// The sentence that answers the question.
        answer: String,
    },
    /// Options side by side.
    Comparison(Comparison),
    /// A sentence.
    Answer(AnswerKind),
    /// Nothing could be read.
    NotUnderstood,
    /// Outside what this service does.
    UnsupportedRequest(Unsupported),
    /// A card number was typed.
    CardDataRefused,
    /// The quote differs from what was shown.
    PriceChanged {
        /// The attempt.
        attempt: Arc<BookingAttempt>,
        /// The total shown or accepted before.
        previous: Money,
    },
    /// A card and a guest are needed.
    PaymentSetupRequired {
        /// The attempt.
        attempt: Arc<BookingAttempt>,
        /// Where to enter them.
        setup_url: String,
        /// From when on the page no longer works.
        setup_expires_at: Timestamp,
        /// The last refusal of a card, if there was one.
        declined: Option<FailureCode>,
    },
    /// The final yes is asked for.
    PaymentConfirmationRequired {
        /// The attempt.
        attempt: Arc<BookingAttempt>,
        /// The card that would be charged.
        method: PaymentMethod,
    },
    /// The issuer refused.
    PaymentDeclined {
        /// The attempt.
        attempt: Arc<BookingAttempt>,
        /// Why.
        code: FailureCode,
        /// Where to enter another card, and until when.
        setup: Option<(String, Timestamp)>,
    },
    /// Booked.
    BookingConfirmed(Arc<BookingAttempt>),
    /// On request, or not known yet.
    BookingPending(Arc<BookingAttempt>),
    /// Definitely not booked.
    BookingFailed {
        /// The attempt.
        attempt: Arc<BookingAttempt>,
        /// Why.
        code: FailureCode,
    },
    /// The option cannot be had.
    OptionUnavailable {
        /// Why.
        code: FailureCode,
        /// Others like it.
        alternatives: Vec<ShownOption>,
    },
    /// No supplier answered.
    SupplierUnavailable(FailureCode),
    /// A yes with no open question.
    NothingToConfirm,
    /// Whether to cancel at this cost.
    CancellationConfirmationRequired {
        /// The booking.
        booking: Arc<BookingAttempt>,
        /// What it would cost now.
        cost: CancelCost,
    },
    /// Cancelled.
    BookingCancelled {
        /// The booking.
        booking: Arc<BookingAttempt>,
        /// What it cost.
        cost: CancelCost,
    },
    /// The supplier has not answered.
    CancellationPending(Arc<BookingAttempt>),
    /// Not cancelled; the booking stands.
    CancellationFailed {
        /// The booking.
        booking: Arc<BookingAttempt>,
        /// Why.
        code: FailureCode,
    },
    /// One booking.
    BookingDetails(Arc<BookingAttempt>),
    /// The actor's bookings, latest first.
    BookingList(Vec<Arc<BookingAttempt>>),
    /// No such booking for this actor.
    BookingNotFound,
}

impl Outcome {
    /// Its status.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Shortlist(_) => Status::Shortlist,
            Self::NoResults(_) => Status::NoResults,
            Self::ClarificationRequired(_) => Status::ClarificationRequired,
            Self::OptionDetails { .. } => Status::OptionDetails,
            Self::Comparison(_) => Status::Comparison,
            Self::Answer(_) => Status::Answer,
            Self::NotUnderstood => Status::NotUnderstood,
            Self::UnsupportedRequest(_) => Status::UnsupportedRequest,
            Self::CardDataRefused => Status::CardDataRefused,
            Self::PriceChanged { .. } => Status::PriceChangeConfirmationRequired,
            Self::PaymentSetupRequired { .. } => Status::PaymentSetupRequired,
            Self::PaymentConfirmationRequired { .. } => Status::PaymentConfirmationRequired,
            Self::PaymentDeclined { .. } => Status::PaymentDeclined,
            Self::BookingConfirmed(_) => Status::BookingConfirmed,
            Self::BookingPending(_) => Status::BookingPending,
            Self::BookingFailed { .. } => Status::BookingFailed,
            Self::OptionUnavailable { .. } => Status::OptionUnavailable,
            Self::SupplierUnavailable(_) => Status::SupplierUnavailable,
            Self::NothingToConfirm => Status::NothingToConfirm,
            Self::CancellationConfirmationRequired { .. } => Status::CancellationConfirmationRequired,
            Self::BookingCancelled { .. } => Status::BookingCancelled,
            Self::CancellationPending(_) => Status::CancellationPending,
            Self::CancellationFailed { .. } => Status::CancellationFailed,
            Self::BookingDetails(_) => Status::BookingDetails,
            Self::BookingList(_) => Status::BookingList,
            Self::BookingNotFound => Status::BookingNotFound,
        }
    }
}

/// Wishes that keep options away, and what giving them up would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relaxation {
    /// The wish's name on the wire; several, with commas between, where none of them alone brings anything.
    pub drop: String,
    /// What to say to give it up.
    pub text: String,
    /// How many options that would bring.
    pub yields: u32,
    /// The lowest total among them.
    pub cheapest_total: Money,
}

/// A search that found nothing, and what would find something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadEnd {
    /// The search, with no options.
    pub search: Arc<Shortlist>,
    /// What giving up wishes would yield, most first.
    pub relaxations: Vec<Relaxation>,
}

/// What must be asked before going on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Clarification {
    /// Slots not known yet.
    pub missing: Vec<Slot>,
    /// Slots that could mean several things.
    pub ambiguous: Vec<Ambiguity>,
    /// The questions, one a slot.
    pub questions: Vec<Question>,
}

/// A slot that could mean several things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ambiguity {
    /// Which slot.
    pub slot: Slot,
    /// Label and the text that chooses it.
    pub choices: Vec<(String, String)>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Which slot it is about.
    pub slot: Slot,
    /// The question.
    pub text: String,
    /// Texts that would answer it.
    pub suggestions: Vec<String>,
}

/// Options side by side, attribute by attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The options, in the order compared.
    pub options: Vec<ShownOption>,
    /// The rows.
    pub rows: Vec<ComparisonRow>,
}

/// One attribute of every compared option.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    /// The attribute's name.
    pub attribute: &'static str,
    /// Its value for each option, in the same order.
    pub values: Vec<String>,
    /// The option that is best in it, if one is.
    pub best: Option<OptionId>,
}

/// What a plain sentence is about.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerKind {
    /// What this service does.
    Help,
    /// Hello.
    Greeting,
    /// You are welcome.
    Thanks,
    /// Good-bye.
    Goodbye,
    /// A proposal was declined; nothing happened. These are others that are on screen.
    Declined(Vec<ShownOption>),
    /// An option was turned down before anything was proposed. This one follows it on the list.
    NotThatOne(Option<ShownOption>),
    /// A no to nothing in particular.
    NoMatter,
    /// A cancellation was declined; the booking stands.
    KeptBooking,
    /// A person is wanted.
    Handoff,
    /// A question that could be about any hotel of the list.
    WhichHotel,
    /// A question that the whole list answers, in a sentence or two.
    OfThoseShown(String),
    /// What was pointed at is not on the list, which has so many.
    NotOnList(usize),
    /// There is no booking that could be changed.
    NothingToChange,
    /// There is no search yet that this could be about.
    NothingShown,
}

/// What lies outside this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unsupported {
    /// Flights, trains, cars, tables, tickets.
    OtherTravel,
    /// More rooms or people than can be booked at once.
    LargeGroup,
    /// Changing a made booking.
    ModifyBooking,
    /// Something no option can be checked for.
    Wish,
    /// Paying, where nobody is connected who could take the money.
    Payment,
}

impl Unsupported {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherTravel => "other_travel",
            Self::LargeGroup => "large_group",
            Self::ModifyBooking => "modify_booking",
            Self::Wish => "wish",
            Self::Payment => "payment",
        }
    }
}

/// A legal next step, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub enum NextAction {
    /// Words.
    Say {
        /// For a button.
        label: Cow<'static, str>,
        /// The text to send.
        text: Cow<'static, str>,
    },
    /// An explicit action.
    Send {
        /// For a button.
        label: Cow<'static, str>,
        /// The action.
        act: NextAct,
    },
}

/// An explicit action among the next steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextAct {
    /// `action_book_option`.
    Book(OptionId),
    /// `action_confirm_price_change`.
    ConfirmPriceChange(OptionId),
    /// `action_confirm_payment_card`.
    ConfirmPaymentCard,
    /// `action_cancel_booking` with `preview`.
    PreviewCancel(BookingId),
    /// `action_cancel_booking`.
    Cancel(BookingId),
}

impl NextAct {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Book(_) => EventKind::ActionBookOption,
            Self::ConfirmPriceChange(_) => EventKind::ActionConfirmPriceChange,
            Self::ConfirmPaymentCard => EventKind::ActionConfirmPaymentCard,
            Self::PreviewCancel(_) | Self::Cancel(_) => EventKind::ActionCancelBooking,
        }
    }
}

/// One turn, answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The partner.
    pub tenant: PartnerId,
    /// The session.
    pub session: SessionId,
    /// The event that was answered.
    pub event: EventId,
    /// Its class.
    pub kind: EventKind,
    /// `<tenantId>:partner_api:<channelId|partner-chat>:<sessionId>:<eventId>`.
    pub trace_id: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The sentence the guest reads.
    pub text: String,
    /// What was understood, where words were read.
    pub heard: Option<Heard>,
    /// Every legal next step.
    pub next: Vec<NextAction>,
}
