//! How dear a city is, when it is in season and how its weeks and events go.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::mix::{Salt, below, mix};
use super::places::CitySeed;
use super::table::Table;
use crate::domain::place::{GeoPoint, PlaceId};
use crate::domain::stay::{StayDates, days_between};

/// The course of a year in a city, in per mille of the base rate, January first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    North,
    South,
    Sun,
    Tropics,
    Ski,
}

impl Season {
    fn by_month(self) -> &'static [i64; 12] {
        match self {
            Self::North => &[820, 840, 920, 1000, 1080, 1150, 1200, 1190, 1080, 1020, 900, 930],
            Self::South => &[1200, 1180, 1080, 1000, 900, 850, 860, 860, 920, 1000, 1080, 1180],
            Self::Sun => &[1180, 1220, 1200, 1080, 960, 900, 900, 900, 880, 940, 1040, 1160],
            Self::Tropics => &[1120, 1100, 1050, 1000, 920, 900, 980, 1000, 900, 920, 980, 1160],
            Self::Ski => &[1250, 1320, 1250, 950, 750, 800, 900, 920, 800, 750, 800, 1280],
        }
    }

    fn read(name: &str) -> Option<Self> {
        match name {
            "north" => Some(Self::North),
            "south" => Some(Self::South),
            "sun" => Some(Self::Sun),
            "tropics" => Some(Self::Tropics),
            "ski" => Some(Self::Ski),
            _ => None,
        }
    }

    fn at(point: GeoPoint) -> Self {
        match point.lat {
            lat if lat.abs() < 20.0 => Self::Tropics,
            lat if lat < 0.0 => Self::South,
            _ => Self::North,
        }
    }
}

/// Who fills a house, which decides its dear nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    Leisure,
    Business,
}

impl Trade {
    /// Per mille of the rate for a night that begins on `day`.
    fn on(self, day: Weekday) -> i64 {
        match (self, day) {
            (Self::Leisure, Weekday::Friday) => 1160,
            (Self::Leisure, Weekday::Saturday) => 1200,
            (Self::Leisure, Weekday::Sunday) => 930,
            (Self::Business, Weekday::Tuesday) => 1100,
            (Self::Business, Weekday::Wednesday) => 1120,
            (Self::Business, Weekday::Saturday) => 900,
            _ => 1000,
        }
    }
}

/// Per mille of the rate while an event is in the city.
const EVENT: i64 = 1350;
/// How many of a hundred weeks have one.
const EVENT_WEEKS: u64 = 6;

/// Level and season of a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Market {
    place: PlaceId,
    /// Per mille of the base rate.
    pub(super) level: i64,
    pub(super) season: Season,
}

/// One night as every house of a city sees it; factors in billionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Night {
    /// Days since 1970-01-01.
    pub(super) day: u64,
    leisure: i64,
    business: i64,
    /// How many of a thousand houses are sold out.
    pub(super) sold_out: u64,
}

impl Night {
    /// Billionths of the base rate.
    pub(super) fn factor(&self, trade: Trade) -> i64 {
        match trade {
            Trade::Leisure => self.leisure,
            Trade::Business => self.business,
        }
    }
}

/// A row of the file: level, and season where it is said.
type Row = (i64, Option<Season>);

static MARKETS: LazyLock<Table<Row>> = LazyLock::new(|| Table::read(include_str!("data/markets.txt"), row));

impl Market {
    /// The market of a city; one that is not listed costs 650 per mille.
    pub(super) fn of(city: &CitySeed) -> Self {
        let (level, season) = MARKETS.find(city.country, &city.name).copied().unwrap_or((650, None));
        Self { place: city.place, level, season: season.unwrap_or_else(|| Season::at(city.point)) }
    }

    /// The nights of a stay.
    pub(super) fn nights(&self, dates: &StayDates) -> Vec<Night> {
        dates.days().map(|date| self.night(date)).collect()
    }

    fn night(&self, date: Date) -> Night {
        let day = u64::try_from(days_between(Date::constant(1970, 1, 1), date)).unwrap_or(0);
        let season = self.season.by_month()[usize::from(date.month().unsigned_abs()) - 1];
        // 1970-01-01 was a Thursday; weeks begin on Monday.
        let event = below(mix(self.place.0, (day + 3) / 7, Salt::Event), 100) < EVENT_WEEKS;
        let crowd = season * if event { EVENT } else { 1000 };
        let weekday = date.weekday();
        let weekend = matches!(weekday, Weekday::Friday | Weekday::Saturday);
        let busy = u64::try_from((season - 1000).max(0) / 4).unwrap_or(0);
        Night {
            day,
            leisure: crowd * Trade::Leisure.on(weekday),
            business: crowd * Trade::Business.on(weekday),
            sold_out: 30 + busy + if weekend { 20 } else { 0 } + if event { 90 } else { 0 },
        }
    }
}

fn row(text: &str) -> Option<Row> {
    let (level, season) = text.split_once(" ; ").map_or((text, None), |(level, season)| (level, Some(season)));
    let season = match season {
        Some(name) => Some(Season::read(name)?),
        None => None,
    };
    Some((level.parse().ok()?, season))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const OSLO: Market = Market { place: PlaceId(3_143_244), level: 1150, season: Season::North };

    #[test]
    fn about_six_weeks_of_a_hundred_have_an_event() {
        let busy = (0..5_200)
            .filter(|week| OSLO.night(date(1990, 1, 1).saturating_add(jiff::Span::new().weeks(*week))).sold_out >= 120);
        assert!((200..430).contains(&busy.count()));
    }

    #[test]
    fn leisure_houses_are_dear_on_saturdays_and_business_houses_on_wednesdays() {
        let (wednesday, saturday) = (OSLO.night(date(2026, 3, 18)), OSLO.night(date(2026, 3, 21)));
        assert!(saturday.factor(Trade::Leisure) > wednesday.factor(Trade::Leisure));
        assert!(wednesday.factor(Trade::Business) > saturday.factor(Trade::Business));
    }

    #[test]
    fn an_ordinary_monday_in_april_costs_the_base_rate() {
        let factors = [6, 13, 20, 27].map(|day| OSLO.night(date(2026, 4, day)).factor(Trade::Leisure));
        assert!(factors.contains(&1_000_000_000), "{factors:?}");
        assert!(factors.iter().all(|factor| [1_000_000_000, 1_350_000_000].contains(factor)), "{factors:?}");
    }
}
