//! Who is suggested as a receiver: never guessed in silence, always with the reason, one select away from another choice.

use std::collections::{BTreeMap, BTreeSet};

use super::App;
use super::company::Company;
use super::fault::AppFault;
use crate::chat::cards::brief::{Accounts, Candidate};
use crate::clock::Timestamp;
use crate::domain::brief::{Brief, Value};
use crate::domain::handoff::Suggestion;
use crate::domain::lifecycle::{self, Directory};
use crate::domain::own_time::days_off::Absence;
use crate::domain::playbook::{Account, Playbook};
use crate::ids::PersonId;
use crate::store::identity::PersonState;
use crate::store::lists::Accepted;
use crate::store::playbooks::Receiver;

/// What decides who is suggested.
pub(super) struct Question<'a> {
    pub(super) company: &'a Company,
    pub(super) playbook: &'a Playbook,
    pub(super) brief: &'a Brief,
    pub(super) sender: PersonId,
    pub(super) now: Timestamp,
}

impl Question<'_> {
    /// Whether somebody is away now, or will be before they would have to accept.
    fn absence(&self, person: PersonId, directory: &Directory) -> Option<Absence> {
        let due = lifecycle::accept_by(self.playbook, self.brief, person, (self.now, directory));
        self.company.absence(person, self.now, due.unwrap_or(self.now))
    }
}

impl App {
    /// The named receivers, the best one first: who is there until they would have to accept before those who are away, whom
    /// a rule names before the others, then who has the fewest open handoffs, then the order of the list.
    pub(super) async fn candidates(&self, question: &Question<'_>) -> Result<Vec<Candidate>, AppFault> {
        let company = question.company;
        let list = self.store.playbook_receivers(company.workspace.id, &question.playbook.key).await?;
        let loads = self.store.receiver_loads(company.workspace.id).await?;
        let directory = company.directory();
        let mut candidates: Vec<Candidate> = Vec::new();
        for receiver in list {
            let person = receiver.person;
            let is_active = company.persons.get(&person).is_some_and(|found| found.state == PersonState::Active);
            if !is_active || person == question.sender {
                continue;
            }
            let rule = rule_label(question, &receiver);
            let is_other_rule = receiver.field.is_some() && rule.is_none();
            if let Some(known) = candidates.iter_mut().find(|known| known.person == person) {
                known.rule = known.rule.take().or(rule);
                continue;
            }
            if is_other_rule {
                continue;
            }
            let open = loads.iter().find(|load| load.receiver == person).map_or(0, |load| load.open);
            let open = u32::try_from(open).unwrap_or(u32::MAX);
            let away = question.absence(person, &directory).map(|absence| absence.back);
            candidates.push(Candidate { person, open, rule, away });
        }
        candidates.sort_by_key(|candidate| (candidate.away.is_some(), candidate.rule.is_none(), candidate.open));
        Ok(candidates)
    }

    /// How many customers somebody looks after, those whom the last accepted handoff brought to them; at high risk are those
    /// whose brief says so, as far as `reader` may know.
    pub(super) async fn accounts(
        &self,
        company: &Company,
        person: PersonId,
        reader: PersonId,
    ) -> Result<Accounts, AppFault> {
        let workspace = company.workspace.id;
        let mut carrying: BTreeSet<String> = BTreeSet::new();
        for setting in self.store.workspace_playbooks(workspace).await? {
            let playbook = self.playbook(workspace, &setting.digest).await?;
            carrying.extend((playbook.account != Account::Stays).then(|| playbook.key.clone()));
        }
        let accepted = self.store.accepted_of(workspace, person).await?.into_iter();
        let carried = accepted.filter(|accepted| carrying.contains(&accepted.playbook));
        let mut last: BTreeMap<String, Accepted> = carried.map(|one| (one.customer.clone(), one)).collect();
        last.retain(|_, accepted| accepted.by == person);
        let mut accounts = Accounts { all: u32::try_from(last.len()).unwrap_or(u32::MAX), red: 0 };
        for accepted in last.values() {
            let Some(handoff) = self.store.handoff(workspace, accepted.handoff).await? else { continue };
            let playbook = self.playbook(workspace, &handoff.playbook_version).await?;
            let is_open = playbook.high_risk.as_ref().is_some_and(|risk| !playbook.restricted(&risk.field));
            let may_know = is_open || company.may_see_restricted(reader, &handoff);
            accounts.red += u32::from(may_know && playbook.is_high_risk(&handoff.brief));
        }
        Ok(accounts)
    }

    /// The receiver Baton would choose, with the reason; nobody who is away.
    pub(super) async fn suggest(
        &self,
        question: &Question<'_>,
    ) -> Result<Option<(PersonId, Option<Suggestion>)>, AppFault> {
        let here = self.candidates(question).await?.into_iter().filter(|candidate| candidate.away.is_none());
        let best = here.into_iter().next();
        Ok(best.map(|best| (best.person, Some(Suggestion { rule: best.rule, open: best.open }))))
    }
}

fn rule_label(question: &Question<'_>, receiver: &Receiver) -> Option<String> {
    let (field, value) = (receiver.field.as_ref()?, receiver.value.as_ref()?);
    let field = question.playbook.field(field)?;
    match question.brief.value(&field.key)? {
        Value::Choice(chosen) if chosen == value => field.option_label(value).map(ToOwned::to_owned),
        Value::Yesno(yes) if (if *yes { "yes" } else { "no" }) == value => Some(field.label.clone()),
        Value::Choice(_)
        | Value::Yesno(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Multi(_)
        | Value::Money { .. }
        | Value::Date(_)
        | Value::Datetime(_)
        | Value::Number(_)
        | Value::Person(_)
        | Value::NotApplicable(_)
        | Value::Unread(_) => None,
    }
}
