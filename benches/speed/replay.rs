//! What a step writes, as plain statements: found by comparing the rows around a handoff before and after it, so that a
//! baseline writes the very same rows and sets no column that did not change.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection, SqlSafeStr};

use crate::world::raw;

/// A statement with its arguments; absent values stand in its text.
#[derive(Clone)]
pub(crate) struct Statement {
    sql: String,
    args: Vec<Value>,
}

/// What one step writes.
pub(crate) type Step = Vec<Statement>;

/// Tables with their keys, in the order in which rows refer to each other; `$1` is the workspace, `$2` the handoff, `$3`
/// the delivery.
const TABLES: [(&str, &[&str], &str); 18] = [
    ("workspaces", &["id"], "id = $1"),
    ("persons", &["workspace_id", "id"], "workspace_id = $1"),
    ("inbox", &["workspace_id", "platform", "delivery_id"], "workspace_id = $1 AND delivery_id = $3"),
    ("handoffs", &["workspace_id", "id"], "workspace_id = $1 AND id = $2"),
    ("briefs", &["workspace_id", "handoff_id", "version"], OF_HANDOFF),
    ("clocks", &["workspace_id", "handoff_id", "kind", "n"], OF_HANDOFF),
    ("clock_steps", &["workspace_id", "handoff_id", "clock", "n", "step"], OF_HANDOFF),
    ("questions", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("returns", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("read_backs", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("checklist_items", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("promises", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("waivers", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("occasions", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("ratings", &["workspace_id", "handoff_id"], OF_HANDOFF),
    ("earlier_ratings", &["workspace_id", "handoff_id", "n"], OF_HANDOFF),
    ("events", &["workspace_id", "id"], OF_HANDOFF),
    ("jobs", &["id"], OF_HANDOFF),
];
const OF_HANDOFF: &str = "workspace_id = $1 AND handoff_id = $2";

/// Rows by table and key.
type Rows = BTreeMap<(usize, String), Map<String, Value>>;

/// Looks on while steps are taken.
pub(crate) struct Recorder {
    connection: Any,
    reads: Vec<String>,
    workspace: i64,
    shared: Rows,
    of_handoffs: BTreeMap<i64, Rows>,
}

enum Any {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Recorder {
    /// Begins with what is there already.
    pub(crate) async fn open(url: &str, workspace: i64) -> Self {
        let is_postgres = url.starts_with("postgres");
        let mut connection = if is_postgres {
            Any::Postgres(PgConnection::connect(url).await.expect("the server answers"))
        } else {
            Any::Sqlite(raw(url, true).await)
        };
        let mut reads = Vec::new();
        for (table, _, filter) in TABLES {
            let row = match &mut connection {
                Any::Sqlite(connection) => {
                    let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
                        .bind(table)
                        .fetch_all(connection)
                        .await
                        .expect("a table");
                    let pairs: Vec<String> = columns.iter().map(|(name,)| format!("'{name}', {name}")).collect();
                    format!("json_object({})", pairs.join(", "))
                }
                Any::Postgres(_) => "CAST(to_jsonb(t) AS TEXT)".to_owned(),
            };
            // Every statement takes the same three arguments, whatever it filters by.
            reads.push(format!(
                "SELECT {row} FROM {table} t WHERE {filter} AND CAST($1 AS BIGINT) >= 0 AND CAST($2 AS BIGINT) >= 0 \
                 AND CAST($3 AS TEXT) <> ''"
            ));
        }
        let mut recorder = Self { connection, reads, workspace, shared: Rows::new(), of_handoffs: BTreeMap::new() };
        recorder.step(0, "-").await;
        recorder
    }

    /// What was written since the last time.
    pub(crate) async fn step(&mut self, handoff: i64, delivery: &str) -> Step {
        let (shared, own) = self.rows(handoff, delivery).await;
        let before = self.of_handoffs.insert(handoff, own.clone()).unwrap_or_default();
        let mut step = changes(&self.shared, &shared);
        step.extend(changes(&before, &own));
        for ((table, key), row) in before.iter().filter(|(key, _)| !own.contains_key(key)) {
            debug_assert!(!key.is_empty(), "every row has a key");
            step.push(of_key(*table, row, |filter| format!("DELETE FROM {} WHERE {filter}", TABLES[*table].0), vec![]));
        }
        self.shared = shared;
        step
    }

    async fn rows(&mut self, handoff: i64, delivery: &str) -> (Rows, Rows) {
        let (mut shared, mut own) = (Rows::new(), Rows::new());
        for (table, read) in self.reads.iter().enumerate() {
            let texts: Vec<(String,)> = match &mut self.connection {
                Any::Sqlite(connection) => {
                    let query = sqlx::query_as(AssertSqlSafe(read.clone()));
                    query.bind(self.workspace).bind(handoff).bind(delivery).fetch_all(connection).await
                }
                Any::Postgres(connection) => {
                    let query = sqlx::query_as(AssertSqlSafe(read.clone()));
                    query.bind(self.workspace).bind(handoff).bind(delivery).fetch_all(connection).await
                }
            }
            .expect("it is understood");
            for (text,) in texts {
                let row: Map<String, Value> = serde_json::from_str(&text).expect("an object");
                let key: Vec<String> = TABLES[table].1.iter().map(|column| row[*column].to_string()).collect();
                let is_shared = matches!(TABLES[table].0, "workspaces" | "persons");
                if is_shared { &mut shared } else { &mut own }.insert((table, key.join(" ")), row);
            }
        }
        // A delivery is one step's; it stays when the next looks for its own.
        if let Some(known) = self.of_handoffs.get(&handoff) {
            own.extend(
                known.iter().filter(|((table, _), _)| TABLES[*table].0 == "inbox").map(|(k, v)| (k.clone(), v.clone())),
            );
        }
        (shared, own)
    }
}

fn changes(before: &Rows, after: &Rows) -> Step {
    let changed = after.iter().filter(|(key, row)| before.get(*key) != Some(*row));
    changed
        .map(|(key, row)| match before.get(key) {
            None => insert(key.0, row),
            Some(old) => update(key.0, old, row),
        })
        .collect()
}

fn insert(table: usize, row: &Map<String, Value>) -> Statement {
    let filled: Vec<(&String, &Value)> = row.iter().filter(|(_, value)| !value.is_null()).collect();
    let columns: Vec<&str> = filled.iter().map(|(column, _)| column.as_str()).collect();
    let places: Vec<String> = (1..=filled.len()).map(|place| format!("${place}")).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", TABLES[table].0, columns.join(", "), places.join(", "));
    Statement { sql, args: filled.into_iter().map(|(_, value)| value.clone()).collect() }
}

fn update(table: usize, old: &Map<String, Value>, row: &Map<String, Value>) -> Statement {
    let mut args = Vec::new();
    let mut sets = Vec::new();
    for (column, value) in row.iter().filter(|(column, value)| old.get(*column) != Some(*value)) {
        if value.is_null() {
            sets.push(format!("{column} = NULL"));
        } else {
            args.push(value.clone());
            sets.push(format!("{column} = ${}", args.len()));
        }
    }
    of_key(table, row, |filter| format!("UPDATE {} SET {} WHERE {filter}", TABLES[table].0, sets.join(", ")), args)
}

/// A statement about the row with this one's key.
fn of_key(table: usize, row: &Map<String, Value>, sql: impl FnOnce(&str) -> String, mut args: Vec<Value>) -> Statement {
    let mut filter = Vec::new();
    for column in TABLES[table].1 {
        args.push(row[*column].clone());
        filter.push(format!("{column} = ${}", args.len()));
    }
    Statement { sql: sql(&filter.join(" AND ")), args }
}

/// Each step as one text with one commit, sent in one call: a call costs more than most statements.
pub(crate) async fn run_in_one_call(connection: &mut SqliteConnection, clients: &[Vec<Step>]) -> usize {
    let mut count = 0;
    for step in clients.iter().flatten() {
        let mut text = "BEGIN IMMEDIATE; ".to_owned();
        let mut args = Vec::new();
        for statement in step {
            renumber(&statement.sql, args.len(), &mut text);
            text.push_str("; ");
            args.extend(&statement.args);
        }
        text.push_str("COMMIT");
        let query: Query<'_, Sqlite, _> = sqlx::query(AssertSqlSafe(text));
        let query = args.into_iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(number.as_i64()),
            Value::Bool(yes) => query.bind(*yes),
            Value::String(said) => query.bind(said.clone()),
            Value::Null | Value::Array(_) | Value::Object(_) => query.bind(value.to_string()),
        });
        query.execute(&mut *connection).await.expect("the rows fit");
        count += 1;
    }
    count
}

/// Each statement prepared and sent by itself, a transaction a step.
pub(crate) async fn run_one_by_one(connection: &mut PgConnection, clients: &[Vec<Step>]) -> usize {
    let mut count = 0;
    for step in clients.iter().flatten() {
        let mut transaction = connection.begin().await.expect("the server answers");
        for statement in step {
            let query: Query<'_, Postgres, _> = sqlx::query(AssertSqlSafe(statement.sql.clone()).into_sql_str());
            let query = statement.args.iter().fold(query, |query, value| match value {
                Value::Number(number) => query.bind(number.as_i64()),
                Value::Bool(yes) => query.bind(*yes),
                Value::String(said) => query.bind(said.clone()),
                Value::Null | Value::Array(_) | Value::Object(_) => query.bind(value.clone()),
            });
            query.execute(&mut *transaction).await.expect("the rows fit");
        }
        transaction.commit().await.expect("the server answers");
        count += 1;
    }
    count
}

/// Appends the statement with `$1` become `$(1 + by)`.
fn renumber(statement: &str, by: usize, text: &mut String) {
    let mut parts = statement.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().expect("a place");
        text.push('$');
        text.push_str(&(number + by).to_string());
        text.push_str(&part[digits..]);
    }
}
