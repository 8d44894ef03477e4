//! Days and times as people type them.

use super::*;

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Friday 6 March 2026.
fn today() -> NaiveDate {
    ymd(2026, 3, 6)
}

#[test]
fn days_with_a_year() {
    for typed in [
        "2027-03-15",
        "2027-3-15",
        "2027/03/15",
        "15.3.2027",
        "15.03.2027",
        "15.3.27",
        "15. 3. 2027",
        "15/3/2027",
        "3/15/2027",
        "15 March 2027",
        "15 mar 2027",
        "March 15, 2027",
        "March 15th 2027",
        "the 15th of March 2027",
        "15. March '27",
        "Mon 15 March 2027",
        "Monday, March 15, 2027",
    ] {
        assert_eq!(date(typed, today()), Ok(ymd(2027, 3, 15)), "{typed}");
    }
}

#[test]
fn a_day_without_a_year_is_the_next_one() {
    let check = |typed: &str, expected| assert_eq!(date(typed, today()), Ok(expected), "{typed}");
    check("15 March", ymd(2026, 3, 15));
    check("15.3.", ymd(2026, 3, 15));
    check("15.3", ymd(2026, 3, 15));
    check("3/15", ymd(2026, 3, 15));
    check("6 March", ymd(2026, 3, 6));
    check("5 March", ymd(2027, 3, 5));
    check("Sept 1", ymd(2026, 9, 1));
    check("29 Feb", ymd(2028, 2, 29));
    check("Friday", ymd(2026, 3, 6));
    check("Thu", ymd(2026, 3, 12));
}

#[test]
fn days_in_doubt_are_refused_with_a_reason() {
    let check = |typed: &str, trouble| assert_eq!(date(typed, today()), Err(trouble), "{typed}");
    check("3/4/2027", Trouble::AmbiguousDate);
    check("3-4-2027", Trouble::AmbiguousDate);
    check("Tue 15 March 2027", Trouble::WrongWeekday { is: Weekday::Mon });
    for typed in [
        "",
        "soon",
        "March",
        "end of March",
        "Q2",
        "32 March",
        "30.2.2027",
        "15.3.20277",
        "15.3.0027",
        "15 March 12 2027",
        "1",
        "2027",
        "15-March",
        "Mon Tue",
        "15 March March",
        "tomorrow",
        "1.2.3.4",
    ] {
        check(typed, Trouble::NotADate);
    }
    assert_eq!(date("3/3/2027", today()), Ok(ymd(2027, 3, 3)));
}

#[test]
fn days_with_a_time() {
    let at = |day: NaiveDate, hour, minute| Ok(day.and_hms_opt(hour, minute, 0).unwrap());
    let check = |typed: &str, expected| assert_eq!(datetime(typed, today()), expected, "{typed}");
    check("Thu 10:00", at(ymd(2026, 3, 12), 10, 0));
    check("Fri 10:00", at(ymd(2026, 3, 6), 10, 0));
    check("2026-03-12 10:00", at(ymd(2026, 3, 12), 10, 0));
    check("2026-03-12T10:00", at(ymd(2026, 3, 12), 10, 0));
    check("2026-03-12T10:00:00", at(ymd(2026, 3, 12), 10, 0));
    check("12 March at 10", at(ymd(2026, 3, 12), 10, 0));
    check("12 March, 3:30 pm", at(ymd(2026, 3, 12), 15, 30));
    check("3pm Thursday", at(ymd(2026, 3, 12), 15, 0));
    check("12am 12 March", at(ymd(2026, 3, 12), 0, 0));
    check("Thu noon", at(ymd(2026, 3, 12), 12, 0));
    check("12 March", Err(Trouble::NoTime));
    check("Thu 25:00", Err(Trouble::NoTime));
    check("Thu 13pm", Err(Trouble::NoTime));
    check("10:00", Err(Trouble::NotADate));
    check("2026-03-12T10:00Z", Err(Trouble::NoTime));
    check("Thu 10:00-11:00", Err(Trouble::NoTime));
    check("Thu 10:00 or 11:00", Err(Trouble::NotADate));
    check("at", Err(Trouble::NoTime));
    check("pm", Err(Trouble::NoTime));
}
