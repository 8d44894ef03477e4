//! Pure: what is wrong with how Baton is set up, found in facts that others gathered: the platform about the bot and its
//! channels, the store about the workspace. [`super::cards::doctor`] says each finding in words, with the click that mends it.

use crate::chat::command::Entry;
use crate::ids::PersonId;

mod facts;
#[cfg(test)]
mod tests;

pub use facts::{Bot, Channel, ChannelState, Commands, Fallback, Gap, House, Look, Pages, Part, Right, Server, Way};

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
    /// Every playbook sleeps, where commands are given so.
    NoPlaybook(Entry),
    /// A playbook names no receiver.
    NoReceivers(String),
    /// A playbook's receivers are all away or gone.
    NoPresentReceivers(String),
    /// Somebody takes no direct messages.
    ClosedDirect(PersonId),
    /// A calendar has no open time: that of a team, or everybody's.
    NeverOpen(Option<String>),
    /// Public holidays are known up to this year only.
    HolidaysEnd(i32, Option<String>),
    /// Nobody is in a team.
    EmptyTeam(String),
    /// Messages were given up.
    GivenUp(usize),
}

impl Finding {
    /// Whether something does not work; the rest is good to know.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::MembersUnseen
            | Self::NotSetUp
            | Self::ClosedDirect(_)
            | Self::HolidaysEnd(..)
            | Self::EmptyTeam(_) => false,
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
            | Self::NoPlaybook(_)
            | Self::NoReceivers(_)
            | Self::NoPresentReceivers(_)
            | Self::NeverOpen(_)
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
    let gap = |gap: Gap, finding: Finding| house.gaps.contains(&gap).then_some(finding);
    found.extend(gap(Gap::Channel, Finding::NoChannel));
    found.extend(house.never_open.iter().cloned().map(Finding::NeverOpen));
    found.extend(gap(Gap::Playbook, Finding::NoPlaybook(house.entry)));
    found.extend(house.without_receivers.iter().cloned().map(Finding::NoReceivers));
    found.extend(house.without_present_receivers.iter().cloned().map(Finding::NoPresentReceivers));
    found.extend(gap(Gap::Manager, Finding::NoManager));
    found.extend(gap(Gap::ManagerChannel, Finding::NoManagerChannel));
    match house.fallback {
        Fallback::Nobody => found.push(Finding::NoFallback),
        Fallback::Left(person) => found.push(Finding::FallbackLeft(person)),
        Fallback::Here => {}
    }
    found.extend((house.given_up > 0).then_some(Finding::GivenUp(house.given_up)));
    found.extend(house.holidays_end.iter().map(|(year, team)| Finding::HolidaysEnd(*year, team.clone())));
    found.extend(house.empty_teams.iter().cloned().map(Finding::EmptyTeam));
    found.extend(house.closed.iter().copied().map(Finding::ClosedDirect));
    found.extend(gap(Gap::SetUp, Finding::NotSetUp));
    found
}
