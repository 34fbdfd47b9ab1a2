//! What is known of a request when it has been answered.

use crate::chat::Timing;
use crate::domain::event::EventKind;
use crate::domain::ids::{ActorId, EventId, SessionId};
use crate::domain::outcome::Status;

/// What a handler tells of its request, for the line, the figures and the bill, as an extension of its response.
#[derive(Debug, Clone, Default)]
pub struct TurnLog {
    /// The session it was about; only its hash is written.
    pub session: Option<SessionId>,
    /// Whose session.
    pub actor: Option<ActorId>,
    /// Which event.
    pub event: Option<EventId>,
    /// The class of the event.
    pub kind: Option<EventKind>,
    /// What came of it.
    pub status: Option<Status>,
    /// Where the time of the turn went, if there was one.
    pub timing: Option<Timing>,
    /// Whether the answer was a stored one.
    pub replayed: bool,
    /// Whether the call is recorded for its bill already.
    pub recorded: bool,
}
