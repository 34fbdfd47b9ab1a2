//! The outermost layer: gives the request its id, and every answer that id and one shape.
//!
//! The id is always ours: one that a client sends is ignored. Failures arrive here as an [`ApiError`] among the
//! response's extensions, or as the bare status of a library (an unknown address, another method); both leave as the
//! documented body. Only pages in HTML keep their own.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::around::Around;
use super::error::{ApiError, Code};
use crate::clock::{Clock, Entropy};

/// Our name of this request, on every answer.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of one request.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// Makes request ids: `req_` and a UUID of version 7, so that they sort by time.
#[derive(Clone)]
pub struct RequestIds {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl RequestIds {
    /// Ids of this time and randomness.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    fn next(&self) -> RequestId {
        let mut random = [0; 10];
        random.copy_from_slice(&self.entropy.bytes()[..10]);
        let now = u64::try_from(self.clock.now().as_millisecond()).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(now, &random).into_uuid();
        let mut text = *b"req_00000000000000000000000000000000";
        uuid.simple().encode_lower(&mut text[4..]);
        RequestId(HeaderValue::from_bytes(&text).expect("hexadecimal digits make a header value"))
    }
}

/// The layer.
impl Around for RequestIds {
    fn around<F>(
        &self,
        mut request: Request,
        inside: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response> + Send + 'static
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let id = self.next();
        request.extensions_mut().insert(id.clone());
        inside(request).map(|response| stamped(response, id))
    }
}

fn stamped(response: Response, id: RequestId) -> Response {
    let mut response = in_our_shape(response, &id);
    let headers = response.headers_mut();
    headers.insert(X_REQUEST_ID, id.0);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Gives a failure the documented body; anything else stays as it is.
fn in_our_shape(mut response: Response, id: &RequestId) -> Response {
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        return with_body(response, &error, id);
    }
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if !failed || is_html(response.headers()) {
        return response;
    }
    let error = of_library(response.status());
    *response.status_mut() = error.code().status();
    with_body(response, &error, id)
}

fn with_body(response: Response, error: &ApiError, id: &RequestId) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(error.body(id.as_str())))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The failure that a library meant by its bare status.
fn of_library(status: StatusCode) -> ApiError {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout.into(),
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge.into(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType.into(),
        other if other.is_client_error() => ApiError::invalid_field("request", "cannot be read"),
        _ => Code::InternalError.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{ManualClock, SeededEntropy};

    #[test]
    fn ids_differ_and_carry_the_time() {
        let clock = Arc::new(ManualClock::at(jiff::Timestamp::from_millisecond(0x0123_4567_89AB).unwrap()));
        let ids = RequestIds::new(clock, Arc::new(SeededEntropy::new(1)));
        let (first, second) = (ids.next(), ids.next());
        assert_ne!(first.as_str(), second.as_str());
        assert!(first.as_str().starts_with("req_0123456789ab7"), "{}", first.as_str());
    }
}
