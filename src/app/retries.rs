//! Jobs that did not work out: once more after growing pauses, given up in the end, and given back while the database is away.

use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use super::App;
use super::fault::AppFault;
use super::worker::LEASE_MS;
use crate::store::commit::JobEnd;
use crate::store::jobs::ClaimedJob;

/// A job in which we failed so often is set aside.
const ATTEMPTS_MAX: i64 = 12;
const BACKOFF_FIRST_MS: i64 = 1_000;
const BACKOFF_MAX_MS: i64 = 15 * 60_000;
/// A platform that is away is waited for: a week, and it is asked often enough to be found soon after it came back.
const AWAY_ATTEMPTS_MAX: i64 = 7 * 24 * 12;
const AWAY_BACKOFF_MAX_MS: i64 = 5 * 60_000;
/// How often it is tried to give a job back while the database is away.
const GIVE_BACK_PAUSE: Duration = Duration::from_millis(500);

impl App {
    /// The database is away or full: that is not the job's fault, and it is not given up for it. It is given back as soon as
    /// that can be written; when its lease is over first, it is free by itself.
    pub(super) async fn give_back(&self, job: &ClaimedJob, fault: &AppFault) -> Result<(), AppFault> {
        warn!(job = %job.id, kind = %job.kind, %fault, "a job waits for the database");
        let until = Instant::now() + Duration::from_millis(LEASE_MS.unsigned_abs());
        loop {
            self.store.rest(GIVE_BACK_PAUSE).await;
            let given_back = match self.wait(job, 0, fault.to_string()).await {
                Ok(end) => self.end_job(job, end).await,
                Err(fault) => Err(fault),
            };
            match given_back {
                Err(still) if still.is_outage() && Instant::now() < until => {}
                ended => return ended,
            }
        }
    }

    pub(super) async fn after_fault(&self, job: &ClaimedJob, reason: &str) -> Result<JobEnd, AppFault> {
        warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, reason, "a job failed");
        if job.attempt >= ATTEMPTS_MAX {
            return Ok(JobEnd::Discarded(reason.to_owned()));
        }
        self.once_more(job, BACKOFF_MAX_MS, 0, reason.to_owned()).await
    }

    /// Once more when the platform may be back, not before `after_ms`; set aside after a week.
    pub(super) async fn wait(&self, job: &ClaimedJob, after_ms: i64, reason: String) -> Result<JobEnd, AppFault> {
        if job.attempt >= AWAY_ATTEMPTS_MAX {
            return Ok(JobEnd::Discarded(reason));
        }
        self.once_more(job, AWAY_BACKOFF_MAX_MS, after_ms, reason).await
    }

    /// Once more after a growing pause of at most `max_ms` and at least `least_ms`.
    async fn once_more(
        &self,
        job: &ClaimedJob,
        max_ms: i64,
        least_ms: i64,
        reason: String,
    ) -> Result<JobEnd, AppFault> {
        let doubled = BACKOFF_FIRST_MS.saturating_mul(1_i64 << job.attempt.min(20));
        // Who says how long to wait is believed, unless that was said too often; guessing is for who does not.
        let is_believed = least_ms > 0 && job.attempt < ATTEMPTS_MAX;
        let pause = if is_believed { least_ms.max(BACKOFF_FIRST_MS) } else { doubled.min(max_ms).max(least_ms) };
        let jitter = i64::from(self.ids.below(u32::try_from(pause / 4).unwrap_or(u32::MAX)));
        Ok(JobEnd::RetryAt(self.store.now().await?.plus_ms(pause + jitter), reason))
    }
}
