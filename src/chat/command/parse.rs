//! From a line of text to a command.

use chrono::{Days, Months, NaiveDate};

use super::imported::imported;
use super::tokens::{Token, nearest, quoted, tokens};
use super::{
    ACTIONS, Act, ActionSpec, Argument, COMMANDS, Command, CommandProblem, Filter, List, Name, Root, Spec, Start,
    Stats, TEXT_CHARS_MAX, Topic, Which, own_time,
};
use crate::domain::brief::value::clean;
use crate::domain::stats::Period;

/// Longest period that is counted back from today.
const DAYS_MAX: u16 = 3_660;

/// A bare number of these is a year.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// Words for the last days, and how many.
const SPANS: &[(&str, u16)] = &[("today", 1), ("week", 7), ("month", 30), ("quarter", 90), ("year", 365)];

/// Other words for filters.
const FILTER_ALSO: &[(&str, Filter)] = &[
    ("my", Filter::Mine),
    ("me", Filter::Mine),
    ("late", Filter::Overdue),
    ("back", Filter::Returned),
    ("open", Filter::All),
    ("everything", Filter::All),
];

/// Reads a command that works; one that does not work yet is a problem.
pub fn parse(text: &str) -> Result<Command, CommandProblem> {
    let command = read(text)?;
    let (is_built, word) = command.standing();
    if is_built { Ok(command) } else { Err(CommandProblem::NotYet { word }) }
}

/// Reads a command, whether it works yet or not. `/`, `!` or nothing may stand before it.
pub fn read(text: &str) -> Result<Command, CommandProblem> {
    if let Some((name, file)) = imported(text) {
        let words = vec!["import".to_owned(), file.to_owned()];
        return Ok(Command::Admin { name, words });
    }
    let cleaned: String = clean(text).chars().take(TEXT_CHARS_MAX).collect();
    let (root, rest) = root(&cleaned).ok_or(CommandProblem::NotOurs)?;
    let (word, rest) = first_word(rest);
    if word.is_empty() {
        return Ok(Command::Help(Topic::All));
    }
    let folded = word.to_lowercase();
    if let Some(spec) = Spec::of(root, &folded) {
        return arguments(spec, rest);
    }
    match root {
        Root::Handoff if folded == "admin" => read(&format!("{} {rest}", Root::Admin.word())),
        Root::Handoff => match (number(word), own_time::read(&folded, rest), action(&folded)) {
            (Some(number), _, _) => Ok(Command::Show(Which::Number(number))),
            (None, Some(own), _) => Ok(own),
            (None, None, Some(action)) => Ok(Command::Act(act(action.verb, rest))),
            (None, None, None) => Err(unknown(root, word)),
        },
        Root::Admin if folded == "help" => Ok(Command::Help(Topic::All)),
        Root::Admin => Err(unknown(root, word)),
    }
}

impl Command {
    /// Which line of the table it is; none for a button in words.
    pub fn name(&self) -> Option<Name> {
        match self {
            Self::Start(_) => Some(Name::Start),
            Self::List(_) => Some(Name::List),
            Self::Show(_) => Some(Name::Show),
            Self::Stats(_) => Some(Name::Stats),
            Self::Digest => Some(Name::Digest),
            Self::Map => Some(Name::Map),
            Self::Practice => Some(Name::Practice),
            Self::Learn => Some(Name::Learn),
            Self::Help(_) => Some(Name::Help),
            Self::Admin { name, .. } => Some(*name),
            Self::MyTime(_) | Self::Act(_) => None,
        }
    }

    fn standing(&self) -> (bool, &'static str) {
        match self.name().and_then(Name::spec) {
            Some(spec) => (spec.is_built, spec.word),
            None => (true, ""),
        }
    }
}

pub(super) fn root(text: &str) -> Option<(Root, &str)> {
    let text = text.trim_start().trim_start_matches(['/', '!']);
    let (word, rest) = first_word(text);
    let word = word.to_lowercase();
    [Root::Handoff, Root::Admin].into_iter().find(|root| root.word() == word).map(|root| (root, rest))
}

pub(super) fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

fn unknown(root: Root, word: &str) -> CommandProblem {
    let built = COMMANDS.iter().filter(|spec| spec.root == root && spec.is_built).map(|spec| spec.word);
    let acts = ACTIONS.iter().map(|action| action.word).chain(own_time::WORDS).filter(|_| root == Root::Handoff);
    let known: Vec<&'static str> = built.chain(acts).collect();
    CommandProblem::Unknown { root, word: word.to_owned(), nearest: nearest(word, &known) }
}

fn action(word: &str) -> Option<&'static ActionSpec> {
    ACTIONS.iter().find(|action| action.word == word)
}

fn arguments(spec: &Spec, rest: &str) -> Result<Command, CommandProblem> {
    let keys: Vec<&str> = spec.arguments.iter().map(|argument| argument.word()).collect();
    let tokens = tokens(rest, &keys);
    match spec.name {
        Name::Start => start(tokens).map(Command::Start),
        Name::List => list(&tokens).map(Command::List),
        Name::Show => show(&tokens),
        Name::Stats => stats(tokens).map(Command::Stats),
        Name::Digest => Ok(Command::Digest),
        Name::Map => Ok(Command::Map),
        Name::Practice => Ok(Command::Practice),
        Name::Learn => Ok(Command::Learn),
        Name::Help => own_time::in_help(&joined(&tokens)).map_or_else(|| help(&tokens).map(Command::Help), Ok),
        Name::Setup
        | Name::Settings
        | Name::Playbook
        | Name::Connect
        | Name::Link
        | Name::Doctor
        | Name::Qa
        | Name::Review
        | Name::Export
        | Name::Privacy => {
            Ok(Command::Admin { name: spec.name, words: tokens.into_iter().map(|token| token.text).collect() })
        }
    }
}

/// `[playbook] [customer] [receiver] [sender]`: a mention is the receiver wherever it stands, behind `from` the sender;
/// `ae_csm` and `AE > CSM` are the playbook where they stand first; other words are the customer, and after a quoted one the
/// receiver.
fn start(tokens: Vec<Token>) -> Result<Start, CommandProblem> {
    let mut start = Start::default();
    let mut customer: Vec<String> = Vec::new();
    let mut is_customer_whole = false;
    let mut rest: &[Token] = &named(&mut start, tokens, &mut is_customer_whole)?;
    if let Some((playbook, after)) = playbook(rest).filter(|_| start.playbook.is_none()) {
        start.playbook = Some(playbook);
        rest = after;
    }
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        if let Some(next) = after.first().filter(|next| next.person().is_some() && !token.is_quoted) {
            if token.folded() == "to" {
                continue;
            }
            if token.folded() == "from" {
                put(&mut start.sender, next.person().unwrap_or_default(), next)?;
                rest = after.get(1..).unwrap_or_default();
                continue;
            }
        }
        if let Some(person) = token.person() {
            put(&mut start.receiver, person, token)?;
        } else if is_customer_whole {
            put(&mut start.receiver, &token.text, token)?;
        } else if token.is_quoted && customer.is_empty() {
            customer.push(token.text.clone());
            is_customer_whole = true;
        } else {
            customer.push(token.text.clone());
        }
    }
    if !customer.is_empty() {
        start.customer = Some(customer.join(" "));
    }
    Ok(start)
}

/// Takes what was named with its argument; gives back the rest.
fn named(start: &mut Start, tokens: Vec<Token>, is_customer_whole: &mut bool) -> Result<Vec<Token>, CommandProblem> {
    let mut rest = Vec::new();
    for token in tokens {
        let value = token.person().unwrap_or(&token.text).to_owned();
        match token.key.as_deref() {
            Some("playbook") => put(&mut start.playbook, &value, &token)?,
            Some("customer") => {
                put(&mut start.customer, &token.text, &token)?;
                *is_customer_whole = true;
            }
            Some("receiver") => put(&mut start.receiver, &value, &token)?,
            Some("sender") => put(&mut start.sender, &value, &token)?,
            Some(_) | None => rest.push(token),
        }
    }
    Ok(rest)
}

/// Each once; a second one is not dropped in silence.
fn put(place: &mut Option<String>, value: &str, token: &Token) -> Result<(), CommandProblem> {
    if place.is_some() {
        return Err(CommandProblem::Unexpected { name: Name::Start, word: token.text.clone(), nearest: None });
    }
    *place = Some(value.trim().to_owned());
    Ok(())
}

/// The playbook that the words begin with: a key, `AE>CSM`, or `AE > CSM`.
fn playbook(tokens: &[Token]) -> Option<(String, &[Token])> {
    match tokens {
        [one, arrow, other, rest @ ..] if arrow.text == ">" || arrow.text == "→" => {
            Some((format!("{} > {}", one.text, other.text), rest))
        }
        [one, rest @ ..] if !one.is_quoted && is_playbook(&one.text) => Some((one.text.clone(), rest)),
        _ => None,
    }
}

fn is_playbook(word: &str) -> bool {
    let is_key = word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let is_name = word.split_once('>').is_some_and(|(one, other)| !one.is_empty() && !other.is_empty());
    is_key || (is_name && !word.starts_with('<'))
}

fn list(tokens: &[Token]) -> Result<List, CommandProblem> {
    let mut list = List { filter: Filter::default(), page: 1 };
    for token in tokens {
        let word = token.folded();
        if let Some(filter) = filter(&word) {
            list.filter = filter;
        } else if let Some(page) = word.parse().ok().filter(|page| *page > 0) {
            list.page = page;
        } else if !["handoffs", "sent", "page"].contains(&word.as_str()) {
            let nearest = nearest(&word, &Filter::ALL.map(Filter::key));
            return Err(CommandProblem::Unexpected { name: Name::List, word: token.text.clone(), nearest });
        }
    }
    Ok(list)
}

fn filter(word: &str) -> Option<Filter> {
    let also = || FILTER_ALSO.iter().find(|(other, _)| *other == word).map(|(_, filter)| *filter);
    Filter::from_key(word).or_else(also)
}

fn show(tokens: &[Token]) -> Result<Command, CommandProblem> {
    let text = joined(tokens);
    match which(&text) {
        Some(which) => Ok(Command::Show(which)),
        None => Err(CommandProblem::Missing { name: Name::Show, argument: Argument::Handoff }),
    }
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn which(text: &str) -> Option<Which> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(number(text).map_or_else(|| Which::Customer(text.to_owned()), Which::Number))
}

/// `482` or `#482`.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// A number first, or a customer in quotes, then the words; without one everything is words, and the caller finds out which
/// handoff is meant.
fn act(verb: crate::chat::route::Verb, rest: &str) -> Act {
    let (first, after) = first_word(rest);
    if let Some(number) = number(first) {
        let is_bare = !first.starts_with('#');
        return Act { verb, which: Some(Which::Number(number)), words: after.trim().to_owned(), is_bare };
    }
    if let Some((customer, after)) = quoted(rest) {
        return Act { verb, which: Some(Which::Customer(customer)), words: after.trim().to_owned(), is_bare: false };
    }
    Act { verb, which: None, words: rest.trim().to_owned(), is_bare: false }
}

fn stats(tokens: Vec<Token>) -> Result<Stats, CommandProblem> {
    let mut stats = Stats::default();
    let mut rest = Vec::new();
    for token in tokens {
        match token.key.as_deref() {
            Some("playbook") => stats.playbook = Some(token.text),
            Some("person") => stats.person = Some(token.person().unwrap_or(&token.text).to_owned()),
            Some(_) | None => rest.push(token),
        }
    }
    let mut here = rest.as_slice();
    while let [token, after @ ..] = here {
        let word = token.folded();
        if let Some((key, after)) = playbook(here) {
            stats.playbook = Some(key);
            here = after;
            continue;
        }
        here = after;
        if let Some(person) = token.person() {
            stats.person = Some(person.to_owned());
        } else if word == "me" {
            stats.person = Some(word);
        } else if let Some((period, after)) = period(&word, after) {
            stats.period = period;
            here = after;
        } else if !["last", "the", "days", "this"].contains(&word.as_str()) {
            let known: Vec<&'static str> = SPANS.iter().map(|(word, _)| *word).collect();
            let nearest = nearest(&word, &known);
            return Err(CommandProblem::Unexpected { name: Name::Stats, word: token.text.clone(), nearest });
        }
    }
    Ok(stats)
}

/// `30d`, `30 days`, `week`, `2026`, `2026-03`, `2026-03-01..2026-03-31`, `2026-03-01 to 2026-03-31`, one day.
fn period<'a>(word: &str, after: &'a [Token]) -> Option<(Period, &'a [Token])> {
    if let Some((_, days)) = SPANS.iter().find(|(span, _)| *span == word) {
        return Some((Period::LastDays(*days), after));
    }
    if let Some(year) = year(word) {
        return Some((year, after));
    }
    let counted = word.strip_suffix('d').unwrap_or(word);
    if let Some(days) = counted.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days)) {
        return Some((Period::LastDays(days), after));
    }
    if let Some((first, last)) = word.split_once("..") {
        return Some((Period::Dates { first: first.parse().ok()?, last: last.parse().ok()? }, after));
    }
    if let Some(month) = month(word) {
        return Some((month, after));
    }
    let first: NaiveDate = word.parse().ok()?;
    match after {
        [to, last, rest @ ..] if ["to", "until", "-", "–"].contains(&to.folded().as_str()) => {
            Some((Period::Dates { first, last: last.text.parse().ok()? }, rest))
        }
        _ => Some((Period::Dates { first, last: first }, after)),
    }
}

/// `2026`; so many days are written `2026d`.
fn year(word: &str) -> Option<Period> {
    let year = word.parse().ok().filter(|year| YEARS.contains(year))?;
    Some(Period::Dates { first: NaiveDate::from_ymd_opt(year, 1, 1)?, last: NaiveDate::from_ymd_opt(year, 12, 31)? })
}

/// `2026-03`.
fn month(word: &str) -> Option<Period> {
    let first: NaiveDate = format!("{word}-01").parse().ok()?;
    let last = first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
    Some(Period::Dates { first, last })
}

fn help(tokens: &[Token]) -> Result<Topic, CommandProblem> {
    let text = joined(tokens).to_lowercase();
    let text = text.trim_start_matches('/');
    if text.is_empty() {
        return Ok(Topic::All);
    }
    if ["my data", "data", "my-data", "privacy"].contains(&text) {
        return Ok(Topic::MyData);
    }
    let word = text.rsplit(' ').next().unwrap_or(text);
    if word == "buttons" || action(word).is_some() {
        return Ok(Topic::Buttons);
    }
    if let Some(spec) = COMMANDS.iter().find(|spec| spec.word == word) {
        return Ok(Topic::Of(spec.name));
    }
    let known: Vec<&'static str> = COMMANDS.iter().filter(|spec| spec.is_built).map(|spec| spec.word).collect();
    let nearest = nearest(word, &known);
    Err(CommandProblem::Unexpected { name: Name::Help, word: text.to_owned(), nearest })
}
