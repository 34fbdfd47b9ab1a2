//! An option worked out again from its reference.

use std::sync::Arc;

use jiff::Timestamp;

use super::availability::units;
use super::desk::{Desk, Stay, Terms};
use super::entry::Hold;
use super::hotels::{City, House};
use super::option_ref::OptionParts;
use super::shelves::Shelves;
use crate::supplier::Scenario;

/// A reference together with the city and the house that it names.
pub(super) struct Rehydrated {
    city: Arc<City>,
    pub(super) house: House,
    pub(super) parts: OptionParts,
}

impl Rehydrated {
    /// What `parts` name; `None` when there is no such house or it sells no such thing.
    pub(super) fn of(shelves: &Shelves, parts: OptionParts) -> Option<Self> {
        let city = shelves.city(parts.house.place)?;
        let house = Shelves::house(&city, parts.house.number)?;
        let again = Self { city, house, parts };
        let is_sold = again.house.range.combinations().any(|known| known == again.parts.combination());
        let fits = again.parts.party.iter().all(|people| again.parts.room.fits(people));
        (is_sold && fits).then_some(again)
    }

    /// What it costs now, at `adjust` hundredths of the rate.
    pub(super) fn terms(&self, adjust: i64, now: Timestamp) -> Terms {
        self.desk(now).terms(&self.house, self.parts.combination(), adjust)
    }

    /// The outcome forced by the caller when it was shown or quoted, else that of a test hotel.
    pub(super) fn scenario(&self) -> Option<Scenario> {
        self.parts.scenario.or(self.house.scenario)
    }

    /// The rooms it takes; no nights are counted in a house that never sells out.
    pub(super) fn hold(&self, now: Timestamp) -> Hold {
        let room = self.parts.room;
        let nights = if self.house.always_free { Vec::new() } else { self.desk(now).nights };
        Hold {
            house: self.house.key,
            room,
            nights: nights.iter().map(|night| (night.day, units(&self.house, room, night))).collect(),
            rooms: self.parts.party.len() as u64,
        }
    }

    fn desk(&self, now: Timestamp) -> Desk<'_> {
        let OptionParts { dates, party, currency, scenario, .. } = &self.parts;
        Desk::open(&self.city, Stay { dates: *dates, party, currency: *currency, scenario: *scenario, now })
    }
}
