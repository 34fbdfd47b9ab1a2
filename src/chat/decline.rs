//! A no: to a proposal, to a hotel on the list, or to nothing in particular; always with what else there is.

use super::book;
use super::error::ChatError;
use super::pointing::pointed;
use super::work::Work;
use crate::domain::outcome::{AnswerKind, Outcome};
use crate::domain::session::OpenQuestion;
use crate::understanding::meaning::Understanding;

/// How many other options are named after a proposal.
const OTHERS: usize = 2;

/// Answers a no.
pub(super) async fn no(work: &mut Work<'_>, understood: &Understanding) -> Result<Outcome, ChatError> {
    match &work.session.open_question {
        Some(OpenQuestion::Cancellation(_) | OpenQuestion::WhichBooking(_)) => {
            work.session.open_question = None;
            Ok(Outcome::Answer(AnswerKind::KeptBooking))
        }
        Some(OpenQuestion::PriceChange(_) | OpenQuestion::CardSetup { .. } | OpenQuestion::FinalYes(_)) => {
            proposal(work).await
        }
        Some(OpenQuestion::Details(_) | OpenQuestion::WhichPlace(_)) => Ok(Outcome::Answer(AnswerKind::NoMatter)),
        None => Ok(Outcome::Answer(not_that_one(work, understood))),
    }
}

/// Ends the proposal that is open and names others on the list.
pub(super) async fn proposal(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let declined = match work.session.open_question.as_ref().and_then(OpenQuestion::booking).cloned() {
        Some(id) => work.attempt(&id).await?.map(|attempt| attempt.option_id),
        None => None,
    };
    book::end_unsent(work, None).await?;
    let options = work.session.shortlist.as_ref().map(|list| list.options.as_slice()).unwrap_or_default();
    let others = options.iter().filter(|o| Some(o.id) != declined && o.option.expires_at > work.now());
    let others = others.take(OTHERS).cloned().collect();
    Ok(Outcome::Answer(AnswerKind::Declined(others)))
}

/// Goes on from the option that was pointed at, or last spoken of, or else named first, to the one after it.
fn not_that_one(work: &mut Work<'_>, understood: &Understanding) -> AnswerKind {
    let Some(list) = work.session.shortlist.clone() else { return AnswerKind::NoMatter };
    let refused = match pointed(work, understood).as_slice() {
        [] => work.session.focus,
        [.., last] => Some(last.id),
    };
    let place = refused.and_then(|id| list.options.iter().position(|o| o.id == id)).unwrap_or(0);
    let next = list.options.iter().skip(place + 1).find(|o| o.option.expires_at > work.now());
    work.session.focus = next.map(|next| next.id);
    AnswerKind::NotThatOne(next.cloned())
}
