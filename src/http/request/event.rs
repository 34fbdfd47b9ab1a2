//! `POST /events`.
//!
//! The order of checks: near-misses of member names, `sessionId`, `text or kind`, kind, key, payload, actor, card
//! numbers, and last whether the session's name could be one at all.

use super::shape::{self, ACTOR};
use super::{card_scan, fingerprint, payload};
use crate::domain::card_number;
use crate::domain::event::{Event, EventKind, LONGEST_TEXT};
use crate::domain::ids::{ActorId, IdempotencyKey, SessionId, is_blank};
use crate::http::error::{ApiError, Code};
use crate::http::json::{Fields, Value};

/// The members of the root.
const MEMBERS: [&str; 6] = ["sessionId", "actor", "text", "kind", "payload", "idempotencyKey"];

/// Reads what was sent into a session.
///
/// # Errors
/// The first check that fails.
pub fn read(document: &Value<'_>) -> Result<Event, ApiError> {
    let root = Fields::root(document)?;
    root.refuse_misspelled(&MEMBERS)?;
    let session = session_name(&root)?;
    let text = text(&root)?;
    let kind = kind(&root)?;
    if text.is_none() && kind.is_none() {
        return Err(Code::TextOrKindRequired.into());
    }
    let kind = kind.map(known_kind).transpose()?;
    let key = key(&root, kind)?;
    let payload = root.object("payload")?;
    let action = kind.map(|kind| payload::read(kind, payload.as_ref(), text)).transpose()?;
    let actor = actor(&root)?;
    card_scan::refuse(&root, &["text"])?;
    let session = SessionId::parse(session).map_err(|_| Code::SessionNotFound)?;
    let text = text.map(str::to_owned);
    Ok(Event { session, actor, text, action, key, fingerprint: fingerprint::of(&root) })
}

/// Whatever is not a visible string counts as not given; its form is judged last, as an unknown session.
fn session_name<'v>(root: &Fields<'v>) -> Result<&'v str, ApiError> {
    match root.get("sessionId") {
        Some(Value::Text(name)) if !is_blank(name) => Ok(name),
        _ => Err(Code::SessionIdRequired.into()),
    }
}

fn text<'v>(root: &Fields<'v>) -> Result<Option<&'v str>, ApiError> {
    match root.text("text")? {
        Some(text) if text.chars().count() > LONGEST_TEXT => {
            Err(root.invalid("text", &format!("must be at most {LONGEST_TEXT} characters")))
        }
        text => Ok(text.filter(|text| !is_blank(text))),
    }
}

fn kind<'v>(root: &Fields<'v>) -> Result<Option<&'v str>, ApiError> {
    Ok(root.string("kind")?.filter(|kind| !is_blank(kind)))
}

fn known_kind(name: &str) -> Result<EventKind, ApiError> {
    let unknown = || match card_number::contains(name) {
        // Its refusal would repeat it.
        true => ApiError::card_data_not_allowed("kind"),
        false => ApiError::unsupported_kind(name),
    };
    EventKind::parse_sendable(name).ok_or_else(unknown)
}

fn key(root: &Fields<'_>, kind: Option<EventKind>) -> Result<Option<IdempotencyKey>, ApiError> {
    let write = kind.filter(|kind| kind.is_write());
    match (root.get("idempotencyKey"), write) {
        (None | Some(Value::Null), None) => Ok(None),
        (None | Some(Value::Null), Some(kind)) => Err(ApiError::idempotency_key_required(kind)),
        (Some(Value::Text(key)), Some(kind)) if is_blank(key) => Err(ApiError::idempotency_key_required(kind)),
        (Some(Value::Text(key)), _) => {
            IdempotencyKey::parse(key).map(Some).map_err(|_| Code::IdempotencyKeyInvalid.into())
        }
        (Some(_), _) => Err(root.invalid("idempotencyKey", "must be a string")),
    }
}

fn actor(root: &Fields<'_>) -> Result<Option<ActorId>, ApiError> {
    let Some(actor) = root.object("actor")? else { return Ok(None) };
    actor.refuse_misspelled(&ACTOR)?;
    shape::actor_id(&actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Action, SearchPayload};
    use crate::http::json;

    const SESSION: &str = r#""sessionId":"sess_1771456966998_ab12cd34""#;
    const OPTION: &str = "a1010101-a101-4101-a101-a10101010101";

    fn reading(body: &str) -> Result<Event, ApiError> {
        read(&json::parse(body.as_bytes()).unwrap())
    }

    /// A body with a good session and `rest`.
    fn with_session(rest: &str) -> String {
        format!("{{{SESSION},{rest}}}")
    }

    #[test]
    fn words_are_read_with_key_and_actor() {
        let event = reading(&with_session(
            r#""actor":{"actorId":"u-1"},"text":"Seattle\nMar 20-23","idempotencyKey":"k 1""#.replace("k 1", "k-1").as_str(),
        ))
        .unwrap();
        assert_eq!(event.text.as_deref(), Some("Seattle\nMar 20-23"));
        assert_eq!(event.actor.unwrap().as_str(), "u-1");
        assert_eq!(event.key.unwrap().as_str(), "k-1");
        assert_eq!(event.action, None);
    }

    #[test]
    fn the_kind_decides_and_the_words_are_kept() {
        let body = format!(
            r#""kind":"action_book_option","text":"this one","idempotencyKey":"k","payload":{{"optionId":"{OPTION}"}}"#
        );
        let event = reading(&with_session(&body)).unwrap();
        assert!(matches!(event.action, Some(Action::BookShownOption { guest: None, .. })));
        assert_eq!(event.text.as_deref(), Some("this one"));
    }

    #[test]
    fn a_search_may_come_as_words_or_parts() {
        let action = |rest: &str| reading(&with_session(rest)).unwrap().action.unwrap();
        let words = Action::Search(SearchPayload::Text("Seattle".into()));
        assert_eq!(action(r#""kind":"search_query","payload":{"text":"Seattle"}"#), words);
        assert_eq!(action(r#""kind":"search_query","text":"Seattle""#), words);
        let parts = action(r#""kind":"search_query","payload":{"destination":"Seattle","checkIn":"2026-03-20"}"#);
        assert!(matches!(parts, Action::Search(SearchPayload::Parts { .. })));
    }

    /// Every row breaks one rule, and all later rules where it can.
    #[test]
    fn the_first_check_that_fails_answers() {
        let table = [
            (r#"{"SessionID":1}"#, "SessionID is misspelled: the member is called sessionId"),
            (r#"{}"#, "sessionId is required"),
            (r#"{"sessionId":null,"text":7}"#, "sessionId is required"),
            (r#"{"sessionId":7}"#, "sessionId is required"),
            (r#"{"sessionId":" \t","kind":"x"}"#, "sessionId is required"),
            (r#"{"sessionId":"?"}"#, "text or kind is required"),
            (r#"{"sessionId":"?","text":"\u200b \n","kind":""}"#, "text or kind is required"),
            (r#"{"sessionId":"?","text":7,"kind":"x"}"#, "text must be a string"),
            (r#"{"sessionId":"?","text":"a\u0000b"}"#, "text must not contain control characters"),
            (r#"{"sessionId":"?","kind":7}"#, "kind must be a string"),
            (r#"{"sessionId":"?","kind":"Action_Book_Option"}"#, "Unsupported kind: Action_Book_Option"),
            (r#"{"sessionId":"?","kind":"refine_search","payload":7}"#, "Unsupported kind: refine_search"),
            (
                r#"{"sessionId":"?","kind":"action_book_option"}"#,
                "idempotencyKey is required for kind=action_book_option",
            ),
            (
                r#"{"sessionId":"?","kind":"action_cancel_booking","idempotencyKey":" ","payload":7}"#,
                "idempotencyKey is required for kind=action_cancel_booking",
            ),
            (
                r#"{"sessionId":"?","kind":"action_confirm_payment_card","idempotencyKey":null}"#,
                "idempotencyKey is required for kind=action_confirm_payment_card",
            ),
            (r#"{"sessionId":"?","text":"hi","idempotencyKey":7}"#, "idempotencyKey must be a string"),
            (
                r#"{"sessionId":"?","text":"hi","idempotencyKey":"zwölf"}"#,
                "idempotencyKey must be 1 to 255 visible ASCII characters",
            ),
            (
                r#"{"sessionId":"?","text":"hi","idempotencyKey":""}"#,
                "idempotencyKey must be 1 to 255 visible ASCII characters",
            ),
            (r#"{"sessionId":"?","text":"hi","payload":[]}"#, "payload must be an object"),
            (
                r#"{"sessionId":"?","kind":"action_book_option","idempotencyKey":"k","actor":7}"#,
                "payload.optionId is required for kind=action_book_option",
            ),
            (r#"{"sessionId":"?","text":"hi","actor":7}"#, "actor must be an object"),
            (r#"{"sessionId":"?","text":"hi","actor":{"actorId":" "}}"#, "actor.actorId must not be blank"),
            (r#"{"sessionId":"4242424242424242","text":"hi"}"#, "card data is not accepted"),
            (r#"{"sessionId":"?","text":"4242424242424242"}"#, "session_not_found"),
        ];
        for (body, error) in table {
            assert_eq!(reading(body).unwrap_err().error(), error, "{body}");
        }
    }

    #[test]
    fn lengths_end_where_the_contract_says() {
        let text = |count| reading(&with_session(&format!(r#""text":"{}""#, "é".repeat(count))));
        assert!(text(4_000).is_ok());
        assert_eq!(text(4_001).unwrap_err().error(), "text must be at most 4000 characters");
        let key = |count| reading(&with_session(&format!(r#""text":"hi","idempotencyKey":"{}""#, "k".repeat(count))));
        assert!(key(255).is_ok());
        assert_eq!(key(256).unwrap_err().code(), Code::IdempotencyKeyInvalid);
    }
}
