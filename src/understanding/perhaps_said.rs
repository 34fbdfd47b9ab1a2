//! Whether one of the hotels on a screen may be spoken of at all.
//!
//! Most names on a screen are not, and this is told sooner than an index of them is made (`hotel_names.rs`).

use crate::world::slips::Aligner;

use super::hotel_names::{EMPTY, MENDABLE, most_slips};
use super::lexicon::Lexicon;
use super::text::Tokens;

/// Whether a word of `tokens` could be one of `names`, right or misspelt.
#[must_use]
pub fn are_perhaps_said<'n>(mut names: impl Iterator<Item = &'n str>, tokens: &Tokens<'_>) -> bool {
    let initials = (0..tokens.len()).fold(0, |initials, i| initials | initial(tokens.word(i)));
    let is_empty = |word: &str| EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(word));
    let is_said = |word: &str| initials & initial(word) != 0 && (0..tokens.len()).any(|i| is_perhaps(word, tokens, i));
    names.any(|name| {
        let mut tells = false;
        name.split(' ').any(|word| {
            let said = is_said(word);
            let telling = (said || !tells) && !is_empty(word);
            tells |= telling;
            said && telling
        }) || !tells
            || !is_plain(name)
    })
}

/// Whether the tokens of `name` are what stands between its spaces.
fn is_plain(name: &str) -> bool {
    // A space is 0, a digit 1, a letter 2: of a digit beside a letter two tokens are made.
    let mut before = 0;
    name.bytes().all(|byte| {
        let here = match byte {
            b' ' => 0,
            b'0'..=b'9' => 1,
            b'a'..=b'z' | b'A'..=b'Z' => 2,
            _ => return false,
        };
        let parted = before + here == 3;
        before = here;
        !parted
    })
}

/// The first letter of a word as one of 27 bits; whatever is no letter has the lowest.
fn initial(word: &str) -> u32 {
    word.bytes().next().map_or(0, |first| if first.is_ascii_alphabetic() { 1 << (first & 31) } else { 1 })
}

/// Whether token `i` is the word `known`, or could be mended to it.
fn is_perhaps(known: &str, tokens: &Tokens<'_>, i: usize) -> bool {
    let said = tokens.word(i);
    let first = |word: &str| word.bytes().next().map(|letter| letter.to_ascii_lowercase());
    let most = most_slips(said);
    if known.len().abs_diff(said.len()) > most || first(known) != first(said) {
        return false;
    }
    let is_near = || {
        known.len().min(said.len()) >= MENDABLE
            && !Lexicon::shipped().knows_token(tokens, i)
            && Aligner::new(said).slips(&known.to_ascii_lowercase(), most).is_some()
    };
    known.eq_ignore_ascii_case(said) || is_near()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_name_is_enough_and_one_may_be_misspelt() {
        let said =
            |text: &str| are_perhaps_said(["Inn at the Market", "Saltmarsh Hotel"].into_iter(), &Tokens::new(text));
        assert!(said("the market one") && said("is saltmash free?"));
        assert!(!said("a hotel in Seattle, Mar 20-23") && !said("at the pool"));
        assert!(are_perhaps_said(["Pulse24"].into_iter(), &Tokens::new("the pulse")));
    }
}
