//! Pure: the playground's chat as its page reads it.

use serde::Serialize;

use crate::chat::message::Message;
use crate::clock::Timestamp;
use crate::ids::{MessageId, PersonId};

/// A message as the page gets it. The same id comes again with a greater `seq` when it was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// Key.
    pub id: MessageId,
    /// Grows with every change of the chat.
    pub seq: i64,
    /// The channel, or `dm:` and the person.
    pub channel: String,
    /// The message whose thread it is in.
    pub thread: Option<MessageId>,
    /// Whether it is a conversation with Baton alone.
    pub direct: bool,
    /// Whether only this reader sees it.
    pub private: bool,
    /// Who said it; absent = Baton.
    pub author: Option<PersonId>,
    /// When.
    pub at_ms: Timestamp,
    /// When it was changed last.
    pub edited_at_ms: Option<Timestamp>,
    /// Whether it is gone.
    pub deleted: bool,
    /// Title of the thread that hangs on it.
    pub thread_title: Option<String>,
    /// Messages in that thread.
    pub replies: u32,
    /// What it says.
    pub message: Message,
}
