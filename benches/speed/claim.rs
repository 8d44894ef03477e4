//! A thousand due jobs claimed among many that are not due: against the same statement by hand, and among ten times as many.

use baton::store::statements;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

use crate::support::{Asked, Bar, PAIRS, Pair, tell, timed};
use crate::world::{MONDAY, World, file, folder, pour, raw};

const DUE: i64 = 1_000;
const LEASE_MS: i64 = 60_000;

/// Half of what is due is in a lane, each in its own; what is not due stands in lanes of four.
struct Jobs {
    world: World,
    connection: SqliteConnection,
    /// Gives jobs back, so that neither of the two finds its pages still in memory.
    third: SqliteConnection,
    _folder: TempDir,
}

impl Jobs {
    async fn open(many: i64) -> Self {
        let place = folder();
        let world = World::open(&file(&place)).await;
        let mut connection = raw(&file(&place), false).await;
        let (workspace, now) = (world.workspace().get(), MONDAY.ms());
        pour(&mut connection, "DELETE FROM jobs".to_owned()).await;
        let fill = format!(
            "INSERT INTO jobs (id, workspace_id, kind, dedupe, lane, seq, run_at_ms, next_at_ms, state, payload, \
             created_at_ms) WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {many}) \
             SELECT n, {workspace}, 'card', 'd' || n, CASE WHEN n > {DUE} THEN 'l' || (n / 4) \
             WHEN n % 2 = 0 THEN 'due' || n END, n, {now} + n - {DUE}, {now} + n - {DUE}, 'pending', '{{\"v\":1}}', {now} FROM t"
        );
        pour(&mut connection, fill).await;
        let third = raw(&file(&place), false).await;
        Self { world, connection, third, _folder: place }
    }

    async fn ours(&mut self) -> f64 {
        let (jobs, seconds) = timed(self.world.app.store.claim(MONDAY, 1_000, LEASE_MS)).await;
        assert_eq!(jobs.expect("it works").len(), 1_000, "all that are due");
        self.give_back().await;
        seconds * 1_000.0
    }

    async fn by_hand(&mut self, sql: &str) -> f64 {
        let query = sqlx::query(AssertSqlSafe(format!("BEGIN IMMEDIATE; {sql}; COMMIT")))
            .bind(MONDAY.ms())
            .bind(MONDAY.plus_ms(LEASE_MS).ms())
            .bind(DUE);
        let (rows, seconds) = timed(query.fetch_all(&mut self.connection)).await;
        assert_eq!(rows.expect("it works").len(), 1_000, "all that are due");
        self.give_back().await;
        seconds * 1_000.0
    }

    async fn give_back(&mut self) {
        let back = format!(
            "UPDATE jobs SET state = 'pending', next_at_ms = run_at_ms, lease_until_ms = NULL, attempt = 0 WHERE id <= {DUE}"
        );
        pour(&mut self.third, back).await;
    }

    async fn close(self) {
        self.third.close().await.expect("it closes");
        self.connection.close().await.expect("it closes");
        self.world.app.store.close().await;
    }
}

/// Both.
pub(crate) async fn run(asked: &Asked) {
    let (few, many) = (10_000, asked.size(20_000, 100_000, 1_000_000));
    let claim = statements().into_iter().find(|statement| statement.name.ends_with("jobs::CLAIM"));
    let sql = claim.expect("there is one").sqlite;
    let (mut small, mut large) = (Jobs::open(few).await, Jobs::open(many).await);
    let (mut against_raw, mut against_few) = (Vec::new(), Vec::new());
    for _ in 0..2 * PAIRS {
        let ours = large.ours().await;
        against_raw.push(Pair { ours, baseline: large.by_hand(sql).await });
        against_few.push(Pair { ours, baseline: small.ours().await });
    }
    tell(&format!("claim of 1,000 due among {many} open, against raw SQL"), "ms", &against_raw, Bar::AtMost(1.3));
    tell(&format!("claim among {many} open, against {few} open"), "ms", &against_few, Bar::AtMost(1.3));
    small.close().await;
    large.close().await;
}
