//! Threads: opened from a message or without one, archived, locked, and who is in them.

use serde_json::{Value, json};

use super::gateway;
use super::permissions::{MANAGE_THREADS, PRIVATE_THREADS, PUBLIC_THREADS, SEND_IN_THREADS};
use super::refusal::{ARCHIVED, HAS_THREAD, LOCKED, NO_PERMISSION, Refusal, TOO_MANY_THREADS, UNKNOWN_MEMBER};
use super::refusal::{UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_USER, WRONG_TYPE};
use super::render::moment;
use super::rest::{Answer, Call};
use super::world::{Channel, Id, Thread, World, kind};

const NAME_MAX: usize = 100;
/// Of the bot's own, while nothing is said.
const ARCHIVE_AFTER_MIN: [i64; 4] = [60, 1440, 4320, 10_080];

/// `POST /channels/{channel}/messages/{message}/threads`
pub fn from_message(world: &mut World, channel: Id, message: Id, call: &Call) -> Result<Answer, Refusal> {
    world.need(channel, PUBLIC_THREADS)?;
    let is_there = world.messages.get(&message).is_some_and(|it| it.channel == channel && it.only_for.is_none());
    if !is_there {
        return Err(UNKNOWN_MESSAGE.into());
    }
    // Such a thread has the message's id.
    if world.channels.contains_key(&message) {
        return Err(HAS_THREAD.into());
    }
    open(world, channel, message, kind::PUBLIC_THREAD, call)
}

/// `POST /channels/{channel}/threads`
pub fn alone(world: &mut World, channel: Id, call: &Call) -> Result<Answer, Refusal> {
    world.seen_channel(channel)?;
    let thread_kind = call.body["type"].as_u64().unwrap_or(kind::PRIVATE_THREAD);
    let needed = if thread_kind == kind::PRIVATE_THREAD { PRIVATE_THREADS } else { PUBLIC_THREADS };
    world.need(channel, needed)?;
    let id = world.next_id();
    open(world, channel, id, thread_kind, call)
}

fn open(world: &mut World, channel: Id, id: Id, thread_kind: u64, call: &Call) -> Result<Answer, Refusal> {
    let parent = world.channels.get(&channel).ok_or(UNKNOWN_CHANNEL)?;
    let guild = parent.guild.filter(|_| parent.thread.is_none()).ok_or(WRONG_TYPE)?;
    let is_active = |it: &&Channel| it.guild == Some(guild) && it.thread.as_ref().is_some_and(|it| !it.is_archived);
    if world.channels.values().filter(is_active).count() >= world.active_threads_max {
        return Err(TOO_MANY_THREADS.into());
    }
    let (now, bot) = (world.now(), world.bot);
    let thread = Thread {
        owner: bot,
        members: [(bot, now)].into(),
        is_archived: false,
        is_locked: false,
        is_invitable: call.body["invitable"] != false,
        auto_archive_min: archive_after(&call.body)?.unwrap_or(ARCHIVE_AFTER_MIN[1]),
        created: now,
        turned: now,
        last_active: now,
    };
    let name = name(&call.body)?.ok_or_else(|| Refusal::field("/name", "This field is required"))?;
    let channel = Channel {
        id,
        guild: Some(guild),
        kind: thread_kind,
        name,
        parent: Some(channel),
        overwrites: Vec::new(),
        with: None,
        thread: Some(thread),
    };
    let json = world.channel_json(&channel);
    world.channels.insert(id, channel);
    gateway::dispatch(world, Some(guild), "THREAD_CREATE", json.clone());
    Ok(Answer::Json(201, json))
}

fn name(body: &Value) -> Result<Option<String>, Refusal> {
    let Some(name) = body["name"].as_str() else { return Ok(None) };
    let chars = name.trim().chars().count();
    if chars == 0 || name.chars().count() > NAME_MAX {
        return Err(Refusal::field("/name", format!("Must be between 1 and {NAME_MAX} in length.")));
    }
    Ok(Some(name.trim().to_owned()))
}

fn archive_after(body: &Value) -> Result<Option<i64>, Refusal> {
    match body["auto_archive_duration"].as_i64() {
        Some(minutes) if !ARCHIVE_AFTER_MIN.contains(&minutes) => {
            Err(Refusal::field("/auto_archive_duration", format!("Value must be one of {ARCHIVE_AFTER_MIN:?}.")))
        }
        minutes => Ok(minutes),
    }
}

/// `PATCH /channels/{thread}`
pub fn update(world: &mut World, id: Id, call: &Call) -> Result<Answer, Refusal> {
    let here = world.seen_channel(id)?.clone();
    let thread = here.thread.as_ref().ok_or(NO_PERMISSION)?;
    let manages = world.permissions(world.bot, id) & MANAGE_THREADS != 0;
    let is_own = thread.owner == world.bot;
    let flag = |name: &str| call.body[name].as_bool();
    let wakes = flag("archived") == Some(false);
    if thread.is_locked && !manages {
        return Err(LOCKED.into());
    }
    if thread.is_archived && !wakes {
        return Err(ARCHIVED.into());
    }
    let only_wakes = wakes && call.body.as_object().is_some_and(|body| body.len() == 1);
    let may = manages || (only_wakes && world.permissions(world.bot, id) & SEND_IN_THREADS != 0);
    let may_as_owner = is_own && flag("locked").is_none();
    if !may && !may_as_owner {
        return Err(NO_PERMISSION.into());
    }
    let (name, minutes, now) = (name(&call.body)?, archive_after(&call.body)?, world.now());
    let channel = world.channels.get_mut(&id).ok_or(UNKNOWN_CHANNEL)?;
    channel.name = name.unwrap_or_else(|| channel.name.clone());
    if let Some(thread) = &mut channel.thread {
        let was = thread.is_archived;
        thread.is_archived = flag("archived").unwrap_or(was);
        thread.is_locked = flag("locked").unwrap_or(thread.is_locked);
        thread.is_invitable = flag("invitable").unwrap_or(thread.is_invitable);
        thread.auto_archive_min = minutes.unwrap_or(thread.auto_archive_min);
        if was != thread.is_archived {
            thread.turned = now;
            thread.last_active = now;
        }
    }
    let json = world.channel_json(&world.channels[&id]);
    gateway::dispatch(world, here.guild, "THREAD_UPDATE", json.clone());
    Ok(Answer::Json(200, json))
}

/// `DELETE /channels/{thread}`
pub fn remove(world: &mut World, id: Id) -> Result<Answer, Refusal> {
    let here = world.seen_channel(id)?.clone();
    here.thread.as_ref().ok_or(NO_PERMISSION)?;
    world.need(id, MANAGE_THREADS)?;
    let json = world.channel_json(&here);
    world.channels.remove(&id);
    world.messages.retain(|_, message| message.channel != id);
    gateway::dispatch(world, here.guild, "THREAD_DELETE", json.clone());
    Ok(Answer::Json(200, json))
}

/// `PUT` and `DELETE /channels/{thread}/thread-members/{user}`
pub fn member(world: &mut World, id: Id, user: Id, call: &Call) -> Result<Answer, Refusal> {
    let here = world.seen_channel(id)?.clone();
    let thread = here.thread.as_ref().ok_or(WRONG_TYPE)?;
    if thread.is_archived {
        return Err(ARCHIVED.into());
    }
    let (bot, now) = (world.bot, world.now());
    let parent = here.parent.ok_or(UNKNOWN_CHANNEL)?;
    let manages = world.permissions(bot, id) & MANAGE_THREADS != 0;
    let is_member =
        here.guild.and_then(|guild| world.guilds.get(&guild)).is_some_and(|it| it.members.contains_key(&user));
    if call.method == "PUT" {
        world.need(id, SEND_IN_THREADS)?;
        if !is_member {
            return Err(if world.users.contains_key(&user) { UNKNOWN_MEMBER } else { UNKNOWN_USER }.into());
        }
        // Whoever does not see the channel cannot be brought into its thread.
        if !world.may_read(user, parent) || (!thread.is_invitable && !manages && thread.owner != bot) {
            return Err(NO_PERMISSION.into());
        }
    } else if user != bot && !manages && thread.owner != bot {
        return Err(NO_PERMISSION.into());
    }
    let Some(thread) = world.channels.get_mut(&id).and_then(|it| it.thread.as_mut()) else {
        return Ok(Answer::Nothing);
    };
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    if call.method == "PUT" {
        thread.members.entry(user).or_insert(now);
        added.push(json!({ "id": id.to_string(), "user_id": user.to_string(), "flags": 0,
                           "join_timestamp": moment(now) }));
    } else {
        thread.members.remove(&user);
        removed.push(json!(user.to_string()));
    }
    let json = json!({
        "id": id.to_string(), "guild_id": here.guild.unwrap_or_default().to_string(),
        "member_count": thread.members.len(), "added_members": added, "removed_member_ids": removed,
    });
    gateway::dispatch(world, here.guild, "THREAD_MEMBERS_UPDATE", json);
    Ok(Answer::Nothing)
}

/// `GET /channels/{thread}/thread-members`
pub fn members(world: &World, id: Id) -> Result<Answer, Refusal> {
    let here = world.seen_channel(id)?;
    let thread = here.thread.as_ref().ok_or(WRONG_TYPE)?;
    let member = |(user, since): (&Id, &_)| json!({ "id": id.to_string(), "user_id": user.to_string(), "join_timestamp": moment(*since), "flags": 0 });
    Ok(Answer::Json(200, thread.members.iter().map(member).collect()))
}

/// `GET /guilds/{guild}/threads/active`
pub fn active(world: &World, guild: Id) -> Answer {
    let is_active = |it: &&Channel| it.guild == Some(guild) && it.thread.as_ref().is_some_and(|it| !it.is_archived);
    let threads = world.channels.values().filter(is_active).filter(|it| world.may_read(world.bot, it.id));
    let threads: Vec<Value> = threads.map(|it| world.channel_json(it)).collect();
    Answer::Json(200, json!({ "threads": threads, "members": [], "has_more": false }))
}

/// `GET /channels/{channel}/threads/archived/{public,private}`, the last archived first.
pub fn archived(world: &World, channel: Id, thread_kind: u64) -> Result<Answer, Refusal> {
    world.need(channel, super::permissions::READ_HISTORY)?;
    if thread_kind == kind::PRIVATE_THREAD {
        world.need(channel, MANAGE_THREADS)?;
    }
    let fits = |it: &&Channel| it.parent == Some(channel) && it.kind == thread_kind;
    let mut threads: Vec<(&Channel, &Thread)> =
        world.channels.values().filter(fits).filter_map(|it| Some((it, it.thread.as_ref()?))).collect();
    threads.retain(|(_, thread)| thread.is_archived);
    threads.sort_by_key(|(_, thread)| std::cmp::Reverse(thread.turned));
    let threads: Vec<Value> = threads.into_iter().map(|(it, _)| world.channel_json(it)).collect();
    Ok(Answer::Json(200, json!({ "threads": threads, "members": [], "has_more": false })))
}
