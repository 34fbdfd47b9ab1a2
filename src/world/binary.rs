//! The compact form of the gazetteer, shared by its builder (`examples/build_world.rs`) and its reader.
//!
//! ```text
//! file     = magic, then the sections below in this order, each a u32 length and that many bytes
//! zones    = IANA name, one a line                    countries = code TAB name TAB capital TAB km², one a line
//! admins   = country TAB code TAB name TAB people, one a line
//! airports = code TAB name TAB city TAB country TAB latitude TAB longitude TAB zone number, one a line
//! names    = the names as shown, end to end
//! places   = 28 bytes each, sorted by GeoNames id: id, latitude, longitude (i32, 1e-5 degree), people, offset of the
//!            name (u32), fame (u16, thousandths), admin, zone (u16), country, length of the name (u8)
//! buckets  = 16 bytes for every length of key 0, 1, 2 …: offset into keys, number of the first key,
//!            how many may be mended to, how many there are (u32)
//! keys     = folded names, bucket by bucket, first those that may be mended to, then the others, each half sorted
//! postings = u32 for every key: what it names, or where its list starts
//! lists    = u32: what the key names; the last of a list is marked
//! filter   = bits: a key, or the first two words of a longer key, has its bit set
//! ```
//!
//! Numbers are little-endian. The bytes lie in the program itself and are read in place: loading parses a few
//! thousand lines and touches nothing else, and only the pages that searches need become resident.

use super::fold::fold;

/// The first bytes of the file; the last one counts versions of the form.
pub const MAGIC: &[u8; 8] = b"places\0\x01";
/// How many sections the file has.
pub const SECTIONS: usize = 11;
/// Bytes of one place.
pub const PLACE: usize = 28;
/// Bytes of one bucket.
pub const BUCKET: usize = 16;
/// Keys longer than this many bytes are not kept.
pub const LONGEST_KEY: usize = 96;
/// Names of places with fewer people are never mended to.
pub const MENDABLE_PEOPLE: u32 = 5_000;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// The place at this index, by its own name.
    Place(u32),
    /// The place at this index, by another name.
    PlaceAlias(u32),
    /// The state or province at this index.
    Admin(u32),
    /// The country at this index.
    Country(u32),
    /// The airport at this index.
    Airport(u32),
}

const INDEX_BITS: u32 = 28;
const INDEX: u32 = (1 << INDEX_BITS) - 1;
const LAST: u32 = 1 << 31;
const LIST: u32 = 7 << INDEX_BITS;

impl Named {
    /// The number this is stored as; `last` marks the end of a list.
    #[must_use]
    pub fn encode(self, last: bool) -> u32 {
        let (tag, index) = match self {
            Self::Place(i) => (0, i),
            Self::PlaceAlias(i) => (1, i),
            Self::Admin(i) => (2, i),
            Self::Country(i) => (3, i),
            Self::Airport(i) => (4, i),
        };
        tag << INDEX_BITS | (index & INDEX) | if last { LAST } else { 0 }
    }

    fn decode(stored: u32) -> Option<Self> {
        let index = stored & INDEX;
        match (stored & !LAST) >> INDEX_BITS {
            0 => Some(Self::Place(index)),
            1 => Some(Self::PlaceAlias(index)),
            2 => Some(Self::Admin(index)),
            3 => Some(Self::Country(index)),
            4 => Some(Self::Airport(index)),
            _ => None,
        }
    }
}

/// The number a key is stored with when it names several things: where in `lists` they start.
#[must_use]
pub fn encode_list(start: u32) -> u32 {
    LIST | (start & INDEX)
}

/// The things that a posting stands for, in the order in which they were built.
pub fn decode(posting: u32, lists: &[u8]) -> impl Iterator<Item = Named> {
    let single = if posting & LIST == LIST { None } else { Named::decode(posting) };
    let mut at = if single.is_none() { Some((posting & INDEX) as usize) } else { None };
    single.into_iter().chain(std::iter::from_fn(move || {
        let stored = u32_at(lists, at?);
        at = if stored & LAST == 0 { at.map(|i| i + 1) } else { None };
        Named::decode(stored)
    }))
}

/// The `i`-th little-endian u32 of `bytes`.
#[inline]
#[must_use]
pub fn u32_at(bytes: &[u8], i: usize) -> u32 {
    let four = bytes[i * 4..i * 4 + 4].try_into().expect("the slice has four bytes");
    u32::from_le_bytes(four)
}

/// How well known a place is before its situation is looked at, in thousandths of the score:
/// `log10(people + 100) + 0.5·log10(1 + aliases)`, and 0.4 for a capital or 0.15 for the largest place of its state.
#[must_use]
pub fn fame(people: u32, aliases: u32, capital: bool, seat: bool) -> u16 {
    let size = (f64::from(people) + 100.0).log10() + 0.5 * (1.0 + f64::from(aliases)).log10();
    let rank = if capital {
        0.4
    } else if seat {
        0.15
    } else {
        0.0
    };
    ((size + rank) * 1000.0) as u16
}

/// Whether a key is worth keeping: it has a letter, is neither one Latin letter nor too long, and is folded.
#[must_use]
pub fn is_key(key: &str) -> bool {
    let short = key.is_ascii() && key.len() < 2;
    !short && key.len() <= LONGEST_KEY && key.chars().any(char::is_alphabetic) && fold(key) == key
}
