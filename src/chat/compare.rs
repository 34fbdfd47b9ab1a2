//! Holding options of the list on screen against each other.

use jiff::Timestamp;

use super::reply;
use crate::domain::outcome::{Comparison, ComparisonRow};
use crate::domain::shortlist::ShownOption;

/// The options side by side as they are at `now`, in the order given; a row says which is best where one clearly is.
pub(super) fn compare(options: Vec<ShownOption>, now: Timestamp) -> Comparison {
    let rows = vec![
        row("totalPrice", &options, |o| reply::money(o.option.total), Some(|o| -o.option.total.minor())),
        row(
            "pricePerNight",
            &options,
            |o| reply::money(o.option.price_per_night()),
            Some(|o| -o.option.price_per_night().minor()),
        ),
        row(
            "rating",
            &options,
            |o| o.option.hotel.rating.map_or_else(unknown, |r| r.to_string()),
            Some(|o| o.option.hotel.rating.map_or(-1, |r| i64::from(r.tenths()))),
        ),
        row(
            "stars",
            &options,
            |o| o.option.hotel.stars.map_or_else(unknown, |s| s.to_string()),
            Some(|o| o.option.hotel.stars.map_or(-1, i64::from)),
        ),
        row("distance", &options, kilometres, Some(|o| o.distance.map_or(i64::MIN, |d| -i64::from(d)))),
        row("board", &options, |o| o.option.board.label().to_owned(), Some(|o| o.option.board as i64)),
        row("cancellation", &options, |o| reply::policy(&o.option.cancellation, o.option.total, now), Some(free_until)),
        row("area", &options, |o| o.option.hotel.area.as_ref().map_or_else(unknown, ToString::to_string), None),
        row("amenities", &options, amenities, None),
    ];
    Comparison { options, rows }
}

type Rate = fn(&ShownOption) -> i64;

fn row(
    attribute: &'static str,
    options: &[ShownOption],
    value: impl Fn(&ShownOption) -> String,
    rate: Option<Rate>,
) -> ComparisonRow {
    let best = rate.and_then(|rate| {
        let most = options.iter().map(rate).max()?;
        let mut leaders = options.iter().filter(|o| rate(o) == most);
        match (leaders.next(), leaders.next()) {
            (Some(only), None) => Some(only.id),
            _ => None,
        }
    });
    ComparisonRow { attribute, values: options.iter().map(value).collect(), best }
}

fn unknown() -> String {
    "not known".to_owned()
}

fn kilometres(option: &ShownOption) -> String {
    option.distance.map_or_else(unknown, reply::distance)
}

fn free_until(option: &ShownOption) -> i64 {
    option.option.cancellation.free_until().map_or(i64::MIN, |at| at.as_second())
}

fn amenities(option: &ShownOption) -> String {
    let names: Vec<&str> = option.option.hotel.amenities.iter().map(crate::domain::amenity::Amenity::label).collect();
    if names.is_empty() { unknown() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::fixtures::{dollars, hotel_option};
    use crate::domain::ids::OptionId;

    #[test]
    fn the_best_of_a_row_is_named_only_when_it_stands_alone() {
        let shown = |n: u8, total| {
            let mut option = hotel_option();
            option.total = dollars(total);
            ShownOption {
                id: OptionId::new([n; 16]),
                rank: u32::from(n),
                distance: Some(500),
                option: Arc::new(option),
            }
        };
        let comparison = compare(vec![shown(1, 400), shown(2, 300)], Timestamp::UNIX_EPOCH);
        let best = |attribute| comparison.rows.iter().find(|r| r.attribute == attribute).and_then(|r| r.best);
        assert_eq!(best("totalPrice"), Some(OptionId::new([2; 16])));
        assert_eq!(best("rating"), None, "both are rated alike");
    }
}
