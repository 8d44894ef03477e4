//! How fast Baton is, as ratios against a baseline that runs in turns with it. `cargo bench` runs all in under a minute.
//!
//! A disk or a processor shared with others is fast one moment and slow the next, so nothing here fails and no figure stands
//! alone: each is the median of pairs, with its bar beside it. `cargo bench -- claim stats` runs some, `--quick` smaller
//! sizes, `--full` the sizes that the bars speak of. Postgres is measured where `BATON_TEST_POSTGRES` names a server.

#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot go on is of no use")]
#![expect(clippy::print_stdout, reason = "figures are printed")]

mod chart;
mod claim;
mod digests;
mod replay;
mod stats;
mod steps;
mod support;
mod timers;
mod world;

#[path = "../../tests/support/company.rs"]
mod company;

use support::Asked;

fn main() {
    let asked = Asked::from_args();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if asked.is_for("steps") {
            steps::on_sqlite(&asked).await;
        }
        if asked.is_for("postgres") {
            steps::on_postgres(&asked).await;
        }
        if asked.is_for("claim") {
            claim::run(&asked).await;
        }
        if asked.is_for("stats") {
            // On a thread of the runtime's own, as in the running program: rows come from another thread, one by one.
            tokio::spawn(stats::run(asked.clone())).await.expect("it ends");
        }
        if asked.is_for("chart") {
            chart::run();
        }
        if asked.is_for("timers") {
            timers::run().await;
        }
        if asked.is_for("digests") {
            digests::run(&asked).await;
        }
    });
}
