//! Words that only test keys have: "test hotels", a test hotel by its name, and Emptyville, where nothing is for sale.

use std::sync::{Arc, LazyLock};

use crate::domain::heard::{HeardSlot, HeardValue};
use crate::domain::place::{CountryCode, Destination, GeoPoint, PlaceId, PlaceKind};
use crate::domain::stay::{Slot, StayDetails};
use crate::supplier::Scenario;
use crate::understanding::hotel_names::HotelNames;
use crate::understanding::meaning::{Intent, Understanding};

/// What the names of all test hotels begin with, and of no other.
const TEST_HOTELS: &str = "Sandbox";

/// The phrases that ask for all of them.
const PHRASES: [&str; 2] = ["test hotels", "test hotel"];

/// The place where nothing is for sale.
static EMPTYVILLE: LazyLock<Arc<Destination>> = LazyLock::new(|| {
    Arc::new(Destination {
        place: PlaceId(u32::MAX),
        kind: PlaceKind::City,
        name: "Emptyville".into(),
        city: None,
        admin: None,
        country: CountryCode::parse("ZZ").expect("two letters are a code, this one reserved for no country"),
        point: GeoPoint { lat: 0.0, lng: 0.0 },
        radius: 5_000,
        time_zone: "UTC".into(),
    })
});

static NAMES: LazyLock<Arc<HotelNames>> = LazyLock::new(|| {
    let hotels = Scenario::ALL.into_iter().filter_map(|(_, scenario)| scenario.test_hotel());
    Arc::new(HotelNames::of(hotels.chain([TEST_HOTELS])))
});

/// The names of the test hotels.
pub(super) fn hotel_names() -> Arc<HotelNames> {
    Arc::clone(&NAMES)
}

/// Reads these words of `text` into `understood`.
pub(super) fn read(text: &str, understood: &mut Understanding) {
    let text = text.to_lowercase();
    if let Some(phrase) = PHRASES.into_iter().find(|phrase| text.contains(phrase)) {
        hear(understood, HeardValue::HotelName(TEST_HOTELS.into()), phrase);
        understood.details.filters.hotel_name = Some(TEST_HOTELS.into());
    }
    if text.contains("emptyville") {
        hear(understood, HeardValue::Destination(Arc::clone(&EMPTYVILLE.name)), &EMPTYVILLE.name);
        understood.details.destination = Some(Arc::clone(&EMPTYVILLE));
        understood.problems.retain(|problem| problem.slot() != Slot::Destination);
        understood.alternative = None;
    }
}

/// Reads these words in the parts of a search: the place's name as sent, and the filters.
pub(super) fn read_parts(place: Option<&str>, details: &mut StayDetails) {
    if place.is_some_and(|name| name.eq_ignore_ascii_case(&EMPTYVILLE.name)) {
        details.destination = Some(Arc::clone(&EMPTYVILLE));
    }
    let name = &mut details.filters.hotel_name;
    if name.as_ref().is_some_and(|name| PHRASES.iter().any(|phrase| name.eq_ignore_ascii_case(phrase))) {
        *name = Some(TEST_HOTELS.into());
    }
}

fn hear(understood: &mut Understanding, value: HeardValue, text: &str) {
    understood.heard.unread.retain(|words| !text.to_lowercase().contains(&words.to_lowercase()));
    understood.heard.slots.push(HeardSlot { value, text: text.to_owned(), assumed: false });
    if understood.intent == Intent::Unknown {
        understood.intent = Intent::Search;
        understood.heard.intent = Intent::Search.as_str();
    }
}
