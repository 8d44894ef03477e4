//! Work that is over is forgotten: jobs done or given up, deliveries received, pings that came and lines that managers had,
//! once a day and in portions. Drafts that dates open are planned there, too, where that was never done.
//!
//! What they guard against is long past by then. Platforms repeat a delivery within minutes, the slowest senders of webhooks
//! within three days; the doctor looks back seven. The day's few pings are counted for a day, a digest is asked what it named
//! for an hour, and lines share a message for as long; who asks why Baton pings them hears of the last thirty days, and always
//! of their part. What happened to a handoff stays: that is its history, and not this.
//! The playground keeps everything, since rows of its inbox say how far its company was made.

use chrono_tz::Tz;
use tracing::info;

use super::App;
use super::fault::AppFault;
use super::worker::Ran;
use crate::clock::Timestamp;
use crate::domain::own_time::digest_hour;
use crate::ids::WorkspaceId;
use crate::store::commit::{Commit, JobEnd, Row};
use crate::store::jobs::{ClaimedJob, Finished};
use crate::store::schedules::Schedule;

/// Its key and kind among the schedules.
pub(super) const UPKEEP: &str = "upkeep";
/// Thirty days.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// Minute of the day, in UTC: a quiet one for most.
const MINUTE: i64 = 3 * 60 + 17;
/// Rows of a kind in one commit, so that nobody waits behind it.
const PORTION: u32 = 500;
/// What is left after so many portions is left to the next day.
const PORTIONS_MAX: usize = 200;

/// The daily upkeep of a workspace.
pub(super) fn schedule(now: Timestamp) -> Schedule {
    Schedule {
        key: UPKEEP.to_owned(),
        kind: UPKEEP.to_owned(),
        person: None,
        team: None,
        minute: MINUTE,
        zone: Tz::UTC.name().to_owned(),
        next_at: digest_hour::next(now, MINUTE, Tz::UTC),
        last_at: None,
        missed: 0,
    }
}

impl App {
    /// Sees to it that a workspace is kept tidy, also one of an earlier version.
    pub(super) async fn add_upkeep(&self, workspace: WorkspaceId) -> Result<(), AppFault> {
        if self.store.schedule(workspace, UPKEEP).await?.is_none() {
            let now = self.store.now().await?;
            self.store.write(Commit::new(workspace, now).row(Row::PutSchedule(schedule(now)))).await?;
        }
        Ok(())
    }

    /// Plans what no start planned, and forgets what is over. One that stops half-way goes on where it stopped.
    pub(super) async fn run_upkeep(&self, job: &ClaimedJob) -> Result<Ran, AppFault> {
        self.plan_unplanned(job.workspace).await?;
        let mut forgotten = Finished::default();
        for _ in 0..PORTIONS_MAX {
            let now = self.store.now().await?;
            let before = now.plus_ms(-KEPT_MS);
            let over = self.store.finished_before(job.workspace, before, PORTION).await?;
            if over.total() == 0 {
                break;
            }
            let row = Row::ForgetFinished { before, at_most: PORTION };
            self.store.write(Commit::new(job.workspace, now).row(row)).await?;
            forgotten.add(&over);
            if self.lease_left(job).await?.is_none() {
                return Ok(Ran::Ended);
            }
        }
        let Finished { jobs, deliveries, pings, lines } = forgotten;
        info!(workspace = %job.workspace, jobs, deliveries, pings, lines, "what was over for thirty days is forgotten");
        Ok(Ran::End(JobEnd::Done))
    }
}
