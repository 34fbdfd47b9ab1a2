//! What is known, asked and shown while a sentence is spoken.

use core_chat::domain::amenity::{Amenity, AmenitySet};
use core_chat::domain::place::CountryCode;
use core_chat::domain::stay::{Slot, StayDetails};
use core_chat::understanding::hotel_names::HotelNames;
use core_chat::understanding::situation::{Asked, ShownHotel, Situation};
use core_chat::understanding::understand;
use jiff::civil::{DateTime, date};

use super::meaning::meaning;

const NOW: DateTime = date(2026, 2, 18).at(12, 0, 0, 0);

/// Names beside those on the screen.
const OTHERS: [&str; 4] = ["Kestrel House Hotel", "The Marlow Grand", "Tidewater Lodge", "Harrowgate Suites Downtown"];

/// What stands around a sentence.
#[derive(Default)]
pub struct Scene {
    known: StayDetails,
    asked: Vec<Slot>,
    open: Open,
    shown: bool,
    hotels: HotelNames,
    country: Option<CountryCode>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Open {
    #[default]
    Nothing,
    Proposal,
    Card,
    Cancellation,
}

impl Scene {
    /// Follows one directive.
    pub fn set(&mut self, directive: &str) {
        let mut words = directive.split_whitespace();
        match words.next().unwrap_or_default() {
            "reset" => *self = Self::default(),
            "asked" => self.asked = words.map(slot).collect(),
            "proposal" => self.open = Open::Proposal,
            "card" => self.open = Open::Card,
            "cancellation" => self.open = Open::Cancellation,
            "shown" => self.shown = true,
            "known" => self.known = self.heard("Seattle 20 to 23 March 2026, two adults, refundable"),
            "said" => self.known = self.heard(&words.collect::<Vec<_>>().join(" ")),
            "hotels" => self.hotels = HotelNames::of(screen().iter().map(|hotel| hotel.name).chain(OTHERS)),
            "country" => self.country = words.next().and_then(CountryCode::parse),
            other => panic!("no such directive: {other}"),
        }
    }

    fn heard(&self, text: &str) -> StayDetails {
        understand(text, &Situation::fresh(NOW, &StayDetails::default())).details
    }

    /// What `sentence` is read as here.
    pub fn read(&self, sentence: &str) -> String {
        let screen = screen();
        let asked = match (self.open, self.asked.is_empty()) {
            (Open::Proposal, _) => Asked::Proposal,
            (Open::Card, _) => Asked::CardSetup,
            (Open::Cancellation, _) => Asked::Cancellation,
            (Open::Nothing, false) => Asked::Slots(&self.asked),
            (Open::Nothing, true) => Asked::Nothing,
        };
        let situation = Situation {
            guest_country: self.country,
            asked,
            shown: if self.shown { &screen } else { &[] },
            hotels: &self.hotels,
            ..Situation::fresh(NOW, &self.known)
        };
        meaning(&understand(sentence, &situation))
    }
}

fn slot(name: &str) -> Slot {
    use Slot::{Adults, CheckIn, CheckOut, ChildAges, Destination, HotelName, Nights, Rooms};
    [Destination, CheckIn, CheckOut, Nights, Rooms, Adults, ChildAges, HotelName]
        .into_iter()
        .find(|slot| slot.as_str() == name)
        .unwrap_or_else(|| panic!("no such slot: {name}"))
}

/// Five hotels: the second is the cheapest, the third has a pool, the fifth the most stars.
fn screen() -> [ShownHotel<'static>; 5] {
    let hotel = |name, total, rating, stars, amenities: &[Amenity]| ShownHotel {
        total: Some(total),
        rating: Some(rating),
        stars: Some(stars),
        amenities: AmenitySet::of(amenities),
        refundable: Some(true),
        ..ShownHotel::named(name)
    };
    [
        hotel("Inn at the Market", 98_067, 48, 4, &[Amenity::Wifi]),
        hotel("Fernhollow Inn", 41_200, 39, 2, &[Amenity::Parking]),
        hotel("Saltmarsh Hotel", 61_050, 43, 3, &[Amenity::Pool, Amenity::Wifi]),
        hotel("The Copper Lantern", 72_300, 45, 4, &[Amenity::Gym, Amenity::Pets]),
        hotel("Belvarra Palace", 155_000, 47, 5, &[Amenity::Spa, Amenity::Gym]),
    ]
}
