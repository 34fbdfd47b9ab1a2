//! Bugs planted to see that they are found: each stands between the app and one of its ports.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use core_chat::chat::Ports;
use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::card::{CardSetup, PaymentMethod};
use core_chat::domain::ids::{ActorId, EventId, IdempotencyKey, OptionId, SetupId};
use core_chat::domain::partner::Caller;
use core_chat::domain::session::{Session, SessionKey};
use core_chat::store::{BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use core_chat::supplier::{CallContext, Supplier};

/// What can be wrong with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// It answers before what it answers is written.
    AcknowledgeBeforeCommit,
    /// After a restart it sends again what it had been sending.
    SendTwiceAfterRestart,
    /// It knows a key of idempotency only as long as the process lives.
    ForgetKeys,
}

impl Bug {
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::AcknowledgeBeforeCommit, Self::SendTwiceAfterRestart, Self::ForgetKeys];
        all.into_iter().find(|bug| format!("{bug:?}") == name)
    }

    pub fn plant(self, ports: Ports) -> Ports {
        if self == Self::SendTwiceAfterRestart {
            send_again(&ports);
            return ports;
        }
        let store = Faulty { bug: self, within: ports.store, keys: Mutex::default() };
        Ports { store: Arc::new(store), ..ports }
    }
}

/// Sends every booking once more that was being sent when the last process ended.
fn send_again(ports: &Ports) {
    let (store, clock) = (Arc::clone(&ports.store), Arc::clone(&ports.clock));
    let supplier: Arc<dyn Supplier> = Arc::clone(ports.live.as_ref().unwrap());
    tokio::spawn(async move {
        for attempt in store.bookings(&BookingFilter::Unsettled).await.unwrap() {
            if matches!(attempt.state, AttemptState::Sending | AttemptState::Unknown) {
                let caller = attempt.caller.clone();
                let call = CallContext { now: clock.now_for(&caller), caller, scenario: None };
                let _ = supplier.book(&call, &attempt).await;
            }
        }
    });
}

/// What was answered under the keys of this process.
type Keys = HashMap<(SessionKey, String), Arc<StoredResult>>;

/// A store with a bug.
struct Faulty {
    bug: Bug,
    within: Arc<dyn Store>,
    keys: Mutex<Keys>,
}

#[async_trait]
impl Store for Faulty {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        self.within.session(key).await
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        self.within.events(key, after, limit).await
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        if self.bug == Bug::ForgetKeys {
            let known = self.keys.lock().unwrap();
            return Ok(known.get(&(session.clone(), key.as_str().to_owned())).cloned());
        }
        self.within.result(session, key).await
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        self.within.option(caller, actor, id).await
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        self.within.bookings(which).await
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        self.within.card_setup(id).await
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        self.within.payment_methods(caller, actor).await
    }

    async fn commit(&self, mut commit: Commit) -> Result<(), StoreError> {
        if self.bug == Bug::ForgetKeys {
            if let Some((session, key, result)) = commit.result.take() {
                self.keys.lock().unwrap().insert((session, key.as_str().to_owned()), Arc::new(result));
            }
            return self.within.commit(commit).await;
        }
        let within = Arc::clone(&self.within);
        let writing = tokio::spawn(async move { within.commit(commit).await });
        // It looks as if it worked: mostly the write is as fast as the next request.
        tokio::time::timeout(Duration::from_millis(20), writing).await.map_or(Ok(()), |done| done.unwrap_or(Ok(())))
    }
}
