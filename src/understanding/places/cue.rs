//! The words before a place that say that it is one, and what it is to the stay.
//!
//! ```text
//! cue   = preposition { filler }             "in the", "near beautiful downtown"
//! near  = near | around | by | close to | next to | distance "from" | walk "to"
//! from  = from | live in | based in
//! in    = in | [motion] to | at | visit | en | nach | …
//! ```

use super::said::Relation;
use super::spoken::Spoken;

/// A cue before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    pub relation: Relation,
    pub strength: Strength,
}

/// How surely a place follows a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// "for", "is", "and": places and much else.
    Weak,
    /// "to", "at": places among other things.
    Fair,
    /// "in", "near", "visit": hardly anything but a place, a time or a thing of the house.
    Strong,
}

/// Words that may stand between a cue and its place.
const FILLERS: [&str; 22] = [
    "the",
    "downtown",
    "central",
    "city",
    "of",
    "town",
    "beautiful",
    "sunny",
    "lovely",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "greater",
    "la",
    "el",
    "le",
    "l",
];
const STRONG: [&str; 22] = [
    "in",
    "visit",
    "visiting",
    "visited",
    "into",
    "inside",
    "within",
    "toward",
    "towards",
    "destination",
    "city",
    "location",
    "nach",
    "zu",
    "dans",
    "em",
    "en",
    "explore",
    "exploring",
    "tour",
    "touring",
    "across",
];
const FAIR: [&str; 7] = ["to", "at", "naar", "te", "via", "through", "au"];
const WEAK: [&str; 11] = ["for", "of", "a", "is", "be", "and", "or", "say", "like", "than", "on"];
const NEAR: [&str; 22] = [
    "near",
    "around",
    "by",
    "beside",
    "outside",
    "nearby",
    "opposite",
    "nearest",
    "cerca",
    "pres",
    "vicino",
    "bei",
    "nahe",
    "dichtbij",
    "perto",
    "overlooking",
    "facing",
    "closeby",
    "surrounding",
    "neighboring",
    "neighbouring",
    "adjacent",
];
/// Before "to" or "of" these make it mean near.
const CLOSE: [&str; 12] = [
    "close",
    "next",
    "closest",
    "closer",
    "nearest",
    "adjacent",
    "near",
    "walk",
    "distance",
    "proximity",
    "convenient",
    "access",
];
/// Before "from" these make it mean near.
const AWAY: [&str; 22] = [
    "min", "mins", "minute", "minutes", "hour", "hours", "km", "kms", "mile", "miles", "metre", "metres", "meter",
    "meters", "block", "blocks", "walk", "drive", "ride", "far", "away", "distance",
];
const FROM: [&str; 5] = ["from", "desde", "von", "aus", "depuis"];
const HOME: [&str; 5] = ["live", "living", "lives", "based", "resident"];
/// Before "to" these make a place all but sure to follow.
const MOTION: [&str; 22] = [
    "go",
    "going",
    "travel",
    "traveling",
    "travelling",
    "trip",
    "fly",
    "flying",
    "move",
    "moving",
    "head",
    "heading",
    "headed",
    "drive",
    "driving",
    "come",
    "coming",
    "been",
    "holiday",
    "vacation",
    "getaway",
    "visit",
];

/// The cue of the place that starts with word `at`.
pub(super) fn cue_before(spoken: &Spoken<'_>, at: usize) -> Option<Cue> {
    let mut here = at;
    if spoken.traits.get(at)?.first && at > 0 {
        return None;
    }
    for _ in 0..3 {
        let before = spoken.before(here, 1);
        if let Some(cue) = cue(spoken, here, before) {
            return Some(cue);
        }
        if here == 0 || !FILLERS.contains(&before) {
            return None;
        }
        here -= 1;
    }
    None
}

/// What the word `word`, which stands before word `here`, is as a cue.
fn cue(spoken: &Spoken<'_>, here: usize, word: &str) -> Option<Cue> {
    let further = spoken.before(here, 2);
    let near = Cue { relation: Relation::Near, strength: Strength::Strong };
    if NEAR.contains(&word) || (CLOSE.contains(&further) && matches!(word, "to" | "of" | "from")) {
        return Some(near);
    }
    if FROM.contains(&word) {
        let relation = if AWAY.contains(&further) { Relation::Near } else { Relation::From };
        return Some(Cue { relation, strength: Strength::Fair });
    }
    if word == "in" && HOME.contains(&further) {
        return Some(Cue { relation: Relation::From, strength: Strength::Strong });
    }
    // "the city is Anaheim", "destination: Rome"; but "a nice city" names none.
    let label = matches!(word, "city" | "destination" | "location" | "tour");
    if label && !matches!(further, "the" | "my" | "our" | "" | "in") {
        return None;
    }
    let strength = if STRONG.contains(&word) || (word == "to" && MOTION.contains(&further)) {
        Strength::Strong
    } else if FAIR.contains(&word) {
        Strength::Fair
    } else if WEAK.contains(&word) {
        Strength::Weak
    } else {
        return None;
    };
    Some(Cue { relation: Relation::In, strength })
}
