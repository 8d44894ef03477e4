//! What stands on a screen of Discord, read back as the model that scenarios are written in: markup as text, components as
//! buttons, selects and forms. Reading is all it does: what is not shown there cannot be found here.

use baton::chat::form::{Form, Input, InputKind};
use baton::chat::message::{Block, Button, ButtonStyle, Choice, File, Inline, Message, MomentStyle, Select, Text};
use baton::clock::Timestamp;
use baton::ids::PersonId;
use serde_json::Value;

use crate::strict_discord::components::{self, flat, items, kind};
use crate::strict_discord::world::Id;

/// Characters that a backslash stands before.
const ESCAPED: &str = "\\*_~`|<>[]()#-@:";
const TEXT_INPUT: u64 = 4;
const USER_SELECT: u64 = 5;
const FILE: u64 = 13;
const SEPARATOR: u64 = 14;
const SEVERAL_LINES: u64 = 2;

/// Who and what the ids are.
pub trait Names {
    /// Whose account it is.
    fn person(&self, account: Id) -> Option<PersonId>;
    /// What a channel is called.
    fn channel(&self, id: Id) -> Option<String>;
}

/// The parts of a message as they are read; pings are told elsewhere.
pub fn message(parts: &Value, names: &dyn Names) -> Message {
    let mut read = Message::default();
    for component in flat(&parts["components"]) {
        match kind(component) {
            components::TEXT => lines(string(component, "content"), names, &mut read.blocks),
            components::BUTTON => {
                let button = button(component);
                match read.blocks.last_mut() {
                    Some(Block::Buttons(row)) => row.push(button),
                    _ => read.blocks.push(Block::Buttons(vec![button])),
                }
            }
            components::STRING_SELECT => read.blocks.push(Block::Select(select(component))),
            SEPARATOR => read.blocks.push(Block::Divider),
            FILE => {
                let url = string(&component["file"], "url");
                let name = url.rsplit('/').next().unwrap_or_default().to_owned();
                read.files.push(File::of_text(name, "", String::new()));
            }
            _ => {}
        }
    }
    read
}

/// A form as it is read.
pub fn form(modal: &Value, names: &dyn Names) -> Form {
    Form {
        id: string(modal, "custom_id").to_owned(),
        title: string(modal, "title").to_owned(),
        inputs: items(&modal["components"]).map(|label| input(label, names)).collect(),
        submit: String::new(),
        problem: None,
    }
}

fn input(label: &Value, names: &dyn Names) -> Input {
    let field = &label["component"];
    let max = u16::try_from(field["max_length"].as_u64().unwrap_or_default()).unwrap_or(u16::MAX);
    let kind = match kind(field) {
        TEXT_INPUT if field["style"] == SEVERAL_LINES => InputKind::Lines { max },
        USER_SELECT if field["max_values"].as_u64() > Some(1) => InputKind::People { most: 25 },
        USER_SELECT => InputKind::Person,
        components::STRING_SELECT => {
            InputKind::Options { options: options(field), several: field["max_values"].as_u64() > Some(1) }
        }
        _ => InputKind::Line { max },
    };
    let chosen =
        items(&field["default_values"]).filter_map(|chosen| names.person(chosen["id"].as_str()?.parse().ok()?));
    let chosen: Vec<String> = chosen.map(|person| person.to_string()).collect();
    Input {
        key: string(field, "custom_id").to_owned(),
        label: string(label, "label").to_owned(),
        help: string(label, "description").to_owned(),
        example: string(field, "placeholder").to_owned(),
        kind,
        required: field["required"] != false,
        value: if chosen.is_empty() { string(field, "value").to_owned() } else { chosen.join("\n") },
    }
}

fn button(component: &Value) -> Button {
    let style = match component["style"].as_u64() {
        Some(1) => ButtonStyle::Primary,
        Some(4) => ButtonStyle::Danger,
        _ => ButtonStyle::Plain,
    };
    Button {
        id: string(component, "custom_id").to_owned(),
        label: string(component, "label").to_owned(),
        style,
        disabled: component["disabled"] == true,
    }
}

fn select(component: &Value) -> Select {
    let number = |name: &str| component[name].as_u64().and_then(|number| u8::try_from(number).ok()).unwrap_or(1);
    Select {
        id: string(component, "custom_id").to_owned(),
        label: string(component, "placeholder").to_owned(),
        options: options(component),
        picks: (number("min_values"), number("max_values")),
        disabled: component["disabled"] == true,
    }
}

fn options(component: &Value) -> Vec<Choice> {
    let option = |option: &Value| Choice {
        value: string(option, "value").to_owned(),
        label: string(option, "label").to_owned(),
        hint: string(option, "description").to_owned(),
        chosen: option["default"] == true,
    };
    items(&component["options"]).map(option).collect()
}

fn string<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn lines(content: &str, names: &dyn Names, blocks: &mut Vec<Block>) {
    let mut fenced: Option<Vec<&str>> = None;
    for line in content.split('\n') {
        match (&mut fenced, line) {
            (None, "```") => fenced = Some(Vec::new()),
            (Some(copied), end) if end.ends_with("```") => {
                copied.push(end.trim_end_matches("```"));
                blocks.push(Block::Copy(copied.join("\n").replace("``\u{200b}`", "```")));
                fenced = None;
            }
            (Some(copied), line) => copied.push(line),
            (None, line) => blocks.push(match (line.strip_prefix("-# "), line.strip_prefix("## ")) {
                (Some(small), _) => Block::Small(text(small, names)),
                (None, Some(heading)) => Block::Heading(text(heading, names)),
                (None, None) => Block::Line(text(line, names)),
            }),
        }
    }
}

/// Markup as somebody reads it.
pub fn text(markup: &str, names: &dyn Names) -> Text {
    let mut read = Text::new();
    let mut plain = String::new();
    let mut rest = markup;
    while let Some(c) = rest.chars().next() {
        if let Some((inline, after)) = special(rest, names) {
            if !plain.is_empty() {
                read.push(Inline::Plain(std::mem::take(&mut plain)));
            }
            read.extend(inline);
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (c, rest.chars().next()) {
            ('\\', Some(next)) if ESCAPED.contains(next) => {
                plain.push(next);
                rest = &rest[next.len_utf8()..];
            }
            ('\u{200b}', _) => {}
            ('\u{a0}', _) => plain.push(' '),
            (c, _) => plain.push(c),
        }
    }
    if !plain.is_empty() {
        read.push(Inline::Plain(plain));
    }
    read
}

/// What a marked beginning stands for, and what follows it; nothing inside for a mark that only makes strong.
fn special<'a>(rest: &'a str, names: &dyn Names) -> Option<(Option<Inline>, &'a str)> {
    if let Some(after) = rest.strip_prefix("**") {
        return Some((None, after));
    }
    if let Some(code) = rest.strip_prefix('`') {
        let (code, after) = code.split_once('`')?;
        return Some((Some(Inline::Code(code.replace('\u{200b}', "").replace('ˋ', "`"))), after));
    }
    if let Some(words) = rest.strip_prefix('[') {
        let (words, after) = words.split_once("](")?;
        let (url, after) = after.split_once(')')?;
        let words =
            text(words, names).into_iter().filter_map(|it| if let Inline::Plain(it) = it { Some(it) } else { None });
        return Some((Some(Inline::Link { text: words.collect(), url: url.to_owned() }), after));
    }
    let (inside, after) = rest.strip_prefix('<')?.split_once('>')?;
    let inline = if let Some(account) = inside.strip_prefix('@') {
        Inline::Person(names.person(account.parse().ok()?)?)
    } else if let Some(channel) = inside.strip_prefix('#') {
        Inline::Channel(names.channel(channel.parse().ok()?)?)
    } else {
        let (seconds, style) = inside.strip_prefix("t:")?.split_once(':')?;
        let style = match style {
            "D" => MomentStyle::Date,
            "R" => MomentStyle::Distance,
            "f" => MomentStyle::DayTime,
            _ => return None,
        };
        Inline::Moment { at: Timestamp::from_ms(seconds.parse::<i64>().ok()? * 1_000), style }
    };
    Some((Some(inline), after))
}
