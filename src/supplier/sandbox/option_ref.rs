//! References of options and quotes, which carry everything needed to work them out again.
//!
//! ```text
//! option = house "." room "." board "." plan "." stay [ "." scenario ]      sbx-5809844-0.DBL.RO.F.2026-03-20.3.2.USD
//! stay   = check-in "." nights "." party "." currency
//! party  = people { "_" people }          people = adults [ "c" age { "-" age } ]              2c5-8_1
//! quote  = hundredths of the rate "@" option                                112@sbx-…
//! ```

use std::fmt::Write;

use jiff::civil::Date;

use super::hotels::HouseKey;
use super::rooms::{Plan, Room, board_code, board_of};
use crate::domain::ids::{SupplierOptionRef, SupplierQuoteRef};
use crate::domain::money::Currency;
use crate::domain::option::Board;
use crate::domain::stay::{Occupancy, StayDates};
use crate::supplier::Scenario;

/// What an option's reference says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OptionParts {
    pub(super) house: HouseKey,
    pub(super) room: Room,
    pub(super) board: Board,
    pub(super) plan: Plan,
    pub(super) dates: StayDates,
    pub(super) party: Vec<Occupancy>,
    pub(super) currency: Currency,
    pub(super) scenario: Option<Scenario>,
}

impl OptionParts {
    pub(super) fn combination(&self) -> (Room, Board, Plan) {
        (self.room, self.board, self.plan)
    }
}

/// The end that the references of one search share.
pub(super) fn stay_part(
    dates: &StayDates,
    party: &[Occupancy],
    currency: Currency,
    scenario: Option<Scenario>,
) -> String {
    let mut text = format!(".{}.{}.", dates.check_in(), dates.nights());
    for (i, people) in party.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{}", if i == 0 { "" } else { "_" }, people.adults);
        for (j, age) in people.child_ages.iter().enumerate() {
            let _ = write!(text, "{}{age}", if j == 0 { "c" } else { "-" });
        }
    }
    text.push('.');
    text.push_str(currency.code());
    if let Some(scenario) = scenario {
        text.push('.');
        text.push_str(scenario.name());
    }
    text
}

/// The reference of one option of a house, written over `buffer`; `house` is the house's id and `stay` the [`stay_part`].
pub(super) fn option_ref(
    buffer: &mut String,
    house: &str,
    (room, board, plan): (Room, Board, Plan),
    stay: &str,
) -> SupplierOptionRef {
    buffer.clear();
    for part in [house, ".", room.facts().code, ".", board_code(board), ".", plan.code(), stay] {
        buffer.push_str(part);
    }
    SupplierOptionRef::parse(buffer).expect("letters, digits and points make a fit identifier")
}

/// The reference of a quote.
pub(super) fn quote_ref(adjust: i64, option: &OptionParts) -> SupplierQuoteRef {
    let stay = stay_part(&option.dates, &option.party, option.currency, option.scenario);
    let option = option_ref(&mut String::new(), &option.house.to_string(), option.combination(), &stay);
    SupplierQuoteRef::parse(&format!("{adjust}@{option}")).expect("letters, digits and points make a fit identifier")
}

/// Reads an option's reference; `None` for any other text.
pub(super) fn read_option(text: &str) -> Option<OptionParts> {
    let mut fields = text.split('.');
    let mut next = || fields.next();
    let house = HouseKey::parse(next()?)?;
    let (room, board, plan) = (Room::parse(next()?)?, board_of(next()?)?, Plan::parse(next()?)?);
    let check_in: Date = next()?.parse().ok()?;
    let nights: u8 = next()?.parse().ok()?;
    let check_out = check_in.checked_add(jiff::Span::new().days(i64::from(nights))).ok()?;
    let dates = StayDates::new(check_in, check_out, check_in).ok()?;
    let party = next()?.split('_').map(people).collect::<Option<Vec<_>>>()?;
    let currency = Currency::parse(next()?)?;
    let scenario = match next() {
        Some(name) => Some(Scenario::parse(name)?),
        None => None,
    };
    Some(OptionParts { house, room, board, plan, dates, party, currency, scenario })
}

/// Reads a quote's reference: hundredths of the rate, and the option.
pub(super) fn read_quote(text: &str) -> Option<(i64, OptionParts)> {
    let (adjust, option) = text.split_once('@')?;
    Some((adjust.parse().ok()?, read_option(option)?))
}

fn people(text: &str) -> Option<Occupancy> {
    let (adults, ages) = text.split_once('c').map_or((text, None), |(adults, ages)| (adults, Some(ages)));
    let child_ages = ages.into_iter().flat_map(|ages| ages.split('-')).map(|age| age.parse().ok());
    Some(Occupancy { adults: adults.parse().ok()?, child_ages: child_ages.collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::PlaceId;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn other_texts_are_no_references() {
        for text in ["", "o-1", "sbx-1-1", "sbx-1-1.DBL.RO.F.2026-02-30.3.2.USD", "sbx-1-1.DBL.RO.F.2026-03-20.0.2.USD"]
        {
            assert_eq!(read_option(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_reference_reads_back(
            place: u32, number: u16, nights in 1_i64..=30, ahead in 0_i64..500,
            party in prop::collection::vec((1_u8..=8, prop::collection::vec(0_u8..18, 0..4)), 1..8),
            scenario in prop::option::of(0_usize..20), adjust in 90_i64..130,
        ) {
            let check_in = date(2026, 2, 18).saturating_add(jiff::Span::new().days(ahead));
            let check_out = check_in.saturating_add(jiff::Span::new().days(nights));
            let parts = OptionParts {
                house: HouseKey { place: PlaceId(place), number },
                room: Room::Suite,
                board: Board::HalfBoard,
                plan: Plan::NonRefundable,
                dates: StayDates::new(check_in, check_out, check_in).unwrap(),
                party: party.into_iter().map(|(adults, child_ages)| Occupancy { adults, child_ages }).collect(),
                currency: Currency::EUR,
                scenario: scenario.map(|i| Scenario::ALL[i].1),
            };
            let quote = quote_ref(adjust, &parts);
            prop_assert_eq!(read_quote(quote.as_str()), Some((adjust, parts)));
        }
    }
}
