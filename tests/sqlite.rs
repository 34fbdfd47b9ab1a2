//! What only the store in a file can tell: it is closed and opened again, lets go of memory, and is swept.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use core_chat::domain::attempt_state::AttemptState;
use core_chat::domain::booking::{BookingAttempt, Step};
use core_chat::domain::ids::{BookingId, HoldId, SupplierReference};
use core_chat::domain::partner::{Caller, Mode};
use core_chat::domain::session::{Origin, Session};
use core_chat::store::sqlite::SqliteStore;
use core_chat::store::sqlite::desk::{self, DeskError, Outcome, Ruling};
use core_chat::store::sqlite::schema::OpenError;
use core_chat::store::{BookingFilter, Commit, Store, StoredResult};
use support::{
    actor, attempt, caller, card_setup, event, in_hours, key, method, now, option_id, result, session, shortlist,
    turned,
};
use tempfile::TempDir;

fn acme() -> Caller {
    caller("acme", Mode::Test)
}

fn open(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("store.db"), std::process::abort).unwrap()
}

/// A session with a list on its screen, after one turn that changed everything a turn can change.
struct Kept {
    session: Session,
    booked: BookingAttempt,
    proposed: BookingAttempt,
}

impl Kept {
    async fn write(store: &SqliteStore) -> Self {
        let list = Arc::new(shortlist(1));
        let origin = Origin { workspace_id: Some(None), ..Origin::default() };
        let first = Session { origin, ..session(&acme(), "ada", 1) };
        store.commit(Commit { session: Some(Arc::new(first.clone())), ..Commit::default() }).await.unwrap();
        let session = Session { shortlist: Some(Arc::clone(&list)), ..turned(&first) };
        let (proposed, booked) = (attempt(&session, 1), sent(&attempt(&session, 2)));
        let mut setup = card_setup(&proposed, "visit");
        setup.method = Some(method("pm"));
        let commit = Commit {
            session: Some(Arc::new(session.clone())),
            event: Some(event(&session)),
            shown: Some(list),
            result: Some((session.key.clone(), key("k"), result(&session, 1, "an answer, to the byte"))),
            attempts: vec![Arc::new(proposed.clone()), Arc::new(booked.clone())],
            setup: Some(Arc::new(setup)),
            forget: None,
            usage: Vec::new(),
        };
        store.commit(commit).await.unwrap();
        Self { session, booked, proposed }
    }

    async fn is_all_in(&self, store: &SqliteStore) {
        let Self { session, booked, proposed } = self;
        assert_eq!(*store.session(&session.key).await.unwrap().unwrap(), *session);
        assert_eq!(store.events(&session.key, None, 9).await.unwrap().events, [event(session)]);
        let stored = store.result(&session.key, &key("k")).await.unwrap().unwrap();
        assert_eq!(*stored, result(session, 1, "an answer, to the byte"));
        let option = store.option(&acme(), &actor("ada"), option_id(3)).await.unwrap().unwrap();
        assert_eq!(option.shown, shortlist(1).options[2]);
        let of_ada = store.bookings(&BookingFilter::Actor(acme(), actor("ada"))).await.unwrap();
        assert_eq!(of_ada, [Arc::new(booked.clone()), Arc::new(proposed.clone())]);
        let by_id = store.bookings(&BookingFilter::Id(acme(), booked.id.clone())).await.unwrap();
        assert_eq!(by_id, [Arc::new(booked.clone())]);
        assert_eq!(store.bookings(&BookingFilter::Unsettled).await.unwrap(), by_id);
        assert_eq!(store.payment_methods(&acme(), &actor("ada")).await.unwrap(), [method("pm")]);
        let setup = store.card_setup(&card_setup(proposed, "visit").id).await.unwrap().unwrap();
        assert_eq!(setup.method, Some(method("pm")));
    }
}

/// `attempt` on its way to the supplier, as a first commit has it.
fn sent(attempt: &BookingAttempt) -> BookingAttempt {
    let guest = attempt.guest.clone().unwrap();
    let hold = HoldId::parse("hold").unwrap();
    let steps = [Step::FixTerms { method: method("pm"), guest }, Step::Yes, Step::Held(hold), Step::Send];
    let sent = steps.into_iter().fold(attempt.clone(), |attempt, step| attempt.after(step, now()).unwrap());
    assert_eq!(sent.state, AttemptState::Sending);
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_result_is_found_to_the_byte_however_many_came_after_it() {
    const BODIES: [&str; 5] = ["one", "two", "three", "four", "five"];
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut last = session(&acme(), "ada", 1);
    store.commit(Commit { session: Some(Arc::new(last.clone())), ..Commit::default() }).await.unwrap();
    let mut answers = Vec::new();
    for body in BODIES {
        last = turned(&last);
        let answer = result(&last, 1, body);
        let commit = Commit {
            session: Some(Arc::new(last.clone())),
            event: Some(event(&last)),
            result: Some((last.key.clone(), key(body), answer.clone())),
            ..Commit::default()
        };
        store.commit(commit).await.unwrap();
        answers.push(answer);
    }
    let are_there = async |store: &SqliteStore| {
        for (body, answer) in BODIES.into_iter().zip(&answers) {
            assert_eq!(store.result(&last.key, &key(body)).await.unwrap().as_deref(), Some(answer));
        }
        assert_eq!(store.result(&last.key, &key("six")).await.unwrap(), None);
    };
    are_there(&store).await;
    drop(store);
    are_there(&open(&folder)).await;
}

#[tokio::test]
async fn everything_is_there_after_closing_and_opening() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::write(&open(&folder)).await;
    for _ in 0..3 {
        kept.is_all_in(&open(&folder)).await;
    }
}

#[tokio::test]
async fn the_turn_goes_on_where_it_was_after_opening() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::write(&open(&folder)).await;
    let next = turned(&kept.session);
    let commit = Commit { session: Some(Arc::new(next.clone())), event: Some(event(&next)), ..Commit::default() };
    open(&folder).commit(commit).await.unwrap();
    let store = open(&folder);
    // The list stays on the screen although this turn showed none.
    assert_eq!(*store.session(&next.key).await.unwrap().unwrap(), next);
    assert_eq!(store.events(&next.key, None, 9).await.unwrap().events, [event(&kept.session), event(&next)]);
}

#[tokio::test]
async fn a_later_turn_under_a_key_leaves_what_the_earlier_one_told_and_showed() {
    let folder = tempfile::tempdir().unwrap();
    let mut sessions = vec![session(&acme(), "ada", 1)];
    let opened = Commit { session: Some(Arc::new(sessions[0].clone())), ..Commit::default() };
    open(&folder).commit(opened).await.unwrap();
    let moving = |session: &Session, body| {
        let result = StoredResult { in_motion: Some(BookingId::new(1)), ..result(session, 1, body) };
        Some((session.key.clone(), key("k"), result))
    };
    for (first, body) in [(1, "one"), (6, "two")] {
        let list = Arc::new(shortlist(first));
        let next = Session { shortlist: Some(Arc::clone(&list)), ..turned(sessions.last().unwrap()) };
        let commit = Commit {
            session: Some(Arc::new(next.clone())),
            event: Some(event(&next)),
            shown: Some(list),
            result: moving(&next, body),
            ..Commit::default()
        };
        open(&folder).commit(commit).await.unwrap();
        sessions.push(next);
    }
    // What only follows the booking has no turn of its own, and one that is still at work has told nothing yet.
    let (last, next) = (&sessions[2], turned(&sessions[2]));
    for result in [moving(last, "three"), moving(&next, "")] {
        open(&folder).commit(Commit { result, ..Commit::default() }).await.unwrap();
    }
    let store = open(&folder);
    assert_eq!(*store.session(&last.key).await.unwrap().unwrap(), *last);
    assert_eq!(store.events(&last.key, None, 9).await.unwrap().events, [event(&sessions[1]), event(last)]);
    let commit = Commit { session: Some(Arc::new(next.clone())), event: Some(event(&next)), ..Commit::default() };
    store.commit(Commit { result: moving(&next, "four"), ..commit }).await.unwrap();
    drop(store);
    let store = open(&folder);
    assert_eq!(store.events(&last.key, None, 9).await.unwrap().events, [&sessions[1], last, &next].map(event));
    let answer = store.result(&last.key, &key("k")).await.unwrap().unwrap();
    assert_eq!((&answer.body[..], answer.event), (&b"four"[..], event(&next).id));
    for number in [1, 6] {
        assert!(store.option(&acme(), &actor("ada"), option_id(number)).await.unwrap().is_some(), "{number}");
    }
}

#[tokio::test]
async fn a_list_that_leaves_the_screen_can_be_booked_from_until_too_many_came_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut last = session(&acme(), "ada", 1);
    store.commit(Commit { session: Some(Arc::new(last.clone())), ..Commit::default() }).await.unwrap();
    for number in 0..66 {
        let list = Arc::new(shortlist(3 * number));
        last = Session { shortlist: Some(Arc::clone(&list)), ..turned(&last) };
        let session = Some(Arc::new(last.clone()));
        let commit = Commit { session, event: Some(event(&last)), shown: Some(list), ..Commit::default() };
        store.commit(commit).await.unwrap();
    }
    drop(store);
    let store = open(&folder);
    assert_eq!(*store.session(&last.key).await.unwrap().unwrap(), last);
    for (number, is_there) in [(0, false), (3, false), (6, true), (3 * 65, true)] {
        let option = store.option(&acme(), &actor("ada"), option_id(number)).await.unwrap();
        assert_eq!(option.is_some(), is_there, "{number}");
    }
}

/// The store in `folder` as version 6 of its schema had it, when a turn was three rows.
fn as_it_was_before_turns(folder: &TempDir) {
    let file = rusqlite::Connection::open(folder.path().join("before.db")).unwrap();
    for migration in [
        include_str!("../src/store/sqlite/schema.sql"),
        include_str!("../src/store/sqlite/schema_2.sql"),
        include_str!("../src/store/sqlite/schema_3.sql"),
        include_str!("../src/store/sqlite/schema_4.sql"),
        include_str!("../src/store/sqlite/schema_5.sql"),
        include_str!("../src/store/sqlite/schema_6.sql"),
    ] {
        file.execute_batch(migration).unwrap();
    }
    file.execute("ATTACH ?1 AS later", [folder.path().join("store.db").to_str().unwrap()]).unwrap();
    file.execute_batch(
        "INSERT INTO sessions SELECT no, caller, id, actor, version, expires_at, lists,
             (SELECT list FROM later.turns t WHERE t.no = on_screen), body FROM later.sessions;
         INSERT INTO events SELECT session, event, kind, status FROM later.turns WHERE kind IS NOT NULL;
         INSERT INTO results SELECT no, session, key, caller, keep_until, fingerprint, event, in_motion, answer_body
             FROM later.turns WHERE key IS NOT NULL;
         INSERT INTO shown SELECT no, session, list, caller, keep_list_until - 86400000, list_options, list_body
             FROM later.turns WHERE list IS NOT NULL;
         INSERT INTO attempts SELECT * FROM later.attempts;
         INSERT INTO setups SELECT * FROM later.setups;
         INSERT INTO methods SELECT * FROM later.methods;
         PRAGMA user_version = 6;
         PRAGMA application_id = 0x43436842;
         DETACH later;",
    )
    .unwrap();
    drop(file);
    std::fs::rename(folder.path().join("before.db"), folder.path().join("store.db")).unwrap();
}

#[tokio::test]
async fn a_file_in_which_a_turn_was_three_rows_is_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let kept = Kept::write(&store).await;
    // A turn without a key, and a claim of one that is at work.
    let eve = session(&acme(), "eve", 2);
    store.commit(Commit { session: Some(Arc::new(eve.clone())), ..Commit::default() }).await.unwrap();
    let next = turned(&eve);
    let plain = Commit { session: Some(Arc::new(next.clone())), event: Some(event(&next)), ..Commit::default() };
    store.commit(plain).await.unwrap();
    let claim = (next.key.clone(), key("c"), result(&turned(&next), 1, ""));
    store.commit(Commit { result: Some(claim.clone()), ..Commit::default() }).await.unwrap();
    drop(store);
    as_it_was_before_turns(&folder);
    for _ in 0..2 {
        let store = open(&folder);
        kept.is_all_in(&store).await;
        assert_eq!(store.events(&next.key, None, 9).await.unwrap().events, [event(&next)]);
        assert_eq!(store.result(&next.key, &key("c")).await.unwrap().as_deref(), Some(&claim.2));
    }
    let store = open(&folder);
    store.sweep(|_| in_hours(26)).await.unwrap();
    drop(store);
    let screen = open(&folder).session(&kept.session.key).await.unwrap().unwrap();
    assert_eq!(screen.shortlist, kept.session.shortlist, "what is on the screen stays for that");
}

#[tokio::test]
async fn a_file_is_served_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let second = SqliteStore::open(&folder.path().join("store.db"), std::process::abort);
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
    drop(store);
    open(&folder);
}

#[tokio::test]
async fn idle_sessions_leave_memory_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let kept = Kept::write(&store).await;
    assert_eq!(store.hot_sessions(), 1);
    for _ in 0..12 {
        store.sweep(|_| now()).await.unwrap();
    }
    assert_eq!(store.hot_sessions(), 0);
    kept.is_all_in(&store).await;
    assert_eq!(store.hot_sessions(), 1);
}

#[tokio::test]
async fn memory_lets_go_of_whom_nobody_asks_for_when_more_come_than_it_should_hold() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let sessions: Vec<Session> = (1..=11).map(|number| session(&acme(), "ada", number)).collect();
    for session in &sessions {
        store.commit(Commit { session: Some(Arc::new(session.clone())), ..Commit::default() }).await.unwrap();
    }
    for _ in 0..3 {
        store.keep_within(11);
    }
    assert_eq!(store.hot_sessions(), 11, "no more than it should hold");
    store.keep_within(10);
    assert_eq!(store.hot_sessions(), 11, "all came since the last look");
    store.session(&sessions[4].key).await.unwrap();
    store.keep_within(10);
    assert_eq!(store.hot_sessions(), 1);
    for session in &sessions {
        assert_eq!(*store.session(&session.key).await.unwrap().unwrap(), *session);
    }
}

#[tokio::test]
async fn only_what_nobody_can_ask_for_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let kept = Kept::write(&store).await;
    let live = session(&caller("acme", Mode::Live), "ada", 1);
    store.commit(Commit { session: Some(Arc::new(live.clone())), ..Commit::default() }).await.unwrap();

    store.sweep(|_| in_hours(23)).await.unwrap();
    drop(store);
    let store = open(&folder);
    kept.is_all_in(&store).await;

    store.sweep(|_| in_hours(26)).await.unwrap();
    drop(store);
    let store = open(&folder);
    assert!(store.result(&kept.session.key, &key("k")).await.unwrap().is_none());
    assert!(store.option(&acme(), &actor("ada"), option_id(1)).await.unwrap().is_none());
    assert!(store.card_setup(&card_setup(&kept.proposed, "visit").id).await.unwrap().is_none());
    let screen = store.session(&kept.session.key).await.unwrap().unwrap();
    assert_eq!(screen.shortlist, kept.session.shortlist, "what is on the screen stays for that");

    // Thirty-two days later by the clock of one caller alone.
    store.sweep(|caller| if caller.mode == Mode::Live { now() } else { in_hours(32 * 24) }).await.unwrap();
    drop(store);
    let store = open(&folder);
    assert!(store.session(&kept.session.key).await.unwrap().is_none());
    assert!(store.events(&kept.session.key, None, 9).await.unwrap().events.is_empty());
    assert!(store.session(&live.key).await.unwrap().is_some());
    let left = store.bookings(&BookingFilter::Actor(acme(), actor("ada"))).await.unwrap();
    assert_eq!(left, [Arc::new(kept.booked)]);
    assert_eq!(store.payment_methods(&acme(), &actor("ada")).await.unwrap(), [method("pm")]);
}

#[tokio::test]
async fn what_is_swept_gives_its_room_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let body: &'static str = Box::leak("an answer ".repeat(400).into_boxed_str());
    let mut last = session(&acme(), "ada", 1);
    store.commit(Commit { session: Some(Arc::new(last.clone())), ..Commit::default() }).await.unwrap();
    for turn in 0..200 {
        last = turned(&last);
        let commit = Commit {
            session: Some(Arc::new(last.clone())),
            event: Some(event(&last)),
            shown: Some(Arc::new(shortlist(1))),
            result: Some((last.key.clone(), key(&format!("k{turn}")), result(&last, 1, body))),
            ..Commit::default()
        };
        store.commit(commit).await.unwrap();
    }
    let pages_in_use = || -> i64 {
        let file = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
        let count = |name| -> i64 { file.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        count("page_count") - count("freelist_count")
    };
    let before = pages_in_use();
    store.sweep(|_| in_hours(26)).await.unwrap();
    let left = pages_in_use();
    assert!(left * 5 < before, "of {before} pages {left} are still in use");
    assert_eq!(store.events(&last.key, None, 300).await.unwrap().events.len(), 200);
}

#[tokio::test]
async fn a_commit_whose_caller_has_gone_is_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let first = session(&acme(), "ada", 1);
    let commit = store.commit(Commit { session: Some(Arc::new(first.clone())), ..Commit::default() });
    // Long enough to be asked for, and not to be answered.
    let _ = tokio::time::timeout(std::time::Duration::ZERO, commit).await;
    drop(store);
    assert_eq!(*open(&folder).session(&first.key).await.unwrap().unwrap(), first);
}

#[tokio::test]
async fn a_served_file_is_copied_whole_and_nothing_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let kept = Kept::write(&store).await;
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("store.db");
    desk::backup(&folder.path().join("store.db"), &copy).unwrap();
    kept.is_all_in(&open(&copies)).await;
    assert!(matches!(desk::backup(&folder.path().join("store.db"), &copy), Err(DeskError::Copy(_))));
    assert!(matches!(desk::backup(&folder.path().join("none.db"), &copy), Err(DeskError::Open(_))));
}

#[tokio::test]
async fn a_verdict_reaches_the_store_that_serves_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, store) = (folder.path().join("store.db"), open(&folder));
    let kept = Kept::write(&store).await;
    assert_eq!(desk::unsettled(&path).unwrap(), [Arc::new(kept.booked.clone())]);
    let reference = SupplierReference::parse("THEIRS-1").unwrap();
    let since = kept.booked.updated_at;
    let early =
        desk::leave_verdict(&path, &kept.booked.id, Some(in_hours(-1)), Some(&reference), ("grace", in_hours(1)));
    assert!(matches!(early, Err(DeskError::Changed { at, .. }) if at == since), "{early:?}");
    desk::leave_verdict(&path, &kept.booked.id, Some(since), Some(&reference), ("grace", in_hours(1))).unwrap();
    let verdicts = store.verdicts().await.unwrap();
    assert_eq!((&verdicts[0].booking, &verdicts[0].found), (&kept.booked.id, &Some(reference)));
    assert_eq!(verdicts[0].version, Some(kept.booked.version), "it answers for the booking as it was seen");
    let left = Some(("grace".to_owned(), in_hours(1)));
    let waiting = Ruling { verdict: verdicts[0].clone(), left, acted: None };
    assert_eq!(desk::rulings(&path).unwrap(), std::slice::from_ref(&waiting));

    store.close_verdict(verdicts[0].no, in_hours(2), Outcome::Stands(AttemptState::Confirmed)).await.unwrap();
    assert_eq!(store.verdicts().await.unwrap(), []);
    let acted = Some((in_hours(2), Outcome::Stands(AttemptState::Confirmed)));
    assert_eq!(
        desk::rulings(&path).unwrap(),
        [Ruling { acted, ..waiting }],
        "who told what, and what came of it, stays"
    );
    let settled = desk::leave_verdict(&path, &kept.proposed.id, None, None, ("grace", in_hours(3)));
    assert!(matches!(settled, Err(DeskError::Settled(_))), "{settled:?}");

    for outcome in [Outcome::Overtaken, Outcome::NotFound] {
        desk::leave_verdict(&path, &kept.booked.id, None, None, ("grace", in_hours(4))).unwrap();
        let waiting = store.verdicts().await.unwrap();
        store.close_verdict(waiting[0].no, in_hours(5), outcome).await.unwrap();
        let told = desk::rulings(&path).unwrap();
        assert_eq!(told.last().unwrap().acted, Some((in_hours(5), outcome)), "{told:?}");
    }
}

/// How many committers wait at once where it is measured.
const COMMITTERS: u128 = 64;
const FOR: Duration = Duration::from_secs(3);

/// `cargo test --release --test sqlite -- --ignored --nocapture` shows what a turn's commit costs beside a bare transaction
/// that syncs as much.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn how_many_turns_are_committed_in_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let list = Arc::new(shortlist(1));
    let bytes = serde_json::to_vec(&*list).unwrap();
    let bare = bare_transactions(&folder, &bytes);
    let store = Arc::new(open(&folder));
    let begun = Instant::now();
    let committers = (0..COMMITTERS).map(|number| {
        let (store, list) = (Arc::clone(&store), Arc::clone(&list));
        tokio::spawn(async move {
            let mut now = session(&acme(), &format!("user-{number}"), number);
            store.commit(Commit { session: Some(Arc::new(now.clone())), ..Commit::default() }).await.unwrap();
            let mut waits = Vec::new();
            while begun.elapsed() < FOR {
                now = Session { shortlist: Some(Arc::clone(&list)), ..turned(&now) };
                let name = key(&now.version.to_string());
                let commit = Commit {
                    session: Some(Arc::new(now.clone())),
                    event: Some(event(&now)),
                    shown: Some(Arc::clone(&list)),
                    result: Some((now.key.clone(), name, result(&now, 1, BODY))),
                    ..Commit::default()
                };
                let asked = Instant::now();
                store.commit(commit).await.unwrap();
                waits.push(asked.elapsed());
            }
            waits
        })
    });
    let mut waits = Vec::new();
    for committer in committers.collect::<Vec<_>>() {
        waits.extend(committer.await.unwrap());
    }
    waits.sort();
    let (grouped, at) = (per_second(waits.len()), |share: usize| waits[waits.len() * share / 100]);
    println!("bare {bare:.0}/s, in groups {grouped:.0}/s ({:.1}x); p50 {:?}, p99 {:?}", grouped / bare, at(50), at(99));
}

/// An answer of the usual size.
const BODY: &str = include_str!("sqlite.rs");

fn per_second(count: usize) -> f64 {
    count as f64 / FOR.as_secs_f64()
}

/// Transactions of one row each in a second, one after another.
fn bare_transactions(folder: &TempDir, body: &[u8]) -> f64 {
    let file = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    file.execute_batch("PRAGMA journal_mode = wal; PRAGMA synchronous = FULL; CREATE TABLE rows (body)").unwrap();
    let (begun, mut count) = (Instant::now(), 0);
    while begun.elapsed() < FOR {
        file.prepare_cached("INSERT INTO rows VALUES (?1)").unwrap().execute([body]).unwrap();
        count += 1;
    }
    per_second(count)
}
