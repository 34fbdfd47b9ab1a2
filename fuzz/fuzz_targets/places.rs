//! Any text can be looked up as a place, with or without a country to prefer.
//!
//! `cargo +nightly fuzz run places`; the first byte chooses the hint.

#![no_main]

use core_chat::domain::place::CountryCode;
use core_chat::world::{Hint, World};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let country = ["US", "GB", "FR", "JP"][usize::from(first % 4)];
    let hint = Hint {
        country: if first & 64 == 0 { None } else { CountryCode::parse(country) },
        asked: first & 128 == 0,
        ..Hint::default()
    };
    let _ = World::embedded().resolve(&String::from_utf8_lossy(rest), &hint);
});
