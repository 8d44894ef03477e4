//! Application commands: registered, listed, and held against the rules that the schema does not say.

use std::collections::BTreeSet;

use baton::clock::Timestamp;
use serde_json::{Value, json};

use super::components::items;
use super::refusal::{NO_ACCESS, Refusal, TOO_MANY_COMMANDS, UNKNOWN_COMMAND, UNKNOWN_GUILD};
use super::rest::{Answer, Call};
use super::world::{Id, World};

/// By kind: slash commands, and those on people and messages.
const COMMANDS_MAX: [usize; 2] = [100, 15];
const OPTIONS_MAX: usize = 25;
const CHOICES_MAX: usize = 25;
/// Characters of names, descriptions and values of a command.
const CHARS_MAX: usize = 8000;
const CREATES_A_DAY: usize = 200;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Options by Discord's numbers.
pub mod option {
    pub const SUBCOMMAND: u64 = 1;
    pub const GROUP: u64 = 2;
    pub const TEXT: u64 = 3;
    pub const INTEGER: u64 = 4;
    pub const BOOLEAN: u64 = 5;
    pub const USER: u64 = 6;
    pub const CHANNEL: u64 = 7;
    pub const ROLE: u64 = 8;
    pub const ATTACHMENT: u64 = 11;
}

/// `PUT /applications/{app}/commands` and the one of a server: all at once.
pub fn replace(world: &mut World, guild: Option<Id>, call: &Call) -> Result<Answer, Refusal> {
    check_guild(world, guild)?;
    let wanted: Vec<Value> = items(&call.body).cloned().collect();
    check_all(&wanted)?;
    let old = world.commands.get(&guild).cloned().unwrap_or_default();
    let same = |new: &Value| old.iter().find(|old| key(old) == key(new));
    let made = wanted.iter().filter(|new| same(new).is_none()).count();
    count_creates(world, guild, made)?;
    let commands: Vec<Value> = wanted.iter().map(|new| stored(world, guild, new, same(new))).collect();
    world.commands.insert(guild, commands.clone());
    Ok(Answer::Json(200, json!(commands)))
}

/// `POST` of one command: made, or changed where one of that name is there.
pub fn create(world: &mut World, guild: Option<Id>, call: &Call) -> Result<Answer, Refusal> {
    check_guild(world, guild)?;
    let mut all = world.commands.get(&guild).cloned().unwrap_or_default();
    let known = all.iter().position(|old| key(old) == key(&call.body));
    let old = known.map(|at| all.remove(at));
    check_all(&all.iter().cloned().chain([call.body.clone()]).collect::<Vec<_>>())?;
    count_creates(world, guild, usize::from(old.is_none()))?;
    let status = if old.is_some() { 200 } else { 201 };
    let command = stored(world, guild, &call.body, old.as_ref());
    all.push(command.clone());
    world.commands.insert(guild, all);
    Ok(Answer::Json(status, command))
}

/// `GET` of all of them.
pub fn list(world: &World, guild: Option<Id>) -> Result<Answer, Refusal> {
    check_guild(world, guild)?;
    Ok(Answer::Json(200, json!(world.commands.get(&guild).cloned().unwrap_or_default())))
}

/// `DELETE` of one.
pub fn delete(world: &mut World, guild: Option<Id>, id: Id) -> Result<Answer, Refusal> {
    check_guild(world, guild)?;
    let commands = world.commands.entry(guild).or_default();
    let (before, id) = (commands.len(), id.to_string());
    commands.retain(|command| command["id"] != id);
    if commands.len() == before { Err(UNKNOWN_COMMAND.into()) } else { Ok(Answer::Nothing) }
}

fn check_guild(world: &World, guild: Option<Id>) -> Result<(), Refusal> {
    let Some(guild) = guild else { return Ok(()) };
    let here = world.guilds.get(&guild).ok_or(UNKNOWN_GUILD)?;
    let is_offered = here.members.contains_key(&world.bot) && !here.refuses_commands;
    if is_offered { Ok(()) } else { Err(NO_ACCESS.into()) }
}

/// A name is used once for each kind.
fn key(command: &Value) -> (u64, String) {
    (command["type"].as_u64().unwrap_or(1), command["name"].as_str().unwrap_or_default().to_owned())
}

fn count_creates(world: &mut World, guild: Option<Id>, made: usize) -> Result<(), Refusal> {
    let now = world.now();
    let lately = |made: &[Timestamp]| made.iter().filter(|at| now.since(**at) < DAY_MS).count();
    if let Some(guild) = guild.and_then(|guild| world.guilds.get_mut(&guild)) {
        if lately(&guild.commands_made) + made > CREATES_A_DAY {
            return Err(TOO_MANY_COMMANDS.into());
        }
        guild.commands_made.extend(std::iter::repeat_n(now, made));
    }
    Ok(())
}

/// As Discord keeps it: with ids, and with what was left out.
fn stored(world: &mut World, guild: Option<Id>, wanted: &Value, old: Option<&Value>) -> Value {
    let version = world.next_id().to_string();
    let id = old.map_or_else(|| json!(world.next_id().to_string()), |old| old["id"].clone());
    let mut command = json!({
        "id": id, "application_id": world.bot.to_string(), "version": version, "type": 1, "description": "",
        "default_member_permissions": null, "nsfw": false, "contexts": null, "integration_types": [0],
    });
    if let Some(guild) = guild {
        command["guild_id"] = json!(guild.to_string());
    }
    for (field, value) in wanted.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        command[field] = value.clone();
    }
    if let Some(permissions) = command["default_member_permissions"].as_u64() {
        command["default_member_permissions"] = json!(permissions.to_string());
    }
    command
}

fn check_all(commands: &[Value]) -> Result<(), Refusal> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, command) in commands.iter().enumerate() {
        if !seen.insert(key(command)) {
            found.push((format!("/{index}/name"), "Application command names must be unique".to_owned()));
        }
        check(command, &format!("/{index}"), &mut found);
    }
    for (is_slash, max) in [true, false].into_iter().zip(COMMANDS_MAX) {
        let count = commands.iter().filter(|command| (key(command).0 == 1) == is_slash).count();
        if count > max {
            found.push((String::new(), format!("{count} commands of that kind, {max} at most")));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Refusal::fields(found)) }
}

fn check(command: &Value, place: &str, found: &mut Vec<(String, String)>) {
    let (kind, name) = key(command);
    let description = command["description"].as_str().unwrap_or_default();
    if kind == 1 {
        check_name(&name, place, found);
        if description.is_empty() {
            found.push((format!("{place}/description"), "This field is required".to_owned()));
        }
    } else {
        if !description.is_empty() || items(&command["options"]).next().is_some() {
            found.push((place.to_owned(), "such a command has neither a description nor options".to_owned()));
        }
        if name.is_empty() || name.chars().count() > 32 {
            found.push((format!("{place}/name"), "Must be between 1 and 32 in length.".to_owned()));
        }
    }
    check_localized(command, kind == 1, place, found);
    let chars = chars(command);
    if chars > CHARS_MAX {
        found.push((place.to_owned(), format!("{chars} characters, {CHARS_MAX} at most")));
    }
    check_options(&command["options"], place, 0, found);
}

/// The languages of the client. A name in another one is refused.
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// Names and descriptions in other languages.
fn check_localized(of: &Value, has_plain_name: bool, place: &str, found: &mut Vec<(String, String)>) {
    for field in ["name_localizations", "description_localizations"] {
        for (locale, text) in of[field].as_object().into_iter().flatten() {
            let place = format!("{place}/{field}/{locale}");
            if !LOCALES.contains(&locale.as_str()) {
                found.push((place.clone(), "no language of the client".to_owned()));
            }
            if field == "name_localizations" && has_plain_name {
                check_name(text.as_str().unwrap_or_default(), &place, found);
            }
        }
    }
}

/// Letters of any script, digits, `-`, `_`, `'`; lower case where there is one.
fn check_name(name: &str, place: &str, found: &mut Vec<(String, String)>) {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '\'');
    let is_short = (1..=32).contains(&name.chars().count());
    if !is_short || !name.chars().all(fits) || name.to_lowercase() != name {
        found.push((format!("{place}/name"), format!("Command name is invalid: {name:?}")));
    }
}

/// Of the longest of all languages; here of the one that is there.
fn chars(of: &Value) -> usize {
    let text = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let choices: usize = items(&of["choices"]).map(|choice| text(&choice["name"]) + text(&choice["value"])).sum();
    let options: usize = items(&of["options"]).map(chars).sum();
    text(&of["name"]) + text(&of["description"]) + choices + options
}

fn check_options(options: &Value, place: &str, depth: usize, found: &mut Vec<(String, String)>) {
    let all: Vec<&Value> = items(options).collect();
    let kind = |option: &Value| option["type"].as_u64().unwrap_or_default();
    let is_branch = |option: &Value| matches!(kind(option), option::SUBCOMMAND | option::GROUP);
    if all.len() > OPTIONS_MAX {
        found.push((format!("{place}/options"), format!("{} options, {OPTIONS_MAX} at most", all.len())));
    }
    let names: BTreeSet<&str> = all.iter().filter_map(|option| option["name"].as_str()).collect();
    if names.len() < all.len() {
        found.push((format!("{place}/options"), "Option names must be unique".to_owned()));
    }
    if all.iter().any(|option| is_branch(option)) && !all.iter().all(|option| is_branch(option)) {
        found.push((format!("{place}/options"), "Sub-commands and options cannot be mixed".to_owned()));
    }
    let is_required = |option: &&&Value| option["required"] == true;
    if all.iter().skip_while(is_required).any(|option| option["required"] == true) {
        let why = "Required options must be placed before non-required options";
        found.push((format!("{place}/options"), why.to_owned()));
    }
    for (index, option) in all.into_iter().enumerate() {
        let place = format!("{place}/options/{index}");
        check_name(option["name"].as_str().unwrap_or_default(), &place, found);
        check_localized(option, true, &place, found);
        let branch = kind(option);
        if (branch == option::GROUP && depth > 0) || (branch == option::SUBCOMMAND && depth > 1) {
            found.push((place.clone(), "nested too deep".to_owned()));
        }
        let choices = items(&option["choices"]).count();
        if choices > CHOICES_MAX {
            found.push((format!("{place}/choices"), format!("{choices} choices, {CHOICES_MAX} at most")));
        }
        if choices > 0 && option["autocomplete"] == true {
            found.push((format!("{place}/choices"), "either choices or autocomplete".to_owned()));
        }
        let below = if branch == option::SUBCOMMAND { 2 } else { depth + 1 };
        check_options(&option["options"], &place, below, found);
    }
}
