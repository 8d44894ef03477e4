//! Two things that happen to clocks from outside: working hours that are others from now on, and a test that nobody waits
//! for. A test's clock never moves forward; its past moves back, so that its next step is due now.

use super::effect::{Effect, MovedDue, Note};
use super::event::Event;
use super::{Refusal, Work, clocks, dated};
use crate::clock::Timestamp;
use crate::domain::calendar::Period;
use crate::domain::handoff::{Handoff, Purpose};
use crate::domain::roles::Role;
use crate::domain::sla::{self, Step};

/// Every clock that runs is counted anew in the hours that are so now, and so is every date that is to come; what moved is
/// said once, in one note.
pub(super) fn hours_changed(work: &mut Work<'_>) -> Result<(), Refusal> {
    work.only(&[])?;
    let has_ended = recount(work);
    let timers = dated::all_timers(&work.context, &work.handoff);
    work.effects.extend(timers.into_iter().map(|(timer, at)| Effect::Timer { timer, at }));
    // Days that the brief names may end at another hour, too.
    clocks::refresh(work);
    let moved = moved_dues(&work.events);
    work.is_silent = work.events.is_empty() && !has_ended;
    // A draft has no thread yet; its card says what is so.
    if !moved.is_empty() && work.handoff.round > 0 {
        work.note(Note::HoursMoved { moved });
    }
    Ok(())
}

/// The deadlines that events moved, in order.
pub fn moved_dues(events: &[Event]) -> Vec<MovedDue> {
    let moved = events.iter().filter_map(|event| {
        if let Event::DueMoved { clock, from, to, .. } = event {
            Some(MovedDue { clock: *clock, from: *from, to: *to })
        } else {
            None
        }
    });
    moved.collect()
}

/// Counts every clock that runs anew, in the hours that its calendar has now, and a question's pause that it stands in:
/// one that is over in these hours ends where they end it. What was breached stays breached.
fn recount(work: &mut Work<'_>) -> bool {
    let (context, now) = (work.context, work.at());
    let mut moved = Vec::new();
    let mut has_ended = false;
    for clock in work.handoff.clocks.iter_mut().filter(|clock| clock.is_running()) {
        let Some(calendar) = context.directory.calendars.get(&clock.calendar) else { continue };
        // Its reminders may move where its deadline does not.
        clock.schedule += 1;
        let Some(mut due) = clocks::counted(calendar, clock) else { continue };
        clock.paused_since = clock.paused_since.filter(|since| *since < due);
        let over = sla::pause_end(clock, calendar).filter(|over| *over <= now);
        if let Some((from, to)) = clock.paused_since.zip(over) {
            clock.pauses.push(Period { from, to });
            clock.paused_since = None;
            has_ended = true;
            due = clocks::counted(calendar, clock).unwrap_or(due);
        }
        if due != clock.due {
            moved.push(Event::DueMoved { clock: clock.kind, n: clock.n, from: clock.due, to: due });
            clock.due = due;
        }
    }
    work.events.extend(moved);
    has_ended
}

/// A test goes on at once to the next moment at which somebody would hear of it.
pub(super) fn jump_ahead(work: &mut Work<'_>) -> Result<(), Refusal> {
    if work.handoff.purpose != Purpose::Test {
        return Err(Refusal::NotNow { status: work.handoff.status });
    }
    work.only(&[Role::Sender, Role::Receiver])?;
    let now = work.at();
    let Some(next) = next_step(work) else { return Err(Refusal::NothingChanged) };
    let by = next.since(now);
    let moved: Vec<_> = work
        .handoff
        .clocks
        .iter()
        .filter(|clock| clock.is_running())
        .map(|clock| (clock.kind, clock.n, clock.due))
        .collect();
    move_back(&mut work.handoff, by);
    for (clock, n, from) in moved {
        work.happened(Event::DueMoved { clock, n, from, to: from.plus_ms(-by) });
    }
    Ok(())
}

/// The next reminder or deadline of a clock that runs; what managers would hear is not waited for.
fn next_step(work: &Work<'_>) -> Option<Timestamp> {
    let running = work.handoff.clocks.iter().filter(|clock| clock.is_running() && clock.paused_since.is_none());
    let steps = running.flat_map(|clock| {
        let ladder = sla::ladder(clock, &work.handoff, &work.context);
        ladder.into_iter().filter(|(step, _)| matches!(step, Step::Early | Step::Due) && !clock.took(*step))
    });
    steps.map(|(_, at)| at).filter(|at| *at > work.at()).min()
}

fn move_back(handoff: &mut Handoff, by: i64) {
    let earlier = |at: Timestamp| at.plus_ms(-by);
    handoff.deal_closed = handoff.deal_closed.map(earlier);
    let times = &mut handoff.times;
    for at in [&mut times.first_sent, &mut times.sent, &mut times.accepted, &mut times.kicked_off] {
        *at = at.map(earlier);
    }
    for clock in handoff.clocks.iter_mut().filter(|clock| clock.is_running()) {
        (clock.start, clock.due) = (earlier(clock.start), earlier(clock.due));
        clock.paused_since = clock.paused_since.map(earlier);
        for pause in &mut clock.pauses {
            *pause = Period { from: earlier(pause.from), to: earlier(pause.to) };
        }
        clock.schedule += 1;
    }
}
