//! What a run is held against after every commit: read from the rows by statements of its own, judged by the words of the
//! product and not by the code that is tested.
//!
//! * A handoff's status and owner follow from its events, and every commit is the next version.
//! * A step of a clock is decided once, not before its time, and never after the awaited action.
//! * What an event has to tell is queued with it; a digest is queued with the schedule that moves on.
//! * A job is ended by the one task that holds its lease, once.

use std::collections::{BTreeMap, BTreeSet};

use baton::clock::Timestamp;
use chrono_tz::Tz;
use serde_json::Value;

use crate::law;
use crate::rows::{Columns, Rows};

/// A clock as it stands in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a row tells so many things")]
pub struct Clock {
    /// When it began.
    pub start: i64,
    /// Its deadline.
    pub due: i64,
    /// Its span, as stored.
    pub span: String,
    /// Its calendar.
    pub calendar: i64,
    /// Whether anything awaited is still to come.
    pub is_running: bool,
    /// When it ended, in calls.
    pub ended: Option<u64>,
    /// Since when it stands still.
    pub paused_since: Option<i64>,
    /// Whether it ever stood still.
    pub was_paused: bool,
    /// Whether its breach is recorded.
    pub is_breached: bool,
    /// Whether it counts back from its origin.
    pub counts_back: bool,
    /// The steps decided.
    pub steps: BTreeSet<String>,
}

/// A handoff as it stood last.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Its version.
    pub version: i64,
    /// Where it stands.
    pub status: String,
    /// Whose brief it is.
    pub sender: i64,
    /// Whose turn it becomes.
    pub receiver: Option<i64>,
    /// Who steps in.
    pub backup: Option<i64>,
    /// Who accepted last.
    pub accepted_by: Option<i64>,
    /// Its playbook.
    pub playbook: String,
    /// How many events it had.
    pub events: usize,
    /// Its clocks.
    pub clocks: BTreeMap<(String, i64), Clock>,
    /// When it changed last, in calls.
    pub changed: u64,
}

impl Seen {
    /// The last who accepted, else the sender.
    pub fn owner(&self) -> i64 {
        self.accepted_by.unwrap_or(self.sender)
    }
}

/// A job as it was queued.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its key for the platform and for us.
    pub dedupe: String,
    /// Which handler.
    pub kind: String,
    /// Its lane and its place in it.
    pub lane: Option<(String, i64)>,
    /// Its handoff.
    pub handoff: Option<i64>,
    /// What it says.
    pub payload: Value,
    /// Whether it ended.
    pub is_over: bool,
}

/// Who holds a job.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    /// The task.
    pub task: u64,
    /// Until when.
    pub until: i64,
    token: i64,
    /// When it was claimed, in calls.
    pub since: u64,
}

/// The rows as they stood after the last call.
pub struct Model {
    /// Our own connection.
    pub rows: Rows,
    /// The workspace.
    pub workspace: i64,
    /// Every handoff.
    pub handoffs: BTreeMap<i64, Seen>,
    /// Every job ever queued.
    pub jobs: BTreeMap<i64, Job>,
    /// Who holds what.
    pub holders: BTreeMap<i64, Holder>,
    /// Jobs by their keys.
    pub by_dedupe: BTreeMap<String, i64>,
    /// Calls so far.
    pub calls: u64,
    /// When any handoff changed last, in calls.
    pub changed: u64,
    /// How many commits there were.
    pub commits: u64,
    schedules: BTreeMap<String, String>,
}

const HANDOFFS: &str = "SELECT CAST(id AS TEXT), CAST(version AS TEXT), status, CAST(sender_id AS TEXT), \
    CAST(receiver_id AS TEXT), CAST(backup_id AS TEXT), CAST(accepted_by_id AS TEXT), playbook FROM handoffs \
    WHERE workspace_id = $1 ORDER BY handoffs.id";
const CLOCKS: &str = "SELECT kind, CAST(n AS TEXT), CAST(started_at_ms AS TEXT), CAST(due_at_ms AS TEXT), span, \
    CAST(calendar_id AS TEXT), CAST(paused_at_ms AS TEXT), CAST(pauses AS TEXT), CAST(met_at_ms AS TEXT), \
    CAST(stopped_at_ms AS TEXT), CAST(breached_at_ms AS TEXT), CAST(counts_back AS TEXT) FROM clocks \
    WHERE workspace_id = $1 AND handoff_id = $2";
const STEPS: &str = "SELECT clock, CAST(n AS TEXT), step FROM clock_steps WHERE workspace_id = $1 AND handoff_id = $2";
const EVENTS: &str = "SELECT CAST(id AS TEXT), CAST(seq AS TEXT), CAST(happened_at_ms AS TEXT), kind, \
    CAST(payload AS TEXT) FROM events WHERE workspace_id = $1 AND handoff_id = $2 AND seq > $3 ORDER BY events.seq";
const UNFINISHED: &str = "SELECT CAST(id AS TEXT), state, CAST(lease_token AS TEXT), CAST(lease_until_ms AS TEXT), dedupe \
    FROM jobs WHERE workspace_id = $1 AND next_at_ms IS NOT NULL";
const JOB: &str = "SELECT dedupe, kind, lane, CAST(seq AS TEXT), CAST(handoff_id AS TEXT), CAST(payload AS TEXT) \
    FROM jobs WHERE workspace_id = $1 AND id = $2";
const SCHEDULES: &str =
    "SELECT key, CAST(last_at_ms AS TEXT), zone FROM schedules WHERE workspace_id = $1 AND last_at_ms IS NOT NULL";

/// A number in a column; 0 where there is none.
pub fn number(text: &str) -> i64 {
    text.parse().unwrap_or_default()
}

fn optional(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Whether a column says yes, on either database.
pub fn is_true(text: &str) -> bool {
    matches!(text, "1" | "t" | "true")
}

impl Model {
    /// As things stand.
    pub async fn new(url: &str, workspace: i64) -> Result<Self, String> {
        let rows = Rows::open(url).await;
        let mut model = Self {
            rows,
            workspace,
            handoffs: BTreeMap::new(),
            jobs: BTreeMap::new(),
            holders: BTreeMap::new(),
            by_dedupe: BTreeMap::new(),
            calls: 0,
            changed: 0,
            commits: 0,
            schedules: BTreeMap::new(),
        };
        model.look_at_jobs(0, true, Timestamp::from_ms(0)).await?;
        for row in model.rows.all(HANDOFFS, &[workspace]).await {
            let id = number(&row[0]);
            let (seen, _) = model.read(id, &row, &Seen::default()).await;
            model.handoffs.insert(id, seen);
        }
        Ok(model)
    }

    /// Judges what a claim of a task did, which may go by any moment up to the latest.
    pub async fn after_claim(&mut self, task: u64, latest: Timestamp) -> Result<(), String> {
        self.look_at_jobs(task, true, latest).await?;
        Ok(())
    }

    /// Judges what a commit of a task did.
    pub async fn after_commit(&mut self, task: u64, (now, latest): (Timestamp, Timestamp)) -> Result<(), String> {
        self.commits += 1;
        let unfinished = self.look_at_jobs(task, false, now).await?;
        for row in self.rows.all(HANDOFFS, &[self.workspace]).await {
            let (id, version) = (number(&row[0]), number(&row[1]));
            let before = self.handoffs.get(&id).cloned().unwrap_or_default();
            if version == before.version {
                continue;
            }
            if version != before.version + 1 {
                return Err(format!("handoff {id} went from version {} to {version} in one commit", before.version));
            }
            let (mut after, events) = self.read(id, &row, &before).await;
            after.changed = self.calls;
            for (key, clock) in after.clocks.iter_mut().filter(|(_, clock)| !clock.is_running) {
                let known = before.clocks.get(key).and_then(|earlier| earlier.ended);
                clock.ended = known.or(Some(self.calls));
            }
            self.changed = self.calls;
            let jobs: Vec<&Job> = self.jobs.values().filter(|job| job.handoff == Some(id)).collect();
            law::judge(id, &before, &after, &events, &jobs)?;
            self.handoffs.insert(id, after);
        }
        self.look_at_schedules(&unfinished, (now, latest)).await
    }

    async fn read(&mut self, id: i64, row: &Columns, before: &Seen) -> (Seen, Vec<law::Happened>) {
        let ids = [self.workspace, id];
        let mut clocks = BTreeMap::new();
        for row in self.rows.all(CLOCKS, &ids).await {
            clocks.insert((row[0].clone(), number(&row[1])), clock(&row));
        }
        for row in self.rows.all(STEPS, &ids).await {
            if let Some(clock) = clocks.get_mut(&(row[0].clone(), number(&row[1]))) {
                clock.steps.insert(row[2].clone());
            }
        }
        let known = i64::try_from(before.events).unwrap_or_default();
        let events = self.rows.all(EVENTS, &[self.workspace, id, known]).await;
        let events: Vec<law::Happened> = events.iter().map(law::Happened::read).collect();
        let seen = Seen {
            version: number(&row[1]),
            status: row[2].clone(),
            sender: number(&row[3]),
            receiver: optional(&row[4]),
            backup: optional(&row[5]),
            accepted_by: optional(&row[6]),
            playbook: row[7].clone(),
            events: before.events + events.len(),
            clocks,
            changed: before.changed,
        };
        (seen, events)
    }

    /// Which jobs are there, who holds them, and who ended which; the keys of those not finished.
    async fn look_at_jobs(&mut self, task: u64, is_claim: bool, now: Timestamp) -> Result<BTreeSet<String>, String> {
        let mut leased = BTreeMap::new();
        let mut keys = BTreeSet::new();
        let unfinished = self.rows.all(UNFINISHED, &[self.workspace]).await;
        let mut ids = BTreeSet::new();
        for row in &unfinished {
            let id = number(&row[0]);
            ids.insert(id);
            keys.insert(row[4].clone());
            if !self.jobs.contains_key(&id) {
                self.take_in(id).await;
            }
            if self.jobs.get(&id).is_some_and(|job| job.is_over) {
                return Err(format!("the finished job {} is to be done once more", row[4]));
            }
            if row[1] == "leased" {
                leased.insert(id, (number(&row[2]), number(&row[3])));
            }
        }
        for (id, holder) in std::mem::take(&mut self.holders) {
            match leased.get(&id) {
                Some((token, _)) if *token == holder.token => {
                    self.holders.insert(id, holder);
                }
                Some(_) if is_claim && now.ms() < holder.until => {
                    return Err(format!("the job {} was claimed under another's lease", self.name(id)));
                }
                None if holder.task != task => {
                    let name = self.name(id);
                    return Err(format!(
                        "task {task} ended {name}, which task {} holds: the lease was not checked",
                        holder.task
                    ));
                }
                Some(_) | None => {}
            }
        }
        for (id, (token, until)) in leased {
            self.holders.entry(id).or_insert(Holder { task, until, token, since: self.calls });
        }
        for (id, job) in &mut self.jobs {
            job.is_over = !ids.contains(id);
        }
        Ok(keys)
    }

    async fn take_in(&mut self, id: i64) {
        let found = self.rows.all(JOB, &[self.workspace, id]).await;
        let Some(row) = found.first() else { return };
        let job = Job {
            dedupe: row[0].clone(),
            kind: row[1].clone(),
            lane: (!row[2].is_empty()).then(|| (row[2].clone(), number(&row[3]))),
            handoff: optional(&row[4]),
            payload: serde_json::from_str(&row[5]).unwrap_or_default(),
            is_over: false,
        };
        self.by_dedupe.insert(job.dedupe.clone(), id);
        self.jobs.insert(id, job);
    }

    fn name(&self, id: i64) -> &str {
        self.jobs.get(&id).map_or("?", |job| job.dedupe.as_str())
    }

    /// A schedule that moved on has queued what it is for, in the same commit.
    async fn look_at_schedules(
        &mut self,
        unfinished: &BTreeSet<String>,
        (now, latest): (Timestamp, Timestamp),
    ) -> Result<(), String> {
        for row in self.rows.all(SCHEDULES, &[self.workspace]).await {
            let (key, last) = (row[0].clone(), row[1].clone());
            if self.schedules.get(&key) == Some(&last) {
                continue;
            }
            let zone: Tz = row[2].parse().unwrap_or(Tz::UTC);
            let day = |at: Timestamp| at.utc().with_timezone(&zone).date_naive();
            let date = day(Timestamp::from_ms(number(&last)));
            let job = format!("{key}:{}:{date}", row[2]);
            // It was decided at some moment up to the latest, which a clock that stepped back lies behind.
            if date == day(now) && date == day(latest) && !unfinished.contains(&job) {
                return Err(format!("the schedule {key} moved past {date}, and no digest was queued with it"));
            }
            self.schedules.insert(key, last);
        }
        Ok(())
    }
}

fn clock(row: &Columns) -> Clock {
    Clock {
        start: number(&row[2]),
        due: number(&row[3]),
        span: row[4].clone(),
        calendar: number(&row[5]),
        paused_since: optional(&row[6]),
        was_paused: row[7].len() > 2,
        ended: None,
        is_running: row[8].is_empty() && row[9].is_empty(),
        is_breached: !row[10].is_empty(),
        counts_back: is_true(&row[11]),
        steps: BTreeSet::new(),
    }
}
