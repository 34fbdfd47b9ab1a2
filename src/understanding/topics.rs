//! What a turn asks about.
//!
//! ```text
//! topic = a word for something asked, in a question about one option      "does it have a pool?"
//!       | a word that is never a filter, in any sentence                  "I need the phone number"
//! ```
//!
//! A price beside an amount or a level of price, and stars or a rating beside a number, are filters, not topics.

use super::meaning::Said;
use super::mood::Mood;
use super::reading::Reading;
use super::sense::{Pointer, Sense};
use super::text::Tokens;
use super::topic::Topic;
use super::wishes::is_denied;

/// The topics of the turn, in order, and whether one of them is asked outright.
#[must_use]
pub fn find(reading: &Reading<'_>, moods: &[Mood], said: &Said) -> (Vec<Topic>, bool) {
    let (mut topics, mut asked) = (Vec::new(), false);
    for mood in moods {
        for i in mood.items.clone() {
            let Some(topic) = topic(reading, i).or_else(|| nearness(reading, mood, i)) else { continue };
            if matches!(reading.sense(i), Sense::Property(_)) && !mood.asks_about(i) {
                continue;
            }
            let asks = mood.asks_about(i) || mood.of_several;
            let outright = asks || topic.is_never_a_filter();
            if topic == Topic::Price && (said.price.is_some() || said.price_class.is_some() || said.currency.is_some())
                || !asks && is_of_the_one(reading, i)
                || is_denied(reading, i) && !mood.question
            {
                continue;
            }
            if reading.items[i].read && !asks && !topic.is_never_a_filter() {
                continue;
            }
            asked |= outright && !mood.aside;
            if !topics.iter().any(|known: &Topic| known.as_str() == topic.as_str()) {
                topics.push(topic);
            }
        }
    }
    if topics.is_empty() && moods.iter().any(|mood| mood.items.clone().any(|i| asks_where(reading, i))) {
        topics.push(Topic::Address);
        asked = true;
    }
    for topic in check_times(reading, moods.iter()) {
        if !topics.contains(&topic) {
            topics.push(topic);
            asked = true;
        }
    }
    (topics, asked)
}

/// "is it near Pike Place?": how far it is from there.
fn nearness(reading: &Reading<'_>, mood: &Mood, i: usize) -> Option<Topic> {
    let place = reading.sense(i) == Sense::Place || reading.is_word(i, "airport");
    let near = || reading.words_before(i).take(3).any(|word| matches!(word, "near" | "close" | "far"));
    (place && mood.question && mood.asks_about(i) && near()).then_some(Topic::Distance)
}

/// "the one with the pool": says which one, and asks nothing.
fn is_of_the_one(reading: &Reading<'_>, i: usize) -> bool {
    let mut before = (reading.clause(i).start..i).map(|k| reading.sense(k));
    matches!(reading.sense(i), Sense::Amenity(_)) && before.any(|sense| sense == Sense::Point(Pointer::One))
}

/// "where is the second one?"
fn asks_where(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i) == Sense::Question && matches!(reading.word(i), "where" | "wheres")
}

/// "check in at 5", "when must we check out?", "leave later": times of day, which the dates say nothing about.
#[must_use]
pub fn check_times<'m>(reading: &Reading<'_>, moods: impl Iterator<Item = &'m Mood>) -> Vec<Topic> {
    let tokens = reading.tokens;
    let mut found = Vec::new();
    for mood in moods {
        let range = reading.range(mood.items.clone());
        let verb = range.clone().find_map(|i| check_verb(tokens, i).map(|topic| (i, topic)));
        let Some((at, topic)) = verb else { continue };
        let timed = (at..range.end).any(|i| is_time_cue(tokens, i))
            || range.clone().any(|i| matches!(tokens.word(i), "when" | "time"));
        if timed {
            found.push(topic);
        }
    }
    found
}

fn check_verb(tokens: &Tokens<'_>, i: usize) -> Option<Topic> {
    let next = || tokens.word(i + 1 + usize::from(tokens.is(i + 1, "-")));
    match tokens.word(i) {
        "checkin" => Some(Topic::CheckInTime),
        "checkout" => Some(Topic::CheckOutTime),
        "check" | "checking" => match next() {
            "in" => Some(Topic::CheckInTime),
            "out" => Some(Topic::CheckOutTime),
            _ => None,
        },
        "leave" => matches!(next(), "later" | "late" | "early" | "the" | "slightly").then_some(Topic::CheckOutTime),
        _ => None,
    }
}

/// "late", "earliest", "7 pm", "at 5", "between 8 and 10".
fn is_time_cue(tokens: &Tokens<'_>, i: usize) -> bool {
    let day_follows = matches!(tokens.word(i + 1), "today" | "tonight" | "this" | "on");
    let clock = tokens.number(i).is_some_and(|hour| hour <= 24)
        && i > 0
        && matches!(tokens.word(i - 1), "at" | "after" | "before" | "by" | "between" | "around" | "than")
        && !matches!(tokens.word(i + 1), "th" | "st" | "nd" | "rd" | "/");
    clock
        || matches!(
            tokens.word(i),
            "late" | "later" | "latest" | "early" | "earlier" | "earliest" | "noon" | "midnight"
        ) && !day_follows
}

fn topic(reading: &Reading<'_>, i: usize) -> Option<Topic> {
    match reading.sense(i) {
        Sense::Topic(topic) => Some(topic),
        Sense::Amenity(amenity) => Some(Topic::Amenity(amenity)),
        Sense::Board(_) => Some(Topic::Amenity(crate::domain::amenity::Amenity::Breakfast)),
        Sense::Refundable => Some(Topic::Refund),
        Sense::Property(_) => Some(Topic::PropertyType),
        Sense::Star if !reading.items[i].read => Some(Topic::Stars),
        Sense::Rating if !reading.items[i].read => Some(Topic::Rating),
        Sense::PriceWord => Some(Topic::Price),
        _ => None,
    }
}
