//! The forms that ask for a person, a reason or one line: not mine, reassign, cancel, waive, override, wait, not quite.

use super::super::view::{View, short};
use super::{Asked, HELP_CHARS, customer, form, line, lines};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::route::Verb;
use crate::chat::text::messages;

/// The person chosen.
pub const TO: &str = "to";
/// The reason typed.
pub const REASON: &str = "reason";
/// The line typed.
pub const LINE: &str = "line";

messages! {
    fn not_mine_title(customer: Plain) -> String;
    fn not_mine_to() -> String;
    fn not_mine_help() -> String;
    fn reassign_title(customer: Plain) -> String;
    fn reassign_to() -> String;
    fn reassign_reason() -> String;
    fn reassign_help() -> String;
    fn cancel_title(customer: Plain) -> String;
    fn cancel_reason() -> String;
    fn cancel_help() -> String;
    fn waive_title() -> String;
    fn waive_reason() -> String;
    fn override_title() -> String;
    fn override_reason() -> String;
    fn wait_title(customer: Plain) -> String;
    fn wait_reason() -> String;
    fn wait_help() -> String;
    fn wait_example() -> String;
    fn not_quite_title(customer: Plain) -> String;
    fn not_quite_line() -> String;
    fn not_quite_help(receiver: Plain) -> String;
}

/// "Whose is it instead?"
pub fn not_mine_form(v: &View<'_>) -> Form {
    let to = person(v.words.not_mine_to(), v.words.not_mine_help());
    form(v, Verb::NotMine, "", &v.words.not_mine_title(&customer(v)), vec![to])
}

/// To somebody else, and why.
pub fn reassign_form(v: &View<'_>) -> Form {
    let to = person(v.words.reassign_to(), String::new());
    let why = reason(v.words.reassign_reason(), v.words.reassign_help());
    form(v, Verb::Reassign, "", &v.words.reassign_title(&customer(v)), vec![to, why])
}

/// Why it stops.
pub fn cancel_form(v: &View<'_>) -> Form {
    let why = reason(v.words.cancel_reason(), v.words.cancel_help());
    let mut form = form(v, Verb::Cancel, "", &v.words.cancel_title(&customer(v)), vec![why]);
    form.submit = v.words.button_cancel();
    form
}

/// Why a clause does not apply here.
pub fn waive_form(v: &View<'_>, clause: &str) -> Form {
    let why = reason(v.words.waive_reason(), short(&v.clause_label(clause), HELP_CHARS));
    form(v, Verb::Waive, clause, &v.words.waive_title(), vec![why])
}

/// Why a gate does not hold here.
pub fn override_form(v: &View<'_>, gate: &str) -> Form {
    let why = reason(v.words.override_reason(), short(&v.gate_label(gate), HELP_CHARS));
    form(v, Verb::Override, gate, &v.words.override_title(), vec![why])
}

/// Why we wait.
pub fn wait_form(v: &View<'_>) -> Form {
    let mut why = reason(v.words.wait_reason(), v.words.wait_help());
    why.example = short(&v.words.wait_example(), HELP_CHARS);
    form(v, Verb::Wait, "", &v.words.wait_title(&customer(v)), vec![why])
}

/// One correcting line.
pub fn not_quite_form(v: &View<'_>) -> Form {
    let asked = Asked {
        key: LINE,
        label: v.words.not_quite_line(),
        help: v.words.not_quite_help(&v.name(v.handoff.owner())),
        example: String::new(),
        kind: line(),
        required: true,
    };
    form(v, Verb::NotQuite, "", &v.words.not_quite_title(&customer(v)), vec![asked.into()])
}

fn person(label: String, help: String) -> Input {
    Asked { key: TO, label, help, example: String::new(), kind: InputKind::Person, required: true }.into()
}

fn reason(label: String, help: String) -> Input {
    Asked { key: REASON, label, help, example: String::new(), kind: lines(), required: true }.into()
}
