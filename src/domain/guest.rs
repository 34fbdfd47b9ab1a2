//! The person who will stay.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ids::is_unfit;

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
        let first_name = name(first_name).ok_or(GuestError::FirstName)?;
        let last_name = name(last_name).ok_or(GuestError::LastName)?;
        let email = match email.map(str::trim) {
            None | Some("") => None,
            Some(address) => Some(address_of(address).ok_or(GuestError::Email)?),
        };
        Ok(Self { first_name, last_name, email })
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

fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = (1..=60).contains(&text.chars().count())
        && text.chars().any(char::is_alphabetic)
        && !text.chars().any(|c| is_unfit(c) || matches!(c, '<' | '>' | '&' | '{' | '}' | '"' | '\\'));
    fits.then(|| text.to_owned())
}

fn address_of(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    let fits = !local.is_empty()
        && text.len() <= 254
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b','));
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names() {
        for bad in ["", "   ", "12345", "<script>", &"x".repeat(61), "a\u{0}b"] {
            assert_eq!(Guest::new(bad, "Smith", None), Err(GuestError::FirstName), "{bad}");
        }
        assert!(Guest::new("李", "Nguyễn-O’Hara", Some("a@b.example")).is_ok());
        assert_eq!(Guest::new("A", "B", Some("nobody")), Err(GuestError::Email));
    }
}
