//! Holidays, as data: their names in seven languages and the rule of their date.
//!
//! Where countries differ, a name means what it means to those who say it in that language: Father's Day is in
//! June, Vatertag on Ascension Day and la festa del papà on 19 March.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::calendar::{easter, first_advent, islamic, nth_weekday, plus_days, weekday_from};
use super::words::{DE, EN, ES, FR, IT, Langs, NL, PT};
use crate::world::hash::Fnv;
use crate::world::table::Table;

/// How a holiday finds its date in a year.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// The same month and day each year.
    On(i8, i8),
    /// The nth weekday of a month, -1 the last, and days after it.
    Nth(i8, i8, Weekday, i8),
    /// The last such weekday on or before a month and day.
    Before(i8, i8, Weekday),
    /// Days after Easter Sunday.
    Easter(i16),
    /// Days after the first Sunday of Advent.
    Advent(i8),
    /// A month and day of the tabular Islamic calendar; the evening it begins.
    Islamic(u8, u8),
    /// The first day of the Chinese year.
    ChineseNewYear,
}

/// A holiday's names, with a comma and a space between them.
pub struct Holiday {
    /// The languages of the names.
    pub langs: Langs,
    /// The names, folded.
    pub names: &'static str,
    /// Its date.
    pub rule: Rule,
}

const fn holiday(langs: Langs, rule: Rule, names: &'static str) -> Holiday {
    Holiday { langs, names, rule }
}

use Rule::{Advent, Before, ChineseNewYear, Easter, Islamic, Nth, On};
use Weekday::{Monday, Sunday, Thursday, Tuesday};

/// All holidays known; of several names that fit, the longest is read.
pub const HOLIDAYS: &[Holiday] = &[
    holiday(EN, On(1, 1), "new years day, new year day, new years, new year, yuandan"),
    holiday(EN, On(12, 31), "new years eve, new year eve, new year s eve, nye"),
    holiday(EN, On(12, 25), "christmas, christmas day, xmas, xmas day, x mas"),
    holiday(EN, On(12, 24), "christmas eve, xmas eve"),
    holiday(EN, On(12, 26), "boxing day, st stephens day"),
    holiday(EN, On(2, 14), "valentines day, valentine day, valentines, saint valentine"),
    holiday(
        EN,
        On(3, 17),
        "saint patrick, saint patricks day, st patricks day, st patrick day, st patricks, st paddys day",
    ),
    holiday(EN, On(4, 1), "april fools day, april fools, april fool day"),
    holiday(EN, On(4, 22), "earth day"),
    holiday(EN, On(5, 4), "star wars day"),
    holiday(EN, On(5, 5), "cinco de mayo"),
    holiday(EN, On(6, 14), "flag day"),
    holiday(EN, On(6, 19), "juneteenth"),
    holiday(EN, On(7, 1), "canada day"),
    holiday(EN, On(7, 4), "independence day, us independence day"),
    holiday(EN, On(7, 14), "bastille day"),
    holiday(EN, On(1, 26), "australia day"),
    holiday(EN, On(4, 25), "anzac day"),
    holiday(EN, On(10, 31), "halloween, halloween day, all hallows eve"),
    holiday(EN, On(11, 1), "all saints day"),
    holiday(EN, On(11, 2), "all souls day"),
    holiday(EN, On(11, 5), "guy fawkes night, guy fawkes day, bonfire night"),
    holiday(EN, On(11, 11), "veterans day, veteran day, remembrance day, armistice day"),
    holiday(EN, On(1, 6), "epiphany"),
    holiday(EN, On(2, 2), "groundhog day, groundhogs day"),
    holiday(EN, On(3, 8), "womens day, international womens day"),
    holiday(EN, On(5, 1), "may day, international workers day"),
    holiday(EN, Nth(1, 3, Monday, 0), "martin luther king day, mlk day, mlk, martin luther king jr day"),
    holiday(EN, Nth(2, 3, Monday, 0), "presidents day, president day, washingtons birthday"),
    holiday(EN, Nth(5, 2, Sunday, 0), "mothers day, mother day"),
    holiday(EN, Nth(5, -1, Monday, 0), "memorial day, spring bank holiday"),
    holiday(EN, Nth(6, 3, Sunday, 0), "fathers day, father day"),
    holiday(EN, Nth(8, -1, Monday, 0), "summer bank holiday, august bank holiday"),
    holiday(EN, Nth(5, 1, Monday, 0), "early may bank holiday"),
    holiday(EN, Nth(9, 1, Monday, 0), "labor day, labour day"),
    holiday(EN, Nth(10, 2, Monday, 0), "columbus day, indigenous peoples day, canadian thanksgiving"),
    holiday(
        EN,
        Nth(11, 4, Thursday, 0),
        "thanksgiving, thanksgiving day, thanks giving, thanks giving day, turkey day",
    ),
    holiday(EN, Nth(11, 4, Thursday, 1), "black friday"),
    holiday(EN, Nth(11, 4, Thursday, 4), "cyber monday"),
    holiday(EN, Nth(11, 1, Monday, 1), "election day"),
    holiday(EN, Before(5, 24, Monday), "victoria day"),
    holiday(EN, Easter(0), "easter, easter day, easter sunday"),
    holiday(EN, Easter(1), "easter monday, easter mon"),
    holiday(EN, Easter(-1), "easter saturday, holy saturday"),
    holiday(EN, Easter(-2), "good friday"),
    holiday(EN, Easter(-3), "maundy thursday, holy thursday"),
    holiday(EN, Easter(-7), "palm sunday"),
    holiday(EN, Easter(-46), "ash wednesday"),
    holiday(EN, Easter(-47), "mardi gras, shrove tuesday, pancake day, fat tuesday"),
    holiday(EN, Easter(39), "ascension day"),
    holiday(EN, Easter(49), "pentecost, whit sunday"),
    holiday(EN, Easter(50), "whit monday"),
    holiday(EN, Islamic(9, 1), "ramadan"),
    holiday(EN, Islamic(10, 1), "eid al fitr"),
    holiday(EN, Islamic(12, 10), "eid al adha"),
    holiday(EN, Islamic(1, 1), "islamic new year"),
    holiday(EN, ChineseNewYear, "chinese new year, lunar new year, chinese new years"),
    // Spanish
    holiday(ES, On(1, 1), "ano nuevo, dia de ano nuevo"),
    holiday(ES, On(12, 31), "nochevieja, noche vieja, fin de ano, vispera de ano nuevo"),
    holiday(ES, On(12, 25), "navidad, dia de navidad, navidades"),
    holiday(ES, On(12, 24), "nochebuena, noche buena, vispera de navidad"),
    holiday(ES, On(1, 6), "dia de reyes, reyes magos, epifania"),
    holiday(ES, On(2, 14), "san valentin, dia de san valentin, dia de los enamorados"),
    holiday(
        ES,
        On(5, 1),
        "dia del trabajo, dia del trabajador, dia de los trabajadores, dia internacional de los trabajadores",
    ),
    holiday(ES, On(3, 8), "dia de la mujer"),
    holiday(ES, On(10, 12), "dia de la hispanidad, dia de la raza"),
    holiday(ES, On(10, 31), "noche de brujas"),
    holiday(ES, On(11, 1), "todos los santos, dia de todos los santos"),
    holiday(ES, On(11, 2), "dia de los muertos, dia de muertos"),
    holiday(ES, On(12, 28), "dia de los inocentes, dia de los santos inocentes"),
    holiday(ES, On(7, 4), "dia de la independencia"),
    holiday(ES, On(4, 23), "sant jordi"),
    holiday(ES, Nth(11, 4, Thursday, 0), "accion de gracias, dia de accion de gracias"),
    holiday(ES, Nth(11, 4, Thursday, 1), "viernes negro"),
    holiday(ES, Nth(5, 2, Sunday, 0), "dia de la madre, dia de las madres"),
    holiday(ES, Nth(6, 3, Sunday, 0), "dia del padre, dia de los padres"),
    holiday(ES, Easter(0), "pascua, pascuas, semana santa, domingo de pascua, domingo de resurreccion"),
    holiday(ES, Easter(1), "lunes de pascua"),
    holiday(ES, Easter(-2), "viernes santo"),
    holiday(ES, Easter(-3), "jueves santo"),
    holiday(ES, Easter(-7), "domingo de ramos"),
    holiday(ES, Easter(-47), "carnaval, martes de carnaval"),
    holiday(ES, Easter(-46), "miercoles de ceniza"),
    holiday(ES, Easter(49), "pentecostes"),
    // French
    holiday(FR, On(1, 1), "nouvel an, jour de l an, jour de lan, jour de nouvel an, le nouvel an"),
    holiday(FR, On(12, 31), "saint sylvestre, reveillon du nouvel an, la saint sylvestre, veille du nouvel an"),
    holiday(FR, On(12, 25), "noel, jour de noel"),
    holiday(FR, On(12, 24), "veille de noel, reveillon de noel, reveillon"),
    holiday(FR, On(1, 6), "epiphanie"),
    holiday(FR, On(2, 14), "saint valentin, la saint valentin"),
    holiday(FR, On(4, 1), "poisson davril"),
    holiday(FR, On(5, 1), "fete du travail"),
    holiday(FR, On(5, 8), "armistice 1945"),
    holiday(FR, On(7, 14), "fete nationale"),
    holiday(FR, On(6, 21), "fete de la musique"),
    holiday(FR, On(8, 15), "assomption"),
    holiday(FR, On(11, 1), "toussaint, la toussaint"),
    holiday(FR, On(11, 11), "armistice"),
    holiday(FR, Nth(5, -1, Sunday, 0), "fete des meres"),
    holiday(FR, Nth(6, 3, Sunday, 0), "fete des peres"),
    holiday(FR, Nth(11, 4, Thursday, 0), "action de grace, jour de thanksgiving, jour de thanks giving"),
    holiday(FR, Easter(0), "paques, dimanche de paques"),
    holiday(FR, Easter(1), "lundi de paques"),
    holiday(FR, Easter(-2), "vendredi saint"),
    holiday(FR, Easter(39), "ascension, jeudi de lascension"),
    holiday(FR, Easter(49), "pentecote"),
    holiday(FR, Easter(50), "lundi de pentecote"),
    holiday(FR, Easter(-46), "mercredi des cendres"),
    // German
    holiday(DE, On(1, 1), "neujahr, neujahrstag"),
    holiday(DE, On(1, 2), "berchtoldstag"),
    holiday(DE, On(1, 6), "dreikonigstag, dreikonige, heilige drei konige, heiligen drei konige"),
    holiday(DE, On(2, 2), "maria lichtmess"),
    holiday(DE, On(2, 14), "valentinstag"),
    holiday(DE, On(3, 8), "frauentag, weltfrauentag"),
    holiday(DE, On(3, 19), "josefstag, josephstag"),
    holiday(DE, On(4, 1), "aprilscherz"),
    holiday(DE, On(4, 30), "walpurgisnacht"),
    holiday(DE, On(5, 1), "tag der arbeit, maifeiertag, arbeitertag"),
    holiday(DE, On(5, 8), "tag der befreiung"),
    holiday(DE, On(6, 24), "johannistag"),
    holiday(DE, On(6, 29), "peter und paul"),
    holiday(DE, On(8, 1), "bundesfeiertag, schweizer nationalfeiertag, schweizer bundesfeier"),
    holiday(DE, On(8, 8), "friedensfest, augsburger friedensfest"),
    holiday(DE, On(8, 15), "maria himmelfahrt"),
    holiday(DE, On(9, 8), "maria geburt"),
    holiday(DE, On(9, 20), "weltkindertag"),
    holiday(DE, On(10, 3), "tag der deutschen einheit, deutsche einheit"),
    holiday(DE, On(10, 26), "osterreichischer nationalfeiertag, nationalfeiertag"),
    holiday(DE, On(10, 31), "reformationstag"),
    holiday(DE, On(11, 1), "allerheiligen"),
    holiday(DE, On(11, 2), "allerseelen"),
    holiday(DE, On(11, 11), "martinstag, sankt martin"),
    holiday(DE, On(12, 4), "barbaratag"),
    holiday(DE, On(12, 6), "nikolaus, nikolaustag"),
    holiday(DE, On(12, 8), "maria empfangnis"),
    holiday(DE, On(12, 24), "heiligabend, heilig abend, heiligen abend, heiliger abend, weihnachtsabend"),
    holiday(
        DE,
        On(12, 25),
        "weihnachten, weihnachtstag, ersten weihnachtstag, erster weihnachtstag, 1 weihnachtstag, weihnachtsfeiertag, ersten weihnachtsfeiertag, erster weihnachtsfeiertag, 1 weihnachtsfeiertag",
    ),
    holiday(
        DE,
        On(12, 26),
        "zweiten weihnachtstag, zweiter weihnachtstag, 2 weihnachtstag, zweiten weihnachtsfeiertag, zweiter weihnachtsfeiertag, 2 weihnachtsfeiertag, stephanstag, stefanitag",
    ),
    holiday(DE, On(12, 31), "silvester, sylvester, silvesterabend"),
    holiday(DE, Easter(0), "ostern, ostersonntag"),
    holiday(DE, Easter(1), "ostermontag"),
    holiday(DE, Easter(-1), "karsamstag, ostersamstag"),
    holiday(DE, Easter(-2), "karfreitag"),
    holiday(DE, Easter(-3), "grundonnerstag"),
    holiday(DE, Easter(-7), "palmsonntag, palmensonntag"),
    holiday(DE, Easter(7), "weisser sonntag, weissen sonntag"),
    holiday(DE, Easter(-52), "weiberfastnacht, altweiber"),
    holiday(DE, Easter(-49), "karneval"),
    holiday(DE, Easter(-48), "rosenmontag"),
    holiday(DE, Easter(-47), "fastnacht, fasching, faschingsdienstag, fastnachtsdienstag"),
    holiday(DE, Easter(-46), "aschermittwoch"),
    holiday(DE, Easter(39), "christi himmelfahrt, himmelfahrt, vatertag, himmelfahrtstag"),
    holiday(DE, Easter(49), "pfingsten, pfingstsonntag"),
    holiday(DE, Easter(50), "pfingstmontag"),
    holiday(DE, Easter(56), "dreifaltigkeitssonntag, dreifaltigkeitsfest"),
    holiday(DE, Easter(60), "fronleichnam"),
    holiday(DE, Nth(4, 3, Monday, 0), "sechselauten"),
    holiday(DE, Nth(5, 2, Sunday, 0), "muttertag"),
    holiday(DE, Nth(9, 3, Sunday, 0), "schweizer buss und bettag"),
    holiday(DE, Nth(10, 1, Sunday, 0), "erntedank, erntedankfest"),
    holiday(DE, Advent(-14), "volkstrauertag"),
    holiday(DE, Advent(-11), "buss und bettag"),
    holiday(DE, Advent(-7), "totensonntag, ewigkeitssonntag"),
    holiday(DE, Advent(0), "1 advent, erster advent, ersten advent"),
    holiday(DE, Advent(7), "2 advent, zweiter advent, zweiten advent"),
    holiday(DE, Advent(14), "3 advent, dritter advent, dritten advent"),
    holiday(DE, Advent(21), "4 advent, vierter advent, vierten advent"),
    // Italian
    holiday(IT, On(1, 1), "capodanno"),
    holiday(IT, On(12, 31), "san silvestro, vigilia di capodanno"),
    holiday(IT, On(12, 25), "natale, giorno di natale"),
    holiday(IT, On(12, 24), "vigilia di natale"),
    holiday(IT, On(12, 8), "immacolata"),
    holiday(IT, On(1, 6), "befana, epifania"),
    holiday(IT, On(2, 14), "san valentino"),
    holiday(IT, On(3, 8), "festa della donna"),
    holiday(IT, On(3, 19), "festa del papa"),
    holiday(IT, On(4, 25), "festa della liberazione"),
    holiday(IT, On(5, 1), "festa del lavoro, festa dei lavoratori, giorno del lavoro"),
    holiday(IT, On(6, 2), "festa della repubblica"),
    holiday(IT, On(8, 15), "ferragosto"),
    holiday(IT, On(11, 1), "ognissanti"),
    holiday(IT, Nth(5, 2, Sunday, 0), "festa della mamma"),
    holiday(IT, Nth(11, 4, Thursday, 0), "ringraziamento, giorno del ringraziamento"),
    holiday(IT, Easter(0), "pasqua"),
    holiday(IT, Easter(1), "pasquetta, lunedi di pasqua, lunedi dellangelo"),
    holiday(IT, Easter(-2), "venerdi santo"),
    holiday(IT, Easter(-47), "martedi grasso, carnevale"),
    holiday(IT, Easter(49), "pentecoste"),
    holiday(IT, ChineseNewYear, "capodanno cinese"),
    // Portuguese
    holiday(PT, On(1, 1), "ano novo, dia de ano novo"),
    holiday(PT, On(12, 31), "vespera de ano novo, reveillon, passagem de ano"),
    holiday(PT, On(12, 25), "natal, dia de natal"),
    holiday(PT, On(12, 24), "vespera de natal"),
    holiday(PT, On(5, 1), "dia do trabalho, dia do trabalhador"),
    holiday(PT, On(4, 25), "dia da liberdade"),
    holiday(PT, On(6, 12), "dia dos namorados"),
    holiday(PT, On(9, 7), "dia da independencia"),
    holiday(PT, On(10, 12), "dia das criancas, nossa senhora aparecida"),
    holiday(PT, On(11, 2), "finados, dia de finados"),
    holiday(PT, On(11, 1), "dia de todos os santos, todos os santos"),
    holiday(PT, Nth(11, 4, Thursday, 0), "acao de gracas, dia de acao de gracas"),
    holiday(PT, Nth(5, 2, Sunday, 0), "dia das maes, dia da mae"),
    holiday(PT, Nth(8, 2, Sunday, 0), "dia dos pais"),
    holiday(PT, Easter(0), "pascoa"),
    holiday(PT, Easter(-2), "sexta feira santa, sexta santa"),
    holiday(PT, Easter(-47), "carnaval, terca feira de carnaval"),
    // Dutch
    holiday(NL, On(1, 1), "nieuwjaar, nieuwjaarsdag"),
    holiday(NL, On(12, 31), "oud en nieuw, oudjaar, oudjaarsavond, oudejaarsavond, oudjaarsdag"),
    holiday(NL, On(12, 25), "kerst, kerstmis, eerste kerstdag, 1 e kerstdag, kerstdag"),
    holiday(NL, On(12, 26), "tweede kerstdag, 2 e kerstdag"),
    holiday(NL, On(12, 24), "kerstavond"),
    holiday(NL, On(12, 5), "sinterklaas, pakjesavond, sinterklaasavond"),
    holiday(NL, On(1, 6), "driekoningen"),
    holiday(NL, On(2, 14), "valentijnsdag, valentijn"),
    holiday(NL, On(4, 27), "koningsdag"),
    holiday(NL, On(5, 1), "dag van de arbeid"),
    holiday(NL, On(5, 4), "dodenherdenking"),
    holiday(NL, On(5, 5), "bevrijdingsdag"),
    holiday(NL, On(11, 1), "allerheiligen"),
    holiday(NL, On(11, 2), "allerzielen"),
    holiday(NL, On(11, 11), "sint maarten"),
    holiday(NL, Nth(5, 2, Sunday, 0), "moederdag"),
    holiday(NL, Nth(6, 3, Sunday, 0), "vaderdag"),
    holiday(NL, Nth(9, 3, Tuesday, 0), "prinsjesdag"),
    holiday(NL, On(10, 4), "dierendag"),
    holiday(NL, Easter(0), "pasen, eerste paasdag, paaszondag"),
    holiday(NL, Easter(1), "paasmaandag, tweede paasdag"),
    holiday(NL, Easter(-2), "goede vrijdag"),
    holiday(NL, Easter(-3), "witte donderdag"),
    holiday(NL, Easter(-49), "carnaval"),
    holiday(NL, Easter(-46), "aswoensdag"),
    holiday(NL, Easter(39), "hemelvaart, hemelvaartsdag"),
    holiday(NL, Easter(49), "pinksteren, eerste pinksterdag"),
    holiday(NL, Easter(50), "pinkstermaandag, tweede pinksterdag"),
    holiday(NL, Islamic(10, 1), "suikerfeest"),
    holiday(NL, Islamic(12, 10), "offerfeest"),
    holiday(NL, Islamic(1, 1), "islamitisch nieuwjaar"),
    holiday(NL, ChineseNewYear, "chinees nieuwjaar"),
];

/// The names by their first words.
static NAMES: LazyLock<Table<Vec<Name>>> = LazyLock::new(|| {
    let mut names: Table<Vec<Name>> = Table::default();
    for holiday in HOLIDAYS {
        for name in holiday.names.split(", ") {
            let words: Vec<&str> = name.split(' ').collect();
            names.entry(words[0]).push(Name { words, rule: holiday.rule });
        }
    }
    names
});

/// One name of a holiday.
#[derive(Debug)]
pub struct Name {
    /// Its words, folded.
    pub words: Vec<&'static str>,
    /// Its date.
    pub rule: Rule,
}

/// The names that begin with `word`; `hash` is its hash.
pub fn named_from(hash: Fnv, word: &str) -> &'static [Name] {
    NAMES.find(hash, word).map_or(&[], Vec::as_slice)
}

/// The first days of the Chinese years from 2016 on, as month and day.
const CHINESE_NEW_YEARS: [(i8, i8); 20] = [
    (2, 8),
    (1, 28),
    (2, 16),
    (2, 5),
    (1, 25),
    (2, 12),
    (2, 1),
    (1, 22),
    (2, 10),
    (1, 29),
    (2, 17),
    (2, 6),
    (1, 26),
    (2, 13),
    (2, 3),
    (1, 23),
    (2, 11),
    (1, 31),
    (2, 19),
    (2, 8),
];

impl Rule {
    /// The holiday's date in `year`; nothing where it has none or none is known.
    pub fn in_year(self, year: i16) -> Option<Date> {
        match self {
            On(month, day) => Date::new(year, month, day).ok(),
            Nth(month, nth, weekday, after) => {
                nth_weekday(year, month, nth, weekday).map(|day| plus_days(day, i32::from(after)))
            }
            Before(month, day, weekday) => {
                let last = Date::new(year, month, day).ok()?;
                Some(weekday_from(plus_days(last, -6), weekday))
            }
            Easter(after) => easter(year).map(|day| plus_days(day, i32::from(after))),
            Advent(after) => first_advent(year).map(|day| plus_days(day, i32::from(after))),
            Islamic(month, day) => {
                let near = (i32::from(year) - 622) * 33 / 32;
                (near..near + 3)
                    .filter_map(|hijri| islamic(hijri, i32::from(month), i32::from(day)))
                    .find(|date| date.year() == year)
            }
            ChineseNewYear => {
                let &(month, day) = CHINESE_NEW_YEARS.get(usize::try_from(year - 2016).ok()?)?;
                Date::new(year, month, day).ok()
            }
        }
    }

    /// The holiday's next date on or after `base`.
    pub fn on_or_after(self, base: Date) -> Option<Date> {
        (base.year()..=base.year() + 2).filter_map(|year| self.in_year(year)).find(|&day| day >= base)
    }

    /// The days a guest is away for the weekend of the holiday on `day`: from the first evening to the day after
    /// the last free one.
    pub fn weekend_of(day: Date) -> (Date, Date) {
        let (before, after) = match day.weekday() {
            Monday => (3, 1),
            Tuesday => (4, 1),
            Weekday::Wednesday => (0, 5),
            Thursday => (0, 4),
            Weekday::Friday => (0, 3),
            Weekday::Saturday => (1, 2),
            Sunday => (2, 1),
        };
        (plus_days(day, -before), plus_days(day, after))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn holidays_come_on_or_after_the_day_asked_from() {
        assert_eq!(On(12, 25).on_or_after(date(2026, 12, 25)), Some(date(2026, 12, 25)));
        assert_eq!(On(12, 25).on_or_after(date(2026, 12, 26)), Some(date(2027, 12, 25)));
        assert_eq!(Nth(11, 4, Thursday, 1).on_or_after(date(2026, 2, 1)), Some(date(2026, 11, 27)));
        assert_eq!(Before(5, 24, Monday).in_year(2026), Some(date(2026, 5, 18)));
        assert_eq!(Islamic(9, 1).in_year(2025), Some(date(2025, 2, 28)));
        assert_eq!(ChineseNewYear.in_year(2026), Some(date(2026, 2, 17)));
    }

    #[test]
    fn a_holiday_on_monday_makes_a_weekend_from_friday() {
        assert_eq!(Rule::weekend_of(date(2026, 5, 25)), (date(2026, 5, 22), date(2026, 5, 26)));
    }
}
