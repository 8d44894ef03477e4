//! The playground's interface, used as a script would use it: real sockets, the real router, a real database. What it
//! answers is held against `/openapi.json` every time.
//!
//! A harness of its own, so that without Postgres it can say what it left out, and fail where `BATON_TEST_REQUIRE` names
//! it. No case waits for real time, and none knows of another.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

#[path = "../support/databases.rs"]
mod databases;
#[path = "../support/rivals.rs"]
mod rivals;

mod client;
mod clock;
mod contract;
mod doors;
mod effort;
mod outlived;
mod people;
mod player;
mod refusals;
mod repeats;
mod server;
mod settings;
mod stream;
mod together;
mod walk;

use databases::{Database, Postgres, has_postgres, is_required};
use server::Server;

/// A case's body.
pub(crate) type Body = fn(Server) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// A case: what it shows, and how.
pub(crate) struct Case {
    pub name: &'static str,
    pub body: Body,
}

/// Lists async functions of a file as cases.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn cases() -> Vec<$crate::Case> {
            vec![$($crate::Case {
                name: concat!(module_path!(), "::", stringify!($name)),
                body: |server| Box::pin($name(server)),
            }),*]
        }
    };
}
pub(crate) use cases;

fn all_cases() -> Vec<Case> {
    [
        clock::cases(),
        doors::cases(),
        effort::cases(),
        people::cases(),
        outlived::cases(),
        refusals::cases(),
        repeats::cases(),
        settings::cases(),
        stream::cases(),
        together::cases(),
        walk::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn trials(postgres: Option<&Arc<Postgres>>) -> Vec<Trial> {
    let on_sqlite = all_cases().into_iter().map(|case| {
        Trial::test(format!("sqlite::{}", short(case.name)), move || {
            let database = Database::sqlite().map_err(|error| error.to_string())?;
            runtime().block_on(async { (case.body)(Server::start(database).await).await });
            Ok(())
        })
    });
    let on_postgres = all_cases().into_iter().map(|case| {
        let server = postgres.cloned();
        Trial::test(format!("postgres::{}", short(case.name)), move || {
            let server = server.ok_or("PostgreSQL was not started")?;
            let runtime = runtime();
            let database = runtime.block_on(server.database()).map_err(|error| error.to_string())?;
            runtime.block_on(async { (case.body)(Server::start(database).await).await });
            Ok(())
        })
    });
    let on_postgres: Vec<Trial> = if has_postgres() { on_postgres.collect() } else { Vec::new() };
    contract::trials().into_iter().chain(on_sqlite).chain(on_postgres).collect()
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
        println!("left out: PostgreSQL, {} cases; run tests/run", all_cases().len());
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
