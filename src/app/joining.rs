//! Baton comes into a server or leaves it. A new invitation is greeted with one message, once: it is a job with the
//! invitation in its key, so that a restart, a reconnect or the same event again never doubles it.

use super::App;
use super::company::Company;
use super::fault::AppFault;
use super::jobs::Task;
use super::upkeep::UPKEEP;
use super::worker::Ran;
use crate::chat::cards::joining;
use crate::chat::incoming::{Deliver, Place};
use crate::clock::Timestamp;
use crate::ids::{JobId, PersonId, WorkspaceId};
use crate::platform::DeliveryFault;
use crate::store::commit::{Commit, JobEnd, NewJob, Row};
use crate::store::identity::Workspace;
use crate::store::jobs::ClaimedJob;
use crate::store::setups::Installation;

/// Where a greeting can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Greeting {
    /// The platform's id of the channel in which it greets newcomers itself.
    pub(super) channel: Option<String>,
    /// Whose server it is.
    pub(super) owner: Option<PersonId>,
}

impl App {
    /// Baton is in the server of a workspace, invited at that moment. Greets it where that is new.
    pub(super) async fn is_in(
        &self,
        workspace: &Workspace,
        since: Option<Timestamp>,
        greeting: Greeting,
    ) -> Result<(), AppFault> {
        let known = self.store.installation(workspace.id).await?;
        let now = self.store.now().await?;
        let joined_at = match (known, since) {
            (Some(known), Some(since)) => known.joined_at.max(since),
            (Some(known), None) => known.joined_at,
            (None, since) => since.unwrap_or(now),
        };
        let is_invited = known.is_none_or(|known| joined_at > known.joined_at);
        let is_back = known.is_some_and(|known| known.left_at.is_some());
        if !is_invited && !is_back {
            return Ok(());
        }
        let mut commit = Commit::new(workspace.id, now);
        commit.rows.push(Row::PutInstallation(Installation { joined_at, left_at: None }));
        if is_back && let Some(company) = Company::load(&self.store, workspace.id).await? {
            let schedules = company.persons.values().map(|person| super::digests::of_person(&company, person, now));
            commit.rows.extend(schedules.map(Row::PutSchedule));
        }
        // Where handoffs go on already, nobody has to be told that Baton is there.
        if is_invited && (workspace.set_up_at.is_none() || known.is_some()) {
            let Greeting { channel, owner } = greeting;
            let task = Task::Greeting { channel, owner, is_back: known.is_some() };
            commit.jobs.push(NewJob {
                id: JobId::new(self.ids.next(now)),
                kind: task.kind().to_owned(),
                dedupe: format!("joined:{}", joined_at.ms()),
                lane: None,
                run_at: now,
                handoff: None,
                payload: task.payload(),
            });
        }
        self.store.write(commit).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Baton is not in the server any more: nobody there is told anything until it is invited again.
    pub(super) async fn is_out(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let known = self.store.installation(workspace).await?;
        let joined_at = known.map_or(now, |known| known.joined_at);
        let mut commit = Commit::new(workspace, now);
        commit.rows.push(Row::PutInstallation(Installation { joined_at, left_at: Some(now) }));
        let schedules = self.store.schedules(workspace).await?;
        for schedule in schedules.into_iter().filter(|schedule| schedule.kind != UPKEEP) {
            commit.rows.push(Row::RemoveSchedule { key: schedule.key });
        }
        self.store.write(commit).await?;
        Ok(())
    }

    /// One message: where the platform greets newcomers, else to whoever owns the server.
    pub(super) async fn run_greeting(
        &self,
        job: &ClaimedJob,
        Greeting { channel, owner }: Greeting,
        is_back: bool,
    ) -> Result<Ran, AppFault> {
        let Some(workspace) = self.store.workspace(job.workspace).await? else {
            return Ok(Ran::End(JobEnd::Done));
        };
        let words = self.words(&workspace.locale);
        let message = match (workspace.set_up_at, is_back) {
            (None, _) => joining::hello(&words),
            (Some(_), true) => joining::back(&words),
            // Somebody was faster and set it up already.
            (Some(_), false) => return Ok(Ran::End(JobEnd::Done)),
        };
        if let Some(channel) = channel {
            let what = Deliver::Post { to: Place::channel(channel), message: message.clone() };
            match self.send_even_before_set_up(job, what).await {
                Ok(_) => return self.end_with(job, Vec::new()).await,
                Err(DeliveryFault::Never(_) | DeliveryFault::NoDirect | DeliveryFault::Left(_)) => {}
                Err(fault @ (DeliveryFault::Later { .. } | DeliveryFault::Removed)) => {
                    return self.undelivered(job, fault).await;
                }
            }
        }
        let Some(owner) = owner else {
            return Ok(Ran::End(JobEnd::Discarded("nobody could be greeted".to_owned())));
        };
        let to_them = ClaimedJob { dedupe: format!("{}:owner", job.dedupe), ..job.clone() };
        match self.send_even_before_set_up(&to_them, Deliver::Direct { to: owner, message }).await {
            Ok(_) => self.end_with(job, Vec::new()).await,
            Err(fault) => self.undelivered(job, fault).await,
        }
    }
}
