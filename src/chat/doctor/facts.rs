//! What is known about how Baton is set up: facts, without a judgement.

use crate::chat::command::Entry;
use crate::ids::PersonId;

/// Whether somebody could be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Look {
    /// There is nobody to ask: the playground.
    #[default]
    Needless,
    /// They answered.
    Done,
    /// They do not know us.
    Refused,
    /// They did not answer; what went wrong.
    Failed(String),
}

/// What the platform says about the bot itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bot {
    /// Whether it could be asked.
    pub look: Look,
    /// Where things are mended.
    pub pages: Pages,
    /// Another application than the token's is named in the settings: that one.
    pub other_application: Option<String>,
    /// Whether it is told who leaves a server; unknown where it cannot be.
    pub hears_of_members: Option<bool>,
    /// Whether an invitation asks for more than it needs, so that it fails.
    pub needs_code_grant: bool,
    /// How events come in.
    pub way: Way,
    /// What is registered.
    pub commands: Commands,
}

/// Web addresses of the pages on which an administrator mends something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pages {
    /// Token and intents.
    pub bot: String,
    /// Public key and address for requests.
    pub general: String,
    /// Invites the bot, anew as well.
    pub invite: String,
}

/// How events come in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Way {
    /// Within the program.
    #[default]
    Inside,
    /// The bot holds a connection.
    Connection {
        /// The address that events are sent to instead, where one is set.
        sent_to: Option<String>,
        /// What went wrong when it was tried.
        fault: Option<String>,
        /// How often it may still connect today, where that is none.
        is_spent: bool,
        /// How many parts the servers are heard in, and how many there should be.
        parts: (u32, u32),
    },
    /// The platform calls us.
    Requests {
        /// Where to; absent where none is set.
        address: Option<String>,
        /// Whether our key is the application's.
        is_our_key: bool,
        /// What went wrong when the address was tried.
        fault: Option<String>,
    },
}

/// What is registered with the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Commands {
    /// Nobody looked.
    #[default]
    Unseen,
    /// What this version has.
    Current,
    /// Those of another version.
    Stale,
    /// Nothing.
    Missing,
}

/// What the platform says about a workspace's server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Server {
    /// Whether it could be asked; [`Look::Refused`] means that the bot is not in it.
    pub look: Look,
    /// Invites the bot into this server.
    pub invite: String,
    /// Whether commands may be offered there; unknown where nobody looked.
    pub may_offer_commands: Option<bool>,
    /// The channels that Baton speaks in.
    pub channels: Vec<Channel>,
}

/// A channel that Baton speaks in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The platform's id.
    pub id: String,
    /// As people call it, where it is known.
    pub name: Option<String>,
    /// What is said there.
    pub part: Part,
    /// Its web address.
    pub link: String,
    /// How it was found.
    pub state: ChannelState,
}

/// What a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Cards and digests.
    Cards,
    /// What only managers read.
    Managers,
}

/// How a channel was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelState {
    /// Nobody could look.
    Unseen,
    /// It was deleted.
    Gone,
    /// The bot may not see it.
    Hidden,
    /// It is no channel for text.
    OtherKind,
    /// It is there.
    Seen {
        /// What the bot may not do there.
        lacks: Vec<Right>,
        /// Whether everybody in the server reads it, guests too.
        is_open_to_all: bool,
    },
}

/// What the bot has to be allowed in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Say something.
    Send,
    /// Hang files on it.
    AttachFiles,
    /// Look for what it said before.
    ReadHistory,
    /// Open a private thread.
    PrivateThreads,
    /// Speak in threads.
    SendInThreads,
    /// Wake threads that sleep.
    ManageThreads,
}

/// What the store says about a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct House {
    /// What was never named.
    pub gaps: Vec<Gap>,
    /// Who takes the part of somebody who leaves.
    pub fallback: Fallback,
    /// Playbooks that are on and name no receiver, by name.
    pub without_receivers: Vec<String>,
    /// Playbooks that are on and whose receivers are all away or gone, by name.
    pub without_present_receivers: Vec<String>,
    /// People whose last direct message was refused.
    pub closed: Vec<PersonId>,
    /// Calendars that are never open, by whom they are of; absent for everybody's.
    pub never_open: Vec<Option<String>>,
    /// Public holidays that end soon: the year, and whose they are.
    pub holidays_end: Vec<(i32, Option<String>)>,
    /// Teams that nobody is in, by name.
    pub empty_teams: Vec<String>,
    /// Messages that were given up lately.
    pub given_up: usize,
    /// How commands are given there.
    pub entry: Entry,
}

/// What a workspace needs and does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// A channel for cards.
    Channel,
    /// A playbook that is on.
    Playbook,
    /// Somebody who is here and manages.
    Manager,
    /// A channel for managers alone.
    ManagerChannel,
    /// A set-up that somebody confirmed.
    SetUp,
}

/// The fallback person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// Nobody is named.
    #[default]
    Nobody,
    /// They are here.
    Here,
    /// They left.
    Left(PersonId),
}
