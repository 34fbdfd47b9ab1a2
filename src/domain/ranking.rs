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

use super::amenity::{Amenity, AmenitySet};
use super::board::Board;
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
        && filters.board.is_none_or(|least| board_meets(option, least))
        && hotel.amenities.contains_all(filters.amenities)
        && filters.property.is_none_or(|kind| hotel.property == kind)
        && !filters.unwanted.contains(&hotel.property)
        && filters.room.is_none_or(|wish| room_meets(&option.room_name, wish))
        && filters.hotel_name.as_ref().is_none_or(|name| contains_folded(&hotel.name, name))
}

/// Meals add up, so that half board has breakfast too; a kitchen is no step on the way to them.
fn board_meets(option: &HotelOption, wish: Board) -> bool {
    match wish {
        Board::SelfCatering => option.board == Board::SelfCatering || option.hotel.amenities.contains(Amenity::Kitchen),
        Board::RoomOnly | Board::Breakfast | Board::HalfBoard | Board::FullBoard | Board::AllInclusive => {
            option.board >= wish
        }
    }
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

/// The most wishes given up at once before all of them are.
const MOST_AT_ONCE: u32 = 3;

/// What giving wishes up would bring, the most first: each wish that alone keeps options away; where none does, each of
/// the smallest sets that do together; nothing only where there is no option at all.
#[must_use]
pub fn relaxations(options: &[Arc<HotelOption>], request: &StayRequest) -> Vec<Relaxation> {
    let wishes: Vec<&Wish> = WISHES.iter().filter(|wish| (wish.is_asked)(&request.filters)).collect();
    let all = (1_u32 << wishes.len()) - 1;
    let most = MOST_AT_ONCE.min(all.count_ones());
    let mut found: Vec<Relaxation> = (1..=most)
        .map(|size| {
            let sets = (1..=all).filter(|set: &u32| set.count_ones() == size);
            sets.filter_map(|set| giving_up(options, request, &chosen(&wishes, set))).collect::<Vec<_>>()
        })
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| giving_up(options, request, &wishes).into_iter().collect());
    found.sort_by_key(|relaxation| std::cmp::Reverse(relaxation.yields));
    found
}

fn chosen<'w>(wishes: &[&'w Wish], set: u32) -> Vec<&'w Wish> {
    wishes.iter().enumerate().filter(|(i, _)| set & (1 << i) != 0).map(|(_, wish)| *wish).collect()
}

fn giving_up(options: &[Arc<HotelOption>], request: &StayRequest, wishes: &[&Wish]) -> Option<Relaxation> {
    let mut filters = request.filters.clone();
    wishes.iter().for_each(|wish| (wish.give_up)(&mut filters));
    let houses = rank(options, &StayRequest { filters, sort: Sort::Price, ..request.clone() });
    let joined =
        |part: fn(&Wish) -> &'static str, by| wishes.iter().map(|wish| part(wish)).collect::<Vec<_>>().join(by);
    Some(Relaxation {
        drop: joined(|wish| wish.name, ","),
        text: joined(|wish| wish.text, ", "),
        yields: u32::try_from(houses.len()).unwrap_or(u32::MAX),
        cheapest_total: houses.first()?.option.total,
    })
}

/// `filters` without the wishes that `drop` names, as a relaxation does.
#[must_use]
pub fn without(filters: &Filters, drop: &str) -> Filters {
    let mut rest = filters.clone();
    let dropped = WISHES.iter().filter(|wish| drop.split(',').any(|name| name == wish.name));
    dropped.for_each(|wish| (wish.give_up)(&mut rest));
    rest
}

/// A wish that can be given up by itself.
struct Wish {
    /// Its name on the wire.
    name: &'static str,
    /// What to say to give it up.
    text: &'static str,
    is_asked: fn(&Filters) -> bool,
    give_up: fn(&mut Filters),
}

const WISHES: [Wish; 10] = [
    Wish {
        name: "refundable",
        text: "non-refundable is fine",
        is_asked: |f| f.refundable == Some(true),
        give_up: |f| f.refundable = None,
    },
    Wish {
        name: "price",
        text: "any price",
        is_asked: |f| f.price.is_some() || f.price_class.is_some(),
        give_up: |f| (f.price, f.price_class) = (None, None),
    },
    Wish {
        name: "minStars",
        text: "any number of stars",
        is_asked: |f| f.stars.is_some(),
        give_up: |f| f.stars = None,
    },
    Wish {
        name: "minRating",
        text: "any rating",
        is_asked: |f| f.min_rating.is_some(),
        give_up: |f| f.min_rating = None,
    },
    Wish {
        name: "board",
        text: "room only is fine",
        is_asked: |f| f.board.is_some_and(|board| board != Board::RoomOnly),
        give_up: |f| f.board = None,
    },
    Wish {
        name: "amenities",
        text: "any amenities",
        is_asked: |f| !f.amenities.is_empty(),
        give_up: |f| f.amenities = AmenitySet::default(),
    },
    Wish {
        name: "property",
        text: "any kind of hotel",
        is_asked: |f| f.property.is_some(),
        give_up: |f| f.property = None,
    },
    Wish {
        name: "excludedPropertyTypes",
        text: "any kind of hotel",
        is_asked: |f| !f.unwanted.is_empty(),
        give_up: |f| f.unwanted.clear(),
    },
    Wish { name: "room", text: "any kind of room", is_asked: |f| f.room.is_some(), give_up: |f| f.room = None },
    Wish {
        name: "hotelName",
        text: "any hotel will do",
        is_asked: |f| f.hotel_name.is_some(),
        give_up: |f| f.hotel_name = None,
    },
];

#[cfg(test)]
mod tests {
    use super::super::fixtures::{dollars, hotel_option, request};
    use super::super::option::Rating;
    use super::super::stay::{PropertyKind, StarRange};
    use super::*;
    use proptest::prelude::*;

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
        let [only] = relaxed.as_slice() else { panic!("{relaxed:?}") };
        assert_eq!((&*only.drop, only.yields, only.cheapest_total), ("amenities", 1, dollars(250)));
    }

    #[test]
    fn wishes_that_only_together_keep_options_away_are_given_up_together() {
        let options = [Arc::new(house("a", 45, 250)), Arc::new(house("b", 45, 300))];
        let mut picky = request();
        picky.filters.amenities = AmenitySet::of(&[Amenity::Sauna]);
        picky.filters.min_rating = Some(Rating::from_tenths(49));
        picky.filters.refundable = Some(true);
        let relaxed = relaxations(&options, &picky);
        let told: Vec<_> = relaxed.iter().map(|r| (&*r.drop, &*r.text, r.yields)).collect();
        assert_eq!(told, [("minRating,amenities", "any rating, any amenities", 2)]);
        let filters = without(&picky.filters, &relaxed[0].drop);
        assert_eq!(rank(&options, &StayRequest { filters, ..picky }).len(), 2);
    }

    #[test]
    fn where_there_is_no_option_at_all_nothing_is_offered() {
        let mut picky = request();
        picky.filters.amenities = AmenitySet::of(&[Amenity::Sauna]);
        assert!(relaxations(&[], &picky).is_empty());
    }

    #[test]
    fn a_kitchen_is_no_step_on_the_way_to_meals() {
        let mut fed = hotel_option();
        fed.board = Board::Breakfast;
        let wish = Filters { board: Some(Board::SelfCatering), ..Filters::default() };
        assert!(!meets(&fed, &wish));
        fed.board = Board::SelfCatering;
        assert!(meets(&fed, &wish));
    }

    /// Room names of which each kind of room is told by a word.
    const ROOMS: [&str; 4] = ["Twin Room", "Standard King Room", "Family Suite", "Double Room"];

    fn any_option() -> impl Strategy<Value = HotelOption> {
        let house = (0_u8..6, prop::option::of(1_u8..=5), prop::option::of(20_u8..=50), 0_u32..500, 0_usize..3);
        let sold = (0_usize..6, 50_i64..900, 0_usize..4, 0_usize..3, prop::collection::vec(0_usize..4, 0..4));
        (house, sold).prop_map(|((id, stars, tenths, reviews, kind), (board, total, room, refund, offers))| {
            let mut option = hotel_option();
            let mut hotel = (*option.hotel).clone();
            hotel.id = super::super::ids::HotelId::parse(&format!("h-{id}")).unwrap();
            hotel.name = format!("House {id}").into();
            hotel.stars = stars;
            hotel.rating = tenths.map(Rating::from_tenths);
            hotel.reviews = reviews;
            hotel.property = KINDS[kind];
            hotel.amenities = offers.into_iter().map(|i| AMENITIES[i]).collect();
            option.hotel = Arc::new(hotel);
            option.board = BOARDS[board];
            (option.total, option.price.base) = (dollars(total), dollars(total));
            option.price.taxes_and_fees = dollars(0);
            option.room_name = ROOMS[room].into();
            option.cancellation.refundability =
                [Refundability::Refundable, Refundability::NonRefundable, Refundability::Unknown][refund];
            option
        })
    }

    const KINDS: [PropertyKind; 3] = [PropertyKind::Hotel, PropertyKind::Hostel, PropertyKind::Resort];
    const AMENITIES: [Amenity; 4] = [Amenity::Pool, Amenity::Gym, Amenity::Kitchen, Amenity::Parking];
    const BOARDS: [Board; 6] = [
        Board::RoomOnly,
        Board::SelfCatering,
        Board::Breakfast,
        Board::HalfBoard,
        Board::FullBoard,
        Board::AllInclusive,
    ];

    fn any_filters() -> impl Strategy<Value = Filters> {
        let of = prop::option::of::<std::ops::RangeInclusive<u8>>;
        let kinds = (of(0..=2), of(0..=2));
        let wishes = (of(1..=5), of(20..=50), of(0..=5), of(0..=3), kinds, of(0..=2));
        (wishes, any::<bool>(), prop::option::of((10_i64..300, any::<bool>()))).prop_map(
            |((stars, tenths, board, amenity, (kind, unwanted), room), refundable, price)| Filters {
                refundable: refundable.then_some(true),
                stars: stars.map(|min| StarRange { min, max: 5 }),
                min_rating: tenths.map(Rating::from_tenths),
                board: board.map(|i| BOARDS[usize::from(i)]),
                amenities: amenity.map(|i| AMENITIES[usize::from(i)]).into_iter().collect(),
                property: kind.map(|i| KINDS[usize::from(i)]),
                unwanted: unwanted.map(|i| KINDS[usize::from(i)]).into_iter().collect(),
                room: room.map(|i| [RoomWish::Twin, RoomWish::King, RoomWish::Suite][usize::from(i)]),
                price: price.map(|(major, total)| PriceRange {
                    min: None,
                    max: Some(major * 100),
                    currency: None,
                    basis: if total { PriceBasis::Total } else { PriceBasis::Night },
                }),
                ..Filters::default()
            },
        )
    }

    /// The wish that `option` does not meet, told apart from how the ranking tells it.
    fn unmet(option: &HotelOption, filters: &Filters) -> Option<&'static str> {
        let hotel = &option.hotel;
        let room = |word: &str| option.room_name.split(' ').any(|part| part == word);
        let serves: &[Board] = match filters.board {
            None | Some(Board::RoomOnly) => &BOARDS,
            Some(Board::SelfCatering) => &BOARDS[1..2],
            Some(Board::Breakfast) => &BOARDS[2..],
            Some(Board::HalfBoard) => &BOARDS[3..],
            Some(Board::FullBoard) => &BOARDS[4..],
            Some(Board::AllInclusive) => &BOARDS[5..],
        };
        let has_kitchen = filters.board == Some(Board::SelfCatering) && hotel.amenities.contains(Amenity::Kitchen);
        let paid = |range: PriceRange| match range.basis {
            PriceBasis::Night => option.price.base.minor() / 3,
            PriceBasis::Total => option.total.minor(),
        };
        let unmet = [
            ("refundable", filters.refundable.is_some() && option.refundability() != Refundability::Refundable),
            ("stars", filters.stars.is_some_and(|s| hotel.stars.unwrap_or(0) < s.min)),
            ("rating", filters.min_rating.is_some_and(|r| hotel.rating.is_none_or(|has| has.tenths() < r.tenths()))),
            ("board", !serves.contains(&option.board) && !has_kitchen),
            ("amenities", filters.amenities.iter().any(|wish| !hotel.amenities.contains(wish))),
            ("property", filters.property.is_some_and(|kind| kind != hotel.property)),
            ("unwanted", filters.unwanted.iter().any(|kind| *kind == hotel.property)),
            (
                "room",
                match filters.room {
                    Some(RoomWish::Twin) => !room("Twin"),
                    Some(RoomWish::King) => !room("King"),
                    Some(RoomWish::Suite) => !room("Suite"),
                    _ => false,
                },
            ),
            // A night's price is told in whole cents.
            ("price", filters.price.is_some_and(|range| paid(range) > range.max.unwrap_or(i64::MAX))),
        ];
        unmet.into_iter().find(|(_, is_unmet)| *is_unmet).map(|(name, _)| name)
    }

    proptest! {
        #[test]
        fn whatever_is_shown_meets_every_wish_and_nothing_that_does_is_left_out(
            options in prop::collection::vec(any_option(), 0..20),
            filters in any_filters(),
        ) {
            let mut options: Vec<Arc<HotelOption>> = options.into_iter().map(Arc::new).collect();
            options.sort_by(|a, b| a.hotel.id.as_str().cmp(b.hotel.id.as_str()));
            let searched = StayRequest { filters: filters.clone(), ..request() };
            let ranked = rank(&options, &searched);
            for shown in &ranked {
                prop_assert_eq!(unmet(shown.option, &filters), None);
            }
            let mut houses = ids(&ranked);
            houses.sort_unstable();
            let mut fitting: Vec<&str> = options
                .iter()
                .filter(|o| unmet(o, &filters).is_none())
                .map(|o| o.hotel.id.as_str())
                .collect();
            fitting.dedup();
            prop_assert_eq!(houses, fitting, "each house that fits, once");
        }

        #[test]
        fn every_relaxation_brings_what_it_promises(
            options in prop::collection::vec(any_option(), 1..12),
            filters in any_filters(),
        ) {
            let mut options: Vec<Arc<HotelOption>> = options.into_iter().map(Arc::new).collect();
            options.sort_by(|a, b| a.hotel.id.as_str().cmp(b.hotel.id.as_str()));
            let searched = StayRequest { filters: filters.clone(), ..request() };
            if rank(&options, &searched).is_empty() {
                let offered = relaxations(&options, &searched);
                prop_assert!(!offered.is_empty(), "there are hotels, so something leads to them");
                for relaxation in offered {
                    let relaxed = StayRequest {
                        filters: without(&filters, &relaxation.drop),
                        sort: Sort::Price,
                        ..request()
                    };
                    let found = rank(&options, &relaxed);
                    prop_assert_eq!(found.len(), relaxation.yields as usize);
                    prop_assert_eq!(found[0].option.total, relaxation.cheapest_total);
                }
            }
        }
    }
}
