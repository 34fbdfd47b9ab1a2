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
            reading.mark_read(items.clone());
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

/// A number of stars asked for in a question is still a wish: "do you have a 4-star hotel?".
fn is_valued(reading: &Reading<'_>, moods: &[Mood], i: usize) -> bool {
    let about_one = mood_at(moods, i).is_some_and(|mood| mood.about_from.is_some());
    !about_one && matches!(reading.sense(i), Sense::Number(_)) && reading.sense(i + 1) == Sense::Star
}

fn stars(reading: &Reading<'_>, i: usize) -> Option<(StarRange, Range<usize>)> {
    let (at_least, at_most, start) = match reading.sense(i) {
        Sense::Bound(Bound::AtLeast) => (true, false, i + 1),
        Sense::Bound(Bound::AtMost) => (false, true, i + 1),
        Sense::Star => {
            let of = i + 1 + usize::from(matches!(reading.word(i + 1), "of" | "is" | ":"));
            let value = star_count(reading, of + usize::from(reading.sense(of) == Sense::Bound(Bound::AtLeast)))?;
            let next = of + 1 + usize::from(reading.sense(of) == Sense::Bound(Bound::AtLeast));
            let more =
                reading.sense(of) == Sense::Bound(Bound::AtLeast) || reading.sense(next) == Sense::Bound(Bound::OrMore);
            return (of > i + 1 && !matches!(reading.sense(of + 1), Sense::Person(_) | Sense::Room)).then(|| {
                (
                    StarRange { min: value, max: if more { 5 } else { value } },
                    i..next + usize::from(more && reading.sense(next) == Sense::Bound(Bound::OrMore)),
                )
            });
        }
        _ => (false, false, i),
    };
    let start = start + usize::from(at_least && matches!(reading.word(start), "a" | "an"));
    let first = star_count(reading, start)?;
    let joined =
        reading.sense(start + 1) == Sense::Bound(Bound::To) || matches!(reading.word(start + 1), "or" | "and" | "/");
    let after_star =
        if reading.sense(start + 1) == Sense::Star && matches!(reading.word(start + 2), "or" | "to" | "and") {
            star_count(reading, start + 3).map(|second| (second, start + 4))
        } else {
            None
        };
    let (second, unit) = match (joined.then(|| star_count(reading, start + 2)).flatten(), after_star) {
        (Some(second), _) => (Some(second), start + 3),
        (None, Some((second, unit))) => (Some(second), unit),
        (None, None) => (None, start + 1),
    };
    let dash = usize::from(reading.is_word(unit, "-"));
    if reading.sense(unit + dash) != Sense::Star {
        return None;
    }
    let mut next = unit + dash + 1;
    let more = reading.sense(next) == Sense::Bound(Bound::OrMore);
    let less = reading.sense(next) == Sense::Bound(Bound::OrLess);
    next += usize::from(more || less);
    let (low, high) = second.map_or((first, first), |second| (first.min(second), first.max(second)));
    let range = StarRange { min: if at_most || less { 1 } else { low }, max: if at_least || more { 5 } else { high } };
    Some((range, i..next))
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
            if matches!(reading.sense(at + 1), Sense::Star | Sense::Person(_) | Sense::Room) {
                return None;
            }
            Some((value, i..tail(reading, at + 1)))
        }
        Sense::Bound(Bound::AtLeast) => {
            let at = i + 1 + usize::from(matches!(reading.word(i + 1), "a" | "an"));
            let value = tenths(reading, at)?;
            let unit =
                is_unit(reading, at + 1) || matches!(reading.sense(at), Sense::Decimal(_)) && !is_money(reading, at);
            unit.then(|| (value, i..tail(reading, at + 1)))
        }
        Sense::Decimal(_) | Sense::Number(_) => {
            let value = tenths(reading, i)?;
            let decimal_or_more = matches!(reading.sense(i), Sense::Decimal(_))
                && reading.sense(i + 1) == Sense::Bound(Bound::OrMore)
                && reading.before(i) != Sense::PriceWord;
            (is_unit(reading, i + 1) || decimal_or_more).then(|| (value, i..tail(reading, i + 1)))
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
    while matches!(reading.sense(i), Sense::Rating | Sense::Points | Sense::Bound(Bound::OrMore))
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
