//! Finds what is wrong in message files before anybody reads them: each mistake with file, line and key.
//!
//! Held here: every key is declared, once a layer; it uses no argument that its declaration lacks; a key only chooses, and
//! nothing but keys and numbers chooses; markup is closed where it was opened; no private characters, no attributes, no
//! functions, no references to other messages. English saying everything is held by the catalog.

use std::collections::BTreeMap;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::ParserError;

use super::kinds::{FIRST_TOKEN, KindName, LAST_TOKEN, ShapeName};
use super::markup::{BOLD, CODE, QUOTE_CLOSE, QUOTE_OPEN};
use super::{Declared, Problem, declared};

/// A mistake of the file's own grammar.
pub(super) fn syntax(file: &str, source: &str, error: &ParserError) -> Problem {
    let before = source.get(..error.pos.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Problem { file: file.to_owned(), line, key: None, what: format!("{error}.") }
}

/// Keys that a layer says twice in one locale.
pub(super) fn twice(files: &[(String, String, String)], problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for (locale, file, text) in files {
        for (line, key) in keys(text) {
            let place = format!("{locale}/{file}");
            if let Some(first) = seen.insert((locale, key), place.clone()) {
                let what = format!("It is said twice; the other stands in {first}. Take one out.");
                problems.push(Problem { file: place, line, key: Some(key.to_owned()), what });
            }
        }
    }
}

/// Every message and where it begins.
fn keys(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter_map(|(line, content)| {
        let key = content.split_once('=')?.0.trim_end();
        let starts = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        (starts && plain).then_some((line, key))
    })
}

/// Checks every message of a file against its declaration.
pub(super) fn messages(file: &str, resource: &FluentResource, problems: &mut Vec<Problem>) {
    let lines: BTreeMap<&str, usize> = keys(resource.source()).map(|(line, key)| (key, line)).collect();
    for entry in resource.entries() {
        let (key, wrong) = match entry {
            Entry::Message(message) => {
                let mut finder = Finder { message: declared(message.id.name), wrong: Vec::new() };
                if finder.message.is_none() {
                    finder.wrong.push("Nothing says this message. Is the key misspelt?".to_owned());
                }
                if !message.attributes.is_empty() {
                    finder.wrong.push("Attributes are not read. Make it a message of its own.".to_owned());
                }
                match &message.value {
                    Some(pattern) => finder.pattern(pattern),
                    None => finder.wrong.push("It says nothing.".to_owned()),
                }
                (message.id.name, finder.wrong)
            }
            Entry::Term(term) => {
                let mut finder = Finder { message: None, wrong: Vec::new() };
                finder.pattern(&term.value);
                (term.id.name, finder.wrong)
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => continue,
        };
        let line = lines.get(key).copied().unwrap_or_default();
        problems.extend(wrong.into_iter().map(|what| Problem {
            file: file.to_owned(),
            line,
            key: Some(key.to_owned()),
            what,
        }));
    }
}

struct Finder {
    message: Option<&'static Declared>,
    wrong: Vec<String>,
}

impl Finder {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        let mut literal = String::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => literal.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
        self.literal(&literal);
    }

    fn literal(&mut self, text: &str) {
        if text.contains(|c| (FIRST_TOKEN..=LAST_TOKEN).contains(&c)) {
            self.wrong.push("It holds a private character. Take it out.".to_owned());
        }
        let is_closed = text.matches(BOLD).count().is_multiple_of(2)
            && text.matches(CODE).count().is_multiple_of(2)
            && text.matches(QUOTE_OPEN).count() == text.matches(QUOTE_CLOSE).count();
        if !is_closed {
            self.wrong.push("Markup is opened and not closed in the same piece.".to_owned());
        }
        match self.message.map(|message| message.shape) {
            Some(ShapeName::String) if text.contains(BOLD) || text.contains(CODE) || text.contains(QUOTE_OPEN) => {
                self.wrong.push("It is a label and cannot have markup.".to_owned());
            }
            Some(ShapeName::Text | ShapeName::String) if text.contains('\n') => {
                self.wrong.push("It must be one line.".to_owned());
            }
            Some(ShapeName::Text | ShapeName::Lines | ShapeName::String) | None => {}
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, false),
            Expression::Select { selector, variants } => {
                self.inline(selector, true);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>, chooses: bool) {
        match inline {
            InlineExpression::StringLiteral { value } => self.literal(value),
            InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => self.argument(id.name, chooses),
            InlineExpression::TermReference { arguments, .. } => {
                if arguments.is_some() {
                    self.wrong.push("A term takes no arguments here.".to_owned());
                }
            }
            InlineExpression::MessageReference { id, .. } => {
                self.wrong.push(format!("It refers to the message {}. Use a term, -{}.", id.name, id.name));
            }
            InlineExpression::FunctionReference { id, .. } => {
                self.wrong.push(format!("There is no function {}.", id.name));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
        }
    }

    fn argument(&mut self, name: &str, chooses: bool) {
        let found = self.message.and_then(|message| message.args.iter().find(|(arg, _)| *arg == name));
        match (found.map(|(_, kind)| *kind), chooses) {
            (None, _) => {
                let known: Vec<_> = self
                    .message
                    .into_iter()
                    .flat_map(|message| message.args)
                    .map(|(arg, _)| format!("${arg}"))
                    .collect();
                self.wrong.push(format!("There is no ${name} here, only: {}.", known.join(", ")));
            }
            (Some(KindName::Key), false) => {
                self.wrong.push(format!("${name} only chooses; write {{ ${name} -> … }}."));
            }
            (Some(KindName::Plain | KindName::Inline), true) => {
                self.wrong.push(format!("${name} is shown and cannot choose."));
            }
            (Some(KindName::Key), true)
            | (Some(KindName::Number), _)
            | (Some(KindName::Plain | KindName::Inline), false) => {}
        }
    }
}
