//! What reaches Baton from a platform, and what it answers at once.
//!
//! A platform verifies and parses raw bytes into [`Incoming`]; the router turns it into a [`Reply`] within the platform's
//! deadline. Everything that comes later is an [`Outgoing`] of the outbox.

use serde::{Deserialize, Serialize};

use super::form::{Answers, Form};
use super::message::Message;
use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};

/// Somebody did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Where.
    pub workspace: WorkspaceId,
    /// Who.
    pub person: PersonId,
    /// The platform's id of this delivery; the same one twice is handled once.
    pub delivery: String,
    /// The conversation it happened in.
    pub place: Place,
    /// The message that was clicked, where one was.
    pub message: Option<String>,
    /// What they did.
    pub what: What,
    /// Files that went with it, read or not; empty nearly always.
    pub files: Vec<Attached>,
}

/// A text file is read up to here; a year of holidays and the longest playbook are far smaller.
pub const FILE_BYTES_MAX: usize = 512 << 10;

/// A file that somebody sent with a command ([`super::command::Argument::File`]). The platform fetched it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// As they call it; a name and never a path.
    pub name: String,
    /// What it says.
    pub text: Result<String, Unread>,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unread {
    /// More than [`FILE_BYTES_MAX`].
    TooLarge,
    /// Something else than text.
    NotText,
    /// It was not there, or took too long.
    NotFetched,
}

impl Attached {
    /// A file of these bytes, if they are text. A mark of the byte order is no part of it.
    pub fn of_bytes(name: String, bytes: Vec<u8>) -> Self {
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        let text = text.map(|text| text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text));
        Self { name, text: text.ok_or(Unread::NotText) }
    }
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Typed a command: `/handoff start ACME`.
    Command(String),
    /// Wants a handoff begun from somebody's message.
    Message {
        /// What it says.
        text: String,
        /// When it was said.
        at: Timestamp,
    },
    /// Pressed a button or chose in a select.
    Click {
        /// Id of the button or select.
        id: String,
        /// Values chosen; empty for a button.
        values: Vec<String>,
    },
    /// Submitted a form.
    Submit {
        /// Id of the form.
        id: String,
        /// What was typed.
        answers: Answers,
    },
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The platform's id of the channel.
    pub channel: String,
    /// The platform's id of the thread in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}

impl Place {
    /// A channel itself.
    pub fn channel(id: impl Into<String>) -> Self {
        Self { channel: id.into(), thread: None }
    }
}

/// The answer to an [`Incoming`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Only the person sees it.
    Private(Message),
    /// The private message that was clicked is redrawn.
    Update(Message),
    /// Everybody in the conversation sees it.
    Public(Message),
    /// A screen to fill.
    Form(Form),
    /// Nothing to say: what changed shows by itself.
    Quiet,
}

impl Reply {
    /// Everybody whom it names.
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::Private(message) | Self::Update(message) | Self::Public(message) => {
                message.people().into_iter().collect()
            }
            Self::Form(form) => form.people(),
            Self::Quiet => Vec::new(),
        }
    }
}

/// Something to carry out later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Where.
    pub workspace: WorkspaceId,
    /// The same handle twice makes one message.
    pub handle: String,
    /// Whether an earlier attempt may have been carried out although its answer never came.
    pub is_again: bool,
    /// What.
    pub what: Deliver,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deliver {
    /// A new message.
    Post {
        /// The conversation.
        to: Place,
        /// The message.
        message: Message,
    },
    /// A new private thread under a message, with its first members.
    OpenThread {
        /// The message it hangs on.
        under: Posted,
        /// At most 100 characters.
        title: String,
        /// Who may read it.
        members: Vec<PersonId>,
        /// Its first message.
        first: Message,
    },
    /// More people may read a thread.
    Invite {
        /// The thread.
        to: Place,
        /// Whom.
        people: Vec<PersonId>,
    },
    /// A message to one person alone.
    Direct {
        /// Whom.
        to: PersonId,
        /// The message.
        message: Message,
    },
    /// A message of ours is taken back, with the thread under it.
    Remove {
        /// Which.
        posted: Posted,
        /// Its thread, where it has one.
        thread: Option<Place>,
    },
    /// A message of ours is redrawn.
    Edit {
        /// Which.
        posted: Posted,
        /// How it is now.
        message: Message,
    },
    /// Nothing new: the message that an earlier attempt may have made under the same handle is looked for.
    Find {
        /// Where it would stand.
        at: Sought,
    },
}

/// Where a message is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// In a conversation.
    In(Place),
    /// In a private thread that nobody noted down, or beside it where none could be made.
    Thread {
        /// The channel it would be in.
        channel: String,
        /// What it would be called.
        title: String,
    },
    /// In the conversation of one person with Baton.
    Direct(PersonId),
}

/// Where a message of ours stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The conversation.
    pub place: Place,
    /// The platform's id of the message.
    pub message: String,
}
