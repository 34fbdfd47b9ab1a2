//! An understanding as JSON values, by the slot names of the line protocol.

use core_chat::domain::amenity::AmenitySet;
use core_chat::domain::place::{Destination, PlaceKind};
use core_chat::domain::stay::{PriceBasis, PriceClass, PriceRange, PropertyKind, Sort, StarRange, StayDetails};
use core_chat::understanding::meaning::{Intent, Said, Understanding};
use core_chat::understanding::topic::Topic;
use serde_json::{Map, Value, json};

/// The whole reading as one object.
pub fn answer(understanding: &Understanding) -> Value {
    json!({
        "intent": intent(understanding.intent),
        "slots": stated(understanding),
        "topics": topics(&understanding.topics),
        "state": state(&understanding.details),
        "dates": understanding.dates.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "select": understanding.selection.iter().map(|index| index + 1).collect::<Vec<_>>(),
        "card": understanding.intent == Intent::CardData,
        "assumptions": understanding.heard.assumptions,
        "unread": understanding.heard.unread,
    })
}

/// The intent by the protocol's names, which are fewer than ours.
pub fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::More => "refine",
        Intent::Question | Intent::Compare | Intent::Bookings => "details",
        Intent::Done => "affirm",
        Intent::DontKnow => "dontknow",
        Intent::Help | Intent::Complaint | Intent::Unsupported | Intent::CardData | Intent::Unknown => "other",
        Intent::Search
        | Intent::Refine
        | Intent::Book
        | Intent::Select
        | Intent::Cancel
        | Intent::Modify
        | Intent::Yes
        | Intent::No
        | Intent::Thanks
        | Intent::Goodbye
        | Intent::Greeting
        | Intent::Handoff
        | Intent::Repeat => intent.as_str(),
    }
}

/// The topics by name; what lies in the room also by the name for all of that.
pub fn topics(topics: &[Topic]) -> Vec<String> {
    let room = topics.iter().any(|topic| topic.is_in_the_room()).then_some(Topic::RoomAmenities);
    topics.iter().copied().chain(room).map(|topic| camel_case(topic.as_str())).collect()
}

/// `airportShuttle`, as those who score understanding name it, of `airport_shuttle`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
}

/// The slots a turn states, with what rooms told one by one, or one more guest, come to.
fn stated(understanding: &Understanding) -> Map<String, Value> {
    let (said, details) = (&understanding.said, &understanding.details);
    let mut slots = self::said(said);
    let more = said.more_guests.as_ref().map(|found| found.value);
    let each = said.per_room.is_some();
    let mut put = |name: &str, is_said: bool, count: Option<u8>| {
        if let Some(count) = count.filter(|_| is_said) {
            slots.insert(name.to_owned(), json!(count));
        }
    };
    put("rooms", each || more.is_some_and(|more| more.rooms > 0), details.rooms);
    put("adults", each || more.is_some_and(|more| more.adults > 0), details.adults);
    put("children", each || more.is_some_and(|more| more.children > 0), details.children.filter(|count| *count > 0));
    if each && !details.child_ages.is_empty() {
        slots.insert("childAges".to_owned(), json!(details.child_ages));
    }
    slots
}

/// The slots a turn states.
pub fn said(said: &Said) -> Map<String, Value> {
    let mut slots = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            slots.insert(name.to_owned(), value);
        }
    };
    put("destination", said.destination.as_ref().map(|found| place(&found.value)));
    put("hotelName", said.hotel_name.as_ref().map(|found| json!(*found.value)));
    put("checkIn", said.check_in.as_ref().map(|found| json!(found.value.to_string())));
    put("checkOut", said.check_out.as_ref().map(|found| json!(found.value.to_string())));
    put("nights", said.nights.as_ref().map(|found| json!(found.value)));
    put("rooms", said.rooms.as_ref().map(|found| json!(found.value)));
    put("adults", said.adults.as_ref().map(|found| json!(found.value)));
    put("children", said.children.as_ref().map(|found| json!(found.value)));
    put("guests", said.people.as_ref().map(|found| json!(found.value)));
    put("childAges", said.child_ages.as_ref().map(|found| json!(found.value)));
    put("refundable", said.refundable.as_ref().map(|found| json!(found.value)));
    put("priceClass", said.price_class.as_ref().map(|found| json!(class(found.value))));
    put("stars", said.stars.as_ref().map(|found| stars(found.value)));
    put("minRating", said.min_rating.as_ref().map(|found| json!(f64::from(found.value.tenths()) / 10.0)));
    put("board", said.board.as_ref().map(|found| json!(found.value.as_str())));
    put("amenities", amenities(said.amenity_set()));
    put("propertyType", said.property.as_ref().map(|found| json!(property(found.value))));
    put("area", said.side.as_ref().map(|found| json!(found.value.as_str())));
    put("sort", said.sort.as_ref().map(|found| json!(sort(found.value))));
    if let Some(found) = &said.currency {
        slots.insert("currency".to_owned(), json!(found.value.code()));
    }
    if let Some(found) = &said.price {
        price(found.value, said.price_basis_said, &mut slots);
    }
    slots
}

/// The whole frame after the turn.
pub fn state(details: &StayDetails) -> Map<String, Value> {
    let mut slots = Map::new();
    let filters = &details.filters;
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            slots.insert(name.to_owned(), value);
        }
    };
    put("destination", details.destination.as_deref().map(place));
    put("hotelName", filters.hotel_name.as_deref().map(|name| json!(name)));
    put("checkIn", details.check_in.map(|day| json!(day.to_string())));
    put("checkOut", details.check_out.map(|day| json!(day.to_string())));
    put("nights", details.nights.map(|nights| json!(nights)));
    put("rooms", details.rooms.map(|rooms| json!(rooms)));
    put("adults", details.adults.map(|adults| json!(adults)));
    put("children", details.children.map(|children| json!(children)));
    put("childAges", (!details.child_ages.is_empty()).then(|| json!(details.child_ages)));
    put("refundable", filters.refundable.map(|refundable| json!(refundable)));
    put("priceClass", filters.price_class.map(|level| json!(class(level))));
    put("stars", filters.stars.map(stars));
    put("minRating", filters.min_rating.map(|rating| json!(f64::from(rating.tenths()) / 10.0)));
    put("board", filters.board.map(|board| json!(board.as_str())));
    put("amenities", amenities(filters.amenities));
    put("propertyType", filters.property.map(|kind| json!(property(kind))));
    put("sort", details.sort.map(|order| json!(sort(order))));
    if let Some(range) = filters.price {
        price(range, true, &mut slots);
    }
    slots
}

/// A place by the name it is spoken of: an airport goes by its city.
fn place(place: &Destination) -> Value {
    match (place.kind, &place.city) {
        (PlaceKind::Airport, Some(city)) => json!(**city),
        _ => json!(*place.name),
    }
}

fn price(range: PriceRange, basis_said: bool, slots: &mut Map<String, Value>) {
    let major = |hundredths: i64| {
        if hundredths % 100 == 0 { json!(hundredths / 100) } else { json!(hundredths as f64 / 100.0) }
    };
    if let Some(min) = range.min {
        slots.insert("minPrice".to_owned(), major(min));
    }
    if let Some(max) = range.max {
        slots.insert("maxPrice".to_owned(), major(max));
    }
    if let Some(currency) = range.currency {
        slots.insert("currency".to_owned(), json!(currency.code()));
    }
    if basis_said {
        let basis = match range.basis {
            PriceBasis::Night => "night",
            PriceBasis::Total => "total",
        };
        slots.insert("priceBasis".to_owned(), json!(basis));
    }
}

fn amenities(set: AmenitySet) -> Option<Value> {
    (!set.is_empty()).then(|| set.iter().map(|amenity| camel_case(amenity.as_str())).collect())
}

fn stars(range: StarRange) -> Value {
    json!(range.min)
}

fn class(class: PriceClass) -> &'static str {
    match class {
        PriceClass::Budget => "cheap",
        PriceClass::Moderate => "moderate",
        PriceClass::Luxury => "expensive",
    }
}

fn property(kind: PropertyKind) -> &'static str {
    match kind {
        PropertyKind::Hotel => "hotel",
        PropertyKind::Hostel => "hostel",
        PropertyKind::Apartment => "apartment",
        PropertyKind::Resort => "resort",
        PropertyKind::GuestHouse => "guesthouse",
        PropertyKind::Boutique => "boutique",
    }
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Recommended => "recommended",
        Sort::Price => "price",
        Sort::PriceDescending => "priceDescending",
        Sort::Rating => "rating",
        Sort::Stars => "stars",
        Sort::Distance => "distance",
    }
}
