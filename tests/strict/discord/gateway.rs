//! The gateway: HELLO, IDENTIFY, READY, events, heartbeats, RESUME, and what goes wrong.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Stage;
use crate::bot::{Heard, Socket};
use crate::strict_discord::gateway::{GUILD_MEMBERS, GUILDS, MESSAGE_CONTENT};
use crate::strict_discord::permissions::INVITED;

crate::cases!(
    handshake,
    what_is_not_let_in,
    heartbeats,
    events,
    intents,
    shards,
    resume,
    resume_refused,
    a_goodbye_ends_the_session,
    reconnect_and_invalid,
    twice_and_crossed,
    odd_events,
    interactions,
    members_on_request,
    too_talkative,
    down,
);

async fn handshake() {
    let stage = Stage::new().await;
    let (mut bot, ready) = Socket::identified(&stage.discord).await;
    assert_eq!((&ready["v"], &ready["user"]["username"]), (&json!(10), &json!("baton")));
    assert_eq!(ready["guilds"], json!([{ "id": stage.town.id.to_string(), "unavailable": true }]));
    assert_eq!((bot.seq, &ready["resume_gateway_url"]), (1, &json!(stage.discord.gateway_url())));
    let guild = bot.event("GUILD_CREATE").await;
    assert_eq!(
        (&guild["name"], &guild["channels"][0]["name"], guild["members"].as_array().map(Vec::len)),
        (&json!("ACME"), &json!("handoffs"), Some(4))
    );
    assert_eq!(stage.discord.look(|world| world.gateway.identified), 1);
    stage.discord.assert_sound();
}

async fn what_is_not_let_in() {
    let stage = Stage::new().await;
    let identify = |change: &dyn Fn(&mut Value)| {
        let mut d = json!({ "token": stage.discord.token(), "intents": 1, "properties": {}, "shard": [0, 1] });
        change(&mut d);
        json!({ "op": 2, "d": d })
    };
    let refused = [
        (identify(&|d| d["token"] = json!("wrong")), 4004),
        (identify(&|d| d["shard"] = json!([1, 1])), 4010),
        (identify(&|d| d["intents"] = json!(1_u64 << 40)), 4013),
        (identify(&|d| d["intents"] = json!(MESSAGE_CONTENT)), 4014),
        (identify(&|d| d["properties"] = Value::Null), 4002),
        (json!({ "op": 3, "d": {} }), 4003),
        (json!({ "op": 77, "d": {} }), 4001),
        (json!("hello"), 4002),
    ];
    for (frame, code) in refused {
        let mut bot = Socket::open(&stage.discord).await;
        bot.send(&frame).await;
        assert_eq!(bot.hear().await, Heard::Closed(Some(code)), "{frame}");
    }
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    bot.identify(&stage.discord).await;
    assert_eq!(bot.hear().await, Heard::Closed(Some(4005)));
    assert_eq!(stage.discord.take_problems().len(), 9);
}

async fn heartbeats() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    bot.send(&json!({ "op": 1, "d": bot.seq })).await;
    assert_eq!(bot.hear().await.frame()["op"], 11);
    stage.discord.change(|world| world.gateway.is_silent = true);
    bot.send(&json!({ "op": 1, "d": bot.seq })).await;
    bot.send(&json!({ "op": 1, "d": bot.seq })).await;
    stage.discord.send_unknown_event();
    assert_eq!(bot.names(1).await, ["MOON_PHASE_UPDATE"], "nothing was acknowledged");
}

async fn events() {
    let stage = Stage::patient().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    let role = stage.town.role("csm", 0, true);
    let carl = stage.town.member("carl");
    stage.town.gives(&carl, role);
    stage.town.leaves(&carl);
    let names = bot.names(3).await;
    assert_eq!(names, ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]);
    let other = stage.discord.town("other");
    other.invite_bot(INVITED);
    other.remove_bot();
    let guild = bot.event("GUILD_CREATE").await;
    assert_eq!(
        (&guild["name"], &bot.event("GUILD_DELETE").await["id"]),
        (&json!("other"), &json!(other.id.to_string()))
    );
    stage.town.outage();
    stage.town.is_back();
    assert_eq!(bot.event("GUILD_DELETE").await["unavailable"], true);
    assert_eq!(bot.event("GUILD_CREATE").await["unavailable"], false);
    let channel = stage.town.channel("more");
    assert_eq!(bot.event("CHANNEL_CREATE").await["id"], channel.to_string());
    stage.rest.post(&format!("/channels/{channel}/threads"), &json!({ "name": "x", "type": 12 })).await;
    assert_eq!(bot.event("THREAD_CREATE").await["parent_id"], channel.to_string());
}

async fn intents() {
    let stage = Stage::patient().await;
    let mut few = Socket::open(&stage.discord).await;
    few.intents = GUILDS;
    few.identify(&stage.discord).await;
    few.event("GUILD_CREATE").await;
    stage.town.member("carl");
    stage.town.channel("more");
    assert_eq!(few.names(1).await, ["CHANNEL_CREATE"], "without the intent there is no word of members");
    let mut more = Socket::open(&stage.discord).await;
    more.intents = GUILDS | GUILD_MEMBERS | (1 << 9) | (1 << 12);
    more.identify(&stage.discord).await;
    more.event("GUILD_CREATE").await;
    stage.anna.says(stage.channel, "secret");
    let heard = more.event("MESSAGE_CREATE").await;
    assert_eq!(
        (&heard["content"], &heard["author"]["username"]),
        (&json!(""), &json!("anna")),
        "its words are not for this bot"
    );
    let direct = stage.anna.direct();
    stage.anna.says(direct, "for you");
    assert_eq!(more.event("MESSAGE_CREATE").await["content"], "for you");
}

async fn shards() {
    let stage = Stage::new().await;
    stage.register().await;
    let shard = (stage.town.id >> 22) % 2;
    let mut sockets = Vec::new();
    for number in [shard, 1 - shard] {
        let mut bot = Socket::open(&stage.discord).await;
        let d = json!({ "token": stage.discord.token(), "intents": 3, "properties": {}, "shard": [number, 2] });
        bot.send(&json!({ "op": 2, "d": d })).await;
        let ready = bot.event("READY").await;
        assert_eq!(ready["guilds"].as_array().map(Vec::len), Some(usize::from(number == shard)));
        sockets.push(bot);
    }
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    assert_eq!(sockets[0].event("INTERACTION_CREATE").await["id"], sent.id.to_string());
    stage.town.channel("more");
    sockets[0].event("CHANNEL_CREATE").await;
    sockets[1].send(&json!({ "op": 1, "d": 1 })).await;
    assert_eq!(sockets[1].hear().await.frame()["op"], 11, "the other shard heard nothing");
}

async fn resume() {
    let stage = Stage::new().await;
    let (mut bot, ready) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    let session = ready["session_id"].as_str().expect("a session").to_owned();
    stage.town.channel("seen");
    bot.event("CHANNEL_CREATE").await;
    let seq = bot.seq;
    stage.discord.close_gateway(4000);
    assert_eq!(bot.hear().await, Heard::Closed(Some(4000)));
    stage
        .discord
        .until("a lost line", |world| world.gateway.sessions.values().all(|it| it.line.is_none()).then_some(()))
        .await;
    stage.town.member("carl");
    stage.town.channel("missed");
    let mut again = Socket::open(&stage.discord).await;
    again.resume(&stage.discord, &session, seq).await;
    assert_eq!(again.names(3).await, ["GUILD_MEMBER_ADD", "CHANNEL_CREATE", "RESUMED"]);
    assert_eq!(again.seq, seq + 3);
    stage.town.channel("after");
    assert_eq!(again.event("CHANNEL_CREATE").await["name"], "after");
    assert_eq!(stage.discord.look(|world| (world.gateway.identified, world.gateway.resumed)), (1, 1));
    // From further back, what was heard comes again.
    let mut older = Socket::open(&stage.discord).await;
    older.resume(&stage.discord, &session, seq - 1).await;
    assert_eq!(older.event("CHANNEL_CREATE").await["name"], "seen");
}

async fn resume_refused() {
    let stage = Stage::new().await;
    let mut bot = Socket::open(&stage.discord).await;
    bot.resume(&stage.discord, "nothing", 3).await;
    let invalid = bot.hear().await.frame();
    assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(false)));
    bot.identify(&stage.discord).await;
    bot.event("READY").await;
}

async fn a_goodbye_ends_the_session() {
    let stage = Stage::new().await;
    let (bot, ready) = Socket::identified(&stage.discord).await;
    bot.goodbye().await;
    stage.discord.until("no session", |world| world.gateway.sessions.is_empty().then_some(())).await;
    let mut again = Socket::open(&stage.discord).await;
    again.resume(&stage.discord, ready["session_id"].as_str().expect("a session"), 2).await;
    assert_eq!(again.hear().await.frame()["op"], 9);
}

async fn reconnect_and_invalid() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    stage.discord.ask_to_reconnect();
    assert_eq!(bot.hear().await.frame()["op"], 7);
    stage.discord.invalidate_sessions(true);
    assert_eq!(bot.hear().await.frame()["d"], true);
    assert_eq!(stage.discord.look(|world| world.gateway.sessions.len()), 1);
    stage.discord.invalidate_sessions(false);
    assert_eq!(bot.hear().await.frame()["d"], false);
    assert_eq!(stage.discord.look(|world| world.gateway.sessions.len()), 0);
    bot.identify(&stage.discord).await;
    bot.event("READY").await;
}

async fn twice_and_crossed() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    stage.discord.change(|world| world.gateway.twice = 1);
    stage.town.channel("twice");
    assert_eq!(bot.names(2).await, ["CHANNEL_CREATE", "CHANNEL_CREATE"]);
    stage.discord.change(|world| world.gateway.swaps = true);
    stage.town.channel("first");
    stage.town.member("carl");
    stage.town.channel("third");
    assert_eq!(bot.names(3).await, ["GUILD_MEMBER_ADD", "CHANNEL_CREATE", "CHANNEL_CREATE"]);
}

async fn odd_events() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    stage.discord.send_unknown_event();
    assert_eq!(bot.event("MOON_PHASE_UPDATE").await["colour"], "ultraviolet");
    let bend = Arc::new(|data: &mut Value| {
        data.as_object_mut().expect("fields").remove("position");
        data["moon"] = json!(true);
    });
    stage.discord.change(|world| world.gateway.bend("CHANNEL_CREATE", bend));
    stage.town.channel("odd");
    let odd = bot.event("CHANNEL_CREATE").await;
    assert!(odd["position"].is_null() && odd["moon"] == true);
}

async fn interactions() {
    let stage = Stage::patient().await;
    stage.register().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    let heard = bot.event("INTERACTION_CREATE").await;
    assert_eq!((&heard["type"], &heard["member"]["user"]["username"]), (&json!(2), &json!("anna")));
    assert_eq!((&heard["data"]["name"], &heard["guild_id"]), (&json!("handoff"), &json!(stage.town.id.to_string())));
    let path = format!(
        "/interactions/{}/{}/callback",
        heard["id"].as_str().expect("id"),
        heard["token"].as_str().expect("token")
    );
    let body = json!({ "type": 4, "data": super::quiet(&json!({ "content": "none", "flags": 64 })) });
    assert_eq!(stage.rest.post(&path, &body).await.status, 204);
    assert_eq!(sent.message().await["content"], "none");
    let direct = stage.anna.direct();
    stage.anna.command(direct, "/handoff list").expect("offered in conversations too");
    let heard = bot.event("INTERACTION_CREATE").await;
    assert_eq!(
        (&heard["user"]["username"], &heard["member"], &heard["context"]),
        (&json!("anna"), &Value::Null, &json!(1))
    );
    stage.discord.assert_sound();
}

async fn members_on_request() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.send(&json!({ "op": 8, "d": { "guild_id": stage.town.id.to_string(), "query": "an", "limit": 0 } })).await;
    let chunk = bot.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(chunk["members"].as_array().map(Vec::len), Some(1));
    let ids = json!([stage.anna.id.to_string(), stage.ben.id.to_string()]);
    bot.send(&json!({ "op": 8, "d": { "guild_id": stage.town.id.to_string(), "user_ids": ids, "limit": 0 } })).await;
    assert_eq!(bot.event("GUILD_MEMBERS_CHUNK").await["members"].as_array().map(Vec::len), Some(2));
}

async fn too_talkative() {
    let stage = Stage::new().await;
    let (mut bot, _) = Socket::identified(&stage.discord).await;
    bot.event("GUILD_CREATE").await;
    for _ in 0..119 {
        bot.send(&json!({ "op": 1, "d": 1 })).await;
        assert_eq!(bot.hear().await.frame()["op"], 11);
    }
    bot.send(&json!({ "op": 1, "d": 1 })).await;
    assert_eq!(bot.hear().await, Heard::Closed(Some(4008)));
}

async fn down() {
    let stage = Stage::new().await;
    stage.discord.change(|world| world.gateway.is_down = true);
    assert!(!Socket::is_taken(&stage.discord).await);
    stage.discord.change(|world| world.gateway.is_down = false);
    assert!(Socket::is_taken(&stage.discord).await);
}
