//! A little world for the tests of the rules: people act at moments, timers wait in a queue and fire in order when time
//! moves, and every decision is held against what is true of all of them ([`check`]). Then the tests of the world itself,
//! since the others lean on it.

use chrono::NaiveDate;

use super::action::Timer;
use super::effect::Note;
use super::testing::{ANA, MIA, ae_csm, at, blank_handoff, moment, office};
use super::{Action, Context, Decision, Directory, Effect, Event, Refusal, decide};
use crate::clock::Timestamp;
use crate::domain::handoff::{Handoff, Status};
use crate::domain::playbook::{ClockKind, DatedDraft, Playbook};
use crate::domain::roles::Actor;
use crate::domain::sla::{self, ClockInstance, Step};
use crate::ids::PersonId;

/// One handoff, the people around it, and what came of it so far.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) playbook: Playbook,
    pub(crate) directory: Directory,
    pub(crate) handoff: Handoff,
    /// Timers that have not fired.
    pub(crate) timers: Vec<(Timestamp, Timer)>,
    /// Timers ever set; the job table takes each only once.
    pub(super) ever_set: Vec<(Timestamp, Timer)>,
    pub(crate) events: Vec<(Timestamp, Event)>,
    pub(crate) notes: Vec<(Timestamp, Note)>,
    /// What dates of the handoff open elsewhere.
    pub(crate) dated: Vec<DatedDraft>,
    /// What was opened: the playbook and the day.
    pub(crate) drafts: Vec<(Timestamp, String, NaiveDate)>,
}

impl World {
    /// Nothing is begun yet; Ana is about to.
    pub(crate) fn blank(now: &str) -> Self {
        Self {
            now: at(now),
            playbook: ae_csm(),
            directory: office(),
            handoff: blank_handoff(at(now)),
            timers: Vec::new(),
            ever_set: Vec::new(),
            events: Vec::new(),
            notes: Vec::new(),
            dated: Vec::new(),
            drafts: Vec::new(),
        }
    }

    /// Decides without committing.
    pub(crate) fn decide(&self, actor: Actor, action: &Action) -> Result<Decision, Refusal> {
        let context =
            Context { now: self.now, actor, playbook: &self.playbook, directory: &self.directory, dated: &self.dated };
        decide(&self.handoff, action, &context)
    }

    /// What would be refused, and why.
    #[track_caller]
    pub(crate) fn refusal(&self, person: PersonId, action: &Action) -> Refusal {
        let refusal = self.decide(acting(person), action).err();
        refusal.unwrap_or_else(|| panic!("{person} was not refused: {action:?}"))
    }

    /// Somebody does something, which is allowed.
    #[track_caller]
    pub(crate) fn does(&mut self, person: PersonId, action: &Action) -> &mut Self {
        self.act(acting(person), action).unwrap_or_else(|refusal| panic!("{person} {action:?}: {refusal:?}"));
        self
    }

    /// Decides and commits.
    #[track_caller]
    pub(crate) fn act(&mut self, actor: Actor, action: &Action) -> Result<Decision, Refusal> {
        let decision = self.decide(actor, action)?;
        check(&self.handoff, &decision, &self.directory);
        let (now, assigns_number) = (self.now, decision.assigns_number());
        let has_changed = decision.handoff != self.handoff;
        self.handoff = decision.handoff.clone();
        self.handoff.version += i64::from(has_changed);
        if assigns_number {
            self.handoff.number = Some(482);
        }
        self.events.extend(decision.events.iter().map(|event| (now, event.clone())));
        for effect in &decision.effects {
            match effect {
                Effect::Note(note) => self.notes.push((now, note.clone())),
                Effect::Timer { timer, at } => self.set_timer(*at, timer),
                Effect::Draft { playbook, on } => self.drafts.push((now, playbook.clone(), *on)),
                Effect::Card => {}
            }
        }
        self.no_timer_is_forgotten();
        Ok(decision)
    }

    #[track_caller]
    fn set_timer(&mut self, at: Timestamp, timer: &Timer) {
        let has_own_key = |(old_at, old): &(Timestamp, Timer)| {
            let has_moment = matches!(timer, Timer::GateOpens { .. } | Timer::RatingLocks | Timer::AskPauseOver { .. });
            old == timer && (*old_at == at || !has_moment)
        };
        // The same one once more, while the first still waits, is one job.
        if self.timers.iter().any(|(known_at, known)| (known_at, known) == (&at, timer)) {
            return;
        }
        assert!(!self.ever_set.iter().any(has_own_key), "set twice, so the second is lost: {timer:?}");
        self.ever_set.push((at, timer.clone()));
        self.timers.push((at, timer.clone()));
    }

    /// Every step that is left of a clock that runs waits in the queue, at its moment.
    #[track_caller]
    fn no_timer_is_forgotten(&self) {
        let actor = Actor::System;
        let context =
            Context { now: self.now, actor, playbook: &self.playbook, directory: &self.directory, dated: &self.dated };
        for clock in self.handoff.clocks.iter().filter(|clock| clock.is_running() && clock.paused_since.is_none()) {
            for (step, at) in sla::ladder(clock, &self.handoff, &context) {
                let timer = Timer::Sla { clock: clock.kind, n: clock.n, step, schedule: clock.schedule };
                let is_set = clock.took(step) || self.timers.contains(&(at, timer));
                assert!(is_set, "forgotten: {:?} {} {step:?} at {}", clock.kind, clock.n, moment(at));
            }
        }
    }

    /// Time moves on; timers fire in order, each at its moment.
    #[track_caller]
    pub(crate) fn until(&mut self, text: &str) -> &mut Self {
        self.until_moment(at(text))
    }

    /// The same, for a moment that was reckoned.
    #[track_caller]
    pub(crate) fn until_moment(&mut self, end: Timestamp) -> &mut Self {
        assert!(end >= self.now, "{} is over", moment(end));
        while let Some(at) = self.next_timer().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.fire_next();
        }
        self.now = end;
        self
    }

    /// Time moves on and nothing fires: the program is down.
    pub(crate) fn sleeps_until(&mut self, text: &str) -> &mut Self {
        self.now = at(text);
        self
    }

    /// Everything overdue fires now: the program is up again.
    #[track_caller]
    pub(crate) fn wakes(&mut self) -> &mut Self {
        while self.next_timer().is_some_and(|at| at <= self.now) {
            self.fire_next();
        }
        self
    }

    /// One timer fires at this moment, whether it is due or not; whether anything came of it.
    #[track_caller]
    pub(crate) fn fires(&mut self, timer: Timer) -> bool {
        let before = self.handoff.clone();
        let decision = self.act(Actor::System, &Action::TimerFired(timer)).expect("timers are never refused");
        let is_idle = decision.events.is_empty() && decision.effects.is_empty();
        assert!(!is_idle || self.handoff == before);
        !is_idle
    }

    fn next_timer(&self) -> Option<Timestamp> {
        self.timers.iter().map(|(at, _)| *at).min()
    }

    #[track_caller]
    fn fire_next(&mut self) {
        let index = (0..self.timers.len()).min_by_key(|index| self.timers[*index].0).expect("a timer waits");
        let (_, timer) = self.timers.remove(index);
        self.fires(timer);
    }

    /// A clock instance that exists.
    #[track_caller]
    pub(crate) fn clock(&self, kind: ClockKind, n: u32) -> &ClockInstance {
        self.handoff.clock(kind, n).expect("a clock")
    }

    /// When a clock runs out.
    #[track_caller]
    pub(crate) fn due(&self, kind: ClockKind, n: u32) -> String {
        moment(self.clock(kind, n).due)
    }

    /// Every reminder that was given, as `Mon 11:30 accept 1 early`.
    pub(crate) fn reminders(&self) -> Vec<String> {
        let line = |(at, note): &(Timestamp, Note)| {
            if let Note::Step { clock, n, step } = note {
                return Some(format!("{} {} {n} {}", moment(*at), clock.key(), step.key()));
            }
            (*note == Note::LateArrival).then(|| format!("{} late arrival", moment(*at)))
        };
        self.notes.iter().filter_map(line).collect()
    }

    /// The steps that were decided, as `Mon 11:30 accept 1 early`, with `, passed over` where nobody was told.
    pub(crate) fn steps(&self) -> Vec<String> {
        let line = |(at, event): &(Timestamp, Event)| {
            let Event::StepDecided { clock, n, step, passed_over } = event else { return None };
            let silent = if *passed_over { ", passed over" } else { "" };
            Some(format!("{} {} {n} {}{silent}", moment(*at), clock.key(), step.key()))
        };
        self.events.iter().filter_map(line).collect()
    }

    /// Whether that was said, ever.
    pub(crate) fn said(&self, note: &Note) -> bool {
        self.notes.iter().any(|(_, said)| said == note)
    }

    /// Whether that happened, ever.
    pub(crate) fn happened(&self, event: &Event) -> bool {
        self.events.iter().any(|(_, happened)| happened == event)
    }
}

/// The person as an actor; only Mia is a manager.
pub(crate) fn acting(person: PersonId) -> Actor {
    Actor::Person { id: person, is_manager: person == MIA }
}

/// What is true of every decision.
#[track_caller]
fn check(before: &Handoff, decision: &Decision, directory: &Directory) {
    let after = &decision.handoff;
    // A schedule that grew alone renews timers; nothing happened that anybody would read of.
    let mut same = Handoff { times: before.times, ..after.clone() };
    for (old, new) in before.clocks.iter().zip(&mut same.clocks) {
        new.schedule = old.schedule;
    }
    let has_changed = same != *before;
    assert!(!has_changed || !decision.events.is_empty(), "the state changed and no event says so");
    assert!(directory.members.contains_key(&after.owner()), "nobody owns the customer");
    assert!(after.status == Status::Draft || after.receiver.is_some() || after.round == 0, "nobody is to take it");
    let grown = [
        (before.questions.len(), after.questions.len()),
        (before.returns.len(), after.returns.len()),
        (before.read_backs.len(), after.read_backs.len()),
        (before.items.len(), after.items.len()),
        (before.promises.len(), after.promises.len()),
        (before.waivers.len(), after.waivers.len()),
        (before.occasions.len(), after.occasions.len()),
        (before.earlier_ratings.len(), after.earlier_ratings.len()),
        (before.clocks.len(), after.clocks.len()),
    ];
    assert!(grown.iter().all(|(before, after)| before <= after), "a list shrank");
    for (old, new) in before.clocks.iter().zip(&after.clocks) {
        check_clock(old, new);
    }
    for clock in &after.clocks {
        let has_once = |step: &Step| clock.steps.iter().filter(|taken| taken.step == *step).count() <= 1;
        assert!(Step::ALL.iter().all(has_once), "a step was taken twice");
        let same = after.clocks.iter().filter(|other| (other.kind, other.n) == (clock.kind, clock.n));
        assert_eq!(same.count(), 1, "two instances of {:?} {}", clock.kind, clock.n);
    }
}

/// What was recorded of a clock stays, and a moved deadline has a new schedule.
#[track_caller]
fn check_clock(old: &ClockInstance, new: &ClockInstance) {
    assert_eq!((old.kind, old.n, old.calendar), (new.kind, new.n, new.calendar));
    assert!(new.steps.starts_with(&old.steps), "a step was forgotten");
    assert!(new.pauses.starts_with(&old.pauses), "a pause was forgotten");
    assert!(old.breached_at.is_none() || new.breached_at == old.breached_at, "a breach was erased");
    assert!(old.is_running() || (old.met_at, old.stopped_at, old.due) == (new.met_at, new.stopped_at, new.due));
    assert!(new.schedule >= old.schedule);
    assert!(new.due == old.due || new.schedule > old.schedule, "the deadline moved under the same schedule");
}

#[test]
fn moments_are_read_as_they_are_written() {
    for text in ["Fri 16:30", "Thu 09:00:01", "Mon 2026-03-16 12:30", "Thu 2026-03-05 12:30"] {
        assert_eq!(moment(at(text)), text);
    }
    assert_eq!(at("Mon 12:30"), at("Mon 2026-03-09 12:30"));
    assert_eq!(at("Fri 16:30").utc().to_rfc3339(), "2026-03-06T15:30:00+00:00");
}

#[test]
fn timers_fire_in_order_each_at_its_moment() {
    let mut world = World::sent();
    assert_eq!(world.now, at("Fri 16:30"));
    world.until("Mon 13:00");
    assert_eq!(world.now, at("Mon 13:00"));
    assert_eq!(world.reminders(), ["Mon 11:30 accept 1 early", "Mon 12:30 accept 1 due"]);
}

#[test]
fn every_status_can_be_reached() {
    let mut cancelled = World::sent();
    cancelled.does(ANA, &Action::Cancel { reason: "They went elsewhere".to_owned() });
    let reached = [
        World::draft("Fri 16:30"),
        World::sent(),
        World::returned(),
        World::accepted(),
        World::kicked_off(),
        World::completed(),
        cancelled,
    ];
    assert_eq!(reached.map(|world| world.handoff.status), Status::ALL);
    assert_eq!(World::second_hand().handoff.status, Status::Sent);
}
