//! The channels of a server: which there are, where Baton may write, and new ones.

use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ChannelId, GuildId, UserId};

use super::Discord;
use super::client::Failure;
use super::deliver::number;
use super::rights::{Held, READ_HISTORY, SEND_MESSAGES, VIEW_CHANNEL, may_see};
use crate::ids::WorkspaceId;
use crate::platform::{Channel, DeliveryFault, NewChannel, Openness, Unmade};

/// Private threads hang on no other kind (documentation, 2026-08).
const TEXT_CHANNEL: u64 = 0;
const OF_ROLE: u8 = 0;
const OF_MEMBER: u8 = 1;
const TO_WRITE: u64 = VIEW_CHANNEL | SEND_MESSAGES;

impl Discord {
    /// Text channels, and whether Baton can write in each.
    pub(super) async fn rooms(&self, workspace: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        let Some(server) = self.accounts.server(workspace).await? else { return Ok(Vec::new()) };
        let guild_id = GuildId::from(number(&server)?);
        let own = self.own_id().await?;
        let user_id = UserId::from(number(&own)?);
        let channels = self.get(Route::GuildChannels { guild_id }).await?;
        let roles = self.get(Route::GuildRoles { guild_id }).await?;
        let member = self.get(Route::GuildMember { guild_id, user_id }).await?;
        let held_roles = ids(&member["roles"]);
        let held = Held { server: &server, roles: &held_roles, account: Some(&own) };
        let is_text = |channel: &&Value| channel["type"].as_u64() == Some(TEXT_CHANNEL);
        let room = |channel: &Value| {
            Some(Channel {
                id: channel["id"].as_str()?.to_owned(),
                name: channel["name"].as_str().unwrap_or_default().to_owned(),
                may_write: held.permissions(&roles, channel) & TO_WRITE == TO_WRITE,
            })
        };
        Ok(channels.as_array().into_iter().flatten().filter(is_text).filter_map(room).collect())
    }

    /// Whether everybody in the server can read a channel.
    pub(super) async fn openness_of(&self, workspace: WorkspaceId, channel: &str) -> Result<Openness, DeliveryFault> {
        let Some(server) = self.accounts.server(workspace).await? else { return Ok(Openness::Unknown) };
        let guild_id = GuildId::from(number(&server)?);
        let channel_id = ChannelId::from(number(channel)?);
        let channel = self.get(Route::Channel { channel_id }).await?;
        let roles = self.get(Route::GuildRoles { guild_id }).await?;
        let everybody = Held { server: &server, roles: &[], account: None };
        Ok(if may_see(everybody.permissions(&roles, &channel)) { Openness::Open } else { Openness::Closed })
    }

    /// Makes a text channel; a private one is seen by its readers and Baton alone.
    pub(super) async fn make_room(&self, new: &NewChannel) -> Result<Channel, Unmade> {
        let made = self.try_make_room(new).await;
        made.map_err(|fault| match fault {
            NotMade::Refused(Failure::Refused { status: 403, .. }) => Unmade::NotAllowed,
            NotMade::Refused(failure) => Unmade::Failed(failure.to_string()),
            NotMade::Unknown(fault) => Unmade::Failed(fault.to_string()),
        })
    }

    async fn try_make_room(&self, new: &NewChannel) -> Result<Channel, NotMade> {
        let server = self.accounts.server(new.workspace).await?;
        let server = server.ok_or_else(|| DeliveryFault::Never("the workspace is on another platform".to_owned()))?;
        let mut body = json!({ "name": new.name, "type": TEXT_CHANNEL });
        if let Some(readers) = &new.only_for {
            let people = self.accounts.people(new.workspace, readers).await?;
            let accounts = people.into_values().filter_map(|named| named.account);
            let seen = |id: String, bits: u64| json!({ "id": id, "type": OF_MEMBER, "allow": bits.to_string() });
            let mut rules = vec![json!({ "id": server, "type": OF_ROLE, "deny": VIEW_CHANNEL.to_string() })];
            rules.push(seen(self.own_id().await?, TO_WRITE | READ_HISTORY));
            rules.extend(accounts.map(|account| seen(account, VIEW_CHANNEL)));
            body["permission_overwrites"] = Value::Array(rules);
        }
        let guild_id = GuildId::from(number(&server)?);
        let made = self.client.call(LightMethod::Post, Route::GuildChannels { guild_id }, body.into()).await?;
        let id = made["id"].as_str().ok_or_else(|| Failure::Unclear("a channel without an id".to_owned()))?;
        let name = made["name"].as_str().unwrap_or(&new.name);
        Ok(Channel { id: id.to_owned(), name: name.to_owned(), may_write: true })
    }

    /// Baton's own account, as Discord tells it to its token.
    async fn own_id(&self) -> Result<String, Failure> {
        let own = self.get(Route::UserMe).await?;
        let id = own["id"].as_str();
        id.map(ToOwned::to_owned).ok_or_else(|| Failure::Unclear("an account without an id".to_owned()))
    }
}

enum NotMade {
    Refused(Failure),
    Unknown(DeliveryFault),
}

impl From<Failure> for NotMade {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<DeliveryFault> for NotMade {
    fn from(fault: DeliveryFault) -> Self {
        Self::Unknown(fault)
    }
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
