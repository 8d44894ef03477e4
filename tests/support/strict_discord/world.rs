//! What is in this Discord: people, servers, roles, channels, threads, direct messages and what was said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use baton::clock::{Clock, ManualClock, Timestamp};
use serde_json::Value;

use super::acts::Interaction;
use super::faults::Faults;
use super::gateway::Gateway;
use super::limits::RateLimits;
use super::pings::Ping;

/// A snowflake.
pub type Id = u64;

/// 2015-01-01, from which snowflakes count.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// The kinds of channel that are known here, by Discord's numbers.
pub mod kind {
    pub const TEXT: u64 = 0;
    pub const DIRECT: u64 = 1;
    pub const PUBLIC_THREAD: u64 = 11;
    pub const PRIVATE_THREAD: u64 = 12;
}

/// Somebody, in whatever server.
#[derive(Debug, Clone)]
pub struct User {
    pub name: String,
    pub is_bot: bool,
    pub takes_direct: bool,
}

/// A server, as the API calls it.
#[derive(Debug, Clone, Default)]
pub struct Guild {
    pub name: String,
    pub owner: Id,
    /// Where newcomers are greeted.
    pub system_channel: Option<Id>,
    pub roles: BTreeMap<Id, Role>,
    pub members: BTreeMap<Id, Member>,
    /// The bot was invited without the scope for commands.
    pub refuses_commands: bool,
    /// How many commands were made within the day.
    pub commands_made: Vec<Timestamp>,
}

#[derive(Debug, Clone)]
pub struct Role {
    pub name: String,
    pub permissions: u64,
    pub is_mentionable: bool,
    pub is_managed: bool,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub roles: BTreeSet<Id>,
    pub nick: Option<String>,
    pub joined: Timestamp,
}

/// Allows and denies in one channel.
#[derive(Debug, Clone)]
pub struct Overwrite {
    /// Of a role or a member.
    pub id: Id,
    pub is_member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// A channel, a thread or a direct conversation.
#[derive(Debug, Clone)]
pub struct Channel {
    pub id: Id,
    pub guild: Option<Id>,
    pub kind: u64,
    pub name: String,
    pub parent: Option<Id>,
    pub overwrites: Vec<Overwrite>,
    /// The other side of a direct conversation.
    pub with: Option<Id>,
    pub thread: Option<Thread>,
}

#[derive(Debug, Clone)]
pub struct Thread {
    pub owner: Id,
    pub members: BTreeMap<Id, Timestamp>,
    pub is_archived: bool,
    pub is_locked: bool,
    pub is_invitable: bool,
    pub auto_archive_min: i64,
    pub created: Timestamp,
    /// Archived or reopened.
    pub turned: Timestamp,
    pub last_active: Timestamp,
}

/// What was said.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Id,
    pub created: Timestamp,
    pub edited: Option<Timestamp>,
    /// Its only reader, where it is ephemeral.
    pub only_for: Option<Id>,
    /// `content`, `embeds`, `components`, `attachments`, `flags`.
    pub parts: Value,
    pub nonce: Option<Value>,
    pub replies_to: Option<Id>,
    /// The interaction it answers.
    pub interaction: Option<Id>,
    /// Announced by a deferred answer, and not said yet.
    pub is_loading: bool,
    /// Edits made after its first hour.
    pub late_edits: Vec<Timestamp>,
}

/// A message as it came onto screens: new, or drawn anew.
#[derive(Debug, Clone)]
pub struct Shown {
    pub at: Timestamp,
    pub message: Id,
    pub is_new: bool,
    /// As the message then stood.
    pub as_it_was: Message,
}

/// A file, as it was sent.
#[derive(Debug, Clone)]
pub struct File {
    /// The field of the form: `files[0]`.
    pub field: String,
    pub name: String,
    pub kind: String,
    pub bytes: Vec<u8>,
}

/// A request that came in, and what became of it.
#[derive(Debug, Clone)]
pub struct Request {
    pub at: Timestamp,
    pub method: String,
    pub path: String,
    pub body: Value,
    pub status: u16,
    /// Discord's number, where it was refused.
    pub code: Option<u32>,
}

/// Everything.
pub struct World {
    pub clock: Arc<ManualClock>,
    /// `http://127.0.0.1:port`.
    pub base: String,
    pub token: String,
    /// The bot's user, and its application.
    pub bot: Id,
    pub public_key: String,
    pub users: BTreeMap<Id, User>,
    pub guilds: BTreeMap<Id, Guild>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    pub files: BTreeMap<Id, File>,
    /// Global ones under none.
    pub commands: BTreeMap<Option<Id>, Vec<Value>>,
    pub interactions: BTreeMap<Id, Interaction>,
    pub gateway: Gateway,
    pub limits: RateLimits,
    pub faults: Faults,
    pub log: Vec<Request>,
    pub problems: Vec<String>,
    pub pings: Vec<Ping>,
    /// Everything that came onto screens, in order; announcements are not counted.
    pub shown: Vec<Shown>,
    /// Edits that a message older than an hour allows within an hour. Discord's number is not public.
    pub late_edits_max: usize,
    pub active_threads_max: usize,
    /// Invitations ask for a code.
    pub needs_code_grant: bool,
    made: u64,
}

impl World {
    /// An empty one, with a bot that is in no server.
    pub fn new(clock: Arc<ManualClock>, base: String, public_key: String) -> Self {
        let mut world = Self {
            clock,
            base,
            token: String::new(),
            bot: 0,
            public_key,
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            files: BTreeMap::new(),
            commands: BTreeMap::new(),
            interactions: BTreeMap::new(),
            gateway: Gateway::default(),
            limits: RateLimits::default(),
            faults: Faults::default(),
            log: Vec::new(),
            problems: Vec::new(),
            pings: Vec::new(),
            shown: Vec::new(),
            late_edits_max: 5,
            active_threads_max: 1000,
            needs_code_grant: false,
            made: 0,
        };
        world.bot = world.next_id();
        let bot = User { name: "baton".to_owned(), is_bot: true, takes_direct: false };
        world.users.insert(world.bot, bot);
        // Real tokens open with the bot's id; some libraries read it from there.
        let opening = base64(world.bot.to_string().as_bytes());
        world.token = format!("{opening}.Strict.on-loopback-for-tests-and-never-for-anything-else");
        world
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new snowflake: it holds the moment, and grows.
    pub fn next_id(&mut self) -> Id {
        self.made += 1;
        let ms = u64::try_from(self.now().ms() - EPOCH_MS).expect("a clock after 2015");
        (ms << 22) | (self.made & 0x003F_FFFF)
    }

    pub fn problem(&mut self, what: impl Into<String>) {
        self.problems.push(what.into());
    }

    /// Threads without talk fall asleep.
    pub fn age_threads(&mut self) {
        let now = self.now();
        for thread in self.channels.values_mut().filter_map(|channel| channel.thread.as_mut()) {
            let asleep_at = thread.last_active.plus_ms(thread.auto_archive_min * 60_000);
            if !thread.is_archived && now >= asleep_at {
                thread.is_archived = true;
                thread.turned = asleep_at;
            }
        }
    }

    /// What is said in a channel, oldest first; without what only one person sees.
    pub fn said_in(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values().filter(move |said| said.channel == channel && said.only_for.is_none())
    }

    /// What the person sees there, oldest first.
    pub fn seen_in(&self, channel: Id, by: Id) -> Vec<&Message> {
        if !self.may_read(by, channel) {
            return Vec::new();
        }
        let sees = |said: &&Message| said.channel == channel && said.only_for.is_none_or(|only| only == by);
        self.messages.values().filter(sees).collect()
    }
}

/// Base64 without padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * place)) & 63]));
        }
    }
    text
}
