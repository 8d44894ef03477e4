//! Every statement of the store is one that both databases understand, stays in its workspace, and finds its index.

use baton::store::sql::Sql;
use baton::store::statements;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};

use crate::Arena;

crate::cases!(
    every_statement_is_understood,
    every_statement_stays_in_its_workspace,
    no_statement_asks_for_the_time,
    #[Postgres]
    the_claim_finds_its_indexes_on_postgres,
    #[Sqlite]
    hot_statements_find_their_indexes_on_sqlite,
);

/// Runs a statement past the store, as an administrator would.
pub async fn raw(arena: &Arena, sql: &'static str) {
    if arena.is_postgres {
        let mut connection = PgConnection::connect(&arena.database.url).await.expect("it is there");
        connection.execute(sql).await.expect("it is understood");
    } else {
        let mut connection = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
        connection.execute(sql).await.expect("it is understood");
    }
}

/// The first column of the first row, past the store.
pub async fn text(arena: &Arena, sql: &'static str) -> String {
    if arena.is_postgres {
        let mut connection = PgConnection::connect(&arena.database.url).await.expect("it is there");
        connection.fetch_one(sql).await.expect("it is understood").get(0)
    } else {
        let mut connection = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
        connection.fetch_one(sql).await.expect("it is understood").get(0)
    }
}

fn named(end: &str) -> Sql {
    statements().into_iter().find(|statement| statement.name.ends_with(end)).expect("there is one")
}

async fn every_statement_is_understood(arena: Arena) {
    arena.migrated().await;
    let all = statements();
    assert!(all.len() > 100, "{} statements", all.len());
    let mut wrong = Vec::new();
    for statement in all {
        let prepared = if arena.is_postgres {
            let mut connection = PgConnection::connect(&arena.database.url).await.expect("it is there");
            let sql = sqlx::SqlSafeStr::into_sql_str(statement.postgres);
            connection.prepare(sql).await.map(drop)
        } else {
            let mut connection = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
            let sql = sqlx::SqlSafeStr::into_sql_str(statement.sqlite);
            connection.prepare(sql).await.map(drop)
        };
        if let Err(error) = prepared {
            wrong.push(format!("{}: {error}", statement.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements that look at all workspaces, each on purpose.
const ACROSS: [&str; 20] = [
    // Interactions are numbered over all servers.
    "answered::FORGET_OLD",
    "answered::TAKE",
    "identity::WORKSPACES",
    "identity::WORKSPACE_BY_EXTERNAL",
    "identity::MEMBERSHIPS",
    "reach::ASLEEP",
    "jobs::CLAIM",
    "jobs::NEXT",
    "jobs::COUNTS",
    "schedules::DUE",
    "schedules::NEXT",
    "schema::HAS_STEPS",
    "schema::STEPS",
    "time::META",
    "time::SERVER_TIME",
    "time::MOVE_FORWARD",
    "rows::PUT_META",
    "identity::WORKSPACE",
    "identity::PUT_WORKSPACE",
    "plan::QUEUE_JOB",
];

async fn every_statement_stays_in_its_workspace(_: Arena) {
    let mut unused: Vec<&str> = ACROSS.to_vec();
    for statement in statements() {
        let is_across = ACROSS.iter().any(|name| statement.name.ends_with(&format!("::{name}")));
        unused.retain(|name| !statement.name.ends_with(&format!("::{name}")));
        for sql in [statement.sqlite, statement.postgres] {
            let is_bound = sql.contains("workspace_id = $1")
                || (sql.contains("UPDATE workspaces SET ") && sql.contains("WHERE id = $1"))
                || sql.contains("SELECT settings_version FROM workspaces WHERE id = $1")
                || (sql.starts_with("INSERT INTO") && sql.contains("(workspace_id, ") && sql.contains("VALUES ($1, "));
            assert!(is_bound || is_across, "{} names no workspace", statement.name);
            assert!(!sql.contains(';'), "{}: statements are joined by semicolons", statement.name);
        }
    }
    assert!(unused.is_empty(), "no longer there: {unused:?}");
}

async fn no_statement_asks_for_the_time(_: Arena) {
    for statement in statements() {
        let sql = format!("{} {}", statement.sqlite, statement.postgres).to_lowercase();
        let asks = ["now()", "current_timestamp", "current_date", "strftime", "julianday", "datetime("];
        let found = asks.iter().find(|ask| sql.contains(**ask));
        assert!(found.is_none(), "{} asks for the time: {found:?}", statement.name);
        let is_the_one = statement.name.ends_with("time::SERVER_TIME");
        assert!(is_the_one || !sql.contains("clock_timestamp"), "{}", statement.name);
    }
}

/// 20,000 jobs, one in ten of them due, one in five in a lane of four.
const MANY_JOBS: &str = "INSERT INTO jobs (id, workspace_id, kind, dedupe, lane, seq, run_at_ms, next_at_ms, state, \
    payload, created_at_ms) SELECT n, 1, 'card', 'd' || n, CASE WHEN n % 5 = 0 THEN 'l' || (n / 20) END, n, n, n, \
    'pending', '{}', 0 FROM ";

async fn the_claim_finds_its_indexes_on_postgres(arena: Arena) {
    let store = arena.migrated().await;
    crate::filled::written(&store, crate::filled::company(crate::filled::HOME)).await;
    let mut connection = PgConnection::connect(&arena.database.url).await.expect("it is there");
    let fill = format!("{MANY_JOBS} generate_series(1, 20000) AS t (n)");
    let claim = format!("PREPARE claim (bigint, bigint, bigint) AS {}", named("jobs::CLAIM").postgres);
    for sql in [fill, "ANALYZE jobs".to_owned(), "SET plan_cache_mode = force_generic_plan".to_owned(), claim] {
        connection.execute(AssertSqlSafe(sql)).await.expect("it is understood");
    }
    let rows = connection.fetch_all("EXPLAIN EXECUTE claim (2000, 3000, 50)").await.expect("it is understood");
    let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let plan = plan.join("\n");
    for index in ["jobs_claim", "jobs_lane", "jobs_pkey"] {
        assert!(plan.contains(index), "{index} is not used:\n{plan}");
    }
    assert!(!plan.contains("Seq Scan") && !plan.contains("Join"), "{plan}");
}

async fn hot_statements_find_their_indexes_on_sqlite(arena: Arena) {
    let store = arena.migrated().await;
    crate::filled::written(&store, crate::filled::company(crate::filled::HOME)).await;
    let mut connection = SqliteConnection::connect(&arena.database.url).await.expect("it is there");
    let fill = format!(
        "{MANY_JOBS} (WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 20000) \
                        SELECT n FROM t)"
    );
    connection.execute(AssertSqlSafe(fill)).await.expect("it is understood");
    let hot: [(&str, &[&str]); 14] = [
        ("jobs::CLAIM", &["jobs_claim", "jobs_lane"]),
        ("jobs::NEXT", &["jobs_claim", "jobs_lane"]),
        ("stats::HANDOFFS", &["COVERING INDEX handoffs_stats"]),
        (
            "stats::CLOCKS",
            &["COVERING INDEX handoffs_stats", "SEARCH c USING PRIMARY KEY (workspace_id=? AND handoff_id=?"],
        ),
        (
            "stats::TURNS",
            // In this order: the events of a handoff only where a clock of it was missed.
            &["COVERING INDEX handoffs_stats (workspace_id=? AND first_sent_at_ms>? AND first_sent_at_ms<?)\n\
               CORRELATED SCALAR SUBQUERY 1\n\
               SEARCH c USING PRIMARY KEY (workspace_id=? AND handoff_id=? AND kind=?)\n\
               SEARCH e USING INDEX sqlite_autoindex_events_2 (workspace_id=? AND handoff_id=? AND seq>?)"],
        ),
        ("lists::OVERDUE", &["handoffs_status"]),
        ("lists::EVERY", &["handoffs_stats"]),
        ("lists::LOAD_OF", &["handoffs_"]),
        ("lists::BY_CUSTOMER", &["handoffs_customer"]),
        ("events::OF_HANDOFF", &["events"]),
        ("plan::QUEUE_JOB", &["jobs_lane"]),
        ("answered::FORGET_OLD", &["answered_at"]),
        ("rows::jobs::FORGET_PINGS", &["pings_over"]),
        ("rows::jobs::FORGET_LINES", &["manager_lines_said"]),
    ];
    for (name, indexes) in hot {
        let explain = format!("EXPLAIN QUERY PLAN {}", named(name).sqlite);
        let rows = connection.fetch_all(AssertSqlSafe(explain)).await.expect("it is understood");
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        let plan = plan.join("\n");
        for index in indexes {
            assert!(plan.contains(index), "{name} does not use {index}:\n{plan}");
        }
    }
}
