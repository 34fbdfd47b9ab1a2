//! PageOne's questions as JSON.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::domain::guest::Guest;
use crate::domain::ids::{HotelId, PartnerReference, SupplierReference};
use crate::domain::money::Currency;
use crate::domain::place::GeoPoint;
use crate::domain::stay::{Occupancy, StayDates};

/// The age given for adults, whose age nobody asks.
const ADULT_AGE: u8 = 30;
/// Houses on one page of content, the most there may be.
const PAGE: u8 = 100;
/// The largest radius that may be searched, in kilometres, and the most houses that are wanted.
pub(super) const MOST_KM: u32 = 60;
const MOST_HOUSES: u32 = 200;

/// Which houses a search is about.
#[derive(Debug, Clone)]
pub(super) enum Selector {
    /// Those around a point, within so many metres.
    Around(GeoPoint, u32),
    /// Those of these codes.
    Codes(Vec<HotelId>),
    /// Those of this name.
    Named(String),
}

/// The stay that is searched, quoted or booked.
pub(super) struct Stay<'a> {
    pub(super) dates: StayDates,
    pub(super) rooms: &'a [Occupancy],
    pub(super) currency: Currency,
}

/// Writes questions for the account with this access code.
pub(super) struct Asking {
    access_code: u64,
}

impl Asking {
    pub(super) fn new(access_code: u64) -> Self {
        Self { access_code }
    }

    /// The page of content behind `token`, or the first: of all countries there are.
    pub(super) fn content(token: Option<&str>) -> Bytes {
        let mut page = json!({"type": "accommodation", "size": PAGE});
        if let Some(token) = token {
            page["pageToken"] = json!(token);
        }
        written(&page)
    }

    pub(super) fn search(&self, selector: &Selector, stay: &Stay<'_>) -> Bytes {
        let mut criteria = criteria(stay);
        criteria["occupancies"] = occupancies(stay.rooms);
        match selector {
            Selector::Around(point, metres) => {
                let radius = metres.div_ceil(1_000).clamp(1, MOST_KM);
                criteria["geo"] = json!({"lat": point.lat, "lng": point.lng, "radiusKm": radius, "limit": MOST_HOUSES});
            }
            Selector::Codes(codes) => {
                let codes: Vec<Value> = codes.iter().map(house).collect();
                criteria["destinations"] = json!({"accommodations": codes});
            }
            Selector::Named(name) => criteria["accommodationName"] = json!(name),
        }
        let mut settings = self.settings();
        settings["businessRules"] = json!({"businessRuleType": "DEFAULT"});
        written(&json!({"searchCriteria": criteria, "settings": settings}))
    }

    pub(super) fn quote(&self, option: &str, code: &HotelId, stay: &Stay<'_>) -> Bytes {
        let mut criteria = criteria(stay);
        criteria["optionId"] = json!(option);
        criteria["accommodation"] = house(code);
        criteria["occupancies"] = occupancies(stay.rooms);
        criteria["paymentType"] = json!("MerchantPay");
        written(&json!({"quoteCriteria": criteria, "settings": self.settings()}))
    }

    pub(super) fn book(
        &self,
        quote: &str,
        code: &HotelId,
        stay: &Stay<'_>,
        guest: &Guest,
        reference: &PartnerReference,
    ) -> Bytes {
        let mut criteria = criteria(stay);
        criteria["quoteId"] = json!(quote);
        criteria["accommodation"] = house(code);
        criteria["paymentType"] = json!("MerchantPay");
        criteria["partnerReference"] = json!(reference.as_str());
        criteria["holder"] = json!({"name": guest.first_name(), "surName": guest.last_name()});
        written(&json!({"bookCriteria": criteria, "settings": self.settings()}))
    }

    pub(super) fn cancel(&self, reference: &SupplierReference) -> Bytes {
        let input = json!({"reference": {"bookingReference": reference.as_str()}});
        written(&json!({"input": input, "settings": self.settings()}))
    }

    fn settings(&self) -> Value {
        json!({"access": {"code": self.access_code}})
    }
}

fn criteria(stay: &Stay<'_>) -> Value {
    json!({
        "checkIn": stay.dates.check_in().to_string(),
        "checkOut": stay.dates.check_out().to_string(),
        "currency": stay.currency.code(),
        "language": "EN",
    })
}

fn house(code: &HotelId) -> Value {
    json!({"type": "Hotel", "code": code.as_str()})
}

fn occupancies(rooms: &[Occupancy]) -> Value {
    let room = |(number, room): (usize, &Occupancy)| {
        let adults = std::iter::repeat_n(ADULT_AGE, usize::from(room.adults));
        let paxes: Vec<Value> = adults.chain(room.child_ages.iter().copied()).map(|age| json!({"age": age})).collect();
        json!({"occupancyId": number + 1, "paxes": paxes})
    };
    rooms.iter().enumerate().map(room).collect()
}

fn written(value: &Value) -> Bytes {
    Bytes::from(value.to_string())
}
