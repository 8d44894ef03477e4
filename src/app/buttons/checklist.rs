//! *Tick off…*: what asks nothing is ticked at once; a form asks the rest, the line of an item or the new day of one that the
//! customer declined.

use super::talk::today;
use crate::app::act::Subject;
use crate::app::fault::{ActFault, AppFault};
use crate::app::router::Desk;
use crate::chat::cards::forms::checklist::{Chosen, asks, tick_form, tick_id};
use crate::chat::cards::{self, forms};
use crate::chat::form::Answers;
use crate::chat::incoming::Reply;
use crate::domain::brief::value;
use crate::domain::lifecycle::{Action, decide};

/// Items were chosen.
pub(super) async fn clicked(desk: &Desk<'_>, subject: &Subject, values: &[String]) -> Result<Reply, AppFault> {
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    if let (true, Some(kept)) = (values.is_empty(), desk.kept_answers(&tick_id(&view)).await?) {
        let form = tick_form(&view, kept.keys().map(|key| Chosen::from_value(key)));
        return Ok(form.map_or_else(|| desk.out_of_date(), |form| Reply::Form(forms::with_answers(form, &kept))));
    }
    let chosen = values.iter().map(|value| Chosen::from_value(value));
    let (asking, plain): (Vec<_>, Vec<_>) = chosen.partition(|chosen| asks(&view, *chosen));
    let directory = subject.company.directory();
    let actor = subject.company.actor(desk.incoming.person, &subject.handoff);
    for chosen in &asking {
        let tried = decide(&subject.handoff, &action(desk, *chosen, ""), &subject.context(actor, &directory)).err();
        if let Some(refusal) = tried.filter(|refusal| forms::problem(&view, refusal).is_none()) {
            return Ok(Reply::Private(cards::refusal::refusal(&desk.words, &refusal, Some(&view))));
        }
    }
    let plain = plain.into_iter().map(|chosen| action(desk, chosen, "")).collect();
    match (all(desk, subject, plain).await?, tick_form(&view, asking)) {
        (Ok(_), Some(form)) => Ok(Reply::Form(form)),
        (Ok(reply), None) => Ok(reply),
        (Err(fault), _) => desk.refused(fault).await,
    }
}

/// The form came back. Where something is wrong, it asks again for what is still open.
pub(super) async fn submitted(desk: &Desk<'_>, subject: &Subject, answers: &Answers) -> Result<Reply, AppFault> {
    let actions = answers.iter().map(|(key, typed)| action(desk, Chosen::from_value(key), typed)).collect();
    match all(desk, subject, actions).await? {
        Ok(reply) => Ok(reply),
        Err(ActFault::Refused(refused)) => {
            let scene = desk.scene(&refused.subject).await?;
            let view = scene.view(&refused.subject);
            let again = tick_form(&view, answers.keys().map(|key| Chosen::from_value(key)));
            match (forms::problem(&view, &refused.refusal), again) {
                (Some(problem), Some(form)) => Ok(Reply::Form(forms::once_more(form, answers, problem))),
                (None, again) | (_, again @ None) => {
                    let reply = desk.refused(ActFault::Refused(refused)).await?;
                    let Reply::Private(message) = reply else { return Ok(reply) };
                    Ok(Reply::Private(desk.with_typed(message, again)))
                }
            }
        }
        Err(fault) => desk.refused(fault).await,
    }
}

fn action(desk: &Desk<'_>, chosen: Chosen<'_>, typed: &str) -> Action {
    match chosen {
        Chosen::Done(item) => Action::Tick { item: item.to_owned(), line: value::clean(typed) },
        Chosen::Declined(item) => Action::Decline { item: item.to_owned(), to: value::read_day(typed, today(desk)) },
    }
}

/// Carries out several actions; the answer is that of the last one, or why the first one that was refused was not done.
async fn all(desk: &Desk<'_>, subject: &Subject, actions: Vec<Action>) -> Result<Result<Reply, ActFault>, AppFault> {
    let mut reply = Reply::Quiet;
    for (part, action) in (0..).zip(actions) {
        reply = match desk.act_in_part(subject.handoff.id, action.clone(), part).await {
            Ok(acted) => desk.confirmed(&acted, &action).await?,
            Err(fault) => return Ok(Err(fault)),
        };
    }
    Ok(Ok(reply))
}
