//! How the files of the vocabulary name senses.

use crate::domain::amenity::Amenity;
use crate::domain::money::Currency;
use crate::domain::option::Board;
use crate::domain::stay::{PriceClass, PropertyKind, RoomWish, Sort};

use super::sense::{Act, Bound, Person, Pointer, Released, Sense, Side};
use super::topic::Topic;

/// The sense a line of the vocabulary names, `group` or `group.member`.
#[must_use]
pub fn sense(key: &str) -> Option<Sense> {
    let Some((group, member)) = key.split_once('.') else { return plain(key) };
    match group {
        "number" => member.parse().ok().map(Sense::Number),
        "ordinal" => member.parse().ok().map(Sense::Ordinal),
        "point" => pointer(member).map(Sense::Point),
        "companions" => member.parse().ok().map(|n| Sense::Person(Person::Companions(n))),
        "room_of" => member.parse().ok().map(Sense::RoomOf),
        "room" => room_wish(member).map(Sense::RoomKind),
        "property" => property(member).map(Sense::Property),
        "area" => side(member).map(Sense::Side),
        "currency" => Currency::parse(member).map(Sense::Currency),
        "class" => class(member).map(Sense::Class),
        "sort" => sort(member).map(Sense::Sort),
        "board" => board(member).map(Sense::Board),
        "amenity" => Amenity::parse(member).map(Sense::Amenity),
        "wish" => Some(Sense::Unchecked),
        "topic" => Topic::parse(member).map(Sense::Topic),
        "act" => act(member).map(Sense::Act),
        _ => None,
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
        "per_person" => Sense::PerPerson,
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
        "any_price" => Sense::Any(Released::Price),
        "any_stars" => Sense::Any(Released::Stars),
        "any_rating" => Sense::Any(Released::Rating),
        "any_amenities" => Sense::Any(Released::Amenities),
        "any_property" => Sense::Any(Released::Property),
        "any_room" => Sense::Any(Released::Room),
        "any_hotel" => Sense::Any(Released::HotelName),
        "any_filter" => Sense::Any(Released::Everything),
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
