//! Proposing to book an option: quote it, say what changed, and ask for a card or the final yes. Never charges.

use std::sync::Arc;

use super::advance::{self, Went};
use super::error::ChatError;
use super::unavailable::unavailable;
use super::work::Work;
use crate::domain::attempt_state::AttemptState;
use crate::domain::booking::{BookingAttempt, Proposal};
use crate::domain::card::CardSetup;
use crate::domain::course::Input;
use crate::domain::failure::FailureCode;
use crate::domain::guest::Guest;
use crate::domain::ids::{BookingId, OptionId, SetupId, base36};
use crate::domain::option::HotelOption;
use crate::domain::outcome::{Outcome, Unsupported};
use crate::domain::session::OpenQuestion;
use crate::store::OwnedOption;

/// Where an option may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// It must have been shown in this session.
    Here,
    /// It may have been shown to this actor in any session.
    Anywhere,
}

/// Proposes to book `id` for `guest`.
pub(super) async fn propose(
    work: &mut Work<'_>,
    id: OptionId,
    guest: Option<Guest>,
    shown: Shown,
) -> Result<Outcome, ChatError> {
    let Some(option) = option_of_actor(work, id, shown).await? else {
        return unavailable(work, FailureCode::UnknownOption, id).await;
    };
    work.session.focus = Some(id);
    if option.expires_at <= work.now() {
        return unavailable(work, FailureCode::OptionExpired, id).await;
    }
    let guest = match guest {
        Some(guest) => Some(guest),
        None => advance::known_guest(work).await?,
    };
    if let Some(existing) = same_stay(work, &option, guest.as_ref()).await? {
        work.session.booking = Some(existing.id.clone());
        work.session.open_question = None;
        return Ok(standing(existing));
    }
    if let Some(outcome) = nobody_takes_money(work).await? {
        return Ok(outcome);
    }
    let quote = match advance::quote(work, Arc::clone(&option), None).await {
        Ok(Input::Quoted(quote)) => *quote,
        Ok(Input::Gone(code)) => return unavailable(work, code, id).await,
        Ok(_) => return Err(ChatError::Internal("a quote is a price or a no".to_owned())),
        Err(code) => return Ok(Outcome::SupplierUnavailable(code)),
    };
    end_unsent(work, None).await?;
    let proposal = Proposal {
        id: BookingId::new(work.ports.random()),
        caller: work.partner.caller.clone(),
        actor: work.session.actor.id.clone(),
        session: work.session.key.id.clone(),
        option_id: id,
        option,
        quote,
        guest,
    };
    let went = advance::begin(work, proposal).await?;
    tell(work, went).await
}

/// What this turn tells of an attempt, and the question it leaves open.
pub(super) async fn tell(work: &mut Work<'_>, went: Went) -> Result<Outcome, ChatError> {
    let attempt = match went {
        Ok(attempt) => attempt,
        Err(code) => return Ok(Outcome::SupplierUnavailable(code)),
    };
    Ok(match (attempt.state, attempt.method.clone()) {
        (AttemptState::PriceChanged, _) => ask_about_price(work, attempt),
        (AttemptState::AwaitingCard, _) => {
            let (setup_url, setup_expires_at) = open_card_page(work, &attempt);
            Outcome::PaymentSetupRequired { declined: attempt.failure, attempt, setup_url, setup_expires_at }
        }
        (AttemptState::AwaitingYes, Some(method)) => {
            work.ask(OpenQuestion::FinalYes(attempt.id.clone()));
            Outcome::PaymentConfirmationRequired { attempt, method }
        }
        (AttemptState::Ended, _) => {
            let code = attempt.failure.unwrap_or(FailureCode::SoldOut);
            unavailable(work, code, attempt.option_id).await?
        }
        _ => {
            work.session.open_question = None;
            standing(attempt)
        }
    })
}

/// Asks whether the changed price is accepted.
pub(super) fn ask_about_price(work: &mut Work<'_>, attempt: Arc<BookingAttempt>) -> Outcome {
    work.ask(OpenQuestion::PriceChange(attempt.id.clone()));
    let previous = attempt.accepted_total;
    Outcome::PriceChanged { attempt, previous }
}

/// Takes the changed price of the open question; the price is then quoted once more, since time has passed.
pub(super) async fn accept_price(work: &mut Work<'_>, option: Option<OptionId>) -> Result<Outcome, ChatError> {
    let Some(OpenQuestion::PriceChange(id)) = work.session.open_question.clone() else {
        return Ok(Outcome::NothingToConfirm);
    };
    let attempt = match work.attempt(&id).await? {
        Some(attempt)
            if attempt.state == AttemptState::PriceChanged && option.is_none_or(|o| o == attempt.option_id) =>
        {
            attempt
        }
        Some(_) | None => return Ok(Outcome::NothingToConfirm),
    };
    if let Some(outcome) = nobody_takes_money(work).await? {
        return Ok(outcome);
    }
    let went = advance::go_on(work, &attempt, Input::PriceAccepted).await?;
    tell(work, went).await
}

/// The answer where no vault is connected for this kind of key: nothing is booked that nobody could be charged for.
pub(super) async fn nobody_takes_money(work: &mut Work<'_>) -> Result<Option<Outcome>, ChatError> {
    if work.ports.vault(&work.partner.caller).is_some() {
        return Ok(None);
    }
    end_unsent(work, None).await?;
    Ok(Some(Outcome::UnsupportedRequest(Unsupported::Payment)))
}

/// Asks for the final yes when there are a card and a guest, else sends the guest to the card page.
pub(super) async fn ask_for_payment(work: &mut Work<'_>, attempt: &Arc<BookingAttempt>) -> Result<Outcome, ChatError> {
    if let Some(outcome) = nobody_takes_money(work).await? {
        return Ok(outcome);
    }
    let payer = advance::payer(work, attempt).await?;
    let went = advance::go_on(work, attempt, Input::Payer(payer)).await?;
    tell(work, went).await
}

/// Opens a visit to the card page for `attempt` and leaves that open: its address, and until when it works.
pub(super) fn open_card_page(work: &mut Work<'_>, attempt: &BookingAttempt) -> (String, jiff::Timestamp) {
    let id = SetupId::parse(&format!("cs_{}", base36(work.ports.random(), 24))).expect("base-36 digits are an id");
    let expires_at = work.now().saturating_add(work.settings.card_page_ttl).unwrap_or(jiff::Timestamp::MAX);
    let url = work.settings.card_page_url(&id);
    work.ask(OpenQuestion::CardSetup { booking: attempt.id.clone(), setup: id.clone() });
    work.commit.setup = Some(Arc::new(CardSetup {
        id,
        caller: attempt.caller.clone(),
        actor: attempt.actor.clone(),
        session: attempt.session.clone(),
        booking: attempt.id.clone(),
        expires_at,
        method: None,
        guest: None,
    }));
    (url, expires_at)
}

/// Asks once more what was asked about the attempt `id`: its changed price, or the final yes.
pub(super) async fn ask_again(work: &mut Work<'_>, id: &BookingId) -> Result<Outcome, ChatError> {
    match work.attempt(id).await? {
        Some(attempt) if attempt.state == AttemptState::PriceChanged => Ok(ask_about_price(work, attempt)),
        Some(attempt) if attempt.state == AttemptState::AwaitingYes => ask_for_payment(work, &attempt).await,
        Some(_) | None => Ok(Outcome::NothingToConfirm),
    }
}

/// "Done": looks whether the card page brought a card, and asks for the final yes or for the card again.
pub(super) async fn card_page_done(work: &mut Work<'_>) -> Result<Outcome, ChatError> {
    let (open, visit) = match work.session.open_question.clone() {
        Some(OpenQuestion::CardSetup { booking, setup }) => (booking, work.ports.store.card_setup(&setup).await?),
        Some(OpenQuestion::FinalYes(booking)) => (booking, None),
        _ => return Ok(Outcome::NothingToConfirm),
    };
    let Some(attempt) = work.attempt(&open).await? else { return Ok(Outcome::NothingToConfirm) };
    if let Some(outcome) = nobody_takes_money(work).await? {
        return Ok(outcome);
    }
    let Some(visit) = visit else { return ask_for_payment(work, &attempt).await };
    match (&visit.method, &attempt.guest) {
        (Some(method), Some(guest)) => {
            let payer = Some((method.clone(), guest.clone()));
            let went = advance::go_on(work, &attempt, Input::Payer(payer)).await?;
            tell(work, went).await
        }
        // The page is still open: it is the same one that is asked for again.
        (None, _)
            if attempt.takes_card()
                && visit.expires_at > work.now()
                && advance::payer(work, &attempt).await?.is_none() =>
        {
            let declined = attempt.failure;
            let (setup_url, setup_expires_at) = (work.settings.card_page_url(&visit.id), visit.expires_at);
            Ok(Outcome::PaymentSetupRequired { attempt, setup_url, setup_expires_at, declined })
        }
        _ => ask_for_payment(work, &attempt).await,
    }
}

/// Gives up what this session proposed and has not sent, since something else takes its place.
pub(super) async fn end_unsent(work: &mut Work<'_>, code: Option<FailureCode>) -> Result<(), ChatError> {
    let Some(id) = work.session.open_question.as_ref().and_then(OpenQuestion::booking).cloned() else {
        return Ok(());
    };
    if let Some(attempt) = work.attempt(&id).await?
        && attempt.is_unsent()
    {
        // Apart, so that a search, which seldom has anything to give up, does not carry it.
        let _ended = Box::pin(advance::go_on(work, &attempt, Input::GivenUp(code))).await?;
        work.session.booking = None;
        work.concerns = None;
    }
    work.session.open_question = None;
    Ok(())
}

/// The booking as it stands, as an answer.
pub(super) fn standing(attempt: Arc<BookingAttempt>) -> Outcome {
    match attempt.state {
        AttemptState::Confirmed => Outcome::BookingConfirmed(attempt),
        AttemptState::Refused | AttemptState::Ended => {
            let code = attempt.failure.unwrap_or(FailureCode::SupplierRejected);
            Outcome::BookingFailed { attempt, code }
        }
        AttemptState::Cancelled => {
            let cost = attempt.cancellation.unwrap_or_else(|| attempt.cancel_cost(attempt.updated_at));
            Outcome::BookingCancelled { booking: attempt, cost }
        }
        AttemptState::CancelSending | AttemptState::CancelUnknown => Outcome::CancellationPending(attempt),
        AttemptState::Quoted
        | AttemptState::PriceChanged
        | AttemptState::AwaitingCard
        | AttemptState::AwaitingYes
        | AttemptState::Intent
        | AttemptState::Authorised
        | AttemptState::Sending
        | AttemptState::Requested
        | AttemptState::Unknown => Outcome::BookingPending(attempt),
    }
}

/// The live or unresolved booking of this actor for the same stay and guest; a guest not known yet counts as the same.
pub(super) async fn same_stay(
    work: &Work<'_>,
    option: &HotelOption,
    guest: Option<&Guest>,
) -> Result<Option<Arc<BookingAttempt>>, ChatError> {
    let name = guest.map(|g| (g.first_name().to_lowercase(), g.last_name().to_lowercase()));
    let same = |attempt: &&Arc<BookingAttempt>| {
        let key = attempt.stay_key();
        attempt.state.may_hold_a_room()
            && key.hotel == option.hotel.id
            && key.dates == option.dates
            && key.rooms == option.rooms
            && (name.is_none() || key.guest == name)
    };
    Ok(work.attempts().await?.iter().find(same).cloned())
}

async fn option_of_actor(work: &Work<'_>, id: OptionId, shown: Shown) -> Result<Option<Arc<HotelOption>>, ChatError> {
    if let Some(found) = work.session.shortlist.as_ref().and_then(|list| list.find(id)) {
        return Ok(Some(Arc::clone(&found.option)));
    }
    let found = work.ports.store.option(&work.partner.caller, &work.session.actor.id, id).await?;
    let ours = |owned: &OwnedOption| shown == Shown::Anywhere || owned.session == work.session.key;
    Ok(found.filter(ours).map(|owned| owned.shown.option))
}
