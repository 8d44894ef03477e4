//! A second, slow calendar for the tests, written from PRODUCT and sharing no code with the real one: it asks the zone
//! for the local time of every minute, marks the open ones, and counts cells.
//!
//! It holds for calendars and clock changes on whole minutes, and for moments some days away from its two ends.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::{Calendar, Period, Unit};
use crate::clock::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 1_440;

/// So close to its ends the table is not to be trusted: three days.
const MARGIN: usize = 3 * 1_440;

/// Cells of one minute, by their index.
type Cells = std::ops::Range<usize>;

/// What the wall clock shows in each minute of some days.
pub(crate) struct Wall {
    first_minute: i64,
    /// In minutes since 1970 began there.
    local: Vec<i64>,
    /// The stretches in which it simply runs on, and how far it is ahead of the cells' index.
    runs: Vec<(Cells, i64)>,
}

impl Wall {
    /// The zone is asked for every minute; where an hour begins and ends with the same offset, only for those two.
    pub(crate) fn new(zone: Tz, from: Timestamp, days: i64) -> Self {
        let shown = |minute: i64| {
            let utc = DateTime::from_timestamp(minute * 60, 0).unwrap().naive_utc();
            zone.from_utc_datetime(&utc).naive_local().and_utc().timestamp().div_euclid(60)
        };
        let first_minute = from.ms().div_euclid(MINUTE_MS);
        let mut local = Vec::new();
        for hour in 0..days * 24 {
            let (begin, end) = (first_minute + hour * 60, first_minute + hour * 60 + 60);
            let ahead = shown(begin) - begin;
            let is_even = shown(end) - end == ahead;
            local.extend((begin..end).map(|minute| if is_even { minute + ahead } else { shown(minute) }));
        }
        let mut runs: Vec<(Cells, i64)> = Vec::new();
        for (cell, shown) in local.iter().enumerate() {
            let ahead = shown - i64::try_from(cell).unwrap();
            match runs.last_mut() {
                Some((cells, known)) if *known == ahead => cells.end = cell + 1,
                Some(_) | None => runs.push((cell..cell + 1, ahead)),
            }
        }
        Self { first_minute, local, runs }
    }

    /// The cells that show this local minute, in order.
    fn showing(&self, minute: i64) -> impl DoubleEndedIterator<Item = usize> {
        let cells = self.runs.iter().filter_map(move |(cells, ahead)| {
            let cell = usize::try_from(minute - ahead).ok()?;
            cells.contains(&cell).then_some(cell)
        });
        cells.collect::<Vec<_>>().into_iter()
    }

    /// The first cell after the gap that this local minute falls into.
    fn skip_over(&self, minute: i64) -> Option<usize> {
        let next = self.runs.windows(2).find(|pair| {
            let begin = pair[1].0.start;
            self.local[begin - 1] < minute && minute < self.local[begin]
        });
        next.map(|pair| pair[1].0.start)
    }
}

pub(crate) struct Slow {
    wall: Arc<Wall>,
    open: Vec<bool>,
    paused: Vec<bool>,
    /// How many cells are open before each.
    opened: Vec<i64>,
    /// The open cells of each date's list, one range an interval, unmerged.
    lists: BTreeMap<NaiveDate, Vec<Cells>>,
    /// In working days, and in dates; looked up when it is first asked for.
    paused_days: [OnceCell<Vec<PausedDay>>; 2],
}

impl Slow {
    pub(crate) fn new(calendar: &Calendar, from: Timestamp, days: i64, pauses: &[Period]) -> Self {
        Self::over(Arc::new(Wall::new(calendar.zone, from, days)), calendar, pauses)
    }

    /// The same over a wall clock that is known already.
    pub(crate) fn over(wall: Arc<Wall>, calendar: &Calendar, pauses: &[Period]) -> Self {
        let cells = wall.local.len();
        let cell = |at: Timestamp| {
            let minute = (at.ms().div_euclid(MINUTE_MS) + i64::from(at.ms() % MINUTE_MS != 0)) - wall.first_minute;
            usize::try_from(minute.max(0)).unwrap().min(cells)
        };
        let mut stopped = vec![false; cells];
        for pause in pauses.iter().filter(|pause| pause.from < pause.to) {
            stopped[cell(pause.from)..cell(pause.to)].fill(true);
        }
        let mut slow = Self {
            wall,
            open: vec![false; cells],
            paused: stopped,
            opened: Vec::new(),
            lists: BTreeMap::new(),
            paused_days: Default::default(),
        };
        slow.open_dates(calendar, i64::try_from(cells).unwrap() / DAY_MINUTES);
        slow.opened.push(0);
        for (cell, is_open) in slow.open.iter().enumerate() {
            slow.opened.push(slow.opened[cell] + i64::from(*is_open));
        }
        slow
    }

    fn open_dates(&mut self, calendar: &Calendar, days: i64) {
        let first_date = epoch() + Days::new(u64::try_from(self.wall.local[0] / DAY_MINUTES).unwrap());
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
                let first = self.wall.showing(opens).next().or_else(|| self.wall.skip_over(opens));
                let end = self.wall.showing(closes).next_back().or_else(|| self.wall.skip_over(closes));
                let (Some(first), Some(end)) = (first, end) else {
                    continue;
                };
                if first < end {
                    self.open[first..end].fill(true);
                    self.lists.entry(date).or_default().push(first..end);
                }
            }
        }
    }

    fn cell(&self, at: Timestamp) -> usize {
        usize::try_from(at.ms().div_euclid(MINUTE_MS) - self.wall.first_minute).unwrap()
    }

    fn start_of(&self, cell: usize) -> Timestamp {
        Timestamp::from_ms((self.wall.first_minute + i64::try_from(cell).unwrap()) * MINUTE_MS)
    }

    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.open[self.cell(at)]
    }

    /// Inside hours, or at the end of them.
    pub(crate) fn is_open_or_closing(&self, at: Timestamp) -> bool {
        self.is_open(at) || (at == self.start_of(self.cell(at)) && self.open[self.cell(at) - 1])
    }

    fn counts(&self, unit: Unit, cell: usize) -> bool {
        !self.paused[cell] && (self.open[cell] || !unit.runs_in_open_time())
    }

    pub(crate) fn running_ms(&self, unit: Unit, from: Timestamp, to: Timestamp) -> i64 {
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
    pub(crate) fn add_running(&self, unit: Unit, start: Timestamp, amount_ms: i64) -> Option<Timestamp> {
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
    pub(crate) fn subtract_open(&self, origin: Timestamp, amount_ms: i64) -> Option<Timestamp> {
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

    /// How many open minutes lie in [from, to), both on the minute.
    pub(crate) fn open_minutes(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.opened[self.cell(to)] - self.opened[self.cell(from)]
    }

    /// The first minute by which so many open ones have passed since a start on the minute. None where the table ends first.
    pub(crate) fn add_open(&self, start: Timestamp, minutes: i64) -> Option<Timestamp> {
        let wanted = self.opened[self.cell(start)] + minutes;
        let cell = self.opened.partition_point(|opened| *opened < wanted).max(self.cell(start));
        (cell < self.open.len() - MARGIN).then(|| self.start_of(cell))
    }

    /// The last minute from which so many open ones pass until an end on the minute.
    pub(crate) fn subtract_open_minutes(&self, origin: Timestamp, minutes: i64) -> Option<Timestamp> {
        let wanted = self.opened[self.cell(origin)] - minutes;
        let after = self.opened.partition_point(|opened| *opened <= wanted);
        let cell = after.checked_sub(1)?.min(self.cell(origin));
        (cell > MARGIN).then(|| self.start_of(cell))
    }

    /// What a clock in this unit counts in [start, due): in days, all but the days that its pauses take out.
    pub(crate) fn counted_minutes(&self, unit: Unit, start: Timestamp, due: Timestamp) -> Vec<bool> {
        let mut counts: Vec<bool> =
            (0..self.open.len()).map(|cell| self.open[cell] || !unit.runs_in_open_time()).collect();
        if matches!(unit, Unit::Days | Unit::BusinessDays) {
            for day in self.paused_days(unit).iter().filter(|day| self.is_out(day, start, due)) {
                day.cells.iter().for_each(|cells| counts[cells.clone()].fill(false));
            }
        } else {
            counts.iter_mut().zip(&self.paused).for_each(|(counts, paused)| *counts &= !paused);
        }
        counts[..self.cell(start)].fill(false);
        counts[self.cell(due)..].fill(false);
        counts
    }

    /// Whether every minute of a stretch is among those that count.
    pub(crate) fn all_count(&self, counts: &[bool], stretch: Period) -> bool {
        counts[self.cell(stretch.from)..self.cell(stretch.to)].iter().all(|counts| *counts)
    }

    fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        let cell = (self.cell(at)..self.open.len()).find(|cell| self.open[*cell])?;
        Some(at.max(self.start_of(cell)))
    }

    /// `days` business days after `start`, without pauses.
    pub(crate) fn add_business_days(&self, start: Timestamp, days: usize) -> Option<Timestamp> {
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
    pub(crate) fn subtract_business_days(&self, origin: Timestamp, days: usize) -> Option<Timestamp> {
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
    pub(crate) fn add_dates(&self, start: Timestamp, days: i64) -> Option<Timestamp> {
        let shown = self.wall.local[self.cell(start)] + days * DAY_MINUTES;
        if days == 0 { Some(start) } else { self.first_showing(shown, start) }
    }

    fn same_time(&self, date: NaiveDate, at: Timestamp, target: NaiveDate) -> Option<Timestamp> {
        let into_date = self.wall.local[self.cell(at)] - local_minute(date, 0);
        self.first_showing(local_minute(target, into_date), at)
    }

    /// The first moment that shows this minute, with the seconds of `like`; or the end of the gap it falls into.
    fn first_showing(&self, minute: i64, like: Timestamp) -> Option<Timestamp> {
        let within_ms = like.ms().rem_euclid(MINUTE_MS);
        let shown = self.wall.showing(minute).next();
        let cell = shown.or_else(|| self.wall.skip_over(minute))?;
        let found = Timestamp::from_ms(self.start_of(cell).ms() + if shown.is_some() { within_ms } else { 0 });
        (MARGIN..=self.open.len() - MARGIN).contains(&cell).then_some(found)
    }

    /// `days` business (or calendar) days after `start`, each pause that begins before the deadline putting it off.
    pub(crate) fn add_days_pausing(&self, unit: Unit, start: Timestamp, days: usize) -> Option<Timestamp> {
        let days_of = self.paused_days(unit);
        let mut taken_out = 0;
        loop {
            let due = if unit == Unit::BusinessDays {
                self.add_business_days(start, days + taken_out)?
            } else {
                self.add_dates(start, i64::try_from(days + taken_out).unwrap())?
            };
            let counted = days_of.iter().filter(|day| self.is_out(day, start, due)).count();
            if counted == taken_out {
                return Some(due);
            }
            taken_out = counted;
        }
    }

    /// The minutes of each day: its open ones, or all of them.
    fn day_cells(&self, unit: Unit) -> Vec<Vec<Cells>> {
        if unit == Unit::BusinessDays {
            return self.lists.values().cloned().collect();
        }
        let mut days: BTreeMap<i64, Cells> = BTreeMap::new();
        for (cell, shown) in self.wall.local.iter().enumerate() {
            days.entry(shown.div_euclid(DAY_MINUTES)).or_insert(cell..cell).end = cell + 1;
        }
        days.into_values().map(|cells| vec![cells]).collect()
    }

    /// The days that lie wholly inside a pause, each with the cell in which that pause begins.
    fn paused_days(&self, unit: Unit) -> &[PausedDay] {
        let known = if unit == Unit::BusinessDays { &self.paused_days[0] } else { &self.paused_days[1] };
        known.get_or_init(|| {
            let days = self.day_cells(unit).into_iter().filter_map(|cells| {
                let bounds = cells.iter().cloned().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))?;
                let is_paused = self.paused[bounds.clone()].iter().all(|paused| *paused);
                let begins = (0..=bounds.start).rev().take_while(|cell| self.paused[*cell]).last();
                begins.filter(|_| is_paused).map(|begins| PausedDay { first: bounds.start, begins, cells })
            });
            days.collect()
        })
    }

    /// Does the day lie wholly inside one pause that runs from the start on and begins before the deadline?
    fn is_out(&self, day: &PausedDay, start: Timestamp, due: Timestamp) -> bool {
        start <= self.start_of(day.first) && self.start_of(day.begins).max(start) < due
    }
}

/// A day inside a pause.
struct PausedDay {
    first: usize,
    begins: usize,
    cells: Vec<Cells>,
}

fn epoch() -> NaiveDate {
    DateTime::UNIX_EPOCH.date_naive()
}

fn local_minute(date: NaiveDate, into_date: i64) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp() / 60 + into_date
}
