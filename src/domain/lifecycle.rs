//! The life of a handoff: `decide(handoff, action, context) -> decision`, the one place where its rules are.
//!
//! Invariants: pure; every change of state leaves at least one event; a refusal changes nothing; a timer is only a hint to
//! look again; deadlines and ladders follow from the state (`clocks`), so no action can forget a timer. Deliberately absent:
//! words (`chat::text`), delivery (`app`), and any knowledge of one particular playbook.

use std::collections::BTreeMap;

use super::calendar::Calendar;
use super::handoff::{Handoff, Occasion, Purpose, Status};
use super::playbook::{DatedDraft, Playbook};
use super::roles::{Actor, Role};
use crate::clock::Timestamp;
use crate::ids::{CalendarId, PersonId};

pub mod action;
mod checklist;
mod clocks;
pub mod dated;
mod draft;
pub mod effect;
pub mod event;
mod jump;
mod leave;
mod rate;
mod receive;
pub mod refusal;
mod send;
mod talk;
mod timers;
mod work;

#[cfg(test)]
mod alarm_tests;
#[cfg(test)]
mod arrival_tests;
#[cfg(test)]
mod checklist_tests;
#[cfg(test)]
mod dated_tests;
#[cfg(test)]
mod done_tests;
#[cfg(test)]
mod edit_tests;
#[cfg(test)]
mod judged_tests;
#[cfg(test)]
mod jump_tests;
#[cfg(test)]
mod ladder_tests;
#[cfg(test)]
mod leave_tests;
#[cfg(test)]
mod moved_tests;
#[cfg(test)]
mod question_tests;
#[cfg(test)]
mod rate_tests;
#[cfg(test)]
mod receive_tests;
#[cfg(test)]
mod send_tests;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod talk_tests;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod timer_tests;
#[cfg(test)]
mod walk_tests;
#[cfg(test)]
mod world_tests;

pub use action::Action;
pub use effect::Effect;
pub use event::Event;
pub use jump::moved_dues;
pub use refusal::Refusal;
pub use send::{SIGNED_GATE, accept_by, gate_warnings};
pub use work::{check_kickoff, open_clauses};

/// What a decision may look at besides the handoff itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The present moment.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The version of the playbook that the handoff is pinned to.
    pub playbook: &'a Playbook,
    /// The people concerned and their hours.
    pub directory: &'a Directory,
    /// Drafts of other playbooks that a date in this handoff opens.
    pub dated: &'a [DatedDraft],
}

/// The people a decision may meet, and their business calendars.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Directory {
    /// Everyone named in the handoff or the action.
    pub members: BTreeMap<PersonId, Member>,
    /// Every calendar a member or a clock names.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// Used where a member's own is missing.
    pub default_calendar: Option<CalendarId>,
}

/// A person as far as decisions care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// A person who is here; not a bot, a role, or one who left.
    pub is_present: bool,
    /// The calendar of their team.
    pub calendar: CalendarId,
}

impl Directory {
    /// The calendar of somebody's team, with its id.
    pub fn calendar_of(&self, person: PersonId) -> Option<(CalendarId, &Calendar)> {
        let own = self.members.get(&person).map(|member| member.calendar);
        own.into_iter()
            .chain(self.default_calendar)
            .find_map(|id| self.calendars.get(&id).map(|calendar| (id, calendar)))
    }

    /// Whether the person is here and not a bot.
    pub fn is_present(&self, person: PersonId) -> bool {
        self.members.get(&person).is_some_and(|member| member.is_present)
    }
}

/// What was decided: the new state and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The state to commit. Its version is still the one that was loaded.
    pub handoff: Handoff,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What is to be done about it.
    pub effects: Vec<Effect>,
}

impl Decision {
    /// Whether the handoff gets its number in this commit.
    pub fn assigns_number(&self) -> bool {
        self.handoff.number.is_none() && self.handoff.round > 0 && self.handoff.purpose != Purpose::Test
    }
}

/// Decides one action. A refusal leaves everything as it was.
pub fn decide(handoff: &Handoff, action: &Action, context: &Context<'_>) -> Result<Decision, Refusal> {
    let mut work = Work::new(handoff, *context);
    match action {
        Action::Start(start) => draft::start(&mut work, start)?,
        Action::Fill { entries } => draft::fill(&mut work, entries)?,
        Action::SetCustomer(name) => draft::set_customer(&mut work, name)?,
        Action::SetReceiver { to, suggestion } => draft::set_receiver(&mut work, *to, suggestion.as_ref())?,
        Action::SetSender { to } => draft::set_sender(&mut work, *to)?,
        Action::SetBackup(to) => draft::set_backup(&mut work, *to)?,
        Action::SetDealClosed { at, reason } => draft::set_deal_closed(&mut work, *at, reason)?,
        Action::SetSigned(signed) => draft::set_signed(&mut work, *signed)?,
        Action::MoveToVersion(version) => draft::move_to_version(&mut work, version)?,
        Action::Discard => leave::discard(&mut work)?,
        Action::Send => send::send(&mut work)?,
        Action::Override { gate, reason } => send::override_gate(&mut work, gate, reason)?,
        Action::Accept(how) => receive::accept(&mut work, how)?,
        Action::TakeOver(how) => receive::take_over(&mut work, how)?,
        Action::Return { reason, sections, note } => receive::send_back(&mut work, *reason, sections, note)?,
        Action::NotMine { to } => receive::not_mine(&mut work, *to)?,
        Action::Reassign { to, reason } => receive::reassign(&mut work, *to, reason)?,
        Action::Ask { field, text } => talk::ask(&mut work, field.as_ref(), text)?,
        Action::Answer { n, text, entry } => talk::answer(&mut work, *n, text, entry.as_ref())?,
        Action::ConfirmReadBack => talk::confirm_read_back(&mut work)?,
        Action::DisputeReadBack { line } => talk::dispute_read_back(&mut work, line)?,
        Action::TakeCorrection => talk::take_correction(&mut work)?,
        Action::WriteReadBack(text) => talk::write_read_back(&mut work, text)?,
        Action::FirstContact { tick } => work::first_contact(&mut work, tick)?,
        Action::Complete => work::complete(&mut work)?,
        Action::Tick { item, line } => checklist::tick(&mut work, item, line)?,
        Action::Decline { item, to } => checklist::decline(&mut work, item, *to)?,
        Action::Untick { item } => checklist::untick(&mut work, item)?,
        Action::Wait { reason } => work::wait(&mut work, reason)?,
        Action::Lift => work::lift(&mut work)?,
        Action::JudgePromise { n, kept } => work::judge_promise(&mut work, *n, *kept)?,
        Action::DatePromise { n, by } => work::date_promise(&mut work, *n, *by)?,
        Action::Waive { clause, reason } => work::waive(&mut work, clause, reason)?,
        Action::Rate(answer) => rate::rate(&mut work, answer)?,
        Action::Thank => rate::thank(&mut work)?,
        Action::LookAgain { section, words, promises_accurate, felt } => {
            rate::look_again(&mut work, section.as_ref(), words, *promises_accurate, *felt)?;
        }
        Action::Cancel { reason } => leave::cancel(&mut work, reason)?,
        Action::PersonLeft { person, fallback } => leave::person_left(&mut work, *person, *fallback)?,
        Action::HoursChanged => jump::hours_changed(&mut work)?,
        Action::JumpAhead => jump::jump_ahead(&mut work)?,
        Action::TimerFired(timer) => timers::fired(&mut work, timer)?,
    }
    Ok(work.finish(handoff))
}

/// A decision in the making.
struct Work<'a> {
    context: Context<'a>,
    handoff: Handoff,
    events: Vec<Event>,
    effects: Vec<Effect>,
    /// Whether nothing that anybody sees has changed.
    is_silent: bool,
}

impl<'a> Work<'a> {
    fn new(handoff: &Handoff, context: Context<'a>) -> Self {
        Self { context, handoff: handoff.clone(), events: Vec::new(), effects: Vec::new(), is_silent: false }
    }

    fn at(&self) -> Timestamp {
        self.context.now
    }

    fn playbook(&self) -> &'a Playbook {
        self.context.playbook
    }

    /// The person who acts; the sender where the system does, so that a row always names someone.
    fn actor(&self) -> PersonId {
        self.context.actor.person().unwrap_or(self.handoff.sender)
    }

    fn happened(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Whether this is the first time; remembers that it was said.
    fn says_once(&mut self, key: &str) -> bool {
        if self.handoff.occasions.iter().any(|said| said.key == key) {
            return false;
        }
        self.handoff.occasions.push(Occasion { key: key.to_owned(), at: self.at() });
        true
    }

    fn note(&mut self, note: effect::Note) {
        self.effects.push(Effect::Note(note));
    }

    /// Refuses unless the actor has one of the roles. The system may do everything.
    fn only(&self, roles: &[Role]) -> Result<(), Refusal> {
        let actor = self.context.actor;
        if actor == Actor::System || roles.iter().any(|role| role.is_held(&self.handoff, actor)) {
            return Ok(());
        }
        let people = roles.iter().filter_map(|role| self.holder(*role)).collect();
        Err(Refusal::NotYours { roles: roles.to_vec(), people })
    }

    /// Refuses unless the handoff stands in one of the statuses.
    fn when(&self, statuses: &[Status]) -> Result<(), Refusal> {
        if statuses.contains(&self.handoff.status) {
            return Ok(());
        }
        Err(Refusal::NotNow { status: self.handoff.status })
    }

    fn holder(&self, role: Role) -> Option<PersonId> {
        match role {
            Role::Sender => Some(self.handoff.sender),
            Role::Receiver => self.handoff.receiver,
            Role::Backup => self.handoff.backup,
            Role::Owner => Some(self.handoff.owner()),
            Role::Accepter => self.handoff.accepted_by,
            Role::Manager => None,
        }
    }

    /// Refuses a bot, a role, somebody unknown or gone.
    fn person(&self, person: PersonId) -> Result<PersonId, Refusal> {
        if self.context.directory.is_present(person) { Ok(person) } else { Err(Refusal::NotAPerson(person)) }
    }

    /// Closes the decision: deadlines follow the new state, timers follow deadlines, the card follows everything.
    fn finish(mut self, before: &Handoff) -> Decision {
        checklist::tick_by_itself(&mut self);
        clocks::refresh(&mut self);
        if self.handoff != *before || !self.events.is_empty() {
            clocks::set_timers(&mut self, before);
            if self.is_silent {
                return Decision { handoff: self.handoff, events: self.events, effects: self.effects };
            }
            self.handoff.times.changed = self.at();
            // Nothing that the card says of what is over changes any more.
            let is_over = self.handoff.status == before.status && !self.handoff.status.is_open();
            if self.handoff.round > 0 && !is_over {
                self.effects.push(Effect::Card);
            }
        }
        Decision { handoff: self.handoff, events: self.events, effects: self.effects }
    }
}
