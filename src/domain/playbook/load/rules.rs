//! What must be true of a playbook beyond its shape: the frame of the rules, keys, conditions and shown words.
//!
//! What the brief asks is in `ask_rules`, time in `time_rules`, tasks and texts in `text_rules`.

use std::collections::BTreeSet;

use super::place::Found;
use super::words::{short_code, suggest};
use crate::domain::playbook::{Condition, FORMAT, Field, FieldKind, LABEL_CHARS_MAX, Playbook};

/// A field, where it stands, and whether it is part of the core.
#[derive(Clone, Copy)]
pub(super) struct Placed<'p> {
    pub(super) field: &'p Field,
    pub(super) place: Place,
}

/// Where a field stands, with its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Card(usize),
    Section { section: usize, field: usize, is_core: bool },
    AtAccept(usize),
}

impl Placed<'_> {
    pub(super) fn path(&self) -> String {
        match self.place {
            Place::Card(at) => format!("card[{at}]"),
            Place::Section { section, field, .. } => format!("section[{section}].field[{field}]"),
            Place::AtAccept(at) => format!("at_accept[{at}]"),
        }
    }
}

/// The rules under way.
pub(super) struct Rules<'p, 'f> {
    pub(super) playbook: &'p Playbook,
    pub(super) fields: Vec<Placed<'p>>,
    pub(super) found: &'f mut Found,
}

/// Checks everything and notes what is wrong.
pub(super) fn check(playbook: &Playbook, found: &mut Found) {
    let mut rules = Rules { playbook, fields: placed(playbook), found };
    rules.check_head();
    rules.check_keys();
    rules.check_brief();
    rules.check_time();
    rules.check_tasks_and_texts();
}

fn placed(playbook: &Playbook) -> Vec<Placed<'_>> {
    let card = playbook.card.iter().enumerate().map(|(at, field)| Placed { field, place: Place::Card(at) });
    let asked = playbook.sections.iter().enumerate().flat_map(|(at, section)| {
        section.fields.iter().enumerate().map(move |(field_at, field)| {
            let place = Place::Section { section: at, field: field_at, is_core: section.core };
            Placed { field, place }
        })
    });
    let accept = playbook.at_accept.iter().enumerate().map(|(at, field)| Placed { field, place: Place::AtAccept(at) });
    card.chain(asked).chain(accept).collect()
}

impl<'p> Rules<'p, '_> {
    pub(super) fn field(&self, key: &str) -> Option<Placed<'p>> {
        self.fields.iter().find(|placed| placed.field.key == key).copied()
    }

    /// The field, or a finding that there is none.
    pub(super) fn known_field(&mut self, path: &str, key: &str) -> Option<Placed<'p>> {
        let field = self.field(key);
        if field.is_none() {
            let known: Vec<&str> = self.fields.iter().map(|placed| placed.field.key.as_str()).collect();
            self.found.add(path, format!("There is no field `{key}`."), suggest(key, &known));
        }
        field
    }

    /// Whether the field's type or options were not understood; what follows from them is then left unsaid.
    pub(super) fn has_doubtful_kind(&self, placed: Placed) -> bool {
        let (path, field) = (placed.path(), placed.field);
        let lacks_options = matches!(field.kind, FieldKind::Choice | FieldKind::Multi) && field.options.is_empty();
        lacks_options || self.found.has(&format!("{path}.type"))
    }

    /// Words that people read: there, on one line, short enough, without codes.
    pub(super) fn check_shown(&mut self, path: &str, text: &str, chars_max: usize) {
        let chars = text.chars().count();
        if text.trim().is_empty() {
            self.found.add(path, "It is empty.", "Write what people should read there.");
        } else if chars > chars_max {
            let hint = format!("Leave out {}; details may stand in `help`.", counted(chars - chars_max, "character"));
            self.found.add(path, format!("It has {chars} characters; {chars_max} fit."), hint);
        } else if text.contains(char::is_control) {
            self.found.add(path, "It has more than one line.", "Write it on one line.");
        } else if let Some(code) = short_code(text) {
            let hint = "Say it in words, such as \"four working hours\" or \"promised time\".";
            self.found.add(path, format!("People would read the short code `{code}`."), hint);
        }
    }

    /// Like [`Self::check_shown`], but may be empty.
    pub(super) fn check_shown_if_any(&mut self, path: &str, text: &str, chars_max: usize) {
        if !text.is_empty() {
            self.check_shown(path, text, chars_max);
        }
    }

    pub(super) fn check_condition(&mut self, path: &str, condition: &Condition) {
        let Some(placed) = self.known_field(&format!("{path}.field"), &condition.field) else { return };
        if self.has_doubtful_kind(placed) {
            return;
        }
        let options: Vec<&str> = match placed.field.kind {
            FieldKind::Choice | FieldKind::Multi => {
                placed.field.options.iter().map(|option| option.key.as_str()).collect()
            }
            FieldKind::Yesno => vec!["yes", "no"],
            FieldKind::Short
            | FieldKind::Long
            | FieldKind::Money
            | FieldKind::Date
            | FieldKind::Datetime
            | FieldKind::Number
            | FieldKind::User
            | FieldKind::Link
            | FieldKind::List => {
                let what = format!("`{}` has no fixed answers that a condition could name.", condition.field);
                self.found.add(&format!("{path}.field"), what, "Name a field of type choice, multi or yesno.");
                return;
            }
        };
        if condition.is.is_empty() {
            self.found.add(
                &format!("{path}.is"),
                "It names no answer.",
                format!("Name one of: {}.", options.join(", ")),
            );
        }
        for (at, answer) in condition.is.iter().enumerate().filter(|(_, answer)| !options.contains(&answer.as_str())) {
            let what = format!("`{answer}` is no answer of `{}`.", condition.field);
            self.found.add(&format!("{path}.is[{at}]"), what, suggest(answer, &options));
        }
    }

    fn check_head(&mut self) {
        let playbook = self.playbook;
        if playbook.format != FORMAT {
            let what = format!("Baton reads format {FORMAT}, not {}.", playbook.format);
            self.found.add("format", what, format!("Write format = {FORMAT}; for a newer format, update Baton."));
        }
        self.check_key("key", &playbook.key);
        for (path, text, chars_max) in [
            ("name", &playbook.name, LABEL_CHARS_MAX),
            ("trigger", &playbook.trigger, super::ask_rules::SENTENCE_CHARS_MAX),
            ("sender", &playbook.sender, LABEL_CHARS_MAX),
            ("receiver", &playbook.receiver, LABEL_CHARS_MAX),
        ] {
            self.check_shown(path, text, chars_max);
        }
    }

    pub(super) fn check_key(&mut self, path: &str, key: &str) {
        let is_plain = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && key.len() <= super::ask_rules::KEY_CHARS_MAX;
        if !is_plain {
            let hint = "Use small letters, digits and _, a letter first, 40 at most: renewal_date.";
            self.found.add(path, format!("`{key}` cannot be a key."), hint);
        }
    }

    /// Every key well formed, and used once among its kind.
    fn check_keys(&mut self) {
        let playbook = self.playbook;
        let fields: Vec<(String, &str)> =
            self.fields.iter().map(|placed| (placed.path(), placed.field.key.as_str())).collect();
        self.check_unique("field", &fields);
        self.check_unique(
            "section",
            &numbered("section", playbook.sections.iter().map(|section| section.key.as_str())),
        );
        // A manager waives a clause by its key, and ticked clauses are items: they share their keys.
        let mut tasks = numbered("checklist", playbook.checklist.iter().map(|item| item.key.as_str()));
        tasks.extend(numbered("done", playbook.done.iter().map(|clause| clause.key.as_str())));
        self.check_unique("checklist item or clause", &tasks);
        self.check_unique("alarm", &numbered("alarm", playbook.alarms.iter().map(|alarm| alarm.key.as_str())));
        self.check_unique("tick", &numbered("tick", playbook.ticks.iter().map(|tick| tick.key.as_str())));
        self.check_unique("coach note", &numbered("coach", playbook.coach.iter().map(|note| note.key.as_str())));
        self.check_unique("gate", &numbered("gate", playbook.gates.iter().map(|gate| gate.key.as_str())));
        for (at, item) in playbook.checklist.iter().enumerate() {
            if item.key == crate::domain::playbook::READ_BACK_ITEM {
                let hint = "Choose another key; to have it ticked with the read-back, add ticked_when = \"read_back_settled\".";
                self.found.add(&format!("checklist[{at}].key"), "Baton adds an item `read_back` itself.", hint);
            }
        }
    }

    fn check_unique(&mut self, kind: &str, keys: &[(String, &str)]) {
        let mut seen = BTreeSet::new();
        for (block, key) in keys {
            let path = format!("{block}.key");
            self.check_key(&path, key);
            if !seen.insert(*key) {
                let hint = "Give one of them another key.";
                self.found.add(&path, format!("There is another {kind} with the key `{key}`."), hint);
            }
        }
    }
}

fn numbered<'k>(list: &str, keys: impl Iterator<Item = &'k str>) -> Vec<(String, &'k str)> {
    keys.enumerate().map(|(at, key)| (format!("{list}[{at}]"), key)).collect()
}

/// `1 field`, `6 fields`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
