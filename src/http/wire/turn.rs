//! The answer to one event.

use serde::Serialize;
use utoipa::ToSchema;

use super::artifacts::Artifacts;
use super::names;
use super::value::Text;
use crate::domain::ids::EventId;
use crate::domain::outcome::Turn;

/// An event and what came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EventAnswer)]
pub struct Answered<'a> {
    /// The session.
    #[schema(example = "sess_1771456966012_k3v9q0xw")]
    session_id: &'a str,
    /// The event as recorded.
    event: RecordedEvent,
    /// What came of it.
    #[schema(value_type = TurnResult)]
    result: TurnResult<'a>,
}

/// An event as recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedEvent {
    /// `evt_` and the millisecond it was recorded at, strictly rising within a session.
    #[schema(value_type = String, example = "evt_1771456966998")]
    id: Text<EventId>,
    /// The kind sent, or the class that the words were understood as.
    #[schema(schema_with = names::kinds)]
    kind: &'static str,
}

/// What came of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TurnResult<'a> {
    /// Name of this turn for support.
    #[schema(example = "demo-tenant:partner_api:partner-chat:sess_1771456966012_k3v9q0xw:evt_1771456966998")]
    trace_id: &'a str,
    /// What came of it; decides which artifacts are present.
    #[schema(schema_with = names::statuses)]
    status: &'static str,
    /// What to show the guest.
    #[schema(value_type = Message)]
    message: Message<'a>,
    /// The data behind the message.
    #[schema(value_type = Artifacts)]
    artifacts: Artifacts<'a>,
}

/// What to show the guest.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message<'a> {
    /// Plain text; never says more than the artifacts.
    pub(super) text: &'a str,
}

impl<'a> From<&'a Turn> for Answered<'a> {
    fn from(turn: &'a Turn) -> Self {
        Self {
            session_id: turn.session.as_str(),
            event: RecordedEvent { id: Text(turn.event), kind: turn.kind.as_str() },
            result: TurnResult {
                trace_id: &turn.trace_id,
                status: turn.outcome.status().as_str(),
                message: Message { text: &turn.text },
                artifacts: Artifacts::from(turn),
            },
        }
    }
}
