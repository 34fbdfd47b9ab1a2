//! Numbers that follow from a key: the sandbox's only source of variety.
//!
//! Everything the sandbox invents is a pure function of (seed, place, index, salt), so nothing needs to be kept and
//! every process invents the same world.

/// The seed of this world, chosen among a few so that no invented house of Seattle outshines the documented example.
const SEED: u64 = 0x5EED_C0DE_2026_0220;

/// What a number is drawn for; two purposes never share their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Salt {
    Anchor = 1,
    Bearing,
    Offset,
    Stars,
    Kind,
    Rating,
    Reviews,
    BaseRate,
    Trade,
    Name,
    NameForm,
    Rooms,
    Boards,
    Plans,
    Ladder,
    Amenities,
    Event,
    SoldOut,
    Units,
}

/// Sixty-four well-mixed bits for `salt` of number `index` at `place` (SplitMix64 steps).
pub(super) fn mix(place: u32, index: u64, salt: Salt) -> u64 {
    step(step(step(SEED ^ salt as u64) ^ u64::from(place)) ^ index)
}

/// `bits` mixed once more, for several numbers from one draw.
pub(super) fn step(bits: u64) -> u64 {
    let mut z = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number below `bound`, evenly spread.
pub(super) fn below(bits: u64, bound: u64) -> u64 {
    ((u128::from(bits) * u128::from(bound)) >> 64) as u64
}

/// A standard normal deviate: the sum of twelve even ones, so no transcendental function decides a price.
pub(super) fn normal(bits: u64) -> f64 {
    let mut bits = bits;
    let mut sum = 0_u64;
    for _ in 0..3 {
        bits = step(bits);
        sum += (0..4).map(|quarter| (bits >> (16 * quarter)) & 0xFFFF).sum::<u64>();
    }
    (sum as f64 + 6.0) / 65_536.0 - 6.0
}

/// Number `index` of `count` moved to its place in a shuffle drawn by `bits`, as per mille of the whole (0–999).
///
/// Shares drawn this way are met almost exactly however few there are: of 39 houses, 3 % is one house and not luck.
pub(super) fn stratum(index: u64, count: u64, bits: u64) -> u64 {
    let count = count.max(1);
    let mut stride = 1 + below(step(bits), count.saturating_sub(1).max(1));
    while greatest_common_divisor(stride, count) != 1 {
        stride = stride % count + 1;
    }
    let seat = (index * stride + below(bits, count)) % count;
    (2 * seat + 1) * 1000 / (2 * count)
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normal_deviates_have_mean_zero_and_deviation_one() {
        let draws: Vec<f64> = (0..20_000).map(|i| normal(mix(7, i, Salt::Rating))).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }

    proptest! {
        #[test]
        fn a_shuffle_gives_every_seat_once(count in 1_u64..200, bits: u64) {
            let mut seats: Vec<u64> = (0..count).map(|i| stratum(i, count, bits)).collect();
            seats.sort_unstable();
            seats.dedup();
            prop_assert_eq!(seats.len() as u64, count);
            prop_assert!(seats.last().is_none_or(|seat| *seat < 1000));
        }

        #[test]
        fn a_bound_is_never_reached(bits: u64, bound in 1_u64..1_000_000) {
            prop_assert!(below(bits, bound) < bound);
        }
    }
}
