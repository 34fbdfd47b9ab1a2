//! What the guest's words were understood to say.

use serde::Serialize;
use utoipa::ToSchema;

use super::option::Room;
use super::search::Place;
use super::value::{Bound, Day, Each, Text, rating};
use crate::domain::amenity::AmenitySet;
use crate::domain::heard::{Correction, Heard, HeardSlot, HeardValue, LeftOut};
use crate::domain::money::Currency;
use crate::domain::stay::{Occupancy, PriceBasis, PriceRange, Sort};

/// What the guest's words were understood to say: a slot that is not present was neither said nor assumed.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Understanding<'a> {
    /// The intent.
    #[schema(example = "search_query")]
    intent: &'a str,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<String>>)]
    destination: Option<Understood<'a, &'a str>>,
    /// Day of arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<Day>>)]
    check_in: Option<Understood<'a, Day>>,
    /// Day of departure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<Day>>)]
    check_out: Option<Understood<'a, Day>>,
    /// Who sleeps in each room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<Vec<Room>>>)]
    rooms: Option<Understood<'a, Each<'a, Occupancy, Room<'a>>>>,
    /// Money back or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<bool>>)]
    refundable: Option<Understood<'a, bool>>,
    /// The least price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnderstoodPrice>)]
    min_price: Option<UnderstoodPrice<'a>>,
    /// The highest price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnderstoodPrice>)]
    max_price: Option<UnderstoodPrice<'a>>,
    /// The least guest rating, 0–5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<f64>>)]
    min_rating: Option<Understood<'a, f64>>,
    /// The least stars.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<u8>>)]
    min_stars: Option<Understood<'a, u8>>,
    /// The least meal plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<String>>)]
    board: Option<Understood<'a, &'static str>>,
    /// What the house must offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<Vec<String>>>)]
    amenities: Option<Understood<'a, AmenitySet>>,
    /// The hotel by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<String>>)]
    hotel_name: Option<Understood<'a, &'a str>>,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Understood<String>>)]
    sort: Option<Understood<'a, Sort>>,
    /// What was taken for granted, in readable sentences.
    #[schema(value_type = Vec<String>)]
    assumptions: &'a [String],
    /// Spelling that was mended.
    #[schema(value_type = Vec<Mended>)]
    corrections: Each<'a, Correction, Mended<'a>>,
    /// Words that were not used.
    #[schema(value_type = Vec<String>)]
    unread: &'a [String],
    /// What was understood and yet is not acted on.
    #[schema(value_type = Vec<Omitted>)]
    left_out: Each<'a, LeftOut, Omitted<'a>>,
    /// Another place that the words could mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Place>)]
    alternative: Option<Place<'a>>,
}

/// One slot: its value, the words that said it, and whether it was only assumed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Understood)]
pub struct Understood<'a, T> {
    /// What it was understood to be.
    value: T,
    /// The words as typed; empty when assumed.
    text: &'a str,
    /// Whether nobody said it.
    assumed: bool,
}

/// A bound on the price, with what it counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnderstoodPrice<'a> {
    /// The bound in major units.
    value: Bound,
    /// The words as typed; empty when assumed.
    text: &'a str,
    /// Whether nobody said it.
    assumed: bool,
    /// What the bound counts: one room for one `night`, or the `total` of the stay.
    #[schema(value_type = String, example = "night")]
    basis: PriceBasis,
    /// ISO 4217 code, where one was named.
    #[schema(value_type = Option<String>, example = "USD", required)]
    currency: Option<Text<Currency>>,
}

/// A word that was read as another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mended<'a> {
    /// As typed.
    from: &'a str,
    /// As read.
    to: &'a str,
}

impl<'a> From<&'a Correction> for Mended<'a> {
    fn from(correction: &'a Correction) -> Self {
        Self { from: &correction.from, to: &correction.to }
    }
}

/// Something asked for that is not acted on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeftOut)]
pub struct Omitted<'a> {
    /// The words as typed.
    #[schema(example = "quiet")]
    text: &'a str,
    /// `cannot_check`, `outside_service` or `no_such_place`.
    #[schema(example = "cannot_check")]
    reason: &'static str,
}

impl<'a> From<&'a LeftOut> for Omitted<'a> {
    fn from(left_out: &'a LeftOut) -> Self {
        Self { text: &left_out.text, reason: left_out.why.as_str() }
    }
}

impl<'a> From<&'a Heard> for Understanding<'a> {
    fn from(heard: &'a Heard) -> Self {
        let mut understanding = Self {
            intent: heard.intent,
            assumptions: &heard.assumptions,
            corrections: Each::of(&heard.corrections),
            unread: &heard.unread,
            left_out: Each::of(&heard.left_out),
            alternative: heard.alternative.as_ref().map(Place::from),
            ..Self::default()
        };
        heard.slots.iter().for_each(|slot| understanding.take(slot));
        understanding
    }
}

impl<'a> Understanding<'a> {
    fn take(&mut self, slot: &'a HeardSlot) {
        match &slot.value {
            HeardValue::Destination(name) => self.destination = Some(understood(slot, &**name)),
            HeardValue::CheckIn(day) => self.check_in = Some(understood(slot, Day(*day))),
            HeardValue::CheckOut(day) => self.check_out = Some(understood(slot, Day(*day))),
            HeardValue::Rooms(rooms) => self.rooms = Some(understood(slot, Each::of(rooms))),
            HeardValue::Refundable(wanted) => self.refundable = Some(understood(slot, *wanted)),
            HeardValue::Price(range) => {
                self.min_price = range.min.map(|bound| understood_price(slot, bound, range));
                self.max_price = range.max.map(|bound| understood_price(slot, bound, range));
            }
            HeardValue::MinRating(least) => self.min_rating = Some(understood(slot, rating(*least))),
            HeardValue::MinStars(least) => self.min_stars = Some(understood(slot, *least)),
            HeardValue::Board(board) => self.board = Some(understood(slot, board.as_str())),
            HeardValue::Amenities(wanted) => self.amenities = Some(understood(slot, *wanted)),
            HeardValue::HotelName(name) => self.hotel_name = Some(understood(slot, &**name)),
            HeardValue::Sort(order) => self.sort = Some(understood(slot, *order)),
        }
    }
}

fn understood<'a, T>(slot: &'a HeardSlot, value: T) -> Understood<'a, T> {
    Understood { value, text: &slot.text, assumed: slot.assumed }
}

fn understood_price<'a>(slot: &'a HeardSlot, bound: i64, range: &PriceRange) -> UnderstoodPrice<'a> {
    UnderstoodPrice {
        value: Bound(bound),
        text: &slot.text,
        assumed: slot.assumed,
        basis: range.basis,
        currency: range.currency.map(Text),
    }
}
