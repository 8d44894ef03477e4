//! A timer came due. It is a hint to look again: what it was set for is re-checked against the state, so firing twice,
//! late or after a change does nothing. The steps of a clock remember that they were taken; everything else that is said
//! once is remembered as an occasion ([`Work::says_once`]).

use super::action::Timer;
use super::effect::{Effect, Note};
use super::event::Event;
use super::{Refusal, Work, clocks, dated, rate, talk};
use crate::domain::handoff::Status;
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Actor;
use crate::domain::sla::{self, Step};

pub(super) fn fired(work: &mut Work<'_>, timer: &Timer) -> Result<(), Refusal> {
    if work.context.actor != Actor::System {
        return Err(Refusal::NotYours { roles: Vec::new(), people: Vec::new() });
    }
    match timer {
        Timer::Sla { clock, n, schedule, .. } => climb(work, *clock, *n, *schedule),
        Timer::AskPauseOver { .. } => talk::end_long_pause(work),
        Timer::RatingLocks => rate::lock(work),
        Timer::SecondLookDue => ask_second_look(work),
        Timer::GateOpens { gate } => dated::open_gate(work, gate),
        Timer::Alarm { alarm, at, on } => dated::raise_alarm(work, alarm, *at, *on),
        Timer::DraftDue { playbook, on, .. } => dated::open_draft(work, playbook, *on),
        Timer::Tick { tick, n } => give_tick(work, tick, *n),
        Timer::LateArrival => remind_of_late_arrival(work),
    }
    Ok(())
}

/// Decides the highest step that is due and records those below it. At due the breach is recorded.
fn climb(work: &mut Work<'_>, kind: ClockKind, n: u32, schedule: u32) {
    let now = work.at();
    let Some(clock) = work.handoff.clock(kind, n) else { return };
    if !clock.is_running() || clock.schedule != schedule || clock.paused_since.is_some() {
        return;
    }
    let ladder = sla::ladder(clock, &work.handoff, &work.context);
    let due: Vec<Step> =
        ladder.into_iter().filter(|(step, at)| *at <= now && !clock.took(*step)).map(|(step, _)| step).collect();
    let Some(highest) = due.iter().copied().max() else { return };
    let breached = (clock.due <= now && clock.breached_at.is_none()).then_some(clock.due);
    for step in due {
        clocks::take(work, kind, n, step, step != highest);
    }
    if let Some(due) = breached {
        let clocks = &mut work.handoff.clocks;
        if let Some(clock) = clocks.iter_mut().find(|clock| clock.kind == kind && clock.n == n) {
            clock.breached_at = Some(due);
        }
        work.happened(Event::Breached { clock: kind, n, due });
    }
    work.note(Note::Step { clock: kind, n, step: highest });
}

fn ask_second_look(work: &mut Work<'_>) {
    let is_wanted = work.handoff.status == Status::Completed && work.handoff.second_look.is_none();
    if is_wanted && work.says_once("second_look") {
        work.happened(Event::SecondLookAsked);
        work.note(Note::SecondLook);
    }
}

/// Repeats until the handoff is completed or cancelled.
fn give_tick(work: &mut Work<'_>, key: &str, n: u32) {
    if !work.handoff.status.is_open() || !work.says_once(&format!("tick:{key}:{n}")) {
        return;
    }
    work.happened(Event::TickGiven { tick: key.to_owned(), n });
    work.note(Note::Tick { tick: key.to_owned(), n });
    let next = clocks::tick_timer(&work.context, &work.handoff, key, n + 1);
    work.effects.extend(next.map(|(timer, at)| Effect::Timer { timer, at }));
}

fn remind_of_late_arrival(work: &mut Work<'_>) {
    let is_late = |kind| work.handoff.clock(kind, 1).is_some_and(|clock| clock.is_overdue(work.at()));
    let is_wanted = work.handoff.status.is_open() && (is_late(ClockKind::Kickoff) || is_late(ClockKind::Complete));
    if is_wanted && work.says_once("late_arrival") {
        work.happened(Event::LateArrivalTold);
        work.note(Note::LateArrival);
    }
}
