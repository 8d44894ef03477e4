//! One run: replicas of the real program over one database, a clock, a chat, and the dice.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use baton::app::App;
use baton::chat::form::Form;
use baton::chat::incoming::{Incoming, Place as Conversation};
use baton::clock::{Clock, ManualClock, Timestamp};
use baton::ids::{IdSource, PersonId, WorkspaceId};
use baton::store::gate::Gate;
use baton::store::{OpenOptions, Store};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::mpsc;

use crate::chat::{Chat, Line};
use crate::databases::{Kind, Place};
use crate::founding::{VARIANTS, Variant, catalog, told};
use crate::model::Model;
use crate::replica::{Ended, Purpose, Replica, Task};
use crate::trace::Trace;

/// How rough a run is; drawn from its seed.
#[derive(Debug, Clone)]
pub struct Weather {
    /// Scheduled steps.
    pub steps: u64,
    /// Of a thousand calls of the database, so many fail.
    pub database_fails: u32,
    /// Of a thousand deliveries, so many are put off.
    pub chat_fails: u32,
    /// Of a thousand deliveries, the answer of so many is lost.
    pub replies_lost: u32,
    /// Of a thousand steps, so many kill a replica.
    pub kills: u32,
    /// Of a thousand steps, so many freeze a task.
    pub freezes: u32,
    /// Of a thousand steps, so many step the clock by an hour.
    pub clock_steps: u32,
    /// Of a thousand steps, in so many the host sleeps for hours or days.
    pub sleeps: u32,
    /// Of a thousand reads, so many are a point at which others go on.
    pub read_points: u32,
}

/// Something a person may do next.
#[derive(Debug, Clone)]
pub enum Next {
    /// Submit a form that was opened.
    Submit(PersonId, Conversation, Option<String>, Box<Form>),
    /// The same delivery once more.
    Repeat(Box<Purpose>),
}

/// Everything of a run.
pub struct Sim {
    pub kind: &'static Variant,
    pub weather: Weather,
    pub dice: StdRng,
    pub clock: Arc<ManualClock>,
    pub place: Place,
    pub chat: Arc<Chat>,
    pub replicas: Vec<Replica>,
    pub tasks: Vec<Task>,
    pub made_tasks: u64,
    pub model: Model,
    pub trace: Trace,
    pub next: VecDeque<Next>,
    pub deliveries: u64,
    pub left: BTreeSet<PersonId>,
    pub has_faults: bool,
    /// Whether anybody took a line out of a digest.
    pub has_put_off: bool,
    /// The latest moment there was.
    pub latest: Timestamp,
    /// The last message to managers.
    pub told_managers: Option<(String, Timestamp)>,
    pub tally: Tally,
    pub done_deliveries: BTreeSet<String>,
    seed: u64,
}

/// What a run came by.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Steps that were taken by people.
    pub acted: u64,
    /// Steps that were refused.
    pub refused: u64,
    /// Kills.
    pub kills: u64,
    /// Messages.
    pub messages: u64,
    /// Messages made twice by a task whose lease had run out.
    pub zombies: u64,
    /// Commits.
    pub commits: u64,
    /// Digests counted after.
    pub digests: u64,
    /// Days that passed.
    pub days: i64,
}

impl Tally {
    /// With what another run came by.
    pub fn add(&mut self, other: &Self) {
        self.acted += other.acted;
        self.refused += other.refused;
        self.kills += other.kills;
        self.messages += other.messages;
        self.zombies += other.zombies;
        self.commits += other.commits;
        self.digests += other.digests;
        self.days += other.days;
    }
}

impl Sim {
    /// A company as the seed draws it.
    pub async fn open(kind: &Kind, seed: u64, is_loud: bool) -> Result<Self, String> {
        let mut dice = StdRng::seed_from_u64(seed);
        let variant = dice.random_range(0..VARIANTS.len());
        let weather = weather(&mut dice);
        let place = Place::open(kind, variant).await?;
        let clock = Arc::new(ManualClock::at(place.made.at));
        let only_searched = dice.random_bool(0.4);
        let no_direct: BTreeSet<PersonId> =
            place.made.company.people.iter().map(|(_, id)| *id).filter(|_| dice.random_bool(0.1)).collect();
        let model = Model::new(&place.url, place.made.company.workspace.get()).await?;
        let replicas = dice.random_range(2..=4);
        let mut sim = Self {
            kind: &VARIANTS[variant],
            weather,
            dice,
            clock,
            place,
            chat: Arc::new(Chat::new(only_searched, no_direct)),
            replicas: Vec::new(),
            tasks: Vec::new(),
            made_tasks: 0,
            model,
            trace: Trace::new(is_loud),
            next: VecDeque::new(),
            deliveries: 0,
            left: BTreeSet::new(),
            has_faults: true,
            has_put_off: false,
            latest: Timestamp::from_ms(0),
            told_managers: None,
            tally: Tally::default(),
            done_deliveries: BTreeSet::new(),
            seed,
        };
        for _ in 0..replicas {
            let (_, calls) = mpsc::unbounded_channel();
            let (_, deliveries) = mpsc::unbounded_channel();
            sim.replicas.push(Replica { app: None, calls, deliveries, starts: 0, has_caught_up: false });
        }
        for replica in 0..replicas {
            sim.start(replica).await?;
        }
        let what = format!("{:?} {:?}", sim.kind.zones, sim.kind.playbooks);
        sim.say(&what);
        Ok(sim)
    }

    /// The next line of the trace.
    pub fn say(&mut self, what: &str) {
        self.latest = self.latest.max(self.clock.now());
        self.trace.step(&self.clock, what);
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where it all happens.
    pub fn workspace(&self) -> WorkspaceId {
        self.place.made.company.workspace
    }

    /// Whether this happens, of a thousand times.
    pub fn happens(&mut self, of_thousand: u32) -> bool {
        self.dice.random_range(0..1_000) < of_thousand
    }

    /// One of these.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { from.get(self.dice.random_range(0..from.len())).cloned() }
    }

    /// A replica starts.
    pub async fn start(&mut self, index: usize) -> Result<(), String> {
        let (gate, calls) = Gate::new();
        let (queue, deliveries) = mpsc::unbounded_channel();
        let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&self.clock);
        let options = OpenOptions { time_from_clock: true, readers: 1, connections: 2, gate, ..OpenOptions::default() };
        let store = Store::open(&self.place.url, Arc::clone(&clock), options).await.map_err(told)?;
        let line = Line { chat: Arc::clone(&self.chat), clock, queue };
        let replica = self.replicas.get_mut(index).ok_or("no such replica")?;
        replica.starts += 1;
        let ids = IdSource::seeded(self.seed.wrapping_mul(1_000) + replica.starts * 10 + index as u64);
        replica.app = Some(Arc::new(App::new(store, Arc::new(ids), catalog()?, Arc::new(line))));
        (replica.calls, replica.deliveries, replica.has_caught_up) = (calls, deliveries, false);
        Ok(())
    }

    /// A replica dies; what it was in the middle of is gone.
    pub fn kill(&mut self, index: usize) {
        self.tasks.retain(|task| task.replica != index);
        if let Some(replica) = self.replicas.get_mut(index) {
            replica.app = None;
            replica.calls.close();
            replica.deliveries.close();
        }
        self.tally.kills += 1;
    }

    /// Replicas that are up.
    pub fn up(&self) -> Vec<usize> {
        (0..self.replicas.len()).filter(|index| self.replicas[*index].app.is_some()).collect()
    }

    /// A replica begins something.
    pub fn begin(&mut self, index: usize, purpose: Purpose, name: &str) {
        let Some(app) = self.replicas.get(index).and_then(|replica| replica.app.clone()) else { return };
        let is_first = !self.replicas[index].has_caught_up;
        self.replicas[index].has_caught_up |= matches!(purpose, Purpose::Work { .. });
        self.made_tasks += 1;
        let future = future(app, purpose.clone(), is_first);
        self.say(&format!("replica {index} begins task {}: {name}", self.made_tasks));
        self.tasks.push(Task {
            id: self.made_tasks,
            replica: index,
            purpose,
            future,
            waiting: VecDeque::new(),
            done: Vec::new(),
            under_way: 0,
            frozen_until: None,
            loaded: 0,
            loaded_at: self.clock.now(),
            boundary: (self.model.calls, self.clock.now()),
            was_failed: false,
        });
    }

    /// A delivery id that nothing else has.
    pub fn delivery(&mut self) -> String {
        self.deliveries += 1;
        format!("delivery-{}", self.deliveries)
    }
}

fn future(app: Arc<App>, purpose: Purpose, is_first: bool) -> std::pin::Pin<Box<dyn Future<Output = Ended>>> {
    Box::pin(async move {
        match purpose {
            Purpose::Work { .. } if is_first => Ended::Worked(app.catch_up().await),
            Purpose::Work { side_by_side: true } => Ended::Worked(app.work_side_by_side().await),
            Purpose::Work { side_by_side: false } => Ended::Worked(app.work().await.map(|_| ())),
            Purpose::Act(act) => Ended::Acted(Box::new(app.act(*act).await)),
            Purpose::Chat(incoming) => Ended::Answered(Box::new(answer(&app, &incoming).await)),
            Purpose::Left(workspace, person) => Ended::Worked(app.has_left(workspace, person).await),
            Purpose::Commit(commit) => {
                Ended::Worked(app.store.write(*commit).await.map(|_| ()).map_err(baton::app::fault::AppFault::from))
            }
        }
    })
}

async fn answer(app: &App, incoming: &Incoming) -> baton::chat::incoming::Reply {
    app.receive(incoming).await
}

fn weather(dice: &mut StdRng) -> Weather {
    let mut sometimes = |share: f64, most: u32| if dice.random_bool(share) { dice.random_range(1..=most) } else { 0 };
    let (database_fails, chat_fails, replies_lost) = (sometimes(0.4, 40), sometimes(0.5, 250), sometimes(0.5, 200));
    let (kills, freezes, clock_steps) = (sometimes(0.7, 40), sometimes(0.5, 40), sometimes(0.3, 20));
    let (sleeps, read_points) = (sometimes(0.6, 30), sometimes(0.5, 30));
    let steps = if dice.random_bool(0.03) { dice.random_range(400..900) } else { dice.random_range(60..150) };
    Weather { steps, database_fails, chat_fails, replies_lost, kills, freezes, clock_steps, sleeps, read_points }
}
