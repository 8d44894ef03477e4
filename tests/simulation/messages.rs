//! What every message is held against the moment it is made: once for its job, in the order of its lane, not after what it
//! asks for has happened, and with the right figures.

use std::collections::BTreeSet;

use baton::chat::message::{Block, Message};
use baton::ids::{HandoffId, PersonId};
use serde_json::Value;

use crate::chat::Made;
use crate::model::{Job, Seen, number};
use crate::replica::Purpose;
use crate::sim::Sim;

/// A digest tells at most so many lines and counts the rest.
const LINES_MAX: usize = 10;

/// The clock, instance and step that a note is about.
pub fn step_of(job: &Job) -> Option<((String, i64), String)> {
    let note = job.payload.get("note")?;
    let text = |key: &str| note.get(key).and_then(Value::as_str).map(str::to_owned);
    (text("note")? == "step").then_some(())?;
    Some(((text("clock")?, note.get("n")?.as_i64()?), text("step")?))
}

impl Sim {
    /// Judges what a task has just delivered.
    pub async fn look_at_messages(&mut self, index: usize) -> Result<(), String> {
        for made in self.chat.take_made() {
            self.model.calls += 1;
            self.tally.messages += 1;
            let now = self.now();
            let task = &self.tasks[index];
            let Some(id) = self.model.by_dedupe.get(&made.handle).copied() else { continue };
            let Some(job) = self.model.jobs.get(&id).cloned() else { continue };
            let job = &job;
            let holder = self.model.holders.get(&id).filter(|holder| holder.task == task.id);
            let is_held = holder.is_some_and(|holder| now.ms() < holder.until);
            if self.chat.count(&made.handle) > 1 {
                if is_held {
                    return Err(format!("{} was said twice under a lease that holds", made.handle));
                }
                self.tally.zombies += 1;
                continue;
            }
            if is_held && let Some(earlier) = self.earlier_in_lane(id, job) {
                return Err(format!("{} was said before {earlier}, which comes first", made.handle));
            }
            if let Some((clock, step)) = step_of(job) {
                let seen = job.handoff.and_then(|handoff| self.model.handoffs.get(&handoff));
                let ended = seen.and_then(|seen| seen.clocks.get(&clock)).and_then(|clock| clock.ended);
                let is_one_by_one = matches!(task.purpose, Purpose::Work { side_by_side: false });
                let loaded = if is_one_by_one { task.loaded } else { 0 };
                let known_since = loaded.max(holder.map_or(0, |holder| holder.since));
                if ended.is_some_and(|ended| ended < known_since) {
                    let (kind, n) = clock;
                    return Err(format!("the step {step} of {kind} {n} was said after what it waits for had happened"));
                }
            }
            self.look_at_pings(index, &made, job).await?;
            if job.kind == "person_digest" {
                for person in &made.pings {
                    if self.was_quiet_throughout(index, *person, job).await? {
                        return Err(format!("{} comes in the quiet hours of {person}", made.handle));
                    }
                }
                self.recount(index, &made).await?;
            }
        }
        Ok(())
    }

    fn earlier_in_lane(&self, id: i64, job: &Job) -> Option<String> {
        let (lane, seq) = job.lane.as_ref()?;
        let is_earlier = |(other, earlier): &(&i64, &Job)| {
            let place = earlier.lane.as_ref().filter(|(of, _)| of == lane);
            !earlier.is_over && place.is_some_and(|(_, at)| (*at, **other) < (*seq, id))
        };
        self.model.jobs.iter().find(is_earlier).map(|(_, job)| job.dedupe.clone())
    }

    /// What is late in a person's digest equals a count of our own, where nothing changed while it was written.
    async fn recount(&mut self, index: usize, made: &Made) -> Result<(), String> {
        let task = &self.tasks[index];
        let is_quiet = task.boundary.0 >= self.model.changed && task.boundary.1 == self.now();
        let is_one_by_one = matches!(task.purpose, Purpose::Work { side_by_side: false });
        let Some(person) = made.pings.first().copied() else { return Ok(()) };
        let lines = lines(&made.message);
        if !is_quiet || !is_one_by_one || self.has_put_off || lines.len() >= LINES_MAX {
            return Ok(());
        }
        let now = self.now().ms();
        let mut expected = BTreeSet::new();
        for (id, seen) in &self.model.handoffs {
            for ((kind, _), clock) in &seen.clocks {
                let counts = clock.is_running && clock.paused_since.is_none() && clock.due <= now;
                if counts && whose(kind, seen) == Some(person.get()) {
                    expected.insert(format!("{}.late_{kind}", HandoffId::new(*id)));
                }
            }
        }
        for (id, late) in self.late_items(person, now).await {
            if late {
                expected.insert(format!("{}.late_items", HandoffId::new(id)));
            }
        }
        let told: BTreeSet<String> = lines.into_iter().filter(|line| line.contains(".late_")).collect();
        if told != expected {
            return Err(format!("{} tells of {told:?}, and a count gives {expected:?}", made.handle));
        }
        self.tally.digests += 1;
        Ok(())
    }

    /// Handoffs with items of the person that are late, by their own date or with the end of it all.
    async fn late_items(&mut self, person: PersonId, now: i64) -> Vec<(i64, bool)> {
        const ITEMS: &str = "SELECT CAST(handoff_id AS TEXT), assignee, CAST(due_at_ms AS TEXT) FROM checklist_items \
            WHERE workspace_id = $1 AND ticked_at_ms IS NULL AND key <> 'read_back'";
        let rows = self.model.rows.all(ITEMS, &[self.model.workspace]).await;
        let late = |row: &Vec<String>| {
            let id = number(&row[0]);
            let seen = self.model.handoffs.get(&id)?;
            let is_open = matches!(seen.status.as_str(), "sent" | "returned" | "accepted" | "kicked_off");
            let who =
                if row[1] == "sender" { Some(seen.sender) } else { seen.receiver.filter(|_| row[1] == "receiver") };
            let complete = seen.clocks.get(&("complete".to_owned(), 1));
            let complete =
                complete.filter(|clock| clock.is_running && clock.paused_since.is_none()).map(|clock| clock.due);
            let due = row[2].parse().ok().or(complete)?;
            let is_managers = row[1] == "manager" && self.is_first_manager(person, seen);
            (is_open && (who == Some(person.get()) || is_managers)).then_some((id, due <= now))
        };
        rows.iter().filter_map(late).collect()
    }

    /// There is one manager in these companies.
    fn is_first_manager(&self, person: PersonId, _: &Seen) -> bool {
        self.place.made.company.person("mia") == Some(person)
    }
}

/// Whose turn a clock waits for.
fn whose(kind: &str, seen: &Seen) -> Option<i64> {
    match (kind, seen.status.as_str()) {
        ("start" | "resubmit" | "answer", _) | ("kickoff" | "complete", "draft" | "returned") => Some(seen.sender),
        ("accept", _) | (_, "sent") => seen.receiver,
        _ => Some(seen.owner()),
    }
}

/// The lines of a digest, by what *Not today* would take out.
fn lines(message: &Message) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &message.blocks {
        if let Block::Select(select) = block {
            lines.extend(select.options.iter().map(|option| option.value.clone()));
        }
    }
    lines
}
