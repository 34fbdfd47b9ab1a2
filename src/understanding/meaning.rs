//! What a guest's sentence was understood to say.

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::event::EventKind;
use crate::domain::heard::Heard;
use crate::domain::money::Currency;
use crate::domain::option::{Board, Rating};
use crate::domain::outcome::Unsupported;
use crate::domain::place::Destination;
use crate::domain::stay::{
    Occupancy, PriceClass, PriceRange, PropertyKind, RoomWish, Slot, Sort, StarRange, StayDatesError, StayDetails,
};

pub use super::sense::Released;
use super::sense::Side;
use super::text::Found;
use super::topic::Topic;

/// What the guest wants of this turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// A new search.
    Search,
    /// The same search, changed or answered.
    Refine,
    /// More of the same search.
    More,
    /// Options held against each other.
    Compare,
    /// A question about an option or the service.
    Question,
    /// To book.
    Book,
    /// To take an option, without saying "book".
    Select,
    /// To cancel a booking.
    Cancel,
    /// To change a booking that was made.
    Modify,
    /// To see bookings.
    Bookings,
    /// Yes to the open question.
    Yes,
    /// No to the open question.
    No,
    /// Done on the card page.
    Done,
    /// Thanks.
    Thanks,
    /// Good-bye.
    Goodbye,
    /// Hello.
    Greeting,
    /// A person is wanted.
    Handoff,
    /// Say that again.
    Repeat,
    /// The guest does not know.
    DontKnow,
    /// What can you do?
    Help,
    /// Something went wrong at the house.
    Complaint,
    /// Outside this service.
    Unsupported,
    /// A card number was typed; nothing else is read.
    CardData,
    /// Nothing could be read.
    Unknown,
}

impl Intent {
    /// The name in `artifacts.understanding.intent`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Refine => "refine",
            Self::More => "more",
            Self::Compare => "compare",
            Self::Question => "question",
            Self::Book => "book",
            Self::Select => "select",
            Self::Cancel => "cancel",
            Self::Modify => "modify",
            Self::Bookings => "bookings",
            Self::Yes => "affirm",
            Self::No => "deny",
            Self::Done => "done",
            Self::Thanks => "thanks",
            Self::Goodbye => "goodbye",
            Self::Greeting => "greet",
            Self::Handoff => "handoff",
            Self::Repeat => "repeat",
            Self::DontKnow => "dont_know",
            Self::Help => "help",
            Self::Complaint => "complaint",
            Self::Unsupported => "unsupported",
            Self::CardData => "card_data",
            Self::Unknown => "unknown",
        }
    }

    /// The class of an event with this intent.
    #[must_use]
    pub fn event_kind(self) -> EventKind {
        match self {
            Self::Search => EventKind::SearchQuery,
            Self::Refine => EventKind::RefineSearch,
            Self::More => EventKind::MoreResults,
            Self::Compare => EventKind::CompareOptions,
            Self::Question => EventKind::OptionQuestion,
            Self::Book | Self::Select => EventKind::BookRequest,
            Self::Cancel => EventKind::CancelRequest,
            Self::Bookings | Self::Modify => EventKind::BookingQuery,
            Self::Yes => EventKind::Confirm,
            Self::No => EventKind::Decline,
            Self::Done => EventKind::PaymentDone,
            Self::Thanks | Self::Goodbye | Self::Greeting => EventKind::Smalltalk,
            Self::Help | Self::Handoff | Self::Repeat => EventKind::Help,
            Self::DontKnow | Self::Complaint | Self::Unsupported | Self::CardData | Self::Unknown => EventKind::Unknown,
        }
    }
}

/// A change of the known party: "one more room", "add a child".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MoreGuests {
    /// Rooms to add.
    pub rooms: u8,
    /// Adults to add.
    pub adults: u8,
    /// Children to add.
    pub children: u8,
}

/// The slots a turn states, each with the tokens that said it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// Where.
    pub destination: Option<Found<Arc<Destination>>>,
    /// Arrival.
    pub check_in: Option<Found<Date>>,
    /// Departure.
    pub check_out: Option<Found<Date>>,
    /// Length of stay in nights.
    pub nights: Option<Found<u16>>,
    /// How many rooms.
    pub rooms: Option<Found<u8>>,
    /// How many adults.
    pub adults: Option<Found<u8>>,
    /// How many children.
    pub children: Option<Found<u8>>,
    /// How many people, of no said age.
    pub people: Option<Found<u8>>,
    /// The children's ages in years.
    pub child_ages: Option<Found<Vec<u8>>>,
    /// The people of each room.
    pub per_room: Option<Found<Vec<Occupancy>>>,
    /// How many children of each of those rooms were named without an age.
    pub ages_open: Vec<u8>,
    /// Rooms and people added to the known ones.
    pub more_guests: Option<Found<MoreGuests>>,
    /// `true`: refundable only; `false`: need not be.
    pub refundable: Option<Found<bool>>,
    /// Bounds on the price.
    pub price: Option<Found<PriceRange>>,
    /// Whether it was said what the price counts, rather than taken to be a night.
    pub price_basis_said: bool,
    /// Whether the price was said per person.
    pub price_per_person: bool,
    /// Whether a night was named, and neither a length nor a departure: "tonight".
    pub names_a_night: bool,
    /// The currency that prices are to be told in, where no amount stands with it.
    pub currency: Option<Found<Currency>>,
    /// A level of price.
    pub price_class: Option<Found<PriceClass>>,
    /// Official stars.
    pub stars: Option<Found<StarRange>>,
    /// The least guest rating.
    pub min_rating: Option<Found<Rating>>,
    /// The meal plan.
    pub board: Option<Found<Board>>,
    /// What the house must offer.
    pub amenities: Vec<Found<Amenity>>,
    /// How many of the wishes are asked about as well: "does it have parking? I need that".
    pub asked_too: usize,
    /// What it need not offer after all.
    pub not_needed: Vec<Found<Amenity>>,
    /// The kind of house.
    pub property: Option<Found<PropertyKind>>,
    /// The kinds of house that are not wanted.
    pub unwanted: Vec<Found<PropertyKind>>,
    /// The kind of room or bed.
    pub room: Option<Found<RoomWish>>,
    /// The side of town.
    pub side: Option<Found<Side>>,
    /// The hotel by name, as known or as typed.
    pub hotel_name: Option<Found<Arc<str>>>,
    /// The order.
    pub sort: Option<Found<Sort>>,
    /// Filters the guest no longer cares about.
    pub released: Vec<Released>,
}

impl Said {
    /// Whether the turn states nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.has_request() && !self.has_filter()
    }

    /// Whether it states where, when or who.
    #[must_use]
    pub fn has_request(&self) -> bool {
        self.destination.is_some()
            || self.check_in.is_some()
            || self.check_out.is_some()
            || self.nights.is_some()
            || self.has_guests()
    }

    /// Whether it states rooms or people.
    #[must_use]
    pub fn has_guests(&self) -> bool {
        self.rooms.is_some()
            || self.adults.is_some()
            || self.children.is_some()
            || self.people.is_some()
            || self.child_ages.is_some()
            || self.per_room.is_some()
            || self.more_guests.is_some()
    }

    /// Whether it states something options must meet, or an order.
    #[must_use]
    pub fn has_filter(&self) -> bool {
        self.hotel_name.is_some() || !self.amenities.is_empty() || self.has_other_filter()
    }

    /// Whether it states a filter that is not asked about as well.
    #[must_use]
    pub fn has_plain_filter(&self) -> bool {
        let wishes = self.amenities.len() + usize::from(self.board.is_some());
        let others = || Self { board: None, ..self.clone() }.has_other_filter() || self.hotel_name.is_some();
        wishes > self.asked_too || if self.asked_too > 0 { others() } else { self.has_filter() }
    }

    /// Whether it states a filter beside amenities and a hotel's name.
    fn has_other_filter(&self) -> bool {
        self.refundable.is_some()
            || self.price.is_some()
            || self.currency.is_some()
            || self.price_class.is_some()
            || self.stars.is_some()
            || self.min_rating.is_some()
            || self.board.is_some()
            || !self.not_needed.is_empty()
            || self.property.is_some()
            || !self.unwanted.is_empty()
            || self.room.is_some()
            || self.side.is_some()
            || self.sort.is_some()
            || !self.released.is_empty()
    }

    /// Whether it states a hotel's name, or nothing.
    #[must_use]
    pub fn is_at_most_a_name(&self) -> bool {
        self.amenities.is_empty() && !self.has_request() && !self.has_other_filter()
    }

    /// Whether it states amenities and nothing else.
    #[must_use]
    pub fn is_amenities_alone(&self) -> bool {
        !self.amenities.is_empty() && self.hotel_name.is_none() && !self.has_request() && !self.has_other_filter()
    }

    /// The amenities asked for, as a set.
    #[must_use]
    pub fn amenity_set(&self) -> AmenitySet {
        self.amenities.iter().map(|found| found.value).collect()
    }
}

/// Why a turn cannot be taken as it stands; each is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// The dates break a rule of stays.
    Dates(StayDatesError),
    /// A day that no calendar has, as typed.
    NoSuchDay(String),
    /// More rooms than can be booked at once.
    TooManyRooms(u8),
    /// Children without ages.
    AgesMissing,
    /// An age that no child has.
    AgeOutOfRange(u8),
    /// Fewer than nobody: "-2 adults".
    NobodyComes,
    /// The place is a country or big region; these are its best-known cities.
    PlaceTooLarge {
        /// The place's name.
        name: Arc<str>,
        /// Cities to offer.
        cities: Vec<Arc<Destination>>,
    },
    /// The place could be any of these.
    WhichPlace {
        /// What was typed.
        said: String,
        /// The candidates, best first.
        choices: Vec<Arc<Destination>>,
    },
    /// A place no one has heard of.
    UnknownPlace(String),
}

impl Problem {
    /// The slot to ask for.
    #[must_use]
    pub fn slot(&self) -> Slot {
        match self {
            Self::Dates(StayDatesError::CheckOutNotAfterCheckIn | StayDatesError::TooLong) => Slot::CheckOut,
            Self::Dates(StayDatesError::Past | StayDatesError::TooFarAhead) | Self::NoSuchDay(_) => Slot::CheckIn,
            Self::TooManyRooms(_) => Slot::Rooms,
            Self::NobodyComes => Slot::Adults,
            Self::AgesMissing | Self::AgeOutOfRange(_) => Slot::ChildAges,
            Self::PlaceTooLarge { .. } | Self::WhichPlace { .. } | Self::UnknownPlace(_) => Slot::Destination,
        }
    }
}

/// What a guest's sentence was understood to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// What the guest wants of this turn.
    pub intent: Intent,
    /// Yes or no, if the turn says either, whatever else it says.
    pub answer: Option<bool>,
    /// The slots this turn states.
    pub said: Box<Said>,
    /// What is known of the stay after this turn.
    pub details: StayDetails,
    /// What the turn asks about.
    pub topics: Vec<Topic>,
    /// Indices into what is shown, in the order pointed at.
    pub selection: Vec<usize>,
    /// Whether what is meant is taken ("I'll take it"), not only pointed at.
    pub takes: bool,
    /// Whether it is put as a question.
    pub asks: bool,
    /// What must be asked.
    pub problems: Vec<Problem>,
    /// A second reading of the place, offered with one tap.
    pub alternative: Option<Arc<Destination>>,
    /// What lies outside this service, if something was asked for that does.
    pub unsupported: Option<Unsupported>,
    /// Wishes that no option can be checked for, as typed.
    pub unchecked: Vec<String>,
    /// Whether the guest starts over: nothing known before holds.
    pub starts_over: bool,
    /// The week or month the stay lies within, where no days of it were said: its first day and the day after it.
    pub within: Option<(Date, Date)>,
    /// What a distance is asked to: "how far is it from the Space Needle?"; no part of the stay.
    pub measured_to: Option<Arc<Destination>>,
    /// Every date mentioned, in order, a range as its two ends.
    pub dates: Vec<Date>,
    /// The reading in the form partners are told it.
    pub heard: Heard,
}
