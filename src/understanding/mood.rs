//! How a sentence is meant: as a wish, as a question about what is on the screen, or as a complaint.
//!
//! ```text
//! question = lead… (question word | auxiliary | "tell me") … ["?"]   | … "?"
//! lead     = yes | okay | praise | thanks | greeting | "and" | comma | "please" | filler
//! request  = a sentence that asks for a house in general: "find", "need", "book", "any hotels", "one of them"
//! about    = question without request: it is about one option, and nothing in it is a filter
//!          | everything after "does it", "if they", "whether the hotel" up to the sentence's end
//! aside    = a sentence that complains or asks for a person: nothing in it is a filter
//! ```

use std::ops::Range;

use super::reading::Reading;
use super::sense::{Act, Bound, Pointer, Sense};
use super::topic::Topic;

/// How a sentence is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mood {
    /// The items of the sentence.
    pub items: Range<usize>,
    /// Whether it is put as a question.
    pub question: bool,
    /// Whether it asks for houses in general.
    pub request: bool,
    /// Whether it asks which of several have something: "do any of them have a pool?".
    pub of_several: bool,
    /// Whether it complains or asks for a person.
    pub aside: bool,
    /// From which item on it asks about one option, whatever stands before.
    pub about_from: Option<usize>,
}

impl Mood {
    /// Whether item `i` of the sentence is asked about, so that it is no filter.
    #[must_use]
    pub fn asks_about(&self, i: usize) -> bool {
        self.aside || self.question && !self.request || self.about_from.is_some_and(|from| i >= from)
    }
}

/// The mood of every sentence, in order.
#[must_use]
pub fn moods(reading: &Reading<'_>) -> Vec<Mood> {
    reading
        .sentences()
        .map(|(items, asks)| {
            let about_from = items.clone().find(|i| asks_about_one(reading, *i, items.clone()));
            let question = asks || about_from.is_some() || opens_a_question(reading, items.clone());
            let about_it = asks_about_the_shown(reading, items.clone(), asks);
            let question = question || about_it;
            let request = !about_it
                && (items.clone().any(|i| is_request(reading, i))
                    || is_a_journey(reading, items.clone())
                    || is_for_better(reading, items.clone()));
            let indifferent = items.clone().any(|i| {
                let none = reading.sense(i) == Sense::Act(Act::No) && matches!(reading.word(i), "no" | "nothing");
                none && i == items.start || matches!(reading.sense(i), Sense::DontCare | Sense::Negation)
            });
            let names_topic = items.clone().any(|i| names_a_topic(reading, i));
            let question = question || !request && !indifferent && names_topic;
            let aside = items.clone().any(|i| matches!(reading.sense(i), Sense::Act(Act::Complaint | Act::Handoff)));
            let of_several =
                question && !request && items.clone().any(|i| reading.sense(i) == Sense::Point(Pointer::OneOf));
            Mood { items, question, request: request || of_several, of_several, aside, about_from }
        })
        .collect()
}

/// The mood of the sentence that holds item `i`.
#[must_use]
pub fn mood_at(moods: &[Mood], i: usize) -> Option<&Mood> {
    moods.iter().find(|mood| mood.items.contains(&i))
}

/// Whether item `i` is asked about, or stands in no sentence.
#[must_use]
pub fn is_asked_about(moods: &[Mood], i: usize) -> bool {
    mood_at(moods, i).is_none_or(|mood| mood.asks_about(i))
}

fn opens_a_question(reading: &Reading<'_>, items: Range<usize>) -> bool {
    let mut opening = true;
    for i in items {
        match reading.sense(i) {
            Sense::Act(Act::Question) => return true,
            Sense::Auxiliary if is_a_statement(reading, i) => {
                opening = false;
            }
            Sense::Question | Sense::Auxiliary | Sense::AboutIt if opening => return true,
            Sense::Topic(_) if opening && matches!(reading.first_word(i), "how" | "what" | "where") => return true,
            sense => opening = opening && leads(sense),
        }
    }
    false
}

/// "we're going", "were bringing our cat", "we have 900": the verb of a statement.
fn is_a_statement(reading: &Reading<'_>, i: usize) -> bool {
    let subject = matches!(reading.word(i.wrapping_sub(1)), "we" | "i" | "you" | "they" | "he" | "she");
    let were = reading.is_word(i, "were")
        && (matches!(reading.sense(i + 1), Sense::Number(_)) || reading.first_word(i + 1).ends_with("ing"));
    is_contracted(reading, i) || subject || were
}

/// "we're" is no "were".
fn is_contracted(reading: &Reading<'_>, i: usize) -> bool {
    reading.items.get(i).is_some_and(|item| reading.tokens.raw(item.tokens.start).contains(['\'', '’']))
}

/// "what about breakfast?", "how about pets at the second one?": what is shown is asked about, unless houses are sought.
fn asks_about_the_shown(reading: &Reading<'_>, items: Range<usize>, asks: bool) -> bool {
    let points = items
        .clone()
        .any(|i| matches!(reading.sense(i), Sense::Ordinal(_) | Sense::Point(_) | Sense::HotelName | Sense::It));
    if !asks && !points {
        return false;
    }
    let mut items = items.skip_while(|i| leads(reading.sense(*i)) && !is_what_about(reading, *i));
    let Some(i) = items.next().filter(|i| is_what_about(reading, *i)) else { return false };
    let thing = |k: usize| matches!(reading.sense(k), Sense::Amenity(_) | Sense::Board(_));
    let article = usize::from(matches!(reading.word(i + 1), "the" | "a" | "an" | "their" | "your"));
    let sought =
        items.any(|k| seeks_others(reading, k) || matches!(reading.sense(k), Sense::Act(Act::Want | Act::Find)));
    thing(i + 1 + article) && !sought
}

fn is_what_about(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i) == Sense::Act(Act::Instead) && matches!(reading.first_word(i), "what" | "how")
}

/// "anything cheaper?", "nothing under 300?": others are sought, unless it is one of those shown that is asked about.
fn is_for_better(reading: &Reading<'_>, mut items: Range<usize>) -> bool {
    let better = |i: usize| {
        matches!(reading.sense(i), Sense::Cheaper | Sense::Pricier | Sense::BetterRated) || bounds_a_price(reading, i)
    };
    let of_one = |i: usize| {
        matches!(
            reading.sense(i),
            Sense::It | Sense::AboutIt | Sense::HotelName | Sense::Point(_) | Sense::Ordinal(_) | Sense::Question
        )
    };
    // "cheaper than that" is another one
    let of_one = |i: usize| of_one(i) && reading.words_before(i).next() != Some("than");
    items.clone().any(better) && !items.any(of_one)
}

/// A place and days in one sentence: a stay is sought, however it is put.
fn is_a_journey(reading: &Reading<'_>, items: Range<usize>) -> bool {
    let says = |sense: Sense| items.clone().any(|i| reading.sense(i) == sense);
    says(Sense::Place) && says(Sense::Date)
}

/// "address and pets": a word for something asked makes the sentence a question; "pay" does not in "I'd pay up to 200".
fn names_a_topic(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Topic(Topic::Price) => !bounds_a_price(reading, i + 1) && !is_money(reading, i + 1),
        Sense::Topic(topic) => topic.is_never_a_filter(),
        _ => false,
    }
}

/// Whether a bound and an amount of money stand at `i`: "under 300", "up to $90".
fn bounds_a_price(reading: &Reading<'_>, i: usize) -> bool {
    let bound = matches!(reading.sense(i), Sense::Bound(Bound::AtMost | Bound::AtLeast | Bound::Around));
    bound && is_money(reading, i + 1)
}

/// "$90", "200": an amount at `i` that is no count of something.
fn is_money(reading: &Reading<'_>, i: usize) -> bool {
    let signed = usize::from(matches!(reading.sense(i), Sense::Currency(_)));
    let amount = matches!(reading.sense(i + signed), Sense::Number(20..) | Sense::Decimal(_));
    amount && !matches!(reading.sense(i + 1 + signed), Sense::Unknown | Sense::Person(_) | Sense::Age)
}

fn leads(sense: Sense) -> bool {
    match sense {
        Sense::Act(act) => {
            matches!(
                act,
                Act::Yes | Act::Ok | Act::Praise | Act::Thanks | Act::Greet | Act::No | Act::Instead | Act::Other
            )
        }
        _ => matches!(
            sense,
            Sense::And | Sense::But | Sense::Comma | Sense::Polite | Sense::Filler | Sense::With | Sense::Mark
        ),
    }
}

/// "does it …", unless "they" are the several spoken of before, at the start of a sentence or after "and"; "if they …", "whether the hotel …" anywhere.
fn asks_about_one(reading: &Reading<'_>, i: usize, sentence: Range<usize>) -> bool {
    match reading.sense(i) {
        Sense::AboutIt => {
            let opens = (sentence.start..i).all(|k| leads(reading.sense(k)) || reading.sense(k) == Sense::Question);
            let joins = matches!(reading.before(i), Sense::And | Sense::Comma | Sense::But | Sense::Question);
            let of_several = matches!(reading.sense(i + 1), Sense::Point(Pointer::OneOf));
            let sought = (sentence.start..i).any(|k| seeks_others(reading, k))
                || (0..i).any(|k| reading.sense(k) == Sense::Point(Pointer::OneOf));
            (opens || joins || reading.before(i) == Sense::Act(Act::Question)) && !of_several && !sought
        }
        Sense::Auxiliary => {
            let opens = (sentence.start..i).all(|k| leads(reading.sense(k)));
            let joins = reading.before(i) == Sense::And;
            let houses = (i + 1..sentence.end).any(|k| seeks_others(reading, k));
            let one = |k: usize| match reading.sense(k) {
                Sense::It => !(houses && matches!(reading.first_word(k), "there" | "you")),
                Sense::HotelName => true,
                _ => false,
            };
            (opens || joins) && (i + 1..sentence.end).take(2).any(one)
        }
        Sense::Filler if matches!(reading.word(i), "if" | "whether") => {
            let indifferent = (sentence.start..i).any(|k| reading.sense(k) == Sense::DontCare);
            let houses = (i + 1..sentence.end).any(|k| seeks_others(reading, k));
            let shown = names_what_is_shown(reading, i + 1..sentence.end);
            !indifferent && (shown || reading.is_word(i, "whether") && !houses)
        }
        Sense::Act(Act::Question) => {
            let asks_if = reading.items[i].tokens.end - 1;
            let conditional = matches!(reading.tokens.word(asks_if), "if" | "whether");
            let houses = (i + 1..sentence.end).any(|k| is_request(reading, k));
            conditional && (!houses || names_what_is_shown(reading, i + 1..sentence.end))
        }
        _ => false,
    }
}

/// Whether a clause begins with "it", "they", "there's" or a hotel's name.
fn names_what_is_shown(reading: &Reading<'_>, clause: Range<usize>) -> bool {
    let there = clause.clone().take(1).any(|k| reading.first_word(k) == "there");
    let houses = clause.clone().any(|k| seeks_others(reading, k));
    !(there && houses)
        && clause.take(2).any(|k| {
            let offered = houses && reading.first_word(k) == "you";
            matches!(reading.sense(k), Sense::It | Sense::Point(Pointer::Those) | Sense::HotelName) && !offered
                || reading.is_word(k, "theres")
        })
}

fn is_request(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Act(Act::Take) => prefers(reading, i),
        Sense::Act(act) => matches!(act, Act::Find | Act::Want | Act::Book | Act::Other | Act::Instead | Act::More),
        // "any with a pool?"
        Sense::With => reading.is_word(i.wrapping_sub(1), "any"),
        // "any rooms left in May?"
        Sense::Room => reading.words_before(i).take(2).any(|word| word == "any"),
        Sense::Lodging if reading.is_word(i, "stay") => !matches!(reading.word(i.wrapping_sub(1)), "to" | "we" | "i"),
        Sense::Lodging if reading.is_word(i, "home") => matches!(reading.word(i.wrapping_sub(1)), "a" | "any"),
        Sense::Lodging | Sense::Property(_) => !is_definite(reading, i),
        Sense::Point(Pointer::One) => true,
        _ => false,
    }
}

/// "I prefer it with a pool": a wish, unless one of those shown is preferred.
fn prefers(reading: &Reading<'_>, i: usize) -> bool {
    let points = |k: usize| {
        matches!(
            reading.sense(k),
            Sense::Ordinal(_) | Sense::Point(_) | Sense::HotelName | Sense::Sort(_) | Sense::Cheaper
        )
    };
    reading.tokens.word(reading.items[i].tokens.end - 1) == "prefer" && !reading.sentence(i).any(points)
}

/// "any other hotels": what follows is about those, not about what is shown.
fn seeks_others(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Lodging | Sense::Property(_) => !is_definite(reading, i),
        Sense::Act(Act::Other | Act::More) => true,
        _ => false,
    }
}

fn is_definite(reading: &Reading<'_>, i: usize) -> bool {
    (i.saturating_sub(2)..i).any(|k| {
        matches!(reading.word(k), "the" | "this" | "that" | "your" | "their" | "its") || reading.sense(k) == Sense::It
    })
}
