//! A thousand timers due in the same second, on the real worker: how late each is committed.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use tokio::time::{MissedTickBehavior, interval};

use crate::support::{Bar, tell_one};
use crate::world::{World, file, folder, raw};

const TIMERS: usize = 1_000;
/// Of the clocks to accept and to make contact, two of each handoff come in the same moment.
const HANDOFFS: usize = TIMERS / 2;
/// The worker is running and has nothing to do when they come due.
const BEFORE_MS: i64 = 500;

/// Timers of handoffs that were all sent in the same moment.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a few seconds")]
pub(crate) async fn run() {
    let place = folder();
    let world = World::open(&file(&place)).await;
    world.send_to(&vec![world.person("ben"); HANDOFFS]).await;
    let mut connection = raw(&file(&place), true).await;
    let due = "SELECT run_at_ms, COUNT(*) FROM jobs WHERE kind = 'timer' AND state = 'pending' GROUP BY run_at_ms \
               HAVING COUNT(*) >= 1000 ORDER BY run_at_ms LIMIT 1";
    let (due, count): (i64, i64) = sqlx::query_as(due).fetch_one(&mut connection).await.expect("they are set");
    world.clock.run_from(baton::clock::Timestamp::from_ms(due - BEFORE_MS));
    let app = Arc::clone(&world.app);
    let worker = tokio::spawn(async move { app.run_worker().await });
    let mut look = interval(Duration::from_millis(10));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let done = "SELECT COUNT(*) FROM jobs WHERE kind = 'timer' AND state = 'done' AND run_at_ms = $1";
    let mut late_ms = Vec::with_capacity(TIMERS);
    while i64::try_from(late_ms.len()).expect("few") < count {
        look.tick().await;
        let seen: i64 = sqlx::query_scalar(done).bind(due).fetch_one(&mut connection).await.expect("it works");
        let late = baton::clock::Clock::now(&*world.clock).ms() - due;
        late_ms.resize(usize::try_from(seen).expect("few"), late);
    }
    worker.abort();
    let p99 = late_ms[late_ms.len() * 99 / 100];
    let median = late_ms[late_ms.len() / 2];
    tell_one(
        &format!("{count} timers due in the same second, p99 of how late each was committed (median {median} ms)"),
        p99 as f64 / 1_000.0,
        "s",
        Bar::AtMost(1.0),
    );
    connection.close().await.expect("it closes");
    world.app.store.close().await;
}
