//! Why a turn was not answered. A business "no" is an outcome, never one of these.

use thiserror::Error;

use crate::domain::booking::StepError;
use crate::domain::ids::ActorId;
use crate::store::StoreError;

/// Why a turn, or a question about a session, was not answered.
#[derive(Debug, Error)]
pub enum ChatError {
    /// Unknown, expired, or another partner's: all alike.
    #[error("no such session")]
    SessionNotFound,
    /// No such booking of this partner.
    #[error("no such booking")]
    BookingNotFound,
    /// No such visit to the card page.
    #[error("no such card set-up")]
    SetupNotFound,
    /// The session is another actor's than the one named.
    #[error("the session belongs to another actor")]
    ActorMismatch(ActorId),
    /// The key was used for something else before.
    #[error("the idempotency key was used for a different request")]
    KeyReused,
    /// The store cannot answer now; nothing was stored.
    #[error("the store is unavailable")]
    Unavailable(#[source] StoreError),
    /// The process stops, and sends nothing to suppliers any more; nothing was stored.
    #[error("the process is stopping")]
    Stopping,
    /// A sandbox partner asked us to fail.
    #[error("a failure was asked for")]
    Forced(ForcedFailure),
    /// A fault of ours.
    #[error("internal fault: {0}")]
    Internal(String),
}

/// The failures of our own that a sandbox scenario may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForcedFailure {
    /// 429.
    RateLimited,
    /// 500.
    ServerError,
    /// 503.
    Unavailable,
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<StepError> for ChatError {
    fn from(error: StepError) -> Self {
        Self::Internal(error.to_string())
    }
}
