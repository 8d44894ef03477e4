//! What is typed, read, written back and shown.

use super::*;
use crate::ids::PersonId;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 6).unwrap()
}

fn field(kind: FieldKind) -> Field {
    let option = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
    Field {
        key: "field".to_owned(),
        label: "Field".to_owned(),
        kind,
        options: vec![option("smb", "SMB"), option("mid_market", "Mid-market"), option("big", "Big, or bigger")],
        help: String::new(),
        example: String::new(),
        star: Star::Optional,
        required: false,
        required_at_high_risk: false,
        restricted: false,
        applies_when: None,
        meaning: None,
        items: None,
    }
}

fn texts(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

#[track_caller]
fn check(kind: FieldKind, typed: &str, expected: &Value) {
    let field = field(kind);
    let value = read(&field, typed, today());
    assert_eq!(&value, expected, "{typed}");
    // What stands in the form again gives the same value.
    assert_eq!(&read(&field, &to_typed(&value), today()), expected, "{typed} again");
}

#[track_caller]
fn check_unread(kind: FieldKind, typed: &str, expected: Trouble) {
    let field = field(kind);
    let value = read(&field, typed, today());
    assert_eq!(value, Value::Unread(typed.to_owned()));
    assert_eq!(trouble(&field, &value, today()), Some(expected), "{typed}");
}

#[test]
fn texts_are_cleaned_and_kept() {
    check(FieldKind::Short, "  Dana\tOrtiz \n head of\u{0} ops ", &Value::Text("Dana Ortiz head of ops".to_owned()));
    check(FieldKind::Long, "one  \r\ntwo\rthree\n\n", &Value::Text("one\ntwo\nthree".to_owned()));
    check(FieldKind::Long, "a\u{7}b\u{200b}c\u{202e}d\u{feff}", &Value::Text("abcd".to_owned()));
    check(FieldKind::Long, "family 👨\u{200d}👩", &Value::Text("family 👨\u{200d}👩".to_owned()));
    check(FieldKind::Short, "n/a", &Value::Text("n/a".to_owned()));
    check(FieldKind::Short, " \u{0} ", &Value::Text(String::new()));
    assert!(read(&field(FieldKind::Date), " ", today()).is_blank());
}

#[test]
fn lists_are_read_by_lines() {
    let items = Value::List(texts(&["SSO by 15 March", "15. March call", "Export"]));
    check(FieldKind::List, "- SSO by  15 March\n\n* 15. March call\n• Export\n", &items);
    let three = Field { items: Some((3, 3)), ..field(FieldKind::List) };
    assert_eq!(read(&three, "a\nb\nc", today()), Value::List(texts(&["a", "b", "c"])));
    for (typed, items) in [("a\nb", 2), ("a\nb\nc\nd", 4)] {
        let value = read(&three, typed, today());
        assert_eq!(trouble(&three, &value, today()), Some(Trouble::ItemCount { items, items_min: 3, items_max: 3 }));
    }
}

#[test]
fn too_long_keeps_every_word() {
    let long = "word ".repeat(400).trim().to_owned();
    check_unread(FieldKind::Short, &long, Trouble::TooLong { chars: 1999, chars_max: 200 });
    check_unread(FieldKind::Long, &long, Trouble::TooLong { chars: 1999, chars_max: 1500 });
    check_unread(FieldKind::List, &long, Trouble::TooLong { chars: 1999, chars_max: 1500 });
    // Characters count, not bytes.
    check(FieldKind::Short, &"ü".repeat(200), &Value::Text("ü".repeat(200)));
    check_unread(FieldKind::Short, &"ü".repeat(201), Trouble::TooLong { chars: 201, chars_max: 200 });
}

#[test]
fn choices_by_key_or_label() {
    let chosen = |key: &str| Value::Choice(key.to_owned());
    for typed in ["mid_market", "Mid-market", " MID-MARKET "] {
        check(FieldKind::Choice, typed, &chosen("mid_market"));
    }
    check(FieldKind::Choice, "Big, or bigger", &chosen("big"));
    check_unread(FieldKind::Choice, "medium", Trouble::NotAnOption);
    check(FieldKind::Multi, "Mid-market, smb, SMB", &Value::Multi(texts(&["smb", "mid_market"])));
    check(FieldKind::Multi, "big\nsmb", &Value::Multi(texts(&["smb", "big"])));
    check(FieldKind::Multi, "Big, or bigger", &Value::Multi(texts(&["big"])));
    check_unread(FieldKind::Multi, "smb, medium", Trouble::NotAnOption);
}

#[test]
fn amounts_days_numbers_and_the_rest() {
    let money = |cents, currency: &str| Value::Money { cents, currency: currency.to_owned() };
    check(FieldKind::Money, "48k", &money(4_800_000, ""));
    check(FieldKind::Money, "€48,000.50", &money(4_800_050, "EUR"));
    check(FieldKind::Money, "48 000 EUR", &money(4_800_000, "EUR"));
    check_unread(FieldKind::Money, "a lot", Trouble::NotAnAmount);
    let day = NaiveDate::from_ymd_opt(2026, 3, 15).unwrap();
    check(FieldKind::Date, "15 March", &Value::Date(day));
    check(FieldKind::Date, "15.3.2026", &Value::Date(day));
    check_unread(FieldKind::Date, "tomorrow", Trouble::NotADate);
    assert_eq!(read_day(" 15\u{0} March ", today()), Some(day));
    assert_eq!(read_day("soon", today()), None);
    check_unread(FieldKind::Date, "3/4/2026", Trouble::AmbiguousDate);
    check(
        FieldKind::Datetime,
        "Sun 10:00",
        &Value::Datetime(NaiveDate::from_ymd_opt(2026, 3, 8).unwrap().and_hms_opt(10, 0, 0).unwrap()),
    );
    check_unread(FieldKind::Datetime, "15 March", Trouble::NoTime);
    check(FieldKind::Number, "1,200", &Value::Number(1200.0));
    check(FieldKind::Number, "2.5 hours", &Value::Number(2.5));
    check_unread(FieldKind::Number, "some", Trouble::NotANumber);
    check(FieldKind::Yesno, "Yes.", &Value::Yesno(true));
    check(FieldKind::Yesno, "no", &Value::Yesno(false));
    check_unread(FieldKind::Yesno, "maybe", Trouble::NotYesOrNo);
    let person = PersonId::new(4711);
    check(FieldKind::User, &person.to_string(), &Value::Person(person));
    check_unread(FieldKind::User, "Dana Ortiz", Trouble::NotAPerson);
}

#[test]
fn links_lead_somewhere() {
    let link = |address: &str| Value::Text(address.to_owned());
    check(FieldKind::Link, "https://acme.example/a?b=c#d", &link("https://acme.example/a?b=c#d"));
    check(FieldKind::Link, "<HTTP://acme.example>", &link("HTTP://acme.example"));
    check(FieldKind::Link, "acme.example/doc", &link("https://acme.example/doc"));
    check(FieldKind::Link, "http://localhost:8080/x", &link("http://localhost:8080/x"));
    for typed in [
        "in the drive",
        "javascript:alert(1)",
        "ftp://acme.example",
        "https://",
        "https://a b.example",
        "https://x@acme.example",
    ] {
        check_unread(FieldKind::Link, typed, Trouble::NotALink);
    }
}

#[test]
fn a_field_is_waived_with_a_reason() {
    let waivable = |kind| Field { star: Star::OrNotApplicable, ..field(kind) };
    let reason = Value::NotApplicable("nobody has asked".to_owned());
    for typed in [
        "n/a: nobody has asked",
        "N/A - nobody has asked",
        "n/a nobody has asked",
        "na: nobody has asked",
        "n.a., nobody has asked",
    ] {
        for kind in [FieldKind::Short, FieldKind::List, FieldKind::Date] {
            assert_eq!(read(&waivable(kind), typed, today()), reason, "{typed}");
        }
    }
    assert_eq!(to_typed(&reason), "n/a: nobody has asked");
    for typed in ["n/a", "n/a: no", "N/A: 123456789"] {
        let value = read(&waivable(FieldKind::Date), typed, today());
        assert_eq!(trouble(&waivable(FieldKind::Date), &value, today()), Some(Trouble::ReasonTooShort), "{typed}");
    }
    for typed in ["N/Acme is the name", "nasty surprises", "Nancy: nobody has asked"] {
        assert_eq!(read(&waivable(FieldKind::Short), typed, today()), Value::Text(typed.to_owned()));
    }
    assert_eq!(
        read(&field(FieldKind::Short), "n/a: nobody has asked", today()),
        Value::Text("n/a: nobody has asked".to_owned())
    );
}

#[test]
fn what_people_read() {
    let shown = |kind, typed: &str| plain(&field(kind), &read(&field(kind), typed, today()));
    let check = |kind, typed: &str, expected: &str| assert_eq!(shown(kind, typed).as_deref(), Some(expected));
    check(FieldKind::Choice, "mid_market", "Mid-market");
    check(FieldKind::Multi, "smb, mid_market", "SMB, Mid-market");
    check(FieldKind::Money, "48k eur", "48,000 EUR");
    check(FieldKind::Date, "2027-03-05", "5 March 2027");
    check(FieldKind::Datetime, "2026-03-12 9:05", "Thu 12 March 2026, 09:05");
    check(FieldKind::Number, "12", "12");
    check(FieldKind::Yesno, "y", "yes");
    check(FieldKind::List, "one\ntwo", "one; two");
    check(FieldKind::Date, "soon", "soon");
    assert_eq!(shown(FieldKind::User, &PersonId::new(4711).to_string()), None);
    let gone = Value::Choice("gone".to_owned());
    assert_eq!(plain(&field(FieldKind::Choice), &gone).as_deref(), Some("gone"));
}
