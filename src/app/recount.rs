//! Hours changed: every open handoff is counted anew. A hint to look, like a timer: what is so already is left alone, so a
//! job that runs twice, or stops half-way and runs again, does the same.

use super::App;
use super::act::{Act, Target};
use super::fault::{ActFault, AppFault};
use super::jobs::Task;
use super::worker::Ran;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Action;
use crate::ids::{HandoffId, JobId, WorkspaceId};
use crate::store::commit::{JobEnd, NewJob};
use crate::store::jobs::ClaimedJob;

/// So many are listed at once.
const PAGE: u32 = 200;

impl App {
    /// Counts everything anew as soon as the commit that it goes with is written.
    pub(super) fn recount_job(&self, now: Timestamp) -> NewJob {
        let id = JobId::new(self.ids.next(now));
        NewJob {
            id,
            kind: Task::Recount.kind().to_owned(),
            dedupe: format!("recount:{id}"),
            lane: Some("recount".to_owned()),
            run_at: now,
            handoff: None,
            payload: Task::Recount.payload(),
        }
    }

    pub(super) async fn run_recount(&self, job: &ClaimedJob) -> Result<Ran, AppFault> {
        let mut last = HandoffId::new(0);
        loop {
            // By key: what is sent or ended meanwhile moves nothing into a page that was read already.
            let ids = self.store.unfinished(job.workspace, last, PAGE).await?;
            let Some(end) = ids.last() else { break };
            last = *end;
            for id in ids {
                self.count_anew(job.workspace, id).await?;
            }
        }
        Ok(Ran::End(JobEnd::Done))
    }

    /// One handoff is counted anew in the hours and by the playbooks that are so now.
    pub(super) async fn count_anew(&self, workspace: WorkspaceId, id: HandoffId) -> Result<(), AppFault> {
        let act = Act {
            workspace,
            target: Target::Existing(id),
            action: Action::HoursChanged,
            by: None,
            source: "timer",
            delivery: None,
            form: None,
            finished: None,
            catching_up: None,
            at: None,
        };
        match self.act(act).await {
            // Gone or over by now.
            Ok(_) | Err(ActFault::NoHandoff | ActFault::Refused(_) | ActFault::LeaseLost) => Ok(()),
            Err(ActFault::Fault(fault)) => Err(fault),
        }
    }
}
