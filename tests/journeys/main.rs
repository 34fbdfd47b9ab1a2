//! Written conversations, run against the server in this process: the files in `conversations/`, one journey each.
//!
//! The form of a journey is at the head of `script.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod facts;
#[allow(dead_code, reason = "shared with the tests of the API, which use all of it")]
#[path = "../api/harness.rs"]
mod harness;
mod script;
mod stage;
mod transcript;

use std::path::PathBuf;

use script::{Journey, Line};

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

#[tokio::test]
async fn every_journey_goes_as_it_is_written() {
    let mut broken = Vec::new();
    for journey in journeys() {
        let telling = stage::play(&journey).await;
        if !telling.problems.is_empty() {
            broken.push(telling.report(&journey));
        }
    }
    assert!(broken.is_empty(), "{} journeys went wrong\n\n{}", broken.len(), broken.join("\n\n"));
}

#[test]
fn there_are_forty_journeys_of_three_to_twelve_turns() {
    let journeys = journeys();
    assert!(journeys.len() >= 40, "{} journeys", journeys.len());
    for journey in &journeys {
        let turns = journey.lines.iter().filter(|(_, line)| line.is_turn()).count();
        let checked = journey.lines.iter().filter(|(_, line)| matches!(line, Line::Is(_))).count();
        assert!((3..=12).contains(&turns), "{} has {turns} turns", journey.name);
        assert_eq!(checked, turns, "{}: every turn says what it comes to", journey.name);
    }
}

#[tokio::test]
async fn the_transcript_in_the_readme_is_a_real_one() {
    let journey = journeys().into_iter().find(|journey| journey.name == transcript::JOURNEY).unwrap();
    let told = transcript::markdown(&stage::play(&journey).await.turns);
    transcript::compare(&told);
}
