//! Buttons, selects and forms, by what they want. A click may open a form, act, or show something; a submitted form acts.
//!
//! Before a form is opened the action behind it is tried without being carried out, so that nobody fills a form for
//! nothing.

use super::act::Subject;
use super::fault::{ActFault, AppFault};
use super::router::Desk;
use crate::chat::cards::{self, forms};
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::Reply;
use crate::chat::route::{Route, Verb, WITH_ITEMS};
use crate::domain::brief::closed::Closed;
use crate::domain::handoff::{Handoff, ReturnReason};
use crate::domain::lifecycle::action::{Acceptance, ReadBackText};
use crate::domain::lifecycle::{Action, Refusal, decide};

pub(super) mod away;
pub(super) mod brief;
mod checklist;
mod rate;
mod show;
mod talk;

/// A button was pressed, or something was chosen.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route, values: &[String]) -> Result<Reply, AppFault> {
    if let Some(reply) = show::without_handoff(desk, route, values).await? {
        return Ok(reply);
    }
    let Some(subject) = desk.subject(route.handoff).await? else { return Ok(desk.out_of_date()) };
    if !super::commands::list::may_look(desk, &subject) {
        return Ok(desk.out_of_date());
    }
    if route.verb == Verb::TestNext {
        return super::test_handoff::next(desk, &subject).await;
    }
    if route.verb == Verb::AwayTo {
        return away::clicked(desk, &subject, route).await;
    }
    if route.verb == Verb::TestRemove {
        return super::test_handoff::remove(desk, &subject).await;
    }
    if let Some(form) = open_form(desk, &subject, route).await? {
        return Ok(form);
    }
    if let Some(reply) = brief::clicked(desk, &subject, route, values).await? {
        return Ok(reply);
    }
    if let Some(reply) = show::clicked(desk, &subject, route).await? {
        return Ok(reply);
    }
    if route.verb == Verb::Tick {
        return checklist::clicked(desk, &subject, values).await;
    }
    match direct(&subject, route) {
        Some(action) => once(desk, &subject, action).await,
        None => Ok(desk.out_of_date()),
    }
}

/// A form was submitted.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
pub(super) async fn submitted(desk: &Desk<'_>, route: &Route, answers: &Answers) -> Result<Reply, AppFault> {
    if matches!(route.verb, Verb::Setup | Verb::Settings) {
        return super::setup::submitted(desk, route, answers).await;
    }
    if route.verb == Verb::MyTime {
        return super::my_time::submitted(desk, route, answers).await;
    }
    if route.verb == Verb::DaysOff {
        return super::days_off::submitted(desk, route, answers).await;
    }
    if route.verb == Verb::Teams {
        return super::teams::submitted(desk, route, answers).await;
    }
    let Some(subject) = desk.subject(route.handoff).await? else { return Ok(desk.out_of_date()) };
    if !super::commands::list::may_look(desk, &subject) {
        return Ok(desk.out_of_date());
    }
    if let Some(reply) = brief::submitted(desk, &subject, route, answers).await? {
        return Ok(reply);
    }
    if route.verb == Verb::Tick {
        return checklist::submitted(desk, &subject, answers).await;
    }
    if let (Verb::Reassign | Verb::NotMine, Some(typed)) = (route.verb, answers.get(forms::reasons::TO))
        && subject.company.find(typed).is_none()
    {
        let problem = cards::refusal::nobody_in_form(&desk.words, typed);
        return Ok(reopened(desk, &subject, route, answers, problem).await?.unwrap_or(desk.out_of_date()));
    }
    let action = match route.verb {
        Verb::RateWords | Verb::RateExtra | Verb::LookAgain | Verb::PromiseDate => {
            rate::from_form(route, answers, desk)
        }
        Verb::Reassign | Verb::NotMine => talk::from_person_form(desk, route, answers),
        _ => talk::from_form(desk, &subject, route, answers),
    };
    if let Some(action) = &action
        && let Some(question) = away::before_passing_on(desk, &subject, route, action, answers).await?
    {
        return Ok(Reply::Private(question));
    }
    match action {
        Some(action) => match desk.act(subject.handoff.id, action.clone()).await {
            Ok(acted) => desk.confirmed(&acted, &action).await,
            Err(fault) => refused_with_form(desk, &subject, route, answers, fault).await,
        },
        None => Ok(reopened(desk, &subject, route, answers, desk.words.problem_unread())
            .await?
            .unwrap_or(desk.out_of_date())),
    }
}

/// The form once more, with what was typed and why; nothing where the button behind it opens none.
async fn reopened(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    answers: &Answers,
    problem: String,
) -> Result<Option<Reply>, AppFault> {
    let scene = desk.scene(subject).await?;
    let form = form_of(&scene.view(subject), route);
    Ok(form.map(|form| Reply::Form(forms::once_more(form, answers, problem))))
}

/// What cannot be done says so and keeps what was typed: the form comes back filled where that helps.
async fn refused_with_form(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    answers: &Answers,
    fault: ActFault,
) -> Result<Reply, AppFault> {
    if let ActFault::Refused(refused) = &fault {
        let scene = desk.scene(subject).await?;
        // What was answered may make more necessary, and the form is to say so.
        let handoff = with_answered(desk, subject, answers);
        let view = cards::view::View { handoff: &handoff, ..scene.view(subject) };
        if let (Some(problem), Some(form)) = (forms::problem(&view, &refused.refusal), form_of(&view, route)) {
            return Ok(Reply::Form(forms::once_more(form, answers, problem)));
        }
    }
    refused_with_typed(desk, subject, route, fault).await
}

/// Why something was not done, with what was typed for it, since its form is closed.
async fn refused_with_typed(
    desk: &Desk<'_>,
    subject: &Subject,
    route: &Route,
    fault: ActFault,
) -> Result<Reply, AppFault> {
    let reply = desk.refused(fault).await?;
    let Reply::Private(message) = reply else { return Ok(reply) };
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    let form = form_of(&view, route).or_else(|| brief::form_of(&view, route));
    Ok(Reply::Private(desk.with_typed(message, form)))
}

/// Somebody was named who is nobody here; whoever could be meant is one tap away.
async fn nobody(desk: &Desk<'_>, subject: &Subject, route: &Route, typed: &str) -> Result<Reply, AppFault> {
    let candidates = desk.app.candidates(&brief::question(subject, &subject.handoff.brief)).await?;
    let people: Vec<_> = candidates.into_iter().map(|candidate| candidate.person).collect();
    let scene = desk.scene(subject).await?;
    Ok(Reply::Private(cards::refusal::nobody(&scene.view(subject), route, typed, &people)))
}

/// The handoff as it would be with what the receiver answers.
fn with_answered(desk: &Desk<'_>, subject: &Subject, answers: &Answers) -> Handoff {
    let mut handoff = subject.handoff.clone();
    handoff.brief.values.extend(talk::receivers_answers(desk, subject, answers));
    handoff
}

/// The form behind a button, unless what it is for is not possible.
async fn open_form(desk: &Desk<'_>, subject: &Subject, route: &Route) -> Result<Option<Reply>, AppFault> {
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    let Some(form) = form_of(&view, route) else { return Ok(None) };
    let kept = desk.kept_answers(&form.id).await?;
    if let Some(refusal) = probe(desk, subject, route).filter(|refusal| forms::problem(&view, refusal).is_none()) {
        let message = cards::refusal::refusal(&desk.words, &refusal, Some(&view));
        return Ok(Some(Reply::Private(match kept {
            Some(kept) => cards::kept::with_typed(&desk.words, message, &forms::with_answers(form, &kept)),
            None => message,
        })));
    }
    let Some(kept) = kept else { return Ok(Some(Reply::Form(form))) };
    // What was answered may make more necessary, and the form is to say so.
    let handoff = with_answered(desk, subject, &kept);
    let form = form_of(&cards::view::View { handoff: &handoff, ..view }, route).unwrap_or(form);
    Ok(Some(Reply::Form(forms::with_answers(form, &kept))))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
fn form_of(view: &cards::view::View<'_>, route: &Route) -> Option<Form> {
    let number = || route.arg.parse::<u32>().ok();
    match route.verb {
        Verb::Accept | Verb::TakeOver => Some(forms::hand_over::accept_form(view, route.verb)),
        Verb::Rewrite => Some(forms::hand_over::read_back_form(view)),
        Verb::Return => Some(forms::hand_over::return_form(view)),
        Verb::Ask => Some(forms::hand_over::ask_form(view, Some(route.arg.as_str()).filter(|arg| !arg.is_empty()))),
        Verb::Answer => {
            let index = usize::try_from(number()?.checked_sub(1)?).ok()?;
            let question = view.handoff.questions.get(index)?;
            Some(forms::hand_over::answer_form(view, number()?, question))
        }
        Verb::NotMine => Some(forms::reasons::not_mine_form(view)),
        Verb::Reassign => Some(forms::reasons::reassign_form(view)),
        Verb::Cancel => Some(forms::reasons::cancel_form(view)),
        Verb::Waive => Some(forms::reasons::waive_form(view, &route.arg)),
        Verb::Override => Some(forms::reasons::override_form(view, &route.arg)),
        Verb::Wait => Some(forms::reasons::wait_form(view)),
        Verb::NotQuite => Some(forms::reasons::not_quite_form(view)),
        Verb::RateWords => Some(forms::look_back::rate_words_form(view)),
        Verb::RateExtra if route.arg == "number" => forms::look_back::extra_number_form(view),
        // A click carries the choice in its values and not here: only what was submitted comes back so.
        Verb::Closed => cards::brief::closed_form(view, Closed::from_key(&route.arg)?),
        Verb::LookAgain => Some(forms::look_back::second_look_form(view)),
        Verb::PromiseDate if view.handoff.round > 0 => Some(forms::look_back::promise_date_form(view, number()?)),
        _ => None,
    }
}

/// Whether the action behind a form would be refused whatever is typed into it.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
fn probe(desk: &Desk<'_>, subject: &Subject, route: &Route) -> Option<Refusal> {
    let some_text = || "?".to_owned();
    let read_back =
        ReadBackText { goal: some_text(), first_step: some_text(), watch: some_text(), answers: Vec::new() };
    let action = match route.verb {
        Verb::Accept => Action::Accept(Acceptance::WriteLater),
        Verb::TakeOver => Action::TakeOver(Acceptance::WriteLater),
        Verb::Rewrite => Action::WriteReadBack(read_back),
        Verb::Return => Action::Return { reason: ReturnReason::BadFit, sections: Vec::new(), note: String::new() },
        Verb::Ask => Action::Ask { field: None, text: some_text() },
        Verb::Answer => Action::Answer { n: route.arg.parse().unwrap_or(0), text: some_text(), entry: None },
        Verb::Cancel => Action::Cancel { reason: some_text() },
        Verb::Waive => Action::Waive { clause: route.arg.clone(), reason: some_text() },
        Verb::Override => Action::Override { gate: route.arg.clone(), reason: some_text() },
        Verb::Wait => Action::Wait { reason: some_text() },
        Verb::NotQuite => Action::DisputeReadBack { line: some_text() },
        _ => return None,
    };
    let directory = subject.company.directory();
    let actor = subject.company.actor(desk.incoming.person, &subject.handoff);
    decide(&subject.handoff, &action, &subject.context(actor, &directory)).err()
}

/// The action that a single tap stands for.
#[expect(clippy::wildcard_enum_match_arm, reason = "other verbs belong to other files of this module")]
fn direct(subject: &Subject, route: &Route) -> Option<Action> {
    match route.verb {
        Verb::AcceptLater => Some(Action::Accept(Acceptance::WriteLater)),
        Verb::FirstContact if route.arg == WITH_ITEMS => {
            Some(Action::FirstContact { tick: subject.playbook.kickoff.needs_items.clone() })
        }
        Verb::FirstContact => Some(Action::FirstContact { tick: Vec::new() }),
        Verb::Complete => Some(Action::Complete),
        Verb::Lift => Some(Action::Lift),
        Verb::ThatsIt => Some(Action::ConfirmReadBack),
        Verb::GotIt => Some(Action::TakeCorrection),
        Verb::Thank => Some(Action::Thank),
        Verb::Promise => {
            let (n, verdict) = route.arg.split_once('.')?;
            Some(Action::JudgePromise { n: n.parse().ok()?, kept: verdict == "kept" })
        }
        _ => rate::direct(route),
    }
}

/// Carries out what a tap stands for, and says so.
async fn once(desk: &Desk<'_>, subject: &Subject, action: Action) -> Result<Reply, AppFault> {
    match desk.act(subject.handoff.id, action.clone()).await {
        Ok(acted) => desk.confirmed(&acted, &action).await,
        Err(fault) => desk.refused(fault).await,
    }
}
