//! What to look at: the last line of the figures, chosen by fixed rules and not by an average of everything.
//!
//! The first of these that holds is said; what a customer felt comes before what a team felt:
//! 1. Nothing was sent.
//! 2. Briefs that start late on one day of the week: three or more late starts, at least half of them of deals that closed
//!    on the same weekday (ties: the earlier in the week).
//! 3. Lateness of the customer's clocks that waited mostly for one thing: an hour or more in all, at least half of it one
//!    part, waiting for the customer aside.
//! 4. Sent back for one reason: twice or more, at least half of all returns.
//! 5. The clock that is met least often, where it is under 90 % of ten or more (ties: the earlier in a handoff's life).
//! 6. Low ratings: two or more of 2 or less.
//! 7. Re-routed twice or more: any.
//! 8. Unrated: more than half of three or more with first contact.
//! 9. Fewer than ten handoffs: too few to see a pattern. 10. All well.

use chrono::{Datelike, Weekday};
use serde::Serialize;

use super::row::{LatePhase, Row};
use super::share::{ENOUGH, Share};
use super::{Figures, Scope, count};
use crate::domain::handoff::ReturnReason;
use crate::domain::playbook::ClockKind;

const LATE_STARTS_MIN: u32 = 3;
const LATE_MS_MIN: i64 = 3_600_000;
const RETURNS_MIN: u32 = 2;
const ON_TIME_GOOD_PERCENT: u8 = 90;
const LOW_RATINGS_MIN: u32 = 2;
const UNRATED_MIN: u32 = 3;

/// What the last line points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Finding {
    /// Nothing was sent.
    NothingSent,
    /// Briefs of deals that close on this day start late.
    LateStarts {
        /// The day.
        on: Weekday,
        /// Late starts of that day, of all late starts.
        late: Share,
    },
    /// Customers waited mostly for this.
    LateMostly {
        /// For what.
        phase: LatePhase,
        /// How long, in milliseconds.
        late_ms: i64,
        /// Of how long in all.
        total_ms: i64,
    },
    /// Briefs come back mostly for this.
    SentBackFor {
        /// Why.
        reason: ReturnReason,
        /// Times for this reason, of all returns.
        times: Share,
    },
    /// The clock that is met least often.
    WeakClock {
        /// Which.
        kind: ClockKind,
        /// How often.
        share: Share,
    },
    /// Briefs that did not hold what was needed.
    LowBriefs {
        /// Rated 2 or less, of all that are rated.
        low: Share,
    },
    /// Handoffs that went through several wrong pairs of hands.
    Rerouted {
        /// How many.
        handoffs: u32,
    },
    /// Most are not rated.
    Unrated {
        /// Unrated, of all with first contact.
        unrated: Share,
    },
    /// Too few to see a pattern.
    TooFew {
        /// How many there are.
        handoffs: u32,
    },
    /// Nothing stands out.
    AllWell,
}

/// Chooses; `figures` are those of `rows`.
pub(super) fn finding(figures: &Figures, rows: &[&Row], scope: &Scope) -> Finding {
    if rows.is_empty() {
        return Finding::NothingSent;
    }
    let found = late_starts(rows, scope)
        .or_else(|| late_mostly(figures))
        .or_else(|| sent_back_for(figures))
        .or_else(|| weak_clock(figures))
        .or_else(|| other(figures));
    found.unwrap_or(if count(rows) < ENOUGH { Finding::TooFew { handoffs: count(rows) } } else { Finding::AllWell })
}

fn late_starts(rows: &[&Row], scope: &Scope) -> Option<Finding> {
    let starts = rows.iter().flat_map(|row| &row.clocks).filter(|fact| fact.kind == ClockKind::Start);
    let late: Vec<Weekday> = starts
        .filter(|fact| fact.was_met(scope.now) == Some(false))
        .map(|fact| fact.start.utc().with_timezone(&scope.window.zone).weekday())
        .collect();
    if count(&late) < LATE_STARTS_MIN {
        return None;
    }
    let mut best: Option<(Weekday, Share)> = None;
    let mut day = Weekday::Mon;
    for _ in 0..7 {
        let share = Share::of(late.iter().map(|of| *of == day));
        if best.is_none_or(|(_, most)| share.met > most.met) {
            best = Some((day, share));
        }
        day = day.succ();
    }
    best.filter(|(_, share)| 2 * share.met >= share.of).map(|(on, late)| Finding::LateStarts { on, late })
}

fn late_mostly(figures: &Figures) -> Option<Finding> {
    let total_ms = figures.late.total_ms;
    let (phase, late_ms) = *figures.late.parts.first()?;
    let is_mostly = late_ms.saturating_mul(2) >= total_ms;
    (total_ms >= LATE_MS_MIN && phase != LatePhase::Waiting && is_mostly).then_some(Finding::LateMostly {
        phase,
        late_ms,
        total_ms,
    })
}

fn sent_back_for(figures: &Figures) -> Option<Finding> {
    let (reason, times) = *figures.sent_back.reasons.first()?;
    let share = Share { met: times, of: figures.sent_back.times };
    (times >= RETURNS_MIN && 2 * times >= share.of).then_some(Finding::SentBackFor { reason, times: share })
}

fn weak_clock(figures: &Figures) -> Option<Finding> {
    let weak =
        figures.on_time.iter().filter_map(|(kind, share)| share.percent().map(|percent| (percent, *kind, *share)));
    // `min_by_key` keeps the first of equals.
    let (percent, kind, share) = weak.min_by_key(|(percent, _, _)| *percent)?;
    (percent < ON_TIME_GOOD_PERCENT).then_some(Finding::WeakClock { kind, share })
}

fn other(figures: &Figures) -> Option<Finding> {
    if figures.brief.low() >= LOW_RATINGS_MIN {
        return Some(Finding::LowBriefs { low: Share { met: figures.brief.low(), of: figures.brief.count() } });
    }
    if figures.rerouted > 0 {
        return Some(Finding::Rerouted { handoffs: figures.rerouted });
    }
    let unrated = Share { met: figures.rated.of - figures.rated.met, of: figures.rated.of };
    (unrated.of >= UNRATED_MIN && 2 * unrated.met > unrated.of).then_some(Finding::Unrated { unrated })
}
