//! How Baton is kept: what the doctor finds, servers that come and go, people who leave, accounts that belong together; all
//! against the strict Discord on loopback, and the doctor as the real program.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot go on has failed")]

use std::future::Future;
use std::pin::Pin;

use libtest_mimic::{Arguments, Trial};

#[path = "../support/strict_discord/mod.rs"]
#[expect(dead_code, reason = "shared with suites that use more of it")]
mod strict_discord;

mod clock;
mod doctor;
mod given_up;
mod linked;
mod program;
mod servers;
mod stage;

/// A case's body.
type Body = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A case: what it shows, and how.
pub(crate) struct Case {
    name: String,
    run: Box<dyn FnOnce() -> Body + Send>,
}

impl Case {
    pub(crate) fn new<F: Future<Output = ()> + Send + 'static>(
        name: &str,
        run: impl FnOnce() -> F + Send + 'static,
    ) -> Self {
        Self { name: name.to_owned(), run: Box::new(move || Box::pin(run())) }
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let cases = clock::cases().into_iter().chain(doctor::cases()).chain(servers::cases()).chain(linked::cases());
    let cases = cases.chain(given_up::cases());
    let trials = cases.map(|case| {
        Trial::test(case.name, move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
            runtime.block_on((case.run)());
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
