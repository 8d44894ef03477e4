//! Discord is away for a while, slow, or forgetful: what waits is said afterwards, once, in order and without haste.

use std::collections::BTreeMap;

use crate::databases::Database;
use crate::recount;
use crate::rows::Rows;
use crate::stage::{Stage, Way};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::world::{Request, World};
use crate::walk;
use crate::weather::Weather;

/// What the worker asks.
const OUTBOX: [&str; 5] = [
    "POST channels/*/messages",
    "PATCH channels/*/messages/*",
    "POST channels/*/threads",
    "PUT channels/*/thread-members/*",
    "POST users/@me/channels",
];
/// Handoffs that wait for the end of an outage.
const BACKLOG: usize = 8;
/// Requests that Discord takes from a bot in a second.
const PER_SECOND_MAX: usize = 50;
/// Longer than Discord knows a nonce.
pub(crate) const NONCE_OVER_MS: i64 = 6 * 60_000;

/// Briefs are sent while nothing can be said; afterwards all of it is, and Discord never has to say "too many".
pub(crate) async fn a_backlog_drains_without_bursts(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    stage.discord.change(|world| {
        for route in OUTBOX {
            world.faults.plan(route, u32::MAX, Trouble::Status(503));
        }
    });
    let mut sent = Vec::new();
    for n in 0..BACKLOG {
        sent.push(walk::write(&stage, &format!("Customer{n}")).await);
    }
    let tried = |world: &World| {
        let failed = world.log.iter().filter(|request| request.status == 503).count();
        (failed > BACKLOG).then_some(world.log.len())
    };
    let before = stage.discord.until("tries in vain", tried).await;
    // As after hours of it: everything is due at once.
    stage.discord.change(|world| world.faults.clear());
    stage.nothing_pauses().await;
    for one in &sent {
        stage.find(&stage.ben, &format!("1.accept.{}", one.handoff)).await;
    }
    let drained: Vec<Request> = stage.discord.requests().split_off(before);
    let refused: Vec<_> = drained.iter().filter(|it| it.status == 429).map(|it| (&it.method, &it.path)).collect();
    assert!(refused.is_empty(), "it was told {} times to wait: {refused:#?}", refused.len());
    let mut seconds: BTreeMap<i64, usize> = BTreeMap::new();
    for request in drained.iter().filter(|request| !request.path.ends_with("/callback")) {
        *seconds.entry(request.at.ms() / 1000).or_default() += 1;
    }
    assert!(seconds.values().all(|many| *many <= PER_SECOND_MAX), "{seconds:?}");
    println!("{BACKLOG} handoffs drained by {} requests, at most {:?} a second", drained.len(), seconds.values().max());
    recount::arrived(&stage, &sent).await;
}

/// A reply is lost, and the retry comes when the nonce is forgotten: the marker is found, and nothing is said twice.
pub(crate) async fn a_reply_is_lost_longer_than_a_nonce_lives(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/threads", 1, Trouble::DroppedAfter));
    let handed = walk::write(&stage, "ACME").await;
    forgotten(&stage).await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/messages", 1, Trouble::DroppedAfter));
    walk::accept(&stage, &handed).await;
    forgotten(&stage).await;
    walk::work(&stage, &handed).await;
    walk::complete(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// What people say before the retry; more than Discord tells of at once.
const CHATTER: usize = 150;
/// What the worker does first about a handoff, in its order: the card, its thread, who is in it, the first note.
const FIRST_STEPS: [(&str, &str); 4] =
    [("POST", "/messages"), ("POST", "/threads"), ("PUT", "/thread-members/"), ("POST", "/messages")];

/// The program is killed each time that Discord has just done something of which it never hears, and comes back when the
/// nonce is forgotten.
pub(crate) async fn killed_right_after_it_was_done(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    stage.discord.change(|world| {
        world.faults.plan("POST channels/*/messages", 2, Trouble::DroppedAfter);
        world.faults.plan("POST channels/*/threads", 1, Trouble::DroppedAfter);
        world.faults.plan("PUT channels/*/thread-members/*", 1, Trouble::DroppedAfter);
    });
    let handed = walk::write(&stage, "ACME").await;
    for (n, (method, part)) in FIRST_STEPS.into_iter().enumerate() {
        let is_it = |request: &&Request| request.method == method && request.path.contains(part);
        let before = FIRST_STEPS[..n].iter().filter(|step| **step == (method, part)).count();
        let is_done = |world: &World| (world.log.iter().filter(is_it).count() > before).then_some(());
        stage.discord.until("the next step", is_done).await;
        stage.kill().await;
        stage.jump(NONCE_OVER_MS);
        stage.start().await;
    }
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// Told to stop in the middle of a delivery it hears the answer out, keeps it and gives back what it has not begun; nobody waits
/// for the end of a lease, and the next start goes on.
pub(crate) async fn stopped_in_the_middle(database: &Database) {
    const UNDER_WAY: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM jobs WHERE state = 'leased'";
    const THREADS: &str = "SELECT CAST(COUNT(*) AS TEXT) FROM posts WHERE purpose = 'thread'";
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/threads", 1, Trouble::Held));
    let handed = walk::write(&stage, "ACME").await;
    stage.discord.until("a thread on its way", |world| world.faults.is_clear().then_some(())).await;
    let mut rows = Rows::open(&stage.home.database).await;
    assert!(rows.number(UNDER_WAY, &[]).await > 0, "it is in the middle of something");
    stage.signal("TERM").await;
    stage.discord.let_go();
    stage.stopped().await;
    assert_eq!(rows.number(UNDER_WAY, &[]).await, 0, "a job is held by nobody");
    assert_eq!(rows.number(THREADS, &[]).await, 1, "the thread is known");
    stage.start().await;
    stage.find(&stage.ben, &format!("1.accept.{}", handed.handoff)).await;
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// It starts while Discord answers nothing: once it does, the commands are there and everything works.
pub(crate) async fn it_starts_in_an_outage(database: &Database) {
    let stage = Stage::silent(database, Way::Gateway).await;
    stage.discord.change(|world| {
        for route in ["GET gateway/bot", "GET oauth2/applications/@me", "PUT applications/*/commands"] {
            world.faults.plan(route, 1, Trouble::Status(503));
        }
    });
    stage.start().await;
    stage.set_up().await;
    let handed = walk::send(&stage, "ACME").await;
    recount::arrived(&stage, &[handed]).await;
}

/// Once the reply is lost, people talk, and more time passes than Discord knows a nonce; the retry comes later.
async fn forgotten(stage: &Stage) {
    stage.discord.until("a lost reply", |world| world.faults.is_clear().then_some(())).await;
    for place in [stage.channel].into_iter().chain(stage.ana.threads(stage.channel)) {
        for _ in 0..CHATTER {
            stage.ana.says(place, "And what about lunch?");
        }
    }
    stage.jump(NONCE_OVER_MS);
}

/// An answer takes longer than it is waited for; both it and the retry arrive, and it is said once.
pub(crate) async fn an_answer_takes_too_long(database: &Database) {
    let stage = Stage::new(database, Way::Gateway, Weather::fair()).await;
    stage.discord.change(|world| world.faults.plan("POST channels/*/messages", 1, Trouble::Held));
    let handed = walk::send(&stage, "ACME").await;
    stage.discord.let_go();
    walk::take_over(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}
