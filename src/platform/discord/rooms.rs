//! The channels of a server: which there are, where Baton may write, and new ones.

use serde_json::{Value, json};
use serenity::http::{LightMethod, Route};
use serenity::model::id::{GuildId, UserId};

use super::Discord;
use super::client::{Body, Failure};
use super::deliver::number;
use crate::ids::WorkspaceId;
use crate::platform::{Channel, DeliveryFault, NewChannel, Unmade};

/// Private threads hang on no other kind (documentation, 2026-08).
const TEXT_CHANNEL: u64 = 0;
const OF_ROLE: u8 = 0;
const OF_MEMBER: u8 = 1;

// Bits of permissions (documentation, 2026-08).
const ADMINISTRATOR: u64 = 1 << 3;
const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const READ_HISTORY: u64 = 1 << 16;
const TO_WRITE: u64 = VIEW_CHANNEL | SEND_MESSAGES;

impl Discord {
    /// Text channels, and whether Baton can write in each.
    pub(super) async fn rooms(&self, workspace: WorkspaceId) -> Result<Vec<Channel>, DeliveryFault> {
        let Some(server) = self.accounts.server(workspace).await? else { return Ok(Vec::new()) };
        let guild_id = GuildId::from(number(&server)?);
        let get = async |route| self.client.call(LightMethod::Get, route, Body::default()).await;
        let own = self.own_id().await?;
        let user_id = UserId::from(number(&own)?);
        let channels = get(Route::GuildChannels { guild_id }).await?;
        let roles = get(Route::GuildRoles { guild_id }).await?;
        let member = get(Route::GuildMember { guild_id, user_id }).await?;
        let held = Held { server: &server, own: &own, roles: &roles, member: &member };
        let is_text = |channel: &&Value| channel["type"].as_u64() == Some(TEXT_CHANNEL);
        let room = |channel: &Value| {
            Some(Channel {
                id: channel["id"].as_str()?.to_owned(),
                name: channel["name"].as_str().unwrap_or_default().to_owned(),
                may_write: held.permissions(channel) & TO_WRITE == TO_WRITE,
            })
        };
        Ok(channels.as_array().into_iter().flatten().filter(is_text).filter_map(room).collect())
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
        let own = self.client.call(LightMethod::Get, Route::UserMe, Body::default()).await?;
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

/// What Baton holds in a server.
struct Held<'a> {
    server: &'a str,
    own: &'a str,
    roles: &'a Value,
    member: &'a Value,
}

impl Held<'_> {
    /// What Baton may do in a channel: its roles, then the channel's own rules for everybody, for roles, and for itself.
    fn permissions(&self, channel: &Value) -> u64 {
        let is_held = |id: &str| self.member["roles"].as_array().into_iter().flatten().any(|role| role == id);
        let of_role = |role: &Value| {
            let id = role["id"].as_str().unwrap_or_default();
            if id == self.server || is_held(id) { bits(&role["permissions"]) } else { 0 }
        };
        let mut held = self.roles.as_array().into_iter().flatten().fold(0, |held, role| held | of_role(role));
        if held & ADMINISTRATOR != 0 {
            return u64::MAX;
        }
        let rules = channel["permission_overwrites"].as_array();
        let steps: [&dyn Fn(&str) -> bool; 3] =
            [&|id| id == self.server, &|id| id != self.server && is_held(id), &|id| id == self.own];
        for is_meant in steps {
            let meant = rules.into_iter().flatten().filter(|rule| rule["id"].as_str().is_some_and(is_meant));
            let (allow, deny) =
                meant.fold((0, 0), |(allow, deny), rule| (allow | bits(&rule["allow"]), deny | bits(&rule["deny"])));
            held = (held & !deny) | allow;
        }
        held
    }
}

/// Permissions, written as text or as a number.
fn bits(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_rules_the_narrower_one_wins() {
        let roles = json!([{ "id": "7", "permissions": "3072" }, { "id": "8", "permissions": 0 }]);
        let member = json!({ "roles": ["8"] });
        let held = Held { server: "7", own: "9", roles: &roles, member: &member };
        let may = |rules: Value| held.permissions(&json!({ "permission_overwrites": rules })) & TO_WRITE == TO_WRITE;
        let deny = |id: &str| json!({ "id": id, "deny": "2048" });
        let allow = |id: &str| json!({ "id": id, "allow": "3072" });
        assert!(may(json!([])));
        assert!(!may(json!([deny("7")])));
        assert!(may(json!([deny("7"), allow("8")])));
        assert!(!may(json!([allow("8"), deny("9")])));
        assert!(may(json!([deny("8"), allow("9")])));
        assert!(may(json!([deny("10")])), "somebody else's");
        let roles = json!([{ "id": "8", "permissions": "8" }]);
        let held = Held { server: "7", own: "9", roles: &roles, member: &member };
        assert_eq!(held.permissions(&json!({ "permission_overwrites": [deny("9")] })), u64::MAX, "administrators");
    }
}
