//! Rooms, boards and plans: what a house sells, to whom it fits and what it is worth beside a standard double.

use std::sync::{Arc, LazyLock};

use super::mix::{Salt, below, mix, step};
use crate::domain::option::Board;
use crate::domain::place::PlaceId;
use crate::domain::stay::{Occupancy, PropertyKind};

/// A kind of room. The order is that of the table below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Room {
    Single,
    Double,
    Twin,
    Superior,
    Deluxe,
    Triple,
    Family,
    JuniorSuite,
    Suite,
    Studio,
    OneBedroom,
    TwoBedrooms,
    ThreeBedrooms,
}

/// What is true of a kind of room in every house.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomFacts {
    pub(super) room: Room,
    /// Its code in references.
    pub(super) code: &'static str,
    name: &'static str,
    /// Per mille of the rate of a standard double.
    factor: i64,
    /// How many people that rate is for.
    included: u8,
    most_adults: u8,
    most_people: u8,
    /// The fewest and most such rooms a house has.
    pub(super) units: (u64, u64),
}

#[rustfmt::skip]
const ROOMS: [RoomFacts; 13] = [
    facts(Room::Single,        "SGL", "Single Room",              900,  1, 1, 1, (2, 5)),
    facts(Room::Double,        "DBL", "Standard Queen Room",     1000,  2, 2, 3, (5, 14)),
    facts(Room::Twin,          "TWN", "Twin Room",               1000,  2, 2, 3, (4, 10)),
    facts(Room::Superior,      "SUP", "Superior Double Room",    1150,  2, 2, 3, (3, 9)),
    facts(Room::Deluxe,        "DLX", "Deluxe King Room",        1350,  2, 3, 4, (3, 8)),
    facts(Room::Triple,        "TPL", "Triple Room",             1300,  3, 3, 4, (2, 5)),
    facts(Room::Family,        "FAM", "Family Room",             1500,  4, 4, 6, (2, 5)),
    facts(Room::JuniorSuite,   "JSU", "Junior Suite",            1700,  2, 3, 4, (2, 4)),
    facts(Room::Suite,         "SUI", "One-Bedroom King Suite",  2400,  2, 4, 5, (1, 3)),
    facts(Room::Studio,        "STU", "Studio Apartment",        1000,  2, 2, 3, (3, 8)),
    facts(Room::OneBedroom,    "AP1", "One-Bedroom Apartment",   1300,  2, 4, 4, (3, 8)),
    facts(Room::TwoBedrooms,   "AP2", "Two-Bedroom Apartment",   1800,  4, 6, 6, (2, 5)),
    facts(Room::ThreeBedrooms, "AP3", "Three-Bedroom Apartment", 2400,  6, 8, 8, (1, 3)),
];

#[expect(clippy::too_many_arguments, reason = "a row of the table above")]
const fn facts(
    room: Room,
    code: &'static str,
    name: &'static str,
    factor: i64,
    included: u8,
    most_adults: u8,
    most_people: u8,
    units: (u64, u64),
) -> RoomFacts {
    RoomFacts { room, code, name, factor, included, most_adults, most_people, units }
}

/// The age from which a guest is priced as an adult.
const GROWN: u8 = 13;
/// The age up to which a child is free.
const FREE: u8 = 5;

impl Room {
    pub(super) fn facts(self) -> &'static RoomFacts {
        &ROOMS[self as usize]
    }

    pub(super) fn parse(code: &str) -> Option<Self> {
        ROOMS.iter().find(|facts| facts.code == code).map(|facts| facts.room)
    }

    /// What it is called.
    pub(super) fn name(self) -> Arc<str> {
        static NAMES: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| ROOMS.iter().map(|facts| facts.name.into()).collect());
        Arc::clone(&NAMES[self as usize])
    }

    /// Whether these people may sleep in it.
    pub(super) fn fits(self, people: &Occupancy) -> bool {
        let facts = self.facts();
        people.adults <= facts.most_adults && people.people() <= facts.most_people
    }

    /// Per mille of the rate of a standard double that this room costs with these people in it: a quarter more for every
    /// adult, and 12 per cent for every child of 6–12, beyond those the rate is for.
    pub(super) fn factor(self, people: &Occupancy) -> i64 {
        let facts = self.facts();
        let grown = people.adults + count(people, |age| age >= GROWN);
        let children = count(people, |age| age < GROWN && age > FREE);
        let places_left = facts.included.saturating_sub(grown);
        let extra_adults = i64::from(grown.saturating_sub(facts.included));
        let extra_children = i64::from(children.saturating_sub(places_left));
        facts.factor * (1000 + 250 * extra_adults + 120 * extra_children) / 1000
    }
}

fn count(people: &Occupancy, of_age: impl Fn(u8) -> bool) -> u8 {
    u8::try_from(people.child_ages.iter().filter(|age| of_age(**age)).count()).unwrap_or(u8::MAX)
}

/// Whether the guest may cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Plan {
    /// By the house's ladder of deadlines.
    Flexible,
    /// Never, for ten per cent less.
    NonRefundable,
}

impl Plan {
    /// Per mille of the flexible rate.
    pub(super) fn factor(self) -> i64 {
        match self {
            Self::Flexible => 1000,
            Self::NonRefundable => 900,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Flexible => "F",
            Self::NonRefundable => "N",
        }
    }

    pub(super) fn parse(code: &str) -> Option<Self> {
        [Self::Flexible, Self::NonRefundable].into_iter().find(|plan| plan.code() == code)
    }
}

const BOARDS: [(Board, &str); 6] = [
    (Board::RoomOnly, "RO"),
    (Board::SelfCatering, "SC"),
    (Board::Breakfast, "BB"),
    (Board::HalfBoard, "HB"),
    (Board::FullBoard, "FB"),
    (Board::AllInclusive, "AI"),
];

/// The code of a board in references.
pub(super) fn board_code(board: Board) -> &'static str {
    BOARDS.iter().find(|(known, _)| *known == board).map_or("RO", |(_, code)| code)
}

/// The board of that code.
pub(super) fn board_of(code: &str) -> Option<Board> {
    BOARDS.iter().find(|(_, known)| *known == code).map(|(board, _)| *board)
}

/// What an adult's breakfast costs in US cents, by star.
const BREAKFAST: [i64; 5] = [600, 900, 1_400, 2_200, 3_400];

/// What the meals of `board` cost for these people for a night, in US cents at a price level of 1000; a child of 6–12 eats for
/// half, a younger one for nothing.
pub(super) fn meals(board: Board, stars: u8, people: &Occupancy) -> i64 {
    let per_mille = match board {
        Board::RoomOnly | Board::SelfCatering => return 0,
        Board::Breakfast => 1000,
        Board::HalfBoard => 3000,
        Board::FullBoard => 4500,
        Board::AllInclusive => 6500,
    };
    let grown = i64::from(people.adults + count(people, |age| age >= GROWN));
    let children = i64::from(count(people, |age| age < GROWN && age > FREE));
    BREAKFAST[usize::from(stars.clamp(1, 5)) - 1] * (2 * grown + children) / 2 * per_mille / 1000
}

/// What a house sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    /// Its rooms, the standard one first.
    pub(super) rooms: Vec<Room>,
    /// Its boards, the one included in the rate first.
    pub(super) boards: Vec<Board>,
    /// Its plans.
    pub(super) plans: Vec<Plan>,
}

impl Range {
    /// The range of house `index` of a city.
    pub(super) fn of(place: PlaceId, index: u64, kind: PropertyKind, stars: u8) -> Self {
        Self {
            rooms: rooms(kind, stars, mix(place.0, index, Salt::Rooms)),
            boards: boards(kind, stars, mix(place.0, index, Salt::Boards)),
            plans: plans(index, mix(place.0, index, Salt::Plans)),
        }
    }

    /// The range of a house that is the same everywhere.
    pub(super) fn plain(rooms: &[Room], boards: &[Board], plans: &[Plan]) -> Self {
        Self { rooms: rooms.to_vec(), boards: boards.to_vec(), plans: plans.to_vec() }
    }

    pub(super) fn sells_breakfast(&self) -> bool {
        self.boards.iter().any(|board| *board >= Board::Breakfast)
    }

    /// Every combination on sale: the standard room with every board and plan, the others with the first two boards and
    /// without the cheapest plan.
    pub(super) fn combinations(&self) -> impl Iterator<Item = (Room, Board, Plan)> + '_ {
        let flexible = self.plans[0];
        let standard = self.rooms[..1].iter().flat_map(move |room| {
            let first = self.plans.iter().map(move |plan| (*room, self.boards[0], *plan));
            first.chain(self.boards[1..].iter().map(move |board| (*room, *board, flexible)))
        });
        let others = self.rooms[1..]
            .iter()
            .flat_map(move |room| self.boards.iter().take(2).map(move |board| (*room, *board, flexible)));
        standard.chain(others)
    }
}

/// The standard room and up to three more of those that suit the house, drawn by `bits`.
fn rooms(kind: PropertyKind, stars: u8, bits: u64) -> Vec<Room> {
    use Room as R;
    let (standard, more): (Room, &[Room]) = match (kind, stars) {
        (PropertyKind::Apartment, _) => (R::Studio, &[R::OneBedroom, R::TwoBedrooms, R::ThreeBedrooms]),
        (PropertyKind::Hostel, _) => (R::Twin, &[R::Single, R::Triple, R::Family]),
        (PropertyKind::GuestHouse, _) => (R::Double, &[R::Single, R::Twin, R::Superior, R::Family]),
        (PropertyKind::Resort, _) => (R::Double, &[R::Deluxe, R::Family, R::JuniorSuite, R::Suite, R::TwoBedrooms]),
        (_, 1 | 2) => (R::Double, &[R::Single, R::Twin, R::Triple, R::Family]),
        (_, 3) => (R::Double, &[R::Single, R::Twin, R::Superior, R::Triple, R::Family]),
        (_, _) => (R::Double, &[R::Twin, R::Superior, R::Deluxe, R::Family, R::JuniorSuite, R::Suite]),
    };
    let wanted = 2 + below(bits, 2) as usize;
    let (mut left, mut bits) = (more.to_vec(), bits);
    while left.len() > wanted {
        bits = step(bits);
        left.remove(below(bits, left.len() as u64) as usize);
    }
    std::iter::once(standard).chain(left).collect()
}

fn boards(kind: PropertyKind, stars: u8, bits: u64) -> Vec<Board> {
    let draw = below(bits, 100);
    let boards: &[Board] = match (kind, draw) {
        (PropertyKind::Apartment, 0..75) => &[Board::SelfCatering],
        (PropertyKind::Apartment, _) => &[Board::SelfCatering, Board::Breakfast],
        (PropertyKind::Hostel, 0..50) => &[Board::RoomOnly],
        (PropertyKind::GuestHouse, 0..60) => &[Board::Breakfast],
        (PropertyKind::Resort, 0..50) => &[Board::Breakfast, Board::HalfBoard, Board::AllInclusive],
        (PropertyKind::Resort, _) => &[Board::RoomOnly, Board::Breakfast, Board::FullBoard, Board::AllInclusive],
        (_, 0..10) => &[Board::RoomOnly],
        (_, 10..25) => &[Board::Breakfast],
        (_, 25..40) if stars >= 3 => &[Board::RoomOnly, Board::Breakfast, Board::HalfBoard],
        (_, _) => &[Board::RoomOnly, Board::Breakfast],
    };
    boards.to_vec()
}

/// The first three houses of a city can always be cancelled; of the others one in eight never.
fn plans(index: u64, bits: u64) -> Vec<Plan> {
    match below(bits, 8) {
        0 if index > 2 => vec![Plan::NonRefundable],
        1 | 2 => vec![Plan::Flexible],
        _ => vec![Plan::Flexible, Plan::NonRefundable],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(adults: u8, ages: &[u8]) -> Occupancy {
        Occupancy { adults, child_ages: ages.to_vec() }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_rooms_and_reads_back() {
        for (i, facts) in ROOMS.iter().enumerate() {
            assert_eq!(facts.room as usize, i);
            assert_eq!(Room::parse(facts.code), Some(facts.room));
        }
        for (board, code) in BOARDS {
            assert_eq!((board_code(board), board_of(code)), (code, Some(board)));
        }
    }

    #[test]
    fn the_rate_is_for_so_many_and_others_pay() {
        let factor = |adults, ages: &[u8]| Room::Double.factor(&family(adults, ages));
        assert_eq!((factor(1, &[]), factor(2, &[]), factor(2, &[4])), (1000, 1000, 1000));
        assert_eq!((factor(2, &[8]), factor(2, &[15])), (1120, 1250));
        assert_eq!(Room::Triple.factor(&family(3, &[])), 1300);
        assert_eq!(Room::Family.factor(&family(2, &[8, 10])), 1500);
    }

    #[test]
    fn any_number_of_people_fits_somewhere() {
        for adults in 1..=8 {
            assert!(ROOMS.iter().any(|facts| facts.room.fits(&family(adults, &[]))));
        }
        assert!(!Room::Double.fits(&family(3, &[])));
        assert!(Room::Double.fits(&family(2, &[5])));
    }

    #[test]
    fn children_eat_for_half_and_the_little_ones_for_nothing() {
        let breakfast = |adults, ages: &[u8]| meals(Board::Breakfast, 3, &family(adults, ages));
        assert_eq!((breakfast(2, &[]), breakfast(2, &[7]), breakfast(2, &[3])), (2_800, 3_500, 2_800));
        assert_eq!(meals(Board::RoomOnly, 3, &family(2, &[])), 0);
    }
}
