//! Whose telephone rings: computed from the words, `allowed_mentions`, roles, permissions and replies, as Discord does.

use std::collections::BTreeSet;

use serde_json::Value;

use super::components::{self, items};
use super::permissions::MENTION_EVERYONE;
use super::world::{Id, World};

/// A message that rang.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ping {
    pub message: Id,
    /// Everybody whose telephone rang, members of roles included.
    pub people: BTreeSet<Id>,
    /// The roles it rang by.
    pub roles: BTreeSet<Id>,
    /// `@everyone` or `@here`.
    pub is_everyone: bool,
}

/// What people read of a message.
pub fn shown(content: &Value, components: &Value) -> String {
    let content = content.as_str().unwrap_or_default().to_owned();
    [content].into_iter().chain(components::texts(components)).collect::<Vec<_>>().join("\n")
}

/// The words outside of code: mentions inside of it stay text.
fn outside_code(text: &str) -> String {
    let outside = |text: &str, fence: &str| {
        let pieces: Vec<&str> = text.split(fence).collect();
        // An opening that is never closed is text.
        let closed = pieces.len() - usize::from(pieces.len().is_multiple_of(2));
        let kept = pieces.iter().enumerate().filter(|(index, _)| index % 2 == 0 || *index >= closed);
        kept.map(|(_, piece)| *piece).collect::<Vec<_>>().join(" ")
    };
    outside(&outside(text, "```"), "`")
}

/// The ids in `<@1>`, `<@!1>`, or with `&` before the id those of roles.
fn mentioned(text: &str, opening: &str) -> BTreeSet<Id> {
    let after = text.split(opening).skip(1);
    after.filter_map(|rest| rest.split_once('>')?.0.parse().ok()).collect()
}

/// Whom a new message of the bot rings.
pub fn of(world: &World, channel: Id, body: &Value, parts: &Value, replied_to: Option<Id>) -> Ping {
    let text = outside_code(&shown(&parts["content"], &parts["components"]));
    let named: BTreeSet<Id> = mentioned(&text, "<@").into_iter().chain(mentioned(&text, "<@!")).collect();
    let roles = mentioned(&text, "<@&");
    let calls_all = text.contains("@everyone") || text.contains("@here");
    let allowed = Some(&body["allowed_mentions"]).filter(|allowed| allowed.is_object());
    let is_allowed = |kind: &str, id: Id| {
        allowed.is_none_or(|allowed| {
            let is_listed = items(&allowed[kind]).any(|listed| *listed == id.to_string().as_str());
            is_listed || items(&allowed["parse"]).any(|parsed| parsed == kind)
        })
    };
    let parses_all = allowed.is_none_or(|allowed| items(&allowed["parse"]).any(|parsed| parsed == "everyone"));
    let may_call = world.permissions(world.bot, channel) & MENTION_EVERYONE != 0;
    let guild = world.channels.get(&channel).and_then(|here| world.guilds.get(&here.guild?));
    let mut ping = Ping { is_everyone: calls_all && parses_all && may_call, ..Ping::default() };
    ping.people.extend(named.into_iter().filter(|id| world.users.contains_key(id) && is_allowed("users", *id)));
    for (id, role) in guild.into_iter().flat_map(|guild| &guild.roles) {
        if roles.contains(id) && is_allowed("roles", *id) && (role.is_mentionable || may_call) {
            ping.roles.insert(*id);
        }
    }
    for (id, member) in guild.into_iter().flat_map(|guild| &guild.members) {
        let is_called = member.roles.iter().any(|role| ping.roles.contains(role));
        if (is_called || ping.is_everyone) && world.may_read(*id, channel) {
            ping.people.insert(*id);
        }
    }
    let author = replied_to.and_then(|message| world.messages.get(&message)).map(|message| message.author);
    let rings_author = allowed.is_none_or(|allowed| allowed["replied_user"] == true);
    ping.people.extend(author.filter(|_| rings_author));
    ping.people.remove(&world.bot);
    ping
}
