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
#[path = "../support/own_postgres.rs"]
mod own_postgres;
#[path = "../support/process.rs"]
mod process;
#[path = "../crash/rows.rs"]
mod rows;
#[path = "../support/strict_discord/mod.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod strict_discord;

mod away;
mod connections;
mod disk;
mod hands;
mod kills;
mod odd;
mod outages;
mod recount;
mod replicas;
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

/// Killed, frozen, without a database, on a full disk.
const CRASHES: [(&str, Body); 4] = [
    ("crash/kills/gateway", |database| Box::pin(kills::nothing_is_lost_or_doubled(database, Way::Gateway))),
    ("crash/kills/signed", |database| Box::pin(kills::nothing_is_lost_or_doubled(database, Way::Signed))),
    ("crash/a_frozen_process_says_nothing_more", |database| {
        Box::pin(replicas::a_frozen_process_says_nothing_more(database))
    }),
    ("crash/a_full_disk_is_told_in_words", |database| Box::pin(disk::a_full_disk_is_told_in_words(database))),
];
/// Those that Postgres alone meets.
const SERVER_CRASHES: [(&str, Body); 7] = [
    ("crash/a_full_server_is_told_in_words", |database| Box::pin(disk::a_full_server_is_told_in_words(database))),
    ("crash/a_frozen_reader_says_nothing_more", |database| {
        Box::pin(replicas::a_frozen_reader_says_nothing_more(database))
    }),
    ("crash/a_frozen_transaction_is_ended", |database| Box::pin(replicas::a_frozen_transaction_is_ended(database))),
    ("crash/the_database_goes_away", |database| Box::pin(away::the_database_goes_away(database))),
    ("crash/connections_are_cut/gateway", |database| Box::pin(away::connections_are_cut(database, Way::Gateway))),
    ("crash/connections_are_cut/signed", |database| Box::pin(away::connections_are_cut(database, Way::Signed))),
    ("crash/it_waits_for_its_database", |database| Box::pin(away::it_waits_for_its_database(database))),
];

const OTHERS: [(&str, Body); 14] = [
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
    ("stopped_in_the_middle", |database| Box::pin(outages::stopped_in_the_middle(database))),
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
const ON_POSTGRES: [&str; 7] = [
    "a_handoff/gateway",
    "everything/signed/1",
    "two_processes_answer_in_turn",
    "two_processes_share_the_servers",
    "crash/kills/gateway",
    "crash/kills/signed",
    "crash/a_frozen_process_says_nothing_more",
];

/// The names of all cases that need Postgres.
fn on_server() -> impl Iterator<Item = &'static str> {
    SERVER_CRASHES.into_iter().map(|(name, _)| name).chain(ON_POSTGRES)
}

fn trials(postgres: Option<&Arc<Postgres>>) -> Vec<Trial> {
    let all = || CRASHES.into_iter().chain(HANDOFFS).chain(OTHERS);
    let on_sqlite = all().map(|(name, body)| {
        Trial::test(format!("sqlite/{name}"), move || {
            let database = Database::sqlite().map_err(|error| error.to_string())?;
            runtime().block_on(body(&database));
            Ok(())
        })
    });
    let on_both = all().filter(|(name, _)| ON_POSTGRES.contains(name));
    let on_postgres = SERVER_CRASHES.into_iter().chain(on_both).filter(|_| has_postgres()).map(|(name, body)| {
        let server = postgres.cloned();
        Trial::test(format!("postgres/{name}"), move || {
            let server = server.ok_or("PostgreSQL was not started")?;
            let runtime = runtime();
            let database = runtime.block_on(server.database()).map_err(|error| error.to_string())?;
            runtime.block_on(body(&database));
            Ok(())
        })
    });
    // The long ones first, since cases run side by side.
    on_postgres.chain(on_sqlite).collect()
}

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let is_asked = |filter: &String| on_server().any(|name| format!("postgres/{name}").contains(filter.as_str()));
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
        println!("left out: PostgreSQL, {} cases; run tests/run", on_server().count());
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
