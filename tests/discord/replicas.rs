//! Two processes on one database, and one of them freezes: what it held goes to the other, and what it still wanted to say
//! or write when it thaws is not said and not written.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tokio::time::Instant;

use crate::databases::Database;
use crate::outages::NONCE_OVER_MS;
use crate::rows::Rows;
use crate::stage::{Stage, Way};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::world::World;
use crate::weather::Weather;
use crate::{recount, walk};

/// What a thawed process has to do is done within so long.
const THAWED_MAX: Duration = Duration::from_secs(40);
const LOOK: Duration = Duration::from_millis(50);

/// It freezes in the middle of a delivery, for longer than its lease and longer than Discord knows a nonce.
pub(crate) async fn a_frozen_process_says_nothing_more(database: &Database) {
    let stage = Stage::new(database, Way::Signed, Weather::fair()).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/threads", 1, Trouble::Held));
    let handed = walk::write(&stage, "ACME").await;
    stage.discord.until("a thread on its way", |world| world.faults.is_clear().then_some(())).await;
    let began = Instant::now();
    stage.signal("STOP").await;
    // The thread is made; who asked for it does not hear of it.
    stage.discord.let_go();
    stage.one_more().await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    println!("the other process took over {} ms after the freeze", began.elapsed().as_millis());
    stage.jump(NONCE_OVER_MS);
    let asked = stage.discord.requests().len();
    stage.signal("CONT").await;
    logged(&stage, "another worker has the job now").await;
    said_nothing_since(&stage, asked);
    // It is as good as the other again.
    stage.jump(-NONCE_OVER_MS);
    stage.turn_to_another().await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// It freezes between taking a job and saying what it is about, while it reads the database.
pub(crate) async fn a_frozen_reader_says_nothing_more(database: &Database) {
    let stage = Stage::new(database, Way::Signed, Weather::fair()).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/messages", 1, Trouble::Held));
    let handed = walk::write(&stage, "ACME").await;
    stage.discord.until("a card on its way", |world| world.faults.is_clear().then_some(())).await;
    let mut other = PgConnection::connect(&database.url).await.expect("the database opens");
    other.execute("BEGIN; LOCK TABLE grants").await.expect("it is held");
    // The card is said; what comes next in its lane is taken, and looked up.
    stage.discord.let_go();
    is_kept_waiting(database).await;
    stage.signal("STOP").await;
    other.execute("ROLLBACK").await.expect("it is free");
    other.close().await.expect("it is left");
    stage.one_more().await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    stage.jump(NONCE_OVER_MS);
    let asked = stage.discord.requests().len();
    stage.signal("CONT").await;
    logged(&stage, "another worker has the job now").await;
    said_nothing_since(&stage, asked);
    stage.jump(-NONCE_OVER_MS);
    stage.turn_to_another().await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// Fails where a message was created since so many requests.
fn said_nothing_since(stage: &Stage, asked: usize) {
    let late: Vec<String> = stage.discord.requests().split_off(asked).into_iter().map(|it| it.path).collect();
    assert!(late.iter().all(|path| !path.ends_with("/messages")), "the thawed one spoke: {late:?}");
}

/// Waits until somebody waits for a lock.
async fn is_kept_waiting(database: &Database) {
    const WAITING: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM pg_stat_activity \
                           WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let mut rows = Rows::open(&database.url).await;
    let mut looks = tokio::time::interval(LOOK);
    let is_waiting = async {
        while rows.number(WAITING, &[]).await == 0 {
            looks.tick().await;
        }
    };
    tokio::time::timeout(THAWED_MAX, is_waiting).await.expect("somebody waits");
}

/// It freezes in the middle of a transaction, with rows locked: the other is kept waiting, not shut out.
pub(crate) async fn a_frozen_transaction_is_ended(database: &Database) {
    let stage = Stage::new(database, Way::Signed, Weather::fair()).await;
    let handed = walk::send(&stage, "ACME").await;
    let accept = stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    let (opened, form) = stage.opens(&stage.ben, &accept).await;
    let fills = walk::read_back(&form, &handed);
    let fills: Vec<_> = fills.iter().map(|(label, fill)| (label.as_str(), fill.clone())).collect();
    let mut other = PgConnection::connect(&database.url).await.expect("the database opens");
    other.execute("BEGIN; LOCK TABLE events IN SHARE MODE").await.expect("it is held");
    stage.ben.submits(&opened, &fills).expect("submitted");
    is_kept_waiting(database).await;
    stage.signal("STOP").await;
    other.execute("ROLLBACK").await.expect("it is free");
    other.close().await.expect("it is left");
    stage.one_more().await;
    let began = Instant::now();
    stage.does("the read-back", || stage.ben.submits(&opened, &fills)).await;
    stage.find(&stage.ana, &format!("1.thats_it.{}", handed.handoff)).await;
    println!("the other process wrote {} ms after the freeze", began.elapsed().as_millis());
    stage.signal("CONT").await;
    // It answers too late, and what it says is not taken.
    let is_late = |world: &World| world.problems.iter().any(|it| it.starts_with("the answer to")).then_some(());
    stage.discord.within(THAWED_MAX, is_late).await.expect("an answer that comes too late");
    let late = stage.discord.take_problems();
    let is_known = |it: &String| it.starts_with("a first answer after") || it.contains("Unknown interaction");
    assert!(late.iter().all(is_known), "{late:#?}");
    stage.turn_to_another().await;
    walk::work(&stage, &handed).await;
    walk::complete(&stage, &handed).await;
    recount::counted(&stage, &[handed]).await;
}

/// Waits until one of the processes logged this.
async fn logged(stage: &Stage, part: &str) {
    let mut looks = tokio::time::interval(LOOK);
    let is_there = async {
        while !stage.home.log().contains(part) {
            looks.tick().await;
        }
    };
    let is_there = tokio::time::timeout(THAWED_MAX, is_there).await.is_ok();
    assert!(is_there, "never logged: {part}\n{}", stage.told());
}
