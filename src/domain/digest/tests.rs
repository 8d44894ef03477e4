//! Who reads what in the morning.

use chrono_tz::Europe::Berlin;

use super::*;
use crate::domain::brief::{Brief, Value};
use crate::domain::handoff::{
    Answer, Felt, Item, Purpose, Question, Rating, ReadBack, Return, ReturnReason, Status, Times, Timing, Verdict,
};
use crate::domain::playbook::{Assignee, load};
use crate::domain::sla::ClockInstance;
use crate::ids::{CalendarId, WorkspaceId};

const ANA: PersonId = PersonId::new(1);
const BEN: PersonId = PersonId::new(2);
const LEA: PersonId = PersonId::new(3);
const MIA: PersonId = PersonId::new(4);

/// Local time in Berlin, winter; 2 March 2026 is a Monday.
fn at(text: &str) -> Timestamp {
    Timestamp::from_utc(format!("2026-03-{text}:00+01:00").parse().unwrap())
}

fn playbook() -> Playbook {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/ae_csm.toml"));
    load::parse("ae_csm.toml", text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// From Ana to Ben, sent on Friday.
fn handoff(n: i64, customer: &str, status: Status) -> Handoff {
    let is_accepted = matches!(status, Status::Accepted | Status::KickedOff | Status::Completed);
    let sent = (status != Status::Draft).then(|| at("06T16:30"));
    let accepted = is_accepted.then(|| at("06T16:40"));
    let kicked_off = matches!(status, Status::KickedOff | Status::Completed).then(|| at("06T16:50"));
    Handoff {
        id: HandoffId::new(n),
        workspace: WorkspaceId::new(1),
        version: 1,
        number: sent.map(|_| 480 + n),
        playbook: "ae_csm".into(),
        playbook_version: String::new(),
        purpose: Purpose::Real,
        customer: customer.into(),
        status,
        sender: ANA,
        receiver: Some(BEN),
        backup: Some(LEA),
        accepted_by: is_accepted.then_some(BEN),
        suggestion: None,
        round: u32::from(sent.is_some()),
        hops: 0,
        brief: Brief::default(),
        brief_version: 1,
        deal_closed: None,
        signed: None,
        times: Times {
            created: at("06T16:00"),
            first_sent: sent,
            sent,
            accepted,
            kicked_off,
            completed: None,
            changed: at("06T16:30"),
        },
        waiting: None,
        clocks: Vec::new(),
        questions: Vec::new(),
        returns: Vec::new(),
        read_backs: if is_accepted { vec![read_back(Verdict::Open)] } else { Vec::new() },
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

fn read_back(verdict: Verdict) -> ReadBack {
    let (goal, first_step, watch) = ("five days".into(), "mail Dana".into(), String::new());
    ReadBack { by: BEN, at: at("06T16:40"), goal, first_step, watch, verdict }
}

fn clock(kind: ClockKind, due: Timestamp) -> ClockInstance {
    ClockInstance {
        kind,
        n: 1,
        start: at("06T16:30"),
        span: "1bd".parse().unwrap(),
        before: false,
        calendar: CalendarId::new(1),
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

fn item(key: &str, who: Assignee, due: Option<Timestamp>) -> Item {
    Item { due, ..Item::open(key, who) }
}

fn returned_by_ben(day: &str) -> Return {
    let reason = ReturnReason::VagueCriteria;
    Return { by: BEN, at: at(day), round: 1, reason, sections: Vec::new(), note: String::new() }
}

fn question(answer: Option<&str>) -> Question {
    let answer = answer.map(|moment| Answer { by: ANA, at: at(moment), text: "yes".into() });
    Question { by: BEN, at: at("06T16:45"), field: None, text: "by when?".into(), round: 1, answer }
}

/// The lines of a person on Monday, 9:00, as `section customer key hour`.
fn read(person: PersonId, handoffs: &[Handoff]) -> Vec<String> {
    let digest = with_day(|matters, day| for_person(person, matters, Vec::new(), day), handoffs, &BTreeSet::new());
    digest.map(|digest| digest.lines.iter().map(shown).collect()).unwrap_or_default()
}

fn read_team(members: &[PersonId], handoffs: &[Handoff]) -> Vec<String> {
    let members = members.iter().copied().collect();
    let digest = with_day(|matters, day| for_team(&members, matters, day), handoffs, &BTreeSet::new());
    digest.map(|digest| digest.lines.iter().map(shown).collect()).unwrap_or_default()
}

fn shown(line: &Line) -> String {
    format!("{} {} {}", line.section.key(), line.customer, line.about.key())
}

fn with_day<T>(digest: impl Fn(&[Matter<'_>], &Day<'_>) -> T, handoffs: &[Handoff], not_today: &BTreeSet<LineId>) -> T {
    let (playbook, calendar) = (playbook(), Calendar::business_week(Berlin));
    let matters: Vec<Matter<'_>> =
        handoffs.iter().map(|handoff| Matter { handoff, playbook: &playbook, manager: Some(MIA) }).collect();
    digest(&matters, &Day { now: at("09T09:00"), calendar: &calendar, not_today })
}

#[test]
fn nothing_to_say_is_no_message() {
    assert_eq!(read(BEN, &[]), [""; 0]);
    let mut over = handoff(1, "ACME", Status::Cancelled);
    over.items = vec![item("intro_sent", Assignee::Sender, Some(at("09T12:00")))];
    let mut practice = handoff(2, "Lumen", Status::Sent);
    practice.purpose = Purpose::Practice;
    assert_eq!(read(BEN, &[over.clone(), practice.clone()]), [""; 0]);
    assert_eq!(read(ANA, &[over, practice]), [""; 0]);
}

#[test]
fn the_digest_of_the_example() {
    let mut acme = handoff(1, "ACME", Status::Sent);
    acme.clocks = vec![clock(ClockKind::Accept, at("06T16:55"))];
    let mut lumen = handoff(2, "Lumen", Status::Accepted);
    lumen.clocks = vec![clock(ClockKind::Kickoff, at("09T15:00")), clock(ClockKind::Complete, at("20T15:00"))];
    let mut nordwind = handoff(3, "Nordwind", Status::Sent);
    nordwind.clocks = vec![clock(ClockKind::Accept, at("10T15:00"))];
    nordwind.questions = vec![question(Some("06T16:50"))];
    let all = [nordwind, lumen, acme];
    assert_eq!(read(BEN, &all), ["late ACME accept", "today Lumen kickoff", "your_turn Nordwind answered"]);
    // Ana owns ACME until it is accepted, and learns that it is stuck.
    assert_eq!(read(ANA, &all), ["at_risk ACME others_late"]);
    assert_eq!(read(MIA, &all), [""; 0]);
}

#[test]
fn today_ends_with_the_next_working_morning() {
    let due = |moment| {
        let mut acme = handoff(1, "ACME", Status::Accepted);
        acme.clocks = vec![clock(ClockKind::Kickoff, moment)];
        read(BEN, &[acme])
    };
    assert_eq!(due(at("09T09:00")), ["late ACME kickoff"], "at due it is late");
    assert_eq!(due(at("09T09:01")), ["today ACME kickoff"]);
    assert_eq!(due(at("10T08:59")), ["today ACME kickoff"]);
    assert_eq!(due(at("10T09:00")), [""; 0]);
    let on_friday = |moment| {
        let (playbook, calendar) = (playbook(), Calendar::business_week(Berlin));
        let mut acme = handoff(1, "ACME", Status::Accepted);
        acme.clocks = vec![clock(ClockKind::Kickoff, moment)];
        let matters = [Matter { handoff: &acme, playbook: &playbook, manager: None }];
        let day = Day { now: at("06T09:00"), calendar: &calendar, not_today: &BTreeSet::new() };
        for_person(BEN, &matters, &day).is_some()
    };
    assert!(on_friday(at("08T10:00")), "due on Sunday stands in Friday's digest");
    assert!(!on_friday(at("09T09:00")));
}

#[test]
fn what_is_paused_met_or_stopped_says_nothing() {
    let mut acme = handoff(1, "ACME", Status::Accepted);
    let due = clock(ClockKind::Kickoff, at("06T16:55"));
    acme.clocks = vec![
        ClockInstance { paused_since: Some(at("06T16:50")), ..due.clone() },
        ClockInstance { met_at: Some(at("06T16:59")), ..due.clone() },
        ClockInstance { stopped_at: Some(at("06T16:59")), ..due },
    ];
    assert_eq!(read(BEN, &[acme]), [""; 0]);
}

#[test]
fn kickoff_is_of_whose_turn_it_is() {
    let late = |status| {
        let mut acme = handoff(1, "ACME", status);
        acme.clocks = vec![clock(ClockKind::Kickoff, at("06T16:55"))];
        acme
    };
    assert_eq!(read(ANA, &[late(Status::Returned)]), ["late ACME kickoff"]);
    assert_eq!(read(BEN, &[late(Status::Sent)]), ["late ACME kickoff", "your_turn ACME arrived"]);
    assert_eq!(read(BEN, &[late(Status::Accepted)]), ["late ACME kickoff"]);
    assert_eq!(read(ANA, &[late(Status::Accepted)]), [""; 0]);
}

#[test]
fn items_of_one_handoff_are_one_line_on_the_day_they_are_due() {
    let mut acme = handoff(1, "ACME", Status::Accepted);
    acme.items = vec![
        item("kickoff_scheduled", Assignee::Receiver, Some(at("09T16:30"))),
        item("kickoff_held", Assignee::Receiver, Some(at("09T12:00"))),
        item("billing_confirmed", Assignee::Receiver, Some(at("10T12:00"))),
        item("promises_confirmed", Assignee::Receiver, None),
        item("intro_sent", Assignee::Sender, Some(at("06T16:55"))),
        item("contract_linked", Assignee::Manager, Some(at("09T12:00"))),
        Item {
            ticked: Some((ANA, at("06T17:00"))),
            ..item("sequences_stopped", Assignee::Sender, Some(at("09T12:00")))
        },
    ];
    let digest = with_day(|matters, day| for_person(BEN, matters, day), &[acme.clone()], &BTreeSet::new()).unwrap();
    assert_eq!(digest.total(), 1);
    let labels = vec!["Kickoff scheduled".to_owned(), "Kickoff held".to_owned()];
    assert_eq!((&digest.lines[0].about, digest.lines[0].at), (&About::Items(labels), at("09T12:00")));
    assert_eq!(read(ANA, &[acme.clone()]), ["late ACME items"]);
    assert_eq!(read(MIA, &[acme.clone()]), ["today ACME items"]);
    // What has no date of its own goes with complete.
    acme.clocks = vec![clock(ClockKind::Complete, at("09T16:30"))];
    let digest = with_day(|matters, day| for_person(BEN, matters, day), &[acme], &BTreeSet::new()).unwrap();
    let About::Items(labels) = &digest.lines[0].about else { panic!("{digest:?}") };
    assert_eq!(labels.len(), 3);
}

#[test]
fn a_turn_is_told_once() {
    let mut returned = handoff(1, "ACME", Status::Returned);
    returned.returns = vec![returned_by_ben("06T16:45")];
    assert_eq!(read(ANA, &[returned.clone()]), ["your_turn ACME returned"]);
    returned.clocks = vec![clock(ClockKind::Resubmit, at("09T12:45"))];
    assert_eq!(read(ANA, &[returned]), ["today ACME resubmit"]);

    let mut asked = handoff(1, "ACME", Status::Sent);
    asked.questions = vec![question(None)];
    assert_eq!(read(ANA, &[asked.clone()]), ["your_turn ACME question"]);
    assert_eq!(read(BEN, &[asked.clone()]), [""; 0], "Ben waits for Ana");
    asked.clocks = vec![clock(ClockKind::Answer, at("06T16:59"))];
    assert_eq!(read(ANA, &[asked]), ["late ACME answer"]);

    let mut draft = handoff(1, "", Status::Draft);
    assert_eq!(read(ANA, &[draft.clone()]), ["your_turn  draft"]);
    assert_eq!(read(BEN, &[draft.clone()]), [""; 0]);
    draft.clocks = vec![clock(ClockKind::Start, at("09T12:30"))];
    assert_eq!(read(ANA, &[draft]), ["today  start"]);
}

#[test]
fn a_read_back_waits_for_its_writer() {
    let mut acme = handoff(1, "ACME", Status::Accepted);
    acme.read_backs = vec![read_back(Verdict::Disputed { at: at("06T16:50"), line: "seven days".into() })];
    assert_eq!(read(BEN, &[acme.clone()]), ["your_turn ACME disputed"]);
    acme.read_backs = Vec::new();
    acme.items = vec![item(crate::domain::handoff::READ_BACK_ITEM, Assignee::Receiver, Some(at("06T16:59")))];
    assert_eq!(read(BEN, &[acme]), ["your_turn ACME read_back"]);
}

fn at_high_risk(mut handoff: Handoff) -> Handoff {
    handoff.brief.set("renewal_risk", Value::Choice("high".into()));
    handoff
}

#[test]
fn high_risk_is_told_to_those_who_may_know() {
    let mut unread = at_high_risk(handoff(1, "ACME", Status::Accepted));
    unread.read_backs = Vec::new();
    assert_eq!(read(LEA, &[unread.clone()]), ["at_risk ACME unread"]);
    assert_eq!(read(BEN, &[unread.clone()]), ["your_turn ACME read_back"]);

    let mut due = at_high_risk(handoff(2, "Lumen", Status::Accepted));
    due.clocks = vec![clock(ClockKind::Kickoff, at("10T09:00"))];
    // Tuesday 9:00 is a working day away, and not before Tuesday's own digest.
    assert_eq!(read(LEA, &[due.clone()]), ["at_risk Lumen due"]);
    assert_eq!(read(BEN, &[due.clone()]), ["at_risk Lumen due"]);
    assert_eq!(read(ANA, &[due.clone()]), [""; 0]);
    due.clocks[0].due = at("10T09:01");
    assert_eq!(read(LEA, &[due.clone()]), [""; 0]);
    due.clocks[0].due = at("09T15:00");
    assert_eq!(read(BEN, &[due.clone()]), ["today Lumen kickoff"], "not twice");

    // The risk of this playbook is a restricted field, and a channel is read by many.
    assert_eq!(read_team(&[LEA], &[unread, due]), [""; 0]);
}

#[test]
fn a_team_reads_every_line_of_its_people_once() {
    let mut acme = handoff(1, "ACME", Status::Sent);
    acme.clocks = vec![clock(ClockKind::Accept, at("06T16:55"))];
    acme.returns = vec![returned_by_ben("05T10:00"), returned_by_ben("05T11:00")];
    let lines = read_team(&[BEN, LEA], &[acme.clone()]);
    assert_eq!(lines, ["late ACME accept"]);
    // The senders' team owns it: late elsewhere, and sent back twice, is one line of risk.
    assert_eq!(read_team(&[ANA], &[acme.clone()]), ["at_risk ACME others_late"]);
    acme.clocks[0].due = at("12T12:00");
    assert_eq!(read_team(&[ANA], &[acme.clone()]), ["at_risk ACME sent_back_often"]);
    assert_eq!(read(ANA, &[acme]), [""; 0], "that is for the team");
}

#[test]
fn a_rating_is_asked_for_until_it_is_full_or_old() {
    let mut acme = handoff(1, "ACME", Status::KickedOff);
    assert_eq!(read(BEN, &[acme.clone()]), ["unrated ACME rate"]);
    let by = acme.accepted_by;
    let first_at = Some(at("09T10:00"));
    acme.rating = Some(Rating { by, first_at, needed: Some(4), timing: Some(Timing::Right), ..Rating::default() });
    assert_eq!(read(BEN, &[acme.clone()]), ["unrated ACME rate"]);
    acme.rating = Some(Rating { felt: Some(Felt::Unknown), ..acme.rating.unwrap() });
    assert_eq!(read(BEN, &[acme.clone()]), [""; 0]);
    // Of whoever had it before.
    acme.rating = Some(Rating { by: Some(LEA), ..acme.rating.unwrap() });
    assert_eq!(read(BEN, &[acme.clone()]), ["unrated ACME rate"]);
    acme.rating = None;
    acme.status = Status::Completed;
    assert_eq!(read(BEN, &[acme.clone()]), ["unrated ACME rate"]);
    acme.times.kicked_off = Some(at("09T09:00").plus_ms(-UNRATED_DAYS * DAY_MS));
    assert_eq!(read(BEN, &[acme]), [""; 0]);
}

#[test]
fn ten_lines_and_how_many_more() {
    let late = |n: i64, customer: &str, due| {
        let mut handoff = handoff(n, customer, Status::Accepted);
        handoff.clocks = vec![clock(ClockKind::Kickoff, due)];
        handoff
    };
    let mut all: Vec<Handoff> = (1..=10).map(|n| late(n, "Lumen", at("09T15:00"))).collect();
    all.push(late(11, "acme", at("09T15:00")));
    all.push(late(12, "Zeta", at("06T16:55")));
    let digest = with_day(|matters, day| for_person(BEN, matters, day), &all, &BTreeSet::new()).unwrap();
    assert_eq!((digest.lines.len(), digest.more, digest.total()), (10, 2, 12));
    // Late first, then by name whatever the case, then by age.
    assert_eq!(digest.lines[0].customer, "Zeta");
    assert_eq!(digest.lines[1].customer, "acme");
    assert_eq!(digest.lines[2].handoff, HandoffId::new(1));
    // Whatever the order of the input.
    all.reverse();
    assert_eq!(with_day(|matters, day| for_person(BEN, matters, day), &all, &BTreeSet::new()), Some(digest.clone()));
    // Not today: that line goes, the next one comes.
    let not_today = BTreeSet::from([digest.lines[0].id()]);
    let less = with_day(|matters, day| for_person(BEN, matters, day), &all, &not_today).unwrap();
    assert_eq!((less.lines.len(), less.more), (10, 1));
    assert_eq!(less.lines[0].customer, "acme");
    assert_eq!(digest.section(Section::Late).count(), 1);
}
