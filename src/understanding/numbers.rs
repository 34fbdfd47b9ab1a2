//! Numbers in digits and words, as one item each.
//!
//! ```text
//! number  = digits | digits group… | units | tens ["-"] units | [units] "hundred" ["and"] number | number "thousand" | "k"
//!         | units tens [units]                   "two fifty": 250
//! group   = ("," | ".") three digits             "1,200", "1.200"
//! decimal = digits ("." | ",") one or two digits "4.5", "99,90"; after children "3,7" are two ages
//!         | digits ("hundred" | "thousand")             "3 hundred"
//! short   = digits "yo" | digits "a" digits "c"  "8yo", "2a 1c"; a child's months are years, "18 months": 1
//! ordinal = digits ("st" | "nd" | "rd" | "th") | tens ["-"] ordinal word
//! ```

use super::reading::{Item, Reading};
use super::sense::{Person, Sense};

/// Joins what makes one number into one item, all through `reading`.
pub fn join(reading: &mut Reading<'_>, ages_asked: bool) {
    short_forms(reading, ages_asked);
    kinder(reading);
    let mut i = 0;
    while i < reading.len() {
        if let Some((sense, count)) = joined(reading, i, ages_asked) {
            let tokens = reading.range(i..i + count);
            reading.items[i] = Item { sense, tokens, read: false };
            reading.items.drain(i + 1..i + count);
        }
        i += 1;
    }
}

/// What is written right behind a number: "8yo", "2a 1c"; and months, which are years when they are a child's.
fn short_forms(reading: &mut Reading<'_>, ages_asked: bool) {
    let small = ages_asked
        || reading.items.iter().any(|item| matches!(item.sense, Sense::Person(Person::Babies | Person::Children)));
    for i in 1..reading.len() {
        let Sense::Number(count) = reading.sense(i - 1) else { continue };
        let tight = is_attached(reading, i);
        let old = matches!(reading.sense(i + 1), Sense::Age) || reading.is_word(i + 1, "old");
        let sense = match reading.first_word(i) {
            "yo" | "yrs" | "yr" | "y" if tight || reading.is_word(i, "yo") => Sense::Age,
            "month" | "months" | "mo" | "mos" | "mth" | "mths"
                if count < 36 && (small || old || reading.sense(i) == Sense::Age) =>
            {
                reading.items[i - 1].sense = Sense::Number(count / 12);
                Sense::Age
            }
            "a" | "ad" | "ads" | "adt" | "adts" if tight && says_children(reading, i + 1) => {
                Sense::Person(Person::Adults)
            }
            "pp" if tight && count < 10 => Sense::Person(Person::People),
            "c" | "ch" | "chd" | "chld" | "k" if tight && says_adults(reading, i) => Sense::Person(Person::Children),
            _ => continue,
        };
        reading.items[i].sense = sense;
    }
}

/// "1 Kind", "een kind": a child, where no kind of anything is counted.
fn kinder(reading: &mut Reading<'_>) {
    for i in 1..reading.len() {
        if !reading.is_word(i, "kind") || reading.is_word(i + 1, "of") {
            continue;
        }
        let one = matches!(
            reading.words_before(i).next(),
            Some("1" | "ein" | "einem" | "een" | "mein" | "meinem" | "unser" | "unserem" | "mijn" | "ons")
        );
        if one {
            reading.items[i].sense = Sense::Person(Person::Children);
        }
    }
}

/// "1c", "1 ch" somewhere from item `i` on.
fn says_children(reading: &Reading<'_>, i: usize) -> bool {
    (i..reading.len()).any(|k| {
        matches!(reading.first_word(k), "c" | "ch" | "chd" | "chld") && matches!(reading.before(k), Sense::Number(_))
            || matches!(reading.sense(k), Sense::Person(Person::Children))
    }) || matches!(reading.word(i - 1), "ad" | "ads" | "adt" | "adts")
}

fn says_adults(reading: &Reading<'_>, i: usize) -> bool {
    (0..i).any(|k| matches!(reading.sense(k), Sense::Person(Person::Adults)))
}

/// The number that begins at item `i` and covers more than that item: what it is and how many items it takes.
fn joined(reading: &Reading<'_>, i: usize, ages_asked: bool) -> Option<(Sense, usize)> {
    let Sense::Number(first) = reading.sense(i) else { return None };
    if is_digits(reading, i) { digits(reading, i, first, ages_asked) } else { words(reading, i, first) }
}

fn digits(reading: &Reading<'_>, i: usize, first: u32, ages_asked: bool) -> Option<(Sense, usize)> {
    if reading.sense(i + 1) == Sense::OrdinalMark && is_attached(reading, i + 1) {
        return Some((Sense::Ordinal(first), 2));
    }
    if reading.is_word(i + 1, "k") && is_attached(reading, i + 1) {
        return Some((Sense::Number(first.saturating_mul(1000)), 2));
    }
    if let (1..100, Sense::Number(scale @ (100 | 1000))) = (first, reading.sense(i + 1))
        && matches!(reading.word(i + 1), "hundred" | "thousand" | "grand")
    {
        return Some((Sense::Number(first * scale), 2));
    }
    let (mut value, mut count) = (first, 1);
    while is_separator(reading, i + count) && digit_count(reading, i + count + 1) == 3 {
        let Sense::Number(group) = reading.sense(i + count + 1) else { break };
        value = value.saturating_mul(1000).saturating_add(group);
        count += 2;
    }
    let decimals = digit_count(reading, i + count + 1);
    let of_children = ages_asked || is_of_children(reading, i);
    let ages = reading.is_word(i + count, ",") && decimals <= 2 && of_children && value < 18;
    if is_separator(reading, i + count)
        && (decimals == 1 || decimals == 2)
        && !ages
        && let Sense::Number(part) = reading.sense(i + count + 1)
    {
        let hundredths = if decimals == 1 { part * 10 } else { part };
        let whole = value.saturating_mul(100).saturating_add(hundredths);
        let after = i + count + 2;
        if reading.is_word(after, "k") && is_attached(reading, after) {
            return Some((Sense::Number(whole.saturating_mul(10)), count + 3));
        }
        return Some((Sense::Decimal(whole), count + 2));
    }
    (count > 1).then_some((Sense::Number(value), count))
}

fn words(reading: &Reading<'_>, i: usize, first: u32) -> Option<(Sense, usize)> {
    let (mut value, mut count) = (first, 1);
    loop {
        let dash = usize::from(reading.is_word(i + count, "-"));
        let and = usize::from(value >= 100 && reading.sense(i + count) == Sense::And);
        let at = i + count + dash + and;
        match reading.sense(at) {
            Sense::Number(unit)
                if unit < 10 && unit > 0 && value >= 20 && value % 10 == 0 && !is_digits(reading, at) =>
            {
                value += unit;
            }
            Sense::Ordinal(unit) if unit < 10 && value >= 20 && value % 10 == 0 => {
                return Some((Sense::Ordinal(value + unit), count + dash + and + 1));
            }
            // "two fifty": said of money
            Sense::Number(tens @ 20..=90)
                if (1..10).contains(&value) && tens % 10 == 0 && count == 1 && !is_digits(reading, at) =>
            {
                value = value * 100 + tens;
            }
            Sense::Number(tens) if value >= 100 && value % 100 == 0 && tens < 100 && !is_digits(reading, at) => {
                value += tens;
            }
            Sense::Number(scale @ (100 | 1000)) if dash + and == 0 && value < scale && value > 0 => value *= scale,
            _ => break,
        }
        count += dash + and + 1;
    }
    (count > 1).then_some((Sense::Number(value), count))
}

/// "for two room in Omaha": one room, of which the number says who sleeps there.
pub fn is_one_room(reading: &Reading<'_>, number: usize, noun: usize) -> bool {
    let several = reading.sense(number) != Sense::Number(1);
    let located = reading.is_word(noun + 1, "in") && number > 0 && reading.is_word(number - 1, "for");
    several && reading.is_word(noun, "room") && located
}

fn is_digits(reading: &Reading<'_>, i: usize) -> bool {
    digit_count(reading, i) > 0
}

fn digit_count(reading: &Reading<'_>, i: usize) -> usize {
    reading.items.get(i).map_or(0, |item| reading.tokens.digits(item.tokens.start))
}

/// "2 kids (3,7)", "aged 3,7": two ages rather than a decimal.
fn is_of_children(reading: &Reading<'_>, i: usize) -> bool {
    (i.saturating_sub(3)..i)
        .any(|k| matches!(reading.sense(k), Sense::Person(Person::Children | Person::Babies) | Sense::Age))
}

fn is_attached(reading: &Reading<'_>, i: usize) -> bool {
    reading.items.get(i).is_some_and(|item| !reading.tokens.space_before(item.tokens.start))
}

fn is_separator(reading: &Reading<'_>, i: usize) -> bool {
    (reading.is_word(i, ",") || reading.is_word(i, ".")) && is_attached(reading, i) && is_attached(reading, i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::text::Tokens;

    fn senses(text: &str) -> Vec<Sense> {
        let tokens = Tokens::new(text);
        let mut reading = Reading::new(&tokens, &[]);
        join(&mut reading, false);
        reading.items.iter().map(|item| item.sense).collect()
    }

    #[test]
    fn digits_and_words_make_one_number() {
        assert_eq!(senses("twenty five"), [Sense::Number(25)]);
        assert_eq!(senses("two hundred and fifty"), [Sense::Number(250)]);
        assert_eq!(senses("1,200"), [Sense::Number(1200)]);
        assert_eq!(senses("20k"), [Sense::Number(20_000)]);
        assert_eq!(senses("3 hundred"), [Sense::Number(300)]);
    }

    #[test]
    fn decimals_and_ordinals_are_told_apart() {
        assert_eq!(senses("4.5"), [Sense::Decimal(450)]);
        assert_eq!(senses("99,90"), [Sense::Decimal(9990)]);
        assert_eq!(senses("2nd"), [Sense::Ordinal(2)]);
        assert_eq!(senses("twenty-first"), [Sense::Ordinal(21)]);
    }

    #[test]
    fn numbers_that_only_stand_together_stay_apart() {
        assert_eq!(senses("one two"), [Sense::Number(1), Sense::Number(2)]);
    }
}
