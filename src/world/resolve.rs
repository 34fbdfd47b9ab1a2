//! From words to a place: the longest name, what qualifies it, and what to do when several are left.
//!
//! ```text
//! place    = name { [","] qualifier } | area [","] city | city [","] area | city "airport" | code "airport" | CODE
//! name     = one to six words, looked up as typed, then in its other spellings, then mended
//! ```

use super::atlas::{Entry, World};
use super::binary::{MENDABLE_PEOPLE, Named};
use super::hash::Fnv;
use super::known::KnownAs;
use super::mend::Near;
use super::rank::{ALIAS, Candidate, Hint, Situation};
use super::resolution::{Reading, Resolution};
use super::words::{LONGEST_NAME, Phrase, Word, abbreviated, join, may_be_spelt_otherwise, other_spellings};

/// An airport named by its code.
const CODE: i32 = 7_000;
/// A code in small letters as the answer to "where?", which a place of that name comes before.
const SMALL_CODE: i32 = 4_000;
/// A name below this score may be a slip of a better one …
const WEAK: i32 = 4_500;
/// … that is better by this much, slips already paid for.
const BETTER: i32 = 1_500;
const SLIP: i32 = -1_300;
const OTHER_FIRST_LETTER: i32 = -700;

impl World {
    /// What a guest's answer to "where?", or a place from a partner's form, means.
    ///
    /// ```
    /// use core_chat::world::{Hint, Resolution, World};
    /// let Resolution::Found(paris) = World::embedded().resolve("paris texas", &Hint::default()) else { panic!() };
    /// assert_eq!(paris.destination.admin.as_deref(), Some("Texas"));
    /// let Resolution::Found(seattle) = World::embedded().resolve("Seatle", &Hint::default()) else { panic!() };
    /// assert_eq!(seattle.mended.as_deref(), Some("seatle"));
    /// ```
    #[must_use]
    pub fn resolve(&self, text: &str, hint: &Hint) -> Resolution {
        let phrase = Phrase::new(text);
        let mut words = phrase.words();
        let is_named_the = || self.read(&words, hint).is_some_and(|reading| reading.words == words.len());
        if words.first().is_some_and(|first| first.text == "the") && !is_named_the() {
            words.remove(0);
        }
        let hint = Hint { asked: true, ..*hint };
        let exact = self.read(&words, &hint);
        let read = match exact {
            Some(reading) if reading.words == words.len() => Some(self.or_mended(reading, &words, &hint)),
            // "Tampa somewhere" is Tampa and not a misspelling; "San Fransico" is no San.
            Some(partly) if partly.standing.is_well_known() => self.mend_whole(&words, &hint).or(Some(partly)),
            partly => self.mend(&words, &hint).or(partly),
        };
        read.map_or(Resolution::Unknown, |reading| reading.resolution)
    }

    /// The place that `words` start with, the longest name first; nothing is mended.
    #[must_use]
    pub fn read(&self, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        self.read_one_of(self.name_lengths(words, &mut String::with_capacity(64)), words, hint)
    }

    /// As [`World::read`], with a name of as many words as one of the `lengths` says, which are bits.
    #[must_use]
    pub fn read_one_of(&self, lengths: u32, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        if lengths == 0 {
            return None;
        }
        let (mut key, mut found) = (String::with_capacity(64), Vec::new());
        let situation = Situation::of(*hint, self);
        for length in (1..=LONGEST_NAME.min(words.len())).rev().filter(|length| lengths & 1 << length != 0) {
            let name = &words[..length];
            join(name, &mut key);
            if length == 1 && !self.may_stand_alone(name[0], words, hint) {
                continue;
            }
            self.candidates(&key, name[0].capitals || hint.asked, &situation, &mut found);
            if length == 1 {
                self.coded_airport(words, hint, &mut found);
            }
            self.candidates_by_other_spelling(&key, &situation, &mut found);
            if !found.is_empty() && !self.is_city_with_airport(name, &found, &mut key) {
                return Some(self.settle(found, length, words, &situation, None));
            }
            found.clear();
        }
        None
    }

    /// Places whose name is `key` written differently; behind those that are written so, and mostly when there are none.
    fn candidates_by_other_spelling(&self, key: &str, situation: &Situation, found: &mut Vec<Candidate>) {
        let exact = found.len();
        if let Some(other) = abbreviated(key) {
            self.candidates(&other, false, situation, found);
            for candidate in &mut found[exact..] {
                candidate.score += ALIAS;
            }
        }
        if exact == 0 {
            for other in other_spellings(key) {
                self.candidates(&other, false, situation, found);
            }
        }
    }

    /// Which numbers of words, as bits, may be a name at the start of `words`; some of them turn out to be none.
    ///
    /// `key` is room to work in; what it holds before and after means nothing.
    #[must_use]
    pub fn name_lengths(&self, words: &[Word<'_>], key: &mut String) -> u32 {
        let Some(first) = words.first() else { return 0 };
        key.clear();
        key.push_str(first.text);
        let mut hash = first.hash;
        let mut lengths = u32::from(self.may_name(hash, key) || is_code(first)) << 1;
        for (count, word) in words.iter().enumerate().take(LONGEST_NAME).skip(1) {
            if word.comma {
                break;
            }
            key.push(' ');
            key.push_str(word.text);
            hash = hash.with(b" ").with(word.text.as_bytes());
            if self.may_name(hash, key) {
                lengths |= 1 << (count + 1);
            }
            if count == 1 && !self.may_open(hash, key) {
                break;
            }
        }
        lengths
    }

    fn may_name(&self, hash: Fnv, key: &str) -> bool {
        let is_key = |other: String| self.gazetteer.may_be_key(Fnv::of(&other));
        self.known.may_name(hash, key)
            || self.gazetteer.may_be_key(hash)
            || may_be_spelt_otherwise(key) && other_spellings(key).chain(abbreviated(key)).any(is_key)
    }

    fn may_open(&self, hash: Fnv, start: &str) -> bool {
        self.known.opens(hash, start)
            || self.gazetteer.may_open(hash)
            || abbreviated(start).is_some_and(|other| self.gazetteer.may_open(Fnv::of(&other)))
    }

    /// One or two Latin letters name a place in capitals only, a code beside "airport" or as the answer to "where?".
    fn may_stand_alone(&self, name: Word<'_>, words: &[Word<'_>], hint: &Hint) -> bool {
        let short = name.text.len() <= 2 && name.text.is_ascii();
        let known = self.known.named(name.text).iter().any(|known| matches!(known, KnownAs::City(_)));
        !short || name.capitals || known || (hint.asked && words.len() == 1)
    }

    /// "London airport" is an airport of London before it is one called so elsewhere.
    fn is_city_with_airport(&self, name: &[Word<'_>], found: &[Candidate], key: &mut String) -> bool {
        let Some((last, city)) = name.split_last().filter(|(_, city)| !city.is_empty()) else { return false };
        if last.text != "airport" || !found.iter().all(|place| matches!(place.entry, Entry::Airport(_))) {
            return false;
        }
        join(city, key);
        self.gazetteer.named(key).any(|named| match named {
            Named::Place(i) => self.known.is_hot(i),
            Named::PlaceAlias(_) | Named::Admin(_) | Named::Country(_) | Named::Airport(_) => false,
        })
    }

    fn coded_airport(&self, words: &[Word<'_>], hint: &Hint, found: &mut Vec<Candidate>) {
        let beside = words.get(1).is_some_and(|next| is_airport_word(next.text));
        let answer = hint.asked && words.len() == 1;
        if let Some(code) = airport_code(&words[0])
            && (words[0].capitals || beside || answer)
            && let Some(index) = self.gazetteer.airport_index(code)
        {
            let score = if words[0].capitals || beside { CODE } else { SMALL_CODE };
            found.push(Candidate { entry: Entry::Airport(index), score, own: true, slips: 0 });
        }
    }

    /// Mends the whole of `words`, or what stands before their qualifier; `None` when nothing is near enough.
    #[must_use]
    pub fn mend(&self, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        self.mend_up_to(2, words, hint)
    }

    /// As [`World::mend`], with at most one slip where `slips` is 1.
    #[must_use]
    pub fn mend_up_to(&self, slips: usize, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        let mut key = String::new();
        let qualified = |head: &usize| {
            let tail = &words[*head..];
            tail.is_empty() || (tail.len() <= 3 && !self.meanings(tail, true, &mut key).is_empty())
        };
        let heads: Vec<usize> = (1..=words.len().min(LONGEST_NAME)).rev().filter(qualified).collect();
        (1..=slips.min(2)).find_map(|most| heads.iter().find_map(|&head| self.mend_head(head, most, words, hint)))
    }

    fn mend_whole(&self, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        [1, 2].into_iter().find_map(|most| self.mend_head(words.len(), most, words, hint))
    }

    /// The first `head` words mended as one name, the words behind them read as they are.
    fn mend_head(&self, head: usize, most: usize, words: &[Word<'_>], hint: &Hint) -> Option<Reading> {
        if head > LONGEST_NAME || words[..head].iter().skip(1).any(|word| word.comma) {
            return None;
        }
        let situation = Situation::of(*hint, self);
        let mut key = String::new();
        join(&words[..head], &mut key);
        let found = self.mended(&key, most, &situation);
        (!found.is_empty()).then(|| self.settle(found, head, words, &situation, Some(key)))
    }

    /// The reading, or a mended one where the name read is hardly known and a slip away from a well-known one.
    #[must_use]
    pub fn or_mended(&self, reading: Reading, words: &[Word<'_>], hint: &Hint) -> Reading {
        if reading.standing.score >= WEAK || reading.standing.qualified {
            return reading;
        }
        let situation = Situation::of(*hint, self);
        let mut key = String::new();
        join(&words[..reading.name], &mut key);
        let found = self.mended(&key, 1, &situation);
        if found.iter().all(|near| near.score < reading.standing.score + BETTER) {
            return reading;
        }
        let mut mended = self.settle(found, reading.name, words, &situation, Some(key));
        if let (Resolution::Found(better), Resolution::Found(typed)) = (&mut mended.resolution, reading.resolution) {
            better.alternative = Some(typed.destination);
        }
        mended
    }

    /// Places whose name is `most` slips or fewer from `key`; two slips need eight letters, or five when one gave nothing.
    fn mended(&self, key: &str, most: usize, situation: &Situation) -> Vec<Candidate> {
        let letters = key.chars().count();
        let mut found = Vec::new();
        if letters < if most == 1 { 4 } else { 5 } {
            return found;
        }
        let mut near = Vec::new();
        let mut take = |name: &str, slips: usize, near: &mut Vec<Candidate>| {
            let other = if name.chars().next() == key.chars().next() { 0 } else { OTHER_FIRST_LETTER };
            let slips = u8::try_from(slips).unwrap_or(u8::MAX);
            let price = SLIP * i32::from(slips) + other;
            found.extend(near.drain(..).map(|near| Candidate { score: near.score + price, slips, ..near }));
        };
        for (name, slips) in self.known.near(key, most) {
            self.candidates(name, false, situation, &mut near);
            take(name, slips, &mut near);
        }
        for Near { name, slips } in self.mender.near(&self.gazetteer, key, most) {
            self.candidates(name, false, situation, &mut near);
            take(name, slips, &mut near);
        }
        found.retain(|candidate| match candidate.entry {
            Entry::City(i) => self.gazetteer.place(i).people >= MENDABLE_PEOPLE || self.known.is_hot(i),
            Entry::Country(_) => candidate.own,
            Entry::Spot(_) | Entry::Region(_) | Entry::Admin(_) => true,
            Entry::Airport(_) => false,
        });
        found
    }
}

fn is_code(word: &Word<'_>) -> bool {
    word.text.len() == 3 && word.text.is_ascii()
}

fn airport_code(word: &Word<'_>) -> Option<[u8; 3]> {
    if is_code(word) { word.text.to_ascii_uppercase().as_bytes().try_into().ok() } else { None }
}

/// Whether `word` says that the name before it is an airport's.
pub(super) fn is_airport_word(word: &str) -> bool {
    matches!(word, "airport" | "airports" | "terminal" | "intl" | "international")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::place::{CountryCode, Destination};

    fn resolve(text: &str, country: &str) -> Resolution {
        World::embedded().resolve(text, &Hint { country: CountryCode::parse(country), ..Hint::default() })
    }

    fn place(destination: &Destination) -> String {
        let admin = World::embedded().city(destination.place).and_then(|city| city.admin_code);
        format!("{}/{}/{}", destination.name, destination.country, admin.unwrap_or_default())
    }

    #[track_caller]
    fn means(text: &str, country: &str, expected: &str) {
        let resolution = resolve(text, country);
        let Resolution::Found(found) = &resolution else { panic!("{text}: {resolution:?}") };
        assert!(place(&found.destination).starts_with(expected), "{text}: {}", place(&found.destination));
    }

    #[test]
    fn the_best_known_place_of_a_name_is_meant() {
        for (text, expected) in [
            ("Milan", "Milan/IT"),
            ("springfield, il", "Springfield/US/IL"),
            ("Sydney NSW", "Sydney/AU"),
            ("Vancouver BC", "Vancouver/CA"),
            ("Washington DC", "Washington/US/DC"),
            ("Cologne", "Köln/DE"),
            ("Koeln", "Köln/DE"),
            ("the Hague", "The Hague/NL"),
            ("Ft Worth", "Fort Worth/US/TX"),
            ("東京", "Tokyo/JP"),
            ("부산", "Busan/KR"),
        ] {
            means(text, "", expected);
        }
    }

    #[test]
    fn the_guests_country_tips_the_scales() {
        means("Cambridge", "", "Cambridge/GB");
        means("Cambridge", "US", "Cambridge/US/MA");
        means("Granada", "NI", "Granada/NI");
        means("Paris", "US", "Paris/FR");
    }

    #[test]
    fn a_close_second_is_offered() {
        let Resolution::Found(found) = resolve("Toledo", "") else { panic!() };
        assert_eq!(found.alternative.map(|other| place(&other)), Some("Toledo/US/OH".to_owned()));
        let Resolution::Found(found) = resolve("Seattle", "") else { panic!() };
        assert_eq!(found.alternative, None);
    }

    #[test]
    fn a_qualifier_that_fits_nothing_is_left_aside_and_said() {
        let Resolution::Found(found) = resolve("Kyoto, Germany", "") else { panic!() };
        assert_eq!((place(&found.destination).as_str(), found.dropped.as_deref()), ("Kyoto/JP/22", Some("germany")));
    }

    #[test]
    fn ca_is_california_and_canada() {
        means("San Jose, CA", "", "San Jose/US/CA");
        means("Banff, CA", "", "Banff/CA");
    }

    #[test]
    fn slips_are_mended_and_echoed() {
        for (typed, expected) in [
            ("Seatle", "Seattle/US"),
            ("Cincinatti", "Cincinnati/US"),
            ("Edinborough", "Edinburgh/GB"),
            ("Rekyavik", "Reykjavík/IS"),
            ("new orlens", "New Orleans/US"),
            ("Portlnd, ME", "Portland/US/ME"),
        ] {
            means(typed, "", expected);
        }
        let Resolution::Found(found) = resolve("Barcelna", "") else { panic!() };
        assert_eq!(found.mended.as_deref(), Some("barcelna"));
        assert_eq!(resolve("xqzzvkjw", ""), Resolution::Unknown);
    }

    #[test]
    fn an_area_of_many_cities_is_asked_about() {
        let Resolution::Ambiguous(choices) = resolve("Chinatown", "") else { panic!() };
        assert!(choices.len() > 2);
        means("Chinatown, San Francisco", "", "Chinatown/US");
        means("Singapore Chinatown", "", "Chinatown/SG");
    }

    #[test]
    fn wholes_offer_their_best_known_cities() {
        for (whole, first) in [("Italy", "Rome"), ("Hawaii", "Honolulu"), ("Texas", "Houston"), ("Alemania", "Berlin")]
        {
            let Resolution::TooLarge { cities, .. } = resolve(whole, "") else { panic!("{whole}") };
            assert_eq!((&*cities[0].name, cities.len()), (first, 4));
        }
        means("Singapore", "", "Singapore/SG");
        means("Luxembourg", "", "Luxembourg/LU");
    }

    #[test]
    fn airports_are_found_by_code_name_and_city() {
        for text in ["LHR", "heathrow", "Heathrow airport", "London airport", "lhr airport"] {
            means(text, "", "London Heathrow Airport/GB");
        }
        means("seattle airport", "", "Seattle-Tacoma");
    }

    proptest! {
        #[test]
        fn any_string_resolves_without_panic(text in ".{0,40}", country in "[A-Z]{2}") {
            let _ = resolve(&text, &country);
        }

        #[test]
        fn case_and_spacing_change_nothing(text in "[a-z]{3,12}( [a-z]{3,12})?") {
            let spaced = format!("  {}  ", text.replace(' ', "   "));
            prop_assert_eq!(resolve(&text, ""), resolve(&spaced, ""));
        }
    }

    /// `cargo test --release --lib world::resolve -- --ignored --nocapture` prints the times of look-ups.
    #[test]
    #[ignore = "measures"]
    #[allow(clippy::print_stdout, reason = "prints what it measured")]
    fn look_ups_are_quick() {
        let world = World::embedded();
        let situation = Situation::of(Hint::default(), world);
        let time = |name: &str, rounds: u32, run: &mut dyn FnMut()| {
            let start = std::time::Instant::now();
            (0..rounds).for_each(|_| run());
            println!("{name}: {:?}", start.elapsed() / rounds);
        };
        for key in ["seattle", "san francisco", "paris", "qqqqqq"] {
            time(&format!("exact {key}"), 100_000, &mut || {
                std::hint::black_box(world.gazetteer.named(key).count());
            });
        }
        for (key, slips) in
            [("seatle", 1), ("barcelna", 1), ("san fransisco", 1), ("cincinatti", 2), ("san fransico", 2)]
        {
            time(&format!("{slips} slips {key}"), 200, &mut || {
                std::hint::black_box(world.mended(key, slips, &situation).len());
            });
        }
        time("resolve Paris, TX", 10_000, &mut || {
            std::hint::black_box(world.resolve("Paris, TX", &Hint::default()));
        });
    }
}
