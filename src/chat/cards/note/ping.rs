//! A ping that waited: one line for everything that waited for somebody in one place, with the buttons of the last of it.
//!
//! What it was for is a few words for each kind of note; the digest and *Why me* say it in the same words.

use super::super::digest::task;
use super::super::view::{GLANCE_CHARS, View, chain, plain, short};
use super::nth;
use crate::chat::message::{Block, Message, Text};
use crate::chat::text::messages;
use crate::domain::attention::{Class, class, waits_whole};
use crate::domain::handoff::Status;
use crate::domain::lifecycle::effect::Note;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::PersonId;

messages! {
    fn ping_line(person: Person, customer: Plain, what: Text) -> Text;
    fn ping_quiet() -> Text;
    fn ping_arrived(sender: Person) -> Text;
    fn ping_arrived_by(sender: Person, due: DayTime) -> Text;
    fn ping_returned(by: Person) -> Text;
    fn ping_asked(by: Person) -> Text;
    fn ping_answered(by: Person) -> Text;
    fn ping_disputed(by: Person) -> Text;
    fn ping_rate(sender: Person) -> Text;
    fn ping_early(task: Plain, due: DayTime) -> Text;
    fn ping_due(task: Plain, due: DayTime) -> Text;
    fn ping_manager(task: Plain, due: DayTime) -> Text;
    fn ping_offer() -> Text;
    fn ping_late_arrival(sender: Person) -> Text;
    fn ping_part_taken(left: Person) -> Text;
    fn ping_second_look() -> Text;
    fn ping_draft(by: Person) -> Text;
    fn ping_gate() -> Text;
    fn ping_item(by: Person, item: Plain) -> Text;
}

/// What comes for notes that waited for somebody and are still wanted; nothing where none is true any more. `is_late` says
/// that it was quiet hours that they waited for.
pub fn waited(v: &View<'_>, person: PersonId, notes: &[Note], is_late: bool) -> Option<Message> {
    let said: Vec<(&Note, Message)> = notes.iter().filter_map(|note| Some((note, super::note(v, note)?))).collect();
    let (note, last) = said.last()?;
    if said.len() == 1 && waits_whole(note) {
        let mut whole = last.clone();
        // The greeting names, and pings nobody.
        whole.pings.retain(|pinged| *pinged == person);
        return Some(whole);
    }
    let mut parts: Vec<Text> = Vec::new();
    for (note, _) in &said {
        if let Some(what) = what(v, note).filter(|what| !parts.contains(what)) {
            parts.push(what);
        }
    }
    let mut message = Message::line(v.words.ping_line(person, &v.customer(), chain(parts, "; ")));
    if is_late {
        message = message.and_small(v.words.ping_quiet());
    }
    message.blocks.extend(last.blocks.iter().filter(|block| is_for_doing(block)).cloned());
    Some(message.pinging([person]))
}

fn is_for_doing(block: &Block) -> bool {
    match block {
        Block::Buttons(_) | Block::Select(_) => true,
        Block::Line(_)
        | Block::Small(_)
        | Block::Heading(_)
        | Block::Meter { .. }
        | Block::Copy(_)
        | Block::Divider => false,
    }
}

/// What a note pings for, in a few words; nothing for one that pings nobody.
pub fn what(v: &View<'_>, note: &Note) -> Option<Text> {
    if class(note) == Class::Silent {
        return None;
    }
    let (words, handoff) = (v.words, v.handoff);
    let said = match note {
        Note::Arrived | Note::SentAgain { .. } | Note::Rerouted { .. } | Note::Reassigned { .. } => arrived(v),
        Note::Returned { n } => words.ping_returned(nth(&handoff.returns, *n)?.by),
        Note::Asked { n } => words.ping_asked(nth(&handoff.questions, *n)?.by),
        Note::Answered { n } => words.ping_answered(nth(&handoff.questions, *n)?.answer.as_ref()?.by),
        Note::ReadBackDisputed { .. } => words.ping_disputed(handoff.sender),
        Note::KickedOff | Note::Completed { .. } => words.ping_rate(handoff.sender),
        Note::Step { clock, n, step } => step_words(v, *clock, *n, *step)?,
        Note::LateArrival => words.ping_late_arrival(handoff.sender),
        Note::PartTaken { left, .. } => words.ping_part_taken(*left),
        Note::SecondLook => words.ping_second_look(),
        Note::DraftPassed { by } => words.ping_draft(*by),
        Note::GateOpened { .. } => words.ping_gate(),
        Note::Alarm { alarm } => label(v.playbook.alarms.iter().find(|known| known.key == *alarm).map(|a| &a.label)?),
        Note::Tick { tick, .. } => label(v.playbook.ticks.iter().find(|known| known.key == *tick).map(|t| &t.label)?),
        Note::ItemAnswered { item, by } => words.ping_item(*by, &v.item_label(item)),
        Note::Greeting { .. }
        | Note::Accepted { .. }
        | Note::ReadBackWritten { .. }
        | Note::ReadBackSettled { .. }
        | Note::Edited { .. }
        | Note::Waiting { .. }
        | Note::RatingShown { .. }
        | Note::Thanked
        | Note::Waived { .. }
        | Note::Cancelled => return None,
    };
    Some(said)
}

fn label(label: &str) -> Text {
    plain(&short(label, GLANCE_CHARS))
}

fn arrived(v: &View<'_>) -> Text {
    let accept = v.handoff.clock(ClockKind::Accept, v.handoff.round).filter(|clock| clock.is_running());
    match accept.filter(|_| v.handoff.status == Status::Sent) {
        Some(clock) => v.words.ping_arrived_by(v.handoff.sender, clock.due),
        None => v.words.ping_arrived(v.handoff.sender),
    }
}

fn step_words(v: &View<'_>, kind: ClockKind, n: u32, step: Step) -> Option<Text> {
    let due = v.handoff.clock(kind, n)?.due;
    let task = task(v.words, kind, &v.playbook.kickoff.noun);
    Some(match step {
        Step::Early => v.words.ping_early(&task, due),
        Step::Due => v.words.ping_due(&task, due),
        Step::Manager => v.words.ping_manager(&task, due),
        Step::Offer => v.words.ping_offer(),
    })
}
