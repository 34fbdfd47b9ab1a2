//! What PageOne can be asked, and how much patience each question deserves.

use std::time::Duration;

/// One of the supplier's five operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// A page of the houses there are.
    Content,
    /// What is for sale.
    Search,
    /// What an option costs now.
    Quote,
    /// Books a quote.
    Book,
    /// Cancels a booking.
    Cancel,
}

const KIB: usize = 1024;

impl Operation {
    pub(super) const ALL: [Self; 5] = [Self::Content, Self::Search, Self::Quote, Self::Book, Self::Cancel];

    /// Its address behind the base.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Content => "/api/v1/content/accommodations",
            Self::Search => "/api/search",
            Self::Quote => "/api/quote",
            Self::Book => "/api/book",
            Self::Cancel => "/api/cancel",
        }
    }

    /// How long one try may take, connecting included.
    pub(super) fn patience(self) -> Duration {
        Duration::from_secs(match self {
            Self::Content => 20,
            Self::Search => 8,
            Self::Quote => 7,
            Self::Book => 18,
            Self::Cancel => 9,
        })
    }

    /// How long all tries together may take. A booking is tried once; the others leave room for the turn around them.
    pub(super) fn deadline(self) -> Duration {
        Duration::from_secs(match self {
            Self::Content => 60,
            Self::Search => 9,
            Self::Quote => 9,
            Self::Book => 18,
            Self::Cancel => 18,
        })
    }

    /// How often it may be asked for one answer. A booking never twice: whoever asks again may book twice.
    pub(super) fn tries(self) -> u32 {
        match self {
            Self::Content => 4,
            Self::Search | Self::Quote | Self::Cancel => 3,
            Self::Book => 1,
        }
    }

    /// The longest answer that is read, in bytes.
    pub(super) fn longest_answer(self) -> usize {
        match self {
            Self::Content | Self::Search => 8 * KIB * KIB,
            Self::Quote | Self::Book | Self::Cancel => 256 * KIB,
        }
    }

    /// Whether the supplier limits how often it is asked.
    pub(super) fn is_limited(self) -> bool {
        matches!(self, Self::Search | Self::Quote)
    }
}
