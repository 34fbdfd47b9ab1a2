//! What a phrase of the vocabulary means, before anything around it is looked at.

use crate::domain::amenity::Amenity;
use crate::domain::money::Currency;
use crate::domain::option::Board;
use crate::domain::stay::{PriceClass, PropertyKind, RoomWish, Sort};

use super::topic::Topic;

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

impl Sense {
    /// The sense a line of the vocabulary names, `group` or `group.member`.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let Some((group, member)) = key.split_once('.') else { return plain(key) };
        match group {
            "number" => member.parse().ok().map(Self::Number),
            "ordinal" => member.parse().ok().map(Self::Ordinal),
            "point" => pointer(member).map(Self::Point),
            "companions" => member.parse().ok().map(|n| Self::Person(Person::Companions(n))),
            "room_of" => member.parse().ok().map(Self::RoomOf),
            "room" => room_wish(member).map(Self::RoomKind),
            "property" => property(member).map(Self::Property),
            "area" => side(member).map(Self::Side),
            "currency" => Currency::parse(member).map(Self::Currency),
            "class" => class(member).map(Self::Class),
            "sort" => sort(member).map(Self::Sort),
            "board" => board(member).map(Self::Board),
            "amenity" => Amenity::parse(member).map(Self::Amenity),
            "wish" => Some(Self::Unchecked),
            "topic" => Topic::parse(member).map(Self::Topic),
            "act" => act(member).map(Self::Act),
            _ => None,
        }
    }
}

fn plain(key: &str) -> Option<Sense> {
    Some(match key {
        "ordinal_mark" => Sense::OrdinalMark,
        "adult" => Sense::Person(Person::Adults),
        "person" => Sense::Person(Person::People),
        "child" => Sense::Person(Person::Children),
        "baby" => Sense::Person(Person::Babies),
        "one_child" => Sense::Person(Person::OneChild),
        "two_children" => Sense::Person(Person::TwoChildren),
        "me" => Sense::Person(Person::Me),
        "only_me" => Sense::Person(Person::OnlyMe),
        "companion" => Sense::Person(Person::Companion),
        "couple" => Sense::Person(Person::Couple),
        "family" => Sense::Person(Person::Party),
        "with" => Sense::With,
        "and" => Sense::And,
        "of" => Sense::Of,
        "each" => Sense::Each,
        "age" => Sense::Age,
        "another" => Sense::Another,
        "room" => Sense::Room,
        "bed" => Sense::Bed,
        "lodging" => Sense::Lodging,
        "area_word" => Sense::SideWord,
        "at_most" => Sense::Bound(Bound::AtMost),
        "at_least" => Sense::Bound(Bound::AtLeast),
        "or_more" => Sense::Bound(Bound::OrMore),
        "or_less" => Sense::Bound(Bound::OrLess),
        "around" => Sense::Bound(Bound::Around),
        "between" => Sense::Bound(Bound::Between),
        "to" => Sense::Bound(Bound::To),
        "per_night" => Sense::PerNight,
        "total" => Sense::Total,
        "cheaper" => Sense::Cheaper,
        "pricier" => Sense::Pricier,
        "better_rated" => Sense::BetterRated,
        "star" => Sense::Star,
        "rating" => Sense::Rating,
        "points" => Sense::Points,
        "well_rated" => Sense::WellRated,
        "refundable" => Sense::Refundable,
        "non_refundable" => Sense::NonRefundable,
        "price_word" => Sense::PriceWord,
        "booking" => Sense::Booking,
        "question" => Sense::Question,
        "aux" => Sense::Auxiliary,
        "about_it" => Sense::AboutIt,
        "negation" => Sense::Negation,
        "dont_care" => Sense::DontCare,
        "but" => Sense::But,
        "it" => Sense::It,
        "other_travel" => Sense::OtherTravel,
        "polite" => Sense::Polite,
        "filler" => Sense::Filler,
        _ => return None,
    })
}

fn pointer(name: &str) -> Option<Pointer> {
    Some(match name {
        "last" => Pointer::Last,
        "second_last" => Pointer::SecondLast,
        "previous" => Pointer::Previous,
        "next" => Pointer::Next,
        "this" => Pointer::This,
        "top" => Pointer::Top,
        "middle" => Pointer::Middle,
        "former" => Pointer::Former,
        "latter" => Pointer::Latter,
        "item" => Pointer::Item,
        "those" => Pointer::Those,
        "one_of" => Pointer::OneOf,
        "one" => Pointer::One,
        _ => return None,
    })
}

fn room_wish(name: &str) -> Option<RoomWish> {
    Some(match name {
        "single" => RoomWish::Single,
        "double" => RoomWish::Double,
        "twin" => RoomWish::Twin,
        "king" => RoomWish::King,
        "triple" => RoomWish::Triple,
        "family" => RoomWish::Family,
        "suite" => RoomWish::Suite,
        _ => return None,
    })
}

fn property(name: &str) -> Option<PropertyKind> {
    Some(match name {
        "hotel" => PropertyKind::Hotel,
        "hostel" => PropertyKind::Hostel,
        "apartment" => PropertyKind::Apartment,
        "resort" => PropertyKind::Resort,
        "guest_house" => PropertyKind::GuestHouse,
        "boutique" => PropertyKind::Boutique,
        _ => return None,
    })
}

fn side(name: &str) -> Option<Side> {
    [Side::North, Side::East, Side::South, Side::West, Side::Centre].into_iter().find(|side| side.as_str() == name)
}

fn class(name: &str) -> Option<PriceClass> {
    Some(match name {
        "budget" => PriceClass::Budget,
        "moderate" => PriceClass::Moderate,
        "luxury" => PriceClass::Luxury,
        _ => return None,
    })
}

fn sort(name: &str) -> Option<Sort> {
    Some(match name {
        "price" => Sort::Price,
        "price_descending" => Sort::PriceDescending,
        "rating" => Sort::Rating,
        "stars" => Sort::Stars,
        "distance" => Sort::Distance,
        _ => return None,
    })
}

fn board(name: &str) -> Option<Board> {
    use Board::{AllInclusive, Breakfast, FullBoard, HalfBoard, RoomOnly, SelfCatering};
    [RoomOnly, SelfCatering, Breakfast, HalfBoard, FullBoard, AllInclusive]
        .into_iter()
        .find(|board| board.as_str() == name)
}

fn act(name: &str) -> Option<Act> {
    Some(match name {
        "yes" => Act::Yes,
        "ok" => Act::Ok,
        "praise" => Act::Praise,
        "take" => Act::Take,
        "no" => Act::No,
        "thanks" => Act::Thanks,
        "bye" => Act::Bye,
        "greet" => Act::Greet,
        "done" => Act::Done,
        "handoff" => Act::Handoff,
        "repeat" => Act::Repeat,
        "dont_know" => Act::DontKnow,
        "hesitate" => Act::Hesitate,
        "help" => Act::Help,
        "cancel" => Act::Cancel,
        "modify" => Act::Modify,
        "book" => Act::Book,
        "bookings" => Act::Bookings,
        "brief" => Act::Brief,
        "find" => Act::Find,
        "want" => Act::Want,
        "more" => Act::More,
        "other" => Act::Other,
        "instead" => Act::Instead,
        "compare" => Act::Compare,
        "start_over" => Act::StartOver,
        "question" => Act::Question,
        "complaint" => Act::Complaint,
        _ => return None,
    })
}
