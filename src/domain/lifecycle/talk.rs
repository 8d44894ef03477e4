//! Questions and answers, and the read-back with what the sender says to it.
//!
//! A return takes the place of the questions of its round: the sender may not answer while the brief is back, and what
//! the receiver needs is what the return says. So they are closed with it, their answer clocks stop, and their text stays
//! in the thread. The next round may ask anew.

use super::action::ReadBackText;
use super::effect::Note;
use super::event::Event;
use super::receive::{check_read_back, count, take_answers};
use super::{Refusal, Work, clocks, draft};
use crate::domain::brief::{Entry, FieldKey};
use crate::domain::handoff::{Answer, Handoff, Question, READ_BACK_ITEM, ReadBack, Status, Verdict};
use crate::domain::playbook::ClockKind;
use crate::domain::roles::Role;
use crate::domain::sla;

const TALKING: [Status; 3] = [Status::Sent, Status::Accepted, Status::KickedOff];

/// The first question of a round pauses the accept clock, for four working hours at most; every question starts the
/// sender's answer clock.
pub(super) fn ask(work: &mut Work<'_>, field: Option<&FieldKey>, text: &str) -> Result<(), Refusal> {
    work.only(&[Role::Receiver, Role::Backup])?;
    work.when(&TALKING)?;
    if text.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    let field = field.filter(|key| work.playbook().field(key).is_some()).cloned();
    let is_same = |question: &&Question| question.text == text && question.field == field;
    if work.handoff.questions.iter().filter(is_same).any(|question| work.handoff.is_open(question)) {
        return Err(Refusal::QuestionOpen);
    }
    let (by, at, round) = (work.actor(), work.at(), work.handoff.round);
    let is_first = !work.handoff.questions.iter().any(|question| question.round == round);
    work.handoff.questions.push(Question { by, at, field, text: text.to_owned(), round, answer: None });
    let n = count(work.handoff.questions.len());
    work.happened(Event::Asked { n });
    clocks::open_now(work, ClockKind::Answer, n, work.handoff.sender);
    if is_first && work.handoff.status == Status::Sent {
        clocks::pause(work, ClockKind::Accept, round);
    }
    work.note(Note::Asked { n });
    Ok(())
}

/// Ends the pause of the round's question once its longest length is over, also where nobody looked at that moment.
pub(super) fn end_long_pause(work: &mut Work<'_>) {
    let (now, round) = (work.at(), work.handoff.round);
    let calendars = &work.context.directory.calendars;
    let clock = work.handoff.clock(ClockKind::Accept, round);
    let over = clock.and_then(|clock| sla::pause_end(clock, calendars.get(&clock.calendar)?));
    if over.is_some_and(|over| over <= now) {
        clocks::end_pause(work, ClockKind::Accept, round, now);
    }
}

pub(super) fn answer(work: &mut Work<'_>, n: u32, text: &str, entry: Option<&Entry>) -> Result<(), Refusal> {
    work.only(&[Role::Sender])?;
    work.when(&TALKING)?;
    let (by, at) = (work.actor(), work.at());
    let known = n.checked_sub(1).and_then(|index| work.handoff.questions.get(usize::try_from(index).ok()?));
    match known {
        None => return Err(Refusal::Gone),
        Some(Question { answer: Some(answer), .. }) => {
            return Err(Refusal::AlreadyDone { status: work.handoff.status, by: Some(answer.by) });
        }
        Some(closed) if !work.handoff.is_open(closed) => return Err(Refusal::Gone),
        Some(_) => {}
    }
    if text.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    let Some(question) = question_mut(work, n) else { return Err(Refusal::Gone) };
    question.answer = Some(Answer { by, at, text: text.to_owned() });
    let field = question.field.clone();
    let round = question.round;
    let questions = work.handoff.questions.iter().take(usize::try_from(n).unwrap_or(usize::MAX));
    let is_first = questions.filter(|question| question.round == round).count() == 1;
    work.happened(Event::Answered { n });
    clocks::meet(work, ClockKind::Answer, n);
    if is_first {
        clocks::end_pause(work, ClockKind::Accept, round, at);
    }
    if let Some((field, entry)) = field.zip(entry) {
        draft::change_brief(work, &[(field, entry.clone())]);
    }
    work.note(Note::Answered { n });
    Ok(())
}

fn question_mut<'w>(work: &'w mut Work<'_>, n: u32) -> Option<&'w mut Question> {
    let index = usize::try_from(n.checked_sub(1)?).ok()?;
    work.handoff.questions.get_mut(index)
}

/// Adds a read-back and ticks the item that waited for it; its number.
pub(super) fn add_read_back(work: &mut Work<'_>, text: &ReadBackText) -> u32 {
    let (by, at) = (work.handoff.receiver.unwrap_or(work.actor()), work.at());
    work.handoff.read_backs.push(ReadBack {
        by,
        at,
        goal: text.goal.clone(),
        first_step: text.first_step.clone(),
        watch: text.watch.clone(),
        verdict: Verdict::Open,
    });
    let n = count(work.handoff.read_backs.len());
    work.happened(Event::ReadBackWritten { n });
    let item = work.handoff.items.iter_mut().find(|item| item.key == READ_BACK_ITEM && item.ticked.is_none());
    if let Some(item) = item {
        item.ticked = Some((by, at));
        work.happened(Event::Ticked { item: READ_BACK_ITEM.to_owned() });
    }
    n
}

pub(super) fn write_read_back(work: &mut Work<'_>, text: &ReadBackText) -> Result<(), Refusal> {
    work.only(&[Role::Receiver])?;
    work.when(&[Status::Accepted, Status::KickedOff])?;
    check_read_back(work, text)?;
    let fields = take_answers(work, text);
    let is_same =
        |old: &ReadBack| old.goal == text.goal && old.first_step == text.first_step && old.watch == text.watch;
    if standing_read_back(&work.handoff).is_some_and(is_same) {
        if fields.is_empty() {
            return Err(Refusal::NothingChanged);
        }
        let by = work.actor();
        work.note(Note::Edited { by, fields });
        return Ok(());
    }
    let n = add_read_back(work, text);
    work.note(Note::ReadBackWritten { n });
    Ok(())
}

/// The last read-back, unless somebody else has accepted since.
fn standing_read_back(handoff: &Handoff) -> Option<&ReadBack> {
    handoff.read_back().filter(|read_back| handoff.times.accepted.is_some_and(|accepted| read_back.at >= accepted))
}

/// The number of the last read-back, while the sender or the receiver may still react to it.
fn standing(work: &Work<'_>, role: Role) -> Result<u32, Refusal> {
    work.only(&[role])?;
    work.when(&[Status::Accepted, Status::KickedOff])?;
    if standing_read_back(&work.handoff).is_none() {
        return Err(Refusal::Gone);
    }
    Ok(count(work.handoff.read_backs.len()))
}

pub(super) fn confirm_read_back(work: &mut Work<'_>) -> Result<(), Refusal> {
    let n = standing(work, Role::Sender)?;
    let at = work.at();
    let (status, by) = (work.handoff.status, Some(work.handoff.sender));
    let Some(last) = work.handoff.read_backs.last_mut() else { return Err(Refusal::Gone) };
    match last.verdict {
        Verdict::Confirmed(_) | Verdict::Taken { .. } => return Err(Refusal::AlreadyDone { status, by }),
        Verdict::Open | Verdict::Disputed { .. } => last.verdict = Verdict::Confirmed(at),
    }
    work.happened(Event::ReadBackConfirmed { n });
    work.note(Note::ReadBackSettled { n });
    Ok(())
}

pub(super) fn dispute_read_back(work: &mut Work<'_>, line: &str) -> Result<(), Refusal> {
    let n = standing(work, Role::Sender)?;
    if line.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    let at = work.at();
    let (status, by) = (work.handoff.status, Some(work.handoff.sender));
    let Some(last) = work.handoff.read_backs.last_mut() else { return Err(Refusal::Gone) };
    match last.verdict {
        Verdict::Disputed { .. } | Verdict::Taken { .. } => return Err(Refusal::AlreadyDone { status, by }),
        Verdict::Open | Verdict::Confirmed(_) => last.verdict = Verdict::Disputed { at, line: line.to_owned() },
    }
    work.happened(Event::ReadBackDisputed { n });
    work.note(Note::ReadBackDisputed { n });
    Ok(())
}

pub(super) fn take_correction(work: &mut Work<'_>) -> Result<(), Refusal> {
    let n = standing(work, Role::Receiver)?;
    let at = work.at();
    let (status, by) = (work.handoff.status, work.handoff.receiver);
    let Some(last) = work.handoff.read_backs.last_mut() else { return Err(Refusal::Gone) };
    match &last.verdict {
        Verdict::Disputed { line, .. } => last.verdict = Verdict::Taken { at, line: line.clone() },
        Verdict::Taken { .. } => return Err(Refusal::AlreadyDone { status, by }),
        Verdict::Open | Verdict::Confirmed(_) => return Err(Refusal::Gone),
    }
    work.happened(Event::CorrectionTaken { n });
    work.note(Note::ReadBackSettled { n });
    Ok(())
}
