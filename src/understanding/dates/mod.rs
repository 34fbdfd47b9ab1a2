//! Dates and the length of a stay, in seven languages at once.
//!
//! ```text
//! sentence  = { expression | length | shift | anything else }
//! expression= range | single                                  ranges.rs, expression.rs
//! single    = absolute | weekday | relative | holiday         absolute.rs, relative.rs
//!           | offset | stay | period                          offsets.rs, periods.rs
//! ```
//!
//! Expressions are read left to right, the longest at each place; then arriving, leaving and lengths make them a
//! stay (`stay.rs`), or correct the one that is known (`correction.rs`). Everything is relative to [`Calendar::today`]; without a year the next such date is meant.

mod absolute;
mod calendar;
mod correction;
mod cue;
mod cues;
mod day;
mod expression;
mod holidays;
mod lengths;
mod lexicon;
mod numbers;
mod offsets;
mod periods;
mod ranges;
mod reader;
mod relative;
mod roles;
mod said;
mod stay;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typed;

pub use said::{
    Asked, Assumption, Calendar, DatesSaid, Kind, MAX_DAYS_AHEAD, MAX_NIGHTS, Mention, Moved, Problem, Shift,
};

use crate::understanding::text::Tokens;

/// Everything that `tokens` say about dates, lengths of stay and changes to them.
///
/// ```
/// use core_chat::understanding::{dates, text::Tokens};
/// use jiff::civil::date;
/// let calendar = dates::Calendar::on(date(2026, 2, 18));
/// let said = dates::find(&Tokens::new("Seattle Mar 20-23, one room"), &calendar);
/// assert_eq!(said.check_in.map(|f| f.value), Some(date(2026, 3, 20)));
/// assert_eq!(said.check_out.map(|f| f.value), Some(date(2026, 3, 23)));
/// ```
#[must_use]
pub fn find(tokens: &Tokens<'_>, calendar: &Calendar) -> DatesSaid {
    match reader::Reader::new(tokens, calendar) {
        Some(reader) => reader.stay(),
        None => DatesSaid::default(),
    }
}
