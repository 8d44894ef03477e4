//! From what is typed to a value and back: [`read`], [`to_typed`], and [`plain`] for people who read.
//!
//! Reading never fails and never loses a word: what is not understood, or too long, becomes [`Value::Unread`] with all
//! that was typed, and [`trouble`] says why. What a good answer is, is not decided here.

use chrono::{NaiveDate, Weekday};

use super::{Value, amount, day};
use crate::domain::playbook::{Choice, Field, FieldKind, Star};

/// At most so many characters in one line.
pub const SHORT_CHARS_MAX: usize = 200;
/// At most so many characters in a text or list.
pub const LONG_CHARS_MAX: usize = 1_500;
/// At most so many characters in a web address; those of office suites are long.
pub const LINK_CHARS_MAX: usize = 1_000;
/// At least so many characters in the reason after `n/a: `.
pub const REASON_CHARS_MIN: usize = 10;

/// Why an answer could not be read. Words are the chat's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Longer than the field takes.
    TooLong {
        /// Characters typed.
        chars: usize,
        /// Characters that fit.
        chars_max: usize,
    },
    /// Fewer or more lines than the list takes.
    ItemCount {
        /// Lines typed.
        items: usize,
        /// At least so many.
        items_min: u32,
        /// At most so many.
        items_max: u32,
    },
    /// `n/a` without a reason of [`REASON_CHARS_MIN`] characters.
    ReasonTooShort,
    /// No option has that key or label.
    NotAnOption,
    /// No amount, or more than one.
    NotAnAmount,
    /// No day that exists.
    NotADate,
    /// Day and month could be swapped.
    AmbiguousDate,
    /// The day is another weekday than the one typed.
    WrongWeekday {
        /// The weekday it is.
        is: Weekday,
    },
    /// A day without a time, where both are asked.
    NoTime,
    /// No number, or more than one.
    NotANumber,
    /// Neither yes nor no.
    NotYesOrNo,
    /// Not the id of a person.
    NotAPerson,
    /// Not an `http` or `https` address.
    NotALink,
}

/// Reads what was typed into the field, or chosen there (then it is a key or an id). `today` is the writer's. Nothing
/// typed gives a value that [`Value::is_blank`].
pub fn read(field: &Field, typed: &str, today: NaiveDate) -> Value {
    let text = clean(typed);
    try_read(field, &text, today).unwrap_or(Value::Unread(text))
}

/// Why the value is [`Value::Unread`]; none for every other value.
pub fn trouble(field: &Field, value: &Value, today: NaiveDate) -> Option<Trouble> {
    if let Value::Unread(typed) = value { try_read(field, typed, today).err() } else { None }
}

/// Reads a day outside of a brief's fields, such as the missing date of a promise; by the same rules.
pub fn read_day(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    day::date(&clean(typed), today).ok()
}

/// What goes back into the form; [`read`] makes the same value of it.
pub fn to_typed(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Choice(text) | Value::Unread(text) => text.clone(),
        Value::List(items) | Value::Multi(items) => items.join("\n"),
        Value::Money { cents, currency } => amount::money_plain(*cents, currency),
        Value::Date(date) => date.to_string(),
        Value::Datetime(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        Value::Number(number) => number.to_string(),
        Value::Yesno(yes) => yes_or_no(*yes),
        Value::Person(id) => id.to_string(),
        Value::NotApplicable(reason) => format!("n/a: {reason}"),
    }
}

/// As people read it, on one line (a `long` text keeps its own): labels of options, `48,000 EUR`, `15 March 2027`. None
/// for a person, whose name only the caller knows.
pub fn plain(field: &Field, value: &Value) -> Option<String> {
    let label = |key: &String| field.option_label(key).unwrap_or(key).to_owned();
    match value {
        Value::Text(text) | Value::Unread(text) => Some(text.clone()),
        Value::List(items) => Some(run_on(items)),
        Value::Choice(key) => Some(label(key)),
        Value::Multi(keys) => Some(keys.iter().map(label).collect::<Vec<_>>().join(", ")),
        Value::Money { cents, currency } => Some(amount::money_plain(*cents, currency)),
        Value::Date(date) => Some(date.format("%-d %B %Y").to_string()),
        Value::Datetime(at) => Some(at.format("%a %-d %B %Y, %H:%M").to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Yesno(yes) => Some(yes_or_no(*yes)),
        Value::NotApplicable(reason) => Some(format!("not applicable: {reason}")),
        Value::Person(_) => None,
    }
}

/// Items one after the other: a semicolon between them, but none behind a sentence that has its own end.
fn run_on(items: &[String]) -> String {
    items.iter().fold(String::new(), |all, item| match all.as_str() {
        "" => item.clone(),
        before if has_end(before) => format!("{before} {item}"),
        before => format!("{before}; {item}"),
    })
}

/// Whether a text ends as a sentence does.
pub fn has_end(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '…', ';', ':'])
}

/// Without control characters, invisible ones and those that turn the direction of writing, lines ended by `\n`,
/// trimmed. Every text of a person goes through here: Postgres refuses NUL, and the turning ones can forge what a card
/// seems to say.
pub fn clean(typed: &str) -> String {
    let unified = typed.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n");
    let visible: String =
        unified.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !is_unwanted(*c)).collect();
    let lines: Vec<&str> = visible.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

fn is_unwanted(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn yes_or_no(yes: bool) -> String {
    String::from(if yes { "yes" } else { "no" })
}

fn try_read(field: &Field, text: &str, today: NaiveDate) -> Result<Value, Trouble> {
    if text.is_empty() {
        return Ok(Value::Text(String::new()));
    }
    if field.star == Star::OrNotApplicable
        && let Some(reason) = not_applicable(without_bullet(text))
    {
        return reason.map(Value::NotApplicable);
    }
    match field.kind {
        FieldKind::Short => fits(one_line(text), SHORT_CHARS_MAX).map(Value::Text),
        FieldKind::Long => fits(text.to_owned(), LONG_CHARS_MAX).map(Value::Text),
        FieldKind::Link => link(text).map(Value::Text),
        FieldKind::List => list(field, text).map(Value::List),
        FieldKind::Choice => option(field, text).map(|option| Value::Choice(option.key.clone())),
        FieldKind::Multi => options(field, text).map(Value::Multi),
        FieldKind::Money => match amount::money(text) {
            Some(amount) => Ok(Value::Money { cents: amount.cents, currency: amount.currency }),
            None => Err(Trouble::NotAnAmount),
        },
        FieldKind::Date => day::date(text, today).map(Value::Date),
        FieldKind::Datetime => day::datetime(text, today).map(Value::Datetime),
        FieldKind::Number => amount::number(text).map(Value::Number).ok_or(Trouble::NotANumber),
        FieldKind::Yesno => yesno(text).map(Value::Yesno).ok_or(Trouble::NotYesOrNo),
        FieldKind::User => text.parse().map(Value::Person).map_err(|_| Trouble::NotAPerson),
    }
}

/// The reason behind `n/a: `, where the text starts so at all.
fn not_applicable(text: &str) -> Option<Result<String, Trouble>> {
    let folded = text.to_lowercase();
    let mark = ["n/a", "n.a.", "na:"].into_iter().find(|mark| folded.starts_with(mark))?;
    let rest = text.get(mark.len()..)?;
    // "N/Acme" is a name.
    if mark == "n/a" && rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let reason = one_line(rest.trim_start_matches(|c: char| c.is_whitespace() || ":-–—,.;".contains(c)));
    if reason.chars().count() < REASON_CHARS_MIN {
        return Some(Err(Trouble::ReasonTooShort));
    }
    Some(fits(reason, LONG_CHARS_MAX))
}

fn fits(text: String, chars_max: usize) -> Result<String, Trouble> {
    let chars = text.chars().count();
    if chars > chars_max { Err(Trouble::TooLong { chars, chars_max }) } else { Ok(text) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn link(text: &str) -> Result<String, Trouble> {
    let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let folded = bare.to_lowercase();
    let address = if folded.starts_with("https://") || folded.starts_with("http://") {
        bare.to_owned()
    } else {
        format!("https://{bare}")
    };
    let host = address.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains([':', '@']);
    let is_host = is_host || host.split_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if !is_host || address.contains(char::is_whitespace) || address.contains(['<', '>', '"']) {
        return Err(Trouble::NotALink);
    }
    fits(address, LINK_CHARS_MAX)
}

fn list(field: &Field, text: &str) -> Result<Vec<String>, Trouble> {
    let items: Vec<String> =
        text.lines().map(|line| one_line(without_bullet(line))).filter(|item| !item.is_empty()).collect();
    fits(items.join("\n"), LONG_CHARS_MAX)?;
    match field.items {
        Some((items_min, items_max)) if !in_range(items.len(), items_min, items_max) => {
            Err(Trouble::ItemCount { items: items.len(), items_min, items_max })
        }
        Some(_) | None => Ok(items),
    }
}

fn in_range(count: usize, least: u32, most: u32) -> bool {
    u32::try_from(count).is_ok_and(|count| (least..=most).contains(&count))
}

/// Numbers at the start of a line stay: "15. March" is not an enumeration.
fn without_bullet(line: &str) -> &str {
    let mut line = line.trim_start();
    while let Some(rest) = ["- ", "* ", "• ", "– "].into_iter().find_map(|bullet| line.strip_prefix(bullet)) {
        line = rest.trim_start();
    }
    line
}

fn option<'f>(field: &'f Field, text: &str) -> Result<&'f Choice, Trouble> {
    let wanted = folded(text);
    let by_key = field.options.iter().find(|option| folded(&option.key) == wanted);
    by_key.or_else(|| field.options.iter().find(|option| folded(&option.label) == wanted)).ok_or(Trouble::NotAnOption)
}

/// The keys in playbook order, each once. Parts are lines, else what commas divide, since a label may hold a comma.
fn options(field: &Field, text: &str) -> Result<Vec<String>, Trouble> {
    let mut chosen: Vec<&Choice> = Vec::new();
    for line in text.lines().map(without_bullet).filter(|line| !line.trim().is_empty()) {
        if let Ok(option) = option(field, line) {
            chosen.push(option);
        } else {
            for part in line.split([',', ';']).filter(|part| !part.trim().is_empty()) {
                chosen.push(option(field, part)?);
            }
        }
    }
    Ok(field.options.iter().filter(|option| chosen.contains(option)).map(|option| option.key.clone()).collect())
}

fn folded(text: &str) -> String {
    one_line(&text.to_lowercase())
}

fn yesno(text: &str) -> Option<bool> {
    match folded(text).trim_end_matches(['.', '!']) {
        "yes" | "y" | "yep" | "yeah" | "true" | "1" | "ja" | "oui" | "si" | "sí" => Some(true),
        "no" | "n" | "nope" | "false" | "0" | "nein" | "non" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
