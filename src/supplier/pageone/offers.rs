//! What a search found, as options we can sell.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::catalogue::Catalogue;
use super::plain;
use super::terms::{self, PolicyOf};
use super::wire::{Coded, Found, FoundHouse, FoundOption, items};
use crate::domain::board::Board;
use crate::domain::hotel::Hotel;
use crate::domain::ids::{HotelId, SupplierOptionRef};
use crate::domain::money::Currency;
use crate::domain::option::{HotelOption, Known};
use crate::domain::stay::{Occupancy, StayDates};

/// How long an option lives: the supplier knows it for a day, and an hour is kept back.
pub(super) const OPTION_LIFE: SignedDuration = SignedDuration::from_hours(23);
/// What a room without a name is called.
const NAMELESS: &str = "Room";

/// Everything around the options of one search.
pub(super) struct Around<'a> {
    pub(super) dates: StayDates,
    pub(super) rooms: &'a [Occupancy],
    pub(super) currency: Currency,
    /// The city and time zone of the stay, where the catalogue knows no better.
    pub(super) city: &'a Arc<str>,
    pub(super) time_zone: &'a Arc<str>,
    pub(super) now: Timestamp,
}

impl Around<'_> {
    /// The options of `found`, those of one house together and the cheapest first; what cannot be read is left out.
    pub(super) fn options(&self, found: &Found, catalogue: &Catalogue) -> Vec<Arc<HotelOption>> {
        let (houses, unreadable) = items::<FoundHouse>(&found.accommodations);
        let (mut options, mut unfit) = (Vec::new(), unreadable);
        for house in &houses {
            let given = house.options.as_deref().unwrap_or_default();
            let first = options.len();
            if let Some(hotel) = self.hotel(&house.code, catalogue) {
                let (readable, _) = items::<FoundOption>(given);
                options.extend(readable.iter().filter_map(|option| self.option(option, &hotel)).map(Arc::new));
                options[first..].sort_by_key(|option| option.total.minor());
            }
            unfit += given.len() - (options.len() - first);
        }
        if unfit > 0 {
            tracing::info!(unfit, "options that cannot be read or placed were left out");
        }
        options
    }

    fn hotel(&self, code: &str, catalogue: &Catalogue) -> Option<Arc<Hotel>> {
        let code = HotelId::parse(plain::key(code)?).ok()?;
        Some(Arc::new(catalogue.house(&code)?.hotel(self.city, self.time_zone)))
    }

    fn option(&self, given: &FoundOption, hotel: &Arc<Hotel>) -> Option<HotelOption> {
        let (price, total) = terms::price(&given.rate)?;
        if total.currency() != self.currency {
            return None;
        }
        let policy = given.cancel_policy.as_ref().or(given.cancellation_policy.as_ref());
        let cancellation = PolicyOf { dates: self.dates, total, time_zone: &hotel.time_zone }.read(policy);
        let boards = given.board.iter().chain(given.boards.iter().flatten());
        Some(HotelOption {
            supplier_ref: SupplierOptionRef::parse(plain::key(&given.id)?).ok()?,
            hotel: Arc::clone(hotel),
            dates: self.dates,
            rooms: self.rooms.to_vec(),
            room_name: room_name(given.rooms.as_deref().unwrap_or_default()),
            board: boards.filter_map(board).next().unwrap_or(Board::RoomOnly),
            price,
            total,
            cancellation,
            expires_at: self.now + OPTION_LIFE,
            known: Known::default(),
        })
    }
}

/// The names of the rooms, each once.
fn room_name(rooms: &[Coded]) -> Arc<str> {
    let mut names: Vec<String> = Vec::new();
    for room in rooms {
        let name = match room {
            Coded::Whole { name: Some(name), .. } => plain::name(name),
            Coded::Whole { name: None, .. } | Coded::Code(_) => None,
        };
        names.extend(name.filter(|name| !names.contains(name)));
    }
    if names.is_empty() { NAMELESS.into() } else { names.join(" + ").into() }
}

/// The board of a code; of what is unknown, nothing is promised.
fn board(coded: &Coded) -> Option<Board> {
    let code = match coded {
        Coded::Whole { code, .. } => code.as_deref()?,
        Coded::Code(code) => code,
    };
    match code.to_ascii_uppercase().as_str() {
        "RO" => Some(Board::RoomOnly),
        "SC" => Some(Board::SelfCatering),
        "BB" | "CB" | "AB" => Some(Board::Breakfast),
        "HB" => Some(Board::HalfBoard),
        "FB" => Some(Board::FullBoard),
        "AI" => Some(Board::AllInclusive),
        _ => None,
    }
}
