//! Channels that a bot makes.

use serde_json::Value;

use super::gateway;
use super::permissions::MANAGE_CHANNELS;
use super::refusal::{NO_ACCESS, NO_PERMISSION, Refusal, UNKNOWN_GUILD, WRONG_TYPE};
use super::render::id_of;
use super::rest::{Answer, Call};
use super::world::{Channel, Id, Overwrite, World, kind};

const NAME_MAX: usize = 100;
/// Channels of a server.
const CHANNELS_MAX: usize = 500;

/// `POST /guilds/{guild}/channels`
pub fn create(world: &mut World, guild: Id, call: &Call) -> Result<Answer, Refusal> {
    let here = world.guilds.get(&guild).ok_or(UNKNOWN_GUILD)?;
    if !here.members.contains_key(&world.bot) {
        return Err(NO_ACCESS.into());
    }
    let held = world.guild_permissions(world.bot, guild);
    if held & MANAGE_CHANNELS == 0 {
        return Err(NO_PERMISSION.into());
    }
    if call.body["type"].as_u64().unwrap_or(kind::TEXT) != kind::TEXT {
        return Err(WRONG_TYPE.into());
    }
    let name = call.body["name"].as_str().unwrap_or_default().trim().to_lowercase().replace(' ', "-");
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Refusal::field("/name", format!("Must be between 1 and {NAME_MAX} in length.")));
    }
    if world.channels.values().filter(|it| it.guild == Some(guild) && it.thread.is_none()).count() >= CHANNELS_MAX {
        return Err(Refusal::field("/guild_id", format!("Maximum number of server channels reached ({CHANNELS_MAX})")));
    }
    let rules = call.body["permission_overwrites"].as_array();
    let overwrites = rules.into_iter().flatten().map(overwrite).collect::<Result<Vec<Overwrite>, Refusal>>()?;
    // Nobody gives away, or takes, what they do not hold themselves.
    if overwrites.iter().any(|rule| (rule.allow | rule.deny) & !held != 0) {
        return Err(NO_PERMISSION.into());
    }
    let strangers = overwrites.iter().find(|rule| {
        let here = &world.guilds[&guild];
        if rule.is_member { !here.members.contains_key(&rule.id) } else { !here.roles.contains_key(&rule.id) }
    });
    if let Some(stranger) = strangers {
        return Err(Refusal::field("/permission_overwrites", format!("{} is nobody here", stranger.id)));
    }
    let id = world.next_id();
    let channel =
        Channel { id, guild: Some(guild), kind: kind::TEXT, name, parent: None, overwrites, with: None, thread: None };
    let json = world.channel_json(&channel);
    world.channels.insert(id, channel);
    gateway::dispatch(world, Some(guild), "CHANNEL_CREATE", json.clone());
    Ok(Answer::Json(201, json))
}

fn overwrite(rule: &Value) -> Result<Overwrite, Refusal> {
    let bits = |name: &str| if rule[name].is_null() { Some(0) } else { rule[name].as_u64() };
    let wrong = || Refusal::field("/permission_overwrites", "is no rule");
    Ok(Overwrite {
        id: id_of(&rule["id"]).ok_or_else(wrong)?,
        is_member: rule["type"].as_u64().ok_or_else(wrong)? == 1,
        allow: bits("allow").ok_or_else(wrong)?,
        deny: bits("deny").ok_or_else(wrong)?,
    })
}
