//! Jobs: queued once, claimed by one worker at a time, in the order of their lane, and finished only by who holds them.

use std::collections::BTreeSet;

use baton::ids::{JobId, LeaseToken};
use baton::store::commit::{Commit, Delivery, FinishedJob, JobEnd, NewJob, Row, Written};
use baton::store::jobs::ClaimedJob;
use baton::store::{Fault, Store};

use crate::filled::{ABROAD, HOME, at, company, job, written};
use crate::{Arena, START};

crate::cases!(
    a_job_is_queued_once,
    claims_come_in_order_and_once,
    only_the_head_of_a_lane_is_claimed,
    a_zombie_cannot_finish,
    leases_are_extended_and_released,
    retries_wait_and_discards_are_shown,
    claimers_never_share_a_job,
    finished_jobs_are_forgotten,
    what_is_over_is_forgotten_in_portions,
);

const LEASE_MS: i64 = 30_000;
const NONE: [i64; 0] = [];

async fn queue(store: &Store, jobs: Vec<NewJob>) {
    let mut commit = Commit::new(HOME, START);
    commit.jobs = jobs;
    written(store, commit).await;
}

fn ids(jobs: &[ClaimedJob]) -> Vec<i64> {
    jobs.iter().map(|job| job.id.get()).collect()
}

fn finish(job: &ClaimedJob, state: JobEnd) -> Commit {
    let mut commit = Commit::new(job.workspace, at(1));
    commit.finished = Some(FinishedJob { id: job.id, lease: job.lease, state });
    commit
}

async fn a_job_is_queued_once(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    written(&store, company(ABROAD)).await;
    queue(&store, vec![job(1, "same", None), job(2, "same", None), job(3, "other", None)]).await;
    queue(&store, vec![job(4, "same", None)]).await;
    let mut elsewhere = Commit::new(ABROAD, START);
    elsewhere.jobs = vec![job(5, "same", None)];
    written(&store, elsewhere).await;
    assert_eq!(ids(&store.claim(START, 10, LEASE_MS).await.unwrap()), [1, 3, 5]);
}

async fn claims_come_in_order_and_once(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let later = NewJob { run_at: at(5), ..job(1, "later", None) };
    let sooner = NewJob { run_at: at(-5), ..job(9, "sooner", None) };
    queue(&store, vec![later, job(2, "b", None), sooner]).await;
    assert_eq!(store.next_run_at().await.unwrap(), Some(at(-5)));
    let claimed = store.claim(START, 1, LEASE_MS).await.unwrap();
    assert_eq!(ids(&claimed), [9], "the longest due first");
    assert_eq!((claimed[0].attempt, claimed[0].lease), (1, LeaseToken::new(1)));
    assert_eq!(claimed[0].lease_until, START.plus_ms(LEASE_MS));
    assert_eq!(ids(&store.claim(START, 10, LEASE_MS).await.unwrap()), [2]);
    assert_eq!(ids(&store.claim(START, 10, LEASE_MS).await.unwrap()), NONE);
    assert_eq!(store.next_run_at().await.unwrap(), Some(START.plus_ms(LEASE_MS)), "when the leases end");
    let counts = store.job_counts(START).await.unwrap();
    assert_eq!((counts.pending, counts.leased, counts.due, counts.discarded), (1, 2, 0, 0));
    let counts = store.job_counts(at(6)).await.unwrap();
    assert_eq!((counts.due, counts.oldest_due_at), (3, Some(START.plus_ms(LEASE_MS))));
}

async fn only_the_head_of_a_lane_is_claimed(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    // Ids against the order of queuing: the lane keeps the latter.
    queue(&store, vec![job(5, "a1", Some("a")), job(4, "a2", Some("a")), job(3, "b1", Some("b"))]).await;
    queue(&store, vec![job(2, "a3", Some("a"))]).await;
    let first = store.claim(START, 10, LEASE_MS).await.unwrap();
    assert_eq!(ids(&first), [3, 5]);
    assert_eq!(ids(&store.claim(START, 10, LEASE_MS).await.unwrap()), NONE);
    let head = first.iter().find(|job| job.id == JobId::new(5)).unwrap();
    written(&store, finish(head, JobEnd::RetryAt(at(10), "busy".to_owned()))).await;
    assert_eq!(ids(&store.claim(at(1), 10, LEASE_MS).await.unwrap()), [3], "a lane waits for its head's retry");
    assert_eq!(store.next_run_at().await.unwrap(), Some(at(1).plus_ms(LEASE_MS)), "who waits in a lane is not next");

    let again = store.claim(at(11), 10, LEASE_MS).await.unwrap();
    let head = again.iter().find(|job| job.id == JobId::new(5)).unwrap();
    assert_eq!((head.attempt, head.last_error.as_deref()), (2, Some("busy")));
    written(&store, finish(head, JobEnd::Discarded("gone".to_owned()))).await;
    let freed = store.claim(at(11), 10, LEASE_MS).await.unwrap();
    assert_eq!(ids(&freed), [4], "a discarded head frees its lane");
    written(&store, finish(&freed[0], JobEnd::Done)).await;
    assert_eq!(ids(&store.claim(at(11), 10, LEASE_MS).await.unwrap()), [2]);
}

async fn a_zombie_cannot_finish(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    queue(&store, vec![job(1, "a", None)]).await;
    let zombie = store.claim(START, 1, LEASE_MS).await.unwrap().remove(0);
    let heir = store.claim(START.plus_ms(LEASE_MS), 1, LEASE_MS).await.unwrap().remove(0);
    assert_eq!((heir.id, heir.attempt), (zombie.id, 2));
    assert!(heir.lease > zombie.lease);
    for state in [JobEnd::Done, JobEnd::Discarded("x".to_owned()), JobEnd::RetryAt(at(1), "x".to_owned())] {
        let mut commit = finish(&zombie, state);
        commit.jobs = vec![job(2, "by a zombie", None)];
        commit.rows = vec![Row::PutMeta { key: "zombie".to_owned(), value: "was here".to_owned() }];
        assert_eq!(store.write(commit).await.unwrap(), Written::LeaseLost);
    }
    assert_eq!(store.meta("zombie").await.unwrap(), None, "nothing of its commit is kept");
    assert_eq!(store.job(HOME, JobId::new(2)).await.unwrap(), None);
    assert!(!store.extend_lease(&zombie, at(9)).await.unwrap());
    assert!(!store.release(&zombie, at(9)).await.unwrap());
    written(&store, finish(&heir, JobEnd::Done)).await;
    assert_eq!(store.write(finish(&heir, JobEnd::Done)).await.unwrap(), Written::LeaseLost, "once only");
    assert_eq!(store.job(HOME, heir.id).await.unwrap().unwrap().state, "done");
}

async fn leases_are_extended_and_released(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    queue(&store, vec![job(1, "a", None)]).await;
    let held = store.claim(START, 1, LEASE_MS).await.unwrap().remove(0);
    assert!(store.extend_lease(&held, at(60)).await.unwrap());
    assert_eq!(ids(&store.claim(at(59), 1, LEASE_MS).await.unwrap()), NONE);
    assert!(store.release(&held, at(2)).await.unwrap());
    assert_eq!(ids(&store.claim(at(1), 1, LEASE_MS).await.unwrap()), NONE);
    let again = store.claim(at(2), 1, LEASE_MS).await.unwrap().remove(0);
    assert_eq!(again.attempt, 1, "a released claim does not count");
    assert!(again.lease > held.lease);
}

async fn retries_wait_and_discards_are_shown(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    queue(&store, vec![job(1, "a", None), job(2, "b", None)]).await;
    let held = store.claim(START, 2, LEASE_MS).await.unwrap();
    written(&store, finish(&held[0], JobEnd::RetryAt(at(3), "slow down".to_owned()))).await;
    written(&store, finish(&held[1], JobEnd::Discarded("no such channel".to_owned()))).await;
    assert_eq!(ids(&store.claim(at(2), 9, LEASE_MS).await.unwrap()), NONE);
    assert_eq!(ids(&store.claim(at(3), 9, LEASE_MS).await.unwrap()), [1]);
    let discarded = store.discarded_jobs(HOME, 9).await.unwrap();
    let told: Vec<_> = discarded.iter().map(|job| (job.id.get(), job.last_error.as_deref(), job.finished_at)).collect();
    assert_eq!(told, [(2, Some("no such channel"), Some(at(1)))]);
    assert_eq!(store.job_counts(at(3)).await.unwrap().discarded, 1);

    written(&store, Commit::new(HOME, at(4)).row(Row::RequeueJob { id: JobId::new(2), run_at: at(5) })).await;
    assert_eq!(store.discarded_jobs(HOME, 9).await.unwrap(), []);
    let again = store.job(HOME, JobId::new(2)).await.unwrap().unwrap();
    assert_eq!((again.attempt, again.state.as_str()), (1, "pending"), "its next attempt is one of several");
    assert_eq!(ids(&store.claim(at(5), 9, LEASE_MS).await.unwrap()), [1, 2], "the other's lease ran out");
}

/// Ten workers claim 200 jobs of which every fifth stands in a lane; each job is done by exactly one of them.
async fn claimers_never_share_a_job(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let lane = |id: i64| (id % 5 == 0).then(|| format!("lane {}", id % 3));
    queue(&store, (1..=200).map(|id| job(id, &id.to_string(), lane(id).as_deref())).collect()).await;
    let workers: Vec<_> = (0..10)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                while store.next_run_at().await?.is_some_and(|next| next <= at(1)) {
                    for job in store.claim(at(1), 7, LEASE_MS).await? {
                        match store.write(finish(&job, JobEnd::Done)).await? {
                            Written::Committed(_) => done.push(job.id),
                            other @ (Written::Stale | Written::Duplicate(_) | Written::LeaseLost) => {
                                panic!("{other:?}")
                            }
                        }
                    }
                }
                Ok::<_, Fault>(done)
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.expect("no panic").expect("the database works"));
    }
    let distinct: BTreeSet<_> = all.iter().copied().collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
}

/// Portion by portion, the oldest first, and of this workspace alone.
async fn what_is_over_is_forgotten_in_portions(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    queue(&store, (1..=5).map(|n| job(n, &n.to_string(), None)).collect()).await;
    for held in store.claim(START, 5, LEASE_MS).await.unwrap() {
        let mut end = finish(&held, JobEnd::Done);
        end.at = at(held.id.get());
        let id = held.id.get().to_string();
        end.delivery = Some(Delivery { platform: "discord".to_owned(), id, outcome: serde_json::Value::Null });
        written(&store, end).await;
    }
    for (left, at_most) in [(4, 2), (2, 2), (0, 2)] {
        let over = store.finished_before(HOME, at(5), 9).await.unwrap();
        assert_eq!((over.jobs, over.deliveries), (left, left));
        assert_eq!(store.finished_before(HOME, at(5), 1).await.unwrap().jobs, left.min(1), "counted so far");
        written(&store, Commit::new(HOME, at(9)).row(Row::ForgetFinished { before: at(5), at_most })).await;
    }
    assert!(store.job(HOME, JobId::new(5)).await.unwrap().is_some());
    assert!(store.inbox_outcome(HOME, "discord", "5").await.unwrap().is_some());
}

async fn finished_jobs_are_forgotten(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    queue(&store, vec![job(1, "a", None), job(2, "b", None), job(3, "c", None)]).await;
    let held = store.claim(START, 2, LEASE_MS).await.unwrap();
    written(&store, finish(&held[0], JobEnd::Done)).await;
    written(&store, finish(&held[1], JobEnd::Discarded("x".to_owned()))).await;
    written(&store, Commit::new(HOME, at(9)).row(Row::ForgetFinished { before: at(1), at_most: 9 })).await;
    assert!(store.job(HOME, JobId::new(1)).await.unwrap().is_some(), "not yet");
    written(&store, Commit::new(HOME, at(9)).row(Row::ForgetFinished { before: at(2), at_most: 9 })).await;
    let left = [1, 2, 3].map(JobId::new);
    let mut found = Vec::new();
    for id in left {
        found.push(store.job(HOME, id).await.unwrap().is_some());
    }
    assert_eq!(found, [false, false, true], "what waits stays");
}
