//! The person who will stay.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::card_number;
use super::ids::{is_unfit, is_unseen};

/// Who will stay, as the hotel is told.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Guest {
    first_name: String,
    last_name: String,
    email: Option<String>,
}

/// Which part of a guest is unfit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GuestError {
    /// The first name is empty, over 60 characters, without a letter, or holds markup or control characters.
    #[error("firstName must be a name of 1 to 60 characters")]
    FirstName,
    /// The last name, likewise.
    #[error("lastName must be a name of 1 to 60 characters")]
    LastName,
    /// Not an e-mail address.
    #[error("email must be an e-mail address")]
    Email,
}

impl Guest {
    /// A guest by name, with an e-mail address where known.
    ///
    /// # Errors
    /// The first part that is unfit.
    ///
    /// ```
    /// use core_chat::domain::guest::{Guest, GuestError};
    /// assert!(Guest::new("Zoë", "O'Neil-Smith", Some("zoe@example.com")).is_ok());
    /// assert_eq!(Guest::new("<b>", "x", None), Err(GuestError::FirstName));
    /// ```
    pub fn new(first_name: &str, last_name: &str, email: Option<&str>) -> Result<Self, GuestError> {
        let email = given(email);
        if !is_name(first_name) {
            Err(GuestError::FirstName)
        } else if !is_name(last_name) {
            Err(GuestError::LastName)
        } else if !email.is_none_or(is_email) {
            Err(GuestError::Email)
        } else {
            let (first_name, last_name) = (first_name.trim().to_owned(), last_name.trim().to_owned());
            Ok(Self { first_name, last_name, email: email.map(str::to_owned) })
        }
    }

    /// A guest as a form has it that also asks for a card, whose number may have gone into the wrong field.
    ///
    /// # Errors
    /// Every part that is unfit, so that the form can show them all at once.
    pub fn beside_a_card(first_name: &str, last_name: &str, email: Option<&str>) -> Result<Self, Vec<GuestError>> {
        let is_fit = |text: &str, is_fit: fn(&str) -> bool| is_fit(text) && !card_number::contains(text);
        let first = (!is_fit(first_name, is_name)).then_some(GuestError::FirstName);
        let last = (!is_fit(last_name, is_name)).then_some(GuestError::LastName);
        let address = given(email).is_none_or(|email| is_fit(email, is_email));
        let email_mistake = (!address).then_some(GuestError::Email);
        let mistakes: Vec<GuestError> = [first, last, email_mistake].into_iter().flatten().collect();
        if mistakes.is_empty() {
            Self::new(first_name, last_name, email).map_err(|one| vec![one])
        } else {
            Err(mistakes)
        }
    }

    /// Given name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        &self.first_name
    }

    /// Family name.
    #[must_use]
    pub fn last_name(&self) -> &str {
        &self.last_name
    }

    /// E-mail address.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guest(…)")
    }
}

/// The address, unless it is empty.
fn given(email: Option<&str>) -> Option<&str> {
    email.map(str::trim).filter(|address| !address.is_empty())
}

/// Whether a person may be called so: 1 to 60 characters, white space around them aside, with a letter that can be seen
/// among them, without markup and control characters.
///
/// ```
/// use core_chat::domain::guest::is_name;
/// assert!(is_name("Zoë") && !is_name("12345") && !is_name("<b>"));
/// ```
#[must_use]
pub fn is_name(text: &str) -> bool {
    let text = text.trim();
    (1..=60).contains(&text.chars().count())
        && text.chars().any(|c| c.is_alphabetic() && !is_unseen(c))
        && !text.chars().any(|c| is_unfit(c) || matches!(c, '<' | '>' | '&' | '{' | '}' | '"' | '\\'))
}

/// Whether `text` has the form of an e-mail address, in ASCII, of at most 254 characters.
///
/// ```
/// use core_chat::domain::guest::is_email;
/// assert!(is_email("zoe@example.com") && !is_email("zoe"));
/// ```
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && text.len() <= 254
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names() {
        for bad in ["", "   ", "12345", "<script>", &"x".repeat(61), "a\u{0}b", "\u{3164}"] {
            assert_eq!(Guest::new(bad, "Smith", None), Err(GuestError::FirstName), "{bad}");
        }
        assert!(Guest::new("李", "Nguyễn-O’Hara", Some("a@b.example")).is_ok());
        for bad in ["nobody", "a@b", "a@.b"] {
            assert_eq!(Guest::new("A", "B", Some(bad)), Err(GuestError::Email), "{bad}");
        }
    }

    #[test]
    fn every_mistake_is_told() {
        let all = vec![GuestError::FirstName, GuestError::LastName, GuestError::Email];
        assert_eq!(Guest::beside_a_card("", "7", Some("nobody")), Err(all.clone()));
        let cards = ("Ada 4242 4242 4242 4242", "Lovelace4242-4242-4242-4242", "4242424242424242@example.com");
        assert_eq!(Guest::beside_a_card(cards.0, cards.1, Some(cards.2)), Err(all));
        assert!(Guest::beside_a_card("Ada", "Lovelace", Some(" ")).is_ok());
    }
}
