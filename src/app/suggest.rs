//! What may be meant while somebody types an argument: of handoffs only what `show` would show them.

use std::collections::HashSet;

use super::arrivals::Door;
use super::fault::AppFault;
use crate::chat::command::COMMANDS;
use crate::chat::message::Choice;
use crate::chat::suggest::{fitting, label};
use crate::ids::{PersonId, WorkspaceId};
use crate::platform::Typing;
use crate::store::lists::HandoffLine;

/// Suggestions that a platform takes.
const SUGGESTIONS_MAX: u32 = 25;
/// So many of the newest handoffs are looked through for a word within a name, or one with a slip.
const LOOKED_THROUGH: u32 = 500;
/// What help is about besides commands.
const MY_DATA: &str = "my data";

impl Door {
    /// The likeliest first.
    pub(super) async fn suggested(&self, typing: &Typing) -> Result<Vec<Choice>, AppFault> {
        let Some(server) = &typing.server else { return Ok(Vec::new()) };
        let Some(workspace) = self.app.store.workspace_by_external(typing.platform, server).await? else {
            return Ok(Vec::new());
        };
        match typing.argument.as_str() {
            "handoff" => {
                let person = self.person(workspace.id, typing.platform, &typing.by).await?;
                self.handoffs(workspace.id, person, typing.typed.trim()).await
            }
            "playbook" => self.playbooks(workspace.id, &typing.typed).await,
            "topic" => {
                let built = COMMANDS.iter().filter(|spec| spec.is_built).map(|spec| spec.word).chain([MY_DATA]);
                let found = fitting(&typing.typed, built, |word| (*word).to_owned());
                Ok(found.into_iter().map(|word| choice(word.to_owned(), word)).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// By number, then by the beginning of the customer's name, then by anything like it among the newest.
    async fn handoffs(&self, workspace: WorkspaceId, person: PersonId, typed: &str) -> Result<Vec<Choice>, AppFault> {
        let store = &self.app.store;
        let mut found = store.search(workspace, person, typed, SUGGESTIONS_MAX).await?;
        let most = usize::try_from(SUGGESTIONS_MAX).unwrap_or(usize::MAX);
        if found.len() < most && !typed.is_empty() {
            let newest = store.search(workspace, person, "", LOOKED_THROUGH).await?;
            let known: HashSet<_> = found.iter().map(|line| line.id).collect();
            let others = newest.into_iter().filter(|line| !known.contains(&line.id));
            let customer = |line: &HandoffLine| line.customer.clone();
            found.extend(fitting(typed.trim_start_matches('#'), others, customer));
            found.truncate(most);
        }
        let line = |line: HandoffLine| match line.number {
            Some(number) => choice(number.to_string(), &format!("#{number} {}", line.customer)),
            None => choice(line.customer.clone(), &line.customer),
        };
        Ok(found.into_iter().map(line).collect())
    }

    async fn playbooks(&self, workspace: WorkspaceId, typed: &str) -> Result<Vec<Choice>, AppFault> {
        let mut on = Vec::new();
        for setting in self.app.store.workspace_playbooks(workspace).await? {
            if setting.is_on {
                let playbook = self.app.playbook(workspace, &setting.digest).await?;
                on.push(choice(setting.key, &playbook.name));
            }
        }
        Ok(fitting(typed, on, |choice| format!("{} {}", choice.label, choice.value)))
    }
}

fn choice(value: String, name: &str) -> Choice {
    Choice { value, label: label(name), hint: String::new(), chosen: false }
}
