//! What a stay may cost.
//!
//! ```text
//! price  = [bound] amount [bound after] [basis]       "under $200 a night", "200 or less", "max 600 total"
//!        | [between] amount (to | and) amount [basis] "150-250 €", "between 100 and 200"
//! amount = [currency] number [currency]
//! basis  = "a night" | "total"                        per night unless total is said
//! ```
//!
//! A number without a currency is money only beside a bound, a basis or a word for price, and only where no noun
//! follows that it would count.

use std::ops::Range;

use crate::domain::money::Currency;
use crate::domain::stay::{PriceBasis, PriceRange};

use super::meaning::Said;
use super::mood::{Mood, is_asked_about};
use super::reading::Reading;
use super::sense::{Bound, Sense};
use super::text::Found;
use super::topic::Topic;

/// The least number that is money without a currency.
const LEAST_BARE: i64 = 20_00;
/// How far "around" reaches to either side, in per cent.
const AROUND_PERCENT: i64 = 20;

#[derive(Debug, Clone, Copy)]
struct Amount {
    hundredths: i64,
    currency: Option<Currency>,
    next: usize,
}

/// Reads bounds on the price into `said`.
pub fn find(reading: &mut Reading<'_>, moods: &[Mood], said: &mut Said) {
    let mut i = 0;
    while i < reading.len() {
        match if is_asked_about(moods, i) { None } else { price(reading, i) } {
            Some((range, items)) => {
                said.price_basis_said = says_basis(reading, items.clone());
                said.price = Some(Found::new(range, reading.range(items.clone())));
                reading.mark_read(items.clone());
                i = items.end;
            }
            None => i += 1,
        }
    }
}

fn price(reading: &Reading<'_>, i: usize) -> Option<(PriceRange, Range<usize>)> {
    if reading.items[i].read {
        return None;
    }
    let (bound, start) = match reading.sense(i) {
        Sense::Bound(bound @ (Bound::AtMost | Bound::AtLeast | Bound::Around | Bound::Between)) => {
            let filler = usize::from(matches!(reading.word(i + 1), "of" | "is" | "a" | "the"));
            (Some(bound), i + 1 + filler)
        }
        _ => (None, i),
    };
    let first = amount(reading, start)?;
    if let Some(range) = range(reading, i, bound, first) {
        return Some(range);
    }
    let (after, next) = match reading.sense(first.next) {
        Sense::Bound(bound @ (Bound::OrMore | Bound::OrLess | Bound::Around)) => (Some(bound), first.next + 1),
        Sense::Bound(bound @ (Bound::AtMost | Bound::AtLeast)) if !is_amount(reading, first.next + 1) => {
            (Some(bound), first.next + 1)
        }
        _ => (None, first.next),
    };
    let (basis, next) = basis(reading, i, next);
    let worth = first.currency.is_some()
        || first.hundredths >= LEAST_BARE
            && stands_alone(reading, first.next)
            && (basis.is_some()
                || has_price_word(reading, i)
                || bound.is_some_and(|b| b != Bound::Between)
                || after.is_some());
    if !worth {
        return None;
    }
    let (min, max) = limits(after.or(bound), first.hundredths);
    let basis = basis.unwrap_or(PriceBasis::Night);
    Some((PriceRange { min, max, currency: first.currency, basis }, i..next))
}

fn range(reading: &Reading<'_>, i: usize, bound: Option<Bound>, first: Amount) -> Option<(PriceRange, Range<usize>)> {
    let joined = match reading.sense(first.next) {
        Sense::Bound(Bound::To) => true,
        Sense::And => bound == Some(Bound::Between),
        _ => false,
    };
    if !joined {
        return None;
    }
    let second = amount(reading, first.next + 1)?;
    let (basis, next) = basis(reading, i, second.next);
    let currency = first.currency.or(second.currency);
    let bare_is_money = basis.is_some() || has_price_word(reading, i);
    let worth = currency.is_some()
        || first.hundredths >= LEAST_BARE && bare_is_money && stands_alone(reading, second.next)
        || first.hundredths >= LEAST_BARE && bound == Some(Bound::Between) && stands_alone(reading, second.next);
    (worth && first.hundredths < second.hundredths).then(|| {
        let basis = basis.unwrap_or(PriceBasis::Night);
        (PriceRange { min: Some(first.hundredths), max: Some(second.hundredths), currency, basis }, i..next)
    })
}

fn limits(bound: Option<Bound>, hundredths: i64) -> (Option<i64>, Option<i64>) {
    match bound {
        Some(Bound::AtLeast | Bound::OrMore) => (Some(hundredths), None),
        Some(Bound::Around) => {
            let reach = hundredths * AROUND_PERCENT / 100;
            (Some(hundredths - reach), Some(hundredths + reach))
        }
        Some(Bound::AtMost | Bound::OrLess | Bound::Between | Bound::To) | None => (None, Some(hundredths)),
    }
}

fn amount(reading: &Reading<'_>, i: usize) -> Option<Amount> {
    let (before, at) = match reading.sense(i) {
        Sense::Currency(currency) => (Some(currency), i + 1),
        _ => (None, i),
    };
    let hundredths = match reading.sense(at) {
        Sense::Number(whole) => i64::from(whole) * 100,
        Sense::Decimal(hundredths) => i64::from(hundredths),
        _ => return None,
    };
    match reading.sense(at + 1) {
        Sense::Currency(currency) => Some(Amount { hundredths, currency: before.or(Some(currency)), next: at + 2 }),
        _ => Some(Amount { hundredths, currency: before, next: at + 1 }),
    }
}

fn is_amount(reading: &Reading<'_>, i: usize) -> bool {
    amount(reading, i).is_some()
}

/// The basis said after the amount, or "total" anywhere before it in the clause.
fn basis(reading: &Reading<'_>, i: usize, next: usize) -> (Option<PriceBasis>, usize) {
    let skip = usize::from(matches!(reading.word(next), "," | "for" | "-"));
    for at in [next, next + skip] {
        match reading.sense(at) {
            Sense::PerNight => return (Some(PriceBasis::Night), at + 1),
            Sense::Total => return (Some(PriceBasis::Total), at + 1),
            _ => {}
        }
    }
    let total_before = reading.clause(i).take_while(|k| *k < i).any(|k| reading.sense(k) == Sense::Total);
    (total_before.then_some(PriceBasis::Total), next)
}

/// Whether the price's own words, or its clause before it, say what it counts.
fn says_basis(reading: &Reading<'_>, items: Range<usize>) -> bool {
    let from = reading.clause(items.start).start;
    (from..items.end).any(|k| matches!(reading.sense(k), Sense::PerNight | Sense::Total))
}

fn has_price_word(reading: &Reading<'_>, i: usize) -> bool {
    reading.clause(i).any(|k| matches!(reading.sense(k), Sense::PriceWord | Sense::Topic(Topic::Price)))
}

fn stands_alone(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        Sense::Person(_)
        | Sense::Star
        | Sense::Points
        | Sense::Room
        | Sense::RoomOf(_)
        | Sense::RoomKind(_)
        | Sense::Age
        | Sense::Rating
        | Sense::Lodging
        | Sense::Property(_)
        | Sense::Date => false,
        Sense::Unknown | Sense::Filler => !matches!(
            reading.word(i),
            "km" | "miles"
                | "mile"
                | "min"
                | "mins"
                | "minutes"
                | "minute"
                | "hours"
                | "m"
                | "pm"
                | "am"
                | "nights"
                | "days"
                | "th"
                | "feet"
                | "ft"
        ),
        _ => true,
    }
}
