//! The payload of each kind.
//!
//! ```text
//! search_query                 {text} | {destination, checkIn, checkOut, rooms, filters} | nothing beside a text
//! command_book_by_option_id    {optionId, guest?}
//! action_book_option           {optionId, guest?}
//! action_confirm_price_change  {optionId?}
//! action_confirm_payment_card  {paymentMethodId?}
//! action_cancel_booking        {bookingId, preview?}
//! guest                        {firstName, lastName, email?}
//! ```

use jiff::civil::Date;

use super::{filters, shape};
use crate::domain::event::{Action, EventKind, LONGEST_TEXT, SearchPayload};
use crate::domain::guest::{Guest, GuestError};
use crate::domain::ids::{BookingId, OptionId, PaymentMethodId, is_blank};
use crate::domain::stay::{OLDEST_CHILD, Occupancy};
use crate::http::error::ApiError;
use crate::http::json::Fields;

/// The most rooms, and adults in one, that a request may name; what can be booked is less and answered in words.
const MOST_NAMED: i64 = 99;
/// The longest name of a place, in characters.
const LONGEST_PLACE: usize = 200;

/// The payload of `kind` as an action; `text` is what the guest said beside it.
///
/// # Errors
/// The first member that is missing or unfit.
pub fn read(kind: EventKind, payload: Option<&Fields<'_>>, text: Option<&str>) -> Result<Action, ApiError> {
    let required = |name: &str| ApiError::payload_field_required(name, kind);
    match kind {
        EventKind::CommandBookByOptionId => {
            let (option, guest) = booking(kind, payload)?;
            Ok(Action::BookAnyOption { option, guest })
        }
        EventKind::ActionBookOption => {
            let (option, guest) = booking(kind, payload)?;
            Ok(Action::BookShownOption { option, guest })
        }
        EventKind::ActionConfirmPriceChange => {
            payload.map_or(Ok(()), |fields| fields.refuse_misspelled(&["optionId"]))?;
            let option = payload.map(option).transpose()?.flatten();
            Ok(Action::ConfirmPriceChange { option })
        }
        EventKind::ActionConfirmPaymentCard => {
            payload.map_or(Ok(()), |fields| fields.refuse_misspelled(&["paymentMethodId"]))?;
            let method = payload.map(|fields| shape::id(fields, "paymentMethodId", PaymentMethodId::parse));
            Ok(Action::ConfirmPaymentCard { method: method.transpose()?.flatten() })
        }
        EventKind::ActionCancelBooking => cancelling(payload.ok_or_else(|| required("bookingId"))?, kind),
        EventKind::SearchQuery => search(payload, text).map(Action::Search),
        EventKind::RefineSearch
        | EventKind::MoreResults
        | EventKind::CompareOptions
        | EventKind::OptionQuestion
        | EventKind::BookRequest
        | EventKind::Confirm
        | EventKind::Decline
        | EventKind::PaymentDone
        | EventKind::CancelRequest
        | EventKind::BookingQuery
        | EventKind::Help
        | EventKind::Smalltalk
        | EventKind::Unknown => Err(ApiError::unsupported_kind(kind.as_str())),
    }
}

fn booking(kind: EventKind, payload: Option<&Fields<'_>>) -> Result<(OptionId, Option<Guest>), ApiError> {
    let required = || ApiError::payload_field_required("optionId", kind);
    let fields = payload.ok_or_else(required)?;
    fields.refuse_misspelled(&["optionId", "guest"])?;
    let option = option(fields)?.ok_or_else(required)?;
    let guest = fields.object("guest")?.map(|guest| read_guest(&guest, kind)).transpose()?;
    Ok((option, guest))
}

/// `optionId`; blank is absent, and what cannot be one of ours is an option that nobody has.
fn option(fields: &Fields<'_>) -> Result<Option<OptionId>, ApiError> {
    let name = fields.string("optionId")?.filter(|name| !is_blank(name));
    Ok(name.map(|name| OptionId::parse(name).unwrap_or_else(|_| OptionId::unissued())))
}

fn cancelling(fields: &Fields<'_>, kind: EventKind) -> Result<Action, ApiError> {
    fields.refuse_misspelled(&["bookingId", "preview"])?;
    let name = fields.string("bookingId")?.filter(|name| !is_blank(name));
    let name = name.ok_or_else(|| ApiError::payload_field_required("bookingId", kind))?;
    let booking = BookingId::parse(name).unwrap_or_else(|_| BookingId::unissued());
    let preview = fields.flag("preview")?.unwrap_or(false);
    Ok(Action::CancelBooking { booking, preview })
}

fn read_guest(guest: &Fields<'_>, kind: EventKind) -> Result<Guest, ApiError> {
    guest.refuse_misspelled(&["firstName", "lastName", "email"])?;
    let required = |name| ApiError::payload_field_required(name, kind);
    let first_name = guest.string("firstName")?.ok_or_else(|| required("guest.firstName"))?;
    let last_name = guest.string("lastName")?.ok_or_else(|| required("guest.lastName"))?;
    named_guest(guest, first_name, last_name)
}

/// The guest of that name, with the e-mail address in `guest`.
///
/// # Errors
/// The member that is unfit.
pub fn named_guest(guest: &Fields<'_>, first_name: &str, last_name: &str) -> Result<Guest, ApiError> {
    Guest::new(first_name, last_name, guest.string("email")?).map_err(|problem| match problem {
        GuestError::FirstName => guest.invalid("firstName", shape::NOT_A_NAME),
        GuestError::LastName => guest.invalid("lastName", shape::NOT_A_NAME),
        GuestError::Email => guest.invalid("email", shape::NOT_AN_ADDRESS),
    })
}

fn search(payload: Option<&Fields<'_>>, said: Option<&str>) -> Result<SearchPayload, ApiError> {
    let required = || ApiError::payload_field_required("text", EventKind::SearchQuery);
    let Some(fields) = payload else { return said.map(words).ok_or_else(required) };
    fields.refuse_misspelled(&["text", "destination", "checkIn", "checkOut", "rooms", "filters"])?;
    if let Some(text) = fields.text("text")?.filter(|text| !is_blank(text)) {
        return match text.chars().count() {
            ..=LONGEST_TEXT => Ok(words(text)),
            _ => Err(fields.invalid("text", &format!("must be at most {LONGEST_TEXT} characters"))),
        };
    }
    let structured = ["destination", "checkIn", "checkOut", "rooms", "filters"];
    match said {
        _ if structured.iter().any(|name| fields.get(name).is_some()) => parts(fields),
        Some(said) => Ok(words(said)),
        None => Err(required()),
    }
}

fn words(text: &str) -> SearchPayload {
    SearchPayload::Text(text.to_owned())
}

fn parts(fields: &Fields<'_>) -> Result<SearchPayload, ApiError> {
    let destination = shape::line(fields, "destination", LONGEST_PLACE)?.filter(|place| !is_blank(place));
    let check_in = day(fields, "checkIn")?;
    let check_out = day(fields, "checkOut")?;
    let rooms = fields.objects("rooms")?.unwrap_or_default();
    if rooms.len() > MOST_NAMED as usize {
        return Err(fields.invalid("rooms", &format!("must be at most {MOST_NAMED} rooms")));
    }
    let rooms = rooms.iter().map(room).collect::<Result<_, _>>()?;
    let filters = fields.object("filters")?.map(|fields| filters::read(&fields)).transpose()?.unwrap_or_default();
    Ok(SearchPayload::Parts { destination, check_in, check_out, rooms, filters: Box::new(filters) })
}

/// A date of exactly ten characters, so that a date with a time is not taken for one.
fn day(fields: &Fields<'_>, name: &str) -> Result<Option<Date>, ApiError> {
    let text = fields.string(name)?;
    let day = |text: &str| if text.len() == 10 { text.parse().ok() } else { None };
    text.map(|text| day(text).ok_or_else(|| fields.invalid(name, "must be a date as YYYY-MM-DD"))).transpose()
}

fn room(fields: &Fields<'_>) -> Result<Occupancy, ApiError> {
    fields.refuse_misspelled(&["adults", "childAges"])?;
    let adults = fields.integer("adults", 1..=MOST_NAMED)?.unwrap_or(2);
    let ages = fields.integers("childAges", &(0..=i64::from(OLDEST_CHILD)))?.unwrap_or_default();
    let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
    Ok(Occupancy { adults: small(adults), child_ages: ages.into_iter().map(small).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json::{self, Value};

    fn reading(kind: EventKind, payload: &str) -> Result<Action, ApiError> {
        let document: Value<'_> = json::parse(payload.as_bytes()).unwrap();
        let root = Fields::root(&document).unwrap();
        read(kind, root.object("payload").unwrap().as_ref(), None)
    }

    #[test]
    fn an_id_that_is_none_of_ours_is_one_that_nobody_has() {
        let book = reading(EventKind::ActionBookOption, r#"{"payload":{"optionId":"nope"}}"#).unwrap();
        assert_eq!(book, Action::BookShownOption { option: OptionId::unissued(), guest: None });
        let cancel = reading(EventKind::ActionCancelBooking, r#"{"payload":{"bookingId":"nope","preview":true}}"#);
        assert_eq!(cancel.unwrap(), Action::CancelBooking { booking: BookingId::unissued(), preview: true });
    }

    #[test]
    fn parts_of_a_search_are_read_with_their_filters() {
        let action = reading(
            EventKind::SearchQuery,
            r#"{"payload":{"destination":"Seattle","checkIn":"2026-03-20","checkOut":"2026-03-23",
                "rooms":[{"adults":2,"childAges":[4]},{}],"filters":{"refundable":true}}}"#,
        );
        let Action::Search(SearchPayload::Parts { rooms, filters, check_in, .. }) = action.unwrap() else {
            panic!("parts were sent")
        };
        assert_eq!(check_in, Some(jiff::civil::date(2026, 3, 20)));
        assert_eq!(rooms, [Occupancy { adults: 2, child_ages: vec![4] }, Occupancy::adults(2)]);
        assert_eq!(filters.refundable, Some(true));
    }

    #[test]
    fn every_unfit_payload_is_told_why() {
        use EventKind::{ActionBookOption, ActionCancelBooking, ActionConfirmPaymentCard, SearchQuery};
        let table = [
            (ActionBookOption, r#"{}"#, "payload.optionId is required for kind=action_book_option"),
            (ActionBookOption, r#"{"optionId":" "}"#, "payload.optionId is required for kind=action_book_option"),
            (ActionBookOption, r#"{"optionId":7}"#, "payload.optionId must be a string"),
            (
                ActionBookOption,
                r#"{"option_id":"x"}"#,
                "payload.option_id is misspelled: the member is called optionId",
            ),
            (ActionBookOption, r#"{"optionId":"x","guest":"Ada"}"#, "payload.guest must be an object"),
            (
                ActionBookOption,
                r#"{"optionId":"x","guest":{"firstName":"Ada"}}"#,
                "payload.guest.lastName is required for kind=action_book_option",
            ),
            (
                ActionBookOption,
                r#"{"optionId":"x","guest":{"firstName":"<b>","lastName":"L"}}"#,
                "payload.guest.firstName must be a name of 1 to 60 characters",
            ),
            (ActionCancelBooking, r#"{}"#, "payload.bookingId is required for kind=action_cancel_booking"),
            (ActionCancelBooking, r#"{"bookingId":"x","preview":"yes"}"#, "payload.preview must be true or false"),
            (ActionConfirmPaymentCard, r#"{"paymentMethodId":""}"#, "payload.paymentMethodId must not be blank"),
            (SearchQuery, r#"{}"#, "payload.text is required for kind=search_query"),
            (SearchQuery, r#"{"checkIn":"2026-02-30"}"#, "payload.checkIn must be a date as YYYY-MM-DD"),
            (SearchQuery, r#"{"checkIn":"2026-02-20T10"}"#, "payload.checkIn must be a date as YYYY-MM-DD"),
            (SearchQuery, r#"{"rooms":[{"adults":0}]}"#, "payload.rooms[0].adults must be a whole number from 1 to 99"),
            (
                SearchQuery,
                r#"{"rooms":[{},{"childAges":[40]}]}"#,
                "payload.rooms[1].childAges[0] must be a whole number from 0 to 17",
            ),
        ];
        for (kind, payload, error) in table {
            let body = format!(r#"{{"payload":{payload}}}"#);
            assert_eq!(reading(kind, &body).unwrap_err().error(), error, "{payload}");
        }
    }
}
