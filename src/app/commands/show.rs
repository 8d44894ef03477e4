//! `/handoff show`: one handoff, by its number or its customer.

use crate::app::act::Subject;
use crate::app::buttons;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::{held, list};
use crate::chat::command::Which as Named;
use crate::chat::incoming::Reply;
use crate::domain::handoff::Status;
use crate::domain::lifecycle::{Action, Refusal, decide};
use crate::store::lists::{HandoffLine, Page, Which, Whose};

/// At most so many are offered where several fit.
const FOUND_MAX: u32 = 10;
/// At most so many drafts are looked through for a manager.
const DRAFTS_MAX: u32 = 200;

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>, which: &Named) -> Result<Reply, AppFault> {
    let typed = match which {
        Named::Number(number) => format!("#{number}"),
        Named::Customer(customer) => customer.clone(),
    };
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    if let Named::Number(number) = which {
        let found = desk.app.store.handoff_by_number(workspace, *number).await?;
        let subject = match found {
            Some(handoff) => desk.app.subject_around(handoff).await?,
            None => None,
        };
        return match subject {
            Some(subject) => of(desk, &subject).await,
            None => Ok(Reply::Private(list::not_found(&desk.words, &typed))),
        };
    }
    let mut found = desk.app.store.search(workspace, person, &typed, FOUND_MAX).await?;
    if found.is_empty() {
        found = drafts_of_others(desk, &typed).await?;
    }
    if let [only] = found.as_slice()
        && let Some(subject) = desk.subject(Some(only.id)).await?
    {
        return of(desk, &subject).await;
    }
    let lines = super::list::lines(desk, found).await?;
    Ok(Reply::Private(list::which_one(&desk.words, &typed, &lines)))
}

/// Drafts with this customer's name whose sender the person manages: they may let a held one go.
pub(super) async fn drafts_of_others(desk: &Desk<'_>, customer: &str) -> Result<Vec<HandoffLine>, AppFault> {
    let page = Page { limit: DRAFTS_MAX, offset: 0 };
    let mut found = Vec::new();
    for line in desk.app.store.list(desk.incoming.workspace, Which::Drafts, Whose::Everyone, page).await? {
        let is_named = line.customer.to_lowercase() == customer.to_lowercase();
        let subject = if is_named { desk.subject(Some(line.id)).await? } else { None };
        if subject.is_some_and(|subject| super::list::may_look(desk, &subject)) {
            found.push(line);
        }
    }
    Ok(found)
}

/// Shows one handoff; a draft as its card, and to the sender's manager what holds it.
pub(in crate::app) async fn of(desk: &Desk<'_>, subject: &Subject) -> Result<Reply, AppFault> {
    if !super::list::may_look(desk, subject) {
        return Ok(Reply::Private(list::not_found(&desk.words, &subject.handoff.customer)));
    }
    if subject.handoff.status == Status::Draft && subject.handoff.sender == desk.incoming.person {
        return Ok(Reply::Private(buttons::brief::card(desk, subject, None).await?));
    }
    let scene = desk.scene(subject).await?;
    let view = scene.view(subject);
    let held = if subject.handoff.status == Status::Draft { why_not_sent(subject) } else { None };
    let held = held.and_then(|refusal| held::held(&view, &refusal));
    Ok(Reply::Private(held.unwrap_or_else(|| list::show(&view))))
}

/// What sending a draft would be answered now; nothing where it would go.
fn why_not_sent(subject: &Subject) -> Option<Refusal> {
    let directory = subject.company.directory();
    let sender = subject.company.actor(subject.handoff.sender, &subject.handoff);
    decide(&subject.handoff, &Action::Send, &subject.context(sender, &directory)).err()
}
