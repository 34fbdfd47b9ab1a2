//! The card page in a real browser, as a guest with a phone, a keyboard or a screen reader meets it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod card_page;
mod driver;
#[allow(dead_code, reason = "shared with the tests of the API, which use all of it")]
#[path = "../api/harness.rs"]
mod harness;
