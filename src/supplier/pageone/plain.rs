//! Text from outside, made fit to be shown: hostile until it has been here.

use crate::domain::card_number;
use crate::domain::ids::is_unfit;

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 120;
/// The longest key, in bytes.
const LONGEST_KEY: usize = 512;

/// A name in one line: markup, control characters and bidirectional overrides dropped, white space squeezed, cut after 120
/// characters. `None` when no letter or digit is left, or when it hides a card number.
pub(super) fn name(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len().min(4 * LONGEST_NAME));
    let mut length = 0;
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if is_unfit(c) || matches!(c, '<' | '>' | '`' | '\\' | '{' | '}') || (c == ' ' && ends_a_word(&plain)) {
            continue;
        }
        if length == LONGEST_NAME {
            break;
        }
        plain.push(c);
        length += 1;
    }
    plain.truncate(plain.trim_end().len());
    let says_something = plain.chars().any(char::is_alphanumeric);
    (says_something && !card_number::contains(&plain)).then_some(plain)
}

fn ends_a_word(text: &str) -> bool {
    text.is_empty() || text.ends_with(' ')
}

/// A key of the supplier's: visible ASCII without spaces, at most 512 bytes.
pub(super) fn key(text: &str) -> Option<&str> {
    let fits = !text.is_empty() && text.len() <= LONGEST_KEY && text.bytes().all(|b| b.is_ascii_graphic());
    fits.then_some(text)
}

/// What the operator's log may repeat of a supplier's text: one line of at most 120 characters.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().filter(|c| !is_unfit(*c)).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_markup_controls_and_overrides() {
        assert_eq!(name("  Inn \n at\tthe  Market ").as_deref(), Some("Inn at the Market"));
        assert_eq!(name("<script>Inn</script>").as_deref(), Some("scriptInn/script"));
        assert_eq!(name("Hotel \u{202E}evil\u{0}").as_deref(), Some("Hotel evil"));
        assert_eq!(name("\u{200B} <> "), None);
        assert_eq!(name("Card 4242 4242 4242 4242"), None);
        assert_eq!(name(&"é".repeat(500)).unwrap().chars().count(), LONGEST_NAME);
    }

    #[test]
    fn keys_are_visible_ascii() {
        assert_eq!(key("65a1-b2"), Some("65a1-b2"));
        assert!([key(""), key("a b"), key("a\n"), key("ключ"), key(&"x".repeat(513))].iter().all(Option::is_none));
    }
}
