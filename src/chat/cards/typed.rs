//! Buttons as commands: what the words behind `/handoff tick 482` choose, so that the very button or form of a verb is used
//! with it. What may be done is decided there, never here.

use super::brief::{CUSTOMER, NOBODY, SOMEONE_ELSE};
use super::buttons;
use super::view::{View, short};
use crate::chat::command::{ACTIONS, ActionSpec, Entry};
use crate::chat::form::{Answers, Form, InputKind};
use crate::chat::message::{Block, Message};
use crate::chat::route::{Route, Verb, WITH_ITEMS};
use crate::chat::text::{Words, messages};
use crate::domain::brief::closed::Closed;
use crate::domain::handoff::ReturnReason;
use crate::domain::lifecycle::{SIGNED_GATE, open_clauses};
use crate::domain::playbook::{Field, FieldKind};

/// What was typed is repeated up to here.
const WORD_CHARS: usize = 60;
/// At most so many things to choose from are named.
const NAMED_MAX: usize = 20;
/// Answers of the quick card's second and third question.
const TIMINGS: [&str; 3] = ["early", "right", "late"];
const FELT: [&str; 4] = ["no", "little", "yes", "unknown"];

messages! {
    fn typed_which_handoff() -> Text;
    fn typed_which() -> Text;
    fn typed_unknown(word: Plain) -> Text;
    fn typed_nothing() -> Text;
    fn typed_option(typed: Plain, label: Plain) -> Text;
    fn typed_example(typed: Plain) -> Text;
    fn typed_example_or(typed: Plain) -> Text;
    fn typed_all_head() -> Text;
    fn typed_all(typed: Plain) -> Text;
    fn typed_pressed() -> Text;
}

/// What typing stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Buttons or selects, one after the other, with what is chosen in them.
    Clicks(Vec<(Route, Vec<String>)>),
    /// A button or select that may open a form, and the words that go into it.
    Form {
        /// The button.
        route: Route,
        /// What is chosen, where it is a select.
        values: Vec<String>,
        /// The rest of what was typed.
        words: String,
    },
    /// Something is still to be said: what can be chosen.
    Say(Message),
}

/// What the words behind a verb choose.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other verbs are buttons that take nothing or open a form")]
pub fn press(v: &View<'_>, verb: Verb, words: &str) -> Press {
    let route = Route::of(verb, v.handoff.id);
    match verb {
        Verb::Section => chosen(v, words, &sections(v), |key, rest| form(route.clone().with(key), Vec::new(), rest)),
        Verb::Choose => choose(v, words),
        Verb::Backup if words == "none" => Press::Clicks(vec![(route, vec![NOBODY.to_owned()])]),
        Verb::Receiver | Verb::Sender | Verb::Backup => form(route, vec![SOMEONE_ELSE.to_owned()], words),
        Verb::Closed => {
            let options: Vec<(String, String)> =
                Closed::ALL.map(|closed| (closed.key().to_owned(), v.words.brief_closed_option(closed.key()))).into();
            chosen(v, words, &options, |key, rest| form(route.clone(), vec![key.to_owned()], rest))
        }
        Verb::Signed => click(route.with(if words == "no" { "no" } else { "yes" })),
        Verb::Answer => match v.handoff.open_question() {
            Some((n, _)) => form(route.with(n.to_string()), Vec::new(), words),
            None => Press::Say(Message::line(v.words.typed_nothing())),
        },
        Verb::Tick => tick(v, words),
        Verb::FirstContact if words == "all" => click(route.with(WITH_ITEMS)),
        Verb::RateAgain => rate(v, words),
        Verb::Promise => promise(v, words),
        Verb::Waive => {
            let open = open_clauses(v.handoff, v.playbook);
            let options: Vec<(String, String)> = open.iter().map(|key| (key.clone(), v.clause_label(key))).collect();
            chosen(v, words, &options, |key, rest| form(route.clone().with(key), Vec::new(), rest))
        }
        Verb::Override => chosen(v, words, &gates(v), |key, rest| form(route.clone().with(key), Vec::new(), rest)),
        _ => form(route, Vec::new(), words),
    }
}

/// Puts the words behind a command into the form it opened: a mention where a person is asked, an option where one is asked,
/// everything else into the first question that takes text. The answers are whole when nothing that is required is left.
pub fn fill(form: &mut Form, words: &str) -> Option<Answers> {
    let mut rest = words.trim();
    let mut answers = Answers::new();
    for input in &form.inputs {
        let (taken, left) = match &input.kind {
            InputKind::Person => match person(rest) {
                Some((who, left)) => (Some(who), left),
                None => (None, rest),
            },
            InputKind::Options { options, several: false } if input.required => {
                let options: Vec<(String, String)> =
                    options.iter().map(|option| (option.value.clone(), option.label.clone())).collect();
                pick(rest, &options).map_or((None, rest), |(key, left)| (Some(key), left))
            }
            InputKind::Options { .. }
            | InputKind::People { .. }
            | InputKind::Line { .. }
            | InputKind::Lines { .. }
            | InputKind::Date
            | InputKind::Datetime => (None, rest),
        };
        rest = left;
        answers.insert(input.key.clone(), taken.unwrap_or_else(|| input.value.clone()));
    }
    let is_text =
        |kind: &InputKind| !matches!(kind, InputKind::Person | InputKind::People { .. } | InputKind::Options { .. });
    let asked = form.inputs.iter().filter(|input| is_text(&input.kind));
    let first = asked.clone().find(|input| input.required).or_else(|| asked.clone().next());
    if let Some(first) = first.filter(|_| !rest.is_empty()) {
        answers.insert(first.key.clone(), std::mem::take(&mut rest).to_owned());
    }
    let is_left = |input: &crate::chat::form::Input| {
        input.required && answers.get(&input.key).is_none_or(|typed| typed.trim().is_empty())
    };
    let is_whole = !words.trim().is_empty() && rest.is_empty() && !form.inputs.iter().any(is_left);
    *form = super::forms::with_answers(form.clone(), &answers);
    is_whole.then_some(answers)
}

/// No handoff was named, and it is not said in a handoff's own thread.
pub fn which_handoff(words: &Words, spec: &ActionSpec) -> Message {
    let example = format!("{} {}", spec.typed(), if spec.is_of_draft { "ACME" } else { "482" });
    Message::line(words.typed_which_handoff()).and_small(words.typed_example(&example))
}

/// Every button's command, for those who want to know; where they cannot be typed, how to get at the buttons.
pub fn all(words: &Words, entry: Entry) -> Message {
    if !entry.takes_any_line {
        return Message::line(words.typed_pressed());
    }
    let list = ACTIONS.iter().map(|action| action.word).collect::<Vec<_>>().join(" · ");
    Message::line(words.typed_all_head())
        .and_line(words.typed_all(&list))
        .and_small(words.typed_example("/handoff accept 482"))
        .and_small(words.typed_example_or("/handoff ask 482 By when, and how much?"))
        .and_small(words.typed_example_or("/handoff fill ACME"))
}

fn click(route: Route) -> Press {
    Press::Clicks(vec![(route, Vec::new())])
}

fn form(route: Route, values: Vec<String>, words: &str) -> Press {
    Press::Form { route, values, words: words.trim().to_owned() }
}

/// Calls `then` with the option that the words begin with; otherwise says what there is.
fn chosen(v: &View<'_>, words: &str, options: &[(String, String)], then: impl Fn(&str, &str) -> Press) -> Press {
    match pick(words, options) {
        Some((key, rest)) => then(&key, rest),
        None => Press::Say(offer(v.words, words, options)),
    }
}

fn offer(words: &Words, typed: &str, options: &[(String, String)]) -> Message {
    if options.is_empty() {
        return Message::line(words.typed_nothing());
    }
    let typed = short(typed, WORD_CHARS);
    let head = Message::line(if typed.is_empty() { words.typed_which() } else { words.typed_unknown(&typed) });
    let named = options.iter().take(NAMED_MAX).map(|(key, label)| words.typed_option(key, label));
    named.fold(head, Message::and_line)
}

/// The option whose key or label the words begin with, the longest first, and the rest of the words.
fn pick<'w>(words: &'w str, options: &[(String, String)]) -> Option<(String, &'w str)> {
    let mut names: Vec<(&str, &str)> = options
        .iter()
        .flat_map(|(key, label)| [(key.as_str(), key.as_str()), (label.as_str(), key.as_str())])
        .collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    names.into_iter().find_map(|(name, key)| Some((key.to_owned(), after(words.trim_start(), name)?)))
}

/// What follows a name that the words begin with, whatever its case, as whole words.
fn after<'w>(words: &'w str, name: &str) -> Option<&'w str> {
    let mut rest = words.chars();
    for wanted in name.chars() {
        let found = rest.next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    let rest = rest.as_str();
    let is_whole = !name.is_empty() && (rest.is_empty() || rest.starts_with([' ', ',', '\n', '\t']));
    is_whole.then(|| rest.trim_start_matches([' ', ',', '\n', '\t']))
}

/// `@ben`, `@"Ben Ross"`, `<@17>`, or a name alone.
fn person(words: &str) -> Option<(String, &str)> {
    if let Some(rest) = words.strip_prefix('@') {
        if let Some((name, left)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            return Some((name.to_owned(), left.trim_start()));
        }
        let (name, left) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return Some((name.to_owned(), left.trim_start()));
    }
    let (word, left) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let mention = word.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
    let name = mention.map_or(word, |id| id.trim_start_matches('!'));
    (!name.is_empty()).then(|| (name.to_owned(), left.trim_start()))
}

fn sections(v: &View<'_>) -> Vec<(String, String)> {
    let own = v.playbook.sections.iter().map(|section| (section.key.clone(), section.title.clone()));
    let name = ("name".to_owned(), v.words.button_rename());
    own.chain([name]).map(|(key, title)| (if key == "name" { CUSTOMER.to_owned() } else { key }, title)).collect()
}

fn gates(v: &View<'_>) -> Vec<(String, String)> {
    let own = v.playbook.gates.iter().map(|gate| (gate.key.clone(), gate.label.clone()));
    let signed = v.playbook.holds_until_signed.then(|| (SIGNED_GATE.to_owned(), v.words.button_signed()));
    own.chain(signed).collect()
}

/// `choose segment mid_market`: a choice of the card by its key or its question, then the option by its key or its words.
fn choose(v: &View<'_>, words: &str) -> Press {
    let applying: Vec<&Field> = v.playbook.card.iter().filter(|field| field.applies(&v.handoff.brief)).collect();
    let named: Vec<(String, String)> = applying.iter().map(|field| (field.key.clone(), field.label.clone())).collect();
    chosen(v, words, &named, |key, rest| {
        let route = Route::of(Verb::Choose, v.handoff.id).with(key);
        let Some(field) = applying.iter().find(|field| field.key == key) else {
            return Press::Say(offer(v.words, words, &named));
        };
        let options: Vec<(String, String)> = match field.kind {
            FieldKind::Choice | FieldKind::Multi => {
                field.options.iter().map(|option| (option.key.clone(), option.label.clone())).collect()
            }
            FieldKind::Yesno => ["yes", "no"].map(|key| (key.to_owned(), v.words.yes_or_no(key))).into(),
            FieldKind::User
            | FieldKind::Short
            | FieldKind::Long
            | FieldKind::Money
            | FieldKind::Date
            | FieldKind::Datetime
            | FieldKind::Number
            | FieldKind::Link
            | FieldKind::List => return form(route, vec![SOMEONE_ELSE.to_owned()], rest),
        };
        match several(rest, &options) {
            Ok(values) if field.kind == FieldKind::Multi || values.len() == 1 => Press::Clicks(vec![(route, values)]),
            Ok(_) | Err(()) => Press::Say(offer(v.words, rest, &options)),
        }
    })
}

/// Every option that is named; an error where something is left over or nothing was named.
fn several(words: &str, options: &[(String, String)]) -> Result<Vec<String>, ()> {
    let mut rest = words.trim();
    let mut values = Vec::new();
    while !rest.is_empty() {
        let (key, left) = pick(rest, options).ok_or(())?;
        values.push(key);
        rest = left;
    }
    if values.is_empty() { Err(()) } else { Ok(values) }
}

/// The items of the select in the thread.
fn tick(v: &View<'_>, words: &str) -> Press {
    let Some(Block::Select(select)) = buttons::tick(v) else {
        return Press::Say(Message::line(v.words.typed_nothing()));
    };
    let options: Vec<(String, String)> =
        select.options.iter().map(|option| (option.value.clone(), option.label.clone())).collect();
    match several(words, &options) {
        Ok(items) => Press::Clicks(vec![(Route::of(Verb::Tick, v.handoff.id), items)]),
        Err(()) => Press::Say(offer(v.words, words, &options).and(Block::Select(select))),
    }
}

/// `rate 4 late little`: each word is one tap of the quick card; without words the card is shown.
fn rate(v: &View<'_>, words: &str) -> Press {
    let route = |verb: Verb| Route::of(verb, v.handoff.id);
    if let Some(rest) = after(words, "words") {
        return form(route(Verb::RateWords), Vec::new(), rest);
    }
    if let Some(rest) = after(words, "number") {
        return form(route(Verb::RateExtra).with("number"), Vec::new(), rest);
    }
    let tap = |word: &str| {
        let verb = match word {
            "1" | "2" | "3" | "4" | "5" => Verb::RateNeeded,
            word if TIMINGS.contains(&word) => Verb::RateTiming,
            word if FELT.contains(&word) => Verb::RateFelt,
            word if ReturnReason::from_key(word).is_some() => Verb::RateReason,
            _ => return None,
        };
        Some((route(verb).with(word), Vec::new()))
    };
    let words = words.to_lowercase();
    let taps: Option<Vec<_>> = words.split([' ', ',']).filter(|word| !word.is_empty()).map(tap).collect();
    match taps {
        Some(taps) if taps.is_empty() => click(route(Verb::RateAgain)),
        Some(taps) => Press::Clicks(taps),
        None => Press::Say(offer(v.words, &words, &answers(v))),
    }
}

fn answers(v: &View<'_>) -> Vec<(String, String)> {
    let timing = TIMINGS.map(|key| (key, v.words.rate_timing_option(key)));
    let felt = FELT.map(|key| (key, v.words.rate_felt_option(key)));
    let needed = ("1 … 5", v.words.rate_needed());
    let all = std::iter::once(needed).chain(timing).chain(felt);
    all.map(|(key, label)| (key.to_owned(), label)).collect()
}

/// `promise 2 kept`, `promise 2 broken`, `promise 2 15 March`.
fn promise(v: &View<'_>, words: &str) -> Press {
    let options: Vec<(String, String)> =
        v.promises().map(|(n, promise)| (n.to_string(), promise.text.clone())).collect();
    chosen(v, words, &options, |n, rest| match rest.to_lowercase().as_str() {
        verdict @ ("kept" | "broken") => click(Route::of(Verb::Promise, v.handoff.id).with(format!("{n}.{verdict}"))),
        _ => form(Route::of(Verb::PromiseDate, v.handoff.id).with(n), Vec::new(), rest),
    })
}

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
