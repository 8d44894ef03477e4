//! What people read when they ask why.

use super::super::testing::{ANA, BEN, World, read_back};
use super::*;
use crate::domain::calendar::Span;
use crate::domain::handoff::ReturnReason;
use crate::domain::lifecycle::action::Acceptance;
use crate::domain::lifecycle::{Action, Event};

fn lates(world: &World) -> Vec<LatePiece> {
    let events: Vec<(_, Event)> = world.events.iter().map(|(at, _, event)| (*at, event.clone())).collect();
    late::pieces(&world.handoff, &events, &world.directory.calendars, world.now)
}

/// What `person` reads, without the heading.
fn said_to(person: PersonId, world: &World) -> String {
    let drawn = world.draw(&explain(&world.view_of(person), &lates(world)));
    let lines: Vec<&str> = drawn.lines().skip(1).collect();
    lines.join("\n")
}

/// The line that begins so.
fn line_of(world: &World, beginning: &str) -> String {
    let said = said_to(BEN, world);
    let mut lines = said.lines().filter(|line| line.trim_start_matches('*').starts_with(beginning));
    let found = lines.next().unwrap_or_else(|| panic!("{beginning}: {said}"));
    assert_eq!(lines.next(), None, "{said}");
    found.to_owned()
}

fn accept() -> Action {
    Action::Accept(Acceptance::Now(read_back()))
}

fn first_contact() -> Action {
    Action::FirstContact { tick: vec!["kickoff_scheduled".to_owned()] }
}

fn send_back() -> Action {
    Action::Return { reason: ReturnReason::VagueCriteria, sections: Vec::new(), note: String::new() }
}

#[test]
fn the_worked_example() {
    let mut world = World::draft();
    world.clock("10T15:30");
    world.act(ANA, Action::Send);
    world.clock("11T09:30");
    world.act(BEN, accept());
    world.act(BEN, first_contact());
    assert_eq!(
        line_of(&world, "First contact"),
        "First contact by Mon 16:30. 1 working day from the moment the deal closed, Fri 16:30: Fri 16:30 to Fri 17:00, \
         Mon 09:00 to Mon 16:30. It happened Wed 09:30. Late by 9 h: 7 h before the brief was sent (Ana), 2 h before \
         it was accepted (Ben)."
    );
    assert_eq!(
        line_of(&world, "Send the brief"),
        "Send the brief by Mon 12:30. 4 working hours from the moment the deal closed, Fri 16:30: Fri 16:30 to Fri \
         17:00, Mon 09:00 to Mon 12:30. It was sent Tue 15:30. Late by 11 h: before the brief was sent (Ana)."
    );
    let said = said_to(BEN, &world);
    assert!(!said.contains("Accept"), "in time and over: {said}");
}

#[test]
fn the_newest_first_each_with_what_made_it() {
    let mut world = World::sent();
    world.clock("09T10:00");
    let message = explain(&world.view_of(BEN), &lates(&world));
    assert_eq!(message.pings, []);
    let said = world.draw(&message);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(lines[0].contains("ACME"), "{said}");
    assert!(
        lines[1].contains(
            "Accept by Mon 12:30. 4 working hours from the moment it arrived, Fri 16:30: Fri 16:30 to \
         Fri 17:00, Mon 09:00 to 12:30. It runs out in 2 hours 30 minutes."
        ),
        "{said}"
    );
    assert!(lines[2].contains("First contact by Mon 16:30."), "{said}");
    assert!(lines[3].contains("Done by Fri 20 March, 16:30. 10 working days"), "{said}");
    assert!(lines[3].contains("Fri 16:30 to Fri 17:00, Mon 09:00 to 17:00, … 8 more …, Fri 20 March"), "{said}");
}

#[test]
fn a_question_stands_in_it() {
    let mut world = World::sent();
    world.clock("09T10:00");
    world.act(BEN, Action::Ask { field: None, text: "By how much?".to_owned() });
    world.clock("09T11:00");
    let accept_line = line_of(&world, "Accept");
    assert_eq!(
        accept_line,
        "Accept. 4 working hours from the moment it arrived, Fri 16:30: Fri 16:30 to Fri 17:00, Mon 09:00 to 10:00. It \
         stands still since Mon 10:00, with 2 h 30 min of working time left."
    );
    assert!(
        said_to(BEN, &world).contains("Answer by Mon 14:00. 4 working hours from the moment the question was asked")
    );
    world.act(ANA, Action::Answer { n: 1, text: "By nine days".to_owned(), entry: None });
    assert_eq!(
        line_of(&world, "Accept"),
        "Accept by Mon 13:30. 4 working hours from the moment it arrived, Fri 16:30: Fri 16:30 to Fri 17:00, Mon 09:00 \
         to 10:00, Mon 11:00 to 13:30. Stood still Mon 10:00 to 11:00. It runs out in 2 hours 30 minutes."
    );
}

#[test]
fn waiting_for_the_customer_stands_in_it() {
    let mut world = World::accepted();
    world.act(BEN, Action::Wait { reason: "Dana is away".to_owned() });
    world.clock("09T12:00");
    let line = line_of(&world, "First contact");
    assert!(line.starts_with("First contact. 1 working day"), "{line}");
    assert!(line.ends_with("It stands still since Mon 10:00."), "{line}");
    world.act(BEN, Action::Lift);
    let line = line_of(&world, "First contact");
    assert!(line.contains("Stood still Mon 10:00 to 12:00: only whole days are added, so it moved nothing."), "{line}");

    let mut world = World::accepted();
    world.act(BEN, Action::Wait { reason: "Dana is away".to_owned() });
    world.clock("11T09:00");
    world.act(BEN, Action::Lift);
    let line = line_of(&world, "First contact");
    assert!(line.starts_with("First contact by Tue 16:30."), "{line}");
    assert!(line.contains("Stood still Mon 10:00 to Wed 09:00: 1 day was added."), "{line}");
    assert!(line.ends_with("It is not done yet."), "the pause took the lateness out: {line}");
    world.clock("11T10:30");
    let line = line_of(&world, "First contact");
    assert!(line.ends_with("It is not done yet. Late by 1 h 30 min: after it was accepted (Ben)."), "{line}");
    world.act(BEN, Action::Wait { reason: "Dana is away again".to_owned() });
    world.clock("11T11:30");
    let line = line_of(&world, "First contact");
    assert!(
        line.ends_with("Late by 2 h 30 min: 1 h 30 min after it was accepted (Ben), 1 h waiting for the customer."),
        "{line}"
    );
}

#[test]
fn each_round_has_its_own_lateness() {
    let mut world = World::sent();
    world.clock("09T13:30");
    world.act(BEN, send_back());
    world.clock("09T14:30");
    world.act(ANA, Action::Send);
    world.clock("10T11:00");
    let said = said_to(BEN, &world);
    let accepts: Vec<&str> = said.lines().filter(|line| line.contains("Accept by")).collect();
    assert_eq!(accepts.len(), 2, "{said}");
    assert!(accepts[0].ends_with("It is not done yet. Late by 30 min: before it was accepted (Ben)."), "{said}");
    assert!(accepts[1].ends_with("It was sent back Mon 13:30. Late by 1 h: before it was accepted (Ben)."), "{said}");
    let contact = line_of(&world, "First contact");
    assert!(contact.ends_with("Late by 2 h 30 min: before it was accepted (Ben)."), "{contact}");
}

#[test]
fn one_cause_is_told_once() {
    let mut world = World::sent();
    world.clock("10T10:00");
    world.act(BEN, send_back());
    world.clock("10T12:00");
    world.act(ANA, Action::Send);
    world.clock("10T13:00");
    world.act(BEN, accept());
    let contact = line_of(&world, "First contact");
    let late = "Late by 4 h 30 min: 2 h 30 min before it was accepted (Ben), 2 h after it was sent back (Ana).";
    assert!(contact.ends_with(late), "{contact}");
}

#[test]
fn a_question_answered_late_is_the_senders() {
    let mut world = World::accepted();
    world.act(BEN, Action::Ask { field: None, text: "By how much?".to_owned() });
    world.clock("09T16:00");
    world.act(ANA, Action::Answer { n: 1, text: "By nine days".to_owned(), entry: None });
    let line = line_of(&world, "Answer");
    assert!(line.ends_with("It was answered Mon 16:00. Late by 2 h: before it was answered (Ana)."), "{line}");
}

#[test]
fn real_time_is_told_in_hours() {
    let mut world = World::sent();
    let kickoff = world.handoff.clocks.iter_mut().find(|clock| clock.kind == ClockKind::Kickoff).unwrap();
    kickoff.span = Span { amount: 24, unit: Unit::Hours };
    kickoff.due = kickoff.start.plus_ms(24 * 60 * MINUTE_MS);
    let line = line_of(&world, "First contact");
    assert_eq!(
        line,
        "First contact by Sat 16:30. 24 hours from the moment the deal closed, Fri 16:30. It runs out in 24 hours."
    );
}

#[test]
fn a_date_of_the_brief_may_be_open_to_few() {
    let mut world = World::empty("csm_renewal", "ACME");
    world.fill("notice_date", "2026-06-30");
    world.handoff.clocks.clear();
    let due = super::super::testing::at("31T17:00");
    let made = World::sent().handoff.clocks.into_iter().find(|clock| clock.kind == ClockKind::Complete).unwrap();
    let start = due.plus_ms(30 * 24 * 60 * MINUTE_MS);
    let span = Span { amount: 30, unit: Unit::Days };
    world.handoff.clocks.push(ClockInstance { start, due, span, before: true, ..made });
    let label = world.playbook.field("notice_date").unwrap().label.clone();
    let line = line_of(&world, "Done");
    assert!(line.contains(&format!("30 days before {label}, Thu 30 April, 18:00. It runs out")), "{line}");

    for section in &mut world.playbook.sections {
        section.fields.iter_mut().for_each(|field| field.restricted = true);
    }
    assert!(line_of(&world, "Done").contains(&label), "the receiver may see it");
    let stranger = said_to(PersonId::new(9), &world);
    assert!(stranger.contains("30 days before a moment that only the people concerned may see."), "{stranger}");
    assert!(!stranger.contains("30 April"), "{stranger}");
}

#[test]
fn many_are_counted_and_none_is_said_so() {
    let mut world = World::sent();
    let accept =
        world.handoff.clocks.iter().find(|clock| clock.kind == ClockKind::Answer || clock.kind == ClockKind::Accept);
    let one = accept.unwrap().clone();
    for n in 1..=9 {
        world.handoff.clocks.push(ClockInstance { kind: ClockKind::Answer, n, ..one.clone() });
    }
    let said = said_to(BEN, &world);
    assert_eq!(said.lines().count(), 9, "{said}");
    assert!(said.lines().last().unwrap().contains("… and 4 more"), "{said}");

    let said = said_to(BEN, &World::completed());
    assert_eq!(said, "No deadline runs, and none was missed.");

    let mut world = World::sent();
    world.clock("09T14:30");
    world.act(ANA, Action::Cancel { reason: "They changed their mind".to_owned() });
    let said = said_to(BEN, &world);
    assert!(
        said.ends_with("It was stopped Mon 14:30, before it was done. Late by 2 h: before it was accepted (Ben)."),
        "{said}"
    );
    world.directory.calendars.clear();
    let said = said_to(BEN, &world);
    assert!(
        said.contains("Accept by Mon 12:30. 4 working hours from the moment it arrived, Fri 16:30. It was stopped"),
        "{said}"
    );
}
