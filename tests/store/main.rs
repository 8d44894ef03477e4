//! The store's suite: every case on a real SQLite file and on a real Postgres.
//!
//! A harness of its own, so that without Postgres it can say what it left out, and fail where `BATON_TEST_REQUIRE` names
//! it. No case waits for real time, and none knows of another.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use baton::clock::{ManualClock, Timestamp};
use baton::store::{OpenOptions, Store};
use libtest_mimic::{Arguments, Trial};

#[path = "../support/chat_room.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod chat_room;
#[path = "../support/company.rs"]
mod company;
#[path = "../support/databases.rs"]
mod databases;
#[path = "../support/fake_chat.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod fake_chat;
#[path = "../support/strict_text.rs"]
mod strict_text;

mod answered;
mod chat_log;
mod clocks;
mod commits;
mod deadlocks;
mod figures;
mod filled;
mod foreign;
mod forms;
mod group;
mod handoffs;
mod hanging;
mod jobs;
mod own_time;
mod persons;
mod pings;
mod reads;
mod schema;
mod settings;
mod statements;

use databases::{Database, Postgres, has_postgres, is_required};

/// Where every case starts: Friday 2026-03-06 16:30 in Berlin.
pub(crate) const START: Timestamp = Timestamp::from_ms(1_772_811_000_000);

/// One database, and a clock that stands still.
pub(crate) struct Arena {
    pub database: Database,
    pub clock: Arc<ManualClock>,
    pub is_postgres: bool,
}

impl Arena {
    /// Opens the database as tests do: its time can be moved, and comes from the arena's clock.
    pub(crate) async fn open(&self) -> Store {
        self.open_with(OpenOptions { movable_clock: true, time_from_clock: true, ..OpenOptions::default() }).await
    }

    /// Opens it otherwise.
    pub(crate) async fn open_with(&self, options: OpenOptions) -> Store {
        let clock = Arc::clone(&self.clock);
        Store::open(&self.database.url, clock, options).await.expect("the database opens")
    }

    /// Opens it with up-to-date tables.
    pub(crate) async fn migrated(&self) -> Store {
        let store = self.open().await;
        store.migrate().await.expect("the tables are made");
        store
    }
}

/// A case's body.
pub(crate) type Body = fn(Arena) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// A case: what it shows, and how.
pub(crate) struct Case {
    pub name: &'static str,
    pub only: Option<Only>,
    pub body: Body,
}

/// For what only one of the databases can do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Only {
    Sqlite,
    Postgres,
}

/// Lists async functions of a file as cases.
macro_rules! cases {
    ($($(#[$only:ident])? $name:ident),* $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::Case> {
            vec![$($crate::Case {
                name: concat!(module_path!(), "::", stringify!($name)),
                only: $crate::cases!(@only $($only)?),
                body: |arena| Box::pin($name(arena)),
            }),*]
        }
    };
    (@only) => { None };
    (@only $only:ident) => { Some($crate::Only::$only) };
}
pub(crate) use cases;

fn all_cases() -> Vec<Case> {
    [
        answered::cases(),
        chat_log::cases(),
        clocks::cases(),
        commits::cases(),
        deadlocks::cases(),
        figures::cases(),
        foreign::cases(),
        forms::cases(),
        group::cases(),
        handoffs::cases(),
        hanging::cases(),
        jobs::cases(),
        own_time::cases(),
        persons::cases(),
        pings::cases(),
        reads::cases(),
        schema::cases(),
        settings::cases(),
        statements::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn trials(postgres: Option<&Arc<Postgres>>) -> Vec<Trial> {
    let on_sqlite = all_cases().into_iter().filter(|case| case.only != Some(Only::Postgres)).map(|case| {
        Trial::test(format!("sqlite::{}", short(case.name)), move || {
            let database = Database::sqlite().map_err(|error| error.to_string())?;
            let clock = Arc::new(ManualClock::at(START));
            runtime().block_on((case.body)(Arena { database, clock, is_postgres: false }));
            Ok(())
        })
    });
    let on_postgres = all_cases().into_iter().filter(|case| case.only != Some(Only::Sqlite)).map(|case| {
        let server = postgres.cloned();
        Trial::test(format!("postgres::{}", short(case.name)), move || {
            let server = server.ok_or("PostgreSQL was not started")?;
            let runtime = runtime();
            let database = runtime.block_on(server.database()).map_err(|error| error.to_string())?;
            let clock = Arc::new(ManualClock::at(START));
            runtime.block_on((case.body)(Arena { database, clock, is_postgres: true }));
            Ok(())
        })
    });
    if has_postgres() { on_sqlite.chain(on_postgres).collect() } else { on_sqlite.collect() }
}

/// Without the name of the program in front.
fn short(name: &str) -> &str {
    name.split_once("::").map_or(name, |(_, rest)| rest)
}

fn main() {
    let arguments = Arguments::from_args();
    let is_asked = |filter: &String| {
        let named = all_cases().iter().any(|case| format!("postgres::{}", short(case.name)).contains(filter.as_str()));
        named || filter.contains("postgres")
    };
    let is_needed = !arguments.list && arguments.filter.as_ref().is_none_or(is_asked);
    // Here and not in a case: the kernel stops the server when the thread that started it ends.
    let server = if is_needed { Postgres::start().expect("PostgreSQL starts") } else { None };
    let server = server.map(Arc::new);
    let mut trials = trials(server.as_ref());
    if !has_postgres() {
        let left_out = all_cases().iter().filter(|case| case.only != Some(Only::Sqlite)).count();
        println!("left out: PostgreSQL, {left_out} cases; run tests/run");
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
