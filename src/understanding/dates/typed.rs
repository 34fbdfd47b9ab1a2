//! Dates as guests type them, in a hurry and with slips, read on Wednesday 18 February 2026.

use jiff::civil::date;

use super::tests::{TODAY, all_stay, known, read, read_with, stay_of};
use super::{Assumption, Calendar, Moved, Problem, Shift};

#[test]
fn two_dates_in_a_row_are_arrival_and_departure() {
    all_stay(&[
        ("Rome 23-12-2026 25-12-2026", "12-23/12-25/-"),
        ("2026-12-23 2026-12-25", "12-23/12-25/-"),
        ("23 Dec 25 Dec 2026", "12-23/12-25/-"),
        ("June 12, June 15, two rooms", "06-12/06-15/-"),
        ("30 Dec 2 Jan", "12-30/01-02/-"),
        ("dec 20 > dec 23", "12-20/12-23/-"),
        ("dec 20 -> dec 23", "12-20/12-23/-"),
        ("12-20 to 12-23", "12-20/12-23/-"),
        ("in: 12/5 out: 12/9", "12-05/12-09/-"),
        ("I need a room dec 20 out 23", "12-20/12-23/-"),
        ("arriving Fri leaving Sun", "02-20/02-22/-"),
        ("coming March 20, going home March 23", "03-20/03-23/-"),
        ("next weekend (fri-sun)", "02-27/03-01/-"),
    ]);
}

#[test]
fn a_departure_named_before_the_arrival_is_a_problem() {
    let problem = |text: &str| match read(text).problems.as_slice() {
        &[Problem::CheckOutNotAfterCheckIn { check_in, check_out }] => Some((check_in, check_out)),
        _ => None,
    };
    let (tenth, twelfth) = (date(2026, 12, 10), date(2026, 12, 12));
    assert_eq!(problem("2026-12-12 to 2026-12-10"), Some((twelfth, tenth)));
    assert_eq!(problem("from 12 Dec 2026 to 10 Dec 2026"), Some((twelfth, tenth)));
    assert_eq!(problem("Dec 12 to Dec 10"), Some((twelfth, tenth)));
    assert_eq!(problem("Dec 10 to Dec 10"), Some((tenth, tenth)));
    assert_eq!(read("leaving on Dec 12, arriving on Dec 10").problems, []);
    assert_eq!(read("from 20 Dec to 15 Feb").problems, [Problem::TooLong { nights: 57 }]);
}

#[test]
fn days_that_are_over_are_a_problem_only_as_a_stay() {
    assert_eq!(read("yesterday for 2 nights").problems, [Problem::Past(date(2026, 2, 17))]);
    assert_eq!(read("yesterday").problems, [Problem::Past(date(2026, 2, 17))]);
    assert_eq!(read("I booked yesterday for 2 nights").problems, []);
    assert_eq!(read("I called yesterday about a room").problems, []);
}

#[test]
fn of_two_orders_the_one_that_is_not_over_is_taken_and_said() {
    let calendar = Calendar { day_first: Some(false), ..Calendar::on(date(2026, 11, 25)) };
    let said = read_with("10/12/2026 to 11/12/2026", &calendar);
    assert_eq!(stay_of(&said), "12-10/12-11/-");
    assert_eq!(said.assumptions, [Assumption::DayOrder { read: date(2026, 12, 10), other: date(2026, 10, 12) }]);
    assert_eq!(stay_of(&read_with("checkin 10/12/2026 checkout 11/12/2026", &calendar)), "12-10/12-11/-");
    assert_eq!(stay_of(&read_with("12/10/2026 to 12/11/2026", &calendar)), "12-10/12-11/-");
}

#[test]
fn nights_named_one_by_one_are_all_slept() {
    all_stay(&[
        ("tonight and tomorrow", "02-18/-/2"),
        ("Friday and Saturday night", "02-20/-/2"),
        ("fri & sat", "02-20/-/2"),
        ("Friday, Saturday and Sunday", "02-20/-/3"),
        ("the nights of March 9 and 10", "03-09/-/2"),
        ("March 9 and 10", "03-09/03-10/-"),
        ("March 9 overnight", "03-09/-/1"),
        ("3n from March 9", "03-09/-/3"),
        ("3 nts from friday", "02-20/-/3"),
    ]);
}

#[test]
fn a_week_or_a_month_is_passed_on_as_where_the_stay_lies() {
    let within = |text: &str| read(text).within.map(|found| found.value);
    assert_eq!(within("next week"), Some((date(2026, 2, 23), date(2026, 3, 2))));
    assert_eq!(within("sometime in May"), Some((date(2026, 5, 1), date(2026, 6, 1))));
    assert_eq!(within("end of June"), Some((date(2026, 6, 21), date(2026, 7, 1))));
    assert_eq!(within("a week in June"), Some((date(2026, 6, 1), date(2026, 7, 1))));
    assert_eq!(within("3 May for 2 nights"), None);
    all_stay(&[("a week in June", "-/-/7"), ("a weekend in May", "-/-/2"), ("any weekend in May", "-/-/2")]);
}

#[test]
fn a_day_beside_the_stay_is_left_aside() {
    let aside = |text: &str| read(text).left_aside().collect::<Vec<_>>();
    assert_eq!(aside("Friday or Saturday"), vec![std::ops::Range { start: 2, end: 3 }]);
    assert_eq!(aside("Friday to Sunday"), Vec::<std::ops::Range<usize>>::new());
    assert_eq!(aside("arriving on the 10th, leaving on the 12th"), Vec::<std::ops::Range<usize>>::new());
}

#[test]
fn a_bare_month_moves_the_stay_that_is_known() {
    let shift = |text: &str| read_with(text, &known()).shift.map(|found| found.value);
    let by = |days| Some(Shift { moved: Moved::Stay, days });
    assert_eq!(shift("No, I meant April"), by(31));
    assert_eq!(shift("what about May?"), by(61));
    assert_eq!(shift("is it warm in April?"), None);
    assert_eq!(shift("the week after"), by(7));
    assert_eq!(shift("no, the week before"), by(-7));
    assert_eq!(shift("the following weekend please"), by(7));
    assert_eq!(shift("la semaine suivante"), by(7));
    assert_eq!(shift("the day after"), by(1));
    assert_eq!(shift("the week after Easter"), None);
    let arrival = Calendar { check_in: Some(date(2026, 3, 31)), ..Calendar::on(TODAY) };
    assert_eq!(stay_of(&read_with("sorry, April", &arrival)), "04-30/-/-");
}

#[test]
fn hours_and_weekdays_beside_a_day_change_nothing() {
    all_stay(&[
        ("3rd march 2pm to 6th march 11am", "03-03/03-06/-"),
        ("2026-03-03T14:00 to 2026-03-06T11:00", "03-03/03-06/-"),
        ("mar 3 (tue) - mar 6 (fri)", "03-03/03-06/-"),
        ("3rd (tue) to 6th (fri) march", "03-03/03-06/-"),
        ("03.04-06.04", "04-03/04-06/-"),
        ("sat night", "02-21/-/-"),
        ("there on mar 3, back on mar 6", "03-03/03-06/-"),
        ("I may like it", "-/-/-"),
    ]);
}

#[test]
fn a_day_denied_is_not_the_day() {
    all_stay(&[
        ("not friday, saturday", "02-21/-/-"),
        ("saturday instead of friday", "02-21/-/-"),
        ("not this weekend, next weekend", "02-27/03-01/-"),
    ]);
}

#[test]
fn foreign_words_of_arriving_and_leaving_belong_to_the_dates() {
    assert_eq!(read("chegada 20/12 saída 23/12").cues, [0..1, 4..5]);
    assert!(read("arriving 20/12 leaving 23/12").cues.is_empty());
}

#[test]
fn names_with_a_slip_are_read() {
    all_stay(&[
        ("satuday to monday", "02-21/02-23/-"),
        ("decmber 20 to 23", "12-20/12-23/-"),
        ("janury 5 - 8", "01-05/01-08/-"),
        ("tomarrow for 2 nights", "02-19/-/2"),
        ("wensday to friday", "02-25/02-27/-"),
    ]);
}
