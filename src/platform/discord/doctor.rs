//! Looks at how Discord is set up for Baton: the application, its commands, and the channels of a server. Nothing is changed,
//! and nobody is written to: whether somebody takes direct messages cannot be seen, only remembered from the last one.

use serde_json::Value;
use serenity::http::{LightMethod, Route};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, UserId};

use super::Discord;
use super::client::{Body, Failure};
use super::deliver::number;
use super::draw::commands::{commands, is_registered};
use super::gateway;
use super::rights::{Held, INVITED, lacking, may_see};
use crate::chat::doctor::{Bot, Channel, ChannelState, Commands, Look, Pages, Part, Server, Way};
use crate::chat::text::Words;

/// Where applications are administered.
const PORTAL: &str = "https://discord.com/developers/applications";
/// *Server Members Intent* is switched on; the second for applications in fewer than a hundred servers.
const HEARS_OF_MEMBERS: u64 = (1 << 14) | (1 << 15);
const TEXT_CHANNEL: u64 = 0;
const UNKNOWN_CHANNEL: u64 = 10_003;
const UNAUTHORIZED: u16 = 401;

/// Invites the bot with what it needs, into one server where that is named.
pub fn invitation(application: &str, server: Option<&str>) -> String {
    let base = "https://discord.com/oauth2/authorize";
    let into = server.map(|server| format!("&guild_id={server}")).unwrap_or_default();
    format!("{base}?client_id={application}&scope=bot+applications.commands&permissions={INVITED}{into}")
}

impl Discord {
    pub(super) async fn look_at_bot(&self, words: &Words) -> Bot {
        let application = match self.get(Route::Oauth2ApplicationCurrent).await {
            Ok(application) => application,
            Err(failure) => {
                let pages = pages(self.setup.application.as_deref());
                return Bot { look: look(&failure), pages, ..Bot::default() };
            }
        };
        let id = application["id"].as_str().unwrap_or_default();
        let other = self.setup.application.clone().filter(|named| named != id);
        Bot {
            look: Look::Done,
            pages: pages(Some(id)),
            other_application: other,
            hears_of_members: Some(hears_of_members(&application)).filter(|_| self.setup.public_key.is_none()),
            needs_code_grant: application["bot_require_code_grant"].as_bool().unwrap_or_default(),
            way: self.look_at_way(&application).await,
            commands: self.look_at_commands(id, words).await,
        }
    }

    async fn look_at_way(&self, application: &Value) -> Way {
        let address = application["interactions_endpoint_url"].as_str().map(ToOwned::to_owned);
        if let Some(key) = &self.setup.public_key {
            let is_our_key = application["verify_key"].as_str().is_some_and(|theirs| theirs.eq_ignore_ascii_case(key));
            let fault = match &address {
                Some(address) => self.client.knock(address).await.err(),
                None => None,
            };
            return Way::Requests { address, is_our_key, fault };
        }
        let told = self.get(Route::GatewayBot).await;
        let named = told.as_ref().ok().and_then(|told| told["url"].as_str().map(ToOwned::to_owned));
        let fault = match (self.setup.gateway.clone().or(named), &told) {
            (Some(url), _) => gateway::reach(&url).await.err(),
            (None, Err(failure)) => Some(failure.to_string()),
            (None, Ok(_)) => Some("no address was named".to_owned()),
        };
        let told = told.unwrap_or_default();
        let wanted = told["shards"].as_u64().and_then(|shards| u32::try_from(shards).ok()).unwrap_or(1);
        let is_spent = told["session_start_limit"]["remaining"].as_u64() == Some(0);
        Way::Connection { sent_to: address, fault, is_spent, parts: (self.setup.shard.of, wanted) }
    }

    async fn look_at_commands(&self, application: &str, words: &Words) -> Commands {
        match self.registered(application, self.setup.server.as_deref()).await {
            Ok(known) if is_registered(&known, &commands(words, &[])) => Commands::Current,
            Ok(known) if known.as_array().is_some_and(Vec::is_empty) => Commands::Missing,
            Ok(_) => Commands::Stale,
            Err(_) => Commands::Unseen,
        }
    }

    pub(super) async fn look_at_server(&self, server: &str, channels: &[(Part, String)]) -> Server {
        let own = match self.get(Route::UserMe).await {
            Ok(own) => own["id"].as_str().unwrap_or_default().to_owned(),
            Err(failure) => return Server { look: Look::Failed(failure.to_string()), ..Server::default() },
        };
        let application = match &self.setup.application {
            Some(id) => id.clone(),
            None => self.application().await.unwrap_or_else(|_| own.clone()),
        };
        let invite = invitation(&application, Some(server));
        let (member, roles) = match self.look_inside(server, &own).await {
            Ok(found) => found,
            Err(Failure::Refused { status: 403 | 404, .. }) => {
                return Server { look: Look::Refused, invite, ..Server::default() };
            }
            Err(failure) => {
                return Server { look: Look::Failed(failure.to_string()), invite, ..Server::default() };
            }
        };
        let text = |role: &Value| role.as_str().map(ToOwned::to_owned);
        let own_roles: Vec<String> = member["roles"].as_array().into_iter().flatten().filter_map(text).collect();
        let bot = Held { server, roles: &own_roles, account: Some(&own) };
        let mut seen = Vec::new();
        for (part, id) in channels {
            seen.push(self.look_at_channel(&bot, &roles, *part, id).await);
        }
        // Without the scope for commands this is refused, although the bot is there.
        let may_offer_commands = match self.registered(&application, Some(server)).await {
            Ok(_) => Some(true),
            Err(Failure::Refused { status: 403, .. }) => Some(false),
            Err(_) => None,
        };
        Server { look: Look::Done, invite, may_offer_commands, channels: seen }
    }

    /// The bot as a member, and all roles of the server.
    async fn look_inside(&self, server: &str, own: &str) -> Result<(Value, Value), Failure> {
        let guild_id = GuildId::from(number(server)?);
        let user_id = UserId::from(number(own)?);
        let member = self.get(Route::GuildMember { guild_id, user_id }).await?;
        Ok((member, self.get(Route::GuildRoles { guild_id }).await?))
    }

    async fn look_at_channel(&self, bot: &Held<'_>, roles: &Value, part: Part, id: &str) -> Channel {
        let link = format!("https://discord.com/channels/{}/{id}", bot.server);
        let found = match number(id) {
            Ok(number) => self.get(Route::Channel { channel_id: ChannelId::from(number) }).await,
            Err(failure) => Err(failure),
        };
        let name = found.as_ref().ok().and_then(|found| found["name"].as_str()).map(ToOwned::to_owned);
        let state = match found {
            Ok(channel) if channel["guild_id"].as_str() != Some(bot.server) => ChannelState::Gone,
            Ok(channel) if channel["type"].as_u64() != Some(TEXT_CHANNEL) => ChannelState::OtherKind,
            Ok(channel) => {
                let bits = bot.permissions(roles, &channel);
                let anybody = Held { server: bot.server, roles: &[], account: None };
                let is_open_to_all = may_see(anybody.permissions(roles, &channel));
                if may_see(bits) {
                    ChannelState::Seen { lacks: lacking(bits), is_open_to_all }
                } else {
                    ChannelState::Hidden
                }
            }
            Err(failure) if failure.code() == Some(UNKNOWN_CHANNEL) => ChannelState::Gone,
            Err(Failure::Refused { status: 403, .. }) => ChannelState::Hidden,
            Err(Failure::Refused { .. }) => ChannelState::Gone,
            Err(Failure::Limited { .. } | Failure::Unclear(_)) => ChannelState::Unseen,
        };
        Channel { id: id.to_owned(), name, part, link, state }
    }

    pub(super) async fn get(&self, route: Route<'_>) -> Result<Value, Failure> {
        self.client.call(LightMethod::Get, route, Body::default()).await
    }

    /// What is registered in one server, or for all.
    pub(super) async fn registered(&self, application: &str, server: Option<&str>) -> Result<Value, Failure> {
        let application_id = ApplicationId::from(number(application)?);
        let route = match server {
            Some(server) => Route::GuildCommands { application_id, guild_id: GuildId::from(number(server)?) },
            None => Route::Commands { application_id },
        };
        let body = Body { params: vec![("with_localizations", "true".to_owned())], ..Body::default() };
        self.client.call(LightMethod::Get, route, body).await
    }
}

/// Whether the application may hear of members.
pub(super) fn hears_of_members(application: &Value) -> bool {
    application["flags"].as_u64().unwrap_or_default() & HEARS_OF_MEMBERS != 0
}

fn look(failure: &Failure) -> Look {
    match failure {
        Failure::Refused { status: UNAUTHORIZED, .. } => Look::Refused,
        Failure::Refused { .. } | Failure::Limited { .. } | Failure::Unclear(_) => Look::Failed(failure.to_string()),
    }
}

fn pages(application: Option<&str>) -> Pages {
    let Some(id) = application else {
        return Pages { bot: PORTAL.to_owned(), general: PORTAL.to_owned(), invite: String::new() };
    };
    Pages {
        bot: format!("{PORTAL}/{id}/bot"),
        general: format!("{PORTAL}/{id}/information"),
        invite: invitation(id, None),
    }
}
