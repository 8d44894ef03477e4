//! The worker: claims what is due and carries it out, until nothing is.
//!
//! Invariants: a job ends under the lease it was claimed with, or not at all; a job that fails is tried again with growing
//! pauses and set aside with its reason in the end; one broken job, even one that hits a bug, never stops the others; a
//! platform that is away is waited for. The running program works on
//! several handoffs at once, and on each in order. After down time the reminders of each person are folded into one line.
//! Moving a clock forward is not down time: every due moment runs in order, with that moment as *now*.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::join_all;
use futures::{FutureExt, StreamExt, stream};
use tokio::time::Instant;
use tracing::{error, info, warn};

use super::App;
use super::act::{Act, Target};
use super::company::Companies;
use super::fault::{ActFault, AppFault};
use super::jobs::Task;
use super::joining::Greeting;
use crate::clock::Timestamp;
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::Timer;
use crate::ids::{HandoffId, JobId};
use crate::store::commit::{Commit, FinishedJob, JobEnd, Written};
use crate::store::jobs::ClaimedJob;

/// How long a claimed job is ours, in milliseconds.
pub(super) const LEASE_MS: i64 = 60_000;
/// How many jobs are claimed at once.
const CLAIM_MAX: u32 = 32;
/// So many handoffs are worked on at once.
const AT_ONCE: usize = 16;
/// Without a hint the worker looks again after so long, and sooner where something comes due.
const POLL_MS: i64 = 1_000;
const POLL_LEAST_MS: i64 = 5;
/// Reminders later than that at the first look are folded.
const DOWN_TIME_MS: i64 = 15 * 60_000;

/// How one job ended.
pub(super) enum Ran {
    /// Its own commit ended it already.
    Ended,
    /// It is to be ended so.
    End(JobEnd),
}

impl App {
    /// The worker takes no more jobs, finishes what it is in the middle of, and gives back what it has not begun.
    pub fn stop_working(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }

    fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Relaxed)
    }

    /// Works until it is told to stop. The first look folds what down time left.
    pub async fn run_worker(&self) {
        if let Err(fault) = self.catch_up().await {
            error!(%fault, "catching up after down time failed");
        }
        let mut away: Option<Instant> = None;
        while !self.is_stopping() {
            let pause_ms = match AssertUnwindSafe(self.work_and_look_ahead()).catch_unwind().await {
                Ok(Ok(pause_ms)) => {
                    if let Some(since) = away.take() {
                        info!(seconds = since.elapsed().as_secs(), "the worker works again");
                    }
                    pause_ms
                }
                Ok(Err(fault)) => {
                    // Told once, and not every second.
                    if !fault.is_outage() || away.is_none() {
                        error!(%fault, "the worker failed and will try again");
                    }
                    away = away.or_else(|| Some(Instant::now()));
                    POLL_MS
                }
                Err(_) => {
                    error!("the worker hit a bug and will try again");
                    POLL_MS
                }
            };
            let pause = Duration::from_millis(pause_ms.unsigned_abs());
            // Timed out or woken: look again either way.
            let _ = tokio::time::timeout(pause, self.wake.notified()).await;
        }
    }

    /// Works, and says how long nothing will be due, as far as is known now.
    async fn work_and_look_ahead(&self) -> Result<i64, AppFault> {
        self.work_side_by_side().await?;
        let next = self.next_due().await?;
        let now = self.store.now().await?;
        Ok(next.map_or(POLL_MS, |next| next.since(now)).clamp(POLL_LEAST_MS, POLL_MS))
    }

    /// Carries out everything that is due now; how many jobs ran.
    pub async fn work(&self) -> Result<usize, AppFault> {
        let _turn = self.turn.lock().await;
        Box::pin(self.work_in_turn(None)).await
    }

    /// As [`App::work`], several handoffs at once. Each one's jobs still run one after the other; a lane gives out no second
    /// job while its first is not done.
    pub async fn work_side_by_side(&self) -> Result<(), AppFault> {
        let _turn = self.turn.lock().await;
        while !self.is_stopping() {
            let now = self.store.now().await?;
            let fired = self.fire_schedules(now).await?;
            let jobs = self.store.claim(now, CLAIM_MAX, LEASE_MS).await?;
            if jobs.is_empty() && fired == 0 {
                break;
            }
            let (jobs, companies) = (self.without_sleeping(jobs).await?, Companies::default());
            let lots = stream::iter(by_handoff(jobs)).map(|lot| Box::pin(self.run_lot(lot, &companies)));
            // All are waited for, so that none is dropped half done because another failed.
            let ran: Vec<Result<(), AppFault>> = lots.buffer_unordered(AT_ONCE).collect().await;
            ran.into_iter().collect::<Result<(), AppFault>>()?;
        }
        Ok(())
    }

    /// The jobs of workspaces that are awake; the others are put off.
    async fn without_sleeping(&self, jobs: Vec<ClaimedJob>) -> Result<Vec<ClaimedJob>, AppFault> {
        let asleep = match self.store.asleep().await {
            Ok(asleep) => asleep,
            Err(fault) => {
                // They are taken already, and nobody else would look at them for as long as a lease lasts.
                let fault = AppFault::from(fault);
                join_all(jobs.iter().map(|job| self.give_back(job, &fault))).await;
                return Err(fault);
            }
        };
        let (held, awake): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| asleep.contains(&job.workspace));
        for job in held {
            self.hold(&job).await?;
        }
        Ok(awake)
    }

    async fn run_lot(&self, lot: Vec<ClaimedJob>, companies: &Companies) -> Result<(), AppFault> {
        for job in lot {
            self.run_job(&job, companies, None).await?;
        }
        Ok(())
    }

    async fn work_in_turn(&self, batch: Option<&str>) -> Result<usize, AppFault> {
        let mut ran = 0;
        while !self.is_stopping() {
            let now = self.store.now().await?;
            let fired = self.fire_schedules(now).await?;
            let jobs = self.store.claim(now, CLAIM_MAX, LEASE_MS).await?;
            if jobs.is_empty() && fired == 0 {
                break;
            }
            ran += jobs.len();
            let companies = Companies::default();
            for job in self.without_sleeping(jobs).await? {
                self.run_job(&job, &companies, batch.filter(|_| now.since(job.run_at) > DOWN_TIME_MS)).await?;
            }
        }
        Ok(ran)
    }

    /// The first look after a start. Steps overdue by more than a quarter of an hour become one line a person.
    pub async fn catch_up(&self) -> Result<(), AppFault> {
        let _turn = self.turn.lock().await;
        self.catch_up_in_turn().await
    }

    /// As [`App::catch_up`], for a caller that has the turn already.
    pub(super) async fn catch_up_in_turn(&self) -> Result<(), AppFault> {
        let now = self.store.now().await?;
        let batch = JobId::new(self.ids.next(now)).to_string();
        let ran = Box::pin(self.work_in_turn(Some(&batch))).await?;
        if ran > 0 {
            info!(jobs = ran, "caught up");
        }
        Ok(())
    }

    /// Moves the clock to `to` through every due moment in order. `seen` hears each moment that was stopped at.
    pub async fn move_clock(&self, to: Timestamp, seen: impl Fn(Timestamp) + Send) -> Result<(), AppFault> {
        let _turn = self.turn.lock().await;
        Box::pin(self.work_in_turn(None)).await?;
        while let Some(next) = self.next_due().await?.filter(|next| *next <= to) {
            if self.is_stopping() {
                return Ok(());
            }
            self.store.advance_clock_to(next).await?;
            seen(self.store.now().await?);
            Box::pin(self.work_in_turn(None)).await?;
        }
        self.store.advance_clock_to(to).await?;
        seen(self.store.now().await?);
        Box::pin(self.work_in_turn(None)).await?;
        Ok(())
    }

    /// When something is due next.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, AppFault> {
        let job = self.store.next_run_at().await?;
        let schedule = self.store.next_schedule_at().await?;
        Ok(job.into_iter().chain(schedule).min())
    }

    async fn run_job(&self, job: &ClaimedJob, companies: &Companies, batch: Option<&str>) -> Result<(), AppFault> {
        if self.is_stopping() {
            // Nobody is to wait for the end of its lease.
            self.store.release(job, self.store.now().await?).await?;
            return Ok(());
        }
        match self.run_to_its_end(job, companies, batch).await {
            Err(fault) if fault.is_outage() => self.give_back(job, &fault).await,
            ended => ended,
        }
    }

    async fn run_to_its_end(
        &self,
        job: &ClaimedJob,
        companies: &Companies,
        batch: Option<&str>,
    ) -> Result<(), AppFault> {
        let ran = match Task::from_payload(&job.payload) {
            Ok(task) => AssertUnwindSafe(self.run_task(job, task, companies, batch)).catch_unwind().await,
            Err(unknown) => Ok(Ok(Ran::End(JobEnd::Discarded(unknown.to_string())))),
        };
        let end = match ran {
            Ok(Ok(Ran::Ended)) => return Ok(()),
            Ok(Ok(Ran::End(end))) => end,
            Ok(Err(fault)) if fault.is_outage() => return Err(fault),
            Ok(Err(fault)) => self.after_fault(job, &fault.to_string()).await?,
            Err(_) => self.after_fault(job, "it hit a bug").await?,
        };
        self.end_job(job, end).await
    }

    async fn run_task(
        &self,
        job: &ClaimedJob,
        task: Task,
        companies: &Companies,
        batch: Option<&str>,
    ) -> Result<Ran, AppFault> {
        match (task, job.handoff) {
            (Task::Timer { timer }, Some(handoff)) => self.run_timer(job, handoff, timer, batch).await,
            (Task::Note { note }, Some(handoff)) => Box::pin(self.run_note(job, handoff, &note)).await,
            (Task::Ping { person, cause }, Some(handoff)) => {
                Box::pin(self.run_ping(job, handoff, (person, &cause))).await
            }
            (Task::Card, Some(handoff)) => self.run_card(job, handoff).await,
            (Task::PersonDigest { person, date }, _) => {
                Box::pin(self.run_person_digest(job, companies, (person, date))).await
            }
            (Task::TeamDigest { team, date }, _) => self.run_team_digest(job, companies, (team, date)).await,
            (Task::FiguresOpened { person, by, period }, _) => self.run_told(job, person, by, period).await,
            (Task::DaysOffChanged { person, by, before }, _) => {
                self.run_days_off_told(job, (person, by), &before).await
            }
            (Task::TeamFigures { channel, asked }, _) => self.run_team_figures(job, channel, &asked).await,
            (Task::PersonLeft { person }, _) => self.run_person_left(job, person).await,
            (Task::TakeBack { card, thread }, _) => self.run_take_back(job, card, thread).await,
            (Task::Recount, _) => self.run_recount(job).await,
            (Task::Holidays { calendar }, _) => self.run_holidays(job, calendar).await,
            (Task::Upkeep, _) => self.run_upkeep(job).await,
            (Task::OpenDraft { playbook, on }, Some(handoff)) => {
                Box::pin(self.run_open_draft(job, handoff, &playbook, on)).await
            }
            (Task::PlanDrafts { playbook, after }, _) => Box::pin(self.run_plan_drafts(job, &playbook, after)).await,
            (Task::Greeting { channel, owner, is_back }, _) => {
                self.run_greeting(job, Greeting { channel, owner }, is_back).await
            }
            (Task::LateAnswer { person, place, message }, _) => {
                self.run_late_answer(job, person, (place, message)).await
            }
            (Task::CatchUp { person, batch }, _) => self.run_catch_up(job, person, &batch).await,
            (
                Task::Timer { .. } | Task::Note { .. } | Task::Ping { .. } | Task::Card | Task::OpenDraft { .. },
                None,
            ) => Ok(Ran::End(JobEnd::Discarded("names no handoff".to_owned()))),
        }
    }

    /// The step's own commit ends the job, so the reminder and the end of its timer are one.
    async fn run_timer(
        &self,
        job: &ClaimedJob,
        handoff: HandoffId,
        timer: Timer,
        batch: Option<&str>,
    ) -> Result<Ran, AppFault> {
        let acted = self
            .act(Act {
                workspace: job.workspace,
                target: Target::Existing(handoff),
                action: Action::TimerFired(timer),
                by: None,
                source: "timer",
                delivery: None,
                finished: Some(finished(job, JobEnd::Done)),
                catching_up: batch.map(ToOwned::to_owned),
                form: None,
                at: None,
            })
            .await;
        match acted {
            Ok(_) | Err(ActFault::LeaseLost) => Ok(Ran::Ended),
            // Nothing to look at any more.
            Err(ActFault::NoHandoff) => Ok(Ran::End(JobEnd::Done)),
            Err(ActFault::Refused(refused)) => {
                Ok(Ran::End(JobEnd::Discarded(format!("refused: {:?}", refused.refusal))))
            }
            Err(ActFault::Fault(fault)) => Err(fault),
        }
    }

    pub(super) async fn end_job(&self, job: &ClaimedJob, end: JobEnd) -> Result<(), AppFault> {
        let commit = self.end_commit(job, end).await?;
        self.write_end(job, commit).await
    }

    /// A commit that ends a job; rows may be added to it.
    pub(super) async fn end_commit(&self, job: &ClaimedJob, end: JobEnd) -> Result<Commit, AppFault> {
        if let JobEnd::Discarded(reason) = &end {
            error!(job = %job.id, kind = %job.kind, reason, "a job was set aside");
        }
        let mut commit = Commit::new(job.workspace, self.store.now().await?);
        commit.finished = Some(finished(job, end));
        Ok(commit)
    }

    pub(super) async fn write_end(&self, job: &ClaimedJob, commit: Commit) -> Result<(), AppFault> {
        match self.store.write(commit).await? {
            Written::Committed(_) => {}
            Written::Stale | Written::LeaseLost | Written::Duplicate(_) => {
                warn!(job = %job.id, "another worker has the job now");
            }
        }
        Ok(())
    }
}

/// The jobs of each handoff in their order; a job about none stands alone.
fn by_handoff(jobs: Vec<ClaimedJob>) -> Vec<Vec<ClaimedJob>> {
    let mut lots: Vec<Vec<ClaimedJob>> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let is_same = |lot: &&mut Vec<ClaimedJob>| lot.first().is_some_and(|first| first.handoff == job.handoff);
        match lots.iter_mut().find(is_same).filter(|_| job.handoff.is_some()) {
            Some(lot) => lot.push(job),
            None => lots.push(vec![job]),
        }
    }
    lots
}

pub(super) fn finished(job: &ClaimedJob, state: JobEnd) -> FinishedJob {
    FinishedJob { id: job.id, lease: job.lease, state }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{LeaseToken, WorkspaceId};

    fn job(id: i64, handoff: Option<i64>) -> ClaimedJob {
        let at = Timestamp::from_ms(0);
        ClaimedJob {
            id: JobId::new(id),
            workspace: WorkspaceId::new(1),
            handoff: handoff.map(HandoffId::new),
            kind: "timer".to_owned(),
            dedupe: id.to_string(),
            lane: None,
            run_at: at,
            attempt: 1,
            lease: LeaseToken::new(1),
            lease_until: at,
            last_error: None,
            payload: serde_json::Value::Null,
        }
    }

    #[test]
    fn the_jobs_of_a_handoff_stay_in_order() {
        let claimed =
            vec![job(1, Some(7)), job(2, None), job(3, Some(8)), job(4, Some(7)), job(5, None), job(6, Some(7))];
        let ids = |lot: Vec<ClaimedJob>| lot.iter().map(|job| job.id.get()).collect::<Vec<_>>();
        let lots: Vec<Vec<i64>> = by_handoff(claimed).into_iter().map(ids).collect();
        assert_eq!(lots, [vec![1, 4, 6], vec![2], vec![3], vec![5]]);
    }
}
