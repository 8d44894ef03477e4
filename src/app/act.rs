//! The one way in which a handoff changes: load → decide → commit. Page, command, webhook, scenario and timer all come
//! through here; a test holds that nothing else builds a [`HandoffChange`].
//!
//! State, events and jobs are one commit. When somebody else was faster the state is loaded again and the action decided
//! anew, three times; what was decided on old state is never written.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::App;
use super::company::Company;
use super::fault::{ActFault, AppFault, Refused};
use super::jobs;
use crate::clock::Timestamp;
use crate::domain::handoff::{Handoff, Status};
use crate::domain::lifecycle::action::{Start, Timer};
use crate::domain::lifecycle::event::PAYLOAD_VERSION;
use crate::domain::lifecycle::{Action, Context, Decision, Directory, Effect, Event, Refusal, decide};
use crate::domain::playbook::{DatedDraft, Playbook};
use crate::domain::roles::Actor;
use crate::ids::{EventId, HandoffId, PersonId, WorkspaceId};
use crate::store::Fault;
use crate::store::commit::{Commit, Delivery, FinishedJob, HandoffChange, NewEvent, Row, Written};

/// How often a step is decided anew when others are faster.
const ATTEMPTS_MAX: usize = 3;

/// One step.
#[derive(Debug, Clone)]
pub struct Act {
    /// Where.
    pub workspace: WorkspaceId,
    /// Which handoff.
    pub target: Target,
    /// What.
    pub action: Action,
    /// Who; absent for timers, schedules and imports.
    pub by: Option<PersonId>,
    /// From where: `playground`, `timer`, `import`.
    pub source: &'static str,
    /// The platform and its id of what asked for it; the same one twice is done once.
    pub delivery: Option<(&'static str, String)>,
    /// The job that this step is.
    pub finished: Option<FinishedJob>,
    /// Set while catching up after down time: reminders go into one line a person.
    pub catching_up: Option<String>,
    /// The form that asked for it, of which nothing has to be kept any more.
    pub form: Option<String>,
    /// The moment the step is decided at; the store's present where absent.
    pub at: Option<Timestamp>,
}

/// Which handoff a step is about.
#[derive(Debug, Clone)]
pub enum Target {
    /// One that exists.
    Existing(HandoffId),
    /// A new draft, before its first word.
    New(Box<Handoff>),
}

/// A handoff with everything needed to speak about it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its state.
    pub handoff: Handoff,
    /// Its playbook, in the version it is pinned to.
    pub playbook: Arc<Playbook>,
    /// Its workspace.
    pub company: Arc<Company>,
    /// Drafts of other playbooks that a date in it opens.
    pub dated: Vec<DatedDraft>,
    /// The moment it was looked at.
    pub now: Timestamp,
}

impl Subject {
    /// Its context for a decision or a question to the rules.
    pub fn context<'a>(&'a self, actor: Actor, directory: &'a Directory) -> Context<'a> {
        Context { now: self.now, actor, playbook: &self.playbook, directory, dated: &self.dated }
    }
}

/// A handoff's past, decided step by step under moments of long ago and written in one commit: for the sample company and
/// for imports of histories. The rules are the same; nobody is told anything.
pub struct Rehearsal {
    subject: Subject,
    directory: Directory,
    events: Vec<NewEvent>,
    timers: Vec<(Timestamp, Timer)>,
    has_number: bool,
}

/// What became of a step.
#[derive(Debug, Clone)]
pub struct Acted {
    /// The handoff after it.
    pub subject: Subject,
    /// What happened; empty where nothing changed.
    pub events: Vec<Event>,
    /// Whether the same delivery had been dealt with before.
    pub is_repeat: bool,
}

impl Rehearsal {
    /// Begins with a blank draft.
    pub fn new(subject: Subject) -> Self {
        let directory = subject.company.directory();
        Self { subject, directory, events: Vec::new(), timers: Vec::new(), has_number: false }
    }

    /// The handoff as it stands.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    fn due_timer(&mut self, until: Timestamp) -> Option<(Timestamp, Timer)> {
        let due = self.timers.iter().enumerate().filter(|(_, (at, _))| *at <= until);
        let (index, _) = due.min_by_key(|(_, (at, _))| *at)?;
        Some(self.timers.swap_remove(index))
    }
}

impl App {
    /// Carries out one step.
    pub async fn act(&self, act: Act) -> Result<Acted, ActFault> {
        // On the heap: a handoff before and after, with its commit, is too much for every caller's stack.
        Box::pin(self.load_decide_commit(act)).await
    }

    async fn load_decide_commit(&self, act: Act) -> Result<Acted, ActFault> {
        for _ in 0..ATTEMPTS_MAX {
            let subject = self.subject_of(&act).await?;
            let decision = match Self::decide(&act, &subject) {
                Ok(decision) => decision,
                Err(refused) => return self.refused_or_repeated(&act, refused).await,
            };
            let is_idle = decision.events.is_empty() && decision.effects.is_empty();
            if is_idle && act.finished.is_none() && act.delivery.is_none() {
                return Ok(Acted { subject, events: Vec::new(), is_repeat: false });
            }
            let commit = self.commit(&act, &subject, &decision);
            let written = match self.store.write(commit).await {
                // Two processes drew the same id in the same millisecond; the next ones are others.
                Err(Fault::Taken(_)) => continue,
                written => written?,
            };
            match written {
                Written::Committed(receipt) => {
                    self.wake.notify_one();
                    let mut after = Subject { handoff: decision.handoff, ..subject };
                    after.handoff.number = receipt.number.or(after.handoff.number);
                    after.handoff.version = receipt.version.max(after.handoff.version);
                    return Ok(Acted { subject: after, events: decision.events, is_repeat: false });
                }
                Written::Stale => {}
                Written::LeaseLost => return Err(ActFault::LeaseLost),
                Written::Duplicate(outcome) => return self.repeated(&act, &outcome).await,
            }
        }
        Err(AppFault::Busy.into())
    }

    async fn subject_of(&self, act: &Act) -> Result<Subject, ActFault> {
        let mut subject = match &act.target {
            Target::Existing(id) => self.subject(act.workspace, *id).await?.ok_or(ActFault::NoHandoff)?,
            Target::New(blank) => self.subject_around((**blank).clone()).await?.ok_or(ActFault::NoHandoff)?,
        };
        if let Some(at) = act.at {
            subject.now = at;
        }
        Ok(subject)
    }

    fn decide(act: &Act, subject: &Subject) -> Result<Decision, ActFault> {
        let actor = act.by.map_or(Actor::System, |person| subject.company.actor(person, &subject.handoff));
        let directory = subject.company.directory();
        decide(&subject.handoff, &act.action, &subject.context(actor, &directory))
            .map_err(|refusal| ActFault::Refused(Box::new(Refused { refusal, subject: subject.clone() })))
    }

    fn commit(&self, act: &Act, before: &Subject, decision: &Decision) -> Commit {
        let now = before.now;
        let id = before.handoff.id;
        let is_new = before.handoff.version == 0;
        let mut commit = Commit::new(act.workspace, now);
        // What happened is of the state it was decided on, also where it left that state as it was.
        let has_changed = is_new || !decision.events.is_empty() || decision.handoff != before.handoff;
        let known = (!is_new).then_some(&before.handoff);
        commit.handoff = has_changed.then(|| change(known, &decision.handoff, decision.assigns_number()));
        let said = |event| self.new_event(id, now, event, (act.by, act.source), act.catching_up.as_deref());
        commit.events = decision.events.iter().map(said).collect();
        commit.jobs = jobs::from_effects(self, act, before, decision, commit.events.first().map(|event| event.id));
        jobs::name_events(&mut commit.jobs, &commit.events);
        commit.finished.clone_from(&act.finished);
        commit.delivery = act.delivery.as_ref().map(|(platform, delivery)| Delivery {
            platform: (*platform).to_owned(),
            id: delivery.clone(),
            outcome: json!({ "v": 1, "handoff": id }),
        });
        if let (Some(form), Some(person)) = (&act.form, act.by) {
            commit.rows.push(Row::ForgetForm { person, form: form.clone() });
        }
        if let Action::Start(Start { dated: Some(dated), .. }) = &act.action {
            let (playbook, customer) = (before.handoff.playbook.clone(), decision.handoff.customer.clone());
            let row = crate::store::dated_drafts::DatedDraft { playbook, customer, on: dated.on, handoff: id };
            commit.rows.push(Row::TakeDate(row));
        }
        if let (Action::Start(_), Some(person)) = (&act.action, act.by.and_then(|by| before.company.persons.get(&by))) {
            let playbook = before.handoff.playbook.clone();
            if person.last_playbook.as_ref() != Some(&playbook) {
                commit.rows.push(Row::LastPlaybook { person: person.id, playbook });
            }
        }
        commit.rows.extend(new_parties(known, &decision.handoff).into_iter().map(Row::IsHere));
        commit
    }

    fn new_event(
        &self,
        handoff: HandoffId,
        now: Timestamp,
        event: &Event,
        (by, source): (Option<PersonId>, &str),
        catching_up: Option<&str>,
    ) -> NewEvent {
        let mut payload = serde_json::to_value(event).unwrap_or(Value::Null);
        let kind = payload.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(fields) = payload.as_object_mut() {
            fields.insert("v".to_owned(), json!(PAYLOAD_VERSION));
            if let Some(batch) = catching_up {
                fields.insert("catching_up".to_owned(), json!(batch));
            }
        }
        NewEvent {
            id: EventId::new(self.ids.next(now)),
            handoff: Some(handoff),
            at: now,
            kind,
            by,
            source: source.to_owned(),
            payload,
        }
    }

    /// Decides the next step of a rehearsal; timers that were due before it fire first.
    pub fn rehearse_step(
        &self,
        rehearsal: &mut Rehearsal,
        at: Timestamp,
        by: PersonId,
        action: &Action,
    ) -> Result<(), Refusal> {
        while let Some(next) = rehearsal.due_timer(at) {
            self.rehearse_one(rehearsal, next.0, None, &Action::TimerFired(next.1))?;
        }
        self.rehearse_one(rehearsal, at, Some(by), action)
    }

    fn rehearse_one(
        &self,
        rehearsal: &mut Rehearsal,
        at: Timestamp,
        by: Option<PersonId>,
        action: &Action,
    ) -> Result<(), Refusal> {
        let Rehearsal { subject, directory, events, timers, has_number } = rehearsal;
        subject.now = at;
        let actor = by.map_or(Actor::System, |person| subject.company.actor(person, &subject.handoff));
        let decision = decide(&subject.handoff, action, &subject.context(actor, directory))?;
        let id = subject.handoff.id;
        events.extend(decision.events.iter().map(|event| self.new_event(id, at, event, (by, "rehearsal"), None)));
        *has_number |= decision.assigns_number();
        for effect in decision.effects {
            if let Effect::Timer { timer, at } = effect {
                timers.push((at, timer));
            }
        }
        subject.handoff = decision.handoff;
        Ok(())
    }

    /// Writes a rehearsal that ends `now`, once for its delivery. Timers that lie ahead are set, so that the handoff lives on
    /// from here.
    pub async fn write_rehearsal(
        &self,
        rehearsal: Rehearsal,
        now: Timestamp,
        delivery: Delivery,
    ) -> Result<(), AppFault> {
        let Rehearsal { subject, events, timers, has_number, .. } = rehearsal;
        let id = subject.handoff.id;
        let mut commit = Commit::new(subject.handoff.workspace, now);
        commit.jobs = timers
            .iter()
            .filter(|(at, _)| *at > now)
            .map(|(at, timer)| jobs::timer(self, id, timer, (now, *at)))
            .collect();
        commit.events = events;
        commit.handoff = Some(change(None, &subject.handoff, has_number));
        commit.delivery = Some(delivery);
        self.store.write(commit).await?;
        Ok(())
    }

    /// What came twice is answered like the first time, not refused because of the first.
    async fn refused_or_repeated(&self, act: &Act, refused: ActFault) -> Result<Acted, ActFault> {
        let Some((platform, delivery)) = &act.delivery else { return Err(refused) };
        match self.store.inbox_outcome(act.workspace, platform, delivery).await? {
            Some(outcome) => self.repeated(act, &outcome).await,
            None => Err(refused),
        }
    }

    /// The same delivery again: nothing is done, and what it led to then is shown as it stands now.
    async fn repeated(&self, act: &Act, outcome: &Value) -> Result<Acted, ActFault> {
        let id = outcome.get("handoff").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let subject = match id {
            Some(id) => self.subject(act.workspace, id).await?,
            None => None,
        };
        let subject = subject.ok_or(ActFault::NoHandoff)?;
        Ok(Acted { subject, events: Vec::new(), is_repeat: true })
    }

    /// A handoff with its playbook and company; absent where there is none in this workspace.
    pub async fn subject(&self, workspace: WorkspaceId, id: HandoffId) -> Result<Option<Subject>, AppFault> {
        match self.store.handoff(workspace, id).await? {
            Some(handoff) => self.subject_around(handoff).await,
            None => Ok(None),
        }
    }

    /// Everything around a handoff that is at hand already.
    pub async fn subject_around(&self, handoff: Handoff) -> Result<Option<Subject>, AppFault> {
        let Some(company) = Company::load(&self.store, handoff.workspace).await? else { return Ok(None) };
        let playbook = self.playbook_of(&company, &handoff).await?;
        let dated = self.dated_drafts(&handoff).await?;
        let now = self.store.now().await?;
        Ok(Some(Subject { handoff, playbook, company: Arc::new(company), dated, now }))
    }
}

/// Who has a part now and had none before. In a draft it is only the sender's; whom it names gets it when it is sent.
fn new_parties(before: Option<&Handoff>, after: &Handoff) -> BTreeSet<PersonId> {
    let parties = |it: &Handoff| [Some(it.sender), it.receiver, it.backup, it.accepted_by];
    let known = before.map(parties).unwrap_or_default();
    let is_sent = after.status == Status::Sent && before.is_some_and(|before| before.status == Status::Draft);
    let named = after.receiver.filter(|_| is_sent);
    parties(after).into_iter().filter(|party| !known.contains(party)).chain([named]).flatten().collect()
}

/// The one place that builds what writes a handoff.
fn change(before: Option<&Handoff>, after: &Handoff, assign_number: bool) -> HandoffChange {
    HandoffChange { before: before.cloned(), after: after.clone(), assign_number }
}
