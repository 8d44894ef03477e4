//! What happens at a date of the brief: alarms, gates that open by themselves, and drafts of other playbooks.
//!
//! Each moment follows from the state, like a deadline: a timer is set when the moment is new, and looks again when it
//! fires. The day that it was counted from tells a timer whose date was changed (it does nothing; the new date has its
//! own) from one whose hours were changed (it waits for the moment that is so now). An alarm's moment that is over when
//! the date becomes known is left out; a draft's is made up for at once, since nobody else would begin it.
//!
//! Not here: who gets the draft and that there is one a customer and date (`app::dated_drafts`), and clocks (`clocks`).

use chrono::NaiveDate;

use super::action::Timer;
use super::clocks::spec_moment;
use super::effect::{Effect, Note};
use super::event::Event;
use super::{Context, Work};
use crate::clock::Timestamp;
use crate::domain::brief::Value;
use crate::domain::handoff::{Handoff, Purpose, Status};
use crate::domain::playbook::{Alarm, Branch, DatedDraft, DueSpec, Origin};

/// The day in a date field; nothing where it is empty or holds something else.
pub fn day_of(handoff: &Handoff, field: &str) -> Option<NaiveDate> {
    match handoff.brief.value(field)? {
        Value::Date(day) => Some(*day),
        Value::Datetime(at) => Some(at.date()),
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

/// The draft that a date of this handoff opens: for which day, and when. Only what somebody has accepted and nobody has
/// cancelled opens one, and nothing that is a test.
pub fn planned(context: &Context<'_>, handoff: &Handoff, draft: &DatedDraft) -> Option<(NaiveDate, Timestamp)> {
    let is_real = handoff.purpose == Purpose::Real && handoff.accepted_by.is_some();
    if !is_real || handoff.status == Status::Cancelled {
        return None;
    }
    let branches = vec![Branch { when: None, span: draft.before }];
    let spec = DueSpec { from: Origin::Field(draft.field.clone()), before: true, branches };
    Some((day_of(handoff, &draft.field)?, spec_moment(context, handoff, &spec)?))
}

/// The timers of every moment that the decision made new.
pub(super) fn new_timers(context: &Context<'_>, before: &Handoff, after: &Handoff) -> Vec<(Timer, Timestamp)> {
    let known = alarms_and_gates(context, before);
    let mut timers = alarms_and_gates(context, after);
    timers.retain(|timer| !known.contains(timer) && timer.1 > context.now);
    for draft in context.dated {
        let is = planned(context, after, draft).filter(|is| planned(context, before, draft) != Some(*is));
        timers.extend(is.map(|(on, at)| draft_due(draft, on, at.max(context.now))));
    }
    timers
}

/// The timers of every moment that is still to come: where hours or playbooks changed, and not the handoff. The same one
/// twice is one job.
pub(super) fn all_timers(context: &Context<'_>, handoff: &Handoff) -> Vec<(Timer, Timestamp)> {
    let drafts = context.dated.iter().filter_map(|draft| {
        let (on, at) = planned(context, handoff, draft)?;
        Some(draft_due(draft, on, at))
    });
    alarms_and_gates(context, handoff).into_iter().chain(drafts).filter(|(_, at)| *at > context.now).collect()
}

fn draft_due(draft: &DatedDraft, on: NaiveDate, at: Timestamp) -> (Timer, Timestamp) {
    (Timer::DraftDue { playbook: draft.playbook.clone(), on, at }, at)
}

fn alarms_and_gates(context: &Context<'_>, handoff: &Handoff) -> Vec<(Timer, Timestamp)> {
    let alarms = context.playbook.alarms.iter().filter(|alarm| {
        // What is wanted after completion stays so.
        handoff.status.is_open() || (handoff.status == Status::Completed && alarm.is_wanted(handoff.status))
    });
    let alarms = alarms.filter_map(|alarm| {
        let at = spec_moment(context, handoff, &alarm.at)?;
        Some((Timer::Alarm { alarm: alarm.key.clone(), at, on: counted_from(alarm, handoff) }, at))
    });
    let gates = context.playbook.gates.iter().filter(|_| handoff.status == Status::Draft).filter_map(|gate| {
        let at = spec_moment(context, handoff, gate.not_before.as_ref()?)?;
        Some((Timer::GateOpens { gate: gate.key.clone() }, at))
    });
    alarms.chain(gates).collect()
}

/// The day that an alarm is counted from, where that is a day of the brief.
fn counted_from(alarm: &Alarm, handoff: &Handoff) -> Option<NaiveDate> {
    match &alarm.at.from {
        Origin::Field(field) => day_of(handoff, field),
        Origin::Sent | Origin::DealClosed | Origin::Accepted | Origin::KickedOff | Origin::Returned | Origin::Asked => {
            None
        }
    }
}

/// An alarm belongs to the customer and not to the handoff: it is raised after completion, too, but for one that waits for
/// first contact. A cancelled handoff raises none. Once a day that it is counted from, whatever the hours do.
pub(super) fn raise_alarm(work: &mut Work<'_>, key: &str, at: Timestamp, on: Option<NaiveDate>) {
    let Some(alarm) = work.playbook().alarms.iter().find(|alarm| alarm.key == key) else { return };
    let Some(moment) = spec_moment(&work.context, &work.handoff, &alarm.at) else { return };
    let day = counted_from(alarm, &work.handoff);
    let is_current = moment == at || (on.is_some() && on == day);
    if !is_current || !alarm.is_wanted(work.handoff.status) {
        return;
    }
    if moment > work.at() {
        let timer = Timer::Alarm { alarm: key.to_owned(), at: moment, on: day };
        work.effects.push(Effect::Timer { timer, at: moment });
        return;
    }
    let of = day.map_or_else(|| moment.ms().to_string(), |day| day.to_string());
    if work.says_once(&format!("alarm:{key}:{of}")) {
        work.happened(Event::AlarmRaised { alarm: key.to_owned() });
        work.note(Note::Alarm { alarm: key.to_owned() });
    }
}

pub(super) fn open_gate(work: &mut Work<'_>, gate: &str) {
    let spec = work.playbook().gates.iter().find(|known| known.key == gate).and_then(|known| known.not_before.as_ref());
    let opens = spec.and_then(|spec| spec_moment(&work.context, &work.handoff, spec));
    let Some(opens) = opens.filter(|opens| *opens <= work.at()) else { return };
    if work.handoff.status == Status::Draft && work.says_once(&format!("gate:{gate}:{}", opens.ms())) {
        work.happened(Event::GateOpened { gate: gate.to_owned() });
        work.note(Note::GateOpened { gate: gate.to_owned() });
    }
}

/// The day has come on which another playbook's draft is opened, if it is still that day.
pub(super) fn open_draft(work: &mut Work<'_>, playbook: &str, on: NaiveDate) {
    let Some(draft) = work.context.dated.iter().find(|draft| draft.playbook == playbook) else { return };
    let Some((day, at)) = planned(&work.context, &work.handoff, draft).filter(|(day, _)| *day == on) else { return };
    if at > work.at() {
        let (timer, at) = draft_due(draft, day, at);
        work.effects.push(Effect::Timer { timer, at });
    } else if work.says_once(&format!("draft:{playbook}:{on}")) {
        work.happened(Event::DraftDue { playbook: playbook.to_owned(), on });
        work.effects.push(Effect::Draft { playbook: playbook.to_owned(), on });
    }
}
