//! What the fake chat does with a delivery, and what it takes for a problem in one.

use baton::chat::incoming::{Deliver, Outgoing, Place, Posted, Sought};
use baton::chat::limits::{DISCORD, DISCORD_CARD, PLAYGROUND, check_message};
use baton::chat::message::Message;
use baton::ids::{PersonId, WorkspaceId};
use baton::platform::{Delivered, DeliveryFault};

use super::{Done, Inner, Weather};
use crate::chat_room::{Kind, Room, Said, Thread};
use crate::strict_text;

impl Inner {
    /// Against the page of the playground, and the card that Discord draws with its newer components.
    pub(super) fn check(&mut self, message: &Message) {
        for limits in [&PLAYGROUND, &DISCORD_CARD] {
            let found = check_message(message, limits);
            self.problems.extend(found.iter().map(|violation| format!("a message: {violation}")));
        }
        self.problems.extend(strict_text::problems(message));
    }

    fn check_pings(&mut self, place: &Place, message: &Message) {
        let named = strict_text::people(message);
        for person in &message.pings {
            if !named.contains(person) {
                self.problem(format!("pings {person} without naming them: no platform does that"));
            }
            if !self.room.may_read_place(place, *person) {
                self.problem(format!("pings {person}, who cannot read {place:?}"));
            }
        }
    }

    /// The same handle twice makes one message; with other words it is a problem, unless the first answer was lost or the
    /// message is drawn anew.
    fn once(
        &mut self,
        outgoing: &Outgoing,
        carry_out: impl FnOnce(&mut Self) -> Result<Delivered, DeliveryFault>,
    ) -> Result<Delivered, DeliveryFault> {
        let key = (outgoing.workspace, outgoing.handle.clone());
        if let Some(known) = self.done.get(&key) {
            let (delivered, is_other) = (known.delivered.clone(), known.what != outgoing.what && known.is_answered);
            if is_other {
                self.outdated.push((message_of(&delivered), outgoing.handle.clone()));
            }
            if let Some(known) = self.done.get_mut(&key) {
                known.is_answered = true;
            }
            return Ok(delivered);
        }
        let delivered = carry_out(self)?;
        let is_answered = self.weather != Weather::LosesReplies;
        self.done.insert(key, Done { what: outgoing.what.clone(), delivered: delivered.clone(), is_answered });
        Ok(delivered)
    }

    fn post(&mut self, workspace: WorkspaceId, to: &Place, message: &Message) -> Result<Posted, DeliveryFault> {
        if self.rooms.known.get(&to.channel) == Some(&false) {
            return Err(DeliveryFault::Never("no permission to write there".to_owned()));
        }
        if let Some(thread) = &to.thread
            && self.room.threads.get(thread).is_none_or(|known| known.channel != to.channel)
        {
            self.problem(format!("posts into the thread {thread} of #{}, which is not there", to.channel));
            return Err(DeliveryFault::Never("no such thread".to_owned()));
        }
        self.check(message);
        self.check_pings(to, message);
        let id = self.room.say(workspace, to.clone(), None, message.clone());
        self.room.happened(Kind::Posted, to.clone(), None, message, &message.pings);
        Ok(Posted { place: to.clone(), message: id })
    }

    fn open_thread(
        &mut self,
        workspace: WorkspaceId,
        (under, title): (&Posted, &str),
        members: &[PersonId],
        first: &Message,
    ) -> Result<Delivered, DeliveryFault> {
        let is_there = |said: &Said| said.id == under.message && said.place == under.place && said.only_for.is_none();
        if !self.room.messages.iter().any(is_there) {
            self.problem(format!("opens a thread under {}, which is not there", under.message));
            return Err(DeliveryFault::Never("no such message".to_owned()));
        }
        if self.room.threads.values().any(|thread| thread.under == under.message) {
            self.problem(format!("opens a second thread under {}", under.message));
        }
        if title.is_empty() || title.chars().count() > DISCORD.thread_chars {
            self.problem(format!("a thread's title of {} characters", title.chars().count()));
        }
        let id = self.room.next_id('t');
        let channel = under.place.channel.clone();
        let thread = Thread {
            channel: channel.clone(),
            under: under.message.clone(),
            members: members.iter().copied().collect(),
        };
        self.room.threads.insert(id.clone(), thread);
        let place = Place { channel, thread: Some(id) };
        let first = self.post(workspace, &place, first)?;
        Ok(Delivered::Thread { place, first })
    }

    fn invite(&mut self, to: &Place, people: &[PersonId]) -> Result<Delivered, DeliveryFault> {
        let Some(thread) = to.thread.as_ref().and_then(|thread| self.room.threads.get_mut(thread)) else {
            self.problem(format!("invites to {to:?}, which is not there"));
            return Err(DeliveryFault::Never("no such thread".to_owned()));
        };
        thread.members.extend(people.iter().copied());
        Ok(Delivered::Done)
    }

    fn direct(&mut self, workspace: WorkspaceId, to: PersonId, message: &Message) -> Result<Delivered, DeliveryFault> {
        if self.no_direct.contains(&to) {
            return Err(DeliveryFault::NoDirect);
        }
        self.check(message);
        if let Some(other) = message.pings.iter().find(|person| **person != to) {
            self.problem(format!("a direct message pings {other}, who does not get it"));
        }
        let place = Place::channel(format!("dm:{to}"));
        let id = self.room.say(workspace, place.clone(), Some(to), message.clone());
        self.room.happened(Kind::Direct, place.clone(), Some(to), message, &message.pings);
        Ok(Delivered::Posted(Posted { place, message: id }))
    }

    fn edit(&mut self, posted: &Posted, message: &Message) -> Result<Delivered, DeliveryFault> {
        let known = self.room.messages.iter().find(|said| said.id == posted.message && said.place == posted.place);
        let Some(id) = known.map(|said| said.id.clone()) else {
            self.problem(format!("edits {}, which is not there", posted.message));
            return Err(DeliveryFault::Never("no such message".to_owned()));
        };
        self.check(message);
        self.room.redraw(&id, message);
        self.outdated.retain(|(outdated, _)| *outdated != id);
        self.room.happened(Kind::Edited, posted.place.clone(), None, message, &[]);
        Ok(Delivered::Done)
    }

    /// What is gone already is fine.
    fn remove(&mut self, posted: &Posted, thread: Option<&Place>) -> Delivered {
        let is_gone = |said: &Said| said.id == posted.message || thread.is_some_and(|thread| said.place == *thread);
        self.room.messages.retain(|said| !is_gone(said));
        if let Some(thread) = thread.and_then(|place| place.thread.as_ref()) {
            self.room.threads.remove(thread);
        }
        Delivered::Done
    }

    pub(super) fn carry_out(&mut self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let workspace = outgoing.workspace;
        match &outgoing.what {
            Deliver::Post { to, message } => {
                self.once(outgoing, |inner| Ok(Delivered::Posted(inner.post(workspace, to, message)?)))
            }
            Deliver::OpenThread { under, title, members, first } => {
                self.once(outgoing, |inner| inner.open_thread(workspace, (under, title), members, first))
            }
            Deliver::Direct { to, message } => self.once(outgoing, |inner| inner.direct(workspace, *to, message)),
            Deliver::Invite { to, people } => self.invite(to, people),
            Deliver::Remove { posted, thread } => Ok(self.remove(posted, thread.as_ref())),
            Deliver::Edit { posted, message } => self.edit(posted, message),
            Deliver::Find { at } => Ok(self.find(outgoing, at)),
        }
    }

    /// A message that was made under the handle and is looked for elsewhere is a problem: it would be missed.
    fn find(&mut self, outgoing: &Outgoing, at: &Sought) -> Delivered {
        let key = (outgoing.workspace, outgoing.handle.clone());
        let Some(posted) = self.done.get(&key).and_then(|known| posted(&known.delivered)) else {
            return Delivered::Done;
        };
        if !Room::is_at(&posted.place, at) {
            self.problem(format!("looks for {} in {at:?}, and it stands in {:?}", outgoing.handle, posted.place));
        }
        Delivered::Posted(posted)
    }
}

fn posted(delivered: &Delivered) -> Option<Posted> {
    match delivered {
        Delivered::Posted(posted) | Delivered::Thread { first: posted, .. } => Some(posted.clone()),
        Delivered::Done => None,
    }
}

/// The message that a delivery made.
fn message_of(delivered: &Delivered) -> String {
    posted(delivered).map(|posted| posted.message).unwrap_or_default()
}
