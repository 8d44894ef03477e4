//! Rate limits and their headers.

use serde_json::{Value, json};

use super::{Stage, quiet};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::limits::INVALID_MAX;

crate::cases!(a_bucket, buckets_apart, the_whole_bot, interactions_are_exempt, banned, storms);

async fn a_bucket() {
    let stage = Stage::new().await;
    for left in (0..5).rev() {
        let said = stage.say(&json!({ "content": "x" })).await;
        assert_eq!((said.status, said.header("x-ratelimit-remaining")), (200, left.to_string().as_str()));
        assert_eq!((said.header("x-ratelimit-limit"), said.header("x-ratelimit-reset-after")), ("5", "5.000"));
        assert_eq!(said.header("x-ratelimit-reset"), "1772811005.000");
    }
    stage.later(1500);
    let refused = stage.say(&json!({ "content": "x" })).await;
    assert_eq!(
        (refused.status, &refused.body["retry_after"], &refused.body["global"]),
        (429, &json!(3.5), &json!(false))
    );
    assert_eq!((refused.header("retry-after"), refused.header("x-ratelimit-scope")), ("4", "user"));
    assert_eq!(stage.discord.look(|world| world.said_in(stage.channel).count()), 5);
    stage.later(3500);
    assert_eq!(stage.say(&json!({ "content": "x" })).await.status, 200);
    stage.discord.assert_sound();
}

async fn buckets_apart() {
    let stage = Stage::new().await;
    let other = stage.town.channel("other");
    for _ in 0..5 {
        stage.say(&json!({ "content": "x" })).await;
    }
    let body = quiet(&json!({ "content": "x" }));
    let elsewhere = stage.rest.post(&format!("/channels/{other}/messages"), &body).await;
    let here = stage.say(&json!({ "content": "x" })).await;
    assert_eq!((elsewhere.status, here.status), (200, 429));
    let known = |answer: &crate::rest::Answer| answer.header("x-ratelimit-bucket").to_owned();
    assert_eq!(known(&elsewhere), known(&here), "one bucket, counted for each channel");
    stage.discord.change(|world| world.limits.rates.insert("GET users/@me".to_owned(), (1, 1000)));
    assert_eq!(stage.rest.get("/users/@me").await.status, 200);
    assert_eq!(stage.rest.get("/users/@me").await.status, 429);
}

async fn the_whole_bot() {
    let stage = Stage::new().await;
    let mut statuses = Vec::new();
    for number in 0..51 {
        statuses.push(stage.rest.get(&format!("/guilds/{number}")).await);
    }
    let last = statuses.pop().expect("the last one");
    assert_eq!((last.status, &last.body["global"], last.header("x-ratelimit-global")), (429, &json!(true), "true"));
    assert_eq!(last.header("x-ratelimit-scope"), "global");
}

async fn interactions_are_exempt() {
    let stage = Stage::new().await;
    stage.register().await;
    for _ in 0..60 {
        let sent = stage.anna.command(stage.channel, "/handoff list").expect("it is registered");
        assert_eq!(stage.answer(&sent, &json!({ "type": 5 })).await.status, 204);
    }
    stage.discord.assert_sound();
}

async fn banned() {
    let stage = Stage::patient().await;
    stage.discord.change(|world| {
        let now = world.now();
        (0..INVALID_MAX).for_each(|_| world.limits.count_invalid(now));
    });
    let banned = stage.rest.get("/users/@me").await;
    assert_eq!((banned.status, banned.body), (429, Value::Null));
    stage.later(600_000);
    assert_eq!(stage.rest.get("/users/@me").await.status, 200);
}

async fn storms() {
    let stage = Stage::patient().await;
    let storm = Trouble::TooMany { after_ms: 250, is_global: true };
    stage.discord.change(|world| world.faults.plan("*", 2, storm));
    for _ in 0..2 {
        let refused = stage.rest.get("/users/@me").await;
        assert_eq!((refused.status, &refused.body["retry_after"]), (429, &json!(0.25)));
    }
    assert_eq!(stage.rest.get("/users/@me").await.status, 200);
    assert_eq!(stage.discord.look(|world| world.limits.invalid(world.now())), 2);
}
