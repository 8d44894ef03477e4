//! Whom the program may disturb, and when: held against every message that pings, and against what still waits at the end.

use std::collections::BTreeSet;

use baton::clock::Timestamp;
use baton::domain::brief::Brief;
use baton::domain::calendar::Calendar;
use baton::ids::PersonId;
use chrono::Timelike;
use chrono_tz::Tz;
use serde_json::Value;

use crate::chat::Made;
use crate::founding::{playbook, told};
use crate::model::{Job, number};
use crate::replica::Purpose;
use crate::sim::Sim;

/// Quiet hours begin and end at these hours of the local day, where nobody set others.
const QUIET: (u32, u32) = (20, 7);
/// At most so many pings a day of what is capped.
const CAP: usize = 3;
/// What is never capped, by the kind of note; of steps all but the first.
const UNCAPPED: [&str; 7] = ["arrived", "sent_again", "rerouted", "reassigned", "part_taken", "returned", "answered"];
/// How long a claimed job is its holder's.
const LEASE_MS: i64 = 60_000;
/// Lines to managers that come within so long stand in one message, which holds so many.
const TOGETHER_MS: i64 = 55 * 60_000;
const LINES_MAX: usize = 5;

const PINGS: &str = "SELECT cause, state, day, CAST(slot AS TEXT), carrier, CAST(given_at_ms AS TEXT) FROM pings \
    WHERE workspace_id = $1 AND person_id = $2";

impl Sim {
    /// Judges a message that pings somebody.
    pub async fn look_at_pings(&mut self, index: usize, made: &Made, job: &Job) -> Result<(), String> {
        if job.kind != "note" && job.kind != "ping" {
            return Ok(());
        }
        self.look_at_managers(index, made, job).await?;
        for person in &made.pings {
            let rows = self.model.rows.all(PINGS, &[self.model.workspace, person.get()]).await;
            let carried: Vec<_> = rows.iter().filter(|row| row[4] == made.handle).collect();
            if carried.is_empty() {
                return Err(format!("{} pings {person}, and nothing tells that it may", made.handle));
            }
            let mut days = BTreeSet::new();
            for row in &carried {
                let cause = self.model.by_dedupe.get(&row[0]).and_then(|id| self.model.jobs.get(id));
                let (is_known, is_capped) = (cause.is_some(), cause.is_some_and(is_capped));
                if is_capped && carried.len() == 1 && row[3].is_empty() {
                    return Err(format!("{} pings {person} and takes none of the day's three", made.handle));
                }
                days.insert(row[2].clone());
                let given = Timestamp::from_ms(number(&row[5]));
                let is_awake = self.is_awake(*person, given).await?;
                let may_wake = !is_capped && is_known && self.is_high_risk(job).await?;
                if !is_awake && !may_wake {
                    return Err(format!("{} pings {person} in their quiet hours, at {}", made.handle, given.utc()));
                }
                if !may_wake && self.was_quiet_throughout(index, *person, job).await? {
                    return Err(format!("{} was allowed to ping {person} by day, and rings at night", made.handle));
                }
            }
            for day in days.iter().filter(|day| !day.is_empty()) {
                let of_day = rows.iter().filter(|row| row[2] == *day && !row[3].is_empty()).count();
                if of_day > CAP {
                    return Err(format!("{person} has {of_day} capped pings on {day}"));
                }
            }
        }
        Ok(())
    }

    /// Whether it has been quiet since the job was claimed, so that whoever looked again saw it. Where clocks step, nobody
    /// knows what time it was when they looked.
    pub async fn was_quiet_throughout(&mut self, index: usize, person: PersonId, job: &Job) -> Result<bool, String> {
        let id = self.model.by_dedupe.get(&job.dedupe).copied();
        let task = self.tasks[index].id;
        let holder = id.and_then(|id| self.model.holders.get(&id)).filter(|holder| holder.task == task);
        let Some(claimed) = holder.map(|holder| Timestamp::from_ms(holder.until - LEASE_MS)) else { return Ok(false) };
        if self.weather.clock_steps > 0 {
            return Ok(false);
        }
        Ok(!self.is_awake(person, claimed).await? && !self.is_awake(person, self.now()).await?)
    }

    /// Neither at night nor on a day off, where the person is.
    async fn is_awake(&mut self, person: PersonId, at: Timestamp) -> Result<bool, String> {
        const PERSON: &str = "SELECT COALESCE(p.zone, w.zone) FROM persons p JOIN workspaces w ON w.id = p.workspace_id \
            WHERE p.workspace_id = $1 AND p.id = $2";
        let rows = self.model.rows.all(PERSON, &[self.model.workspace, person.get()]).await;
        let zone: Tz = rows.first().ok_or("nobody")?[0].parse().map_err(told)?;
        let local = at.utc().with_timezone(&zone);
        let hour = local.hour();
        let works = self.calendar_of(person).await?.is_none_or(|calendar| calendar.is_open_day(local.date_naive()));
        Ok((QUIET.1..QUIET.0).contains(&hour) && works)
    }

    async fn calendar_of(&mut self, person: PersonId) -> Result<Option<Calendar>, String> {
        const CALENDAR: &str = "SELECT CAST(c.body AS TEXT) FROM team_members m \
            JOIN teams t ON t.workspace_id = m.workspace_id AND t.id = m.team_id \
            JOIN calendars c ON c.workspace_id = t.workspace_id AND c.id = t.calendar_id \
            WHERE m.workspace_id = $1 AND m.person_id = $2";
        let rows = self.model.rows.all(CALENDAR, &[self.model.workspace, person.get()]).await;
        rows.first().map(|row| serde_json::from_str(&row[0]).map_err(told)).transpose()
    }

    async fn is_high_risk(&mut self, job: &Job) -> Result<bool, String> {
        const BRIEF: &str = "SELECT CAST(body AS TEXT) FROM briefs WHERE workspace_id = $1 AND handoff_id = $2 \
            ORDER BY version DESC LIMIT 1";
        let Some(id) = job.handoff else { return Ok(false) };
        let Some(key) = self.model.handoffs.get(&id).map(|seen| seen.playbook.clone()) else { return Ok(false) };
        let rows = self.model.rows.all(BRIEF, &[self.model.workspace, id]).await;
        let Some(row) = rows.first() else { return Ok(false) };
        let body: Value = serde_json::from_str(&row[0]).map_err(told)?;
        let values = body.get("values").cloned().unwrap_or_default();
        let brief = Brief { values: serde_json::from_value(values).map_err(told)? };
        Ok(playbook(&key)?.is_high_risk(&brief))
    }

    /// Several lines to managers within an hour are one message.
    async fn look_at_managers(&mut self, index: usize, made: &Made, job: &Job) -> Result<(), String> {
        const LINES: &str = "SELECT handle FROM manager_lines WHERE workspace_id = $1";
        let is_line = matches!(step(job), Some("manager" | "offer")) && job.kind == "note";
        if !is_line {
            return Ok(());
        }
        // Side by side it cannot be told when the state was read that a message is drawn from.
        if !matches!(self.tasks[index].purpose, Purpose::Work { side_by_side: false }) {
            self.told_managers = None;
            return Ok(());
        }
        let now = self.now();
        let (before, is_high_risk) = (self.told_managers.clone(), self.is_high_risk(job).await?);
        // A message is as old as what it was drawn from.
        self.told_managers = Some((made.handle.clone(), self.tasks[index].loaded_at));
        let Some((handle, at)) = before else { return Ok(()) };
        let lines = self.model.rows.all(LINES, &[self.model.workspace]).await;
        let has_room = lines.iter().filter(|row| row[0] == handle).count() < LINES_MAX;
        if (0..TOGETHER_MS).contains(&now.since(at)) && has_room && !is_high_risk && self.weather.clock_steps == 0 {
            return Err(format!("{} is a message of its own, {} ms after {handle}", made.handle, now.since(at)));
        }
        Ok(())
    }

    /// What waits is not forgotten; the causes of everything that waits, was given or is left to somebody's digest.
    pub async fn nothing_waits_for_ever(&mut self) -> Result<BTreeSet<String>, String> {
        const OPEN: &str = "SELECT cause, state, CAST(due_at_ms AS TEXT), CAST(person_id AS TEXT) FROM pings \
            WHERE workspace_id = $1";
        const LINES: &str = "SELECT cause FROM manager_lines WHERE workspace_id = $1";
        let now = self.now().ms();
        let rows = self.model.rows.all(OPEN, &[self.model.workspace]).await;
        let is_open = |row: &&Vec<String>| matches!(row[1].as_str(), "waiting" | "in_digest");
        let late = rows.iter().filter(is_open).find(|row| !row[2].is_empty() && number(&row[2]) <= now);
        if let Some(row) = late {
            return Err(format!("the ping for {} was to be looked at {} ms ago", row[0], now - number(&row[2])));
        }
        if let Some(row) = rows.iter().filter(|row| row[1] == "waiting").find(|row| row[2].is_empty()) {
            return Err(format!("the ping for {} waits for nothing", row[0]));
        }
        let lines = self.model.rows.all(LINES, &[self.model.workspace]).await;
        Ok(rows.into_iter().chain(lines).filter_map(|row| row.into_iter().next()).collect())
    }
}

fn note(job: &Job) -> Option<&Value> {
    job.payload.get("note")
}

fn step(job: &Job) -> Option<&str> {
    note(job)?.get("step").and_then(Value::as_str)
}

fn is_capped(job: &Job) -> bool {
    let kind = note(job).and_then(|note| note.get("note")).and_then(Value::as_str).unwrap_or_default();
    match kind {
        "step" => step(job) == Some("early"),
        "greeting" => false,
        kind => !UNCAPPED.contains(&kind),
    }
}
