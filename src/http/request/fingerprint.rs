//! The digest by which a second use of an idempotency key is told from the first.
//!
//! It covers `actor`, `kind`, `text` and `payload` as JSON values: member order does not matter, `1.0` equals `1`, and
//! `null` differs from absent. Every value is fed with its type and length, so that no two values feed the same bytes.

use sha2::{Digest, Sha256};

use crate::domain::event::Fingerprint;
use crate::http::json::{Fields, Member, Value};

/// The members that make up what was asked.
const COVERED: [&str; 4] = ["actor", "kind", "text", "payload"];

/// The digest of what `root` asks.
#[must_use]
pub fn of(root: &Fields<'_>) -> Fingerprint {
    let mut digest = Sha256::new();
    for name in COVERED {
        match root.get(name) {
            None => digest.update([b'-']),
            Some(value) => feed(&mut digest, value),
        }
    }
    Fingerprint(digest.finalize().into())
}

fn feed(digest: &mut Sha256, value: &Value<'_>) {
    match value {
        Value::Null => digest.update([b'n']),
        Value::Bool(flag) => digest.update([b'b', u8::from(*flag)]),
        Value::Integer(number) => feed_tagged(digest, b'i', &number.to_le_bytes()),
        Value::Decimal(number) => feed_tagged(digest, b'd', &number.to_bits().to_le_bytes()),
        Value::Text(text) => feed_tagged(digest, b't', text.as_bytes()),
        Value::List(items) => {
            feed_tagged(digest, b'l', &items.len().to_le_bytes());
            items.iter().for_each(|item| feed(digest, item));
        }
        Value::Object(members) => feed_object(digest, members),
    }
}

fn feed_object(digest: &mut Sha256, members: &[Member<'_>]) {
    let mut by_name: Vec<&Member<'_>> = members.iter().collect();
    by_name.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    feed_tagged(digest, b'o', &members.len().to_le_bytes());
    for (name, value) in by_name {
        feed_tagged(digest, b't', name.as_bytes());
        feed(digest, value);
    }
}

fn feed_tagged(digest: &mut Sha256, tag: u8, bytes: &[u8]) {
    digest.update([tag]);
    digest.update(bytes.len().to_le_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json;

    fn print(body: &str) -> Fingerprint {
        let document = json::parse(body.as_bytes()).unwrap();
        of(&Fields::root(&document).unwrap())
    }

    #[test]
    fn member_order_does_not_matter() {
        let one = r#"{"kind":"k","payload":{"a":{"x":1,"y":2},"b":[1,2]}}"#;
        let other = r#"{"payload":{"b":[1,2],"a":{"y":2,"x":1}},"kind":"k"}"#;
        assert_eq!(print(one), print(other));
        assert_ne!(print(one), print(r#"{"kind":"k","payload":{"a":{"x":1,"y":2},"b":[2,1]}}"#));
    }

    #[test]
    fn numbers_are_equal_by_value() {
        assert_eq!(print(r#"{"payload":{"n":1.0}}"#), print(r#"{"payload":{"n":1}}"#));
        assert_eq!(print(r#"{"payload":{"n":1e2}}"#), print(r#"{"payload":{"n":100}}"#));
        assert_ne!(print(r#"{"payload":{"n":1.5}}"#), print(r#"{"payload":{"n":1}}"#));
        assert_ne!(print(r#"{"payload":{"n":"1"}}"#), print(r#"{"payload":{"n":1}}"#));
    }

    #[test]
    fn null_differs_from_absent_and_from_empty() {
        let bodies = [
            r#"{"kind":"k"}"#,
            r#"{"kind":"k","payload":null}"#,
            r#"{"kind":"k","payload":{}}"#,
            r#"{"kind":"k","payload":{"guest":null}}"#,
            r#"{"kind":"k","payload":{"guest":{}}}"#,
            r#"{"kind":"k","payload":{"guest":""}}"#,
        ];
        for (i, one) in bodies.iter().enumerate() {
            for other in &bodies[..i] {
                assert_ne!(print(one), print(other));
            }
        }
    }

    #[test]
    fn session_and_key_are_the_scope_and_not_the_content() {
        assert_eq!(print(r#"{"text":"hi","sessionId":"a","idempotencyKey":"k"}"#), print(r#"{"text":"hi"}"#));
        assert_ne!(print(r#"{"text":"hi","actor":{"actorId":"u"}}"#), print(r#"{"text":"hi"}"#));
        assert_ne!(print(r#"{"text":"ab"}"#), print(r#"{"kind":"ab"}"#), "each member has its own place");
    }
}
