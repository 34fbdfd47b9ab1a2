//! The same API over the store in a file: through restarts, and cut off at every commit.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use core_chat::chat::ByHand;
use core_chat::clock::Clock;
use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::BookingAttempt;
use core_chat::domain::card::{CardSetup, PaymentMethod};
use core_chat::domain::ids::{ActorId, EventId, IdempotencyKey, OptionId, PartnerId, SetupId};
use core_chat::domain::partner::{Caller, Limits, Mode};
use core_chat::domain::session::{Session, SessionKey};
use core_chat::store::sqlite::SqliteStore;
use core_chat::store::sqlite::schema::OpenError;
use core_chat::store::{BookingFilter, Commit, EventPage, OwnedOption, Store, StoreError, StoredResult};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{Outside, Server, option_id};

const NEVER: usize = usize::MAX;

/// What goes wrong at a commit: the power fails before it is written or after, or the store refuses it and all that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    Before,
    After,
    Refused,
}

/// The store in a file, in a process that stands still at its `left`th commit from now and does nothing more.
struct CutOff {
    file: SqliteStore,
    left: AtomicUsize,
    cut: Cut,
}

#[async_trait]
impl Store for CutOff {
    async fn session(&self, key: &SessionKey) -> Result<Option<Arc<Session>>, StoreError> {
        self.file.session(key).await
    }

    async fn events(&self, key: &SessionKey, after: Option<EventId>, limit: usize) -> Result<EventPage, StoreError> {
        self.file.events(key, after, limit).await
    }

    async fn result(
        &self,
        session: &SessionKey,
        key: &IdempotencyKey,
    ) -> Result<Option<Arc<StoredResult>>, StoreError> {
        self.file.result(session, key).await
    }

    async fn option(&self, caller: &Caller, actor: &ActorId, id: OptionId) -> Result<Option<OwnedOption>, StoreError> {
        self.file.option(caller, actor, id).await
    }

    async fn bookings(&self, which: &BookingFilter) -> Result<Vec<Arc<BookingAttempt>>, StoreError> {
        self.file.bookings(which).await
    }

    async fn card_setup(&self, id: &SetupId) -> Result<Option<Arc<CardSetup>>, StoreError> {
        self.file.card_setup(id).await
    }

    async fn payment_methods(&self, caller: &Caller, actor: &ActorId) -> Result<Vec<PaymentMethod>, StoreError> {
        self.file.payment_methods(caller, actor).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        let left = self.left.load(Ordering::SeqCst);
        if left == NEVER {
            return self.file.commit(commit).await;
        }
        self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        if left <= 1 && self.cut == Cut::Refused {
            return Err(StoreError::Unavailable("the disk is full".into()));
        }
        if left == 0 || (left == 1 && self.cut == Cut::Before) {
            return std::future::pending().await;
        }
        let done = self.file.commit(commit).await;
        if left == 1 { std::future::pending().await } else { done }
    }
}

/// The store in `file`, which the process before has left. A program that another test starts just now has its lock too,
/// for as long as it is a copy of this process.
fn open(file: &Path) -> SqliteStore {
    for _ in 0..200 {
        match SqliteStore::open(file, std::process::abort) {
            Err(OpenError::InUse(_)) => std::thread::sleep(Duration::from_millis(10)),
            opened => return opened.unwrap(),
        }
    }
    panic!("{} is still served", file.display());
}

/// One process of the server, with all that is at work in it.
pub struct Life {
    runtime: Runtime,
    server: Server,
    store: Arc<CutOff>,
    outside: Outside,
}

impl Life {
    pub fn begin(file: &Path, outside: &Outside) -> Self {
        Self::cut_off(file, outside, Cut::Before)
    }

    pub fn cut_off(file: &Path, outside: &Outside, cut: Cut) -> Self {
        let runtime = Runtime::new().unwrap();
        let file = open(file);
        let store = Arc::new(CutOff { file, left: AtomicUsize::new(NEVER), cut });
        let server = Server::over(Arc::clone(&store) as Arc<dyn Store>, outside, Limits::default());
        Self { runtime, server, store, outside: outside.clone() }
    }

    /// What `story` makes of the server.
    pub fn tell<T>(&self, story: impl AsyncFnOnce(Server) -> T) -> T {
        self.runtime.block_on(story(self.server.clone()))
    }

    /// From now on it goes wrong at the `nth` commit.
    pub fn stop_at(&self, nth: usize) {
        self.store.left.store(nth, Ordering::SeqCst);
    }

    /// From now on nothing goes wrong.
    pub fn heal(&self) {
        self.stop_at(NEVER);
    }

    /// Forgets what nobody can ask for any more, as a process does every minute.
    pub fn sweep(&self) {
        let clock = self.outside.clock();
        self.runtime.block_on(self.store.file.sweep(|_| clock.now())).unwrap();
    }

    /// What this process does not take with it.
    pub fn outside(&self) -> Outside {
        self.outside.clone()
    }

    /// Ends the process with all that is at work in it.
    pub fn end(self) {
        let Self { runtime, server, store, outside: _ } = self;
        runtime.shutdown_timeout(Duration::from_secs(5));
        drop(server);
        drop(store);
    }
}

/// A request under a key of idempotency, as a client repeats it.
pub fn request(session: &str, kind: &str, payload: Value, key: &str) -> Value {
    json!({"sessionId": session, "kind": kind, "payload": payload, "idempotencyKey": key})
}

#[test]
fn the_walk_goes_on_through_restarts_and_replays_are_equal_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (file, outside) = (folder.path().join("store.db"), Outside::new());
    let life = Life::begin(&file, &outside);
    let (session, list, search) = life.tell(async |server| {
        let session = server.demo().open("user-1").await;
        let search =
            json!({"sessionId": session.id, "text": "Seattle Mar 20-23 1 room refundable", "idempotencyKey": "s"});
        (session.id, server.demo().post("/events", search.clone()).await, search)
    });
    life.end();

    let life = Life::begin(&file, &outside);
    let propose = request(&session, "action_book_option", json!({"optionId": option_id(&list, 0)}), "book");
    let proposed = life.tell(async |server| {
        let again = server.demo().post("/events", search.clone()).await;
        assert_eq!((again.text(), again.header("idempotent-replayed")), (list.text(), Some("true")));
        let proposed = server.demo().post("/events", propose.clone()).await;
        let url = proposed.outcome("payment_setup_required")["artifacts"]["payment"]["setupUrl"].as_str().unwrap();
        server.demo().pay_page(url, "Ada", "Lovelace", "4242 4242 4242 4242").await.is(200);
        proposed
    });
    life.end();

    let life = Life::begin(&file, &outside);
    let pay = request(&session, "action_confirm_payment_card", json!({}), "pay");
    let booked = life.tell(async |server| {
        assert_eq!(server.demo().post("/events", propose).await.text(), proposed.text());
        let done = json!({"sessionId": session, "text": "done"});
        server.demo().post("/events", done).await.outcome("payment_confirmation_required");
        server.demo().post("/events", pay.clone()).await
    });
    let id = booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].clone();
    life.end();

    let life = Life::begin(&file, &outside);
    life.tell(async |server| {
        assert_eq!(server.demo().post("/events", pay).await.text(), booked.text());
        let cancel = request(&session, "action_cancel_booking", json!({"bookingId": id}), "cancel");
        server.demo().post("/events", cancel).await.outcome("booking_cancelled");
        let snapshot = server.demo().get(&format!("/sessions/{session}")).await;
        assert_eq!(snapshot.data()["events"].as_array().unwrap().len(), 5);
        assert_eq!((server.supplier_bookings(), server.live_supplier_bookings(), server.money_held()), (1, 0, 0));
    });
    life.end();
}

#[test]
fn racing_duplicates_over_a_file_run_once() {
    let folder = tempfile::tempdir().unwrap();
    let life = Life::begin(&folder.path().join("store.db"), &Outside::new());
    life.tell(async |server| {
        for round in 0..8 {
            let session = server.demo().ready_to_pay(&format!("user-{round}")).await;
            let pay = request(&session.id, "action_confirm_payment_card", json!({}), "pay");
            let racers = (0..8).map(|_| {
                let (partner, pay) = (server.demo(), pay.clone());
                tokio::spawn(async move { partner.post("/events", pay).await })
            });
            let mut bodies = Vec::new();
            for racer in racers.collect::<Vec<_>>() {
                let answer = racer.await.unwrap();
                answer.outcome("booking_confirmed");
                bodies.push(answer.text().to_owned());
            }
            assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
        }
        assert_eq!(server.supplier_bookings(), 8);
    });
    life.end();
}

#[test]
fn an_operator_settles_what_nobody_else_knows_and_what_is_settled_stays() {
    let folder = tempfile::tempdir().unwrap();
    let life = Life::begin(&folder.path().join("store.db"), &Outside::new());
    life.tell(async |server| {
        let session = server.demo().ready_to_pay("user-1").await;
        let pending = session.act_forcing("action_confirm_payment_card", json!({}), "pay", "supplier_timeout").await;
        let id = pending.outcome("booking_pending")["artifacts"]["booking"]["bookingId"].as_str().unwrap().to_owned();
        server.settle_by_hand(&id, Some("THEIRS-1")).await;
        server.settle_by_hand(&id, None).await;
        let booking = server.demo().get(&format!("/bookings/{id}")).await;
        assert_eq!(
            (&booking.data()["status"], &booking.data()["bookingReference"]),
            (&json!("confirmed"), &json!("THEIRS-1"))
        );
        let again = session.act_forcing("action_confirm_payment_card", json!({}), "pay", "supplier_timeout").await;
        again.outcome("booking_confirmed");
        let cancelled = session.act("action_cancel_booking", json!({"bookingId": id}), "cancel").await;
        cancelled.is(200);
        let third = session.act("action_confirm_payment_card", json!({}), "pay").await;
        assert_eq!(third.text(), again.text(), "a final answer rests, whatever becomes of its booking");
    });
    life.end();
}

#[test]
fn what_an_operator_found_does_nothing_to_a_booking_that_has_gone_on_since_and_is_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let life = Life::begin(&folder.path().join("store.db"), &Outside::new());
    life.tell(async |server| {
        let session = server.demo().ready_to_pay("user-1").await;
        let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
        let booking = booked.outcome("booking_confirmed")["artifacts"]["booking"].clone();
        let [id, reference] = ["bookingId", "bookingReference"].map(|name| booking[name].as_str().unwrap());
        let cancel = async |key| {
            let payload = json!({"bookingId": id});
            session.act_forcing("action_cancel_booking", payload, key, "cancel_pending").await.is(200);
            let caller = Caller { partner: PartnerId::parse("demo-tenant").unwrap(), mode: Mode::Test };
            server.booking_as_seen(&caller, id).await
        };
        // The supplier had it after the first; the second may have reached them before the server acts on that.
        let first = cancel("cancel").await;
        let open = cancel("cancel-again").await;
        assert_eq!(open.state, AttemptState::CancelUnknown);
        let late = server.settle_as_seen(&first, Some(reference)).await;
        assert_eq!(late, ByHand::Overtaken(Arc::clone(&open)));
        assert_eq!(server.booking_as_seen(&open.caller, id).await, open);
        // What is found now counts, and what is settled stays, whatever was found before.
        let settled = server.settle_as_seen(&open, None).await;
        let ByHand::Stands(cancelled) = settled else { panic!("{settled:?}") };
        assert_eq!(cancelled.state, AttemptState::Cancelled);
        assert_eq!(server.settle_as_seen(&first, Some(reference)).await, ByHand::Stands(cancelled));
    });
    life.end();
}

/// Cuts the process off at the `nth` commit of `asked`, starts it again, settles, and repeats the request as clients do.
/// Says whether the process was cut off at all.
fn is_cut_off_at(nth: usize, cut: Cut, is_cancelling: bool) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (file, outside) = (folder.path().join("store.db"), Outside::new());
    let life = Life::cut_off(&file, &outside, cut);
    let (session, booking) = life.tell(async |server| {
        let session = server.demo().ready_to_pay("user-1").await;
        if !is_cancelling {
            return (session.id, Value::Null);
        }
        let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
        (session.id, booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"].clone())
    });
    let (asked, outcome) = if is_cancelling {
        let payload = json!({"bookingId": booking});
        (request(&session, "action_cancel_booking", payload, "cancel"), "booking_cancelled")
    } else {
        (request(&session, "action_confirm_payment_card", json!({}), "pay"), "booking_confirmed")
    };
    life.stop_at(nth);
    let first = life.tell(async |server| {
        let answer = async { server.demo().post("/events", asked.clone()).await };
        tokio::time::timeout(Duration::from_millis(300), answer).await.ok()
    });
    life.end();

    for _ in 0..2 {
        let life = Life::begin(&file, &outside);
        life.tell(async |server| {
            // Unknown at the first look, settled by evidence at the second.
            server.settle().await;
            server.settle().await;
            let again = server.demo().post("/events", asked.clone()).await;
            // A send of which the supplier knows nothing has failed, and nothing was charged.
            let told = again.result()["status"].clone();
            let is_lost = told == "booking_failed" && !is_cancelling;
            let expected = if is_lost { (0, 0) } else { (usize::from(!is_cancelling), 1) };
            assert!(is_lost || told == outcome, "{nth} {cut:?}: {}", again.text());
            assert_eq!(server.ledger(), expected, "{nth} {cut:?}");
            assert_eq!(is_lost, (nth, cut) == (2, Cut::After) && !is_cancelling, "{nth} {cut:?}");
            if let Some(first) = &first {
                assert_eq!(again.text(), first.text());
            }
            let history = server.demo().get(&format!("/sessions/{session}")).await;
            let events = history.data()["events"].as_array().unwrap().clone();
            let last = &events.last().unwrap();
            assert_eq!((&last["eventId"], &last["resultStatus"]), (&again.data()["event"]["id"], &told));
        });
        life.end();
    }
    first.is_none()
}

#[test]
fn a_booking_cut_off_at_any_commit_is_made_once_and_told_the_same() {
    for cut in [Cut::Before, Cut::After] {
        let cuts = (1..).take_while(|nth| is_cut_off_at(*nth, cut, false)).count();
        assert_eq!(cuts, 3, "the yes, the sending and the outcome are commits of their own");
    }
}

#[test]
fn a_cancellation_cut_off_at_any_commit_is_made_once_and_told_the_same() {
    for cut in [Cut::Before, Cut::After] {
        let cuts = (1..).take_while(|nth| is_cut_off_at(*nth, cut, true)).count();
        assert_eq!(cuts, 2, "the asking and the outcome are commits of their own");
    }
}

#[test]
fn what_could_not_be_stored_is_never_told_as_done() {
    for (is_cancelling, commits, pending, done) in
        [(false, 3, "booking_pending", "booking_confirmed"), (true, 2, "cancellation_pending", "booking_cancelled")]
    {
        for nth in 1..=commits {
            let folder = tempfile::tempdir().unwrap();
            let (file, outside) = (folder.path().join("store.db"), Outside::new());
            let life = Life::cut_off(&file, &outside, Cut::Refused);
            let asked = life.tell(async |server| {
                let session = server.demo().ready_to_pay("user-1").await;
                if !is_cancelling {
                    return request(&session.id, "action_confirm_payment_card", json!({}), "pay");
                }
                let booked = session.act("action_confirm_payment_card", json!({}), "pay").await;
                let id = &booked.outcome("booking_confirmed")["artifacts"]["booking"]["bookingId"];
                request(&session.id, "action_cancel_booking", json!({"bookingId": id}), "cancel")
            });
            let before = life.tell(async |server| server.ledger());
            life.stop_at(nth);
            life.tell(async |server| {
                let answer = server.demo().post("/events", asked.clone()).await;
                if nth < commits {
                    answer.refused(503, "unavailable", "unavailable");
                    assert_eq!(server.ledger(), before, "nothing was sent");
                } else {
                    let booking = &answer.outcome(pending)["artifacts"]["booking"];
                    assert!(booking["status"].as_str().unwrap().ends_with("pending"), "{booking}");
                    assert_ne!(server.ledger(), before, "the supplier has acted");
                }
            });
            life.end();
            if nth == commits {
                let life = Life::begin(&file, &outside);
                life.tell(async |server| {
                    server.settle().await;
                    server.settle().await;
                    server.demo().post("/events", asked.clone()).await.outcome(done);
                });
                life.end();
            }
        }
    }
}
