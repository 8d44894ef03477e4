//! A person's own time: when their digest comes, when they want quiet, and which days they are not there. What people type
//! about it is read here; when a reminder may ring is decided by who sends it.
//!
//! Everything is in the person's own zone. Days off stand in [`days_off`].

use chrono_tz::Tz;

use super::calendar::week::read_time;
use super::setup::{WrongZone, read_zone};

pub mod days_off;
pub mod digest_hour;

#[cfg(test)]
mod tests;

const DAY_MINUTES: u16 = 1_440;
const FROM_USUAL: u16 = 1_200;
const TO_USUAL: u16 = 420;

/// When somebody wants to hear only what cannot wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// Never.
    None,
    /// From a minute of the local day to another, which may be on the next day.
    Between {
        /// 0 to 1439.
        from: u16,
        /// 0 to 1439, another than `from`.
        to: u16,
    },
}

/// Why something that was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// No zone is called so.
    Zone(WrongZone),
    /// This is no time of day.
    Digest(String),
    /// These are no hours.
    Quiet(String),
}

/// What somebody chose or has by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Whose clock counts.
    pub zone: Tz,
    /// Minute of the local day at which the digest comes.
    pub digest_minute: u16,
    /// The quiet hours.
    pub quiet: Quiet,
}

impl Quiet {
    /// 20:00 to 7:00.
    pub const USUAL: Self = Self::Between { from: FROM_USUAL, to: TO_USUAL };

    /// As it is stored: absent is the usual, twice the same minute is none.
    pub fn of(from: Option<i64>, to: Option<i64>) -> Self {
        let minute = |stored: Option<i64>, usual| {
            let stored = stored.and_then(|minute| u16::try_from(minute).ok());
            stored.filter(|minute| *minute < DAY_MINUTES).unwrap_or(usual)
        };
        let (from, to) = (minute(from, FROM_USUAL), minute(to, TO_USUAL));
        if from == to { Self::None } else { Self::Between { from, to } }
    }

    /// As [`Quiet::of`] reads it.
    pub fn stored(self) -> (i64, i64) {
        match self {
            Self::None => (0, 0),
            Self::Between { from, to } => (i64::from(from), i64::from(to)),
        }
    }
}

impl Times {
    /// From what was typed; the first that is wrong.
    pub fn read(zone: &str, digest: &str, quiet: &str) -> Result<Self, Wrong> {
        let zone = read_zone(zone).map_err(Wrong::Zone)?;
        let digest_minute = minute_of(digest).ok_or_else(|| Wrong::Digest(digest.trim().to_owned()))?;
        Ok(Self { zone, digest_minute, quiet: quiet_of(quiet)? })
    }
}

/// `20-7`, `20:00 to 7:00`, `8 pm until 7 am`; `none`.
pub fn quiet_of(typed: &str) -> Result<Quiet, Wrong> {
    let folded = typed.trim().to_lowercase();
    if ["none", "no", "off", "never"].contains(&folded.as_str()) {
        return Ok(Quiet::None);
    }
    let wrong = || Wrong::Quiet(typed.trim().to_owned());
    let plain = folded.replace(['–', '—'], "-").replace("until", "-").replace("to", "-");
    let (from, to) = plain.split_once('-').ok_or_else(wrong)?;
    match (minute_of(from), minute_of(to)) {
        (Some(from), Some(to)) if from != to => Ok(Quiet::Between { from, to }),
        (Some(_) | None, _) => Err(wrong()),
    }
}

/// `8`, `8:00`, `8 am`; midnight is 0 or 24.
fn minute_of(typed: &str) -> Option<u16> {
    u16::try_from(read_time(typed.trim())? / 60).ok().map(|minute| minute % DAY_MINUTES)
}
