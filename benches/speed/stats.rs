//! `/handoff stats 90d` from the command to the card, against SQLite's own scan of the same covering rows.
//!
//! The handoffs are those of the sample company, which went through the real rules, copied until there are enough.

use baton::app::playbooks::sources;
use baton::chat::incoming::{Incoming, Place, Reply, What};
use baton::clock::Clock;
use baton::domain::stats::{Period, Window};
use baton::ids::PersonId;
use baton::store::statements;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Column, Connection, Executor, Row, Statement};
use std::sync::Arc;

use crate::support::{Asked, Bar, PAIRS, Pair, tell, timed};
use crate::world::{BenchClock, Counter, MONDAY, app, file, folder, pour, raw};

/// Handoffs of the sample company.
const ORIGINALS: i64 = 64;
/// Between the ids of two copies: more than all ids of one company are apart.
const APART: i64 = 1 << 44;

/// Tables that figures read, with the column that names the handoff.
const TABLES: [(&str, &str); 5] = [
    ("handoffs", "id"),
    ("ratings", "handoff_id"),
    ("clocks", "handoff_id"),
    ("returns", "handoff_id"),
    ("events", "handoff_id"),
];

/// Copies every handoff so often; numbers and events get their own keys too.
async fn copy(connection: &mut SqliteConnection, times: i64) {
    for (table, key) in TABLES {
        let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
            .bind(table)
            .fetch_all(&mut *connection)
            .await
            .expect("a table");
        let columns: Vec<String> = columns.into_iter().map(|(name,)| name).collect();
        let copied: Vec<String> = columns
            .iter()
            .map(|column| match column.as_str() {
                "number" => "number + k * 1000".to_owned(),
                name if name == key || name == "id" => format!("{name} + k * {APART}"),
                name => name.to_owned(),
            })
            .collect();
        let (columns, copied) = (columns.join(", "), copied.join(", "));
        pour(
            connection,
            format!(
                "INSERT INTO {table} ({columns}) WITH RECURSIVE copies (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM \
                 copies WHERE k < {times}) SELECT {copied} FROM copies CROSS JOIN (SELECT * FROM {table})"
            ),
        )
        .await;
    }
    pour(connection, "PRAGMA wal_checkpoint(TRUNCATE)".to_owned()).await;
}

/// The store's own statements, each inside of one that looks at every column and gives a single row: what SQLite alone needs
/// to find all rows, none of which goes through the driver.
async fn scans(connection: &mut SqliteConnection) -> Vec<(String, bool)> {
    let mut scans = Vec::new();
    for statement in statements().into_iter().filter(|statement| statement.name.contains("::stats::")) {
        let sql = sqlx::SqlSafeStr::into_sql_str(statement.sqlite);
        let prepared = connection.prepare(sql).await.expect("it is understood");
        let looks: Vec<String> =
            prepared.columns().iter().map(|column| format!("COUNT(LENGTH({}))", column.name())).collect();
        let scan = format!("SELECT COUNT(*), {} FROM ({})", looks.join(", "), statement.sqlite);
        scans.push((scan, statement.sqlite.contains("$4")));
    }
    scans
}

/// Runs them; how many rows they went through.
async fn scan(
    connection: &mut SqliteConnection,
    scans: &[(String, bool)],
    (workspace, window, now): (i64, &Window, i64),
) -> i64 {
    let mut count = 0;
    for (sql, has_now) in scans {
        let query = sqlx::query(AssertSqlSafe(sql.clone())).bind(workspace);
        let query = query.bind(window.from.ms()).bind(window.to.ms());
        let query = if *has_now { query.bind(now) } else { query };
        let row = query.fetch_one(&mut *connection).await.expect("it works");
        count += row.get::<i64, _>(0);
    }
    count
}

/// Interleaved, on one database.
pub(crate) async fn run(asked: Asked) {
    let many = asked.size(10_000, 100_000, 1_000_000);
    let (place, clock) = (folder(), BenchClock::at(MONDAY));
    let app = app(&file(&place), &clock, &Arc::new(Counter::default()), true).await;
    let workspace = app.open_playground(&sources(None).expect("they ship"), |_| ()).await.expect("it opens");
    let mut connection = raw(&file(&place), false).await;
    copy(&mut connection, many / ORIGINALS).await;
    let persons = app.store.persons(workspace).await.expect("it works");
    let mia: PersonId = persons.iter().find(|person| person.handle == "mia").expect("she is there").id;
    let asks = Incoming {
        workspace,
        person: mia,
        delivery: "1".to_owned(),
        place: Place::channel("handoffs"),
        message: None,
        what: What::Command("/handoff stats 90d".to_owned()),
        files: Vec::new(),
    };
    let now = app.store.now().await.expect("it works").max(clock.now());
    let window = Window::of(Period::LastDays(90), chrono_tz::Europe::Berlin, now);
    let scans = scans(&mut connection).await;
    let mut pairs = Vec::new();
    let mut rows = 0;
    for _ in 0..PAIRS {
        let (reply, ours) = timed(app.receive(&asks)).await;
        assert!(matches!(reply, Reply::Public(_)), "{reply:?}");
        let (count, baseline) = timed(scan(&mut connection, &scans, (workspace.get(), &window, now.ms()))).await;
        rows = count;
        pairs.push(Pair { ours: ours * 1_000.0, baseline: baseline * 1_000.0 });
    }
    let name =
        format!("stats of 90 days over {many} handoffs, against SQLite's own scan of their {rows} covering rows");
    tell(&name, "ms", &pairs, Bar::AtMost(1.3));
    connection.close().await.expect("it closes");
    app.store.close().await;
}
