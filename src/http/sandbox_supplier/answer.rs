//! Houses, options and bookings as PageOne writes them.

use serde_json::{Value, json};

use super::houses::House;
use crate::domain::board::Board;
use crate::domain::money::Money;
use crate::domain::option::{CancelPolicy, HotelOption, Price, Refundability};

/// A house in a page of content.
pub(super) fn house(house: &House) -> Value {
    let hotel = &house.hotel;
    json!({
        "code": house.code,
        "location": [hotel.point.lng, hotel.point.lat],
        "images": [],
        "contact": {},
        "address": {"city": hotel.city, "country": house.country.as_str()},
        "localizedName": [{"language": "EN", "value": hotel.name}],
    })
}

/// An option under the key `id`.
pub(super) fn option(id: &str, option: &HotelOption) -> Value {
    json!({
        "id": id,
        "rate": rate(&option.price, option.total),
        "cancelPolicy": policy(&option.cancellation),
        "board": {"code": board(option.board), "name": option.board.label()},
        "rooms": [{"code": "ROOM", "name": option.room_name, "occupancyId": 1}],
        "paymentType": "MerchantPay",
    })
}

/// A rate; amounts are numbers with their own digits.
pub(super) fn rate(price: &Price, total: Money) -> Value {
    json!({
        "currency": total.currency().code(),
        "baseRate": number(price.base),
        "taxesAndFees": number(price.taxes_and_fees),
        "taxesAndFeesBreakDown": [],
        "chargeTotal": number(total),
        "payAtPropertyFee": number(price.due_at_property),
    })
}

/// A policy with its deadlines.
pub(super) fn policy(policy: &CancelPolicy) -> Value {
    let penalties: Vec<Value> = policy
        .penalties
        .iter()
        .map(|step| {
            json!({
                "deadline": step.from.to_string(),
                "penaltyType": "Import",
                "currency": step.penalty.currency().code(),
                "value": number(step.penalty),
            })
        })
        .collect();
    let refundable = match policy.refundability {
        Refundability::Refundable => Some(true),
        Refundability::NonRefundable => Some(false),
        Refundability::Unknown => None,
    };
    json!({"refundable": refundable, "cancelPenalties": penalties})
}

/// The amount as a JSON number; a float of an amount below ten million million is its digits again.
fn number(amount: Money) -> Value {
    serde_json::from_str(&amount.decimal()).expect("decimal digits are a JSON number")
}

fn board(board: Board) -> &'static str {
    match board {
        Board::RoomOnly => "RO",
        Board::SelfCatering => "SC",
        Board::Breakfast => "BB",
        Board::HalfBoard => "HB",
        Board::FullBoard => "FB",
        Board::AllInclusive => "AI",
    }
}
