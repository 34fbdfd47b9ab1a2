//! PageOne's answers as JSON: every member may be missing, and unknown ones are ignored.
//!
//! Lists are read item by item, so that one that makes no sense costs itself alone, and amounts stay digits.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::plain;
use super::verdict::Trouble;

/// How deep an answer may nest.
const DEEPEST: usize = 32;

/// What every success is wrapped in.
#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
}

/// A piece of JSON not read yet.
pub(super) type Raw = Box<RawValue>;

/// A page of houses.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContentPage {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) has_more: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) next_page_token: Option<String>,
    pub(super) accommodations: Vec<Raw>,
}

/// A house.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContentItem {
    pub(super) code: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) location: Option<(f64, f64)>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) address: Option<Address>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) localized_name: Option<Vec<LocalizedName>>,
}

#[derive(Deserialize)]
pub(super) struct Address {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) city: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct LocalizedName {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) language: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) value: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) name: Option<String>,
}

/// What a search found.
#[derive(Deserialize)]
pub(super) struct Found {
    pub(super) accommodations: Vec<Raw>,
}

/// A house with what it sells.
#[derive(Deserialize)]
pub(super) struct FoundHouse {
    pub(super) code: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) options: Option<Vec<Raw>>,
}

/// One thing it sells.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FoundOption {
    pub(super) id: String,
    pub(super) rate: Rate,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) cancel_policy: Option<Policy>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) cancellation_policy: Option<Policy>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) board: Option<Coded>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) boards: Option<Vec<Coded>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) rooms: Option<Vec<Coded>>,
}

/// A code with its name, or the code alone.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Coded {
    Whole { code: Option<String>, name: Option<String> },
    Code(String),
}

/// What it costs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rate {
    pub(super) currency: String,
    pub(super) base_rate: Option<Raw>,
    pub(super) taxes_and_fees: Option<Raw>,
    pub(super) charge_total: Option<Raw>,
    pub(super) pay_at_property_fee: Option<Raw>,
}

/// What cancelling costs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Policy {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) refundable: Option<bool>,
    pub(super) cancel_penalties: Option<Vec<Raw>>,
}

/// One step of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Penalty {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) deadline: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) penalty_type: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) currency: Option<String>,
    pub(super) value: Option<Raw>,
}

/// A quote.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quoted {
    pub(super) id: String,
    pub(super) rate: Rate,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) cancel_policy: Option<Policy>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) cancellation_policy: Option<Policy>,
}

/// A booking.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Booked {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) booking_reference: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<String>,
}

/// A cancellation.
#[derive(Deserialize)]
pub(super) struct Cancelled {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<String>,
}

/// The value, or nothing where it is of another kind than expected.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = Option::<Raw>::deserialize(deserializer)?;
    Ok(raw.and_then(|raw| serde_json::from_str(raw.get()).ok()))
}

/// The `data` of a success.
pub(super) fn data<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    if is_too_deep(body) {
        return Err(Trouble::Unreadable("nested too deep".to_owned()));
    }
    let envelope: Envelope<T> =
        serde_json::from_slice(body).map_err(|error| Trouble::Unreadable(plain::excerpt(&error.to_string())))?;
    envelope.data.ok_or_else(|| Trouble::Unreadable("no data".to_owned()))
}

/// The items of a list that make sense, and how many do not.
pub(super) fn items<T: DeserializeOwned>(list: &[Raw]) -> (Vec<T>, usize) {
    let good: Vec<T> = list.iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect();
    let bad = list.len() - good.len();
    (good, bad)
}

/// Whether objects and lists nest deeper than any honest answer.
fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in body {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_wrong_kind_are_as_if_missing() {
        let booked: Booked = data(br#"{"data":{"bookingReference":7,"status":"success","x":[]},"error":{}}"#).unwrap();
        assert!(booked.booking_reference.is_none());
        assert_eq!(booked.status.as_deref(), Some("success"));
    }

    #[test]
    fn what_is_no_envelope_cannot_be_read() {
        for body in ["<html></html>", "{}", r#"{"data":null}"#, r#"{"data":{"status":"succ"#, "[]", ""] {
            assert!(matches!(data::<Cancelled>(body.as_bytes()), Err(Trouble::Unreadable(_))), "{body}");
        }
    }

    #[test]
    fn depth_is_counted_outside_of_texts() {
        assert!(is_too_deep("[".repeat(33).as_bytes()));
        assert!(!is_too_deep(format!("{}{}", "[".repeat(32), "]".repeat(32)).as_bytes()));
        assert!(!is_too_deep(format!("\"\\\"{}\"", "[".repeat(99)).as_bytes()));
    }

    #[test]
    fn one_bad_item_costs_itself_alone() {
        let found: Found = data(br#"{"data":{"accommodations":[{"code":"a"},{"code":1},"x",{"code":"b"}]}}"#).unwrap();
        let (houses, bad) = items::<FoundHouse>(&found.accommodations);
        assert_eq!((houses.len(), bad), (2, 2));
    }
}
