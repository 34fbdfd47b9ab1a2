//! The one variable part that our addresses have.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

/// The identifier at the end of the address; one that cannot be read is empty, and so found nowhere.
#[derive(Debug)]
pub struct PathId(pub String);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let first = params.ok().and_then(|params| params.iter().next().map(|(_, value)| value.to_owned()));
        Ok(Self(first.unwrap_or_default()))
    }
}
