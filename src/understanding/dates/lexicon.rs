//! What each word may mean in a date expression: the tables of words joined into one index, built once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::cues::{CUES, EVIDENCE, LEAVING};
use super::holidays::HOLIDAYS;
use super::roles::{ROLES, Role};
use super::words::{
    CARDINALS, DE, DUTCH_UNITS, EN, GERMAN_ENDINGS, GERMAN_ORDINAL_STEMS, GERMAN_UNITS, Langs, MONTHS, NL, ORDINALS,
    RELATIVE_DAYS, SEVERAL_WEEKDAYS, TWO_THOUSAND, UNITS, Unit, WEEKDAYS,
};
use crate::world::hash::Fnv;
use crate::world::table::Table;

/// Everything one word may mean; zero or nothing where it does not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lex {
    roles: u64,
    /// The cardinal it says.
    pub number: u16,
    /// The ordinal it says.
    pub ordinal: u8,
    /// The month it names, 1 to 12.
    pub month: u8,
    /// The weekday it names, 1 for Monday to 7.
    pub weekday: u8,
    /// Days from today when it has [`Role::RelativeDay`].
    pub offset: i8,
    /// The unit of time it names.
    pub unit: Option<Unit>,
    /// The languages it belongs to.
    pub langs: Langs,
}

impl Lex {
    /// Whether the word can play `role`.
    #[inline]
    pub fn is(self, role: Role) -> bool {
        self.roles & (1 << role as u64) != 0
    }

    /// Whether the word can play one of `roles`, a [`Role::set`].
    #[inline]
    pub fn is_any(self, roles: u64) -> bool {
        self.roles & roles != 0
    }

    /// Whether the word names a unit of time, or may begin one of several words.
    pub fn is_some_unit(self) -> bool {
        self.unit.is_some() || self.is(Role::UnitPhrase)
    }

    /// Whether all that the word does is be counted or numbered: `rooms`, `adults`.
    pub fn is_only_counted(self) -> bool {
        const COUNTED: u64 = Role::set(&[Role::Counted, Role::Numbered]);
        self.is(Role::Counted) && self.roles & !COUNTED == 0 && !self.is_core()
    }

    /// Whether the word names something of a date: without such a word there is none.
    pub fn is_core(self) -> bool {
        self.month > 0
            || self.weekday > 0
            || self.ordinal > 0
            || self.number > 0
            || self.unit.is_some()
            || self.is(Role::Holiday)
            || self.is_core_by_role()
    }

    /// The same of a word that is none by the day, month, number, unit or holiday it names.
    pub fn is_core_by_role(self) -> bool {
        const CORES: u64 = Role::set(&[Role::RelativeDay, Role::Overnight, Role::Now, Role::DayPart, Role::UnitPhrase]);
        self.is_any(CORES)
    }

    /// Whether a month is all that the word names, and it leads to nothing.
    pub fn is_only_a_month(self) -> bool {
        let more = self.weekday > 0 || self.ordinal > 0 || self.number > 0 || self.unit.is_some();
        self.month > 0 && !more && !self.is(Role::Holiday) && !self.is_core_by_role() && !self.leads()
    }

    /// Whether the word can stand before what a date names: articles, prepositions, `next`.
    pub fn leads(self) -> bool {
        const LEADERS: u64 = Role::set(&[
            Role::The,
            Role::Of,
            Role::On,
            Role::In,
            Role::For,
            Role::From,
            Role::Between,
            Role::This,
            Role::Next,
            Role::Following,
            Role::Coming,
            Role::NextButOne,
            Role::Last,
            Role::After,
            Role::Later,
            Role::Start,
            Role::Middle,
            Role::End,
            Role::Rest,
            Role::One,
            Role::Couple,
            Role::Less,
            Role::Within,
            Role::Now,
            Role::Past,
            Role::Than,
        ]);
        self.is_any(LEADERS)
    }

    fn plays(&mut self, role: Role) {
        self.roles |= 1 << role as u64;
    }
}

/// The index: all words; and by their first letter the long names among them, which are known with a slip too.
struct Lexicon {
    words: Table<Lex>,
    names: [Vec<(String, Lex)>; 26],
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

/// What `word`, folded, may mean; `hash` is its hash.
pub fn look_up(hash: Fnv, word: &str) -> Lex {
    let lexicon = &*LEXICON;
    lexicon.words.find(hash, word).map_or_else(|| lexicon.mistyped(word), |lex| *lex)
}

/// Adds each of `words`, separated by spaces, in the language `langs`, with what `meaning` sets.
fn add(index: &mut BTreeMap<String, Lex>, langs: Langs, words: &str, mut meaning: impl FnMut(&mut Lex, usize)) {
    for (k, word) in words.split(' ').filter(|w| !w.is_empty()).enumerate() {
        let lex = index.entry(word.to_owned()).or_default();
        lex.langs |= langs;
        meaning(lex, k);
    }
}

fn small(value: usize) -> u8 {
    u8::try_from(value).expect("tables of words count no further than a hundred")
}

impl Lexicon {
    fn build() -> Self {
        let mut index = BTreeMap::new();
        add_names(&mut index);
        add_numbers(&mut index);
        add_compounds(&mut index);
        for &(role, langs, words) in ROLES.iter().chain(CUES) {
            add(&mut index, langs, words, |lex, _| lex.plays(role));
        }
        for &(langs, words) in EVIDENCE {
            add(&mut index, langs, words, |_, _| ());
        }
        for first in LEAVING.iter().filter_map(|words| words.first()) {
            add(&mut index, 0, first, |lex, _| lex.plays(Role::LeavePhrase));
        }
        for holiday in HOLIDAYS {
            for name in holiday.names.split(", ") {
                let first = name.split(' ').next().unwrap_or_default();
                add(&mut index, holiday.langs, first, |lex, _| lex.plays(Role::Holiday));
            }
        }
        let mut names = [const { Vec::new() }; 26];
        for (word, lex) in index.iter().filter(|(word, lex)| is_long_name(word, **lex)) {
            if let Some(letter) = letter(word) {
                names[letter].push((word.clone(), *lex));
            }
        }
        Self { words: index.iter().map(|(word, lex)| (word.as_str(), *lex)).collect(), names }
    }

    /// What the long name means that `word` is with one slip between its first and last letter.
    fn mistyped(&self, word: &str) -> Lex {
        if word.len() < SHORTEST_NAME - 1 {
            return Lex::default();
        }
        let Some(letter) = letter(word) else { return Lex::default() };
        let name = self.names[letter].iter().find(|(name, _)| is_one_slip(name.as_bytes(), word.as_bytes()));
        name.map_or_else(Lex::default, |&(_, lex)| lex)
    }
}

/// The number of the letter that `word` begins with, where it is a plain one.
fn letter(word: &str) -> Option<usize> {
    let first = word.bytes().next().filter(u8::is_ascii_lowercase)?;
    Some(usize::from(first - b'a'))
}

/// Shorter names are other words too easily.
const SHORTEST_NAME: usize = 6;

/// Whether `word` is a month's or a weekday's full name, or `tomorrow`, that no other word is near to.
fn is_long_name(word: &str, lex: Lex) -> bool {
    let names = lex.month > 0 || (lex.weekday > 0 && lex.ordinal == 0 && !lex.is(Role::Several)) || word == "tomorrow";
    let english = lex.langs & EN != 0 && !word.starts_with("august");
    names && (word.len() > SHORTEST_NAME || (english && word.len() == SHORTEST_NAME))
}

/// Whether one letter left out, doubled or added, two letters swapped, or in longer names one letter wrong, makes
/// `typed` of `name`.
fn is_one_slip(name: &[u8], typed: &[u8]) -> bool {
    if name.first() != typed.first() || name.last() != typed.last() || name.len().abs_diff(typed.len()) > 1 {
        return false;
    }
    let front = name.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (a, b) = (&name[front..], &typed[front..]);
    match (a, b) {
        ([_, left @ ..], _) if a.len() > b.len() => left == b,
        (_, [_, added @ ..]) if b.len() > a.len() => added == a,
        ([a1, a2, rest @ ..], [b1, b2, others @ ..]) => {
            let swapped = a1 == b2 && a2 == b1 && rest == others;
            swapped || (name.len() > SHORTEST_NAME && a2 == b2 && rest == others)
        }
        _ => false,
    }
}

fn add_names(index: &mut BTreeMap<String, Lex>) {
    for (langs, months) in MONTHS {
        for (month, words) in (1..).zip(months) {
            add(index, langs, words, |lex, _| lex.month = month);
        }
    }
    for (langs, weekdays) in WEEKDAYS {
        for (weekday, words) in (1..).zip(weekdays) {
            add(index, langs, words, |lex, _| lex.weekday = weekday);
        }
    }
    for (langs, weekdays) in SEVERAL_WEEKDAYS {
        for (weekday, words) in (1..).zip(weekdays) {
            add(index, langs, words, |lex, _| {
                lex.weekday = weekday;
                lex.plays(Role::Several);
            });
        }
    }
    for &(langs, offset, words) in RELATIVE_DAYS {
        add(index, langs, words, |lex, _| {
            lex.offset = offset;
            lex.plays(Role::RelativeDay);
        });
    }
    for &(unit, langs, words) in UNITS {
        add(index, langs, words, |lex, _| lex.unit = Some(unit));
    }
}

fn add_numbers(index: &mut BTreeMap<String, Lex>) {
    for &(langs, first, words) in CARDINALS {
        add(index, langs, words, |lex, k| lex.number = first + u16::from(small(k)));
    }
    for &(langs, first, words) in ORDINALS {
        add(index, langs, words, |lex, k| lex.ordinal = first + small(k));
    }
    for (stem, ordinal) in GERMAN_ORDINAL_STEMS.split(' ').zip(1..) {
        for ending in GERMAN_ENDINGS {
            add(index, DE, &format!("{stem}{ending}"), |lex, _| lex.ordinal = ordinal);
        }
    }
}

/// The numbers that German and Dutch write in one word, and years from 2001 to 2039 where they are one word.
fn add_compounds(index: &mut BTreeMap<String, Lex>) {
    for (tens, german, dutch) in [(20, "zwanzig", "twintig"), (30, "dreissig", "dertig")] {
        for (unit, (de, nl)) in (1..).zip(GERMAN_UNITS.iter().zip(DUTCH_UNITS)) {
            let (de, nl) = (format!("{de}und{german}"), format!("{nl}en{dutch}"));
            add(index, DE, &de, |lex, _| lex.number = u16::from(tens + unit));
            add(index, NL, &nl, |lex, _| lex.number = u16::from(tens + unit));
            add(index, NL, &format!("{nl}ste"), |lex, _| lex.ordinal = tens + unit);
            for ending in GERMAN_ENDINGS {
                add(index, DE, &format!("{de}st{ending}"), |lex, _| lex.ordinal = tens + unit);
            }
        }
        for ending in GERMAN_ENDINGS {
            add(index, DE, &format!("{german}st{ending}"), |lex, _| lex.ordinal = tens);
        }
    }
    for (langs, thousands) in TWO_THOUSAND {
        add(index, langs, thousands, |lex, _| lex.number = 2000);
        let small: Vec<(String, u16)> = index
            .iter()
            .filter(|(_, lex)| lex.langs & langs != 0 && (1..40).contains(&lex.number))
            .map(|(word, lex)| (format!("{thousands}{word}"), 2000 + lex.number))
            .collect();
        for (word, number) in small {
            add(index, langs, &word, |lex, _| lex.number = number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(word: &str) -> Lex {
        look_up(Fnv::of(word), word)
    }

    #[test]
    fn a_word_may_mean_several_things() {
        let mar = looked_up("mar");
        assert_eq!((mar.month, mar.weekday), (3, 2));
        assert!(mar.is(Role::WeakMonth) && mar.is(Role::WeakWeekday));
    }

    #[test]
    fn numbers_in_one_word_are_known() {
        assert_eq!(looked_up("tweeentwintig").number, 22);
        assert_eq!(looked_up("siebenundzwanzigsten").ordinal, 27);
        assert_eq!(looked_up("duemiladiciotto").number, 2018);
        assert_eq!(looked_up("drieentwintigste").ordinal, 23);
    }

    #[test]
    fn long_names_are_known_with_one_slip() {
        for (typed, month) in [("decmber", 12), ("janury", 1), ("septemeber", 9), ("octover", 10), ("dicembbre", 12)] {
            assert_eq!(looked_up(typed).month, month, "{typed}");
        }
        for (typed, weekday) in [("satuday", 6), ("firday", 5), ("thursady", 4), ("mondy", 1), ("viernnes", 5)] {
            assert_eq!(looked_up(typed).weekday, weekday, "{typed}");
        }
        assert_eq!(looked_up("tomarrow").offset, 1);
        for word in ["sundry", "sunny", "augusta", "friary", "holiday", "segundo"] {
            let lex = looked_up(word);
            assert_eq!((lex.month, lex.weekday), (0, 0), "{word}");
        }
    }

    #[test]
    fn unknown_words_mean_nothing() {
        assert!([looked_up("seattle"), looked_up(""), looked_up("日")].iter().all(|lex| lex.langs == 0));
    }
}
