//! Moments, lengths of time and business hours as a scenario writes them.

use std::str::FromStr;

use baton::clock::Timestamp;
use baton::domain::calendar::{Calendar, Interval};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

const MINUTE_MS: i64 = 60_000;

/// How moments can be written.
const MOMENTS: &str =
    "Fri 2026-03-06 16:30 · 2026-03-06 16:30 · Mon 12:30 (the next one) · 12:30 (today) · +90m · +4h · +2d";

/// A moment, seen from `now` in the zone.
pub fn moment(words: &[&str], now: Timestamp, zone: Tz) -> Result<Timestamp, String> {
    let local = Calendar::always(zone);
    let today = local.local_date(now);
    let wrong = || format!("{:?} is no moment; write {MOMENTS}", words.join(" "));
    if let [length] = words
        && let Some(length) = length.strip_prefix('+')
    {
        return Ok(now.plus_ms(span_ms(length)?));
    }
    let (day, time) = match words {
        [time] => (today, *time),
        [day, time] => match day.parse::<NaiveDate>() {
            Ok(day) => (day, *time),
            Err(_) => (next_weekday(day, time, now, &local).ok_or_else(wrong)?, *time),
        },
        [weekday, day, time] => {
            let (weekday, day) = (Weekday::from_str(weekday), day.parse::<NaiveDate>());
            let (Ok(weekday), Ok(day)) = (weekday, day) else { return Err(wrong()) };
            if day.weekday() != weekday {
                return Err(format!("{day} is a {}", day.weekday()));
            }
            (day, *time)
        }
        _ => return Err(wrong()),
    };
    let time = parse_time(time).ok_or_else(wrong)?;
    local.moment(day.and_time(time)).ok_or_else(wrong)
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M", "%H:%M:%S"].into_iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

/// The date of the next such weekday and time after `now`.
fn next_weekday(weekday: &str, time: &str, now: Timestamp, local: &Calendar) -> Option<NaiveDate> {
    let (weekday, time) = (Weekday::from_str(weekday).ok()?, parse_time(time)?);
    let today = local.local_date(now);
    let days = (0..8).filter_map(|days| today.checked_add_days(Days::new(days)));
    let mut candidates = days.filter(|day| day.weekday() == weekday);
    candidates.find(|day| local.moment(day.and_time(time)).is_some_and(|at| at > now))
}

/// `90m`, `4h`, `2d`: real time.
pub fn span_ms(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text:?} is no length of time; write 90m, 4h or 2d");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let amount: i64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
    let minutes = match unit {
        'm' => amount,
        'h' => amount * 60,
        'd' => amount * 24 * 60,
        _ => return Err(wrong()),
    };
    Ok(minutes * MINUTE_MS)
}

/// `Mon-Fri 09:00-17:00, Sat 10:00-12:00 Europe/Berlin`.
pub fn calendar(text: &str) -> Result<Calendar, String> {
    let usage = || format!("hours {text:?}: write hours Mon-Fri 09:00-17:00, Sat 10:00-12:00 Europe/Berlin");
    let (days, zone) = text.trim().rsplit_once(' ').ok_or_else(usage)?;
    let zone: Tz = zone.parse().map_err(|_| format!("{zone:?} is no time zone"))?;
    let mut calendar = Calendar::always(zone);
    calendar.week = Default::default();
    for part in days.split(',') {
        let (days, hours) = part.trim().split_once(' ').ok_or_else(usage)?;
        let (open, close) = hours.trim().split_once('-').ok_or_else(usage)?;
        let interval = Interval::parse(open, close).map_err(|error| error.to_string())?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let (Ok(mut day), Ok(last)) = (Weekday::from_str(first), Weekday::from_str(last)) else { return Err(usage()) };
        loop {
            let index = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
            calendar.week[index].push(interval);
            if day == last {
                break;
            }
            day = day.succ();
        }
    }
    Ok(calendar)
}

/// A moment as failures show it.
pub fn shown(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%a %Y-%m-%d %H:%M:%S").to_string()
}
