//! The line protocol: one JSON object a line in, one a line out, in the same order.
//!
//! ```text
//! in   {"id", "turn", "text", "now"?, "country"?, "context": {"asked": [slot], "known": {slot: value},
//!       "proposed": {slot: value}, "shown": [{"name", "totalPrice"?, "rating"?, "stars"?, "amenities"?}]}}
//! out  {"id", "turn", "intent", "slots", "topics", "state", "dates", "select", "card", "micros"}
//! ```
//!
//! `micros` is what reading the text alone took, in microseconds.

use std::io::{BufRead, BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use core_chat::domain::amenity::{Amenity, AmenitySet};
use core_chat::domain::money::Currency;
use core_chat::domain::option::Rating;
use core_chat::domain::place::{CountryCode, Destination};
use core_chat::domain::stay::{Filters, PriceBasis, PriceRange, Slot, StarRange, StayDetails};
use core_chat::understanding::hotel_names::HotelNames;
use core_chat::understanding::meaning::{Intent, Understanding};
use core_chat::understanding::situation::{Asked, ShownHotel, Situation};
use core_chat::understanding::{first, understand};
use core_chat::world::{Hint, Resolution, World};
use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value, json};

use super::values;
use crate::commands::Done;

/// Answers every line of standard input; `now` holds where a line names no time.
pub fn answer(now: DateTime, hotels: &HotelNames) -> Done {
    first::prepare();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let asked: Value = serde_json::from_str(&line)?;
        serde_json::to_writer(&mut out, &turn(&asked, now, hotels))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

fn turn(line: &Value, now: DateTime, hotels: &HotelNames) -> Value {
    let context = &line["context"];
    let known = known(context["known"].as_object());
    let slots = asked(&context["asked"]);
    let asks = context["asked"].as_array().is_some_and(|names| !names.is_empty());
    let shown = shown(&context["shown"]);
    let proposed = proposed(context);
    let proposes = context["proposed"].as_object().is_some_and(|values| !values.is_empty());
    let situation = Situation {
        now: line["now"].as_str().and_then(|text| text.parse().ok()).unwrap_or(now),
        guest_country: line["country"].as_str().and_then(CountryCode::parse),
        asked: match (asks, proposes) {
            (true, _) => Asked::Slots(&slots),
            (false, true) => Asked::Proposal,
            (false, false) => Asked::Nothing,
        },
        proposed: proposes.then_some(&proposed),
        shown: &shown,
        focus: (shown.len() == 1).then_some(0),
        hotels,
        ..Situation::fresh(now, &known)
    };
    let text = line["text"].as_str().unwrap_or_default();
    let begun = Instant::now();
    let understanding = understand(text, &situation);
    let micros = begun.elapsed().as_nanos() as f64 / 1000.0;
    let mut answer = values::answer(&understanding);
    answer["state"] = Value::Object(frame(&understanding, &context["proposed"], &shown));
    answer["id"] = line["id"].clone();
    answer["turn"] = line["turn"].clone();
    answer["micros"] = json!(micros);
    answer
}

/// What is known, and what a yes would add to it.
fn proposed(context: &Value) -> StayDetails {
    let mut all = context["known"].as_object().cloned().unwrap_or_default();
    all.extend(context["proposed"].as_object().cloned().unwrap_or_default());
    known(Some(&all))
}

/// The whole frame after the turn: what is known of the stay, what a yes agreed to, and the hotel that was taken.
fn frame(understanding: &Understanding, proposed: &Value, shown: &[ShownHotel<'_>]) -> Map<String, Value> {
    let mut frame = values::state(&understanding.details);
    if understanding.answer == Some(true) {
        for (slot, value) in proposed.as_object().into_iter().flatten() {
            frame.entry(slot.as_str()).or_insert_with(|| value.clone());
        }
    }
    if matches!(understanding.intent, Intent::Select | Intent::Book) {
        let pointed = understanding.selection.first().and_then(|index| shown.get(*index));
        let taken = pointed.or(if let [only] = shown { Some(only) } else { None });
        if let Some(hotel) = taken {
            frame.insert("hotelName".to_owned(), json!(hotel.name));
        }
    }
    frame
}

fn asked(names: &Value) -> Vec<Slot> {
    let slots = names.as_array().into_iter().flatten().filter_map(Value::as_str).filter_map(|name| match name {
        "destination" => Some(Slot::Destination),
        "checkIn" => Some(Slot::CheckIn),
        "checkOut" => Some(Slot::CheckOut),
        "nights" => Some(Slot::Nights),
        "rooms" => Some(Slot::Rooms),
        "adults" | "guests" => Some(Slot::Adults),
        "children" | "childAges" => Some(Slot::ChildAges),
        "hotelName" => Some(Slot::HotelName),
        _ => None,
    });
    slots.collect()
}

fn shown(list: &Value) -> Vec<ShownHotel<'_>> {
    let hotels = list.as_array().into_iter().flatten().filter_map(|hotel| {
        let named = ShownHotel::named(hotel["name"].as_str()?);
        Some(ShownHotel {
            total: hotel["totalPrice"].as_f64().map(|major| (major * 100.0).round() as i64),
            rating: hotel["rating"].as_f64().map(|rating| (rating * 10.0).round() as u8),
            stars: hotel["stars"].as_u64().and_then(|stars| u8::try_from(stars).ok()),
            amenities: amenities(&hotel["amenities"]),
            refundable: hotel["refundable"].as_bool(),
            ..named
        })
    });
    hotels.collect()
}

fn amenities(list: &Value) -> AmenitySet {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).filter_map(Amenity::parse_camel_case).collect()
}

fn known(slots: Option<&Map<String, Value>>) -> StayDetails {
    let none = Map::new();
    let slots = slots.unwrap_or(&none);
    let text = |name: &str| slots.get(name).and_then(Value::as_str);
    let count = |name: &str| slots.get(name).and_then(Value::as_u64).and_then(|count| u8::try_from(count).ok());
    let stars = count("stars").map(|stars| StarRange { min: stars, max: stars });
    let ages = slots.get("childAges").and_then(Value::as_array);
    StayDetails {
        destination: text("destination").and_then(destination),
        check_in: text("checkIn").and_then(day),
        check_out: text("checkOut").and_then(day),
        nights: count("nights").map(u16::from),
        rooms: count("rooms"),
        adults: count("adults").or_else(|| count("guests")),
        children: count("children"),
        child_ages: ages
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .filter_map(|age| u8::try_from(age).ok())
            .collect(),
        filters: Filters {
            stars,
            min_rating: slots
                .get("minRating")
                .and_then(Value::as_f64)
                .map(|rating| Rating::from_tenths((rating * 10.0).round() as u8)),
            amenities: slots.get("amenities").map(amenities).unwrap_or_default(),
            hotel_name: text("hotelName").map(Arc::from),
            refundable: slots.get("refundable").and_then(Value::as_bool),
            price: price(slots),
            ..Filters::default()
        },
        ..StayDetails::default()
    }
}

fn price(slots: &Map<String, Value>) -> Option<PriceRange> {
    let amount = |name: &str| slots.get(name).and_then(Value::as_f64).map(|major| (major * 100.0).round() as i64);
    let (min, max) = (amount("minPrice"), amount("maxPrice"));
    let total = slots.get("priceBasis").and_then(Value::as_str) == Some("total");
    let basis = if total { PriceBasis::Total } else { PriceBasis::Night };
    let currency = slots.get("currency").and_then(Value::as_str).and_then(Currency::parse);
    (min.is_some() || max.is_some()).then_some(PriceRange { min, max, currency, basis })
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn destination(name: &str) -> Option<Arc<Destination>> {
    match World::embedded().resolve(name, &Hint::default()) {
        Resolution::Found(resolved) => Some(Arc::new(resolved.destination)),
        Resolution::Ambiguous(places) => places.into_iter().next().map(Arc::new),
        Resolution::TooLarge { whole, .. } => Some(Arc::new(whole)),
        Resolution::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn answered(line: &Value) -> Value {
        turn(line, date(2026, 2, 18).at(12, 0, 0, 0), &HotelNames::default())
    }

    #[test]
    fn any_currency_that_was_said_is_printed_and_the_basis_only_where_it_was_said() {
        let slots = |text: &str| answered(&json!({"text": text}))["slots"].clone();
        assert_eq!(slots("a hotel for 300 to 400 yuan"), json!({"minPrice": 300, "maxPrice": 400, "currency": "CNY"}));
        assert_eq!(slots("max 500 rupees a night")["currency"], "INR");
        assert_eq!(slots("max 500 rupees a night")["priceBasis"], "night");
        assert_eq!(answered(&json!({"text": "under $200"}))["state"]["priceBasis"], "night");
    }

    #[test]
    fn a_no_with_a_new_fact_is_a_refinement() {
        let context = json!({"proposed": {"rooms": 1}});
        assert_eq!(answered(&json!({"text": "No, two rooms", "context": context}))["intent"], "refine");
        assert_eq!(answered(&json!({"text": "No", "context": context}))["intent"], "deny");
    }

    #[test]
    fn a_yes_takes_what_was_proposed_into_the_frame() {
        let context = json!({"known": {"nights": 2}, "proposed": {"rooms": 1, "nights": 2}});
        assert_eq!(
            answered(&json!({"text": "Yes, please", "context": context}))["state"],
            json!({"rooms": 1, "nights": 2})
        );
        assert_eq!(answered(&json!({"text": "No", "context": context}))["state"], json!({"nights": 2}));
    }

    #[test]
    fn the_hotel_that_is_taken_is_in_the_frame() {
        let context = json!({"shown": [{"name": "Fernhollow Inn"}]});
        assert_eq!(
            answered(&json!({"text": "Great, book it", "context": context}))["state"]["hotelName"],
            "Fernhollow Inn"
        );
        assert_eq!(answered(&json!({"text": "Does it have a pool?", "context": context}))["state"], json!({}));
    }
}
