//! The routes: a request that was read, held against the description, and carried out on the world.

use serde_json::{Value, json};

use super::acts;
use super::refusal::{NO_ACCESS, NO_SUCH_ROUTE, Refusal, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_USER};
use super::render::{guild_json, id_of, role_json};
use super::schema::{self, Operation};
use super::world::{Channel, File, Guild, Id, World, kind};
use super::{commands, messages, rooms, threads, webhooks};

/// A request, read.
#[derive(Debug, Clone, Default)]
pub struct Call {
    pub method: String,
    /// Below `/api/v10`.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Value,
    pub files: Vec<File>,
}

impl Call {
    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The route without its ids: `POST channels/*/messages`.
    pub fn template(&self) -> String {
        let parts: Vec<&str> = self.path.split('/').filter(|part| !part.is_empty()).collect();
        let has_token = matches!(parts.first(), Some(&("webhooks" | "interactions")));
        let part = |(index, part): (usize, &&str)| {
            let is_open = part.parse::<Id>().is_ok() || (has_token && index == 2);
            if is_open { "*".to_owned() } else { (*part).to_owned() }
        };
        let parts: Vec<String> = parts.iter().enumerate().map(part).collect();
        format!("{} {}", self.method, parts.join("/"))
    }

    /// What tells buckets of one route apart: channel, server, or the token of a webhook.
    pub fn major(&self) -> String {
        let parts: Vec<&str> = self.path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["channels" | "guilds", id, ..] => (*id).to_owned(),
            ["webhooks", id, token, ..] => format!("{id}/{token}"),
            _ => String::new(),
        }
    }

    /// Whether the path itself proves who calls: these routes take no token of a bot.
    pub fn needs_no_bot(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').filter(|part| !part.is_empty()).collect();
        matches!(parts.as_slice(), ["interactions" | "webhooks", _, _, ..] | ["gateway"])
    }
}

/// What is answered when it was carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Json(u16, Value),
    Nothing,
}

/// Where the description offers several schemas: the one that this request is held against.
fn narrowed(call: &Call) -> Option<&'static str> {
    let template = call.template();
    match template.as_str() {
        "POST interactions/*/*/callback" => callback_schema(&call.body),
        "PATCH channels/*" => Some("UpdateThreadRequestPartial"),
        "POST channels/*/threads" => Some("CreateTextThreadWithoutMessageRequest"),
        "POST webhooks/*/*" => Some("IncomingWebhookRequestPartial"),
        _ => None,
    }
}

fn callback_schema(body: &Value) -> Option<&'static str> {
    match body["type"].as_u64() {
        Some(1) => Some("PongInteractionCallbackRequest"),
        Some(4 | 5) => Some("CreateMessageInteractionCallbackRequest"),
        Some(6 | 7) => Some("UpdateMessageInteractionCallbackRequest"),
        Some(8) => Some("ApplicationCommandAutocompleteCallbackRequest"),
        Some(9) => Some("ModalInteractionCallbackRequest"),
        _ => None,
    }
}

/// What Discord takes in two spellings, in the one of its description: permissions, the numbers of files, and in commands
/// the fields that libraries send although they are empty.
fn spelled(call: &Call) -> Value {
    let mut body = call.body.clone();
    if call.path.ends_with("/commands") {
        body.as_array_mut().into_iter().flatten().for_each(command_spelled);
        command_spelled(&mut body);
    }
    for rule in body.pointer_mut("/permission_overwrites").and_then(Value::as_array_mut).into_iter().flatten() {
        for name in ["allow", "deny"] {
            if let Some(bits) = rule.get(name).and_then(Value::as_str).and_then(|bits| bits.parse::<u64>().ok()) {
                rule[name] = json!(bits);
            }
        }
    }
    for place in ["/attachments", "/data/attachments"] {
        for file in body.pointer_mut(place).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(number) = file["id"].as_u64() {
                file["id"] = json!(number.to_string());
            }
        }
    }
    body
}

fn command_spelled(command: &mut Value) {
    let Some(fields) = command.as_object_mut() else { return };
    let is_empty = |value: &Value| value.is_null() || *value == json!(false) || *value == json!([]);
    fields.retain(|name, value| name == "default_member_permissions" || !is_empty(value));
    let permissions = fields.get("default_member_permissions").and_then(Value::as_str);
    if let Some(bits) = permissions.and_then(|bits| bits.parse::<u64>().ok()) {
        fields.insert("default_member_permissions".to_owned(), json!(bits));
    }
    let options = fields.get_mut("options").and_then(Value::as_array_mut);
    options.into_iter().flatten().for_each(command_spelled);
}

/// Holds a first answer to an interaction, by whichever way it comes, against the description.
pub fn check_callback(body: &Value) -> Result<(), Refusal> {
    let (method, path) = ("POST".to_owned(), "/interactions/1/t/callback".to_owned());
    check(&Call { method, path, body: body.clone(), ..Call::default() })
}

fn verdict(problems: Vec<(String, String)>) -> Result<(), Refusal> {
    if problems.is_empty() { Ok(()) } else { Err(Refusal::fields(problems)) }
}

/// Holds a request against the description, as far as that is here.
fn check(call: &Call) -> Result<(), Refusal> {
    let Some(operation) = schema::operation(&call.method, &call.path).map_err(|()| NO_SUCH_ROUTE)? else {
        return Ok(());
    };
    let unknown = call.query.iter().find(|(name, _)| !operation.knows(name));
    if let Some((name, _)) = unknown {
        return Err(Refusal::field(format!("/{name}"), "a parameter that this route does not know"));
    }
    check_body(operation, call)
}

fn check_body(operation: Operation, call: &Call) -> Result<(), Refusal> {
    if !operation.takes_body() {
        let is_empty = call.body.is_null() || call.body == json!({});
        return if is_empty { Ok(()) } else { Err(Refusal::field("", "this route takes no body")) };
    }
    verdict(operation.body_problems(narrowed(call), &spelled(call)))
}

/// Carries a request out.
pub fn carry_out(world: &mut World, call: &Call) -> Result<Answer, Refusal> {
    world.age_threads();
    check(call)?;
    let mut call = call.clone();
    call.body = spelled(&call);
    let parts: Vec<&str> = call.path.split('/').filter(|part| !part.is_empty()).collect();
    let (method, call) = (call.method.as_str(), &call);
    match (method, parts.as_slice()) {
        ("GET", ["gateway"]) => Ok(Answer::Json(200, json!({ "url": world.gateway_url() }))),
        ("GET", ["gateway", "bot"]) => Ok(Answer::Json(200, world.gateway_bot_json())),
        ("GET", ["users", "@me"]) => Ok(Answer::Json(200, world.me_json())),
        ("GET", ["users", "@me", "guilds"]) => Ok(Answer::Json(200, my_guilds(world))),
        ("GET", ["users", user]) => user_answer(world, user),
        ("DELETE", ["users", "@me", "guilds", guild]) => leave(world, number(guild)?),
        ("POST", ["users", "@me", "channels"]) => open_direct(world, call),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            Ok(Answer::Json(200, world.application_json()))
        }
        (_, ["applications", app, rest @ ..]) if number(app)? == world.bot => application(world, call, rest),
        ("POST", ["guilds", guild, "channels"]) => rooms::create(world, number(guild)?, call),
        ("GET", ["guilds", guild, rest @ ..]) => guild_answer(world, number(guild)?, rest, call),
        (_, ["channels", channel, rest @ ..]) => in_channel(world, number(channel)?, rest, call),
        ("POST", ["interactions", id, token, "callback"]) => callback(world, number(id)?, token, call),
        ("POST", ["webhooks", app, token]) => webhooks::follow_up(world, number(app)?, token, call),
        ("GET" | "PATCH" | "DELETE", ["webhooks", app, token, "messages", message]) => {
            webhooks::message(world, (number(app)?, token, message), call)
        }
        _ => Err(NO_SUCH_ROUTE.into()),
    }
}

fn number(part: &str) -> Result<Id, Refusal> {
    part.parse().map_err(|_| Refusal::field("", format!("Value \"{part}\" is not snowflake.")))
}

fn application(world: &mut World, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    let (guild, rest) = match rest {
        ["guilds", guild, rest @ ..] => (Some(number(guild)?), rest),
        rest => (None, rest),
    };
    match (call.method.as_str(), rest) {
        ("GET", ["commands"]) => commands::list(world, guild),
        ("PUT", ["commands"]) => commands::replace(world, guild, call),
        ("POST", ["commands"]) => commands::create(world, guild, call),
        ("DELETE", ["commands", id]) => commands::delete(world, guild, number(id)?),
        _ => Err(NO_SUCH_ROUTE.into()),
    }
}

fn in_channel(world: &mut World, channel: Id, rest: &[&str], call: &Call) -> Result<Answer, Refusal> {
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(Answer::Json(200, world.channel_json(world.seen_channel(channel)?))),
        ("PATCH", []) => threads::update(world, channel, call),
        ("DELETE", []) => threads::remove(world, channel),
        ("GET", ["messages"]) => messages::list(world, channel, call),
        ("POST", ["messages"]) => messages::create(world, channel, call),
        ("GET", ["messages", id]) => messages::get(world, channel, number(id)?),
        ("PATCH", ["messages", id]) => messages::update(world, channel, number(id)?, call),
        ("DELETE", ["messages", id]) => messages::delete(world, channel, number(id)?),
        ("POST", ["messages", id, "threads"]) => threads::from_message(world, channel, number(id)?, call),
        ("POST", ["threads"]) => threads::alone(world, channel, call),
        ("GET", ["threads", "archived", "public"]) => threads::archived(world, channel, kind::PUBLIC_THREAD),
        ("GET", ["threads", "archived", "private"]) => threads::archived(world, channel, kind::PRIVATE_THREAD),
        ("GET", ["thread-members"]) => threads::members(world, channel),
        ("PUT" | "DELETE", ["thread-members", "@me"]) => threads::member(world, channel, world.bot, call),
        ("PUT" | "DELETE", ["thread-members", user]) => threads::member(world, channel, number(user)?, call),
        ("POST", ["typing"]) => messages::typing(world, channel),
        _ => Err(NO_SUCH_ROUTE.into()),
    }
}

fn callback(world: &mut World, id: Id, token: &str, call: &Call) -> Result<Answer, Refusal> {
    let message = acts::answer(world, id, token, &call.body, &call.files)?;
    if call.query("with_response") != Some("true") {
        return Ok(Answer::Nothing);
    }
    let kind = world.interactions[&id].kind;
    let mut json = json!({ "interaction": { "id": id.to_string(), "type": kind } });
    if let Some(message) = message.and_then(|id| world.messages.get(&id)) {
        json["interaction"]["response_message_id"] = json!(message.id.to_string());
        json["interaction"]["response_message_ephemeral"] = json!(message.only_for.is_some());
        json["interaction"]["response_message_loading"] = json!(message.is_loading);
        if matches!(call.body["type"].as_u64(), Some(4 | 7)) {
            json["resource"] = json!({ "type": call.body["type"], "message": world.message_json(message) });
        }
    }
    Ok(Answer::Json(200, json))
}

fn my_guilds(world: &World) -> Value {
    let ours = world.guilds.iter().filter(|(_, guild)| guild.members.contains_key(&world.bot));
    let json = |(id, guild): (&Id, &Guild)| {
        json!({
            "id": id.to_string(), "name": guild.name, "icon": null, "banner": null, "owner": false, "features": [],
            "permissions": world.guild_permissions(world.bot, *id).to_string(),
        })
    };
    ours.map(json).collect()
}

fn user_answer(world: &World, user: &str) -> Result<Answer, Refusal> {
    let id = number(user)?;
    if world.users.contains_key(&id) { Ok(Answer::Json(200, world.user_json(id))) } else { Err(UNKNOWN_USER.into()) }
}

fn leave(world: &mut World, guild: Id) -> Result<Answer, Refusal> {
    world.guilds.get(&guild).ok_or(UNKNOWN_GUILD)?;
    world.remove_member(guild, world.bot);
    Ok(Answer::Nothing)
}

/// The conversation is opened even where the other side takes no messages: that comes out when something is said.
fn open_direct(world: &mut World, call: &Call) -> Result<Answer, Refusal> {
    let with = id_of(&call.body["recipient_id"]).ok_or_else(|| Refusal::field("/recipient_id", "is required"))?;
    if !world.users.contains_key(&with) || with == world.bot {
        return Err(Refusal::from(UNKNOWN_USER));
    }
    let id = world.direct_with(with);
    Ok(Answer::Json(200, world.channel_json(&world.channels[&id])))
}

fn guild_answer(world: &World, id: Id, rest: &[&str], call: &Call) -> Result<Answer, Refusal> {
    let guild = world.guilds.get(&id).ok_or(UNKNOWN_GUILD)?;
    if !guild.members.contains_key(&world.bot) {
        return Err(NO_ACCESS.into());
    }
    match rest {
        [] => Ok(Answer::Json(200, guild_json(id, guild))),
        ["channels"] => {
            let is_here = |it: &&Channel| it.guild == Some(id) && it.thread.is_none();
            Ok(Answer::Json(200, world.channels.values().filter(is_here).map(|it| world.channel_json(it)).collect()))
        }
        ["roles"] => {
            let roles = guild.roles.iter().enumerate().map(|(position, (id, role))| role_json(*id, role, position));
            Ok(Answer::Json(200, roles.collect()))
        }
        ["members"] => members(world, guild, call),
        ["members", "search"] => Ok(search(world, guild, call)),
        ["members", user] => {
            let user = number(user)?;
            world.users.get(&user).ok_or(UNKNOWN_USER)?;
            let member = guild.members.get(&user).ok_or(UNKNOWN_MEMBER)?;
            Ok(Answer::Json(200, world.member_json(user, member)))
        }
        ["threads", "active"] => Ok(threads::active(world, id)),
        _ => Err(NO_SUCH_ROUTE.into()),
    }
}

/// A page of members, in the order of their ids; only for applications that may know them.
fn members(world: &World, guild: &Guild, call: &Call) -> Result<Answer, Refusal> {
    if !world.gateway.may_know_members() {
        return Err(NO_ACCESS.into());
    }
    let number = |name: &str| call.query(name).and_then(|number| number.parse::<u64>().ok());
    let limit = number("limit").unwrap_or(1);
    if !(1..=1000).contains(&limit) {
        return Err(Refusal::field("/limit", "int value should be between 1 and 1000."));
    }
    let after = number("after").unwrap_or_default();
    let page = guild.members.iter().filter(|(id, _)| **id > after).take(usize::try_from(limit).unwrap_or_default());
    Ok(Answer::Json(200, page.map(|(id, member)| world.member_json(*id, member)).collect()))
}

/// Members whose name begins so; every bot may ask.
fn search(world: &World, guild: &Guild, call: &Call) -> Answer {
    let begins = call.query("query").unwrap_or_default().to_lowercase();
    let limit = call.query("limit").and_then(|number| number.parse().ok()).unwrap_or(1);
    let fits = |id: &Id| world.users.get(id).is_some_and(|user| user.name.to_lowercase().starts_with(&begins));
    let found = guild.members.iter().filter(|(id, _)| fits(id)).take(limit);
    Answer::Json(200, found.map(|(id, member)| world.member_json(*id, member)).collect())
}
