//! Where the stay is: places and hotels by name, told of the situation.
//!
//! Of several places the first that is neither denied nor where the journey starts is meant; an area of another one
//! named beside it is meant instead of its city.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::place::{CountryCode, Destination, PlaceKind};
use crate::domain::stay::Slot;
use crate::world::fold::fold;
use crate::world::{Hint, Resolution};

use super::hotel_names::{HotelNames, HotelSaid};
use super::lexicon::Lexicon;
use super::meaning::{Problem, Said};
use super::perhaps_said::are_perhaps_said;
use super::places::{self, PlaceSaid, Relation};
use super::reading::Reading;
use super::sense::{Act, Sense};
use super::situation::{Asked, Situation};
use super::text::{Capitals, Found, TokenKind, Tokens};

/// How many items before a place may deny it.
const REACH: usize = 5;

/// The places a turn names.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts {
    /// The place meant, if any was named.
    meant: Option<Found<PlaceSaid>>,
    /// Places named beside it that the stay is not in: the Melbourne of "Sydney and Melbourne".
    others: Vec<Range<usize>>,
    /// The place named as another choice: "Sydney or Melbourne".
    choice: Option<Arc<Destination>>,
}

/// The hotels named, among those known and those shown.
#[must_use]
pub fn hotels(tokens: &Tokens<'_>, situation: &Situation<'_>) -> Vec<Found<HotelSaid>> {
    let mut found = situation.hotels.find(tokens);
    let shown = || situation.shown.iter().map(|hotel| hotel.name);
    if found.is_empty() && are_perhaps_said(shown(), tokens) && has_unknown_word(tokens) {
        found = HotelNames::of(shown()).find(tokens);
    }
    found.retain(|name| name.value.complete || !is_a_place(tokens, name, situation));
    found
}

/// "New York" begins many a hotel's name, but is a city.
fn is_a_place(tokens: &Tokens<'_>, name: &Found<HotelSaid>, situation: &Situation<'_>) -> bool {
    let words =
        (name.tokens.start..name.tokens.end).filter(|i| !matches!(tokens.word(*i), "hotel" | "house" | "inn" | "the"));
    let words: Vec<&str> = words.map(|i| tokens.raw(i)).collect();
    match situation.world.resolve(&words.join(" "), &Hint::default()) {
        Resolution::Found(resolved) => fold(&resolved.destination.name).starts_with(&fold(&words.join(" "))),
        Resolution::Ambiguous(_) | Resolution::TooLarge { .. } => true,
        Resolution::Unknown => false,
    }
}

fn has_unknown_word(tokens: &Tokens<'_>) -> bool {
    let lexicon = Lexicon::shipped();
    (0..tokens.len()).any(|i| tokens.kind(i) == TokenKind::Word && !lexicon.knows_token(tokens, i))
}

/// Finds the places and settles them into `reading`.
pub fn find(reading: &mut Reading<'_>, situation: &Situation<'_>) -> Whereabouts {
    let mut whereabouts = named(reading, situation);
    if let Some(airport) = near_the_airport(reading, whereabouts.meant.as_ref().and_then(destination), situation) {
        reading.settle(Sense::Place, airport.tokens.clone());
        whereabouts.meant = Some(airport);
    }
    whereabouts
}

/// The places said by name.
fn named(reading: &mut Reading<'_>, situation: &Situation<'_>) -> Whereabouts {
    let asked = situation.asked.for_slot(Slot::Destination);
    parks(reading);
    let claimed = claimed(reading, asked, !situation.shown.is_empty() && !asked);
    let hint = Hint {
        country: situation.guest_country,
        session: situation.known.destination.as_ref().map(|place| place.place),
        asked: situation.asked.for_slot(Slot::Destination),
    };
    let mut found = places::find(reading.tokens, &claimed, &hint, situation.world);
    found.retain(|place| !mends_a_known_word(place, reading));
    for place in &found {
        reading.settle(Sense::Place, place.tokens.clone());
        // "the Louvre museum"
        let next = reading.items.partition_point(|item| item.tokens.start < place.tokens.end);
        if matches!(reading.word(next), "museum" | "cathedral" | "castle" | "church" | "stadium" | "arena") {
            reading.mark_read(next..next + 1);
        }
    }
    if let Asked::WhichPlace(choices) = situation.asked
        && let Some(choice) = chosen(reading, choices)
    {
        return Whereabouts { meant: Some(choice), ..Whereabouts::default() };
    }
    found.retain(|place| place.value.relation != Relation::From && !place.value.in_hotel_name);
    found.retain(|place| !is_denied(reading, place.tokens.start));
    let corrected = |place: &Found<PlaceSaid>| corrections(reading, place.tokens.start);
    let Some(meant) = (0..found.len()).max_by_key(|i| (corrected(&found[*i]), std::cmp::Reverse(*i))) else {
        return Whereabouts::default();
    };
    let narrower = (0..found.len()).find(|i| is_inside(&found[*i], &found[meant]));
    let mut meant = found.remove(narrower.unwrap_or(meant));
    if let Some(known) = situation.known.destination.as_deref()
        && found.is_empty()
        && says_no_more(reading)
    {
        within_the_whole(&mut meant.value.resolution, known, situation);
    }
    found.retain(|place| corrected(place) == corrected(&meant) && is_elsewhere(place, &meant));
    let is_choice = |place: &&Found<PlaceSaid>| is_after_or(reading.tokens, place.tokens.start);
    let choice = found.iter().find(is_choice).and_then(|place| destination(place)).cloned().map(Arc::new);
    let others = found.into_iter().map(|place| place.tokens).filter(|at| !is_after_or(reading.tokens, at.start));
    Whereabouts { meant: Some(meant), others: others.collect(), choice }
}

/// "close to hyde park": a park is no parking, unless somebody parks or it stands among wishes.
fn parks(reading: &mut Reading<'_>) {
    for i in 0..reading.len() {
        if !reading.is_word(i, "park") {
            continue;
        }
        let word = reading.items[i].tokens.start;
        let parking = matches!(
            word.checked_sub(1).map_or("", |before| reading.tokens.word(before)),
            "" | "to" | "i" | "we" | "you" | "can" | "could" | "where" | "free" | "secure" | "and" | "with" | ","
        );
        if !parking {
            reading.items[i].sense = Sense::Unknown;
        }
    }
}

/// "near the airport": that of the city said, or of the one that is known; nothing where a hotel is asked about.
fn near_the_airport(
    reading: &Reading<'_>,
    said: Option<&Destination>,
    situation: &Situation<'_>,
) -> Option<Found<PlaceSaid>> {
    /// An airport farther away is another city's, in metres.
    const FARTHEST: u32 = 80_000;
    let at = (0..reading.len()).find(|i| reading.is_word(*i, "airport"))?;
    let mut before = reading.words_before(at);
    let led = before.next() == Some("the") && matches!(before.next(), Some("near" | "by" | "at" | "around" | "to"));
    let sentence = reading.sentence(at);
    let asks = reading.is_word(sentence.end, "?") || matches!(reading.sense(sentence.start), Sense::Auxiliary);
    let of_one = sentence.clone().any(|i| matches!(reading.sense(i), Sense::It | Sense::AboutIt | Sense::HotelName));
    let tokens = reading.range(at..at + 1);
    if !led || asks && of_one || is_denied(reading, tokens.start) {
        return None;
    }
    let place = said.or(situation.known.destination.as_deref())?;
    let city = if place.kind == PlaceKind::City { &place.name } else { place.city.as_ref()? };
    let resolution = situation.world.resolve(&format!("{city} airport"), &Hint::default());
    let Resolution::Found(found) = &resolution else { return None };
    let airport = &found.destination;
    if airport.kind != PlaceKind::Airport || airport.point.metres_to(place.point) > FARTHEST {
        return None;
    }
    Some(Found::new(PlaceSaid { relation: Relation::Near, resolution, in_hotel_name: false }, tokens))
}

/// "Illinois", of a Springfield: the place of that name in the state or country said.
fn within_the_whole(resolution: &mut Resolution, known: &Destination, situation: &Situation<'_>) {
    let Resolution::TooLarge { whole, .. } = resolution else { return };
    let named = situation.world.resolve(&format!("{}, {}", known.name, whole.name), &Hint::default());
    if let Resolution::Found(found) = named
        && found.dropped.is_none()
        && found.mended.is_none()
        && known.kind == PlaceKind::City
    {
        *resolution = Resolution::Found(found);
    }
}

/// Whether nothing is said but a place: "the one in Illinois", "no, I meant Texas".
fn says_no_more(reading: &Reading<'_>) -> bool {
    reading.items.iter().enumerate().all(|(i, item)| match item.sense {
        Sense::Act(Act::Instead) => matches!(reading.first_word(i), "i" | "meant"),
        Sense::Place | Sense::Filler | Sense::Stop | Sense::Comma | Sense::Polite | Sense::Point(_) => true,
        Sense::Act(Act::No | Act::Yes | Act::Ok) | Sense::It | Sense::Auxiliary => true,
        _ => false,
    })
}

fn destination(place: &Found<PlaceSaid>) -> Option<&Destination> {
    match &place.value.resolution {
        Resolution::Found(resolved) => Some(&resolved.destination),
        Resolution::TooLarge { .. } | Resolution::Ambiguous(_) | Resolution::Unknown => None,
    }
}

/// Within so many metres of another place, one is said to tell where that is.
const AROUND: u32 = 40_000;

/// Whether `one` is named as a place to go to and not to tell where the `other` is.
fn is_elsewhere(one: &Found<PlaceSaid>, other: &Found<PlaceSaid>) -> bool {
    let (Some(here), Some(there)) = (destination(one), destination(other)) else { return false };
    one.value.relation == Relation::In && here.point.metres_to(there.point) > AROUND
}

/// "Seattle near Pike Place": an area or a landmark of the city that is named beside it.
fn is_inside(one: &Found<PlaceSaid>, city: &Found<PlaceSaid>) -> bool {
    let (Some(here), Some(there)) = (destination(one), destination(city)) else { return false };
    there.kind == PlaceKind::City
        && here.city.as_deref() == Some(&*there.name)
        && here.country == there.country
        && here.point.metres_to(there.point) < AROUND
}

fn is_after_or(tokens: &Tokens<'_>, token: usize) -> bool {
    (1..=2).filter_map(|back| token.checked_sub(back)).any(|i| tokens.word(i) == "or")
}

/// The tokens that say something firmer than a place could; with a list on the screen an ordinal points at it
/// ("el segundo" is no town then).
fn claimed(reading: &Reading<'_>, asked: bool, listed: bool) -> Vec<bool> {
    let mut claimed = vec![false; reading.tokens.len()];
    for (i, item) in reading.items.iter().enumerate() {
        let firm = match item.sense {
            Sense::Date | Sense::HotelName | Sense::Currency(_) | Sense::Person(_) => true,
            Sense::Ordinal(_) | Sense::Point(_) if listed => true,
            Sense::Act(Act::Praise) => is_lodging(reading.sense(i + 1)) || item.tokens.len() > 1,
            Sense::Act(_) => true,
            // "a beachfront resort", "¿Tienen piscina?": the word of the vocabulary, unless a place may follow here.
            Sense::Amenity(_) | Sense::Board(_) | Sense::AboutIt | Sense::Auxiliary | Sense::Question
                if item.tokens.len() == 1 =>
            {
                let word = item.tokens.start;
                let plain = reading.tokens.capitals(word) == Capitals::None || reading.before(i) == Sense::Stop;
                let after_in = word > 0 && matches!(reading.tokens.word(word - 1), "in" | "to" | "near" | "at");
                plain && !after_in && !asked
            }
            Sense::Unknown | Sense::Mark | Sense::Comma | Sense::Filler | Sense::Side(_) => false,
            _ => item.tokens.len() > 1,
        };
        if firm {
            claimed[item.tokens.clone()].fill(true);
        }
    }
    for token in 1..claimed.len() {
        // "the airport" is no airport whose code is THE.
        if reading.tokens.word(token) == "airport" && reading.tokens.word(token - 1) == "the" {
            claimed[token - 1..=token].fill(true);
        }
    }
    claimed
}

/// A word the vocabulary knows is no misspelt place.
fn mends_a_known_word(place: &Found<PlaceSaid>, reading: &Reading<'_>) -> bool {
    let mended = matches!(&place.value.resolution, Resolution::Found(resolved) if resolved.mended.is_some());
    mended && place.tokens.clone().all(|i| Lexicon::shipped().knows_token(reading.tokens, i))
}

fn is_lodging(sense: Sense) -> bool {
    matches!(sense, Sense::Lodging | Sense::Room | Sense::Property(_) | Sense::RoomOf(_))
}

/// "not Portland": a place that is denied.
fn is_denied(reading: &Reading<'_>, token: usize) -> bool {
    let at = reading.items.partition_point(|item| item.tokens.end <= token);
    let clause = reading.clause(at);
    (clause.start..at).rev().take(REACH).any(|i| reading.sense(i) == Sense::Negation)
}

/// "I meant LAX": how many corrections come before a place; the last one counts.
fn corrections(reading: &Reading<'_>, token: usize) -> usize {
    let before = reading.items.iter().take_while(|item| item.tokens.end <= token);
    before.filter(|item| item.sense == Sense::Act(Act::Instead)).count()
}

/// The answer to "which of these places?": its number, or a word only one of them has.
fn chosen(reading: &Reading<'_>, choices: &[Arc<Destination>]) -> Option<Found<PlaceSaid>> {
    let at = (0..reading.len()).find_map(|i| match reading.sense(i) {
        Sense::Ordinal(n) | Sense::Number(n) => {
            (n as usize).checked_sub(1).filter(|n| *n < choices.len()).map(|n| (i, n))
        }
        _ => None,
    });
    let (i, n) = at.or_else(|| (0..reading.len()).find_map(|i| only_one_has(reading, i, choices).map(|n| (i, n))))?;
    let resolved =
        crate::world::Resolved { destination: (*choices[n]).clone(), mended: None, alternative: None, dropped: None };
    let place = PlaceSaid { relation: Relation::In, in_hotel_name: false, resolution: Resolution::Found(resolved) };
    Some(Found::new(place, reading.range(i..i + 1)))
}

fn only_one_has(reading: &Reading<'_>, i: usize, choices: &[Arc<Destination>]) -> Option<usize> {
    let word = reading.word(i);
    if word.len() < 2 {
        return None;
    }
    let mut holding = choices.iter().enumerate().filter(|(_, place)| {
        let names = [place.admin.as_deref(), Some(place.country.as_str()), place.city.as_deref()];
        names.into_iter().flatten().any(|name| fold(name).split(' ').any(|part| part == word))
    });
    match (holding.next(), holding.next()) {
        (Some((n, _)), None) => Some(n),
        _ => None,
    }
}

/// Puts place and hotel into `said`.
pub fn take(places: &Whereabouts, names: Vec<Found<HotelSaid>>, tokens: &Tokens<'_>, said: &mut Said) {
    if let Some(Found { value: PlaceSaid { resolution: Resolution::Found(resolved), .. }, tokens }) = &places.meant {
        said.destination = Some(Found::new(Arc::new(resolved.destination.clone()), tokens.clone()));
    }
    let meant = names.iter().position(|name| !is_denied_name(tokens, name.tokens.start)).unwrap_or(0);
    said.hotel_name = names.into_iter().nth(meant).map(|found| Found::new(found.value.name, found.tokens));
}

/// "not the Grand": a hotel that is denied.
fn is_denied_name(tokens: &Tokens<'_>, start: usize) -> bool {
    (start.saturating_sub(2)..start).any(|i| matches!(tokens.word(i), "not" | "except"))
}

/// From how many metres on nobody asks how far it is from the hotel.
const FAR_AWAY: u32 = 150_000;

/// The place a distance is asked to, which is then not where the stay is; "the airport" is that of the stay's city.
pub fn measured_to(reading: &mut Reading<'_>, situation: &Situation<'_>, said: &mut Said) -> Option<Arc<Destination>> {
    let known = situation.known.destination.as_deref();
    let of_one = known.is_some() || said.hotel_name.is_some() || !situation.shown.is_empty();
    if let Some(place) = said.destination.take_if(|_| of_one) {
        return Some(place.value);
    }
    let hint = Hint { session: known.map(|place| place.place), ..Hint::default() };
    let found = |name: &str| match situation.world.resolve(name, &hint) {
        Resolution::Found(resolved) => Some(resolved.destination),
        Resolution::Ambiguous(_) | Resolution::TooLarge { .. } | Resolution::Unknown => None,
    };
    if let Some(airport) = (0..reading.len()).find(|i| reading.is_word(*i, "airport")) {
        reading.mark_read(airport..airport + 1);
        let city = known?.city.as_deref().unwrap_or(&known?.name);
        return found(&format!("{city} airport")).filter(|place| place.kind == PlaceKind::Airport).map(Arc::new);
    }
    // "from the Space Needle": all that follows names a place around there; "the center" is no such name.
    let from = (0..reading.len()).rev().find(|i| matches!(reading.word(*i), "from" | "to"))?;
    let named = from + 1..reading.sentence(from).end;
    if named.clone().any(|i| matches!(reading.sense(i), Sense::Side(_))) {
        return None;
    }
    let around = |place: &Destination| known.is_some_and(|stay| place.point.metres_to(stay.point) < FAR_AWAY);
    let place = found(reading.tokens.said(reading.range(named.clone()))).filter(around)?;
    reading.mark_read(named);
    Some(Arc::new(place))
}

impl Whereabouts {
    fn resolution(&self) -> Option<&Resolution> {
        self.meant.as_ref().map(|found| &found.value.resolution)
    }

    /// The country of the place meant.
    #[must_use]
    pub fn country(&self) -> Option<CountryCode> {
        match self.resolution()? {
            Resolution::Found(resolved) => Some(resolved.destination.country),
            Resolution::TooLarge { whole, .. } => Some(whole.country),
            Resolution::Ambiguous(_) | Resolution::Unknown => None,
        }
    }

    /// The second reading to offer.
    #[must_use]
    pub fn alternative(&self) -> Option<Arc<Destination>> {
        match self.resolution()? {
            Resolution::Found(resolved) => self.choice.clone().or_else(|| resolved.alternative.clone().map(Arc::new)),
            Resolution::TooLarge { .. } | Resolution::Ambiguous(_) | Resolution::Unknown => None,
        }
    }

    /// The tokens of places that were named and are not searched.
    pub fn left_aside(&self) -> impl Iterator<Item = Range<usize>> {
        self.others.iter().cloned()
    }

    /// The spelling that was mended: as typed, and as read.
    #[must_use]
    pub fn mended(&self) -> Option<(&str, &str)> {
        match self.resolution()? {
            Resolution::Found(resolved) => resolved.mended.as_deref().map(|from| (from, &*resolved.destination.name)),
            Resolution::TooLarge { .. } | Resolution::Ambiguous(_) | Resolution::Unknown => None,
        }
    }

    /// A qualifier that fits no place of the name.
    #[must_use]
    pub fn dropped(&self) -> Option<&str> {
        match self.resolution()? {
            Resolution::Found(resolved) => resolved.dropped.as_deref(),
            Resolution::TooLarge { .. } | Resolution::Ambiguous(_) | Resolution::Unknown => None,
        }
    }

    /// Why the place cannot be searched.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        match self.resolution()? {
            Resolution::Found(_) => None,
            Resolution::TooLarge { whole, cities } => Some(Problem::PlaceTooLarge {
                name: Arc::clone(&whole.name),
                cities: cities.iter().cloned().map(Arc::new).collect(),
            }),
            Resolution::Ambiguous(choices) => Some(Problem::WhichPlace {
                said: choices.first().map_or_else(String::new, |place| place.name.to_string()),
                choices: choices.iter().cloned().map(Arc::new).collect(),
            }),
            Resolution::Unknown => None,
        }
    }
}
