//! Who the bot is, what it may do where, and what it may know.

use serde_json::{Value, json};

use super::{Stage, quiet, refused};
use crate::rest::Request;
use crate::strict_discord::permissions::{ADMINISTRATOR, VIEW_CHANNEL};
use crate::strict_discord::permissions::{
    ATTACH_FILES, EMBED_LINKS, INVITED, PRIVATE_THREADS, READ_HISTORY, SEND_MESSAGES,
};
use crate::strict_discord::world::Overwrite;

crate::cases!(
    who_calls,
    hidden_channels,
    missing_permissions,
    owners_and_administrators,
    servers,
    members,
    own_account,
    own_application,
    unknown_routes
);

async fn own_application() {
    let stage = Stage::patient().await;
    let now = stage.rest.get("/gateway/bot").await.body["session_start_limit"]["reset_after"].clone();
    stage.discord.change(|world| (world.needs_code_grant, world.gateway.starts_anew_ms) = (true, 60));
    assert_eq!(now, 86_400_000);
    assert_eq!(stage.rest.get("/gateway/bot").await.body["session_start_limit"]["reset_after"], 60);
    assert_eq!(stage.rest.get("/oauth2/applications/@me").await.body["bot_require_code_grant"], true);
}

async fn who_calls() {
    let stage = Stage::patient().await;
    let me = stage.rest.request("GET", "/users/@me", &Value::Null);
    assert_eq!(stage.rest.send(me.clone()).await.body["username"], "baton");
    for token in [None, Some("Bot wrong".to_owned()), Some(stage.discord.token())] {
        refused(&stage.rest.send(Request { token, ..me.clone() }).await, 401, 0);
    }
    assert_eq!(stage.discord.look(|world| world.limits.invalid(world.now())), 3);
    refused(&stage.rest.send(Request { agent: "curl/8", ..me }).await, 403, 40333);
    assert_eq!(stage.discord.take_problems().len(), 2, "the agent is a mistake of the bot");
}

async fn hidden_channels() {
    let stage = Stage::patient().await;
    stage.town.only_for(stage.channel, &[]);
    refused(&stage.say(&json!({ "content": "x" })).await, 403, 50001);
    refused(&stage.rest.get(&stage.messages()).await, 403, 50001);
    refused(&stage.rest.get("/channels/1").await, 404, 10003);
    // Of two roles, the one that allows wins.
    let (no, yes) = (stage.town.role("no", 0, false), stage.town.role("yes", 0, false));
    stage.town.overwrite(stage.channel, Overwrite { id: no, is_member: false, allow: 0, deny: VIEW_CHANNEL });
    stage.town.overwrite(stage.channel, Overwrite { id: yes, is_member: false, allow: VIEW_CHANNEL, deny: 0 });
    stage.town.gives(&stage.anna, no);
    assert!(!stage.discord.look(|world| world.may_read(stage.anna.id, stage.channel)));
    stage.town.gives(&stage.anna, yes);
    assert!(stage.discord.look(|world| world.may_read(stage.anna.id, stage.channel)));
    // A member's own rule comes last.
    let bot = stage.discord.look(|world| world.bot);
    stage.town.overwrite(stage.channel, Overwrite { id: bot, is_member: true, allow: VIEW_CHANNEL, deny: 0 });
    assert_eq!(stage.say(&json!({ "content": "x" })).await.status, 200);
    stage.town.remove_channel(stage.channel);
    refused(&stage.say(&json!({ "content": "x" })).await, 404, 10003);
    stage.discord.assert_sound();
}

async fn missing_permissions() {
    let stage = Stage::patient().await;
    let without = |deny: u64| {
        let bot = stage.discord.look(|world| world.bot);
        stage.town.overwrite(stage.channel, Overwrite { id: bot, is_member: true, allow: 0, deny });
    };
    without(SEND_MESSAGES);
    refused(&stage.say(&json!({ "content": "x" })).await, 403, 50013);
    refused(&stage.rest.post(&format!("/channels/{}/typing", stage.channel), &Value::Null).await, 403, 50013);
    without(EMBED_LINKS);
    refused(&stage.say(&json!({ "embeds": [{ "title": "x" }] })).await, 403, 50013);
    assert_eq!(stage.say(&json!({ "content": "x" })).await.status, 200);
    without(ATTACH_FILES);
    let sent = quiet(&json!({ "content": "x" }));
    refused(&stage.rest.with_files("POST", &stage.messages(), &sent, &[("a", b"b")]).await, 403, 50013);
    without(READ_HISTORY);
    assert_eq!(stage.rest.get(&stage.messages()).await.body, json!([]));
    refused(&stage.rest.get(&format!("{}/1", stage.messages())).await, 403, 50013);
    without(PRIVATE_THREADS);
    let thread = json!({ "name": "x", "type": 12 });
    refused(&stage.rest.post(&format!("/channels/{}/threads", stage.channel), &thread).await, 403, 50013);
    stage.discord.assert_sound();
}

async fn owners_and_administrators() {
    let stage = Stage::patient().await;
    stage.town.only_for(stage.channel, &[]);
    assert!(!stage.discord.look(|world| world.may_read(stage.anna.id, stage.channel)));
    let boss = stage.town.role("boss", ADMINISTRATOR, false);
    stage.town.gives(&stage.anna, boss);
    assert!(stage.discord.look(|world| world.may_read(stage.anna.id, stage.channel)));
    let owner = stage.discord.look(|world| world.guilds[&stage.town.id].owner);
    assert!(stage.discord.look(|world| world.may_read(owner, stage.channel)));
}

async fn servers() {
    let stage = Stage::patient().await;
    let path = format!("/guilds/{}", stage.town.id);
    let guild = stage.rest.get(&path).await;
    assert_eq!((guild.status, &guild.body["name"]), (200, &json!("ACME")));
    assert_eq!(stage.rest.get(&format!("{path}/channels")).await.body.as_array().map(Vec::len), Some(1));
    assert_eq!(stage.rest.get(&format!("{path}/roles")).await.body.as_array().map(Vec::len), Some(2));
    let other = stage.discord.town("other");
    refused(&stage.rest.get(&format!("/guilds/{}", other.id)).await, 403, 50001);
    refused(&stage.rest.get("/guilds/1").await, 404, 10004);
    other.invite_bot(INVITED);
    assert_eq!(stage.rest.get("/users/@me/guilds").await.body.as_array().map(Vec::len), Some(2));
    assert_eq!(stage.rest.delete(&format!("/users/@me/guilds/{}", other.id)).await.status, 204);
    stage.town.remove_bot();
    assert_eq!(stage.rest.get("/users/@me/guilds").await.body, json!([]));
    refused(&stage.say(&json!({ "content": "x" })).await, 403, 50001);
}

async fn members() {
    let stage = Stage::patient().await;
    let path = format!("/guilds/{}/members", stage.town.id);
    let page = stage.rest.get(&format!("{path}?limit=2")).await;
    let last = page.body[1]["user"]["id"].as_str().expect("two of four").to_owned();
    let rest = stage.rest.get(&format!("{path}?limit=1000&after={last}")).await;
    assert_eq!(rest.body.as_array().map(Vec::len), Some(2));
    stage.mistaken(&stage.rest.get(&format!("{path}?limit=1001")).await);
    let one = stage.rest.get(&format!("{path}/{}", stage.anna.id)).await;
    assert_eq!(one.body["user"]["username"], "anna");
    let found = stage.rest.get(&format!("{path}/search?query=An&limit=5")).await;
    assert_eq!((found.body.as_array().map(Vec::len), &found.body[0]["user"]["username"]), (Some(1), &json!("anna")));
    stage.town.leaves(&stage.anna);
    refused(&stage.rest.get(&format!("{path}/{}", stage.anna.id)).await, 404, 10007);
    assert_eq!(stage.rest.get(&format!("/users/{}", stage.anna.id)).await.status, 200);
    stage.discord.change(|world| world.gateway.privileged = 0);
    refused(&stage.rest.get(&path).await, 403, 50001);
}

async fn own_account() {
    let stage = Stage::patient().await;
    let application = stage.rest.get("/applications/@me").await;
    assert_eq!(application.body["verify_key"], stage.discord.public_key());
    assert_eq!(stage.rest.get("/oauth2/applications/@me").await.body["id"], application.body["id"]);
    assert_eq!(stage.rest.get("/gateway").await.body["url"], stage.discord.gateway_url());
    assert_eq!(stage.rest.get("/gateway/bot").await.body["shards"], 1);
}

async fn unknown_routes() {
    let stage = Stage::patient().await;
    for path in ["/channel/1", "/voice/places", "/channels"] {
        refused(&stage.rest.get(path).await, 404, 0);
    }
    assert_eq!(stage.discord.take_problems().len(), 3);
    let log = stage.discord.requests();
    assert_eq!((log.len(), log[0].status, log[0].path.as_str()), (3, 404, "/channel/1"));
}
