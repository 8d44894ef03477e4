//! Pure: what is wrong with how Baton is set up, found in facts that others gathered: the platform about the bot and its
//! channels, the store about the workspace. [`super::cards::doctor`] says each finding in words, with the click that mends it.

use crate::ids::PersonId;

#[cfg(test)]
mod tests;

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
    /// Whether set-up was confirmed.
    pub is_set_up: bool,
    /// Whether cards have a channel.
    pub has_channel: bool,
    /// Whether somebody who is here manages.
    pub has_manager: bool,
    /// Whether managers have a channel of their own.
    pub has_manager_channel: bool,
    /// Who takes the part of somebody who leaves.
    pub fallback: Fallback,
    /// Whether any playbook is on.
    pub has_playbook: bool,
    /// Playbooks that are on and name no receiver, by name.
    pub without_receivers: Vec<String>,
    /// Playbooks that are on and whose receivers are all away or gone, by name.
    pub without_present_receivers: Vec<String>,
    /// People whose last direct message was refused.
    pub closed: Vec<PersonId>,
    /// Messages that were given up lately.
    pub given_up: usize,
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

/// One thing that is wrong, or good to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The platform did not answer.
    CannotLook(String),
    /// The token is not valid.
    TokenRefused,
    /// The settings name another application than the token's.
    OtherApplication(String),
    /// Who leaves is not told.
    MembersUnseen,
    /// Invitations fail.
    CodeGrant,
    /// Events are sent to an address, and we listen to a connection.
    SentElsewhere(String),
    /// We wait for requests, and no address is set.
    NoAddress,
    /// Requests would be refused: the key is another application's.
    OtherKey,
    /// The address does not answer as we do.
    AddressSilent(String, String),
    /// The connection cannot be made.
    ConnectionFails(String),
    /// No connection can be made today.
    ConnectionsSpent,
    /// Too few parts: some servers are not heard.
    TooFewParts(u32, u32),
    /// No command is registered.
    CommandsMissing,
    /// Commands are those of another version.
    CommandsStale,
    /// The bot is not in the server.
    BotGone(String),
    /// Commands cannot be offered in the server.
    CommandsNotAllowed(String),
    /// A channel was deleted.
    ChannelGone(Part),
    /// A channel cannot be seen.
    ChannelHidden(Channel),
    /// A channel is no channel for text.
    ChannelKind(Channel),
    /// The bot may not do something in a channel.
    Lacks(Right, Channel),
    /// Everybody reads the channel.
    OpenToAll(Channel),
    /// Set-up was never confirmed.
    NotSetUp,
    /// Cards have no channel.
    NoChannel,
    /// Nobody manages.
    NoManager,
    /// Managers have no channel.
    NoManagerChannel,
    /// Nobody takes the part of somebody who leaves.
    NoFallback,
    /// Who takes that part left.
    FallbackLeft(PersonId),
    /// Every playbook sleeps.
    NoPlaybook,
    /// A playbook names no receiver.
    NoReceivers(String),
    /// A playbook's receivers are all away or gone.
    NoPresentReceivers(String),
    /// Somebody takes no direct messages.
    ClosedDirect(PersonId),
    /// Messages were given up.
    GivenUp(usize),
}

impl Finding {
    /// Whether something does not work; the rest is good to know.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::MembersUnseen | Self::NotSetUp | Self::ClosedDirect(_) => false,
            Self::OpenToAll(channel) => channel.part == Part::Managers,
            Self::CannotLook(_)
            | Self::TokenRefused
            | Self::OtherApplication(_)
            | Self::CodeGrant
            | Self::SentElsewhere(_)
            | Self::NoAddress
            | Self::OtherKey
            | Self::AddressSilent(..)
            | Self::ConnectionFails(_)
            | Self::ConnectionsSpent
            | Self::TooFewParts(..)
            | Self::CommandsMissing
            | Self::CommandsStale
            | Self::BotGone(_)
            | Self::CommandsNotAllowed(_)
            | Self::ChannelGone(_)
            | Self::ChannelHidden(_)
            | Self::ChannelKind(_)
            | Self::Lacks(..)
            | Self::NoChannel
            | Self::NoManager
            | Self::NoManagerChannel
            | Self::NoFallback
            | Self::FallbackLeft(_)
            | Self::NoPlaybook
            | Self::NoReceivers(_)
            | Self::NoPresentReceivers(_)
            | Self::GivenUp(_) => true,
        }
    }
}

/// What there is to say about the bot; the gravest first.
pub fn of_bot(bot: &Bot) -> Vec<Finding> {
    match &bot.look {
        Look::Needless => return Vec::new(),
        Look::Refused => return vec![Finding::TokenRefused],
        Look::Failed(reason) => return vec![Finding::CannotLook(reason.clone())],
        Look::Done => {}
    }
    let mut found: Vec<Finding> = bot.other_application.iter().cloned().map(Finding::OtherApplication).collect();
    found.extend(of_way(&bot.way));
    match bot.commands {
        Commands::Missing => found.push(Finding::CommandsMissing),
        Commands::Stale => found.push(Finding::CommandsStale),
        Commands::Unseen | Commands::Current => {}
    }
    found.extend(bot.needs_code_grant.then_some(Finding::CodeGrant));
    found.extend((bot.hears_of_members == Some(false)).then_some(Finding::MembersUnseen));
    found
}

fn of_way(way: &Way) -> Vec<Finding> {
    match way {
        Way::Inside => Vec::new(),
        Way::Connection { sent_to, fault, is_spent, parts } => {
            let elsewhere = sent_to.iter().cloned().map(Finding::SentElsewhere);
            let fails = fault.iter().cloned().map(Finding::ConnectionFails);
            let few = (parts.0 < parts.1).then_some(Finding::TooFewParts(parts.0, parts.1));
            elsewhere.chain(fails).chain(is_spent.then_some(Finding::ConnectionsSpent)).chain(few).collect()
        }
        Way::Requests { address, is_our_key, fault } => {
            let other_key = (!is_our_key).then_some(Finding::OtherKey);
            let silent = || Some(Finding::AddressSilent(address.clone()?, fault.clone()?));
            let reached = if address.is_none() { Some(Finding::NoAddress) } else { silent() };
            other_key.into_iter().chain(reached).collect()
        }
    }
}

/// What there is to say about a workspace; what keeps everything else from working comes first.
pub fn of_workspace(server: &Server, house: &House) -> Vec<Finding> {
    let mut found = of_server(server);
    found.extend(of_house(house));
    found
}

fn of_server(server: &Server) -> Vec<Finding> {
    match &server.look {
        Look::Needless => return Vec::new(),
        Look::Refused => return vec![Finding::BotGone(server.invite.clone())],
        Look::Failed(reason) => return vec![Finding::CannotLook(reason.clone())],
        Look::Done => {}
    }
    let no_commands = server.may_offer_commands == Some(false);
    let mut found: Vec<Finding> =
        no_commands.then(|| Finding::CommandsNotAllowed(server.invite.clone())).into_iter().collect();
    for channel in &server.channels {
        match &channel.state {
            ChannelState::Unseen => {}
            ChannelState::Gone => found.push(Finding::ChannelGone(channel.part)),
            ChannelState::Hidden => found.push(Finding::ChannelHidden(channel.clone())),
            ChannelState::OtherKind => found.push(Finding::ChannelKind(channel.clone())),
            ChannelState::Seen { lacks, is_open_to_all } => {
                found.extend(lacks.iter().map(|right| Finding::Lacks(*right, channel.clone())));
                found.extend(is_open_to_all.then(|| Finding::OpenToAll(channel.clone())));
            }
        }
    }
    found
}

fn of_house(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend((!house.has_channel).then_some(Finding::NoChannel));
    found.extend((!house.has_playbook).then_some(Finding::NoPlaybook));
    found.extend(house.without_receivers.iter().cloned().map(Finding::NoReceivers));
    found.extend(house.without_present_receivers.iter().cloned().map(Finding::NoPresentReceivers));
    found.extend((!house.has_manager).then_some(Finding::NoManager));
    found.extend((!house.has_manager_channel).then_some(Finding::NoManagerChannel));
    match house.fallback {
        Fallback::Nobody => found.push(Finding::NoFallback),
        Fallback::Left(person) => found.push(Finding::FallbackLeft(person)),
        Fallback::Here => {}
    }
    found.extend((house.given_up > 0).then_some(Finding::GivenUp(house.given_up)));
    found.extend(house.closed.iter().copied().map(Finding::ClosedDirect));
    found.extend((!house.is_set_up).then_some(Finding::NotSetUp));
    found
}
