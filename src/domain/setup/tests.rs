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
}

#[test]
fn a_slip_of_the_finger_gets_suggestions() {
    let near = |typed: &str| match read_zone(typed) {
        Err(wrong) => wrong.near,
        Ok(_) => Vec::new(),
    };
    assert_eq!(near("Europe/Berln"), ["Europe/Berlin"]);
    assert_eq!(near("Lisbonn"), ["Europe/Lisbon"]);
    assert_eq!(near("EST"), ["America/New_York"], "the zone of that name knows no summer time");
    assert_eq!(near("new yrok"), ["America/New_York"]);
    assert_eq!(near("Rom"), ["Europe/Rome"]);
    assert!(near("Louisville").len() > 1, "several have a city of that name");
    for nothing in ["", "Ro", "Middle Earth", "UTC+2", "Atlantis City of the Sea"] {
        assert_eq!(near(nothing), Vec::<&str>::new(), "{nothing}");
    }
    assert_eq!(read_zone(" x "), Err(WrongZone { typed: "x".to_owned(), near: Vec::new() }));
}

#[test]
fn a_plan_of_hours_is_a_calendar_and_back() {
    let hours = Hours::usual(Tz::Europe__Berlin);
    assert_eq!(hours.calendar(None), Calendar::business_week(Tz::Europe__Berlin));
    assert_eq!(Hours::of(&hours.calendar(None), false, NINE), hours);
    let mut uneven = hours.calendar(None);
    uneven.week[4] = vec![Interval::WHOLE_DAY];
    let christmas = chrono::NaiveDate::from_ymd_opt(2026, 12, 25).unwrap_or_default();
    uneven.exceptions.insert(christmas, Vec::new());
    assert!(hours.calendar(Some(&uneven)).exceptions.contains_key(&christmas), "days off stay");
}

#[test]
fn a_draft_of_before_weeks_could_differ_is_still_read() -> Result<(), serde_json::Error> {
    let old = serde_json::json!({
        "zone": "Europe/Berlin", "days": [true, true, true, true, true, false, false], "open": ["08:00", "16:00"],
        "weekends_count": true, "digest_minute": 510,
    });
    let hours: Hours = serde_json::from_value(old)?;
    assert_eq!(week::written(&hours.week), "Mon-Fri 8:00-16:00");
    assert_eq!((hours.weekends_count, hours.digest_minute), (true, 510));
    Ok(())
}

#[test]
fn the_first_that_is_wrong_is_named() {
    let good = Typed { zone: "Berlin", week: "Mon, Tue 9-17", weekends: "yes", digest: "8:30" };
    let read = Hours::read(&good);
    assert_eq!(read.as_ref().map(|hours| (hours.weekends_count, hours.digest_minute)), Ok((true, 510)));
    for (typed, wrong) in [
        (Typed { zone: "x", ..good.clone() }, Wrong::Zone(WrongZone { typed: "x".to_owned(), near: Vec::new() })),
        (Typed { week: "Mon closed", ..good.clone() }, Wrong::Week(WeekError::NeverOpens)),
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
