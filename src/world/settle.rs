//! From all the places of a name to the one that is meant, by the words behind it and by rank.

use std::cmp::Reverse;

use super::atlas::{Entry, World};
use super::everyday::is_everyday;
use super::hash::Fnv;
use super::known::KnownAs;
use super::rank::{Candidate, Situation};
use super::resolution::{Reading, Resolution, Resolved, Standing};
use super::words::{Word, join};

/// Best minus second below this is too close to call.
const CLOSE: i32 = 600;
const ALTERNATIVE_PEOPLE: u32 = 30_000;
const ALTERNATIVE_METRES: u32 = 50_000;
/// Regions that reach further than this are offered by their cities.
const LARGEST_REGION: u32 = 120_000;
const CHOICES: usize = 4;
/// Words of a qualifier, and of an area behind its city.
const LONGEST_QUALIFIER: usize = 3;
const LONGEST_AREA: usize = 4;

/// What the words behind a name said.
#[derive(Debug, Default)]
struct Behind {
    words: usize,
    qualified: bool,
    dropped: Option<String>,
}

impl World {
    /// The reading of the first `name` words of `words`, which may be any of `found`.
    pub(super) fn settle(
        &self,
        mut found: Vec<Candidate>,
        name: usize,
        words: &[Word<'_>],
        situation: &Situation,
        mended: Option<String>,
    ) -> Reading {
        found.sort_unstable_by_key(|candidate| (Reverse(candidate.score), candidate.entry));
        let behind = self.read_behind(&mut found, &words[name..], situation);
        let best = found[0];
        let (people, hot) = match best.entry {
            Entry::City(i) => (self.gazetteer.place(i).people, self.known.is_hot(i)),
            // "Business" and "Canal" are airports too: the bare name of one says little.
            Entry::Airport(i) if best.score < AIRPORT_SAID && !behind.qualified && !self.is_main_airport(i) => {
                (0, false)
            }
            Entry::Spot(_) | Entry::Region(_) | Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => {
                (u32::MAX, false)
            }
        };
        let here = match best.entry {
            Entry::Spot(i) => situation.is_city(self.known.spots[i as usize].city),
            Entry::City(_) | Entry::Region(_) | Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => false,
        };
        let standing = Standing {
            people,
            hot,
            here,
            own: best.own,
            slips: best.slips,
            qualified: behind.qualified,
            score: best.score,
        };
        let resolution = self.resolution(&found, behind.dropped, mended);
        Reading { words: name + behind.words, name, resolution, standing }
    }

    /// Lets the words behind the name choose among `found`, which stays sorted and is never emptied.
    fn read_behind(&self, found: &mut Vec<Candidate>, rest: &[Word<'_>], situation: &Situation) -> Behind {
        let mut behind = Behind::default();
        let mut key = String::new();
        while let Some(rest) = rest.get(behind.words..).filter(|rest| !rest.is_empty()) {
            let read = self
                .area_behind(found[0].entry, rest, situation, &mut key)
                .or_else(|| self.narrowed(found, rest, &mut key))
                .or_else(|| self.airport_behind(found[0].entry, rest));
            let Some((words, kept)) = read else { break };
            *found = kept;
            behind.words += words;
            behind.qualified = true;
        }
        let rest = &rest[behind.words..];
        if behind.qualified {
            return behind;
        }
        if let Some(words) = self.unfit(rest, &mut key) {
            behind.words += words;
            behind.dropped = Some(key);
        } else if is_bare_city(rest) && matches!(found[0].entry, Entry::City(_)) {
            behind.words += 1;
        }
        behind
    }

    /// The places that the qualifier at the start of `rest` keeps.
    fn narrowed(&self, found: &[Candidate], rest: &[Word<'_>], key: &mut String) -> Option<(usize, Vec<Candidate>)> {
        (1..=LONGEST_QUALIFIER.min(rest.len())).rev().find_map(|words| {
            if rest[1..words].iter().any(|word| word.comma) {
                return None;
            }
            let meanings = self.meanings(&rest[..words], words == rest.len(), key);
            if meanings.is_empty() {
                return None;
            }
            let fits = |place: &&Candidate| meanings.iter().any(|&within| self.lies_within(place.entry, within));
            let kept: Vec<Candidate> = found.iter().filter(fits).copied().collect();
            (!kept.is_empty()).then_some((words, kept))
        })
    }

    /// "Seattle downtown", "Paris, Le Marais": an area of the city that was named first.
    fn area_behind(
        &self,
        best: Entry,
        rest: &[Word<'_>],
        situation: &Situation,
        key: &mut String,
    ) -> Option<(usize, Vec<Candidate>)> {
        let Entry::City(city) = best else { return None };
        (1..=LONGEST_AREA.min(rest.len())).rev().find_map(|words| {
            join(&rest[..words], key);
            let spot = self.known.named(key).iter().find_map(|&known| match known {
                KnownAs::Spot(i) | KnownAs::SpotAlias(i) if self.known.spots[i as usize].city == city => Some(i),
                KnownAs::Spot(_) | KnownAs::SpotAlias(_) | KnownAs::Region(_) | KnownAs::City(_) | KnownAs::Code(_) => {
                    None
                }
            })?;
            Some((words, vec![self.spot(spot, situation)]))
        })
    }

    /// "Seattle airport": the airports of the city that was named first, the main one first.
    fn airport_behind(&self, best: Entry, rest: &[Word<'_>]) -> Option<(usize, Vec<Candidate>)> {
        let words = match rest {
            [a, b, ..] if b.text == "airport" && matches!(a.text, "international" | "intl") => 2,
            [a, ..] if matches!(a.text, "airport" | "airports") => 1,
            _ => return None,
        };
        match best {
            Entry::City(city) => {
                let airports = self.airports_of(city);
                (!airports.is_empty()).then_some((words, airports))
            }
            Entry::Airport(_) => {
                Some((words, vec![Candidate { entry: best, score: AIRPORT_SAID, own: true, slips: 0 }]))
            }
            Entry::Spot(_) | Entry::Region(_) | Entry::Admin(_) | Entry::Country(_) => None,
        }
    }

    /// How many words at the start of `rest` are a state or country that none of the places lies in.
    fn unfit(&self, rest: &[Word<'_>], key: &mut String) -> Option<usize> {
        let first = rest.first()?;
        (1..=LONGEST_QUALIFIER.min(rest.len())).rev().find(|&words| {
            let meanings = self.meanings(&rest[..words], words == rest.len(), key);
            let sure = first.comma || first.capitals || key.len() > 3;
            let ordinary = is_everyday(Fnv::of(key), key);
            sure && !meanings.is_empty() && !ordinary && meanings.iter().all(|within| within.is_division())
        })
    }

    fn resolution(&self, found: &[Candidate], dropped: Option<String>, mended: Option<String>) -> Resolution {
        let best = found[0];
        let close = |other: &&Candidate| best.score - other.score < CLOSE && other.entry != best.entry;
        match best.entry {
            Entry::Admin(_) | Entry::Country(_) => return self.too_large(best.entry, &found[1..]),
            Entry::Region(i) if self.known.regions[i as usize].radius > LARGEST_REGION => {
                return self.too_large(best.entry, &[]);
            }
            Entry::Spot(_) => {
                let rivals = found.iter().filter(close).filter(|other| matches!(other.entry, Entry::Spot(_)));
                let mut choices: Vec<Entry> = std::iter::once(&best).chain(rivals).map(|spot| spot.entry).collect();
                if choices.len() > 1 {
                    choices.sort_by_cached_key(|&choice| Reverse(self.standing_of_city(choice)));
                    choices.truncate(CHOICES);
                    return Resolution::Ambiguous(choices.into_iter().map(|entry| self.destination(entry)).collect());
                }
            }
            Entry::City(_) | Entry::Region(_) | Entry::Airport(_) => {}
        }
        let alternative = found.iter().filter(close).find(|other| self.is_alternative(best.entry, other.entry));
        Resolution::Found(Resolved {
            destination: self.destination(best.entry),
            mended,
            alternative: alternative.map(|other| self.destination(other.entry)),
            dropped,
        })
    }

    /// A whole and its best-known cities; two wholes of one name (Georgia) share the offer.
    fn too_large(&self, whole: Entry, others: &[Candidate]) -> Resolution {
        let abroad = |other: &&Candidate| {
            matches!((whole, other.entry), (Entry::Country(_), Entry::Admin(_)))
                && self.country_of(other.entry) != self.country_of(whole)
        };
        let twin = others.iter().find(abroad);
        let cities = match twin {
            Some(twin) => {
                let mut both = self.best_known(whole, CHOICES / 2);
                both.extend(self.best_known(twin.entry, CHOICES / 2));
                both
            }
            None => self.best_known(whole, CHOICES),
        };
        Resolution::TooLarge {
            whole: self.destination(whole),
            cities: cities.into_iter().map(|city| self.destination(Entry::City(city))).collect(),
        }
    }

    fn is_main_airport(&self, airport: u32) -> bool {
        self.known.main_airport(self.gazetteer.airports[airport as usize].code).is_some()
    }

    fn standing_of_city(&self, entry: Entry) -> (bool, u16) {
        match entry {
            Entry::Spot(i) => {
                let city = self.known.spots[i as usize].city;
                (self.known.is_hot(city), self.gazetteer.place(city).fame)
            }
            Entry::City(i) => (self.known.is_hot(i), self.gazetteer.place(i).fame),
            Entry::Region(_) | Entry::Airport(_) | Entry::Admin(_) | Entry::Country(_) => (false, 0),
        }
    }

    fn is_alternative(&self, best: Entry, other: Entry) -> bool {
        let peopled = match other {
            Entry::City(i) => self.gazetteer.place(i).people > ALTERNATIVE_PEOPLE,
            Entry::Airport(_) => matches!(best, Entry::Airport(_)),
            Entry::Spot(_) | Entry::Region(_) | Entry::Admin(_) | Entry::Country(_) => false,
        };
        let far = match (self.point_of(best), self.point_of(other)) {
            (Some(here), Some(there)) => {
                here.metres_to(there) > ALTERNATIVE_METRES || matches!(best, Entry::Airport(_))
            }
            _ => false,
        };
        peopled && far
    }
}

/// "Seattle city", but not "Seattle city centre".
fn is_bare_city(rest: &[Word<'_>]) -> bool {
    let next = |i: usize| rest.get(i).map_or("", |word| word.text);
    next(0) == "city" && !matches!(next(1), "center" | "centre" | "hall" | "break" | "tour" | "view")
}

const AIRPORT_SAID: i32 = 7_000;
