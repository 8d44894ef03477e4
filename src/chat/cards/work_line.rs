//! What happened, in one plain line each: for the history, and for the playground's panel.

use super::view::{GLANCE_CHARS, View, capital, chain, dated_label, joined, long_day, plain, short};
use crate::chat::message::{Inline, Text};
use crate::chat::text::{common, messages};
use crate::domain::handoff::Status;
use crate::domain::lifecycle::Event;
use crate::domain::playbook::ClockKind;
use crate::ids::PersonId;

/// At most so many fields are named.
const FIELDS_MAX: usize = 4;

messages! {
    fn did_start(actor: Text, customer: Plain) -> Text;
    fn did_date_draft(label: Plain, day: Plain) -> Text;
    fn did_fill(actor: Text, fields: Text) -> Text;
    fn did_change(actor: Text, fields: Text) -> Text;
    fn did_name_customer(actor: Text, customer: Plain) -> Text;
    fn did_choose_receiver(actor: Text, person: Person) -> Text;
    fn did_suggest_receiver(person: Person) -> Text;
    fn did_pass_draft(actor: Text, person: Person) -> Text;
    fn did_choose_backup(actor: Text, person: Person) -> Text;
    fn did_drop_backup(actor: Text) -> Text;
    fn did_set_closed(actor: Text, at: DayTime) -> Text;
    fn did_set_closed_why(actor: Text, at: DayTime, reason: Plain) -> Text;
    fn did_sign(actor: Text, signed: Key) -> Text;
    fn did_move(actor: Text) -> Text;
    fn did_send(actor: Text, customer: Plain, to: Person) -> Text;
    fn did_send_until(actor: Text, customer: Plain, to: Person, due: DayTime) -> Text;
    fn did_send_again(actor: Text, customer: Plain, to: Person) -> Text;
    fn did_send_again_until(actor: Text, customer: Plain, to: Person, due: DayTime) -> Text;
    fn did_accept(by: Person, customer: Plain) -> Text;
    fn did_accept_until(by: Person, customer: Plain, noun: Plain, due: DayTime) -> Text;
    fn did_take_over(by: Person, customer: Plain) -> Text;
    fn did_return(by: Person, customer: Plain, reason: Plain) -> Text;
    fn did_ask(actor: Text, sender: Person) -> Text;
    fn did_answer(actor: Text) -> Text;
    fn did_reroute(from: Person, to: Person) -> Text;
    fn did_reassign(actor: Text, from: Person, to: Person) -> Text;
    fn did_kick_off(actor: Text, noun: Plain) -> Text;
    fn did_complete(actor: Text, customer: Plain) -> Text;
    fn did_tick(actor: Text, item: Plain) -> Text;
    fn did_tick_saying(actor: Text, item: Plain, line: Plain) -> Text;
    fn did_decline(actor: Text, item: Plain, day: Plain) -> Text;
    fn did_untick(actor: Text, item: Plain) -> Text;
    fn did_wait(actor: Text, customer: Plain) -> Text;
    fn did_lift(customer: Plain) -> Text;
    fn did_read_back(actor: Text) -> Text;
    fn did_confirm(actor: Text) -> Text;
    fn did_dispute(actor: Text) -> Text;
    fn did_take_correction(actor: Text) -> Text;
    fn did_rate(actor: Text, question: Key) -> Text;
    fn did_lock_rating() -> Text;
    fn did_thank(actor: Text, sender: Person) -> Text;
    fn did_ask_second_look(customer: Plain) -> Text;
    fn did_look_again(actor: Text) -> Text;
    fn did_judge(actor: Text, n: Number, kept: Key) -> Text;
    fn did_date_promise(actor: Text, n: Number) -> Text;
    fn did_waive(actor: Text, clause: Plain) -> Text;
    fn did_override(actor: Text) -> Text;
    fn did_open_gate() -> Text;
    fn did_cancel(actor: Text, customer: Plain) -> Text;
    fn did_discard(actor: Text, customer: Plain) -> Text;
    fn did_step(step: Key, clock: Plain) -> Text;
    fn did_pass_over(step: Key, clock: Plain) -> Text;
    fn did_breach(clock: Plain, due: DayTime) -> Text;
    fn did_move_due(clock: Plain, from: DayTime, to: DayTime) -> Text;
    fn did_tell_late_arrival() -> Text;
    fn did_see_to_draft(customer: Plain, day: Plain) -> Text;
    fn did_alarm(label: Plain) -> Text;
    fn did_remind(label: Plain) -> Text;
    fn did_take_part(left: Person, by: Person) -> Text;
    fn actor_baton() -> Text;
}

/// An event as people read it. `actor` is absent where a timer or an import did it.
pub fn work_line(v: &View<'_>, actor: Option<PersonId>, event: &Event) -> Text {
    let (w, customer, sender) = (v.words, v.customer(), v.handoff.sender);
    let who = actor.map_or_else(|| w.actor_baton(), |actor| vec![Inline::Person(actor)]);
    match event {
        Event::Started => w.did_start(who, &customer),
        Event::Dated { on, .. } => w.did_date_draft(&dated_label(v), &long_day(*on)),
        Event::Filled { fields, brief_version: 0 } => w.did_fill(who, named(v, fields)),
        Event::Filled { fields, .. } => w.did_change(who, named(v, fields)),
        Event::CustomerSet => w.did_name_customer(who, &customer),
        Event::ReceiverSet { to, suggested: true } => w.did_suggest_receiver(*to),
        Event::ReceiverSet { to, suggested: false } => w.did_choose_receiver(who, *to),
        Event::SenderSet { to } => w.did_pass_draft(who, *to),
        Event::BackupSet { to: Some(to) } => w.did_choose_backup(who, *to),
        Event::BackupSet { to: None } => w.did_drop_backup(who),
        Event::DealClosedSet { at, reason } if reason.is_empty() => w.did_set_closed(who, *at),
        Event::DealClosedSet { at, reason } => w.did_set_closed_why(who, *at, &short(reason, GLANCE_CHARS)),
        Event::SignedSet { signed } => w.did_sign(who, if *signed { "yes" } else { "no" }),
        Event::Moved { .. } => w.did_move(who),
        Event::Sent { round, to } => sent(v, who, *round, *to),
        Event::Accepted { by, took_over: true, .. } => w.did_take_over(*by, &customer),
        Event::Accepted { by, took_over: false, .. } => accepted(v, *by),
        Event::Returned { by, reason, .. } => w.did_return(*by, &customer, &common::reason(w, *reason)),
        Event::Asked { .. } => w.did_ask(who, sender),
        Event::Answered { .. } => w.did_answer(who),
        Event::Rerouted { from, to, .. } => w.did_reroute(*from, *to),
        Event::Reassigned { from, to, .. } => w.did_reassign(who, *from, *to),
        Event::KickedOff => w.did_kick_off(who, &v.playbook.kickoff.noun),
        Event::Completed => w.did_complete(who, &customer),
        Event::Ticked { item } => ticked(v, who, item),
        Event::Declined { item, to } => w.did_decline(who, &v.item_label(item), &long_day(*to)),
        Event::Unticked { item } => w.did_untick(who, &v.item_label(item)),
        Event::WaitStarted => w.did_wait(who, &customer),
        Event::WaitEnded => w.did_lift(&customer),
        Event::ReadBackWritten { .. } => w.did_read_back(who),
        Event::ReadBackConfirmed { .. } => w.did_confirm(who),
        Event::ReadBackDisputed { .. } => w.did_dispute(who),
        Event::CorrectionTaken { .. } => w.did_take_correction(who),
        Event::Rated { question } => w.did_rate(who, question_key(question)),
        Event::RatingLocked => w.did_lock_rating(),
        Event::Thanked => w.did_thank(who, sender),
        Event::SecondLookAsked => w.did_ask_second_look(&customer),
        Event::LookedAgain => w.did_look_again(who),
        Event::PromiseJudged { n, kept } => w.did_judge(who, (*n).into(), if *kept { "kept" } else { "broken" }),
        Event::PromiseDated { n } => w.did_date_promise(who, (*n).into()),
        Event::Waived { clause } => w.did_waive(who, &v.clause_label(clause)),
        Event::Overridden { .. } => w.did_override(who),
        Event::GateOpened { .. } => w.did_open_gate(),
        Event::Cancelled { from: Status::Draft } => w.did_discard(who, &customer),
        Event::Cancelled { .. } => w.did_cancel(who, &customer),
        Event::StepDecided { clock, step, passed_over: true, .. } => w.did_pass_over(step.key(), &waits_for(v, *clock)),
        Event::StepDecided { clock, step, passed_over: false, .. } => w.did_step(step.key(), &waits_for(v, *clock)),
        Event::Breached { clock, due, .. } => w.did_breach(&waits_for(v, *clock), *due),
        Event::DueMoved { clock, from, to, .. } => w.did_move_due(&waits_for(v, *clock), *from, *to),
        Event::LateArrivalTold => w.did_tell_late_arrival(),
        Event::DraftDue { on, .. } => w.did_see_to_draft(&customer, &long_day(*on)),
        Event::AlarmRaised { alarm } => w.did_alarm(&alarm_label(v, alarm)),
        Event::TickGiven { tick, .. } => w.did_remind(&tick_label(v, tick)),
        Event::PartTaken { left, by } => w.did_take_part(*left, *by),
    }
}

/// "Ben has until Mon 12:31": the deadline of that round, as it stands now.
fn sent(v: &View<'_>, who: Text, round: u32, to: PersonId) -> Text {
    let customer = v.customer();
    let due = v.handoff.clock(ClockKind::Accept, round).map(|clock| clock.due);
    match (round, due) {
        (0 | 1, Some(due)) => v.words.did_send_until(who, &customer, to, due),
        (0 | 1, None) => v.words.did_send(who, &customer, to),
        (_, Some(due)) => v.words.did_send_again_until(who, &customer, to, due),
        (_, None) => v.words.did_send_again(who, &customer, to),
    }
}

fn accepted(v: &View<'_>, by: PersonId) -> Text {
    let customer = v.customer();
    match v.handoff.latest_clock(ClockKind::Kickoff) {
        Some(clock) => v.words.did_accept_until(by, &customer, &capital(&v.playbook.kickoff.noun), clock.due),
        None => v.words.did_accept(by, &customer),
    }
}

/// With the line that was asked, as long as the tick stands.
fn ticked(v: &View<'_>, who: Text, key: &str) -> Text {
    let label = v.item_label(key);
    match v.handoff.item(key).filter(|item| !item.line.is_empty()) {
        Some(item) => v.words.did_tick_saying(who, &label, &short(&item.line, GLANCE_CHARS)),
        None => v.words.did_tick(who, &label),
    }
}

/// The first few fields by their labels, and how many more.
fn named(v: &View<'_>, fields: &[String]) -> Text {
    let mut labels: Vec<Text> = fields.iter().take(FIELDS_MAX).map(|key| plain(&v.field_label(key))).collect();
    let left = fields.len().saturating_sub(FIELDS_MAX);
    if left > 0 {
        labels.push(v.words.and_more(i64::try_from(left).unwrap_or(i64::MAX)));
        return chain(labels, ", ");
    }
    joined(labels, |before, last| v.words.list_and(before, last))
}

/// What a clock waits for: the playbook's own word for first contact.
pub(super) fn waits_for(v: &View<'_>, clock: ClockKind) -> String {
    match clock {
        ClockKind::Kickoff => v.playbook.kickoff.noun.clone(),
        ClockKind::Start | ClockKind::Accept | ClockKind::Complete | ClockKind::Resubmit | ClockKind::Answer => {
            common::clock(v.words, clock)
        }
    }
}

fn alarm_label(v: &View<'_>, key: &str) -> String {
    let alarm = v.playbook.alarms.iter().find(|alarm| alarm.key == key);
    alarm.map_or_else(|| key.to_owned(), |alarm| alarm.label.clone())
}

fn tick_label(v: &View<'_>, key: &str) -> String {
    let tick = v.playbook.ticks.iter().find(|tick| tick.key == key);
    tick.map_or_else(|| key.to_owned(), |tick| tick.label.clone())
}

/// The question of a stored event, which is text, as one of the words that sentences choose by.
fn question_key(question: &str) -> &'static str {
    const KEYS: [&str; 6] = ["needed", "timing", "felt", "reason", "words", "extra_number"];
    KEYS.into_iter().find(|key| *key == question).unwrap_or("extra_tick")
}
