//! Jobs that nobody understands, and jobs that are refused for good: the others go on, the doctor tells of them, and an
//! admin has them tried again, each said once. And what has been over for long is forgotten.

use baton::chat::route::{Route, Verb};
use baton::ids::JobId;
use baton::store::commit::{Commit, Delivery, NewJob, Row};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::Case;
use crate::stage::{House, Stage, words, written_to};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::refusal;
use crate::strict_discord::world::Id;

const DAY_MS: i64 = 24 * 3_600_000;
/// Longer than any pause between two attempts; twelve of them are over before anybody's quiet hours begin.
const PAUSE_MS: i64 = 20 * 60_000;
/// So often a job is tried in which we fail.
const ATTEMPTS: usize = 12;

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    [
        Case::new("given_up/what_nobody_understands", what_nobody_understands),
        Case::new("given_up/what_always_fails", what_always_fails),
        Case::new("given_up/once_more", once_more),
        Case::new("given_up/what_was_said_before", what_was_said_before),
        Case::new("given_up/what_is_over_is_forgotten", what_is_over_is_forgotten),
    ]
    .into_iter()
}

async fn begun() -> (Stage, House) {
    let stage = Stage::new().await;
    stage.register().await;
    let house = stage.house("ACME").await;
    stage.listen().await;
    (stage, house)
}

/// Past the store, as nobody should.
async fn raw(stage: &Stage, sql: &'static str) {
    let file = SqliteConnectOptions::new().filename(stage.folder.path().join("baton.db")).foreign_keys(false);
    let mut rows = file.connect().await.expect("the database opens");
    sqlx::query(sql).execute(&mut rows).await.expect("it is done");
    rows.close().await.expect("it is left");
}

/// A payload of another version, and one that is no JSON at all, stand before what can be done.
async fn what_nobody_understands() {
    let (stage, house) = begun().await;
    let job = |n: i64, payload: Value| NewJob {
        id: JobId::new(n),
        kind: "dance".to_owned(),
        dedupe: format!("dance:{n}"),
        lane: None,
        run_at: stage.clock_now(),
        handoff: None,
        payload,
    };
    let jobs = vec![job(1, json!({ "do": "dance", "v": 9 })), job(2, json!({})), job(3, json!([1]))];
    stage.store.write(Commit { jobs, ..Commit::new(house.workspace, stage.clock_now()) }).await.expect("written");
    raw(&stage, "UPDATE jobs SET payload = '{\"do\": ' WHERE id = 2").await;
    stage.queue(house.workspace, house.receiver, "told:1").await;
    stage.app.work().await.expect("the worker goes on");
    assert_eq!(written_to(&house.ben), 1, "what can be done is done");
    let given_up = stage.store.discarded_jobs(house.workspace, 9).await.expect("a read");
    let reasons: Vec<_> = given_up.iter().filter_map(|job| job.last_error.as_deref()).collect();
    assert_eq!(reasons.len(), 3, "{given_up:#?}");
    assert!(reasons.iter().all(|reason| reason.starts_with("not a job of this version")), "{reasons:?}");
    let told = stage.asks(&house.ben, house.cards, "/handoff-admin doctor").await;
    assert!(told.contains("3 messages were given up"), "{told}");
}

/// A workspace whose rows cannot be read fails its own jobs, twelve times each, and nobody else's.
async fn what_always_fails() {
    let (stage, house) = begun().await;
    let broken = stage.house("Globex").await;
    raw(&stage, "UPDATE calendars SET body = '{}' WHERE workspace_id = (SELECT MAX(id) FROM workspaces)").await;
    stage.queue(broken.workspace, broken.receiver, "told:0").await;
    for n in 1..=ATTEMPTS {
        stage.queue(house.workspace, house.receiver, &format!("told:{n}")).await;
        stage.app.work().await.expect("the worker goes on");
        assert_eq!(written_to(&house.ben), n, "the others are told");
        let given_up = stage.store.discarded_jobs(broken.workspace, 9).await.expect("a read");
        assert_eq!(given_up.len(), usize::from(n == ATTEMPTS), "after {n}: {given_up:?}");
        stage.clock.set(stage.clock_now().plus_ms(PAUSE_MS));
    }
    assert_eq!(stage.store.job_counts(stage.clock_now()).await.expect("counts").leased, 0);
}

/// Three messages are refused for good; when that is mended they go out, each once.
async fn once_more() {
    let (stage, house) = begun().await;
    let refused = Trouble::Refused(refusal::NO_PERMISSION);
    stage.discord.change(|world| world.faults.plan("POST channels/*/messages", 3, refused));
    for n in 0..3 {
        stage.queue(house.workspace, house.receiver, &format!("told:{n}")).await;
    }
    stage.app.work().await.expect("the worker goes on");
    assert_eq!(written_to(&house.ben), 0);
    let (card, told) = doctor(&stage, &house).await;
    assert!(told.contains("3 messages were given up") && told.contains("Try again"), "{told}");
    let answer = press(&stage, &house, card).await;
    assert!(answer.contains("3 messages go out once more"), "{answer}");
    let answer = press(&stage, &house, card).await;
    assert!(answer.contains("Nothing waits to be tried again"), "{answer}");
    stage.app.work().await.expect("the worker goes on");
    assert_eq!(written_to(&house.ben), 3);
    let (_, told) = doctor(&stage, &house).await;
    assert!(!told.contains("given up"), "{told}");
}

/// It was said, and given up nevertheless: trying again finds it.
async fn what_was_said_before() {
    let (stage, house) = begun().await;
    stage.queue(house.workspace, house.receiver, "told:1").await;
    stage.app.work().await.expect("the worker goes on");
    raw(&stage, "UPDATE jobs SET state = 'discarded', last_error = 'lost' WHERE dedupe = 'told:1'").await;
    // Longer than Discord knows a nonce.
    stage.clock.set(stage.clock_now().plus_ms(10 * 60_000));
    let (card, _) = doctor(&stage, &house).await;
    press(&stage, &house, card).await;
    stage.app.work().await.expect("the worker goes on");
    assert_eq!(written_to(&house.ben), 1, "it is not said twice");
    assert_eq!(stage.store.discarded_jobs(house.workspace, 9).await.expect("a read"), []);
}

/// Pings that came as the last delivery did, 1,234 of them.
const OLD_PINGS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234) \
    INSERT INTO pings (workspace_id, person_id, cause, handoff_id, note, class, state, decided_at_ms, given_at_ms) \
    SELECT d.workspace_id, 1, 'note:' || i, 1, '{}', 'counted', 'given', d.received_at_ms, d.received_at_ms \
    FROM n, (SELECT workspace_id, received_at_ms FROM inbox WHERE delivery_id = 'old:0') d";
/// A line that managers had then.
const OLD_LINE: &str = "INSERT INTO manager_lines (workspace_id, cause, handle, handoff_id, note, said_at_ms) \
    SELECT workspace_id, 'note:1', 'note:1', 1, '{}', received_at_ms FROM inbox WHERE delivery_id = 'old:0'";

/// A year of days: what is older than thirty is gone, in portions; what is open, and the last thirty, stays.
async fn what_is_over_is_forgotten() {
    let (stage, house) = begun().await;
    let many = 1_234;
    for n in 0..many {
        let mut commit = Commit::new(house.workspace, stage.clock_now());
        let id = format!("old:{n}");
        commit.delivery = Some(Delivery { platform: "discord".to_owned(), id, outcome: Value::Null });
        stage.store.write(commit).await.expect("written");
    }
    raw(&stage, OLD_PINGS).await;
    raw(&stage, OLD_LINE).await;
    stage.queue(house.workspace, house.receiver, "told:1").await;
    stage.app.work().await.expect("the worker goes on");
    let later = stage.clock_now().plus_ms(29 * DAY_MS);
    stage.clock.set(later);
    let coming = NewJob {
        id: JobId::new(5),
        kind: "timer".to_owned(),
        dedupe: "to_come".to_owned(),
        lane: None,
        run_at: later.plus_ms(365 * DAY_MS),
        handoff: None,
        payload: json!({}),
    };
    let mut commit = Commit { jobs: vec![coming], ..Commit::new(house.workspace, later) };
    commit.delivery = Some(Delivery { platform: "discord".to_owned(), id: "new".to_owned(), outcome: Value::Null });
    stage.store.write(commit).await.expect("written");
    let over = async |days: i64| {
        let before = stage.clock_now().plus_ms(-days * DAY_MS);
        stage.store.finished_before(house.workspace, before, 10_000).await.expect("a count")
    };
    stage.app.work().await.expect("the worker goes on");
    let kept = over(28).await;
    assert!(kept.deliveries >= many && kept.jobs >= 1, "nothing is thirty days old yet: {kept:?}");
    assert_eq!((kept.pings, kept.lines), (many, 1));
    stage.clock.set(stage.clock_now().plus_ms(2 * DAY_MS));
    stage.app.work().await.expect("the worker goes on");
    let kept = over(30).await;
    assert_eq!(kept.total(), 0, "what was over is forgotten: {kept:?}");
    assert!(stage.store.inbox_outcome(house.workspace, "discord", "new").await.expect("a read").is_some());
    assert!(stage.store.job(house.workspace, JobId::new(5)).await.expect("a read").is_some(), "what is to come stays");
    let row = stage.store.schedule(house.workspace, "upkeep").await.expect("a read").expect("a schedule");
    assert!(row.next_at > stage.clock_now(), "{row:?}");
    // A workspace of an earlier version gets it with the next start.
    let gone = Commit::new(house.workspace, stage.clock_now()).row(Row::RemoveSchedule { key: "upkeep".to_owned() });
    stage.store.write(gone).await.expect("written");
    stage.door.install_playbooks().await.expect("a start");
    assert!(stage.store.schedule(house.workspace, "upkeep").await.expect("a read").is_some());
}

/// What the doctor tells, and on which message.
async fn doctor(stage: &Stage, house: &House) -> (Id, String) {
    let sent = house.ben.command(house.cards, "/handoff-admin doctor").expect("a command");
    let said = sent.message().await;
    let id = said["id"].as_str().and_then(|id| id.parse().ok()).expect("a message");
    assert_eq!(stage.discord.look(|world| world.problems.clone()), Vec::<String>::new());
    (id, words(&said))
}

async fn press(stage: &Stage, house: &House, card: Id) -> String {
    let clicked = house.ben.clicks(card, &Route::plain(Verb::TryAgain).id()).expect("a button");
    assert_eq!(stage.discord.look(|world| world.problems.clone()), Vec::<String>::new());
    words(&clicked.message().await)
}
