//! The words that dates are made of, in seven languages, as data. All of them are folded.
//!
//! A word may stand in several tables (`mar` is a month and, in Spanish, a weekday; `second` an ordinal and a
//! unit): the lexicon joins them, and the grammar asks what a word may be where it stands.

/// The languages read, each a bit.
pub type Langs = u8;
/// English.
pub const EN: Langs = 1;
/// Spanish.
pub const ES: Langs = 2;
/// French.
pub const FR: Langs = 4;
/// German.
pub const DE: Langs = 8;
/// Italian.
pub const IT: Langs = 16;
/// Portuguese.
pub const PT: Langs = 32;
/// Dutch.
pub const NL: Langs = 64;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours and minutes, which are never dates.
    Hour,
    /// Days.
    Day,
    /// Nights.
    Night,
    /// Days of work.
    WorkingDay,
    /// Seven days.
    Week,
    /// Monday to Friday.
    WorkingWeek,
    /// Saturday and Sunday.
    Weekend,
    /// Fourteen days.
    Fortnight,
    /// Months.
    Month,
    /// Three months.
    Quarter,
    /// Years.
    Year,
}

/// January to December, full names and the usual short ones.
pub const MONTHS: [(Langs, [&str; 12]); 7] = [
    (
        EN,
        [
            "january jan",
            "february feb febuary feburary",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
    ),
    (
        ES,
        [
            "enero ene",
            "febrero feb",
            "marzo mar",
            "abril abr",
            "mayo may",
            "junio jun",
            "julio jul",
            "agosto ago",
            "septiembre setiembre sept sep set",
            "octubre oct",
            "noviembre nov",
            "diciembre dic",
        ],
    ),
    (
        FR,
        [
            "janvier janv jan",
            "fevrier fevr fev",
            "mars",
            "avril avr davril",
            "mai",
            "juin",
            "juillet juil",
            "aout daout",
            "septembre sept sep",
            "octobre oct doctobre",
            "novembre nov",
            "decembre dec",
        ],
    ),
    (
        DE,
        [
            "januar jan janner",
            "februar feb",
            "marz maerz mrz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "dezember dez",
        ],
    ),
    (
        IT,
        [
            "gennaio gen genn",
            "febbraio feb febb",
            "marzo mar",
            "aprile apr",
            "maggio mag magg",
            "giugno giu",
            "luglio lug",
            "agosto ago",
            "settembre set sett",
            "ottobre ott",
            "novembre nov",
            "dicembre dic",
        ],
    ),
    (
        PT,
        [
            "janeiro jan",
            "fevereiro fev",
            "marco mar",
            "abril abr",
            "maio mai",
            "junho jun",
            "julho jul",
            "agosto ago",
            "setembro set",
            "outubro out",
            "novembro nov",
            "dezembro dez",
        ],
    ),
    (
        NL,
        [
            "januari jan",
            "februari feb",
            "maart mrt",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "augustus aug",
            "september sep sept",
            "oktober okt",
            "november nov",
            "december dec",
        ],
    ),
];

/// Monday to Sunday.
pub const WEEKDAYS: [(Langs, [&str; 7]); 7] = [
    (
        EN,
        [
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds wednsday wensday",
            "thursday thu thur thurs thrusday",
            "friday fri",
            "saturday sat saterday",
            "sunday sun",
        ],
    ),
    (ES, ["lunes lun", "martes mar", "miercoles mie mi", "jueves jue", "viernes vie", "sabado sab", "domingo dom"]),
    (FR, ["lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim"]),
    (
        DE,
        [
            "montag mo montags",
            "dienstag di dienstags",
            "mittwoch mi mittwochs",
            "donnerstag do donnerstags",
            "freitag fr freitags",
            "samstag sa samstags sonnabend",
            "sonntag so sonntags",
        ],
    ),
    (IT, ["lunedi lun", "martedi mar", "mercoledi mer", "giovedi gio", "venerdi ven", "sabato sab", "domenica dom"]),
    (PT, ["segunda seg", "terca ter", "quarta qua", "quinta qui", "sexta sex", "sabado sab", "domingo dom"]),
    (
        NL,
        [
            "maandag ma maan",
            "dinsdag di dins",
            "woensdag wo woens",
            "donderdag do dond",
            "vrijdag vr vrij",
            "zaterdag za zat",
            "zondag zo zond",
        ],
    ),
];

/// Several Mondays to several Sundays.
pub const SEVERAL_WEEKDAYS: [(Langs, [&str; 7]); 2] = [
    (EN, ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"]),
    (NL, ["maandagen", "dinsdagen", "woensdagen", "donderdagen", "vrijdagen", "zaterdagen", "zondagen"]),
];

/// Cardinals from the first number on.
pub const CARDINALS: &[(Langs, u16, &str)] = &[
    (
        EN,
        1,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    ),
    (
        ES,
        1,
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta",
    ),
    (ES, 21, "veintiun"),
    (FR, 1, "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"),
    (FR, 20, "vingt"),
    (FR, 30, "trente"),
    (
        DE,
        1,
        "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    ),
    (DE, 2, "zwo"),
    (DE, 30, "dreissig"),
    (
        IT,
        1,
        "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitre ventiquattro venticinque ventisei ventisette ventotto ventinove trenta trentuno",
    ),
    (
        PT,
        1,
        "um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove vinte",
    ),
    (PT, 2, "duas"),
    (PT, 16, "dezesseis dezessete"),
    (PT, 19, "dezenove"),
    (PT, 30, "trinta"),
    (
        NL,
        1,
        "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
    ),
    (NL, 30, "dertig"),
    (NL, 2, "tweeenhalve tweeenhalf"),
    (EN, 30, "thirty"),
    (EN, 40, "forty"),
];

/// Ordinals from the first number on.
pub const ORDINALS: &[(Langs, u8, &str)] = &[
    (
        EN,
        1,
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    ),
    (EN, 12, "twelveth"),
    (EN, 30, "thirtieth"),
    (ES, 1, "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo undecimo duodecimo"),
    (ES, 1, "primera segunda tercera cuarta quinta sexta septima octava novena decima"),
    (ES, 1, "primer"),
    (ES, 3, "tercer"),
    (ES, 20, "vigesimo"),
    (ES, 30, "trigesimo"),
    (
        FR,
        1,
        "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme quatorzieme quinzieme seizieme",
    ),
    (FR, 1, "premiere seconde"),
    (FR, 2, "second"),
    (FR, 20, "vingtieme"),
    (FR, 30, "trentieme"),
    (
        IT,
        1,
        "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo tredicesimo quattordicesimo quindicesimo",
    ),
    (IT, 1, "prima seconda terza quarta quinta"),
    (IT, 20, "ventesimo ventunesimo"),
    (PT, 1, "primeiro segundo terceiro quarto quinto sexto setimo oitavo nono decimo"),
    (PT, 1, "primeira segunda terceira quarta quinta"),
    (PT, 20, "vigesimo"),
    (PT, 30, "trigesimo"),
    (
        NL,
        1,
        "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste",
    ),
    (NL, 30, "dertigste"),
];

/// The stems of German ordinals from 1 to 20; an ending makes them words.
pub const GERMAN_ORDINAL_STEMS: &str = "erst zweit dritt viert funft sechst siebt acht neunt zehnt elft zwolft dreizehnt vierzehnt funfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst";

/// The endings that make a German ordinal.
pub const GERMAN_ENDINGS: [&str; 4] = ["e", "en", "er", "es"];

/// One to nine as they stand in `einundzwanzig`.
pub const GERMAN_UNITS: [&str; 9] = ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"];

/// One to nine as they stand in `eenentwintig`.
pub const DUTCH_UNITS: [&str; 9] = ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"];

/// What one-word years begin with: `duemiladiciotto`.
pub const TWO_THOUSAND: [(Langs, &str); 3] = [(IT, "duemila"), (DE, "zweitausend"), (NL, "tweeduizend")];

/// Days as seen from today.
pub const RELATIVE_DAYS: &[(Langs, i8, &str)] = &[
    (EN, 0, "today tonight tonite 2nite todays"),
    (EN, 1, "tomorrow tomorow tomoro tommorow 2moro 2morrow tommorrow tomorrows tmrw tmr tmw"),
    (EN, 2, "overmorrow"),
    (EN, -1, "yesterday"),
    (ES, 0, "hoy"),
    (ES, 1, "manana"),
    (ES, -1, "ayer"),
    (FR, 0, "aujourdhui"),
    (FR, 1, "demain"),
    (FR, 2, "surlendemain"),
    (DE, 0, "heute"),
    (DE, 1, "morgen"),
    (DE, 2, "ubermorgen uebermorgen"),
    (DE, -1, "gestern"),
    (IT, 0, "oggi stasera stanotte"),
    (IT, 1, "domani"),
    (IT, 2, "dopodomani"),
    (IT, -1, "ieri"),
    (PT, 0, "hoje"),
    (PT, 1, "amanha"),
    (PT, -1, "ontem"),
    (NL, 0, "vandaag vanavond vannacht"),
    (NL, 1, "morgen morgenavond morgenochtend morgenmiddag"),
    (NL, 2, "overmorgen"),
    (NL, -1, "gisteren"),
];

/// Units of time.
pub const UNITS: &[(Unit, Langs, &str)] = &[
    (Unit::Day, EN, "day days"),
    (Unit::Night, EN, "night nights nite nites nigth nigths nts nghts nihgts"),
    (Unit::Week, EN, "week weeks wk wks"),
    (Unit::Weekend, EN, "weekend weekends wkend wknd"),
    (Unit::Fortnight, EN, "fortnight fortnights"),
    (Unit::Month, EN, "month months"),
    (Unit::Year, EN, "year years"),
    (Unit::Quarter, EN, "quarter"),
    (Unit::WorkingWeek, EN, "workweek"),
    (Unit::WorkingDay, EN, "workday workdays weekdays"),
    (Unit::Hour, EN, "hour hours hrs hr minute minutes min mins"),
    (Unit::Day, ES, "dia dias"),
    (Unit::Night, ES, "noche noches"),
    (Unit::Week, ES, "semana semanas"),
    (Unit::Fortnight, ES, "quincena quincenas"),
    (Unit::Month, ES, "mes meses"),
    (Unit::Quarter, ES, "trimestre trimestres"),
    (Unit::Year, ES, "ano anos"),
    (Unit::Hour, ES, "hora horas minuto minutos"),
    (Unit::Day, FR, "jour jours journee"),
    (Unit::Night, FR, "nuit nuits nuitee nuitees"),
    (Unit::Week, FR, "semaine semaines"),
    (Unit::Fortnight, FR, "quinzaine"),
    (Unit::Month, FR, "mois"),
    (Unit::Quarter, FR, "trimestre"),
    (Unit::Year, FR, "an ans annee lannee"),
    (Unit::Hour, FR, "heure heures"),
    (Unit::Day, DE, "tag tage tagen tages"),
    (Unit::Night, DE, "nacht nachte nachten ubernachtung ubernachtungen"),
    (Unit::Week, DE, "woche wochen"),
    (Unit::Weekend, DE, "wochenende wochenenden wochenendes"),
    (Unit::Month, DE, "monat monate monaten monats"),
    (Unit::Quarter, DE, "quartal quartals"),
    (Unit::Year, DE, "jahr jahre jahren jahres"),
    (Unit::WorkingDay, DE, "arbeitstag arbeitstage arbeitstagen werktage werktagen"),
    (Unit::Hour, DE, "stunde stunden uhr minuten"),
    (Unit::Day, IT, "giorno giorni"),
    (Unit::Night, IT, "notte notti"),
    (Unit::Week, IT, "settimana settimane"),
    (Unit::Month, IT, "mese mesi"),
    (Unit::Quarter, IT, "trimestre"),
    (Unit::Year, IT, "anno anni lanno"),
    (Unit::Hour, IT, "ora ore minuti"),
    (Unit::Night, PT, "noite noites pernoite pernoites diaria diarias"),
    (Unit::Week, PT, "semana semanas"),
    (Unit::Fortnight, PT, "quinzena"),
    (Unit::Month, PT, "mes meses"),
    (Unit::Day, NL, "dag dagen"),
    (Unit::Night, NL, "nacht nachten overnachting overnachtingen"),
    (Unit::Week, NL, "week weken"),
    (Unit::Month, NL, "maand maanden"),
    (Unit::Quarter, NL, "kwartaal"),
    (Unit::Year, NL, "jaar jaren"),
    (Unit::Hour, NL, "uur uren"),
];
