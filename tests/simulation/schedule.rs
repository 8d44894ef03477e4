//! The scheduler: which step comes next, and what becomes of each call and delivery at its gates.

use baton::app::fault::{ActFault, AppFault};
use baton::chat::incoming::{Incoming, Reply};
use baton::clock::Timestamp;
use baton::store::gate::Call;
use rand::RngExt;

use crate::chat::Verdict;
use crate::replica::{Ended, Purpose, Task, Waiting, named};
use crate::sim::{Next, Sim};

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// A task is frozen for longer than a lease.
const FROZEN_MS: std::ops::Range<i64> = 61 * SECOND_MS..6 * MINUTE_MS;

impl Sim {
    /// The whole of a run.
    pub async fn run(&mut self) -> Result<(), String> {
        while self.trace.steps() < self.weather.steps {
            self.disturb().await?;
            self.step().await?;
        }
        self.settle().await
    }

    /// What nobody wants.
    async fn disturb(&mut self) -> Result<(), String> {
        let up = self.up();
        if up.len() < self.replicas.len() && (up.is_empty() || self.happens(100)) {
            let down: Vec<usize> = (0..self.replicas.len()).filter(|index| !up.contains(index)).collect();
            if let Some(index) = self.pick(&down) {
                self.start(index).await?;
                self.say(&format!("replica {index} starts again"));
            }
        }
        if self.happens(self.weather.kills)
            && let Some(index) = self.pick(&up)
        {
            self.say(&format!("replica {index} is killed"));
            self.kill(index);
        }
        if self.happens(self.weather.freezes) && !self.tasks.is_empty() {
            let (index, ms) = (self.dice.random_range(0..self.tasks.len()), self.dice.random_range(FROZEN_MS));
            self.tasks[index].frozen_until = Some(self.now().plus_ms(ms));
            let name = format!("task {} freezes for {} s", self.tasks[index].id, ms / SECOND_MS);
            self.say(&name);
        }
        if self.happens(self.weather.clock_steps) {
            let ms = if self.dice.random_bool(0.5) { HOUR_MS } else { -HOUR_MS };
            self.clock.set(self.now().plus_ms(ms));
            self.say(if ms > 0 { "the clock steps an hour ahead" } else { "the clock steps an hour back" });
        }
        if self.happens(self.weather.sleeps) {
            let ms = self.dice.random_range(2 * HOUR_MS..96 * HOUR_MS);
            self.clock.set(self.now().plus_ms(ms));
            self.say(&format!("the host slept for {} h", ms / HOUR_MS));
        }
        Ok(())
    }

    async fn step(&mut self) -> Result<(), String> {
        let now = self.now();
        let awake = |task: &Task| task.frozen_until.is_none_or(|until| until <= now);
        let ready: Vec<usize> = (0..self.tasks.len()).filter(|index| awake(&self.tasks[*index])).collect();
        let roll = self.dice.random_range(0..100);
        if roll < 72
            && let Some(index) = self.pick(&ready)
        {
            return self.go(index).await;
        }
        let is_idle = |index: &usize| !self.tasks.iter().any(|task| task.replica == *index && task.is_work());
        let idle: Vec<usize> = self.up().into_iter().filter(is_idle).collect();
        if roll < 85
            && let Some(index) = self.pick(&idle)
        {
            let side_by_side = self.dice.random_bool(0.5);
            let name = if side_by_side { "work side by side" } else { "work" };
            self.begin(index, Purpose::Work { side_by_side }, name);
            return Ok(());
        }
        if roll < 94 { self.somebody_acts() } else { self.time_passes().await }
    }

    /// To the next due moment, a little, or much.
    async fn time_passes(&mut self) -> Result<(), String> {
        let now = self.now();
        let to = match self.dice.random_range(0..10) {
            0..5 => self.next_due().await.unwrap_or(now),
            5..7 => now.plus_ms(self.dice.random_range(SECOND_MS..2 * MINUTE_MS)),
            7..9 => now.plus_ms(self.dice.random_range(MINUTE_MS..HOUR_MS)),
            _ => now.plus_ms(self.dice.random_range(HOUR_MS..20 * HOUR_MS)),
        };
        self.clock.set(to.max(now));
        self.say("time passes");
        Ok(())
    }

    /// When anything is due next; absent where nothing ever is.
    pub async fn next_due(&mut self) -> Option<Timestamp> {
        const DUE: &str = "SELECT CAST(MIN(at_ms) AS TEXT) FROM (SELECT MIN(next_at_ms) AS at_ms FROM jobs \
            WHERE workspace_id = $1 UNION ALL SELECT MIN(next_at_ms) AS at_ms FROM schedules WHERE workspace_id = $1) d";
        let rows = self.model.rows.all(DUE, &[self.model.workspace]).await;
        rows.first()?.first()?.parse().ok().map(Timestamp::from_ms)
    }

    /// Opens one gate of a task and lets it go on to the next; most reads stop nobody.
    pub async fn go(&mut self, index: usize) -> Result<(), String> {
        let waiting = self.tasks[index].waiting.len();
        if waiting > 0 {
            let at = if waiting > 1 { self.dice.random_range(0..waiting) } else { 0 };
            if let Some(found) = self.tasks[index].waiting.remove(at) {
                self.open_gate(index, found, true);
            }
        }
        loop {
            let task = &mut self.tasks[index];
            let ended = task.go_on(&mut self.replicas[task.replica]).await;
            self.look(index).await?;
            if let Some(ended) = ended {
                let task = self.tasks.remove(index);
                return self.ended(&task, &ended);
            }
            let is_read =
                |waiting: &Waiting| matches!(waiting, Waiting::Call(stop) if matches!(stop.call, Call::Read(_)));
            let Some(at) = self.tasks[index].waiting.iter().position(is_read) else { return Ok(()) };
            if self.has_faults && self.happens(self.weather.read_points) {
                return Ok(());
            }
            if let Some(read) = self.tasks[index].waiting.remove(at) {
                self.open_gate(index, read, false);
            }
        }
    }

    /// What becomes of what waits.
    fn open_gate(&mut self, index: usize, waiting: Waiting, is_told: bool) {
        let name = format!("task {} goes on {}", self.tasks[index].id, named(&waiting));
        let mut outcome = "";
        match waiting {
            Waiting::Call(stop) => {
                let is_read = matches!(stop.call, Call::Read(_));
                let fails =
                    if is_read { self.weather.database_fails.div_ceil(20) } else { self.weather.database_fails };
                if self.has_faults && fails > 0 && self.happens(fails) {
                    outcome = ": the database fails";
                    self.tasks[index].was_failed = true;
                    stop.fail();
                } else {
                    if !stop.is_done {
                        self.tasks[index].under_way += 1;
                    }
                    stop.pass();
                }
            }
            Waiting::Delivery(stop) => {
                let fails = if stop.is_done { self.weather.replies_lost } else { self.weather.chat_fails };
                if self.has_faults && self.happens(fails) {
                    outcome = if stop.is_done { ": the answer is lost" } else { ": not now" };
                    let after_ms = self.pick(&[0, 0, 2 * SECOND_MS, 30 * SECOND_MS, 20 * MINUTE_MS]).unwrap_or(0);
                    stop.answer(Verdict::Later(if outcome == ": not now" { after_ms } else { 0 }));
                } else {
                    stop.answer(Verdict::Pass);
                }
            }
        }
        if is_told || !outcome.is_empty() {
            self.say(&format!("{name}{outcome}"));
        }
    }

    /// Judges what was just done, before anything else goes on.
    async fn look(&mut self, index: usize) -> Result<(), String> {
        let now = self.now();
        for call in std::mem::take(&mut self.tasks[index].done) {
            self.model.calls += 1;
            let task = &mut self.tasks[index];
            match call {
                Call::Read(name) => {
                    if name.contains("handoffs") {
                        (task.loaded, task.loaded_at) = (self.model.calls, now);
                    }
                }
                Call::Rest => {}
                Call::Claim => {
                    self.model.after_claim(task.id, self.latest).await?;
                    task.boundary = (self.model.calls, now);
                }
                Call::Write => {
                    self.model.after_commit(task.id, (now, self.latest)).await?;
                    task.boundary = (self.model.calls, now);
                    self.is_done_once(index)?;
                }
            }
        }
        self.look_at_messages(index).await?;
        let problems = self.chat.take_problems();
        if !problems.is_empty() {
            return Err(format!("the platform refuses: {}", problems.join("; ")));
        }
        match crate::panics::taken() {
            Some(bug) => Err(format!("the program hit a bug: {bug}")),
            None => Ok(()),
        }
    }

    /// One delivery changes a handoff once.
    fn is_done_once(&mut self, index: usize) -> Result<(), String> {
        let Purpose::Act(act) = &self.tasks[index].purpose else { return Ok(()) };
        let Some((_, delivery)) = &act.delivery else { return Ok(()) };
        if self.model.changed == self.model.calls && !self.done_deliveries.insert(delivery.clone()) {
            return Err(format!("{delivery} came twice and was done twice"));
        }
        Ok(())
    }

    fn ended(&mut self, task: &Task, ended: &Ended) -> Result<(), String> {
        let (id, was_failed, purpose) = (task.id, task.was_failed, task.purpose.clone());
        let is_expected = |fault: &AppFault| was_failed || matches!(fault, AppFault::Busy);
        let told = match ended {
            Ended::Worked(Ok(())) => "has nothing more to do".to_owned(),
            Ended::Worked(Err(fault)) if is_expected(fault) => format!("failed: {fault}"),
            Ended::Worked(Err(fault)) => return Err(format!("task {id} failed without a reason: {fault:?}")),
            Ended::Acted(acted) => match acted.as_ref() {
                Ok(acted) => {
                    self.tally.acted += 1;
                    let handoff = &acted.subject.handoff;
                    let kept = self.model.handoffs.get(&handoff.id.get()).map_or(0, |seen| seen.version);
                    if kept < handoff.version {
                        return Err(format!("task {id} was told version {}, and there is {kept}", handoff.version));
                    }
                    if acted.is_repeat { "was done before".to_owned() } else { "is done".to_owned() }
                }
                Err(ActFault::Refused(refused)) => {
                    self.tally.refused += 1;
                    format!("is refused: {:?}", refused.refusal).chars().take(80).collect()
                }
                Err(ActFault::Fault(fault)) if is_expected(fault) => format!("failed: {fault}"),
                Err(fault) => return Err(format!("task {id} failed without a reason: {fault:?}")),
            },
            Ended::Answered(reply) => self.answered(&purpose, reply),
        };
        self.say(&format!("task {id} {told}"));
        let is_by_somebody = matches!(purpose, Purpose::Act(_) | Purpose::Chat(_));
        if self.has_faults && is_by_somebody && self.happens(150) {
            self.next.push_back(Next::Repeat(Box::new(purpose)));
        }
        Ok(())
    }

    fn answered(&mut self, purpose: &Purpose, reply: &Reply) -> String {
        let Purpose::Chat(incoming) = purpose else { return String::new() };
        self.chat.show(incoming, reply);
        let Incoming { person, place, message, .. } = incoming.as_ref();
        match reply {
            Reply::Form(form) => {
                let next = Next::Submit(*person, place.clone(), message.clone(), Box::new(form.clone()));
                self.next.push_back(next);
                format!("is answered with the form {}", form.id)
            }
            Reply::Private(_) => "is answered in private".to_owned(),
            Reply::Update(_) => "is answered by an update".to_owned(),
            Reply::Public(_) => "is answered in public".to_owned(),
            Reply::Quiet => "is not answered".to_owned(),
        }
    }
}
