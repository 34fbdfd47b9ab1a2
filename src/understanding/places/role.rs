//! What a word can be to a place beside it: the words that cues are made of, and those that speak against a place.

use std::sync::LazyLock;

use crate::world::hash::Fnv;
use crate::world::table::Table;

/// What a word can be to a place beside it, as bits.
pub(super) type Role = u32;

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
/// All that a word before a place can be to it.
pub(super) const CUES: Role = (1 << 11) - 1;
pub(super) const HOUSE: Role = 1 << 11;
pub(super) const PERSON: Role = 1 << 12;
pub(super) const DETERMINER: Role = 1 << 13;
pub(super) const CURRENCY: Role = 1 << 14;
pub(super) const AROUND_ANSWER: Role = 1 << 15;
pub(super) const COMMON: Role = 1 << 16;
pub(super) const BRAND: Role = 1 << 17;

const ROLES: [(Role, &str); 17] = [
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
    // These end the name of a hotel, or start it.
    (
        HOUSE,
        "hotel inn lodge resort suites suite hostel house guesthouse guest villa plaza motel apartments residence bed \
        b bnb church restaurant",
    ),
    // After these comes a person.
    (
        PERSON,
        "mr mrs ms dr miss sir madam named called im am hi hello hey dear thanks under son daughter wife husband \
        partner brother sister mother father mom mum dad friend colleague boss aunt uncle",
    ),
    // After these comes a thing, which is no place unless everybody knows it as one.
    (DETERMINER, "the my our your his her their a an this that any some no every"),
    // Codes of currencies that are codes of airports, or words, as well.
    (CURRENCY, "usd eur gbp cad aud nzd chf jpy cny inr mxn thb sgd hkd brl zar"),
    // These may stand around the answer to "where?".
    (
        AROUND_ANSWER,
        "the in to at near around please pls city i im id we want would like love prefer it its is be thinking maybe \
        probably how about what lets say go going stay a for from of area ok yes make downtown somewhere try",
    ),
    // Months and days, which would be said as a date, and things that every city has.
    (
        COMMON,
        "january february march april may june july august september october november december monday tuesday \
        wednesday thursday friday saturday sunday sun mar easter christmas summer airport station center centre \
        city beach park university hospital hotel",
    ),
];

/// Names of hotels which are places elsewhere: only a qualifier makes them one.
const BRANDS: &str = "\
    accor, adagio, aloft, anantara, best western, comfort inn, conrad, courtyard, days inn, doubletree, econo \
    lodge, fairmont, fairfield, four seasons, hampton, hampton inn, hilton, holiday inn, hyatt, ibis, kimpton, \
    mandarin, marriott, mercure, meridien, moxy, novotel, omni, peninsula, pullman, radisson, ramada, red roof, \
    ritz, sheraton, sofitel, super 8, travelodge, westin, wyndham";

static TABLE: LazyLock<Table<Role>> = LazyLock::new(|| {
    let mut table = Table::default();
    for (role, words) in ROLES {
        for word in words.split_whitespace() {
            *table.entry(word) |= role;
        }
    }
    for first in BRANDS.split(", ").filter_map(|brand| brand.split(' ').next()) {
        *table.entry(first) |= BRAND;
    }
    table
});

/// What the folded `word` can be to a place beside it; `hash` is its hash.
pub(super) fn role(hash: Fnv, word: &str) -> Role {
    TABLE.find(hash, word).copied().unwrap_or_default()
}

/// The brands of hotels, each as its words.
pub(super) fn brands() -> impl Iterator<Item = std::str::Split<'static, char>> {
    BRANDS.split(", ").map(|brand| brand.split(' '))
}
