//! The newcomer's walk while the program is killed again and again: nothing is lost, nothing happens twice.
//!
//! The real program runs as a process of its own and dies by SIGKILL at moments drawn from a seed: while the sample company
//! is made, with a form or a click on its way, right after *Send*, while the clock sweeps, while the worker delivers. It is
//! started again and the same request is repeated under its key. What is left is counted in the rows of the database.
//!
//! `BATON_CRASH_KILLS` asks for more kills, `BATON_CRASH_SEED` for others.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said, and what was counted")]

use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Trial};

#[path = "../support/databases.rs"]
mod databases;
#[path = "../interface/player.rs"]
mod player;
#[path = "../support/process.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod process;
#[path = "../support/rivals.rs"]
mod rivals;

mod client;
mod founding;
mod plan;
mod recount;
mod rows;
mod together;
mod walk;

use client::Client;
use databases::{Database, Postgres, has_postgres, is_required};
use plan::Plan;
use process::{Baton, Home};

const HANDOFFS: i64 = 5;
/// Kills in one case, unless more are asked for.
const KILLS: usize = 20;
/// So many of them come while the sample company is made.
const SEEDING_KILLS: usize = 2;
const SEED: u64 = 2026;

/// Where the program lives in a case.
fn home(folder: &Path, database: &Database) -> Home {
    let settings = vec![("BATON_PLAYGROUND_ADDRESS", "127.0.0.1:0".to_owned())];
    Home { folder: folder.to_owned(), database: database.url.clone(), settings }
}

/// Waits until the playground is served.
async fn opens(baton: &mut Baton) -> SocketAddr {
    baton.says("The playground is open: http://").await.parse().expect("an address")
}

/// Kills at the very beginning: the next start must find a way on.
async fn begin(home: &Home, plan: &mut Plan) -> Baton {
    for kill in 0..SEEDING_KILLS {
        let mut baton = Baton::spawn(home);
        // The first falls into the making of tables, the others into the making of the company.
        let within = if kill == 0 {
            Duration::from_millis(400)
        } else {
            baton.says("First start").await;
            Duration::from_millis(2_500)
        };
        let moment = plan.within(within);
        // Nothing is waited for: the moment is what is tried out.
        let _ = tokio::time::timeout(moment, opens(&mut baton)).await;
        baton.kill();
    }
    Baton::spawn(home)
}

async fn nothing_is_lost_or_doubled(database: &Database) {
    let folder = tempfile::Builder::new().prefix("baton-crash-").tempdir().expect("a folder");
    let home = home(folder.path(), database);
    let seed = number("BATON_CRASH_SEED").unwrap_or(SEED);
    let kills = number("BATON_CRASH_KILLS").and_then(|kills| usize::try_from(kills).ok());
    let kills = kills.unwrap_or(KILLS).max(KILLS) - SEEDING_KILLS;
    let mut plan = Plan::new(seed);
    let baton = begin(&home, &mut plan).await;
    let client = Client::new(home, baton, plan, SEEDING_KILLS).await;
    let mut intended = Vec::new();
    for n in 1..=HANDOFFS {
        let share = |n: i64| kills * usize::try_from(n).unwrap() / usize::try_from(HANDOFFS).unwrap();
        client.draw(share(n - 1), share(n)).await;
        intended.push(walk::hand_over(&client, n).await);
    }
    recount::settle(&client, &database.url).await;
    recount::calls(&client, &intended).await;
    let figures = recount::rows(&database.url, &intended, &client.replies().await).await;
    let (tally, log) = client.end();
    println!("seed {seed}: {}\n  {figures}", tally.told());
    assert!(tally.all() >= kills + SEEDING_KILLS, "{tally:?}");
    let wrong: Vec<&str> = log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).collect();
    assert!(wrong.is_empty(), "it logged {wrong:#?}");
}

#[expect(clippy::disallowed_methods, reason = "settings of tests are no settings of the program")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A case's body.
type Body = fn(&Database) -> Pin<Box<dyn Future<Output = ()> + '_>>;

const CASES: [(&str, Body); 3] = [
    ("nothing_is_lost_or_doubled", |database| Box::pin(nothing_is_lost_or_doubled(database))),
    ("of_two_processes_one_is_first", |database| Box::pin(together::of_two_processes_one_is_first(database))),
    ("what_is_half_made_is_finished", |database| Box::pin(founding::what_is_half_made_is_finished(database))),
];

fn trials(postgres: Option<&Arc<Postgres>>) -> Vec<Trial> {
    let on_sqlite = CASES.map(|(name, body)| {
        Trial::test(format!("sqlite::{name}"), move || {
            let database = Database::sqlite().map_err(|error| error.to_string())?;
            runtime().block_on(body(&database));
            Ok(())
        })
    });
    let on_postgres = CASES.map(|(name, body)| {
        let server = postgres.cloned();
        Trial::test(format!("postgres::{name}"), move || {
            let server = server.ok_or("PostgreSQL was not started")?;
            let runtime = runtime();
            let database = runtime.block_on(server.database()).map_err(|error| error.to_string())?;
            runtime.block_on(body(&database));
            Ok(())
        })
    });
    let on_postgres = on_postgres.into_iter().filter(|_| has_postgres());
    on_sqlite.into_iter().chain(on_postgres).collect()
}

fn main() {
    let arguments = Arguments::from_args();
    let is_asked =
        |filter: &String| CASES.iter().any(|(name, _)| format!("postgres::{name}").contains(filter.as_str()));
    let is_needed = !arguments.list && arguments.filter.as_ref().is_none_or(is_asked);
    // Here and not in a case: the kernel stops the server when the thread that started it ends.
    let server = if is_needed { Postgres::start().expect("PostgreSQL starts") } else { None };
    let server = server.map(Arc::new);
    let mut trials = trials(server.as_ref());
    if !has_postgres() {
        println!("left out: PostgreSQL, {} cases; run tests/run", CASES.len());
        if is_required("postgres") {
            let reason = "BATON_TEST_REQUIRE names postgres, and there is none";
            trials.push(Trial::test("postgres::is_here", move || Err(reason.into())));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(server) = &server {
        runtime().block_on(server.clean_up()).expect("the databases are removed");
    }
    // `exit` runs no destructors.
    drop(server);
    conclusion.exit();
}
