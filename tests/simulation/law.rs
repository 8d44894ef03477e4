//! The rules of one commit, as the product tells them: which events lead where, and what each has to tell.

use serde_json::Value;

use crate::model::{Job, Seen, number};
use crate::rows::Columns;

/// An event, as its row tells it.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its key, as payloads of jobs write it.
    pub id: String,
    /// Its place in the history.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// What.
    pub kind: String,
    /// The rest.
    pub payload: Value,
}

impl Happened {
    /// From a row.
    pub fn read(row: &Columns) -> Self {
        Self {
            id: baton::ids::EventId::new(number(&row[0])).to_string(),
            seq: number(&row[1]),
            at: number(&row[2]),
            kind: row[3].clone(),
            payload: serde_json::from_str(&row[4]).unwrap_or_default(),
        }
    }

    fn text(&self, key: &str) -> &str {
        self.payload.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn n(&self) -> i64 {
        self.payload.get("n").and_then(Value::as_i64).unwrap_or_default()
    }

    fn person(&self, key: &str) -> Option<i64> {
        self.text(key).parse::<baton::ids::PersonId>().ok().map(baton::ids::PersonId::get)
    }

    fn is(&self, key: &str) -> bool {
        self.payload.get(key).and_then(Value::as_bool).unwrap_or_default()
    }
}

/// From where an event of a kind leads where; nothing for one that leads nowhere.
const MOVES: [(&str, &[&str], &str); 9] = [
    ("started", &[""], "draft"),
    ("sent", &["draft", "returned"], "sent"),
    ("accepted", &["sent"], "accepted"),
    ("returned", &["sent"], "returned"),
    ("rerouted", &["sent"], "sent"),
    ("reassigned", &["sent", "accepted", "kicked_off"], "sent"),
    ("kicked_off", &["accepted"], "kicked_off"),
    ("completed", &["kicked_off"], "completed"),
    ("cancelled", &["draft", "sent", "returned", "accepted", "kicked_off"], "cancelled"),
];

/// Which note an event has to leave behind.
const TOLD: [(&str, &str); 15] = [
    ("returned", "returned"),
    ("asked", "asked"),
    ("answered", "answered"),
    ("accepted", "accepted"),
    ("rerouted", "rerouted"),
    ("reassigned", "reassigned"),
    ("kicked_off", "kicked_off"),
    ("completed", "completed"),
    ("read_back_disputed", "read_back_disputed"),
    ("rating_locked", "rating_shown"),
    ("second_look_asked", "second_look"),
    ("alarm_raised", "alarm"),
    ("tick_given", "tick"),
    ("late_arrival_told", "late_arrival"),
    ("gate_opened", "gate_opened"),
];

/// Holds one commit against the rules.
pub fn judge(id: i64, before: &Seen, after: &Seen, events: &[Happened], jobs: &[&Job]) -> Result<(), String> {
    let said = |what: String| format!("handoff {id} ({}, version {}): {what}", after.playbook, after.version);
    let (mut status, mut sender, mut owner) = (before.status.clone(), before.sender, before.accepted_by);
    if before.version == 0 {
        sender = after.sender;
    }
    for (place, event) in events.iter().enumerate() {
        let expected = i64::try_from(before.events + place + 1).unwrap_or_default();
        if event.seq != expected {
            return Err(said(format!("its history goes on with {} where {expected} comes next", event.seq)));
        }
        if let Some((_, from, to)) = MOVES.iter().find(|(kind, _, _)| *kind == event.kind) {
            if !from.contains(&status.as_str()) {
                return Err(said(format!("{} while it was {status:?}", event.kind)));
            }
            (*to).clone_into(&mut status);
        }
        match event.kind.as_str() {
            "accepted" => owner = event.person("by"),
            "sender_set" => sender = event.person("to").unwrap_or_default(),
            "part_taken" => {
                let (left, by) = (event.person("left"), event.person("by"));
                owner = if owner.is_some() && owner == left { by } else { owner };
                sender = if Some(sender) == left { by.unwrap_or_default() } else { sender };
            }
            _ => {}
        }
        is_told(event, jobs).map_err(&said)?;
    }
    if status != after.status {
        return Err(said(format!("its events lead to {status:?}, and it is {:?}", after.status)));
    }
    if (sender, owner.unwrap_or(sender)) != (after.sender, after.owner()) {
        return Err(said(format!(
            "its events give the owner {:?}, and its row {}",
            owner.unwrap_or(sender),
            after.owner()
        )));
    }
    judge_steps(before, after, events).map_err(&said)?;
    let is_shown =
        !matches!(after.status.as_str(), "draft") && after.status != "cancelled" && before.status != "completed";
    let card = format!(":v{}", after.version);
    let has_card = jobs.iter().any(|job| job.kind == "card" && job.dedupe.ends_with(&card));
    if is_shown && !events.is_empty() && !has_card {
        return Err(said("it changed, and its card is not to be drawn anew".to_owned()));
    }
    if matches!(after.status.as_str(), "completed" | "cancelled")
        && let Some(((kind, n), _)) = after.clocks.iter().find(|(_, clock)| clock.is_running)
    {
        return Err(said(format!("it is over, and its clock {kind} {n} runs")));
    }
    Ok(())
}

/// What a step of a clock must be like at the moment it is decided.
fn judge_steps(before: &Seen, after: &Seen, events: &[Happened]) -> Result<(), String> {
    for event in events.iter().filter(|event| event.kind == "step_decided") {
        let (key, step) = ((event.text("clock").to_owned(), event.n()), event.text("step"));
        let name = format!("the step {step} of {} {}", key.0, key.1);
        let Some(clock) = after.clocks.get(&key) else { return Err(format!("{name} is of no clock")) };
        if !clock.steps.contains(step) {
            return Err(format!("{name} is told and not kept"));
        }
        let earlier = before.clocks.get(&key);
        if earlier.is_some_and(|earlier| earlier.steps.contains(step)) {
            return Err(format!("{name} was decided twice"));
        }
        if earlier.is_some_and(|earlier| !earlier.is_running) {
            return Err(format!("{name} was decided after what it waits for had happened"));
        }
        if event.is("passed_over") {
            continue;
        }
        if earlier.is_some_and(|earlier| earlier.paused_since.is_some()) && clock.paused_since.is_some() {
            return Err(format!("{name} was decided while the clock stood still"));
        }
        let least = if step == "early" { clock.start.min(clock.due) } else { clock.due };
        if event.at < least {
            return Err(format!("{name} was decided {} ms before its time", least - event.at));
        }
        if step != "early" && !clock.is_breached {
            return Err(format!("{name} was decided without a breach"));
        }
    }
    for event in events.iter().filter(|event| event.kind == "breached") {
        let earlier = before.clocks.get(&(event.text("clock").to_owned(), event.n()));
        if earlier.is_some_and(|earlier| !earlier.is_running || earlier.is_breached) {
            return Err(format!("{} {} was breached when it was over, or twice", event.text("clock"), event.n()));
        }
    }
    for (key, clock) in &after.clocks {
        let known = before.clocks.get(key).map_or(0, |earlier| earlier.steps.len());
        let decided = events
            .iter()
            .filter(|event| event.kind == "step_decided" && (event.text("clock"), event.n()) == (key.0.as_str(), key.1))
            .count();
        if clock.steps.len() != known + decided {
            return Err(format!("{} {} has steps that no event tells of", key.0, key.1));
        }
        if before.clocks.get(key).is_some_and(|earlier| earlier.is_breached && !clock.is_breached) {
            return Err(format!("the breach of {} {} was erased", key.0, key.1));
        }
    }
    Ok(())
}

/// Whether what an event has to tell was queued with it.
fn is_told(event: &Happened, jobs: &[&Job]) -> Result<(), String> {
    let note = match event.kind.as_str() {
        "sent" if event.payload.get("round").and_then(Value::as_i64) == Some(1) => Some("arrived"),
        "sent" => Some("sent_again"),
        "step_decided" if !event.is("passed_over") && event.payload.get("catching_up").is_none() => Some("step"),
        "cancelled" if event.text("from") != "draft" => Some("cancelled"),
        kind => TOLD.iter().find(|(of, _)| *of == kind).map(|(_, note)| *note),
    };
    let Some(note) = note else { return Ok(()) };
    let came_of = |job: &&&Job| {
        let events = job.payload.get("events").and_then(Value::as_array);
        events.is_some_and(|events| events.iter().any(|id| id.as_str() == Some(event.id.as_str())))
    };
    let is_it =
        |job: &&Job| job.payload.get("note").and_then(|kind| kind.get("note")).and_then(Value::as_str) == Some(note);
    if jobs.iter().filter(came_of).copied().any(|job| is_it(&job)) {
        return Ok(());
    }
    Err(format!("{} happened, and no job says {note:?}", event.kind))
}
