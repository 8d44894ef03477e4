//! Rules about what is read and done: summary, checklist, first contact, "done", scorecard, texts and drafts made by a
//! date.

use super::ask_rules::SENTENCE_CHARS_MAX;
use super::rules::{Place, Rules, counted};
use super::words::suggest;
use crate::domain::playbook::{
    ClauseMet, CoachWhen, Field, FieldKind, HELP_CHARS_MAX, ItemSpec, LABEL_CHARS_MAX, Origin, SUMMARY_LINES_MAX, texts,
};

/// At most so many items, since they are ticked off in one select.
const ITEMS_MAX: usize = 25;
/// On a button.
const BUTTON_CHARS_MAX: usize = 80;
/// A second look later than in a year finds nobody who remembers.
const SECOND_LOOK_DAYS_MAX: u32 = 365;

impl Rules<'_, '_> {
    pub(super) fn check_tasks_and_texts(&mut self) {
        self.check_summary();
        self.check_checklist();
        self.check_kickoff();
        self.check_done();
        self.check_coach();
        self.check_scorecard();
        self.check_text("texts.intro", &self.playbook.texts.intro);
        self.check_text("texts.agenda", &self.playbook.texts.agenda);
        self.check_auto_draft();
    }

    fn check_summary(&mut self) {
        let summary = &self.playbook.summary;
        if summary.is_empty() {
            let hint = "Add blocks [[summary]] with label and fields; five are a good number.";
            self.found.add("summary", "The receiver would read nothing in the first message.", hint);
        } else if summary.len() > SUMMARY_LINES_MAX {
            let what = format!("The summary has {} lines; {SUMMARY_LINES_MAX} is the most.", summary.len());
            self.found.add(
                &format!("summary[{SUMMARY_LINES_MAX}]"),
                what,
                "Join some; the whole brief is one tap away.",
            );
        }
        for (at, line) in summary.iter().enumerate() {
            let path = format!("summary[{at}]");
            self.check_shown(&format!("{path}.label"), &line.label, LABEL_CHARS_MAX);
            if line.fields.is_empty() {
                self.found.add(&format!("{path}.fields"), "The line shows no field.", "Name at least one.");
            }
            for (field_at, key) in line.fields.iter().enumerate() {
                self.check_open_field(&format!("{path}.fields[{field_at}]"), key);
            }
        }
    }

    /// A note is about a field of the brief, and looks for what an answer of its type can lack.
    fn check_coach(&mut self) {
        let playbook = self.playbook;
        for (at, note) in playbook.coach.iter().enumerate() {
            let path = format!("coach[{at}]");
            self.check_shown(&format!("{path}.says"), &note.says, SENTENCE_CHARS_MAX);
            if let Some(condition) = &note.applies_when {
                self.check_condition(&format!("{path}.applies_when"), condition);
            }
            let field_path = format!("{path}.field");
            let Some(placed) = self.known_field(&field_path, &note.field) else { continue };
            if matches!(placed.place, Place::AtAccept(_)) {
                let what = format!("`{}` is asked of the receiver; a note is for the sender.", note.field);
                self.found.add(&field_path, what, "Name a field of the card or of a section.");
            }
            let is_text = matches!(placed.field.kind, FieldKind::Short | FieldKind::Long | FieldKind::List);
            let fits = match note.when {
                CoachWhen::Empty => true,
                CoachWhen::Thin | CoachWhen::NoNumber => is_text,
                CoachWhen::OneItem => placed.field.kind == FieldKind::List,
            };
            if !fits && !self.has_doubtful_kind(placed) {
                let what = format!("An answer of `{}` cannot lack that.", note.field);
                let hint = "thin and no_number look at texts and lists, one_item at lists, empty at everything.";
                self.found.add(&format!("{path}.when"), what, hint);
            }
        }
    }

    fn check_checklist(&mut self) {
        let items = &self.playbook.checklist;
        let choices = items.len() + items.iter().filter(|item| item.declinable).count();
        if choices > ITEMS_MAX {
            let what = format!("The checklist has {}; a select takes {ITEMS_MAX}.", counted(choices, "choice"));
            let last = items.len().saturating_sub(1).min(ITEMS_MAX);
            self.found.add(
                &format!("checklist[{last}]"),
                what,
                "Join some items; one that may be declined counts twice.",
            );
        }
        for (at, item) in items.iter().enumerate() {
            self.check_item(&format!("checklist[{at}]"), item);
        }
    }

    fn check_item(&mut self, path: &str, item: &ItemSpec) {
        self.check_shown(&format!("{path}.label"), &item.label, HELP_CHARS_MAX);
        if let Some(due) = &item.due {
            self.check_due(&format!("{path}.due"), due, &[Origin::Returned, Origin::Asked]);
        }
        if let Some(condition) = &item.applies_when {
            self.check_condition(&format!("{path}.applies_when"), condition);
        }
        if let Some(asks) = &item.asks {
            self.check_shown(&format!("{path}.asks"), asks, LABEL_CHARS_MAX);
        } else if item.passes_on {
            let hint = "Add `asks` with the words of the line, or leave out `passes_on`.";
            self.found.add(&format!("{path}.passes_on"), "There is no line to pass on.", hint);
        }
        if let Some(met) = &item.ticked_when {
            self.check_met(&format!("{path}.ticked_when"), met);
            if item.declinable {
                let hint = "Leave out either `declinable` or `ticked_when`.";
                self.found.add(&format!("{path}.declinable"), "Nobody is asked when Baton ticks it by itself.", hint);
            }
            if item.asks.is_some() {
                let hint = "Leave out either `asks` or `ticked_when`.";
                self.found.add(&format!("{path}.asks"), "Nobody is asked when Baton ticks it by itself.", hint);
            }
        }
    }

    fn check_met(&mut self, path: &str, met: &ClauseMet) {
        match met {
            ClauseMet::Field(key) => drop(self.known_field(path, key)),
            ClauseMet::Accepted | ClauseMet::ReadBackSettled | ClauseMet::FirstContact => {}
        }
    }

    fn check_kickoff(&mut self) {
        let playbook = self.playbook;
        let kickoff = &playbook.kickoff;
        self.check_shown("kickoff.button", &kickoff.button, BUTTON_CHARS_MAX);
        self.check_shown("kickoff.noun", &kickoff.noun, LABEL_CHARS_MAX);
        for (at, key) in kickoff.needs_items.iter().enumerate() {
            let path = format!("kickoff.needs_items[{at}]");
            match playbook.item(key) {
                None => {
                    let known: Vec<&str> = playbook.checklist.iter().map(|item| item.key.as_str()).collect();
                    self.found.add(&path, format!("There is no checklist item `{key}`."), suggest(key, &known));
                }
                Some(item) if item.ticked_when == Some(ClauseMet::FirstContact) => {
                    let what = format!("`{key}` is ticked by first contact, which would wait for it.");
                    self.found.add(&path, what, "Leave it out here, or take ticked_when from the item.");
                }
                Some(item) if item.asks.is_some() && item.ticked_when.is_none() => {
                    let what = format!("`{key}` asks for a line, and first contact is one tap.");
                    self.found.add(&path, what, "Leave it out here, or take asks from the item.");
                }
                Some(_) => {}
            }
        }
        for (at, key) in kickoff.needs_fields.iter().enumerate() {
            self.known_field(&format!("kickoff.needs_fields[{at}]"), key);
        }
    }

    fn check_done(&mut self) {
        let playbook = self.playbook;
        for (at, clause) in playbook.done.iter().enumerate() {
            let path = format!("done[{at}]");
            self.check_shown(&format!("{path}.label"), &clause.label, HELP_CHARS_MAX);
            self.check_met(&format!("{path}.met"), &clause.met);
        }
        if playbook.done.is_empty() && !playbook.checklist.iter().any(|item| item.done) {
            let hint = "Add a block [[done]], or done = true to a checklist item.";
            self.found.add("done", "Nothing says when the handoff is done.", hint);
        }
    }

    fn check_scorecard(&mut self) {
        let scorecard = &self.playbook.scorecard;
        for (word, text) in [
            ("needed", &scorecard.needed),
            ("timing", &scorecard.timing),
            ("felt", &scorecard.felt),
            ("extra_number", &scorecard.extra_number),
            ("extra_tick", &scorecard.extra_tick),
        ] {
            if let Some(text) = text {
                self.check_shown(&format!("scorecard.{word}"), text, HELP_CHARS_MAX);
            }
        }
        if !(1..=SECOND_LOOK_DAYS_MAX).contains(&scorecard.second_look_days) {
            let what = format!("{} days are no time for a second look.", scorecard.second_look_days);
            self.found.add("scorecard.second_look_days", what, "Write 14.");
        }
    }

    fn check_text(&mut self, path: &str, template: &str) {
        let fields: Vec<&Field> = self.fields.iter().map(|placed| placed.field).collect();
        for fault in texts::check(template, &fields) {
            let hint =
                "Words in {{ }} are keys of fields, or customer, sender, receiver; parts in {% %} are closed again.";
            self.found.add_within(path, fault.line, format!("{}.", fault.what), hint);
        }
    }

    fn check_auto_draft(&mut self) {
        let Some(auto) = &self.playbook.auto_draft else { return };
        if auto.from_playbooks.is_empty() {
            let hint = "Name the playbooks whose handoffs know the day, such as \"ae_csm\".";
            self.found.add("auto_draft.from_playbooks", "No playbook is named.", hint);
        }
        for (at, key) in auto.from_playbooks.iter().enumerate() {
            self.check_key(&format!("auto_draft.from_playbooks[{at}]"), key);
        }
        // The field stands in another playbook; only its form can be checked here.
        self.check_key("auto_draft.field", &auto.field);
        self.check_span("auto_draft.before", auto.before.amount);
    }
}
