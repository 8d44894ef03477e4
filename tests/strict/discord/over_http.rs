//! Interactions over HTTP: the address is tried first, everything is signed, the answer is the response.

use serde_json::{Value, json};

use super::{Stage, quiet};
use crate::bot::{Address, Socket, address};
use crate::strict_discord::endpoint::Seal;
use crate::strict_discord::gateway::Endpoint;

crate::cases!(
    odd_bodies,
    the_address_is_tried,
    answered_in_the_response,
    answered_by_a_request,
    bad_answers,
    not_over_the_gateway,
    forged
);

impl Address {
    fn endpoint(&self) -> Endpoint {
        Endpoint { address: self.address, path: "/discord".to_owned() }
    }
}

async fn the_address_is_tried() {
    let stage = Stage::patient().await;
    let careless = address(&stage.discord, false, None).await;
    let why = stage.discord.set_endpoint(careless.endpoint()).await.expect_err("it verifies nothing");
    assert!(why.contains("signature"), "{why}");
    assert!(stage.discord.look(|world| world.gateway.endpoint.is_none()));
    let good = address(&stage.discord, true, None).await;
    stage.discord.set_endpoint(good.endpoint()).await.expect("it verifies");
    let shown = stage.rest.get("/applications/@me").await.body["interactions_endpoint_url"].clone();
    assert_eq!(shown, format!("http://{}/discord", good.address));
}

async fn answered_in_the_response() {
    let stage = Stage::patient().await;
    stage.register().await;
    let says = json!({ "type": 4, "data": quiet(&json!({ "content": "none", "flags": 64 })) });
    let bot = address(&stage.discord, true, Some(says)).await;
    stage.discord.set_endpoint(bot.endpoint()).await.expect("it verifies");
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    assert_eq!(sent.message().await["content"], "none");
    assert!(sent.is_private());
    let heard = bot.heard.lock().expect("what was heard").clone();
    assert_eq!((heard.len(), &heard[0]["data"]["name"]), (1, &json!("handoff")));
    stage.discord.assert_sound();
}

async fn answered_by_a_request() {
    let stage = Stage::patient().await;
    stage.register().await;
    let bot = address(&stage.discord, true, None).await;
    stage.discord.set_endpoint(bot.endpoint()).await.expect("it verifies");
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    assert_eq!(stage.answer(&sent, &json!({ "type": 5, "data": { "flags": 64 } })).await.status, 204);
    stage.discord.assert_sound();
}

async fn bad_answers() {
    for says in [
        json!({ "type": 6 }),
        json!({ "type": 4, "data": quiet(&json!({ "content": "x".repeat(2001) })) }),
        json!({ "type": 4, "data": quiet(&json!({})) }),
        Value::Null,
    ] {
        let stage = Stage::patient().await;
        stage.register().await;
        let bot = address(&stage.discord, true, Some(says.clone())).await;
        stage.discord.set_endpoint(bot.endpoint()).await.expect("it verifies");
        let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
        stage.discord.until("a problem", |world| (!world.problems.is_empty()).then_some(())).await;
        assert_eq!(stage.discord.take_problems().len(), 1, "{says}");
        assert_eq!(sent.interaction().first, None);
    }
}

async fn not_over_the_gateway() {
    let stage = Stage::patient().await;
    stage.register().await;
    let (mut gateway, _) = Socket::identified(&stage.discord).await;
    gateway.event("GUILD_CREATE").await;
    let bot = address(&stage.discord, true, None).await;
    stage.discord.set_endpoint(bot.endpoint()).await.expect("it verifies");
    stage.anna.command(stage.channel, "/handoff list").expect("registered");
    stage.town.channel("more");
    assert_eq!(gateway.names(1).await, ["CHANNEL_CREATE"]);
}

async fn forged() {
    let stage = Stage::patient().await;
    let bot = address(&stage.discord, true, None).await;
    for (seal, status) in
        [(Seal::Good, 202), (Seal::Stale, 202), (Seal::Wrong, 401), (Seal::Short, 401), (Seal::Missing, 401)]
    {
        let heard = stage.discord.knock(&bot.endpoint(), b"{\"type\": 2}", seal).await.expect("an answer");
        assert_eq!(heard.status, status, "{seal:?}");
    }
    let away = Endpoint { address: "192.0.2.1:80".parse().expect("an address"), path: "/".to_owned() };
    assert!(stage.discord.knock(&away, b"{}", Seal::Good).await.is_err(), "nothing leaves this machine");
}

async fn odd_bodies() {
    let stage = Stage::patient().await;
    stage.register().await;
    let bot = address(&stage.discord, true, None).await;
    stage.discord.set_endpoint(bot.endpoint()).await.expect("it verifies");
    let bend = std::sync::Arc::new(|data: &mut Value| {
        data.as_object_mut().expect("fields").remove("entitlements");
        data["moon"] = json!(true);
    });
    stage.discord.change(|world| world.gateway.bend("INTERACTION_CREATE", bend));
    let sent = stage.anna.command(stage.channel, "/handoff list").expect("registered");
    stage.answer(&sent, &json!({ "type": 5 })).await;
    sent.first().await;
    let is_heard = async || bot.heard.lock().expect("what was heard").first().cloned();
    let heard = loop {
        if let Some(heard) = is_heard().await {
            break heard;
        }
        tokio::task::yield_now().await;
    };
    assert!(heard["entitlements"].is_null() && heard["moon"] == true);
}
