//! What stands behind a name and says which one is meant: states, provinces, countries, and places around it.
//!
//! ```text
//! qualifier = state code | province code | country code | name of a state or country      "TX" "bc" "Ontario" "UK"
//!           | a well-known place or region that lies around it                            "Pike Place, Seattle"
//! ```
//!
//! Codes that are everyday words (in, me, or, il, de …) count in capitals, or as the last word: behind a comma, or when
//! they are hardly anything else there. "CA" keeps California and Canada.

use super::atlas::World;
use super::binary::Named;
use super::everyday::is_everyday;
use super::hash::Fnv;
use super::known::KnownAs;
use super::rank::Within;
use super::words::{Word, join};
use crate::domain::place::CountryCode;

/// States of countries whose GeoNames codes are numbers: (country, what guests write, code of GeoNames).
const CODES: [(&str, &str, &str); 24] = [
    ("CA", "ab", "01"),
    ("CA", "bc", "02"),
    ("CA", "mb", "03"),
    ("CA", "nb", "04"),
    ("CA", "nl", "05"),
    ("CA", "ns", "07"),
    ("CA", "on", "08"),
    ("CA", "ont", "08"),
    ("CA", "pe", "09"),
    ("CA", "pei", "09"),
    ("CA", "qc", "10"),
    ("CA", "sk", "11"),
    ("CA", "yt", "12"),
    ("CA", "nt", "13"),
    ("CA", "nu", "14"),
    ("AU", "act", "01"),
    ("AU", "nsw", "02"),
    ("AU", "nt", "03"),
    ("AU", "qld", "04"),
    ("AU", "sa", "05"),
    ("AU", "tas", "06"),
    ("AU", "vic", "07"),
    ("AU", "wa", "08"),
    ("BR", "sp", "27"),
];

/// English words that are codes of countries; as codes of states the others mostly mean those.
const ENGLISH: [&str; 22] = [
    "is", "it", "at", "be", "to", "no", "so", "my", "do", "by", "an", "as", "of", "on", "if", "go", "we", "he", "up",
    "us", "am", "can",
];

/// How much further than its own radius a place reaches when it stands behind another name, in metres.
const AROUND: u32 = 25_000;
/// Places with fewer people, if not sought after, are no qualifiers.
const KNOWN_PEOPLE: u32 = 100_000;

impl World {
    /// All that the words can mean as a qualifier; empty when they are none. `last` says that nothing follows them.
    pub(super) fn meanings(&self, words: &[Word<'_>], last: bool, key: &mut String) -> Vec<Within> {
        join(words, key);
        let mut meanings = Vec::new();
        if let [word] = words {
            let ends = last && (word.comma || !ENGLISH.contains(&word.text));
            if key.len() <= 3 && !word.capitals && !ends && is_everyday(Fnv::of(key), key) {
                return meanings;
            }
            self.coded(word, &mut meanings);
            if key.len() <= 2 && !meanings.is_empty() {
                return meanings;
            }
        }
        self.stated(key, &mut meanings);
        self.around(key, words[0].capitals, &mut meanings);
        meanings
    }

    /// Codes of states and countries.
    fn coded(&self, word: &Word<'_>, meanings: &mut Vec<Within>) {
        let code = word.text;
        if code.len() > 3 || !code.is_ascii() {
            return;
        }
        let mut admin = |country: &str, code: &str| {
            let found = CountryCode::parse(country).and_then(|country| self.gazetteer.admin_index(country, code));
            meanings.extend(found.map(Within::Admin));
        };
        for (country, written, stored) in CODES {
            if written == code {
                admin(country, stored);
            }
        }
        if code.len() == 2 {
            admin("US", &code.to_ascii_uppercase());
            let country = CountryCode::parse(code).filter(|&country| self.gazetteer.country(country).is_some());
            meanings.extend(country.filter(|_| word.capitals || word.comma).map(Within::Country));
        }
    }

    /// Names of states and countries.
    fn stated(&self, key: &str, meanings: &mut Vec<Within>) {
        for named in self.gazetteer.named(key) {
            match named {
                Named::Admin(i) => meanings.extend(u16::try_from(i).ok().map(Within::Admin)),
                Named::Country(i) => meanings.push(Within::Country(self.gazetteer.countries[i as usize].code)),
                Named::Place(_) | Named::PlaceAlias(_) | Named::Airport(_) => {}
            }
        }
    }

    /// Well-known places and regions.
    fn around(&self, key: &str, capitals: bool, meanings: &mut Vec<Within>) {
        let city = |index: u32| {
            let city = self.city_at(index);
            Within::Around(city.point, self.city_reach(index) + AROUND, city.people)
        };
        for &known in self.known.named(key) {
            match known {
                KnownAs::Region(i) => {
                    let region = &self.known.regions[i as usize];
                    meanings.push(Within::Around(region.point, region.radius + AROUND, u32::MAX));
                }
                KnownAs::City(i) => meanings.push(city(i)),
                KnownAs::Code(i) if capitals => meanings.push(city(i)),
                KnownAs::Code(_) | KnownAs::Spot(_) | KnownAs::SpotAlias(_) => {}
            }
        }
        let largest = self
            .gazetteer
            .named(key)
            .filter_map(|named| match named {
                Named::Place(i) | Named::PlaceAlias(i) => Some(i),
                Named::Admin(_) | Named::Country(_) | Named::Airport(_) => None,
            })
            .max_by_key(|&i| (self.known.is_hot(i), self.gazetteer.place(i).people));
        meanings.extend(
            largest.filter(|&i| self.known.is_hot(i) || self.gazetteer.place(i).people >= KNOWN_PEOPLE).map(city),
        );
    }
}

impl Within {
    /// Whether this is a state or country, which is no destination beside the one it qualifies.
    pub(super) fn is_division(self) -> bool {
        match self {
            Self::Country(_) | Self::Admin(_) => true,
            Self::Around(..) => false,
        }
    }
}
