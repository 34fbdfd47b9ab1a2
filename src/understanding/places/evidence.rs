//! Whether a name that was read is meant as a place.
//!
//! | name | is a place when |
//! |---|---|
//! | the whole answer to "where?" | always |
//! | everyday words (Nice, Mobile) | a sure cue and a capital, or a cue and 100,000 people; areas ("downtown") when their city is known |
//! | well known: sought after, 100,000 people, a landmark, a region | always, unless a person's name is expected |
//! | any other | a cue, a qualifier, or a capital and some people |

use std::ops::Range;

use super::cue::{Strength, cue_before};
use super::role::{AROUND_ANSWER, BRAND, COMMON, CUES, CURRENCY, DETERMINER, HOUSE, PERSON, brands};
use super::spoken::Spoken;
use crate::domain::place::PlaceKind;
use crate::world::everyday::is_near_everyday;
use crate::world::words::LONGEST_NAME;
use crate::world::{Hint, Reading, Resolution};

/// What speaks for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    cue: Option<Strength>,
    capital: bool,
    first: bool,
    everyday: bool,
    brand: bool,
    house: bool,
    possessed: bool,
    contracted: bool,
    code: bool,
    currency: bool,
    opens_other: bool,
    person: bool,
    answer: bool,
    letters: usize,
    /// Whether what follows was read as something else: a date, most often.
    before_claimed: bool,
    /// Whether what stands before was.
    after_claimed: bool,
    /// Of the word "la" in small letters: whether it stands as a place does in English, and not as an article.
    small_la: Option<bool>,
    /// Whether a house is named right before: "hotel sf".
    after_house: bool,
    /// Whether the word has another use in a sentence about places.
    plays: bool,
}

/// A fair cue is enough for places of so many people.
const SOME: u32 = 1_000;
/// A capital is enough for places of so many people.
const MANY: u32 = 15_000;

impl Evidence {
    /// Whether nothing could make the word at `at` a place, whatever it names; saves looking it up.
    pub(super) fn is_hopeless(spoken: &Spoken<'_>, at: usize, hint: &Hint) -> bool {
        let everyday = |at: usize| spoken.traits.get(at).is_none_or(|word| word.everyday);
        let capital = spoken.traits[at].capital;
        everyday(at)
            && everyday(at + 1)
            && !capital
            && !hint.asked
            && hint.session.is_none()
            && spoken.word(at + 2) != "city"
            && cue_before(spoken, at).is_none()
    }

    pub(super) fn of(spoken: &Spoken<'_>, at: usize, reading: &Reading, hint: &Hint) -> Self {
        let name = at..at + reading.name;
        let cue = cue_before(spoken, at);
        let traits = spoken.traits[at];
        let letters: usize = spoken.words[name.clone()].iter().map(|word| word.text.len()).sum();
        let everyday = spoken.traits[name].iter().all(|word| word.everyday);
        Self {
            cue: cue.map(|cue| cue.strength),
            capital: traits.capital,
            first: traits.first,
            everyday,
            brand: is_brand(spoken, at, reading.name) || is_common(spoken, at, reading.name),
            house: is_house(spoken, at + reading.words),
            possessed: spoken.role_before(at, 1) & DETERMINER != 0 && !is_around(spoken, at + reading.words),
            opens_other: opens_other(spoken, at, reading.words),
            contracted: reading.name == 1 && spoken.is_contracted(at),
            currency: spoken.role(at) & CURRENCY != 0,
            code: reading.name == 1 && spoken.words[at].capitals && letters <= 4,
            person: !hint.asked && is_after_person(spoken, at),
            answer: hint.asked && is_whole_answer(spoken, at, reading.words),
            letters,
            before_claimed: spoken.traits.get(at + reading.words).is_some_and(|next| next.claimed),
            after_claimed: at > 0 && spoken.traits[at - 1].claimed,
            small_la: (reading.words == 1 && spoken.word(at) == "la" && !spoken.words[at].capitals && !hint.asked)
                .then(|| is_la(spoken, at)),
            after_house: matches!(spoken.before(at, 1), "hotel" | "hotels" | "room" | "rooms" | "stay"),
            plays: spoken.role(at) & CUES != 0,
        }
    }

    /// Whether it is enough for `reading`, which starts with the folded `word`.
    pub(super) fn is_enough(self, reading: &Reading, word: &str) -> bool {
        let standing = reading.standing;
        let big = reading.standing.is_well_known();
        if let Some(after_cue) = self.small_la {
            return after_cue;
        }
        if self.answer && !self.brand {
            let known = standing.own && self.letters > 3 && standing.people >= MANY && !is_area(reading);
            return !self.everyday || self.code || standing.here || known;
        }
        if self.person
            || (self.brand && !standing.qualified)
            || ((self.house || self.possessed || self.contracted) && !big)
        {
            return false;
        }
        if self.opens_other {
            return false;
        }
        if self.everyday {
            return !self.house && self.everyday_is_enough(reading, big);
        }
        let strong = self.cue == Some(Strength::Strong);
        let cue = self.cue >= Some(Strength::Fair);
        let whole = matches!(reading.resolution, Resolution::TooLarge { .. });
        if self.capital || standing.qualified {
            let known = standing.people >= MANY && standing.own && self.letters > 3;
            // "Can I bring Fido": nearly every name is a great city's in some language.
            let big = big && (standing.own || self.first || self.cue.is_some() || (self.code && !whole));
            return big || cue || standing.qualified || known;
        }
        if big && (standing.own || standing.hot || cue) {
            let nickname = standing.hot && (self.after_claimed || self.after_house) && !self.plays && self.letters > 1;
            return self.letters > 3 || strong || self.first || nickname;
        }
        if cue {
            let own = standing.own && (strong || standing.people >= SOME);
            return self.letters > 3
                && (own || (strong && standing.people >= MANY))
                && (reading.name > 1 || !is_near_everyday(word));
        }
        let some = if self.before_claimed { SOME } else { MANY };
        self.first && standing.people >= some && standing.own
    }

    /// Everyday words are a place by a cue together with a capital, size or a qualifier; an area only in a known city.
    fn everyday_is_enough(self, reading: &Reading, big: bool) -> bool {
        let standing = reading.standing;
        let one = matches!(reading.resolution, Resolution::Found(_));
        let cue = self.cue >= Some(Strength::Fair);
        // "salt lake city": no three such words stand together by chance.
        if standing.here || big && standing.own && reading.name > 2 {
            return one;
        }
        if self.code {
            return one && cue && !self.currency;
        }
        if standing.qualified {
            return one && (self.capital || cue || big);
        }
        let own = one && standing.own && !is_area(reading);
        own && cue && self.letters > 3 && (big || (self.capital && self.cue == Some(Strength::Strong)))
    }
}

/// Whether the name stands within the name of a hotel: "Hilton Phoenix Airport", "Seattle Inn", but not "Hotel Seattle".
pub(super) fn is_in_hotel_name(spoken: &Spoken<'_>, words: Range<usize>) -> bool {
    let mut start = words.start;
    while start > 0 && words.start - start < LONGEST_NAME && is_proper_from(spoken, start) {
        start -= 1;
    }
    let mut end = words.end;
    while end - words.end < LONGEST_NAME && spoken.traits.get(end).is_some_and(|next| !next.parted && next.capital) {
        end += 1;
    }
    let proper =
        (start..words.start).chain(words.end..end).any(|i| spoken.role(i) & HOUSE != 0 || is_brand(spoken, i, 1));
    let before = spoken.before(words.start, 1);
    proper
        || matches!(before, "inn" | "lodge" | "suites")
        || words.start.checked_sub(1).is_some_and(|i| is_brand(spoken, i, 1))
}

fn is_area(reading: &Reading) -> bool {
    matches!(&reading.resolution, Resolution::Found(found) if found.destination.kind == PlaceKind::Area)
}

/// Whether the word before `at` has a capital and belongs to the same run of words.
fn is_proper_from(spoken: &Spoken<'_>, at: usize) -> bool {
    spoken.traits.get(at).is_some_and(|word| !word.parted) && spoken.traits[at - 1].capital
}

/// Whether a person's name is expected at `at`: "Mr. …", "my name is …", "my son …".
pub(super) fn is_after_person(spoken: &Spoken<'_>, at: usize) -> bool {
    let (before, further) = (spoken.before(at, 1), spoken.before(at, 2));
    // "me and my wife, Tucson" goes to Tucson.
    let listed = spoken.before(at, 3) == "and" && matches!(further, "my" | "our");
    let apart = listed || spoken.words.get(at).is_some_and(|word| word.comma);
    !apart && spoken.role_before(at, 1) & PERSON != 0
        || (before == "is" && further == "name")
        || (before == "the" && further == "called")
}

/// Whether the `words` words at `at` are the name of a brand.
pub(super) fn is_brand(spoken: &Spoken<'_>, at: usize, words: usize) -> bool {
    let said = |brand: std::str::Split<'_, char>| brand.eq((at..at + words).map(|i| spoken.word(i)));
    spoken.role(at) & BRAND != 0 && brands().any(said)
}

/// Whether the name is a month or a day, which would be said as a date, or a thing that every city has.
fn is_common(spoken: &Spoken<'_>, at: usize, words: usize) -> bool {
    words == 1 && spoken.role(at) & COMMON != 0
}

/// Whether the word at `after`, behind a name, makes it a hotel's: "Tropicana Inn", "Milton Guest House".
pub(super) fn is_house(spoken: &Spoken<'_>, after: usize) -> bool {
    let goes_on = spoken.traits.get(after).is_some_and(|word| !word.parted);
    goes_on && (spoken.role(after) & HOUSE != 0 || is_brand(spoken, after, 1))
}

/// "a hotel in la for 2 nights": Los Angeles, where English leads to it and no name goes on.
fn is_la(spoken: &Spoken<'_>, at: usize) -> bool {
    let led = matches!(spoken.before(at, 1), "in" | "to" | "around" | "near" | "visiting" | "downtown");
    led && ends_a_name(spoken, at)
}

/// Whether no name goes on behind the word at `at`.
pub(super) fn ends_a_name(spoken: &Spoken<'_>, at: usize) -> bool {
    let ends = spoken.traits.get(at + 1).is_none_or(|next| next.parted || next.claimed);
    ends || goes_on_after_a_place(spoken.word(at + 1))
}

fn goes_on_after_a_place(word: &str) -> bool {
    matches!(
        word,
        "for"
            | "on"
            | "in"
            | "from"
            | "with"
            | "under"
            | "this"
            | "next"
            | "please"
            | "that"
            | "which"
            | "where"
            | "and"
            | "near"
            | "at"
            | "between"
            | "until"
            | "to"
            | "tomorrow"
            | "tonight"
    )
}

/// Whether the name is a mere "San" or "New" and a longer name that nobody knows starts with it.
fn opens_other(spoken: &Spoken<'_>, at: usize, words: usize) -> bool {
    let next = spoken.traits.get(at + words).is_some_and(|next| !next.parted && !next.everyday);
    words == 1 && next && is_opening(spoken.word(at))
}

/// Words that are spelt right, but start names rather than being one.
pub(super) fn is_opening(word: &str) -> bool {
    matches!(word, "san" | "las" | "los" | "new" | "saint" | "st" | "santa" | "fort" | "el" | "rio" | "cape" | "port")
}

/// "the Springfield area".
fn is_around(spoken: &Spoken<'_>, after: usize) -> bool {
    matches!(spoken.word(after), "area" | "region" | "vicinity")
}

/// Whether nothing but polite words stands around the name.
fn is_whole_answer(spoken: &Spoken<'_>, at: usize, words: usize) -> bool {
    (0..spoken.words.len())
        .filter(|i| !(at..at + words).contains(i))
        .all(|i| spoken.traits[i].claimed || spoken.role(i) & AROUND_ANSWER != 0)
}
