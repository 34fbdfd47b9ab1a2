//! Who travels: adults, children, their ages.
//!
//! ```text
//! party     = group (("," | "and" | "with") group)…
//! group     = number [adjective] (adult | person | child | baby)      "2 adults", "two small kids"
//!           | ("a" | "my") (child | baby)                             "a child"
//!           | "no" child
//!           | family "of" number                                      "family of four"
//!           | "just me" | couple | [number] companion                 "my wife", "two friends"
//!           | ("for" | "we are" | "there are") number                 "for 2", unless a noun follows
//!           | a number of people in one phrase                        "zu dritt", "siamo in quattro"
//! ages      = see `ages.rs`
//! speaker   = counted where "me", "I" or "with" stands beside a companion
//! ```

use std::ops::Range;

use super::ages;
use super::numbers::is_one_room;
use super::party::Party;
use super::reading::Reading;
use super::sense::{Act, Bound, Person, Sense};
use super::text::Capitals;
use crate::domain::amenity::Amenity;

/// The most people a number can count; more is another thing.
const MOST_PEOPLE: u32 = 9_999;

/// Counts the people named in `range`.
#[must_use]
pub fn count(reading: &Reading<'_>, range: Range<usize>) -> Party {
    let mut party = Party::default();
    let mut i = range.start;
    while i < range.end {
        if !may_begin(reading, i) {
            i += 1;
            continue;
        }
        let step = ages::find(reading, i, range.end, &mut party)
            .or_else(|| circle(reading, i, range.end, &mut party))
            .or_else(|| group(reading, i, &mut party))
            .or_else(|| bare_count(reading, i, &mut party));
        match step {
            Some(next) => {
                party.items.extend(i..next.min(range.end));
                i = next;
            }
            None => i += 1,
        }
    }
    // "a family of four with 2 kids" has two adults.
    if let (Some(people), Some(children), None) = (party.people, party.children, party.adults)
        && party.as_a_group
        && people > children
    {
        party.adults = Some(people - children);
    }
    speaker_beside(reading, range, &mut party);
    party.some_children &= party.children.is_none();
    // "two adults for 2 people" names the same people twice.
    if party.adults.is_some() && party.people.is_some() {
        party.people = None;
    }
    party
}

/// Whether people, or ages of children, can be named from item `i` on.
fn may_begin(reading: &Reading<'_>, i: usize) -> bool {
    matches!(
        reading.sense(i),
        Sense::Number(_)
            | Sense::Person(_)
            | Sense::Act(Act::No)
            | Sense::Negation
            | Sense::Filler
            | Sense::Age
            | Sense::Of
            | Sense::Mark
            | Sense::Auxiliary
    ) || matches!(reading.before(i), Sense::Person(Person::Children))
}

/// "me and my 6-year-old", "me plus one": the speaker beside those counted.
fn speaker_beside(reading: &Reading<'_>, mut range: Range<usize>, party: &mut Party) {
    let joined = |k: usize| matches!(reading.sense(k), Sense::And | Sense::With);
    let Some(me) = range.find(|i| reading.sense(*i) == Sense::Person(Person::Me) && joined(*i + 1)) else { return };
    match reading.sense(me + 2) {
        Sense::Number(count @ 1..=20)
            if party.children.is_none()
                && party.companions == 0
                && !matches!(reading.sense(me + 3), Sense::Person(_))
                && stands_alone(reading, me + 3) =>
        {
            (party.adults, party.people) = (None, None);
            party.add(Person::People, count + 1);
            party.items.extend([me, me + 2]);
        }
        _ if party.adults.is_none() && party.people.is_none() && party.children.is_some_and(|count| count > 0) => {
            party.add(Person::Me, 1);
            party.items.push(me);
        }
        _ => {}
    }
    party.items.sort_unstable();
}

/// One counted or named group that begins at `i`; the item after it.
fn group(reading: &Reading<'_>, i: usize, party: &mut Party) -> Option<usize> {
    match reading.sense(i) {
        Sense::Number(count) if count <= MOST_PEOPLE => {
            if let Some(next) = super::ages::children_among(reading, i).filter(|_| party.people.is_some()) {
                party.add(Person::Children, count);
                party.as_a_group = true;
                return Some(next);
            }
            let noun = noun_after(reading, i)?;
            let Sense::Person(kind) = reading.sense(noun) else { return None };
            if !matches!(kind, Person::Adults | Person::People | Person::Children | Person::Babies | Person::Couple) {
                return None;
            }
            if i > 0 && super::ages::is_negative(reading, i - 1) {
                party.below_none = true;
                return Some(noun + 1);
            }
            // "220 me and my wife": not so many couples
            if kind == Person::Couple && !matches!(reading.word(noun), "couple" | "couples") {
                return None;
            }
            party.add(kind, if kind == Person::Couple { count * 2 } else { count });
            Some(noun + 1)
        }
        Sense::Act(Act::No) | Sense::Negation => {
            let next = i + 1;
            let none = matches!(reading.sense(next), Sense::Person(Person::Children | Person::Babies));
            none.then(|| {
                party.children = Some(party.children.unwrap_or(0));
                next + 1
            })
        }
        Sense::Person(kind) => named(reading, i, kind, party),
        _ => None,
    }
}

fn named(reading: &Reading<'_>, i: usize, kind: Person, party: &mut Party) -> Option<usize> {
    if let (true, Sense::Number(count)) = (matches!(reading.word(i + 1), ":" | "="), reading.sense(i + 2)) {
        party.add(kind, count);
        return Some(i + 3);
    }
    match kind {
        Person::OnlyMe => party.add(Person::Adults, 1),
        Person::Couple if reading.sense(i + 1) == Sense::Of => return None,
        Person::Couple => party.add(Person::Adults, 2),
        Person::TwoChildren => party.add(Person::Children, 2),
        Person::Party => {
            let of = usize::from(reading.sense(i + 1) == Sense::Of);
            let Sense::Number(count) = reading.sense(i + 1 + of) else { return None };
            if count > MOST_PEOPLE || of == 0 && noun_after(reading, i + 1).is_some() {
                return None;
            }
            party.add(Person::People, count);
            party.as_a_group = true;
            let people = matches!(reading.sense(i + 2 + of), Sense::Person(Person::People));
            return Some(i + 2 + of + usize::from(people));
        }
        Person::Children | Person::Babies => {
            // "2 adults + infant"
            let joined = is_singular(reading, i) && matches!(reading.before(i), Sense::And | Sense::With);
            if (is_one(reading, i) || joined) && !is_an_animal(reading, i + 1) {
                party.add(kind, 1);
            } else if stays_home(reading, i) {
                party.children = Some(0);
                return Some(i + 2);
            } else if is_an_animal(reading, i + 1) {
                return None;
            } else {
                party.some_children = true;
            }
        }
        Person::Adults if is_one(reading, i) => party.add(kind, 1),
        // "my son and I"
        Person::Me if reading.before(i) == Sense::And && party.children.is_some() && party.adults.is_none() => {
            party.add(kind, 1);
        }
        _ => return None,
    }
    Some(i + 1)
}

/// "the kids aren't coming".
fn stays_home(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i + 1) == Sense::Negation
        && matches!(reading.word(i + 2), "coming" | "travelling" | "traveling" | "joining" | "going" | "with")
}

/// "my baby kitten"
fn is_an_animal(reading: &Reading<'_>, i: usize) -> bool {
    reading.sense(i) == Sense::Amenity(Amenity::Pets)
}

/// "a child", "my son": an article or possessive before a word in the singular.
fn is_one(reading: &Reading<'_>, i: usize) -> bool {
    let article = reading.words_before(i).take(2).any(|word| {
        matches!(word, "a" | "an" | "my" | "our" | "his" | "her" | "un" | "une" | "ein" | "een" | "um" | "una")
    });
    is_singular(reading, i) && (article || matches!(reading.before(i), Sense::Another))
}

fn is_singular(reading: &Reading<'_>, i: usize) -> bool {
    let word = reading.items.get(i).map_or("", |item| reading.tokens.word(item.tokens.end - 1));
    !word.ends_with('s') && word != "children"
}

/// The noun a number at `i` counts: the next item, or the one after an adjective.
fn noun_after(reading: &Reading<'_>, i: usize) -> Option<usize> {
    match reading.sense(i + 1) {
        Sense::Person(_) => Some(i + 1),
        Sense::Filler | Sense::Unknown | Sense::Another | Sense::Mark if !is_breaking(reading, i + 1) => {
            matches!(reading.sense(i + 2), Sense::Person(kind) if kind != Person::Me).then_some(i + 2)
        }
        _ => None,
    }
}

fn is_breaking(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.word(i), "for" | "in" | "on" | "at" | "/" | "and")
}

/// People named around the speaker: "me, my wife and the little one", "with two friends".
fn circle(reading: &Reading<'_>, i: usize, end: usize, party: &mut Party) -> Option<usize> {
    if !matches!(reading.sense(i), Sense::Person(_) | Sense::Number(_) | Sense::Filler) {
        return None;
    }
    let mut found = Party::default();
    let (mut speaker, mut companions, mut last) = (joins_speaker(reading, i), 0, None);
    let mut k = i;
    while k < end {
        match reading.sense(k) {
            Sense::Person(Person::Me) => speaker = true,
            Sense::Act(_) | Sense::Auxiliary if last.is_some() && reading.first_word(k) == "i" => {
                speaker = true;
                break;
            }
            Sense::Person(Person::Companion) => companions += 1,
            Sense::Person(Person::Companions(count)) if count > 0 => companions += u32::from(count),
            Sense::Person(kind @ (Person::Children | Person::Babies)) if last.is_some() && is_singular(reading, k) => {
                found.add(kind, 1);
            }
            Sense::Person(Person::OneChild) => found.add(Person::Children, 1),
            Sense::Person(Person::TwoChildren) => found.add(Person::Children, 2),
            Sense::Number(count) if count <= MOST_PEOPLE && is_companion(reading, k + 1) => {
                companions += count;
                k += 1;
            }
            Sense::And | Sense::Comma | Sense::With => {
                k += 1;
                continue;
            }
            Sense::Filler if matches!(reading.word(k), "my" | "our" | "the" | "a" | "her" | "his") => {
                k += 1;
                continue;
            }
            // "my wife Anna and me"
            Sense::Unknown if last == Some(k) && is_companion(reading, k - 1) && is_a_name(reading, k) => {}
            _ => match group(reading, k, &mut found) {
                Some(next) => k = next - 1,
                None => break,
            },
        }
        k += 1;
        last = Some(k);
    }
    let named = speaker;
    // "wife and 2 kids" as the whole answer: the one who says so comes too.
    let family =
        companions == 1 && found.children.is_some() && reading.before(i) == Sense::Stop && is_spouse(reading, i);
    let speaker = (speaker || family) && (companions > 0 || party.adults.is_none());
    let parent = found.children.is_some() && speaker;
    let travels = || speaker || companions > 1 || found.children.is_some() || is_travelling(reading, i);
    if companions == 0 && !parent || !travels() {
        return None;
    }
    party.join(&found);
    party.companions = party.companions.saturating_add(u8::try_from(companions).unwrap_or(u8::MAX));
    party.speaker |= named;
    party.add(Person::Adults, companions + u32::from(speaker));
    last
}

fn is_spouse(reading: &Reading<'_>, i: usize) -> bool {
    (i..i + 2).any(|k| {
        matches!(
            reading.word(k),
            "wife" | "husband" | "spouse" | "partner" | "girlfriend" | "boyfriend" | "fiance" | "fiancee"
        )
    })
}

/// "for my wife", "bringing a friend": the companion comes, rather than being spoken of.
fn is_travelling(reading: &Reading<'_>, i: usize) -> bool {
    let mut before = reading.words_before(i).skip_while(|word| matches!(*word, "my" | "a" | "our" | "the"));
    let led = matches!(
        before.next(),
        Some("for" | "with" | "bringing" | "bring" | "taking" | "and" | "plus" | "add" | "adding" | "include")
    );
    // "I'll check with a friend first" is about somebody who stays at home.
    let asked = reading.words_before(i).take(4).any(|word| {
        matches!(word, "check" | "talk" | "speak" | "ask" | "discuss" | "confirm" | "consult" | "booking" | "heard")
    });
    led && !asked || super::persons::comes_along(reading, i)
}

/// "my wife Anna", "my wife anna and me"
fn is_a_name(reading: &Reading<'_>, i: usize) -> bool {
    let and_me = reading.sense(i + 1) == Sense::And && reading.sense(i + 2) == Sense::Person(Person::Me);
    let has_capital = || reading.tokens.capitals(reading.items[i].tokens.start) != Capitals::None;
    and_me || has_capital() && !reading.tokens.is_all_capitals()
}

fn is_companion(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.sense(i), Sense::Person(Person::Companion | Person::Companions(_)))
}

/// "with my dad": the speaker comes too.
fn joins_speaker(reading: &Reading<'_>, i: usize) -> bool {
    let alone = || reading.words_before(i).any(|word| matches!(word, "i" | "im" | "ill" | "ive" | "me"));
    let companion = || (i..i + 3).any(|k| is_companion(reading, k));
    if reading.before(i) == Sense::With && reading.sense(i) != Sense::Person(Person::Me) {
        return companion() || alone();
    }
    takes_along(reading, i) && alone() && companion()
}

/// "I'm taking my parents"
fn takes_along(reading: &Reading<'_>, i: usize) -> bool {
    let mut before = reading.words_before(i).skip_while(|word| matches!(*word, "my" | "our" | "the"));
    matches!(before.next(), Some("taking" | "take" | "bringing" | "bring"))
}

/// "for 2", "we are 4", "there will be 7": a number with no noun of its own.
fn bare_count(reading: &Reading<'_>, i: usize, party: &mut Party) -> Option<usize> {
    let Sense::Number(count) = reading.sense(i) else { return None };
    if matches!(reading.sense(i + 1), Sense::Currency(_))
        && !reading.tokens.space_before(reading.items[i + 1].tokens.start)
    {
        return None;
    }
    let mut before = reading.words_before(i);
    let together = reading.items[i].tokens.len() > 1 && matches!(reading.first_word(i), "zu" | "siamo" | "met");
    let head = before.find(|word| !matches!(*word, "just" | "only" | "now" | "actually")).unwrap_or_default();
    // "check for one", "if there is one": one of what was spoken of, not one guest.
    let pronoun = reading.is_word(i, "one") && (matches!(head, "is" | "are") || !sleeps_before(reading, i));
    let counts = match head {
        _ if pronoun => false,
        _ if together => true,
        "for" | "fur" | "para" | "pour" | "per" | "voor" => true,
        "sind" | "somos" | "siamo" | "sommes" | "zijn" => true,
        "are" | "were" | "be" | "re" | "is" | "its" | "total" => speaks_of_the_party(reading, i),
        _ => false,
    };
    if !counts
        || count == 0
        || count > 30
        || !stands_alone(reading, i + 1) && !is_one_room(reading, i, i + 1)
        || party.people.is_some()
        || party.adults.is_some()
    {
        return None;
    }
    party.add(Person::People, count);
    Some(i + 1)
}

/// Whether a house, room or booking is named in the sentence before item `i`.
fn sleeps_before(reading: &Reading<'_>, i: usize) -> bool {
    reading.sentence(i).take_while(|k| *k < i).any(|k| {
        matches!(
            reading.sense(k),
            Sense::Lodging
                | Sense::Property(_)
                | Sense::Room
                | Sense::RoomOf(_)
                | Sense::RoomKind(_)
                | Sense::Act(Act::Book)
                | Sense::Date
                | Sense::Person(_)
                | Sense::It
        )
    }) || reading.len() <= 3
}

fn speaks_of_the_party(reading: &Reading<'_>, i: usize) -> bool {
    reading.words_before(i).take(4).any(|word| matches!(word, "we" | "were" | "there" | "therell" | "us"))
}

/// Whether nothing after a number makes it count something else than people.
fn stands_alone(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Stop
        | Sense::Comma
        | Sense::And
        | Sense::With
        | Sense::Date
        | Sense::But
        | Sense::It
        | Sense::Auxiliary
        | Sense::Question
        | Sense::Act(_)
        | Sense::Polite
        | Sense::Board(_)
        | Sense::Place
        | Sense::Amenity(_)
        | Sense::Refundable
        | Sense::NonRefundable
        | Sense::Number(_)
        | Sense::Currency(_)
        | Sense::Person(_) => true,
        // "for 2 hotel in Tampa"
        Sense::Lodging => reading.is_word(i, "hotel"),
        // "for 2 budget 220 a night"
        Sense::Class(_) => matches!(reading.sense(i + 1), Sense::Number(_) | Sense::Currency(_)),
        Sense::Filler => {
            !matches!(reading.word(i), "day" | "days" | "night" | "nights" | "week" | "weekend" | "or" | "s" | "d")
        }
        // "for 2 families"
        Sense::Unknown if reading.word(i).len() > 3 && reading.word(i).ends_with('s') => false,
        Sense::Unknown => !matches!(
            reading.word(i),
            "am" | "pm"
                | "a"
                | "p"
                | "oclock"
                | "km"
                | "miles"
                | "mile"
                | "min"
                | "mins"
                | "minutes"
                | "hours"
                | "hour"
                | "hrs"
                | "m"
                | "percent"
        ),
        Sense::Bound(bound) => matches!(bound, Bound::Between | Bound::AtLeast | Bound::AtMost | Bound::Around),
        _ => false,
    }
}
