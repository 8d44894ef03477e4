//! Shell at the rim: chat platforms. Each parses what comes in ([`crate::chat::incoming`]) and carries out what goes out.
//!
//! A platform knows the chat model, ids and the clock; never the rules, the store, the app or another platform.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::chat::command::Entry;
use crate::chat::doctor::{Bot, Part, Server};
use crate::chat::incoming::{Attached, Outgoing, Place, Posted, Reply, What};
use crate::chat::limits::Limits;
use crate::chat::message::{Choice, Message};
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::ids::{PersonId, WorkspaceId};

pub mod discord;
pub mod playground;

/// A chat platform, as the outbox sees it.
#[async_trait]
pub trait Platform: Send + Sync {
    /// Its key: `playground`, `discord`.
    fn name(&self) -> &'static str;

    /// What its messages and forms can hold.
    fn limits(&self) -> &'static Limits;

    /// How commands are given there.
    fn entry(&self) -> Entry {
        Entry::default()
    }

    /// Whether a form that was submitted can be answered with a form. Where it cannot, the form comes back behind a button.
    fn answers_form_with_form(&self) -> bool {
        true
    }

    /// Carries out one delivery. The same handle twice makes one message wherever the platform lets us see it. What is
    /// only looked for is told as posted where it stands, else there is nothing to point at.
    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault>;

    /// How the bot itself is set up; `words` are those that its commands are registered in. Nothing is changed. There is
    /// nothing to look at where a platform lives within the program.
    async fn examine_bot(&self, _words: &Words) -> Bot {
        Bot::default()
    }

    /// How a server stands, by the platform's id of it, and the channels that Baton speaks in. Nothing is changed.
    async fn examine_server(&self, _server: &str, _channels: &[(Part, String)]) -> Server {
        Server::default()
    }

    /// The channels that people write in; empty where the platform cannot say.
    async fn channels(&self, _workspace: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        Ok(Vec::new())
    }

    /// Makes a channel.
    async fn make_channel(&self, _new: &NewChannel) -> Result<Channel, Unmade> {
        Err(Unmade::NotHere)
    }

    /// Whether everybody, guests included, can read a channel.
    async fn openness(&self, _workspace: WorkspaceId, _channel: &str) -> Result<Openness, DeliveryFault> {
        Ok(Openness::Unknown)
    }
}

/// A channel as a platform shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The platform's id.
    pub id: String,
    /// Without the `#`.
    pub name: String,
    /// Whether Baton can write in it.
    pub may_write: bool,
}

/// A channel to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannel {
    /// Where.
    pub workspace: WorkspaceId,
    /// Without the `#`.
    pub name: String,
    /// Its only readers, besides Baton; everybody's where absent.
    pub only_for: Option<Vec<PersonId>>,
}

/// Why a channel was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// Baton may not make channels in this server.
    #[error("not allowed to make channels")]
    NotAllowed,
    /// The platform's channels are made by people.
    #[error("no channels can be made on this platform")]
    NotHere,
    /// Anything else; it may work later.
    #[error("{0}")]
    Failed(String),
}

/// Who can read a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// The platform does not say.
    Unknown,
    /// Those who were let in.
    Closed,
    /// Everybody, guests included.
    Open,
}

/// A server that Baton is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The platform's id of the server.
    pub server: String,
    /// As people call it; may be empty.
    pub name: String,
    /// When Baton was invited; unknown where the platform does not tell.
    pub since: Option<Timestamp>,
    /// Where the platform itself greets newcomers.
    pub channel: Option<String>,
    /// Whose server it is, by the platform's id.
    pub owner: Option<String>,
    /// The server's language.
    pub locale: Option<String>,
}

/// What came of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// A message stands there.
    Posted(Posted),
    /// A thread was opened, and its first message stands there.
    Thread {
        /// The thread.
        place: Place,
        /// Its first message.
        first: Posted,
    },
    /// Nothing to point at.
    Done,
}

/// Why a delivery did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryFault {
    /// Not now: rate limited, or not reachable.
    #[error("not now: {reason}")]
    Later {
        /// At the earliest, in milliseconds from now.
        after_ms: i64,
        /// What the platform said.
        reason: String,
    },
    /// Never: refused, gone, forbidden.
    #[error("refused: {0}")]
    Never(String),
    /// The bot is not in the server any more.
    #[error("the bot is not in the server")]
    Removed,
    /// This person is not in the server any more; whatever else there was to do is done.
    #[error("somebody is not in the server")]
    Left(PersonId),
    /// The person takes no direct messages; the thread is used in its place.
    #[error("takes no direct messages")]
    NoDirect,
}

/// Somebody as a platform shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// The platform's id.
    pub id: String,
    /// As shown.
    pub name: String,
    /// As typed after an @.
    pub handle: String,
    /// Language, where the platform tells it.
    pub locale: Option<String>,
    /// Whether they may set the whole server up; unknown where it was not told.
    pub manages_server: Option<bool>,
    /// No person at all.
    pub is_bot: bool,
}

/// What reached a platform, before anybody knows who the accounts are to us.
///
/// An account inside `what` stands as `<@id>`: as a whole answer or value, or as a word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The platform's key.
    pub platform: &'static str,
    /// The platform's id of the server; absent in direct messages.
    pub server: Option<String>,
    /// Who did it.
    pub by: Account,
    /// The accounts that `what` names.
    pub named: Vec<Account>,
    /// The platform's id of this delivery.
    pub delivery: String,
    /// The conversation it happened in.
    pub place: Place,
    /// The message that was clicked.
    pub message: Option<String>,
    /// What they did.
    pub what: What,
    /// Files that went with it.
    pub files: Vec<Attached>,
}

/// What became of a server, or of somebody in it. Each is by the platform's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The bot is in the server; told at every start, too.
    Here(Box<Here>),
    /// The bot is not in the server any more.
    Removed {
        /// Which.
        server: String,
    },
    /// Somebody left the server.
    Left {
        /// Which.
        server: String,
        /// Who.
        account: String,
    },
}

/// Somebody typing an argument, who is helped along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typing {
    /// The platform's key.
    pub platform: &'static str,
    /// The platform's id of the server; absent in direct messages.
    pub server: Option<String>,
    /// Who types.
    pub by: Account,
    /// The argument's word: `handoff`.
    pub argument: String,
    /// What stands there.
    pub typed: String,
}

/// What is said at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What.
    pub reply: Reply,
    /// Who is meant in it.
    pub people: People,
    /// Who is answered; absent where nobody could be let in.
    pub asker: Option<Asker>,
}

/// Somebody who was answered, as the app knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Where.
    pub workspace: WorkspaceId,
    /// Who.
    pub person: PersonId,
}

/// An answer that was ready when the platform did not take it as an answer any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Who asked.
    pub asker: Asker,
    /// The platform's id of the delivery that it answers; told once for it.
    pub delivery: String,
    /// The conversation whose readers it is for; absent where it is for who asked alone.
    pub place: Option<Place>,
    /// What is said.
    pub message: Message,
}

/// Who answers what reaches a platform: the app.
#[async_trait]
pub trait Answers: Send + Sync {
    /// Answers what somebody did; whoever is new is taken in first. Never fails: what went wrong is told as a sentence.
    async fn answer(&self, arrival: Arrival) -> Answer;

    /// Keeps an answer that came too late, to be told as a message.
    async fn late(&self, late: Late);

    /// Takes note of what happened. Nobody waits for an answer.
    async fn happened(&self, _platform: &'static str, _happening: Happening) {}

    /// Whether nobody answers this delivery yet, whichever process it came to; from now on somebody does.
    async fn is_first(&self, _platform: &'static str, _delivery: &str) -> bool {
        true
    }

    /// What may be meant, the likeliest first; at most 25.
    async fn suggest(&self, typing: Typing) -> Vec<Choice>;
}

/// Somebody as a message names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Their account on the platform, where they have one.
    pub account: Option<String>,
    /// For where no account can be named.
    pub name: String,
}

/// Who is meant by the ids in a message.
pub type People = BTreeMap<PersonId, Named>;

/// Knows who people and servers are on a platform; kept by the app.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// These people, as the platform knows them; who is unknown is left out.
    async fn people(&self, workspace: WorkspaceId, ids: &[PersonId]) -> Result<People, DeliveryFault>;

    /// The platform's id of a workspace's server; absent for one of another platform.
    async fn server(&self, workspace: WorkspaceId) -> Result<Option<String>, DeliveryFault>;

    /// The platform's ids of every server that is known and not known to be without the bot.
    async fn servers(&self) -> Result<Vec<String>, DeliveryFault> {
        Ok(Vec::new())
    }
}
