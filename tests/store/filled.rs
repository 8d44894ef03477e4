//! Made-up rows: a small company, and handoffs from nearly empty to filled to the brim.

use std::collections::BTreeMap;

use baton::clock::Timestamp;
use baton::domain::brief::{Brief, Entry, Source, Value};
use baton::domain::calendar::Period;
use baton::domain::handoff::{
    Answer, Cancellation, Felt, Handoff, Item, Occasion, Promise, Purpose, Question, Rating, ReadBack, Return,
    ReturnReason, SecondLook, Status, Suggestion, Times, Timing, Verdict, Waiting, Waived, Waiver,
};
use baton::domain::playbook::{Assignee, ClockKind};
use baton::domain::sla::{ClockInstance, Step, StepTaken};
use baton::ids::{CalendarId, EventId, HandoffId, JobId, PersonId, TeamId, WorkspaceId};
use baton::store::Store;
use baton::store::commit::{Commit, HandoffChange, NewEvent, NewJob, Receipt, Row, Written};
use baton::store::identity::{Person, PersonState, StoredCalendar, Team, TeamMember, Workspace};
use serde_json::json;

use crate::START;

pub const HOME: WorkspaceId = WorkspaceId::new(1);
pub const ABROAD: WorkspaceId = WorkspaceId::new(2);
pub const ANA: PersonId = PersonId::new(11);
pub const BEN: PersonId = PersonId::new(12);
pub const LEA: PersonId = PersonId::new(13);
pub const SALES: TeamId = TeamId::new(21);
pub const DESK: CalendarId = CalendarId::new(31);

/// The moment so many minutes after the start.
pub fn at(minutes: i64) -> Timestamp {
    START.plus_ms(minutes * 60_000)
}

pub fn workspace(id: WorkspaceId) -> Workspace {
    Workspace {
        id,
        platform: "playground".to_owned(),
        external_id: format!("company-{}", id.get()),
        name: "Northwind".to_owned(),
        locale: "en".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        calendar: Some(DESK),
        fallback: Some(LEA),
        channel: Some("#handoffs".to_owned()),
        manager_channel: None,
        weekends_count: true,
        digest_minute: 540,
        set_up_at: Some(START),
        created_at: START,
        last_number: 0,
    }
}

pub fn person(id: PersonId, name: &str) -> Person {
    Person {
        id,
        platform: "playground".to_owned(),
        external_id: name.to_lowercase(),
        name: name.to_owned(),
        handle: name.to_lowercase(),
        title: "account executive".to_owned(),
        zone: Some("Europe/Lisbon".to_owned()),
        locale: None,
        state: PersonState::Active,
        away_until: Some(at(60)),
        digest_minute: Some(480),
        quiet_from_minute: Some(1200),
        quiet_to_minute: None,
        greeted_at: None,
        last_playbook: Some("ae_csm".to_owned()),
    }
}

pub fn team() -> Team {
    Team {
        id: SALES,
        name: "Sales".to_owned(),
        channel: None,
        manager_channel: Some("#leads".to_owned()),
        calendar: Some(DESK),
    }
}

/// A company with three people, a team and a calendar.
pub fn company(id: WorkspaceId) -> Commit {
    let mut commit = Commit::new(id, START);
    commit.rows = vec![
        Row::PutWorkspace(workspace(id)),
        Row::PutCalendar(StoredCalendar { id: DESK, name: "Desk".to_owned(), body: json!({ "v": 1, "n": [1.5] }) }),
        Row::PutPerson(person(ANA, "Ana")),
        Row::PutPerson(person(BEN, "Ben")),
        Row::PutPerson(person(LEA, "Lea")),
        Row::PutTeam(team()),
        Row::PutTeamMember(TeamMember { team: SALES, person: LEA, ordinal: 1, is_manager: true }),
        Row::PutTeamMember(TeamMember { team: SALES, person: ANA, ordinal: 2, is_manager: false }),
    ];
    commit
}

/// Writes what must be written.
pub async fn written(store: &Store, commit: Commit) -> Receipt {
    match store.write(commit).await.expect("the database works") {
        Written::Committed(receipt) => receipt,
        other @ (Written::Stale | Written::Duplicate(_) | Written::LeaseLost) => panic!("not committed: {other:?}"),
    }
}

pub fn changed(before: Option<&Handoff>, after: &Handoff) -> Commit {
    let mut commit = Commit::new(after.workspace, START);
    commit.handoff = Some(HandoffChange {
        before: before.cloned(),
        after: after.clone(),
        assign_number: after.status != Status::Draft,
    });
    commit
}

/// Writes a handoff and gives it back as it is stored.
pub async fn saved(store: &Store, before: Option<&Handoff>, after: &Handoff) -> Handoff {
    written(store, changed(before, after)).await;
    loaded(store, after.id).await
}

pub async fn loaded(store: &Store, id: HandoffId) -> Handoff {
    store.handoff(HOME, id).await.expect("the database works").expect("the handoff is there")
}

pub fn event(id: i64, handoff: HandoffId) -> NewEvent {
    NewEvent {
        id: EventId::new(id),
        handoff: Some(handoff),
        at: START,
        kind: "handoff_sent".to_owned(),
        by: Some(ANA),
        source: "playground".to_owned(),
        payload: json!({ "v": 1, "to": BEN }),
    }
}

pub fn job(id: i64, dedupe: &str, lane: Option<&str>) -> NewJob {
    NewJob {
        id: JobId::new(id),
        kind: "card".to_owned(),
        dedupe: dedupe.to_owned(),
        lane: lane.map(str::to_owned),
        run_at: START,
        handoff: None,
        payload: json!({ "v": 1 }),
    }
}

/// A draft with nothing in it.
pub fn draft(id: i64) -> Handoff {
    Handoff {
        id: HandoffId::new(id),
        workspace: HOME,
        version: 0,
        number: None,
        playbook: "ae_csm".to_owned(),
        playbook_version: "d1".to_owned(),
        purpose: Purpose::Real,
        customer: String::new(),
        status: Status::Draft,
        sender: ANA,
        receiver: None,
        backup: None,
        accepted_by: None,
        suggestion: None,
        round: 0,
        hops: 0,
        brief: Brief::default(),
        brief_version: 0,
        deal_closed: None,
        signed: None,
        times: Times {
            created: START,
            first_sent: None,
            sent: None,
            accepted: None,
            kicked_off: None,
            completed: None,
            changed: START,
        },
        waiting: None,
        clocks: Vec::new(),
        questions: Vec::new(),
        returns: Vec::new(),
        read_backs: Vec::new(),
        items: Vec::new(),
        promises: Vec::new(),
        waivers: Vec::new(),
        occasions: Vec::new(),
        rating: None,
        earlier_ratings: Vec::new(),
        second_look: None,
        cancelled: None,
    }
}

/// A handoff that was sent to Ben.
pub fn sent(id: i64, customer: &str, minutes: i64) -> Handoff {
    let mut handoff = draft(id);
    customer.clone_into(&mut handoff.customer);
    handoff.status = Status::Sent;
    handoff.receiver = Some(BEN);
    handoff.round = 1;
    handoff.brief_version = 1;
    handoff.times.first_sent = Some(at(minutes));
    handoff.times.sent = Some(at(minutes));
    handoff.times.changed = at(minutes);
    handoff.clocks = vec![clock(ClockKind::Accept, 1, at(minutes), at(minutes + 240))];
    handoff
}

pub fn clock(kind: ClockKind, n: u32, start: Timestamp, due: Timestamp) -> ClockInstance {
    ClockInstance {
        kind,
        n,
        start,
        span: "4bh".parse().expect("a span"),
        before: false,
        calendar: DESK,
        due,
        schedule: 1,
        pauses: Vec::new(),
        paused_since: None,
        met_at: None,
        breached_at: None,
        stopped_at: None,
        steps: Vec::new(),
    }
}

pub fn brief() -> Brief {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 15).expect("a day");
    let values = [
        ("goal", Value::Text("Grüße, \"quoted\" \\ 漢字 🎉\nsecond line; DROP TABLE $1 ?".to_owned())),
        ("list", Value::List(vec!["a".to_owned(), String::new()])),
        ("choice", Value::Choice("mid".to_owned())),
        ("multi", Value::Multi(vec![])),
        ("money", Value::Money { cents: i64::MAX, currency: "EUR".to_owned() }),
        ("date", Value::Date(day)),
        ("datetime", Value::Datetime(day.and_hms_opt(9, 30, 0).expect("a time"))),
        ("number", Value::Number(0.1)),
        ("yesno", Value::Yesno(false)),
        ("user", Value::Person(PersonId::new(i64::MAX))),
        ("na", Value::NotApplicable("no such thing here".to_owned())),
        ("unread", Value::Unread("12,34,56 €".to_owned())),
    ];
    let source = Some(Source { name: "HubSpot".to_owned(), at: at(-5) });
    let entry = |(key, value): (&str, Value)| (key.to_owned(), Entry { value, source: source.clone() });
    Brief { values: values.into_iter().map(entry).collect::<BTreeMap<_, _>>() }
}

/// Every column and every list filled.
pub fn full(id: i64) -> Handoff {
    let mut handoff = sent(id, "  ACME  GmbH ", 10);
    handoff.status = Status::Cancelled;
    handoff.purpose = Purpose::Test;
    handoff.backup = Some(LEA);
    handoff.accepted_by = Some(BEN);
    handoff.suggestion = Some(Suggestion { rule: Some("Mid-market".to_owned()), open: 3 });
    handoff.round = 2;
    handoff.hops = 1;
    handoff.brief = brief();
    handoff.brief_version = 3;
    handoff.deal_closed = Some(at(-30));
    handoff.signed = Some(false);
    handoff.times = Times {
        created: START,
        first_sent: Some(at(10)),
        sent: Some(at(20)),
        accepted: Some(at(30)),
        kicked_off: Some(at(40)),
        completed: Some(at(50)),
        changed: at(60),
    };
    handoff.waiting = Some(Waiting { since: at(45), reason: "holidays".to_owned() });
    handoff.clocks = clocks();
    handoff.questions = questions();
    handoff.returns = vec![
        Return {
            by: BEN,
            at: at(15),
            round: 1,
            reason: ReturnReason::VagueCriteria,
            sections: vec!["goal".to_owned(), "people".to_owned()],
            note: "which number?".to_owned(),
        },
        Return { by: LEA, at: at(16), round: 1, reason: ReturnReason::Other, sections: vec![], note: String::new() },
    ];
    handoff.read_backs = read_backs();
    handoff.items = vec![
        Item { due: Some(at(99)), is_moved: true, is_clause: true, ..Item::open("kickoff", Assignee::Receiver) },
        Item {
            ticked: Some((LEA, at(33))),
            line: "Declined: too few ask for it".to_owned(),
            ..Item::open("b", Assignee::Manager)
        },
    ];
    handoff.promises = promises();
    handoff.waivers = vec![
        Waiver { what: Waived::Clause, key: "c".to_owned(), by: LEA, at: at(35), reason: "not here".to_owned() },
        Waiver { what: Waived::Gate, key: "g".to_owned(), by: LEA, at: at(36), reason: "urgent".to_owned() },
    ];
    handoff.occasions = vec![Occasion { key: "tick:told:1".to_owned(), at: at(37) }];
    handoff.earlier_ratings = vec![Rating { by: Some(LEA), ..rating() }];
    handoff.rating = Some(rating());
    handoff.second_look = Some(SecondLook {
        by: BEN,
        at: at(70),
        section: Some("people".to_owned()),
        words: "the sceptic".to_owned(),
        promises_accurate: Some(true),
        felt: Some(Felt::Little),
    });
    handoff.cancelled =
        Some(Cancellation { by: LEA, at: at(60), reason: "fell through".to_owned(), from: Status::KickedOff });
    handoff
}

fn clocks() -> Vec<ClockInstance> {
    let mut accept = clock(ClockKind::Accept, 1, at(10), at(250));
    accept.pauses = vec![Period { from: at(11), to: at(12) }, Period { from: at(13), to: at(14) }];
    accept.met_at = Some(at(30));
    accept.schedule = 4;
    let mut kickoff = clock(ClockKind::Kickoff, 1, at(10), at(20));
    kickoff.before = true;
    kickoff.breached_at = Some(at(20));
    kickoff.paused_since = Some(at(45));
    kickoff.stopped_at = Some(at(60));
    kickoff.steps = vec![
        StepTaken { step: Step::Due, at: at(20), passed_over: false },
        StepTaken { step: Step::Early, at: at(21), passed_over: true },
    ];
    let mut second = clock(ClockKind::Accept, 2, at(20), at(260));
    second.steps = vec![StepTaken { step: Step::Due, at: at(260), passed_over: false }];
    // Not in the order of their keys: the order of the list must survive.
    vec![kickoff, second, accept]
}

fn questions() -> Vec<Question> {
    vec![
        Question {
            by: BEN,
            at: at(12),
            field: Some("goal".to_owned()),
            text: "Which goal?".to_owned(),
            round: 1,
            answer: Some(Answer { by: ANA, at: at(13), text: "40 %".to_owned() }),
        },
        Question { by: BEN, at: at(14), field: None, text: "And?".to_owned(), round: 2, answer: None },
    ]
}

fn read_backs() -> Vec<ReadBack> {
    let verdicts = [
        Verdict::Open,
        Verdict::Confirmed(at(31)),
        Verdict::Disputed { at: at(32), line: "no".to_owned() },
        Verdict::Taken { at: at(33), line: String::new() },
    ];
    let written = |verdict| ReadBack {
        by: BEN,
        at: at(30),
        goal: "more".to_owned(),
        first_step: "call".to_owned(),
        watch: String::new(),
        verdict,
    };
    verdicts.into_iter().map(written).collect()
}

fn promises() -> Vec<Promise> {
    vec![
        Promise {
            text: "SSO · 15 March · Dana".to_owned(),
            to: Some("Dana".to_owned()),
            by: chrono::NaiveDate::from_ymd_opt(2026, 3, 15),
            kept: Some(true),
            withdrawn: false,
        },
        Promise { text: "soon".to_owned(), to: None, by: None, kept: Some(false), withdrawn: true },
        Promise { text: "later".to_owned(), to: None, by: None, kept: None, withdrawn: false },
    ]
}

pub fn rating() -> Rating {
    Rating {
        by: Some(BEN),
        first_at: Some(at(55)),
        needed: Some(4),
        timing: Some(Timing::Late),
        felt: Some(Felt::Unknown),
        reason: Some(ReturnReason::TooEarly),
        words: "fine".to_owned(),
        extra_number: Some(-7),
        extra_tick: Some(false),
        locked: true,
        thanked: true,
    }
}
