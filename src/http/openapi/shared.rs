//! What all routes share: keys, and the headers of every answer.

use std::collections::BTreeMap;

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AnyOf, AnyOfBuilder, Object, Schema, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Header, RefOr};

/// The names of the headers that a key may come in, the recommended one first.
pub(super) const KEY_SCHEMES: [&str; 3] = ["partnerApiKey", "apiKey", "bearer"];

/// Headers of every answer.
const EVERYWHERE: [(&str, Type, &str); 1] = [("x-request-id", Type::String, "Our name of this request, unique.")];

/// Headers of every answer to a partner whose key is known.
const TO_PARTNERS: [(&str, Type, &str); 4] = [
    ("x-partner-id", Type::String, "Your id, `tenantId` in bodies."),
    (
        "x-ratelimit-limit",
        Type::Integer,
        "Requests allowed when nothing is used, of the limit that will stop you first.",
    ),
    ("x-ratelimit-remaining", Type::Integer, "Requests allowed now."),
    ("x-ratelimit-reset", Type::Integer, "Seconds until everything is allowed again."),
];

/// Headers of single statuses.
const OF_STATUS: [(&str, &str, Type, &str); 4] = [
    ("401", "www-authenticate", Type::String, "How to present a key."),
    ("405", "allow", Type::String, "The methods of this address."),
    ("429", "retry-after", Type::Integer, "Seconds to wait, at least 1."),
    ("503", "retry-after", Type::Integer, "Seconds to wait, at least 1."),
];

/// Any of the three headers opens the door.
pub(super) fn add_keys(operation: &mut Operation) {
    let none: [&str; 0] = [];
    operation.security = Some(KEY_SCHEMES.map(|scheme| SecurityRequirement::new(scheme, none)).to_vec());
}

/// A payload with nothing but optional members fits several kinds: `kind` decides, so "one of" would refuse good ones.
pub(super) fn let_alternatives_overlap(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    for schema in schemas.values_mut() {
        if let RefOr::T(Schema::OneOf(one)) = schema {
            let any = AnyOfBuilder::from(AnyOf { items: std::mem::take(&mut one.items), ..AnyOf::new() });
            *schema = RefOr::T(any.description(one.description.take()).build().into());
        }
    }
}

/// Adds the headers that every answer, and every answer to a partner, carries.
pub(super) fn add_headers(operation: &mut Operation, partners: bool) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let known = partners && status != "401";
        let to_partner: &[_] = if known { &TO_PARTNERS } else { &[] };
        let of_status = OF_STATUS.iter().filter(|(of, ..)| *of == status && partners).map(|(_, n, t, d)| (*n, t, *d));
        let common = EVERYWHERE.iter().chain(to_partner).map(|(name, kind, words)| (*name, kind, *words));
        for (name, kind, words) in common.chain(of_status) {
            response.headers.insert(name.to_owned(), RefOr::T(header(kind, words)));
        }
    }
}

fn header(kind: &Type, words: &str) -> Header {
    let mut header = Header::new(Object::with_type(SchemaType::new(kind.clone())));
    header.description = Some(words.to_owned());
    header
}
