//! Any text is understood, in any situation, within its own tokens.
//!
//! `cargo +nightly fuzz run understand`; the first byte chooses the situation.

#![no_main]

use core_chat::domain::stay::{Slot, StayDetails};
use core_chat::understanding::situation::{Asked, ShownHotel, Situation};
use core_chat::understanding::text::Tokens;
use core_chat::understanding::understand;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

const ALL: [Slot; 8] = [
    Slot::Destination,
    Slot::CheckIn,
    Slot::CheckOut,
    Slot::Nights,
    Slot::Rooms,
    Slot::Adults,
    Slot::ChildAges,
    Slot::HotelName,
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let now = date(2026, 2, 18).at(12, 0, 0, 0);
    let fresh = StayDetails::default();
    let known = understand("Seattle March 20 to 23 for 2 adults and a child", &Situation::fresh(now, &fresh)).details;
    let shown = [ShownHotel::named("Inn at the Market"), ShownHotel::named("Fernhollow Inn")];
    let situation = Situation {
        asked: match first % 5 {
            0 => Asked::Nothing,
            1 => Asked::Slots(&ALL),
            2 => Asked::Proposal,
            3 => Asked::Cancellation,
            _ => Asked::CardSetup,
        },
        shown: if first & 64 == 0 { &[] } else { &shown },
        ..Situation::fresh(now, if first & 128 == 0 { &fresh } else { &known })
    };
    let understood = understand(&text, &situation);
    let tokens = Tokens::new(&text).len();
    for found in &understood.said.amenities {
        assert!(found.tokens.end <= tokens);
    }
    for words in &understood.heard.unread {
        assert!(text.contains(words.as_str()));
    }
});
