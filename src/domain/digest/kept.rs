//! What was left to the digest as a line: a ping beyond the day's few, or a reminder that came close to it.

use super::gather::is_to_rate;
use super::{About, Line, Matter, Section};
use crate::clock::Timestamp;
use crate::domain::handoff::Handoff;
use crate::domain::lifecycle::effect::Note;
use crate::domain::playbook::ClockKind;
use crate::domain::sla::Step;
use crate::ids::PersonId;

/// The line that says to a person what a note would have pinged them for; nothing where there is nothing to say any more.
pub fn line(matter: &Matter<'_>, person: PersonId, note: &Note, now: Timestamp) -> Option<Line> {
    let (handoff, playbook) = (matter.handoff, matter.playbook);
    let sent = handoff.times.sent.unwrap_or(handoff.times.changed);
    let turn = |about, at| Some((Section::YourTurn, about, at));
    let (section, about, at) = match note {
        Note::Step { clock, n, step: Step::Early | Step::Due } => clocked(handoff, *clock, *n, now),
        Note::Step { step: Step::Manager | Step::Offer, .. } => turn(About::Offer, handoff.times.changed),
        Note::LateArrival => [ClockKind::Kickoff, ClockKind::Complete]
            .into_iter()
            .find(|kind| handoff.clock(*kind, 1).is_some_and(|clock| clock.is_overdue(now)))
            .and_then(|kind| clocked(handoff, kind, 1, now)),
        Note::Arrived | Note::SentAgain { .. } | Note::Rerouted { .. } | Note::Reassigned { .. } => {
            turn(About::Arrived, sent)
        }
        Note::PartTaken { .. } => turn(About::Arrived, handoff.times.changed),
        Note::Returned { .. } => handoff.returns.last().and_then(|back| turn(About::Returned { by: back.by }, back.at)),
        Note::Asked { .. } => {
            handoff.open_question().and_then(|(_, asked)| turn(About::Question { by: asked.by }, asked.at))
        }
        Note::Answered { .. } => {
            let answer = handoff.questions.last().and_then(|question| question.answer.as_ref());
            answer.and_then(|answer| turn(About::Answered { by: answer.by }, answer.at))
        }
        Note::ReadBackDisputed { .. } => turn(About::Disputed { by: handoff.sender }, handoff.times.changed),
        Note::KickedOff | Note::Completed { .. } => {
            is_to_rate(handoff).then_some((Section::Unrated, About::Rate, handoff.times.changed))
        }
        Note::DraftPassed { .. } | Note::DraftDated { .. } | Note::GateOpened { .. } => {
            turn(About::Draft, handoff.times.changed)
        }
        Note::ItemAnswered { item, by } => {
            let label = playbook.item(item).map_or_else(|| item.clone(), |spec| spec.label.clone());
            turn(About::Ticked { by: *by, item: label }, handoff.times.changed)
        }
        Note::SecondLook => turn(About::SecondLook, handoff.times.completed.unwrap_or(handoff.times.changed)),
        Note::Alarm { alarm } => {
            let known = playbook.alarms.iter().find(|known| known.key == *alarm);
            known.and_then(|known| turn(About::Reminder(known.label.clone()), now))
        }
        Note::Tick { tick, .. } => {
            let known = playbook.ticks.iter().find(|known| known.key == *tick);
            known.and_then(|known| turn(About::Reminder(known.label.clone()), now))
        }
        Note::Greeting { .. }
        | Note::Accepted { .. }
        | Note::ReadBackWritten { .. }
        | Note::ReadBackSettled { .. }
        | Note::Edited { .. }
        | Note::HoursMoved { .. }
        | Note::Waiting { .. }
        | Note::RatingShown { .. }
        | Note::Thanked
        | Note::Waived { .. }
        | Note::Cancelled => None,
    }?;
    Some(Line {
        section,
        handoff: handoff.id,
        number: handoff.number,
        customer: handoff.customer.clone(),
        kickoff: playbook.kickoff.noun.clone(),
        about,
        at,
        who: person,
    })
}

fn clocked(handoff: &Handoff, kind: ClockKind, n: u32, now: Timestamp) -> Option<(Section, About, Timestamp)> {
    let due = handoff.clock(kind, n).filter(|clock| clock.is_running())?.due;
    let section = if due <= now { Section::Late } else { Section::YourTurn };
    Some((section, About::Clock(kind), due))
}
