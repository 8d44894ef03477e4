//! What set-up asks: the choices of a [`Plan`], and how what people type becomes one of them. Strict where a guess would move
//! every deadline of a team, lenient about how a time is written.
//!
//! Not here: who may set up, where it is kept, and which rows a confirmed plan becomes.

use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Interval};
use crate::ids::PersonId;

#[cfg(test)]
mod tests;

/// Nine o'clock, in minutes of the day.
const NINE: u16 = 540;
const DAY_MINUTES: u32 = 1_440;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Whose clock counts.
    pub zone: Tz,
    /// Monday first.
    pub days: [bool; 7],
    /// The same on each of these days.
    pub open: Interval,
    /// Whether first contact is promised within a day of any kind instead of a working day.
    pub weekends_count: bool,
    /// Minute of the local day at which digests go out.
    pub digest_minute: u16,
}

/// Why something that was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No zone is called so.
    Zone(String),
    /// These are no hours.
    Hours(String),
    /// The day ends before it begins.
    EndsBeforeStart,
    /// On no day is anybody there.
    NoDays,
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
    /// Keys of days, a line each.
    pub days: &'a str,
    /// `9:00-17:00`.
    pub open: &'a str,
    /// `yes` or `no`.
    pub weekends: &'a str,
    /// `9:00`.
    pub digest: &'a str,
}

/// Keys of the days, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Hours {
    /// Monday to Friday, nine to five.
    pub fn usual(zone: Tz) -> Self {
        Self {
            zone,
            days: [true, true, true, true, true, false, false],
            open: Interval::OFFICE_HOURS,
            weekends_count: false,
            digest_minute: NINE,
        }
    }

    /// As a calendar says it; absent where days differ, which a form of one line cannot say.
    pub fn of(calendar: &Calendar, weekends_count: bool, digest_minute: u16) -> Option<Self> {
        let open = *calendar.week.iter().flatten().next()?;
        let is_same = |day: &Vec<Interval>| matches!(day.as_slice(), [] | [_]) && day.iter().all(|own| *own == open);
        let days = [0, 1, 2, 3, 4, 5, 6].map(|day: usize| !calendar.week[day].is_empty());
        let hours = Self { zone: calendar.zone, days, open, weekends_count, digest_minute };
        calendar.week.iter().all(is_same).then_some(hours)
    }

    /// The week of these hours; days off that were entered stay.
    pub fn calendar(&self, before: Option<&Calendar>) -> Calendar {
        let week = self.days.map(|is_open| if is_open { vec![self.open] } else { Vec::new() });
        let exceptions = before.map(|before| before.exceptions.clone()).unwrap_or_default();
        Calendar { zone: self.zone, week, exceptions }
    }

    /// From what was typed; the first that is wrong.
    pub fn read(typed: &Typed<'_>) -> Result<Self, Wrong> {
        let zone = read_zone(typed.zone)?;
        let days = DAYS.map(|key| typed.days.lines().any(|line| line.trim() == key));
        if !days.contains(&true) {
            return Err(Wrong::NoDays);
        }
        let open = read_hours(typed.open)?;
        let digest_minute = read_time(typed.digest).filter(|minute| *minute < DAY_MINUTES);
        let digest_minute = digest_minute.and_then(|minute| u16::try_from(minute).ok());
        let digest_minute = digest_minute.ok_or_else(|| Wrong::Digest(typed.digest.trim().to_owned()))?;
        Ok(Self { zone, days, open, weekends_count: typed.weekends.trim() == "yes", digest_minute })
    }
}

/// `Europe/Berlin`, `europe/berlin`, or a city that only one zone is named for.
pub fn read_zone(typed: &str) -> Result<Tz, Wrong> {
    let wanted = typed.trim().replace(' ', "_").to_lowercase();
    let name = |zone: &Tz| zone.name().to_lowercase();
    if let Some(zone) = TZ_VARIANTS.iter().find(|zone| name(zone) == wanted) {
        return Ok(*zone);
    }
    let is_city = |zone: &&Tz| name(zone).rsplit_once('/').is_some_and(|(_, city)| city == wanted);
    let mut found = TZ_VARIANTS.iter().filter(is_city);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(*only),
        (Some(_) | None, _) => Err(Wrong::Zone(typed.trim().to_owned())),
    }
}

/// `9:00-17:00`, `9 to 17`, `9am – 5:30pm`.
pub fn read_hours(typed: &str) -> Result<Interval, Wrong> {
    let malformed = || Wrong::Hours(typed.trim().to_owned());
    let plain = typed.replace(['–', '—'], "-").replace("until", "-").replace("to", "-");
    let (open, close) = plain.split_once('-').ok_or_else(malformed)?;
    let (open, close) = (read_time(open).ok_or_else(malformed)?, read_time(close).ok_or_else(malformed)?);
    if close <= open {
        return Err(Wrong::EndsBeforeStart);
    }
    Interval::new(open * 60, close * 60).map_err(|_| malformed())
}

/// A time of day in minutes: `9`, `9:00`, `09.30`, `5 pm`; at most 24:00.
pub(super) fn read_time(typed: &str) -> Option<u32> {
    let folded = typed.trim().to_lowercase().replace("uhr", "").replace('.', ":");
    let (digits, half) = match (folded.strip_suffix("am"), folded.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (None, Some(rest)) => (rest, Some(12)),
        (None, None) => (folded.as_str(), None),
    };
    let (hours, minutes) = digits.trim().split_once(':').unwrap_or((digits.trim(), "0"));
    let (hours, minutes): (u32, u32) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
    let hours = match half {
        Some(later) if (1..=12).contains(&hours) => hours % 12 + later,
        Some(_) => return None,
        None => hours,
    };
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY_MINUTES).then_some(total)
}

/// The zone that most people of a language live in, as a first guess to be looked over; UTC where they live everywhere.
pub fn zone_of(locale: &str) -> Tz {
    let folded = locale.to_lowercase();
    let language = folded.split(['-', '_']).next().unwrap_or_default();
    match (folded.as_str(), language) {
        ("en-gb", _) => Tz::Europe__London,
        ("pt-br", _) => Tz::America__Sao_Paulo,
        ("zh-tw", _) => Tz::Asia__Taipei,
        (_, "de") => Tz::Europe__Berlin,
        (_, "fr") => Tz::Europe__Paris,
        (_, "it") => Tz::Europe__Rome,
        (_, "nl") => Tz::Europe__Amsterdam,
        (_, "pl") => Tz::Europe__Warsaw,
        (_, "da") => Tz::Europe__Copenhagen,
        (_, "sv") => Tz::Europe__Stockholm,
        (_, "no") => Tz::Europe__Oslo,
        (_, "fi") => Tz::Europe__Helsinki,
        (_, "cs") => Tz::Europe__Prague,
        (_, "hu") => Tz::Europe__Budapest,
        (_, "ro") => Tz::Europe__Bucharest,
        (_, "el") => Tz::Europe__Athens,
        (_, "bg") => Tz::Europe__Sofia,
        (_, "uk") => Tz::Europe__Kyiv,
        (_, "tr") => Tz::Europe__Istanbul,
        (_, "ja") => Tz::Asia__Tokyo,
        (_, "ko") => Tz::Asia__Seoul,
        (_, "th") => Tz::Asia__Bangkok,
        (_, "vi") => Tz::Asia__Ho_Chi_Minh,
        (_, "hi") => Tz::Asia__Kolkata,
        (_, "zh") => Tz::Asia__Shanghai,
        (_, _) => Tz::UTC,
    }
}
