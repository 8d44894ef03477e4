//! A commit is kept whole or not at all, a delivery is dealt with once, and every row comes back as it was put.

use baton::ids::{EventId, HandoffId};
use baton::store::commit::{Commit, Delivery, Row, Written};
use baton::store::dated_drafts::DatedDraft;
use baton::store::playbooks::{PlaybookVersion, Receiver, Receivers, WorkspacePlaybook};
use baton::store::posts::Post;
use baton::store::schedules::{Advance, Schedule};
use baton::store::secrets::Secret;
use baton::store::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::filled::{
    ABROAD, ANA, BEN, HOME, LEA, SALES, at, changed, company, draft, event, job, saved, sent, written,
};
use crate::{Arena, START};

crate::cases!(
    a_commit_is_kept_whole_or_not_at_all,
    a_delivery_is_dealt_with_once,
    of_many_equal_deliveries_one_is_dealt_with,
    a_date_opens_one_draft_however_many_try,
    what_cannot_be_reached_comes_back,
    playbooks_and_receivers_come_back,
    posts_and_secrets_come_back,
    a_schedule_advances_once,
    events_are_numbered_by_handoff,
    an_empty_commit_is_fine,
);

async fn a_commit_is_kept_whole_or_not_at_all(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = sent(100, "ACME", 0);
    let mut commit = changed(None, &handoff);
    commit.delivery = Some(Delivery { platform: "x".to_owned(), id: "1".to_owned(), outcome: json!({}) });
    commit.events = vec![event(1, handoff.id)];
    commit.jobs = vec![job(1, "a", None)];
    commit.rows = vec![Row::PutMeta { key: "k".to_owned(), value: "v".to_owned() }];
    // The very last row points at nobody.
    commit.events.push(event(2, HandoffId::new(999)));
    let fault = store.write(commit.clone()).await.expect_err("there is no such handoff");
    assert_eq!(fault.kind(), FaultKind::Never, "{fault:?}");
    assert_eq!(store.handoff(HOME, handoff.id).await.unwrap(), None);
    assert_eq!(store.workspace(HOME).await.unwrap().unwrap().last_number, 0);
    assert_eq!(store.inbox_outcome(HOME, "x", "1").await.unwrap(), None);
    assert_eq!(store.meta("k").await.unwrap(), None);
    assert_eq!(store.waiting_jobs(HOME, 9).await.unwrap(), []);

    commit.events.pop();
    written(&store, commit).await;
    assert_eq!(store.events(HOME, handoff.id).await.unwrap().len(), 1);
    assert_eq!(store.waiting_jobs(HOME, 9).await.unwrap().len(), 1);

    let mut taken = Commit::new(HOME, START);
    taken.events = vec![event(1, handoff.id)];
    let fault = store.write(taken).await.expect_err("the id is taken");
    assert!(matches!(fault, Fault::Taken(_)), "{fault:?}");
    assert_eq!(fault.kind(), FaultKind::Retry);
}

fn delivered(id: &str, outcome: Value) -> Commit {
    let mut commit = Commit::new(HOME, START);
    commit.delivery = Some(Delivery { platform: "hubspot".to_owned(), id: id.to_owned(), outcome });
    commit
}

async fn what_cannot_be_reached_comes_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    written(&store, company(ABROAD)).await;
    for home in [Row::Sleep, Row::CloseDirect(ANA), Row::Sleep, Row::CloseDirect(ANA)] {
        written(&store, Commit::new(HOME, at(1)).row(home)).await;
    }
    written(&store, Commit { jobs: vec![job(1, "waits", None)], ..Commit::new(HOME, START) }).await;
    assert_eq!(store.asleep().await.unwrap().into_iter().collect::<Vec<_>>(), [HOME]);
    assert!(store.is_asleep(HOME).await.unwrap() && !store.is_asleep(ABROAD).await.unwrap());
    assert_eq!(store.closed_directs(HOME).await.unwrap(), [ANA]);
    assert_eq!(store.closed_directs(ABROAD).await.unwrap(), []);
    assert!(store.is_direct_closed(HOME, ANA).await.unwrap() && !store.is_direct_closed(ABROAD, ANA).await.unwrap());
    // Put off while it sleeps, and due as it was when it wakes.
    let claimed = store.claim(at(2), 9, 1_000).await.unwrap();
    assert!(store.release(&claimed[0], at(600_000)).await.unwrap());
    assert_eq!(store.claim(at(3), 9, 1_000).await.unwrap(), []);
    written(&store, Commit::new(ABROAD, at(3)).row(Row::Wake).row(Row::OpenDirect(ANA))).await;
    assert!(store.is_asleep(HOME).await.unwrap() && store.is_direct_closed(HOME, ANA).await.unwrap());
    written(&store, Commit::new(HOME, at(3)).row(Row::Wake).row(Row::OpenDirect(ANA))).await;
    assert!(!store.is_asleep(HOME).await.unwrap() && !store.is_direct_closed(HOME, ANA).await.unwrap());
    assert_eq!(store.claim(at(4), 9, 1_000).await.unwrap().len(), 1);
}

async fn a_delivery_is_dealt_with_once(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let first = json!({ "v": 1, "draft": "1k3" });
    written(&store, delivered("7", first.clone())).await;
    let mut again = delivered("7", json!({ "v": 1, "draft": "other" }));
    again.jobs = vec![job(1, "again", None)];
    // What comes behind the delivery may even fail: it was dealt with, and that is the answer.
    again.events = vec![event(1, HandoffId::new(999))];
    assert_eq!(store.write(again).await.unwrap(), Written::Duplicate(first.clone()));
    assert_eq!(store.waiting_jobs(HOME, 9).await.unwrap(), []);
    assert_eq!(store.inbox_outcome(HOME, "hubspot", "7").await.unwrap(), Some(first));
    written(&store, delivered("8", json!(null))).await;
    let elsewhere = Commit { workspace: ABROAD, ..delivered("7", json!(1)) };
    written(&store, elsewhere).await;
}

async fn of_many_equal_deliveries_one_is_dealt_with(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let store = store.clone();
            let mut commit = delivered("same", json!(writer));
            commit.jobs = vec![job(writer + 1, &format!("by {writer}"), None)];
            tokio::spawn(async move { store.write(commit).await.expect("the database works") })
        })
        .collect();
    let mut outcomes = Vec::new();
    for writer in writers {
        outcomes.push(writer.await.expect("no panic"));
    }
    let kept = store.inbox_outcome(HOME, "hubspot", "same").await.unwrap().expect("one was");
    let committed = outcomes.iter().filter(|outcome| matches!(outcome, Written::Committed(_))).count();
    let repeated = outcomes.iter().filter(|outcome| **outcome == Written::Duplicate(kept.clone())).count();
    assert_eq!((committed, repeated), (1, 15));
    assert_eq!(store.waiting_jobs(HOME, 99).await.unwrap().len(), 1);
}

async fn playbooks_and_receivers_come_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let version = |digest: &str, minutes| PlaybookVersion {
        digest: digest.to_owned(),
        key: "ae_csm".to_owned(),
        text: "format = 1".to_owned(),
        created_at: at(minutes),
    };
    let setting = |digest: &str| WorkspacePlaybook {
        key: "ae_csm".to_owned(),
        digest: digest.to_owned(),
        is_on: true,
        channel: None,
        team: Some(SALES),
    };
    let receiver = |person, value: Option<&str>| Receiver {
        person,
        field: value.map(|_| "segment".to_owned()),
        value: value.map(str::to_owned),
    };
    let put = |list| Row::PutReceivers(Receivers { key: "ae_csm".to_owned(), list });
    let mut commit = Commit::new(HOME, START);
    commit.rows = vec![
        Row::PutPlaybookVersion(version("d1", 0)),
        Row::PutPlaybookVersion(version("d2", 1)),
        Row::PutPlaybookVersion(PlaybookVersion { text: "changed".to_owned(), ..version("d1", 5) }),
        Row::PutWorkspacePlaybook(setting("d1")),
        Row::PutWorkspacePlaybook(setting("d2")),
        put(vec![receiver(BEN, Some("mid")), receiver(LEA, None), receiver(BEN, None)]),
    ];
    written(&store, commit).await;
    assert_eq!(store.playbook_versions(HOME, "ae_csm").await.unwrap(), [version("d1", 0), version("d2", 1)]);
    assert_eq!(store.playbook_version(HOME, "d1").await.unwrap(), Some(version("d1", 0)), "a version never changes");
    assert_eq!(store.workspace_playbooks(HOME).await.unwrap(), [setting("d2")]);
    assert_eq!(store.workspace_playbook(HOME, "ae_csm").await.unwrap(), Some(setting("d2")));
    let list = store.playbook_receivers(HOME, "ae_csm").await.unwrap();
    assert_eq!(list, [receiver(BEN, Some("mid")), receiver(LEA, None), receiver(BEN, None)]);
    written(&store, Commit::new(HOME, START).row(put(vec![receiver(LEA, None)]))).await;
    assert_eq!(store.playbook_receivers(HOME, "ae_csm").await.unwrap(), [receiver(LEA, None)]);
}

async fn posts_and_secrets_come_back(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let handoff = sent(100, "ACME", 0);
    let post = |purpose: &str, message: Option<&str>, handoff| Post {
        handoff,
        purpose: purpose.to_owned(),
        channel: "#handoffs".to_owned(),
        message: message.map(str::to_owned),
        drawn_version: 1,
        handle: Some("h".to_owned()),
        posted_at: START,
    };
    // The handoff of the same commit comes first, whatever the order of the rows.
    let mut commit = changed(None, &handoff);
    commit.rows = vec![
        Row::PutPost(post("card", None, Some(handoff.id))),
        Row::PutPost(post("card", Some("m1"), Some(handoff.id))),
        Row::PutPost(post("weekly", Some("m2"), None)),
        Row::PutPost(Post { channel: "t1".to_owned(), ..post("thread", Some("m3"), Some(handoff.id)) }),
    ];
    written(&store, commit).await;
    let card = post("card", Some("m1"), Some(handoff.id));
    assert_eq!(store.posts(HOME, handoff.id).await.unwrap().len(), 2);
    assert_eq!(store.post(HOME, Some(handoff.id), "card").await.unwrap(), Some(card.clone()));
    assert_eq!(store.post(HOME, None, "weekly").await.unwrap(), Some(post("weekly", Some("m2"), None)));
    assert_eq!(store.post(HOME, None, "card").await.unwrap(), None);
    assert_eq!(store.post_by_message(HOME, "#handoffs", "m1").await.unwrap(), Some(card));
    let thread = store.post_by_channel(HOME, "t1").await.unwrap().expect("the thread is known");
    assert_eq!(thread.handoff, Some(handoff.id));
    let gone = Row::RemovePost { handoff: Some(handoff.id), purpose: "card".to_owned() };
    written(&store, Commit::new(HOME, at(1)).row(gone)).await;
    assert_eq!(store.post(HOME, Some(handoff.id), "card").await.unwrap(), None);

    let secret = |name: &str, byte| Secret {
        connection: 7,
        name: name.to_owned(),
        key_id: "k1".to_owned(),
        nonce: vec![0, byte, 255],
        ciphertext: vec![],
    };
    let mut commit = Commit::new(HOME, START);
    commit.rows = vec![
        Row::PutSecret(secret("a", 1)),
        Row::PutSecret(secret("b", 2)),
        Row::PutSecret(secret("a", 3)),
        Row::PutSecret(Secret { connection: 8, ..secret("a", 4) }),
    ];
    written(&store, commit).await;
    assert_eq!(store.secrets(HOME, 7).await.unwrap(), [secret("a", 3), secret("b", 2)]);
    written(&store, Commit::new(HOME, START).row(Row::RemoveSecrets { connection: 7 })).await;
    assert_eq!((store.secrets(HOME, 7).await.unwrap().len(), store.secrets(HOME, 8).await.unwrap().len()), (0, 1));
}

async fn a_schedule_advances_once(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let digest = Schedule {
        key: "digest:ana".to_owned(),
        kind: "digest".to_owned(),
        person: Some(ANA),
        team: None,
        minute: 540,
        zone: "Europe/Berlin".to_owned(),
        next_at: at(10),
        last_at: None,
        missed: 0,
    };
    written(&store, Commit::new(HOME, START).row(Row::PutSchedule(digest.clone()))).await;
    assert_eq!(store.schedules_due(at(9), 9).await.unwrap(), []);
    assert_eq!(store.next_schedule_at().await.unwrap(), Some(at(10)));
    let due = store.schedules_due(at(10), 9).await.unwrap();
    assert_eq!((due.len(), due[0].workspace, &due[0].schedule), (1, HOME, &digest));

    let key = digest.key.clone();
    let advance = |expected_last, last_at, next_at, missed| {
        let key = key.clone();
        Commit::new(HOME, START).row(Row::AdvanceSchedule(Advance { key, expected_last, last_at, next_at, missed }))
    };
    // Ten processes saw the same occurrence.
    let mut outcomes = Vec::new();
    let racers: Vec<_> = (0..10)
        .map(|racer| {
            let store = store.clone();
            let mut commit = advance(None, at(10), at(20), 2);
            commit.jobs = vec![job(racer + 1, &format!("digest by {racer}"), None)];
            tokio::spawn(async move { store.write(commit).await.expect("the database works") })
        })
        .collect();
    for racer in racers {
        outcomes.push(racer.await.expect("no panic"));
    }
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Written::Committed(_))).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Written::Stale).count(), 9);
    assert_eq!(store.waiting_jobs(HOME, 99).await.unwrap().len(), 1);
    written(&store, advance(Some(at(10)), at(20), at(30), 1)).await;
    let now = store.schedule(HOME, &key).await.unwrap().expect("it is there");
    assert_eq!((now.last_at, now.next_at, now.missed), (Some(at(20)), at(30), 3));

    written(&store, Commit::new(HOME, START).row(Row::PutSchedule(Schedule { next_at: at(40), ..digest }))).await;
    let now = store.schedule(HOME, &key).await.unwrap().expect("it is there");
    assert_eq!((now.last_at, now.next_at, now.missed), (Some(at(20)), at(40), 3), "putting it keeps what was");
    written(&store, Commit::new(HOME, START).row(Row::RemoveSchedule { key })).await;
    assert_eq!(store.schedules(HOME).await.unwrap(), []);
    assert_eq!(store.next_schedule_at().await.unwrap(), None);
}

async fn events_are_numbered_by_handoff(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let one = saved(&store, None, &sent(100, "ACME", 0)).await;
    let other = saved(&store, None, &sent(101, "Globex", 0)).await;
    let mut commit = Commit::new(HOME, at(1));
    commit.events = vec![event(3, one.id), event(1, other.id), event(2, one.id)];
    commit.events[1].handoff = None;
    commit.events[2].at = at(-7);
    written(&store, commit).await;
    let mut commit = Commit::new(HOME, at(2));
    commit.events = vec![event(4, one.id), event(5, other.id)];
    written(&store, commit).await;
    let told = |events: Vec<baton::store::events::StoredEvent>| {
        events.into_iter().map(|event| (event.id.get(), event.seq, event.at)).collect::<Vec<_>>()
    };
    assert_eq!(told(store.events(HOME, one.id).await.unwrap()), [(3, 1, START), (2, 2, at(-7)), (4, 3, START)]);
    assert_eq!(told(store.events(HOME, other.id).await.unwrap()), [(5, 1, START)]);
    assert_eq!(told(store.events_after(HOME, EventId::new(3), 9).await.unwrap()), [(4, 3, START), (5, 1, START)]);
    assert_eq!(told(store.latest_events(HOME, 1).await.unwrap()), [(5, 1, START)]);
    let first = store.event(HOME, EventId::new(3)).await.unwrap().expect("it is there");
    assert_eq!(
        (first.by, first.source.as_str(), first.payload),
        (Some(ANA), "playground", json!({ "v": 1, "to": BEN }))
    );
}

async fn an_empty_commit_is_fine(arena: Arena) {
    let store = arena.migrated().await;
    let receipt = written(&store, Commit::new(HOME, START)).await;
    assert_eq!((receipt.number, receipt.version), (None, 0));
    store.close().await;
    assert!(store.write(company(HOME)).await.is_err(), "a closed store says so");
}

/// Two replicas with a store each, ten attempts at once under two spellings: one draft, and nothing of the others is left.
async fn a_date_opens_one_draft_however_many_try(arena: Arena) {
    let replicas = [arena.migrated().await, arena.open().await];
    written(&replicas[0], company(HOME)).await;
    let on = chrono::NaiveDate::from_ymd_opt(2026, 8, 28).unwrap();
    let attempts: Vec<_> = (0..10_i64)
        .map(|n| {
            let draft = draft(500 + n);
            let mut commit = changed(None, &draft);
            commit.events = vec![event(n, draft.id)];
            commit.jobs = vec![job(n, &format!("note:{n}"), None)];
            let customer = if n % 2 == 0 { "ACME  Ltd" } else { " acme ltd" }.to_owned();
            commit.rows.push(Row::TakeDate(DatedDraft {
                playbook: "csm_renewal".to_owned(),
                customer,
                on,
                handoff: draft.id,
            }));
            let store = replicas[usize::try_from(n % 2).unwrap()].clone();
            tokio::spawn(async move { store.write(commit).await.expect("the database works") })
        })
        .collect();
    let mut made = 0;
    for attempt in attempts {
        match attempt.await.expect("no panic") {
            Written::Committed(_) => made += 1,
            Written::Stale => {}
            other @ (Written::Duplicate(_) | Written::LeaseLost) => panic!("{other:?}"),
        }
    }
    assert_eq!(made, 1);
    let store = &replicas[0];
    let draft = store.dated_draft(HOME, ("csm_renewal", "Acme Ltd"), on).await.unwrap().expect("it is there");
    assert_eq!(store.events(HOME, draft).await.unwrap().len(), 1);
    assert_eq!(store.waiting_jobs(HOME, 99).await.unwrap().len(), 1);
    let mut there = 0;
    for n in 0..10 {
        there += u32::from(store.handoff(HOME, HandoffId::new(500 + n)).await.unwrap().is_some());
    }
    assert_eq!(there, 1);
    // Another day, another playbook and another customer are free.
    for (key, customer, day) in
        [("csm_renewal", "ACME Ltd", 29), ("csm_csm", "ACME Ltd", 28), ("csm_renewal", "Acme", 28)]
    {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 8, day).unwrap();
        assert_eq!(store.dated_draft(HOME, (key, customer), on).await.unwrap(), None);
    }
}
