//! What a phrase of the vocabulary means, before anything around it is looked at.

use crate::domain::amenity::Amenity;
use crate::domain::money::Currency;
use crate::domain::option::Board;
use crate::domain::stay::{PriceClass, PropertyKind, RoomWish, Sort};

use super::topic::Topic;

/// A filter the guest no longer cares about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Released {
    /// Price bounds and class.
    Price,
    /// Stars.
    Stars,
    /// Guest rating.
    Rating,
    /// Meal plan.
    Board,
    /// Amenities, all of them.
    Amenities,
    /// Kind of house.
    Property,
    /// Kind of room.
    Room,
    /// The hotel by name.
    HotelName,
    /// All of them.
    Everything,
}

/// The side of a town a guest asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The northern part.
    North,
    /// The eastern part.
    East,
    /// The southern part.
    South,
    /// The western part.
    West,
    /// The middle.
    Centre,
}

impl Side {
    /// The name used on the wire and in sentences.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::East => "east",
            Self::South => "south",
            Self::West => "west",
            Self::Centre => "centre",
        }
    }
}

/// Which of the things on the screen a word points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    /// "last".
    Last,
    /// "last but one".
    SecondLast,
    /// "the previous one".
    Previous,
    /// "the next one".
    Next,
    /// "that one": what was last spoken of.
    This,
    /// "top".
    Top,
    /// "the middle one".
    Middle,
    /// "the former": first of two.
    Former,
    /// "the latter": second of two.
    Latter,
    /// "option", "number": a number follows.
    Item,
    /// "these", "they": all that is shown.
    Those,
    /// "any of them", "which one": some of what is shown.
    OneOf,
    /// "the one", as in "the one with a pool".
    One,
}

/// Whom a word counts, for the size of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Adults, counted by a number.
    Adults,
    /// People of any age, counted by a number.
    People,
    /// Children, counted by a number.
    Children,
    /// Very young children, counted by a number.
    Babies,
    /// One child without a number: "the little one".
    OneChild,
    /// Two children without a number: "the twins".
    TwoChildren,
    /// The guest who speaks.
    Me,
    /// The guest who speaks and nobody else.
    OnlyMe,
    /// One adult without a number: "my wife".
    Companion,
    /// So many adults without a number: "my parents"; 0 is several.
    Companions(u8),
    /// Two adults.
    Couple,
    /// A party whose size a number tells: "family of four".
    Party,
}

/// A word that bounds or relates amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// "under".
    AtMost,
    /// "over".
    AtLeast,
    /// "or more", after the amount.
    OrMore,
    /// "or less", after the amount.
    OrLess,
    /// "around".
    Around,
    /// "between", "from".
    Between,
    /// "to".
    To,
}

/// What a guest does by saying something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Yes.
    Yes,
    /// Okay: a weak yes.
    Ok,
    /// "Sounds great": likes what is on the screen.
    Praise,
    /// "I'll take it".
    Take,
    /// No.
    No,
    /// Thanks.
    Thanks,
    /// Good-bye, that is all.
    Bye,
    /// Hello.
    Greet,
    /// Done on the card page.
    Done,
    /// A person is wanted.
    Handoff,
    /// Say that again.
    Repeat,
    /// Not sure.
    DontKnow,
    /// "wait", "maybe": neither yes nor no.
    Hesitate,
    /// What can you do?
    Help,
    /// Cancel.
    Cancel,
    /// Change.
    Modify,
    /// Book.
    Book,
    /// Show what is booked.
    Bookings,
    /// "I do", "it is": a yes where nothing follows.
    Brief,
    /// Look for.
    Find,
    /// Need, want, would like.
    Want,
    /// More of the same.
    More,
    /// Others.
    Other,
    /// "How about", "instead", "I meant".
    Instead,
    /// Compare.
    Compare,
    /// Start over.
    StartOver,
    /// "Tell me".
    Question,
    /// Something went wrong.
    Complaint,
}

impl Act {
    /// The bit that stands for this act in a set of them.
    #[must_use]
    pub fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// What a phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A whole number.
    Number(u32),
    /// A number with decimals, in hundredths.
    Decimal(u32),
    /// "second", "2nd".
    Ordinal(u32),
    /// "nd" after digits.
    OrdinalMark,
    /// Points at something shown.
    Point(Pointer),
    /// Counts people.
    Person(Person),
    /// Joins people: "with".
    With,
    /// "and".
    And,
    /// "of".
    Of,
    /// "each": what was said holds for every room.
    Each,
    /// "years old".
    Age,
    /// "one more".
    Another,
    /// A room.
    Room,
    /// A room named by how many sleep in it: "double".
    RoomOf(u8),
    /// A kind of room or bed.
    RoomKind(RoomWish),
    /// A bed.
    Bed,
    /// Any house to sleep in.
    Lodging,
    /// A kind of house.
    Property(PropertyKind),
    /// A side of town.
    Side(Side),
    /// "part of town".
    SideWord,
    /// Bounds an amount.
    Bound(Bound),
    /// "a night", after an amount.
    PerNight,
    /// What a price counts: each of the guests.
    PerPerson,
    /// "in total".
    Total,
    /// A currency.
    Currency(Currency),
    /// A level of price.
    Class(PriceClass),
    /// An order.
    Sort(Sort),
    /// "cheaper" than what is shown.
    Cheaper,
    /// "fancier" than what is shown.
    Pricier,
    /// "better rated" than what is shown.
    BetterRated,
    /// "stars".
    Star,
    /// "rating".
    Rating,
    /// "points", after a rating.
    Points,
    /// "well rated".
    WellRated,
    /// Money back.
    Refundable,
    /// No money back, or not needed.
    NonRefundable,
    /// A meal plan.
    Board(Board),
    /// Something a house offers.
    Amenity(Amenity),
    /// A wish that no option can be checked for.
    Unchecked,
    /// What a question is about.
    Topic(Topic),
    /// "price range": no question.
    PriceWord,
    /// "any price", "any number of stars".
    Any(Released),
    /// An act.
    Act(Act),
    /// A booking that was made.
    Booking,
    /// Opens a question: "what".
    Question,
    /// Opens a question or request: "is", "can you".
    Auxiliary,
    /// Opens a question about what was last spoken of: "does it".
    AboutIt,
    /// "not", before what it denies.
    Negation,
    /// "doesn't matter", before or after what it is about.
    DontCare,
    /// "but".
    But,
    /// What was last spoken of: "it".
    It,
    /// Another kind of travel.
    OtherTravel,
    /// "please".
    Polite,
    /// A word that carries nothing here.
    Filler,
    /// A date or length of stay, read by the finder of dates.
    Date,
    /// A hotel's name.
    HotelName,
    /// A place.
    Place,
    /// The end of a sentence.
    Stop,
    /// A comma, semicolon or colon.
    Comma,
    /// Any other mark.
    Mark,
    /// A word the vocabulary does not know.
    Unknown,
}
