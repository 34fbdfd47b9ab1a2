//! Written conversations, run against the server in this process: the files in `conversations/`, one journey each.
//!
//! The form of a journey is at the head of `script.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod facts;
#[allow(dead_code, reason = "shared with the tests of the API, which use all of it")]
#[path = "../api/harness.rs"]
mod harness;
#[allow(dead_code, reason = "shared with the tests of live keys, which use all of it")]
#[path = "../support/pageone.rs"]
mod pageone;
mod script;
mod stage;
mod suppliers;
mod transcript;

use std::path::PathBuf;
use std::sync::Arc;

use script::{Journey, Line};
use suppliers::On;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/journeys")
}

/// Every journey, in the order of the files' names.
fn journeys() -> Vec<Journey> {
    let files = std::fs::read_dir(folder().join("conversations")).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Journey::read(path)).collect()
}

/// So many journeys are played at once: a supplier's server must have the time to answer while others compute.
const AT_ONCE: usize = 4;

/// Plays every journey on one supplier, each in a house of its own.
async fn every_journey_goes_as_it_is_written(on: On) {
    let (mut plays, doors) = (JoinSet::new(), Arc::new(Semaphore::new(AT_ONCE)));
    for journey in journeys() {
        let doors = Arc::clone(&doors);
        plays.spawn(async move {
            let _open = doors.acquire().await.unwrap();
            let telling = stage::play(&journey, on).await;
            (!telling.problems.is_empty()).then(|| telling.report(&journey))
        });
    }
    let mut broken: Vec<String> = plays.join_all().await.into_iter().flatten().collect();
    broken.sort();
    assert!(broken.is_empty(), "{} journeys went wrong\n\n{}", broken.len(), broken.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_journey_goes_as_it_is_written_on_the_sandbox() {
    every_journey_goes_as_it_is_written(On::Sandbox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_journey_goes_as_it_is_written_through_pageone() {
    every_journey_goes_as_it_is_written(On::PageOne).await;
}

#[test]
fn there_are_forty_journeys_of_three_to_twelve_turns() {
    let journeys = journeys();
    assert!(journeys.len() >= 40, "{} journeys", journeys.len());
    for journey in &journeys {
        for on in [On::Sandbox, On::PageOne] {
            let turns = journey.lines(on).filter(|(_, line)| line.is_turn()).count();
            let checked = journey.lines(on).filter(|(_, line)| matches!(line, Line::Is(_))).count();
            assert!((3..=12).contains(&turns), "{} has {turns} turns", journey.name);
            assert_eq!(checked, turns, "{}: every turn says what it comes to", journey.name);
        }
    }
}

#[test]
fn what_holds_on_one_supplier_alone_is_explained_and_is_hardly_ever_a_status() {
    let mut statuses = Vec::new();
    for journey in journeys() {
        let ours = journey.for_one_supplier();
        statuses.extend(ours.filter(|(_, line)| matches!(line, Line::Is(_))).map(|_| journey.name.clone()));
        let text = std::fs::read_to_string(folder().join(format!("conversations/{}.txt", journey.name))).unwrap();
        let first = text.lines().position(|line| line.starts_with("on "));
        let remark = text.lines().position(|line| line.starts_with('#'));
        assert!(
            first.is_none() || remark.is_some_and(|remark| Some(remark) < first),
            "{} does not say why",
            journey.name
        );
    }
    // Brought onto the screen by its name, and stars that nobody gives.
    assert_eq!(statuses, ["29_a_slip_of_the_pen", "38_orders", "38_orders"]);
}

#[tokio::test]
async fn the_transcript_in_the_readme_is_a_real_one() {
    let journey = journeys().into_iter().find(|journey| journey.name == transcript::JOURNEY).unwrap();
    let told = transcript::markdown(&stage::play(&journey, On::Sandbox).await.turns);
    transcript::compare(&told);
}
