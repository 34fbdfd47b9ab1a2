//! The requests as the API description shows them; what is accepted is decided by the readings beside this file.

use serde::Serialize;
use utoipa::ToSchema;

/// A new session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenSession {
    /// Who speaks.
    pub actor: NewActor,
    /// Where the partner holds the conversation; kept and echoed.
    pub channel: Option<NewChannel>,
    /// The partner's own names for the conversation; kept and echoed.
    pub conversation: Option<NewConversation>,
}

/// The partner's end user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewActor {
    /// Who, in the partner's words.
    #[schema(min_length = 1, max_length = 128, example = "user-42")]
    pub actor_id: String,
    /// Local time minus UTC in minutes; −480 is Pacific Standard Time.
    #[schema(minimum = -840, maximum = 840, default = 0, example = -480)]
    pub timezone_offset_minutes: Option<i16>,
    /// Given name.
    #[schema(min_length = 1, max_length = 60)]
    pub first_name: Option<String>,
    /// Family name.
    #[schema(min_length = 1, max_length = 60)]
    pub last_name: Option<String>,
    /// E-mail address.
    #[schema(max_length = 254)]
    pub email: Option<String>,
}

/// Where the partner holds the conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewChannel {
    /// The workspace.
    #[schema(max_length = 255)]
    pub workspace_id: Option<String>,
}

/// The partner's own names for the conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewConversation {
    /// The channel; part of every `traceId`.
    #[schema(max_length = 255)]
    pub channel_id: Option<String>,
    /// The conversation.
    #[schema(max_length = 255)]
    pub id: Option<String>,
    /// The thread.
    #[schema(max_length = 255)]
    pub thread_ts: Option<String>,
}

/// One thing sent into a session: the guest's words, or an action.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendEvent {
    /// The session, from `POST /sessions`.
    #[schema(example = "sess_1771456966012_k3v9q0xw")]
    pub session_id: String,
    /// Who speaks; when given, the session's owner.
    pub actor: Option<EventActor>,
    /// The guest's words. One of `text` and `kind` is required; with both, the kind decides.
    #[schema(min_length = 1, max_length = 4000, example = "Seattle Mar 20-23 1 room refundable")]
    pub text: Option<String>,
    /// The action.
    pub kind: Option<Kind>,
    /// What the action needs.
    pub payload: Option<Payload>,
    /// Your name for this intent, the same on every retry. Required for the kinds that may change a booking, honoured on
    /// every event.
    #[schema(min_length = 1, max_length = 255, pattern = "^[!-~]+$")]
    pub idempotency_key: Option<String>,
}

/// Who speaks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventActor {
    /// The session's owner.
    #[schema(min_length = 1, max_length = 128, example = "user-42")]
    pub actor_id: Option<String>,
}

/// The actions; all but `search_query` may change a booking and need an `idempotencyKey`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Searches, in words or parts.
    SearchQuery,
    /// Proposes to book any live option of this actor, from any of its sessions.
    CommandBookByOptionId,
    /// Proposes to book an option shown in this session.
    ActionBookOption,
    /// Accepts a changed price.
    ActionConfirmPriceChange,
    /// Says the final yes: books.
    ActionConfirmPaymentCard,
    /// Cancels a booking, or previews what that costs.
    ActionCancelBooking,
}

/// The payload of each kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Payload {
    /// `search_query`.
    Search(SearchParts),
    /// `action_book_option` and `command_book_by_option_id`.
    Book(BookPayload),
    /// `action_confirm_price_change`.
    PriceChange(PriceChangePayload),
    /// `action_confirm_payment_card`.
    Card(CardPayload),
    /// `action_cancel_booking`.
    Cancel(CancelPayload),
}

/// A search in words (`text`) or in parts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchParts {
    /// Words, read like a text; the parts are ignored beside them.
    #[schema(max_length = 4000)]
    pub text: Option<String>,
    /// A place by name.
    #[schema(max_length = 200, example = "Seattle")]
    pub destination: Option<String>,
    /// Day of arrival.
    #[schema(format = Date, example = "2026-03-20")]
    pub check_in: Option<String>,
    /// Day of departure.
    #[schema(format = Date, example = "2026-03-23")]
    pub check_out: Option<String>,
    /// Who sleeps in each room; two adults in one room by default.
    pub rooms: Option<Vec<NewRoom>>,
    /// What every option must meet.
    #[schema(value_type = Option<crate::http::wire::search::Wishes>)]
    pub filters: Option<()>,
}

/// The people of one room.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewRoom {
    /// Guests of 18 years and older.
    #[schema(minimum = 1, maximum = 99, default = 2)]
    pub adults: Option<u8>,
    /// Ages of the children, 0–17.
    pub child_ages: Option<Vec<u8>>,
}

/// What to book.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookPayload {
    /// The option, from a shortlist.
    #[schema(format = "uuid")]
    pub option_id: String,
    /// Who will stay; the card page asks when it is not known.
    pub guest: Option<NewGuest>,
}

/// Who will stay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewGuest {
    /// Given name.
    #[schema(min_length = 1, max_length = 60)]
    pub first_name: String,
    /// Family name.
    #[schema(min_length = 1, max_length = 60)]
    pub last_name: String,
    /// E-mail address.
    pub email: Option<String>,
}

/// The price to accept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceChangePayload {
    /// The option whose price changed; the one asked about by default.
    #[schema(format = "uuid")]
    pub option_id: Option<String>,
}

/// The card to charge.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardPayload {
    /// The card, from `payment.method`; the one shown by default.
    pub payment_method_id: Option<String>,
}

/// The booking to cancel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CancelPayload {
    /// The booking.
    pub booking_id: String,
    /// Only show what cancelling would cost.
    #[schema(default = false)]
    pub preview: Option<bool>,
}

/// How the sandbox's clock is to change; one of the two is required.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetClock {
    /// How far it moves forward, in seconds.
    #[schema(minimum = 0, maximum = 31_622_400, example = 3600)]
    pub advance_seconds: Option<u32>,
    /// Whether it stands from now on, or runs.
    pub freeze: Option<bool>,
}

/// What a guest would have entered on the card page.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompleteCardSetup {
    /// Who will stay.
    pub guest: NewGuest,
    /// A test card by its name; never a number.
    #[schema(example = "visa_ok")]
    pub card: String,
}
