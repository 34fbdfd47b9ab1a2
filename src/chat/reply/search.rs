//! The search as a reply repeats it: where, when, who, and every wish, so that a guest sees what was understood.

use super::phrase::{counted, house, listed, money, number, span};
use super::place::at_place;
use crate::domain::board::Board;
use crate::domain::money::{Currency, Money};
use crate::domain::shortlist::Shortlist;
use crate::domain::stay::{
    Filters, Occupancy, PriceBasis, PriceClass, PriceRange, RoomWish, Sort, StarRange, StayRequest,
};

/// `39 hotels in Seattle for Mar 20–23, 2026 (3 nights, 1 room, 2 adults), all refundable and with a pool`.
pub(super) fn found(list: &Shortlist) -> String {
    let request = &list.request;
    let all = if list.total == 1 { "" } else { "all " };
    let wishes = wishes(request);
    let wishes = if wishes.is_empty() { wishes } else { [", ", all, &wishes].concat() };
    let houses = counted(list.total as usize, request.filters.property.map_or("hotel", house));
    let dates = span(request.dates.check_in(), request.dates.check_out());
    let nights = counted(usize::from(request.dates.nights()), "night");
    let (place, party) = (at_place(&request.destination), party(&request.rooms));
    [&houses, " ", &place, " for ", &dates, " (", &nights, ", ", &party, ")", &wishes].concat()
}

/// `are the best 5`, `are the 5 cheapest`, `are 6 to 10`, `is number 11`.
pub(super) fn page(list: &Shortlist) -> String {
    let (first, last) = (list.options.first().map_or(1, |o| o.rank), list.options.last().map_or(1, |o| o.rank));
    if first == last {
        return format!("is number {last}");
    }
    if first != 1 {
        return format!("are {first} to {last}");
    }
    match list.request.sort {
        Sort::Recommended => ["are the best ", &number(last)].concat(),
        Sort::Price => format!("are the {last} cheapest"),
        Sort::PriceDescending => format!("are the {last} most expensive"),
        Sort::Rating => format!("are the {last} best rated"),
        Sort::Stars => format!("are the {last} with the most stars"),
        Sort::Distance => format!("are the {last} closest"),
    }
}

/// `1 room, 2 adults`, `2 rooms, 3 adults and 2 children (5 and 8)`.
fn party(rooms: &[Occupancy]) -> String {
    let adults: usize = rooms.iter().map(|room| usize::from(room.adults)).sum();
    let ages: Vec<String> = rooms.iter().flat_map(|room| &room.child_ages).map(ToString::to_string).collect();
    let ages: Vec<&str> = ages.iter().map(String::as_str).collect();
    let children = match ages.len() {
        0 => String::new(),
        1 => format!(" and 1 child ({})", ages[0]),
        many => format!(" and {many} children ({})", listed(&ages)),
    };
    [&counted(rooms.len(), "room"), ", ", &counted(adults, "adult"), &children].concat()
}

/// Every wish but the kind of house, which is said already: `refundable, with a pool and up to $200.00 a night`.
fn wishes(request: &StayRequest) -> String {
    let Filters {
        refundable,
        price,
        price_class,
        stars,
        min_rating,
        board,
        amenities,
        property: _,
        unwanted,
        room,
        hotel_name,
    } = &request.filters;
    let others: Vec<String> = unwanted.iter().map(|kind| [house(*kind), "s"].concat()).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let labels: Vec<&str> = amenities.iter().map(crate::domain::amenity::Amenity::label).collect();
    let said = [
        (*refundable == Some(true)).then(|| "refundable".to_owned()),
        price_class.map(|class| level(class).to_owned()),
        price.map(|range| bounds(range, request.currency)),
        stars.map(star_words),
        min_rating.map(|least| format!("rated {least} or more")),
        board.and_then(board_words).map(str::to_owned),
        room.map(|wish| room_words(wish).to_owned()),
        (!labels.is_empty()).then(|| format!("with {}", listed(&labels))),
        (!others.is_empty()).then(|| ["other than ", &listed(&others)].concat()),
        hotel_name.as_ref().map(|name| format!("named “{name}”")),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    listed(&said)
}

fn level(class: PriceClass) -> &'static str {
    match class {
        PriceClass::Budget => "low-priced",
        PriceClass::Moderate => "mid-priced",
        PriceClass::Luxury => "high-priced",
    }
}

fn bounds(range: PriceRange, shown_in: Currency) -> String {
    let currency = range.currency.unwrap_or(shown_in);
    let amount = |hundredths: i64| money(Money::new(hundredths.saturating_mul(currency.scale()) / 100, currency));
    let basis = match range.basis {
        PriceBasis::Night => "a night",
        PriceBasis::Total => "in all",
    };
    match (range.min, range.max) {
        (Some(min), Some(max)) => format!("between {} and {} {basis}", amount(min), amount(max)),
        (Some(min), None) => ["from ", &amount(min), " ", basis].concat(),
        (None, Some(max)) => ["up to ", &amount(max), " ", basis].concat(),
        (None, None) => format!("at any price {basis}"),
    }
}

fn star_words(stars: StarRange) -> String {
    match (stars.min, stars.max) {
        (min, max) if min == max => format!("with {}", counted(usize::from(min), "star")),
        (min, 5..) => format!("with {} or more", counted(usize::from(min), "star")),
        (..=1, max) => format!("with at most {}", counted(usize::from(max), "star")),
        (min, max) => format!("with {min} to {max} stars"),
    }
}

/// Room only asks for nothing, so nothing is said of it.
fn board_words(board: Board) -> Option<&'static str> {
    match board {
        Board::RoomOnly => None,
        Board::SelfCatering => Some("self-catering"),
        Board::Breakfast => Some("with breakfast included"),
        Board::HalfBoard => Some("with half board"),
        Board::FullBoard => Some("with full board"),
        Board::AllInclusive => Some("with all-inclusive board"),
    }
}

fn room_words(wish: RoomWish) -> &'static str {
    match wish {
        RoomWish::Single => "with a single room",
        RoomWish::Double => "with a double room",
        RoomWish::Twin => "with a twin room",
        RoomWish::King => "with a king-size bed",
        RoomWish::Triple => "with a triple room",
        RoomWish::Family => "with a family room",
        RoomWish::Suite => "with a suite",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::amenity::{Amenity, AmenitySet};
    use crate::domain::stay::PropertyKind;
    use std::sync::Arc;

    use crate::domain::fixtures::{hotel_option, request};
    use crate::domain::hotel::Rating;
    use crate::domain::ids::OptionId;
    use crate::domain::shortlist::ShownOption;

    #[test]
    fn every_wish_is_repeated() {
        let mut request = request();
        request.filters = Filters {
            refundable: Some(true),
            price: Some(PriceRange { min: None, max: Some(20_000), currency: None, basis: PriceBasis::Night }),
            price_class: Some(PriceClass::Moderate),
            stars: Some(StarRange { min: 4, max: 5 }),
            min_rating: Some(Rating::from_tenths(45)),
            board: Some(Board::Breakfast),
            amenities: AmenitySet::of(&[Amenity::Pool]),
            property: Some(PropertyKind::Hostel),
            unwanted: [PropertyKind::Resort, PropertyKind::Boutique].into_iter().collect(),
            room: Some(RoomWish::Twin),
            hotel_name: Some("Lantern".into()),
        };
        request.rooms = vec![Occupancy::adults(2), Occupancy { adults: 1, child_ages: vec![5, 8] }];
        let list = Shortlist { request, options: Vec::new(), total: 2, shown: 0, partial: false };
        let words = found(&list);
        for part in [
            "2 hostels in Seattle for Mar 20–23, 2026 (3 nights, 2 rooms, 3 adults and 2 children (5 and 8))",
            "all refundable, mid-priced, up to $200.00 a night, with 4 stars or more, rated 4.5 or more",
            "with breakfast included, with a twin room, with",
            "other than resorts and boutique hotels and named “Lantern”",
        ] {
            assert!(words.contains(part), "{words}");
        }
    }

    #[test]
    fn a_page_is_named_by_its_order() {
        let mut request = request();
        let mut named = |sort, ranks: std::ops::RangeInclusive<u32>| {
            request.sort = sort;
            let shown = |rank| ShownOption {
                id: OptionId::new([1; 16]),
                rank,
                distance: None,
                option: Arc::new(hotel_option()),
            };
            page(&Shortlist {
                request: request.clone(),
                options: ranks.map(shown).collect(),
                total: 16,
                shown: 0,
                partial: false,
            })
        };
        assert_eq!(named(Sort::Recommended, 1..=5), "are the best 5");
        assert_eq!(named(Sort::Price, 1..=5), "are the 5 cheapest");
        assert_eq!(named(Sort::Rating, 1..=5), "are the 5 best rated");
        assert_eq!(named(Sort::Distance, 1..=5), "are the 5 closest");
        assert_eq!(named(Sort::Price, 6..=10), "are 6 to 10");
        assert_eq!(named(Sort::Price, 16..=16), "is number 16");
    }
}
