//! The final yes: whether it may be said now, on which card, and what is told of what came of it.

use super::advance;
use super::book;
use super::error::ChatError;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::PaymentMethod;
use crate::domain::course::Input;
use crate::domain::ids::PaymentMethodId;
use crate::domain::outcome::Outcome;
use crate::domain::session::OpenQuestion;

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
    if let Some(existing) = book::same_stay(work, &attempt.option, attempt.guest.as_ref()).await? {
        book::end_unsent(work, None).await?;
        work.session.booking = Some(existing.id.clone());
        work.concerns = Some(existing.id.clone());
        return Ok(book::standing(existing));
    }
    if let Some(outcome) = book::nobody_takes_money(work).await? {
        return Ok(outcome);
    }
    if work.outbox.is_closed() {
        return Err(ChatError::Stopping);
    }
    let Ok(card) = card_to_charge(work, &attempt, card).await? else {
        return book::ask_for_payment(work, &attempt).await;
    };
    match advance::go_on(work, &attempt, Input::Yes(card)).await? {
        Ok(attempt) => match (attempt.state, attempt.failure) {
            (AttemptState::AwaitingCard, Some(code)) => {
                let setup = Some(book::open_card_page(work, &attempt));
                Ok(Outcome::PaymentDeclined { attempt, code, setup })
            }
            _ => book::tell(work, Ok(attempt)).await,
        },
        no_quote => book::tell(work, no_quote).await,
    }
}

/// The card to put in place of the one the terms were fixed with, if any. The one they were fixed with must still be on
/// file when the price is to be asked for again.
async fn card_to_charge(
    work: &Work<'_>,
    attempt: &BookingAttempt,
    named: Option<&PaymentMethodId>,
) -> Result<Result<Option<PaymentMethod>, NotOnFile>, ChatError> {
    let fixed = attempt.method.as_ref().map(|method| &method.id);
    let is_fresh = attempt.quote.expires_at > work.now();
    if is_fresh && named.is_none_or(|id| Some(id) == fixed) {
        return Ok(Ok(None));
    }
    let cards = work.ports.store.payment_methods(&work.partner.caller, &work.session.actor.id).await?;
    let found = cards.into_iter().find(|card| Some(&card.id) == named.or(fixed));
    Ok(found.map(Some).ok_or(NotOnFile))
}

/// The card is not, or no longer, on file.
struct NotOnFile;
