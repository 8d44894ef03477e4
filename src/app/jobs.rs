//! Jobs: what a decision leaves to do, as rows committed with it; and how a row is read again.
//!
//! Two keys, never one: a timer's `dedupe` names the schedule it was made for, so a moved deadline sets a new timer; that a
//! step happens once is the decision's own key, held in the state.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::App;
use super::act::{Act, Subject};
use crate::chat::incoming::{Place, Posted};
use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::domain::lifecycle::action::Timer;
use crate::domain::lifecycle::effect::{Note, NotePlace};
use crate::domain::lifecycle::{Decision, Effect};
use crate::domain::own_time::days_off::DaysOff;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::domain::stats::Period;
use crate::ids::{CalendarId, EventId, HandoffId, JobId, PersonId, TeamId};
use crate::store::commit::{NewEvent, NewJob};

/// The field of a payload that names the events of the commit.
const EVENTS: &str = "events";

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Task {
    /// Look at a handoff again.
    Timer {
        /// What to look at.
        timer: Timer,
    },
    /// Say something about a handoff.
    Note {
        /// What.
        note: Note,
    },
    /// Ping somebody for what waited for them.
    Ping {
        /// Whom.
        person: PersonId,
        /// The key of the job that it was decided for.
        cause: String,
    },
    /// Draw the card in the channel, for the first time or anew.
    Card,
    /// A person's digest.
    PersonDigest {
        /// Whose.
        person: PersonId,
        /// The local date it is for.
        date: chrono::NaiveDate,
    },
    /// A team's digest in its channel.
    TeamDigest {
        /// Whose.
        team: TeamId,
        /// The local date it is for.
        date: chrono::NaiveDate,
    },
    /// Somebody looked at a person's figures.
    FiguresOpened {
        /// Whose.
        person: PersonId,
        /// Who looked.
        by: PersonId,
        /// At which days.
        period: Period,
    },
    /// Somebody else changed a person's days off.
    DaysOffChanged {
        /// Whose.
        person: PersonId,
        /// Who changed them.
        by: PersonId,
        /// As they were; where they are so again, nothing is told.
        before: Vec<DaysOff>,
    },
    /// A team's figures, asked for in a thread, go into its channel.
    TeamFigures {
        /// The platform's id of the channel.
        channel: String,
        /// What was asked, as in the buttons under them.
        asked: String,
    },
    /// Somebody left the server; their part is taken over.
    PersonLeft {
        /// Who.
        person: PersonId,
    },
    /// What was said of a test is taken back.
    TakeBack {
        /// Its card.
        card: Posted,
        /// The thread under it.
        thread: Option<Place>,
    },
    /// Every open handoff is counted anew: hours changed.
    Recount,
    /// The public holidays of a calendar are filled in for a year that came near.
    Holidays {
        /// Which calendar.
        calendar: CalendarId,
    },
    /// A day of the handoff came near: a draft of another playbook is opened for whoever owns the customer.
    OpenDraft {
        /// Key of that playbook.
        playbook: String,
        /// The day.
        on: chrono::NaiveDate,
    },
    /// A playbook that dates open drafts of was switched on or changed, or is planned for the first time: what is still to
    /// come is planned, a portion at a time.
    PlanDrafts {
        /// Its key.
        playbook: String,
        /// The playbook that handoffs are of whose turn it is, and the last of them that was planned; absent at the start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<(String, HandoffId)>,
    },
    /// The first words in a server.
    Greeting {
        /// Where the platform itself greets newcomers.
        channel: Option<String>,
        /// Whose server it is.
        owner: Option<PersonId>,
        /// Whether Baton was there before.
        is_back: bool,
    },
    /// What is over is forgotten.
    Upkeep,
    /// An answer that came too late to be told as one is told as a message.
    LateAnswer {
        /// Who asked.
        person: PersonId,
        /// The conversation whose readers it is for; absent where it is for who asked alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// What is said, files and all: it was the answer to one moment, and cannot be drawn again.
        message: Message,
    },
    /// The one line a person gets after down time.
    CatchUp {
        /// Whose.
        person: PersonId,
        /// Which start of the program.
        batch: String,
    },
}

/// A stored job that this program does not understand.
#[derive(Debug, thiserror::Error)]
#[error("not a job of this version: {0}")]
pub struct UnknownTask(#[from] serde_json::Error);

impl Task {
    /// Its kind, as stored beside the payload.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Timer { .. } => "timer",
            Self::Note { .. } => "note",
            Self::Ping { .. } => "ping",
            Self::Card => "card",
            Self::PersonDigest { .. } => "person_digest",
            Self::TeamDigest { .. } => "team_digest",
            Self::FiguresOpened { .. } => "figures_opened",
            Self::DaysOffChanged { .. } => "days_off_changed",
            Self::TeamFigures { .. } => "team_figures",
            Self::PersonLeft { .. } => "person_left",
            Self::TakeBack { .. } => "take_back",
            Self::Recount => "recount",
            Self::Holidays { .. } => "holidays",
            Self::OpenDraft { .. } => "open_draft",
            Self::PlanDrafts { .. } => "plan_drafts",
            Self::Greeting { .. } => "greeting",
            Self::Upkeep => "upkeep",
            Self::LateAnswer { .. } => "late_answer",
            Self::CatchUp { .. } => "catch_up",
        }
    }

    /// The stored form.
    pub fn payload(&self) -> Value {
        let mut payload = serde_json::to_value(self).unwrap_or(Value::Null);
        if let Some(fields) = payload.as_object_mut() {
            fields.insert("v".to_owned(), Value::from(1));
        }
        payload
    }

    /// Reads the stored form.
    pub fn from_payload(payload: &Value) -> Result<Self, UnknownTask> {
        Ok(serde_json::from_value(payload.clone())?)
    }
}

/// The lane in which everything about a handoff is said, in order.
pub fn handoff_lane(handoff: HandoffId) -> String {
    format!("handoff:{handoff}")
}

fn direct_lane(person: PersonId) -> String {
    format!("direct:{person}")
}

/// The jobs that follow from a decision. The first card comes before everything that hangs on it.
pub(super) fn from_effects(
    app: &App,
    act: &Act,
    before: &Subject,
    decision: &Decision,
    first_event: Option<EventId>,
) -> Vec<NewJob> {
    let handoff = before.handoff.id;
    let now = before.now;
    let is_first_send = before.handoff.round == 0 && decision.handoff.round > 0;
    let key = first_event.map_or_else(|| format!("v{}", before.handoff.version), |event| event.to_string());
    let mut jobs = Vec::with_capacity(decision.effects.len());
    for (index, effect) in (0_u32..).zip(&decision.effects) {
        let job = |task: Task, dedupe: String, lane: Option<String>, run_at: Timestamp| NewJob {
            id: JobId::new(app.ids.next(now)),
            kind: task.kind().to_owned(),
            dedupe,
            lane,
            run_at,
            handoff: Some(handoff),
            payload: task.payload(),
        };
        match effect {
            Effect::Timer { timer, at } => jobs.push(self::timer(app, handoff, timer, (now, *at))),
            Effect::Card => {
                let dedupe = format!("card:{handoff}:v{}", before.handoff.version + 1);
                let card = job(Task::Card, dedupe, Some(handoff_lane(handoff)), now);
                jobs.insert(if is_first_send { 0 } else { jobs.len() }, card);
            }
            Effect::Draft { playbook, on } => {
                let dedupe = format!("open_draft:{handoff}:{playbook}:{on}:{key}");
                jobs.push(job(Task::OpenDraft { playbook: playbook.clone(), on: *on }, dedupe, None, now));
            }
            Effect::Note(note) => {
                if let Some((batch, (clock, step))) = act.catching_up.as_ref().zip(is_folded(note)) {
                    let people = super::notes::people_of(clock, step, &decision.handoff);
                    jobs.extend(people.into_iter().map(|person| catch_up_job(app, before, person, batch)));
                    continue;
                }
                let lane = match note.place() {
                    NotePlace::Thread => handoff_lane(handoff),
                    NotePlace::Managers => "managers".to_owned(),
                    NotePlace::Direct => direct_lane(direct_to(note, decision)),
                };
                let dedupe = format!("note:{handoff}:{key}:{index}");
                jobs.push(job(Task::Note { note: note.clone() }, dedupe, Some(lane), now));
            }
        }
    }
    jobs
}

/// Names the events of a commit in its jobs, so that it can be told what came of what.
pub(super) fn name_events(jobs: &mut [NewJob], events: &[NewEvent]) {
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    for job in jobs {
        if let (Some(fields), Ok(ids)) = (job.payload.as_object_mut(), serde_json::to_value(&ids)) {
            fields.insert(EVENTS.to_owned(), ids);
        }
    }
}

/// Whether a job came of an event.
pub(super) fn came_of(payload: &Value, event: EventId) -> bool {
    let events = payload.get(EVENTS).and_then(Value::as_array);
    events.is_some_and(|events| events.iter().any(|id| id.as_str() == Some(event.to_string().as_str())))
}

/// The job of a timer, made now for a moment to come. Its id is of now: ids made by the coming moment would be ahead of
/// every id that the next start of the program makes.
pub(super) fn timer(app: &App, handoff: HandoffId, timer: &Timer, (now, at): (Timestamp, Timestamp)) -> NewJob {
    let task = Task::Timer { timer: timer.clone() };
    NewJob {
        id: JobId::new(app.ids.next(now)),
        kind: task.kind().to_owned(),
        dedupe: timer_key(handoff, timer, at),
        lane: None,
        run_at: at,
        handoff: Some(handoff),
        payload: task.payload(),
    }
}

/// Whom a direct note is for.
pub(super) fn direct_to(note: &Note, decision: &Decision) -> PersonId {
    if let Note::Greeting { to } = note { *to } else { decision.handoff.sender }
}

/// Reminders of single people are folded after down time; what managers hear stays as it is.
fn is_folded(note: &Note) -> Option<(ClockKind, Step)> {
    if let Note::Step { clock, step: step @ (Step::Early | Step::Due), .. } = note {
        Some((*clock, *step))
    } else {
        None
    }
}

fn catch_up_job(app: &App, before: &Subject, person: PersonId, batch: &str) -> NewJob {
    let task = Task::CatchUp { person, batch: batch.to_owned() };
    NewJob {
        id: JobId::new(app.ids.next(before.now)),
        kind: task.kind().to_owned(),
        dedupe: format!("catch_up:{batch}:{person}"),
        // It may wait for the end of quiet hours, and holds nothing up meanwhile.
        lane: None,
        run_at: before.now,
        handoff: None,
        payload: task.payload(),
    }
}

fn timer_key(handoff: HandoffId, timer: &Timer, at: Timestamp) -> String {
    match timer {
        Timer::Sla { clock, n, step, schedule } => {
            format!("sla:{handoff}:{}:n{n}:{}:v{schedule}", clock.key(), step.key())
        }
        Timer::AskPauseOver { question } => format!("pause:{handoff}:q{question}:{}", at.ms()),
        Timer::RatingLocks => format!("rating_locks:{handoff}:{}", at.ms()),
        Timer::SecondLookDue => format!("second_look:{handoff}"),
        Timer::GateOpens { gate } => format!("gate:{handoff}:{gate}:{}", at.ms()),
        Timer::DraftDue { playbook, on, at } => format!("draft_due:{handoff}:{playbook}:{on}:{}", at.ms()),
        Timer::Alarm { alarm, at, .. } => format!("alarm:{handoff}:{alarm}:{}", at.ms()),
        Timer::Tick { tick, n } => format!("tick:{handoff}:{tick}:n{n}"),
        Timer::LateArrival => format!("late_arrival:{handoff}"),
    }
}
