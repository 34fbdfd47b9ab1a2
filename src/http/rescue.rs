//! The one rescue: what partners are told about a fault of the conversation.

use super::error::{ApiError, Code};
use crate::chat::{ChatError, ForcedFailure};

impl From<ChatError> for ApiError {
    fn from(fault: ChatError) -> Self {
        match fault {
            ChatError::SessionNotFound => Code::SessionNotFound.into(),
            ChatError::BookingNotFound => Code::BookingNotFound.into(),
            ChatError::SetupNotFound => Code::NotFound.into(),
            ChatError::ActorMismatch(sent) => Self::actor_mismatch(&sent),
            ChatError::KeyReused => Code::IdempotencyKeyReused.into(),
            ChatError::Unavailable(cause) => {
                tracing::error!(error = %cause, cause = ?std::error::Error::source(&cause), "the store is unavailable");
                Code::Unavailable.into()
            }
            ChatError::Forced(failure) => forced(failure),
            ChatError::Internal(cause) => {
                tracing::error!(%cause, "a turn failed");
                Code::InternalError.into()
            }
        }
    }
}

fn forced(failure: ForcedFailure) -> ApiError {
    match failure {
        ForcedFailure::RateLimited => ApiError::from(Code::RateLimited).retry_after(1),
        ForcedFailure::ServerError => Code::InternalError.into(),
        ForcedFailure::Unavailable => Code::Unavailable.into(),
    }
}
