//! The checklist: ticking, the line that an item asks for, what the customer declined, and what Baton sees by itself.

use chrono::NaiveDate;

use super::effect::Note;
use super::event::Event;
use super::work::is_met;
use super::{Refusal, Work, clocks};
use crate::domain::handoff::{Item, READ_BACK_ITEM, Status};
use crate::domain::playbook::{Assignee, ClauseMet, ItemSpec};
use crate::domain::roles::Role;

const WITH_CHECKLIST: [Status; 5] =
    [Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff, Status::Completed];

/// Where the item asks for a line, the line is said in the thread.
pub(super) fn tick(work: &mut Work<'_>, key: &str, line: &str) -> Result<(), Refusal> {
    its_assignee(work, key)?;
    still_open(work, key)?;
    let asks = work.playbook().item(key).is_some_and(|spec| spec.asks.is_some());
    if asks && line.is_empty() {
        return Err(Refusal::LineNeeded { item: key.to_owned() });
    }
    tick_item(work, key, if asks { line } else { "" });
    if asks {
        let by = work.actor();
        work.note(Note::ItemAnswered { item: key.to_owned(), by });
    }
    Ok(())
}

/// The item stays open and is due on the new day, at the end of the receiver's desk.
pub(super) fn decline(work: &mut Work<'_>, key: &str, to: Option<NaiveDate>) -> Result<(), Refusal> {
    its_assignee(work, key)?;
    if !work.playbook().item(key).is_some_and(|spec: &ItemSpec| spec.declinable) {
        return Err(Refusal::Gone);
    }
    still_open(work, key)?;
    let to = to.ok_or(Refusal::DayNeeded)?;
    let due = clocks::end_of_day(work, to).filter(|due| *due > work.at()).ok_or(Refusal::DayNeeded)?;
    if let Some(item) = work.handoff.items.iter_mut().find(|item| item.key == key) {
        (item.due, item.is_moved) = (Some(due), true);
        work.happened(Event::Declined { item: key.to_owned(), to });
    }
    Ok(())
}

fn still_open(work: &Work<'_>, key: &str) -> Result<(), Refusal> {
    match work.handoff.item(key).and_then(|item| item.ticked) {
        Some((by, _)) => Err(Refusal::AlreadyDone { status: work.handoff.status, by: Some(by) }),
        None => Ok(()),
    }
}

pub(super) fn untick(work: &mut Work<'_>, key: &str) -> Result<(), Refusal> {
    let item = its_assignee(work, key)?;
    if item.ticked.is_none() {
        return Err(Refusal::NothingChanged);
    }
    if let Some(item) = work.handoff.items.iter_mut().find(|item| item.key == key) {
        item.ticked = None;
        item.line.clear();
        work.happened(Event::Unticked { item: key.to_owned() });
    }
    Ok(())
}

/// The read-back is written, not ticked.
fn its_assignee(work: &Work<'_>, key: &str) -> Result<Item, Refusal> {
    work.when(&WITH_CHECKLIST)?;
    let item = work.handoff.item(key).filter(|item| item.key != READ_BACK_ITEM).cloned().ok_or(Refusal::Gone)?;
    let role = match item.who {
        Assignee::Sender => Role::Sender,
        Assignee::Receiver => Role::Receiver,
        Assignee::Manager => Role::Manager,
    };
    work.only(&[role, Role::Manager])?;
    Ok(item)
}

pub(super) fn tick_item(work: &mut Work<'_>, key: &str, line: &str) {
    let (by, at) = (work.actor(), work.at());
    let item = work.handoff.items.iter_mut().find(|item| item.key == key && item.ticked.is_none());
    if let Some(item) = item {
        item.ticked = Some((by, at));
        line.clone_into(&mut item.line);
        work.happened(Event::Ticked { item: key.to_owned() });
    }
}

/// What Baton can see needs no tap: it is ticked in the name of whoever did it.
pub(super) fn tick_by_itself(work: &mut Work<'_>) {
    if !work.handoff.status.is_open() {
        return;
    }
    let playbook = work.playbook();
    let is_seen = |met: &ClauseMet| is_met(&work.handoff, playbook, met);
    let seen = playbook.checklist.iter().filter(|item| item.ticked_when.as_ref().is_some_and(is_seen));
    let keys: Vec<&str> = seen.map(|item| item.key.as_str()).collect();
    for key in keys {
        tick_item(work, key, "");
    }
}
