//! The form as the guest's browser sent it, and what is wrong with it.

use std::borrow::Cow;

use http::{HeaderMap, header};

use crate::domain::guest::GuestError;
use crate::payments::CardFormError;

/// Whether the body is the form of a browser.
#[must_use]
pub fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// What was typed, for as long as the request is answered.
pub struct Typed<'b>(Vec<(Cow<'b, str>, Cow<'b, str>)>);

impl<'b> Typed<'b> {
    /// The members of a form.
    #[must_use]
    pub fn read(body: &'b [u8]) -> Self {
        Self(form_urlencoded::parse(body).collect())
    }

    /// One member, without the white space around it; empty when absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

/// An expiry date with its slash: keyboards for numbers have none.
#[must_use]
pub fn expiry(typed: &str) -> Cow<'_, str> {
    match typed.split_at_checked(2) {
        Some((month, year)) if matches!(typed.len(), 4 | 6) && typed.bytes().all(|b| b.is_ascii_digit()) => {
            Cow::Owned(format!("{month}/{year}"))
        }
        _ if typed.contains(' ') => Cow::Owned(typed.replace(' ', "")),
        _ => Cow::Borrowed(typed),
    }
}

/// What is wrong with the form, by the field to blame.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<(&'static str, String)>);

impl Mistakes {
    /// The mistakes of the guest's part and of the card's part.
    #[must_use]
    pub fn of(guest: Vec<GuestError>, card: Vec<CardFormError>) -> Self {
        let card = card.into_iter().map(|mistake| (card_field(mistake), mistake.to_string()));
        Self(guest.into_iter().map(guest_field).chain(card).collect())
    }

    /// Each field to blame, with a sentence.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, sentence)| (*field, sentence.as_str()))
    }

    /// What is wrong with one field.
    #[must_use]
    pub fn with(&self, field: &str) -> Option<&str> {
        self.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence)
    }

    /// Whether all is well.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn guest_field(mistake: GuestError) -> (&'static str, String) {
    let (field, sentence) = match mistake {
        GuestError::FirstName => ("firstName", "Enter the first name of the guest."),
        GuestError::LastName => ("lastName", "Enter the last name of the guest."),
        GuestError::Email => ("email", "Enter an e-mail address such as name@example.com, or none."),
    };
    (field, sentence.to_owned())
}

fn card_field(mistake: CardFormError) -> &'static str {
    match mistake {
        CardFormError::Number | CardFormError::NotATestCard => "number",
        CardFormError::Expiry | CardFormError::Expired => "expiry",
        CardFormError::SecurityCode => "code",
    }
}

/// Whether the form was sent from a page of ours. Browsers say so in `sec-fetch-site` or `origin`; what sends neither
/// is not a browser that another site could misuse.
#[must_use]
pub fn is_from_our_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &http::HeaderValue| value.to_str().unwrap_or_default());
    match (text(http::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(header::HOST)
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn another_site_cannot_send_the_form() {
        let ours: [&[(&str, &str)]; 4] = [
            &[("sec-fetch-site", "same-origin"), ("origin", "https://chat.example.com")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://chat.example.com"), ("host", "chat.example.com")],
            &[],
        ];
        let theirs: [&[(&str, &str)]; 5] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example"), ("host", "chat.example.com")],
            &[("origin", "null"), ("host", "chat.example.com")],
            &[("origin", "https://chat.example.com")],
        ];
        assert!(ours.iter().all(|pairs| is_from_our_page(&headers(pairs))));
        assert!(theirs.iter().all(|pairs| !is_from_our_page(&headers(pairs))));
    }

    #[test]
    fn members_are_read_without_the_space_around_them() {
        let typed = Typed::read(b"number=4242+4242&firstName=+Zo%C3%AB+&firstName=x");
        assert_eq!((typed.get("number"), typed.get("firstName"), typed.get("code")), ("4242 4242", "Zoë", ""));
    }

    #[test]
    fn a_missing_slash_is_added_to_an_expiry_date() {
        assert_eq!((expiry("1230"), expiry("122030")), ("12/30".into(), "12/2030".into()));
        assert_eq!((expiry("12 / 30"), expiry("12/30"), expiry("é1")), ("12/30".into(), "12/30".into(), "é1".into()));
    }

    #[test]
    fn each_mistake_is_beside_its_field() {
        let mistakes = Mistakes::of(vec![GuestError::LastName], vec![CardFormError::Expired]);
        assert!(mistakes.with("lastName").is_some_and(|sentence| sentence.contains("last name")));
        assert_eq!(mistakes.with("expiry"), Some("This card has expired."));
        assert_eq!(mistakes.with("number"), None);
    }

    #[test]
    fn only_a_form_is_read() {
        assert!(is_form(&headers(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")])));
        assert!(!is_form(&headers(&[("content-type", "application/json")])));
        assert!(!is_form(&headers(&[])));
    }
}
