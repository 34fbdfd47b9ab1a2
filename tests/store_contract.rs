//! One story that every store must be able to tell: the contract of `store::Store`, chapter by chapter.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use std::sync::Arc;

use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::{BookingAttempt, Step};
use core_chat::domain::card::CardSetup;
use core_chat::domain::failure::FailureCode;
use core_chat::domain::ids::{BookingId, HoldId, IdempotencyKey, SetupId};
use core_chat::domain::partner::{Caller, Mode, TestCaller};
use core_chat::domain::session::{Session, SessionKey};
use core_chat::store::memory::MemoryStore;
use core_chat::store::sqlite::SqliteStore;
use core_chat::store::{BookingFilter, Commit, EventPage, Store, StoreError, StoredResult};
use support::{
    actor, attempt, caller, card_setup, event, in_hours, key, method, now, option_id, result, session, shortlist,
    turned,
};
use tempfile::TempDir;

type Shared = Arc<dyn Store>;

/// A store that has nothing in it yet, and the folder it lives in, if any.
type Fresh = (Option<TempDir>, Shared);

fn in_memory() -> Fresh {
    (None, Arc::new(MemoryStore::new()))
}

fn on_sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db"), std::process::abort).unwrap();
    (Some(folder), Arc::new(store))
}

/// Runs every chapter on a fresh store of each kind.
macro_rules! every_store_tells {
    ($($chapter:ident),* $(,)?) => {
        every_store_tells!(@in memory by in_memory: $($chapter),*);
        every_store_tells!(@in sqlite by on_sqlite: $($chapter),*);
    };
    (@in $kind:ident by $fresh:ident: $($chapter:ident),*) => {
        mod $kind {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $chapter() {
                let (_folder, store) = super::$fresh();
                super::$chapter(store).await;
            })*
        }
    };
}

every_store_tells! {
    what_is_committed_is_found,
    a_new_session_takes_no_id_twice,
    a_stale_version_is_refused_and_nothing_of_it_stays,
    of_32_commits_at_once_one_wins_each_version,
    a_key_is_claimed_once,
    a_result_in_motion_is_replaced_until_it_rests,
    a_later_turn_under_a_key_leaves_what_the_earlier_one_told_and_showed,
    options_are_found_by_every_session_of_their_actor_only,
    history_comes_in_pages,
    bookings_come_latest_first,
    what_is_unsettled_is_found_for_every_caller,
    a_booking_is_written_over_the_version_before_it_only,
    one_stay_is_not_held_twice,
    a_completed_setup_puts_the_card_on_file,
    test_and_live_never_meet,
    no_reader_sees_half_a_commit,
    what_does_not_belong_together_is_refused,
    a_forgotten_sandbox_leaves_nothing_and_others_keep_all,
}

fn acme() -> Caller {
    caller("acme", Mode::Test)
}

async fn opened(store: &Shared, caller: &Caller, who: &str, number: u128) -> Session {
    let session = session(caller, who, number);
    store.commit(Commit { session: Some(Arc::new(session.clone())), ..Commit::default() }).await.unwrap();
    session
}

/// A commit of the turn after `session`, with its row of history.
fn turn(session: &Session) -> (Session, Commit) {
    let next = turned(session);
    let commit = Commit { session: Some(Arc::new(next.clone())), event: Some(event(&next)), ..Commit::default() };
    (next, commit)
}

/// What the last turn of `session` answered to what was `asked` under `name`.
fn answered(
    session: &Session,
    name: &str,
    asked: u8,
    body: &'static str,
) -> (SessionKey, IdempotencyKey, StoredResult) {
    (session.key.clone(), key(name), result(session, asked, body))
}

#[track_caller]
fn assert_conflict(answer: Result<(), StoreError>) {
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
}

async fn what_is_committed_is_found(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    assert_eq!(store.events(&first.key, None, 10).await.unwrap().events, []);
    let (second, commit) = turn(&first);
    let commit =
        Commit { shown: Some(Arc::new(shortlist(1))), result: Some(answered(&second, "k", 1, "answer")), ..commit };
    store.commit(commit).await.unwrap();
    assert_eq!(*store.session(&second.key).await.unwrap().unwrap(), second);
    assert_eq!(store.events(&second.key, None, 10).await.unwrap().events, [event(&second)]);
    let stored = store.result(&second.key, &key("k")).await.unwrap().unwrap();
    assert_eq!(*stored, result(&second, 1, "answer"));
    assert!(store.result(&second.key, &key("other")).await.unwrap().is_none());
}

async fn a_new_session_takes_no_id_twice(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let again = Commit { session: Some(Arc::new(session(&acme(), "bob", 1))), ..Commit::default() };
    assert_conflict(store.commit(again).await);
    assert_eq!(store.session(&first.key).await.unwrap().unwrap().actor.id, actor("ada"));
    let unknown = turned(&session(&acme(), "ada", 2));
    assert_conflict(store.commit(Commit { session: Some(Arc::new(unknown.clone())), ..Commit::default() }).await);
    assert!(store.session(&unknown.key).await.unwrap().is_none());
}

async fn a_stale_version_is_refused_and_nothing_of_it_stays(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    store.commit(commit).await.unwrap();
    let (_, stale) = turn(&first);
    let tried = attempt(&first, 1);
    let stale = Commit {
        shown: Some(Arc::new(shortlist(1))),
        result: Some(answered(&second, "k", 1, "late")),
        attempts: vec![Arc::new(tried.clone())],
        setup: Some(Arc::new(card_setup(&tried, "setup"))),
        ..stale
    };
    let setup = stale.setup.clone().unwrap();
    assert_conflict(store.commit(stale).await);
    assert_eq!(store.events(&first.key, None, 10).await.unwrap().events.len(), 1);
    assert!(store.option(&acme(), &actor("ada"), option_id(1)).await.unwrap().is_none());
    assert!(store.result(&first.key, &key("k")).await.unwrap().is_none());
    assert!(store.bookings(&BookingFilter::Id(acme(), tried.id)).await.unwrap().is_empty());
    assert!(store.card_setup(&setup.id).await.unwrap().is_none());
}

async fn of_32_commits_at_once_one_wins_each_version(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let racers = (0..32).map(|_| {
        let (store, key) = (Arc::clone(&store), first.key.clone());
        tokio::spawn(async move {
            let mut lost = 0;
            loop {
                let read = store.session(&key).await.unwrap().unwrap();
                let (_, commit) = turn(&read);
                match store.commit(commit).await {
                    Ok(()) => return lost,
                    Err(StoreError::Conflict) => lost += 1,
                    Err(StoreError::Unavailable(why)) => panic!("{why}"),
                }
                tokio::task::yield_now().await;
            }
        })
    });
    for racer in racers.collect::<Vec<_>>() {
        racer.await.unwrap();
    }
    assert_eq!(store.session(&first.key).await.unwrap().unwrap().version, 33);
    let history = store.events(&first.key, None, 100).await.unwrap().events;
    assert_eq!(history.len(), 32);
    assert!(history.is_sorted_by(|a, b| a.id < b.id), "ids rise");
}

async fn a_key_is_claimed_once(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    store.commit(Commit { result: Some(answered(&second, "k", 1, "first")), ..commit }).await.unwrap();
    for asked in [1, 2] {
        let (third, commit) = turn(&second);
        assert_conflict(store.commit(Commit { result: Some(answered(&third, "k", asked, "x")), ..commit }).await);
    }
    assert_eq!(store.result(&first.key, &key("k")).await.unwrap().unwrap().body, "first");
    assert_eq!(store.session(&first.key).await.unwrap().unwrap().version, 2);
    let other = opened(&store, &acme(), "ada", 2).await;
    let (next, commit) = turn(&other);
    store.commit(Commit { result: Some(answered(&next, "k", 2, "own scope")), ..commit }).await.unwrap();
}

async fn a_result_in_motion_is_replaced_until_it_rests(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    let at_work = StoredResult { in_motion: Some(BookingId::new(1)), ..result(&second, 1, "") };
    // The claim of a turn still at work comes without its session, and leaves that as it is.
    let claim = Some((first.key.clone(), key("k"), at_work));
    store.commit(Commit { result: claim, ..Commit::default() }).await.unwrap();
    assert_eq!(*store.session(&first.key).await.unwrap().unwrap(), first);
    assert_eq!(store.result(&first.key, &key("k")).await.unwrap().unwrap().body, "");
    let foreign = Some(answered(&second, "k", 2, "other"));
    assert_conflict(store.commit(Commit { result: foreign, ..Commit::default() }).await);
    store.commit(Commit { result: Some(answered(&second, "k", 1, "done")), ..commit }).await.unwrap();
    let (third, commit) = turn(&second);
    assert_conflict(store.commit(Commit { result: Some(answered(&third, "k", 1, "again")), ..commit }).await);
    assert_eq!(store.result(&first.key, &key("k")).await.unwrap().unwrap().body, "done");
}

async fn a_later_turn_under_a_key_leaves_what_the_earlier_one_told_and_showed(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    let moving = |session: &Session, body| {
        let result = StoredResult { in_motion: Some(BookingId::new(1)), ..result(session, 1, body) };
        Some((session.key.clone(), key("k"), result))
    };
    let shown = Some(Arc::new(shortlist(1)));
    store.commit(Commit { shown, result: moving(&second, "one"), ..commit }).await.unwrap();
    let (third, commit) = turn(&second);
    let shown = Some(Arc::new(shortlist(6)));
    store.commit(Commit { shown, result: moving(&third, "two"), ..commit }).await.unwrap();
    // What only follows the booking has no turn of its own.
    store.commit(Commit { result: moving(&third, "three"), ..Commit::default() }).await.unwrap();
    // Nor has one that is still at work told anything yet.
    let (fourth, commit) = turn(&third);
    store.commit(Commit { result: moving(&fourth, ""), ..Commit::default() }).await.unwrap();
    assert_eq!(store.events(&first.key, None, 9).await.unwrap().events, [event(&second), event(&third)]);
    store.commit(Commit { result: moving(&fourth, "four"), ..commit }).await.unwrap();
    assert_eq!(store.events(&first.key, None, 9).await.unwrap().events, [&second, &third, &fourth].map(event));
    let answer = store.result(&first.key, &key("k")).await.unwrap().unwrap();
    assert_eq!((&answer.body[..], answer.event), (&b"four"[..], event(&fourth).id));
    for number in [1, 6] {
        assert!(store.option(&acme(), &actor("ada"), option_id(number)).await.unwrap().is_some(), "{number}");
    }
}

async fn options_are_found_by_every_session_of_their_actor_only(store: Shared) {
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    store.commit(Commit { shown: Some(Arc::new(shortlist(1))), ..commit }).await.unwrap();
    let (_, commit) = turn(&second);
    store.commit(Commit { shown: Some(Arc::new(shortlist(6))), ..commit }).await.unwrap();
    for number in 1..=10 {
        let found = store.option(&acme(), &actor("ada"), option_id(number)).await.unwrap().unwrap();
        assert_eq!((found.session, found.actor, found.shown.id), (first.key.clone(), actor("ada"), option_id(number)));
    }
    assert!(store.option(&acme(), &actor("ada"), option_id(11)).await.unwrap().is_none());
    assert!(store.option(&acme(), &actor("eve"), option_id(1)).await.unwrap().is_none());
    assert!(store.option(&caller("globex", Mode::Test), &actor("ada"), option_id(1)).await.unwrap().is_none());
}

async fn history_comes_in_pages(store: Shared) {
    let mut session = opened(&store, &acme(), "ada", 1).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        let (next, commit) = turn(&session);
        store.commit(commit).await.unwrap();
        ids.extend(next.last_event);
        session = next;
    }
    let page = store.events(&session.key, None, 2).await.unwrap();
    assert_eq!((page.events.iter().map(|e| e.id).collect(), page.has_more), (ids[..2].to_vec(), true));
    let page = store.events(&session.key, Some(ids[1]), 3).await.unwrap();
    assert_eq!((page.events.iter().map(|e| e.id).collect(), page.has_more), (ids[2..].to_vec(), false));
    let page = store.events(&session.key, Some(ids[4]), 3).await.unwrap();
    assert_eq!((page.events.len(), page.has_more), (0, false));
    let nobody = support::session(&acme(), "ada", 9).key;
    assert_eq!(store.events(&nobody, None, 3).await.unwrap(), EventPage::default());
}

async fn filed(store: &Shared, attempt: BookingAttempt) -> Result<(), StoreError> {
    store.commit(Commit { attempts: vec![Arc::new(attempt)], ..Commit::default() }).await
}

async fn bookings_come_latest_first(store: Shared) {
    let (ada, eve) = (session(&acme(), "ada", 1), session(&acme(), "eve", 2));
    for tried in [attempt(&ada, 1), attempt(&ada, 2), attempt(&eve, 3), attempt(&ada, 4)] {
        filed(&store, tried).await.unwrap();
    }
    let ended = stepped(&attempt(&ada, 2), [Step::End(None)]);
    filed(&store, ended.clone()).await.unwrap();
    let of_ada = store.bookings(&BookingFilter::Actor(acme(), actor("ada"))).await.unwrap();
    let ids: Vec<BookingId> = of_ada.iter().map(|b| b.id.clone()).collect();
    assert_eq!(ids, [4, 2, 1].map(BookingId::new));
    assert_eq!(*of_ada[1], ended);
    let by_id = store.bookings(&BookingFilter::Id(acme(), BookingId::new(3))).await.unwrap();
    assert_eq!((by_id.len(), &by_id[0].actor), (1, &actor("eve")));
    let foreign = store.bookings(&BookingFilter::Id(caller("globex", Mode::Test), BookingId::new(3))).await.unwrap();
    assert!(foreign.is_empty());
}

/// `attempt` after `steps`, as its next commit has it.
fn stepped<const N: usize>(attempt: &BookingAttempt, steps: [Step; N]) -> BookingAttempt {
    let mut next = steps.into_iter().fold(attempt.clone(), |attempt, step| attempt.after(step, now()).unwrap());
    next.version = attempt.version + 1;
    next
}

/// `attempt` on its way to the supplier.
fn sending(attempt: &BookingAttempt) -> BookingAttempt {
    let guest = attempt.guest.clone().unwrap();
    let hold = HoldId::parse("hold").unwrap();
    stepped(attempt, [Step::FixTerms { method: method("pm"), guest }, Step::Yes, Step::Held(hold), Step::Send])
}

async fn what_is_unsettled_is_found_for_every_caller(store: Shared) {
    let (ada, eve) = (session(&acme(), "ada", 1), session(&caller("globex", Mode::Live), "eve", 2));
    let (proposed, sent, foreign) = (attempt(&ada, 1), attempt(&ada, 2), attempt(&eve, 3));
    for tried in [&proposed, &sent, &foreign] {
        filed(&store, tried.clone()).await.unwrap();
    }
    let (sent, foreign) = (sending(&sent), sending(&foreign));
    for tried in [&sent, &foreign] {
        filed(&store, tried.clone()).await.unwrap();
    }
    let ids = async || {
        let found = store.bookings(&BookingFilter::Unsettled).await.unwrap();
        let mut ids: Vec<BookingId> = found.iter().map(|attempt| attempt.id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids().await, [2, 3].map(BookingId::new));
    filed(&store, stepped(&sent, [Step::Refuse(FailureCode::SoldOut)])).await.unwrap();
    assert_eq!(ids().await, [3].map(BookingId::new));
}

async fn a_booking_is_written_over_the_version_before_it_only(store: Shared) {
    let proposed = attempt(&session(&acme(), "ada", 1), 1);
    let sent = sending(&proposed);
    assert_conflict(filed(&store, sent.clone()).await);
    filed(&store, proposed.clone()).await.unwrap();
    assert_conflict(filed(&store, proposed.clone()).await);
    filed(&store, sent.clone()).await.unwrap();
    assert_conflict(filed(&store, stepped(&proposed, [Step::End(None)])).await);
    let found = store.bookings(&BookingFilter::Id(acme(), sent.id)).await.unwrap();
    assert_eq!((found[0].state, found[0].version), (AttemptState::Sending, 2));
}

async fn one_stay_is_not_held_twice(store: Shared) {
    let (one, two) = (session(&acme(), "ada", 1), session(&acme(), "ada", 2));
    let (first, mut second, third) = (attempt(&one, 1), attempt(&two, 2), attempt(&two, 3));
    second.option = Arc::clone(&first.option);
    for proposed in [&first, &second, &third] {
        filed(&store, proposed.clone()).await.unwrap();
    }
    let sent = sending(&first);
    filed(&store, sent.clone()).await.unwrap();
    assert_conflict(filed(&store, sending(&second)).await);
    // Another hotel may be held beside it, and the same one once the first is definitely not.
    filed(&store, sending(&third)).await.unwrap();
    filed(&store, stepped(&sent, [Step::Refuse(FailureCode::SoldOut)])).await.unwrap();
    filed(&store, sending(&second)).await.unwrap();
}

async fn a_completed_setup_puts_the_card_on_file(store: Shared) {
    let tried = attempt(&session(&acme(), "ada", 1), 1);
    let commit = |setup| Commit { setup: Some(Arc::new(setup)), ..Commit::default() };
    let visit = card_setup(&tried, "visit-1");
    store.commit(commit(visit.clone())).await.unwrap();
    assert!(store.payment_methods(&acme(), &actor("ada")).await.unwrap().is_empty());
    let mut done = visit.clone();
    done.method = Some(method("pm-1"));
    store.commit(commit(done.clone())).await.unwrap();
    assert_eq!(*store.card_setup(&visit.id).await.unwrap().unwrap(), done);
    let mut later = card_setup(&tried, "visit-2");
    later.method = Some(method("pm-2"));
    store.commit(commit(later)).await.unwrap();
    let mut again = visit.clone();
    again.method = Some(method("pm-3"));
    assert_conflict(store.commit(commit(again)).await);
    let on_file = store.payment_methods(&acme(), &actor("ada")).await.unwrap();
    assert_eq!(on_file, [method("pm-2"), method("pm-1")], "latest first, one for each visit");
    assert!(store.payment_methods(&acme(), &actor("eve")).await.unwrap().is_empty());
}

async fn a_forgotten_sandbox_leaves_nothing_and_others_keep_all(store: Shared) {
    let others = [caller("acme", Mode::Live), caller("zenith", Mode::Test)];
    let mut tried = Vec::new();
    for (owner, number) in [acme()].iter().chain(&others).zip(1..) {
        let first = opened(&store, owner, "ada", number.into()).await;
        let (second, commit) = turn(&first);
        let attempt = attempt(&first, number);
        let visit = CardSetup { method: Some(method("pm")), ..card_setup(&attempt, &format!("visit-{number}")) };
        let commit = Commit {
            shown: Some(Arc::new(shortlist(number))),
            result: Some(answered(&second, "k", 1, "answer")),
            attempts: vec![Arc::new(attempt.clone())],
            setup: Some(Arc::new(visit)),
            ..commit
        };
        store.commit(commit).await.unwrap();
        tried.push((second, attempt));
    }
    let forget = TestCaller::of(&acme());
    store.commit(Commit { forget, ..Commit::default() }).await.unwrap();
    for (number, (session, attempt)) in (1..).zip(&tried) {
        let (owner, stays) = (&session.key.caller, number > 1);
        assert_eq!(store.session(&session.key).await.unwrap().is_some(), stays);
        assert_eq!(store.events(&session.key, None, 9).await.unwrap().events.len(), usize::from(stays));
        assert_eq!(store.result(&session.key, &key("k")).await.unwrap().is_some(), stays);
        assert_eq!(store.option(owner, &actor("ada"), option_id(number)).await.unwrap().is_some(), stays);
        let by_id = BookingFilter::Id(owner.clone(), attempt.id.clone());
        for which in [by_id, BookingFilter::Actor(owner.clone(), actor("ada"))] {
            assert_eq!(store.bookings(&which).await.unwrap().len(), usize::from(stays));
        }
        assert_eq!(store.payment_methods(owner, &actor("ada")).await.unwrap().len(), usize::from(stays));
        let visit = SetupId::parse(&format!("visit-{number}")).unwrap();
        assert_eq!(store.card_setup(&visit).await.unwrap().is_some(), stays);
    }
    let (session, _) = &tried[0];
    assert_conflict(store.commit(turn(session).1).await);
}

async fn test_and_live_never_meet(store: Shared) {
    let live = caller("acme", Mode::Live);
    let first = opened(&store, &acme(), "ada", 1).await;
    let (second, commit) = turn(&first);
    let tried = attempt(&first, 1);
    let mut visit = card_setup(&tried, "visit");
    visit.method = Some(method("pm"));
    let commit = Commit {
        shown: Some(Arc::new(shortlist(1))),
        result: Some(answered(&second, "k", 1, "answer")),
        attempts: vec![Arc::new(tried.clone())],
        setup: Some(Arc::new(visit)),
        ..commit
    };
    store.commit(commit).await.unwrap();
    let twin = session(&live, "ada", 1);
    assert!(store.session(&twin.key).await.unwrap().is_none());
    assert!(store.events(&twin.key, None, 9).await.unwrap().events.is_empty());
    assert!(store.result(&twin.key, &key("k")).await.unwrap().is_none());
    assert!(store.option(&live, &actor("ada"), option_id(1)).await.unwrap().is_none());
    let which = |caller: &Caller| {
        [BookingFilter::Id(caller.clone(), tried.id.clone()), BookingFilter::Actor(caller.clone(), actor("ada"))]
    };
    for (ours, twins) in which(&acme()).iter().zip(&which(&live)) {
        assert!(store.bookings(twins).await.unwrap().is_empty());
        assert_eq!(store.bookings(ours).await.unwrap().len(), 1);
    }
    assert!(store.payment_methods(&live, &actor("ada")).await.unwrap().is_empty());
    store.commit(Commit { session: Some(Arc::new(twin)), ..Commit::default() }).await.unwrap();
    assert_eq!(*store.session(&first.key).await.unwrap().unwrap(), second);
}

/// The commit of version `n` shows the options from 5 n on, answers under the key `n` and files the `n`th attempt.
async fn no_reader_sees_half_a_commit(store: Shared) {
    const TURNS: u8 = 40;
    let first = opened(&store, &acme(), "ada", 1).await;
    let (writer, mut session) = (Arc::clone(&store), first.clone());
    let writing = tokio::spawn(async move {
        for n in 2..TURNS {
            let (next, commit) = turn(&session);
            let commit = Commit {
                shown: Some(Arc::new(shortlist(5 * n))),
                result: Some(answered(&next, &n.to_string(), 1, "answer")),
                attempts: vec![Arc::new(attempt(&next, n))],
                ..commit
            };
            writer.commit(commit).await.unwrap();
            session = next;
            tokio::task::yield_now().await;
        }
    });
    loop {
        let version = store.session(&first.key).await.unwrap().unwrap().version;
        let n = u8::try_from(version).unwrap();
        if n > 1 {
            assert!(
                store.option(&acme(), &actor("ada"), option_id(5 * n + 4)).await.unwrap().is_some(),
                "options of turn {n}"
            );
            assert!(store.result(&first.key, &key(&n.to_string())).await.unwrap().is_some(), "answer of turn {n}");
            let bookings = store.bookings(&BookingFilter::Actor(acme(), actor("ada"))).await.unwrap();
            assert!(bookings.len() >= usize::from(n) - 1, "attempt of turn {n}");
            let version = store.session(&first.key).await.unwrap().unwrap().version;
            assert!(version > bookings.len() as u64, "the session of the latest attempt");
        }
        if n == TURNS - 1 {
            break;
        }
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
}

async fn what_does_not_belong_together_is_refused(store: Shared) {
    let (ada, eve) = (opened(&store, &acme(), "ada", 1).await, opened(&store, &acme(), "eve", 2).await);
    let (next, commit) = turn(&ada);
    let orphan = Commit { session: None, ..commit };
    let (_, commit) = turn(&ada);
    let astray = Commit { result: Some(answered(&turned(&eve), "k", 1, "x")), ..commit };
    let mixed = Commit { attempts: vec![Arc::new(attempt(&ada, 1)), Arc::new(attempt(&eve, 2))], ..Commit::default() };
    let (_, commit) = turn(&ada);
    let another = Commit { result: Some(answered(&turned(&next), "k", 1, "x")), ..commit };
    for commit in [orphan, astray, mixed, another] {
        let answer = store.commit(commit).await;
        assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
    }
    assert_eq!(store.session(&next.key).await.unwrap().unwrap().version, 1);
}

/// Sweeping is each adapter's own; this is the memory's.
#[tokio::test]
async fn the_memory_forgets_only_what_nobody_can_ask_for() {
    let memory = Arc::new(MemoryStore::new());
    let store: Shared = Arc::clone(&memory) as Shared;
    let (first, live) = (opened(&store, &acme(), "ada", 1).await, caller("acme", Mode::Live));
    opened(&store, &live, "ada", 1).await;
    let (next, commit) = turn(&first);
    let (proposed, mut booked) = (attempt(&first, 1), sending(&attempt(&first, 2)));
    booked.version = 1;
    let mut visit = card_setup(&proposed, "visit");
    visit.method = Some(method("pm"));
    let commit = Commit {
        shown: Some(Arc::new(shortlist(1))),
        result: Some(answered(&next, "k", 1, "answer")),
        attempts: vec![Arc::new(proposed.clone()), Arc::new(booked.clone())],
        setup: Some(Arc::new(visit.clone())),
        ..commit
    };
    store.commit(commit).await.unwrap();

    memory.sweep(|_| in_hours(23));
    assert!(store.result(&first.key, &key("k")).await.unwrap().is_some());
    assert!(store.option(&acme(), &actor("ada"), option_id(1)).await.unwrap().is_some());
    memory.sweep(|_| in_hours(26));
    assert!(store.result(&first.key, &key("k")).await.unwrap().is_none());
    assert!(store.option(&acme(), &actor("ada"), option_id(1)).await.unwrap().is_none());
    assert!(store.card_setup(&visit.id).await.unwrap().is_none());
    assert_eq!(memory.session_count(), 2);

    // Thirty-two days later by the clock of one caller alone.
    memory.sweep(|caller| if *caller == live { now() } else { in_hours(32 * 24) });
    assert_eq!(memory.session_count(), 1);
    assert!(store.session(&first.key).await.unwrap().is_none());
    let left = store.bookings(&BookingFilter::Actor(acme(), actor("ada"))).await.unwrap();
    assert_eq!(left, [Arc::new(booked)]);
    assert!(store.bookings(&BookingFilter::Id(acme(), proposed.id)).await.unwrap().is_empty());
    assert_eq!(store.payment_methods(&acme(), &actor("ada")).await.unwrap(), [method("pm")]);
}
