//! The server and its supplier as processes. The server is killed again and again, at random and at every point by name,
//! while actors search, book, pay and cancel, and repeat what got no answer under the same key. At the end everything that
//! was ever answered must still be so, and the supplier's ledger must agree.
//!
//! `CRASH_KILLS` (20), `CRASH_ACTORS` (6) and `CRASH_EACH` (1: how often at each point) make it longer, `CRASH_SEED` (1)
//! different; `CRASH_POINT` names the one point that is of interest, such as `Before-Rest`.

#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::print_stdout, reason = "a test that cannot go on stops")]

mod actor;
mod bugs;
mod client;
mod clock;
mod desk;
mod invariants;
mod machine;
mod order;
mod plan;
mod points;
mod process;
mod road;
mod stage;
mod stop;
mod watched;

use bugs::Bug;
use plan::{Life, Plan};
use points::{POINTS, Place, Point, When};
use process::Program;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice() {
    let (kills, each) = (number("CRASH_KILLS", 20), number("CRASH_EACH", 1));
    let points =
        std::env::var("CRASH_POINT").map_or_else(|_| POINTS.to_vec(), |name| vec![Point::parse(&name).unwrap()]);
    let plan = Plan::of(number("CRASH_SEED", 1), kills, each, &points);
    let done = plan.carry_out(number("CRASH_ACTORS", 6), None).await;
    println!("{done}");
    for breach in done.findings.breaches.iter().take(20) {
        println!("{breach}");
    }
    assert!(done.findings.breaches.is_empty());
    assert!(done.findings.confirmed > 0 && done.findings.cancelled > 0, "somebody booked and cancelled");
    assert_eq!(done.missed(each, &points), [], "every point was reached");
}

/// What is breached with `bug` in the server that ends at `points`.
async fn breached_by(bug: Bug, points: &[Point]) -> Vec<u8> {
    let lives = points.iter().map(|point| Life::UntilPoint(*point)).collect();
    let done = Plan::of_lives(lives).carry_out(4, Some(bug)).await;
    println!("{bug:?}: {done}");
    for breach in done.findings.breaches.iter().take(5) {
        println!("{breach}");
    }
    let mut invariants: Vec<u8> = done.findings.breaches.iter().map(|breach| breach.invariant).collect();
    invariants.sort_unstable();
    invariants.dedup();
    invariants
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_acknowledges_before_the_commit_is_found_out() {
    let points = [Place::Turn, Place::Outcome, Place::Open].map(|place| Point(place, When::Before));
    let breached = breached_by(Bug::AcknowledgeBeforeCommit, &points).await;
    assert!(breached.contains(&7), "answers are lost: {breached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_sends_twice_after_a_restart_is_found_out() {
    let points = [Point(Place::Outcome, When::Before), Point(Place::Book, When::After)];
    let breached = breached_by(Bug::SendTwiceAfterRestart, &points).await;
    assert!(breached.contains(&5) && breached.contains(&2), "booked twice: {breached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_forgets_a_key_is_found_out() {
    let points = [Point(Place::Outcome, When::After), Point(Place::Reply, When::After)];
    let breached = breached_by(Bug::ForgetKeys, &points).await;
    assert!(breached.contains(&7), "told otherwise: {breached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_is_synced_before_the_first_byte_of_its_answer_leaves() {
    let order = order::of(Program::Shipped).await;
    println!("{order:?}");
    assert!(order.after_the_sync >= 12 && order.too_early == 0, "{order:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_that_leaves_before_the_sync_is_seen() {
    let bug = Some(Bug::AcknowledgeBeforeCommit);
    let order = order::of(Program::Watched { stop: None, bug }).await;
    println!("{order:?}");
    assert!(order.too_early > 0, "{order:?}");
}

/// Not a test: what the others start as the server.
#[test]
#[ignore = "the server itself, started by the other tests"]
fn the_server_under_watch() {
    watched::run();
}
