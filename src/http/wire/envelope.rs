//! The envelope of every success, and how a body is written.

use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

/// The envelope of every success.
#[derive(Debug, Serialize, ToSchema)]
pub struct Data<T> {
    /// What was asked for.
    pub data: T,
}

/// Room for a page of five options without growing.
const USUAL_BODY: usize = 8 * 1024;

/// `{"data": …}` as the bytes of a body.
pub fn body_of(data: impl Serialize) -> Bytes {
    let mut body = Vec::with_capacity(USUAL_BODY);
    serde_json::to_writer(&mut body, &Data { data })
        .expect("memory takes every byte, and no shape has a key that is not a string");
    // Bodies are kept for replays, so room that was not needed is given back.
    Bytes::from(body.into_boxed_slice())
}
