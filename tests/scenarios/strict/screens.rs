//! What stands on the screens of a strict Discord, in the model that scenarios are written in.

use std::collections::BTreeMap;

use baton::chat::incoming::Place;
use baton::ids::{PersonId, WorkspaceId};

use super::Strict;
use crate::chat_room::{Happening, Kind, Said};
use crate::seen::{self, Names};
use crate::strict_discord::world::{Id, Message as Seen, World};

impl Strict {
    /// A message, with whom it rang.
    pub(super) fn read(&self, seen: &Seen) -> baton::chat::message::Message {
        let mut message = seen::message(&seen.parts, self);
        let rang = self.discord().look(|world| world.pings.iter().find(|ping| ping.message == seen.id).cloned());
        let rang = rang.into_iter().flat_map(|ping| ping.people);
        message.pings = rang.filter_map(|account| self.person(account)).collect();
        message
    }

    fn place_of(&self, world: &World, channel: Id) -> Place {
        let Some(here) = world.channels.get(&channel) else { return Place::channel(channel.to_string()) };
        if let Some(with) = here.with {
            let person = self.person(with).map_or_else(String::new, |person| person.to_string());
            return Place::channel(format!("dm:{person}"));
        }
        let (of, thread) = match here.parent.filter(|_| here.thread.is_some()) {
            Some(parent) => (parent, Some(channel.to_string())),
            None => (channel, None),
        };
        Place { channel: self.name_in(world, of).unwrap_or_else(|| of.to_string()), thread }
    }

    fn only_for(&self, world: &World, seen: &Seen) -> Option<PersonId> {
        let with = world.channels.get(&seen.channel).and_then(|here| here.with);
        self.person(seen.only_for.or(with)?)
    }

    /// Everything that came onto screens, oldest first.
    pub fn log(&self) -> Vec<Happening> {
        let known = self.state().log.len();
        let new = self.discord().look(|world| world.shown[known..].to_vec());
        for shown in new {
            let message = self.read(&shown.as_it_was);
            let (place, only_for) = self
                .discord()
                .look(|world| (self.place_of(world, shown.as_it_was.channel), self.only_for(world, &shown.as_it_was)));
            let kind = match (shown.is_new, only_for, shown.as_it_was.only_for) {
                (false, _, _) => Kind::Edited,
                (true, _, Some(_)) => Kind::Private,
                (true, Some(_), None) => Kind::Direct,
                (true, None, None) => Kind::Posted,
            };
            let pings = if shown.is_new { message.pings.clone() } else { Vec::new() };
            self.state().log.push(Happening { at: shown.at, kind, place, only_for, message, pings });
        }
        self.state().log.clone()
    }

    fn said(&self, workspace: WorkspaceId, is_wanted: impl Fn(&World, &Seen) -> bool) -> Vec<Said> {
        let found: Vec<(Seen, u64, Place, Option<PersonId>)> = self.discord().look(|world| {
            let drawn: BTreeMap<Id, u64> = (0..).zip(&world.shown).map(|(nth, shown)| (shown.message, nth)).collect();
            let stands = world.messages.values().filter(|seen| !seen.is_loading && is_wanted(world, seen));
            let stands = stands.map(|seen| {
                let drawn = drawn.get(&seen.id).copied().unwrap_or_default();
                (seen.clone(), drawn, self.place_of(world, seen.channel), self.only_for(world, seen))
            });
            stands.collect()
        });
        let said = found.into_iter().map(|(seen, drawn, place, only_for)| {
            let message = self.read(&seen);
            Said { id: seen.id.to_string(), workspace, place, only_for, message, drawn }
        });
        said.collect()
    }

    /// What the person can read, the newest first.
    pub fn visible_to(&self, workspace: WorkspaceId, person: PersonId) -> Vec<Said> {
        let Ok(reader) = self.before_a_client(person) else { return Vec::new() };
        let mut found = self.said(workspace, |world, seen| {
            world.may_read(reader.id, seen.channel) && seen.only_for.is_none_or(|only| only == reader.id)
        });
        found.sort_by_key(|said| std::cmp::Reverse(said.drawn));
        found
    }

    /// The messages that stand in a channel itself, the newest first.
    pub fn in_channel(&self, workspace: WorkspaceId, channel: &str) -> Vec<Said> {
        let wanted = self.named(channel);
        let mut found = self.said(workspace, |_, seen| Some(seen.channel) == wanted && seen.only_for.is_none());
        found.reverse();
        found
    }
}
