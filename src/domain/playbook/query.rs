//! What a playbook answers about itself, alone and together with one brief.

use super::{
    Branch, ClockKind, ClockSpec, Condition, DatedDraft, DueSpec, Field, ItemSpec, Meaning, Playbook, Section,
};
use crate::domain::brief::{Brief, Value};
use crate::domain::calendar::Span;

impl Playbook {
    /// Everything asked of the sender: the card, then the sections in order. The accept form's fields are not among
    /// them.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.card.iter().chain(self.sections.iter().flat_map(|section| &section.fields))
    }

    /// A field of the card, a section or the accept form.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().chain(&self.at_accept).find(|field| field.key == key)
    }

    /// A section.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// The section that asks the field; none for a field of the card or the accept form.
    pub fn section_of(&self, field_key: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.fields.iter().any(|field| field.key == field_key))
    }

    /// The screens that the sender must pass through, in order.
    pub fn core_sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.core)
    }

    /// A checklist item.
    pub fn item(&self, key: &str) -> Option<&ItemSpec> {
        self.checklist.iter().find(|item| item.key == key)
    }

    /// A clock; `accept`, `kickoff`, `complete`, `resubmit` and `answer` are there in every playbook.
    pub fn clock(&self, kind: ClockKind) -> Option<&ClockSpec> {
        self.clocks.iter().find(|spec| spec.clock == kind)
    }

    /// The draft of this playbook that a date in handoffs of the playbook `source` opens, if it does.
    pub fn dated_draft_from(&self, source: &str) -> Option<DatedDraft> {
        let auto = self.auto_draft.as_ref().filter(|auto| auto.from_playbooks.iter().any(|key| key == source))?;
        Some(DatedDraft { playbook: self.key.clone(), field: auto.field.clone(), before: auto.before })
    }

    /// Whether the brief makes this a handoff of high risk, which needs a what-if plan and a backup.
    pub fn is_high_risk(&self, brief: &Brief) -> bool {
        self.high_risk.as_ref().is_some_and(|condition| condition.holds(brief))
    }

    /// Whether the receiver tells in the accept form how risky it is, and not the sender.
    pub fn judges_risk_at_accept(&self) -> bool {
        let is_judged = |condition: &Condition| self.at_accept.iter().any(|field| field.key == condition.field);
        self.high_risk.as_ref().is_some_and(is_judged)
    }

    /// Whether only sender, receiver, backup and managers may see the field. A field the playbook does not know (of an
    /// older version) is kept from everyone else too.
    pub fn restricted(&self, key: &str) -> bool {
        self.field(key).is_none_or(|field| field.restricted)
    }

    /// The field with this meaning; a playbook has at most one.
    pub fn with_meaning(&self, meaning: Meaning) -> Option<&Field> {
        self.fields().find(|field| field.meaning == Some(meaning))
    }
}

impl Field {
    /// Whether the field is asked, given the other answers.
    pub fn applies(&self, brief: &Brief) -> bool {
        holds_or_absent(self.applies_when.as_ref(), brief)
    }

    /// Whether an empty answer keeps the brief from being sent.
    pub fn is_required(&self, is_high_risk: bool) -> bool {
        self.required || (self.required_at_high_risk && is_high_risk)
    }

    /// What people read for the key of an option.
    pub fn option_label(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|option| option.key == key).map(|option| option.label.as_str())
    }
}

impl ItemSpec {
    /// Whether the task belongs to this handoff, given the brief.
    pub fn applies(&self, brief: &Brief) -> bool {
        holds_or_absent(self.applies_when.as_ref(), brief)
    }
}

impl Condition {
    /// Whether the field has one of the values; never while it is empty or could not be read.
    pub fn holds(&self, brief: &Brief) -> bool {
        let Some(value) = brief.value(&self.field) else { return false };
        let is_named = |key: &str| self.is.iter().any(|wanted| wanted == key);
        match value {
            Value::Choice(key) => is_named(key),
            Value::Multi(keys) => keys.iter().any(|key| is_named(key)),
            Value::Yesno(yes) => is_named(if *yes { "yes" } else { "no" }),
            Value::Text(_)
            | Value::List(_)
            | Value::Money { .. }
            | Value::Date(_)
            | Value::Datetime(_)
            | Value::Number(_)
            | Value::Person(_)
            | Value::NotApplicable(_)
            | Value::Unread(_) => false,
        }
    }
}

impl DueSpec {
    /// How long from (or before) the origin, given the brief.
    pub fn span(&self, brief: &Brief) -> Option<Span> {
        span_for(&self.branches, brief)
    }
}

/// The span of the first branch whose condition holds. Loaded playbooks end in a branch without one, so they always
/// give a span.
pub fn span_for(branches: &[Branch], brief: &Brief) -> Option<Span> {
    branches.iter().find(|branch| holds_or_absent(branch.when.as_ref(), brief)).map(|branch| branch.span)
}

fn holds_or_absent(condition: Option<&Condition>, brief: &Brief) -> bool {
    condition.is_none_or(|condition| condition.holds(brief))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::playbook::load;

    const ISSUE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/csm_support_issue.toml"));

    fn issue() -> Playbook {
        load::parse("csm_support_issue.toml", ISSUE).unwrap()
    }

    fn with_impact(key: &str) -> Brief {
        let mut brief = Brief::default();
        brief.set("impact", Value::Choice(key.to_owned()));
        brief
    }

    #[test]
    fn fields_come_in_the_order_they_are_asked() {
        let playbook = issue();
        let keys: Vec<&str> = playbook.fields().map(|field| field.key.as_str()).take(6).collect();
        assert_eq!(keys, ["impact", "mood", "talks_now", "customer", "what_happens", "since"]);
        let core: Vec<&str> = playbook.core_sections().map(|section| section.key.as_str()).collect();
        assert_eq!(core, ["issue", "plan"]);
        assert_eq!(playbook.section_of("what_if").map(|section| section.key.as_str()), Some("plan"));
        assert_eq!(playbook.section_of("impact"), None);
        assert_eq!(playbook.with_meaning(Meaning::Severity).map(|field| field.key.as_str()), Some("impact"));
        assert!(playbook.item("ticket_linked").is_some() && playbook.item("ticket").is_none());
    }

    #[test]
    fn the_first_branch_that_fits_decides() {
        let playbook = issue();
        let accept = &playbook.clock(ClockKind::Accept).unwrap().due;
        let span = |brief: &Brief| accept.span(brief).unwrap().to_string();
        assert_eq!(span(&with_impact("blocked")), "1bh");
        assert_eq!(span(&with_impact("question")), "4bh");
        assert_eq!(span(&Brief::default()), "4bh");
        assert_eq!(span_for(&[], &Brief::default()), None);
    }

    #[test]
    fn high_risk_is_what_the_brief_says() {
        let playbook = issue();
        assert!(playbook.is_high_risk(&with_impact("blocked")));
        assert!(!playbook.is_high_risk(&with_impact("degraded")) && !playbook.is_high_risk(&Brief::default()));
        let what_if = playbook.field("what_if").unwrap();
        assert!(what_if.is_required(true) && !what_if.is_required(false));
    }

    #[test]
    fn conditions_hold_for_chosen_answers_only() {
        let condition = Condition { field: "f".to_owned(), is: vec!["a".to_owned(), "yes".to_owned()] };
        let holds = |value: Value| {
            let mut brief = Brief::default();
            brief.set("f", value);
            condition.holds(&brief)
        };
        assert!(holds(Value::Choice("a".to_owned())) && !holds(Value::Choice("b".to_owned())));
        assert!(holds(Value::Multi(vec!["b".to_owned(), "a".to_owned()])) && !holds(Value::Multi(vec![])));
        assert!(holds(Value::Yesno(true)) && !holds(Value::Yesno(false)));
        assert!(!holds(Value::Text("a".to_owned())) && !holds(Value::Unread("a".to_owned())));
    }

    #[test]
    fn what_is_not_known_is_kept_from_others() {
        let playbook = issue();
        assert!(playbook.restricted("mood") && !playbook.restricted("impact"));
        assert!(playbook.restricted("a_field_of_an_older_version"));
    }
}
