//! What somebody types after a slash: read by the commands that are registered, as Discord's own input field does.

use serde_json::{Map, Value, json};

use super::commands::option;
use super::components::items;
use super::permissions::{ADMINISTRATOR, USE_COMMANDS};
use super::world::{Id, World};

/// A command as it is sent, from `/handoff start customer:ACME Corp`. While it is `typing`, the last option is open.
///
/// # Errors
/// With what keeps the person from sending it.
pub fn read(world: &World, who: Id, channel: Id, text: &str, typing: bool) -> Result<Value, String> {
    let text = text.strip_prefix('/').ok_or("a command begins with a slash")?;
    let mut words = text.split(' ').peekable();
    let name = words.next().unwrap_or_default();
    let command = registered(world, who, channel, 1, name)?;
    let mut data = opened(&command);
    let mut path = Vec::new();
    let mut leaf = command.clone();
    while items(&leaf["options"]).any(is_branch) {
        let name = words.next().unwrap_or_default();
        let known = items(&leaf["options"]).find(|option| option["name"] == name);
        let below = known.ok_or_else(|| format!("/{text}: {name:?} is no subcommand of {}", leaf["name"]))?.clone();
        path.push((below["name"].clone(), below["type"].clone()));
        leaf = below;
    }
    let rest: Vec<&str> = words.collect();
    let mut resolved = Map::new();
    let mut options = given(world, channel, &leaf, &rest.join(" "), &mut resolved)?;
    if typing {
        let last = options.last_mut().ok_or("nothing is being typed")?;
        let is_open =
            items(&leaf["options"]).any(|known| known["name"] == last["name"] && known["autocomplete"] == true);
        if !is_open {
            return Err(format!("{} offers nothing while it is typed", last["name"]));
        }
        last["focused"] = json!(true);
    } else {
        check_required(&leaf, &options)?;
    }
    for (name, kind) in path.into_iter().rev() {
        options = vec![json!({ "name": name, "type": kind, "options": options })];
    }
    data["options"] = json!(options);
    if !resolved.is_empty() {
        data["resolved"] = Value::Object(resolved);
    }
    Ok(data)
}

/// A command on a message, by its name.
///
/// # Errors
/// With what keeps the person from choosing it.
pub fn on_message(world: &World, who: Id, message: Id, name: &str) -> Result<Value, String> {
    let target = world.messages.get(&message).ok_or("the message is not there")?;
    let command = registered(world, who, target.channel, 3, name)?;
    let mut data = opened(&command);
    data["target_id"] = json!(message.to_string());
    let messages = json!({ message.to_string(): world.message_json(target) });
    data["resolved"] = json!({ "messages": messages });
    Ok(data)
}

fn opened(command: &Value) -> Value {
    let mut data = json!({ "id": command["id"], "name": command["name"], "type": command["type"] });
    if command["guild_id"].is_string() {
        data["guild_id"] = command["guild_id"].clone();
    }
    data
}

fn is_branch(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(option::SUBCOMMAND | option::GROUP))
}

/// The command of that name that the person is offered there.
fn registered(world: &World, who: Id, channel: Id, kind: u64, name: &str) -> Result<Value, String> {
    let guild = world.channels.get(&channel).ok_or("no such channel")?.guild;
    let scopes = [guild.is_some().then_some(guild), Some(None)];
    let known = scopes.into_iter().flatten().filter_map(|scope| world.commands.get(&scope)).flatten();
    let fits = |command: &&Value| command["name"] == name && command["type"] == kind;
    let command = known.into_iter().find(fits).ok_or_else(|| format!("the command {name:?} is not registered here"))?;
    let place = u64::from(guild.is_none());
    let has_place = |places: &Vec<Value>| places.iter().any(|known| *known == place);
    let is_for_direct = command["dm_permission"] != false;
    if !command["contexts"].as_array().map_or(guild.is_some() || is_for_direct, has_place) {
        return Err(format!("{name:?} is not offered here"));
    }
    let held = world.permissions(who, channel);
    let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
    // Zero: nobody but administrators.
    let is_allowed = needed.is_none_or(|needed| held & ADMINISTRATOR != 0 || (needed != 0 && held & needed == needed));
    if guild.is_some() && (!is_allowed || held & USE_COMMANDS == 0) {
        return Err(format!("{name:?} is hidden from this person"));
    }
    Ok(command.clone())
}

/// `customer:ACME Corp receiver:@ben`: a value ends where the next known name begins.
fn given(
    world: &World,
    channel: Id,
    leaf: &Value,
    text: &str,
    resolved: &mut Map<String, Value>,
) -> Result<Vec<Value>, String> {
    let mut found: Vec<(&Value, String)> = Vec::new();
    for word in text.split(' ') {
        let known = word.split_once(':').and_then(|(name, value)| {
            Some((items(&leaf["options"]).find(|option| option["name"] == name)?, value.to_owned()))
        });
        match (known, found.last_mut()) {
            (Some(begins), _) => found.push(begins),
            (None, Some((_, value))) => *value = format!("{value} {word}"),
            (None, None) if word.is_empty() => {}
            (None, None) => return Err(format!("{word:?} belongs to no option of {}", leaf["name"])),
        }
    }
    let option = |(option, text): (&Value, String)| {
        let value = value(world, channel, option, &text, resolved)?;
        Ok(json!({ "name": option["name"], "type": option["type"], "value": value }))
    };
    found.into_iter().map(option).collect()
}

fn check_required(leaf: &Value, options: &[Value]) -> Result<(), String> {
    let is_given = |known: &Value| options.iter().any(|given| given["name"] == known["name"]);
    match items(&leaf["options"]).find(|known| known["required"] == true && !is_given(known)) {
        Some(missing) => Err(format!("{} is required", missing["name"])),
        None => Ok(()),
    }
}

fn value(
    world: &World,
    channel: Id,
    option: &Value,
    text: &str,
    resolved: &mut Map<String, Value>,
) -> Result<Value, String> {
    let wrong = || format!("{}: {text:?} is not of that type", option["name"]);
    let guild_id = world.channels.get(&channel).and_then(|here| here.guild);
    let guild = guild_id.and_then(|id| world.guilds.get(&id));
    let name = text.trim_start_matches(['@', '#']);
    match option["type"].as_u64() {
        Some(option::TEXT) => text_value(option, text),
        Some(option::INTEGER) => text.parse::<i64>().map(|number| json!(number)).map_err(|_| wrong()),
        Some(option::BOOLEAN) => text.parse::<bool>().map(|is| json!(is)).map_err(|_| wrong()),
        Some(option::USER) => {
            let named = |(id, _): &(&Id, _)| world.users.get(id).is_some_and(|user| user.name == name);
            let (id, _) = guild.into_iter().flat_map(|guild| &guild.members).find(named).ok_or_else(wrong)?;
            resolve_person(world, channel, *id, resolved);
            Ok(json!(id.to_string()))
        }
        Some(option::CHANNEL) => {
            let named = |it: &&super::world::Channel| it.guild == guild_id && it.name == name;
            let found = world.channels.values().find(named).ok_or_else(wrong)?;
            put(resolved, "channels", found.id, world.channel_json(found));
            Ok(json!(found.id.to_string()))
        }
        Some(option::ROLE) => {
            let mut roles = guild.into_iter().flat_map(|guild| &guild.roles);
            let (id, role) = roles.find(|(_, role)| role.name == name).ok_or_else(wrong)?;
            put(resolved, "roles", *id, super::render::role_json(*id, role, 1));
            Ok(json!(id.to_string()))
        }
        Some(option::ATTACHMENT) => super::uploads::resolve(world, text, resolved),
        _ => Err(wrong()),
    }
}

fn text_value(option: &Value, text: &str) -> Result<Value, String> {
    let choices: Vec<&Value> = items(&option["choices"]).collect();
    if !choices.is_empty() {
        let chosen = choices.iter().find(|choice| choice["name"] == text);
        return chosen.map(|choice| choice["value"].clone()).ok_or_else(|| format!("{text:?} is not offered"));
    }
    let chars = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let (min, max) = (option["min_length"].as_u64().unwrap_or(0), option["max_length"].as_u64().unwrap_or(6000));
    if chars < min || chars > max {
        return Err(format!("{}: {chars} characters, {min} to {max}", option["name"]));
    }
    Ok(json!(text))
}

/// Tells who somebody is that was named: the account, and the member without it.
pub fn resolve_person(world: &World, channel: Id, id: Id, resolved: &mut Map<String, Value>) {
    put(resolved, "users", id, world.user_json(id));
    let guild = world.channels.get(&channel).and_then(|here| world.guilds.get(&here.guild?));
    let Some(member) = guild.and_then(|guild| guild.members.get(&id)) else { return };
    let mut shown = world.member_json(id, member);
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("user");
    }
    shown["permissions"] = json!(world.permissions(id, channel).to_string());
    put(resolved, "members", id, shown);
}

fn put(resolved: &mut Map<String, Value>, kind: &str, id: Id, value: Value) {
    let known = resolved.entry(kind).or_insert_with(|| json!({}));
    known[id.to_string()] = value;
}
