//! What a stay may cost.
//!
//! ```text
//! price  = [bound] amount [bound after] [basis]       "under $200 a night", "200 or less", "max 600 total"
//!        | ("nothing" | "never" | "not") … "over" amount     the bound turned round
//!        | ("actually" | "make it" …) amount              where a most is known that is about as much
//!        | ["over"] amount [basis] "is" "too much"            the most, too
//!        | ("raise" | "lower") … "by" amount              from the most that is known
//!        | [between] amount (to | and) amount [basis] "150-250 €", "between 100 and 200"
//! amount = [currency] number [currency]
//! basis  = "a night" | "total"                        per night unless total is said
//!        | "for" ["the" | "all"] nights                  total, of a budget or of nights with an article
//!        | "per person"                             times the guests, see `combine.rs`
//! asked  = ["in"] currency                            prices are to be told in it
//! ```
//!
//! A number without a currency is money only beside a bound, a basis or a word for price, and only where no noun
//! follows that it would count.

use std::ops::Range;

use crate::domain::money::Currency;
use crate::domain::stay::{PriceBasis, PriceClass, PriceRange};

use super::meaning::Said;
use super::mood::{Mood, is_asked_about};
use super::reading::Reading;
use super::sense::{Act, Bound, Person, Sense};
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

/// Reads bounds on the price into `said`; `known` is the one known before.
pub fn find(reading: &mut Reading<'_>, moods: &[Mood], known: Option<PriceRange>, said: &mut Said) {
    let mut i = 0;
    while i < reading.len() {
        match if is_asked_about(moods, i) { None } else { price(reading, i).or_else(|| moved(reading, i, known?)) } {
            Some((range, items)) => {
                said.price_basis_said |= says_basis(reading, items.clone());
                said.price_per_person |= items.clone().any(|k| reading.sense(k) == Sense::PerPerson);
                let range = said.price.as_ref().map_or(range, |before| both(before.value, range));
                said.price = Some(Found::new(range, reading.range(items.clone())));
                reading.mark_read(items.clone());
                i = items.end;
            }
            None => i += 1,
        }
    }
    if let Some((range, items)) = known.filter(|_| said.price.is_none()).and_then(|known| corrected(reading, known)) {
        said.price = Some(Found::new(range, reading.range(items.clone())));
        reading.mark_read(items);
    }
    said.currency = currency_alone(reading);
}

/// "at least 100, max 200": two bounds said one by one; of two of a kind the later counts.
fn both(before: PriceRange, now: PriceRange) -> PriceRange {
    let currency = now.currency.or(before.currency);
    match (before.min, before.max, now.min, now.max) {
        (Some(min), None, None, Some(max)) if min < max => {
            PriceRange { min: Some(min), max: Some(max), currency, ..now }
        }
        (None, Some(max), Some(min), None) if min < max => {
            PriceRange { min: Some(min), max: Some(max), currency, basis: before.basis }
        }
        _ => now,
    }
}

/// "prices in euros please", "in pounds": a currency by name without an amount.
fn currency_alone(reading: &mut Reading<'_>) -> Option<Found<Currency>> {
    let found = (0..reading.len()).find_map(|i| match reading.sense(i) {
        Sense::Currency(currency) if !reading.items[i].read => {
            let named = reading.word(i).len() > 1 || reading.items[i].tokens.len() > 1;
            let led = reading.words_before(i).next().is_none_or(|word| matches!(word, "in" | "into" | "to" | "use"));
            (named && led && !is_counted(reading, i)).then(|| (i, Found::new(currency, reading.range(i..i + 1))))
        }
        _ => None,
    });
    let (i, found) = found?;
    reading.mark_read(i..i + 1);
    Some(found)
}

fn is_counted(reading: &Reading<'_>, i: usize) -> bool {
    [reading.before(i), reading.sense(i + 1)].iter().any(|sense| matches!(sense, Sense::Number(_) | Sense::Decimal(_)))
}

/// "increase my budget by 50": the known most, moved.
fn moved(reading: &Reading<'_>, i: usize, known: PriceRange) -> Option<(PriceRange, Range<usize>)> {
    let by = reading.is_word(i, "by").then(|| amount(reading, i + 1)).flatten()?;
    let clause = reading.clause(i).start..i;
    let says = |words: &[&str]| reading.words_before(i).take(6).any(|word| words.contains(&word)) && !clause.is_empty();
    let sign = if says(&["up", "raise", "increase", "bump", "more"]) {
        1
    } else if says(&["lower", "reduce", "decrease", "cut", "drop", "down"]) {
        -1
    } else {
        return None;
    };
    let priced = says(&["budget", "price", "max", "maximum", "limit", "it"]);
    let most = known.max.filter(|_| priced)? + sign * by.hundredths;
    (most > 0).then_some((PriceRange { max: Some(most), ..known }, clause.start..by.next))
}

/// "actually 300", "no, make it 300": an amount about as large as the known most, and nothing that it would count.
fn corrected(reading: &Reading<'_>, known: PriceRange) -> Option<(PriceRange, Range<usize>)> {
    let most = known.max?;
    let at = (0..reading.len()).find(|i| !reading.items[*i].read && is_amount(reading, *i))?;
    let new = amount(reading, at)?;
    let corrects = |i: usize| {
        matches!(reading.sense(i), Sense::Act(Act::Instead | Act::No))
            || matches!(
                reading.first_word(i),
                "actually" | "no" | "sorry" | "make" | "instead" | "rather" | "ok" | "say"
            )
    };
    let plain = |i: usize| {
        matches!(
            reading.sense(i),
            Sense::Filler | Sense::Act(_) | Sense::Comma | Sense::Stop | Sense::Polite | Sense::It | Sense::Negation
        )
    };
    let mut others = (0..at).chain(new.next..reading.len());
    let led = others.clone().any(corrects);
    let alike = new.hundredths * 3 >= most && new.hundredths <= most * 4 && new.hundredths >= LEAST_BARE;
    (led && alike && others.all(plain)).then(|| {
        let (min, currency) = (known.min.filter(|min| *min < new.hundredths), new.currency.or(known.currency));
        (PriceRange { min, max: Some(new.hundredths), currency, ..known }, at..new.next)
    })
}

fn price(reading: &Reading<'_>, i: usize) -> Option<(PriceRange, Range<usize>)> {
    if reading.items[i].read {
        return None;
    }
    let (bound, start) = match reading.sense(i) {
        Sense::Bound(bound @ (Bound::AtMost | Bound::AtLeast | Bound::Around | Bound::Between)) => {
            let filler = usize::from(matches!(reading.word(i + 1), "of" | "is" | "a" | "the" | ":"));
            (Some(bound), i + 1 + filler)
        }
        // "above 80 and below 120"
        Sense::Bound(Bound::OrLess) if reading.first_word(i) == "and" => (Some(Bound::AtMost), i + 1),
        Sense::Bound(Bound::OrMore) if reading.first_word(i) == "and" => (Some(Bound::AtLeast), i + 1),
        // "budget 250", "budget: 250"
        Sense::Class(PriceClass::Budget) if reading.is_word(i, "budget") => {
            (Some(Bound::AtMost), i + 1 + usize::from(reading.is_word(i + 1, ":")))
        }
        _ => (None, i),
    };
    let bound = bound.map(|bound| if is_turned(reading, i) { turned(bound) } else { bound });
    let first = amount(reading, start)?;
    if let Some(range) = range(reading, i, bound, first) {
        return Some(range);
    }
    // "from 100 euros"
    let from = bound == Some(Bound::Between) && reading.is_word(i, "from") && first.currency.is_some();
    let bound = if from { Some(Bound::AtLeast) } else { bound };
    let (after, next) = match reading.sense(first.next) {
        Sense::Bound(Bound::OrMore | Bound::OrLess) if is_amount(reading, first.next + 1) => (None, first.next),
        Sense::Bound(bound @ (Bound::OrMore | Bound::OrLess | Bound::Around)) => (Some(bound), first.next + 1),
        Sense::Mark | Sense::Bound(Bound::To) if reading.is_word(first.next + 1, "ish") => {
            (Some(Bound::Around), first.next + 2)
        }
        // "a 500 dollar budget"
        Sense::Class(PriceClass::Budget) if reading.is_word(first.next, "budget") => {
            (Some(Bound::AtMost), first.next + 1)
        }
        Sense::Bound(bound @ (Bound::AtMost | Bound::AtLeast)) if !is_amount(reading, first.next + 1) => {
            (Some(bound), first.next + 1)
        }
        _ => (None, first.next),
    };
    let (basis, next) = basis(reading, i, next);
    let refused = too_much(reading, next);
    let bound = refused.map_or(bound, |_| Some(Bound::AtMost));
    let next = refused.unwrap_or(next);
    // "130 per night at the most"
    let behind = reading.sense(next) == Sense::Bound(Bound::AtMost) && !is_amount(reading, next + 1) && basis.is_some();
    let (after, next) = if behind && after.is_none() { (Some(Bound::OrLess), next + 1) } else { (after, next) };
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
        Sense::Bound(Bound::AtMost) => bound == Some(Bound::Between) && reading.first_word(first.next) == "up",
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

/// "nothing over", "never more than": a denial just before the bound.
fn is_turned(reading: &Reading<'_>, i: usize) -> bool {
    let passes = |k: &usize| {
        matches!(
            reading.sense(*k),
            Sense::Filler | Sense::PriceWord | Sense::It | Sense::Topic(_) | Sense::Act(Act::Want) | Sense::Unknown
        )
    };
    if reading.first_word(i) == "nothing" {
        // "nothing under 300?" asks for what is under 300.
        return reading.sentences().any(|(items, asks)| asks && items.contains(&i));
    }
    let mut before = (reading.clause(i).start..i).rev().skip_while(passes);
    match before.next() {
        Some(k) if reading.sense(k) == Sense::Negation => reading.sense(i) == Sense::Bound(Bound::AtLeast),
        Some(k) if reading.sense(k) == Sense::Act(Act::No) => {
            k + 1 == i && matches!(reading.word(k), "nothing" | "none")
        }
        _ => false,
    }
}

/// "is too much", "would be too expensive" at `i`: the item after it.
fn too_much(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let is = (i..i + 3)
        .take_while(|k| matches!(reading.word(*k), "is" | "s" | "would" | "be" | "was" | "seems" | "a" | "way"));
    let at = i + is.count();
    let words = reading.is_word(at, "too") && matches!(reading.word(at + 1), "much" | "high" | "steep" | "dear");
    let complains = at > i && (words || reading.sense(at) == Sense::Cheaper);
    complains.then_some(at + 1 + usize::from(words))
}

fn turned(bound: Bound) -> Bound {
    match bound {
        Bound::AtLeast => Bound::AtMost,
        Bound::AtMost => Bound::AtLeast,
        other => other,
    }
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
        Sense::Currency(_) if is_sign_of_the_next(reading, at + 1) => {
            Some(Amount { hundredths, currency: before, next: at + 1 })
        }
        Sense::Currency(currency) => Some(Amount { hundredths, currency: before.or(Some(currency)), next: at + 2 }),
        _ => Some(Amount { hundredths, currency: before, next: at + 1 }),
    }
}

/// "apr 6-9 $100": the sign of the amount behind it.
fn is_sign_of_the_next(reading: &Reading<'_>, i: usize) -> bool {
    let apart = |k: usize| reading.items.get(k).is_none_or(|item| reading.tokens.space_before(item.tokens.start));
    reading.word(i).chars().count() == 1
        && apart(i)
        && !apart(i + 1)
        && matches!(reading.sense(i + 1), Sense::Number(_) | Sense::Decimal(_))
}

fn is_amount(reading: &Reading<'_>, i: usize) -> bool {
    amount(reading, i).is_some()
}

/// The basis said after the amount, or "total" anywhere before it in the clause; a price per person is one of a night,
/// unless something else is said.
fn basis(reading: &Reading<'_>, i: usize, next: usize) -> (Option<PriceBasis>, usize) {
    let after = after_person(reading, next);
    let (basis, end) = whole_basis(reading, i, after);
    (basis.or((after > next).then_some(PriceBasis::Night)), after_person(reading, end))
}

/// The item after a "per person" at `i`.
fn after_person(reading: &Reading<'_>, i: usize) -> usize {
    let joint = usize::from(matches!(reading.word(i), "," | "-" | "/"));
    if reading.sense(i + joint) == Sense::PerPerson { i + joint + 1 } else { i }
}

fn whole_basis(reading: &Reading<'_>, i: usize, next: usize) -> (Option<PriceBasis>, usize) {
    let skip = usize::from(matches!(reading.word(next), "," | "for" | "-"));
    for at in [next, next + skip] {
        match reading.sense(at) {
            // "150 each": each of the rooms
            Sense::PerNight | Sense::Each => return (Some(PriceBasis::Night), at + 1),
            Sense::Total => return (Some(PriceBasis::Total), at + 1),
            _ => {}
        }
    }
    if let Some((basis, after)) = whole_stay(reading, i, next) {
        return (Some(basis), after);
    }
    let total_before = reading.clause(i).take_while(|k| *k < i).any(|k| reading.sense(k) == Sense::Total);
    (total_before.then_some(PriceBasis::Total), next)
}

/// "for the 3 nights", "for three nights total": what the whole stay may cost.
fn whole_stay(reading: &Reading<'_>, i: usize, next: usize) -> Option<(PriceBasis, usize)> {
    if !reading.is_word(next, "for") {
        return None;
    }
    let article = usize::from(matches!(reading.word(next + 1), "the" | "all" | "my" | "our" | "these" | "those"));
    let nights = next + 1 + article;
    // "for the week" is no date
    let length = reading.items.get(nights).filter(|item| item.sense == Sense::Date || article > 0)?;
    if !matches!(
        reading.tokens.word(length.tokens.end - 1),
        "nights" | "days" | "week" | "weeks" | "fortnight" | "month"
    ) {
        return None;
    }
    match reading.sense(nights + 1) {
        Sense::Total => return Some((PriceBasis::Total, nights + 2)),
        Sense::PerNight => return Some((PriceBasis::Night, nights + 2)),
        _ => {}
    }
    let budget =
        reading.words_before(i + 1).take(4).any(|word| matches!(word, "budget" | "budgets" | "have" | "spend"));
    let budget = budget || (i..next).any(|k| reading.tokens.word(reading.items[k].tokens.start) == "budget");
    (article > 0 || budget).then_some((PriceBasis::Total, nights + 1))
}

/// Whether the price's own words, or its clause before it, say what it counts.
fn says_basis(reading: &Reading<'_>, items: Range<usize>) -> bool {
    let from = reading.clause(items.start).start;
    let whole = (items.start..items.end).any(|k| reading.sense(k) == Sense::Date);
    whole || (from..items.end).any(|k| matches!(reading.sense(k), Sense::PerNight | Sense::Total))
}

fn has_price_word(reading: &Reading<'_>, i: usize) -> bool {
    reading.clause(i).any(|k| matches!(reading.sense(k), Sense::PriceWord | Sense::Topic(Topic::Price)))
}

fn stands_alone(reading: &Reading<'_>, i: usize) -> bool {
    match reading.sense(i) {
        // "under 200 room in Chicago", "under 220 hotel in Tampa": no two hundred of them
        Sense::Room | Sense::Lodging if matches!(reading.word(i), "room" | "hotel") => true,
        Sense::Person(Person::Adults | Person::People | Person::Children | Person::Babies)
        | Sense::Star
        | Sense::Points
        | Sense::Room
        | Sense::RoomOf(_)
        | Sense::RoomKind(_)
        | Sense::Age
        | Sense::Rating
        | Sense::Lodging
        | Sense::Property(_) => false,
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
