//! A server's channels and the bot's place in it, changed as those who run it would.

use std::sync::atomic::Ordering;

use super::Strict;
use crate::chat::Rooms;
use crate::strict_discord::permissions::{INVITED, MANAGE_CHANNELS, SEND_MESSAGES, VIEW_CHANNEL};
use crate::strict_discord::world::{Id, Overwrite, World};

impl Strict {
    /// A channel by its name.
    pub(super) fn named(&self, name: &str) -> Option<Id> {
        self.discord().look(|world| {
            let here = world.channels.values().filter(|channel| channel.guild == Some(self.town.id));
            here.filter(|channel| channel.thread.is_none())
                .find(|channel| channel.name == name)
                .map(|channel| channel.id)
        })
    }

    /// What a channel is called.
    pub(super) fn name_in(&self, world: &World, id: Id) -> Option<String> {
        let channel = world.channels.get(&id).filter(|channel| channel.guild == Some(self.town.id));
        channel.map(|channel| channel.name.clone())
    }

    /// What a select carries for a channel.
    pub fn value_of(&self, name: &str) -> String {
        self.named(name).map_or_else(|| name.to_owned(), |id| id.to_string())
    }

    /// The bot comes in, with a role of its own.
    pub(super) fn invites(&self) -> Id {
        self.ear.was_invited.store(true, Ordering::Relaxed);
        let role = self.town.invite_bot(self.held());
        self.state().role = Some(role);
        role
    }

    fn held(&self) -> u64 {
        if self.state().are_rooms_fixed { INVITED } else { INVITED | MANAGE_CHANNELS }
    }

    /// Whether the bot hears who comes and goes: signed requests tell nothing of it.
    fn hears(&self) -> bool {
        !self.state().is_signed
    }

    /// The bot is invited; Discord greets newcomers in that channel.
    pub async fn invited(&self, channel: Option<&str>) -> Result<(), String> {
        let noted = *self.ear.noted.borrow();
        let system = channel.and_then(|name| self.named(name));
        self.discord().change(|world| {
            if let Some(guild) = world.guilds.get_mut(&self.town.id) {
                guild.system_channel = system;
            }
        });
        self.invites();
        if self.hears() { self.is_noted(noted).await } else { Ok(()) }
    }

    /// Discord tells once more that the bot is there.
    pub async fn told_again(&self) -> Result<(), String> {
        let noted = *self.ear.noted.borrow();
        self.town.is_back();
        if self.hears() { self.is_noted(noted).await } else { Ok(()) }
    }

    /// The bot is thrown out.
    pub async fn sent_away(&self) -> Result<(), String> {
        let noted = *self.ear.noted.borrow();
        self.town.remove_bot();
        if self.hears() { self.is_noted(noted).await } else { Ok(()) }
    }

    /// Changes what channels there are.
    pub fn change_rooms(&self, rooms: Rooms<'_>) {
        let everyone = |allow, deny| Overwrite { id: self.town.id, is_member: false, allow, deny };
        match rooms {
            Rooms::Fixed(are_fixed) => {
                self.state().are_rooms_fixed = are_fixed;
                let held = self.held();
                let role = self.state().role;
                if let Some(role) = role {
                    self.town.set_role(role, held);
                }
            }
            Rooms::Have(name, may_write) => {
                let channel = self.town.channel(name);
                if !may_write {
                    self.town.overwrite(channel, everyone(0, SEND_MESSAGES));
                }
            }
            Rooms::Open(name) => {
                if let Some(channel) = self.named(name) {
                    self.town.overwrite(channel, everyone(VIEW_CHANNEL, 0));
                }
            }
        }
    }
}
