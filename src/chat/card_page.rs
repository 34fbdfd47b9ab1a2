//! The card page: what it shows, and completing it. The card itself passes through to the vault and is not kept.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::error::ChatError;
use super::ports::Ports;
use crate::domain::booking::BookingAttempt;
use crate::domain::card::{CardSetup, PaymentMethod};
use crate::domain::guest::{Guest, GuestError};
use crate::domain::ids::{BookingId, SetupId};
use crate::domain::partner::TestCaller;
use crate::payments::CardFormError;
use crate::store::{BookingFilter, Commit, StoreError};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct CardPage {
    /// The visit.
    pub setup: Arc<CardSetup>,
    /// What is being booked.
    pub attempt: Arc<BookingAttempt>,
    /// Whether it still takes a card.
    pub state: CardPageState,
}

/// Whether a visit still takes a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardPageState {
    /// It does.
    Open,
    /// It has brought one; it works once.
    Completed,
    /// Its time is over, or what it was for has been given up.
    Expired,
}

/// What the guest typed beside the card.
#[derive(Debug, Clone, Copy)]
pub struct TypedGuest<'t> {
    /// Given name.
    pub first_name: &'t str,
    /// Family name.
    pub last_name: &'t str,
    /// E-mail address, may be empty.
    pub email: &'t str,
}

/// Why a visit was not completed.
#[derive(Debug, Error)]
pub enum CardPageError {
    /// Something typed is unfit.
    #[error("the form has mistakes")]
    Form {
        /// The guest's part.
        guest: Vec<GuestError>,
        /// The card's part.
        card: Vec<CardFormError>,
    },
    /// No such visit.
    #[error("no such card set-up")]
    NotFound,
    /// Completed or expired.
    #[error("the page is closed")]
    Closed(CardPageState),
    /// The store cannot answer now.
    #[error("the store is unavailable")]
    Unavailable(#[from] StoreError),
}

/// The page of the visit `id`.
pub(super) async fn page(ports: &Ports, id: &SetupId) -> Result<CardPage, ChatError> {
    let setup = ports.store.card_setup(id).await?.ok_or(ChatError::SetupNotFound)?;
    let attempt = attempt_of(ports, &setup, &setup.booking).await?.ok_or(ChatError::SetupNotFound)?;
    let state = state_of(ports, &setup, &attempt);
    Ok(CardPage { setup, attempt, state })
}

/// Completes the visit `id` with a guest and a card. The caller holds the actor's permit, so a visit completes once.
pub(super) async fn complete(
    ports: &Ports,
    id: &SetupId,
    guest: TypedGuest<'_>,
    card: (&str, &str, &str),
) -> Result<CardPage, CardPageError> {
    let shown = match page(ports, id).await {
        Ok(shown) => shown,
        Err(ChatError::Unavailable(error)) => return Err(CardPageError::Unavailable(error)),
        Err(_) => return Err(CardPageError::NotFound),
    };
    if shown.state != CardPageState::Open {
        return Err(CardPageError::Closed(shown.state));
    }
    let (number, expiry, security_code) = card;
    let Some(vault) = ports.vault(&shown.setup.caller) else {
        return Err(CardPageError::Closed(CardPageState::Expired));
    };
    let TypedGuest { first_name, last_name, email } = guest;
    let guest = Guest::beside_a_card(first_name, last_name, Some(email));
    let method = vault.keep(number, expiry, security_code, ports.random(), today(ports, &shown));
    match (guest, method) {
        (Ok(guest), Ok(method)) => Ok(close(ports, &shown, guest, method).await?),
        (guest, method) => {
            let (guest, card) = (guest.err().unwrap_or_default(), method.err().unwrap_or_default());
            Err(CardPageError::Form { guest, card })
        }
    }
}

/// Completes the visit `id` of `sandbox` with a test card by its name; a visit that is closed is left as it is. The
/// caller holds the actor's permit. `None` for a card that the vault does not have.
pub(super) async fn complete_by_name(
    ports: &Ports,
    sandbox: &TestCaller,
    id: &SetupId,
    guest: Guest,
    card: &str,
) -> Result<Option<CardPage>, ChatError> {
    let shown = page(ports, id).await?;
    if shown.setup.caller != *sandbox.caller() {
        return Err(ChatError::SetupNotFound);
    }
    let Some(method) = ports.vault.keep_test_card(card, ports.random(), today(ports, &shown)) else {
        return Ok(None);
    };
    match shown.state {
        CardPageState::Open => Ok(Some(close(ports, &shown, guest, method).await?)),
        CardPageState::Completed | CardPageState::Expired => Ok(Some(shown)),
    }
}

fn today(ports: &Ports, shown: &CardPage) -> Date {
    TimeZone::UTC.to_datetime(ports.clock.now_for(&shown.setup.caller)).date()
}

/// Puts the card on file and the guest on the booking; the page is used up.
async fn close(ports: &Ports, shown: &CardPage, guest: Guest, method: PaymentMethod) -> Result<CardPage, StoreError> {
    let setup = Arc::new(CardSetup { method: Some(method), guest: Some(guest.clone()), ..(*shown.setup).clone() });
    let mut attempt = (*shown.attempt).clone();
    attempt.guest = Some(guest);
    attempt.version += 1;
    let attempt = Arc::new(attempt);
    let commit = Commit { setup: Some(Arc::clone(&setup)), attempts: vec![Arc::clone(&attempt)], ..Commit::default() };
    ports.store.commit(commit).await?;
    Ok(CardPage { setup, attempt, state: CardPageState::Completed })
}

async fn attempt_of(
    ports: &Ports,
    setup: &CardSetup,
    id: &BookingId,
) -> Result<Option<Arc<BookingAttempt>>, StoreError> {
    Ok(ports.store.bookings(&BookingFilter::Id(setup.caller.clone(), id.clone())).await?.into_iter().next())
}

fn state_of(ports: &Ports, setup: &CardSetup, attempt: &BookingAttempt) -> CardPageState {
    if setup.method.is_some() {
        CardPageState::Completed
    } else if setup.expires_at <= ports.clock.now_for(&setup.caller)
        || !attempt.takes_card()
        || ports.vault(&setup.caller).is_none()
    {
        CardPageState::Expired
    } else {
        CardPageState::Open
    }
}
