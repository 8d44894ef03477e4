//! Which words may stand in which block of a playbook's file, and what type each has.
//!
//! The tables here repeat the fields of [`Playbook`](super::Playbook) and its parts; a test holds them equal. They
//! exist because a deserializer stops at the first mistake, and whoever edits a playbook wants all of them at once.

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::place::{Found, Places};
use super::words::suggest;
use crate::domain::calendar::Span;

/// What may stand behind a word.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Flag,
    Whole,
    /// Two whole numbers.
    Pair,
    /// A list of texts.
    Texts,
    /// `4bh`.
    Span,
    /// One of these.
    Word(&'static [&'static str]),
    /// One of these, or `field:` and a key.
    WordOrField(&'static [&'static str]),
    /// A list of these.
    Words(&'static [&'static str]),
    /// A block.
    Block(&'static [Key]),
    /// Blocks of one kind.
    Blocks(&'static [Key]),
}

/// A word that may stand in a block.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_needed: bool,
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, is_needed: true }
}

const fn may(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, is_needed: false }
}

use Shape::{Block, Blocks, Flag, Pair, Text, Texts, Whole, Word, WordOrField, Words};

const ORIGINS: &[&str] = &["sent", "deal_closed", "accepted", "kicked_off", "returned", "asked"];
const CLAUSES: &[&str] = &["accepted", "read_back_settled", "first_contact"];

pub(super) const PLAYBOOK: &[Key] = &[
    must("format", Whole),
    must("key", Text),
    must("name", Text),
    must("trigger", Text),
    may("on", Flag),
    may("initiator", Word(&["sender", "manager"])),
    must("sender", Text),
    must("receiver", Text),
    may("asks_deal_closed", Flag),
    may("holds_until_signed", Flag),
    may("account", Word(&["stays", "carried", "load_checked"])),
    may("high_risk", Block(CONDITION)),
    may("what_if", Text),
    may("card", Blocks(FIELD)),
    may("section", Blocks(SECTION)),
    may("at_accept", Blocks(FIELD)),
    may("summary", Blocks(&[must("label", Text), must("fields", Texts)])),
    may("checklist", Blocks(ITEM)),
    may("clock", Blocks(CLOCK)),
    may("alarm", Blocks(ALARM)),
    may("tick", Blocks(TICK)),
    may("gate", Blocks(GATE)),
    must("kickoff", Block(KICKOFF)),
    may("done", Blocks(&[must("key", Text), must("label", Text), must("met", WordOrField(CLAUSES))])),
    may("coach", Blocks(COACH)),
    may("scorecard", Block(SCORECARD)),
    may("texts", Block(&[may("intro", Text), may("agenda", Text)])),
    may("auto_draft", Block(&[must("from_playbooks", Texts), must("field", Text), must("before", Shape::Span)])),
];

const SECTION: &[Key] = &[must("key", Text), must("title", Text), may("core", Flag), must("field", Blocks(FIELD))];

const FIELD: &[Key] = &[
    must("key", Text),
    must("label", Text),
    may(
        "type",
        Word(&[
            "short", "long", "choice", "multi", "money", "date", "datetime", "number", "yesno", "user", "link", "list",
        ]),
    ),
    may("options", Blocks(&[must("key", Text), must("label", Text)])),
    may("help", Text),
    may("example", Text),
    may("star", Word(&["optional", "starred", "or_not_applicable"])),
    may("required", Flag),
    may("required_at_high_risk", Flag),
    may("restricted", Flag),
    may("applies_when", Block(CONDITION)),
    may("meaning", Word(&["success_criteria", "promises", "contact", "customer", "kickoff_time", "severity"])),
    may("items", Pair),
];

const CONDITION: &[Key] = &[must("field", Text), must("is", Texts)];

const BRANCH: &[Key] = &[may("when", Block(CONDITION)), must("span", Shape::Span)];

const DUE: &[Key] = &[may("from", WordOrField(ORIGINS)), may("before", Flag), must("after", Blocks(BRANCH))];

const ITEM: &[Key] = &[
    must("key", Text),
    must("label", Text),
    must("who", ASSIGNEE),
    may("due", Block(DUE)),
    may("done", Flag),
    may("applies_when", Block(CONDITION)),
    may("ticked_when", WordOrField(CLAUSES)),
    may("asks", Text),
    may("passes_on", Flag),
    may("declinable", Flag),
];

const ASSIGNEE: Shape = Word(&["sender", "receiver", "manager"]);

const TICK: &[Key] = &[must("key", Text), must("label", Text), may("who", ASSIGNEE), must("every", Blocks(BRANCH))];

const CLOCK: &[Key] = &[
    must("clock", Word(&["start", "accept", "kickoff", "complete", "resubmit", "answer"])),
    may("from", WordOrField(ORIGINS)),
    may("before", Flag),
    must("after", Blocks(BRANCH)),
    may("weekends", Shape::Span),
    may("ladder", Block(LADDER)),
];

const LADDER: &[Key] = &[
    may("when", Block(CONDITION)),
    may("early_percent", Whole),
    must("manager_after", Shape::Span),
    must("offer_after", Shape::Span),
];

const ALARM: &[Key] = &[
    must("key", Text),
    must("label", Text),
    must("at", Block(DUE)),
    must("to", Words(&["sender", "receiver", "owner", "manager"])),
    may("until_kicked_off", Flag),
];

const GATE: &[Key] = &[
    must("key", Text),
    must("label", Text),
    must("effect", Word(&["warn", "hold"])),
    may("not_before_fields", Texts),
    may("not_before", Block(DUE)),
    may("not_after", Block(DUE)),
];

const KICKOFF: &[Key] =
    &[must("button", Text), must("noun", Text), may("needs_items", Texts), may("needs_fields", Texts)];

const COACH: &[Key] = &[
    must("key", Text),
    must("field", Text),
    must("when", Word(&["empty", "thin", "no_number", "one_item"])),
    may("applies_when", Block(CONDITION)),
    must("says", Text),
];

const SCORECARD: &[Key] = &[
    may("needed", Text),
    may("timing", Text),
    may("felt", Text),
    may("extra_number", Text),
    may("extra_tick", Text),
    may("second_look_days", Whole),
];

/// The file as a table that can be deserialized: unknown words left out, unfit values replaced, missing ones filled in,
/// and all of it reported.
pub(super) fn fit(tree: &DeTable, places: &mut Places, found: &mut Found) -> Table {
    Fitting { places, found }.block("", tree, PLAYBOOK)
}

struct Fitting<'a, 't> {
    places: &'a mut Places<'t>,
    found: &'a mut Found,
}

impl Fitting<'_, '_> {
    fn block(&mut self, path: &str, tree: &DeTable, keys: &'static [Key]) -> Table {
        let mut table = Table::new();
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for (word, _) in tree.iter().filter(|(word, _)| !known.contains(&word.get_ref().as_ref())) {
            let path = joined(path, word.get_ref());
            self.places.put(&path, word.span().start);
            let hint = suggest(word.get_ref(), &known);
            self.found.add(&path, format!("`{}` is not a word Baton knows here.", word.get_ref()), hint);
        }
        if let Some(name) = ["key", "clock", "label"].into_iter().find_map(|word| tree.get(word)?.get_ref().as_str()) {
            self.places.name(path, name);
        }
        for key in keys {
            let inner = joined(path, key.name);
            if let Some(value) = tree.get(key.name) {
                self.places.put(&inner, value.span().start);
                if let Some(value) =
                    self.value(&inner, value, key.shape).or_else(|| key.is_needed.then(|| stand_in(key.shape)))
                {
                    table.insert(key.name.to_owned(), value);
                }
            } else if key.is_needed {
                let hint = format!("Add it: {}.", sample(key));
                self.found.add(&inner, format!("`{}` is missing.", key.name), hint);
                table.insert(key.name.to_owned(), stand_in(key.shape));
            }
        }
        table
    }

    /// The value, or none where it does not fit, which is then reported.
    fn value(&mut self, path: &str, value: &Spanned<DeValue>, shape: Shape) -> Option<Value> {
        let inner = value.get_ref();
        match (shape, inner) {
            (Text, DeValue::String(text)) => Some(Value::String(text.to_string())),
            (Flag, DeValue::Boolean(flag)) => Some(Value::Boolean(*flag)),
            (Whole, DeValue::Integer(number)) => {
                let whole = u32::from_str_radix(number.as_str(), number.radix()).ok();
                if whole.is_none() {
                    self.found.add(path, "This number does not fit.", "Write a whole number from 0 up, such as 14.");
                }
                whole.map(|number| Value::Integer(i64::from(number)))
            }
            (Pair, DeValue::Array(parts)) if parts.len() == 2 => {
                let parts: Vec<Value> = parts.iter().filter_map(|part| self.value(path, part, Whole)).collect();
                (parts.len() == 2).then_some(Value::Array(parts))
            }
            (Shape::Span, DeValue::String(text)) if text.parse::<Span>().is_ok() => {
                Some(Value::String(text.to_string()))
            }
            (Shape::Span, DeValue::String(text)) => {
                let hint = "Write a number and a unit: 15m, 24h, 30d, 4bh (hours of the desk) or 2bd (working days).";
                self.found.add(path, format!("`{text}` is not a length of time."), hint);
                None
            }
            (Word(words), DeValue::String(text)) => self.word(path, text, words),
            (WordOrField(words), DeValue::String(text)) => match text.strip_prefix("field:") {
                Some(key) if !key.is_empty() => Some(Value::String(text.to_string())),
                Some(_) | None => self.word(path, text, words),
            },
            (Texts, DeValue::Array(parts)) => Some(self.list(path, parts, Text)),
            (Words(words), DeValue::Array(parts)) => Some(self.list(path, parts, Word(words))),
            (Block(keys), DeValue::Table(tree)) => Some(Value::Table(self.block(path, tree, keys))),
            (Blocks(keys), DeValue::Array(parts)) => Some(self.list(path, parts, Block(keys))),
            _ => {
                self.found.add(
                    path,
                    format!("This must be {}, not {}.", wanted(shape), given(inner)),
                    fix(path, shape),
                );
                match (shape, inner) {
                    // One bracket too few: what stands in the block is checked all the same.
                    (Blocks(keys), DeValue::Table(tree)) => {
                        let first = format!("{path}[0]");
                        Some(Value::Array(vec![Value::Table(self.block(&first, tree, keys))]))
                    }
                    _ => None,
                }
            }
        }
    }

    fn list(&mut self, path: &str, parts: &[Spanned<DeValue>], shape: Shape) -> Value {
        let mut values = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let inner = format!("{path}[{at}]");
            self.places.put(&inner, part.span().start);
            // A part that does not fit is replaced, not dropped, so that the paths of the others stay true.
            values.push(self.value(&inner, part, shape).unwrap_or_else(|| stand_in(shape)));
        }
        Value::Array(values)
    }

    fn word(&mut self, path: &str, text: &str, words: &[&'static str]) -> Option<Value> {
        if words.contains(&text) {
            return Some(Value::String(text.to_owned()));
        }
        self.found.add(path, format!("`{text}` is not one of the words that fit here."), suggest(text, words));
        None
    }
}

fn joined(path: &str, word: &str) -> String {
    if path.is_empty() { word.to_owned() } else { format!("{path}.{word}") }
}

/// Something harmless in the place of what is missing or does not fit; it is reported, so nothing is ever loaded with
/// it.
fn stand_in(shape: Shape) -> Value {
    match shape {
        Text => Value::String(String::new()),
        Flag => Value::Boolean(false),
        Whole => Value::Integer(0),
        Pair => Value::Array(vec![Value::Integer(1), Value::Integer(1)]),
        Shape::Span => Value::String("1h".to_owned()),
        Word(words) | WordOrField(words) => Value::String(words.first().copied().unwrap_or_default().to_owned()),
        Texts | Words(_) | Blocks(_) => Value::Array(Vec::new()),
        Block(keys) => {
            let needed = keys.iter().filter(|key| key.is_needed);
            Value::Table(needed.map(|key| (key.name.to_owned(), stand_in(key.shape))).collect())
        }
    }
}

fn wanted(shape: Shape) -> &'static str {
    match shape {
        Text | Word(_) | WordOrField(_) => "a text in quotes",
        Flag => "true or false",
        Whole => "a whole number",
        Pair => "two whole numbers in brackets",
        Shape::Span => "a length of time in quotes",
        Texts | Words(_) => "a list of texts in brackets",
        Block(_) => "a block",
        Blocks(_) => "a list of blocks",
    }
}

fn given(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a block",
    }
}

fn fix(path: &str, shape: Shape) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    match shape {
        Text | Word(_) | WordOrField(_) if name.ends_with(']') => "Put it in quotes: \"…\".".to_owned(),
        Blocks(_) if !path.contains('.') => format!("Each one begins with a line [[{path}]], with two brackets."),
        Block(_) if name.ends_with(']') => "Each one stands in braces: { … }.".to_owned(),
        Text
        | Flag
        | Whole
        | Pair
        | Texts
        | Shape::Span
        | Word(_)
        | WordOrField(_)
        | Words(_)
        | Block(_)
        | Blocks(_) => {
            format!("Write it like this: {}.", written(name, shape))
        }
    }
}

fn sample(key: &Key) -> String {
    written(key.name, key.shape)
}

/// How such a line looks.
fn written(name: &str, shape: Shape) -> String {
    match shape {
        Text => format!("{name} = \"…\""),
        Flag => format!("{name} = true"),
        Whole => format!("{name} = {}", if name == "format" { 1 } else { 14 }),
        Pair => format!("{name} = [1, 3]"),
        Texts | Words(_) => format!("{name} = [\"…\"]"),
        Shape::Span => format!("{name} = \"4bh\""),
        Word(words) | WordOrField(words) => format!("{name} = \"{}\"", words.first().copied().unwrap_or_default()),
        Block(keys) if name == "kickoff" || keys.iter().all(|key| !key.is_needed) => format!("a block [{name}]"),
        Block(keys) => format!("{name} = {}", braces(keys)),
        Blocks(_) if name == "field" => "a block [[section.field]]".to_owned(),
        Blocks(keys) => format!("{name} = [{}]", braces(keys)),
    }
}

fn braces(keys: &[Key]) -> String {
    let needed: Vec<String> = keys.iter().filter(|key| key.is_needed).map(sample).collect();
    format!("{{ {} }}", needed.join(", "))
}
