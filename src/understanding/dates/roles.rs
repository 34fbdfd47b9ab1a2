//! The small words of date expressions and what each does, in seven languages, as data.

use super::words::{DE, EN, ES, FR, IT, Langs, NL, PT};

/// What a word does in a date expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Articles: the, el, der.
    The,
    /// Of and its likes, also fused with an article.
    Of,
    /// Stands before a day and says nothing more: on.
    On,
    /// Before an offset, a month, a year: in.
    In,
    /// Before a length: for.
    For,
    /// Before the first day: from.
    From,
    /// Between two days: to.
    To,
    /// Before the last day, with nothing before it: until.
    Until,
    /// Between A and B.
    Between,
    /// And.
    And,
    /// This, current.
    This,
    /// Next.
    Next,
    /// The one after: following.
    Following,
    /// The nearest ahead: coming.
    Coming,
    /// The next but one, in one word.
    NextButOne,
    /// Last of a period.
    Last,
    /// Over already: ago, previous.
    Past,
    /// After.
    After,
    /// Before.
    Before,
    /// Later.
    Later,
    /// Earlier.
    Earlier,
    /// Days from today, see [`super::words::RELATIVE_DAYS`].
    RelativeDay,
    /// The present moment, a day only after `from`: now.
    Now,
    /// Morning and its likes, which narrow a day and name none.
    DayPart,
    /// Beginning of a period.
    Start,
    /// Middle of a period.
    Middle,
    /// End of a period.
    End,
    /// Rest of a period.
    Rest,
    /// A single one: a, an, ein.
    One,
    /// Two or so.
    Couple,
    /// Less than: before a length.
    Less,
    /// Than, after less and more.
    Than,
    /// Within a length.
    Within,
    /// Beginning on: starting.
    Starting,
    /// Arriving.
    Arrive,
    /// Leaving.
    Leave,
    /// `check`, which `in` or `out` completes.
    Check,
    /// `out` of check-out.
    Out,
    /// More, another, extra: before a length.
    More,
    /// Lengthen.
    Extend,
    /// Shorten, fewer.
    Shorten,
    /// Move in time: postpone, push.
    Move,
    /// Asks what it costs, so that a night is a price's: cost, price.
    Price,
    /// What is counted, so that the number before it is no day.
    Counted,
    /// What is numbered, so that the ordinal before it is no day.
    Numbered,
    /// May follow a day: please, with, is.
    Neutral,
    /// Mark of an ordinal after digits: th, ste, er.
    Suffix,
    /// A thousand, of years in words.
    Thousand,
    /// The first word of a holiday.
    Holiday,
    /// A month's name that needs company: may, march.
    WeakMonth,
    /// A month's name that English uses otherwise, `set` and `out`: needs company of its own language.
    StrangeMonth,
    /// A weekday's name that needs company: sun, sat.
    WeakWeekday,
    /// A weekday's name of two letters, or one that is an ordinal too: needs a date after it.
    ShortWeekday,
    /// Several such weekdays.
    Several,
    /// `long`, before a weekend.
    Long,
    /// Overnight: one night.
    Overnight,
    /// Each, before a unit that is a price's and no length: per.
    Per,
    /// Begins a unit of several words: fin de semana, business days.
    UnitPhrase,
    /// Of a conversation that ends, in which `today` is no check-in: thanks, all.
    Closing,
    /// The number before is an hour: am, pm.
    Clock,
    /// Begins a phrase of leaving: going home.
    LeavePhrase,
}

impl Role {
    /// Several roles as one set, for [`super::lexicon::Lex::is_any`].
    pub const fn set(roles: &[Self]) -> u64 {
        let (mut set, mut k) = (0, 0);
        while k < roles.len() {
            set |= 1 << roles[k] as u64;
            k += 1;
        }
        set
    }
}

/// Words by role, separated by spaces.
pub const ROLES: &[(Role, Langs, &str)] = &[
    (Role::The, EN, "the"),
    (Role::The, ES, "el la los las"),
    (Role::The, FR, "le la les l"),
    (Role::The, DE, "der die das den dem"),
    (Role::The, IT, "il la lo i gli le l"),
    (Role::The, PT, "o os"),
    (Role::The, NL, "de het"),
    (Role::Of, EN, "of"),
    (Role::Of, ES, "de del"),
    (Role::Of, FR, "de du des d"),
    (Role::Of, DE, "des von vom der im"),
    (Role::Of, IT, "di del della dello dei delle d"),
    (Role::Of, PT, "de do da das"),
    (Role::Of, NL, "van"),
    (Role::On, EN, "on by around about"),
    (Role::On, DE, "am an"),
    (Role::On, ES, "en"),
    (Role::On, IT, "nel per"),
    (Role::On, PT, "no na em ao"),
    (Role::On, NL, "op"),
    (Role::In, EN, "in during"),
    (Role::In, ES, "en"),
    (Role::In, FR, "en dans au pendant"),
    (Role::In, DE, "in im wahrend"),
    (Role::In, IT, "in fra tra nel nella"),
    (Role::In, PT, "em no na daqui"),
    (Role::In, NL, "in over"),
    (Role::Within, EN, "within"),
    (Role::Within, ES, "dentro"),
    (Role::Within, DE, "innerhalb binnen"),
    (Role::Within, IT, "entro"),
    (Role::Within, PT, "dentro"),
    (Role::Within, NL, "binnen"),
    (Role::For, EN, "for"),
    (Role::For, ES, "por para durante"),
    (Role::For, FR, "pour pendant"),
    (Role::For, DE, "fur"),
    (Role::For, IT, "per"),
    (Role::For, PT, "por para durante"),
    (Role::For, NL, "voor"),
    (Role::From, EN, "from since"),
    (Role::From, ES, "desde de del"),
    (Role::From, FR, "de du des depuis"),
    (Role::From, DE, "von vom ab seit"),
    (Role::From, IT, "dal da dall dalla"),
    (Role::From, PT, "de do desde"),
    (Role::From, NL, "van vanaf"),
    (Role::To, EN, "to until till til thru through untill unitl untl"),
    (Role::To, ES, "a al hasta"),
    (Role::To, FR, "a au jusqua jusquau"),
    (Role::To, DE, "bis zum auf"),
    (Role::To, IT, "a al fino sino alla all allo"),
    (Role::To, PT, "a ao ate"),
    (Role::To, NL, "tot t"),
    (Role::Until, EN, "until till til through thru untill unitl untl"),
    (Role::Until, ES, "hasta"),
    (Role::Until, FR, "jusqua jusquau"),
    (Role::Until, DE, "bis"),
    (Role::Until, IT, "fino"),
    (Role::Until, PT, "ate"),
    (Role::Until, NL, "tot"),
    (Role::Between, EN, "between"),
    (Role::Between, ES, "entre"),
    (Role::Between, FR, "entre"),
    (Role::Between, DE, "zwischen"),
    (Role::Between, IT, "tra fra"),
    (Role::Between, PT, "entre"),
    (Role::Between, NL, "tussen"),
    (Role::And, EN, "and"),
    (Role::And, ES, "y e"),
    (Role::And, FR, "et"),
    (Role::And, DE, "und"),
    (Role::And, IT, "e ed"),
    (Role::And, PT, "e"),
    (Role::And, NL, "en"),
    (Role::This, EN, "this current my that"),
    (Role::This, ES, "este esta actual mi"),
    (Role::This, FR, "ce cet cette courant courante actuelle mon ma"),
    (Role::This, DE, "diese diesen dieser dieses diesem laufenden aktuellen"),
    (Role::This, IT, "questo questa corrente mio mia quest"),
    (Role::This, PT, "este esta neste nesta deste desta atual"),
    (Role::This, NL, "deze dit huidige dat mijn"),
    (Role::Next, EN, "next nxt"),
    (Role::Next, ES, "proximo proxima proximos proximas"),
    (Role::Next, FR, "prochain prochaine prochains prochaines"),
    (Role::Next, DE, "nachste nachsten nachster nachstes nachstem naechste naechsten"),
    (Role::Next, IT, "prossimo prossima prossimi prossime"),
    (Role::Next, PT, "proximo proxima proximos proximas"),
    (Role::Next, NL, "volgende volgend"),
    (Role::Following, EN, "following"),
    (Role::Following, ES, "siguiente siguientes"),
    (Role::Following, FR, "suivant suivante suivants suivantes"),
    (Role::Following, DE, "folgende folgenden"),
    (Role::Following, IT, "seguente seguenti successivo successiva"),
    (Role::Following, PT, "seguinte seguintes"),
    (Role::Following, NL, "daaropvolgende"),
    (Role::Coming, EN, "coming upcoming"),
    (Role::Coming, DE, "kommende kommenden kommender kommendes kommendem"),
    (Role::Coming, NL, "komende komend aanstaande aankomende aanstaand eerstvolgende"),
    (Role::NextButOne, DE, "ubernachste ubernachsten ubernachster ubernachstes"),
    (Role::Last, EN, "last"),
    (Role::Last, ES, "ultimo ultima ultimos"),
    (Role::Last, FR, "dernier derniere"),
    (Role::Last, DE, "letzte letzten letzter letztes"),
    (Role::Last, IT, "ultimo ultima lultimo lultima"),
    (Role::Last, PT, "ultimo ultima"),
    (Role::Last, NL, "laatste"),
    (Role::Past, EN, "ago previous past"),
    (Role::Past, ES, "pasado pasada pasados pasadas hace anterior"),
    (Role::Past, FR, "passe passee"),
    (Role::Past, DE, "vergangene vergangenen"),
    (Role::Past, IT, "scorso scorsa fa"),
    (Role::Past, PT, "passado passada atras anterior"),
    (Role::Past, NL, "vorige afgelopen geleden"),
    (Role::After, EN, "after"),
    (Role::After, ES, "despues tras posteriores"),
    (Role::After, FR, "apres"),
    (Role::After, DE, "nach"),
    (Role::After, IT, "dopo"),
    (Role::After, PT, "depois apos"),
    (Role::After, NL, "na"),
    (Role::Before, EN, "before prior notice advance"),
    (Role::Before, ES, "antes antelacion"),
    (Role::Before, FR, "avant"),
    (Role::Before, DE, "vor vorher"),
    (Role::Before, IT, "prima"),
    (Role::Before, PT, "antes antecedencia"),
    (Role::Before, NL, "voor vooraf"),
    (Role::Later, EN, "later hence"),
    (Role::Later, ES, "despues"),
    (Role::Later, FR, "apres plus"),
    (Role::Later, DE, "spater"),
    (Role::Later, IT, "dopo"),
    (Role::Later, PT, "depois"),
    (Role::Later, NL, "later daarna"),
    (Role::Earlier, EN, "earlier sooner"),
    (Role::Earlier, ES, "antes"),
    (Role::Earlier, FR, "avant"),
    (Role::Earlier, DE, "fruher"),
    (Role::Earlier, IT, "prima"),
    (Role::Earlier, PT, "antes"),
    (Role::Earlier, NL, "eerder"),
    (Role::Now, EN, "now"),
    (Role::Now, ES, "ahora"),
    (Role::Now, FR, "maintenant"),
    (Role::Now, DE, "jetzt"),
    (Role::Now, IT, "adesso ora"),
    (Role::Now, PT, "agora"),
    (Role::Now, NL, "nu"),
    (Role::DayPart, EN, "morning afternoon evening night nite noon midday lunchtime midnight daytime"),
    (Role::DayPart, ES, "manana tarde noche mediodia madrugada"),
    (Role::DayPart, FR, "matin midi soir apresmidi nuit"),
    (Role::DayPart, DE, "fruh vormittag mittag nachmittag abend nacht abends morgens"),
    (Role::DayPart, IT, "mattina pomeriggio sera notte mattino"),
    (Role::DayPart, PT, "manha tarde noite"),
    (Role::DayPart, NL, "ochtend morgen middag avond nacht"),
    (Role::Start, EN, "beginning start early"),
    (Role::Start, ES, "comienzo comienzos principio principios inicio inicios primeros"),
    (Role::Start, FR, "debut"),
    (Role::Start, DE, "anfang beginn"),
    (Role::Start, IT, "inizio allinizio primi"),
    (Role::Start, PT, "inicio comeco"),
    (Role::Start, NL, "begin"),
    (Role::Middle, EN, "middle mid"),
    (Role::Middle, ES, "mediados mitad"),
    (Role::Middle, FR, "milieu"),
    (Role::Middle, DE, "mitte"),
    (Role::Middle, IT, "meta"),
    (Role::Middle, PT, "meados meio"),
    (Role::Middle, NL, "midden medio halverwege half"),
    (Role::End, EN, "end late"),
    (Role::End, ES, "fin finales final fines"),
    (Role::End, FR, "fin"),
    (Role::End, DE, "ende"),
    (Role::End, IT, "fine"),
    (Role::End, PT, "fim final finais"),
    (Role::End, NL, "eind einde"),
    (Role::Rest, EN, "rest remainder"),
    (Role::Rest, ES, "resto queda"),
    (Role::Rest, FR, "reste"),
    (Role::Rest, DE, "rest"),
    (Role::Rest, IT, "resto"),
    (Role::Rest, PT, "resto"),
    (Role::Rest, NL, "rest"),
    (Role::One, EN, "a an one single"),
    (Role::One, ES, "un una uno"),
    (Role::One, FR, "un une"),
    (Role::One, DE, "ein eine einen einem einer"),
    (Role::One, IT, "un una uno"),
    (Role::One, PT, "um uma"),
    (Role::One, NL, "een"),
    (Role::Couple, EN, "couple"),
    (Role::Couple, ES, "par"),
    (Role::Couple, DE, "paar"),
    (Role::Couple, NL, "paar"),
    (Role::Less, EN, "less fewer"),
    (Role::Than, EN, "than"),
    (Role::Than, NL, "dan"),
    (Role::Than, DE, "als"),
    (Role::Less, ES, "menos"),
    (Role::Less, NL, "minder"),
    (Role::Less, DE, "weniger"),
    (Role::Starting, EN, "starting beginning commencing start starts begin begins"),
    (Role::Starting, ES, "inicia empieza comienza partir"),
    (Role::Starting, FR, "commencant commence partir"),
    (Role::Starting, DE, "beginnend beginnt startend startet"),
    (Role::Starting, IT, "inizia partire comincia"),
    (Role::Starting, PT, "comeca partir inicia"),
    (Role::Starting, NL, "beginnend startend begint start ingaand"),
];
