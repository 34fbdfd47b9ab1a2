//! Live keys, against a PageOne supplier of our own that lies, stalls and breaks off as it is told.

#![allow(clippy::unwrap_used)]

mod conduct;
mod faults;
mod harness;
mod invariants;
mod journeys;
mod no_vault;
#[path = "../support/pageone.rs"]
mod pageone;
mod peer;
mod process;
#[allow(dead_code, reason = "shared with the tests of the stores, which use all of it")]
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod verdicts;
