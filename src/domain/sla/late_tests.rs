//! Lateness of handoffs that people really carried, counted by hand. AE > CSM: the brief is due 4 working hours after the
//! deal closed, accepting 4 after it arrived, first contact 1 working day after the deal closed.

use super::*;
use crate::domain::calendar::{Span, Unit};
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::Acceptance;
use crate::domain::lifecycle::testing::{
    ANA, BEN, CARA, LEA, MIA, World, accept, answer, ask, at, first_contact, read_back, reassign, send_back,
};
use crate::domain::roles::Actor;

const HOUR_MS: f64 = 3_600_000.0;

/// Each piece as `kickoff before_sent Ana 7`, hours at the end; those of a clock are held to add up.
fn told(world: &World) -> Vec<String> {
    let calendars = &world.directory.calendars;
    let pieces = pieces(&world.handoff, &world.events, calendars, world.now);
    for kind in ClockKind::ALL {
        let sum: i64 = pieces.iter().filter(|piece| piece.clock == kind).map(|piece| piece.late_ms).sum();
        let own = world.handoff.clocks.iter().filter(|clock| clock.kind == kind);
        let total: i64 = own.map(|clock| late_ms(clock, &calendars[&clock.calendar], world.now)).sum();
        assert_eq!(sum, total, "{kind:?}");
    }
    pieces.iter().map(line).collect()
}

#[expect(clippy::cast_precision_loss, reason = "hours of a test")]
fn line(piece: &LatePiece) -> String {
    let people = [(ANA, "Ana"), (BEN, "Ben"), (CARA, "Cara"), (LEA, "Lea"), (MIA, "Mia")];
    let name = people.iter().find(|(person, _)| Some(*person) == piece.person).map_or("nobody", |(_, name)| name);
    let hours = piece.late_ms as f64 / HOUR_MS;
    format!("{} {} {name} {hours}", piece.clock.key(), piece.phase.key())
}

fn of(kind: &str, world: &World) -> Vec<String> {
    told(world).iter().filter_map(|line| Some(line.strip_prefix(kind)?.trim_start().to_owned())).collect()
}

fn leaves(world: &mut World, person: PersonId, fallback: PersonId) {
    world.act(Actor::System, &Action::PersonLeft { person, fallback }).expect("they may leave");
}

/// "late 9 h: 7 h before the brief was sent (Ana), 2 h before it was accepted (Ben)"
#[test]
fn the_worked_example() {
    let mut world = World::draft_of("Tue 15:30", "Fri 16:30");
    world.does(ANA, &Action::Send);
    world.until("Wed 09:30").does(BEN, &accept()).does(BEN, &first_contact());
    assert_eq!(of("kickoff", &world), ["before_sent Ana 7", "before_accepted Ben 2"]);
    assert_eq!(of("start", &world), ["before_sent Ana 11"]);
    assert_eq!(told(&world).len(), 3);
}

#[test]
fn what_is_in_time_has_no_pieces_and_what_runs_grows() {
    let mut world = World::sent();
    assert_eq!(told(&world), [""; 0]);
    world.until("Mon 12:30");
    assert!(was_missed(world.clock(ClockKind::Accept, 1), world.now), "at due it is breached");
    assert_eq!(told(&world), [""; 0], "by nothing yet");
    world.until("Mon 13:00");
    assert_eq!(told(&world), ["accept before_accepted Ben 0.5"]);
    world.until("Tue 08:00");
    assert_eq!(told(&world), ["accept before_accepted Ben 4.5", "kickoff before_accepted Ben 0.5"]);
    assert_eq!(told(&World::completed()), [""; 0]);
}

#[test]
fn a_deadline_counts_as_missed_before_anybody_looked() {
    let mut world = World::sent();
    world.sleeps_until("Mon 13:30");
    assert_eq!(world.clock(ClockKind::Accept, 1).breached_at, None);
    assert_eq!(told(&world), ["accept before_accepted Ben 1"]);
}

#[test]
fn sent_back_it_is_the_senders_turn() {
    let mut world = World::sent();
    world.until("Tue 10:00").does(BEN, &send_back());
    world.until("Tue 12:00").does(ANA, &Action::Send);
    world.until("Tue 13:00").does(BEN, &accept());
    world.until("Tue 15:00").does(BEN, &first_contact());
    let turns = ["before_accepted Ben 1.5", "sent_back Ana 2", "before_accepted Ben 1", "after_accepted Ben 2"];
    assert_eq!(of("kickoff", &world), turns);
    assert_eq!(of("accept", &world), ["before_accepted Ben 5.5"], "the second round was in time");
}

#[test]
fn late_rounds_come_one_after_the_other() {
    let mut world = World::sent();
    world.until("Mon 13:30").does(BEN, &send_back());
    world.until("Mon 14:30").does(ANA, &Action::Send);
    // 2.5 hours on Monday and 1.5 on Tuesday: due at 10:30.
    world.until("Tue 11:00").does(BEN, &accept());
    assert_eq!(of("accept", &world), ["before_accepted Ben 1", "before_accepted Ben 0.5"]);
}

#[test]
fn whoever_was_receiver_then() {
    let mut world = World::sent();
    world.until("Tue 10:00").does(BEN, &Action::NotMine { to: CARA });
    world.until("Tue 11:00").does(MIA, &reassign(LEA));
    world.until("Tue 13:00").does(LEA, &accept());
    let turns = ["before_accepted Ben 5.5", "before_accepted Cara 1", "before_accepted Lea 2"];
    assert_eq!(of("accept", &world), turns);

    let mut world = World::sent();
    world.until("Tue 10:00").does(LEA, &Action::TakeOver(Acceptance::Now(read_back())));
    world.until("Tue 11:00");
    assert_eq!(of("accept", &world), ["before_accepted Ben 5.5"]);
    assert_eq!(of("kickoff", &world), ["before_accepted Ben 1.5", "after_accepted Lea 1"]);
}

#[test]
fn given_to_somebody_else_after_acceptance() {
    let mut world = World::accepted();
    world.until("Tue 09:00").does(BEN, &Action::Wait { reason: "Dana is away".to_owned() });
    world.until("Tue 11:00").does(MIA, &reassign(CARA));
    world.until("Tue 12:00").does(CARA, &accept());
    world.until("Tue 13:00").does(CARA, &first_contact());
    let turns =
        ["after_accepted Ben 0.5", "waiting_for_customer nobody 2", "before_accepted Cara 1", "after_accepted Cara 1"];
    assert_eq!(of("kickoff", &world), turns, "giving it away also ended the waiting");
}

#[test]
fn waiting_for_the_customer_is_nobodys() {
    let mut world = World::accepted();
    world.until("Tue 09:00").does(BEN, &Action::Wait { reason: "Dana is away".to_owned() });
    world.until("Tue 11:00");
    let waiting = ["after_accepted Ben 0.5", "waiting_for_customer nobody 2"];
    assert_eq!(of("kickoff", &world), waiting);
    world.does(BEN, &Action::Lift).until("Tue 12:00");
    assert_eq!(of("kickoff", &world), [waiting[0], waiting[1], "after_accepted Ben 1"]);
}

#[test]
fn pauses_are_out() {
    // No whole day lies inside the pause, so the deadline stays on Monday at 16:30, in the middle of it.
    let mut world = World::accepted();
    world.until("Mon 11:00").does(BEN, &Action::Wait { reason: "Dana is away".to_owned() });
    world.until("Tue 11:00");
    assert!(!was_missed(world.clock(ClockKind::Kickoff, 1), world.now), "it stands still");
    assert_eq!(told(&world), [""; 0]);
    world.does(BEN, &Action::Lift).until("Tue 12:00");
    assert_eq!(world.due(ClockKind::Kickoff, 1), "Mon 16:30");
    assert_eq!(told(&world), ["kickoff after_accepted Ben 1"]);
}

#[test]
fn a_question_is_the_senders_to_answer() {
    let mut world = World::sent();
    world.until("Mon 10:00").does(BEN, &ask("By how much?"));
    world.until("Mon 16:00").does(ANA, &answer(1));
    world.until("Mon 16:20").does(BEN, &accept());
    assert_eq!(told(&world), ["answer before_accepted Ana 2"]);

    let mut world = World::accepted();
    world.does(BEN, &ask("By how much?"));
    world.until("Mon 13:00").does(BEN, &Action::Wait { reason: "Dana is away".to_owned() });
    world.until("Mon 15:00");
    assert_eq!(told(&world), ["answer after_accepted Ana 1"], "whether the customer lets us wait or not");
}

#[test]
fn real_time_runs_over_the_weekend() {
    let mut world = World::sent();
    world.until("Mon 10:00");
    let kickoff = world.handoff.clocks.iter_mut().find(|clock| clock.kind == ClockKind::Kickoff).expect("it runs");
    kickoff.span = Span { amount: 24, unit: Unit::Hours };
    kickoff.due = at("Sat 16:30");
    assert_eq!(told(&world), ["kickoff before_accepted Ben 41.5"]);
}

#[test]
fn whoever_left_keeps_what_was_late_before() {
    let mut world = World::returned();
    world.until("Tue 09:00");
    leaves(&mut world, ANA, MIA);
    world.until("Tue 11:00").does(MIA, &Action::Send);
    world.until("Tue 12:00");
    assert_eq!(of("resubmit", &world), ["sent_back Ana 3", "sent_back Mia 2"]);
    assert_eq!(of("kickoff", &world), ["sent_back Ana 0.5", "sent_back Mia 2", "before_accepted Ben 1"]);

    // Ben leaves and the sender herself takes his part: she was the sender before, too.
    let mut world = World::draft_of("Tue 09:30", "Fri 16:30");
    world.does(ANA, &Action::Send);
    world.until("Tue 10:00");
    leaves(&mut world, BEN, ANA);
    world.until("Tue 11:00");
    let turns = ["before_sent Ana 1", "before_accepted Ben 0.5", "before_accepted Ana 1"];
    assert_eq!(of("kickoff", &world), turns);
}

#[test]
fn it_ends_where_it_was_cancelled() {
    let mut world = World::sent();
    world.until("Mon 14:30").does(ANA, &Action::Cancel { reason: "They changed their mind".to_owned() });
    world.until("Thu 12:00");
    assert_eq!(told(&world), ["accept before_accepted Ben 2"]);
}

#[test]
fn a_calendar_that_is_gone_tells_nothing() {
    let mut world = World::sent();
    world.until("Tue 10:00");
    assert_eq!(pieces(&world.handoff, &world.events, &BTreeMap::new(), world.now), []);
}
