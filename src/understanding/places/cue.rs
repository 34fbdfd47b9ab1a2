//! The words before a place that say that it is one, and what it is to the stay.
//!
//! ```text
//! cue   = preposition { filler }             "in the", "near beautiful downtown"
//! near  = near | around | by | close to | next to | distance "from" | walk "to"
//! from  = from | live in | based in
//! in    = in | [motion] to | at | visit | en | nach | …
//! ```

use super::role::{AWAY, CLOSE, CUES, FAIR, FILLER, FROM, HOME, LABEL, MOTION, NEAR, STRONG, WEAK};
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

/// The cue of the place that starts with word `at`.
pub(super) fn cue_before(spoken: &Spoken<'_>, at: usize) -> Option<Cue> {
    if at == 0 || spoken.traits.get(at)?.first {
        return None;
    }
    let mut here = at;
    for _ in 0..3 {
        if let Some(cue) = cue(spoken, here) {
            return Some(cue);
        }
        if here == 0 || spoken.role_before(here, 1) & FILLER == 0 {
            return None;
        }
        here -= 1;
    }
    None
}

/// What the word before word `here` is as a cue.
fn cue(spoken: &Spoken<'_>, here: usize) -> Option<Cue> {
    let (role, further) = (spoken.role_before(here, 1) & CUES, spoken.role_before(here, 2));
    if role == 0 {
        return None;
    }
    let word = spoken.before(here, 1);
    if word == "in" && matches!(spoken.before(here, 2), "check" | "checking" | "checked") {
        return None;
    }
    if role & NEAR != 0 || (further & CLOSE != 0 && matches!(word, "to" | "of" | "from")) {
        return Some(Cue { relation: Relation::Near, strength: Strength::Strong });
    }
    if role & FROM != 0 {
        let relation = if further & AWAY != 0 { Relation::Near } else { Relation::From };
        return Some(Cue { relation, strength: Strength::Fair });
    }
    if word == "in" && further & HOME != 0 {
        return Some(Cue { relation: Relation::From, strength: Strength::Strong });
    }
    // "the city is Anaheim", "destination: Rome"; but "a nice city" names none.
    if role & LABEL != 0 {
        let label = matches!(spoken.before(here, 2), "the" | "my" | "our" | "" | "in");
        return label.then_some(Cue { relation: Relation::In, strength: Strength::Fair });
    }
    let strength = if role & STRONG != 0 || (word == "to" && further & MOTION != 0) {
        Strength::Strong
    } else if role & FAIR != 0 {
        Strength::Fair
    } else if role & WEAK != 0 {
        Strength::Weak
    } else {
        return None;
    };
    Some(Cue { relation: Relation::In, strength })
}
