//! Who may do what where, computed as Discord does: roles, then the channel's overwrites; threads by their channel.

use super::refusal::{ARCHIVED, LOCKED, NO_ACCESS, NO_PERMISSION, Refusal, UNKNOWN_CHANNEL};
use super::world::{Channel, Id, World, kind};

pub const ADMINISTRATOR: u64 = 1 << 3;
pub const MANAGE_CHANNELS: u64 = 1 << 4;
pub const VIEW_CHANNEL: u64 = 1 << 10;
pub const SEND_MESSAGES: u64 = 1 << 11;
pub const MANAGE_MESSAGES: u64 = 1 << 13;
pub const EMBED_LINKS: u64 = 1 << 14;
pub const ATTACH_FILES: u64 = 1 << 15;
pub const READ_HISTORY: u64 = 1 << 16;
pub const MENTION_EVERYONE: u64 = 1 << 17;
pub const USE_COMMANDS: u64 = 1 << 31;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const PUBLIC_THREADS: u64 = 1 << 35;
pub const PRIVATE_THREADS: u64 = 1 << 36;
pub const SEND_IN_THREADS: u64 = 1 << 38;

/// Every bit that is known.
const ALL: u64 = (1 << 53) - 1;

/// What a new member may do unless told otherwise.
pub const EVERYONE: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | USE_COMMANDS
    | PUBLIC_THREADS
    | PRIVATE_THREADS
    | SEND_IN_THREADS;

/// What a bot like ours is invited with.
pub const INVITED: u64 = EVERYONE | MANAGE_THREADS;

impl World {
    /// What somebody may do in a server, before any channel has its say.
    pub fn guild_permissions(&self, who: Id, guild: Id) -> u64 {
        let Some(guild_here) = self.guilds.get(&guild) else { return 0 };
        let Some(member) = guild_here.members.get(&who) else { return 0 };
        let ours = member.roles.iter().chain([&guild]).filter_map(|role| guild_here.roles.get(role));
        let bits = ours.fold(0, |bits, role| bits | role.permissions);
        if guild_here.owner == who || bits & ADMINISTRATOR != 0 { ALL } else { bits }
    }

    /// What somebody may do in a channel or thread.
    pub fn permissions(&self, who: Id, channel: Id) -> u64 {
        let Some(here) = self.channels.get(&channel) else { return 0 };
        let Some(guild) = here.guild else {
            let is_theirs = here.with == Some(who) || who == self.bot;
            return if is_theirs {
                VIEW_CHANNEL | SEND_MESSAGES | READ_HISTORY | EMBED_LINKS | ATTACH_FILES
            } else {
                0
            };
        };
        let mut bits = self.guild_permissions(who, guild);
        if bits == ALL || bits == 0 {
            return bits;
        }
        let rules = here.parent.filter(|_| here.thread.is_some()).and_then(|parent| self.channels.get(&parent));
        let rules = &rules.unwrap_or(here).overwrites;
        let held = self.guilds.get(&guild).and_then(|guild| guild.members.get(&who)).map(|member| &member.roles);
        let of = |is_ours: &dyn Fn(Id, bool) -> bool| {
            let ours = rules.iter().filter(|rule| is_ours(rule.id, rule.is_member));
            ours.fold((0, 0), |(allow, deny), rule| (allow | rule.allow, deny | rule.deny))
        };
        let steps = [
            of(&|id, is_member| !is_member && id == guild),
            of(&|id, is_member| !is_member && held.is_some_and(|held| held.contains(&id))),
            of(&|id, is_member| is_member && id == who),
        ];
        for (allow, deny) in steps {
            bits = (bits & !deny) | allow;
        }
        if bits & VIEW_CHANNEL == 0 {
            return 0;
        }
        let is_hidden = here.kind == kind::PRIVATE_THREAD && bits & MANAGE_THREADS == 0;
        if is_hidden && !here.thread.as_ref().is_some_and(|thread| thread.members.contains_key(&who)) {
            return 0;
        }
        bits
    }

    /// Whether somebody reads what is said there.
    pub fn may_read(&self, who: Id, channel: Id) -> bool {
        self.permissions(who, channel) & VIEW_CHANNEL != 0
    }

    /// A channel that the bot sees.
    pub fn seen_channel(&self, id: Id) -> Result<&Channel, Refusal> {
        let channel = self.channels.get(&id).ok_or(UNKNOWN_CHANNEL)?;
        if self.may_read(self.bot, id) { Ok(channel) } else { Err(NO_ACCESS.into()) }
    }

    /// That the bot sees the channel and may do this in it.
    pub fn need(&self, channel: Id, what: u64) -> Result<(), Refusal> {
        self.seen_channel(channel)?;
        if self.permissions(self.bot, channel) & what == what { Ok(()) } else { Err(NO_PERMISSION.into()) }
    }

    /// That the bot may write a new message there. A thread that sleeps is woken by it, unless it is locked.
    pub fn need_to_write(&self, channel: Id) -> Result<(), Refusal> {
        let here = self.seen_channel(channel)?;
        self.need(channel, if here.thread.is_some() { SEND_IN_THREADS } else { SEND_MESSAGES })?;
        match &here.thread {
            Some(thread) if thread.is_locked && self.permissions(self.bot, channel) & MANAGE_THREADS == 0 => {
                Err(LOCKED.into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// That what stands there may be changed: never in a thread that sleeps.
    pub fn need_awake(&self, channel: Id) -> Result<(), Refusal> {
        let is_asleep = self.channels.get(&channel).and_then(|here| here.thread.as_ref());
        if is_asleep.is_some_and(|thread| thread.is_archived) { Err(ARCHIVED.into()) } else { Ok(()) }
    }
}
