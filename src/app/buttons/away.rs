//! Before a handoff goes to somebody who is away, or is to rest on them: the question, and its buttons.
//!
//! Whether somebody is away is asked each time anew, so that an old button sends to nobody unasked; what would be refused
//! anyway is left to the rules, which say why.

use crate::app::act::{Acted, Subject};
use crate::app::fault::{ActFault, AppFault};
use crate::app::my_time;
use crate::app::router::Desk;
use crate::chat::cards::away::{self, Asked, Away, Doing, Going};
use crate::chat::cards::forms::reasons;
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::chat::message::Message;
use crate::chat::route::{Route, Verb};
use crate::clock::Timestamp;
use crate::domain::handoff::{Handoff, Status};
use crate::domain::lifecycle::{Action, accept_by, decide};
use crate::domain::playbook::ClockKind;
use crate::ids::PersonId;

/// *Send* was pressed: a question where the receiver or the backup is away.
pub(super) async fn before_sending(desk: &Desk<'_>, subject: &Subject) -> Result<Option<Message>, AppFault> {
    let Some(to) = subject.handoff.receiver else { return Ok(None) };
    question(desk, subject, Going { doing: Doing::Send, to, known: Vec::new() }, &Action::Send).await
}

/// A backup is chosen for what was sent already: a question where they are away. Of a draft it is asked when it is sent.
pub(super) async fn before_backing_up(
    desk: &Desk<'_>,
    subject: &Subject,
    actions: &[Action],
) -> Result<Option<Message>, AppFault> {
    let [action @ Action::SetBackup(Some(to))] = actions else { return Ok(None) };
    if !subject.handoff.status.is_open() || subject.handoff.backup == Some(*to) {
        return Ok(None);
    }
    question(desk, subject, Going { doing: Doing::Backup, to: *to, known: Vec::new() }, action).await
}

/// A form names whom a handoff is passed on to: a question where they are away, and the form is kept.
pub(super) async fn before_passing_on(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    action: &Action,
    answers: &Answers,
) -> Result<Option<Message>, AppFault> {
    let Some((doing, to)) = passed_on(action) else { return Ok(None) };
    let asked = question(desk, subject, Going { doing, to, known: Vec::new() }, action).await?;
    if asked.is_some() {
        desk.keep(route, &route.id(), answers.clone()).await?;
    }
    Ok(asked)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other actions go to nobody new")]
fn passed_on(action: &Action) -> Option<(Doing, PersonId)> {
    match action {
        Action::NotMine { to } => Some((Doing::NotMine, *to)),
        Action::Reassign { to, .. } => Some((Doing::Reassign, *to)),
        _ => None,
    }
}

/// A button of the question.
pub(super) async fn clicked(desk: &Desk<'_>, subject: &Subject, route: &Route) -> Result<Reply, AppFault> {
    let Some(going) = Going::from_arg(&route.arg) else { return Ok(desk.out_of_date()) };
    let (actions, form) = match going.doing {
        Doing::Send => {
            let is_other = subject.handoff.receiver != Some(going.to);
            let other = is_other.then_some(Action::SetReceiver { to: going.to, suggestion: None });
            (other.into_iter().chain([Action::Send]).collect(), None)
        }
        Doing::SendWithBackup => (vec![Action::SetBackup(Some(going.to)), Action::Send], None),
        Doing::Backup => (vec![Action::SetBackup(Some(going.to))], None),
        Doing::NotMine => (vec![Action::NotMine { to: going.to }], Some(form_of(subject, Verb::NotMine))),
        Doing::Reassign => {
            let form = form_of(subject, Verb::Reassign);
            let reason = reason(desk, subject, &form).await?;
            (vec![Action::Reassign { to: going.to, reason }], Some(form))
        }
    };
    let last = actions.last().cloned().unwrap_or(Action::Send);
    let doing = going.doing;
    let is_one_of_several = going.known.is_empty() && matches!(doing, Doing::NotMine | Doing::Reassign);
    if let Some(question) = question(desk, &as_it_will_be(subject, &actions), going, &last).await? {
        return Ok(Reply::Update(question));
    }
    match all(desk, subject, actions, form).await {
        Ok(acted) if is_one_of_several => {
            let confirmed = desk.confirmed(&acted, &last).await?;
            match (confirmed, subject.handoff.receiver) {
                (Reply::Update(message), Some(holder)) => my_time::with_rest(desk, holder, message).await,
                (other, _) => Ok(other),
            }
        }
        Ok(acted) if doing == Doing::Backup => Ok(Reply::Update(super::brief::card(desk, &acted.subject, None).await?)),
        Ok(acted) => desk.confirmed(&acted, &last).await,
        Err(fault) => desk.refused(fault).await,
    }
}

async fn all(
    desk: &Desk<'_>,
    subject: &Subject,
    actions: Vec<Action>,
    form: Option<String>,
) -> Result<Acted, ActFault> {
    let mut done = Err(ActFault::NoHandoff);
    for (part, action) in (0..).zip(actions) {
        done = Ok(desk.act_for_form(subject.handoff.id, action, part, form.clone()).await?);
    }
    done
}

/// The draft with the receiver or backup that a button chooses, so that sending it can be looked at.
fn as_it_will_be(subject: &Subject, actions: &[Action]) -> Subject {
    let directory = subject.company.directory();
    let actor = subject.company.actor(subject.handoff.sender, &subject.handoff);
    let mut after = subject.clone();
    for action in actions.iter().take(actions.len().saturating_sub(1)) {
        if let Ok(decision) = decide(&after.handoff, action, &subject.context(actor, &directory)) {
            after.handoff = decision.handoff;
        }
    }
    after
}

fn form_of(subject: &Subject, verb: Verb) -> String {
    Route::of(verb, subject.handoff.id).id()
}

/// What was typed into the form that was kept; else that whoever has it is away.
async fn reason(desk: &Desk<'_>, subject: &Subject, form: &str) -> Result<String, AppFault> {
    let kept = desk.kept_answers(form).await?.and_then(|kept| kept.get(reasons::REASON).cloned());
    if let Some(kept) = kept.filter(|kept| !kept.trim().is_empty()) {
        return Ok(kept);
    }
    let company = &subject.company;
    let Some(holder) = subject.handoff.receiver else { return Ok(String::new()) };
    let today = company.date_of(holder, desk.now);
    let coming = company.days_off_of(holder).iter().map(|days| days.last).max();
    let calendar_end = coming.and_then(|last| company.calendar_of(holder)?.moment(last.and_hms_opt(12, 0, 0)?));
    let absence = company.absence(holder, desk.now, calendar_end.unwrap_or(desk.now));
    Ok(absence
        .map_or_else(String::new, |absence| away::reason(&desk.words, &company.name_of(holder), absence.back, today)))
}

/// The question; nothing where nobody is away of whom the reader does not know, or where it would be refused anyway.
async fn question(
    desk: &Desk<'_>,
    subject: &Subject,
    going: Going,
    action: &Action,
) -> Result<Option<Message>, AppFault> {
    let (company, handoff) = (&subject.company, &subject.handoff);
    let directory = company.directory();
    let actor = company.actor(desk.incoming.person, handoff);
    if decide(handoff, action, &subject.context(actor, &directory)).is_err() {
        return Ok(None);
    }
    let is_sent = is_sent(going.doing);
    let (receiver, backup) = match going.doing {
        Doing::Send | Doing::SendWithBackup => (Some(handoff.receiver.unwrap_or(going.to)), handoff.backup),
        Doing::Backup => (None, Some(going.to)),
        Doing::NotMine | Doing::Reassign => (Some(going.to), None),
    };
    let accepts = receiver.or(handoff.receiver).unwrap_or(going.to);
    let due = match (going.doing, handoff.status) {
        // Whoever stands in for first contact; afterwards for whatever comes.
        (Doing::Backup, Status::Accepted | Status::KickedOff) => running(handoff, ClockKind::Kickoff),
        _ => running(handoff, ClockKind::Accept)
            .filter(|_| handoff.status == Status::Sent)
            .or_else(|| accept_by(&subject.playbook, &handoff.brief, accepts, (subject.now, &directory))),
    };
    let due = due.unwrap_or(subject.now);
    let is_unknown = |person: &PersonId| !going.known.contains(person);
    let away = |person: PersonId| {
        let absence = company.absence(person, subject.now, due.max(subject.now))?;
        Some(Away { person, absence, today: company.date_of(person, subject.now) })
    };
    let receiver_away = receiver.filter(is_unknown).and_then(away);
    let backup_away = backup.filter(is_unknown).and_then(away);
    if receiver_away.is_none() && backup_away.is_none() {
        return Ok(None);
    }
    let taken = [Some(handoff.sender), handoff.receiver, handoff.backup, Some(going.to)];
    let candidates = desk.app.candidates(&super::brief::question(subject, &handoff.brief)).await?;
    let here: Vec<_> = candidates.into_iter().filter(|one| one.away.is_none()).collect();
    // The backup may take it, too, where the handoff can do without one.
    let is_spare = |person: PersonId| {
        handoff.backup == Some(person) && receiver_away.is_some() && !subject.playbook.is_high_risk(&handoff.brief)
    };
    let free = here.iter().find(|one| !taken.contains(&Some(one.person)));
    let other = free.or_else(|| here.iter().find(|one| is_spare(one.person))).map(|one| (one.person, one.open));
    let going = if is_sent { Going { doing: Doing::Send, to: accepts, ..going } } else { going };
    let asked = Asked { going, receiver: receiver_away, backup: backup_away, other, due: Some(due) };
    let scene = desk.scene(subject).await?;
    Ok(Some(away::question(&scene.view(subject), &asked)))
}

fn is_sent(doing: Doing) -> bool {
    matches!(doing, Doing::Send | Doing::SendWithBackup)
}

/// When it is due already, where it stays in its round.
fn running(handoff: &Handoff, kind: ClockKind) -> Option<Timestamp> {
    handoff.latest_clock(kind).filter(|clock| clock.is_running()).map(|clock| clock.due)
}
