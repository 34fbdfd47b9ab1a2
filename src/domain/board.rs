//! Meals that come with a room.

use serde::{Deserialize, Serialize};

/// The meal plan, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    /// Nothing but the room (RO).
    RoomOnly,
    /// A kitchen instead of meals (SC).
    SelfCatering,
    /// Breakfast (BB).
    Breakfast,
    /// Breakfast and dinner (HB).
    HalfBoard,
    /// Three meals (FB).
    FullBoard,
    /// Meals and drinks (AI).
    AllInclusive,
}

impl Board {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoomOnly => "room_only",
            Self::SelfCatering => "self_catering",
            Self::Breakfast => "breakfast",
            Self::HalfBoard => "half_board",
            Self::FullBoard => "full_board",
            Self::AllInclusive => "all_inclusive",
        }
    }

    /// The words a reply uses.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RoomOnly => "room only",
            Self::SelfCatering => "self-catering",
            Self::Breakfast => "breakfast included",
            Self::HalfBoard => "half board",
            Self::FullBoard => "full board",
            Self::AllInclusive => "all inclusive",
        }
    }
}
