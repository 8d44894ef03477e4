//! A company that is played at random, so that whatever can go wrong between two steps of the program does.
//!
//! **One seed, one run.** A run is two to four replicas of the real App over one real database, a strict chat, a clock that
//! is moved by hand, and people in several zones who do what is their turn, what is not, and press whatever they see, for
//! hours or months around the days on which clocks change. Everything random comes from the seed.
//!
//! **One step at a time.** Each replica's work is a future that is polled alone until everything in it waits at a gate:
//! before and after every call of the database (`baton::store::gate`) and every delivery ([`chat`]). Opening one gate is a
//! step; at most one call is under way, so nothing depends on how fast the machine is. Between any two steps a replica may
//! be killed (what it was in the middle of is dropped), frozen for longer than its leases, or started again; a call may
//! fail before it was made or after it was carried out; a delivery may be put off or its answer lost; the clock may step by
//! an hour either way, and the host may sleep for days.
//!
//! **Judged by other means.** After every commit, claim and message the rows are read over a connection of our own and held
//! against the product's words: [`model`] and [`law`] (what one commit may do), [`messages`] and
//! [`attention`] (what one message may say, to whom and when).
//! At the end nothing fails any more, everything due is done, and [`settle`] looks for what is missing.
//!
//! **Replaying.** A run that fails tells its last steps and the command that plays it again. `BATON_SIM_SEEDS` and
//! `BATON_SIM_POSTGRES_SEEDS` ask for more or fewer runs, `BATON_SIM_FIRST` for others, `BATON_SIM_SEED` for one, told in
//! full. Deliberately absent: real races, which `tests/store` and `tests/crash` have.

#![expect(clippy::print_stdout, reason = "what is left out is said, and what a run came by")]
#![expect(clippy::panic, reason = "a row that cannot be read ends the run")]
#![expect(clippy::expect_used, reason = "a row that cannot be read ends the run")]

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

#[path = "../support/chat_room.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod chat_room;
#[path = "../support/company.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod company;
#[path = "../support/databases.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod databases_for_tests;
#[path = "../crash/rows.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod rows;
#[path = "../support/strict_text.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod strict_text;

mod attention;
mod chat;
mod databases;
mod founding;
mod law;
mod messages;
mod model;
mod panics;
mod people;
mod replica;
mod schedule;
mod settle;
mod sim;
mod trace;

use databases::Kind;
use databases_for_tests::{Postgres, has_postgres, is_required};
use sim::{Sim, Tally};

/// Runs on `SQLite`, and on `PostgreSQL`, unless others are asked for.
const SEEDS: u64 = 2_000;
const POSTGRES_SEEDS: u64 = 150;
/// A run that takes so long waits for something that no gate shows.
const HANGS: Duration = Duration::from_mins(2);
/// So many in one case.
const CASE: u64 = 50;

/// How a run ended.
struct Played {
    hash: u64,
    steps: u64,
    tally: Tally,
}

/// Plays a seed.
async fn play(kind: &Kind, seed: u64, is_loud: bool) -> Result<Played, String> {
    let mut sim = Sim::open(kind, seed, is_loud).await?;
    let began = sim.now();
    let outcome = tokio::time::timeout(HANGS, AssertUnwindSafe(sim.run()).catch_unwind()).await;
    let bug = |_| Err(panics::taken().unwrap_or_else(|| "it hit a bug".to_owned()));
    let outcome = outcome.map_or_else(|_| Err("it hangs".to_owned()), |ended| ended.unwrap_or_else(bug));
    let told = sim.trace.told();
    let mut tally = sim.tally.clone();
    tally.commits = sim.model.commits;
    tally.days = sim.now().since(began) / 86_400_000;
    let (hash, steps) = (sim.trace.hash(), sim.trace.steps());
    let variant = sim.kind;
    for index in 0..sim.replicas.len() {
        sim.kill(index);
    }
    sim.place.remove().await?;
    let command = format!("BATON_SIM_SEED={seed} cargo test --test simulation -- {}", kind.name());
    outcome
        .map_err(|what| format!("seed {seed} of {variant:?}, step {steps}:\n{told}  {what}\n  replay: {command}"))?;
    Ok(Played { hash, steps, tally })
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    panics::keep();
    match run(&arguments) {
        Ok(code) => code,
        Err(problem) => {
            println!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let is_asked = !arguments.list && arguments.filter.as_ref().is_none_or(|filter| !filter.starts_with("sqlite"));
    // Here and not in a case: the kernel stops the server when the thread that started it ends.
    let server = if is_asked { Postgres::start()?.map(Arc::new) } else { None };
    let mut trials = trials(&Kind::Sqlite, number("BATON_SIM_SEEDS").unwrap_or(SEEDS));
    let on_server = number("BATON_SIM_POSTGRES_SEEDS").unwrap_or(POSTGRES_SEEDS);
    if let Some(server) = &server {
        trials.extend(self::trials(&Kind::Postgres(Arc::clone(server)), on_server));
    } else if !has_postgres() {
        println!("left out: PostgreSQL, {on_server} seeds; run tests/run");
        if is_required("postgres") {
            let reason = "BATON_TEST_REQUIRE names postgres, and there is none";
            trials.push(Trial::test("postgres::is_here", move || Err(reason.into())));
        }
    }
    let conclusion = libtest_mimic::run(arguments, trials);
    if let Some(server) = &server {
        runtime()?.block_on(server.clean_up()).map_err(|error| error.to_string())?;
    }
    // `exit` runs no destructors.
    drop(server);
    Ok(conclusion.exit_code())
}

fn trials(kind: &Kind, seeds: u64) -> Vec<Trial> {
    if let Some(seed) = number("BATON_SIM_SEED") {
        let kind = kind.clone();
        return vec![Trial::test(format!("{}::seed_{seed}", kind.name()), move || {
            in_runtime(play(&kind, seed, true)).map(|_| ())
        })];
    }
    let first = number("BATON_SIM_FIRST").unwrap_or(1);
    let cases = (first..first + seeds).step_by(usize::try_from(CASE).unwrap_or(1));
    let mut trials: Vec<Trial> = cases
        .map(|from| {
            let (kind, to) = (kind.clone(), (from + CASE).min(first + seeds));
            let name = format!("{}::seeds_{from}_to_{}", kind.name(), to - 1);
            Trial::test(name, move || in_runtime(play_all(&kind, from, to)))
        })
        .collect();
    let kind = kind.clone();
    trials.push(Trial::test(format!("{}::the_same_seed_plays_the_same", kind.name()), move || {
        in_runtime(plays_the_same(&kind, first))
    }));
    trials
}

async fn play_all(kind: &Kind, from: u64, to: u64) -> Result<(), String> {
    let mut all = Tally::default();
    let mut steps = 0;
    for seed in from..to {
        let played = play(kind, seed, false).await?;
        steps += played.steps;
        all.add(&played.tally);
    }
    println!("{} {from} to {}: {steps} steps, {all:?}", kind.name(), to - 1);
    Ok(())
}

/// A run can be played again to the letter.
async fn plays_the_same(kind: &Kind, first: u64) -> Result<(), String> {
    for seed in first..first + 10 {
        let (one, other) = (play(kind, seed, false).await?, play(kind, seed, false).await?);
        if (one.hash, one.steps) != (other.hash, other.steps) {
            return Err(format!("seed {seed} played {} steps, then {} others", one.steps, other.steps));
        }
    }
    Ok(())
}

fn in_runtime<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, Failed> {
    Ok(runtime()?.block_on(work)?)
}

fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

#[expect(clippy::disallowed_methods, reason = "settings of tests are no settings of the program")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
