//! Live keys, against a PageOne supplier of our own that lies, stalls and breaks off as it is told.

#![allow(clippy::unwrap_used)]

mod faults;
mod harness;
mod journeys;
#[path = "../support/pageone.rs"]
mod pageone;
