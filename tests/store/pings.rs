//! The day's few pings are given once each, whoever asks at the same moment, and a job that asks again keeps what it got.

use baton::domain::attention::{Class, PINGS_MAX};
use baton::ids::HandoffId;
use baton::store::Store;
use baton::store::commit::{Commit, Row, Written};
use baton::store::pings::{ManagerLine, Ping, PingState};
use futures::future::join_all;
use serde_json::json;

use crate::Arena;
use crate::filled::{ABROAD, ANA, BEN, HOME, at, company, full, saved, workspace, written};

crate::cases!(
    of_many_at_once_a_day_has_no_fourth_ping,
    a_ping_is_decided_once_and_changes_from_what_it_was,
    lines_to_managers_stand_in_one_message,
    pings_and_lines_that_are_over_are_forgotten_in_portions,
);

const DAY: &str = "2026-03-06";
/// So many want to ping at once, through two doors.
const MANY: usize = 24;

fn ping(cause: &str, handoff: HandoffId, state: PingState) -> Ping {
    Ping {
        person: BEN,
        cause: cause.to_owned(),
        handoff,
        note: json!({ "note": "arrived" }),
        class: Class::Counted,
        state,
        decided_at: at(1),
        due_at: None,
        given_at: None,
        day: None,
        slot: None,
        carrier: None,
    }
}

/// Takes the first free slot of the day, and looks again where somebody was faster; whether there was one.
async fn take(store: &Store, handoff: HandoffId, n: usize) -> bool {
    loop {
        let taken = store.ping_slots(HOME, BEN, DAY).await.expect("the database works");
        let Some(slot) = (1..=i64::from(PINGS_MAX)).find(|slot| !taken.contains(slot)) else { return false };
        let given = ping(&format!("note:{n}"), handoff, PingState::Given);
        let given = Ping { day: Some(DAY.to_owned()), slot: Some(slot), given_at: Some(at(2)), ..given };
        match store.write(Commit::new(HOME, at(2)).row(Row::ReservePing(given))).await.expect("the database works") {
            Written::Committed(_) => return true,
            Written::Stale => {}
            other @ (Written::Duplicate(_) | Written::LeaseLost) => panic!("{other:?}"),
        }
    }
}

async fn of_many_at_once_a_day_has_no_fourth_ping(arena: Arena) {
    let one = arena.migrated().await;
    written(&one, company(HOME)).await;
    let handoff = saved(&one, None, &full(100)).await.id;
    // A second process.
    let other = arena.open().await;
    let asked = (0..MANY).map(|n| {
        let store = if n % 2 == 0 { one.clone() } else { other.clone() };
        tokio::spawn(async move { take(&store, handoff, n).await })
    });
    let given = join_all(asked).await.into_iter().filter(|got| *got.as_ref().expect("no panic")).count();
    assert_eq!(given, 3);
    assert_eq!(one.ping_slots(HOME, BEN, DAY).await.unwrap(), [1, 2, 3]);
    assert_eq!(one.pings_of(HOME, handoff, BEN, 99).await.unwrap().len(), 3);
    // Another day, and another person, begin anew.
    assert_eq!(one.ping_slots(HOME, BEN, "2026-03-07").await.unwrap(), [0_i64; 0]);
    assert_eq!(one.ping_slots(HOME, ANA, DAY).await.unwrap(), [0_i64; 0]);
    other.close().await;
}

async fn a_ping_is_decided_once_and_changes_from_what_it_was(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    written(&store, Commit::new(ABROAD, at(0)).row(Row::PutWorkspace(workspace(ABROAD)))).await;
    let handoff = saved(&store, None, &full(100)).await.id;
    let waiting = Ping { due_at: Some(at(60)), ..ping("note:1", handoff, PingState::Waiting) };
    let reserve = |ping: &Ping| Commit::new(HOME, at(1)).row(Row::ReservePing(ping.clone()));
    written(&store, reserve(&waiting)).await;
    assert_eq!(store.write(reserve(&ping("note:1", handoff, PingState::Given))).await.unwrap(), Written::Stale);
    assert_eq!(store.ping(HOME, BEN, "note:1").await.unwrap(), Some(waiting.clone()));
    assert_eq!(store.open_pings(HOME, BEN).await.unwrap(), std::slice::from_ref(&waiting));

    let carrier = Some("ping:note:1".to_owned());
    let given = Ping { state: PingState::Given, due_at: None, given_at: Some(at(60)), carrier, ..waiting.clone() };
    let go = |ws, from, ping: &Ping| Commit::new(ws, at(60)).row(Row::MovePing { from, ping: ping.clone() });
    assert_eq!(store.write(go(ABROAD, PingState::Waiting, &given)).await.unwrap(), Written::Stale);
    written(&store, go(HOME, PingState::Waiting, &given)).await;
    assert_eq!(store.write(go(HOME, PingState::Waiting, &given)).await.unwrap(), Written::Stale);
    assert_eq!(store.pings_carried(HOME, BEN, "ping:note:1").await.unwrap(), std::slice::from_ref(&given));
    assert_eq!(store.open_pings(HOME, BEN).await.unwrap(), []);
    // What a digest settles leaves alone what is given already.
    let late = Row::SettlePing { from: PingState::InDigest, ping: waiting };
    written(&store, Commit::new(HOME, at(61)).row(late).row(Row::PutPing(given.clone()))).await;
    assert_eq!(store.ping(HOME, BEN, "note:1").await.unwrap(), Some(given));
    for (workspace, person) in [(ABROAD, BEN), (HOME, ANA)] {
        assert_eq!(store.ping(workspace, person, "note:1").await.unwrap(), None);
        assert_eq!(store.pings_of(workspace, handoff, person, 9).await.unwrap(), []);
        assert_eq!(store.pings_carried(workspace, person, "ping:note:1").await.unwrap(), []);
    }
}

async fn lines_to_managers_stand_in_one_message(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = saved(&store, None, &full(100)).await.id;
    let line = |cause: &str, minute| ManagerLine {
        cause: cause.to_owned(),
        handle: "note:1".to_owned(),
        channel: Some("managers".to_owned()),
        handoff,
        note: json!({ "note": "arrived" }),
        said_at: at(minute),
    };
    let (first, second) = (line("note:1", 1), line("note:2", 2));
    for row in [&second, &first, &first] {
        written(&store, Commit::new(HOME, at(2)).row(Row::PutManagerLine(row.clone()))).await;
    }
    assert_eq!(store.manager_lines(HOME, "note:1").await.unwrap(), [first.clone(), second]);
    assert_eq!(store.manager_line(HOME, "note:1").await.unwrap(), Some(first));
    assert_eq!(store.manager_lines(ABROAD, "note:1").await.unwrap(), []);
    assert_eq!(store.manager_line(ABROAD, "note:1").await.unwrap(), None);
    written(&store, Commit::new(HOME, at(3)).row(Row::RemoveHandoff(handoff))).await;
    assert_eq!(store.manager_lines(HOME, "note:1").await.unwrap(), []);
}

/// What came, or was dropped, by the moment at which it did; what still waits stays however old it is.
async fn pings_and_lines_that_are_over_are_forgotten_in_portions(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = saved(&store, None, &full(100)).await.id;
    let given = |cause: &str, minute| Ping { given_at: Some(at(minute)), ..ping(cause, handoff, PingState::Given) };
    let rows = [
        given("old", 2),
        ping("dropped", handoff, PingState::Dropped),
        given("older", 1),
        given("new", 5),
        Ping { due_at: Some(at(60)), ..ping("waits", handoff, PingState::Waiting) },
        ping("left", handoff, PingState::InDigest),
    ];
    let line = |cause: &str, minute| ManagerLine {
        cause: cause.to_owned(),
        handle: cause.to_owned(),
        channel: None,
        handoff,
        note: json!({ "note": "arrived" }),
        said_at: at(minute),
    };
    let mut commit = Commit::new(HOME, at(5));
    commit.rows.extend(rows.map(Row::PutPing));
    commit.rows.extend([line("old", 1), line("older", 0), line("new", 5)].map(Row::PutManagerLine));
    written(&store, commit).await;
    let forget = |at_most| Commit::new(HOME, at(9)).row(Row::ForgetFinished { before: at(5), at_most });
    for (left, at_most) in [((3, 2), 1), ((2, 1), 1), ((1, 0), 1), ((0, 0), 9)] {
        let over = store.finished_before(HOME, at(5), 9).await.unwrap();
        assert_eq!((over.pings, over.lines), left);
        assert_eq!(store.finished_before(HOME, at(5), 1).await.unwrap().pings, left.0.min(1), "counted so far");
        written(&store, forget(at_most)).await;
    }
    let kept: Vec<String> =
        store.pings_of(HOME, handoff, BEN, 9).await.unwrap().into_iter().map(|ping| ping.cause).collect();
    assert_eq!(kept, ["left", "new", "waits"]);
    assert!(store.manager_line(HOME, "old").await.unwrap().is_none());
    assert!(store.manager_line(HOME, "new").await.unwrap().is_some());
}
