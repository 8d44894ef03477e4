//! A field of the playbook as an input of a form.

use super::super::view::{View, short};
use super::{HELP_CHARS, LABEL_CHARS, option};
use crate::chat::form::{Input, InputKind};
use crate::domain::brief::value::{self, LINK_CHARS_MAX, LONG_CHARS_MAX, SHORT_CHARS_MAX};
use crate::domain::playbook::{Field, FieldKind};

/// Characters of an amount, a number or a date typed freely.
const FIGURE_CHARS: u16 = 60;

/// The field with its present answer. `required` is whether the platform shall insist.
pub fn field_input(v: &View<'_>, field: &Field, required: bool) -> Input {
    let value = v.handoff.brief.value(&field.key).map(value::to_typed).unwrap_or_default();
    let mut kind = kind(v, field);
    if let InputKind::Options { options, .. } = &mut kind {
        for option in options {
            option.chosen = value.lines().any(|line| line == option.value);
        }
    }
    Input {
        key: field.key.clone(),
        label: short(&field.label, LABEL_CHARS),
        help: short(&field.help, HELP_CHARS),
        example: short(&field.example, HELP_CHARS),
        kind,
        required,
        value,
    }
}

fn kind(v: &View<'_>, field: &Field) -> InputKind {
    let line = |max: usize| InputKind::Line { max: u16::try_from(max).unwrap_or(u16::MAX) };
    let lines = |max: usize| InputKind::Lines { max: u16::try_from(max).unwrap_or(u16::MAX) };
    let options = || field.options.iter().map(|choice| option(&choice.key, &choice.label)).collect();
    match field.kind {
        FieldKind::Short => line(SHORT_CHARS_MAX),
        FieldKind::Link => line(LINK_CHARS_MAX),
        FieldKind::Long | FieldKind::List => lines(LONG_CHARS_MAX),
        FieldKind::Choice => InputKind::Options { options: options(), several: false },
        FieldKind::Multi => InputKind::Options { options: options(), several: true },
        FieldKind::Yesno => {
            let answers = ["yes", "no"].map(|key| option(key, &v.words.yes_or_no(key)));
            InputKind::Options { options: answers.into(), several: false }
        }
        FieldKind::Money | FieldKind::Number => InputKind::Line { max: FIGURE_CHARS },
        FieldKind::Date => InputKind::Date,
        FieldKind::Datetime => InputKind::Datetime,
        FieldKind::User => InputKind::Person,
    }
}
