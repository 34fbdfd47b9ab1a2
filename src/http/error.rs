//! Every way a request can fail: the one table of code, status and text, and the flat body that carries it.
//!
//! Handlers and layers return an [`ApiError`]; the request-id layer, which alone knows the id, writes its body, so that
//! every failure of every layer looks alike.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::chat::{ChatError, ForcedFailure};
use crate::domain::event::EventKind;
use crate::domain::ids::ActorId;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $error:expr, $param:expr, $message:literal;)*) => {
        /// What went wrong, as `code` names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => &Row { status: $status, code: $code, error: $error, param: $param, message: $message },)*
                }
            }
        }
    };
}

struct Row {
    status: u16,
    code: &'static str,
    /// The documented text; `None` where it is composed from the request, or is the code itself.
    error: Option<&'static str>,
    /// The member to blame, where it is always the same.
    param: Option<&'static str>,
    message: &'static str,
}

codes! {
    /// The body is not one JSON object.
    InvalidJson = 400, "invalid_json", Some("Invalid JSON payload"), None,
        "The body must be one JSON object in UTF-8, without repeated members, nested at most 32 deep.";
    /// No session is named.
    SessionIdRequired = 400, "session_id_required", Some("sessionId is required"), Some("sessionId"),
        "Send the sessionId that POST /sessions returned.";
    /// No actor is named.
    ActorIdRequired = 400, "actor_id_required", Some("actor.actorId is required"), Some("actor.actorId"),
        "Send the id of your end user as actor.actorId.";
    /// Nothing was said.
    TextOrKindRequired = 400, "text_or_kind_required", Some("text or kind is required"), None,
        "Send the guest's words as text, or an action as kind.";
    /// A kind we do not know.
    UnsupportedKind = 400, "unsupported_kind", None, Some("kind"),
        "Kinds are matched exactly; the documentation lists them.";
    /// A write without a key.
    IdempotencyKeyRequired = 400, "idempotency_key_required", None, Some("idempotencyKey"),
        "Actions that may change a booking need a key that names the intent, the same on every retry.";
    /// A payload without a member its kind needs.
    PayloadFieldRequired = 400, "payload_field_required", None, None,
        "This kind needs that member in its payload.";
    /// A key that meant something else before.
    IdempotencyKeyReused = 400, "idempotency_key_reused",
        Some("idempotencyKey was already used for a different request"), Some("idempotencyKey"),
        "Use a new key for a new intent; the first result stands.";
    /// A key of a form we do not take.
    IdempotencyKeyInvalid = 400, "idempotency_key_invalid",
        Some("idempotencyKey must be 1 to 255 visible ASCII characters"), Some("idempotencyKey"),
        "Use letters, digits and punctuation without spaces.";
    /// A member or header of the wrong type, length, range or name.
    InvalidField = 400, "invalid_field", None, None, "";
    /// A card number where none may be.
    CardDataNotAllowed = 400, "card_data_not_allowed", Some("card data is not accepted"), None,
        "Cards are entered on the payment set-up page only; nothing of this request was kept.";
    /// No key.
    MissingApiKey = 401, "missing_api_key", None, None,
        "Send your key as x-partner-api-key, as a bearer token, or as api-key.";
    /// Not a key of ours.
    InvalidApiKey = 401, "invalid_api_key", None, None, "This key is not known.";
    /// A key that was switched off or has expired.
    ApiKeyDisabled = 403, "api_key_disabled", None, None, "This key is disabled or has expired.";
    /// No such session of this partner.
    SessionNotFound = 404, "session_not_found", None, None, "No session of that id is open; open a new one.";
    /// No such booking of this partner.
    BookingNotFound = 404, "booking_not_found", None, None, "No booking of that id is known.";
    /// No such address.
    NotFound = 404, "not_found", None, None, "Nothing is served at this address.";
    /// An address that takes other methods.
    MethodNotAllowed = 405, "method_not_allowed", None, None, "The allow header lists the methods of this address.";
    /// The request did not arrive in time.
    RequestTimeout = 408, "request_timeout", None, None, "The request did not arrive in time; send it again.";
    /// The session is somebody else's.
    ActorMismatch = 409, "actor_mismatch", None, Some("actor.actorId"),
        "Only the actor who opened a session may speak in it; open a new session for another actor.";
    /// The body is longer than 256 KB.
    BodyTooLarge = 413, "body_too_large", None, None, "The body may have at most 262144 bytes.";
    /// The address is longer than 8 KB.
    UriTooLong = 414, "uri_too_long", None, None, "The address may have at most 8192 bytes.";
    /// Not JSON in UTF-8, plain.
    UnsupportedMediaType = 415, "unsupported_media_type", None, None,
        "Send content-type: application/json in UTF-8, without content-encoding.";
    /// More than 64 headers or 32 KB of them.
    HeadTooLarge = 431, "head_too_large", None, None, "Send at most 64 headers of 32768 bytes together.";
    /// More requests a minute than agreed.
    RateLimited = 429, "rate_limited", None, None, "Too many requests this minute; wait as retry-after says.";
    /// More requests a day than agreed.
    QuotaExceeded = 429, "quota_exceeded", None, None, "The requests of this day are used up; they renew at midnight UTC.";
    /// Our fault.
    InternalError = 500, "internal_error", None, None, "Something went wrong on our side; the request id helps us find it.";
    /// Not now.
    Unavailable = 503, "unavailable", None, None, "The service cannot answer now; send the same request again.";
}

impl Code {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().code
    }

    /// The `www-authenticate` header of the answers that ask for a key.
    fn challenge(self) -> Option<&'static str> {
        match self.row().status {
            401 if self == Self::MissingApiKey => Some(r#"Bearer realm="core-chat""#),
            401 => Some(r#"Bearer realm="core-chat", error="invalid_token""#),
            _ => None,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.row().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A request that failed, ready to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    code: Code,
    error: Cow<'static, str>,
    param: Option<Cow<'static, str>>,
    retry_after: Option<u32>,
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        let row = code.row();
        Self {
            code,
            error: Cow::Borrowed(row.error.unwrap_or(row.code)),
            param: row.param.map(Cow::Borrowed),
            retry_after: (code == Code::Unavailable).then_some(1),
        }
    }
}

impl ApiError {
    /// `<param> <problem>`: "payload.optionId must be a string".
    #[must_use]
    pub fn invalid_field(param: impl Into<Cow<'static, str>>, problem: &str) -> Self {
        let param = param.into();
        Self { error: format!("{param} {problem}").into(), param: Some(param), ..Code::InvalidField.into() }
    }

    /// `Unsupported kind: <kind>`; a name that no kind could have is not repeated.
    #[must_use]
    pub fn unsupported_kind(kind: &str) -> Self {
        let digits = kind.bytes().filter(u8::is_ascii_digit).count();
        let name_like = kind.len() <= 64 && digits <= 8 && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let shown = if name_like { kind } else { "(not a name)" };
        Self { error: format!("Unsupported kind: {shown}").into(), ..Code::UnsupportedKind.into() }
    }

    /// `idempotencyKey is required for kind=<kind>`.
    #[must_use]
    pub fn idempotency_key_required(kind: EventKind) -> Self {
        let error = format!("idempotencyKey is required for kind={}", kind.as_str());
        Self { error: error.into(), ..Code::IdempotencyKeyRequired.into() }
    }

    /// `payload.<name> is required for kind=<kind>`.
    #[must_use]
    pub fn payload_field_required(name: &str, kind: EventKind) -> Self {
        let param = format!("payload.{name}");
        let error = format!("{param} is required for kind={}", kind.as_str());
        Self { error: error.into(), param: Some(param.into()), ..Code::PayloadFieldRequired.into() }
    }

    /// `actor.actorId does not match the session owner (got <actorId sent>)`.
    #[must_use]
    pub fn actor_mismatch(sent: &ActorId) -> Self {
        let error = format!("actor.actorId does not match the session owner (got {sent})");
        Self { error: error.into(), ..Code::ActorMismatch.into() }
    }

    /// `card data is not accepted`, in that member.
    #[must_use]
    pub fn card_data_not_allowed(param: impl Into<Cow<'static, str>>) -> Self {
        Self { param: Some(param.into()), ..Code::CardDataNotAllowed.into() }
    }

    /// The same failure with `retry-after: <seconds>`, at least 1.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// What went wrong.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The documented text.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The member to blame.
    #[must_use]
    pub fn param(&self) -> Option<&str> {
        self.param.as_deref()
    }

    /// The body partners read.
    #[must_use]
    pub fn body(&self, request_id: &str) -> Vec<u8> {
        let message = match self.code.row().message {
            "" => format!("{}.", self.error),
            sentence => sentence.to_owned(),
        };
        let body = ErrorBody {
            error: self.error.clone().into_owned(),
            code: self.code.as_str(),
            message,
            param: self.param().map(str::to_owned),
            request_id: request_id.to_owned(),
        };
        serde_json::to_vec(&body).expect("a struct of strings is always JSON")
    }
}

impl From<ChatError> for ApiError {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::SessionNotFound => Code::SessionNotFound.into(),
            ChatError::BookingNotFound => Code::BookingNotFound.into(),
            ChatError::SetupNotFound => Code::NotFound.into(),
            ChatError::ActorMismatch(sent) => Self::actor_mismatch(&sent),
            ChatError::KeyReused => Code::IdempotencyKeyReused.into(),
            ChatError::Forced(ForcedFailure::RateLimited) => Self::from(Code::RateLimited).retry_after(1),
            ChatError::Forced(ForcedFailure::ServerError) => Code::InternalError.into(),
            ChatError::Stopping | ChatError::Forced(ForcedFailure::Unavailable) => Code::Unavailable.into(),
            ChatError::Unavailable(cause) => {
                tracing::error!(%cause, "the store is unavailable");
                Code::Unavailable.into()
            }
            ChatError::Internal(fault) => {
                tracing::error!(fault, "internal fault");
                Code::InternalError.into()
            }
        }
    }
}

impl IntoResponse for ApiError {
    /// Status and headers; the body follows in the request-id layer, which finds the error among the extensions.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        if let Some(challenge) = self.code.challenge() {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of every answer that is not a success.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The documented text, else the code.
    #[schema(example = "sessionId is required")]
    error: String,
    /// A stable name of the failure.
    #[schema(example = "session_id_required")]
    code: &'static str,
    /// A sentence for the developer who reads it.
    message: String,
    /// The member or header to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "sessionId")]
    param: Option<String>,
    /// Equals the `x-request-id` header.
    request_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flat_body_has_every_documented_member() {
        let error = ApiError::payload_field_required("optionId", EventKind::ActionBookOption);
        insta::assert_snapshot!(
            String::from_utf8(error.body("req_1")).unwrap(),
            @r#"{"error":"payload.optionId is required for kind=action_book_option","code":"payload_field_required","message":"This kind needs that member in its payload.","param":"payload.optionId","requestId":"req_1"}"#
        );
        insta::assert_snapshot!(
            String::from_utf8(ApiError::from(Code::MissingApiKey).body("req_1")).unwrap(),
            @r#"{"error":"missing_api_key","code":"missing_api_key","message":"Send your key as x-partner-api-key, as a bearer token, or as api-key.","requestId":"req_1"}"#
        );
        let field = ApiError::invalid_field("text", "must be at most 4000 characters");
        assert!(String::from_utf8(field.body("r")).unwrap().contains("\"text must be at most 4000 characters.\""));
    }

    #[test]
    fn codes_are_distinct_and_their_statuses_valid() {
        let names: std::collections::HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(code.status().as_u16(), code.row().status);
        }
    }

    #[test]
    fn a_kind_is_repeated_only_when_it_could_be_a_name() {
        assert_eq!(ApiError::unsupported_kind("Action_Book").error(), "Unsupported kind: Action_Book");
        for unfit in ["<b>", "4111111111111111", &"x".repeat(65), "a b"] {
            assert_eq!(ApiError::unsupported_kind(unfit).error(), "Unsupported kind: (not a name)");
        }
    }

    #[test]
    fn unauthorised_answers_carry_a_challenge_and_busy_ones_a_wait() {
        let response = ApiError::from(Code::InvalidApiKey).into_response();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(response.headers().contains_key(header::WWW_AUTHENTICATE));
        let response = ApiError::from(Code::RateLimited).retry_after(0).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
}
