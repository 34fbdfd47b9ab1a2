//! The ranked few that a guest is shown.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::{ListId, OptionId};
use super::option::HotelOption;
use super::place::GeoPoint;
use super::stay::StayRequest;

/// How many options are shown at once.
pub const PAGE: usize = 5;

/// One option as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownOption {
    /// Our key of it.
    pub id: OptionId,
    /// Its place in the list of this search, from 1 on.
    pub rank: u32,
    /// Metres from the point searched, where that means something.
    pub distance: Option<u32>,
    /// What is sold.
    pub option: Arc<HotelOption>,
}

/// The ranked few of one answer, and the search they answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shortlist {
    /// What was searched.
    pub request: StayRequest,
    /// What is shown, best first.
    pub options: Vec<ShownOption>,
    /// How many options meet every wish, on all pages.
    pub total: u32,
    /// How many of them have been shown, this page included.
    pub shown: u32,
    /// Whether some of the supplier's answer is missing, so that there may be more.
    #[serde(default)]
    pub partial: bool,
}

impl Shortlist {
    /// Whether another page follows.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.shown < self.total
    }

    /// What its options are found by. One that was shown before keeps what it was found by then.
    pub fn ids(&self) -> impl Iterator<Item = ListId> {
        let together = self.options.chunk_by(|one, next| one.id.list() == next.id.list());
        together.map(|options| options[0].id.list())
    }

    /// The option shown under `id`.
    #[must_use]
    pub fn find(&self, id: OptionId) -> Option<&ShownOption> {
        self.options.iter().find(|shown| shown.id == id)
    }
}

/// Metres from `from` to the house, for a search around a point. The point that an option is first ranked around is as a rule
/// the one it is always ranked around.
#[must_use]
pub fn distance(from: GeoPoint, option: &HotelOption) -> u32 {
    let reckon = || from.metres_to(option.hotel.point);
    match option.known.away.get_or_init(|| (from, reckon())) {
        (point, metres) if *point == from => *metres,
        _ => reckon(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::hotel_option;

    #[test]
    fn what_an_option_is_away_from_one_point_is_not_told_of_another() {
        let option = hotel_option();
        let here = option.hotel.point;
        let north = GeoPoint { lat: here.lat + 1.0, ..here };
        for _ in 0..2 {
            assert_eq!(distance(here, &option), 0);
            assert_eq!(distance(north, &option) / 1_000, 111);
        }
    }
}
