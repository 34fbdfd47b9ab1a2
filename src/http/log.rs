//! One line in the log for every request: who, what, how it went, how long it took; and the [figures](super::metrics) of it.
//!
//! Never what was said, never a key, never a name. The session is told by a hash, so that its lines can be found by
//! those who know its id, and by nobody else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderValue, Method};
use sha2::{Digest, Sha256};

use super::address::method_name;
use super::api_key::X_PARTNER_ID;
use super::around::Around;
use super::error::ApiError;
use super::metrics::Metrics;
use super::request_id::RequestId;
use super::turn_log::TurnLog;
use crate::domain::event::EventKind;
use crate::domain::ids::SessionId;
use crate::domain::outcome::Status;

/// The layer; stands inside the one that gives the id.
#[derive(Debug, Clone)]
pub struct Lines(pub Arc<Metrics>);

impl Around for Lines {
    fn around<F>(
        &self,
        request: Request,
        inside: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response> + Send + 'static
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let start = Instant::now();
        let id = request.extensions().get::<RequestId>().cloned();
        let route = request.extensions().get::<MatchedPath>().cloned();
        let method = request.method().clone();
        let metrics = Arc::clone(&self.0);
        inside(request).inspect(move |response| {
            let took = start.elapsed();
            metrics.count(&method, route.as_ref(), took, response);
            line(id.as_ref(), &method, route.as_ref(), took, response);
        })
    }
}

fn line(id: Option<&RequestId>, method: &Method, route: Option<&MatchedPath>, took: Duration, response: &Response) {
    if !tracing::enabled!(tracing::Level::INFO) {
        return;
    }
    let turn = response.extensions().get::<TurnLog>();
    let milliseconds = (took.as_secs_f64() * 1e6).round() / 1e3;
    tracing::info!(
        target: "core_chat::request",
        request_id = id.map(RequestId::as_str),
        method = method_name(method),
        route = route.map(MatchedPath::as_str),
        status = response.status().as_u16(),
        error = response.extensions().get::<ApiError>().map(|error| error.code().as_str()),
        partner = response.headers().get(X_PARTNER_ID).and_then(|value: &HeaderValue| value.to_str().ok()),
        session = turn.and_then(|turn| turn.session.as_ref()).map(hash),
        event = turn.and_then(|turn| turn.kind).map(EventKind::as_str),
        outcome = turn.and_then(|turn| turn.status).map(Status::as_str),
        replayed = turn.and_then(|turn| turn.replayed.then_some(true)),
        ms = milliseconds,
        "request"
    );
}

/// Twelve hexadecimal digits of the SHA-256 of a session's id.
fn hash(session: &SessionId) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let digest = Sha256::digest(session.as_str().as_bytes());
    digest.iter().take(6).fold(String::with_capacity(12), |mut text, byte| {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xF));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_told_by_a_hash_of_its_id() {
        let session = SessionId::parse("sess_1771456966998_ab12cd34").unwrap();
        assert_eq!(hash(&session), "794a4325b0cf");
    }
}
