//! Whole steps: load, decide, and commit state, events, jobs and the delivery, from 32 clients at once, against the very same
//! rows written by hand.

use std::sync::Arc;

use baton::app::act::{Act, Target};
use baton::domain::lifecycle::Action;
use baton::domain::lifecycle::action::{Acceptance, RateAnswer, ReadBackText};
use baton::ids::{HandoffId, PersonId};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::replay::{Recorder, Step, run_in_one_call, run_one_by_one};
use crate::support::{Asked, Bar, PAIRS, Pair, tell, timed};
use crate::world::{World, file, folder, raw, start};

const CLIENTS: usize = 32;
const NAME: &str = "bench";

/// One handoff from its draft to its rating.
fn actions(world: &World, begin: Action) -> [(PersonId, Action); 8] {
    let (ana, ben, lea) = (world.person("ana"), world.person("ben"), world.person("lea"));
    let read_back = ReadBackText {
        goal: "Close the month in four days by June".to_owned(),
        first_step: "Mail Robin today, kickoff on Thursday at 10:00".to_owned(),
        watch: "The data may come late".to_owned(),
        ..ReadBackText::default()
    };
    [
        (ana, begin),
        (ana, Action::SetBackup(Some(lea))),
        (ana, Action::Send),
        (ben, Action::Ask { field: None, text: "Who signs off the data?".to_owned() }),
        (ana, Action::Answer { n: 1, text: "Kim does.".to_owned(), entry: None }),
        (ben, Action::Accept(Acceptance::Now(read_back))),
        (ben, Action::FirstContact { tick: vec!["kickoff_scheduled".to_owned()] }),
        (ben, Action::Rate(RateAnswer::Needed(5))),
    ]
}

/// Carries some handoffs through, one after the other; `seen` hears of each step.
async fn carry(world: &World, client: usize, handoffs: usize, mut seen: impl AsyncFnMut(HandoffId, &str)) -> usize {
    let mut steps = 0;
    for n in 0..handoffs {
        let subject = world.blank().await;
        let begin = start(&subject, world.person("ben"));
        let id = subject.handoff.id;
        let mut target = Target::New(Box::new(subject.handoff));
        for (step, (by, action)) in actions(world, begin).into_iter().enumerate() {
            let delivery = format!("{client}-{n}-{step}");
            let act = Act {
                workspace: world.workspace(),
                target,
                action,
                by: Some(by),
                source: NAME,
                delivery: Some((NAME, delivery.clone())),
                finished: None,
                catching_up: None,
                form: None,
                at: None,
            };
            if let Err(fault) = world.app.act(act).await {
                panic!("step {step} failed: {fault:?}");
            }
            seen(id, &delivery).await;
            target = Target::Existing(id);
            steps += 1;
        }
    }
    steps
}

/// Steps a second of all clients.
async fn ours(url: &str, handoffs: usize) -> f64 {
    let world = Arc::new(World::open(url).await);
    let (steps, seconds) = timed(async {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let world = Arc::clone(&world);
                tokio::spawn(async move { carry(&world, client, handoffs, async |_, _| ()).await })
            })
            .collect();
        let mut steps = 0;
        for client in clients {
            steps += client.await.expect("it ends");
        }
        steps
    })
    .await;
    world.app.store.close().await;
    per_second(steps, seconds)
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand steps")]
fn per_second(steps: usize, seconds: f64) -> f64 {
    steps as f64 / seconds
}

/// What the steps of each client write, row by row.
async fn recorded(url: &str, handoffs: usize) -> Vec<Vec<Step>> {
    let world = World::open(url).await;
    let mut recorder = Recorder::open(url, world.workspace().get()).await;
    let mut all = Vec::new();
    for client in 0..CLIENTS {
        let mut steps = Vec::new();
        carry(&world, client, handoffs, async |id, delivery| steps.push(recorder.step(id.get(), delivery).await)).await;
        all.push(steps);
    }
    world.app.store.close().await;
    all
}

/// On SQLite: against one connection that writes each step in one call and one commit.
pub(crate) async fn on_sqlite(asked: &Asked) {
    let handoffs = usize::try_from(asked.size(1, 4, 20)).expect("a size");
    let place = folder();
    let steps = recorded(&file(&place), handoffs).await;
    let mut pairs = Vec::new();
    for _ in 0..PAIRS {
        let (here, there) = (folder(), folder());
        let ours = ours(&file(&here), handoffs).await;
        World::open(&file(&there)).await.app.store.close().await;
        let mut connection = raw(&file(&there), true).await;
        let (count, seconds) = timed(run_in_one_call(&mut connection, &steps)).await;
        connection.close().await.expect("it closes");
        pairs.push(Pair { ours, baseline: per_second(count, seconds) });
    }
    tell("steps on SQLite, 32 clients, against the same rows one commit a step", "/s", &pairs, Bar::AtLeast(1.5));
}

/// On Postgres: against as many plain connections as Baton has, each sending the statements of its steps.
pub(crate) async fn on_postgres(asked: &Asked) {
    let Some(admin) = server() else {
        println!("left out: steps on Postgres; BATON_TEST_POSTGRES names no server");
        return;
    };
    let handoffs = usize::try_from(asked.size(1, 4, 20)).expect("a size");
    let databases: Vec<String> = (0..=2 * PAIRS).map(|n| format!("baton_bench_{}_{n}", std::process::id())).collect();
    for name in &databases {
        as_admin(&admin, &format!("CREATE DATABASE {name}")).await;
    }
    let url = |n: usize| with_name(&admin, &databases[n]);
    let steps = recorded(&url(0), handoffs).await;
    let mut pairs = Vec::new();
    for pair in 0..PAIRS {
        let ours = ours(&url(1 + 2 * pair), handoffs).await;
        let there = url(2 + 2 * pair);
        World::open(&there).await.app.store.close().await;
        let (count, seconds) = plain_clients(&there, &steps).await;
        pairs.push(Pair { ours, baseline: per_second(count, seconds) });
    }
    tell("steps on Postgres, 32 clients, against the same statements sent plainly", "/s", &pairs, Bar::AtLeast(0.6));
    for name in &databases {
        as_admin(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

/// The steps of two clients on each of sixteen connections.
async fn plain_clients(url: &str, steps: &[Vec<Step>]) -> (usize, f64) {
    const CONNECTIONS: usize = 16;
    let options: PgConnectOptions = url.parse().expect("an address");
    let options = options.statement_cache_capacity(1_000).disable_statement_logging();
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(options.connect().await.expect("the server answers"));
    }
    timed(async {
        let shares = steps.chunks(steps.len().div_ceil(CONNECTIONS)).map(<[_]>::to_vec);
        let clients: Vec<_> = connections
            .into_iter()
            .zip(shares)
            .map(|(mut connection, share)| tokio::spawn(async move { run_one_by_one(&mut connection, &share).await }))
            .collect();
        let mut count = 0;
        for client in clients {
            count += client.await.expect("it ends");
        }
        count
    })
    .await
}

#[expect(clippy::disallowed_methods, reason = "settings of tests are no settings of the program")]
fn server() -> Option<String> {
    std::env::var("BATON_TEST_POSTGRES").ok().filter(|value| !value.is_empty())
}

async fn as_admin(admin: &str, sql: &str) {
    let mut connection = PgConnection::connect(admin).await.expect("the server answers");
    connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("the account may make databases");
}

/// The same address with another database.
fn with_name(admin: &str, name: &str) -> String {
    let mut url = url::Url::parse(admin).expect("an address");
    url.set_path(name);
    url.to_string()
}
