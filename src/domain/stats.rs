//! The figures of `/handoff stats`, of one person, of the weekly review and of the table to download.
//!
//! Everything is counted from plain [`Row`]s, so that anyone who counts the same rows by hand gets the same numbers. What
//! each figure counts stands beside it; PRODUCT, "Figures, exactly", is the norm. Words, charts and the question who may see
//! a person's figures are not here.
//!
//! * `row` what is counted · `facts` what the database gives for it · `window` from when to when · `share` shares, medians, means and their rounding · `look` what to
//!   look at · `person` the two blocks of one person · `table` the file.
//!
//! Where the norm leaves a choice, this is the one taken:
//! * A cancelled handoff counts in the volume and in nothing else, its clocks included.
//! * A clock instance counts as met when the awaited action came before due, and as late when a breach was recorded, when
//!   it was met at due or later, or when due has passed. What runs, is paused, or was stopped before due is left out.
//! * *Late in all* adds up the customer's own clocks, kickoff and complete. The clocks of the sender and of accepting run at
//!   the same time as these and would count the same hour twice.

use std::cmp::Reverse;

use serde::Serialize;

use super::handoff::{Felt, ReturnReason, Status, Timing};
use super::playbook::ClockKind;
use crate::clock::Timestamp;

mod facts;
mod look;
mod person;
mod row;
mod share;
mod table;
mod window;

#[cfg(test)]
mod tests;

pub use facts::{Facts, Hours};
pub use look::Finding;
pub use person::{PersonFigures, ReceiverFigures, SenderFigures, by_person, of_person};
pub use row::{ClockFact, LatePhase, LatePiece, RatingFact, ReturnFact, Row};
pub use share::{ENOUGH, Median, Ratings, Share};
pub use table::to_csv;
pub use window::{DEFAULT_DAYS, Period, Window};

/// Which handoffs are counted, and as of when.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// First sent in here.
    pub window: Window,
    /// Of this playbook only; all of them where absent.
    pub playbook: Option<String>,
    /// The present moment: a due that passed before it counts, one after it is still open.
    pub now: Timestamp,
}

/// The figures of a team or a workspace. Names nobody.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// First sent in the window, cancelled ones included.
    pub sent: u32,
    /// Of these, cancelled since; they count nowhere else.
    pub cancelled: u32,
    /// Accepted at least once.
    pub accepted: u32,
    /// Each clock that came to an end at least once, in the order of a handoff's life.
    pub on_time: Vec<(ClockKind, Share)>,
    /// First send to last accept, in the receiver's open time, pauses out.
    pub accept_time: Median,
    /// Answers to "did you have what you needed?".
    pub brief: Ratings,
    /// Answers to "was the timing right?", each that was given.
    pub timing: Vec<(Timing, u32)>,
    /// Answers to "did the customer feel the gap?", each that was given.
    pub felt: Vec<(Felt, u32)>,
    /// Of those with first contact, how many are rated.
    pub rated: Share,
    /// What came back.
    pub sent_back: SentBack,
    /// Handoffs that went through more than one wrong pair of hands.
    pub rerouted: u32,
    /// How long customers waited beyond what was due.
    pub late: Late,
    /// What to look at.
    pub look_at: Finding,
}

/// Briefs that came back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SentBack {
    /// Times in all.
    pub times: u32,
    /// Handoffs that came back at least once.
    pub handoffs: u32,
    /// Times by reason, the most frequent first, ties in the order the reasons are offered.
    pub reasons: Vec<(ReturnReason, u32)>,
}

/// Lateness of the customer's own clocks, in the clocks' own time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Late {
    /// In all, in milliseconds.
    pub total_ms: i64,
    /// By what it waited for, the longest first, ties in the order of a handoff's life; parts that are zero are left out.
    pub parts: Vec<(LatePhase, i64)>,
}

/// Counts the figures.
pub fn figures(rows: &[Row], scope: &Scope) -> Figures {
    let sent: Vec<&Row> = rows.iter().filter(|row| row.is_in(scope)).collect();
    let live: Vec<&Row> = sent.iter().copied().filter(|row| row.status != Status::Cancelled).collect();
    let met_customer: Vec<&Row> = live.iter().copied().filter(|row| row.is_kicked_off).collect();
    let mut figures = Figures {
        sent: count(&sent),
        cancelled: count(&sent) - count(&live),
        accepted: count_of(&live, |row| row.accepted_by.is_some()),
        on_time: on_time(&live, scope.now, &ClockKind::ALL, |_, _| true),
        accept_time: accept_time(&live),
        brief: Ratings::of(live.iter().filter_map(|row| row.rating.needed)),
        timing: answers(&live, &[Timing::Early, Timing::Right, Timing::Late], |row| row.rating.timing),
        felt: answers(&live, &[Felt::No, Felt::Little, Felt::Yes, Felt::Unknown], |row| row.rating.felt),
        rated: Share { met: count_of(&met_customer, |row| row.rating.needed.is_some()), of: count(&met_customer) },
        sent_back: sent_back(&live, |_| true),
        rerouted: count_of(&live, |row| row.hops > 1),
        late: late(live.iter().flat_map(|row| &row.late).filter(|piece| piece.is_customers())),
        look_at: Finding::AllWell,
    };
    figures.look_at = look::finding(&figures, &live, scope);
    figures
}

impl Figures {
    /// The handoffs that all figures but the volume are about.
    pub fn population(&self) -> u32 {
        self.sent - self.cancelled
    }

    /// The share of one clock; 0 of 0 where it never came to an end.
    pub fn on_time_of(&self, kind: ClockKind) -> Share {
        share_of(&self.on_time, kind)
    }
}

fn share_of(shares: &[(ClockKind, Share)], kind: ClockKind) -> Share {
    shares.iter().find(|(of, _)| *of == kind).map(|(_, share)| *share).unwrap_or_default()
}

/// Shares of the clocks that came to an end at least once, each instance that `mine` names counted once.
fn on_time(
    rows: &[&Row],
    now: Timestamp,
    kinds: &[ClockKind],
    mine: impl Fn(&Row, &ClockFact) -> bool,
) -> Vec<(ClockKind, Share)> {
    let mut shares: Vec<(ClockKind, Share)> = kinds.iter().map(|kind| (*kind, Share::default())).collect();
    for (row, fact) in rows.iter().flat_map(|row| row.clocks.iter().map(move |fact| (row, fact))) {
        let share = shares.iter_mut().find(|(kind, _)| *kind == fact.kind).filter(|_| mine(row, fact));
        if let (Some((_, share)), Some(met)) = (share, fact.was_met(now)) {
            *share = share.and(met);
        }
    }
    shares.retain(|(_, share)| share.of > 0);
    shares
}

fn accept_time(rows: &[&Row]) -> Median {
    Median::of(rows.iter().filter(|row| row.accepted_by.is_some()).filter_map(|row| row.accept_open_ms))
}

fn answers<T: Copy + PartialEq>(rows: &[&Row], order: &[T], answer: impl Fn(&Row) -> Option<T>) -> Vec<(T, u32)> {
    let counted = order.iter().map(|wanted| (*wanted, count_of(rows, |row| answer(row) == Some(*wanted))));
    counted.filter(|(_, times)| *times > 0).collect()
}

/// The returns that `mine` names.
fn sent_back(rows: &[&Row], mine: impl Fn(&ReturnFact) -> bool) -> SentBack {
    let returns: Vec<&ReturnFact> = rows.iter().flat_map(|row| &row.returns).filter(|back| mine(back)).collect();
    let mut reasons: Vec<(ReturnReason, u32)> = ReturnReason::ALL
        .into_iter()
        .map(|reason| (reason, count_of(&returns, |back| back.reason == reason)))
        .filter(|(_, times)| *times > 0)
        .collect();
    reasons.sort_by_key(|(_, times)| Reverse(*times));
    SentBack { times: count(&returns), handoffs: count_of(rows, |row| row.returns.iter().any(&mine)), reasons }
}

fn late<'a>(pieces: impl Iterator<Item = &'a LatePiece>) -> Late {
    let mut parts = LatePhase::ALL.map(|phase| (phase, 0_i64)).to_vec();
    for piece in pieces {
        if let Some((_, ms)) = parts.iter_mut().find(|(phase, _)| *phase == piece.phase) {
            *ms = ms.saturating_add(piece.late_ms.max(0));
        }
    }
    parts.retain(|(_, ms)| *ms > 0);
    parts.sort_by_key(|(_, ms)| Reverse(*ms));
    Late { total_ms: parts.iter().fold(0, |total: i64, (_, ms)| total.saturating_add(*ms)), parts }
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

fn count_of<T>(items: &[&T], holds: impl Fn(&T) -> bool) -> u32 {
    u32::try_from(items.iter().filter(|item| holds(item)).count()).unwrap_or(u32::MAX)
}
