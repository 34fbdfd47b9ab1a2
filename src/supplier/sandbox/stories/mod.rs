//! The sandbox as a partner meets it, told as tests.

mod booking;
mod forced;
mod partner;
mod search;
