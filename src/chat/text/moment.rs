//! Moments in words, for those who cannot draw them in the reader's own time.

use chrono::{DateTime, Datelike, Days, TimeDelta};
use chrono_tz::Tz;

use crate::chat::message::MomentStyle;
use crate::clock::Timestamp;

const MINUTE_MS: i64 = 60_000;
const HOUR_MINUTES: i64 = 60;
const DAY_MINUTES: i64 = 24 * HOUR_MINUTES;
/// Up to here a distance is told in hours, from here on in days.
const DAYS_FROM_MINUTES: i64 = 36 * HOUR_MINUTES;
/// Up to here minutes are told beside hours.
const EXACT_BELOW_MINUTES: i64 = 3 * HOUR_MINUTES;

/// A moment as somebody in `zone` reads it at `now`, in English.
pub(super) fn write(at: Timestamp, style: MomentStyle, zone: Tz, now: Timestamp) -> String {
    let (at_local, now_local) = (at.utc().with_timezone(&zone), now.utc().with_timezone(&zone));
    match style {
        MomentStyle::Time => time(&at_local, &now_local),
        MomentStyle::DayTime => day_time(&at_local, &now_local),
        MomentStyle::Date => date(&at_local, &now_local),
        MomentStyle::Distance => distance(at, now, &SHORT),
        MomentStyle::DistanceLong => distance(at, now, &LONG),
    }
}

fn time(at: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
    let (day, today) = (at.date_naive(), now.date_naive());
    let clock = at.format("%H:%M");
    if day == today {
        clock.to_string()
    } else if today.checked_sub_days(Days::new(1)) == Some(day) {
        format!("yesterday {clock}")
    } else if today.checked_add_days(Days::new(1)) == Some(day) {
        format!("tomorrow {clock}")
    } else {
        day_time(at, now)
    }
}

fn day_time(at: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
    let away = at.date_naive().signed_duration_since(now.date_naive()).abs();
    if away <= TimeDelta::days(6) {
        at.format("%a %H:%M").to_string()
    } else {
        format!("{} {}, {}", at.format("%a"), date(at, now), at.format("%H:%M"))
    }
}

fn date(at: &DateTime<Tz>, now: &DateTime<Tz>) -> String {
    let pattern = if at.year() == now.year() { "%-d %B" } else { "%-d %B %Y" };
    at.format(pattern).to_string()
}

/// Words for one and for more.
struct Units {
    minute: [&'static str; 2],
    hour: [&'static str; 2],
    day: [&'static str; 2],
}

const SHORT: Units = Units { minute: ["min", "min"], hour: ["h", "h"], day: ["day", "days"] };
const LONG: Units = Units { minute: ["minute", "minutes"], hour: ["hour", "hours"], day: ["day", "days"] };

fn distance(at: Timestamp, now: Timestamp, units: &Units) -> String {
    let ms = at.since(now);
    let minutes = (ms.saturating_abs() + MINUTE_MS / 2) / MINUTE_MS;
    if minutes == 0 {
        return String::from("now");
    }
    let length = length(minutes, units);
    if ms > 0 { format!("in {length}") } else { format!("{length} ago") }
}

fn length(minutes: i64, units: &Units) -> String {
    let part = |count: i64, [one, more]: [&str; 2]| format!("{count} {}", if count == 1 { one } else { more });
    let (hours, rest) = (minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
    if minutes < HOUR_MINUTES {
        part(minutes, units.minute)
    } else if minutes < EXACT_BELOW_MINUTES && rest > 0 {
        format!("{} {}", part(hours, units.hour), part(rest, units.minute))
    } else if minutes < DAYS_FROM_MINUTES {
        part((minutes + HOUR_MINUTES / 2) / HOUR_MINUTES, units.hour)
    } else {
        part((minutes + DAY_MINUTES / 2) / DAY_MINUTES, units.day)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeZone};

    use super::*;

    fn at(day: u32, hour: u32, minute: u32) -> Timestamp {
        let local = NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        Timestamp::from_utc(Tz::Europe__Berlin.from_local_datetime(&local).unwrap().to_utc())
    }

    fn check(style: MomentStyle, moment: Timestamp, now: Timestamp, expected: &str) {
        assert_eq!(write(moment, style, Tz::Europe__Berlin, now), expected);
    }

    #[test]
    fn moments_are_written_for_the_reader() {
        let friday = at(6, 16, 30);
        check(MomentStyle::DayTime, at(9, 12, 30), friday, "Mon 12:30");
        check(MomentStyle::DayTime, at(16, 12, 30), friday, "Mon 16 March, 12:30");
        check(MomentStyle::Time, at(9, 12, 30), friday, "Mon 12:30");
        check(MomentStyle::Time, at(9, 12, 30), at(9, 11, 30), "12:30");
        check(MomentStyle::Time, at(9, 12, 30), at(10, 9, 0), "yesterday 12:30");
        check(MomentStyle::Time, at(9, 12, 30), at(8, 9, 0), "tomorrow 12:30");
        check(MomentStyle::Date, at(15, 0, 0), friday, "15 March");
        check(MomentStyle::Date, at(15, 0, 0).plus_ms(365 * 86_400_000), friday, "15 March 2027");
    }

    #[test]
    fn distances_stay_short() {
        let due = at(9, 12, 30);
        for (now, short, long) in [
            (at(9, 12, 30), "now", "now"),
            (at(9, 11, 30), "in 1 h", "in 1 hour"),
            (at(9, 10, 30), "in 2 h", "in 2 hours"),
            (at(9, 11, 45), "in 45 min", "in 45 minutes"),
            (at(9, 10, 40), "in 1 h 50 min", "in 1 hour 50 minutes"),
            (at(6, 16, 30), "in 3 days", "in 3 days"),
            (at(9, 13, 30), "1 h ago", "1 hour ago"),
            (at(10, 12, 30), "24 h ago", "24 hours ago"),
        ] {
            check(MomentStyle::Distance, due, now, short);
            check(MomentStyle::DistanceLong, due, now, long);
        }
    }
}
