//! What goes wrong on purpose.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Stage, quiet, refused};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::refusal::TOO_MANY_DIRECTS;

crate::cases!(statuses, dropped, held, bent, missing_routes, refusals, first_answers_are_lost);

impl Stage {
    fn plan(&self, route: &str, times: u32, trouble: Trouble) {
        self.discord.change(|world| world.faults.plan(route, times, trouble));
    }

    fn said(&self) -> usize {
        self.discord.look(|world| world.said_in(self.channel).count())
    }
}

const SAY: &str = "POST channels/*/messages";

async fn statuses() {
    let stage = Stage::patient().await;
    stage.plan(SAY, 1, Trouble::Status(500));
    stage.plan(SAY, 1, Trouble::Status(502));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(stage.say(&json!({ "content": "x" })).await.status);
    }
    assert_eq!((statuses, stage.said()), (vec![500, 502, 200], 1));
    assert_eq!(stage.rest.get("/users/@me").await.status, 200, "other routes are not meant");
    stage.discord.assert_sound();
}

async fn dropped() {
    let stage = Stage::patient().await;
    let request = stage.rest.request("POST", &stage.messages(), &quiet(&json!({ "content": "x" })));
    stage.plan(SAY, 1, Trouble::DroppedBefore);
    assert!(stage.rest.try_send(request.clone()).await.is_err());
    assert_eq!(stage.said(), 0);
    stage.plan(SAY, 1, Trouble::DroppedAfter);
    assert!(stage.rest.try_send(request).await.is_err());
    assert_eq!(stage.said(), 1, "it was done, and nobody heard of it");
}

async fn held() {
    let stage = Stage::patient().await;
    stage.plan(SAY, 1, Trouble::Held);
    let request = stage.rest.request("POST", &stage.messages(), &quiet(&json!({ "content": "x" })));
    let rest = stage.rest.clone();
    let waiting = tokio::spawn(async move { rest.send(request).await });
    stage.discord.until("a held request", |world| world.faults.is_clear().then_some(())).await;
    assert_eq!(stage.rest.get("/users/@me").await.status, 200);
    assert!(!waiting.is_finished() && stage.said() == 0);
    stage.discord.let_go();
    assert_eq!(waiting.await.expect("an answer").status, 200);
}

async fn bent() {
    let stage = Stage::patient().await;
    let bend = Arc::new(|answer: &mut Value| {
        answer.as_object_mut().expect("fields").remove("username");
        answer["aura"] = json!(7);
    });
    stage.plan("GET users/@me", 1, Trouble::Bent(bend));
    let request = stage.rest.request("GET", "/users/@me", &Value::Null);
    let me = stage.rest.raw(&request).await.expect("an answer").body;
    assert!(me["username"].is_null() && me["aura"] == 7);
    assert_eq!(stage.rest.get("/users/@me").await.body["username"], "baton");
}

async fn missing_routes() {
    let stage = Stage::patient().await;
    stage.plan("GET gateway", u32::MAX, Trouble::Status(404));
    for _ in 0..3 {
        assert_eq!(stage.rest.get("/gateway").await.status, 404);
    }
    stage.discord.change(|world| world.faults.clear());
    assert_eq!(stage.rest.get("/gateway").await.status, 200);
}

async fn refusals() {
    let stage = Stage::patient().await;
    stage.plan("POST users/@me/channels", 1, Trouble::Refused(TOO_MANY_DIRECTS));
    let open =
        async || stage.rest.post("/users/@me/channels", &json!({ "recipient_id": stage.anna.id.to_string() })).await;
    refused(&open().await, 400, 40003);
    assert_eq!(open().await.status, 200);
}

async fn first_answers_are_lost() {
    let stage = Stage::patient().await;
    stage.discord.change(|world| world.faults.lose_first_answers());
    let path = stage.messages();
    let said = |text: &str| stage.rest.request("POST", &path, &quiet(&json!({ "content": text })));
    for text in ["one", "two"] {
        assert!(stage.rest.try_send(said(text)).await.is_err(), "the first answer never arrives");
        assert_eq!(stage.rest.send(said(text)).await.status, 200);
    }
    assert_eq!(stage.rest.get(&path).await.status, 200, "reading loses nothing");
    assert_eq!(stage.said(), 4, "each was done");
    stage.discord.change(|world| world.faults.clear());
    assert!(stage.rest.try_send(said("three")).await.is_ok());
}
