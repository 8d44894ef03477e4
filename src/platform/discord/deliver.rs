//! Carries out the outbox on Discord: posts, edits, private threads, direct messages.
//!
//! A message is created under a nonce that Discord itself holds to for a few minutes, and carries a marker (the id of its
//! first component). When an earlier attempt may have been carried out, the marker is looked for first.

use std::fmt::Write as _;
use std::num::NonZeroU64;

use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use sha2::{Digest, Sha256};
use tracing::{debug, warn};

use super::Discord;
use super::client::{Body, Failure};
use super::draw::{self, Audience};
use crate::chat::incoming::{Deliver, Outgoing, Place, Posted};
use crate::chat::message::Message;
use crate::ids::PersonId;
use crate::platform::{Delivered, DeliveryFault, People};

/// A week, the longest Discord keeps a quiet thread open.
const ARCHIVE_MINUTES: u32 = 10_080;
pub(super) const PRIVATE_THREAD: u8 = 12;
/// A message older than an hour takes few edits (code 30046); it is tried again after so long.
const OLD_EDIT_MS: i64 = 15 * 60_000;

// Discord's codes (documentation, 2026-08).
pub(super) const UNKNOWN_CHANNEL: u64 = 10_003;
const UNKNOWN_GUILD: u64 = 10_004;
const UNKNOWN_MEMBER: u64 = 10_007;
const UNKNOWN_MESSAGE: u64 = 10_008;
const TOO_MANY_OLD_EDITS: u64 = 30_046;
pub(super) const MISSING_ACCESS: u64 = 50_001;
pub(super) const NO_DIRECT: [u64; 3] = [50_007, 50_278, 40_003];
const MISSING_PERMISSIONS: u64 = 50_013;
const WRONG_CHANNEL_KIND: u64 = 50_024;
const ARCHIVED: u64 = 50_083;
pub(super) const LOCKED: u64 = 160_005;
const TOO_MANY_THREADS: u64 = 160_006;

/// How one creation is known again.
pub(super) struct Mark {
    nonce: String,
    pub(super) marker: u32,
    /// An earlier attempt may have been carried out.
    is_again: bool,
}

impl Mark {
    fn of(outgoing: &Outgoing) -> Self {
        let name = format!("{}:{}", outgoing.workspace, outgoing.handle);
        let digest = Sha256::digest(name.as_bytes());
        let nonce = digest.iter().take(12).fold(String::with_capacity(24), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let word = digest.iter().skip(12).take(4).fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
        // Positive as 32 bits with a sign, and far from the small ids that Discord gives by itself.
        Self { nonce, marker: (word & 0x3fff_ffff) | 0x4000_0000, is_again: outgoing.is_again }
    }
}

impl Discord {
    pub(super) async fn carry_out(&self, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let Some(server) = self.accounts.server(outgoing.workspace).await? else {
            return Err(DeliveryFault::Never("the workspace is on another platform".to_owned()));
        };
        match self.carry_out_in(&server, outgoing).await {
            Err(DeliveryFault::Never(_)) if self.is_removed_from(&server).await => Err(DeliveryFault::Removed),
            Err(DeliveryFault::NoDirect) => Err(self.why_no_direct(&server, outgoing).await?),
            delivered => delivered,
        }
    }

    async fn carry_out_in(&self, server: &str, outgoing: &Outgoing) -> Result<Delivered, DeliveryFault> {
        let mark = Mark::of(outgoing);
        match &outgoing.what {
            Deliver::Post { to, message } => {
                let people = self.people_of(outgoing, message, &[]).await?;
                Ok(Delivered::Posted(self.post(to, message, &people, &mark).await?))
            }
            Deliver::OpenThread { under, title, members, first } => {
                let people = self.people_of(outgoing, first, members).await?;
                let thread = self.thread(server, &under.place.channel, title, mark.is_again).await?;
                let place = Place { channel: under.place.channel.clone(), thread };
                self.invite(server, &place, &accounts(&people, members)).await?;
                let first = self.post(&place, first, &people, &mark).await?;
                Ok(Delivered::Thread { place: first.place.clone(), first })
            }
            Deliver::Invite { to, people } => {
                let named = self.accounts.people(outgoing.workspace, people).await?;
                self.invite(server, to, &accounts(&named, people)).await?;
                Ok(Delivered::Done)
            }
            Deliver::Direct { to, message } => {
                let people = self.people_of(outgoing, message, &[*to]).await?;
                let account = people.get(to).and_then(|named| named.account.as_deref());
                let account = account.ok_or(DeliveryFault::NoDirect)?;
                Ok(Delivered::Posted(self.direct(account, message, &people, &mark).await?))
            }
            Deliver::Remove { posted, thread } => {
                if let Some(thread) = thread.as_ref().and_then(|place| place.thread.as_deref()) {
                    let route = Route::Channel { channel_id: channel_id(thread)? };
                    self.take_back(route).await?;
                }
                let channel_id = channel_id(&posted.place.channel)?;
                let message_id = MessageId::from(number(&posted.message)?);
                self.take_back(Route::ChannelMessage { channel_id, message_id }).await?;
                Ok(Delivered::Done)
            }
            Deliver::Edit { posted, message } => {
                let people = self.people_of(outgoing, message, &[]).await?;
                self.edit(posted, message, &people).await?;
                Ok(Delivered::Done)
            }
            Deliver::Find { at } => {
                let found = self.find(server, outgoing.workspace, (at, &mark)).await?;
                Ok(found.map_or(Delivered::Done, Delivered::Posted))
            }
        }
    }

    async fn people_of(
        &self,
        outgoing: &Outgoing,
        message: &Message,
        more: &[PersonId],
    ) -> Result<People, DeliveryFault> {
        let mut ids: Vec<PersonId> = message.people().into_iter().chain(more.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        self.accounts.people(outgoing.workspace, &ids).await
    }

    /// Into the thread; where that is gone or locked, into its channel.
    async fn post(&self, to: &Place, message: &Message, people: &People, mark: &Mark) -> Result<Posted, DeliveryFault> {
        if let Some(thread) = &to.thread {
            match self.create(thread, message, people, mark).await {
                Ok(message) => return Ok(Posted { place: to.clone(), message }),
                Err(failure) if matches!(failure.code(), Some(UNKNOWN_CHANNEL | LOCKED | MISSING_ACCESS)) => {
                    warn!(thread, %failure, "a thread cannot be used; its channel is");
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        let message = self.create(&to.channel, message, people, mark).await?;
        Ok(Posted { place: Place::channel(to.channel.clone()), message })
    }

    /// A new message; the one that stands there already where an earlier attempt made it.
    async fn create(&self, channel: &str, message: &Message, people: &People, mark: &Mark) -> Result<String, Failure> {
        let at = channel_id(channel)?;
        if mark.is_again
            && let Some(known) = self.marked(at, mark.marker).await?
        {
            return Ok(known);
        }
        let mut body = draw::message(message, people, Audience::All, Some(mark.marker));
        body["nonce"] = json!(mark.nonce);
        body["enforce_nonce"] = json!(true);
        let route = Route::ChannelMessages { channel_id: at };
        let send = || Body { json: Some(body.clone()), files: &message.files, ..Body::default() };
        let made = match self.client.call(LightMethod::Post, route, send()).await {
            Err(failure) if failure.code() == Some(ARCHIVED) => {
                self.reopen(at).await?;
                self.client.call(LightMethod::Post, route, send()).await?
            }
            made => made?,
        };
        made.get("id").and_then(Value::as_str).map(ToOwned::to_owned).ok_or_else(|| {
            // Somebody's odd server; the message is there, but cannot be named.
            Failure::Unclear("a message without an id".to_owned())
        })
    }

    async fn reopen(&self, thread: ChannelId) -> Result<(), Failure> {
        let body = json!({ "archived": false });
        self.client.call(LightMethod::Patch, Route::Channel { channel_id: thread }, body.into()).await.map(|_| ())
    }

    /// A private thread of that name; the one an earlier attempt made; nothing where the channel can have none.
    async fn thread(
        &self,
        server: &str,
        channel: &str,
        title: &str,
        is_again: bool,
    ) -> Result<Option<String>, DeliveryFault> {
        if is_again && let Some(known) = self.open_thread(server, channel, title).await? {
            return Ok(Some(known));
        }
        let body = json!({
            "name": title, "type": PRIVATE_THREAD, "auto_archive_duration": ARCHIVE_MINUTES, "invitable": false,
        });
        let route = Route::ChannelThreads { channel_id: channel_id(channel)? };
        match self.client.call(LightMethod::Post, route, body.into()).await {
            Ok(made) => match made["id"].as_str() {
                Some(id) => Ok(Some(id.to_owned())),
                None => Err(Failure::Unclear("a thread without an id".to_owned()).into()),
            },
            Err(failure) => match failure.code() {
                Some(MISSING_PERMISSIONS | MISSING_ACCESS | WRONG_CHANNEL_KIND | TOO_MANY_THREADS) => {
                    warn!(channel, %failure, "no private thread can be made here; the channel is used");
                    Ok(None)
                }
                Some(_) | None => Err(failure.into()),
            },
        }
    }

    /// Adds people to a thread, each once. Who cannot be added may not see the channel, or has left: that is told when the
    /// others are in.
    async fn invite(&self, server: &str, to: &Place, accounts: &[(PersonId, String)]) -> Result<(), DeliveryFault> {
        let Some(thread) = &to.thread else { return Ok(()) };
        let channel_id = channel_id(thread)?;
        let mut left = None;
        for (person, account) in accounts {
            if self.knows_member(thread, account) {
                continue;
            }
            let route = Route::ChannelThreadMember { channel_id, user_id: UserId::from(number(account)?) };
            let mut added = self.client.call(LightMethod::Put, route, Body::default()).await;
            if added.as_ref().is_err_and(|failure| failure.code() == Some(ARCHIVED)) {
                self.reopen(channel_id).await?;
                added = self.client.call(LightMethod::Put, route, Body::default()).await;
            }
            match added {
                Ok(_) => self.remember_member(thread, account),
                Err(failure @ Failure::Refused { .. }) => {
                    debug!(thread, account, %failure, "somebody was not added");
                    if self.not_a_member(server, account).await == Some(UNKNOWN_MEMBER) {
                        left = left.or(Some(*person));
                    }
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        left.map_or(Ok(()), |person| Err(DeliveryFault::Left(person)))
    }

    /// Whether the bot is not in the server any more.
    async fn is_removed_from(&self, server: &str) -> bool {
        let Ok(id) = number(server) else { return false };
        let found = self.get(Route::Guild { guild_id: GuildId::from(id) }).await;
        found.is_err_and(|failure| matches!(failure.code(), Some(UNKNOWN_GUILD | MISSING_ACCESS)))
    }

    /// Discord's code where somebody cannot be found in a server.
    async fn not_a_member(&self, server: &str, account: &str) -> Option<u64> {
        let (guild_id, user_id) = (GuildId::from(number(server).ok()?), UserId::from(number(account).ok()?));
        self.get(Route::GuildMember { guild_id, user_id }).await.err()?.code()
    }

    /// A direct message is refused alike by who takes none, by who left, and where the bot is in no server of theirs.
    async fn why_no_direct(&self, server: &str, outgoing: &Outgoing) -> Result<DeliveryFault, DeliveryFault> {
        let Deliver::Direct { to, .. } = &outgoing.what else { return Ok(DeliveryFault::NoDirect) };
        let people = self.accounts.people(outgoing.workspace, &[*to]).await?;
        let Some(account) = people.get(to).and_then(|named| named.account.as_deref()) else {
            return Ok(DeliveryFault::NoDirect);
        };
        Ok(match self.not_a_member(server, account).await {
            Some(UNKNOWN_MEMBER) => DeliveryFault::Left(*to),
            Some(UNKNOWN_GUILD | MISSING_ACCESS) => DeliveryFault::Removed,
            Some(_) | None => DeliveryFault::NoDirect,
        })
    }

    async fn direct(
        &self,
        account: &str,
        message: &Message,
        people: &People,
        mark: &Mark,
    ) -> Result<Posted, DeliveryFault> {
        let sent = match self.direct_channel(account).await {
            Ok(channel) => self.create(&channel, message, people, mark).await.map(|message| (channel, message)),
            Err(failure) => Err(failure),
        };
        match sent {
            Ok((channel, message)) => Ok(Posted { place: Place::channel(channel), message }),
            Err(failure) if failure.code().is_some_and(|code| NO_DIRECT.contains(&code)) => {
                Err(DeliveryFault::NoDirect)
            }
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn direct_channel(&self, account: &str) -> Result<String, Failure> {
        if let Some(known) = self.known_direct(account) {
            return Ok(known);
        }
        let body = json!({ "recipient_id": account });
        let open = || self.client.call(LightMethod::Post, Route::UserMeDmChannels, body.clone().into());
        let made = match open().await {
            // Opened twice it is the same conversation: whom it is for need not wait for the next try of the whole.
            Err(Failure::Unclear(_)) => open().await?,
            opened => opened?,
        };
        let channel = made["id"].as_str().ok_or_else(|| Failure::Unclear("a channel without an id".to_owned()))?;
        self.remember_direct(account, channel);
        Ok(channel.to_owned())
    }

    /// What is gone already is fine.
    async fn take_back(&self, route: Route<'_>) -> Result<(), DeliveryFault> {
        match self.client.call(LightMethod::Delete, route, Body::default()).await {
            Err(failure) if !matches!(failure.code(), Some(UNKNOWN_CHANNEL | UNKNOWN_MESSAGE)) => Err(failure.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn edit(&self, posted: &Posted, message: &Message, people: &People) -> Result<(), DeliveryFault> {
        let channel_id = channel_id(posted.place.thread.as_ref().unwrap_or(&posted.place.channel))?;
        let message_id = MessageId::from(number(&posted.message)?);
        let route = Route::ChannelMessage { channel_id, message_id };
        let body = draw::message(message, people, Audience::All, None);
        let send = || Body { json: Some(body.clone()), files: &message.files, ..Body::default() };
        let mut edited = self.client.call(LightMethod::Patch, route, send()).await;
        if edited.as_ref().is_err_and(|failure| failure.code() == Some(ARCHIVED)) {
            self.reopen(channel_id).await?;
            edited = self.client.call(LightMethod::Patch, route, send()).await;
        }
        match edited {
            Ok(_) => Ok(()),
            Err(failure) if failure.code() == Some(TOO_MANY_OLD_EDITS) => {
                Err(DeliveryFault::Later { after_ms: OLD_EDIT_MS, reason: failure.to_string() })
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

fn accounts(people: &People, wanted: &[PersonId]) -> Vec<(PersonId, String)> {
    wanted.iter().filter_map(|person| Some((*person, people.get(person)?.account.clone()?))).collect()
}

pub(super) fn channel_id(id: &str) -> Result<ChannelId, Failure> {
    number(id).map(ChannelId::from)
}

/// An id as a number; a place that Discord never named is refused before it is asked.
pub(super) fn number(id: &str) -> Result<NonZeroU64, Failure> {
    id.parse().map_err(|_| Failure::Refused { status: 0, code: 0, said: format!("{id:?} is none of Discord's ids") })
}
