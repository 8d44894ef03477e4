//! Threads: opened, filled, archived, locked, found again.

use serde_json::{Value, json};

use super::{Stage, quiet, refused};
use crate::rest::Answer;
use crate::strict_discord::permissions::{EVERYONE, INVITED, MANAGE_THREADS};

crate::cases!(from_a_message, private_ones, names_and_times, asleep, by_themselves, locked, members, listed, too_many,);

impl Stage {
    async fn private(&self, body: Value) -> Answer {
        let mut whole = json!({ "name": "ACME", "type": 12 });
        whole.as_object_mut().expect("fields").extend(body.as_object().expect("fields").clone());
        self.rest.post(&format!("/channels/{}/threads", self.channel), &whole).await
    }

    async fn say_in(&self, thread: u64) -> Answer {
        self.rest.post(&format!("/channels/{thread}/messages"), &quiet(&json!({ "content": "hello" }))).await
    }

    async fn change(&self, thread: u64, body: &Value) -> Answer {
        self.rest.patch(&format!("/channels/{thread}"), body).await
    }
}

async fn from_a_message() {
    let stage = Stage::patient().await;
    let said = stage.say(&json!({ "content": "card" })).await.id();
    let path = format!("{}/{said}/threads", stage.messages());
    let thread = stage.rest.post(&path, &json!({ "name": "ACME", "auto_archive_duration": 1440 })).await;
    assert_eq!((thread.status, thread.id(), &thread.body["type"]), (201, said, &json!(11)));
    refused(&stage.rest.post(&path, &json!({ "name": "again" })).await, 400, 160_004);
    assert_eq!(stage.say_in(said).await.status, 200);
    let gone = format!("{}/1/threads", stage.messages());
    refused(&stage.rest.post(&gone, &json!({ "name": "x" })).await, 404, 10008);
    let card = stage.rest.get(&format!("{}/{said}", stage.messages())).await;
    assert_eq!(card.body["thread"]["id"], said.to_string());
}

async fn private_ones() {
    let stage = Stage::patient().await;
    let thread = stage.private(json!({ "invitable": false })).await;
    assert_eq!((thread.status, &thread.body["type"]), (201, &json!(12)));
    let thread = thread.id();
    assert_eq!(stage.say_in(thread).await.status, 200);
    assert_eq!(stage.anna.reads(thread), Vec::<Value>::new(), "nobody is in it but the bot");
    let join = format!("/channels/{thread}/thread-members/{}", stage.anna.id);
    assert_eq!(stage.rest.put(&join, &Value::Null).await.status, 204);
    assert_eq!(stage.anna.reads(thread).len(), 1);
    assert_eq!((stage.anna.threads(stage.channel), stage.ben.threads(stage.channel)), (vec![thread], vec![]));
    // Where the bot leaves, it sees nothing any more, unless it manages threads.
    stage.town.set_role(stage.town_role(), EVERYONE);
    assert_eq!(stage.rest.delete(&format!("/channels/{thread}/thread-members/@me")).await.status, 204);
    refused(&stage.say_in(thread).await, 403, 50001);
    stage.town.set_role(stage.town_role(), INVITED);
    assert_eq!(stage.say_in(thread).await.status, 200);
}

impl Stage {
    /// The bot's own.
    fn town_role(&self) -> u64 {
        self.discord.look(|world| {
            let member = &world.guilds[&self.town.id].members[&world.bot];
            *member.roles.first().expect("it was invited with one")
        })
    }
}

async fn names_and_times() {
    let stage = Stage::patient().await;
    assert_eq!(stage.private(json!({ "name": "x".repeat(100) })).await.status, 201);
    stage.mistaken(&stage.private(json!({ "name": "x".repeat(101) })).await);
    stage.mistaken(&stage.private(json!({ "name": " " })).await);
    stage.mistaken(&stage.private(json!({ "auto_archive_duration": 90 })).await);
    let thread = stage.private(json!({})).await.id();
    stage.mistaken(&stage.change(thread, &json!({ "name": "x".repeat(101) })).await);
    assert_eq!(stage.change(thread, &json!({ "name": "ACME, done" })).await.body["name"], "ACME, done");
}

async fn asleep() {
    let stage = Stage::patient().await;
    let thread = stage.private(json!({})).await.id();
    let said = stage.say_in(thread).await.id();
    assert_eq!(stage.change(thread, &json!({ "archived": true })).await.status, 200);
    let edit = format!("/channels/{thread}/messages/{said}");
    refused(&stage.rest.patch(&edit, &quiet(&json!({ "content": "x" }))).await, 400, 50083);
    refused(&stage.rest.delete(&edit).await, 400, 50083);
    refused(&stage.change(thread, &json!({ "name": "x" })).await, 400, 50083);
    let join = format!("/channels/{thread}/thread-members/{}", stage.anna.id);
    refused(&stage.rest.put(&join, &Value::Null).await, 400, 50083);
    assert_eq!(stage.change(thread, &json!({ "archived": false })).await.status, 200);
    assert_eq!(stage.rest.patch(&edit, &quiet(&json!({ "content": "x" }))).await.status, 200);
    // What is said wakes it.
    stage.change(thread, &json!({ "archived": true })).await;
    assert_eq!(stage.say_in(thread).await.status, 200);
    assert_eq!(stage.rest.patch(&edit, &quiet(&json!({ "content": "y" }))).await.status, 200);
    stage.discord.assert_sound();
}

async fn by_themselves() {
    let stage = Stage::patient().await;
    let thread = stage.private(json!({ "auto_archive_duration": 60 })).await.id();
    let archived = async || {
        stage.rest.get(&format!("/channels/{thread}")).await.body["thread_metadata"]["archived"]
            .as_bool()
            .expect("known")
    };
    stage.later(59 * 60_000);
    stage.say_in(thread).await;
    stage.later(59 * 60_000);
    assert!(!archived().await);
    stage.later(60_000);
    assert!(archived().await);
}

async fn locked() {
    let stage = Stage::patient().await;
    let thread = stage.private(json!({})).await.id();
    stage.town.set_role(stage.town_role(), EVERYONE);
    refused(&stage.change(thread, &json!({ "locked": true })).await, 403, 50013);
    assert_eq!(stage.change(thread, &json!({ "archived": true })).await.status, 200, "its own");
    stage.town.set_role(stage.town_role(), INVITED);
    assert_eq!(stage.change(thread, &json!({ "archived": false, "locked": true })).await.status, 200);
    assert_eq!(stage.say_in(thread).await.status, 200, "who manages threads writes in locked ones");
    stage.town.set_role(stage.town_role(), INVITED & !MANAGE_THREADS);
    refused(&stage.say_in(thread).await, 400, 160_005);
    refused(&stage.change(thread, &json!({ "archived": true })).await, 400, 160_005);
}

async fn members() {
    let stage = Stage::patient().await;
    let few = stage.town.role("few", 0, false);
    stage.town.only_for(stage.channel, &[few, stage.town_role()]);
    stage.town.gives(&stage.anna, few);
    let thread = stage.private(json!({})).await.id();
    let join = async |who: u64| stage.rest.put(&format!("/channels/{thread}/thread-members/{who}"), &Value::Null).await;
    assert_eq!(join(stage.anna.id).await.status, 204);
    refused(&join(stage.ben.id).await, 403, 50013);
    refused(&join(1).await, 404, 10013);
    let stranger = stage.discord.person("stranger");
    refused(&join(stranger.id).await, 404, 10007);
    let path = format!("/channels/{thread}/thread-members");
    assert_eq!(stage.rest.get(&path).await.body.as_array().map(Vec::len), Some(2));
    assert_eq!(stage.rest.delete(&format!("{path}/{}", stage.anna.id)).await.status, 204);
    assert_eq!(stage.rest.get(&path).await.body.as_array().map(Vec::len), Some(1));
}

async fn listed() {
    let stage = Stage::patient().await;
    let first = stage.private(json!({})).await.id();
    let second = stage.private(json!({})).await.id();
    stage.change(first, &json!({ "archived": true })).await;
    let ids = async |path: String| {
        let answer = stage.rest.get(&path).await;
        answer.body["threads"].as_array().expect("threads").iter().map(super::id).collect::<Vec<u64>>()
    };
    assert_eq!(ids(format!("/guilds/{}/threads/active", stage.town.id)).await, [second]);
    assert_eq!(ids(format!("/channels/{}/threads/archived/private", stage.channel)).await, [first]);
    assert_eq!(ids(format!("/channels/{}/threads/archived/public", stage.channel)).await, Vec::<u64>::new());
}

async fn too_many() {
    let stage = Stage::patient().await;
    stage.discord.change(|world| world.active_threads_max = 1);
    assert_eq!(stage.private(json!({})).await.status, 201);
    refused(&stage.private(json!({})).await, 400, 160_006);
}
