//! The real program on a strict Discord: whole handoffs as the people of a town make them, by both ways in, with everything
//! going wrong that can: replies lost, storms of 429, connections that break in the middle of a form, events twice or out of
//! order, the program killed and started again. Nothing is lost, nothing is said twice, nothing is answered late.
//!
//! Discord is the one of `support/strict_discord`, on loopback; the program is a process of its own. What is left is counted
//! there and in the rows of the database. `BATON_DISCORD_SEED` asks for other weather.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said, and what was counted")]

use std::pin::Pin;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

#[path = "../support/databases.rs"]
mod databases;
#[path = "../support/process.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod process;
#[path = "../crash/rows.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod rows;
#[path = "../support/strict_discord/mod.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod strict_discord;

mod connections;
mod hands;
mod odd;
mod outages;
mod recount;
mod shards;
mod slow;
mod stage;
mod walk;
mod weather;

use databases::{Database, Postgres, has_postgres, is_required};
use stage::{Stage, Way};
use strict_discord::schema;
use weather::{Ill, Weather};

/// Seeds, unless another is asked for.
const SEED: u64 = 2026;

/// One handoff from the command to done while this goes wrong, at so many of a hundred acts.
async fn a_handoff(database: &Database, way: Way, ills: &[Ill], percent: u32, nth: u64) {
    let seed = number("BATON_DISCORD_SEED").unwrap_or(SEED) + nth;
    let stage = Stage::new(database, way, Weather::of(seed, ills, percent)).await;
    let handed = walk::hand_over(&stage, "ACME").await;
    if ills.iter().all(|ill| [Ill::Lost, Ill::Down, Ill::Twice, Ill::Swapped].contains(ill)) {
        assert_eq!(stage.weather.lock().await.unanswered, 0, "nobody has to ask twice; {}", stage.told());
    }
    recount::all(&stage, &[handed]).await;
}

/// Requests go to one process or the other, replies are lost and events come twice: a handoff that nobody sees the difference in.
async fn two_processes_answer_in_turn(database: &Database) {
    let stage = Stage::new(database, Way::Signed, Weather::fair()).await;
    stage.one_more().await;
    let ills = [Ill::Elsewhere, Ill::Elsewhere, Ill::Lost, Ill::Twice];
    *stage.weather.lock().await = Weather::of(number("BATON_DISCORD_SEED").unwrap_or(SEED), &ills, 90);
    let handed = walk::hand_over(&stage, "ACME").await;
    let turns = stage.weather.lock().await.tally.get(&Ill::Elsewhere).copied().unwrap_or_default();
    assert!(turns > 3, "both were asked: {turns} turns");
    recount::all(&stage, &[handed]).await;
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

macro_rules! handoffs {
    ($($name:literal: $way:ident, $ills:expr, $percent:literal, $nth:literal;)*) => {
        [$(($name, |database| Box::pin(a_handoff(database, Way::$way, $ills, $percent, $nth)))),*]
    };
}

const HANDOFFS: [(&str, Body); 14] = handoffs! {
    "a_handoff/gateway": Gateway, &[], 0, 0;
    "a_handoff/signed": Signed, &[], 0, 0;
    "too_many_requests/gateway": Gateway, &[Ill::Storm], 40, 1;
    "lost_replies/gateway": Gateway, &[Ill::Lost], 50, 2;
    "lost_replies/signed": Signed, &[Ill::Lost], 50, 3;
    "server_errors/gateway": Gateway, &[Ill::Down], 50, 4;
    "reconnects/gateway": Gateway, &[Ill::Reconnect], 40, 5;
    "twice_and_out_of_order/gateway": Gateway, &[Ill::Twice, Ill::Swapped], 60, 6;
    "kills/gateway": Gateway, &[Ill::Kill], 35, 7;
    "kills/signed": Signed, &[Ill::Kill], 35, 8;
    "everything/gateway/1": Gateway, &Ill::ALL, 50, 9;
    "everything/gateway/2": Gateway, &Ill::ALL, 50, 10;
    "everything/signed/1": Signed, &Ill::ALL, 50, 11;
    "everything/signed/2": Signed, &Ill::ALL, 50, 12;
};

const OTHERS: [(&str, Body); 13] = [
    ("a_backlog_drains_without_bursts", |database| Box::pin(outages::a_backlog_drains_without_bursts(database))),
    ("a_reply_is_lost_longer_than_a_nonce_lives", |database| {
        Box::pin(outages::a_reply_is_lost_longer_than_a_nonce_lives(database))
    }),
    ("a_busy_database_is_acknowledged_first/gateway", |database| {
        Box::pin(slow::a_busy_database_is_acknowledged_first(database, Way::Gateway))
    }),
    ("a_busy_database_is_acknowledged_first/signed", |database| {
        Box::pin(slow::a_busy_database_is_acknowledged_first(database, Way::Signed))
    }),
    ("killed_right_after_it_was_done", |database| Box::pin(outages::killed_right_after_it_was_done(database))),
    ("it_starts_in_an_outage", |database| Box::pin(outages::it_starts_in_an_outage(database))),
    ("what_comes_too_late_is_quiet", |database| Box::pin(connections::what_comes_too_late_is_quiet(database))),
    ("an_answer_takes_too_long", |database| Box::pin(outages::an_answer_takes_too_long(database))),
    ("a_form_outlives_its_connection", |database| Box::pin(connections::a_form_outlives_its_connection(database))),
    ("a_lenient_server_is_enough", |database| Box::pin(odd::a_lenient_server_is_enough(database))),
    ("two_processes_answer_in_turn", |database| Box::pin(two_processes_answer_in_turn(database))),
    ("two_processes_share_the_servers", |database| Box::pin(shards::two_processes_share_the_servers(database))),
    ("the_token_stays_here", |database| Box::pin(odd::the_token_stays_here(database))),
];
/// Cases wait for rate limits far more than they work.
const AT_ONCE: usize = 6;

/// Those that are played on Postgres too.
const ON_POSTGRES: [&str; 4] =
    ["a_handoff/gateway", "everything/signed/1", "two_processes_answer_in_turn", "two_processes_share_the_servers"];

fn trials(postgres: Option<&Arc<Postgres>>) -> Vec<Trial> {
    let on_sqlite = HANDOFFS.into_iter().chain(OTHERS).map(|(name, body)| {
        Trial::test(format!("sqlite/{name}"), move || {
            let database = Database::sqlite().map_err(|error| error.to_string())?;
            runtime().block_on(body(&database));
            Ok(())
        })
    });
    let chosen = HANDOFFS.into_iter().chain(OTHERS).filter(|(name, _)| ON_POSTGRES.contains(name) && has_postgres());
    let on_postgres = chosen.map(|(name, body)| {
        let server = postgres.cloned();
        Trial::test(format!("postgres/{name}"), move || {
            let server = server.ok_or("PostgreSQL was not started")?;
            let runtime = runtime();
            let database = runtime.block_on(server.database()).map_err(|error| error.to_string())?;
            runtime.block_on(body(&database));
            Ok(())
        })
    });
    on_sqlite.chain(on_postgres).collect()
}

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let is_asked =
        |filter: &String| ON_POSTGRES.iter().any(|name| format!("postgres/{name}").contains(filter.as_str()));
    let is_needed = !arguments.list && arguments.filter.as_ref().is_none_or(is_asked);
    // Here and not in a case: the kernel stops the server when the thread that started it ends.
    let server = if is_needed { Postgres::start().expect("PostgreSQL starts") } else { None };
    let server = server.map(Arc::new);
    let mut trials = trials(server.as_ref());
    let mut missing = |what: &'static str| {
        if is_required(what) {
            let reason = format!("BATON_TEST_REQUIRE names {what}, and it is not here");
            trials.push(Trial::test(format!("{what}::is_here"), move || Err(reason.into())));
        }
    };
    if !has_postgres() {
        println!("left out: PostgreSQL, {} cases; run tests/run", ON_POSTGRES.len());
        missing("postgres");
    }
    if schema::file().is_none() {
        println!("left out: Discord's own description; set BATON_SPECS to the folder of the specifications");
        missing("specs");
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(server) = &server {
        runtime().block_on(server.clean_up()).expect("the databases are removed");
    }
    // `exit` runs no destructors.
    drop(server);
    conclusion.exit();
}
