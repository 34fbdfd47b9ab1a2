//! A conversation between a partner's end user and us.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::{ActorId, BookingId, EventId, HotelId, OptionId, SessionId, SetupId};
use super::outcome::{Clarification, DeadEnd, Status};
use super::partner::Caller;
use super::place::Destination;
use super::shortlist::Shortlist;
use super::stay::{Slot, StayDetails};

/// The furthest a guest's clock may be from UTC, in minutes.
pub const MOST_OFFSET_MINUTES: i16 = 840;

/// Minutes a guest's clock is ahead of UTC (−480 is Pacific Standard Time).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OffsetMinutes(i16);

impl OffsetMinutes {
    /// An offset of at most 14 hours either way.
    ///
    /// ```
    /// use core_chat::domain::session::OffsetMinutes;
    /// assert!(OffsetMinutes::new(-480).is_some());
    /// assert!(OffsetMinutes::new(841).is_none());
    /// ```
    #[must_use]
    pub fn new(minutes: i64) -> Option<Self> {
        i16::try_from(minutes).ok().filter(|m| m.abs() <= MOST_OFFSET_MINUTES).map(Self)
    }

    /// The minutes.
    #[must_use]
    pub fn minutes(self) -> i16 {
        self.0
    }

    /// The calendar day at the guest's place at the instant `now`.
    #[must_use]
    pub fn today(self, now: Timestamp) -> Date {
        self.civil(now).date()
    }

    /// Date and time at the guest's place at the instant `now`.
    #[must_use]
    pub fn civil(self, now: Timestamp) -> jiff::civil::DateTime {
        Offset::UTC.to_datetime(now.saturating_add(SignedDuration::from_mins(i64::from(self.0))).unwrap_or(now))
    }
}

/// The partner's end user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who, in the partner's words.
    pub id: ActorId,
    /// The clock at the guest's place.
    pub offset: OffsetMinutes,
    /// Given name, where told.
    pub first_name: Option<String>,
    /// Family name, where told.
    pub last_name: Option<String>,
    /// E-mail address, where told.
    pub email: Option<String>,
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Actor(…)")
    }
}

/// Where the partner holds the conversation, kept and echoed as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Origin {
    /// `channel.workspaceId`; the outer option says whether `channel` was sent at all.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub workspace_id: Option<Option<String>>,
    /// The members of `conversation`, where it was sent.
    pub conversation: Option<Conversation>,
}

/// What is there, be it null: absence is told apart by the default.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// The partner's own names for the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conversation {
    /// `conversation.channelId`.
    pub channel_id: Option<String>,
    /// `conversation.id`.
    pub id: Option<String>,
    /// `conversation.threadTs`.
    pub thread_ts: Option<String>,
}

/// A session's key: found by the caller and the id, never by the id alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SessionKey {
    /// Whose it is.
    pub caller: Caller,
    /// Its id.
    pub id: SessionId,
}

/// What the last answer asked, and the only thing a yes or a bare answer can mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenQuestion {
    /// These slots.
    Details(Vec<Slot>),
    /// Which of these places is meant.
    WhichPlace(Vec<Arc<Destination>>),
    /// Whether the changed price is accepted.
    PriceChange(BookingId),
    /// A card and a guest, on the set-up page.
    CardSetup {
        /// What it is to pay for.
        booking: BookingId,
        /// The visit to the page.
        setup: SetupId,
    },
    /// The final yes.
    FinalYes(BookingId),
    /// Whether to cancel at the cost told.
    Cancellation(BookingId),
    /// Which of these bookings is to be cancelled.
    WhichBooking(Vec<BookingId>),
}

impl OpenQuestion {
    /// The booking it is about.
    #[must_use]
    pub fn booking(&self) -> Option<&BookingId> {
        match self {
            Self::PriceChange(id)
            | Self::CardSetup { booking: id, .. }
            | Self::FinalYes(id)
            | Self::Cancellation(id) => Some(id),
            Self::Details(_) | Self::WhichPlace(_) | Self::WhichBooking(_) => None,
        }
    }
}

/// A conversation as it stands after its last turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its key.
    pub key: SessionKey,
    /// Who speaks.
    pub actor: Actor,
    /// Where the partner holds it.
    pub origin: Origin,
    /// When it was opened.
    pub created_at: Timestamp,
    /// From when on it is gone.
    pub expires_at: Timestamp,
    /// Rises by one with every commit.
    pub version: u64,
    /// The latest event.
    pub last_event: Option<EventId>,
    /// What is known of the wanted stay.
    pub details: StayDetails,
    /// What is on the guest's screen; filed by itself.
    #[serde(skip)]
    pub shortlist: Option<Arc<Shortlist>>,
    /// The houses of the current search already shown, on all its pages.
    #[serde(default)]
    pub houses_seen: Vec<HotelId>,
    /// The search that found nothing, while it is the latest; what is on screen is then from before.
    #[serde(default)]
    pub dead_end: Option<Arc<DeadEnd>>,
    /// The option last spoken of.
    pub focus: Option<OptionId>,
    /// What the last answer asked.
    pub open_question: Option<OpenQuestion>,
    /// The question in full, where it asks for details or which place is meant.
    #[serde(default)]
    pub clarification: Option<Arc<Clarification>>,
    /// The event whose answer asked it: a yes to money counts only right after it.
    #[serde(default)]
    pub asked_at: Option<EventId>,
    /// The booking last spoken of.
    pub booking: Option<BookingId>,
    /// What the last answer came to and said.
    #[serde(default)]
    pub last_answer: Option<LastAnswer>,
}

/// What the last answer of a session came to and said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastAnswer {
    /// Its status.
    pub status: Status,
    /// Its words.
    pub text: String,
}

impl Session {
    /// Whether it is gone at `now`.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_channel_without_workspace_is_not_the_same_as_no_channel() {
        for workspace_id in [None, Some(None), Some(Some("w".to_owned()))] {
            let origin = Origin { workspace_id, conversation: None };
            let text = serde_json::to_string(&origin).unwrap();
            assert_eq!(serde_json::from_str::<Origin>(&text).unwrap(), origin, "{text}");
        }
    }

    #[test]
    fn today_is_the_day_at_the_guests_place() {
        let now: Timestamp = "2026-02-18T02:30:00Z".parse().unwrap();
        assert_eq!(OffsetMinutes::new(-480).unwrap().today(now), date(2026, 2, 17));
        assert_eq!(OffsetMinutes::new(840).unwrap().today(now), date(2026, 2, 18));
    }
}
