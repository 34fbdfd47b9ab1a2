//! Taking an attempt on in a turn: does what its course asks for, and goes on from what came of it.
//!
//! What may reach money runs in a task the server owns, so a partner who hangs up does not stop it half-way.

use std::sync::Arc;
use std::time::Instant;

use super::carry::carry_out;
use super::error::ChatError;
use super::work::Work;
use crate::domain::booking::{BookingAttempt, Proposal};
use crate::domain::card::PaymentMethod;
use crate::domain::course::{self, Circumstances, Course, Effect, Input};
use crate::domain::failure::FailureCode;
use crate::domain::guest::Guest;
use crate::domain::option::{HotelOption, Quote};
use crate::store::StoreError;
use crate::supplier::QuoteAnswer;

/// The attempt as far as it went in this turn, or why the supplier gave no quote, which left it as it was.
pub(super) type Went = Result<Arc<BookingAttempt>, FailureCode>;

/// Begins an attempt, and takes it as far as it goes in this turn.
pub(super) async fn begin(work: &mut Work<'_>, proposal: Proposal) -> Result<Went, ChatError> {
    let Course { attempt, effects } = course::begin(proposal, work.now());
    let attempt = Arc::new(attempt);
    work.keep(&attempt);
    follow(work, attempt, effects).await
}

/// Takes `attempt` on from `input` as far as it goes in this turn.
pub(super) async fn go_on(work: &mut Work<'_>, attempt: &Arc<BookingAttempt>, input: Input) -> Result<Went, ChatError> {
    let Course { attempt: next, effects } = course::step(attempt, input, around(work))?;
    let next = work.draft(attempt, next);
    follow(work, next, effects).await
}

/// Brings about `effects`, and whatever comes of them.
async fn follow(
    work: &mut Work<'_>,
    mut attempt: Arc<BookingAttempt>,
    mut effects: Vec<Effect>,
) -> Result<Went, ChatError> {
    loop {
        let mut input = None;
        for effect in effects {
            input = match effect {
                Effect::Commit => {
                    work.checkpoint().await?;
                    Some(Input::Committed)
                }
                Effect::Tell => None,
                Effect::Quote => match quote(work, Arc::clone(&attempt.option), Some(attempt.quote.clone())).await {
                    Ok(input) => Some(input),
                    Err(code) => return Ok(Err(code)),
                },
                Effect::ChoosePayer => Some(Input::Payer(payer(work, &attempt).await?)),
                Effect::Outside(deed) => {
                    let begun = Instant::now();
                    let patience = work.settings.supplier_patience;
                    let came = carry_out(work.ports, patience, &work.call, &attempt, &deed).await;
                    work.timing.supplier += begun.elapsed();
                    came
                }
            };
        }
        let Some(input) = input else { return Ok(Ok(attempt)) };
        let course = course::step(&attempt, input, around(work))?;
        attempt = work.draft(&attempt, course.attempt);
        effects = course.effects;
    }
}

fn around(work: &Work<'_>) -> Circumstances {
    Circumstances { now: work.now(), attended: true, may_send: !work.outbox.is_closed() }
}

/// What `option` costs now, or why the supplier does not say; `previous` is what the same attempt was quoted before.
pub(super) async fn quote(
    work: &mut Work<'_>,
    option: Arc<HotelOption>,
    previous: Option<Quote>,
) -> Result<Input, FailureCode> {
    let answer =
        work.ask_supplier(async move |supplier, call| supplier.quote(&call, &option, previous.as_ref()).await).await;
    match answer {
        Some(Ok(QuoteAnswer::Quoted(quote))) => Ok(Input::Quoted(quote)),
        Some(Ok(QuoteAnswer::Unavailable(code))) => Ok(Input::Gone(code)),
        Some(Err(error)) => {
            tracing::warn!(%error, "the supplier gave no quote");
            Err(error.code())
        }
        None => Err(FailureCode::SupplierError),
    }
}

/// Who can pay for `attempt` and who stays. After a card was refused, none on file will do.
pub(super) async fn payer(
    work: &Work<'_>,
    attempt: &BookingAttempt,
) -> Result<Option<(PaymentMethod, Guest)>, StoreError> {
    let cards = work.ports.store.payment_methods(&work.partner.caller, &work.session.actor.id).await?;
    let guest = match &attempt.guest {
        Some(guest) => Some(guest.clone()),
        None => known_guest(work).await?,
    };
    Ok(cards.into_iter().next().zip(guest).filter(|_| attempt.failure.is_none()))
}

/// The guest the partner told with the session, or else the one of the actor's latest booking.
pub(super) async fn known_guest(work: &Work<'_>) -> Result<Option<Guest>, StoreError> {
    let actor = &work.session.actor;
    if let (Some(first), Some(last)) = (&actor.first_name, &actor.last_name)
        && let Ok(guest) = Guest::new(first, last, actor.email.as_deref())
    {
        return Ok(Some(guest));
    }
    Ok(work.attempts().await?.iter().find_map(|attempt| attempt.guest.clone()))
}
