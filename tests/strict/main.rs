//! What speaks to chat platforms, against strict servers on loopback. First of all the servers themselves: each rule is
//! shown to bite by a bad request that is refused, and to let a good one pass.
//!
//! A harness of its own, so that it can say what it left out: without `BATON_SPECS` nothing is held against Discord's own
//! description. No case waits for real time, and none knows of another.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "what is left out is said")]

use std::future::Future;
use std::pin::Pin;

use libtest_mimic::{Arguments, Trial};

#[path = "../support/strict_discord/mod.rs"]
mod strict_discord;

mod bot;
mod discord;
mod house;
mod importing;
mod joining;
mod late;
mod rest;

use strict_discord::schema;

/// A case's body.
type Body = fn() -> Pin<Box<dyn Future<Output = ()> + Send>>;

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
                body: || Box::pin($name()),
            }),*]
        }
    };
}
pub(crate) use cases;

/// Whether `BATON_TEST_REQUIRE` names `what`: leaving it out is then a failure.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what must not be left out")]
fn is_required(what: &str) -> bool {
    let required = std::env::var("BATON_TEST_REQUIRE").unwrap_or_default();
    required.split(',').any(|name| name.trim() == what)
}

fn main() {
    let arguments = Arguments::from_args();
    let trial = |case: Case| {
        let name = case.name.split_once("::").map_or(case.name, |(_, rest)| rest);
        Trial::test(name, move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
            runtime.block_on((case.body)());
            Ok(())
        })
    };
    let cases = discord::cases().into_iter().chain(joining::cases()).chain(importing::cases()).chain(late::cases());
    let mut trials: Vec<Trial> = cases.map(trial).collect();
    if schema::file().is_none() {
        println!("left out: Discord's own description; set BATON_SPECS to the folder of the specifications");
        if is_required("specs") {
            let reason = "BATON_TEST_REQUIRE names specs, and BATON_SPECS is not set";
            trials.push(Trial::test("specs::are_here", move || Err(reason.into())));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}
