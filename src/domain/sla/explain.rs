//! Why a deadline is when it is: the stretches of time that made it, and the pauses that were taken out of it.
//!
//! Not here: how a deadline is counted (`calendar`), by whom it was missed (`late`), and the words for all this
//! (`chat::cards::explain`).

use super::{ClockInstance, pause_end};
use crate::clock::Timestamp;
use crate::domain::calendar::{AMOUNT_MAX, Calendar, Period, Span, Unit};

/// A deadline with what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Where the count starts; of a clock that counts backwards, where it ends.
    pub start: Timestamp,
    /// The deadline. While the clock stands still it is the one from before that pause.
    pub due: Timestamp,
    /// The stretches that made it, in order. While the clock stands still, those up to the pause.
    pub counted: Vec<Period>,
    /// The pauses between start and deadline, in order, one that is still on up to the moment asked for. Of a clock in
    /// days a pause may have taken out nothing; see `days_added`.
    pub taken_out: Vec<Period>,
    /// How many days the pauses added to a clock that is counted in days; 0 for every other.
    pub days_added: u32,
    /// What is left of the clock's own time at the moment asked for, in milliseconds.
    pub left_ms: i64,
}

/// Explains a deadline as of `until`, with the calendar that the clock names.
pub fn explain(clock: &ClockInstance, calendar: &Calendar, until: Timestamp) -> Explained {
    let ClockInstance { start, due, span, .. } = *clock;
    let whole = if clock.before {
        Period { from: due, to: start }
    } else {
        Period { from: start, to: clock.paused_since.unwrap_or(due) }
    };
    let ended = within(whole.from, due, &clock.pauses);
    let holes = calendar.taken_out(Period { from: whole.from, to: due }, span.unit, &clock.pauses);
    let counts_from = if clock.before { until } else { start };
    let left = Period { from: clock.paused_since.unwrap_or(until).max(counts_from), to: due };
    let left_ms = if clock.is_running() { calendar.running_ms(left, span.unit, &holes) } else { 0 };
    let open = open_pause(clock, calendar, until);
    Explained {
        start,
        due,
        counted: calendar.running_periods(whole, span.unit, &holes),
        days_added: days_added(clock, calendar, &ended),
        taken_out: ended.into_iter().chain(open).collect(),
        left_ms,
    }
}

/// The pauses that could move a deadline: they begin before it, and end after the start.
fn within(start: Timestamp, due: Timestamp, pauses: &[Period]) -> Vec<Period> {
    let begun = pauses.iter().filter(|pause| pause.from < due);
    let mut within: Vec<Period> =
        begun.map(|pause| Period { from: pause.from.max(start), ..*pause }).filter(|pause| !pause.is_empty()).collect();
    within.sort_unstable_by_key(|pause| (pause.from, pause.to));
    within
}

/// The pause that is still on. A question's has a longest length, whether anybody looked at its end or not.
fn open_pause(clock: &ClockInstance, calendar: &Calendar, until: Timestamp) -> Option<Period> {
    let since = clock.paused_since?;
    let pause = Period { from: since, to: pause_end(clock, calendar).map_or(until, |longest| until.min(longest)) };
    (!pause.is_empty()).then_some(pause)
}

/// Counted again without the pauses, so that it says what really moved the deadline.
fn days_added(clock: &ClockInstance, calendar: &Calendar, pauses: &[Period]) -> u32 {
    let in_days = matches!(clock.span.unit, Unit::Days | Unit::BusinessDays);
    if !in_days || clock.before || pauses.is_empty() {
        return 0;
    }
    let Span { amount, unit } = clock.span;
    let falls_short = |days: &u32| {
        let longer = Span { amount: amount.saturating_add(*days), unit };
        calendar.add(clock.start, longer).is_ok_and(|due| due < clock.due)
    };
    u32::try_from((0..AMOUNT_MAX).take_while(falls_short).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
