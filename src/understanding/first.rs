//! Before the first guest: tables are made and memory is touched by reading a few sentences, so that nobody waits for that.

use jiff::civil::date;

use super::meaning::Understanding;
use super::situation::Situation;
use super::understand;
use crate::domain::stay::StayDetails;

/// One that finds at once, those in which slips are mended, and one in another language.
const SENTENCES: [&str; 4] = [
    "A hotel in Seattle Mar 20-23 for 2 adults and a child (5), refundable, under $200 a night, with breakfast",
    "Somewhere near the old harbour of Rotterdm next weekend, is it quite?",
    "Two doble rooms around Xanaduville, or whatever is convenient for the hotal",
    "Una habitación en Lisboa del 3 al 5 de mayo",
];

/// Reads the first sentences of this process.
pub fn prepare() {
    sentences().for_each(drop);
}

fn sentences() -> impl Iterator<Item = Understanding> {
    SENTENCES.iter().map(|text| {
        let known = StayDetails::default();
        understand(text, &Situation::fresh(date(2026, 2, 18).at(12, 0, 0, 0), &known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_among_the_first_sentences() {
        let mended: usize = sentences().map(|understood| understood.heard.corrections.len()).sum();
        assert!(mended > 0);
    }
}
