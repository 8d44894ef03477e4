//! What stands in a fake chat and who can read it: messages, threads, closed channels, and the log of what came onto the
//! screens.

use std::collections::{BTreeMap, BTreeSet};

use baton::chat::incoming::{Incoming, Place, Sought};
use baton::chat::message::Message;
use baton::clock::Timestamp;
use baton::ids::{PersonId, WorkspaceId};

/// A message as it stands.
#[derive(Debug, Clone)]
pub struct Said {
    /// The platform's id.
    pub id: String,
    /// Whose chat.
    pub workspace: WorkspaceId,
    /// The conversation.
    pub place: Place,
    /// Its only reader, where there is one.
    pub only_for: Option<PersonId>,
    /// What it says now.
    pub message: Message,
    /// Grows with every message and redraw; the greatest is the newest.
    pub drawn: u64,
}

/// Something that came onto somebody's screen.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: Kind,
    /// The conversation.
    pub place: Place,
    /// Its only reader, where there is one.
    pub only_for: Option<PersonId>,
    /// As it was then.
    pub message: Message,
    /// Whose telephone rang.
    pub pings: Vec<PersonId>,
}

/// What kind of thing came onto the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A message in a channel or thread.
    Posted,
    /// A message to one person alone.
    Direct,
    /// An answer that only the person who asked sees.
    Private,
    /// A message drawn anew, which rings nobody's telephone.
    Edited,
}

/// The chat of one installation, or of several.
#[derive(Default)]
pub struct Room {
    /// Everything that came onto the screens.
    pub log: Vec<Happening>,
    /// What stands there.
    pub messages: Vec<Said>,
    /// The threads, by id.
    pub threads: BTreeMap<String, Thread>,
    /// Channels that only some people read.
    pub closed: BTreeMap<String, BTreeSet<PersonId>>,
    /// The present moment.
    pub now: Option<Timestamp>,
    made: u64,
    draws: u64,
}

/// A thread under a message.
#[derive(Debug)]
pub struct Thread {
    /// The channel it is in.
    pub channel: String,
    /// The message it hangs on.
    pub under: String,
    /// Who reads it.
    pub members: BTreeSet<PersonId>,
}

impl Room {
    /// A new id: `m4` for a message, `t5` for a thread.
    pub fn next_id(&mut self, letter: char) -> String {
        self.made += 1;
        format!("{letter}{}", self.made)
    }

    /// A new message; its id.
    pub fn say(
        &mut self,
        workspace: WorkspaceId,
        place: Place,
        only_for: Option<PersonId>,
        message: Message,
    ) -> String {
        let id = self.next_id('m');
        self.draws += 1;
        self.messages.push(Said { id: id.clone(), workspace, place, only_for, message, drawn: self.draws });
        id
    }

    /// A message is drawn anew.
    pub fn redraw(&mut self, id: &str, message: &Message) {
        self.draws += 1;
        let drawn = self.draws;
        if let Some(said) = self.messages.iter_mut().find(|said| said.id == id) {
            said.message = message.clone();
            said.drawn = drawn;
        }
    }

    /// Something came onto the screens.
    pub fn happened(
        &mut self,
        kind: Kind,
        place: Place,
        only_for: Option<PersonId>,
        message: &Message,
        pings: &[PersonId],
    ) {
        let at = self.now.unwrap_or(Timestamp::from_ms(0));
        self.log.push(Happening { at, kind, place, only_for, message: message.clone(), pings: pings.to_vec() });
    }

    /// Whether the person can read a message.
    pub fn may_read(&self, said: &Said, person: PersonId) -> bool {
        match said.only_for {
            Some(reader) => reader == person,
            None => self.may_read_place(&said.place, person),
        }
    }

    /// Whether the person can read what is said there.
    pub fn may_read_place(&self, place: &Place, person: PersonId) -> bool {
        match &place.thread {
            Some(thread) => self.threads.get(thread).is_some_and(|thread| thread.members.contains(&person)),
            None => self.closed.get(&place.channel).is_none_or(|readers| readers.contains(&person)),
        }
    }

    /// Whether a place is where somebody looks.
    pub fn is_at(place: &Place, at: &Sought) -> bool {
        match at {
            Sought::In(sought) => place == sought,
            Sought::Thread { channel, .. } => place.channel == *channel && place.thread.is_some(),
            Sought::Direct(person) => *place == Place::channel(format!("dm:{person}")),
        }
    }

    /// The message that was clicked, where only this person sees it.
    pub fn private_message(&self, incoming: &Incoming) -> Option<String> {
        let clicked = incoming.message.as_ref()?;
        let found = self.messages.iter().find(|said| said.id == *clicked)?;
        (found.only_for == Some(incoming.person)).then(|| found.id.clone())
    }
}
