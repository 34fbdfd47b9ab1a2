//! The conversation: one turn in, one outcome out.
//!
//! A turn, step by step ([`Chat::handle_event`]): wait for the session's earlier turns, load the session, check the
//! owner, look for the key's stored answer, refuse card numbers, read the words or take the action, put the outcome into
//! words, and commit everything at once before anyone is told.

mod advance;
mod answer;
mod asking;
mod book;
mod cancel;
mod card_page;
mod carry;
mod cohort;
mod compare;
mod decline;
mod error;
mod known_hotels;
mod mine;
mod next;
mod outbox;
mod pay;
mod pointing;
mod ports;
mod problem;
mod question;
mod queue;
mod reply;
mod sandbox_words;
mod search;
mod settle;
mod settler;
mod snapshot;
mod turn;
mod unavailable;
mod work;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio_util::task::TaskTracker;

pub use card_page::{CardPage, CardPageError, CardPageState, TypedGuest};
pub use error::{ChatError, ForcedFailure};
pub use known_hotels::KnownHotels;
pub use ports::{Ports, Settings};
pub use settle::ByHand;
pub use settler::{Round, Settler};
pub use snapshot::Snapshot;
pub use turn::{Asked, Handled};
pub use work::Timing;

use crate::domain::booking::BookingAttempt;
use crate::domain::guest::Guest;
use crate::domain::ids::{ActorId, BookingId, EventId, SessionId, SetupId, SupplierReference};
use crate::domain::outcome::Turn;
use crate::domain::partner::{AuthenticatedPartner, Caller, TestCaller};
use crate::domain::session::{Actor, Origin, Session, SessionKey};
use crate::domain::stay::StayDetails;
use crate::domain::usage::{self, Call, UsageRecord};
use crate::store::Commit;
use outbox::Outbox;
use queue::Queue;
use settler::AtHand;
use work::Means;

/// The HTTP status of a session that was opened.
const OPENED: u16 = 201;

/// How long to wait, at the end, before what could not be stored is tried again.
const STORE_AGAIN: Duration = Duration::from_millis(200);

/// Holds every conversation.
pub struct Chat {
    ports: Ports,
    settings: Settings,
    turns: Arc<Queue<SessionKey>>,
    bookings: Arc<Queue<(Caller, ActorId)>>,
    outbox: Arc<Outbox>,
    /// Turns that go on although their caller may have hung up.
    owned: TaskTracker,
    /// What the latest round of settling found and did.
    latest: Arc<Mutex<Round>>,
}

impl Chat {
    /// A chat over `ports`.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            ports,
            settings,
            turns: Arc::default(),
            bookings: Arc::default(),
            outbox: Arc::default(),
            owned: TaskTracker::new(),
            latest: Arc::default(),
        })
    }

    /// Opens a conversation; every call opens another one.
    ///
    /// # Errors
    /// The store cannot write now.
    pub async fn open_session(
        &self,
        caller: &Caller,
        actor: Actor,
        origin: Origin,
        call: Call,
    ) -> Result<Arc<Session>, ChatError> {
        let now = self.ports.clock.now_for(caller);
        let session = Arc::new(Session {
            key: SessionKey { caller: caller.clone(), id: SessionId::new(now.as_millisecond(), self.ports.random()) },
            actor,
            origin,
            created_at: now,
            expires_at: now.saturating_add(self.settings.session_ttl).unwrap_or(jiff::Timestamp::MAX),
            version: 1,
            last_event: None,
            details: StayDetails::default(),
            shortlist: None,
            houses_seen: Vec::new(),
            dead_end: None,
            focus: None,
            open_question: None,
            clarification: None,
            asked_at: None,
            booking: None,
            last_answer: None,
        });
        let usage = vec![UsageRecord {
            call,
            caller: caller.clone(),
            actor: Some(session.actor.id.clone()),
            session: Some(session.key.id.clone()),
            event: None,
            status: OPENED,
            billable: usage::is_billable(OPENED, false),
        }];
        self.ports.store.commit(Commit { session: Some(Arc::clone(&session)), usage, ..Commit::default() }).await?;
        Ok(session)
    }

    /// Answers one event. `render` makes the body that is sent and, under a key, stored for replays.
    ///
    /// A turn that may book or cancel runs in a task of its own, so that a caller who hangs up does not stop it.
    ///
    /// # Errors
    /// Unknown session, foreign actor, reused key, or a fault; nothing was stored then.
    pub async fn handle_event(
        self: &Arc<Self>,
        partner: &AuthenticatedPartner,
        asked: Asked,
        render: fn(&Turn) -> Bytes,
    ) -> Result<Handled, ChatError> {
        turn::refuse_if_asked(asked.scenario)?;
        let event = &asked.event;
        let key = SessionKey { caller: partner.caller.clone(), id: event.session.clone() };
        let permit = self.turns.enter(&key).await;
        let caught_up = self.outbox.store_of_session(&*self.ports.store, &key).await;
        let session = turn::open(&self.ports, &key, event.actor.as_ref()).await?;
        if caught_up.is_err()
            && let Some(told) = turn::told_before(&self.outbox, &session, event).await?
        {
            return Ok(told);
        }
        if let Some(stored) = turn::stored_answer(self.means(), partner, &session, &asked, render).await? {
            return Ok(stored);
        }
        caught_up?;
        if !turn::may_reach_money(&session, event) {
            // Apart, so that what every request carries through its layers, replays too, is not as big as a turn.
            return Box::pin(turn::run(self.means(), partner, session, &asked, render)).await;
        }
        let (chat, partner) = (Arc::clone(self), partner.clone());
        let owned = self.owned.spawn(async move {
            let _turn = permit;
            let _booking = chat.bookings.enter(&(partner.caller.clone(), session.actor.id.clone())).await;
            turn::run(chat.means(), &partner, session, &asked, render).await
        });
        owned.await.unwrap_or_else(|fault| Err(ChatError::Internal(fault.to_string())))
    }

    fn means(&self) -> Means<'_> {
        Means { ports: &self.ports, settings: &self.settings, outbox: &self.outbox }
    }

    /// The session as it stands, with at most `limit` events after `after`; all of them without a limit.
    ///
    /// # Errors
    /// Unknown session, or a fault of the store.
    pub async fn snapshot(
        &self,
        caller: &Caller,
        id: &SessionId,
        after: Option<EventId>,
        limit: Option<usize>,
    ) -> Result<Snapshot, ChatError> {
        snapshot::take(self.means(), caller, id, after, limit.unwrap_or(usize::MAX)).await
    }

    /// One booking of the partner.
    ///
    /// # Errors
    /// Unknown booking, or a fault of the store.
    pub async fn booking(&self, caller: &Caller, id: &BookingId) -> Result<Arc<BookingAttempt>, ChatError> {
        snapshot::booking(self.means(), caller, id).await
    }

    /// The bookings of an actor, latest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn bookings(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<Arc<BookingAttempt>>, ChatError> {
        snapshot::bookings(self.means(), caller, actor).await
    }

    /// What the card page of that visit shows.
    ///
    /// # Errors
    /// Unknown visit, or a fault of the store.
    pub async fn card_page(&self, id: &SetupId) -> Result<CardPage, ChatError> {
        card_page::page(&self.ports, id).await
    }

    /// Completes a visit to the card page. The card's three parts are only borrowed and kept nowhere.
    ///
    /// # Errors
    /// What is wrong with the form, or why the page no longer takes a card.
    pub async fn complete_card_page(
        &self,
        id: &SetupId,
        guest: TypedGuest<'_>,
        number: &str,
        expiry: &str,
        security_code: &str,
    ) -> Result<CardPage, CardPageError> {
        let setup = self.ports.store.card_setup(id).await?.ok_or(CardPageError::NotFound)?;
        let _permit = self.bookings.enter(&(setup.caller.clone(), setup.actor.clone())).await;
        card_page::complete(&self.ports, id, guest, (number, expiry, security_code)).await
    }

    /// What drives unsettled bookings in the background; one for each process.
    #[must_use]
    pub fn settler(&self) -> Settler {
        Settler::new(AtHand {
            ports: self.ports.clone(),
            settings: self.settings.clone(),
            bookings: Arc::clone(&self.bookings),
            outbox: Arc::clone(&self.outbox),
            owned: self.owned.clone(),
            latest: Arc::clone(&self.latest),
        })
    }

    /// What the latest round of settling found and did; all zero before the first.
    #[must_use]
    pub fn latest_round(&self) -> Round {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Settles an unsettled booking by what an operator found out when it had that `version`: the supplier's reference, or
    /// `None` where the supplier does not have it. What is settled stays as it is, and so does what has gone on since.
    ///
    /// # Errors
    /// No such booking, or a fault of the store.
    pub async fn settle_by_hand(
        &self,
        caller: &Caller,
        id: &BookingId,
        version: Option<u64>,
        found: Option<SupplierReference>,
    ) -> Result<ByHand, ChatError> {
        let booking = snapshot::booking(self.means(), caller, id).await?;
        let _booking = self.bookings.enter(&(caller.clone(), booking.actor.clone())).await;
        self.outbox.store_of_actor(&*self.ports.store, caller, &booking.actor).await?;
        let booking = settle::reread(&self.ports, &booking).await?;
        settle::by_hand(self.means(), booking, version, found).await
    }

    /// From now on nothing is sent to suppliers any more: what was said yes to and not sent is taken up by the next
    /// process.
    pub fn send_no_more(&self) {
        self.outbox.close();
    }

    /// Waits for the turns that go on without their callers, and until what came of their sends is stored, before the
    /// process ends.
    pub async fn finish(&self) {
        self.owned.close();
        self.owned.wait().await;
        while self.outbox.store_all(&*self.ports.store).await.is_err() {
            tokio::time::sleep(STORE_AGAIN).await;
        }
    }

    /// Completes a visit to the card page of a sandbox with a test card by its name, so that a script needs no browser. A
    /// visit that is closed is shown as it is; `None` for a card that the vault does not have.
    ///
    /// # Errors
    /// No such visit of this sandbox, or a fault of the store.
    pub async fn complete_card_setup(
        &self,
        sandbox: &TestCaller,
        id: &SetupId,
        guest: Guest,
        card: &str,
    ) -> Result<Option<CardPage>, ChatError> {
        let setup = self.ports.store.card_setup(id).await?.ok_or(ChatError::SetupNotFound)?;
        let _permit = self.bookings.enter(&(setup.caller.clone(), setup.actor.clone())).await;
        card_page::complete_by_name(&self.ports, sandbox, id, guest, card).await
    }

    /// The names of the cards that [`complete_card_setup`](Self::complete_card_setup) takes.
    #[must_use]
    pub fn test_cards(&self) -> Vec<&'static str> {
        self.ports.vault.test_cards()
    }

    /// Forgets all that a sandbox was ever told, what was booked in it, and what was held on its cards.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn forget(&self, sandbox: &TestCaller) -> Result<(), ChatError> {
        self.ports.store.commit(Commit { forget: Some(sandbox.clone()), ..Commit::default() }).await?;
        self.ports.sandbox.forget(sandbox);
        self.ports.vault.forget(sandbox);
        Ok(())
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// The store cannot read now.
    pub async fn ready(&self) -> Result<(), ChatError> {
        let id = SetupId::parse("cs_readiness").map_err(|e| ChatError::Internal(e.to_string()))?;
        self.ports.store.card_setup(&id).await?;
        Ok(())
    }
}
