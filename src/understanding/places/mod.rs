//! Places: where the guest wants to stay, what it should be near, and where the journey starts.
//!
//! ```text
//! said     = [cue] place
//! cue      = "in" | "to" | "at" | "visit" …          → in        "a week in Rome"
//!          | "near" | "close to" | "10 min from" …   → near      "near Pike Place"
//!          | "from" | "live in" …                    → from      "flying from Boston"
//! place    = name { [","] qualifier } …              as `world/resolve.rs` reads it
//! ```
//!
//! Nearly every word is a village somewhere, so a name alone does not make a place. What speaks for it is weighed in
//! `evidence.rs`: a cue, a capital, a qualifier, the size of the place, and whether the guest was asked where.
//! Everyday words (Nice, Reading, Mobile) need more than one of these. Spelling is mended only when no place was found.

mod cue;
mod evidence;
mod misspelt;
mod role;
mod said;
mod spoken;
mod unspaced;

pub use said::{PlaceSaid, Relation};

use self::cue::{Strength, cue_before};
use self::evidence::{Evidence, ends_a_name, is_in_hotel_name};
use self::spoken::Spoken;
use super::lexicon::Lexicon;
use super::text::{Found, Tokens};
use crate::world::words::Word;
use crate::world::{Hint, Reading, Resolution, World};

/// The places that the tokens say, in the order in which they are said; `claimed` marks tokens that say something else.
///
/// ```
/// use core_chat::understanding::{places, text::Tokens};
/// use core_chat::world::{Hint, Resolution, World};
/// let tokens = Tokens::new("2 nights in Paris, TX for my wife and me");
/// let found = places::find(&tokens, &[], &Hint::default(), World::embedded());
/// assert_eq!(tokens.said(found[0].tokens.clone()), "Paris, TX");
/// let Resolution::Found(paris) = &found[0].value.resolution else { panic!() };
/// assert_eq!(paris.destination.admin.as_deref(), Some("Texas"));
/// ```
#[must_use]
pub fn find(tokens: &Tokens<'_>, claimed: &[bool], hint: &Hint, world: &World) -> Vec<Found<PlaceSaid>> {
    let spoken = Spoken::new(tokens, claimed);
    let mut found = Vec::new();
    let mut key = String::with_capacity(64);
    for part in spoken.parts() {
        let mut at = part.start;
        while at < part.end {
            let words = &spoken.words[at..part.end];
            let accepted = read(&spoken, at, words, hint, world, &mut key)
                .or_else(|| is_small_code(&spoken, at).then(|| read_code(words[0], hint, world)).flatten());
            match accepted.filter(|reading| !begins_a_reference(tokens, &spoken, at, reading)) {
                Some(reading) => {
                    let relation = cue_before(&spoken, at).map_or(Relation::In, |cue| cue.relation);
                    let words = at..at + reading.words;
                    let in_hotel_name = is_in_hotel_name(&spoken, words.clone());
                    let value = PlaceSaid { relation, resolution: reading.resolution, in_hotel_name };
                    found.push(Found::new(value, spoken.tokens_of(words)));
                    at += reading.words;
                }
                None => at += 1,
            }
        }
    }
    unspaced::find(tokens, claimed, hint, world, &mut found);
    let is_whole = |place: &Found<PlaceSaid>| matches!(place.value.resolution, Resolution::TooLarge { .. });
    if found.iter().all(is_whole)
        && let Some(mended) = misspelt::find(&spoken, hint, world, &found)
    {
        let apart = |whole: &Found<PlaceSaid>| {
            whole.tokens.end <= mended.tokens.start || mended.tokens.end <= whole.tokens.start
        };
        found.retain(apart);
        found.push(mended);
    }
    found
}

/// The place that starts with the word at `at`, the longest name that enough speaks for.
fn read(
    spoken: &Spoken<'_>,
    at: usize,
    words: &[Word<'_>],
    hint: &Hint,
    world: &World,
    key: &mut String,
) -> Option<Reading> {
    let accepted = |reading: &Reading| Evidence::of(spoken, at, reading, hint).is_enough(reading, spoken.word(at));
    if Evidence::is_hopeless(spoken, at, hint) {
        return None;
    }
    let mut lengths = world.name_lengths(words, key);
    if lengths == 0 {
        let owner = spoken.without_possessive(at)?;
        return world.read(&[owner], hint).filter(|reading| reading.standing.hot && accepted(reading));
    }
    loop {
        let reading = world.read_one_of(lengths, words, hint)?;
        if accepted(&reading) {
            return Some(world.or_mended(reading, words, hint));
        }
        // Shorter ones are left.
        lengths &= (1 << reading.name) - 1;
    }
}

/// "ABC123": capitals with digits right behind them are no airport's.
fn begins_a_reference(tokens: &Tokens<'_>, spoken: &Spoken<'_>, at: usize, reading: &Reading) -> bool {
    let end = spoken.tokens_of(at..at + reading.words).end;
    let digits = tokens.number(end).is_some() && !tokens.space_before(end);
    digits && reading.words == 1 && spoken.words[at].capitals
}

/// "near sfo", "a room in muc": what a code in small letters names.
fn read_code(word: Word<'_>, hint: &Hint, world: &World) -> Option<Reading> {
    let reading = world.read(&[Word { capitals: true, ..word }], hint)?;
    Some(reading).filter(|reading| reading.standing.is_well_known())
}

/// Whether the word at `at` is three small letters that mean nothing else, behind "near" or "around", or last behind "in".
fn is_small_code(spoken: &Spoken<'_>, at: usize) -> bool {
    let (word, traits) = (spoken.words[at], spoken.traits[at]);
    let led = || {
        cue_before(spoken, at).is_some_and(|cue| match cue.relation {
            Relation::Near => true,
            Relation::In | Relation::From => cue.strength == Strength::Strong && ends_a_name(spoken, at),
        })
    };
    word.text.len() == 3
        && word.text.is_ascii()
        && !word.capitals
        && !traits.everyday
        && traits.role == 0
        && !Lexicon::shipped().knows(word.text)
        && led()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::place::{CountryCode, PlaceKind};

    fn said_by(text: &str, hint: &Hint) -> Vec<(String, String, Relation)> {
        let tokens = Tokens::new(text);
        let name = |resolution: &Resolution| match resolution {
            Resolution::Found(found) => {
                let place = &found.destination;
                let within = place.city.as_deref().or(place.admin.as_deref()).unwrap_or_default();
                format!("{}, {within}", place.name)
            }
            Resolution::Ambiguous(choices) => format!("one of {}", choices.len()),
            Resolution::TooLarge { whole, .. } => format!("all of {}", whole.name),
            Resolution::Unknown => "?".to_owned(),
        };
        find(&tokens, &[], hint, World::embedded())
            .into_iter()
            .map(|found| (tokens.said(found.tokens).to_owned(), name(&found.value.resolution), found.value.relation))
            .collect()
    }

    #[track_caller]
    fn says(text: &str, expected: &[(&str, &str)]) {
        let found = said_by(text, &Hint::default());
        let found: Vec<(&str, &str)> = found.iter().map(|(said, name, _)| (said.as_str(), name.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn says_nothing(text: &str) {
        says(text, &[]);
    }

    #[test]
    fn a_city_is_read_wherever_it_stands() {
        says("Seattle Mar 20-23 1 room refundable", &[("Seattle", "Seattle, Washington")]);
        says("I need a hotel in seattle for two nights", &[("seattle", "Seattle, Washington")]);
        says("2 rooms, 20-23 March, LISBON", &[("LISBON", "Lisbon, Lisbon")]);
        says("looking for somewhere to stay in nyc", &[("nyc", "New York City, New York")]);
        says("hotel in positano please", &[("positano", "Positano, Campania")]);
    }

    #[test]
    fn qualifiers_choose_among_namesakes() {
        says("2 nights in Paris, TX", &[("Paris, TX", "Paris, Texas")]);
        says("paris texas next friday", &[("paris texas", "Paris, Texas")]);
        says("a room in London Ontario", &[("London Ontario", "London, Ontario")]);
        says("Portland, Maine or nearby", &[("Portland, Maine", "Portland, Maine")]);
        says("somewhere in Washington D.C. in May", &[("Washington D.C.", "Washington, District of Columbia")]);
    }

    #[test]
    fn areas_and_landmarks_are_read_in_either_order() {
        says("near Pike Place, Seattle", &[("Pike Place, Seattle", "Pike Place Market, Seattle")]);
        says("something in downtown Seattle", &[("downtown Seattle", "Downtown, Seattle")]);
        says("Seattle downtown, two nights", &[("Seattle downtown", "Downtown, Seattle")]);
        says("close to the Eiffel Tower", &[("Eiffel Tower", "Eiffel Tower, Paris")]);
    }

    #[test]
    fn a_bare_area_means_the_sessions_city() {
        let seattle = Hint {
            session: World::embedded().read(&words("seattle"), &Hint::default()).and_then(id),
            ..Hint::default()
        };
        let found = said_by("I would like to be downtown", &seattle);
        assert_eq!(found.first().map(|place| place.1.as_str()), Some("Downtown, Seattle"));
        says_nothing("I would like to be downtown");
        says_nothing("a hotel in the city center");
        says_nothing("cancel booking ABC123");
    }

    fn words(text: &'static str) -> [Word<'static>; 1] {
        [Word::plain(text)]
    }

    fn id(reading: Reading) -> Option<crate::domain::place::PlaceId> {
        match reading.resolution {
            Resolution::Found(found) => Some(found.destination.place),
            Resolution::Ambiguous(_) | Resolution::TooLarge { .. } | Resolution::Unknown => None,
        }
    }

    #[test]
    fn codes_count_in_capitals_or_beside_airport() {
        says("a hotel near SFO", &[("SFO", "San Francisco International Airport, San Francisco")]);
        says("a hotel near jfk airport", &[("jfk airport", "John F Kennedy International Airport, New York")]);
        says_nothing("can we sit in the sun by the sea and see the bus");
    }

    #[test]
    fn everyday_words_are_places_only_where_the_sentence_says_so() {
        says_nothing("a nice hotel with a bath and a mobile phone for reading");
        says_nothing("I need a room for my wife and me near the center");
        says("three nights in Nice", &[("Nice", "Nice, Provence-Alpes-Côte d'Azur")]);
        says("we go to Bath", &[("Bath", "Bath, England")]);
        let asked = Hint { asked: true, ..Hint::default() };
        assert_eq!(said_by("reading", &asked)[0].1, "Reading, England");
        assert!(said_by("yes it is", &asked).is_empty());
    }

    #[test]
    fn relations_are_told_apart() {
        let relation = |text: &str| said_by(text, &Hint::default()).iter().map(|place| place.2).collect::<Vec<_>>();
        assert_eq!(relation("flying from Boston to Miami"), [Relation::From, Relation::In]);
        assert_eq!(relation("10 min from SFO"), [Relation::Near]);
        assert_eq!(relation("close to Union Square in San Francisco"), [Relation::Near, Relation::In]);
    }

    #[test]
    fn misspelt_names_are_mended_when_nothing_else_was_said() {
        says("hotel in Seatle tomorrow", &[("Seatle", "Seattle, Washington")]);
        says("a weekend in san fransisco", &[("san fransisco", "San Francisco, California")]);
        says("Barcelna, 3 nights", &[("Barcelna", "Barcelona, Catalonia")]);
        says_nothing("tommorow for two adlts please");
    }

    #[test]
    fn persons_and_hotels_are_no_places() {
        says_nothing("my name is Jackson");
        says_nothing("the Tropicana Inn for two");
        let tokens = Tokens::new("book the Hilton Phoenix");
        let found = find(&tokens, &[], &Hint::default(), World::embedded());
        assert!(found.iter().all(|place| place.value.in_hotel_name));
    }

    #[test]
    fn names_in_scripts_without_spaces_are_read() {
        says("大阪のホテル", &[("大阪のホテル", "Osaka, Osaka")]);
        says("отель в Москве", &[("Москве", "Moscow, Moscow")]);
    }

    #[test]
    fn countries_are_too_large_and_offer_cities() {
        let tokens = Tokens::new("somewhere in Italy");
        let found = find(&tokens, &[], &Hint::default(), World::embedded());
        let Resolution::TooLarge { whole, cities } = &found[0].value.resolution else { panic!("{found:?}") };
        assert_eq!((whole.kind, cities.len()), (PlaceKind::Country, 4));
        assert_eq!(&*cities[0].name, "Rome");
    }

    #[test]
    fn claimed_words_are_left_alone() {
        let tokens = Tokens::new("Reading in Nice");
        let found = find(&tokens, &[false, false, true], &Hint::default(), World::embedded());
        assert!(found.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,60}", asked: bool) {
            let hint = Hint { asked, country: CountryCode::parse("US"), session: None };
            let tokens = Tokens::new(&text);
            for place in find(&tokens, &[], &hint, World::embedded()) {
                prop_assert!(place.tokens.start < place.tokens.end && place.tokens.end <= tokens.len());
            }
        }

        #[test]
        fn words_in_any_order_are_read_without_panic(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "in", "Paris", ",", "TX", "near", "san", "new", "york", "downtown", "airport", "LA", "st", "the", "city", "É", "東京", ".", "D", "C", "-",
                ]),
                0..9,
            ),
        ) {
            let text = words.join(" ");
            let _ = find(&Tokens::new(&text), &[], &Hint::default(), World::embedded());
        }
    }
}
