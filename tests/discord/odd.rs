//! Servers that are not quite Discord: fields missing and unknown ones added, no `GET /gateway`, events that nobody knows.
//! And addresses that the token must never reach.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::databases::Database;
use crate::process::Baton;
use crate::recount;
use crate::stage::{Stage, Way};
use crate::strict_discord::faults::{Bend, Trouble};
use crate::walk;

/// Fields of an interaction that a plain server may leave out.
const LEFT_OUT: [&str; 11] = [
    "app_permissions",
    "application_id",
    "attachment_size_limit",
    "authorizing_integration_owners",
    "channel",
    "context",
    "entitlements",
    "guild",
    "guild_locale",
    "locale",
    "version",
];

/// What a lenient server makes of anything it sends.
fn bend(left_out: &'static [&'static str]) -> Bend {
    Arc::new(move |sent: &mut Value| {
        let Some(fields) = sent.as_object_mut() else { return };
        fields.retain(|name, _| !left_out.contains(&name.as_str()));
        fields.insert("colour".to_owned(), json!({ "ultra": ["violet", null, 7] }));
    })
}

pub(crate) async fn a_lenient_server_is_enough(database: &Database) {
    let mut stage = Stage::silent(database, Way::Gateway).await;
    let gateway = stage.discord.gateway_url();
    let application = stage.discord.look(|world| world.bot.to_string());
    stage.home.settings.push(("DISCORD_GATEWAY_URL", gateway));
    stage.home.settings.push(("DISCORD_APPLICATION_ID", application));
    stage.discord.change(|world| {
        for route in ["GET gateway", "GET gateway/bot", "GET oauth2/applications/@me"] {
            world.faults.plan(route, u32::MAX, Trouble::Status(404));
        }
        let few =
            bend(&["author", "channel_id", "timestamp", "type", "flags", "name", "member_count", "thread_metadata"]);
        for route in ["POST channels/*/messages", "POST channels/*/threads", "POST users/@me/channels"] {
            world.faults.plan(route, u32::MAX, Trouble::Bent(Arc::clone(&few)));
        }
        world.gateway.bend("INTERACTION_CREATE", bend(&LEFT_OUT));
        world.gateway.bend("READY", bend(&["resume_gateway_url", "user", "guilds", "application", "v"]));
        world.gateway.bend("GUILD_CREATE", bend(&["channels", "members", "roles"]));
    });
    stage.start().await;
    stage.set_up().await;
    stage.discord.send_unknown_event();
    let handed = walk::send(&stage, "ACME").await;
    stage.discord.close_gateway(4000);
    stage.discord.send_unknown_event();
    walk::accept(&stage, &handed).await;
    stage.discord.send_unknown_event();
    walk::work(&stage, &handed).await;
    walk::complete(&stage, &handed).await;
    recount::all(&stage, &[handed]).await;
}

/// Plain http and plain sockets are for this computer only; and nobody is asked whose address was not given.
pub(crate) async fn the_token_stays_here(database: &Database) {
    for (name, address) in [
        ("DISCORD_API_URL", "http://discord.example"),
        ("DISCORD_API_URL", "http://127.0.0.1.discord.example"),
        ("DISCORD_GATEWAY_URL", "ws://gateway.discord.example"),
    ] {
        let mut stage = Stage::silent(database, Way::Gateway).await;
        stage.home.settings.retain(|(known, _)| *known != name);
        stage.home.settings.push((name, address.to_owned()));
        let mut baton = Baton::spawn(&stage.home);
        let status = baton.ends().await;
        assert!(!status.success() && stage.home.log().contains(name), "{status}: {}", stage.home.log());
    }
    let stage = Stage::silent(database, Way::Gateway).await;
    stage.discord.change(|world| world.faults.plan("GET gateway/bot", u32::MAX, Trouble::Status(404)));
    let baton = Baton::spawn(&stage.home);
    let asked = |world: &crate::strict_discord::world::World| {
        (world.log.iter().filter(|request| request.path == "/gateway/bot").count() > 1).then_some(())
    };
    stage.discord.until("a second question for the gateway", asked).await;
    drop(baton);
    assert!(stage.home.log().contains("set DISCORD_GATEWAY_URL"), "{}", stage.home.log());
    assert!(!stage.home.log().contains("the usual one is used"), "{}", stage.home.log());
}
