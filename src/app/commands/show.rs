//! `/handoff show`: one handoff, by its number or its customer.

use crate::app::act::Subject;
use crate::app::buttons;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::list;
use crate::chat::command::Which;
use crate::chat::incoming::Reply;
use crate::domain::handoff::Status;

/// At most so many are offered where several fit.
const FOUND_MAX: u32 = 10;

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>, which: &Which) -> Result<Reply, AppFault> {
    let typed = match which {
        Which::Number(number) => format!("#{number}"),
        Which::Customer(customer) => customer.clone(),
    };
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    if let Which::Number(number) = which {
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
    let found = desk.app.store.search(workspace, person, &typed, FOUND_MAX).await?;
    if let [only] = found.as_slice()
        && let Some(subject) = desk.subject(Some(only.id)).await?
    {
        return of(desk, &subject).await;
    }
    let lines = super::list::lines(desk, found).await?;
    Ok(Reply::Private(list::which_one(&desk.words, &typed, &lines)))
}

/// Shows one handoff; a draft as its card.
pub(in crate::app) async fn of(desk: &Desk<'_>, subject: &Subject) -> Result<Reply, AppFault> {
    if !super::list::may_look(desk, subject) {
        return Ok(Reply::Private(list::not_found(&desk.words, &subject.handoff.customer)));
    }
    if subject.handoff.status == Status::Draft && subject.handoff.sender == desk.incoming.person {
        return Ok(Reply::Private(buttons::brief::card(desk, subject, None).await?));
    }
    let scene = desk.scene(subject).await?;
    Ok(Reply::Private(list::show(&scene.view(subject))))
}
