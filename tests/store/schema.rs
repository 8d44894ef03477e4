//! The tables: the same on both databases, made once however many start, and refused when a newer program made them.

use std::collections::{BTreeMap, BTreeSet};

use baton::store::schema::Schema;
use baton::store::{Fault, FaultKind, OpenOptions};
use sqlx::{Connection, Executor, Row};

use crate::Arena;
use crate::databases::Database;
use crate::filled::{HOME, company, full, saved, written};
use crate::statements::raw;

crate::cases!(
    migrating_twice_or_at_once_is_fine,
    a_newer_database_is_refused,
    a_database_that_is_behind_is_told_apart,
    #[Postgres]
    both_databases_have_the_same_columns,
    views_read_well,
    addresses_are_understood,
);

async fn migrating_twice_or_at_once_is_fine(arena: Arena) {
    let store = arena.open().await;
    let starters: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.migrate().await })
        })
        .collect();
    for starter in starters {
        starter.await.expect("no panic").expect("they take turns");
    }
    store.migrate().await.expect("once more");
    assert_eq!(store.schema().await.unwrap(), Schema::Current);
    store.require_current().await.expect("it is");
}

async fn a_newer_database_is_refused(arena: Arena) {
    let store = arena.migrated().await;
    raw(
        &arena,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'from the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    for refused in [store.migrate().await, store.require_current().await] {
        let fault = refused.expect_err("it must not be touched");
        assert!(matches!(fault, Fault::Newer { found: 9999, .. }), "{fault:?}");
        assert_eq!(fault.kind(), FaultKind::Never);
        assert!(fault.to_string().contains("newer Baton"), "{fault}");
    }
    assert_eq!(store.schema().await.unwrap(), Schema::Newer(9999));
    raw(&arena, "DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    store.migrate().await.expect("the refusal left no lock behind");
}

async fn a_database_that_is_behind_is_told_apart(arena: Arena) {
    let store = arena.open().await;
    let Schema::Behind(all) = store.schema().await.unwrap() else { panic!("it is empty") };
    assert!(all > 0);
    assert!(matches!(store.require_current().await, Err(Fault::Behind { .. })));
    store.migrate().await.unwrap();
    raw(&arena, "DELETE FROM _sqlx_migrations WHERE version = 9").await;
    assert_eq!(store.schema().await.unwrap(), Schema::Behind(1));
}

/// Table and column to type, in words that mean the same on both.
type Columns = BTreeMap<(String, String), String>;

async fn both_databases_have_the_same_columns(arena: Arena) {
    arena.migrated().await;
    let sqlite = Arena { database: Database::sqlite().unwrap(), clock: arena.clock.clone(), is_postgres: false };
    sqlite.migrated().await;
    let (here, there) = (postgres_columns(&arena.database.url).await, sqlite_columns(&sqlite.database.url).await);
    let tables: BTreeSet<_> = here.keys().map(|(table, _)| table.as_str()).collect();
    assert!(tables.len() > 25 && tables.contains("v_handoffs"), "{tables:?}");
    let only = |ours: &Columns, theirs: &Columns| {
        ours.keys().filter(|it| !theirs.contains_key(*it)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(only(&here, &there), [], "in Postgres only");
    assert_eq!(only(&there, &here), [], "in SQLite only");
    // A view's columns have no declared type in SQLite.
    for (column, kind) in there.iter().filter(|((table, _), _)| !table.starts_with("v_")) {
        let allowed: &[&str] = match kind.as_str() {
            "BIGINT NOT NULL" | "INTEGER NOT NULL" => &["bigint NOT NULL"],
            "BIGINT" => &["bigint"],
            "BOOLEAN NOT NULL" => &["boolean NOT NULL"],
            "BOOLEAN" => &["boolean"],
            "TEXT NOT NULL" => &["text NOT NULL", "jsonb NOT NULL"],
            "TEXT" => &["text"],
            "BLOB NOT NULL" => &["bytea NOT NULL"],
            other => panic!("{column:?} is {other}"),
        };
        assert!(allowed.contains(&here[column].as_str()), "{column:?} is {kind} and {}", here[column]);
    }
}

async fn postgres_columns(url: &str) -> Columns {
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO' \
               FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
    let rows = connection.fetch_all(sql).await.unwrap();
    rows.iter().map(|row| column(row.get(0), row.get(1), row.get(2), row.get(3))).collect()
}

async fn sqlite_columns(path: &str) -> Columns {
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite:{path}")).await.unwrap();
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c \
               WHERE m.type IN ('table', 'view') AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    let rows = connection.fetch_all(sql).await.unwrap();
    rows.iter().map(|row| column(row.get(0), row.get(1), row.get(2), row.get(3))).collect()
}

fn column(table: String, name: String, kind: String, is_required: bool) -> ((String, String), String) {
    ((table, name), if is_required { format!("{kind} NOT NULL") } else { kind })
}

async fn views_read_well(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    saved(&store, None, &full(100)).await;
    let text = |sql: &'static str| crate::statements::text(&arena, sql);
    assert_eq!(text("SELECT sender || ' > ' || receiver || ' = ' || owner FROM v_handoffs").await, "Ana > Ben = Ben");
    assert_eq!(text("SELECT first_sent_utc FROM v_handoffs").await, "2026-03-06 15:40:00");
    assert_eq!(text("SELECT due_utc FROM v_clocks WHERE kind = 'kickoff'").await, "2026-03-06 15:50:00");
    assert_eq!(text("SELECT CAST(COUNT(*) AS TEXT) FROM v_events").await, "0");
    assert_eq!(text("SELECT CAST(COUNT(*) AS TEXT) FROM v_jobs").await, "0");
}

async fn addresses_are_understood(arena: Arena) {
    let open = async |url: &str| {
        baton::store::Store::open(url, arena.clock.clone(), OpenOptions::default())
            .await
            .map(|store| store.is_postgres())
    };
    for wrong in ["mysql://localhost/baton", "sqlite::memory:", ":memory:", ""] {
        assert!(matches!(open(wrong).await, Err(Fault::Address(_))), "{wrong}");
    }
    assert_eq!(open(&arena.database.url).await.unwrap(), arena.is_postgres);
    if !arena.is_postgres {
        assert!(!open(&format!("sqlite://{}", arena.database.url)).await.unwrap());
        assert!(open("/no/such/folder/baton.db").await.is_err());
    }
}
