//! Two commits that touch the same rows in opposite order: both are written in the end, on Postgres too, where the server ends
//! one of two that wait for each other.

use baton::store::commit::{Commit, Row, Written};

use crate::Arena;
use crate::filled::{HOME, at, company, written};

crate::cases!(opposite_orders_are_both_written);

/// Rows that both touch.
const ROWS: usize = 40;
/// How often they meet; each deadlock takes Postgres a second to see.
const ROUNDS: usize = 4;

async fn opposite_orders_are_both_written(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let commit = |keys: Vec<usize>, value: String| {
        let rows = keys.into_iter().map(|key| Row::PutMeta { key: format!("row {key:02}"), value: value.clone() });
        Commit { rows: rows.collect(), ..Commit::new(HOME, at(1)) }
    };
    for round in 0..ROUNDS {
        let (up, down) = ((0..ROWS).collect(), (0..ROWS).rev().collect());
        let (up, down) = (commit(up, format!("up {round}")), commit(down, format!("down {round}")));
        let (up, down) = tokio::join!(store.write(up), store.write(down));
        assert!(matches!(up, Ok(Written::Committed(_))), "round {round}: {up:?}");
        assert!(matches!(down, Ok(Written::Committed(_))), "round {round}: {down:?}");
        let first = store.meta("row 00").await.unwrap();
        for key in 1..ROWS {
            assert_eq!(store.meta(&format!("row {key:02}")).await.unwrap(), first, "one commit is whole");
        }
    }
}
