//! Numbers in digits and words, as one item each.
//!
//! ```text
//! number  = digits | digits group… | units | tens ["-"] units | [units] "hundred" ["and"] number | number "thousand" | "k"
//! group   = ("," | ".") three digits             "1,200", "1.200"
//! decimal = digits ("." | ",") one or two digits "4.5", "99,90"
//! ordinal = digits ("st" | "nd" | "rd" | "th") | tens ["-"] ordinal word
//! ```

use super::reading::{Item, Reading};
use super::sense::Sense;

/// Joins what makes one number into one item, all through `reading`.
pub fn join(reading: &mut Reading<'_>) {
    let mut i = 0;
    while i < reading.len() {
        if let Some((sense, count)) = joined(reading, i) {
            let tokens = reading.range(i..i + count);
            reading.items[i] = Item { sense, tokens, read: false };
            reading.items.drain(i + 1..i + count);
        }
        i += 1;
    }
}

/// The number that begins at item `i` and covers more than that item: what it is and how many items it takes.
fn joined(reading: &Reading<'_>, i: usize) -> Option<(Sense, usize)> {
    let Sense::Number(first) = reading.sense(i) else { return None };
    if is_digits(reading, i) { digits(reading, i, first) } else { words(reading, i, first) }
}

fn digits(reading: &Reading<'_>, i: usize, first: u32) -> Option<(Sense, usize)> {
    if reading.sense(i + 1) == Sense::OrdinalMark && is_attached(reading, i + 1) {
        return Some((Sense::Ordinal(first), 2));
    }
    if reading.is_word(i + 1, "k") && is_attached(reading, i + 1) {
        return Some((Sense::Number(first.saturating_mul(1000)), 2));
    }
    let (mut value, mut count) = (first, 1);
    while is_separator(reading, i + count) && digit_count(reading, i + count + 1) == 3 {
        let Sense::Number(group) = reading.sense(i + count + 1) else { break };
        value = value.saturating_mul(1000).saturating_add(group);
        count += 2;
    }
    let decimals = digit_count(reading, i + count + 1);
    if is_separator(reading, i + count)
        && (decimals == 1 || decimals == 2)
        && let Sense::Number(part) = reading.sense(i + count + 1)
    {
        let hundredths = if decimals == 1 { part * 10 } else { part };
        let whole = value.saturating_mul(100).saturating_add(hundredths);
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

fn is_digits(reading: &Reading<'_>, i: usize) -> bool {
    digit_count(reading, i) > 0
}

fn digit_count(reading: &Reading<'_>, i: usize) -> usize {
    reading.items.get(i).map_or(0, |item| reading.tokens.digits(item.tokens.start))
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
        join(&mut reading);
        reading.items.iter().map(|item| item.sense).collect()
    }

    #[test]
    fn digits_and_words_make_one_number() {
        assert_eq!(senses("twenty five"), [Sense::Number(25)]);
        assert_eq!(senses("two hundred and fifty"), [Sense::Number(250)]);
        assert_eq!(senses("1,200"), [Sense::Number(1200)]);
        assert_eq!(senses("20k"), [Sense::Number(20_000)]);
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
