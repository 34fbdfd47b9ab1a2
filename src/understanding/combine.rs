//! How what is said now is laid over what was known.
//!
//! - A new place keeps the dates and drops the hotel's name; starting over drops everything.
//! - A new arrival keeps the departure while it still comes later, else the length of stay; a new length drops the
//!   departure, a new departure drops the length.
//! - People named with one more room sleep in that room; those known before stay where they are.
//! - A number of people without ages replaces the adults; a party named anew forgets who slept where.
//! - Amenities add up; other filters replace; what is denied or no longer cared about is taken out.

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::amenity::{Amenity, AmenitySet};
use crate::domain::stay::{Filters, Occupancy, PriceBasis, PriceRange, StayDetails, days_between};

use super::meaning::{Released, Said};
use super::rooms::Guests;

/// The stay after the turn.
#[must_use]
pub fn lay_over(known: &StayDetails, said: &Said, guests: &Guests, starts_over: bool) -> StayDetails {
    let mut details = if starts_over { StayDetails::default() } else { known.clone() };
    place(&mut details, said);
    dates(&mut details, said);
    people(&mut details, said, guests);
    filters(&mut details, said);
    details
}

/// Makes the price that was said per person one of a room, or of the whole stay, by those who are known to come.
pub fn share_price(details: &mut StayDetails, said: &mut Said) {
    let rooms = details.occupancies();
    let people: i64 = rooms.iter().map(people_in).sum();
    let Some(price) = said.price.as_mut().map(|found| &mut found.value) else { return };
    let parts = if price.basis == PriceBasis::Total { 1 } else { i64::try_from(rooms.len()).unwrap_or(1).max(1) };
    let shared = |hundredths: i64| hundredths.saturating_mul(people) / parts;
    let bounds = (price.min, price.max);
    (price.min, price.max) = (price.min.map(shared), price.max.map(shared));
    if let Some(kept) = details.filters.price.as_mut().filter(|kept| (kept.min, kept.max) == bounds) {
        (kept.min, kept.max) = (price.min, price.max);
    }
}

/// How many people sleep in a room.
pub fn people_in(room: &Occupancy) -> i64 {
    i64::from(room.adults) + i64::try_from(room.child_ages.len()).unwrap_or(0)
}

/// Whether "tonight" was all that was said of how long, and nothing is known of it: one night is taken for granted.
#[must_use]
pub fn takes_one_night(known: &StayDetails, said: &Said) -> bool {
    let open = said.check_out.is_none() && said.nights.is_none();
    said.names_a_night && said.check_in.is_some() && open && known.departure().is_none() && known.nights.is_none()
}

fn place(details: &mut StayDetails, said: &Said) {
    let Some(destination) = &said.destination else { return };
    let moved = details.destination.as_ref().is_some_and(|known| known.place != destination.value.place);
    if moved && said.hotel_name.is_none() {
        details.filters.hotel_name = None;
    }
    if moved {
        // Not every place has a beach; where it is asked for again, it comes back below.
        details.filters.amenities.remove(Amenity::BeachAccess);
    }
    details.destination = Some(Arc::clone(&destination.value));
}

fn dates(details: &mut StayDetails, said: &Said) {
    let check_in = said.check_in.as_ref().map(|found| found.value);
    let check_out = said.check_out.as_ref().map(|found| found.value);
    let nights = said.nights.as_ref().map(|found| found.value);
    if takes_one_night(details, said) {
        details.nights = Some(1);
    }
    if let Some(day) = check_in {
        if check_out.is_none() && nights.is_none() {
            keep_length(details, day);
        }
        details.check_in = Some(day);
    }
    match (check_out, nights) {
        (Some(day), Some(nights)) if check_in.is_none() => {
            details.check_in = day.checked_sub(jiff::Span::new().days(i64::from(nights))).ok();
            details.check_out = Some(day);
            details.nights = None;
        }
        (Some(day), _) => {
            details.check_out = Some(day);
            details.nights = None;
        }
        (None, Some(nights)) => {
            details.nights = Some(nights);
            details.check_out = None;
        }
        (None, None) => {}
    }
}

/// Where the old departure no longer fits a new arrival, the length of stay is kept instead.
fn keep_length(details: &mut StayDetails, arrival: Date) {
    if let (Some(was), Some(leaves)) = (details.check_in, details.check_out) {
        if leaves <= arrival {
            details.nights = u16::try_from(days_between(was, leaves)).ok();
            details.check_out = None;
        }
    } else if details.check_out.is_some_and(|leaves| leaves <= arrival) {
        details.check_out = None;
    }
}

fn people(details: &mut StayDetails, said: &Said, guests: &Guests) {
    if let Some(added) = added_rooms(details, said) {
        details.rooms = u8::try_from(added.len()).ok();
        details.adults = Some(added.iter().fold(0, |sum, room| sum.saturating_add(room.adults)));
        details.forget_rooms();
        details.per_room = added;
        return;
    }
    if let Some(rooms) = &said.rooms {
        if details.rooms != Some(rooms.value) {
            details.forget_rooms();
        }
        details.rooms = Some(rooms.value);
    }
    let other_children = said.children.as_ref().is_some_and(|children| Some(children.value) != details.children);
    if said.adults.is_some() || said.people.is_some() || other_children {
        details.forget_rooms();
    }
    if let Some(adults) = &said.adults {
        details.adults = Some(adults.value);
    } else if let Some(people) = &said.people {
        details.adults = Some(people.value);
        details.children = None;
        details.child_ages.clear();
    } else if let Some(adults) = guests.adults_by_room {
        details.adults = Some(details.adults.unwrap_or(adults));
    }
    if let Some(children) = &said.children {
        if details.child_ages.len() != usize::from(children.value) {
            details.child_ages.clear();
        }
        details.children = Some(children.value);
    }
    let added = said.more_guests.as_ref().map_or(0, |found| usize::from(found.value.children));
    match &said.child_ages {
        Some(ages) if added > 0 && ages.value.len() == added => details.child_ages.extend(&ages.value),
        Some(ages) if said.per_room.is_none() && details.tell_ages(&ages.value) => {}
        Some(ages) => {
            details.child_ages.clone_from(&ages.value);
            let counted = u8::try_from(ages.value.len()).unwrap_or(u8::MAX);
            details.children = Some(details.children.unwrap_or(0).max(counted));
        }
        None => {}
    }
    add_guests(details, said);
    if let Some(rooms) = &said.per_room {
        details.rooms = u8::try_from(rooms.value.len()).ok();
        details.adults = Some(rooms.value.iter().fold(0, |sum, room| sum.saturating_add(room.adults)));
        details.child_ages = rooms.value.iter().flat_map(|room| room.child_ages.iter().copied()).collect();
        let open: usize = said.ages_open.iter().map(|count| usize::from(*count)).sum();
        details.children = u8::try_from(details.child_ages.len() + open).ok().filter(|count| *count > 0);
        details.per_room.clone_from(&rooms.value);
        details.ages_open.clone_from(&said.ages_open);
    }
}

/// "One more room for my parents": the rooms known so far, and one with the people named.
fn added_rooms(details: &StayDetails, said: &Said) -> Option<Vec<Occupancy>> {
    let more = said.more_guests.as_ref().map(|found| found.value).filter(|more| more.rooms == 1)?;
    let named = said.adults.as_ref().or(said.people.as_ref()).map(|found| found.value);
    let is_plain = more.adults == 0 && more.children == 0 && said.children.is_none() && said.child_ages.is_none();
    let known = details.adults.is_some() || !details.per_room.is_empty();
    let adults = named.filter(|_| is_plain && known)?;
    let mut rooms = details.occupancies();
    rooms.push(Occupancy::adults(adults));
    Some(rooms)
}

fn add_guests(details: &mut StayDetails, said: &Said) {
    let Some(more) = said.more_guests.as_ref().map(|found| found.value) else { return };
    let (rooms, adults) = (details.rooms.unwrap_or(1), details.adults.unwrap_or(2));
    if more.rooms > 0 {
        details.rooms = Some(rooms.saturating_add(more.rooms));
    }
    if more.adults > 0 {
        details.adults = Some(adults.saturating_add(more.adults));
    }
    if more.children > 0 {
        details.children = Some(details.children.unwrap_or(0).saturating_add(more.children));
    }
    details.forget_rooms();
}

fn filters(details: &mut StayDetails, said: &Said) {
    let filters = &mut details.filters;
    for released in &said.released {
        match released {
            Released::Price => (filters.price, filters.price_class) = (None, None),
            Released::Stars => filters.stars = None,
            Released::Rating => filters.min_rating = None,
            Released::Board => filters.board = None,
            Released::Amenities => filters.amenities = AmenitySet::default(),
            Released::HotelName => filters.hotel_name = None,
            Released::Property => {
                filters.property = None;
                filters.unwanted.clear();
            }
            Released::Room => filters.room = None,
            Released::Everything => *filters = Filters::default(),
        }
    }
    if let Some(refundable) = &said.refundable {
        filters.refundable = Some(refundable.value);
    }
    if let Some(price) = &said.price {
        // An amount without a currency is in the one the guest counts in already.
        let currency = price.value.currency.or(filters.price.and_then(|known| known.currency));
        filters.price = Some(PriceRange { currency, ..price.value });
        filters.price_class = None;
    }
    if let Some(currency) = &said.currency {
        details.currency = Some(currency.value);
    }
    if let Some(class) = &said.price_class {
        filters.price_class = Some(class.value);
    }
    if let Some(stars) = &said.stars {
        filters.stars = Some(stars.value);
    }
    if let Some(rating) = &said.min_rating {
        filters.min_rating = Some(rating.value);
    }
    if let Some(board) = &said.board {
        filters.board = Some(board.value);
    }
    filters.amenities = filters.amenities.union(said.amenity_set());
    for amenity in &said.not_needed {
        filters.amenities.remove(amenity.value);
    }
    for unwanted in &said.unwanted {
        filters.unwanted.insert(unwanted.value);
        filters.property = filters.property.filter(|kind| *kind != unwanted.value);
    }
    if let Some(property) = &said.property {
        filters.property = Some(property.value);
        filters.unwanted.remove(&property.value);
    }
    if let Some(room) = &said.room {
        filters.room = Some(room.value);
    }
    if let Some(name) = &said.hotel_name {
        filters.hotel_name = Some(Arc::clone(&name.value));
    }
    if let Some(sort) = &said.sort {
        details.sort = Some(sort.value);
    }
}
