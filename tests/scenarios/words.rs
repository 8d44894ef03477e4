//! The words of a scenario's line: bare words, quoted texts, `key=value`; and what was probably meant by an unknown one.
//!
//! In quotes `\n`, `\t`, `\0`, `\"`, `\\` and `\u{202e}` stand for their characters; `4000*"ä"` is the text so many times.

use std::iter::Peekable;
use std::str::Chars;

use baton::chat::command::nearest;

/// A word, or a text in quotes, and what it is the value of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// `contract_value` of `contract_value=48000`.
    pub key: Option<String>,
    /// What stands there, without its quotes.
    pub text: String,
    /// Whether it stood in quotes.
    pub is_quoted: bool,
}

impl Word {
    /// Whether it is this bare word.
    pub fn is(&self, text: &str) -> bool {
        self.key.is_none() && !self.is_quoted && self.text == text
    }

    /// The text of a word without a key.
    pub fn plain(&self) -> Option<&str> {
        if self.key.is_none() { Some(&self.text) } else { None }
    }
}

/// The words of a line.
pub fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut found = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.peek().is_none() {
            return Ok(found);
        }
        found.push(word(&mut rest)?);
    }
}

fn word(rest: &mut Peekable<Chars<'_>>) -> Result<Word, String> {
    let mut key = None;
    let mut text = String::new();
    let mut is_quoted = false;
    while let Some(c) = rest.next_if(|c| !c.is_whitespace()) {
        match c {
            '"' => {
                let times = times(&mut text);
                text.push_str(&quoted(rest)?.repeat(times));
                is_quoted = true;
            }
            '=' if key.is_none() && !is_quoted && is_key(&text) => key = Some(std::mem::take(&mut text)),
            c => text.push(c),
        }
    }
    Ok(Word { key, text, is_quoted })
}

/// `4000*` before a quote; the digits are taken out of the text.
fn times(text: &mut String) -> usize {
    let counted = text.strip_suffix('*').and_then(|digits| digits.parse().ok());
    if counted.is_some() {
        text.clear();
    }
    counted.unwrap_or(1)
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn quoted(rest: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match rest.next() {
            None => return Err("a quote is not closed".to_owned()),
            Some('"') => return Ok(text),
            Some('\\') => text.push(escaped(rest)?),
            Some(c) => text.push(c),
        }
    }
}

fn escaped(rest: &mut Peekable<Chars<'_>>) -> Result<char, String> {
    match rest.next() {
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('t') => Ok('\t'),
        Some('0') => Ok('\0'),
        Some(c @ ('"' | '\\')) => Ok(c),
        Some('u') => {
            let digits: String = rest.by_ref().skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
            let found = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            found.ok_or_else(|| format!("\\u{{{digits}}} is no character"))
        }
        other => Err(format!("\\{} means nothing; \\n \\r \\t \\0 \\\" \\\\ \\u{{…}} do", other.unwrap_or(' '))),
    }
}

/// A line up to an ending that stands outside of quotes, and what follows it.
pub fn split_outside_quotes<'a>(line: &'a str, mark: &str) -> (&'a str, Option<&'a str>) {
    let mut is_inside = false;
    let mut is_escaped = false;
    for (at, c) in line.char_indices() {
        if !is_inside && line[at..].starts_with(mark) {
            return (&line[..at], Some(&line[at + mark.len()..]));
        }
        if c == '"' && !is_escaped {
            is_inside = !is_inside;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    (line, None)
}

/// The words without keys must be exactly so many; the line's own words for when they are not.
pub fn exactly<'a, const N: usize>(words: &'a [Word], usage: &str) -> Result<[&'a str; N], String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    <[&str; N]>::try_from(plain).map_err(|_| format!("this is written: {usage}"))
}

/// The `key=value` words.
pub fn pairs(words: &[Word]) -> Vec<(String, String)> {
    words.iter().filter_map(|word| Some((word.key.clone()?, word.text.clone()))).collect()
}

/// "unknown …; did you mean …?", or the whole list.
pub fn unknown(what: &str, word: &str, known: &[&'static str]) -> String {
    match nearest(word, known) {
        Some(meant) => format!("unknown {what} {word:?}; did you mean {meant:?}?"),
        None => format!("unknown {what} {word:?}; there are: {}", known.join(", ")),
    }
}
