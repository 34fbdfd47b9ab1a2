//! Answering words: what was understood decides which act follows.

use super::error::ChatError;
use super::search;
use super::work::{Answered, Work};
use crate::domain::event::{EventKind, SearchPayload};
use crate::domain::outcome::Outcome;
use crate::domain::stay::StayDetails;

/// Answers a text.
pub(super) async fn to_text(_work: &mut Work<'_>, _text: &str) -> Result<Answered, ChatError> {
    Ok(Answered { kind: EventKind::Unknown, outcome: Outcome::NotUnderstood, heard: None })
}

/// Answers an explicit search.
pub(super) async fn to_search(work: &mut Work<'_>, _payload: &SearchPayload) -> Result<Answered, ChatError> {
    let outcome = search::search(work, StayDetails::default()).await?;
    Ok(Answered { kind: EventKind::SearchQuery, outcome, heard: None })
}
