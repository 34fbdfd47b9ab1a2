//! What the head of a request must be like, and how long its answer may take.

use std::future::ready;
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{Version, header};
use tokio::time::timeout;

use super::around::Around;
use super::error::{ApiError, Code};

/// The longest address, in bytes.
pub const LONGEST_URI: usize = 8 * 1024;

/// The most headers.
pub const MOST_HEADERS: usize = 64;

/// The most bytes that all headers may have together.
pub const LARGEST_HEAD: usize = 32 * 1024;

/// The longest an answer may take. A turn has its own, shorter deadline of 28 seconds with a better answer; this one
/// is for whatever escapes it.
pub const DEADLINE: Duration = Duration::from_secs(29);

/// The layer: refuses heads that are out of bounds, and answers itself after this time.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How long an answer may take.
    pub deadline: Duration,
}

impl Around for Bounds {
    fn around<F>(
        &self,
        request: Request,
        inside: impl FnOnce(Request) -> F,
    ) -> impl Future<Output = Response> + Send + 'static
    where
        F: Future<Output = Response> + Send + 'static,
    {
        match head(&request) {
            Err(error) => ready(error.into_response()).left_future(),
            Ok(()) => timeout(self.deadline, inside(request))
                .map(|answer| answer.unwrap_or_else(|_| ApiError::from(Code::Unavailable).into_response()))
                .right_future(),
        }
    }
}

fn head(request: &Request) -> Result<(), ApiError> {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > LONGEST_URI {
        return Err(Code::UriTooLong.into());
    }
    let headers = request.headers();
    // Two readers of an ambiguous request must not come to two opinions of it: RFC 9112, section 3.2.
    if request.version() == Version::HTTP_11 && headers.get_all(header::HOST).iter().count() != 1 {
        return Err(ApiError::invalid_field("host", "must be sent exactly once"));
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
    if headers.len() > MOST_HEADERS || bytes > LARGEST_HEAD { Err(Code::HeadTooLarge.into()) } else { Ok(()) }
}
