//! Places that are misspelt: looked for only when a turn says no place, among words that stand where one would; a state
//! or country alone is no place yet, and qualifies what stands before it ("austn texas").

use super::cue::{Strength, cue_before};
use super::evidence::{is_after_person, is_brand, is_house, is_opening};
use super::said::{PlaceSaid, Relation};
use super::spoken::Spoken;
use crate::understanding::text::Found;
use crate::world::everyday::{is_inflected, is_near_everyday};
use crate::world::fold::fold;
use crate::world::{Hint, Reading, Resolution, World};

/// Mending takes up to some milliseconds, so only so many runs of words are tried.
const MOST_TRIES: usize = 4;
/// Names of so many words are tried whole.
const MOST_WORDS: usize = 3;

/// The first misspelt place; `wholes` are the states and countries said, right before one of which it stands then.
pub(super) fn find(
    spoken: &Spoken<'_>,
    hint: &Hint,
    world: &World,
    wholes: &[Found<PlaceSaid>],
) -> Option<Found<PlaceSaid>> {
    let mut tries = MOST_TRIES;
    for part in spoken.parts() {
        for at in part.clone() {
            let qualified = qualified(spoken, at, wholes);
            if qualified.is_none() && !wholes.is_empty() {
                continue;
            }
            let Some(sureness) = sureness(spoken, at, hint, qualified.is_some()) else { continue };
            if tries == 0 {
                return None;
            }
            tries -= 1;
            let longest = MOST_WORDS.min(part.end - at);
            let run = qualified.or_else(|| (1..=longest).rev().find(|&run| is_run(spoken, at, run)));
            let named = |run: &usize| is_house(spoken, at + run) || is_landmark(spoken, at + run);
            let Some(run) = run.filter(|run| hint.asked || !named(run)) else { continue };
            let opens = opens_before_a_date(spoken, at);
            let Some((reading, words)) = mend(spoken, at, run, (sureness, opens), hint, world) else { continue };
            if is_believable(&reading, (sureness, opens), spoken.word(at)) {
                let relation = cue_before(spoken, at).map_or(Relation::In, |cue| cue.relation);
                let value = PlaceSaid { relation, resolution: reading.resolution, in_hotel_name: false };
                return Some(Found::new(value, spoken.tokens_of(at..at + words)));
            }
        }
    }
    None
}

/// How many words the one at `at` and the state or country right behind it are.
fn qualified(spoken: &Spoken<'_>, at: usize, wholes: &[Found<PlaceSaid>]) -> Option<usize> {
    let end = spoken.traits[at].token.1;
    let next = spoken.traits.get(at + 1).filter(|next| !next.parted)?;
    let whole = wholes.iter().find(|whole| whole.tokens.start == next.token.0 && whole.tokens.start - end <= 1)?;
    let words = spoken.traits[at..].iter().take_while(|word| word.token.1 <= whole.tokens.end);
    Some(words.count())
}

/// How much speaks for a misspelt place at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sureness {
    /// A capital alone, or a cue that other words follow as well.
    Likely,
    /// A cue, or the question "where?".
    Expected,
}

/// What speaks for the word at `at` being a misspelt name; `None` when it is a word like any other.
fn sureness(spoken: &Spoken<'_>, at: usize, hint: &Hint, qualified: bool) -> Option<Sureness> {
    let (word, traits) = (spoken.words[at], spoken.traits[at]);
    let (letters, latin) = (word.text.chars().count(), word.text.is_ascii());
    if traits.claimed || spoken.is_contracted(at) || letters < 2 || word.text.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let opens = is_opening(word.text);
    let ordinary = traits.everyday || letters < 4 || (latin && !hint.asked && is_inflected(word.text));
    let inside_name = at > 0 && traits.capital && !traits.parted && spoken.traits[at - 1].capital;
    if (ordinary && !opens) || inside_name || is_brand(spoken, at, 1) || is_after_person(spoken, at) {
        return None;
    }
    let cue = cue_before(spoken, at).map(|cue| cue.strength);
    let sureness = match cue {
        Some(Strength::Strong) => Sureness::Expected,
        _ if hint.asked => Sureness::Expected,
        _ if traits.capital || qualified => Sureness::Likely,
        _ if traits.first && spoken.words.len() > 2 => Sureness::Likely,
        _ => return None,
    };
    let may_be_everyday = !opens && latin && !traits.capital && !hint.asked && is_near_everyday(word.text);
    match sureness {
        // "in seatle" may be a slip of "settle" too, so only a sought-after place is believed.
        Sureness::Expected if may_be_everyday => Some(Sureness::Likely),
        Sureness::Likely if may_be_everyday && !opens_before_a_date(spoken, at) => None,
        sureness => Some(sureness),
    }
}

/// "Tolbert Mountain": the name of something that is no town, and goes on behind the words tried.
fn is_landmark(spoken: &Spoken<'_>, after: usize) -> bool {
    const LANDMARKS: [&str; 16] = [
        "mountain",
        "park",
        "temple",
        "museum",
        "lake",
        "river",
        "square",
        "street",
        "garden",
        "gardens",
        "palace",
        "tower",
        "bridge",
        "hall",
        "university",
        "stadium",
    ];
    let goes_on = spoken.traits.get(after).is_some_and(|word| !word.parted);
    goes_on && LANDMARKS.contains(&spoken.word(after))
}

/// Whether the `run` words from `at` on could be one misspelt name.
fn is_run(spoken: &Spoken<'_>, at: usize, run: usize) -> bool {
    (at + 1..at + run).all(|i| {
        let (word, traits) = (spoken.words[i], spoken.traits[i]);
        !traits.claimed && !word.comma && !traits.everyday && word.text.len() > 1
    })
}

/// The name mended whole, or its first words alone.
fn mend(
    spoken: &Spoken<'_>,
    at: usize,
    run: usize,
    (sureness, opens): (Sureness, bool),
    hint: &Hint,
    world: &World,
) -> Option<(Reading, usize)> {
    let slips = if sureness == Sureness::Expected || opens { 2 } else { 1 };
    (1..=run).rev().find_map(|run| {
        let reading = world.mend_up_to(slips, &spoken.words[at..at + run], hint)?;
        let words = reading.words;
        Some((reading, words))
    })
}

/// "sttle mar 20-23": the first word of a turn, right before what else was read.
fn opens_before_a_date(spoken: &Spoken<'_>, at: usize) -> bool {
    at == 0 && spoken.word(at).len() >= 5 && spoken.traits.get(1).is_some_and(|next| next.claimed)
}

fn is_believable(reading: &Reading, (sureness, opens): (Sureness, bool), typed: &str) -> bool {
    let standing = reading.standing;
    match &reading.resolution {
        Resolution::Ambiguous(_) | Resolution::Unknown => false,
        Resolution::TooLarge { .. } => standing.own && sureness == Sureness::Expected,
        Resolution::Found(found) => {
            let same_first = fold(&found.destination.name).chars().next() == typed.chars().next();
            sureness == Sureness::Expected || (standing.hot && (standing.slips == 1 || opens) && same_first)
        }
    }
}
