//! Places in words: short where everyone knows which one is meant, else with the state or country they lie in.

use std::borrow::Cow;

use super::aside::full_name;
use crate::domain::place::{Destination, PlaceKind};
use crate::world::World;

/// From how many people on a town is known by its name alone.
const KNOWN_BY_NAME: u32 = 500_000;

/// Countries whose states people name rather than the country.
const BY_STATE: [&str; 3] = ["US", "CA", "AU"];

/// `in Seattle`, `in Atlantis, South Africa`, `near Times Square, New York City`.
pub(in crate::chat) fn at_place(place: &Destination) -> String {
    let preposition = match place.kind {
        PlaceKind::City | PlaceKind::Area | PlaceKind::Region | PlaceKind::Admin | PlaceKind::Country => "in",
        PlaceKind::Landmark | PlaceKind::Station | PlaceKind::Venue | PlaceKind::Beach | PlaceKind::Airport => "near",
    };
    [preposition, " ", &name(place)].concat()
}

/// What distances in this place are measured from: `the centre of Lisbon`, `Times Square`.
pub(in crate::chat) fn middle_of(place: &Destination) -> String {
    match place.kind {
        PlaceKind::Landmark | PlaceKind::Station | PlaceKind::Venue | PlaceKind::Beach | PlaceKind::Airport => {
            place.name.to_string()
        }
        PlaceKind::City | PlaceKind::Area | PlaceKind::Region | PlaceKind::Admin | PlaceKind::Country => {
            format!("the centre of {}", place.name)
        }
    }
}

fn name(place: &Destination) -> Cow<'_, str> {
    let own = place.name.as_ref();
    if let Some(city) = place.city.as_deref().filter(|city| !own.contains(city)) {
        return Cow::Owned(format!("{own}, {city}"));
    }
    let world = World::embedded();
    match world.city(place.place) {
        Some(city) if !city.hot && city.people < KNOWN_BY_NAME => {}
        Some(_) | None => return Cow::Borrowed(own),
    }
    let state = place.admin.as_deref().filter(|_| BY_STATE.contains(&place.country.as_str()));
    match state.or_else(|| world.country_name(place.country)) {
        Some(lies_in) if lies_in != own => Cow::Owned(format!("{own}, {lies_in}")),
        Some(_) => Cow::Borrowed(own),
        None => Cow::Owned(full_name(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Hint, Resolution};

    fn told(text: &str) -> String {
        let Resolution::Found(found) = World::embedded().resolve(text, &Hint::default()) else {
            panic!("{text} is not one place");
        };
        at_place(&found.destination)
    }

    #[test]
    fn a_place_is_told_as_short_as_it_is_known() {
        assert_eq!(told("Paris"), "in Paris");
        assert_eq!(told("Paris, TX"), "in Paris, Texas");
        assert_eq!(told("Oberstdorf"), "in Oberstdorf, Germany");
        assert_eq!(told("Times Square"), "near Times Square, New York City");
        assert_eq!(told("Singapore"), "in Singapore");
    }
}
