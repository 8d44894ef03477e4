//! The database's time: the clock's or the server's, plus an offset that is kept and only grows.

use baton::clock::{Clock, SystemClock};
use baton::ids::WorkspaceId;
use baton::store::commit::{Commit, Row};
use baton::store::{Fault, OpenOptions};

use crate::filled::at;
use crate::{Arena, START};

crate::cases!(
    the_offset_is_kept_and_only_grows,
    a_clock_that_may_not_move_does_not,
    #[Postgres]
    postgres_tells_its_own_time,
    facts_are_kept,
);

async fn the_offset_is_kept_and_only_grows(arena: Arena) {
    let store = arena.migrated().await;
    assert_eq!(store.now().await.unwrap(), START);
    assert_eq!(store.advance_clock_to(at(60)).await.unwrap(), at(60));
    assert_eq!(store.advance_clock_to(at(30)).await.unwrap(), at(60), "time does not go back");
    arena.clock.set(at(1));
    assert_eq!(store.now().await.unwrap(), at(61), "the offset is added to what the clock says");

    let other = arena.open().await;
    assert_eq!(other.now().await.unwrap(), at(61), "another process sees it");
    other.advance_clock_to(at(100)).await.unwrap();
    assert_eq!(store.now().await.unwrap(), at(100), "and moves it for the first");
    other.close().await;
    store.close().await;
    let fixed = arena.open_with(OpenOptions { time_from_clock: true, ..OpenOptions::default() }).await;
    assert_eq!(fixed.now().await.unwrap(), at(100), "it survives a restart, also where nobody may move it any more");
}

async fn a_clock_that_may_not_move_does_not(arena: Arena) {
    arena.migrated().await;
    let store = arena.open_with(OpenOptions { time_from_clock: true, ..OpenOptions::default() }).await;
    assert!(matches!(store.advance_clock_to(at(60)).await, Err(Fault::Misuse(_))));
    let row = Row::PutMeta { key: "clock_offset_ms".to_owned(), value: "-1".to_owned() };
    let sneaked = store.write(Commit::new(WorkspaceId::new(1), START).row(row)).await;
    assert!(matches!(sneaked, Err(Fault::Misuse(_))));
    assert_eq!(store.now().await.unwrap(), START);
}

async fn postgres_tells_its_own_time(arena: Arena) {
    arena.migrated().await;
    let store = arena.open_with(OpenOptions { movable_clock: true, ..OpenOptions::default() }).await;
    let before = SystemClock.now();
    let told = store.now().await.unwrap();
    // The server is on this machine: its time lies between two looks at ours, give or take its rounding.
    assert!(before.plus_ms(-1) <= told && told <= SystemClock.now().plus_ms(1), "{before:?} {told:?}");
    let ahead = told.plus_ms(86_400_000);
    assert!(store.advance_clock_to(ahead).await.unwrap() >= ahead);
}

async fn facts_are_kept(arena: Arena) {
    let store = arena.migrated().await;
    assert_eq!(store.meta("secret_key_check").await.unwrap(), None);
    for value in ["one", "two"] {
        let row = Row::PutMeta { key: "secret_key_check".to_owned(), value: value.to_owned() };
        store.write(Commit::new(WorkspaceId::new(1), START).row(row)).await.unwrap();
        assert_eq!(store.meta("secret_key_check").await.unwrap().as_deref(), Some(value));
    }
}
