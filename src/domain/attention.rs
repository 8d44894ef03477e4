//! Whom Baton may disturb, and when: one event, one ping, one place.
//!
//! * A new handoff, a return, an answer and a missed deadline are never capped; in somebody's quiet hours they wait until
//!   these end, but of a high-risk handoff they come at once.
//! * Everything else that pings comes at most [`PINGS_MAX`] times a person and local day; beyond that it is read in the
//!   next digest. A reminder less than an hour away from the digest is read there, and counts as given.
//! * What tells the thread something is posted on time in any case, only without ringing. What says nothing but "remember"
//!   waits as a whole, and then says what is true then ([`waits_whole`]).
//!
//! Whom a note pings is part of its message, so that the two cannot differ; here stands what kind of claim it has. The
//! digest and the greeting are no pings; the greeting keeps the quiet hours all the same.

use chrono::{Days, Duration, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::lifecycle::effect::{Note, NotePlace};
use super::sla::Step;
use crate::clock::Timestamp;

pub mod wanted;

#[cfg(test)]
mod tests;

/// At most so many capped pings a person and local day.
pub const PINGS_MAX: u32 = 3;
/// A reminder so close to the digest is read there.
pub const DIGEST_REACH_MS: i64 = 3_600_000;
/// Quiet hours where somebody set none, in minutes of the local day.
pub const QUIET_FROM_MINUTE: i64 = 20 * 60;
/// Their end.
pub const QUIET_TO_MINUTE: i64 = 7 * 60;

const DAY_MINUTES: i64 = 24 * 60;
/// Nobody is quiet for longer; what would wait longer comes then.
const QUIET_DAYS_MAX: u64 = 400;

/// What claim a note has to somebody's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Never capped: somebody waits for the person.
    Uncapped,
    /// Tells something, and is capped.
    Counted,
    /// Says nothing but "remember"; capped, and left to a digest that is near.
    Reminder,
    /// The first words to somebody: no ping, but not at night either.
    Greeting,
    /// Pings nobody.
    Silent,
}

/// The claim of a kind of note.
pub fn class(note: &Note) -> Class {
    match note {
        Note::Greeting { .. } => Class::Greeting,
        Note::Arrived
        | Note::SentAgain { .. }
        | Note::Rerouted { .. }
        | Note::Reassigned { .. }
        | Note::PartTaken { .. }
        | Note::Returned { .. }
        | Note::Answered { .. }
        | Note::Step { step: Step::Due | Step::Manager | Step::Offer, .. } => Class::Uncapped,
        Note::Asked { .. }
        | Note::ReadBackDisputed { .. }
        | Note::KickedOff
        | Note::Completed { .. }
        | Note::ItemAnswered { .. }
        | Note::DraftPassed { .. }
        | Note::DraftDated { .. } => Class::Counted,
        Note::Step { step: Step::Early, .. }
        | Note::LateArrival
        | Note::SecondLook
        | Note::GateOpened { .. }
        | Note::Alarm { .. }
        | Note::Tick { .. } => Class::Reminder,
        Note::Accepted { .. }
        | Note::ReadBackWritten { .. }
        | Note::ReadBackSettled { .. }
        | Note::Edited { .. }
        | Note::HoursMoved { .. }
        | Note::Waiting { .. }
        | Note::RatingShown { .. }
        | Note::Thanked
        | Note::Waived { .. }
        | Note::Cancelled => Class::Silent,
    }
}

/// Whether the message itself waits, and not only its ping: where it says nothing but "remember", and where there is no
/// thread in which it could be read in silence.
pub fn waits_whole(note: &Note) -> bool {
    match note.place() {
        NotePlace::Direct => true,
        NotePlace::Thread => class(note) == Class::Reminder,
        NotePlace::Managers => false,
    }
}

/// When somebody is not to be disturbed.
pub struct Quiet<'a> {
    /// Their zone.
    pub zone: Tz,
    /// Minute of the local day at which quiet begins.
    pub from_minute: i64,
    /// Minute at which it ends; the same as the beginning: nothing is quiet, days off neither.
    pub to_minute: i64,
    /// Days that are quiet as a whole.
    pub is_day_off: &'a (dyn Fn(NaiveDate) -> bool + Send + Sync),
}

impl Quiet<'_> {
    /// When quiet ends; absent where it is not quiet now.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        if self.from_minute == self.to_minute {
            return None;
        }
        let wall = Calendar::always(self.zone);
        // A clock that goes back over midnight shows yesterday once more.
        let first = wall.local_date(now).pred_opt()?;
        for date in (0..QUIET_DAYS_MAX).filter_map(|days| first.checked_add_days(Days::new(days))) {
            if (self.is_day_off)(date) {
                continue;
            }
            for (from, to) in self.awake() {
                let (Some(from), Some(to)) = (moment(&wall, date, from), moment(&wall, date, to)) else { continue };
                if now < to && from < to {
                    return (now < from).then_some(from);
                }
            }
        }
        let last = first.checked_add_days(Days::new(QUIET_DAYS_MAX))?;
        moment(&wall, last, self.to_minute)
    }

    /// The parts of a working day that are not quiet, as minutes.
    fn awake(&self) -> Vec<(i64, i64)> {
        let (from, to) = (self.from_minute.clamp(0, DAY_MINUTES), self.to_minute.clamp(0, DAY_MINUTES));
        match from.cmp(&to) {
            std::cmp::Ordering::Equal => vec![(0, DAY_MINUTES)],
            std::cmp::Ordering::Greater => vec![(to, from)],
            std::cmp::Ordering::Less => vec![(0, from), (to, DAY_MINUTES)],
        }
    }
}

/// The moment at which the local day is so old; a whole day is the next midnight.
fn moment(wall: &Calendar, date: NaiveDate, minute: i64) -> Option<Timestamp> {
    let date = date.checked_add_signed(Duration::days(minute / DAY_MINUTES))?;
    wall.moment(date.and_time(NaiveTime::MIN + Duration::minutes(minute % DAY_MINUTES)))
}

/// What has to be known of a ping and of whom it is for.
pub struct Claim<'a> {
    /// What claim it has.
    pub class: Class,
    /// Whether the handoff is of high risk.
    pub is_high_risk: bool,
    /// When the person is not to be disturbed.
    pub quiet: &'a Quiet<'a>,
    /// How many capped pings they had today.
    pub given_today: u32,
    /// When they read their next digest; absent where none can be counted on.
    pub next_digest: Option<Timestamp>,
    /// When a digest named it.
    pub named_at: Option<Timestamp>,
}

/// What becomes of a ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It comes at once.
    Now,
    /// Later, if it is still wanted then.
    NotBefore(Timestamp),
    /// The next digest says it.
    InDigest {
        /// When the digest comes that was counted on; absent for one that may be days away.
        at: Option<Timestamp>,
    },
    /// A digest has said it already, then.
    Said(Timestamp),
}

/// Whether it counts among the day's few.
pub fn is_capped(class: Class) -> bool {
    match class {
        Class::Uncapped | Class::Greeting => false,
        Class::Counted | Class::Reminder | Class::Silent => true,
    }
}

/// Whether it comes in quiet hours, too.
pub fn may_wake(class: Class, is_high_risk: bool) -> bool {
    is_high_risk && !is_capped(class)
}

/// Whether what was allowed once is to be decided anew before it is sent: it is quiet by now, or the local day on which it
/// counts is over. `day` is that day, `2026-03-09`, where it counts.
pub fn is_outdated(may_wake: bool, day: Option<&str>, quiet: &Quiet<'_>, now: Timestamp) -> bool {
    let is_quiet = !may_wake && quiet.until(now).is_some();
    is_quiet || day.is_some_and(|day| day != Calendar::always(quiet.zone).local_date(now).to_string())
}

/// Whether a ping comes now, later, or in the digest.
pub fn verdict(claim: &Claim<'_>, now: Timestamp) -> Verdict {
    if may_wake(claim.class, claim.is_high_risk) {
        return Verdict::Now;
    }
    if claim.class == Class::Reminder {
        if let Some(at) = claim.named_at.filter(|at| (0..DIGEST_REACH_MS).contains(&now.since(*at))) {
            return Verdict::Said(at);
        }
        if let Some(at) = claim.next_digest.filter(|at| (0..DIGEST_REACH_MS).contains(&at.since(now))) {
            return Verdict::InDigest { at: Some(at) };
        }
    }
    if let Some(end) = claim.quiet.until(now) {
        return Verdict::NotBefore(end);
    }
    if is_capped(claim.class) && claim.given_today >= PINGS_MAX { Verdict::InDigest { at: None } } else { Verdict::Now }
}
