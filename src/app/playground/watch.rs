//! What the playground's page watches: whose turn it is, what happened, where the newcomer's walk stands, what it came to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::app::act::Subject;
use crate::app::fault::AppFault;
use crate::app::jobs::{Task, came_of};
use crate::app::notes::THREAD;
use crate::chat::cards;
use crate::chat::command::COMMANDS;
use crate::chat::message::{Block, Message, Text};
use crate::chat::route::Verb;
use crate::clock::Timestamp;
use crate::domain::handoff::{Handoff, Status};
use crate::domain::lifecycle::Event;
use crate::domain::lifecycle::action::Timer;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::{EventId, HandoffId, PersonId, WorkspaceId};
use crate::store::events::StoredEvent;
use crate::store::jobs::StoredJob;
use crate::store::lists::{HandoffLine, Page, Which, Whose};

/// At most so many lines of what happened.
const WORK_MAX: u32 = 200;
/// At most so many handoffs are looked at for whose turn it is.
const OPEN_MAX: u32 = 200;
/// At most so many waiting jobs are looked through for the next reminder.
const JOBS_MAX: u32 = 500;

/// A line of "What happened".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkLine {
    /// The event.
    pub id: EventId,
    /// When.
    pub at_ms: Timestamp,
    /// In plain words.
    pub line: Text,
    /// The event as it is stored, for the curious.
    pub event: Value,
    /// The jobs it left, as they stand.
    pub jobs: Vec<WorkJob>,
}

/// A job, for the curious.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkJob {
    kind: String,
    run_at_ms: Timestamp,
    state: String,
    lane: Option<String>,
}

/// Where the walk stands and what it points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    step: u32,
    person: &'static str,
    text: String,
    target: Value,
}

/// What the walk came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// From the start of the draft to the first send, in milliseconds.
    pub sender_ms: i64,
    /// Times the receiver was pinged, by what for.
    pub pings: BTreeMap<&'static str, u32>,
    /// Answers that the receiver had without asking.
    pub not_asked_twice: u32,
}

/// The commands a page offers.
pub fn commands(app: &App, locale: &str) -> Vec<Value> {
    let words = app.words(locale);
    let built = COMMANDS.iter().filter(|spec| spec.is_built);
    built.map(|spec| json!({ "text": spec.typed(), "about": cards::help::about(&words, spec) })).collect()
}

impl App {
    /// How many things wait for each person.
    pub async fn waiting_for(&self, workspace: WorkspaceId) -> Result<BTreeMap<PersonId, u32>, AppFault> {
        let page = Page { limit: OPEN_MAX, offset: 0 };
        let mut waiting = BTreeMap::new();
        for line in self.store.list(workspace, Which::Open, Whose::Everyone, page).await? {
            if let Some(person) = whose_turn(&line) {
                *waiting.entry(person).or_insert(0) += 1;
            }
        }
        Ok(waiting)
    }

    /// When the next reminder or deadline of a clock is; digests on the way do not count. The handoff of the walk comes
    /// first: whoever skips to *the* reminder means that one, not one of the year before.
    pub async fn next_reminder(&self, workspace: WorkspaceId) -> Result<Option<Timestamp>, AppFault> {
        let now = self.store.now().await?;
        let walk = self.handoff_of_the_walk(workspace).await?.map(|handoff| handoff.id);
        let waiting = self.store.waiting_jobs(workspace, JOBS_MAX).await?;
        let is_step = |payload: &Value| {
            matches!(Task::from_payload(payload), Ok(Task::Timer { timer: Timer::Sla { .. } | Timer::LateArrival }))
        };
        let steps = waiting.iter().filter(|job| is_step(&job.payload));
        let next = steps.filter_map(|job| Some((job.handoff != walk, job.next_at?))).min();
        Ok(next.map(|(_, at)| at.max(now)))
    }

    /// What happened in handoffs that a person may see, after an event, oldest first.
    pub async fn work_after(
        &self,
        workspace: WorkspaceId,
        viewer: PersonId,
        after: EventId,
    ) -> Result<Vec<WorkLine>, AppFault> {
        let mut events = if after.get() == 0 {
            let mut latest = self.store.latest_events(workspace, WORK_MAX).await?;
            latest.reverse();
            latest
        } else {
            self.store.events_after(workspace, after, WORK_MAX).await?
        };
        events.retain(|event| event.source != "rehearsal");
        let mut subjects: BTreeMap<HandoffId, Option<(Subject, Vec<StoredJob>)>> = BTreeMap::new();
        let mut lines = Vec::new();
        for stored in events {
            let Some(id) = stored.handoff else { continue };
            if let Entry::Vacant(unknown) = subjects.entry(id) {
                let subject = self.subject(workspace, id).await?;
                let seen = subject.filter(|subject| subject.handoff.round > 0 || subject.handoff.sender == viewer);
                unknown.insert(match seen {
                    Some(subject) => Some((subject, self.store.jobs_of_handoff(workspace, id).await?)),
                    None => None,
                });
            }
            if let Some(Some((subject, jobs))) = subjects.get(&id) {
                lines.extend(self.work_line(subject, jobs, stored).await?);
            }
        }
        Ok(lines)
    }

    async fn work_line(
        &self,
        subject: &Subject,
        jobs: &[StoredJob],
        stored: StoredEvent,
    ) -> Result<Option<WorkLine>, AppFault> {
        let Ok(event) = serde_json::from_value::<Event>(stored.payload.clone()) else { return Ok(None) };
        let scene = self.scene(subject, None).await?;
        let line = cards::work_line::work_line(&scene.view(subject), stored.by, &event);
        let event = json!({ "kind": stored.kind, "source": stored.source, "payload": stored.payload });
        let jobs = jobs.iter().filter(|job| came_of(&job.payload, stored.id)).map(|job| WorkJob {
            kind: job.kind.clone(),
            run_at_ms: job.run_at,
            state: job.state.clone(),
            lane: job.lane.clone(),
        });
        Ok(Some(WorkLine { id: stored.id, at_ms: stored.at, line, event, jobs: jobs.collect() }))
    }

    /// Where the newcomer's walk stands; nothing once it is done.
    pub async fn guide(&self, workspace: WorkspaceId) -> Result<Option<Guide>, AppFault> {
        let Some(handoff) = self.handoff_of_the_walk(workspace).await? else {
            return Ok(Some(self.step(1, "ana", button(Verb::Start))));
        };
        let is_reminded = handoff.latest_clock(ClockKind::Accept).is_some_and(|clock| clock.took(Step::Early));
        let guide = match handoff.status {
            Status::Draft | Status::Returned => self.step(2, "ana", button(Verb::Send)),
            Status::Sent if !is_reminded => self.step(3, "ana", json!({ "kind": "clock", "what": "next_reminder" })),
            Status::Sent => self.step(4, "ben", button(Verb::Accept)),
            Status::Accepted => self.step(5, "ben", button(Verb::FirstContact)),
            Status::KickedOff => match next_rating(&handoff) {
                Some(question) => self.step(6, "ben", button(question)),
                None => self.step(7, "ben", button(Verb::Complete)),
            },
            Status::Completed | Status::Cancelled => {
                if self.store.meta(&asked_stats_key(workspace)).await?.is_some() {
                    return Ok(None);
                }
                self.step(8, "mia", json!({ "kind": "compose", "text": "/handoff stats" }))
            }
        };
        Ok(Some(guide))
    }

    fn step(&self, step: u32, person: &'static str, target: Value) -> Guide {
        let words = self.words("en");
        Guide { step, person, text: words.playground_step(i64::from(step)), target }
    }

    /// The newest handoff or draft that did not come from the rehearsed past.
    async fn handoff_of_the_walk(&self, workspace: WorkspaceId) -> Result<Option<Handoff>, AppFault> {
        let born = self.store.workspace(workspace).await?.map(|workspace| workspace.created_at);
        let Some(born) = born else { return Ok(None) };
        let page = Page { limit: 20, offset: 0 };
        let mut newest: Option<HandoffLine> = None;
        for which in [Which::All, Which::Drafts] {
            for line in self.store.list(workspace, which, Whose::Everyone, page).await? {
                let is_walk = line.created_at >= born;
                if is_walk && newest.as_ref().is_none_or(|newest| newest.created_at < line.created_at) {
                    newest = Some(line);
                }
            }
        }
        match newest {
            Some(line) => Ok(self.store.handoff(workspace, line.id).await?),
            None => Ok(None),
        }
    }

    /// What the walk came to, for its last card.
    pub async fn summary(
        &self,
        workspace: WorkspaceId,
        receiver: PersonId,
        handoff: Option<HandoffId>,
    ) -> Result<Option<Summary>, AppFault> {
        let handoff = match handoff {
            Some(id) => self.store.handoff(workspace, id).await?,
            None => self.handoff_of_the_walk(workspace).await?,
        };
        let Some(handoff) = handoff else { return Ok(None) };
        let thread = self.store.post(workspace, Some(handoff.id), THREAD).await?;
        let root = thread.and_then(|post| post.message);
        let mut pings = BTreeMap::new();
        for message in self.chat_for(workspace, receiver, 0).await?.0 {
            let in_thread = message.thread.map(|id| id.to_string()) == root;
            if in_thread && message.message.pings.contains(&receiver) {
                *pings.entry(kind_of_ping(&message.message)).or_insert(0) += 1;
            }
        }
        let sent = handoff.times.first_sent.unwrap_or(handoff.times.changed);
        let not_asked_twice = u32::try_from(handoff.brief.values.len()).unwrap_or(u32::MAX);
        Ok(Some(Summary { sender_ms: sent.since(handoff.times.created), pings, not_asked_twice }))
    }
}

/// Key of the note that a walk's manager has asked for figures.
pub(in crate::app) fn asked_stats_key(workspace: WorkspaceId) -> String {
    format!("playground_asked_stats:{workspace}")
}

/// The question of the quick card that is open; nothing once all three are answered.
fn next_rating(handoff: &Handoff) -> Option<Verb> {
    let Some(rating) = handoff.own_rating() else { return Some(Verb::RateNeeded) };
    let open = [
        (rating.needed.is_none(), Verb::RateNeeded),
        (rating.timing.is_none(), Verb::RateTiming),
        (rating.felt.is_none(), Verb::RateFelt),
    ];
    open.into_iter().find_map(|(is_open, verb)| is_open.then_some(verb))
}

fn button(verb: Verb) -> Value {
    json!({ "kind": "button", "action_prefix": format!("1.{}.", verb.key()) })
}

/// What a message that pings is about, by the buttons it offers.
fn kind_of_ping(message: &Message) -> &'static str {
    let offers = |verb: Verb| {
        let prefix = format!("1.{}.", verb.key());
        let rows =
            message.blocks.iter().filter_map(|block| if let Block::Buttons(row) = block { Some(row) } else { None });
        rows.flatten().any(|button| button.id.starts_with(&prefix))
    };
    if offers(Verb::RateNeeded) {
        "rate"
    } else if offers(Verb::More) {
        "arrived"
    } else {
        "reminder"
    }
}

/// Who is to act next, as far as a line tells.
fn whose_turn(line: &HandoffLine) -> Option<PersonId> {
    match line.status {
        _ if line.has_open_question => Some(line.sender),
        Status::Sent => line.receiver,
        Status::Returned => Some(line.sender),
        Status::Accepted => line.accepted_by,
        Status::KickedOff if line.rated_at.is_none() => line.accepted_by,
        Status::Draft | Status::KickedOff | Status::Completed | Status::Cancelled => None,
    }
}
