//! The desk of a city for one stay: prices what its houses sell, from the same parts for a search, a quote and a booking.

use std::sync::Arc;

use jiff::Timestamp;

use super::availability;
use super::cancellation::Deadlines;
use super::currency::Exchange;
use super::hotels::{City, House};
use super::markets::Night;
use super::option_ref::{option_ref, stay_part};
use super::rates::{Bill, Tariff, bill, nightly};
use super::rooms::{Plan, Room};
use super::scenarios::{RESORT_FEE, ladder};
use super::taxes::in_currency;
use crate::domain::money::{Currency, Money};
use crate::domain::option::{Board, CancelPolicy, HotelOption, Known, Price};
use crate::domain::stay::{Filters, Occupancy, StayDates};
use crate::supplier::Scenario;

/// What is asked of a desk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay<'a> {
    pub(super) dates: StayDates,
    pub(super) party: &'a [Occupancy],
    pub(super) currency: Currency,
    /// The outcome forced by the caller, before that of a test hotel.
    pub(super) scenario: Option<Scenario>,
    pub(super) now: Timestamp,
}

/// How much of what a house sells is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Choice {
    /// Every room, board and plan.
    Everything,
    /// What can be the cheapest, refundable or not: other rooms and boards only cost more.
    Cheapest,
}

impl Choice {
    /// What has to be worked out to find the cheapest option of each house that meets `filters`.
    pub(super) fn for_wishes(filters: &Filters) -> Self {
        let by_price = filters.price_class.is_some() || filters.price.is_some_and(|range| range.min.is_some());
        if by_price || filters.room.is_some() || filters.board.is_some() { Self::Everything } else { Self::Cheapest }
    }
}

/// What an option costs and what cancelling it costs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    pub(super) price: Price,
    pub(super) total: Money,
    pub(super) cancellation: CancelPolicy,
}

/// A room with a board under a plan.
pub(super) type Combination = (Room, Board, Plan);

/// Everything that the options of one city for one stay share.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    stay: Stay<'a>,
    pub(super) nights: Vec<Night>,
    tariff: Tariff<'a>,
    deadlines: Deadlines,
    reference_end: String,
    buffer: String,
}

impl<'a> Desk<'a> {
    pub(super) fn open(city: &City, stay: Stay<'a>) -> Self {
        let exchange = Exchange::into(stay.currency);
        Self {
            nights: city.market.nights(&stay.dates),
            tariff: Tariff {
                exchange,
                levies: in_currency(&city.levies, exchange),
                level: city.market.level,
                party: stay.party,
            },
            deadlines: Deadlines::of(&city.zone, &city.seed.time_zone, stay.dates),
            reference_end: stay_part(&stay.dates, stay.party, exchange.currency(), stay.scenario),
            buffer: String::new(),
            stay,
        }
    }

    /// Appends what `house` sells for the stay, cheapest first, to `options`.
    pub(super) fn offer(
        &mut self,
        house: &House,
        choice: Choice,
        expires_at: Timestamp,
        options: &mut Vec<Arc<HotelOption>>,
    ) {
        if availability::is_full(house, &self.nights) {
            return;
        }
        let on_sale = || house.range.rooms.iter().copied().filter(|room| self.is_on_sale(house, *room));
        let rooms = on_sale().fold(0_u16, |rooms, room| rooms | 1 << room as u16);
        let cheapest =
            on_sale().min_by_key(|room| self.stay.party.iter().map(|people| room.factor(people)).sum::<i64>());
        let (standard, included) = (house.range.rooms[0], house.range.boards[0]);
        let is_wanted = |(room, board, _): Combination| match choice {
            Choice::Everything => true,
            Choice::Cheapest => board == included && (room == standard || Some(room) == cheapest),
        };
        let nightly = nightly(house, &self.nights);
        let first = options.len();
        for combination in house.range.combinations() {
            if rooms & 1 << combination.0 as u16 != 0 && is_wanted(combination) {
                options.push(Arc::new(self.option(house, &nightly, combination, expires_at)));
            }
        }
        options[first..].sort_by_key(|option| option.total.minor());
    }

    /// What the combination costs at `adjust` hundredths of the rate.
    pub(super) fn terms(&mut self, house: &House, combination: Combination, adjust: i64) -> Terms {
        let nightly = nightly(house, &self.nights);
        self.terms_at(house, &nightly, combination, adjust)
    }

    /// Whether the party fits into rooms of that kind, and enough of them were left before anything was booked.
    fn is_on_sale(&self, house: &House, room: Room) -> bool {
        let party = self.stay.party;
        party.iter().all(|people| room.fits(people)) && availability::has(house, room, &self.nights, party.len())
    }

    fn option(
        &mut self,
        house: &House,
        nightly: &[i64],
        combination: Combination,
        expires_at: Timestamp,
    ) -> HotelOption {
        let Terms { price, total, cancellation } = self.terms_at(house, nightly, combination, 100);
        HotelOption {
            supplier_ref: option_ref(&mut self.buffer, house.hotel.id.as_str(), combination, &self.reference_end),
            hotel: Arc::clone(&house.hotel),
            dates: self.stay.dates,
            rooms: self.stay.party.to_vec(),
            room_name: combination.0.name(),
            board: combination.1,
            price,
            total,
            cancellation,
            expires_at,
            known: Known::default(),
        }
    }

    fn terms_at(&mut self, house: &House, nightly: &[i64], combination: Combination, adjust: i64) -> Terms {
        let scenario = self.stay.scenario.or(house.scenario);
        let stars = house.hotel.stars.unwrap_or(1);
        let mut bill = bill(&self.tariff, nightly, stars, combination, adjust);
        if scenario == Some(Scenario::DueAtProperty) {
            bill = self.with_resort_fee(bill);
        }
        let (price, total) = bill.price(self.tariff.exchange.currency());
        let cancellation = match ladder(scenario, combination.2, house.ladder) {
            Some(ladder) => self.deadlines.policy(ladder, total, self.stay.now),
            None => self.deadlines.non_refundable(),
        };
        Terms { price, total, cancellation }
    }

    fn with_resort_fee(&self, bill: Bill) -> Bill {
        let room_nights = i64::from(self.stay.dates.nights()) * self.stay.party.len() as i64;
        Bill { due: bill.due + room_nights * self.tariff.exchange.minor(RESORT_FEE), ..bill }
    }
}
