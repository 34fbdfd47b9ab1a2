//! Pointing at what is on the screen.
//!
//! ```text
//! which   = ordinal [one | option] | "#" number | option number | "the last" | "the next one" | "that one"
//!         | "the first two" | "the last two" | "both" | "the cheaper of the two" | "the cheapest"
//!         | "the one with" amenity | name
//! compare = number ("and" | ",") number      after "compare" or a pointing word
//! ```
//!
//! Indices count from 0 and may lie past what is shown: "the 11th" of ten, "the next one" after the last.

use std::ops::Range;

use super::meaning::Said;
use super::reading::Reading;
use super::sense::{Act, Pointer, Sense};
use super::situation::{ShownHotel, Situation};
use crate::domain::stay::Sort;

/// The last place in a list that a number can point at.
const FARTHEST: usize = 99;

/// The indices into `situation.shown` the guest points at, in order of mention.
#[must_use]
pub fn find(reading: &Reading<'_>, situation: &Situation<'_>, said: &mut Said) -> Vec<usize> {
    let shown = situation.shown;
    if shown.is_empty() {
        return Vec::new();
    }
    let mut picked = Vec::new();
    if let Some(name) = &said.hotel_name {
        picked.extend(shown.iter().position(|hotel| hotel.name.eq_ignore_ascii_case(&name.value)));
    }
    for i in 0..reading.len() {
        match reading.sense(i) {
            Sense::Ordinal(n) if !counts_something_else(reading, i) && !is_denied(reading, i) => {
                ordinals(reading, i, n, shown.len(), &mut picked)
            }
            Sense::Number(n) if is_numbered(reading, i) => pick(n, &mut picked),
            Sense::Number(2) if reading.is_word(i, "both") => picked.extend(0..shown.len().min(2)),
            Sense::Point(Pointer::One) => picked.extend(described(reading, i, shown, said)),
            Sense::Point(pointer) => point(reading, i, pointer, situation, &mut picked),
            sense if order(sense).is_some() && is_chosen(reading, i) => {
                picked.extend(order(sense).and_then(|sort| extreme(shown, sort)));
                said.sort = None;
            }
            _ => {}
        }
    }
    let mut unique = Vec::with_capacity(picked.len());
    for index in picked {
        if !unique.contains(&index) {
            unique.push(index);
        }
    }
    unique
}

fn pick(n: u32, picked: &mut Vec<usize>) {
    if let Some(index) = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).filter(|index| *index < FARTHEST) {
        picked.push(index);
    }
}

fn ordinals(reading: &Reading<'_>, i: usize, n: u32, count: usize, picked: &mut Vec<usize>) {
    match reading.sense(i + 1) {
        Sense::Number(several @ 2..) if n == 1 => picked.extend((0..count).take(several as usize)),
        _ => pick(n, picked),
    }
}

/// "second floor", "first night", "third child": not an option.
fn counts_something_else(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i + 1) {
        Sense::Person(_) | Sense::Room | Sense::Date | Sense::Amenity(_) | Sense::Age => true,
        Sense::Filler | Sense::Unknown => {
            matches!(reading.word(i + 1), "floor" | "night" | "day" | "time" | "week" | "class" | "of" | "all")
        }
        _ => false,
    }
}

/// "#2", "option 2", "number two", "the 2", "1 and 3" after "compare", or a number that is all there is.
fn is_numbered(reading: &Reading<'_>, i: usize) -> bool {
    let compared =
        reading.sentence(i).any(|k| reading.sense(k) == Sense::Act(Act::Compare)) && !counts_something(reading, i + 1);
    let marked = compared || reading.word(i.wrapping_sub(1)) == "#" || reading.before(i) == Sense::Point(Pointer::Item);
    let chosen = matches!(reading.before(i), Sense::Act(Act::Compare | Act::Take));
    // "book that one" points at what was spoken of, not at the first.
    let one_of = reading.before(i) == Sense::Act(Act::Book) && ends(reading, i + 1) && !reading.is_word(i, "one");
    let listed = matches!(reading.before(i), Sense::And | Sense::Comma | Sense::Mark)
        && i >= 2
        && is_numbered_number(reading, i - 2);
    marked || (chosen && ends(reading, i + 1)) || one_of || listed
}

fn counts_something(reading: &Reading<'_>, i: usize) -> bool {
    !ends(reading, i)
}

fn is_numbered_number(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.sense(i), Sense::Number(_)) && is_numbered(reading, i)
}

fn ends(reading: &Reading<'_>, i: usize) -> bool {
    matches!(
        reading.sense(i),
        Sense::Stop
            | Sense::Comma
            | Sense::And
            | Sense::Polite
            | Sense::With
            | Sense::But
            | Sense::Mark
            | Sense::Act(_)
    )
}

fn point(reading: &Reading<'_>, i: usize, pointer: Pointer, situation: &Situation<'_>, picked: &mut Vec<usize>) {
    let count = situation.shown.len();
    let focus = situation.focus;
    match pointer {
        Pointer::Last => match reading.sense(i + 1) {
            Sense::Number(several @ 2..) => picked.extend((count.saturating_sub(several as usize)..count).rev()),
            Sense::Date => {}
            _ if matches!(reading.word(i + 1), "night" | "week" | "minute") => {}
            _ => picked.push(count - 1),
        },
        Pointer::SecondLast => picked.extend(count.checked_sub(2)),
        Pointer::Previous => picked.extend(focus.unwrap_or(count - 1).checked_sub(1)),
        Pointer::Next => picked.push(focus.unwrap_or(count - 1) + 1),
        Pointer::This => picked.extend(focus.or((count == 1).then_some(0))),
        Pointer::Top | Pointer::Former => picked.push(0),
        Pointer::Middle => picked.push(count / 2),
        Pointer::Latter => picked.push(1.min(count - 1)),
        Pointer::One | Pointer::Item | Pointer::Those | Pointer::OneOf => {}
    }
}

/// "the one with a pool": the first option that has what follows, which then is no wish.
fn described(reading: &Reading<'_>, i: usize, shown: &[ShownHotel<'_>], said: &mut Said) -> Option<usize> {
    let clause = reading.clause(i);
    let tokens = reading.range(clause.clone());
    let option = has_what_follows(reading, i + 1..clause.end, shown)?;
    said.amenities.retain(|found| !tokens.contains(&found.tokens.start));
    said.stars = said.stars.take().filter(|found| !tokens.contains(&found.tokens.start));
    said.refundable = said.refundable.take().filter(|found| !tokens.contains(&found.tokens.start));
    Some(option)
}

fn has_what_follows(reading: &Reading<'_>, mut items: Range<usize>, shown: &[ShownHotel<'_>]) -> Option<usize> {
    items.find_map(|k| match reading.sense(k) {
        Sense::Amenity(amenity) => shown.iter().position(|hotel| hotel.amenities.contains(amenity)),
        Sense::Refundable => shown.iter().position(|hotel| hotel.refundable == Some(true)),
        Sense::Number(stars) if reading.sense(k + 1) == Sense::Star => {
            shown.iter().position(|hotel| hotel.stars.is_some_and(|has| u32::from(has) == stars))
        }
        Sense::Sort(sort) => extreme(shown, sort),
        _ => None,
    })
}

/// "the cheapest", "cheaper of the two", "the cheaper one": chosen rather than asked for anew.
fn is_chosen(reading: &Reading<'_>, i: usize) -> bool {
    let definite = reading.words_before(i).next() == Some("the");
    let of_those = matches!(reading.sense(i + 1), Sense::Point(Pointer::Those | Pointer::OneOf))
        || reading.sense(i + 1) == Sense::Of && reading.sense(i + 2) == Sense::Point(Pointer::Those);
    let wanted = (0..i).any(|k| matches!(reading.sense(k), Sense::Act(Act::Book | Act::Take)));
    of_those || definite && wanted
}

/// "not the first one"
fn is_denied(reading: &Reading<'_>, i: usize) -> bool {
    reading.words_before(i).take(2).any(|word| matches!(word, "not" | "except" | "but"))
}

/// The order a word puts options in.
fn order(sense: Sense) -> Option<Sort> {
    match sense {
        Sense::Sort(sort) => Some(sort),
        Sense::Cheaper => Some(Sort::Price),
        Sense::Pricier => Some(Sort::PriceDescending),
        Sense::BetterRated => Some(Sort::Rating),
        _ => None,
    }
}

fn extreme(shown: &[ShownHotel<'_>], sort: Sort) -> Option<usize> {
    let keyed = |key: fn(&ShownHotel<'_>) -> Option<i64>| {
        shown.iter().enumerate().filter_map(move |(i, hotel)| key(hotel).map(|key| (key, i))).min().map(|(_, i)| i)
    };
    match sort {
        Sort::Price => keyed(|hotel| hotel.total),
        Sort::PriceDescending => keyed(|hotel| hotel.total.map(|total| -total)),
        Sort::Rating => keyed(|hotel| hotel.rating.map(|rating| -i64::from(rating))),
        Sort::Stars => keyed(|hotel| hotel.stars.map(|stars| -i64::from(stars))),
        Sort::Distance => keyed(|hotel| hotel.distance.map(i64::from)),
        Sort::Recommended => None,
    }
}
