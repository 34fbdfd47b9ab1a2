//! What was searched, what keeps options away, what must be asked first, and options side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::option::Room;
use super::value::{Amount, Bound, Day, Each, Text, rating};
use crate::domain::amenity::AmenitySet;
use crate::domain::ids::OptionId;
use crate::domain::money::Currency;
use crate::domain::outcome::{Ambiguity, Clarification, Comparison, ComparisonRow, Question, Relaxation, Unsupported};
use crate::domain::place::Destination;
use crate::domain::shortlist::Shortlist;
use crate::domain::stay::{Filters, Occupancy, PriceBasis, PriceClass, PropertyKind, RoomWish, Slot, Sort, StarRange};

/// The search that was run.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Search)]
pub struct Searched<'a> {
    /// Where.
    destination: Place<'a>,
    /// Day of arrival.
    check_in: Day,
    /// Day of departure.
    check_out: Day,
    /// Nights between them.
    nights: u16,
    /// Who sleeps in each room.
    #[schema(value_type = Vec<Room>)]
    rooms: Each<'a, Occupancy, Room<'a>>,
    /// The wishes every option meets.
    filters: Wishes<'a>,
    /// Order: `recommended`, `price`, `price_descending`, `rating`, `stars` or `distance`.
    #[schema(value_type = String, example = "recommended")]
    sort: Sort,
    /// How many options meet every wish, on all pages.
    total: u32,
    /// Whether another page follows.
    has_more: bool,
    /// Present and true where some hotels could not be asked, so that there may be more; the same search again may find
    /// them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    partial: bool,
}

impl<'a> From<&'a Shortlist> for Searched<'a> {
    fn from(shortlist: &'a Shortlist) -> Self {
        let request = &shortlist.request;
        Self {
            destination: Place::from(&*request.destination),
            check_in: Day(request.dates.check_in()),
            check_out: Day(request.dates.check_out()),
            nights: request.dates.nights(),
            rooms: Each::of(&request.rooms),
            filters: Wishes::from(&request.filters),
            sort: request.sort,
            total: shortlist.total,
            has_more: shortlist.has_more(),
            partial: shortlist.partial,
        }
    }
}

/// The place that was searched.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Destination)]
pub struct Place<'a> {
    /// Its name.
    #[schema(example = "Seattle")]
    name: &'a str,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "US")]
    country_code: &'a str,
    /// Degrees north of the equator.
    lat: f64,
    /// Degrees east of Greenwich.
    lng: f64,
    /// IANA time zone.
    #[schema(example = "America/Los_Angeles")]
    time_zone: &'a str,
}

impl<'a> From<&'a Destination> for Place<'a> {
    fn from(place: &'a Destination) -> Self {
        Self {
            name: &place.name,
            country_code: place.country.as_str(),
            lat: place.point.lat,
            lng: place.point.lng,
            time_zone: &place.time_zone,
        }
    }
}

impl<'a> From<&'a Arc<Destination>> for Place<'a> {
    fn from(place: &'a Arc<Destination>) -> Self {
        Self::from(&**place)
    }
}

/// Wishes; only those that were asked for are present.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Filters)]
pub struct Wishes<'a> {
    /// Refundable only, or non-refundable too.
    #[serde(skip_serializing_if = "Option::is_none")]
    refundable: Option<bool>,
    /// Not cheaper than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_price: Option<Bound>,
    /// Not dearer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_price: Option<Bound>,
    /// What the bounds count: one room for one `night`, or the `total` of the stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "night")]
    price_basis: Option<PriceBasis>,
    /// ISO 4217 code of the bounds, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "USD")]
    price_currency: Option<Text<Currency>>,
    /// A level of price in words: `budget`, `moderate` or `luxury`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "moderate")]
    price_class: Option<PriceClass>,
    /// At least so many stars.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_stars: Option<u8>,
    /// At most so many stars.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_stars: Option<u8>,
    /// At least this guest rating, 0–5.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_rating: Option<f64>,
    /// At least this meal plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    board: Option<&'static str>,
    /// All of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    amenities: Option<AmenitySet>,
    /// Kind of house: `hotel`, `hostel`, `apartment`, `resort`, `guest_house` or `boutique`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "hotel")]
    property_type: Option<PropertyKind>,
    /// Kinds of house that are not wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["hostel"]))]
    excluded_property_types: Option<&'a BTreeSet<PropertyKind>>,
    /// Kind of room or bed: `single`, `double`, `twin`, `king`, `triple`, `family` or `suite`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "twin")]
    room_type: Option<RoomWish>,
    /// A hotel by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    hotel_name: Option<&'a str>,
}

impl<'a> From<&'a Filters> for Wishes<'a> {
    fn from(filters: &'a Filters) -> Self {
        let StarRange { min, max } = filters.stars.unwrap_or(StarRange { min: 1, max: 5 });
        Self {
            refundable: filters.refundable,
            min_price: filters.price.and_then(|p| p.min).map(Bound),
            max_price: filters.price.and_then(|p| p.max).map(Bound),
            price_basis: filters.price.map(|p| p.basis),
            price_currency: filters.price.and_then(|p| p.currency).map(Text),
            price_class: filters.price_class,
            min_stars: (min > 1).then_some(min),
            max_stars: (max < 5).then_some(max),
            min_rating: filters.min_rating.map(rating),
            board: filters.board.map(|b| b.as_str()),
            amenities: (!filters.amenities.is_empty()).then_some(filters.amenities),
            property_type: filters.property,
            excluded_property_types: (!filters.unwanted.is_empty()).then_some(&filters.unwanted),
            room_type: filters.room,
            hotel_name: filters.hotel_name.as_deref(),
        }
    }
}

/// Wishes that keep options away, and what giving them up would bring.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Relaxation)]
pub struct Relaxed<'a> {
    /// The wish: `refundable`, `price`, `minStars`, `minRating`, `board`, `amenities`, `property`, `excludedPropertyTypes`, `room` or `hotelName`;
    /// several, with commas between, where none of them alone brings anything.
    #[schema(example = "price")]
    drop: &'a str,
    /// What to say to give it up.
    text: &'a str,
    /// How many options that would bring.
    yields: u32,
    /// The lowest total among them.
    cheapest_total: Amount,
    /// ISO 4217 code of `cheapestTotal`.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
}

impl<'a> From<&'a Relaxation> for Relaxed<'a> {
    fn from(relaxation: &'a Relaxation) -> Self {
        Self {
            drop: &relaxation.drop,
            text: &relaxation.text,
            yields: relaxation.yields,
            cheapest_total: Amount(relaxation.cheapest_total),
            currency: Text(relaxation.cheapest_total.currency()),
        }
    }
}

/// What must be known before going on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clarification)]
pub struct Unclear<'a> {
    /// Slots not known yet.
    #[schema(value_type = Vec<String>, example = json!(["checkIn", "checkOut"]))]
    missing: &'a [Slot],
    /// Slots that could mean several things.
    #[schema(value_type = Vec<Ambiguous>)]
    ambiguous: Each<'a, Ambiguity, Ambiguous<'a>>,
    /// The questions, one a slot.
    #[schema(value_type = Vec<Asked>)]
    questions: Each<'a, Question, Asked<'a>>,
}

impl<'a> From<&'a Clarification> for Unclear<'a> {
    fn from(clarification: &'a Clarification) -> Self {
        Self {
            missing: &clarification.missing,
            ambiguous: Each::of(&clarification.ambiguous),
            questions: Each::of(&clarification.questions),
        }
    }
}

/// A slot that could mean several things.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmbiguousSlot)]
pub struct Ambiguous<'a> {
    /// The slot.
    #[schema(value_type = String, example = "destination")]
    slot: Slot,
    /// What it could mean.
    #[schema(value_type = Vec<Choice>)]
    choices: Each<'a, (String, String), Choice<'a>>,
}

impl<'a> From<&'a Ambiguity> for Ambiguous<'a> {
    fn from(ambiguity: &'a Ambiguity) -> Self {
        Self { slot: ambiguity.slot, choices: Each::of(&ambiguity.choices) }
    }
}

/// One meaning, and the text that chooses it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Choice<'a> {
    /// For a button.
    label: &'a str,
    /// The text to send.
    text: &'a str,
}

impl<'a> From<&'a (String, String)> for Choice<'a> {
    fn from((label, text): &'a (String, String)) -> Self {
        Self { label, text }
    }
}

/// One question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Question)]
pub struct Asked<'a> {
    /// The slot it is about.
    #[schema(value_type = String, example = "checkIn")]
    slot: Slot,
    /// The question.
    text: &'a str,
    /// Texts that would answer it.
    #[schema(value_type = Vec<String>)]
    suggestions: &'a [String],
}

impl<'a> From<&'a Question> for Asked<'a> {
    fn from(question: &'a Question) -> Self {
        Self { slot: question.slot, text: &question.text, suggestions: &question.suggestions }
    }
}

/// Options side by side.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Comparison)]
pub struct Compared<'a> {
    /// The options, in the order compared.
    #[schema(value_type = Vec<String>)]
    option_ids: Vec<OptionId>,
    /// One attribute a row.
    #[schema(value_type = Vec<ComparedRow>)]
    rows: Each<'a, ComparisonRow, ComparedRow<'a>>,
}

impl<'a> From<&'a Comparison> for Compared<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        Self { option_ids: comparison.options.iter().map(|shown| shown.id).collect(), rows: Each::of(&comparison.rows) }
    }
}

/// One attribute of every compared option.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparisonRow)]
pub struct ComparedRow<'a> {
    /// The attribute.
    #[schema(example = "totalPrice")]
    attribute: &'a str,
    /// Its value for each option, in the same order, as read by a guest.
    #[schema(value_type = Vec<String>)]
    values: &'a [String],
    /// The `optionId` that is best in it, if one is.
    #[schema(value_type = Option<String>, required)]
    best: Option<OptionId>,
}

impl<'a> From<&'a ComparisonRow> for ComparedRow<'a> {
    fn from(row: &'a ComparisonRow) -> Self {
        Self { attribute: row.attribute, values: &row.values, best: row.best }
    }
}

/// What lies outside this service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Unsupported)]
pub struct Outside {
    /// `other_travel`, `large_group`, `modify_booking` or `wish`.
    #[schema(example = "other_travel")]
    code: &'static str,
}

impl From<Unsupported> for Outside {
    fn from(unsupported: Unsupported) -> Self {
        Self { code: unsupported.as_str() }
    }
}
