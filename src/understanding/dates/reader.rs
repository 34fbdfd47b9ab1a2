//! The tokens of a sentence with what each may mean, and the small readings that every rule shares.
//!
//! Every reading starts at a token and answers what it read and the token after it, or nothing.

use jiff::civil::{Date, Weekday};

use super::lexicon::{Lex, look_up};
use super::roles::Role;
use super::said::Calendar;
use super::words::{EN, Unit};
use crate::understanding::text::{TokenKind, Tokens};

/// What was read, and the token after it.
pub type Read<T> = Option<(T, usize)>;

/// A sentence ready to be read for dates.
pub struct Reader<'a> {
    /// The sentence.
    pub tokens: &'a Tokens<'a>,
    /// What it is read against.
    pub calendar: &'a Calendar,
    lexes: Vec<Lex>,
    foreign: bool,
}

impl<'a> Reader<'a> {
    /// Looks up every word of `tokens`; nothing when none of them can begin a date.
    pub fn new(tokens: &'a Tokens<'a>, calendar: &'a Calendar) -> Option<Self> {
        let (mut dated, mut english, mut foreign) = (false, 0, 0);
        let lexes = (0..tokens.len())
            .map(|i| match tokens.kind(i) {
                TokenKind::Word => {
                    let mut lex = look_up(tokens.hash(i), tokens.word(i));
                    // "we'd" is no Wednesday, Rio's Janeiro no month
                    let contracted = || tokens.raw(i).len() > tokens.word(i).len() && tokens.word(i) == "wed";
                    let rio = || i > 1 && tokens.are(i - 2, &["rio", "de", "janeiro"]);
                    if lex.weekday > 0 && contracted() || lex.month == 1 && rio() {
                        lex = Lex::default();
                    }
                    dated |= lex.is_core();
                    english += u32::from(lex.langs == EN);
                    foreign += u32::from(lex.langs & EN == 0 && lex.langs != 0);
                    lex
                }
                TokenKind::Number => {
                    dated = true;
                    Lex::default()
                }
                TokenKind::Mark => Lex::default(),
            })
            .collect();
        dated.then_some(Self { tokens, calendar, lexes, foreign: foreign > english })
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.lexes.len()
    }

    /// What token `i` may mean; nothing past the end.
    #[inline]
    pub fn lex(&self, i: usize) -> Lex {
        self.lexes.get(i).copied().unwrap_or_default()
    }

    /// What the token before `i` may mean.
    pub fn before(&self, i: usize) -> Lex {
        i.checked_sub(1).map_or_else(Lex::default, |k| self.lex(k))
    }

    /// Whether token `i` can play `role`.
    #[inline]
    pub fn is(&self, i: usize, role: Role) -> bool {
        self.lex(i).is(role)
    }

    /// Whether token `i` is the mark or word `word`.
    #[inline]
    pub fn word_is(&self, i: usize, word: &str) -> bool {
        self.tokens.is(i, word)
    }

    /// The token after `i` when `i` can play `role`, else `i`.
    pub fn skip(&self, i: usize, role: Role) -> usize {
        if self.is(i, role) { i + 1 } else { i }
    }

    /// The first token from `i` on that plays none of `roles`.
    #[inline]
    pub fn skip_all(&self, mut i: usize, roles: &[Role]) -> usize {
        let roles = Role::set(roles);
        while self.lex(i).is_any(roles) {
            i += 1;
        }
        i
    }

    /// The token after an optional mark `mark` at `i`.
    pub fn skip_mark(&self, i: usize, mark: &str) -> usize {
        if self.word_is(i, mark) { i + 1 } else { i }
    }

    /// The unit of time at `i`; a hyphened `week-end` and the phrases for weekend and work are one unit.
    pub fn unit(&self, i: usize) -> Read<Unit> {
        /// Units of several words.
        const PHRASES: [(Unit, &[&str]); 13] = [
            (Unit::Weekend, &["week", "-", "end"]),
            (Unit::Weekend, &["week", "end"]),
            (Unit::Weekend, &["w", "/", "e"]),
            (Unit::Weekend, &["fin", "de", "semana"]),
            (Unit::Weekend, &["fim", "de", "semana"]),
            (Unit::Weekend, &["fine", "settimana"]),
            (Unit::WorkingWeek, &["work", "week"]),
            (Unit::WorkingDay, &["dias", "laborables"]),
            (Unit::WorkingDay, &["dias", "de", "trabajo"]),
            (Unit::WorkingDay, &["dias", "uteis"]),
            (Unit::WorkingDay, &["business", "days"]),
            (Unit::WorkingDay, &["working", "days"]),
            (Unit::WorkingDay, &["giorni", "lavorativi"]),
        ];
        let lex = self.lex(i);
        if lex.is(Role::UnitPhrase)
            && let Some((unit, words)) = PHRASES.iter().find(|(_, words)| self.tokens.are(i, words))
        {
            return Some((*unit, i + words.len()));
        }
        // "3n"
        let short = || {
            self.word_is(i, "n") && !self.tokens.space_before(i) && self.tokens.kind(i.max(1) - 1) == TokenKind::Number
        };
        lex.unit.or_else(|| short().then_some(Unit::Night)).map(|unit| (unit, i + 1))
    }

    /// The weekday at `i`, its abbreviation point and the Portuguese `feira` with it, however weak the word.
    pub fn weekday_word(&self, i: usize) -> Read<Weekday> {
        let lex = self.lex(i);
        if lex.weekday == 0 {
            return self.numbered_weekday(i);
        }
        let weekday = Weekday::from_monday_one_offset(i8::try_from(lex.weekday).ok()?).ok()?;
        let feira = self.skip_mark(i + 1, "-");
        if self.word_is(feira, "feira") {
            return Some((weekday, feira + 1));
        }
        let abbreviated = self.word_is(i + 1, ".") && self.tokens.word(i).len() <= 5 && i + 2 < self.len();
        Some((weekday, if abbreviated { i + 2 } else { i + 1 }))
    }

    /// The Portuguese `6a` and `6a feira`.
    fn numbered_weekday(&self, i: usize) -> Read<Weekday> {
        let number = self.tokens.number(i).filter(|n| (2..=6).contains(n))?;
        if !self.word_is(i + 1, "a") || self.tokens.space_before(i + 1) {
            return None;
        }
        let feira = self.skip_mark(i + 2, "-");
        let end = if self.word_is(feira, "feira") { feira + 1 } else { i + 2 };
        let told = end > i + 2 || matches!(self.before_word(i), "na" | "proxima" | "sexta" | "ate" | "de");
        let weekday = Weekday::from_monday_one_offset(i8::try_from(number).ok()? - 1).ok()?;
        (told || (i == 0 && end == self.len())).then_some((weekday, end))
    }

    /// The folded word before `i`.
    pub fn before_word(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |k| self.tokens.word(k))
    }

    /// Whether the words from `i` to `end` are all there is.
    pub fn is_all(&self, i: usize, end: usize) -> bool {
        i == 0 && (end..self.len()).all(|k| matches!(self.tokens.word(k), "." | "?" | "!" | ","))
    }

    /// Whether what stands at `i` can follow a bare day of the month: the end, a mark, or a word of grammar.
    pub fn ends_day(&self, i: usize) -> bool {
        if i >= self.len() {
            return true;
        }
        if self.tokens.kind(i) == TokenKind::Mark {
            return self.mark_ends_day(i);
        }
        if self.tokens.kind(i) == TokenKind::Number {
            return false;
        }
        let lex = self.lex(i);
        const GRAMMAR: u64 = Role::set(&[
            Role::Neutral,
            Role::To,
            Role::And,
            Role::From,
            Role::Of,
            Role::Leave,
            Role::Arrive,
            Role::Check,
        ]);
        !self.counted(i) && (lex.is_any(GRAMMAR) || lex.month > 0 || lex.weekday > 0)
    }

    fn mark_ends_day(&self, i: usize) -> bool {
        match self.tokens.word(i) {
            "." | "," | ":" | "/" => self.tokens.space_before(i + 1) || self.tokens.kind(i + 1) != TokenKind::Number,
            "$" | "€" | "£" | "¥" => self.is_sign_of_the_next(i),
            "%" | "+" | "*" | "°" => false,
            _ => true,
        }
    }

    /// Whether a currency's sign at `i` stands apart from what is before it and right before a number.
    fn is_sign_of_the_next(&self, i: usize) -> bool {
        matches!(self.tokens.word(i), "$" | "€" | "£" | "¥")
            && self.tokens.space_before(i)
            && !self.tokens.space_before(i + 1)
            && self.tokens.kind(i + 1) == TokenKind::Number
    }

    /// Whether what stands at `i` is counted by the number before it: guests, rooms, stars, money, hours, nights.
    pub fn counted(&self, i: usize) -> bool {
        let counts =
            |lex: Lex| (lex.is(Role::Counted) || lex.unit.is_some()) && lex.month == 0 && !lex.is(Role::Holiday);
        match self.tokens.kind(i) {
            TokenKind::Number => false,
            TokenKind::Word => {
                // "april 6 hotel in Boston": six of them would be hotels
                let several = i > 0 && self.tokens.number(i - 1).is_some_and(|n| n > 1);
                let lex = self.lex(i);
                (lex.is(Role::Clock) || counts(lex)) && !(several && matches!(self.tokens.word(i), "room" | "hotel"))
            }
            // "apr 6 $100": the sign is that of the amount behind it
            TokenKind::Mark if self.is_sign_of_the_next(i) => false,
            TokenKind::Mark if self.word_is(i, "-") => !self.tokens.space_before(i + 1) && counts(self.lex(i + 1)),
            TokenKind::Mark => matches!(self.tokens.word(i), "%" | "$" | "€" | "£" | "+" | "*" | "°"),
        }
    }

    /// Whether the number at `i` counts rooms, guests or the like, so that nothing of a date begins there.
    pub fn counts_something_else(&self, i: usize) -> bool {
        self.tokens.digits(i) <= 3 && self.lex(i + 1).is_only_counted() && self.counted(i + 1)
    }

    /// Whether token `i` is a number that money, a clock or a decimal point claims from the left.
    pub fn claimed_from_left(&self, i: usize) -> bool {
        let Some(left) = i.checked_sub(1) else { return false };
        if self.is_childs_age(i) {
            return true;
        }
        if self.tokens.space_before(i) {
            return matches!(self.tokens.word(left), "$" | "€" | "£" | "#");
        }
        match self.tokens.word(left) {
            "$" | "€" | "£" | "¥" | "#" | "+" | "_" | "@" => true,
            "." | "," | "/" | "-" | ":" => left
                .checked_sub(1)
                .is_some_and(|k| self.tokens.kind(k) == TokenKind::Number && !self.tokens.space_before(left)),
            _ => self.tokens.kind(left) == TokenKind::Word && self.lex(left).month == 0 && !self.is(left, Role::The),
        }
    }

    /// Whether the colon at `i` stands between the hours and minutes of a clock: `10:30`, and not `Dec 20-27: 2 adults`.
    pub fn is_clock_mark(&self, i: usize) -> bool {
        self.word_is(i, ":") && self.tokens.kind(i + 1) == TokenKind::Number && !self.tokens.space_before(i + 1)
    }

    /// Whether the number at `i` is the age of a child: `niños de 5 y 8`, `kinderen van 3 en 7`.
    pub fn is_childs_age(&self, i: usize) -> bool {
        let Some(left) = i.checked_sub(1).filter(|_| self.tokens.kind(i) == TokenKind::Number) else { return false };
        match self.tokens.word(left) {
            "de" | "di" | "van" | "von" => is_child(self.before_word(left)),
            "y" | "e" | "en" | "et" | "und" | "," => left > 0 && self.is_childs_age(left - 1),
            _ => false,
        }
    }

    /// Whether the sentence is not English, by the words that only one language has.
    pub fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// Whether `03/04` is read day first.
    pub fn day_first(&self) -> bool {
        self.calendar.day_first.unwrap_or_else(|| self.is_foreign())
    }

    /// Today.
    pub fn today(&self) -> Date {
        self.calendar.today
    }
}

/// "niños de 4": an age follows, not a day.
pub fn is_child(word: &str) -> bool {
    const CHILDREN: [&str; 18] = [
        "nino", "nina", "ninos", "ninas", "hijo", "hijos", "enfant", "enfants", "bambino", "bambini", "crianca",
        "criancas", "filhos", "kind", "kinder", "kinderen", "kindern", "figli",
    ];
    CHILDREN.contains(&word)
}
