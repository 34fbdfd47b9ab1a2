//! The names of persons, which say nothing of the stay.
//!
//! ```text
//! person = said word…                    up to three words that nothing else was read from
//! said   = "name is" | "name" [of]       in any letters: "my name is sam", "under the name of smith"
//!        | "under"                       beside booking: "book it under Smith"
//!        | companion | child | title     with a capital: "my wife Anna", "Mr Smith"
//!        | "I'm" | "this is"             with a capital: "this is Sam"
//!        | "for"                         two capitals, or beside booking: "book it for John Smith"
//! list   = person ("and" person)…
//! ```

use super::reading::Reading;
use super::sense::{Act, Person, Sense};
use super::text::{Capitals, TokenKind};

/// The most words a name has.
const LONGEST: usize = 3;

/// The items that name a person.
#[must_use]
pub fn named(reading: &Reading<'_>) -> Vec<usize> {
    let mut named: Vec<usize> = Vec::new();
    let mut i = 0;
    while i < reading.len() {
        let end = (i..reading.len().min(i + LONGEST)).find(|k| !may_be_name(reading, *k)).unwrap_or(i + LONGEST);
        let end = end.min(reading.len());
        let joins = i > 1 && reading.sense(i - 1) == Sense::And && named.last().is_some_and(|last| *last + 2 == i);
        if end > i && (is_named(reading, i, end) || joins && has_capital(reading, i)) {
            named.extend(i..end);
        }
        i = end.max(i + 1);
    }
    named
}

fn may_be_name(reading: &Reading<'_>, i: usize) -> bool {
    let item = &reading.items[i];
    item.sense == Sense::Unknown && !item.read && reading.tokens.kind(item.tokens.start) == TokenKind::Word
}

fn has_capital(reading: &Reading<'_>, i: usize) -> bool {
    reading.items.get(i).is_some_and(|item| reading.tokens.capitals(item.tokens.start) != Capitals::None)
}

/// Whether what stands before the words from `i` to `end` says that they are a name.
fn is_named(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    let mut before = reading.words_before(i);
    let words = [(); 3].map(|()| before.next().unwrap_or_default());
    let capitals = || (i..end).all(|k| has_capital(reading, k));
    let books = || reading.says(Sense::Act(Act::Book)) || reading.says(Sense::Booking);
    let of_a_house =
        || reading.words_before(i).take(6).any(|word| matches!(word, "hotel" | "hotels" | "place" | "inn"));
    match words {
        ["is" | "s", "name", _] | ["names", "my", _] | ["name", ..] | ["of", "name", _] => !of_a_house(),
        ["under", ..] => books(),
        ["mr" | "mrs" | "ms" | "miss" | "dr" | "mister", ..] => true,
        ["im", ..] | ["am", "i", _] | ["is", "this", _] => capitals(),
        ["for", ..] => capitals() && (end > i + 1 || books()) || end > i + 1 && books() && ends(reading, end),
        _ => is_a_person(reading.before(i)) && capitals(),
    }
}

fn ends(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.sense(i), Sense::Stop | Sense::Comma | Sense::Polite)
}

fn is_a_person(sense: Sense) -> bool {
    matches!(sense, Sense::Person(Person::Companion | Person::Children | Person::Babies | Person::OneChild))
}

/// "my mum is joining us", "my sister is coming too".
pub fn comes_along(reading: &Reading<'_>, i: usize) -> bool {
    (i..i + 6).any(|k| {
        let joins = matches!(reading.word(k), "joining" | "coming" | "comes" | "join" | "joins" | "tagging");
        joins && reading.sense(k - 1) != Sense::Negation
    })
}
