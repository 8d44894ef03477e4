//! Rules about what a brief asks: card, sections, fields, the core's size, high risk.

use super::place::Found;
use super::rules::{Place, Placed, Rules, counted};
use super::words::suggest;
use crate::domain::playbook::{
    ACCEPT_FIELDS_MAX, CORE_FIELDS_MAX, CORE_SECTIONS_MAX, Condition, Field, FieldKind, HELP_CHARS_MAX,
    LABEL_CHARS_MAX, Meaning, OPTIONS_MAX, SECTION_FIELDS_MAX, Star,
};

/// At most so many characters in a key.
pub(super) const KEY_CHARS_MAX: usize = 40;
/// At most so many characters in a sentence of a card.
pub(super) const SENTENCE_CHARS_MAX: usize = 200;
/// At most so many characters in an option; the narrowest select of the platforms takes 75.
const OPTION_CHARS_MAX: usize = 75;

impl Rules<'_, '_> {
    pub(super) fn check_brief(&mut self) {
        self.check_sections();
        for placed in self.fields.clone() {
            self.check_field(placed);
        }
        self.check_meanings();
        self.check_core_size();
        self.check_high_risk();
    }

    fn check_sections(&mut self) {
        let mut core = 0;
        let mut is_core_over = false;
        for (at, section) in self.playbook.sections.iter().enumerate() {
            let path = format!("section[{at}]");
            self.check_shown(&format!("{path}.title"), &section.title, LABEL_CHARS_MAX);
            let fields = section.fields.len();
            if fields == 0 {
                self.found.add(&format!("{path}.field"), "The section asks nothing.", "Add a block [[section.field]].");
            } else if fields > SECTION_FIELDS_MAX {
                let what = format!("The section has {fields} fields; a screen takes {SECTION_FIELDS_MAX}.");
                self.found.add(&path, what, "Move some to another section, or begin a new one.");
            }
            core += usize::from(section.core);
            if section.core && core > CORE_SECTIONS_MAX {
                let what =
                    format!("This is core section {core}; the sender passes through {CORE_SECTIONS_MAX} at most.");
                self.found.add(&format!("{path}.core"), what, "Leave out core = true here, or join two of them.");
            } else if section.core && is_core_over {
                let what = "A core section stands behind one that is not.";
                self.found.add(&format!("{path}.core"), what, "Move it up: core sections come first.");
            }
            is_core_over |= !section.core;
        }
        if self.playbook.at_accept.len() > ACCEPT_FIELDS_MAX {
            let hint = "The form has three lines for the read-back already; it takes five.";
            let what = format!("The accept form asks more than {}.", counted(ACCEPT_FIELDS_MAX, "field"));
            self.found.add(&format!("at_accept[{ACCEPT_FIELDS_MAX}]"), what, hint);
        }
    }

    fn check_field(&mut self, placed: Placed) {
        let (field, path) = (placed.field, placed.path());
        self.check_shown(&format!("{path}.label"), &field.label, LABEL_CHARS_MAX);
        self.check_shown_if_any(&format!("{path}.help"), &field.help, HELP_CHARS_MAX);
        self.check_shown_if_any(&format!("{path}.example"), &field.example, SENTENCE_CHARS_MAX);
        self.check_options(&path, field);
        check_items(&path, field, self.found);
        self.check_place(&path, placed);
        if let Some(condition) = &field.applies_when {
            let path = format!("{path}.applies_when");
            self.check_condition(&path, condition);
            if condition.field == field.key {
                self.found.add(&format!("{path}.field"), "A field cannot wait for itself.", "Name another field.");
            }
        }
    }

    fn check_options(&mut self, path: &str, field: &Field) {
        let path = format!("{path}.options");
        let takes_options = matches!(field.kind, FieldKind::Choice | FieldKind::Multi);
        if !takes_options {
            if !field.options.is_empty() {
                let hint = "Make it type = \"choice\" (one of them) or \"multi\" (some of them), or leave them out.";
                self.found.add(&path, "Only a choice has options.", hint);
            }
            return;
        }
        let count = field.options.len();
        if count == 0 {
            let hint = "Add options = [{ key = \"…\", label = \"…\" }], one for each answer.";
            self.found.add(&path, "A choice needs options.", hint);
        } else if count > OPTIONS_MAX {
            let what = format!("It has {count} options; a select takes {OPTIONS_MAX}.");
            self.found.add(&path, what, "Join some, or ask it as type = \"short\".");
        }
        for (at, option) in field.options.iter().enumerate() {
            let path = format!("{path}[{at}]");
            self.check_key(&format!("{path}.key"), &option.key);
            self.check_shown(&format!("{path}.label"), &option.label, OPTION_CHARS_MAX);
            if field.options.iter().take(at).any(|earlier| earlier.key == option.key) {
                let what = format!("There is another option with the key `{}`.", option.key);
                self.found.add(&format!("{path}.key"), what, "Give one of them another key.");
            }
        }
    }

    /// What may stand on the card, in the core, in the accept form.
    fn check_place(&mut self, path: &str, placed: Placed) {
        let field = placed.field;
        let is_select = matches!(field.kind, FieldKind::Choice | FieldKind::Multi | FieldKind::Yesno | FieldKind::User);
        let is_core = match placed.place {
            Place::Card(_) => true,
            Place::Section { section, is_core, .. } => is_core || self.found.has(&format!("section[{section}].core")),
            Place::AtAccept(_) => field.required && !field.required_at_high_risk,
        };
        let has_select_only = matches!(placed.place, Place::Card(_) | Place::AtAccept(_));
        if has_select_only && !is_select && !self.has_doubtful_kind(placed) {
            let hint = "Move it into a section, or make it a choice, multi, yesno or user.";
            self.found.add(&format!("{path}.type"), "Only what is chosen fits here, nothing typed.", hint);
        }
        let word = if field.required { "required" } else { "required_at_high_risk" };
        let path = format!("{path}.{word}");
        if field.required && field.required_at_high_risk {
            self.found.add(&path, "It is required always and at high risk.", "Keep one of the two lines.");
        } else if (field.required || field.required_at_high_risk) && !is_core {
            let what = "It is required, but the sender does not pass through this section.";
            self.found.add(
                &path,
                what,
                "Add core = true to the section, or leave it out here and write star = \"starred\".",
            );
        } else if field.required_at_high_risk && self.playbook.high_risk.is_none() {
            let hint = "Add high_risk = { field = \"…\", is = [\"…\"] } at the top, or leave this line out.";
            self.found.add(&path, "Nothing says when a handoff is of high risk.", hint);
        }
    }

    fn check_meanings(&mut self) {
        for (at, placed) in self.fields.clone().into_iter().enumerate() {
            let Some(meaning) = placed.field.meaning else { continue };
            let path = format!("{}.meaning", placed.path());
            let fitting: &[FieldKind] = match meaning {
                Meaning::SuccessCriteria => &[FieldKind::List, FieldKind::Long],
                Meaning::Promises => &[FieldKind::List],
                Meaning::Contact | Meaning::Customer => &[FieldKind::Short],
                Meaning::KickoffTime => &[FieldKind::Datetime],
                Meaning::Severity => &[FieldKind::Choice, FieldKind::Yesno],
            };
            if !fitting.contains(&placed.field.kind) && !self.has_doubtful_kind(placed) {
                let names: Vec<String> = fitting.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect();
                let hint = format!("Make it type = \"{}\", or leave the meaning out.", names.join("\" or \""));
                self.found.add(&path, "This type of field cannot have that meaning.", hint);
            }
            if self.fields.iter().take(at).any(|earlier| earlier.field.meaning == Some(meaning)) {
                self.found.add(&path, "Another field has that meaning already.", "Leave it out in one of the two.");
            }
        }
    }

    /// Required fields, those required only at high risk, and the backup where a high risk exists.
    fn check_core_size(&mut self) {
        let backup = usize::from(self.playbook.high_risk.is_some());
        let is_core = |placed: &&Placed| !matches!(placed.place, Place::AtAccept(_)) && placed.field.is_required(true);
        let core: Vec<&Placed> = self.fields.iter().filter(is_core).collect();
        let count = core.len() + backup;
        if let Some(first_too_many) = core.get(CORE_FIELDS_MAX - backup) {
            let with_backup = if backup == 1 { ", the backup counted" } else { "" };
            let what = format!("The playbook requires {count} fields{with_backup}; {CORE_FIELDS_MAX} is the most.");
            let hint = "Write star = \"starred\" instead of required where the receiver can act without it.";
            self.found.add(&format!("{}.required", first_too_many.path()), what, hint);
        }
    }

    fn check_high_risk(&mut self) {
        let playbook = self.playbook;
        match (&playbook.high_risk, &playbook.what_if) {
            (Some(condition), what_if) => {
                self.check_condition("high_risk", condition);
                self.check_severity(condition);
                if let Some(key) = what_if {
                    self.check_what_if(key);
                } else {
                    let hint = "Add what_if = \"…\", the key of the field that holds the plan.";
                    self.found.add("high_risk", "At high risk a what-if plan is needed, and no field holds it.", hint);
                }
            }
            (None, Some(_)) => {
                let hint = "Add high_risk = { field = \"…\", is = [\"…\"] }, or leave the line out.";
                self.found.add(
                    "what_if",
                    "A what-if plan is only needed at high risk, and nothing says when that is.",
                    hint,
                );
            }
            (None, None) => {}
        }
    }

    /// A high risk that need not be told would never be high.
    fn check_severity(&mut self, condition: &Condition) {
        if let Some(placed) = self.field(&condition.field)
            && !placed.field.required
        {
            let what = format!("`{}` decides about high risk, and may be left empty.", condition.field);
            self.found.add("high_risk.field", what, "Add required = true to that field.");
        }
    }

    fn check_what_if(&mut self, key: &str) {
        let Some(placed) = self.known_field("what_if", key) else { return };
        let field = placed.field;
        let is_text = matches!(field.kind, FieldKind::Short | FieldKind::Long | FieldKind::List);
        if !is_text && !self.has_doubtful_kind(placed) {
            let hint = "Make it type = \"list\", \"long\" or \"short\".";
            self.found.add("what_if", format!("`{key}` cannot hold a plan."), hint);
        } else if !field.is_required(true) {
            let what = format!("`{key}` holds the plan, and may be left empty at high risk.");
            self.found.add("what_if", what, "Add required_at_high_risk = true to that field.");
        } else if field.star == Star::OrNotApplicable {
            let what = format!("`{key}` holds the plan, and may be waived.");
            self.found.add("what_if", what, "Write star = \"starred\" there, or leave the star out.");
        }
    }

    /// Fields that the sender fills and everyone in the thread may read.
    pub(super) fn check_open_field(&mut self, path: &str, key: &str) {
        let open: Vec<&str> =
            self.fields.iter().filter(|placed| is_open(placed)).map(|placed| placed.field.key.as_str()).collect();
        match self.field(key) {
            None => {
                let hint = suggest(key, &open);
                self.found.add(path, format!("There is no field `{key}`."), hint);
            }
            Some(placed) if placed.field.restricted => {
                let hint = "Leave it out here, or take restricted = true from the field.";
                self.found.add(path, format!("`{key}` is restricted; not everyone who reads this may see it."), hint);
            }
            Some(_) => {}
        }
    }
}

fn is_open(placed: &Placed) -> bool {
    !placed.field.restricted
}

fn check_items(path: &str, field: &Field, found: &mut Found) {
    let Some((least, most)) = field.items else { return };
    let path = format!("{path}.items");
    if field.kind != FieldKind::List {
        found.add(&path, "Only a list has items.", "Make it type = \"list\", or leave the line out.");
    } else if least > most || most == 0 {
        let hint = "Write the least and the most, such as [1, 3].";
        found.add(&path, format!("No list has {least} to {most} items."), hint);
    }
}
