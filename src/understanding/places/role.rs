//! What a word can be to the place behind it: the words that cues are made of.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::world::hash::BuildFnv;

/// What a word can be to the place behind it, as bits.
pub(super) type Role = u16;

pub(super) const FILLER: Role = 1;
pub(super) const STRONG: Role = 1 << 1;
pub(super) const FAIR: Role = 1 << 2;
pub(super) const WEAK: Role = 1 << 3;
pub(super) const NEAR: Role = 1 << 4;
pub(super) const CLOSE: Role = 1 << 5;
pub(super) const AWAY: Role = 1 << 6;
pub(super) const FROM: Role = 1 << 7;
pub(super) const HOME: Role = 1 << 8;
pub(super) const MOTION: Role = 1 << 9;
pub(super) const LABEL: Role = 1 << 10;

const ROLES: [(Role, &str); 11] = [
    // These may stand between a cue and its place.
    (
        FILLER,
        "the downtown central city of town beautiful sunny lovely north south east west northern southern eastern \
        western greater la el le l",
    ),
    (
        STRONG,
        "in visit visiting visited into inside within toward towards nach zu dans em en explore exploring touring в во на في across \
        destination city location tour",
    ),
    (FAIR, "to at naar te via through au"),
    (WEAK, "for of a is be and or say like than on"),
    (
        NEAR,
        "near around by beside outside nearby opposite nearest cerca pres vicino bei nahe dichtbij perto overlooking facing \
        closeby surrounding neighboring neighbouring adjacent",
    ),
    // Before "to", "of" and "from" these make it mean near.
    (CLOSE, "close next closest closer nearest adjacent near walk distance proximity convenient access"),
    // Before "from" these make it mean near.
    (
        AWAY,
        "min mins minute minutes hour hours km kms mile miles metre metres meter meters block blocks walk drive ride far \
        away distance",
    ),
    (FROM, "from desde von aus depuis"),
    (HOME, "live living lives based resident"),
    // Before "to" these make a place all but sure to follow.
    (
        MOTION,
        "go going travel traveling travelling trip fly flying move moving head heading headed drive driving come coming \
        been holiday vacation getaway visit",
    ),
    // "the city is Anaheim", "destination: Rome"; but "a nice city" names none.
    (LABEL, "city destination location tour"),
];

static TABLE: LazyLock<HashMap<&'static str, Role, BuildFnv>> = LazyLock::new(|| {
    let mut table = HashMap::default();
    for (role, words) in ROLES {
        for word in words.split_whitespace() {
            *table.entry(word).or_default() |= role;
        }
    }
    table
});

/// What the folded `word` can be to the place behind it.
pub(super) fn role(word: &str) -> Role {
    TABLE.get(word).copied().unwrap_or_default()
}
