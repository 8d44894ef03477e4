//! Whose telephone rings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Stage;
use crate::strict_discord::permissions::{INVITED, MENTION_EVERYONE};
use crate::strict_discord::pings::Ping;

crate::cases!(
    people,
    nobody_unless_allowed,
    roles,
    everybody,
    replies,
    code,
    in_threads,
    newer_cards,
    edits_never_ring
);

impl Stage {
    /// Whom the last message rang.
    fn rang(&self) -> Vec<Ping> {
        self.discord.change(|world| std::mem::take(&mut world.pings))
    }

    async fn rings(&self, content: &str, allowed: Value) -> BTreeSet<u64> {
        let said = self.say(&json!({ "content": content, "allowed_mentions": allowed })).await;
        assert_eq!(said.status, 200, "{}", said.body);
        self.rang().pop().unwrap_or_default().people
    }
}

async fn people() {
    let stage = Stage::patient().await;
    let (anna, ben) = (stage.anna.id, stage.ben.id);
    let text = format!("<@{anna}> and <@!{ben}>");
    assert_eq!(stage.rings(&text, json!({ "parse": ["users"] })).await, [anna, ben].into());
    assert_eq!(stage.rings(&text, json!({ "users": [ben.to_string()] })).await, [ben].into());
    assert_eq!(stage.rings("nobody", json!({ "users": [ben.to_string()] })).await, [].into(), "only who is named");
    stage.rings(&text, json!({ "users": [ben.to_string()] })).await;
    assert_eq!(stage.ben.pings(), 0, "they were taken");
}

async fn nobody_unless_allowed() {
    let stage = Stage::patient().await;
    let text = format!("<@{}> @everyone @here", stage.anna.id);
    assert_eq!(stage.rings(&text, json!({ "parse": [] })).await, [].into());
    // Without the field, whoever is named rings: that is a problem of its own.
    stage.rest.post(&stage.messages(), &json!({ "content": text })).await;
    assert_eq!(stage.rang()[0].people, [stage.anna.id].into());
    assert_eq!(stage.discord.take_problems().len(), 1);
}

async fn roles() {
    let stage = Stage::patient().await;
    let (open, closed) = (stage.town.role("csm", 0, true), stage.town.role("board", 0, false));
    stage.town.gives(&stage.anna, open);
    stage.town.gives(&stage.ben, closed);
    let text = format!("<@&{open}> <@&{closed}>");
    assert_eq!(stage.rings(&text, json!({ "parse": ["roles"] })).await, [stage.anna.id].into());
    assert_eq!(stage.rings(&text, json!({ "roles": [closed.to_string()] })).await, [].into());
}

async fn everybody() {
    let stage = Stage::patient().await;
    assert_eq!(stage.rings("@everyone", json!({ "parse": ["everyone"] })).await, [].into(), "it may not");
    stage.town.set_role(stage.town_role_of_bot(), INVITED | MENTION_EVERYONE);
    assert_eq!(stage.rings("@here", json!({ "parse": ["everyone"] })).await.len(), 3);
    assert_eq!(stage.rings("@here", json!({ "parse": [] })).await, [].into());
}

impl Stage {
    fn town_role_of_bot(&self) -> u64 {
        self.discord.look(|world| *world.guilds[&self.town.id].members[&world.bot].roles.first().expect("a role"))
    }
}

async fn replies() {
    let stage = Stage::patient().await;
    let asked = stage.anna.says(stage.channel, "who?");
    let reply = json!({ "message_id": asked.to_string() });
    let say = async |allowed: Value| {
        stage.say(&json!({ "content": "I", "message_reference": reply, "allowed_mentions": allowed })).await;
        stage.rang().pop().unwrap_or_default().people
    };
    assert_eq!(say(json!({ "parse": [] })).await, [].into());
    assert_eq!(say(json!({ "parse": [], "replied_user": true })).await, [stage.anna.id].into());
}

async fn code() {
    let stage = Stage::patient().await;
    let anna = stage.anna.id;
    let all = json!({ "parse": ["users"] });
    assert_eq!(stage.rings(&format!("`<@{anna}>`"), all.clone()).await, [].into());
    assert_eq!(stage.rings(&format!("```\n<@{anna}>\n```"), all.clone()).await, [].into());
    assert_eq!(stage.rings(&format!("it`s <@{anna}>"), all).await, [anna].into(), "what is never closed is text");
}

async fn in_threads() {
    let stage = Stage::patient().await;
    let few = stage.town.role("few", 0, false);
    stage.town.only_for(stage.channel, &[few, stage.town_role_of_bot()]);
    stage.town.gives(&stage.anna, few);
    let thread = json!({ "name": "ACME", "type": 12 });
    let thread = stage.rest.post(&format!("/channels/{}/threads", stage.channel), &thread).await.id();
    let text = format!("<@{}> <@{}>", stage.anna.id, stage.ben.id);
    let body = json!({ "content": text, "allowed_mentions": { "parse": ["users"] } });
    assert_eq!(stage.rest.post(&format!("/channels/{thread}/messages"), &body).await.status, 200);
    assert_eq!(stage.rang()[0].people, [stage.anna.id].into());
    assert_eq!(stage.anna.reads(thread).len(), 1, "who is named comes in");
    let problems = stage.discord.take_problems();
    assert!(problems.len() == 1 && problems[0].contains("cannot read"), "{problems:?}");
}

async fn newer_cards() {
    let stage = Stage::patient().await;
    let text = json!({ "type": 10, "content": format!("for <@{}>", stage.anna.id) });
    let allowed = json!({ "users": [stage.anna.id.to_string()] });
    stage.say(&json!({ "flags": 32768, "components": [text], "allowed_mentions": allowed })).await;
    assert_eq!((stage.rang()[0].people.len(), stage.rang().len()), (1, 0));
}

async fn edits_never_ring() {
    let stage = Stage::patient().await;
    let said = stage.say(&json!({ "content": "x" })).await.id();
    let body = json!({ "content": format!("<@{}>", stage.anna.id), "allowed_mentions": { "parse": ["users"] } });
    assert_eq!(stage.rest.patch(&format!("{}/{said}", stage.messages()), &body).await.status, 200);
    assert_eq!(stage.rang(), []);
}
