//! Objects as the API gives them out.

use baton::clock::Timestamp;
use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::compose::EPHEMERAL;
use super::pings;
use super::world::{Channel, Guild, Id, Member, Message, Role, World};

/// As the API writes moments.
pub fn moment(at: Timestamp) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Micros, false)
}

/// An id in the path or in a field.
pub fn id_of(value: &Value) -> Option<Id> {
    value.as_str()?.parse().ok()
}

impl World {
    pub fn user_json(&self, id: Id) -> Value {
        let user = self.users.get(&id);
        let name = user.map_or("Deleted User", |user| user.name.as_str());
        let is_bot = user.is_some_and(|user| user.is_bot);
        json!({
            "id": id.to_string(), "username": name, "global_name": name, "avatar": null, "discriminator": "0",
            "public_flags": 0, "flags": 0, "bot": is_bot, "primary_guild": null,
        })
    }

    /// The bot's own account.
    pub fn me_json(&self) -> Value {
        let mut me = self.user_json(self.bot);
        me["mfa_enabled"] = json!(false);
        me["locale"] = json!("en-US");
        me["verified"] = json!(true);
        me
    }

    pub fn application_json(&self) -> Value {
        json!({
            "id": self.bot.to_string(), "name": "Baton", "icon": null, "description": "", "type": null,
            "verify_key": self.public_key, "flags": self.gateway.application_flags(),
            "flags_new": self.gateway.application_flags().to_string(), "redirect_uris": [],
            "interactions_endpoint_url": self.gateway.endpoint.as_ref().map(|at| format!("http://{}{}", at.address, at.path)),
            "role_connections_verification_url": null, "owner": self.user_json(self.bot),
            "approximate_guild_count": self.guilds.len(), "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": null,
            "eligible_oauth2_scopes": [], "bot_public": false, "bot_require_code_grant": self.needs_code_grant,
        })
    }

    pub fn member_json(&self, id: Id, member: &Member) -> Value {
        json!({
            "user": self.user_json(id), "nick": member.nick, "avatar": null, "banner": null,
            "communication_disabled_until": null, "flags": 0, "joined_at": moment(member.joined), "pending": false,
            "premium_since": null, "mute": false, "deaf": false,
            "roles": member.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    }

    /// A server as the gateway tells of it: with its people, channels and threads.
    pub fn whole_guild_json(&self, id: Id, guild: &Guild) -> Value {
        let mut whole = guild_json(id, guild);
        let is_here = |it: &&Channel| it.guild == Some(id);
        let (threads, channels): (Vec<_>, Vec<_>) =
            self.channels.values().filter(is_here).partition(|it| it.thread.is_some());
        let seen = threads.into_iter().filter(|it| self.may_read(self.bot, it.id));
        whole["joined_at"] = json!(guild.members.get(&self.bot).map(|bot| moment(bot.joined)));
        whole["large"] = json!(false);
        whole["unavailable"] = json!(false);
        whole["member_count"] = json!(guild.members.len());
        whole["members"] = guild.members.iter().map(|(id, member)| self.member_json(*id, member)).collect();
        whole["channels"] = channels.into_iter().map(|it| self.channel_json(it)).collect();
        whole["threads"] = seen.map(|it| self.channel_json(it)).collect();
        for nothing in ["voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"] {
            whole[nothing] = json!([]);
        }
        whole
    }

    pub fn channel_json(&self, channel: &Channel) -> Value {
        let last = self.said_in(channel.id).next_back().map(|message| message.id.to_string());
        let mut json =
            json!({ "id": channel.id.to_string(), "type": channel.kind, "flags": 0, "last_message_id": last });
        let Some(guild) = channel.guild else {
            json["recipients"] = channel.with.iter().map(|with| self.user_json(*with)).collect();
            return json;
        };
        json["guild_id"] = json!(guild.to_string());
        json["name"] = json!(channel.name);
        json["parent_id"] = json!(channel.parent.map(|parent| parent.to_string()));
        json["rate_limit_per_user"] = json!(0);
        let Some(thread) = &channel.thread else {
            let overwrites = channel.overwrites.iter().map(|rule| {
                json!({ "id": rule.id.to_string(), "type": u8::from(rule.is_member),
                        "allow": rule.allow.to_string(), "deny": rule.deny.to_string() })
            });
            json["permission_overwrites"] = overwrites.collect();
            json["position"] = json!(0);
            json["nsfw"] = json!(false);
            json["topic"] = Value::Null;
            return json;
        };
        json["owner_id"] = json!(thread.owner.to_string());
        json["thread_metadata"] = json!({
            "archived": thread.is_archived, "locked": thread.is_locked, "invitable": thread.is_invitable,
            "auto_archive_duration": thread.auto_archive_min, "archive_timestamp": moment(thread.turned),
            "create_timestamp": moment(thread.created),
        });
        json["message_count"] = json!(self.said_in(channel.id).count());
        json["total_message_sent"] = json!(self.said_in(channel.id).count());
        json["member_count"] = json!(thread.members.len());
        json
    }

    pub fn message_json(&self, message: &Message) -> Value {
        let parts = &message.parts;
        let ping = pings::of(self, message.channel, &json!({ "allowed_mentions": {} }), parts, None);
        let mentions = self.pings.iter().find(|ping| ping.message == message.id).unwrap_or(&ping);
        let loading = if message.is_loading { super::compose::LOADING } else { 0 };
        let private = if message.only_for.is_some() { EPHEMERAL } else { 0 };
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(),
            "type": if message.interaction.is_some() { 20 } else if message.replies_to.is_some() { 19 } else { 0 },
            "author": self.user_json(message.author), "content": parts["content"], "embeds": parts["embeds"],
            "components": parts["components"], "attachments": parts["attachments"],
            "flags": parts["flags"].as_u64().unwrap_or_default() | loading | private,
            "timestamp": moment(message.created), "edited_timestamp": message.edited.map(moment),
            "mentions": mentions.people.iter().map(|id| self.user_json(*id)).collect::<Vec<_>>(),
            "mention_roles": mentions.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "mention_everyone": mentions.is_everyone, "pinned": false, "tts": false,
        });
        if let Some(nonce) = &message.nonce {
            json["nonce"] = nonce.clone();
        }
        if let Some(replied) = message.replies_to {
            json["message_reference"] =
                json!({ "type": 0, "channel_id": message.channel.to_string(), "message_id": replied.to_string() });
        }
        if let Some(interaction) = message.interaction.and_then(|id| self.interactions.get(&id)) {
            json["application_id"] = json!(self.bot.to_string());
            json["webhook_id"] = json!(self.bot.to_string());
            json["interaction_metadata"] = self.metadata_json(interaction);
        }
        if let Some(thread) = self.channels.get(&message.id).filter(|it| it.thread.is_some()) {
            json["thread"] = self.channel_json(thread);
        }
        json
    }
}

pub fn role_json(id: Id, role: &Role, position: usize) -> Value {
    json!({
        "id": id.to_string(), "name": role.name, "permissions": role.permissions.to_string(), "position": position,
        "color": 0, "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false, "managed": role.is_managed, "mentionable": role.is_mentionable, "icon": null,
        "unicode_emoji": null, "flags": 0,
    })
}

pub fn guild_json(id: Id, guild: &Guild) -> Value {
    let roles = guild.roles.iter().enumerate().map(|(position, (id, role))| role_json(*id, role, position));
    json!({
        "id": id.to_string(), "name": guild.name, "icon": null, "description": null, "home_header": null,
        "splash": null, "discovery_splash": null, "features": [], "banner": null,
        "owner_id": guild.owner.to_string(), "application_id": null, "region": "deprecated",
        "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": guild.system_channel.map(|id| id.to_string()), "system_channel_flags": 0,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 0,
        "roles": roles.collect::<Vec<_>>(), "default_message_notifications": 1, "mfa_level": 0,
        "explicit_content_filter": 0, "max_presences": null, "max_members": 500_000,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
        "premium_progress_bar_enabled": false, "premium_progress_bar_enabled_user_updated_at": null,
        "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [], "incidents_data": null,
    })
}
