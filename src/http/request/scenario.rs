//! The header by which a test key forces an outcome.

use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderName};

use crate::chat::{ChatError, ForcedFailure};
use crate::domain::partner::{AuthenticatedPartner, Mode};
use crate::http::error::ApiError;
use crate::supplier::Scenario;

/// The header.
pub const HEADER: &str = "x-sandbox-scenario";

/// Its name, known without being read again for every request.
const NAME: HeaderName = HeaderName::from_static(HEADER);

/// The scenario asked for, if one was.
#[derive(Debug, Clone, Copy)]
pub struct Forced(pub Option<Scenario>);

impl<S: Sync> FromRequestParts<S> for Forced {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if !parts.headers.contains_key(NAME) {
            return Ok(Self(None));
        }
        let partner = AuthenticatedPartner::from_request_parts(parts, state).await?;
        read(&parts.headers, partner.caller.mode).map(Self)
    }
}

/// The layer that forces failures of ours, on all routes but the one for events: there the turn does, once it knows that
/// there is no answer already.
///
/// # Errors
/// What was asked for, or why that cannot be.
pub async fn force(Forced(scenario): Forced, request: Request, next: Next) -> Result<Response, ApiError> {
    let failure = match scenario {
        Some(Scenario::RateLimited) => ForcedFailure::RateLimited,
        Some(Scenario::ServerError) => ForcedFailure::ServerError,
        Some(Scenario::Unavailable) => ForcedFailure::Unavailable,
        _ => return Ok(next.run(request).await),
    };
    Err(ChatError::Forced(failure).into())
}

/// The scenario asked for.
///
/// # Errors
/// A name that is none, more than one, or any at all with a live key: the answer lists what there is.
pub fn read(headers: &HeaderMap, mode: Mode) -> Result<Option<Scenario>, ApiError> {
    let mut values = headers.get_all(NAME).iter();
    let asked = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().ok().and_then(Scenario::parse),
        (Some(_), Some(_)) => None,
    };
    match (asked, mode) {
        (Some(scenario), Mode::Test) => Ok(Some(scenario)),
        (Some(_), Mode::Live) | (None, Mode::Test | Mode::Live) => Err(ApiError::invalid_field(HEADER, &problem())),
    }
}

fn problem() -> String {
    let names: Vec<&str> = Scenario::ALL.iter().map(|(name, _)| *name).collect();
    format!("needs a test key and one of {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn reading(name: &'static str, mode: Mode) -> Result<Option<Scenario>, ApiError> {
        read(&HeaderMap::from_iter([(NAME, HeaderValue::from_static(name))]), mode)
    }

    #[test]
    fn scenarios_are_for_test_keys_and_by_name() {
        assert_eq!(read(&HeaderMap::new(), Mode::Live), Ok(None));
        assert_eq!(reading("sold_out", Mode::Test), Ok(Some(Scenario::SoldOut)));
        for error in [reading("sold_out", Mode::Live).unwrap_err(), reading("Sold_Out", Mode::Test).unwrap_err()] {
            assert_eq!(error.param(), Some(HEADER));
            assert!(error.error().contains("price_increase, price_decrease"));
        }
    }
}
