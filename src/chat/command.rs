//! The one table of commands: what is registered with a platform, listed by help, and read from what people type.
//!
//! Reading is forgiving about order, case and quotes and strict about meaning: what it cannot place is a [`CommandProblem`]
//! with the nearest word, never a guess. People, playbooks and customers stay text; who or what they are is looked up by the
//! caller. The words of descriptions are messages ([`super::cards::help`]); nothing here knows whether somebody may.

use crate::domain::brief::value::SHORT_CHARS_MAX;
use crate::domain::stats::Period;

use super::route::Verb;

mod actions;
mod args;
mod entry;
mod imported;
mod own_time;
mod parse;
mod problem;
mod tokens;
mod written;

#[cfg(test)]
mod tests;

pub use actions::{ACTIONS, ActionSpec};
pub use entry::Entry;
pub use own_time::MyTime;
pub use parse::{parse, read};
pub use problem::CommandProblem;
pub use tokens::nearest;
pub use written::{answers_in_channel, customer_in, quoted};

/// Longest text that is read, in characters; a platform's own limit is lower.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// Longest name of a customer, in characters.
pub const CUSTOMER_CHARS_MAX: usize = SHORT_CHARS_MAX;

/// The two commands that are registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// `/handoff`.
    Handoff,
    /// `/handoff-admin`.
    Admin,
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// Which.
    pub name: Name,
    /// Under which command.
    pub root: Root,
    /// As it is typed, and the key of its description.
    pub word: &'static str,
    /// What can stand behind it, in order.
    pub arguments: &'static [Argument],
    /// Who may.
    pub who: Who,
    /// Whether it works yet; what does not is neither registered nor listed.
    pub is_built: bool,
}

/// An argument of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Argument {
    /// A playbook, by key or name.
    Playbook,
    /// A customer's name.
    Customer,
    /// A person, by handle or name.
    Receiver,
    /// A person, by handle or name.
    Sender,
    /// A person, by handle or name.
    Person,
    /// Which handoffs.
    Filter,
    /// A number or a customer.
    Handoff,
    /// From when to when.
    Period,
    /// What help is about.
    Topic,
    /// What an admin's command is to do, in words of its own.
    What,
    /// A text file that goes with it, where the platform takes files.
    File,
}

/// Who may use a command. The lifecycle decides about handoffs; this is only about seeing the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// Those with *Manage Server* or the admin grant.
    Admin,
}

/// Every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Name {
    /// A draft.
    Start,
    /// Handoffs by filter.
    List,
    /// One handoff.
    Show,
    /// Figures.
    Stats,
    /// The digest, now.
    Digest,
    /// The map of transitions.
    Map,
    /// Practice with simulated people.
    Practice,
    /// Short lessons.
    Learn,
    /// What there is.
    Help,
    /// First set-up.
    Setup,
    /// What set-up asked, one by one.
    Settings,
    /// Playbooks on, off, out and in.
    Playbook,
    /// Other systems.
    Connect,
    /// People of several platforms.
    Link,
    /// What does not work, and why.
    Doctor,
    /// Samples to review.
    Qa,
    /// The weekly review.
    Review,
    /// All data, to take away.
    Export,
    /// Export or erase a person.
    Privacy,
}

const fn spec(name: Name, word: &'static str, arguments: &'static [Argument], is_built: bool) -> Spec {
    Spec { name, root: Root::Handoff, word, arguments, who: Who::Anyone, is_built }
}

const fn admin(name: Name, word: &'static str, is_built: bool) -> Spec {
    Spec { name, root: Root::Admin, word, arguments: &[Argument::What], who: Who::Admin, is_built }
}

/// The table, in the order in which help lists it.
pub const COMMANDS: &[Spec] = &[
    spec(Name::Start, "start", &[Argument::Playbook, Argument::Customer, Argument::Receiver, Argument::Sender], true),
    spec(Name::List, "list", &[Argument::Filter], true),
    spec(Name::Show, "show", &[Argument::Handoff], true),
    spec(Name::Stats, "stats", &[Argument::Period, Argument::Playbook, Argument::Person], true),
    spec(Name::Digest, "digest", &[], true),
    spec(Name::Map, "map", &[], false),
    spec(Name::Practice, "practice", &[], false),
    spec(Name::Learn, "learn", &[], false),
    spec(Name::Help, "help", &[Argument::Topic], true),
    admin(Name::Setup, "setup", true),
    Spec { arguments: &[Argument::What, Argument::File], ..admin(Name::Settings, "settings", true) },
    Spec { arguments: &[Argument::What, Argument::File], ..admin(Name::Playbook, "playbook", true) },
    admin(Name::Connect, "connect", false),
    admin(Name::Link, "link", true),
    admin(Name::Doctor, "doctor", true),
    admin(Name::Qa, "qa", false),
    admin(Name::Review, "review", false),
    admin(Name::Export, "export", false),
    admin(Name::Privacy, "privacy", false),
];

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A draft is begun.
    Start(Start),
    /// Handoffs are listed.
    List(List),
    /// One handoff is shown.
    Show(Which),
    /// Figures are shown.
    Stats(Stats),
    /// The digest is shown.
    Digest,
    /// The map is shown.
    Map,
    /// Practice begins.
    Practice,
    /// Lessons are shown.
    Learn,
    /// Help is shown.
    Help(Topic),
    /// A person's own time, in words.
    MyTime(MyTime),
    /// What a button does, in text.
    Act(Act),
    /// An admin's command with its own words.
    Admin {
        /// Which.
        name: Name,
        /// What stands behind it.
        words: Vec<String>,
    },
}

/// `/handoff start`; what is absent is asked or suggested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Start {
    /// Key or name of a playbook.
    pub playbook: Option<String>,
    /// The customer.
    pub customer: Option<String>,
    /// Handle, mention or name of a person, without the `@`.
    pub receiver: Option<String>,
    /// Who hands the customer over, where a manager starts it for somebody else; as above.
    pub sender: Option<String>,
}

/// `/handoff list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// Which handoffs.
    pub filter: Filter,
    /// From 1.
    pub page: u32,
}

/// Which handoffs are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Filter {
    /// Open, and the reader has a part in them.
    #[default]
    Mine,
    /// Open, and somebody of the reader's teams has a part in them.
    Team,
    /// Open, and a deadline has passed.
    Overdue,
    /// Waiting for their sender after a return.
    Returned,
    /// With first contact, and not rated.
    Unrated,
    /// All that are open.
    All,
}

/// A handoff as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// `#482`.
    Number(i64),
    /// By its customer; several may match.
    Customer(String),
}

/// `/handoff stats`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// From when to when.
    pub period: Period,
    /// Key or name of a playbook; all where absent.
    pub playbook: Option<String>,
    /// Handle, mention or name of a person, without the `@`; `me` is the reader.
    pub person: Option<String>,
}

/// What help is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Everything that works.
    All,
    /// What is stored about the reader, and how to get or erase it.
    MyData,
    /// One command.
    Of(Name),
    /// What buttons do, as commands.
    Buttons,
}

/// A button pressed in words: `/handoff accept 482`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What is wanted.
    pub verb: Verb,
    /// Of which handoff; where it is absent, the words may begin with its customer, or it is the thread's.
    pub which: Option<Which>,
    /// What stands behind it.
    pub words: String,
    /// Whether the number stood there without its `#`: in a handoff's own thread it may be the first of the words.
    pub is_bare: bool,
}

impl Root {
    /// As it is typed, without the stroke.
    pub fn word(self) -> &'static str {
        match self {
            Self::Handoff => "handoff",
            Self::Admin => "handoff-admin",
        }
    }
}

impl Name {
    /// Its line of the table.
    pub fn spec(self) -> Option<&'static Spec> {
        COMMANDS.iter().find(|spec| spec.name == self)
    }
}

impl Spec {
    /// The line for the word under a command.
    pub fn of(root: Root, word: &str) -> Option<&'static Self> {
        COMMANDS.iter().find(|spec| spec.root == root && spec.word == word)
    }

    /// `/handoff start`.
    pub fn typed(&self) -> String {
        format!("/{} {}", self.root.word(), self.word)
    }
}

impl Argument {
    /// As it is typed before a colon, and the key of its description.
    pub fn word(self) -> &'static str {
        match self {
            Self::Playbook => "playbook",
            Self::Customer => "customer",
            Self::Receiver => "receiver",
            Self::Sender => "sender",
            Self::Person => "person",
            Self::Filter => "filter",
            Self::Handoff => "handoff",
            Self::Period => "period",
            Self::Topic => "topic",
            Self::What => "what",
            Self::File => "file",
        }
    }

    /// Whether the command is nothing without it.
    pub fn is_required(self) -> bool {
        self == Self::Handoff
    }
}

impl Filter {
    /// Every filter, in the order they are offered.
    pub const ALL: [Self; 6] = [Self::Mine, Self::Team, Self::Overdue, Self::Returned, Self::Unrated, Self::All];

    /// As typed, in ids, and as the key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Team => "team",
            Self::Overdue => "overdue",
            Self::Returned => "returned",
            Self::Unrated => "unrated",
            Self::All => "all",
        }
    }

    /// From its key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.key() == key)
    }
}
