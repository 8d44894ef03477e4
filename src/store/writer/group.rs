//! SQLite's writer task: takes what waits, commits it in one go, then answers.
//!
//! When a transaction breaks as a whole (a full disk takes it down, COMMIT fails), each of its plans is tried once more
//! alone, so that none suffers for another.

use futures::TryStreamExt;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Either, Executor, FromRow, Row};
use tokio::sync::{mpsc, oneshot};

use super::{Outcome, Work};
use crate::store::fault::Fault;
use crate::store::jobs::{CLAIM_JOBS, ClaimedJob};
use crate::store::plan::{Missed, Op};
use crate::store::sql::{Arg, sqlite_args};

/// At most so many plans in one transaction, so that the first need not wait for too many others.
const GROUP_MAX: usize = 128;

/// Keeps what the last savepoint holds and sets a new one, in front of each plan: the same text for all, so that a shape
/// of plan is prepared once.
const NEXT_SAVEPOINT: &str = "RELEASE step; SAVEPOINT step; ";
const NEXT_SAVEPOINT_STATEMENTS: usize = 2;

/// Runs until every sender is gone or someone asks it to close.
pub(super) async fn run(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Work>) {
    let mut waiting = Vec::with_capacity(GROUP_MAX);
    while queue.recv_many(&mut waiting, GROUP_MAX).await > 0 {
        let (group, closing) = until_close(&mut waiting);
        write_group(&mut connection, group).await;
        if let Some(closing) = closing {
            finish(connection).await;
            // Whoever asked may have gone away; the answer is then nobody's.
            let _ = closing.send(());
            return;
        }
    }
    finish(connection).await;
}

async fn finish(connection: SqliteConnection) {
    if let Err(error) = sqlx::Connection::close(connection).await {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

/// Something to write.
enum Task {
    Plan(Vec<Op>, oneshot::Sender<Result<Outcome, Fault>>),
    Claim(Vec<Arg>, oneshot::Sender<Result<Vec<ClaimedJob>, Fault>>),
}

/// What became of it, when its transaction was committed.
enum Done {
    Plan(Result<Outcome, Fault>),
    Claim(Result<Vec<ClaimedJob>, Fault>),
}

impl Done {
    fn into_fault(self) -> Option<Fault> {
        match self {
            Self::Plan(outcome) => outcome.err(),
            Self::Claim(jobs) => jobs.err(),
        }
    }
}

/// Splits what waits at the first request to close; what came after it is dropped and hears that the store is closed.
fn until_close(waiting: &mut Vec<Work>) -> (Vec<Task>, Option<oneshot::Sender<()>>) {
    let mut group = Vec::with_capacity(waiting.len());
    for work in waiting.drain(..) {
        match work {
            Work::Plan(ops, reply) => group.push(Task::Plan(ops, reply)),
            Work::Claim(args, reply) => group.push(Task::Claim(args, reply)),
            Work::Close(reply) => return (group, Some(reply)),
        }
    }
    (group, None)
}

async fn write_group(connection: &mut SqliteConnection, mut group: Vec<Task>) {
    if group.len() > 1
        && let Ok(done) = transact(connection, &group).await
    {
        group.into_iter().zip(done).for_each(|(task, done)| answer(task, done));
        return;
    }
    for task in group.drain(..) {
        match transact(connection, std::slice::from_ref(&task)).await {
            Ok(mut done) => {
                if let Some(done) = done.pop() {
                    answer(task, done);
                }
            }
            Err(fault) => fail(task, fault),
        }
    }
}

/// Nobody may be waiting any more; what was committed stays committed.
fn answer(task: Task, done: Done) {
    match (task, done) {
        (Task::Plan(_, reply), Done::Plan(outcome)) => drop(reply.send(outcome)),
        (Task::Claim(_, reply), Done::Claim(jobs)) => drop(reply.send(jobs)),
        (Task::Plan(..), Done::Claim(_)) | (Task::Claim(..), Done::Plan(_)) => {}
    }
}

fn fail(task: Task, fault: Fault) {
    match task {
        Task::Plan(_, reply) => drop(reply.send(Err(fault))),
        Task::Claim(_, reply) => drop(reply.send(Err(fault))),
    }
}

/// One transaction. An error means that nothing of it was kept.
async fn transact(connection: &mut SqliteConnection, tasks: &[Task]) -> Result<Vec<Done>, Fault> {
    let done = match send(connection, "BEGIN IMMEDIATE; SAVEPOINT step").await {
        Ok(()) => run_tasks(connection, tasks).await,
        Err(fault) => Err(fault),
    };
    let done = match done {
        Ok(done) => send(connection, "COMMIT").await.map(|()| done),
        Err(fault) => Err(fault),
    };
    if done.is_err() {
        // It fails where the database has rolled back by itself, as it does on a full disk.
        let _ = send(connection, "ROLLBACK").await;
    }
    done
}

async fn run_tasks(connection: &mut SqliteConnection, tasks: &[Task]) -> Result<Vec<Done>, Fault> {
    let mut all = Vec::with_capacity(tasks.len());
    for task in tasks {
        let (done, is_kept) = match task {
            Task::Plan(ops, _) => {
                let outcome = run_plan(connection, ops).await;
                let is_kept = matches!(outcome, Ok(Outcome::Written { .. }));
                (Done::Plan(outcome), is_kept)
            }
            Task::Claim(args, _) => {
                let jobs = run_claim(connection, args).await;
                let is_kept = jobs.is_ok();
                (Done::Claim(jobs), is_kept)
            }
        };
        if is_kept {
            all.push(done);
            continue;
        }
        // This fails where the whole transaction is gone, as on a full disk; why it went is the better answer.
        if let Err(fault) = send(connection, "ROLLBACK TO step").await {
            return Err(done.into_fault().unwrap_or(fault));
        }
        all.push(done);
    }
    Ok(all)
}

async fn send(connection: &mut SqliteConnection, text: &'static str) -> Result<(), Fault> {
    connection.execute(text).await?;
    Ok(())
}

/// All statements of a plan in one call. Those behind a miss run too, and are rolled back with the rest.
async fn run_plan(connection: &mut SqliteConnection, ops: &[Op]) -> Result<Outcome, Fault> {
    let (text, args) = fuse(ops.iter().map(|op| (op.sql.sqlite, op.args.as_slice())));
    let mut missed: Option<Missed> = None;
    let mut number = None;
    let mut place = 0;
    let query = sqlx::query_with(AssertSqlSafe(text), sqlite_args(&args)?);
    let mut results = connection.fetch_many(query);
    loop {
        let op = usize::checked_sub(place, NEXT_SAVEPOINT_STATEMENTS).and_then(|place| ops.get(place));
        match results.try_next().await {
            Ok(Some(Either::Left(done))) => {
                let is_miss = done.rows_affected() == 0;
                missed = missed.or(op.and_then(|op| op.or_else).filter(|_| is_miss));
                place += 1;
            }
            Ok(Some(Either::Right(row))) if op.is_some_and(|op| op.returns_number) => {
                number = number_of(&row)?;
            }
            Ok(Some(Either::Right(_))) => {}
            Ok(None) => break,
            Err(error) => return missed.map_or_else(|| Err(error.into()), |missed| Ok(Outcome::Missed(missed))),
        }
    }
    Ok(missed.map_or(Outcome::Written { number }, Outcome::Missed))
}

fn number_of(row: &SqliteRow) -> Result<Option<i64>, Fault> {
    Ok(row.try_get(0)?)
}

async fn run_claim(connection: &mut SqliteConnection, args: &[Arg]) -> Result<Vec<ClaimedJob>, Fault> {
    let (text, args) = fuse(std::iter::once((CLAIM_JOBS.sqlite, args)));
    let query = sqlx::query_with(AssertSqlSafe(text), sqlite_args(&args)?);
    let mut results = connection.fetch_many(query);
    let mut jobs = Vec::new();
    while let Some(result) = results.try_next().await? {
        if let Either::Right(row) = result {
            jobs.push(ClaimedJob::from_row(&row)?);
        }
    }
    Ok(jobs)
}

/// Joins statements into one text behind a fresh savepoint, their placeholders renumbered.
fn fuse<'a>(statements: impl Iterator<Item = (&'a str, &'a [Arg])>) -> (String, Vec<Arg>) {
    let mut text = String::with_capacity(4096);
    let mut all = Vec::with_capacity(64);
    text.push_str(NEXT_SAVEPOINT);
    for (statement, args) in statements {
        renumber(statement, all.len(), &mut text);
        text.push_str("; ");
        all.extend_from_slice(args);
    }
    (text, all)
}

/// Appends the statement with `$1` become `$(1 + by)`.
fn renumber(statement: &str, by: usize, text: &mut String) {
    let mut parts = statement.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = part[..digits].parse::<usize>().unwrap_or_default() + by;
        text.push('$');
        text.push_str(&number.to_string());
        text.push_str(&part[digits..]);
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Connection};

    use super::*;
    use crate::store::sql::{Sql, args};

    const ADD: Sql = same("INSERT INTO t (id, said) VALUES ($1, $2)");
    const CHANGE: Sql = same("UPDATE t SET said = $2 WHERE id = $1 RETURNING id");

    const fn same(text: &'static str) -> Sql {
        Sql { name: "test", sqlite: text, postgres: text }
    }

    #[test]
    fn statements_are_joined_with_their_own_arguments() {
        let one = args![7_i64, "a"];
        let two = args![8_i64];
        let statements = [("SELECT $1, $2, $1", one.as_slice()), ("SELECT $1", two.as_slice())];
        let (text, all) = fuse(statements.into_iter());
        assert_eq!(text, "RELEASE step; SAVEPOINT step; SELECT $1, $2, $1; SELECT $3; ");
        assert_eq!(all, args![7_i64, "a", 8_i64]);
    }

    /// Five plans in one transaction: the second breaks a rule in its last statement, the fourth misses in its first.
    #[tokio::test]
    async fn plans_of_one_transaction_fall_alone() {
        let mut connection = SqliteConnectOptions::new().filename(":memory:").connect().await.unwrap();
        connection.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, said TEXT NOT NULL)").await.unwrap();
        let add = |id: i64, said: &str| Op::new(ADD, args![id, said]);
        let must = |id: i64| Op::must(CHANGE, args![id, "changed"], Missed::Stale).returning_number();
        let plans = vec![
            vec![add(1, "a")],
            vec![add(2, "lost"), add(1, "twice")],
            vec![add(3, "c"), must(3)],
            vec![must(99), add(4, "lost"), add(1, "twice")],
            vec![add(5, "e")],
        ];
        let tasks: Vec<Task> = plans.into_iter().map(|ops| Task::Plan(ops, oneshot::channel().0)).collect();
        let done = transact(&mut connection, &tasks).await.unwrap();
        let said: Vec<_> = done
            .into_iter()
            .map(|done| match done {
                Done::Plan(outcome) => outcome.map_err(|fault| matches!(fault, Fault::Taken(_))),
                Done::Claim(_) => Err(false),
            })
            .collect();
        let written = Ok(Outcome::Written { number: None });
        let numbered = Ok(Outcome::Written { number: Some(3) });
        assert_eq!(said, [written, Err(true), numbered, Ok(Outcome::Missed(Missed::Stale)), written]);
        let left: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, said FROM t ORDER BY id").fetch_all(&mut connection).await.unwrap();
        assert_eq!(left, [(1, "a".to_owned()), (3, "changed".to_owned()), (5, "e".to_owned())]);
        connection.close().await.unwrap();
    }
}
