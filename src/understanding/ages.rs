//! The ages of children.
//!
//! ```text
//! ages = number (("," | "and") number)… "years old"    "5 and 8 years old", "a 6-year-old"
//!      | "aged" number…                                "children aged 3, 5 and 12"
//!      | child [":" | "("] number…                     "2 kids (5 and 8)", where there are as many
//!      | child "of" number                             "a child of 5"
//!      | ("both" | "all") number                       each of the children named before
//! ```
//!
//! From 18 on it is an adult's age, unless it was said of a child.

use super::party::Party;
use super::reading::Reading;
use super::sense::{Person, Sense};

/// The age from which a guest is an adult.
const ADULT_AGE: u32 = 18;

/// Ages beside children: "aged 5 and 8", "5 and 8 years old", "kids (5, 8)".
#[must_use]
pub fn find(reading: &Reading<'_>, i: usize, end: usize, party: &mut Party) -> Option<usize> {
    let of = || reading.sense(i) == Sense::Of || matches!(reading.word(i), "de" | "di" | "van" | "von");
    let of_child = matches!(reading.before(i), Sense::Person(Person::Children)) && of();
    let after_age_word = reading.sense(i) == Sense::Age || of_child;
    let opens = matches!(reading.sense(i), Sense::Number(_) | Sense::Filler | Sense::Auxiliary | Sense::Mark);
    if !after_age_word && !opens {
        return None;
    }
    let start = if after_age_word { i + 1 } else { i };
    if is_negative(reading, start) && (after_age_word || follows_children(reading, i)) {
        party.impossible_age = Some(0);
        return Some(start + 2);
    }
    let most = party.children.filter(|count| *count > 0).map_or(usize::MAX, usize::from);
    let (list, next) = number_list(reading, start, end, most);
    if list.is_empty() {
        return None;
    }
    let dash = usize::from(reading.is_word(next, "-"));
    let unit = reading.sense(next + dash) == Sense::Age;
    let after_children =
        follows_children(reading, i) && party.children.is_some_and(|count| usize::from(count) == list.len());
    // "the kids (5 and 9)"
    let bracket = usize::from(reading.is_word(i.wrapping_sub(1), "("));
    let named_only = party.some_children
        && party.children.is_none()
        && i > bracket
        && matches!(reading.before(i - bracket), Sense::Person(Person::Children | Person::Babies));
    let after_children = after_children || named_only;
    let closes = !matches!(
        reading.sense(next),
        Sense::Person(_) | Sense::Room | Sense::RoomOf(_) | Sense::Star | Sense::RoomKind(_)
    );
    if !(after_age_word || unit || after_children && closes) {
        return None;
    }
    let grown_ups =
        matches!(reading.sense(next + dash + 1), Sense::Person(Person::Couple | Person::Adults | Person::People));
    if unit && grown_ups {
        return Some(next + dash + 1);
    }
    let mut next = if unit { next + dash + 1 } else { next };
    let noun = matches!(reading.sense(next), Sense::Person(Person::Children | Person::Babies));
    next += usize::from(noun);
    let alike = reading.words_before(i).next().is_some_and(|word| matches!(word, "both" | "all" | "each" | "are"));
    let twins = (i.saturating_sub(2)..i).any(|k| reading.sense(k) == Sense::Person(Person::TwoChildren));
    let alike = alike || twins;
    let both = (i.saturating_sub(2)..i).find(|k| reading.is_word(*k, "both"));
    party.items.extend(both);
    let list = match party.children.or(both.map(|_| 2)) {
        Some(children @ 2..) if list.len() == 1 && alike => vec![list[0]; usize::from(children)],
        _ => list,
    };
    // "a baby and a 5 year old": another child, where all named so far have their age.
    let article = reading.words_before(i).next().is_some_and(|word| matches!(word, "a" | "an" | "my" | "our"));
    let aged = party.ages.len() + usize::from(party.babies);
    if unit && article && party.children.is_some_and(|children| usize::from(children) <= aged) {
        party.add(Person::Children, u32::try_from(list.iter().filter(|age| **age < ADULT_AGE).count()).unwrap_or(0));
    }
    take_ages(&list, after_children || after_age_word, party);
    Some(next)
}

/// "there's 4 of us, 2 of them kids": the item after the children that the number at `i` counts among the people.
pub fn children_among(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.items.get(i)?.tokens.end;
    let among = reading.tokens.is(token, "of")
        && matches!(reading.tokens.word(token + 1), "them" | "us" | "whom" | "which" | "those");
    let mut before = reading.words_before(i);
    // "of which 2 are children"
    let of_which = matches!(before.next(), Some("them" | "us" | "whom" | "which")) && before.next() == Some("of");
    let from = if among { token + 2 } else { token };
    let mut behind = (i + 1..i + 5).skip_while(|k| {
        reading.items.get(*k).is_some_and(|item| item.tokens.start < from)
            || matches!(reading.word(*k), "are" | "is" | "being")
    });
    let noun = behind.next().filter(|_| among || of_which)?;
    matches!(reading.sense(noun), Sense::Person(Person::Children)).then_some(noun + 1)
}

fn take_ages(list: &[u32], of_counted: bool, party: &mut Party) {
    for age in list {
        let years = u8::try_from(*age).unwrap_or(u8::MAX);
        if *age < ADULT_AGE {
            party.ages.push(years);
        } else if of_counted {
            party.impossible_age = Some(years);
        } else {
            party.add(Person::Adults, 1);
        }
    }
    let named = u8::try_from(party.ages.len()).unwrap_or(u8::MAX);
    if party.children.unwrap_or(0) < named {
        party.children = Some(named);
    }
}

/// At most `most` whole numbers joined by commas, "and", "&" or nothing but spaces, from `i` on.
pub fn number_list(reading: &Reading<'_>, i: usize, end: usize, most: usize) -> (Vec<u32>, usize) {
    let (mut list, mut at, mut next) = (Vec::new(), i, i);
    while at < end && list.len() < most {
        match reading.sense(at) {
            // "aged 6, 2 rooms"
            Sense::Number(_) if !list.is_empty() && counts_a_noun(reading, at + 1) => break,
            Sense::Number(_) if reading.is_word(at, "both") => break,
            Sense::Number(age) => {
                list.push(age);
                at += 1;
                next = at;
            }
            Sense::And | Sense::Comma if !list.is_empty() => at += 1,
            // "8yo and 5yo"
            Sense::Age if !list.is_empty() && goes_on(reading, at + 1) => at += 1,
            Sense::Mark if !list.is_empty() && matches!(reading.word(at), "," | "/") => at += 1,
            Sense::Filler | Sense::Auxiliary if list.is_empty() && matches!(reading.word(at), "are" | "is") => at += 1,
            _ => break,
        }
    }
    (list, next)
}

/// "2 rooms", "4 stars", "2 adults": a number with a noun of its own.
fn counts_a_noun(reading: &Reading<'_>, i: usize) -> bool {
    matches!(
        reading.sense(i),
        Sense::Room
            | Sense::RoomOf(_)
            | Sense::RoomKind(_)
            | Sense::Bed
            | Sense::Star
            | Sense::Lodging
            | Sense::PerNight
            | Sense::Currency(_)
            | Sense::Person(Person::Adults | Person::People)
    )
}

/// Whether another age follows an age's unit: "… and 5 years", "…, 5yo".
fn goes_on(reading: &Reading<'_>, i: usize) -> bool {
    let joined = matches!(reading.sense(i), Sense::And | Sense::Comma);
    let old = usize::from(reading.is_word(i, "old"));
    let (joined, next) =
        if old > 0 { (matches!(reading.sense(i + 1), Sense::And | Sense::Comma), i + 2) } else { (joined, i + 1) };
    joined
        && matches!(reading.sense(next), Sense::Number(_))
        && matches!(reading.sense(next + 1), Sense::Age | Sense::Stop)
}

/// "age -1": a number below nothing.
#[must_use]
pub fn is_negative(reading: &Reading<'_>, i: usize) -> bool {
    let tight = |k: usize| reading.items.get(k).is_some_and(|item| !reading.tokens.space_before(item.tokens.start));
    let apart = i == 0 || !tight(i) || matches!(reading.before(i), Sense::Comma);
    reading.is_word(i, "-") && apart && tight(i + 1) && matches!(reading.sense(i + 1), Sense::Number(_))
}

/// Whether children were named just before `i`: "kids (", "children, ages".
fn follows_children(reading: &Reading<'_>, i: usize) -> bool {
    (i.saturating_sub(3)..i)
        .rev()
        .take_while(|k| !matches!(reading.sense(*k), Sense::Stop | Sense::Number(_)))
        .any(|k| matches!(reading.sense(k), Sense::Person(Person::Children | Person::Babies)))
}
