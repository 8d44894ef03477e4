//! Channels that a bot makes: with the right to, and without giving away what it does not hold.

use serde_json::json;

use super::{Stage, refused};
use crate::strict_discord::permissions::{ADMINISTRATOR, INVITED, MANAGE_CHANNELS, SEND_MESSAGES, VIEW_CHANNEL};

crate::cases!(makes_channels, gives_away_only_what_it_holds);

async fn makes_channels() {
    let stage = Stage::patient().await;
    let path = format!("/guilds/{}/channels", stage.town.id);
    refused(&stage.rest.post(&path, &json!({ "name": "leads", "type": 0 })).await, 403, 50013);
    let role = stage.town.role("maker", INVITED | MANAGE_CHANNELS, false);
    let bot = stage.discord.look(|world| world.bot);
    let itself = crate::strict_discord::people::Person { discord: stage.discord.clone(), id: bot };
    stage.town.gives(&itself, role);
    let made = stage.rest.post(&path, &json!({ "name": "Team Leads", "type": 0 })).await;
    assert_eq!((made.status, &made.body["name"]), (201, &json!("team-leads")));
    refused(&stage.rest.post(&path, &json!({ "name": "", "type": 0 })).await, 400, 50035);
    if crate::schema::file().is_some() {
        refused(&stage.rest.post(&path, &json!({ "name": "x", "type": 0, "colour": 1 })).await, 400, 50035);
    }
    refused(&stage.rest.post("/guilds/1/channels", &json!({ "name": "x" })).await, 404, 10004);
}

async fn gives_away_only_what_it_holds() {
    let stage = Stage::patient().await;
    let path = format!("/guilds/{}/channels", stage.town.id);
    let role = stage.town.role("maker", INVITED | MANAGE_CHANNELS, false);
    let bot = stage.discord.look(|world| world.bot);
    let itself = crate::strict_discord::people::Person { discord: stage.discord.clone(), id: bot };
    stage.town.gives(&itself, role);
    let with = |allow: u64| {
        json!({ "name": "leads", "type": 0, "permission_overwrites": [
            { "id": stage.town.id.to_string(), "type": 0, "deny": VIEW_CHANNEL.to_string() },
            { "id": bot.to_string(), "type": 1, "allow": (VIEW_CHANNEL | SEND_MESSAGES).to_string() },
            { "id": stage.ben.id.to_string(), "type": 1, "allow": allow.to_string() },
        ]})
    };
    refused(&stage.rest.post(&path, &with(ADMINISTRATOR)).await, 403, 50013);
    let made = stage.rest.post(&path, &with(VIEW_CHANNEL)).await;
    let id = made.body["id"].as_str().and_then(|id| id.parse().ok()).expect("a channel");
    assert!(stage.discord.look(|world| world.may_read(stage.ben.id, id)));
    assert!(!stage.discord.look(|world| world.may_read(stage.anna.id, id)));
    let said = stage
        .rest
        .post(&format!("/channels/{id}/messages"), &json!({ "content": "x", "allowed_mentions": { "parse": [] } }))
        .await;
    assert_eq!(said.status, 200);
    stage.discord.take_problems();
}
