//! The final yes: hold the money, tell the store that the supplier will be asked, ask, and keep what came of it.

use std::sync::Arc;

use tokio::time::error::Elapsed;

use super::book::{self, Requoted};
use super::error::ChatError;
use super::money;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Step};
use crate::domain::failure::FailureCode;
use crate::domain::ids::PaymentMethodId;
use crate::domain::outcome::{Outcome, Unsupported};
use crate::domain::session::OpenQuestion;
use crate::supplier::BookAnswer;

/// Books what the open question proposes, on the card named or the one the terms were fixed with.
///
/// Runs in a task the server owns: a partner who hangs up does not stop it half-way.
pub(super) async fn confirm(work: &mut Work<'_>, card: Option<&PaymentMethodId>) -> Result<Outcome, ChatError> {
    let open = match &work.session.open_question {
        Some(OpenQuestion::FinalYes(id)) => id.clone(),
        // The page may have brought a card since; its terms are shown before anything is charged.
        Some(OpenQuestion::CardSetup { .. }) => return book::card_page_done(work).await,
        _ => return Ok(Outcome::NothingToConfirm),
    };
    let attempt = match work.attempt(&open).await? {
        Some(attempt) if attempt.state == AttemptState::AwaitingYes => attempt,
        other => {
            work.session.open_question = None;
            // A yes that was cut off is not said twice: it is told what came of it.
            let said = other.filter(|attempt| attempt.state.is_booking());
            work.concerns = said.as_ref().map(|attempt| attempt.id.clone());
            return Ok(said.map_or(Outcome::NothingToConfirm, book::standing));
        }
    };
    if work.ports.vault(&attempt.caller).is_none() {
        book::end_unsent(work, None).await?;
        return Ok(Outcome::UnsupportedRequest(Unsupported::Payment));
    }
    if let Some(existing) = book::same_stay(work, &attempt.option, attempt.guest.as_ref()).await? {
        book::end_unsent(work, None).await?;
        work.session.booking = Some(existing.id.clone());
        work.concerns = Some(existing.id.clone());
        return Ok(book::standing(existing));
    }
    if work.outbox.is_closed() {
        return Err(ChatError::Stopping);
    }
    let attempt = match still_holds(work, attempt, card).await? {
        Requoted::Holds(attempt) => attempt,
        Requoted::Settled(outcome) => return Ok(outcome),
    };
    match hold_money(work, &attempt).await? {
        // The yes is recorded; the next process sends.
        Ok(held) if work.outbox.is_closed() => {
            work.session.open_question = None;
            Ok(book::standing(held))
        }
        Ok(held) => send(work, &held).await,
        Err((attempt, code)) => {
            let setup = Some(book::open_card_page(work, &attempt));
            Ok(Outcome::PaymentDeclined { attempt, code, setup })
        }
    }
}

/// Quotes anew when the quote has run out, and puts another card on the terms when one is named.
async fn still_holds(
    work: &mut Work<'_>,
    attempt: Arc<BookingAttempt>,
    card: Option<&PaymentMethodId>,
) -> Result<Requoted, ChatError> {
    let fresh = attempt.quote.expires_at > work.now();
    if fresh && card.is_none_or(|id| attempt.method.as_ref().is_some_and(|m| m.id == *id)) {
        return Ok(Requoted::Holds(attempt));
    }
    let cards = work.ports.store.payment_methods(&work.partner.caller, &work.session.actor.id).await?;
    let wanted = card.or(attempt.method.as_ref().map(|m| &m.id)).cloned();
    let method = cards.into_iter().find(|m| Some(&m.id) == wanted.as_ref());
    let (Some(method), Some(guest)) = (method, attempt.guest.clone()) else {
        return Ok(Requoted::Settled(book::ask_for_payment(work, &attempt, None).await?));
    };
    let attempt = if fresh {
        attempt
    } else {
        match book::requote(work, &attempt).await? {
            Requoted::Holds(attempt) => attempt,
            settled @ Requoted::Settled(_) => return Ok(settled),
        }
    };
    Ok(Requoted::Holds(work.step(&attempt, Step::FixTerms { method, guest })?))
}

type Held = Result<Arc<BookingAttempt>, (Arc<BookingAttempt>, FailureCode)>;

/// Records the yes, then holds the money.
async fn hold_money(work: &mut Work<'_>, attempt: &BookingAttempt) -> Result<Held, ChatError> {
    let intent = work.step(attempt, Step::Yes)?;
    work.checkpoint().await?;
    let (Some(method), Some(vault)) = (&intent.method, work.ports.vault(&intent.caller)) else {
        return Err(ChatError::Internal("terms were fixed without a card".to_owned()));
    };
    match vault.authorise(&method.id, intent.total(), &intent.id).await {
        Ok(hold) => Ok(Ok(work.step(&intent, Step::Held(hold))?)),
        Err(code) => Ok(Err((work.step(&intent, Step::CardRefused(code))?, code))),
    }
}

/// The pivot: `sending` is durable before the supplier hears of it, and no answer in time means unknown, never again.
async fn send(work: &mut Work<'_>, held: &BookingAttempt) -> Result<Outcome, ChatError> {
    let sending = work.step(held, Step::Send)?;
    work.checkpoint().await?;
    work.session.open_question = None;
    let patience = work.settings.supplier_patience;
    let sent = Arc::clone(&sending);
    let answer = work
        .ask_supplier(async move |supplier, call| tokio::time::timeout(patience, supplier.book(&call, &sent)).await)
        .await;
    let step = step_after(&sending, answer);
    let attempt = work.step(&sending, step)?;
    money::follow(work.ports, &attempt).await;
    Ok(book::standing(attempt))
}

/// The step that the supplier's answer is: without one in time nobody knows, without a supplier nothing was sent.
pub(super) fn step_after(sending: &BookingAttempt, answer: Option<Result<BookAnswer, Elapsed>>) -> Step {
    match answer {
        Some(Ok(BookAnswer::Confirmed(reference))) => Step::Confirm(reference),
        Some(Ok(BookAnswer::OnRequest(reference))) => Step::OnRequest(reference),
        Some(Ok(BookAnswer::Refused(code))) => Step::Refuse(code),
        Some(Ok(BookAnswer::Unknown(why))) => {
            tracing::error!(booking = %sending.id, why, "a booking's outcome is unknown");
            Step::LoseTrack
        }
        Some(Err(_)) => {
            tracing::error!(booking = %sending.id, "a booking's outcome is unknown: no answer in time");
            Step::LoseTrack
        }
        None => Step::Refuse(FailureCode::SupplierError),
    }
}
