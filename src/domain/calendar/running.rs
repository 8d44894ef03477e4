//! A clock's own time: real time for `m h d`, open time for `bh bd`, and in either case without the pauses. Measured
//! between two moments, walked from one of them, and the moment at which a share of it has passed.
//!
//! Not here: deadlines counted in days (`deadline`), which go by dates and not by a length of time.

use super::{
    Calendar, CalendarError, Direction, MOMENT_MAX, MOMENT_MIN, Period, SEARCH_DAYS_MAX, Unit, clamped, period,
};
use crate::clock::Timestamp;

const DAY_MS: i64 = 86_400_000;
const SEARCH_MS: i64 = SEARCH_DAYS_MAX * DAY_MS;
/// A walk looks a week ahead, then twice as far each time: short spans stay cheap, long ones take few steps.
const WINDOW_FIRST_MS: i64 = 7 * DAY_MS;
const WINDOW_MAX_MS: i64 = 448 * DAY_MS;

/// The time that counts for one clock.
pub(super) struct Running<'a> {
    calendar: &'a Calendar,
    unit: Unit,
    pauses: Vec<Period>,
}

impl<'a> Running<'a> {
    /// Pauses in any order, overlapping or not.
    pub(super) fn new(calendar: &'a Calendar, unit: Unit, pauses: &[Period]) -> Self {
        Self { calendar, unit, pauses: period::merged(pauses.to_vec()) }
    }

    /// The moment at which `amount_ms` of this time lies between `start` and it: the first such moment going forward,
    /// the last going backward. So an amount that is used up exactly at a closing ends at the closing.
    pub(super) fn walk(
        &self,
        start: Timestamp,
        amount_ms: i64,
        direction: Direction,
    ) -> Result<Timestamp, CalendarError> {
        if amount_ms == 0 {
            return Ok(start);
        }
        let mut left_ms = amount_ms;
        let mut counted_to = start;
        let mut reached = start;
        let mut window_ms = WINDOW_FIRST_MS;
        loop {
            let searched_ms = reached.since(counted_to).abs();
            let step_ms = window_ms.min(SEARCH_MS - searched_ms);
            let next = clamped(reached.plus_ms(direction.sign() * step_ms));
            if next == reached {
                return Err(CalendarError::NeverOpens { near: counted_to });
            }
            for (near, far) in self.pieces(reached, next, direction) {
                let length_ms = far.since(near).abs();
                if left_ms <= length_ms {
                    return Ok(near.plus_ms(direction.sign() * left_ms));
                }
                left_ms -= length_ms;
                counted_to = far;
            }
            reached = next;
            window_ms = WINDOW_MAX_MS.min(window_ms * 2);
        }
    }

    /// The stretches of this time between two moments, in the order of the walk, the nearer end first.
    fn pieces(&self, near: Timestamp, far: Timestamp, direction: Direction) -> Vec<(Timestamp, Timestamp)> {
        match direction {
            Direction::Forward => {
                let pieces = self.periods(Period { from: near, to: far }).into_iter();
                pieces.map(|piece| (piece.from, piece.to)).collect()
            }
            Direction::Backward => {
                let pieces = self.periods(Period { from: far, to: near }).into_iter();
                pieces.rev().map(|piece| (piece.to, piece.from)).collect()
            }
        }
    }

    fn periods(&self, within: Period) -> Vec<Period> {
        let counted = if self.unit.runs_in_open_time() {
            self.calendar.open_periods(within.from, within.to)
        } else {
            within.clipped(Period { from: MOMENT_MIN, to: MOMENT_MAX }).into_iter().collect()
        };
        period::without(counted, &self.pauses)
    }
}

impl Calendar {
    /// The stretches of `within` that count for a clock in this unit, in order: what `explain` prints.
    pub fn running_periods(&self, within: Period, unit: Unit, pauses: &[Period]) -> Vec<Period> {
        Running::new(self, unit, pauses).periods(within)
    }

    /// How much of `within` counts for a clock in this unit, in milliseconds.
    pub fn running_ms(&self, within: Period, unit: Unit, pauses: &[Period]) -> i64 {
        self.running_periods(within, unit, pauses).iter().map(Period::length_ms).sum()
    }

    /// The first moment at which `percent` (at most 100) of the time from `start` to `due` has passed, in the time that
    /// counts for a clock in this unit; rounded up to a whole second, but never after `due`.
    pub fn elapsed_share_moment(
        &self,
        start: Timestamp,
        due: Timestamp,
        percent: u8,
        unit: Unit,
        pauses: &[Period],
    ) -> Timestamp {
        let pieces = self.running_periods(Period { from: start, to: due }, unit, pauses);
        let total_ms: i64 = pieces.iter().map(Period::length_ms).sum();
        let mut left_ms = (total_ms * i64::from(percent.min(100)) + 99) / 100;
        let mut reached = start;
        for piece in pieces {
            if left_ms == 0 {
                break;
            }
            let used_ms = left_ms.min(piece.length_ms());
            reached = piece.from.plus_ms(used_ms);
            left_ms -= used_ms;
        }
        let whole_second_ms = reached.ms().saturating_add(999).div_euclid(1_000) * 1_000;
        Timestamp::from_ms(whole_second_ms).min(due)
    }

    /// The next opening, `at` itself where it is open then.
    pub(super) fn opening_from(&self, at: Timestamp) -> Result<Timestamp, CalendarError> {
        // One millisecond of open time has passed one millisecond after the opening.
        let after_opening = Running::new(self, Unit::BusinessHours, &[]).walk(at, 1, Direction::Forward)?;
        Ok(after_opening.plus_ms(-1))
    }

    /// The last closing at or before `at`, `at` itself where it is open just before.
    pub(super) fn closing_up_to(&self, at: Timestamp) -> Result<Timestamp, CalendarError> {
        let before_closing = Running::new(self, Unit::BusinessHours, &[]).walk(at, 1, Direction::Backward)?;
        Ok(before_closing.plus_ms(1))
    }
}
