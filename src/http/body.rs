//! The body of a request: its media type and size are checked before a byte of it is read as JSON.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::error::{ApiError, Code};
use super::json::{self, Value};

/// The longest body, in bytes.
pub const LONGEST_BODY: usize = 256 * 1024;

/// How slowly a body may arrive.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// Between two pieces.
    pause: Duration,
    /// For all of them.
    arrival: Duration,
}

const PATIENCE: Patience = Patience { pause: Duration::from_secs(5), arrival: Duration::from_secs(15) };

/// A body that was sent as plain `application/json` in UTF-8 and arrived whole.
#[derive(Debug, Clone)]
pub struct JsonBody(Bytes);

impl JsonBody {
    /// The document, whose root is an object.
    ///
    /// # Errors
    /// [`Code::InvalidJson`].
    pub fn parse(&self) -> Result<Value<'_>, ApiError> {
        json::parse(&self.0)
    }
}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        collect(request, is_plain_json).await.map(Self)
    }
}

/// Refuses a body by the length it declares, before any of it is read.
fn refuse_long(headers: &HeaderMap) -> Result<(), ApiError> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > LONGEST_BODY as u64) { Err(Code::BodyTooLarge.into()) } else { Ok(()) }
}

/// Reads the whole body of a request whose headers are `expected`: up to [`LONGEST_BODY`], pausing for at most 5 seconds,
/// arriving within 15. No body is read in any other way.
///
/// # Errors
/// [`Code::BodyTooLarge`], [`Code::UnsupportedMediaType`], [`Code::RequestTimeout`] when it is too slow,
/// [`Code::InvalidJson`] when it breaks off.
pub async fn collect(request: Request, expected: fn(&HeaderMap) -> bool) -> Result<Bytes, ApiError> {
    refuse_long(request.headers())?;
    if !expected(request.headers()) {
        return Err(Code::UnsupportedMediaType.into());
    }
    arrive(request.into_body(), PATIENCE).await
}

async fn arrive(body: Body, patience: Patience) -> Result<Bytes, ApiError> {
    let whole = tokio::time::timeout(patience.arrival, pieces(body, patience.pause));
    whole.await.unwrap_or_else(|_| Err(Code::RequestTimeout.into()))
}

async fn pieces(mut body: Body, pause: Duration) -> Result<Bytes, ApiError> {
    let mut first = Bytes::new();
    let mut whole = BytesMut::new();
    loop {
        let frame = tokio::time::timeout(pause, body.frame()).await.map_err(|_| Code::RequestTimeout)?;
        let Some(frame) = frame else { break };
        let Ok(data) = frame.map_err(|_| Code::InvalidJson)?.into_data() else { continue };
        if first.len() + whole.len() + data.len() > LONGEST_BODY {
            return Err(Code::BodyTooLarge.into());
        }
        // Nearly every body comes in one piece, which then needs no copy.
        if first.is_empty() && whole.is_empty() {
            first = data;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&data);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.freeze() })
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    match (types.next().and_then(|value| value.to_str().ok()), types.next()) {
        (Some(media_type), None) => plain && is_json_in_utf8(media_type),
        (Some(_), Some(_)) | (None, _) => false,
    }
}

fn is_json_in_utf8(media_type: &str) -> bool {
    // As nearly everybody writes it.
    if media_type == "application/json" {
        return true;
    }
    let mut parts = media_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    json && parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let charset = value.trim().trim_matches('"');
            charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
        }
        Some(_) | None => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body::Frame;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use tokio::time::Interval;

    async fn read(headers: &[(&str, &str)], body: Body) -> Result<JsonBody, ApiError> {
        let builder = headers.iter().fold(Request::builder(), |builder, (name, value)| builder.header(*name, *value));
        JsonBody::from_request(builder.body(body).unwrap(), &()).await
    }

    #[tokio::test]
    async fn only_plain_json_in_utf8_is_taken() {
        for fine in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            assert!(read(&[("content-type", fine)], Body::from("{}")).await.is_ok(), "{fine}");
        }
        let refused: [&[(&str, &str)]; 6] = [
            &[],
            &[("content-type", "text/plain")],
            &[("content-type", "application/x-www-form-urlencoded")],
            &[("content-type", "application/json; charset=utf-16")],
            &[("content-type", "application/json"), ("content-type", "text/plain")],
            &[("content-type", "application/json"), ("content-encoding", "gzip")],
        ];
        for headers in refused {
            let error = read(headers, Body::from("{}")).await.unwrap_err();
            assert_eq!(error.code(), Code::UnsupportedMediaType, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn a_long_body_is_refused_declared_or_not() {
        let json = ("content-type", "application/json");
        let declared = read(&[json, ("content-length", "99999999999")], Body::empty()).await;
        assert_eq!(declared.unwrap_err().code(), Code::BodyTooLarge);
        assert!(read(&[json], Body::from(vec![b' '; LONGEST_BODY])).await.is_ok());
        let streamed = read(&[json], Body::from(vec![b' '; LONGEST_BODY + 1])).await;
        assert_eq!(streamed.unwrap_err().code(), Code::BodyTooLarge);
    }

    /// Sends one byte a tick, for ever.
    struct Trickle(Interval);

    impl http_body::Body for Trickle {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            self.0.poll_tick(cx).map(|_| Some(Ok(Frame::data(Bytes::from_static(b" ")))))
        }
    }

    #[tokio::test]
    async fn a_body_that_stalls_or_trickles_is_given_up() {
        let ms = Duration::from_millis;
        for (tick, pause, arrival) in [(ms(60_000), ms(20), ms(60_000)), (ms(5), ms(60_000), ms(50))] {
            let body = Body::new(Trickle(tokio::time::interval(tick)));
            let error = arrive(body, Patience { pause, arrival }).await.unwrap_err();
            assert_eq!(error.code(), Code::RequestTimeout);
        }
    }
}
