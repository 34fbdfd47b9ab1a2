//! How good the house must be: official stars and guest rating.
//!
//! ```text
//! stars  = [at least] number [(to | or | "-") number] star [or more]   "4 stars or better", "3-4 star"
//!        | star "of" number                                            "a star rating of 4"
//! rating = rating [of | is | at least | above] number [points] [or more]  "rated above 4.5"
//!        | [at least] decimal [rating | points | or more]                 "a 4.3 rating", "4.5 or higher"
//! ```
//!
//! A number with "star" is stars, whatever "rated" stands around it. A rating over 5 counts on a scale of ten.

use std::ops::Range;

use crate::domain::option::Rating;
use crate::domain::stay::{PriceClass, StarRange};

use super::meaning::Said;
use super::mood::{Mood, is_asked_about, mood_at};
use super::reading::Reading;
use super::sense::{Bound, Sense};
use super::text::Found;

/// The guest rating meant by "well rated", in tenths.
const WELL_RATED: u8 = 42;

/// Reads stars and guest rating into `said`.
pub fn find(reading: &mut Reading<'_>, moods: &[Mood], said: &mut Said) {
    let mut i = 0;
    while i < reading.len() {
        if reading.items[i].read || is_asked_about(moods, i) && !is_valued(reading, moods, i) {
            i += 1;
            continue;
        }
        if let Some((stars, items)) = stars(reading, i) {
            if !super::wishes::is_denied(reading, i) {
                said.stars = Some(Found::new(stars, reading.range(items.clone())));
            }
            let from = items.start - usize::from(reading.before(items.start) == Sense::Rating);
            reading.mark_read(from..items.end);
            i = items.end;
        } else if let Some((rating, items)) = rating(reading, i) {
            said.min_rating = Some(Found::new(rating, reading.range(items.clone())));
            reading.mark_read(items.clone());
            i = items.end;
        } else {
            i += 1;
        }
    }
    if said.price_class.is_none() && said.stars.as_ref().is_some_and(|stars| stars.value.min == 0) {
        said.price_class = said.stars.as_ref().map(|stars| Found::new(PriceClass::Budget, stars.tokens.clone()));
    }
}

/// Houses with a number of stars in a question are still a wish: "do you have a 4-star hotel?".
fn is_valued(reading: &Reading<'_>, moods: &[Mood], i: usize) -> bool {
    let about_one = mood_at(moods, i).is_some_and(|mood| mood.about_from.is_some());
    let houses =
        matches!(reading.sense(i + 2), Sense::Lodging | Sense::Property(_)) || reading.before(i) == Sense::Auxiliary;
    !about_one && houses && matches!(reading.sense(i), Sense::Number(_)) && reading.sense(i + 1) == Sense::Star
}

fn stars(reading: &Reading<'_>, i: usize) -> Option<(StarRange, Range<usize>)> {
    match reading.sense(i) {
        Sense::Star => stars_of(reading, i),
        Sense::Bound(Bound::AtLeast) => {
            let (low, _, next) = star_list(reading, i + 1 + article(reading, i + 1))?;
            Some((StarRange { min: low, max: 5 }, i..next + or_more(reading, next)))
        }
        Sense::Bound(Bound::AtMost) => {
            let (_, high, next) = star_list(reading, i + 1 + article(reading, i + 1))?;
            Some((StarRange { min: 1, max: high }, i..next))
        }
        // "4+ stars"
        _ if reading.is_word(i + 1, "+") && starred(reading, i + 2).is_some() => {
            let low = star_count(reading, i)?;
            Some((StarRange { min: low, max: 5 }, i..starred(reading, i + 2)?))
        }
        _ => {
            let (low, high, next) = star_list(reading, i)?;
            let range = match reading.sense(next) {
                Sense::Bound(Bound::OrMore) => StarRange { min: low, max: 5 },
                Sense::Bound(Bound::OrLess) => StarRange { min: 1, max: high },
                _ => StarRange { min: low, max: high },
            };
            let bounded = matches!(reading.sense(next), Sense::Bound(Bound::OrMore | Bound::OrLess));
            Some((range, i..next + usize::from(bounded)))
        }
    }
}

/// "a star rating of 4": the number after the word.
fn stars_of(reading: &Reading<'_>, i: usize) -> Option<(StarRange, Range<usize>)> {
    let linked = usize::from(matches!(reading.word(i + 1), "of" | "is" | ":"));
    let at_least = usize::from(reading.sense(i + 1 + linked) == Sense::Bound(Bound::AtLeast));
    let at = i + 1 + linked + at_least;
    let min = star_count(reading, at)?;
    let counts = matches!(reading.sense(at + 1), Sense::Person(_) | Sense::Room | Sense::Star);
    if linked + at_least == 0 || counts {
        return None;
    }
    let more = or_more(reading, at + 1);
    let max = if at_least + more > 0 { 5 } else { min };
    Some((StarRange { min, max }, i..at + 1 + more))
}

/// "4 star", "3 or 4 stars", "3 star or 4 star": the least, the most, and the item after them.
fn star_list(reading: &Reading<'_>, i: usize) -> Option<(u8, u8, usize)> {
    let first = star_count(reading, i)?;
    let starred = starred(reading, i + 1);
    let link = starred.unwrap_or(i + 1);
    let joined = reading.sense(link) == Sense::Bound(Bound::To) || matches!(reading.word(link), "or" | "and" | "/");
    let second = if joined { star_count(reading, link + 1).zip(self::starred(reading, link + 2)) } else { None };
    match (second, starred) {
        (Some((second, next)), _) => Some((first.min(second), first.max(second), next)),
        (None, Some(next)) => Some((first, first, next)),
        (None, None) => None,
    }
}

/// The item after the word "star" at `i`, a dash before it left out.
fn starred(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let dash = usize::from(reading.is_word(i, "-"));
    (reading.sense(i + dash) == Sense::Star).then_some(i + dash + 1)
}

fn article(reading: &Reading<'_>, i: usize) -> usize {
    usize::from(matches!(reading.word(i), "a" | "an"))
}

fn or_more(reading: &Reading<'_>, i: usize) -> usize {
    usize::from(reading.sense(i) == Sense::Bound(Bound::OrMore))
}

fn star_count(reading: &Reading<'_>, i: usize) -> Option<u8> {
    match reading.sense(i) {
        Sense::Number(count @ 0..=7) => u8::try_from(count.min(5)).ok(),
        _ => None,
    }
}

fn rating(reading: &Reading<'_>, i: usize) -> Option<(Rating, Range<usize>)> {
    match reading.sense(i) {
        Sense::WellRated => Some((Rating::from_tenths(WELL_RATED), i..i + 1)),
        Sense::Rating => {
            let at = (i + 1..i + 5).find(|k| !is_link(reading, *k))?;
            let value = tenths(reading, at)?;
            if starred(reading, at + 1).is_some() || matches!(reading.sense(at + 1), Sense::Person(_) | Sense::Room) {
                return None;
            }
            Some((value, i..tail(reading, at + 1)))
        }
        Sense::Bound(Bound::AtLeast) => {
            let at = i + 1 + usize::from(matches!(reading.word(i + 1), "a" | "an"));
            let value = tenths(reading, at)?;
            let told = reading.sentence(i).any(|k| matches!(reading.sense(k), Sense::WellRated | Sense::Rating));
            let unit = told && !is_money(reading, at) && matches!(reading.sense(at + 1), Sense::Stop | Sense::Comma)
                || is_unit(reading, at + 1)
                || matches!(reading.sense(at), Sense::Decimal(_)) && !is_money(reading, at);
            unit.then(|| (value, i..tail(reading, at + 1)))
        }
        Sense::Decimal(_) | Sense::Number(_) => {
            let value = tenths(reading, i)?;
            let decimal_or_more = matches!(reading.sense(i), Sense::Decimal(_))
                && reading.sense(i + 1) == Sense::Bound(Bound::OrMore)
                && reading.before(i) != Sense::PriceWord;
            let decimal_stars = matches!(reading.sense(i), Sense::Decimal(_)) && reading.sense(i + 1) == Sense::Star;
            let plus = usize::from(reading.is_word(i + 1, "+"));
            let told = plus == 1 && reading.sentence(i).any(|k| reading.sense(k) == Sense::WellRated);
            (told || is_unit(reading, i + 1 + plus) || decimal_or_more || decimal_stars)
                .then(|| (value, i..tail(reading, i + 1)))
        }
        _ => None,
    }
}

fn is_link(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Of | Sense::Bound(Bound::AtLeast) => true,
        Sense::Act(super::sense::Act::Want) => true,
        Sense::Filler | Sense::Comma | Sense::Auxiliary | Sense::Mark | Sense::It => {
            matches!(reading.word(i), "of" | "is" | "a" | "an" | "at" | "the" | ":" | "be" | "as" | "up")
        }
        _ => false,
    }
}

fn is_unit(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.sense(i), Sense::Rating | Sense::Points)
        || matches!(reading.word(i), "user" | "customer" | "average" | "guest" | "review")
            && reading.sense(i + 1) == Sense::Rating
}

fn is_money(reading: &Reading<'_>, i: usize) -> bool {
    matches!(reading.before(i), Sense::Currency(_)) || matches!(reading.sense(i + 1), Sense::Currency(_))
}

/// The item after the unit and "or more" that may follow a rating at `i`.
fn tail(reading: &Reading<'_>, mut i: usize) -> usize {
    while matches!(reading.sense(i), Sense::Rating | Sense::Points | Sense::Star | Sense::Bound(Bound::OrMore))
        || reading.is_word(i, "+")
    {
        i += 1;
    }
    i
}

fn tenths(reading: &Reading<'_>, i: usize) -> Option<Rating> {
    let hundredths = match reading.sense(i) {
        Sense::Number(whole) => whole.checked_mul(100)?,
        Sense::Decimal(hundredths) => hundredths,
        _ => return None,
    };
    match hundredths {
        100..=500 => u8::try_from(hundredths / 10).ok().map(Rating::from_tenths),
        501..=1000 => u8::try_from(hundredths / 20).ok().map(Rating::from_tenths),
        _ => None,
    }
}
