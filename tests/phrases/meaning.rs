//! An understanding on one line, for the files of sentences.

use core_chat::domain::stay::{Occupancy, PriceBasis, PriceRange};
use core_chat::understanding::meaning::{Said, Understanding};

/// Intent, then every slot the sentence states, what it asks and points at, what must be asked, what was not read.
pub fn meaning(understood: &Understanding) -> String {
    let mut parts = vec![understood.intent.as_str().to_owned()];
    where_and_when(&understood.said, &mut parts);
    people(&understood.said, &mut parts);
    filters(&understood.said, &mut parts);
    let list = |name: &str, items: Vec<String>| (!items.is_empty()).then(|| format!("{name} {}", items.join(", ")));
    parts.extend(understood.within.map(|(first, end)| format!("within {first}..{end}")));
    parts.extend(list("asks", understood.topics.iter().map(|topic| topic.as_str().to_owned()).collect()));
    parts.extend(list("points at", understood.selection.iter().map(|i| (i + 1).to_string()).collect()));
    parts.extend(list("problem", understood.problems.iter().map(|p| kind(&format!("{p:?}"))).collect()));
    parts.extend(list(
        "or",
        understood.alternative.iter().map(|place| format!("{}, {}", place.name, place.country)).collect(),
    ));
    parts.extend(understood.unsupported.map(|what| format!("unsupported {}", what.as_str())));
    parts.extend(list("mended", understood.heard.corrections.iter().map(|c| c.from.clone()).collect()));
    parts.extend(list("unread", understood.heard.unread.clone()));
    parts.join("; ")
}

fn kind(problem: &str) -> String {
    problem.split([' ', '{']).next().unwrap_or_default().to_owned()
}

fn where_and_when(said: &Said, parts: &mut Vec<String>) {
    parts.extend(said.destination.as_ref().map(|found| {
        let place = &found.value;
        format!(
            "{} {}",
            place.name,
            place.admin.as_deref().filter(|_| place.country.as_str() == "US").unwrap_or(place.country.as_str())
        )
    }));
    parts.extend(said.hotel_name.as_ref().map(|found| format!("hotel {}", found.value)));
    parts.extend(said.check_in.as_ref().map(|found| format!("in {}", found.value)));
    parts.extend(said.check_out.as_ref().map(|found| format!("out {}", found.value)));
    parts.extend(said.nights.as_ref().map(|found| format!("{} nights", found.value)));
}

fn people(said: &Said, parts: &mut Vec<String>) {
    let count = |name: &str, n: Option<u8>| n.map(|n| format!("{n} {name}"));
    parts.extend(count("rooms", said.rooms.as_ref().map(|found| found.value)));
    parts.extend(count("adults", said.adults.as_ref().map(|found| found.value)));
    parts.extend(count("children", said.children.as_ref().map(|found| found.value)));
    parts.extend(count("people", said.people.as_ref().map(|found| found.value)));
    parts.extend(said.child_ages.as_ref().map(|found| format!("ages {}", ages(&found.value))));
    parts.extend(said.per_room.as_ref().map(|found| {
        let open = said.ages_open.iter().copied().chain(std::iter::repeat(0));
        let rooms: Vec<String> = found.value.iter().zip(open).map(|(people, open)| room(people, open)).collect();
        format!("each {}", rooms.join(" | "))
    }));
    parts.extend(
        said.more_guests
            .as_ref()
            .map(|found| format!("more {}/{}/{}", found.value.rooms, found.value.adults, found.value.children)),
    );
}

fn ages(ages: &[u8]) -> String {
    ages.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

/// "2+4,?": two adults, a child of four and one of no said age.
fn room(people: &Occupancy, open: u8) -> String {
    let mut children: Vec<String> = people.child_ages.iter().map(u8::to_string).collect();
    children.extend((0..open).map(|_| "?".to_owned()));
    let plus = if children.is_empty() { "" } else { "+" };
    format!("{}{plus}{}", people.adults, children.join(","))
}

fn filters(said: &Said, parts: &mut Vec<String>) {
    parts.extend(
        said.refundable.as_ref().map(|found| if found.value { "refundable" } else { "refundable or not" }.to_owned()),
    );
    parts.extend(said.price.as_ref().map(|found| price(found.value)));
    parts.extend(said.currency.as_ref().map(|found| format!("told in {}", found.value)));
    parts.extend(said.price_class.as_ref().map(|found| format!("{:?}", found.value).to_lowercase()));
    parts.extend(said.stars.as_ref().map(|found| format!("{}-{} stars", found.value.min, found.value.max)));
    parts.extend(said.min_rating.as_ref().map(|found| format!("rating {}", found.value)));
    parts.extend(said.board.as_ref().map(|found| found.value.as_str().to_owned()));
    let names = |list: &[core_chat::understanding::text::Found<core_chat::domain::amenity::Amenity>]| {
        list.iter().map(|found| found.value.as_str()).collect::<Vec<_>>().join(", ")
    };
    if !said.amenities.is_empty() {
        parts.push(format!("with {}", names(&said.amenities)));
    }
    if !said.not_needed.is_empty() {
        parts.push(format!("without {}", names(&said.not_needed)));
    }
    parts.extend(said.property.as_ref().map(|found| format!("kind {:?}", found.value)));
    parts.extend(said.unwanted.iter().map(|found| format!("no {:?}", found.value)));
    parts.extend(said.room.as_ref().map(|found| format!("room {:?}", found.value)));
    parts.extend(said.side.as_ref().map(|found| format!("side {}", found.value.as_str())));
    parts.extend(said.sort.as_ref().map(|found| format!("by {:?}", found.value)));
    parts.extend(said.released.iter().map(|what| format!("any {what:?}")));
}

fn price(range: PriceRange) -> String {
    let amount = |hundredths: Option<i64>| hundredths.map_or_else(String::new, |h| (h / 100).to_string());
    let currency = range.currency.map_or_else(String::new, |currency| format!(" {currency}"));
    let basis = match range.basis {
        PriceBasis::Night => "a night",
        PriceBasis::Total => "total",
    };
    format!("price {}..{}{currency} {basis}", amount(range.min), amount(range.max))
}
