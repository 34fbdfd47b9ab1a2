//! What is left: sold-out nights, rooms by the night, and how far a stay can be had.

use super::hotels::House;
use super::markets::Night;
use super::mix::{Salt, below, mix, step};
use super::rooms::Room;

/// More rooms than anybody can ask for, in the houses that never sell out.
const PLENTY: u64 = 1_000_000;

/// How many rooms of that kind the house sells for a night, before anything was booked.
pub(super) fn units(house: &House, room: Room, night: &Night) -> u64 {
    if house.always_free {
        PLENTY
    } else if is_sold_out(house, night) {
        0
    } else {
        let (fewest, most) = room.facts().units;
        let bits = mix(house.key.place.0, u64::from(house.key.number) << 32 | night.day, Salt::Units);
        fewest + below(step(bits ^ room as u64), most - fewest + 1)
    }
}

/// Whether the whole house is full on one of the nights.
pub(super) fn is_full(house: &House, nights: &[Night]) -> bool {
    !house.always_free && nights.iter().any(|night| is_sold_out(house, night))
}

/// Whether `wanted` rooms of that kind are left on every night, before anything was booked.
pub(super) fn has(house: &House, room: Room, nights: &[Night], wanted: usize) -> bool {
    // Most stays ask for no more rooms than every open night has.
    let enough = house.always_free || wanted as u64 <= room.facts().units.0;
    enough || nights.iter().all(|night| units(house, room, night) >= wanted as u64)
}

fn is_sold_out(house: &House, night: &Night) -> bool {
    let bits = mix(house.key.place.0, u64::from(house.key.number) << 32 | night.day, Salt::SoldOut);
    below(bits, 1000) < night.sold_out
}
