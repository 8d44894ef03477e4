//! What ticking asks: the line of an item, and the new day of one that the customer declined. Both may stand in one form.

use super::super::view::{View, short};
use super::{Asked, HELP_CHARS, customer, form, line};
use crate::chat::form::{Form, INPUTS_MAX, Input, InputKind};
use crate::chat::route::Verb;
use crate::chat::text::messages;
use crate::domain::playbook::ItemSpec;

/// Ends the value of "declined" beside the item's own key, in the select and in the form.
const DECLINED: &str = ".declined";

messages! {
    fn tick_title(customer: Plain) -> String;
    fn tick_passed_on() -> String;
    fn tick_said() -> String;
    fn tick_new_day() -> String;
}

/// What was chosen in *Tick off…*, and what a form of this file asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// The item is done.
    Done(&'a str),
    /// The customer declined it.
    Declined(&'a str),
}

impl<'a> Chosen<'a> {
    /// From an option's value or an input's key.
    pub fn from_value(value: &'a str) -> Self {
        value.strip_suffix(DECLINED).map_or(Self::Done(value), Self::Declined)
    }

    /// As an option's value and an input's key.
    pub fn value(self) -> String {
        match self {
            Self::Done(item) => item.to_owned(),
            Self::Declined(item) => format!("{item}{DECLINED}"),
        }
    }

    fn item(self) -> &'a str {
        match self {
            Self::Done(item) | Self::Declined(item) => item,
        }
    }

    /// The question behind it; none where a tap is all.
    fn input(self, v: &View<'_>) -> Option<Input> {
        let spec = v.playbook.item(self.item())?;
        match self {
            Self::Done(_) => Some(line_input(v, spec, spec.asks.as_ref()?)),
            Self::Declined(_) => Some(day_input(v, spec, self.value())),
        }
    }
}

/// Whether something is to be asked before it is done.
pub fn asks(v: &View<'_>, chosen: Chosen<'_>) -> bool {
    chosen.input(v).is_some()
}

/// The form for what was chosen, as far as it asks and is still open; none where nothing does.
pub fn tick_form<'a>(v: &View<'_>, chosen: impl IntoIterator<Item = Chosen<'a>>) -> Option<Form> {
    let is_open = |chosen: &Chosen<'_>| v.handoff.item(chosen.item()).is_some_and(|item| item.ticked.is_none());
    let inputs: Vec<Input> =
        chosen.into_iter().filter(is_open).filter_map(|chosen| chosen.input(v)).take(INPUTS_MAX).collect();
    (!inputs.is_empty()).then(|| form(v, Verb::Tick, "", &v.words.tick_title(&customer(v)), inputs))
}

/// The id of that form.
pub fn tick_id(v: &View<'_>) -> String {
    v.id_with(Verb::Tick, "")
}

fn line_input(v: &View<'_>, spec: &ItemSpec, asks: &str) -> Input {
    let help = if spec.passes_on { v.words.tick_passed_on() } else { v.words.tick_said() };
    let asked = Asked { key: "", label: asks.to_owned(), help, example: String::new(), kind: line(), required: true };
    Input { key: spec.key.clone(), ..asked.into() }
}

fn day_input(v: &View<'_>, spec: &ItemSpec, key: String) -> Input {
    let help = short(&spec.label, HELP_CHARS);
    let label = v.words.tick_new_day();
    let asked = Asked { key: "", label, help, example: String::new(), kind: InputKind::Date, required: true };
    Input { key, ..asked.into() }
}
