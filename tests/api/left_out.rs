//! Nothing a guest says is dropped in silence.

use serde_json::{Value, json};

use crate::harness::{Answer, Server};

async fn said(text: &str) -> Answer {
    Server::start().demo().open("user-1").await.say(text).await
}

fn words(answer: &Answer) -> &str {
    answer.result()["message"]["text"].as_str().unwrap()
}

fn understanding(answer: &Answer) -> &Value {
    &answer.result()["artifacts"]["understanding"]
}

#[tokio::test]
async fn another_place_of_that_name_is_told_and_one_tap_away() {
    // A partner without a country of its own: nothing tips the scales.
    let session = Server::start().other().open("user-1").await;
    let first = session.say("Toledo Mar 20-23").await;
    first.outcome("shortlist");
    let other = understanding(&first)["alternative"]["name"].as_str().unwrap_or_else(|| panic!("{}", first.text()));
    assert_eq!(other, "Toledo");
    let actions = first.result()["artifacts"]["nextActions"].as_array().unwrap();
    let tap = actions.last().unwrap()["text"].as_str().unwrap();
    assert!(words(&first).contains(tap), "{}", words(&first));
    let search = |answer: &Answer| answer.outcome("shortlist")["artifacts"]["search"].clone();
    let (before, after) = (search(&first), search(&session.say(tap).await));
    assert_ne!(before["destination"]["countryCode"], after["destination"]["countryCode"]);
    assert_eq!(before["checkIn"], after["checkIn"], "the dates stay");
}

#[tokio::test]
async fn wishes_that_nobody_can_check_are_told() {
    let answer = said("Seattle Mar 20-23, a quiet room").await;
    answer.outcome("shortlist");
    assert_eq!(understanding(&answer)["leftOut"], json!([{"text": "quiet", "reason": "cannot_check"}]));
    assert!(words(&answer).contains("“quiet”"), "{}", words(&answer));
}

#[tokio::test]
async fn what_lies_outside_this_service_is_told_beside_what_does_not() {
    let answer = said("flights to Seattle and a hotel there Mar 20-23").await;
    answer.outcome("shortlist");
    assert_eq!(understanding(&answer)["leftOut"], json!([{"text": "flights", "reason": "outside_service"}]));
    assert!(words(&answer).contains("I book hotels only, so I left out “flights”."), "{}", words(&answer));
}

#[tokio::test]
async fn mended_spelling_is_echoed_also_before_there_is_a_list() {
    let answer = said("a hotel in Seatle please").await;
    answer.outcome("clarification_required");
    assert_eq!(understanding(&answer)["corrections"], json!([{"from": "Seatle", "to": "Seattle"}]));
    assert!(words(&answer).contains("“Seatle” as Seattle"), "{}", words(&answer));
}

#[tokio::test]
async fn two_adults_are_assumed_aloud_when_nobody_is_named() {
    let answer = said("Seattle Mar 20-23").await;
    answer.outcome("shortlist");
    let assumptions = understanding(&answer)["assumptions"].as_array().unwrap();
    assert!(assumptions.contains(&json!("2 adults, since nobody was named")), "{assumptions:?}");
    let rooms = &understanding(&answer)["rooms"];
    assert_eq!((&rooms["assumed"], &rooms["value"][0]["adults"]), (&json!(true), &json!(2)));
    assert!(words(&answer).contains("1 room, 2 adults"), "{}", words(&answer));
    let named = said("Seattle Mar 20-23 for 3 adults").await;
    assert_eq!(understanding(&named)["rooms"]["assumed"], false);
    assert!(!named.text().contains("since nobody was named"));
}

#[tokio::test]
async fn the_order_asked_for_is_the_order_told() {
    let session = Server::start().demo().open("user-1").await;
    for (text, told) in [
        ("Seattle Mar 20-23", "the best 5"),
        ("cheapest first", "the 5 cheapest"),
        ("best rated first", "the 5 best rated"),
    ] {
        let answer = session.say(text).await;
        answer.outcome("shortlist");
        assert!(words(&answer).contains(told), "{}", words(&answer));
    }
}
