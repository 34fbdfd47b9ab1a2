//! The legal next steps, ready to be sent.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::{BookingId, EventId, OptionId, SessionId};
use crate::domain::outcome::{NextAct, NextAction};

/// One legal next step: words to send as `text`, or a kind with its payload.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = NextAction)]
pub enum Step<'a> {
    /// Words.
    Say {
        /// For a button.
        #[schema(example = "Show more")]
        label: &'a str,
        /// The `text` to send.
        #[schema(example = "show more")]
        text: &'a str,
    },
    /// An explicit action.
    #[serde(rename_all = "camelCase")]
    Send {
        /// For a button.
        #[schema(example = "Book")]
        label: &'a str,
        /// The `kind` to send.
        #[schema(example = "action_book_option")]
        kind: &'static str,
        /// The `payload` to send.
        #[schema(value_type = StepPayload)]
        payload: StepPayload<'a>,
        /// Whether `idempotencyKey` must be sent with it.
        requires_idempotency_key: bool,
        /// A key that names this step of this answer: pressing the button twice acts once.
        suggested_idempotency_key: String,
    },
}

/// The payload of a next step.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NextActionPayload)]
pub struct StepPayload<'a> {
    /// The option to book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    option_id: Option<OptionId>,
    /// The booking to cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    booking_id: Option<&'a str>,
    /// Only show what cancelling would cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>)]
    preview: Option<bool>,
}

impl<'a> From<&'a NextAct> for StepPayload<'a> {
    fn from(act: &'a NextAct) -> Self {
        match act {
            NextAct::Book(option) | NextAct::ConfirmPriceChange(option) => {
                Self { option_id: Some(*option), ..Self::default() }
            }
            NextAct::ConfirmPaymentCard => Self::default(),
            NextAct::PreviewCancel(booking) => {
                Self { booking_id: Some(booking.as_str()), preview: Some(true), ..Self::default() }
            }
            NextAct::Cancel(booking) => Self { booking_id: Some(booking.as_str()), ..Self::default() },
        }
    }
}

/// The answer that offers next steps: its names go into their suggested keys.
#[derive(Debug, Clone, Copy)]
pub struct OfferedBy<'a> {
    /// The partner's id.
    pub tenant: &'a str,
    /// The session.
    pub session: &'a SessionId,
    /// The event that was answered, if there was one yet.
    pub event: Option<EventId>,
}

impl<'a> OfferedBy<'a> {
    /// The wire forms of `actions` in this answer.
    #[must_use]
    pub fn steps(self, actions: &'a [NextAction]) -> Vec<Step<'a>> {
        let keys = SuggestedKeys::of(self);
        let step = |action: &'a NextAction| match action {
            NextAction::Say { label, text } => Step::Say { label, text },
            NextAction::Send { label, act } => Step::Send {
                label,
                kind: act.kind().as_str(),
                payload: StepPayload::from(act),
                requires_idempotency_key: act.kind().is_write(),
                suggested_idempotency_key: keys.key(act),
            },
        };
        actions.iter().map(step).collect()
    }
}

/// `<tenantId>:<sessionId>:<kind>:<short id>`. The short id is made of the answer's event and of the step's subject:
/// the same button gives the same key however often it is pressed, and the same step offered anew gives another.
struct SuggestedKeys {
    /// Of all keys of the answer: what stands before the kind.
    stem: String,
    /// And what stands behind it.
    event: String,
}

impl SuggestedKeys {
    fn of(by: OfferedBy<'_>) -> Self {
        let event = by.event.map_or(0, EventId::epoch_ms);
        Self { stem: [by.tenant, ":", by.session.as_str(), ":"].concat(), event: format!(":{event:x}") }
    }

    fn key(&self, act: &NextAct) -> String {
        let Self { stem, event } = self;
        let join = |subject: &[&str]| [&[stem.as_str(), act.kind().as_str(), event], subject].concat().concat();
        match act {
            NextAct::Book(option) | NextAct::ConfirmPriceChange(option) => join(&["-", &option.head()]),
            NextAct::PreviewCancel(booking) => join(&["-", start_of(booking), "-preview"]),
            NextAct::Cancel(booking) => join(&["-", start_of(booking)]),
            NextAct::ConfirmPaymentCard => join(&[]),
        }
    }
}

fn start_of(booking: &BookingId) -> &str {
    booking.as_str().trim_start_matches("bkg_").get(..8).unwrap_or_default()
}
