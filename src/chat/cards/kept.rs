//! What was typed into a form that was not taken: said again, to be copied or to be opened once more.

use super::refusal::{OurFault, our_fault};
use super::view::plain;
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::{Block, Button, File, Inline, Message};
use crate::chat::text::{Words, messages};
use crate::domain::brief::value;

/// More than that does not stand in a message with everything else: it comes as a file, whole.
const COPIED_CHARS: usize = 1_000;
const TYPED_FILE: &str = "typed.txt";

messages! {
    fn typed_to_copy() -> Text;
    fn form_again() -> String;
}

/// Something went wrong on our side with what was typed into a form, of which nobody knows any more which one it was.
pub fn fault_with<'a>(words: &Words, fault: OurFault, typed: impl Iterator<Item = &'a String>) -> Message {
    typed_below(words, our_fault(words, fault), typed.map(|typed| (String::new(), typed.clone())))
}

/// With what was typed into a form that is closed, to be copied.
pub fn with_typed(words: &Words, message: Message, form: &Form) -> Message {
    let typed = form.inputs.iter().filter(|input| is_typed(input));
    typed_below(words, message, typed.map(|input| (input.label.clone(), input.value.clone())))
}

fn typed_below(words: &Words, message: Message, typed: impl Iterator<Item = (String, String)>) -> Message {
    let typed = typed.map(|(label, typed)| (label, value::clean(&typed)));
    let typed: Vec<(String, String)> = typed.filter(|(_, typed)| !typed.is_empty()).collect();
    if typed.is_empty() {
        return message;
    }
    let mut message = message.and_line(words.typed_to_copy());
    if typed.iter().map(|(_, typed)| typed.chars().count()).sum::<usize>() > COPIED_CHARS {
        let parts: Vec<String> = typed.into_iter().map(|(label, typed)| format!("{label}\n{typed}\n")).collect();
        message.files.push(File::of_text(TYPED_FILE.to_owned(), "text/plain", parts.join("\n")));
        return message;
    }
    typed.into_iter().fold(message, |message, (label, typed)| {
        let message = if label.is_empty() { message } else { message.and_small(plain(&label)) };
        message.and(Block::Copy(typed))
    })
}

fn is_typed(input: &Input) -> bool {
    match input.kind {
        InputKind::Line { .. } | InputKind::Lines { .. } | InputKind::Date | InputKind::Datetime => true,
        InputKind::Options { .. } | InputKind::Person | InputKind::People { .. } => false,
    }
}

/// A form that comes back behind a button: why, what was typed, and the way to it.
pub fn form_again(words: &Words, form: &Form) -> Message {
    let why = form.problem.iter().map(|problem| Block::Line(plain(problem)));
    let typed = form.inputs.iter().filter(|input| is_typed(input) && !input.value.trim().is_empty()).map(|input| {
        let label = Inline::Bold(vec![Inline::Plain(input.label.clone())]);
        Block::Line(vec![label, Inline::Plain(format!(": {}", value::clean(&input.value)))])
    });
    let message = Message { blocks: why.chain(typed).collect(), ..Message::default() };
    message.and_buttons(vec![Button::primary(form.id.clone(), words.form_again())])
}
