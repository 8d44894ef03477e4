//! What set-up asks: the choices of a [`Plan`], and how what people type becomes one of them. Strict where a guess would move
//! every deadline of a team, lenient about how a time is written.
//!
//! Not here: who may set up, where it is kept, and which rows a confirmed plan becomes.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::calendar::week::{self, Week, WeekError};
use super::calendar::{Calendar, Interval};
use crate::ids::PersonId;

#[cfg(test)]
mod tests;
mod zones;

pub use zones::{WrongZone, read_zone, zone_of};

/// Nine o'clock, in minutes of the day.
const NINE: u16 = 540;
const DAY_S: u32 = 86_400;

/// Everything that set-up asks, filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Where cards go.
    pub room: Room,
    /// Who manages.
    pub managers: Vec<PersonId>,
    /// Where they hear of what is late.
    pub manager_room: Room,
    /// When people work, and what follows from it.
    pub hours: Hours,
    /// Key of the playbook that is switched on first.
    pub playbook: String,
    /// Who receives its handoffs, in order.
    pub receivers: Vec<PersonId>,
    /// Who takes the part of somebody who left.
    pub fallback: PersonId,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// To be made under this name.
    New(String),
    /// The platform's id of one that is there.
    Known(String),
}

/// When people work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredHours")]
pub struct Hours {
    /// Whose clock counts.
    pub zone: Tz,
    /// The opening hours of each weekday, Monday first.
    pub week: Week,
    /// Whether first contact is promised within a day of any kind instead of a working day.
    pub weekends_count: bool,
    /// Minute of the local day at which digests go out.
    pub digest_minute: u16,
}

/// As drafts of set-up were ever stored.
#[derive(Deserialize)]
struct StoredHours {
    zone: Tz,
    week: Option<Week>,
    /// Until weeks could differ from day to day: the days, and the same hours on each.
    days: Option<[bool; 7]>,
    open: Option<Interval>,
    weekends_count: bool,
    digest_minute: u16,
}

impl From<StoredHours> for Hours {
    fn from(stored: StoredHours) -> Self {
        let open = stored.open.unwrap_or(Interval::OFFICE_HOURS);
        let same = |days: [bool; 7]| days.map(|is_open| if is_open { vec![open] } else { Vec::new() });
        let usual = || same([true, true, true, true, true, false, false]);
        let week = stored.week.unwrap_or_else(|| stored.days.map_or_else(usual, same));
        let StoredHours { zone, weekends_count, digest_minute, .. } = stored;
        Self { zone, week, weekends_count, digest_minute }
    }
}

/// Why something that was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No zone is called so.
    Zone(WrongZone),
    /// This is no week.
    Week(WeekError),
    /// This is no time of day.
    Digest(String),
    /// No channel is called so.
    NoRoom(String),
    /// Baton may not write there.
    ReadOnly(String),
    /// Nobody was named.
    Nobody,
}

/// What was typed about hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed<'a> {
    /// `Europe/Berlin`, or just `Berlin`.
    pub zone: &'a str,
    /// `Mon-Fri 9-12, 13-17; Sat 10-13`.
    pub week: &'a str,
    /// `yes` or `no`.
    pub weekends: &'a str,
    /// `9:00`.
    pub digest: &'a str,
}

impl Hours {
    /// Monday to Friday, nine to five.
    pub fn usual(zone: Tz) -> Self {
        let week = Calendar::business_week(zone).week;
        Self { zone, week, weekends_count: false, digest_minute: NINE }
    }

    /// As a calendar says it.
    pub fn of(calendar: &Calendar, weekends_count: bool, digest_minute: u16) -> Self {
        Self { zone: calendar.zone, week: calendar.week.clone(), weekends_count, digest_minute }
    }

    /// The week of these hours; days off that were entered stay.
    pub fn calendar(&self, before: Option<&Calendar>) -> Calendar {
        let exceptions = before.map(|before| before.exceptions.clone()).unwrap_or_default();
        Calendar { zone: self.zone, week: self.week.clone(), exceptions }
    }

    /// From what was typed; the first that is wrong.
    pub fn read(typed: &Typed<'_>) -> Result<Self, Wrong> {
        let zone = read_zone(typed.zone).map_err(Wrong::Zone)?;
        let week = week::read(typed.week).map_err(Wrong::Week)?;
        let digest_s = week::read_time(typed.digest).filter(|time_s| *time_s < DAY_S);
        let digest_minute = digest_s.and_then(|time_s| u16::try_from(time_s / 60).ok());
        let digest_minute = digest_minute.ok_or_else(|| Wrong::Digest(typed.digest.trim().to_owned()))?;
        Ok(Self { zone, week, weekends_count: typed.weekends.trim() == "yes", digest_minute })
    }
}
