//! The requests of the sandbox's control plane, and the key that may send them.

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::SignedDuration;

use super::card_scan;
use super::payload::named_guest;
use crate::domain::guest::Guest;
use crate::domain::ids::is_blank;
use crate::domain::partner::{AuthenticatedPartner, TestCaller};
use crate::http::error::{ApiError, Code};
use crate::http::json::{Fields, Value};

/// The furthest one request may move a clock: a leap year, in seconds.
const FURTHEST_STEP: i64 = 366 * 24 * 3600;

/// The sandbox of the key; to a live key nothing is served here.
#[derive(Debug, Clone)]
pub struct Sandbox(pub TestCaller);

impl<S: Sync> FromRequestParts<S> for Sandbox {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let partner = AuthenticatedPartner::from_request_parts(parts, state).await?;
        TestCaller::of(&partner.caller).map(Self).ok_or_else(|| Code::NotFound.into())
    }
}

/// What to do with the clock: first it moves, then it stops or runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// How far it moves forward.
    pub advance: SignedDuration,
    /// Whether it stands from now on; `None` leaves that as it is.
    pub freeze: Option<bool>,
}

/// Reads `{freeze?, advanceSeconds?}`.
///
/// # Errors
/// The first member that is unfit, or that neither is there.
pub fn clock(document: &Value<'_>) -> Result<ClockChange, ApiError> {
    let root = Fields::root(document)?;
    root.refuse_misspelled(&["freeze", "advanceSeconds"])?;
    let freeze = root.flag("freeze")?;
    let seconds = root.integer("advanceSeconds", 0..=FURTHEST_STEP)?;
    if freeze.is_none() && seconds.is_none() {
        return Err(root.invalid("advanceSeconds", "or freeze is required"));
    }
    Ok(ClockChange { advance: SignedDuration::from_secs(seconds.unwrap_or(0)), freeze })
}

/// Reads `{guest{firstName, lastName, email?}, card}`: who stays, and a test card by its name.
///
/// # Errors
/// The first member that is missing or unfit.
pub fn card_setup<'v>(document: &'v Value<'v>) -> Result<(Guest, &'v str), ApiError> {
    let root = Fields::root(document)?;
    root.refuse_misspelled(&["guest", "card"])?;
    let guest = root.object("guest")?.ok_or_else(|| root.invalid("guest", "is required"))?;
    guest.refuse_misspelled(&["firstName", "lastName", "email"])?;
    let name = |member: &str| {
        let name = guest.string(member)?.filter(|name| !is_blank(name));
        name.ok_or_else(|| guest.invalid(member, "is required"))
    };
    let guest = named_guest(&guest, name("firstName")?, name("lastName")?)?;
    let card = root.string("card")?.ok_or_else(|| root.invalid("card", "is required"))?;
    card_scan::refuse(&root, &[])?;
    Ok((guest, card))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json;

    #[track_caller]
    fn assert_refused<T: std::fmt::Debug>(
        read: impl for<'v> Fn(&'v Value<'v>) -> Result<T, ApiError>,
        body: &str,
        error: &str,
    ) {
        let refused = read(&json::parse(body.as_bytes()).unwrap());
        assert_eq!(refused.unwrap_err().error(), error, "{body}");
    }

    #[test]
    fn a_clock_is_moved_stopped_or_both() {
        let read = |body: &str| clock(&json::parse(body.as_bytes()).unwrap()).unwrap();
        let minute = SignedDuration::from_secs(60);
        assert_eq!(read(r#"{"advanceSeconds":60}"#), ClockChange { advance: minute, freeze: None });
        let both = ClockChange { advance: minute, freeze: Some(true) };
        assert_eq!(read(r#"{"freeze":true,"advanceSeconds":60}"#), both);
        assert_refused(clock, "{}", "advanceSeconds or freeze is required");
        assert_refused(clock, r#"{"freeze":1}"#, "freeze must be true or false");
        assert_refused(clock, r#"{"advanceSeconds":-1}"#, "advanceSeconds must be a whole number from 0 to 31622400");
    }

    #[test]
    fn a_setup_needs_a_guest_and_a_card_by_name() {
        let read = |document: &Value<'_>| card_setup(document).map(|(guest, card)| (guest, card.to_owned()));
        let table = [
            ("{}", "guest is required"),
            (r#"{"guest":{"firstName":"Ada"}}"#, "guest.lastName is required"),
            (r#"{"guest":{"firstName":"Ada","lastName":"7"}}"#, "guest.lastName must be a name of 1 to 60 characters"),
            (r#"{"guest":{"firstName":"Ada","lastName":"L"}}"#, "card is required"),
            (
                r#"{"guest":{"firstName":"Ada","lastName":"L"},"card":"4242 4242 4242 4242"}"#,
                "card data is not accepted",
            ),
        ];
        for (body, error) in table {
            assert_refused(read, body, error);
        }
    }
}
