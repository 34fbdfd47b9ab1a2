//! Options, rooms, cancellation terms and quotes.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use utoipa::ToSchema;

use super::names;
use super::value::{Amount, Day, Each, Instant, Text, kilometres, rating, refundable};
use crate::domain::amenity::AmenitySet;
use crate::domain::booking::BookingAttempt;
use crate::domain::ids::OptionId;
use crate::domain::money::{Currency, Money};
use crate::domain::option::{CancelPenalty, CancelPolicy, HotelOption, Price};
use crate::domain::place::GeoPoint;
use crate::domain::shortlist::ShownOption;
use crate::domain::stay::Occupancy;
use crate::json;

/// A sellable whole: hotel, room, board, price and cancellation terms for these dates and people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HotelOption)]
pub struct Offered<'a> {
    /// Name of the option in this session; send it to book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = "uuid", required)]
    option_id: Option<OptionId>,
    /// Place in the list of this search, from 1 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, required)]
    rank: Option<Option<u32>>,
    /// Distance from the point searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, required)]
    distance_km: Option<Option<f64>>,
    /// The hotel's name.
    #[schema(example = "Inn at the Market")]
    name: &'a str,
    /// Before taxes and fees: one room for one night, averaged over the stay.
    price_per_night: Amount,
    /// The whole stay, all rooms, taxes and fees included.
    total_price: Amount,
    /// ISO 4217 code of every amount of this option.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
    /// Whether cancelling is free until some deadline; null until the supplier has said.
    #[schema(required)]
    refundable: Option<bool>,
    /// Guest rating, 0–5 with one decimal.
    #[schema(example = 4.8, required)]
    rating: Option<f64>,
    /// The hotel.
    hotel_id: &'a str,
    /// Official stars, 1–5.
    #[schema(required)]
    stars: Option<u8>,
    /// Neighbourhood.
    #[schema(required)]
    area: Option<&'a str>,
    /// Where the hotel stands.
    location: Location,
    /// Day of arrival.
    check_in: Day,
    /// Day of departure.
    check_out: Day,
    /// Nights between them.
    nights: u16,
    /// Who sleeps in each room.
    #[schema(value_type = Vec<Room>)]
    rooms: Each<'a, Occupancy, Room<'a>>,
    /// What the room is called.
    room_name: &'a str,
    /// The meal plan.
    #[schema(schema_with = names::boards)]
    board: &'static str,
    /// What the hotel offers.
    #[schema(value_type = Vec<String>)]
    amenities: AmenitySet,
    /// Taxes and fees inside `totalPrice`.
    taxes_and_fees: Amount,
    /// What the hotel takes on the spot, on top of `totalPrice`.
    due_at_property: Amount,
    /// What cancelling costs.
    cancellation: Terms<'a>,
    /// From when on the option can no longer be booked.
    expires_at: Instant,
}

/// What an option is sold for: as shown, or as quoted anew.
struct Sold<'a> {
    price: &'a Price,
    total: Money,
    terms: &'a CancelPolicy,
    expires_at: Instant,
}

impl<'a> From<&'a ShownOption> for Offered<'a> {
    fn from(shown: &'a ShownOption) -> Self {
        Self {
            option_id: Some(shown.id),
            rank: Some(Some(shown.rank)),
            distance_km: Some(shown.distance.map(kilometres)),
            ..Self::anywhere(&shown.option)
        }
    }
}

/// An option of a list: what is of the session, and what is sold, which is written once for all who are shown it.
#[derive(Debug)]
pub struct Shown<'a>(&'a ShownOption);

impl<'a> From<&'a ShownOption> for Shown<'a> {
    fn from(shown: &'a ShownOption) -> Self {
        Self(shown)
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ShownOption { id, rank, distance, option } = self.0;
        let told = option.known.told.get_or_init(|| {
            json::members(&Offered::anywhere(option)).expect("no option has a map with a key that is no word")
        });
        let mut members = serializer.serialize_struct("HotelOption", 4)?;
        members.serialize_field("optionId", id)?;
        members.serialize_field("rank", rank)?;
        members.serialize_field("distanceKm", &distance.map(kilometres))?;
        members.serialize_field(json::MEMBERS, told)?;
        members.end()
    }
}

impl<'a> Offered<'a> {
    /// The option of `attempt` at the supplier's latest terms.
    #[must_use]
    pub fn requoted(attempt: &'a BookingAttempt) -> Self {
        let quote = &attempt.quote;
        let sold = Sold {
            price: &quote.price,
            total: quote.total,
            terms: &quote.cancellation,
            expires_at: Instant(quote.expires_at),
        };
        Self {
            option_id: Some(attempt.option_id),
            rank: Some(None),
            distance_km: Some(None),
            ..Self::sold(&attempt.option, sold)
        }
    }

    /// The option without what is of a session.
    fn anywhere(option: &'a HotelOption) -> Self {
        let sold = Sold {
            price: &option.price,
            total: option.total,
            terms: &option.cancellation,
            expires_at: Instant(option.expires_at),
        };
        Self::sold(option, sold)
    }

    fn sold(option: &'a HotelOption, sold: Sold<'a>) -> Self {
        let hotel = &*option.hotel;
        Self {
            option_id: None,
            name: &hotel.name,
            price_per_night: Amount(per_night(option, sold.price)),
            total_price: Amount(sold.total),
            currency: Text(sold.total.currency()),
            refundable: refundable(sold.terms.refundability),
            rating: hotel.rating.map(rating),
            rank: None,
            distance_km: None,
            hotel_id: hotel.id.as_str(),
            stars: hotel.stars,
            area: hotel.area.as_deref(),
            location: Location::from(hotel.point),
            check_in: Day(option.dates.check_in()),
            check_out: Day(option.dates.check_out()),
            nights: option.dates.nights(),
            rooms: Each::of(&option.rooms),
            room_name: &option.room_name,
            board: option.board.as_str(),
            amenities: hotel.amenities,
            taxes_and_fees: Amount(sold.price.taxes_and_fees),
            due_at_property: Amount(sold.price.due_at_property),
            cancellation: Terms::from(sold.terms),
            expires_at: sold.expires_at,
        }
    }
}

/// The price of one room for one night if the stay cost `price`.
fn per_night(option: &HotelOption, price: &Price) -> Money {
    let room_nights = i64::from(option.dates.nights()) * option.rooms.len().max(1) as i64;
    price.base.share(1, room_nights)
}

/// A point on the earth in WGS 84 degrees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Location {
    /// Degrees north of the equator.
    lat: f64,
    /// Degrees east of Greenwich.
    lng: f64,
}

impl From<GeoPoint> for Location {
    fn from(point: GeoPoint) -> Self {
        Self { lat: point.lat, lng: point.lng }
    }
}

/// The people of one room.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Room<'a> {
    /// Guests of 18 years and older.
    #[schema(example = 2)]
    adults: u8,
    /// Ages of the children, 0–17.
    #[schema(value_type = Vec<u8>)]
    child_ages: &'a [u8],
}

impl<'a> From<&'a Occupancy> for Room<'a> {
    fn from(room: &'a Occupancy) -> Self {
        Self { adults: room.adults, child_ages: &room.child_ages }
    }
}

/// What cancelling costs, by deadline.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CancellationTerms)]
pub struct Terms<'a> {
    /// Until when cancelling is free; null when it never is, or nobody has said yet.
    #[schema(required)]
    free_until: Option<Instant>,
    /// The hotel's IANA time zone, in which deadlines are told.
    #[schema(example = "America/Los_Angeles")]
    time_zone: &'a str,
    /// The penalties, earliest first.
    #[schema(value_type = Vec<TermsStep>)]
    schedule: Each<'a, CancelPenalty, TermsStep>,
}

impl<'a> From<&'a CancelPolicy> for Terms<'a> {
    fn from(policy: &'a CancelPolicy) -> Self {
        Self {
            free_until: policy.free_until().map(Instant),
            time_zone: &policy.time_zone,
            schedule: Each::of(&policy.penalties),
        }
    }
}

/// From `from` on, cancelling costs `penalty`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CancellationStep)]
pub struct TermsStep {
    /// The instant the penalty begins to hold.
    from: Instant,
    /// What is kept, over the whole stay.
    penalty: Amount,
}

impl From<&CancelPenalty> for TermsStep {
    fn from(step: &CancelPenalty) -> Self {
        Self { from: Instant(step.from), penalty: Amount(step.penalty) }
    }
}

/// An option re-validated by the supplier: what booking it costs, until `expiresAt`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Quote)]
pub struct Quoted<'a> {
    /// The option.
    #[schema(value_type = String, format = "uuid")]
    option_id: OptionId,
    /// The hotel's name.
    name: &'a str,
    /// Day of arrival.
    check_in: Day,
    /// Day of departure.
    check_out: Day,
    /// What is charged: the whole stay, all rooms, taxes and fees included.
    total_price: Amount,
    /// ISO 4217 code of every amount of this quote.
    #[schema(value_type = String, example = "USD")]
    currency: Text<Currency>,
    /// Taxes and fees inside `totalPrice`.
    taxes_and_fees: Amount,
    /// What the hotel takes on the spot, on top of `totalPrice`.
    due_at_property: Amount,
    /// Whether cancelling is free until some deadline; null when nobody has said.
    #[schema(required)]
    refundable: Option<bool>,
    /// What cancelling costs.
    cancellation: Terms<'a>,
    /// From when on the quote no longer holds.
    expires_at: Instant,
}

impl<'a> From<&'a BookingAttempt> for Quoted<'a> {
    fn from(attempt: &'a BookingAttempt) -> Self {
        let (option, quote) = (&*attempt.option, &attempt.quote);
        Self {
            option_id: attempt.option_id,
            name: &option.hotel.name,
            check_in: Day(option.dates.check_in()),
            check_out: Day(option.dates.check_out()),
            total_price: Amount(quote.total),
            currency: Text(quote.total.currency()),
            taxes_and_fees: Amount(quote.price.taxes_and_fees),
            due_at_property: Amount(quote.price.due_at_property),
            refundable: refundable(quote.cancellation.refundability),
            cancellation: Terms::from(&quote.cancellation),
            expires_at: Instant(quote.expires_at),
        }
    }
}
