//! When a daily digest is next, and what becomes of today's when its hour or zone changes: it comes once a day, neither
//! twice nor not at all.

use chrono::{Duration, NaiveTime};
use chrono_tz::Tz;

use crate::clock::Timestamp;
use crate::domain::calendar::Calendar;

const DAY_MS: i64 = 86_400_000;
/// A day with a repeated hour and one ahead.
const AHEAD_DAYS: i64 = 4;

/// A digest as it was planned before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// When it came last.
    pub last_at: Option<Timestamp>,
    /// When it would come next.
    pub next_at: Timestamp,
}

/// The first moment after `after` at which the local day is `minute` minutes old. A skipped time moves to the first valid
/// moment after the gap; of a repeated time the first counts.
pub fn next(after: Timestamp, minute: i64, zone: Tz) -> Timestamp {
    let calendar = Calendar::always(zone);
    let time = NaiveTime::MIN + Duration::minutes(minute.clamp(0, 1_439));
    let today = calendar.local_date(after);
    let days = (0..AHEAD_DAYS).filter_map(|days| today.checked_add_signed(Duration::days(days)));
    let moments = days.filter_map(|day| calendar.moment(day.and_time(time)));
    moments.into_iter().find(|at| *at > after).unwrap_or_else(|| after.plus_ms(DAY_MS))
}

/// When it is next once hour or zone are others. Today's, if it came already, does not come again; if it was still to come
/// and the new hour is past, it comes now.
pub fn moved(before: Planned, now: Timestamp, minute: i64, zone: Tz) -> Timestamp {
    let calendar = Calendar::always(zone);
    let is_today = |at: Timestamp| calendar.local_date(at) == calendar.local_date(now);
    let came_today = before.last_at.is_some_and(is_today);
    let next_at = next(now, minute, zone);
    if came_today {
        if is_today(next_at) { next(next_at, minute, zone) } else { next_at }
    } else if is_today(before.next_at) && !is_today(next_at) {
        now
    } else {
        next_at
    }
}
