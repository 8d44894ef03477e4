//! Interactions: what people do, how a bot may answer it, and how long.

use baton::clock::Timestamp;
use serde_json::{Value, json};

use super::components::items;
use super::compose::{EPHEMERAL, NEWER, Sent, compose};
use super::messages::{New, say};
use super::refusal::{ALREADY_ACKNOWLEDGED, Refusal, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE};
use super::world::{File, Id, World};
use super::{gateway, modal};

/// Within which a bot has to answer first.
pub const FIRST_MS: i64 = 3000;
/// The life of a token.
pub const TOKEN_MS: i64 = 15 * 60 * 1000;
/// Choices while somebody types.
const CHOICES_MAX: usize = 25;
/// Characters of a choice's name and value.
const CHOICE_CHARS_MAX: usize = 100;

/// What people do, by Discord's numbers.
pub mod act {
    pub const COMMAND: u64 = 2;
    pub const COMPONENT: u64 = 3;
    pub const AUTOCOMPLETE: u64 = 4;
    pub const SUBMIT: u64 = 5;
}

/// How a bot answered first.
#[derive(Debug, Clone, PartialEq)]
pub enum First {
    /// With a message.
    Message,
    /// That a message will come.
    Deferred,
    /// By drawing the message anew that was clicked.
    Update,
    /// With nothing to be seen, for now.
    DeferredUpdate,
    /// With a form.
    Modal(Value),
    /// With what fits the words so far.
    Choices(Vec<Value>),
}

/// Something a person did.
#[derive(Debug, Clone)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    /// By [`act`].
    pub kind: u64,
    pub user: Id,
    pub channel: Id,
    pub created: Timestamp,
    /// The message that was clicked, also where a form came between.
    pub message: Option<Id>,
    /// For a form: what opened it.
    pub opened_by: Option<Id>,
    pub first: Option<First>,
    /// Milliseconds from the act to the first answer.
    pub first_after_ms: Option<i64>,
    /// The message it was answered with.
    pub original: Option<Id>,
    /// Messages after that one.
    pub more: Vec<Id>,
    /// As it was sent to the bot.
    pub payload: Value,
}

/// The first answer to an interaction, by whichever way it comes.
pub fn answer(world: &mut World, id: Id, token: &str, body: &Value, files: &[File]) -> Result<Option<Id>, Refusal> {
    let now = world.now();
    let known = world.interactions.get(&id).filter(|known| known.token == token).ok_or(UNKNOWN_INTERACTION)?.clone();
    if known.first.is_some() {
        return Err(ALREADY_ACKNOWLEDGED.into());
    }
    let after_ms = now.since(known.created);
    if after_ms > FIRST_MS {
        world.problem(format!("a first answer after {after_ms} ms"));
        return Err(UNKNOWN_INTERACTION.into());
    }
    let kind = body["type"].as_u64().unwrap_or_default();
    let from_message = known.message.is_some();
    let fits = match known.kind {
        act::AUTOCOMPLETE => kind == 8,
        act::COMMAND => matches!(kind, 4 | 5 | 9),
        act::COMPONENT => matches!(kind, 4..=7 | 9),
        act::SUBMIT => matches!(kind, 4 | 5) || (matches!(kind, 6 | 7) && from_message),
        _ => false,
    };
    if !fits {
        let why = format!("an interaction of type {} cannot be answered by type {kind}", known.kind);
        return Err(Refusal::field("/type", why));
    }
    let data = &body["data"];
    let (first, original) = match kind {
        4 => (First::Message, Some(say_answer(world, &known, data, files, false)?)),
        5 => (First::Deferred, Some(announce(world, &known, data)?)),
        6 => (First::DeferredUpdate, known.message),
        7 => {
            let message = known.message.ok_or(UNKNOWN_MESSAGE)?;
            world.edit(message, data, files, true)?;
            (First::Update, Some(message))
        }
        8 => (First::Choices(choices(&known, data)?), None),
        _ => {
            modal::check(data)?;
            let components = super::components::completed(&data["components"], &Value::Null);
            let mut form = data.clone();
            form["components"] = components;
            (First::Modal(form), None)
        }
    };
    if let Some(here) = world.interactions.get_mut(&id) {
        here.first = Some(first);
        here.first_after_ms = Some(after_ms);
        here.original = original;
    }
    Ok(original)
}

/// A message that answers, or follows.
pub fn say_answer(
    world: &mut World,
    to: &Interaction,
    body: &Value,
    files: &[File],
    is_followup: bool,
) -> Result<Id, Refusal> {
    let sent = Sent { body, files, before: None, is_answer: true, channel: to.channel };
    let parts = compose(world, &sent)?;
    let is_private = parts["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    let new = New {
        only_for: is_private.then_some(to.user),
        interaction: Some(to.id),
        replies_to: to.original.filter(|_| is_followup),
        ..New::of(to.channel, parts, body)
    };
    Ok(say(world, new))
}

/// "Baton is thinking…", to one person or to all.
fn announce(world: &mut World, to: &Interaction, data: &Value) -> Result<Id, Refusal> {
    let flags = data["flags"].as_u64().unwrap_or_default();
    if flags & !(EPHEMERAL | NEWER) != 0 {
        return Err(Refusal::field("/data/flags", "a deferred answer can only be ephemeral"));
    }
    let has_words =
        |part: &str| data[part].as_str().is_some_and(|text| !text.is_empty()) || items(&data[part]).next().is_some();
    if ["content", "embeds", "components"].into_iter().any(has_words) {
        world.problem("a deferred answer with words, which nobody will see");
    }
    let parts = json!({ "content": "", "embeds": [], "components": [], "attachments": [], "flags": flags });
    let new = New {
        only_for: (flags & EPHEMERAL != 0).then_some(to.user),
        interaction: Some(to.id),
        is_loading: true,
        ..New::of(to.channel, parts, &Value::Null)
    };
    Ok(say(world, new))
}

fn choices(to: &Interaction, data: &Value) -> Result<Vec<Value>, Refusal> {
    let choices: Vec<Value> = items(&data["choices"]).cloned().collect();
    if choices.len() > CHOICES_MAX {
        return Err(Refusal::field("/data/choices", format!("{} choices, {CHOICES_MAX} at most", choices.len())));
    }
    let focused = focused(&to.payload["data"]).map_or(3, |option| option["type"].as_u64().unwrap_or_default());
    for (index, choice) in choices.iter().enumerate() {
        let place = |field: &str| format!("/data/choices/{index}/{field}");
        let chars = |field: &str| choice[field].as_str().map_or(1, |text| text.chars().count());
        if chars("name") == 0 || chars("name") > CHOICE_CHARS_MAX || chars("value") > CHOICE_CHARS_MAX {
            return Err(Refusal::field(place("name"), format!("Must be between 1 and {CHOICE_CHARS_MAX} in length.")));
        }
        if (focused == 3) != choice["value"].is_string() {
            return Err(Refusal::field(place("value"), "not of the option's type"));
        }
    }
    Ok(choices)
}

/// The option that is being typed.
pub fn focused(data: &Value) -> Option<&Value> {
    items(&data["options"]).find_map(|option| if option["focused"] == true { Some(option) } else { focused(option) })
}

impl World {
    /// Who did what, on a message that answers it.
    pub fn metadata_json(&self, of: &Interaction) -> Value {
        let mut metadata = json!({
            "id": of.id.to_string(), "type": of.kind, "user": self.user_json(of.user),
            "authorizing_integration_owners": self.owners(of.channel),
        });
        if of.kind == act::COMPONENT {
            metadata["interacted_message_id"] = json!(of.message.unwrap_or_default().to_string());
        }
        if let Some(opened_by) = of.opened_by.and_then(|id| self.interactions.get(&id)) {
            metadata["triggering_interaction_metadata"] = self.metadata_json(opened_by);
        }
        metadata
    }

    fn owners(&self, channel: Id) -> Value {
        let guild = self.channels.get(&channel).and_then(|here| here.guild);
        json!({ "0": guild.map_or_else(|| "0".to_owned(), |guild| guild.to_string()) })
    }

    /// Makes an interaction and what the bot is told of it.
    pub fn act(&mut self, kind: u64, who: Id, channel: Id, data: &Value, on: (Option<Id>, Option<Id>)) -> Interaction {
        let (message, opened_by) = on;
        let id = self.next_id();
        let token = format!("aW50ZXJhY3Rpb246{}_{}", base36(id), base36(id.rotate_left(29)));
        let mut payload = json!({
            "id": id.to_string(), "application_id": self.bot.to_string(), "type": kind, "token": token, "version": 1,
            "data": data, "channel_id": channel.to_string(), "locale": "en-US", "entitlements": [],
            "authorizing_integration_owners": self.owners(channel), "attachment_size_limit": 10 * 1024 * 1024,
            "app_permissions": self.permissions(self.bot, channel).to_string(),
        });
        let here = self.channels.get(&channel).expect("a channel that is here").clone();
        payload["channel"] = self.channel_json(&here);
        payload["channel"]["permissions"] = json!(self.permissions(who, channel).to_string());
        if let Some(guild) = here.guild {
            let member = self.guilds[&guild].members.get(&who).expect("a member").clone();
            payload["guild_id"] = json!(guild.to_string());
            payload["guild"] = json!({ "id": guild.to_string(), "locale": "en-US", "features": [] });
            payload["guild_locale"] = json!("en-US");
            payload["context"] = json!(0);
            payload["member"] = self.member_json(who, &member);
            payload["member"]["permissions"] = json!(self.permissions(who, channel).to_string());
        } else {
            payload["context"] = json!(1);
            payload["user"] = self.user_json(who);
        }
        if let Some(message) = message.and_then(|id| self.messages.get(&id)) {
            payload["message"] = self.message_json(message);
        }
        let created = self.now();
        let interaction = Interaction {
            id,
            token,
            kind,
            user: who,
            channel,
            created,
            message,
            opened_by,
            first: None,
            first_after_ms: None,
            original: None,
            more: Vec::new(),
            payload: payload.clone(),
        };
        self.interactions.insert(id, interaction.clone());
        if self.gateway.endpoint.is_none() {
            gateway::dispatch(self, here.guild, "INTERACTION_CREATE", payload);
        }
        interaction
    }
}

fn base36(mut number: u64) -> String {
    let mut text = String::new();
    while number > 0 {
        text.extend(char::from_digit(u32::try_from(number % 36).unwrap_or_default(), 36));
        number /= 36;
    }
    text
}
