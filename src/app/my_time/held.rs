//! What somebody who goes away still holds, and what is left of it when one handoff was given away.

use super::{anew, card};
use crate::app::buttons;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::away::{self, Doing, HELD_MAX, Held};
use crate::chat::incoming::Reply;
use crate::chat::message::{Block, Message};
use crate::domain::handoff::Status;
use crate::ids::PersonId;
use crate::store::lists::{HandoffLine, Page, Which, Whose};

/// So many open handoffs of somebody are looked at.
const OPEN_MAX: u32 = 200;

/// One handoff was given away: that, and what is left.
pub(in crate::app) async fn with_rest(
    desk: &Desk<'_>,
    person: PersonId,
    confirmed: Message,
) -> Result<Reply, AppFault> {
    let desk = &anew(desk).await?;
    let said =
        confirmed.blocks.into_iter().find_map(|block| if let Block::Line(text) = block { Some(text) } else { None });
    with_held(desk, person, card(desk, person, said)).await.map(Reply::Update)
}

/// The open handoffs that are with somebody who goes away, each with a way to somebody who is here.
pub(super) async fn with_held(desk: &Desk<'_>, person: PersonId, mut card: Message) -> Result<Message, AppFault> {
    let page = Page { limit: OPEN_MAX, offset: 0 };
    let workspace = desk.incoming.workspace;
    let open = desk.app.store.list(workspace, Which::Open, Whose::Person(person), page).await?;
    let open: Vec<HandoffLine> = open.into_iter().filter(|line| is_with(line, person)).collect();
    let mut held = Vec::new();
    for line in open.iter().take(HELD_MAX) {
        let Some(subject) = desk.subject(Some(line.id)).await? else { continue };
        let candidates = desk.app.candidates(&buttons::brief::question(&subject, &subject.handoff.brief)).await?;
        let is_free = |other: PersonId| Some(other) != subject.handoff.backup;
        let here = || candidates.iter().filter(|one| one.away.is_none() && one.person != person);
        // Whoever steps in may also take it.
        let other = here().find(|one| is_free(one.person)).or_else(|| here().next());
        let is_own = line.status == Status::Sent && person == desk.incoming.person;
        held.push(Held {
            handoff: line.id,
            customer: line.customer.clone(),
            status: line.status,
            due: line.next_due_at,
            doing: if is_own { Doing::NotMine } else { Doing::Reassign },
            other: other.map(|other| other.person),
        });
    }
    let of = (person != desk.incoming.person).then_some(person);
    let name = |person| desk.company.name_of(person);
    let foot = card.blocks.pop_if(|last| matches!(last, Block::Small(_)));
    let mut told = away::holds(card, &desk.words, (&held, open.len(), of), name);
    told.blocks.extend(foot);
    Ok(told)
}

/// Whether what comes next is theirs: they are to accept it, or have accepted it.
fn is_with(line: &HandoffLine, person: PersonId) -> bool {
    match line.status {
        Status::Sent => line.receiver == Some(person),
        Status::Accepted | Status::KickedOff => line.accepted_by == Some(person),
        Status::Draft | Status::Returned | Status::Completed | Status::Cancelled => false,
    }
}
