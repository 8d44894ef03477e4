//! Servers, roles, channels and members: made and changed as an administrator would, and told by the gateway.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::Discord;
use super::gateway;
use super::people::Person;
use super::permissions::{EVERYONE, VIEW_CHANNEL};
use super::world::{Channel, Guild, Id, Member, Overwrite, Role, User, World, kind};

/// A server, as the API calls it.
#[derive(Clone)]
pub struct Town {
    pub discord: Discord,
    pub id: Id,
}

impl Discord {
    /// A new server with an owner and nobody else. The bot is not in it.
    pub fn town(&self, name: &str) -> Town {
        let id = self.change(|world| {
            let (id, owner) = (world.next_id(), world.make_user("owner"));
            let everyone =
                Role { name: "@everyone".to_owned(), permissions: EVERYONE, is_mentionable: false, is_managed: false };
            let roles = BTreeMap::from([(id, everyone)]);
            let guild = Guild { name: name.to_owned(), owner, roles, ..Guild::default() };
            world.guilds.insert(id, guild);
            world.add_member(id, owner);
            id
        });
        Town { discord: self.clone(), id }
    }

    /// Somebody who is in no server yet.
    pub fn person(&self, name: &str) -> Person {
        Person { discord: self.clone(), id: self.change(|world| world.make_user(name)) }
    }
}

impl Town {
    /// Invites the bot with a role of its own.
    pub fn invite_bot(&self, permissions: u64) -> Id {
        self.discord.change(|world| {
            let (role, bot) = (world.next_id(), world.bot);
            let held = Role { name: "Baton".to_owned(), permissions, is_mentionable: false, is_managed: true };
            if let Some(guild) = world.guilds.get_mut(&self.id) {
                guild.roles.insert(role, held);
            }
            world.add_member(self.id, bot);
            world.give_role(self.id, bot, role);
            let json = world.whole_guild_json(self.id, &world.guilds[&self.id]);
            gateway::dispatch(world, Some(self.id), "GUILD_CREATE", json);
            role
        })
    }

    /// Newcomers are greeted there.
    pub fn greets_in(&self, channel: Id) {
        self.discord.change(|world| {
            if let Some(guild) = world.guilds.get_mut(&self.id) {
                guild.system_channel = Some(channel);
            }
        });
    }

    /// Whose it is.
    pub fn owner(&self) -> Person {
        let id = self.discord.look(|world| world.guilds[&self.id].owner);
        Person { discord: self.discord.clone(), id }
    }

    /// Throws the bot out.
    pub fn remove_bot(&self) {
        self.discord.change(|world| world.remove_member(self.id, world.bot));
    }

    /// Discord loses the server for a while; nothing changes in it.
    pub fn outage(&self) {
        let json = json!({ "id": self.id.to_string(), "unavailable": true });
        self.discord.change(|world| gateway::dispatch(world, Some(self.id), "GUILD_DELETE", json));
    }

    /// It is there again.
    pub fn is_back(&self) {
        self.discord.change(|world| {
            let json = world.whole_guild_json(self.id, &world.guilds[&self.id]);
            gateway::dispatch(world, Some(self.id), "GUILD_CREATE", json);
        });
    }

    /// Somebody new.
    pub fn member(&self, name: &str) -> Person {
        let person = self.discord.person(name);
        self.joins(&person);
        person
    }

    /// Somebody comes in.
    pub fn joins(&self, person: &Person) {
        self.discord.change(|world| world.add_member(self.id, person.id));
    }

    /// Somebody leaves.
    pub fn leaves(&self, person: &Person) {
        self.discord.change(|world| world.remove_member(self.id, person.id));
    }

    /// A role that may be mentioned or not.
    pub fn role(&self, name: &str, permissions: u64, is_mentionable: bool) -> Id {
        self.discord.change(|world| {
            let id = world.next_id();
            let role = Role { name: name.to_owned(), permissions, is_mentionable, is_managed: false };
            if let Some(guild) = world.guilds.get_mut(&self.id) {
                guild.roles.insert(id, role);
            }
            id
        })
    }

    /// What a role may from now on.
    pub fn set_role(&self, role: Id, permissions: u64) {
        self.discord.change(|world| {
            if let Some(role) = world.guilds.get_mut(&self.id).and_then(|guild| guild.roles.get_mut(&role)) {
                role.permissions = permissions;
            }
            let guild = &world.guilds[&self.id];
            let position = guild.roles.keys().position(|id| *id == role).unwrap_or_default();
            let json = json!({ "guild_id": self.id.to_string(), "role": super::render::role_json(role, &guild.roles[&role], position) });
            gateway::dispatch(world, Some(self.id), "GUILD_ROLE_UPDATE", json);
        });
    }

    /// Gives somebody a role.
    pub fn gives(&self, person: &Person, role: Id) {
        self.discord.change(|world| world.give_role(self.id, person.id, role));
    }

    /// A channel that everybody reads.
    pub fn channel(&self, name: &str) -> Id {
        self.discord.change(|world| {
            let id = world.next_id();
            let channel = Channel {
                id,
                guild: Some(self.id),
                kind: kind::TEXT,
                name: name.to_owned(),
                parent: None,
                overwrites: Vec::new(),
                with: None,
                thread: None,
            };
            let json = world.channel_json(&channel);
            world.channels.insert(id, channel);
            gateway::dispatch(world, Some(self.id), "CHANNEL_CREATE", json);
            id
        })
    }

    /// Allows and denies in one channel, of a role or a member.
    pub fn overwrite(&self, channel: Id, overwrite: Overwrite) {
        self.discord.change(|world| {
            let Some(here) = world.channels.get_mut(&channel) else { return };
            here.overwrites.retain(|known| known.id != overwrite.id);
            here.overwrites.push(overwrite);
            let json = world.channel_json(&world.channels[&channel]);
            gateway::dispatch(world, Some(self.id), "CHANNEL_UPDATE", json);
        });
    }

    /// Only these roles see the channel.
    pub fn only_for(&self, channel: Id, roles: &[Id]) {
        self.overwrite(channel, Overwrite { id: self.id, is_member: false, allow: 0, deny: VIEW_CHANNEL });
        for role in roles {
            self.overwrite(channel, Overwrite { id: *role, is_member: false, allow: VIEW_CHANNEL, deny: 0 });
        }
    }

    /// Takes a channel away, with its threads.
    pub fn remove_channel(&self, channel: Id) {
        self.discord.change(|world| {
            let Some(gone) = world.channels.remove(&channel) else { return };
            world.channels.retain(|_, thread| thread.parent != Some(channel));
            let channels: BTreeSet<Id> = world.channels.keys().copied().collect();
            world.messages.retain(|_, message| channels.contains(&message.channel));
            let json = world.channel_json(&gone);
            gateway::dispatch(world, Some(self.id), "CHANNEL_DELETE", json);
        });
    }
}

impl World {
    fn make_user(&mut self, name: &str) -> Id {
        let id = self.next_id();
        self.users.insert(id, User { name: name.to_owned(), is_bot: false, takes_direct: true });
        id
    }

    fn add_member(&mut self, guild: Id, who: Id) {
        let member = Member { roles: BTreeSet::new(), nick: None, joined: self.now() };
        let mut json = self.member_json(who, &member);
        json["guild_id"] = json!(guild.to_string());
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.members.insert(who, member);
        }
        if who != self.bot {
            gateway::dispatch(self, Some(guild), "GUILD_MEMBER_ADD", json);
        }
    }

    fn give_role(&mut self, guild: Id, who: Id, role: Id) {
        let Some(member) = self.guilds.get_mut(&guild).and_then(|guild| guild.members.get_mut(&who)) else { return };
        member.roles.insert(role);
        let member = member.clone();
        let mut json = self.member_json(who, &member);
        json["guild_id"] = json!(guild.to_string());
        gateway::dispatch(self, Some(guild), "GUILD_MEMBER_UPDATE", json);
    }

    /// Somebody leaves a server and its threads; where it is the bot, the server goes for it.
    pub fn remove_member(&mut self, guild: Id, who: Id) {
        if let Some(here) = self.guilds.get_mut(&guild) {
            here.members.remove(&who);
        }
        for channel in self.channels.values_mut().filter(|channel| channel.guild == Some(guild)) {
            if let Some(thread) = &mut channel.thread {
                thread.members.remove(&who);
            }
        }
        if who == self.bot {
            let json = json!({ "id": guild.to_string() });
            gateway::dispatch(self, Some(guild), "GUILD_DELETE", json);
        } else {
            let json = json!({ "guild_id": guild.to_string(), "user": self.user_json(who) });
            gateway::dispatch(self, Some(guild), "GUILD_MEMBER_REMOVE", json);
        }
    }

    /// The bot's conversation with somebody.
    pub fn direct_with(&mut self, with: Id) -> Id {
        let known = self.channels.values().find(|channel| channel.with == Some(with));
        if let Some(known) = known {
            return known.id;
        }
        let id = self.next_id();
        let channel = Channel {
            id,
            guild: None,
            kind: kind::DIRECT,
            name: String::new(),
            parent: None,
            overwrites: Vec::new(),
            with: Some(with),
            thread: None,
        };
        self.channels.insert(id, channel);
        id
    }
}
