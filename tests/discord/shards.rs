//! Two processes share the servers between them, on one database: each hears its own servers, direct messages come to the
//! first, and one that dies and comes back costs the other's people nothing and its own nothing that was acknowledged.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::databases::Database;
use crate::hands::{controls, words};
use crate::rows::Rows;
use crate::stage::{Stage, Way};
use crate::strict_discord::world::World;
use crate::walk;

/// Both hear, one dies in the middle of a handoff, the other goes on, and everything is said once.
pub(crate) async fn two_processes_share_the_servers(database: &Database) {
    let town = Stage::silent(database, Way::Gateway).await;
    town.discord.change(|world| world.gateway.shards = 2);
    let (first, second) = (town.shard(0).await, town.shard(1).await);
    for stage in [&first, &second] {
        start(stage).await;
    }
    for stage in [&first, &second] {
        stage.set_up().await;
    }
    let here = walk::send(&first, "ACME").await;
    let there = walk::send(&second, "Globex").await;
    // What Ben there presses in his direct messages reaches the first process.
    let greeting = direct(&second).await;
    let button = controls(&greeting).into_iter().next().expect("a button");
    let shown = second.presses(&second.ben, &button).await;
    assert!(words(&shown).contains("Globex"), "{shown:#}");

    walk::accept(&second, &there).await;
    kill(&second).await;
    // Nobody there is heard; the first one's people notice nothing, and what waits for people there is said by its worker.
    walk::take_over(&first, &here).await;
    start(&second).await;
    walk::work(&second, &there).await;
    walk::complete(&second, &there).await;

    quiet(&first).await;
    for (stage, handed) in [(&first, &here), (&second, &there)] {
        once(stage, &handed.customer);
        assert_eq!((stage.ana.pings(), stage.ben.pings()), (0, 2), "{}", handed.customer);
        let log = stage.home.log();
        assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
    }
    nothing_of_others(&first, (0, 2));
    nothing_of_others(&second, (1, 2));
    first.assert_sound();
}

/// Starts one and waits for its own session.
async fn start(stage: &Stage) {
    let begun = stage.discord.look(|world| world.gateway.identified);
    stage.start().await;
    stage.discord.until("its session", |world| (world.gateway.identified > begun).then_some(())).await;
}

/// SIGKILL. Its session stays for a while as on Discord, and nobody takes it up again.
async fn kill(stage: &Stage) {
    stage.end().await;
    stage.discord.change(|world| world.gateway.sessions.retain(|_, session| session.shard != (1, 2)));
}

/// What Ben reads alone: he was greeted.
async fn direct(stage: &Stage) -> Value {
    let is_his = |world: &World| {
        let place = world.channels.values().find(|channel| channel.with == Some(stage.ben.id))?.id;
        let said = world.said_in(place).next()?;
        Some(world.message_json(said))
    };
    stage.discord.until("a greeting", is_his).await
}

/// Waits until nothing is left to be said.
async fn quiet(stage: &Stage) {
    const OPEN: &str = "SELECT kind FROM jobs WHERE state = 'leased' OR (state = 'pending' AND kind <> 'timer')";
    let mut rows = Rows::open(&stage.home.database).await;
    let is_quiet = async {
        while !rows.all(OPEN, &[]).await.is_empty() {
            let _ = tokio::time::timeout(std::time::Duration::from_millis(100), std::future::pending::<()>()).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(90), is_quiet).await.expect("everything is said");
    let discarded = rows.all("SELECT kind, last_error FROM jobs WHERE state = 'discarded'", &[]).await;
    assert!(discarded.is_empty(), "{discarded:#?}");
}

/// One card in its own channel, one thread, and no message of the worker's twice.
fn once(stage: &Stage, customer: &str) {
    stage.discord.look(|world| {
        let said = world.said_in(stage.channel).filter(|said| said.interaction.is_none());
        let cards: Vec<String> =
            said.map(|said| words(&said.parts)).filter(|said| said.starts_with(customer)).collect();
        assert!(matches!(cards.as_slice(), [card] if card.contains("Done on")), "{cards:#?}");
        let threads = world.channels.values().filter(|it| it.thread.is_some() && it.name.ends_with(customer));
        assert!(threads.into_iter().all(|thread| thread.parent == Some(stage.channel)), "{customer}");
        let mut nonces: BTreeMap<String, usize> = BTreeMap::new();
        for message in world.messages.values().filter(|it| it.author == world.bot && it.interaction.is_none()) {
            *nonces.entry(message.nonce.as_ref().map(Value::to_string).unwrap_or_default()).or_default() += 1;
        }
        assert!(nonces.values().all(|times| *times == 1), "{nonces:#?}");
    });
}

/// Of interactions each was told its own servers', and the first one direct messages too.
fn nothing_of_others(stage: &Stage, shard: (u64, u64)) {
    stage.discord.look(|world| {
        let own: Vec<_> = world.gateway.sessions.values().filter(|session| session.shard == shard).collect();
        assert!(!own.is_empty(), "no session of {shard:?}");
        let frames = own.iter().flat_map(|session| session.told.iter().map(|(_, frame)| frame));
        for frame in frames.filter(|frame| frame["t"] == "INTERACTION_CREATE") {
            let server = frame["d"]["guild_id"].as_str().and_then(|id| id.parse::<u64>().ok());
            let is_own = server.map_or(shard.0 == 0, |server| (server >> 22) % shard.1 == shard.0);
            assert!(is_own, "{shard:?} was told {frame}");
        }
    });
}
