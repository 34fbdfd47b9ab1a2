//! A name as a guest typed it, word by word.

use super::fold::fold;
use super::hash::Fnv;

/// One folded word of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// Its folded letters or digits.
    pub text: &'t str,
    /// The hash of them.
    pub hash: Fnv,
    /// Whether it was typed in capitals, two letters or more (`TX`), which tells codes from words.
    pub capitals: bool,
    /// Whether a comma stands before it.
    pub comma: bool,
}

impl<'t> Word<'t> {
    /// A word of which no more is known than its folded letters.
    #[must_use]
    pub fn plain(text: &'t str) -> Self {
        Self { text, hash: Fnv::of(text), capitals: false, comma: false }
    }
}

/// Names of more words are not looked for.
pub const LONGEST_NAME: usize = 6;

/// Text as folded words, for those who have no tokens.
///
/// ```
/// use core_chat::world::words::Phrase;
/// let phrase = Phrase::new("Aix-en-Provence, FR");
/// let words: Vec<&str> = phrase.words().iter().map(|word| word.text).collect();
/// assert_eq!(words, ["aix", "en", "provence", "fr"]);
/// assert!(phrase.words()[3].capitals && phrase.words()[3].comma);
/// ```
#[derive(Debug, Clone)]
pub struct Phrase {
    folded: String,
    words: Vec<(std::ops::Range<usize>, bool, bool)>,
}

impl Phrase {
    /// Splits and folds `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut phrase = Self { folded: String::with_capacity(text.len()), words: Vec::new() };
        for (number, part) in text.split([',', '、', '，', ';', '(', ')']).enumerate() {
            let mut comma = number > 0;
            for raw in part.split_whitespace() {
                let capitals =
                    raw.chars().filter(|c| c.is_alphabetic()).count() > 1 && !raw.chars().any(char::is_lowercase);
                // An abbreviation with points is one word ("D.C."); every other mark divides.
                let folded = if capitals { fold(&raw.replace('.', "")) } else { fold(raw) };
                for word in folded.split(' ').filter(|word| !word.is_empty()) {
                    let start = phrase.folded.len();
                    phrase.folded.push_str(word);
                    phrase.words.push((start..phrase.folded.len(), capitals, comma));
                    comma = false;
                }
            }
        }
        phrase
    }

    /// The words in order.
    #[must_use]
    pub fn words(&self) -> Vec<Word<'_>> {
        let word = |(range, capitals, comma): &(std::ops::Range<usize>, bool, bool)| Word {
            capitals: *capitals,
            comma: *comma,
            ..Word::plain(&self.folded[range.clone()])
        };
        self.words.iter().map(word).collect()
    }
}

/// The words joined by spaces into `key`, which is cleared first.
pub(super) fn join(words: &[Word<'_>], key: &mut String) {
    key.clear();
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word.text);
    }
}

/// Words at the start of a name that have two spellings.
const SPELLINGS: [(&str, &str); 5] =
    [("saint", "st"), ("sainte", "ste"), ("mount", "mt"), ("fort", "ft"), ("port", "pt")];

/// `key` with its first word written out or abbreviated: st for saint and back.
pub(super) fn abbreviated(key: &str) -> Option<String> {
    if !key.starts_with(['s', 'm', 'f', 'p']) {
        return None;
    }
    let (first, rest) = key.split_once(' ')?;
    let (long, short) = SPELLINGS.iter().find(|&&(long, short)| first == long || first == short)?;
    Some(format!("{} {rest}", if first == *long { short } else { long }))
}

/// Whether `key` can have another spelling at all: by its first letter, its last one, or what may be an umlaut.
pub(super) fn may_be_spelt_otherwise(key: &str) -> bool {
    let bytes = key.as_bytes();
    matches!(bytes, [b's' | b'm' | b'f' | b'p' | b'c', ..] | [.., b'y' | b'h' | b'q' | 128..]) || has_umlaut(key)
}

/// The other spellings under which `key` may be stored: a for ae, burgh for borough, without "city".
pub(super) fn other_spellings(key: &str) -> impl Iterator<Item = String> {
    let bare = if key.starts_with('c') { key.strip_prefix("city of ") } else { None };
    // Its last letter tells how a name may end.
    let end = match key.as_bytes().last() {
        Some(b'y') => key.strip_suffix(" city").map(str::to_owned),
        Some(b'h') => key.strip_suffix("borough").map(|start| format!("{start}burgh")),
        Some(b'q') => key.strip_suffix(" sq").map(|start| format!("{start} square")),
        _ => key.strip_suffix('市').map(str::to_owned),
    };
    bare.map(str::to_owned).into_iter().chain(end).chain(without_umlauts(key))
}

/// Whether two letters of `key` may stand for an umlaut.
fn has_umlaut(key: &str) -> bool {
    key.as_bytes().windows(2).any(|pair| matches!(pair, [b'a' | b'o' | b'u', b'e']))
}

/// `koeln` → `koln`: the two-letter spelling of an umlaut as its one folded letter.
fn without_umlauts(key: &str) -> Option<String> {
    has_umlaut(key).then(|| key.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_are_tried() {
        let others = |key: &str| other_spellings(key).collect::<Vec<_>>();
        assert_eq!(abbreviated("saint petersburg").as_deref(), Some("st petersburg"));
        assert_eq!(others("muenchen"), ["munchen"]);
        assert_eq!(others("edinborough"), ["edinburgh"]);
        assert!(others("seattle").is_empty());
    }

    #[test]
    fn abbreviations_with_points_are_one_word() {
        let phrase = Phrase::new("Washington, D.C.");
        let words = phrase.words();
        assert_eq!((words[1].text, words[1].capitals, words[1].comma), ("dc", true, true));
    }
}
