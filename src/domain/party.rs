//! Who comes, and who sleeps in which room.

use super::stay::{MOST_ADULTS, MOST_ROOMS, Occupancy, StayDetails};

/// The most people that are asked in how many rooms they would sleep; more cannot be booked at once.
const MOST_PEOPLE: u8 = 32;

impl StayDetails {
    /// Forgets who comes and in how many rooms, since there are too many of them.
    pub fn forget_party(&mut self) {
        self.rooms = None;
        self.adults = None;
        self.children = None;
        self.child_ages.clear();
        self.forget_rooms();
    }

    /// Forgets who sleeps in which room.
    pub fn forget_rooms(&mut self) {
        self.per_room.clear();
        self.ages_open.clear();
    }

    /// Gives the children of each room their ages, told room by room: of all of them, or of those that have none yet.
    /// Whether there are as many.
    pub fn tell_ages(&mut self, ages: &[u8]) -> bool {
        let open: usize = self.ages_open.iter().map(|count| usize::from(*count)).sum();
        let known: usize = self.per_room.iter().map(|room| room.child_ages.len()).sum();
        let all = ages.len() == open + known;
        if open == 0 || !all && ages.len() != open {
            return false;
        }
        let mut ages = ages.iter().copied();
        for (room, open) in self.per_room.iter_mut().zip(std::mem::take(&mut self.ages_open)) {
            let known = if all { std::mem::take(&mut room.child_ages).len() } else { 0 };
            room.child_ages.extend(ages.by_ref().take(known + usize::from(open)));
        }
        self.child_ages = self.per_room.iter().flat_map(|room| room.child_ages.iter().copied()).collect();
        true
    }

    /// The people of each room: as said room by room, else everybody spread evenly, two adults in one room when nobody
    /// was named.
    #[must_use]
    pub fn occupancies(&self) -> Vec<Occupancy> {
        if !self.per_room.is_empty() {
            return self.per_room.clone();
        }
        let rooms = self.rooms.unwrap_or(1).max(1);
        let adults = self.adults.unwrap_or(2).max(rooms);
        let mut spread: Vec<Occupancy> =
            (0..rooms).map(|i| Occupancy::adults(adults / rooms + u8::from(i < adults % rooms))).collect();
        for (i, age) in self.child_ages.iter().enumerate() {
            spread[i % usize::from(rooms)].child_ages.push(*age);
        }
        spread
    }

    /// How many people were named, two where nobody was.
    #[must_use]
    pub fn people(&self) -> u8 {
        self.adults.unwrap_or(2).saturating_add(self.children.unwrap_or(0))
    }

    /// Whether there are more rooms, or people in one, than can be booked at once.
    pub(super) fn is_too_many(&self) -> bool {
        if self.rooms.is_none() && self.per_room.is_empty() {
            return self.people() > MOST_PEOPLE;
        }
        let rooms = self.occupancies();
        rooms.len() > usize::from(MOST_ROOMS) || rooms.iter().any(|room| room.people() > MOST_ADULTS)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::stay::{Incomplete, Slot};

    const TODAY: Date = date(2026, 2, 18);

    #[test]
    fn people_spread_over_rooms() {
        let details = StayDetails {
            rooms: Some(2),
            adults: Some(3),
            children: Some(1),
            child_ages: vec![5],
            ..Default::default()
        };
        let rooms = details.occupancies();
        assert_eq!(rooms[0], Occupancy { adults: 2, child_ages: vec![5] });
        assert_eq!(rooms[1], Occupancy::adults(1));
    }

    #[test]
    fn children_without_ages_stay_in_their_rooms_until_their_ages_are_told() {
        let open = StayDetails {
            children: Some(3),
            per_room: vec![Occupancy { adults: 2, child_ages: vec![1] }, Occupancy::adults(1)],
            ages_open: vec![0, 2],
            ..Default::default()
        };
        let Err(Incomplete::Missing(missing)) = open.request(TODAY, Currency::USD) else { panic!("ages are open") };
        assert!(missing.contains(&Slot::ChildAges));
        for told in [&[4, 9][..], &[1, 4, 9]] {
            let mut details = open.clone();
            assert!(details.tell_ages(told));
            assert_eq!(details.per_room[1], Occupancy { adults: 1, child_ages: vec![4, 9] });
            assert_eq!((details.per_room[0].child_ages.len(), details.child_ages.len()), (1, 3));
        }
        assert!(!open.clone().tell_ages(&[4]));
    }
}
