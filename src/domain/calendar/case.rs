//! A deadline as anybody can check it: a case in JSON, and its answer with the intervals that made it.
//!
//! A case is `{case, calendar, from, add}` or `{case, calendar, from, to}`. `case` is whatever names it and comes back
//! unchanged; `calendar` is a [`Calendar`]; `from` and `to` are RFC 3339 with an offset; `add` is a [`Span`] such as `8bh`.
//! The answer to `add` is `{case, due, zone, tzdb, intervals}`, to `to` `{case, open_seconds, zone, tzdb, intervals}`, and
//! `{case, error}` where there is none. Moments are told in the calendar's zone.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Calendar, Period, Span};
use crate::clock::Timestamp;

/// Some editors write it at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    calendar: Calendar,
    from: String,
    add: Option<Span>,
    to: Option<String>,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// As it was named; null where it was not.
    case: Value,
    #[serde(flatten)]
    came_to: CameTo,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum CameTo {
    Due { due: String, zone: &'static str, tzdb: &'static str, intervals: Vec<Stretch> },
    Measured { open_seconds: Value, zone: &'static str, tzdb: &'static str, intervals: Vec<Stretch> },
    Failed { error: String },
}

/// A stretch of time that counted, `[from, to)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Stretch {
    from: String,
    to: String,
}

impl Answer {
    /// Whether the case could not be answered.
    pub fn is_error(&self) -> bool {
        matches!(self.came_to, CameTo::Failed { .. })
    }
}

/// Answers one case as it came over a wire, with or without the end of its line.
pub fn answer_bytes(case: &[u8]) -> Answer {
    match std::str::from_utf8(case.strip_prefix(BYTE_ORDER_MARK).unwrap_or(case)) {
        Ok(case) => answer(case),
        Err(error) => {
            let error = format!("this is no UTF-8 text: byte {} makes no character", error.valid_up_to() + 1);
            Answer { case: Value::Null, came_to: CameTo::Failed { error } }
        }
    }
}

/// Answers one case. Never fails: what cannot be read or reckoned is said in `error`.
pub fn answer(case: &str) -> Answer {
    let (name, came_to) = match serde_json::from_str::<Value>(case) {
        Ok(mut json) => {
            let name = json.as_object_mut().and_then(|fields| fields.remove("case")).unwrap_or_default();
            let case = serde_json::from_value::<Case>(json).map_err(|error| error.to_string());
            (name, case.and_then(|case| reckon(&case)))
        }
        Err(error) => (Value::Null, Err(format!("this is no JSON: {error}"))),
    };
    Answer { case: name, came_to: came_to.unwrap_or_else(|error| CameTo::Failed { error }) }
}

fn reckon(case: &Case) -> Result<CameTo, String> {
    let (calendar, from) = (&case.calendar, moment(&case.from)?);
    let (zone, tzdb) = (calendar.zone.name(), chrono_tz::IANA_TZDB_VERSION);
    match (case.add, &case.to) {
        (Some(span), None) => {
            let due = calendar.add(from, span).map_err(|error| error.to_string())?;
            let intervals = calendar.running_periods(Period { from, to: due }, span.unit, &[]);
            Ok(CameTo::Due { due: told(calendar, due), zone, tzdb, intervals: stretches(calendar, &intervals) })
        }
        (None, Some(to)) => {
            let to = moment(to)?;
            let intervals = calendar.open_periods(from, to);
            let open_seconds = seconds(calendar.open_ms(from, to));
            Ok(CameTo::Measured { open_seconds, zone, tzdb, intervals: stretches(calendar, &intervals) })
        }
        (Some(_), Some(_)) => Err("it has both add and to: give one of them".to_owned()),
        (None, None) => Err("it has neither add nor to: give one of them".to_owned()),
    }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    let moment = DateTime::parse_from_rfc3339(text);
    moment
        .map(|at| Timestamp::from_utc(at.to_utc()))
        .map_err(|_| format!("{text:?} is no time with its offset, such as 2026-03-06T16:30:00+01:00"))
}

fn told(calendar: &Calendar, at: Timestamp) -> String {
    at.utc().with_timezone(&calendar.zone).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn stretches(calendar: &Calendar, periods: &[Period]) -> Vec<Stretch> {
    periods.iter().map(|period| Stretch { from: told(calendar, period.from), to: told(calendar, period.to) }).collect()
}

/// Whole where they are whole.
fn seconds(ms: i64) -> Value {
    if ms % 1_000 == 0 {
        Value::from(ms / 1_000)
    } else {
        Value::from(Duration::from_millis(ms.unsigned_abs()).as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answered(case: &Value) -> Value {
        serde_json::to_value(answer(&case.to_string())).unwrap()
    }

    fn office(more: &Value) -> Value {
        let day = json!([["09:00", "17:00"]]);
        let calendar = json!({ "zone": "Europe/Berlin", "week": [day, day, day, day, day, [], []] });
        let mut case = json!({ "case": 7, "calendar": calendar, "from": "2026-03-06T16:30:00+01:00" });
        case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        case
    }

    #[test]
    fn a_deal_closed_on_friday_afternoon() {
        for (span, due) in [
            ("24h", "2026-03-07T16:30:00+01:00"),
            ("1bd", "2026-03-09T16:30:00+01:00"),
            ("8bh", "2026-03-09T16:30:00+01:00"),
            ("24bh", "2026-03-11T16:30:00+01:00"),
        ] {
            assert_eq!(answered(&office(&json!({ "add": span })))["due"], due, "{span}");
        }
        let told = answered(&office(&json!({ "add": "8bh" })));
        assert_eq!(
            told,
            json!({
                "case": 7, "due": "2026-03-09T16:30:00+01:00", "zone": "Europe/Berlin",
                "tzdb": chrono_tz::IANA_TZDB_VERSION,
                "intervals": [
                    { "from": "2026-03-06T16:30:00+01:00", "to": "2026-03-06T17:00:00+01:00" },
                    { "from": "2026-03-09T09:00:00+01:00", "to": "2026-03-09T16:30:00+01:00" },
                ],
            })
        );
    }

    #[test]
    fn what_was_open_is_measured_in_seconds() {
        let told = answered(&office(&json!({ "to": "2026-03-09T08:30:00Z" })));
        assert_eq!((&told["open_seconds"], told["intervals"].as_array().unwrap().len()), (&json!(3_600), 2));
        let told = answered(&office(&json!({ "to": "2026-03-06T15:30:00.250Z" })));
        assert_eq!(told["open_seconds"], json!(0.25));
        let backwards = answered(&office(&json!({ "to": "2026-03-05T00:00:00Z" })));
        assert_eq!((&backwards["open_seconds"], &backwards["intervals"]), (&json!(0), &json!([])));
    }

    #[test]
    fn what_cannot_be_answered_says_why_and_keeps_its_name() {
        let mut closed = office(&json!({ "add": "1bh" }));
        closed["calendar"]["week"] = json!([[], [], [], [], [], [], []]);
        for (case, why) in [
            (office(&json!({})), "neither add nor to"),
            (office(&json!({ "add": "1h", "to": "2026-03-09T08:30:00Z" })), "both"),
            (office(&json!({ "add": "1 week" })), "ends in an unknown unit"),
            (office(&json!({ "add": "200000h" })), "is more than"),
            (office(&json!({ "add": "1h", "form": 1 })), "unknown field"),
            (office(&json!({ "add": "1h", "from": "2026-03-06 16:30" })), "such as 2026-03-06T16:30:00+01:00"),
            (closed, "nothing is open within ten years of 2026-03-06"),
        ] {
            let told = answered(&case);
            assert!(told["error"].as_str().is_some_and(|said| said.contains(why)), "{told}");
            assert_eq!((&told["case"], told.as_object().unwrap().len()), (&json!(7), 2));
        }
        assert_eq!(serde_json::to_value(answer("{\"case\":")).unwrap()["case"], Value::Null);
        assert!(answer("[]").is_error());
    }

    /// A line of a file that was written elsewhere.
    #[test]
    fn what_is_no_text_is_said_and_line_ends_and_marks_are_no_matter() {
        let line = office(&json!({ "add": "8bh" })).to_string();
        let due = |bytes: &[u8]| serde_json::to_value(answer_bytes(bytes)).unwrap()["due"].clone();
        for (before, after) in [("", ""), ("", "\n"), ("", "\r\n"), ("\u{feff}", "\n"), ("  \t", " ")] {
            assert_eq!(due(format!("{before}{line}{after}").as_bytes()), "2026-03-09T16:30:00+01:00");
        }
        let told = serde_json::to_value(answer_bytes(b"{\"case\":\xff}")).unwrap();
        assert_eq!(told, json!({ "case": null, "error": "this is no UTF-8 text: byte 9 makes no character" }));
        assert!(answer_bytes("[".repeat(100_000).as_bytes()).is_error());
    }

    /// Every way to describe a desk or a moment wrongly has a sentence that names it.
    #[test]
    fn what_is_wrong_with_a_calendar_is_named() {
        let with = |key: &str, value: Value| {
            let mut case = office(&json!({ "add": "1bh" }));
            case["calendar"][key] = value;
            case
        };
        let week = |list: Value| json!([list, [], [], [], [], [], []]);
        let from = |text: &str| office(&json!({ "add": "1bh", "from": text }));
        for (case, why) in [
            (with("zone", json!("Europe/Nowhere")), "Europe/Nowhere"),
            (with("zone", json!(null)), "invalid type: null"),
            (with("week", json!([[], [], []])), "invalid length 3"),
            (with("week", week(json!([["9:00", "17:00"]]))), "\"9:00\" is not a time of day"),
            (with("week", week(json!([["24:00", "06:00"]]))), "opens before 24:00"),
            (with("week", week(json!([["09:00", "24:01"]]))), "\"24:01\" is not a time of day"),
            (with("week", week(json!([["09:00"]]))), "invalid length 1"),
            (with("exceptions", json!({ "24 December": [] })), "\"24 December\" is no date"),
            (with("exceptions", json!({ "2026-02-30": [] })), "\"2026-02-30\" is no date"),
            (with("holidays", json!({})), "unknown field `holidays`"),
            (from("2026-03-06T16:30:00"), "is no time with its offset"),
            (from("2026-02-30T16:30:00Z"), "is no time with its offset"),
            (from("1789-07-14T12:00:00Z"), "outside the years 1900 to 2499"),
            (office(&json!({ "add": "99999999999999999999bd" })), "is more than the 100000 units"),
            (office(&json!({ "add": 8 })), "invalid type: integer"),
            (office(&json!({ "add": "-8bh" })), "is not a length of time"),
        ] {
            let told = answered(&case);
            assert!(told["error"].as_str().is_some_and(|said| said.contains(why)), "{told}");
            assert_eq!(told["case"], json!(7));
        }
        // The largest there is, and the longest way to it.
        assert!(answered(&office(&json!({ "add": "100000bd" })))["due"].is_string());
    }
}
