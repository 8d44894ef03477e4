//! Stretches of real time: clip, merge, take out. Not here: what makes a stretch open.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// A stretch of real time, half-open: `from` is in it, `to` is not. Empty where `to` is not after `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first moment inside.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Period {
    /// Has it no moment at all?
    pub fn is_empty(&self) -> bool {
        self.to <= self.from
    }

    /// Does the moment lie in [from, to)?
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// How long it is, in milliseconds; 0 where it is empty.
    pub fn length_ms(&self) -> i64 {
        if self.is_empty() { 0 } else { self.to.since(self.from) }
    }

    /// The part of it that lies in `window`, if any.
    pub fn clipped(&self, window: Self) -> Option<Self> {
        let part = Self { from: self.from.max(window.from), to: self.to.min(window.to) };
        (!part.is_empty()).then_some(part)
    }
}

/// The same time as ordered, separate stretches: empty ones dropped, overlapping and touching ones joined.
pub(super) fn merged(mut periods: Vec<Period>) -> Vec<Period> {
    periods.retain(|period| !period.is_empty());
    periods.sort_unstable_by_key(|period| (period.from, period.to));
    periods.dedup_by(|next, kept| {
        let joins = next.from <= kept.to;
        if joins {
            kept.to = kept.to.max(next.to);
        }
        joins
    });
    periods
}

/// `periods` without the time in `holes`; both merged, and so is the result.
pub(super) fn without(periods: Vec<Period>, holes: &[Period]) -> Vec<Period> {
    if holes.is_empty() {
        return periods;
    }
    let mut left = Vec::with_capacity(periods.len());
    for period in periods {
        let mut from = period.from;
        let first = holes.partition_point(|hole| hole.to <= period.from);
        for hole in holes[first..].iter().take_while(|hole| hole.from < period.to) {
            left.push(Period { from, to: hole.from });
            from = hole.to;
        }
        left.push(Period { from, to: period.to });
    }
    left.retain(|piece| !piece.is_empty());
    left
}
