//! The forms of set-up and settings, and why one comes back.

use super::super::forms::{HELP_CHARS, LABEL_CHARS, zone_problem};
use super::super::view::short;
use crate::chat::form::{Form, Input, InputKind};
use crate::chat::message::Choice;
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::domain::calendar::week::{self, DAYS, WeekError};
use crate::domain::setup::{Plan, Wrong};
use crate::ids::PersonId;

/// So many people can be named; Discord's select takes no more (its documentation, August 2026).
const PEOPLE_MAX: u8 = 25;
const LINE_MAX: u16 = 100;
const WEEK_MAX: u16 = 400;
/// Of what was typed so much is said again.
const TYPED_CHARS: usize = 40;

/// Keys of the inputs.
pub mod key {
    /// A zone's name.
    pub const ZONE: &str = "zone";
    /// The opening hours of a week.
    pub const WEEK: &str = "hours";
    /// Whether weekends count.
    pub const WEEKENDS: &str = "weekends";
    /// When digests go out.
    pub const DIGEST: &str = "digest";
    /// Who manages.
    pub const MANAGERS: &str = "managers";
    /// Who takes over from somebody who left.
    pub const FALLBACK: &str = "fallback";
    /// Which playbook.
    pub const PLAYBOOK: &str = "playbook";
    /// Who receives.
    pub const RECEIVERS: &str = "receivers";
    /// A channel's name.
    pub const ROOM: &str = "channel";
}

messages! {
    fn setup_save() -> String;
    fn setup_hours_title() -> String;
    fn setup_ask_zone() -> String;
    fn setup_ask_zone_help() -> String;
    fn setup_ask_week() -> String;
    fn setup_ask_week_help() -> String;
    fn setup_ask_weekends() -> String;
    fn setup_ask_weekends_help() -> String;
    fn setup_ask_digest() -> String;
    fn setup_ask_digest_help() -> String;
    fn setup_people_title() -> String;
    fn setup_ask_managers() -> String;
    fn setup_ask_managers_help() -> String;
    fn setup_ask_fallback() -> String;
    fn setup_ask_fallback_help() -> String;
    fn setup_playbook_title() -> String;
    fn setup_ask_playbook() -> String;
    fn setup_ask_receivers() -> String;
    fn setup_ask_receivers_help() -> String;
    fn setup_room_title(which: Key) -> String;
    fn setup_ask_room() -> String;
    fn setup_ask_room_help() -> String;
    fn week_wrong_unread(typed: Plain) -> String;
    fn week_wrong_no_hours(typed: Plain) -> String;
    fn week_wrong_twice(day: Plain) -> String;
    fn week_wrong_too_long(typed: Plain) -> String;
    fn week_wrong_never() -> String;
    fn setup_wrong_digest(typed: Plain) -> String;
    fn setup_wrong_room(typed: Plain) -> String;
    fn setup_wrong_read_only(typed: Plain) -> String;
    fn setup_wrong_nobody() -> String;
}

/// Zone, week, weekends, digest.
pub fn hours(words: &Words, verb: Verb, plan: &Plan) -> Form {
    let hours = &plan.hours;
    let yes_no = |value: &'static str, chosen| Choice {
        value: value.to_owned(),
        label: words.yes_or_no(value),
        hint: String::new(),
        chosen,
    };
    let weekends = vec![yes_no("no", !hours.weekends_count), yes_no("yes", hours.weekends_count)];
    let inputs = vec![
        Input {
            value: hours.zone.name().to_owned(),
            ..input(key::ZONE, &words.setup_ask_zone(), &words.setup_ask_zone_help(), line())
        },
        week_input(words, &week::written(&hours.week)),
        input(
            key::WEEKENDS,
            &words.setup_ask_weekends(),
            &words.setup_ask_weekends_help(),
            InputKind::Options { options: weekends, several: false },
        ),
        Input {
            value: week::time_text(u32::from(hours.digest_minute) * 60),
            ..input(key::DIGEST, &words.setup_ask_digest(), &words.setup_ask_digest_help(), line())
        },
    ];
    form(words, verb, "hours", &words.setup_hours_title(), inputs)
}

/// Opening hours as people write them.
pub fn week_input(words: &Words, written: &str) -> Input {
    let kind = InputKind::Lines { max: WEEK_MAX };
    Input {
        value: written.to_owned(),
        example: "Mon-Fri 9-12, 13-17; Sat 10-13".to_owned(),
        ..input(key::WEEK, &words.setup_ask_week(), &words.setup_ask_week_help(), kind)
    }
}

/// Managers, and who takes over from somebody who left.
pub fn managers(words: &Words, verb: Verb, plan: &Plan) -> Form {
    let inputs = vec![
        Input {
            value: ids(&plan.managers),
            ..input(key::MANAGERS, &words.setup_ask_managers(), &words.setup_ask_managers_help(), people())
        },
        Input {
            value: plan.fallback.to_string(),
            ..input(key::FALLBACK, &words.setup_ask_fallback(), &words.setup_ask_fallback_help(), InputKind::Person)
        },
    ];
    form(words, verb, "people", &words.setup_people_title(), inputs)
}

/// Which playbook is switched on, of these keys and names, and who receives it.
pub fn playbook(words: &Words, verb: Verb, plan: &Plan, playbooks: &[(String, String)]) -> Form {
    let option = |(key, name): &(String, String)| Choice {
        value: key.clone(),
        label: short(name, HELP_CHARS),
        hint: String::new(),
        chosen: *key == plan.playbook,
    };
    let options = playbooks.iter().take(usize::from(PEOPLE_MAX)).map(option).collect();
    let inputs = vec![
        input(key::PLAYBOOK, &words.setup_ask_playbook(), "", InputKind::Options { options, several: false }),
        Input {
            value: ids(&plan.receivers),
            ..input(key::RECEIVERS, &words.setup_ask_receivers(), &words.setup_ask_receivers_help(), people())
        },
    ];
    form(words, verb, "playbook", &words.setup_playbook_title(), inputs)
}

/// A channel by its name; `which` is `room` or `private`.
pub fn room(words: &Words, verb: Verb, which: &'static str) -> Form {
    let asked = input(key::ROOM, &words.setup_ask_room(), &words.setup_ask_room_help(), line());
    form(words, verb, which, &words.setup_room_title(which), vec![Input { example: "#handoffs".to_owned(), ..asked }])
}

/// Why a form comes back.
pub fn problem(words: &Words, wrong: &Wrong) -> String {
    let typed = |typed: &String| short(typed, TYPED_CHARS);
    match wrong {
        Wrong::Zone(wrong) => zone_problem(words, wrong),
        Wrong::Week(wrong) => week_problem(words, wrong),
        Wrong::Digest(time) => words.setup_wrong_digest(&typed(time)),
        Wrong::NoRoom(room) => words.setup_wrong_room(&typed(room)),
        Wrong::ReadOnly(room) => words.setup_wrong_read_only(&typed(room)),
        Wrong::Nobody => words.setup_wrong_nobody(),
    }
}

/// Why a week, or the hours of a day, are not taken.
pub fn week_problem(words: &Words, wrong: &WeekError) -> String {
    let typed = |typed: &String| short(typed, TYPED_CHARS);
    match wrong {
        WeekError::Unread(part) => words.week_wrong_unread(&typed(part)),
        WeekError::NoHours(part) => words.week_wrong_no_hours(&typed(part)),
        WeekError::Twice(day) => words.week_wrong_twice(&words.setup_day(DAYS[*day])),
        WeekError::TooLong(part) => words.week_wrong_too_long(&typed(part)),
        WeekError::NeverOpens => words.week_wrong_never(),
    }
}

pub(super) fn ids(people: &[PersonId]) -> String {
    people.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

pub(super) fn line() -> InputKind {
    InputKind::Line { max: LINE_MAX }
}

pub(super) fn people() -> InputKind {
    InputKind::People { most: PEOPLE_MAX }
}

pub(super) fn input(key: &str, label: &str, help: &str, kind: InputKind) -> Input {
    let value = chosen(&kind);
    Input {
        key: key.to_owned(),
        label: short(label, LABEL_CHARS),
        help: short(help, HELP_CHARS),
        example: String::new(),
        kind,
        required: true,
        value,
    }
}

/// What is chosen already, a line each.
fn chosen(kind: &InputKind) -> String {
    let InputKind::Options { options, .. } = kind else { return String::new() };
    let chosen = options.iter().filter(|option| option.chosen).map(|option| option.value.as_str());
    chosen.collect::<Vec<_>>().join("\n")
}

fn form(words: &Words, verb: Verb, what: &str, title: &str, inputs: Vec<Input>) -> Form {
    let id = Route::plain(verb).with(what).id();
    Form { id, title: short(title, LABEL_CHARS), inputs, submit: words.setup_save(), problem: None }
}
