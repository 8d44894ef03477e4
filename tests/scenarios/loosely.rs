//! Whether a text holds another: white space is alike, `…` stands for anything, and what may have been meant in several ways
//! fits in each.

use std::iter::Peekable;
use std::str::Chars;

/// Around something that may have been meant in several ways.
const AROUND: char = '\u{1e}';
/// Between them.
const OR: char = '\u{1f}';

/// Something that may have been meant in any of these ways, for [`is_held`].
pub fn any_of(ways: &[String]) -> String {
    let or = OR.to_string();
    format!("{AROUND}{}{AROUND}", ways.join(&or))
}

/// Whether a text holds the wanted one.
pub fn is_held(text: &str, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let text = parts(&with_single_spaces(text));
    let mut rest = text.as_slice();
    for part in wanted.split('…').map(with_single_spaces).filter(|part| !part.is_empty()) {
        match (0..rest.len()).find_map(|at| begins_with(&rest[at..], &part, true)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// As a line to be shown, the first way of several.
pub fn one_line(text: &str) -> String {
    let shown = parts(&with_single_spaces(text)).into_iter().map(|part| match part {
        Part::One(c) => c.to_string(),
        Part::Any(ways) => ways.into_iter().next().unwrap_or_default(),
    });
    shown.collect()
}

fn with_single_spaces(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() && c != AROUND && c != OR)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A character, or something in several ways.
enum Part {
    One(char),
    Any(Vec<String>),
}

fn parts(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut rest: Peekable<Chars<'_>> = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == AROUND {
            let inside: String = rest.by_ref().take_while(|c| *c != AROUND).collect();
            found.push(Part::Any(inside.split(OR).map(str::to_owned).collect()));
        } else {
            found.push(Part::One(c));
        }
    }
    found
}

/// What follows after the wanted beginning; at the very first, the wanted one may begin inside of what has several ways.
fn begins_with<'a>(text: &'a [Part], wanted: &str, is_first: bool) -> Option<&'a [Part]> {
    if wanted.is_empty() {
        return Some(text);
    }
    let (part, after) = text.split_first()?;
    match part {
        Part::One(c) => begins_with(after, wanted.strip_prefix(*c)?, false),
        Part::Any(ways) => ways.iter().find_map(|way| {
            let starts = way.char_indices().map(|(at, _)| at).take(if is_first { usize::MAX } else { 1 });
            starts.map(|at| &way[at..]).find_map(|way| match wanted.strip_prefix(way) {
                Some(rest) => begins_with(after, rest, false),
                None => way.starts_with(wanted).then_some(text),
            })
        }),
    }
}
