//! Writing the brief: everything that fills a draft, and edits of the same things after it was sent.
//!
//! High risk cannot be sent without a what-if plan and a backup, so an edit of what is with the receiver may not lead
//! there either: it names what is missing and is made once that is there. While the brief is back the next send asks for
//! them; an answer to the receiver's question is taken as it comes, and after acceptance the truth is written down at
//! once: by then it is both sides' to plan for.

use super::action::{Dated, Start};
use super::effect::Note;
use super::event::Event;
use super::refusal::Missing;
use super::{Refusal, Work, clocks};
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, FieldKey, Value, promise, quality};
use crate::domain::handoff::{Promise, Purpose, Status, Suggestion};
use crate::domain::playbook::{ClockKind, Meaning};
use crate::domain::roles::Role;
use crate::ids::PersonId;

/// Where the brief may be changed: in a draft and while the handoff is open.
const EDITABLE: [Status; 5] = [Status::Draft, Status::Sent, Status::Returned, Status::Accepted, Status::KickedOff];

pub(super) fn start(work: &mut Work<'_>, start: &Start) -> Result<(), Refusal> {
    work.when(&[Status::Draft])?;
    work.only(&[Role::Sender, Role::Manager])?;
    if work.handoff.version > 0 {
        return Err(Refusal::AlreadyDone { status: Status::Draft, by: Some(work.handoff.sender) });
    }
    work.person(work.handoff.sender)?;
    work.handoff.purpose = start.purpose;
    work.handoff.customer.clone_from(&start.customer);
    if let Some((to, suggestion)) = &start.receiver {
        if *to == work.handoff.sender && work.handoff.purpose != Purpose::Test {
            return Err(Refusal::SamePerson);
        }
        work.handoff.receiver = Some(work.person(*to)?);
        work.handoff.suggestion.clone_from(suggestion);
    }
    if let Some(at) = start.deal_closed.filter(|_| work.playbook().asks_deal_closed) {
        work.handoff.deal_closed = Some(at.min(work.at()));
    }
    for (key, entry) in &start.entries {
        if work.playbook().field(key).is_some() {
            work.handoff.brief.values.insert(key.clone(), entry.clone());
        }
    }
    if work.handoff.customer.is_empty() {
        take_name(work);
    } else {
        write_name(work, "");
    }
    work.happened(Event::Started);
    if let Some(Dated { from, on, is_late }) = start.dated {
        work.happened(Event::Dated { from, on });
        work.note(Note::DraftDated { on, is_late });
    }
    if let Some(signed) = start.signed.filter(|_| work.playbook().holds_until_signed) {
        set_signed(work, signed)?;
    }
    tell_sender(work);
    Ok(())
}

/// A draft that a manager began waits for its sender, who knows the customer.
fn tell_sender(work: &mut Work<'_>) {
    let by = work.actor();
    if by != work.handoff.sender {
        work.note(Note::DraftPassed { by });
    }
}

/// Only a manager gives somebody a draft to write; whoever had it can then only look, as a manager may.
pub(super) fn set_sender(work: &mut Work<'_>, to: PersonId) -> Result<(), Refusal> {
    work.when(&[Status::Draft])?;
    work.only(&[Role::Manager])?;
    if to == work.handoff.sender {
        return Ok(());
    }
    if work.handoff.receiver == Some(to) {
        return Err(Refusal::SamePerson);
    }
    work.handoff.sender = work.person(to)?;
    if work.handoff.backup == Some(to) {
        work.handoff.backup = None;
    }
    work.happened(Event::SenderSet { to });
    tell_sender(work);
    Ok(())
}

/// The playbook's own field for the customer's name, where it has one, says what the handoff's name says: nobody is asked
/// twice. `before` is the name it had.
fn write_name(work: &mut Work<'_>, before: &str) {
    let Some(field) = work.playbook().with_meaning(Meaning::Customer) else { return };
    let name = work.handoff.customer.clone();
    let typed = name_in(work, &field.key).unwrap_or_default();
    // "ACME Logistics, acme-eu-1" keeps what stands behind the name.
    let more = [before, name.as_str()].into_iter().find_map(|name| said_more(&typed, name)).unwrap_or_default();
    let value = Value::Text(format!("{name}{more}"));
    let is_known = !more.is_empty() && work.handoff.brief.value(&field.key) == Some(&value);
    if !name.is_empty() && !is_known {
        work.handoff.brief.values.insert(field.key.clone(), Entry { value, source: None });
    }
}

/// The other way round: what the field says is the handoff's name, unless it only says more than the name.
fn take_name(work: &mut Work<'_>) {
    let Some(field) = work.playbook().with_meaning(Meaning::Customer) else { return };
    let Some(name) = name_in(work, &field.key) else { return };
    let known = &work.handoff.customer;
    if name != *known && said_more(&name, known).is_none() {
        work.handoff.customer = name;
        work.happened(Event::CustomerSet);
    }
}

/// The answer on one line; nothing for one that is no text.
fn name_in(work: &Work<'_>, key: &str) -> Option<String> {
    let Value::Text(text) = work.handoff.brief.value(key)? else { return None };
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// What stands behind the name after a comma, a semicolon or an opening bracket.
fn said_more<'t>(typed: &'t str, name: &str) -> Option<&'t str> {
    let more = typed.strip_prefix(name).filter(|_| !name.is_empty())?;
    more.trim_start().starts_with([',', ';', '(']).then_some(more)
}

/// In a draft and until it is accepted the sender, afterwards also the receiver.
pub(super) fn may_edit(work: &Work<'_>) -> Result<(), Refusal> {
    work.when(&EDITABLE)?;
    match work.handoff.status {
        Status::Accepted | Status::KickedOff => work.only(&[Role::Sender, Role::Receiver]),
        Status::Draft | Status::Sent | Status::Returned | Status::Completed | Status::Cancelled => {
            work.only(&[Role::Sender])
        }
    }
}

pub(super) fn fill(work: &mut Work<'_>, entries: &[(FieldKey, Entry)]) -> Result<(), Refusal> {
    may_edit(work)?;
    let lacked = lacks_at_high_risk(work);
    let fields = change_brief(work, entries);
    refuse_new_lack(work, &lacked)?;
    if fields.is_empty() {
        return Ok(());
    }
    note_edit(work, fields);
    Ok(())
}

/// Takes over the entries that differ; the keys of those. Keys that the playbook does not know are left out.
pub(super) fn change_brief(work: &mut Work<'_>, entries: &[(FieldKey, Entry)]) -> Vec<FieldKey> {
    let mut changed = Vec::new();
    for (key, entry) in entries {
        // A form hands in every field it shows; what was blank and still is, nobody changed.
        let old = work.handoff.brief.value(key);
        let is_new = old.map_or(!entry.value.is_blank(), |old| *old != entry.value);
        if is_new && work.playbook().field(key).is_some() {
            if entry.value.is_blank() {
                work.handoff.brief.values.remove(key);
            } else {
                work.handoff.brief.values.insert(key.clone(), entry.clone());
            }
            changed.push(key.clone());
        }
    }
    if work.playbook().with_meaning(Meaning::Customer).is_some_and(|field| changed.contains(&field.key)) {
        take_name(work);
    }
    if work.handoff.round > 0 && !changed.is_empty() {
        work.handoff.brief_version += 1;
        keep_promises_ledger(work);
    }
    if !changed.is_empty() {
        work.happened(Event::Filled { fields: changed.clone(), brief_version: work.handoff.brief_version });
    }
    changed
}

/// What high risk needs and is not there; nothing where the risk is not high.
fn lacks_at_high_risk(work: &Work<'_>) -> Vec<Missing> {
    let (playbook, handoff) = (work.playbook(), &work.handoff);
    if !playbook.is_high_risk(&handoff.brief) {
        return Vec::new();
    }
    let needed = playbook.fields().filter(|field| field.required_at_high_risk);
    let empty = needed.filter(|field| !quality::is_filled(playbook, field, &handoff.brief));
    let backup = handoff.backup.is_none().then_some(Missing::Backup);
    backup.into_iter().chain(empty.map(|field| Missing::Field(field.key.clone()))).collect()
}

/// Refuses an edit of what is with the receiver if only since then something is missing that its risk needs.
fn refuse_new_lack(work: &Work<'_>, lacked: &[Missing]) -> Result<(), Refusal> {
    if work.handoff.status != Status::Sent {
        return Ok(());
    }
    let new: Vec<Missing> = lacks_at_high_risk(work).into_iter().filter(|lack| !lacked.contains(lack)).collect();
    if new.is_empty() { Ok(()) } else { Err(Refusal::HighRisk(new)) }
}

pub(super) fn note_edit(work: &mut Work<'_>, fields: Vec<String>) {
    if work.handoff.round > 0 {
        let by = work.actor();
        work.note(Note::Edited { by, fields });
    }
}

/// Each line of the promises becomes a row; a line that is gone stays in the ledger, struck out.
pub(super) fn keep_promises_ledger(work: &mut Work<'_>) {
    let Some(field) = work.playbook().with_meaning(Meaning::Promises) else { return };
    let lines = match work.handoff.brief.value(&field.key) {
        Some(Value::List(lines)) => lines.clone(),
        Some(_) | None => Vec::new(),
    };
    let senders = work.context.directory.calendar_of(work.handoff.sender);
    let today = senders.map_or_else(|| work.at().utc().date_naive(), |(_, calendar)| calendar.local_date(work.at()));
    let read = promise::parse(&lines, today);
    for row in &mut work.handoff.promises {
        row.withdrawn = !read.iter().any(|promise| promise.text == row.text);
    }
    for promise in read {
        if work.handoff.promises.iter().any(|row| row.text == promise.text) {
            continue;
        }
        work.handoff.promises.push(Promise {
            text: promise.text,
            to: promise.to,
            by: promise.by,
            kept: None,
            withdrawn: false,
        });
    }
}

pub(super) fn set_customer(work: &mut Work<'_>, name: &str) -> Result<(), Refusal> {
    may_edit(work)?;
    if name == work.handoff.customer || (name.is_empty() && work.handoff.round > 0) {
        return Ok(());
    }
    let before = std::mem::replace(&mut work.handoff.customer, name.to_owned());
    write_name(work, &before);
    work.happened(Event::CustomerSet);
    note_edit(work, vec!["customer".to_owned()]);
    Ok(())
}

pub(super) fn set_receiver(work: &mut Work<'_>, to: PersonId, suggestion: Option<&Suggestion>) -> Result<(), Refusal> {
    work.when(&[Status::Draft])?;
    work.only(&[Role::Sender])?;
    if to == work.handoff.sender {
        return Err(Refusal::SamePerson);
    }
    work.person(to)?;
    if work.handoff.receiver == Some(to) && work.handoff.suggestion.as_ref() == suggestion {
        return Ok(());
    }
    work.handoff.receiver = Some(to);
    work.handoff.suggestion = suggestion.cloned();
    work.happened(Event::ReceiverSet { to, suggested: suggestion.is_some() });
    if work.handoff.backup == Some(to) {
        work.handoff.backup = None;
        work.happened(Event::BackupSet { to: None });
    }
    Ok(())
}

pub(super) fn set_backup(work: &mut Work<'_>, to: Option<PersonId>) -> Result<(), Refusal> {
    may_edit(work)?;
    if let Some(to) = to {
        work.person(to)?;
        if to == work.handoff.sender || Some(to) == work.handoff.receiver {
            return Err(Refusal::SamePerson);
        }
    }
    if work.handoff.backup == to {
        return Ok(());
    }
    let lacked = lacks_at_high_risk(work);
    work.handoff.backup = to;
    refuse_new_lack(work, &lacked)?;
    work.happened(Event::BackupSet { to });
    note_edit(work, vec!["backup".to_owned()]);
    Ok(())
}

pub(super) fn set_deal_closed(work: &mut Work<'_>, at: Timestamp, reason: &str) -> Result<(), Refusal> {
    may_edit(work)?;
    if at > work.at() {
        return Err(Refusal::InFuture);
    }
    if work.handoff.deal_closed == Some(at) {
        return Ok(());
    }
    if work.handoff.round > 0 && reason.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    work.handoff.deal_closed = Some(at);
    work.happened(Event::DealClosedSet { at, reason: reason.to_owned() });
    note_edit(work, vec!["deal_closed".to_owned()]);
    Ok(())
}

pub(super) fn set_signed(work: &mut Work<'_>, signed: bool) -> Result<(), Refusal> {
    work.when(&[Status::Draft])?;
    work.only(&[Role::Sender])?;
    if work.handoff.signed != Some(signed) {
        work.handoff.signed = Some(signed);
        work.happened(Event::SignedSet { signed });
    }
    Ok(())
}

/// Every value is kept, also those whose field the newer version no longer has.
pub(super) fn move_to_version(work: &mut Work<'_>, version: &str) -> Result<(), Refusal> {
    work.when(&[Status::Draft])?;
    work.only(&[Role::Sender])?;
    version.clone_into(&mut work.handoff.playbook_version);
    work.happened(Event::Moved { to: version.to_owned() });
    Ok(())
}

/// The sender's part is done: the clock from the deal's closing to the send is met.
pub(super) fn meet_start(work: &mut Work<'_>) {
    clocks::refresh(work);
    clocks::meet(work, ClockKind::Start, 1);
}
