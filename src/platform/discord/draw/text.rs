//! Pure: a line in Discord's markup. What people typed is escaped to the letter; what would ping, link, head or fold
//! is plain text there.
//!
//! A drawn text is never longer than `chat::limits` counted: each escaped character takes two.

use crate::chat::limits::DISCORD;
use crate::chat::message::{Inline, MomentStyle, Text};
use crate::platform::People;

/// After an `@` it breaks every mention, and is not seen.
const NOTHING: char = '\u{200b}';
/// In place of the space that would make a numbered list.
const FIRM_SPACE: char = '\u{a0}';
/// In place of a backtick inside code, which nothing can escape there.
const OTHER_BACKTICK: char = 'ˋ';

/// A text as Discord reads it.
pub fn text(text: &Text, people: &People) -> String {
    let mut out = String::new();
    for inline in text {
        inline_into(&mut out, inline, people, false);
    }
    out
}

/// A text that may have no line ends, because what stands before it holds for one line only.
pub fn line(line: &Text, people: &People) -> String {
    text(line, people).replace('\n', " ")
}

fn inline_into(out: &mut String, inline: &Inline, people: &People, is_bold: bool) {
    match inline {
        Inline::Plain(plain) => escape_into(out, plain),
        Inline::Bold(inner) => {
            let mut strong = String::new();
            for inline in inner {
                inline_into(&mut strong, inline, people, true);
            }
            // Marks around nothing, or around spaces, would be read as typed.
            match strong.trim() {
                "" => out.push_str(&strong),
                _ if is_bold => out.push_str(&strong),
                trimmed => out.push_str(&strong.replacen(trimmed, &format!("**{trimmed}**"), 1)),
            }
        }
        Inline::Quote(inner) => {
            out.push('“');
            for inline in inner {
                inline_into(out, inline, people, is_bold);
            }
            out.push('”');
        }
        Inline::Code(code) => code_into(out, code),
        Inline::Link { text, url } => link_into(out, text, url),
        Inline::Person(person) => match people.get(person).map(|named| (&named.account, &named.name)) {
            Some((Some(account), _)) => out.extend(["<@", account, ">"]),
            Some((None, name)) => escape_into(out, name),
            None => out.push('?'),
        },
        Inline::Channel(id) if is_id(id) => out.extend(["<#", id, ">"]),
        Inline::Channel(name) => escape_into(out, name),
        Inline::Moment { at, style } => {
            // `f` carries the day, which a bare time would lose once it is another day.
            let style = match style {
                MomentStyle::Time | MomentStyle::DayTime => "f",
                MomentStyle::Date => "D",
                MomentStyle::Distance | MomentStyle::DistanceLong => "R",
            };
            let seconds = at.ms().div_euclid(1_000).to_string();
            out.extend(["<t:", &seconds, ":", style, ">"]);
        }
    }
}

/// Whether it can be one of Discord's ids.
pub(in crate::platform::discord) fn is_id(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// What people typed, with nothing left that Discord would read as markup.
pub fn escape(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    escape_into(&mut out, plain);
    out
}

fn escape_into(out: &mut String, plain: &str) {
    for (nth, line) in plain.split('\n').enumerate() {
        if nth > 0 {
            out.push('\n');
        }
        let (number, rest) = numbered(line);
        out.push_str(number);
        let mut rest = rest;
        if !number.is_empty() {
            out.push(FIRM_SPACE);
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        for c in rest.chars() {
            match c {
                '@' => out.extend(['@', NOTHING]),
                c if DISCORD.escaped.contains(c) => out.extend(['\\', c]),
                c => out.push(c),
            }
        }
    }
}

/// `1.` and what follows, where the line would become a numbered list.
fn numbered(line: &str) -> (&str, &str) {
    let digits = line.trim_start_matches(' ').trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(". ") {
        Some(_) if digits.len() < line.trim_start_matches(' ').len() => line.split_at(line.len() - digits.len() + 1),
        Some(_) | None => ("", line),
    }
}

fn code_into(out: &mut String, code: &str) {
    if code.trim().is_empty() {
        return;
    }
    out.push('`');
    for c in code.chars() {
        match c {
            '`' => out.push(OTHER_BACKTICK),
            '@' | '<' => out.extend([c, NOTHING]),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('`');
}

/// A masked link; words alone where the address is not one that can stand there.
fn link_into(out: &mut String, text: &str, url: &str) {
    let is_sound = url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    let words = if text.trim().is_empty() { url } else { text };
    if !is_sound {
        return escape_into(out, words);
    }
    out.push('[');
    escape_into(out, &words.replace('\n', " "));
    out.push_str("](");
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '@' => out.push_str("%40"),
            c => out.push(c),
        }
    }
    out.push(')');
}

/// Text to be copied, to the letter but for what would end its box.
pub fn copy(text: &str) -> String {
    // Three in a row would end the box, also where they are the rest of five.
    let mut inside = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '`' && inside.ends_with("``") {
            inside.push(NOTHING);
        }
        inside.push(c);
    }
    let end = if inside.ends_with('`') { "\n```" } else { "```" };
    format!("```\n{inside}{end}")
}
