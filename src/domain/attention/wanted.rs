//! Whether a ping that waited is still wanted. Stricter than whether its message is still true: what the person has seen to
//! meanwhile, or what is another's turn now, is not rung for.

use crate::domain::handoff::{Handoff, Question, Status, Verdict};
use crate::domain::lifecycle::effect::Note;
use crate::domain::sla::ClockInstance;
use crate::ids::PersonId;

/// Whether somebody is still to be pinged for a note. That its message is still true is asked besides.
pub fn still_waits(handoff: &Handoff, note: &Note, person: PersonId) -> bool {
    let status = handoff.status;
    match note {
        Note::Greeting { .. } | Note::Arrived | Note::Rerouted { .. } | Note::Reassigned { .. } => {
            status == Status::Sent && handoff.receiver == Some(person)
        }
        Note::SentAgain { round } => {
            status == Status::Sent && handoff.receiver == Some(person) && handoff.round == *round
        }
        Note::Returned { n } => {
            let is_last = usize::try_from(*n).is_ok_and(|n| n == handoff.returns.len());
            status == Status::Returned && is_last && handoff.sender == person
        }
        Note::Asked { n } => status.is_open() && nth(handoff, *n).is_some_and(|question| handoff.is_open(question)),
        Note::Answered { n } => {
            let answered = nth(handoff, *n).and_then(|question| question.answer.as_ref()).map(|answer| answer.at);
            // Who went on since then has read it.
            let went_on = handoff.times.accepted.max(handoff.returns.last().map(|back| back.at));
            status.is_open() && answered > went_on
        }
        Note::ReadBackDisputed { n } => {
            let place = usize::try_from(*n).ok().and_then(|n| n.checked_sub(1));
            let read_back = place.and_then(|place| handoff.read_backs.get(place));
            status.is_open() && read_back.is_some_and(|known| matches!(known.verdict, Verdict::Disputed { .. }))
        }
        Note::KickedOff | Note::Completed { .. } => handoff.own_rating().is_none(),
        Note::Step { clock, n, .. } => handoff.clock(*clock, *n).is_some_and(ClockInstance::is_running),
        Note::SecondLook => handoff.second_look.is_none(),
        Note::DraftPassed { .. } | Note::GateOpened { .. } => status == Status::Draft,
        Note::PartTaken { .. } | Note::ItemAnswered { .. } | Note::LateArrival | Note::Tick { .. } => status.is_open(),
        Note::Alarm { .. } => status != Status::Cancelled,
        Note::Accepted { .. }
        | Note::ReadBackWritten { .. }
        | Note::ReadBackSettled { .. }
        | Note::Edited { .. }
        | Note::Waiting { .. }
        | Note::RatingShown { .. }
        | Note::Thanked
        | Note::Waived { .. }
        | Note::Cancelled => false,
    }
}

fn nth(handoff: &Handoff, n: u32) -> Option<&Question> {
    handoff.questions.get(usize::try_from(n.checked_sub(1)?).ok()?)
}
