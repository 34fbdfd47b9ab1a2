//! The closed lists of names, for the API description.

use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::domain::attempt_state::BookingStatus;
use crate::domain::event::EventKind;
use crate::domain::failure::FailureCode;
use crate::domain::option::Board;
use crate::domain::outcome::Status;

const KINDS: [EventKind; 19] = [
    EventKind::SearchQuery,
    EventKind::RefineSearch,
    EventKind::MoreResults,
    EventKind::CompareOptions,
    EventKind::OptionQuestion,
    EventKind::BookRequest,
    EventKind::Confirm,
    EventKind::Decline,
    EventKind::PaymentDone,
    EventKind::CancelRequest,
    EventKind::BookingQuery,
    EventKind::Help,
    EventKind::Smalltalk,
    EventKind::Unknown,
    EventKind::CommandBookByOptionId,
    EventKind::ActionBookOption,
    EventKind::ActionConfirmPriceChange,
    EventKind::ActionConfirmPaymentCard,
    EventKind::ActionCancelBooking,
];

const BOOKING_STATUSES: [BookingStatus; 5] = [
    BookingStatus::Pending,
    BookingStatus::Confirmed,
    BookingStatus::Failed,
    BookingStatus::CancellationPending,
    BookingStatus::Cancelled,
];

const FAILURES: [FailureCode; 14] = [
    FailureCode::SoldOut,
    FailureCode::UnknownOption,
    FailureCode::OptionExpired,
    FailureCode::SupplierTimeout,
    FailureCode::SupplierRejected,
    FailureCode::SupplierError,
    FailureCode::CardDeclined,
    FailureCode::InsufficientFunds,
    FailureCode::ExpiredCard,
    FailureCode::ProcessingError,
    FailureCode::TooLateToCancel,
    FailureCode::NotRefundable,
    FailureCode::CancellationRefused,
    FailureCode::BookingNotFound,
];

const BOARDS: [Board; 6] =
    [Board::RoomOnly, Board::SelfCatering, Board::Breakfast, Board::HalfBoard, Board::FullBoard, Board::AllInclusive];

/// `result.status`.
#[must_use]
pub fn statuses() -> Object {
    one_of(Status::ALL.iter().map(|status| status.as_str()))
}

/// `event.kind`.
#[must_use]
pub fn kinds() -> Object {
    one_of(KINDS.iter().map(|kind| kind.as_str()))
}

/// `booking.status`.
#[must_use]
pub fn booking_statuses() -> Object {
    one_of(BOOKING_STATUSES.iter().map(|status| status.as_str()))
}

/// `failure.code`.
#[must_use]
pub fn failures() -> Object {
    one_of(FAILURES.iter().map(|code| code.as_str()))
}

/// `board`.
#[must_use]
pub fn boards() -> Object {
    one_of(BOARDS.iter().map(|board| board.as_str()))
}

fn one_of(names: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build()
}
