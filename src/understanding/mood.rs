//! How a sentence is meant: as a wish, or as a question about what is on the screen.
//!
//! ```text
//! question = lead… (question word | auxiliary | "tell me") … ["?"]   | … "?"
//! lead     = yes | okay | praise | thanks | greeting | "and" | comma | "please" | filler
//! request  = a sentence that asks for a house in general: "find", "need", "book", "any hotels", "one of them"
//! about    = question without request: it is about one option, and nothing in it is a filter
//! ```

use std::ops::Range;

use super::reading::Reading;
use super::sense::{Act, Pointer, Sense};

/// How a sentence is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mood {
    /// The items of the sentence.
    pub items: Range<usize>,
    /// Whether it is put as a question.
    pub question: bool,
    /// Whether it asks for houses in general.
    pub request: bool,
}

impl Mood {
    /// Whether the sentence asks about one option, so that nothing in it is a filter.
    #[must_use]
    pub fn is_about_an_option(&self) -> bool {
        self.question && !self.request
    }
}

/// The mood of every sentence, in order.
#[must_use]
pub fn moods(reading: &Reading<'_>) -> Vec<Mood> {
    reading
        .sentences()
        .map(|(items, asks)| {
            let question = asks || opens_a_question(reading, items.clone());
            let request = items.clone().any(|i| is_request(reading, i));
            Mood { items, question, request }
        })
        .collect()
}

/// The mood of the sentence that holds item `i`.
#[must_use]
pub fn mood_at(moods: &[Mood], i: usize) -> Option<&Mood> {
    moods.iter().find(|mood| mood.items.contains(&i))
}

fn opens_a_question(reading: &Reading<'_>, items: Range<usize>) -> bool {
    let mut opening = true;
    for i in items {
        match reading.sense(i) {
            Sense::Act(Act::Question) => return true,
            Sense::Question | Sense::Auxiliary if opening => return true,
            sense => opening = opening && leads(sense),
        }
    }
    false
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
            Sense::And
                | Sense::But
                | Sense::Comma
                | Sense::Polite
                | Sense::Filler
                | Sense::It
                | Sense::With
                | Sense::Mark
        ),
    }
}

fn is_request(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Act(act) => matches!(act, Act::Find | Act::Want | Act::Book | Act::Other | Act::Instead | Act::More),
        Sense::Lodging | Sense::Property(_) => !is_definite(reading, i),
        Sense::Point(Pointer::Those | Pointer::One) => true,
        _ => false,
    }
}

fn is_definite(reading: &Reading<'_>, i: usize) -> bool {
    (i.saturating_sub(2)..i).any(|k| {
        matches!(reading.word(k), "the" | "this" | "that" | "your" | "their" | "its") || reading.sense(k) == Sense::It
    })
}
