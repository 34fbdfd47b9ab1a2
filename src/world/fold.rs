//! Folding of names: the one form in which names are stored, looked up and compared.
//!
//! NFKD, combining marks U+0300–U+036F dropped, lower case, letters that do not decompose spelled out
//! (`ß` ss, `ø` o, `æ` ae …), apostrophes dropped, other punctuation to a space, NFC, spaces squeezed.
//! Marks of other scripts stay, since Thai and Hindi are nothing without them.

use unicode_normalization::UnicodeNormalization;

/// The folded form of `name`; folding it again changes nothing.
///
/// ```
/// use core_chat::world::fold::fold;
/// assert_eq!(fold("Saint-Étienne"), "saint etienne");
/// assert_eq!(fold("O‘ahu"), "oahu");
/// assert_eq!(fold("Großarl"), "grossarl");
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    fold_into(name, &mut folded);
    folded
}

/// Appends the folded form of `name` to `folded`.
pub fn fold_into(name: &str, folded: &mut String) {
    let start = folded.len();
    if name.is_ascii() {
        for byte in name.bytes() {
            push(char::from(byte).to_ascii_lowercase(), start, folded);
        }
    } else {
        let mut plain = String::with_capacity(name.len());
        for c in name.nfkd().filter(|c| !('\u{0300}'..='\u{036F}').contains(c)) {
            for lower in c.to_lowercase() {
                push(lower, 0, &mut plain);
            }
        }
        folded.extend(plain.nfc().filter(|c| !('\u{0300}'..='\u{036F}').contains(c)));
    }
    if folded.len() > start && folded.ends_with(' ') {
        folded.pop();
    }
}

/// Whether `c` shows nothing and joins what stands around it: soft hyphen, zero-width and direction marks.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}')
}

fn push(c: char, start: usize, folded: &mut String) {
    match c {
        'ß' => folded.push_str("ss"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'þ' => folded.push_str("th"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ı' => folded.push('i'),
        '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '´' => {}
        '\u{0300}'..='\u{036F}' => {}
        _ if is_invisible(c) => {}
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => folded.push(c),
        _ if folded.len() > start && !folded.ends_with(' ') => folded.push(' '),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn thai_and_hindi_keep_their_marks() {
        assert_eq!(fold("ภูเก็ต"), "ภูเก็ต");
        assert_eq!(fold("दिल्ली"), "दिल्ली");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for name in ["São Tomé & Príncipe", "İzmir", "Łódź", "  A--b ' c ", "서울", "ヴェネツィア", "Ærø"]
        {
            assert_eq!(fold(&fold(name)), fold(name), "{name}");
        }
    }
}
