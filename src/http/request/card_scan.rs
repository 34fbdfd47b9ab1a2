//! Card numbers are refused wherever they are not expected to be typed by a guest.

use crate::domain::card_number;
use crate::domain::ids::OptionId;
use crate::http::error::ApiError;
use crate::http::json::{Fields, Member, Value};

/// Refuses a request that holds a card number anywhere but in the members of the root named in `spoken`: those are the
/// guest's words, and the conversation answers for them.
///
/// # Errors
/// Names the member.
pub fn refuse(root: &Fields<'_>, spoken: &[&str]) -> Result<(), ApiError> {
    let scanned = root.members().iter().filter(|(name, _)| !spoken.contains(&name.as_ref()));
    let mut trail = Vec::new();
    match scanned.map(|member| in_member(member, &mut trail)).find(|found| *found) {
        Some(_) => Err(ApiError::card_data_not_allowed(path(&trail))),
        None => Ok(()),
    }
}

/// Names are scanned like values: a partner's mapping may have put the number there.
fn in_member<'v>((name, value): &'v Member<'v>, trail: &mut Vec<&'v str>) -> bool {
    if in_text(name) {
        return true;
    }
    trail.push(name);
    let found = in_value(value, trail);
    if !found {
        trail.pop();
    }
    found
}

fn in_value<'v>(value: &'v Value<'v>, trail: &mut Vec<&'v str>) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Integer(number) => in_text(&number.to_string()),
        // The digits behind the point are let be: those of a ratio are random, and many.
        Value::Decimal(number) => in_text(&format!("{:.0}", number.trunc())),
        Value::Text(text) => in_text(text),
        Value::List(items) => items.iter().any(|item| in_value(item, trail)),
        Value::Object(members) => members.iter().any(|member| in_member(member, trail)),
    }
}

/// A UUID, ours or a key of the partner's, is random: some of them hold a group of digits that passes for a card.
pub(super) fn in_text(text: &str) -> bool {
    OptionId::parse(text).is_err() && card_number::contains(text)
}

/// The member found, by the names that lead to it; the name itself is left out when it is the number.
fn path(trail: &[&str]) -> String {
    if trail.is_empty() { "body".to_owned() } else { trail.join(".") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json;

    fn blamed(body: &str) -> Option<String> {
        let document = json::parse(body.as_bytes()).unwrap();
        let error = refuse(&Fields::root(&document).unwrap(), &["text"]).err()?;
        assert!(!error.error().contains("4242"));
        error.param().map(str::to_owned)
    }

    #[test]
    fn a_card_number_is_found_wherever_it_hides() {
        assert_eq!(blamed(r#"{"idempotencyKey":"4242424242424242"}"#).as_deref(), Some("idempotencyKey"));
        assert_eq!(
            blamed(r#"{"payload":{"a":[1,{"note":"4242-4242-4242-4242"}]}}"#).as_deref(),
            Some("payload.a.note")
        );
        assert_eq!(blamed(r#"{"payload":{"number":4242424242424242}}"#).as_deref(), Some("payload.number"));
        for number in ["4242424242424242.0", "4.242424242424242e15", "42424242424242420E-1", "4242424242424242.5"] {
            let body = format!(r#"{{"payload":{{"number":{number}}}}}"#);
            assert_eq!(blamed(&body).as_deref(), Some("payload.number"), "{number}");
        }
        assert_eq!(blamed(r#"{"payload":{"4242424242424242":1}}"#).as_deref(), Some("payload"));
        assert_eq!(blamed(r#"{"4242424242424242":1}"#).as_deref(), Some("body"));
    }

    #[test]
    fn words_ids_and_phone_numbers_pass() {
        assert_eq!(blamed(r#"{"text":"my card is 4242424242424242"}"#), None);
        assert_eq!(blamed(r#"{"sessionId":"sess_1771456966998_42424242","p":{"phone":"+39 06 1234 5678"}}"#), None);
        assert_eq!(blamed(r#"{"p":{"ratio":0.4242424242424242,"big":4.2e300,"price":980.67}}"#), None);
        assert_eq!(blamed(r#"{"idempotencyKey":"42424242-4242-4242-a242-424242424242"}"#), None);
    }
}
