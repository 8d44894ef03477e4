//! The program is killed again and again while whole handoffs are made on Discord: with a form or a click on its way, while
//! the worker delivers, while it starts, while it stops. What is left is counted on both sides.
//!
//! `BATON_CRASH_KILLS` asks for more kills a database, `BATON_DISCORD_SEED` for others.

use std::time::Duration;

use tokio::time::Instant;

use crate::databases::Database;
use crate::stage::{Stage, Way};
use crate::weather::{Ill, Weather};
use crate::{SEED, number, recount, walk};

/// Kills of a database, half of them by each way in.
const KILLS: u32 = 20;
/// Of a hundred acts so many meet a kill.
const PERCENT: u32 = 55;
/// Handoffs until it counts as hanging; each takes some thirty acts.
const HANDOFFS_MAX: usize = 200;

/// Handoffs are made until there were enough kills.
pub(crate) async fn nothing_is_lost_or_doubled(database: &Database, way: Way) {
    let asked = number("BATON_CRASH_KILLS").and_then(|kills| u32::try_from(kills).ok());
    let kills = asked.unwrap_or(KILLS).max(KILLS) / 2;
    let seed = number("BATON_DISCORD_SEED").unwrap_or(SEED) + 20 + u64::from(way == Way::Signed);
    let began = Instant::now();
    let stage = Stage::new(database, way, Weather::of(seed, &[Ill::Kill], PERCENT)).await;
    {
        let mut weather = stage.weather.lock().await;
        weather.kills_anywhere = true;
        weather.kills_left = kills;
    }
    let mut handed = Vec::new();
    while stage.weather.lock().await.kills_left > 0 {
        assert!(handed.len() < HANDOFFS_MAX, "{kills} kills never came");
        handed.push(walk::hand_over(&stage, &format!("ACME{}", handed.len())).await);
    }
    recount::all(&stage, &handed).await;
    println!("{kills} kills in {:?}, seed {seed}", Duration::from_secs(began.elapsed().as_secs()));
}
