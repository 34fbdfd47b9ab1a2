//! What a shop keeps in mind: options and quotes under their keys, prices that changed, and bookings.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use super::ledger::Line;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::HotelId;
use crate::domain::option::{HotelOption, Quote};
use crate::supplier::Scenario;

/// The most options and quotes that are known at once; beyond it the oldest is forgotten.
const MOST_KEYS: usize = 200_000;

/// What a search showed, or a quote fixed.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) code: String,
    /// As the sandbox knows it.
    pub(super) option: Arc<HotelOption>,
    /// What was last quoted for it.
    pub(super) last: Option<Quote>,
    /// As it was shown or quoted.
    pub(super) price: Quote,
    pub(super) until: Timestamp,
}

/// A house whose prices are not those of its search any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Repriced {
    pub(super) scenario: Option<Scenario>,
    pub(super) last: Option<Quote>,
    /// It sells nothing any more.
    pub(super) is_gone: bool,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) counter: u64,
    /// Tells the keys of this process from those of earlier ones, which are not known any more.
    pub(super) life: u32,
    pub(super) options: HashMap<String, Shown>,
    pub(super) quotes: HashMap<String, Shown>,
    pub(super) order: VecDeque<String>,
    pub(super) repriced: HashMap<HotelId, Repriced>,
    pub(super) bookings: HashMap<String, Booked>,
}

#[derive(Debug, Clone)]
pub(super) struct Booked {
    pub(super) attempt: BookingAttempt,
    pub(super) line: Line,
    pub(super) is_cancelled: bool,
}

impl State {
    pub(super) fn count(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Keeps `shown` under a fresh key, of a quote or of an option.
    pub(super) fn keep(&mut self, shown: Shown, is_quote: bool) -> String {
        let number = self.count();
        let (kind, life) = (if is_quote { 0x900_7e5 } else { 0x0_b71_025 }, self.life);
        let key = format!("{kind:08x}-{:04x}-4000-a{:03x}-{number:012x}", life >> 16, life & 0xfff);
        if self.order.len() >= MOST_KEYS
            && let Some(oldest) = self.order.pop_front()
        {
            self.options.remove(&oldest);
            self.quotes.remove(&oldest);
        }
        self.order.push_back(key.clone());
        let kept = if is_quote { &mut self.quotes } else { &mut self.options };
        kept.insert(key.clone(), shown);
        key
    }
}
