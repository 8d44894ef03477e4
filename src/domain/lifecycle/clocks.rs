//! Deadlines follow from the state: which clocks there are, where they start, how pauses move them, and which timers
//! that leaves to set. Called once at the end of every decision, so that no action can forget one.

use chrono::{NaiveDateTime, NaiveTime};

use super::action::Timer;
use super::effect::Effect;
use super::event::Event;
use super::{Context, Work, dated};
use crate::clock::Timestamp;
use crate::domain::brief::Value;
use crate::domain::calendar::{Calendar, Period, Span};
use crate::domain::handoff::{Handoff, Item, READ_BACK_ITEM, Status};
use crate::domain::playbook::{ClockKind, DueSpec, Origin};
use crate::domain::sla::{self, ClockInstance, Step, StepTaken};
use crate::ids::{CalendarId, PersonId};

/// Where a new instance begins.
pub(super) struct Opening {
    pub(super) kind: ClockKind,
    pub(super) n: u32,
    pub(super) start: Timestamp,
    pub(super) span: Span,
    pub(super) before: bool,
    pub(super) whose: PersonId,
}

/// Opens a clock instance; nothing happens where no calendar can say when it ends.
pub(super) fn open(work: &mut Work<'_>, opening: &Opening) {
    let Some((id, calendar)) = work.context.directory.calendar_of(opening.whose) else { return };
    let Some(due) = due_moment(calendar, opening.start, opening.span, opening.before, &[]) else { return };
    work.handoff.clocks.push(ClockInstance {
        kind: opening.kind,
        n: opening.n,
        start: opening.start,
        span: opening.span,
        before: opening.before,
        calendar: id,
        due,
        schedule: 1,
        pauses: Vec::new(),
        paused_since: None,
        met_at: None,
        breached_at: None,
        stopped_at: None,
        steps: Vec::new(),
    });
}

/// Opens accept, resubmit or answer, which start at the action itself.
pub(super) fn open_now(work: &mut Work<'_>, kind: ClockKind, n: u32, whose: PersonId) {
    let Some(spec) = work.playbook().clock(kind) else { return };
    let Some(span) = spec.due.span(&work.handoff.brief) else { return };
    open(work, &Opening { kind, n, start: work.at(), span, before: false, whose });
}

/// The awaited action happened. Strictly before due it is in time; at due it is a breach that is met late.
pub(super) fn meet(work: &mut Work<'_>, kind: ClockKind, n: u32) {
    end_pause(work, kind, n, work.at());
    let now = work.at();
    let mut breach = None;
    if let Some(clock) = running(&mut work.handoff, kind, n) {
        if now >= clock.due && clock.breached_at.is_none() {
            clock.breached_at = Some(clock.due);
            breach = Some(Event::Breached { clock: kind, n, due: clock.due });
        }
        clock.met_at = Some(now);
    }
    work.events.extend(breach);
}

/// Stops every clock that still runs; what was breached stays breached, also where nobody had looked since. A pause ends
/// first, so that the deadline that stays on record is the one that counted.
pub(super) fn stop_all(work: &mut Work<'_>) {
    let now = work.at();
    let is_paused = |clock: &&ClockInstance| clock.is_running() && clock.paused_since.is_some();
    let paused: Vec<_> = work.handoff.clocks.iter().filter(is_paused).map(|clock| (clock.kind, clock.n)).collect();
    for (kind, n) in paused {
        end_pause(work, kind, n, now);
    }
    for clock in work.handoff.clocks.iter_mut().filter(|clock| clock.is_running()) {
        stop(clock, now, &mut work.events);
    }
}

fn stop(clock: &mut ClockInstance, now: Timestamp, events: &mut Vec<Event>) {
    if clock.is_overdue(now) && clock.breached_at.is_none() {
        clock.breached_at = Some(clock.due);
        events.push(Event::Breached { clock: clock.kind, n: clock.n, due: clock.due });
    }
    clock.stopped_at = Some(now);
}

/// Stops the answer clocks of a round's questions, which its return closes.
pub(super) fn stop_answers(work: &mut Work<'_>, round: u32) {
    let now = work.at();
    let asked = (1..).zip(&work.handoff.questions).filter(|(_, question)| question.round == round);
    let closed: Vec<u32> = asked.map(|(n, _)| n).collect();
    let is_closed = |clock: &&mut ClockInstance| clock.kind == ClockKind::Answer && closed.contains(&clock.n);
    for clock in work.handoff.clocks.iter_mut().filter(is_closed).filter(|clock| clock.is_running()) {
        stop(clock, now, &mut work.events);
    }
}

/// Pauses a clock that is not late yet.
pub(super) fn pause(work: &mut Work<'_>, kind: ClockKind, n: u32) {
    let now = work.at();
    let is_early = |clock: &&mut ClockInstance| clock.paused_since.is_none() && now < clock.due && !clock.before;
    if let Some(clock) = running(&mut work.handoff, kind, n).filter(is_early) {
        clock.paused_since = Some(now);
        clock.schedule += 1;
    }
}

/// Ends a pause at `at` and moves the deadline by what it took out: of a clock in days only the days that lie wholly inside
/// it, so that a shorter one saves no deadline and ending it may find the deadline passed. A question's pause has a longest length, also when
/// nobody looked at the moment it was over.
pub(super) fn end_pause(work: &mut Work<'_>, kind: ClockKind, n: u32, at: Timestamp) {
    let context = work.context;
    let Some(clock) = running(&mut work.handoff, kind, n) else { return };
    let calendar = context.directory.calendars.get(&clock.calendar);
    let longest = calendar.and_then(|calendar| sla::pause_end(clock, calendar));
    let Some(since) = clock.paused_since.take() else { return };
    clock.pauses.push(Period { from: since, to: longest.map_or(at, |longest| at.min(longest)) });
    clock.schedule += 1;
    let from = clock.due;
    if let Some(to) = calendar.and_then(|calendar| counted(calendar, clock)).filter(|to| *to != from) {
        clock.due = to;
        work.happened(Event::DueMoved { clock: kind, n, from, to });
    }
}

fn running(handoff: &mut Handoff, kind: ClockKind, n: u32) -> Option<&mut ClockInstance> {
    handoff.clocks.iter_mut().find(|clock| clock.kind == kind && clock.n == n && clock.is_running())
}

/// The deadline of an instance in these hours, without the pause that it may be in.
pub(super) fn counted(calendar: &Calendar, clock: &ClockInstance) -> Option<Timestamp> {
    due_moment(calendar, clock.start, clock.span, clock.before, &clock.pauses)
}

fn due_moment(calendar: &Calendar, start: Timestamp, span: Span, before: bool, pauses: &[Period]) -> Option<Timestamp> {
    let due = if before { calendar.before(start, span) } else { calendar.add_pausing(start, span, pauses) };
    due.ok()
}

/// Brings every clock that runs, and the checklist, in line with what the brief says now; opens those that start at a fact
/// of it.
pub(super) fn refresh(work: &mut Work<'_>) {
    let is_draft = work.handoff.round == 0;
    for kind in [ClockKind::Start, ClockKind::Kickoff, ClockKind::Complete] {
        let runs = match kind {
            ClockKind::Start => is_draft && work.handoff.status == Status::Draft,
            ClockKind::Kickoff | ClockKind::Complete => !is_draft && work.handoff.status.is_open(),
            ClockKind::Accept | ClockKind::Resubmit | ClockKind::Answer => false,
        };
        if runs && work.handoff.latest_clock(kind).is_none() {
            open_at_origin(work, kind);
        }
    }
    for index in 0..work.handoff.clocks.len() {
        recompute(work, index);
    }
    refresh_items(work);
}

fn open_at_origin(work: &mut Work<'_>, kind: ClockKind) {
    let Some(spec) = work.playbook().clock(kind) else { return };
    let Some(span) = spec.due.span(&work.handoff.brief) else { return };
    let Some(start) = origin_moment(&work.context, &work.handoff, &spec.due.from) else { return };
    let whose = match kind {
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => work.handoff.sender,
        ClockKind::Accept | ClockKind::Kickoff | ClockKind::Complete => {
            work.handoff.receiver.unwrap_or(work.handoff.sender)
        }
    };
    open(work, &Opening { kind, n: 1, start, span, before: spec.due.before, whose });
}

/// Moves a running clock whose span or start the brief changed. Steps that were taken and a breach stay; the timers of the
/// old moments are stale. Accept, resubmit and answer keep the start that opened them. A pause that the deadline now comes
/// before is over: it would have had no effect.
fn recompute(work: &mut Work<'_>, index: usize) {
    let context = work.context;
    let Some(clock) = work.handoff.clocks.get(index).filter(|clock| clock.is_running()) else { return };
    let Some(spec) = context.playbook.clock(clock.kind) else { return };
    let Some(span) = spec.due.span(&work.handoff.brief) else { return };
    let origin = match clock.kind {
        ClockKind::Start | ClockKind::Kickoff | ClockKind::Complete => {
            origin_moment(&context, &work.handoff, &spec.due.from)
        }
        ClockKind::Accept | ClockKind::Resubmit | ClockKind::Answer => None,
    };
    let start = origin.unwrap_or(clock.start);
    if (clock.start, clock.span) == (start, span) {
        return;
    }
    let Some(calendar) = context.directory.calendars.get(&clock.calendar) else { return };
    let Some(due) = due_moment(calendar, start, span, clock.before, &clock.pauses) else { return };
    let Some(clock) = work.handoff.clocks.get_mut(index) else { return };
    let (kind, n, from) = (clock.kind, clock.n, clock.due);
    (clock.start, clock.span, clock.due) = (start, span, due);
    clock.schedule += 1;
    clock.paused_since = clock.paused_since.filter(|since| *since < due);
    if due != from {
        work.happened(Event::DueMoved { clock: kind, n, from, to: due });
    }
}

/// A ladder may depend on the brief, too: where its moments changed and the deadline did not, the old timers are stale.
fn renew_ladders(work: &mut Work<'_>, before: &Handoff) {
    if before.brief == work.handoff.brief {
        return;
    }
    let (context, after) = (work.context, work.handoff.clone());
    for clock in work.handoff.clocks.iter_mut().filter(|clock| clock.is_running()) {
        let is_same = before.clock(clock.kind, clock.n).is_some_and(|old| old.schedule == clock.schedule);
        if is_same && sla::ladder(clock, before, &context) != sla::ladder(clock, &after, &context) {
            clock.schedule += 1;
        }
    }
}

fn refresh_items(work: &mut Work<'_>) {
    if work.handoff.round == 0 || !work.handoff.status.is_open() {
        return;
    }
    let context = work.context;
    let dues: Vec<_> = context
        .playbook
        .checklist
        .iter()
        .filter_map(|spec| Some((spec.key.as_str(), spec_moment(&context, &work.handoff, spec.due.as_ref()?))))
        .collect();
    for (key, due) in dues {
        let is_open = |item: &&mut Item| item.key == key && item.ticked.is_none() && !item.is_moved;
        if let Some(item) = work.handoff.items.iter_mut().find(is_open) {
            item.due = due;
        }
    }
    let kickoff = work.handoff.latest_clock(ClockKind::Kickoff).map(|clock| clock.due);
    let is_owed = |item: &&mut Item| item.key == READ_BACK_ITEM && item.ticked.is_none();
    if let Some(item) = work.handoff.items.iter_mut().find(is_owed) {
        item.due = kickoff;
    }
}

/// The moment a specification means for this handoff; absent while its origin is unknown.
pub(super) fn spec_moment(context: &Context<'_>, handoff: &Handoff, spec: &DueSpec) -> Option<Timestamp> {
    let start = origin_moment(context, handoff, &spec.from)?;
    let span = spec.span(&handoff.brief)?;
    let (_, calendar) = calendar_for(context, handoff)?;
    due_moment(calendar, start, span, spec.before, &[])
}

/// The receiver's calendar, and the sender's until there is a receiver.
fn calendar_for<'a>(context: &Context<'a>, handoff: &Handoff) -> Option<(CalendarId, &'a Calendar)> {
    context.directory.calendar_of(handoff.receiver.unwrap_or(handoff.sender))
}

fn origin_moment(context: &Context<'_>, handoff: &Handoff, origin: &Origin) -> Option<Timestamp> {
    match origin {
        Origin::Sent => handoff.times.first_sent,
        Origin::DealClosed => handoff.deal_closed,
        Origin::Accepted => handoff.times.accepted,
        Origin::KickedOff => handoff.times.kicked_off,
        Origin::Returned => handoff.returns.last().map(|back| back.at),
        Origin::Asked => handoff.questions.last().map(|question| question.at),
        Origin::Field(key) => field_moment(context, handoff, key),
    }
}

/// A day without a time means the last closing on or before it in the sender's calendar.
fn field_moment(context: &Context<'_>, handoff: &Handoff, key: &str) -> Option<Timestamp> {
    let (_, calendar) = context.directory.calendar_of(handoff.sender)?;
    match &handoff.brief.values.get(key)?.value {
        Value::Date(day) => end_of(calendar, *day),
        Value::Datetime(at) => calendar.moment(*at),
        Value::Text(_)
        | Value::List(_)
        | Value::Choice(_)
        | Value::Multi(_)
        | Value::Money { .. }
        | Value::Number(_)
        | Value::Yesno(_)
        | Value::Person(_)
        | Value::NotApplicable(_)
        | Value::Unread(_) => None,
    }
}

/// The end of a day as something that is due then: the receiver's last closing on or before it.
pub(super) fn end_of_day(work: &Work<'_>, day: chrono::NaiveDate) -> Option<Timestamp> {
    let (_, calendar) = calendar_for(&work.context, &work.handoff)?;
    end_of(calendar, day)
}

fn end_of(calendar: &Calendar, day: chrono::NaiveDate) -> Option<Timestamp> {
    calendar.last_closing_on_or_before(day).or_else(|| calendar.moment(at_midnight(day)))
}
fn at_midnight(day: chrono::NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// Fair on arrival: steps of kickoff and complete that lie at or before the first send are recorded and ping nobody. A
/// deadline among them is a breach, and the receiver hears of it once, an hour of their working time later.
pub(super) fn arrive(work: &mut Work<'_>) {
    refresh(work);
    let now = work.at();
    let context = work.context;
    let mut late = false;
    let mut events = Vec::new();
    let ladders: Vec<_> = work.handoff.clocks.iter().map(|clock| sla::ladder(clock, &work.handoff, &context)).collect();
    for (clock, ladder) in work.handoff.clocks.iter_mut().zip(ladders) {
        if !matches!(clock.kind, ClockKind::Kickoff | ClockKind::Complete) || !clock.is_running() {
            continue;
        }
        if clock.due <= now {
            late = true;
            clock.breached_at = Some(clock.due);
            events.push(Event::Breached { clock: clock.kind, n: clock.n, due: clock.due });
        }
        let passed: Vec<Step> = ladder.into_iter().filter(|(_, at)| *at <= now).map(|(step, _)| step).collect();
        for step in passed {
            clock.steps.push(StepTaken { step, at: now, passed_over: true });
            events.push(Event::StepDecided { clock: clock.kind, n: clock.n, step, passed_over: true });
        }
    }
    work.events.extend(events);
    if late && let Some(at) = hour_of_work_after(&context, &work.handoff, now) {
        work.effects.push(Effect::Timer { timer: Timer::LateArrival, at });
    }
}

fn hour_of_work_after(context: &Context<'_>, handoff: &Handoff, at: Timestamp) -> Option<Timestamp> {
    let (_, calendar) = calendar_for(context, handoff)?;
    calendar.add(at, sla::ONE_WORKING_HOUR).ok()
}

/// Sets a timer for every step that a new or moved clock has left or for the end of its pause, and for every alarm, gate
/// and repeating reminder whose moment is new.
pub(super) fn set_timers(work: &mut Work<'_>, before: &Handoff) {
    renew_ladders(work, before);
    let context = work.context;
    let mut timers = Vec::new();
    for clock in work.handoff.clocks.iter().filter(|clock| clock.is_running()) {
        if before.clock(clock.kind, clock.n).is_some_and(|old| old.schedule == clock.schedule) {
            continue;
        }
        if clock.paused_since.is_some() {
            timers.extend(pause_timer(&context, &work.handoff, clock));
            continue;
        }
        for (step, at) in sla::ladder(clock, &work.handoff, &context) {
            if !clock.took(step) {
                let timer = Timer::Sla { clock: clock.kind, n: clock.n, step, schedule: clock.schedule };
                timers.push((timer, at));
            }
        }
    }
    timers.extend(dated::new_timers(&context, before, &work.handoff));
    if before.round == 0 && work.handoff.round > 0 {
        timers
            .extend(context.playbook.ticks.iter().filter_map(|tick| tick_timer(&context, &work.handoff, &tick.key, 1)));
    }
    work.effects.extend(timers.into_iter().map(|(timer, at)| Effect::Timer { timer, at }));
}

/// The timer of the `n`th time of a repeating reminder.
pub(super) fn tick_timer(context: &Context<'_>, handoff: &Handoff, key: &str, n: u32) -> Option<(Timer, Timestamp)> {
    let tick = context.playbook.ticks.iter().find(|tick| tick.key == key)?;
    let span = crate::domain::playbook::span_for(&tick.every, &handoff.brief)?;
    let (_, calendar) = calendar_for(context, handoff)?;
    let at = calendar.add(context.now, span).ok()?;
    Some((Timer::Tick { tick: key.to_owned(), n }, at))
}

fn pause_timer(context: &Context<'_>, handoff: &Handoff, clock: &ClockInstance) -> Option<(Timer, Timestamp)> {
    let at = sla::pause_end(clock, context.directory.calendars.get(&clock.calendar)?)?;
    let (question, _) = (1..).zip(&handoff.questions).find(|(_, question)| question.round == clock.n)?;
    Some((Timer::AskPauseOver { question }, at))
}

/// Takes a step: records it, and says whether it was the highest that is due.
pub(super) fn take(work: &mut Work<'_>, kind: ClockKind, n: u32, step: Step, passed_over: bool) {
    let now = work.at();
    if let Some(clock) = running(&mut work.handoff, kind, n) {
        clock.steps.push(StepTaken { step, at: now, passed_over });
        work.happened(Event::StepDecided { clock: kind, n, step, passed_over });
    }
}
