//! A Postgres that takes questions and gives no answers: who asks is told so in time, and everything works when it answers again.

use std::time::Duration;

use baton::store::OpenOptions;
use baton::store::commit::{Commit, Row, Written};
use sqlx::{Connection, Executor, PgConnection};

use crate::Arena;
use crate::filled::{HOME, at, company, written};

crate::cases!(
    #[Postgres]
    nobody_waits_for_ever
);

/// Far more than the store waits.
const WAITED_MAX: Duration = Duration::from_secs(30);

async fn nobody_waits_for_ever(arena: Arena) {
    let store = arena.open_with(OpenOptions { answer_timeout_ms: 300, ..OpenOptions::default() }).await;
    store.migrate().await.unwrap();
    written(&store, company(HOME)).await;
    let mut other = PgConnection::connect(&arena.database.url).await.unwrap();
    other.execute("BEGIN; LOCK TABLE meta, jobs, persons").await.unwrap();
    let commit =
        |value: &str| Commit::new(HOME, at(1)).row(Row::PutMeta { key: "kept".to_owned(), value: value.to_owned() });
    let asked = async {
        let write = store.write(commit("given up")).await.expect_err("nobody answers");
        let read = store.persons(HOME).await.expect_err("nobody answers");
        let claim = store.claim(at(1), 1, 1_000).await.expect_err("nobody answers");
        [write, read, claim]
    };
    let faults = tokio::time::timeout(WAITED_MAX, asked).await.expect("it is told in time");
    assert!(faults.iter().all(baton::store::Fault::is_outage), "{faults:?}");
    other.execute("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
    assert_eq!(store.persons(HOME).await.unwrap().len(), 3);
    assert_eq!(store.meta("kept").await.unwrap(), None, "what was given up is not written");
    assert!(matches!(store.write(commit("now")).await.unwrap(), Written::Committed(_)));
    assert_eq!(store.meta("kept").await.unwrap().as_deref(), Some("now"));
}
