//! The snapshot after every status: what the last answer showed can be shown again from it.

use serde_json::Value;

use crate::next_actions::{STATUSES, Stage};

/// The sections of an open question, by their names in an answer and in the state.
const SECTIONS: [&str; 4] = ["quote", "priceChange", "cancellation", "clarification"];

fn labels(of: &Value) -> Vec<&Value> {
    of["nextActions"].as_array().unwrap().iter().map(|action| &action["label"]).collect()
}

/// What of the answer cannot be shown again from the state.
fn missing(answer: &Value, state: &Value) -> Vec<String> {
    let (artifacts, open) = (&answer["artifacts"], &state["openQuestion"]);
    let mut missing = Vec::new();
    let mut same = |what: &str, told: &Value, kept: &Value| {
        if told != kept {
            missing.push(format!("{what} was {told} and is {kept}"));
        }
    };
    same("the status", &answer["status"], &state["lastAnswer"]["status"]);
    same("the message", &answer["message"], &state["lastAnswer"]["message"]);
    for section in ["search", "relaxations"] {
        if !artifacts[section].is_null() {
            same(section, &artifacts[section], &state[section]);
        }
    }
    // The page that says "that was all" leaves the one before it on screen.
    if artifacts["shortlist"].as_array().is_some_and(|list| !list.is_empty()) {
        same("shortlist", &artifacts["shortlist"], &state["shortlist"]);
    }
    if !open.is_null() && open["status"] == answer["status"] {
        for section in SECTIONS.into_iter().filter(|section| !artifacts[*section].is_null()) {
            same(section, &artifacts[section], &open[section]);
        }
        let (told, kept) = (&artifacts["payment"], &open["payment"]);
        same("setupUrl", &told["setupUrl"], &kept["setupUrl"]);
        same("method", &told["method"], &open["method"]);
    }
    if !artifacts["option"].is_null() && answer["status"] == "option_details" {
        same("option", &artifacts["option"]["optionId"], &state["focusOptionId"]);
    }
    if !artifacts["booking"].is_null() {
        let id = &artifacts["booking"]["bookingId"];
        let kept = state["bookings"].as_array().unwrap().iter().find(|booking| booking["bookingId"] == *id);
        if kept.is_some() || artifacts["booking"]["status"] != "failed" {
            same("booking", &artifacts["booking"], kept.unwrap_or(&Value::Null));
        }
    }
    missing
}

#[tokio::test]
async fn whatever_was_shown_last_can_be_shown_again_from_the_state() {
    let mut problems = Vec::new();
    for (status, ways) in STATUSES {
        for variant in 0..ways {
            let stage = Stage::open().await;
            let answer = stage.reach(status, variant).await;
            let snapshot = stage.session.snapshot().await;
            let state = &snapshot.data()["state"];
            let found = missing(answer.result(), state);
            problems.extend(found.into_iter().map(|problem| format!("{status} #{variant}: {problem}")));
            if state["openQuestion"]["status"] == status && status != "booking_list" {
                let (told, kept) = (labels(&answer.result()["artifacts"]), labels(state));
                if told != kept {
                    problems.push(format!("{status} #{variant} offered {told:?}, and now {kept:?}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
