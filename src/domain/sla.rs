//! Clock instances and their ladder: what is due when, who hears of it, and what was decided already.
//!
//! An instance is (handoff, clock, n). It keeps what it was opened with, so that anyone can recompute its due moment:
//! start, span, calendar and pauses. Nothing here sends anything: the ladder yields moments, and
//! [`super::lifecycle`] decides at each of them anew from the state. `explain` says what made a deadline, `late` by whom one
//! was missed.

use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Period, Span, Unit};
use super::handoff::Handoff;
use super::lifecycle::Context;
use super::playbook::ClockKind;
use crate::clock::Timestamp;
use crate::ids::CalendarId;

pub mod explain;
pub mod late;

/// A clock that runs, stopped, or was met.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockInstance {
    /// Which clock.
    pub kind: ClockKind,
    /// The round for accept and resubmit, the question's number for answer, else 1.
    pub n: u32,
    /// Where the count starts.
    pub start: Timestamp,
    /// How long.
    pub span: Span,
    /// Whether the span counts backwards from `start`.
    pub before: bool,
    /// Whose hours count.
    pub calendar: CalendarId,
    /// The deadline, pauses already taken out. *Met* is strictly before.
    pub due: Timestamp,
    /// Grows whenever `due` moves; timers of an older schedule do nothing.
    pub schedule: u32,
    /// Pauses that ended.
    pub pauses: Vec<Period>,
    /// Since when it is paused; it then has no timers.
    pub paused_since: Option<Timestamp>,
    /// When the awaited action happened.
    pub met_at: Option<Timestamp>,
    /// When due passed unmet; never erased.
    pub breached_at: Option<Timestamp>,
    /// When it ended without being met: cancelled, or a question still open at completion or when its round was returned.
    pub stopped_at: Option<Timestamp>,
    /// The ladder: each step once.
    pub steps: Vec<StepTaken>,
}

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The one reminder before the deadline.
    Early,
    /// The deadline: breach.
    Due,
    /// The manager channel hears of it.
    Manager,
    /// The manager is offered a reassignment.
    Offer,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 4] = [Self::Early, Self::Due, Self::Manager, Self::Offer];

    /// As stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Due => "due",
            Self::Manager => "manager",
            Self::Offer => "offer",
        }
    }

    /// From the stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }
}

/// A step that was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepTaken {
    /// Which.
    pub step: Step,
    /// When it was decided.
    pub at: Timestamp,
    /// Whether it was only recorded, without telling anybody.
    pub passed_over: bool,
}

impl ClockInstance {
    /// Neither met nor stopped.
    pub fn is_running(&self) -> bool {
        self.met_at.is_none() && self.stopped_at.is_none()
    }

    /// Whether the step was decided already.
    pub fn took(&self, step: Step) -> bool {
        self.steps.iter().any(|taken| taken.step == step)
    }

    /// Due has passed and the action has not happened.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_running() && self.paused_since.is_none() && now >= self.due
    }
}

/// A question pauses the accept clock for so long at most.
const QUESTION_PAUSE_MAX: Span = Span { amount: 4, unit: Unit::BusinessHours };
/// No reminder comes sooner than that after something arrived.
pub const ONE_WORKING_HOUR: Span = Span { amount: 1, unit: Unit::BusinessHours };
const MANAGER_AFTER: Span = Span { amount: 4, unit: Unit::BusinessHours };
const OFFER_AFTER: Span = Span { amount: 1, unit: Unit::BusinessDays };
const EARLY_PERCENT: u8 = 75;

/// When the pause that a question began, and that lasts, is over at the latest in the hours that are so now; absent where
/// the clock stands still for another reason, or not at all.
pub fn pause_end(clock: &ClockInstance, calendar: &Calendar) -> Option<Timestamp> {
    let since = clock.paused_since.filter(|_| clock.kind == ClockKind::Accept)?;
    calendar.add(since, QUESTION_PAUSE_MAX).ok()
}

/// The steps of an instance and their moments, in order. Those that make no sense for it are absent: no early reminder of
/// the complete clock, no reassignment offer for the sender's own clocks, no early reminder at or after due.
pub fn ladder(clock: &ClockInstance, handoff: &Handoff, context: &Context<'_>) -> Vec<(Step, Timestamp)> {
    let Some(calendar) = context.directory.calendars.get(&clock.calendar) else { return Vec::new() };
    let own = context.playbook.clock(clock.kind).and_then(|spec| spec.ladder.as_ref());
    let own = own.filter(|ladder| ladder.when.as_ref().is_none_or(|when| when.holds(&handoff.brief)));
    let (percent, manager_after, offer_after) = match own {
        Some(ladder) => (ladder.early_percent, ladder.manager_after, ladder.offer_after),
        None => (Some(EARLY_PERCENT), MANAGER_AFTER, OFFER_AFTER),
    };
    let is_senders = matches!(clock.kind, ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer);
    let mut steps = Vec::with_capacity(4);
    let early = percent.filter(|_| clock.kind != ClockKind::Complete);
    if let Some(at) = early.and_then(|percent| early_moment(clock, handoff, calendar, percent)) {
        steps.push((Step::Early, at));
    }
    steps.push((Step::Due, clock.due));
    if let Ok(at) = calendar.add(clock.due, manager_after) {
        steps.push((Step::Manager, at));
    }
    if !is_senders && let Ok(at) = calendar.add(clock.due, offer_after) {
        steps.push((Step::Offer, at));
    }
    steps
}

/// When the one reminder before the deadline comes. The kickoff clock may have started long before the handoff arrived:
/// its reminder then counts from the first send, and leaves the receiver an hour of work at least.
fn early_moment(clock: &ClockInstance, handoff: &Handoff, calendar: &Calendar, percent: u8) -> Option<Timestamp> {
    let arrived = handoff.times.first_sent.filter(|_| clock.kind == ClockKind::Kickoff);
    let base = arrived.filter(|arrived| clock.before || *arrived > clock.start).unwrap_or(clock.start);
    let at = calendar.elapsed_share_moment(base, clock.due, percent, clock.span.unit, &clock.pauses);
    let soonest = arrived.and_then(|arrived| calendar.add(arrived, ONE_WORKING_HOUR).ok());
    Some(soonest.map_or(at, |soonest| at.max(soonest))).filter(|at| *at < clock.due)
}

#[cfg(test)]
mod pieces_tests;
#[cfg(test)]
mod zones_tests;
