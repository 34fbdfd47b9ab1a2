//! What the guest wants of this turn, from everything that was read.
//!
//! The rules are tried in the order they stand in [`decide`]; the first that holds decides. In short: what went
//! wrong or concerns a booking first, then questions, then new facts, then acts without facts, then manners.
//!
//! ```text
//! yes  = the first plain yes or no, unless taken back in the same sentence ("agree, it is not ok")
//!      | praise or "okay" where no plain answer stands
//! ```

use super::evidence::Evidence;
use super::meaning::Intent;
use super::reading::Reading;
use super::sense::{Act, Person, Pointer, Sense};
use super::situation::Asked;
use super::topic::Topic;

/// The intent, and the yes or no the turn holds whatever else it says.
#[must_use]
pub fn decide(evidence: &Evidence<'_>) -> (Intent, Option<bool>) {
    let answer = answer(evidence.reading);
    let intent = trouble(evidence)
        .or_else(|| proposal(evidence, answer))
        .or_else(|| bookings(evidence))
        .or_else(|| question(evidence))
        .or_else(|| facts(evidence))
        .or_else(|| acts(evidence, answer))
        .or_else(|| manners(evidence, answer))
        .or_else(|| evidence.dated.then(|| evidence.search_or_refine()))
        .unwrap_or(Intent::Unknown);
    (intent, answer)
}

/// Something only a person can help with.
fn trouble(evidence: &Evidence<'_>) -> Option<Intent> {
    let says = |act| evidence.says(act);
    if says(Act::Handoff) {
        Some(Intent::Handoff)
    } else if evidence.changes_a_booking() {
        Some(Intent::Modify)
    } else if says(Act::Repeat) && evidence.said.is_empty() {
        Some(Intent::Repeat)
    } else if evidence.says_firmly(Act::Complaint) && !evidence.said.has_filter() && !evidence.names_a_stay() {
        Some(Intent::Complaint)
    } else {
        None
    }
}

/// A plain answer to an open proposal; with a new fact it is a refinement instead, and with a doubt it is no yes.
fn proposal(evidence: &Evidence<'_>, answer: Option<bool>) -> Option<Intent> {
    match evidence.situation.asked {
        Asked::Proposal if answer == Some(true) && evidence.restates() && !evidence.asks && !evidence.wavers() => {
            Some(Intent::Yes)
        }
        Asked::Proposal | Asked::Cancellation if evidence.said.is_empty() && !evidence.asks => {
            let Some(yes) = answer.or(evidence.says_so()) else {
                return evidence.says(Act::Hesitate).then_some(Intent::DontKnow);
            };
            if yes && evidence.wavers() {
                return evidence.says(Act::Cancel).then_some(Intent::Cancel).or(Some(Intent::DontKnow));
            }
            Some(if yes { Intent::Yes } else { Intent::No })
        }
        Asked::CardSetup
            if evidence.said.is_empty() && (evidence.says(Act::Done) || answer == Some(true) && !evidence.asks) =>
        {
            Some(Intent::Done)
        }
        Asked::Nothing
        | Asked::Slots(_)
        | Asked::WhichPlace(_)
        | Asked::Proposal
        | Asked::Cancellation
        | Asked::CardSetup => None,
    }
}

/// What concerns a booking that was made.
fn bookings(evidence: &Evidence<'_>) -> Option<Intent> {
    if evidence.says_firmly(Act::Cancel) {
        return Some(Intent::Cancel);
    }
    if evidence.says_firmly(Act::Modify) {
        let made = evidence.reading.says(Sense::Booking) || evidence.situation.has_booking;
        return Some(if made || evidence.said.is_empty() { Intent::Modify } else { Intent::Refine });
    }
    evidence.says(Act::Bookings).then_some(Intent::Bookings)
}

/// A question about an option; new facts beside it win, since a filter is never lost.
fn question(evidence: &Evidence<'_>) -> Option<Intent> {
    if evidence.says(Act::Compare) && (!evidence.situation.shown.is_empty() || evidence.said.is_empty()) {
        return Some(Intent::Compare);
    }
    let facts = evidence.said.has_request() || evidence.said.has_plain_filter();
    let seeks = evidence.says(Act::Other)
        || evidence.seeks_lodging() && evidence.topics.iter().all(|topic| is_of_seeking(*topic));
    if seeks && !facts {
        return None;
    }
    let of_one = evidence.said_only_a_name() && evidence.asks_of_the_named();
    let of_several = evidence.moods.iter().any(|mood| mood.of_several) && !evidence.said.has_request();
    if evidence.asks && (!facts || of_one || of_several) && !evidence.says_firmly(Act::Book) {
        return Some(Intent::Question);
    }
    None
}

/// New facts: a search, a refinement, or a booking in words.
fn facts(evidence: &Evidence<'_>) -> Option<Intent> {
    if evidence.said.is_empty() {
        return None;
    }
    if evidence.is_about_the_house() {
        return Some(Intent::Question);
    }
    if evidence.travels_otherwise() {
        return Some(Intent::Unsupported);
    }
    let says = |act| evidence.says(act);
    let lodging = evidence.names_lodging();
    let other = says(Act::Other) || says(Act::More);
    Some(if says(Act::StartOver) {
        Intent::Search
    } else if other {
        Intent::Refine
    } else if says(Act::Find) && lodging && !evidence.looks_to_book() {
        evidence.search_or_refine()
    } else if evidence.says_firmly(Act::Book) {
        if evidence.seeks_more_lodging() { Intent::Search } else { Intent::Book }
    } else if evidence.takes_an_option() || evidence.names_only_the_shown() {
        Intent::Select
    } else if says(Act::Want) && lodging {
        evidence.search_or_refine()
    } else if evidence.situation.shown.is_empty() && evidence.situation.asked == Asked::Nothing
        || lodging && evidence.is_a_whole_stay()
    {
        Intent::Search
    } else {
        Intent::Refine
    })
}

/// Acts that state no fact.
fn acts(evidence: &Evidence<'_>, answer: Option<bool>) -> Option<Intent> {
    let says = |act| evidence.says(act);
    if says(Act::StartOver) {
        return Some(Intent::Search);
    }
    if says(Act::Other) || evidence.says_another() || says(Act::More) && !says(Act::Bye) {
        return Some(Intent::More);
    }
    if let Some(intent) = pointing(evidence, answer) {
        return Some(intent);
    }
    if evidence.travels_otherwise() {
        return Some(Intent::Unsupported);
    }
    let finds = says(Act::Find) && !evidence.looks_to_book();
    if finds && (evidence.names_lodging() || answer != Some(false)) && !evidence.is_over() {
        return Some(Intent::Search);
    }
    if evidence.says_firmly(Act::Book) && (answer != Some(false) || evidence.names_lodging()) {
        return Some(if evidence.seeks_more_lodging() { Intent::Search } else { Intent::Book });
    }
    if evidence.reading.says(Sense::Booking) && !evidence.is_over() {
        let denied = evidence.reading.says(Sense::Negation);
        return Some(if denied { Intent::Book } else { Intent::Bookings });
    }
    if (says(Act::Want) && evidence.names_lodging() || evidence.seeks_lodging()) && !evidence.is_over() {
        return Some(Intent::Search);
    }
    None
}

/// What is done to an option pointed at.
fn pointing(evidence: &Evidence<'_>, answer: Option<bool>) -> Option<Intent> {
    let this = evidence.reading.says(Sense::Point(Pointer::This)) && !evidence.situation.shown.is_empty();
    if answer == Some(false) || evidence.seeks_lodging() && evidence.says(Act::Find) {
        return None;
    }
    if !evidence.selection.is_empty() || this {
        let takes = evidence.topics.is_empty()
            && matches!(evidence.reading.first_word(0), "can" | "could" | "may")
            && evidence.reading.tokens.are(1, &["i", "have"]);
        let asks = evidence.has_question() && !takes || evidence.topics.contains(&Topic::Description);
        return Some(if evidence.says_firmly(Act::Book) {
            Intent::Book
        } else if asks {
            Intent::Question
        } else {
            Intent::Select
        });
    }
    let takes = evidence.says(Act::Take) && !evidence.has_question();
    (takes && !evidence.situation.shown.is_empty()).then_some(Intent::Select)
}

/// Manners and short answers.
fn manners(evidence: &Evidence<'_>, answer: Option<bool>) -> Option<Intent> {
    let says = |act| evidence.says(act);
    if evidence.has_question() && !says(Act::Thanks) && !says(Act::Bye) {
        return Some(if says(Act::Help) { Intent::Help } else { Intent::Question });
    }
    if evidence.reading.says(Sense::DontCare) {
        return Some(if evidence.is_under_way() { Intent::Refine } else { Intent::DontKnow });
    }
    if says(Act::DontKnow) {
        return Some(Intent::DontKnow);
    }
    match answer {
        Some(false) if says(Act::Bye) && evidence.situation.asked == Asked::Nothing => Some(Intent::Goodbye),
        Some(false) => Some(Intent::No),
        Some(true) if !says(Act::Thanks) && !says(Act::Bye) => Some(evidence.yes()),
        _ if says(Act::Thanks) => Some(Intent::Thanks),
        _ if says(Act::Bye) => Some(Intent::Goodbye),
        Some(true) => Some(evidence.yes()),
        None if says(Act::Done) => Some(Intent::Done),
        None if says(Act::Greet) => Some(Intent::Greeting),
        None if says(Act::Help) => Some(Intent::Help),
        None if evidence.names_lodging() || says(Act::Want) && !evidence.topics.is_empty() => Some(Intent::Search),
        None if evidence.unchecked => Some(evidence.search_or_refine()),
        None if !evidence.topics.is_empty() => Some(Intent::Question),
        None => None,
    }
}

/// What may be asked while a house is sought.
fn is_of_seeking(topic: Topic) -> bool {
    matches!(topic, Topic::Availability | Topic::Description | Topic::Distance)
}

/// Yes or no, wherever in the text.
#[must_use]
pub fn answer(reading: &Reading<'_>) -> Option<bool> {
    let plain = (0..reading.len()).find_map(|i| plain_answer(reading, i).map(|yes| (i, yes)));
    match plain {
        Some((i, true)) => {
            let taken_back = reading
                .sentence(i)
                .filter(|k| *k > i)
                .any(|k| plain_answer(reading, k) == Some(false) && reading.items[k].tokens.len() > 1);
            Some(!taken_back)
        }
        Some((_, false)) => Some(false),
        None => reading
            .items
            .iter()
            .any(|item| matches!(item.sense, Sense::Act(Act::Praise | Act::Ok | Act::Take)))
            .then_some(true),
    }
}

fn plain_answer(reading: &Reading<'_>, i: usize) -> Option<bool> {
    match reading.sense(i) {
        // "I'll confirm tomorrow"
        Sense::Act(Act::Yes) if reading.is_word(i, "confirm") && reading.sense(i + 1) == Sense::Date => Some(false),
        Sense::Act(Act::Yes) => Some(true),
        Sense::And | Sense::Number(1000) | Sense::Unknown if reading.len() == 1 => match reading.word(i) {
            "y" | "k" => Some(true),
            "n" => Some(false),
            _ => None,
        },
        Sense::Act(Act::Brief) if matches!(reading.sense(i + 1), Sense::Stop | Sense::Comma) => Some(true),
        Sense::Act(Act::No) if !is_a_quantifier(reading, i) => Some(false),
        // "not the first one"
        Sense::Negation if (i + 1..i + 3).any(|k| matches!(reading.sense(k), Sense::Ordinal(_))) => Some(false),
        _ => None,
    }
}

/// "no kids", "no breakfast": denies what follows, answers nothing.
fn is_a_quantifier(reading: &Reading<'_>, i: usize) -> bool {
    reading.is_word(i, "no")
        && matches!(
            reading.sense(i + 1),
            Sense::Person(Person::Children | Person::Babies | Person::Adults)
                | Sense::Amenity(_)
                | Sense::Board(_)
                | Sense::Star
                | Sense::Unchecked
                | Sense::Point(Pointer::Item)
                | Sense::Number(_)
                | Sense::NonRefundable
                | Sense::Refundable
        )
}
