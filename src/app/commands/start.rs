//! `/handoff start`: a draft with its card. Open drafts are shown first, so that nothing begun is forgotten.
//!
//! A manager may begin one for somebody else: `/handoff start csm_csm ACME @ida from @ben`. The draft is then Ben's, who is
//! told by direct message with the button that opens it: he knows the customer, and what he sends stands under his name. The
//! manager names who, whom and which customer, and may look; it is not two who write one brief. A manager who has to write it
//! alone, because the one before is gone, names no sender and is the sender.

use crate::app::act::{Acted, Subject};
use crate::app::buttons;
use crate::app::drafts::Beginning;
use crate::app::fault::AppFault;
use crate::app::router::Desk;
use crate::app::seed::Sample;
use crate::chat::cards::admin;
use crate::chat::cards::brief::{DraftLine, not_to, resume_chooser};
use crate::chat::cards::playground::SAMPLE;
use crate::chat::command::{Start, customer_in};
use crate::chat::incoming::Reply;
use crate::clock::Timestamp;
use crate::domain::brief::value;
use crate::domain::lifecycle::Action;
use crate::domain::playbook::Playbook;
use crate::store::lists::{Page, Which, Whose};
use crate::store::playbooks::WorkspacePlaybook;

mod anew;

/// At most so many drafts are offered.
const DRAFTS_MAX: u32 = 20;

/// Answers the command.
pub(in crate::app) async fn run(desk: &Desk<'_>, asked: &Start) -> Result<Reply, AppFault> {
    let drafts = drafts(desk).await?;
    let is_bare = asked.customer.is_none() && asked.playbook.is_none() && asked.receiver.is_none();
    if is_bare && !drafts.is_empty() {
        let lines: Vec<DraftLine<'_>> = drafts.iter().map(line).collect();
        return Ok(Reply::Private(resume_chooser(&desk.words, &lines, "", &anew::button(desk, asked).await?)));
    }
    if let Some(customer) = asked.customer.as_deref().filter(|_| asked.sender.is_none()) {
        let same: Vec<DraftLine<'_>> = drafts.iter().filter(|draft| is_of(draft, customer)).map(line).collect();
        if !same.is_empty() {
            let anew = anew::button(desk, asked).await?;
            return Ok(Reply::Private(resume_chooser(&desk.words, &same, &value::clean(customer), &anew)));
        }
    }
    begin(desk, asked, Known::default()).await
}

/// Begins with the customer that a message speaks of; the deal closed when it was said.
pub(in crate::app) async fn from_message(desk: &Desk<'_>, text: &str, at: Timestamp) -> Result<Reply, AppFault> {
    let asked = Start { customer: customer_in(text), ..Start::default() };
    begin(desk, &asked, Known { closed: Some(at), ..Known::default() }).await
}

/// Answers the button: the argument is a customer's name, stands for what was typed, or asks for the sample deal.
pub(in crate::app) async fn by_button(desk: &Desk<'_>, arg: &str) -> Result<Reply, AppFault> {
    if arg == SAMPLE {
        let sample = Sample::shipped()?;
        let customer = sample.deal.get("customer").cloned().unwrap_or_default();
        if let Some(known) = drafts(desk).await?.into_iter().find(|draft| draft.handoff.customer == customer) {
            return Ok(Reply::Private(buttons::brief::card(desk, &known, None).await?));
        }
        return begin(desk, &Start::default(), Known { sample: Some(&sample), ..Known::default() }).await;
    }
    begin(desk, &anew::typed(desk, arg).await?, Known::default()).await
}

/// Whoever types the same again, because the answer to the first never came, goes on with what is there.
fn is_of(draft: &Subject, customer: &str) -> bool {
    draft.handoff.customer.to_lowercase() == value::clean(customer).to_lowercase()
}

fn line(draft: &Subject) -> DraftLine<'_> {
    DraftLine { handoff: &draft.handoff, playbook: &draft.playbook }
}

/// The person's own drafts, the latest change first.
async fn drafts(desk: &Desk<'_>) -> Result<Vec<Subject>, AppFault> {
    let (workspace, person) = (desk.incoming.workspace, desk.incoming.person);
    let page = Page { limit: DRAFTS_MAX, offset: 0 };
    let mut drafts = Vec::new();
    for line in desk.app.store.list(workspace, Which::Drafts, Whose::Person(person), page).await? {
        drafts.extend(desk.subject(Some(line.id)).await?);
    }
    Ok(drafts)
}

/// What is known besides what was asked for.
#[derive(Default)]
struct Known<'a> {
    sample: Option<&'a Sample>,
    /// When the deal closed.
    closed: Option<Timestamp>,
}

async fn begin(desk: &Desk<'_>, asked: &Start, known: Known<'_>) -> Result<Reply, AppFault> {
    let settings = desk.app.store.workspace_playbooks(desk.incoming.workspace).await?;
    let on: Vec<WorkspacePlaybook> = settings.into_iter().filter(|setting| setting.is_on).collect();
    let Some(setting) = chosen(desk, asked, &on).await? else {
        let mut names = Vec::new();
        for setting in &on {
            names.push(desk.app.playbook(desk.incoming.workspace, &setting.digest).await?.name.clone());
        }
        return Ok(Reply::Private(admin::which_playbook(&desk.words, &names, desk.app.platform().entry())));
    };
    let sender = match &asked.sender {
        None => desk.incoming.person,
        Some(named) => match desk.company.find(named) {
            Some(sender) => sender,
            None => return Ok(Reply::Private(admin::nobody_called(&desk.words, named))),
        },
    };
    let receiver = asked.receiver.as_ref().and_then(|text| desk.company.find(text));
    let beginning = Beginning {
        customer: value::clean(asked.customer.as_deref().unwrap_or_default()),
        receiver: receiver.filter(|receiver| *receiver != desk.incoming.person),
        names_receiver: asked.receiver.is_some(),
        sample: known.sample,
        closed: known.closed.filter(|closed| *closed <= desk.now),
        sender: Some(sender),
        ..Beginning::new(&setting.key, desk.now)
    };
    let delivery = Some((desk.app.platform().name(), desk.incoming.delivery.clone()));
    match desk.app.start_draft(&desk.company, desk.incoming.person, beginning, delivery).await {
        // It is theirs to write; whoever began it hears so.
        Ok(acted) if sender != desk.incoming.person => {
            let passed = Action::SetSender { to: sender };
            desk.confirmed(&acted, &passed).await
        }
        Ok(Acted { subject, .. }) => {
            let mut card = buttons::brief::card(desk, &subject, None).await?;
            if let Some(named) = asked.receiver.as_deref().filter(|_| subject.handoff.receiver.is_none()) {
                card.blocks.insert(1, not_to(&desk.words, named, receiver.is_some()));
            }
            Ok(Reply::Private(card))
        }
        Err(fault) => desk.refused(fault).await,
    }
}

/// The playbook that was named; else the person's last one; else the only one that is on.
async fn chosen<'a>(
    desk: &Desk<'_>,
    asked: &Start,
    on: &'a [WorkspacePlaybook],
) -> Result<Option<&'a WorkspacePlaybook>, AppFault> {
    if let Some(named) = &asked.playbook {
        for setting in on {
            let playbook = desk.app.playbook(desk.incoming.workspace, &setting.digest).await?;
            if is_called(&playbook, named) {
                return Ok(Some(setting));
            }
        }
        return Ok(None);
    }
    let last = desk.company.persons.get(&desk.incoming.person).and_then(|person| person.last_playbook.as_ref());
    let known = last.and_then(|last| on.iter().find(|setting| setting.key == *last));
    Ok(known.or(if let [only] = on { Some(only) } else { None }))
}

/// By its key or its name, without minding spaces and case.
pub(in crate::app) fn is_called(playbook: &Playbook, named: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    plain(&playbook.key) == plain(named) || plain(&playbook.name) == plain(named)
}
