//! Workspaces are strictly apart: with another workspace's id, everything that is there is not found and not touched.

use baton::clock::Timestamp;
use baton::domain::calendar::Period;
use baton::ids::{EventId, HandoffId, JobId, MessageId, WorkspaceId};
use baton::store::chat_log::{ChatEdit, ChatMessage};
use baton::store::commit::{Commit, Delivery, FinishedJob, HandoffChange, JobEnd, Row, Written};
use baton::store::dated_drafts::DatedDraft;
use baton::store::identity::{Capability, Grant, PersonLink, StoredClosedDays};
use baton::store::lists::{Page, Which, Whose};
use baton::store::playbooks::{PlaybookVersion, Receiver, Receivers, WorkspacePlaybook};
use baton::store::posts::Post;
use baton::store::schedules::{Advance, Schedule};
use baton::store::secrets::Secret;
use baton::store::setups::{Installation, SetupDraft};
use baton::store::{Fault, Store};
use serde_json::json;

use crate::filled::{
    ABROAD, ANA, BEN, DESK, HOME, SALES, at, changed, company, draft, event, job, loaded, sent, workspace, written,
};
use crate::{Arena, START};

crate::cases!(nothing_is_read_abroad, nothing_is_written_abroad, drafts_of_set_up_name_their_version);

const FULL: HandoffId = HandoffId::new(100);

/// One of everything at home, and a workspace abroad that has nothing.
async fn everything(arena: &Arena) -> Store {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    written(&store, Commit::new(ABROAD, START).row(Row::PutWorkspace(workspace(ABROAD)))).await;
    let handoff = crate::filled::full(FULL.get());
    let mut commit = changed(None, &handoff);
    commit.delivery = Some(Delivery { platform: "x".to_owned(), id: "1".to_owned(), outcome: json!(1) });
    commit.events = vec![event(1, FULL)];
    commit.jobs = vec![job(1, "a", None), job(2, "b", None)];
    commit.jobs[0].handoff = Some(FULL);
    commit.rows = vec![
        Row::PutPersonLink(PersonLink {
            person: ANA,
            platform: "slack".to_owned(),
            external_id: "U1".to_owned(),
            linked_at: START,
        }),
        Row::PutGrant(Grant { person: ANA, capability: Capability::Admin, granted_by: None }),
        Row::PutPlaybookVersion(PlaybookVersion {
            digest: "d1".to_owned(),
            key: "ae_csm".to_owned(),
            text: String::new(),
            created_at: START,
        }),
        Row::PutWorkspacePlaybook(WorkspacePlaybook {
            key: "ae_csm".to_owned(),
            digest: "d1".to_owned(),
            is_on: true,
            channel: None,
            team: None,
        }),
        Row::PutClosedDays(StoredClosedDays { calendar: DESK, body: json!({ "v": 1, "country": "DE" }) }),
        Row::PutReceivers(Receivers {
            key: "ae_csm".to_owned(),
            list: vec![Receiver { person: BEN, field: None, value: None }],
        }),
        Row::PutPost(post()),
        Row::TakeDate(DatedDraft {
            playbook: "csm_renewal".to_owned(),
            customer: "ACME".to_owned(),
            on: day(),
            handoff: FULL,
        }),
        Row::PutSchedule(schedule()),
        Row::PutSetupDraft(setup_draft()),
        Row::PutInstallation(Installation { joined_at: START, left_at: None }),
        Row::PutSecret(Secret {
            connection: 7,
            name: "a".to_owned(),
            key_id: "k".to_owned(),
            nonce: vec![1],
            ciphertext: vec![2],
        }),
        Row::PutChatMessage(message()),
        Row::PutChatMessage(ChatMessage {
            id: MessageId::new(2),
            thread_root: Some(MessageId::new(1)),
            handle: None,
            ..message()
        }),
    ];
    written(&store, commit).await;
    for handoff in [sent(101, "ACME", 0), draft(102)] {
        written(&store, changed(None, &handoff)).await;
    }
    store
}

fn post() -> Post {
    Post {
        handoff: Some(FULL),
        purpose: "thread".to_owned(),
        channel: "c".to_owned(),
        message: Some("m".to_owned()),
        drawn_version: 1,
        handle: None,
        posted_at: START,
    }
}

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 8, 28).unwrap()
}

fn setup_draft() -> SetupDraft {
    SetupDraft { version: 1, body: json!({ "v": 1 }), by: ANA, changed_at: START }
}

fn schedule() -> Schedule {
    Schedule {
        key: "s".to_owned(),
        kind: "digest".to_owned(),
        person: None,
        team: None,
        minute: 0,
        zone: "UTC".to_owned(),
        next_at: START,
        last_at: None,
        missed: 0,
    }
}

fn message() -> ChatMessage {
    ChatMessage {
        id: MessageId::new(1),
        seq: 0,
        channel: "c".to_owned(),
        thread_root: None,
        private_to: None,
        author: None,
        body: json!(1),
        files: json!([]),
        handle: Some("h".to_owned()),
        said_at: START,
        edited_at: None,
        is_deleted: false,
    }
}

/// Counts what every reading function finds in a workspace, by name.
async fn found_in(store: &Store, ws: WorkspaceId) -> Vec<(&'static str, usize)> {
    let period = Period { from: Timestamp::from_ms(0), to: at(100_000) };
    let page = Page { limit: 99, offset: 0 };
    let mut found = Vec::new();
    macro_rules! all {
        ($($name:ident($($arg:expr),*)),* $(,)?) => {
            $(found.push((stringify!($name), store.$name(ws, $($arg),*).await.expect("the database works").len()));)*
        };
    }
    macro_rules! one {
        ($($name:ident($($arg:expr),*)),* $(,)?) => {
            $(found.push((
                stringify!($name),
                usize::from(store.$name(ws, $($arg),*).await.expect("the database works").is_some()),
            ));)*
        };
    }
    all![persons(), person_links(ANA), teams(), team_members(), grants(), grants_of(ANA), calendars()];
    one![
        person(ANA),
        person_by_external("playground", "ana"),
        person_by_external("slack", "U1"),
        calendar(DESK),
        closed_days(DESK)
    ];
    all![playbook_versions("ae_csm"), workspace_playbooks(), playbook_receivers("ae_csm")];
    one![playbook_version("d1"), workspace_playbook("ae_csm")];
    one![handoff(FULL), handoff_by_number(1), brief_version(FULL, 3), handoff_line(FULL)];
    one![last_of_customer("acme", FULL), dated_draft(("csm_renewal", "acme"), day())];
    all![of_customer("acme", 9)];
    all![search(BEN, "1", 9), search(BEN, "ac", 9), search(BEN, "", 9), receiver_loads()];
    for which in [Which::Open, Which::Overdue(at(9999)), Which::Returned, Which::Unrated, Which::All, Which::Drafts] {
        for whose in [Whose::Everyone, Whose::Person(ANA), Whose::Team(SALES)] {
            let lines = store.list(ws, which, whose, page).await.expect("the database works").len();
            let count = store.count(ws, which, whose).await.expect("the database works");
            assert_eq!(i64::try_from(lines).expect("few"), count, "{which:?} {whose:?}");
            found.push(("list", lines));
        }
    }
    all![unfinished(HandoffId::new(0), 9)];
    found.push((
        "open_as_receiver",
        usize::from(store.open_as_receiver(ws, BEN).await.expect("the database works") > 0),
    ));
    all![events(FULL), events_after(EventId::new(0), 9), latest_events(9)];
    one![event(EventId::new(1))];
    all![posts(FULL), schedules(), secrets(7), stats(period, at(0))];
    one![post(Some(FULL), "thread"), post_by_message("c", "m"), post_by_channel("c"), schedule("s")];
    one![inbox_outcome("x", "1"), job(JobId::new(1)), setup_draft(), installation()];
    all![jobs_of_handoff(FULL), waiting_jobs(9), discarded_jobs(9)];
    all![chat_after(BEN, 0, 9), chat_in_channel("c", 9)];
    one![chat_message(MessageId::new(1)), chat_by_handle("h")];
    let replies = store.chat_replies(ws, MessageId::new(1)).await.expect("the database works");
    found.push(("chat_replies", usize::try_from(replies).expect("few")));
    found.push(("chat_cursor", usize::from(store.chat_cursor(ws).await.expect("the database works") > 0)));
    found
}

async fn nothing_is_read_abroad(arena: Arena) {
    let store = everything(&arena).await;
    let held = store.claim(START, 9, 1_000).await.unwrap().pop().unwrap();
    let mut discard = Commit::new(HOME, START);
    discard.finished = Some(FinishedJob { id: held.id, lease: held.lease, state: JobEnd::Discarded("x".to_owned()) });
    written(&store, discard).await;

    // What finds nothing even at home would prove nothing abroad.
    let no_such_here = ["list"];
    for (name, count) in found_in(&store, HOME).await {
        assert!(count > 0 || no_such_here.contains(&name), "{name} finds nothing at home");
    }
    for (name, count) in found_in(&store, ABROAD).await {
        assert_eq!(count, 0, "{name} reads from another workspace");
    }
}

async fn nothing_is_written_abroad(arena: Arena) {
    let store = everything(&arena).await;
    let handoff = loaded(&store, FULL).await;
    let before = found_in(&store, HOME).await;
    let held = store.claim(START, 1, 1_000).await.unwrap().remove(0);

    let abroad = || Commit::new(ABROAD, at(1));
    let mut smuggled = abroad();
    smuggled.handoff = Some(HandoffChange { before: None, after: handoff.clone(), assign_number: false });
    assert!(matches!(store.write(smuggled).await, Err(Fault::Misuse(_))));
    let mut finished = abroad();
    finished.finished = Some(FinishedJob { id: held.id, lease: held.lease, state: JobEnd::Done });
    assert_eq!(store.write(finished).await.unwrap(), Written::LeaseLost);
    let mut told = abroad();
    told.events = vec![event(2, FULL)];
    assert!(store.write(told).await.is_err(), "an event about a handoff elsewhere");
    let advance = Advance { key: "s".to_owned(), expected_last: None, last_at: START, next_at: at(1), missed: 0 };
    for row in [Row::AdvanceSchedule(advance), Row::RemoveHandoff(FULL), Row::RemoveSetupDraft { version: 1 }] {
        assert_eq!(store.write(abroad().row(row)).await.unwrap(), Written::Stale);
    }
    assert!(store.write(abroad().row(Row::PutPost(post()))).await.is_err());
    let days = StoredClosedDays { calendar: DESK, body: json!({}) };
    assert!(store.write(abroad().row(Row::PutClosedDays(days))).await.is_err(), "days of a calendar elsewhere");
    let harmless = [
        Row::RemoveTeam(SALES),
        Row::RemoveTeamMember { team: SALES, person: ANA },
        Row::RemoveGrant(Grant { person: ANA, capability: Capability::Admin, granted_by: None }),
        Row::PutReceivers(Receivers { key: "ae_csm".to_owned(), list: vec![] }),
        Row::RemovePost { handoff: Some(FULL), purpose: "thread".to_owned() },
        Row::RemoveSchedule { key: "s".to_owned() },
        Row::EditChatMessage(ChatEdit { id: MessageId::new(1), body: json!(2), files: json!([]) }),
        Row::RepeatChatMessages(vec![MessageId::new(1)]),
        Row::DeleteChatMessages(vec![MessageId::new(1)]),
        Row::ClearChat,
        Row::RemoveSecrets { connection: 7 },
        Row::RequeueJob { id: JobId::new(1), run_at: START },
        Row::ForgetFinished { before: at(9_999), at_most: 9 },
    ];
    for row in harmless {
        written(&store, abroad().row(row)).await;
    }
    store.release(&held, START).await.unwrap();
    assert_eq!(found_in(&store, HOME).await, before);
    assert_eq!(loaded(&store, FULL).await, handoff);
    let message = store.chat_message(HOME, MessageId::new(1)).await.unwrap().unwrap();
    assert_eq!((message.body, message.is_deleted), (json!(1), false));
}

/// Of two who choose at once one looks again, and a draft that is confirmed is confirmed once.
async fn drafts_of_set_up_name_their_version(arena: Arena) {
    let store = everything(&arena).await;
    let put = |version| Commit::new(HOME, at(1)).row(Row::PutSetupDraft(SetupDraft { version, ..setup_draft() }));
    let gone = |version| Commit::new(HOME, at(1)).row(Row::RemoveSetupDraft { version });
    written(&store, put(2)).await;
    for stale in [put(1), put(2), put(9), gone(1)] {
        assert_eq!(store.write(stale).await.unwrap(), Written::Stale);
    }
    written(&store, gone(2)).await;
    assert_eq!(store.write(gone(2)).await.unwrap(), Written::Stale);
    assert!(store.setup_draft(HOME).await.unwrap().is_none());
}
