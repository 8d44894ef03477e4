//! What comes and goes on a platform: people who leave a server, servers that the bot is removed from and invited to again.
//!
//! A workspace without its bot sleeps: none of its jobs is worked on and none is lost. When it wakes, what fell due meanwhile
//! is caught up like after down time, one line a person. That somebody left is a job of its own, so that their part is taken
//! over however often the program stops half-way.

use tracing::{info, warn};

use super::App;
use super::act::{Act, Target};
use super::company::Company;
use super::fault::{ActFault, AppFault};
use super::jobs::Task;
use super::worker::Ran;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Action;
use crate::ids::{JobId, PersonId, WorkspaceId};
use crate::store::commit::{Commit, JobEnd, NewJob, Row};
use crate::store::identity::PersonState;
use crate::store::jobs::ClaimedJob;
use crate::store::lists::{Page, Which, Whose};

/// So many handoffs of somebody who left are looked at together.
const PARTS_AT_ONCE: u32 = 200;

/// The jobs of a sleeping workspace are looked at again after so long; waking does not wait for it.
const ASLEEP_LOOK_MS: i64 = 10 * 60_000;

impl App {
    /// The bot was removed from the server: nothing is sent until it is there again.
    pub async fn put_to_sleep(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        if self.store.is_asleep(workspace).await? {
            return Ok(());
        }
        info!(%workspace, "the bot is not in this server any more; everything is kept and nothing is sent until it is invited again");
        let now = self.store.now().await?;
        self.store.write(Commit::new(workspace, now).row(Row::Sleep)).await?;
        Ok(())
    }

    /// The bot is in the server. Where it was not before, what waited is caught up.
    pub async fn wake(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        if !self.store.is_asleep(workspace).await? {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        let now = self.store.now().await?;
        self.store.write(Commit::new(workspace, now).row(Row::Wake)).await?;
        info!(%workspace, "the bot is in this server again; what waited is caught up");
        Box::pin(self.catch_up_in_turn()).await
    }

    /// Somebody is not in the server any more; their part is taken over soon.
    pub async fn has_left(&self, workspace: WorkspaceId, person: PersonId) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let id = JobId::new(self.ids.next(now));
        let task = Task::PersonLeft { person };
        let job = NewJob {
            id,
            kind: task.kind().to_owned(),
            dedupe: format!("person_left:{person}:{id}"),
            lane: Some(format!("person_left:{person}")),
            run_at: now,
            handoff: None,
            payload: task.payload(),
        };
        self.store.write(Commit { jobs: vec![job], ..Commit::new(workspace, now) }).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Somebody leaves: the fallback person takes their part in every open handoff.
    pub async fn person_leaves(&self, workspace: WorkspaceId, person: PersonId) -> Result<(), AppFault> {
        let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(()) };
        let now = self.store.now().await?;
        let gone = Row::SetState { person, state: PersonState::Left };
        self.store.write(Commit::new(workspace, now).row(gone)).await?;
        let Some(fallback) = company.workspace.fallback.filter(|fallback| *fallback != person) else {
            warn!(%workspace, %person, "somebody left, and there is no fallback person");
            return Ok(());
        };
        // In the order in which a handoff moves on: one that is sent between the two looks is seen by the second.
        for which in [Which::Drafts, Which::Open] {
            self.hand_over(workspace, which, person, fallback).await?;
        }
        Ok(())
    }

    /// What was taken over is not listed any more; what could not be is passed by.
    async fn hand_over(
        &self,
        workspace: WorkspaceId,
        which: Which,
        person: PersonId,
        fallback: PersonId,
    ) -> Result<(), AppFault> {
        let mut page = Page { limit: PARTS_AT_ONCE, offset: 0 };
        loop {
            let parts = self.store.list(workspace, which, Whose::Person(person), page).await?;
            if parts.is_empty() {
                return Ok(());
            }
            for line in parts {
                let act = Act {
                    workspace,
                    target: Target::Existing(line.id),
                    action: Action::PersonLeft { person, fallback },
                    by: None,
                    source: self.platform().name(),
                    delivery: None,
                    finished: None,
                    catching_up: None,
                    form: None,
                    at: None,
                };
                match self.act(act).await {
                    Ok(acted) if !acted.events.is_empty() => {}
                    // Somebody else was faster.
                    Ok(_) => page.offset += 1,
                    Err(ActFault::Fault(fault)) => return Err(fault),
                    Err(fault) => {
                        warn!(handoff = %line.id, %fault, "a part could not be taken over");
                        page.offset += 1;
                    }
                }
            }
        }
    }

    pub(super) async fn run_person_left(&self, job: &ClaimedJob, person: PersonId) -> Result<Ran, AppFault> {
        self.person_leaves(job.workspace, person).await?;
        Ok(Ran::End(JobEnd::Done))
    }

    /// A job of a sleeping workspace waits; a digest is of its day and is not made up for.
    pub(super) async fn hold(&self, job: &ClaimedJob) -> Result<(), AppFault> {
        if matches!(Task::from_payload(&job.payload), Ok(Task::PersonDigest { .. } | Task::TeamDigest { .. })) {
            return self.end_job(job, JobEnd::Done).await;
        }
        let at = self.asleep_until().await?;
        if !self.store.release(job, at).await? {
            warn!(job = %job.id, "another worker has the job now");
        }
        Ok(())
    }

    /// What is to become of a job that found the bot removed.
    pub(super) async fn after_removal(&self, job: &ClaimedJob) -> Result<JobEnd, AppFault> {
        self.put_to_sleep(job.workspace).await?;
        Ok(JobEnd::RetryAt(self.asleep_until().await?, "the bot is not in the server".to_owned()))
    }

    /// What is to become of a job that found somebody gone: once more when their part is taken over, since it may be for
    /// somebody else by then.
    pub(super) async fn after_leaving(&self, job: &ClaimedJob, person: PersonId) -> Result<JobEnd, AppFault> {
        let found = self.store.person(job.workspace, person).await?;
        if found.is_none_or(|found| found.state != PersonState::Active) {
            return Ok(JobEnd::Discarded("they left the server".to_owned()));
        }
        self.has_left(job.workspace, person).await?;
        self.wait(job, 0, "somebody left the server".to_owned()).await
    }

    /// Remembers whether somebody takes direct messages, as the last one showed.
    pub(super) async fn remember_direct(
        &self,
        workspace: WorkspaceId,
        person: PersonId,
        is_closed: bool,
    ) -> Result<(), AppFault> {
        if self.store.is_direct_closed(workspace, person).await? == is_closed {
            return Ok(());
        }
        let row = if is_closed { Row::CloseDirect(person) } else { Row::OpenDirect(person) };
        self.store.write(Commit::new(workspace, self.store.now().await?).row(row)).await?;
        Ok(())
    }

    async fn asleep_until(&self) -> Result<Timestamp, AppFault> {
        Ok(self.store.now().await?.plus_ms(ASLEEP_LOOK_MS))
    }
}
