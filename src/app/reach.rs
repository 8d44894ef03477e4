//! What comes and goes on a platform: people who leave a server, servers that the bot is removed from and invited to again.
//!
//! A workspace without its bot sleeps: none of its jobs is worked on and none is lost. When it wakes, what fell due meanwhile
//! is caught up like after down time, one line a person. That somebody left is a job of its own, so that their part is taken
//! over however often the program stops half-way.

use tracing::{info, warn};

use super::App;
use super::fault::AppFault;
use super::jobs::Task;
use super::worker::Ran;
use crate::clock::Timestamp;
use crate::ids::{JobId, PersonId, WorkspaceId};
use crate::store::commit::{Commit, JobEnd, NewJob, Row};
use crate::store::identity::PersonState;
use crate::store::jobs::ClaimedJob;

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
