//! Every figure against a count by hand.

use chrono::Weekday;

use super::*;
use crate::domain::handoff::Purpose;
use crate::ids::{HandoffId, PersonId};

const ANA: PersonId = PersonId::new(1);
const BEN: PersonId = PersonId::new(2);
const LEA: PersonId = PersonId::new(3);
const HOUR_MS: i64 = 3_600_000;

fn at(text: &str) -> Timestamp {
    Timestamp::from_utc(format!("{text}Z").parse().unwrap())
}

fn scope() -> Scope {
    let now = at("2026-03-09T12:00:00");
    Scope { window: Window::of(Period::default(), chrono_tz::UTC, now), playbook: None, now }
}

/// Sent by Ana on Friday 6 March, accepted by Ben, nothing else.
fn row(n: i64) -> Row {
    Row {
        handoff: HandoffId::new(n),
        playbook: "ae_csm".to_owned(),
        purpose: Purpose::Real,
        status: Status::Accepted,
        first_sent: Some(at("2026-03-06T16:30:00")),
        is_kicked_off: false,
        sender: ANA,
        receiver: Some(BEN),
        accepted_by: Some(BEN),
        accept_open_ms: Some(n * HOUR_MS),
        clocks: Vec::new(),
        returns: Vec::new(),
        rating: RatingFact::default(),
        hops: 0,
        late: Vec::new(),
    }
}

fn clock(kind: ClockKind, due: &str, met: Option<&str>) -> ClockFact {
    ClockFact {
        kind,
        start: at("2026-03-06T16:30:00"),
        due: at(due),
        met_at: met.map(at),
        breached_at: None,
        stopped_at: None,
        is_paused: false,
        actor: None,
    }
}

fn rows(count: i64, change: impl Fn(&mut Row)) -> Vec<Row> {
    let made = (1..=count).map(row);
    made.map(|mut row| {
        change(&mut row);
        row
    })
    .collect()
}

fn finding(rows: &[Row]) -> Finding {
    figures(rows, &scope()).look_at
}

#[test]
fn the_population_is_what_was_first_sent_in_the_window_for_real() {
    let mut all = rows(8, |_| ());
    all[0].purpose = Purpose::Practice;
    all[1].purpose = Purpose::Test;
    all[2].first_sent = None;
    all[2].status = Status::Draft;
    all[3].first_sent = Some(at("2026-02-07T23:59:59"));
    all[4].first_sent = Some(at("2026-02-08T00:00:00"));
    all[5].status = Status::Cancelled;
    all[5].returns = vec![ReturnFact { by: BEN, reason: ReturnReason::TooEarly }];
    all[5].clocks = vec![clock(ClockKind::Accept, "2026-03-09T10:00:00", None)];
    all[6].playbook = "sdr_ae".to_owned();
    let figures = figures(&all, &scope());
    // Left: 5, 6 (cancelled), 7 and 8.
    assert_eq!((figures.sent, figures.cancelled, figures.population()), (4, 1, 3));
    assert_eq!(figures.sent_back, SentBack::default());
    assert_eq!(figures.on_time, []);
    let one = Scope { playbook: Some("sdr_ae".to_owned()), ..scope() };
    assert_eq!(super::figures(&all, &one).sent, 1);
}

#[test]
fn on_time_counts_what_came_to_an_end() {
    let mut all = rows(9, |_| ());
    let due = "2026-03-09T10:00:00";
    // Met a second early; met at due; met late; due passed; still running; breach kept though due moved; paused over due.
    all[0].clocks = vec![clock(ClockKind::Accept, due, Some("2026-03-09T09:59:59"))];
    all[1].clocks = vec![clock(ClockKind::Accept, due, Some(due))];
    all[2].clocks = vec![clock(ClockKind::Accept, due, Some("2026-03-09T11:00:00"))];
    all[3].clocks = vec![clock(ClockKind::Accept, due, None)];
    all[4].clocks = vec![clock(ClockKind::Accept, "2026-03-09T12:00:01", None)];
    let moved = clock(ClockKind::Accept, "2026-03-10T10:00:00", Some("2026-03-09T11:00:00"));
    all[5].clocks = vec![ClockFact { breached_at: Some(at(due)), ..moved }];
    all[6].clocks = vec![ClockFact { is_paused: true, ..clock(ClockKind::Accept, due, None) }];
    // Stopped before due; stopped after it.
    let stopped = |text| ClockFact { stopped_at: Some(at(text)), ..clock(ClockKind::Accept, due, None) };
    all[7].clocks = vec![stopped("2026-03-09T09:00:00")];
    all[8].clocks = vec![stopped("2026-03-09T10:00:00")];
    let accept = figures(&all, &scope()).on_time_of(ClockKind::Accept);
    assert_eq!(accept, Share { met: 1, of: 6 });
    assert_eq!(accept.percent(), None);
}

#[test]
fn each_instance_of_a_clock_counts() {
    let mut all = rows(1, |_| ());
    let first = clock(ClockKind::Accept, "2026-03-09T10:00:00", Some("2026-03-09T09:00:00"));
    let second = clock(ClockKind::Accept, "2026-03-09T11:00:00", Some("2026-03-09T11:30:00"));
    all[0].clocks = vec![first, second];
    assert_eq!(figures(&all, &scope()).on_time, [(ClockKind::Accept, Share { met: 1, of: 2 })]);
}

#[test]
fn the_time_to_accept_is_the_middle_of_what_was_accepted() {
    // Ten rows of 1 to 10 hours: the middle two are 5 and 6.
    let all = rows(10, |_| ());
    assert_eq!(figures(&all, &scope()).accept_time, Median { of: 10, middle_ms: Some(5 * HOUR_MS + HOUR_MS / 2) });
    let mut nine = all;
    nine[9].accepted_by = None;
    assert_eq!(figures(&nine, &scope()).accept_time, Median { of: 9, middle_ms: None });
    assert_eq!(figures(&nine, &scope()).accepted, 9);
}

#[test]
fn returns_are_counted_by_time_and_by_handoff() {
    let mut all = rows(3, |_| ());
    let back = |reason| ReturnFact { by: BEN, reason };
    all[0].returns = vec![back(ReturnReason::VagueCriteria), back(ReturnReason::MissingField)];
    all[1].returns = vec![back(ReturnReason::VagueCriteria), back(ReturnReason::Other)];
    let sent_back = figures(&all, &scope()).sent_back;
    assert_eq!((sent_back.times, sent_back.handoffs), (4, 2));
    let reasons = [(ReturnReason::VagueCriteria, 2), (ReturnReason::MissingField, 1), (ReturnReason::Other, 1)];
    assert_eq!(sent_back.reasons, reasons);
}

#[test]
fn lateness_is_that_of_the_customers_clocks_and_attributed() {
    let mut all = rows(2, |_| ());
    let piece = |clock, phase, hours: i64, person| LatePiece { clock, phase, person, late_ms: hours * HOUR_MS };
    all[0].late = vec![
        piece(ClockKind::Kickoff, LatePhase::Unsent, 7, Some(ANA)),
        piece(ClockKind::Kickoff, LatePhase::Unaccepted, 1, Some(BEN)),
        piece(ClockKind::Start, LatePhase::Unsent, 11, Some(ANA)),
    ];
    all[1].late = vec![piece(ClockKind::Complete, LatePhase::Accepted, 1, Some(BEN))];
    let figures = figures(&all, &scope());
    assert_eq!(figures.late.total_ms, 9 * HOUR_MS);
    let parts = [(LatePhase::Unsent, 7 * HOUR_MS), (LatePhase::Unaccepted, HOUR_MS), (LatePhase::Accepted, HOUR_MS)];
    assert_eq!(figures.late.parts, parts);
    let late = Finding::LateMostly { phase: LatePhase::Unsent, late_ms: 7 * HOUR_MS, total_ms: 9 * HOUR_MS };
    assert_eq!(figures.look_at, late);
}

#[test]
fn ratings_are_counted_and_averaged() {
    let mut all = rows(10, |row| row.rating.needed = Some(4));
    all[0].rating = RatingFact { needed: Some(5), timing: Some(Timing::Late), felt: Some(Felt::No), is_locked: true };
    all[1].rating.needed = Some(5);
    all[1].is_kicked_off = true;
    all[2].rating.needed = None;
    all[2].is_kicked_off = true;
    let figures = figures(&all, &scope());
    assert_eq!((figures.brief.count(), figures.brief.mean_tenths()), (9, None));
    assert_eq!((figures.timing, figures.felt), (vec![(Timing::Late, 1)], vec![(Felt::No, 1)]));
    assert_eq!(figures.rated, Share { met: 1, of: 2 });
}

#[test]
fn nothing_is_nothing_and_no_zero_per_cent() {
    let figures = figures(&[], &scope());
    assert_eq!((figures.sent, figures.look_at), (0, Finding::NothingSent));
    assert_eq!(figures.on_time_of(ClockKind::Accept).percent(), None);
    assert_eq!((figures.accept_time, figures.brief.mean_tenths()), (Median::default(), None));
    // A cancelled one alone: volume, and nothing to look at.
    let cancelled = rows(1, |row| row.status = Status::Cancelled);
    assert_eq!(finding(&cancelled), Finding::NothingSent);
}

#[test]
fn late_starts_of_one_weekday_are_seen_first() {
    let late = clock(ClockKind::Start, "2026-03-06T17:00:00", Some("2026-03-09T11:00:00"));
    let mut all = rows(4, |row| row.clocks = vec![late]);
    all[3].clocks = vec![ClockFact { start: at("2026-03-05T10:00:00"), ..late }];
    let found = Finding::LateStarts { on: Weekday::Fri, late: Share { met: 3, of: 4 } };
    assert_eq!(finding(&all), found);
    // Two are no pattern.
    assert_eq!(finding(&all[..2]), Finding::TooFew { handoffs: 2 });
    // The zone decides which day it was: 23:30 UTC on Thursday is Friday in Berlin.
    let night = ClockFact { start: at("2026-03-05T23:30:00"), ..late };
    let all = rows(3, |row| row.clocks = vec![night]);
    let berlin = Scope { window: Window::of(Period::default(), chrono_tz::Europe::Berlin, scope().now), ..scope() };
    let found = Finding::LateStarts { on: Weekday::Fri, late: Share { met: 3, of: 3 } };
    assert_eq!(figures(&all, &berlin).look_at, found);
}

#[test]
fn the_other_findings_in_their_order() {
    assert_eq!(finding(&rows(9, |_| ())), Finding::TooFew { handoffs: 9 });
    assert_eq!(finding(&rows(10, |_| ())), Finding::AllWell);
    let mut all = rows(10, |row| row.is_kicked_off = true);
    assert_eq!(finding(&all), Finding::Unrated { unrated: Share { met: 10, of: 10 } });
    all[0].hops = 2;
    assert_eq!(finding(&all), Finding::Rerouted { handoffs: 1 });
    all[0].rating.needed = Some(1);
    all[1].rating.needed = Some(2);
    assert_eq!(finding(&all), Finding::LowBriefs { low: Share { met: 2, of: 2 } });
    let due = "2026-03-09T10:00:00";
    for (n, row) in (0..).zip(&mut all) {
        let met = if n < 2 { due } else { "2026-03-09T09:00:00" };
        row.clocks = vec![clock(ClockKind::Kickoff, due, Some(met))];
    }
    let weak = Finding::WeakClock { kind: ClockKind::Kickoff, share: Share { met: 8, of: 10 } };
    assert_eq!(finding(&all), weak);
    let back = ReturnFact { by: BEN, reason: ReturnReason::VagueCriteria };
    all[0].returns = vec![back, back];
    let sent_back = Finding::SentBackFor { reason: ReturnReason::VagueCriteria, times: Share { met: 2, of: 2 } };
    assert_eq!(finding(&all), sent_back);
    let waiting = LatePiece { clock: ClockKind::Kickoff, phase: LatePhase::Waiting, person: None, late_ms: HOUR_MS };
    all[0].late = vec![waiting];
    assert_eq!(finding(&all), sent_back, "nobody is to blame for the customer");
}

#[test]
fn a_person_has_two_blocks() {
    let due = "2026-03-09T10:00:00";
    let mut all = rows(3, |row| row.clocks = vec![clock(ClockKind::Accept, due, Some("2026-03-09T09:00:00"))]);
    // Ben sends one to Lea, who has not accepted; its accept clock ran out on her.
    all[2].sender = BEN;
    all[2].receiver = Some(LEA);
    all[2].accepted_by = None;
    all[2].status = Status::Sent;
    all[2].clocks = vec![clock(ClockKind::Accept, due, None), clock(ClockKind::Start, due, Some(due))];
    all[0].rating = RatingFact { needed: Some(2), is_locked: false, ..RatingFact::default() };
    all[1].rating = RatingFact { needed: Some(5), is_locked: true, ..RatingFact::default() };
    all[1].status = Status::Cancelled;
    all[0].returns = vec![ReturnFact { by: BEN, reason: ReturnReason::MissingField }];
    all[0].late =
        vec![LatePiece { clock: ClockKind::Kickoff, phase: LatePhase::Unsent, person: Some(ANA), late_ms: 5 }];

    let people = by_person(&all, &scope());
    assert_eq!(people.iter().map(|one| one.person).collect::<Vec<_>>(), [ANA, BEN, LEA]);
    let ana = people[0].as_sender.as_ref().unwrap();
    assert_eq!((ana.sent, ana.cancelled, ana.late_ms, ana.sent_back.times), (2, 1, 5, 1));
    assert_eq!(ana.brief.count(), 0, "an unlocked rating is not shown, and the cancelled one does not count");
    assert_eq!(people[0].as_receiver, None);

    let ben = &people[1];
    assert_eq!(ben.as_sender.as_ref().unwrap().on_time, [(ClockKind::Start, Share { met: 0, of: 1 })]);
    let receives = ben.as_receiver.as_ref().unwrap();
    assert_eq!((receives.received, receives.accepted, receives.sent_back.times), (1, 1, 1));
    assert_eq!(receives.on_time, [(ClockKind::Accept, Share { met: 1, of: 1 })]);

    let lea = people[2].as_receiver.as_ref().unwrap();
    assert_eq!((lea.received, lea.accepted), (1, 0));
    assert_eq!(lea.on_time, [(ClockKind::Accept, Share { met: 0, of: 1 })]);
    assert_eq!(of_person(&all, &scope(), PersonId::new(9)).as_sender, None);
}

#[test]
fn the_table_has_bounds_and_no_blank_cells() {
    let due = "2026-03-09T10:00:00";
    let mut all = rows(12, |row| row.clocks = vec![clock(ClockKind::Kickoff, due, Some("2026-03-09T09:00:00"))]);
    for row in &mut all[..3] {
        row.clocks = vec![clock(ClockKind::Kickoff, due, Some(due))];
    }
    all[0].returns = vec![ReturnFact { by: BEN, reason: ReturnReason::VagueCriteria }];
    let figures = figures(&all, &scope());
    let table = to_csv(&[("=cmd".to_owned(), &figures)]).unwrap();
    assert!(table.contains("'=cmd,kickoff_on_time,9,12,75,46.8,91.1\n"), "{table}");
    assert!(table.contains("'=cmd,brief_mean_of_5,-,0,-,-,-\n"), "{table}");
    // 1 to 12 hours: the middle is 6.5 h.
    assert!(table.contains("'=cmd,sent_to_accepted_median_minutes,390,12,-,-,-\n"), "{table}");
    assert!(table.contains("'=cmd,sent_back_vague_criteria,1,1,-,-,-\n"), "{table}");
    for line in table.lines() {
        assert_eq!(line.split(',').count(), 7, "{line}");
        assert!(line.split(',').all(|cell| !cell.is_empty()), "{line}");
    }
    let few = super::figures(&all[..4], &scope());
    let table = to_csv(&[("ae_csm".to_owned(), &few)]).unwrap();
    assert!(table.contains("ae_csm,kickoff_on_time,1,4,fewer than 10,fewer than 10,fewer than 10\n"), "{table}");
}
