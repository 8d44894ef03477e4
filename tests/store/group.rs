//! SQLite's writer: commits that wait are fused, one that fails falls alone, and a full disk keeps nothing by halves.

use baton::domain::handoff::Status;
use baton::ids::HandoffId;
use baton::store::commit::{Commit, Row, Written};
use baton::store::{Fault, FaultKind, OpenOptions, Store};
use futures::future::join_all;
use serde_json::json;
use sqlx::{Connection, Executor, SqliteConnection};

use crate::filled::{HOME, at, changed, company, event, job, loaded, saved, sent, written};
use crate::{Arena, START};

crate::cases!(
    one_that_fails_falls_alone,
    #[Sqlite]
    a_full_disk_keeps_nothing_by_halves,
    #[Sqlite]
    a_held_file_is_waited_for,
    a_dropped_caller_changes_nothing,
);

/// A hundred commits at once: good ones, stale ones, ones that the database refuses, duplicates and zombies.
async fn one_that_fails_falls_alone(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let known = saved(&store, None, &sent(1, "ACME", 0)).await;
    let outdated = saved(&store, Some(&known), &known).await;
    let commits = (0..100).map(|n| {
        let mut commit = Commit::new(HOME, START);
        commit.jobs = vec![job(1000 + n, &format!("j{n}"), None)];
        match n % 4 {
            0 => commit.events = vec![event(n + 1, outdated.id)],
            1 => commit.events = vec![event(n + 1, HandoffId::new(777))],
            2 => commit.handoff = changed(Some(&known), &known).handoff,
            _ => commit.rows = vec![Row::PutMeta { key: format!("k{n}"), value: n.to_string() }],
        }
        commit
    });
    // Nobody else can write while this holds the file, so that they gather.
    let holder = hold(&arena).await;
    let writes = tokio::spawn({
        let (store, commits) = (store.clone(), commits.collect::<Vec<_>>());
        async move { join_all(commits.into_iter().map(|commit| store.write(commit))).await }
    });
    let_go(holder).await;
    for (n, outcome) in (0_i64..).zip(writes.await.expect("no panic")) {
        let is_kept = match n % 4 {
            1 => {
                assert!(matches!(outcome, Err(Fault::Refused(_))), "{n}: {outcome:?}");
                false
            }
            2 => {
                assert_eq!(outcome.expect("the database works"), Written::Stale, "{n}");
                false
            }
            // On Postgres two that number the same handoff's events may collide; they are told to try again.
            0 if arena.is_postgres && matches!(outcome, Err(Fault::Taken(_))) => false,
            _ => {
                assert!(matches!(outcome, Ok(Written::Committed(_))), "{n}: {outcome:?}");
                true
            }
        };
        let job = store.job(HOME, baton::ids::JobId::new(1000 + n)).await.expect("the database works");
        assert_eq!(job.is_some(), is_kept, "{n}");
    }
    assert_eq!(loaded(&store, known.id).await, outdated);
}

async fn hold(arena: &Arena) -> Option<SqliteConnection> {
    if arena.is_postgres {
        return None;
    }
    let mut holder = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
    holder.execute("BEGIN IMMEDIATE").await.expect("nobody else has it");
    Some(holder)
}

async fn let_go(holder: Option<SqliteConnection>) {
    if let Some(mut holder) = holder {
        // The other task gets its turns while this one asks.
        for _ in 0..50 {
            holder.fetch_one("SELECT 1").await.expect("it answers");
            tokio::task::yield_now().await;
        }
        holder.execute("COMMIT").await.expect("nothing was written");
    }
}

fn big(n: i64, id: HandoffId) -> Commit {
    let mut commit = Commit::new(HOME, at(n));
    commit.jobs = vec![job(n, &format!("j{n}"), None)];
    commit.events = vec![event(n, id)];
    commit.events[0].payload = json!({ "v": 1, "text": "x".repeat(3000) });
    commit
}

async fn pages(store: &Store, arena: &Arena) -> u32 {
    store.close().await;
    let mut connection = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
    let count: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut connection).await.expect("it answers");
    connection.close().await.expect("it closes");
    u32::try_from(count).expect("few")
}

async fn a_full_disk_keeps_nothing_by_halves(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = saved(&store, None, &sent(1, "ACME", 0)).await;
    let used = pages(&store, &arena).await;
    let options = || OpenOptions { time_from_clock: true, ..OpenOptions::default() };
    let store = arena.open_with(OpenOptions { pages_max: Some(used + 20), ..options() }).await;

    let outcomes = join_all((1..=60).map(|n| store.write(big(n, handoff.id)))).await;
    let mut kept = Vec::new();
    for (n, outcome) in (1_i64..).zip(outcomes) {
        match outcome {
            Ok(Written::Committed(_)) => kept.push(n),
            Ok(other) => panic!("{n}: {other:?}"),
            Err(fault) => {
                assert!(matches!(fault, Fault::DiskFull(_)), "{n}: {fault:?}");
                assert!(matches!(fault.kind(), FaultKind::RetryAfter { .. }));
            }
        }
    }
    assert!(!kept.is_empty() && kept.len() < 60, "{} kept: the disk was to fill up on the way", kept.len());
    let check = async |store: &Store| {
        let events: Vec<i64> =
            store.events(HOME, handoff.id).await.expect("it reads").iter().map(|event| event.id.get()).collect();
        assert_eq!(events, kept, "what was acknowledged is there, and nothing else");
        let jobs: Vec<i64> =
            store.waiting_jobs(HOME, 99).await.expect("it reads").iter().map(|it| it.id.get()).collect();
        assert_eq!(jobs, kept);
    };
    check(&store).await;
    store.close().await;

    let store = arena.open_with(options()).await;
    check(&store).await;
    let mut after = loaded(&store, handoff.id).await;
    after.status = Status::Accepted;
    saved(&store, Some(&handoff), &after).await;
    written(&store, big(999, handoff.id)).await;
    let intact = crate::statements::text(&arena, "PRAGMA integrity_check").await;
    assert_eq!(intact, "ok");
}

async fn a_held_file_is_waited_for(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let hasty = arena.open_with(OpenOptions { busy_timeout_ms: 1, ..OpenOptions::default() }).await;
    let holder = hold(&arena).await;
    let row = || Row::PutMeta { key: "k".to_owned(), value: "v".to_owned() };
    let fault = hasty.write(Commit::new(HOME, START).row(row())).await.expect_err("it is held");
    assert!(matches!(fault, Fault::Unavailable(_)), "{fault:?}");
    assert_eq!(fault.kind(), FaultKind::Retry);
    assert_eq!(store.meta("k").await.expect("readers go on"), None);
    let_go(holder).await;
    written(&hasty, Commit::new(HOME, START).row(row())).await;
}

async fn a_dropped_caller_changes_nothing(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    for n in 0..20 {
        let row = Row::PutMeta { key: format!("k{n}"), value: "v".to_owned() };
        let writing = tokio::spawn({
            let store = store.clone();
            async move { store.write(Commit::new(HOME, START).row(row)).await }
        });
        tokio::task::yield_now().await;
        writing.abort();
    }
    // Whatever became of those, the door still opens.
    written(&store, Commit::new(HOME, START).row(Row::PutMeta { key: "end".to_owned(), value: "v".to_owned() })).await;
    assert_eq!(store.meta("end").await.expect("it reads").as_deref(), Some("v"));
}
