//! Drafts that a date opens: 120 days before a contract ends, the brief for its renewal is begun for whoever owns the
//! customer by then, filled with what the handoff knows that has the date.
//!
//! The day is planned with the handoff (`domain::lifecycle::dated`) and looked at again here. Nothing is opened while the
//! playbook is off, where a later handoff of the customer knows another day, or where the customer has such a draft or
//! handoff already. One a customer, playbook and day, for ever: the row that says so is part of the draft's commit, so a
//! second worker, a second handoff with the same date and a repeated job find it taken.
//!
//! Switched on later, a playbook gets the drafts whose moment is still to come, and so does one that was on before this
//! program knew of dates: planned once for each version of it, at a start or in the nightly upkeep. What was passed is not
//! made up for: nobody is given a pile of drafts for contracts that they are busy with already.

use chrono::NaiveDate;

use super::App;
use super::act::{Act, Subject, Target};
use super::carry_over::Wanted;
use super::drafts::blank_draft;
use super::fault::{ActFault, AppFault};
use super::jobs::Task;
use super::receivers::Question;
use super::worker::{Ran, finished};
use crate::clock::Timestamp;
use crate::domain::brief::Brief;
use crate::domain::handoff::{Handoff, Purpose, Status};
use crate::domain::lifecycle::action::{Dated, Start};
use crate::domain::lifecycle::dated::{day_of, planned};
use crate::domain::lifecycle::{Action, Directory};
use crate::domain::playbook::{Account, AutoDraft, DatedDraft, Playbook};
use crate::domain::roles::Actor;
use crate::ids::{HandoffId, JobId, PersonId, WorkspaceId};
use crate::store::commit::{Commit, JobEnd, NewJob, Row};
use crate::store::jobs::ClaimedJob;
use crate::store::lists::HandoffLine;
use crate::store::playbooks::WorkspacePlaybook;

/// So many handoffs of one customer are looked at.
const HISTORY_MAX: u32 = 200;
/// So many handoffs are planned by one job, well within its lease.
const PORTION: u32 = 100;
/// Before the workspace and the key of a playbook: the version of it that was planned last.
const PLANNED: &str = "drafts_planned";
/// A draft that comes so much later than planned says so; down time is no reason to.
const LATE_MS: i64 = 24 * 3_600_000;

/// A draft that is to be opened.
struct Wish<'a> {
    source: &'a Subject,
    setting: WorkspacePlaybook,
    playbook: &'a Playbook,
    owner: PersonId,
    dated: Dated,
}

impl App {
    /// The drafts that dates in handoffs of this one's playbook open.
    pub(super) async fn dated_drafts(&self, handoff: &Handoff) -> Result<Vec<DatedDraft>, AppFault> {
        if handoff.purpose != Purpose::Real {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for setting in self.store.workspace_playbooks(handoff.workspace).await? {
            // One that this program cannot read opens nothing, and holds no other up.
            match self.playbook(handoff.workspace, &setting.digest).await {
                Ok(playbook) => found.extend(playbook.dated_draft_from(&handoff.playbook)),
                Err(AppFault::Unreadable(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(found)
    }

    /// Opens the draft of `key` that the day `on` of a handoff is for, if it is still wanted.
    pub(super) async fn run_open_draft(
        &self,
        job: &ClaimedJob,
        handoff: HandoffId,
        key: &str,
        on: NaiveDate,
    ) -> Result<Ran, AppFault> {
        let done = Ok(Ran::End(JobEnd::Done));
        let Some(source) = self.subject(job.workspace, handoff).await? else { return done };
        let Some(setting) = self.store.workspace_playbook(job.workspace, key).await? else { return done };
        let playbook = self.playbook(job.workspace, &setting.digest).await?;
        let Some(auto) = playbook.auto_draft.as_ref().filter(|_| setting.is_on) else { return done };
        let Some(due) = still_planned(&source, on, key) else { return done };
        let customer = source.handoff.customer.as_str();
        if self.store.dated_draft(job.workspace, (key, customer), on).await?.is_some() {
            return done;
        }
        let known = self.store.of_customer(job.workspace, customer, HISTORY_MAX).await?;
        if self.is_on_its_way(job.workspace, &known, (key, auto), on).await?
            || self.known_day(job.workspace, &known, auto).await? != Some(on)
        {
            return done;
        }
        let Some(owner) = self.owner_now(&source, &known).await? else {
            return Ok(Ran::End(JobEnd::Discarded(
                "whoever owned the customer has left, and nobody stands in".to_owned(),
            )));
        };
        let is_late = source.now.since(due) > LATE_MS;
        let dated = Dated { from: handoff, on, is_late };
        let wish = Wish { source: &source, setting, playbook: &playbook, owner, dated };
        self.open_draft(job, &wish).await
    }

    /// The draft, its row, its note and the end of the job are one commit.
    async fn open_draft(&self, job: &ClaimedJob, wish: &Wish<'_>) -> Result<Ran, AppFault> {
        let Wish { source, setting, playbook, owner: sender, dated } = wish;
        let (company, now, customer) = (&source.company, source.now, source.handoff.customer.clone());
        let wanted = Wanted { company, playbook, customer: &customer, sender: *sender, now };
        let entries = self.carried_from(&wanted, source);
        let mut brief = Brief::default();
        brief.values.extend(entries.iter().cloned());
        let question = Question { company, playbook, brief: &brief, sender: *sender, now };
        let start = Start {
            receiver: self.suggest(&question).await?,
            customer,
            purpose: Purpose::Real,
            deal_closed: None,
            signed: None,
            entries,
            dated: Some(*dated),
        };
        let blank = blank_draft(self, job.workspace, setting, *sender, now);
        let act = Act {
            workspace: job.workspace,
            target: Target::New(Box::new(blank)),
            action: Action::Start(start),
            by: None,
            source: "timer",
            delivery: None,
            finished: Some(finished(job, JobEnd::Done)),
            catching_up: None,
            form: None,
            at: None,
        };
        match self.act(act).await {
            Ok(_) | Err(ActFault::LeaseLost) => Ok(Ran::Ended),
            Err(ActFault::NoHandoff) => Ok(Ran::End(JobEnd::Done)),
            Err(ActFault::Refused(refused)) => {
                Ok(Ran::End(JobEnd::Discarded(format!("refused: {:?}", refused.refusal))))
            }
            // Also where another was faster for the same day: it is found there at the next look.
            Err(ActFault::Fault(fault)) => Err(fault),
        }
    }

    /// Whether the customer has such a draft or handoff under way, or one for this very day that is done.
    async fn is_on_its_way(
        &self,
        workspace: WorkspaceId,
        known: &[HandoffLine],
        (key, auto): (&str, &AutoDraft),
        on: NaiveDate,
    ) -> Result<bool, AppFault> {
        for line in known.iter().filter(|line| line.playbook == key) {
            if line.status == Status::Draft || line.status.is_open() {
                return Ok(true);
            }
            let done = self.store.handoff(workspace, line.id).await?;
            if done.is_some_and(|done| day_of(&done, &auto.field) == Some(on)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The day, as the handoff knows it that was accepted last among those that know one.
    async fn known_day(
        &self,
        workspace: WorkspaceId,
        known: &[HandoffLine],
        auto: &AutoDraft,
    ) -> Result<Option<NaiveDate>, AppFault> {
        for line in
            known.iter().filter(|line| line.accepted_by.is_some() && auto.from_playbooks.contains(&line.playbook))
        {
            let day = self.store.handoff(workspace, line.id).await?.and_then(|known| day_of(&known, &auto.field));
            if day.is_some() {
                return Ok(day);
            }
        }
        Ok(None)
    }

    /// Who owns the customer now: whoever accepted last what carries the account, else the owner of the handoff that knows the
    /// day; in the place of who left, whoever stands in.
    async fn owner_now(&self, source: &Subject, known: &[HandoffLine]) -> Result<Option<PersonId>, AppFault> {
        let mut owner = source.handoff.owner();
        for line in known {
            let Some(accepted_by) = line.accepted_by else { continue };
            let Some(handoff) = self.store.handoff(source.handoff.workspace, line.id).await? else { continue };
            let playbook = self.playbook(handoff.workspace, &handoff.playbook_version).await?;
            if playbook.account != Account::Stays {
                owner = accepted_by;
                break;
            }
        }
        let directory = source.company.directory();
        let people = [Some(owner), source.company.workspace.fallback];
        Ok(people.into_iter().flatten().find(|person| directory.is_present(*person)))
    }

    /// Plans the drafts of a playbook that are still to come, in every handoff that knows a day for it: a portion now, and a
    /// job for what is left, in one commit with the end of this one. What is planned already is left alone.
    pub(super) async fn run_plan_drafts(
        &self,
        job: &ClaimedJob,
        key: &str,
        after: Option<(String, HandoffId)>,
    ) -> Result<Ran, AppFault> {
        let done = Ok(Ran::End(JobEnd::Done));
        let Some(setting) = self.store.workspace_playbook(job.workspace, key).await? else { return done };
        let playbook = self.playbook(job.workspace, &setting.digest).await?;
        let sources = playbook.auto_draft.as_ref().map(|auto| auto.from_playbooks.as_slice()).unwrap_or_default();
        let (source, last) = match after {
            Some(after) => after,
            None => match sources.first() {
                Some(first) => (first.clone(), HandoffId::new(0)),
                None => return done,
            },
        };
        // Another version has other sources, and was planned for itself.
        let Some(place) = sources.iter().position(|known| *known == source) else { return done };
        let portion = self.store.accepted_in(job.workspace, &source, last, PORTION).await?;
        for id in &portion {
            self.count_anew(job.workspace, *id).await?;
        }
        let next = match portion.last() {
            Some(last) => Some((source, *last)),
            None => sources.get(place + 1).map(|next| (next.clone(), HandoffId::new(0))),
        };
        let mut commit = self.end_commit(job, JobEnd::Done).await?;
        commit.jobs.extend(next.map(|after| portion_job(self, key, Some(after), commit.at)));
        self.write_end(job, commit).await?;
        Ok(Ran::Ended)
    }

    /// What follows where a playbook that dates open drafts of is switched on or changed, as part of that commit.
    pub(super) fn plan(&self, commit: &mut Commit, playbook: &Playbook, digest: &str) {
        if playbook.auto_draft.is_some() {
            commit.rows.push(planned_row(commit.workspace, &playbook.key, digest));
            commit.jobs.push(portion_job(self, &playbook.key, None, commit.at));
        }
    }

    /// Plans what is to come of every playbook that is on and whose version was never planned: it stood there before this
    /// program. Two processes that start together plan it once.
    pub(super) async fn plan_unplanned(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        for setting in self.store.workspace_playbooks(workspace).await?.into_iter().filter(|setting| setting.is_on) {
            let playbook = match self.playbook(workspace, &setting.digest).await {
                Ok(playbook) if playbook.auto_draft.is_some() => playbook,
                Ok(_) | Err(AppFault::Unreadable(_)) => continue,
                Err(fault) => return Err(fault),
            };
            if self.store.meta(&planned_key(workspace, &setting.key)).await?.as_ref() == Some(&setting.digest) {
                continue;
            }
            let now = self.store.now().await?;
            let mut commit = Commit::new(workspace, now);
            commit.rows.push(planned_row(workspace, &playbook.key, &setting.digest));
            let dedupe = format!("plan_drafts:{}:{}", playbook.key, setting.digest);
            commit.jobs.push(NewJob { dedupe, ..portion_job(self, &playbook.key, None, now) });
            self.store.write(commit).await?;
        }
        Ok(())
    }
}

fn planned_key(workspace: WorkspaceId, key: &str) -> String {
    format!("{PLANNED}:{workspace}:{key}")
}

fn planned_row(workspace: WorkspaceId, key: &str, digest: &str) -> Row {
    Row::PutMeta { key: planned_key(workspace, key), value: digest.to_owned() }
}

/// When the draft was due, if the handoff still opens it for this day.
fn still_planned(source: &Subject, on: NaiveDate, key: &str) -> Option<Timestamp> {
    let directory: Directory = source.company.directory();
    let draft = source.dated.iter().find(|draft| draft.playbook == key)?;
    let (day, due) = planned(&source.context(Actor::System, &directory), &source.handoff, draft)?;
    (day == on).then_some(due)
}

fn portion_job(app: &App, key: &str, after: Option<(String, HandoffId)>, now: Timestamp) -> NewJob {
    let task = Task::PlanDrafts { playbook: key.to_owned(), after };
    let id = JobId::new(app.ids.next(now));
    NewJob {
        id,
        kind: task.kind().to_owned(),
        dedupe: format!("plan_drafts:{key}:{id}"),
        lane: None,
        run_at: now,
        handoff: None,
        payload: task.payload(),
    }
}
