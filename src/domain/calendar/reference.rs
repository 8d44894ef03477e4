//! A second, slow calendar for the tests, written from PRODUCT and sharing no code with the real one: it asks the zone
//! for the local time of every minute, marks the open ones, and counts cells.
//!
//! It holds for calendars and clock changes on whole minutes, and for moments some days away from its two ends.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone};

use super::{Calendar, Period, Unit};
use crate::clock::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 1_440;

/// So close to its ends the table is not to be trusted: three days.
const MARGIN: usize = 3 * 1_440;

/// Cells of one minute, by their index.
type Cells = std::ops::Range<usize>;

pub(super) struct Slow {
    first_minute: i64,
    /// What the wall clock shows in each cell, in minutes since 1970 began there.
    local: Vec<i64>,
    open: Vec<bool>,
    paused: Vec<bool>,
    /// The open cells of each date's list, one range an interval, unmerged.
    lists: BTreeMap<NaiveDate, Vec<Cells>>,
}

impl Slow {
    pub(super) fn new(calendar: &Calendar, from: Timestamp, days: i64, pauses: &[Period]) -> Self {
        let first_minute = from.ms().div_euclid(MINUTE_MS);
        let minutes = first_minute..first_minute + days * DAY_MINUTES;
        let local: Vec<i64> = minutes
            .clone()
            .map(|minute| {
                let utc = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
                let shown = calendar.zone.from_utc_datetime(&utc).naive_local();
                shown.and_utc().timestamp().div_euclid(60)
            })
            .collect();
        let is_paused = |minute: i64| {
            let cell_ms = minute * MINUTE_MS;
            pauses.iter().any(|pause| pause.from.ms() <= cell_ms && cell_ms < pause.to.ms())
        };
        let stopped = minutes.map(is_paused).collect();
        let mut slow =
            Self { first_minute, open: vec![false; local.len()], local, paused: stopped, lists: BTreeMap::new() };
        slow.open_dates(calendar, days);
        slow
    }

    fn open_dates(&mut self, calendar: &Calendar, days: i64) {
        let first_date = epoch() + Days::new(u64::try_from(self.local[0] / DAY_MINUTES).unwrap());
        // Dates whose lists the ends of the table would cut are left out.
        for date in first_date.iter_days().skip(1).take(usize::try_from(days).unwrap() - 3) {
            let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap();
            let list = calendar.exceptions.get(&date).unwrap_or(&calendar.week[weekday]);
            for interval in list {
                let opens = local_minute(date, i64::from(interval.open_s() / 60));
                let mut closes = local_minute(date, i64::from(interval.close_s() / 60));
                if closes <= opens {
                    closes += DAY_MINUTES;
                }
                let first = self.local.iter().position(|shown| *shown == opens);
                let end = self.local.iter().rposition(|shown| *shown == closes);
                let (Some(first), Some(end)) = (first.or(self.skip_over(opens)), end.or(self.skip_over(closes))) else {
                    continue;
                };
                if first < end {
                    self.open[first..end].fill(true);
                    self.lists.entry(date).or_default().push(first..end);
                }
            }
        }
    }

    /// The first cell after the gap that this local minute falls into.
    fn skip_over(&self, minute: i64) -> Option<usize> {
        self.local.windows(2).position(|pair| pair[0] < minute && minute < pair[1]).map(|before| before + 1)
    }

    fn cell(&self, at: Timestamp) -> usize {
        usize::try_from(at.ms().div_euclid(MINUTE_MS) - self.first_minute).unwrap()
    }

    fn start_of(&self, cell: usize) -> Timestamp {
        Timestamp::from_ms((self.first_minute + i64::try_from(cell).unwrap()) * MINUTE_MS)
    }

    pub(super) fn is_open(&self, at: Timestamp) -> bool {
        self.open[self.cell(at)]
    }

    /// Inside hours, or at the end of them.
    pub(super) fn is_open_or_closing(&self, at: Timestamp) -> bool {
        self.is_open(at) || (at == self.start_of(self.cell(at)) && self.open[self.cell(at) - 1])
    }

    fn counts(&self, unit: Unit, cell: usize) -> bool {
        !self.paused[cell] && (self.open[cell] || !unit.runs_in_open_time())
    }

    pub(super) fn running_ms(&self, unit: Unit, from: Timestamp, to: Timestamp) -> i64 {
        let mut total_ms = 0;
        let mut at = from;
        while at < to {
            let cell = self.cell(at);
            let end = self.start_of(cell + 1).min(to);
            if self.counts(unit, cell) {
                total_ms += end.ms() - at.ms();
            }
            at = end;
        }
        total_ms
    }

    /// None where the table ends first.
    pub(super) fn add_running(&self, unit: Unit, start: Timestamp, amount_ms: i64) -> Option<Timestamp> {
        let mut left_ms = amount_ms;
        let mut at = start;
        while left_ms > 0 {
            let cell = self.cell(at);
            if cell > self.open.len() - MARGIN {
                return None;
            }
            let end = self.start_of(cell + 1);
            if self.counts(unit, cell) {
                let used_ms = left_ms.min(end.ms() - at.ms());
                left_ms -= used_ms;
                at = Timestamp::from_ms(at.ms() + used_ms);
            } else {
                at = end;
            }
        }
        Some(at)
    }

    /// None where the table ends first. Pauses do not count here, as they do not in `before`.
    pub(super) fn subtract_open(&self, origin: Timestamp, amount_ms: i64) -> Option<Timestamp> {
        let mut left_ms = amount_ms;
        let mut at = origin;
        while left_ms > 0 {
            let before = Timestamp::from_ms(at.ms() - 1);
            if before < self.start_of(MARGIN) {
                return None;
            }
            let cell = self.cell(before);
            let end = self.start_of(cell);
            if self.open[cell] {
                let used_ms = left_ms.min(at.ms() - end.ms());
                left_ms -= used_ms;
                at = Timestamp::from_ms(at.ms() - used_ms);
            } else {
                at = end;
            }
        }
        Some(at)
    }

    fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        let cell = (self.cell(at)..self.open.len()).find(|cell| self.open[*cell])?;
        Some(at.max(self.start_of(cell)))
    }

    /// `days` business days after `start`, without pauses.
    pub(super) fn add_business_days(&self, start: Timestamp, days: usize) -> Option<Timestamp> {
        let start = self.next_open(start)?;
        if days == 0 {
            return Some(start);
        }
        let cell = self.cell(start);
        let (date, _) = self.lists.iter().find(|(_, list)| list.iter().any(|open| open.contains(&cell)))?;
        let (target, list) = self.lists.iter().filter(|(other, _)| *other > date).nth(days - 1)?;
        let then = self.same_time(*date, start, *target)?;
        if self.is_open(then) {
            return Some(then);
        }
        let closings = list.iter().map(|open| self.start_of(open.end)).filter(|closing| *closing <= then);
        closings.max().or_else(|| list.iter().map(|open| self.start_of(open.start)).min())
    }

    /// The mirror: closings are inside, openings stay inside too.
    pub(super) fn subtract_business_days(&self, origin: Timestamp, days: usize) -> Option<Timestamp> {
        let mut origin = origin;
        let mut holds = |open: &Cells| open.contains(&self.cell(origin));
        let mut held = self.lists.iter().find(|(_, list)| list.iter().any(&mut holds)).map(|(date, _)| *date);
        if held.is_none() {
            let cell = (1..=self.cell(origin)).rev().find(|cell| self.open[cell - 1])?;
            origin = self.start_of(cell);
            let mut closes = |open: &Cells| open.start < cell && cell <= open.end;
            held = self.lists.iter().find(|(_, list)| list.iter().any(&mut closes)).map(|(date, _)| *date);
        }
        if days == 0 {
            return Some(origin);
        }
        let (target, list) = self.lists.iter().rev().filter(|(other, _)| Some(**other) < held).nth(days - 1)?;
        let then = self.same_time(held?, origin, *target)?;
        if self.is_open_or_closing(then) {
            return Some(then);
        }
        let openings = list.iter().map(|open| self.start_of(open.start)).filter(|opening| *opening > then);
        openings.min().or_else(|| list.iter().map(|open| self.start_of(open.end)).max())
    }

    /// `days` calendar days after (before, where negative) a moment, without pauses.
    pub(super) fn add_dates(&self, start: Timestamp, days: i64) -> Option<Timestamp> {
        let shown = self.local[self.cell(start)] + days * DAY_MINUTES;
        if days == 0 { Some(start) } else { self.first_showing(shown, start) }
    }

    fn same_time(&self, date: NaiveDate, at: Timestamp, target: NaiveDate) -> Option<Timestamp> {
        let into_date = self.local[self.cell(at)] - local_minute(date, 0);
        self.first_showing(local_minute(target, into_date), at)
    }

    /// The first moment that shows this minute, with the seconds of `like`; or the end of the gap it falls into.
    fn first_showing(&self, minute: i64, like: Timestamp) -> Option<Timestamp> {
        let within_ms = like.ms().rem_euclid(MINUTE_MS);
        let shown = self.local.iter().position(|shown| *shown == minute);
        let cell = shown.or_else(|| self.skip_over(minute))?;
        let found = Timestamp::from_ms(self.start_of(cell).ms() + if shown.is_some() { within_ms } else { 0 });
        (MARGIN..=self.open.len() - MARGIN).contains(&cell).then_some(found)
    }

    /// `days` business (or calendar) days after `start`, each pause that begins before the deadline putting it off.
    pub(super) fn add_days_pausing(&self, unit: Unit, start: Timestamp, days: usize) -> Option<Timestamp> {
        let mut taken_out = 0;
        loop {
            let due = if unit == Unit::BusinessDays {
                self.add_business_days(start, days + taken_out)?
            } else {
                self.add_dates(start, i64::try_from(days + taken_out).unwrap())?
            };
            let counted = self.whole_days(unit).iter().filter(|day| self.is_out(day, start, due)).count();
            if counted == taken_out {
                return Some(due);
            }
            taken_out = counted;
        }
    }

    /// From the first to the last minute of each day: its open ones, or all of them.
    fn whole_days(&self, unit: Unit) -> Vec<Cells> {
        if unit == Unit::BusinessDays {
            let bounds = |list: &Vec<Cells>| list.iter().cloned().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
            return self.lists.values().filter_map(bounds).collect();
        }
        let mut days: BTreeMap<i64, Cells> = BTreeMap::new();
        for (cell, shown) in self.local.iter().enumerate() {
            days.entry(shown.div_euclid(DAY_MINUTES)).or_insert(cell..cell).end = cell + 1;
        }
        days.into_values().collect()
    }

    /// Does the day lie wholly inside one pause that runs from the start on and begins before the deadline?
    fn is_out(&self, day: &Cells, start: Timestamp, due: Timestamp) -> bool {
        let is_paused = start <= self.start_of(day.start) && self.paused[day.clone()].iter().all(|paused| *paused);
        let run = (0..=day.start).rev().take_while(|cell| self.paused[*cell]).last();
        is_paused && run.is_some_and(|cell| self.start_of(cell).max(start) < due)
    }
}

fn epoch() -> NaiveDate {
    DateTime::UNIX_EPOCH.date_naive()
}

fn local_minute(date: NaiveDate, into_date: i64) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp() / 60 + into_date
}
