//! Finds what an earlier attempt left on Discord: a message by its marker, a private thread by its name.

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ChannelId, GuildId};

use super::Discord;
use super::client::{Body, Failure};
use super::deliver::{LOCKED, MISSING_ACCESS, Mark, NO_DIRECT, PRIVATE_THREAD, UNKNOWN_CHANNEL, channel_id, number};
use crate::chat::incoming::{Place, Posted, Sought};
use crate::ids::WorkspaceId;
use crate::platform::DeliveryFault;

/// Messages are looked through for a marker in pages of Discord's largest size, the newest first, and so many of them:
/// people talk on while a job waits for the end of an outage.
const PAGE: usize = 100;
const PAGES_MAX: usize = 5;

impl Discord {
    /// The message of a mark, where it was made.
    pub(super) async fn find(
        &self,
        server: &str,
        workspace: WorkspaceId,
        (at, mark): (&Sought, &Mark),
    ) -> Result<Option<Posted>, DeliveryFault> {
        match at {
            Sought::In(place) => self.find_in(place, mark).await,
            Sought::Thread { channel, title } => {
                let thread = self.open_thread(server, channel, title).await?;
                self.find_in(&Place { channel: channel.clone(), thread }, mark).await
            }
            Sought::Direct(to) => {
                let people = self.accounts.people(workspace, &[*to]).await?;
                self.find_direct(people.get(to).and_then(|named| named.account.as_deref()), mark).await
            }
        }
    }

    /// As [`Self::post`] would have made it: where the thread cannot be used, in its channel.
    async fn find_in(&self, place: &Place, mark: &Mark) -> Result<Option<Posted>, DeliveryFault> {
        if let Some(thread) = &place.thread {
            match self.marked(channel_id(thread)?, mark.marker).await {
                Ok(found) => return Ok(found.map(|message| Posted { place: place.clone(), message })),
                Err(failure) if matches!(failure.code(), Some(UNKNOWN_CHANNEL | LOCKED | MISSING_ACCESS)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        let found = self.marked(channel_id(&place.channel)?, mark.marker).await?;
        Ok(found.map(|message| Posted { place: Place::channel(place.channel.clone()), message }))
    }

    /// Nothing was said to somebody who has no account, or takes no direct messages.
    async fn find_direct(&self, account: Option<&str>, mark: &Mark) -> Result<Option<Posted>, DeliveryFault> {
        let Some(account) = account else { return Ok(None) };
        match self.direct_channel(account).await {
            Ok(channel) => self.find_in(&Place::channel(channel), mark).await,
            Err(failure) if failure.code().is_some_and(|code| NO_DIRECT.contains(&code)) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    pub(super) async fn marked(&self, channel_id: ChannelId, marker: u32) -> Result<Option<String>, Failure> {
        let is_it = |message: &&Value| message["components"][0]["id"].as_u64() == Some(u64::from(marker));
        let id = |message: &Value| message["id"].as_str().map(ToOwned::to_owned);
        let mut before = None;
        for _ in 0..PAGES_MAX {
            let limit = Some(("limit", PAGE.to_string()));
            let params = limit.into_iter().chain(before.map(|id| ("before", id))).collect();
            let body = Body { params, ..Body::default() };
            let found = self.client.call(LightMethod::Get, Route::ChannelMessages { channel_id }, body).await?;
            let page = found.as_array().map(Vec::as_slice).unwrap_or_default();
            if let Some(known) = page.iter().find(is_it) {
                return Ok(id(known));
            }
            before = page.last().filter(|_| page.len() >= PAGE).and_then(id);
            if before.is_none() {
                break;
            }
        }
        Ok(None)
    }

    pub(super) async fn open_thread(
        &self,
        server: &str,
        channel: &str,
        title: &str,
    ) -> Result<Option<String>, Failure> {
        let route = Route::GuildThreadsActive { guild_id: GuildId::from(number(server)?) };
        let active = self.client.call(LightMethod::Get, route, Body::default()).await?;
        let is_it = |thread: &&Value| {
            thread["name"] == *title && thread["parent_id"] == *channel && thread["type"] == PRIVATE_THREAD
        };
        let known = active["threads"].as_array().into_iter().flatten().find(is_it);
        Ok(known.and_then(|thread| thread["id"].as_str()).map(ToOwned::to_owned))
    }
}
