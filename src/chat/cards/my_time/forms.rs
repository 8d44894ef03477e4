//! The two forms of a person's own time, and why one comes back.

use super::super::forms::{HELP_CHARS, LABEL_CHARS, zone_problem};
use super::super::view::short;
use super::{clock, route, what};
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::text::{Words, messages};
use crate::domain::brief::value::Trouble;
use crate::domain::own_time::days_off::{DaysOff, Why, WrongDays};
use crate::domain::own_time::{Quiet, Times, Wrong};
use crate::ids::PersonId;

const LINE_MAX: u16 = 100;
const LINES_MAX: u16 = 1_000;
/// Of what was typed so much is said again.
const TYPED_CHARS: usize = 40;
const NAME_CHARS: usize = 24;

/// Keys of the inputs.
pub mod key {
    /// A zone's name.
    pub const ZONE: &str = "zone";
    /// When the digest comes.
    pub const DIGEST: &str = "digest";
    /// Quiet hours.
    pub const QUIET: &str = "quiet";
    /// Days off.
    pub const OFF: &str = "off";
    /// Whose.
    pub const WHO: &str = "who";
}

messages! {
    fn time_form_title() -> String;
    fn time_off_title() -> String;
    fn time_off_title_of(person: Plain) -> String;
    fn time_others_title() -> String;
    fn time_ask_who() -> String;
    fn time_ask_who_help() -> String;
    fn time_ask_off_other_help() -> String;
    fn time_save() -> String;
    fn time_ask_zone() -> String;
    fn time_ask_zone_help() -> String;
    fn time_ask_digest() -> String;
    fn time_ask_digest_help() -> String;
    fn time_ask_quiet() -> String;
    fn time_ask_quiet_help() -> String;
    fn time_ask_off() -> String;
    fn time_ask_off_help() -> String;
    fn time_ask_off_example() -> String;
    fn time_wrong_digest(typed: Plain) -> String;
    fn time_wrong_quiet(typed: Plain) -> String;
    fn time_wrong_off(why: Key, typed: Plain) -> String;
}

/// Zone, digest and quiet hours as they are.
pub fn times(words: &Words, times: &Times) -> Form {
    let quiet = match times.quiet {
        Quiet::None => "none".to_owned(),
        Quiet::Between { from, to } => format!("{}-{}", clock(from), clock(to)),
    };
    let line = || InputKind::Line { max: LINE_MAX };
    let inputs = vec![
        input(key::ZONE, (words.time_ask_zone(), words.time_ask_zone_help()), times.zone.name(), line()),
        input(
            key::DIGEST,
            (words.time_ask_digest(), words.time_ask_digest_help()),
            &clock(times.digest_minute),
            line(),
        ),
        input(key::QUIET, (words.time_ask_quiet(), words.time_ask_quiet_help()), &quiet, line()),
    ];
    let (title, submit) = (words.time_form_title(), words.time_save());
    Form { id: route(what::TIMES, None).id(), title: short(&title, LABEL_CHARS), inputs, submit, problem: None }
}

/// Days off as they are, a line each; of somebody else with their name.
pub fn days_off(words: &Words, days: &[DaysOff], other: Option<(PersonId, &str)>) -> Form {
    let lines: Vec<String> = days.iter().map(|days| line_of(*days)).collect();
    let asked = (words.time_ask_off(), words.time_ask_off_help());
    let mut input = input(key::OFF, asked, &lines.join("\n"), InputKind::Lines { max: LINES_MAX });
    // To take the last line out is an answer.
    input.required = false;
    input.example = words.time_ask_off_example();
    let title = match other {
        Some((_, name)) => words.time_off_title_of(&short(name, NAME_CHARS)),
        None => words.time_off_title(),
    };
    let id = route(what::OFF, other.map(|(person, _)| person)).id();
    Form { id, title: short(&title, LABEL_CHARS), inputs: vec![input], submit: words.time_save(), problem: None }
}

/// Days off of somebody who is named in it, besides those they have.
pub fn others(words: &Words) -> Form {
    let who = input(key::WHO, (words.time_ask_who(), words.time_ask_who_help()), "", InputKind::Person);
    let asked = (words.time_ask_off(), words.time_ask_off_other_help());
    let mut off = input(key::OFF, asked, "", InputKind::Lines { max: LINES_MAX });
    off.example = words.time_ask_off_example();
    let (title, submit) = (words.time_others_title(), words.time_save());
    Form {
        id: route(what::OTHER, None).id(),
        title: short(&title, LABEL_CHARS),
        inputs: vec![who, off],
        submit,
        problem: None,
    }
}

/// As it is read again, whatever the day.
fn line_of(days: DaysOff) -> String {
    let day = |day: chrono::NaiveDate| day.format("%-d %b %Y").to_string();
    if days.first == days.last { day(days.last) } else { format!("{} to {}", day(days.first), day(days.last)) }
}

fn input(key: &str, (label, help): (String, String), value: &str, kind: InputKind) -> Input {
    Input {
        key: key.to_owned(),
        label: short(&label, LABEL_CHARS),
        help: short(&help, HELP_CHARS),
        example: String::new(),
        kind,
        required: true,
        value: value.to_owned(),
    }
}

/// Why the form of times comes back.
pub fn problem(words: &Words, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Zone(wrong) => zone_problem(words, wrong),
        Wrong::Digest(typed) => words.time_wrong_digest(&short(typed, TYPED_CHARS)),
        Wrong::Quiet(typed) => words.time_wrong_quiet(&short(typed, TYPED_CHARS)),
    }
}

/// Why the form of days off comes back.
pub fn problem_with_days(words: &Words, wrong: &WrongDays) -> String {
    let why = match &wrong.why {
        Why::EndsBeforeStart => "order",
        Why::Past => "past",
        Why::TooLong => "long",
        Why::Day(Trouble::AmbiguousDate) => "ambiguous",
        Why::Day(Trouble::WrongWeekday { .. }) => "weekday",
        Why::Day(
            Trouble::TooLong { .. }
            | Trouble::ItemCount { .. }
            | Trouble::ReasonTooShort
            | Trouble::NotAnOption
            | Trouble::NotAnAmount
            | Trouble::NotADate
            | Trouble::NoTime
            | Trouble::NotANumber
            | Trouble::NotYesOrNo
            | Trouble::NotAPerson
            | Trouble::NotALink,
        ) => "day",
    };
    words.time_wrong_off(why, &short(&wrong.typed, TYPED_CHARS))
}
