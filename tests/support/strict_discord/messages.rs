//! Messages: said, edited, removed and read, over the API and by interactions.

use serde_json::{Value, json};

use super::compose::{Sent, compose};
use super::gateway;
use super::permissions::{EMBED_LINKS, MANAGE_MESSAGES, READ_HISTORY};
use super::pings::{self, Ping};
use super::refusal::{CLOSED_DIRECT, NO_MUTUAL_GUILD, NOT_THE_AUTHOR, Refusal};
use super::refusal::{TOO_MANY_OLD_EDITS, UNKNOWN_MESSAGE};
use super::render::id_of;
use super::rest::{Answer, Call};
use super::world::{File, Id, Message, Shown, World};

/// Within which the same nonce gives the same message: "a few minutes".
const NONCE_MS: i64 = 5 * 60 * 1000;
/// A message this old is limited in its edits.
const OLD_MS: i64 = 60 * 60 * 1000;
/// Messages a page.
const PAGE_MAX: usize = 100;

/// A message to be said.
pub struct New<'a> {
    pub channel: Id,
    /// The bot, where it is nobody else.
    pub author: Option<Id>,
    pub parts: Value,
    /// As it was sent, for whom it may ring.
    pub body: &'a Value,
    pub only_for: Option<Id>,
    pub nonce: Option<Value>,
    pub replies_to: Option<Id>,
    pub interaction: Option<Id>,
    pub is_loading: bool,
}

impl<'a> New<'a> {
    /// A plain one.
    pub fn of(channel: Id, parts: Value, body: &'a Value) -> Self {
        let (only_for, nonce, replies_to, interaction, is_loading) = (None, None, None, None, false);
        Self { channel, author: None, parts, body, only_for, nonce, replies_to, interaction, is_loading }
    }
}

/// Says it: it stands there, telephones ring, the gateway tells.
pub fn say(world: &mut World, new: New) -> Id {
    let (id, now) = (world.next_id(), world.now());
    let message = Message {
        id,
        channel: new.channel,
        author: new.author.unwrap_or(world.bot),
        created: now,
        edited: None,
        only_for: new.only_for,
        parts: new.parts,
        nonce: new.nonce,
        replies_to: new.replies_to,
        interaction: new.interaction,
        is_loading: new.is_loading,
        late_edits: Vec::new(),
    };
    world.messages.insert(id, message);
    if new.only_for.is_none() && !new.is_loading {
        world.ring(id, new.body);
    }
    if !new.is_loading {
        world.show(id, true);
    }
    world.wake(new.channel);
    world.tell("MESSAGE_CREATE", id);
    id
}

impl World {
    /// Somebody who is no bot writes.
    pub fn chatter(&mut self, author: Id, channel: Id, content: &str) -> Id {
        let parts = json!({ "content": content, "embeds": [], "components": [], "attachments": [], "flags": 0 });
        let mentions = json!({ "allowed_mentions": { "parse": [] } });
        say(self, New { author: Some(author), ..New::of(channel, parts, &mentions) })
    }

    /// Whom a new message rings; in a thread they become members.
    fn ring(&mut self, id: Id, body: &Value) {
        let Some(message) = self.messages.get(&id) else { return };
        let (channel, replies_to) = (message.channel, message.replies_to);
        let mut ping = pings::of(self, channel, body, &message.parts, replies_to);
        ping.message = id;
        let now = self.now();
        let people: Vec<Id> = ping.people.iter().copied().collect();
        for person in people {
            let parent = self.channels.get(&channel).and_then(|here| here.parent.filter(|_| here.thread.is_some()));
            if parent.is_some_and(|parent| self.may_read(person, parent))
                && let Some(thread) = self.channels.get_mut(&channel).and_then(|here| here.thread.as_mut())
            {
                thread.members.entry(person).or_insert(now);
            }
            if !self.may_read(person, channel) {
                self.problem(format!("message {id} names {person}, who cannot read it and hears nothing"));
                ping.people.remove(&person);
            }
        }
        if ping != (Ping { message: id, ..Ping::default() }) {
            self.pings.push(ping);
        }
    }

    /// It comes onto the screens of those who see it.
    fn show(&mut self, id: Id, is_new: bool) {
        let at = self.now();
        if let Some(message) = self.messages.get(&id) {
            self.shown.push(Shown { at, message: id, is_new, as_it_was: message.clone() });
        }
    }

    /// A thread in which something is said is awake.
    fn wake(&mut self, channel: Id) {
        let now = self.now();
        if let Some(thread) = self.channels.get_mut(&channel).and_then(|here| here.thread.as_mut()) {
            thread.last_active = now;
            if thread.is_archived {
                thread.is_archived = false;
                thread.turned = now;
            }
        }
    }

    /// The gateway tells of a message; of one for one person alone it does not.
    fn tell(&mut self, event: &str, id: Id) {
        let Some(message) = self.messages.get(&id).filter(|message| message.only_for.is_none()) else { return };
        let guild = self.channels.get(&message.channel).and_then(|here| here.guild);
        let mut json = self.message_json(message);
        if let Some(guild) = guild {
            json["guild_id"] = json!(guild.to_string());
        }
        gateway::dispatch(self, guild, event, json);
    }

    /// Changes a message; what is not sent stays.
    pub fn edit(&mut self, id: Id, body: &Value, files: &[File], is_answer: bool) -> Result<(), Refusal> {
        let known = self.messages.get(&id).ok_or(UNKNOWN_MESSAGE)?;
        let (before, channel, was_loading) = (known.parts.clone(), known.channel, known.is_loading);
        let sent = Sent { body, files, before: Some(&before), is_answer, channel };
        let parts = compose(self, &sent)?;
        let now = self.now();
        if let Some(message) = self.messages.get_mut(&id) {
            message.parts = parts;
            message.edited = Some(now).filter(|_| !was_loading);
            message.is_loading = false;
        }
        // The announced answer arrives: that rings as a new one does, an edit never.
        if was_loading && self.messages.get(&id).is_some_and(|message| message.only_for.is_none()) {
            self.ring(id, body);
        }
        self.show(id, was_loading);
        self.tell("MESSAGE_UPDATE", id);
        Ok(())
    }

    /// Takes a message away.
    pub fn remove(&mut self, id: Id) {
        let Some(message) = self.messages.remove(&id).filter(|message| message.only_for.is_none()) else { return };
        let guild = self.channels.get(&message.channel).and_then(|here| here.guild);
        let mut json = json!({ "id": id.to_string(), "channel_id": message.channel.to_string() });
        if let Some(guild) = guild {
            json["guild_id"] = json!(guild.to_string());
        }
        gateway::dispatch(self, guild, "MESSAGE_DELETE", json);
    }

    /// A message that the API shows: none that is for one person alone.
    fn open_message(&self, channel: Id, id: Id) -> Result<&Message, Refusal> {
        let found = self.messages.get(&id).filter(|it| it.channel == channel && it.only_for.is_none());
        Ok(found.ok_or(UNKNOWN_MESSAGE)?)
    }

    fn message_answer(&self, id: Id) -> Result<Answer, Refusal> {
        let message = self.messages.get(&id).ok_or(UNKNOWN_MESSAGE)?;
        Ok(Answer::Json(200, self.message_json(message)))
    }
}

/// `POST /channels/{channel}/messages`
pub fn create(world: &mut World, channel: Id, call: &Call) -> Result<Answer, Refusal> {
    world.need_to_write(channel)?;
    check_direct(world, channel)?;
    let body = &call.body;
    let nonce = Some(&body["nonce"]).filter(|nonce| !nonce.is_null()).cloned();
    if body["enforce_nonce"] == true {
        let Some(nonce) = &nonce else {
            return Err(Refusal::field("/nonce", "enforce_nonce without a nonce"));
        };
        let now = world.now();
        let is_same = |said: &&Message| {
            said.author == world.bot && said.nonce.as_ref() == Some(nonce) && now.since(said.created) < NONCE_MS
        };
        if let Some(same) = world.messages.values().find(is_same) {
            let (id, is_elsewhere) = (same.id, same.channel != channel);
            if is_elsewhere {
                world.problem(format!("the nonce {nonce} was used in another channel: nothing was said here"));
            }
            return world.message_answer(id);
        }
    }
    if call.body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty()) {
        world.need(channel, EMBED_LINKS)?;
    }
    let replies_to = replied_to(world, channel, &body["message_reference"])?;
    let parts = compose(world, &Sent { body, files: &call.files, before: None, is_answer: false, channel })?;
    let id = say(world, New { nonce, replies_to, ..New::of(channel, parts, body) });
    world.message_answer(id)
}

/// The message that is replied to, if any.
fn replied_to(world: &World, channel: Id, reference: &Value) -> Result<Option<Id>, Refusal> {
    if reference.is_null() {
        return Ok(None);
    }
    world.need(channel, READ_HISTORY)?;
    let id = id_of(&reference["message_id"]).filter(|id| world.open_message(channel, *id).is_ok());
    if id.is_none() && reference["fail_if_not_exists"] != false {
        return Err(Refusal::field("/message_reference", "Unknown message"));
    }
    Ok(id)
}

/// That the other side of a direct conversation takes messages.
fn check_direct(world: &World, channel: Id) -> Result<(), Refusal> {
    let Some(with) = world.channels.get(&channel).and_then(|here| here.with) else { return Ok(()) };
    let shared = world.guilds.values().any(|guild| [with, world.bot].iter().all(|it| guild.members.contains_key(it)));
    if !shared {
        return Err(NO_MUTUAL_GUILD.into());
    }
    let takes = world.users.get(&with).is_some_and(|user| user.takes_direct);
    if takes { Ok(()) } else { Err(CLOSED_DIRECT.into()) }
}

/// `PATCH /channels/{channel}/messages/{message}`
pub fn update(world: &mut World, channel: Id, id: Id, call: &Call) -> Result<Answer, Refusal> {
    world.seen_channel(channel)?;
    let now = world.now();
    let (bot, max) = (world.bot, world.late_edits_max);
    let message = world.open_message(channel, id)?;
    if message.author != bot {
        return Err(NOT_THE_AUTHOR.into());
    }
    world.need_awake(channel)?;
    let is_old = now.since(message.created) > OLD_MS;
    let lately = message.late_edits.iter().filter(|at| now.since(**at) < OLD_MS).count();
    if is_old && lately >= max {
        return Err(TOO_MANY_OLD_EDITS.into());
    }
    world.edit(id, &call.body, &call.files, false)?;
    if let Some(message) = world.messages.get_mut(&id).filter(|_| is_old) {
        message.late_edits.push(now);
    }
    world.message_answer(id)
}

/// `DELETE /channels/{channel}/messages/{message}`
pub fn delete(world: &mut World, channel: Id, id: Id) -> Result<Answer, Refusal> {
    world.seen_channel(channel)?;
    let is_ours = world.open_message(channel, id)?.author == world.bot;
    if !is_ours {
        world.need(channel, MANAGE_MESSAGES)?;
    }
    world.need_awake(channel)?;
    world.remove(id);
    Ok(Answer::Nothing)
}

/// `GET /channels/{channel}/messages/{message}`
pub fn get(world: &World, channel: Id, id: Id) -> Result<Answer, Refusal> {
    world.need(channel, READ_HISTORY)?;
    world.open_message(channel, id)?;
    world.message_answer(id)
}

/// `GET /channels/{channel}/messages`, the newest first.
pub fn list(world: &World, channel: Id, call: &Call) -> Result<Answer, Refusal> {
    world.seen_channel(channel)?;
    let limit: usize = call.query("limit").map_or(Ok(50), str::parse).unwrap_or_default();
    if limit == 0 || limit > PAGE_MAX {
        return Err(Refusal::field("/limit", format!("int value should be between 1 and {PAGE_MAX}.")));
    }
    let number = |name: &str| call.query(name).and_then(|id| id.parse::<Id>().ok());
    let (before, after, around) = (number("before"), number("after"), number("around"));
    if [before, after, around].iter().flatten().count() > 1 {
        return Err(Refusal::field("", "before, after and around are mutually exclusive"));
    }
    // Without the history there is nothing to read, and no error either.
    if world.permissions(world.bot, channel) & READ_HISTORY == 0 {
        return Ok(Answer::Json(200, json!([])));
    }
    let said: Vec<&Message> = world.said_in(channel).collect();
    let page: Vec<&Message> = match (before, after, around) {
        (_, Some(after), _) => {
            let next: Vec<&Message> = said.iter().filter(|it| it.id > after).take(limit).copied().collect();
            next.into_iter().rev().collect()
        }
        (_, _, Some(around)) => {
            let at = said.iter().position(|it| it.id >= around).unwrap_or(said.len());
            said.iter().skip(at.saturating_sub(limit / 2)).take(limit).rev().copied().collect()
        }
        (before, _, _) => {
            said.iter().rev().filter(|it| before.is_none_or(|before| it.id < before)).take(limit).copied().collect()
        }
    };
    Ok(Answer::Json(200, page.into_iter().map(|message| world.message_json(message)).collect()))
}

/// `POST /channels/{channel}/typing`
pub fn typing(world: &World, channel: Id) -> Result<Answer, Refusal> {
    world.need_to_write(channel)?;
    Ok(Answer::Nothing)
}
