//! Figures from covering rows say what a recount of whole handoffs and whole histories says.

use std::collections::BTreeMap;

use baton::clock::Timestamp;
use baton::domain::calendar::{Calendar, Period, Unit};
use baton::domain::handoff::{Felt, Handoff, Purpose, Rating, Return, ReturnReason, SecondLook, Status, Timing};
use baton::domain::lifecycle::Event;
use baton::domain::playbook::ClockKind;
use baton::domain::sla::late;
use baton::domain::stats::{self, Hours, Row, Scope, Window};
use baton::ids::{CalendarId, EventId, HandoffId, IdSource, PersonId};
use baton::store::Store;
use baton::store::commit::NewEvent;

use crate::Arena;
use crate::filled::{ANA, BEN, DESK, HOME, LEA, at, changed, clock, company, draft, rating, sent, written};

crate::cases!(facts_are_of_real_handoffs_sent_in_the_period, figures_agree_with_a_recount);

/// Enough for every branch to come up many times.
const MANY: i64 = 400;
const PEOPLE: [PersonId; 3] = [ANA, BEN, LEA];

async fn facts_are_of_real_handoffs_sent_in_the_period(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let mut rich = sent(100, "ACME", 10);
    rich.clocks.push(clock(ClockKind::Kickoff, 1, at(10), at(20)));
    rich.clocks[1].met_at = Some(at(25));
    rich.clocks[0].pauses = vec![Period { from: at(11), to: at(12) }];
    rich.rating = Some(rating());
    rich.second_look = Some(SecondLook {
        by: BEN,
        at: at(90),
        section: None,
        words: String::new(),
        promises_accurate: Some(false),
        felt: Some(Felt::Yes),
    });
    rich.returns = vec![returned(BEN, ReturnReason::BadFit), returned(LEA, ReturnReason::Other)];
    let practice = Handoff { purpose: Purpose::Practice, ..sent(101, "P", 10) };
    for handoff in [sent(102, "End", 20), rich.clone(), practice, sent(103, "Late", 9), draft(104)] {
        written(&store, changed(None, &handoff)).await;
    }

    let found = store.stats(HOME, Period { from: at(10), to: at(20) }, at(99)).await.unwrap();
    assert_eq!(found.len(), 1, "[from, to), real and sent ones only");
    assert_eq!(found[0].row, Row::of(&rich, None, Vec::new()));
    assert_eq!(found[0].accept_pauses, [Period { from: at(11), to: at(12) }]);
    assert_eq!(found[0].customer_clocks.iter().map(|clock| clock.due).collect::<Vec<_>>(), [at(20)]);
    let all = store.stats(HOME, Period { from: Timestamp::from_ms(0), to: at(21) }, at(99)).await.unwrap();
    let mut ids: Vec<i64> = all.iter().map(|facts| facts.row.handoff.get()).collect();
    ids.sort_unstable();
    assert_eq!(ids, [100, 102, 103]);
}

async fn figures_agree_with_a_recount(arena: Arena) {
    let store = arena.migrated().await;
    written(&store, company(HOME)).await;
    let ids = IdSource::seeded(90);
    for n in 0..MANY {
        let handoff = made_up(&ids, 1_000 + n);
        let mut commit = changed(None, &handoff);
        commit.events = history(&ids, &handoff);
        written(&store, commit).await;
    }
    let calendar = Calendar::business_week(chrono_tz::Europe::Berlin);
    let calendars = BTreeMap::from([(DESK, calendar.clone())]);
    // Lea works by no calendar.
    let hours = Hours { of: BTreeMap::from([(ANA, &calendar), (BEN, &calendar)]), calendars: &calendars };
    let now = at(6_000);
    let window = Window::of(stats::Period::LastDays(4), chrono_tz::Europe::Berlin, now);
    let period = Period { from: window.from, to: window.to };
    let facts = store.stats(HOME, period, now).await.unwrap();
    assert!((100..MANY).contains(&i64::try_from(facts.len()).unwrap()), "{} are in the window", facts.len());
    let rows: Vec<Row> = facts.into_iter().map(|facts| facts.row(&hours, now)).collect();
    let slow = recount(&store, &hours, &calendars, now).await;
    for playbook in [None, Some("ae_csm".to_owned())] {
        let scope = Scope { window, playbook, now };
        let figures = stats::figures(&rows, &scope);
        assert_eq!(figures, stats::figures(&slow, &scope));
        assert!(figures.late.total_ms > 0 && figures.late.parts.len() == 5, "{:?}", figures.late);
        let people = stats::by_person(&rows, &scope);
        assert_eq!(people, stats::by_person(&slow, &scope));
        for one in people {
            assert_eq!(one, stats::of_person(&slow, &scope, one.person));
        }
    }
}

/// Every handoff loaded whole, with its whole history.
async fn recount(
    store: &Store,
    hours: &Hours<'_>,
    calendars: &BTreeMap<CalendarId, Calendar>,
    now: Timestamp,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for n in 0..MANY {
        let handoff = store.handoff(HOME, HandoffId::new(1_000 + n)).await.unwrap().expect("it was written");
        let stored = store.events(HOME, handoff.id).await.unwrap();
        let events: Vec<(Timestamp, Event)> = stored
            .into_iter()
            .filter_map(|event| Some((event.at, serde_json::from_value(event.payload).ok()?)))
            .collect();
        let late = late::pieces(&handoff, &events, calendars, now);
        rows.push(Row::of(&handoff, accept_open_ms(&handoff, hours), late));
    }
    rows
}

fn accept_open_ms(handoff: &Handoff, hours: &Hours<'_>) -> Option<i64> {
    let within = Period { from: handoff.times.first_sent?, to: handoff.times.accepted? };
    let accept = handoff.clocks.iter().filter(|clock| clock.kind == ClockKind::Accept);
    let pauses: Vec<Period> = accept.flat_map(|clock| clock.pauses.iter().copied()).collect();
    Some(hours.of.get(&handoff.accepted_by?)?.running_ms(within, Unit::BusinessHours, &pauses))
}

fn returned(by: PersonId, reason: ReturnReason) -> Return {
    Return { by, at: at(11), round: 1, reason, sections: vec![], note: String::new() }
}

/// A number from 0 to 9 that comes up as often as any other.
fn die(ids: &IdSource) -> u32 {
    ids.below(10)
}

fn of<T: Copy>(ids: &IdSource, all: &[T]) -> T {
    all[ids.below(u32::try_from(all.len()).unwrap()) as usize]
}

fn some<T>(ids: &IdSource, in_ten: u32, value: T) -> Option<T> {
    (die(ids) < in_ten).then_some(value)
}

/// A moment within some five days.
fn moment(ids: &IdSource) -> Timestamp {
    at(i64::from(ids.below(7_000)))
}

fn made_up(ids: &IdSource, id: i64) -> Handoff {
    let mut handoff = sent(id, "Somebody", 0);
    of(ids, &["ae_csm", "ae_csm", "sdr_ae"]).clone_into(&mut handoff.playbook);
    handoff.purpose = of(ids, &[Purpose::Real, Purpose::Real, Purpose::Real, Purpose::Real, Purpose::Test]);
    handoff.status = of(ids, &Status::ALL);
    handoff.sender = of(ids, &PEOPLE);
    handoff.receiver = some(ids, 9, of(ids, &PEOPLE));
    handoff.accepted_by = some(ids, 7, of(ids, &PEOPLE));
    handoff.hops = ids.below(3);
    handoff.times.first_sent = some(ids, 9, moment(ids));
    handoff.times.accepted = some(ids, 8, moment(ids));
    handoff.times.kicked_off = some(ids, 5, moment(ids));
    handoff.clocks = ClockKind::ALL.into_iter().filter(|_| die(ids) < 7).map(|kind| made_up_clock(ids, kind)).collect();
    handoff.returns = (0..ids.below(3)).map(|_| returned(of(ids, &PEOPLE), of(ids, &ReturnReason::ALL))).collect();
    handoff.rating = some(
        ids,
        6,
        Rating {
            needed: some(ids, 9, u8::try_from(1 + ids.below(5)).unwrap()),
            timing: some(ids, 7, of(ids, &[Timing::Early, Timing::Right, Timing::Late])),
            felt: some(ids, 7, of(ids, &[Felt::No, Felt::Little, Felt::Yes, Felt::Unknown])),
            locked: die(ids) < 5,
            ..rating()
        },
    );
    handoff
}

fn made_up_clock(ids: &IdSource, kind: ClockKind) -> baton::domain::sla::ClockInstance {
    let mut made = clock(kind, 1, moment(ids), moment(ids));
    made.span = of(ids, &["4bh", "1bd", "4h"]).parse().expect("a span");
    made.calendar = of(ids, &[DESK, DESK, CalendarId::new(99)]);
    made.met_at = some(ids, 6, moment(ids));
    made.stopped_at = some(ids, 1, moment(ids));
    made.breached_at = some(ids, 3, made.due);
    made.paused_since = some(ids, 2, moment(ids));
    let from = moment(ids);
    made.pauses = some(ids, 3, Period { from, to: from.plus_ms(3_600_000) }).into_iter().collect();
    made
}

/// Up to a dozen things that happened, in the order of their moments.
fn history(ids: &IdSource, handoff: &Handoff) -> Vec<NewEvent> {
    let mut moments: Vec<Timestamp> = (0..ids.below(12)).map(|_| moment(ids)).collect();
    moments.sort_unstable();
    moments.into_iter().map(|at| happened(ids, handoff, at)).collect()
}

fn happened(ids: &IdSource, handoff: &Handoff, at: Timestamp) -> NewEvent {
    let (to, by) = (of(ids, &PEOPLE), of(ids, &PEOPLE));
    let event = match ids.below(14) {
        0 => Event::ReceiverSet { to, suggested: false },
        1 => Event::BackupSet { to: some(ids, 5, to) },
        2 => Event::Sent { round: 1, to },
        3 => Event::Accepted { by, round: 1, write_later: false, took_over: false },
        4 => Event::Returned { by, n: 1, reason: ReturnReason::Other },
        5 => Event::Rerouted { from: by, to, hops: 1 },
        6 => Event::Reassigned { from: by, to, status: Status::Sent },
        7 => Event::WaitStarted,
        8 => Event::WaitEnded,
        9 => Event::PartTaken { left: to, by },
        10 => Event::KickedOff,
        11 => Event::Ticked { item: "a".to_owned() },
        12 => Event::Cancelled { from: Status::Accepted },
        _ => Event::Asked { n: 1 },
    };
    let payload = serde_json::to_value(&event).expect("an event has JSON");
    let kind = payload.get("kind").and_then(|kind| kind.as_str()).expect("a kind").to_owned();
    NewEvent {
        id: EventId::new(ids.next(at)),
        handoff: Some(handoff.id),
        at,
        kind,
        by: None,
        source: "test".to_owned(),
        payload,
    }
}
