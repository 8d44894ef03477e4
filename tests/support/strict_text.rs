//! What a message names and holds: the people in it, and characters that must never reach a platform.

use std::collections::BTreeSet;

use baton::chat::message::{Block, Inline, Message, Text};
use baton::ids::PersonId;

/// Everybody whom the message names.
pub fn people(message: &Message) -> BTreeSet<PersonId> {
    let mut found = BTreeSet::new();
    for text in message.blocks.iter().filter_map(text_of) {
        people_in(text, &mut found);
    }
    found
}

/// Characters that no platform should get: control characters, and those that turn the direction of writing.
pub fn problems(message: &Message) -> Vec<String> {
    let mut strings = Vec::new();
    for block in &message.blocks {
        match block {
            Block::Line(text) | Block::Small(text) | Block::Heading(text) | Block::Meter { label: text, .. } => {
                strings_in(text, &mut strings);
            }
            Block::Buttons(buttons) => strings.extend(buttons.iter().map(|button| button.label.as_str())),
            Block::Select(select) => {
                strings.push(&select.label);
                strings.extend(select.options.iter().flat_map(|option| [option.label.as_str(), option.hint.as_str()]));
            }
            Block::Copy(text) => strings.push(text),
            Block::Divider => {}
        }
    }
    strings.extend(message.files.iter().map(|file| file.name.as_str()));
    let bad = strings.into_iter().filter_map(|text| Some((text, text.chars().find(|c| is_unwanted(*c))?)));
    bad.map(|(text, c)| format!("the character {} reaches the platform in {text:?}", c.escape_unicode())).collect()
}

fn is_unwanted(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n')
}

fn text_of(block: &Block) -> Option<&Text> {
    match block {
        Block::Line(text) | Block::Small(text) | Block::Heading(text) | Block::Meter { label: text, .. } => Some(text),
        Block::Buttons(_) | Block::Select(_) | Block::Copy(_) | Block::Divider => None,
    }
}

fn people_in(text: &Text, found: &mut BTreeSet<PersonId>) {
    for inline in text {
        match inline {
            Inline::Person(person) => {
                found.insert(*person);
            }
            Inline::Bold(inner) | Inline::Quote(inner) => people_in(inner, found),
            Inline::Plain(_) | Inline::Code(_) | Inline::Link { .. } | Inline::Channel(_) | Inline::Moment { .. } => {}
        }
    }
}

fn strings_in<'a>(text: &'a Text, found: &mut Vec<&'a str>) {
    for inline in text {
        match inline {
            Inline::Plain(plain) | Inline::Code(plain) => found.push(plain),
            Inline::Link { text, url } => found.extend([text.as_str(), url.as_str()]),
            Inline::Bold(inner) | Inline::Quote(inner) => strings_in(inner, found),
            Inline::Person(_) | Inline::Channel(_) | Inline::Moment { .. } => {}
        }
    }
}
