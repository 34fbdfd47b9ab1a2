//! What an option costs and what cancelling it costs, read from PageOne's rate and policy.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::amount;
use super::wire::{Penalty, Policy, Rate, items};
use crate::domain::money::{Currency, Money};
use crate::domain::option::{CancelPenalty, CancelPolicy, Price, Refundability};
use crate::domain::stay::StayDates;

/// The price and what is charged. `None` when the currency or any amount given makes no sense, or nothing is charged.
///
/// What is charged is `chargeTotal`; where the parts do not add up to it, taxes and fees are the rest.
pub(super) fn price(rate: &Rate) -> Option<(Price, Money)> {
    let currency = Currency::parse(&rate.currency)?;
    let read = |raw: &Option<super::wire::Raw>| match raw {
        Some(raw) => amount::money(raw.get(), currency).map(Some),
        None => Some(None),
    };
    let (base, taxes, total) = (read(&rate.base_rate)?, read(&rate.taxes_and_fees)?, read(&rate.charge_total)?);
    let due_at_property = read(&rate.pay_at_property_fee)?.unwrap_or(Money::zero(currency));
    let taxes = taxes.unwrap_or(Money::zero(currency));
    let (base, taxes_and_fees, total) = match (base, total) {
        (Some(base), Some(total)) if base.minor() <= total.minor() => (base, total.minus(base).ok()?, total),
        (Some(_) | None, Some(total)) => {
            let base = if taxes.minor() <= total.minor() { total.minus(taxes).ok()? } else { total };
            (base, total.minus(base).ok()?, total)
        }
        (Some(base), None) => (base, taxes, base.plus(taxes).ok()?),
        (None, None) => return None,
    };
    (!total.is_zero()).then_some((Price { base, taxes_and_fees, due_at_property }, total))
}

/// The stay whose policy is read.
pub(super) struct PolicyOf<'a> {
    pub(super) dates: StayDates,
    pub(super) total: Money,
    pub(super) time_zone: &'a Arc<str>,
}

impl PolicyOf<'_> {
    /// What cancelling costs. Whatever is not understood costs everything; nothing is ever free on a guess.
    pub(super) fn read(&self, policy: Option<&Policy>) -> CancelPolicy {
        let refundability = match policy.and_then(|policy| policy.refundable) {
            Some(true) => Refundability::Refundable,
            Some(false) => Refundability::NonRefundable,
            None => Refundability::Unknown,
        };
        let given = policy.and_then(|policy| policy.cancel_penalties.as_deref()).unwrap_or_default();
        let (given, bad) = items::<Penalty>(given);
        let mut penalties: Vec<CancelPenalty> = given.iter().map(|penalty| self.penalty(penalty)).collect();
        if bad > 0 {
            penalties.push(CancelPenalty { from: Timestamp::UNIX_EPOCH, penalty: self.total });
        }
        // Nobody can cancel on or after the day of arrival, so from then on everything is kept.
        penalties.push(CancelPenalty { from: self.arrival(), penalty: self.total });
        penalties.sort_by_key(|penalty| (penalty.from, penalty.penalty.minor()));
        rising(&mut penalties);
        CancelPolicy { refundability, penalties, time_zone: Arc::clone(self.time_zone) }
    }

    fn penalty(&self, given: &Penalty) -> CancelPenalty {
        let from = given.deadline.as_deref().and_then(|text| self.instant(text)).unwrap_or(Timestamp::UNIX_EPOCH);
        CancelPenalty { from, penalty: self.cost(given).unwrap_or(self.total) }
    }

    /// What a penalty keeps: nights at their average, a share, or an amount; never more than everything.
    fn cost(&self, given: &Penalty) -> Option<Money> {
        let value = given.value.as_ref()?.get();
        let kept = match given.penalty_type.as_deref()?.to_ascii_lowercase().as_str() {
            "nights" => self.total.share(amount::scaled(value, 0)?, i64::from(self.dates.nights())),
            "percent" => self.total.share(amount::scaled(value, 2)?, 10_000),
            "import" | "amount" => {
                let currency = match &given.currency {
                    Some(code) => Currency::parse(code)?,
                    None => self.total.currency(),
                };
                amount::money(value, currency).filter(|_| currency == self.total.currency())?
            }
            _ => return None,
        };
        Some(if kept.minor() > self.total.minor() { self.total } else { kept })
    }

    /// A deadline as an instant; without an offset it is told in the hotel's time.
    fn instant(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        text.parse::<Timestamp>().ok().or_else(|| {
            let local: DateTime = text.parse().ok()?;
            self.zone().to_timestamp(local).ok()
        })
    }

    fn arrival(&self) -> Timestamp {
        let midnight = self.dates.check_in().to_datetime(Time::midnight());
        self.zone().to_timestamp(midnight).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// Drops steps that do not cost more than the one before: penalties only rise.
fn rising(penalties: &mut Vec<CancelPenalty>) {
    let mut highest = -1;
    penalties.retain(|step| {
        let is_higher = step.penalty.minor() > highest;
        highest = highest.max(step.penalty.minor());
        is_higher
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rate(json: &str) -> Rate {
        serde_json::from_str(json).unwrap()
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn parts(json: &str) -> Option<(i64, i64, i64, i64)> {
        let (price, total) = price(&rate(json))?;
        Some((price.base.minor(), price.taxes_and_fees.minor(), price.due_at_property.minor(), total.minor()))
    }

    #[test]
    fn parts_always_add_up_to_what_is_charged() {
        let rows = [
            (
                r#"{"currency":"USD","baseRate":829.98,"taxesAndFees":150.69,"chargeTotal":980.67}"#,
                Some((82_998, 15_069, 0, 98_067)),
            ),
            (
                r#"{"currency":"usd","baseRate":"100","taxesAndFees":1,"chargeTotal":103}"#,
                Some((10_000, 300, 0, 10_300)),
            ),
            (
                r#"{"currency":"USD","baseRate":100,"taxesAndFees":10,"payAtPropertyFee":25.5}"#,
                Some((10_000, 1_000, 2_550, 11_000)),
            ),
            (r#"{"currency":"USD","taxesAndFees":10,"chargeTotal":90}"#, Some((8_000, 1_000, 0, 9_000))),
            (r#"{"currency":"USD","baseRate":100,"chargeTotal":90}"#, Some((9_000, 0, 0, 9_000))),
            (r#"{"currency":"USD","baseRate":100,"chargeTotal":"free"}"#, None),
            (r#"{"currency":"USD","baseRate":-100,"chargeTotal":90}"#, None),
            (r#"{"currency":"USD","chargeTotal":0}"#, None),
            (r#"{"currency":"BUCKS","chargeTotal":10}"#, None),
            (r#"{"currency":"USD"}"#, None),
        ];
        for (json, expected) in rows {
            assert_eq!(parts(json), expected, "{json}");
        }
    }

    fn policy(json: &str) -> CancelPolicy {
        let dates = hotel_dates();
        let zone: Arc<str> = "America/Los_Angeles".into();
        let policy: Policy = serde_json::from_str(json).unwrap();
        PolicyOf { dates, total: usd(30_000), time_zone: &zone }.read(Some(&policy))
    }

    fn hotel_dates() -> StayDates {
        StayDates::new(date(2026, 3, 20), date(2026, 3, 23), date(2026, 2, 18)).unwrap()
    }

    fn cost_on(policy: &CancelPolicy, day: &str) -> i64 {
        policy.penalty_at(day.parse().unwrap(), usd(30_000)).minor()
    }

    #[test]
    fn penalties_are_nights_shares_or_amounts() {
        let steps = policy(
            r#"{"refundable":true,"cancelPenalties":[
                {"deadline":"2026-03-18T00:00:00Z","penaltyType":"Nights","value":1},
                {"deadline":"2026-03-10T00:00:00Z","penaltyType":"Percent","value":12.5},
                {"deadline":"2026-03-19T00:00:00","penaltyType":"Import","currency":"USD","value":"250.10"}]}"#,
        );
        let on = |day| cost_on(&steps, day);
        assert_eq!((on("2026-03-09T00:00:00Z"), on("2026-03-11T00:00:00Z")), (0, 3_750));
        assert_eq!(on("2026-03-18T01:00:00Z"), 10_000);
        assert_eq!((on("2026-03-19T06:59:59Z"), on("2026-03-19T07:00:00Z")), (10_000, 25_010), "told in hotel time");
        assert_eq!(on("2026-03-20T07:00:00Z"), 30_000, "everything from the day of arrival on");
    }

    #[test]
    fn what_is_not_understood_costs_everything() {
        for penalty in [
            r#"{"deadline":"2026-03-18T00:00:00Z","penaltyType":"Whim","value":1}"#,
            r#"{"deadline":"2026-03-18T00:00:00Z","penaltyType":"Import","currency":"EUR","value":1}"#,
            r#"{"deadline":"2026-03-18T00:00:00Z","penaltyType":"Percent"}"#,
        ] {
            let steps = policy(&format!(r#"{{"refundable":true,"cancelPenalties":[{penalty}]}}"#));
            assert_eq!(cost_on(&steps, "2026-03-18T00:00:01Z"), 30_000, "{penalty}");
        }
        let undated =
            policy(r#"{"refundable":true,"cancelPenalties":[{"deadline":"soon","penaltyType":"Nights","value":1}]}"#);
        assert_eq!(cost_on(&undated, "2026-01-01T00:00:00Z"), 10_000);
        let bad = policy(r#"{"refundable":true,"cancelPenalties":["x"]}"#);
        assert_eq!(cost_on(&bad, "2026-01-01T00:00:00Z"), 30_000);
    }

    #[test]
    fn refundable_null_is_unknown() {
        assert_eq!(policy(r#"{"refundable":null}"#).refundability, Refundability::Unknown);
        assert_eq!(policy("{}").refundability, Refundability::Unknown);
        assert_eq!(policy(r#"{"refundable":false}"#).refundability, Refundability::NonRefundable);
        let free = policy(r#"{"refundable":true,"cancelPenalties":[]}"#);
        assert_eq!(free.free_until(), "2026-03-20T07:00:00Z".parse().ok());
    }
}
