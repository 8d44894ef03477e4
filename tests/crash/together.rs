//! Two processes of the real program on one database: one person acts through each of them at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use baton::clock::SystemClock;
use baton::ids::WorkspaceId;
use baton::store::{OpenOptions, Store};
use serde_json::Value;

use crate::client::{Client, Request, send};
use crate::databases::Database;
use crate::plan::Plan;
use crate::process::{Baton, Home};
use crate::recount::companies;
use crate::rivals::{Race, copies};
use crate::rows::Rows;
use crate::{opens, walk};

/// Handoffs; each is raced for four times.
const HANDOFFS: i64 = 10;

pub(crate) async fn of_two_processes_one_is_first(database: &Database) {
    let folder = tempfile::Builder::new().prefix("baton-crash-").tempdir().expect("a folder");
    let home = |name: &str| {
        let folder = folder.path().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        crate::home(&folder, database)
    };
    let homes = [home("one"), home("other")];
    // Both make the company: whatever one has done the other leaves out.
    let mut first = homes.each_ref().map(Baton::spawn);
    for baton in &mut first {
        opens(baton).await;
    }
    drop(first);
    companies(&mut Rows::open(&database.url).await, 1).await;
    let alone = home("alone");
    let baton = Baton::spawn(&alone);
    let client = Client::new(alone, baton, Plan::new(0), 0).await;
    let model = walk::ready(&client).await;
    client.end();
    let mut both = homes.each_ref().map(Baton::spawn);
    let mut addresses = Vec::new();
    for baton in &mut both {
        addresses.push(opens(baton).await);
    }

    let options = OpenOptions { movable_clock: true, ..OpenOptions::default() };
    let store = Store::open(&database.url, Arc::new(SystemClock), options).await.expect("the database opens");
    let current = store.meta("playground_workspace").await.expect("a read").expect("a company");
    let workspace: WorkspaceId = current.parse().expect("a company");
    let model = store.handoff(workspace, model).await.expect("a read").expect("a draft");
    let handoffs = copies(&store, &model, HANDOFFS).await;
    let sent = AtomicU32::new(0);
    let post = async |way: usize, path: String, body: Value| {
        let key = format!("race-{}", sent.fetch_add(1, Ordering::Relaxed));
        let (status, text) = send(addresses[way], &Request::post(&path, &body), &key).await.expect("an answer");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    };
    let race = Race { store: &store, workspace, handoffs, post };
    println!("two processes: {}", race.run().await);
    drop(both);
    // A lease is over when the other process moves the clock past it: that is told, and no fault.
    let logs = homes.each_ref().map(Home::log).concat();
    let wrong: Vec<&str> = logs.lines().filter(|line| !line.contains("another worker has the job now")).collect();
    assert!(wrong.is_empty(), "it logged {wrong:#?}");
}
