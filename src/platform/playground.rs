//! The playground: a chat of our own, kept in the database, for trying Baton out, for practice and for tests.
//!
//! A platform like any other: what people do arrives as [`crate::chat::incoming::Incoming`] ([`parse`]), what Baton says is
//! delivered through [`Platform`]. Its chat is kept by whoever implements [`ChatLog`]; the page is served elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use super::{Channel, Delivered, DeliveryFault, NewChannel, Openness, Platform, Unmade};
use crate::chat::incoming::{Deliver, Outgoing, Place, Posted};
use crate::chat::limits::{self, Limits};
use crate::chat::message::Message;
use crate::ids::{MessageId, PersonId, WorkspaceId};

pub mod draw;
pub mod parse;

/// The platform's key.
pub const NAME: &str = "playground";

/// The page: plain files without a build step.
#[derive(RustEmbed)]
#[folder = "src/platform/playground/page"]
pub struct Page;

/// Something said in the chat, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What is read.
    pub message: Message,
    /// The thread that hangs on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
}

/// A thread under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its title.
    pub title: String,
    /// Who may read it.
    pub members: Vec<PersonId>,
}

/// A new entry of the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The conversation.
    pub place: Place,
    /// The only reader, where there is one.
    pub private_to: Option<PersonId>,
    /// Who says it; absent = Baton.
    pub author: Option<PersonId>,
    /// What.
    pub said: Said,
    /// The same handle twice makes one entry.
    pub handle: Option<String>,
}

/// Keeps the chat.
#[async_trait]
pub trait ChatLog: Send + Sync {
    /// Adds an entry; with a handle that is there already, the id of that one.
    async fn add(&self, workspace: WorkspaceId, entry: NewEntry) -> Result<MessageId, DeliveryFault>;

    /// The entry of a handle, and the conversation it is in; absent where there is none.
    async fn find(&self, workspace: WorkspaceId, handle: &str) -> Result<Option<(Place, MessageId)>, DeliveryFault>;

    /// An entry; absent where there is none.
    async fn get(&self, workspace: WorkspaceId, id: MessageId) -> Result<Option<Said>, DeliveryFault>;

    /// Changes an entry; one that is equal stays as it is.
    async fn change(&self, workspace: WorkspaceId, id: MessageId, said: Said) -> Result<(), DeliveryFault>;

    /// Takes an entry away, with the thread under it.
    async fn remove(&self, workspace: WorkspaceId, root: MessageId) -> Result<(), DeliveryFault>;

    /// The channels there are, by name.
    async fn channels(&self) -> Result<Vec<String>, DeliveryFault>;

    /// Changes the message that a thread hangs on, and tells the thread once more, to those who could not read it before.
    async fn open_to(&self, workspace: WorkspaceId, root: MessageId, said: Said) -> Result<(), DeliveryFault>;
}

/// The playground as the outbox sees it.
pub struct Playground {
    log: Arc<dyn ChatLog>,
}

impl Playground {
    /// A playground whose chat `log` keeps.
    pub fn new(log: Arc<dyn ChatLog>) -> Self {
        Self { log }
    }

    async fn post(&self, outgoing: &Outgoing, to: &Place, message: &Message) -> Result<Posted, DeliveryFault> {
        let entry = NewEntry {
            place: to.clone(),
            private_to: None,
            author: None,
            said: Said { message: message.clone(), thread: None },
            handle: Some(outgoing.handle.clone()),
        };
        let id = self.log.add(outgoing.workspace, entry).await?;
        Ok(Posted { place: to.clone(), message: id.to_string() })
    }

    async fn entry(&self, workspace: WorkspaceId, message: &str) -> Result<(MessageId, Said), DeliveryFault> {
        let id: MessageId = message.parse().map_err(|_| DeliveryFault::Never("no such message".to_owned()))?;
        let said = self.log.get(workspace, id).await?;
        said.map(|said| (id, said)).ok_or_else(|| DeliveryFault::Never("the message is gone".to_owned()))
    }

    async fn open_thread(
        &self,
        outgoing: &Outgoing,
        under: &Posted,
        title: &str,
        members: &[PersonId],
        first: &Message,
    ) -> Result<Delivered, DeliveryFault> {
        let (root, mut said) = self.entry(outgoing.workspace, &under.message).await?;
        said.thread.get_or_insert_with(|| Thread { title: title.to_owned(), members: members.to_vec() });
        self.log.change(outgoing.workspace, root, said).await?;
        let place = Place { channel: under.place.channel.clone(), thread: Some(root.to_string()) };
        let first = self.post(outgoing, &place, first).await?;
        Ok(Delivered::Thread { place, first })
    }

    async fn invite(&self, workspace: WorkspaceId, to: &Place, people: &[PersonId]) -> Result<(), DeliveryFault> {
        let Some(root) = &to.thread else { return Ok(()) };
        let (root, mut said) = self.entry(workspace, root).await?;
        let Some(thread) = &mut said.thread else { return Ok(()) };
        let new: Vec<PersonId> = people.iter().copied().filter(|person| !thread.members.contains(person)).collect();
        if new.is_empty() {
            return Ok(());
        }
        thread.members.extend(new);
        self.log.open_to(workspace, root, said).await
    }
}

#[async_trait]
impl Platform for Playground {
    fn name(&self) -> &'static str {
        NAME
    }

    fn limits(&self) -> &'static Limits {
        &limits::PLAYGROUND
    }

    async fn channels(&self, _workspace: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        let names = self.log.channels().await?;
        Ok(names.into_iter().map(|name| Channel { id: name.clone(), name, may_write: true }).collect())
    }

    /// A channel is there as soon as something is said in it, and the managers' own is theirs alone.
    async fn make_channel(&self, new: &NewChannel) -> Result<Channel, Unmade> {
        Ok(Channel { id: new.name.clone(), name: new.name.clone(), may_write: true })
    }

    async fn openness(&self, _workspace: WorkspaceId, _channel: &str) -> Result<Openness, DeliveryFault> {
        Ok(Openness::Closed)
    }

    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        match &outgoing.what {
            Deliver::Post { to, message } => Ok(Delivered::Posted(self.post(outgoing, to, message).await?)),
            Deliver::OpenThread { under, title, members, first } => {
                self.open_thread(outgoing, under, title, members, first).await
            }
            Deliver::Invite { to, people } => {
                self.invite(outgoing.workspace, to, people).await?;
                Ok(Delivered::Done)
            }
            Deliver::Direct { to, message } => {
                let entry = NewEntry {
                    place: direct(*to),
                    private_to: Some(*to),
                    author: None,
                    said: Said { message: message.clone(), thread: None },
                    handle: Some(outgoing.handle.clone()),
                };
                let id = self.log.add(outgoing.workspace, entry).await?;
                Ok(Delivered::Posted(Posted { place: direct(*to), message: id.to_string() }))
            }
            Deliver::Remove { posted, .. } => {
                if let Ok(id) = posted.message.parse() {
                    self.log.remove(outgoing.workspace, id).await?;
                }
                Ok(Delivered::Done)
            }
            Deliver::Edit { posted, message } => {
                let (id, mut said) = self.entry(outgoing.workspace, &posted.message).await?;
                said.message = message.clone();
                self.log.change(outgoing.workspace, id, said).await?;
                Ok(Delivered::Done)
            }
            // A handle is there once, wherever it stands.
            Deliver::Find { .. } => {
                let found = self.log.find(outgoing.workspace, &outgoing.handle).await?;
                let posted = found.map(|(place, id)| Posted { place, message: id.to_string() });
                Ok(posted.map_or(Delivered::Done, Delivered::Posted))
            }
        }
    }
}

/// The conversation of one person with Baton.
pub fn direct(person: PersonId) -> Place {
    Place::channel(format!("dm:{person}"))
}
