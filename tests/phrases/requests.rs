//! Whole requests put together from parts: what is read of a part alone is read of it whatever stands beside it.
//!
//! Every part stands once right before every part of another kind, with a space and with a comma between them, and
//! then a few thousand requests of up to eight parts follow in any order. All of them must be read in full.

use core_chat::domain::stay::{PriceBasis, StayDetails};
use core_chat::understanding::meaning::{Intent, Understanding};
use core_chat::understanding::situation::Situation;
use core_chat::understanding::understand;
use jiff::civil::{DateTime, date};

const NOW: DateTime = date(2026, 2, 18).at(12, 0, 0, 0);

/// What a part says: the name of the place, the people, their ages, …
#[derive(Debug, Clone, Copy, PartialEq)]
enum Says {
    Place(&'static str),
    /// The eleventh to the fourteenth of June.
    Dates,
    People(u8, &'static [u8]),
    Rooms(u8),
    /// The least and the most, and what they count.
    Price(Option<i64>, i64, PriceBasis),
    Refundable,
    Amenities(&'static str),
    Stars(u8, u8),
}

impl Says {
    fn kind(self) -> std::mem::Discriminant<Self> {
        std::mem::discriminant(&self)
    }
}

type Part = (&'static str, Says);

fn parts() -> Vec<Part> {
    use Says::{Amenities, Dates, People, Place, Price, Refundable, Rooms, Stars};
    let night = PriceBasis::Night;
    let mut parts = vec![
        ("Tucson", Place("Tucson")),
        ("in Memphis", Place("Memphis")),
        ("hotel in Tampa", Place("Tampa")),
        ("room in omaha", Place("Omaha")),
        ("Reno hotel", Place("Reno")),
        ("sacramento", Place("Sacramento")),
        ("2 adults", People(2, &[])),
        ("two adults", People(2, &[])),
        ("for 2", People(2, &[])),
        ("for two", People(2, &[])),
        ("3 people", People(3, &[])),
        ("2 ppl", People(2, &[])),
        ("for 4 guests", People(4, &[])),
        ("just me", People(1, &[])),
        ("me and my wife", People(2, &[])),
        ("1 room", Rooms(1)),
        ("2 rooms", Rooms(2)),
        ("one room", Rooms(1)),
        ("two rooms", Rooms(2)),
        ("under 220", Price(None, 220, night)),
        ("max $220", Price(None, 220, night)),
        ("up to 220", Price(None, 220, night)),
        ("between 90 and 220", Price(Some(90), 220, night)),
        ("$90-220", Price(Some(90), 220, night)),
        ("less than 220 per night", Price(None, 220, night)),
        ("budget 220 a night", Price(None, 220, night)),
        ("max 700 total", Price(None, 700, PriceBasis::Total)),
        ("refundable", Refundable),
        ("fully refundable", Refundable),
        ("free cancellation", Refundable),
        ("with a pool", Amenities("pool")),
        ("pet friendly", Amenities("pets")),
        ("pool and gym", Amenities("gym, pool")),
        ("near the beach", Amenities("beach_access")),
        ("4 stars", Stars(4, 4)),
        ("4-star", Stars(4, 4)),
        ("3 stars or better", Stars(3, 5)),
        ("5 star", Stars(5, 5)),
    ];
    let dates = [
        "jun 11-14",
        "June 11 - 14",
        "june 11 to 14",
        "june 11 thru 14",
        "11-14 june",
        "11 to 14 jun",
        "11th-14th june",
        "june 11th to 14th",
        "jun 11 - jun 14",
        "11 jun - 14 jun",
        "from june 11 to june 14",
        "6/11-6/14",
        "6/11 to 6/14",
        "06/11 - 06/14",
        "2026-06-11 to 2026-06-14",
        "June 11 for 3 nights",
        "3 nights from june 11",
        "jun 11, 3 nights",
        "arriving june 11 leaving june 14",
        "check in june 11 check out june 14",
    ];
    parts.extend(dates.map(|text| (text, Dates)));
    parts
}

/// What is read otherwise than the parts say; empty where all is right.
fn faults(understood: &Understanding, parts: &[Part]) -> Vec<String> {
    let (said, details) = (&understood.said, &understood.details);
    let mut faults = Vec::new();
    let mut is = |name: &str, read: String, wanted: String| {
        if read != wanted {
            faults.push(format!("{name} {read} instead of {wanted}"));
        }
    };
    let of = |kind: Says| parts.iter().map(|part| part.1).find(|says| says.kind() == kind.kind());
    let place = match of(Says::Place("")) {
        Some(Says::Place(name)) => name,
        _ => "",
    };
    is("place", details.destination.as_ref().map_or(String::new(), |place| place.name.to_string()), place.to_owned());
    let stay = (Some(date(2026, 6, 11)), Some(date(2026, 6, 14)));
    is("stay", format!("{:?}", (details.check_in, details.departure())), format!("{stay:?}"));
    let (people, ages) = match of(Says::People(0, &[])) {
        Some(Says::People(people, ages)) => (Some(people), ages.to_vec()),
        _ => (None, Vec::new()),
    };
    let adults = said.adults.as_ref().map(|found| found.value);
    let children = said.children.as_ref().map_or(0, |found| found.value);
    let count = said.people.as_ref().map(|found| found.value).or(adults.map(|adults| adults + children));
    is("people", format!("{count:?}"), format!("{people:?}"));
    is("ages", format!("{:?}", said.child_ages.as_ref().map_or(&[][..], |found| &found.value)), format!("{ages:?}"));
    // "room in Omaha" may count as one
    let rooms = of(Says::Rooms(0)).map_or(1, |says| if let Says::Rooms(rooms) = says { rooms } else { 0 });
    is("rooms", said.rooms.as_ref().map_or(1, |found| found.value).to_string(), rooms.to_string());
    let price = said.price.as_ref().map(|found| (found.value.min, found.value.max, found.value.basis));
    let wanted = match of(Says::Price(None, 0, PriceBasis::Night)) {
        Some(Says::Price(min, max, basis)) => Some((min.map(|min| min * 100), Some(max * 100), basis)),
        _ => None,
    };
    is("price", format!("{price:?}"), format!("{wanted:?}"));
    let refundable = said.refundable.as_ref().map(|found| found.value);
    is("refundable", format!("{refundable:?}"), format!("{:?}", of(Says::Refundable).map(|_| true)));
    let mut amenities: Vec<&str> = said.amenities.iter().map(|found| found.value.as_str()).collect();
    amenities.sort_unstable();
    let wanted = if let Some(Says::Amenities(names)) = of(Says::Amenities("")) { names } else { "" };
    is("amenities", amenities.join(", "), wanted.to_owned());
    let stars = said.stars.as_ref().map(|found| (found.value.min, found.value.max));
    let wanted = if let Some(Says::Stars(min, max)) = of(Says::Stars(0, 0)) { Some((min, max)) } else { None };
    is("stars", format!("{stars:?}"), format!("{wanted:?}"));
    is("intent", format!("{:?}", understood.intent), format!("{:?}", Intent::Search));
    is("unread", understood.heard.unread.join(" | "), String::new());
    faults
}

/// Numbers in an order of their own, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

#[derive(Default)]
struct Tally {
    asked: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn check(&mut self, parts: &[Part], joint: &str) {
        let text = parts.iter().map(|part| part.0).collect::<Vec<_>>().join(joint);
        let understood = understand(&text, &Situation::fresh(NOW, &StayDetails::default()));
        let faults = faults(&understood, parts);
        self.asked += 1;
        if !faults.is_empty() {
            self.wrong.push(format!("{text}: {}", faults.join("; ")));
        }
    }

    fn settle(self) {
        let (asked, wrong) = (self.asked, self.wrong.len());
        let few: Vec<&str> = self.wrong.iter().take(30).map(String::as_str).collect();
        assert!(self.wrong.is_empty(), "{wrong} of {asked} requests are read otherwise:\n{}", few.join("\n"));
    }
}

const JOINTS: [&str; 2] = [" ", ", "];

#[test]
fn a_part_is_read_the_same_beside_every_other() {
    let parts = parts();
    let needed = [Says::Dates, Says::Place("")];
    let (mut tally, mut dice) = (Tally::default(), Dice(1));
    for first in &parts {
        for second in parts.iter().filter(|second| second.1.kind() != first.1.kind()) {
            let mut request = vec![*first, *second];
            for kind in needed {
                let present = request.iter().any(|part| part.1.kind() == kind.kind());
                let choices: Vec<&Part> = parts.iter().filter(|part| part.1.kind() == kind.kind()).collect();
                if !present {
                    let at = if dice.below(2) == 0 { 0 } else { request.len() };
                    request.insert(at, *choices[dice.below(choices.len())]);
                }
            }
            JOINTS.iter().for_each(|joint| tally.check(&request, joint));
        }
    }
    tally.settle();
}

#[test]
fn a_request_of_many_parts_is_read_in_any_order() {
    let parts = parts();
    let (mut tally, mut dice) = (Tally::default(), Dice(2));
    for _ in 0..2_000 {
        let mut request: Vec<Part> = Vec::new();
        let mut pool = parts.clone();
        while !pool.is_empty() {
            let part = pool[dice.below(pool.len())];
            let needed = matches!(part.1, Says::Place(_) | Says::Dates);
            if needed || dice.below(2) == 0 {
                request.insert(dice.below(request.len() + 1), part);
            }
            pool.retain(|other| other.1.kind() != part.1.kind());
        }
        tally.check(&request, JOINTS[dice.below(2)]);
    }
    tally.settle();
}
