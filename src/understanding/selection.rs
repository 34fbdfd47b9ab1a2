//! Pointing at what is on the screen.
//!
//! ```text
//! which   = ordinal [one | option] | "#" number | option number | "the last" | "the next one" | "that one"
//!         | "the first two" | "the last two" | "both" | "the cheaper of the two" | "the cheapest"
//!         | "the one with" amenity | "the" attribute "one" | name | a word that one name alone has
//!         | ordinal order                      "the second cheapest"
//!         | ordinal "from the bottom" | number, where nothing else is said
//! compare = number ("and" | ",") number      after "compare" or a pointing word
//! ```
//!
//! Indices count from 0 and may lie past what is shown: "the 11th" of ten, "the next one" after the last; with none
//! spoken of, the next one is the second.

use std::ops::Range;
use std::sync::Arc;

use super::meaning::Said;
use super::reading::Reading;
use super::sense::{Act, Bound, Pointer, Sense};
use super::situation::{Asked, ShownHotel, Situation};
use super::text::Found;
use crate::domain::stay::Sort;
use crate::world::fold::fold;

/// The last place in a list that a number can point at.
const FARTHEST: usize = 99;

/// The indices into `situation.shown` the guest points at, in order of mention.
#[must_use]
pub fn find(reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said) -> Vec<usize> {
    let shown = situation.shown;
    if shown.is_empty() {
        return Vec::new();
    }
    let mut picked = Vec::new();
    if let Some(name) = &said.hotel_name {
        let whole = shown.iter().position(|hotel| hotel.name.eq_ignore_ascii_case(&name.value));
        if let Some(index) = whole.or_else(|| only_one_called(&name.value, shown)) {
            picked.push(index);
            said.hotel_name = Some(Found::new(Arc::from(shown[index].name), name.tokens.clone()));
        }
    }
    for i in 0..reading.len() {
        match reading.sense(i) {
            Sense::Ordinal(n) if !counts_something_else(reading, i) && !is_denied(reading, i) => {
                // "the second cheapest"
                match order(reading.sense(i + 1)).and_then(|sort| nth(shown, sort, n)) {
                    Some(index) => {
                        picked.push(index);
                        said.sort = None;
                    }
                    None => ordinals(reading, i, n, shown.len(), &mut picked),
                }
            }
            Sense::Number(n) if is_numbered(reading, i) || is_all_there_is(reading, i, situation) => {
                pick(n, &mut picked)
            }
            Sense::Number(2) if reading.is_word(i, "both") && shown.len() == 2 => picked.extend(0..2),
            Sense::Point(Pointer::One) => picked.extend(described(reading, i, shown, said)),
            Sense::Point(pointer) => point(reading, i, pointer, situation, &mut picked),
            sense if order(sense).is_some() && is_chosen(reading, i) => {
                picked.extend(order(sense).and_then(|sort| extreme(shown, sort)));
                said.sort = None;
            }
            _ => {
                if let Some(index) = attribute(reading, i, shown, said) {
                    reading.mark_read(i..i + 1);
                    picked.push(index);
                }
            }
        }
    }
    if picked.is_empty() {
        picked.extend(by_part_of_a_name(reading, shown, said.is_empty()));
    }
    if picked.is_empty() && said.is_empty() {
        picked.extend(by_letter(reading, situation));
    }
    let mut unique = Vec::with_capacity(picked.len());
    for index in picked {
        if !unique.contains(&index) {
            unique.push(index);
        }
    }
    unique
}

/// The only hotel shown whose name holds every word of `said`: "the Marriott".
fn only_one_called(said: &str, shown: &[ShownHotel<'_>]) -> Option<usize> {
    let words = fold(said);
    only(shown, |hotel| {
        let name = fold(hotel.name);
        words
            .split(' ')
            .filter(|word| !matches!(*word, "the" | "hotel"))
            .all(|word| name.split(' ').any(|known| known == word))
    })
}

/// The index of the only hotel that `fits`.
fn only(shown: &[ShownHotel<'_>], fits: impl Fn(&ShownHotel<'_>) -> bool) -> Option<usize> {
    let mut fitting = (0..shown.len()).filter(|i| fits(&shown[*i]));
    match (fitting.next(), fitting.next()) {
        (Some(index), None) => Some(index),
        _ => None,
    }
}

/// "the waterfront one": words nobody else has read, which one name alone holds; any such word where nothing else is said.
fn by_part_of_a_name(reading: &mut Reading<'_>, shown: &[ShownHotel<'_>], alone: bool) -> Option<usize> {
    let meant = |i: usize| alone || reading.words_before(i).next() == Some("the") && reading.is_word(i + 1, "one");
    let mut unread = (0..reading.len()).filter(|i| reading.sense(*i) == Sense::Unknown && meant(*i));
    let found = unread.find_map(|i| {
        let word = reading.word(i);
        let holds = |hotel: &ShownHotel<'_>| fold(hotel.name).split(' ').any(|known| known == word);
        (word.len() > 2).then(|| only(shown, holds)).flatten().map(|index| (i, index))
    });
    let (i, index) = found?;
    reading.mark_read(i..i + 1);
    Some(index)
}

/// "option b", "b": a letter for a place in the list.
fn by_letter(reading: &mut Reading<'_>, situation: &Situation<'_>) -> Option<usize> {
    let at = (0..reading.len()).find(|i| {
        let alone = reading.len() == 1 && situation.asked == Asked::Nothing;
        reading.word(*i).len() == 1 && (reading.before(*i) == Sense::Point(Pointer::Item) || alone)
    })?;
    let letter = reading.word(at).bytes().next()?;
    let index = usize::from(letter.checked_sub(b'a')?);
    let listed = index < situation.shown.len() && (index > 0 || reading.len() > 1);
    if listed {
        reading.mark_read(at..at + 1);
    }
    listed.then_some(index)
}

/// A number with nothing beside it but manners: "2 please", "hotel 2", "either 1 or 3".
fn is_all_there_is(reading: &Reading<'_>, i: usize, situation: &Situation<'_>) -> bool {
    let small = matches!(reading.sense(i), Sense::Number(n) if (1..=situation.shown.len()).contains(&(n as usize)));
    let pronoun = reading.is_word(i, "one") || reading.is_word(i, "both");
    let plain = (0..reading.len()).all(|k| match reading.sense(k) {
        Sense::Number(n) => (n as usize) <= situation.shown.len(),
        Sense::Act(Act::No) => reading.is_word(k, "no") && k + 1 == i,
        Sense::Act(Act::Praise | Act::Ok | Act::Yes | Act::Take | Act::Book) => true,
        Sense::Polite | Sense::Filler | Sense::Stop | Sense::Lodging | Sense::Point(_) => true,
        _ => false,
    });
    let several = matches!(reading.before(i), Sense::Point(Pointer::Last | Pointer::Top) | Sense::Ordinal(_));
    small && !pronoun && !several && plain && situation.asked == Asked::Nothing
}

/// "the 3 star one", "the hostel", "the one for 455": what one of those shown alone has, which then is no wish.
fn attribute(reading: &Reading<'_>, i: usize, shown: &[ShownHotel<'_>], said: &mut Said) -> Option<usize> {
    let end = match reading.sense(i) {
        Sense::Number(_) if reading.sense(i + 1) == Sense::Star => i + 2,
        Sense::Amenity(_) | Sense::Property(_) | Sense::Number(20..) | Sense::Decimal(_) => i + 1,
        _ => return None,
    };
    if !is_named_by_it(reading, i, end) {
        return None;
    }
    let index = only(shown, |hotel| has(reading, i, hotel))?;
    let tokens = reading.range(i..end);
    let inside = |start: usize| tokens.contains(&start);
    said.amenities.retain(|found| !inside(found.tokens.start));
    said.property = said.property.take().filter(|found| !inside(found.tokens.start));
    said.stars = said.stars.take().filter(|found| !inside(found.tokens.start));
    said.price = said.price.take().filter(|found| !found.tokens.contains(&tokens.start));
    Some(index)
}

/// Whether `hotel` has what item `i` names.
fn has(reading: &Reading<'_>, i: usize, hotel: &ShownHotel<'_>) -> bool {
    match reading.sense(i) {
        Sense::Amenity(amenity) => hotel.amenities.contains(amenity),
        Sense::Property(_) => fold(hotel.name).split(' ').any(|known| known == reading.first_word(i)),
        Sense::Number(stars) if reading.sense(i + 1) == Sense::Star => {
            hotel.stars.is_some_and(|has| u32::from(has) == stars)
        }
        Sense::Number(major) => hotel.total.is_some_and(|total| total / 100 == i64::from(major)),
        Sense::Decimal(hundredths) => hotel.rating.is_some_and(|rating| u32::from(rating) * 10 == hundredths),
        _ => false,
    }
}

/// "the … one", "the one for …", or "the …" and nothing more.
fn is_named_by_it(reading: &Reading<'_>, i: usize, end: usize) -> bool {
    let the = reading.is_word(i.wrapping_sub(1), "the");
    let one = reading.is_word(end, "one") || reading.is_word(end, "1") && reading.len() == end + 1;
    let alone = the && matches!(reading.sense(end), Sense::Stop | Sense::Polite) && i <= 3 && reading.len() <= end + 2;
    let behind = reading.sentence(i).take_while(|k| *k < i).any(|k| reading.sense(k) == Sense::Point(Pointer::One));
    let costs = behind && matches!(reading.sense(i), Sense::Number(_) | Sense::Decimal(_));
    the && one || alone || costs
}

fn pick(n: u32, picked: &mut Vec<usize>) {
    if let Some(index) = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).filter(|index| *index < FARTHEST) {
        picked.push(index);
    }
}

fn ordinals(reading: &Reading<'_>, i: usize, n: u32, count: usize, picked: &mut Vec<usize>) {
    match reading.sense(i + 1) {
        Sense::Number(several @ 2..) if n == 1 => picked.extend((0..count).take(several as usize)),
        Sense::Bound(Bound::Between) if reading.is_word(i + 1, "from") => {
            let bottom = (i + 2..i + 4)
                .any(|k| matches!(reading.sense(k), Sense::Point(Pointer::Last)) || reading.is_word(k, "end"));
            if bottom {
                picked.extend(usize::try_from(n).ok().and_then(|n| count.checked_sub(n)));
            } else {
                pick(n, picked);
            }
        }
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
    let compares = || reading.sentence(i).any(|k| reading.sense(k) == Sense::Act(Act::Compare));
    let marked = reading.is_word(i.wrapping_sub(1), "#")
        || reading.before(i) == Sense::Point(Pointer::Item)
        || !counts_something(reading, i + 1) && compares();
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
    // "which is better, 1 or 2"
    let or = reading.is_word(i, "or") && matches!(reading.sense(i + 1), Sense::Number(_));
    or || matches!(
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
        // "third from the bottom"
        Pointer::Last | Pointer::Top if reading.words_before(i).take(2).any(|word| word == "from") => {}
        Pointer::Top => match reading.sense(i + 1) {
            Sense::Number(several @ 2..) => picked.extend((0..count).take(several as usize)),
            _ => picked.push(0),
        },
        Pointer::Last => match reading.sense(i + 1) {
            Sense::Number(several @ 2..) => picked.extend((count.saturating_sub(several as usize)..count).rev()),
            Sense::Date => {}
            _ if matches!(reading.word(i + 1), "night" | "week" | "minute") => {}
            _ => picked.push(count - 1),
        },
        Pointer::SecondLast => picked.extend(count.checked_sub(2)),
        Pointer::Previous => picked.extend(focus.unwrap_or(count - 1).checked_sub(1)),
        Pointer::Next => picked.push(focus.unwrap_or(0) + 1),
        Pointer::This => picked.extend(focus.or((count == 1).then_some(0))),
        Pointer::Former if count == 2 => picked.push(0),
        Pointer::Middle => picked.push(count / 2),
        Pointer::Latter if count == 2 => picked.push(1),
        Pointer::Former | Pointer::Latter => {}
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
    said.sort = said.sort.take().filter(|found| !tokens.contains(&found.tokens.start));
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
    if reading.is_word(i + 1, "ones") {
        return false;
    }
    let last = reading.items[i].tokens.end - 1;
    if reading.tokens.word(last) == "ones" {
        return false;
    }
    let before = reading.words_before(i).next().unwrap_or_default();
    let foreign = is_foreign_the(before) || reading.items[i].tokens.len() > 1 && is_foreign_the(reading.first_word(i));
    let definite = foreign || before == "the" || reading.first_word(i) == "the";
    let of_those = matches!(reading.sense(i + 1), Sense::Point(Pointer::Those | Pointer::OneOf))
        || reading.sense(i + 1) == Sense::Of && reading.sense(i + 2) == Sense::Point(Pointer::Those);
    let wanted = (0..i).any(|k| matches!(reading.sense(k), Sense::Act(Act::Book | Act::Take)));
    let sought = reading.says(Sense::Act(Act::Find)) || reading.says(Sense::Act(Act::Want));
    let one = matches!(reading.tokens.word(last), "one") || reading.is_word(i + 1, "one");
    // "le moins cher", "el más barato"
    let superlative = matches!(reading.sense(i), Sense::Sort(_)) || foreign;
    let end = i + 1 + usize::from(reading.sense(i + 1) == Sense::Comma && reading.sense(i + 2) == Sense::Polite);
    let ends_it = matches!(reading.sense(end), Sense::Stop | Sense::Polite);
    let alone = definite && !sought && (one || superlative && ends_it && i <= 2);
    of_those || definite && wanted || alone || superlative && one && !sought
}

fn is_foreign_the(word: &str) -> bool {
    matches!(word, "el" | "la" | "le" | "il" | "o" | "das" | "der" | "die" | "de" | "het")
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
    nth(shown, sort, 1)
}

/// The option that is number `n` in an order, counted from 1.
fn nth(shown: &[ShownHotel<'_>], sort: Sort, n: u32) -> Option<usize> {
    let place = usize::try_from(n).ok()?.checked_sub(1)?;
    let keyed = |key: fn(&ShownHotel<'_>) -> Option<i64>| {
        let keys = shown.iter().enumerate();
        let mut keys: Vec<_> = keys.filter_map(|(i, hotel)| key(hotel).map(|key| (key, i))).collect();
        keys.sort_unstable();
        keys.get(place).map(|(_, i)| *i)
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
