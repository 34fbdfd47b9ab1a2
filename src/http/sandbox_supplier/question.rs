//! What a partner sends, read: every member the documentation names, and NestJS's words for what is wrong.

use jiff::civil::Date;
use serde_json::Value;

use crate::domain::money::Currency;
use crate::domain::place::{CountryCode, GeoPoint};
use crate::domain::stay::{OLDEST_CHILD, Occupancy, StayDates};

/// A refusal in NestJS's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
}

pub(super) fn refuse(status: u16, message: impl Into<String>) -> Refusal {
    Refusal { status, message: message.into() }
}

/// Which houses a search is about.
#[derive(Debug, Clone)]
pub(super) enum Selector {
    Codes(Vec<String>),
    Around(GeoPoint, u32),
    Named(String),
}

/// When, who and in which currency.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stay {
    pub(super) dates: StayDates,
    pub(super) rooms: Vec<Occupancy>,
    pub(super) currency: Currency,
}

pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> Result<&'v str, Refusal> {
    let found = value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| refuse(400, format!("{} must be a string", pointer.trim_start_matches('/').replace('/', "."))))
}

/// The countries a page of content is limited to; none for all.
pub(super) fn countries(question: &Value) -> Result<Vec<CountryCode>, Refusal> {
    let wrong = || refuse(400, "countries must contain ISO 3166-1 alpha-2 codes");
    let Some(given) = question.get("countries") else { return Ok(Vec::new()) };
    let codes = given.as_array().ok_or_else(wrong)?;
    codes.iter().map(|code| code.as_str().and_then(CountryCode::parse).ok_or_else(wrong)).collect()
}

/// The access code, if it is ours.
pub(super) fn check_access(question: &Value, code: u64) -> Result<(), Refusal> {
    match question.pointer("/settings/access/code").and_then(Value::as_u64) {
        Some(given) if given == code => Ok(()),
        Some(_) | None => Err(refuse(400, "Invalid connection code.")),
    }
}

/// The stay in `criteria`.
pub(super) fn stay(criteria: &Value, today: Date) -> Result<Stay, Refusal> {
    let dates = dates(criteria, today)?;
    let currency = criteria.pointer("/currency").and_then(Value::as_str).unwrap_or("USD");
    let currency = Currency::parse(currency).ok_or_else(|| refuse(400, "currency must be a valid ISO 4217 code"))?;
    Ok(Stay { dates, rooms: rooms(criteria)?, currency })
}

pub(super) fn dates(criteria: &Value, today: Date) -> Result<StayDates, Refusal> {
    let date = |pointer| text(criteria, pointer)?.parse::<Date>().map_err(|_| refuse(400, "dates must be YYYY-MM-DD"));
    StayDates::new(date("/checkIn")?, date("/checkOut")?, today).map_err(|problem| refuse(400, problem.to_string()))
}

pub(super) fn rooms(criteria: &Value) -> Result<Vec<Occupancy>, Refusal> {
    let wrong = || refuse(400, "occupancies must contain paxes with an age");
    let given = criteria.pointer("/occupancies").and_then(Value::as_array).filter(|list| !list.is_empty());
    given.ok_or_else(wrong)?.iter().map(|room| room_of(room).ok_or_else(wrong)).collect()
}

fn room_of(room: &Value) -> Option<Occupancy> {
    let mut people = Occupancy::adults(0);
    for pax in room.get("paxes")?.as_array()? {
        let age = u8::try_from(pax.get("age")?.as_u64()?).ok()?;
        if age > OLDEST_CHILD {
            people.adults += 1;
        } else {
            people.child_ages.push(age);
        }
    }
    (people.people() > 0).then_some(people)
}

/// The one selector of a search.
pub(super) fn selector(criteria: &Value) -> Result<Selector, Refusal> {
    let codes = criteria.pointer("/destinations/accommodations").and_then(Value::as_array).map(|list| {
        let codes = list.iter().filter_map(|item| item.get("code")?.as_str());
        Selector::Codes(codes.map(str::to_owned).collect())
    });
    let name = criteria.get("accommodationName").and_then(Value::as_str).map(|name| Selector::Named(name.to_owned()));
    let mut given = [codes, around(criteria)?, name].into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(selector), None) => Ok(selector),
        _ => Err(refuse(400, "exactly one of destinations, geo and accommodationName must be given")),
    }
}

fn around(criteria: &Value) -> Result<Option<Selector>, Refusal> {
    let Some(geo) = criteria.get("geo") else { return Ok(None) };
    let number = |name: &str| geo.get(name).and_then(Value::as_f64);
    let wrong = || refuse(400, "geo must have lat, lng and a radiusKm of at most 60");
    let (Some(lat), Some(lng)) = (number("lat"), number("lng")) else { return Err(wrong()) };
    let km = number("radiusKm").unwrap_or(10.0);
    if !(0.0..=60.0).contains(&km) || !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lng) {
        return Err(wrong());
    }
    Ok(Some(Selector::Around(GeoPoint { lat, lng }, (km * 1_000.0) as u32)))
}
