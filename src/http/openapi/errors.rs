//! Which failures each operation may answer with, and the very bodies they have.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::Example;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Ref, RefOr, Response, ResponseBuilder};

use crate::domain::event::EventKind;
use crate::domain::ids::ActorId;
use crate::http::error::{ApiError, Code};

/// Failures of every operation that needs a key.
const WITH_KEY: &[Code] = &[
    Code::MissingApiKey,
    Code::InvalidApiKey,
    Code::ApiKeyDisabled,
    // Two headers with different keys.
    Code::InvalidField,
    Code::InternalError,
    Code::Unavailable,
];

/// Failures of every operation that takes a request from the quota, all but the one that shows it.
const METERED: &[Code] = &[Code::RateLimited, Code::QuotaExceeded];
const UNMETERED: &str = "limits";

/// Failures of every operation with a body.
const WITH_BODY: &[Code] = &[
    Code::InvalidJson,
    Code::CardDataNotAllowed,
    Code::RequestTimeout,
    Code::BodyTooLarge,
    Code::UnsupportedMediaType,
];

/// Failures of single operations.
const OF_OPERATION: [(&str, &[Code]); 9] = [
    ("openSession", &[Code::ActorIdRequired]),
    (
        "sendEvent",
        &[
            Code::SessionIdRequired,
            Code::TextOrKindRequired,
            Code::UnsupportedKind,
            Code::IdempotencyKeyRequired,
            Code::IdempotencyKeyInvalid,
            Code::PayloadFieldRequired,
            Code::SessionNotFound,
            Code::ActorMismatch,
            Code::IdempotencyKeyReused,
        ],
    ),
    ("showSession", &[Code::SessionNotFound]),
    ("showBooking", &[Code::BookingNotFound]),
    ("listScenarios", &[Code::NotFound]),
    ("showClock", &[Code::NotFound]),
    ("setClock", &[Code::NotFound]),
    ("resetSandbox", &[Code::NotFound]),
    ("completeCardSetup", &[Code::NotFound]),
];

/// Adds every failure the operation may answer with.
pub(super) fn add(operation: &mut Operation) {
    let this = operation.operation_id.as_deref();
    let own = OF_OPERATION.iter().filter(|(id, _)| Some(*id) == this);
    let metered: &[Code] = if this == Some(UNMETERED) { &[] } else { METERED };
    let own = own.flat_map(|(_, codes)| codes.iter());
    let with_body: &[Code] = if operation.request_body.is_some() { WITH_BODY } else { &[] };
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in WITH_KEY.iter().chain(metered).chain(with_body).chain(own) {
        by_status.entry(code.status().as_u16()).or_default().push(*code);
    }
    for (status, codes) in by_status {
        operation.responses.responses.insert(status.to_string(), RefOr::T(response(&codes)));
    }
}

fn response(codes: &[Code]) -> Response {
    let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
    let examples = codes.iter().map(|code| (code.as_str(), example(*code)));
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).examples_from_iter(examples).build();
    ResponseBuilder::new().description(names.join(", ")).content("application/json", content).build()
}

fn example(code: Code) -> Example {
    let error = sample(code);
    let body = error.body("req_019c73103156702a9d3f5b1c4e8a0d27");
    let mut example = Example::new();
    example.summary = error.error().to_owned();
    example.value = serde_json::from_slice::<Value>(&body).ok();
    example
}

/// The failure with that code; those whose text is made of the request are made of a typical one.
fn sample(code: Code) -> ApiError {
    let composed: [(Code, fn() -> ApiError); 5] = [
        (Code::UnsupportedKind, || ApiError::unsupported_kind("action_fly")),
        (Code::IdempotencyKeyRequired, || ApiError::idempotency_key_required(EventKind::ActionBookOption)),
        (Code::PayloadFieldRequired, || ApiError::payload_field_required("optionId", EventKind::ActionBookOption)),
        (Code::InvalidField, || ApiError::invalid_field("actor.actorId", "must be at most 128 characters")),
        (Code::ActorMismatch, || match ActorId::parse("user-7") {
            Ok(other) => ApiError::actor_mismatch(&other),
            Err(_) => Code::ActorMismatch.into(),
        }),
    ];
    composed.iter().find(|(known, _)| *known == code).map_or_else(|| code.into(), |(_, make)| make())
}
