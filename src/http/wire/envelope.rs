//! The envelope of every success, and how a body is written.

use std::cell::RefCell;

use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::json;

/// The envelope of every success.
#[derive(Debug, Serialize, ToSchema)]
pub struct Data<T> {
    /// What was asked for.
    pub data: T,
}

/// What a thread keeps for the next body, in bytes.
const LARGEST_DRAFT: usize = 64 * 1024;

thread_local! {
    /// Where bodies of one thread are written before their length is known.
    static DRAFT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// `{"data": …}` as the bytes of a body, with no room to spare: bodies are kept for replays.
pub fn body_of(data: &impl Serialize) -> Bytes {
    DRAFT.with_borrow_mut(|draft| {
        json::write(draft, &Data { data }).expect("no shape has a map with a key that is no word");
        let body = Bytes::copy_from_slice(draft);
        draft.clear();
        draft.shrink_to(LARGEST_DRAFT);
        body
    })
}
