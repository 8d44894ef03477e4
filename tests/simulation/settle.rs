//! The end of a run: nothing fails any more, everything that is due is done, and then nothing may be missing.

use baton::clock::Timestamp;
use baton::domain::calendar::{Calendar, Span, Unit};
use baton::domain::playbook::ClockKind;
use baton::ids::PersonId;
use rand::RngExt;

use crate::founding::playbook;
use crate::messages::step_of;
use crate::model::{Clock, Job, Seen, number};
use crate::replica::Purpose;
use crate::sim::Sim;

/// More rounds than that mean that something is due for ever.
const ROUNDS_MAX: usize = 300;
const GATES_MAX: usize = 20_000;

/// Notes that are said whatever happened since.
const ALWAYS_SAID: [&str; 8] =
    ["returned", "asked", "answered", "accepted", "kicked_off", "completed", "second_look", "part_taken"];

impl Sim {
    /// Waits until everything due is done, and looks whether anything is missing.
    pub async fn settle(&mut self) -> Result<(), String> {
        self.has_faults = false;
        self.say("from now on nothing fails");
        self.clock.set(self.latest.max(self.now()));
        for index in 0..self.replicas.len() {
            if self.replicas[index].app.is_none() {
                self.start(index).await?;
            }
        }
        for task in &mut self.tasks {
            task.frozen_until = None;
        }
        self.finish_tasks().await?;
        for _ in 0..ROUNDS_MAX {
            let index = self.dice.random_range(0..self.replicas.len());
            let side_by_side = self.dice.random_bool(0.5);
            self.begin(index, Purpose::Work { side_by_side }, "the last work");
            self.finish_tasks().await?;
            let Some(at) = self.overdue().await? else { return self.is_settled().await };
            self.clock.set(at);
            self.say("waits for what is to be tried again");
        }
        Err("something is due for ever".to_owned())
    }

    async fn finish_tasks(&mut self) -> Result<(), String> {
        for _ in 0..GATES_MAX {
            if self.tasks.is_empty() {
                return Ok(());
            }
            let index = self.dice.random_range(0..self.tasks.len());
            self.go(index).await?;
        }
        Err("a task never ends".to_owned())
    }

    /// When the first of the jobs can be done that should have been done by now; of a lane the first stops the others.
    async fn overdue(&mut self) -> Result<Option<Timestamp>, String> {
        const OVERDUE: &str = "SELECT CAST(next_at_ms AS TEXT), dedupe FROM jobs \
            WHERE workspace_id = $1 AND next_at_ms IS NOT NULL AND run_at_ms <= $2";
        let now = self.now();
        let rows = self.model.rows.all(OVERDUE, &[self.model.workspace, now.ms()]).await;
        let later = rows.iter().map(|row| number(&row[0])).filter(|at| *at > now.ms()).min();
        match (later, rows.first()) {
            (Some(at), _) => Ok(Some(Timestamp::from_ms(at))),
            (None, None) => Ok(None),
            (None, Some(row)) => Err(format!("the job {} is due, and nobody does it", row[1])),
        }
    }

    async fn is_settled(&mut self) -> Result<(), String> {
        self.nothing_was_set_aside().await?;
        let calendars = self.calendars().await?;
        for (id, seen) in &self.model.handoffs {
            for ((kind, n), clock) in &seen.clocks {
                let said = |what: &str| format!("handoff {id} ({}): {kind} {n} {what}", seen.playbook);
                let calendar = calendars.iter().find(|(id, _)| *id == clock.calendar);
                let Some((_, calendar)) = calendar else { return Err(said("has no calendar")) };
                self.is_decided(kind, clock, calendar, seen).map_err(|what| said(&what))?;
            }
            if seen.status != "draft" && seen.status != "cancelled" && seen.status != "completed" {
                let parts = [Some(seen.owner()), Some(seen.sender), seen.receiver];
                if let Some(left) =
                    self.left.iter().find(|left| self.is_known_gone(**left) && parts.contains(&Some(left.get())))
                {
                    return Err(format!("handoff {id} is still with {left}, who left"));
                }
            }
        }
        let kept = self.nothing_waits_for_ever().await?;
        let is_over = |job: &&Job| job.is_over && job.kind == "note" && !kept.contains(&job.dedupe);
        for job in self.model.jobs.values().filter(is_over) {
            self.is_said(job)?;
        }
        Ok(())
    }

    /// Whether the program heard of it before it died.
    fn is_known_gone(&self, person: PersonId) -> bool {
        let job = format!("person_left:{person}:");
        self.model.jobs.values().any(|known| known.dedupe.starts_with(&job))
    }

    async fn nothing_was_set_aside(&mut self) -> Result<(), String> {
        const ENDED: &str = "SELECT state, dedupe, COALESCE(last_error, '') FROM jobs WHERE workspace_id = $1 \
            AND (state = 'discarded' OR last_error LIKE '%bug%')";
        let rows = self.model.rows.all(ENDED, &[self.model.workspace]).await;
        match rows.iter().find(|row| row[2] != "they left the server") {
            Some(row) => Err(format!("the job {} is {}: {}", row[1], row[0], row[2])),
            None => Ok(()),
        }
    }

    async fn calendars(&mut self) -> Result<Vec<(i64, Calendar)>, String> {
        const CALENDARS: &str = "SELECT CAST(id AS TEXT), CAST(body AS TEXT) FROM calendars WHERE workspace_id = $1";
        let rows = self.model.rows.all(CALENDARS, &[self.model.workspace]).await;
        let read = |row: &Vec<String>| {
            serde_json::from_str(&row[1]).map(|calendar| (number(&row[0]), calendar)).map_err(|error| error.to_string())
        };
        rows.iter().map(read).collect()
    }

    /// A step whose time has passed unanswered was decided; a deadline that has passed is a breach.
    fn is_decided(&self, kind: &str, clock: &Clock, calendar: &Calendar, seen: &Seen) -> Result<(), String> {
        let now = self.now();
        if let Some(since) = clock.paused_since.filter(|_| kind == "accept" && clock.is_running) {
            let longest = Span { amount: 4, unit: Unit::BusinessHours };
            if calendar.add(Timestamp::from_ms(since), longest).is_ok_and(|until| until <= now) {
                return Err("stands still for more than four hours".to_owned());
            }
        }
        if !clock.is_running || clock.paused_since.is_some() || clock.due > now.ms() {
            return Ok(());
        }
        if !clock.steps.contains("due") || !clock.is_breached {
            return Err(format!(
                "is due since {} ms, and that was not decided: {:?}",
                now.ms() - clock.due,
                clock.steps
            ));
        }
        let is_own =
            |spec: &&baton::domain::playbook::ClockSpec| ClockKind::key(spec.clock) == kind && spec.ladder.is_some();
        if playbook(&seen.playbook)?.clocks.iter().any(|spec| is_own(&spec)) {
            return Ok(());
        }
        let passed =
            |amount, unit| calendar.add(Timestamp::from_ms(clock.due), Span { amount, unit }).is_ok_and(|at| at <= now);
        if passed(4, Unit::BusinessHours) && !clock.steps.contains("manager") {
            return Err("is late for more than four hours, and managers were not told".to_owned());
        }
        let is_receivers = matches!(kind, "accept" | "kickoff" | "complete");
        if is_receivers && passed(1, Unit::BusinessDays) && !clock.steps.contains("offer") {
            return Err("is late for more than a day, and nobody was offered it".to_owned());
        }
        Ok(())
    }

    /// No message is lost: what a job was to say was said, unless it was no longer wanted.
    fn is_said(&self, job: &Job) -> Result<(), String> {
        if self.chat.count(&job.dedupe) > 0 {
            return Ok(());
        }
        let note = job.payload.get("note").and_then(|note| note.get("note")).and_then(|note| note.as_str());
        let seen = job.handoff.and_then(|id| self.model.handoffs.get(&id));
        let is_owed = if let Some((key, _)) = step_of(job) {
            let is_direct = key.0 == "start";
            let refuses = seen.is_some_and(|seen| self.chat.refuses_direct(PersonId::new(seen.sender)));
            let clock = seen.and_then(|seen| seen.clocks.get(&key));
            clock.is_some_and(|clock| clock.is_running && !clock.was_paused && clock.paused_since.is_none())
                && !(is_direct && refuses)
        } else {
            note.is_some_and(|note| ALWAYS_SAID.contains(&note))
        };
        if is_owed { Err(format!("{} was to say {note:?} and never did", job.dedupe)) } else { Ok(()) }
    }
}
