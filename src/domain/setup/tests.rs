//! What people type into set-up.

use super::*;

#[test]
fn zones_are_read_by_name_and_by_city() {
    for (typed, expected) in [
        ("Europe/Berlin", Some(Tz::Europe__Berlin)),
        (" europe/berlin ", Some(Tz::Europe__Berlin)),
        ("Berlin", Some(Tz::Europe__Berlin)),
        ("new york", Some(Tz::America__New_York)),
        ("UTC", Some(Tz::UTC)),
        ("Berln", None),
        ("UTC+2", None),
        ("", None),
    ] {
        assert_eq!(read_zone(typed).ok(), expected, "{typed}");
    }
    assert_eq!(read_zone(" Middle Earth "), Err(Wrong::Zone("Middle Earth".to_owned())));
}

#[test]
fn hours_are_read_however_they_are_written() {
    let nine_to_half_past_five = Interval::parse("09:00", "17:30").ok();
    for typed in ["9:00-17:30", "9–17:30", "9 to 17.30", "9am until 5:30pm", "09:00 - 17:30"] {
        assert_eq!(read_hours(typed).ok(), nine_to_half_past_five, "{typed}");
    }
    assert_eq!(read_hours("0-24").ok(), Some(Interval::WHOLE_DAY));
    for typed in ["17:00-9:00", "9-9"] {
        assert_eq!(read_hours(typed), Err(Wrong::EndsBeforeStart), "{typed}");
    }
    for typed in ["", "nine to five", "9", "9-25", "9:70-17", "9-5-3", "13am-5pm", "-9-17"] {
        assert!(matches!(read_hours(typed), Err(Wrong::Hours(_))), "{typed}");
    }
}

#[test]
fn a_plan_of_hours_is_a_calendar_and_back() {
    let hours = Hours::usual(Tz::Europe__Berlin);
    assert_eq!(hours.calendar(None), Calendar::business_week(Tz::Europe__Berlin));
    assert_eq!(Hours::of(&hours.calendar(None), false, NINE), Some(hours));
    let mut uneven = hours.calendar(None);
    uneven.week[4] = vec![Interval::WHOLE_DAY];
    assert_eq!(Hours::of(&uneven, false, NINE), None);
    let closed = Calendar { week: [0; 7].map(|_| Vec::new()), ..uneven.clone() };
    assert_eq!(Hours::of(&closed, false, NINE), None);
    let christmas = chrono::NaiveDate::from_ymd_opt(2026, 12, 25).unwrap_or_default();
    uneven.exceptions.insert(christmas, Vec::new());
    assert!(hours.calendar(Some(&uneven)).exceptions.contains_key(&christmas), "days off stay");
}

#[test]
fn the_first_that_is_wrong_is_named() {
    let good = Typed { zone: "Berlin", days: "mon\ntue", open: "9-17", weekends: "yes", digest: "8:30" };
    let read = Hours::read(&good);
    assert_eq!(read.as_ref().map(|hours| (hours.weekends_count, hours.digest_minute)), Ok((true, 510)));
    for (typed, wrong) in [
        (Typed { zone: "x", ..good.clone() }, Wrong::Zone("x".to_owned())),
        (Typed { days: "", ..good.clone() }, Wrong::NoDays),
        (Typed { open: "17-9", ..good.clone() }, Wrong::EndsBeforeStart),
        (Typed { digest: "24:00", ..good.clone() }, Wrong::Digest("24:00".to_owned())),
    ] {
        assert_eq!(Hours::read(&typed), Err(wrong));
    }
}

#[test]
fn a_plan_survives_its_json() -> Result<(), serde_json::Error> {
    let plan = Plan {
        room: Room::New("handoffs".to_owned()),
        managers: vec![PersonId::new(1)],
        manager_room: Room::Known("123".to_owned()),
        hours: Hours::usual(Tz::Asia__Tokyo),
        playbook: "ae_csm".to_owned(),
        receivers: vec![PersonId::new(2), PersonId::new(3)],
        fallback: PersonId::new(1),
    };
    assert_eq!(serde_json::from_value::<Plan>(serde_json::to_value(&plan)?)?, plan);
    assert_eq!(zone_of("de"), Tz::Europe__Berlin);
    assert_eq!(zone_of("en-US"), Tz::UTC);
    Ok(())
}
