//! Drafts: how one begins, blank or filled with what is known already.

use super::App;
use super::act::{Act, Acted, Target};
use super::carry_over::Wanted;
use super::company::Company;
use super::fault::ActFault;
use super::receivers::Question;
use super::seed::{self, Sample};
use crate::clock::Timestamp;
use crate::domain::brief::Brief;
use crate::domain::handoff::{Handoff, Purpose};
use crate::domain::lifecycle::Action;
use crate::domain::lifecycle::action::Start;
use crate::ids::{HandoffId, PersonId, WorkspaceId};
use crate::store::playbooks::WorkspacePlaybook;

impl App {
    /// Begins a draft of a playbook that is switched on; the receiver is suggested.
    pub(super) async fn start_draft(
        &self,
        company: &Company,
        by: PersonId,
        beginning: Beginning<'_>,
        delivery: Option<(&'static str, String)>,
    ) -> Result<Acted, ActFault> {
        let (workspace, sender) = (company.workspace.id, beginning.sender.unwrap_or(by));
        let setting = self.store.workspace_playbook(workspace, &beginning.playbook).await?;
        let setting = setting.ok_or(ActFault::NoHandoff)?;
        let playbook = self.playbook(workspace, &setting.digest).await?;
        let deal = beginning.sample.map(|sample| &sample.deal);
        let customer = deal.and_then(|deal| deal.get("customer")).unwrap_or(&beginning.customer).clone();
        let typed: Vec<(&str, &str)> =
            deal.into_iter().flatten().map(|(key, typed)| (key.as_str(), typed.as_str())).collect();
        let wanted = Wanted { company, playbook: &playbook, customer: &customer, sender, now: beginning.now };
        let mut entries = self.carried_over(&wanted).await.map_err(ActFault::from)?;
        entries.extend(seed::entries(&playbook, &typed, beginning.now));
        let mut brief = Brief::default();
        brief.values.extend(entries.iter().cloned());
        let question = Question { company, playbook: &playbook, brief: &brief, sender, now: beginning.now };
        let receiver = match beginning.receiver {
            Some(chosen) => Some((chosen, None)),
            // Who was named is nobody who can have it: that is asked, not guessed.
            None if beginning.names_receiver => None,
            None => self.suggest(&question).await.map_err(ActFault::from)?,
        };
        let start = Start {
            customer,
            purpose: beginning.purpose,
            receiver,
            deal_closed: playbook.asks_deal_closed.then_some(beginning.closed.unwrap_or(beginning.now)),
            // The sample deal is one that was closed and signed, as the channel says.
            signed: beginning.sample.map(|_| true),
            entries,
            dated: None,
        };
        let blank = blank_draft(self, workspace, &setting, sender, beginning.now);
        self.act(Act {
            workspace,
            target: Target::New(Box::new(blank)),
            action: Action::Start(start),
            by: Some(by),
            source: self.platform().name(),
            delivery,
            finished: None,
            catching_up: None,
            form: None,
            at: None,
        })
        .await
    }
}

/// How a draft begins.
pub(super) struct Beginning<'a> {
    pub(super) playbook: String,
    pub(super) customer: String,
    /// Who hands the customer over, where it is not whoever begins.
    pub(super) sender: Option<PersonId>,
    pub(super) receiver: Option<PersonId>,
    /// Whether the command named somebody, found or not.
    pub(super) names_receiver: bool,
    pub(super) sample: Option<&'a Sample>,
    /// Whether it counts.
    pub(super) purpose: Purpose,
    pub(super) now: Timestamp,
    /// When the deal closed; just now where absent.
    pub(super) closed: Option<Timestamp>,
}

impl Beginning<'_> {
    pub(super) fn new(playbook: &str, now: Timestamp) -> Self {
        let playbook = playbook.to_owned();
        Self {
            playbook,
            customer: String::new(),
            sender: None,
            receiver: None,
            names_receiver: false,
            sample: None,
            purpose: Purpose::Real,
            now,
            closed: None,
        }
    }
}

/// A draft before its first word.
pub(super) fn blank_draft(
    app: &App,
    workspace: WorkspaceId,
    setting: &WorkspacePlaybook,
    sender: PersonId,
    now: Timestamp,
) -> Handoff {
    Handoff {
        playbook: setting.key.clone(),
        playbook_version: setting.digest.clone(),
        ..Handoff::draft(HandoffId::new(app.ids.next(now)), workspace, sender, now)
    }
}
