//! The calendar by worked examples: reading and writing, spans of every unit, openings and closings, limits.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde_json::json;

use super::civil::{Occurrence, moment_of};
use super::*;

/// A local time, "2026-03-06 16:30" or with seconds; where it is repeated the first.
pub(super) fn at(zone: Tz, local: &str) -> Timestamp {
    moment_of(zone, naive(local), Occurrence::First)
}

pub(super) fn naive(local: &str) -> NaiveDateTime {
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.3f"];
    formats.iter().find_map(|format| NaiveDateTime::parse_from_str(local, format).ok()).expect(local)
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

pub(super) fn span(text: &str) -> Span {
    text.parse().expect(text)
}

/// "09:00-12:00 13:00-17:00"
pub(super) fn hours(text: &str) -> Vec<Interval> {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('-').expect(pair));
    pairs.map(|(open, close)| Interval::parse(open, close).expect(text)).collect()
}

/// The same hours every day.
pub(super) fn daily(zone: Tz, text: &str) -> Calendar {
    Calendar { zone, week: [0; 7].map(|_| hours(text)), exceptions: BTreeMap::new() }
}

/// `start + span = due`, in the calendar's local time.
fn check(calendar: &Calendar, start: &str, spans_and_dues: &[(&str, &str)]) {
    for (text, due) in spans_and_dues {
        let found = calendar.add(at(calendar.zone, start), span(text)).unwrap();
        let found = civil::local_time(calendar.zone, found);
        assert_eq!(found, naive(due), "{start} + {text}");
    }
}

/// `origin - span = moment`, in the calendar's local time.
fn check_before(calendar: &Calendar, origin: &str, spans_and_moments: &[(&str, &str)]) {
    for (text, moment) in spans_and_moments {
        let found = calendar.before(at(calendar.zone, origin), span(text)).unwrap();
        let found = civil::local_time(calendar.zone, found);
        assert_eq!(found, naive(moment), "{text} before {origin}");
    }
}

fn berlin() -> Calendar {
    Calendar::business_week(Tz::Europe__Berlin)
}

#[test]
fn a_deal_closed_on_friday_afternoon() {
    // Fri 2026-03-06.
    check(
        &berlin(),
        "2026-03-06 16:30:12",
        &[
            ("24h", "2026-03-07 16:30:12"),
            ("1bd", "2026-03-09 16:30:12"),
            ("8bh", "2026-03-09 16:30:12"),
            ("24bh", "2026-03-11 16:30:12"),
            ("15m", "2026-03-06 16:45:12"),
            ("3d", "2026-03-09 16:30:12"),
            ("4bh", "2026-03-09 12:30:12"),
            ("10bd", "2026-03-20 16:30:12"),
        ],
    );
    check(
        &berlin(),
        "2026-03-06 16:30:00.250",
        &[("8bh", "2026-03-09 16:30:00.250"), ("1bd", "2026-03-09 16:30:00.250")],
    );
}

#[test]
fn hours_used_up_at_a_closing_end_there() {
    check(&berlin(), "2026-03-06 09:00", &[("8bh", "2026-03-06 17:00"), ("16bh", "2026-03-09 17:00")]);
    check(&berlin(), "2026-03-06 17:00", &[("8bh", "2026-03-09 17:00")]);
    check(&berlin(), "2026-03-07 03:00", &[("1bh", "2026-03-09 10:00")]);
    let lunch = daily(Tz::UTC, "09:00-12:00 13:00-17:00");
    check(&lunch, "2026-03-02 10:00", &[("2bh", "2026-03-02 12:00"), ("3bh", "2026-03-02 14:00")]);
}

#[test]
fn a_start_outside_hours_moves_to_the_next_opening_for_business_days() {
    check(&berlin(), "2026-03-06 17:00", &[("0bd", "2026-03-09 09:00"), ("1bd", "2026-03-10 09:00")]);
    check(&berlin(), "2026-03-07 16:30", &[("1bd", "2026-03-10 09:00")]);
    check(&berlin(), "2026-03-09 08:59:59", &[("1bd", "2026-03-10 09:00")]);
}

#[test]
fn nothing_later_is_the_start_itself() {
    check(
        &berlin(),
        "2026-03-07 03:00",
        &[
            ("0m", "2026-03-07 03:00"),
            ("0h", "2026-03-07 03:00"),
            ("0d", "2026-03-07 03:00"),
            ("0bh", "2026-03-07 03:00"),
            ("0bd", "2026-03-09 09:00"),
        ],
    );
    check_before(&berlin(), "2026-03-07 03:00", &[("0bh", "2026-03-07 03:00"), ("0bd", "2026-03-06 17:00")]);
}

#[test]
fn a_business_day_lands_where_the_desk_is_closed() {
    let mut calendar = berlin();
    let mut on = |day: &str, text: &str| calendar.exceptions.insert(date(day), hours(text));
    on("2026-03-10", "09:00-12:00 13:00-15:00");
    on("2026-03-11", "10:00-10:00");
    on("2026-03-12", "");
    on("2026-03-13", "18:00-20:00");
    // Tuesday: in the lunch break, after hours, exactly at a closing, and open.
    check(&calendar, "2026-03-09 12:30", &[("1bd", "2026-03-10 12:00")]);
    check(&calendar, "2026-03-09 16:30", &[("1bd", "2026-03-10 15:00")]);
    check(&calendar, "2026-03-09 15:00", &[("1bd", "2026-03-10 15:00")]);
    check(&calendar, "2026-03-09 12:00", &[("1bd", "2026-03-10 12:00")]);
    check(&calendar, "2026-03-09 14:00", &[("1bd", "2026-03-10 14:00")]);
    // Wednesday opens at 10:00 only; Thursday is closed and not counted; Friday opens in the evening only.
    check(&calendar, "2026-03-09 09:30", &[("2bd", "2026-03-11 10:00"), ("3bd", "2026-03-13 18:00")]);
    check(&calendar, "2026-03-06 16:30", &[("6bd", "2026-03-17 16:30")]);
}

#[test]
fn a_night_shift_belongs_to_the_evening_it_began() {
    let night = daily(Tz::Europe__Berlin, "22:00-06:00");
    // 05:00 on Tuesday is Monday's shift, 29 hours after Monday's midnight.
    check(
        &night,
        "2026-03-10 05:00",
        &[("1bd", "2026-03-11 05:00"), ("1bh", "2026-03-10 06:00"), ("2bh", "2026-03-10 23:00")],
    );
    let mut calendar = night.clone();
    // Thursday has office hours instead; Thursday 05:00 is still open, by Wednesday's list.
    calendar.exceptions.insert(date("2026-03-12"), hours("09:00-17:00"));
    check(
        &calendar,
        "2026-03-12 05:00",
        &[("1bd", "2026-03-12 17:00"), ("2bd", "2026-03-14 05:00"), ("2bh", "2026-03-12 10:00")],
    );
    // The other way: Thursday 10:00 on Friday is before the desk opens, and the shift that ended at 06:00 on Thursday's
    // successor is not that day's.
    check(&calendar, "2026-03-12 10:00", &[("1bd", "2026-03-13 22:00")]);
    assert_eq!(
        calendar.open_ms(at(night.zone, "2026-03-11 12:00"), at(night.zone, "2026-03-13 12:00")),
        16 * 3_600_000
    );
    // Saturday 04:00 is open, though Saturday's own list is closed.
    calendar.exceptions.insert(date("2026-03-14"), Vec::new());
    assert!(calendar.is_open(at(night.zone, "2026-03-14 04:00")));
    assert!(!calendar.is_open_day(date("2026-03-14")));
    assert!(!calendar.is_open(at(night.zone, "2026-03-14 23:00")));
}

#[test]
fn where_two_dates_hold_a_moment_the_earlier_counts() {
    // Monday's shift runs to Tuesday 10:00, Tuesday's begins at 06:00; Wednesday is closed.
    let mut calendar = Calendar::weekdays(Tz::UTC, Interval::parse("06:00", "17:00").unwrap());
    calendar.exceptions.insert(date("2026-03-09"), hours("20:00-10:00"));
    calendar.exceptions.insert(date("2026-03-11"), Vec::new());
    // 08:00 on Tuesday is Monday's 32nd hour, so one day later is Tuesday's 32nd: Wednesday, closed; back to 17:00.
    check(&calendar, "2026-03-10 08:00", &[("1bd", "2026-03-10 17:00"), ("2bd", "2026-03-13 08:00")]);
    check(&calendar, "2026-03-10 10:30", &[("1bd", "2026-03-12 10:30")]);
}

#[test]
fn overlapping_and_touching_intervals_are_one() {
    let calendar = daily(Tz::UTC, "13:00-17:00 09:00-12:00 11:00-13:00 10:00-11:00 20:00-24:00");
    let (from, to) = (at(Tz::UTC, "2026-03-02 10:00"), at(Tz::UTC, "2026-03-03 10:00"));
    let expected = [
        ("2026-03-02 10:00", "2026-03-02 17:00"),
        ("2026-03-02 20:00", "2026-03-03 00:00"),
        ("2026-03-03 09:00", "2026-03-03 10:00"),
    ];
    let expected = expected.map(|(from, to)| Period { from: at(Tz::UTC, from), to: at(Tz::UTC, to) });
    assert_eq!(calendar.open_periods(from, to), expected);
    assert_eq!(calendar.open_ms(from, to), 12 * 3_600_000);
    assert_eq!(calendar.open_ms(to, from), 0);
    assert_eq!(calendar.open_ms(from, from), 0);
    let overnight = daily(Tz::UTC, "18:00-09:00 08:00-18:30");
    assert_eq!(overnight.open_periods(from, to), [Period { from, to }]);
}

#[test]
fn around_the_clock() {
    let always = Calendar::always(Tz::Europe__Berlin);
    check(
        &always,
        "2026-03-06 16:30",
        &[("24bh", "2026-03-07 16:30"), ("1bd", "2026-03-07 16:30"), ("0bd", "2026-03-06 16:30")],
    );
    check_before(&always, "2026-03-06 16:30", &[("24bh", "2026-03-05 16:30"), ("1bd", "2026-03-05 16:30")]);
    check_before(&always, "2026-03-06 00:00", &[("1bd", "2026-03-05 00:00")]);
    let noon = at(always.zone, "2026-03-06 12:00");
    assert_eq!(always.next_opening(noon), Some(noon));
    assert_eq!(always.next_open_day_start(noon), Some(at(always.zone, "2026-03-07 00:00")));
    assert_eq!(always.last_closing_on_or_before(date("2026-03-06")), Some(at(always.zone, "2026-03-07 00:00")));
}

#[test]
fn counted_backward() {
    check_before(
        &berlin(),
        "2026-03-09 12:00",
        &[
            ("30m", "2026-03-09 11:30"),
            ("24h", "2026-03-08 12:00"),
            ("30d", "2026-02-07 12:00"),
            ("4bh", "2026-03-06 16:00"),
            ("3bh", "2026-03-09 09:00"),
            ("11bh", "2026-03-06 09:00"),
            ("1bd", "2026-03-06 12:00"),
        ],
    );
    // An opening and a closing stay; a closed moment goes back to the last closing.
    check_before(&berlin(), "2026-03-09 09:00", &[("1bd", "2026-03-06 09:00"), ("8bh", "2026-03-06 09:00")]);
    check_before(&berlin(), "2026-03-10 17:00", &[("1bd", "2026-03-09 17:00")]);
    check_before(&berlin(), "2026-03-08 00:00", &[("1bd", "2026-03-05 17:00"), ("4bh", "2026-03-06 13:00")]);
    // Where the desk is closed then: the first opening after it on that day, else the last closing.
    let mut calendar = berlin();
    calendar.exceptions.insert(date("2026-03-06"), hours("10:00-12:00 13:00-15:00"));
    check_before(&calendar, "2026-03-09 09:30", &[("1bd", "2026-03-06 10:00")]);
    check_before(&calendar, "2026-03-09 12:30", &[("1bd", "2026-03-06 13:00")]);
    check_before(&calendar, "2026-03-09 12:00", &[("1bd", "2026-03-06 12:00")]);
    check_before(&calendar, "2026-03-09 16:00", &[("1bd", "2026-03-06 15:00"), ("2bd", "2026-03-05 16:00")]);
}

#[test]
fn openings_and_closings() {
    let mut calendar = berlin();
    calendar.exceptions.insert(date("2026-03-05"), hours("22:00-03:00"));
    let zone = calendar.zone;
    let moment = |text: &str| Some(at(zone, text));
    assert_eq!(calendar.next_opening(at(zone, "2026-03-06 16:59:59")), moment("2026-03-06 16:59:59"));
    assert_eq!(calendar.next_opening(at(zone, "2026-03-06 17:00")), moment("2026-03-09 09:00"));
    assert_eq!(calendar.next_opening(at(zone, "2026-03-06 03:00")), moment("2026-03-06 09:00"));
    assert_eq!(calendar.next_open_day_start(at(zone, "2026-03-06 16:30")), moment("2026-03-09 09:00"));
    assert_eq!(calendar.next_open_day_start(at(zone, "2026-03-06 01:00")), moment("2026-03-09 09:00"));
    assert_eq!(calendar.next_open_day_start(at(zone, "2026-03-04 23:59")), moment("2026-03-05 22:00"));
    assert_eq!(calendar.last_closing_on_or_before(date("2026-03-08")), moment("2026-03-06 17:00"));
    assert_eq!(calendar.last_closing_on_or_before(date("2026-03-05")), moment("2026-03-06 03:00"));
    assert!(calendar.is_open(at(zone, "2026-03-06 09:00")) && !calendar.is_open(at(zone, "2026-03-06 17:00")));
    assert!(calendar.is_open(at(zone, "2026-03-06 02:59:59")) && !calendar.is_open(at(zone, "2026-03-06 03:00")));
    assert_eq!(calendar.local_date(at(zone, "2026-03-06 00:30")), date("2026-03-06"));
    assert_eq!(calendar.moment(naive("2026-03-06 00:30")), Some(at(Tz::UTC, "2026-03-05 23:30")));
}

#[test]
fn a_calendar_that_never_opens() {
    let mut never = berlin();
    never.week = Default::default();
    let start = at(never.zone, "2026-03-06 16:30");
    for text in ["1bh", "1bd", "0bd"] {
        assert!(matches!(never.add(start, span(text)), Err(CalendarError::NeverOpens { .. })), "{text}");
        assert!(matches!(never.before(start, span(text)), Err(CalendarError::NeverOpens { .. })), "{text}");
    }
    assert_eq!(never.add(start, span("24h")).unwrap(), start.plus_ms(86_400_000));
    assert_eq!((never.next_opening(start), never.next_open_day_start(start)), (None, None));
    assert_eq!(never.last_closing_on_or_before(date("2026-03-06")), None);
    assert_eq!(never.open_ms(Timestamp::from_ms(i64::MIN), Timestamp::from_ms(i64::MAX)), 0);
    // Once more, nine years on; and not any more thereafter.
    never.exceptions.insert(date("2035-03-06"), hours("09:00-17:00"));
    check(&never, "2026-03-06 16:30", &[("8bh", "2035-03-06 17:00"), ("0bd", "2035-03-06 09:00")]);
    assert!(matches!(never.add(start, span("9bh")), Err(CalendarError::NeverOpens { .. })));
    assert!(matches!(never.add(start, span("1bd")), Err(CalendarError::NeverOpens { .. })));
    never.exceptions = BTreeMap::from([(date("2037-03-06"), hours("09:00-17:00"))]);
    assert_eq!(never.next_opening(start), None);
}

#[test]
fn limits_are_errors_and_nothing_panics() {
    let start = at(Tz::UTC, "2026-03-06 16:30");
    let calendar = berlin();
    let huge = Span { amount: AMOUNT_MAX + 1, unit: Unit::BusinessDays };
    assert_eq!(calendar.add(start, huge), Err(CalendarError::AmountTooLarge { amount: 100_001 }));
    assert!(calendar.add(start, span("100000bd")).is_ok());
    assert!(calendar.add(start, span("100000bh")).is_ok());
    for extreme in [i64::MIN, i64::MAX, MOMENT_MIN.ms() - 1, MOMENT_MAX.ms() + 1].map(Timestamp::from_ms) {
        for unit in Unit::ALL {
            let one = Span { amount: 1, unit };
            assert_eq!(calendar.add(extreme, one), Err(CalendarError::OutOfRange { at: extreme }));
            assert_eq!(calendar.before(extreme, one), Err(CalendarError::OutOfRange { at: extreme }));
            let _ = calendar.elapsed_share_moment(extreme, start, 75, unit, &[]);
            let _ = calendar.elapsed_share_moment(start, extreme, 75, unit, &[]);
        }
        let _ = (calendar.is_open(extreme), calendar.local_date(extreme), calendar.next_opening(extreme));
        let _ = (calendar.next_open_day_start(extreme), calendar.open_periods(extreme, start).len());
    }
    for end in [MOMENT_MIN, MOMENT_MAX] {
        for unit in Unit::ALL {
            let _ = calendar.add(end, Span { amount: 9, unit });
            let _ = calendar.before(end, Span { amount: 9, unit });
        }
    }
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!((calendar.is_open_day(day), calendar.last_closing_on_or_before(day)), (false, None));
        assert_eq!(calendar.moment(day.and_time(chrono::NaiveTime::MIN)), None);
    }
    assert_eq!(MOMENT_MIN, at(Tz::UTC, "1900-01-01 00:00"));
    assert_eq!(MOMENT_MAX, at(Tz::UTC, "2500-01-01 00:00"));
}

#[test]
fn calendars_as_json() {
    let shape = json!({
        "zone": "Europe/Berlin",
        "week": [[["09:00", "17:00"]], [["22:00", "06:00"]], [["00:00", "24:00"]], [["09:00:30", "12:00"], ["13:00", "17:00"]], [], [], []],
        "exceptions": {"2026-12-24": [], "2026-12-31": [["09:00", "12:00"]]}
    });
    let calendar: Calendar = serde_json::from_value(shape.clone()).unwrap();
    assert_eq!(serde_json::to_value(&calendar).unwrap(), shape);
    assert!(calendar.is_open_day(date("2026-12-31")) && !calendar.is_open_day(date("2026-12-24")));
    let bad = [
        json!({"zone": "Europe/Berlin", "week": [[], [], []]}),
        json!({"zone": "Europe/Nowhere", "week": [[], [], [], [], [], [], []]}),
        json!({"zone": "UTC", "week": [[["9:00", "17:00"]], [], [], [], [], [], []]}),
        json!({"zone": "UTC", "week": [[], [], [], [], [], [], []], "holidays": {}}),
    ];
    for shape in bad {
        assert!(serde_json::from_value::<Calendar>(shape.clone()).is_err(), "{shape}");
    }
}

#[test]
fn intervals_are_read_strictly() {
    for (open, close) in
        [("09:00", "17:00"), ("22:00", "06:00"), ("00:00", "24:00"), ("09:00:01", "09:00:02"), ("09:00", "09:00")]
    {
        let interval = Interval::parse(open, close).unwrap();
        assert_eq!(<(String, String)>::from(interval), (open.to_owned(), close.to_owned()));
    }
    for text in ["", "9", "9:00", "09:60", "24:01", "25:00", "09:00:60", "09:00:00:00", "+9:00", "09-00", "٠٩:٠٠"] {
        let expected = IntervalError::Malformed { text: text.to_owned() };
        assert_eq!(Interval::parse(text, "17:00"), Err(expected.clone()));
        assert_eq!(Interval::parse("09:00", text), Err(expected));
    }
    assert!(matches!(Interval::parse("24:00", "06:00"), Err(IntervalError::OutsideDay { .. })));
    assert!(Interval::new(0, 86_401).is_err());
    let night = Interval::parse("22:00", "06:00").unwrap();
    assert_eq!((night.crosses_midnight(), night.open_s(), night.close_s()), (true, 79_200, 21_600));
    assert!(!Interval::WHOLE_DAY.crosses_midnight());
    assert_eq!(night.to_string(), "22:00-06:00");
}

#[test]
fn spans_are_read_and_written() {
    for text in ["15m", "4h", "3d", "8bh", "1bd", "0bd", "100000m"] {
        assert_eq!(span(text).to_string(), text);
        assert_eq!(serde_json::to_value(span(text)).unwrap(), json!(text));
        assert_eq!(serde_json::from_value::<Span>(json!(text)).unwrap(), span(text));
    }
    assert_eq!(span("8bh"), Span { amount: 8, unit: Unit::BusinessHours });
    for text in ["", "8", "bh", "-1h", "+1h", " 1h"] {
        assert_eq!(text.parse::<Span>(), Err(SpanError::Malformed { text: text.to_owned() }));
    }
    for text in ["8 bh", "1w", "1BD", "1.5h", "1bdx"] {
        assert_eq!(text.parse::<Span>(), Err(SpanError::UnknownUnit { text: text.to_owned() }));
    }
    for text in ["100001m", "99999999999999999999h"] {
        assert_eq!(text.parse::<Span>(), Err(SpanError::TooLarge { text: text.to_owned() }));
    }
}
