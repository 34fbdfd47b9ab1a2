//! Where the hand of a sandbox's clock stands.

use jiff::{SignedDuration, Timestamp};

/// How the clock of one sandbox differs from the wall's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockHand {
    /// It runs, so much ahead of the wall's; behind it when negative.
    Ahead(SignedDuration),
    /// It stands.
    Stopped(Timestamp),
}

impl ClockHand {
    /// What it shows while the clock on the wall shows `wall`.
    ///
    /// ```
    /// use core_chat::domain::clock_hand::ClockHand;
    /// use jiff::{SignedDuration, Timestamp};
    /// let (wall, hour) = (Timestamp::UNIX_EPOCH, SignedDuration::from_hours(1));
    /// assert_eq!(ClockHand::Ahead(hour).shows(wall), wall + hour);
    /// assert_eq!(ClockHand::Stopped(wall).shows(wall + hour), wall);
    /// ```
    #[must_use]
    pub fn shows(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Ahead(ahead) => wall.saturating_add(ahead).unwrap_or(wall),
            Self::Stopped(at) => at,
        }
    }
}
