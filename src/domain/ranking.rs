//! Which options are shown, and in which order.
//!
//! One option a house: the cheapest that meets every wish. Houses are ordered by what was asked (price, rating, stars,
//! distance) or else by a score a traveller would agree with, in points:
//!
//! - **rating** in hundredths, drawn toward 4.0 while there are few reviews (as if 80 guests had given 4.0);
//! - less **40 points for every tenth** the total lies above the median of the houses found, and 20 more for every tenth
//!   it lies below, up to half of it;
//! - less **1 point for every 20 metres** from the point searched, up to 8 km.
//!
//! Ties go to the lower total, then to the house's key, so that the same search always gives the same list.

use std::sync::Arc;

use super::amenity::AmenitySet;
use super::money::Money;
use super::option::{HotelOption, Refundability};
use super::outcome::Relaxation;
use super::shortlist::distance;
use super::stay::{Filters, PriceBasis, PriceClass, PriceRange, RoomWish, Sort, StayRequest};

/// An option that meets every wish, with its distance in metres from the point searched.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'o> {
    /// The option.
    pub option: &'o Arc<HotelOption>,
    /// Metres from the point searched.
    pub distance: u32,
}

/// The cheapest option of each house that meets every wish of `request`, best first.
#[must_use]
pub fn rank<'o>(options: &'o [Arc<HotelOption>], request: &StayRequest) -> Vec<Ranked<'o>> {
    let classes = request.filters.price_class.map(|class| (class, PriceLevels::of(options)));
    let mut houses: Vec<Ranked<'_>> = Vec::new();
    let name = exact_name(options, &request.filters);
    for option in options {
        if name.is_some_and(|name| *option.hotel.name != *name)
            || !meets(option, &request.filters)
            || !classes.is_none_or(|(class, levels)| levels.admit(class, option.total))
        {
            continue;
        }
        match houses.last_mut() {
            Some(last) if is_same_house(last.option, option) => {
                if option.total.minor() < last.option.total.minor() {
                    last.option = option;
                }
            }
            _ => houses.push(Ranked { distance: distance(request.destination.point, option), option }),
        }
    }
    ordered(&houses, request.sort)
}

fn is_same_house(one: &HotelOption, other: &HotelOption) -> bool {
    Arc::ptr_eq(&one.hotel, &other.hotel) || one.hotel.id == other.hotel.id
}

/// The name asked for, where a house has exactly that name: then no longer name that holds it is meant.
fn exact_name<'o>(options: &'o [Arc<HotelOption>], filters: &Filters) -> Option<&'o str> {
    let wanted = filters.hotel_name.as_deref()?.to_lowercase();
    options.iter().map(|option| &*option.hotel.name).find(|name| name.to_lowercase() == wanted)
}

fn ordered<'o>(houses: &[Ranked<'o>], sort: Sort) -> Vec<Ranked<'o>> {
    let median = median_total(houses);
    let best_first = |house: &Ranked<'_>| -> i64 {
        let option = house.option;
        match sort {
            Sort::Recommended => -score(house, median),
            Sort::Price => option.total.minor(),
            Sort::PriceDescending => -option.total.minor(),
            Sort::Rating => -option.hotel.rating.map_or(0, |r| i64::from(r.tenths())),
            Sort::Stars => -option.hotel.stars.map_or(0, i64::from),
            Sort::Distance => i64::from(house.distance),
        }
    };
    let mut keyed: Vec<((i64, i64, &str), Ranked<'o>)> = houses
        .iter()
        .map(|house| ((best_first(house), house.option.total.minor(), house.option.hotel.id.as_str()), *house))
        .collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, house)| house).collect()
}

fn median_total(houses: &[Ranked<'_>]) -> i64 {
    let mut totals: Vec<i64> = houses.iter().map(|h| h.option.total.minor()).collect();
    totals.sort_unstable();
    totals.get(totals.len() / 2).copied().unwrap_or(1).max(1)
}

fn score(house: &Ranked<'_>, median: i64) -> i64 {
    let hotel = &house.option.hotel;
    let reviews = i64::from(hotel.reviews);
    let rating = hotel.rating.map_or(350, |r| (i64::from(r.tenths()) * 10 * reviews + 400 * 80) / (reviews + 80));
    let permille = house.option.total.minor().saturating_mul(1000) / median - 1000;
    let price = if permille > 0 { permille * 40 / 100 } else { permille.max(-500) * 20 / 100 };
    rating * 10 - price - i64::from(house.distance.min(8_000)) / 20
}

/// Whether `option` meets every wish that can be told from the option alone.
#[must_use]
pub fn meets(option: &HotelOption, filters: &Filters) -> bool {
    let hotel = &option.hotel;
    (filters.refundable != Some(true) || option.refundability() == Refundability::Refundable)
        && filters.price.is_none_or(|range| within(option, range))
        && filters.stars.is_none_or(|range| hotel.stars.is_some_and(|s| (range.min..=range.max).contains(&s)))
        && filters.min_rating.is_none_or(|least| hotel.rating.is_some_and(|r| r >= least))
        && filters.board.is_none_or(|least| option.board >= least)
        && hotel.amenities.contains_all(filters.amenities)
        && filters.property.is_none_or(|kind| hotel.property == kind)
        && filters.room.is_none_or(|wish| room_meets(&option.room_name, wish))
        && filters.hotel_name.as_ref().is_none_or(|name| contains_folded(&hotel.name, name))
}

fn within(option: &HotelOption, range: PriceRange) -> bool {
    let price = match range.basis {
        PriceBasis::Night => option.price_per_night(),
        PriceBasis::Total => option.total,
    };
    let hundredths = price.minor().saturating_mul(100) / price.currency().scale();
    range.currency.is_none_or(|currency| currency == price.currency())
        && range.min.is_none_or(|min| hundredths >= min)
        && range.max.is_none_or(|max| hundredths <= max)
}

/// Suppliers tell the kind of room by its name only.
fn room_meets(name: &str, wish: RoomWish) -> bool {
    let words: &[&str] = match wish {
        RoomWish::Single => &["single"],
        RoomWish::Double => &["double", "queen", "king"],
        RoomWish::Twin => &["twin"],
        RoomWish::King => &["king"],
        RoomWish::Triple => &["triple"],
        RoomWish::Family => &["family"],
        RoomWish::Suite => &["suite"],
    };
    words.iter().any(|word| contains_folded(name, word))
}

fn contains_folded(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// The totals below which a third, and two thirds, of the options lie.
#[derive(Debug, Clone, Copy)]
struct PriceLevels {
    third: i64,
    two_thirds: i64,
}

impl PriceLevels {
    fn of(options: &[Arc<HotelOption>]) -> Self {
        let mut totals: Vec<i64> = options.iter().map(|o| o.total.minor()).collect();
        totals.sort_unstable();
        let at = |n: usize| totals.get(totals.len() * n / 3).copied().unwrap_or(0);
        Self { third: at(1), two_thirds: at(2) }
    }

    fn admit(self, class: PriceClass, total: Money) -> bool {
        match class {
            PriceClass::Budget => total.minor() <= self.third,
            PriceClass::Moderate => (self.third..=self.two_thirds).contains(&total.minor()),
            PriceClass::Luxury => total.minor() >= self.two_thirds,
        }
    }
}

/// For each single wish, how many houses giving it up would bring; those that bring none are left out, and the one that
/// brings most comes first.
#[must_use]
pub fn relaxations(options: &[Arc<HotelOption>], request: &StayRequest) -> Vec<Relaxation> {
    let mut found: Vec<Relaxation> = droppable(&request.filters)
        .into_iter()
        .filter_map(|(drop, text, filters)| {
            let houses = rank(options, &StayRequest { filters, sort: Sort::Price, ..request.clone() });
            let cheapest = houses.first()?.option.total;
            let yields = u32::try_from(houses.len()).unwrap_or(u32::MAX);
            Some(Relaxation { drop, text: text.to_owned(), yields, cheapest_total: cheapest })
        })
        .collect();
    found.sort_by_key(|r| std::cmp::Reverse(r.yields));
    found
}

type Drop = (&'static str, &'static str, Filters);

/// Each wish by itself: its name, the words that give it up, and the filters without it.
fn droppable(filters: &Filters) -> Vec<Drop> {
    let mut drops: Vec<Drop> = Vec::new();
    let without = |change: fn(&mut Filters)| {
        let mut rest = filters.clone();
        change(&mut rest);
        rest
    };
    let mut offer = |set: bool, name, text, change: fn(&mut Filters)| {
        if set {
            drops.push((name, text, without(change)));
        }
    };
    offer(filters.refundable == Some(true), "refundable", "non-refundable is fine", |f| f.refundable = None);
    offer(filters.price.is_some(), "price", "any price", |f| f.price = None);
    offer(filters.price_class.is_some(), "priceClass", "any price", |f| f.price_class = None);
    offer(filters.stars.is_some(), "minStars", "any number of stars", |f| f.stars = None);
    offer(filters.min_rating.is_some(), "minRating", "any rating", |f| f.min_rating = None);
    offer(filters.board.is_some(), "board", "room only is fine", |f| f.board = None);
    offer(!filters.amenities.is_empty(), "amenities", "any amenities", |f| f.amenities = AmenitySet::default());
    offer(filters.property.is_some(), "property", "any kind of hotel", |f| f.property = None);
    offer(filters.room.is_some(), "room", "any kind of room", |f| f.room = None);
    offer(filters.hotel_name.is_some(), "hotelName", "any hotel will do", |f| f.hotel_name = None);
    drops
}

#[cfg(test)]
mod tests {
    use super::super::amenity::Amenity;
    use super::super::fixtures::{dollars, hotel_option, request};
    use super::super::option::{Board, Rating};
    use super::*;

    fn house(id: &str, tenths: u8, total: i64) -> HotelOption {
        let mut option = hotel_option();
        let mut hotel = (*option.hotel).clone();
        hotel.id = super::super::ids::HotelId::parse(id).unwrap();
        hotel.rating = Some(Rating::from_tenths(tenths));
        option.hotel = Arc::new(hotel);
        option.total = dollars(total);
        option
    }

    fn ids<'r>(ranked: &[Ranked<'r>]) -> Vec<&'r str> {
        ranked.iter().map(|r| r.option.hotel.id.as_str()).collect()
    }

    #[test]
    fn one_option_a_house_and_the_cheapest_that_fits() {
        let mut flexible = house("a", 45, 300);
        flexible.board = Board::Breakfast;
        let options = [Arc::new(house("a", 45, 250)), Arc::new(flexible), Arc::new(house("b", 40, 260))];
        let ranked = rank(&options, &request());
        assert_eq!(ranked.len(), 2);
        let mut with_breakfast = request();
        with_breakfast.filters.board = Some(Board::Breakfast);
        assert_eq!(ids(&rank(&options, &with_breakfast)), ["a"]);
    }

    #[test]
    fn the_order_asked_for_is_the_order_given() {
        let options = [Arc::new(house("a", 41, 300)), Arc::new(house("b", 49, 400)), Arc::new(house("c", 45, 200))];
        let by = |sort| {
            let ranked = rank(&options, &StayRequest { sort, ..request() });
            ids(&ranked).join("")
        };
        assert_eq!(by(Sort::Price), "cab");
        assert_eq!(by(Sort::PriceDescending), "bac");
        assert_eq!(by(Sort::Rating), "bca");
    }

    #[test]
    fn every_wish_is_checked_on_every_option() {
        let option = hotel_option();
        let wishes: [fn(&mut Filters); 6] = [
            |f| f.amenities = AmenitySet::of(&[Amenity::Sauna]),
            |f| f.min_rating = Some(Rating::from_tenths(46)),
            |f| f.board = Some(Board::HalfBoard),
            |f| f.hotel_name = Some("Nobody".into()),
            |f| f.room = Some(RoomWish::Suite),
            |f| {
                f.price = Some(PriceRange { min: None, max: Some(9_999), currency: None, basis: PriceBasis::Night });
            },
        ];
        assert!(meets(&option, &Filters::default()));
        for wish in wishes {
            let mut filters = Filters::default();
            wish(&mut filters);
            assert!(!meets(&option, &filters), "{filters:?}");
        }
    }

    #[test]
    fn giving_up_a_wish_says_what_it_brings() {
        let options = [Arc::new(house("a", 45, 250))];
        let mut picky = request();
        picky.filters.amenities = AmenitySet::of(&[Amenity::Sauna]);
        let relaxed = relaxations(&options, &picky);
        assert_eq!((relaxed[0].drop, relaxed[0].yields, relaxed[0].cheapest_total), ("amenities", 1, dollars(250)));
    }
}
