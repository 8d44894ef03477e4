//! A scenario file as data: a title, and steps with what is expected of each.
//!
//! The first line is `# ` and a sentence. A line that begins at the margin is a step, indented lines under it say what is
//! expected; `=> text` behind a step is what the person reads at once. A line that ends with ` \` goes on in the next.

use crate::words::{Word, split_outside_quotes, unknown, words};

/// A file.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its name without folder and ending.
    pub name: String,
    /// Where it lies, for messages.
    pub path: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub struct Step {
    /// From 1.
    pub line: usize,
    /// As written.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// What is expected afterwards.
    pub expected: Vec<Expected>,
}

/// Something that is expected.
#[derive(Debug, Clone)]
pub struct Expected {
    /// From 1.
    pub line: usize,
    /// As written.
    pub text: String,
    /// Whether it is expected not to be so.
    pub is_not: bool,
    /// What.
    pub what: What,
    /// The words it must hold; `…` stands for anything.
    pub holds: Option<String>,
}

/// Where something is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// In the answer to the step.
    Answer,
    /// In a message that rang this person's telephone.
    Ping(String),
    /// In a message in a channel.
    Channel(String),
    /// In a message in a thread.
    Thread,
    /// In a direct message.
    Direct(String),
    /// In the newest answer that only this person sees, as it stands now.
    Private(String),
    /// On the card in the channel as it stands now; of this customer, else the newest.
    Card(Option<String>),
    /// In the newest message in a channel as it stands now.
    Stands(String),
    /// Nothing at all came onto a screen, but for the answer.
    Nothing,
    /// No telephone rang.
    NoPings,
    /// A fact of the database, in words.
    Fact(Vec<Word>),
}

/// The first words of indented lines.
const PLACES: &[&str] =
    &["@person", "#channel", "thread", "dm", "private", "card", "managers", "nothing", "no pings", "=>"];

impl Script {
    /// Reads a file; problems name file and line.
    pub fn read(path: &str, text: &str) -> Result<Self, String> {
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".txt").to_owned();
        let is_titled = text.lines().next().is_some_and(|first| first.starts_with("# ") && first.trim().len() > 10);
        if !is_titled {
            return Err(format!("{path}:1: the first line is `# ` and a sentence that says what is shown"));
        }
        let mut steps: Vec<Step> = Vec::new();
        for (line, text) in joined(text) {
            let at = |problem: String| format!("{path}:{line}: {problem}");
            let trimmed = text.trim();
            let is_indented = text.starts_with(char::is_whitespace);
            if trimmed.is_empty() || trimmed == "#" || trimmed.starts_with("# ") {
                continue;
            }
            if !is_indented {
                steps.push(step(line, trimmed).map_err(at)?);
                continue;
            }
            let expected = expected(line, trimmed).map_err(at)?;
            match steps.last_mut() {
                Some(step) => step.expected.push(expected),
                None => return Err(at("an expectation without a step before it".to_owned())),
            }
        }
        if steps.is_empty() {
            return Err(format!("{path}:1: nothing happens"));
        }
        Ok(Self { name, path: path.to_owned(), steps })
    }
}

/// Lines with their numbers; a line that ends with ` \` takes the next one in.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, raw) in (1..).zip(text.lines()) {
        let (part, next_goes_on) = match raw.trim_end().strip_suffix(" \\") {
            Some(part) => (part, true),
            None => (raw, false),
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, line)) => {
                line.push(' ');
                line.push_str(part.trim());
            }
            None => lines.push((number, part.to_owned())),
        }
        goes_on = next_goes_on;
    }
    lines
}

fn step(line: usize, text: &str) -> Result<Step, String> {
    let (what, answer) = split_outside_quotes(text, "=>");
    let expected = answer.map(|answer| Expected {
        line,
        text: format!("=> {}", answer.trim()),
        is_not: false,
        what: What::Answer,
        holds: Some(answer.trim().to_owned()),
    });
    Ok(Step { line, text: what.trim().to_owned(), words: words(what)?, expected: expected.into_iter().collect() })
}

fn expected(line: usize, text: &str) -> Result<Expected, String> {
    let (is_not, rest) = match text.strip_prefix('!') {
        Some(rest) => (true, rest.trim()),
        None => (false, text),
    };
    if let Some(answer) = rest.strip_prefix("=>") {
        let holds = Some(answer.trim().to_owned());
        return Ok(Expected { line, text: text.to_owned(), is_not, what: What::Answer, holds });
    }
    let (place, holds) = match rest.split_once(" < ") {
        Some((place, holds)) => (place.trim(), Some(holds.trim().to_owned())),
        None => (rest, None),
    };
    Ok(Expected { line, text: text.to_owned(), is_not, what: what(place, holds.is_some())?, holds })
}

fn what(place: &str, has_text: bool) -> Result<What, String> {
    if let Some(person) = place.strip_prefix('@') {
        return Ok(What::Ping(person.to_owned()));
    }
    if let Some(channel) = place.strip_prefix('#') {
        return Ok(What::Channel(channel.to_owned()));
    }
    let (first, rest) = place.split_once(' ').unwrap_or((place, ""));
    let person = || Some(rest.to_owned()).filter(|rest| !rest.is_empty());
    match (first, person()) {
        ("thread", None) => Ok(What::Thread),
        ("managers", Some(now)) if now == "now" => Ok(What::Stands(crate::company::MANAGERS.to_owned())),
        ("managers", None) => Ok(What::Channel(crate::company::MANAGERS.to_owned())),
        ("dm", Some(person)) => Ok(What::Direct(person)),
        ("private", Some(person)) => Ok(What::Private(person)),
        ("card", customer) => Ok(What::Card(customer.map(|customer| customer.trim_matches('"').to_owned()))),
        ("nothing", None) => Ok(What::Nothing),
        ("no", Some(what)) if what == "pings" => Ok(What::NoPings),
        _ if has_text => Err(unknown("place", first, PLACES)),
        _ => Ok(What::Fact(words(place)?)),
    }
}
