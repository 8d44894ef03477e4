//! `/handoff list`: a page of handoffs by filter.

use crate::app::act::Subject;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::chat::cards::list::{self, ListLine, ListPage, PAGE_LINES};
use crate::chat::command::{Filter, List};
use crate::chat::incoming::Reply;
use crate::store::lists::{HandoffLine, Page, Which, Whose};

/// Answers the command and the buttons that turn pages.
pub(in crate::app) async fn run(desk: &Desk<'_>, asked: List) -> Result<Reply, AppFault> {
    let person = desk.incoming.person;
    let team = desk.company.teams_of(person).next().map(|team| team.id);
    let mine = Whose::Person(person);
    let (which, whose) = match asked.filter {
        Filter::Mine => (Which::Open, mine),
        Filter::Team => (Which::Open, team.map_or(mine, Whose::Team)),
        Filter::Overdue => (Which::Overdue(desk.now), Whose::Everyone),
        Filter::Returned => (Which::Returned, Whose::Everyone),
        Filter::Unrated => (Which::Unrated, Whose::Everyone),
        Filter::All => (Which::Open, Whose::Everyone),
    };
    let page = Page { limit: PAGE_LINES, offset: asked.page.saturating_sub(1).saturating_mul(PAGE_LINES) };
    let found = desk.app.store.list(desk.incoming.workspace, which, whose, page).await?;
    let total = desk.app.store.count(desk.incoming.workspace, which, whose).await?;
    let lines = lines(desk, found).await?;
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    Ok(Reply::Update(list::list(&desk.words, &ListPage { list: asked, lines: &lines, total }, desk.now)))
}

/// Handoffs as lines, with their playbooks' names.
pub(in crate::app) async fn lines(desk: &Desk<'_>, found: Vec<HandoffLine>) -> Result<Vec<ListLine>, AppFault> {
    let workspace = desk.incoming.workspace;
    let mut lines = Vec::with_capacity(found.len());
    for line in found {
        let setting = desk.app.store.workspace_playbook(workspace, &line.playbook).await?;
        let playbook = match setting {
            Some(setting) => desk.app.playbook(workspace, &setting.digest).await?.name.clone(),
            None => line.playbook.clone(),
        };
        lines.push(ListLine {
            handoff: line.id,
            number: line.number,
            customer: line.customer,
            playbook,
            status: line.status,
            sender: line.sender,
            receiver: line.receiver,
            accepted_by: line.accepted_by,
            next_due: line.next_clock.zip(line.next_due_at),
            waiting_since: line.waiting_since,
            has_open_question: line.has_open_question,
        });
    }
    Ok(lines)
}

/// Whether a person may look at a handoff: drafts are their sender's and managers' alone.
pub(in crate::app) fn may_look(desk: &Desk<'_>, subject: &Subject) -> bool {
    let (person, handoff) = (desk.incoming.person, &subject.handoff);
    handoff.round > 0 || handoff.sender == person || subject.company.is_manager(person, handoff)
}
