//! What an earlier handoff of the same customer already knows: a new brief opens filled with it, each answer saying where
//! it came from until somebody touches it.

use super::App;
use super::act::Subject;
use super::company::Company;
use super::fault::AppFault;
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, Source, Value, value};
use crate::domain::playbook::{Field, Meaning, Playbook};
use crate::ids::{HandoffId, PersonId};

/// For whom, and into what.
pub(super) struct Wanted<'a> {
    pub(super) company: &'a Company,
    pub(super) playbook: &'a Playbook,
    pub(super) customer: &'a str,
    pub(super) sender: PersonId,
    pub(super) now: Timestamp,
}

impl App {
    /// Answers to the questions that both playbooks ask. What the sender could not see there is left out.
    pub(super) async fn carried_over(&self, wanted: &Wanted<'_>) -> Result<Vec<(String, Entry)>, AppFault> {
        let workspace = wanted.company.workspace.id;
        if wanted.customer.is_empty() {
            return Ok(Vec::new());
        }
        let nothing_yet = HandoffId::new(0);
        let Some(line) = self.store.last_of_customer(workspace, wanted.customer, nothing_yet).await? else {
            return Ok(Vec::new());
        };
        let Some(earlier) = self.subject(workspace, line.id).await? else { return Ok(Vec::new()) };
        Ok(self.carried_from(wanted, &earlier))
    }

    /// Answers of one earlier handoff to the questions that the playbook asks, too.
    pub(super) fn carried_from(&self, wanted: &Wanted<'_>, earlier: &Subject) -> Vec<(String, Entry)> {
        let sees_all = wanted.company.may_see_restricted(wanted.sender, &earlier.handoff);
        let name = self.words(wanted.company.locale_of(wanted.sender)).brief_earlier_handoff();
        let today = wanted.company.calendar_of(wanted.sender).map(|calendar| calendar.local_date(wanted.now));
        let today = today.unwrap_or_else(|| wanted.now.utc().date_naive());
        let carry = |field: &Field| {
            let old = earlier.playbook.field(&field.key)?;
            let known = earlier.handoff.brief.value(&field.key)?;
            if (old.restricted && !sees_all) || field.meaning == Some(Meaning::KickoffTime) {
                return None;
            }
            let value = value::read(field, &value::to_typed(known), today);
            if value.is_blank() || matches!(value, Value::Unread(_)) {
                return None;
            }
            let source = Some(Source { name: name.clone(), at: wanted.now });
            Some((field.key.clone(), Entry { value, source }))
        };
        wanted.playbook.fields().filter_map(carry).collect()
    }
}
