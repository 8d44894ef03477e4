//! The lines of one handoff, for everyone who has a part in it.
//!
//! * **Late, today**: running clocks of the person, and their open checklist items; an item without a date of its own goes
//!   with *complete*. Several items of one handoff are one line. A paused clock says nothing.
//! * **Your turn**: returned or asked to the sender, a draft waiting, a read-back disputed or still to be written, arrived
//!   or answered to the receiver. Left out where the clock of the same thing stands under late or today already.
//! * **At risk**, for owner, receiver and backup, the first that holds: somebody else is late with what the reader owns; high
//!   risk and nothing read back; high risk and a clock that runs out within a working day. For teams also: sent back twice
//!   or more and not accepted.
//! * **Unrated**: the quick card of whoever accepted last, until it is full, for two weeks.
//!
//! Before acceptance kickoff and complete are the sender's in draft and returned, the receiver's in sent; then the owner's.

use std::collections::BTreeSet;

use super::{About, DAY_MS, Line, Matter, Reach, Section, UNRATED_DAYS};
use crate::clock::Timestamp;
use crate::domain::handoff::{Handoff, Item, Purpose, READ_BACK_ITEM, Status, Verdict};
use crate::domain::playbook::{Assignee, ClockKind};
use crate::domain::sla::ClockInstance;
use crate::ids::PersonId;

/// All lines of a handoff; none of a test, of practice, or of one that is over.
pub(super) fn lines(matter: &Matter<'_>, reach: &Reach) -> Vec<Line> {
    let mut gathered = Gathered { matter, reach, lines: Vec::new() };
    if matter.handoff.purpose == Purpose::Real {
        gathered.clocks();
        gathered.items();
        gathered.turns();
        gathered.risks();
        gathered.unrated();
    }
    gathered.lines
}

struct Gathered<'a> {
    matter: &'a Matter<'a>,
    reach: &'a Reach,
    lines: Vec<Line>,
}

impl<'a> Gathered<'a> {
    fn handoff(&self) -> &'a Handoff {
        self.matter.handoff
    }

    fn say(&mut self, section: Section, about: About, at: Timestamp, who: PersonId) {
        let handoff = self.handoff();
        self.lines.push(Line {
            section,
            handoff: handoff.id,
            number: handoff.number,
            customer: handoff.customer.clone(),
            kickoff: self.matter.playbook.kickoff.noun.clone(),
            about,
            at,
            who,
        });
    }

    /// The section of something due at that moment, if it is a section of today at all.
    fn section_of(&self, due: Timestamp) -> Option<Section> {
        if due <= self.reach.now { Some(Section::Late) } else { (due < self.reach.morning).then_some(Section::Today) }
    }

    fn clocks(&mut self) {
        for clock in running(self.handoff()) {
            if let (Some(section), Some(who)) = (self.section_of(clock.due), actor(self.handoff(), clock.kind)) {
                self.say(section, About::Clock(clock.kind), clock.due, who);
            }
        }
    }

    fn items(&mut self) {
        if !self.handoff().status.is_open() {
            return;
        }
        let with_complete =
            running(self.handoff()).find(|clock| clock.kind == ClockKind::Complete).map(|clock| clock.due);
        for section in [Section::Late, Section::Today] {
            for who in [Assignee::Sender, Assignee::Receiver, Assignee::Manager] {
                let open = self.handoff().items.iter().filter(|item| is_to_do(item) && item.who == who);
                let due = open.filter_map(|item| item.due.or(with_complete).map(|due| (due, item)));
                let due: Vec<_> = due.filter(|(due, _)| self.section_of(*due) == Some(section)).collect();
                if let (Some((first, _)), Some(person)) = (due.iter().min_by_key(|(due, _)| *due), self.assignee(who)) {
                    let labels = due.iter().map(|(_, item)| self.label(item)).collect();
                    self.say(section, About::Items(labels), *first, person);
                }
            }
        }
    }

    fn assignee(&self, who: Assignee) -> Option<PersonId> {
        match who {
            Assignee::Sender => Some(self.handoff().sender),
            Assignee::Receiver => self.handoff().receiver,
            Assignee::Manager => self.matter.manager,
        }
    }

    fn label(&self, item: &Item) -> String {
        self.matter.playbook.item(&item.key).map_or_else(|| item.key.clone(), |spec| spec.label.clone())
    }

    fn turns(&mut self) {
        let handoff = self.handoff();
        match handoff.status {
            Status::Draft => self.turn(ClockKind::Start, About::Draft, handoff.times.changed, Some(handoff.sender)),
            Status::Returned => {
                if let Some(back) = handoff.returns.last() {
                    self.turn(ClockKind::Resubmit, About::Returned { by: back.by }, back.at, Some(handoff.sender));
                }
            }
            Status::Sent => {
                let sent = handoff.times.sent.unwrap_or(handoff.times.changed);
                let answer = handoff.questions.last().and_then(|question| question.answer.as_ref());
                let (about, at) = match answer.filter(|answer| answer.at >= sent) {
                    Some(answer) => (About::Answered { by: answer.by }, answer.at),
                    None => (About::Arrived, sent),
                };
                // While a question is open it is the sender's turn.
                if handoff.open_question().is_none() {
                    self.turn(ClockKind::Accept, about, at, handoff.receiver);
                }
            }
            Status::Accepted | Status::KickedOff => self.read_back(),
            Status::Completed | Status::Cancelled => {}
        }
        if let Some((_, question)) = handoff.open_question().filter(|_| handoff.status.is_open()) {
            let about = About::Question { by: question.by };
            self.turn(ClockKind::Answer, about, question.at, Some(handoff.sender));
        }
    }

    /// A turn, unless the clock of the same thing is told already.
    fn turn(&mut self, clock: ClockKind, about: About, at: Timestamp, who: Option<PersonId>) {
        let is_told = self.lines.iter().any(|line| line.about == About::Clock(clock));
        if let Some(who) = who.filter(|_| !is_told) {
            self.say(Section::YourTurn, about, at, who);
        }
    }

    fn read_back(&mut self) {
        let handoff = self.handoff();
        let reader = handoff.owner();
        match handoff.read_back().map(|read_back| &read_back.verdict) {
            Some(Verdict::Disputed { at, .. }) => {
                self.say(Section::YourTurn, About::Disputed { by: handoff.sender }, *at, reader);
            }
            Some(Verdict::Open | Verdict::Confirmed(_) | Verdict::Taken { .. }) => {}
            None => {
                let accepted = handoff.times.accepted.unwrap_or(handoff.times.changed);
                self.say(Section::YourTurn, About::ReadBack, accepted, reader);
            }
        }
    }

    fn risks(&mut self) {
        let handoff = self.handoff();
        if !handoff.status.is_open() {
            return;
        }
        let people: BTreeSet<PersonId> =
            [Some(handoff.owner()), handoff.receiver, handoff.backup].into_iter().flatten().collect();
        for person in people {
            if let Some((about, at)) = self.risk_for(person) {
                self.say(Section::AtRisk, about, at, person);
            }
        }
        let times = u32::try_from(handoff.returns.len()).unwrap_or(u32::MAX);
        let is_waiting = matches!(handoff.status, Status::Sent | Status::Returned);
        if let Some(back) = handoff.returns.last().filter(|_| is_waiting && times > 1) {
            self.say(Section::AtRisk, About::SentBackOften { times }, back.at, handoff.owner());
        }
    }

    fn risk_for(&self, person: PersonId) -> Option<(About, Timestamp)> {
        let handoff = self.handoff();
        let others_late = running(handoff)
            .filter(|clock| handoff.owner() == person && clock.due <= self.reach.now)
            .filter_map(|clock| actor(handoff, clock.kind).map(|who| (clock, who)))
            .filter(|(_, who)| *who != person)
            .min_by_key(|(clock, _)| (clock.due, clock.kind));
        if let Some((clock, who)) = others_late {
            return Some((About::OthersLate { clock: clock.kind, who }, clock.due));
        }
        if !self.matter.playbook.is_high_risk(&handoff.brief) {
            return None;
        }
        // The owner hears it as their turn.
        let is_unread = is_accepted(handoff) && handoff.read_back().is_none() && person != handoff.owner();
        if let Some(accepted) = handoff.times.accepted.filter(|_| is_unread) {
            return Some((About::HighRiskUnread, accepted));
        }
        let is_told =
            |clock: &ClockInstance| actor(handoff, clock.kind) == Some(person) && self.section_of(clock.due).is_some();
        let due = running(handoff)
            .filter(|clock| clock.due > self.reach.now && clock.due <= self.reach.day_ahead && !is_told(clock))
            .min_by_key(|clock| (clock.due, clock.kind))?;
        Some((About::HighRiskDue(due.kind), due.due))
    }

    fn unrated(&mut self) {
        let handoff = self.handoff();
        let asked = match handoff.status {
            Status::KickedOff | Status::Completed => handoff.times.kicked_off.or(handoff.times.completed),
            Status::Draft | Status::Sent | Status::Returned | Status::Accepted | Status::Cancelled => None,
        };
        if let (Some(asked), Some(who), true) = (asked, handoff.accepted_by, is_to_rate(handoff))
            && self.reach.now.since(asked) < UNRATED_DAYS * DAY_MS
        {
            self.say(Section::Unrated, About::Rate, asked, who);
        }
    }
}

/// Whether the quick card is not full yet.
pub(super) fn is_to_rate(handoff: &Handoff) -> bool {
    !handoff.own_rating().is_some_and(|rating| {
        rating.locked || (rating.needed.is_some() && rating.timing.is_some() && rating.felt.is_some())
    })
}

/// Clocks that count down, oldest deadline first.
fn running(handoff: &Handoff) -> impl Iterator<Item = &ClockInstance> {
    handoff.clocks.iter().filter(|clock| clock.is_running() && clock.paused_since.is_none())
}

fn is_to_do(item: &Item) -> bool {
    item.ticked.is_none() && item.key != READ_BACK_ITEM
}

fn is_accepted(handoff: &Handoff) -> bool {
    matches!(handoff.status, Status::Accepted | Status::KickedOff)
}

/// Whose turn a clock waits for.
fn actor(handoff: &Handoff, kind: ClockKind) -> Option<PersonId> {
    match kind {
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => Some(handoff.sender),
        ClockKind::Accept => handoff.receiver,
        ClockKind::Kickoff | ClockKind::Complete => match handoff.status {
            Status::Draft | Status::Returned => Some(handoff.sender),
            Status::Sent => handoff.receiver,
            Status::Accepted | Status::KickedOff | Status::Completed | Status::Cancelled => Some(handoff.owner()),
        },
    }
}
