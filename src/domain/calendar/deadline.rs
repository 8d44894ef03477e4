//! Deadlines: so many units after a moment, with pauses taken out, or before one.
//!
//! Hours are walked along the clock's own time (`running`); days are counted by date, here.

use chrono::{NaiveDate, NaiveTime};

use super::civil::{self, Occurrence};
use super::running::Running;
use super::{AMOUNT_MAX, Calendar, CalendarError, Direction, MOMENT_MAX, Period, Span, Unit, in_range, period};
use crate::clock::Timestamp;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;

impl Calendar {
    /// The deadline `span` after `start`.
    ///
    /// `m h`: real time. `d`: same local time so many dates later. `bh`: the first moment by which the desk was open for
    /// so many hours; a closing, where they end there. `bd`: the start, moved to the next opening, at its local time so
    /// many open days later; where the desk is closed then, the last closing before it on that day, else that day's
    /// first opening. Fails where the calendar stays closed, or beyond the limits.
    pub fn add(&self, start: Timestamp, span: Span) -> Result<Timestamp, CalendarError> {
        self.add_pausing(start, span, &[])
    }

    /// The moment `span` after `at`: [`Self::add`] under the name that goes with [`Self::before`].
    pub fn after(&self, at: Timestamp, span: Span) -> Result<Timestamp, CalendarError> {
        self.add(at, span)
    }

    /// The deadline `span` after `start`, with the pauses taken out. They may come in any order and overlap: joined
    /// first, and what lies before the start is dropped.
    ///
    /// * `m h bh`: paused time does not count, so the deadline is the first moment by which the rest makes the span.
    /// * `bd`: one day more for each open day, the start's own included, whose open time lies wholly inside a pause;
    ///   `d`: for each local date wholly inside, one that the zone skipped included if the pause spans the skip.
    ///   Half days are not added up, so such a deadline may lie inside a pause.
    /// * A pause that begins at the deadline or later has no effect; one that begins before it counts whole, and so do
    ///   those that a later deadline takes in. A pause without an end yet has no deadline to ask for: give it the end
    ///   that is known so far.
    pub fn add_pausing(&self, start: Timestamp, span: Span, pauses: &[Period]) -> Result<Timestamp, CalendarError> {
        let start = in_range(start)?;
        let amount = checked_amount(span)?;
        let running =
            |unit_ms: i64| Running::new(self, span.unit, pauses).walk(start, amount * unit_ms, Direction::Forward);
        let due = match span.unit {
            Unit::Minutes => running(MINUTE_MS)?,
            Unit::Hours | Unit::BusinessHours => running(HOUR_MS)?,
            Unit::Days => {
                let pauses = after_start(start, pauses);
                let due_after = |days| self.same_time_dates_away(start, days);
                put_off(&pauses, amount, due_after, |pause| self.dates_inside(pause).map_or(0, |(dates, _)| dates))?
            }
            Unit::BusinessDays => {
                let pauses = after_start(start, pauses);
                let due_after = |days| self.open_days_later(start, days);
                let days_inside = |pause| self.open_days_inside(pause).map(|_| 1).sum();
                put_off(&pauses, amount, due_after, days_inside)?
            }
        };
        in_range(due)
    }

    /// The moment `span` before `origin`: the mirror of [`Self::add`].
    ///
    /// `m h`: real time. `d`: same local time so many dates earlier. `bh`: the last moment from which the desk is open
    /// for so many hours until the origin; an opening, where they begin there. `bd`: an origin outside open time first
    /// moves back to the last closing (a closing itself stays, and belongs to the earliest date that it is a closing
    /// of); then the same local time so many open days earlier; where the desk is closed then and not just closing, the
    /// first opening after it on that day, else that day's last closing. Skipped and repeated times as for `add`.
    pub fn before(&self, origin: Timestamp, span: Span) -> Result<Timestamp, CalendarError> {
        let origin = in_range(origin)?;
        let amount = checked_amount(span)?;
        let running =
            |unit_ms: i64| Running::new(self, span.unit, &[]).walk(origin, amount * unit_ms, Direction::Backward);
        let moment = match span.unit {
            Unit::Minutes => running(MINUTE_MS)?,
            Unit::Hours | Unit::BusinessHours => running(HOUR_MS)?,
            Unit::Days => self.same_time_dates_away(origin, -amount)?,
            Unit::BusinessDays => self.open_days_earlier(origin, amount)?,
        };
        in_range(moment)
    }

    /// Zero dates away is the moment itself, also in the second of two repeated hours.
    fn same_time_dates_away(&self, at: Timestamp, days: i64) -> Result<Timestamp, CalendarError> {
        if days == 0 {
            return Ok(at);
        }
        let local = civil::local_time(self.zone, at);
        let then = civil::shift(local.date(), days).and_time(local.time());
        in_range(civil::moment_of(self.zone, then, Occurrence::First))
    }

    fn open_days_later(&self, start: Timestamp, days: i64) -> Result<Timestamp, CalendarError> {
        let never = CalendarError::NeverOpens { near: start };
        let start = self.opening_from(start)?;
        let date = self.date_holding(start).ok_or(never.clone())?;
        if days == 0 {
            return Ok(start);
        }
        let target = self.open_date_away(date, days, Direction::Forward)?;
        let then = self.same_time_on(target, start, date);
        if self.is_open(then) {
            return Ok(then);
        }
        let periods = self.periods_of(target);
        let closing = periods.iter().rev().map(|period| period.to).find(|closing| *closing <= then);
        closing.or(periods.first().map(|period| period.from)).ok_or(never)
    }

    fn open_days_earlier(&self, origin: Timestamp, days: i64) -> Result<Timestamp, CalendarError> {
        let never = CalendarError::NeverOpens { near: origin };
        let (origin, date) = if let Some(date) = self.date_holding(origin) {
            (origin, date)
        } else {
            let closing = self.closing_up_to(origin)?;
            (closing, self.date_closing(closing).ok_or(never.clone())?)
        };
        if days == 0 {
            return Ok(origin);
        }
        let target = self.open_date_away(date, days, Direction::Backward)?;
        let then = self.same_time_on(target, origin, date);
        if self.is_open(then) || self.date_closing(then).is_some() {
            return Ok(then);
        }
        let periods = self.periods_of(target);
        let opening = periods.iter().map(|period| period.from).find(|opening| *opening > then);
        opening.or(periods.last().map(|period| period.to)).ok_or(never)
    }

    /// The local time that `at` has, counted from the midnight of the date it belongs to, on another date. Past
    /// midnight it is more than 24 hours, and stays so.
    fn same_time_on(&self, target: NaiveDate, at: Timestamp, date: NaiveDate) -> Timestamp {
        let into_date = civil::local_time(self.zone, at) - date.and_time(NaiveTime::MIN);
        civil::moment_of(self.zone, target.and_time(NaiveTime::MIN) + into_date, Occurrence::First)
    }

    /// The `days`-th date that opens, counted from the one next to `date`.
    fn open_date_away(&self, date: NaiveDate, days: i64, direction: Direction) -> Result<NaiveDate, CalendarError> {
        let mut dates = self.open_dates(date, direction);
        (0..days).try_fold(date, |last, _| {
            let near = || civil::moment_of(self.zone, last.and_time(NaiveTime::MIN), Occurrence::First);
            dates.next().ok_or_else(|| CalendarError::NeverOpens { near: near() })
        })
    }

    /// What the pauses take out of a clock in this unit that runs from `start` to `due`: themselves, or for one that is
    /// counted in days the whole days inside them. Joined, in order.
    pub fn taken_out(&self, within: Period, unit: Unit, pauses: &[Period]) -> Vec<Period> {
        let begun = after_start(within.from, pauses).into_iter().filter(|pause| pause.from < within.to);
        let holes: Vec<Period> = match unit {
            Unit::Minutes | Unit::Hours | Unit::BusinessHours => begun.collect(),
            Unit::Days => begun.filter_map(|pause| self.dates_inside(pause).map(|(_, dates)| dates)).collect(),
            Unit::BusinessDays => begun.flat_map(|pause| self.open_days_inside(pause)).flatten().collect(),
        };
        period::merged(holes)
    }

    /// The open time of each date whose open time lies inside the pause, all of it.
    fn open_days_inside(&self, pause: Period) -> impl Iterator<Item = Vec<Period>> {
        let last = self.local_date(pause.to);
        let dates = self.local_date(pause.from).iter_days().take_while(move |date| *date <= last);
        let is_inside = move |open: &Vec<Period>| match open.as_slice() {
            [] => false,
            [first, ..] => pause.from <= first.from && open.iter().all(|period| period.to <= pause.to),
        };
        dates.map(|date| self.periods_of(date)).filter(is_inside)
    }

    /// How many local dates lie inside the pause from their first moment to their last, and where they lie.
    fn dates_inside(&self, pause: Period) -> Option<(i64, Period)> {
        let midnight =
            |date: NaiveDate, occurrence| civil::moment_of(self.zone, date.and_time(NaiveTime::MIN), occurrence);
        let mut first = self.local_date(pause.from);
        while midnight(first, Occurrence::First) < pause.from {
            first = civil::shift(first, 1);
        }
        // A midnight that happens twice ends the date both times only where the clocks go back across it.
        let end_of = |date: NaiveDate| {
            let next = civil::shift(date, 1);
            let last_midnight = midnight(next, Occurrence::Second);
            let ends_twice = self.local_date(last_midnight.plus_ms(-1)) == date;
            if ends_twice { last_midnight } else { midnight(next, Occurrence::First) }
        };
        let mut last = self.local_date(pause.to);
        while end_of(last) > pause.to {
            last = civil::shift(last, -1);
        }
        let dates = last.signed_duration_since(first).num_days() + 1;
        (dates > 0).then(|| (dates, Period { from: midnight(first, Occurrence::First), to: end_of(last) }))
    }
}

/// The deadline of a span in days, put off by the whole days of each pause that begins before it. One pass over the
/// ordered pauses is the fixed point: putting off only ever takes in later ones.
fn put_off(
    pauses: &[Period],
    days: i64,
    due_after: impl Fn(i64) -> Result<Timestamp, CalendarError>,
    days_inside: impl Fn(Period) -> i64,
) -> Result<Timestamp, CalendarError> {
    let mut days = days;
    let mut due = due_after(days)?;
    for pause in pauses {
        if due <= pause.from {
            break;
        }
        let taken_out = days_inside(*pause);
        if taken_out > 0 {
            days += taken_out;
            due = due_after(days)?;
        }
    }
    Ok(due)
}

/// The pauses from the start on, joined, in order.
fn after_start(start: Timestamp, pauses: &[Period]) -> Vec<Period> {
    let window = Period { from: start, to: MOMENT_MAX };
    period::merged(pauses.iter().filter_map(|pause| pause.clipped(window)).collect())
}

fn checked_amount(span: Span) -> Result<i64, CalendarError> {
    if span.amount > AMOUNT_MAX {
        return Err(CalendarError::AmountTooLarge { amount: span.amount });
    }
    Ok(i64::from(span.amount))
}
