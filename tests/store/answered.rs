//! An interaction is answered once over all processes, and remembered no longer than a copy of it could come.

use baton::clock::Timestamp;
use baton::ids::WorkspaceId;
use baton::store::Store;
use baton::store::commit::{Commit, Row, Written};

use crate::filled::at;
use crate::{Arena, START};

crate::cases!(the_first_to_answer_takes_it);

async fn takes(store: &Store, delivery: &str, now: Timestamp) -> bool {
    let (platform, delivery) = ("discord".to_owned(), delivery.to_owned());
    let taken = Row::TakeAnswer { platform, delivery, forget_before: now.plus_ms(-60_000) };
    let written = store.write(Commit::new(WorkspaceId::new(0), now).row(taken)).await.unwrap();
    matches!(written, Written::Committed(_))
}

async fn the_first_to_answer_takes_it(arena: Arena) {
    let (store, other) = (arena.migrated().await, arena.open().await);
    assert!(takes(&store, "1", START).await && takes(&other, "2", START).await);
    assert!(!takes(&other, "1", START).await && !takes(&store, "2", at(0)).await);
    let both = futures::future::join(takes(&store, "3", START), takes(&other, "3", START)).await;
    assert!(both.0 != both.1, "one of them");
    // Forgotten when no copy of it would be believed any more.
    assert!(takes(&store, "4", START.plus_ms(61_000)).await && takes(&store, "1", START.plus_ms(61_000)).await);
}
