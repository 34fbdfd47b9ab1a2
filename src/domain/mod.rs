//! What everything is called and what may be true of it: plain values, no I/O, no clock, no randomness.

pub mod place;
