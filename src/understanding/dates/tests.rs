//! Sentences and the dates they mean, read on Wednesday 18 February 2026 where nothing else is said.

use jiff::civil::{Date, date};

use super::{Asked, Assumption, Calendar, DatesSaid, Kind, Moved, Problem, Shift, find};
use crate::understanding::text::Tokens;

pub(super) const TODAY: Date = date(2026, 2, 18);

pub(super) fn read_with(text: &str, calendar: &Calendar) -> DatesSaid {
    find(&Tokens::new(text), calendar)
}

pub(super) fn read(text: &str) -> DatesSaid {
    read_with(text, &Calendar::on(TODAY))
}

/// The dates of `text` as `MM-DD`, with the year before those that are not in 2026.
fn dates(text: &str) -> String {
    let short = |day: Date| {
        let full = day.to_string();
        full.strip_prefix("2026-").map_or(full.clone(), str::to_owned)
    };
    read(text).dates_in_order().into_iter().map(short).collect::<Vec<_>>().join(" ")
}

/// The stay of a sentence as `check-in/check-out/nights`, with a dash for what is not said.
pub(super) fn stay_of(said: &DatesSaid) -> String {
    let day = |found: &Option<crate::understanding::text::Found<Date>>| {
        found.as_ref().map_or("-".to_owned(), |f| f.value.strftime("%m-%d").to_string())
    };
    let nights = said.nights.as_ref().map_or("-".to_owned(), |f| f.value.to_string());
    format!("{}/{}/{nights}", day(&said.check_in), day(&said.check_out))
}

fn stay(text: &str) -> String {
    stay_of(&read(text))
}

#[track_caller]
pub(super) fn all_mean(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wanted)| dates(text) != *wanted)
        .map(|(text, wanted)| format!("{text}: {} instead of {wanted}", dates(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[track_caller]
pub(super) fn all_stay(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wanted)| stay(text) != *wanted)
        .map(|(text, wanted)| format!("{text}: {} instead of {wanted}", stay(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub(super) fn known() -> Calendar {
    Calendar { check_in: Some(date(2026, 3, 20)), check_out: Some(date(2026, 3, 23)), ..Calendar::on(TODAY) }
}

#[test]
fn days_with_their_month_are_read_in_any_order() {
    all_mean(&[
        ("20 March", "03-20"),
        ("the twenty-third of March", "03-23"),
        ("March the 3rd, 2027", "2027-03-03"),
        ("Sat, 14 Mar", "03-14"),
        ("14-Mar-26", "03-14"),
        ("Oct. 2", "10-02"),
        ("May 5th two thousand twenty-seven", "2027-05-05"),
        ("2026-03-20", "03-20"),
        ("2026/3/20", "03-20"),
        ("20260320", "03-20"),
        ("12.31.2026", "12-31"),
        ("31.12.2026", "12-31"),
        ("the 15th of next month", "03-15"),
        ("Monday the 9th", "03-09"),
        ("the 21st", "02-21"),
    ]);
}

#[test]
fn without_a_year_the_next_such_day_is_meant() {
    all_mean(&[
        ("17 February", "2027-02-17"),
        ("18 February", "02-18"),
        ("February 29", "2028-02-29"),
        ("the 31st", "03-31"),
        ("the 17th", "03-17"),
        ("Friday the 13th", "03-13"),
    ]);
}

#[test]
fn ranges_lend_each_other_what_only_one_end_says() {
    all_mean(&[
        ("Mar 20-23", "03-20 03-23"),
        ("Mar 3-5", "03-03 03-05"),
        ("20–23 March", "03-20 03-23"),
        ("3/20 to 3/23", "03-20 03-23"),
        ("2026-03-20/23", "03-20 03-23"),
        ("from the 20th until Monday", "02-20 02-23"),
        ("from the 30th to the 2nd", "03-30 04-02"),
        ("Dec 30 - Jan 2", "12-30 2027-01-02"),
        ("between 5 and 7 March", "03-05 03-07"),
        ("June 12 through 15, 2027", "2027-06-12 2027-06-15"),
        ("28 to 3 April", "03-28 04-03"),
        ("the 5th and 6th of April", "04-05 04-06"),
        ("Friday to Sunday", "02-20 02-22"),
        ("Fri-Mon", "02-20 02-23"),
        ("between Christmas and New Year", "12-25 2027-01-01"),
        ("next week from Tuesday to Thursday", "02-24 02-26"),
    ]);
}

#[test]
fn days_are_counted_from_today_and_from_other_days() {
    all_mean(&[
        ("tonight", "02-18"),
        ("tomorrow night", "02-19"),
        ("the day after tomorrow", "02-20"),
        ("in two weeks", "03-04"),
        ("a week from Monday", "03-02"),
        ("two days before Easter", "04-03"),
        ("the day after Christmas", "12-26"),
        ("a fortnight today", "03-04"),
        ("next Friday", "02-27"),
        ("this Friday", "02-20"),
        ("Friday next week", "02-27"),
        ("next week on Sunday", "03-01"),
        ("Wednesday", "02-25"),
        ("the first Thursday of August", "08-06"),
        ("last Sunday of March 2027", "2027-03-28"),
    ]);
}

#[test]
fn periods_end_on_the_day_after() {
    all_mean(&[
        ("this weekend", "02-21 02-23"),
        ("next weekend", "02-28 03-02"),
        ("the second weekend of May", "05-08 05-11"),
        ("the week of the 3rd", "03-02 03-09"),
        ("the week after next", "03-02 03-09"),
        ("the week after this one", "02-23 03-02"),
        ("not this weekend but the next one", "02-28 03-02"),
        ("not next week, the week after", "03-02 03-09"),
        ("in May", "05-01 06-01"),
        ("end of June", "06-21 07-01"),
        ("early April", "04-01 04-11"),
        ("next 3 days", "02-19 02-22"),
        ("Thanksgiving weekend", "11-26 11-30"),
        ("4th of July weekend", "07-03 07-06"),
    ]);
}

#[test]
fn holidays_are_known_in_every_language() {
    all_mean(&[
        ("New Year's Eve", "12-31"),
        ("on Labor Day 2027", "2027-09-06"),
        ("Thanksgiving 2027", "2027-11-25"),
        ("Semana Santa", "04-05"),
        ("le lundi de Pâques", "04-06"),
        ("an Christi Himmelfahrt 2027", "2027-05-06"),
        ("am 3. Advent", "12-13"),
        ("a Ferragosto", "08-15"),
        ("no Natal", "12-25"),
        ("tweede kerstdag", "12-26"),
    ]);
}

#[test]
fn six_more_languages_are_read_without_being_told() {
    all_mean(&[
        ("del 30 de diciembre al 2 de enero", "12-30 2027-01-02"),
        ("el próximo fin de semana", "02-28 03-02"),
        ("pasado mañana", "02-20"),
        ("du 20 au 23 mars", "03-20 03-23"),
        ("vendredi prochain", "02-27"),
        ("le vingt et un mai", "05-21"),
        ("vom 20. bis zum 23. März", "03-20 03-23"),
        ("20.3.-23.3.", "03-20 03-23"),
        ("übernächste Woche am Dienstag", "03-03"),
        ("am siebenundzwanzigsten dritten", "03-27"),
        ("dal venerdì alla domenica", "02-20 02-22"),
        ("tra 3 giorni", "02-21"),
        ("do dia 20 ao dia 23 de março", "03-20 03-23"),
        ("próxima segunda-feira", "02-23"),
        ("van 20 t/m 23 maart", "03-20 03-23"),
        ("drieëntwintig mei", "05-23"),
        ("over drie weken", "03-11"),
    ]);
}

#[test]
fn numbers_of_other_things_are_no_dates() {
    let others = [
        "2 rooms for 3 people",
        "4 stars or better",
        "a 3-4 star hotel",
        "$200 a night",
        "between 150 and 250",
        "5 and 8 years old",
        "at 7 pm",
        "25 to 7",
        "rated above 4.5",
        "10 min from SFO",
        "5th Avenue",
        "open 24/7",
        "the first two",
        "the second one, please",
        "one for 3 and one for 2",
    ];
    for text in others {
        assert_eq!(read(text), DatesSaid::default(), "{text}");
    }
}

#[test]
fn words_that_are_months_or_weekdays_need_company() {
    for text in
        ["may I have a room", "we march on", "the sun is shining", "I sat there", "we'd like a room", "vista al mar"]
    {
        assert_eq!(dates(text), "", "{text}");
    }
    all_mean(&[("on Sun", "02-22"), ("in May", "05-01 06-01"), ("mar 9 de mayo", "05-09")]);
}

#[test]
fn arriving_and_leaving_make_the_stay() {
    all_stay(&[
        ("leaving on the 14th, arriving on the 11th", "03-11/03-14/-"),
        ("check in 3/20, check out 3/23", "03-20/03-23/-"),
        ("checking in 20/3, out 23/3", "03-20/03-23/-"),
        ("arriving on the 28th and leaving on the 2nd", "02-28/03-02/-"),
        ("arriving on the 10th and leaving on 12 April", "04-10/04-12/-"),
        ("March 20 being my check-in and checking out Monday", "03-20/03-23/-"),
        ("until next Tuesday", "-/02-24/-"),
        ("this weekend", "02-20/02-22/-"),
        ("Seattle Mar 20-23 1 room refundable", "03-20/03-23/-"),
        ("llegada el 20 de marzo, salida el 23", "03-20/03-23/-"),
        ("Anreise am 20. März, Abreise am 23. März", "03-20/03-23/-"),
    ]);
}

#[test]
fn lengths_are_nights() {
    all_stay(&[
        ("for 3 nights from Friday", "02-20/-/3"),
        ("a week starting on Friday", "02-20/-/7"),
        ("March 20, four nights", "03-20/-/4"),
        ("I arrive on the 6th and leave three days later", "03-06/-/3"),
        ("two nights this weekend", "02-20/-/2"),
        ("from 5 to 7 June for two nights", "06-05/06-07/2"),
        ("a fortnight", "-/-/14"),
        ("a long weekend", "-/-/3"),
        ("for a night", "-/-/1"),
        ("une semaine à partir de demain", "02-19/-/7"),
        ("drei Nächte", "-/-/3"),
        ("200 euros a night", "-/-/-"),
        ("free cancellation up to 2 days before arrival", "-/-/-"),
        ("open 7 days a week", "-/-/-"),
    ]);
}

#[test]
fn a_bare_answer_means_what_was_asked() {
    let asked =
        |check_in, check_out, nights| Calendar { asked: Asked { check_in, check_out, nights }, ..Calendar::on(TODAY) };
    assert_eq!(stay_of(&read_with("the 20th for 3", &asked(true, true, false))), "02-20/-/3");
    assert_eq!(stay_of(&read_with("20 to 23", &asked(true, true, false))), "02-20/02-23/-");
    assert_eq!(stay_of(&read_with("the 23rd", &asked(false, true, false))), "-/02-23/-");
    assert_eq!(stay_of(&read_with("just 3", &asked(false, false, true))), "-/-/3");
    assert_eq!(stay("20"), "-/-/-");
}

#[test]
fn a_check_out_follows_the_check_in_that_is_known() {
    let calendar = Calendar { check_in: Some(date(2026, 3, 28)), ..Calendar::on(TODAY) };
    assert_eq!(stay_of(&read_with("check out on the 9th", &calendar)), "-/04-09/-");
    assert_eq!(stay_of(&read_with("leaving Sunday", &calendar)), "-/03-29/-");
}

#[test]
fn corrections_shift_the_known_stay() {
    let shift = |text: &str| read_with(text, &known()).shift.map(|f| f.value);
    let by = |moved, days| Some(Shift { moved, days });
    assert_eq!(shift("a day later"), by(Moved::Stay, 1));
    assert_eq!(shift("one week earlier please"), by(Moved::Stay, -7));
    assert_eq!(shift("extend by two nights"), by(Moved::CheckOut, 2));
    assert_eq!(shift("add another night"), by(Moved::CheckOut, 1));
    assert_eq!(shift("one night less"), by(Moved::CheckOut, -1));
    assert_eq!(shift("can we arrive a day later"), by(Moved::CheckIn, 1));
    assert_eq!(shift("push it by a week"), by(Moved::Stay, 7));
    assert_eq!(shift("make it 4 nights"), None);
    assert_eq!(stay_of(&read_with("make it 4 nights", &known())), "-/-/4");
    assert_eq!(dates("four days later"), "02-22");
}

#[test]
fn the_order_of_two_numbers_is_the_guests() {
    let day_first = |day_first| Calendar { day_first, ..Calendar::on(TODAY) };
    let first = |text: &str, order| read_with(text, &day_first(order)).dates_in_order();
    assert_eq!(first("03/04", Some(true)), [date(2026, 4, 3)]);
    assert_eq!(first("03/04", Some(false)), [date(2026, 3, 4)]);
    assert_eq!(first("03/04", None), [date(2026, 3, 4)]);
    assert_eq!(first("para el 03/04 por favor", None), [date(2026, 4, 3)]);
    assert_eq!(first("05/04 to 08/04", None), [date(2026, 4, 5), date(2026, 4, 8)]);
    assert_eq!(first("05/04 to 08/04", Some(false)), [date(2026, 4, 5), date(2026, 4, 8)]);
    assert_eq!(first("05/04 to 05/08", Some(true)), [date(2026, 5, 4), date(2026, 5, 8)]);
    assert_eq!(first("05/04 to 05/06", Some(false)), [date(2026, 5, 4), date(2026, 5, 6)]);
    assert_eq!(
        read("03/04").assumptions,
        [Assumption::DayOrder { read: date(2026, 3, 4), other: date(2026, 4, 3) }, Assumption::Year(date(2026, 3, 4))]
    );
}

#[test]
fn what_cannot_be_is_said() {
    let problems = |text: &str| read(text).problems;
    assert_eq!(problems("30 February"), [Problem::NoSuchDay { year: None, month: 2, day: 30 }]);
    assert_eq!(problems("2026-13-01"), [Problem::NoSuchDay { year: Some(2026), month: 13, day: 1 }]);
    assert_eq!(problems("March 20 2025"), [Problem::Past(date(2025, 3, 20))]);
    assert_eq!(problems("for 45 nights from May 1"), [Problem::TooLong { nights: 45 }]);
    assert_eq!(problems("1 December 2027"), [Problem::TooFar(date(2027, 12, 1))]);
    let (check_in, check_out) = (date(2026, 3, 10), date(2026, 3, 8));
    assert_eq!(
        problems("arriving on March 10, leaving on March 8"),
        [Problem::CheckOutNotAfterCheckIn { check_in, check_out }]
    );
}

#[test]
fn mentions_say_what_was_assumed() {
    let mention = |text: &str| read(text).mentions[0].value;
    assert!(mention("Friday").weekday_only);
    assert!(mention("the 20th").day_only && mention("the 20th").month_assumed);
    assert!(mention("20 March").year_assumed && !mention("20 March 2026").year_assumed);
    assert_eq!(mention("this weekend").kind, Kind::Weekend);
    assert_eq!(read("we stay from 20 to 23 March please").mentions[0].tokens, 2..7);
}
