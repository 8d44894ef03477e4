//! Discord.
//!
//! # How it is built
//!
//! Everything that travels is raw JSON: [`draw`] makes it from the neutral model and [`parse`] reads it, both pure and the
//! same whichever way events come in: over the gateway ([`gateway`]: a token is enough, no public address) or as signed
//! requests ([`signature`] and the web listener: any replica can answer). So ids, words and flows are one, and switching the
//! way breaks nothing that is posted already. [`client`] speaks HTTP: addresses and rate-limit buckets come from serenity;
//! sending, time-outs and waiting are ours. `deliver` carries out the outbox, [`answer`] answers within three seconds.
//!
//! # Facts behind it
//!
//! * Messages are components v2 (flag `1 << 15`) without exception: 40 components and 4,000 characters instead of five rows
//!   and 2,000, and a message never has to change its kind when it is redrawn.
//! * serenity 0.12.5 drops what it has no type for: the values of *Label* modals, components v2, whole interactions in which
//!   a field is missing (measured 2026-11). Its gateway offers nothing raw, so ours is read from the socket, and a section's
//!   selects stand in its form in both ways; nothing has to fall back.
//! * serenity's `Http` ignores another address while its limiter is on, and hides `Retry-After` while it is off. So its
//!   `Request` is only addressed and signed by it, and sent by us: what production runs is what tests run.
//! * A form cannot answer a form, nor come after an acknowledgement: there it becomes a button that opens it. What was typed
//!   into one that was not taken is kept by the app, and stands in it again.
//! * A token lives for 15 minutes. What takes longer is a job, and comes as a direct message or, where it was for all, as a
//!   post; what a person attached to a command is fetched from Discord's own hosts, without the token.
//! * Whoever is not named in [`crate::chat::message::Message::pings`] is never pinged: `allowed_mentions` stands in every call.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::{Accounts, Channel, Delivered, DeliveryFault, NewChannel, Openness, Platform, Unmade};
use crate::chat::command::Entry;
use crate::chat::doctor::{Bot, Part, Server};
use crate::chat::incoming::Outgoing;
use crate::chat::limits::{self, Limits};
use crate::chat::text::Words;
use crate::ids::WorkspaceId;

pub mod answer;
pub mod client;
mod deliver;
pub mod doctor;
pub mod draw;
mod files;
mod find;
pub mod gateway;
pub mod parse;
pub mod register;
pub mod rights;
mod rooms;
pub mod signature;

use client::Client;

/// The platform's key.
pub const NAME: &str = "discord";
/// The latest interactions are known again; Discord repeats within seconds.
const SEEN_MAX: usize = 4_000;
/// Members of threads that need not be added again.
const MEMBERS_MAX: usize = 50_000;

/// Discord as the outbox sees it, and whoever answers.
pub struct Discord {
    client: Client,
    accounts: Arc<dyn Accounts>,
    setup: Setup,
    known: Mutex<Known>,
}

/// How the settings say that Discord is to be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    /// The application's id; asked of Discord where absent.
    pub application: Option<String>,
    /// The application's public key; with it events come as signed requests.
    pub public_key: Option<String>,
    /// The one server where commands are registered; all where absent.
    pub server: Option<String>,
    /// Which part of the servers is heard.
    pub shard: gateway::Shard,
    /// Another gateway than the one that Discord names.
    pub gateway: Option<String>,
}

/// What would otherwise be asked again and again; forgetting it is safe.
#[derive(Debug, Default)]
struct Known {
    direct: HashMap<String, String>,
    members: HashSet<(String, String)>,
    seen: HashSet<String>,
    seen_in_order: VecDeque<String>,
}

impl Discord {
    /// Speaks through `client`; `accounts` knows who people are.
    pub fn new(client: Client, accounts: Arc<dyn Accounts>) -> Self {
        Self { client, accounts, setup: Setup::default(), known: Mutex::default() }
    }

    /// As the settings say.
    #[must_use]
    pub fn with_setup(self, setup: Setup) -> Self {
        Self { setup, ..self }
    }

    /// Speaks to Discord.
    pub fn client(&self) -> &Client {
        &self.client
    }

    fn with_known<T>(&self, act: impl FnOnce(&mut Known) -> T) -> T {
        act(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn known_direct(&self, account: &str) -> Option<String> {
        self.with_known(|known| known.direct.get(account).cloned())
    }

    fn remember_direct(&self, account: &str, channel: &str) {
        self.with_known(|known| known.direct.insert(account.to_owned(), channel.to_owned()));
    }

    fn knows_member(&self, thread: &str, account: &str) -> bool {
        self.with_known(|known| known.members.contains(&(thread.to_owned(), account.to_owned())))
    }

    fn remember_member(&self, thread: &str, account: &str) {
        self.with_known(|known| {
            if known.members.len() >= MEMBERS_MAX {
                known.members.clear();
            }
            known.members.insert((thread.to_owned(), account.to_owned()));
        });
    }

    /// Whether an interaction came before; from now on it did.
    fn is_repeat(&self, id: &str) -> bool {
        self.with_known(|known| {
            if !known.seen.insert(id.to_owned()) {
                return true;
            }
            known.seen_in_order.push_back(id.to_owned());
            if known.seen_in_order.len() > SEEN_MAX
                && let Some(oldest) = known.seen_in_order.pop_front()
            {
                known.seen.remove(&oldest);
            }
            false
        })
    }
}

#[async_trait]
impl Platform for Discord {
    fn name(&self) -> &'static str {
        NAME
    }

    fn limits(&self) -> &'static Limits {
        &limits::DISCORD_CARD
    }

    fn entry(&self) -> Entry {
        Entry::REGISTERED
    }

    fn answers_form_with_form(&self) -> bool {
        false
    }

    async fn deliver(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        self.carry_out(outgoing).await
    }

    async fn examine_bot(&self, words: &Words) -> Bot {
        self.look_at_bot(words).await
    }

    async fn examine_server(&self, server: &str, channels: &[(Part, String)]) -> Server {
        self.look_at_server(server, channels).await
    }

    async fn channels(&self, workspace: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        self.rooms(workspace).await
    }

    async fn openness(&self, workspace: WorkspaceId, channel: &str) -> Result<Openness, DeliveryFault> {
        self.openness_of(workspace, channel).await
    }

    async fn make_channel(&self, new: &NewChannel) -> Result<Channel, Unmade> {
        self.make_room(new).await
    }
}
