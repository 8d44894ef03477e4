//! Teams: the list, a team's card, the forms behind them, and what a removal means before it happens.

use super::super::forms::LABEL_CHARS;
use super::super::view::short;
use super::forms::{ids, input, key as hours_key, line, people as people_input, problem as wrong_problem, week_input};
use super::{days_off, people, week};
use crate::chat::command::{Entry, Name};
use crate::chat::form::{Form, Input};
use crate::chat::message::{Block, Button, Choice, Inline, Message, Select, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};
use crate::domain::calendar::week::Week;
use crate::domain::setup::Wrong;
use crate::ids::{PersonId, TeamId};

/// Longest name of a team, in characters.
pub const NAME_CHARS: usize = 60;
/// A select takes 25 options (Discord's documentation, August 2026).
const OPTIONS_MAX: usize = 25;

/// Keys of the inputs.
pub mod key {
    /// What it is called.
    pub const NAME: &str = "name";
    /// Who is in it.
    pub const MEMBERS: &str = "members";
    /// Who manages it.
    pub const MANAGERS: &str = "managers";
    /// Its channel.
    pub const CHANNEL: &str = "channel";
    /// Its managers' channel.
    pub const MANAGER_CHANNEL: &str = "private";
}

messages! {
    fn teams_head() -> Text;
    fn teams_intro() -> Text;
    fn teams_none() -> Text;
    fn teams_line(name: Plain, people: Number, hours: Key) -> Text;
    fn teams_choose() -> String;
    fn teams_people(people: Number) -> String;
    fn teams_rest(count: Number, typed: Plain) -> Text;
    fn teams_new() -> String;
    fn teams_gone() -> Text;
    fn teams_unknown(name: Plain) -> Text;
    fn teams_removed(name: Plain) -> Text;
    fn teams_saved_from_now_on() -> Text;
    fn team_head(name: Plain) -> Text;
    fn team_members(who: Text) -> Text;
    fn team_managers(who: Text) -> Text;
    fn team_no_managers() -> Text;
    fn team_no_members() -> Text;
    fn team_channel(room: Channel) -> Text;
    fn team_no_channel() -> Text;
    fn team_manager_channel(room: Channel) -> Text;
    fn team_no_manager_channel() -> Text;
    fn team_hours(week: Plain, zone: Plain, whose: Key) -> Text;
    fn team_hours_note() -> Text;
    fn team_change() -> String;
    fn team_own_hours() -> String;
    fn team_change_hours() -> String;
    fn team_usual_hours() -> String;
    fn team_remove() -> String;
    fn team_confirm(name: Plain, open: Number) -> Text;
    fn team_confirm_yes() -> String;
    fn team_confirm_no() -> String;
    fn team_title() -> String;
    fn team_ask_name() -> String;
    fn team_ask_members() -> String;
    fn team_ask_managers() -> String;
    fn team_ask_managers_help() -> String;
    fn team_ask_channel() -> String;
    fn team_ask_channel_help() -> String;
    fn team_ask_private() -> String;
    fn team_ask_private_help() -> String;
    fn team_hours_title() -> String;
    fn team_wrong_name(most: Number) -> String;
    fn team_wrong_taken(name: Plain) -> String;
}

/// A team in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Key.
    pub id: TeamId,
    /// As shown.
    pub name: String,
    /// How many are in it.
    pub people: usize,
    /// Whether it keeps its own hours.
    pub has_own_hours: bool,
}

/// What a team's card is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct TeamCard<'a> {
    /// Key.
    pub id: TeamId,
    /// As shown.
    pub name: &'a str,
    /// Its channel.
    pub channel: Option<&'a str>,
    /// Its managers' channel.
    pub manager_channel: Option<&'a str>,
    /// Who manages it.
    pub managers: &'a [PersonId],
    /// The others in it.
    pub members: &'a [PersonId],
    /// Zone and week that it works by.
    pub hours: Option<(&'static str, &'a Week)>,
    /// Whether they are its own.
    pub has_own_hours: bool,
}

/// What stands in the form of a team.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Which; absent for a new one.
    pub team: Option<TeamId>,
    /// As shown.
    pub name: String,
    /// Who manages it.
    pub managers: Vec<PersonId>,
    /// Who is in it, with those who manage.
    pub members: Vec<PersonId>,
    /// Its channel, by name.
    pub channel: String,
    /// Its managers' channel, by name.
    pub manager_channel: String,
}

/// Why a team is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamWrong {
    /// It has no name, or too long a one.
    Name,
    /// Another team is called so.
    Taken(String),
    /// Nobody is in it.
    Nobody,
    /// A channel cannot be taken.
    Room(Wrong),
}

/// All teams; those that do not fit are asked for in words.
pub fn list(words: &Words, (lines, entry): (&[Line], Entry), back: Verb, said: Option<Text>) -> Message {
    let mut message = Message::default().and(Block::Heading(words.teams_head()));
    message = message.and_line(said.unwrap_or(words.teams_intro()));
    if lines.is_empty() {
        message = message.and_line(words.teams_none());
    }
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let hours = |line: &Line| if line.has_own_hours { "own" } else { "usual" };
    for line in lines.iter().take(OPTIONS_MAX) {
        message = message.and_line(words.teams_line(&line.name, count(line.people), hours(line)));
    }
    let left = lines.len().saturating_sub(OPTIONS_MAX);
    if left > 0 {
        message = message.and_small(words.teams_rest(count(left), &entry.admin(Name::Settings, "team")));
    }
    if !lines.is_empty() {
        let option = |line: &Line| Choice {
            value: line.id.to_string(),
            label: line.name.clone(),
            hint: words.teams_people(count(line.people)),
            chosen: false,
        };
        let options = lines.iter().take(OPTIONS_MAX).map(option).collect();
        let label = words.teams_choose();
        message = message.and(Block::Select(Select::new(route("open", None).id(), label, options, (1, 1))));
    }
    message.and_buttons(vec![
        Button::plain(route("new", None).id(), words.teams_new()),
        Button::plain(Route::plain(back).id(), words.days_off_back()),
    ])
}

/// One team.
pub fn team(words: &Words, card: &TeamCard<'_>, said: Option<Text>) -> Message {
    let id = Some(card.id);
    let mut message = Message::default().and(Block::Heading(words.team_head(card.name)));
    if let Some(said) = said {
        message = message.and_line(said);
    }
    let members =
        if card.members.is_empty() { words.team_no_members() } else { words.team_members(named(words, card.members)) };
    let managers = if card.managers.is_empty() {
        words.team_no_managers()
    } else {
        words.team_managers(named(words, card.managers))
    };
    message = message.and_line(managers).and_line(members);
    message = message.and_line(card.channel.map_or_else(|| words.team_no_channel(), |room| words.team_channel(room)));
    let private = card.manager_channel;
    message = message
        .and_line(private.map_or_else(|| words.team_no_manager_channel(), |room| words.team_manager_channel(room)));
    if let Some((zone, week)) = card.hours {
        let whose = if card.has_own_hours { "own" } else { "usual" };
        message = message.and_line(words.team_hours(&week::week(words, week), zone, whose));
    }
    if card.has_own_hours {
        message = message.and_small(words.team_hours_note());
    }
    let mut buttons = vec![Button::plain(route("edit", id).id(), words.team_change())];
    if card.has_own_hours {
        buttons.push(Button::plain(route("hours", id).id(), words.team_change_hours()));
        buttons.push(Button::plain(days_off::route("show", id).id(), words.setup_days_off()));
        buttons.push(Button::plain(route("theirs", id).id(), words.team_usual_hours()));
    } else {
        buttons.push(Button::plain(route("hours", id).id(), words.team_own_hours()));
    }
    message.and_buttons(buttons).and_buttons(vec![
        Button::danger(route("remove", id).id(), words.team_remove()),
        Button::plain(route("", None).id(), words.days_off_back()),
    ])
}

/// The first of them by name, the others by number: a big team is no list.
fn named(words: &Words, who: &[PersonId]) -> Text {
    let mut text = people(&who[..who.len().min(OPTIONS_MAX)]);
    let left = who.len().saturating_sub(OPTIONS_MAX);
    if left > 0 {
        text.push(Inline::Plain(" ".to_owned()));
        text.extend(words.and_more(i64::try_from(left).unwrap_or(i64::MAX)));
    }
    text
}

/// What a removal means, before it happens.
pub fn confirm(words: &Words, team: TeamId, name: &str, open: usize) -> Message {
    let id = Some(team);
    Message::line(words.team_confirm(name, i64::try_from(open).unwrap_or(i64::MAX))).and_buttons(vec![
        Button::danger(route("gone", id).id(), words.team_confirm_yes()),
        Button::plain(route("show", id).id(), words.team_confirm_no()),
    ])
}

/// A new team, or one as it is.
pub fn form(words: &Words, asked: &Asked) -> Form {
    let optional = |input: Input| Input { required: false, ..input };
    let inputs = vec![
        Input {
            value: asked.name.clone(),
            example: "Customer Success".to_owned(),
            ..input(key::NAME, &words.team_ask_name(), "", line())
        },
        optional(Input {
            value: ids(&asked.members),
            ..input(key::MEMBERS, &words.team_ask_members(), "", people_input())
        }),
        optional(Input {
            value: ids(&asked.managers),
            ..input(key::MANAGERS, &words.team_ask_managers(), &words.team_ask_managers_help(), people_input())
        }),
        optional(Input {
            value: asked.channel.clone(),
            example: "#customer-success".to_owned(),
            ..input(key::CHANNEL, &words.team_ask_channel(), &words.team_ask_channel_help(), line())
        }),
        optional(Input {
            value: asked.manager_channel.clone(),
            example: "#cs-managers".to_owned(),
            ..input(key::MANAGER_CHANNEL, &words.team_ask_private(), &words.team_ask_private_help(), line())
        }),
    ];
    let id = route(if asked.team.is_some() { "edit" } else { "new" }, asked.team).id();
    let title = if asked.name.is_empty() { words.team_title() } else { asked.name.clone() };
    Form { id, title: short(&title, LABEL_CHARS), inputs, submit: words.setup_save(), problem: None }
}

/// A team's own hours.
pub fn hours_form(words: &Words, team: TeamId, zone: &str, written: &str) -> Form {
    let zone = Input {
        value: zone.to_owned(),
        ..input(hours_key::ZONE, &words.setup_ask_zone(), &words.setup_ask_zone_help(), line())
    };
    let inputs = vec![zone, week_input(words, written)];
    let id = route("hours", Some(team)).id();
    Form { id, title: words.team_hours_title(), inputs, submit: words.setup_save(), problem: None }
}

/// Why the form comes back.
pub fn problem(words: &Words, wrong: &TeamWrong) -> String {
    match wrong {
        TeamWrong::Name => words.team_wrong_name(i64::try_from(NAME_CHARS).unwrap_or(i64::MAX)),
        TeamWrong::Taken(name) => words.team_wrong_taken(&cut(name)),
        TeamWrong::Nobody => wrong_problem(words, &Wrong::Nobody),
        TeamWrong::Room(wrong) => wrong_problem(words, wrong),
    }
}

/// A name as it is said again.
pub fn cut(name: &str) -> String {
    short(name.trim(), NAME_CHARS)
}

fn route(what: &str, team: Option<TeamId>) -> Route {
    let arg = team.map_or_else(|| what.to_owned(), |team| format!("{what}.{team}"));
    Route::plain(Verb::Teams).with(arg)
}
