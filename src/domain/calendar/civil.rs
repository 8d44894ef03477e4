//! Local civil time to moments and back, with the hours that clock changes skip and repeat.
//!
//! Not here: opening hours. This is the only file that asks the zone database.

use chrono::{MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// No zone is further than this from UTC, so a local time and its moment are closer than this on the same scale.
const OFFSET_MAX_S: i64 = 26 * 3_600;

/// Which of the two moments, where an autumn change makes a local time happen twice.
#[derive(Clone, Copy)]
pub(super) enum Occurrence {
    First,
    Second,
}

/// What a clock on the wall shows at this moment.
pub(super) fn local_time(zone: Tz, at: Timestamp) -> NaiveDateTime {
    at.utc().with_timezone(&zone).naive_local()
}

/// The moment at which the wall clock shows `local`; the first valid moment after the gap where a change skips it.
pub(super) fn moment_of(zone: Tz, local: NaiveDateTime, occurrence: Occurrence) -> Timestamp {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(only) => Timestamp::from_utc(only.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (Timestamp::from_utc(one.to_utc()), Timestamp::from_utc(other.to_utc()));
            match occurrence {
                Occurrence::First => one.min(other),
                Occurrence::Second => one.max(other),
            }
        }
        MappedLocalTime::None => end_of_gap(zone, local),
    }
}

/// The date `days` later (earlier where negative), or the last one there is.
pub(super) fn shift(date: NaiveDate, days: i64) -> NaiveDate {
    let end = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    TimeDelta::try_days(days).and_then(|delta| date.checked_add_signed(delta)).unwrap_or(end)
}

/// The moment of the change that skips `local`: by halving, since the wall clock shows less before it and more after.
/// (`chrono_tz::GapInfo` knows it too, but may answer that it does not, and then there would be nothing to return.)
fn end_of_gap(zone: Tz, local: NaiveDateTime) -> Timestamp {
    let as_if_utc_s = local.and_utc().timestamp();
    let (mut before_s, mut after_s) = (as_if_utc_s - OFFSET_MAX_S, as_if_utc_s + OFFSET_MAX_S);
    while after_s - before_s > 1 {
        let middle_s = i64::midpoint(before_s, after_s);
        if local_time(zone, Timestamp::from_ms(middle_s * 1_000)) > local {
            after_s = middle_s;
        } else {
            before_s = middle_s;
        }
    }
    Timestamp::from_ms(after_s * 1_000)
}
