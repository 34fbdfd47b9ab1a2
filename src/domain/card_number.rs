//! Recognises card numbers in text, to refuse them.
//!
//! ```text
//! text    NFKC, every Unicode digit as ASCII, invisible characters dropped
//! run     digit (separator{0,3} digit)*            separator: space, hyphen, dot, underscore
//! group   digits of a run with nothing between them
//! window  whole neighbouring groups, 13 to 19 digits together
//! hit     a window that an issuer could have made (range and length) and whose check digit is right
//! ```
//!
//! Two kinds of run are let pass: those made wholly of dates, with a few small counts beside them, and phone numbers
//! with a plus and at most 13 digits. Windows matter: a card between an expiry date and a number of guests is one run of
//! digits, and a check over the whole of it would miss more than a third of such messages.

use unicode_normalization::UnicodeNormalization;

/// The fewest digits a card number has.
const SHORTEST: usize = 13;
/// The most digits a card number has.
const LONGEST: usize = 19;
/// The most separators between two digits of one run.
const MOST_SEPARATORS: u8 = 3;
/// The most digits of a phone number with a plus that is let pass.
const LONGEST_PHONE: usize = 13;

/// Whether `text` holds something that is very likely a card number.
///
/// ```
/// use core_chat::domain::card_number;
/// assert!(card_number::contains("charge 4242-4242-4242-4242 please"));
/// assert!(!card_number::contains("from 23-11-2026 to 25-11-2026"));
/// ```
#[must_use]
pub fn contains(text: &str) -> bool {
    if !has_enough_digits(text) {
        false
    } else if text.is_ascii() {
        scan(text.bytes().map(char::from))
    } else {
        scan(text.nfkc())
    }
}

/// Whether a card number could be in `text` at all; no is the answer for nearly every text.
fn has_enough_digits(text: &str) -> bool {
    if text.len() < SHORTEST {
        // No character becomes more digits than it has bytes.
        return false;
    }
    let mut digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < SHORTEST && !text.is_ascii() {
        // One character such as ⅒ becomes up to three digits.
        digits += 3 * text.chars().filter(|c| !c.is_ascii() && c.is_numeric()).count();
    }
    digits >= SHORTEST
}

fn scan(text: impl Iterator<Item = char>) -> bool {
    let mut run = Run::with_room();
    for c in text {
        match Symbol::of(c) {
            Symbol::Digit(value) => run.push(value),
            Symbol::Separator if run.pause < MOST_SEPARATORS => run.pause += 1,
            Symbol::Invisible => {}
            symbol @ (Symbol::Separator | Symbol::Plus | Symbol::Other) => {
                if run.holds_card() {
                    return true;
                }
                run.restart(symbol == Symbol::Plus);
            }
        }
    }
    run.holds_card()
}

/// What a character means for a run of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Digit(u8),
    Separator,
    Plus,
    Invisible,
    Other,
}

impl Symbol {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit(c as u8 - b'0'),
            '.' | '_' | '-' | '·' | '•' | '−' | '\u{2010}'..='\u{2015}' => Self::Separator,
            '+' => Self::Plus,
            _ if c.is_ascii() => {
                if c.is_ascii_whitespace() {
                    Self::Separator
                } else {
                    Self::Other
                }
            }
            _ if c.is_whitespace() => Self::Separator,
            _ if is_invisible(c) => Self::Invisible,
            _ => digit_value(c).map_or(Self::Other, Self::Digit),
        }
    }
}

/// Characters that show nothing of their own: joiners, direction marks, variation selectors, tags, marks laid over the
/// character before.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}')
}

/// The zero of every script whose ten digits NFKC leaves as they are, in rising order.
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136,
    0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0,
    0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
];

/// The value of a digit outside ASCII.
fn digit_value(c: char) -> Option<u8> {
    let code = c as u32;
    // Circled digits: double circles and three kinds of dingbat, each from 1 to 9, and a white zero on black.
    match code {
        0x24F5..=0x24FD => return Some((code - 0x24F4) as u8),
        0x24FF => return Some(0),
        0x2776..=0x277E => return Some((code - 0x2775) as u8),
        0x2780..=0x2788 => return Some((code - 0x277F) as u8),
        0x278A..=0x2792 => return Some((code - 0x2789) as u8),
        _ => {}
    }
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|value| *value <= 9)
}

/// Digits with at most [`MOST_SEPARATORS`] between any two of them.
#[derive(Debug, Default)]
struct Run {
    digits: Vec<u8>,
    /// Where each group begins in `digits`.
    groups: Vec<usize>,
    /// Separators since the last digit, or before the first.
    pause: u8,
    /// Whether a plus stands before the first digit.
    plus: bool,
}

impl Run {
    /// An empty run, with room for a card and what may stand beside it.
    fn with_room() -> Self {
        Self { digits: Vec::with_capacity(2 * LONGEST), groups: Vec::with_capacity(LONGEST), ..Self::default() }
    }

    fn push(&mut self, digit: u8) {
        if self.digits.is_empty() || self.pause > 0 {
            self.groups.push(self.digits.len());
        }
        self.pause = 0;
        self.digits.push(digit);
    }

    fn restart(&mut self, plus: bool) {
        self.digits.clear();
        self.groups.clear();
        self.pause = 0;
        self.plus = plus;
    }

    fn holds_card(&self) -> bool {
        let (count, is_phone) = (self.digits.len(), self.plus && self.digits.len() <= LONGEST_PHONE);
        count >= SHORTEST && !is_phone && self.has_card_window() && !self.is_dates()
    }

    fn has_card_window(&self) -> bool {
        let ends = || self.groups.iter().skip(1).copied().chain([self.digits.len()]);
        self.groups.iter().enumerate().any(|(group, &start)| {
            ends()
                .skip(group)
                .take_while(|end| end - start <= LONGEST)
                .any(|end| end - start >= SHORTEST && is_card(&self.digits[start..end]))
        })
    }

    fn is_dates(&self) -> bool {
        let ends = self.groups.iter().skip(1).copied().chain([self.digits.len()]);
        let groups: Vec<&[u8]> = self.groups.iter().zip(ends).map(|(&start, end)| &self.digits[start..end]).collect();
        dates_with_long_years(&groups) || dates_with_short_years(&groups)
    }
}

/// Small numbers beside dates that are still let pass: days of a range without its year, hours, guests, rooms.
const MOST_COUNTS: usize = 4;

/// `23-11-2026 25-11-2026 2`, `23.11 - 25.11.2026`, `2026-11-23 2026-11-25`, `20261123 20261125`: every long group is a
/// year beside a day and a month, or all of a date; every other group has at most two digits, and there are few of them.
fn dates_with_long_years(groups: &[&[u8]]) -> bool {
    let (mut dates, mut counts) = (0, 0);
    let mut at = 0;
    while let Some(group) = groups.get(at) {
        let long = |i: usize| groups.get(at + i).is_some_and(|g| g.len() > 2);
        match group.len() {
            1 | 2 if !long(1) && long(2) && is_date(groups[at + 2], group, groups[at + 1]) => {
                (dates, at) = (dates + 1, at + 3);
            }
            1 | 2 => (counts, at) = (counts + 1, at + 1),
            4 if groups.len() > at + 2 && is_date(group, groups[at + 1], groups[at + 2]) => {
                (dates, at) = (dates + 1, at + 3);
            }
            8 if is_date(&group[..4], &group[4..6], &group[6..]) || is_date(&group[4..], &group[..2], &group[2..4]) => {
                (dates, at) = (dates + 1, at + 1);
            }
            _ => return false,
        }
    }
    dates > 0 && counts <= MOST_COUNTS
}

/// `23.11.26 - 25.11.26`, with one small count after them at most.
fn dates_with_short_years(groups: &[&[u8]]) -> bool {
    let dates = groups.chunks_exact(3);
    let is_short = |date: &[&[u8]]| date[2].len() == 2 && is_date(date[2], date[0], date[1]);
    let counts = dates.remainder();
    let small = counts.len() <= 1 && counts.iter().all(|count| count.len() <= 2);
    small && dates.len() > 0 && dates.clone().all(is_short)
}

/// Whether these are a year of our time and, in either order, a month and a day.
fn is_date(year: &[u8], one: &[u8], other: &[u8]) -> bool {
    let is_year = match year.len() {
        4 => (2020..=2039).contains(&value(year)),
        2 => (20..=39).contains(&value(year)),
        _ => false,
    };
    let is_pair = |month: &[u8], day: &[u8]| (1..=12).contains(&value(month)) && (1..=31).contains(&value(day));
    let fits = one.len() <= 2 && other.len() <= 2;
    is_year && fits && (is_pair(one, other) || is_pair(other, one))
}

/// The number that at most nine digits write.
fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + u32::from(*digit))
}

/// Who issues cards under which first six digits, and of which lengths.
struct Issuer {
    from: u32,
    to: u32,
    lengths: &'static [usize],
}

const fn issuer(from: u32, to: u32, lengths: &'static [usize]) -> Issuer {
    Issuer { from, to, lengths }
}

/// 16 to 19 digits, as most newer schemes allow.
const FROM_SIXTEEN: &[usize] = &[16, 17, 18, 19];
/// Maestro's lengths, as far as they are long enough to be looked for.
const MAESTRO: &[usize] = &[13, 14, 15, 16, 17, 18, 19];
/// Diners Club's lengths; 15 is allowed on paper only, and lists of prices have it.
const DINERS: &[usize] = &[14, 16, 17, 18, 19];

/// The ranges of ISO/IEC 7812 that are in use for payment cards, rising. None begins with 1: that is UATP, for airlines among
/// themselves, and every millisecond of our time as a number.
const ISSUERS: &[Issuer] = &[
    issuer(220_000, 220_499, FROM_SIXTEEN),      // Mir
    issuer(222_100, 272_099, &[16]),             // Mastercard, second series
    issuer(300_000, 309_999, DINERS),            // Diners Club
    issuer(340_000, 349_999, &[15]),             // American Express
    issuer(352_800, 358_999, FROM_SIXTEEN),      // JCB
    issuer(360_000, 369_999, DINERS),            // Diners Club International
    issuer(370_000, 379_999, &[15]),             // American Express
    issuer(380_000, 399_999, DINERS),            // Diners Club International
    issuer(400_000, 499_999, &[13, 16, 18, 19]), // Visa
    issuer(501_800, 501_899, MAESTRO),           // Maestro
    issuer(501_900, 501_999, &[16]),             // Dankort
    issuer(502_000, 502_099, MAESTRO),           // Maestro
    issuer(503_800, 503_899, MAESTRO),           // Maestro
    issuer(506_099, 506_198, &[16, 18, 19]),     // Verve
    issuer(506_699, 506_778, &[16]),             // Elo
    issuer(507_865, 507_964, &[16, 18, 19]),     // Verve
    issuer(508_000, 509_999, &[16]),             // RuPay, Elo
    issuer(510_000, 559_999, &[16]),             // Mastercard
    issuer(561_400, 561_499, &[16]),             // UzCard
    issuer(589_300, 589_399, MAESTRO),           // Maestro
    issuer(600_000, 609_999, FROM_SIXTEEN),      // RuPay, Discover (6011), UkrCard, Hipercard
    issuer(620_000, 629_999, FROM_SIXTEEN),      // UnionPay
    issuer(630_400, 630_499, MAESTRO),           // Maestro
    issuer(636_000, 639_999, FROM_SIXTEEN),      // InterPayment, InstaPayment, Elo
    issuer(644_000, 659_999, FROM_SIXTEEN),      // Discover, RuPay, Elo, Troy
    issuer(675_900, 675_999, MAESTRO),           // Maestro
    issuer(676_100, 676_399, MAESTRO),           // Maestro
    issuer(676_770, 676_774, MAESTRO),           // Maestro
    issuer(810_000, 829_999, FROM_SIXTEEN),      // UnionPay, RuPay
    issuer(860_000, 860_099, &[16]),             // UzCard
    issuer(979_200, 979_299, &[16]),             // Troy
    issuer(986_000, 986_099, &[16]),             // Humo
];

fn is_card(digits: &[u8]) -> bool {
    let prefix = value(&digits[..6]);
    let known = ISSUERS
        .iter()
        .take_while(|issuer| issuer.from <= prefix)
        .any(|issuer| (issuer.from..=issuer.to).contains(&prefix) && issuer.lengths.contains(&digits.len()));
    known && check_digit_is_right(digits)
}

/// Luhn's formula (ISO/IEC 7812-1, annex B).
fn check_digit_is_right(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, u32::from(digit) * 2) {
            (0, double) => double / 2,
            (_, double) => double / 10 + double % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    /// SplitMix64: the corpora are the same on every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) % bound as u64) as usize
        }

        fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
            &from[self.below(from.len())]
        }

        fn digits(&mut self, count: usize) -> String {
            (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
        }

        /// A card number as `issuer` makes them.
        fn card(&mut self, issuer: &Issuer) -> String {
            let length = *self.pick(issuer.lengths);
            let prefix = issuer.from as usize + self.below((issuer.to - issuer.from + 1) as usize);
            let body = format!("{prefix}{}", self.digits(length - 7));
            let right = (0..10).map(|check| format!("{body}{check}")).find(|card| {
                let digits: Vec<u8> = card.bytes().map(|b| b - b'0').collect();
                check_digit_is_right(&digits)
            });
            right.unwrap()
        }
    }

    fn grouped(card: &str, sizes: &[usize], separator: &str) -> String {
        let mut rest = card;
        let mut groups = Vec::new();
        for size in sizes.iter().chain(std::iter::repeat(sizes.last().unwrap())) {
            let (group, after) = rest.split_at(rest.len().min(*size));
            groups.push(group);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        groups.join(separator)
    }

    fn shifted(card: &str, zero: char) -> String {
        card.bytes().map(|b| char::from_u32(zero as u32 + u32::from(b - b'0')).unwrap()).collect()
    }

    const FORMATS: [fn(&str) -> String; 15] = [
        str::to_owned,
        |card| grouped(card, &[4], " "),
        |card| grouped(card, &[4], "-"),
        |card| grouped(card, &[4], "."),
        |card| grouped(card, &[4], "_"),
        |card| grouped(card, &[4], "\u{A0}"),
        |card| grouped(card, &[4], " - "),
        |card| grouped(card, &[4], "\n"),
        |card| grouped(card, &[4, 6, 5], " "),
        |card| grouped(card, &[2], " "),
        |card| grouped(card, &[1], " "),
        |card| grouped(card, &[1], "\u{200B}"),
        |card| grouped(card, &[4], "\u{2060}\u{2011}"),
        |card| shifted(card, '０'),
        |card| shifted(card, '٠'),
    ];

    const HEADS: [&str; 10] =
        ["", "my card is ", "2 ", "Visa", "room 12, ", "23-11-2026 ", "pay with:", "+1 ", "№ 7 - ", "€250 カード"];

    const TAILS: [&str; 10] = [
        "",
        " please",
        " 12/26 123",
        " 12 26 123",
        " 12 2026",
        "-12-26-123",
        " exp 01/2030",
        " 2",
        "です",
        " 23.11.2026",
    ];

    #[test]
    fn no_card_is_missed_in_any_dress() {
        let mut random = Random(1);
        let mut seen = 0;
        for issuer in ISSUERS {
            for format in FORMATS {
                for head in HEADS {
                    for tail in TAILS {
                        let message = format!("{head}{}{tail}", format(&random.card(issuer)));
                        assert!(contains(&message), "{message}");
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, ISSUERS.len() * 1_500);
    }

    #[test]
    fn no_character_becomes_more_digits_than_it_has_bytes() {
        for c in '\0'..=char::MAX {
            let digits = std::iter::once(c).nfkc().filter(|c| matches!(Symbol::of(*c), Symbol::Digit(_))).count();
            assert!(digits <= c.len_utf8(), "{c}");
        }
    }

    #[test]
    fn issuers_are_listed_in_rising_order() {
        assert!(ISSUERS.is_sorted_by_key(|issuer| issuer.from));
    }

    fn date_formats(from: Date, to: Date) -> [String; 8] {
        let both = |format: &str, between: &str| format!("{}{between}{}", from.strftime(format), to.strftime(format));
        [
            both("%d-%m-%Y", " "),
            both("%d.%m.%Y", " - "),
            both("%m-%d-%Y", " - ") + " 2",
            both("%Y-%m-%d", " "),
            both("%Y-%m-%d", "\u{2013}") + " 2 1",
            both("%d %m %Y", " "),
            both("%Y%m%d", " ") + " 3",
            both("%d.%m.%y", " - ") + " 2",
        ]
    }

    #[test]
    fn a_pair_of_dates_is_no_card() {
        let first = date(2026, 1, 1);
        let (mut seen, mut wrong) = (0, Vec::new());
        for check_in in first.series(jiff::Span::new().days(1)).take(730) {
            for check_out in check_in.series(jiff::Span::new().days(1)).skip(1).take(30) {
                let messages = date_formats(check_in, check_out);
                seen += messages.len();
                wrong.extend(messages.into_iter().filter(|message| contains(message)));
            }
        }
        assert_eq!((seen, wrong), (175_200, Vec::new()));
    }

    #[test]
    fn a_phone_number_is_no_card() {
        const SHAPES: [&[usize]; 6] = [&[3, 3, 4], &[2, 4, 4], &[10], &[3, 7], &[1, 2, 2, 2, 2], &[4, 3, 4]];
        let mut random = Random(2);
        let mut wrong = 0;
        let (numbers, separators) = (30_000, [" ", "-", ".", ""]);
        for _ in 0..numbers {
            let shape = *random.pick(&SHAPES);
            let separator = *random.pick(&separators);
            let code = random.pick(&["+1", "+39", "+44", "+49", "+86", "0039", "001", "0044", "0", ""]);
            let line: Vec<String> = shape.iter().map(|&size| random.digits(size)).collect();
            wrong += usize::from(contains(&format!("call {code} {}", line.join(separator))));
        }
        assert!(wrong * 10_000 <= numbers, "{wrong} of {numbers}");
    }

    #[test]
    fn cards_are_refused_however_they_are_typed() {
        for text in [
            "4242424242424242",
            "my card: 4242 4242 4242 4242",
            "4242-4242-4242-4242 12/29 123",
            "４２４２ ４２４２ ４２４２ ４２４２",
            "4242\u{200B}4242\u{200B}4242\u{200B}4242",
            "4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣",
            "④②④②④②④②④②④②④②④②",
            "4242 4242 4242 4242 12 29",
            "23-11-2026 25-11-2026 4242424242424242",
            "3782 822463 10005",
            "30569309025904",
            "2223 0031 2200 3222",
            "6011111111111117",
            "3530111333300000",
            "+4242424242424242",
        ] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn what_a_guest_may_well_write_is_let_pass() {
        for text in [
            "",
            "Seattle Mar 20-23",
            "23-11-2026 25-11-2026",
            "23.11 - 25.11.2026 2 adults, 23-25.11.2026",
            "from 26.11.2026 18.00 to 28.11.2026 10.00",
            "+39 06 1234 5678",
            "+55 11 91234 5678",
            "call 0039 06 1234 5678 after 18.00",
            "sess_1771456966998_0000000z and evt_1771456966998",
            "bkg_a0123456789abcdefgh, CC-K4Z1S9D83JQ0P2X7M5VB",
            "a1234567-a234-4567-a890-a12345678901",
            "4242424242424241",
            "4242 4242 4242",
            "4242    4242    4242    4242",
            "100 200 300 400 500",
            "東京のホテルを２０２６年１１月２３日から２泊、大人２人、１泊２００００円まで",
        ] {
            assert!(!contains(text), "{text}");
        }
    }

    #[test]
    fn digits_of_every_script_count() {
        assert!(ZEROS.is_sorted());
        for (c, value) in [('٤', 4), ('४', 4), ('๔', 4), ('❹', 4), ('➃', 4), ('⓿', 0), ('\u{1E959}', 9)] {
            assert_eq!(digit_value(c), Some(value), "{c}");
        }
        assert_eq!((digit_value('é'), digit_value('\u{66A}')), (None, None));
    }
}
